//! Which council a name in a question means.
//!
//! The gazetteer knows names and aliases; what matters here is which of them have papers in the index.

use crate::{Index, document::CouncilName, index::spelled};
use rustc_hash::FxHashSet;
use std::ops::Range;

/// Longest name of a council, in words.
const LONGEST_NAME: usize = 8;

/// The councils that a slug, name or alias may mean: those in the index if there are any, else those that the gazetteer
/// knows.
pub(super) fn named(index: &Index, typed: &str) -> Vec<CouncilName> {
    let known = index.councils_called(typed).into_iter();
    let mut councils: Vec<CouncilName> =
        known.map(|council| CouncilName { slug: council.slug, name: council.name }).collect();
    councils.extend(index.councils_with_papers(typed).cloned());
    councils.sort_by(|council, other| council.slug.cmp(&other.slug));
    councils.dedup_by(|council, other| council.slug == other.slug);
    if councils.iter().any(|council| has_papers(index, council)) {
        councils.retain(|council| has_papers(index, council));
    }
    councils
}

/// The longest row of words that is the name of exactly one council with papers, and where it stands. `None` stands for
/// what is no plain word.
pub(super) fn longest_name(index: &Index, words: &[Option<&str>]) -> Option<(Range<usize>, CouncilName)> {
    if index.manifest().councils.is_empty() {
        return None;
    }
    for length in (1..=LONGEST_NAME.min(words.len())).rev() {
        // A single word is a name only if it is the whole question.
        if length == 1 && words.iter().flatten().count() > 1 {
            break;
        }
        for (start, row) in words.windows(length).enumerate() {
            let Some(row) = row.iter().copied().collect::<Option<Vec<&str>>>() else { continue };
            let name = row.join(" ");
            let mut councils = named(index, &name);
            councils.retain(|council| has_papers(index, council));
            if let [council] = &councils[..] {
                return Some((start..start + length, council.clone()));
            }
        }
    }
    None
}

/// The name in the index that is most like what was typed, if any is like it at all.
pub(super) fn nearest(index: &Index, typed: &str) -> Option<String> {
    let typed = pairs(typed);
    let likeness = |name: &str| {
        let name = pairs(name);
        let common = typed.intersection(&name).count();
        // Dice's measure over pairs of letters, in thousandths.
        2000 * common / (typed.len() + name.len()).max(1)
    };
    let councils = index.manifest().councils.iter();
    let best = councils
        .map(|council| (likeness(&council.name).max(likeness(&council.slug)), council))
        .max_by_key(|(likeness, _)| *likeness);
    best.filter(|(likeness, _)| *likeness >= 300).map(|(_, council)| council.name.clone())
}

fn has_papers(index: &Index, council: &CouncilName) -> bool {
    index.manifest().papers_by_council.contains_key(&council.slug)
}

fn pairs(name: &str) -> FxHashSet<(char, char)> {
    let letters = || spelled(name).take(100);
    letters().zip(letters().skip(1)).collect()
}
