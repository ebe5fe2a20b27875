//! Counts are those that counting by hand gives, and those that narrowing finds.

use super::{Draft, draft, index, texts};
use crate::{
    Index,
    document::{Gazetteer, Paper, PaperKind, SectionKind},
    query::{Count, Facets, Request},
};
use proptest::{collection::vec, option, prelude::*, sample::select};
use std::collections::{BTreeMap, BTreeSet};

fn counts(index: &Index, query: &str) -> Facets {
    index.search(&Request::new(query).limit(0).facets(true)).unwrap().facets.unwrap()
}

fn pairs(counts: &[Count]) -> Vec<(&str, u64)> {
    counts.iter().map(|count| (count.value.as_deref().unwrap_or("-"), count.count)).collect()
}

#[test]
fn papers_are_counted_not_sections_and_only_where_asked_for() {
    let index = index([
        draft("a").council("leeds", "Leeds City Council").section("", &["roads"]).section("", &["roads"]),
        draft("b").council("leeds", "Leeds City Council").kind(PaperKind::Minutes).section("", &["roads", "roads"]),
        draft("c").committee("Roads Panel").section("", &["roads"]).section("", &["parks"]),
        draft("d").section("", &["parks"]),
    ]);
    let facets = counts(&index, "roads");
    assert_eq!((facets.papers, facets.relaxed), (3, false));
    assert_eq!(pairs(&facets.council), [("leeds", 2), ("-", 1)]);
    assert_eq!(facets.council[0].name.as_deref(), Some("Leeds City Council"));
    assert_eq!(facets.council[1].name, None);
    assert_eq!(pairs(&facets.committee), [("-", 2), ("Roads Panel", 1)]);
    assert_eq!(pairs(&facets.kind), [("-", 2), ("minutes", 1)]);
    assert_eq!(pairs(&facets.section), [("other", 3)]);
    assert_eq!(pairs(&facets.year), [("-", 3)]);
    assert_eq!(index.search(&Request::new("roads")).unwrap().facets, None);
}

#[test]
fn a_date_counts_in_its_year_and_in_its_month_only_where_that_is_known() {
    let dates = ["2019-03-06", "2019-03", "2019", "2018-12-31", "2018-12", "1999"];
    let dated = dates.iter().map(|date| draft(date).date(date).section("", &["roads"]));
    let facets = counts(&index(dated.chain([draft("undated").section("", &["roads"])])), "roads");
    assert_eq!(pairs(&facets.year), [("1999", 1), ("2018", 2), ("2019", 3), ("-", 1)]);
    assert_eq!(pairs(&facets.month), [("2018-12", 2), ("2019-03", 2), ("-", 3)]);
    assert_eq!(facets.month[1].name.as_deref(), Some("March 2019"));
}

#[test]
fn where_nothing_matches_in_full_the_further_papers_are_counted() {
    let index = texts(&["road closures in winter", "road works", "closures of libraries", "parks"]);
    let facets = counts(&index, "road closures summer");
    assert_eq!((facets.papers, facets.relaxed), (3, true));
    let facets = index.search(&Request::new("road closures summer").all_words(true).facets(true)).unwrap().facets;
    assert_eq!(facets, Some(Facets::default()));
}

#[test]
fn where_nothing_is_asked_all_papers_are_counted() {
    let index = index([draft("a").date("2019").section("", &["roads"]), draft("b").section("", &[])]);
    assert_eq!(pairs(&counts(&index, "").year), [("2019", 1), ("-", 1)]);
    assert_eq!(counts(&index, "NOT roads").papers, 0);
    assert_eq!(pairs(&counts(&index, "date:unknown").year), [("-", 1)]);
}

#[test]
fn papers_that_match_by_names_only_are_counted() {
    let index = index([draft("a").title("Highways plan").date("2019").section("", &["the budget"])]);
    assert_eq!(pairs(&counts(&index, "highways").year), [("2019", 1)]);
}

const COUNCILS: [(&str, &str); 3] =
    [("leeds", "Leeds City Council"), ("kent", "Kent County Council"), ("derby", "Derby City Council")];
const COMMITTEES: [&str; 3] = ["Health Scrutiny Committee", "Roads Panel", "Children's Board"];
const DATES: [&str; 7] = ["2019-03-06", "2019-03", "2019", "2018-12-31", "2020-01-01", "2018-12", "2017"];
const SECTIONS: [SectionKind; 4] =
    [SectionKind::Findings, SectionKind::Recommendations, SectionKind::Other, SectionKind::NextSteps];

/// A paper with the words of its sections.
pub(super) fn paper() -> impl Strategy<Value = Paper> {
    let words = select(&["alpha", "beta", "alpha beta", "gamma", ""][..]);
    let facts = (
        option::of(select(&COUNCILS[..])),
        option::of(select(&COMMITTEES[..])),
        option::of(select(&DATES[..])),
        option::of(select(&[PaperKind::Minutes, PaperKind::Report][..])),
    );
    (vec((select(&SECTIONS[..]), words), 1..4), facts).prop_map(|(sections, (council, committee, date, kind))| {
        let section = |draft: Draft, (kind, text)| draft.section_of(kind, "", &[text], None, false);
        let mut paper = sections.into_iter().fold(draft(""), section);
        paper = council.into_iter().fold(paper, |paper, (slug, name)| paper.council(slug, name));
        paper = committee.into_iter().fold(paper, Draft::committee);
        paper = date.into_iter().fold(paper, Draft::date);
        kind.into_iter().fold(paper, Draft::kind).paper
    })
}

