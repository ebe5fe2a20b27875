//! The query language: what a question is made of, and how it is typed.
//!
//! In comes any text; out comes a tree with notices. Knows no index: what a word finds, and which council a name means,
//! is left to the stages that follow.

use super::{answer::Notice, dates::Days};
use crate::document::{PaperKind, Role, SectionKind};

/// A question as read: a tree, and notices about what could not be used.
///
/// The language is a contract. Any string is a query; nothing is an error.
///
/// | typed | finds sections with |
/// | --- | --- |
/// | `early help` | both words, in any of their forms (`helped`), in text, heading, or the names above them |
/// | `budget OR finance` `budget \| finance` | either; AND binds first, so `a b OR c` is `(a b) OR c` |
/// | `early AND help` | both; the same as without AND |
/// | `budget NOT capital` `budget -capital` | the first, and not the second in text or heading |
/// | `budget (capital OR revenue)` | brackets as usual; one without its partner is passed over |
/// | `"early help"` `“early help”` | these words in this order, exactly as written but for capitals, accents, apostrophes |
/// | `"help"` | this form only, not `helped` |
/// | `a NEAR/5 b` | the two at most five words apart, in either order; words or phrases on either side. The end of a paragraph counts as a word |
/// | `inadeq*` | words that begin so; two characters or more before the star |
/// | `inadequte~` | words with one letter more, less, other or swapped; `~2` two such differences, from eight letters |
/// | `children's` `children’s` `childrens` | the same; apostrophes never quote |
/// | `A&E` `A & E` `10:30` `2018/19` `£3.15m` | as papers write them |
/// | `what is SEND for` | capitals beside a word in lower case: the acronym, not the verb. A lone `SEND` likewise, if the index knows it. `EARLY HELP` is plain words |
/// | `council:west-sussex` `council:"West Sussex"` | papers of a council: slug, name or alias; `council:unknown`. Commas between several, but not in quotation marks: some names have one |
/// | `committee:health` `title:"annual report"` `heading:risk` | these words in the committee's name, the title, the section's heading |
/// | `kind:minutes` `section:recommendations` `role:action` | kinds of paper and section, roles of paragraphs; commas between several. `section:recommendations` takes in every section that recommends something |
/// | `date:2019` `date:2019-03` `date:2019-03-06` `date:06/03/2019` `date:"6 March 2019"` | papers whose date overlaps; `date:unknown` |
/// | `date:2018/19` | the municipal year, 1 May to 30 April |
/// | `date:2018-01..2019-03` `date:2018..` `since:2018` `until:2019-03` | papers dated within, first and last day included |
/// | `added:last` `added:12` | papers added by the latest build, or by that one |
///
/// `or`, `and` and `not` in lower case are words. Filters of one field beside each other mean any of them
/// (`kind:minutes kind:report`), except dates, `title:` and `heading:`. Filters beside an `OR` hold for the whole of it
/// (`roads council:a OR council:b`: roads, in either), unless each of its sides has words and filters of its own.
///
/// What is too much is dropped with a notice: text beyond 2,000 characters, words beyond 128, councils of one filter
/// beyond 128, brackets nested more than 16 deep. A colon after anything else than a field is punctuation.
///
/// ```
/// use scrutineer::query::parse;
///
/// let parsed = parse("road closures council:\"West Sussex\" since:2017");
/// assert_eq!(parsed.to_string(), "\"road\" and \"closures\", council \"West Sussex\", since 1 January 2017");
/// assert!(parsed.notices.is_empty());
/// assert_eq!(parse("item 5: budget").to_string(), "\"item\" and \"5\" and \"budget\"");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Parsed {
    /// The tree; absent for a question without a word or filter in it.
    pub tree: Option<Node>,
    /// What could not be used, and what else the user must know.
    pub notices: Vec<Notice>,
    /// Whether a plain word is written with small letters: then capitals mean an acronym.
    pub has_lower_case: bool,
    /// Whether it ends with a question mark.
    pub is_question: bool,
}

/// A node of the tree. At most 16 deep, apart from a `Not` at each level.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Node {
    /// A word, phrase or pair of words.
    Text(Leaf),
    /// A filter.
    Filter(Filter),
    /// All of these; never empty.
    All(Vec<Node>),
    /// At least one of these; never empty.
    Any(Vec<Node>),
    /// Without this.
    Not(Box<Node>),
}

