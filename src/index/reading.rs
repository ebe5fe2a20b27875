//! The second pass: files to papers to sections in segments.
//!
//! In come the files that the plan wants read; out go their sections to segments ([`writers`](super::writers)), and an
//! [`Outcome`]: what came of each file. Each thread holds one document at a time. Which papers go is decided when all files
//! were tried; those are among them of which another version was written.

use super::{
    entry::Entry,
    forget::Forgotten,
    identify::Identified,
    memory::PeakMemory,
    report::{Progress, Stage},
    schema::Fields,
    sources::PaperTally,
    writers::Writers,
};
use crate::{
    Error, ErrorKind, Result,
    corpus::{self, Extraction, RawDocument, Skip, SkipReason, Stamp},
    document::{Origin, Paper, Reader, record_id},
};
use rayon::iter::{ParallelBridge as _, ParallelIterator as _};
use rustc_hash::FxHashMap;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
};

/// After so many files memory is looked at again, which takes as long as reading a small one.
const LOOK_EVERY: u64 = 32;

/// What came of the files that were read.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    /// The papers of files that were read, by the file's first path.
    pub(super) papers: BTreeMap<String, Vec<PaperTally>>,
    /// Pages of these files that were not read, by the file's first path.
    pub(super) unread_pages: BTreeMap<String, Vec<(u32, Skip)>>,
    /// What came of JSON Lines files, by the file's first path.
    pub(super) records: BTreeMap<String, Records>,
    /// Files that could not be read, by first path.
    pub(super) failed: BTreeMap<String, Skip>,
    /// Those of them that changed while they were read, by first path.
    pub(super) changing: BTreeSet<String>,
    /// The ids of papers that were written and are in the index in an earlier version, which goes.
    pub(super) replaced: Vec<String>,
    /// The names of the councils of these papers, by slug.
    pub(super) councils: BTreeMap<String, String>,
    /// Records that must not be indexed.
    pub(super) restricted: u64,
}

/// What came of a JSON Lines file.
#[derive(Debug, Default)]
pub(super) struct Records {
    /// Its papers by line.
    pub(super) papers: BTreeMap<u64, Vec<PaperTally>>,
    /// Lines that are not indexed.
    pub(super) unread: BTreeMap<u64, Skip>,
}

/// Reads files; shared by the reading threads.
pub(super) struct Reading<'a> {
    pub(super) extraction: &'a Extraction,
    pub(super) reader: &'a Reader,
    pub(super) fields: &'a Fields,
    pub(super) writers: &'a Writers<'a>,
    /// The number of this build.
    pub(super) build: u64,
    pub(super) forgotten: &'a Forgotten,
    /// The papers in the index, by id.
    pub(super) earlier: FxHashMap<&'a str, &'a PaperTally>,
    /// Whether papers are written anew though their bytes are the same.
    pub(super) again: bool,
    pub(super) bytes_total: u64,
    pub(super) files_total: u64,
    pub(super) tell: &'a (dyn Fn(Progress) + Sync),
    pub(super) cancel: &'a AtomicBool,
    pub(super) peak: &'a PeakMemory,
    pub(super) state: State,
}

/// What changes while files are read.
#[derive(Default)]
pub(super) struct State {
    ids: Mutex<BTreeSet<String>>,
    outcome: Mutex<Outcome>,
    files: AtomicU64,
    bytes: AtomicU64,
    papers: AtomicU64,
}

