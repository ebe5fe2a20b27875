//! Ruled tables: the grid that lines across and down a page make, and the words in its cells.
//!
//! Lines that touch make one grid. A grid of one column is a frame and no table; one whose first column holds nothing
//! but paragraphs' numbers, or one of whose cells holds a page of text, is a way to lay a page out. Their words are left
//! to run as text.

use super::{
    hyphens::Compounds,
    lines::{Line, lines},
    marker,
    sheet::{Rule, Sheet, Word},
};
use crate::corpus::text::Cell;
use std::ops::Range;

/// Ends of lines that are no farther apart touch, in points.
const TOUCH: f32 = 3.0;
/// More lines than this are a drawing.
const MOST_LINES: usize = 250;
/// A cell with more text than this is no cell of a table, in bytes.
const LONGEST_CELL: usize = 2000;
/// A row of one cell with more text than this is text in a box, in bytes.
const LONGEST_CAPTION: usize = 120;

/// A table with its place on the page.
#[derive(Debug, Clone)]
pub(super) struct Table {
    pub(super) rows: Vec<Vec<Cell>>,
    pub(super) left: f32,
    pub(super) right: f32,
    pub(super) top: f32,
}

/// The ruled tables of a page, and which of its words do not stand in them.
pub(super) fn tables<'s>(sheet: &'s Sheet, compounds: &mut Compounds) -> (Vec<Table>, Vec<&'s Word>) {
    let mut words: Vec<&Word> = sheet.words.iter().collect();
    let mut tables = Vec::new();
    for grid in grids(&sheet.rules) {
        let (inside, mut outside): (Vec<&Word>, Vec<&Word>) = words.iter().partition(|word| grid.cell(word).is_some());
        let (found, left) = grid.fill(sheet, inside, compounds);
        tables.extend(found);
        outside.extend(left);
        words = outside;
    }
    (tables, words)
}

/// A line drawn straight: where across it stands, and from where to where it runs.
#[derive(Debug, Clone, Copy)]
struct Stroke {
    at: f32,
    from: f32,
    to: f32,
}

/// Strokes that go on from one another made one.
fn merge(mut strokes: Vec<Stroke>) -> Vec<Stroke> {
    strokes.sort_by(|a, b| a.at.total_cmp(&b.at));
    let mut level = f32::NEG_INFINITY;
    for stroke in &mut strokes {
        // Strokes at nearly one height are at one height.
        if stroke.at - level < TOUCH / 2.0 {
            stroke.at = level;
        } else {
            level = stroke.at;
        }
    }
    strokes.sort_by(|a, b| a.at.total_cmp(&b.at).then(a.from.total_cmp(&b.from)));
    let mut merged: Vec<Stroke> = Vec::new();
    for stroke in strokes {
        match merged.last_mut() {
            Some(last) if last.at == stroke.at && stroke.from <= last.to + TOUCH => last.to = last.to.max(stroke.to),
            _ => merged.push(stroke),
        }
    }
    merged
}

fn grids(rules: &[Rule]) -> Vec<Grid> {
    let across = rules.iter().filter(|rule| rule.is_across());
    let across = merge(
        across.map(|rule| Stroke { at: (rule.top + rule.bottom) / 2.0, from: rule.left, to: rule.right }).collect(),
    );
    let down = rules.iter().filter(|rule| rule.is_down());
    let down = merge(
        down.map(|rule| Stroke { at: (rule.left + rule.right) / 2.0, from: rule.top, to: rule.bottom }).collect(),
    );
    if across.len() < 2 || down.len() < 2 || across.len() > MOST_LINES || down.len() > MOST_LINES {
        return Vec::new();
    }
    // Lines that touch get one number, by way of the lines down.
    let mut group: Vec<usize> = (0..down.len()).collect();
    let mut of_across: Vec<Option<usize>> = vec![None; across.len()];
    for (row, line) in across.iter().enumerate() {
        for (column, other) in down.iter().enumerate() {
            let touch = (line.from - TOUCH..=line.to + TOUCH).contains(&other.at)
                && (other.from - TOUCH..=other.to + TOUCH).contains(&line.at);
            if !touch {
                continue;
            }
            match of_across[row] {
                None => of_across[row] = Some(group[column]),
                Some(own) if own != group[column] => {
                    let gone = group[column];
                    for number in group.iter_mut().chain(of_across.iter_mut().flatten()) {
                        if *number == gone {
                            *number = own;
                        }
                    }
                }
                Some(_) => {}
            }
        }
    }
    let mut numbers: Vec<usize> = of_across.iter().flatten().copied().collect();
    numbers.sort_unstable();
    numbers.dedup();
    let mut grids: Vec<Grid> = numbers
        .into_iter()
        .filter_map(|number| {
            let across = across.iter().zip(&of_across).filter(|(_, of)| **of == Some(number)).map(|(line, _)| *line);
            let down = down.iter().zip(&group).filter(|(_, of)| **of == number).map(|(line, _)| *line);
            Grid::new(across.collect(), down.collect())
        })
        .collect();
    grids.sort_by(|a, b| a.ys[0].total_cmp(&b.ys[0]));
    grids
}

struct Grid {
    xs: Vec<f32>,
    ys: Vec<f32>,
    /// For each place of the grid, row by row, the place where its cell begins.
    begins: Vec<usize>,
}

/// Distinct positions.
fn levels(strokes: &[Stroke]) -> Vec<f32> {
    let mut levels: Vec<f32> = strokes.iter().map(|stroke| stroke.at).collect();
    levels.sort_by(f32::total_cmp);
    levels.dedup_by(|b, a| *b - *a < TOUCH);
    levels
}

