//! Scans: told without `--ocr`, read and marked with it.
//!
//! Where tesseract and pdftoppm are installed, the scans are real pictures of print, drawn in the test.

use crate::made_pdf::{self, LEFT, Page, RIGHT};
use assert_cmd::Command;
use flate2::{Compression, write::ZlibEncoder};
use scrutineer::corpus::Ocr;
use serde_json::Value;
use std::{fs, io::Write as _, path::Path, process, process::Output};

const PRINT: &str = "The panel heard that the gullies of Northmarch had been cleaned in the spring, and that the \
                     contractor had asked for a longer season. Members noted that 214 drains were outstanding.";

/// Whether the programs are here; says so where they are not.
fn is_installed() -> bool {
    let found = Ocr::find();
    if let Err(error) = &found {
        println!("skipped: {error}");
    }
    found.is_ok()
}

/// A page of print.
fn page() -> Page {
    let mut page = Page::new();
    page.bold(LEFT, 90.0, 14.0, "DRAINAGE PROGRAMME");
    page.paragraph(LEFT, RIGHT, 130.0, PRINT);
    page
}

/// A page of print as a picture in grey: its width, height and dots.
fn picture(folder: &Path) -> (String, String, Vec<u8>) {
    let file = folder.join("print.pdf");
    fs::write(&file, made_pdf::pdf(vec![page()])).unwrap();
    let drawn = process::Command::new("pdftoppm").args(["-r", "200", "-gray"]).arg(&file).output().unwrap().stdout;
    fs::remove_file(file).unwrap();
    let mut parts = drawn.splitn(4, |byte| byte.is_ascii_whitespace()).skip(1);
    let mut number = || String::from_utf8(parts.next().unwrap().to_vec()).unwrap();
    let (width, height) = (number(), number());
    let dots = drawn[drawn.len() - width.parse::<usize>().unwrap() * height.parse::<usize>().unwrap()..].to_vec();
    (width, height, dots)
}

/// A PDF of a page of text, where asked for, and of pages that are pictures.
fn scan(folder: &Path, with_text: bool, pictures: usize) -> Vec<u8> {
    let (width, height, dots) = picture(folder);
    let mut packed = ZlibEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(&dots).unwrap();
    let packed = packed.finish().unwrap();
    let head = format!(
        "<</Type /XObject /Subtype /Image /Width {width} /Height {height} /ColorSpace /DeviceGray /BitsPerComponent 8 \
         /Filter /FlateDecode /Length {}>>\nstream\n",
        packed.len()
    );
    let stream = |content: &str| format!("<</Length {}>>\nstream\n{content}\nendstream", content.len()).into_bytes();
    let kids: Vec<String> = (0..pictures + usize::from(with_text)).map(|page| format!("{} 0 R", 7 + page)).collect();
    let page = |content: u32| {
        let resources = "<</Font <</F1 6 0 R>> /XObject <</Im1 5 0 R>>>>";
        format!("<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {content} 0 R /Resources {resources}>>")
    };
    let mut objects = vec![
        b"<</Type /Catalog /Pages 2 0 R>>".to_vec(),
        format!("<</Type /Pages /Kids [{}] /Count {}>>", kids.join(" "), kids.len()).into_bytes(),
        stream("q 595 0 0 842 0 0 cm /Im1 Do Q"),
        stream("BT /F1 12 Tf 72 700 Td (The flood plan of the county is to be renewed in autumn.) Tj ET"),
        [head.as_bytes(), &packed, b"\nendstream"].concat(),
        b"<</Type /Font /Subtype /Type1 /BaseFont /Courier>>".to_vec(),
    ];
    objects.extend(with_text.then(|| page(4).into_bytes()));
    objects.extend((0..pictures).map(|_| page(3).into_bytes()));
    made_pdf::file(&objects, "")
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::cargo_bin("scrutineer").unwrap();
    command.current_dir(folder).env_remove("SCRUTINEER_INDEX").env("NO_COLOR", "1").args(arguments);
    command.output().unwrap()
}

/// What was printed for people, without its line breaks.
fn in_one_line(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).split_whitespace().collect::<Vec<_>>().join(" ")
}

