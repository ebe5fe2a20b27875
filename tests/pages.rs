//! Web pages: what `inspect` says of them, over our own pages of usual layouts and, where they are, over real ones.

use crate::support::{papers, plain, project, real, rows};
use scrutineer::document::Paper;
use std::path::Path;

/// Council, committee, date, its basis, kind and title of a paper, `-` where unknown.
fn values(paper: &Paper) -> [String; 6] {
    let known = |value: Option<String>| value.unwrap_or_else(|| "-".to_owned());
    let basis = paper.date.as_ref().and_then(|date| serde_json::to_value(date.value.basis).ok());
    [
        known(paper.council.as_ref().map(|council| council.value.slug.clone())),
        known(paper.committee.as_ref().map(|committee| committee.value.value.clone())),
        known(paper.date.as_ref().map(|date| date.value.date.to_string())),
        known(basis.and_then(|basis| basis.as_str().map(str::to_owned))),
        known(paper.kind.as_ref().map(|kind| kind.value.value.to_string())),
        known(paper.title.as_ref().map(|title| title.value.value.clone())),
    ]
}

/// The differences between what a page gives and what is expected of it: `*` is not judged, `a|b` is either.
fn differences(file: &Path, expected: &[String]) -> Vec<String> {
    let papers = papers(file);
    let [paper] = &papers[..] else { return vec![format!("{}: {} papers", file.display(), papers.len())] };
    let differs = |(got, expected): &(String, &String)| {
        expected.as_str() != "*" && !expected.split('|').any(|one| plain(one) == plain(got))
    };
    let found = values(paper).into_iter().zip(expected).filter(differs);
    found.map(|(got, expected)| format!("{}: expected {expected}, got {got}", file.display())).collect()
}

#[test]
fn pages_of_usual_layouts_give_council_committee_date_kind_and_title() {
    let folder = project("tests/fixtures/html");
    let rows = rows(&folder.join("expected.tsv"));
    let found: Vec<String> = rows.iter().flat_map(|row| differences(&folder.join(&row[0]), &row[1..])).collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
    assert!(rows.len() >= 4);
}

#[test]
fn a_list_of_committees_is_of_none_and_its_links_are_kept() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("structure.html");
    let page = "<html><head><title>Committee structure - Hale Council</title></head><body><main><h1>Committee structure</h1>\
        <ul><li><a href=\"mgCommittee.aspx?ID=1\">Council</a></li></ul><h3>Overview &amp; Scrutiny</h3>\
        <ul><li><a href=\"mgCommittee.aspx?ID=2\">Health Overview and Scrutiny Panel</a></li>\
        <li><a href=\"mgCommittee.aspx?ID=3\">Places Scrutiny Committee</a></li></ul>\
        <p><a href=\"javascript:print()\">Print</a></p></main></body></html>";
    std::fs::write(&file, page).unwrap();
    let papers = papers(&file);
    assert_eq!(values(&papers[0])[1], "-");
    let links: Vec<_> = papers[0].links.iter().map(|link| (link.text.as_str(), link.url.as_str())).collect();
    assert!(links.contains(&("Council", "mgCommittee.aspx?ID=1")), "{links:?}");
    assert!(links.iter().all(|(_, url)| !url.starts_with("javascript")), "{links:?}");
}

#[test]
fn real_pages_of_a_meetings_site_are_placed_and_dated() {
    let Some(folder) = real("moderngov-html") else { return };
    let mut found = Vec::new();
    for (file, date, kind) in [
        ("Agenda_151.html", "2026-01-15", "agenda"),
        ("Agenda_412.html", "2025-12-04", "*"),
        ("Agenda_Irrelevant.html", "2025-11-18", "agenda"),
        ("BrowseMeetings.html", "-", "*"),
        ("CommitteeDetails.html", "-", "*"),
    ] {
        let committee = "Kingston and North Kingston Neighbourhood Committee";
        let basis = if date == "-" { "-" } else { "meeting" };
        let expected = ["kingston-upon-thames", committee, date, basis, kind, "*"].map(str::to_owned);
        found.extend(differences(&folder.join(file), &expected));
    }
    let structure = ["kingston-upon-thames", "-", "-", "-", "*", "Committee structure"].map(str::to_owned);
    found.extend(differences(&folder.join("CommitteeStructure.html"), &structure));
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn an_item_of_a_real_agenda_is_a_section_with_its_number_and_nothing_of_the_site_is_text() {
    let Some(folder) = real("moderngov-html") else { return };
    let papers = papers(&folder.join("Agenda_151.html"));
    let section = |number: &str| papers[0].sections.iter().find(|section| section.number.as_deref() == Some(number));
    for number in 54..=65 {
        assert!(section(&number.to_string()).is_some(), "item {number}");
    }
    let text = |section: &scrutineer::document::Section| {
        let own = section.paragraphs.iter().filter(|paragraph| !paragraph.boilerplate);
        own.map(|paragraph| paragraph.text.clone()).collect::<Vec<_>>().join("\n")
    };
    let all: Vec<String> = papers[0].sections.iter().map(text).collect();
    for furniture in ["Outside bodies", "All Rights Reserved", "googletagmanager", "PDF 161 KB", "Skip to"] {
        assert!(!all.iter().any(|text| text.contains(furniture)), "{furniture}");
    }
}
