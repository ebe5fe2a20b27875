//! Which file had which fingerprint when it was last looked at: the file `stamps` in the folder of the index.
//!
//! In come the stamps that the walk took; out come the fingerprints of files that were not touched since, so that a
//! nightly build reads only what changed. It stands beside the generations and belongs to none: it says what bytes a
//! file has, not what is indexed. It may be deleted at any time; then every file is read once.

use super::disk::Disk;
use crate::{
    Result,
    corpus::{Source, Stamp},
};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use std::{fs, path::Path, time::SystemTime};

/// Its name in the folder of the index.
pub(super) const STAMPS: &str = "stamps";

/// What was found out of a file by reading it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Known {
    stamp: Stamp,
    side_stamp: Option<Stamp>,
    /// The fingerprint of its bytes, its side-file and the path rule's values.
    pub(super) id: String,
    /// Whether it holds a paper a line.
    pub(super) json_lines: bool,
}

/// The table of all files.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Stamps {
    /// What decides fingerprints beside the files: the path rules, the formats that are read. Another table of settings
    /// makes this one void.
    settings: String,
    files: FxHashMap<String, Known>,
}

impl Stamps {
    /// An empty table.
    pub(super) fn new(settings: &str) -> Self {
        Self { settings: settings.to_owned(), files: FxHashMap::default() }
    }

    /// The table of an index; empty where there is none that can be used.
    pub(super) fn load(index: &Path, settings: &str) -> Self {
        let stored = fs::read(index.join(STAMPS)).ok().and_then(|bytes| {
            let (sum, table) = bytes.split_at_checked(32)?;
            // A flipped bit must not make a file look unchanged.
            (blake3::hash(table).as_bytes() == sum).then(|| postcard::from_bytes::<Self>(table).ok()).flatten()
        });
        stored.filter(|stored| stored.settings == settings).unwrap_or_else(|| Self::new(settings))
    }

    /// What is known of a file that has not been touched since it was read.
    pub(super) fn of(&self, source: &Source) -> Option<&Known> {
        let known = self.files.get(&source.path)?;
        (known.stamp == source.stamp && known.side_stamp == source.side_stamp).then_some(known)
    }
}

/// The next table, made from the last one.
pub(super) struct Renewal<'a> {
    before: &'a Stamps,
    /// The paths of the entries of the last table that stay.
    kept: Vec<&'a str>,
    new: Vec<(String, Known)>,
}

impl<'a> Renewal<'a> {
    pub(super) fn new(before: &'a Stamps) -> Self {
        Self { before, kept: Vec::new(), new: Vec::new() }
    }

    /// Keeps what was known of a file.
    pub(super) fn keep(&mut self, path: &str) {
        if let Some((path, _)) = self.before.files.get_key_value(path) {
            self.kept.push(path);
        }
    }

    /// Notes what was found out of a file, unless it may yet change without a sign.
    pub(super) fn note(&mut self, source: &Source, id: &str, json_lines: bool, now: SystemTime) {
        let at_rest = |stamp: &Stamp| stamp.at_rest(now);
        if at_rest(&source.stamp) && source.side_stamp.as_ref().is_none_or(at_rest) {
            let known = Known { stamp: source.stamp, side_stamp: source.side_stamp, id: id.to_owned(), json_lines };
            self.new.push((source.path.clone(), known));
        }
    }

    /// The next table.
    fn table(&self) -> Stamps {
        let kept = self.kept.iter().filter_map(|path| self.before.files.get_key_value(*path));
        let kept = kept.map(|(path, known)| (path.clone(), known.clone()));
        Stamps { settings: self.before.settings.clone(), files: kept.chain(self.new.iter().cloned()).collect() }
    }

    /// Writes the table where it differs from the last one.
    pub(super) fn save(&self, index: &Path, disk: &Disk) -> Result<()> {
        if self.new.is_empty() && self.kept.len() == self.before.files.len() {
            return Ok(());
        }
        // A table that cannot be encoded is one that the next build does without.
        let Ok(table) = postcard::to_stdvec(&self.table()) else { return Ok(()) };
        let mut bytes = blake3::hash(&table).as_bytes().to_vec();
        bytes.extend(table);
        disk.replace(&index.join(STAMPS), &bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus;
    use std::time::Duration;

    #[test]
    fn what_is_at_rest_is_known_by_its_stamp_until_it_is_touched_or_the_settings_change() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.txt");
        fs::write(&file, "text").unwrap();
        let source = corpus::source(&file, None).unwrap();
        let empty = Stamps::new("settings");
        let mut stamps = Renewal::new(&empty);
        stamps.note(&source, "id", false, SystemTime::now());
        assert_eq!(stamps.table().of(&source), None, "it may be written to again in this moment");
        stamps.note(&source, "id", false, SystemTime::now() + Duration::from_secs(60));
        stamps.save(folder.path(), &Disk::default()).unwrap();

        let read = Stamps::load(folder.path(), "settings");
        assert_eq!(read.of(&source).map(|known| known.id.as_str()), Some("id"));
        assert_eq!(Stamps::load(folder.path(), "other").of(&source), None);
        let mut kept = Renewal::new(&read);
        assert_eq!(kept.table(), empty, "what is no longer there is no longer noted");
        kept.keep("a.txt");
        assert_eq!(kept.table(), read);
        fs::write(&file, "text, and more").unwrap();
        assert_eq!(read.of(&corpus::source(&file, None).unwrap()), None);
        fs::write(folder.path().join("a.txt.meta.json"), "{}").unwrap();
        fs::write(&file, "text").unwrap();
        assert_eq!(read.of(&corpus::source(&file, None).unwrap()), None, "a side-file came");
    }

    #[test]
    fn a_damaged_table_is_no_table() {
        let folder = tempfile::tempdir().unwrap();
        let empty = Stamps::new("settings");
        let mut stamps = Renewal::new(&empty);
        let file = folder.path().join("a.txt");
        fs::write(&file, "text").unwrap();
        let source = corpus::source(&file, None).unwrap();
        stamps.note(&source, "id", false, SystemTime::now() + Duration::from_secs(60));
        stamps.save(folder.path(), &Disk::default()).unwrap();
        let whole = fs::read(folder.path().join(STAMPS)).unwrap();
        for place in 0..whole.len() {
            let mut damaged = whole.clone();
            damaged[place] ^= 1;
            fs::write(folder.path().join(STAMPS), damaged).unwrap();
            assert_eq!(Stamps::load(folder.path(), "settings"), Stamps::new("settings"), "byte {place}");
        }
    }
}
