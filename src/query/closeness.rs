//! What BM25 does not see of the best sections: how close together the words stand, and whether they stand as typed.
//!
//! BM25 counts words and does not see whether they stand in one sentence or all over a long section, nor in which form. In
//! come the best sections by score; out come the same ones with the score raised by up to [`Weight::Close`], the more the nearer
//! together the words stand, and by up to [`Weight::AsTyped`], the more of them stand in the form that was typed. Only the few
//! best are looked at, and only the postings of the question's words are read.

use super::{
    collect::{Best, Found},
    compile::shape,
    lookups::Lookups,
    near::rows,
    plan::{Pattern, Sought},
    ranking::{Weight, Weights},
    syntax::Leaf,
};
use crate::{
    analysis::exact_term,
    index::{Fields, List, is_at},
};
use rustc_hash::FxHashMap;
use tantivy::{
    DocAddress, DocId, SegmentReader, Term,
    postings::Postings as _,
    schema::{Field, IndexRecordOption},
};

/// Whether there is anything to see: a lone word is close to itself, and its form is asked for with it.
pub(super) fn looks_at(sought: &[&Sought]) -> bool {
    sought.len() > 1
}

/// Raises the scores of the best sections and lets each paper be found by the best of its own.
pub(super) fn raise(
    lookups: &Lookups,
    sought: &[&Sought],
    weights: &Weights,
    found: &mut Found,
) -> tantivy::Result<()> {
    if !looks_at(sought) || found.leaders.is_empty() {
        return Ok(());
    }
    let index = lookups.index();
    let terms = Terms::new(sought, index.fields());
    let mut leaders = std::mem::take(&mut found.leaders);
    leaders.sort_by_key(|best| best.address);
    for of_segment in leaders.chunk_by_mut(|one, other| one.address.segment_ord == other.address.segment_ord) {
        let mut segment = terms.open(lookups, index.searcher().segment_reader(of_segment[0].address.segment_ord))?;
        for best in of_segment {
            let [close, as_typed] = segment.shares(best.address.doc_id);
            best.raised = 1.0 + weights.get(Weight::Close) * close + weights.get(Weight::AsTyped) * as_typed;
            best.score *= best.raised;
        }
    }
    // What has copies is raised where it stands, and shown or folded afterwards.
    let copied: FxHashMap<DocAddress, usize> =
        found.copied.iter().enumerate().map(|(place, (_, best))| (best.address, place)).collect();
    leaders.retain(|leader| match copied.get(&leader.address) {
        Some(place) => {
            found.copied[*place].1 = *leader;
            false
        }
        None => true,
    });
    let leaders = of_papers(&leaders);
    for best in &mut found.papers {
        let highest = leaders.get(&(best.paper, best.standing));
        if let Some(highest) = highest.filter(|highest| highest.score >= best.score) {
            *best = Best { sections: best.sections, ..**highest };
        }
    }
    Ok(())
}

/// The terms of a question that are looked at.
pub(super) struct Terms {
    /// Whose places count.
    words: Vec<Term>,
    /// The forms that were typed of words that may stand in any.
    forms: Vec<Term>,
    /// Rows of terms that stand for some of the words, by number, in sections with one of certain terms, if there are any.
    others: Vec<(Vec<Term>, Vec<Term>, Vec<usize>)>,
}

/// The postings of [`Terms`] in a segment.
pub(super) struct OfSegment {
    words: Vec<Option<List>>,
    forms: Vec<Option<List>>,
    others: Vec<OtherRow>,
    places: Vec<(u32, usize)>,
    positions: Vec<u32>,
}

/// A row of terms in a segment.
struct OtherRow {
    row: Vec<List>,
    /// One of these must have the section, if it says so.
    within: Option<Vec<List>>,
    words: Vec<usize>,
}

impl Terms {
    /// Of the words that are no function words.
    pub(super) fn new(sought: &[&Sought], fields: &Fields) -> Self {
        let (mut words, mut forms, mut others) =
            (Vec::new(), Vec::new(), Vec::<(Vec<Term>, Vec<Term>, Vec<usize>)>::new());
        let add = |terms: &mut Vec<Term>, field: Field, word: &str| {
            let term = Term::from_field_text(field, word);
            terms.iter().position(|known| *known == term).unwrap_or_else(|| {
                terms.push(term);
                terms.len() - 1
            })
        };
        for sought in sought.iter().filter(|sought| !sought.is_function_word()) {
            let own: Vec<usize> = match &sought.pattern {
                Pattern::Stems(stems) => stems.iter().map(|stem| add(&mut words, fields.body, stem)).collect(),
                Pattern::Exact(exact) => {
                    exact.iter().map(|word| add(&mut words, fields.body, &exact_term(word))).collect()
                }
                Pattern::Acronym(acronym) => vec![add(&mut words, fields.body, acronym)],
                Pattern::OneOf(_) | Pattern::Near(..) => Vec::new(),
            };
            for also in &sought.also {
                let Some(row) = shape(&also.pattern, fields.body) else { continue };
                let within = also.councils.iter().map(|council| Term::from_field_text(fields.council, &council.slug));
                let (row, within): (Vec<Term>, Vec<Term>) = (row.terms().cloned().collect(), within.collect());
                // A short form stands for each word of its long form at once.
                match others.iter_mut().find(|(known, where_, _)| *known == row && *where_ == within) {
                    Some((.., stands_for)) => stands_for.extend(&own),
                    None => others.push((row, within, own.clone())),
                }
            }
            if let (Leaf::Word { exact, .. }, Pattern::Stems(_)) = (&sought.leaf, &sought.pattern) {
                for word in exact {
                    add(&mut forms, fields.body, &exact_term(word));
                }
            }
        }
        Self { words, forms, others }
    }

