//! How references look in each style, and that nothing in a title is taken for a sign.

use super::*;
use crate::{
    Index,
    document::{DateValue, Gazetteer, Inferred, Paper, PaperDate, Part, Text},
    render::{Style, escape::drives, json, terminal, tests::paper},
};
use proptest::prelude::*;
use serde::Deserialize;

fn cite(paper: Paper, paragraph: Option<&str>) -> Citation {
    let index = Index::in_memory(&[paper], Gazetteer::builtin()).unwrap();
    index.cite("1a2b3c4d5e6f7081:0", paragraph).unwrap()
}

fn linked() -> Paper {
    Paper { url: Some("https://example.org/s (1).pdf?a=1&b=2".into()), ..paper() }
}

fn titled(title: &str) -> Paper {
    let mut paper = paper();
    paper.title = Some(Inferred { value: Text { value: title.into() }, ..paper.title.clone().unwrap() });
    paper
}

/// A paper of which nothing is known but its path.
fn unknown() -> Paper {
    Paper { council: None, committee: None, date: None, title: None, kind: None, ..paper() }
}

#[test]
fn a_line_has_what_a_reader_needs_to_find_the_place() {
    insta::assert_snapshot!(plain(&cite(linked(), Some("3.2.4"))), @"Northmarch County Council, Children's Scrutiny Committee, ‘Edge-of-care placements update’, 6 March 2019, ‘3.2 Agency spend’, para 3.2.4, p. 4, https://example.org/s%20(1).pdf?a=1&b=2#page=4");
    insta::assert_snapshot!(plain(&cite(paper(), None)), @"Northmarch County Council, Children's Scrutiny Committee, ‘Edge-of-care placements update’, 6 March 2019, ‘3.2 Agency spend’, pp. 4–5");
    insta::assert_snapshot!(plain(&cite(unknown(), None)), @"northmarch/children/x.txt, undated, ‘3.2 Agency spend’, pp. 4–5");
}

#[test]
fn a_part_of_a_pack_is_cited_with_its_item() {
    let part = Part { index: 2, of: 4, pack: "1a2b3c4d5e6f7080".into(), item: Some("5".into()), pages: None };
    let cited = cite(Paper { part: Some(part), ..paper() }, Some("3.2.4"));
    assert!(
        plain(&cited).contains(", 6 March 2019, item 5, ‘3.2 Agency spend’, para 3.2.4, p. 4"),
        "{}",
        plain(&cited)
    );
}

#[test]
fn a_line_of_markdown_is_a_link_where_there_is_an_address() {
    insta::assert_snapshot!(markdown(&cite(linked(), Some("3.2.4"))), @"[Northmarch County Council, Children's Scrutiny Committee, *Edge-of-care placements update*, 6 March 2019, *3.2 Agency spend*, para 3.2.4, p. 4](https://example.org/s%20%281%29.pdf?a=1&amp;b=2#page=4)");
    insta::assert_snapshot!(markdown(&cite(unknown(), None)), @"northmarch/children/x.txt, undated, *3.2 Agency spend*, pp. 4–5");
    let script = cite(Paper { url: Some("javascript:alert(1)".into()), ..paper() }, None);
    assert!(!markdown(&script).contains("javascript"));
}

#[test]
fn signs_in_a_title_are_no_markdown() {
    let text = markdown(&cite(titled("<b>*Roads*</b> [x](y) & `code` a_b"), None));
    assert!(text.contains(r"*\<b\>\*Roads\*\</b\> \[x\](y) \& \`code\` a\_b*"), "{text}");
    let text = markdown_escaped("http://x.test www.x.test WWW.x.test a@b.test :smile: m^2^: 5 @ £3");
    assert_eq!(text, r"http\://x.test www\.x.test WWW\.x.test a\@<!-- -->b.test \:smile: m\^2\^: 5 @ £3");
    assert_eq!(beginning_escaped("1. One".into()), r"1\. One");
    assert_eq!(beginning_escaped("# One".into()), r"\# One");
    assert_eq!(beginning_escaped("2019 One".into()), "2019 One");
}

