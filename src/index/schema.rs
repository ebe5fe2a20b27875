//! The fields of the index, and the version of its format.
//!
//! One tantivy document is one section. Words stand in two kinds of field: stems, which questions meet by default; and
//! exact forms, for what is put in quotation marks, with acronyms among them, whose capitals are kept. Two fields rather
//! than one with marked terms, because field norms then stay right for either.

use crate::analysis;
use tantivy::{
    Index,
    schema::{
        FAST, Field, INDEXED, IndexRecordOption, NumericOptions, STORED, STRING, Schema, TextFieldIndexing, TextOptions,
    },
};

/// The format written by this version, and the only one it reads. A change to the fields, the records or the words that
/// [`analysis`] makes of a text raises it.
///
/// History: 1, the first; 2, acronyms stand among the exact forms.
pub const FORMAT_VERSION: u32 = 2;

/// The fields of a section's document.
#[derive(Debug, Clone)]
pub(crate) struct Fields {
    /// The schema that holds them.
    pub(crate) schema: Schema,
    /// Section id, as one term.
    pub(crate) id: Field,
    /// Paper id, as one term.
    pub(crate) paper: Field,
    /// The first eight bytes of BLAKE3 of the paper id: what hits are grouped by.
    pub(crate) paper_key: Field,
    /// The section's ordinal in its paper.
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
    /// The paragraphs, one value each, as stems.
    pub(crate) body: Field,
    /// The paragraphs, as exact forms and acronyms.
    pub(crate) body_exact: Field,
    /// The section's own heading with its number, as stems.
    pub(crate) heading: Field,
    /// The section's own heading with its number, as exact forms and acronyms.
    pub(crate) heading_exact: Field,
    /// What stands above the section: outer headings, title, committee and council; as stems.
    pub(crate) names: Field,
    /// What stands above the section, as exact forms and acronyms.
    pub(crate) names_exact: Field,
    /// The paper's title alone, as stems: for the filter `title:`.
    pub(crate) title: Field,
    /// The section's record without its text; see [`record`](super::record).
    pub(crate) record: Field,
    /// The paragraphs' texts, joined by line feeds.
    pub(crate) text: Field,
}

impl Fields {
    /// The fields of the present format.
    pub(crate) fn new() -> Self {
        let words = |tokenizer: &str, option: IndexRecordOption| {
            let indexing = TextFieldIndexing::default().set_tokenizer(tokenizer).set_index_option(option);
            TextOptions::default().set_indexing_options(indexing.set_fieldnorms(true))
        };
        let positions = IndexRecordOption::WithFreqsAndPositions;
        let whole = || STRING | FAST;
        let number = || NumericOptions::from(FAST | INDEXED);

        let mut schema = Schema::builder();
        Self {
            id: schema.add_text_field("id", STRING),
            paper: schema.add_text_field("paper", STRING),
            paper_key: schema.add_u64_field("paper_key", NumericOptions::from(FAST)),
            ordinal: schema.add_u64_field("ordinal", NumericOptions::from(FAST)),
            added: schema.add_u64_field("added", number()),
            council: schema.add_text_field("council", whole()),
            committee: schema.add_text_field("committee", whole()),
            committee_words: schema
                .add_text_field("committee_words", words(analysis::STEM, IndexRecordOption::WithFreqsAndPositions)),
            kind: schema.add_text_field("kind", whole()),
            section_kind: schema.add_text_field("section_kind", whole()),
            role: schema.add_text_field("role", STRING),
            first_day: schema.add_i64_field("first_day", number()),
            last_day: schema.add_i64_field("last_day", number()),
            standing: schema.add_u64_field("standing", NumericOptions::from(FAST)),
            body: schema.add_text_field("body", words(analysis::STEM, positions)),
            body_exact: schema.add_text_field("body_exact", words(analysis::EXACT, positions)),
            heading: schema.add_text_field("heading", words(analysis::STEM, positions)),
            heading_exact: schema.add_text_field("heading_exact", words(analysis::EXACT, positions)),
            names: schema.add_text_field("names", words(analysis::STEM, positions)),
            names_exact: schema.add_text_field("names_exact", words(analysis::EXACT, positions)),
            title: schema.add_text_field("title", words(analysis::STEM, positions)),
            record: schema.add_text_field("record", STORED),
            text: schema.add_text_field("text", STORED),
            schema: schema.build(),
        }
    }

    /// Makes the analysis known to an index; tantivy stores only the names of tokenizers, so this follows every open.
    pub(crate) fn register(index: &Index) {
        analysis::register(index.tokenizers());
    }
}
