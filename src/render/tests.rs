//! How answers look, and that nothing untrusted gets through.

use super::{Ink, Style, escape::drives, terminal};
use crate::{
    Index,
    corpus::{Skip, SkipReason},
    document::{
        CouncilName, DateBasis, DateValue, Evidence, Gazetteer, Inferred, KindValue, Paper, PaperDate, PaperKind,
        PaperLink, Paragraph, Part, Section, SectionKind, Text,
    },
    index::{BuildReport, Ending, PaperCounts, Skipped, Unknown},
    query::{Answer, Request},
};
use proptest::prelude::*;

const MARKED: Style = Style { mark: Ink { on: "[", off: "]" }, ..Style::plain() };

pub(super) fn paper() -> Paper {
    fn inferred<T>(value: T, evidence: &str) -> Option<Inferred<T>> {
        Some(Inferred { value, source: Evidence::Heading, confidence: 0.97, evidence: evidence.to_owned() })
    }
    let text = |value: &str| Text { value: value.to_owned() };
    let paragraph = |number: &str, text: &str| Paragraph {
        number: Some(number.to_owned()),
        role: None,
        page: Some(4),
        lines: Some((60, 62)),
        boilerplate: false,
        machine_read: false,
        text: text.to_owned(),
    };
    let committee = "Children's Scrutiny Committee";
    Paper {
        id: "1a2b3c4d5e6f7081".into(),
        path: "northmarch/children/x.txt".into(),
        part: None,
        council: inferred(
            CouncilName { slug: "northmarch".into(), name: "Northmarch County Council".into() },
            "NORTHMARCH COUNTY COUNCIL",
        ),
        host: None,
        committee: inferred(text(committee), "CHILDREN'S SCRUTINY COMMITTEE"),
        date: inferred(
            PaperDate { date: DateValue::parse("2019-03-06").unwrap(), basis: DateBasis::Meeting },
            "6 March 2019",
        ),
        title: inferred(text("Edge-of-care placements update"), "Edge-of-care placements update"),
        kind: inferred(KindValue { value: PaperKind::Report }, "Report of the Director"),
        sections: vec![Section {
            id: "1a2b3c4d5e6f7081:0".into(),
            number: Some("3.2".into()),
            heading: Some("Agency spend".into()),
            path: vec!["3 Findings".into(), "3.2 Agency spend".into()],
            kind: SectionKind::Findings,
            pages: Some((4, 5)),
            lines: Some((58, 70)),
            paragraphs: vec![
                paragraph("3.2.3", "The budget was met."),
                paragraph(
                    "3.2.4",
                    "Spending on agency staff for placements rose by a fifth over the winter, and fell after it.",
                ),
            ],
        }],
        acronyms: Vec::new(),
        links: Vec::new(),
        pages_without_text: Vec::new(),
        paths: vec!["northmarch/children/x.txt".into()],
        url: None,
    }
}

pub(super) fn index() -> Index {
    Index::in_memory(&[paper()], Gazetteer::builtin()).unwrap()
}

pub(super) fn answer_to(query: &str) -> Answer {
    index().search(&Request::new(query)).unwrap()
}

