//! Small files that say or hold far too much: bombs of deflated data, numbers that nothing stands behind.

use super::made::{Bad, Class, Entry, Must, deflated, docx, pdf, sentence, zip, zlib};
use crate::{
    made_docx::{Docx, container, relations},
    made_pdf::{file, of_objects, with_streams},
};
use std::iter;

const LARGE: Must = Must::Refuse(&["too-large"]);
const CATALOG: &str = "<</Type /Catalog /Pages 2 0 R>>";
const PAGE: &str =
    "<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources <</Font <</F1 5 0 R>>>>>>";
const FONT: &str = "<</Type /Font /Subtype /Type1 /BaseFont /Courier>>";

/// A stream with its dictionary.
fn stream(dictionary: &str, content: &[u8]) -> Vec<u8> {
    let head = format!("<<{dictionary} /Length {}>>\nstream\n", content.len());
    [head.as_bytes(), content, b"\nendstream"].concat()
}

fn text_stream(about: &str) -> Vec<u8> {
    stream("", format!("BT /F1 10 Tf 72 700 Td ({}) Tj ET", sentence(about)).as_bytes())
}

/// A PDF of one page with this content.
fn one_page(content: Vec<u8>) -> Vec<u8> {
    let pages = "<</Type /Pages /Kids [3 0 R] /Count 1>>";
    file(&[CATALOG.into(), pages.into(), PAGE.into(), content, FONT.into()], "")
}

/// A container of a Word document whose main part is this entry.
fn word(main: Entry<'_>) -> Vec<u8> {
    let relations = relations(&[("r", "officeDocument", "word/document.xml")]);
    zip(&[Entry::stored("_rels/.rels", relations.as_bytes()), Entry { name: "word/document.xml", ..main }])
}

pub(super) fn flate() -> Vec<Bad> {
    let mut class = Class::new("flate bomb");
    let gibibyte = zlib(b' ', 1024);
    class.add("content.pdf", LARGE, with_streams(vec![(gibibyte.clone(), true)]));
    let twice = {
        let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
        std::io::Write::write_all(&mut packed, &gibibyte).unwrap();
        packed.finish().unwrap()
    };
    class.add("content-twice.pdf", LARGE, one_page(stream("/Filter [/FlateDecode /FlateDecode]", &twice)));
    // Each is small enough, all of them together are not.
    let forty: Vec<_> = (0..40).map(|_| (zlib(b' ', 16), true)).collect();
    class.add("forty-pages.pdf", LARGE, with_streams(forty));
    let objects = stream("/Type /ObjStm /N 100000 /First 10 /Filter /FlateDecode", &gibibyte);
    class.add("object-stream.pdf", Must::Either, one_page(objects));
    let table = stream("/Type /XRef /Size 1000000000 /W [4 4 4] /Root 1 0 R /Filter /FlateDecode", &gibibyte);
    let mut tabled = one_page(text_stream("the table"));
    let at = tabled.len();
    tabled.extend(b"6 0 obj\n");
    tabled.extend(table);
    tabled.extend(format!("\nendobj\nstartxref\n{at}\n%%EOF\n").bytes());
    class.add("table.pdf", Must::Either, tabled);
    let unicode = stream("/Filter /FlateDecode", &gibibyte);
    let font = "<</Type /Font /Subtype /Type1 /BaseFont /Courier /ToUnicode 6 0 R>>";
    let pages = "<</Type /Pages /Kids [3 0 R] /Count 1>>";
    let objects = [CATALOG.into(), pages.into(), PAGE.into(), text_stream("the font"), font.into(), unicode];
    class.add("character-map.pdf", Must::Either, file(&objects, ""));
    class.add(
        "run-lengths.pdf",
        Must::Either,
        one_page(stream("/Filter [/FlateDecode /RunLengthDecode]", &zlib(0x81, 16))),
    );
    class.add("predictor.pdf", Must::Either, {
        let parameters = "/Filter /FlateDecode /DecodeParms <</Predictor 15 /Columns 2147483647 /Colors 9999>>";
        one_page(stream(parameters, &zlib(b' ', 16)))
    });
    class.add(
        "archive.gz",
        Must::Refuse(&["unsupported"]),
        [&b"\x1f\x8b\x08\0\0\0\0\0\0\x03"[..], &deflated(0, 1024)].concat(),
    );
    class.files
}

