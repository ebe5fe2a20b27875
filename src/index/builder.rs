//! What a build is told: from where, into which folder, and every choice with its default.
//!
//! In come an embedder's choices; out comes a [`Builder`], which [builds](super::build).

use super::{
    disk::Disk,
    identify::Check,
    keeping::KEPT,
    report::{BuildReport, Progress},
};
use crate::{
    Error, ErrorKind, Result,
    corpus::{self, Extraction, Limits, PaperSource},
};
use std::{
    path::{Path, PathBuf},
    sync::{Arc, atomic::AtomicBool},
    time::Duration,
};

/// Called now and then during a build, from any of its threads.
type ProgressCallback = Arc<dyn Fn(Progress) + Send + Sync>;

/// Builds the index of a folder of papers and publishes it.
///
/// Nothing is published unless everything was read, written, synced and opened again; until then, and when it fails,
/// the generation published before goes on answering. A paper that cannot be read is recorded with its reason and does
/// not stop the build; its last good version, where there is one, stays. Only what changed since the published generation
/// is read and written; where nothing did, nothing is published.
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
    /// Absent where papers are given.
    pub(super) corpus: Option<PathBuf>,
    pub(super) index: PathBuf,
    pub(super) threads: usize,
    pub(super) memory: u64,
    pub(super) extraction: Extraction,
    pub(super) cache_bytes: u64,
    pub(super) check: Check,
    pub(super) allow_shrink: bool,
    pub(super) keep: usize,
    pub(super) wait: Duration,
    pub(super) progress: Option<ProgressCallback>,
    pub(super) cancel: Arc<AtomicBool>,
    pub(super) disk: Disk,
}

impl Builder {
    /// A build from the folder of papers `corpus` into the folder `index`, which is made if it is not there.
    pub fn new(corpus: impl AsRef<Path>, index: impl AsRef<Path>) -> Self {
        Self { corpus: Some(corpus.as_ref().to_path_buf()), ..Self::at(index) }
    }

    /// A build into the folder `index`, which is made if it is not there, of papers that are given to
    /// [`build_from`](Self::build_from).
    pub fn at(index: impl AsRef<Path>) -> Self {
        Self {
            corpus: None,
            index: index.as_ref().to_path_buf(),
            threads: 0,
            memory: 256 << 20,
            extraction: Extraction::new(),
            cache_bytes: 2 << 30,
            check: Check::default(),
            allow_shrink: false,
            keep: KEPT,
            wait: Duration::ZERO,
            progress: None,
            cancel: Arc::default(),
            disk: Disk::default(),
        }
    }

    /// How many threads read papers, and how many write. Default: 0, which means one a processor.
    #[must_use]
    pub fn threads(mut self, threads: usize) -> Self {
        self.threads = threads;
        self
    }

    /// How much memory to aim for, in bytes, papers in hand included. Default: 256 MiB. With less, an index is written in more pieces, which takes longer.
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

    /// How to find out whether a file has changed. Default: [`Check::Stamps`], by size and times.
    #[must_use]
    pub fn check(mut self, check: Check) -> Self {
        self.check = check;
        self
    }

    /// Whether to publish a build that loses more than a fifth of the papers (and more than 20), or every paper of a
    /// council that had ten. Default: no, as it looks like a disk that is not mounted.
    #[must_use]
    pub fn allow_shrink(mut self, allow: bool) -> Self {
        self.allow_shrink = allow;
        self
    }

    /// How many generations to keep, the published one counted, for [`rollback`](super::rollback). Default: 3; at least
    /// 1. They share the files that did not change.
    #[must_use]
    pub fn keep(mut self, generations: usize) -> Self {
        self.keep = generations.max(1);
        self
    }

    /// How long to wait for another build of this index to end. Default: not at all.
    #[must_use]
    pub fn wait(mut self, patience: Duration) -> Self {
        self.wait = patience;
        self
    }

