//! Pages to read at length, whose examples are tested.

#[doc = include_str!("embedding.md")]
pub mod embedding {}

#[doc = include_str!("../query/language.md")]
///
/// # In a program
///
/// [`parse`](crate::query::parse) reads a question without an index, and says in words what it was read as:
///
/// ```
/// use scrutineer::query::parse;
///
/// assert_eq!(parse("roads since:2019").to_string(), "\"roads\", since 1 January 2019");
/// // No question is an error: what could not be used is told.
/// assert!(!parse("roads) kind:novel").notices.is_empty());
/// ```
pub mod language {}

#[doc = include_str!("nightly.md")]
pub mod nightly {}

#[doc = include_str!("questions.md")]
pub mod questions {}

#[doc = include_str!("reading.md")]
pub mod reading {}

#[doc = include_str!("../../README.md")]
pub mod readme {}

#[doc = include_str!("report.md")]
pub mod report {}

#[doc = include_str!("serving.md")]
pub mod serving {}
