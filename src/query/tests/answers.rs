//! What is found, in which order, with which snippets and notices.

use super::{Draft, ask, codes, draft, found, index, marked, ranked, texts};
use crate::{
    analysis::Analyzer,
    document::{PaperKind, Role, SectionKind},
    query::{Request, Sort},
};

const LONG: &str = "The panel met on Tuesday and heard from many witnesses about the state of things in the county. ";

#[test]
fn words_are_anded_within_a_section() {
    let index = index([
        draft("a").section("", &["early support", "help for families"]),
        draft("b").section("", &["early"]).section("", &["help"]),
    ]);
    assert_eq!(found(&index, "early help"), ["a"]);
    assert_eq!(found(&index, "early OR help"), ["a", "b"]);
}

#[test]
fn three_spellings_of_childrens_find_the_same() {
    let index = texts(&["children's services", "children’s homes", "childrens centres", "child care", "other"]);
    let first = found(&index, "children's");
    assert_eq!(first.len(), 3);
    assert_eq!(found(&index, "children’s"), first);
    assert_eq!(found(&index, "childrens"), first);
}

#[test]
fn a_and_e_finds_only_a_and_e() {
    let index = texts(&["waits in A&E grew", "waits in A & E fell", "plan a, then plan e", "an e-mail"]);
    for query in ["A&E", "a&e", "A & E", "\"A&E\""] {
        assert_eq!(found(&index, query), ["0", "1"], "{query}");
    }
}

#[test]
fn a_time_is_found_in_each_way_of_writing_it() {
    let index = texts(&["met at 10:30", "met at 10.30 am", "met at 11:30"]);
    assert_eq!(found(&index, "10:30"), ["0", "1"]);
    assert_eq!(found(&index, "10.30 am"), ["1"]);
}

#[test]
fn quotation_marks_mean_exactly_and_in_this_order() {
    let index = texts(&["social care", "care, social", "social cares", "Social Care for all"]);
    assert_eq!(found(&index, "\"social care\""), ["0", "3"]);
    assert_eq!(found(&index, "\"care\""), ["0", "1", "3"]);
    assert_eq!(found(&index, "care"), ["0", "1", "2", "3"]);
}

#[test]
fn a_phrase_does_not_reach_over_the_end_of_a_paragraph() {
    let index = index([draft("a").section("", &["about social", "care of trees"])]);
    assert!(found(&index, "\"social care\"").is_empty());
    assert_eq!(found(&index, "social NEAR/2 care"), ["a"]);
    assert!(found(&index, "social NEAR/1 care").is_empty());
}

#[test]
fn words_near_each_other_are_found_in_either_order() {
    let index = texts(&["budget for early help", "early help budget", "budget x x x x x x early help", "budget"]);
    assert_eq!(found(&index, "budget NEAR/3 help"), ["0", "1"]);
    assert_eq!(found(&index, "\"early help\" NEAR/2 budgets"), ["0", "1"]);
    assert!(found(&index, "budget NEAR/5 budget").is_empty());
    assert_eq!(marked(&ask(&index, "budget NEAR/2 \"early help\"")).concat().len(), "budgetearly help".len());
}

#[test]
fn a_prefix_and_a_misspelling_stand_for_words_of_the_index() {
    let index = texts(&["it was inadequate", "inadequacies remain", "it was adequate"]);
    assert_eq!(found(&index, "inadeq*"), ["0", "1"]);
    assert_eq!(found(&index, "inadequte~"), ["0"]);
    let answer = ask(&index, "inadequte~");
    assert_eq!(marked(&answer), ["inadequate"]);
    assert!(codes(&answer).contains(&"expansion"));
    assert!(found(&index, "zzz*").is_empty());
}

#[test]
fn excluded_words_are_left_out_by_text_and_heading_but_not_by_names() {
    let index = index([
        draft("a").title("Capital plan").section("", &["roads budget"]).section("", &["parks"]),
        draft("b").section("Capital", &["roads budget"]),
        draft("c").section("", &["roads budget and capital"]),
        // The title of a paper of one section is that section's heading.
        draft("d").title("Capital plan").section("", &["roads budget"]),
    ]);
    assert_eq!(found(&index, "budget NOT capital"), ["a"]);
    assert_eq!(found(&index, "budget -capital"), ["a"]);
}

