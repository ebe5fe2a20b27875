//! First said, last said, and what happened between.

use super::{Draft, draft, facets, index};
use crate::{
    Index,
    document::Gazetteer,
    query::{Mention, Per, Request, Span, Step, Trail},
};
use proptest::{collection::vec, prelude::*};

const LETTER: &str = "Inspectors saw that lamps in most streets were mended within a week of a call, and that the depot \
                      had no list of those that wait for longer than that.";

fn follow(index: &Index, query: &str) -> Trail {
    index.trail(&Request::new(query).limit(100)).unwrap()
}

fn kent(id: &str, date: &str, text: &str) -> Draft {
    draft(id).council("kent", "Kent County Council").committee("Roads Panel").date(date).section("", &[text])
}

fn leeds(id: &str, date: &str, text: &str) -> Draft {
    draft(id).council("leeds", "Leeds City Council").date(date).section("", &[text])
}

fn mentions(trail: &Trail) -> impl Iterator<Item = &Mention> {
    let steps = trail.councils.iter().flat_map(|council| &council.steps);
    steps.filter_map(|step| if let Step::Mention(mention) = step { Some(&**mention) } else { None })
}

/// The steps of a council: the papers of mentions, and gaps.
fn steps(trail: &Trail, council: usize) -> Vec<String> {
    let step = |step: &Step| match step {
        Step::Mention(mention) => mention.section.id.clone(),
        Step::Gap(gap) => {
            let open = if gap.open { " open" } else { "" };
            let again = |is_again: bool| if is_again { " again" } else { "" };
            let (from, until) = (again(gap.from_again), again(gap.until_again));
            format!("{}{from}..{}{until} {}{open}", gap.from, gap.until, gap.papers)
        }
    };
    trail.councils[council].steps.iter().map(step).collect()
}

fn dates(span: &Span) -> (Option<&str>, Option<&str>, u64) {
    (span.first.as_deref(), span.last.as_deref(), span.mentions)
}

#[test]
fn mentions_stand_by_date_under_their_council_with_gaps_of_more_than_a_year() {
    let index = index([
        kent("c", "2019-03-06", "lamps were dear"),
        kent("a", "2016-05-01", "lamps were lit"),
        kent("between", "2018", "roads"),
        kent("b", "2017-05-01", "lamps went out"),
        kent("after", "2021-02-03", "roads again"),
        leeds("l", "2020-10", "lamps in Leeds"),
        draft("nobody").date("2015").section("", &["lamps of nobody"]),
    ]);
    let trail = follow(&index, "lamps");
    let names: Vec<_> = trail.councils.iter().map(|council| council.span.council_name.as_deref()).collect();
    assert_eq!(names, [Some("Kent County Council"), Some("Leeds City Council"), None]);
    assert_eq!(
        steps(&trail, 0),
        ["a:0", "b:0", "2017-05-01..2019-03-06 1", "c:0", "2019-03-06..2021-02-03 1 open"],
        "a year to the day is no gap"
    );
    let span = &trail.councils[0].span;
    assert_eq!(dates(span), (Some("2016-05-01"), Some("2019-03-06"), 3));
    assert_eq!((span.papers, span.papers_since, span.latest_paper.as_deref()), (5, 1, Some("2021-02-03")));
    assert_eq!(steps(&trail, 1), ["l:0"]);
    assert_eq!(dates(&trail.councils[1].span), (Some("2020-10"), Some("2020-10"), 1));
    let head = &trail.head;
    assert_eq!((head.mentions, head.papers, head.councils), (5, 5, 3));
    assert_eq!((head.first.as_deref(), head.last.as_deref()), (Some("2015"), Some("2020-10")));
    let first = mentions(&trail).next().unwrap();
    assert_eq!(first.citation, "Kent County Council, Roads Panel, 1 May 2016, para 1.1, p. 1");
    assert_eq!(&first.snippets[0].text[..5], "lamps");
    assert_eq!(first.snippets[0].marks, [(0, 5)]);
}

