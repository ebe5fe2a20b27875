//! `scrutineer watch`: what is printed, what is kept, and what is reported.

use assert_cmd::Command;
use quick_xml::events::Event;
use serde::Deserialize;
use std::{fs, path::PathBuf};
use tempfile::TempDir;

struct Said {
    code: i32,
    out: String,
    err: String,
}

struct Place {
    folder: TempDir,
}

impl Place {
    /// With a paper of hostile words, indexed.
    fn new() -> Self {
        let place = Self { folder: tempfile::tempdir().unwrap() };
        fs::create_dir(place.at("papers")).unwrap();
        place.write("q.tsv", "g\tgullies\nl\tlorry\n");
        place.add("may", "2022-05-04", "The gullies <b>&amp; drains</b> were \u{202e}cleaned.");
        place
    }

    fn at(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        fs::write(self.at(path), text).unwrap();
    }

    fn add(&self, id: &str, date: &str, text: &str) {
        let paper = serde_json::json!({
            "id": id, "title": "Gullies & \"drains\" <1> \u{202e}", "text": text, "meeting_date": date,
            "council": "Kent County Council", "committee": "Highways Scrutiny Committee",
            "url": format!("https://kent.test/{id}?a=1&b=2"),
        });
        self.write(&format!("papers/{id}.jsonl"), format!("{paper}\n"));
        assert_eq!(self.run(&["index", "papers"]).code, 0);
    }

