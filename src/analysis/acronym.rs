//! Which words are acronyms: `SEND` the special needs, not to send; `A&E`; `KS2`; and not `PANEL` in a shouted heading.
//!
//! In comes a word with the text around it; out comes the acronym with its capitals. What it stands for is no concern
//! of this module.

use std::ops::Range;

use super::compound::{Form, Piece, without_possessive};

/// Lengths of an acronym in characters, all of them ASCII.
const LENGTH: Range<usize> = 2..9;

/// How far neighbours are looked for on each side, in characters. A bound, so that no text is quadratic.
const REACH: usize = 64;

/// How many neighbours on each side have a say.
const NEIGHBOURS: usize = 2;

/// Writes the acronym that `piece` is into `acronym`, whose content is lost, and says whether it is one.
pub(super) fn acronym_into(text: &str, piece: &Piece, acronym: &mut String) -> bool {
    acronym.clear();
    let written = &text[piece.range.clone()];
    if !written.starts_with(|first: char| first.is_ascii_uppercase()) {
        return false;
    }
    let singular = match piece.form {
        Form::Plain | Form::Abbreviation => {
            without_possessive(written).or_else(|| written.strip_suffix('s')).unwrap_or(written)
        }
        Form::Clock | Form::Thousands | Form::Named(_) => return false,
    };
    for character in singular.chars() {
        match character {
            'A'..='Z' | '0'..='9' | '&' if acronym.len() + 1 < LENGTH.end => acronym.push(character),
            // The points of U.K., the blanks of A & E.
            '.' if piece.form == Form::Abbreviation => {}
            _ if character.is_whitespace() => {}
            _ => return false,
        }
    }
    LENGTH.contains(&acronym.len())
        && acronym.bytes().filter(u8::is_ascii_uppercase).count() >= 2
        && !is_shouted(&text[..piece.range.start], &text[piece.range.end..])
}

/// Whether the words around are in capitals too. A word without neighbours is not shouted.
fn is_shouted(before: &str, after: &str) -> bool {
    let mut all = Neighbours::default();
    all.read(before.chars().rev());
    all.read(after.chars());
    all.words > 0 && !all.has_lower_case
}

#[derive(Default)]
struct Neighbours {
    words: usize,
    has_lower_case: bool,
}

impl Neighbours {
    /// Counts the nearest words of a line, walking away from the word in question. Single letters and what has
    /// digits are no neighbours: `SEND 2` stands alone.
    fn read(&mut self, characters: impl Iterator<Item = char>) {
        let mut words = 0;
        let mut letters = 0;
        let mut has_lower_case = false;
        let mut has_digit = false;
        let line = characters.take(REACH).take_while(|character| !matches!(character, '\n' | '\r'));
        for character in line.chain([' ']) {
            if character.is_alphabetic() {
                letters += 1;
                has_lower_case |= !character.is_uppercase();
            } else if character.is_numeric() {
                has_digit = true;
            } else {
                if letters > 1 && !has_digit {
                    words += 1;
                    self.words += 1;
                    self.has_lower_case |= has_lower_case;
                }
                if words == NEIGHBOURS {
                    return;
                }
                letters = 0;
                has_lower_case = false;
                has_digit = false;
            }
        }
    }
}
