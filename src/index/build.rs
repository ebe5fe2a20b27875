//! Building: from a folder of papers, or papers that are given, to a published generation.
//!
//! In come a [`Builder`]'s choices; out comes a published generation and a [`BuildReport`], or an error and the generation
//! that was there before. The steps: the corpus is walked, or what is given [spooled](super::spool); where nothing in it
//! was touched ([`stamps`](super::stamps)) that is all; else every file's fingerprint is taken
//! ([`identify`](super::identify)); what has to be done is worked out ([`plan`](super::plan)); the generation before is
//! taken over by links ([`generation`](super::generation)); new and changed files are read ([`reading`](super::reading));
//! what stays and what goes is settled ([`settle`](super::settle)); a few segments are written anew
//! ([`merging`](super::merging)); the guard looks at what would be lost ([`shrink`](super::shrink)); and the whole is
//! published. What a file means is left to [`corpus`](crate::corpus) and [`document`](crate::document).

use super::{
    builder::Builder,
    forget::Forgotten,
    generation::{Draft, REPORT, build_of, check_files},
    identify::{Check, Found, Identify},
    keeping, kept,
    lock::BuildLock,
    manifest::Manifest,
    memory::Room,
    plan::Plan,
    pointer::Pointer,
    reader,
    reading::{Reading, State, cancelled},
    report::{BuildReport, Ending, Progress, Stage},
    run::Run,
    schema::{FORMAT_VERSION, Fields},
    settle::Settling,
    shrink,
    sources::{SOURCES, Sources},
    spool::{self, Spool},
    stamps::{Stored, Whole, walk_sum},
    texts::Numbering,
    writers::Writers,
    writing::{Changes, finish, open_draft},
};
use crate::{
    Error, ErrorKind, Result,
    corpus::{self, Extraction, PaperSource, Walk},
    document::Reader,
};
use std::{
    collections::BTreeSet,
    fs, io,
    path::Path,
    sync::{Arc, atomic::Ordering},
    time::SystemTime,
};

/// So much to read is written into one segment at a time: a second would only be another small one.
const SMALL_BUILD: u64 = 8 << 20;

impl Builder {
    /// Builds from papers that are given.
    pub(super) fn build_of(&self, papers: impl Iterator<Item = Result<PaperSource>>) -> Result<BuildReport> {
        self.locked(|run| {
            let spool = Spool::begin(&self.index, &self.disk)?;
            let settings = self.corpus.as_deref().unwrap_or(spool.folder());
            self.build_locked(run, settings, || spool.fill(papers, &self.cancel, &|progress| self.tell(progress)))
        })
    }

    /// Does a build under the lock of the index, and keeps its report.
    pub(super) fn locked(&self, build: impl FnOnce(&Run) -> Result<BuildReport>) -> Result<BuildReport> {
        let run = Run::begin();
        if let Some(corpus) = &self.corpus {
            corpus::check_folder(corpus)?;
        }
        fs::create_dir_all(&self.index).map_err(|error| {
            Error::io("cannot make the folder of the index", &self.index, error)
                .with_hint("Name another folder with --index.")
        })?;
        let _lock = BuildLock::take(&self.index, self.wait, &|| self.cancel.load(Ordering::Relaxed))?;
        spool::clear(&self.index)?;
        let outcome = build(&run);
        // A report that cannot be kept must not undo what was published.
        let _ = match &outcome {
            Ok(report) => report.keep(&self.index, &self.disk),
            Err(error) => run.failure(&self.index, error).keep(&self.index, &self.disk),
        };
        outcome
    }

    /// Refuses a folder of papers that lies in the folder of the index: what lies there is left aside, and that would be all
    /// of them.
    pub(super) fn check_apart(&self, corpus: &Path) -> Result<()> {
        match (self.index.canonicalize(), corpus.canonicalize()) {
            (Ok(index), Ok(papers)) if papers.starts_with(&index) => {
                Err(Error::new(ErrorKind::Usage, "the folder of the index holds the folder of papers")
                    .at(&self.index)
                    .with_hint("Name another folder with --index; it may lie in the folder of papers."))
            }
            _ => Ok(()),
        }
    }

