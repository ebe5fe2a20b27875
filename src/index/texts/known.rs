//! The pieces that have a number, while an index is built.
//!
//! In come pieces of fifteen bytes at most, as [keys](key); out come their numbers, which are given in the order in
//! which pieces are taken in. A build looks every word of every text up, and most lie where no cache of the processor's
//! holds them: a slot has a number and some bits of the hash and no more, so that those of all words take two
//! megabytes, and another word is hardly ever looked at; and the keys lie in the order of their numbers, the common
//! ones side by side.

use super::{LONGEST, NUMBERS};
use foldhash::fast::RandomState;
use std::hash::BuildHasher as _;

/// The bytes of a piece as one number, the first of them lowest. Zero is none.
pub(super) type Key = u128;

/// Bits of a number; what a slot has above them is of the hash.
const NUMBER_BITS: u32 = 18;
/// How many pieces have a number at most. They and their slots take 6 MiB.
pub(super) const MOST: usize = (1 << NUMBER_BITS) - 1;
/// What a slot has that no piece has taken: no number is that high.
const FREE: u32 = u32::MAX;
const _: () = assert!(MOST <= NUMBERS as usize, "each number can be written");
const FIRST_SLOTS: usize = 1 << 10;

/// See the module.
pub(super) struct Known {
    /// By number; zero for what was taken out.
    keys: Vec<Key>,
    /// A power of two, of which half are taken at most. A piece lies in the slot that its hash tells or in one of the next that
    /// are free.
    slots: Vec<u32>,
    state: RandomState,
}

impl Known {
    /// These pieces, numbered in their order; zeros take a number, too.
    pub(super) fn of(keys: impl IntoIterator<Item = Key>) -> Self {
        let keys = keys.into_iter().take(MOST);
        let slots = (2 * keys.size_hint().0).next_power_of_two().max(FIRST_SLOTS);
        let mut known = Self { keys: Vec::new(), slots: vec![FREE; slots], state: RandomState::default() };
        for key in keys {
            known.push(key, known.hash(key));
        }
        known
    }

    /// What tells where a piece lies: worked out once.
    pub(super) fn hash(&self, key: Key) -> u64 {
        // Whoever writes papers is not told the state, with which words could be made to lie in one place.
        self.state.hash_one(key)
    }

    /// Reads what lies where a piece would, whatever that is: asked for of many pieces, all are on their way together.
    pub(super) fn ask(&self, hash: u64) -> u32 {
        self.slots.get(self.place(hash)).copied().unwrap_or_default()
    }

    /// The number of a piece.
    pub(super) fn get(&self, key: Key, hash: u64) -> Option<u32> {
        let mut place = self.place(hash);
        let last = self.slots.len() - 1;
        loop {
            let slot = *self.slots.get(place & last)?;
            if slot == FREE {
                return None;
            }
            let number = slot & (MOST as u32);
            if slot >> NUMBER_BITS == tag(hash) && self.keys.get(number as usize) == Some(&key) {
                return Some(number);
            }
            place += 1;
        }
    }

    /// Whether there are as many as there may be.
    pub(super) fn is_full(&self) -> bool {
        self.keys.len() >= MOST
    }

    /// Gives the next number to a piece that has none, unless there are as many as there may be.
    pub(super) fn insert(&mut self, key: Key, hash: u64) {
        if !self.is_full() && self.get(key, hash).is_none() {
            self.push(key, hash);
        }
    }

    fn push(&mut self, key: Key, hash: u64) {
        let number = self.keys.len();
        self.keys.push(key);
        if 2 * self.keys.len() > self.slots.len() {
            let all = 2 * self.slots.len();
            self.slots.clear();
            self.slots.resize(all, FREE);
            for number in 0..number {
                if let Some(key) = self.keys.get(number).copied() {
                    self.put(key, self.hash(key), number);
                }
            }
        }
        self.put(key, hash, number);
    }

    fn put(&mut self, key: Key, hash: u64, number: usize) {
        // What was taken out is not found.
        if key == 0 {
            return;
        }
        let mut place = self.place(hash);
        while let Some(slot) = self.slots.get_mut(place) {
            if *slot == FREE {
                *slot = tag(hash) << NUMBER_BITS | number as u32;
                return;
            }
            place = (place + 1) & (self.slots.len() - 1);
        }
    }

    /// All of them, by number.
    pub(super) fn keys(&self) -> &[Key] {
        &self.keys
    }

    /// The first slot for a hash: its highest bits.
    fn place(&self, hash: u64) -> usize {
        (hash >> (u64::BITS - self.slots.len().ilog2())) as usize
    }
}

/// The bits of a hash that stand with a number: its lowest, as the highest tell the slot.
fn tag(hash: u64) -> u32 {
    hash as u32 & (u32::MAX >> NUMBER_BITS)
}

/// The key of a piece; zero where it can have no number.
pub(super) fn key(piece: &[u8]) -> Key {
    let mut bytes = [0; size_of::<Key>()];
    // Zeros at the end could not be told from none.
    match bytes.get_mut(..LONGEST).and_then(|bytes| bytes.get_mut(..piece.len())) {
        Some(bytes) if piece.last() != Some(&0) => bytes.copy_from_slice(piece),
        _ => return 0,
    }
    Key::from_le_bytes(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn there_are_no_more_numbers_than_memory_shall_hold() {
        let mut known = Known::of([]);
        for key in 1..MOST as u128 + 9 {
            known.insert(key, known.hash(key));
        }
        assert_eq!(known.keys().len(), MOST);
        assert_eq!(known.slots.len() * 4 + MOST * 16, (6 << 20) - 16);
        let last = MOST as u128;
        assert_eq!(known.get(last, known.hash(last)), Some(MOST as u32 - 1));
        assert_eq!(known.get(last + 1, known.hash(last + 1)), None);
    }

    #[test]
    fn a_piece_that_is_too_long_or_ends_in_a_zero_has_no_key() {
        assert_eq!(key(b"g"), u128::from(b'g'));
        assert_ne!(key(b"recommendation"), key(b"recommendations"));
        assert_eq!([key(b"responsibilities"), key(b"a\0"), key(b"")], [0; 3]);
    }

    proptest! {
        #[test]
        fn every_piece_has_the_number_that_it_was_given(keys in prop::collection::vec(0_u128..900, 0..1_500)) {
            let mut known = Known::of([7, 0, 9]);
            let mut expected = std::collections::HashMap::from([(7, 0), (9, 2)]);
            for key in keys.into_iter().filter(|key| *key != 0) {
                known.insert(key, known.hash(key));
                let next = expected.len() as u32 + 1;
                expected.entry(key).or_insert(next);
            }
            for key in 1..900 {
                prop_assert_eq!(known.get(key, known.hash(key)), expected.get(&key).copied());
            }
        }
    }
}
