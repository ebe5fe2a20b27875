//! Workbooks of all formats: what their sheets share, and a sheet to blocks: its name as a heading, its tables row by row.

use super::{
    number_format::Format,
    output::{Budget, COST, block},
    table::{self, Cell, Row},
};
use crate::corpus::{Block, BlockKind, Skip};

/// What a cell is taken to cost beside its text, in bytes: a sheet may have millions.
const CELL_COST: usize = 200;

/// What the sheets of a workbook of Excel share.
#[derive(Debug, Default)]
pub(super) struct Book {
    /// Texts that cells refer to, folded.
    pub(super) strings: Vec<String>,
    /// For each style of cells, how numbers are printed and whether it is bold.
    pub(super) styles: Vec<(Format, bool)>,
    /// Whether days are counted from 1904.
    pub(super) from_1904: bool,
}

impl Book {
    /// Whether cells of a style are bold.
    pub(super) fn is_bold(&self, style: usize) -> bool {
        self.styles.get(style).is_some_and(|(_, bold)| *bold)
    }

    /// A number as cells of a style print it.
    pub(super) fn number(&self, style: usize, value: f64) -> String {
        let format = self.styles.get(style).map(|(format, _)| format.clone()).unwrap_or_default();
        format.print(value, self.from_1904)
    }
}

/// A sheet that is being read.
pub(super) struct Sheet {
    blocks: Vec<Block>,
    /// The rows of the table that is being read; an empty row ends it.
    rows: Vec<Row>,
    /// The number of the last row, from 1.
    number: usize,
    tables: Vec<Vec<Row>>,
}

impl Sheet {
    pub(super) fn new(name: &str) -> Self {
        let name = super::output::fold(name);
        let heading = block(BlockKind::Heading { level: 1 }, name, false, true);
        Self { blocks: vec![heading], rows: Vec::new(), number: 0, tables: Vec::new() }
    }

    /// Notes the number of the next row, 0 where it is not said: rows that are not written are empty.
    pub(super) fn gap_to(&mut self, number: usize) {
        if number > self.number.saturating_add(1) {
            self.end_table();
        }
        self.number = if number > 0 { number } else { self.number.saturating_add(1) };
    }

    /// Adds a row: columns from 0, in order, with text and whether it is bold.
    pub(super) fn row(&mut self, cells: Vec<(usize, String, bool)>, budget: &mut Budget) -> Result<(), Skip> {
        if cells.is_empty() {
            self.end_table();
            return Ok(());
        }
        let mut row = Row::default();
        for (column, text, bold) in cells {
            let empty = column.min(table::MOST_COLUMNS).saturating_sub(row.cells.len());
            budget.spend(text.len() + CELL_COST + empty * COST)?;
            row.cells.extend(std::iter::repeat_with(Cell::default).take(empty));
            let own = block(BlockKind::Paragraph, text, bold, false);
            row.cells.push(Cell { blocks: vec![own], ..Cell::default() });
        }
        self.rows.push(row);
        Ok(())
    }

    fn end_table(&mut self) {
        if !self.rows.is_empty() {
            self.tables.push(std::mem::take(&mut self.rows));
        }
    }

    /// The blocks; none where the sheet is empty.
    pub(super) fn blocks(mut self, budget: &mut Budget) -> Result<Vec<Block>, Skip> {
        self.end_table();
        if self.tables.is_empty() {
            return Ok(Vec::new());
        }
        for rows in self.tables {
            let found = table::blocks(rows, budget)?;
            found.iter().try_for_each(|own| budget.block(own))?;
            self.blocks.extend(found);
        }
        Ok(self.blocks)
    }
}
