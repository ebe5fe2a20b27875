//! Lines to reading order: columns of text one after the other, and tables that no lines rule.
//!
//! A lane is an upright strip without text that runs through several rows of lines. What stands on its sides is told by
//! what it looks like: full lines are columns of text; numbers and bullets belong to the lines beside them; short pieces
//! side by side are a table.

use super::{
    aligned,
    grid::{Table, is_bare_marker},
    hyphens::Compounds,
    lines::{Line, by_place},
};

/// What stands on a page, in reading order.
#[derive(Debug, Clone)]
pub(super) enum Item {
    Line(Line),
    Table(Table),
}

/// The narrowest lane, as a share of the lines' size.
const NARROWEST_LANE: f32 = 0.6;
/// Lines whose base lines are within this share of their size stand side by side.
const SIDE_BY_SIDE: f32 = 0.6;
/// Pages with more rows are not looked at for columns.
const MOST_ROWS: usize = 2000;
/// More lines do not stand side by side.
const MOST_BESIDE: usize = 100;
/// A lane ends where so many rows have text on one side only.
const MOST_ONE_SIDED: usize = 60;
/// Gaps of a row that are tried as lanes.
const MOST_LANES: usize = 12;

/// Lines that stand side by side, from left to right.
pub(super) type Row = Vec<Line>;

/// Puts a page's lines and ruled tables in reading order.
pub(super) fn order(mut lines: Vec<Line>, mut tables: Vec<Table>, compounds: &Compounds) -> Vec<Item> {
    tables.sort_by(|a, b| a.top.total_cmp(&b.top));
    lines.sort_by(by_place);
    let mut items = Vec::new();
    let mut lines = lines.into_iter().peekable();
    for table in tables {
        let mut above = Vec::new();
        while let Some(line) = lines.next_if(|line| line.base < table.top + line.size * 0.5) {
            above.push(line);
        }
        flow(above, compounds, &mut items);
        items.push(Item::Table(table));
    }
    flow(lines.collect(), compounds, &mut items);
    items
}

/// Orders lines between which no ruled table stands.
fn flow(lines: Vec<Line>, compounds: &Compounds, items: &mut Vec<Item>) {
    let mut rows: Vec<Row> = Vec::new();
    for line in lines {
        let beside = |row: &Row| {
            let near =
                row.first().is_some_and(|first| line.base - first.base < SIDE_BY_SIDE * first.size.min(line.size));
            near && row.len() < MOST_BESIDE
                && row.iter().all(|other| line.left >= other.right || line.right <= other.left)
        };
        match rows.last_mut() {
            Some(row) if beside(row) => row.push(line),
            _ => rows.push(vec![line]),
        }
    }
    rows.iter_mut().for_each(|row| row.sort_by(|a, b| a.left.total_cmp(&b.left)));
    let look = rows.len() <= MOST_ROWS;
    let mut plain: Vec<Line> = Vec::new();
    let mut at = 0;
    while at < rows.len() {
        match if look { run(&rows[at..]) } else { None } {
            Some(run) => {
                let taken: Vec<Row> = rows[at..at + run.rows].iter_mut().map(std::mem::take).collect();
                at += run.rows;
                arrange(taken, &run.edges, compounds, &mut plain, items);
            }
            None => {
                plain.extend(joined(std::mem::take(&mut rows[at])));
                at += 1;
            }
        }
    }
    end_plain(&mut plain, items);
}

/// Lines that stand in one column; its edges are those of all of them.
fn end_plain(plain: &mut Vec<Line>, items: &mut Vec<Item>) {
    let edges = edges(plain.iter());
    items.extend(plain.drain(..).map(|line| Item::Line(Line { column: edges, ..line })));
}

fn edges<'l>(lines: impl Iterator<Item = &'l Line>) -> (f32, f32) {
    lines.fold((f32::INFINITY, f32::NEG_INFINITY), |(left, right), line| (left.min(line.left), right.max(line.right)))
}

/// A row as one line.
fn joined(row: Row) -> Option<Line> {
    row.into_iter().reduce(|mut whole, next| {
        whole.append(next);
        whole
    })
}

/// Rows that a lane runs through.
struct Run {
    rows: usize,
    /// Where the columns end, from the left; one fewer than there are columns.
    edges: Vec<f32>,
}

/// The run that begins with the first row.
fn run(rows: &[Row]) -> Option<Run> {
    let first = rows.first()?;
    let lanes = first.windows(2).take(MOST_LANES).map(|pair| (pair[0].right, pair[1].left));
    let (count, both) = lanes.map(|lane| extend(rows, lane)).max_by_key(|(_, both)| *both)?;
    if both < 2 {
        return None;
    }
    let size = first.first()?.size;
    let side_by_side = rows[..count].iter().filter(|row| row.len() > 1);
    let mut spans: Vec<(f32, f32)> = side_by_side.flatten().map(|line| (line.left, line.right)).collect();
    spans.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut edges = Vec::new();
    let mut right = f32::NEG_INFINITY;
    for (left, end) in spans {
        if right.is_finite() && left - right >= NARROWEST_LANE * size {
            edges.push((left + right) / 2.0);
        }
        right = right.max(end);
    }
    // No page has so many columns, and each takes a place in every row.
    (1..=MOST_BESIDE).contains(&edges.len()).then_some(Run { rows: count, edges })
}

