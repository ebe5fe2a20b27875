//! The folder of a draft as tantivy's engine sees it: a [`MmapDirectory`] whose every change is a step of the
//! [`Disk`], so that none of them can fail untried.

use super::{
    disk::{Disk, Step},
    spilled,
};
use std::{
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
    sync::Arc,
};
use tantivy::directory::{
    AntiCallToken, Directory, DirectoryLock, FileHandle, Lock, MmapDirectory, TerminatingWrite, WatchCallback,
    WatchHandle, WritePtr,
    error::{DeleteError, LockError, OpenDirectoryError, OpenReadError, OpenWriteError},
};

/// So much is written to a file at a time, in bytes.
const BUFFER_BYTES: usize = 64 << 10;

/// See the module.
#[derive(Clone)]
pub(super) struct DraftDirectory {
    inner: MmapDirectory,
    folder: PathBuf,
    disk: Disk,
}

impl DraftDirectory {
    pub(super) fn open(folder: &Path, disk: &Disk) -> Result<Self, OpenDirectoryError> {
        Ok(Self { inner: MmapDirectory::open(folder)?, folder: folder.to_path_buf(), disk: disk.clone() })
    }
}

impl std::fmt::Debug for DraftDirectory {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("DraftDirectory").field(&self.folder).finish()
    }
}

impl Directory for DraftDirectory {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        self.inner.get_file_handle(path)
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        let failed =
            |error: io::Error| DeleteError::IoError { io_error: Arc::new(error), filepath: path.to_path_buf() };
        self.disk.ask(Step::Remove, path).map_err(failed)?;
        self.inner.delete(path)
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.inner.exists(path)
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        let failed = |error: io::Error| OpenWriteError::wrap_io_error(error, path.to_path_buf());
        self.disk.ask(Step::Create, path).map_err(failed)?;
        let inner = self.inner.open_write(path)?;
        let watched =
            Watched { inner, path: path.to_path_buf(), lasts: !spilled::is_run(path), disk: self.disk.clone() };
        Ok(BufWriter::with_capacity(BUFFER_BYTES, Box::new(watched)))
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        self.inner.atomic_read(path)
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        // It writes another file, syncs it and renames it: all or nothing.
        if self.disk.ask_to_write(Step::Write, path, data.len())? < data.len() {
            return Err(io::ErrorKind::WriteZero.into());
        }
        self.disk.ask(Step::Rename, path)?;
        self.inner.atomic_write(path, data)
    }

    fn sync_directory(&self) -> io::Result<()> {
        self.disk.ask(Step::Sync, &self.folder)?;
        self.inner.sync_directory()
    }

    fn acquire_lock(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        self.inner.acquire_lock(lock)
    }

    fn watch(&self, callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        self.inner.watch(callback)
    }
}

/// A file that is being written.
struct Watched {
    inner: WritePtr,
    path: PathBuf,
    /// Whether it stays when the build has ended.
    lasts: bool,
    disk: Disk,
}

impl Write for Watched {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let allowed = self.disk.ask_to_write(Step::Write, &self.path, bytes.len())?;
        self.inner.write_all(bytes.get(..allowed).unwrap_or(bytes))?;
        if allowed < bytes.len() { Err(io::ErrorKind::WriteZero.into()) } else { Ok(bytes.len()) }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

impl TerminatingWrite for Watched {
    fn terminate_ref(&mut self, token: AntiCallToken) -> io::Result<()> {
        if !self.lasts {
            return self.inner.flush();
        }
        self.disk.ask(Step::Sync, &self.path)?;
        self.inner.terminate_ref(token)
    }
}
