//! Which properties hold where in a Word document (DOC): paragraphs', characters', styles'.

use super::bytes::{index, u8_at, u16_at, u32_at};
use crate::corpus::office::docx::{Role, Style};
use std::rc::Rc;

/// Pages of properties have this size.
const PAGE: usize = 512;
/// The style of no style.
const NO_STYLE: u16 = 0x0fff;
/// How many styles are looked at for what one inherits.
const LONGEST_CHAIN: usize = 32;

/// What holds from one position of the file to another.
#[derive(Debug, Clone, Default)]
pub(super) struct Stretch<T> {
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) value: T,
}

/// The stretch that holds at a position, of stretches in order.
pub(super) fn at<T>(stretches: &[Stretch<T>], position: u32) -> Option<&Stretch<T>> {
    let after = stretches.partition_point(|stretch| stretch.start <= position);
    stretches.get(after.checked_sub(1)?).filter(|stretch| position < stretch.end)
}

/// Properties of a paragraph.
#[derive(Debug, Clone, Default)]
pub(super) struct Paragraph {
    pub(super) style: u16,
    pub(super) list: Option<i32>,
    pub(super) list_level: Option<usize>,
    pub(super) outline: Option<u8>,
    pub(super) in_table: bool,
    /// Whether its end is the end of a row; whether that row is a header.
    pub(super) row_end: bool,
    pub(super) header: bool,
}

/// Properties of a run of characters.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Run {
    pub(super) bold: bool,
    /// Hidden or deleted.
    pub(super) unseen: bool,
}

/// Calls `take` with the number and operand of each property of a list.
fn properties(list: &[u8], mut take: impl FnMut(u16, &[u8])) {
    let mut at = 0;
    while let Some(code) = u16_at(list, at) {
        at += 2;
        let size = match (code, code >> 13) {
            // The definition of a table has a size of two bytes, which counts itself short by one.
            (0xd608, _) => u16_at(list, at).map_or(0, |size| usize::from(size) + 1),
            (_, 0 | 1) => 1,
            (_, 2 | 4 | 5) => 2,
            (_, 3) => 4,
            (_, 7) => 3,
            _ => u8_at(list, at).map_or(0, |size| usize::from(size) + 1),
        };
        take(code, list.get(at..at + size).unwrap_or_default());
        at += size;
    }
}

fn set(paragraph: &mut Paragraph, code: u16, operand: &[u8]) {
    let byte = u8_at(operand, 0).unwrap_or(0);
    match code {
        0x2416 => paragraph.in_table = byte != 0,
        0x2417 => paragraph.row_end = byte != 0,
        0x260a => paragraph.list_level = Some(usize::from(byte)),
        0x460b => paragraph.list = u16_at(operand, 0).map(i32::from),
        0x2640 => paragraph.outline = Some(byte),
        0x3404 => paragraph.header = byte != 0,
        _ => {}
    }
}

/// The pages of properties that a table of them names, with the positions of their stretches and where each one's list is.
fn pages(table: &[u8], word: &[u8], start: u32, bytes: u32, step: usize) -> Vec<Stretch<usize>> {
    let mut found = Vec::new();
    let start = index(start);
    // No page is named twice.
    let count = (index(bytes).saturating_sub(4) / 8).min(word.len() / PAGE);
    for at in 0..count {
        let Some(page) = u32_at(table, start.saturating_add((count + 1) * 4 + at * 4)) else { break };
        let from = index(page & 0x003f_ffff) * PAGE;
        let Some(page) = word.get(from..from + PAGE) else { continue };
        let stretches = usize::from(page[PAGE - 1]);
        for stretch in 0..stretches {
            let position = |at: usize| u32_at(page, at * 4);
            let offset = u8_at(page, (stretches + 1) * 4 + stretch * step);
            if let (Some(start), Some(end), Some(offset)) = (position(stretch), position(stretch + 1), offset) {
                let value = if offset == 0 { usize::MAX } else { from + usize::from(offset) * 2 };
                found.push(Stretch { start, end, value });
            }
        }
    }
    found.sort_by_key(|stretch| stretch.start);
    found
}

