//! Patterns over the text of papers: regular expressions in any case, made when they are first asked.
//!
//! In comes a pattern; out come yes and no, and what it matches. A letter of Unicode's many takes thousands of steps to
//! make ready, and nearly every text that is asked about is of plain letters, with a dash or a quotation mark at most: it is
//! asked in a way of its own, which knows bytes alone, one for each such sign. A build of a few papers spends more on making
//! patterns ready than on reading the papers with them.

use regex::{Regex, bytes};
use std::{
    borrow::Cow,
    ops::{Index, Range},
    sync::OnceLock,
};

/// The signs that stand in papers of plain letters: none is a letter, a digit or a space. In a plain text the first is the
/// byte 0x80, the next 0x81, and so on.
const SIGNS: [char; 10] = ['–', '—', '‘', '’', '“', '”', '…', '•', '£', '€'];

pub(super) const MONTHS: &str = "january|february|march|april|may|june|july|august|september|october|november|december\
    |jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec\
    |ionawr|chwefror|fawrth|mawrth|ebrill|mehefin|fehefin|gorffennaf|orffennaf|awst|medi|fedi|hydref|tachwedd|dachwedd\
    |rhagfyr|ragfyr|mai|fai";
pub(super) const WEEKDAYS: &str = "monday|tuesday|wednesday|thursday|friday|saturday|sunday\
    |mon|tues|tue|weds|wed|thurs|thur|thu|fri|sat|sun|dydd\\s+(?:llun|mawrth|mercher|iau|gwener|sadwrn|sul)";
/// What makes a number one of an order.
pub(super) const ORDINALS: &str = "st|nd|rd|th|ain|eg|ydd|fed|ed|af|il";

/// A pattern in any case.
#[derive(Debug)]
pub(super) struct Pattern {
    written: String,
    plain: OnceLock<bytes::Regex>,
    any: OnceLock<Regex>,
}

/// A pattern in any case, in which `MONTH`, `WEEKDAY` and `ORD` stand for their words. Bounds of words and digits are
/// those of ASCII: Unicode's are not to be had from the quick automata, which cost a quarter of a build.
pub(super) fn pattern(text: &str) -> Pattern {
    let text = text
        .replace("MONTH", MONTHS)
        .replace("WEEKDAY", WEEKDAYS)
        .replace("ORD", &format!("(?:{ORDINALS})"))
        .replace(r"\b", r"(?-u:\b)")
        .replace(r"\d", "[0-9]");
    let pattern = Pattern { written: format!("(?i){text}"), plain: OnceLock::new(), any: OnceLock::new() };
    if cfg!(test) {
        // Whichever a test asks, both can be made, and a sign that is written as a byte says the same.
        pattern.plain();
        pattern.any();
        let chars: Vec<char> = text.chars().collect();
        let is_at = |place: Option<usize>, char| place.and_then(|place| chars.get(place)) == Some(&char);
        for place in (0..chars.len()).filter(|place| !chars[*place].is_ascii()) {
            let before = |by| place.checked_sub(by);
            let begins_range = is_at(Some(place + 1), '-') && !is_at(Some(place + 2), ']');
            let ends_range = is_at(before(1), '-') && !is_at(before(2), '[');
            assert!(!is_at(before(1), '\\') && !begins_range && !ends_range, "a sign in a range or escape: {text}");
        }
    }
    pattern
}

/// A text as patterns are asked about it.
pub(super) struct Asked<'t> {
    text: &'t str,
    /// Of a text with other letters than ASCII's, there is none.
    plain: Option<Plain<'t>>,
}

impl<'t> Asked<'t> {
    pub(super) fn about(text: &'t str) -> Self {
        Self { text, plain: Plain::of(text) }
    }
}

/// The bytes of a text of plain letters and signs, each sign one of its own.
struct Plain<'t> {
    bytes: Cow<'t, [u8]>,
    /// Of each sign: its place behind, and how many bytes more it and those before it have in the text.
    signs: Vec<(usize, usize)>,
}

impl<'t> Plain<'t> {
    fn of(text: &'t str) -> Option<Self> {
        if text.is_ascii() {
            return Some(Self { bytes: Cow::Borrowed(text.as_bytes()), signs: Vec::new() });
        }
        // With these begin the bytes of all signs: what has others need not be copied to be told.
        if !text.bytes().all(|byte| byte < 0xc0 || matches!(byte, 0xc2 | 0xe2)) {
            return None;
        }
        let (mut bytes, mut signs, mut more) = (Vec::with_capacity(text.len()), Vec::new(), 0);
        let mut rest = text;
        while let Some(at) = rest.bytes().position(|byte| !byte.is_ascii()) {
            let sign = rest[at..].chars().next()?;
            bytes.extend_from_slice(&rest.as_bytes()[..at]);
            bytes.push(byte_of(sign)?);
            more += sign.len_utf8() - 1;
            signs.push((bytes.len(), more));
            rest = &rest[at + sign.len_utf8()..];
        }
        bytes.extend_from_slice(rest.as_bytes());
        Some(Self { bytes: Cow::Owned(bytes), signs })
    }

