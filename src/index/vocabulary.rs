//! Words told by numbers, and what is remembered of each.
//!
//! In come numbers that tell words (see [`Number`]), each with a value, which says where its list is; out comes the value of
//! a word that was met before. A build looks up every word of every text, and most of them lie where no cache of the processor's holds
//! them. So there are two steps, which tables of libraries have not: what may be the slots of many words is
//! [asked for](Vocabulary::ask) at once, and then each is looked at. A word lies in the slot that its hash tells or in one of
//! the next that are free (linear probing: Knuth, The Art of Computer Programming, volume 3, section 6.4).

use super::lists::make_room;
use crate::analysis::Number;
use foldhash::fast::RandomState;
use std::hash::BuildHasher as _;

/// The number of a word, or its first half where the other is zero.
pub(super) trait Key: Copy + Eq {
    /// What an empty slot has.
    const NONE: Self;

    /// All of it in one.
    fn whole(self) -> u128;
}

impl Key for Number {
    const NONE: Self = [0; 4];

    fn whole(self) -> u128 {
        let [one, two, three, four] = self.map(u128::from);
        one | two << 32 | three << 64 | four << 96
    }
}

impl Key for [u32; 2] {
    const NONE: Self = [0; 2];

    fn whole(self) -> u128 {
        let [one, two] = self.map(u128::from);
        one | two << 32
    }
}

/// See the module.
pub(super) struct Vocabulary<K> {
    /// None, or a power of two.
    slots: Vec<(K, u32)>,
    taken: usize,
    state: RandomState,
}

impl<K> Default for Vocabulary<K> {
    fn default() -> Self {
        Self { slots: Vec::new(), taken: 0, state: RandomState::default() }
    }
}

/// What a slot without a word has in the place of a value.
const FREE: u32 = u32::MAX;
const FIRST_SLOTS: usize = 16;

impl<K: Key> Vocabulary<K> {
    /// What tells where a word lies: worked out once, and given to [`ask`](Self::ask), [`get`](Self::get) and
    /// [`insert`](Self::insert).
    pub(super) fn hash(&self, key: K) -> u64 {
        // Whoever writes papers is not told the state, with which words could be made to lie in one place.
        self.state.hash_one(key.whole())
    }

    /// Reads what lies where a word would, whatever that is.
    pub(super) fn ask(&self, hash: u64) -> u32 {
        self.slots.get(self.place(hash)).map_or(FREE, |(_, value)| *value)
    }

    /// The value of a word.
    pub(super) fn get(&self, key: K, hash: u64) -> Option<u32> {
        if self.slots.is_empty() {
            return None;
        }
        let mut place = self.place(hash);
        // Some slots are free, and the steps come to every slot.
        loop {
            let (known, value) = self.slots[place];
            if value == FREE {
                return None;
            }
            if known == key {
                return Some(value);
            }
            place = self.next(place);
        }
    }

    /// Takes in a word that it has not.
    pub(super) fn insert(&mut self, key: K, hash: u64, value: u32) {
        debug_assert!(value != FREE && self.get(key, hash).is_none());
        // Seven of eight slots are taken at most: a word that is known lies three or four from its place then, on average.
        if 8 * (self.taken + 1) > 7 * self.slots.len() {
            let count = (2 * self.slots.len()).max(FIRST_SLOTS);
            let mut slots = Vec::new();
            make_room(&mut slots, count);
            slots.resize(count, (K::NONE, FREE));
            let before = std::mem::replace(&mut self.slots, slots);
            for (key, value) in before.into_iter().filter(|(_, value)| *value != FREE) {
                self.put(key, self.hash(key), value);
            }
        }
        self.put(key, hash, value);
        self.taken += 1;
    }

    fn put(&mut self, key: K, hash: u64, value: u32) {
        let mut place = self.place(hash);
        while self.slots[place].1 != FREE {
            place = self.next(place);
        }
        self.slots[place] = (key, value);
    }

    /// About how much memory it takes, in bytes.
    pub(super) fn bytes(&self) -> u64 {
        (self.slots.len() * size_of::<(K, u32)>()) as u64
    }

    /// The first slot for a hash: its highest bits.
    fn place(&self, hash: u64) -> usize {
        hash.checked_shr(u64::BITS - self.slots.len().max(1).ilog2()).unwrap_or_default() as usize
    }

    fn next(&self, place: usize) -> usize {
        (place + 1) & (self.slots.len() - 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::HashMap;

    #[test]
    fn nothing_is_in_it_at_first() {
        let vocabulary = Vocabulary::<[u32; 2]>::default();
        let hash = vocabulary.hash([1, 2]);
        assert_eq!((vocabulary.get([1, 2], hash), vocabulary.ask(hash), vocabulary.bytes()), (None, FREE, 0));
    }

    proptest! {
        #[test]
        fn every_word_has_the_value_that_it_was_given(keys in prop::collection::vec(prop::array::uniform4(0_u32..9), 0..600)) {
            let (mut vocabulary, mut known) = (Vocabulary::<Number>::default(), HashMap::new());
            for (key, value) in keys.iter().zip(0..) {
                let hash = vocabulary.hash(*key);
                prop_assert_eq!(vocabulary.get(*key, hash), known.get(key).copied());
                if !known.contains_key(key) {
                    vocabulary.insert(*key, hash, value);
                    known.insert(*key, value);
                }
            }
            for (key, value) in &known {
                prop_assert_eq!(vocabulary.get(*key, vocabulary.hash(*key)), Some(*value));
            }
            prop_assert!(known.len() < vocabulary.slots.len().max(1));
        }
    }
}