/// One document to read: a whole file, or one line of a JSON Lines file with its number.
enum Job<'a> {
    File(&'a Identified),
    Record {
        file: &'a Identified,
        line: u64,
        document: Box<Result<RawDocument, Skip>>,
    },
    /// A JSON Lines file has been handed out to its end.
    Done(&'a Identified),
}

/// What a record turned out to be.
enum Understood {
    /// Papers to write, and what tells them from an earlier version.
    New(Vec<Paper>, u64),
    /// A paper that is in the index as it is.
    Same(PaperTally),
}

impl<'a> Reading<'a> {
    /// Reads all of `files`, in any order but for JSON Lines records, which are handed out in theirs.
    pub(super) fn run(self, files: impl Iterator<Item = &'a Identified> + Send) -> Result<Outcome> {
        // The iterator runs under rayon's lock: jobs come in the order of paths, one at a time, so that of two
        // records with one id it is always the same that is kept.
        files.flat_map(|file| self.jobs(file)).par_bridge().try_for_each(|job| {
            if self.cancel.load(Ordering::Relaxed) {
                return Err(cancelled());
            }
            self.take(job)
        })?;
        Ok(self.state.outcome.into_inner().unwrap_or_else(PoisonError::into_inner))
    }

    fn jobs<'f>(&'f self, file: &'f Identified) -> Box<dyn Iterator<Item = Job<'f>> + Send + 'f> {
        if !file.json_lines {
            return Box::new(std::iter::once(Job::File(file)));
        }
        let opened = match fs::File::open(&file.source.file) {
            Ok(opened) => opened,
            Err(error) => {
                self.failed(file, Skip::unreadable(&error));
                return Box::new(std::iter::once(Job::Done(file)));
            }
        };
        let records = corpus::json_lines(std::io::BufReader::new(opened), &self.extraction.limits);
        let jobs = records.map(move |(line, document)| {
            let id = document.as_ref().ok().and_then(|document| document.id.clone());
            let document = match id {
                Some(id) if !lock(&self.state.ids).insert(id.clone()) => {
                    Err(Skip::new(SkipReason::DuplicateId, format!("an earlier paper has the id '{id}'")))
                }
                _ => document,
            };
            Job::Record { file, line, document: Box::new(document) }
        });
        lock(&self.state.outcome).records.entry(file.source.path.clone()).or_default();
        Box::new(jobs.chain(std::iter::once(Job::Done(file))))
    }

    fn take(&self, job: Job<'_>) -> Result<()> {
        match job {
            Job::File(file) => {
                match self.file(file)? {
                    Ok(papers) => {
                        let tallies = self.write(&papers, 0)?;
                        lock(&self.state.outcome).papers.insert(file.source.path.clone(), tallies);
                    }
                    Err(skip) => self.failed(file, skip),
                }
                self.done(file);
            }
            Job::Record { file, line, document } => self.record(file, line, *document)?,
            Job::Done(file) => self.done(file),
        }
        Ok(())
    }

    /// The papers of a file that holds one document.
    fn file(&self, file: &Identified) -> Result<Result<Vec<Paper>, Skip>> {
        let details = match corpus::details(&file.source) {
            Ok((details, _)) => details,
            Err(skip) => return Ok(Err(skip)),
        };
        let mut read = Err(Skip::new(SkipReason::Empty, ""));
        self.extraction.read(&file.source, &mut |_, document| read = document)?;
        let stamp = fs::metadata(&file.source.file).map(|metadata| Stamp::of(&metadata)).ok();
        if stamp != Some(file.source.stamp) {
            lock(&self.state.outcome).changing.insert(file.source.path.clone());
            let what = "it changed while it was read; the next build reads it again";
            return Ok(Err(Skip::new(SkipReason::Malformed, what)));
        }
        let origin = Origin::new(&file.id, &file.source.path).paths(file.paths().cloned().collect()).details(details);
        Ok(read.and_then(|mut document| {
            let unread = std::mem::take(&mut document.unread_pages);
            if !unread.is_empty() {
                lock(&self.state.outcome).unread_pages.insert(file.source.path.clone(), unread);
            }
            self.reader.understand(origin, document)
        }))
    }

    /// One line of a JSON Lines file.
    fn record(&self, file: &Identified, line: u64, document: Result<RawDocument, Skip>) -> Result<()> {
        let understood = document.and_then(|document| self.understand_record(file, document));
        let tallies = match understood {
            Ok(Understood::Same(tally)) => {
                self.state.papers.fetch_add(1, Ordering::Relaxed);
                vec![tally]
            }
            Ok(Understood::New(papers, sum)) => self.write(&papers, sum)?,
            Err(skip) => {
                let mut outcome = lock(&self.state.outcome);
                if skip.reason == SkipReason::Restricted {
                    outcome.restricted += 1;
                } else {
                    outcome.records.entry(file.source.path.clone()).or_default().unread.insert(line, skip);
                }
                return Ok(());
            }
        };
        let mut outcome = lock(&self.state.outcome);
        outcome.records.entry(file.source.path.clone()).or_default().papers.insert(line, tallies);
        Ok(())
    }

    fn understand_record(&self, file: &Identified, mut document: RawDocument) -> Result<Understood, Skip> {
        let id = record_id(&document);
        if document.details.restricted || self.forgotten.has_id(&id) {
            return Err(Skip::new(SkipReason::Restricted, ""));
        }
        // An id that the record states was taken when the job was handed out.
        if document.id.is_none() && !lock(&self.state.ids).insert(id.clone()) {
            return Err(Skip::new(SkipReason::DuplicateId, "the same record stands elsewhere"));
        }
        let sum = sum_of(file, &document);
        if let Some(tally) = self.earlier.get(id.as_str()).filter(|tally| tally.sum == sum && !self.again) {
            return Ok(Understood::Same((*tally).clone()));
        }
        let details = std::mem::take(&mut document.details);
        let origin = Origin::new(id, &file.source.path).paths(file.paths().cloned().collect()).details(details);
        self.reader.understand(origin, document).map(|papers| Understood::New(papers, sum))
    }

    fn write(&self, papers: &[Paper], sum: u64) -> Result<Vec<PaperTally>> {
        let mut tallies = Vec::new();
        for paper in papers.iter().filter(|paper| !self.forgotten.has_id(&paper.id)) {
            let earlier = self.earlier.get(paper.id.as_str());
            // What is read again, or has moved, was not added by this build.
            let added = earlier.filter(|earlier| earlier.sum == sum).map_or(self.build, |earlier| earlier.added);
            let Some(tally) = PaperTally::of(paper, sum, added) else { continue };
            if earlier.is_some() {
                lock(&self.state.outcome).replaced.push(paper.id.clone());
            }
            self.writers.write(Entry::of_paper(paper, added), self.fields)?;
            if let Some(council) = &paper.council {
                let mut outcome = lock(&self.state.outcome);
                outcome.councils.entry(council.value.slug.clone()).or_insert_with(|| council.value.name.clone());
            }
            tallies.push(tally);
        }
        // Nearly always it is one, for which there would be room for four.
        tallies.shrink_to_fit();
        self.state.papers.fetch_add(tallies.len() as u64, Ordering::Relaxed);
        Ok(tallies)
    }

    fn failed(&self, file: &Identified, skip: Skip) {
        lock(&self.state.outcome).failed.insert(file.source.path.clone(), skip);
    }

    fn done(&self, file: &Identified) {
        let files = self.state.files.fetch_add(1, Ordering::Relaxed) + 1;
        if files.is_multiple_of(LOOK_EVERY) {
            self.peak.look();
        }
        let bytes = self.state.bytes.fetch_add(file.source.bytes, Ordering::Relaxed) + file.source.bytes;
        (self.tell)(Progress {
            files,
            files_total: self.files_total,
            bytes,
            bytes_total: self.bytes_total,
            papers: self.state.papers.load(Ordering::Relaxed),
            ..Progress::at(Stage::Reading)
        });
    }
}

/// What tells a record from an earlier version with the same id: all that it says, and where it stands.
fn sum_of(file: &Identified, document: &RawDocument) -> u64 {
    let mut hasher = blake3::Hasher::new();
    for path in file.paths() {
        hasher.update(&(path.len() as u64).to_le_bytes());
        hasher.update(path.as_bytes());
    }
    // A record that cannot be encoded gets the sum of its places alone, and is told by its id.
    hasher.update(&postcard::to_stdvec(document).unwrap_or_default());
    let [a, b, c, d, e, f, g, h, ..] = *hasher.finalize().as_bytes();
    u64::from_le_bytes([a, b, c, d, e, f, g, h])
}

pub(super) fn engine(error: tantivy::TantivyError) -> Error {
    Error::new(ErrorKind::Io, "cannot write the index")
        .caused_by(error)
        .with_hint("Check that there is room on the disk and that you may write to the folder of the index.")
}

pub(super) fn cancelled() -> Error {
    Error::new(ErrorKind::Cancelled, "the build was stopped; nothing was published")
}

/// A lock whose holder panicked still guards whole values here: each is changed by single pushes and inserts.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
