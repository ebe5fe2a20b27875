//! The one integration binary: what a user of the library or of the command relies on.
//!
//! Each test gets a fresh directory. Tests over the real papers look for them in `SCRUTINEER_DATA` (by default
//! `../shared/data`) and say so when they are skipped; each has a twin over `tests/fixtures`, which is never skipped.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, reason = "a test ends where it fails")]

mod acronyms;
mod asking;
#[cfg(feature = "serve")]
mod browser;
mod command;
mod copies;
mod damage;
mod examples;
mod extraction;
#[allow(dead_code, reason = "an example's `main`")]
#[path = "../examples/extractor.rs"]
mod extractor;
mod formats;
mod given;
mod gold;
mod hostile;
#[cfg(feature = "serve")]
mod http;
mod killed;
mod laws;
mod layering;
mod library;
#[allow(dead_code, reason = "the library's own tests use the rest of it")]
#[path = "../src/corpus/office/tests/package.rs"]
mod made_docx;
mod made_pdf;
#[cfg(feature = "mcp")]
mod mcp;
mod nightly;
mod nightly_corpus;
mod nightly_disk;
mod ocr;
mod office;
mod packs;
mod pages;
mod pdf;
mod questions;
mod reading;
mod relevance;
mod story;
mod support;
mod usage;
mod watch;
