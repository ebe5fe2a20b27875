//! Documents of Office before 2007 and messages of Outlook. `report.doc` and `budget.xls` were written by LibreOffice from
//! documents made for these tests; presentations and messages are made here.

use super::{super::legacy::read, lines};
use crate::corpus::{Limits, SkipReason};
use cfb::CompoundFile;
use proptest::prelude::*;
use std::io::{Cursor, Read, Write};

const REPORT: &[u8] = include_bytes!("../../../../tests/fixtures/office/report.doc");
const BUDGET: &[u8] = include_bytes!("../../../../tests/fixtures/office/budget.xls");

fn compound(streams: &[(&str, &[u8])]) -> Vec<u8> {
    let mut file = CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    for (name, bytes) in streams {
        if let Some((folder, _)) = name.split_once('/') {
            file.create_storage_all(folder).unwrap();
        }
        file.create_stream(name).unwrap().write_all(bytes).unwrap();
    }
    file.into_inner().into_inner()
}

fn read_lines(bytes: &[u8]) -> Vec<String> {
    lines(&read(bytes, &Limits::default()).unwrap().blocks)
}

#[test]
fn a_legacy_word_document_has_its_styles_its_table_and_its_numbers() {
    let expected = [
        "CHESHIRE EAST COUNCIL",
        "| Report to: | Highways and Transport Overview and Scrutiny Committee",
        "| Date of Meeting: | 6 March 2019",
        "| Report of: | Director of Highways",
        "| Subject: | Review of winter gritting",
        "# 1. Purpose of Report",
        "1.1 This report tells the Committee how the roads were gritted this winter.",
        "# 2. Recommendations",
        "2.1 That the Committee notes the miles gritted in January.",
        "2.2 That the Cabinet is asked to buy a further lorry before October.",
        "# 3. Background",
        "3.1 Gritting lorries left the depot on forty nights.",
        "(a) the northern depot sent out eleven lorries;",
        "(b) the southern depot sent out nine.",
    ];
    assert_eq!(read_lines(REPORT), expected);
}

#[test]
fn a_table_of_a_legacy_document_that_breaks_off_is_kept() {
    let mut file = CompoundFile::open(Cursor::new(REPORT.to_vec())).unwrap();
    let mut word = Vec::new();
    file.open_stream("WordDocument").unwrap().read_to_end(&mut word).unwrap();
    // So many characters end in the second cell of the second row.
    let kept = "CHESHIRE EAST COUNCIL\rReport to:\u{7}Highways and Transport Overview and Scrutiny Committee\u{7}\u{7}Date of Meeting:\u{7}6 March";
    word[76..80].copy_from_slice(&u32::try_from(kept.len()).unwrap().to_le_bytes());
    file.open_stream("WordDocument").unwrap().write_all(&word).unwrap();
    let expected = [
        "CHESHIRE EAST COUNCIL",
        "Report to:",
        "Highways and Transport Overview and Scrutiny Committee",
        "Date of Meeting:",
        "6 March",
    ];
    let bytes = file.into_inner().into_inner();
    let found: Vec<String> = read(&bytes, &Limits::default()).unwrap().blocks.into_iter().map(|own| own.text).collect();
    assert_eq!(found.concat().replace(" | ", ""), expected.concat());
}

#[test]
fn a_legacy_workbook_is_tables_with_headers() {
    let expected = [
        "# budget",
        "Winter budget",
        "| Service | Spent | Share",
        "| Service: Gritting | Spent: 1250.5 | Share: 15%",
        "| Service: Gullies | Spent: 300 | Share: 85%",
    ];
    assert_eq!(read_lines(BUDGET), expected);
}

/// A record of PowerPoint; containers have a version of 15.
fn record(version: u16, instance: u16, mark: u16, inside: &[u8]) -> Vec<u8> {
    let mut bytes = (instance << 4 | version).to_le_bytes().to_vec();
    bytes.extend(mark.to_le_bytes());
    bytes.extend(u32::try_from(inside.len()).unwrap().to_le_bytes());
    bytes.extend(inside);
    bytes
}

fn words(numbers: &[u32]) -> Vec<u8> {
    numbers.iter().flat_map(|number| number.to_le_bytes()).collect()
}

#[test]
fn a_legacy_presentation_is_read_in_its_last_state_with_notes() {
    let text =
        |kind: u32, text: &str| [record(0, 0, 0x0f9f, &words(&[kind])), record(0, 0, 0x0fa8, text.as_bytes())].concat();
    let reference = |id: u32, own: u32| record(0, 0, 0x03f3, &words(&[id, 0, 0, own, 0]));
    // The outline holds the title; the slide refers to it.
    let slides = record(15, 0, 0x0ff0, &[reference(2, 256), text(0, "Winter gritting")].concat());
    let notes = record(15, 2, 0x0ff0, &reference(3, 900));
    let document = record(15, 0, 0x03e8, &[slides, notes].concat());
    let head = record(2, 0, 0x03ef, &words(&[0, 0, 0, 0, 900, 0]));
    let outline = record(0, 0, 0x0f9e, &words(&[0]));
    let old = record(15, 0, 0x03ee, &text(1, "A former state"));
    let slide = record(15, 0, 0x03ee, &[head, text(1, "Frost early\rSalt late"), outline].concat());
    let spoken = record(15, 0, 0x03f0, &text(2, "Say it slowly."));
    let mut stream = Vec::new();
    let mut places = Vec::new();
    for object in [&old, &document, &slide, &spoken] {
        places.push(u32::try_from(stream.len()).unwrap());
        stream.extend(object);
    }
    let directory = u32::try_from(stream.len()).unwrap();
    stream.extend(record(0, 0, 0x1772, &words(&[3 << 20 | 1, places[1], places[2], places[3]])));
    let edit = u32::try_from(stream.len()).unwrap();
    stream.extend(record(0, 0, 0x0ff5, &words(&[0, 0, 0, directory, 1, 3, 0])));
    let user = |mark: u32| words(&[0, 0, 0, mark, edit]);
    let good = compound(&[("Current User", &user(0xe391_c05f)), ("PowerPoint Document", &stream)]);
    let expected = ["# Winter gritting", "- Frost early", "- Salt late", "Notes: Say it slowly.", "--- 1"];
    assert_eq!(read_lines(&good), expected);
    let locked = compound(&[("Current User", &user(0xf3d1_c4df)), ("PowerPoint Document", &stream)]);
    assert_eq!(read(&locked, &Limits::default()).unwrap_err().reason, SkipReason::Encrypted);
}

