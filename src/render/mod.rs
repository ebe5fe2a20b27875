//! Answers to text: JSON Lines, CSV, TREC runs, references, feeds, and pages for people.
//!
//! In come the objects of [`query`](crate::query), [`relevance`](crate::relevance), [`index`](crate::index) and
//! [`document`](crate::document); out goes text. Nothing is read or written here, and what a terminal may not see is
//! escaped. Where the text goes, and whether it may be coloured, is left to the caller.

pub mod atom;
pub mod citation;
pub mod csv;
pub mod json;
pub mod metrics;
pub mod terminal;
pub mod trec;

mod acronyms;
mod bibtex;
mod count;
mod csl;
mod difference;
mod escape;
mod evaluation;
mod explanation;
mod facets;
mod inspect;
mod language;
pub(crate) mod link;
mod repeats;
mod status;
mod style;
mod trail;
mod watch;
pub(crate) mod words;
mod wrap;

#[cfg(test)]
mod tests;

pub use escape::escape;
pub use style::{Ink, Style};
