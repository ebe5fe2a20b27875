//! The generations that an index keeps: checking them, going back to an earlier one, removing what nobody wants.
//!
//! In comes the folder of an index; out comes what was found or changed in it. What a generation holds is left to
//! [`reader`](super::reader), how one is made to [`generation`](super::generation).

use super::{
    disk::{Disk, NEXT},
    forget::Forgotten,
    generation::{build_of, damaged_files, is_generation},
    lock::BuildLock,
    pointer::{Entry, Pointer},
    reader::{self, Index},
    sources::{SOURCES, Sources},
    spool,
};
use crate::{Error, ErrorKind, Result};
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

/// How many generations are kept unless told: the published one and two before it.
pub(super) const KEPT: usize = 3;

/// What [`verify`] found.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Verification {
    /// The generation that was checked.
    pub generation: String,
    /// How many files were checked.
    pub files: u64,
    /// How many bytes they have.
    pub bytes: u64,
    /// The files that are missing, cut short or changed, by name. `manifest.json` is named where the generation cannot be
    /// opened though its other files are whole.
    pub damaged: Vec<String>,
}

/// Checks every file of the published generation against the sizes and sums in its manifest, the manifest against the
/// sum that was published with it, and opens the generation to count its sections.
///
/// Tantivy's own check looks only at the files that it manages, and passes when its list of them is lost; this one
/// goes by the list that was written when the generation was published.
///
/// # Errors
///
/// Those of [`Index::open`], but for damaged files, which are named in the result.
pub fn verify(index: &Path) -> Result<Verification> {
    let pointer = Pointer::load(index)?;
    let entry = pointer.published().ok_or_else(|| reader::no_index(index))?;
    verify_entry(index, entry)
}

/// As [`verify`], for each generation that is kept, the published one first.
///
/// # Errors
///
/// Those of [`verify`].
pub fn verify_all(index: &Path) -> Result<Vec<Verification>> {
    let pointer = Pointer::load(index)?;
    if pointer.entries.is_empty() {
        return Err(reader::no_index(index));
    }
    pointer.entries.iter().map(|entry| verify_entry(index, entry)).collect()
}

fn verify_entry(index: &Path, entry: &Entry) -> Result<Verification> {
    let folder = index.join(&entry.name);
    let mut found = Verification { generation: entry.name.clone(), files: 1, bytes: 0, damaged: Vec::new() };
    let manifest = match reader::read_manifest(&folder, &entry.manifest) {
        Ok(manifest) => manifest,
        Err(error) if error.kind() == ErrorKind::DamagedIndex => {
            found.damaged.push(reader::MANIFEST.to_owned());
            return Ok(found);
        }
        Err(error) => return Err(error),
    };
    found.files += manifest.files.len() as u64;
    found.bytes = manifest.files.values().map(|sum| sum.bytes).sum();
    found.damaged = damaged_files(&folder, &manifest.files);
    if found.damaged.is_empty() {
        let sections = Index::open_generation(&folder, &entry.manifest).map(|index| index.searcher().num_docs());
        if sections.ok() != Some(manifest.sections) {
            found.damaged.push(reader::MANIFEST.to_owned());
        }
    }
    Ok(found)
}

/// The names of the generations that an index keeps, the published one first.
///
/// # Errors
///
/// [`ErrorKind::NoIndex`] where there is none, [`ErrorKind::Io`] where it may not be read.
pub fn generations(index: &Path) -> Result<Vec<String>> {
    let pointer = Pointer::load(index)?;
    if pointer.entries.is_empty() {
        return Err(reader::no_index(index));
    }
    Ok(pointer.entries.into_iter().map(|entry| entry.name).collect())
}

/// Publishes an earlier generation again: the one before the present one, or the one named by `to`, which may be cut
/// short. It is checked first. The present one stays, so that one can go forward again. Returns the name of the
/// generation that is published now.
///
/// The next build goes on from it, and so brings what the papers say now.
///
/// # Errors
///
/// [`ErrorKind::NotFound`] where there is no such generation, [`ErrorKind::DamagedIndex`] where it is damaged,
/// [`ErrorKind::Locked`] while a build runs, [`ErrorKind::Io`] where the disk refuses.
pub fn rollback(index: &Path, to: Option<&str>) -> Result<String> {
    if Pointer::load(index)?.entries.is_empty() {
        return Err(reader::no_index(index));
    }
    let disk = Disk::default();
    let _lock = BuildLock::take(index, Duration::ZERO, &|| false)?;
    let mut pointer = Pointer::load(index)?;
    let present = pointer.published().map(|entry| entry.name.clone()).unwrap_or_default();
    let kept: Vec<&str> = pointer.entries.iter().map(|entry| entry.name.as_str()).collect();
    let hint = format!("The generations that are kept: {}.", kept.join(", "));
    let entry = match to {
        Some(to) => {
            let mut fitting = pointer.entries.iter().filter(|entry| entry.name.starts_with(to));
            fitting.next().filter(|_| fitting.next().is_none())
        }
        // The newest of those that are older than the present one.
        None => {
            let older = |entry: &&Entry| build_of(&entry.name) < build_of(&present);
            pointer.entries.iter().filter(older).max_by_key(|entry| build_of(&entry.name))
        }
    };
    let Some(entry) = entry.cloned() else {
        return Err(Error::new(ErrorKind::NotFound, "there is no such generation to go back to")
            .at(index)
            .with_hint(hint));
    };
    let found = verify_entry(index, &entry)?;
    if let Some(file) = found.damaged.first() {
        let file = index.join(&entry.name).join(file);
        return Err(Error::new(ErrorKind::DamagedIndex, "that generation is damaged").at(&file).with_hint(hint));
    }
    let name = entry.name.clone();
    pointer.publish(entry);
    pointer.save(index, &disk)?;
    Ok(name)
}

