//! Generations on disk: beginning one aside, publishing it whole, removing what is left over, checking what is there.
//!
//! How a crash is survived, step by step: (1) everything is written into a folder that nobody reads; (2) its files and
//! the folder are synced; (3) the pointer is written under another name and synced; (4) the pointer is renamed over the
//! published one, which is atomic; (5) the index' folder is synced. Before (4) a reader sees the old generation, after
//! it the new one. A build that dies leaves a folder that the next one removes.

use super::{
    manifest::{FileSum, Manifest},
    reader::{self, Index, MANIFEST, POINTER},
};
use crate::{Error, ErrorKind, Result};
use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::Write,
    path::{Path, PathBuf},
};

/// The pointer before it is renamed into place.
const NEXT_POINTER: &str = "current.next";

/// A folder that is being written and that nobody reads yet. Dropped without [`Draft::publish`], it is removed.
pub(super) struct Draft {
    index: PathBuf,
    name: String,
    published: bool,
}

impl Draft {
    /// Begins the generation of build `build` in `index`.
    pub(super) fn begin(index: &Path, build: u64, fingerprint: &str) -> Result<Self> {
        let name = format!("g{build:06}-{}", fingerprint.get(..8).unwrap_or("00000000"));
        let draft = Self { index: index.to_path_buf(), name, published: false };
        let folder = draft.folder();
        if folder.exists() {
            fs::remove_dir_all(&folder)
                .map_err(|error| Error::io("cannot remove what a build left behind", &folder, error))?;
        }
        fs::create_dir(&folder).map_err(|error| {
            Error::io("cannot write to the folder of the index", &folder, error)
                .with_hint("Check that there is room on the disk and that you may write there.")
        })?;
        Ok(draft)
    }

    /// Where it is written.
    pub(super) fn folder(&self) -> PathBuf {
        self.index.join(&self.name)
    }

    /// The generation's name.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Completes the manifest with the sums of the files, checks the generation by opening it, syncs, and publishes.
    pub(super) fn publish(mut self, mut manifest: Manifest, files: &[PathBuf]) -> Result<Manifest> {
        let folder = self.folder();
        for file in files {
            let name = file.to_string_lossy().into_owned();
            manifest.files.insert(name, sum(&folder.join(file))?);
        }
        remove_strangers(&folder, &manifest.files)?;
        let text = serde_json::to_string_pretty(&manifest)
            .map_err(|error| Error::new(ErrorKind::Internal, "cannot write the manifest").caused_by(error))?;
        write_synced(&folder.join(MANIFEST), text.as_bytes())?;
        for file in files {
            readable_by_all(&folder.join(file))?;
            sync(&folder.join(file))?;
        }
        sync(&folder)?;

        let opened = Index::open_generation(&folder)?;
        let sections = opened.searcher().num_docs();
        if sections != manifest.sections {
            let what = format!("{} sections were written and {sections} can be read", manifest.sections);
            return Err(Error::new(ErrorKind::DamagedIndex, what).at(&folder).with_hint("Check the disk."));
        }

        let next = self.index.join(NEXT_POINTER);
        write_synced(&next, format!("{}\n", self.name).as_bytes())?;
        let pointer = self.index.join(POINTER);
        fs::rename(&next, &pointer).map_err(|error| Error::io("cannot publish the index", &pointer, error))?;
        self.published = true;
        sync(&self.index)?;
        Ok(manifest)
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        if !self.published {
            // What cannot be removed now is removed by the next build.
            let _ = fs::remove_dir_all(self.folder());
        }
    }
}

/// Removes generations that are neither published nor named in `keep`.
///
/// The one before the published one stays, so that a reader that has read the pointer and not yet opened the folder
/// still finds it.
pub(super) fn remove_others(index: &Path, keep: &[&str]) -> Result<()> {
    let failed = |error| Error::io("cannot read the folder of the index", index, error);
    for entry in fs::read_dir(index).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let name = entry.file_name();
        let Some(name) = name.to_str() else { continue };
        if is_generation(name) && !keep.contains(&name) && entry.path().is_dir() {
            let path = entry.path();
            fs::remove_dir_all(&path).map_err(|error| Error::io("cannot remove an old generation", &path, error))?;
        }
    }
    Ok(())
}

