//! PDF: what its pages look like comes out as blocks, and nothing brings the reader down.

use crate::made_pdf::{BODY, LEFT, Page, RIGHT, encrypted_without_password, file, of_objects, pdf, with_streams};
use proptest::prelude::*;
use scrutineer::corpus::{Block, BlockKind, Furniture, Limits, Media, RawDocument, SkipReason, extract};
use std::{io::Write, sync::LazyLock};

const SHORT: &str = "The panel looked at the gullies in the town and asked for a list of those that were cleaned.";
const LONG: &str = "The panel looked at the gullies in every street of the old town and found that most of them had been cleaned \
    twice in the year, while those near the river had not been cleaned at all since the flood of the spring before.";

fn read(bytes: &[u8]) -> RawDocument {
    extract(Media::Pdf, bytes, &Limits::default()).unwrap()
}

fn reason(bytes: &[u8], limits: &Limits) -> (SkipReason, String) {
    let skip = extract(Media::Pdf, bytes, limits).unwrap_err();
    (skip.reason, skip.detail)
}

fn plain(blocks: &[Block]) -> Vec<&str> {
    let text = blocks.iter().filter(|block| block.furniture.is_none() && block.kind != BlockKind::PageBreak);
    text.map(|block| block.text.as_str()).collect()
}

fn one_page(draw: impl FnOnce(&mut Page)) -> Vec<Block> {
    let mut page = Page::new();
    draw(&mut page);
    read(&pdf(vec![page])).blocks
}

#[test]
fn larger_lines_are_headings_ranked_by_size_and_bold_lines_are_marked_bold() {
    let blocks = one_page(|page| {
        page.bold(LEFT, 80.0, 20.0, "Gullies in Hale");
        page.text(LEFT, 120.0, 14.0, "What was found");
        let next = page.paragraph(LEFT, RIGHT, 150.0, LONG);
        page.bold(LEFT, next + 10.0, BODY, "Costs");
        page.paragraph(LEFT, RIGHT, next + 30.0, LONG);
    });
    let kinds: Vec<_> = blocks.iter().map(|block| block.kind.clone()).collect();
    let (one, two) = (BlockKind::Heading { level: 1 }, BlockKind::Heading { level: 2 });
    assert_eq!(kinds, [one, two, BlockKind::Paragraph, BlockKind::Paragraph, BlockKind::Paragraph]);
    assert_eq!(plain(&blocks), ["Gullies in Hale", "What was found", LONG, "Costs", LONG]);
    assert_eq!(blocks.iter().map(|block| block.bold).collect::<Vec<_>>(), [true, false, false, true, false]);
    assert!(blocks.iter().all(|block| block.gap_before && block.place.page == Some(1)));
}

#[test]
fn a_title_on_two_lines_is_one_heading() {
    let blocks = one_page(|page| {
        page.bold(LEFT, 80.0, 16.0, "Report of the task group on gullies in the");
        page.bold(LEFT, 99.0, 16.0, "old town of Hale");
        page.paragraph(LEFT, RIGHT, 150.0, LONG);
    });
    assert_eq!(plain(&blocks), ["Report of the task group on gullies in the old town of Hale", LONG]);
}

#[test]
fn columns_are_read_one_after_the_other_below_a_title_across_both() {
    let (left, right) = ("Left one. ".to_owned() + LONG, "Right one. ".to_owned() + LONG);
    let blocks = one_page(|page| {
        page.bold(LEFT, 80.0, 16.0, "A title that stands across both of them");
        page.paragraph(LEFT, 280.0, 120.0, &left);
        // Not on the same base lines.
        page.paragraph(310.0, 520.0, 124.0, &right);
        page.paragraph(LEFT, RIGHT, 400.0, SHORT);
    });
    assert_eq!(plain(&blocks), ["A title that stands across both of them", &left, &right, SHORT]);
}

