//! Files that are broken, or made to break their reader.

use super::{
    super::{email, read_zip, rtf},
    package::{Docx, container, relations},
};
use crate::corpus::{Limits, Skip, SkipReason, extract, media};
use proptest::prelude::*;

fn report() -> Docx {
    Docx::default()
        .title("Gritting")
        .numbered_heading(1, "Purpose")
        .listed(1, 1, "Text")
        .table(&[&["A", "B"], &["1", "2"]])
}

fn reason(bytes: &[u8], limits: &Limits) -> SkipReason {
    read_zip(bytes, limits).map(|_| ()).unwrap_err().reason
}

#[test]
fn a_bomb_is_too_large_and_costs_no_more_than_the_limit() {
    let limits = Limits { part_bytes: 1 << 20, inflated_bytes: 1 << 20, ..Limits::default() };
    let bomb = Docx::default().text(&"grit ".repeat(1 << 20));
    assert!(bomb.bytes().len() < 1 << 18);
    assert_eq!(reason(&bomb.bytes(), &limits), SkipReason::TooLarge);
    // Each part is small enough, all of them are not.
    let parts = Limits { part_bytes: 1 << 20, inflated_bytes: 3 << 19, ..Limits::default() };
    let notes = format!(
        "<w:footnotes><w:footnote w:id=\"1\"><w:p>{}</w:p></w:footnote></w:footnotes>",
        Docx::run(&"x".repeat(900_000))
    );
    let many = Docx::default().text(&"x".repeat(900_000)).part("n", "footnotes", "footnotes.xml", &notes);
    assert_eq!(reason(&many.bytes(), &parts), SkipReason::TooLarge);
}

