//! A query's text to lexemes: words, phrases, fields, brackets, operators.
//!
//! Total: any text gives lexemes, and notices for what could not be used. What the lexemes mean together is left to
//! `parser.rs`.

use super::{
    answer::Notice,
    notices::{self, Code},
    syntax::Field,
};
use std::ops::Range;

/// Longest query that is read, in characters.
pub(super) const MAX_CHARACTERS: usize = 2_000;
/// Most words, phrases and filters of a query that are read.
pub(super) const MAX_WORDS: usize = 128;
/// Fewest characters before the star of `inadeq*`: fewer would stand for half the dictionary.
const MIN_PREFIX: usize = 2;
/// Fewest characters before a `~`, and before a `~2`: in shorter words two letters are most of the word.
const MIN_FUZZY: usize = 4;
/// See [`MIN_FUZZY`].
const MIN_FUZZY_TWICE: usize = 8;
/// Longest distance of `NEAR/n`, in words.
pub(super) const MAX_NEAR: u32 = 100;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Lexeme {
    /// A plain word: its place in the text that was given.
    Word(Range<usize>),
    Phrase(String),
    Prefix(String),
    Fuzzy(String, u8),
    Field(Field, String, bool),
    Open,
    Close,
    And,
    Or,
    Not,
    Near(u32),
}

/// The beginning of a query that is read.
pub(super) fn bounded<'q>(text: &'q str, notices: &mut Vec<Notice>) -> &'q str {
    match text.char_indices().nth(MAX_CHARACTERS) {
        None => text,
        Some((end, _)) => {
            notices.push(notices::long_query(format!("{MAX_CHARACTERS} characters")));
            // Not the half of a word.
            let text = &text[..end];
            text.rfind(char::is_whitespace).map_or(text, |blank| &text[..blank])
        }
    }
}

pub(super) struct Lexer<'q> {
    text: &'q str,
    position: usize,
    lexemes: Vec<Lexeme>,
    words: usize,
    notices: Vec<Notice>,
}

impl<'q> Lexer<'q> {
    pub(super) fn lex(text: &'q str) -> (Vec<Lexeme>, Vec<Notice>) {
        let mut lexer = Self { text, position: 0, lexemes: Vec::new(), words: 0, notices: Vec::new() };
        while let Some(next) = lexer.rest().chars().next() {
            if lexer.words >= MAX_WORDS {
                if lexer.rest().chars().any(char::is_alphanumeric) {
                    lexer.notices.push(notices::long_query(format!("{MAX_WORDS} words")));
                }
                break;
            }
            match next {
                '(' => lexer.sign(next, Lexeme::Open),
                ')' => lexer.sign(next, Lexeme::Close),
                '|' => lexer.sign(next, Lexeme::Or),
                _ if is_quote(next) => lexer.quoted(),
                _ if is_separator(next) => lexer.position += next.len_utf8(),
                _ => lexer.chunk(),
            }
        }
        (lexer.lexemes, lexer.notices)
    }

