use super::*;
use crate::document::opening::tests::blocks;

const FRONT: &str = "Agenda\n\nPlace Scrutiny Committee\n\nFriday, 4 May 2018\n\nItem No\tSubject\tPage No\n1\tApologies\t\n2\tFords and ferries\t1 - 8\n3\tWork programme\t9 - 10\n\nThis page is intentionally left blank\n\n";
const REPORT: &str =
    "PLACE SCRUTINY COMMITTEE 4 MAY 2018\n\nFORDS AND FERRIES\n\nSummary\n\n1. There are seven.\n\nNone\n\n";
const LETTER: &str = "9 April 2018\n\nMs Ada Ferris\nDirector\nShire Hall\n\nDear Ms Ferris\n\nVisit to the fords\n\nWe came in March.\n\nYours sincerely\n\nA Rower\n\n";
const PROGRAMME: &str = "PLACE SCRUTINY COMMITTEE 4 MAY 2018\n\nWORK PROGRAMME\n\nSummary\n\n1. It is below.\n\nDate\tIssue\n4 May 2018\tFords\n";

#[test]
fn a_pack_is_split_where_mastheads_and_letters_begin() {
    let blocks = blocks(&[FRONT, REPORT, LETTER, PROGRAMME].concat());
    let parts = split(&blocks).unwrap();
    let first: Vec<&str> = parts.iter().map(|part| blocks[part.blocks.start].text.as_str()).collect();
    assert_eq!(
        first,
        ["Agenda", "PLACE SCRUTINY COMMITTEE 4 MAY 2018", "9 April 2018", "PLACE SCRUTINY COMMITTEE 4 MAY 2018"]
    );
    let item: Vec<_> = parts.iter().map(|part| (part.item.as_deref(), part.pages)).collect();
    assert_eq!(item, [(None, None), (Some("2"), Some((1, 8))), (Some("2"), None), (Some("3"), Some((9, 10)))]);
}

#[test]
fn a_report_with_a_letter_is_one_paper() {
    assert_eq!(split(&blocks(&[REPORT, LETTER].concat())), None);
}

#[test]
fn an_agenda_alone_is_one_paper() {
    assert_eq!(split(&blocks(FRONT)), None);
}

#[test]
fn stamps_of_agenda_items_begin_papers_and_are_not_counted_twice() {
    let stamped =
        format!("Agenda Item 2\n\n{REPORT}Agenda Item 2\n\nA second page of the same.\n\nAgenda Item 3\n\n{PROGRAMME}");
    let parts = split(&blocks(&[FRONT, &stamped].concat())).unwrap();
    let items: Vec<_> = parts.iter().map(|part| part.item.as_deref()).collect();
    assert_eq!(items, [None, Some("2"), Some("3")]);
}

#[test]
fn minutes_that_name_their_committee_again_are_one_paper() {
    let text = "Place Scrutiny Committee\n\n4 May 2018\n\nMinutes of the meeting held on 4 May 2018\n\nPresent: Councillor Reed\n\n1. Apologies\n\n2. Fords\n\nPlace Scrutiny Committee\n\n6 June 2018\n\nNEXT MEETING\n";
    assert_eq!(split(&blocks(text)), None);
}

/// The blocks of a file of these pages; a line "Page 7" is the foot of its page.
fn pages(pages: &[&str]) -> Vec<Block> {
    let mut all: Vec<Block> = Vec::new();
    for (page, text) in (1..).zip(pages) {
        let end = blocks("x").remove(0);
        if page > 1 {
            let place = crate::corpus::Place { page: Some(page - 1), ..end.place };
            all.push(Block { kind: BlockKind::PageBreak, text: String::new(), place, ..end });
        }
        for mut block in blocks(text) {
            block.place.page = Some(page);
            if block.text.starts_with("Page ") {
                block.furniture = Some(Furniture::RunningHead);
            }
            all.push(block);
        }
    }
    all
}

type Placed<'t> = (Option<&'t str>, Option<(u32, u32)>);

fn placed_parts(parts: &[PartRange]) -> Vec<Placed<'_>> {
    parts.iter().map(|part| (part.item.as_deref(), part.pages)).collect()
}

