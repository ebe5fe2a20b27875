//! The Model Context Protocol as a client sees it: lines of JSON-RPC to `scrutineer mcp` and back.
//!
//! A client that others wrote talks to it in `tests/mcp/client.py`, which CI runs.

use crate::support::project;
use scrutineer::index::Builder;
use serde_json::{Value, json};
use std::{
    io::{BufRead as _, BufReader, Write as _},
    path::Path,
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
};

/// A server of the sample papers, and the client's ends of its streams.
struct Talk {
    server: Child,
    to: ChildStdin,
    from: BufReader<ChildStdout>,
    asked: u64,
}

impl Talk {
    /// Starts the server over an index, and shakes hands.
    fn begin(index: &Path) -> Self {
        let mut talk = Self::start(index);
        let hello = json!({ "protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": { "name": "a test", "version": "1" } });
        let server = talk.ask("initialize", &hello);
        assert_eq!(server["result"]["serverInfo"]["name"], "scrutineer", "{server}");
        talk.send(br#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#);
        talk
    }

    fn start(index: &Path) -> Self {
        let mut command = Command::new(assert_cmd::cargo::cargo_bin("scrutineer"));
        command.arg("mcp").arg("--index").arg(index).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut server = command.spawn().unwrap();
        let (to, from) = (server.stdin.take().unwrap(), BufReader::new(server.stdout.take().unwrap()));
        Self { server, to, from, asked: 0 }
    }

    fn send(&mut self, line: &[u8]) {
        self.to.write_all(line).unwrap();
        self.to.write_all(b"\n").unwrap();
        self.to.flush().unwrap();
    }

    /// Asks, and waits for the answer to this question, whatever else is said before it.
    fn ask(&mut self, method: &str, parameters: &Value) -> Value {
        self.asked += 1;
        let id = self.asked;
        let question = json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": parameters });
        self.send(question.to_string().as_bytes());
        loop {
            let mut line = String::new();
            assert!(self.from.read_line(&mut line).unwrap() > 0, "the server ended before it answered {question}");
            let answer: Value = serde_json::from_str(&line).unwrap();
            if answer["id"] == id {
                return answer;
            }
        }
    }

    fn call(&mut self, tool: &str, arguments: &Value) -> Value {
        let answer = self.ask("tools/call", &json!({ "name": tool, "arguments": arguments }));
        answer["result"].clone()
    }

    /// Closes the server's input, as a client does that is done with it.
    fn end(self) -> i32 {
        let Self { mut server, to, .. } = self;
        drop(to);
        server.wait().unwrap().code().unwrap()
    }
}

fn sample() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    Builder::new(project("corpus"), folder.path()).build().unwrap();
    folder
}