    /// The disk that it writes to.
    #[cfg(test)]
    pub(super) fn disk(mut self, disk: Disk) -> Self {
        self.disk = disk;
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
    /// What it did, or why it failed, is kept for [`last_report`](super::last_report) too.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Usage`] where no folder of papers was named, or it lies in the folder of the index,
    /// [`ErrorKind::Corpus`] where it or its settings cannot be used, [`ErrorKind::DamagedIndex`] where the list of what is
    /// to be kept out cannot be read, [`ErrorKind::Locked`] while another build runs, [`ErrorKind::Shrunk`] where too many papers would be lost, [`ErrorKind::IndexFormat`] where a
    /// later version wrote the index, [`ErrorKind::Cancelled`] when stopped, [`ErrorKind::Io`] where the disk refuses.
    pub fn build(&self) -> Result<BuildReport> {
        let corpus = self.corpus.as_deref().ok_or_else(|| {
            Error::new(ErrorKind::Usage, "no folder of papers was named")
                .with_hint("Name one with `Builder::new`, or give papers to `Builder::build_from`.")
        })?;
        self.check_apart(corpus)?;
        self.locked(|run| self.build_locked(run, corpus, || corpus::walk_without(corpus, Some(&self.index))))
    }

    /// Builds from papers that are given, and not from a folder, and publishes.
    ///
    /// They are all that the index is to hold: what was given to the build before and is not given now is gone, so that
    /// [`allow_shrink`](Self::allow_shrink) guards this, too; what has the same bytes, side-file and path as then is not read
    /// again. Ids, [`forget`](super::forget) and the report are those of a folder with such files. Only the settings of a
    /// folder that was named to [`new`](Self::new), its `scrutineer.toml` and `gazetteer.csv`, are looked at.
    ///
    /// Papers are taken one at a time, in this thread and while the index is locked for other builds (where another build
    /// has the lock, none is asked for), and written to the folder of the index until the build has ended: that
    /// takes as much room on the disk as they have bytes, and memory for one of them.
    ///
    /// ```
    /// use scrutineer::{Index, corpus::{Details, PaperSource}, index::Builder, query::Request};
    ///
    /// // Rows of a table.
    /// let rows = [("reports/7", "kent", "GULLIES\n\n1. They were cleaned in May.\n"), ("reports/8", "leeds", "The lamps.\n")];
    /// let papers = rows.map(|(path, council, text)| {
    ///     PaperSource::new(path, text).details(&Details::default().council(council))
    /// });
    ///
    /// let folder = tempfile::tempdir()?;
    /// let report = Builder::at(folder.path()).build_from(papers)?;
    /// assert_eq!(report.papers.new, 2);
    /// let answer = Index::open(folder.path())?.search(&Request::new("gullies"))?;
    /// assert_eq!(answer.hits[0].citation, "Kent County Council, undated, para 1");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`build`](Self::build), and [`ErrorKind::Usage`] where two papers have one path, or one has an empty path.
    pub fn build_from(&self, papers: impl IntoIterator<Item = PaperSource>) -> Result<BuildReport> {
        self.build_of(papers.into_iter().map(Ok))
    }

    /// As [`build_from`](Self::build_from), of papers that may fail to come, as from a database or a server. The first that
    /// does ends the build with nothing published: what is not given would count as gone.
    ///
    /// ```
    /// use scrutineer::{ErrorKind, corpus::PaperSource, index::Builder};
    /// use std::io;
    ///
    /// let rows = [Ok(PaperSource::new("7", "The gullies.")), Err(io::Error::other("the line went dead"))];
    /// let folder = tempfile::tempdir()?;
    /// let error = Builder::at(folder.path()).try_build_from(rows).unwrap_err();
    /// assert_eq!(error.kind(), ErrorKind::Corpus);
    /// assert_eq!(error.to_string(), "not all papers were given: the line went dead");
    /// # Ok::<(), io::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`build_from`](Self::build_from), and [`ErrorKind::Corpus`], caused by the error of a paper that did not come.
    pub fn try_build_from<E>(&self, papers: impl IntoIterator<Item = Result<PaperSource, E>>) -> Result<BuildReport>
    where
        E: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let failed = |error| Error::new(ErrorKind::Corpus, "not all papers were given").caused_by(error);
        self.build_of(papers.into_iter().map(|paper| paper.map_err(failed)))
    }
}
