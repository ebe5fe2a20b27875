//! Short forms that papers explain, and the long forms they stand for: each finds the other.

use super::{Draft, ask, codes, draft, found, index, marked};
use crate::{Index, document::acronyms, query::Request};

/// Drafts with the definitions that their sections make.
fn explained(drafts: impl IntoIterator<Item = Draft>) -> Index {
    index(drafts.into_iter().map(|mut draft| {
        draft.paper.acronyms = acronyms(&draft.paper.sections);
        draft
    }))
}

fn kent(id: &str) -> Draft {
    draft(id).council("kent", "Kent County Council")
}

fn leeds(id: &str) -> Draft {
    draft(id).council("leeds", "Leeds City Council")
}

/// One council that explains SIP, another that does not.
fn one_meaning() -> Index {
    explained([
        kent("a").section("", &["The service improvement plan (SIP) was agreed in May."]),
        kent("b").section("", &["Progress of the SIP was slow."]),
        leeds("c").section("", &["Progress of the service improvement plans was good."]),
        leeds("d").section("", &["The plan of improvement that no service had made progress."]),
        leeds("e").section("", &["A sip of tea was taken."]),
        leeds("f").section("", &["The SIP is not explained here."]),
    ])
}

/// Two councils that mean different things.
fn two_meanings() -> Index {
    explained([
        kent("a").date("2019").section("", &["The service improvement plan (SIP) was agreed."]),
        kent("b").date("2020").section("", &["The SIP was slow."]),
        leeds("c").date("2021").section("", &["The school improvement partnership (SIP) met."]),
        leeds("d").date("2022").section("", &["The SIP met again."]),
        leeds("e").date("2018").section("", &["Our school improvement partnerships (SIPs) met."]),
        draft("f").section("", &["The SIP of nobody knows whom."]),
    ])
}

fn notice<'a>(answer: &'a crate::query::Answer, code: &str) -> &'a str {
    answer.head.notices.iter().find(|notice| notice.code == code).map_or("", |notice| notice.text.as_str())
}

