//! Pages to read at length, whose examples are tested.

#[doc = include_str!("nightly.md")]
pub mod nightly {}

#[doc = include_str!("report.md")]
pub mod report {}