    /// Where a stretch of the bytes lies in the text.
    fn outer(&self, range: Range<usize>) -> Range<usize> {
        let outer = |at: usize| match self.signs.partition_point(|(behind, _)| *behind <= at).checked_sub(1) {
            Some(last) => at + self.signs[last].1,
            None => at,
        };
        outer(range.start)..outer(range.end)
    }
}

/// The byte that stands for a sign.
fn byte_of(sign: char) -> Option<u8> {
    SIGNS.iter().zip(0x80..).find(|(known, _)| **known == sign).map(|(_, byte)| byte)
}

/// What a pattern and its groups match in a text.
#[derive(Debug, Clone)]
pub(super) struct Found<'p, 't> {
    text: &'t str,
    pattern: &'p Pattern,
    groups: Vec<Option<Range<usize>>>,
}

impl<'t> Found<'_, 't> {
    /// What a group matches, by its number; 0 is the whole.
    pub(super) fn get(&self, number: usize) -> Option<Group<'t>> {
        let range = self.groups.get(number)?.clone()?;
        Some(Group { text: self.text, range })
    }

    /// What the group of a name matches; nothing where the pattern has no such group.
    pub(super) fn name(&self, name: &str) -> Option<Group<'t>> {
        self.get(self.number(name)?)
    }

    /// The number of the group of a name: whichever way was asked, groups are numbered alike.
    fn number(&self, name: &str) -> Option<usize> {
        let Pattern { plain, any, .. } = self.pattern;
        let of_plain = || plain.get()?.capture_names().position(|known| known == Some(name));
        let of_any = || any.get()?.capture_names().position(|known| known == Some(name));
        of_plain().or_else(of_any)
    }
}

impl Index<&str> for Found<'_, '_> {
    type Output = str;

    /// What the group of a name, which the pattern has, matches; an empty text where it matches nowhere.
    fn index(&self, name: &str) -> &str {
        debug_assert!(self.number(name).is_some(), "{} has no group {name}", self.pattern.written);
        self.name(name).map_or("", |group| group.as_str())
    }
}

/// A stretch of a text.
#[derive(Debug, Clone)]
pub(super) struct Group<'t> {
    text: &'t str,
    range: Range<usize>,
}

impl<'t> Group<'t> {
    pub(super) fn as_str(&self) -> &'t str {
        &self.text[self.range.clone()]
    }

    pub(super) fn start(&self) -> usize {
        self.range.start
    }

    pub(super) fn end(&self) -> usize {
        self.range.end
    }

    pub(super) fn range(&self) -> Range<usize> {
        self.range.clone()
    }
}

impl Pattern {
    /// For plain texts. What else stands in the pattern is written as a byte that none has.
    #[allow(clippy::unwrap_used, reason = "patterns known at compile time, built by the tests")]
    fn plain(&self) -> &bytes::Regex {
        self.plain.get_or_init(|| {
            let mut written = String::with_capacity(self.written.len());
            for char in self.written.chars() {
                if char.is_ascii() {
                    written.push(char);
                } else {
                    written.push_str(&format!(r"\x{:x}", byte_of(char).unwrap_or(0xff)));
                }
            }
            bytes::RegexBuilder::new(&written).unicode(false).build().unwrap()
        })
    }

    /// For any text.
    #[allow(clippy::unwrap_used, reason = "patterns known at compile time, built by the tests")]
    fn any(&self) -> &Regex {
        self.any.get_or_init(|| Regex::new(&self.written).unwrap())
    }

    /// Whether it matches somewhere in a text.
    pub(super) fn is_match(&self, text: &str) -> bool {
        self.matches(&Asked::about(text))
    }

    fn matches(&self, asked: &Asked<'_>) -> bool {
        match &asked.plain {
            Some(plain) => self.plain().is_match(&plain.bytes),
            None => self.any().is_match(asked.text),
        }
    }

    /// Where it matches first in a text.
    pub(super) fn find(&self, text: &str) -> Option<Range<usize>> {
        match Plain::of(text) {
            Some(plain) => self.plain().find(&plain.bytes).map(|found| plain.outer(found.range())),
            None => self.any().find(text).map(|found| found.range()),
        }
    }

    /// All places where it matches in a text.
    pub(super) fn find_all(&self, text: &str) -> Vec<Range<usize>> {
        match Plain::of(text) {
            Some(plain) => self.plain().find_iter(&plain.bytes).map(|found| plain.outer(found.range())).collect(),
            None => self.any().find_iter(text).map(|found| found.range()).collect(),
        }
    }

    /// Where its groups match first in a text.
    pub(super) fn captures<'p, 't>(&'p self, text: &'t str) -> Option<Found<'p, 't>> {
        self.first_captures(&Asked::about(text), 1).pop()
    }

    /// All places where its groups match in a text.
    pub(super) fn captures_all<'p, 't>(&'p self, asked: &Asked<'t>) -> Vec<Found<'p, 't>> {
        self.first_captures(asked, usize::MAX)
    }