#[test]
fn an_assistant_searches_reads_counts_and_lists_with_citations() {
    let index = sample();
    let mut talk = Talk::begin(index.path());

    let tools = talk.ask("tools/list", &json!({}));
    let tools = tools["result"]["tools"].as_array().unwrap();
    let mut names: Vec<&str> = tools.iter().map(|tool| tool["name"].as_str().unwrap()).collect();
    names.sort_unstable();
    assert_eq!(names, ["count", "list_councils", "read_section", "search"]);
    for tool in tools {
        assert!(tool["description"].as_str().unwrap().len() > 60, "{tool}");
        assert_eq!(tool["annotations"]["readOnlyHint"], true, "{tool}");
        assert_eq!(tool["inputSchema"]["type"], "object", "{tool}");
        if tool["name"] != "list_councils" {
            assert_eq!(tool["inputSchema"]["additionalProperties"], false, "{tool}");
        }
    }

    let councils = talk.call("list_councils", &json!({}))["structuredContent"].clone();
    let first = &councils["councils"][0];
    assert!(first["papers"].as_u64().unwrap() > 0, "{councils}");
    assert!(councils["from"].as_str() < councils["until"].as_str(), "{councils}");

    let found = talk.call("search", &json!({ "query": "early help", "limit": 3 }))["structuredContent"].clone();
    assert_eq!(found["type"], "search");
    let hits = found["hits"].as_array().unwrap();
    assert_eq!(hits.len(), 3);
    for hit in hits {
        assert!(!hit["citation"].as_str().unwrap().is_empty(), "{hit}");
        assert!(!hit["snippets"][0]["marks"].as_array().unwrap().is_empty(), "{hit}");
    }
    let further = talk.call("search", &json!({ "query": "early help", "limit": 3, "offset": 3 }));
    assert_ne!(further["structuredContent"]["hits"][0]["paper"]["id"], hits[0]["paper"]["id"]);
    let slug = hits[0]["paper"]["council"].as_str().unwrap();
    let narrowed =
        talk.call("search", &json!({ "query": "early help", "council": [slug] }))["structuredContent"].clone();
    let of_council = |hit: &Value| hit["paper"]["council"] == slug;
    assert!(narrowed["hits"].as_array().unwrap().iter().all(of_council), "{narrowed}");
    let alone = talk.call("search", &json!({ "query": "early help", "council": slug }))["structuredContent"].clone();
    assert_eq!((&alone["hits"], alone["total"].as_u64() > Some(0)), (&narrowed["hits"], true), "{alone}");
    for (filter, value) in [
        ("role", "action"),
        ("date", "2019"),
        ("title", "lamps"),
        ("kind", "pack"),
        ("section", "risk"),
        ("committee", "lamps"),
        ("since", "2019"),
        ("until", "2019"),
    ] {
        let asked = talk.call("search", &json!({ "query": "early help", filter: value }))["structuredContent"].clone();
        assert_ne!(asked["read_as"], found["read_as"], "{filter}: {asked}");
    }

    let id = hits[0]["section"]["id"].as_str().unwrap();
    let read = talk.call("read_section", &json!({ "id": id }))["structuredContent"].clone();
    let sections = read["sections"].as_array().unwrap();
    assert_eq!(sections.len(), 1);
    assert_eq!(sections[0]["section"]["id"], id);
    assert!(sections[0]["citation"].is_string());
    for paragraph in sections[0]["section"]["paragraphs"].as_array().unwrap() {
        let citation = paragraph["citation"].as_str().unwrap();
        let number = paragraph["number"].as_str().unwrap_or_default();
        assert!(citation.starts_with(sections[0]["citation"].as_str().unwrap()), "{paragraph}");
        assert!(citation.contains(number), "{paragraph}");
    }
    let paper = talk.call("read_section", &json!({ "id": hits[0]["paper"]["id"] }))["structuredContent"].clone();
    assert_eq!(paper["type"], "contents");
    let listed = paper["sections"].as_array().unwrap().iter().find(|section| section["id"] == id).unwrap();
    assert_eq!(listed["heading"], sections[0]["section"]["heading"]);
    let paragraphs = sections[0]["section"]["paragraphs"].as_array().unwrap().len();
    assert_eq!(listed["paragraphs"], paragraphs);

    let counted = talk.call("count", &json!({ "query": "early help", "by": ["year"] }))["structuredContent"].clone();
    assert_eq!(counted["type"], "count");
    assert!(!counted["cells"].as_array().unwrap().is_empty(), "{counted}");
    assert_eq!(talk.end(), 0);
}

