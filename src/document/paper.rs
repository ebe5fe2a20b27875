//! Papers as understood: the objects of the `inspect` wire format, version 1.
//!
//! Every value that was worked out carries its source, confidence and evidence; unknown is `None`.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A value that was worked out, with where it came from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Inferred<T> {
    /// The value; its fields stand beside `source` on the wire.
    #[serde(flatten)]
    pub value: T,
    /// Which kind of evidence decided.
    pub source: Evidence,
    /// From 0 to 1: how sure we are; 1 only where a side-file says so.
    pub confidence: f32,
    /// The words that decided, as they stand in the source, and where they stand.
    pub evidence: String,
}

/// The kinds of evidence for a value, strongest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Evidence {
    /// The side-file beside the source, or the keys of a JSON Lines record.
    SideFile,
    /// A path rule of the corpus' `scrutineer.toml`.
    PathRule,
    /// A file name of a publisher's known pattern.
    FileName,
    /// The heading block: title, committee and date lines, labels, a letter's head.
    Heading,
    /// The agenda pack that the paper is a part of.
    Pack,
    /// The rest of the text.
    Body,
}

/// A council: its slug and official name.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CouncilName {
    /// The slug, such as `west-sussex`.
    #[serde(rename = "value")]
    pub slug: String,
    /// The official name, such as `West Sussex County Council`.
    pub name: String,
}

/// A text value: a title or a committee.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Text {
    /// The text.
    pub value: String,
}

/// How much of a date is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Precision {
    /// The day.
    Day,
    /// The month.
    Month,
    /// The year.
    Year,
}

/// What happened on a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum DateBasis {
    /// The meeting that received the paper.
    Meeting,
    /// The date of a letter.
    Letter,
    /// The day of publication.
    Published,
    /// The last day of an inspection.
    Inspection,
    /// The date that the document itself bears, of no more certain meaning.
    Document,
}

/// A day, a month or a year: a span of days of which the precision says which it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct DateValue {
    first: Date,
    precision: Precision,
}

impl DateValue {
    /// A day.
    pub fn day(day: Date) -> Self {
        Self { first: day, precision: Precision::Day }
    }

    /// A month; `None` where there is no such month.
    pub fn month(year: i16, month: i8) -> Option<Self> {
        let first = Date::new(year, month, 1).ok()?;
        Some(Self { first, precision: Precision::Month })
    }

    /// A year; `None` outside of the calendar (−9999 to 9999).
    pub fn year(year: i16) -> Option<Self> {
        let first = Date::new(year, 1, 1).ok()?;
        Some(Self { first, precision: Precision::Year })
    }

    /// Reads `2019-03-06`, `2019-03` or `2019`.
    ///
    /// ```
    /// use scrutineer::document::{DateValue, Precision};
    ///
    /// let month = DateValue::parse("2015-10").unwrap();
    /// assert_eq!(month.precision(), Precision::Month);
    /// assert_eq!(month.to_string(), "2015-10");
    /// assert_eq!(month.last().to_string(), "2015-10-31");
    /// assert!(DateValue::parse("2015-13").is_none());
    /// ```
    pub fn parse(text: &str) -> Option<Self> {
        let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        let parts: Vec<&str> = text.split('-').collect();
        if !parts.iter().all(|part| digits(part)) || parts[0].len() != 4 {
            return None;
        }
        let year = parts[0].parse().ok()?;
        match parts[1..] {
            [] => Self::year(year),
            [month] if month.len() == 2 => Self::month(year, month.parse().ok()?),
            [month, day] if month.len() == 2 && day.len() == 2 => {
                Date::new(year, month.parse().ok()?, day.parse().ok()?).ok().map(Self::day)
            }
            _ => None,
        }
    }

    /// How much is known.
    pub fn precision(self) -> Precision {
        self.precision
    }

    /// The first day of the span.
    pub fn first(self) -> Date {
        self.first
    }

    /// The last day of the span.
    pub fn last(self) -> Date {
        match self.precision {
            Precision::Day => self.first,
            Precision::Month => self.first.last_of_month(),
            Precision::Year => self.first.last_of_year(),
        }
    }

