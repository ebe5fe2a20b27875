//! Fields as typed: `council:west-sussex`, `title:"two words"`, `title:(a OR b)`, `since:6 March 2019`.
//!
//! In comes a run of characters with a sign in it that may end the name of a field; out come a field with its value, a
//! notice, or words where it is no field after all. What the value means is left to `filters.rs`, but how far it reaches
//! without quotation marks is found out here, of dates and of the councils of the built-in table.

use super::{
    dates,
    lexer::{Lexeme, Lexer, is_minus, is_quote, is_single_quote},
    notices::{self, Code, shortened},
    spans::Unread,
    syntax::Field,
};
use crate::document::Gazetteer;

/// How far a date or the name of a council may reach without quotation marks, in words and bytes after the colon.
const VALUE_WORDS: usize = 6;
/// See [`VALUE_WORDS`].
const VALUE_BYTES: usize = 60;

/// Fields of other engines that narrow what nothing here does, so that their values are no words to look for either.
const FOREIGN: [&str; 14] = [
    "site", "filetype", "ext", "inurl", "allinurl", "link", "related", "cache", "mime", "dir", "size", "author",
    "speaker", "party",
];

impl Lexer<'_> {
    /// Reads a field. Says whether the chunk is used up.
    pub(super) fn field(&mut self, chunk: &str, start: usize) -> bool {
        let Some(at) = chunk.find([':', '=', '<', '>']) else { return false };
        let (name, value) = (&chunk[..at], &chunk[at + 1..]);
        if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'-' | b'_')) {
            return false;
        }
        let field = Field::parse(name);
        // Other signs than a colon make a field only where its name is known, and before or after which day only of dates.
        match (&chunk[at..=at], field) {
            (":", _) | ("=", Some(_)) => {}
            ("<" | ">", Some(field)) if field.is_date() => return self.date(field, start + at),
            _ => return false,
        }
        let next = self.rest().chars().next();
        match field {
            Some(field) => self.value(field, name, value, start + at + 1, next),
            None => self.no_field(name, value, start, next),
        }
    }

    fn value(&mut self, field: Field, name: &str, value: &str, start: usize, next: Option<char>) -> bool {
        if value.is_empty() && next.is_some_and(is_quote) {
            return match self.take_quoted() {
                Some(inside) => self.quoted_value(field, name, inside),
                None => false,
            };
        }
        if value.starts_with(is_single_quote) {
            let after = std::mem::replace(&mut self.position, start);
            let inside = self.take_single_quoted();
            let end = if inside.is_some() { self.position } else { after };
            self.position = end.max(after);
            if let Some(inside) = inside {
                self.quoted_value(field, name, inside);
                self.plain(end..self.position);
                return true;
            }
        }
        if value.is_empty() && next == Some('(') {
            self.begin_group(field);
            return true;
        }
        if let Some(value) = value.strip_prefix(is_minus).filter(|value| !value.is_empty() && !field.is_date()) {
            self.operator(Lexeme::Not);
            self.push(Lexeme::Field(field, value.to_owned(), false));
            return true;
        }
        if field.is_date() && !value.is_empty() {
            return self.date(field, start);
        }
        if value.is_empty() {
            self.notices.push(notices::notice(
                Code::EmptyFilter,
                format!("\"{name}:\" has no value right after the colon, so it was read as a word."),
            ));
            return false;
        }
        if !value.contains(char::is_alphanumeric) {
            self.empty(name);
            return true;
        }
        if field == Field::Council {
            self.council(start);
        } else {
            self.push(Lexeme::Field(field, value.to_owned(), false));
        }
        true
    }

    fn quoted_value(&mut self, field: Field, name: &str, inside: &str) -> bool {
        if inside.contains(char::is_alphanumeric) {
            self.push(Lexeme::Field(field, inside.trim().to_owned(), true));
        } else {
            self.empty(name);
        }
        true
    }

    fn empty(&mut self, name: &str) {
        self.notices.push(notices::notice(
            Code::EmptyFilter,
            format!("\"{name}:\" has no value right after the colon, so it leaves nothing out."),
        ));
        self.operator(Lexeme::Nothing);
    }

    /// A date that begins at `start`: as many of the words there as make a date together.
    fn date(&mut self, field: Field, start: usize) -> bool {
        let text = &self.text[start..];
        // Lucene's way: `date:[2018 TO 2019]`.
        let inside = text.strip_prefix(['[', '{']).and_then(|inside| {
            let near = &inside[..inside.floor_char_boundary(inside.len().min(VALUE_BYTES))];
            Some(&near[..near.find([']', '}'])?])
        });
        if let Some(inside) = inside {
            self.steps.add(inside.len());
            let end = start + inside.len() + 2;
            self.position = self.position.max(end);
            self.push(Lexeme::Field(field, inside.to_owned(), false));
            self.plain(end..self.position);
            return true;
        }
        let today = self.today;
        let reads = |text: &str| dates::read(field, text, today).is_ok();
        // What is no date takes the year along that follows it, or what was last: neither is a word to look for.
        let half = |text: &str| {
            let mut words = text.split_whitespace();
            let (first, second) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
            let day_of_no_year = || {
                first.starts_with(|first: char| first.is_ascii_digit())
                    && matches!(dates::read(field, text, today), Err(Unread::NoYear))
            };
            words.next().is_none()
                && (day_of_no_year()
                    || second.starts_with(|first: char| first.is_ascii_digit())
                    || ["last", "next", "this", "past"].iter().any(|which| first.eq_ignore_ascii_case(which)))
        };
        let here = &self.text[start..self.position];
        // `since:2018,roads`: the words begin after the comma.
        let before_comma = || {
            let at = here.find([',', ';']).filter(|at| *at < VALUE_BYTES)?;
            reads(&here[..at]).then_some(start + at)
        };
        let comma = before_comma();
        let end = self.reach(start, &reads).or(comma).or_else(|| self.reach(start, &half)).unwrap_or(self.position);
        self.end_value(field, start, end);
        true
    }

    /// Ends a value without quotation marks.
    pub(super) fn end_value(&mut self, field: Field, start: usize, end: usize) {
        self.position = end;
        self.push(Lexeme::Field(field, self.text[start..end].to_owned(), false));
    }

    /// The farthest end of a word to which the text from `start` on is a value that `test` knows; not before the end of
    /// the present word.
    pub(super) fn reach(&mut self, start: usize, test: &dyn Fn(&str) -> bool) -> Option<usize> {
        let text = &self.text[start..];
        let here = self.position - start;
        let near = &text[..text.floor_char_boundary(text.len().min(VALUE_BYTES.max(here)))];
        let stop = near.find(|character: char| matches!(character, '(' | ')' | '|') || is_quote(character));
        let whole = stop.is_some() || near.len() == text.len();
        let near = &near[..stop.unwrap_or(near.len())];
        let blanks = near.char_indices().filter(|(_, character)| character.is_whitespace()).map(|(at, _)| at);
        let ends = blanks.chain(whole.then_some(near.len()));
        let ends: Vec<usize> = ends.filter(|at| *at >= here).take(VALUE_WORDS).collect();
        self.steps.add(near.len() * ends.len());
        ends.into_iter().rev().find(|end| test(&near[..*end])).map(|end| start + end)
    }

    /// `council:West Sussex`, if the words are the name of a council that everybody knows.
    fn council(&mut self, start: usize) {
        let is_council = |text: &str| {
            let last = text.rsplit(',').find(|name| !name.trim().is_empty()).unwrap_or_default();
            !Gazetteer::lookup_builtin(dates::without_stop(last), true).is_empty()
        };
        let end = self.reach(start, &is_council).unwrap_or(self.position);
        self.end_value(Field::Council, start, end);
    }

    /// What looks like a field and is none: its words, each for itself, or nothing where another engine's field is meant.
    fn no_field(&mut self, name: &str, value: &str, start: usize, next: Option<char>) -> bool {
        let quoted = value.is_empty() && next.is_some_and(is_quote);
        let has_value = !value.is_empty() || quoted || next == Some('(');
        let is_foreign = FOREIGN.iter().any(|foreign| name.eq_ignore_ascii_case(foreign));
        if is_foreign && (quoted || !value.is_empty()) {
            let value = if quoted { self.take_quoted().unwrap_or_default() } else { value };
            if name.eq_ignore_ascii_case("site")
                && let Some(slug) = council_of_site(value)
            {
                self.push(Lexeme::Field(Field::Council, slug, true));
                return true;
            }
            self.notices.push(notices::notice(
                Code::UnknownField,
                format!("\"{name}:{}\" was passed over: papers are not told apart by it here.", shortened(value)),
            ));
            self.operator(Lexeme::Nothing);
            return true;
        }
        if has_value && !value.starts_with("//") {
            self.notices.push(notices::unknown_field(name));
        }
        let mut at = start;
        for part in self.text[start..start + name.len() + 1 + value.len()].split([':', '/']) {
            self.plain(at..at + part.len());
            at += part.len() + 1;
        }
        true
    }
}

/// The council, by its slug, whose web site an address is of, if it is of one.
fn council_of_site(address: &str) -> Option<String> {
    let domain = address.split_once("://").map_or(address, |(_, rest)| rest).split(['/', ':']).next()?;
    let gazetteer = Gazetteer::builtin();
    let [council] = gazetteer.by_domain(domain) else { return None };
    Some(gazetteer.at(*council)?.slug.clone())
}
