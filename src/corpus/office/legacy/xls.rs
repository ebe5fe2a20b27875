//! Excel workbooks from 97 to 2003 (XLS) to blocks, as of newer ones.

use super::bytes::{self, f64_at, index, u8_at, u16_at, u32_at};
use crate::corpus::{
    Block, Limits, Skip, SkipReason,
    office::{
        number_format::Format,
        output::{Budget, fold},
        sheet::{Book, Sheet},
        table::MOST_COLUMNS,
    },
};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// Marks of records.
const CONTINUE: u16 = 0x003c;
const END: u16 = 0x000a;

/// The record at a place: its mark, its inside, and where the next one is.
fn record(data: &[u8], at: usize) -> Option<(u16, &[u8], usize)> {
    let (mark, size) = (u16_at(data, at)?, usize::from(u16_at(data, at + 2)?));
    Some((mark, data.get(at + 4..at + 4 + size)?, at + 4 + size))
}

/// The blocks of a workbook.
///
/// # Errors
///
/// `encrypted`, and those of the budget.
pub(super) fn read(data: &[u8], limits: &Limits) -> Result<Vec<Block>, Skip> {
    let mut budget = Budget::new(limits);
    let mut book = Book::default();
    let mut sheets = Vec::new();
    let mut bold_fonts: Vec<bool> = Vec::new();
    let mut codes: FxHashMap<u16, String> = FxHashMap::default();
    let mut at = 0;
    while let Some((mark, inside, next)) = record(data, at) {
        at = next;
        match mark {
            0x002f => return Err(Skip::new(SkipReason::Encrypted, String::new())),
            0x0022 => book.from_1904 = u16_at(inside, 0) == Some(1),
            // There is no font of number 4.
            0x0031 => {
                if bold_fonts.len() == 4 {
                    bold_fonts.push(false);
                }
                bold_fonts.push(u16_at(inside, 6).is_some_and(|weight| weight >= 600));
            }
            0x041e => {
                let code = Strings::new(vec![inside], 2).next(false).unwrap_or_default();
                codes.insert(u16_at(inside, 0).unwrap_or(0), code);
            }
            0x00e0 => {
                let (font, id) = (u16_at(inside, 0).unwrap_or(0), u16_at(inside, 2).unwrap_or(0));
                let format = codes.get(&id).map_or_else(|| Format::built_in(u32::from(id)), |code| Format::of(code));
                book.styles.push((format, bold_fonts.get(usize::from(font)).copied().unwrap_or(false)));
            }
            0x0085 => {
                let (place, hidden, kind) = (u32_at(inside, 0), u8_at(inside, 4), u8_at(inside, 5));
                if let (Some(place), Some(0), Some(0)) = (place, hidden.map(|state| state & 3), kind) {
                    sheets.push((Strings::new(vec![inside], 6).next(true).unwrap_or_default(), index(place)));
                }
            }
            0x00fc => {
                let mut parts = vec![inside];
                while let Some((CONTINUE, more, next)) = record(data, at) {
                    parts.push(more);
                    at = next;
                }
                let mut strings = Strings::new(parts, 8);
                while let Some(string) = strings.next(false) {
                    budget.spend(string.len() + 24)?;
                    book.strings.push(fold(&string));
                }
            }
            END => break,
            _ => {}
        }
    }
    let mut blocks = Vec::new();
    for (name, place) in sheets {
        blocks.extend(sheet(&book, data, &name, place, &mut budget)?);
    }
    Ok(blocks)
}

