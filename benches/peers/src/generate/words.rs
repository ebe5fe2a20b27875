//! Words, and how often each comes: Zipf's law over a vocabulary that grows with the text.
//!
//! The commonest are those of `words.txt`; all the rest are made of syllables from their rank, so that a rank is always
//! the same word. Rank r has a share of 1 : r, which is Zipf's law with the exponent 1; how many ranks there are grows
//! with the words written so far, as Heaps' law has it.

use super::random::Random;
use std::sync::LazyLock;

/// Rows of a data file, without its remarks.
pub(super) fn rows(file: &'static str) -> Vec<&'static str> {
    file.lines().filter(|row| !row.is_empty() && !row.starts_with('#')).collect()
}

/// The common words, most frequent first.
pub(super) static COMMON: LazyLock<Vec<&'static str>> = LazyLock::new(|| rows(include_str!("words.txt")));
/// The field's fixed phrases, most frequent first.
pub(super) static COLLOCATIONS: LazyLock<Vec<&'static str>> = LazyLock::new(|| rows(include_str!("collocations.txt")));

/// Of so many ranks the first are words that no question is made of.
pub(super) const FUNCTION_WORDS: usize = 80;

const BEGINNINGS: [&str; 24] = [
    "b", "br", "c", "cl", "d", "dr", "f", "fl", "g", "gr", "h", "k", "l", "m", "n", "p", "pr", "r", "s", "st", "t",
    "tr", "v", "w",
];
const MIDDLES: [&str; 10] = ["a", "e", "i", "o", "u", "ai", "ea", "ou", "oa", "ie"];
/// None of them can be read as the first letter of a beginning with two, so that words come apart in one way only.
const ENDS: [&str; 12] = ["", "l", "n", "x", "m", "ck", "nk", "th", "sh", "rn", "lm", "sk"];

/// The word of a rank, counted from 0.
pub(super) fn word(rank: usize) -> String {
    if let Some(word) = COMMON.get(rank) {
        return (*word).to_owned();
    }
    // Neighbours in rank must not look alike: an odd factor puts the numbers below a power of two into another order.
    let mut rest = rank - COMMON.len();
    if rest < 1 << 22 {
        rest = rest.wrapping_mul(0x9e37_79b1) & ((1 << 22) - 1);
    }
    let mut word = String::new();
    let mut take = |of: &[&str], word: &mut String| {
        word.push_str(of[rest % of.len()]);
        rest /= of.len();
        rest
    };
    // Two syllables at least, so that made words are seldom real ones.
    take(&BEGINNINGS, &mut word);
    take(&MIDDLES, &mut word);
    take(&ENDS, &mut word);
    loop {
        take(&BEGINNINGS, &mut word);
        if take(&MIDDLES, &mut word) == 0 {
            return word;
        }
        take(&ENDS, &mut word);
    }
}

/// How many words there are after so many were written.
pub(super) fn vocabulary(written: u64) -> usize {
    (30.0 * (written as f64 + 50_000.0).powf(0.55)) as usize
}

/// A rank among so many, after Zipf.
pub(super) fn rank(random: &mut Random, vocabulary: usize) -> usize {
    ((vocabulary + 1) as f64).powf(random.unit()) as usize - 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::{BTreeMap, BTreeSet};

    #[test]
    fn every_rank_is_a_word_of_its_own() {
        let words: BTreeSet<String> = (0..300_000).map(word).collect();
        // A few made words are real ones, too.
        assert!(words.len() > 299_900, "{}", words.len());
    }

    #[test]
    fn the_tenth_word_comes_ten_times_as_often_as_the_hundredth() {
        let mut random = Random::new(1, 0);
        let mut counts: BTreeMap<usize, u32> = BTreeMap::new();
        for _ in 0..1_000_000 {
            *counts.entry(rank(&mut random, 100_000)).or_default() += 1;
        }
        let around = |rank: usize| (rank - 3..=rank + 3).map(|rank| f64::from(counts[&rank])).sum::<f64>();
        let exponent = (around(10) / around(100)).ln() / 10_f64.ln();
        assert!((0.9..1.1).contains(&exponent), "{exponent}");
    }

    #[test]
    fn the_vocabulary_grows_more_slowly_than_the_text() {
        let (small, large) = (vocabulary(1_000_000), vocabulary(30_000_000));
        assert!(large > 4 * small && large < 10 * small, "{small} {large}");
        assert!(large > 300_000);
    }
}
