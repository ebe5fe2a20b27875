//! Counts beside denominators, and trails, from the command line.

use super::{Place, Said, field, said};
use serde::Deserialize;
use serde_json::Value;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Notice {
    #[serde(rename = "code")]
    _code: String,
    #[serde(rename = "text")]
    _text: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Figures {
    matching: u64,
    indexed: u64,
    share: Option<f64>,
    copies: u64,
}

#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "lowercase", deny_unknown_fields)]
#[allow(dead_code, reason = "decoding is the test")]
enum Object {
    Count {
        version: u32,
        query: String,
        read_as: String,
        of: String,
        notices: Vec<Notice>,
        by: Vec<String>,
        totals: Figures,
        restricted: u64,
        searched: Value,
        generation: String,
    },
    Cell {
        council: Option<String>,
        council_name: Option<String>,
        year: Option<String>,
        matching: u64,
        indexed: u64,
        share: Option<f64>,
        copies: u64,
    },
    Unread {
        path: String,
        reason: String,
        detail: String,
        kept: bool,
    },
    Trail {
        version: u32,
        query: String,
        read_as: String,
        of: String,
        notices: Vec<Notice>,
        mentions: u64,
        copies: u64,
        papers: u64,
        councils: u64,
        shown: u64,
        first: Option<String>,
        last: Option<String>,
        last_again: Option<String>,
        searched: Value,
        generation: String,
    },
    Span {
        per: String,
        council: Option<String>,
        council_name: Option<String>,
        committee: Option<String>,
        mentions: u64,
        undated: u64,
        first: Option<String>,
        last: Option<String>,
        last_again: Option<String>,
        papers: u64,
        papers_since: u64,
        latest_paper: Option<String>,
    },
    Mention {
        paper: Value,
        section: Value,
        snippets: Vec<Value>,
        citation: String,
        citation_url: Option<String>,
        again: Vec<Again>,
        again_total: u64,
    },
    Gap {
        council: Option<String>,
        from: String,
        from_again: bool,
        until: String,
        until_again: bool,
        open: bool,
        papers: u64,
    },
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(dead_code, reason = "decoding is the test")]
struct Again {
    paper: String,
    section: String,
    date: Option<String>,
    committee: Option<String>,
    citation: String,
}

fn objects(said: &Said) -> Vec<Object> {
    said.out.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"))).collect()
}

/// A corpus of one council in which a file cannot be read, one is restricted, and a letter is attached twice.
fn corpus() -> Place {
    let place = Place::new();
    let paper = |date: &str, text: &str| {
        format!("Kent County Council\n\nRoads Scrutiny Committee\n\n{date}\n\nStreet lamps\n\n{text}\n")
    };
    let letter = "Inspectors saw that lamps in most streets were mended within a week of a call, and that the depot had \
                  no list of those that wait for longer than that.";
    place.write("papers/a.txt", paper("6 March 2017", letter));
    place.write("papers/b.txt", paper("6 May 2017", letter));
    place.write("papers/c.txt", paper("5 June 2019", "The committee heard that lamps cost more than the year before."));
    place.write("papers/d.txt", paper("5 June 2021", "The committee heard of roads.").replace("lamps", "furniture"));
    place.write("papers/secret.txt", paper("5 June 2021", "Lamps that nobody may hear of."));
    place.write("papers/secret.txt.meta.json", r#"{"restricted": true}"#);
    place.write("papers/broken.pdf", b"%PDF-1.4\nnothing follows");
    let built = place.run(&["index", "papers"]);
    assert!([0, 3].contains(&built.code), "{}", built.err);
    place
}

#[test]
fn the_bundled_papers_are_counted_by_council_and_year() {
    let place = Place::with_sample();
    let grid = place.run(&["count", "early", "help"]);
    assert_eq!(grid.code, 0, "{}", grid.err);
    insta::assert_snapshot!("count_grid", grid.out);
    let rows = place.run(&["count", "early", "help", "--by", "year", "--council", "northmarch"]);
    insta::assert_snapshot!("count_by_year", rows.out);
    let nested = said(place.command(&["count", "early", "help", "--by", "kind,council"]).env("COLUMNS", "60"));
    insta::assert_snapshot!("count_by_kind_and_council", nested.out);
    let plain = place.run(&["count", "--by", "kind"]);
    insta::assert_snapshot!("count_of_all", plain.out);
}

#[test]
fn a_narrow_screen_holds_every_line_and_a_wide_one_more_years() {
    let place = Place::with_sample();
    for width in ["20", "40", "60", "80", "200"] {
        let table = said(place.command(&["count", "early", "help"]).env("COLUMNS", width).env("NO_COLOR", "1"));
        let columns: usize = width.parse().unwrap();
        let too_long = table.out.lines().find(|line| line.chars().count() > columns.max(40));
        assert_eq!(too_long, None, "{}", table.out);
    }
}

#[test]
fn what_was_not_counted_is_told() {
    let place = corpus();
    let text = place.run(&["count", "lamps"]);
    insta::assert_snapshot!("count_with_unread", text.out);
    let csv = place.run(&["count", "lamps", "--format", "csv"]);
    assert_eq!(
        csv.out,
        "council,council_name,year,matching,indexed,share,copies\n\
         kent,Kent County Council,2017,2,2,1.0000,1\n\
         kent,Kent County Council,2019,1,1,1.0000,0\n\
         kent,Kent County Council,2021,0,1,0.0000,0\n"
    );
    let copies = "note: All papers that match are counted. Of these 3, 1 only has copies of what another of them has; \
                  without copies it is 2.";
    assert!(csv.err.contains(copies), "{}", csv.err);
    assert!(csv.err.contains("note: 2 files were not read, so not counted: broken.pdf, 1 restricted"), "{}", csv.err);
    assert!(!csv.err.contains("secret") && !text.out.contains("secret"));
    let all = place.run(&["count", "lamps", "--all-copies", "--by", "council", "--format", "csv"]);
    assert!(all.out.ends_with("kent,Kent County Council,3,4,0.7500,0\n"), "{}", all.out);
}

#[test]
fn counts_and_trails_are_json_lines_of_known_objects_and_the_same_each_time() {
    let place = corpus();
    let count = place.run(&["count", "lamps", "--format", "json"]);
    let found = objects(&count);
    let Object::Count { version: 1, by, totals, restricted: 1, .. } = &found[0] else { panic!("{:?}", found[0]) };
    assert_eq!(by, &["council", "year"]);
    assert_eq!((totals.matching, totals.indexed, totals.share, totals.copies), (3, 4, Some(0.75), 1));
    assert!(matches!(&found[1], Object::Cell { copies: 1, .. }));
    assert!(matches!(&found[4], Object::Unread { path, .. } if path == "broken.pdf"));
    let trail = place.run(&["trail", "lamps", "--format", "json"]);
    let found = objects(&trail);
    assert!(matches!(&found[0], Object::Trail { version: 1, mentions: 2, copies: 1, papers: 3, .. }), "{found:?}");
    assert!(
        found.iter().any(|object| matches!(object, Object::Span { per, papers_since: 1, .. } if per == "committee"))
    );
    assert!(found.iter().any(|object| matches!(object, Object::Gap { open: false, papers: 0, .. })), "{found:?}");
    assert!(matches!(found.last(), Some(Object::Gap { open: true, papers: 1, .. })), "{found:?}");
    let again = |object: &Object| matches!(object, Object::Mention { again, .. } if again.len() == 1);
    assert!(found.iter().any(again));
    assert_eq!(place.run(&["count", "lamps", "--format", "json"]).out, count.out);
    assert_eq!(place.run(&["trail", "lamps", "--format", "json"]).out, trail.out);
}

#[test]
fn a_trail_is_read_along_the_line_of_time() {
    let place = corpus();
    let text = place.run(&["trail", "lamps"]);
    assert_eq!(text.code, 0, "{}", text.err);
    let ids = regex::Regex::new("id [0-9a-f]{16}").unwrap();
    insta::assert_snapshot!("trail", ids.replace_all(&text.out, "id PAPER"));
    let spans = place.run(&["trail", "lamps", "-n", "0"]);
    assert!(
        spans.out.contains("2 mentions, 6 March 2017 to 5 June 2019") && !spans.out.contains("──"),
        "{}",
        spans.out
    );
    let csv = place.run(&["trail", "lamps", "--format", "csv"]);
    let mut lines = csv.out.lines();
    assert_eq!(
        lines.next(),
        Some("council,committee,date,title,kind,heading,paragraph,page,snippet,citation,path,url,id,again")
    );
    assert_eq!(lines.count(), 2);
    assert!(csv.err.contains("note: 1 further section is a copy of these"), "{}", csv.err);
}

#[test]
fn a_table_of_mentions_has_all_of_them_and_says_so_where_it_has_not() {
    let place = Place::new();
    let lamps = |number: usize| {
        format!("# Lamps {number}\n\nLamp {number}, of {} streets, was lit at {}.\n\n", number * 7, number * 31)
    };
    place.write("papers/a.md", (1..=120).map(lamps).collect::<String>());
    assert_eq!(place.run(&["index", "papers"]).code, 0);
    let rows = |said: &Said| said.out.lines().count() - 1;
    let all = place.run(&["trail", "lamp", "--all-copies", "--format", "csv"]);
    assert_eq!((rows(&all), all.err.as_str()), (120, ""));
    let some = place.run(&["trail", "lamp", "--all-copies", "--format", "csv", "-n", "9"]);
    assert_eq!(rows(&some), 9);
    assert!(some.err.contains("The latest 9 of 120 are shown; for all use -n 120."), "{}", some.err);
    let text = place.run(&["trail", "lamp", "--all-copies"]);
    assert!(text.out.contains("The latest 100 of 120 are shown"), "{}", text.out);
}

#[test]
fn short_forms_can_be_left_alone_wherever_a_question_is_asked() {
    let place = Place::new();
    place.write("papers/a.md", "# Lamps\n\nThe Lamp Renewal Scheme (LRS) began.\n");
    place.write("papers/b.md", "# Gullies\n\nProgress of the LRS was slow in all of the streets.\n");
    assert_eq!(place.run(&["index", "papers"]).code, 0);
    for command in ["count", "trail", "repeats", "search"] {
        let with = place.run(&[command, "lamp renewal scheme"]);
        assert!(with.out.contains("also searched as") && with.out.contains("--no-expand"), "{}", with.out);
        let without = place.run(&[command, "lamp renewal scheme", "--no-expand"]);
        assert!(without.code < 2 && !without.out.contains("also searched as"), "{}{}", without.out, without.err);
    }
}

#[test]
fn the_bundled_papers_have_a_trail() {
    let place = Place::with_sample();
    let text = place.run(&["trail", "edge of care", "--council", "northmarch"]);
    insta::assert_snapshot!("trail_of_the_sample", text.out);
}

#[test]
fn what_is_typed_wrongly_is_said_and_what_is_left_out_is_left_out() {
    let place = corpus();
    let near = place.run(&["count", "lamps", "--by", "counsil"]);
    assert_eq!((near.code, near.out.as_str()), (2, ""));
    assert!(near.err.contains("'council'"), "{}", near.err);
    let twice = place.run(&["count", "lamps", "--by", "year,year"]);
    assert_eq!(twice.code, 2);
    assert!(twice.err.contains("counted by year twice") && twice.err.contains("committee"), "{}", twice.err);
    assert_eq!(place.run(&["count", "lamps", "--by", "council,kind,year,month"]).code, 2);
    let without = place.run(&["count", "lamps", "-cost", "--by", "council", "--format", "json"]);
    assert_eq!(field(&without, "/totals/matching"), 2, "{}", without.out);
    assert_eq!(field(&without, "/totals/copies"), 1, "{}", without.out);
    let nothing = place.run(&["count", "xyzzy", "--by", "council"]);
    assert_eq!(nothing.code, 1);
    assert!(nothing.out.contains("0/4") && nothing.out.contains("Nothing was found"), "{}", nothing.out);
    let only_left_out = place.run(&["count", "-lamps"]);
    assert_eq!(only_left_out.code, 1);
    assert!(only_left_out.out.starts_with("note: ") && !only_left_out.out.contains("0/"), "{}", only_left_out.out);
    assert_eq!(place.run(&["count"]).code, 0);
    for query in [&["trail", "xyzzy"][..], &["trail"], &["trail", "-lamps"]] {
        let said = place.run(query);
        assert_eq!(said.code, 1, "{}", said.out);
        assert!(!said.out.is_empty());
    }
}
