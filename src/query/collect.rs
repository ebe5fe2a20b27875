//! Matching sections to papers: counted exactly, grouped, and in an order that does not depend on segments.
//!
//! Order: papers whose best section is standing text last; then score, newest date, paper id; or by date. Ids are read
//! only where everything else is equal.

use super::{
    ranking::{self, Fullness},
    request::Sort,
};
use crate::{
    Index, Result,
    index::{Copies, SectionColumns, paper_key},
};
use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};
use std::{
    cmp::{Ordering, Reverse},
    collections::hash_map::Entry,
    sync::Arc,
};
use tantivy::{
    DocAddress, DocId, Score, SegmentOrdinal, SegmentReader,
    collector::{Collector, SegmentCollector},
    fieldnorm::FieldNormReader,
};

/// Up to so many papers that are equal but for their ids, the ids come from the store; beyond, from the dictionary.
const FEW_EQUALS: usize = 64;

/// The best section of a paper.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Best {
    /// See `paper_key`.
    pub(super) paper: u64,
    pub(super) address: DocAddress,
    pub(super) score: Score,
    /// Whether all of it is standing text.
    pub(super) standing: bool,
    /// The first day of the paper's date.
    pub(super) day: Option<i64>,
    /// The section's ordinal in its paper.
    pub(super) ordinal: u64,
    /// How many sections of the paper match.
    pub(super) sections: u64,
    /// What its score was multiplied by for how little text it has.
    pub(super) fullness: f32,
    /// What its score was multiplied by for how the words stand.
    pub(super) raised: f32,
    /// What was added to its score for words that were learned from the first hits.
    pub(super) learned: f32,
}

impl Best {
    /// Adds another section, or sections, of the same paper.
    fn join(&mut self, other: Self) {
        let sections = self.sections + other.sections;
        if self.is_worse_than(&other) {
            *self = other;
        }
        self.sections = sections;
    }

    /// A section as the tests have it.
    #[cfg(test)]
    pub(super) fn of_test(paper: u64, standing: bool, score: Score, ordinal: u64) -> Self {
        let (address, day, sections) = (DocAddress::new(0, ordinal as u32), None, 1);
        Self { paper, address, score, standing, day, ordinal, sections, fullness: 1.0, raised: 1.0, learned: 0.0 }
    }

    /// Whether another section of the same paper is rather shown.
    pub(super) fn is_worse_than(&self, other: &Self) -> bool {
        self.worth(other) == Ordering::Less
    }

    /// Which of two sections of a paper is rather shown: the greater.
    pub(super) fn worth(&self, other: &Self) -> Ordering {
        (other.standing.cmp(&self.standing))
            .then(self.score.total_cmp(&other.score))
            .then(other.ordinal.cmp(&self.ordinal))
    }

    /// All of the order but the ids: less comes first.
    pub(super) fn order(&self, other: &Self, sort: Sort) -> Ordering {
        let newest = || Reverse(self.day).cmp(&Reverse(other.day));
        let oldest = || (self.day.is_none(), self.day).cmp(&(other.day.is_none(), other.day));
        let relevance = || self.standing.cmp(&other.standing).then(other.score.total_cmp(&self.score));
        match sort {
            Sort::Relevance => relevance().then_with(newest),
            Sort::Newest => newest().then_with(relevance),
            Sort::Oldest => oldest().then_with(relevance),
        }
    }
}

/// Everything that a query found.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// One entry a paper, in no order.
    pub(super) papers: Vec<Best>,
    /// How many sections.
    pub(super) sections: u64,
    /// The best sections whatever their papers, in no order, so that what BM25 does not see can be looked at.
    pub(super) leaders: Vec<Best>,
    /// Sections that have near-copies, each with its group, until they are [folded](super::folding): they are in none of the
    /// papers before.
    pub(super) copied: Vec<(u32, Best)>,
    /// How many of the sections are copies of others that were found.
    pub(super) folded: u64,
    /// The papers of which all that was found is a copy of what others are shown by.
    pub(super) folded_papers: FxHashSet<u64>,
    /// The groups of copies of which one is shown.
    pub(super) groups: FxHashSet<u32>,
}

/// The order of leaders: standing text ranks last however well it fits. No two sections are equal in it, so that it does
/// not matter in which order they are met.
fn leading(one: &Best, other: &Best) -> Ordering {
    (one.standing.cmp(&other.standing))
        .then(other.score.total_cmp(&one.score))
        .then(one.paper.cmp(&other.paper))
        .then(one.ordinal.cmp(&other.ordinal))
}

