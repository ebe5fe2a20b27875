//! Building: from a folder of papers to a published generation.
//!
//! In comes a [`Builder`]'s choices; out comes a published generation and a [`BuildReport`], or an error and the
//! generation that was there before. Two passes over the files keep memory bounded and the result the same whatever the
//! threads do: the first takes every file's fingerprint, so that the same bytes in two places become one paper; the
//! second reads, understands and adds, each thread holding one document at a time. What a file means is left to
//! [`corpus`](crate::corpus) and [`document`](crate::document).

use super::{
    generation::{self, Draft},
    identify::{self, Identified},
    kept,
    lock::BuildLock,
    manifest::{Manifest, Skipped, SourceState, Sources, Unknown},
    memory::PeakMemory,
    reader,
    record::SectionRecord,
    report::{BuildReport, PaperCounts, Progress, Stage},
    schema::{FORMAT_VERSION, Fields},
};
use crate::{
    Error, ErrorKind, Result,
    corpus::{self, Extraction, Limits, RawDocument, Skip, SkipReason},
    document::{Origin, Paper, Reader, record_id},
};
use rayon::iter::{ParallelBridge as _, ParallelIterator as _};
use std::{
    collections::BTreeSet,
    fs,
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Instant,
};
use tantivy::{IndexSettings, IndexWriter, indexer::NoMergePolicy};

/// Tantivy refuses less for a writing thread.
const SMALLEST_ARENA: u64 = 15_000_000;
/// More than this for a writing thread brought nothing when it was measured.
const LARGEST_ARENA: u64 = 200_000_000;
/// Where the sources of a generation are listed.
const SOURCES: &str = "sources.json";

/// Called now and then during a build, from any of its threads.
type ProgressCallback = Arc<dyn Fn(Progress) + Send + Sync>;

/// Builds the index of a folder of papers and publishes it.
///
/// Nothing is published unless everything was read, written, synced and opened again; until then, and when it fails,
/// the generation published before goes on answering. A paper that cannot be read is recorded with its reason and does
/// not stop the build. When nothing changed since the published generation, nothing is written.
///
/// ```
/// use scrutineer::{Index, index::Builder};
///
/// let folder = tempfile::tempdir()?;
/// let papers = folder.path().join("papers");
/// std::fs::create_dir(&papers)?;
/// std::fs::write(papers.join("gullies.txt"), "Gullies\n\n1. The gullies were cleaned in May.\n")?;
///
/// let report = Builder::new(&papers, folder.path().join("index")).build()?;
/// assert_eq!(report.papers.new, 1);
/// let index = Index::open(folder.path().join("index"))?;
/// assert_eq!(index.manifest().papers, 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Builder {
    corpus: PathBuf,
    index: PathBuf,
    threads: usize,
    memory: u64,
    extraction: Extraction,
    cache_bytes: u64,
    progress: Option<ProgressCallback>,
    cancel: Arc<AtomicBool>,
}

impl Builder {
    /// A build from the folder of papers `corpus` into the folder `index`, which is made if it is not there.
    pub fn new(corpus: impl AsRef<Path>, index: impl AsRef<Path>) -> Self {
        Self {
            corpus: corpus.as_ref().to_path_buf(),
            index: index.as_ref().to_path_buf(),
            threads: 0,
            memory: 256 << 20,
            extraction: Extraction::new(),
            cache_bytes: 2 << 30,
            progress: None,
            cancel: Arc::default(),
        }
    }

    /// How many threads read papers, and how many write. Default: 0, which means one a processor.
    #[must_use]
    pub fn threads(mut self, threads: usize) -> Self {
        self.threads = threads;
        self
    }

    /// How much memory to aim for, in bytes, papers in hand included. Default: 256 MiB. A writing thread needs 15 MB.
    #[must_use]
    pub fn memory(mut self, bytes: u64) -> Self {
        self.memory = bytes;
        self
    }

