//! A fair count: what matches beside what is there, and how much of it is copies.

use super::{
    Draft, draft,
    facets::{built, paper},
    index,
};
use crate::{
    ErrorKind, Index,
    document::{PaperKind, Role, SectionKind},
    query::{Dimension, Request, Tally},
};
use proptest::{collection::vec, prelude::*, sample::select};

const LETTER: &str = "Inspectors saw that lamps in most streets were mended within a week of a call, and that the depot \
                      had no list of those that wait for longer than that.";

fn count(index: &Index, query: &str, by: &[Dimension]) -> Tally {
    index.count(&Request::new(query), by).unwrap()
}

/// The values of each cell, and of it matching, indexed and copies.
fn cells(tally: &Tally) -> Vec<(String, [u64; 3])> {
    let value = |value: &Option<String>| value.clone().unwrap_or_else(|| "-".to_owned());
    let cell = |cell: &crate::query::Cell| {
        let values: Vec<String> = cell.values.iter().map(|one| value(&one.value)).collect();
        (values.join(" "), [cell.figures.matching, cell.figures.indexed, cell.figures.copies])
    };
    tally.cells.iter().map(cell).collect()
}

fn cell(values: &str, figures: [u64; 3]) -> (String, [u64; 3]) {
    (values.to_owned(), figures)
}

fn kent(id: &str, date: &str, text: &str) -> Draft {
    draft(id).council("kent", "Kent County Council").date(date).section("", &[text])
}

fn leeds(id: &str, date: &str, text: &str) -> Draft {
    draft(id).council("leeds", "Leeds City Council").date(date).section("", &[text])
}

#[test]
fn papers_that_match_stand_beside_those_indexed_and_unknown_values_last() {
    let index = index([
        leeds("a", "2019-03-06", "lamps"),
        kent("b", "2018", "lamps").section("", &["lamps again"]),
        kent("c", "2018-12-31", "roads"),
        kent("d", "2019-01", "roads"),
        draft("e").section("", &["lamps"]),
    ]);
    let tally = count(&index, "lamps", &[Dimension::Council, Dimension::Year]);
    let expected = [
        cell("kent 2018", [1, 2, 0]),
        cell("kent 2019", [0, 1, 0]),
        cell("leeds 2019", [1, 1, 0]),
        cell("- -", [1, 1, 0]),
    ];
    assert_eq!(cells(&tally), expected);
    assert_eq!(tally.cells[0].values[0].name.as_deref(), Some("Kent County Council"));
    assert_eq!(tally.cells[0].figures.share, Some(0.5));
    let totals = tally.head.totals;
    assert_eq!((totals.matching, totals.indexed, totals.share), (3, 5, Some(0.6)));
    assert_eq!((tally.head.read_as.as_str(), tally.head.of.as_str()), ("sections with \"lamps\"", "all papers"));
}

#[test]
fn filters_on_papers_restrict_the_denominator_and_words_roles_and_kinds_of_section_do_not() {
    let index = index([
        kent("a", "2019", "lamps").kind(PaperKind::Minutes),
        kent("b", "2019", "roads").section_of(
            SectionKind::Findings,
            "",
            &["lamps were mended"],
            Some(Role::Action),
            false,
        ),
        leeds("c", "2019", "lamps"),
    ]);
    let all = |query: &str| {
        let tally = count(&index, query, &[]);
        (tally.head.totals.matching, tally.head.totals.indexed, tally.head.of)
    };
    let of_kent = || "papers of Kent County Council".to_owned();
    let everything = || "all papers".to_owned();
    assert_eq!(all("lamps council:kent"), (2, 2, of_kent()));
    assert_eq!(all("lamps role:action"), (1, 3, everything()));
    assert_eq!(all("lamps section:findings council:kent"), (1, 2, of_kent()));
    assert_eq!(all("lamps -council:kent"), (1, 1, "papers not of Kent County Council".to_owned()));
    assert_eq!(all("roads OR (council:leeds lamps)"), (2, 3, everything()));
    assert_eq!(all("council:leeds OR council:kent").1, 3);
    assert_eq!(all("lamps kind:minutes date:2019").1, 1);
    let flags = Request::new("lamps").filter("council", "kent").filter("role", "action");
    let totals = index.count(&flags, &[]).unwrap().head.totals;
    assert_eq!((totals.matching, totals.indexed), (1, 2));
}

