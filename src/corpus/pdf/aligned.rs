//! Tables without ruled lines: cells that stand under one another.

use super::{
    grid::{Table, cell},
    hyphens::Compounds,
    lines::Line,
};
use crate::corpus::text::Cell;

/// Base lines that are nearer than this, in sizes, can be lines of one cell.
const TIGHT: f32 = 1.35;

/// The table that lines in columns make. All columns have the same number of places, one for each row of lines.
pub(super) fn table(columns: Vec<Vec<Option<Line>>>, compounds: &Compounds) -> Table {
    let all = || columns.iter().flatten().flatten();
    let (left, top, right) = all()
        .fold((f32::INFINITY, f32::INFINITY, f32::NEG_INFINITY), |(left, top, right), line| {
            (left.min(line.left), top.min(line.base), right.max(line.right))
        });
    let starts = starts(&columns);
    let mut columns: Vec<_> = columns.into_iter().map(|column| column.into_iter().peekable()).collect();
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    for (at, start) in starts.iter().enumerate() {
        if !start {
            continue;
        }
        let height = starts[at + 1..].iter().take_while(|start| !**start).count() + 1;
        let row = columns.iter_mut().map(|column| {
            let lines: Vec<Line> = column.by_ref().take(height).flatten().collect();
            cell(&lines, compounds)
        });
        rows.push(row.collect());
    }
    Table { rows, left, right, top }
}

/// For each row of lines, whether a row of the table begins there.
fn starts(columns: &[Vec<Option<Line>>]) -> Vec<bool> {
    let count = columns.first().map_or(0, Vec::len);
    let line = |row: usize| columns.iter().find_map(|column| column[row].as_ref());
    let gap = |row: usize| match (row.checked_sub(1).and_then(line), line(row)) {
        (Some(before), Some(here)) => (here.base - before.base) / here.size.max(1.0),
        _ => f32::INFINITY,
    };
    let loose = (1..count).filter(|row| gap(*row) > TIGHT).count();
    let spaced = loose >= 2 && loose * 10 >= count * 3;
    (0..count)
        .map(|row| {
            if row == 0 || gap(row) > TIGHT {
                return true;
            }
            if spaced {
                return false;
            }
            let mut filled =
                columns.iter().zip(0..).filter_map(|(column, number)| Some((number, column[row].as_ref()?)));
            match filled.next() {
                Some((0, first)) => filled.next().is_some() || !first.text.starts_with(char::is_lowercase),
                _ => false,
            }
        })
        .collect()
}
