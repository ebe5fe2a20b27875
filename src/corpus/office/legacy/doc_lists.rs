//! The lists of a Word document (DOC), made ready to count as those of newer ones do.

use super::bytes::{i32_at, index, u8_at, u16_at, u32_at, utf_16};
use crate::corpus::office::{
    docx::{LEVELS, Level, Numbering},
    numerals::Numerals,
};

/// The longest text of a level, in characters.
const LONGEST: usize = 60;

/// Reads the lists at `lists` and their uses in the document at `uses`.
pub(super) fn read(table: &[u8], lists: u32, uses: u32) -> Numbering {
    let mut numbering = Numbering::default();
    let start = index(lists);
    let count = u16_at(table, start).unwrap_or(0);
    let heads: Vec<usize> = (0..usize::from(count)).map(|at| start + 2 + at * 28).collect();
    // The levels of all lists stand after the heads of all.
    let mut at = start + 2 + heads.len() * 28;
    let mut ids = Vec::new();
    for head in heads {
        let (Some(id), Some(flags)) = (i32_at(table, head), u8_at(table, head + 26)) else { break };
        let levels = if flags & 1 == 1 { 1 } else { LEVELS };
        let mut found = Vec::new();
        for level in 0..levels {
            let style = u16_at(table, head + 8 + level * 2).filter(|style| *style != 0x0fff);
            let Some(own) = self::level(table, &mut at, style) else { return numbering };
            found.push(own);
        }
        ids.push(id);
        numbering.define(id, found);
    }
    let start = index(uses);
    let count = u32_at(table, start).unwrap_or(0).min(4096);
    let mut data = start.saturating_add(4 + index(count) * 16);
    for number in 0..index(count) {
        let head = start + 4 + number * 16;
        let (Some(id), Some(changes)) = (i32_at(table, head), u8_at(table, head + 12)) else { break };
        let mut starts = [None; LEVELS];
        // What this use changes: levels that start anew, with their definition where that is changed too.
        data = data.saturating_add(4);
        for _ in 0..changes {
            let (Some(first), Some(flags)) = (i32_at(table, data), u32_at(table, data + 4)) else { break };
            data += 8;
            if flags & 0x10 != 0
                && let Some(start) = starts.get_mut(index(flags & 0xf))
            {
                *start = Some(i64::from(first));
            }
            if flags & 0x20 != 0 && level(table, &mut data, None).is_none() {
                break;
            }
        }
        if let Ok(own) = i32::try_from(number + 1) {
            numbering.list(own, id, starts);
        }
    }
    numbering
}

/// Reads a level, and goes on to what follows it.
fn level(table: &[u8], at: &mut usize, style: Option<u16>) -> Option<Level> {
    let head = *at;
    let (form, flags) = (u8_at(table, head + 4)?, u8_at(table, head + 5)?);
    let formats = usize::from(u8_at(table, head + 24)?) + usize::from(u8_at(table, head + 25)?);
    let length = usize::from(u16_at(table, head + 28 + formats)?);
    let text = utf_16(table, head + 30 + formats, length)?;
    *at = head + 30 + formats + length * 2;
    let numerals = match form {
        1 => Numerals::UpperRoman,
        2 => Numerals::LowerRoman,
        3 => Numerals::UpperLetter,
        4 => Numerals::LowerLetter,
        5 => Numerals::Ordinal,
        22 => Numerals::Padded,
        255 => Numerals::None,
        _ => Numerals::Decimal,
    };
    let mut printed = String::new();
    for c in text.chars().take(LONGEST) {
        // The numbers of levels are written as the characters 0 to 8.
        match u32::from(c) {
            number @ 0..=8 => printed.push_str(&format!("%{}", number + 1)),
            _ => printed.push(c),
        }
    }
    Some(Level {
        start: i64::from(i32_at(table, head)?),
        numerals,
        bullet: form == 23,
        text: printed,
        legal: flags & 4 != 0,
        restart: (flags & 8 != 0).then(|| usize::from(u8_at(table, head + 26).unwrap_or(0))),
        style: style.map(|style| style.to_string()),
    })
}
