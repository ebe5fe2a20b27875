//! The figures that ranking hangs on, of the living sections alone.
//!
//! In comes a searcher; out come how many sections there are, how long their fields are together, and in how many a term
//! stands. tantivy leaves what was deleted in its segments until they are merged, counts it in its own figures, and only
//! estimates the lengths when it merges segments that hold deleted documents. The figures here are the same however the
//! sections are spread over segments, so that an index built night by night ranks as a fresh one does. What is made of
//! the figures is left to [`query`](crate::query).

use super::forms::Entry;
use crate::analysis;
use std::{
    collections::BTreeMap,
    io,
    sync::{Arc, Mutex, OnceLock, PoisonError},
};
use tantivy::{
    DocId, InvertedIndexReader, Searcher, SegmentReader, TERMINATED, Term,
    fieldnorm::FieldNormReader,
    postings::TermInfo,
    query::Bm25StatisticsProvider,
    schema::{Field, FieldEntry, FieldType, IndexRecordOption},
};

/// The least share of the average length that a field is taken to have.
const LEAST_LENGTH: f32 = 0.001;

/// What one occurrence counts in a field, by the norm of the field's length.
pub(crate) type Counts = Arc<[f32; 256]>;

/// So many tables of [`Counts`] are kept: the weights that are no others than the default have five.
const MOST_COUNTS: usize = 16;

/// Figures of one generation, worked out when they are first asked for.
pub(crate) struct Statistics {
    searcher: Searcher,
    sections: u64,
    /// Whether a field has exact forms, by its number.
    has_forms: Vec<bool>,
    /// The sum of the lengths of each field, by the field's number.
    lengths: Vec<OnceLock<u64>>,
    /// The deleted documents of each segment, in order.
    deleted: Vec<OnceLock<Box<[DocId]>>>,
    /// Those that were asked for, by field, weight and how much of that hangs on the length.
    counts: Mutex<Vec<(Field, [f32; 2], Counts)>>,
}

impl Statistics {
    /// The figures of what `searcher` searches. `known` are [`lengths`] worked out before, by the field's name; those
    /// that it lacks are worked out here.
    pub(super) fn new(searcher: &Searcher, known: &BTreeMap<String, u64>) -> Self {
        let has_forms = |(_, entry): (Field, &FieldEntry)| match entry.field_type() {
            FieldType::Str(options) => {
                options.get_indexing_options().is_some_and(|indexing| indexing.tokenizer() == analysis::WORDS)
            }
            _ => false,
        };
        let length = |(_, entry): (Field, &FieldEntry)| {
            known.get(entry.name()).map_or_else(OnceLock::new, |length| OnceLock::from(*length))
        };
        Self {
            sections: searcher.num_docs(),
            has_forms: searcher.schema().fields().map(has_forms).collect(),
            lengths: searcher.schema().fields().map(length).collect(),
            deleted: searcher.segment_readers().iter().map(|_| OnceLock::new()).collect(),
            searcher: searcher.clone(),
            counts: Mutex::default(),
        }
    }

    /// Where a term is in the dictionary of each segment; `None` where it is not in it.
    pub(crate) fn entries(&self, term: &Term) -> tantivy::Result<Vec<Option<Entry>>> {
        let has_forms = self.has_forms.get(term.field().field_id() as usize).is_some_and(|has_forms| *has_forms);
        self.searcher.segment_readers().iter().map(|reader| Entry::find(reader, term, has_forms)).collect()
    }

    /// In how many living sections a term with these [`entries`](Self::entries) stands.
    pub(crate) fn frequency(&self, entries: &[Option<Entry>]) -> tantivy::Result<u64> {
        let mut sections = 0;
        for (segment, entry) in entries.iter().enumerate() {
            let Some(entry) = entry else { continue };
            sections += match entry.only() {
                Some(list) => u64::from(self.in_segment(segment, &entry.inverted, list)?),
                None => self.in_several(segment, entry)?,
            };
        }
        Ok(sections)
    }