    /// The first places where its groups match in a text, at most `most`.
    pub(super) fn first_captures<'p, 't>(&'p self, asked: &Asked<'t>, most: usize) -> Vec<Found<'p, 't>> {
        // Most match nowhere, which is told without room for groups.
        if !self.matches(asked) {
            return Vec::new();
        }
        let found = |groups| Found { text: asked.text, pattern: self, groups };
        match &asked.plain {
            Some(plain) => (self.plain().captures_iter(&plain.bytes).take(most))
                .map(|groups| found(groups.iter().map(|group| Some(plain.outer(group?.range()))).collect()))
                .collect(),
            None => (self.any().captures_iter(asked.text).take(most))
                .map(|groups| found(groups.iter().map(|group| Some(group?.range())).collect()))
                .collect(),
        }
    }
}

/// A text in small letters. Signs that stand in papers of plain letters, such as dashes and quotation marks, hold nothing
/// up.
pub(super) fn lower(text: &str) -> String {
    let lower = text.to_ascii_lowercase();
    // Neither Latin-1's signs nor general punctuation have two cases.
    let has_none = |pair: &[u8]| matches!(pair, [..=0xc2, _] | [0xe2, 0x80]);
    let is_done = lower.is_ascii() || lower.as_bytes().windows(2).all(has_none);
    if is_done { lower } else { text.to_lowercase() }
}

/// What is looked for in a text before a pattern that needs one of these parts is asked. They are far quicker found than the
/// pattern, and than each of them alone.
pub(super) struct Parts(Option<Regex>);

impl Parts {
    pub(super) fn new(parts: &[&str]) -> Self {
        let parts: Vec<String> = parts.iter().map(|part| regex::escape(part)).collect();
        Self(Regex::new(&parts.join("|")).ok())
    }

    /// Whether one of them stands in a text, as it is written.
    pub(super) fn stand_in(&self, text: &str) -> bool {
        self.0.as_ref().is_none_or(|parts| parts.is_match(text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use regex::Captures;

    /// Patterns as papers are read with.
    const PATTERNS: [&str; 5] = [
        r"^\W*(?:the )?(?:[\w.'’&,-]+ ){1,8}?(?:council|authority)(?:\W+\(.{0,40}\))?\W*$",
        r"\b(?:resolved(?:\s*[:–-]|\s+that)|[–—]k\d{1,2}s)\b",
        r"^[\s,.]{1,3}(?-i:[A-Z])[A-Z]{1,2}\d[^.;]{0,3}$",
        r"(?P<day>\d{1,2})\s?ORD?[-–—/\s]+(?P<month>MONTH)\b",
        r"\bWEEKDAY['’]s?\b|– |[£•]\s*\d|“[^”]{0,9}…",
    ];

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1000))]

        #[test]
        fn small_letters_are_those_of_the_library(text in r"([ -~]{0,3}|[’–£ÉŵΣſK\u{a0}€é½İ]){0,9}") {
            prop_assert_eq!(lower(&text), text.to_lowercase());
        }

        #[test]
        fn a_plain_text_is_matched_as_any_text_is(
            text in r"([ -~\t\n]{0,4}|the |Council|RESOLVED|that|K12s|1st|2|June|Monday's|Kent |[.,(;: –’ſ•£…“-]|\u{a0}){0,9}",
        ) {
            for written in PATTERNS {
                let pattern = pattern(written);
                let any = Regex::new(&pattern.written).unwrap();
                prop_assert_eq!(pattern.is_match(&text), any.is_match(&text));
                prop_assert_eq!(pattern.find(&text), any.find(&text).map(|found| found.range()));
                let all: Vec<_> = any.find_iter(&text).map(|found| found.range()).collect();
                prop_assert_eq!(pattern.find_all(&text), all);
                let groups = |found: Captures<'_>| {
                    found.iter().map(|group| group.map(|group| group.range())).collect::<Vec<_>>()
                };
                let all: Vec<_> = any.captures_iter(&text).map(groups).collect();
                let found: Vec<_> = pattern.captures_all(&Asked::about(&text)).into_iter().map(|found| found.groups).collect();
                prop_assert_eq!(&found, &all);
                prop_assert_eq!(pattern.captures(&text).map(|found| found.groups), all.first().cloned());
                let months = |found: Captures<'_>| found.name("month").map(|month| month.as_str().to_owned());
                let all: Vec<_> = any.captures_iter(&text).map(months).collect();
                let found = pattern.captures_all(&Asked::about(&text));
                let found = found.iter().map(|found| found.name("month").map(|month| month.as_str().to_owned()));
                prop_assert_eq!(found.collect::<Vec<_>>(), all);
            }
        }
    }

    #[test]
    fn no_sign_is_a_letter_a_digit_or_a_space_nor_has_two_cases() {
        let none = Regex::new(r"^[^\w\s]$").unwrap();
        for sign in SIGNS {
            let text = sign.to_string();
            assert!(none.is_match(&text), "{sign}");
            assert!(text.to_lowercase() == text && text.to_uppercase() == text, "{sign}");
        }
    }
}