    /// Builds from the files that `walk` finds, under the settings that lie in the folder `corpus`.
    pub(super) fn build_locked(
        &self,
        run: &Run,
        corpus: &Path,
        walk: impl FnOnce() -> Result<Walk>,
    ) -> Result<BuildReport> {
        self.tell(Progress::at(Stage::Walking));
        let mut notes = Vec::new();
        let before = self.generation_before(&mut notes)?;
        let pointer = Pointer::load(&self.index).unwrap_or_default();
        keeping::remove_unnamed(&self.index, &pointer, &self.disk)?;
        let gazetteer = fs::read_to_string(corpus.join("gazetteer.csv")).unwrap_or_default();
        let extraction = self.extraction.clone().cancel(Arc::clone(&self.cancel));
        let extraction = kept::with_cache(extraction, &self.index, self.cache_bytes);
        let forgotten = Forgotten::load(&self.index)?;
        let settings = settings(corpus, &gazetteer, &extraction);

        let stored = Stored::load(&self.index, &settings);
        let now = SystemTime::now();
        let walk = walk()?;
        let walk_sum = walk_sum(&walk, &forgotten.fingerprint());
        // Files that cannot be read look like ones that are not there, and are an error below.
        let is_read = |name: &str| match fs::read_to_string(corpus.join(name)) {
            Err(error) => error.kind() == io::ErrorKind::NotFound,
            Ok(_) => true,
        };
        let is_told = self.check == Check::Stamps && ["gazetteer.csv", "scrutineer.toml"].into_iter().all(is_read);
        let whole = stored.whole(&walk_sum).filter(|_| is_told);
        if let (Some(before), Some(whole)) = (&before, whole)
            && before.generation == whole.generation
            && !before.has_papers_to_try_again()
        {
            // Most nights end here, before anything is made that only the reading of papers needs.
            // What was restricted then had left before that was noted.
            self.tidy(&BTreeSet::new(), &forgotten, &mut notes);
            return Ok(run.unchanged(before, whole.bytes, notes));
        }

        let reader = Reader::for_corpus(corpus)?;
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(self.threads)
            .thread_name(|number| format!("reader-{number}"))
            .build()
            .map_err(|error| Error::new(ErrorKind::Io, "cannot start the reading threads").caused_by(error))?;
        pool.install(|| {
            let identify = Identify {
                reader: &reader,
                extraction: &extraction,
                forgotten: &forgotten,
                settings: &settings,
                check: self.check,
                cancel: &self.cancel,
            };
            let (found, stamps) = identify.run(walk, stored, now)?;
            let bytes = found.bytes;
            let going = Going { run, reader, extraction, forgotten, settings, gazetteer, found };
            let guarded = before.as_ref();
            let outcome = match self.go_on(&going, before.as_ref(), guarded, notes.clone()) {
                // What a generation hands on is checked when it is taken over.
                Err(error) if error.kind() == ErrorKind::DamagedIndex => {
                    notes.push(format!("The index was damaged and is built anew: {error}."));
                    self.go_on(&going, None, guarded, notes)
                }
                outcome => outcome,
            };
            let done = outcome.as_ref().ok().filter(|(_, done)| *done);
            let whole = done.map(|(report, _)| Whole { walk: walk_sum, generation: report.generation.clone(), bytes });
            // Without them the next build takes its time; that must not undo what was published.
            let _ = stamps.save(whole, &self.index, &self.disk);
            outcome.map(|(report, _)| report)
        })
    }

