//! Generations on disk: beginning one aside, taking over what stays, publishing it whole.
//!
//! How a crash is survived, step by step: (1) everything is written into a folder that nobody reads; segment files of
//! the generation before are linked, never written to; (2) its files and the folder are synced; (3) the generation is
//! opened and compared with what was written; (4) the pointer is written under another name and synced; (5) it is renamed
//! over the published one, which is atomic; (6) the index' folder is synced. Before (5) a reader sees the old generation,
//! after it the new one. A build that dies leaves a folder that the next one removes.

use super::{
    blocks::{self, Blocks, SUMS},
    disk::Disk,
    manifest::{FileSum, Manifest},
    pointer::{Entry, Pointer},
    reader::{self, Index, MANIFEST},
    sources::SOURCES,
    tables::TABLES,
};
use crate::{Error, ErrorKind, Result};
use rayon::iter::{IntoParallelIterator as _, IntoParallelRefIterator as _, ParallelIterator as _};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

/// Tantivy's list of segments, which it writes anew with each commit.
pub(super) const META: &str = "meta.json";
/// Tantivy's list of the files that it may collect.
const MANAGED: &str = ".managed.json";
/// Files that each generation writes for itself.
const OWN: [&str; 4] = [META, SOURCES, REPORT, SUMS];
/// The report of the build that made the generation.
pub(super) const REPORT: &str = "report.json";

/// A folder that is being written and that nobody reads yet. Dropped without [`Draft::publish`], it is removed.
pub(super) struct Draft {
    index: PathBuf,
    name: String,
    disk: Disk,
    /// The sums of the files that were taken over.
    taken: BTreeMap<String, FileSum>,
    /// Those of their blocks, and of files that were not taken over.
    taken_blocks: Blocks,
    published: bool,
}

impl Draft {
    /// Begins the generation of build `build` in `index`.
    pub(super) fn begin(index: &Path, build: u64, fingerprint: &str, disk: &Disk) -> Result<Self> {
        let name = format!("g{build:06}-{}", fingerprint.get(..8).unwrap_or("00000000"));
        let draft = Self {
            index: index.to_path_buf(),
            name,
            disk: disk.clone(),
            taken: BTreeMap::new(),
            taken_blocks: Blocks::default(),
            published: false,
        };
        let folder = draft.folder();
        disk.remove_folder(&folder)?;
        disk.make_folder(&folder)?;
        Ok(draft)
    }

    /// Takes the segments of a published generation over, by links. The sums of their blocks are checked, or damage would be
    /// handed on.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::DamagedIndex`] where a file is not what was written.
    pub(super) fn take_over(&mut self, before: &Manifest) -> Result<()> {
        let from = self.index.join(&before.generation);
        let blocks = reader::read_file(&from, before, SUMS)?;
        self.taken_blocks = Blocks::from_bytes(&blocks).ok_or_else(|| reader::damaged(&from.join(SUMS)))?;
        let segments: BTreeMap<String, FileSum> = (before.files.iter())
            .filter(|(name, _)| !OWN.contains(&name.as_str()) && !TABLES.contains(&name.as_str()))
            .map(|(name, sum)| (name.clone(), sum.clone()))
            .collect();
        segments.par_iter().try_for_each(|(name, _)| {
            let file = from.join(name);
            let is_sound = blocks::are_of(&file, self.taken_blocks.of(name)).unwrap_or(false);
            if is_sound { Ok(()) } else { Err(reader::damaged(&file)) }
        })?;
        for name in segments.keys() {
            self.disk.link(&from.join(name), &self.folder().join(name))?;
        }
        let meta = reader::read_file(&from, before, META)?;
        self.disk.write(&self.folder().join(META), &meta)?;
        // Without the list tantivy would collect nothing of what was taken over.
        let managed: BTreeSet<&str> = segments.keys().map(String::as_str).chain([META]).collect();
        let managed = serde_json::to_vec(&managed)
            .map_err(|error| Error::new(ErrorKind::Internal, "cannot write the list of files").caused_by(error))?;
        self.disk.write(&self.folder().join(MANAGED), &managed)?;
        self.taken = segments;
        Ok(())
    }

    /// Where it is written.
    pub(super) fn folder(&self) -> PathBuf {
        self.index.join(&self.name)
    }

    /// The generation's name.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Writes a file of the generation's own.
    pub(super) fn write(&self, name: &str, bytes: &[u8]) -> Result<()> {
        self.disk.write(&self.folder().join(name), bytes)
    }

