//! One paragraph of a Word document to blocks.

use super::{
    numbering::Numbering,
    properties::ParagraphProperties,
    styles::{Role, Style},
};
use crate::corpus::{
    Block, BlockKind,
    office::{
        output::{block, could_be_heading, fold, lines, typed_bullet},
        paragraph::{Label, Words, labelled},
    },
    row_text,
};
use std::rc::Rc;

/// The longest label before a tab, in bytes.
const LONGEST_LABEL: usize = 30;
/// Less space than this between two paragraphs is none, in twentieths of a point.
const LEAST_SPACE: u32 = 60;

/// A paragraph as it is read.
#[derive(Debug, Default)]
pub(in crate::corpus::office) struct Paragraph {
    pub(in crate::corpus::office) properties: ParagraphProperties,
    pub(in crate::corpus::office) style: Rc<Style>,
    words: Words,
    /// What stands in text boxes anchored in it.
    pub(in crate::corpus::office) boxes: Vec<Block>,
    /// The notes that it calls.
    pub(in crate::corpus::office) notes: Vec<Block>,
}

/// What the paragraph before leaves for the next.
#[derive(Debug, Default)]
pub(in crate::corpus::office) struct Before {
    /// Whether nothing or blank space stands before.
    pub(in crate::corpus::office) gap: bool,
    after: u32,
    style: Option<Rc<Style>>,
}

impl Before {
    /// At the beginning, or after a table.
    pub(in crate::corpus::office) fn start() -> Self {
        Self { gap: true, ..Self::default() }
    }
}

impl Paragraph {
    /// One of this style, without text yet.
    pub(in crate::corpus::office) fn new(style: Rc<Style>) -> Self {
        Self { style, ..Self::default() }
    }

    /// Adds words of a run.
    pub(in crate::corpus::office) fn push(&mut self, words: &str, bold: bool) {
        self.words.push(words, bold);
    }

    /// Goes on with the paragraph after it, whose end and properties are the whole's.
    pub(in crate::corpus::office) fn join(mut self, next: Self) -> Self {
        self.words.join(&next.words);
        self.boxes.extend(next.boxes);
        self.notes.extend(next.notes);
        Self { properties: next.properties, style: next.style, ..self }
    }

    /// Its blocks, text boxes and notes after them.
    pub(in crate::corpus::office) fn blocks(mut self, numbering: &mut Numbering, before: &mut Before) -> Vec<Block> {
        let mut blocks = Vec::new();
        if self.style.role != Role::Contents {
            let level = self.list_level(numbering);
            let label = level.and_then(|(list, level)| numbering.next(list, level));
            let depth = level.map_or(0, |(_, level)| u8::try_from(level).unwrap_or_default());
            self.own_blocks(label, depth, before, &mut blocks);
        }
        blocks.append(&mut self.boxes);
        blocks.append(&mut self.notes);
        blocks
    }

    /// The list that it stands in, and the level there.
    fn list_level(&self, numbering: &Numbering) -> Option<(i32, usize)> {
        let (own, style) = (&self.properties, &self.style.paragraph);
        let list = own.list.or(style.list).filter(|list| *list != 0)?;
        let of_style = || numbering.level_of_style(list, &self.style.id).or(style.list_level);
        let level = own.list_level.or_else(|| if own.list.is_some() { None } else { of_style() });
        Some((list, level.unwrap_or(0)))
    }

    fn own_blocks(&self, label: Option<Label>, depth: u8, before: &mut Before, blocks: &mut Vec<Block>) {
        let groups = self.groups();
        if groups.is_empty() {
            before.gap = true;
            return;
        }
        let mut gap = self.gap(before);
        let bold = self.words.are_bold() || self.style.role == Role::Subtitle;
        let whole = || fold(&self.words.text);
        if let Some(level) = self.heading().filter(|_| could_be_heading(&whole())) {
            let text = labelled(label.as_ref(), whole());
            blocks.push(block(BlockKind::Heading { level }, text, bold, true));
            return;
        }
        let mut label = label;
        for group in &groups {
            let typed = typed_bullet(group).filter(|_| label.is_none());
            let listed =
                matches!(label, Some(Label::Bullet(_))) || (label.is_none() && self.style.role == Role::Bullet);
            if typed.is_some() || listed {
                let text = typed.unwrap_or_else(|| fold(group));
                blocks.push(block(BlockKind::ListItem { depth }, text, bold, gap));
            } else if let Some(row) = label.is_none().then(|| row(group, gap)).flatten() {
                blocks.push(row);
            } else {
                let lines = if label.is_none() { lines(group) } else { vec![fold(group)] };
                for line in lines {
                    blocks.push(block(BlockKind::Paragraph, labelled(label.take().as_ref(), line), bold, gap));
                    gap = false;
                }
            }
            (gap, label) = (true, None);
        }
    }

    /// Its text, parted where two line breaks follow each other.
    fn groups(&self) -> Vec<String> {
        let mut groups = vec![String::new()];
        for line in self.words.text.split('\n') {
            match groups.last_mut() {
                Some(group) if !line.trim().is_empty() => {
                    if !group.is_empty() {
                        group.push('\n');
                    }
                    group.push_str(line);
                }
                _ => groups.push(String::new()),
            }
        }
        groups.retain(|group| group.contains(char::is_alphanumeric));
        groups
    }

    fn heading(&self) -> Option<u8> {
        match self.properties.outline {
            Some(outline) => (outline < 9).then_some(outline + 1),
            None if self.style.role == Role::Title => Some(1),
            None => self.style.heading,
        }
    }

    /// Whether space stands before it; leaves its own space after it for the next.
    fn gap(&self, before: &mut Before) -> bool {
        let (own, style) = (&self.properties, &self.style.paragraph);
        let alike = before.style.as_ref().is_some_and(|style| style.id == self.style.id);
        let none = alike && own.contextual.or(style.contextual).unwrap_or(false);
        let space = before.after.max(own.before.or(style.before).unwrap_or(0));
        let gap = before.gap || (!none && space >= LEAST_SPACE) || self.heading().is_some();
        let after = own.after.or(style.after).unwrap_or(0);
        *before = Before { gap: self.heading().is_some(), after, style: Some(Rc::clone(&self.style)) };
        gap
    }
}

/// A line of a label and its value with a tab between them, which is how such lists are typed.
fn row(text: &str, gap: bool) -> Option<Block> {
    let cells: Vec<String> = text.split('\t').map(fold).filter(|cell| !cell.is_empty()).collect();
    let [label, _] = cells.as_slice() else { return None };
    let like = label.len() <= LONGEST_LABEL
        && label.starts_with(char::is_uppercase)
        && label.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '/' | '(' | ')' | '\'' | '’' | '&'))
        && label.chars().count() > 2;
    (like && !text.contains('\n') && !text.starts_with('\t')).then(|| {
        let text = row_text(&cells, &[]);
        block(BlockKind::TableRow { cells, headers: Vec::new() }, text, false, gap)
    })
}
