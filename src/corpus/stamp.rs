//! What the file system says of a file without reading it: how a nightly build knows what it need not read again.

use serde::{Deserialize, Serialize};
use std::{
    fs::Metadata,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

/// A time so near that a file may change again without its times showing it: the coarsest clock of a file system in
/// use is FAT's, of two seconds.
const GRAIN: Duration = Duration::from_secs(2);

/// Size and times of a file. While they stay, its bytes are taken to be the same.
///
/// The times are only ever compared for equality, so that a clock set back does no harm.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Stamp {
    /// Size in bytes.
    pub bytes: u64,
    /// When its content was last modified, in nanoseconds since 1970; 0 where the system does not tell.
    pub modified: i64,
    /// When its content, name or rights were last changed, in nanoseconds since 1970. Unlike the time of modification
    /// no program can set it. 0 where the system has no such time.
    pub changed: i64,
}

impl Stamp {
    /// The stamp of a file.
    pub fn of(metadata: &Metadata) -> Self {
        let modified = metadata.modified().map(nanoseconds).unwrap_or_default();
        Self { bytes: metadata.len(), modified, changed: changed(metadata) }
    }

    /// Whether the file was at rest at `now`, when its stamp was taken: one that was changed a moment before, or at a
    /// time still to come, may be changed again and keep its stamp.
    pub fn at_rest(&self, now: SystemTime) -> bool {
        let limit = now.checked_sub(GRAIN).map_or(0, nanoseconds);
        self.modified != 0 && self.modified < limit && self.changed < limit
    }
}

fn nanoseconds(time: SystemTime) -> i64 {
    match time.duration_since(UNIX_EPOCH) {
        Ok(since) => i64::try_from(since.as_nanos()).unwrap_or(i64::MAX),
        Err(before) => i64::try_from(before.duration().as_nanos()).map_or(i64::MIN, |since| -since),
    }
}

#[cfg(unix)]
fn changed(metadata: &Metadata) -> i64 {
    use std::os::unix::fs::MetadataExt as _;
    metadata.ctime().saturating_mul(1_000_000_000).saturating_add(metadata.ctime_nsec())
}

#[cfg(not(unix))]
fn changed(_: &Metadata) -> i64 {
    0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_changed_just_now_or_in_the_future_is_not_at_rest() {
        let now = UNIX_EPOCH + Duration::from_secs(1_000_000);
        let at = |seconds: i64| Stamp { bytes: 1, modified: seconds * 1_000_000_000, changed: 1 };
        assert!(at(999_000).at_rest(now));
        assert!(!at(999_999).at_rest(now));
        assert!(!at(2_000_000).at_rest(now));
        assert!(!Stamp::default().at_rest(now), "no time is no evidence");
        assert!(!Stamp { changed: 999_999_500_000_000, ..at(1) }.at_rest(now), "its rights were just changed");
    }
}
