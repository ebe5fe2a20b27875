//! How close together the words of a question stand in the best sections.
//!
//! BM25 counts words and does not see whether they stand in one sentence or all over a long section. In come the best
//! sections by score; out come the same ones with the score raised by up to [`CLOSE`], the more the nearer together the
//! words stand. Only the few best are looked at, and only the positions of the question's words are read.

use super::{
    collect::{Best, Found},
    plan::{Pattern, Sought},
    ranking::CLOSE,
};
use crate::{Index, analysis::exact_term, index::Fields};
use rustc_hash::FxHashMap;
use tantivy::{
    DocSet as _, Term,
    postings::{Postings as _, SegmentPostings},
    schema::{Field, IndexRecordOption},
};

/// Raises the scores of the best sections and lets each paper be found by the best of its own.
pub(super) fn raise(index: &Index, sought: &[&Sought], found: &mut Found) -> tantivy::Result<()> {
    let terms = terms(sought, index.fields());
    if terms.len() < 2 || found.leaders.is_empty() {
        return Ok(());
    }
    let mut leaders = std::mem::take(&mut found.leaders);
    leaders.sort_by_key(|best| best.address);
    for of_segment in leaders.chunk_by_mut(|one, other| one.address.segment_ord == other.address.segment_ord) {
        let reader = index.searcher().segment_reader(of_segment[0].address.segment_ord);
        let mut postings: Vec<Option<SegmentPostings>> = Vec::with_capacity(terms.len());
        for term in &terms {
            let inverted = reader.inverted_index(term.field())?;
            postings.push(inverted.read_postings(term, IndexRecordOption::WithFreqsAndPositions)?);
        }
        let mut places: Vec<(u32, usize)> = Vec::new();
        let mut positions = Vec::new();
        for best in of_segment {
            places.clear();
            for (word, postings) in postings.iter_mut().enumerate() {
                let Some(postings) = postings else { continue };
                if postings.doc() < best.address.doc_id {
                    postings.seek(best.address.doc_id);
                }
                if postings.doc() == best.address.doc_id {
                    postings.positions(&mut positions);
                    places.extend(positions.iter().map(|position| (*position, word)));
                }
            }
            places.sort_unstable();
            best.score *= 1.0 + CLOSE * closeness(&places, terms.len());
        }
    }
    let leaders = of_papers(&leaders);
    for best in &mut found.papers {
        let highest = leaders.get(&(best.paper, best.standing));
        if let Some(highest) = highest.filter(|highest| highest.score >= best.score) {
            *best = Best { sections: best.sections, ..**highest };
        }
    }
    Ok(())
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

/// The words whose places count: those of the question that are no function words.
fn terms(sought: &[&Sought], fields: &Fields) -> Vec<Term> {
    let mut terms: Vec<Term> = Vec::new();
    let mut add = |field: Field, word: &str| {
        let term = Term::from_field_text(field, word);
        if !terms.contains(&term) {
            terms.push(term);
        }
    };
    for sought in sought.iter().filter(|sought| !sought.is_function_word()) {
        match &sought.pattern {
            Pattern::Stems(stems) => stems.iter().for_each(|stem| add(fields.body, stem)),
            Pattern::Exact(words) => words.iter().for_each(|word| add(fields.body, &exact_term(word))),
            Pattern::Acronym(acronym) => add(fields.body, acronym),
            Pattern::OneOf(_) | Pattern::Near(..) => {}
        }
    }
    terms
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
    use tantivy::DocAddress;

    #[test]
    fn the_highest_section_of_each_paper_leads_and_the_first_of_equals() {
        let best = |paper, standing, score, ordinal| Best {
            paper,
            address: DocAddress::new(0, ordinal as u32),
            score,
            standing,
            day: None,
            ordinal,
            sections: 1,
        };
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
