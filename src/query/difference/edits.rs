//! Two sequences of keys to the stretches in which they differ.
//!
//! Short sequences are compared by the histogram method, which reads best and may cost the product of their lengths. Longer
//! ones are first cut where both are surely the same: at stretches of keys that stand once in each, long stretches first.
//! An insertion, however long, then costs what it is long, be there ends of sentences to see or not. What is left long is
//! compared by the method of Myers in windows, so that the cost grows about as the sequences do. Nothing here looks at a
//! clock: the same input has the same outcome.

use imara_diff::{Algorithm, Diff, Hunk, NoSliderHeuristic, Token};
use rustc_hash::{FxHashMap, FxHashSet};
use std::ops::Range;

/// The most keys of a sequence that is short.
const SHORT: usize = 2_000;
/// The most keys that are compared at once where nothing cuts a longer sequence.
const WINDOW: usize = 500;
/// How many keys stand in a stretch that is looked for, one round after the other: a sentence or two, a clause, a phrase, a
/// name.
const ROUNDS: [usize; 4] = [32, 8, 3, 1];

/// Stretches of which fewer than one in so many are in order in both are no hold: in texts of few words, some come to stand
/// once by chance.
const ORDERED: usize = 8;

/// A stretch of both sequences.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Gap {
    old: Range<usize>,
    new: Range<usize>,
}

impl Gap {
    fn longer(&self) -> usize {
        self.old.len().max(self.new.len())
    }

    /// Whether only one of the two has keys in it, or they are short.
    fn is_settled(&self) -> bool {
        self.old.is_empty() || self.new.is_empty() || self.longer() <= SHORT
    }
}

/// The stretches in which two sequences differ, in order; what lies between two of them is equal.
pub(super) fn hunks(old: &[u32], new: &[u32]) -> Vec<Hunk> {
    let mut hunks = Vec::new();
    for gap in gaps(old, new) {
        if gap.old.is_empty() || gap.new.is_empty() {
            hunks.push(moved_by(Hunk { before: 0..gap.old.len() as u32, after: 0..gap.new.len() as u32 }, &gap));
        } else if gap.is_settled() {
            let found = compared(&old[gap.old.clone()], &new[gap.new.clone()], Algorithm::Histogram);
            hunks.extend(found.into_iter().map(|hunk| moved_by(hunk, &gap)));
        } else {
            windows(old, new, gap, &mut hunks);
        }
    }
    hunks
}

/// The hunk of a stretch as one of the whole.
fn moved_by(hunk: Hunk, gap: &Gap) -> Hunk {
    let (before, after) = (gap.old.start as u32, gap.new.start as u32);
    Hunk {
        before: hunk.before.start + before..hunk.before.end + before,
        after: hunk.after.start + after..hunk.after.end + after,
    }
}

/// The stretches to compare: what lies between is equal.
fn gaps(old: &[u32], new: &[u32]) -> Vec<Gap> {
    let mut gaps = vec![Gap { old: 0..old.len(), new: 0..new.len() }];
    for length in ROUNDS {
        if gaps.iter().all(Gap::is_settled) {
            break;
        }
        let cut = |gap: Gap| if gap.is_settled() { vec![gap] } else { cut(old, new, trimmed(old, new, gap), length) };
        gaps = gaps.into_iter().flat_map(cut).collect();
    }
    gaps.retain(|gap| gap.longer() > 0);
    gaps
}

/// The stretch without the keys that both begin and end with.
fn trimmed(old: &[u32], new: &[u32], Gap { old: mut one, new: mut other }: Gap) -> Gap {
    let (before, after) = (&old[one.clone()], &new[other.clone()]);
    let head = before.iter().zip(after).take_while(|(one, other)| one == other).count();
    let (before, after) = (&before[head..], &after[head..]);
    let tail = before.iter().rev().zip(after.iter().rev()).take_while(|(one, other)| one == other).count();
    one = one.start + head..one.end - tail;
    other = other.start + head..other.end - tail;
    Gap { old: one, new: other }
}

