//! Where nothing is found, the answer says why, and what would find something.

use super::{ask, draft, index};
use crate::{
    Index,
    document::{PaperKind, SectionKind},
    query::Request,
};

fn papers() -> Index {
    index([
        draft("a")
            .council("northmarch", "Northmarch County Council")
            .committee("Health Scrutiny Panel")
            .date("2018-03-06")
            .title("Gullies plan")
            .kind(PaperKind::Report)
            .section("Gullies", &["The early help of the county was adequate."])
            .section_of(SectionKind::Legal, "Law", &["Gullies and buses fall under the act."], None, false),
        draft("b")
            .council("southmere", "Southmere Borough Council")
            .date("2021")
            .kind(PaperKind::Minutes)
            .section("", &["The library closures of last winter were noted. Placements cost more."]),
    ])
}

/// The notices on why nothing was found, and what to do.
fn reasons(query: &str) -> Vec<String> {
    let answer = papers().search(&Request::new(query).all_words(true)).unwrap();
    assert_eq!(answer.head.total, 0, "{query}");
    let is_reason = |code: &str| {
        matches!(code, "no-match-for" | "found-without" | "nearest-words" | "did-you-mean" | "unknown-council")
    };
    answer.head.notices.into_iter().filter(|notice| is_reason(notice.code)).map(|notice| notice.text).collect()
}

#[test]
fn a_filter_that_leaves_nothing_is_named_with_what_is_there_without_it() {
    assert_eq!(
        reasons("placements since:2030"),
        [
            "The index has no paper since 1 January 2030; they are dated 6 March 2018 to 2021.",
            "Without the filter (since 1 January 2030), one section matches, of 2021.",
        ]
    );
    assert_eq!(
        reasons("placements council:kent"),
        [
            "The index has no paper of Kent County Council; it has papers of Northmarch County Council and Southmere \
             Borough Council.",
            "Without the filter (of Kent County Council), one section matches, of Southmere Borough Council.",
        ]
    );
    assert_eq!(
        reasons("gullies kind:minutes"),
        [
            "Without the filter (of kind minutes), 2 sections match, in papers of kind report.",
            "Without \"gullies\", one section matches.",
        ]
    );
    assert_eq!(
        reasons("placements section:legal"),
        [
            "Without the filter (in sections of kind legal), one section matches, of kind other.",
            "Without \"placements\", one section matches.",
        ]
    );
    assert_eq!(
        reasons("kind:form"),
        ["The index has no paper of kind form; there are those of kind minutes and report."]
    );
}

#[test]
fn filters_that_leave_nothing_together_are_told_so() {
    assert_eq!(
        reasons("gullies since:2020 until:2017"),
        [
            "The index has no paper until 31 December 2017; they are dated 6 March 2018 to 2021.",
            "No date is both since 1 January 2020 and until 31 December 2017.",
            "Without any of the filters, 2 sections match.",
        ]
    );
    assert_eq!(
        reasons("placements kind:report council:northmarch"),
        ["Without any of the filters, one section matches.", "Without \"placements\", 2 sections match."]
    );
}

#[test]
fn a_council_that_is_none_is_told_once() {
    let reasons = reasons("placements council:northmarsh");
    assert_eq!(reasons.len(), 2, "{reasons:?}");
    assert!(reasons[0].contains("Northmarch County Council"), "{reasons:?}");
    assert!(
        reasons[1].starts_with("Without the filter (of a council \"northmarsh\"), one section matches"),
        "{reasons:?}"
    );
}

#[test]
fn of_a_phrase_it_is_said_whether_its_words_are_there() {
    assert_eq!(
        reasons("\"help early\""),
        [
            "One section has all words of \"help early\", but nowhere in this order, side by side: ask without quotation marks."
        ]
    );
    assert_eq!(reasons("\"early closures\""), ["The words of \"early closures\" stand in no section together."]);
    assert_eq!(reasons("\"early hlep\""), ["\"hlep\" stands in no section; the nearest word is \"help\"."]);
    assert_eq!(
        reasons("\"placement\""),
        [
            "\"placement\" stands nowhere exactly so, but one section has other forms of it: ask without quotation marks."
        ]
    );
    assert_eq!(reasons("\"zeppelin\""), ["\"zeppelin\" stands in no section."]);
}

#[test]
fn of_two_words_near_each_other_it_is_said_whether_they_are_there() {
    assert_eq!(
        reasons("early NEAR/1 adequate"),
        ["One section has both \"early\" and \"adequate\", but farther apart: ask with a wider NEAR, or without NEAR."]
    );
    assert_eq!(reasons("early NEAR/2 closures"), ["No section has both \"early\" and \"closures\"."]);
    assert_eq!(reasons("early NEAR/2 hlep"), ["\"hlep\" stands in no section; the nearest word is \"help\"."]);
}

#[test]
fn words_of_names_that_stand_nowhere_are_told_with_the_nearest() {
    assert_eq!(reasons("title:gulies"), ["No paper has \"gulies\" in its title; with \"gullies\" there are some."]);
    assert_eq!(reasons("heading:zebra"), ["No section has \"zebra\" in its heading."]);
    assert_eq!(
        reasons("committee:roads"),
        ["No committee has \"roads\" in its name; there are Health Scrutiny Panel."]
    );
    assert_eq!(reasons("zq*"), ["No word of the index begins with \"zq\"."]);
    assert_eq!(reasons("zqzq~"), ["No word of the index is like \"zqzq\"."]);
}

#[test]
fn an_exclusion_that_leaves_nothing_is_told() {
    assert_eq!(reasons("placements -the"), ["With \"the\" let in, one section matches."]);
}

#[test]
fn words_that_are_near_are_told_where_no_question_can_be_made_of_them() {
    assert_eq!(
        reasons("gulies clousures"),
        [
            "In no section at all: \"gulies\" and \"clousures\".",
            "The index has words that are near: \"gullies\" is like \"gulies\" and \"closures\" is like \"clousures\".",
        ]
    );
    assert_eq!(
        reasons("zeppelins clousures"),
        [
            "In no section at all: \"zeppelins\" and \"clousures\".",
            "The index has words that are near: \"closures\" is like \"clousures\".",
        ]
    );
    let suggested = reasons("libary clousures");
    assert!(
        suggested.iter().any(|text| text.contains("did you mean: library closures (one section)?")),
        "{suggested:?}"
    );
}

#[test]
fn a_long_question_that_finds_nothing_is_answered_too() {
    let words: Vec<String> = (0..128).map(|number| format!("zeppelin{number}")).collect();
    let answer = ask(&papers(), &words.join(" "));
    assert!(answer.hits.is_empty());
    let codes: Vec<&str> = answer.head.notices.iter().map(|notice| notice.code).collect();
    assert!(codes.contains(&"no-match-for") && !codes.contains(&"found-without"), "{codes:?}");
    let phrase = format!("\"{}\"", "early help ".repeat(60));
    assert!(ask(&papers(), &phrase).hits.is_empty());
}

#[test]
fn a_council_without_papers_is_told_and_no_other_word_is_offered_for_it() {
    let answer = ask(&papers(), "gullies leicester");
    let texts: Vec<&str> = answer.head.notices.iter().map(|notice| notice.text.as_str()).collect();
    assert!(
        texts.contains(&"\"leicester\" is a council's name, and no paper of Leicester City Council is indexed."),
        "{texts:?}"
    );
    assert!(!texts.iter().any(|text| text.contains("did you mean")), "{texts:?}");
}