#[test]
fn each_committee_has_its_first_and_last_mention_and_what_came_since() {
    let index = index([
        kent("a", "2016", "lamps"),
        kent("b", "2018", "lamps"),
        kent("c", "2019", "roads"),
        kent("d", "2020", "roads"),
        kent("e", "2017", "lamps").committee("Health Panel"),
        draft("f").council("kent", "Kent County Council").date("2017").section("", &["lamps"]),
    ]);
    let trail = follow(&index, "lamps");
    let committees = &trail.councils[0].committees;
    let of = |place: usize| (committees[place].committee.as_deref(), dates(&committees[place]));
    assert_eq!(of(0), (Some("Health Panel"), (Some("2017"), Some("2017"), 1)));
    assert_eq!(of(1), (Some("Roads Panel"), (Some("2016"), Some("2018"), 2)));
    assert_eq!(of(2), (None, (Some("2017"), Some("2017"), 1)));
    assert!(committees.iter().all(|span| span.per == Per::Committee));
    assert_eq!((committees[1].papers, committees[1].papers_since), (4, 2));
    assert_eq!((committees[0].papers, committees[0].papers_since), (1, 0));
}

#[test]
fn a_letter_that_is_attached_again_is_no_new_mention() {
    let index = index([
        kent("again", "2019-05-02", LETTER).committee("Health Panel"),
        kent("first", "2016-03-06", LETTER),
        kent("undated", "2019", LETTER).date("2018"),
        leeds("other", "2019-01-01", LETTER),
    ]);
    let trail = follow(&index, "lamps");
    assert_eq!((trail.head.mentions, trail.head.copies, trail.head.papers), (2, 2, 4));
    // That paper has it: the time without ends there, and none begins that has no end.
    assert_eq!(steps(&trail, 0), ["first:0", "2016-03-06..2018 again 0"]);
    let first = mentions(&trail).next().unwrap();
    let again: Vec<_> = first.again.iter().map(|again| (again.section.as_str(), again.date.as_deref())).collect();
    assert_eq!(again, [("undated:0", Some("2018")), ("again:0", Some("2019-05-02"))]);
    assert_eq!(first.again_total, 2);
    assert_eq!(dates(&trail.councils[0].span), (Some("2016-03-06"), Some("2016-03-06"), 1));
    assert_eq!(trail.councils[0].span.last_again.as_deref(), Some("2019-05-02"));
    assert_eq!(
        (trail.head.last.as_deref(), trail.head.last_again.as_deref()),
        (Some("2019-01-01"), Some("2019-05-02"))
    );
    // Those papers have it, though it is not new there.
    assert_eq!(trail.councils[0].span.papers_since, 0);
    // What a committee was told is told of it, wherever else it stands.
    let committees: Vec<_> = trail.councils[0].committees.iter().map(|span| span.mentions).collect();
    assert_eq!(committees, [1, 1]);
    let all = index.trail(&Request::new("lamps").limit(100).all_copies(true)).unwrap();
    assert_eq!((all.head.mentions, all.head.copies), (4, 0));
}

#[test]
fn a_paper_to_which_a_mention_is_attached_again_is_none_without_it() {
    let index = index([
        kent("first", "2015-05-01", LETTER),
        kent("second", "2017-05-02", LETTER),
        kent("roads", "2018-01", "roads"),
        kent("third", "2019-03-06", LETTER),
        kent("later", "2021-06-01", "lamps were dear"),
        kent("last", "2021-09-01", LETTER),
        kent("none", "2023-02-01", "roads again"),
    ]);
    let trail = follow(&index, "lamps");
    assert_eq!(
        steps(&trail, 0),
        [
            "first:0",
            "2015-05-01..2017-05-02 again 0",
            "2017-05-02 again..2019-03-06 again 1",
            "2019-03-06 again..2021-06-01 0",
            "later:0",
            "2021-09-01 again..2023-02-01 1 open",
        ]
    );
    let span = &trail.councils[0].span;
    assert_eq!((span.last.as_deref(), span.last_again.as_deref()), (Some("2021-06-01"), Some("2021-09-01")));
    assert_eq!((span.papers_since, span.latest_paper.as_deref()), (1, Some("2023-02-01")));
    let latest = index.trail(&Request::new("lamps").limit(1)).unwrap();
    assert_eq!(steps(&latest, 0)[3..], ["later:0", "2021-09-01 again..2023-02-01 1 open"]);
    let none = index.trail(&Request::new("lamps").limit(0)).unwrap();
    assert!(none.councils[0].steps.is_empty());
}

