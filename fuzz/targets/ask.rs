//! Any question is answered, and what was searched is said.

#![no_main]

#[allow(dead_code, reason = "the other target uses the rest of it")]
#[path = "../../tests/laws.rs"]
mod laws;

use scrutineer::{
    Index,
    corpus::{Limits, Media, extract},
    document::{Gazetteer, Origin, Reader},
};
use std::sync::LazyLock;

/// A paper in which some questions find something.
static INDEX: LazyLock<Index> = LazyLock::new(|| {
    let text = include_bytes!("../../tests/fixtures/inspectors.txt");
    let document = extract(Media::Text, text, &Limits::default()).unwrap();
    let papers: Vec<_> = Reader::builtin().papers(Origin::new("0123456789abcdef", "inspectors.txt"), document);
    Index::in_memory(&papers, Gazetteer::builtin()).unwrap()
});

libfuzzer_sys::fuzz_target!(|text: &str| laws::any_question_is_answered(&INDEX, text));