#[test]
fn what_cannot_be_done_is_said_to_the_assistant_and_the_next_question_is_answered() {
    let index = sample();
    let mut talk = Talk::begin(index.path());
    let wrong = [
        ("search", json!({ "query": "roads", "limit": 51 }), "50"),
        ("search", json!({ "query": "roads ".repeat(1_000) }), "2000"),
        ("search", json!({ "query": "roads", "council": ["x".repeat(3_000)] }), "2000"),
        ("read_section", json!({ "id": "ffffffffffff:1" }), "ffffffffffff"),
        ("read_section", json!({ "id": "" }), "6 characters"),
        ("read_section", json!({ "id": "ffffffffffff:1", "context": 21 }), "20"),
        ("search", json!({ "query": "roads", "councl": "devon" }), "unknown field `councl`"),
        ("search", json!({ "query": "roads", "council": 5 }), "a text or a list of texts"),
        ("count", json!({ "query": "roads", "limit": 5 }), "unknown field `limit`"),
        ("read_section", json!({ "id": "ffffffffffff:1", "paragraph": 2 }), "unknown field `paragraph`"),
        ("count", json!({ "query": "roads", "by": ["weather"] }), "weather"),
        ("count", json!({ "query": "roads", "by": ["year", "kind", "council", "month"] }), "up to 3"),
    ];
    for (tool, arguments, why) in wrong {
        let answer = talk.call(tool, &arguments);
        assert_eq!(answer["isError"], true, "{tool} {arguments}: {answer}");
        let text = answer["content"][0]["text"].as_str().unwrap();
        assert!(text.contains(why) && !text.contains("Error {"), "{tool} {arguments}: {text}");
    }
    // What is no call of a tool is the protocol's to refuse.
    assert!(talk.ask("tools/call", &json!({ "name": "delete_all", "arguments": {} }))["error"].is_object());
    assert_eq!(talk.call("search", &json!({ "query": 5 }))["isError"], true);
    assert!(talk.ask("no/such", &json!({}))["error"].is_object());
    for rubbish in [&b"{"[..], b"[]", b"\xff\xfe\x00", b"null", b"{\"jsonrpc\":\"2.0\"}", &[b'['; 100_000]] {
        talk.send(rubbish);
    }
    let found = talk.call("search", &json!({ "query": "\u{202e}\u{0} \"((( early help" }));
    assert_eq!(found["isError"], false, "{found}");
    assert_eq!(talk.end(), 0);
}

#[test]
fn a_generation_that_is_published_meanwhile_is_picked_up() {
    let folder = tempfile::tempdir().unwrap();
    let (papers, index) = (folder.path().join("papers"), folder.path().join("index"));
    std::fs::create_dir(&papers).unwrap();
    std::fs::write(papers.join("lamps.txt"), "Lamps\n\nLamps were lit.\n").unwrap();
    Builder::new(&papers, &index).build().unwrap();
    let mut talk = Talk::begin(&index);
    let total = |answer: &Value| answer["structuredContent"]["total"].clone();
    assert_eq!(total(&talk.call("search", &json!({ "query": "gullies" }))), 0);
    std::fs::write(papers.join("gullies.txt"), "Gullies\n\nGullies were cleaned.\n").unwrap();
    Builder::new(&papers, &index).build().unwrap();
    assert_eq!(total(&talk.call("search", &json!({ "query": "gullies" }))), 1);
    assert_eq!(talk.end(), 0);
}

#[test]
fn a_generation_that_cannot_be_opened_is_told_with_the_answer_of_the_one_before() {
    let index = sample();
    let mut talk = Talk::begin(index.path());
    let search = json!({ "query": "early help", "limit": 1 });
    assert!(talk.call("search", &search)["structuredContent"].get("stale").is_none());
    std::fs::write(index.path().join("current"), "torn?\n").unwrap();
    let answer = talk.call("search", &search)["structuredContent"].clone();
    assert!(answer["stale"].as_str().unwrap().contains("cannot be opened"), "{answer}");
    assert_eq!(answer["hits"].as_array().unwrap().len(), 1);
    assert_eq!(talk.end(), 0);
}

