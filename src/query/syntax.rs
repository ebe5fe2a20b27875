//! The query language: what a question is made of, and how it is typed.
//!
//! In comes any text; out comes a tree with notices. Knows no index: what a word finds, and which council a name means,
//! is left to the stages that follow.

use super::{answer::Notice, dates::Days};
use crate::document::{PaperKind, Role, SectionKind};

/// The query language as a page of Markdown, the same as the documentation of [`Parsed`]: examples in fenced tables, each
/// with what it finds behind two blanks or more.
pub const LANGUAGE: &str = include_str!("language.md");

/// The version of the query language, by which saved questions know that they may be read differently now. It is raised with
/// each change by which a question could find something else. 1: the first. 2: "since 2018" among plain words is a filter.
pub const LANGUAGE_VERSION: u32 = 2;

/// A question as read: a tree, and notices about what could not be used.
///
/// The language is a contract:
///
#[doc = include_str!("language.md")]
///
/// # Examples
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
    /// Where all of it must be found together, if it says so; [`Scope::Section`] if not.
    pub scope: Option<Scope>,
}

/// Where the words of a question must stand together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Scope {
    /// In one section, its heading and the names above it counted.
    #[default]
    Section,
    /// In one paragraph; headings and names do not count, and a word that is left out leaves out paragraphs.
    Paragraph,
    /// Anywhere in one paper, each word in any of its sections; a word that is left out leaves out papers.
    Paper,
}

impl Scope {
    /// Reads a name, in singular or plural, in any case.
    pub fn parse(name: &str) -> Option<Self> {
        let name = name.to_ascii_lowercase();
        match name.strip_suffix('s').unwrap_or(&name) {
            "section" => Some(Self::Section),
            "paragraph" | "para" => Some(Self::Paragraph),
            "paper" | "document" => Some(Self::Paper),
            _ => None,
        }
    }
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
    /// `before:`
    Before,
    /// `after:`
    After,
    /// `added:`
    Added,
    /// `scope:`, which is no filter but says where all of the question must be found together: see [`Scope`].
    Scope,
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
        Self::Before,
        Self::After,
        Self::Added,
        Self::Scope,
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
            Self::Before => "before",
            Self::After => "after",
            Self::Added => "added",
            Self::Scope => "scope",
        }
    }

    /// Whether its values are dates.
    pub(super) fn is_date(self) -> bool {
        matches!(self, Self::Date | Self::Since | Self::Until | Self::Before | Self::After)
    }

    /// Reads a name, in any case.
    pub fn parse(name: &str) -> Option<Self> {
        // As other engines call them.
        let name = match name.to_ascii_lowercase().as_str() {
            "intitle" => "title",
            "authority" => "council",
            "type" => "kind",
            _ => name,
        };
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
