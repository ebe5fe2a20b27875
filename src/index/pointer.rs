//! The file `current`: which generation is published, and which earlier ones are kept.
//!
//! One line a generation: its name and the sum of its manifest, the published one first. It is only ever replaced by a
//! rename, so that a reader sees one state or the next; a folder that no line names was never published, or is no longer
//! wanted.

use super::disk::Disk;
use crate::{Error, ErrorKind, Result};
use std::{fs, io, path::Path};

/// Its name in the folder of the index.
pub(super) const POINTER: &str = "current";

/// The generations that an index has, the published one first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Pointer {
    pub(super) entries: Vec<Entry>,
}

/// A generation that was published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    /// The name of its folder.
    pub(super) name: String,
    /// BLAKE3 of its manifest, in hexadecimal.
    pub(super) manifest: String,
}

impl Pointer {
    /// Reads the pointer of an index; empty where nothing was published.
    pub(super) fn load(index: &Path) -> Result<Self> {
        let path = index.join(POINTER);
        match fs::read_to_string(&path) {
            Ok(text) => Self::parse(&text).ok_or_else(|| {
                Error::new(ErrorKind::DamagedIndex, "the index is damaged")
                    .at(&path)
                    .with_hint("Build it again with `scrutineer index`; the papers themselves are not touched.")
            }),
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
                Ok(Self::default())
            }
            Err(error) => Err(Error::io("cannot read the index", &path, error)
                .with_hint("Check that you may read the folder of the index.")),
        }
    }

    fn parse(text: &str) -> Option<Self> {
        // It is the only path that is read from a file: a name stays inside the folder.
        let plain = |name: &str| name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        let entry = |line: &str| {
            let (name, manifest) = line.split_once(' ').unwrap_or((line, ""));
            (!name.is_empty() && plain(name) && plain(manifest))
                .then(|| Entry { name: name.to_owned(), manifest: manifest.to_owned() })
        };
        let entries: Vec<Entry> = text.lines().map(entry).collect::<Option<_>>()?;
        (!entries.is_empty()).then_some(Self { entries })
    }

    /// Publishes what this pointer says.
    pub(super) fn save(&self, index: &Path, disk: &Disk) -> Result<()> {
        let line = |entry: &Entry| format!("{} {}\n", entry.name, entry.manifest);
        let text: String = self.entries.iter().map(line).collect();
        disk.replace(&index.join(POINTER), text.as_bytes())
    }

    /// The published generation.
    pub(super) fn published(&self) -> Option<&Entry> {
        self.entries.first()
    }

    /// Puts a generation first.
    pub(super) fn publish(&mut self, entry: Entry) {
        self.entries.retain(|other| other.name != entry.name);
        self.entries.insert(0, entry);
    }

    /// Whether a folder of this name is a generation that was published and is kept.
    pub(super) fn names(&self, name: &str) -> bool {
        self.entries.iter().any(|entry| entry.name == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_published_is_read_back_and_stands_first() {
        let index = tempfile::tempdir().unwrap();
        assert_eq!(Pointer::load(index.path()).unwrap(), Pointer::default());
        let mut pointer = Pointer::default();
        for name in ["g000001-00000000", "g000002-00000000", "g000001-00000000"] {
            pointer.publish(Entry { name: name.to_owned(), manifest: "ab12".to_owned() });
        }
        pointer.save(index.path(), &Disk::default()).unwrap();
        let read = Pointer::load(index.path()).unwrap();
        assert_eq!(read, pointer);
        assert_eq!(read.published().unwrap().name, "g000001-00000000");
        assert!(read.names("g000002-00000000") && read.entries.len() == 2);
    }

    #[test]
    fn a_name_never_leads_out_of_the_folder() {
        for text in ["../elsewhere\n", "", "\n", "a/b x\n", "g1 ..\n"] {
            assert_eq!(Pointer::parse(text), None, "{text:?}");
        }
        assert_eq!(Pointer::parse("g000001-00000000").unwrap().entries.len(), 1);
    }
}
