//! Query strings read, refused and written back.

use super::*;
use proptest::prelude::*;

fn read(text: &str) -> Parameters {
    Parameters::read(text, parameter::SEARCH, Manner::Strict).unwrap()
}

fn refused(text: &str) -> Problem {
    Parameters::read(text, parameter::SEARCH, Manner::Strict).unwrap_err()
}

#[test]
fn a_question_with_filters_is_read_and_asked() {
    let parameters = read("q=edge+of%20care&council=northmarch&council=Wexbourne&since=2018&limit=5&all_words=true");
    assert_eq!(parameters.query, "edge of care");
    assert_eq!(parameters.values("council").collect::<Vec<_>>(), ["northmarch", "Wexbourne"]);
    let request = Request::new("edge of care").limit(5).all_words(true);
    let request = request.filter("council", "northmarch").filter("council", "Wexbourne").filter("since", "2018");
    assert_eq!(parameters.request(), request);
}

#[test]
fn a_name_that_is_not_known_is_refused_with_the_nearest() {
    let problem = refused("q=a&councl=x");
    assert_eq!((problem.status, problem.code), (400, "unknown-parameter"));
    assert!(problem.message.contains("councl") && problem.hint.unwrap().starts_with("Did you mean `council`?"));
    assert!(!refused("zzzzzzz=1").hint.unwrap().contains("Did you mean"));
}

#[test]
fn a_page_passes_over_what_it_does_not_know_and_what_is_empty() {
    let page = |text| Parameters::read(text, parameter::PAGE, Manner::Lenient);
    assert_eq!(page("q=a&fbclid=1&limit=&council=&sort="), page("q=a"));
    assert_eq!(page("limit=x").unwrap_err().code, "wrong-value");
}

#[test]
fn a_wrong_value_is_refused_with_what_is_allowed() {
    for (text, hint) in [
        ("limit=101", "It takes a whole number from 0 to 100."),
        ("limit=-1", "It takes a whole number from 0 to 100."),
        ("limit=%2B1", "It takes a whole number from 0 to 100."),
        ("offset=99999999999999999999999", "It takes a whole number from 0 to 10000."),
        ("snippets=", "It takes a whole number from 0 to 10."),
        ("all_words=yes", "It takes true or false."),
        ("sort=best", "It takes one of relevance, newest, oldest."),
        ("format=trec", "It takes one of json, jsonl, csv."),
    ] {
        let problem = refused(text);
        assert_eq!((problem.status, problem.code, problem.hint.as_deref()), (400, "wrong-value", Some(hint)), "{text}");
    }
    assert_eq!(refused("limit=1&limit=1").code, "repeated");
    assert_eq!(refused("q=%ff").code, "not-utf-8");
    assert_eq!(refused(&format!("q={}", "a".repeat(2001))).code, "query-too-long");
    assert_eq!(read(&format!("q={}", "%C5%B4".repeat(2000))).query.chars().count(), 2000);
    assert_eq!(refused(&"&role=x".repeat(21)).message, "`role` can be given at most 20 times.");
}

#[test]
fn a_filter_is_added_once_and_taken_out_and_both_begin_at_the_first_page() {
    let parameters = read("q=a&offset=20&since=2018");
    let narrowed = parameters.with_filter("council", "northmarch").with_filter("council", "northmarch");
    assert_eq!(narrowed.to_query_string(), "q=a&council=northmarch&since=2018");
    assert_eq!(narrowed.with_filter("since", "2019").to_query_string(), "q=a&council=northmarch&since=2019");
    assert_eq!(narrowed.without_filter("council", "northmarch").to_query_string(), "q=a&since=2018");
    assert_eq!(parameters.with_filter("colour", "blue").to_query_string(), "q=a&since=2018");
    assert_eq!(parameters.with_offset(30).to_query_string(), "q=a&since=2018&offset=30");
    assert_eq!(parameters.with_sort(Sort::Newest).to_query_string(), "q=a&since=2018&sort=newest");
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(
        query in "\\PC{0,40}",
        councils in prop::collection::vec("[a-z &=+%é]{1,12}", 0..4),
        (limit, offset, snippets) in (0_usize..=100, 0_usize..=10_000, 0_usize..=10),
        flags in any::<[bool; 6]>(),
        sort in prop::sample::select(vec![Sort::Relevance, Sort::Newest, Sort::Oldest]),
        format in prop::sample::select(vec![Format::Json, Format::JsonLines, Format::Csv]),
    ) {
        let mut parameters = Parameters { query, limit, offset, snippets, sort, format, ..Parameters::default() };
        for council in councils.iter().filter(|council| !council.trim().is_empty()) {
            parameters.filters.push(("council", council.trim().to_owned()));
        }
        [
            parameters.all_words, parameters.all_copies, parameters.expand, parameters.text, parameters.explain,
            parameters.facets,
        ] = flags;
        prop_assert_eq!(read(&parameters.to_query_string()), parameters);
    }

    #[test]
    fn any_query_string_is_read_or_refused(text in any::<String>()) {
        for manner in [Manner::Strict, Manner::Lenient] {
            if let Err(problem) = Parameters::read(&text, parameter::SEARCH, manner) {
                prop_assert_eq!(problem.status, 400);
            }
        }
    }
}
