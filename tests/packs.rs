//! Agenda packs as PDF: what `inspect` says of a pack, from drawn pages to papers with their items and pages.

use crate::{
    made_pdf::{BODY, LEFT, Page, RIGHT, pdf},
    support::papers,
};
use scrutineer::document::{Paper, PaperKind};

const LONG: &str = "The panel looked at the crossings in every parish of the old county and found that most of them had been \
    mended twice in the year, while those near the river had not been mended at all since the flood of the spring before.";

fn sheet(lines: &[(f32, &str)]) -> Page {
    let mut page = Page::new();
    page.bold(LEFT, 60.0, 9.0, "Public Document Pack");
    let mut down = 100.0;
    for (x, line) in lines {
        page.text(*x, down, BODY, line);
        down += 24.0;
    }
    page
}

/// A page of a paper: the pack's stamp, a title, text, the paper's own number and the pack's.
fn page(stamp: Option<&str>, title: Option<&str>, own: u32, pack: u32) -> Page {
    let mut page = Page::new();
    if let Some(stamp) = stamp {
        page.bold(430.0, 40.0, 11.0, stamp);
    }
    let mut down = 100.0;
    if let Some(title) = title {
        page.bold(LEFT, down, 16.0, title);
        page.bold(LEFT, down + 40.0, BODY, "Summary");
        down += 60.0;
    }
    for _ in 0..4 {
        down = page.paragraph(LEFT, RIGHT, down, LONG) + 12.0;
    }
    page.text(290.0, 780.0, BODY, &own.to_string());
    page.text(270.0, 815.0, BODY, &format!("Page {pack}"));
    page
}

fn blank(pack: u32) -> Page {
    let mut page = Page::new();
    page.text(180.0, 420.0, BODY, "This page is intentionally left blank");
    page.text(270.0, 815.0, BODY, &format!("Page {pack}"));
    page
}

fn front() -> Page {
    sheet(&[
        (LEFT, "Hale Water Scrutiny Committee"),
        (LEFT, "Friday, 4 May 2018 at 10.00 am"),
        (LEFT, "Council Chamber, Shire Hall, Hale"),
    ])
}

fn agenda() -> Page {
    let mut page = Page::new();
    page.bold(270.0, 60.0, 12.0, "AGENDA");
    for (down, number, subject, pages) in [
        (100.0, "1.", "Apologies for absence", ""),
        (130.0, "2.", "Fords and ferries", "(Pages 5 - 7)"),
        (190.0, "3.", "Toll bridges: outcome of the review", "(Pages 9 - 10)"),
        (250.0, "4.", "Work programme", "(Pages 11 - 12)"),
    ] {
        page.bold(LEFT, down, BODY, number);
        page.bold(LEFT + 36.0, down, BODY, subject);
        page.text(430.0, down, BODY, pages);
        if !pages.is_empty() {
            page.text(LEFT + 36.0, down + 24.0, BODY, "To consider the report of the Ferryman.");
        }
    }
    page
}

/// Front sheets, then three items; the pack's count begins `before` pages later than the file's.
fn pack(stamped: bool, before: u32) -> Vec<Page> {
    let stamp = |text: &'static str| stamped.then_some(text);
    let mut pages = vec![front(), agenda()];
    pages.extend((0..2 + before).map(|_| sheet(&[(LEFT, "A plan of the hall and its doors")])));
    pages.push(page(stamp("Agenda Item 2"), Some("Fords and Ferries"), 1, 5));
    pages.push(page(None, None, 2, 6));
    pages.push(page(None, None, 3, 7));
    pages.push(blank(8));
    pages.push(page(stamp("Agenda Item 3"), Some("Toll Bridges: Outcome of the Review"), 1, 9));
    pages.push(page(None, None, 2, 10));
    pages.push(page(stamp("Agenda Item 4"), Some("Work Programme 2018"), 1, 11));
    pages.push(page(None, None, 2, 12));
    pages
}

fn read(pages: Vec<Page>) -> Vec<Paper> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("pack.pdf");
    std::fs::write(&file, pdf(pages)).unwrap();
    papers(&file)
}

type Placed = (Option<String>, Option<(u32, u32)>, String);

fn placed(papers: &[Paper]) -> Vec<Placed> {
    let title = |paper: &Paper| paper.title.as_ref().map_or_else(String::new, |title| title.value.value.clone());
    let parts = papers.iter().filter_map(|paper| paper.part.as_ref().map(|part| (part, title(paper))));
    parts.map(|(part, title)| (part.item.clone(), part.pages, title)).collect()
}

fn part(item: &str, pages: (u32, u32), title: &str) -> Placed {
    (Some(item.to_owned()), Some(pages), title.to_owned())
}

#[test]
fn a_pack_is_its_items_with_the_pages_to_open() {
    for stamped in [true, false] {
        for before in [0, 2] {
            let papers = read(pack(stamped, before));
            assert_eq!(papers[0].kind.as_ref().unwrap().value.value, PaperKind::Pack);
            let found = placed(&papers);
            let moved = |(first, last): (u32, u32)| (first + before, last + before);
            let expected = [
                part("2", moved((5, 8)), "Fords and Ferries"),
                part("3", moved((9, 10)), "Toll Bridges: Outcome of the Review"),
                part("4", moved((11, 12)), "Work Programme 2018"),
            ];
            assert_eq!(found[0].1, Some((1, 4 + before)));
            assert_eq!(found[1..], expected, "stamped: {stamped}, sheets more: {before}");
            let cited = papers[3].sections.iter().filter_map(|section| section.pages);
            assert!(
                cited.clone().count() > 0
                    && cited.into_iter().all(|(first, last)| { first >= 9 + before && last <= 10 + before })
            );
            let committee = papers[3].committee.as_ref().unwrap();
            assert_eq!(committee.value.value, "Hale Water Scrutiny Committee");
        }
    }
}

#[test]
fn papers_that_are_no_pack_of_this_agenda_are_one() {
    let mut pages = vec![front(), agenda()];
    pages.extend((1..12).map(|number| page(None, None, number, number + 40)));
    assert_eq!(read(pages).len(), 1);
    assert_eq!(read(vec![front(), agenda(), sheet(&[(LEFT, "A plan of the hall")])]).len(), 1);
}

#[test]
fn pages_that_are_pictures_are_told_of_the_paper_that_they_are_in() {
    let mut pages = pack(true, 0);
    let mut picture = Page::new();
    picture.picture();
    pages[9] = picture;
    let papers = read(pages);
    let without = |paper: &Paper| paper.pages_without_text.clone();
    assert_eq!(papers.iter().map(without).collect::<Vec<_>>(), [vec![10], vec![], vec![], vec![10], vec![]]);
}
