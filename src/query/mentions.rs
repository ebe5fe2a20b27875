//! The sections that a query finds, with what columns say of them, and which of them are copies of each other.
//!
//! For `count`, `trail`, `repeats` and `watch`, which look at all sections that match and read the records of few or none.

use crate::{Index, Result};
use rustc_hash::{FxHashMap, FxHashSet};
use tantivy::{
    DocAddress, DocId, Score, SegmentOrdinal, SegmentReader,
    collector::{Collector, SegmentCollector},
    columnar::Column,
    query::Query,
};

/// A section that matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mention {
    /// See `paper_key`.
    pub(super) paper: u64,
    /// The section's ordinal in its paper.
    pub(super) ordinal: u64,
    pub(super) address: DocAddress,
}

/// All sections that a query finds, in an order that does not depend on segments.
pub(super) fn mentions(index: &Index, query: &dyn Query) -> Result<Vec<Mention>> {
    let mut found = index.searcher().search(query, &Mentions).map_err(|error| index.damage(error))?;
    found.sort_unstable_by_key(|mention| (mention.paper, mention.ordinal));
    Ok(found)
}

/// Of each section that has near-copies its group, and its place in that, the best copy first.
pub(super) type Copies = FxHashMap<DocAddress, (u32, usize)>;

/// Which of these sections are near-copies of others. None is where copies count for themselves.
pub(super) fn copies(index: &Index, mentions: &[Mention], all_copies: bool) -> Result<Copies> {
    let mut places = FxHashMap::default();
    if all_copies {
        return Ok(places);
    }
    let copies = index.copies()?;
    let groups: FxHashSet<u32> = mentions.iter().filter_map(|mention| copies.group(mention.address)).collect();
    for group in groups {
        let members = copies.members(group).iter().enumerate();
        places.extend(members.map(|(place, address)| (*address, (group, place))));
    }
    Ok(places)
}

struct Mentions;

impl Collector for Mentions {
    type Fruit = Vec<Mention>;
    type Child = OfSegment;

    fn for_segment(&self, segment: SegmentOrdinal, reader: &SegmentReader) -> tantivy::Result<OfSegment> {
        let columns = reader.fast_fields();
        let (paper, ordinal) = (columns.column_opt("paper_key")?, columns.column_opt("ordinal")?);
        Ok(OfSegment { segment, paper, ordinal, found: Vec::new() })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, segments: Vec<Vec<Mention>>) -> tantivy::Result<Vec<Mention>> {
        Ok(segments.concat())
    }
}

struct OfSegment {
    segment: SegmentOrdinal,
    paper: Option<Column<u64>>,
    ordinal: Option<Column<u64>>,
    found: Vec<Mention>,
}

impl SegmentCollector for OfSegment {
    type Fruit = Vec<Mention>;

    fn collect(&mut self, document: DocId, _: Score) {
        let value = |column: &Option<Column<u64>>| column.as_ref().and_then(|column| column.first(document));
        self.found.push(Mention {
            paper: value(&self.paper).unwrap_or_default(),
            ordinal: value(&self.ordinal).unwrap_or_default(),
            address: DocAddress::new(self.segment, document),
        });
    }

    fn harvest(self) -> Vec<Mention> {
        self.found
    }
}
