//! Which file had which fingerprint when it was last looked at: the file `stamps` in the folder of the index.
//!
//! In come the stamps that the walk took; out come the fingerprints of files that were not touched since, so that a
//! nightly build reads only what changed. Where the whole walk is as it was, out comes the generation that has all
//! of it, and the table of the files is not even unpacked. It stands beside the generations: the table says what bytes a
//! file has, not what is indexed. It may be deleted at any time; then every file is read once.

use super::disk::Disk;
use crate::{
    Result,
    corpus::{Source, Stamp, Walk},
};
use serde::{Deserialize, Serialize};
use std::{fs, path::Path, time::SystemTime};

/// Its name in the folder of the index: BLAKE3 of the rest, [`Head`], the table.
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

/// What was found out of the corpus as a whole: that a build from it has nothing to add to a generation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Whole {
    /// The [sum](walk_sum) of the walk.
    pub(super) walk: [u8; 32],
    /// The generation's name.
    pub(super) generation: String,
    /// How many bytes the files to read have.
    pub(super) bytes: u64,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Head {
    /// What decides fingerprints beside the files: the path rules, the formats that are read. Another table of settings
    /// makes this one void.
    settings: String,
    /// Absent where something was found that may be another on the next day with the same stamp, or is to be done again.
    whole: Option<Whole>,
}

/// The file as it lies on the disk.
#[derive(Debug, Default)]
pub(super) struct Stored {
    head: Head,
    table: Vec<u8>,
}

impl Stored {
    /// What an index has; empty where that cannot be used.
    pub(super) fn load(index: &Path, settings: &str) -> Self {
        let stored = fs::read(index.join(STAMPS)).ok().and_then(|bytes| {
            let (sum, rest) = bytes.split_at_checked(32)?;
            // A flipped bit must not make a file look unchanged.
            if blake3::hash(rest).as_bytes() != sum {
                return None;
            }
            let (head, table) = postcard::take_from_bytes::<Head>(rest).ok()?;
            Some(Self { table: table.to_owned(), head })
        });
        stored
            .filter(|stored| stored.head.settings == settings)
            .unwrap_or_else(|| Self { head: Head { settings: settings.to_owned(), whole: None }, table: Vec::new() })
    }

    /// What is known of the corpus whose walk has this sum.
    pub(super) fn whole(&self, walk: &[u8; 32]) -> Option<&Whole> {
        self.head.whole.as_ref().filter(|whole| whole.walk == *walk)
    }

    /// What is known of each file.
    pub(super) fn stamps(self) -> Stamps {
        let files = postcard::from_bytes(&self.table).unwrap_or_default();
        Stamps { head: self.head, files }
    }
}

/// The sum of all that a walk found and of `beside`: two walks with one sum found the same.
pub(super) fn walk_sum(walk: &Walk, beside: &str) -> [u8; 32] {
    // Summed in large pieces: BLAKE3 is at its best there.
    const PIECE: usize = 64 << 10;
    let mut hasher = blake3::Hasher::new();
    let mut piece = Vec::with_capacity(PIECE + 4096);
    let text = |piece: &mut Vec<u8>, text: &str| {
        piece.extend((text.len() as u64).to_le_bytes());
        piece.extend(text.as_bytes());
    };
    let stamp = |piece: &mut Vec<u8>, stamp: &Stamp| {
        piece.extend(stamp.bytes.to_le_bytes());
        piece.extend(stamp.modified.to_le_bytes());
        piece.extend(stamp.changed.to_le_bytes());
    };
    text(&mut piece, beside);
    piece.extend((walk.sources.len() as u64).to_le_bytes());
    for source in &walk.sources {
        text(&mut piece, &source.path);
        stamp(&mut piece, &source.stamp);
        piece.push(u8::from(source.side_stamp.is_some()));
        source.side_stamp.iter().for_each(|side_stamp| stamp(&mut piece, side_stamp));
        if piece.len() >= PIECE {
            hasher.update(&piece);
            piece.clear();
        }
    }
    for (path, skip) in &walk.skipped {
        text(&mut piece, path);
        text(&mut piece, &skip.reason.to_string());
    }
    hasher.update(&piece);
    *hasher.finalize().as_bytes()
}

