//! Word documents from 97 to 2003 (DOC) to blocks.
//!
//! In comes a compound file; out come the same blocks as of newer Word files, whose reading of paragraphs and counting of
//! lists is used. Heads, feet, comments and text boxes are left out, merged cells stand alone.

use super::{
    Compound,
    bytes::{index, u8_at, u16_at, u32_at},
    doc_lists,
    doc_properties::{self as properties, Run, Stretch},
};
use crate::corpus::{
    Block, BlockKind, Limits, Skip, SkipReason,
    office::{
        docx::{Before, Numbering, Paragraph, Style},
        output::{Budget, COST, Fields, block, fold},
        table::{self, Cell, Row},
    },
};
use std::rc::Rc;

/// Where the pairs of a table's place and size begin, in the head of the file.
const PAIRS: usize = 154;

/// The blocks of the document.
///
/// # Errors
///
/// `encrypted`, `unsupported` where it is older, `malformed` where the table of its text is.
pub(super) fn read(file: &mut Compound<'_>, limits: &Limits) -> Result<Vec<Block>, Skip> {
    let word = file.needed("WordDocument")?;
    let malformed = || Skip::new(SkipReason::Malformed, "the table of its text cannot be read");
    let (version, flags) = (u16_at(&word, 2).ok_or_else(malformed)?, u16_at(&word, 10).ok_or_else(malformed)?);
    if flags & 0x100 != 0 {
        return Err(Skip::new(SkipReason::Encrypted, String::new()));
    }
    if version < 0xc1 {
        return Err(Skip::new(SkipReason::Unsupported, "it is a document of Word 95 or older"));
    }
    let table = file.needed(if flags & 0x200 == 0 { "0Table" } else { "1Table" })?;
    let pair = |number: usize| {
        let at = PAIRS + number * 8;
        (u32_at(&word, at).unwrap_or(0), u32_at(&word, at + 4).unwrap_or(0))
    };
    let mut budget = Budget::new(limits);
    let pieces = pieces(&table, pair(33)).ok_or_else(malformed)?;
    let text = units(&word, &pieces, &mut budget)?;
    let ((papx, papx_size), (chpx, chpx_size)) = (pair(13), pair(12));
    let counts = |at: usize| index(u32_at(&word, at).unwrap_or(0));
    let (main, foot, heads, comments) = (counts(76), counts(80), counts(84), counts(92));
    let notes = [
        ("Footnote", pair(2), pair(3), main),
        ("Endnote", pair(46), pair(47), main.saturating_add(foot).saturating_add(heads).saturating_add(comments)),
    ];
    let lists = match (pair(73), pair(74)) {
        ((_, 0), _) | (_, (_, 0)) => Numbering::default(),
        ((lists, _), (uses, _)) => doc_lists::read(&table, lists, uses),
    };
    let mut reading = Reading {
        text: &text,
        pieces: &pieces,
        paragraphs: properties::paragraphs(&table, &word, papx, papx_size),
        runs: properties::runs(&table, &word, chpx, chpx_size),
        styles: properties::styles(&table, pair(1).0),
        numbering: lists,
        budget: &mut budget,
        notes: Vec::new(),
        before: Before::start(),
        blocks: Vec::new(),
        cell: Vec::new(),
        row: Row::default(),
        rows: Vec::new(),
        called: Vec::new(),
    };
    for (name, calls, texts, start) in notes {
        reading.add_notes(&table, name, calls, texts, start)?;
    }
    reading.notes.sort_by_key(|(place, _)| *place);
    reading.read(main.min(text.len()))
}

/// A piece of the text: its characters, where they stand in the file, and whether they have one byte each.
struct Piece {
    start: usize,
    end: usize,
    place: u32,
    narrow: bool,
}

impl Piece {
    fn place_of(&self, character: usize) -> u32 {
        let within = u32::try_from(character - self.start).unwrap_or(u32::MAX);
        self.place.saturating_add(within.saturating_mul(if self.narrow { 1 } else { 2 }))
    }
}

