//! Stems that were worked out before: a paper says `council` more often than it says anything new.
//!
//! Each exact form has one slot, which the next form with the same slot takes over. So memory is bounded, nothing has
//! to be evicted, and no text, however made, can slow a look-up down (in a hash table, forms chosen to collide could).

use std::hash::BuildHasher;

use rustc_hash::FxBuildHasher;

use super::stem::stem;
use super::terms::has_one_form;

/// A power of two. The few thousand words that make up nearly all of a corpus find a slot each.
const MOST_SLOTS: usize = 1 << 13;
/// A question has few words, and should not pay for the slots of a corpus.
const FIRST_SLOTS: usize = 1 << 6;

#[derive(Default)]
pub(super) struct StemCache {
    /// Empty until the first look-up.
    slots: Vec<Slot>,
    /// How many forms were worked out since the slots last grew.
    misses: usize,
}

/// What was worked out of an exact form; all empty in a slot not used yet.
#[derive(Clone, Default)]
pub(super) struct Slot {
    exact: String,
    pub(super) stem: String,
    /// Whether the form is its own stem and no other word's.
    pub(super) has_one_form: bool,
}

impl StemCache {
    /// The stem of an exact form, and whether it is the only one.
    pub(super) fn look_up(&mut self, exact: &str) -> &Slot {
        if self.misses >= self.slots.len() && self.slots.len() < MOST_SLOTS {
            // What was worked out is given up: a fourfold table is soon full again, and grows four times at most.
            let slots = (self.slots.len() * 4).clamp(FIRST_SLOTS, MOST_SLOTS);
            self.slots.clear();
            self.slots.resize_with(slots, Default::default);
            self.misses = 0;
        }
        let hash = FxBuildHasher.hash_one(exact) as usize;
        let place = hash % self.slots.len();
        let slot = &mut self.slots[place];
        if slot.exact != exact {
            self.misses += 1;
            slot.exact.clear();
            slot.exact.push_str(exact);
            slot.stem = stem(exact);
            slot.has_one_form = has_one_form(exact);
        }
        slot
    }
}

/// A copy starts without what was looked up: tantivy clones a tokenizer for each field of each segment, and most of
/// the clones meet few words.
impl Clone for StemCache {
    fn clone(&self) -> Self {
        StemCache::default()
    }
}