#[test]
fn every_paper_that_matches_counts_and_those_with_copies_only_are_told_beside() {
    let index = index([
        kent("a", "2019-03", LETTER),
        kent("b", "2019-05", LETTER),
        kent("c", "2019-07", LETTER).section("", &["Lamps are also dear."]),
        kent("d", "2020", LETTER),
        leeds("e", "2019", "no lamps"),
    ]);
    let tally = count(&index, "lamps", &[Dimension::Council, Dimension::Year]);
    // The third paper has more to say than the copy.
    let expected = [cell("kent 2019", [3, 3, 1]), cell("kent 2020", [1, 1, 0]), cell("leeds 2019", [1, 1, 0])];
    assert_eq!(cells(&tally), expected);
    assert_eq!(
        cells(&count(&index, "lamps", &[Dimension::Council])),
        [cell("kent", [4, 4, 2]), cell("leeds", [1, 1, 0])]
    );
    let all = index.count(&Request::new("lamps").all_copies(true), &[Dimension::Council]).unwrap();
    assert_eq!(cells(&all), [cell("kent", [4, 4, 0]), cell("leeds", [1, 1, 0])]);
}

#[test]
fn a_share_is_of_all_papers_that_match_and_the_totals_do_not_hang_on_what_is_counted_by() {
    let index = index([
        kent("a", "2017", LETTER),
        kent("b", "2019", LETTER).kind(PaperKind::Minutes),
        leeds("c", "2021", LETTER),
        leeds("d", "2021", "roads"),
    ]);
    for by in [&[][..], &[Dimension::Council], &[Dimension::Year], &[Dimension::Kind, Dimension::Month]] {
        let totals = count(&index, "lamps", by).head.totals;
        assert_eq!((totals.matching, totals.indexed, totals.share, totals.copies), (3, 4, Some(0.75), 2), "{by:?}");
    }
}

#[test]
fn where_nothing_is_asked_of_sections_no_paper_is_a_copy() {
    let index = index([kent("a", "2017", LETTER), kent("b", "2019", LETTER), kent("c", "2019", "roads")]);
    for query in ["", "council:kent", "-date:2020 council:kent"] {
        let tally = count(&index, query, &[Dimension::Council]);
        assert_eq!(cells(&tally), [cell("kent", [3, 3, 0])], "{query}");
    }
}

#[test]
fn years_without_papers_have_their_cells_where_years_are_all_that_is_counted() {
    let index = index([
        kent("a", "2017-11", "lamps"),
        kent("b", "2020", "roads"),
        draft("c").section("", &["lamps"]),
        kent("d", "2018-01-01", "x"),
    ]);
    let by_year = count(&index, "lamps", &[Dimension::Year]);
    let expected = [
        cell("2017", [1, 1, 0]),
        cell("2018", [0, 1, 0]),
        cell("2019", [0, 0, 0]),
        cell("2020", [0, 1, 0]),
        cell("-", [1, 1, 0]),
    ];
    assert_eq!(cells(&by_year), expected);
    assert_eq!(by_year.cells[2].figures.share, None);
    // The month of a paper of which only the year is known is unknown.
    let expected =
        [cell("2017-11", [1, 1, 0]), cell("2017-12", [0, 0, 0]), cell("2018-01", [0, 1, 0]), cell("-", [1, 2, 0])];
    assert_eq!(cells(&count(&index, "lamps", &[Dimension::Month])), expected);
}

#[test]
fn no_year_is_so_far_off_that_all_years_before_it_are_listed() {
    let index = index([kent("a", "0001-01", "lamps"), kent("b", "9999-12-31", "lamps")]);
    for time in [Dimension::Year, Dimension::Month] {
        assert_eq!(count(&index, "lamps", &[time]).cells.len(), 2, "{time}");
    }
}

