//! Citing, linking, showing and comparing: ids that last, references to paste, what changed.

use super::{Place, Said, field, said};
use serde::Deserialize;
use std::fs;

const REPORT: &str = "NORTHMARCH COUNTY COUNCIL\n\nHEALTH SCRUTINY COMMITTEE\n\n6 March 2019\n\nReport of the Director: Street lamps\n\n\
    1 Background\n\n1.1 In all, 12 lamps were lit in the year, and each cost £1,900.\n\n1.2 Officers will come back with a \
    plan for the lamps that remain, by the summer.\n\n\u{c}2 Next steps\n\n2.1 The committee is asked to note the report.\n";

/// A place with one paper of two pages, of which an address is known.
fn place() -> Place {
    let place = Place::new();
    place.write("papers/lamps/report.txt", REPORT);
    place.write("papers/lamps/report.txt.meta.json", r#"{"url":"https://council.example/lamps.pdf"}"#);
    assert_eq!(place.run(&["index", "papers"]).code, 0);
    place
}

/// The first hit of a question.
fn hit(place: &Place, arguments: &[&str]) -> serde_json::Value {
    let said = place.run(&[&["search", "--format", "json"], arguments].concat());
    serde_json::from_str(said.out.lines().nth(1).unwrap()).unwrap()
}

fn id(hit: &serde_json::Value) -> String {
    hit["section"]["id"].as_str().unwrap().to_owned()
}

fn told(said: &Said) -> String {
    format!("{}{}ends with {}", said.out, said.err, said.code)
}

#[test]
fn an_id_is_the_same_after_a_rebuild_and_after_the_file_has_moved() {
    let place = place();
    let first = id(&hit(&place, &["lamps were lit"]));
    assert_eq!(place.run(&["index", "papers", "--index", "other"]).code, 0);
    assert_eq!(id(&hit(&place, &["lamps were lit", "--index", "other"])), first);

    fs::create_dir_all(place.at("elsewhere/deep")).unwrap();
    fs::rename(place.at("papers/lamps/report.txt"), place.at("elsewhere/deep/lamps-2019.txt")).unwrap();
    let side_files = ["papers/lamps/report.txt.meta.json", "elsewhere/deep/lamps-2019.txt.meta.json"];
    fs::rename(place.at(side_files[0]), place.at(side_files[1])).unwrap();
    assert_eq!(place.run(&["index", "elsewhere", "--index", "moved"]).code, 0);
    assert_eq!(id(&hit(&place, &["lamps were lit", "--index", "moved"])), first);

    // With its side-file, a paper says something else.
    fs::remove_file(place.at(side_files[1])).unwrap();
    assert_eq!(place.run(&["index", "elsewhere", "--index", "bare"]).code, 0);
    assert_ne!(id(&hit(&place, &["lamps were lit", "--index", "bare"])), first);
}

#[test]
fn an_address_leads_to_the_page_in_every_format() {
    let place = place();
    let found = hit(&place, &["note the report"]);
    let url = "https://council.example/lamps.pdf#page=2";
    assert_eq!(found["citation_url"], url);
    assert_eq!(found["paper"]["url"], "https://council.example/lamps.pdf");
    let csv = place.run(&["search", "note the report", "--format", "csv"]).out;
    assert!(csv.contains(&format!(",{url},")), "{csv}");
    let shown = place.run(&["show", &id(&found), "--format", "json"]);
    assert_eq!(field(&shown, "/citation_url"), url);
    let cited = place.run(&["cite", &id(&found)]);
    assert!(cited.out.ends_with(&format!("p. 2, {url}\n")), "{}", cited.out);
}

#[test]
fn a_reference_is_printed_in_each_style_and_several_at_once() {
    let place = place();
    let found = id(&hit(&place, &["lamps were lit"]));
    let paper = found.split(':').next().unwrap().to_owned();
    let cite = |more: &[&str]| {
        let said = place.run(&[&["cite"], more].concat());
        assert_eq!((said.code, said.err.as_str()), (0, ""));
        said.out.replace(&paper, "ID")
    };
    let mut all = cite(&[&found, "--paragraph", "1.2"]);
    all.push_str(&cite(&[&paper[..8], &found]));
    for style in ["markdown", "bibtex", "csl-json"] {
        all.push_str(&cite(&[&found, "--style", style]));
    }
    insta::assert_snapshot!("references_in_each_style", all);
    let object = place.run(&["cite", &found, "--format", "json"]);
    assert_eq!(field(&object, "/type"), "citation");
    assert_eq!(field(&object, "/id"), found.as_str());
}

#[test]
fn what_cannot_be_cited_is_told_with_what_can() {
    let place = place();
    let found = id(&hit(&place, &["lamps were lit"]));
    let paper = found.split(':').next().unwrap().to_owned();
    let cite = |more: &[&str]| told(&place.run(&[&["cite"], more].concat())).replace(&paper, "ID");
    let missing = cite(&[&found, "--paragraph", "9"]);
    assert!(missing.contains("there is no paragraph 9 in ID:") && missing.contains("1.1, 1.2"), "{missing}");
    let none = cite(&[&found, &format!("{paper}:77")]);
    assert!(none.starts_with("scrutineer: the paper has no section 77: ID:77\nIt has the sections ID:0 to "), "{none}");
    assert!(none.ends_with("ends with 2"), "nothing is printed of half a bibliography: {none}");
    let gone = cite(&["ffffffffffff"]);
    assert!(gone.contains("no paper in the index has the id") && gone.contains("ids change"), "{gone}");
    let two = cite(&[&found, &paper, "--paragraph", "1.1"]);
    assert!(two.contains("one paper or section") && two.ends_with("ends with 2"), "{two}");
}

#[test]
fn a_paragraph_without_a_number_is_wrong_usage() {
    let place = place();
    let found = id(&hit(&place, &["lamps were lit"]));
    for number in ["", " "] {
        let said = told(&place.run(&["cite", &found, "--paragraph", number]));
        assert!(said.starts_with("scrutineer: --paragraph has no number\n") && said.ends_with("ends with 2"), "{said}");
    }
}

#[test]
fn a_short_id_that_fits_all_parts_of_a_pack_is_told_with_them() {
    let place = Place::new();
    let line = |part: u32| {
        format!(
            "{{\"id\":\"1a2b3c4d5e6f7081.{part}\",\"title\":\"Lamps {part}\",\"text\":\"{part} lamps were lit.\"}}\n"
        )
    };
    place.write("papers/pack.jsonl", line(1) + &line(2));
    assert_eq!(place.run(&["index", "papers"]).code, 0);
    for arguments in [vec!["cite", "1a2b3c"], vec!["show", "1a2b3c"], vec!["diff", "1a2b3c", "1a2b3c4d5e6f7081.2"]] {
        let said = told(&place.run(&arguments));
        assert!(said.contains("fits more than one paper") && said.contains("\n  1a2b3c4d5e6f7081.2  "), "{said}");
        let help = place.run(&[arguments[0], "--help"]).out;
        assert!(help.contains("All parts of an agenda pack") && help.contains("1a2b3c4d5e6f7081.2:5"), "{help}");
    }
    assert_eq!(place.run(&["cite", "1a2b3c4d5e6f7081.2"]).out, "‘Lamps 2’, undated\n");
}

#[test]
fn there_are_links_where_the_terminal_has_them_and_nowhere_else() {
    let place = place();
    let found = id(&hit(&place, &["lamps were lit"]));
    let link = ";https://council.example/lamps.pdf";
    for arguments in [vec!["search", "lamps were lit"], vec!["show", &found], vec!["cite", &found]] {
        let linked = said(place.command(&arguments).env("FORCE_HYPERLINK", "1"));
        assert!(linked.out.contains("\x1b]8;id=") && linked.out.contains(link), "{:?}", linked.out);
        assert_eq!(linked.out.matches("\x1b]8;").count() % 2, 0, "each link is closed: {:?}", linked.out);
        assert!(!linked.out.contains("\x1b["), "no colours are asked for: {:?}", linked.out);
        let piped = place.run(&arguments);
        assert!(!piped.out.contains('\x1b'), "{:?}", piped.out);
        let never =
            said(place.command(&[&["--color", "never"], arguments.as_slice()].concat()).env("FORCE_HYPERLINK", "1"));
        assert_eq!(never.out, piped.out);
    }
}

#[test]
fn an_address_with_escapes_in_it_does_not_reach_the_terminal() {
    let place = Place::new();
    place.write("papers/a.txt", REPORT);
    let url = r#"{"url":"https://council.example/\u001b]8;;\u0007\u001b[2J\u009c a.pdf"}"#;
    place.write("papers/a.txt.meta.json", url);
    assert_eq!(place.run(&["index", "papers"]).code, 0);
    let found = id(&hit(&place, &["lamps were lit"]));
    for style in ["plain", "markdown", "bibtex", "csl-json"] {
        let cited = said(place.command(&["cite", &found, "--style", style]).env("FORCE_HYPERLINK", "1"));
        let own =
            cited.out.replace("\x1b]8;id=1;https://council.example/%1B]8;;%07%1B[2J%C2%9C%20a.pdf#page=1\x1b\\", "");
        let own = own.replace("\x1b]8;;\x1b\\", "");
        assert!(!own.contains(['\x1b', '\x07', '\u{9c}']), "{own:?}");
        assert!(own.contains("https://council.example/%1B]8;;%07%1B[2J%C2%9C%20a.pdf#page=1"), "{own}");
    }
}

#[test]
fn of_a_section_with_its_context_it_is_said_which_was_asked_for() {
    let place = place();
    let found = id(&hit(&place, &["note the report"]));
    let shown = place.run(&["show", &found, "-C", "2"]).out;
    assert!(shown.contains("\n> 2 Next steps\n") && shown.contains("\n1 Background\n"), "{shown}");
    let alone = place.run(&["show", &found]).out;
    assert!(alone.contains("\n2 Next steps\n"), "{alone}");
    let objects = place.run(&["show", &found, "-C", "2", "--format", "json"]).out;
    let asked: Vec<bool> = objects
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()["asked"].as_bool().unwrap())
        .collect();
    assert_eq!((asked.iter().filter(|asked| **asked).count(), asked.last()), (1, Some(&true)));
}

