//! Which paragraph of the one text is which of the other.
//!
//! In come the tokens of the paragraphs of both; out come pairs and singles in the order to be read. Equal paragraphs are
//! paired by the edits between the two sequences. What is left between two such is paired by the words that it shares; then,
//! where all words are common, by its order; and what is left then is looked for elsewhere: it was moved. Each paragraph is looked at with a bounded number of
//! others, so that the cost grows as the texts do.

use super::{
    edits::{hunks, longest_chain},
    tokens::{Kind, Token},
};
use rustc_hash::{FxHashMap, FxHashSet};
use std::{cmp::Ordering, collections::VecDeque, ops::Range};

/// How alike two paragraphs in one place are that are taken for one, from 0 to 1, and how alike in two places.
const ALIKE: f32 = 0.4;
const ALIKE_ELSEWHERE: f32 = 0.7;
/// The fewest words of a paragraph that is looked for elsewhere: headings such as `Background` are in many places.
const LEAST_MOVED: usize = 6;
/// A word or pair of words in more paragraphs than this tells them apart no longer.
const COMMON: usize = 16;
/// How many candidates are looked at closely.
const CANDIDATES: usize = 3;

/// A paragraph of each text that are one, or of one text alone, by their places.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pair {
    pub(super) old: Option<usize>,
    pub(super) new: Option<usize>,
    /// Whether other paragraphs that are one have changed sides between the two places.
    pub(super) is_moved: bool,
}

/// The pairs and singles: in the order of the new text, each single of the old one where it stood.
pub(super) fn pairs(old: &[Vec<Token>], new: &[Vec<Token>]) -> Vec<Pair> {
    let mut of_old: Vec<Option<usize>> = vec![None; old.len()];
    let mut is_moved = vec![false; old.len()];
    let gaps = equal_in_order(old, new, &mut of_old);
    let (old_bags, new_bags) = (bags(old), bags(new));
    for (before, after) in gaps {
        let places: (Vec<usize>, Vec<usize>) = (before.clone().collect(), after.clone().collect());
        let alike = alike(&places.0, &places.1, &old_bags, &new_bags, ALIKE);
        let chain = longest_chain(&alike);
        for (place, &(one, other)) in alike.iter().enumerate() {
            of_old[one] = Some(other);
            is_moved[one] = !chain.contains(&place);
        }
        like_in_order((before, after), (&old_bags, &new_bags), &mut of_old, &is_moved);
    }
    moved(old, &old_bags, &new_bags, &mut of_old, &mut is_moved);
    in_order(&of_old, &is_moved, new.len())
}

/// Pairs equal paragraphs in order, and returns the stretches between them.
fn equal_in_order(
    old: &[Vec<Token>],
    new: &[Vec<Token>],
    of_old: &mut [Option<usize>],
) -> Vec<(Range<usize>, Range<usize>)> {
    let mut ids: FxHashMap<Vec<u32>, u32> = FxHashMap::default();
    let mut id = |tokens: &Vec<Token>| {
        let next = ids.len() as u32;
        *ids.entry(tokens.iter().map(|token| token.key).collect()).or_insert(next)
    };
    let one: Vec<u32> = old.iter().map(&mut id).collect();
    let other: Vec<u32> = new.iter().map(&mut id).collect();
    let hunks = hunks(&one, &other);
    let (mut from, mut to) = (0, 0);
    let mut gaps = Vec::new();
    for hunk in hunks {
        let before = hunk.before.start as usize..hunk.before.end as usize;
        let after = hunk.after.start as usize..hunk.after.end as usize;
        (from..before.start).zip(to..after.start).for_each(|(one, other)| of_old[one] = Some(other));
        (from, to) = (before.end, after.end);
        gaps.push((before, after));
    }
    (from..old.len()).zip(to..new.len()).for_each(|(one, other)| of_old[one] = Some(other));
    gaps
}