#[test]
fn a_short_form_also_finds_its_long_form_as_a_phrase_and_says_so() {
    let index = one_meaning();
    assert_eq!(found(&index, "SIP"), ["a", "b", "c", "f"]);
    assert_eq!(found(&index, "SIP progress"), ["b", "c"]);
    let answer = ask(&index, "SIP progress");
    assert_eq!(answer.head.read_as, r#"sections with ("SIP" or "service improvement plan") and "progress""#);
    assert_eq!(
        notice(&answer, "also-searched"),
        r#""SIP" is also searched as "service improvement plan" (Kent County Council). Put it in quotation marks to search it alone."#
    );
    assert_eq!(found(&index, "SIPs progress"), ["b", "c"]);
}

#[test]
fn a_lone_short_form_may_be_typed_in_small_letters_and_words_of_a_sentence_may_not() {
    let index = one_meaning();
    assert_eq!(found(&index, "sip"), ["a", "b", "c", "e", "f"]);
    assert_eq!(found(&index, "sip progress"), ["b"]);
}

#[test]
fn a_long_form_also_finds_its_short_form_and_its_words_stay_words() {
    let index = one_meaning();
    assert_eq!(found(&index, "service improvement plan"), ["a", "b", "c", "d", "f"]);
    assert_eq!(found(&index, "progress service improvement plans"), ["b", "c", "d"]);
    assert_eq!(found(&index, "service plan progress"), ["c", "d"]);
    let answer = ask(&index, "progress of the service improvement plan");
    assert_eq!(
        answer.head.read_as,
        r#"sections with "progress" and "of" and "the" and ("service" and "improvement" and "plan", or "SIP")"#
    );
    // In quotation marks it would be a phrase.
    assert_eq!(
        notice(&answer, "also-searched"),
        r#""service improvement plan" is also searched as "SIP". To search it alone, use --no-expand."#
    );
}

#[test]
fn quotation_marks_exclusions_neighbours_and_the_choice_switch_it_off() {
    let index = one_meaning();
    assert_eq!(found(&index, r#""SIP""#), ["a", "b", "e", "f"]);
    assert_eq!(found(&index, r#""service improvement plan""#), ["a"]);
    assert_eq!(found(&index, "progress -SIP"), ["c", "d"]);
    assert_eq!(found(&index, "progress NEAR/3 SIP"), ["b"]);
    let request = Request::new("SIP progress").expand(false).all_words(true);
    let answer = index.search(&request).unwrap();
    assert_eq!((answer.head.total, codes(&answer).contains(&"also-searched")), (1, false));
    for query in [r#""SIP""#, r#""service improvement plan""#, "progress -SIP", "progress NEAR/3 SIP"] {
        assert!(!codes(&ask(&index, query)).contains(&"also-searched"), "{query}");
    }
}

#[test]
fn the_short_form_or_the_whole_long_form_is_marked() {
    let index = one_meaning();
    let first = |query: &str| marked(&ask(&index, query));
    assert_eq!(first("SIP good"), ["service improvement plans", "good"]);
    assert_eq!(first("SIP slow"), ["SIP", "slow"]);
    assert_eq!(first("service improvement plan slow"), ["SIP", "slow"]);
    assert_eq!(first("scope:paragraph SIP good"), ["service improvement plans", "good"]);
}

#[test]
fn what_a_section_lacks_is_named_as_typed() {
    let index = one_meaning();
    let answer = ask(&index, "SIP tea");
    assert_eq!(answer.head.total, 0);
    let of = |id: &str| &answer.hits.iter().find(|hit| hit.paper.id == id).unwrap().missing;
    assert_eq!((of("c"), of("e")), (&vec!["tea".to_owned()], &vec!["SIP".to_owned()]));
    let answer = ask(&index, "service improvement plan tea");
    let of = |id: &str| &answer.hits.iter().find(|hit| hit.paper.id == id).unwrap().missing;
    assert_eq!(of("b"), &["tea"]);
    assert_eq!(of("e"), &["service", "improvement", "plan"]);
}

#[test]
fn where_councils_differ_each_meaning_is_searched_and_the_council_asked_for_decides() {
    let index = two_meanings();
    let answer = ask(&index, "SIP");
    assert_eq!(
        answer.head.read_as,
        r#"sections with ("SIP" or "school improvement partnership" or "service improvement plan")"#
    );
    assert!(notice(&answer, "also-searched").starts_with(
        r#""SIP" is also searched as "school improvement partnership" (Leeds City Council) and "service improvement plan" (Kent County Council)."#
    ));
    let answer = ask(&index, "SIP council:kent");
    assert_eq!(answer.head.read_as, r#"sections with ("SIP" or "service improvement plan"), of Kent County Council"#);
}

#[test]
fn where_councils_differ_a_long_form_finds_the_short_one_only_where_it_means_that() {
    let index = two_meanings();
    assert_eq!(found(&index, "service improvement plan"), ["a", "b"]);
    assert_eq!(found(&index, "school improvement partnership"), ["c", "d", "e"]);
    assert_eq!(found(&index, "scope:paragraph school improvement partnership"), ["c", "d", "e"]);
    assert_eq!(found(&index, "scope:paper school improvement partnership"), ["c", "d", "e"]);
    let answer = ask(&index, "service improvement plan");
    assert_eq!(
        answer.head.read_as,
        r#"sections with ("service" and "improvement" and "plan", or "SIP" in the papers of Kent County Council)"#
    );
    // Of the council where it means something else, none.
    assert!(!codes(&ask(&index, "service improvement plan council:leeds")).contains(&"also-searched"));
}

#[test]
fn a_short_form_in_a_paper_that_means_something_else_is_not_marked() {
    let index = explained([
        kent("a").section("", &["The service improvement plan (SIP) was agreed."]),
        leeds("c").section("", &["The school improvement partnership (SIP) has a service improvement plan."]),
    ]);
    let answer = ask(&index, "service improvement plan council:leeds OR council:kent");
    let hit = answer.hits.iter().find(|hit| hit.paper.id == "c").unwrap();
    let marks = hit.snippets[0].marks.iter().map(|(start, end)| &hit.snippets[0].text[*start..*end]);
    assert!(marks.clone().all(|mark| mark != "SIP"), "{:?}", marks.collect::<Vec<_>>());
}

#[test]
fn an_explained_score_adds_up_with_short_forms_too() {
    let index = two_meanings();
    for query in
        ["SIP", "SIP agreed", "service improvement plan", "school improvement partnership met", "scope:paper SIP met"]
    {
        for hit in index.search(&Request::new(query).explain(true)).unwrap().hits {
            let explanation = hit.explanation.unwrap();
            assert!(
                (explanation.sum - hit.score).abs() < 0.01,
                "{query} {}: {} {explanation:?}",
                hit.paper.id,
                hit.score
            );
        }
    }
}

#[test]
fn sections_with_the_short_and_the_long_form_alone_score_alike() {
    let index = explained([
        kent("a").section("", &["The service improvement plan (SIP) was agreed."]),
        kent("b").section("", &["Members spoke of the SIP in passing and went on to lamps and gullies and benches."]),
        kent("c").section("", &["Members spoke of the service improvement plan in passing and went on to lamps."]),
    ]);
    let answer = ask(&index, "SIP");
    let score = |id: &str| answer.hits.iter().find(|hit| hit.paper.id == id).unwrap().score;
    assert!((score("b") - score("c")).abs() < score("b") * 0.2, "{} {}", score("b"), score("c"));
}

#[test]
fn a_question_of_many_short_forms_is_bounded() {
    let definitions: Vec<String> =
        (b'A'..=b'Z').map(|letter| format!("The {0}lamp {0}renewal scheme ({0}{0}S).", letter as char)).collect();
    let texts: Vec<&str> = definitions.iter().map(String::as_str).collect();
    let index = explained([kent("a").section("", &texts)]);
    let query: Vec<String> = (b'A'..=b'Z').map(|letter| format!("{0}{0}S", letter as char)).collect();
    let answer = ask(&index, &format!("what of {}", query.join(" ")));
    assert_eq!(codes(&answer).iter().filter(|code| **code == "also-searched").count(), 8);
}

#[test]
fn short_forms_are_listed_with_who_says_so_and_where_first() {
    let index = two_meanings();
    let all = index.acronyms(&[], None).unwrap();
    let lines: Vec<(&str, u64, Vec<_>)> = all
        .iter()
        .map(|meaning| {
            let councils = meaning.councils.iter().map(|of| (of.value.as_deref(), of.papers, of.first.id.as_str()));
            (meaning.long.as_str(), meaning.papers, councils.collect())
        })
        .collect();
    assert_eq!(
        lines,
        [
            ("school improvement partnership", 2, vec![(Some("leeds"), 2, "e:0")]),
            ("service improvement plan", 1, vec![(Some("kent"), 1, "a:0")])
        ]
    );
    assert_eq!(all[1].councils[0].first.citation, "Kent County Council, 2019, para 1.1, p. 1");
    let of = |shorts: &[&str], council| index.acronyms(shorts, council).unwrap().len();
    assert_eq!((of(&["sips"], None), of(&["SIP", "sip"], None), of(&["MASH"], None)), (2, 2, 0));
    assert_eq!((of(&[], Some("Leeds")), of(&[], Some("unknown"))), (1, 0));
    let error = index.acronyms(&[], Some("Lleeds")).unwrap_err();
    assert_eq!(error.to_string(), "no council known here is called \"Lleeds\"");
}

#[test]
fn no_paper_that_has_left_explains_anything() {
    use crate::document::Gazetteer;
    let paper = |id: &str, text: &str| {
        let mut draft = kent(id).section("", &[text]);
        draft.paper.acronyms = acronyms(&draft.paper.sections);
        draft.paper
    };
    let batches = [
        vec![paper("a", "The lamp renewal scheme (LRS)."), paper("b", "The gully repair plan (GRP).")],
        vec![paper("b", "The gully renewal plan (GRP)."), paper("c", "The lamp renewal scheme (LRS).")],
    ];
    let changed = Index::in_memory_of_batches(&batches, &["a"], Gazetteer::builtin());
    let fresh = Index::in_memory(&batches[1], Gazetteer::builtin()).unwrap();
    let listed = |index: &Index| index.acronyms(&[], None).unwrap();
    assert_eq!(listed(&changed), listed(&fresh));
    assert_eq!(listed(&fresh).len(), 2);
}

#[test]
fn a_short_form_that_stands_in_the_plural_only_is_searched_as_its_long_form() {
    let index = explained([
        kent("a").section("", &["The clinical commissioning groups (CCGs) met."]),
        kent("b").section("", &["The clinical commissioning group paid for lamps."]),
    ]);
    assert_eq!(found(&index, "CCG"), ["a", "b"]);
    assert_eq!(found(&index, "ccgs"), ["a", "b"]);
}

#[test]
fn the_initials_of_a_council_are_its_name_in_its_own_papers_only() {
    let index = explained([
        draft("a")
            .council("northmarch", "Northmarch County Council")
            .section("", &["Northmarch County Council (NCC) met."]),
        draft("b").council("northmarch", "Northmarch County Council").section("", &["It mended gullies."]),
        draft("c").council("westmarch", "Westmarch Council").section("", &["NCC mended gullies."]),
    ]);
    assert_eq!(found(&index, "northmarch county council gullies"), ["b"]);
    let answer = ask(&index, "northmarch county council gullies");
    assert_eq!(
        answer.head.read_as,
        r#"sections with (("northmarch" and "county" and "council", or "NCC" in the papers of Northmarch County Council) or of Northmarch County Council) and "gullies""#
    );
}

#[test]
fn two_letters_that_papers_of_unknown_councils_explain_are_searched_nowhere_else() {
    let index = explained([
        draft("a").section("", &["The lamp plan (LP) was agreed."]),
        kent("b").section("", &["The LP of a band was played."]),
    ]);
    assert_eq!(found(&index, "lamp plan"), ["a"]);
    assert!(!codes(&ask(&index, "lamp plan")).contains(&"also-searched"));
}

#[test]
fn a_paper_counts_once_for_a_short_form_that_it_writes_in_two_ways() {
    let texts = ["The board for children in care (CiC) met.", "Of children in care (CIC) there were ten."];
    let index = explained([kent("a").section("", &texts[..1]).section("", &texts[1..])]);
    let all = index.acronyms(&[], None).unwrap();
    assert_eq!((all.len(), all[0].papers), (1, 1));
}

#[test]
fn a_long_form_with_a_word_twice_or_without_its_small_words_finds_the_short_form() {
    let index = explained([
        kent("a").section("", &["The board of Our Voice Our Service (OVOS) met."]),
        kent("b").section("", &["OVOS met again."]),
        kent("c").section("", &["Of those in education, employment and training (EET) there were ten."]),
        kent("d").section("", &["EET rose."]),
    ]);
    assert_eq!(found(&index, "our voice our service"), ["a", "b"]);
    assert_eq!(found(&index, "education employment training"), ["c", "d"]);
    assert_eq!(found(&index, "education, employment and training"), ["c", "d"]);
    // A word that is typed twice is asked for once, as ever.
    assert_eq!(ask(&index, "rose rose").head.read_as, r#"sections with "rose""#);
}

#[test]
fn any_id_of_a_paper_will_do() {
    let index = explained([kent("tab\tid").section("", &["The lamp renewal scheme (LRS) began."])]);
    assert_eq!(index.acronyms(&[], None).unwrap()[0].councils[0].first.id, "tab\tid:0");
}

#[test]
fn an_explanation_names_what_stands_there_and_counts_the_sections_with_either() {
    let index = one_meaning();
    let answer = index.search(&Request::new("SIP").explain(true)).unwrap();
    let word = |id: &str| {
        let hit = answer.hits.iter().find(|hit| hit.paper.id == id).unwrap();
        hit.explanation.as_ref().unwrap().words[0].clone()
    };
    assert_eq!((word("b").stands_as, word("b").sections), (vec!["SIP".to_owned()], Some(4)));
    assert_eq!((word("c").stands_as, word("c").in_text), (vec!["service improvement plan".to_owned()], Some(1)));
    assert_eq!(word("a").stands_as, ["SIP", "service improvement plan"]);
}
