//! Pages to read at length, whose examples are tested.

#[doc = include_str!("nightly.md")]
pub mod nightly {}