fn pieces(table: &[u8], (start, size): (u32, u32)) -> Option<Vec<Piece>> {
    let data = table.get(index(start)..index(start).checked_add(index(size))?)?;
    let mut at = 0;
    // Changes of properties stand before the table.
    while u8_at(data, at)? == 1 {
        at += 3 + usize::from(u16_at(data, at + 1)?);
    }
    let size = index(u32_at(data, at + 1)?);
    let data = data.get(at + 5..(at + 5).checked_add(size)?)?;
    let count = size.checked_sub(4)? / 12;
    let mut pieces = Vec::new();
    for at in 0..count {
        let (start, end) = (index(u32_at(data, at * 4)?), index(u32_at(data, at * 4 + 4)?));
        let place = u32_at(data, (count + 1) * 4 + at * 8 + 2)?;
        let narrow = place & 0x4000_0000 != 0;
        let place = if narrow { (place & 0x3fff_ffff) / 2 } else { place & 0x3fff_ffff };
        let in_order = start <= end && pieces.last().map_or(start == 0, |last: &Piece| last.end == start);
        if !in_order {
            return None;
        }
        pieces.push(Piece { start, end, place, narrow });
    }
    Some(pieces)
}

/// The text in UTF-16, as positions in it count.
fn units(word: &[u8], pieces: &[Piece], budget: &mut Budget) -> Result<Vec<u16>, Skip> {
    let mut units = Vec::new();
    for piece in pieces {
        let length = piece.end - piece.start;
        budget.spend(length)?;
        let from = index(piece.place);
        let bytes = from.saturating_add(if piece.narrow { length } else { length.saturating_mul(2) });
        let Some(data) = word.get(from..bytes) else {
            return Err(Skip::new(SkipReason::Malformed, "its text breaks off"));
        };
        if piece.narrow {
            units.extend(super::bytes::latin(data).encode_utf16());
        } else {
            units.extend(data.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])));
        }
    }
    Ok(units)
}

struct Reading<'d> {
    text: &'d [u16],
    pieces: &'d [Piece],
    paragraphs: Vec<Stretch<properties::Paragraph>>,
    runs: Vec<Stretch<Run>>,
    styles: Vec<Rc<Style>>,
    numbering: Numbering,
    budget: &'d mut Budget,
    /// Where notes are called, and their texts.
    notes: Vec<(usize, String)>,
    before: Before,
    blocks: Vec<Block>,
    cell: Vec<Block>,
    row: Row,
    rows: Vec<Row>,
    /// Notes called in the table that is open.
    called: Vec<Block>,
}