/// What [`collect_garbage`] removed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Collected {
    /// The generations and leftovers that were removed, by name.
    pub removed: Vec<String>,
    /// The generations that are kept, the published one first.
    pub kept: Vec<String>,
}

/// Removes earlier generations but for the published one and the `keep` - 1 that were published before it, and what
/// builds that were killed have left. A reader that holds a generation goes on reading it; the room on the disk is free
/// when the last one ends.
///
/// # Errors
///
/// [`ErrorKind::NoIndex`] where there is none, [`ErrorKind::Locked`] while a build runs, [`ErrorKind::Io`] where the disk
/// refuses.
pub fn collect_garbage(index: &Path, keep: usize) -> Result<Collected> {
    if Pointer::load(index)?.entries.is_empty() {
        return Err(reader::no_index(index));
    }
    let disk = Disk::default();
    let _lock = BuildLock::take(index, Duration::ZERO, &|| false)?;
    let mut pointer = Pointer::load(index)?;
    if pointer.entries.len() > keep.max(1) {
        pointer.entries.truncate(keep.max(1));
        pointer.save(index, &disk)?;
    }
    let removed = remove_unnamed(index, &pointer, &disk)?;
    spool::clear(index)?;
    Ok(Collected { removed, kept: pointer.entries.into_iter().map(|entry| entry.name).collect() })
}

/// Removes generations that the pointer does not name, and files that were never finished.
pub(super) fn remove_unnamed(index: &Path, pointer: &Pointer, disk: &Disk) -> Result<Vec<String>> {
    let failed = |error| Error::io("cannot read the folder of the index", index, error);
    let mut removed = Vec::new();
    for entry in fs::read_dir(index).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let name = entry.file_name();
        let Some(name) = name.to_str() else { continue };
        if is_generation(name) && !pointer.names(name) && entry.path().is_dir() {
            disk.remove_folder(&entry.path())?;
            removed.push(name.to_owned());
        } else if name.ends_with(NEXT) && entry.path().is_file() {
            disk.remove_file(&entry.path())?;
        }
    }
    removed.sort();
    Ok(removed)
}

/// Takes those earlier generations out of the pointer that hold papers which must not be found again, and returns their
/// folders.
pub(super) fn unname_restricted(
    index: &Path,
    pointer: &mut Pointer,
    restricted: &BTreeSet<&str>,
    forgotten: &Forgotten,
) -> Vec<PathBuf> {
    let mut folders = Vec::new();
    let published = pointer.published().map(|entry| entry.name.clone());
    pointer.entries.retain(|entry| {
        let folder = index.join(&entry.name);
        let sources = fs::read(folder.join(SOURCES)).ok().and_then(|bytes| Sources::from_bytes(&bytes));
        // One whose list cannot be read may hold anything.
        let clean = sources.is_some_and(|sources| !sources.holds(restricted, forgotten));
        let stays = clean || Some(&entry.name) == published.as_ref();
        if !stays {
            folders.push(folder);
        }
        stays
    });
    folders
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_killed_build_left_is_removed_and_what_is_published_stays() {
        let index = tempfile::tempdir().unwrap();
        for name in ["g000001-00000000", "g000002-00000000", "notes"] {
            fs::create_dir(index.path().join(name)).unwrap();
        }
        fs::write(index.path().join("current.next"), "torn").unwrap();
        let mut pointer = Pointer::default();
        pointer.publish(Entry { name: "g000002-00000000".to_owned(), manifest: String::new() });
        let removed = remove_unnamed(index.path(), &pointer, &Disk::default()).unwrap();
        assert_eq!(removed, ["g000001-00000000"]);
        assert!(index.path().join("g000002-00000000").exists());
        assert!(index.path().join("notes").exists());
        assert!(!index.path().join("current.next").exists());
    }
}
