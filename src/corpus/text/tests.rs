use super::*;
use crate::corpus::SkipReason;
use proptest::prelude::*;

fn read(text: &str) -> Vec<Block> {
    blocks(text, &Limits::default()).unwrap()
}

fn texts(text: &str) -> Vec<String> {
    read(text).into_iter().map(|block| block.text).collect()
}

#[test]
fn markdown_is_taken_off_and_the_words_stay() {
    for (line, expected, bold) in [
        ("**Vera Holt,** Director", "Vera Holt, Director", false),
        ("**Scrutiny** **Committee**", "Scrutiny Committee", true),
        ("See the [letter](#) and <https://a.example/b_c_d>", "See the letter and https://a.example/b_c_d", false),
        ("*soft* _words_ in snake_case, 2 * 3", "soft words in snake_case, 2 * 3", false),
        ("fewer than <5 days &amp; <b>more</b>", "fewer than <5 days & more", false),
        ("<b>Risk</b>", "Risk", true),
        ("one<br>two\u{a0} three", "one two three", false),
        ("A&E and R&D;", "A&E and R&D;", false),
    ] {
        assert_eq!(inline(line), (expected.to_owned(), bold), "{line}");
    }
}

#[test]
fn bullets_go_and_numbers_stay() {
    let blocks = read("- 2.1.1 The depot\n  - inner item\n• (a) note\n1. first\n-5 degrees");
    let kinds: Vec<_> = blocks.iter().map(|block| (&block.kind, block.text.as_str())).collect();
    assert_eq!(kinds[0], (&BlockKind::ListItem { depth: 0 }, "2.1.1 The depot"));
    assert_eq!(kinds[1], (&BlockKind::ListItem { depth: 1 }, "inner item"));
    assert_eq!(kinds[2], (&BlockKind::ListItem { depth: 0 }, "(a) note"));
    assert_eq!(kinds[3], (&BlockKind::Paragraph, "1. first"));
    assert_eq!(kinds[4], (&BlockKind::Paragraph, "-5 degrees"));
}

#[test]
fn headings_are_read_by_their_marks_with_their_bold() {
    let blocks = read("## **1. Introduction**\nText.\n\nScope\n=====\nMore.");
    assert_eq!(blocks[0].kind, BlockKind::Heading { level: 2 });
    assert_eq!((blocks[0].text.as_str(), blocks[0].bold), ("1. Introduction", true));
    assert_eq!((&blocks[2].kind, blocks[2].text.as_str()), (&BlockKind::Heading { level: 1 }, "Scope"));
}

#[test]
fn a_line_that_is_an_html_heading_is_a_heading() {
    let blocks = read("<h2>Summary of <b>issues</b></h2>\n<p>Text.</p>");
    assert_eq!((&blocks[0].kind, blocks[0].text.as_str()), (&BlockKind::Heading { level: 2 }, "Summary of issues"));
    assert_eq!(blocks[1].kind, BlockKind::Paragraph);
}

#[test]
fn rows_of_a_tab_table_carry_their_header() {
    let text = "Date of Meeting\tIssue\n4 June 2019\tThe gullies of Hale\n9 July 2019\tBuses";
    assert_eq!(
        texts(text),
        [
            "Date of Meeting | Issue",
            "Date of Meeting: 4 June 2019 | Issue: The gullies of Hale",
            "Date of Meeting: 9 July 2019 | Issue: Buses"
        ]
    );
}

#[test]
fn a_table_of_labels_has_no_header() {
    assert_eq!(
        texts("Committee\tHealth Scrutiny\nDate\t4 July 2022\nSubject\tBuses"),
        ["Committee | Health Scrutiny", "Date | 4 July 2022", "Subject | Buses"]
    );
}

#[test]
fn a_cell_that_a_page_break_cut_is_put_together() {
    let text = "Risk\tAction taken so far\nDemand rises\tThe service has planned for 3\n\n\n\t<p>more teams.</p>\nStaff leave\tPay.";
    assert_eq!(texts(text)[1], "Risk: Demand rises | Action taken so far: The service has planned for 3 more teams.");
    assert_eq!(texts(text).len(), 3);
}

#[test]
fn pipe_and_html_tables_are_rows_too() {
    let pipes = "| Lead | Due |\n|---|---|\n| Cllr Ash | 4 May 2021 |";
    assert_eq!(texts(pipes), ["Lead | Due", "Lead: Cllr Ash | Due: 4 May 2021"]);
    let html = "<table>\n<tr><th>Lead</th><th>Due</th></tr>\n<tr><td>Cllr<br>Ash</td><td><ul><li>May</li><li>June</li></ul></td></tr>\n</table>\nAfter.";
    assert_eq!(texts(html), ["Lead | Due", "Lead: Cllr Ash | Due: May June", "After."]);
}

#[test]
fn wrapped_lines_are_one_paragraph_and_a_broken_word_is_whole() {
    let long = "The committee considered a report on the condition of the county's road gul-\n\
                lies and asked officers to come back in the autumn with a programme that\n\
                would cover each of the districts in turn, beginning with the lowest wards.\n\n\
                Members also asked for figures on the number of reports made by residents\n\
                in the last year, and for the cost of the contract to be set out in full.\n\n\
                The chairman thanked the officers for the work that they had put into it\n\
                and closed the item.\n";
    let texts = texts(long);
    assert_eq!(texts.len(), 3);
    assert!(texts[0].contains("road gullies and asked officers to come"), "{}", texts[0]);
}

#[test]
fn lines_that_are_not_wrapped_stay_apart() {
    assert_eq!(texts("County Hall\nStation Road\nHale\nHA1 2BC").len(), 4);
}

