//! A query's text to lexemes: words, phrases, fields, brackets, operators.
//!
//! Total: any text gives lexemes, and notices for what could not be used. Each character is looked at a bounded number of
//! times. Fields are read in `fields.rs`, dates among plain words in `said_dates.rs`, signs at a word in `signs.rs`; what
//! the lexemes mean together is left to `parser.rs`.

use super::{
    answer::Notice,
    notices::{self, Code},
    steps::Steps,
    syntax::Field,
};
use jiff::civil::Date;
use std::{borrow::Cow, ops::Range};

/// Longest query that is read, in characters.
pub(super) const MAX_CHARACTERS: usize = 2_000;
/// Most words, phrases and filters of a query that are read.
pub(super) const MAX_WORDS: usize = 128;
/// Longest distance of `NEAR/n`, in words.
pub(super) const MAX_NEAR: u32 = 100;
/// The distance of a `NEAR` without a number, in words.
const NEAR: u32 = 10;
/// What may stand before the number of words in `a NEAR/5 b`.
const NEARS: [&str; 8] = ["NEAR/", "NEAR:", "NEAR~", "WITHIN/", "W/", "ADJ/", "ADJ", "NEAR"];

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
    /// What was passed over, where an operator before it must not jump onto what follows.
    Nothing,
}

/// The beginning of a query that is read, without characters that nobody sees.
pub(super) fn bounded<'q>(text: &'q str, notices: &mut Vec<Notice>) -> Cow<'q, str> {
    let text = match text.char_indices().nth(MAX_CHARACTERS) {
        None => text,
        Some((end, _)) => {
            notices.push(notices::long_query(format!("{MAX_CHARACTERS} characters")));
            // Not the half of a word.
            let text = &text[..end];
            text.rfind(char::is_whitespace).map_or(text, |blank| &text[..blank])
        }
    };
    if !text.chars().any(|character| seen(character) != Some(character)) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().filter_map(seen).collect())
}

/// Marks of direction, soft hyphens and the like come along when text is copied, and are no part of any word; nor are
/// control characters.
fn seen(character: char) -> Option<char> {
    match character {
        '\u{ad}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' => None,
        '\u{200b}' => Some(' '),
        character if character.is_control() => Some(' '),
        character => Some(character),
    }
}

pub(super) struct Lexer<'q> {
    pub(super) text: &'q str,
    pub(super) today: Date,
    pub(super) position: usize,
    pub(super) notices: Vec<Notice>,
    pub(super) steps: Steps,
    /// Whether a word that is no lexeme of its own is written with small letters.
    pub(super) has_lower_case: bool,
    lexemes: Vec<Lexeme>,
    words: usize,
    /// The innermost last.
    groups: Vec<Group>,
    /// Up to where no single quotation mark closes a phrase.
    no_closing: usize,
}

/// `title:(a OR b)`: what stands in the brackets is of the field.
struct Group {
    field: Field,
    /// How many brackets are open in it, its own counted.
    depth: usize,
    /// Words beside each other: one value.
    run: Option<Range<usize>>,
}

/// What was read of a text.
pub(super) struct Lexed {
    pub(super) lexemes: Vec<Lexeme>,
    pub(super) notices: Vec<Notice>,
    pub(super) steps: Steps,
    /// Whether a word that is no lexeme of its own is written with small letters.
    pub(super) has_lower_case: bool,
}

impl<'q> Lexer<'q> {
    pub(super) fn lex(text: &'q str, today: Date) -> Lexed {
        let mut lexer = Self {
            text,
            today,
            position: 0,
            notices: Vec::new(),
            steps: Steps::default(),
            has_lower_case: false,
            lexemes: Vec::new(),
            words: 0,
            groups: Vec::new(),
            no_closing: 0,
        };
        while let Some(next) = lexer.rest().chars().next() {
            lexer.steps.add(1);
            if lexer.words >= MAX_WORDS {
                lexer.steps.add(lexer.rest().len());
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
                _ if is_single_quote(next) && lexer.single_quoted() => {}
                _ if is_separator(next) => lexer.position += next.len_utf8(),
                _ => lexer.chunk(),
            }
        }
        lexer.end_run();
        Lexed {
            lexemes: lexer.lexemes,
            notices: lexer.notices,
            steps: lexer.steps,
            has_lower_case: lexer.has_lower_case,
        }
    }

