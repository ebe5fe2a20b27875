//! Reading a question takes time linear in its length, counted in steps and not in seconds; and what is read is bounded.

use crate::{
    analysis::Analyzer,
    query::{Parsed, parser},
};

/// Most steps for each byte of a question. Dates and names of councils without quotation marks cost most: up to six
/// words after a field are looked at six times.
const STEPS: usize = 200;
/// Most steps beside those.
const BEGINNING: usize = 500;

fn read(text: &str) -> (Parsed, usize) {
    let (parsed, steps) = parser::read(text, jiff::civil::date(2026, 3, 18), &mut Analyzer::new());
    (parsed, steps.0)
}

fn hold_to_the_bounds(text: &str) {
    let (parsed, steps) = read(text);
    let begin: String = text.chars().take(40).collect();
    assert!(steps <= STEPS * text.len() + BEGINNING, "{steps} steps for {} bytes: {begin:?}", text.len());
    assert!(steps <= STEPS * 8_000 + BEGINNING, "{steps} steps: {begin:?}");
    assert!(parsed.notices.len() <= 150, "{} notices: {begin:?}", parsed.notices.len());
    for notice in &parsed.notices {
        assert!(!notice.text.is_empty() && notice.text.chars().count() <= 600, "{begin:?}: {}", notice.text);
    }
    assert!(parsed.to_string().len() <= 100_000, "{begin:?}");
}

const FAMILIES: [&str; 47] = [
    "(",
    ")",
    "()",
    "((",
    "\"",
    "\" ",
    "'",
    "'a ",
    "‘a’ ",
    "a'b ",
    "NEAR/5 ",
    "a NEAR/5 ",
    "a OR ",
    "OR ",
    "| ",
    "-",
    "- ",
    "-a ",
    "-(",
    "(a OR ",
    "council:",
    "council: ",
    "council:a,",
    "council:(",
    "council:'a',",
    "council:West ",
    "title:(a ",
    "~",
    "a~ ",
    "a*b*",
    "*",
    "?",
    "a?",
    "^",
    "a^2 ",
    "date:..",
    "date:.. ",
    "date:[",
    "since:last ",
    "date:2018 to ",
    "since ",
    "since 2018 ",
    "before 2018 ",
    "\u{301}",
    "a\u{301}",
    "\u{200e}",
    "\"a b\"~5 ",
];

#[test]
fn a_megabyte_of_one_thing_is_read_in_bounded_steps() {
    for family in FAMILIES {
        for length in [10, 100, 1_000, 1_000_000] {
            hold_to_the_bounds(&family.repeat(length / family.len() + 1));
        }
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(512))]

    #[test]
    fn any_question_is_read_in_steps_linear_in_its_length(
        text in r#"(.{0,12}|[ -~]{0,12}|(council|date|since|title|scope|x):|"|'|\(|\)|NEAR/3 |OR |[*~?^|&-]| ){0,60}"#,
    ) {
        hold_to_the_bounds(&text);
    }

    #[test]
    fn two_things_by_turns_are_read_in_steps_linear_in_their_length(
        one in proptest::sample::select(&FAMILIES[..]), other in proptest::sample::select(&FAMILIES[..]), times in 1..400_usize,
    ) {
        hold_to_the_bounds(&format!("{one}{other}").repeat(times));
    }
}