fn objects(output: &Output) -> Vec<Value> {
    String::from_utf8_lossy(&output.stdout).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn words_of_scanned_pages_are_found_on_their_page_and_marked() {
    if !is_installed() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let papers = folder.path().join("papers");
    fs::create_dir(&papers).unwrap();
    fs::write(papers.join("mixed.pdf"), scan(folder.path(), true, 1)).unwrap();
    fs::write(papers.join("scan.pdf"), scan(folder.path(), false, 1)).unwrap();
    let found = |query: &str| {
        let answer = run(folder.path(), &["search", query, "--all-copies", "--format", "json"]);
        objects(&answer).split_off(1)
    };

    let without = run(folder.path(), &["index", "papers", "--format", "json"]);
    let skipped = &objects(&without)[0]["skipped"];
    assert_eq!((&skipped[0]["path"], &skipped[0]["reason"]), (&"scan.pdf".into(), &"no-text-layer".into()));
    assert_eq!(skipped[0]["detail"], "no text layer: 1 page");
    assert!(found("gullies").is_empty());

    let with = run(folder.path(), &["index", "papers", "--ocr", "--format", "json"]);
    assert_eq!(objects(&with)[0]["skipped"].as_array().unwrap().len(), 0, "{with:?}");
    let hits = found("\"a longer season\"");
    assert_eq!(hits.len(), 2, "the files differ, and so do the papers");
    let hit = hits.iter().find(|hit| hit["paper"]["path"] == "mixed.pdf").unwrap();
    let snippet = &hit["snippets"][0];
    assert_eq!((&snippet["page"], &snippet["machine_read"]), (&2.into(), &true.into()), "{snippet}");
    assert!(snippet["text"].as_str().unwrap().contains("214 drains were outstanding"), "{snippet}");
    assert_eq!(found("\"flood plan\"")[0]["snippets"][0]["machine_read"], false);
    let text = run(folder.path(), &["search", "longer season"]);
    assert!(in_one_line(&text).contains("read by machine"));

    // What was read is kept, and a build without it does not use it.
    let again = run(folder.path(), &["index", "papers", "--ocr=eng", "--format", "json"]);
    assert_eq!(objects(&again)[0]["generation"], objects(&with)[0]["generation"]);
    run(folder.path(), &["index", "papers"]);
    assert!(found("gullies").is_empty());
}

#[test]
fn inspect_marks_what_was_read_by_machine() {
    if !is_installed() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("scan.pdf"), scan(folder.path(), false, 1)).unwrap();
    assert_eq!(run(folder.path(), &["inspect", "scan.pdf"]).status.code(), Some(3));
    let read = run(folder.path(), &["inspect", "--ocr", "scan.pdf", "--format", "json"]);
    let sections = objects(&read)[0]["sections"].clone();
    let paragraphs: Vec<&Value> =
        sections.as_array().unwrap().iter().flat_map(|section| section["paragraphs"].as_array().unwrap()).collect();
    assert!(!paragraphs.is_empty() && paragraphs.iter().all(|paragraph| paragraph["machine_read"] == true));
    let text: Vec<&str> = paragraphs.iter().map(|paragraph| paragraph["text"].as_str().unwrap()).collect();
    assert!(text.join(" ").contains("cleaned in the spring, and that the contractor had asked"), "{text:?}");
    let text = run(folder.path(), &["inspect", "--ocr", "scan.pdf"]);
    assert!(in_one_line(&text).contains("read by machine"));
}

#[test]
fn without_the_programs_nothing_is_built_and_it_is_said_what_to_install() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("papers")).unwrap();
    for arguments in [&["index", "papers", "--ocr"][..], &["inspect", "papers", "--ocr"]] {
        let mut command = Command::cargo_bin("scrutineer").unwrap();
        let output = command.current_dir(folder.path()).env("PATH", "").args(arguments).output().unwrap();
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2));
        assert!(errors.contains("`tesseract` is not installed"), "{errors}");
        assert!(errors.contains("apt install tesseract-ocr poppler-utils"), "{errors}");
        assert!(!folder.path().join("index").exists());
    }
}
