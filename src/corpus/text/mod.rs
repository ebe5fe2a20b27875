//! Text and Markdown to blocks.
//!
//! In comes decoded text; out come blocks in its order, mark-up taken off, tables as rows. What a page break cut is put
//! together again in [`tidy`](super::tidy); which plain lines are headings is decided in
//! [`document`](crate::document).

mod html;
mod inline;
mod lines;
mod table;

pub(super) use inline::inline;
pub(super) use lines::{begins_with_number, join};
#[cfg(any(feature = "pdf", feature = "office"))]
pub(super) use table::Cell;
pub(super) use table::Table;
#[cfg(feature = "office")]
pub(super) use table::has_header;

use super::{Block, BlockKind, Limits, Place, Skip, SkipReason, html::table::Allowance};
use lines::{Line, Wrap};
use std::borrow::Cow;

/// The blocks of a text.
///
/// # Errors
///
/// `malformed` where tags are nested deeper than the limit, `too-large` where there are more lines.
pub(super) fn blocks(text: &str, limits: &Limits) -> Result<Vec<Block>, Skip> {
    html::check_nesting(text, limits.nesting)?;
    let lines: Vec<Line<'_>> = lines::lines(text);
    let filled = lines.iter().filter(|line| !line.text.trim().is_empty()).count();
    if filled > limits.lines {
        let detail = format!("it has {filled} lines with text, and the limit is {}", limits.lines);
        return Err(Skip::new(SkipReason::TooLarge, detail));
    }
    let wrap = Wrap::of(&lines);
    let pages = lines.iter().any(|line| line.page > 1);
    let mut reading =
        Reading { blocks: Vec::new(), gap: true, table: None, pages, endless: 0, allowance: Allowance::default() };
    let mut at = 0;
    while at < lines.len() {
        at += reading.take(&lines[at..], &wrap);
    }
    reading.end_table();
    Ok(reading.blocks)
}

struct Reading {
    blocks: Vec<Block>,
    /// Whether blank space stands before the next block.
    gap: bool,
    /// The table that is being read; a blank line does not end it, other text does.
    table: Option<Table>,
    pages: bool,
    /// Up to which byte it is known that no HTML table ends.
    endless: usize,
    /// What rows may still repeat of their headers.
    allowance: Allowance,
}