/// What a paragraph is made of.
struct Bag {
    /// The words that say something, sorted, or all where none does.
    keys: Vec<u32>,
    /// The figures among them, sorted.
    figures: Vec<u32>,
    /// Words, and each two that follow each other, once each.
    features: Vec<u64>,
}

fn bags(paragraphs: &[Vec<Token>]) -> Vec<Bag> {
    let bag = |tokens: &Vec<Token>| {
        let content = tokens.iter().filter(|token| token.kind.is_content());
        let mut keys: Vec<u32> = content.map(|token| token.key).collect();
        if keys.is_empty() {
            keys = tokens.iter().map(|token| token.key).collect();
        }
        let two = keys.windows(2).map(|two| (u64::from(two[0]) + 1) << 32 | u64::from(two[1]));
        let mut features: Vec<u64> = keys.iter().map(|key| u64::from(*key)).chain(two).collect();
        features.sort_unstable();
        features.dedup();
        let figures = tokens.iter().filter(|token| token.kind == Kind::Figure);
        let mut figures: Vec<u32> = figures.map(|token| token.key).collect();
        keys.sort_unstable();
        figures.sort_unstable();
        Bag { keys, figures, features }
    };
    paragraphs.iter().map(bag).collect()
}

/// How much two paragraphs share, from 0 to 1. A figure in the place of another counts half. `None` where one is much longer:
/// it cannot be alike, and may be too long to look at again and again.
fn likeness(old: &Bag, new: &Bag) -> Option<f32> {
    let (length, others) = (old.keys.len(), new.keys.len());
    if length.max(others) > 4 * length.min(others) {
        return None;
    }
    let figures = shared(&old.figures, &new.figures);
    let replaced = old.figures.len().min(new.figures.len()) - figures;
    let all = (old.keys.len() + new.keys.len()).max(1);
    Some((2 * shared(&old.keys, &new.keys) + replaced) as f32 / all as f32)
}

/// How many keys two sorted lists share.
fn shared(mut one: &[u32], mut other: &[u32]) -> usize {
    let mut shared = 0;
    while let ([first, rest @ ..], [second, further @ ..]) = (one, other) {
        match first.cmp(second) {
            Ordering::Less => one = rest,
            Ordering::Greater => other = further,
            Ordering::Equal => {
                shared += 1;
                (one, other) = (rest, further);
            }
        }
    }
    shared
}

/// Pairs of paragraphs that are alike, each in one pair at most, in the order of the old text.
fn alike(before: &[usize], after: &[usize], old: &[Bag], new: &[Bag], least: f32) -> Vec<(usize, usize)> {
    let mut places: FxHashMap<u64, Vec<usize>> = FxHashMap::default();
    for &place in after {
        for &feature in &new[place].features {
            let list = places.entry(feature).or_default();
            // One more than is common tells that it is.
            if list.len() <= COMMON {
                list.push(place);
            }
        }
    }
    let mut scored: Vec<(f32, usize, usize)> = Vec::new();
    for &one in before {
        let mut shared: FxHashMap<usize, u32> = FxHashMap::default();
        for feature in &old[one].features {
            for &other in places.get(feature).filter(|list| list.len() <= COMMON).into_iter().flatten() {
                *shared.entry(other).or_default() += 1;
            }
        }
        let mut candidates: Vec<(u32, usize)> = shared.into_iter().map(|(other, count)| (count, other)).collect();
        candidates.sort_unstable_by_key(|&(count, other)| (std::cmp::Reverse(count), other));
        for &(_, other) in candidates.iter().take(CANDIDATES) {
            if let Some(score) = likeness(&old[one], &new[other]).filter(|score| *score >= least) {
                scored.push((score, one, other));
            }
        }
    }
    scored.sort_by(|one, other| other.0.total_cmp(&one.0).then((one.1, one.2).cmp(&(other.1, other.2))));
    let mut of_old: FxHashMap<usize, usize> = FxHashMap::default();
    let mut taken = FxHashSet::default();
    for (_, one, other) in scored {
        if !of_old.contains_key(&one) && taken.insert(other) {
            of_old.insert(one, other);
        }
    }
    let mut pairs: Vec<(usize, usize)> = of_old.into_iter().collect();
    pairs.sort_unstable();
    pairs
}

