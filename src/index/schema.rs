//! The fields of the index, and the version of its format.
//!
//! One tantivy document is one section. All the terms of a word stand in one field, at one position (see
//! [`analysis`](crate::analysis)): its stem, which questions meet by default; its exact form, for what is put in
//! quotation marks; its acronym, capitals kept. Fields of their own for exact forms were measured, too: a build took half
//! as much time again, as every text was read twice, and questions were no faster. The figures are in
//! `benches/README.md`.

use crate::analysis;
use tantivy::{
    Index,
    schema::{FAST, Field, IndexRecordOption, NumericOptions, STORED, Schema, TextFieldIndexing, TextOptions},
};

/// The format written by this version, and the only one it reads. A change to the fields, the records or the words that
/// [`analysis`] makes of a text raises it.
///
/// History: 1, the first; 2, one field for all the forms of a word; 3, the mark of what was read by machine,
/// builds that go on from the one before, and the sum of the manifest beside its name; 4, where paragraphs begin, the title
/// of a paper of one section as its heading, and sums over the blocks of the files; 5, signatures by which copies are found,
/// and the short forms that sections define; 6, lists of numbers of four bytes each; 7, texts packed with a list of words,
/// records that are no JSON, and no ids of sections among the terms; 8, no second term of a word that is its own stem, and
/// forms behind their stems.
pub const FORMAT_VERSION: u32 = 8;

/// Tantivy's name for a value that is one term as it is.
const WHOLE: &str = "raw";

/// The fields of a section's document.
#[derive(Debug, Clone)]
pub(crate) struct Fields {
    /// The schema that holds them.
    pub(crate) schema: Schema,
    /// Paper id, as one term.
    pub(crate) paper: Field,
    /// The first eight bytes of BLAKE3 of the paper id: what hits are grouped by.
    pub(crate) paper_key: Field,
    /// The section's ordinal in its paper: with the paper's id it tells the section.
    pub(crate) ordinal: Field,
    /// The number of the build that added it.
    pub(crate) added: Field,
    /// Council slug; absent where unknown.
    pub(crate) council: Field,
    /// Committee as one term, in title case; absent where unknown.
    pub(crate) committee: Field,
    /// Committee, as words.
    pub(crate) committee_words: Field,
    /// Kind of paper; absent where unknown.
    pub(crate) kind: Field,
    /// Kind of section.
    pub(crate) section_kind: Field,
    /// Roles of its paragraphs, each once.
    pub(crate) role: Field,
    /// First and last day of the paper's date, in days since 1970-01-01; absent where unknown.
    pub(crate) first_day: Field,
    /// See `first_day`.
    pub(crate) last_day: Field,
    /// 1 where every paragraph is boilerplate, else 0: such sections rank last.
    pub(crate) standing: Field,
    /// The paragraphs, one value each.
    pub(crate) body: Field,
    /// Where each paragraph begins in `body`, and its role; see [`paragraphs`](super::paragraphs).
    pub(crate) paragraphs: Field,
    /// By what near-copies know each other; see [`signature`](super::signature). Absent for sections of a few words.
    pub(crate) signature: Field,
    /// The short forms that the section defines; see [`acronyms`](super::acronyms).
    pub(crate) definition: Field,
    /// The section's own heading with its number, or the title of a paper that is one section without a heading.
    pub(crate) heading: Field,
    /// What stands above the section: outer headings, title (unless it is the heading), committee and council.
    pub(crate) names: Field,
    /// The paper's title alone, as stems: for the filter `title:`.
    pub(crate) title: Field,
    /// The section's record without its text; see [`record`](super::record).
    pub(crate) record: Field,
    /// The paragraphs' texts, joined by line feeds and packed; see [`texts`](super::texts).
    pub(crate) text: Field,
}

impl Fields {
    /// The fields of the present format.
    pub(crate) fn new() -> Self {
        let indexing = |tokenizer: &str, option: IndexRecordOption| {
            TextFieldIndexing::default().set_tokenizer(tokenizer).set_index_option(option)
        };
        let words = || {
            let indexing = indexing(analysis::WORDS, IndexRecordOption::WithFreqsAndPositions);
            TextOptions::default().set_indexing_options(indexing)
        };
        // How much a section has of these is no measure of anything.
        let stems = || {
            let indexing = indexing(analysis::STEMS, IndexRecordOption::WithFreqsAndPositions);
            TextOptions::default().set_indexing_options(indexing.set_fieldnorms(false))
        };
        let term = || {
            let indexing = indexing(WHOLE, IndexRecordOption::Basic);
            TextOptions::default().set_indexing_options(indexing.set_fieldnorms(false))
        };
        let whole = || term() | FAST;
        let number = || NumericOptions::default().set_fast().set_indexed();

        let mut schema = Schema::builder();
        Self {
            paper: schema.add_text_field("paper", term()),
            paper_key: schema.add_u64_field("paper_key", NumericOptions::from(FAST)),
            ordinal: schema.add_u64_field("ordinal", NumericOptions::from(FAST)),
            added: schema.add_u64_field("added", number()),
            council: schema.add_text_field("council", whole()),
            committee: schema.add_text_field("committee", whole()),
            committee_words: schema.add_text_field("committee_words", stems()),
            kind: schema.add_text_field("kind", whole()),
            section_kind: schema.add_text_field("section_kind", whole()),
            role: schema.add_text_field("role", term()),
            first_day: schema.add_i64_field("first_day", number()),
            last_day: schema.add_i64_field("last_day", number()),
            standing: schema.add_u64_field("standing", NumericOptions::from(FAST)),
            body: schema.add_text_field("body", words()),
            paragraphs: schema.add_u64_field(super::paragraphs::PARAGRAPHS, NumericOptions::from(FAST)),
            signature: schema.add_u64_field("signature", NumericOptions::from(FAST)),
            definition: schema.add_text_field(super::acronyms::DEFINITION, TextOptions::default() | FAST),
            heading: schema.add_text_field("heading", words()),
            names: schema.add_text_field("names", words()),
            title: schema.add_text_field("title", stems()),
            record: schema.add_bytes_field("record", STORED),
            text: schema.add_bytes_field("text", STORED),
            schema: schema.build(),
        }
    }

    /// Makes the analysis known to an index; tantivy stores only the names of tokenizers, so this follows every open.
    pub(crate) fn register(index: &Index) {
        analysis::register(index.tokenizers());
    }
}
