//! Counts beside hits, and alone.

use super::{Place, Said, field, said};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Count {
    value: Option<String>,
    name: Option<String>,
    count: u64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Facets {
    r#type: String,
    papers: u64,
    relaxed: bool,
    council: Vec<Count>,
    committee: Vec<Count>,
    year: Vec<Count>,
    month: Vec<Count>,
    kind: Vec<Count>,
    section: Vec<Count>,
    query_id: Option<String>,
}

/// The last object of an answer.
fn last(said: &Said) -> Facets {
    serde_json::from_str(said.out.lines().last().unwrap()).unwrap()
}

#[test]
fn counts_come_after_the_hits_and_count_all_papers_that_match() {
    let place = Place::with_sample();
    let said = place.run(&["search", "early", "help", "-n", "2", "--facets", "--format", "json"]);
    assert_eq!(said.out.lines().count(), 4, "{}", said.out);
    let facets = last(&said);
    assert_eq!((facets.r#type.as_str(), facets.relaxed, facets.query_id), ("facets", false, None));
    assert_eq!(field(&said, "/total_papers"), facets.papers);
    for list in [&facets.council, &facets.committee, &facets.year, &facets.month, &facets.kind] {
        assert_eq!(list.iter().map(|count| count.count).sum::<u64>(), facets.papers);
    }
    assert!(!facets.section.is_empty());
    let Some(Count { value: Some(slug), name: Some(name), count }) = facets.council.first() else { panic!() };
    assert_eq!((slug.as_str(), name.as_str()), ("northmarch", "Northmarch County Council"));
    let narrowed = place.run(&["search", "early", "help", "--council", slug, "--format", "json"]);
    assert_eq!(field(&narrowed, "/total_papers"), *count);
}

#[test]
fn counts_alone_are_an_answer_and_fit_the_line() {
    let place = Place::with_sample();
    let alone = ["search", "early", "help", "-n", "0", "--facets"];
    let text = said(place.command(&alone).env("COLUMNS", "40").env("NO_COLOR", "1"));
    assert_eq!(text.code, 0);
    assert!(text.out.lines().all(|line| line.chars().count() <= 40), "{}", text.out);
    assert!(text.out.contains("council (narrow with") && text.out.contains('█'), "{}", text.out);
    assert!(!text.out.contains("note:") && !text.out.contains('\u{1b}'), "{}", text.out);
    let everything = place.run(&["search", "--facets"]);
    assert_eq!(everything.code, 0);
    assert!(everything.out.contains("47 papers counted"), "{}", everything.out);
    assert_eq!(place.run(&["search", "xyzzyplugh", "--facets"]).code, 1);
}

#[test]
fn as_csv_counts_stand_alone_and_a_run_has_none() {
    let place = Place::with_sample();
    let table = place.run(&["search", "early", "help", "-n", "0", "--facets", "--format", "csv"]);
    assert_eq!(table.code, 0);
    assert!(
        table.out.starts_with("facet,value,name,count\ncouncil,northmarch,Northmarch County Council,"),
        "{}",
        table.out
    );
    let both = place.run(&["search", "early", "help", "--facets", "--format", "csv"]);
    assert_eq!((both.code, both.out.as_str()), (2, ""));
    assert!(both.err.contains("-n 0") && both.err.contains("--format json"), "{}", both.err);
    let run = place.run(&["search", "early", "help", "--facets", "--format", "trec"]);
    assert!(run.code == 2 && run.err.contains("--facets"), "{}", run.err);
}

#[test]
fn each_question_of_a_file_has_its_own_counts() {
    let place = Place::with_sample();
    place.write("q.tsv", "e\tearly help\nz\txyzzyplugh\n");
    let all = ["search", "--queries", "q.tsv", "--facets"];
    let json = place.run(&[&all[..], &["--format", "json"]].concat());
    let facets = last(&json);
    assert_eq!((facets.query_id.as_deref(), facets.papers), (Some("z"), 0));
    let table = place.run(&[&all[..], &["--format", "csv", "-n", "0"]].concat());
    assert!(
        table.out.starts_with("query,question,facet,value,name,count\ne,early help,council,northmarch,"),
        "{}",
        table.out
    );
    assert!(table.err.contains("1 of 2 questions found nothing: z"), "{}", table.err);
}