    /// What one occurrence counts in a field, of which `length`, from 0 to 1, hangs on the field's length, and in a field
    /// of average length `weight`: BM25F's share of a field.
    pub(crate) fn counts(&self, field: Field, weight: f32, length: f32) -> tantivy::Result<Counts> {
        let key = [weight, length];
        let find = |known: &[(Field, [f32; 2], Counts)]| {
            known.iter().find(|(of, by, _)| *of == field && *by == key).map(|(.., counts)| counts.clone())
        };
        if let Some(counts) = find(&self.counts.lock().unwrap_or_else(PoisonError::into_inner)) {
            return Ok(counts);
        }
        let average = self.total_num_tokens(field)? as f32 / self.sections.max(1) as f32;
        let mut table = [0.0; 256];
        for (norm, counts) in (0..=u8::MAX).zip(table.iter_mut()) {
            let relative = FieldNormReader::id_to_fieldnorm(norm) as f32 / average.max(1.0);
            // Where all hangs on the length, what has none must not count without end.
            *counts = weight / (1.0 - length + length * relative).max(LEAST_LENGTH);
        }
        let counts = Arc::new(table);
        let mut known = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        // Another question may have been quicker.
        if let Some(counts) = find(&known) {
            return Ok(counts);
        }
        if known.len() == MOST_COUNTS {
            known.remove(0);
        }
        known.push((field, key, counts.clone()));
        Ok(counts)
    }

    /// In how many living sections of a segment a term of its dictionary stands.
    pub(crate) fn in_segment(
        &self,
        segment: usize,
        inverted: &InvertedIndexReader,
        term: &TermInfo,
    ) -> io::Result<u32> {
        let deleted = self.deleted(segment);
        if deleted.is_empty() {
            return Ok(term.doc_freq);
        }
        // Two lists in order, each taken on to where the other stands: blocks of postings in between are not read.
        let mut postings = inverted.read_block_postings_from_terminfo(term, IndexRecordOption::Basic)?;
        let (mut place, mut common) = (0, 0);
        while let Some(next) = deleted.get(place) {
            let found = postings.seek(*next);
            match postings.doc(found) {
                TERMINATED => break,
                document if document == *next => {
                    common += 1;
                    place += 1;
                }
                document => place += deleted[place..].partition_point(|deleted| *deleted < document),
            }
        }
        Ok(term.doc_freq - common)
    }

    /// The same of a term that is read from several lists.
    fn in_several(&self, segment: usize, entry: &Entry) -> io::Result<u64> {
        let (counted, deleted) = (entry.counted()?, self.deleted(segment));
        let is_deleted = |document: &&DocId| deleted.binary_search(document).is_ok();
        let common = if deleted.is_empty() { 0 } else { counted.documents().iter().filter(is_deleted).count() };
        Ok((counted.documents().len() - common) as u64)
    }

    fn deleted(&self, segment: usize) -> &[DocId] {
        let reader = &self.searcher.segment_readers()[segment];
        let Some(alive) = reader.alive_bitset().filter(|_| reader.has_deletes()) else { return &[] };
        self.deleted[segment].get_or_init(|| {
            let (mut deleted, mut next) = (Vec::with_capacity(reader.num_deleted_docs() as usize), 0);
            for living in alive.iter_alive().chain([reader.max_doc()]) {
                deleted.extend(next..living);
                next = living + 1;
            }
            deleted.into_boxed_slice()
        })
    }
}

impl Bm25StatisticsProvider for Statistics {
    fn total_num_tokens(&self, field: Field) -> tantivy::Result<u64> {
        let known = self.lengths.get(field.field_id() as usize);
        if let Some(length) = known.and_then(OnceLock::get) {
            return Ok(*length);
        }
        let length = length(&self.searcher, field)?;
        Ok(known.map_or(length, |known| *known.get_or_init(|| length)))
    }

    fn total_num_docs(&self) -> tantivy::Result<u64> {
        Ok(self.sections)
    }

