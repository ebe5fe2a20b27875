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

const MONTHS: &str = "january|february|march|april|may|june|july|august|september|october|november|december\
    |jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec\
    |ionawr|chwefror|fawrth|mawrth|ebrill|mehefin|fehefin|gorffennaf|orffennaf|awst|medi|fedi|hydref|tachwedd|dachwedd\
    |rhagfyr|ragfyr|mai|fai";
const WEEKDAYS: &str = "monday|tuesday|wednesday|thursday|friday|saturday|sunday|mon|tues|tue|weds|wed|thurs|thur|thu|fri\
    |sat|sun|dydd\\s+(?:llun|mawrth|mercher|iau|gwener|sadwrn|sul)";

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
        .replace("ORD", "(?:st|nd|rd|th|ain|eg|ydd|fed|ed|af|il)")
        .replace(r"\b", r"(?-u:\b)")
        .replace(r"\d", "[0-9]");
    let pattern = Pattern { written: format!("(?i){text}"), plain: OnceLock::new(), any: OnceLock::new() };
    if cfg!(test) {
        // Whichever a test asks, both can be made.
        pattern.plain();
        pattern.any();
    }
    pattern
}

/// A text as its bytes, each sign one of its own; `None` for a text with other letters than ASCII's.
fn plain(text: &str) -> Option<Cow<'_, [u8]>> {
    if text.is_ascii() {
        return Some(Cow::Borrowed(text.as_bytes()));
    }
    let mut bytes = Vec::with_capacity(text.len());
    for char in text.chars() {
        bytes.push(if char.is_ascii() { char as u8 } else { sign(char)? });
    }
    Some(Cow::Owned(bytes))
}

/// The byte that stands for a sign.
fn sign(char: char) -> Option<u8> {
    SIGNS.iter().zip(0x80..).find(|(sign, _)| **sign == char).map(|(_, byte)| byte)
}

/// Where a stretch of the bytes of a plain text lies in the text itself.
fn outer(text: &str, bytes: &[u8], range: Range<usize>) -> Range<usize> {
    if bytes.len() == text.len() {
        return range;
    }
    let further = |bytes: &[u8]| -> usize {
        let signs = bytes.iter().filter_map(|byte| SIGNS.get(usize::from(byte.checked_sub(0x80)?)));
        signs.map(|sign| sign.len_utf8() - 1).sum()
    };
    let start = range.start + further(&bytes[..range.start]);
    start..start + range.len() + further(&bytes[range])
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

    /// What the group of a name matches.
    pub(super) fn name(&self, name: &str) -> Option<Group<'t>> {
        let number = match (self.pattern.plain.get(), self.pattern.any.get()) {
            (Some(plain), _) => plain.capture_names().position(|known| known == Some(name)),
            (None, Some(any)) => any.capture_names().position(|known| known == Some(name)),
            (None, None) => None,
        };
        self.get(number?)
    }
}

impl Index<&str> for Found<'_, '_> {
    type Output = str;

    /// What the group of a name matches; nothing where it matches nowhere.
    fn index(&self, name: &str) -> &str {
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
                    written.push_str(&format!(r"\x{:x}", sign(char).unwrap_or(0xff)));
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
        plain(text).map_or_else(|| self.any().is_match(text), |bytes| self.plain().is_match(&bytes))
    }

    /// Where it matches first in a text.
    pub(super) fn find(&self, text: &str) -> Option<Range<usize>> {
        match plain(text) {
            Some(bytes) => self.plain().find(&bytes).map(|found| outer(text, &bytes, found.range())),
            None => self.any().find(text).map(|found| found.range()),
        }
    }

    /// All places where it matches in a text.
    pub(super) fn find_all(&self, text: &str) -> Vec<Range<usize>> {
        match plain(text) {
            Some(bytes) => self.plain().find_iter(&bytes).map(|found| outer(text, &bytes, found.range())).collect(),
            None => self.any().find_iter(text).map(|found| found.range()).collect(),
        }
    }

    /// Where its groups match first in a text.
    pub(super) fn captures<'p, 't>(&'p self, text: &'t str) -> Option<Found<'p, 't>> {
        self.first_captures(text, 1).pop()
    }

    /// All places where its groups match in a text.
    pub(super) fn captures_all<'p, 't>(&'p self, text: &'t str) -> Vec<Found<'p, 't>> {
        self.first_captures(text, usize::MAX)
    }

    fn first_captures<'p, 't>(&'p self, text: &'t str, most: usize) -> Vec<Found<'p, 't>> {
        let found = |groups| Found { text, pattern: self, groups };
        match plain(text) {
            Some(bytes) => (self.plain().captures_iter(&bytes).take(most))
                .map(|groups| found(groups.iter().map(|group| Some(outer(text, &bytes, group?.range()))).collect()))
                .collect(),
            None => (self.any().captures_iter(text).take(most))
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
                let plain = Regex::new(&pattern.written).unwrap();
                prop_assert_eq!(pattern.is_match(&text), plain.is_match(&text));
                prop_assert_eq!(pattern.find(&text), plain.find(&text).map(|found| found.range()));
                let all: Vec<_> = plain.find_iter(&text).map(|found| found.range()).collect();
                prop_assert_eq!(pattern.find_all(&text), all);
                let groups = |found: Captures<'_>| {
                    found.iter().map(|group| group.map(|group| group.range())).collect::<Vec<_>>()
                };
                let all: Vec<_> = plain.captures_iter(&text).map(groups).collect();
                let found: Vec<_> = pattern.captures_all(&text).into_iter().map(|found| found.groups).collect();
                prop_assert_eq!(&found, &all);
                prop_assert_eq!(pattern.captures(&text).map(|found| found.groups), all.first().cloned());
                let months = |found: Captures<'_>| found.name("month").map(|month| month.as_str().to_owned());
                let all: Vec<_> = plain.captures_iter(&text).map(months).collect();
                let found = pattern.captures_all(&text);
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
