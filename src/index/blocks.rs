//! Sums over the blocks of a generation's files, so that what a question reads is what was written.
//!
//! In come the files of a draft; out comes the file `sums` of the generation, and for whoever reads the others the
//! answer whether a stretch of one is sound. A sum over a whole file can only be checked by reading all of it, which at
//! every open would cost more than the questions; a block is checked when it is first read, once while the index is
//! open. That covers everything that an answer is made from: the words, where they stand, the fast columns, the stored
//! passages, the short forms, the copies and the list of the segments. What it does not see: damage that comes after the first reading, and damage
//! to what nobody asks for, which [`verify`](super::verify) finds. The table itself is covered by its sum in the
//! manifest, and the manifest by that in the pointer.

use super::{manifest::FileSum, numbers::Numbers};
use crate::{Error, ErrorKind, Result};
use serde::{Deserialize, Serialize};
use std::{
    collections::BTreeMap,
    fs::File,
    io::{self, Read as _},
    ops::Range,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};
use tantivy::{
    HasLen,
    directory::{FileHandle, OwnedBytes},
};

/// Its name in the folder of a generation.
pub(super) const SUMS: &str = "sums";
/// Bytes of a block. A rare word's postings and a stored passage lie in one or two of them, and the table has four bytes
/// for each: 76 kB for 300 MB.
const BLOCK: usize = 16 << 10;
/// Bytes that are read at once, in whole blocks: what the processor's cache holds.
const AT_ONCE: usize = 8 * BLOCK;

/// The sums of the blocks of a generation's files, in order, by the file's name. They are CRC-32s, which see every damage
/// of up to 32 bits on end and pass one of four billion others.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Blocks {
    files: BTreeMap<String, Numbers>,
}

impl Blocks {
    /// Notes the sums of a file.
    pub(super) fn insert(&mut self, name: String, sums: Vec<u32>) {
        self.files.insert(name, Numbers(sums));
    }

    /// The sums of a file; none where it does not belong to the generation.
    pub(super) fn of(&self, name: &str) -> &[u32] {
        self.files.get(name).map_or(&[], |sums| sums.0.as_slice())
    }

    /// The sums by file, for those who keep them as long as the file is open.
    pub(super) fn into_shared(self) -> BTreeMap<String, Arc<Vec<u32>>> {
        self.files.into_iter().map(|(name, sums)| (name, Arc::new(sums.0))).collect()
    }

    /// Reads what a generation has written.
    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        postcard::from_bytes(bytes).ok()
    }

    /// The bytes of the file `sums`.
    pub(super) fn to_bytes(&self) -> Result<Vec<u8>> {
        postcard::to_stdvec(self)
            .map_err(|error| Error::new(ErrorKind::Internal, "cannot write the sums of the index").caused_by(error))
    }
}

/// The sum of a file, and those of its blocks.
pub(super) fn sums(path: &Path) -> Result<(FileSum, Vec<u32>)> {
    let mut whole = blake3::Hasher::new();
    let (mut bytes, mut blocks) = (0, Vec::new());
    each_block(path, |block| {
        bytes += block.len() as u64;
        whole.update(block);
        blocks.push(crc32fast::hash(block));
        true
    })?;
    Ok((FileSum { bytes, blake3: whole.finalize().to_hex().to_string() }, blocks))
}

/// Whether a file has these sums, of blocks all of which are read: half the work of [`sums`], for damage alone.
pub(super) fn are_of(path: &Path, sums: &[u32]) -> Result<bool> {
    let mut sums = sums.iter();
    let are_sound = each_block(path, |block| sums.next() == Some(&crc32fast::hash(block)))?;
    Ok(are_sound && sums.next().is_none())
}

/// Hands out the blocks of a file in order until `take` says no; whether it never did.
fn each_block(path: &Path, mut take: impl FnMut(&[u8]) -> bool) -> Result<bool> {
    let failed = |error| Error::io("cannot read a file of the index", path, error);
    let mut file = File::open(path).map_err(failed)?;
    let mut several = Vec::with_capacity(AT_ONCE);
    while file.by_ref().take(AT_ONCE as u64).read_to_end(&mut several).map_err(failed)? > 0 {
        if !several.chunks(BLOCK).all(&mut take) {
            return Ok(false);
        }
        several.clear();
    }
    Ok(true)
}

/// A file whose blocks are checked when they are first read.
pub(super) struct CheckedFile {
    name: String,
    whole: OwnedBytes,
    sums: Arc<Vec<u32>>,
    /// Which blocks were found sound, as bits. Two threads may find one so at once, which does no harm.
    sound: Box<[AtomicU64]>,
}

impl CheckedFile {
    /// The file `name`, whose blocks were written with these sums.
    pub(super) fn new(name: &str, whole: OwnedBytes, sums: Arc<Vec<u32>>) -> Self {
        let sound = (0..sums.len().div_ceil(BITS)).map(|_| AtomicU64::new(0)).collect();
        Self { name: name.to_owned(), whole, sums, sound }
    }

