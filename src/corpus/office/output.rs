//! What readers of office formats write into: text that is folded as it grows, and a budget for all of it.

use crate::corpus::{Block, BlockKind, Furniture, Limits, Place, Skip, SkipReason, text};
use rustc_hash::FxHashSet;

/// How much may still come out of a file. References let a small file ask for the same words again and again.
#[derive(Debug)]
pub(super) struct Budget {
    bytes: u64,
    blocks: usize,
}

impl Budget {
    pub(super) fn new(limits: &Limits) -> Self {
        Self { bytes: limits.inflated_bytes, blocks: limits.lines }
    }

    /// Notes that so many bytes of text come out.
    ///
    /// # Errors
    ///
    /// `too-large` where that is more than the limit.
    pub(super) fn spend(&mut self, bytes: usize) -> Result<(), Skip> {
        self.bytes = self.bytes.checked_sub(bytes as u64).ok_or_else(|| {
            Skip::new(SkipReason::TooLarge, "more text comes out of it than the limit for what is inflated allows")
        })?;
        Ok(())
    }

    /// Notes that a block comes out.
    ///
    /// # Errors
    ///
    /// `too-large` where that is one more than the limit.
    pub(super) fn block(&mut self, block: &Block) -> Result<(), Skip> {
        self.blocks = self
            .blocks
            .checked_sub(1)
            .ok_or_else(|| Skip::new(SkipReason::TooLarge, "it has more paragraphs than the limit of lines allows"))?;
        self.spend(block.text.len())
    }
}

/// A block of an office document: these have no lines, and pages only where they are slides.
pub(super) fn block(kind: BlockKind, text: String, bold: bool, gap_before: bool) -> Block {
    Block { kind, text, bold, furniture: None, machine_read: false, gap_before, place: Place::default() }
}

/// A line of a page's head or foot.
pub(super) fn running_head(text: String) -> Block {
    Block { furniture: Some(Furniture::RunningHead), ..block(BlockKind::Paragraph, text, false, true) }
}

/// White space of whatever kind and length as single blanks; what is not printed is taken out.
pub(super) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        let start = folded.len();
        if start > 0 {
            folded.push(' ');
        }
        folded.extend(word.chars().filter(|c| !is_unprinted(*c)));
        if folded.len() == start + usize::from(start > 0) {
            folded.truncate(start);
        }
    }
    folded
}

/// Soft hyphens, zero-width blanks, marks of the byte order and control characters.
fn is_unprinted(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}') || c.is_control()
}

/// A longer line than this is text, and no heading, whatever its style says: many a report numbers its paragraphs with the
/// styles of headings. In bytes.
const LONGEST_HEADING: usize = 200;
/// So is a sentence of more words than this.
const MOST_WORDS: usize = 14;

/// Whether a text whose style is a heading's can be one.
pub(super) fn could_be_heading(text: &str) -> bool {
    let sentence = text.ends_with(['.', ';', ',']) && text.split(' ').count() > MOST_WORDS;
    text.len() <= LONGEST_HEADING && !sentence && text.chars().any(char::is_alphanumeric)
}

/// What a cell, a row or a record is taken to cost in memory, in bytes: marks of a few bytes can ask for many.
pub(super) const COST: usize = 64;

/// The fields of Word that are open: their instructions are no text, their results are.
#[derive(Debug, Default)]
pub(super) struct Fields {
    /// For each that is open, whether its instruction is being read.
    open: Vec<bool>,
    instructions: usize,
}

impl Fields {
    pub(super) fn begin(&mut self) {
        self.open.push(true);
        self.instructions += 1;
    }

    /// The instruction of the innermost ends, and its result begins.
    pub(super) fn separate(&mut self) {
        if let Some(reading) = self.open.last_mut() {
            self.instructions -= usize::from(std::mem::replace(reading, false));
        }
    }

    pub(super) fn end(&mut self) {
        self.instructions -= usize::from(self.open.pop().unwrap_or(false));
    }

    /// Whether an instruction is being read.
    pub(super) fn is_instruction(&self) -> bool {
        self.instructions > 0
    }
}

/// Heads, or feet, of pages: each line once.
#[derive(Debug, Default)]
pub(super) struct RunningHeads {
    seen: FxHashSet<String>,
    pub(super) blocks: Vec<Block>,
}

impl RunningHeads {
    /// Adds a line where it has letters and is new.
    pub(super) fn add(&mut self, text: String) {
        if text.contains(char::is_alphabetic) && self.seen.insert(text.clone()) {
            self.blocks.push(running_head(text));
        }
    }
}

/// Lines that were broken by hand stand each alone where none is longer than this, in bytes: a title, an address.
const LONGEST_LINE: usize = 80;

/// The lines of a paragraph that stand alone, folded: each of several short ones, else all as one.
pub(super) fn lines(text: &str) -> Vec<String> {
    let lines: Vec<String> = text.split('\n').map(fold).filter(|line| !line.is_empty()).collect();
    let apart = lines.iter().all(|line| line.len() <= LONGEST_LINE);
    if apart || lines.is_empty() { lines } else { vec![lines.join(" ")] }
}

/// The rest of a paragraph that begins with a bullet which was typed.
pub(super) fn typed_bullet(text: &str) -> Option<String> {
    text::bullet(text.trim_start()).map(|(_, rest)| fold(rest))
}
