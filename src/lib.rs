#![doc = include_str!("../README.md")]
//!
//! # How it works
//!
//! Data flows through the modules in the order of their names; a module knows only those before it.
//!
//! 1. [`analysis`]: text to words.
//! 2. [`corpus`]: files to blocks of clean text, or the reason why not.
//! 3. [`document`]: blocks to papers with council, committee, date, sections and numbered paragraphs.
//! 4. [`index`]: papers to a published generation on disk; [`Index`] opens one.
//! 5. [`query`]: a [`Request`](query::Request) to an [`Answer`](query::Answer).
//! 6. [`relevance`]: judged questions to measures, and comparisons of two rankings.
//! 7. [`render`]: all of these to text for a terminal, JSON Lines, CSV or a TREC run.
//!
//! [`guide`] has pages to read at length.

mod error;

pub mod analysis;
pub mod corpus;
pub mod document;
pub mod guide;
pub mod index;
pub mod query;
pub mod relevance;
pub mod render;
#[cfg(any(feature = "serve", feature = "mcp"))]
pub mod serve;

pub use error::{Error, ErrorKind, Result};
pub use index::Index;