    pub(super) fn open(&self, lookups: &Lookups, reader: &SegmentReader) -> tantivy::Result<OfSegment> {
        let open = |terms: &[Term], option| {
            terms.iter().map(|term| lookups.postings(reader, term, option)).collect::<tantivy::Result<Vec<_>>>()
        };
        let mut others = Vec::with_capacity(self.others.len());
        for (row, within, words) in &self.others {
            let row: Option<Vec<_>> = open(row, IndexRecordOption::WithFreqsAndPositions)?.into_iter().collect();
            let only = open(within, IndexRecordOption::Basic)?.into_iter().flatten().collect();
            let within = (!within.is_empty()).then_some(only);
            others.extend(row.map(|row| OtherRow { row, within, words: words.clone() }));
        }
        Ok(OfSegment {
            words: open(&self.words, IndexRecordOption::WithFreqsAndPositions)?,
            forms: open(&self.forms, IndexRecordOption::Basic)?,
            others,
            places: Vec::new(),
            positions: Vec::new(),
        })
    }
}

impl OfSegment {
    /// How close together the words stand in a section's paragraphs, and how many stand there as typed, both from 0 to 1.
    /// Sections are asked for in their order.
    pub(super) fn shares(&mut self, section: DocId) -> [f32; 2] {
        self.places.clear();
        for (word, postings) in self.words.iter_mut().enumerate() {
            let Some(postings) = postings else { continue };
            if is_at(postings, section) {
                postings.positions(&mut self.positions);
                self.places.extend(self.positions.iter().map(|position| (*position, word)));
            }
        }
        for OtherRow { row, within, words } in &mut self.others {
            let is_within = within.as_mut().is_none_or(|within| within.iter_mut().any(|one| is_at(one, section)));
            if is_within && row.iter_mut().all(|postings| is_at(postings, section)) {
                let starts = rows(row).into_iter().map(|row| row.start);
                self.places.extend(starts.flat_map(|start| words.iter().map(move |word| (start, *word))));
            }
        }
        self.places.sort_unstable();
        let as_typed = self.forms.iter_mut().flatten().filter_map(|form| is_at(form, section).then_some(())).count();
        [closeness(&self.places, self.words.len()), as_typed as f32 / self.forms.len().max(1) as f32]
    }
}

/// The highest leader of each paper, standing text apart; of equals the first in the paper.
fn of_papers(leaders: &[Best]) -> FxHashMap<(u64, bool), &Best> {
    let mut highest: FxHashMap<(u64, bool), &Best> = FxHashMap::default();
    for leader in leaders {
        let known = highest.entry((leader.paper, leader.standing)).or_insert(leader);
        if leader.score.total_cmp(&known.score).then(known.ordinal.cmp(&leader.ordinal)).is_gt() {
            *known = leader;
        }
    }
    highest
}

/// From 0 to 1: the share of the words that stand in the paragraphs at all, times how little else stands between them
/// in the shortest stretch that holds them.
///
/// `places` are positions with the word that stands there, in order; `words` is how many words there are.
fn closeness(places: &[(u32, usize)], words: usize) -> f32 {
    let mut counts = vec![0_u32; words];
    let present = {
        let mut seen = vec![false; words];
        places.iter().for_each(|(_, word)| seen[*word] = true);
        seen.iter().filter(|seen| **seen).count()
    };
    if present < 2 {
        return 0.0;
    }
    let (mut inside, mut first, mut shortest) = (0, 0, u32::MAX);
    for (last, (end, word)) in places.iter().enumerate() {
        counts[*word] += 1;
        inside += usize::from(counts[*word] == 1);
        while inside == present && first <= last {
            let (start, leaving) = places[first];
            shortest = shortest.min(end - start + 1);
            counts[leaving] -= 1;
            inside -= usize::from(counts[leaving] == 0);
            first += 1;
        }
    }
    let share = present as f32 / words as f32;
    // A stretch of three times the words is as close as prose comes; beyond it closeness falls off.
    let roomy = (3 * present) as f32;
    share * (roomy / (shortest as f32).max(roomy))
}

#[cfg(test)]
mod tests {
    use super::{Best, closeness, of_papers};

    #[test]
    fn the_highest_section_of_each_paper_leads_and_the_first_of_equals() {
        let best = Best::of_test;
        let sections = [
            best(7, false, 1.0, 3),
            best(7, false, 2.0, 2),
            best(8, false, 9.0, 0),
            best(7, false, 2.0, 1),
            best(7, true, 5.0, 0),
        ];
        let highest = of_papers(&sections);
        let ordinal = |paper, standing| highest.get(&(paper, standing)).map(|best| best.ordinal);
        assert_eq!(
            [ordinal(7, false), ordinal(7, true), ordinal(8, false), ordinal(8, true)],
            [Some(1), Some(0), Some(0), None]
        );
    }

    #[test]
    fn words_in_one_sentence_are_closer_than_words_all_over_a_section() {
        let near = closeness(&[(3, 0), (5, 1), (90, 0)], 2);
        let far = closeness(&[(3, 0), (90, 1)], 2);
        assert_eq!(near, 1.0);
        assert!(far < 0.1);
    }

    #[test]
    fn a_word_that_is_not_there_makes_closeness_less() {
        assert_eq!(closeness(&[(3, 0), (4, 1)], 4), 0.5);
        assert_eq!(closeness(&[(3, 0)], 2), 0.0);
        assert_eq!(closeness(&[], 2), 0.0);
    }

    #[test]
    fn the_shortest_stretch_counts() {
        let places = [(1, 0), (40, 1), (41, 2), (44, 0)];
        assert_eq!(closeness(&places, 3), 1.0);
    }
}
