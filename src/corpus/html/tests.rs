use super::*;
use crate::corpus::Link;
use proptest::prelude::*;
use std::fs;

fn page(html: &str) -> RawDocument {
    read(html.as_bytes(), &Limits::default()).unwrap()
}

/// A block a line: what it is, `-` where no space stands before it, `b` for bold, and its text.
fn shown(document: &RawDocument) -> Vec<String> {
    let line = |block: &Block| {
        let kind = match (&block.kind, block.furniture) {
            (_, Some(Furniture::Site)) => "site".to_owned(),
            (_, Some(furniture)) => format!("{furniture:?}"),
            (BlockKind::Heading { level }, _) => format!("h{level}"),
            (BlockKind::ListItem { depth }, _) => format!("li{depth}"),
            (BlockKind::TableRow { .. }, _) => "tr".to_owned(),
            _ => "p".to_owned(),
        };
        let gap = if block.gap_before { "" } else { "-" };
        let bold = if block.bold { "b" } else { "" };
        format!("{kind}{gap}{bold}: {}", block.text)
    };
    document.blocks.iter().map(line).collect()
}

fn lines(html: &str) -> Vec<String> {
    shown(&page(html))
}

#[test]
fn pages_of_usual_layouts_are_read_as_expected() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/html");
    let mut read_pages = 0;
    let mut wrong = String::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "html" || extension == "htm") {
            let found = shown(&read(&fs::read(&path).unwrap(), &Limits::default()).unwrap()).join("\n");
            let expected = fs::read_to_string(path.with_extension("blocks.txt")).unwrap_or_default();
            if found != expected.trim_end() {
                wrong.push_str(&format!("== {}\n{found}\n", path.file_name().unwrap().display()));
            }
            read_pages += 1;
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert!(read_pages >= 4);
}

#[test]
fn links_to_documents_are_kept_with_the_block_where_they_stand() {
    let html = "<h1>A</h1><p>See <a href=' documents/s1/Wait for\r\n beds.pdf '>the <b>report</b></a>,<br>and <a href='mailto:x@y'>x</a> \
                <a href='#top'>up</a></p><ul><li><a href='https://a.example/b'>b</a></ul>\
                <table><tr><th>Q<th>R<tr><td>1<td><a href=c.pdf>c</a></table>";
    let document = page(html);
    let link = |text: &str, url: &str, block| Link { text: text.to_owned(), url: url.to_owned(), block };
    let expected = [
        link("the report", "documents/s1/Wait%20for%20beds.pdf", 1),
        link("b", "https://a.example/b", 2),
        link("c", "c.pdf", 4),
    ];
    assert_eq!(document.links, expected);
    for link in &document.links {
        assert!(document.blocks[link.block].text.contains(&link.text));
    }
}

#[test]
fn line_breaks_keep_lines_together_and_two_part_them() {
    assert_eq!(
        lines("<h1>T</h1><p>County Hall<br>Station Road<br/>Hale</p><p>It would be<br>better so.<br><br>Next.</p>"),
        ["h1: T", "p: County Hall", "p-: Station Road", "p-: Hale", "p: It would be better so.", "p: Next."]
    );
}

#[test]
fn an_item_in_an_ordered_list_may_be_a_heading() {
    assert_eq!(
        lines("<h1>T</h1><ol><li><h3>Roads</h3><p>Mended.</p><li><h3>2. Paths</h3></ol>"),
        ["h1: T", "h3: 1. Roads", "p: Mended.", "h3: 2. Paths"]
    );
}

#[test]
fn a_numbered_table_is_walked_and_a_table_of_figures_is_not() {
    assert_eq!(
        lines("<h1>T</h1><table><tr><td>(a)<td>One<tr><td>(b)<td>Two</table>"),
        ["h1: T", "p: (a) One", "p: (b) Two"]
    );
    assert_eq!(
        lines("<h1>T</h1><table><tr><td>2019<td>40<tr><td>2021<td>50</table>"),
        ["h1: T", "tr: 2019 | 40", "tr-: 2021 | 50"]
    );
}

#[test]
fn the_title_stands_first_where_the_content_has_none() {
    assert_eq!(
        lines("<title>Roads - Hale Council</title><p>Mended."),
        ["h1: Roads", "p: Mended.", "site: Hale Council"]
    );
    assert_eq!(lines("<title>Roads</title><h1>Roads in Hale</h1><p>Mended.")[0], "h1: Roads in Hale");
}

#[test]
fn what_holds_most_of_the_words_stays_whatever_its_name_is() {
    let text = "The school meals were tasted by members of the panel. ".repeat(20);
    let found =
        lines(&format!("<title>Meals</title><div class=menu><p>{text}</p></div><div class=menu><a href=a>A</a></div>"));
    assert_eq!(found.len(), 2);
    let outside = lines(&format!("<main><p>Short.</p></main><div><p>{text}</p></div>"));
    assert!(outside.iter().any(|line| line.contains("tasted")), "{outside:?}");
}

#[test]
fn a_banner_about_cookies_goes_though_it_says_more_than_the_page() {
    let banner = "We use cookies so that this site works as you expect it to. ".repeat(5);
    let page =
        |class: &str| lines(&format!("<h1>T</h1><p>Mended by June.</p><div class={class}><p>{banner}</p></div>"));
    assert_eq!(page("cookie-banner"), ["h1: T", "p: Mended by June."]);
    assert_eq!(lines("<div class=cookies-accepted><h1>T</h1><p>Mended.</p></div>"), ["h1: T", "p: Mended."]);
}

