//! One passage, shown once.

use super::{Draft, ask, draft, index, ranked};
use crate::{
    Index,
    document::Gazetteer,
    query::{Request, Sort},
};
use proptest::{prelude::*, sample::select};

const LETTER: &str = "Inspectors found that the fostering service had improved since the last visit, that most carers are \
                      supported well, and that the panel hears too late of placements that break down.";
const EDITED: &str = "Inspectors found that the fostering service had improved since the last visit, that some carers are \
                      supported well, and that the panel hears too late of placements that break down.";
const OTHER: &str = "The fostering service spent less on carers than planned, as fewer inspectors than expected asked for \
                     figures, and a report on the budget comes to the panel in June.";

fn dated(id: &str, date: &str, text: &str) -> Draft {
    draft(id).council("kent", "Kent County Council").date(date).section("Letter", &[text])
}

#[test]
fn a_letter_that_was_attached_three_times_is_shown_once_where_it_was_first() {
    let index = index([
        dated("later", "2019-05-02", LETTER),
        dated("first", "2019-03-06", LETTER),
        dated("edited", "2019-07-01", EDITED),
        dated("other", "2019-06-01", OTHER),
    ]);
    let answer = ask(&index, "fostering carers");
    let mut ids = ranked(&answer);
    ids.sort();
    assert_eq!(ids, ["first", "other"]);
    let letter = answer.hits.iter().find(|hit| hit.paper.id == "first").unwrap();
    let copies: Vec<(&str, &str)> =
        letter.copies.iter().map(|copy| (copy.section.as_str(), copy.citation.as_str())).collect();
    assert_eq!(
        copies,
        [
            ("later:0", "Kent County Council, 2 May 2019, para 1.1, p. 1"),
            ("edited:0", "Kent County Council, 1 July 2019, para 1.1, p. 1")
        ]
    );
    let head = &answer.head;
    assert_eq!((head.total, head.total_papers, head.copies, head.copied_papers), (4, 4, 2, 2));

    let all = index.search(&Request::new("fostering carers").all_copies(true)).unwrap();
    assert_eq!(all.hits.len(), 4);
    assert!(all.hits.iter().all(|hit| hit.copies.is_empty()));
    assert_eq!((all.head.copies, all.head.copied_papers), (0, 0));
}

#[test]
fn the_final_is_shown_before_the_draft_and_a_paper_before_the_pack_that_holds_it() {
    let mut part = dated("pack.2", "2019-03-06", LETTER);
    part.paper.part =
        Some(crate::document::Part { index: 2, of: 4, pack: "pack".into(), item: Some("5".into()), pages: None });
    let index = index([
        dated("b", "2019-02-01", LETTER).title("Draft letter on fostering"),
        part,
        dated("paper", "2019-05-02", LETTER).title("Letter on fostering"),
    ]);
    let answer = ask(&index, "fostering");
    assert_eq!(ranked(&answer), ["paper"]);
    let copies: Vec<&str> = answer.hits[0].copies.iter().map(|copy| copy.paper.as_str()).collect();
    assert_eq!(copies, ["pack.2", "b"]);
}

#[test]
fn a_copy_that_alone_has_the_word_is_shown_itself() {
    let index = index([dated("first", "2019-03-06", LETTER), dated("edited", "2019-07-01", EDITED)]);
    let answer = ask(&index, "\"some carers\"");
    assert_eq!(ranked(&answer), ["edited"]);
    assert_eq!(answer.hits[0].copies[0].paper, "first");
    assert_eq!(answer.head.copies, 0, "the other does not match");
}

#[test]
fn by_date_the_first_in_the_order_stands_for_its_copies() {
    let index = index([dated("first", "2019-03-06", LETTER), dated("later", "2019-05-02", LETTER)]);
    let by = |sort| index.search(&Request::new("fostering").sort(sort)).unwrap();
    assert_eq!(ranked(&by(Sort::Newest)), ["later"]);
    assert_eq!(ranked(&by(Sort::Oldest)), ["first"]);
}

#[test]
fn a_paper_with_more_than_the_copy_is_found_by_that() {
    let index = index([
        dated("first", "2019-03-06", LETTER),
        dated("report", "2019-05-02", LETTER).section("Comment", &["The panel welcomes what is said of fostering."]),
    ]);
    let answer = ask(&index, "fostering");
    let sections: Vec<(&str, u64)> =
        answer.hits.iter().map(|hit| (hit.section.id.as_str(), hit.more_in_paper)).collect();
    let mut sorted = sections.clone();
    sorted.sort();
    assert_eq!(sorted, [("first:0", 0), ("report:1", 1)]);
    assert_eq!((answer.head.copies, answer.head.copied_papers), (1, 0));
}

#[test]
fn a_filter_shows_the_copy_that_passes_it() {
    let index = index([
        dated("first", "2019-03-06", LETTER),
        draft("elsewhere").council("suffolk", "Suffolk County Council").date("2020-01-01").section("", &[LETTER]),
    ]);
    let answer = ask(&index, "fostering council:suffolk");
    assert_eq!(ranked(&answer), ["elsewhere"]);
    assert_eq!(answer.hits[0].copies[0].citation, "Kent County Council, 6 March 2019, para 1.1, p. 1");
}

