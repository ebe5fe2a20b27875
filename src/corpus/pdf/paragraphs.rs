//! Lines to paragraphs.
//!
//! A line goes on from the one above it where it is of the same size and weight, stands at the usual distance, begins
//! with no bullet or number of its own, and where the line above is full: where its first word had fitted there, somebody
//! ended the paragraph.

use super::{hyphens::Compounds, lines::Line, marker, measure::Measures};
use crate::corpus::text::begins_with_number;
use rustc_hash::FxHashMap;

/// A distance of more than this many usual ones is a gap.
const GAP: f32 = 1.25;
/// Lines of a block that is this wide, as a share of its column, are full where they reach its own edge.
const WIDE_BLOCK: f32 = 0.6;
/// Columns that are not this wide, in sizes, hold lists and addresses.
const NARROW: f32 = 14.0;

/// Lines that make one paragraph, heading or item.
#[derive(Debug)]
pub(super) struct Paragraph {
    pub(super) text: String,
    /// Whether it began with a bullet, which is no part of the text.
    pub(super) bullet: bool,
    pub(super) left: f32,
    pub(super) size: f32,
    pub(super) bold: bool,
    /// Whether blank space stands before it.
    pub(super) gap: bool,
}

/// The paragraphs of lines that stand one after the other on a page. `fresh` says that blank space stands before them.
pub(super) fn paragraphs(lines: &[&Line], measures: &Measures, compounds: &Compounds, fresh: bool) -> Vec<Paragraph> {
    let edges = right_edges(lines, measures);
    let mut paragraphs: Vec<Paragraph> = Vec::new();
    let mut count = 0;
    for (at, line) in lines.iter().enumerate() {
        let before = at.checked_sub(1).map(|before| (lines[before], edges[before]));
        if let (Some((last, edge)), Some(open)) = (before, paragraphs.last_mut())
            && goes_on(open, count, last, edge, line, measures)
        {
            compounds.join(&mut open.text, &line.text);
            open.bold &= line.bold;
            count += 1;
            continue;
        }
        let gap = before.map_or(fresh, |(last, _)| is_gap(last, line, measures));
        let (bullet, text) = match marker::bullet(line) {
            Some((_, rest)) => (true, rest),
            None => (false, line.text.as_str()),
        };
        paragraphs.push(Paragraph {
            text: text.to_owned(),
            bullet,
            left: line.left,
            size: line.size,
            bold: line.bold,
            gap,
        });
        count = 1;
    }
    paragraphs
}

/// Whether more than the usual distance lies between lines; so it does at the top of the next column.
fn is_gap(last: &Line, line: &Line, measures: &Measures) -> bool {
    let step = line.base - last.base;
    step < -line.size || step > measures.leading * GAP * line.size.max(last.size)
}

fn goes_on(open: &Paragraph, count: usize, last: &Line, edge: f32, line: &Line, measures: &Measures) -> bool {
    let size = line.size;
    if !Measures::is_same_size(open.size, size) || is_gap(last, line, measures) || line.base - last.base < size * 0.5 {
        return false;
    }
    let lower = line.text.starts_with(char::is_lowercase);
    let fits = last.right + size * 0.3 + line.first_word <= edge;
    let ended = last.text.ends_with(['.', ':', ';', '?', '!']);
    if marker::bullet(line).is_some() || !last.column_is(line) || is_address(&line.text) {
        return false;
    }
    // In a narrow column an address is as wide as its column.
    if edge - line.column.0 < size * NARROW && !lower && !goes_on_below(&last.text) {
        return false;
    }
    if begins_with_number(&line.text) && (line.tab.is_some() || fits || ended) {
        return false;
    }
    if open.bold != line.bold
        && !(lower && measures.is_large(size))
        && (fits || ended || !(lower || last.bold == line.bold))
    {
        return false;
    }
    if fits {
        // Titles are broken where the words want it.
        return measures.is_large(size) && (lower || goes_on_below(&last.text));
    }
    // An indent begins a paragraph; a dedent ends a hanging one.
    count < 2 || ((line.left - last.left).abs() < size * 1.2)
}

/// Whether a line begins with an address on the net and is little else.
fn is_address(text: &str) -> bool {
    let first = text.split(' ').next().unwrap_or_default();
    (first.contains('@') || first.starts_with("www.") || first.starts_with("http")) && first.len() * 2 > text.len()
}

/// Whether a line's last word wants another.
fn goes_on_below(text: &str) -> bool {
    const WANTING: [&str; 10] = ["a", "and", "for", "in", "of", "on", "or", "the", "to", "with"];
    text.ends_with([',', '–', '-', '&']) || text.rsplit(' ').next().is_some_and(|word| WANTING.contains(&word))
}

impl Line {
    fn column_is(&self, other: &Self) -> bool {
        self.column == other.column
    }
}

/// For each line, how far the lines around it reach.
fn right_edges(lines: &[&Line], measures: &Measures) -> Vec<f32> {
    let mut columns: FxHashMap<(u32, u32), Vec<f32>> = FxHashMap::default();
    let key = |line: &Line| (line.column.0.to_bits(), line.column.1.to_bits());
    for line in lines {
        columns.entry(key(line)).or_default().push(line.right);
    }
    let columns: FxHashMap<(u32, u32), f32> = columns
        .into_iter()
        .map(|(column, mut rights)| {
            rights.sort_by(|a, b| b.total_cmp(a));
            // One line that reaches farther than all others says nothing.
            let edge = rights.windows(3).find(|three| three[0] - three[2] < measures.body * 4.0).map(|three| three[0]);
            (column, edge.or(rights.first().copied()).unwrap_or_default())
        })
        .collect();
    let mut edges = Vec::with_capacity(lines.len());
    let mut start = 0;
    while start < lines.len() {
        let block = lines[start..].windows(2).take_while(|pair| {
            let same = Measures::is_same_size(pair[0].size, pair[1].size) && pair[0].column_is(pair[1]);
            same && !is_gap(pair[0], pair[1], measures)
        });
        let end = start + block.count() + 1;
        let block = &lines[start..end];
        let right = block.iter().map(|line| line.right).fold(f32::NEG_INFINITY, f32::max);
        let left = block.iter().map(|line| line.left).fold(f32::INFINITY, f32::min);
        let column = columns.get(&key(block[0])).copied().unwrap_or(right);
        let wide = block.len() >= 3 && right - left >= (column - block[0].column.0) * WIDE_BLOCK;
        edges.extend(block.iter().map(|_| if wide { right } else { column }));
        start = end;
    }
    edges
}