    /// Completes the manifest with the sums of the files, checks the generation by opening it, syncs, and publishes it
    /// with the last `keep` generations.
    pub(super) fn publish(mut self, mut manifest: Manifest, segments: &[PathBuf], keep: usize) -> Result<Manifest> {
        let folder = self.folder();
        let names = segments.iter().map(|file| file.to_string_lossy().into_owned());
        // The list of segments names every kind of file that one may have; it has some of them.
        let names: Vec<String> = names
            .chain(OWN.map(str::to_owned))
            .chain(TABLES.map(str::to_owned))
            .filter(|name| folder.join(name).exists())
            .collect();
        let sums = names.into_par_iter().map(|name| match self.taken.get(&name) {
            Some(sum) => Ok((sum.clone(), self.taken_blocks.of(&name).to_vec(), name)),
            None => blocks::sums(&folder.join(&name)).map(|(sum, blocks)| (sum, blocks, name)),
        });
        let mut blocks = Blocks::default();
        for (sum, sums, name) in sums.collect::<Result<Vec<_>>>()? {
            blocks.insert(name.clone(), sums);
            manifest.files.insert(name, sum);
        }
        self.write(SUMS, &blocks.to_bytes()?)?;
        manifest.files.insert(SUMS.to_owned(), blocks::sums(&folder.join(SUMS))?.0);
        self.remove_strangers(&manifest.files)?;
        for name in manifest.files.keys().filter(|name| !self.taken.contains_key(*name)) {
            let file = folder.join(name);
            self.disk.readable_by_all(&file)?;
            self.disk.sync(&file)?;
        }
        let text = serde_json::to_string_pretty(&manifest)
            .map_err(|error| Error::new(ErrorKind::Internal, "cannot write the manifest").caused_by(error))?;
        self.disk.write(&folder.join(MANIFEST), text.as_bytes())?;
        self.disk.sync(&folder)?;

        let entry = Entry { name: self.name.clone(), manifest: blake3::hash(text.as_bytes()).to_hex().to_string() };
        let opened = Index::open_generation(&folder, &entry.manifest)?;
        let sections = opened.searcher().num_docs();
        if sections != manifest.sections {
            let what = format!("{} sections were written and {sections} can be read", manifest.sections);
            return Err(Error::new(ErrorKind::DamagedIndex, what).at(&folder).with_hint("Check the disk."));
        }
        drop(opened);

        let mut pointer = Pointer::load(&self.index).unwrap_or_default();
        pointer.publish(entry);
        pointer.entries.truncate(keep.max(1));
        pointer.save(&self.index, &self.disk).inspect_err(|_| {
            // The rename may have been done, and only the sync after it failed: then this generation is published.
            let now = Pointer::load(&self.index).unwrap_or_default();
            self.published = now.published().is_some_and(|entry| entry.name == self.name);
        })?;
        self.published = true;
        Ok(manifest)
    }

    /// Removes what tantivy leaves beside the files of the generation: its lock files.
    fn remove_strangers(&self, files: &BTreeMap<String, FileSum>) -> Result<()> {
        let folder = self.folder();
        let failed = |error| Error::io("cannot tidy the new generation", &folder, error);
        for entry in fs::read_dir(&folder).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            if !entry.file_name().to_str().is_some_and(|name| files.contains_key(name)) {
                self.disk.remove_file(&entry.path())?;
            }
        }
        Ok(())
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        if !self.published {
            // What cannot be removed now is removed by the next build.
            let _ = self.disk.remove_folder(&self.folder());
        }
    }
}

/// Whether a folder's name is that of a generation, and it may be removed when no longer wanted.
pub(super) fn is_generation(name: &str) -> bool {
    build_of(name).is_some()
}

/// The number of the build that made the generation of this name.
pub(super) fn build_of(name: &str) -> Option<u64> {
    let (number, sum) = name.strip_prefix('g')?.split_once('-')?;
    let sound = number.len() >= 6 && sum.len() == 8 && sum.bytes().all(|byte| byte.is_ascii_hexdigit());
    number.parse().ok().filter(|_| sound && number.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Whether all files of a generation are what was written.
///
/// # Errors
///
/// [`ErrorKind::DamagedIndex`] that names the first which is not.
pub(super) fn check_files(folder: &Path, files: &BTreeMap<String, FileSum>) -> Result<()> {
    match damaged_files(folder, files).first() {
        Some(file) => Err(reader::damaged(&folder.join(file))),
        None => Ok(()),
    }
}

/// The files of a generation that are missing, cut short or changed.
pub(super) fn damaged_files(folder: &Path, files: &BTreeMap<String, FileSum>) -> Vec<String> {
    let damaged = files
        .into_par_iter()
        .filter(|(name, expected)| blocks::sums(&folder.join(name)).ok().is_none_or(|(sum, _)| sum != **expected));
    damaged.map(|(name, _)| name.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_folders_with_a_generations_name_are_ever_removed() {
        assert_eq!(build_of("g000012-5f3a9c01"), Some(12));
        for name in ["g12-5f3a9c01", "generation", "g000012", "lock", "g000012-5f3a9c0g", "current"] {
            assert!(!is_generation(name), "{name}");
        }
    }

    #[test]
    fn a_draft_that_is_not_published_leaves_nothing() {
        let index = tempfile::tempdir().unwrap();
        let draft = Draft::begin(index.path(), 3, "0123456789", &Disk::default()).unwrap();
        let folder = draft.folder();
        assert!(folder.is_dir());
        drop(draft);
        assert!(!folder.exists());
        assert_eq!(Pointer::load(index.path()).unwrap(), Pointer::default());
    }
}
