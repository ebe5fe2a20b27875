//! Answers: the objects of the `search` wire format, version 1.
//!
//! Field for field what DESIGN's section on wire formats shows; each object carries `type`, the first `version`.

use super::{explain::Explanation, facets::Facets};
use crate::{
    document::SectionKind,
    index::{PaperSummary, Searched, SectionRecord},
};
use serde::{Serialize, Serializer};

/// The version of the wire format. A new field is no new version.
pub const WIRE_VERSION: u32 = 1;

/// The answer to a question: what was searched and how the question was read, then the hits, then the counts.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Answer {
    /// What was asked, how it was read, and the totals.
    pub head: Head,
    /// One hit a paper, best first; full matches before further sections.
    pub hits: Vec<Hit>,
    /// Counts of the papers; only where asked for.
    pub facets: Option<Facets>,
}

/// The first object of an answer.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename = "search")]
#[non_exhaustive]
pub struct Head {
    /// [`WIRE_VERSION`].
    pub version: u32,
    /// The question as typed.
    pub query: String,
    /// What was searched, in words.
    pub read_as: String,
    /// What the user must know about how the question was read.
    pub notices: Vec<Notice>,
    /// Sections that match in full.
    pub total: u64,
    /// The papers of those sections.
    pub total_papers: u64,
    /// How many of the sections that match in full are near-copies of others that match.
    pub copies: u64,
    /// How many of the papers have nothing that matches but near-copies of what others are shown by: they are named with
    /// those, and no page has them.
    pub copied_papers: u64,
    /// How many papers of this page are named with a hit above them, as they show nothing that it does not.
    pub named_papers: u64,
    /// Further sections, which lack some of the words.
    pub relaxed: u64,
    /// How long it took, in milliseconds.
    pub took_ms: f64,
    /// The generation that answered.
    pub generation: String,
    /// What the index holds.
    pub searched: Searched,
}

/// Something the user must know about how a question was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Notice {
    /// What kind of notice, such as `unknown-field`; stable.
    pub code: &'static str,
    /// A sentence for people.
    pub text: String,
}

/// The best section of a paper.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename = "hit")]
#[non_exhaustive]
pub struct Hit {
    /// The place of its paper, from 1, counted through all pages of the answer. A paper that shows nothing that a hit above
    /// it on the page does not show is no hit, and its place is left out.
    pub rank: u64,
    /// Higher is better; comparable within one answer only.
    pub score: f32,
    /// The words of the question that this section lacks; empty for a full match.
    pub missing: Vec<String>,
    /// The words of the question that stand in other sections of the paper only. Left out of the wire format where empty,
    /// as it is but for questions with `scope:paper`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub elsewhere: Vec<String>,
    /// The paper.
    pub paper: HitPaper,
    /// The section.
    pub section: HitSection,
    /// The best passages, in the order of the text.
    pub snippets: Vec<Snippet>,
    /// How to cite the first snippet: council, committee, date, paragraph, page.
    pub citation: String,
    /// Where the first snippet can be read on the web, at its page if that is known; untrusted, and not always of `http` or
    /// `https`. See [`PaperSummary::url_at`].
    pub citation_url: Option<String>,
    /// How many more sections of this paper match in full.
    pub more_in_paper: u64,
    /// The same passage, all but the same words, in other papers: a few of them, the best copy first, one a paper. Empty
    /// where each copy is a hit of its own.
    pub copies: Vec<Copy>,
    /// How many more papers have it.
    pub more_copies: u64,
    /// Why it scored what it did; only where asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub explanation: Option<Explanation>,
    /// The section's whole text; only where asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// The paper of a hit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct HitPaper {
    /// Its id.
    pub id: String,
    /// Its place in the corpus.
    pub path: String,
    /// Set for a part of a pack.
    pub part: Option<crate::document::Part>,
    /// Council slug.
    pub council: Option<String>,
    /// Council name.
    pub council_name: Option<String>,
    /// Committee.
    pub committee: Option<String>,
    /// `2019-03-06`, `2015-10` or `2015`.
    pub date: Option<String>,
    /// Title.
    pub title: Option<String>,
    /// Kind.
    #[serde(serialize_with = "as_text")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<crate::document::PaperKind>"))]
    pub kind: Option<crate::document::PaperKind>,
    /// Web address.
    pub url: Option<String>,
}

/// The section of a hit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct HitSection {
    /// Its id.
    pub id: String,
    /// The heading's number.
    pub number: Option<String>,
    /// The heading.
    pub heading: Option<String>,
    /// Headings from the outermost to this one.
    pub path: Vec<String>,
    /// Its kind.
    pub kind: SectionKind,
    /// First and last page.
    pub pages: Option<(u32, u32)>,
    /// First and last line.
    pub lines: Option<(u32, u32)>,
}

/// A passage of one paragraph, cut at sentence ends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Snippet {
    /// The paragraph's number.
    pub paragraph: Option<String>,
    /// The page where the paragraph begins.
    pub page: Option<u32>,
    /// Whether the paragraph was read by machine off a picture of the page: words may be misread.
    pub machine_read: bool,
    /// The passage, as it stands in the paper.
    pub text: String,
    /// Byte ranges into `text` of what matched, in order, not overlapping.
    pub marks: Vec<(usize, usize)>,
    /// Whether the paragraph goes on before and after.
    pub cut: [bool; 2],
}

/// The same passage in another paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Copy {
    /// The other paper's id.
    pub paper: String,
    /// The other section's id.
    pub section: String,
    /// How it is cited: council, committee, date, paragraph, page.
    pub citation: String,
    /// How many more sections of that paper match in full, where the paper was to be on this page and is named here instead.
    pub more_in_paper: u64,
}

impl HitPaper {
    /// The paper of a record.
    pub fn of(paper: &PaperSummary) -> Self {
        Self {
            id: paper.id.clone(),
            path: paper.path.clone(),
            part: paper.part.clone(),
            council: paper.council.as_ref().map(|council| council.slug.clone()),
            council_name: paper.council.as_ref().map(|council| council.name.clone()),
            committee: paper.committee.clone(),
            date: paper.date.map(|date| date.date.to_string()),
            title: paper.title.clone(),
            kind: paper.kind,
            url: paper.url.clone(),
        }
    }
}

impl HitSection {
    /// The section of a record.
    pub fn of(record: &SectionRecord) -> Self {
        let section = &record.section;
        Self {
            id: section.id.clone(),
            number: section.number.clone(),
            heading: section.heading.clone(),
            path: section.path.clone(),
            kind: section.kind,
            pages: section.pages,
            lines: section.lines,
        }
    }
}

fn as_text<S: Serializer>(kind: &Option<crate::document::PaperKind>, serializer: S) -> Result<S::Ok, S::Error> {
    kind.map(crate::document::PaperKind::as_str).serialize(serializer)
}