    /// Builds from what was found, going on from the generation `before` where there is one, and looking at what would be
    /// lost of the generation `guarded`. Whether nothing is left for another build to do comes with the report.
    fn go_on(
        &self,
        going: &Going<'_>,
        before: Option<&Manifest>,
        guarded: Option<&Manifest>,
        mut notes: Vec<String>,
    ) -> Result<(BuildReport, bool)> {
        let Going { run, reader, extraction, forgotten, settings, gazetteer, found } = going;
        let restricted = found.restricted.keys().map(String::as_str).collect();
        let done = |before: &&Manifest| before.fingerprint == found.fingerprint && !before.has_papers_to_try_again();
        if let Some(before) = before.filter(done) {
            if self.check == Check::Content {
                check_files(&self.index.join(&before.generation), &before.files)?;
            }
            let tidied = self.tidy(&restricted, forgotten, &mut notes);
            return Ok((run.unchanged(before, found.bytes, notes), tidied));
        }

        let again = before.is_none_or(|before| before.settings != *settings);
        let sources = before.map_or_else(|| Ok(Sources::default()), |before| Sources::load(&self.index, before))?;
        if found.restricted.len() as u64 > sources.restricted_files {
            // Which entries are earlier versions of what must not be found again, nobody knows.
            kept::clear(&self.index, extraction)?;
        }
        let plan = Plan::new(&sources, &found.files, again);
        let build = self.next_build(before)?;
        let mut draft = Draft::begin(&self.index, build, &found.fingerprint, &self.disk)?;
        let fields = Fields::new();
        let index = open_draft(&mut draft, before, &fields, &self.disk)?;
        let numbering = before.map_or_else(|| Ok(Numbering::new()), |before| Numbering::load(&self.index, before))?;
        let to_read: Vec<_> = plan.read.iter().map(|place| &found.files[*place]).collect();
        let bytes_total = to_read.iter().map(|file| file.source.bytes).sum();
        let threads = if bytes_total < SMALL_BUILD { 1 } else { rayon::current_num_threads() };
        let room = Room::new(self.memory, found.files.len(), to_read.len());
        let writers = Writers::new(&index, threads, room, &run.peak, &numbering);
        let reading = Reading {
            extraction,
            reader,
            fields: &fields,
            writers: &writers,
            build,
            forgotten,
            earlier: sources.papers().map(|(_, paper)| (paper.id.as_str(), paper)).collect(),
            again,
            bytes_total,
            files_total: to_read.len() as u64,
            tell: &|progress| self.tell(progress),
            cancel: &self.cancel,
            peak: &run.peak,
            state: State::default(),
        };
        let mut outcome = reading.run(to_read.into_iter())?;
        let mut gone = std::mem::take(&mut outcome.replaced);
        let is_settled = outcome.changing.is_empty();
        let settling = Settling { before: &sources, found, plan: &plan, outcome, generation: draft.name() };
        let settled = settling.settle();
        if let Some(before) = before.filter(|_| !again && settled.sources == sources) {
            // What was tried again failed again, or somebody has done by `forget` what there was to do.
            let tidied = self.tidy(&restricted, forgotten, &mut notes);
            return Ok((run.unchanged(before, found.bytes, notes), tidied && is_settled));
        }

        let mut manifest = Manifest::new();
        settled.sources.count_into(&mut manifest);
        manifest.generation = draft.name().to_owned();
        manifest.build = build;
        // Nothing has the empty fingerprint: what is still changing is looked at again by the next build.
        manifest.fingerprint = if is_settled { found.fingerprint.clone() } else { String::new() };
        manifest.settings.clone_from(settings);
        manifest.gazetteer.clone_from(gazetteer);
        if let Some(guarded) = guarded.filter(|_| !self.allow_shrink) {
            let (removed, meant) = match before {
                Some(_) => (settled.counts.removed, settled.meant),
                // Of a damaged generation only the numbers are known.
                None => (guarded.papers.saturating_sub(manifest.papers), settled.sources.restricted()),
            };
            shrink::guard(guarded, &manifest, removed, meant)?;
        }
        self.tell(Progress { papers: manifest.papers, ..Progress::at(Stage::Publishing) });
        let purge = settled.sources.restricted() > sources.restricted();
        gone.extend(settled.gone);
        let changes = Changes { written: writers.finish()?, gone: &gone, purge, fresh: before.is_none() };
        let finished = finish(&index, changes, &fields, &numbering, &run.peak)?;
        run.peak.look();
        if self.cancel.load(Ordering::Relaxed) {
            return Err(cancelled());
        }
        drop(index);
        manifest.lengths = finished.lengths;
        for (name, bytes) in &finished.tables {
            draft.write(name, bytes)?;
        }
        draft.write(SOURCES, &settled.sources.to_bytes()?)?;
        let report = run.report(&manifest, Ending::Published, settled.counts, found.bytes, notes);
        draft.write(REPORT, &report.to_bytes()?)?;
        draft.publish(manifest, &finished.segments, self.keep)?;
        let mut notes = report.notes;
        let tidied = self.tidy(&restricted, forgotten, &mut notes);
        if let Some(cache) = extraction.present_cache() {
            // A cache that cannot be trimmed now is trimmed by the next build.
            let _ = cache.trim();
        }
        let seconds = run.started.elapsed().as_secs_f64();
        Ok((BuildReport { notes, seconds, peak_memory_bytes: run.peak.bytes(), ..report }, tidied && is_settled))
    }