#[test]
fn where_nothing_is_asked_all_papers_count_and_of_what_is_only_left_out_none() {
    let index = index([kent("a", "2019", "lamps"), leeds("b", "2019", "roads")]);
    let totals = |query: &str| {
        let tally = count(&index, query, &[Dimension::Council]);
        (tally.head.totals.matching, tally.head.totals.indexed)
    };
    assert_eq!(totals(""), (2, 2));
    assert_eq!(totals("council:kent"), (1, 1));
    assert_eq!(totals("-lamps"), (0, 2));
    assert!(count(&index, "-lamps", &[Dimension::Council]).cells.is_empty());
    assert_eq!(count(&index, "section:findings", &[]).head.read_as, "sections of kind findings");
    let of_kent = count(&index, "council:kent section:findings", &[]).head.read_as;
    assert_eq!(of_kent, "sections of kind findings, of Kent County Council");
    assert_eq!(count(&index, "-lamps", &[]).head.notices[0].code, "only-exclusions");
    assert_eq!(count(&index, "xyzzy", &[]).head.notices[0].code, "nothing-found");
}

#[test]
fn words_that_stand_in_names_only_count_with_a_notice() {
    let index =
        index([draft("a").title("Highways plan").date("2019").section("", &["the budget"]).section("", &["x"])]);
    let tally = count(&index, "highways", &[Dimension::Year]);
    assert_eq!((tally.head.totals.matching, tally.head.notices[0].code), (1, "names-only"));
}

#[test]
fn a_dimension_is_named_once_and_three_are_enough() {
    let index = index([]);
    let refused = |by: &[Dimension]| {
        let error = index.count(&Request::new("x"), by).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Usage);
        error.to_string()
    };
    assert_eq!(refused(&[Dimension::Year, Dimension::Year]), "papers cannot be counted by year twice");
    assert_eq!(refused(&Dimension::ALL[..4]), "papers can be counted by 3 things at once, not by 4");
    assert!(Dimension::ALL.iter().all(|one| Dimension::parse(one.as_str()) == Some(*one)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn cells_add_up_to_the_totals_and_segments_do_not_matter(
        papers in vec((paper(), 0..6_u8, paper()), 1..20), query in select(&["alpha", "beta", "alpha beta", ""][..]),
        by in vec(select(Dimension::ALL), 0..4), all_copies in any::<bool>(),
    ) {
        let (of_segments, living) = built(papers);
        let request = Request::new(query).all_copies(all_copies);
        let mut by = by;
        let mut seen = Vec::new();
        by.retain(|one| !seen.contains(one) && { seen.push(*one); true });
        let tally = of_segments.count(&request, &by).unwrap();
        let sum = |figure: fn(&crate::query::Figures) -> u64| {
            tally.cells.iter().map(|cell| figure(&cell.figures)).sum::<u64>()
        };
        let totals = tally.head.totals;
        prop_assert_eq!(sum(|figures| figures.matching), totals.matching);
        prop_assert_eq!(sum(|figures| figures.indexed), totals.indexed);
        prop_assert_eq!(totals.indexed, living.len() as u64);
        for cell in &tally.cells {
            let figures = cell.figures;
            prop_assert!(figures.matching <= figures.indexed);
            prop_assert!(figures.copies == 0 || figures.matching > figures.copies);
            prop_assert_eq!(cell.values.len(), by.len());
        }
        let matching = of_segments.search(&Request::new(query).all_words(true).facets(true)).unwrap().facets.unwrap();
        prop_assert_eq!(totals.matching, matching.papers);
        // What is a copy in a cell is one in all.
        prop_assert!(sum(|figures| figures.copies) <= totals.copies);
        prop_assert_eq!(totals, of_segments.count(&request, &[]).unwrap().head.totals);
        let fresh = Index::in_memory(&living, crate::document::Gazetteer::builtin()).unwrap();
        prop_assert_eq!(tally, fresh.count(&request, &by).unwrap());
    }
}