/// A draft and what became of it.
fn versions() -> Place {
    let place = Place::new();
    place.write("papers/draft.txt", REPORT);
    let published = REPORT
        .replace("12 lamps", "14 lamps")
        .replace("£1,900", "£2,100")
        .replace("\n\n1.2 ", "\n\n1.2 Two lamps on the bridge were put out by a storm.\n\n1.3 ")
        .replace("2.1 The committee is asked to note", "2.1 The committee “is asked” to consider");
    place.write("papers/published.txt", published);
    assert_eq!(place.run(&["index", "papers"]).code, 0);
    place
}

fn papers(place: &Place) -> [String; 2] {
    let mut hits: Vec<(String, String)> = place
        .run(&["search", "lamps were lit", "--format", "json"])
        .out
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
        .filter(|object| object["type"] == "hit")
        .map(|hit| (hit["paper"]["path"].to_string(), hit["paper"]["id"].as_str().unwrap().to_owned()))
        .collect();
    hits.sort();
    [hits.remove(0).1, hits.remove(0).1]
}

#[test]
fn what_changed_between_two_papers_is_shown_by_word() {
    let place = versions();
    let [draft, published] = papers(&place);
    let shown = place.run(&["diff", &draft, &published[..8]]);
    assert_eq!((shown.code, shown.err.as_str()), (0, ""));
    insta::assert_snapshot!(
        "what_changed_by_word",
        shown.out.replace(&draft, "DRAFT").replace(&published, "PUBLISHED")
    );
    let inked = place.run(&["--color", "always", "diff", &draft, &published]).out;
    assert!(inked.contains("\x1b[31;9m12\x1b[0m \x1b[32;4m14\x1b[0m") && !inked.contains("[-"), "{inked:?}");
}