#[test]
fn main_content_that_is_not_walked_into_ends_the_walk() {
    let rows = "<tr><th>Date<th>Issue<tr><td>4 May about the gullies<td>Buses and roads";
    assert_eq!(
        lines(&format!("<html><body><p>Hi<table id=content>{rows}</table>")),
        ["tr: Date | Issue", "tr-: Date: 4 May about the gullies | Issue: Buses and roads"]
    );
    assert_eq!(lines("<table><tr><td id=content>Date of the meeting:<td>May</table>"), ["p: Date of the meeting:"]);
    assert_eq!(lines("<p>Hi<a id=content href=#top>Back to top of the page</a>"), Vec::<String>::new());
}

#[test]
fn an_element_with_the_role_of_a_heading_ends_where_it_ends() {
    let after = "<p>Then the panel met and heard witnesses.</p><p>It rose at noon.</p>";
    let expected = [
        "h1: T",
        "h3: Roads",
        "p: They were mended by June.",
        "p: Then the panel met and heard witnesses.",
        "p: It rose at noon.",
    ];
    for list in [
        "<dl><dt role=heading aria-level=3>Roads</dt><dd>They were mended by June.</dd></dl>",
        "<dl role=heading aria-level=3>Roads</dl><p>They were mended by June.",
        "<dl><dd role=heading aria-level=3>Roads</dd></dl><p>They were mended by June.",
        "<table><tr role=heading aria-level=3><td>Roads</td></tr></table><p>They were mended by June.",
    ] {
        let found: Vec<String> =
            lines(&format!("<h1>T</h1>{list}{after}")).iter().map(|l| l.replace("h3b", "h3")).collect();
        assert_eq!(found, expected, "{list}");
    }
}

#[test]
fn links_in_links_do_not_repeat_their_text_without_bound() {
    let links = "<a href=x><marquee>".repeat(200);
    let document =
        page(&format!("<h1>T</h1><table><tr><td>{links}{}<td>y<tr><td>1<td>2</table>", "ab ".repeat(1_000_000)));
    assert!(document.links.len() >= 200);
    let size: usize = document.links.iter().map(|link| link.text.len()).sum();
    assert!(size < 1 << 20, "{size}");
}

#[test]
fn long_text_in_many_elements_is_looked_at_once() {
    for inner in ["ab ", "<p></p>", "<b></b>"] {
        let document = page(&format!("<h1>T</h1>{}x{}", "<div>".repeat(490), inner.repeat(400_000)));
        assert_eq!(document.blocks[0].text, "T");
    }
}

#[test]
fn many_rows_below_a_header_of_many_columns_are_read() {
    let table = "<table><tr>".to_owned() + &"<th>A".repeat(90_000) + &"<tr><td>1<td>b".repeat(150_000);
    assert_eq!(lines(&table).last().unwrap(), "tr-: 1 | b");
}

#[test]
fn spans_are_bounded() {
    let wide = "<table><tr><th colspan=100000000>A<th>B<tr>".to_owned()
        + &"<td rowspan=65534 colspan=65534>x".repeat(300)
        + &"<tr><td>y".repeat(20_000)
        + "</table>";
    let document = page(&wide);
    let cells: usize = document
        .blocks
        .iter()
        .map(
            |block| {
                if let BlockKind::TableRow { cells, headers } = &block.kind { cells.len() + headers.len() } else { 0 }
            },
        )
        .sum();
    assert!(cells < 3_000_000, "{cells}");
}

#[test]
fn a_page_that_makes_too_many_blocks_is_too_large() {
    let limits = Limits { lines: 3, ..Limits::default() };
    assert!(read(b"<html><p>a<p>b<p>c", &limits).is_ok());
    assert_eq!(read(b"<html><p>a<p>b<p>c<p>d", &limits).unwrap_err().reason, SkipReason::TooLarge);
}

/// Pieces of tag soup.
fn soup() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[a-z ]{0,6}",
        Just("&nbsp;".to_owned()),
        Just("<!-- a > b -->".to_owned()),
        Just("<br>".to_owned()),
        "</?(p|div|b|a href=x|table|tr|td|th rowspan=3|li|ul|ol start=4|h1|h3|dl|dt|dd|pre|form|main|nav|span class=title|p class=title|details|summary|caption)>",
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_skipped(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = read(&bytes, &Limits::default());
    }

    #[test]
    fn any_soup_becomes_whole_blocks(html in soup()) {
        let document = page(&html);
        for block in &document.blocks {
            prop_assert!(!block.text.is_empty() && !block.text.contains("  "));
        }
        for link in &document.links {
            prop_assert!(link.block < document.blocks.len());
            prop_assert!(document.blocks[link.block].text.contains(link.text.split(' ').next().unwrap()));
        }
    }

    #[test]
    fn words_come_out_once_and_in_their_order(tags in prop::collection::vec(
        prop::sample::select(vec!["p", "div", "li", "h2", "b", "span", "blockquote", "dd", "td", "section", "i", "a", "pre"]), 1..30,
    )) {
        let html: String = tags.iter().enumerate().map(|(at, tag)| format!("<{tag}>word{at}</{tag}> ")).collect();
        let document = page(&format!("<h1>T</h1>{html}"));
        let text: Vec<&str> = document.blocks.iter().skip(1).map(|block| block.text.as_str()).collect();
        let found: Vec<String> = text.join(" ").split_whitespace().map(str::to_owned).collect();
        let expected: Vec<String> = (0..tags.len()).map(|at| format!("word{at}")).collect();
        prop_assert_eq!(found, expected);
    }
}
