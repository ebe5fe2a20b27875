//! A segment in the making: tantivy's files, from documents, by way of lists of our own.
//!
//! In come sections; out goes a segment that is the same to the byte as tantivy's own writer would make it of the same
//! documents, but for two things. The highest score by BM25 of each 128 postings, by which tantivy's collectors pass over what
//! cannot be among the best, is not worked out: nothing here asks for it, as each section that matches is counted, and scored
//! in another way. And a word that is its own stem counts twice in the length of a field, as one with two terms does (see
//! [`postings`](super::postings)), so that lengths do not hang on which form a word has. That writer keeps a list for every
//! term, where here a word has one, asks a tokenizer for each, and works each word's forms out again. The columns, the stored
//! texts and the formats are tantivy's. Lists and columns may go to the disk meanwhile ([`spilled`](super::spilled)); texts
//! always do.

use super::{
    entry::Entry,
    paragraphs,
    postings::{Postings, Terms},
    reading::engine,
    schema::Fields,
    signature,
    spilled::Runs,
    texts::Numbering,
};
use crate::{
    Result,
    analysis::{STEMS, WORDS},
};
use std::{io::Write as _, mem};
use tantivy::{
    DocId, Segment, TantivyDocument, TantivyError,
    directory::TerminatingWrite as _,
    fastfield::FastFieldsWriter,
    fieldnorm::{FieldNormsSerializer, FieldNormsWriter},
    index::SegmentComponent,
    postings::InvertedIndexSerializer,
    schema::{Field, FieldType, Value as _, document::CompactDocValue},
    store::StoreWriter,
    tokenizer::MAX_TOKEN_LEN,
};

/// About how much memory the columns take for a document, in bytes: nine numbers of its signature, a few others, and one a
/// paragraph.
const COLUMNS_BYTES: u64 = 200;

/// See the module.
pub(super) struct SegmentWriter {
    segment: Segment,
    fields: Vec<Indexed>,
    norms: FieldNormsWriter,
    columns: FastFieldsWriter,
    store: StoreWriter,
    /// What was put on the disk meanwhile.
    runs: Runs,
    documents: DocId,
    /// Those since then, of which the columns lie in memory.
    in_columns: DocId,
}

/// What is made of a field's values.
struct Indexed {
    /// Their postings, and what of them is a term; `None` where nothing is.
    postings: Option<(Postings, Kind)>,
    has_norms: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Words(Terms),
    Whole,
}

impl SegmentWriter {
    /// Begins a segment of an index.
    pub(super) fn begin(index: &tantivy::Index) -> tantivy::Result<Self> {
        let (segment, schema, settings) = (index.new_segment(), index.schema(), index.settings());
        let fields = schema.fields().map(|(_, entry)| {
            let kind = match entry.field_type() {
                FieldType::Str(options) => options.get_indexing_options().map(|options| match options.tokenizer() {
                    WORDS => Kind::Words(Terms::All),
                    STEMS => Kind::Words(Terms::Stems),
                    _ => Kind::Whole,
                }),
                _ => Some(Kind::Whole).filter(|_| entry.is_indexed()),
            };
            Indexed { postings: kind.map(|kind| (Postings::default(), kind)), has_norms: entry.has_fieldnorms() }
        });
        Ok(Self {
            fields: fields.collect(),
            norms: FieldNormsWriter::for_schema(&schema),
            columns: columns(index)?,
            store: StoreWriter::new(
                segment.open_write(SegmentComponent::Store)?,
                settings.docstore_compression,
                settings.docstore_blocksize,
                false,
            )?,
            runs: Runs::default(),
            documents: 0,
            in_columns: 0,
            segment,
        })
    }

    /// Adds a section.
    pub(super) fn add_entry(&mut self, entry: &Entry<'_>, fields: &Fields, numbering: &Numbering) -> Result<()> {
        let mut document = entry.to_document(fields, numbering)?;
        signature::add(entry, fields, &mut document);
        // The words are cut but once: where the paragraphs begin is known when they stand in the lists.
        let mut firsts = Vec::with_capacity(entry.section.paragraphs.len());
        let listed = self.list(&document, |field, first| {
            if field == fields.body {
                firsts.push(first);
            }
        });
        listed.map_err(engine)?;
        debug_assert_eq!(firsts.len(), entry.section.paragraphs.len());
        paragraphs::add(entry, fields, firsts, &mut document);
        self.keep(&document).map_err(engine)
    }

