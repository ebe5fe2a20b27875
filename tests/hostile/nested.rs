//! Things in things, deeper than any reader's stack.

use super::made::{Bad, Class, Entry, Must, docx, sentence, zip};
use crate::{
    made_docx::{Docx, container, relations},
    made_pdf::{of_objects, with_streams},
};

/// So deep that a reader which calls itself for each level needs more stack than there is.
const DEEP: usize = 200_000;

pub(super) fn nested() -> Vec<Bad> {
    let mut class = Class::new("nested");
    for tag in ["div", "b", "section", "blockquote", "ul"] {
        let page = format!("<html><body>{}{}", format!("<{tag}>").repeat(DEEP), sentence(tag));
        class.add(&format!("{tag}.html"), Must::Refuse(&["malformed"]), page);
    }
    // Tags that close themselves or each other nest nothing.
    class.add("tables.html", Must::Either, format!("<html><body>{}{}", "<table>".repeat(DEEP), sentence("tables")));
    class.add("paragraphs.html", Must::Either, format!("<html><body>{}{}", "<p>".repeat(DEEP), sentence("p")));
    class.add("bold.txt", Must::Refuse(&["malformed"]), "<b>".repeat(1_000_000));
    class.add("brackets.txt", Must::Either, "[".repeat(1_000_000) + &sentence("brackets"));
    class.add("quotes.md", Must::Either, "> ".repeat(DEEP) + &sentence("quotes"));
    class.add("bullets.md", Must::Either, "- ".repeat(DEEP) + &sentence("bullets"));

    let pages = "<</Type /Pages /Kids [3 0 R] /Count 1>>";
    let page = "<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R>>";
    for (name, open, close) in [("arrays", "[", "]"), ("dictionaries", "<</A ", ">>")] {
        let deep = format!("{}1{}", open.repeat(DEEP), close.repeat(DEEP));
        let objects = ["<</Type /Catalog /Pages 2 0 R /Names 5 0 R>>", pages, page, "null", &deep];
        class.add(&format!("{name}-unused.pdf"), Must::Either, of_objects(&objects));
        let objects = ["<</Type /Catalog /Pages 2 0 R>>", pages, &page.replace("[0 0 595 842]", &deep), "null"];
        class.add(&format!("{name}.pdf"), Must::Either, of_objects(&objects));
        let unclosed = page.replace("[0 0 595 842]", &open.repeat(DEEP));
        let objects = ["<</Type /Catalog /Pages 2 0 R>>", pages, &unclosed, "null"];
        class.add(&format!("{name}-unclosed.pdf"), Must::Either, of_objects(&objects));
        class.add(&format!("{name}-drawn.pdf"), Must::Either, with_streams(vec![(format!("{deep} TJ").into(), false)]));
    }
    class.add("states.pdf", Must::Either, with_streams(vec![("q ".repeat(DEEP).into(), false)]));
    class.add("strings.pdf", Must::Either, with_streams(vec![(format!("{} Tj", "(".repeat(DEEP)).into(), false)]));
    let tree: Vec<String> = (0..20_000)
        .map(|at| match at {
            0 => "<</Type /Catalog /Pages 2 0 R>>".to_owned(),
            19_999 => "<</Type /Page /MediaBox [0 0 9 9]>>".to_owned(),
            at => format!("<</Type /Pages /Kids [{} 0 R] /Count 1>>", at + 2),
        })
        .collect();
    let tree: Vec<&str> = tree.iter().map(String::as_str).collect();
    class.add("page-tree.pdf", Must::Either, of_objects(&tree));

    class.add("groups.rtf", Must::Refuse(&["malformed"]), format!("{{\\rtf1{}", "{".repeat(DEEP)));
    class.add("tables.rtf", Must::Either, format!("{{\\rtf1 {} x\\par}}", "\\itap99999999\\nestcell ".repeat(2000)));

    for mark in ["ins", "tbl", "sdt", "txbxContent"] {
        let marks = format!("{}{}", format!("<w:{mark}>").repeat(DEEP), format!("</w:{mark}>").repeat(DEEP));
        class.add(&format!("{mark}.docx"), Must::Refuse(&["malformed"]), Docx::default().raw(&marks).bytes());
    }
    let spans = format!("<a>{}", "<text:span>".repeat(DEEP));
    let odt = container(&[("META-INF/manifest.xml", "<m/>"), ("content.xml", &spans)]);
    class.add("spans.odt", Must::Refuse(&["malformed"]), odt);
    let sheet = "<row>".repeat(DEEP);
    let workbook = r#"<workbook><sheets><sheet name="a" r:id="r1"/></sheets></workbook>"#;
    let xlsx = container(&[
        ("_rels/.rels", &relations(&[("r", "officeDocument", "xl/workbook.xml")])),
        ("xl/workbook.xml", workbook),
        ("xl/_rels/workbook.xml.rels", &relations(&[("r1", "worksheet", "s.xml")])),
        ("xl/s.xml", &sheet),
    ]);
    class.add("rows.xlsx", Must::Refuse(&["malformed"]), xlsx);

    let record = format!("{{\"id\":\"a\",\"text\":{}", "[".repeat(DEEP));
    class.add("arrays.jsonl", Must::Refuse(&["malformed"]), record);
    let parts: String =
        (0..2000).map(|at| format!("Content-Type: multipart/mixed; boundary=b{at}\n\n--b{at}\n")).collect();
    class.add("parts.eml", Must::Either, format!("From: a@b\nSubject: Gullies\nMIME-Version: 1.0\n{parts}"));
    let messages = "Content-Type: message/rfc822\n\nFrom: a@b\nSubject: Gullies\nMIME-Version: 1.0\n".repeat(5000);
    class.add("messages.eml", Must::Either, format!("From: a@b\nSubject: Gullies\nMIME-Version: 1.0\n{messages}"));

    let inner = docx("the inner zip").bytes();
    class.add("zip-in-zip.zip", Must::Refuse(&["unsupported"]), zip(&[Entry::stored("report.docx", &inner)]));
    class.files
}
