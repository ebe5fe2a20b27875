//! A word of UAX #29 to atoms: the smallest pieces that may be words by themselves.
//!
//! Unicode's rules keep together what papers do not mean as one word: `covid19`, `10.30am`, `_Resolved_`,
//! `services.The` (a blank lost in a PDF), `1,2,3`. In comes one such word; out come its atoms in order. Which atoms
//! are joined again over the gaps between them (`A & E`, `10:30`) is left to `compound.rs`.

use std::ops::Range;

use unicode_normalization::char::is_combining_mark;

use super::fold::{is_apostrophe, is_invisible};

/// A run of letters as long as this is a word of its own beside digits (`covid19`); a shorter one is part of a
/// reference (`KS2`, `B4169`, `2nd`).
const LETTERS_OF_A_WORD: usize = 3;

/// Most groups of three digits after the first in a number with commas. Six reach beyond any budget, and a bound keeps
/// hostile input linear.
const MAX_COMMA_GROUPS: usize = 6;

/// Longest dotted abbreviation, in letters (`O.F.S.T.E.D.`).
const MAX_ABBREVIATION: usize = 8;

/// What may follow a number without a blank and is a word all the same.
const UNITS: [&str; 6] = ["am", "pm", "m", "mn", "bn", "k"];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AtomKind {
    /// Digits, with the points and thousands commas of one number: `19`, `2.2.4`, `3,150,000`.
    Number,
    /// Letters only, apostrophes and marks included: `children's`.
    Letters,
    /// Single letters with a point between each two: `e.g`, `a.m`.
    Abbreviation,
    /// Letters and digits that stay together: `KS2`.
    Mixed,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Atom {
    pub(super) range: Range<usize>,
    pub(super) kind: AtomKind,
}

/// The first atom of what is left, `rest`, of a word of UAX #29.
pub(super) fn next_atom(text: &str, rest: Range<usize>) -> Option<Atom> {
    let word = &text[rest.clone()];
    // The plain word, which nearly every word is.
    if word.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        return (!word.is_empty()).then_some(Atom { range: rest, kind: AtomKind::Letters });
    }
    let (skipped, _) =
        word.char_indices().find(|(_, character)| matches!(Class::of(*character), Class::Letter | Class::Digit))?;
    let start = rest.start + skipped;
    let (length, kind) = first_atom(&word[skipped..]);
    Some(Atom { range: start..start + length, kind })
}

/// Length and kind of the atom with which `word` begins. `word` begins with a letter or a digit, so the length is not 0.
fn first_atom(word: &str) -> (usize, AtomKind) {
    if let Some(length) = abbreviation(word) {
        return (length, AtomKind::Abbreviation);
    }
    let grouped = thousands(word).unwrap_or(0);
    let mut end = grouped;
    let (mut digits, mut letters) = (grouped > 0, false);
    // Letters since the last digit; 0 right after a digit.
    let mut run = 0;
    for (index, character) in word[grouped..].char_indices() {
        let index = grouped + index;
        let after = || word[index + character.len_utf8()..].chars().next().map(Class::of);
        match Class::of(character) {
            Class::Digit if run >= LETTERS_OF_A_WORD => break,
            Class::Digit => {
                digits = true;
                run = 0;
            }
            Class::Letter if digits && run == 0 && begins_word(&word[index..], !letters) => break,
            Class::Letter => {
                letters = true;
                run += 1;
            }
            Class::Clinging => {}
            Class::Point if digits && run == 0 && after() == Some(Class::Digit) => {}
            Class::Apostrophe if run > 0 && after() == Some(Class::Letter) => {}
            Class::Point | Class::Apostrophe | Class::Other => break,
        }
        end = index + character.len_utf8();
    }
    let kind = match (digits, letters) {
        (true, true) => AtomKind::Mixed,
        (true, false) => AtomKind::Number,
        (false, _) => AtomKind::Letters,
    };
    (end, kind)
}

/// Whether the letters with which `rest` begins, right after a digit, are a word of their own.
fn begins_word(rest: &str, after_number: bool) -> bool {
    let run = rest
        .chars()
        .map(Class::of)
        .filter(|class| *class != Class::Clinging)
        .take_while(|class| *class == Class::Letter)
        .take(LETTERS_OF_A_WORD)
        .count();
    if run >= LETTERS_OF_A_WORD {
        return true;
    }
    let ends_word = rest.chars().nth(run).map(Class::of) != Some(Class::Digit);
    after_number
        && (abbreviation(rest).is_some()
            || ends_word
                && UNITS.iter().any(|unit| {
                    unit.len() == run && rest.get(..run).is_some_and(|letters| letters.eq_ignore_ascii_case(unit))
                }))
}

/// The length of a dotted abbreviation (`a.m`, `U.K`) with which `word` begins, its last point not included.
fn abbreviation(word: &str) -> Option<usize> {
    let bytes = word.as_bytes();
    let pairs = bytes
        .chunks_exact(2)
        .take(MAX_ABBREVIATION)
        .take_while(|pair| pair[0].is_ascii_alphabetic() && pair[1] == b'.')
        .count();
    let length = 2 * pairs + 1;
    let complete = pairs > 0
        && pairs < MAX_ABBREVIATION
        && bytes.get(length - 1).is_some_and(u8::is_ascii_alphabetic)
        && !word.get(length..)?.starts_with(|next| {
            matches!(Class::of(next), Class::Letter | Class::Digit | Class::Clinging | Class::Point)
        });
    complete.then_some(length)
}

/// The length of a number in groups of three (`3,150,000`) with which `word` begins, up to its decimal point.
fn thousands(word: &str) -> Option<usize> {
    let bytes = word.as_bytes();
    let lead = bytes.iter().take(4).take_while(|byte| byte.is_ascii_digit()).count();
    if !(1..=3).contains(&lead) {
        return None;
    }
    let groups = bytes[lead..]
        .chunks_exact(4)
        .take(MAX_COMMA_GROUPS + 1)
        .take_while(|group| group[0] == b',' && group[1..].iter().all(u8::is_ascii_digit))
        .count();
    let length = lead + 4 * groups;
    let goes_on = matches!(bytes.get(length..length + 2), Some([b',', next]) if next.is_ascii_digit())
        || bytes.get(length).is_some_and(u8::is_ascii_digit);
    ((1..=MAX_COMMA_GROUPS).contains(&groups) && !goes_on).then_some(length)
}

/// What a character is to a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    Letter,
    Digit,
    /// Belongs to the character before it: a mark, a soft hyphen.
    Clinging,
    Point,
    Apostrophe,
    Other,
}

impl Class {
    fn of(character: char) -> Class {
        match character {
            'a'..='z' | 'A'..='Z' => Class::Letter,
            '0'..='9' => Class::Digit,
            '.' | '．' | '․' => Class::Point,
            // Before letters: Unicode takes the modifier letter for one.
            _ if is_apostrophe(character) => Class::Apostrophe,
            _ if is_combining_mark(character) || is_invisible(character) => Class::Clinging,
            _ if character.is_numeric() => Class::Digit,
            _ if character.is_alphabetic() => Class::Letter,
            _ => Class::Other,
        }
    }
}
