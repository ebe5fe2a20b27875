//! Papers that must not be found again, whatever lies in the corpus: the file `forgotten.json` in the folder of the index.
//!
//! In come the paths and ids that somebody asked to be forgotten; out comes, for each file and record of a build, whether
//! it is one of them. Of a path only a sum is kept: the name of a paper may be what must be forgotten.

use super::disk::Disk;
use crate::{Error, ErrorKind, Result};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeSet, fs, io, path::Path};

/// Its name in the folder of the index.
const FORGOTTEN: &str = "forgotten.json";

/// What must not be found again.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Forgotten {
    /// Ids of papers.
    ids: BTreeSet<String>,
    /// Sums of paths.
    paths: BTreeSet<String>,
}

impl Forgotten {
    /// What an index has been asked to forget.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::DamagedIndex`] where the list is there and cannot be read: a build that went on would bring back what
    /// must not be found.
    pub(super) fn load(index: &Path) -> Result<Self> {
        let path = index.join(FORGOTTEN);
        let damaged = || {
            Error::new(ErrorKind::DamagedIndex, "cannot read the list of papers that must not be found again")
                .at(&path)
                .with_hint("Mend the file, or remove it and say again what to forget.")
        };
        match fs::read(&path) {
            Ok(bytes) => serde_json::from_slice(&bytes).map_err(|error| damaged().caused_by(error)),
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
                Ok(Self::default())
            }
            Err(error) => Err(damaged().caused_by(error)),
        }
    }

    /// Writes the list.
    pub(super) fn save(&self, index: &Path, disk: &Disk) -> Result<()> {
        let text = serde_json::to_vec_pretty(self).map_err(|error| {
            Error::new(ErrorKind::Internal, "cannot write what is to be forgotten").caused_by(error)
        })?;
        disk.replace(&index.join(FORGOTTEN), &text)
    }

    /// Whether a file is to be kept out.
    pub(super) fn keeps_out(&self, path: &str, id: &str) -> bool {
        self.has_id(id) || (!self.paths.is_empty() && self.paths.contains(&sum(path)))
    }

    /// Whether a paper is to be kept out.
    pub(super) fn has_id(&self, id: &str) -> bool {
        self.ids.contains(id)
    }

    pub(super) fn add_id(&mut self, id: &str) {
        self.ids.insert(id.to_owned());
    }

    pub(super) fn add_path(&mut self, path: &str) {
        self.paths.insert(sum(path));
    }

    /// Lets a paper or path in again; whether it was on the list.
    pub(super) fn remove(&mut self, id_or_path: &str) -> bool {
        self.ids.remove(id_or_path) | self.paths.remove(&sum(id_or_path))
    }

    /// How many ids and paths are on the list.
    pub(super) fn len(&self) -> usize {
        self.ids.len() + self.paths.len()
    }

    /// What tells this list from another, for the fingerprint of a build.
    pub(super) fn fingerprint(&self) -> String {
        let mut hasher = blake3::Hasher::new();
        for entry in self.ids.iter().chain(&self.paths) {
            hasher.update(&(entry.len() as u64).to_le_bytes());
            hasher.update(entry.as_bytes());
        }
        hasher.finalize().to_hex().to_string()
    }
}

fn sum(path: &str) -> String {
    blake3::hash(path.as_bytes()).to_hex()[..32].to_owned()
}
