//! The numbers of words while an index is built.
//!
//! In come texts, on all reading threads; out come their packed bytes, and in the end the file with the words in the order of
//! their numbers. The commonest of English have the numbers of one byte from the beginning (`common.txt`); another piece gets
//! the next number when it is met a second time, so that the many that occur once take no room, until there are as many as
//! memory shall hold. A number is never given twice nor taken back.

use super::{
    WORDS, code,
    known::{Key, Known, key},
    pieces::Pieces,
    put_as_it_is,
    words::Words,
};
use crate::{
    Result,
    index::{manifest::Manifest, reader, varint},
};
use rustc_hash::FxHashSet;
use std::{
    hint::black_box,
    path::Path,
    sync::{
        PoisonError, RwLock,
        atomic::{AtomicU64, Ordering},
    },
};
use tantivy::directory::OwnedBytes;

/// How many bits tell what was met once. Two pieces with one bit are taken for one, and get a number a little early.
const MET_BITS: u64 = 1 << 21;
/// So many pieces are looked up together.
const TOGETHER: usize = 256;
/// Bytes in which a number is written, whatever it takes.
const NUMBER: usize = 4;

/// See the module.
pub(in crate::index) struct Numbering {
    known: RwLock<Known>,
    /// One bit for each piece that was met and has no number.
    met: Box<[AtomicU64]>,
}

/// A piece of a text that is being packed, and where it is.
struct Piece {
    start: usize,
    end: usize,
    key: Key,
    hash: u64,
    number: Option<u32>,
}

impl Numbering {
    /// A list with the commonest words of English alone.
    pub(in crate::index) fn new() -> Self {
        Self::of(common())
    }

    /// The list of a published generation of the index in the folder `index`, to go on from.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::DamagedIndex`](crate::ErrorKind::DamagedIndex) where its file is not what was written.
    pub(in crate::index) fn load(index: &Path, before: &Manifest) -> Result<Self> {
        let folder = index.join(&before.generation);
        let bytes = reader::read_file(&folder, before, WORDS)?;
        Self::from_bytes(bytes).ok_or_else(|| reader::damaged(&folder.join(WORDS)))
    }

    /// The list that a file has; `None` where it is none.
    pub(super) fn from_bytes(bytes: Vec<u8>) -> Option<Self> {
        let words = Words::from_bytes(OwnedBytes::new(bytes))?;
        Some(Self::of(words.all()))
    }

    /// Pieces in the order of their numbers; empty ones were taken out.
    fn of<'w>(pieces: impl IntoIterator<Item = &'w [u8]>) -> Self {
        let known = Known::of(pieces.into_iter().map(key));
        let met = (0..MET_BITS / u64::from(u64::BITS)).map(|_| AtomicU64::new(0)).collect();
        Self { known: RwLock::new(known), met }
    }

    /// A text as it is stored. What is met in it for the second time has its number from the next text on.
    pub(in crate::index) fn pack(&self, text: &str) -> Vec<u8> {
        let mut packed = Vec::with_capacity(text.len() / 2 + TOGETHER * NUMBER);
        varint::put(text.len() as u64, &mut packed);
        let mut unknown = Vec::new();
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        let mut pieces = Pieces::of(text);
        let mut together = Vec::with_capacity(TOGETHER);
        loop {
            together.extend(pieces.by_ref().take(TOGETHER).map(|(range, key)| {
                let (start, end) = (range.start, range.end);
                Piece { start, end, key, hash: known.hash(key), number: None }
            }));
            if together.is_empty() {
                break;
            }
            // Nothing hangs on what is read here, so that all of it is asked for before any is there.
            black_box(together.iter().fold(0, |all, piece| all ^ known.ask(piece.hash)));
            // And nothing but the next look-up is begun before one is done.
            together.iter_mut().for_each(|piece| piece.number = known.get(piece.key, piece.hash));
            // Behind `at` there is room for the numbers that are still to come.
            let mut at = packed.len();
            packed.resize(at + together.len() * NUMBER, 0);
            for Piece { start, end, key, hash, number } in together.drain(..) {
                if let Some(number) = number {
                    let (bytes, length) = code(number);
                    if let Some(room) = packed.get_mut(at..at + NUMBER) {
                        room.copy_from_slice(&bytes);
                    }
                    at += length;
                } else {
                    let piece = text.as_bytes().get(start..end).unwrap_or_default();
                    let room = packed.len() - at;
                    packed.truncate(at);
                    put_as_it_is(piece, &mut packed);
                    at = packed.len();
                    packed.resize(at + room, 0);
                    if key != 0 && !known.is_full() {
                        unknown.push((key, hash));
                    }
                }
            }
            packed.truncate(at);
        }
        drop(known);
        self.meet(unknown);
        packed
    }

    /// Gives numbers to those of some pieces that were met before.
    fn meet(&self, mut pieces: Vec<(Key, u64)>) {
        pieces.retain(|(_, hash)| {
            let bit = hash % MET_BITS;
            let mask = 1 << (bit % u64::from(u64::BITS));
            let place = self.met.get((bit / u64::from(u64::BITS)) as usize);
            place.is_some_and(|bits| bits.fetch_or(mask, Ordering::Relaxed) & mask != 0)
        });
        if pieces.is_empty() {
            return;
        }
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        for (key, hash) in pieces {
            known.insert(key, hash);
        }
    }

    /// The list as it is now, for reading what was packed with it.
    pub(in crate::index) fn words(&self) -> Option<Words> {
        Words::from_bytes(OwnedBytes::new(self.to_file(|_| true)))
    }

    /// The bytes of the file, with those words alone that are common or that `is_used` tells by their number. The others are
    /// left empty, and their numbers taken.
    pub(in crate::index) fn to_file(&self, is_used: impl Fn(u32) -> bool) -> Vec<u8> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        // By what they are: a list may be of a version that began it with other words.
        let common: FxHashSet<Key> = common().map(key).collect();
        Words::to_bytes(known.keys(), |key, number| is_used(number) || common.contains(&key))
    }
}

/// What is between the commonest words of English.
const BETWEEN: [&str; 24] = [
    ", ", ". ", ".\n", "\n", ": ", "-", ".", ",", " (", ") ", "'", "’", "/", "; ", " £", "% ", " – ", " - ", " | ",
    ":\n", ";\n", " .\n", ").\n", " “",
];

/// The pieces that every list begins with.
fn common() -> impl Iterator<Item = &'static [u8]> {
    let lines = include_str!("common.txt").lines().filter(|line| !line.starts_with('#'));
    let words = lines.flat_map(str::split_whitespace);
    BETWEEN.into_iter().chain(words).map(str::as_bytes)
}

#[cfg(test)]
mod tests {
    use super::{super::ONE_BYTE, *};

    #[test]
    fn the_commonest_pieces_are_all_different_and_their_numbers_have_one_byte() {
        let common: Vec<_> = common().collect();
        assert!(common.len() <= ONE_BYTE as usize, "{}", common.len());
        let different: std::collections::BTreeSet<_> = common.iter().collect();
        assert_eq!(different.len(), common.len());
        let numbering = Numbering::new();
        for piece in common {
            let packed = numbering.pack(std::str::from_utf8(piece).unwrap());
            assert_eq!(packed.len(), 2, "its length and its number");
        }
    }
}
