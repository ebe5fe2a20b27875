//! Runs of saved questions over indexes in memory.

use super::{SavedQuestion, Watch, WatchFile, WatchRequest, WatchState, WatchStatus};
use crate::{
    ErrorKind, Index,
    document::{Gazetteer, Paper},
    query::tests::draft,
};
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

const LETTER: &str = "The gullies of the borough were not cleaned in the second quarter, as the contractor had no lorry, and \
    the committee asked that a new lorry be found before the autumn, when the leaves come down and the drains fill again.";

fn index(papers: Vec<Paper>) -> Index {
    Index::in_memory(&papers, Gazetteer::builtin()).unwrap()
}

fn paper(id: &str, date: &str, text: &str) -> Paper {
    draft(id).council("kent", "Kent County Council").date(date).section("Gullies", &[text]).paper()
}

fn now(day: i64) -> Timestamp {
    "2026-03-01T02:45:00Z".parse::<Timestamp>().unwrap() + SignedDuration::from_hours(24 * day)
}

fn ask(index: &Index, queries: &[(&str, &str)], state: &WatchState, day: i64) -> Watch {
    let questions = queries.iter().map(|(id, query)| SavedQuestion::new(*id, *query));
    index.watch(&WatchRequest::new(questions).now(now(day)), state).unwrap()
}

/// The state with something else in its file.
fn edited(state: &WatchState, from: &str, to: &str) -> WatchState {
    let text = String::from_utf8(state.to_bytes().unwrap()).unwrap();
    assert!(text.contains(from), "{text}");
    WatchState::parse(text.replace(from, to).as_bytes()).unwrap()
}

#[test]
fn a_section_is_told_once_and_the_newest_first() {
    let two = index(vec![paper("old", "2019-03-06", LETTER), paper("new", "2020", "Gullies again.")]);
    let first = ask(&two, &[("g", "gullies")], &WatchState::default(), 0);
    let one = &first.questions[0];
    let ids: Vec<&str> = one.hits.iter().map(|hit| hit.paper.id.as_str()).collect();
    assert_eq!((ids.as_slice(), one.new, one.since.as_deref()), (&["new", "old"][..], 2, None));
    let second = ask(&two, &[("g", "gullies")], &first.state, 1);
    assert!(second.is_quiet());
    assert_eq!(second.questions[0].since.as_deref(), Some("2026-03-01T02:45:00Z"));
}

#[test]
fn a_text_that_is_attached_again_is_counted_and_one_with_another_word_is_new() {
    let (mut first, query) = (index(vec![paper("a", "2019-03-06", LETTER)]), [("g", "gullies")]);
    let state = ask(&first, &query, &WatchState::default(), 0).state;
    let edited = LETTER.replace("second", "third");
    let broken = LETTER.replace(", and ", ",\nand  ");
    first = Index::in_memory(
        &[paper("a", "2019-03-06", LETTER), paper("b", "2021", &broken), paper("c", "2022", &edited)],
        Gazetteer::builtin(),
    )
    .unwrap();
    // Indexes in memory have one name.
    let state = self::edited(&state, "\"memory\"", "\"g000001\"");
    let watch = ask(&first, &query, &state, 1);
    let one = &watch.questions[0];
    assert_eq!((one.total, one.new, one.again, one.hits[0].paper.id.as_str()), (3, 1, 1, "c"));
    let state = self::edited(&watch.state, "\"memory\"", "\"g000002\"");
    let again = ask(&first, &query, &state, 2);
    assert_eq!((again.questions[0].new, again.questions[0].again), (0, 0));
}

#[test]
fn the_same_few_words_at_another_meeting_are_new_and_in_a_corrected_paper_they_are_not() {
    let (text, query) = ("RESOLVED that the report on gullies be noted.", [("g", "gullies noted")]);
    let state = ask(&index(vec![paper("a", "2019-03-06", text)]), &query, &WatchState::default(), 0).state;
    let state = edited(&state, "\"memory\"", "\"g000001\"");
    let next = index(vec![paper("corrected", "2019-03-06", text), paper("next", "2019-04-03", text)]);
    let watch = ask(&next, &query, &state, 1);
    let one = &watch.questions[0];
    assert_eq!((one.new, one.again, one.hits[0].paper.id.as_str()), (1, 0, "next"));
}

#[test]
fn what_is_marked_as_seen_is_not_told_and_not_in_the_feed() {
    let one = index(vec![paper("a", "2019-03-06", LETTER)]);
    let request = WatchRequest::new([SavedQuestion::new("g", "gullies")]).mark_seen(true).now(now(0));
    let watch = one.watch(&request, &WatchState::default()).unwrap();
    assert_eq!((watch.head.new, watch.questions[0].marked, watch.questions[0].hits.len()), (0, 1, 0));
    assert!(one.told(&watch.state).unwrap().told.is_empty());
    assert!(ask(&one, &[("g", "gullies")], &watch.state, 1).is_quiet());
}