/// A presentation of one slide with these records in it.
fn of_one_slide(inside: &[u8]) -> Vec<u8> {
    let list = record(15, 0, 0x0ff0, &record(0, 0, 0x03f3, &words(&[2, 0, 0, 256, 0])));
    let mut stream = record(15, 0, 0x03e8, &list);
    let slide = u32::try_from(stream.len()).unwrap();
    stream.extend(record(15, 0, 0x03ee, inside));
    let directory = u32::try_from(stream.len()).unwrap();
    stream.extend(record(0, 0, 0x1772, &words(&[2 << 20 | 1, 0, slide])));
    let edit = u32::try_from(stream.len()).unwrap();
    stream.extend(record(0, 0, 0x0ff5, &words(&[0, 0, 0, directory, 1, 3, 0])));
    compound(&[("Current User", &words(&[0, 0, 0, 0xe391_c05f, edit])), ("PowerPoint Document", &stream)])
}

#[test]
fn a_text_of_a_legacy_slide_holds_no_others() {
    let nested = [0x0f, 0x00, 0xa8, 0x0f, 0xff, 0xff, 0xff, 0xff].repeat(1000);
    let found =
        read(&of_one_slide(&[b"\xaf\x00\xa8\x0f\x04\x00\x00\x00Grit".to_vec(), nested].concat()), &Limits::default());
    let found = lines(&found.unwrap().blocks);
    assert_eq!((found[0].as_str(), found.len()), ("Grit", 3));
}

#[test]
fn titles_of_legacy_slides_count_among_the_paragraphs() {
    let title = [record(0, 0, 0x0f9f, &words(&[0])), record(0, 0, 0x0fa8, b"Gritting")].concat();
    let limits = Limits { lines: 2, ..Limits::default() };
    assert_eq!(read(&of_one_slide(&title.repeat(3)), &limits).unwrap_err().reason, SkipReason::TooLarge);
}

fn utf_16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn message() -> Vec<u8> {
    let mut properties = vec![0; 32];
    properties.extend(words(&[0x0039_0040, 6]));
    properties.extend(131_962_410_000_000_000_u64.to_le_bytes());
    compound(&[
        ("__properties_version1.0", &properties),
        ("__substg1.0_0037001F", &utf_16("Gullies – update")),
        ("__substg1.0_0C1A001E", b"Jo Park"),
        ("__substg1.0_1000001F", &utf_16("The lorry came twice.\r\n\r\nIt left.")),
        ("__attach_version1.0_#00000000/__substg1.0_3707001F", &utf_16("report.pdf")),
    ])
}

#[test]
fn a_message_of_outlook_is_read_as_other_emails_are() {
    let expected = [
        "# Gullies – update",
        "From: Jo Park",
        "Date: 5 March 2019",
        "The lorry came twice.",
        "It left.",
        "Attachment: report.pdf",
    ];
    assert_eq!(read_lines(&message()), expected);
}

#[test]
fn locked_and_unknown_compound_files_are_named_as_what_they_are() {
    let reason = |streams: &[(&str, &[u8])]| read(&compound(streams), &Limits::default()).unwrap_err().reason;
    assert_eq!(reason(&[("EncryptedPackage", b"x")]), SkipReason::Encrypted);
    assert_eq!(reason(&[("Book", b"x")]), SkipReason::Unsupported);
    assert_eq!(reason(&[("Drawing", b"x")]), SkipReason::Unsupported);
    assert_eq!(reason(&[("WordDocument", b"x")]), SkipReason::Malformed);
    assert_eq!(reason(&[("WordDocument", &[0, 0, 0xc1, 0, 0, 0, 0, 0, 0, 0, 0, 1])]), SkipReason::Encrypted);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn bits_that_flip_never_bring_the_reader_down(
        flips in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), any::<bool>()), 1..24),
        cut in any::<prop::sample::Index>(),
        truncate in prop::bool::weighted(0.2),
    ) {
        for file in [REPORT, BUDGET, &message()] {
            let mut bytes = file.to_vec();
            for (at, value, early) in &flips {
                // The heads of the streams stand in the first sectors.
                let most = if *early { bytes.len().min(4096) } else { bytes.len() };
                bytes[at.index(most)] = *value;
            }
            if truncate {
                bytes.truncate(cut.index(bytes.len()));
            }
            let _ = read(&bytes, &Limits::default());
        }
    }
}
