//! How much memory a build takes, and giving back what it no longer needs. Anonymous memory, because mapped files are the
//! system's to take back.

use std::{
    fs,
    sync::atomic::{AtomicU64, Ordering},
};

/// About how much is remembered of a file from when it is found until the build ends, in bytes.
const OF_A_FILE: u64 = 600;
/// And of a paper, from when it is read.
const OF_A_PAPER: u64 = 1_100;

/// How much of the memory that a build is to take is left for segments in the making, in bytes: the less, the more papers
/// were read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Room {
    /// What segments and what is remembered of papers may take together.
    first: u64,
    a_paper: u64,
    least: u64,
    /// How many papers will be read.
    papers: u64,
}

impl Room {
    /// Of a build that takes so much memory, in bytes, and goes by so many files, of which it reads some.
    pub(super) fn new(memory: u64, files: usize, to_read: usize) -> Self {
        let kept = OF_A_PAPER.saturating_mul(files.saturating_sub(to_read) as u64);
        let remembered = OF_A_FILE.saturating_mul(files as u64).saturating_add(kept);
        // Papers in hand, and what writes a segment out, need three tenths.
        let first = (memory / 10 * 7).saturating_sub(remembered);
        // In small segments the same words would stand again and again.
        Self { first, a_paper: OF_A_PAPER, least: memory / 4, papers: to_read as u64 }
    }

    /// The same at all times.
    #[cfg(test)]
    pub(super) fn fixed(bytes: u64) -> Self {
        Self { first: bytes, a_paper: 0, least: bytes, papers: 0 }
    }

    /// What is left when so many papers were read.
    pub(super) fn left(self, papers: u64) -> u64 {
        self.first.saturating_sub(self.a_paper.saturating_mul(papers)).max(self.least)
    }

    /// What is left in the end.
    pub(super) fn last(self) -> u64 {
        self.left(self.papers)
    }
}

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

    /// Gives memory that was freed back to the system, of which the most was seen before.
    pub(super) fn give_back(&self) {
        self.look();
        give_back();
    }

    /// The most seen; absent where the system does not tell.
    pub(super) fn bytes(&self) -> Option<u64> {
        self.look();
        Some(self.bytes.load(Ordering::Relaxed)).filter(|bytes| *bytes > 0)
    }
}

/// Gives memory that was freed back to the system. The GNU allocator keeps what lies between pieces that are in use, for
/// each thread by itself, and a large build has steps whose threads need hundreds of megabytes one after the other. It takes
/// some milliseconds. Of other allocators none is asked.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[expect(unsafe_code, reason = "there is no other way to ask for it")]
fn give_back() {
    // SAFETY: it takes a number, touches nothing but pages that no allocation lies in, and may be called from any thread at
    // any time (malloc_trim(3), "MT-Safe").
    let _ = unsafe { libc::malloc_trim(0) };
}

#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
fn give_back() {}

/// Linux tells it in `/proc`; other systems are not asked.
fn anonymous() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:"))?;
    let kilobytes: u64 = line.trim().trim_end_matches("kB").trim().parse().ok()?;
    Some(kilobytes * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_more_files_and_papers_there_are_the_less_is_left_for_segments_but_never_too_little() {
        const MIB: u64 = 1 << 20;
        let left = |files, papers| Room::new(256 * MIB, files, files).left(papers) / MIB;
        assert_eq!([0, 5_000, 55_000, 1_000_000, usize::MAX].map(|files| left(files, 0)), [179, 176, 147, 64, 64]);
        assert_eq!([0, 27_500, 55_000, u64::MAX].map(|papers| left(55_000, papers)), [147, 118, 90, 64]);
        assert_eq!([0, 27_500].map(|to_read| Room::new(256 * MIB, 55_000, to_read).left(0) / MIB), [90, 118]);
        assert_eq!(Room::new(256 * MIB, 55_000, 27_500).last() / MIB, 90);
        assert_eq!(Room::new(0, 9, 9).left(9), 0);
        assert!(Room::new(u64::MAX, 9, 9).left(9) > u64::MAX / 2);
    }

    #[test]
    fn what_is_in_use_stays_as_it_is_when_memory_is_given_back_and_the_most_is_known() {
        let pieces: Vec<Vec<u8>> = (0..20_000).map(|_| vec![1; 10_000]).collect();
        let peak = PeakMemory::default();
        // Now, as a build of another test may give back what is free in a moment.
        peak.look();
        let kept: Vec<Vec<u8>> = pieces.into_iter().step_by(100).collect();
        peak.give_back();
        assert!(kept.iter().all(|piece| piece.iter().all(|byte| *byte == 1)));
        if cfg!(all(target_os = "linux", target_env = "gnu")) {
            // Nearly 200 MB were free between what is kept; other tests may take some of it at the same time.
            let (most, now) = (peak.bytes().unwrap(), anonymous().unwrap());
            assert!(now + 50_000_000 < most, "{now} of {most} bytes");
        }
    }
}
