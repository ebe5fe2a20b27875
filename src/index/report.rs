//! What a build did: the `build` object of the wire format, version 1, and its progress while it runs.

use super::{
    disk::Disk,
    generation::REPORT,
    manifest::{Skipped, Unknown},
    reader,
};
use crate::{Error, ErrorKind, Result};
use serde::{Deserialize, Serialize};
use std::{fs, io, path::Path};

/// The report of a build.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename = "build")]
#[non_exhaustive]
pub struct BuildReport {
    /// The version of the wire format.
    pub version: u32,
    /// How it ended.
    pub ending: Ending,
    /// When it began, in UTC, such as `2026-11-21T02:00:00Z`.
    pub started: String,
    /// The generation that is published now; empty where there is none.
    pub generation: String,
    /// How many papers were new, changed, and so on.
    pub papers: PaperCounts,
    /// How many sections the generation has.
    pub sections: u64,
    /// What was not read.
    pub skipped: Vec<Skipped>,
    /// What could not be worked out.
    pub unknown: Vec<Unknown>,
    /// What else somebody should know, as sentences: that the index was of an earlier format, say.
    pub notes: Vec<String>,
    /// Bytes of source files in the corpus.
    pub bytes_read: u64,
    /// Wall time in seconds.
    pub seconds: f64,
    /// Anonymous memory of this process at its peak, in bytes; absent where the system does not tell. Workers are not in
    /// it; what each may take is in [`Limits::address_space`](crate::corpus::Limits::address_space).
    pub peak_memory_bytes: Option<u64>,
}

/// How a build ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Ending {
    /// A new generation was published.
    Published,
    /// There was nothing to do.
    Unchanged,
    /// It failed, was stopped or was refused; nothing was published, and `notes` says why.
    Failed,
}

impl BuildReport {
    /// Keeps the report in the folder of the index, for [`last_report`].
    pub(super) fn keep(&self, index: &Path, disk: &Disk) -> Result<()> {
        disk.replace(&index.join(REPORT), &self.to_bytes()?)
    }

    /// The report as JSON.
    pub(super) fn to_bytes(&self) -> Result<Vec<u8>> {
        serde_json::to_vec_pretty(self)
            .map_err(|error| Error::new(ErrorKind::Internal, "cannot write the report").caused_by(error))
    }
}

/// What the last build of an index did, also where it failed or found nothing to do; absent where none has left a report.
///
/// # Errors
///
/// [`ErrorKind::Io`] where the report is there and cannot be read, [`ErrorKind::DamagedIndex`] where it is none.
///
/// ```
/// use scrutineer::index::{self, Builder, Ending};
///
/// let folder = tempfile::tempdir()?;
/// let (papers, index) = (folder.path().join("papers"), folder.path().join("index"));
/// std::fs::create_dir(&papers)?;
/// assert!(index::last_report(&index)?.is_none());
/// Builder::new(&papers, &index).build()?;
/// assert_eq!(index::last_report(&index)?.unwrap().ending, Ending::Published);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn last_report(index: &Path) -> Result<Option<BuildReport>> {
    let path = index.join(REPORT);
    match fs::read(&path) {
        Ok(bytes) => serde_json::from_slice(&bytes).map(Some).map_err(|error| reader::damaged(&path).caused_by(error)),
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => Ok(None),
        Err(error) => Err(Error::io("cannot read the last report", &path, error)),
    }
}

/// How many papers a build found in which state.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PaperCounts {
    /// Not in the generation before.
    pub new: u64,
    /// There before with other content.
    pub changed: u64,
    /// As before.
    pub unchanged: u64,
    /// There before and gone now.
    pub removed: u64,
    /// Sources, or lines of one, that could not be read.
    pub skipped: u64,
}

/// How far a build has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// What is going on.
    pub stage: Stage,
    /// Source files done.
    pub files: u64,
    /// Source files in all.
    pub files_total: u64,
    /// Bytes of source files done.
    pub bytes: u64,
    /// Bytes of source files in all.
    pub bytes_total: u64,
    /// Papers so far.
    pub papers: u64,
}

/// The stages of a build, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Stage {
    /// Finding the files and what each is.
    Walking,
    /// Reading papers and adding them.
    Reading,
    /// Merging, checking and publishing.
    Publishing,
}

impl Progress {
    /// The beginning of a stage.
    pub(super) fn at(stage: Stage) -> Self {
        Self { stage, files: 0, files_total: 0, bytes: 0, bytes_total: 0, papers: 0 }
    }
}