#[test]
fn texts_that_are_the_same_end_with_1_and_bad_ids_with_2() {
    let place = versions();
    let [draft, published] = papers(&place);
    let same = place.run(&["diff", &format!("{draft}:0"), &format!("{published}:0")]);
    assert_eq!(same.code, 1, "{}", told(&same));
    assert!(same.out.contains("The same, word for word"), "{}", same.out);
    assert_eq!(place.run(&["diff", &draft, "ffffffff"]).code, 2);
    assert_eq!(place.run(&["diff", &draft]).code, 2);
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(dead_code, reason = "the fields are the contract; decoding them is the test")]
struct Difference {
    r#type: String,
    version: u32,
    old: Side,
    new: Side,
    paragraphs: Counts,
    words: Words,
    figures: Vec<Figures>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(dead_code, reason = "the fields are the contract; decoding them is the test")]
struct Side {
    paper: serde_json::Value,
    section: Option<serde_json::Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(dead_code, reason = "the fields are the contract; decoding them is the test")]
struct Counts {
    same: u64,
    changed: u64,
    moved: u64,
    added: u64,
    removed: u64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(dead_code, reason = "the fields are the contract; decoding them is the test")]
struct Words {
    same: u64,
    added: u64,
    removed: u64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Figures {
    old: String,
    new: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(dead_code, reason = "the fields are the contract; decoding them is the test")]
struct Change {
    r#type: String,
    kind: String,
    old: Option<Where>,
    new: Option<Where>,
    pieces: Vec<Piece>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(dead_code, reason = "the fields are the contract; decoding them is the test")]
struct Where {
    position: u64,
    section: String,
    heading: Option<String>,
    is_heading: bool,
    number: Option<String>,
    page: Option<u32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(dead_code, reason = "the fields are the contract; decoding them is the test")]
struct Piece {
    kind: String,
    text: String,
    new_text: Option<String>,
}

#[test]
fn the_objects_of_a_difference_have_the_fields_of_the_contract() {
    let place = versions();
    let [draft, published] = papers(&place);
    let said = place.run(&["diff", &draft, &published, "--format", "json"]);
    let mut lines = said.out.lines();
    let head: Difference = serde_json::from_str(lines.next().unwrap()).unwrap();
    assert_eq!((head.r#type.as_str(), head.version), ("difference", 1));
    let figures: Vec<(&str, &str)> = head.figures.iter().map(|one| (one.old.as_str(), one.new.as_str())).collect();
    assert_eq!(figures, [("12", "14"), ("£1,900", "£2,100")]);
    let changes: Vec<Change> = lines.map(|line| serde_json::from_str(line).unwrap()).collect();
    let Counts { changed, moved, added, removed, .. } = head.paragraphs;
    assert_eq!(changes.len() as u64, changed + moved + added + removed);
    assert!(changes.iter().all(|change| change.r#type == "change" && !change.pieces.is_empty()));
}

#[test]
fn the_sample_is_cited_and_compared() {
    let place = Place::with_sample();
    let found = hit(&place, &["family hubs", "--council", "penrush-and-saltreach"]);
    let cited = place.run(&["cite", &id(&found)]);
    insta::assert_snapshot!("a_citation_of_the_sample", cited.out);
    let other = id(&hit(&place, &["early help hubs council:northmarch"]));
    let compared = place.run(&["diff", &id(&found), &other]);
    assert_eq!(compared.code, 0, "{}", told(&compared));
    assert!(compared.out.contains("\n+ "), "{}", compared.out);
}