    /// The limits that reading a paper is kept under. Default: [`Limits::default`].
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.extraction = self.extraction.limits(limits);
        self
    }

    /// How papers are read: where, under which limits, with which extractors and cache. It takes the place of what
    /// [`limits`](Self::limits) has set. Default: in this process, whose risk
    /// [`Isolation::InProcess`](corpus::Isolation::InProcess) tells; [`worker`](corpus::worker) shows what to do where
    /// papers come from strangers.
    #[must_use]
    pub fn extraction(mut self, extraction: Extraction) -> Self {
        self.extraction = extraction;
        self
    }

    /// How much of what was extracted from heavy formats is kept in the index' folder `cache`, in bytes. Default: 2 GiB;
    /// 0 keeps nothing and uses nothing of what was kept. Without effect where [`extraction`](Self::extraction) has a
    /// cache of its own.
    ///
    /// The folder holds the text of papers, for its owner alone. It may be deleted at any time.
    #[must_use]
    pub fn cache(mut self, bytes: u64) -> Self {
        self.cache_bytes = bytes;
        self
    }

    /// Has `progress` called after each file, from any thread. Default: nobody is told.
    #[must_use]
    pub fn progress(mut self, progress: impl Fn(Progress) + Send + Sync + 'static) -> Self {
        self.progress = Some(Arc::new(progress));
        self
    }

    /// Stops the build, with nothing published, soon after `cancel` becomes true. Default: it is not stopped.
    #[must_use]
    pub fn cancel(mut self, cancel: Arc<AtomicBool>) -> Self {
        self.cancel = cancel;
        self
    }

    /// Builds and publishes.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Corpus`] where the folder of papers or its settings cannot be used, [`ErrorKind::Locked`] while
    /// another build runs, [`ErrorKind::Cancelled`] when stopped, [`ErrorKind::Io`] where the disk refuses.
    pub fn build(&self) -> Result<BuildReport> {
        let started = Instant::now();
        if !self.corpus.is_dir() {
            return Err(Error::new(ErrorKind::Corpus, "there is no such folder of papers")
                .at(&self.corpus)
                .with_hint("Name the folder that holds the papers, for example `scrutineer index papers`."));
        }
        let reader = Reader::for_corpus(&self.corpus)?;
        fs::create_dir_all(&self.index).map_err(|error| {
            Error::io("cannot make the folder of the index", &self.index, error)
                .with_hint("Name another folder with --index.")
        })?;
        let _lock = BuildLock::take(&self.index)?;
        let before = self.generation_before()?;
        generation::remove_others(&self.index, &before.iter().map(|before| before.name.as_str()).collect::<Vec<_>>())?;

        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(self.threads)
            .thread_name(|number| format!("reader-{number}"))
            .build()
            .map_err(|error| Error::new(ErrorKind::Io, "cannot start the reading threads").caused_by(error))?;
        pool.install(|| self.build_in_pool(&reader, before, started))
    }

    fn build_in_pool(&self, reader: &Reader, before: Option<Before>, started: Instant) -> Result<BuildReport> {
        self.tell(Progress::at(Stage::Walking));
        let peak = PeakMemory::default();
        let gazetteer = fs::read_to_string(self.corpus.join("gazetteer.csv")).unwrap_or_default();
        let extraction = self.extraction.clone().cancel(Arc::clone(&self.cancel));
        let extraction = kept::with_cache(extraction, &self.index, self.cache_bytes);
        let found = identify::identify(&self.corpus, &self.index, reader, &extraction, &self.cancel)?;
        kept::forget(&found.restricted, &self.index, &extraction)?;
        let fingerprint = found.fingerprint(&gazetteer);
        if let Some(before) = before.as_ref().filter(|before| before.manifest.fingerprint == fingerprint) {
            return Ok(unchanged(before, found.bytes, started, &peak));
        }

        let build = before.as_ref().map_or(1, |before| before.manifest.build + 1);
        let draft = Draft::begin(&self.index, build, &fingerprint)?;
        let since = |path: &Option<String>, reason| {
            let earlier = before.iter().flat_map(|before| &before.manifest.skipped);
            let mut earlier = earlier.filter(|skipped| skipped.path == *path && skipped.reason == reason);
            earlier.next().map_or_else(|| draft.name().to_owned(), |skipped| skipped.since.clone())
        };

        let fields = Fields::new();
        let settings = IndexSettings::default();
        let directory =
            tantivy::directory::MmapDirectory::open(draft.folder()).map_err(|error| engine(error.into()))?;
        let index = tantivy::Index::create(directory, fields.schema.clone(), settings).map_err(engine)?;
        Fields::register(&index);
        let writers = rayon::current_num_threads();
        let arena = (self.memory / 2 / writers as u64).clamp(SMALLEST_ARENA, LARGEST_ARENA) as usize;
        let writer: IndexWriter = index.writer_with_num_threads(writers, arena * writers).map_err(engine)?;
        // A merge of the writer's own, begun by the commit, would take segments away from the one that ends the build.
        writer.set_merge_policy(Box::new(NoMergePolicy));

        let work = Work {
            builder: self,
            extraction: &extraction,
            reader,
            fields,
            writer,
            build,
            found: &found,
            ids: Mutex::new(BTreeSet::new()),
            outcome: Mutex::new(Outcome { manifest: Manifest::new(), sources: Sources::new() }),
            files: AtomicU64::new(0),
            bytes: AtomicU64::new(0),
            papers: AtomicU64::new(0),
            peak: &peak,
        };
        work.run()?;
        let Work { writer, outcome, .. } = work;
        let Outcome { mut manifest, mut sources } = outcome.into_inner().unwrap_or_else(PoisonError::into_inner);
        let files_total = found.files.len() as u64;
        self.tell(Progress {
            files: files_total,
            files_total,
            bytes: found.bytes,
            bytes_total: found.bytes,
            papers: manifest.papers,
            ..Progress::at(Stage::Publishing)
        });
        finish(&index, writer)?;
        peak.look();
        if self.cancel.load(Ordering::Relaxed) {
            return Err(cancelled());
        }

        manifest.generation = draft.name().to_owned();
        manifest.build = build;
        manifest.fingerprint = fingerprint;
        manifest.gazetteer = gazetteer;
        for skipped in found.skipped.iter().chain(&manifest.skipped) {
            if let Some(path) = skipped.path.as_deref().filter(|path| !path.contains('#')) {
                sources.entry(path.to_owned()).or_insert_with(SourceState::default);
            }
        }
        manifest.skipped.extend(found.skipped.iter().cloned());
        for skipped in &mut manifest.skipped {
            skipped.since = since(&skipped.path, skipped.reason);
        }
        manifest.skipped.sort_by(|a, b| (&a.path, a.reason, &a.detail).cmp(&(&b.path, b.reason, &b.detail)));
        manifest.unknown.sort_by(|a: &Unknown, b| (&a.path, &a.field).cmp(&(&b.path, &b.field)));
        let papers = counts(before.as_ref(), &sources, manifest.skipped.len() as u64);

        let list = serde_json::to_vec(&sources)
            .map_err(|error| Error::new(ErrorKind::Internal, "cannot write the list of sources").caused_by(error))?;
        let list_path = draft.folder().join(SOURCES);
        fs::write(&list_path, list).map_err(|error| Error::io("cannot write to the index", &list_path, error))?;
        let mut files: Vec<PathBuf> = index.load_metas().map_err(engine)?.list_segment_files().into_iter().collect();
        // The list names every kind of file that a segment may have; it has some of them.
        files.retain(|file| draft.folder().join(file).exists());
        files.extend(["meta.json", SOURCES].map(PathBuf::from));
        drop(index);
        let manifest = draft.publish(manifest, &files)?;
        let keep: Vec<&str> =
            before.iter().map(|before| before.name.as_str()).chain([manifest.generation.as_str()]).collect();
        generation::remove_others(&self.index, &keep)?;
        if let Some(cache) = extraction.present_cache() {
            // The index is published: a cache that cannot be tidied now is tidied by the next build.
            let _ = cache.trim();
        }
        Ok(report(manifest, papers, found.bytes, started, &peak))
    }

    /// The generation published now; `None` where there is none, or one that this version cannot use.
    fn generation_before(&self) -> Result<Option<Before>> {
        let name = match reader::published(&self.index) {
            Ok(Some(name)) => name,
            Ok(None) => return Ok(None),
            Err(error) if error.kind() == ErrorKind::DamagedIndex => return Ok(None),
            Err(error) => return Err(error),
        };
        let folder = self.index.join(&name);
        let Ok(manifest) = reader::read_manifest(&folder) else { return Ok(None) };
        // A damaged generation is built anew, whatever its fingerprint says.
        let whole = generation::verify(&self.index).is_ok_and(|found| found.damaged.is_empty());
        let sources = fs::read(folder.join(SOURCES)).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
        Ok(sources.filter(|_| whole).map(|sources| Before { name, manifest, sources }))
    }

    fn tell(&self, progress: Progress) {
        if let Some(callback) = &self.progress {
            callback(progress);
        }
    }
}