/// Keeps the best by score; a few more than wanted are let stand between two clearings.
fn keep_leaders(leaders: &mut Vec<Best>) {
    if leaders.len() > ranking::LEADERS {
        leaders.select_nth_unstable_by(ranking::LEADERS - 1, leading);
        leaders.truncate(ranking::LEADERS);
    }
}

impl Found {
    /// Leaves papers out that are shown already.
    pub(super) fn leave_out(&mut self, papers: &FxHashSet<u64>) {
        self.papers.retain(|best| !papers.contains(&best.paper));
        self.copied.retain(|(_, best)| !papers.contains(&best.paper));
    }

    /// How many papers there are, those of which all that was found is a copy of something else among them.
    pub(super) fn papers_with_copies(&self) -> u64 {
        (self.papers.len() + self.folded_papers.len()) as u64
    }

    /// The first papers in the given order, at most `most`.
    pub(super) fn first(&self, index: &Index, sort: Sort, most: usize) -> Result<Vec<Best>> {
        if most == 0 {
            return Ok(Vec::new());
        }
        let mut papers = first(&self.papers, most, |best, other| best.order(other, sort));
        papers.sort_by(|best, other| best.order(other, sort));
        let mut sorted = Vec::with_capacity(papers.len());
        for equals in papers.chunk_by(|best, other| best.order(other, sort) == Ordering::Equal) {
            if sorted.len() >= most {
                break;
            }
            sorted.extend(by_id(index, equals, most - sorted.len())?);
        }
        sorted.truncate(most);
        Ok(sorted)
    }
}

/// The first `most` in an order, in no order among themselves, with the equals of the last. `most` is not 0.
fn first(papers: &[Best], most: usize, order: impl Fn(&Best, &Best) -> Ordering) -> Vec<Best> {
    let (mut first, mut last): (Vec<Best>, Option<Best>) = (Vec::new(), None);
    // How many are let stand before those are cleared away that more than enough others go before.
    let mut room = most.max(16).saturating_mul(4);
    for (place, best) in papers.iter().enumerate() {
        if last.is_none_or(|last| order(best, &last) != Ordering::Greater) {
            first.push(*best);
        }
        let is_over = place + 1 == papers.len();
        if first.len() > most && (first.len() >= room || is_over) {
            let (_, nth, _) = first.select_nth_unstable_by(most - 1, &order);
            let nth = *nth;
            first.retain(|best| order(best, &nth) != Ordering::Greater);
            last = Some(nth);
            room = room.max(2 * first.len());
        }
    }
    first
}

/// Papers in the order of their ids; the first `most` are enough.
fn by_id(index: &Index, papers: &[Best], most: usize) -> Result<Vec<Best>> {
    if papers.len() == 1 {
        return Ok(papers.to_vec());
    }
    if papers.len() <= FEW_EQUALS {
        let mut with_ids = Vec::with_capacity(papers.len());
        for best in papers {
            with_ids.push((index.record_without_text(best.address)?.paper.id, *best));
        }
        with_ids.sort_by(|(id, _), (other, _)| id.cmp(other));
        return Ok(with_ids.into_iter().map(|(_, best)| best).collect());
    }
    // The dictionary of ids is in order, and a paper's key follows from its id.
    let by_key: FxHashMap<u64, &Best> = papers.iter().map(|best| (best.paper, best)).collect();
    let mut with_ids: Vec<(Vec<u8>, Best)> = Vec::with_capacity(papers.len());
    for reader in index.searcher().segment_readers() {
        let inverted = reader.inverted_index(index.fields().paper).map_err(|error| index.damage(error))?;
        let mut ids = inverted.terms().stream().map_err(|error| index.damage(error.into()))?;
        let mut taken = 0;
        while taken < most && ids.advance() {
            let best = std::str::from_utf8(ids.key()).ok().and_then(|id| by_key.get(&paper_key(id)));
            if let Some(best) = best {
                taken += 1;
                with_ids.push((ids.key().to_vec(), **best));
            }
        }
    }
    with_ids.sort_by(|(id, _), (other, _)| id.cmp(other));
    with_ids.dedup_by(|(id, _), (other, _)| id == other);
    Ok(with_ids.into_iter().map(|(_, best)| best).collect())
}