    pub(super) fn rest(&self) -> &'q str {
        &self.text[self.position..]
    }

    fn sign(&mut self, sign: char, lexeme: Lexeme) {
        self.position += sign.len_utf8();
        self.end_run();
        // `||` is one operator.
        if lexeme == Lexeme::Or && self.lexemes.last() == Some(&Lexeme::Or) {
            return;
        }
        if let Some(group) = self.groups.last_mut() {
            match lexeme {
                Lexeme::Open => group.depth += 1,
                Lexeme::Close => group.depth -= 1,
                _ => {}
            }
            self.groups.pop_if(|group| group.depth == 0);
        }
        self.lexemes.push(lexeme);
    }

    /// Begins what stands in brackets after a field; the bracket comes next.
    pub(super) fn begin_group(&mut self, field: Field) {
        self.end_run();
        self.groups.push(Group { field, depth: 0, run: None });
    }

    /// Ends a value of words beside each other.
    fn end_run(&mut self) {
        if let Some(group) = self.groups.last_mut()
            && let Some(run) = group.run.take()
        {
            self.words += 1;
            self.lexemes.push(Lexeme::Field(group.field, self.text[run].to_owned(), false));
        }
    }

    pub(super) fn operator(&mut self, lexeme: Lexeme) {
        self.end_run();
        self.lexemes.push(lexeme);
    }

    /// Whether a filter may stand here: in no value of a field, and after no operator that wants words.
    pub(super) fn takes_filter(&self) -> bool {
        self.groups.is_empty() && !matches!(self.lexemes.last(), Some(Lexeme::Not | Lexeme::Near(_)))
    }

    /// Adds what is counted as a word.
    pub(super) fn push(&mut self, lexeme: Lexeme) {
        self.end_run();
        self.words += 1;
        let of_field = self.groups.last().map(|group| group.field);
        self.lexemes.push(match (lexeme, of_field) {
            (Lexeme::Phrase(text), Some(field)) => Lexeme::Field(field, text, true),
            (Lexeme::Prefix(text), Some(field)) => Lexeme::Field(field, format!("{text}*"), false),
            (Lexeme::Fuzzy(text, _), Some(field)) => Lexeme::Field(field, format!("{text}~"), false),
            (lexeme, _) => lexeme,
        });
    }

    pub(super) fn word(&mut self, range: Range<usize>) {
        self.steps.add(range.len());
        let written = &self.text[range.clone()];
        if !written.chars().any(char::is_alphanumeric) && written != "&" {
            return;
        }
        match self.groups.last_mut() {
            Some(group) => {
                let start = group.run.as_ref().map_or(range.start, |run| run.start);
                group.run = Some(start..range.end);
            }
            None => self.push(Lexeme::Word(range)),
        }
    }

    /// What stands in quotation marks from here on; `None` where the mark is alone.
    pub(super) fn take_quoted(&mut self) -> Option<&'q str> {
        let rest = self.rest();
        let opening = rest.chars().next()?.len_utf8();
        let length = rest[opening..].find(is_quote);
        self.steps.add(length.unwrap_or(rest.len()));
        let inside = &rest[opening..opening + length?];
        let closing = rest[opening + inside.len()..].chars().next()?.len_utf8();
        self.position += opening + inside.len() + closing;
        Some(inside)
    }

    fn quoted(&mut self) {
        match self.take_quoted() {
            Some(inside) => self.phrase(inside),
            None => {
                self.position += self.rest().chars().next().map_or(0, char::len_utf8);
                self.notices.push(notices::notice(
                    Code::UnbalancedQuote,
                    "A quotation mark without its partner was passed over; what follows was read as words.",
                ));
            }
        }
    }

    /// `'early help'`: marks that could be apostrophes quote only where one stands before a word and one after a word.
    /// Says whether they do here.
    fn single_quoted(&mut self) -> bool {
        let inside = self.take_single_quoted();
        if let Some(inside) = inside {
            self.phrase(inside);
        }
        inside.is_some()
    }

    pub(super) fn take_single_quoted(&mut self) -> Option<&'q str> {
        let mut characters = self.rest().char_indices();
        let opening = characters.next()?.1.len_utf8();
        if self.position < self.no_closing || !self.rest()[opening..].starts_with(char::is_alphanumeric) {
            return None;
        }
        let (mut before, mut looked) = (' ', self.rest().len());
        for (at, character) in characters {
            let after = &self.rest()[at + character.len_utf8()..];
            if is_single_quote(character)
                && !before.is_whitespace()
                && !after.starts_with(|next: char| next.is_alphanumeric() || is_single_quote(next))
            {
                let inside = &self.rest()[opening..at];
                self.steps.add(at);
                self.position += at + character.len_utf8();
                return Some(inside);
            }
            // An opening mark in between: the first was an apostrophe, as in `'tis the season of 'early help'`.
            let opens =
                is_single_quote(character) && before.is_whitespace() && after.starts_with(char::is_alphanumeric);
            if is_quote(character) || opens {
                looked = at;
                break;
            }
            before = character;
        }
        self.steps.add(looked);
        self.no_closing = self.position + looked;
        None
    }

    /// A phrase, perhaps with what Lucene writes after one: `"a b"~5`, `"a b"^2`.
    fn phrase(&mut self, inside: &str) {
        self.steps.add(inside.len());
        let rest = self.rest();
        let number = |rest: &str| rest.bytes().take_while(u8::is_ascii_digit).take(9).count();
        if let Some(after) = rest.strip_prefix('~') {
            let digits = number(after);
            self.position += 1 + digits;
            let words: Vec<&str> =
                inside.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).collect();
            if self.groups.is_empty() && words.len() > 1 {
                let distance = if digits == 0 { NEAR } else { self.distance(&after[..digits]) };
                if words.len() > MAX_WORDS {
                    self.notices.push(notices::long_query(format!("{MAX_WORDS} words")));
                }
                self.operator(Lexeme::Open);
                for (place, word) in words.into_iter().take(MAX_WORDS).enumerate() {
                    if place > 0 {
                        self.operator(Lexeme::Near(distance));
                    }
                    self.push(Lexeme::Phrase(word.to_owned()));
                }
                return self.operator(Lexeme::Close);
            }
            self.sign_passed_over(&rest[..=digits]);
        } else if let Some(after) = rest.strip_prefix('^').filter(|after| number(after) > 0) {
            let digits = number(after);
            self.position += 1 + digits;
            self.sign_passed_over(&rest[..=digits]);
        } else if rest.starts_with('*') {
            self.position += 1;
            self.sign_passed_over("*");
        }
        if inside.contains('*') {
            self.notices.push(notices::notice(
                Code::Wildcard,
                "In quotation marks a star stands for nothing; it was passed over.",
            ));
        }
        if inside.chars().any(char::is_alphanumeric) {
            return self.push(Lexeme::Phrase(inside.replace('*', "")));
        }
        if matches!(self.lexemes.last(), Some(Lexeme::Not | Lexeme::Near(_))) {
            self.notices.push(notices::notice(
                Code::OperatorWithoutWords,
                "Quotation marks without words in them were passed over, with the operator before them.",
            ));
        }
        self.operator(Lexeme::Nothing);
    }

    /// A run of characters without blanks, brackets and quotation marks.
    fn chunk(&mut self) {
        let rest = self.rest();
        let length = rest
            .find(|character: char| {
                character.is_whitespace() || matches!(character, '(' | ')' | '|') || is_quote(character)
            })
            .unwrap_or(rest.len());
        self.steps.add(length);
        let chunk = &rest[..length];
        let start = self.position;
        let bare = chunk.trim_start_matches(|sign| is_minus(sign) || matches!(sign, '+' | '!'));
        if bare.len() < chunk.len() {
            let signs = chunk.len() - bare.len();
            self.position += signs;
            // A dash between words is no operator, except right before a phrase or a bracket.
            let before_group = bare.is_empty() && rest[length..].starts_with(|next| next == '(' || is_quote(next));
            let excludes = chunk[..signs].contains(|sign| is_minus(sign) || sign == '!');
            if excludes && (before_group || bare.contains(char::is_alphanumeric)) {
                self.operator(Lexeme::Not);
            }
            return;
        }
        self.position += length;
        match chunk {
            "AND" | "&&" => self.operator(Lexeme::And),
            "OR" => self.operator(Lexeme::Or),
            "NOT" => self.operator(Lexeme::Not),
            _ if self.near(chunk) || self.field(chunk, start) || self.said_date(chunk) => {}
            _ => self.plain(start..start + length),
        }
    }

    /// `NEAR/5`, and as other engines write it: `NEAR`, `NEAR5`, `w/5`, `AROUND(5)`. Says whether it is one.
    fn near(&mut self, chunk: &str) -> bool {
        if matches!(chunk, "NEAR" | "AROUND") {
            let inside = self
                .rest()
                .strip_prefix('(')
                .and_then(|rest| rest.get(..rest.bytes().take(9).position(|byte| byte == b')')?));
            if let Some(digits) =
                inside.filter(|text| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()))
            {
                self.position += digits.len() + 2;
                let words = self.distance(digits);
                self.operator(Lexeme::Near(words));
                return true;
            }
            if chunk == "NEAR" {
                self.operator(Lexeme::Near(NEAR));
            }
            return chunk == "NEAR";
        }
        let digits = NEARS.iter().find_map(|name| {
            let (begin, number) = chunk.split_at_checked(name.len())?;
            // In small letters only where a stroke makes clear what is meant.
            let fits = begin == *name || name.ends_with('/') && begin.eq_ignore_ascii_case(name);
            let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
            (fits && is_number).then_some(number)
        });
        let words = match digits {
            Some(digits) => self.distance(digits),
            None if chunk.starts_with("NEAR/") => {
                self.notices.push(notices::notice(
                    Code::NearDistance,
                    format!("\"{}\" has no number of words; {NEAR} were taken.", notices::shortened(chunk)),
                ));
                NEAR
            }
            None => return false,
        };
        self.operator(Lexeme::Near(words));
        true
    }

    fn distance(&mut self, digits: &str) -> u32 {
        let typed = digits.parse::<u32>().unwrap_or(u32::MAX);
        let words = typed.clamp(1, MAX_NEAR);
        if words != typed {
            self.notices.push(notices::notice(
                Code::NearDistance,
                format!(
                    "Words near each other are 1 to {MAX_NEAR} words apart; {words} was taken for {}.",
                    notices::shortened(digits)
                ),
            ));
        }
        words
    }

    pub(super) fn sign_passed_over(&mut self, sign: &str) {
        self.notices.push(notices::notice(
            Code::UnusedSign,
            format!("\"{}\" has no meaning here and was passed over.", notices::shortened(sign)),
        ));
    }
}

pub(super) fn is_lower_case(text: &str) -> bool {
    text.chars().filter(|character| character.is_lowercase()).count() > 1 || text.chars().all(char::is_lowercase)
}

pub(super) fn is_quote(character: char) -> bool {
    matches!(character, '"' | '“' | '”' | '„' | '‟' | '«' | '»' | '＂')
}

pub(super) fn is_single_quote(character: char) -> bool {
    matches!(character, '\'' | '‘' | '’' | '‚' | '‛')
}

pub(super) fn is_minus(character: char) -> bool {
    matches!(character, '-' | '−' | '–' | '—')
}

fn is_separator(character: char) -> bool {
    character.is_whitespace() || matches!(character, '[' | ']' | '{' | '}')
}
