//! Things that contain, follow or are based on themselves.

use super::made::{Bad, Class, Must, docx, sentence};
use crate::{
    made_docx::{container, relations},
    made_pdf::of_objects,
    support::project,
};
use std::fs;

const CATALOG: &str = "<</Type /Catalog /Pages 2 0 R>>";
const PAGES: &str = "<</Type /Pages /Kids [3 0 R] /Count 1>>";
const PAGE: &str = "<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources 6 0 R>>";
const RESOURCES: &str = "<</Font <</F1 5 0 R>> /XObject <</X 7 0 R>>>>";
const FONT: &str = "<</Type /Font /Subtype /Type1 /BaseFont /Courier>>";

fn stream(dictionary: &str, content: &str) -> String {
    format!("<<{dictionary} /Length {}>>\nstream\n{content}\nendstream", content.len())
}

fn shown(about: &str) -> String {
    stream("", &format!("BT /F1 10 Tf 72 700 Td ({}) Tj ET /X Do", sentence(about)))
}

pub(super) fn cyclic() -> Vec<Bad> {
    let mut class = Class::new("cyclic");
    pdfs(&mut class);
    documents(&mut class);
    class.files
}

fn pdfs(class: &mut Class) {
    const NOTHING: Must = Must::Refuse(&["malformed", "empty"]);
    let mut add =
        |name: &str, must: Must, objects: &[&str]| class.add(&format!("{name}.pdf"), must, of_objects(objects));
    let text = shown("the cycle");
    let rest = |pages: &'static str, about: &str| {
        [CATALOG.to_owned(), pages.to_owned(), PAGE.to_owned(), shown(about), FONT.to_owned(), RESOURCES.to_owned()]
    };
    let list = |objects: &[String]| objects.iter().map(String::as_str).map(str::to_owned).collect::<Vec<_>>();
    let all = list(&rest("<</Type /Pages /Kids [3 0 R 2 0 R 3 0 R] /Count 100000>>", "the tree"));
    add("page-tree", Must::Read, &all.iter().map(String::as_str).collect::<Vec<_>>());
    add("page-tree-of-itself-alone", NOTHING, &[CATALOG, "<</Type /Pages /Kids [2 0 R] /Count 1>>"]);
    let two = "<</Type /Pages /Kids [3 0 R 3 0 R] /Count 2>>";
    add("page-tree-of-two", NOTHING, &[CATALOG, two, "<</Type /Pages /Kids [2 0 R 2 0 R] /Count 2>>"]);
    add("catalog", NOTHING, &["1 0 R"]);
    add("references", NOTHING, &[CATALOG, "3 0 R", "4 0 R", "2 0 R"]);
    add("kids", NOTHING, &[CATALOG, "<</Type /Pages /Kids 3 0 R /Count 1>>", "3 0 R"]);
    let parent = PAGE.replace("/Parent 2 0 R", "/Parent 3 0 R").replace("/MediaBox [0 0 595 842]", "");
    add("parent", Must::Either, &[CATALOG, PAGES, &parent, &text, FONT, RESOURCES]);
    let outlines = "<</Type /Catalog /Pages 2 0 R /Outlines 7 0 R>>";
    let item = "<</Title (Gullies) /First 7 0 R /Next 7 0 R /Prev 7 0 R /Parent 7 0 R>>";
    add("outlines", Must::Read, &[outlines, PAGES, PAGE, &shown("outlines"), FONT, RESOURCES, item]);
    // Each drawing of itself would double the work, or make four of it.
    for (name, times, must) in [("form", 2, Must::Read), ("form-four-times", 4, Must::Read)] {
        let own = "/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources 6 0 R";
        let form = stream(own, &"/X Do ".repeat(times));
        add(name, must, &[CATALOG, PAGES, PAGE, &shown(name), FONT, RESOURCES, &form]);
    }
    let length = text.replace(&format!("/Length {}", text.len()), "").replacen("/Length ", "/Length 4 0 R /L ", 1);
    add("length", Must::Either, &[CATALOG, PAGES, PAGE, &length, FONT, RESOURCES]);
    add("contents", Must::Either, &[CATALOG, PAGES, PAGE, "[4 0 R 4 0 R]", FONT, RESOURCES]);
    let resources = "<</Font 6 0 R /XObject 6 0 R /F1 5 0 R>>";
    add("resources", Must::Either, &[CATALOG, PAGES, PAGE, &shown("resources"), FONT, resources]);
    let fonts =
        "<</Type /Font /Subtype /Type0 /BaseFont /A /Encoding 5 0 R /DescendantFonts [5 0 R] /ToUnicode 5 0 R>>";
    add("font", Must::Either, &[CATALOG, PAGES, PAGE, &shown("a font"), fonts, RESOURCES]);
    let objects = stream("/Type /ObjStm /N 1 /First 4 /Extends 7 0 R", "7 0 <</A 7 0 R>>");
    add("object-stream", Must::Read, &[CATALOG, PAGES, PAGE, &shown("streams"), FONT, RESOURCES, &objects]);
    let mut tables = of_objects(&[CATALOG, PAGES, PAGE, &shown("tables"), FONT, RESOURCES]);
    let at = tables.len();
    tables.extend(format!("xref\n0 1\n0000000000 65535 f \ntrailer\n<</Root 1 0 R /Size 7 /Prev {at} /XRefStm {at}>>\nstartxref\n{at}\n%%EOF\n").bytes());
    class.add("tables.pdf", Must::Either, tables);
}

