//! Copies shown once: of papers that would be shown by copies of each other, one is.
//!
//! In comes what a query found, with the group of each section that has near-copies; it goes out with one section a paper
//! as before, but no two of one group. A paper is shown by the best of its sections of which no copy is shown; one that has
//! none left is folded: each of its sections is a copy of what some hit shows, and is named there. Which sections are copies
//! is worked out by builds ([`index`](crate::index)).

use super::{
    collect::{Best, Found},
    request::Sort,
};
use crate::index::Copies;
use rustc_hash::{FxHashMap, FxHashSet};

/// The best copy to show goes before a better score that is not much better: the words of the title around a letter, by
/// which copies differ, are worth less than that. Where a copy was edited so that it fits less, it scores lower than this.
const NEARLY: f32 = 0.8;

/// A paper with sections that have copies.
struct Paper {
    /// The place of its best section without one among those found.
    single: Option<usize>,
    /// Those with one, each with its group, the best last.
    copied: Vec<(u32, Best)>,
    /// How many sections it has in all.
    sections: u32,
}

/// Folds what was found; groups in `shown` are shown already.
pub(super) fn fold(found: &mut Found, copies: &Copies, sort: Sort, shown: &FxHashSet<u32>) {
    let copied = std::mem::take(&mut found.copied);
    let groups: FxHashSet<u32> = copied.iter().map(|(group, _)| *group).collect();
    found.folded = (copied.len() - groups.len()) as u64;
    let mut papers = papers(copied, &mut found.papers);
    let mut settled = shown.clone();
    // In each round some groups get the paper that is shown by them; papers that are not it have one section less to be
    // shown by, so that the rounds end.
    let mut unsettled: Vec<u64> = papers.keys().copied().collect();
    while !unsettled.is_empty() {
        let mut claims: Vec<(u32, Best)> = Vec::new();
        unsettled.retain(|key| {
            let Some(paper) = papers.get_mut(key) else { return false };
            while paper.copied.last().is_some_and(|(group, _)| settled.contains(group)) {
                paper.copied.pop();
            }
            let best = paper.copied.last();
            let claim =
                best.filter(|(_, best)| paper.single.is_none_or(|place| found.papers[place].is_worse_than(best)));
            claims.extend(claim);
            claim.is_some()
        });
        claims.sort_unstable_by_key(|(group, best)| (*group, best.address));
        for claimants in claims.chunk_by(|one, other| one.0 == other.0) {
            let (group, best) = claimants[stands_for(copies, claimants, sort)];
            settled.insert(group);
            found.groups.insert(group);
            if let Some(Paper { single, sections, .. }) = papers.remove(&best.paper) {
                let best = Best { sections, ..best };
                match single {
                    Some(place) => found.papers[place] = best,
                    None => found.papers.push(best),
                }
            }
        }
    }
    let folded = papers.into_iter().filter(|(_, paper)| paper.single.is_none());
    found.folded_papers = folded.map(|(key, _)| key).collect();
}

/// The papers that have sections with copies; `singles`, the best sections of papers without one, learn how many there are.
fn papers(copied: Vec<(u32, Best)>, singles: &mut [Best]) -> FxHashMap<u64, Paper> {
    let mut papers: FxHashMap<u64, Paper> = FxHashMap::default();
    for (group, best) in copied {
        let paper = papers.entry(best.paper).or_insert(Paper { single: None, copied: Vec::new(), sections: 0 });
        paper.sections += best.sections;
        paper.copied.push((group, best));
    }
    for paper in papers.values_mut() {
        paper.copied.sort_unstable_by(|(_, one), (_, other)| one.worth(other));
    }
    for (place, best) in singles.iter_mut().enumerate() {
        if let Some(paper) = papers.get_mut(&best.paper) {
            paper.single = Some(place);
            paper.sections += best.sections;
            best.sections = paper.sections;
        }
    }
    papers
}

/// The place of the one that stands for the others, which are sorted by address.
fn stands_for(copies: &Copies, claimants: &[(u32, Best)], sort: Sort) -> usize {
    let Some(leading) = claimants.iter().map(|(_, best)| best).min_by(|one, other| one.order(other, sort)) else {
        return 0;
    };
    let fits = |best: &Best| match sort {
        Sort::Relevance => best.standing == leading.standing && best.score >= NEARLY * leading.score,
        Sort::Newest | Sort::Oldest => best.day == leading.day,
    };
    // No two orders of segments give another: members stand in an order of their own.
    let find = |address| claimants.binary_search_by(|(_, best)| best.address.cmp(&address)).ok();
    let members = copies.members(claimants[0].0).iter();
    members.filter_map(|address| find(*address)).find(|place| fits(&claimants[*place].1)).unwrap_or_default()
}