#[test]
fn a_ruled_table_gives_rows_with_header_cells_and_whole_cells() {
    let blocks = one_page(|page| {
        page.paragraph(LEFT, RIGHT, 80.0, LONG);
        page.grid(&[70.0, 200.0, 400.0], &[150.0, 170.0, 200.0, 220.0]);
        page.bold(75.0, 163.0, BODY, "Place");
        page.bold(205.0, 163.0, BODY, "What was done");
        page.text(75.0, 183.0, BODY, "Mill Lane");
        page.text(205.0, 183.0, BODY, "Cleaned, and the lids");
        page.text(205.0, 195.0, BODY, "made safe");
        page.text(75.0, 213.0, BODY, "River Road");
        page.paragraph(LEFT, RIGHT, 260.0, SHORT);
    });
    let (place, done) = ("Place".to_owned(), "What was done".to_owned());
    let headers = vec![place.clone(), done.clone()];
    assert_eq!(blocks[1].kind, BlockKind::TableRow { cells: vec![place, done], headers: Vec::new() });
    let cells = vec!["Mill Lane".to_owned(), "Cleaned, and the lids made safe".to_owned()];
    assert_eq!(blocks[2].kind, BlockKind::TableRow { cells, headers });
    assert_eq!(blocks[3].text, "Place: River Road");
    assert_eq!(plain(&blocks).last(), Some(&SHORT));
}

#[test]
fn a_table_that_no_lines_rule_gives_rows() {
    let blocks = one_page(|page| {
        page.paragraph(LEFT, RIGHT, 80.0, LONG);
        for (number, cells) in
            [["Place", "Year", "Cost"], ["Mill Lane", "2018", "£300"], ["River Road", "2019", "£4,000"]]
                .iter()
                .enumerate()
        {
            for (cell, x) in cells.iter().zip([LEFT, 220.0, 380.0]) {
                page.text(x, 150.0 + 14.0 * number as f32, BODY, cell);
            }
        }
        page.paragraph(LEFT, RIGHT, 230.0, SHORT);
    });
    assert_eq!(blocks[2].text, "Place: Mill Lane | Year: 2018 | Cost: £300");
    assert_eq!(blocks[3].text, "Place: River Road | Year: 2019 | Cost: £4,000");
    assert_eq!(plain(&blocks).len(), 5);
}

#[test]
fn a_table_over_two_pages_keeps_its_header() {
    let page = |rows: &[(&str, &str)]| {
        let mut page = Page::new();
        let downs: Vec<f32> = (0..=rows.len()).map(|row| 100.0 + 20.0 * row as f32).collect();
        page.grid(&[70.0, 200.0, 400.0], &downs);
        for ((first, second), down) in rows.iter().zip(&downs) {
            page.text(75.0, down + 13.0, BODY, first);
            page.text(205.0, down + 13.0, BODY, second);
        }
        page
    };
    let first = page(&[("Place", "Cost"), ("Mill Lane", "£300")]);
    let second = page(&[("Place", "Cost"), ("River Road", "£400")]);
    let blocks = read(&pdf(vec![first, second])).blocks;
    let last = blocks.last().unwrap();
    assert_eq!((last.text.as_str(), last.place.page), ("Place: River Road | Cost: £400", Some(2)));
}

#[test]
fn numbers_and_bullets_with_a_hanging_indent_are_no_table() {
    let blocks = one_page(|page| {
        for (number, text) in [("1.1", LONG), ("1.2", SHORT), ("1.3", LONG)].into_iter().enumerate() {
            let down = 100.0 + 80.0 * number as f32;
            page.text(LEFT, down, BODY, text.0);
            page.paragraph(LEFT + 40.0, RIGHT, down, text.1);
        }
        page.text(LEFT + 40.0, 400.0, BODY, "•");
        page.text(LEFT + 60.0, 400.0, BODY, "Roads that flood");
        page.text(LEFT + 70.0, 414.0, BODY, "•");
        page.text(LEFT + 90.0, 414.0, BODY, "Mill Lane");
    });
    let numbered = [format!("1.1 {LONG}"), format!("1.2 {SHORT}"), format!("1.3 {LONG}")];
    assert_eq!(plain(&blocks)[..3], numbered);
    let items: Vec<_> = blocks[3..].iter().map(|block| (block.kind.clone(), block.text.as_str())).collect();
    let item = |depth| BlockKind::ListItem { depth };
    assert_eq!(items, [(item(0), "Roads that flood"), (item(1), "Mill Lane")]);
}

