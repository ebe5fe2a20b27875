use super::*;
use crate::corpus::{Place, row_text};

/// Blocks of lines, as an extractor might make them.
pub(in crate::document) fn blocks(text: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut gap = false;
    for line in text.lines() {
        let trimmed = line.trim();
        if trimmed.is_empty() {
            gap = true;
            continue;
        }
        let level = trimmed.bytes().take_while(|byte| *byte == b'#').count() as u8;
        let words = |text: &str| text.replace(['*', '#'], "").split_whitespace().collect::<Vec<_>>().join(" ");
        let piped = trimmed.starts_with('|');
        if piped && trimmed.bytes().all(|byte| b"|-: ".contains(&byte)) {
            continue;
        }
        let inner = trimmed.trim_matches('|');
        let cells: Vec<String> = match () {
            () if piped => inner.split('|').map(words).collect(),
            () if line.contains('\t') => line.split('\t').map(words).collect(),
            () => Vec::new(),
        };
        let bare = words(trimmed);
        let (kind, text) = match () {
            () if bare.starts_with("This page is intentionally") => (BlockKind::Paragraph, bare.clone()),
            () if !cells.is_empty() => {
                (BlockKind::TableRow { headers: Vec::new(), cells: cells.clone() }, row_text(&cells, &[]))
            }
            () if level > 0 => (BlockKind::Heading { level }, bare.clone()),
            () => match trimmed.strip_prefix("- ").or(trimmed.strip_prefix("• ")) {
                Some(item) => (BlockKind::ListItem { depth: 0 }, words(item)),
                None => (BlockKind::Paragraph, bare.clone()),
            },
        };
        let blank = bare.starts_with("This page is intentionally");
        blocks.push(Block {
            kind,
            text,
            bold: trimmed.trim_matches(['#', ' ']).starts_with("**") && trimmed.ends_with("**"),
            furniture: blank.then_some(crate::corpus::Furniture::BlankPage),
            machine_read: false,
            gap_before: gap,
            place: Place::default(),
        });
        gap = false;
    }
    blocks
}

fn read_of(text: &str) -> (String, PaperKind, usize) {
    let blocks = blocks(text);
    let view = view(&blocks, false, None);
    (view.title.map(|title| title.text).unwrap_or_default(), view.kind, view.opening.end)
}

const BODY: &str = "\n\nSummary\n\n1. The fords are counted.\n\n2. Members are asked to note them.\n";

#[test]
fn a_title_stands_below_committee_and_date_in_either_order() {
    for head in [
        "PLACE SCRUTINY COMMITTEE 4 MAY 2018",
        "4 May 2018\n\nPlace Scrutiny Committee",
        "Place Scrutiny Committee\n4 May 2018\nShire Hall, Ely",
    ] {
        let (title, kind, _) = read_of(&format!("{head}\n\nFORDS AND FERRIES{BODY}"));
        assert_eq!((title.as_str(), kind), ("FORDS AND FERRIES", PaperKind::Report), "{head}");
    }
}

#[test]
fn a_title_may_stand_above_committee_and_date() {
    let (title, _, end) = read_of(&format!("**Fords and ferries**\n\nPlace Scrutiny Committee\n\n4 May 2018{BODY}"));
    assert_eq!((title.as_str(), end), ("Fords and ferries", 3));
}

#[test]
fn a_title_broken_over_two_lines_is_joined() {
    let (title, ..) = read_of(&format!("Place Scrutiny Committee\n\nFORDS AND FERRIES OF\nTHE UPPER VALLEY{BODY}"));
    assert_eq!(title, "FORDS AND FERRIES OF THE UPPER VALLEY");
}

#[test]
fn a_label_of_the_subject_wins() {
    let (title, ..) = read_of(&format!("REPORT PACK\n\nReport to: Place Scrutiny Committee\nSubject: Fords{BODY}"));
    assert_eq!(title, "Fords");
}

#[test]
fn labels_are_read_from_rows_of_tables() {
    let blocks = blocks(
        "| Report to | Place Scrutiny Committee |\n| Lead | Nobody |\n| Title | Fords |\n\n## Background\n\nLong ago.",
    );
    let view = view(&blocks, false, None);
    assert_eq!(view.title.as_ref().map(|title| title.text.as_str()), Some("Fords"));
    assert_eq!(view.opening, 0..3);
    assert_eq!(
        view.labels.iter().map(|label| label.name).collect::<Vec<_>>(),
        [LabelName::Committee, LabelName::Title]
    );
}

