//! A Word report from its bytes to its council, date, numbers and recommendations.

use crate::{
    made_docx::Docx,
    support::{index_of, papers},
};
use scrutineer::{document::Role, query::Request};
use std::fs;

/// A report as the templates of councils lay it out: labels in a table, headings and paragraphs numbered by Word.
fn report() -> Vec<u8> {
    Docx::default()
        .raw(r#"<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>CHESHIRE EAST COUNCIL</w:t></w:r></w:p>"#)
        .table(&[
            &["Report to:", "Highways and Transport Overview and Scrutiny Committee"],
            &["Date of Meeting:", "6 March 2019"],
            &["Report of:", "Director of Highways"],
            &["Subject:", "Review of winter gritting"],
        ])
        .numbered_heading(1, "Purpose of Report")
        .listed(1, 1, "This report tells the Committee how the roads were gritted this winter.")
        .numbered_heading(1, "Recommendations")
        .listed(1, 1, "That the Committee notes the miles gritted in January.")
        .listed(1, 1, "That the Cabinet is asked to buy a further lorry before October.")
        .numbered_heading(1, "Background")
        .listed(1, 1, "Gritting lorries left the depot on forty nights.")
        .listed(1, 2, "the northern depot sent out eleven lorries;")
        .listed(1, 2, "the southern depot sent out nine.")
        .bytes()
}

#[test]
fn a_word_report_gives_council_date_numbers_and_recommendations() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("report.docx");
    fs::write(&file, report()).unwrap();
    let papers = papers(&file);
    let [paper] = papers.as_slice() else { panic!("{} papers", papers.len()) };
    assert_eq!(paper.council.as_ref().unwrap().value.slug, "cheshire-east");
    assert_eq!(paper.date.as_ref().unwrap().value.date.to_string(), "2019-03-06");
    assert_eq!(paper.title.as_ref().unwrap().value.value, "Review of winter gritting");
    let committee = &paper.committee.as_ref().unwrap().value.value;
    assert_eq!(committee, "Highways and Transport Overview and Scrutiny Committee");
    let found: Vec<(Option<&str>, Option<&str>)> =
        paper.sections.iter().map(|section| (section.number.as_deref(), section.heading.as_deref())).collect();
    let headings = [(Some("1"), "Purpose of Report"), (Some("2"), "Recommendations"), (Some("3"), "Background")];
    for (number, heading) in headings {
        assert!(found.contains(&(number, Some(heading))), "{heading} is not in {found:?}");
    }
    let section = paper.sections.iter().find(|section| section.number.as_deref() == Some("2")).unwrap();
    let paragraphs: Vec<(Option<&str>, Option<Role>)> =
        section.paragraphs.iter().map(|own| (own.number.as_deref(), own.role)).collect();
    assert_eq!(paragraphs, [(Some("2.1"), Some(Role::Recommendation)), (Some("2.2"), Some(Role::Recommendation))]);
    let background = paper.sections.iter().find(|section| section.number.as_deref() == Some("3")).unwrap();
    let numbers: Vec<Option<&str>> = background.paragraphs.iter().map(|own| own.number.as_deref()).collect();
    assert_eq!(numbers, [Some("3.1"), Some("a"), Some("b")]);
}

#[test]
fn a_word_report_is_found_and_cited_by_its_paragraph() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("misnamed.txt"), report()).unwrap();
    let (_index, index) = index_of(folder.path());
    let answer = index.search(&Request::new("\"further lorry before October\"")).unwrap();
    assert_eq!(answer.head.total, 1);
    let citation = &answer.hits[0].citation;
    assert!(citation.contains("Cheshire East Council") && citation.ends_with("para 2.2"), "{citation}");
}