#[test]
fn running_heads_and_page_numbers_are_furniture_and_sentences_run_on_over_them() {
    let pages = (1..=4).map(|number| {
        let mut page = Page::new();
        page.text(LEFT, 40.0, 8.0, "Overview and Scrutiny Panel");
        page.text(400.0, 810.0, 8.0, &format!("Page {number}"));
        let (end, begin) = [("one", "two"), ("two", "three"), ("three", "four"), ("four", "five")][number - 1];
        page.paragraph(LEFT, RIGHT, 140.0, &format!("rest of the sentence {end} is told here."));
        page.paragraph(LEFT, RIGHT, 700.0, &format!("Then the panel begins the long sentence {begin} and tells the"));
        page
    });
    let blocks = read(&pdf(pages.collect())).blocks;
    let text = plain(&blocks);
    assert_eq!(text[0], "Overview and Scrutiny Panel", "its first place says what the paper is");
    let whole = "Then the panel begins the long sentence two and tells the rest of the sentence two is told here.";
    assert!(text.contains(&whole), "{text:?}");
    assert!(!text.iter().any(|text| text.starts_with("Page ")), "{text:?}");
    let heads = blocks.iter().filter(|block| block.furniture == Some(Furniture::RunningHead));
    assert_eq!(heads.count(), 7);
    let breaks: Vec<_> = blocks.iter().filter(|block| block.kind == BlockKind::PageBreak).collect();
    assert_eq!(breaks.iter().map(|block| block.place.page).collect::<Vec<_>>(), [Some(1), Some(2), Some(3)]);
}

#[test]
fn broken_words_are_put_together_and_compounds_keep_their_hyphen() {
    let blocks = one_page(|page| {
        let fill = "x".repeat(60);
        page.text(LEFT, 100.0, BODY, &format!("{fill} safe-"));
        page.text(LEFT, 112.0, BODY, "guarding is a care-giver task, and so it was for the old care-");
        page.text(LEFT, 124.0, BODY, "giver in the town, who was asked about it by the panel itself.");
    });
    assert!(blocks[0].text.contains(" safeguarding is a care-giver task"), "{}", blocks[0].text);
    assert!(blocks[0].text.contains("old care-giver in the town"), "{}", blocks[0].text);
}

#[test]
fn raised_numbers_stay_on_their_line() {
    let blocks = one_page(|page| {
        page.text(LEFT, 100.0, BODY, "The panel met on the 4");
        page.text(LEFT + 132.0, 96.0, 6.0, "th");
        page.text(LEFT + 146.0, 100.0, BODY, "of May in the board");
        page.text(LEFT + 260.0, 96.0, 6.0, "2");
    });
    assert_eq!(plain(&blocks), ["The panel met on the 4th of May in the board 2"]);
}

#[test]
fn slanted_text_is_left_out_and_the_words_of_a_scan_are_kept() {
    let blocks = one_page(|page| {
        page.picture();
        page.invisible(LEFT, 100.0, BODY, "Words that were recognised");
        page.aslant(200.0, 500.0, 60.0, "DRAFT");
    });
    assert_eq!(plain(&blocks), ["Words that were recognised"]);
}

#[test]
fn a_page_of_characters_without_reading_is_a_page_without_text() {
    let mut page = Page::new();
    page.unreadable(LEFT, 100.0, BODY, "Nobody can tell what these are");
    page.text(LEFT, 120.0, BODY, "12");
    assert_eq!(reason(&pdf(vec![page]), &Limits::default()).0, SkipReason::NoTextLayer);
}