fn sheet(book: &Book, data: &[u8], name: &str, place: usize, budget: &mut Budget) -> Result<Vec<Block>, Skip> {
    let mut rows: BTreeMap<u16, BTreeMap<u16, (String, bool)>> = BTreeMap::new();
    let number = |style: usize, value: Option<f64>| value.map(|value| book.number(style, value)).unwrap_or_default();
    let mut at = place;
    // Charts inside a sheet have beginnings and ends of their own.
    let mut depth = 0_usize;
    // The cell of a formula whose result is the text in the next record.
    let mut formula = None;
    while let Some((mark, inside, next)) = record(data, at) {
        at = next;
        // Sheets may claim to begin at every record of a file.
        budget.spend(4)?;
        match mark {
            0x0809 => depth += 1,
            END if depth <= 1 => break,
            END => depth -= 1,
            _ => {}
        }
        let (Some(row), Some(column), style) = (u16_at(inside, 0), u16_at(inside, 2), style_at(inside, 4)) else {
            continue;
        };
        let mut put = |column: u16, style: usize, text: String| -> Result<(), Skip> {
            if !text.is_empty() && usize::from(column) < MOST_COLUMNS {
                budget.spend(text.len())?;
                let bold = book.is_bold(style);
                rows.entry(row).or_default().insert(column, (text, bold));
            }
            Ok(())
        };
        match mark {
            0x00fd if usize::from(column) < MOST_COLUMNS => {
                let string = u32_at(inside, 6).and_then(|at| book.strings.get(index(at)));
                put(column, style, string.cloned().unwrap_or_default())?;
            }
            0x0203 => put(column, style, number(style, f64_at(inside, 6)))?,
            0x027e => put(column, style, number(style, u32_at(inside, 6).map(rk)))?,
            0x00bd => {
                for (at, cell) in inside.get(4..).unwrap_or_default().chunks_exact(6).enumerate() {
                    let (style, value) = (style_at(cell, 0), u32_at(cell, 2).map(rk));
                    let column = column.saturating_add(u16::try_from(at).unwrap_or(u16::MAX));
                    put(column, style, number(style, value))?;
                }
            }
            0x0204 | 0x00d6 => {
                put(column, style, fold(&Strings::new(vec![inside], 6).next(false).unwrap_or_default()))?;
            }
            0x0006 if inside.get(12..14) == Some(&[0xff, 0xff]) => {
                formula = (u8_at(inside, 6) == Some(0)).then_some((row, column));
            }
            0x0006 => put(column, style, number(style, f64_at(inside, 6)))?,
            0x0205 if u8_at(inside, 7) == Some(0) => {
                put(column, style, if u8_at(inside, 6) == Some(0) { "FALSE" } else { "TRUE" }.to_owned())?;
            }
            0x0207 => {
                if let Some((row, column)) = formula.take() {
                    let text = fold(&Strings::new(vec![inside], 0).next(false).unwrap_or_default());
                    if !text.is_empty() && usize::from(column) < MOST_COLUMNS {
                        budget.spend(text.len())?;
                        rows.entry(row).or_default().insert(column, (text, false));
                    }
                }
            }
            _ => {}
        }
    }
    let mut sheet = Sheet::new(name);
    for (row, cells) in rows {
        sheet.gap_to(usize::from(row) + 1);
        let cells = cells.into_iter().map(|(column, (text, bold))| (usize::from(column), text, bold));
        sheet.row(cells.collect(), budget)?;
    }
    sheet.blocks(budget)
}

/// The number of a style of cells; one that there is not, where none is said.
fn style_at(data: &[u8], at: usize) -> usize {
    u16_at(data, at).map_or(usize::MAX, usize::from)
}

/// A number in four bytes: a whole one or the upper half of another, perhaps times a hundred.
fn rk(value: u32) -> f64 {
    let number =
        if value & 2 == 0 { f64::from_bits(u64::from(value & !3) << 32) } else { f64::from(value.cast_signed() >> 2) };
    if value & 1 == 0 { number } else { number / 100.0 }
}

/// Strings that may go on over the ends of records.
struct Strings<'s> {
    parts: Vec<&'s [u8]>,
    part: usize,
    at: usize,
}

impl<'s> Strings<'s> {
    fn new(parts: Vec<&'s [u8]>, at: usize) -> Self {
        Self { parts, part: 0, at }
    }

    fn byte(&mut self) -> Option<u8> {
        while self.at >= self.parts.get(self.part)?.len() {
            (self.part, self.at) = (self.part + 1, 0);
        }
        let byte = u8_at(self.parts.get(self.part)?, self.at);
        self.at += 1;
        byte
    }

    fn number(&mut self) -> Option<u16> {
        Some(u16::from_le_bytes([self.byte()?, self.byte()?]))
    }

    /// The next string; `short` ones have their length in one byte.
    fn next(&mut self, short: bool) -> Option<String> {
        let length = if short { usize::from(self.byte()?) } else { usize::from(self.number()?) };
        let flags = self.byte()?;
        let mut wide = flags & 1 == 1;
        let runs = if flags & 8 == 0 { 0 } else { usize::from(self.number()?) };
        let more = if flags & 4 == 0 { 0 } else { index(u32::from(self.number()?) | u32::from(self.number()?) << 16) };
        let mut string = String::new();
        let mut left = length;
        while left > 0 {
            let mut rest = self.parts.get(self.part)?.get(self.at..).unwrap_or_default();
            if rest.is_empty() {
                // In the middle of a string, the next record says anew how wide its characters are.
                (self.part, self.at) = (self.part + 1, 1);
                let part = self.parts.get(self.part)?;
                wide = part.first()? & 1 == 1;
                rest = part.get(1..)?;
            }
            let size = if wide { 2 } else { 1 };
            let here = left.min(rest.len() / size);
            if here == 0 {
                return None;
            }
            if wide {
                string.push_str(&bytes::utf_16(rest, 0, here)?);
            } else {
                string.extend(rest.iter().take(here).map(|byte| char::from(*byte)));
            }
            self.at += here * size;
            left -= here;
        }
        self.skip(runs.saturating_mul(4).saturating_add(more));
        Some(string)
    }

    fn skip(&mut self, mut bytes: usize) {
        while let Some(part) = self.parts.get(self.part).filter(|_| bytes > 0) {
            let here = bytes.min(part.len().saturating_sub(self.at));
            self.at += here;
            bytes -= here;
            if bytes > 0 {
                (self.part, self.at) = (self.part + 1, 0);
            }
        }
    }
}