impl Grid {
    fn new(across: Vec<Stroke>, down: Vec<Stroke>) -> Option<Self> {
        let (xs, ys) = (levels(&down), levels(&across));
        if xs.len() < 3 || ys.len() < 2 {
            return None;
        }
        let (columns, rows) = (xs.len() - 1, ys.len() - 1);
        let covers = |strokes: &[Stroke], at: f32, along: f32| {
            strokes.iter().any(|stroke| (stroke.at - at).abs() < TOUCH && (stroke.from..=stroke.to).contains(&along))
        };
        let mut begins: Vec<usize> = (0..rows * columns).collect();
        for row in 0..rows {
            for column in 0..columns {
                let place = row * columns + column;
                let (x, y) = ((xs[column] + xs[column + 1]) / 2.0, (ys[row] + ys[row + 1]) / 2.0);
                // No line to the left, or above: the cell began there.
                if column > 0 && !covers(&down, xs[column], y) {
                    begins[place] = begins[place - 1];
                } else if row > 0 && !covers(&across, ys[row], x) {
                    begins[place] = begins[place - columns];
                }
            }
        }
        Some(Self { xs, ys, begins })
    }

    /// The place where the cell that a word stands in begins.
    fn cell(&self, word: &Word) -> Option<usize> {
        let (x, y) = ((word.left + word.right) / 2.0, word.base - word.size * 0.3);
        let between = |levels: &[f32], at: f32| {
            let after = levels.partition_point(|level| *level <= at);
            (after > 0 && after < levels.len()).then(|| after - 1)
        };
        let (column, row) = (between(&self.xs, x)?, between(&self.ys, y)?);
        self.begins.get(row * (self.xs.len() - 1) + column).copied()
    }

    /// The grid's tables and the words that stand in none: a row of one long cell parts the table above it from the one
    /// below.
    fn fill<'s>(
        &self,
        sheet: &'s Sheet,
        words: Vec<&'s Word>,
        compounds: &mut Compounds,
    ) -> (Vec<Table>, Vec<&'s Word>) {
        let columns = self.xs.len() - 1;
        let mut words_of: Vec<Vec<&Word>> = vec![Vec::new(); self.begins.len()];
        for word in &words {
            if let Some(words) = self.cell(word).and_then(|place| words_of.get_mut(place)) {
                words.push(word);
            }
        }
        let lines_of: Vec<Vec<Line>> = words_of.iter().map(|words| lines(sheet, words.iter().copied())).collect();
        lines_of.iter().flatten().for_each(|line| compounds.note(&line.text));
        let cells: Vec<Cell> = lines_of.iter().map(|lines| cell(lines, compounds)).collect();
        let filled = |row: usize| cells[row * columns..(row + 1) * columns].iter().filter(|cell| !cell.text.is_empty());
        let is_text =
            |row: usize| filled(row).count() == 1 && filled(row).all(|cell| cell.text.len() > LONGEST_CAPTION);
        let rows = self.ys.len() - 1;
        let too_long = |row: usize| !is_text(row) && filled(row).any(|cell| cell.text.len() > LONGEST_CELL);
        if (0..rows).any(too_long) {
            return (Vec::new(), words);
        }
        let (mut tables, mut left) = (Vec::new(), Vec::new());
        let mut from = 0;
        for to in 0..=rows {
            if to < rows && !is_text(to) {
                continue;
            }
            match self.table(&cells, from..to) {
                Some(table) => tables.push(table),
                None => left.extend(words_of[from * columns..to * columns].iter().flatten()),
            }
            if to < rows {
                left.extend(words_of[to * columns..(to + 1) * columns].iter().flatten());
            }
            from = to + 1;
        }
        (tables, left)
    }

    /// Some rows as a table; none where they are no table.
    fn table(&self, cells: &[Cell], rows: Range<usize>) -> Option<Table> {
        let columns = self.xs.len() - 1;
        let cells = cells.get(rows.start * columns..rows.end * columns)?;
        let used = |column: usize| cells.iter().skip(column).step_by(columns).any(|cell| !cell.text.is_empty());
        let used: Vec<usize> = (0..columns).filter(|column| used(*column)).collect();
        let first = *used.first()?;
        let mut numbers = cells.iter().skip(first).step_by(columns);
        if used.len() < 2 || (used.len() == 2 && numbers.all(|cell| is_bare_marker(&cell.text))) {
            return None;
        }
        let filled: Vec<Vec<Cell>> = cells
            .chunks(columns)
            .filter(|row| row.iter().any(|cell| !cell.text.is_empty()))
            .map(|row| used.iter().map(|column| row[*column].clone()).collect())
            .collect();
        // A single row in bold is a heading in boxes.
        if let [row] = filled.as_slice()
            && row.iter().all(|cell| cell.bold || cell.text.is_empty())
        {
            return None;
        }
        let right = self.xs.last().copied().unwrap_or_default();
        Some(Table { rows: filled, left: self.xs[0], right, top: self.ys[rows.start] })
    }
}

/// Whether a cell is empty or holds a paragraph's number and nothing else.
pub(super) fn is_bare_marker(text: &str) -> bool {
    text.is_empty() || (!text.contains(' ') && marker::is_marker(text, true))
}

/// The text of a cell's lines.
pub(super) fn cell(lines: &[Line], compounds: &Compounds) -> Cell {
    let mut text = String::new();
    for line in lines {
        let rest = marker::bullet(line).map_or(line.text.as_str(), |(_, rest)| rest);
        compounds.join(&mut text, rest);
    }
    let bold = !lines.is_empty() && lines.iter().all(|line| line.bold);
    Cell { text: text.replace('\u{ad}', ""), bold }
}
