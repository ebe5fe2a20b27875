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

/// Ends of lines that are no farther apart touch, in points.
const TOUCH: f32 = 3.0;
/// More lines than this are a drawing.
const MOST_LINES: usize = 400;
/// A cell with more text than this is no cell of a table, in bytes.
const LONGEST_CELL: usize = 2000;

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
        let (inside, outside): (Vec<&Word>, Vec<&Word>) = words.iter().partition(|word| grid.cell(word).is_some());
        if let Some(table) = grid.fill(sheet, &inside, compounds) {
            tables.push(table);
            words = outside;
        }
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

    /// The grid as a table; none where it is no table.
    fn fill(&self, sheet: &Sheet, words: &[&Word], compounds: &mut Compounds) -> Option<Table> {
        let columns = self.xs.len() - 1;
        let mut of_cell: Vec<Vec<&Word>> = vec![Vec::new(); self.begins.len()];
        for word in words {
            of_cell[self.cell(word)?].push(word);
        }
        let of_cell: Vec<Vec<Line>> = of_cell.into_iter().map(|words| lines(sheet, words.into_iter())).collect();
        of_cell.iter().flatten().for_each(|line| compounds.note(&line.text));
        let cells: Vec<Cell> = of_cell.iter().map(|lines| cell(lines, compounds)).collect();
        if cells.iter().any(|cell| cell.text.len() > LONGEST_CELL) {
            return None;
        }
        let used = |column: usize| cells.iter().skip(column).step_by(columns).any(|cell| !cell.text.is_empty());
        let used: Vec<usize> = (0..columns).filter(|column| used(*column)).collect();
        let first = *used.first()?;
        let numbers = cells.iter().skip(first).step_by(columns);
        if used.len() < 2 || (used.len() == 2 && numbers.clone().all(|cell| is_bare_marker(&cell.text))) {
            return None;
        }
        let rows: Vec<Vec<Cell>> = cells
            .chunks(columns)
            .filter(|row| row.iter().any(|cell| !cell.text.is_empty()))
            .map(|row| used.iter().map(|column| row[*column].clone()).collect())
            .collect();
        let last = |levels: &[f32]| levels.last().copied().unwrap_or_default();
        Some(Table { rows, left: self.xs[0], right: last(&self.xs), top: self.ys[0] })
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