    /// The number of the next build: no generation that is kept has it, though one may have gone back behind them.
    fn next_build(&self, before: Option<&Manifest>) -> Result<u64> {
        let pointer = Pointer::load(&self.index).unwrap_or_default();
        let newest = pointer.entries.iter().filter_map(|entry| build_of(&entry.name)).max().unwrap_or_default();
        Ok(newest.max(before.map_or(0, |before| before.build)) + 1)
    }

    /// The generation published now; `None` where there is none, or one that cannot be gone on from.
    fn generation_before(&self, notes: &mut Vec<String>) -> Result<Option<Manifest>> {
        let anew = |notes: &mut Vec<String>, error: &Error| notes.push(format!("The index is built anew: {error}."));
        let pointer = match Pointer::load(&self.index) {
            Err(error) if error.kind() == ErrorKind::DamagedIndex => {
                anew(notes, &error);
                return Ok(None);
            }
            pointer => pointer?,
        };
        let Some(entry) = pointer.published() else { return Ok(None) };
        let folder = self.index.join(&entry.name);
        let manifest = reader::read_manifest(&folder, &entry.manifest)
            .and_then(|manifest| reader::check_sizes(&folder, &manifest).map(|()| manifest));
        match manifest {
            Ok(manifest) => Ok(Some(manifest)),
            Err(error) if error.kind() == ErrorKind::IndexFormat && reader::is_later(&folder) => Err(error),
            Err(error) if matches!(error.kind(), ErrorKind::IndexFormat | ErrorKind::DamagedIndex) => {
                anew(notes, &error);
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    /// After the publication, and where there is nothing to publish: what must not be found again leaves the earlier
    /// generations too. What fails here undoes nothing and is noted; the next build tries again.
    /// Returns whether it is all done.
    fn tidy(&self, restricted: &BTreeSet<&str>, forgotten: &Forgotten, notes: &mut Vec<String>) -> bool {
        let tidy = || -> Result<()> {
            let mut pointer = Pointer::load(&self.index)?;
            if (!restricted.is_empty() || forgotten.len() > 0)
                && !keeping::unname_restricted(&self.index, &mut pointer, restricted, forgotten).is_empty()
            {
                pointer.save(&self.index, &self.disk)?;
            }
            keeping::remove_unnamed(&self.index, &pointer, &self.disk).map(drop)
        };
        let tidied = tidy();
        if let Err(error) = &tidied {
            notes.push(format!("An earlier generation could not be removed: {error}."));
        }
        tidied.is_ok()
    }

    fn tell(&self, progress: Progress) {
        if let Some(callback) = &self.progress {
            callback(progress);
        }
    }
}

/// What decides the content beside the sources.
fn settings(corpus: &Path, gazetteer: &str, extraction: &Extraction) -> String {
    let rules = fs::read(corpus.join("scrutineer.toml")).unwrap_or_default();
    let mut hasher = blake3::Hasher::new();
    let reading = extraction.settings();
    let parts = [reading.as_bytes(), env!("CARGO_PKG_VERSION").as_bytes(), gazetteer.as_bytes(), &rules];
    for part in parts {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    format!("{FORMAT_VERSION} {}", hasher.finalize().to_hex())
}

/// What a build goes on with once it knows what there is.
struct Going<'a> {
    run: &'a Run,
    reader: Reader,
    extraction: Extraction,
    forgotten: Forgotten,
    settings: String,
    gazetteer: String,
    found: Found,
}