#[test]
fn a_phrase_is_excluded_whichever_section_it_stands_in() {
    let index = texts(&["roads", "roads and early help", "roads", "early help", "help early roads"]);
    assert_eq!(found(&index, "roads -\"early help\""), ["0", "2", "4"]);
    assert_eq!(found(&index, "(roads -\"early help\") OR (help -roads)"), ["0", "2", "3", "4"]);
}

#[test]
fn a_word_may_stand_in_names_if_another_stands_in_the_section() {
    let index = index([draft("a").title("Highways plan").section("", &["the budget"]).section("", &["other things"])]);
    let answer = ask(&index, "highways budget");
    assert_eq!((answer.head.total, answer.hits[0].section.id.as_str()), (1, "a:0"));
    let answer = ask(&index, "highways");
    assert_eq!(answer.head.total, 2);
    assert!(codes(&answer).contains(&"names-only"));
}

#[test]
fn capitals_beside_a_word_in_small_letters_mean_the_acronym() {
    let index = texts(&["pupils with SEND and others", "please send the report", "they SEND it"]);
    assert_eq!(found(&index, "SEND"), ["0", "2"]);
    assert_eq!(found(&index, "pupils SEND"), ["0"]);
    assert_eq!(found(&index, "send"), ["0", "1", "2"]);
    let answer = ask(&index, "SEND");
    assert!(codes(&answer).contains(&"acronym"));
    assert_eq!(marked(&answer), ["SEND"]);
    assert_eq!(found(&index, "REPORT SEND"), ["1"]);
    assert!(!codes(&ask(&index, "REPORT SEND")).contains(&"acronym"));
}

fn dated() -> [Draft; 4] {
    [
        draft("day").date("2019-03-06").section("", &["roads"]),
        draft("month").date("2018-04").section("", &["roads"]),
        draft("year").date("2018").section("", &["roads"]),
        draft("undated").section("", &["roads"]),
    ]
}

#[test]
fn a_filter_on_dates_keeps_what_overlaps_and_counts_the_unknown() {
    let index = index(dated());
    assert_eq!(found(&index, "roads date:2018"), ["month", "year"]);
    assert_eq!(found(&index, "roads date:2018/19"), ["day", "year"]);
    assert_eq!(found(&index, "roads date:06/03/2019"), ["day"]);
    assert_eq!(found(&index, "roads since:2018-05"), ["day", "year"]);
    assert_eq!(found(&index, "roads until:2018-04-01"), ["month", "year"]);
    assert_eq!(found(&index, "roads date:unknown"), ["undated"]);
    assert_eq!(found(&index, "roads date:2018..2019"), ["day", "month", "year"]);
    let answer = ask(&index, "roads date:2018");
    let notice = answer.head.notices.iter().find(|notice| notice.code == "unknown-date-left-out").unwrap();
    assert!(notice.text.contains("one paper"), "{}", notice.text);
    assert!(!codes(&ask(&index, "roads")).contains(&"unknown-date-left-out"));
}

#[test]
fn sorting_by_date_takes_the_first_day_and_puts_the_undated_last() {
    let index = index(dated());
    let sorted = |sort| index.search(&Request::new("roads").sort(sort)).unwrap();
    assert_eq!(ranked(&sorted(Sort::Newest)), ["day", "month", "year", "undated"]);
    assert_eq!(ranked(&sorted(Sort::Oldest)), ["year", "month", "day", "undated"]);
    // Equal scores: the newest first.
    assert_eq!(ranked(&sorted(Sort::Relevance)), ["day", "month", "year", "undated"]);
}

#[test]
fn filters_alone_list_papers_newest_first() {
    let index = index(dated());
    let answer = ask(&index, "since:1990");
    assert_eq!(ranked(&answer), ["day", "month", "year"]);
    assert_eq!(answer.hits[0].snippets[0].text, "roads");
    assert!(answer.hits[0].snippets[0].marks.is_empty());
}