/// The generation that a build begins from.
struct Before {
    name: String,
    manifest: Manifest,
    sources: Sources,
}

/// What the second pass gathers beside the documents.
struct Outcome {
    manifest: Manifest,
    sources: Sources,
}

/// The second pass: shared by the reading threads.
struct Work<'a> {
    builder: &'a Builder,
    extraction: &'a Extraction,
    reader: &'a Reader,
    fields: Fields,
    writer: IndexWriter,
    build: u64,
    found: &'a identify::Found,
    ids: Mutex<BTreeSet<String>>,
    outcome: Mutex<Outcome>,
    files: AtomicU64,
    bytes: AtomicU64,
    papers: AtomicU64,
    peak: &'a PeakMemory,
}

/// One document to read: a whole file, or one line of a JSON Lines file with its number.
enum Job<'a> {
    File(&'a Identified),
    Record {
        source: &'a Identified,
        line: u64,
        document: Box<Result<RawDocument, Skip>>,
    },
    /// A JSON Lines file has been handed out to its end.
    Done(&'a Identified),
}

impl Work<'_> {
    fn run(&self) -> Result<()> {
        // The iterator runs under rayon's lock: jobs come in the order of paths, one at a time, so that of two
        // records with one id it is always the same that is kept.
        self.found.files.iter().flat_map(|file| self.jobs(file)).par_bridge().try_for_each(|job| {
            if self.builder.cancel.load(Ordering::Relaxed) {
                return Err(cancelled());
            }
            self.take(job)
        })
    }

    fn jobs<'f>(&'f self, file: &'f Identified) -> Box<dyn Iterator<Item = Job<'f>> + Send + 'f> {
        if !file.json_lines {
            return Box::new(std::iter::once(Job::File(file)));
        }
        let opened = match fs::File::open(&file.source.file) {
            Ok(opened) => opened,
            Err(error) => {
                self.skipped(Some(file.source.path.clone()), Skip::unreadable(&error));
                return Box::new(std::iter::once(Job::Done(file)));
            }
        };
        let records = corpus::json_lines(std::io::BufReader::new(opened), &self.extraction.limits);
        let jobs = records.map(move |(line, document)| {
            let id = document.as_ref().ok().and_then(|document| document.id.clone());
            let document = match id {
                Some(id) if !lock(&self.ids).insert(id.clone()) => {
                    Err(Skip::new(SkipReason::DuplicateId, format!("an earlier paper has the id '{id}'")))
                }
                _ => document,
            };
            Job::Record { source: file, line, document: Box::new(document) }
        });
        Box::new(jobs.chain(std::iter::once(Job::Done(file))))
    }

    fn take(&self, job: Job<'_>) -> Result<()> {
        match job {
            Job::File(file) => {
                let mut read = Err(Skip::new(SkipReason::Empty, ""));
                self.extraction.read(&file.source, &mut |_, document| read = document)?;
                self.add(file, None, read)?;
                self.done(file);
            }
            Job::Record { source, line, document } => self.add(source, Some(line), *document)?,
            Job::Done(file) => self.done(file),
        }
        Ok(())
    }

    /// Understands one document and adds its sections, or records why not.
    fn add(&self, file: &Identified, line: Option<u64>, document: Result<RawDocument, Skip>) -> Result<()> {
        match document.and_then(|document| self.understand(file, line.is_some(), document)) {
            Ok(papers) => self.write(file, &papers),
            Err(skip) => {
                let place =
                    line.map_or_else(|| file.source.path.clone(), |line| format!("{}#{line}", file.source.path));
                // A restricted paper is counted and not named.
                self.skipped(Some(place).filter(|_| skip.reason != SkipReason::Restricted), skip);
                Ok(())
            }
        }
    }

    fn understand(&self, file: &Identified, is_record: bool, mut document: RawDocument) -> Result<Vec<Paper>, Skip> {
        if document.details.restricted {
            return Err(Skip::new(SkipReason::Restricted, ""));
        }
        let mut origin =
            Origin::new(&file.id, &file.source.path).paths(file.paths.clone()).details(file.details.clone());
        if is_record {
            origin.id = record_id(&document);
            // An id that the record states was taken when the job was handed out.
            if document.id.is_none() && !lock(&self.ids).insert(origin.id.clone()) {
                return Err(Skip::new(SkipReason::DuplicateId, "the same record stands elsewhere"));
            }
            origin.details = std::mem::take(&mut document.details);
        }
        // Whatever a paper does to the code that understands it costs that paper alone.
        catch_unwind(AssertUnwindSafe(|| self.reader.papers(origin, document)))
            .map_err(|_| Skip::new(SkipReason::Crashed, "the code that understands papers failed on it"))
    }

    fn write(&self, file: &Identified, papers: &[Paper]) -> Result<()> {
        for paper in papers {
            let counted = {
                let mut outcome = lock(&self.outcome);
                let counted = outcome.manifest.count(paper);
                if counted {
                    outcome.sources.entry(file.source.path.clone()).or_default().papers += 1;
                }
                counted
            };
            if counted {
                self.papers.fetch_add(1, Ordering::Relaxed);
                for record in SectionRecord::of_paper(paper, self.build) {
                    self.writer.add_document(record.to_document(&self.fields)?).map_err(engine)?;
                }
            }
        }
        Ok(())
    }

    fn skipped(&self, path: Option<String>, skip: Skip) {
        lock(&self.outcome).manifest.skipped.push(Skipped::new(path, skip));
    }

    fn done(&self, file: &Identified) {
        self.peak.look();
        lock(&self.outcome).sources.entry(file.source.path.clone()).or_default().fingerprint = file.id.clone();
        let files = self.files.fetch_add(1, Ordering::Relaxed) + 1;
        let bytes = self.bytes.fetch_add(file.source.bytes, Ordering::Relaxed) + file.source.bytes;
        self.builder.tell(Progress {
            files,
            files_total: self.found.files.len() as u64,
            bytes,
            bytes_total: self.found.bytes,
            papers: self.papers.load(Ordering::Relaxed),
            ..Progress::at(Stage::Reading)
        });
    }
}