/// Collects the best section of each paper.
pub(super) struct BestOfPapers<'i> {
    pub(super) index: &'i Index,
    /// Which sections are copies; none where it is absent.
    pub(super) copies: Option<Arc<Copies>>,
    /// What short sections lose.
    pub(super) fullness: Fullness,
    /// Whether the best sections whatever their papers are wanted, too.
    pub(super) leads: bool,
}

impl Collector for BestOfPapers<'_> {
    type Fruit = Found;
    type Child = OfSegment;

    fn for_segment(&self, ordinal: SegmentOrdinal, reader: &SegmentReader) -> tantivy::Result<OfSegment> {
        Ok(OfSegment {
            columns: Columns { segment: ordinal, of: self.index.section_columns(ordinal)? },
            lengths: reader.fieldnorms_readers().get_field(self.index.fields().body)?,
            fullness: self.fullness,
            runs: Vec::new(),
            present: None,
            sections: 0,
            leaders: self.leads.then(Vec::new),
            least: None,
            copies: self.copies.clone(),
            copied: Vec::new(),
        })
    }

    fn requires_scoring(&self) -> bool {
        true
    }

    fn merge_fruits(&self, mut segments: Vec<OfSegment>) -> tantivy::Result<Found> {
        let sections = segments.iter().map(|segment| segment.sections).sum();
        let mut leaders: Vec<Best> = segments.iter().flat_map(OfSegment::leaders).collect();
        keep_leaders(&mut leaders);
        let copied = segments.iter_mut().flat_map(|segment| std::mem::take(&mut segment.copied)).collect();
        // Where sections of papers stand mixed, there are more runs than papers.
        let runs: usize = segments.iter().map(|segment| segment.runs.len()).sum();
        let mut papers = Papers::with_room_for(runs.min(self.index.manifest().papers as usize));
        for OfSegment { columns, runs, .. } in segments {
            runs.iter().for_each(|(best, sections)| papers.add(columns.best(*best, *sections)));
        }
        Ok(Found { papers: papers.best, sections, leaders, copied, ..Found::default() })
    }
}

/// Papers, each with the best of its sections.
struct Papers {
    best: Vec<Best>,
    /// Their places, by key.
    places: FxHashMap<u64, u32>,
}

impl Papers {
    fn with_room_for(papers: usize) -> Self {
        let places = FxHashMap::with_capacity_and_hasher(papers, FxBuildHasher);
        Self { best: Vec::with_capacity(papers), places }
    }

    fn add(&mut self, best: Best) {
        match self.places.entry(best.paper) {
            Entry::Occupied(place) => self.best[*place.get() as usize].join(best),
            Entry::Vacant(place) => {
                place.insert(self.best.len() as u32);
                self.best.push(best);
            }
        }
    }
}

/// What is known of the sections of a segment.
struct Columns {
    segment: SegmentOrdinal,
    of: Arc<SectionColumns>,
}

/// A section that matches, with what decides nearly always. There are many of them, and the rest is looked up for few.
#[derive(Clone, Copy)]
struct Matching {
    document: DocId,
    score: Score,
    fullness: f32,
    standing: bool,
}

impl Columns {
    fn matching(&self, document: DocId, score: Score, fullness: f32) -> Matching {
        Matching { document, score, fullness, standing: self.of.is_standing(document) }
    }

    /// `sections` is how many sections of the paper match.
    fn best(&self, matching: Matching, sections: u32) -> Best {
        let Matching { document, score, fullness, standing } = matching;
        Best {
            paper: self.of.paper(document),
            address: DocAddress::new(self.segment, document),
            score,
            standing,
            day: self.of.day(document),
            ordinal: self.of.ordinal(document),
            sections: u64::from(sections),
            fullness,
            raised: 1.0,
            learned: 0.0,
        }
    }

    /// See [`Best::worth`].
    fn worth(&self, one: &Matching, other: &Matching) -> Ordering {
        (other.standing.cmp(&one.standing))
            .then(one.score.total_cmp(&other.score))
            .then_with(|| self.of.ordinal(other.document).cmp(&self.of.ordinal(one.document)))
    }

    /// See [`leading`].
    fn leading(&self, one: &Matching, other: &Matching) -> Ordering {
        (one.standing.cmp(&other.standing))
            .then(other.score.total_cmp(&one.score))
            .then_with(|| self.of.paper(one.document).cmp(&self.of.paper(other.document)))
            .then_with(|| self.of.ordinal(one.document).cmp(&self.of.ordinal(other.document)))
    }
}