#[test]
fn a_passage_that_is_shown_does_not_follow_again_as_a_further_section() {
    let without = LETTER.replace("most carers", "some of them");
    let index = index([dated("first", "2019-03-06", LETTER), dated("without", "2019-07-01", &without)]);
    let answer = ask(&index, "fostering carers supported placements");
    assert_eq!(ranked(&answer), ["first"]);
    assert_eq!(answer.head.relaxed, 0);
}

#[test]
fn a_line_of_a_few_words_is_nobodys_copy() {
    let index = index([dated("a", "2019-03-06", "None to report."), dated("b", "2019-05-02", "None to report.")]);
    assert_eq!(ask(&index, "report").hits.len(), 2);
}

const TAKEN_OVER: &str = "On 24 January 2017 the inspectorate published its report on services for children in need of help \
                          and protection, and judged them to be inadequate in the county.";

#[test]
fn a_paragraph_that_the_next_report_takes_over_is_shown_once() {
    let mut drafts: Vec<Draft> = [("first", "2017-10-24"), ("second", "2019-03-06")]
        .map(|(id, date)| draft(id).council("kent", "Kent County Council").date(date))
        .into();
    for (draft, own) in drafts.iter_mut().zip([
        [
            "The panel visited the front door in May, and spoke to the social workers who take the calls of families there.",
            "Four priorities were agreed, of which early help is the first and the culture of the whole service the last.",
        ],
        [
            "Seven visits followed, and progress was seen in six of them, though the caseloads of new staff remain high.",
            "A last visit is expected in the spring, after which the service will be looked at as a whole once more.",
        ],
    ]) {
        let taken = std::mem::replace(draft, super::draft("")).section("Background", &[TAKEN_OVER, own[0], own[1]]);
        *draft = taken;
    }
    let index = index(drafts);
    let answer = ask(&index, "inspectorate inadequate");
    assert_eq!(ranked(&answer), ["second"], "the newest of equals");
    let copy = &answer.hits[0].copies[0];
    assert_eq!(
        (copy.paper.as_str(), copy.citation.as_str()),
        ("first", "Kent County Council, 24 October 2017, para 1.1, p. 1")
    );
    assert_eq!((answer.head.total, answer.head.copies), (2, 0), "the sections are no copies of each other");
    let all = index.search(&Request::new("inspectorate inadequate").all_copies(true)).unwrap();
    assert_eq!(all.hits.len(), 2);

    // What both have beside it is shown of both.
    let both = ask(&index, "visit");
    assert_eq!(both.hits.len(), 2);
    // Of papers that are only listed the first words are no answer.
    assert_eq!(ask(&index, "council:kent").hits.len(), 2);
}

#[test]
fn a_paper_with_another_passage_that_fits_as_well_shows_that() {
    let index = index([
        dated("first", "2019-06-06", TAKEN_OVER),
        dated("second", "2017-10-24", TAKEN_OVER)
            .section("Answer", &["Not inadequate, the inspectorate was told: the inspectorate will see, and none will call it inadequate."]),
        draft("third").council("kent", "Kent County Council").section(
            "Background",
            &[
                TAKEN_OVER,
                "Members asked why the inspectorate found it inadequate, as the panel had heard for years that all was well.",
                "Officers will report back in June with the figures of the last quarter, and with those of the neighbours.",
            ],
        ),
    ]);
    let answer = ask(&index, "inspectorate inadequate");
    let mut shown: Vec<(&str, &str)> = answer
        .hits
        .iter()
        .map(|hit| (hit.section.id.as_str(), hit.snippets[0].paragraph.as_deref().unwrap_or_default()))
        .collect();
    shown.sort();
    assert_eq!(shown, [("first:0", "1.1"), ("second:1", "2.1"), ("third:0", "1.2")]);
}

/// A paper of Kent whose sections have these texts.
fn paper(id: &str, day: usize, texts: &[&str]) -> Draft {
    let draft = draft(id).council("kent", "Kent County Council").date(&format!("2019-03-{:02}", day + 1));
    texts.iter().fold(draft, |draft, text| draft.section("", &[text]))
}

#[test]
fn a_paper_that_is_no_hit_by_one_copy_may_be_one_by_another() {
    let index = index([
        paper("p", 5, &[LETTER, OTHER]),
        paper("q", 1, &[LETTER]),
        draft("r").council("suffolk", "Suffolk County Council").section("", &[OTHER]),
    ]);
    let answer = ask(&index, "fostering council:kent");
    let mut shown: Vec<&str> = answer.hits.iter().map(|hit| hit.section.id.as_str()).collect();
    shown.sort();
    assert_eq!(shown, ["p:1", "q:0"]);
    assert_eq!(answer.head.copied_papers, 0);
}