/// What lies between the stretches of so many keys that stand once in each of the two, in the same order.
fn cut(old: &[u32], new: &[u32], gap: Gap, length: usize) -> Vec<Gap> {
    let (before, after) = (&old[gap.old.clone()], &new[gap.new.clone()]);
    let places = once(after, length);
    let mut pairs: Vec<(usize, usize)> = (once(before, length).into_iter())
        .filter_map(|(hash, one)| Some((one, *places.get(&hash)?)))
        .filter(|&(one, other)| before[one..one + length] == after[other..other + length])
        .collect();
    pairs.sort_unstable();
    let chain = longest_chain(&pairs);
    if chain.len() * ORDERED < pairs.len() {
        return vec![gap];
    }
    let mut gaps = Vec::new();
    let (mut from, mut to) = (gap.old.start, gap.new.start);
    for (_, (one, other)) in pairs.into_iter().enumerate().filter(|(place, _)| chain.contains(place)) {
        let (one, other) = (gap.old.start + one, gap.new.start + other);
        let goes_on = one < from || other < to;
        // It lies over the one before: either it goes on with it, or it says something else and is passed over.
        if goes_on && (from.checked_sub(one) != to.checked_sub(other)) {
            continue;
        }
        if !goes_on {
            gaps.push(Gap { old: from..one, new: to..other });
        }
        (from, to) = (one + length, other + length);
    }
    gaps.push(Gap { old: from..gap.old.end, new: to..gap.new.end });
    gaps
}

/// The stretches of so many keys that stand once in a sequence, by hash, with their places.
fn once(keys: &[u32], length: usize) -> FxHashMap<u64, usize> {
    const BASE: u64 = 0x9e37_79b9_7f4a_7c15;
    let number = |key: u32| u64::from(key) + 1;
    // What a key counts by the time that it leaves the stretch.
    let leaving = (0..length).fold(1_u64, |power, _| power.wrapping_mul(BASE));
    let mut hash = 0_u64;
    let mut places: FxHashMap<u64, Option<usize>> = FxHashMap::default();
    for (place, &key) in keys.iter().enumerate() {
        hash = hash.wrapping_mul(BASE).wrapping_add(number(key));
        if let Some(&left) = place.checked_sub(length).and_then(|place| keys.get(place)) {
            hash = hash.wrapping_sub(number(left).wrapping_mul(leaving));
        }
        if let Some(start) = (place + 1).checked_sub(length) {
            places.entry(hash).and_modify(|place| *place = None).or_insert(Some(start));
        }
    }
    places.into_iter().filter_map(|(hash, place)| Some((hash, place?))).collect()
}

/// The places among pairs, which are in the order of the old text, of a longest chain that is in the order of the new.
pub(super) fn longest_chain(pairs: &[(usize, usize)]) -> FxHashSet<usize> {
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(pairs.len());
    for (place, &(_, new)) in pairs.iter().enumerate() {
        let length = ends.partition_point(|&end| pairs[end].1 < new);
        before.push(length.checked_sub(1).map(|last| ends[last]));
        if length == ends.len() {
            ends.push(place);
        } else {
            ends[length] = place;
        }
    }
    std::iter::successors(ends.last().copied(), |&place| before[place]).collect()
}

/// Compares a long stretch a window at a time.
fn windows(old: &[u32], new: &[u32], gap: Gap, hunks: &mut Vec<Hunk>) {
    let (mut from, mut to) = (gap.old.start, gap.new.start);
    while from < gap.old.end || to < gap.new.end {
        let one = &old[from..gap.old.end.min(from + WINDOW)];
        let other = &new[to..gap.new.end.min(to + WINDOW)];
        let mut found = compared(one, other, Algorithm::Myers);
        let (mut one_end, mut other_end) = (one.len(), other.len());
        let is_last = from + one_end == gap.old.end && to + other_end == gap.new.end;
        // What differs at the end of a window may be equal to what follows in the next one.
        let open =
            found.last().filter(|last| last.before.end as usize == one_end || last.after.end as usize == other_end);
        if let Some(open) = open.filter(|open| !is_last && open.before.start > 0 && open.after.start > 0) {
            (one_end, other_end) = (open.before.start as usize, open.after.start as usize);
            found.pop();
        }
        let window = Gap { old: from..from + one_end, new: to..to + other_end };
        hunks.extend(found.into_iter().map(|hunk| moved_by(hunk, &window)));
        (from, to) = (window.old.end, window.new.end);
    }
}