#[test]
fn equals_stand_in_the_order_of_their_ids_whatever_the_page() {
    let ids: Vec<String> = (0..150).map(|number| format!("p{:03}", number * 37 % 150)).collect();
    let index = index(ids.iter().map(|id| draft(id).section("", &["roads"])));
    let mut sorted = ids.clone();
    sorted.sort();
    for offset in [0, 10, 140] {
        let answer = index.search(&Request::new("roads").offset(offset)).unwrap();
        assert_eq!(ranked(&answer), sorted[offset..offset + 10]);
        assert_eq!(answer.hits[0].rank, offset as u64 + 1);
    }
    assert!(index.search(&Request::new("roads").offset(1000)).unwrap().hits.is_empty());
    assert!(index.search(&Request::new("roads").limit(0)).unwrap().hits.is_empty());
    assert!(!index.search(&Request::new("roads").offset(1).limit(usize::MAX)).unwrap().hits.is_empty());
}

#[test]
fn totals_count_sections_and_papers_and_a_hit_the_others_of_its_paper() {
    let index = index([
        draft("a").section("", &["roads"]).section("", &["roads roads roads"]).section("", &["parks"]),
        draft("b").section("", &["roads and a few other things besides"]),
    ]);
    let answer = ask(&index, "roads");
    assert_eq!((answer.head.total, answer.head.total_papers), (3, 2));
    assert_eq!(ranked(&answer), ["a", "b"]);
    assert_eq!((answer.hits[0].section.id.as_str(), answer.hits[0].more_in_paper), ("a:1", 1));
}

#[test]
fn standing_text_ranks_last() {
    let index = index([
        draft("a").section_of(SectionKind::Procedural, "", &["interests interests interests"], None, true),
        draft("b").section("", &["members spoke of interests and of much else besides that day"]),
    ]);
    assert_eq!(ranked(&ask(&index, "interests")), ["b", "a"]);
}

fn councils() -> [Draft; 4] {
    [
        draft("a").council("northmarch", "Northmarch County Council").section("", &["early help grew"]),
        draft("b").council("southmere", "Southmere Borough Council").section("", &["early help in Northmarch"]),
        draft("c").section("", &["early help"]),
        draft("d").council("northmarch", "Northmarch County Council").kind(PaperKind::Minutes).section("", &["roads"]),
    ]
}

#[test]
fn a_council_is_filtered_by_slug_or_name_and_the_unknown_are_counted() {
    let index = index(councils());
    assert_eq!(found(&index, "help council:northmarch"), ["a"]);
    assert_eq!(found(&index, "help council:\"Northmarch County Council\""), ["a"]);
    assert_eq!(found(&index, "help council:northmarch council:southmere"), ["a", "b"]);
    assert_eq!(found(&index, "help council:northmarch OR council:southmere"), ["a", "b"]);
    assert_eq!(found(&index, "help council:northmarch,southmere council:northmarch"), ["a", "b"]);
    assert_eq!(found(&index, "help council:unknown"), ["c"]);
    assert_eq!(found(&index, "help NOT council:northmarch"), ["b", "c"]);
    assert!(codes(&ask(&index, "help council:northmarch")).contains(&"unknown-council-left-out"));
}

#[test]
fn a_comma_in_the_name_of_a_council_does_not_make_two_of_it() {
    let name = "Bournemouth, Christchurch and Poole Council";
    let slug = "bournemouth-christchurch-and-poole-council";
    let index = index(councils().into_iter().chain([draft("e").council(slug, name).section("", &["early help"])]));
    assert_eq!(found(&index, &format!("help council:\"{name}\"")), ["e"]);
    let ids = |value: &str| {
        let answer = index.search(&Request::new("help").filter("council", value)).unwrap();
        assert!(!codes(&answer).contains(&"unknown-council"), "{value}: {:?}", answer.head.notices);
        let mut ids: Vec<String> = answer.hits.into_iter().map(|hit| hit.paper.id).collect();
        ids.sort();
        ids.join(" ")
    };
    assert_eq!(ids(name), "e");
    assert_eq!(ids("northmarch, Southmere Borough Council"), "a b");
}