impl Reading {
    /// Takes one or more lines; says how many.
    fn take(&mut self, lines: &[Line<'_>], wrap: &Wrap) -> usize {
        let Some(line) = lines.first() else { return 1 };
        if line.starts_page {
            let place = Place { page: Some(line.page - 1), lines: None, bytes: line.start..line.start };
            match &mut self.table {
                Some(table) => table.page_break(place),
                None => self.push(BlockKind::PageBreak, String::new(), false, place),
            }
        }
        let trimmed = line.text.trim();
        if trimmed.is_empty() || is_rule(trimmed) {
            self.gap = true;
            return 1;
        }
        if let Some(count) = html::table_lines(lines, &mut self.endless) {
            self.end_table();
            let whole: Vec<&str> = lines[..count].iter().map(|line| line.text).collect();
            let place = self.place(line, &lines[count - 1]);
            for (cells, headers) in html::table(&whole.join("\n"), &mut self.allowance) {
                self.row(cells, headers, place.clone());
            }
            self.gap = true;
            return count;
        }
        if let Some(cells) = table::cells(lines, self.table.is_some()) {
            if cells.iter().any(|cell| !cell.text.is_empty()) {
                let place = self.place(line, line);
                self.table.get_or_insert_default().add(cells, place, std::mem::take(&mut self.gap));
            }
            return 1;
        }
        self.end_table();
        self.take_text(lines, wrap)
    }

    fn take_text(&mut self, lines: &[Line<'_>], wrap: &Wrap) -> usize {
        let Some(line) = lines.first() else { return 1 };
        let tagged = html::heading(line.text);
        let (hashes, rest) = tagged.map_or_else(|| heading_mark(line.text), |level| (level, line.text));
        if hashes > 0 {
            let (text, bold) = inline(rest.trim().trim_end_matches('#'));
            self.text(BlockKind::Heading { level: hashes }, text, bold, self.place(line, line));
            self.gap = true;
            return 1;
        }
        if let Some(level) = lines.get(1).filter(|_| self.gap).and_then(|next| underline(line.text, next)) {
            let (text, bold) = inline(line.text);
            self.text(BlockKind::Heading { level }, text, bold, self.place(line, &lines[1]));
            self.gap = true;
            return 2;
        }
        let (kind, rest) = match bullet(line.text) {
            Some((depth, rest)) => (BlockKind::ListItem { depth }, rest),
            None => (BlockKind::Paragraph, line.text),
        };
        let mut whole = Cow::Borrowed(rest.trim());
        let mut count = 1;
        while lines.get(count).is_some_and(|next| wrap.continues(&lines[count - 1], next)) {
            wrap.join(whole.to_mut(), lines[count].text.trim());
            count += 1;
        }
        let (text, bold) = inline(&whole);
        self.text(kind, text, bold, self.place(line, &lines[count - 1]));
        count
    }

    fn text(&mut self, kind: BlockKind, text: String, bold: bool, place: Place) {
        if text.is_empty() {
            self.gap = true;
        } else {
            self.push(kind, text, bold, place);
        }
    }

    fn row(&mut self, cells: Vec<String>, headers: Vec<String>, place: Place) {
        let text = super::row_text(&cells, &headers);
        self.text(BlockKind::TableRow { cells, headers }, text, false, place);
    }

    fn end_table(&mut self) {
        let Some(table) = self.table.take() else { return };
        let gap = self.gap;
        for row in table.rows(&mut self.allowance) {
            self.gap = row.gap;
            if row.cells.is_empty() {
                self.push(BlockKind::PageBreak, String::new(), false, row.place);
            } else {
                self.row(row.cells, row.headers, row.place);
            }
        }
        self.gap = gap;
    }

    fn push(&mut self, kind: BlockKind, text: String, bold: bool, place: Place) {
        let gap_before = std::mem::take(&mut self.gap);
        self.blocks.push(Block { kind, text, bold, furniture: None, machine_read: false, gap_before, place });
    }

    fn place(&self, first: &Line<'_>, last: &Line<'_>) -> Place {
        Place {
            page: self.pages.then_some(first.page),
            lines: Some((first.number, last.number)),
            bytes: first.start..last.start + last.text.len(),
        }
    }
}

/// The level of a heading marked with `#`, 0 where there is none, and the rest of the line.
pub(super) fn heading_mark(line: &str) -> (u8, &str) {
    let trimmed = line.trim_start();
    let rest = trimmed.trim_start_matches('#');
    let hashes = trimmed.len() - rest.len();
    match u8::try_from(hashes) {
        Ok(level @ 1..=6) if rest.starts_with([' ', '\t', '*']) => (level, rest.trim_start()),
        _ => (0, line),
    }
}

/// The level of a heading that is underlined by the next line.
fn underline(line: &str, next: &Line<'_>) -> Option<u8> {
    let marks = next.text.trim();
    let short = line.trim().len() <= 120 && bullet(line).is_none();
    match marks.as_bytes().first()? {
        b'=' if short && marks.len() >= 3 && marks.bytes().all(|byte| byte == b'=') => Some(1),
        b'-' if short && marks.len() >= 3 && marks.bytes().all(|byte| byte == b'-') => Some(2),
        _ => None,
    }
}

/// A line of marks alone, drawn across the page.
fn is_rule(trimmed: &str) -> bool {
    let is_of = |mark: char| trimmed.chars().all(|char| char == mark || char.is_whitespace());
    (3..=400).contains(&trimmed.len()) && ['-', '_', '*', '=', '–', '—'].into_iter().any(is_of)
}

/// The nesting of a line with a bullet, and the rest of it.
pub(super) fn bullet(line: &str) -> Option<(u8, &str)> {
    let trimmed = line.trim_start();
    let indent = line.len() - trimmed.len();
    let mark = trimmed.chars().next()?;
    let rest = &trimmed[mark.len_utf8()..];
    let spaced = rest.starts_with([' ', '\t', '\u{a0}']);
    let is_bullet = match mark {
        '•' | '▪' | '◦' | '‣' | '●' | '■' | '□' | '➢' | '○' | '◆' | '◼' | '◾' | '❖' | '❑' | '➔' | '➤' | '►' | '▶'
        | '✓' | '⁃' | '∙' | '\u{f0b7}' | '\u{f0a7}' => true,
        '-' | '*' | '+' | '–' | '—' | '·' => spaced,
        'o' => spaced && (indent > 0 || rest.starts_with("  ") || rest.starts_with('\t')),
        _ => false,
    };
    let rest = rest.trim_start();
    (is_bullet && !rest.is_empty()).then(|| (u8::try_from(indent / 2).unwrap_or(u8::MAX), rest))
}

#[cfg(test)]
mod tests;
