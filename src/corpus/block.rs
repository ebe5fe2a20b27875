//! Blocks: the pieces of a source as extracted, with the place where each stands.

use serde::{Deserialize, Serialize};
use std::ops::Range;

/// Where a block stands in its source.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Place {
    /// The page, counted from 1; absent where the source has no pages.
    pub page: Option<u32>,
    /// First and last line, counted from 1, inclusive; absent for sources that are not made of lines.
    pub lines: Option<(u32, u32)>,
    /// Byte span in the source's decoded text; empty where that means nothing.
    pub bytes: Range<usize>,
}

impl Place {
    /// The place of a block at these lines, counted from 1, inclusive.
    pub fn at_lines(first: u32, last: u32) -> Self {
        Self { lines: Some((first, last)), ..Self::default() }
    }

    /// The place of a block on this page, counted from 1.
    pub fn on_page(page: u32) -> Self {
        Self { page: Some(page), ..Self::default() }
    }

    /// The place of a block that was joined from `self` and the later `other`.
    #[must_use]
    pub fn to(&self, other: &Self) -> Self {
        let lines = match (self.lines, other.lines) {
            (Some((first, _)), Some((_, last))) => Some((first, last)),
            (lines, None) | (None, lines) => lines,
        };
        Self { page: self.page.or(other.page), lines, bytes: self.bytes.start..other.bytes.end.max(self.bytes.end) }
    }
}

/// What an extractor says a block is. Whether an unmarked line is a heading is the document stage's business.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum BlockKind {
    /// Marked as a heading by the source (`##`, `<h2>`, a style).
    Heading {
        /// 1 is the outermost; what the mark-up says, which in real papers is often wrong.
        level: u8,
    },
    /// Running text, or a line that may yet turn out to be a heading.
    Paragraph,
    /// An item with a bullet. The bullet is not part of the text; a number or letter after it is.
    ListItem {
        /// Nesting, from 0.
        depth: u8,
    },
    /// A row of a table; the block's text is [`row_text`] of it.
    TableRow {
        /// The cells' texts, in order; an empty cell is an empty string.
        cells: Vec<String>,
        /// The header cells above them, by column; empty where the table has none, or for the header row itself.
        headers: Vec<String>,
    },
    /// The end of a page. Its text is empty and [`Place::page`] is the page that ended, where known.
    PageBreak,
}

/// Why a block is not the paper's own text. Such blocks stay searchable and rank last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Furniture {
    /// A stamp such as a letter-spaced "D R A F T".
    Stamp,
    /// A line repeated at the head or foot of pages, or a page number.
    RunningHead,
    /// "This page is intentionally left blank" and its kin.
    BlankPage,
    /// The name or address of the web site that a page stands on, from its title, head and foot. Weak evidence of whose
    /// paper it is.
    Site,
}

/// A piece of a source: heading, paragraph, list item, table row or page break.
///
/// ```
/// use scrutineer::corpus::{Block, BlockKind, Place};
///
/// let mut block = Block::new(BlockKind::Heading { level: 1 }, "Gullies", Place::at_lines(3, 3));
/// block.gap_before = true;
/// assert!(!block.bold && block.furniture.is_none());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Block {
    /// What the source says it is.
    pub kind: BlockKind,
    /// The words, without mark-up, white space folded to single spaces; empty only for a page break.
    pub text: String,
    /// Whether the whole block is set in bold.
    pub bold: bool,
    /// Set where the block is furniture of the page and not text of the paper.
    pub furniture: Option<Furniture>,
    /// Whether any of it was read by machine off a picture of the page, whose words may be misread; see
    /// [`Ocr`](super::Ocr).
    pub machine_read: bool,
    /// Whether blank space stood before the block in the source. Lines of a title or an address stand together.
    pub gap_before: bool,
    /// Where it stands.
    pub place: Place,
}

impl Block {
    /// A block that is not bold and no furniture, without blank space before it.
    pub fn new(kind: BlockKind, text: impl Into<String>, place: Place) -> Self {
        let text = text.into();
        Self { kind, text, bold: false, furniture: None, machine_read: false, gap_before: false, place }
    }
}

/// A link from a block to another document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Link {
    /// The words that it is set on; they stand in the block's text, too.
    pub text: String,
    /// The address as the source has it, often relative to that of the page; blanks as `%20`.
    pub url: String,
    /// The index of the block where it begins.
    pub block: usize,
}

impl Link {
    /// A link on these words of the block with this index.
    pub fn new(text: impl Into<String>, url: impl Into<String>, block: usize) -> Self {
        Self { text: text.into(), url: url.into(), block }
    }
}

/// The text of a table row: `Header: cell | Header: cell`, empty cells left out, so that a row can be read alone.
///
/// ```
/// use scrutineer::corpus::row_text;
///
/// let cells = ["4 June".to_owned(), String::new(), "Gullies".to_owned()];
/// let headers = ["Date".to_owned(), "Lead".to_owned(), "Issue".to_owned()];
/// assert_eq!(row_text(&cells, &headers), "Date: 4 June | Issue: Gullies");
/// ```
pub fn row_text(cells: &[String], headers: &[String]) -> String {
    let mut text = String::new();
    for (column, cell) in cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
        if !text.is_empty() {
            text.push_str(" | ");
        }
        if let Some(header) = headers.get(column).filter(|header| !header.is_empty()) {
            text.push_str(header.trim_end_matches(':'));
            text.push_str(": ");
        }
        text.push_str(cell);
    }
    text
}