    fn check(&self, range: &Range<usize>) -> io::Result<()> {
        for number in range.start / BLOCK..range.end.div_ceil(BLOCK) {
            let (sound, bit) = (self.sound.get(number / BITS), 1 << (number % BITS));
            if sound.is_some_and(|sound| sound.load(Ordering::Relaxed) & bit != 0) {
                continue;
            }
            let start = number * BLOCK;
            let bytes = &self.whole[start..self.whole.len().min(start + BLOCK)];
            if self.sums.get(number) != Some(&crc32fast::hash(bytes)) {
                let what = format!("{} is not what was written, from byte {start} on", self.name);
                return Err(io::Error::new(io::ErrorKind::InvalidData, what));
            }
            if let Some(sound) = sound {
                sound.fetch_or(bit, Ordering::Relaxed);
            }
        }
        Ok(())
    }
}

/// Bits of a number.
const BITS: usize = u64::BITS as usize;

impl std::fmt::Debug for CheckedFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("CheckedFile").field(&self.name).finish()
    }
}

impl HasLen for CheckedFile {
    fn len(&self) -> usize {
        self.whole.len()
    }
}

impl FileHandle for CheckedFile {
    fn read_bytes(&self, range: Range<usize>) -> io::Result<OwnedBytes> {
        if range.start > range.end || range.end > self.whole.len() {
            let what = format!("{} ends before byte {}", self.name, range.end);
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, what));
        }
        self.check(&range)?;
        Ok(self.whole.slice(range))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn written(bytes: &[u8]) -> (FileSum, Vec<u32>) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        std::fs::write(&path, bytes).unwrap();
        sums(&path).unwrap()
    }

    #[test]
    fn the_sum_of_a_file_is_that_of_its_bytes_and_every_begun_block_has_one() {
        for length in [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, AT_ONCE - 1, AT_ONCE, AT_ONCE + 1, 3 * AT_ONCE] {
            let bytes = vec![7; length];
            let (sum, blocks) = written(&bytes);
            let blake3 = blake3::hash(&bytes).to_hex().to_string();
            assert_eq!(sum, FileSum { bytes: length as u64, blake3 });
            assert_eq!(blocks.len(), length.div_ceil(BLOCK));
        }
    }

    #[test]
    fn a_file_is_of_the_sums_of_its_blocks_and_of_no_others() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        std::fs::write(&path, vec![7; AT_ONCE + 1]).unwrap();
        let (_, written) = sums(&path).unwrap();
        assert!(are_of(&path, &written).unwrap());
        assert!(!are_of(&path, &written[1..]).unwrap() && !are_of(&path, &[]).unwrap());
        assert!(!are_of(&path, &[&written[..], &[0]].concat()).unwrap(), "it was longer");
        for place in 0..written.len() {
            let mut other = written.clone();
            other[place] ^= 1;
            assert!(!are_of(&path, &other).unwrap(), "block {place}");
        }
    }

    #[test]
    fn that_one_block_was_found_sound_says_nothing_of_another() {
        let bytes = vec![7; 200 * BLOCK];
        let (_, sums) = written(&bytes);
        let sums = Arc::new(sums);
        let mut damaged = bytes;
        damaged[BLOCK * 67 + 1] = 8;
        let file = CheckedFile::new("file", OwnedBytes::new(damaged), sums);
        let read = |blocks: Range<usize>| file.read_bytes(blocks.start * BLOCK..blocks.end * BLOCK);
        assert!(read(0..67).is_ok() && read(68..200).is_ok());
        assert!(read(67..68).is_err() && read(3..131).is_err());
        assert!(read(3..4).is_ok() && read(131..132).is_ok());
    }

    #[test]
    fn a_file_that_is_not_in_the_table_or_longer_than_it_says_is_not_read() {
        let bytes = vec![7; BLOCK + 1];
        let (_, sums) = written(&bytes[..BLOCK]);
        assert!(CheckedFile::new("file", OwnedBytes::new(bytes.clone()), Arc::default()).read_bytes(0..1).is_err());
        let file = CheckedFile::new("file", OwnedBytes::new(bytes), Arc::new(sums));
        assert!(file.read_bytes(0..BLOCK).is_ok());
        assert!(file.read_bytes(BLOCK..BLOCK + 1).is_err());
        assert!(file.read_bytes(0..BLOCK + 2).is_err(), "it has no such byte");
        assert!(file.read_bytes(5..5).unwrap().is_empty());
    }

    proptest! {
        /// What is read is what was written, or an error; and an error only where the block of the damage is read.
        #[test]
        fn damage_is_seen_by_whoever_reads_its_block(
            length in 1..70 * BLOCK,
            place in any::<prop::sample::Index>(),
            ends in any::<[prop::sample::Index; 2]>(),
            change in 1..=u8::MAX,
        ) {
            let bytes: Vec<u8> = (0..length).map(|place| (place % 251) as u8).collect();
            let (_, sums) = written(&bytes);
            let mut damaged = bytes.clone();
            let place = place.index(length);
            damaged[place] ^= change;
            let file = CheckedFile::new("file", OwnedBytes::new(damaged), Arc::new(sums));
            let [one, other] = ends.map(|end| end.index(length + 1));
            let range = one.min(other)..one.max(other);
            let blocks = range.start / BLOCK..range.end.div_ceil(BLOCK);
            match file.read_bytes(range.clone()) {
                Ok(read) => prop_assert_eq!(&read[..], &bytes[range]),
                Err(_) => prop_assert!(blocks.contains(&(place / BLOCK))),
            }
        }
    }
}
