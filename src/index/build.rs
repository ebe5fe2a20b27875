//! scratch: the builder's interface, filled in next

use super::report::{BuildReport, Progress};
use crate::{Error, ErrorKind, Result};
use std::{
    path::{Path, PathBuf},
    sync::{Arc, atomic::AtomicBool},
};

/// Builds an index from a folder of papers.
pub struct Builder {
    corpus: PathBuf,
    index: PathBuf,
    threads: usize,
    memory: u64,
    progress: Option<Arc<dyn Fn(Progress) + Send + Sync>>,
    cancel: Option<Arc<AtomicBool>>,
}

impl Builder {
    /// A builder from one folder to another.
    pub fn new(corpus: impl AsRef<Path>, index: impl AsRef<Path>) -> Self {
        Self { corpus: corpus.as_ref().into(), index: index.as_ref().into(), threads: 0, memory: 256 << 20, progress: None, cancel: None }
    }
    /// How many threads. Default: 0, as many as there are processors.
    #[must_use]
    pub fn threads(mut self, threads: usize) -> Self {
        self.threads = threads;
        self
    }
    /// Bytes of memory. Default: 256 MiB.
    #[must_use]
    pub fn memory(mut self, bytes: u64) -> Self {
        self.memory = bytes;
        self
    }
    /// Called now and then.
    #[must_use]
    pub fn progress(mut self, progress: impl Fn(Progress) + Send + Sync + 'static) -> Self {
        self.progress = Some(Arc::new(progress));
        self
    }
    /// Stops when set.
    #[must_use]
    pub fn cancel(mut self, cancel: Arc<AtomicBool>) -> Self {
        self.cancel = Some(cancel);
        self
    }
    /// Builds.
    pub fn build(self) -> Result<BuildReport> {
        let _ = (&self.corpus, &self.index, self.threads, self.memory, &self.progress, &self.cancel);
        Err(Error::new(ErrorKind::Internal, "not built yet"))
    }
}