    fn rest(&self) -> &'q str {
        &self.text[self.position..]
    }

    fn sign(&mut self, sign: char, lexeme: Lexeme) {
        self.position += sign.len_utf8();
        // `||` is one operator.
        if lexeme != Lexeme::Or || self.lexemes.last() != Some(&Lexeme::Or) {
            self.lexemes.push(lexeme);
        }
    }

    fn push(&mut self, lexeme: Lexeme) {
        self.words += 1;
        self.lexemes.push(lexeme);
    }

    fn word(&mut self, range: Range<usize>) {
        if self.text[range.clone()].chars().any(char::is_alphanumeric) || &self.text[range.clone()] == "&" {
            self.push(Lexeme::Word(range));
        }
    }

    /// What stands in quotation marks from here on; `None` where the mark is alone.
    fn take_quoted(&mut self) -> Option<&'q str> {
        let rest = self.rest();
        let opening = rest.chars().next()?.len_utf8();
        let length = rest[opening..].find(is_quote)?;
        let inside = &rest[opening..opening + length];
        let closing = rest[opening + length..].chars().next()?.len_utf8();
        self.position += opening + length + closing;
        Some(inside)
    }

    fn quoted(&mut self) {
        match self.take_quoted() {
            Some(inside) if inside.chars().any(char::is_alphanumeric) => self.push(Lexeme::Phrase(inside.to_owned())),
            Some(_) => {}
            None => {
                self.position += self.rest().chars().next().map_or(0, char::len_utf8);
                self.notices.push(notices::notice(
                    Code::UnbalancedQuote,
                    "A quotation mark without its partner was passed over; what follows was read as words.",
                ));
            }
        }
    }

    /// A run of characters without blanks, brackets and quotation marks.
    fn chunk(&mut self) {
        let rest = self.rest();
        let length = rest
            .find(|character: char| {
                character.is_whitespace() || matches!(character, '(' | ')' | '|') || is_quote(character)
            })
            .unwrap_or(rest.len());
        let chunk = &rest[..length];
        let start = self.position;
        let bare = chunk.trim_start_matches(['-', '+', '−']);
        if bare.len() < chunk.len() && (bare.is_empty() || chunk.starts_with('+')) {
            // A dash between words is no operator, except right before a phrase or a bracket.
            let before_group = bare.is_empty() && rest[length..].starts_with(|next| next == '(' || is_quote(next));
            if before_group && chunk.starts_with('-') {
                self.lexemes.push(Lexeme::Not);
            }
            self.position += if bare.is_empty() { length } else { chunk.len() - bare.len() };
            return;
        }
        if bare.len() < chunk.len() && bare.chars().any(char::is_alphanumeric) {
            self.lexemes.push(Lexeme::Not);
            self.position += chunk.len() - bare.len();
            return;
        }
        self.position += length;
        match chunk {
            "AND" | "&&" => self.lexemes.push(Lexeme::And),
            "OR" => self.lexemes.push(Lexeme::Or),
            "NOT" => self.lexemes.push(Lexeme::Not),
            _ if self.near(chunk) || self.field(chunk, start) => {}
            _ => self.plain(start..start + length),
        }
    }

    fn near(&mut self, chunk: &str) -> bool {
        let Some(words) = chunk.strip_prefix("NEAR/") else { return false };
        let Ok(words) = words.parse::<u32>() else { return false };
        self.lexemes.push(Lexeme::Near(words.clamp(1, MAX_NEAR)));
        true
    }

    /// `council:west-sussex`, `title:"two words"`. Says whether the chunk is used up.
    fn field(&mut self, chunk: &str, start: usize) -> bool {
        let Some((name, value)) = chunk.split_once(':') else { return false };
        if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'-' | b'_')) {
            return false;
        }
        let quoted_next = value.is_empty() && self.rest().starts_with(is_quote);
        let Some(field) = Field::parse(name) else {
            if (!value.is_empty() || quoted_next) && !value.starts_with("//") {
                self.notices.push(notices::unknown_field(name));
            }
            // Its words, each for itself.
            let mut at = start;
            for part in chunk.split([':', '/']) {
                self.plain(at..at + part.len());
                at += part.len() + 1;
            }
            return true;
        };
        if quoted_next {
            match self.take_quoted() {
                Some(inside) if !inside.trim().is_empty() => {
                    self.push(Lexeme::Field(field, inside.trim().to_owned(), true));
                    return true;
                }
                Some(_) => return true,
                None => return false,
            }
        }
        if value.is_empty() {
            self.notices.push(notices::notice(
                Code::EmptyFilter,
                format!("\"{name}:\" has no value right after the colon, so it was read as a word."),
            ));
            return false;
        }
        self.push(Lexeme::Field(field, value.to_owned(), false));
        true
    }

    /// A word, perhaps with a star or a tilde; several where commas join them.
    fn plain(&mut self, range: Range<usize>) {
        let mut start = range.start;
        let text = self.text;
        let bytes = text.as_bytes();
        let is_digit = |place: usize| bytes.get(place).is_some_and(u8::is_ascii_digit);
        let written = &text[range.clone()];
        let cuts = written.char_indices().filter(|(_, character)| matches!(character, ',' | ';' | '!' | '?'));
        for (place, character) in cuts {
            let place = range.start + place;
            if character == ',' && place > 0 && is_digit(place - 1) && is_digit(place + 1) {
                continue;
            }
            self.one(start..place);
            start = place + 1;
        }
        self.one(start..range.end);
    }

    fn one(&mut self, range: Range<usize>) {
        let written = &self.text[range.clone()];
        let is_wordlike =
            |text: &str| text.chars().all(|character| character.is_alphanumeric() || "'’-.&".contains(character));
        if let Some(stem) = written.strip_suffix('*').filter(|stem| !stem.is_empty() && is_wordlike(stem)) {
            if stem.chars().filter(|character| character.is_alphanumeric()).count() >= MIN_PREFIX {
                return self.push(Lexeme::Prefix(stem.to_owned()));
            }
            self.notices.push(notices::notice(
                Code::Wildcard,
                format!("\"{written}\" was read without its star, which needs {MIN_PREFIX} characters before it."),
            ));
            return self.word(range.start..range.end - 1);
        }
        let fuzzy = [("~2", 2), ("~1", 1), ("~", 1)]
            .into_iter()
            .find_map(|(sign, distance)| Some((written.strip_suffix(sign)?, distance)))
            .filter(|(word, _)| !word.is_empty() && is_wordlike(word));
        if let Some((word, distance)) = fuzzy {
            let length = word.chars().count();
            let allowed = if length >= MIN_FUZZY_TWICE { 2 } else { u8::from(length >= MIN_FUZZY) };
            if allowed < distance {
                let least = if distance == 2 { MIN_FUZZY_TWICE } else { MIN_FUZZY };
                self.notices.push(notices::notice(
                    Code::Fuzzy,
                    format!(
                        "\"{written}\" asks for more differences than so short a word allows; it takes {least} letters."
                    ),
                ));
            }
            return match allowed.min(distance) {
                0 => self.word(range.start..range.start + word.len()),
                distance => self.push(Lexeme::Fuzzy(word.to_owned(), distance)),
            };
        }
        if written.contains(['*', '~']) && written.chars().any(char::is_alphanumeric) {
            self.notices.push(notices::notice(
                Code::Wildcard,
                format!("In \"{written}\" the sign was passed over: a star or a tilde stands at the end of one word."),
            ));
        }
        self.word(range);
    }
}

pub(super) fn is_quote(character: char) -> bool {
    matches!(character, '"' | '“' | '”' | '„' | '‟' | '«' | '»' | '＂')
}

fn is_separator(character: char) -> bool {
    character.is_whitespace() || matches!(character, '[' | ']' | '{' | '}')
}