    /// As people in the UK write it: `6 March 2019`, `October 2015`, `2015`.
    pub fn long(self) -> String {
        match self.precision {
            Precision::Day => self.first.strftime("%-d %B %Y").to_string(),
            Precision::Month => self.first.strftime("%B %Y").to_string(),
            Precision::Year => self.first.strftime("%Y").to_string(),
        }
    }
}

impl fmt::Display for DateValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = (self.first.year(), self.first.month(), self.first.day());
        match self.precision {
            Precision::Day => write!(f, "{year:04}-{month:02}-{day:02}"),
            Precision::Month => write!(f, "{year:04}-{month:02}"),
            Precision::Year => write!(f, "{year:04}"),
        }
    }
}

/// A paper's date with its basis, as it stands on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "DateOnWire", into = "DateOnWire")]
#[non_exhaustive]
pub struct PaperDate {
    /// The day, month or year.
    pub date: DateValue,
    /// What happened then.
    pub basis: DateBasis,
}

#[derive(Serialize, Deserialize)]
struct DateOnWire {
    value: String,
    precision: Precision,
    basis: DateBasis,
}

impl From<PaperDate> for DateOnWire {
    fn from(date: PaperDate) -> Self {
        Self { value: date.date.to_string(), precision: date.date.precision(), basis: date.basis }
    }
}

impl TryFrom<DateOnWire> for PaperDate {
    type Error = String;

    fn try_from(wire: DateOnWire) -> Result<Self, String> {
        let date = DateValue::parse(&wire.value).ok_or_else(|| format!("'{}' is no date", wire.value))?;
        if date.precision() != wire.precision {
            return Err(format!("'{}' is not of the precision stated", wire.value));
        }
        Ok(Self { date, basis: wire.basis })
    }
}

macro_rules! words_on_the_wire {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $text:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$variant_doc])* #[serde(rename = $text)] $variant,)*
        }

        impl $name {
            /// All of them, in the order of the documentation.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The name on the wire and in queries.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),* }
            }

            /// Reads the name on the wire, in any case.
            pub fn parse(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|kind| kind.as_str().eq_ignore_ascii_case(text))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.as_str())
            }
        }
    };
}

words_on_the_wire! {
    /// The kind of a paper.
    PaperKind {
        /// An agenda or its front sheet.
        Agenda = "agenda",
        /// Minutes, printed or draft.
        Minutes = "minutes",
        /// A report, by officers or by members.
        Report = "report",
        /// A letter.
        Letter = "letter",
        /// A presentation.
        Presentation = "presentation",
        /// An action plan, improvement plan or strategy.
        Plan = "plan",
        /// A form, such as an equality impact assessment or a record of decision.
        Form = "form",
        /// A motion, or an amendment to one.
        Motion = "motion",
        /// An agenda pack, whose parts are papers.
        Pack = "pack",
        /// Anything else.
        Other = "other",
    }
}

words_on_the_wire! {
    /// The kind of a section.
    SectionKind {
        /// Summary, executive summary, purpose of the report.
        Summary = "summary",
        /// Background, context, introduction.
        Background = "background",
        /// Recommendations, and what the committee is asked to do.
        Recommendations = "recommendations",
        /// Findings, main issues, considerations.
        Findings = "findings",
        /// Options considered.
        Options = "options",
        /// Financial implications.
        Financial = "financial",
        /// Legal implications.
        Legal = "legal",
        /// Risk implications.
        Risk = "risk",
        /// Equality and diversity.
        Equality = "equality",
        /// Consultation.
        Consultation = "consultation",
        /// Next steps.
        NextSteps = "next-steps",
        /// Contact points and officers.
        Contact = "contact",
        /// Appendices, annexes and background papers.
        Appendix = "appendix",
        /// Apologies, declarations of interest, and other standing items.
        Procedural = "procedural",
        /// Anything else.
        Other = "other",
    }
}

words_on_the_wire! {
    /// What a paragraph does.
    Role {
        /// It recommends something, or says what a committee is asked to do.
        Recommendation = "recommendation",
        /// It records what was resolved, agreed or noted.
        Resolution = "resolution",
        /// It gives somebody a task.
        Action = "action",
    }
}

