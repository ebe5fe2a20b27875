//! The wire formats, decoded with unknown fields denied.

#![allow(dead_code, reason = "the fields are the contract; decoding them is the test")]

use crate::{
    corpus::{Skip, SkipReason},
    document::PaperLink,
    query::Request,
    render::tests::{answer_to, index, paper},
};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;

type Span = Option<(u32, u32)>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    r#type: String,
    version: u32,
    query: String,
    read_as: String,
    notices: Vec<Notice>,
    total: u64,
    total_papers: u64,
    copies: u64,
    copied_papers: u64,
    named_papers: u64,
    relaxed: u64,
    took_ms: f64,
    generation: String,
    searched: Searched,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Notice {
    code: String,
    text: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Searched {
    papers: u64,
    sections: u64,
    councils: u64,
    from: Option<String>,
    until: Option<String>,
    unreadable: u64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Hit {
    r#type: String,
    rank: u64,
    score: f64,
    missing: Vec<String>,
    #[serde(default)]
    elsewhere: Vec<String>,
    paper: HitPaper,
    section: HitSection,
    snippets: Vec<Snippet>,
    citation: String,
    citation_url: Option<String>,
    more_in_paper: u64,
    copies: Vec<Copy>,
    more_copies: u64,
    text: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Copy {
    paper: String,
    section: String,
    citation: String,
    more_in_paper: u64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HitPaper {
    id: String,
    path: String,
    part: Option<Value>,
    council: Option<String>,
    council_name: Option<String>,
    committee: Option<String>,
    date: Option<String>,
    title: Option<String>,
    kind: Option<String>,
    url: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HitSection {
    id: String,
    number: Option<String>,
    heading: Option<String>,
    path: Vec<String>,
    kind: String,
    pages: Span,
    lines: Span,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Snippet {
    paragraph: Option<String>,
    page: Option<u32>,
    machine_read: bool,
    text: String,
    marks: Vec<(usize, usize)>,
    cut: [bool; 2],
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Section {
    id: String,
    number: Option<String>,
    heading: Option<String>,
    path: Vec<String>,
    kind: String,
    pages: Span,
    lines: Span,
    paragraphs: Vec<Paragraph>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Paragraph {
    number: Option<String>,
    role: Option<String>,
    page: Option<u32>,
    lines: Span,
    boilerplate: bool,
    machine_read: bool,
    text: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Shown {
    r#type: String,
    version: u32,
    paper: HitPaper,
    section: Section,
    citation: String,
    citation_url: Option<String>,
    asked: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Inferred {
    value: String,
    name: Option<String>,
    precision: Option<String>,
    basis: Option<String>,
    source: String,
    confidence: f64,
    evidence: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Paper {
    r#type: String,
    version: u32,
    id: String,
    path: String,
    part: Option<Value>,
    council: Option<Inferred>,
    host: Option<Inferred>,
    committee: Option<Inferred>,
    date: Option<Inferred>,
    title: Option<Inferred>,
    kind: Option<Inferred>,
    sections: Vec<Section>,
    acronyms: Vec<Value>,
    links: Vec<Link>,
    pages_without_text: Vec<u32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Link {
    text: String,
    url: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Status {
    r#type: String,
    version: u32,
    generation: String,
    build: u64,
    papers: u64,
    sections: u64,
    councils: Vec<Council>,
    from: Option<String>,
    until: Option<String>,
    skipped: Vec<Value>,
    unknown: Vec<Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Council {
    value: String,
    name: String,
    papers: u64,
}

fn decode<T: DeserializeOwned>(line: &str) -> T {
    serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"))
}

#[test]
fn an_answer_has_the_fields_of_the_contract() {
    let text = super::answer(&answer_to("placements")).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 2);
    let head: Head = decode(lines[0]);
    assert_eq!((head.r#type.as_str(), head.version, head.total), ("search", 1, 1));
    let hit: Hit = decode(lines[1]);
    assert_eq!((hit.r#type.as_str(), hit.rank), ("hit", 1));
    assert_eq!(hit.paper.kind.as_deref(), Some("report"));
    assert_eq!(
        hit.citation,
        "Northmarch County Council, Children's Scrutiny Committee, 6 March 2019, para 3.2.4, p. 4"
    );
    assert!(hit.text.is_none() && !lines[1].contains("\"text\":null"));
    let with_text = index().search(&Request::new("placements").text(true)).unwrap();
    let text = super::answer(&with_text).unwrap();
    assert!(decode::<Hit>(text.lines().nth(1).unwrap()).text.is_some());
}

#[test]
fn a_paper_has_the_fields_of_the_contract() {
    let read: Paper = decode(&super::paper(&paper()).unwrap());
    assert_eq!((read.r#type.as_str(), read.version), ("paper", 1));
    let date = read.date.unwrap();
    assert_eq!(
        (date.value.as_str(), date.precision.as_deref(), date.basis.as_deref()),
        ("2019-03-06", Some("day"), Some("meeting"))
    );
    assert_eq!(read.council.unwrap().name.as_deref(), Some("Northmarch County Council"));
    assert_eq!(read.kind.unwrap().value, "report");
    assert_eq!(read.sections[0].paragraphs.len(), 2);
    assert_eq!((read.links.len(), read.pages_without_text.len()), (0, 0));
    let mut linked = paper();
    linked.links = vec![PaperLink { text: "Roads".into(), url: "documents/s1/Roads.pdf".into() }];
    linked.pages_without_text = vec![3, 4];
    let read: Paper = decode(&super::paper(&linked).unwrap());
    assert_eq!((read.links[0].text.as_str(), read.links[0].url.as_str()), ("Roads", "documents/s1/Roads.pdf"));
    assert_eq!(read.pages_without_text, [3, 4]);
}

#[test]
fn a_confidence_is_written_as_it_is_meant() {
    assert!(super::paper(&paper()).unwrap().contains(r#""confidence":0.97,"#));
}

#[test]
fn a_skipped_file_has_the_fields_of_the_contract() {
    let line = super::skipped("a.pdf", &Skip::new(SkipReason::NoTextLayer, "3 pages")).unwrap();
    assert_eq!(line, "{\"type\":\"skipped\",\"path\":\"a.pdf\",\"reason\":\"no-text-layer\",\"detail\":\"3 pages\"}\n");
}

#[test]
fn a_shown_section_and_a_status_have_the_fields_of_the_contract() {
    let found = index().lookup("1a2b3c4d5e6f7081:0").unwrap();
    let shown: Shown = decode(&super::sections(&found, 0).unwrap());
    assert_eq!((shown.r#type.as_str(), shown.section.paragraphs.len(), shown.asked), ("section", 2, true));
    let status: Status = decode(&super::status(index().manifest()).unwrap());
    assert_eq!((status.r#type.as_str(), status.papers, status.councils[0].papers), ("status", 1, 1));
}

#[test]
fn what_drives_a_terminal_is_escaped_and_reads_back_the_same() {
    let nasty = "a\u{202e}b\u{9b}c\u{e0041}\u{7f}\u{1b}";
    let line = super::skipped(nasty, &Skip::new(SkipReason::Empty, "")).unwrap();
    assert!(line.is_ascii());
    assert_eq!(decode::<Value>(&line)["path"], nasty);
}