/// Commits once and waits for the merges: a writer that is merely dropped kills those just begun.
fn finish(index: &tantivy::Index, mut writer: IndexWriter) -> Result<()> {
    writer.commit().map_err(engine)?;
    let segments = index.searchable_segment_ids().map_err(engine)?;
    if segments.len() > 1 {
        writer.merge(&segments).wait().map_err(engine)?;
    }
    writer.garbage_collect_files().wait().map_err(engine)?;
    writer.wait_merging_threads().map_err(engine)
}

fn counts(before: Option<&Before>, now: &Sources, skipped: u64) -> PaperCounts {
    let empty = Sources::new();
    let earlier = before.map_or(&empty, |before| &before.sources);
    let mut counts = PaperCounts { skipped, ..PaperCounts::default() };
    for (path, state) in now {
        match earlier.get(path) {
            Some(earlier) if earlier.fingerprint == state.fingerprint => counts.unchanged += state.papers,
            Some(_) => counts.changed += state.papers,
            None => counts.new += state.papers,
        }
    }
    counts.removed = earlier.iter().filter(|(path, _)| !now.contains_key(*path)).map(|(_, state)| state.papers).sum();
    counts
}

fn unchanged(before: &Before, bytes_read: u64, started: Instant, peak: &PeakMemory) -> BuildReport {
    let manifest = before.manifest.clone();
    let skipped = manifest.skipped.len() as u64;
    let papers = PaperCounts { unchanged: manifest.papers, skipped, ..PaperCounts::default() };
    report(manifest, papers, bytes_read, started, peak)
}

fn report(manifest: Manifest, papers: PaperCounts, bytes: u64, started: Instant, peak: &PeakMemory) -> BuildReport {
    BuildReport {
        version: 1,
        generation: manifest.generation,
        papers,
        sections: manifest.sections,
        skipped: manifest.skipped,
        unknown: manifest.unknown,
        bytes_read: bytes,
        seconds: started.elapsed().as_secs_f64(),
        peak_memory_bytes: peak.bytes(),
    }
}

fn engine(error: tantivy::TantivyError) -> Error {
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

/// What decides the content beside the sources: raising the format makes every build a full one.
pub(super) const SETTINGS: u32 = FORMAT_VERSION;
