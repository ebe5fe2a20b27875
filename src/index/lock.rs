//! One build at a time.
//!
//! The lock is the operating system's lock on the open file `lock`, not the file itself: it goes when the build ends,
//! however it ends, and removing the file by hand frees nothing and harms nothing. Readers never take it. The state of
//! saved questions has a lock of the same make.

use crate::{Error, ErrorKind, Result};
use std::{
    fs::{File, OpenOptions, TryLockError},
    io::{self, Read, Seek, Write},
    path::Path,
    thread,
    time::{Duration, Instant},
};

const LOCK: &str = "lock";
/// How long to wait before the lock is tried again.
const PAUSE: Duration = Duration::from_millis(100);

/// A lock on a file, until it is dropped.
pub(crate) struct Lock {
    _file: File,
}

/// Why there is no lock.
pub(crate) enum Refused {
    /// Somebody has it: who, such as `process 12`, or nothing where that cannot be told.
    Held(String),
    /// The file cannot be made or locked.
    Failed(io::Error),
}

impl Lock {
    /// Takes the lock on the file of this path, which is made where there is none; where another holds it, waits for it
    /// up to `patience`, unless `cancelled` says otherwise meanwhile.
    pub(crate) fn take(path: &Path, patience: Duration, cancelled: &dyn Fn() -> bool) -> Result<Self, Refused> {
        let mut options = OpenOptions::new();
        let options = options.read(true).write(true).create(true).truncate(false);
        let mut file = options.open(path).map_err(Refused::Failed)?;
        let since = Instant::now();
        loop {
            match file.try_lock() {
                Ok(()) => break,
                Err(TryLockError::WouldBlock) if since.elapsed() < patience && !cancelled() => thread::sleep(PAUSE),
                Err(TryLockError::WouldBlock) => return Err(Refused::Held(holder(&mut file))),
                Err(TryLockError::Error(error)) => return Err(Refused::Failed(error)),
            }
        }
        let write = |file: &mut File| -> io::Result<()> {
            file.set_len(0)?;
            file.rewind()?;
            writeln!(file, "process {}", std::process::id())
        };
        write(&mut file).map_err(Refused::Failed)?;
        Ok(Self { _file: file })
    }
}

fn holder(file: &mut File) -> String {
    let mut holder = String::new();
    // The holder's name is a courtesy: whatever goes wrong here, the answer is still that it is locked.
    let _ = Read::take(file, 100).read_to_string(&mut holder);
    holder.trim().to_owned()
}

/// Held while a build runs.
pub(super) struct BuildLock {
    _lock: Lock,
}

impl BuildLock {
    /// Takes the lock of the index in `folder`, as [`Lock::take`] does.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Locked`], naming the holder, where another build runs.
    pub(super) fn take(folder: &Path, patience: Duration, cancelled: &dyn Fn() -> bool) -> Result<Self> {
        let path = folder.join(LOCK);
        let lock = Lock::take(&path, patience, cancelled).map_err(|refused| match refused {
            Refused::Held(holder) => held(folder, &holder),
            Refused::Failed(error) => Error::io("cannot take the lock of the index", &path, error)
                .with_hint("Check that you may write to the folder of the index, or name another with --index."),
        });
        Ok(Self { _lock: lock? })
    }
}

/// The error that names who holds the lock.
fn held(folder: &Path, holder: &str) -> Error {
    let what = match holder {
        "" => "another build of this index is running".to_owned(),
        holder => format!("another build of this index is running ({holder})"),
    };
    Error::new(ErrorKind::Locked, what)
        .at(folder)
        .with_hint("Wait until it has ended, or let --wait do so; the index can be searched meanwhile.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_build_is_told_who_holds_the_lock() {
        let folder = tempfile::tempdir().unwrap();
        let held = BuildLock::take(folder.path(), Duration::ZERO, &|| false).unwrap();
        let error = BuildLock::take(folder.path(), Duration::ZERO, &|| false).map(|_| ()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Locked);
        assert!(error.to_string().contains(&format!("process {}", std::process::id())), "{error}");
        drop(held);
        BuildLock::take(folder.path(), Duration::ZERO, &|| false).unwrap();
    }

    #[test]
    fn who_waits_gets_the_lock_when_it_is_free() {
        let folder = tempfile::tempdir().unwrap();
        let held = BuildLock::take(folder.path(), Duration::ZERO, &|| false).unwrap();
        thread::scope(|scope| {
            let waiting = scope.spawn(|| BuildLock::take(folder.path(), Duration::from_secs(60), &|| false).map(drop));
            drop(held);
            waiting.join().unwrap().unwrap();
        });
        let _held = BuildLock::take(folder.path(), Duration::ZERO, &|| false).unwrap();
        let stopped = BuildLock::take(folder.path(), Duration::from_secs(60), &|| true).map(drop).unwrap_err();
        assert_eq!(stopped.kind(), ErrorKind::Locked);
    }

    #[test]
    fn a_lock_file_left_behind_does_not_stop_a_build() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(LOCK), "process 1\n").unwrap();
        BuildLock::take(folder.path(), Duration::ZERO, &|| false).unwrap();
    }
}