#[test]
fn scans_are_told_by_their_pages() {
    let scan = || {
        let mut page = Page::new();
        page.picture();
        page
    };
    let (why, detail) = reason(&pdf(vec![scan(), scan(), scan()]), &Limits::default());
    assert_eq!((why, detail.as_str()), (SkipReason::NoTextLayer, "no text layer: 3 pages"));
    let mut text = Page::new();
    text.text(LEFT, 100.0, BODY, SHORT);
    let document = read(&pdf(vec![text, scan(), Page::new()]));
    assert_eq!(document.pages_without_text, [2], "the empty page shows nothing to read");
    let mut stamped = scan();
    stamped.text(LEFT, 20.0, BODY, "Page 12");
    let document = read(&pdf(vec![stamped]));
    assert_eq!((document.blocks[0].text.as_str(), document.pages_without_text), ("Page 12", vec![1]));
}

#[test]
fn a_file_with_a_password_says_so_and_one_without_opens() {
    let zeros = "00".repeat(32);
    let encrypt = format!("<</Filter /Standard /V 2 /R 3 /Length 128 /P -4 /O <{zeros}> /U <{zeros}>>>");
    let objects = ["<</Type /Catalog /Pages 2 0 R>>", "<</Type /Pages /Kids [] /Count 0>>", &encrypt];
    let objects: Vec<Vec<u8>> = objects.iter().map(|object| object.as_bytes().to_vec()).collect();
    let locked = file(&objects, "/Encrypt 3 0 R /ID [<00> <00>]");
    assert_eq!(reason(&locked, &Limits::default()).0, SkipReason::Encrypted);
    assert_eq!(plain(&read(&encrypted_without_password(SHORT)).blocks), [SHORT]);
}

#[test]
fn a_stream_that_inflates_without_end_is_refused() {
    let mut deflated = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    deflated.write_all(&vec![b' '; 64 << 20]).unwrap();
    let bomb = deflated.finish().unwrap();
    let mut limits = Limits::default();
    limits.inflated_bytes = 16 << 20;
    let (why, detail) = reason(&with_streams(vec![(bomb, true)]), &limits);
    assert_eq!(why, SkipReason::TooLarge);
    assert!(detail.contains("inflate"), "{detail}");
}

#[test]
fn more_pages_and_characters_than_the_limit_are_refused() {
    let pages = || {
        (0..3).map(|_| Page::new()).map(|mut page| {
            page.text(LEFT, 100.0, BODY, SHORT);
            page
        })
    };
    let file = pdf(pages().collect());
    let mut limits = Limits::default();
    limits.pages = 2;
    assert_eq!(reason(&file, &limits), (SkipReason::TooLarge, "it has 3 pages, and the limit is 2".to_owned()));
    let mut limits = Limits::default();
    limits.glyphs = 100;
    assert_eq!(reason(&file, &limits).0, SkipReason::TooLarge);
    let mut limits = Limits::default();
    limits.operations = 5;
    assert_eq!(reason(&file, &limits).0, SkipReason::TooLarge);
}

const PAGE: &str = "<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources \
    <</Font <</F1 5 0 R>> /XObject <</X 6 0 R>>>>>>";
const FONT: &str = "<</Type /Font /Subtype /Type1 /BaseFont /Courier>>";

fn stream(dictionary: &str, content: &str) -> String {
    format!("<<{dictionary} /Length {}>>\nstream\n{content}\nendstream", content.len())
}