fn compared(old: &[u32], new: &[u32], method: Algorithm) -> Vec<Hunk> {
    // Small numbers, since the method keeps a list for each that there might be.
    let mut numbers: FxHashMap<u32, u32> = FxHashMap::default();
    let mut number = |key: &u32| {
        let next = numbers.len() as u32;
        Token(*numbers.entry(*key).or_insert(next))
    };
    let old: Vec<Token> = old.iter().map(&mut number).collect();
    let new: Vec<Token> = new.iter().map(&mut number).collect();
    let mut diff = Diff::default();
    diff.compute_with(method, &old, &new, numbers.len() as u32);
    if method == Algorithm::Histogram {
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
        let left = |keys: &[u32], range: fn(&Hunk) -> &Range<u32>| {
            let mut is_left = vec![true; keys.len()];
            for hunk in &hunks {
                let range = range(hunk);
                is_left[range.start as usize..range.end as usize].fill(false);
            }
            keys.iter().zip(is_left).filter(|(_, is_left)| *is_left).map(|(key, _)| *key).collect()
        };
        [left(old, |hunk| &hunk.before), left(new, |hunk| &hunk.after)]
    }

    /// Keys below `kinds` in an order without rule, the same for the same seed.
    fn random(seed: u64, kinds: u64, count: usize) -> Vec<u32> {
        let mut state = seed;
        let next = |_| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            ((state >> 33) % kinds) as u32
        };
        (0..count).map(next).collect()
    }

    #[test]
    fn an_insertion_in_a_long_sequence_is_found_though_windows_are_cut_across_it() {
        let old: Vec<u32> = (0..60_000).collect();
        let mut new = old.clone();
        new.splice(10..10, 1_000_000..1_000_500);
        let found = hunks(&old, &new);
        assert_eq!(found, [Hunk { before: 10..10, after: 10..510 }]);
        assert_eq!(hunks(&old, &old), []);
        let none: Vec<u32> = (5_000_000..5_040_007).collect();
        assert!(equal(&old, &none).iter().all(Vec::is_empty));
    }

    #[test]
    fn an_insertion_at_the_front_costs_no_more_than_itself() {
        // Among many words and among four, with a change at the end so that the same end gives no hold; and where every
        // tenth word is another.
        for (kinds, apart) in [(3_000, usize::MAX), (4, usize::MAX), (3_000, 10)] {
            let old = random(1, kinds, 100_000);
            let mut changed = old.clone();
            changed[99_999] = 9_000_000;
            (apart.min(99_999)..99_999).step_by(apart).for_each(|place| changed[place] = 8_000_000);
            let inserted = random(2, kinds, 25_000);
            let new: Vec<u32> = inserted.into_iter().chain(changed.iter().copied()).collect();
            let [one, other] = equal(&old, &new);
            assert_eq!(one, other);
            let kept = old.iter().zip(&changed).filter(|(old, new)| old == new).count();
            assert!(one.len() * 100 >= kept * 99, "{kinds} {apart}: {} of {kept}", one.len());
        }
    }

    #[test]
    fn long_sequences_of_few_kinds_in_other_orders_are_compared_in_windows() {
        let (old, new) = (random(3, 4, 100_000), random(4, 4, 100_000));
        let [one, other] = equal(&old, &new);
        assert_eq!(one, other);
        assert!(one.len() > 55_000, "{}", one.len());
    }

    #[test]
    fn what_changed_places_in_a_long_sequence_is_cut_where_the_longest_part_is_in_order() {
        let old: Vec<u32> = (0..10_000).collect();
        let new: Vec<u32> = (7_000..10_000).chain(0..7_000).collect();
        assert_eq!(
            hunks(&old, &new),
            [Hunk { before: 0..0, after: 0..3_000 }, Hunk { before: 7_000..10_000, after: 10_000..10_000 }]
        );
    }

    proptest! {
        #[test]
        fn what_does_not_differ_is_equal(
            old in prop::collection::vec(0..4_u32, 0..60), new in prop::collection::vec(0..4_u32, 0..60),
        ) {
            let [one, other] = equal(&old, &new);
            prop_assert_eq!(one, other);
        }

        #[test]
        fn what_lies_between_the_cuts_is_equal(
            old in prop::collection::vec(0..6_u32, 0..60), taken in prop::collection::vec(0..50_usize, 0..8),
            length in 1..5_usize,
        ) {
            // Pieces of the old sequence in any order.
            let new: Vec<u32> =
                taken.iter().flat_map(|&start| old.iter().skip(start).take(9)).copied().collect();
            let whole = Gap { old: 0..old.len(), new: 0..new.len() };
            let (mut from, mut to) = (0, 0);
            for gap in cut(&old, &new, whole, length) {
                prop_assert_eq!(&old[from..gap.old.start], &new[to..gap.new.start]);
                (from, to) = (gap.old.end, gap.new.end);
            }
            prop_assert_eq!((from, to), (old.len(), new.len()));
        }
    }
}
