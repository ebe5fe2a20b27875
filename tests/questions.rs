//! The laws of questions, over arbitrary text, on a stable toolchain. The fuzz targets in `fuzz/` hold to the same ones.

use crate::{
    laws,
    support::{papers, project},
};
use proptest::prelude::*;
use scrutineer::{Index, document::Gazetteer};
use std::sync::LazyLock;

/// A paper in which the questions below can find something.
static INDEX: LazyLock<Index> = LazyLock::new(|| {
    let papers = papers(&project("tests/fixtures/inspectors.txt"));
    Index::in_memory(&papers, Gazetteer::builtin()).unwrap()
});

/// Anything at all, and what looks like a question.
fn question() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        ".{0,8}",
        "[ -~]{0,8}",
        Just(" ".to_owned()),
        proptest::sample::select(vec![
            "services ",
            "children ",
            "inspectors ",
            "improve* ",
            "servces~ ",
            "\"",
            "'",
            "(",
            ")",
            "OR ",
            "NOT ",
            "-",
            "NEAR/3 ",
            "council:",
            "title:",
            "date:",
            "since:",
            "last year ",
            "2018",
            "..",
            "scope:paragraph ",
            "scope:paper ",
            "kind:",
            "~2",
        ])
        .prop_map(str::to_owned),
    ];
    proptest::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(256) })]

    #[test]
    fn any_text_is_a_question(text in question()) {
        laws::any_text_is_read(&text);
    }

    #[test]
    fn any_question_is_answered_and_read_back(text in question()) {
        laws::any_question_is_answered(&INDEX, &text);
    }
}