#[test]
fn a_title_may_begin_with_a_boards_name_and_a_section_with_a_bare_number() {
    let text = "Hale Safeguarding Board Annual Report\n\nPlace Scrutiny Committee\n\n4 May 2018\n\n1 Summary\n\nThe fords are counted in this report.\n";
    assert_eq!(read_of(text).0, "Hale Safeguarding Board Annual Report");
    let below = "Place Scrutiny Committee\n\n4 May 2018\n\nHale Safeguarding Board: Annual Report 2017/18\n\n1 Summary\n\nThe fords are counted in this report.\n";
    assert_eq!(read_of(below).0, "Hale Safeguarding Board: Annual Report 2017/18");
}

#[test]
fn a_heading_of_a_section_is_no_title() {
    assert_eq!(read_of("Place Scrutiny Committee\n\n## 1. Introduction\n\nOnce there were fords.").0, "");
    assert_eq!(read_of("SUMMARY\n\nThere are seven fords.").0, "");
}

#[test]
fn a_letter_takes_its_title_from_its_subject() {
    let text = "4 May 2018\n\nMs Ada Ferris\nDirector\nShire Hall\nEly\nCB7 4AA\n\nDear Ms Ferris\n\nVisit to the fords\n\nWe came in April.\n\nYours sincerely\n";
    assert_eq!(read_of(text), ("Visit to the fords".to_owned(), PaperKind::Letter, 8));
}

#[test]
fn minutes_and_agendas_are_known_by_their_structure() {
    let minutes = "Place Scrutiny Committee\n\n4 May 2018\n\nPresent: Councillor Reed\n\nApologies: none\n\n1. Fords\n\nRESOLVED: That they be kept.";
    assert_eq!(read_of(minutes).1, PaperKind::Minutes);
    let agenda = "Place Scrutiny Committee\n\n4 May 2018\n\nAGENDA\n\n1. Apologies\n\n2. Fords\n\n3. Ferries";
    assert_eq!(read_of(agenda).1, PaperKind::Agenda);
    assert_eq!(read_of(agenda).0, "AGENDA");
}

#[test]
fn an_update_on_a_plan_is_a_report_and_a_plan_is_a_plan() {
    assert_eq!(read_of(&format!("UPDATE ON THE FORDS IMPROVEMENT PLAN{BODY}")).1, PaperKind::Report);
    assert_eq!(read_of("# Fords improvement plan\n\nAction\tOwner\tBy\nPaint\tAda\tMay").1, PaperKind::Plan);
}

#[test]
fn plain_text_has_no_opening_but_the_title_given() {
    let blocks = blocks("Fords\n\nThere are seven.");
    let given = view(&blocks, true, Some("FORDS"));
    assert_eq!((given.opening.clone(), given.body.clone()), (0..1, 1..2));
    assert_eq!(given.title.map(|title| title.text), Some("FORDS".to_owned()));
    let bare = view(&blocks, true, None);
    assert!(bare.title.is_none() && bare.opening.is_empty());
}

proptest::proptest! {
    #[test]
    fn every_sequence_of_lines_has_a_view_and_parts(lines in proptest::collection::vec(line(), 0..40)) {
        let blocks = blocks(&lines.join("\n"));
        for plain in [false, true] {
            let view = view(&blocks, plain, None);
            proptest::prop_assert_eq!(view.opening.start, 0);
            proptest::prop_assert_eq!(view.opening.end, view.body.start);
            proptest::prop_assert_eq!(view.body.end, blocks.len());
            proptest::prop_assert!(view.title.is_none_or(|title| title.blocks.end <= blocks.len() && !title.text.is_empty()));
            proptest::prop_assert!(view.labels.iter().all(|label| label.block < blocks.len()));
        }
        if let Some(parts) = crate::document::parts::split(&blocks) {
            proptest::prop_assert!(parts.len() > 1);
            let mut at = 0;
            for part in parts {
                proptest::prop_assert_eq!(part.blocks.start, at);
                proptest::prop_assert!(part.blocks.end > at);
                at = part.blocks.end;
            }
            proptest::prop_assert_eq!(at, blocks.len());
        }
    }
}

/// Lines such as papers have, and any others.
fn line() -> impl proptest::strategy::Strategy<Value = String> {
    use proptest::prelude::*;
    prop_oneof![
        4 => prop::sample::select(vec![
            "", "", "Agenda", "Item No\tSubject\tPage No", "1\tApologies\t", "2\tFords\t1 - 8", "Place Scrutiny Committee", "PLACE SCRUTINY COMMITTEE 4 MAY 2018",
            "4 May 2018", "FORDS", "Summary", "1. There are seven fords.", "This page is intentionally left blank", "Dear Ms Ferris", "Ms Ada Ferris", "Shire Hall",
            "Agenda Item 2", "Subject:", "Subject: Fords", "Present: Councillor Reed", "present", "Date of meeting", "- 1.3 A point", "Minutes of the meeting held on 4 May 2018",
        ]).prop_map(str::to_owned),
        1 => "\\PC{0,40}",
    ]
}