/// The table of all files, in the order of paths.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Stamps {
    head: Head,
    files: Vec<(String, Known)>,
}

impl Stamps {
    /// What is known of a file that has not been touched since it was read, and its place in the table.
    pub(super) fn of(&self, source: &Source) -> Option<(usize, &Known)> {
        let place = self.files.binary_search_by(|(path, _)| path.as_str().cmp(&source.path)).ok()?;
        let (_, known) = &self.files[place];
        (known.stamp == source.stamp && known.side_stamp == source.side_stamp).then_some((place, known))
    }
}

/// The next table, made from the last one.
pub(super) struct Renewal {
    before: Stamps,
    now: SystemTime,
    /// The places of the entries of the last table that stay.
    kept: Vec<usize>,
    new: Vec<(String, Known)>,
    /// Whether everything that was found will be found again while the walk is the same.
    settled: bool,
}

impl Renewal {
    /// Nothing yet of what was looked at from `now` on.
    pub(super) fn new(before: Stamps, now: SystemTime) -> Self {
        Self { before, now, kept: Vec::new(), new: Vec::new(), settled: true }
    }

    /// Keeps what was known of the file at a place of the last table.
    pub(super) fn keep(&mut self, place: usize) {
        self.kept.push(place);
    }

    /// Notes what was found out of a file, unless it may yet change without a sign.
    pub(super) fn note(&mut self, source: &Source, id: &str, json_lines: bool) {
        if self.at_rest(source) {
            let known = Known { stamp: source.stamp, side_stamp: source.side_stamp, id: id.to_owned(), json_lines };
            self.new.push((source.path.clone(), known));
        } else {
            self.settled = false;
        }
    }

    /// Notes that nothing was found out of a file; `lasting` where the reason lies in its bytes and the settings alone.
    pub(super) fn pass(&mut self, source: &Source, lasting: bool) {
        self.settled &= lasting && self.at_rest(source);
    }

    fn at_rest(&self, source: &Source) -> bool {
        source.stamp.at_rest(self.now) && source.side_stamp.is_none_or(|stamp| stamp.at_rest(self.now))
    }

    /// The next table, with what was found out of the corpus as a whole; `None` where the next build is to look again.
    fn table(&self, whole: Option<Whole>) -> Stamps {
        let kept = self.kept.iter().map(|place| &self.before.files[*place]);
        let mut files: Vec<_> = kept.chain(&self.new).cloned().collect();
        files.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
        let settings = self.before.head.settings.clone();
        Stamps { head: Head { settings, whole: whole.filter(|_| self.settled) }, files }
    }