/// What is found in a segment, while it is searched and until all are.
pub(super) struct OfSegment {
    columns: Columns,
    /// How many words the paragraphs of each section have.
    lengths: Option<FieldNormReader>,
    fullness: Fullness,
    /// Sections of one paper that follow each other: the best, and how many they are. Nearly always these are all of the
    /// paper, but its sections may have come to stand in several places, and in several segments.
    runs: Vec<(Matching, u32)>,
    /// The run of the last section.
    present: Option<(Matching, u32)>,
    sections: u64,
    /// `None` where they are not wanted.
    leaders: Option<Vec<Matching>>,
    /// The last of the leaders when they were last cleared: what a section must go before to be among them.
    least: Option<Matching>,
    copies: Option<Arc<Copies>>,
    copied: Vec<(u32, Best)>,
}

impl OfSegment {
    /// The best sections whatever their papers, if they are wanted: up to four times as many as are kept of all segments.
    fn leaders(&self) -> impl Iterator<Item = Best> {
        self.leaders.iter().flatten().map(|leader| self.columns.best(*leader, 1))
    }

    fn lead(&mut self, matching: Matching) {
        let (columns, Some(leaders)) = (&self.columns, &mut self.leaders) else { return };
        if self.least.is_some_and(|least| columns.leading(&matching, &least) != Ordering::Less) {
            return;
        }
        leaders.push(matching);
        if leaders.len() >= 4 * ranking::LEADERS {
            let leading = |one: &Matching, other: &Matching| columns.leading(one, other);
            let (_, least, _) = leaders.select_nth_unstable_by(ranking::LEADERS - 1, leading);
            self.least = Some(*least);
            leaders.truncate(ranking::LEADERS);
        }
    }
}

impl SegmentCollector for OfSegment {
    type Fruit = Self;

    fn collect(&mut self, document: DocId, score: Score) {
        self.sections += 1;
        let fullness = self.lengths.as_ref().map_or(1.0, |lengths| self.fullness.of(lengths.fieldnorm(document)));
        let matching = self.columns.matching(document, score * fullness, fullness);
        self.lead(matching);
        let group = self.copies.as_ref().and_then(|copies| copies.in_segment(self.columns.segment).of(document));
        if let Some(group) = group {
            self.copied.push((group, self.columns.best(matching, 1)));
            return;
        }
        match &mut self.present {
            Some((present, sections)) if self.columns.of.is_one_paper(present.document, document) => {
                *sections += 1;
                if self.columns.worth(present, &matching) == Ordering::Less {
                    *present = matching;
                }
            }
            _ => {
                self.runs.extend(self.present.take());
                self.present = Some((matching, 1));
            }
        }
    }

    fn harvest(mut self) -> Self {
        self.runs.extend(self.present.take());
        self.columns.of.note_found(self.sections);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn however_sections_come_to_their_papers_the_best_and_the_counts_are_the_same(
            sections in proptest::collection::vec((0..4_u64, 0..3_u8, any::<bool>(), 1..5_usize), 1..30),
        ) {
            let best = |(ordinal, (paper, score, standing, _)): (u64, &(u64, u8, bool, usize))| {
                Best::of_test(*paper, *standing, f32::from(*score), ordinal)
            };
            let all: Vec<Best> = (0..).zip(&sections).map(best).collect();
            let mut one_by_one = Papers::with_room_for(0);
            all.iter().for_each(|section| one_by_one.add(*section));
            let mut by_runs = Papers::with_room_for(0);
            for run in all.chunk_by(|one, other| one.paper == other.paper) {
                // Some runs are of one segment, some go on in the next.
                for part in run.chunks(sections[run[0].ordinal as usize].3) {
                    let joined = part.iter().copied().reduce(|mut joined, section| {
                        joined.join(section);
                        joined
                    });
                    joined.into_iter().for_each(|joined| by_runs.add(joined));
                }
            }
            prop_assert_eq!(&by_runs.best, &one_by_one.best);
            for found in by_runs.best {
                let of_paper = || all.iter().filter(|section| section.paper == found.paper);
                prop_assert_eq!(found.sections, of_paper().count() as u64);
                prop_assert!(!of_paper().any(|section| found.is_worse_than(section)));
            }
        }
    }
}
