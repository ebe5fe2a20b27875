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
    index::{Copies, paper_key},
};
use rustc_hash::{FxHashMap, FxHashSet};
use std::{
    cmp::{Ordering, Reverse},
    sync::Arc,
};
use tantivy::{
    DocAddress, DocId, Score, SegmentOrdinal, SegmentReader,
    collector::{Collector, SegmentCollector},
    columnar::Column,
    fieldnorm::FieldNormReader,
    schema::Field,
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
        let mut papers = self.papers.clone();
        if most == 0 {
            return Ok(Vec::new());
        }
        if most < papers.len() {
            let (_, last, _) = papers.select_nth_unstable_by(most - 1, |best, other| best.order(other, sort));
            let last = *last;
            // Equals of the last stay until their ids decide.
            papers.retain(|best| best.order(&last, sort) != Ordering::Greater);
        }
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

/// Papers in the order of their ids; the first `most` are enough.
fn by_id(index: &Index, papers: &[Best], most: usize) -> Result<Vec<Best>> {
    if papers.len() == 1 {
        return Ok(papers.to_vec());
    }
    if papers.len() <= FEW_EQUALS {
        let mut with_ids = Vec::with_capacity(papers.len());
        for best in papers {
            with_ids.push((index.record(best.address)?.paper.id, *best));
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
pub(super) struct BestOfPapers {
    /// The field of a section's paragraphs.
    pub(super) body: Field,
    /// Which sections are copies; none where it is absent.
    pub(super) copies: Option<Arc<Copies>>,
    /// What short sections lose.
    pub(super) fullness: Fullness,
}

impl Collector for BestOfPapers {
    type Fruit = Found;
    type Child = OfSegment;

    fn for_segment(&self, ordinal: SegmentOrdinal, reader: &SegmentReader) -> tantivy::Result<OfSegment> {
        let columns = reader.fast_fields();
        Ok(OfSegment {
            segment: ordinal,
            paper: columns.column_opt("paper_key")?,
            ordinal: columns.column_opt("ordinal")?,
            standing: columns.column_opt("standing")?,
            day: columns.column_opt("first_day")?,
            lengths: reader.fieldnorms_readers().get_field(self.body)?,
            fullness: self.fullness,
            papers: FxHashMap::default(),
            present: None,
            sections: 0,
            leaders: Vec::new(),
            least: None,
            copies: self.copies.clone(),
            copied: Vec::new(),
        })
    }

    fn requires_scoring(&self) -> bool {
        true
    }

    fn merge_fruits(&self, mut fruits: Vec<Found>) -> tantivy::Result<Found> {
        let sections = fruits.iter().map(|found| found.sections).sum();
        let several = fruits.iter().filter(|found| !found.papers.is_empty()).count() > 1;
        let mut leaders: Vec<Best> = fruits.iter().flat_map(|found| found.leaders.iter().copied()).collect();
        keep_leaders(&mut leaders);
        let copied = fruits.iter_mut().flat_map(|found| std::mem::take(&mut found.copied)).collect();
        let all = fruits.into_iter().flat_map(|found| found.papers);
        let papers = if several {
            // The writer may have put sections of one paper into two segments.
            let mut papers: FxHashMap<u64, Best> = FxHashMap::default();
            for best in all {
                papers.entry(best.paper).and_modify(|known| known.join(best)).or_insert(best);
            }
            papers.into_values().collect()
        } else {
            all.collect()
        };
        Ok(Found { papers, sections, leaders, copied, ..Found::default() })
    }
}

pub(super) struct OfSegment {
    segment: SegmentOrdinal,
    paper: Option<Column<u64>>,
    ordinal: Option<Column<u64>>,
    standing: Option<Column<u64>>,
    day: Option<Column<i64>>,
    /// How many words the paragraphs of each section have.
    lengths: Option<FieldNormReader>,
    fullness: Fullness,
    papers: FxHashMap<u64, Best>,
    /// The paper of the last section: a paper's sections nearly always stand together, which saves looking it up.
    present: Option<Best>,
    sections: u64,
    leaders: Vec<Best>,
    /// The last of the leaders when they were last cleared: what a section must go before to be among them.
    least: Option<Best>,
    copies: Option<Arc<Copies>>,
    copied: Vec<(u32, Best)>,
}

impl OfSegment {
    fn put_away(&mut self) {
        if let Some(best) = self.present.take() {
            self.papers.entry(best.paper).and_modify(|known| known.join(best)).or_insert(best);
        }
    }
}

impl SegmentCollector for OfSegment {
    type Fruit = Found;

    fn collect(&mut self, document: DocId, score: Score) {
        fn value<T: PartialOrd + Copy + std::fmt::Debug + Send + Sync + 'static>(
            column: &Option<Column<T>>,
            document: DocId,
        ) -> Option<T> {
            column.as_ref().and_then(|column| column.first(document))
        }
        self.sections += 1;
        let fullness = self.lengths.as_ref().map_or(1.0, |lengths| self.fullness.of(lengths.fieldnorm(document)));
        let score = score * fullness;
        let best = Best {
            paper: value(&self.paper, document).unwrap_or_default(),
            address: DocAddress::new(self.segment, document),
            score,
            standing: value(&self.standing, document) == Some(1),
            day: value(&self.day, document),
            ordinal: value(&self.ordinal, document).unwrap_or_default(),
            sections: 1,
            fullness,
            raised: 1.0,
            learned: 0.0,
        };
        if self.least.is_none_or(|least| leading(&best, &least) == Ordering::Less) {
            self.leaders.push(best);
            if self.leaders.len() >= 4 * ranking::LEADERS {
                keep_leaders(&mut self.leaders);
                self.least = self.leaders.iter().copied().max_by(leading);
            }
        }
        let group = self.copies.as_ref().and_then(|copies| copies.in_segment(self.segment).of(document));
        if let Some(group) = group {
            self.copied.push((group, best));
            return;
        }
        match &mut self.present {
            Some(present) if present.paper == best.paper => present.join(best),
            _ => {
                self.put_away();
                self.present = Some(best);
            }
        }
    }

    fn harvest(mut self) -> Found {
        self.put_away();
        keep_leaders(&mut self.leaders);
        let papers = self.papers.into_values().collect();
        let Self { sections, leaders, copied, .. } = self;
        Found { papers, sections, leaders, copied, ..Found::default() }
    }
}