    /// Puts what is searched of the next document into the lists; tells of each value of a field of words, empty or
    /// not, where its words begin.
    fn list(&mut self, document: &TantivyDocument, mut tell: impl FnMut(Field, u32)) -> tantivy::Result<()> {
        let mut values: Vec<(Field, CompactDocValue<'_>)> = document.field_values().collect();
        values.sort_by_key(|(field, _)| *field);
        for values in values.chunk_by(|(one, _), (other, _)| one == other) {
            let Some((field, _)) = values.first() else { continue };
            let Some(indexed) = self.fields.get_mut(field.field_id() as usize) else { continue };
            let Some((postings, kind)) = &mut indexed.postings else { continue };
            let mut length = 0;
            let mut start = 0;
            for (_, value) in values {
                match *kind {
                    Kind::Words(terms) => {
                        tell(*field, start);
                        let text = value.as_str().unwrap_or_default();
                        let (count, end) = postings.add_text(self.documents, start, text, terms);
                        length += count;
                        // A position is left free between two values, so that no phrase goes over their joint.
                        start = end + 1;
                    }
                    Kind::Whole => length += add_whole(postings, self.documents, value)?,
                }
            }
            if indexed.has_norms {
                self.norms.record(self.documents, *field, length);
            }
        }
        Ok(())
    }

    /// Puts the numbers and the stored texts of the next document where they belong, which ends it.
    fn keep(&mut self, document: &TantivyDocument) -> tantivy::Result<()> {
        self.columns.add_document(document)?;
        self.store.store(document, &self.segment.schema())?;
        self.documents += 1;
        self.in_columns += 1;
        Ok(())
    }

    /// About how much memory it takes, in bytes.
    pub(super) fn memory(&self) -> u64 {
        let postings = self.fields.iter().filter_map(|field| field.postings.as_ref());
        let others = (self.norms.mem_usage() + self.store.mem_usage()) as u64;
        // For an empty column tantivy reckons a megabyte, of which it has touched nothing.
        let columns = u64::from(self.in_columns) * COLUMNS_BYTES;
        postings.map(|(postings, _)| postings.memory()).sum::<u64>() + others + columns
    }

    /// Puts what grows in memory on the disk.
    pub(super) fn spill(&mut self) -> tantivy::Result<()> {
        let columns = mem::replace(&mut self.columns, columns(self.segment.index())?);
        let schema = self.segment.schema();
        let fields = schema.fields().zip(&mut self.fields).filter_map(|((field, _), indexed)| {
            let (postings, _) = indexed.postings.as_mut()?;
            Some((field, mem::take(postings)))
        });
        self.in_columns = 0;
        self.runs.add(&self.segment, fields, columns)
    }

    /// Whether some of it lies on the disk.
    pub(super) fn has_spilled(&self) -> bool {
        !self.runs.is_empty()
    }

    /// Writes its files.
    pub(super) fn finish(mut self) -> tantivy::Result<Segment> {
        if self.has_spilled() {
            self.spill()?;
        }
        let Self { segment, fields, mut norms, columns, store, runs, documents, .. } = self;
        norms.fill_up_to_max_doc(documents);
        norms.serialize(FieldNormsSerializer::from_write(segment.open_write(SegmentComponent::FieldNorms)?)?, None)?;
        write(&segment, fields, columns, &runs)?;
        runs.remove(&segment)?;
        store.close()?;
        let segment = segment.with_max_doc(documents);
        // Tantivy reckons with a file for texts that are to be put in another order, which there is not.
        segment.meta().untrack_temp_docstore();
        Ok(segment)
    }
}

/// Writes the lists and columns: those in memory, or where there are runs, all of theirs.
fn write(segment: &Segment, fields: Vec<Indexed>, mut columns: FastFieldsWriter, runs: &Runs) -> tantivy::Result<()> {
    let runs = if runs.is_empty() { None } else { Some(runs.open(segment)?) };
    let schema = segment.schema();
    let mut serializer = InvertedIndexSerializer::open(segment)?;
    for ((field, entry), indexed) in schema.fields().zip(fields) {
        let Some((postings, kind)) = indexed.postings else { continue };
        debug_assert!(entry.is_indexed());
        let has_positions = kind != Kind::Whole;
        match &runs {
            Some(runs) => runs.write_field(field, has_positions, &mut serializer)?,
            None => postings.write(field, has_positions, &mut serializer)?,
        }
    }
    serializer.close()?;
    let mut file = segment.open_write(SegmentComponent::FastFields)?;
    match runs {
        Some(runs) => runs.write_columns(&mut file)?,
        None => columns.serialize(&mut file, None)?,
    }
    file.flush()?;
    Ok(file.terminate()?)
}

/// Columns of no document.
fn columns(index: &tantivy::Index) -> tantivy::Result<FastFieldsWriter> {
    FastFieldsWriter::from_schema_and_tokenizer_manager(&index.schema(), index.fast_field_tokenizer().clone())
}

/// Adds a value that is a term as it is, and says how many terms it is.
fn add_whole(postings: &mut Postings, document: DocId, value: &CompactDocValue<'_>) -> tantivy::Result<u32> {
    if let Some(text) = value.as_str() {
        // Tantivy leaves out what is longer than a term can be.
        if text.len() > MAX_TOKEN_LEN {
            return Ok(0);
        }
        postings.add_value(document, text.as_bytes());
        return Ok(1);
    }
    let number = value.as_u64().or_else(|| value.as_i64().map(|number| number as u64 ^ 1 << 63));
    let number =
        number.ok_or_else(|| TantivyError::SchemaError("a value is neither text nor a whole number".into()))?;
    postings.add_value(document, &number.to_be_bytes());
    Ok(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        analysis::{tests::council_text, words},
        query::tests::draft,
    };
    use proptest::prelude::*;
    use tantivy::{
        DocSet as _, Index, IndexWriter, SegmentReader, TERMINATED, indexer::NoMergePolicy, postings::Postings as _,
        schema::IndexRecordOption,
    };

    /// All but the lengths of fields, of which tantivy knows nothing that is no term.
    const FILES: [SegmentComponent; 5] = [
        SegmentComponent::Terms,
        SegmentComponent::Postings,
        SegmentComponent::Positions,
        SegmentComponent::FastFields,
        SegmentComponent::Store,
    ];

    fn index(fields: &Fields) -> Index {
        let index = Index::create_in_ram(fields.schema.clone());
        Fields::register(&index);
        index
    }

    /// Documents with the positions of a term in them.
    type Documents = Vec<(DocId, Vec<u32>)>;

    /// The bytes of its files, and what its postings say.
    type Made = (Vec<Vec<u8>>, Vec<(Vec<u8>, Documents)>);

    fn files(segment: &Segment) -> Made {
        let bytes = |component| segment.open_read(component).unwrap().read_bytes().unwrap().as_slice().to_vec();
        let reader = SegmentReader::open(segment).unwrap();
        let mut all = Vec::new();
        for (field, _) in segment.schema().fields().filter(|(_, entry)| entry.is_indexed()) {
            let inverted = reader.inverted_index(field).unwrap();
            let mut terms = inverted.terms().stream().unwrap();
            while let Some((term, info)) = terms.next() {
                let option = IndexRecordOption::WithFreqsAndPositions;
                let mut postings = inverted.read_postings_from_terminfo(info, option).unwrap();
                let (mut documents, mut positions) = (Documents::new(), Vec::new());
                while postings.doc() != TERMINATED {
                    postings.positions(&mut positions);
                    documents.push((postings.doc(), positions.clone()));
                    postings.advance();
                }
                all.push((term.to_vec(), documents));
            }
        }
        // The numbers that the file of postings has beside these are not worked out here.
        let files = FILES.into_iter().map(|component| {
            let is_postings = component == SegmentComponent::Postings;
            let bytes = bytes(component);
            if is_postings { bytes.len().to_le_bytes().to_vec() } else { bytes }
        });
        (files.collect(), all)
    }

    /// The files that tantivy's own writer makes of these documents.
    fn by_tantivy(fields: &Fields, documents: &[TantivyDocument]) -> Made {
        let index = index(fields);
        let mut writer: IndexWriter = index.writer_with_num_threads(1, 100_000_000).unwrap();
        writer.set_merge_policy(Box::new(NoMergePolicy));
        for document in documents {
            writer.add_document(document.clone()).unwrap();
        }
        writer.commit().unwrap();
        let segments = index.searchable_segments().unwrap();
        assert_eq!(segments.len(), 1);
        files(&segments[0])
    }

    fn by_ours(fields: &Fields, documents: &[TantivyDocument]) -> Made {
        by_ours_in_runs(fields, documents, |_| false)
    }

    /// The same, where memory is full after some of the documents.
    fn by_ours_in_runs(fields: &Fields, documents: &[TantivyDocument], mut is_full: impl FnMut(usize) -> bool) -> Made {
        let index = index(fields);
        let mut writer = SegmentWriter::begin(&index).unwrap();
        for (number, document) in documents.iter().enumerate() {
            writer.list(document, |_, _| ()).unwrap();
            writer.keep(document).unwrap();
            if is_full(number) {
                let before = writer.memory();
                writer.spill().unwrap();
                assert!(writer.memory() < before);
            }
        }
        let segment = writer.finish().unwrap();
        assert_eq!(segment.meta().max_doc() as usize, documents.len());
        files(&segment)
    }

    /// An entry as a whole document.
    fn whole(entry: &Entry<'_>, fields: &Fields, numbering: &Numbering) -> TantivyDocument {
        let mut document = entry.to_document(fields, numbering).unwrap();
        signature::add(entry, fields, &mut document);
        let mut next = 0;
        let firsts = entry.section.paragraphs.iter().map(|paragraph| {
            let first = next;
            // A paragraph's end is one position, as tantivy has it between values.
            next += words(&paragraph.text).count() as u32 + 1;
            first
        });
        paragraphs::add(entry, fields, firsts, &mut document);
        document
    }

    /// Paragraphs, headings, days and roles of a section.
    type Section = (Vec<String>, Option<String>, Option<i64>, Vec<&'static str>);

    fn document(fields: &Fields, number: usize, (paragraphs, heading, day, roles): &Section) -> TantivyDocument {
        let mut document = TantivyDocument::default();
        document.add_text(fields.paper, format!("{}", number / 3));
        document.add_u64(fields.added, number as u64 / 7);
        document.add_text(fields.council, ["ashby", "morfawen"][number % 2]);
        roles.iter().for_each(|role| document.add_text(fields.role, role));
        day.iter().for_each(|day| document.add_i64(fields.first_day, *day));
        paragraphs.iter().for_each(|paragraph| document.add_text(fields.body, paragraph));
        heading.iter().for_each(|heading| document.add_text(fields.heading, heading));
        heading.iter().for_each(|heading| document.add_text(fields.title, heading));
        // Values of one field that do not follow one another.
        paragraphs.iter().take(1).for_each(|name| document.add_text(fields.names, name));
        document.add_bytes(fields.text, paragraphs.concat().as_bytes());
        paragraphs.iter().skip(1).for_each(|name| document.add_text(fields.names, name));
        document
    }

    fn section() -> impl Strategy<Value = Section> {
        let roles = prop::sample::subsequence(vec!["finding", "recommendation", "response"], 0..=3);
        (
            prop::collection::vec(council_text(), 0..4),
            prop::option::of(council_text()),
            prop::option::of(-9_i64..9),
            roles,
        )
    }

    #[test]
    fn many_sections_make_the_same_files_as_tantivys_own_writer() {
        let fields = Fields::new();
        let words =
            ["Care", "leavers", "caring", "SEND", "sent", "James's", "jamess", "naïve", "the", "11.30am", "£3m"];
        let text = |seed: usize| {
            let words = (0..seed % 23).map(|place| words[(seed * 7 + place * place) % words.len()]);
            words.collect::<Vec<_>>().join(" ")
        };
        let sections = (0..3_000).map(|number| {
            let roles = if number % 5 == 0 { vec!["finding"] } else { Vec::new() };
            (vec![text(number), text(number + 1), String::new(), text(number / 3)], Some(text(number / 9)), None, roles)
        });
        let documents: Vec<_> =
            sections.enumerate().map(|(number, section)| document(&fields, number, &section)).collect();
        let expected = by_tantivy(&fields, &documents);
        assert_eq!(by_ours(&fields, &documents), expected);
        assert_eq!(by_ours_in_runs(&fields, &documents, |number| number % 700 == 0), expected);
    }

    /// The parts of lists are gathered for some terms at a time, and a term of two lists may stand where these end.
    #[test]
    fn terms_of_several_lists_stand_at_every_place_among_many() {
        let fields = Fields::new();
        let letter = |number: usize| char::from(b'b' + (number % 20) as u8);
        let stems: Vec<String> = (0..300)
            .map(|number| format!("w{}{}{}k", letter(number), letter(number / 20), letter(number / 7)))
            .collect();
        for before in ["", "a", "a an"] {
            let text = |one: &str, other: &str| {
                let words = stems.iter().map(|stem| format!("{stem}{one} {stem}{other}"));
                format!("{before} {}", words.collect::<Vec<_>>().join(" "))
            };
            let sections = [(text("", "s"), 1), (text("s", "ed"), 2), (text("ing", ""), 3)];
            let documents: Vec<_> = sections
                .iter()
                .map(|(text, number)| document(&fields, *number, &(vec![text.clone()], None, None, Vec::new())))
                .collect();
            let expected = by_tantivy(&fields, &documents);
            assert_eq!(by_ours(&fields, &documents), expected);
            assert_eq!(by_ours_in_runs(&fields, &documents, |number| number == 1), expected);
        }
    }

    #[test]
    fn paragraphs_begin_where_their_words_stand_in_the_lists() {
        let fields = Fields::new();
        let paper = |number: usize| {
            let paragraphs = ["SEND, at 11.30 a.m.", "", "The officers' £3m", "Care leavers - co-operate", "KS2's"];
            draft(&format!("{number}"))
                .title("Care")
                .section("Findings", &paragraphs[..number % 6])
                .section("Next", &[])
                .section("Recommendations", &["Recommendation 1: that Cabinet agrees.", "1990's"])
                .paper()
        };
        let papers: Vec<_> = (0..12).map(paper).collect();
        let entries: Vec<_> = papers.iter().flat_map(|paper| Entry::of_paper(paper, 1)).collect();
        let numbering = Numbering::new();
        let documents: Vec<_> = entries.iter().map(|entry| whole(entry, &fields, &numbering)).collect();
        let mut writer = SegmentWriter::begin(&index(&fields)).unwrap();
        // Words get the same numbers again.
        let numbering = Numbering::new();
        entries.iter().for_each(|entry| writer.add_entry(entry, &fields, &numbering).unwrap());
        assert_eq!(files(&writer.finish().unwrap()), by_tantivy(&fields, &documents));
    }

    #[test]
    fn all_words_count_twice_but_the_commonest_and_acronyms_once() {
        let fields = Fields::new();
        let lengths = |text: &str| {
            let mut writer = SegmentWriter::begin(&index(&fields)).unwrap();
            let document = document(&fields, 0, &(vec![text.to_owned()], Some(text.to_owned()), None, Vec::new()));
            writer.list(&document, |_, _| ()).unwrap();
            writer.keep(&document).unwrap();
            let reader = SegmentReader::open(&writer.finish().unwrap()).unwrap();
            let length = |field| reader.fieldnorms_readers().get_field(field).unwrap().unwrap().fieldnorm(0);
            [fields.body, fields.heading].map(length)
        };
        assert_eq!(lengths("the care and the caring"), [7; 2]);
        assert_eq!(lengths("naïve, of £3m; I's"), [2 + 1 + 2 + 2 + 1; 2]);
        assert_eq!(lengths("care for SEND leavers"), [2 + 1 + 3 + 2; 2]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn a_segment_is_what_tantivys_own_writer_makes_however_often_memory_is_full(
            sections in prop::collection::vec((section(), any::<bool>()), 1..9),
        ) {
            let fields = Fields::new();
            let documents: Vec<_> =
                sections.iter().enumerate().map(|(number, (section, _))| document(&fields, number, section)).collect();
            let expected = by_tantivy(&fields, &documents);
            prop_assert_eq!(&by_ours(&fields, &documents), &expected);
            prop_assert_eq!(&by_ours_in_runs(&fields, &documents, |number| sections[number].1), &expected);
        }
    }
}
