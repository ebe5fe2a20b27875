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
