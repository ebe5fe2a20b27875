//! The small files of a generation that are worked out from all of its sections.
//!
//! In comes what searches a generation; out go the names of the files with their bytes, written afresh whenever a
//! generation is published, and a way to read one when it is first asked for: a question that needs none pays for none.
//! What is read is checked against the [sums of its blocks](super::blocks), as all that a question reads is.

use super::{
    acronyms::{self, ACRONYMS, Acronyms},
    copies::{COPIES, Copies},
    reader::damaged,
    texts::{WORDS, Words},
};
use crate::{Error, ErrorKind, Result};
use serde::Serialize;
use std::{
    path::{Path, PathBuf},
    sync::{Arc, OnceLock},
};
use tantivy::{
    Directory, Searcher,
    directory::{FileHandle, OwnedBytes},
};

/// Their names in the folder of a generation.
pub(super) const TABLES: [&str; 3] = [ACRONYMS, COPIES, WORDS];

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
    pub(super) words: Lazy<Words>,
}

impl Tables {
    /// Those in the folder of a generation, which `directory` reads.
    pub(super) fn open(folder: &Path, directory: &impl Directory) -> Result<Self> {
        Ok(Self {
            acronyms: Lazy::open(folder, directory, ACRONYMS)?,
            copies: Lazy::open(folder, directory, COPIES)?,
            words: Lazy::open(folder, directory, WORDS)?,
        })
    }

    /// Those that no file has, but for the words, with which texts were packed.
    pub(super) fn in_memory(words: Option<Words>) -> Self {
        let words = Lazy { file: None, table: words.map_or_else(OnceLock::new, OnceLock::from) };
        Self { acronyms: Lazy::in_memory(), copies: Lazy::in_memory(), words }
    }
}

/// A table that is read, or made, when it is first asked for.
pub(super) struct Lazy<T> {
    /// Open, so that it can be read when the generation has been removed. `None` for an index in memory.
    file: Option<(PathBuf, Arc<dyn FileHandle>)>,
    table: OnceLock<T>,
}

impl<T> Lazy<T> {
    /// The table `name` of a generation.
    pub(super) fn open(folder: &Path, directory: &impl Directory, name: &str) -> Result<Self> {
        let path = folder.join(name);
        let file = directory.get_file_handle(Path::new(name)).map_err(|error| damaged(&path).caused_by(error))?;
        Ok(Self { file: Some((path, file)), table: OnceLock::new() })
    }

    /// A table that no file has.
    pub(super) fn in_memory() -> Self {
        Self { file: None, table: OnceLock::new() }
    }

    /// The table: what `read` makes of the file, which is damage where it makes nothing, or by `make` where there is none.
    pub(super) fn get(
        &self,
        read: impl FnOnce(OwnedBytes) -> Option<T>,
        make: impl FnOnce() -> Result<T>,
    ) -> Result<&T> {
        if let Some(table) = self.table.get() {
            return Ok(table);
        }
        let table = match &self.file {
            Some((path, file)) => {
                let bytes = file.read_bytes(0..file.len()).map_err(|error| damaged(path).caused_by(error))?;
                read(bytes).ok_or_else(|| damaged(path))?
            }
            None => make()?,
        };
        Ok(self.table.get_or_init(|| table))
    }
}