/// A workbook of one sheet.
fn workbook(sheet: &str, strings: &str) -> Vec<u8> {
    container(&[
        ("_rels/.rels", &relations(&[("r", "officeDocument", "xl/workbook.xml")])),
        ("xl/workbook.xml", r#"<workbook><sheets><sheet name="a" r:id="r1"/></sheets></workbook>"#),
        ("xl/_rels/workbook.xml.rels", &relations(&[("r1", "worksheet", "s.xml"), ("r2", "sharedStrings", "t.xml")])),
        ("xl/s.xml", sheet),
        ("xl/t.xml", strings),
    ])
}

#[test]
fn words_that_are_asked_for_again_and_again_are_counted_each_time() {
    let strings = format!("<sst><si><t>{}</t></si></sst>", "grit ".repeat(20_000));
    let row = format!("<row>{}</row>", r#"<c t="s"><v>0</v></c>"#.repeat(100));
    let sheet = format!("<worksheet><sheetData>{}</sheetData></worksheet>", row.repeat(100));
    let bytes = workbook(&sheet, &strings);
    let limits = Limits { inflated_bytes: 8 << 20, ..Limits::default() };
    assert_eq!(reason(&bytes, &limits), SkipReason::TooLarge);
}

#[test]
fn words_that_are_asked_for_again_in_one_row_or_cell_are_counted_before_they_are_copied() {
    let limits = Limits { inflated_bytes: 3 << 20, ..Limits::default() };
    let strings = format!("<sst><si><t>{}</t></si></sst>", "grit ".repeat(20_000));
    // The row never ends.
    let sheet = format!("<worksheet><sheetData><row>{}", r#"<c t="s"><v>0</v></c>"#.repeat(100));
    let bytes = workbook(&sheet, &strings);
    assert_eq!(reason(&bytes, &limits), SkipReason::TooLarge);
    let beyond = format!(
        "<worksheet><sheetData><row>{}</row></sheetData></worksheet>",
        r#"<c r="ZZ1" t="s"><v>0</v></c>"#.repeat(100)
    );
    assert!(read_zip(&workbook(&beyond, &strings), &limits).is_ok());
    let notes = format!(
        r#"<w:footnotes><w:footnote w:id="1"><w:p>{}</w:p></w:footnote></w:footnotes>"#,
        Docx::run(&"x".repeat(500_000))
    );
    let calls = format!("<w:r>{}</w:r>", r#"<w:footnoteReference w:id="1"/>"#.repeat(10));
    let document = Docx::default()
        .part("n", "footnotes", "footnotes.xml", &notes)
        .raw(&format!("<w:tbl><w:tr><w:tc><w:p>{calls}</w:p></w:tc></w:tr></w:tbl>"));
    assert_eq!(reason(&document.bytes(), &limits), SkipReason::TooLarge);
}

#[test]
fn a_row_of_the_largest_number_is_not_counted_beyond_it() {
    let row = r#"<c t="inlineStr"><is><t>Grit</t></is></c></row>"#;
    let sheet =
        format!(r#"<worksheet><sheetData><row r="18446744073709551615">{row}<row>{row}</sheetData></worksheet>"#);
    let found = super::lines(&super::blocks(&workbook(&sheet, "<sst/>")));
    assert_eq!(found, ["# a", "Grit", "Grit"]);
}

#[test]
fn nesting_and_entries_are_limited() {
    let deep = Docx::default().raw(&format!("{}{}", "<w:ins>".repeat(1000), "</w:ins>".repeat(1000)));
    assert_eq!(reason(&deep.bytes(), &Limits::default()), SkipReason::Malformed);
    let names: Vec<String> = (0..500).map(|at| format!("../../{at}\u{202e}")).collect();
    let parts: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "")).collect();
    let limits = Limits { entries: 499, ..Limits::default() };
    assert_eq!(reason(&container(&parts), &limits), SkipReason::TooLarge);
    assert_eq!(reason(&container(&parts), &Limits::default()), SkipReason::Unsupported);
    let groups = "{".repeat(100_000);
    let skip = rtf::read(format!("{{\\rtf1{groups}").as_bytes(), &Limits::default()).unwrap_err();
    assert_eq!(skip.reason, SkipReason::Malformed);
}

#[test]
fn tables_in_tables_are_read_without_recursion() {
    let open = "<w:tbl><w:tr><w:tc>".repeat(150);
    let close = "</w:tc></w:tr></w:tbl>".repeat(150);
    let deep = Docx::default().raw(&format!("{open}<w:p>{}</w:p>{close}", Docx::run("inside"))).text("end");
    assert_eq!(super::lines(&super::blocks(&deep.bytes())), ["inside", "end"]);
}

#[test]
fn missing_parts_are_told() {
    let bare = |parts: &[(&str, &str)]| read_zip(&container(parts), &Limits::default());
    let main = relations(&[("r", "officeDocument", "word/document.xml")]);
    assert_eq!(bare(&[("_rels/.rels", &main)]).unwrap_err().reason, SkipReason::Malformed);
    // Without styles and lists the text is still there.
    let text = "<w:document><w:body><w:p><w:pPr><w:pStyle w:val=\"x\"/><w:numPr><w:numId w:val=\"1\"/></w:numPr></w:pPr><w:r><w:t>Grit</w:t></w:r></w:p></w:body></w:document>";
    let found = bare(&[("word/document.xml", text)]).unwrap();
    assert_eq!(super::lines(&found.blocks), ["Grit"]);
    // Nor need the main part stand where it usually does.
    let elsewhere = relations(&[("r", "officeDocument", "/paper/main.xml")]);
    let found = bare(&[("_rels/.rels", &elsewhere), ("paper/main.xml", text)]).unwrap();
    assert_eq!(super::lines(&found.blocks), ["Grit"]);
}

#[test]
fn marks_out_of_place_do_no_harm() {
    let marks =
        ["tc", "tr", "tbl", "txbxContent", "footnote", "p", "r", "t", "pPr", "sdtPr", "tcPr", "trPr", "fldChar"];
    for outer in marks {
        for inner in marks {
            let xml = format!("<w:{outer}><w:{inner}><w:p><w:r><w:t>x</w:t></w:r></w:p></w:{inner}></w:{outer}>");
            let document = Docx::default().raw(&xml).text("end");
            assert!(read_zip(&document.bytes(), &Limits::default()).is_ok(), "{outer} {inner}");
        }
    }
}

/// Reads bytes whatever they are, as the corpus does.
fn read_any(bytes: &[u8]) -> Result<(), Skip> {
    let kind = media(&bytes[..bytes.len().min(8192)], "paper")?;
    extract(kind, bytes, &Limits::default()).map(|_| ())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn bits_that_flip_never_bring_the_reader_down(flips in prop::collection::vec((any::<prop::sample::Index>(), 0_u8..8), 1..12)) {
        let mut bytes = report().bytes();
        for (at, bit) in flips {
            let at = at.index(bytes.len());
            bytes[at] ^= 1 << bit;
        }
        let _ = read_any(&bytes);
    }

    #[test]
    fn any_marks_in_any_order_are_read(marks in prop::collection::vec(0_usize..28, 0..60)) {
        const MARKS: [&str; 28] = [
            "<w:p>", "</w:p>", "<w:r>", "</w:r>", "<w:t>", "</w:t>", "<w:tbl>", "</w:tbl>", "<w:tr>", "</w:tr>", "<w:tc>",
            "</w:tc>", "<w:del/>", "<w:pPr><w:rPr><w:del/></w:rPr></w:pPr>", "<w:pPr><w:numPr><w:ilvl w:val=\"99\"/><w:numId w:val=\"1\"/></w:numPr></w:pPr>",
            "<w:fldChar w:fldCharType=\"begin\"/>", "<w:fldChar w:fldCharType=\"end\"/>", "<mc:AlternateContent>", "</mc:AlternateContent>",
            "<mc:Choice>", "</mc:Choice>", "<mc:Fallback/>", "<w:txbxContent>", "</w:txbxContent>", "words ", "&amp;", "<w:sdtPr/>", "<w:vMerge/>",
        ];
        let body: String = marks.into_iter().map(|at| MARKS[at]).collect();
        let _ = read_zip(&Docx::default().raw(&body).bytes(), &Limits::default());
    }

    #[test]
    fn any_rich_text_is_read(words in prop::collection::vec(0_usize..22, 0..80), junk in any::<Vec<u8>>()) {
        const WORDS: [&str; 22] = [
            "{", "}", "\\par ", "\\cell ", "\\row ", "\\intbl ", "\\pard ", "\\u-3913?", "\\u55357 ", "\\u56832 ", "\\'e9", "{\\footnote ", "{\\header ",
            "{\\listtext ", "\\trowd\\cellx1 ", "\\nestcell ", "\\nestrow ", "words", "\\uc2 ", "\\bin3 ", "\\*", "{\\stylesheet ",
        ];
        let mut text = b"{\\rtf1 ".to_vec();
        text.extend(words.into_iter().flat_map(|at| WORDS[at].bytes()));
        text.extend(junk);
        let _ = rtf::read(&text, &Limits::default());
    }

    #[test]
    fn any_email_is_read(junk in any::<Vec<u8>>(), cut in 0_usize..200) {
        let head = b"From: a@b\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\nSubject: =?utf-8?b?w6k=?=\n\n--b\nContent-Type: text/html\n\n<p>x</p>\n--b\n";
        let mut text = head[..cut.min(head.len())].to_vec();
        text.extend(junk);
        let _ = email::read(&text, &Limits::default());
    }
}
