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
    index::{Copies, OnePaper, SectionColumns, paper_key},
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
    pub(super) day: Option<i32>,
    /// The section's ordinal in its paper.
    pub(super) ordinal: u32,
    /// How many sections of the paper match.
    pub(super) sections: u32,
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
    pub(super) fn of_test(paper: u64, standing: bool, score: Score, ordinal: u32) -> Self {
        let (address, day, sections) = (DocAddress::new(0, ordinal), None, 1);
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
            columns: Columns {
                segment: ordinal,
                of: self.index.section_columns(ordinal)?,
                lengths: reader.fieldnorms_readers().get_field(self.index.fields().body)?,
                fullness: self.fullness.of_norms(),
            },
            batch: Vec::with_capacity(BATCH),
            runs: Vec::new(),
            present: (Run::NONE, OnePaper::NONE),
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
        let papers = if self.index.has_whole_papers() {
            let mut papers = Vec::with_capacity(runs);
            segments.iter().for_each(|segment| papers.extend(segment.bests()));
            papers
        } else {
            let mut papers = Papers::with_room_for(runs.min(self.index.manifest().papers as usize));
            segments.iter().flat_map(OfSegment::bests).for_each(|best| papers.add(best));
            papers.best
        };
        Ok(Found { papers, sections, leaders, copied, ..Found::default() })
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
    /// How many words the paragraphs of each section have.
    lengths: Option<FieldNormReader>,
    /// What scores are multiplied by for that, by its norm.
    fullness: [f32; 256],
}

/// A section that matches, with what decides nearly always. There are many of them, and the rest is looked up for few.
#[derive(Clone, Copy)]
struct Matching {
    document: DocId,
    /// Greater for a section that is rather shown: the bits of its score, which are in the order of scores as none is less
    /// than 0, and above them whether it is more than standing text.
    worth: u32,
}

impl Matching {
    /// Set where a section is not all standing text.
    const NOT_STANDING: u32 = 1 << 31;

    fn new(document: DocId, score: Score, standing: bool) -> Self {
        let above = if standing { 0 } else { Self::NOT_STANDING };
        Self { document, worth: score.to_bits() & !Self::NOT_STANDING | above }
    }

    fn score(self) -> Score {
        Score::from_bits(self.worth & !Self::NOT_STANDING)
    }

    fn is_standing(self) -> bool {
        self.worth & Self::NOT_STANDING == 0
    }
}

impl Columns {
    fn matching(&self, document: DocId, score: Score) -> Matching {
        let standing = self.of.has_standing() && self.of.is_standing(document);
        Matching::new(document, score * self.fullness(document), standing)
    }

    fn fullness(&self, document: DocId) -> f32 {
        self.lengths.as_ref().map_or(1.0, |lengths| self.fullness[usize::from(lengths.fieldnorm_id(document))])
    }

    /// `sections` is how many sections of the paper match.
    fn best(&self, matching: Matching, sections: u32) -> Best {
        let document = matching.document;
        let (paper, day) = self.of.paper_and_day(document);
        Best {
            paper,
            address: DocAddress::new(self.segment, document),
            score: matching.score(),
            standing: matching.is_standing(),
            day,
            ordinal: self.of.ordinal(document),
            sections,
            fullness: self.fullness(document),
            raised: 1.0,
            learned: 0.0,
        }
    }

    /// See [`Best::is_worse_than`].
    fn is_worse(&self, one: Matching, other: Matching) -> bool {
        let ordinal = |matching: Matching| self.of.ordinal(matching.document);
        one.worth < other.worth || one.worth == other.worth && ordinal(one) > ordinal(other)
    }

    /// Keeps a section if it is among the best so far; a few more than wanted are let stand between two clearings.
    fn lead(&self, matching: Matching, leaders: &mut Vec<Matching>, least: &mut Option<Matching>) {
        if least.is_some_and(|least| self.leading(&matching, &least) != Ordering::Less) {
            return;
        }
        leaders.push(matching);
        if leaders.len() >= 4 * ranking::LEADERS {
            let leading = |one: &Matching, other: &Matching| self.leading(one, other);
            let (_, last, _) = leaders.select_nth_unstable_by(ranking::LEADERS - 1, leading);
            *least = Some(*last);
            leaders.truncate(ranking::LEADERS);
        }
    }

    /// See [`leading`].
    fn leading(&self, one: &Matching, other: &Matching) -> Ordering {
        (other.worth.cmp(&one.worth))
            .then_with(|| self.of.paper(one.document).cmp(&self.of.paper(other.document)))
            .then_with(|| self.of.ordinal(one.document).cmp(&self.of.ordinal(other.document)))
    }
}

/// So many sections are looked at together.
const BATCH: usize = 256;

/// Sections of one paper that follow each other: the best, and how many they are.
#[derive(Clone, Copy)]
struct Run {
    best: Matching,
    sections: u32,
}

impl Run {
    /// Before the first section.
    const NONE: Self = Self { best: Matching { document: 0, worth: 0 }, sections: 0 };

    fn end(self, runs: &mut Vec<Self>) {
        if self.sections > 0 {
            runs.push(self);
        }
    }
}

/// What is found in a segment, while it is searched and until all are.
pub(super) struct OfSegment {
    columns: Columns,
    /// The last sections and their scores, until there are so many that they are looked at together.
    batch: Vec<(DocId, Score)>,
    /// Nearly always each is all of a paper, but its sections may have come to stand in several places, and in several
    /// segments.
    runs: Vec<Run>,
    /// The run of the last section, and what tells whether another section belongs to it.
    present: (Run, OnePaper),
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

    /// The best sections of the runs.
    fn bests(&self) -> impl Iterator<Item = Best> {
        self.runs.iter().map(|run| self.columns.best(run.best, run.sections))
    }

    /// Looks at the sections of the batch.
    fn settle(&mut self) {
        let Self { columns, runs, leaders, least, copied, batch, .. } = self;
        let copies = self.copies.as_ref().map(|copies| copies.in_segment(columns.segment));
        let (mut run, mut paper) = self.present;
        for (document, score) in &*batch {
            let matching = columns.matching(*document, *score);
            if let Some(leaders) = leaders {
                columns.lead(matching, leaders, least);
            }
            if let Some(group) = copies.and_then(|copies| copies.of(*document)) {
                copied.push((group, columns.best(matching, 1)));
            } else if columns.of.is_of(*document, &paper) {
                run.sections += 1;
                if columns.is_worse(run.best, matching) {
                    run.best = matching;
                }
            } else {
                run.end(runs);
                (run, paper) = (Run { best: matching, sections: 1 }, columns.of.paper_of(*document));
            }
        }
        batch.clear();
        self.present = (run, paper);
    }
}

impl SegmentCollector for OfSegment {
    type Fruit = Self;

    fn collect(&mut self, document: DocId, score: Score) {
        self.batch.push((document, score));
        if self.batch.len() == BATCH {
            self.sections += BATCH as u64;
            self.settle();
        }
    }

    fn harvest(mut self) -> Self {
        self.sections += self.batch.len() as u64;
        self.settle();
        self.present.0.end(&mut self.runs);
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
            let best = |(ordinal, (paper, score, standing, _)): (u32, &(u64, u8, bool, usize))| {
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
                prop_assert_eq!(found.sections as usize, of_paper().count());
                prop_assert!(!of_paper().any(|section| found.is_worse_than(section)));
            }
        }
    }
}
