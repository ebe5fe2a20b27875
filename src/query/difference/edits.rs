//! Two sequences of keys to the stretches in which they differ.
//!
//! Short sequences are compared by the histogram method, which reads best and may cost the product of their lengths; longer
//! ones by that of Myers with its usual short cuts, in windows, so that the cost grows as they do. Neither looks at a clock:
//! the same input has the same outcome.

use imara_diff::{Algorithm, Diff, Hunk, NoSliderHeuristic, Token};
use rustc_hash::FxHashMap;

/// The most keys of a sequence that is short.
const SHORT: usize = 2_000;
/// The most keys that are compared at once. No paragraph that people wrote has so many words.
const WINDOW: usize = 20_000;

/// The stretches in which two sequences differ, in order; what lies between two of them is equal.
pub(super) fn hunks(old: &[u32], new: &[u32]) -> Vec<Hunk> {
    let mut hunks = Vec::new();
    let (mut from, mut to) = (0, 0);
    while from < old.len() || to < new.len() {
        let one = &old[from..old.len().min(from + WINDOW)];
        let other = &new[to..new.len().min(to + WINDOW)];
        let mut found = window(one, other);
        let (mut one_end, mut other_end) = (one.len(), other.len());
        let is_last = from + one_end == old.len() && to + other_end == new.len();
        // What differs at the end of a window may be equal to what follows in the next one.
        let open =
            found.last().filter(|last| last.before.end as usize == one_end || last.after.end as usize == other_end);
        if let Some(open) = open.filter(|open| !is_last && open.before.start > 0 && open.after.start > 0) {
            (one_end, other_end) = (open.before.start as usize, open.after.start as usize);
            found.pop();
        }
        let (before, after) = (from as u32, to as u32);
        hunks.extend(found.into_iter().map(|hunk| Hunk {
            before: hunk.before.start + before..hunk.before.end + before,
            after: hunk.after.start + after..hunk.after.end + after,
        }));
        (from, to) = (from + one_end, to + other_end);
    }
    hunks
}

fn window(old: &[u32], new: &[u32]) -> Vec<Hunk> {
    // Small numbers, since the method keeps a list for each that there might be.
    let mut numbers: FxHashMap<u32, u32> = FxHashMap::default();
    let mut number = |key: &u32| {
        let next = numbers.len() as u32;
        Token(*numbers.entry(*key).or_insert(next))
    };
    let old: Vec<Token> = old.iter().map(&mut number).collect();
    let new: Vec<Token> = new.iter().map(&mut number).collect();
    let short = old.len().max(new.len()) <= SHORT;
    let method = if short { Algorithm::Histogram } else { Algorithm::Myers };
    let mut diff = Diff::default();
    diff.compute_with(method, &old, &new, numbers.len() as u32);
    if short {
        diff.postprocess_with(&old, &new, NoSliderHeuristic);
    }
    diff.hunks().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// What is left of both where the stretches that differ are taken out.
    fn equal(old: &[u32], new: &[u32]) -> [Vec<u32>; 2] {
        let hunks = hunks(old, new);
        let within = |place: usize, range: fn(&Hunk) -> &std::ops::Range<u32>| {
            hunks.iter().any(|hunk| range(hunk).contains(&(place as u32)))
        };
        let left = |keys: &[u32], range| {
            let kept = keys.iter().enumerate().filter(|(place, _)| !within(*place, range));
            kept.map(|(_, key)| *key).collect::<Vec<_>>()
        };
        [left(old, |hunk| &hunk.before), left(new, |hunk| &hunk.after)]
    }

    #[test]
    fn an_insertion_in_a_long_sequence_is_found_though_windows_are_cut_across_it() {
        let old: Vec<u32> = (0..3 * WINDOW as u32).collect();
        let mut new = old.clone();
        new.splice(10..10, 1_000_000..1_000_500);
        let found = hunks(&old, &new);
        assert_eq!(found, [Hunk { before: 10..10, after: 10..510 }]);
        assert_eq!(hunks(&old, &old), []);
        let none: Vec<u32> = (5_000_000..5_000_000 + 2 * WINDOW as u32 + 7).collect();
        assert!(equal(&old, &none).iter().all(Vec::is_empty));
    }

    proptest! {
        #[test]
        fn what_does_not_differ_is_equal(
            old in prop::collection::vec(0..4_u32, 0..60), new in prop::collection::vec(0..4_u32, 0..60),
        ) {
            let [one, other] = equal(&old, &new);
            prop_assert_eq!(one, other);
        }
    }
}