/// Pairs in order what no word tells apart, such as many paragraphs that differ in a word: each of the old text that is left
/// between two pairs with the first of the new one left there that is like it.
fn like_in_order(
    (before, after): (Range<usize>, Range<usize>),
    (old, new): (&[Bag], &[Bag]),
    of_old: &mut [Option<usize>],
    is_moved: &[bool],
) {
    let taken: FxHashSet<usize> = before.clone().filter_map(|one| of_old[one]).collect();
    let mut waiting: Vec<usize> = Vec::new();
    let mut next = after.start;
    for one in before.clone().map(Some).chain([None]) {
        let paired = one.and_then(|one| of_old[one].filter(|_| !is_moved[one]));
        if let Some(one) = one.filter(|&one| of_old[one].is_none()) {
            waiting.push(one);
        }
        if paired.is_none() && one.is_some() {
            continue;
        }
        let end = paired.unwrap_or(after.end);
        let mut free: VecDeque<usize> = (next..end).filter(|other| !taken.contains(other)).collect();
        // Where none came and none went, each has its own.
        let looked_at = if free.len() == waiting.len() { 1 } else { CANDIDATES };
        for one in waiting.drain(..) {
            let like = |&other: &usize| likeness(&old[one], &new[other]).is_some_and(|score| score >= ALIKE);
            match free.iter().take(looked_at).position(like) {
                Some(place) => of_old[one] = free.drain(..=place).next_back(),
                None if looked_at == 1 => {
                    free.pop_front();
                }
                None => {}
            }
        }
        next = end + 1;
    }
}

/// Looks elsewhere for the paragraphs that have no other: first for the same, then for one that is much alike.
fn moved(old: &[Vec<Token>], old_bags: &[Bag], new_bags: &[Bag], of_old: &mut [Option<usize>], is_moved: &mut [bool]) {
    let mut is_taken = vec![false; new_bags.len()];
    of_old.iter().flatten().for_each(|&place| is_taken[place] = true);
    let words = |bag: &Bag| bag.keys.len() >= LEAST_MOVED;
    let before: Vec<usize> =
        (0..old.len()).filter(|&place| of_old[place].is_none() && words(&old_bags[place])).collect();
    let after: Vec<usize> = (0..new_bags.len()).filter(|&place| !is_taken[place] && words(&new_bags[place])).collect();
    for (one, other) in alike(&before, &after, old_bags, new_bags, ALIKE_ELSEWHERE) {
        of_old[one] = Some(other);
        is_moved[one] = true;
    }
}

fn in_order(of_old: &[Option<usize>], is_moved: &[bool], new: usize) -> Vec<Pair> {
    let mut of_new: Vec<Option<usize>> = vec![None; new];
    for (old, &other) in of_old.iter().enumerate() {
        if let Some(other) = other {
            of_new[other] = Some(old);
        }
    }
    let mut pairs = Vec::with_capacity(of_old.len().max(new));
    let mut next_old = 0;
    let mut removed_until = |pairs: &mut Vec<Pair>, end: usize| {
        while next_old < end {
            if of_old[next_old].is_none() {
                pairs.push(Pair { old: Some(next_old), new: None, is_moved: false });
            }
            next_old += 1;
        }
    };
    for (place, &old) in of_new.iter().enumerate() {
        let moves = old.is_some_and(|old| is_moved[old]);
        if let Some(old) = old.filter(|_| !moves) {
            removed_until(&mut pairs, old);
        }
        pairs.push(Pair { old, new: Some(place), is_moved: moves });
    }
    removed_until(&mut pairs, of_old.len());
    pairs
}
