//! How much memory a build takes. Anonymous memory, because mapped files are the system's to take back.

use std::{
    fs,
    sync::atomic::{AtomicU64, Ordering},
};

/// The most anonymous memory seen so far, in bytes.
#[derive(Debug, Default)]
pub(super) struct PeakMemory {
    bytes: AtomicU64,
}

impl PeakMemory {
    /// Looks how much there is now.
    pub(super) fn look(&self) {
        if let Some(bytes) = anonymous() {
            self.bytes.fetch_max(bytes, Ordering::Relaxed);
        }
    }

    /// The most seen; absent where the system does not tell.
    pub(super) fn bytes(&self) -> Option<u64> {
        self.look();
        Some(self.bytes.load(Ordering::Relaxed)).filter(|bytes| *bytes > 0)
    }
}

/// Linux tells it in `/proc`; other systems are not asked.
fn anonymous() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:"))?;
    let kilobytes: u64 = line.trim().trim_end_matches("kB").trim().parse().ok()?;
    Some(kilobytes * 1024)
}
