//! A word with signs at it: the star of a prefix, the tilde of a misspelling, and what other engines write.
//!
//! In comes a run of characters without blanks; out come words, prefixes and misspellings, with a notice for each sign
//! that has no meaning where it stands.

use super::{
    lexer::{Lexeme, Lexer},
    notices::{self, Code, shortened},
};
use std::ops::Range;

/// Fewest characters before the star of `inadeq*`: fewer would stand for half the dictionary.
const MIN_PREFIX: usize = 2;
/// Fewest characters before a `~`, and before a `~2`: in shorter words two letters are most of the word.
const MIN_FUZZY: usize = 4;
/// See [`MIN_FUZZY`].
const MIN_FUZZY_TWICE: usize = 8;

impl Lexer<'_> {
    /// A word, perhaps with signs; several where commas join them.
    pub(super) fn plain(&mut self, range: Range<usize>) {
        self.steps.add(range.len());
        let mut start = range.start;
        let text = self.text;
        let written = &text[range.clone()];
        for (place, character) in written.char_indices() {
            if !matches!(character, ',' | ';' | '!' | '?' | '<' | '>') {
                continue;
            }
            let place = range.start + place;
            let (before, after) = (text[..place].chars().next_back(), text[place + 1..].chars().next());
            let between = |test: fn(char) -> bool| before.is_some_and(test) && after.is_some_and(test);
            if character == ',' && between(|character| character.is_ascii_digit()) {
                continue;
            }
            // A sign for a letter, in a word that a sentence does not end in.
            if character == '?' && between(char::is_alphabetic) {
                continue;
            }
            self.one(start..place);
            start = place + 1;
        }
        self.one(start..range.end);
    }

    fn one(&mut self, mut range: Range<usize>) {
        self.steps.add(range.len());
        let text = self.text;
        if let Some((at, sign)) = boost(&text[range.clone()]) {
            self.sign_passed_over(sign);
            range.end = range.start + at;
        }
        let written = &text[range.clone()];
        if written.starts_with('*') && !written.contains(char::is_alphanumeric) {
            self.sign_passed_over(written);
            return self.operator(Lexeme::Nothing);
        }
        if !written.contains(['*', '~', '?']) || !written.contains(char::is_alphanumeric) {
            return self.word(range);
        }
        if let Some(word) = written.strip_suffix('*').filter(|word| is_wordlike(word)) {
            return self.prefix(word, range);
        }
        if let Some((word, sign)) =
            written.split_once('~').filter(|(word, sign)| is_wordlike(word) && is_distance(sign))
        {
            return self.fuzzy(word, sign, range);
        }
        self.inside(range);
    }

    fn prefix(&mut self, word: &str, range: Range<usize>) {
        if word.chars().filter(|character| character.is_alphanumeric()).count() >= MIN_PREFIX {
            return self.push(Lexeme::Prefix(word.to_owned()));
        }
        self.notices.push(notices::notice(
            Code::Wildcard,
            format!(
                "\"{}*\" was read without its star, which needs {MIN_PREFIX} characters before it.",
                shortened(word)
            ),
        ));
        self.word(range.start..range.start + word.len());
    }

    fn fuzzy(&mut self, word: &str, sign: &str, range: Range<usize>) {
        // Older Lucene has a likeness from 0 to 1, of which the whole is the word itself.
        let wanted = match sign.parse::<f32>() {
            _ if sign.is_empty() => 1,
            Ok(likeness) if sign.contains('.') && likeness > 0.0 && likeness < 1.0 => 1,
            Ok(likeness) if likeness == 0.0 || sign.contains('.') && likeness == 1.0 => 0,
            Ok(differences) if differences <= 1.0 => 1,
            Ok(differences) if differences <= 2.0 => 2,
            _ => 3,
        };
        let length = word.chars().count();
        let allowed = if length >= MIN_FUZZY_TWICE { 2 } else { u8::from(length >= MIN_FUZZY) };
        if allowed < wanted {
            let text = match allowed {
                2 => "may differ by two letters at most, and was read so.".to_owned(),
                1 => format!("was read with one letter that differs; two take a word of {MIN_FUZZY_TWICE} letters."),
                _ => format!("was read as it is; letters that differ take a word of {MIN_FUZZY} letters."),
            };
            self.notices.push(notices::notice(Code::Fuzzy, format!("\"{}~{sign}\" {text}", shortened(word))));
        }
        match allowed.min(wanted) {
            0 => self.word(range.start..range.start + word.len()),
            distance => self.push(Lexeme::Fuzzy(word.to_owned(), distance)),
        }
    }

    /// Signs before or inside a word: `*care`, `wom?n`. What stands before the sign is read as a prefix, which finds what
    /// was meant and more.
    fn inside(&mut self, range: Range<usize>) {
        let written = &self.text[range.clone()];
        let begin = written.len() - written.trim_start_matches(['*', '~', '?']).len();
        let rest = &written[begin..];
        let end = rest.find(['*', '~', '?']).unwrap_or(rest.len());
        let word = &rest[..end];
        let start = range.start + begin;
        let after = &rest[end..];
        let stands_for_letters = after == "*" || after.starts_with(['*', '?']) && after.contains(char::is_alphanumeric);
        let letters = word.chars().filter(|character| character.is_alphanumeric()).count();
        let (shown, word_shown) = (shortened(written), shortened(word));
        let (text, is_prefix) = match stands_for_letters && is_wordlike(word) && letters >= MIN_PREFIX {
            true => (format!("\"{shown}\" was read as \"{word_shown}*\": a star stands at the end of a word."), true),
            false => (
                format!("In \"{shown}\" the signs were passed over: a star or a tilde stands at the end of one word."),
                false,
            ),
        };
        self.notices.push(notices::notice(Code::Wildcard, text));
        if is_prefix {
            return self.push(Lexeme::Prefix(word.to_owned()));
        }
        // Each part for itself, as the parts of a word without its signs are no word.
        let mut at = start;
        for part in rest.split(['*', '~', '?']) {
            self.word(at..at + part.len());
            at += part.len() + 1;
        }
    }
}

/// The weight that Lucene takes after a word, and where it begins: `word^2`.
fn boost(written: &str) -> Option<(usize, &str)> {
    let at = written.find('^')?;
    let number = &written[at + 1..];
    let is_number = number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    (at > 0 && !number.is_empty() && is_number).then(|| (at, &written[at..]))
}

fn is_wordlike(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|character| character.is_alphanumeric() || "'’-.&".contains(character))
}

fn is_distance(text: &str) -> bool {
    text.len() < 6 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
}