#[test]
fn an_entry_of_bibtex_has_a_key_and_the_place_in_its_note() {
    insta::assert_snapshot!(bibtex(&[cite(linked(), Some("3.2.4")), cite(unknown(), None)]), @r"
    @techreport{northmarch-2019-1a2b3c4d5e6f7081-0-para-3.2.4,
      author = {{Northmarch County Council}},
      title = {{Edge-of-care placements update}},
      institution = {Northmarch County Council},
      type = {Report},
      year = {2019},
      month = mar,
      note = {Children's Scrutiny Committee, 6 March 2019, 3.2 Agency spend, para 3.2.4, p. 4},
      url = {https://example.org/s%20(1).pdf?a=1&b=2#page=4}
    }

    @misc{1a2b3c4d5e6f7081-0,
      note = {3.2 Agency spend, pp. 4–5}
    }
    ");
}

#[test]
fn signs_in_a_title_are_no_tex() {
    let text = bibtex(&[cite(titled("£5 & 6% of $7 {a_b} \\x #1 ~ ^ Ŵyl \"q\""), None)]);
    let title =
        r#"title = {{£5 \& 6\% of \$7 \{a\_b\} \textbackslash{}x \#1 \textasciitilde{} \textasciicircum{} Ŵyl "q"}}"#;
    assert!(text.contains(title), "{text}");
    // A bracket without its partner would end the field or never do so.
    let text = bibtex(&[cite(titled("a } {b} { Roads | `so`"), None)]);
    let title = r"title = {{a \textbraceright{} \{b\} \textbraceleft{} Roads | \`{}so\`{}}}";
    assert!(text.contains(title), "{text}");
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Item {
    id: String,
    r#type: String,
    author: Option<Vec<Name>>,
    title: Option<String>,
    #[serde(rename = "container-title")]
    container_title: Option<String>,
    genre: Option<String>,
    issued: Option<Issued>,
    section: Option<String>,
    page: Option<String>,
    note: Option<String>,
    #[serde(rename = "URL")]
    url: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Name {
    literal: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Issued {
    #[serde(rename = "date-parts")]
    date_parts: Vec<Vec<u16>>,
}

fn item(paper: Paper) -> Item {
    let items: Vec<Item> = serde_json::from_str(&csl_json(&[cite(paper, Some("3.2.4"))]).unwrap()).unwrap();
    items.into_iter().next().unwrap()
}

#[test]
fn an_item_of_csl_json_has_the_fields_of_its_schema() {
    let item = item(linked());
    assert_eq!((item.id.as_str(), item.r#type.as_str()), ("northmarch-2019-1a2b3c4d5e6f7081-0-para-3.2.4", "report"));
    assert_eq!(item.author.unwrap()[0].literal, "Northmarch County Council");
    assert_eq!(item.title.as_deref(), Some("Edge-of-care placements update"));
    assert_eq!(item.container_title.as_deref(), Some("Children's Scrutiny Committee"));
    assert_eq!(item.genre.as_deref(), Some("Report"));
    assert_eq!(item.issued.unwrap().date_parts, [[2019, 3, 6]]);
    assert_eq!(item.section.as_deref(), Some("3.2 Agency spend, para 3.2.4"));
    assert_eq!((item.page.as_deref(), item.note), (Some("4"), None));
    assert_eq!(item.url.as_deref(), Some("https://example.org/s%20(1).pdf?a=1&b=2#page=4"));
}

#[test]
fn no_text_of_an_item_drives_a_terminal() {
    let mut paper = titled("Roads\u{1b}[2J\nand\u{202e} lamps");
    paper.council.as_mut().unwrap().value.name = "Kent \u{1b}[31m".into();
    paper.committee.as_mut().unwrap().value.value = "A\u{9c}B".into();
    paper.sections[0].path = vec!["One\u{7}".into()];
    let item = item(paper);
    assert_eq!(item.author.unwrap()[0].literal, "Kent [31m");
    assert_eq!((item.title.as_deref(), item.container_title.as_deref()), (Some("Roads[2J and lamps"), Some("AB")));
    assert_eq!(item.section.as_deref(), Some("One, para 3.2.4"));
}

#[test]
fn an_item_says_of_a_date_what_is_known_and_nothing_of_what_is_not() {
    for (date, parts) in [("2019-03", vec![2019, 3]), ("2019", vec![2019])] {
        let mut paper = paper();
        let known = paper.date.clone().unwrap();
        let value = PaperDate { date: DateValue::parse(date).unwrap(), ..known.value };
        paper.date = Some(Inferred { value, ..known });
        assert_eq!(item(paper).issued.unwrap().date_parts, [parts]);
    }
    let bare = item(unknown());
    assert_eq!((bare.r#type.as_str(), bare.genre, bare.title), ("document", None, None));
    assert!(bare.author.is_none() && bare.issued.is_none() && bare.container_title.is_none() && bare.url.is_none());
}

#[test]
fn the_council_that_a_letter_is_about_is_not_its_author() {
    let mut letter = paper();
    letter.kind.as_mut().unwrap().value.value = PaperKind::Letter;
    let text = bibtex(&[cite(letter.clone(), None)]);
    assert!(text.starts_with("@misc{") && !text.contains("author") && text.contains("note = {Northmarch"), "{text}");
    let item = item(letter);
    assert_eq!(
        (item.r#type.as_str(), item.note.as_deref()),
        ("personal_communication", Some("Council: Northmarch County Council"))
    );
    assert!(item.author.is_none());
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(dead_code, reason = "the fields are the contract; decoding them is the test")]
struct Wire {
    r#type: String,
    version: u32,
    id: String,
    key: String,
    paper: serde_json::Value,
    section: Option<serde_json::Value>,
    paragraph: Option<String>,
    pages: Option<(u32, u32)>,
    citation: String,
    url: Option<String>,
    plain: String,
    markdown: String,
    bibtex: String,
    csl: Item,
}

#[test]
fn the_object_of_a_citation_has_the_fields_of_the_contract() {
    let read: Wire = serde_json::from_str(&json::citations(&[cite(paper(), Some("3.2.4"))]).unwrap()).unwrap();
    assert_eq!((read.r#type.as_str(), read.version, read.id.as_str()), ("citation", 1, "1a2b3c4d5e6f7081:0"));
    assert_eq!((read.paragraph.as_deref(), read.pages), (Some("3.2.4"), Some((4, 4))));
    assert_eq!(read.csl.id, read.key);
}

#[test]
fn in_a_terminal_with_links_a_line_is_one() {
    let style = Style { links: true, ..Style::plain() };
    let shown = terminal::citations(&[cite(linked(), None)], &style);
    assert!(
        shown.starts_with("\x1b]8;id=1;https://example.org/s%20(1).pdf?a=1&b=2#page=4\x1b\\Northmarch"),
        "{shown:?}"
    );
    assert!(shown.ends_with("#page=4\x1b]8;;\x1b\\\n"), "{shown:?}");
}

proptest! {
    #[test]
    fn no_text_of_a_paper_breaks_out_of_a_reference(text in any::<String>(), links in any::<bool>()) {
        let mut paper = titled(&text);
        paper.committee.as_mut().unwrap().value.value = text.clone();
        paper.path = text.clone();
        paper.sections[0].path = vec![text.clone()];
        paper.url = Some(format!("https://example.org/{text}"));
        let cited = cite(paper, None);
        for shown in [plain(&cited), markdown(&cited)] {
            prop_assert!(!shown.contains('\n') && !shown.chars().any(drives), "{:?}", shown);
        }
        let entry = bibtex(std::slice::from_ref(&cited));
        prop_assert!(!entry.chars().any(drives));
        let depth = entry.chars().try_fold(0_i32, |depth, character| match character {
            '{' => Some(depth + 1),
            '}' => Some(depth - 1).filter(|depth| *depth >= 0),
            _ => Some(depth),
        });
        prop_assert_eq!(depth, Some(0), "{}", entry);
        let shown = terminal::citations(&[cited], &Style { links, ..Style::plain() });
        prop_assert_eq!(shown.matches('\x1b').count(), if links { 4 } else { 0 });
        prop_assert!(!shown.trim_end_matches('\n').replace('\x1b', "").chars().any(|c| drives(c) || c == '\n'));
    }
}
