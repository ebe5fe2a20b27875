//! Tables of every office format to blocks.
//!
//! In come rows of cells, each with the blocks that stand in it; out come blocks in reading order. A table proper becomes rows
//! with the header's cells beside them. Tables that only lay out a page are taken apart: one column, a row whose text stands
//! in one cell, cells of many paragraphs, a paragraph's number in a cell beside its text.

use super::output::{Budget, block};
use crate::corpus::{
    Block, BlockKind, Place, Skip, row_text,
    text::{Cell as TextCell, begins_with_number, has_header},
};

/// The most columns of a table; a sheet of Excel can claim 16,384.
pub(super) const MOST_COLUMNS: usize = 256;
/// A cell of more text than this is read as text and not as a cell, in bytes.
const LARGEST_CELL: usize = 2000;
/// As many blocks in a cell are text too.
const MOST_BLOCKS: usize = 8;
/// A cell that goes on over several rows is repeated in each where it is no longer than this, in bytes: a label.
const LONGEST_LABEL: usize = 100;

/// The most rows that make up a header.
const MOST_HEADER_ROWS: usize = 5;

/// A cell.
#[derive(Debug, Default)]
pub(super) struct Cell {
    /// What stands in it.
    pub(super) blocks: Vec<Block>,
    /// How many further columns it spans.
    pub(super) spans: usize,
    /// Whether it is the lower part of the cell above.
    pub(super) goes_on: bool,
}

/// A row.
#[derive(Debug, Default)]
pub(super) struct Row {
    pub(super) cells: Vec<Cell>,
    /// Whether the source marks it as a header, to be repeated on each page.
    pub(super) header: bool,
}

/// A row whose cells stand in their columns.
struct Flat {
    texts: Vec<TextCell>,
    cells: Vec<Cell>,
    header: bool,
}

/// The blocks of a table.
///
/// # Errors
///
/// Those of the budget.
pub(super) fn blocks(rows: Vec<Row>, budget: &mut Budget) -> Result<Vec<Block>, Skip> {
    let mut above: Vec<String> = Vec::new();
    let mut flat: Vec<Flat> = Vec::new();
    for row in rows {
        let row = in_columns(row, &mut above, budget)?;
        // A cell may hold nothing but a table of its own.
        if filled(&row).count() > 0 || row.cells.iter().any(|cell| !cell.blocks.is_empty()) {
            flat.push(row);
        }
    }
    let marked = flat.iter().take(MOST_HEADER_ROWS).take_while(|row| row.header && filled(row).count() > 1).count();
    if flat.iter().all(|row| filled(row).count() <= 1) {
        return Ok(flat.into_iter().flat_map(unfold).collect());
    }
    if marked == 0 && is_numbered_text(&flat) {
        return Ok(flat.into_iter().flat_map(number_and_text).collect());
    }
    let mut headers = Headers::of(&flat, marked);
    let first = flat.iter().position(|row| filled(row).count() > 0);
    let mut blocks = Vec::new();
    for (at, row) in flat.into_iter().enumerate() {
        let texts = filled(&row).count();
        let single = texts == 1;
        let large = |cell: &Cell| {
            cell.blocks.len() > MOST_BLOCKS
                || cell.blocks.iter().map(|block| block.text.len()).sum::<usize>() > LARGEST_CELL
        };
        if texts == 0
            || row.cells.iter().any(large)
            || (single && row.cells.iter().any(|cell| cell.blocks.len() > 1))
            || (single && first == Some(at))
        {
            blocks.extend(unfold(row));
            continue;
        }
        let texts: Vec<String> = row.texts.into_iter().map(|cell| cell.text).collect();
        let own = headers.beside(at, &texts, budget)?;
        let text = row_text(&texts, &own);
        blocks.push(Block {
            kind: BlockKind::TableRow { cells: texts, headers: own },
            text,
            bold: false,
            furniture: None,
            machine_read: false,
            gap_before: blocks.is_empty(),
            place: Place::default(),
        });
        // Rows of tables inside its cells.
        let inner = row.cells.into_iter().flat_map(|cell| cell.blocks).filter(is_row);
        blocks.extend(inner);
    }
    Ok(blocks)
}

fn is_row(block: &Block) -> bool {
    matches!(block.kind, BlockKind::TableRow { .. })
}

fn filled(row: &Flat) -> impl Iterator<Item = &TextCell> {
    row.texts.iter().filter(|cell| !cell.text.is_empty())
}

/// Puts the cells of a row into their columns. `above` holds the labels that may go on.
fn in_columns(row: Row, above: &mut Vec<String>, budget: &mut Budget) -> Result<Flat, Skip> {
    let mut texts: Vec<TextCell> = Vec::new();
    for cell in &row.cells {
        let column = texts.len();
        if column >= MOST_COLUMNS {
            break;
        }
        if above.len() <= column {
            above.resize(column + 1, String::new());
        }
        let text = if cell.goes_on {
            budget.spend(above[column].len())?;
            above[column].clone()
        } else {
            let words = cell.blocks.iter().filter(|block| !is_row(block)).map(|block| block.text.as_str());
            let text = words.filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ");
            above[column] = if text.len() <= LONGEST_LABEL { text.clone() } else { String::new() };
            text
        };
        let bold = !cell.blocks.is_empty() && cell.blocks.iter().all(|block| block.bold);
        texts.push(TextCell::new(text, bold));
        for _ in 0..cell.spans.min(MOST_COLUMNS - texts.len()) {
            texts.push(TextCell::new(String::new(), false));
        }
    }
    Ok(Flat { texts, cells: row.cells, header: row.header })
}