#[test]
fn copies_among_further_sections_are_shown_though_a_paper_above_has_one_too() {
    let index = index([
        paper("f", 1, &["Gullies, potholes and verges were looked at by inspectors in June.", LETTER]),
        paper("x", 2, &[LETTER]),
    ]);
    let answer = ask(&index, "gullies potholes verges inspectors");
    assert_eq!(ranked(&answer), ["f", "x"]);
    assert_eq!((answer.head.total, answer.head.relaxed), (1, 1));
}

/// Texts of which some are copies of others.
fn text() -> impl Strategy<Value = &'static str> {
    select(vec![
        LETTER,
        EDITED,
        OTHER,
        "Fostering.",
        "The panel noted the report on fostering and asked for figures in June.",
    ])
}

/// The papers of an answer, page by page: those that are hits, and those that hits name.
fn pages(index: &Index, request: &Request, limit: usize) -> (Vec<String>, Vec<String>) {
    let (mut hits, mut named) = (Vec::new(), Vec::new());
    for page in 0.. {
        let answer = index.search(&request.clone().offset(page * limit).limit(limit)).unwrap();
        for hit in &answer.hits {
            assert!(hit.copies.iter().all(|copy| copy.paper != hit.paper.id), "{hit:?}");
            assert_eq!(hit.more_copies, 0, "there are too few papers");
            named.extend(hit.copies.iter().map(|copy| copy.paper.clone()));
            hits.push(hit.paper.id.clone());
        }
        if (page + 1) * limit >= (answer.head.total_papers - answer.head.copied_papers) as usize {
            break;
        }
    }
    (hits, named)
}

proptest! {
    /// Each paper that matches is a hit of one page or is named by one, whatever its sections and the size of the pages; and no
    /// paper is a hit twice.
    #[test]
    fn every_paper_is_shown_or_named(
        papers in prop::collection::vec(prop::collection::vec(text(), 1..4), 1..6),
        limit in 1usize..7,
        question in select(vec!["fostering", "fostering carers", "inspectors placements", "report figures"]),
        sort in select(vec![Sort::Relevance, Sort::Newest, Sort::Oldest]),
    ) {
        let index = index(papers.iter().enumerate().map(|(place, texts)| paper(&format!("p{place}"), place, texts)));
        let request = Request::new(question).sort(sort).all_words(true);
        let all = index.search(&request.clone().all_copies(true).limit(50)).unwrap();
        let mut matching: Vec<&str> = all.hits.iter().map(|hit| hit.paper.id.as_str()).collect();
        let (hits, named) = pages(&index, &request, limit);
        let mut once = hits.clone();
        once.sort();
        once.dedup();
        prop_assert_eq!(once.len(), hits.len(), "no paper is a hit twice: {:?}", hits);
        matching.retain(|id| !hits.iter().chain(&named).any(|known| known == id));
        prop_assert!(matching.is_empty(), "{:?} are neither hits {:?} nor named {:?}", matching, hits, named);
        let answer = index.search(&request).unwrap();
        prop_assert_eq!(answer.head.total, all.head.total);
        prop_assert_eq!(answer.head.total_papers, all.head.total_papers);
    }

    /// However the papers were brought into the index, the same hits stand for the same copies; and each group is shown once.
    #[test]
    fn the_builds_that_brought_the_papers_make_no_difference(
        texts in prop::collection::vec((text(), 1u8..28), 1..24),
        batches in 1usize..5,
        gone in any::<prop::sample::Index>(),
    ) {
        let papers: Vec<_> = texts
            .iter()
            .enumerate()
            .map(|(place, (text, day))| dated(&format!("p{place}"), &format!("2019-03-{day:02}"), text).paper)
            .collect();
        let gone = format!("p{}", gone.index(papers.len()));
        let fresh: Vec<_> = papers.iter().filter(|paper| paper.id != gone).cloned().collect();
        let fresh = Index::in_memory(&fresh, Gazetteer::builtin()).unwrap();
        let batches: Vec<_> = papers.chunks(papers.len().div_ceil(batches)).map(<[_]>::to_vec).collect();
        let changed = Index::in_memory_of_batches(&batches, &[&gone], Gazetteer::builtin());
        for sort in [Sort::Relevance, Sort::Newest, Sort::Oldest] {
            let request = Request::new("fostering").sort(sort).limit(50);
            let (one, other) = (fresh.search(&request).unwrap(), changed.search(&request).unwrap());
            prop_assert_eq!(&one.hits, &other.hits);
            prop_assert_eq!(one.head.total, other.head.total);
            prop_assert_eq!(one.head.copies, other.head.copies);
            let hits = one.hits.len() as u64;
            prop_assert!(hits <= one.head.total_papers - one.head.copied_papers);
            let shown: Vec<&str> = one.hits.iter().map(|hit| hit.section.id.as_str()).collect();
            for hit in &one.hits {
                prop_assert!(hit.copies.iter().all(|copy| !shown.contains(&copy.section.as_str())));
            }
        }
    }
}
