//! Pages to blocks.
//!
//! In come the items of all pages in reading order and which of them are furniture; out come blocks: paragraphs, headings
//! by their size, items with their depth, rows of tables with their headers, ends of pages.

use super::{
    columns::Item,
    furniture::Laid,
    grid::Table,
    hyphens::Compounds,
    lines::Line,
    measure::{Measures, Ranks},
    paragraphs::{Paragraph, paragraphs},
};
use crate::corpus::{
    Block, BlockKind, Furniture, Place,
    html::table::Allowance,
    row_text,
    text::{Cell, Table as Rows},
    tidy,
};

/// Longer text is no heading, in bytes.
const LONGEST_HEADING: usize = 200;
/// Tables on two pages are one where their edges differ by less, in points.
const SAME_EDGE: f32 = 8.0;
/// Items whose bullets stand this far apart are at different depths, in points.
const INDENT: f32 = 6.0;

/// The blocks of a document.
pub(super) fn blocks(pages: &[Laid], furniture: &[Vec<usize>], compounds: &Compounds) -> Vec<Block> {
    let mut building = Building {
        measures: Measures::of(pages, furniture),
        compounds,
        blocks: Vec::new(),
        headings: Vec::new(),
        table: None,
        bullets: Vec::new(),
        last_text: None,
        page: 0,
        page_begins: true,
        gap: true,
        allowance: Allowance::default(),
    };
    for (page, furniture) in pages.iter().zip(furniture) {
        if building.page > 0 {
            building.page_break();
        }
        building.page += 1;
        building.page(page, furniture);
    }
    building.end()
}

struct Building<'c> {
    measures: Measures,
    compounds: &'c Compounds,
    blocks: Vec<Block>,
    /// The headings among the blocks, with their sizes.
    headings: Vec<(usize, f32)>,
    /// The table that may go on.
    table: Option<OpenTable>,
    /// Where the bullets of the list stand that may go on, from the outermost.
    bullets: Vec<f32>,
    /// The last running text, notes at the foot of the page aside.
    last_text: Option<usize>,
    page: u32,
    /// Whether nothing of the page has been read yet, furniture aside.
    page_begins: bool,
    /// Whether blank space stands before the next block.
    gap: bool,
    /// What rows may still repeat of their headers.
    allowance: Allowance,
}

struct OpenTable {
    rows: Rows,
    columns: usize,
    edges: (f32, f32),
}

