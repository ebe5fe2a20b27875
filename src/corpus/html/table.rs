//! Tables: which hold data, and the rows of those.
//!
//! In comes a table's element; out come its rows with the header cells above them, spans expanded, or the word that it is
//! there for the lay-out and is to be walked into like any other element. The text of cells is put together in
//! [`words`].

use super::{marks, words};
use ego_tree::NodeRef;
use scraper::{Node, node::Element};

/// A row of a table of data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::corpus) struct Row<'h> {
    /// The texts of the cells by column; the columns that a cell spans beyond its first are empty.
    pub(in crate::corpus) cells: Vec<String>,
    /// The texts of the header cells above, by column; empty where there are none, and for the header itself.
    pub(in crate::corpus) headers: Vec<String>,
    /// The element.
    pub(in crate::corpus) element: NodeRef<'h, Node>,
}

/// The most columns that spans are expanded to.
const MOST_COLUMNS: usize = 100;
/// The longest text that is repeated in the rows that its cell spans, in bytes.
const LONGEST_REPEATED: usize = 200;
/// What the rows of one document may repeat of headers and spanning cells, in bytes, and what each copy counts besides its
/// text. Where it is spent, rows go without headers.
const MOST_REPEATED: usize = 32 << 20;
const COPY: usize = 24;

/// What may still be repeated.
#[derive(Debug, Clone, Copy)]
pub(in crate::corpus) struct Allowance(usize);

impl Default for Allowance {
    fn default() -> Self {
        Self(MOST_REPEATED)
    }
}

impl Allowance {
    /// Whether copies of all of these may still be made; they count as made.
    pub(in crate::corpus) fn take(&mut self, texts: &[String]) -> bool {
        // Adding up all of them first would be quadratic: it is asked for every row, long after nothing is left.
        texts.iter().all(|text| {
            let left = self.0.checked_sub(text.len() + COPY);
            self.0 = left.unwrap_or(0);
            left.is_some()
        })
    }
}

fn element(node: NodeRef<'_, Node>) -> Option<&Element> {
    node.value().as_element()
}

fn is(node: NodeRef<'_, Node>, names: &[&str]) -> bool {
    element(node).is_some_and(|element| names.contains(&element.name()))
}

/// The rows of a table itself, not of tables in it.
fn rows<'h>(table: NodeRef<'h, Node>) -> impl Iterator<Item = NodeRef<'h, Node>> {
    let parts = table.children().flat_map(|child| {
        let rows = is(child, &["tbody", "thead", "tfoot"]).then(|| child.children());
        std::iter::once(child).chain(rows.into_iter().flatten())
    });
    parts.filter(|node| is(*node, &["tr"]))
}

fn cells<'h>(row: NodeRef<'h, Node>, drops: &impl Fn(NodeRef<'_, Node>) -> bool) -> Vec<NodeRef<'h, Node>> {
    row.children().filter(|node| is(*node, &["td", "th"]) && !drops(*node)).collect()
}

/// Whether a table is there for the lay-out, so that its cells are to be read one after the other.
pub(super) fn is_layout(table: NodeRef<'_, Node>, drops: &impl Fn(NodeRef<'_, Node>) -> bool) -> bool {
    if element(table).is_some_and(|element| matches!(element.attr("role"), Some("presentation" | "none"))) {
        return true;
    }
    let (mut columns, mut header, mut long, mut titled) = (0, false, false, false);
    let mut numbers: Vec<Option<String>> = Vec::new();
    for row in rows(table) {
        let cells = cells(row, drops);
        columns = columns.max(cells.len());
        let heads = cells.iter().filter(|cell| is(**cell, &["th"])).count();
        header |= heads > 1 && heads == cells.len();
        for cell in cells.iter().filter(|cell| is(**cell, &["td"])) {
            let (blocks, title) = blocks_in(*cell);
            titled |= title;
            long |= blocks >= 3 && words::start(*cell, drops, 600).len() >= 400;
        }
        if heads < cells.len() && cells.len() > 1 {
            numbers.push(cells.first().map(|cell| words::start(*cell, drops, 16)).filter(|text| is_number(text)));
        }
    }
    columns <= 1 || titled || (columns == 2 && is_numbered(&numbers)) || (!header && (long || is_numbered(&numbers)))
}

/// How many blocks a cell holds, up to a few, and whether one of them is called a title.
fn blocks_in(cell: NodeRef<'_, Node>) -> (usize, bool) {
    let (mut blocks, mut titled) = (0, false);
    for element in cell.descendants().skip(1).take(60).filter_map(element) {
        blocks += usize::from(matches!(element.name(), "p" | "li" | "div"));
        titled |= marks::title_depth(element).is_some();
    }
    (blocks, titled)
}

/// Whether the first column numbers the rows: "5." or "(a)" in most, or 5, 6, 7 in all.
fn is_numbered(numbers: &[Option<String>]) -> bool {
    let found: Vec<&str> = numbers.iter().flatten().map(String::as_str).collect();
    if found.is_empty() || found.len() * 2 < numbers.len() {
        return false;
    }
    let marked = found.iter().filter(|text| text.ends_with(['.', ')', ':'])).count();
    let counts = || {
        let plain: Vec<u32> = found.iter().filter_map(|text| text.parse().ok()).collect();
        plain.len() == numbers.len() && plain.len() > 1 && plain.windows(2).all(|pair| pair[0] + 1 == pair[1])
    };
    marked * 2 >= found.len() || counts()
}

