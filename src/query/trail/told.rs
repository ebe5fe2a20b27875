//! What a trail tells: the objects of its wire format, version 1.

use crate::{
    index::Searched,
    query::answer::{HitPaper, HitSection, Notice, Snippet},
};
use serde::Serialize;

/// Mentions of something, council by council.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Trail {
    /// What was looked for, and the totals.
    pub head: TrailHead,
    /// The councils with mentions, by name; papers whose council is unknown come last.
    pub councils: Vec<CouncilTrail>,
}

/// The first object of a trail.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "type", rename = "trail")]
#[non_exhaustive]
pub struct TrailHead {
    /// [`WIRE_VERSION`](crate::query::WIRE_VERSION).
    pub version: u32,
    /// The question as typed.
    pub query: String,
    /// What was looked for, in words.
    pub read_as: String,
    /// Which papers were looked into, in words.
    pub of: String,
    /// What the user must know about how the question was read.
    pub notices: Vec<Notice>,
    /// How many mentions: sections that match in full, those of one council that are near-copies of each other once.
    pub mentions: u64,
    /// How many further sections are copies of them.
    pub copies: u64,
    /// How many papers have a mention or a copy of one.
    pub papers: u64,
    /// How many councils.
    pub councils: u64,
    /// How many mentions are given: the latest, as many as the request's limit says, those without a date last.
    pub shown: u64,
    /// The date of the first mention; absent where none has a date.
    pub first: Option<String>,
    /// The date of the last mention.
    pub last: Option<String>,
    /// The date at which a copy of a mention stands last, where that is later than `last`.
    pub last_again: Option<String>,
    /// What the index holds.
    pub searched: Searched,
    /// The generation that answered.
    pub generation: String,
}

/// The mentions in the papers of one council.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct CouncilTrail {
    /// All of the council.
    pub span: Span,
    /// Its committees with mentions, by name; papers whose committee is unknown come last.
    pub committees: Vec<Span>,
    /// The mentions by date, oldest first and those without a date last, and the gaps between them.
    pub steps: Vec<Step>,
    /// How many mentions are not given, for the request's limit.
    pub left_out: u64,
}

/// First and last mention in the papers of a council or of one of its committees.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename = "span")]
#[non_exhaustive]
pub struct Span {
    /// Whether it is of a council or of a committee.
    pub per: Per,
    /// Council slug; absent where unknown.
    pub council: Option<String>,
    /// Council name; absent where unknown.
    pub council_name: Option<String>,
    /// The committee; absent for a council, and where unknown.
    pub committee: Option<String>,
    /// How many mentions.
    pub mentions: u64,
    /// How many of them have no date.
    pub undated: u64,
    /// The date of the first mention; absent where none has a date.
    pub first: Option<String>,
    /// The date of the last mention.
    pub last: Option<String>,
    /// The date at which a copy of a mention stands last, as where a letter is attached again, where that is later than
    /// `last`.
    pub last_again: Option<String>,
    /// How many of its papers were looked into.
    pub papers: u64,
    /// How many of these are later than the last mention and its last copy.
    pub papers_since: u64,
    /// The date of its latest paper; absent where none has a date.
    pub latest_paper: Option<String>,
}

/// What a [`Span`] is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Per {
    /// All papers of a council.
    Council,
    /// Those of one committee.
    Committee,
}

/// A step of a trail.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum Step {
    /// A mention.
    Mention(Box<Mention>),
    /// More than a year without one, or a copy of one.
    Gap(Gap),
}

/// A section that matches in full.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "type", rename = "mention")]
#[non_exhaustive]
pub struct Mention {
    /// The paper: of several copies, the earliest.
    pub paper: HitPaper,
    /// The section.
    pub section: HitSection,
    /// The best passages, in the order of the text.
    pub snippets: Vec<Snippet>,
    /// How to cite the first snippet.
    pub citation: String,
    /// Where it can be read on the web; see [`Hit::citation_url`](crate::query::Hit::citation_url).
    pub citation_url: Option<String>,
    /// Where the section stands again in papers of the council, by date; at most 20.
    pub again: Vec<Again>,
    /// How many times in all.
    pub again_total: u64,
}

/// A copy of a mention.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Again {
    /// The other paper's id.
    pub paper: String,
    /// The other section's id.
    pub section: String,
    /// The other paper's date.
    pub date: Option<String>,
    /// The other paper's committee.
    pub committee: Option<String>,
    /// How to cite the section.
    pub citation: String,
}

/// More than a year without a mention in the papers of a council: a paper to which an earlier one is attached again has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename = "gap")]
#[non_exhaustive]
pub struct Gap {
    /// Council slug; absent where unknown.
    pub council: Option<String>,
    /// The date of the mention before, or of a copy of one.
    pub from: String,
    /// Whether only copies of earlier mentions stand there.
    pub from_again: bool,
    /// The date of the mention after, or of a copy of one; where there is none, that of the council's latest paper.
    pub until: String,
    /// Whether only copies of earlier mentions stand there.
    pub until_again: bool,
    /// Whether there is neither mention nor copy after it.
    pub open: bool,
    /// How many papers of the council lie between; where `open`, after `from`. None of them matches.
    pub papers: u64,
}