fn is_generation(name: &str) -> bool {
    let Some((number, sum)) = name.strip_prefix('g').and_then(|rest| rest.split_once('-')) else { return false };
    number.len() >= 6
        && number.bytes().all(|byte| byte.is_ascii_digit())
        && sum.len() == 8
        && sum.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// What [`verify`] found.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Verification {
    /// The generation that was checked.
    pub generation: String,
    /// How many files were checked.
    pub files: u64,
    /// The files that are missing, cut short or changed, by name.
    pub damaged: Vec<String>,
}

/// Checks every file of the published generation against the sizes and sums in its manifest.
///
/// Tantivy's own check looks only at the files that it manages, and passes when its list of them is lost; this one
/// goes by the list that was written when the generation was published.
///
/// # Errors
///
/// Those of [`Index::open`], but for damaged files, which are named in the result.
pub fn verify(index: &Path) -> Result<Verification> {
    let name = reader::published(index)?.ok_or_else(|| reader::no_index(index))?;
    let folder = index.join(&name);
    let manifest = reader::read_manifest(&folder)?;
    let mut damaged = Vec::new();
    for (file, expected) in &manifest.files {
        if sum(&folder.join(file)).ok().as_ref() != Some(expected) {
            damaged.push(file.clone());
        }
    }
    Ok(Verification { generation: name, files: manifest.files.len() as u64, damaged })
}

fn sum(path: &Path) -> Result<FileSum> {
    let failed = |error| Error::io("cannot read a file of the index", path, error);
    let mut hasher = blake3::Hasher::new();
    let mut file = File::open(path).map_err(failed)?;
    let bytes = std::io::copy(&mut file, &mut hasher).map_err(failed)?;
    Ok(FileSum { bytes, blake3: hasher.finalize().to_hex().to_string() })
}

/// Removes what tantivy leaves beside the files of the generation: its lock files.
fn remove_strangers(folder: &Path, files: &BTreeMap<String, FileSum>) -> Result<()> {
    let failed = |error| Error::io("cannot tidy the new generation", folder, error);
    for entry in fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        if !entry.file_name().to_str().is_some_and(|name| files.contains_key(name)) {
            fs::remove_file(entry.path()).map_err(failed)?;
        }
    }
    Ok(())
}

fn write_synced(path: &Path, bytes: &[u8]) -> Result<()> {
    let write = || -> std::io::Result<()> {
        let mut file = File::create(path)?;
        file.write_all(bytes)?;
        file.sync_all()
    };
    write().map_err(|error| {
        Error::io("cannot write to the index", path, error).with_hint("Check that there is room on the disk.")
    })
}

fn sync(path: &Path) -> Result<()> {
    let synced = File::open(path).and_then(|file| file.sync_all());
    synced.map_err(|error| Error::io("cannot make sure that the index is on the disk", path, error))
}

/// Tantivy creates some of its files for their owner alone; the people who search are often others.
#[cfg(unix)]
fn readable_by_all(path: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(path, fs::Permissions::from_mode(0o644))
        .map_err(|error| Error::io("cannot make the index readable", path, error))
}

#[cfg(not(unix))]
fn readable_by_all(_: &Path) -> Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_folders_with_a_generations_name_are_ever_removed() {
        assert!(is_generation("g000012-5f3a9c01"));
        for name in ["g12-5f3a9c01", "generation", "g000012", "lock", "g000012-5f3a9c0g", "current"] {
            assert!(!is_generation(name), "{name}");
        }
    }

    #[test]
    fn a_draft_that_is_not_published_leaves_nothing() {
        let index = tempfile::tempdir().unwrap();
        let draft = Draft::begin(index.path(), 3, "0123456789").unwrap();
        let folder = draft.folder();
        assert!(folder.is_dir());
        drop(draft);
        assert!(!folder.exists());
        assert_eq!(reader::published(index.path()).unwrap(), None);
    }

    #[test]
    fn what_a_killed_build_left_is_removed_and_what_is_published_stays() {
        let index = tempfile::tempdir().unwrap();
        for name in ["g000001-00000000", "g000002-00000000", "notes"] {
            fs::create_dir(index.path().join(name)).unwrap();
        }
        remove_others(index.path(), &["g000002-00000000"]).unwrap();
        assert!(!index.path().join("g000001-00000000").exists());
        assert!(index.path().join("g000002-00000000").exists());
        assert!(index.path().join("notes").exists());
    }
}