const SHEET: &str = "Public Document Pack\n\nPlace Scrutiny Committee\n\nFriday, 4 May 2018\n\nAGENDA\n\n1. Apologies\n\n2. Fords and ferries (Pages 3 - 4)\n\nTo receive the report.\n\n3. Work programme (Pages 5 - 6)\n\n4. Toll bridges (Pages 7 - 8)\n";
const FORDS: &str = "Fords and ferries\n\nSummary\n\n1. There are seven.\n\nPage 3";
const MORE: &str = "2. Two of them are deep.\n\nPage 4";
const WORK: &str = "Work programme 2018/19\n\nIt is below.\n\nPage 5";
const BLANK: &str = "This page is intentionally left blank\n\nPage 6";
const TOLLS: &str = "Toll bridges\n\nThe tolls rose.\n\nPage 7";

#[test]
fn a_pack_with_pages_is_cut_where_its_agenda_says_and_its_feet_and_titles_agree() {
    let blocks = pages(&[SHEET, "Membership\n\nCllr Reed", FORDS, MORE, WORK, BLANK, TOLLS, "They fell.\n\nPage 8"]);
    let parts = split(&blocks).unwrap();
    let expected =
        [(None, Some((1, 2))), (Some("2"), Some((3, 4))), (Some("3"), Some((5, 6))), (Some("4"), Some((7, 8)))];
    assert_eq!(placed_parts(&parts), expected);
    assert_eq!(parts[0].blocks.start, 0);
    assert_eq!(parts[3].blocks.end, blocks.len());
    assert!(parts.windows(2).all(|pair| pair[0].blocks.end == pair[1].blocks.start));
}

#[test]
fn the_count_of_the_pack_may_be_another_than_that_of_the_file() {
    // Two sheets more at the front than the count has.
    let guide = "Guide to the hall";
    let blocks = pages(&[SHEET, guide, guide, guide, FORDS, MORE, WORK, BLANK, TOLLS]);
    let expected =
        [(None, Some((1, 4))), (Some("2"), Some((5, 6))), (Some("3"), Some((7, 8))), (Some("4"), Some((9, 9)))];
    assert_eq!(placed_parts(&split(&blocks).unwrap()), expected);
    // Without feet, the titles alone tell it.
    let bare = |page: &str| page.split("Page ").next().unwrap_or_default().to_owned();
    let bare: Vec<String> = [SHEET, guide, FORDS, MORE, WORK, BLANK, TOLLS].into_iter().map(bare).collect();
    let mut bare: Vec<&str> = bare.iter().map(String::as_str).collect();
    bare[0] = SHEET;
    let parts = split(&pages(&bare)).unwrap();
    assert_eq!(
        placed_parts(&parts)[1..],
        [(Some("2"), Some((3, 4))), (Some("3"), Some((5, 6))), (Some("4"), Some((7, 7)))]
    );
}

#[test]
fn papers_that_are_not_public_are_missing_from_the_file_and_not_from_the_count() {
    let blocks = pages(&[SHEET, "Membership", FORDS, MORE, TOLLS, "They fell.\n\nPage 8"]);
    let parts = split(&blocks).unwrap();
    assert_eq!(placed_parts(&parts), [(None, Some((1, 2))), (Some("2"), Some((3, 4))), (Some("4"), Some((5, 6)))]);
}

#[test]
fn a_dividing_sheet_belongs_to_the_item_that_it_announces() {
    let fords = "Agenda Item 2\n\nFerries of the county\n\nSummary\n\n1. There are seven.";
    let blocks = pages(&[SHEET, "Membership", fords, MORE, "Agenda Item 3", WORK, BLANK, TOLLS]);
    let items: Vec<_> = split(&blocks).unwrap().into_iter().map(|part| (part.item, part.pages)).collect();
    assert_eq!(items[2], (Some("3".to_owned()), Some((5, 7))));
}

#[test]
fn where_pages_and_agenda_do_not_agree_a_file_is_one_paper() {
    let other = "The county's ducks\n\nThere are many.";
    assert_eq!(split(&pages(&[SHEET, other, other, other, other, other, other, other])), None);
    // The agenda alone, with feet of its own.
    assert_eq!(split(&pages(&[SHEET, "Membership\n\nPage 2", "Notes\n\nPage 3"])), None);
    assert_eq!(split(&pages(&[SHEET])), None);
}
