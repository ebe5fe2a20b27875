//! Letters and reports of inspectors: council, date with its basis, and kind, scored against tables made by hand.
//!
//! One table is of the 47 real ones; its twin is of papers made here, each as PDF and as a Word document. All that is
//! expected and found is printed: `cargo test --test tests gold -- --nocapture`.

use crate::{
    made_docx::Docx,
    made_pdf::{self, BODY, LEFT, Page, RIGHT},
    support::{papers, real, rows},
};
use scrutineer::document::Paper;
use std::{fmt::Write as _, fs, path::Path};

/// Council, date, basis and kind: what a table says or what a paper gave, `-` where unknown.
type Values = [String; 4];

/// Papers with what was expected of each and what was found.
#[derive(Default)]
struct Scores {
    rows: Vec<(String, Values, Values)>,
}

impl Scores {
    fn add(&mut self, file: &Path, expected: Values) {
        let found = match &papers(file)[..] {
            [paper] => values(paper),
            papers => [(); 4].map(|()| format!("{} papers", papers.len())),
        };
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        self.rows.push((name, expected, found));
    }

    /// How many have all of these columns right.
    fn right(&self, columns: &[usize]) -> usize {
        let agree = |(_, expected, found): &&(String, Values, Values)| {
            columns.iter().all(|column| expected[*column] == found[*column])
        };
        self.rows.iter().filter(agree).count()
    }

    /// Prints the table, and holds it to the bar: all councils and kinds, and so many dates with their basis.
    fn judge(&self, dates: usize) {
        let mut table = String::new();
        for (name, expected, found) in &self.rows {
            let cells = expected.iter().zip(found).map(|(expected, found)| {
                if expected == found { found.clone() } else { format!("{found} (not {expected})") }
            });
            let [council, date, basis, kind] = &cells.collect::<Vec<_>>()[..] else { continue };
            writeln!(table, "{name:<28} {council:<26} {date:<12} {basis:<12} {kind}").unwrap();
        }
        let (all, council, date, kind) = (self.rows.len(), self.right(&[0]), self.right(&[1, 2]), self.right(&[3]));
        println!("{table}council {council}, date {date}, kind {kind}, of {all}");
        assert!(
            council == all && date >= dates && kind == all,
            "council {council}, date {date}, kind {kind} of {all}\n{table}"
        );
    }
}

fn values(paper: &Paper) -> Values {
    let basis = paper.date.as_ref().and_then(|date| serde_json::to_value(date.value.basis).ok());
    [
        paper.council.as_ref().map(|council| council.value.slug.clone()),
        paper.date.as_ref().map(|date| date.value.date.to_string()),
        basis.and_then(|basis| basis.as_str().map(str::to_owned)),
        paper.kind.as_ref().map(|kind| kind.value.value.to_string()),
    ]
    .map(|value| value.unwrap_or_else(|| "-".to_owned()))
}

#[test]
fn gold_of_47_real_letters_and_reports_of_inspectors() {
    let Some(folder) = real("ofsted") else { return };
    let mut scores = Scores::default();
    for row in rows(&folder.join("gold.tsv")) {
        let [file, expected @ ..] = &row[..] else { panic!("{row:?}") };
        scores.add(&folder.join(file), expected.to_vec().try_into().unwrap());
    }
    assert_eq!(scores.rows.len(), 47);
    scores.judge(45);
}

#[test]
fn gold_of_made_letters_and_reports_of_inspectors() {
    let folder = tempfile::tempdir().unwrap();
    let mut scores = Scores::default();
    let table = fs::read_to_string(crate::support::project("tests/fixtures/inspectors.txt")).unwrap();
    for paper in table.split("\n=== ").skip(1) {
        let (head, text) = paper.split_once('\n').unwrap();
        let [name, expected @ ..] = &head.split(' ').map(str::to_owned).collect::<Vec<_>>()[..] else {
            panic!("{head}")
        };
        for (extension, bytes) in [("pdf", as_pdf(text)), ("docx", as_word(text))] {
            let file = folder.path().join(format!("{name}.{extension}"));
            fs::write(&file, bytes).unwrap();
            scores.add(&file, expected.to_vec().try_into().unwrap());
        }
    }
    assert!(scores.rows.len() >= 24);
    // The bar of the real ones, in proportion.
    scores.judge(scores.rows.len() * 45 / 47);
}

/// The lines of a made paper as they are set: `# ` begins a title, `* ` a bold line, `| ` a row of two cells; a line
/// that ends in a full stop is a paragraph.
fn as_pdf(text: &str) -> Vec<u8> {
    let (mut pages, mut page, mut down) = (Vec::new(), Page::new(), 60.0);
    for line in text.lines() {
        if let Some(title) = line.strip_prefix("# ") {
            page.bold(LEFT, down, 16.0, title);
            down += 20.0;
        } else if let Some(bold) = line.strip_prefix("* ") {
            for line in broken(bold) {
                page.bold(LEFT, down, BODY, &line);
                down += 12.0;
            }
            down += 4.0;
        } else if let Some((first, second)) = line.strip_prefix("| ").and_then(|row| row.split_once(" | ")) {
            page.grid(&[LEFT - 4.0, 350.0, RIGHT], &[down - 12.0, down + 5.0]);
            page.text(LEFT, down, BODY, first);
            page.text(355.0, down, BODY, second);
            down += 17.0;
        } else if line.ends_with('.') {
            down = page.paragraph(LEFT, RIGHT, down, line) + 8.0;
        } else {
            page.text(LEFT, down, BODY, line);
            down += 12.0;
        }
        if down > 700.0 {
            pages.push(std::mem::replace(&mut page, Page::new()));
            down = 60.0;
        }
    }
    pages.push(page);
    made_pdf::pdf(pages)
}

/// A text in lines of at most 75 characters, which fill the width.
fn broken(text: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let line = lines.last_mut().unwrap();
        if line.chars().count() + word.chars().count() < 75 {
            line.push_str(if line.is_empty() { "" } else { " " });
            line.push_str(word);
        } else {
            lines.push(word.to_owned());
        }
    }
    lines
}

/// The same as a Word document.
fn as_word(text: &str) -> Vec<u8> {
    let line = |document: Docx, line: &str| {
        if let Some(title) = line.strip_prefix("# ") {
            document.title(title)
        } else if let Some(bold) = line.strip_prefix("* ") {
            document.raw(&format!("<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>{bold}</w:t></w:r></w:p>"))
        } else if let Some((first, second)) = line.strip_prefix("| ").and_then(|row| row.split_once(" | ")) {
            document.table(&[&[first, second]])
        } else {
            document.text(line)
        }
    };
    text.lines().fold(Docx::default(), line).bytes()
}