#[test]
fn form_feeds_count_pages() {
    let blocks = read("One.\n\x0cTwo.\nThree.");
    assert_eq!(blocks[0].place.page, Some(1));
    assert_eq!(blocks[1].kind, BlockKind::PageBreak);
    assert_eq!(blocks[2].place.page, Some(2));
    assert_eq!(blocks[3].place.lines, Some((3, 3)));
    assert_eq!(read("One.\nTwo.")[0].place.page, None);
}

#[test]
fn tags_nested_without_end_are_refused_before_a_parser_sees_them() {
    for hostile in ["<b>".repeat(1_000_000), "<div>".repeat(100_000), "<span ".repeat(100_000)] {
        let skip = blocks(&hostile, &Limits::default()).unwrap_err();
        assert_eq!(skip.reason, SkipReason::Malformed);
    }
}

#[test]
fn more_lines_than_the_limit_are_too_large() {
    let limits = Limits { lines: 3, ..Limits::default() };
    assert!(blocks("a\n\nb\n\nc\n", &limits).is_ok());
    assert_eq!(blocks("a\nb\nc\nd\n", &limits).unwrap_err().reason, SkipReason::TooLarge);
}

/// What the rows hold: the bytes of their texts, cells and header cells, and something for each cell.
fn size_of_rows(blocks: &[Block]) -> usize {
    let size = |block: &Block| match &block.kind {
        BlockKind::TableRow { cells, headers } => {
            block.text.len() + cells.iter().chain(headers).map(|cell| cell.len() + 24).sum::<usize>()
        }
        _ => 0,
    };
    blocks.iter().map(size).sum()
}

#[test]
fn headers_are_not_repeated_without_bound() {
    let long = format!("A{}\tB\n", "a".repeat(400_000));
    let wide = "Name\t".repeat(10_000) + "Name\n";
    let table = "Name\t".repeat(2000) + "Name\n" + &"1\t2\n".repeat(300) + "\nThen.\n\n";
    let html = "<table><tr>".to_owned() + &"<th>Name".repeat(2000) + &"<tr><td>1<td>2".repeat(300) + "</table>\n";
    for text in [
        long + &"1\t2\n".repeat(1500),
        wide.clone() + &"1\t2\n".repeat(3000),
        wide.replace('\t', " | ") + "--|--\n" + &"| 1 | 2 |\n".repeat(3000),
        table.repeat(40),
        html.repeat(40),
    ] {
        let size = size_of_rows(&read(&text));
        assert!(size < 60 << 20, "{size} bytes out of {}", text.len());
    }
}

#[test]
fn many_rows_below_a_header_of_many_columns_are_read() {
    let blocks = read(&("Name\t".repeat(400_000) + "Name\n" + &"1\t2\n".repeat(450_000)));
    assert_eq!(blocks.len(), 450_001);
    assert_eq!(blocks[450_000].text, "1 | 2");
}

#[test]
fn a_header_that_is_too_long_for_a_name_stands_in_its_own_row_alone() {
    let long = "A".repeat(1000);
    let blocks = read(&format!("{long}\tDue\n4 June\t5 July\n"));
    assert_eq!(blocks[0].text, format!("{long} | Due"));
    assert_eq!(blocks[1].text, "4 June | Due: 5 July");
}

#[test]
fn a_word_that_is_broken_at_every_line_is_put_together() {
    let blocks = read(&("a".repeat(59) + "-\n").repeat(60_000));
    assert_eq!(blocks.len(), 1);
    assert_eq!(blocks[0].text.len(), 59 * 60_000 + 1);
    for (first, next, whole) in [
        ("a well-", "known road", "a well-known road"),
        ("a Cross-", "party group", "a Cross-party group"),
        ("well-", "known", "well-known"),
        ("a swell-", "ing river", "a swelling river"),
        ("bwlch-ŵyn-", "mynydd", "bwlch-ŵynmynydd"),
        ("€€in-", "year", "€€in-year"),
        ("ŵŵŵŵŵŵ-", "year", "ŵŵŵŵŵŵyear"),
    ] {
        let mut text = first.to_owned();
        join(&mut text, next);
        assert_eq!(text, whole);
    }
}

#[test]
fn rows_that_follow_many_pages_without_any_are_read() {
    let blocks = read(&("Alpha\tbeta\n".to_owned() + &"\x0c\n".repeat(1_000_000) + &"\n\tc\n".repeat(40_000)));
    let last = "c".to_owned() + &" c".repeat(39_999);
    assert!(blocks[0].text == format!("Alpha | beta {last}"));
    assert_eq!(blocks.len(), 1_000_001);
}

#[test]
fn tables_that_never_end_are_lines() {
    let table = "<table><tr><td>y\n</table>\n";
    let blocks = read(&("<table></div>x\n".repeat(300_000) + &"x\n".repeat(5000) + table));
    assert_eq!(blocks.len(), 305_001);
    assert!(matches!(blocks[305_000].kind, BlockKind::TableRow { .. }));
}

#[test]
fn lines_of_one_sign_are_harmless() {
    for sign in ["[", ">", "- ", "|", "*", "#", "_", "`", "![", "<", "&", "\\", "<p>"] {
        let _ = read(&sign.repeat(200_000));
    }
}

proptest! {
    #[test]
    fn any_text_becomes_blocks_in_its_order(text in "(\\PC|[\n\t|#*<>&\x0c -]){0,400}") {
        let Ok(blocks) = blocks(&text, &Limits::default()) else { return Ok(()) };
        let mut last = 0;
        for block in &blocks {
            prop_assert!(block.place.bytes.start >= last);
            prop_assert!(block.place.bytes.end <= text.len());
            last = block.place.bytes.start;
            prop_assert_eq!(block.text.is_empty(), block.kind == BlockKind::PageBreak);
            prop_assert!(!block.text.contains('\n') && !block.text.contains("  "));
        }
    }
}
