//! Presentations, workbooks, OpenDocument, RTF and e-mails.

use super::{
    super::{email, rtf},
    blocks, lines,
    package::{container, relations},
};
use crate::corpus::{Limits, SkipReason, office::read_zip};

fn presentation(slides: &[&str], notes: &str) -> Vec<u8> {
    let package = relations(&[("rId1", "officeDocument", "ppt/presentation.xml")]);
    let names: Vec<String> = (1..=slides.len()).map(|at| format!("slides/slide{at}.xml")).collect();
    // Slides stand in the order of the list, here the last first, whatever their names.
    let ids: String =
        (1..=slides.len()).rev().map(|at| format!(r#"<p:sldId id="{}" r:id="r{at}"/>"#, 255 + at)).collect();
    let list = format!("<p:presentation><p:sldIdLst>{ids}</p:sldIdLst></p:presentation>");
    let targets: Vec<(String, &str, &str)> =
        names.iter().zip(1..).map(|(name, at)| (format!("r{at}"), "slide", name.as_str())).collect();
    let targets: Vec<(&str, &str, &str)> = targets.iter().map(|(id, kind, name)| (id.as_str(), *kind, *name)).collect();
    let (main, of_first) = (relations(&targets), relations(&[("r1", "notesSlide", "../notesSlides/n.xml")]));
    let slides: Vec<String> = slides.iter().map(|own| format!("<p:sld><p:spTree>{own}</p:spTree></p:sld>")).collect();
    let paths: Vec<String> = names.iter().map(|name| format!("ppt/{name}")).collect();
    let mut parts = vec![
        ("_rels/.rels", package.as_str()),
        ("ppt/presentation.xml", list.as_str()),
        ("ppt/_rels/presentation.xml.rels", main.as_str()),
        ("ppt/slides/_rels/slide1.xml.rels", of_first.as_str()),
        ("ppt/notesSlides/n.xml", notes),
    ];
    parts.extend(paths.iter().zip(&slides).map(|(path, slide)| (path.as_str(), slide.as_str())));
    container(&parts)
}

fn shape(kind: &str, paragraphs: &str) -> String {
    format!("<p:sp><p:nvSpPr><p:nvPr>{kind}</p:nvPr></p:nvSpPr><p:txBody>{paragraphs}</p:txBody></p:sp>")
}

fn line(properties: &str, text: &str) -> String {
    format!("<a:p>{properties}<a:r><a:rPr/><a:t>{text}</a:t></a:r></a:p>")
}

#[test]
fn slides_are_pages_in_order_with_title_text_table_and_notes() {
    let first = [
        shape(r#"<p:ph idx="1"/>"#, &[line("", "Frost early"), line(r#"<a:pPr lvl="1"/>"#, "in May")].concat()),
        shape(r#"<p:ph type="title"/>"#, &[line("", "Winter"), line("", "gritting")].concat()),
        shape(r#"<p:ph type="sldNum"/>"#, &line("", "2")),
        shape("", &[line(r#"<a:pPr><a:buAutoNum type="alphaLcParenR"/></a:pPr>"#, "salt"), line(r#"<a:pPr><a:buAutoNum type="alphaLcParenR"/></a:pPr>"#, "sand")].concat()),
        format!("<p:graphicFrame><a:tbl><a:tr><a:tc><a:txBody>{}</a:txBody></a:tc><a:tc><a:txBody>{}</a:txBody></a:tc></a:tr></a:tbl></p:graphicFrame>", line("", "A19"), line("", "12 miles")),
    ]
    .concat();
    let second = [
        shape(r#"<p:ph type="ctrTitle"/>"#, &line("", "Norbury Council")),
        shape(r#"<p:ph type="ftr"/>"#, &line("", "Highways Panel")),
    ]
    .concat();
    let notes = format!(
        "<p:notes>{}{}</p:notes>",
        shape(r#"<p:ph type="sldImg"/>"#, ""),
        shape(r#"<p:ph type="body"/>"#, &line("", "Say it slowly."))
    );
    let expected = [
        "# Norbury Council",
        "~ Highways Panel",
        "--- 1",
        "# Winter gritting",
        "- Frost early",
        "  - in May",
        "a) salt",
        "b) sand",
        "| A19 | 12 miles",
        "Notes: Say it slowly.",
        "--- 2",
    ];
    let found = blocks(&presentation(&[&first, &second], &notes));
    assert_eq!(lines(&found), expected);
    assert!(found[..3].iter().all(|block| block.place.page == Some(1)));
    assert!(found[3..].iter().all(|block| block.place.page == Some(2)));
}

#[test]
fn titles_of_slides_count_among_the_paragraphs() {
    let title = shape(r#"<p:ph type="title"/>"#, &line("", "Gritting"));
    let limits = Limits { lines: 2, ..Limits::default() };
    let skip = read_zip(&presentation(&[&title, &title, &title], ""), &limits).unwrap_err();
    assert_eq!(skip.reason, SkipReason::TooLarge);
}

#[test]
fn sheets_are_tables_with_headers_dates_and_pounds() {
    let sheet = r#"<worksheet><sheetData>
        <row r="1"><c r="A1" t="s"><v>0</v></c></row>
        <row r="3"><c r="A3" t="s"><v>1</v></c><c r="B3" t="inlineStr"><is><t>Spent</t></is></c><c r="C3" t="s"><v>2</v></c></row>
        <row r="4"><c r="A4" t="str"><f>X1</f><v>Gritting</v></c><c r="B4" s="1"><v>1250.5</v></c><c r="C4" s="2"><v>43530</v></c></row>
        <row r="5"><c r="A5" t="b"><v>1</v></c><c r="C5" t="e"><v>#REF!</v></c></row></sheetData></worksheet>"#;
    let strings = "<sst><si><t>Budget</t><rPh><t>x</t></rPh></si><si><r><t>Ser</t></r><r><t>vice</t></r></si><si><t>Date</t></si></sst>";
    let styles = r##"<styleSheet><numFmts><numFmt numFmtId="164" formatCode="&quot;£&quot;#,##0.00"/></numFmts>
        <cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="14"/></cellXfs></styleSheet>"##;
    let book = r#"<workbook><sheets><sheet name="Roads &amp; paths" r:id="r1"/><sheet name="Secret" state="hidden" r:id="r1"/></sheets></workbook>"#;
    let package = relations(&[("rId1", "officeDocument", "xl/workbook.xml")]);
    let main = relations(&[
        ("r1", "worksheet", "worksheets/sheet1.xml"),
        ("r2", "sharedStrings", "sharedStrings.xml"),
        ("r3", "styles", "styles.xml"),
    ]);
    let bytes = container(&[
        ("_rels/.rels", &package),
        ("xl/workbook.xml", book),
        ("xl/_rels/workbook.xml.rels", &main),
        ("xl/worksheets/sheet1.xml", sheet),
        ("xl/sharedStrings.xml", strings),
        ("xl/styles.xml", styles),
    ]);
    let expected = [
        "# Roads & paths",
        "Budget",
        "| Service | Spent | Date",
        "| Service: Gritting | Spent: £1,250.50 | Date: 6 March 2019",
        "| Service: TRUE",
    ];
    assert_eq!(lines(&blocks(&bytes)), expected);
}

fn open_document(styles: &str, body: &str) -> Vec<u8> {
    let content = format!(
        "<office:document-content><office:automatic-styles>{styles}</office:automatic-styles><office:body>{body}</office:body></office:document-content>"
    );
    container(&[
        ("mimetype", "application/vnd.oasis.opendocument.text"),
        ("META-INF/manifest.xml", "<manifest:manifest/>"),
        ("content.xml", &content),
    ])
}

#[test]
fn an_opendocument_text_has_its_headings_numbers_notes_and_tables() {
    let styles = r#"<text:list-style style:name="L"><text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix="."/>
        <text:list-level-style-number text:level="2" style:num-format="1" text:display-levels="2"/></text:list-style>
        <style:style style:name="P1" style:family="paragraph" style:parent-style-name="Title"/>
        <style:style style:name="T1" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style>
        <style:style style:name="T2" style:family="text"><style:text-properties text:display="none"/></style:style>"#;
    let list = |more: &str, inside: &str| {
        format!(r#"<text:list text:style-name="L"{more}><text:list-item>{inside}</text:list-item></text:list>"#)
    };
    let body = [
        r#"<office:text><text:tracked-changes><text:p>deleted</text:p></text:tracked-changes><text:p text:style-name="P1">Winter<text:s/>gritting</text:p>
        <text:table-of-content><text:p>Purpose 2</text:p></text:table-of-content><text:h text:outline-level="1">Purpose</text:h>"#,
        &list("", "<text:p>First</text:p><text:list><text:list-item><text:p>inner<text:span text:style-name=\"T2\">hidden</text:span></text:p><text:p>unnumbered</text:p></text:list-item></text:list>"),
        r#"<text:p><text:span text:style-name="T1">Grit</text:span><text:note text:note-class="footnote"><text:note-citation>1</text:note-citation><text:note-body><text:p>Salt.</text:p></text:note-body></text:note><office:annotation><text:p>comment</text:p></office:annotation></text:p>"#,
        &list(r#" text:continue-numbering="true""#, "<text:p>Second</text:p>"),
        &list("", "<text:p>Anew</text:p>"),
        r#"<table:table><table:table-header-rows><table:table-row><table:table-cell><text:p>Route</text:p></table:table-cell><table:table-cell><text:p>Miles</text:p></table:table-cell></table:table-row></table:table-header-rows>
        <table:table-row><table:table-cell table:number-rows-spanned="2"><text:p>A19</text:p></table:table-cell><table:table-cell><text:p>12</text:p></table:table-cell></table:table-row>
        <table:table-row><table:covered-table-cell/><table:table-cell><text:p>14</text:p></table:table-cell></table:table-row></table:table></office:text>"#,
    ]
    .concat();
    let found = blocks(&open_document(styles, &body));
    let expected = [
        "# Winter gritting",
        "# Purpose",
        "1. First",
        "1.1 inner",
        "unnumbered",
        "Grit",
        "Footnote 1: Salt.",
        "2. Second",
        "1. Anew",
        "| Route | Miles",
        "| Route: A19 | Miles: 12",
        "| Route: A19 | Miles: 14",
    ];
    assert_eq!(lines(&found), expected);
    assert!(found[5].bold && !found[4].bold);
}

#[test]
fn an_opendocument_sheet_does_not_unroll_its_empty_million_rows() {
    let body = r#"<office:spreadsheet><table:table table:name="Budget"><table:table-row><table:table-cell><text:p>Service</text:p></table:table-cell><table:table-cell><text:p>Spent</text:p></table:table-cell></table:table-row>
        <table:table-row><table:table-cell><text:p>Grit</text:p></table:table-cell><table:table-cell><text:p>£5</text:p></table:table-cell><table:table-cell table:number-columns-repeated="16000"/></table:table-row>
        <table:table-row table:number-rows-repeated="1048573"><table:table-cell table:number-columns-repeated="16384"/></table:table-row></table:table></office:spreadsheet>"#;
    assert_eq!(
        lines(&blocks(&open_document("", body))),
        ["# Budget", "| Service | Spent", "| Service: Grit | Spent: £5"]
    );
}

#[test]
fn a_repeated_cell_has_its_value_in_every_column_and_none_beyond_the_last() {
    let cell = |more: &str, text: &str| format!("<table:table-cell{more}><text:p>{text}</text:p></table:table-cell>");
    let row = |cells: &[String]| format!("<table:table-row>{}</table:table-row>", cells.concat());
    let thrice = r#" table:number-columns-repeated="3""#;
    let names = ["Month", "May", "June", "July"].map(|name| cell("", name));
    let short = [row(&names), row(&[cell("", "Nights"), cell(thrice, "0")])].concat();
    let wide = row(&[cell("", "first"), cell(r#" table:number-columns-repeated="255""#, "x"), cell("", "beyond")]);
    let body = format!(
        r#"<office:spreadsheet><table:table table:name="A">{short}</table:table><table:table table:name="B">{wide}</table:table></office:spreadsheet>"#
    );
    let found = blocks(&open_document("", &body));
    let found = lines(&found);
    assert_eq!(found[..3], ["# A", "| Month | May | June | July", "| Month: Nights | May: 0 | June: 0 | July: 0"]);
    assert!(found[4].ends_with("| x | x") && !found.concat().contains("beyond"), "{}", found[4]);
}

#[test]
fn a_table_inside_a_sheet_leaves_the_sheet_whole() {
    let inner = "<table:table><table:table-row><table:table-cell><text:p>inner</text:p></table:table-cell></table:table-row></table:table>";
    let row =
        |inside: &str| format!("<table:table-row><table:table-cell>{inside}</table:table-cell></table:table-row>");
    let body = format!(
        r#"<office:spreadsheet><table:table table:name="A">{}{}{}</table:table></office:spreadsheet>"#,
        row("<text:p>above</text:p>"),
        row(inner),
        row("<text:p>below</text:p>")
    );
    assert_eq!(lines(&blocks(&open_document("", &body))), ["# A", "above", "inner", "below"]);
}

#[test]
fn what_a_span_hides_is_hidden_in_the_spans_inside_it() {
    let styles = r#"<style:style style:name="Hidden" style:family="text"><style:text-properties text:display="none"/></style:style>
        <style:style style:name="Shown" style:family="text"><style:text-properties text:display="true"/></style:style>
        <style:style style:name="Bold" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style>"#;
    let span = |style: &str, inside: &str| format!(r#"<text:span text:style-name="{style}">{inside}</text:span>"#);
    let hidden = span("Hidden", &["a ", &span("Bold", "secret "), &span("Shown", "shown ")].concat());
    let body = format!(
        "<office:text><text:p>before {hidden}after</text:p><text:p>{}</text:p></office:text>",
        span("Bold", &span("Other", "bold"))
    );
    let found = blocks(&open_document(styles, &body));
    assert_eq!(lines(&found), ["before shown after", "bold"]);
    assert!(found[1].bold);
}

fn rich_text(text: &str) -> Vec<String> {
    lines(&rtf::read(text.as_bytes(), &Limits::default()).unwrap().blocks)
}

#[test]
fn an_rtf_document_has_its_styles_numbers_and_tables() {
    let text = r"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0\fcharset0 Arial;}{\f1\fcharset238 Arial CE;}}{\stylesheet{\s1\outlinelevel0\b heading 1;}{\*\cs2 Strong;}}
{\info{\title Not text}}{\header\pard Norbury Council\par}
\pard\s1 Purpose\par\pard{\listtext\pard 1.1\tab}Caf\'e9 \u8211- {\f1\'9d}{\*\unknown gone}{\v hidden}\par
{\listtext\'b7\tab}bullet\par {\deleted gone}kept{\footnote\pard {\chftn} Salt.}\par
\trowd\cellx100\cellx200\intbl Route\cell Miles\cell\row\trowd\cellx100\cellx200\intbl A19\cell 12\cell\row\pard
{\field{\*\fldinst HYPERLINK x}{\fldrslt the map}}\bin4 \}}}\par}";
    let expected = [
        "~ Norbury Council",
        "# Purpose",
        "1.1 Café – ť",
        "- bullet",
        "kept",
        "Footnote 1: Salt.",
        "| Route | Miles",
        "| Route: A19 | Miles: 12",
        "the map",
    ];
    assert_eq!(rich_text(text), expected);
}

#[test]
fn words_outside_of_the_cells_of_an_rtf_row_do_not_weigh_on_what_comes_after() {
    let text = r"{\rtf1 \trowd\cellx100\intbl A19\cell stray\row\pard{\b Depots}\par \trowd\cellx100\intbl stray\nestcell\nestrow\pard{\b Lorries}\par}";
    let found = rtf::read(text.as_bytes(), &Limits::default()).unwrap().blocks;
    let bold: Vec<&str> = found.iter().filter(|own| own.bold).map(|own| own.text.as_str()).collect();
    assert_eq!(bold, ["Depots", "Lorries"]);
}

#[test]
fn an_email_gives_subject_people_day_text_and_names_of_attachments() {
    let message = "From: Jo Park <jo@norbury.example>\r\nTo: Panel <panel@norbury.example>\r\nDate: Wed, 06 Mar 2019 10:30:00 +0000\r\nSubject: =?utf-8?q?Gullies_=E2=80=93_update?=\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=windows-1252\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nIt cost =A35.\r\n--b\r\nContent-Type: application/pdf; name=\"report.pdf\"\r\nContent-Disposition: attachment; filename=\"report.pdf\"\r\n\r\nx\r\n--b--\r\n";
    let found = email::read(message.as_bytes(), &Limits::default()).unwrap();
    let expected = [
        "# Gullies – update",
        "From: Jo Park <jo@norbury.example>",
        "To: Panel <panel@norbury.example>",
        "Date: 6 March 2019",
        "It cost £5.",
        "Attachment: report.pdf",
    ];
    assert_eq!(lines(&found.blocks), expected);
}

#[test]
fn an_email_with_one_part_that_is_blank_keeps_the_others() {
    let message = "From: jo@norbury.example\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nThe lorry came.\r\n--b\r\nContent-Type: text/html\r\n\r\n<html><body><br></body></html>\r\n--b--\r\n";
    let found = email::read(message.as_bytes(), &Limits::default()).unwrap();
    assert_eq!(lines(&found.blocks), ["From: jo@norbury.example", "The lorry came."]);
}

#[test]
fn other_archives_are_named_as_what_they_are() {
    let skip = read_zip(&container(&[("a.docx", "x"), ("b/c.txt", "y")]), &Limits::default()).unwrap_err();
    assert_eq!(
        (skip.reason, skip.detail.as_str()),
        (SkipReason::Unsupported, "it is a zip archive, and no Office document")
    );
    let encrypted = container(&[
        ("META-INF/manifest.xml", "<m><f><manifest:encryption-data/></f></m>"),
        ("content.xml", "\u{1}\u{2}"),
    ]);
    assert_eq!(read_zip(&encrypted, &Limits::default()).unwrap_err().reason, SkipReason::Encrypted);
}
