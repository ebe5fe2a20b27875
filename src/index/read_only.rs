//! A directory that is only read: no lock files, no writes, so that an index on a read-only disk or of another user
//! can be searched. Tantivy takes a lock while it opens a reader, to keep files from being collected; a published
//! generation is never written to, so there is nothing to keep out. What is read is checked against the
//! [sums of its blocks](super::blocks).

use super::blocks::{Blocks, CheckedFile};
use std::{collections::BTreeMap, io, path::Path, sync::Arc};
use tantivy::{
    HasLen as _,
    directory::{
        Directory, DirectoryLock, FileHandle, Lock, MmapDirectory, OwnedBytes, WatchCallback, WatchHandle, WritePtr,
        error::{DeleteError, LockError, OpenReadError, OpenWriteError},
    },
};

/// See the module.
#[derive(Debug, Clone)]
pub(super) struct ReadOnly {
    directory: MmapDirectory,
    /// The sums of the blocks of its files, by name.
    sums: Arc<BTreeMap<String, Arc<Vec<u32>>>>,
}

impl ReadOnly {
    /// A folder whose files were written with these sums.
    pub(super) fn new(directory: MmapDirectory, blocks: Blocks) -> Self {
        Self { directory, sums: Arc::new(blocks.into_shared()) }
    }

    fn checked(&self, path: &Path, bytes: OwnedBytes) -> CheckedFile {
        let name = path.to_string_lossy();
        CheckedFile::new(&name, bytes, self.sums.get(&*name).cloned().unwrap_or_default())
    }
}

fn refused() -> io::Error {
    io::ErrorKind::ReadOnlyFilesystem.into()
}

fn failed(error: io::Error, path: &Path) -> OpenReadError {
    OpenReadError::wrap_io_error(error, path.into())
}

impl Directory for ReadOnly {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        let file = self.directory.get_file_handle(path)?;
        let whole = file.read_bytes(0..file.len()).map_err(|error| failed(error, path))?;
        Ok(Arc::new(self.checked(path, whole)))
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        Err(DeleteError::IoError { io_error: Arc::new(refused()), filepath: path.into() })
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.directory.exists(path)
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        Err(OpenWriteError::wrap_io_error(refused(), path.into()))
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        let bytes = OwnedBytes::new(self.directory.atomic_read(path)?);
        let file = self.checked(path, bytes);
        let bytes = file.read_bytes(0..file.len()).map_err(|error| failed(error, path))?;
        Ok(bytes.to_vec())
    }

    fn atomic_write(&self, _: &Path, _: &[u8]) -> io::Result<()> {
        Err(refused())
    }

    fn sync_directory(&self) -> io::Result<()> {
        Ok(())
    }

    fn watch(&self, _: WatchCallback) -> tantivy::Result<WatchHandle> {
        Ok(WatchHandle::empty())
    }

    fn acquire_lock(&self, _: &Lock) -> Result<DirectoryLock, LockError> {
        Ok(DirectoryLock::from(Box::new(())))
    }
}
