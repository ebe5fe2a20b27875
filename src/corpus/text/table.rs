//! Tables drawn with tabs or pipes.

use super::{inline, lines::Line};
use crate::corpus::{Place, html::table::Allowance};

/// A cell as read.
#[derive(Debug, Clone)]
pub(in crate::corpus) struct Cell {
    pub(in crate::corpus) text: String,
    pub(in crate::corpus) bold: bool,
}

impl Cell {
    /// A cell with clean text, and whether all of it is bold.
    pub(in crate::corpus) fn new(text: String, bold: bool) -> Self {
        Self { text, bold }
    }
}

/// A table that is being read.
#[derive(Debug, Default)]
pub(in crate::corpus) struct Table {
    rows: Vec<(Vec<Cell>, Place, bool)>,
    /// The last row with cells: there may be any number of pages after it.
    last: Option<usize>,
}

/// The longest header cell that is repeated beside the cells below it, in bytes. Longer ones are no names of columns.
const LONGEST_HEADER: usize = 500;

/// A row as it goes into a block.
pub(in crate::corpus) struct Row {
    pub(in crate::corpus) cells: Vec<String>,
    pub(in crate::corpus) headers: Vec<String>,
    pub(in crate::corpus) place: Place,
    pub(in crate::corpus) gap: bool,
}

