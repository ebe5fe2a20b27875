//! The small files of a generation that are worked out from all of its sections.
//!
//! In comes what searches a generation; out go the names of the files with their bytes, written afresh whenever a
//! generation is published, and a way to read one when it is first asked for: a question that needs none pays for none.

use super::{
    acronyms::{self, ACRONYMS, Acronyms},
    copies::{COPIES, Copies},
    manifest::{FileSum, Manifest},
    reader::damaged,
};
use crate::{Error, ErrorKind, Result};
use serde::{Serialize, de::DeserializeOwned};
use std::{
    fs::File,
    io::{Read as _, Seek as _},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, OnceLock, PoisonError},
};
use tantivy::Searcher;

/// Their names in the folder of a generation.
pub(super) const TABLES: [&str; 2] = [ACRONYMS, COPIES];

/// The files of what `searcher` searches, by name.
pub(super) fn tables(searcher: &Searcher) -> Result<Vec<(&'static str, Vec<u8>)>> {
    let acronyms = acronyms::of(searcher).map_err(super::reading::engine)?;
    let copies = Copies::find(searcher)?.to_file(searcher);
    Ok(vec![(ACRONYMS, bytes(&acronyms)?), (COPIES, bytes(&copies)?)])
}

fn bytes(table: &impl Serialize) -> Result<Vec<u8>> {
    postcard::to_stdvec(table)
        .map_err(|error| Error::new(ErrorKind::Internal, "cannot write a table of the index").caused_by(error))
}

/// The tables of a generation that is open.
pub(super) struct Tables {
    pub(super) acronyms: Lazy<Acronyms>,
    pub(super) copies: Lazy<Arc<Copies>>,
}

impl Tables {
    /// Those in the folder of a generation.
    pub(super) fn open(folder: &Path, manifest: &Manifest) -> Result<Self> {
        let (acronyms, copies) = (Lazy::open(folder, manifest, ACRONYMS)?, Lazy::open(folder, manifest, COPIES)?);
        Ok(Self { acronyms, copies })
    }

    /// Those that no file has.
    pub(super) fn in_memory() -> Self {
        Self { acronyms: Lazy::in_memory(), copies: Lazy::in_memory() }
    }
}

/// A table that is read, or made, when it is first asked for.
pub(super) struct Lazy<T> {
    /// Open, so that it can be read when the generation has been removed. `None` for an index in memory.
    file: Option<(PathBuf, Mutex<File>, FileSum)>,
    table: OnceLock<T>,
}

impl<T> Lazy<T> {
    /// The table `name` of a generation.
    pub(super) fn open(folder: &Path, manifest: &Manifest, name: &str) -> Result<Self> {
        let path = folder.join(name);
        let sum = manifest.files.get(name).ok_or_else(|| damaged(&path))?.clone();
        let file = File::open(&path).map_err(|error| damaged(&path).caused_by(error))?;
        Ok(Self { file: Some((path, Mutex::new(file), sum)), table: OnceLock::new() })
    }

    /// A table that no file has.
    pub(super) fn in_memory() -> Self {
        Self { file: None, table: OnceLock::new() }
    }

    /// The table: what `read` makes of the file, which is damage where it makes nothing, or by `make` where there is none.
    pub(super) fn get<F: DeserializeOwned>(
        &self,
        read: impl FnOnce(F) -> Option<T>,
        make: impl FnOnce() -> Result<T>,
    ) -> Result<&T> {
        if let Some(table) = self.table.get() {
            return Ok(table);
        }
        let table = match &self.file {
            Some((path, file, sum)) => from_file(file, sum).and_then(read).ok_or_else(|| damaged(path))?,
            None => make()?,
        };
        Ok(self.table.get_or_init(|| table))
    }
}

fn from_file<T: DeserializeOwned>(file: &Mutex<File>, sum: &FileSum) -> Option<T> {
    let mut bytes = Vec::new();
    {
        let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
        file.rewind().ok()?;
        file.read_to_end(&mut bytes).ok()?;
    }
    let is_whole = blake3::hash(&bytes).to_hex().as_str() == sum.blake3;
    is_whole.then(|| postcard::from_bytes(&bytes).ok()).flatten()
}