#[test]
fn of_many_unknown_councils_a_few_are_named() {
    let index = index(councils());
    let names: Vec<String> = (0..300).map(|number| format!("x{number}")).collect();
    let names = names.join(",");
    for request in [Request::new(format!("help council:{names}")), Request::new("help").filter("council", &names)] {
        let answer = index.search(&request).unwrap();
        assert!(answer.hits.is_empty());
        let codes = codes(&answer);
        assert!(codes.contains(&"long-query"), "{codes:?}");
        assert!(codes.iter().filter(|code| **code == "unknown-council").count() < 10, "{codes:?}");
    }
}

#[test]
fn a_filter_that_names_no_council_finds_nothing_and_says_which_is_near() {
    let index = index(councils());
    let answer = ask(&index, "help council:northmarsh");
    assert!(answer.hits.is_empty());
    let notice = answer.head.notices.iter().find(|notice| notice.code == "unknown-council").unwrap();
    assert!(notice.text.contains("Northmarch County Council"), "{}", notice.text);
}

#[test]
fn words_that_are_a_councils_name_are_tried_as_the_council_too() {
    let index = index(councils());
    let answer = ask(&index, "northmarch county council help");
    assert_eq!(ranked(&answer)[0], "a");
    assert!(codes(&answer).contains(&"council-name"));
    let mut papers = found(&index, "northmarch");
    assert_eq!(papers, ["a", "b", "d"]);
    papers = found(&index, "northmarch help");
    assert_eq!(papers, ["a", "b"]);
}

#[test]
fn a_date_said_in_plain_words_chooses_papers_and_a_note_says_so() {
    let index = index([
        draft("a").date("2016-03-06").section("", &["Placements were dear.", "Agreed."]),
        draft("b").date("2019-03-06").section("", &["Placements were dear."]),
        draft("c").section("", &["Placements were dear."]),
        draft("d").date("2020-03-06").section("", &["Fewer placements since 2018 were dear."]),
    ]);
    let answer = ask(&index, "what was dear about placements since 2018?");
    assert_eq!(answer.head.read_as, "sections with \"dear\" and \"placements\", since 1 January 2018");
    assert_eq!(found(&index, "placements since 2018"), ["b", "d"]);
    let answer = ask(&index, "placements since 2018");
    assert_eq!(codes(&answer), ["said-date", "unknown-date-left-out"]);
    assert_eq!(found(&index, "placements \"since 2018\""), ["d"]);
    // What was so before a year stands in later papers, too.
    assert_eq!(found(&index, "placements before 2019"), Vec::<String>::new());
    let answer = ask(&index, "placements before 2019");
    assert!(codes(&answer).contains(&"said-date"));
}

#[test]
fn a_filter_counts_as_a_word_of_a_question_that_is_typed_as_one_speaks() {
    let index = index([draft("a").date("2019-03-06").section("", &["The rules changed."])]);
    for question in ["what changed since 2018?", "what changed since:2018?"] {
        let answer = ask(&index, question);
        assert_eq!(answer.head.read_as, "sections with \"changed\", since 1 January 2018", "{question}");
        assert!(answer.hits[0].missing.is_empty(), "{question}");
    }
    assert_eq!(ask(&index, "what happened since 2018?").head.read_as, "papers since 1 January 2018");
    // What is left out is nothing to look for.
    assert_eq!(
        ask(&index, "what happened -roads").head.read_as,
        "sections with \"what\" and \"happened\" without \"roads\""
    );
}

#[test]
fn filters_of_a_request_are_the_same_as_fields_in_the_question() {
    let index = index(councils());
    let ids = |request: Request| ranked(&index.search(&request).unwrap()).join(" ");
    assert_eq!(ids(Request::new("help OR roads").filter("council", "northmarch")), "d a");
    assert_eq!(ids(Request::new("").filter("kind", "minutes")), "d");
    let answer = index.search(&Request::new("help").filter("colour", "red")).unwrap();
    assert!(codes(&answer).contains(&"unknown-field"));
}

