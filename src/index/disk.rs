//! Everything that a build does to the disk, step by step, so that a test can make any one step fail.
//!
//! In come paths inside the folder of the index; out comes the change, on the disk when a call says so, or an error
//! that names the file. What order of steps survives a crash is [`generation`](super::generation)'s business.

use crate::{Error, Result};
use std::{
    fs::{self, File},
    io::{self, Write as _},
    path::Path,
    sync::Arc,
};

/// A kind of step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Step {
    /// A folder is made.
    Folder,
    /// A file is made, empty.
    Create,
    /// Bytes are written to a file.
    Write,
    /// A file or folder is made to survive the loss of power.
    Sync,
    /// A second name for a file.
    Link,
    /// A file takes another's name.
    Rename,
    /// A file or folder is removed.
    Remove,
    /// A file is made readable for others.
    Permit,
}

/// Who is told of each step before it is taken, and may forbid it.
pub(super) trait Watch: Send + Sync {
    /// How many of `bytes` bytes may be written before the step fails; for other steps `bytes` is 0.
    ///
    /// # Errors
    ///
    /// The error with which the step is to fail; nothing is done then.
    fn step(&self, step: Step, path: &Path, bytes: usize) -> io::Result<usize>;
}

/// The disk; in a build outside of tests nobody watches it.
#[derive(Clone, Default)]
pub(super) struct Disk {
    watch: Option<Arc<dyn Watch>>,
}

impl Disk {
    /// A disk on which `watch` is asked first.
    #[cfg(test)]
    pub(super) fn watched(watch: Arc<dyn Watch>) -> Self {
        Self { watch: Some(watch) }
    }

    /// Asks whether a step may be taken.
    pub(super) fn ask(&self, step: Step, path: &Path) -> io::Result<()> {
        self.ask_to_write(step, path, 0).map(|_| ())
    }

    /// Asks how many bytes may be written.
    pub(super) fn ask_to_write(&self, step: Step, path: &Path, bytes: usize) -> io::Result<usize> {
        self.watch.as_ref().map_or(Ok(bytes), |watch| watch.step(step, path, bytes))
    }

    /// Makes a folder, whose parent is there.
    pub(super) fn make_folder(&self, path: &Path) -> Result<()> {
        self.ask(Step::Folder, path)
            .and_then(|()| fs::create_dir(path))
            .map_err(|error| Error::io("cannot write to the folder of the index", path, error).with_hint(ROOM))
    }

    /// Writes a whole file and syncs it. One of this name is replaced, and not atomically: see [`Disk::replace`].
    pub(super) fn write(&self, path: &Path, bytes: &[u8]) -> Result<()> {
        let write = || -> io::Result<()> {
            self.ask(Step::Create, path)?;
            let mut file = File::create(path)?;
            let allowed = self.ask_to_write(Step::Write, path, bytes.len())?;
            file.write_all(bytes.get(..allowed).unwrap_or(bytes))?;
            if allowed < bytes.len() {
                return Err(io::ErrorKind::WriteZero.into());
            }
            self.ask(Step::Sync, path)?;
            file.sync_all()
        };
        write().map_err(|error| Error::io("cannot write to the index", path, error).with_hint(ROOM))
    }

    /// Writes a file in place of another of this name: a reader sees the one or the other, whatever happens.
    pub(super) fn replace(&self, path: &Path, bytes: &[u8]) -> Result<()> {
        let mut next = path.as_os_str().to_owned();
        next.push(NEXT);
        let next = Path::new(&next);
        self.write(next, bytes)?;
        self.ask(Step::Rename, path)
            .and_then(|()| fs::rename(next, path))
            .map_err(|error| Error::io("cannot publish the index", path, error))?;
        path.parent().map_or(Ok(()), |folder| self.sync(folder))
    }

    /// Makes a file or folder survive the loss of power.
    pub(super) fn sync(&self, path: &Path) -> Result<()> {
        let synced = self.ask(Step::Sync, path).and_then(|()| File::open(path)).and_then(|file| file.sync_all());
        synced.map_err(|error| Error::io("cannot make sure that the index is on the disk", path, error))
    }

    /// Gives a file a second name, or copies it where the file system has no links.
    pub(super) fn link(&self, from: &Path, to: &Path) -> Result<()> {
        let link = || -> io::Result<()> {
            self.ask(Step::Link, to)?;
            if fs::hard_link(from, to).is_err() {
                fs::copy(from, to)?;
            }
            Ok(())
        };
        link()
            .map_err(|error| Error::io("cannot take a file over from the generation before", to, error).with_hint(ROOM))
    }

    /// Removes a file; one that is not there is no error.
    pub(super) fn remove_file(&self, path: &Path) -> Result<()> {
        match self.ask(Step::Remove, path).and_then(|()| fs::remove_file(path)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                Err(Error::io("cannot remove a file from the index", path, error))
            }
            _ => Ok(()),
        }
    }

    /// Removes a folder with all that is in it; one that is not there is no error.
    pub(super) fn remove_folder(&self, path: &Path) -> Result<()> {
        match self.ask(Step::Remove, path).and_then(|()| fs::remove_dir_all(path)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                Err(Error::io("cannot remove a generation of the index", path, error))
            }
            _ => Ok(()),
        }
    }

    /// Tantivy creates some of its files for their owner alone; the people who search are often others.
    pub(super) fn readable_by_all(&self, path: &Path) -> Result<()> {
        self.ask(Step::Permit, path)
            .and_then(|()| permit(path))
            .map_err(|error| Error::io("cannot make the index readable", path, error))
    }
}

/// What the name of a file is followed by while it is written to replace another.
pub(super) const NEXT: &str = ".next";

pub(super) const ROOM: &str = "Check that there is room on the disk and that you may write there.";

#[cfg(unix)]
fn permit(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(path, fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn permit(_: &Path) -> io::Result<()> {
    Ok(())
}
