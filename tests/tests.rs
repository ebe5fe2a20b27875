//! The one integration binary: what a user of the library or of the command relies on.
//!
//! Each test gets a fresh directory. Tests over the real papers look for them in `SCRUTINEER_DATA` (by default
//! `../shared/data`) and say so when they are skipped; each has a twin over `tests/fixtures`, which is never skipped.

mod asking;
mod layering;
mod reading;
mod support;