/// The blocks of a row, one cell after the other.
fn unfold(row: Flat) -> impl Iterator<Item = Block> {
    row.cells.into_iter().flat_map(|cell| cell.blocks)
}

/// Whether the table is text with the paragraphs' numbers in a column beside it.
fn is_numbered_text(rows: &[Flat]) -> bool {
    let numbered = rows.iter().filter(|row| number_beside(row).is_some()).count();
    let others = rows.iter().filter(|row| number_beside(row).is_none() && filled(row).count() > 1).count();
    numbered > 0 && others == 0
}

/// The number that stands beside a text and nothing else.
fn number_beside(row: &Flat) -> Option<&str> {
    let mut filled = filled(row);
    let (first, _, None) = (filled.next()?, filled.next()?, filled.next()) else { return None };
    let number = first.text.as_str();
    (number.len() <= 10 && !number.contains(' ') && begins_with_number(&format!("{number} X"))).then_some(number)
}

fn number_and_text(mut row: Flat) -> Vec<Block> {
    let number = number_beside(&row).map(str::to_owned);
    let column = row.texts.iter().position(|cell| !cell.text.is_empty());
    let own = column.and_then(|column| cell_at(&row.cells, column)).and_then(|at| row.cells.get_mut(at));
    // A number that goes on from the row above stands before the text there.
    let own = own.filter(|cell| !cell.goes_on);
    let number = number.filter(|_| own.is_some());
    if let (Some(number), Some(cell)) = (&number, own) {
        cell.blocks.retain(|block| block.text != *number);
    }
    let mut blocks: Vec<Block> = unfold(row).collect();
    if let Some(number) = number {
        match blocks.iter_mut().find(|block| !is_row(block)) {
            Some(first) => first.text = format!("{number} {}", first.text),
            None => blocks.insert(0, block(BlockKind::Paragraph, number, false, true)),
        }
    }
    blocks
}

/// The names of the columns.
struct Headers {
    /// Which rows hold them.
    rows: std::ops::Range<usize>,
    names: Vec<String>,
}

impl Headers {
    fn of(rows: &[Flat], marked: usize) -> Self {
        // A title may span the whole table above the names.
        let first = rows.iter().position(|row| filled(row).count() > 1).unwrap_or(0);
        let cells: Vec<&[TextCell]> =
            rows[first..].iter().filter(|row| filled(row).count() > 0).map(|row| row.texts.as_slice()).collect();
        let end = if marked > 0 { marked } else { first + usize::from(has_header(&cells)) };
        let first = if marked > 0 { 0 } else { first };
        let mut names: Vec<String> = Vec::new();
        for row in rows.get(first..end).unwrap_or_default() {
            let mut spanning = 0;
            for (column, cell) in row.texts.iter().enumerate() {
                if names.len() <= column {
                    names.push(String::new());
                }
                // A name that spans columns stands over each.
                let spanned = cell.text.is_empty() && spanning > 0;
                spanning = if spanned { spanning - 1 } else { span_at(row, column) };
                let text =
                    if spanned { row.texts[..column].iter().rfind(|cell| !cell.text.is_empty()) } else { Some(cell) };
                let text = text.map(|cell| cell.text.as_str()).unwrap_or_default();
                let name = &mut names[column];
                if text.len() + name.len() <= 2 * LONGEST_LABEL && !text.is_empty() && name != text {
                    if !name.is_empty() {
                        name.push_str(" / ");
                    }
                    name.push_str(text);
                }
            }
        }
        Self { rows: first..end, names }
    }

    /// What stands beside a row's cells; nothing beside the header itself, also where it comes again on a new page.
    fn beside(&mut self, row: usize, texts: &[String], budget: &mut Budget) -> Result<Vec<String>, Skip> {
        if self.rows.contains(&row) || texts == self.names {
            return Ok(Vec::new());
        }
        budget.spend(self.names.iter().map(|name| name.len() * 2 + size_of::<String>()).sum())?;
        Ok(self.names.clone())
    }
}

/// Which cell begins at a column.
fn cell_at(cells: &[Cell], column: usize) -> Option<usize> {
    let mut at: usize = 0;
    for (number, cell) in cells.iter().enumerate() {
        if at >= column {
            return (at == column).then_some(number);
        }
        at = at.saturating_add(cell.spans).saturating_add(1);
    }
    None
}

/// How many further columns the cell at a column spans.
fn span_at(row: &Flat, column: usize) -> usize {
    cell_at(&row.cells, column).and_then(|at| row.cells.get(at)).map_or(0, |cell| cell.spans)
}