    fn doc_freq(&self, term: &Term) -> tantivy::Result<u64> {
        self.frequency(&self.entries(term)?)
    }
}

/// The sum of the lengths of some fields over all living sections, by the field's name: for [`Statistics::new`].
pub(super) fn lengths(searcher: &Searcher, fields: &[Field]) -> tantivy::Result<BTreeMap<String, u64>> {
    let name = |field: Field| searcher.schema().get_field_name(field).to_owned();
    fields.iter().map(|field| Ok((name(*field), length(searcher, *field)?))).collect()
}

/// How many words the living sections have in a field, as far as their norms tell: one byte a section, and what scores
/// are computed from.
fn length(searcher: &Searcher, field: Field) -> tantivy::Result<u64> {
    searcher.segment_readers().iter().map(|reader| length_in(reader, field)).sum()
}

fn length_in(reader: &SegmentReader, field: Field) -> tantivy::Result<u64> {
    let Some(norms) = reader.fieldnorms_readers().get_field(field)? else {
        // As tantivy scores such a field.
        return Ok(u64::from(reader.num_docs()));
    };
    let length = |document| u64::from(norms.fieldnorm(document));
    Ok(match reader.alive_bitset() {
        None => (0..reader.max_doc()).map(length).sum(),
        Some(alive) => alive.iter_alive().map(length).sum(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::Fields;
    use tantivy::{Index, IndexWriter, collector::Count, doc, merge_policy::NoMergePolicy, query::TermQuery};

    /// Which word it has, how many others, and whether it is deleted in the end.
    type Section = (u8, usize, bool);

    fn searcher<'s>(batches: impl Iterator<Item = &'s [Section]>) -> Searcher {
        let fields = Fields::new();
        let index = Index::create_in_ram(fields.schema.clone());
        Fields::register(&index);
        let mut writer: IndexWriter = index.writer_with_num_threads(1, 15_000_000).unwrap();
        writer.set_merge_policy(Box::new(NoMergePolicy));
        for batch in batches {
            for (word, others, deleted) in batch {
                let paper = if *deleted { "deleted" } else { "living" };
                let text = format!("word{word} {}", "gullies ".repeat(*others));
                writer.add_document(doc!(fields.paper => paper, fields.body => text)).unwrap();
            }
            writer.commit().unwrap();
        }
        writer.delete_term(Term::from_field_text(fields.paper, "deleted"));
        writer.commit().unwrap();
        index.reader().unwrap().searcher()
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(48))]

        #[test]
        fn deleted_sections_count_for_nothing(
            sections in proptest::collection::vec((0..4_u8, 0..90_usize, proptest::bool::weighted(0.3)), 1..900),
            segments in 1..4_usize,
        ) {
            let changed = searcher(sections.chunks(sections.len().div_ceil(segments)));
            let living: Vec<Section> = sections.iter().copied().filter(|(_, _, deleted)| !deleted).collect();
            let fresh = searcher(std::iter::once(&living[..]));
            let fields = Fields::new();
            let statistics = Statistics::new(&changed, &BTreeMap::new());
            for word in ["word0", "word1", "word2", "word3", "gulli", "absent"] {
                let term = Term::from_field_text(fields.body, word);
                let query = TermQuery::new(term.clone(), IndexRecordOption::Basic);
                let counted = fresh.search(&query, &Count).unwrap() as u64;
                proptest::prop_assert_eq!(statistics.doc_freq(&term).unwrap(), counted);
            }
            proptest::prop_assert_eq!(statistics.total_num_docs().unwrap(), living.len() as u64);
            let known = lengths(&fresh, &[fields.body]).unwrap();
            proptest::prop_assert_eq!(statistics.total_num_tokens(fields.body).unwrap(), known["body"]);
            let given = Statistics::new(&changed, &BTreeMap::from([("body".to_owned(), 7)]));
            proptest::prop_assert_eq!(given.total_num_tokens(fields.body).unwrap(), 7);
        }
    }
}