pub(super) fn zips() -> Vec<Bad> {
    let mut class = Class::new("zip bomb");
    let gibibyte = deflated(b' ', 1024);
    let bomb = |claim: u32| Entry { name: "", flags: 0, deflated: true, data: Some(&gibibyte), claim };
    class.add("document.docx", LARGE, word(bomb(1 << 30)));
    class.add("document-that-lies.docx", Must::Refuse(&["too-large", "malformed"]), word(bomb(10)));
    let relations_bomb = Entry { name: "_rels/.rels", ..bomb(1 << 30) };
    class.add("relations.docx", LARGE, zip(&[relations_bomb]));
    // One part that all the sheets are.
    let part = deflated(b' ', 48);
    let ids: Vec<String> = (0..100).map(|at| format!("r{at}")).collect();
    let sheets: String = ids.iter().map(|id| format!(r#"<sheet name="{id}" r:id="{id}"/>"#)).collect();
    let workbook = format!("<workbook><sheets>{sheets}</sheets></workbook>");
    let targets: Vec<_> = ids.iter().map(|id| (id.as_str(), "worksheet", "s.xml")).collect();
    let (own, package) = (relations(&targets), relations(&[("r", "officeDocument", "xl/workbook.xml")]));
    let shared = Entry { name: "xl/s.xml", flags: 0, deflated: true, data: Some(&part), claim: 48 << 20 };
    let sheets = [
        Entry::stored("_rels/.rels", package.as_bytes()),
        Entry::stored("xl/workbook.xml", workbook.as_bytes()),
        Entry::stored("xl/_rels/workbook.xml.rels", own.as_bytes()),
        shared,
    ];
    class.add("one-sheet-for-all.xlsx", Must::Refuse(&["too-large", "malformed"]), zip(&sheets));
    // Names for one and the same data.
    let names: Vec<String> = (0..30_000).map(|at| format!("word/{at}.xml")).collect();
    let entries = names.iter().zip(iter::once(Some(&part[..])).chain(iter::repeat(None)));
    let entries: Vec<_> =
        entries.map(|(name, data)| Entry { name, flags: 0, deflated: true, data, claim: 48 << 20 }).collect();
    class.add("overlapping.docx", LARGE, zip(&entries));
    let entities: String = (1..30).map(|at| format!("<!ENTITY e{at} \"&e{};&e{};\">", at - 1, at - 1)).collect();
    let laughs = format!(
        "<!DOCTYPE d [<!ENTITY e0 \"ha\">{entities}]><w:document><w:body><w:p><w:r><w:t>{} &e29;</w:t></w:r></w:p></w:body></w:document>",
        sentence("laughter")
    );
    let package = relations(&[("r", "officeDocument", "word/document.xml")]);
    class.add("entities.docx", Must::Either, container(&[("_rels/.rels", &package), ("word/document.xml", &laughs)]));
    let outside = laughs.replace("<!ENTITY e0 \"ha\">", "<!ENTITY e0 SYSTEM \"file:///etc/passwd\">");
    class.add(
        "entity-of-a-file.docx",
        Must::Either,
        container(&[("_rels/.rels", &package), ("word/document.xml", &outside)]),
    );
    let repeated = r#"<a><table:table><table:table-row table:number-rows-repeated="1048576"><table:table-cell table:number-columns-repeated="16384"><text:p>Gully</text:p></table:table-cell></table:table-row></table:table></a>"#;
    let manifest = ("META-INF/manifest.xml", "<m/>");
    class.add("repeated.ods", Must::Either, container(&[manifest, ("content.xml", repeated)]));
    let blanks = r#"<a><text:p>Gully<text:s text:c="4294967295"/>lorry</text:p></a>"#;
    class.add("blanks.odt", Must::Either, container(&[manifest, ("content.xml", blanks)]));
    class.files
}

pub(super) fn claims() -> Vec<Bad> {
    let mut class = Class::new("claims");
    let claim = |pages: &str, about: &str| {
        file(&[CATALOG.into(), pages.into(), PAGE.into(), text_stream(about), FONT.into()], "")
    };
    // One page that says it is a hundred thousand, and one that is.
    class.add("100000-pages.pdf", Must::Read, claim("<</Type /Pages /Kids [3 0 R] /Count 100000>>", "one page"));
    let kids = format!("<</Type /Pages /Kids [{}] /Count 100000>>", "3 0 R ".repeat(100_000));
    class.add("100000-times-one-page.pdf", Must::Either, claim(&kids, "all pages"));
    let kids: String = (3..100_003).map(|number| format!("{number} 0 R ")).collect();
    let kids = format!("<</Type /Pages /Kids [{kids}] /Count 100000>>");
    let pages = iter::repeat_n("<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842]>>", 100_000);
    let objects: Vec<&str> = [CATALOG, kids.as_str()].into_iter().chain(pages).collect();
    class.add("100000-pages-indeed.pdf", LARGE, of_objects(&objects));
    let missing: String = (6..100_006).map(|number| format!("{number} 0 R ")).collect();
    let kids = format!("<</Type /Pages /Kids [{missing}] /Count 100000>>");
    class.add("100000-missing-pages.pdf", Must::Refuse(&["malformed", "empty"]), claim(&kids, "no page"));
    class.add("minus-one-pages.pdf", Must::Read, claim("<</Type /Pages /Kids [3 0 R] /Count -1>>", "minus one"));
    let whole = String::from_utf8_lossy(&one_page(text_stream("the length"))).into_owned();
    let long = whole.replace("/Length ", "/Length 9999999999999");
    class.add("length.pdf", Must::Either, long);
    class.add(
        "page-of-a-light-year.pdf",
        Must::Either,
        whole.replace("595 842", "1e38 -1e38").replace("the length", "a light year"),
    );
    let size = whole.replace("/Root 1 0 R", "/Root 1 0 R /Size 2147483647").replace("the length", "the size");
    class.add("size.pdf", Must::Read, size);
    let widths = "<</Type /Font /Subtype /Type1 /BaseFont /A /FirstChar 0 /LastChar 4294967295 /Widths [500]>>";
    let pages = "<</Type /Pages /Kids [3 0 R] /Count 1>>";
    class.add(
        "widths.pdf",
        Must::Either,
        of_objects(&[CATALOG, pages, PAGE, &String::from_utf8_lossy(&text_stream("widths")), widths]),
    );
    let mut started = pdf("the table");
    started.extend(b"\nstartxref\n99999999999999999999\n%%EOF\n");
    class.add("table-beyond-the-end.pdf", Must::Read, started);

    let span = "<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val=\"2147483647\"/></w:tcPr><w:p><w:r><w:t>Gully lorry</w:t></w:r></w:p></w:tc></w:tr></w:tbl>";
    class.add("span.docx", Must::Either, docx("the span").raw(span).bytes());
    let levels = "<w:p><w:pPr><w:numPr><w:ilvl w:val=\"4294967295\"/><w:numId w:val=\"-9223372036854775808\"/></w:numPr></w:pPr><w:r><w:t>x</w:t></w:r></w:p>";
    class.add("levels.docx", Must::Read, docx("the levels").raw(levels).bytes());
    let page = |span: &str| {
        let text = sentence(span);
        format!(
            "<html><body><table><tr><td {span}=\"4294967295\">{text}</td></tr><tr><td>x</td></tr></table></body></html>"
        )
    };
    class.add("columns.html", Must::Either, page("colspan"));
    class.add("rows.html", Must::Either, page("rowspan"));
    let wide =
        format!("<html><body><table>{}</table></body></html>", "<tr><td colspan=1000 rowspan=65534>Gully".repeat(2000));
    class.add("columns-and-rows.html", Must::Either, wide);
    class.add("binary.rtf", Must::Either, format!("{{\\rtf1 {}\\par \\bin2147483647 x}}", sentence("binary")));
    class.add(
        "unicode.rtf",
        Must::Read,
        format!("{{\\rtf1 \\uc2147483647 {}\\par \\u99999999999 ?}}", sentence("unicode")),
    );
    let far = r#"<worksheet><sheetData><row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>Gully</t></is></c><c r="ZZZZZZZZ99999999999" t="inlineStr"><is><t>lorry</t></is></c></row></sheetData></worksheet>"#;
    let xlsx = container(&[
        ("_rels/.rels", &relations(&[("r", "officeDocument", "xl/workbook.xml")])),
        ("xl/workbook.xml", r#"<workbook><sheets><sheet name="a" r:id="r1"/></sheets></workbook>"#),
        ("xl/_rels/workbook.xml.rels", &relations(&[("r1", "worksheet", "s.xml")])),
        ("xl/s.xml", far),
    ]);
    class.add("far-cell.xlsx", Must::Either, xlsx);
    let million = Docx::default().raw(&"<w:p/>".repeat(1_000_000)).text(&sentence("a million paragraphs"));
    class.add("empty-paragraphs.docx", Must::Either, million.bytes());
    let paragraphs = Docx::default().raw(&format!("<w:p>{}</w:p>", Docx::run("x")).repeat(600_000));
    class.add("paragraphs.docx", LARGE, paragraphs.bytes());
    class.add("lines.txt", LARGE, "x\n\n".repeat(600_000));
    class.files
}