impl Reading<'_> {
    fn add_notes(
        &mut self,
        table: &[u8],
        name: &str,
        calls: (u32, u32),
        texts: (u32, u32),
        start: usize,
    ) -> Result<(), Skip> {
        let count = index(calls.1).saturating_sub(4) / 6;
        for at in 0..count {
            let place = |table_at: u32, at: usize| u32_at(table, index(table_at).saturating_add(at * 4)).map(index);
            let (Some(call), Some(from), Some(to)) = (place(calls.0, at), place(texts.0, at), place(texts.0, at + 1))
            else {
                break;
            };
            let text = self.text.get(start.saturating_add(from)..start.saturating_add(to)).unwrap_or_default();
            self.budget.spend(text.len())?;
            let text: Vec<u16> = text.iter().map(|unit| if *unit < 32 { 32 } else { *unit }).collect();
            let text = fold(&String::from_utf16_lossy(&text));
            if !text.is_empty() {
                self.notes.push((call, format!("{name} {}: {text}", at + 1)));
            }
        }
        Ok(())
    }

    fn read(mut self, end: usize) -> Result<Vec<Block>, Skip> {
        let mut paragraph = Paragraph::default();
        let mut fields = Fields::default();
        // The words of a run, with whether they are bold.
        let (mut words, mut bold): (Vec<u16>, bool) = (Vec::new(), false);
        let mut piece = 0;
        let (mut run, mut stretch): (Stretch<Run>, Stretch<properties::Paragraph>) = Default::default();
        for at in 0..end {
            while self.pieces.get(piece).is_some_and(|own| own.end <= at) {
                piece += 1;
            }
            let place = self.pieces.get(piece).map_or(0, |own| own.place_of(at));
            if !(run.start..run.end).contains(&place) {
                run = properties::at(&self.runs, place).cloned().unwrap_or_default();
            }
            let unit = self.text[at];
            if run.value.bold != bold {
                paragraph.push(&String::from_utf16_lossy(&std::mem::take(&mut words)), bold);
                bold = run.value.bold;
            }
            if matches!(unit, 0x0d | 0x07 | 0x0c) {
                if !(stretch.start..stretch.end).contains(&place) {
                    stretch = properties::at(&self.paragraphs, place).cloned().unwrap_or_default();
                }
                // The end of a page stands inside a paragraph, that of a section ends one.
                let inside = unit == 0x0c && place.saturating_add(2) < stretch.end;
                if inside {
                    words.push(0x0a);
                    continue;
                }
                paragraph.push(&String::from_utf16_lossy(&std::mem::take(&mut words)), bold);
                self.end(std::mem::take(&mut paragraph), &stretch.value, unit == 0x07)?;
                continue;
            }
            match unit {
                0x13 => fields.begin(),
                0x14 => fields.separate(),
                0x15 => fields.end(),
                _ if fields.is_instruction() || run.value.unseen => {}
                0x02 => {
                    let found = self.notes.binary_search_by_key(&at, |(place, _)| *place);
                    if let Some((_, text)) = found.ok().and_then(|at| self.notes.get(at)) {
                        paragraph.notes.push(block(BlockKind::Paragraph, text.clone(), false, true));
                    }
                }
                0x0b => words.push(0x0a),
                0x1e => words.push(u16::from(b'-')),
                0x09 => words.push(0x09),
                0..0x20 => {}
                // Characters of symbol fonts.
                0xf000..=0xf0ff => words.push(0x2022),
                unit => words.push(unit),
            }
        }
        paragraph.push(&String::from_utf16_lossy(&words), bold);
        // What stands outside of tables ends one that breaks off.
        self.end(paragraph, &properties::Paragraph::default(), false)?;
        Ok(self.blocks)
    }

    /// A paragraph, or with it a cell or a row, ends.
    fn end(&mut self, mut own: Paragraph, found: &properties::Paragraph, mark: bool) -> Result<(), Skip> {
        if found.row_end && mark {
            self.budget.spend(COST)?;
            let mut row = std::mem::take(&mut self.row);
            row.header = found.header;
            self.rows.push(row);
            return Ok(());
        }
        let in_table = found.in_table || mark;
        if !in_table {
            self.end_table()?;
        }
        own.style = self.styles.get(usize::from(found.style)).map(Rc::clone).unwrap_or_default();
        own.properties.list = found.list;
        own.properties.list_level = found.list_level;
        own.properties.outline = found.outline;
        if in_table {
            self.called.append(&mut own.notes);
        }
        let blocks = own.blocks(&mut self.numbering, &mut self.before);
        blocks.iter().try_for_each(|own| self.budget.block(own))?;
        if in_table { &mut self.cell } else { &mut self.blocks }.extend(blocks);
        if mark {
            self.budget.spend(COST)?;
            let blocks = std::mem::take(&mut self.cell);
            self.row.cells.push(Cell { blocks, ..Cell::default() });
        }
        Ok(())
    }
    /// The table that is open ends. Of one that breaks off the last cells stand as text.
    fn end_table(&mut self) -> Result<(), Skip> {
        let mut blocks = table::blocks(std::mem::take(&mut self.rows), self.budget)?;
        let row = std::mem::take(&mut self.row);
        blocks.extend(row.cells.into_iter().flat_map(|cell| cell.blocks));
        blocks.append(&mut self.cell);
        blocks.append(&mut self.called);
        if !blocks.is_empty() {
            self.blocks.extend(blocks);
            self.before = Before::start();
        }
        Ok(())
    }
}
