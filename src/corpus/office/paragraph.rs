//! What paragraphs of all office formats have in common.
//!
//! In come words with their look, and what stands before a paragraph; out come its blocks. Which words are hidden, how lists
//! count and which styles are headings is told by each format's reader.

use super::output::{block, could_be_heading, fold, lines, typed_bullet};
use crate::corpus::{Block, BlockKind};

/// The words of a paragraph as they are read, with `\t` and `\n`.
#[derive(Debug, Default)]
pub(super) struct Words {
    pub(super) text: String,
    /// Letters and digits, and how many of them are bold.
    letters: usize,
    bold: usize,
}

impl Words {
    /// Adds words of one run.
    pub(super) fn push(&mut self, words: &str, bold: bool) {
        let letters = words.chars().filter(|c| c.is_alphanumeric()).count();
        self.letters += letters;
        self.bold += if bold { letters } else { 0 };
        self.text.push_str(words);
    }

    /// Adds the words of the paragraph after.
    pub(super) fn join(&mut self, next: &Self) {
        self.text.push_str(&next.text);
        self.letters += next.letters;
        self.bold += next.bold;
    }

    /// Whether all of them are bold.
    pub(super) fn are_bold(&self) -> bool {
        self.letters > 0 && self.bold == self.letters
    }
}

/// What stands before a paragraph of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Label {
    /// A bullet, at a depth from 0.
    Bullet(u8),
    /// A number with what is printed round it; empty where nothing is.
    Number(String),
}

/// A text behind its number, where it has one.
pub(super) fn labelled(label: Option<&Label>, text: String) -> String {
    match label {
        Some(Label::Number(number)) if !number.is_empty() => format!("{} {text}", fold(number)),
        _ => text,
    }
}

/// The blocks of a paragraph whose style is that of a heading or not, at a depth from 0 where its bullet is typed. `gap` says
/// whether blank space stands before it, and then whether before the next.
pub(super) fn blocks(
    words: &Words,
    heading: Option<u8>,
    label: Option<&Label>,
    depth: u8,
    gap: &mut bool,
) -> Vec<Block> {
    let text = fold(&words.text);
    if text.is_empty() {
        *gap = true;
        return Vec::new();
    }
    let heading = heading.filter(|_| could_be_heading(&text));
    let mut before = std::mem::replace(gap, heading.is_some()) || heading.is_some();
    let (kind, texts) = match (heading, label) {
        (Some(level), _) => (BlockKind::Heading { level }, vec![labelled(label, text)]),
        (None, Some(Label::Bullet(depth))) => (BlockKind::ListItem { depth: *depth }, vec![text]),
        (None, Some(Label::Number(_))) => (BlockKind::Paragraph, vec![labelled(label, text)]),
        (None, None) => match typed_bullet(&words.text) {
            Some(text) => (BlockKind::ListItem { depth }, vec![text]),
            None => (BlockKind::Paragraph, lines(&words.text)),
        },
    };
    let bold = words.are_bold();
    texts.into_iter().map(|text| block(kind.clone(), text, bold, std::mem::take(&mut before))).collect()
}
