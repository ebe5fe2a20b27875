//! Stems that were worked out before: a paper says `council` more often than it says anything new. They are for texts that are
//! read to be shown, and for short forms; a segment in the making asks for the stem of a word once.
//!
//! Each exact form has one slot, which the next form with the same slot takes over. So memory is bounded, nothing has
//! to be evicted, and no text, however made, can slow a look-up down (in a hash table, forms chosen to collide could).
//! Nothing is allocated for a form: a stem is told by how it differs from its form.

use std::hash::BuildHasher;

use rustc_hash::FxBuildHasher;

use super::stem::stem;

/// A power of two. The words that make up nearly all of what is read find a slot each.
const MOST_SLOTS: usize = 1 << 15;
/// A question has few words, and should not pay for the slots of a corpus.
const FIRST_SLOTS: usize = 1 << 6;
/// Longer forms, in bytes, are worked out each time: they are one word in some hundreds.
const LONGEST: usize = 16;
/// What a stem has behind the beginning that it shares with its form, in characters.
const TAIL: usize = 3;

#[derive(Default)]
pub(super) struct StemCache {
    /// Empty until the first look-up.
    slots: Vec<Slot>,
    /// How many forms were worked out since the slots last grew.
    misses: usize,
}

/// What was worked out of an exact form: two slots to a line of the processor's cache, and nothing elsewhere.
#[derive(Clone, Copy, Default)]
#[repr(align(32))]
struct Slot {
    /// The bytes of the form, and zeros, which no form has. 0 in a slot not used yet.
    form: u128,
    /// What the stem has behind the beginning of the form; 0 where there is nothing.
    tail: [char; TAIL],
    /// How many bytes of the form the stem begins with.
    shared: u8,
}

impl StemCache {
    /// Writes the stem of an exact form into `into`, whose content is lost.
    pub(super) fn stem_into(&mut self, exact: &str, into: &mut String) {
        into.clear();
        let Some(form) = number(exact) else {
            into.push_str(&stem(exact));
            return;
        };
        let place = self.place(form);
        let Some(slot) = self.slots.get_mut(place).filter(|slot| slot.form == form) else {
            self.misses += 1;
            let stem = stem(exact);
            into.push_str(&stem);
            if let (Some(slot), Some((shared, tail))) = (self.slots.get_mut(place), difference(exact, &stem)) {
                *slot = Slot { form, tail, shared };
            }
            return;
        };
        into.push_str(exact.get(..usize::from(slot.shared)).unwrap_or_default());
        into.extend(slot.tail.iter().take_while(|character| **character != '\0'));
    }

    fn place(&mut self, form: u128) -> usize {
        if self.misses >= self.slots.len() && self.slots.len() < MOST_SLOTS {
            // What was worked out is given up: an eightfold table is soon full again, and grows three times at most.
            let slots = (self.slots.len() * 8).clamp(FIRST_SLOTS, MOST_SLOTS);
            self.slots.clear();
            self.slots.resize(slots, Slot::default());
            self.misses = 0;
        }
        FxBuildHasher.hash_one(form) as usize % self.slots.len()
    }
}

/// The bytes of a form as one number, which is compared at one stroke; none of a long one.
fn number(exact: &str) -> Option<u128> {
    let mut bytes = [0; LONGEST];
    bytes.get_mut(..exact.len())?.copy_from_slice(exact.as_bytes());
    Some(u128::from_le_bytes(bytes))
}

/// How many bytes a form and its stem begin with alike, and what the stem has behind that, unless it has too much.
fn difference(exact: &str, stem: &str) -> Option<(u8, [char; TAIL])> {
    let alike = exact.chars().zip(stem.chars()).take_while(|(one, other)| one == other);
    let shared: usize = alike.map(|(character, _)| character.len_utf8()).sum();
    let mut tail = ['\0'; TAIL];
    for (place, character) in stem[shared..].chars().enumerate() {
        *tail.get_mut(place)? = character;
    }
    Some((u8::try_from(shared).ok()?, tail))
}

/// A copy starts without what was looked up: tantivy clones a tokenizer for each field of each segment, and most of
/// the clones meet few words.
impl Clone for StemCache {
    fn clone(&self) -> Self {
        StemCache::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn two_slots_lie_in_one_line_of_the_processors_cache() {
        assert_eq!((size_of::<Slot>(), align_of::<Slot>()), (32, 32));
    }

    proptest! {
        /// Whatever was looked up before, short or long.
        #[test]
        fn what_is_looked_up_is_what_is_worked_out(words in prop::collection::vec("[a-z0-9&.é]{1,20}|children|feet|men", 1..200)) {
            let mut cache = StemCache::default();
            let mut found = String::from("of the word before");
            for word in words.iter().chain(&words) {
                cache.stem_into(word, &mut found);
                prop_assert_eq!(&found, &stem(word));
            }
        }
    }
}