/// Something that is looked for in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Leaf {
    /// A plain word. Several stems where one written word is several (`2018/19`): they stand in a row.
    Word {
        /// As typed.
        text: String,
        /// Its exact forms.
        exact: Vec<String>,
        /// Its stems, one for each exact form.
        stems: Vec<String>,
        /// Its capitals, if it could be an acronym.
        acronym: Option<String>,
    },
    /// What stood in quotation marks, exact.
    Phrase {
        /// As typed, without the marks.
        text: String,
        /// Its exact forms; never empty.
        exact: Vec<String>,
    },
    /// Words that begin with this exact form.
    Prefix {
        /// As typed, without the star.
        text: String,
        /// The exact form.
        exact: String,
    },
    /// Words that differ by so many letters.
    Fuzzy {
        /// As typed, without the tilde.
        text: String,
        /// The exact form.
        exact: String,
        /// 1 or 2.
        distance: u8,
    },
    /// Two words or phrases near each other.
    Near {
        /// The one, a `Word` or `Phrase`.
        left: Box<Leaf>,
        /// The other, a `Word` or `Phrase`.
        right: Box<Leaf>,
        /// How many words apart at most; neighbours are 1 apart.
        words: u32,
    },
}

/// A condition on paper or section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Filter {
    /// Council by slug, name or alias.
    Council(String),
    /// Papers whose council is unknown.
    CouncilUnknown,
    /// Words of `committee:`, `title:` or `heading:` as typed, and whether they were quoted: then they stand in a row.
    Words(Field, String, bool),
    /// Kinds of paper.
    Kind(Vec<PaperKind>),
    /// Kinds of section.
    Section(Vec<SectionKind>),
    /// Roles of paragraphs.
    Role(Vec<Role>),
    /// Papers dated within these days.
    Date(Days),
    /// Papers whose date is unknown.
    DateUnknown,
    /// Papers added by that build; absent for the latest.
    Added(Option<u64>),
}

/// The fields that can be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Field {
    /// `council:`
    Council,
    /// `committee:`
    Committee,
    /// `kind:`
    Kind,
    /// `section:`
    Section,
    /// `role:`
    Role,
    /// `title:`
    Title,
    /// `heading:`
    Heading,
    /// `date:`
    Date,
    /// `since:`
    Since,
    /// `until:`
    Until,
    /// `added:`
    Added,
}

impl Field {
    /// All of them.
    pub const ALL: &'static [Self] = &[
        Self::Council,
        Self::Committee,
        Self::Kind,
        Self::Section,
        Self::Role,
        Self::Title,
        Self::Heading,
        Self::Date,
        Self::Since,
        Self::Until,
        Self::Added,
    ];

    /// The name as typed before the colon.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Council => "council",
            Self::Committee => "committee",
            Self::Kind => "kind",
            Self::Section => "section",
            Self::Role => "role",
            Self::Title => "title",
            Self::Heading => "heading",
            Self::Date => "date",
            Self::Since => "since",
            Self::Until => "until",
            Self::Added => "added",
        }
    }

    /// Reads a name, in any case.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|field| field.as_str().eq_ignore_ascii_case(name))
    }
}

impl Leaf {
    /// As typed, without signs.
    pub fn text(&self) -> String {
        match self {
            Self::Word { text, .. } | Self::Phrase { text, .. } => text.clone(),
            Self::Prefix { text, .. } => format!("{text}*"),
            Self::Fuzzy { text, distance: 1, .. } => format!("{text}~"),
            Self::Fuzzy { text, distance, .. } => format!("{text}~{distance}"),
            Self::Near { left, right, words } => format!("{} NEAR/{words} {}", left.text(), right.text()),
        }
    }
}

impl Node {
    /// The texts that are looked for, excluded ones left out.
    pub(super) fn sought(&self) -> Vec<&Leaf> {
        match self {
            Self::Text(leaf) => vec![leaf],
            Self::Filter(_) | Self::Not(_) => Vec::new(),
            Self::All(nodes) | Self::Any(nodes) => nodes.iter().flat_map(Self::sought).collect(),
        }
    }

    /// Whether something is asked for, not only left out.
    pub(super) fn is_positive(&self) -> bool {
        match self {
            Self::Text(_) | Self::Filter(_) => true,
            Self::Not(_) => false,
            Self::All(nodes) | Self::Any(nodes) => nodes.iter().any(Self::is_positive),
        }
    }
}
