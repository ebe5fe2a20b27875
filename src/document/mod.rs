//! Blocks to papers.
//!
//! In come the blocks of one [`RawDocument`](crate::corpus::RawDocument) with what the side-file and the path rules
//! say; out come [`Paper`]s: council, committee, date, title and kind, each with its evidence or unknown, and sections
//! with numbered paragraphs. Files and formats are left to [`corpus`](crate::corpus), words to
//! [`analysis`](crate::analysis), disks to [`index`](crate::index).

mod acronyms;
mod calendar;
mod committee;
mod councils;
mod dates;
mod gazetteer;
mod headings;
mod kind;
mod labels;
mod links;
mod metadata;
mod numbers;
mod opening;
mod paper;
mod paper_dates;
mod parts;
mod path_rules;
mod pattern;
mod publisher_names;
mod reader;
mod roles;
mod sections;
mod standing;

#[cfg(test)]
pub(crate) use acronyms::acronyms;
pub(crate) use acronyms::{is_small, meaning, singular};
pub(crate) use calendar::{MONTHS, WEEKDAYS};
pub(crate) use dates::whole as whole_date;
pub use dates::{DateMention, dates, parse_human};
pub use gazetteer::{Council, Gazetteer, Mention};
pub use paper::{
    Acronym, CouncilName, DateBasis, DateValue, Evidence, Inferred, KindValue, Paper, PaperDate, PaperKind, PaperLink,
    Paragraph, Part, Precision, Role, Section, SectionKind, Text,
};
pub use path_rules::PathRules;
pub use reader::{Origin, Reader, paper_id, record_id};