/// The cells of the first of `lines`, where it is a row of a table; none for the line under a header row.
pub(super) fn cells(lines: &[Line<'_>], in_table: bool) -> Option<Vec<Cell>> {
    let line = lines.first()?.text;
    // Most lines have neither.
    memchr::memchr2(b'\t', b'|', line.as_bytes())?;
    if line.trim_end_matches([' ', '\r']).contains('\t') && !line.trim().is_empty() && super::bullet(line).is_none() {
        // A tab after a paragraph's number is no table.
        let (first, rest) = line.split_once('\t')?;
        let number_only = super::lines::begins_with_number(&format!("{} x", first.trim())) && !rest.contains('\t');
        let indented = first.trim().is_empty() && !in_table && !rest.contains('\t');
        if !number_only && !indented {
            return Some(line.split('\t').map(cell).collect());
        }
    }
    let trimmed = line.trim();
    if is_separator(trimmed) && in_table {
        return Some(Vec::new());
    }
    let framed = trimmed.len() > 2 && trimmed.starts_with('|') && trimmed.ends_with('|');
    let headed = trimmed.contains('|') && lines.get(1).is_some_and(|next| is_separator(next.text.trim()));
    let goes_on = in_table && trimmed.contains(" | ");
    (framed || headed || goes_on).then(|| trimmed.trim_matches('|').split('|').map(cell).collect())
}

fn is_separator(trimmed: &str) -> bool {
    trimmed.contains('|') && trimmed.contains("--") && trimmed.bytes().all(|byte| b"|-: ".contains(&byte))
}

fn cell(text: &str) -> Cell {
    let (text, bold) = inline(text);
    Cell::new(text, bold)
}

/// First cells of tables that have labels on the left and no header above.
const LABELS: [&str; 26] = [
    "agenda item",
    "author",
    "background papers",
    "board",
    "classification",
    "committee",
    "contact",
    "contact officer",
    "cabinet member",
    "date",
    "date of meeting",
    "decision",
    "director",
    "item",
    "key decision",
    "lead member",
    "lead officer",
    "meeting",
    "meeting date",
    "portfolio",
    "report author",
    "report of",
    "report to",
    "subject",
    "title",
    "wards affected",
];

impl Table {
    /// Notes that a page ends here; the table may go on.
    pub(in crate::corpus) fn page_break(&mut self, place: Place) {
        self.rows.push((Vec::new(), place, false));
    }

    /// Adds a row. One that goes on with cells which a page break cut is added to the row before.
    pub(in crate::corpus) fn add(&mut self, cells: Vec<Cell>, place: Place, gap: bool) {
        let lower = |text: &str| text.starts_with(|c: char| c.is_lowercase());
        if let Some((last, last_place, _)) = self.last.and_then(|last| self.rows.get_mut(last)) {
            let filled = || cells.iter().zip(0..).filter(|(cell, _)| !cell.text.is_empty());
            let cut = |column: usize| {
                last.get(column).is_some_and(|cell| !cell.text.is_empty() && !cell.text.ends_with(['.', '?', '!', ':']))
            };
            if gap && cells.len() <= last.len() && filled().all(|(cell, column)| lower(&cell.text) && cut(column)) {
                for (cell, whole) in cells.into_iter().zip(last).filter(|(cell, _)| !cell.text.is_empty()) {
                    super::lines::join(&mut whole.text, &cell.text);
                }
                *last_place = last_place.to(&place);
                return;
            }
        }
        if !cells.is_empty() {
            self.last = Some(self.rows.len());
        }
        self.rows.push((cells, place, gap));
    }

    /// The rows, with the header's cells beside each of the others as long as the allowance for the document lasts; the end
    /// of a page is a row without cells.
    pub(in crate::corpus) fn rows(self, allowance: &mut Allowance) -> Vec<Row> {
        let headed = has_header(&self.rows.iter().map(|(cells, ..)| cells.as_slice()).collect::<Vec<_>>());
        let texts = |cells: Vec<Cell>| cells.into_iter().map(|cell| cell.text).collect::<Vec<_>>();
        let (mut header, mut names) = (Vec::new(), Vec::new());
        let mut rows = Vec::with_capacity(self.rows.len());
        for (number, (cells, place, gap)) in self.rows.into_iter().enumerate() {
            let cells = texts(cells);
            if cells.is_empty() {
                rows.push(Row { cells, headers: Vec::new(), place, gap });
                continue;
            }
            if headed && number == 0 {
                let name = |cell: &String| if cell.len() <= LONGEST_HEADER { cell.clone() } else { String::new() };
                names = cells.iter().map(name).collect();
                header.clone_from(&cells);
                rows.push(Row { cells, headers: Vec::new(), place, gap });
            } else {
                let bare = cells == header || !allowance.take(&names);
                let headers = if bare { Vec::new() } else { names.clone() };
                rows.push(Row { cells, headers, place, gap });
            }
        }
        rows
    }
}

/// Whether the first row names the columns: all bold, or short words above longer or more numerous ones.
pub(in crate::corpus) fn has_header(rows: &[&[Cell]]) -> bool {
    let Some(first) = rows.first() else { return false };
    let filled: Vec<&Cell> = first.iter().filter(|cell| !cell.text.is_empty()).collect();
    if rows.len() < 2 || filled.is_empty() || first.len() < 2 {
        return false;
    }
    let is_label = |cells: &[Cell]| {
        cells.first().is_some_and(|cell| {
            let text = cell.text.trim_end_matches(':').to_lowercase();
            cell.text.ends_with(':') || LABELS.contains(&text.as_str())
        })
    };
    let labels = rows.iter().filter(|cells| cells.len() == 2 && is_label(cells)).count();
    if labels >= 2 {
        return false;
    }
    // In a list of contents the parts' names are bold, with their pages beside them.
    let page = |cell: &Cell| cell.text.len() <= 3 && cell.text.bytes().all(|byte| byte.is_ascii_digit());
    if filled.iter().all(|cell| cell.bold) {
        let some_plain = rows[1..].iter().copied().flatten().any(|cell| !cell.bold && !cell.text.is_empty());
        let second = rows.iter().filter(|cells| !cells.is_empty()).nth(1);
        let second_bold = second.is_some_and(|cells| cells.iter().all(|cell| cell.bold || cell.text.is_empty()));
        if some_plain && !filled.iter().any(|cell| page(cell)) && !second_bold {
            return true;
        }
    }
    let names = |cell: &&Cell| {
        let text = cell.text.as_str();
        text.split(' ').count() <= 5
            && !text.contains(|c: char| c.is_ascii_digit())
            && !text.ends_with(['.', ':', ',', ';'])
            && text.starts_with(char::is_uppercase)
    };
    let body = rows[1..].iter().copied().flatten().filter(|cell| !cell.text.is_empty());
    let (mut unlike, mut all) = (0, 0);
    for cell in body {
        all += 1;
        unlike += usize::from(cell.text.len() > 40 || cell.text.contains(|c: char| c.is_ascii_digit()));
    }
    filled.iter().all(names) && unlike * 4 >= all
}