#[test]
fn what_has_no_date_comes_last_and_makes_no_gap() {
    let undated = |id: &str| draft(id).council("kent", "Kent County Council").section("", &["lamps"]);
    let trail = follow(&index([undated("u"), kent("a", "2016", "lamps"), undated("t")]), "lamps");
    assert_eq!(steps(&trail, 0), ["a:0", "t:0", "u:0"]);
    let span = &trail.councils[0].span;
    assert_eq!((dates(span), span.undated), ((Some("2016"), Some("2016"), 3), 2));
    let trail = follow(&index([undated("u")]), "lamps");
    assert_eq!(dates(&trail.councils[0].span), (None, None, 1));
}

#[test]
fn the_latest_mentions_are_given_and_all_are_counted() {
    let years = ["2011", "2013", "2015", "2017"].map(|year| kent(year, year, "lamps"));
    let trail = index(years).trail(&Request::new("lamps").limit(2)).unwrap();
    assert_eq!(steps(&trail, 0), ["2013..2015 0", "2015:0", "2015..2017 0", "2017:0"]);
    assert_eq!((trail.head.mentions, trail.head.shown, trail.councils[0].left_out), (4, 2, 2));
    assert_eq!(dates(&trail.councils[0].span), (Some("2011"), Some("2017"), 4));
}

#[test]
fn a_trail_of_nothing_is_empty_and_says_why() {
    let index = index([kent("a", "2016", "lamps")]);
    for (query, code) in [("", "empty-query"), ("-lamps", "only-exclusions"), ("xyzzy", "nothing-found")] {
        let trail = follow(&index, query);
        assert_eq!((trail.head.mentions, trail.head.notices[0].code), (0, code));
        assert!(trail.councils.is_empty());
    }
}

#[test]
fn filters_choose_the_papers_that_are_looked_into() {
    let index = index([kent("a", "2016", "lamps"), kent("b", "2018", "roads"), kent("c", "2020", "roads")]);
    let trail = follow(&index, "lamps until:2018");
    let span = &trail.councils[0].span;
    assert_eq!((span.papers, span.papers_since), (2, 1));
    assert_eq!(trail.head.of, "papers until 31 December 2018");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_trail_has_every_mention_in_order_whatever_the_segments(
        papers in vec((facets::paper(), 0..6_u8, facets::paper()), 1..20), limit in 0..20_usize,
    ) {
        let (of_segments, living) = facets::built(papers);
        let request = Request::new("alpha").limit(limit);
        let trail = of_segments.trail(&request).unwrap();
        let sections = of_segments.search(&Request::new("alpha").all_words(true)).unwrap().head.total;
        prop_assert_eq!(trail.head.mentions + trail.head.copies, sections);
        prop_assert_eq!(trail.head.shown, trail.head.mentions.min(limit as u64));
        prop_assert_eq!(mentions(&trail).count() as u64, trail.head.shown);
        for council in &trail.councils {
            let mut dates: Vec<(bool, String)> = Vec::new();
            for step in &council.steps {
                let Step::Mention(mention) = step else { continue };
                let date = &mention.paper.date;
                // Where a year begins, so does its first month.
                let first = date.as_ref().map(|date| format!("{date}-01-01")[..10].to_owned());
                dates.push((first.is_none(), first.unwrap_or_default()));
            }
            prop_assert!(dates.is_sorted(), "{:?}", dates);
        }
        let fresh = Index::in_memory(&living, Gazetteer::builtin()).unwrap();
        prop_assert_eq!(trail, fresh.trail(&request).unwrap());
    }
}