#[test]
fn forms_that_draw_themselves_and_pages_that_hold_themselves_come_to_an_end() {
    let content = stream("", "BT /F1 10 Tf 72 700 Td (Gullies in Hale) Tj ET /X Do /X Do");
    let form = stream(
        "/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources <</XObject <</X 6 0 R>>>>",
        "/X Do /X Do /X Do /X Do",
    );
    let pages = "<</Type /Pages /Kids [3 0 R 2 0 R 3 0 R] /Count 100000>>";
    let file = of_objects(&["<</Type /Catalog /Pages 2 0 R>>", pages, PAGE, &content, FONT, &form]);
    assert_eq!(plain(&read(&file).blocks), ["Gullies in Hale"]);
}

#[test]
fn forms_that_draw_others_a_million_times_are_refused() {
    let content = stream("", "/X Do");
    let pages = "<</Type /Pages /Kids [3 0 R] /Count 1>>";
    let forms: Vec<String> = (7..16)
        .map(|next| {
            let resources =
                format!("/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources <</XObject <</X {next} 0 R>>>>");
            stream(&resources, &"/X Do ".repeat(10))
        })
        .collect();
    let mut objects = vec!["<</Type /Catalog /Pages 2 0 R>>", pages, PAGE, content.as_str(), FONT];
    objects.extend(forms.iter().map(String::as_str));
    let mut limits = Limits::default();
    limits.operations = 100_000;
    assert_eq!(reason(&of_objects(&objects), &limits).0, SkipReason::TooLarge);
}

#[test]
fn widths_for_billions_of_characters_are_not_believed() {
    let content = stream("", "BT /F1 10 Tf 72 700 Td (Gullies) Tj ET");
    let pages = "<</Type /Pages /Kids [3 0 R] /Count 1>>";
    let composite = "<</Type /Font /Subtype /Type0 /BaseFont /A /Encoding /Identity-H /DescendantFonts \
        [<</Type /Font /Subtype /CIDFontType2 /BaseFont /A /W [0 4294967295 500] /CIDSystemInfo \
        <</Registry (Adobe) /Ordering (Identity) /Supplement 0>>>>]>>";
    let simple =
        "<</Type /Font /Subtype /TrueType /BaseFont /A /FirstChar 3000000000 /LastChar 3000000001 /Widths [1 2]>>";
    for font in [composite, simple] {
        let file = of_objects(&["<</Type /Catalog /Pages 2 0 R>>", pages, PAGE, &content, font, "null"]);
        assert!(extract(Media::Pdf, &file, &Limits::default()).is_err());
    }
}

static WHOLE: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let mut first = Page::new();
    first.bold(LEFT, 80.0, 16.0, "Gullies in Hale");
    first.paragraph(LEFT, RIGHT, 120.0, LONG);
    first.grid(&[70.0, 200.0, 400.0], &[250.0, 270.0, 290.0]);
    first.text(75.0, 263.0, BODY, "Place");
    first.text(205.0, 263.0, BODY, "Cost");
    first.text(75.0, 283.0, BODY, "Mill Lane");
    let mut second = Page::new();
    second.picture();
    second.paragraph(LEFT, 280.0, 120.0, LONG);
    second.paragraph(310.0, 520.0, 120.0, LONG);
    pdf(vec![first, second])
});

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn a_file_cut_anywhere_is_read_or_refused(share in 0.0..1.0_f64) {
        let end = (WHOLE.len() as f64 * share) as usize;
        let _ = extract(Media::Pdf, &WHOLE[..end], &Limits::default());
    }

    #[test]
    fn a_file_with_bytes_changed_is_read_or_refused(changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..40)) {
        let mut bytes = WHOLE.clone();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        let _ = extract(Media::Pdf, &bytes, &Limits::default());
    }

    #[test]
    fn any_operations_are_read_or_refused(content in "[0-9a-zA-Z .()\\[\\]<>/*'\"-]{0,300}") {
        let mut whole = b"BT /F1 10 Tf 72 700 Td ".to_vec();
        whole.extend(content.bytes());
        let _ = extract(Media::Pdf, &with_streams(vec![(whole, false)]), &Limits::default());
    }
}
