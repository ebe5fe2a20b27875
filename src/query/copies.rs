//! Where else a passage stands.
//!
//! In come the sections by which hits are shown, and those that were folded into them; out go, for each hit, a few of its
//! near-copies in other papers, ready to cite, and how many more papers there are. Which sections are copies is worked out by
//! builds ([`index`](crate::index)).

use super::{answer::Copy, shown::Passage};
use crate::{Index, Result, index::SectionRecord};
use rustc_hash::FxHashSet;
use tantivy::{DocAddress, columnar::Column};

/// How many copies a hit names: each is read from the store, and more than these nobody reads.
pub(super) const MOST_NAMED: usize = 5;

/// The copies of a hit, while its page is made.
pub(super) struct Elsewhere {
    /// The keys of the papers that are named or counted, and that of the hit's own.
    papers: FxHashSet<u64>,
    /// What is named: where it stands, and how many more sections of that paper match.
    named: Vec<(DocAddress, u64)>,
    more: u64,
    /// The passage that the hit shows.
    passage: Option<Passage>,
}

impl Elsewhere {
    /// None yet, of a hit of the paper `own` that shows this passage.
    pub(super) fn new(own: u64, passage: Option<Passage>) -> Self {
        Self { papers: FxHashSet::from_iter([own]), named: Vec::new(), more: 0, passage }
    }

    /// Adds a section of a paper, once a paper. `more` sections of it match beside.
    pub(super) fn add(&mut self, paper: u64, section: DocAddress, more: u64) {
        if !self.papers.insert(paper) {
            return;
        }
        if self.named.len() < MOST_NAMED {
            self.named.push((section, more));
        } else {
            self.more += 1;
        }
    }

    /// The copies, and how many more papers there are.
    pub(super) fn read(self, index: &Index) -> Result<(Vec<Copy>, u64)> {
        let copy = |(address, more_in_paper): &(DocAddress, u64)| {
            let record = index.record(*address)?;
            let citation = citation(&record, self.passage.as_ref());
            Ok(Copy { citation, paper: record.paper.id, section: record.section.id, more_in_paper: *more_in_paper })
        };
        let copies = self.named.iter().map(copy).collect::<Result<_>>()?;
        Ok((copies, self.more))
    }
}

/// How a copy is cited: by the paragraph that is most like the passage, where one is like it at all, else by the page.
fn citation(record: &SectionRecord, passage: Option<&Passage>) -> String {
    let council = record.paper.council.as_ref().map(|council| council.slug.as_str());
    let like = |paragraph| passage?.resemblance(&Passage::of(paragraph, council)?);
    let paragraphs = record.section.paragraphs.iter().rev();
    let likest = paragraphs.filter_map(|paragraph| Some((like(paragraph)?, paragraph))).max_by_key(|(equal, _)| *equal);
    match (likest, record.section.pages) {
        (Some((_, paragraph)), _) => record.citation(Some(paragraph)),
        (None, Some((page, _))) => format!("{}, p. {page}", record.citation(None)),
        (None, None) => record.citation(None),
    }
}

/// The keys of the papers of sections.
pub(super) struct PaperKeys(Vec<Option<Column<u64>>>);

impl PaperKeys {
    pub(super) fn new(index: &Index) -> Result<Self> {
        let readers = index.searcher().segment_readers().iter();
        let keys = readers.map(|reader| reader.fast_fields().column_opt("paper_key"));
        keys.collect::<tantivy::Result<_>>().map(Self).map_err(|error| index.damage(error))
    }

    pub(super) fn of(&self, section: DocAddress) -> u64 {
        let column = self.0.get(section.segment_ord as usize).and_then(Option::as_ref);
        column.and_then(|column| column.first(section.doc_id)).unwrap_or_default()
    }
}
