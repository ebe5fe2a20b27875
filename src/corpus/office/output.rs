//! What readers of office formats write into: text that is folded as it grows, and a budget for all of it.

use crate::corpus::{Block, BlockKind, Furniture, Limits, Place, Skip, SkipReason};

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
    Block { kind, text, bold, furniture: None, gap_before, place: Place::default() }
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
