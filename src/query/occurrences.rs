//! How often what is looked for stands in one field of a section.
//!
//! In come terms of a field and how they must stand; out comes, segment by segment, each section that holds them with how
//! many times. tantivy's own phrase query keeps its count to itself, and its slop has an order in mind and counts moves,
//! not distance; here two rows of words are at most so many words apart, whichever comes first. What the counts are
//! worth is left to [`fielded`](super::fielded).

use super::{
    lookups::Lookups,
    near::{Rows, near, rows},
};
use crate::index::{List, is_at};
use tantivy::{
    DocId, DocSet, SegmentReader, TERMINATED, Term,
    postings::Postings as _,
    query::{Explanation, Scorer},
    schema::IndexRecordOption,
};

/// How terms of one field must stand to count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Shape {
    /// All, in a row.
    Row(Vec<Term>),
    /// Any.
    Either(Vec<Term>),
    /// Two rows, at most so many words apart.
    Near(Vec<Term>, Vec<Term>, u32),
}

impl Shape {
    pub(super) fn terms(&self) -> impl Iterator<Item = &Term> {
        let (first, second): (&[Term], &[Term]) = match self {
            Self::Row(terms) | Self::Either(terms) => (terms, &[]),
            Self::Near(left, right, _) => (left, right),
        };
        first.iter().chain(second)
    }

    /// Whether places matter, and not only which sections hold the terms.
    fn is_placed(&self) -> bool {
        match self {
            Self::Row(terms) => terms.len() > 1,
            Self::Either(_) => false,
            Self::Near(..) => true,
        }
    }

    /// Where its terms stand in a segment, not yet taken to any section; `None` where one that it needs stands in none.
    pub(super) fn open(
        &self,
        lookups: &Lookups,
        reader: &SegmentReader,
        counted: bool,
    ) -> tantivy::Result<Option<Occurrences>> {
        let option = match (self.is_placed(), counted) {
            (true, _) => IndexRecordOption::WithFreqsAndPositions,
            (false, true) => IndexRecordOption::WithFreqs,
            (false, false) => IndexRecordOption::Basic,
        };
        let any = matches!(self, Self::Either(_));
        let mut postings = Vec::new();
        for term in self.terms() {
            match lookups.postings(reader, term, option)? {
                Some(found) => postings.push(found),
                None if any => {}
                None => return Ok(None),
            }
        }
        if postings.is_empty() {
            return Ok(None);
        }
        let standing = match self {
            _ if !self.is_placed() && postings.len() == 1 => Standing::Alone,
            Self::Either(_) => Standing::Any,
            Self::Row(_) => Standing::Row(Rows::default()),
            Self::Near(left, _, words) => Standing::Near { left: left.len(), words: *words },
        };
        let mut rarest: Vec<usize> = (0..postings.len()).collect();
        rarest.sort_by_key(|place| postings[*place].size_hint());
        Ok(Some(Occurrences {
            postings,
            rarest,
            standing,
            document: TERMINATED,
            missed: None,
            count: 0,
            within: Vec::new(),
        }))
    }
}

enum Standing {
    Alone,
    Any,
    Row(Rows),
    Near { left: usize, words: u32 },
}

/// The sections of a segment where a [`Shape`] stands, in order.
pub(super) struct Occurrences {
    postings: Vec<List>,
    /// Their places, that with the fewest sections first: mostly it stands least often in a section, too.
    rarest: Vec<usize>,
    standing: Standing,
    document: DocId,
    /// The last section where places were looked at in vain.
    missed: Option<DocId>,
    /// How many times in `document`; only where places are looked at.
    count: u32,
    /// One of these must have the document, if there are any.
    within: Vec<List>,
}

impl Occurrences {
    /// Only the sections that have one of these terms; all where there are no terms. `None` where no section has any.
    pub(super) fn within(
        mut self,
        lookups: &Lookups,
        reader: &SegmentReader,
        terms: &[Term],
    ) -> tantivy::Result<Option<Self>> {
        if terms.is_empty() {
            return Ok(Some(self));
        }
        for term in terms {
            self.within.extend(lookups.postings(reader, term, IndexRecordOption::Basic)?);
        }
        Ok((!self.within.is_empty()).then_some(self))
    }

    /// Goes to the first section, from which on [`advance`](Self::advance) and [`seek`](Self::seek) lead.
    pub(super) fn begin(&mut self) {
        self.document = self.settle(0);
        self.pass_over();
    }