#[test]
fn kinds_roles_committees_and_titles_are_filtered() {
    let index = index([
        draft("a").committee("Health Scrutiny Panel").title("Annual report").section_of(
            SectionKind::Recommendations,
            "Recommendations",
            &["roads"],
            None,
            false,
        ),
        draft("b").committee("Children Panel").section_of(
            SectionKind::Findings,
            "What we found",
            &["roads"],
            Some(Role::Recommendation),
            false,
        ),
        draft("c").section("Risks", &["roads"]),
    ]);
    assert_eq!(found(&index, "roads section:recommendations"), ["a", "b"]);
    assert_eq!(found(&index, "roads section:findings"), ["b"]);
    assert_eq!(found(&index, "roads role:recommendation"), ["b"]);
    assert_eq!(found(&index, "roads committee:health"), ["a"]);
    assert_eq!(found(&index, "roads committee:\"scrutiny panel\""), ["a"]);
    assert_eq!(found(&index, "roads title:report"), ["a"]);
    assert_eq!(found(&index, "roads heading:risk"), ["c"]);
    assert_eq!(found(&index, "added:last").len(), 3);
    assert_eq!(found(&index, "added:7 added:last").len(), 3);
    assert!(found(&index, "added:7").is_empty());
}

#[test]
fn further_sections_follow_under_the_words_that_they_lack() {
    let index = texts(&["road closures in winter", "road works", "closures of libraries", "parks"]);
    let answer = ask(&index, "road closures summer");
    assert_eq!((answer.head.total, answer.head.relaxed), (0, 3));
    assert_eq!(ranked(&answer)[0], "0");
    assert_eq!(answer.hits[0].missing, ["summer"]);
    assert_eq!(answer.hits[1].missing.len(), 2);
    assert!(answer.hits.windows(2).all(|pair| pair[0].score >= pair[1].score));
    let answer = index.search(&Request::new("road closures summer").all_words(true)).unwrap();
    assert!(answer.hits.is_empty() && answer.head.relaxed == 0);
}

#[test]
fn full_matches_stand_before_further_sections_and_score_above_them() {
    let index =
        texts(&["road closures in deep winter", "closures closures closures", "road road road", "winter winter"]);
    let short = ask(&index, "road closures");
    assert_eq!((short.head.total, short.head.relaxed), (1, 0));
    let answer = ask(&index, "road closures deep winter");
    assert_eq!((answer.head.total, answer.head.relaxed), (1, 3));
    assert_eq!(ranked(&answer)[0], "0");
    assert!(answer.hits[0].missing.is_empty());
    assert!(answer.hits[1].score < answer.hits[0].score);
    assert_eq!(answer.hits[3].rank, 4);
    let filled = index.search(&Request::new("road closures").fill(true)).unwrap();
    assert_eq!(ranked(&filled).len(), 3);
    let second = index.search(&Request::new("road closures deep winter").offset(1).limit(2)).unwrap();
    assert_eq!(ranked(&second), ranked(&answer)[1..3]);
}

#[test]
fn phrases_filters_and_exclusions_stay_required_in_further_sections() {
    let index = index([
        draft("a").date("2019").section("", &["early help and roads"]),
        draft("b").date("2019").section("", &["early help and roads, not to forget parks"]),
        draft("c").date("2018").section("", &["early help and roads"]),
        draft("d").date("2019").section("", &["help early and roads"]),
    ]);
    let answer = ask(&index, "\"early help\" roads bridges NOT parks date:2019");
    assert_eq!(ranked(&answer), ["a"]);
    assert_eq!(answer.hits[0].missing, ["bridges"]);
    // Beside a phrase even the only word may be lacking.
    let answer = ask(&index, "\"early help\" bridges NOT parks date:2019");
    assert_eq!(ranked(&answer), ["a"]);
    assert_eq!(answer.hits[0].missing, ["bridges"]);
    assert!(ask(&index, "bridges NOT parks date:2019").hits.is_empty());
}