    /// Writes the table where it differs from the last one.
    pub(super) fn save(&self, whole: Option<Whole>, index: &Path, disk: &Disk) -> Result<()> {
        let table = self.table(whole);
        if table == self.before {
            return Ok(());
        }
        // A table that cannot be encoded is one that the next build does without.
        let (Ok(mut rest), Ok(files)) = (postcard::to_stdvec(&table.head), postcard::to_stdvec(&table.files)) else {
            return Ok(());
        };
        rest.extend(files);
        let mut bytes = blake3::hash(&rest).as_bytes().to_vec();
        bytes.extend(rest);
        disk.replace(&index.join(STAMPS), &bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus;
    use std::time::Duration;

    /// As for a file that has lain there for a minute.
    fn later() -> SystemTime {
        SystemTime::now() + Duration::from_secs(60)
    }

    fn whole(walk: u8) -> Whole {
        Whole { walk: [walk; 32], generation: "g000001-00000000".to_owned(), bytes: 4 }
    }

    fn noted(folder: &Path, now: SystemTime) -> Stamps {
        let source = corpus::source(&folder.join("a.txt"), None).unwrap();
        let empty = Stored::load(folder, "settings").stamps();
        let mut stamps = Renewal::new(empty, now);
        stamps.note(&source, "id", false);
        stamps.save(Some(whole(1)), folder, &Disk::default()).unwrap();
        Stored::load(folder, "settings").stamps()
    }

    #[test]
    fn what_is_at_rest_is_known_by_its_stamp_until_it_is_touched_or_the_settings_change() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.txt");
        fs::write(&file, "text").unwrap();
        let source = || corpus::source(&file, None).unwrap();
        let stamps = noted(folder.path(), SystemTime::now());
        assert_eq!(stamps.of(&source()), None, "it may be written to again in this moment");
        let stamps = noted(folder.path(), later());
        assert_eq!(stamps.of(&source()).map(|(_, known)| known.id.as_str()), Some("id"));
        assert_eq!(Stored::load(folder.path(), "other").stamps().of(&source()), None);

        let none = Renewal::new(stamps.clone(), later()).table(Some(whole(1)));
        assert!(none.files.is_empty(), "what is no longer there is no longer noted");
        let mut kept = Renewal::new(stamps.clone(), later());
        kept.keep(0);
        assert_eq!(kept.table(Some(whole(1))), stamps);
        fs::write(&file, "text, and more").unwrap();
        assert_eq!(stamps.of(&source()), None);
        fs::write(folder.path().join("a.txt.meta.json"), "{}").unwrap();
        fs::write(&file, "text").unwrap();
        assert_eq!(stamps.of(&source()), None, "a side-file came");
    }

    #[test]
    fn the_whole_is_known_by_its_sum_unless_something_in_it_may_change_without_a_sign() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a.txt"), "text").unwrap();
        noted(folder.path(), later());
        let load = || Stored::load(folder.path(), "settings");
        assert_eq!(load().whole(&[1; 32]), Some(&whole(1)));
        assert_eq!(load().whole(&[2; 32]), None, "another walk");
        assert_eq!(Stored::load(folder.path(), "other").whole(&[1; 32]), None);
        noted(folder.path(), SystemTime::now());
        assert_eq!(load().whole(&[1; 32]), None, "a file was written to a moment ago");

        let source = corpus::source(&folder.path().join("a.txt"), None).unwrap();
        for (lasting, now, settled) in
            [(true, later(), true), (false, later(), false), (true, SystemTime::now(), false)]
        {
            let mut stamps = Renewal::new(Stamps::default(), now);
            stamps.pass(&source, lasting);
            assert_eq!(stamps.table(Some(whole(1))).head.whole.is_some(), settled);
        }
    }

    #[test]
    fn whatever_a_walk_finds_otherwise_changes_its_sum() {
        let folder = tempfile::tempdir().unwrap();
        let sum = || walk_sum(&corpus::walk(folder.path()).unwrap(), "");
        let mut sums = vec![sum()];
        assert_eq!(sum(), sums[0]);
        let mut changed = |what: &str| {
            let sum = sum();
            assert!(!sums.contains(&sum), "{what}");
            sums.push(sum);
        };
        let write = |path: &str, text: &str| fs::write(folder.path().join(path), text).unwrap();
        write("a.txt", "text");
        changed("a file came");
        write("a.txt", "a text");
        changed("it grew");
        write("a.txt.meta.json", "{}");
        changed("a side-file came");
        fs::rename(folder.path().join("a.txt"), folder.path().join("b.txt")).unwrap();
        changed("it has another name, and its side-file is one of nothing");
        fs::create_dir(folder.path().join("c")).unwrap();
        fs::rename(folder.path().join("b.txt"), folder.path().join("c/b.txt")).unwrap();
        changed("it moved");
        let walk = corpus::walk(folder.path()).unwrap();
        assert_ne!(walk_sum(&walk, "one"), walk_sum(&walk, "other"));
    }

    #[test]
    fn a_damaged_table_is_no_table() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a.txt"), "text").unwrap();
        noted(folder.path(), later());
        let whole_file = fs::read(folder.path().join(STAMPS)).unwrap();
        for place in 0..whole_file.len() {
            let mut damaged = whole_file.clone();
            damaged[place] ^= 1;
            fs::write(folder.path().join(STAMPS), damaged).unwrap();
            let stored = Stored::load(folder.path(), "settings");
            assert_eq!(stored.whole(&[1; 32]), None, "byte {place}");
            assert!(stored.stamps().files.is_empty(), "byte {place}");
        }
    }
}
