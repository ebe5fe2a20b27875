//! Where else a passage stands.
//!
//! In comes a section that was found; out go a few of its near-copies in other papers, ready to cite, and how many more there are.
//! Which sections are copies is worked out by builds ([`index`](crate::index)).

use super::{answer::Copy, collect::Best};
use crate::{Index, Result};
use rustc_hash::FxHashSet;
use tantivy::{DocAddress, columnar::Column};

/// How many copies a hit names: each is read from the store, and more than these nobody reads.
pub(super) const MOST_NAMED: usize = 5;

/// The copies of a section in other papers, one a paper, the best first: at most [`MOST_NAMED`], and how many more.
pub(super) fn elsewhere(index: &Index, best: &Best) -> Result<(Vec<Copy>, u64)> {
    let all = index.copies()?;
    let Some(group) = all.group(best.address) else { return Ok(Default::default()) };
    let papers = Papers::new(index).map_err(|error| index.damage(error))?;
    let mut seen = FxHashSet::from_iter([best.paper]);
    let (mut copies, mut more) = (Vec::new(), 0);
    for address in all.members(group) {
        if !seen.insert(papers.of(*address)) {
            continue;
        }
        if copies.len() == MOST_NAMED {
            more += 1;
            continue;
        }
        let record = index.record(*address)?;
        let mut citation = record.citation(None);
        if let Some((page, _)) = record.section.pages {
            citation += &format!(", p. {page}");
        }
        copies.push(Copy { citation, paper: record.paper.id, section: record.section.id, more_in_paper: 0 });
    }
    Ok((copies, more))
}

/// The keys of the papers of sections.
struct Papers(Vec<Option<Column<u64>>>);

impl Papers {
    fn new(index: &Index) -> tantivy::Result<Self> {
        let readers = index.searcher().segment_readers();
        readers
            .iter()
            .map(|reader| reader.fast_fields().column_opt("paper_key"))
            .collect::<tantivy::Result<_>>()
            .map(Self)
    }

    fn of(&self, section: DocAddress) -> u64 {
        let column = self.0.get(section.segment_ord as usize).and_then(Option::as_ref);
        column.and_then(|column| column.first(section.doc_id)).unwrap_or_default()
    }
}