#[test]
fn a_question_typed_as_one_speaks_finds_the_section() {
    let index = index([
        draft("a")
            .council("northmarch", "Northmarch County Council")
            .section("", &["Road closures for works last all winter."]),
        draft("b")
            .council("northmarch", "Northmarch County Council")
            .section("", &["What is it that the panel is doing about this and what about that?"]),
    ]);
    let answer = ask(&index, "what is the council doing about road closures?");
    assert_eq!(ranked(&answer)[0], "a");
    assert!(answer.hits[0].missing.is_empty());
    assert!(codes(&answer).contains(&"question-words"));
    assert_eq!(marked(&answer), ["Road", "closures"]);
}

#[test]
fn a_short_question_finds_what_it_asks_about() {
    let index = texts(&["the service plan (SIP) was agreed", "libraries"]);
    assert_eq!(ranked(&ask(&index, "what is SIP")), ["0"]);
    assert_eq!(ranked(&ask(&index, "your libraries")), ["1"]);
}

#[test]
fn function_words_make_no_section_relevant() {
    let index = texts(&["of the and in to", "libraries"]);
    let answer = ask(&index, "state of the libraries");
    assert_eq!(ranked(&answer), ["1"]);
    assert_eq!(answer.hits[0].missing, ["state"]);
}

#[test]
fn nothing_found_says_what_was_searched_and_what_leaves_nothing() {
    let index = index([draft("a").date("2019").section("", &["road closures"])]);
    let answer = index.search(&Request::new("road clousures").all_words(true)).unwrap();
    let text = |code| {
        answer
            .head
            .notices
            .iter()
            .filter(|notice| notice.code == code)
            .map(|notice| notice.text.as_str())
            .collect::<Vec<_>>()
            .join(" ")
    };
    assert!(text("nothing-found").contains("one paper"));
    assert!(text("no-match-for").contains("clousures"));
    assert!(text("did-you-mean").contains("closures"));
    assert!(codes(&ask(&index, "")).contains(&"empty-query"));
}

#[test]
fn two_misspelt_words_are_suggested_together_where_both_find_something() {
    let index = index([
        draft("a").council("northmarch", "Northmarch County Council").section("", &["library closures in winter"]),
        draft("b").section("", &["gullies"]),
    ]);
    let suggested = |query: &str| {
        let notices = ask(&index, query).head.notices.into_iter();
        notices.filter(|notice| notice.code == "did-you-mean").map(|notice| notice.text).collect::<Vec<_>>()
    };
    assert_eq!(
        suggested("libary  clousures winter council:northmarch"),
        [
            "Instead of \"libary\" and \"clousures\", did you mean: library closures winter council:northmarch (one section)?"
        ]
    );
    assert_eq!(suggested("libary winter"), ["Instead of \"libary\", did you mean \"library\" (one section)?"]);
    // Each is like a word of the index, but no section has both.
    assert!(suggested("libary gulies").is_empty());
    assert!(suggested("libary clousures unheardofthing").is_empty());
}

#[test]
fn what_was_searched_is_read_back_in_words() {
    let index = index(councils());
    let answer = ask(&index, "early \"help\" -roads council:northmarch since:2017");
    assert_eq!(
        answer.head.read_as,
        "sections with \"early\" and exactly \"help\" without \"roads\", of Northmarch County Council, since 1 January 2017"
    );
}

#[test]
fn a_snippet_marks_a_phrase_as_a_phrase_and_excluded_words_never() {
    let text = format!(
        "{LONG}{LONG}{LONG}Social media and care homes came up. Then social care was discussed. {LONG}{LONG}{LONG}"
    );
    let index = texts(&[&text]);
    let answer = ask(&index, "\"social care\" -\"fire\"");
    assert_eq!(marked(&answer), ["social care"]);
    let snippet = &answer.hits[0].snippets[0];
    assert_eq!(snippet.cut, [true, true]);
    assert!(snippet.text.contains("Then social care was discussed."));
    assert!(snippet.text.ends_with('.') && snippet.text.len() <= 400, "{}", snippet.text);
}