/// The paragraphs' properties, from the table at `start` of `bytes`.
pub(super) fn paragraphs(table: &[u8], word: &[u8], start: u32, bytes: u32) -> Vec<Stretch<Paragraph>> {
    let read = |at: usize| {
        let mut paragraph = Paragraph::default();
        let Some(words) = u8_at(word, at) else { return paragraph };
        let (at, size) = match words {
            0 => (at + 2, usize::from(u8_at(word, at + 1).unwrap_or(0)) * 2),
            words => (at + 1, usize::from(words) * 2 - 1),
        };
        let list = word.get(at..at + size).unwrap_or_default();
        paragraph.style = u16_at(list, 0).unwrap_or(0);
        properties(list.get(2..).unwrap_or_default(), |code, operand| set(&mut paragraph, code, operand));
        paragraph
    };
    let stretches = pages(table, word, start, bytes, 13).into_iter();
    stretches.map(|own| Stretch { start: own.start, end: own.end, value: read(own.value) }).collect()
}

/// The runs' properties, from the table at `start` of `bytes`.
pub(super) fn runs(table: &[u8], word: &[u8], start: u32, bytes: u32) -> Vec<Stretch<Run>> {
    let read = |at: usize| {
        let mut run = Run::default();
        let size = u8_at(word, at).map_or(0, usize::from);
        let list = at.checked_add(1).and_then(|at| word.get(at..at.checked_add(size)?)).unwrap_or_default();
        properties(list, |code, operand| {
            let on = u8_at(operand, 0).unwrap_or(0) & 1 == 1;
            match code {
                0x0835 => run.bold = on,
                0x0800 | 0x083c => run.unseen |= on,
                _ => {}
            }
        });
        run
    };
    let stretches = pages(table, word, start, bytes, 1).into_iter();
    stretches.map(|own| Stretch { start: own.start, end: own.end, value: read(own.value) }).collect()
}

/// The styles, by number.
pub(super) fn styles(table: &[u8], start: u32) -> Vec<Rc<Style>> {
    let start = index(start);
    let Some(size) = u16_at(table, start).map(usize::from) else { return Vec::new() };
    let count = u16_at(table, start + 2).unwrap_or(0);
    let base = usize::from(u16_at(table, start + 4).unwrap_or(10));
    let mut written: Vec<(u16, u16, Paragraph)> = Vec::new();
    let mut at = start + 2 + size;
    for _ in 0..count {
        let Some(size) = u16_at(table, at).map(usize::from) else { break };
        written.push(style(table.get(at + 2..at + 2 + size).unwrap_or_default(), base));
        at += 2 + size;
    }
    (0..written.len()).map(|number| Rc::new(resolve(&written, number))).collect()
}

/// One style: its number among those that Word knows, the one it is made from, and what it says of paragraphs.
fn style(data: &[u8], base: usize) -> (u16, u16, Paragraph) {
    let known = u16_at(data, 0).unwrap_or(NO_STYLE) & 0x0fff;
    let second = u16_at(data, 2).unwrap_or(0);
    let mut paragraph = Paragraph::default();
    let name = u16_at(data, base).map_or(0, usize::from);
    // The name ends with a zero; what follows begins at an even place.
    let at = base + 2 + (name + 1) * 2;
    let is_paragraph = second & 0xf == 1;
    if let Some(size) = u16_at(data, at).map(usize::from).filter(|_| is_paragraph) {
        let list = data.get(at + 4..at + 2 + size).unwrap_or_default();
        properties(list, |code, operand| set(&mut paragraph, code, operand));
    }
    (known, second >> 4, paragraph)
}

fn resolve(written: &[(u16, u16, Paragraph)], number: usize) -> Style {
    let mut style = Style { id: number.to_string(), ..Style::default() };
    let mut next = Some(number);
    let mut outline = None;
    for _ in 0..LONGEST_CHAIN {
        let Some((known, above, own)) = next.and_then(|number| written.get(number)) else { break };
        let paragraph = &mut style.paragraph;
        if paragraph.list.is_none() {
            paragraph.list_level = paragraph.list_level.or(own.list_level);
            paragraph.list = own.list;
        }
        outline = outline.or(own.outline);
        if let known @ 1..=9 = *known {
            style.heading = style.heading.or(u8::try_from(known).ok());
        }
        style.role = match (style.role, *known) {
            (Role::Text, 19..=27) => Role::Contents,
            (Role::Text, 62) => Role::Title,
            (Role::Text, 74) => Role::Subtitle,
            (role, _) => role,
        };
        next = (*above != NO_STYLE).then_some(usize::from(*above));
    }
    if let Some(outline) = outline {
        style.heading = (outline < 9).then_some(outline + 1);
    }
    style
}
