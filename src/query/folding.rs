//! Copies shown once: of the near-copies that match, one stands for all.
//!
//! In come sections by which papers would be shown, each with its group of copies; out come those that stand for a group and
//! those that are folded into them. A paper that has more to say than the copy is then shown by that; see
//! [`collect`](super::collect). Which sections are copies is worked out by builds ([`index`](crate::index)).

use super::{collect::Best, request::Sort};
use crate::index::Copies;
use rustc_hash::FxHashSet;
use std::sync::Arc;

/// The best copy to show goes before a better score that is not much better: the words of the title around a letter, by
/// which copies differ, are worth less than that. Where a copy was edited so that it fits less, it scores lower than this.
const NEARLY: f32 = 0.8;

/// Which copies are folded, and how.
#[derive(Debug, Clone)]
pub(super) struct Folding {
    /// The groups of copies.
    pub(super) copies: Arc<Copies>,
    /// By date, the first copy in the order stands for the others.
    pub(super) sort: Sort,
    /// Groups that are shown already.
    pub(super) shown: FxHashSet<u32>,
}

impl Folding {
    /// Of sections that would be shown, each with its group: those that stand for theirs, and the others.
    pub(super) fn fold(&self, mut sections: Vec<(u32, Best)>) -> [Vec<(u32, Best)>; 2] {
        sections.sort_unstable_by_key(|(group, best)| (*group, best.address));
        let (mut shown, mut folded) = (Vec::new(), Vec::new());
        for group in sections.chunk_by(|one, other| one.0 == other.0) {
            let stands = self.stands_for(group[0].0, group);
            for (place, section) in group.iter().enumerate() {
                if Some(place) == stands { shown.push(*section) } else { folded.push(*section) }
            }
        }
        [shown, folded]
    }

    /// The place of the one that stands for the others, which are sorted by address.
    fn stands_for(&self, number: u32, group: &[(u32, Best)]) -> Option<usize> {
        if group.len() == 1 {
            return Some(0);
        }
        let leading = group.iter().map(|(_, best)| best).min_by(|one, other| one.order(other, self.sort))?;
        let fits = |best: &Best| match self.sort {
            Sort::Relevance => best.standing == leading.standing && best.score >= NEARLY * leading.score,
            Sort::Newest | Sort::Oldest => best.day == leading.day,
        };
        // No two orders of segments give another: members stand in an order of their own.
        let find = |address| group.binary_search_by(|(_, best)| best.address.cmp(&address)).ok();
        let members = self.copies.members(number).iter();
        members.filter_map(|address| find(*address)).find(|place| fits(&group[*place].1))
    }
}