    /// Whether it stands in a section: for those who ask for one section after another, and not what comes next. Places are
    /// looked at in these sections alone.
    pub(super) fn stands_in(&mut self, section: DocId) -> bool {
        if self.document == section {
            return true;
        }
        let stands = match self.standing {
            Standing::Alone => is_at(&mut self.postings[0], section),
            Standing::Any => self.settle(section) == section,
            Standing::Row(_) | Standing::Near { .. } => self.missed != Some(section) && self.is_placed_in(section),
        };
        let is_here = stands && (self.within.is_empty() || self.within.iter_mut().any(|one| is_at(one, section)));
        if is_here {
            self.document = section;
        }
        is_here
    }

    /// Goes on to a section that has one of the terms.
    fn pass_over(&mut self) {
        while !self.within.is_empty() && self.document != TERMINATED {
            let document = self.document;
            if self.within.iter_mut().any(|postings| is_at(postings, document)) {
                break;
            }
            self.next();
        }
    }

    pub(super) fn doc(&self) -> DocId {
        self.document
    }

    pub(super) fn advance(&mut self) {
        self.next();
        self.pass_over();
    }

    fn next(&mut self) {
        self.document = match self.standing {
            Standing::Alone => self.postings[0].advance(),
            _ if self.document == TERMINATED => TERMINATED,
            _ => self.settle(self.document + 1),
        };
    }

    /// Goes to the first section from `target` on; never back.
    pub(super) fn seek(&mut self, target: DocId) {
        if self.document < target {
            self.document = match self.standing {
                Standing::Alone => self.postings[0].seek(target),
                _ if target == TERMINATED => TERMINATED,
                _ => self.settle(target),
            };
            self.pass_over();
        }
    }

    /// How many times in the present section.
    pub(super) fn count(&self) -> u32 {
        match self.standing {
            Standing::Alone => self.postings[0].term_freq(),
            Standing::Any => {
                let here = self.postings.iter().filter(|postings| postings.doc() == self.document);
                here.map(|postings| postings.term_freq()).sum()
            }
            Standing::Row(_) | Standing::Near { .. } => self.count,
        }
    }

    /// About how many sections.
    pub(super) fn size_hint(&self) -> u32 {
        let sizes = self.postings.iter().map(DocSet::size_hint);
        match self.standing {
            Standing::Alone | Standing::Any => sizes.fold(0, u32::saturating_add),
            Standing::Row(_) | Standing::Near { .. } => sizes.min().unwrap_or(0) / 4,
        }
    }

    fn settle(&mut self, mut target: DocId) -> DocId {
        match self.standing {
            Standing::Alone => {
                is_at(&mut self.postings[0], target);
                return self.postings[0].doc();
            }
            Standing::Any => {
                for postings in &mut self.postings {
                    if postings.doc() < target {
                        postings.seek(target);
                    }
                }
                return self.postings.iter().map(DocSet::doc).min().unwrap_or(TERMINATED);
            }
            Standing::Row(_) | Standing::Near { .. } => {}
        }
        while target != TERMINATED {
            match self.align(target) {
                Err(further) => target = further,
                Ok(()) if self.look() => return target,
                Ok(()) => target += 1,
            }
        }
        TERMINATED
    }

    /// Counts where all postings stand, and says whether there is anything to count.
    fn look(&mut self) -> bool {
        self.count = match &mut self.standing {
            Standing::Near { left, words } => {
                let (left, right) = self.postings.split_at_mut(*left);
                near(&rows(left), &rows(right), *words).len() as u32
            }
            Standing::Row(rows) => rows.count(&mut self.postings, &self.rarest),
            Standing::Alone | Standing::Any => 0,
        };
        self.count > 0
    }

    /// Whether the terms stand in a section as they must; that they do not is noted, as more than one asks.
    fn is_placed_in(&mut self, section: DocId) -> bool {
        if self.align(section).is_err() {
            return false;
        }
        let is_placed = self.look();
        if !is_placed {
            self.missed = Some(section);
        }
        is_placed
    }

    /// Takes all postings to `target`; where one does not have it, the next document that it has.
    fn align(&mut self, target: DocId) -> Result<(), DocId> {
        for place in &self.rarest {
            let postings = &mut self.postings[*place];
            if !is_at(postings, target) {
                return Err(postings.doc());
            }
        }
        Ok(())
    }
}

/// What tantivy asks of every query: the score of a document, with what it is of.
pub(super) fn explained(what: &'static str, scorer: &mut dyn Scorer, document: DocId) -> tantivy::Result<Explanation> {
    if !is_at(scorer, document) {
        return Err(tantivy::TantivyError::InvalidArgument(format!("document {document} does not match")));
    }
    Ok(Explanation::new(what, scorer.score()))
}