#[test]
fn of_many_the_newest_are_shown_and_all_count_as_told() {
    let many = index((0..9).map(|n| paper(&format!("p{n}"), &format!("201{n}"), "Gullies.")).collect());
    let request = WatchRequest::new([SavedQuestion::new("g", "gullies")]).limit(Some(2));
    let watch = many.watch(&request, &WatchState::default()).unwrap();
    assert_eq!((watch.questions[0].new, watch.questions[0].hits.len()), (9, 2));
    assert_eq!(watch.questions[0].hits[0].paper.date.as_deref(), Some("2018"));
    assert_eq!(many.told(&watch.state).unwrap().told.len(), 9);
    assert_eq!(many.watch(&request, &watch.state).unwrap().head.new, 0);
}

#[test]
fn questions_that_cannot_be_asked_are_kept_and_reported_and_the_others_run() {
    let one = index(vec![paper("a", "2019-03-06", LETTER)]);
    let queries = [("empty", ""), ("without", "-lorry"), ("signs", "?!"), ("g", "gullies"), ("g", "lorry")];
    let first = ask(&one, &queries, &WatchState::default(), 0);
    for _ in 0..2 {
        let watch = ask(&one, &queries, &first.state, 1);
        let asked: Vec<bool> = watch.questions.iter().map(|one| one.status == WatchStatus::Asked).collect();
        assert_eq!(asked, [false, false, false, true, false]);
        assert_eq!((watch.head.to_look_at, watch.head.new), (4, 0));
        assert!(watch.questions[4].notices[0].text.contains("An earlier question has this id"));
    }
}

#[test]
fn a_question_whose_filter_is_no_longer_understood_is_not_asked_until_it_is_written_anew() {
    let one = index(vec![paper("a", "2019-03-06", LETTER)]);
    let (odd, kept) = ([("g", "counsil:kent gullies OR lorry")], "\"notices\":[\"unknown-field\"]");
    let first = ask(&one, &odd, &WatchState::default(), 0);
    assert_eq!(first.questions[0].status, WatchStatus::Asked, "it was saved so, and its owner was told");
    assert!(first.questions[0].remarks().any(|notice| notice.code == "unknown-field"));
    assert!(ask(&one, &odd, &first.state, 1).is_quiet());
    // As if the language had had such a field then.
    let state = edited(&first.state, kept, "\"notices\":[]");
    let second = ask(&one, &odd, &state, 1);
    assert_eq!(second.questions[0].status, WatchStatus::NotAsked);
    assert!(second.questions[0].notices[0].text.contains("\"counsil:\" is no field"));
    assert_eq!(second.state.questions["g"], state.questions["g"]);
    let mended = ask(&one, &[("g", "council:kent gullies")], &second.state, 2);
    assert_eq!((mended.questions[0].status, mended.questions[0].new), (WatchStatus::Asked, 1));
}

#[test]
fn a_question_that_is_read_differently_is_told_once_with_both_readings() {
    let one = index(vec![paper("a", "2019-03-06", LETTER)]);
    let query = [("g", "gullies since:\"last year\"")];
    let first = ask(&one, &query, &WatchState::default(), 0);
    assert!(ask(&one, &query, &first.state, 400).is_quiet(), "another year is no other reading");
    let state = edited(&first.state, "\"reading\":\"\\\"gullies\\\"", "\"reading\":\"\\\"drains\\\"");
    let second = ask(&one, &query, &state, 1);
    assert!(second.questions[0].to_look_at);
    let text = &second.questions[0].remarks().next().unwrap().text;
    assert!(text.starts_with("The question is read differently now: \"gullies\""), "{text}");
    assert!(text.contains("Before: \"drains\""), "{text}");
    assert!(ask(&one, &query, &second.state, 2).is_quiet());
}

#[test]
fn a_question_that_is_changed_begins_anew_and_a_broken_one_goes_on_when_it_is_mended() {
    let one = index(vec![paper("a", "2019-03-06", LETTER)]);
    let first = ask(&one, &[("g", "gullies")], &WatchState::default(), 0);
    let changed = ask(&one, &[("g", "gullies lorry")], &first.state, 1);
    assert_eq!(changed.questions[0].new, 1);
    assert_eq!(changed.questions[0].notices[0].text, "The question was \"gullies\" before. It begins anew.");
    let broken = ask(&one, &[("g", "-gullies")], &first.state, 1);
    assert_eq!(broken.questions[0].status, WatchStatus::NotAsked);
    assert!(ask(&one, &[("g", "gullies")], &broken.state, 2).is_quiet());
}