/// Whether a text is the number of an item and nothing else: "5.", "12", "5a.", "(b)", "4.1", "B2".
pub(super) fn is_number(text: &str) -> bool {
    let core = text.trim().trim_start_matches('(').trim_end_matches(['.', ')', ':']);
    let digits = core.bytes().filter(u8::is_ascii_digit).count();
    let letters = core.bytes().filter(u8::is_ascii_alphabetic).count();
    let roman = core.bytes().all(|byte| matches!(byte, b'i' | b'v' | b'x' | b'I' | b'V' | b'X'));
    !core.is_empty()
        && core.len() <= 8
        && core.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'/'))
        && digits <= 5
        && (if digits > 0 { letters <= 2 } else { letters == 1 || (roman && letters <= 4) })
}

/// A text that goes on in the rows below, in its column.
#[derive(Clone)]
struct Spanning {
    column: usize,
    /// How many rows are still to come.
    rows: usize,
    text: String,
}

/// The rows of a table of data.
pub(in crate::corpus) fn data<'h>(
    table: NodeRef<'h, Node>,
    drops: &impl Fn(NodeRef<'_, Node>) -> bool,
    allowance: &mut Allowance,
) -> Vec<Row<'h>> {
    let mut found: Vec<Row<'h>> = Vec::new();
    let mut headers: Vec<String> = Vec::new();
    let mut spanning: Vec<Spanning> = Vec::new();
    let mut in_header = true;
    for row in rows(table) {
        let own = cells(row, drops);
        let (texts, across) = expand(&own, &mut spanning, drops, allowance);
        if texts.iter().all(String::is_empty) {
            continue;
        }
        in_header = in_header && is_header(&own, found.is_empty());
        let above = if in_header || !allowance.take(&headers) { Vec::new() } else { headers.clone() };
        if in_header {
            let mut whole = texts.clone();
            for column in across {
                whole[column] = shortened(&whole[column - 1]).to_owned();
            }
            join(&mut headers, &whole);
        }
        found.push(Row { cells: texts, headers: above, element: row });
    }
    found
}

/// Whether a row is a header: all of its cells are, by element or, in the first row, by being bold.
fn is_header(cells: &[NodeRef<'_, Node>], first: bool) -> bool {
    let heads = cells.iter().all(|cell| is(*cell, &["th"]));
    cells.len() > 1 && (heads || (first && cells.iter().all(|cell| words::is_bold(*cell))))
}

/// The texts of a row by column, with those of the rows above that span it; and the columns, left empty, that a cell spans
/// to its right.
fn expand(
    cells: &[NodeRef<'_, Node>],
    spanning: &mut Vec<Spanning>,
    drops: &impl Fn(NodeRef<'_, Node>) -> bool,
    allowance: &mut Allowance,
) -> (Vec<String>, Vec<usize>) {
    let mut texts: Vec<String> = Vec::with_capacity(cells.len());
    let (mut across, mut below): (Vec<usize>, Vec<Spanning>) = (Vec::new(), Vec::new());
    let mut above = std::mem::take(spanning).into_iter().peekable();
    for cell in cells.iter().map(Some).chain([None]) {
        while let Some(span) = above.next_if(|span| cell.is_none() || span.column <= texts.len()) {
            let padding = span.column.saturating_sub(texts.len());
            if !allowance.take(std::slice::from_ref(&span.text)) || !allowance.take(&vec![String::new(); padding]) {
                continue;
            }
            texts.resize(texts.len() + padding, String::new());
            texts.push(span.text.clone());
            if span.rows > 1 {
                below.push(Spanning { rows: span.rows - 1, ..span });
            }
        }
        let Some(cell) = cell else { break };
        let text = words::of(*cell, drops);
        let column = texts.len();
        let rows = span(*cell, "rowspan") - 1;
        if rows > 0 && column < MOST_COLUMNS {
            let text = if text.len() <= LONGEST_REPEATED { text.clone() } else { String::new() };
            below.push(Spanning { column, rows, text });
        }
        texts.push(text);
        let room = MOST_COLUMNS.saturating_sub(column).max(1);
        for _ in 1..span(*cell, "colspan").min(room) {
            if allowance.take(&[String::new()]) {
                across.push(texts.len());
                texts.push(String::new());
            }
        }
    }
    below.sort_by_key(|span| span.column);
    below.dedup_by_key(|span| span.column);
    *spanning = below;
    (texts, across)
}

/// How many rows or columns a cell spans.
fn span(cell: NodeRef<'_, Node>, name: &str) -> usize {
    let value = element(cell).and_then(|element| element.attr(name)).and_then(|value| value.trim().parse().ok());
    value.unwrap_or(1).clamp(1, 1000)
}

/// A header of two rows is one: "2019/20" above "Budget" is "2019/20 Budget".
fn join(headers: &mut Vec<String>, texts: &[String]) {
    headers.resize(headers.len().max(texts.len()), String::new());
    for (header, text) in headers.iter_mut().zip(texts) {
        if !text.is_empty() && header != text && header.len() <= LONGEST_REPEATED {
            if !header.is_empty() {
                header.push(' ');
            }
            header.push_str(text);
        }
    }
}

fn shortened(text: &str) -> &str {
    &text[..text.floor_char_boundary(LONGEST_REPEATED)]
}
