//! The terms of a question, each looked up once.
//!
//! In comes a term; out come in how many sections it stands and, segment by segment, its postings. Ranking asks for the
//! first, matching and closeness for the second, some of them twice; and to find a term in the dictionary of each segment
//! takes longer than to read a short list of postings. What is known lasts as long as the question.

use crate::{
    Index, Result,
    index::{Entry, List, PostingBlocks},
};
use rustc_hash::FxHashMap;
use std::{
    fmt,
    sync::{Arc, Mutex, OnceLock, PoisonError},
};
use tantivy::{SegmentReader, Term, schema::IndexRecordOption};

/// See the module. Clones share what they know.
#[derive(Clone)]
pub(super) struct Lookups {
    index: Index,
    known: Arc<Mutex<FxHashMap<Term, Arc<Known>>>>,
}

/// What is known of a term.
struct Known {
    /// What the dictionary of each segment says.
    entries: Vec<Option<Entry>>,
    /// In how many living sections it stands, once that was asked for.
    sections: OnceLock<u64>,
}

impl Lookups {
    pub(super) fn new(index: &Index) -> Self {
        Self { index: index.clone(), known: Arc::default() }
    }

    pub(super) fn index(&self) -> &Index {
        &self.index
    }

    /// In how many living sections a term stands.
    pub(super) fn frequency(&self, term: &Term) -> tantivy::Result<u64> {
        let known = self.of(term)?;
        if let Some(sections) = known.sections.get() {
            return Ok(*sections);
        }
        let sections = self.index.statistics().frequency(&known.entries)?;
        Ok(*known.sections.get_or_init(|| sections))
    }

    /// The same, with the error that a question gives.
    pub(super) fn sections(&self, term: &Term) -> Result<u64> {
        self.frequency(term).map_err(|error| self.index.damage(error))
    }

    /// The postings of a term in a segment of the index; `None` where it stands nowhere in it.
    pub(super) fn postings(
        &self,
        reader: &SegmentReader,
        term: &Term,
        option: IndexRecordOption,
    ) -> tantivy::Result<Option<List>> {
        Ok(self.open(reader, term, |entry| Ok(entry.postings(option)?))?.flatten())
    }

    /// The same postings to be read a block at a time.
    pub(super) fn blocks(
        &self,
        reader: &SegmentReader,
        term: &Term,
        option: IndexRecordOption,
    ) -> tantivy::Result<Option<PostingBlocks>> {
        self.open(reader, term, |entry| Ok(entry.blocks(option)?))
    }

    /// In how many sections of a segment a term stands at most, deleted ones among them.
    pub(super) fn size(&self, reader: &SegmentReader, term: &Term) -> tantivy::Result<u32> {
        Ok(self.open(reader, term, |entry| Ok(entry.size()))?.unwrap_or(0))
    }

    fn open<T>(
        &self,
        reader: &SegmentReader,
        term: &Term,
        open: impl FnOnce(&Entry) -> tantivy::Result<T>,
    ) -> tantivy::Result<Option<T>> {
        let id = reader.segment_id();
        let readers = self.index.searcher().segment_readers();
        let known = self.of(term)?;
        let entry = readers
            .iter()
            .zip(&known.entries)
            .find(|(one, _)| one.segment_id() == id)
            .and_then(|(_, entry)| entry.as_ref());
        entry.map(open).transpose()
    }

    fn of(&self, term: &Term) -> tantivy::Result<Arc<Known>> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(of_term) = known.get(term) {
            return Ok(of_term.clone());
        }
        let entries = self.index.statistics().entries(term)?;
        let of_term = Arc::new(Known { entries, sections: OnceLock::new() });
        known.insert(term.clone(), of_term.clone());
        Ok(of_term)
    }
}

impl fmt::Debug for Lookups {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Lookups").field(&self.index).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{document::Gazetteer, query::tests::draft};
    use tantivy::{DocSet, TERMINATED};

    #[test]
    fn a_term_is_known_as_the_index_has_it_in_segments_old_and_new() {
        let paper = |id: &str, text: &str| draft(id).section("", &[text]).section("", &["lamps"]).paper();
        let batches = [
            vec![paper("a", "gullies"), paper("b", "gullies and lamps"), paper("c", "lamps")],
            vec![paper("b", "verges"), paper("d", "gullies")],
        ];
        let index = Index::in_memory_of_batches(&batches, &["c"], Gazetteer::builtin());
        let lookups = Lookups::new(&index);
        for word in ["gulli", "lamp", "verg", "absent", "gulli"] {
            let term = Term::from_field_text(index.fields().body, word);
            assert_eq!(lookups.frequency(&term).unwrap(), index.frequency(&term).unwrap(), "{word}");
            for reader in index.searcher().segment_readers() {
                let sections = |postings: &mut dyn DocSet| {
                    let mut sections = Vec::new();
                    while postings.doc() != TERMINATED {
                        sections.push(postings.doc());
                        postings.advance();
                    }
                    sections
                };
                let option = IndexRecordOption::WithFreqs;
                let known = lookups.postings(reader, &term, option).unwrap();
                let read = reader.inverted_index(term.field()).unwrap().read_postings(&term, option).unwrap();
                assert_eq!(known.is_some(), read.is_some(), "{word}");
                if let (Some(mut known), Some(mut read)) = (known, read) {
                    assert_eq!(sections(&mut known), sections(&mut read), "{word}");
                }
            }
        }
    }
}