/// How many rows a lane runs through, up to the last with text on both sides, and how many of them have that.
fn extend(rows: &[Row], (mut left, mut right): (f32, f32)) -> (usize, usize) {
    let (mut count, mut both) = (0, 0);
    for (at, row) in rows.iter().enumerate() {
        let middle = (left + right) / 2.0;
        let (mut end, mut start) = (f32::NEG_INFINITY, f32::INFINITY);
        for line in row {
            if (line.left + line.right) / 2.0 < middle {
                end = end.max(line.right);
            } else {
                start = start.min(line.left);
            }
        }
        let both_sides = end.is_finite() && start.is_finite();
        let size = row.first().map_or(0.0, |line| line.size);
        let (narrow_left, narrow_right) = (left.max(end), right.min(start));
        if end > right || start < left || (both_sides && narrow_right - narrow_left < NARROWEST_LANE * size) {
            break;
        }
        if both_sides {
            (left, right) = (narrow_left, narrow_right);
            (count, both) = (at + 1, both + 1);
        } else if at > count + MOST_ONE_SIDED {
            break;
        }
    }
    (count, both)
}

/// What the columns of a run are.
fn arrange(rows: Vec<Row>, edges: &[f32], compounds: &Compounds, plain: &mut Vec<Line>, items: &mut Vec<Item>) {
    let mut columns: Vec<Vec<Vec<Line>>> = Vec::with_capacity(edges.len() + 1);
    columns.resize_with(edges.len() + 1, || rows.iter().map(|_| Vec::new()).collect());
    for (number, row) in rows.into_iter().enumerate() {
        for line in row {
            let column = edges.partition_point(|edge| *edge < (line.left + line.right) / 2.0);
            columns[column][number].push(line);
        }
    }
    let mut columns: Vec<Vec<Option<Line>>> =
        columns.into_iter().map(|column| column.into_iter().map(joined).collect()).collect();
    // Numbers and bullets belong to what stands to the right of them.
    let mut at = 0;
    while at + 1 < columns.len() {
        if columns[at].iter().flatten().all(|line| is_bare_marker(&line.text)) && at == 0 {
            let markers = columns.remove(at);
            for (marker, line) in markers.into_iter().zip(&mut columns[at]) {
                if let Some(mut marker) = marker {
                    if let Some(line) = line.take() {
                        marker.append(line);
                    }
                    *line = Some(marker);
                }
            }
        } else {
            at += 1;
        }
    }
    if columns.len() == 1 {
        plain.extend(columns.into_iter().flatten().flatten());
        return;
    }
    let filled = |row: usize| columns.iter().filter(|column| column[row].is_some()).count();
    let rows = columns[0].len();
    let both = (0..rows).filter(|row| filled(*row) >= 2).count();
    let is_table = if columns.len() == 2 { both >= 5 || (both >= 3 && is_list(&columns)) } else { both >= 2 };
    if columns.iter().all(|column| is_prose(column)) || !is_table || both * 3 < rows {
        let short = rows < 3 && !is_table;
        end_plain(plain, items);
        if short {
            // Two lines side by side are two lines.
            for row in 0..rows {
                plain.extend(columns.iter_mut().filter_map(|column| column[row].take()));
                end_plain(plain, items);
            }
            return;
        }
        for column in columns {
            plain.extend(column.into_iter().flatten());
            end_plain(plain, items);
        }
        return;
    }
    end_plain(plain, items);
    items.push(Item::Table(aligned::table(columns, compounds)));
}

/// Whether two columns are names with their values, and not two blocks of lines that happen to stand side by side.
fn is_list(columns: &[Vec<Option<Line>>]) -> bool {
    let most = |column: usize, is: fn(&Line) -> bool| {
        let lines = || columns.get(column).into_iter().flatten().flatten();
        lines().filter(|line| is(line)).count() * 3 >= lines().count() * 2
    };
    let is_bold = |row: usize| columns.iter().all(|column| column[row].as_ref().is_some_and(|line| line.bold));
    let headed = is_bold(0) && !is_bold(1);
    headed
        || most(0, |line| line.bold || line.text.ends_with(':'))
        || most(1, |line| line.text.len() <= 12 && line.text.contains(|c: char| c.is_ascii_digit()))
}

/// Whether a column is running text: most of its lines are long and reach near its edge.
fn is_prose(column: &[Option<Line>]) -> bool {
    let lines: Vec<&Line> = column.iter().flatten().collect();
    let (left, right) = edges(lines.iter().copied());
    let full = lines.iter().filter(|line| line.right - left >= (right - left) * 0.7 && line.text.len() >= 20).count();
    lines.len() >= 4 && full * 2 >= lines.len()
}