#[test]
fn a_hit_names_paper_section_passage_and_place() {
    insta::assert_snapshot!(terminal::answer(&answer_to("agency placements"), &MARKED, 70), @r#"
    1 section in 1 paper: sections with "agency" and "placements"

     1. Northmarch County Council · Children's Scrutiny Committee ·
        6 March 2019
        Edge-of-care placements update › 3 Findings › 3.2 Agency spend
        Spending on [agency] staff for [placements] rose by a fifth over the
        winter, and fell after it.
        para 3.2.4, p. 4 · northmarch/children/x.txt ·
        id 1a2b3c4d5e6f7081:0
    "#);
}

#[test]
fn of_several_snippets_each_says_where_it_stands() {
    let mut answer = answer_to("placements");
    let hit = &mut answer.hits[0];
    let mut second = hit.snippets[0].clone();
    (second.paragraph, second.page) = (Some("3.2.5".into()), None);
    second.machine_read = true;
    (second.text, second.marks, second.cut) = ("Placements fell.".into(), vec![(0, 10)], [true, false]);
    hit.snippets.push(second);
    hit.paper.part =
        Some(Part { index: 2, of: 4, pack: "1a2b3c4d5e6f7081".into(), item: Some("5".into()), pages: Some((9, 20)) });
    insta::assert_snapshot!(terminal::answer(&answer, &MARKED, 70), @r#"
    1 section in 1 paper: sections with "placements"

     1. Northmarch County Council · Children's Scrutiny Committee ·
        6 March 2019
        Edge-of-care placements update › 3 Findings › 3.2 Agency spend
        para 3.2.4, p. 4: Spending on agency staff for [placements] rose by
        a fifth over the winter, and fell after it.
        para 3.2.5, read by machine: … [Placements] fell.
        northmarch/children/x.txt · item 5 of the pack ·
        id 1a2b3c4d5e6f7081:0
    "#);
}

#[test]
fn a_further_section_says_what_it_lacks() {
    let mut answer = answer_to("placements");
    answer.head.total = 0;
    answer.head.relaxed = 1;
    answer.hits[0].missing = vec!["closures".into()];
    answer.hits[0].more_in_paper = 3;
    answer.hits[0].paper.council_name = None;
    answer.hits[0].paper.date = None;
    insta::assert_snapshot!(terminal::answer(&answer, &MARKED, 90), @r#"
    Nothing has it all; 1 further section: sections with "placements"

    Further sections, without some of the words:

     1. council unknown · Children's Scrutiny Committee · undated
        Edge-of-care placements update › 3 Findings › 3.2 Agency spend
        Spending on agency staff for [placements] rose by a fifth over the winter, and fell
        after it.
        without: closures
        para 3.2.4, p. 4 · northmarch/children/x.txt · 3 more in this paper ·
        id 1a2b3c4d5e6f7081:0
    "#);
}

#[test]
fn a_section_says_which_words_stand_elsewhere_in_its_paper() {
    let mut answer = answer_to("placements");
    answer.hits[0].elsewhere = vec!["closures".into(), "exactly \"early help\"".into()];
    let text = terminal::answer(&answer, &Style::plain(), 90);
    assert!(text.contains("\n    elsewhere in the paper: closures, exactly \"early help\"\n"), "{text}");
    assert!(!text.contains("without some"), "{text}");
}

#[test]
fn the_page_on_the_language_fits_any_width() {
    for width in [20, 40, 61, 62, 80, 110] {
        let page = terminal::language(&Style::plain(), width);
        let widest = page.lines().map(|line| line.chars().count()).max().unwrap();
        assert!(widest <= width.max(33), "{width}: {widest}\n{page}");
        assert!(!page.contains("```") && !page.contains("##"), "{page}");
    }
}

#[test]
fn an_answer_without_hits_says_what_was_searched() {
    insta::assert_snapshot!(terminal::answer(&answer_to("gullies"), &MARKED, 80), @r#"
    Nothing found: sections with "gullies"
    note: Nothing was found. Searched: one paper with one section of one council, 6
    March 2019.
    note: In no section at all: "gullies".
    "#);
}

#[test]
fn an_empty_question_says_what_is_indexed() {
    insta::assert_snapshot!(terminal::answer(&answer_to(""), &MARKED, 80), @r#"
    note: Nothing was asked. The index holds one paper with one section of one
    council, 6 March 2019.
    "#);
}

#[test]
fn a_section_is_shown_with_its_numbers_and_citation() {
    let found = index().lookup("1a2b3c4d5e6f7081").unwrap();
    insta::assert_snapshot!(terminal::sections(&found, 0, &MARKED, 70), @r#"
    Northmarch County Council · Children's Scrutiny Committee ·
    6 March 2019
    Edge-of-care placements update

    3 Findings › 3.2 Agency spend
      3.2.3 The budget was met.
      3.2.4 Spending on agency staff for placements rose by a fifth over
      the winter, and fell after it.
    Northmarch County Council, Children's Scrutiny Committee, 6 March
    2019 · pp. 4–5 · northmarch/children/x.txt · section 1 of 1 ·
    id 1a2b3c4d5e6f7081:0
    "#);
}

#[test]
fn a_paper_is_shown_with_its_evidence() {
    let mut paper = paper();
    paper.date = None;
    insta::assert_snapshot!(terminal::paper(&paper, &Style::plain(), 80), @r#"
    northmarch/children/x.txt
      id         1a2b3c4d5e6f7081
      council    Northmarch County Council
                 from the heading, 97% sure: NORTHMARCH COUNTY COUNCIL
      committee  Children's Scrutiny Committee
                 from the heading, 97% sure: CHILDREN'S SCRUTINY COMMITTEE
      date       unknown
      title      Edge-of-care placements update
                 from the heading, 97% sure: Edge-of-care placements update
      kind       report
                 from the heading, 97% sure: Report of the Director
      sections   1
                   3.2 Agency spend · findings · 2 paragraphs · 3.2.3 to 3.2.4 · pp.
                   4–5 · lines 58–70
    "#);
    let skip = Skip::new(SkipReason::Malformed, "line 3: expected a string");
    insta::assert_snapshot!(terminal::skipped("a.jsonl", &skip, &Style::plain(), 80), @r#"
    a.jsonl not read: It breaks the rules of its own format. (line 3: expected a
    string)
    "#);
}

#[test]
fn links_and_pages_without_text_are_shown() {
    let mut paper = paper();
    paper.links = vec![PaperLink { text: "Roads (PDF)".into(), url: "documents/s1/Roads.pdf".into() }];
    paper.pages_without_text = vec![3, 4, 8, 9, 10];
    let shown = terminal::paper(&paper, &Style::plain(), 80);
    assert!(shown.contains("no text layer: pages 3, 4, 8–10\n"), "{shown}");
    assert!(shown.contains("  links      1\n"), "{shown}");
    assert!(shown.contains("  Roads (PDF) · documents/s1/Roads.pdf\n"), "{shown}");
}

#[test]
fn a_status_lists_councils() {
    insta::assert_snapshot!(terminal::status(index().manifest(), None, &Style::plain(), 80), @r#"
    1 paper, 1 section, 1 council
    generation memory, build 1
    Date: 6 March 2019

    Papers by council:
           1  Northmarch County Council council:northmarch
    "#);
}

#[test]
fn a_report_lists_ten_and_counts_the_rest() {
    let report = BuildReport {
        version: 1,
        ending: Ending::Published,
        started: "2026-11-21T02:00:00Z".into(),
        generation: "g000002-00000000".into(),
        notes: Vec::new(),
        papers: PaperCounts { new: 1200, changed: 1, unchanged: 0, removed: 2, skipped: 1 },
        sections: 9000,
        skipped: vec![Skipped {
            path: Some("a.pdf".into()),
            reason: SkipReason::Encrypted,
            detail: String::new(),
            since: "g000002-00000000".into(),
            kept: false,
        }],
        unknown: (0..12).map(|n| Unknown { path: format!("{n}.txt"), field: "council".into() }).collect(),
        bytes_read: 1,
        seconds: 2.34,
        peak_memory_bytes: None,
    };
    insta::assert_snapshot!(terminal::build(&report, &Style::plain(), 80), @r#"
    Indexed 1,201 papers with 9,000 sections in 2.3 s
    1,200 new, 1 changed, 0 unchanged, 2 removed, 1 skipped
    generation g000002-00000000

    Not read:
      - a.pdf: It is protected by a password.

    Unknown:
      - 0.txt: council
      - 1.txt: council
      - 2.txt: council
      - 3.txt: council
      - 4.txt: council
      - 5.txt: council
      - 6.txt: council
      - 7.txt: council
      - 8.txt: council
      - 9.txt: council
        and 2 more
    "#);
}

proptest! {
    #[test]
    fn no_text_of_a_hit_drives_the_terminal(
        text in any::<String>(), name in any::<String>(), marks in prop::collection::vec((0..40_usize, 0..40_usize), 0..4),
        width in 0..200_usize,
    ) {
        let mut answer = answer_to("placements");
        let hit = &mut answer.hits[0];
        hit.snippets[0].text = text.clone();
        hit.snippets[0].marks = marks;
        hit.snippets[0].paragraph = Some(name.clone());
        hit.section.path = vec![name.clone(), text.clone()];
        hit.missing = vec![name.clone()];
        hit.paper.committee = Some(text.clone());
        hit.paper.title = Some(name.clone());
        hit.paper.path = name.clone();
        hit.section.id = name.clone();
        hit.citation_url = Some(text.clone());
        hit.text = Some(text.clone());
        answer.head.read_as = text;
        answer.head.notices.push(crate::query::Notice { code: "x", text: name });
        let shown = terminal::answer(&answer, &Style::plain(), width);
        prop_assert!(!shown.chars().any(drives));
        // In colour, nothing but our own inks is left: taken out, the text is the plain one.
        let mut inked = terminal::answer(&answer, &Style::ansi(), width);
        let ansi = Style::ansi();
        for ink in [ansi.text, ansi.title, ansi.heading, ansi.mark, ansi.small, ansi.note] {
            for code in [ink.on, ink.off].into_iter().filter(|code| !code.is_empty()) {
                inked = inked.replace(code, "");
            }
        }
        prop_assert_eq!(inked, shown);
    }

    #[test]
    fn no_text_of_a_paper_or_a_report_drives_the_terminal(text in any::<String>(), width in 0..200_usize) {
        let mut paper = paper();
        paper.path = text.clone();
        for value in [&mut paper.title, &mut paper.committee].into_iter().flatten() {
            value.value.value = text.clone();
            value.evidence = text.clone();
        }
        paper.links = vec![PaperLink { text: text.clone(), url: text.clone() }];
        paper.sections[0].path = vec![text.clone()];
        paper.sections[0].paragraphs[0].number = Some(text.clone());
        paper.sections[0].paragraphs[0].text = text.clone();
        let skip = Skip::new(SkipReason::Malformed, text.clone());
        let mut manifest = index().manifest().clone();
        manifest.skipped =
            vec![Skipped {
                path: Some(text.clone()),
                reason: skip.reason,
                detail: text.clone(),
                since: text.clone(),
                kept: false,
            }];
        manifest.unknown = vec![Unknown { path: text.clone(), field: "date".into() }];
        manifest.councils[0].name = text.clone();
        let found = Index::in_memory(&[paper.clone()], Gazetteer::builtin()).unwrap().lookup(&paper.id).unwrap();
        let style = Style::plain();
        for shown in [
            terminal::paper(&paper, &style, width),
            terminal::skipped(&text, &skip, &style, width),
            terminal::sections(&found, 0, &style, width),
            terminal::status(&manifest, None, &style, width),
            crate::render::escape(&text).into_owned(),
        ] {
            prop_assert!(!shown.chars().any(drives), "{:?}", shown);
        }
    }
}
