//! One run of a build: when it began, what memory it took, and what is reported of it in the end.

use super::{
    manifest::Manifest,
    memory::PeakMemory,
    pointer::Pointer,
    reader,
    report::{BuildReport, Ending, PaperCounts},
};
use crate::Error;
use std::{path::Path, time::Instant};

/// One run of a build.
pub(super) struct Run {
    pub(super) started: Instant,
    at: String,
    pub(super) peak: PeakMemory,
}

impl Run {
    /// Begins now.
    pub(super) fn begin() -> Self {
        // Whole seconds are enough for people.
        let now = jiff::Timestamp::now();
        let now = jiff::Timestamp::from_second(now.as_second()).unwrap_or(now);
        Self { started: Instant::now(), at: now.to_string(), peak: PeakMemory::default() }
    }

    /// The report where there was nothing to do, of `bytes` bytes of source files.
    pub(super) fn unchanged(&self, manifest: &Manifest, bytes: u64, notes: Vec<String>) -> BuildReport {
        let skipped = manifest.skipped.len() as u64;
        let papers = PaperCounts { unchanged: manifest.papers, skipped, ..PaperCounts::default() };
        self.report(manifest, Ending::Unchanged, papers, bytes, notes)
    }

    /// The report of a build that failed: the papers are those that can be found as before.
    pub(super) fn failure(&self, index: &Path, error: &Error) -> BuildReport {
        let mut notes = vec![format!("The build failed: {error}.")];
        notes.extend(error.hint().map(str::to_owned));
        let published = Pointer::load(index).ok().and_then(|pointer| pointer.published().cloned());
        let manifest = published.and_then(|entry| reader::read_manifest(&index.join(entry.name), &entry.manifest).ok());
        let manifest = manifest.unwrap_or_else(Manifest::new);
        BuildReport { ending: Ending::Failed, ..self.unchanged(&manifest, 0, notes) }
    }

    /// The report of a build that ended with the generation of `manifest` published.
    pub(super) fn report(
        &self,
        manifest: &Manifest,
        ending: Ending,
        papers: PaperCounts,
        bytes: u64,
        notes: Vec<String>,
    ) -> BuildReport {
        BuildReport {
            version: 1,
            ending,
            started: self.at.clone(),
            generation: manifest.generation.clone(),
            papers,
            sections: manifest.sections,
            skipped: manifest.skipped.clone(),
            unknown: manifest.unknown.clone(),
            notes,
            bytes_read: bytes,
            seconds: self.started.elapsed().as_secs_f64(),
            peak_memory_bytes: self.peak.bytes(),
        }
    }
}