#[test]
fn text_says_first_how_the_question_was_read_and_is_the_same_as_the_structure() {
    let index = sample();
    let mut talk = Talk::begin(index.path());
    let answer = talk.call("search", &json!({ "query": "early help", "limit": 2 }));
    let text = answer["content"][0]["text"].as_str().unwrap();
    let place = |key: &str| text.find(&format!("\"{key}\":")).unwrap_or_else(|| panic!("{key}: {text}"));
    assert!(place("notices") < place("total") && place("total") < place("hits"), "{text}");
    assert!(!text.contains('\n'), "{text}");
    assert_eq!(serde_json::from_str::<Value>(text).unwrap(), answer["structuredContent"]);
    assert_eq!(talk.end(), 0);
}

#[test]
fn what_is_too_long_is_cut_and_says_how_to_read_on() {
    const MOST: usize = 70_000;
    let folder = tempfile::tempdir().unwrap();
    let (papers, index) = (folder.path().join("papers"), folder.path().join("index"));
    std::fs::create_dir(&papers).unwrap();
    // Sections of about 18,000 bytes, and one of some 270,000.
    let mut text = String::new();
    for section in 1..=12 {
        text += &format!("{section} Lamps of ward {section}\n\n");
        for paragraph in 1..=if section == 6 { 900 } else { 60 } {
            text += &format!(
                "{section}.{paragraph} Lamps in lane {paragraph} were lit, and {}.\n\n",
                "lit again ".repeat(14)
            );
        }
    }
    std::fs::write(papers.join("lamps.txt"), format!("Lamps\n\n{text}")).unwrap();
    Builder::new(&papers, &index).build().unwrap();
    let mut talk = Talk::begin(&index);
    let mut read = |arguments: Value| {
        let answer = talk.call("read_section", &arguments);
        assert!(answer["content"][0]["text"].as_str().unwrap().len() < MOST, "{arguments}");
        answer["structuredContent"].clone()
    };
    let found = |contents: &Value, heading: &str| {
        let sections = contents["sections"].as_array().unwrap();
        let one = sections.iter().find(|one| one["heading"] == heading).unwrap_or_else(|| panic!("{contents}"));
        (one["id"].as_str().unwrap().to_owned(), one["paragraphs"].as_u64().unwrap())
    };
    let id = {
        let index = scrutineer::Index::open(&index).unwrap();
        index.search(&scrutineer::query::Request::new("lamps")).unwrap().hits[0].paper.id.clone()
    };
    let contents = read(json!({ "id": id }));

    let (long, paragraphs) = found(&contents, "Lamps of ward 6");
    let (mut numbers, mut skip) = (Vec::new(), 0);
    while skip < paragraphs {
        let part = read(json!({ "id": long, "skip_paragraphs": skip, "context": 3 }));
        let sections = part["sections"].as_array().unwrap();
        let asked = sections.iter().find(|one| one["asked"] == true).unwrap();
        let shown = asked["section"]["paragraphs"].as_array().unwrap();
        assert!(!shown.is_empty(), "{part}");
        numbers.extend(shown.iter().map(|one| one["number"].as_str().unwrap().to_owned()));
        skip += shown.len() as u64;
        if skip < paragraphs {
            let more = part["more"].as_str().unwrap();
            assert!(more.contains(&format!("skip_paragraphs {skip}")), "{more}");
        }
    }
    assert_eq!(numbers, (1..=900).map(|number| format!("6.{number}")).collect::<Vec<_>>());
    assert!(
        read(json!({ "id": long, "skip_paragraphs": 9_999 }))["more"].as_str().unwrap().contains("no more than 900")
    );

    let (second, _) = found(&contents, "Lamps of ward 9");
    let around = read(json!({ "id": second, "context": 2 }));
    let sections = around["sections"].as_array().unwrap();
    assert!((2..5).contains(&sections.len()), "{}", sections.len());
    assert!(around["more"].as_str().unwrap().contains("left out for"), "{}", around["more"]);
    assert_eq!(talk.end(), 0);
}

#[test]
fn who_is_no_client_is_told_so() {
    let index = sample();
    let mut talk = Talk::start(index.path());
    talk.send(b"hello?");
    assert_eq!(talk.end(), 2);
}