#[test]
fn a_question_that_left_is_dropped_when_that_was_told_and_not_while_a_line_cannot_be_read() {
    let one = index(vec![paper("a", "2019-03-06", LETTER)]);
    let first = ask(&one, &[("g", "gullies"), ("l", "lorry")], &WatchState::default(), 0);
    let unread =
        WatchRequest::new([SavedQuestion::new("g", "gullies"), SavedQuestion::unread("l\u{fffd}", "It is odd.")]);
    let watch = one.watch(&unread, &first.state).unwrap();
    assert_eq!(watch.state.ids().collect::<Vec<_>>(), ["g", "l"]);
    let watch = ask(&one, &[("g", "gullies")], &watch.state, 1);
    assert_eq!((watch.questions[1].status, watch.questions[1].query.as_str()), (WatchStatus::Gone, "lorry"));
    assert_eq!(watch.state.ids().collect::<Vec<_>>(), ["g"]);
    assert!(ask(&one, &[("g", "gullies")], &watch.state, 2).is_quiet());
}

#[test]
fn the_feed_has_what_was_told_within_sixty_days_wherever_it_stands_now() {
    let query = [("g", "gullies")];
    let first = ask(&index(vec![paper("a", "2019-03-06", LETTER)]), &query, &WatchState::default(), 0);
    let state = edited(&first.state, "\"memory\"", "\"g000001\"");
    let moved = index(vec![paper("b", "2019-03-06", LETTER)]);
    let feed = moved.told(&state).unwrap();
    assert!(feed.told.is_empty(), "the paper has left, and the next run is to find what it said");
    let second = ask(&moved, &query, &state, 59);
    assert_eq!(second.head.new, 0);
    let told = moved.told(&second.state).unwrap().told;
    assert_eq!((told[0].hit.paper.id.as_str(), told[0].at), ("b", now(0)));
    assert!(!told[0].hit.snippets[0].marks.is_empty());
    let third = ask(&moved, &query, &second.state, 61);
    assert!(moved.told(&third.state).unwrap().told.is_empty());
    assert!(third.is_quiet());
}

#[test]
fn a_state_that_cannot_be_read_is_an_error_that_says_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("q.tsv.state.json");
    std::fs::write(&path, "{\"version\":1,").unwrap();
    let error = WatchFile::open(&path).map(|_| ()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Usage);
    assert!(error.hint().unwrap().contains("--mark-seen"));
    std::fs::write(&path, "{\"version\":2}").unwrap();
    let error = WatchFile::open(&path).map(|_| ()).unwrap_err();
    assert!(error.to_string().contains("later version"), "{error}");
    std::fs::remove_file(&path).unwrap();
    let held = WatchFile::open(&path).unwrap();
    let error = WatchFile::open(&path).map(|_| ()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Locked);
    assert!(error.to_string().contains("process"), "{error}");
    drop(held);
    WatchFile::open(&path).unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_run_that_follows_at_once_tells_nothing(
        texts in prop::collection::vec("(gullies|lorry|leaves|drains)( (gullies|lorry|leaves|drains)){0,4}", 0..6),
        queries in prop::collection::vec("(gullies|lorry|-drains|leaves OR lorry|\"[a-z:-]{0,4}\"|\\PC{0,6})", 1..5),
        mark in any::<bool>(),
    ) {
        let papers = texts.iter().enumerate().map(|(n, text)| paper(&format!("p{n}"), "2019", text)).collect();
        let index = index(papers);
        let questions = queries.iter().enumerate().map(|(n, query)| SavedQuestion::new(n.to_string(), query));
        let request = WatchRequest::new(questions).now(now(0)).mark_seen(mark);
        let first = index.watch(&request, &WatchState::default()).unwrap();
        let state = WatchState::parse(&first.state.to_bytes().unwrap()).unwrap();
        // The same index under another name, so that it is read again.
        let state = WatchState::parse(
            String::from_utf8(state.to_bytes().unwrap()).unwrap().replace("\"memory\"", "\"other\"").as_bytes()
        ).unwrap();
        let second = index.watch(&request, &state).unwrap();
        prop_assert_eq!(second.head.new, 0);
        prop_assert!(second.questions.iter().all(|one| one.again == 0 && one.marked == 0));
        prop_assert_eq!(second.state.to_bytes().unwrap(), first.state.to_bytes().unwrap());
    }

    #[test]
    fn any_bytes_are_a_state_or_an_error(bytes in any::<Vec<u8>>()) {
        let _ = WatchState::parse(&bytes);
    }
}