/// Papers as they were when first built, and as they are, if they still are.
pub(super) fn built(papers: Vec<(Paper, u8, Paper)>) -> (Index, Vec<Paper>) {
    let named = |mut paper: Paper, number: usize| {
        paper.id = format!("p{number:02}");
        for (ordinal, section) in paper.sections.iter_mut().enumerate() {
            section.id = format!("{}:{ordinal}", paper.id);
        }
        paper
    };
    let (mut batches, mut removed, mut living) = (vec![Vec::new(); 3], Vec::new(), Vec::new());
    for (number, (paper, fate, earlier)) in papers.into_iter().enumerate() {
        let paper = named(paper, number);
        match fate {
            0 => removed.push(paper.id.clone()),
            1 => {
                batches[0].push(named(earlier, number));
                batches[2].push(paper.clone());
                living.push(paper);
                continue;
            }
            _ => living.push(paper.clone()),
        }
        batches[usize::from(fate % 3)].push(paper);
    }
    let removed: Vec<&str> = removed.iter().map(String::as_str).collect();
    (Index::in_memory_of_batches(&batches, &removed, Gazetteer::builtin()), living)
}

type Tally = BTreeMap<Option<String>, u64>;

fn tally(counts: &[Count]) -> Tally {
    counts.iter().map(|count| (count.value.clone(), count.count)).collect()
}

fn tallied(values: impl IntoIterator<Item = Option<String>>) -> Tally {
    let mut tally = Tally::new();
    for value in values {
        *tally.entry(value).or_default() += 1;
    }
    tally
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn counts_are_those_of_counting_by_hand_and_of_narrowing(
        papers in vec((paper(), 0..6_u8, paper()), 1..24), query in select(&["alpha", "beta", "alpha beta"][..]),
    ) {
        let (index, living) = built(papers);
        let matches = |text: &str| query.split(' ').all(|word| text.split(' ').any(|other| other == word));
        let kinds = |paper: &Paper| {
            let found = paper.sections.iter().filter(|section| matches(&section.paragraphs[0].text));
            found.map(|section| section.kind.as_str().to_owned()).collect::<BTreeSet<_>>()
        };
        let found: Vec<&Paper> = living.iter().filter(|paper| !kinds(paper).is_empty()).collect();
        let request = Request::new(query).all_words(true).limit(0).facets(true);
        let answer = index.search(&request).unwrap();
        let facets = answer.facets.unwrap();
        prop_assert_eq!(facets.papers, found.len() as u64);
        prop_assert_eq!(facets.papers, answer.head.total_papers);
        let of = |value: &dyn Fn(&Paper) -> Option<String>| tallied(found.iter().map(|paper| value(paper)));
        let date = |paper: &Paper, length: usize| {
            let text = paper.date.as_ref().map(|date| date.value.date.to_string());
            text.and_then(|text| text.get(..length).map(str::to_owned))
        };
        prop_assert_eq!(tally(&facets.council), of(&|paper| paper.council.as_ref().map(|one| one.value.slug.clone())));
        prop_assert_eq!(tally(&facets.committee), of(&|paper| paper.committee.as_ref().map(|one| one.value.value.clone())));
        prop_assert_eq!(tally(&facets.kind), of(&|paper| paper.kind.as_ref().map(|one| one.value.value.to_string())));
        prop_assert_eq!(tally(&facets.year), of(&|paper| date(paper, 4)));
        prop_assert_eq!(tally(&facets.month), of(&|paper| date(paper, 7)));
        prop_assert_eq!(tally(&facets.section), tallied(found.iter().flat_map(|paper| kinds(paper)).map(Some)));

        for (list, counts) in facets.lists() {
            let known = || counts.iter().filter(|count| count.value.is_some());
            if matches!(list, "year" | "month") {
                prop_assert!(counts.windows(2).all(|pair| pair[1].value.is_none() || pair[0].value < pair[1].value));
                prop_assert!(counts.iter().rev().skip(1).all(|count| count.value.is_some()));
            } else {
                let before = |one: &Count, other: &Count| {
                    one.count > other.count || one.count == other.count && one.value < other.value
                };
                prop_assert!(known().zip(known().skip(1)).all(|(one, other)| before(one, other)));
                prop_assert!(counts.windows(2).all(|pair| pair[0].count >= pair[1].count));
            }
            // A month is asked for with the whole year's papers, which may be of that month.
            for count in counts.iter().filter(|_| list != "month") {
                let field = if list == "year" { "date" } else { list };
                let value = match &count.value {
                    Some(value) => value.as_str(),
                    None if matches!(list, "council" | "year") => "unknown",
                    None => continue,
                };
                let narrowed = index.search(&request.clone().filter(field, value)).unwrap();
                prop_assert_eq!(narrowed.head.total_papers, count.count, "{} {}", field, value);
            }
        }
    }
}
