//! What a build did: the `build` object of the wire format, version 1, and its progress while it runs.

use super::manifest::{Skipped, Unknown};
use serde::{Deserialize, Serialize};

/// The report of a build.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename = "build")]
#[non_exhaustive]
pub struct BuildReport {
    /// The version of the wire format.
    pub version: u32,
    /// The generation that is published now.
    pub generation: String,
    /// How many papers were new, changed, and so on.
    pub papers: PaperCounts,
    /// How many sections the generation has.
    pub sections: u64,
    /// What was not read.
    pub skipped: Vec<Skipped>,
    /// What could not be worked out.
    pub unknown: Vec<Unknown>,
    /// Bytes of source files read.
    pub bytes_read: u64,
    /// Wall time in seconds.
    pub seconds: f64,
    /// Anonymous memory of this process at its peak, in bytes; absent where the system does not tell. Workers are not in
    /// it; what each may take is in [`Limits::address_space`](crate::corpus::Limits::address_space).
    pub peak_memory_bytes: Option<u64>,
}

/// How many papers a build found in which state.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
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