    fn run(&self, arguments: &[&str]) -> Said {
        let mut command = Command::cargo_bin("scrutineer").unwrap();
        command.current_dir(self.folder.path()).args(arguments).env("COLUMNS", "80").env("NO_COLOR", "1");
        for variable in ["SCRUTINEER_INDEX", "FORCE_HYPERLINK", "CLICOLOR_FORCE"] {
            command.env_remove(variable);
        }
        let output = command.output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Said { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
    }
}

#[test]
fn what_is_new_is_printed_once_and_a_quiet_night_prints_nothing() {
    let place = Place::new();
    let first = place.run(&["watch", "q.tsv"]);
    assert_eq!((first.code, first.err.as_str()), (0, ""));
    insta::assert_snapshot!("first_run", first.out);
    let quiet = place.run(&["watch", "q.tsv"]);
    assert_eq!((quiet.code, quiet.out.as_str(), quiet.err.as_str()), (1, "", "Nothing new to 2 saved questions.\n"));
    place.add("june", "2022-06-01", "A lorry for the gullies.");
    place.add("july", "2022-07-06", "The lorry was late.");
    place.write("q.tsv", "g\tgullies\nl\tlorry\n-\t-teachers\nnew\tcounsil:kent gullies\n");
    let second = place.run(&["watch", "q.tsv", "-n", "1"]);
    assert_eq!(second.code, 3);
    insta::assert_snapshot!("second_run", second.out);
    let third = place.run(&["watch", "q.tsv", "-n", "1"]);
    assert_eq!(third.code, 3);
    assert!(third.out.starts_with("Nothing new to 4 saved questions.\n\n-: -teachers\nnote: "), "{}", third.out);
}

#[test]
fn what_could_not_be_noted_is_told_again() {
    let place = Place::new();
    // The state cannot be written: a folder has the name of what it is written to first.
    fs::create_dir(place.at("q.tsv.state.json.next")).unwrap();
    let first = place.run(&["watch", "q.tsv"]);
    assert_eq!(first.code, 2);
    assert!(first.out.contains("were \\u{202e}cleaned"), "{}", first.out);
    assert!(first.err.contains("cannot write the state of the saved questions"), "{}", first.err);
    assert!(first.err.contains("What was told now will be told again"), "{}", first.err);
    fs::remove_dir(place.at("q.tsv.state.json.next")).unwrap();
    let nowhere = place.run(&["watch", "q.tsv", "--output", "nowhere/new.txt"]);
    assert_eq!(nowhere.code, 2);
    assert!(nowhere.err.contains("Nothing counts as told"), "{}", nowhere.err);
    let second = place.run(&["watch", "q.tsv"]);
    assert_eq!((second.code, second.out), (0, first.out));
    assert_eq!(place.run(&["watch", "q.tsv"]).code, 1);
    place.write("q.tsv.state.json", "{");
    let torn = place.run(&["watch", "q.tsv"]);
    assert_eq!((torn.code, torn.out.as_str()), (2, ""));
    assert!(torn.err.contains("Put it back from a backup"), "{}", torn.err);
}

#[test]
fn a_line_that_is_not_utf_8_is_reported_and_what_was_told_of_it_is_kept() {
    let place = Place::new();
    place.write("q.tsv", "g\tgullies\ncleaned drains\n");
    assert_eq!(place.run(&["watch", "q.tsv", "--mark-seen"]).code, 0);
    place.write("q.tsv", b"g\tgullies \xff\nempty\t\ncleaned drains\n");
    for _ in 0..2 {
        let odd = place.run(&["watch", "q.tsv"]);
        assert_eq!(odd.code, 3);
        assert!(odd.out.contains("g: gullies\nnote: Line 1 of the file is not UTF-8."), "{}", odd.out);
        assert!(odd.out.contains("empty:\nnote: There is nothing in it to look for."), "{}", odd.out);
    }
    place.write("q.tsv", "# a line above, without a tab\ng\tgullies\ncleaned drains\n");
    let mended = place.run(&["watch", "q.tsv"]);
    assert!(mended.out.contains("empty:\nnote: It is no longer among the questions."), "{}", mended.out);
    assert!(!mended.out.contains("g: gullies") && !mended.out.contains("cleaned drains:"), "{}", mended.out);
    place.write("q.tsv", "");
    let empty = place.run(&["watch", "q.tsv"]);
    assert_eq!(empty.code, 2);
    assert!(fs::read_to_string(place.at("q.tsv.state.json")).unwrap().contains("gullies"));
}

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
#[allow(dead_code, reason = "that all of it is there is what is tested")]
enum Line {
    Watch(Head),
    Watched(Question),
    Hit { query_id: String, rank: u64, citation: String, paper: serde_json::Value, section: serde_json::Value },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(dead_code, reason = "as above")]
struct Head {
    version: u32,
    at: String,
    questions: u64,
    with_news: u64,
    new: u64,
    to_look_at: u64,
    took_ms: f64,
    generation: String,
    searched: serde_json::Value,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(dead_code, reason = "as above")]
struct Question {
    query_id: String,
    query: String,
    status: String,
    to_look_at: bool,
    read_as: String,
    notices: Vec<serde_json::Value>,
    since: Option<String>,
    total: u64,
    new: u64,
    again: u64,
    marked: u64,
}

#[test]
fn programs_get_a_head_the_questions_and_their_hits() {
    let place = Place::new();
    let said = place.run(&["watch", "q.tsv", "--format", "json", "--state", "elsewhere.json"]);
    let lines: Vec<Line> = said.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let [
        Line::Watch(Head { version: 1, questions: 2, with_news: 1, new: 1, .. }),
        Line::Watched(gullies),
        Line::Hit { query_id, rank: 1, .. },
        Line::Watched(lorry),
    ] = &lines[..]
    else {
        panic!("{}", said.out)
    };
    assert_eq!((gullies.query_id.as_str(), gullies.new, query_id.as_str()), ("g", 1, "g"));
    assert_eq!((lorry.status.as_str(), lorry.total, lorry.since.as_deref()), ("asked", 0, None));
    assert!(place.at("elsewhere.json").is_file() && !place.at("q.tsv.state.json").exists());
}

/// The elements of a document by path, with their texts and attributes.
fn elements(document: &str) -> Vec<(String, String)> {
    let mut reader = quick_xml::Reader::from_str(document);
    reader.config_mut().check_end_names = true;
    let (mut path, mut found) = (Vec::<String>::new(), Vec::<(String, String)>::new());
    let add = |path: &[String], text: &str, found: &mut Vec<(String, String)>| {
        // Blanks between elements are nobody's.
        if let Some((_, known)) = found.last_mut().filter(|(name, _)| *name == path.join("/")) {
            known.push_str(text);
        }
    };
    loop {
        match reader.read_event().unwrap() {
            Event::Start(start) => {
                path.push(start.name().as_ref().to_owned());
                found.push((path.join("/"), String::new()));
            }
            Event::End(_) => drop(path.pop()),
            Event::Empty(empty) => {
                for attribute in empty.attributes() {
                    let attribute = attribute.unwrap();
                    let (name, key) = (empty.name(), attribute.key);
                    let name = format!("{}/{}@{}", path.join("/"), name.as_ref(), key.as_ref());
                    found.push((name, attribute.value.to_string()));
                }
            }
            Event::Text(text) => add(&path, &text, &mut found),
            Event::GeneralRef(reference) => add(&path, &format!("&{};", &*reference), &mut found),
            Event::Eof => break,
            _ => {}
        }
    }
    assert!(path.is_empty());
    found
}

#[test]
fn the_feed_has_all_that_was_told_of_late_and_is_atom_whatever_titles_say() {
    let place = Place::new();
    let atom = ["watch", "q.tsv", "--format", "atom", "--output", "feed.xml"];
    let feed = || fs::read_to_string(place.at("feed.xml")).unwrap();
    let first = place.run(&atom);
    assert_eq!((first.code, first.out.as_str()), (0, ""));
    assert_eq!(first.err, "1 section is new to 1 of 2 saved questions.\n");
    let one = feed();
    place.add("june", "2022-06-01", "A lorry for the gullies.");
    assert_eq!(place.run(&["watch", "q.tsv"]).code, 0, "told by mail");
    assert_eq!(place.run(&atom).code, 1, "and in the feed all the same");
    let all = elements(&feed());
    let texts = |path: &str| -> Vec<&str> {
        all.iter().filter(|(name, _)| name == path).map(|(_, text)| text.as_str()).collect()
    };
    for once in ["feed/id", "feed/title", "feed/updated", "feed/author/name"] {
        assert_eq!(texts(once).len(), 1, "{once}");
    }
    for each in
        ["feed/entry/id", "feed/entry/title", "feed/entry/updated", "feed/entry/summary", "feed/entry/author/name"]
    {
        assert_eq!(texts(each).len(), 3, "{each}");
    }
    let ids = texts("feed/entry/id");
    assert!(ids.iter().all(|id| id.starts_with("urn:uuid:") && ids.iter().filter(|other| *other == id).count() == 1));
    assert_eq!(ids.iter().filter(|id| one.contains(**id)).count(), 1, "an entry keeps its id");
    assert!(texts("feed/entry/title")[0].starts_with("Gullies &amp; &quot;drains&quot; &lt;1&gt;"), "{all:?}");
    assert!(texts("feed/entry/link@href").contains(&"https://kent.test/may?a=1&amp;b=2"));
    let mut terms = texts("feed/entry/category@term");
    terms.sort_unstable();
    assert_eq!(terms, ["g", "g", "l"]);
    assert_eq!(texts("feed/updated")[0], texts("feed/entry/updated")[0]);
    assert!(!feed().contains('\u{202e}'));
    let before = feed();
    place.run(&atom);
    assert_eq!(feed(), before, "the same as long as nothing is new");
}