impl Building<'_> {
    fn page(&mut self, page: &Laid, furniture: &[usize]) {
        self.page_begins = true;
        self.gap = true;
        let mut run: Vec<&Line> = Vec::new();
        for (at, item) in page.items.iter().enumerate() {
            match item {
                Item::Line(line) if furniture.binary_search(&at).is_ok() => {
                    self.text(&mut run);
                    let place = self.place();
                    self.blocks.push(Block {
                        kind: BlockKind::Paragraph,
                        text: line.text.replace('\u{ad}', ""),
                        bold: line.bold,
                        furniture: Some(Furniture::RunningHead),
                        machine_read: false,
                        gap_before: true,
                        place,
                    });
                }
                Item::Line(line) => {
                    self.end_table();
                    run.push(line);
                }
                Item::Table(table) => {
                    self.text(&mut run);
                    self.table(table);
                }
            }
        }
        self.text(&mut run);
    }

    fn place(&self) -> Place {
        Place { page: Some(self.page), lines: None, bytes: 0..0 }
    }

    fn page_break(&mut self) {
        let place = self.place();
        match &mut self.table {
            Some(table) => table.rows.page_break(place),
            None => self.push(BlockKind::PageBreak, String::new(), false, place),
        }
    }

    fn push(&mut self, kind: BlockKind, text: String, bold: bool, place: Place) {
        let gap_before = std::mem::take(&mut self.gap);
        self.blocks.push(Block { kind, text, bold, furniture: None, machine_read: false, gap_before, place });
    }

    fn text(&mut self, run: &mut Vec<&Line>) {
        for paragraph in paragraphs(run, &self.measures, self.compounds, self.gap) {
            self.paragraph(paragraph);
        }
        run.clear();
    }

    fn paragraph(&mut self, paragraph: Paragraph) {
        let Paragraph { mut text, bullet, left, size, bold, gap } = paragraph;
        if text.contains('\u{ad}') {
            text = text.replace('\u{ad}', "");
        }
        if text.is_empty() {
            return;
        }
        let heading = !bullet && self.measures.is_large(size) && is_title(&text);
        let kind = if bullet {
            BlockKind::ListItem { depth: self.depth(left) }
        } else {
            if self.bullets.first().is_some_and(|first| left < first + INDENT) {
                self.bullets.clear();
            }
            // The level is known when all sizes are.
            if heading { BlockKind::Heading { level: 1 } } else { BlockKind::Paragraph }
        };
        let place = self.place();
        let block = Block { kind, text, bold, furniture: None, machine_read: false, gap_before: gap, place };
        self.gap = heading;
        let small = self.measures.is_small(size);
        let begins = self.page_begins;
        self.page_begins &= small;
        if begins
            && !small
            && let Some(last) = self.last_text.and_then(|last| self.blocks.get_mut(last))
            && tidy::goes_on(last, &block)
        {
            tidy::add(last, &block);
            return;
        }
        if heading {
            self.headings.push((self.blocks.len(), size));
            self.last_text = None;
        } else if !small {
            self.last_text = Some(self.blocks.len());
        }
        self.blocks.push(block);
    }

    fn depth(&mut self, left: f32) -> u8 {
        while self.bullets.last().is_some_and(|bullet| left < bullet - INDENT / 2.0) {
            self.bullets.pop();
        }
        if self.bullets.last().is_none_or(|bullet| left > bullet + INDENT) {
            self.bullets.push(left);
        }
        u8::try_from(self.bullets.len() - 1).unwrap_or(u8::MAX)
    }

    fn table(&mut self, table: &Table) {
        let columns = table.rows.first().map_or(0, Vec::len);
        let near = |a: f32, b: f32| (a - b).abs() < SAME_EDGE;
        let goes_on = self.page_begins
            && self.table.as_ref().is_some_and(|open| {
                open.columns == columns && near(open.edges.0, table.left) && near(open.edges.1, table.right)
            });
        if !goes_on {
            self.end_table();
        }
        self.page_begins = false;
        self.last_text = None;
        let mut rows = table.rows.as_slice();
        let filled = |row: &[Cell]| row.iter().filter(|cell| !cell.text.is_empty()).count();
        // A row of one cell above a table is its caption.
        while let Some((first, rest)) = rows.split_first().filter(|(first, rest)| {
            self.table.is_none() && filled(first) == 1 && rest.iter().any(|row| filled(row) > 1)
        }) {
            if let Some(caption) = first.iter().find(|cell| !cell.text.is_empty()) {
                self.gap = true;
                let place = self.place();
                self.push(BlockKind::Paragraph, caption.text.clone(), caption.bold, place);
            }
            rows = rest;
        }
        let place = self.place();
        let edges = (table.left, table.right);
        let open = self.table.get_or_insert_with(|| OpenTable { rows: Rows::default(), columns, edges });
        for (number, row) in rows.iter().enumerate() {
            open.rows.add(row.clone(), place.clone(), number == 0);
        }
    }

    fn end_table(&mut self) {
        let Some(table) = self.table.take() else { return };
        for row in table.rows.rows(&mut self.allowance) {
            self.gap = row.gap;
            if row.cells.is_empty() {
                self.push(BlockKind::PageBreak, String::new(), false, row.place);
                continue;
            }
            let text = row_text(&row.cells, &row.headers);
            self.push(BlockKind::TableRow { cells: row.cells, headers: row.headers }, text, false, row.place);
        }
        self.gap = true;
    }

    fn end(mut self) -> Vec<Block> {
        self.end_table();
        let ranks = Ranks::of(self.headings.iter().map(|(_, size)| *size).collect());
        for (at, size) in self.headings {
            if let Some(block) = self.blocks.get_mut(at) {
                block.kind = BlockKind::Heading { level: ranks.level(size) };
            }
        }
        self.blocks
    }
}

/// Whether large text can be a heading: it is short, no sentence, and no date or number with its label.
fn is_title(text: &str) -> bool {
    text.len() <= LONGEST_HEADING
        && !text.ends_with(['.', ';', ','])
        && text.chars().filter(|c| c.is_alphabetic()).count() >= 3
        && !text.starts_with(char::is_lowercase)
        && !text.split_once(": ").is_some_and(|(_, value)| value.contains(|c: char| c.is_ascii_digit()))
}
