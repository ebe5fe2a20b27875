//! The pieces of a text: words, and what stands between them.
//!
//! In comes a text; out come the ranges of its pieces with their keys, in order, without the blanks that stand alone
//! between two words. These are no words of [`analysis`](crate::analysis), which are for searching: here nothing may be
//! lost, and nothing hangs on where a piece ends but how often it is met again.

use super::{
    LONGEST,
    known::{Key, key},
};
use crate::analysis::{alphanumerics, each, not_alphanumeric};
use std::ops::Range;

/// Bytes that are looked at together: one more than a piece with a number has.
const CHUNK: usize = LONGEST + 1;

/// See the module.
pub(super) struct Pieces<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Pieces<'t> {
    /// The pieces of a text.
    pub(super) fn of(text: &'t str) -> Self {
        Self { text, at: 0 }
    }

    /// Where the word ends that begins at `at`; `at` itself where none does.
    fn word_end(&self, mut at: usize) -> usize {
        let bytes = self.text.as_bytes();
        loop {
            at += alphanumerics(bytes.get(at..).unwrap_or_default());
            match bytes.get(at) {
                Some(byte) if byte.is_ascii() => return at,
                Some(_) => match self.text.get(at..).and_then(|rest| rest.chars().next()) {
                    Some(letter) if letter.is_alphanumeric() => at += letter.len_utf8(),
                    _ => return at,
                },
                None => return at,
            }
        }
    }

    /// Where the next word begins, from `at` on, or the text ends.
    fn gap_end(&self, mut at: usize) -> usize {
        let bytes = self.text.as_bytes();
        while let Some(byte) = bytes.get(at) {
            if byte.is_ascii() {
                if byte.is_ascii_alphanumeric() {
                    break;
                }
                at += 1;
            } else {
                match self.text.get(at..).and_then(|rest| rest.chars().next()) {
                    Some(sign) if !sign.is_alphanumeric() => at += sign.len_utf8(),
                    _ => break,
                }
            }
        }
        at
    }
}

impl Pieces<'_> {
    /// The next piece, if it is one of ASCII in the middle of the text, with its key; nearly all are. What the processor would
    /// have to guess is worked out instead: how long a word is, it guesses wrong more often than not.
    #[inline]
    fn next_plain(&self) -> Option<(Range<usize>, Key)> {
        let rest = self.text.as_bytes().get(self.at..)?;
        // Behind a blank that stands alone, as what comes before it is a word, or it would have been taken together with that.
        let blank = usize::from(self.at > 0 && rest.first() == Some(&b' '));
        let chunk: &[u8; CHUNK] = rest.get(blank..)?.first_chunk()?;
        let [low, high] = eights(chunk);
        let letters = match not_alphanumeric(low) {
            0 => 8 + not_alphanumeric(high).trailing_zeros() / 8,
            others => others.trailing_zeros() / 8,
        } as usize;
        let (start, length, chunk) = if letters > 0 {
            chunk.get(letters).filter(|next| next.is_ascii())?;
            (self.at + blank, letters, chunk)
        } else {
            let chunk = rest.first_chunk()?;
            let [low, _] = eights(chunk);
            // Beyond ASCII there are letters as well as signs.
            let ends = !not_alphanumeric(low) & each(0x80) | low & each(0x80);
            let length = ends.trailing_zeros() as usize / 8;
            // Where all eight are signs, another may follow.
            chunk.get(length).filter(|next| next.is_ascii_alphanumeric())?;
            (self.at, length, chunk)
        };
        let key = Key::from_le_bytes(*chunk) & (Key::MAX >> (8 * (CHUNK - length)));
        Some((start..start + length, key)).filter(|_| chunk.get(length - 1) != Some(&0))
    }

    /// The next piece, whatever it is.
    #[cold]
    fn next_other(&self) -> Option<(Range<usize>, Key)> {
        let bytes = self.text.as_bytes();
        let start = self.at;
        let word = start + usize::from(start > 0 && bytes.get(start) == Some(&b' '));
        let word_end = self.word_end(word);
        let (start, end) = if word_end > word { (word, word_end) } else { (start, self.gap_end(start)) };
        Some((start..end, key(bytes.get(start..end)?))).filter(|(range, _)| !range.is_empty())
    }
}

impl Iterator for Pieces<'_> {
    type Item = (Range<usize>, Key);

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        let piece = self.next_plain().or_else(|| self.next_other())?;
        self.at = piece.0.end;
        Some(piece)
    }
}

fn eights(chunk: &[u8; CHUNK]) -> [u64; 2] {
    let whole = u128::from_le_bytes(*chunk);
    [whole as u64, (whole >> 64) as u64]
}

/// Whether a piece is a word, by how it begins.
pub(super) fn is_word(piece: &[u8]) -> bool {
    match piece.first() {
        Some(0x80..) => {
            // Of a piece that was cut at a length, as no text has it, the rest may be broken.
            let whole = piece.utf8_chunks().next().map_or("", |chunk| chunk.valid());
            whole.chars().next().is_some_and(char::is_alphanumeric)
        }
        Some(byte) => byte.is_ascii_alphanumeric(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_what_stands_between_them_take_turns() {
        let text = " A naïve plan, £3m–£4m: 'edge-of-care'.\n";
        let pieces: Vec<&str> = Pieces::of(text).map(|(range, _)| &text[range]).collect();
        let expected =
            [" ", "A", "naïve", "plan", ", £", "3m", "–£", "4m", ": '", "edge", "-", "of", "-", "care", "'.\n"];
        assert_eq!(pieces, expected);
        assert!(is_word("naïve".as_bytes()) && is_word("ŵ".as_bytes()) && is_word(b"4m"));
        assert!(!is_word("–£".as_bytes()) && !is_word(b"-") && !is_word(b"") && !is_word(&[0xc3]));
    }
}