#[test]
fn a_snippet_of_a_long_sentence_is_cut_between_words() {
    let text = format!("{} gullies {}", "word ".repeat(200), "other ".repeat(200));
    let answer = ask(&texts(&[&text]), "gullies");
    let snippet = &answer.hits[0].snippets[0];
    assert_eq!(marked(&answer), ["gullies"]);
    assert!(
        snippet
            .text
            .split(' ')
            .filter(|word| !word.is_empty())
            .all(|word| ["word", "gullies", "other"].contains(&word)),
        "{}",
        snippet.text
    );
    assert!(snippet.text.len() < 400);
}

#[test]
fn snippets_stand_in_the_order_of_the_text_and_carry_the_citation() {
    let index = index([draft("a")
        .council("northmarch", "Northmarch County Council")
        .date("2019-03-06")
        .section("", &["nothing here", "gullies", "gullies and verges", "verges"])]);
    let answer = index.search(&Request::new("gullies verges").snippets(2)).unwrap();
    let numbers: Vec<_> = answer.hits[0].snippets.iter().map(|snippet| snippet.paragraph.clone().unwrap()).collect();
    assert_eq!(numbers, ["1.2", "1.3"]);
    assert_eq!(answer.hits[0].citation, "Northmarch County Council, 6 March 2019, para 1.2, p. 1");
    let answer = index.search(&Request::new("gullies verges").snippets(0).text(true)).unwrap();
    assert!(answer.hits[0].snippets.is_empty());
    assert!(answer.hits[0].text.as_deref().unwrap().starts_with("nothing here\ngullies"));
}

#[test]
fn a_section_that_matches_by_its_heading_shows_how_it_begins() {
    let index = index([draft("a").section("Gullies", &["All is well."]).section("Gullies again", &[])]);
    let answer = ask(&index, "gullies");
    assert_eq!(answer.hits[0].section.id, "a:0");
    let snippet = &answer.hits[0].snippets[0];
    assert_eq!(snippet.text, "All is well.");
    assert!(snippet.marks.is_empty());
    assert_eq!(answer.head.total, 2);
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]

    #[test]
    fn any_question_is_answered_and_marks_stand_in_order_on_whole_characters(
        words in proptest::collection::vec("early|help|Ŵyl|SEND|A&E|10:30|the|roads\\.|\n|children’s", 1..60),
        query in r#"(early|help|wyl|SEND|A&E|10:30|the|roads|"early help"|hel\*|helq~|NOT|OR|NEAR/3|-|\(|\)| ){0,12}"#,
    ) {
        let text = words.join(" ");
        let all = [&text, "early help for roads", "roads help early", "A&E at 10:30, early early help", "help"];
        let index = texts(&all);
        let answer = index.search(&Request::new(&query).snippets(3)).unwrap();
        let asked = query.to_lowercase();
        for hit in &answer.hits {
            for snippet in &hit.snippets {
                proptest::prop_assert!(all.iter().any(|text| text.contains(&snippet.text)));
                let mut before = 0;
                for (start, end) in &snippet.marks {
                    proptest::prop_assert!(before <= *start && start < end);
                    let first = &Analyzer::new().tokens(&snippet.text[*start..*end])[0].exact;
                    let is_asked = asked.contains(first.as_str()) || first.starts_with("hel");
                    proptest::prop_assert!(is_asked, "{first}");
                    before = *end;
                }
            }
        }
    }
}

