//! Stems that were worked out before: a paper says `council` more often than it says anything new.
//!
//! Each exact form has one slot, which the next form with the same slot takes over. So memory is bounded, nothing has
//! to be evicted, and no text, however made, can slow a look-up down (in a hash table, forms chosen to collide could).

use std::hash::BuildHasher;

use rustc_hash::FxBuildHasher;

use super::stem::stem;

/// A power of two. The few thousand words that make up nearly all of a corpus find a slot each.
const SLOTS: usize = 1 << 13;

#[derive(Default)]
pub(super) struct StemCache {
    /// Empty until the first look-up; an exact form and its stem, both empty in a slot not used yet.
    slots: Vec<(String, String)>,
}

impl StemCache {
    /// The stem of an exact form.
    pub(super) fn stem(&mut self, exact: &str) -> &str {
        if self.slots.is_empty() {
            self.slots.resize_with(SLOTS, Default::default);
        }
        let hash = FxBuildHasher.hash_one(exact) as usize;
        let slot = &mut self.slots[hash % SLOTS];
        if slot.0 != exact {
            slot.0.clear();
            slot.0.push_str(exact);
            slot.1 = stem(exact);
        }
        &slot.1
    }
}

/// A copy starts without what was looked up: tantivy clones a tokenizer for each field of each segment, and most of
/// the clones meet few words.
impl Clone for StemCache {
    fn clone(&self) -> Self {
        StemCache::default()
    }
}
