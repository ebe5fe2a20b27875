//! What a process costs: CPU, anonymous memory at its peak, bytes on disk.
//!
//! Anonymous memory and not all that is resident, because mapped files are the system's to take back.

use anyhow::Result;
use nix::sys::{
    resource::{UsageWho, getrusage},
    time::TimeValLike as _,
};
use serde::{Deserialize, Serialize};
use std::{
    collections::HashSet,
    fs,
    os::unix::fs::MetadataExt as _,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    thread::JoinHandle,
    time::Duration,
};

/// CPU seconds, user and system, of all children that have ended.
pub fn cpu_of_children() -> Result<f64> {
    cpu_of(UsageWho::RUSAGE_CHILDREN)
}

/// CPU seconds, user and system, of this process so far.
pub fn cpu_of_this_process() -> Result<f64> {
    cpu_of(UsageWho::RUSAGE_SELF)
}

fn cpu_of(whose: UsageWho) -> Result<f64> {
    let usage = getrusage(whose)?;
    let micros = usage.user_time().num_microseconds() + usage.system_time().num_microseconds();
    Ok(micros as f64 / 1e6)
}

/// Looks at this process's anonymous memory every few milliseconds until it is asked for the most that it saw.
pub struct PeakMemory {
    most: Arc<AtomicU64>,
    done: Arc<AtomicBool>,
    thread: JoinHandle<()>,
}

impl PeakMemory {
    /// Between two looks.
    const EVERY: Duration = Duration::from_millis(5);

    /// Begins to look.
    pub fn watch() -> Self {
        let (most, done) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicBool::new(false)));
        let (seen, stop) = (Arc::clone(&most), Arc::clone(&done));
        let thread = std::thread::spawn(move || {
            while !stop.load(Ordering::Relaxed) {
                seen.fetch_max(anonymous(), Ordering::Relaxed);
                std::thread::park_timeout(Self::EVERY);
            }
        });
        Self { most, done, thread }
    }

    /// The most seen, in bytes; 0 where the system does not tell.
    pub fn bytes(self) -> u64 {
        self.most.fetch_max(anonymous(), Ordering::Relaxed);
        self.done.store(true, Ordering::Relaxed);
        self.thread.thread().unpark();
        // A sampler that panicked has still left what it saw.
        let _ = self.thread.join();
        self.most.load(Ordering::Relaxed)
    }
}

/// Anonymous memory of this process, in bytes; 0 where the system does not tell.
fn anonymous() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:"));
    line.and_then(|line| line.trim().trim_end_matches("kB").trim().parse::<u64>().ok()).map_or(0, |kb| kb * 1024)
}

/// Bytes of all files in a folder; a file with several names counts once.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OnDisk {
    /// By the lengths of the files.
    pub length_bytes: u64,
    /// By the blocks that they take.
    pub block_bytes: u64,
}

/// What a folder takes on disk; nothing where it is not there.
pub fn on_disk(folder: &Path) -> Result<OnDisk> {
    let mut seen = HashSet::new();
    let mut sum = OnDisk::default();
    if !folder.exists() {
        return Ok(sum);
    }
    for entry in walkdir::WalkDir::new(folder) {
        let metadata = entry?.metadata()?;
        if metadata.is_file() && seen.insert((metadata.dev(), metadata.ino())) {
            sum.length_bytes += metadata.len();
            sum.block_bytes += metadata.blocks() * 512;
        }
    }
    Ok(sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_with_two_names_counts_once() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("one"), [7; 5000]).unwrap();
        fs::hard_link(folder.path().join("one"), folder.path().join("two")).unwrap();
        assert_eq!(on_disk(folder.path()).unwrap().length_bytes, 5000);
        assert_eq!(on_disk(&folder.path().join("none")).unwrap(), OnDisk::default());
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn memory_that_was_taken_and_given_back_is_in_the_peak() {
        let watch = PeakMemory::watch();
        let before = anonymous();
        let taken = vec![1_u8; 64 << 20];
        std::thread::sleep(PeakMemory::EVERY * 20);
        drop(std::hint::black_box(taken));
        assert!(watch.bytes() >= before + (60 << 20));
    }
}