fn documents(class: &mut Class) {
    let style = |id: &str, based: &str| {
        format!(
            r#"<w:style w:type="paragraph" w:styleId="{id}"><w:name w:val="{id}"/><w:basedOn w:val="{based}"/><w:link w:val="{based}"/><w:next w:val="{id}"/></w:style>"#
        )
    };
    for (name, styles) in
        [("style", style("A", "A")), ("styles", style("A", "B") + &style("B", "C") + &style("C", "A"))]
    {
        let text = docx(name).paragraph(r#"<w:pStyle w:val="A"/>"#, "In a style that is based on itself.");
        let styles = format!("<w:styles>{styles}</w:styles>");
        class.add(&format!("{name}.docx"), Must::Read, text.part("s", "styles", "styles.xml", &styles).bytes());
    }
    let chain: String = (0..20_000).map(|at| style(&format!("S{at}"), &format!("S{}", at + 1))).collect();
    let text = docx("a chain").paragraph(r#"<w:pStyle w:val="S0"/>"#, "In a style of a long chain.");
    let styles = format!("<w:styles>{chain}</w:styles>");
    class.add("chain-of-styles.docx", Must::Read, text.part("s", "styles", "styles.xml", &styles).bytes());
    let numbering = r#"<w:numbering><w:abstractNum w:abstractNumId="1"><w:numStyleLink w:val="L"/><w:styleLink w:val="L"/></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num></w:numbering>"#;
    let list = r#"<w:styles><w:style w:type="numbering" w:styleId="L"><w:name w:val="L"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style></w:styles>"#;
    let lists =
        docx("lists").part("n", "numbering", "numbering.xml", numbering).part("s", "styles", "styles.xml", list);
    class.add("lists.docx", Must::Read, lists.bytes());
    let note = r#"<w:footnotes><w:footnote w:id="1"><w:p><w:r><w:t>A note of itself.</w:t><w:footnoteReference w:id="1"/></w:r></w:p></w:footnote></w:footnotes>"#;
    let call = r#"<w:p><w:r><w:t>Text with a note</w:t><w:footnoteReference w:id="1"/></w:r></w:p>"#;
    class.add("notes.docx", Must::Read, docx("notes").raw(call).part("f", "footnotes", "footnotes.xml", note).bytes());
    let itself = relations(&[("r", "officeDocument", "_rels/.rels")]);
    class.add(
        "relations.docx",
        Must::Refuse(&["unsupported", "malformed", "empty"]),
        container(&[("_rels/.rels", &itself)]),
    );
    let slide = relations(&[("r1", "slide", "../presentation.xml"), ("r2", "slide", "presentation.xml")]);
    let show = "<p:presentation><p:sldIdLst><p:sldId r:id=\"r1\"/><p:sldId r:id=\"r2\"/></p:sldIdLst></p:presentation>";
    let pptx = container(&[
        ("_rels/.rels", &relations(&[("r", "officeDocument", "ppt/presentation.xml")])),
        ("ppt/presentation.xml", show),
        ("ppt/_rels/presentation.xml.rels", &slide),
    ]);
    class.add("slides.pptx", Must::Either, pptx);
    let styles = r#"<style:style style:name="A" style:parent-style-name="B"/><style:style style:name="B" style:parent-style-name="A"/>"#;
    let body = format!(r#"<a>{styles}<text:p text:style-name="A">{}</text:p></a>"#, sentence("parents"));
    class.add("parents.odt", Must::Read, container(&[("META-INF/manifest.xml", "<m/>"), ("content.xml", &body)]));
    let related = "{\\rtf1{\\stylesheet{\\s1\\sbasedon2 A;}{\\s2\\sbasedon1 B;}}\\s1 ";
    class.add("styles.rtf", Must::Read, format!("{related}{}\\par}}", sentence("styles")));
    // The chain of sectors of a compound file: each sector of the table of chains follows itself.
    let mut sectors = fs::read(project("tests/fixtures/office/report.doc")).unwrap();
    let table = 512 * (1 + u32::from_le_bytes(sectors[76..80].try_into().unwrap()) as usize);
    for at in 0..128_u32 {
        let place = table + at as usize * 4;
        if sectors[place..place + 4] < [0xf0, 0xff, 0xff, 0xff][..] {
            sectors[place..place + 4].copy_from_slice(&at.to_le_bytes());
        }
    }
    class.add("sectors.doc", Must::Either, sectors);
}