/// What the score of a hit is made of adds up to the score, as long as the order of hits asks for no other.
#[test]
fn an_explanation_adds_up_to_the_score() {
    let index = index([
        draft("a").title("Road closures").section("", &["Roads were closed. Closures cost more than roads."]),
        draft("b").section("Closures", &["No roads here."]).section("Roads", &["The closures of bridges."]),
        draft("c").section("Road closures", &[]),
        draft("d").section("", &["Bridges, lamps and gullies."]).section("", &["Gullies on roads, again gullies."]),
        draft("e").section("", &["Roads near bridges by the gullies and the lamps."]),
    ]);
    for question in [
        "roads",
        "road closures",
        "\"road closures\"",
        "closure* roads",
        "roads NEAR/3 closures",
        "roads (closures OR bridges)",
        "closures roads kind:unknown",
        "closures of gullies",
        "roads -gullies bridges",
    ] {
        for scope in ["section", "paper", "paragraph"] {
            let answer = index.search(&Request::new(question).filter("scope", scope).explain(true)).unwrap();
            for hit in answer.hits.iter().filter(|hit| hit.missing.is_empty()) {
                let why = hit.explanation.as_ref().unwrap();
                assert!((hit.score - why.sum).abs() < 1e-3, "{question} in a {scope}: {hit:?}");
            }
        }
    }
    let answer = index.search(&Request::new("gullies lamps bridges tunnels verges").explain(true)).unwrap();
    assert!(answer.hits.len() > 1 && answer.hits.iter().all(|hit| hit.explanation.as_ref().unwrap().held < 1.0));
    assert!(ask(&index, "roads").hits[0].explanation.is_none());
}

#[test]
fn the_verb_of_a_question_and_how_many_need_not_be_found() {
    let index = texts(&["Twelve gullies were cleaned.", "Gullies get blocked.", "many lamps"]);
    let answer = ask(&index, "what happened to the gullies?");
    assert_eq!(answer.head.total, 2);
    assert_eq!(answer.head.read_as, "sections with \"gullies\"");
    assert_eq!(ask(&index, "how many gullies were cleaned").head.total, 1);
    // Not where nobody asks a question, and not many without how.
    assert_eq!(ask(&index, "gullies get blocked").head.total, 1);
    assert_eq!(
        ask(&index, "are many lamps broken").head.read_as,
        "sections with \"many\" and \"lamps\" and \"broken\""
    );
}

#[test]
fn the_first_hits_keep_their_places_before_those_that_they_order() {
    // Of the further hits, the newest uses all the words of the first ones besides.
    let index = index([
        draft("a").date("2001-01-01").section("", &["gullies lamps bridges and parks by the harbour"]),
        draft("b").date("2002-01-01").section("", &["gullies lamps and parks by the harbour"]),
        draft("c").date("2003-01-01").section("", &["gullies bridges and parks by the harbour"]),
        draft("d").date("2024-01-01").section("", &["gullies; parks by the harbour, parks by the harbour, parks"]),
        draft("e").date("2025-01-01").section("", &["gullies; nothing of the sort, and some more words on it"]),
    ]);
    let answer = index.search(&Request::new("gullies lamps bridges tunnels verges").explain(true)).unwrap();
    assert_eq!(ranked(&answer), ["a", "b", "c", "d", "e"]);
    let learned = |place: usize| !answer.hits[place].explanation.as_ref().unwrap().learned.is_empty();
    assert_eq!([learned(0), learned(1), learned(2), learned(3)], [false, false, false, true]);
    assert!(answer.hits.windows(2).all(|pair| pair[0].score > pair[1].score));
}

#[test]
fn standing_text_does_not_keep_the_best_sections_from_being_looked_at() {
    let filler = "and much else ".repeat(30);
    let note = format!("harbour dredging harbour dredging {filler}");
    let standing =
        (0..600).map(|number| draft(&format!("s{number:03}")).section_of(SectionKind::Other, "", &[&note], None, true));
    let others = (0..900).map(|number| draft(&format!("o{number:03}")).section("", &[&filler]));
    let far = draft("far").section("", &[&format!("harbour {filler} dredging {filler} harbour {filler} dredging")]);
    let near = draft("near").section("", &[&format!("The harbour dredging was put off. {filler}{filler}{filler}")]);
    let index = index(standing.chain(others).chain([far, near]));
    assert_eq!(ranked(&ask(&index, "harbour dredging"))[..2], ["near", "far"]);
}