/// The kind of a paper as it stands on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct KindValue {
    /// The kind.
    pub value: PaperKind,
}

/// A numbered or plain paragraph: the unit of citation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Paragraph {
    /// Its number as printed, without trailing dot or bracket, such as `2.2.1` or `34/17`; absent for a plain one.
    pub number: Option<String>,
    /// What it does, if one of the roles.
    pub role: Option<Role>,
    /// The page where it begins, counted from 1; absent where the source has no pages.
    pub page: Option<u32>,
    /// First and last line, counted from 1, inclusive; absent where the source is not made of lines.
    pub lines: Option<(u32, u32)>,
    /// Whether it is standing text or furniture of the page: it ranks last.
    pub boilerplate: bool,
    /// Whether any of it was read by machine off a picture of the page: words may be misread.
    #[serde(default)]
    pub machine_read: bool,
    /// The words, without the number.
    pub text: String,
}

/// The text from one heading down to the next heading of any level: the unit of retrieval.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Section {
    /// The paper's id, `:`, and the ordinal from 0.
    pub id: String,
    /// The heading's number as printed, without trailing dot; absent where it has none.
    pub number: Option<String>,
    /// The heading without its number; absent for the text before the first heading.
    pub heading: Option<String>,
    /// Headings from the outermost to this one, each with its number.
    pub path: Vec<String>,
    /// Its kind.
    pub kind: SectionKind,
    /// First and last page; absent where the source has no pages.
    pub pages: Option<(u32, u32)>,
    /// First and last line, the heading's included; absent where the source is not made of lines.
    pub lines: Option<(u32, u32)>,
    /// Its paragraphs, in order; may be empty.
    pub paragraphs: Vec<Paragraph>,
}

/// A part's place in its agenda pack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Part {
    /// Counted from 1.
    pub index: u32,
    /// How many parts there are.
    pub of: u32,
    /// The id of the pack.
    pub pack: String,
    /// The number of the agenda item, where known.
    pub item: Option<String>,
    /// First and last page in the pack, where known.
    pub pages: Option<(u32, u32)>,
}

/// A short form that the paper itself explains.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Acronym {
    /// The short form, such as `SIP`.
    pub short: String,
    /// What it stands for, as first written.
    pub long: String,
    /// The id of the section that says so first.
    #[serde(default)]
    pub section: String,
}

/// A link to another document.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PaperLink {
    /// The words that it is set on.
    pub text: String,
    /// The address as the source has it: `http`, `https`, or relative to that of the page.
    pub url: String,
}

/// One document as understood, in the fields of the wire format.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Paper {
    /// Its id: the JSON Lines `id`, else 16 hex digits; a part of a pack appends `.2`.
    pub id: String,
    /// Relative to the corpus root, with `/`.
    pub path: String,
    /// Set for a part of an agenda pack.
    pub part: Option<Part>,
    /// The council that it is by or, for an outside body's letter or report, about.
    pub council: Option<Inferred<CouncilName>>,
    /// The receiving council, where known to be another.
    pub host: Option<Inferred<CouncilName>>,
    /// The committee, in title case.
    pub committee: Option<Inferred<Text>>,
    /// Its date.
    pub date: Option<Inferred<PaperDate>>,
    /// Its title.
    pub title: Option<Inferred<Text>>,
    /// Its kind.
    pub kind: Option<Inferred<KindValue>>,
    /// Its sections, in order.
    pub sections: Vec<Section>,
    /// The short forms that it explains, in the order of the text, at most 500; one with two meanings stands there twice.
    pub acronyms: Vec<Acronym>,
    /// Its links to other documents, in order, at most 1,000; each once. Empty for formats without links.
    pub links: Vec<PaperLink>,
    /// The pages, counted from 1, that show pictures and no text, in a paper that has text elsewhere.
    pub pages_without_text: Vec<u32>,
    /// All places in the corpus where the same bytes stand, `path` first. Not in the `inspect` object.
    #[serde(skip)]
    pub paths: Vec<String>,
    /// Its web address, from the side-file. Not in the `inspect` object.
    #[serde(skip)]
    pub url: Option<String>,
}
