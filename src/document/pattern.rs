//! Patterns over the text of papers: regular expressions in any case, made when they are first asked.
//!
//! In comes a pattern; out come yes and no, and what it matches. A letter of Unicode's many takes thousands of steps to
//! make ready, and nearly every text that is asked about is ASCII: it is asked in a way of its own, which knows ASCII alone.
//! A build of a few papers spends more on making patterns ready than on reading the papers with them.

use regex::{Captures, Regex, bytes};
use std::{ops::Range, sync::OnceLock};

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
    ascii: OnceLock<bytes::Regex>,
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
    let pattern = Pattern { written: format!("(?i){text}"), ascii: OnceLock::new(), any: OnceLock::new() };
    if cfg!(test) {
        // Whichever a test asks, both can be made.
        pattern.ascii();
        pattern.any();
    }
    pattern
}

impl Pattern {
    /// For texts of ASCII. What else stands in the pattern is written as a byte that no text has.
    #[allow(clippy::unwrap_used, reason = "patterns known at compile time, built by the tests")]
    fn ascii(&self) -> &bytes::Regex {
        self.ascii.get_or_init(|| {
            let written: String = self
                .written
                .split_inclusive(|char: char| !char.is_ascii())
                .map(|part| match part.chars().next_back() {
                    Some(last) if !last.is_ascii() => format!(r"{}\xff", &part[..part.len() - last.len_utf8()]),
                    _ => part.to_owned(),
                })
                .collect();
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
        if text.is_ascii() { self.ascii().is_match(text.as_bytes()) } else { self.any().is_match(text) }
    }

    /// Where it matches first in a text.
    pub(super) fn find(&self, text: &str) -> Option<Range<usize>> {
        if text.is_ascii() {
            self.ascii().find(text.as_bytes()).map(|found| found.range())
        } else {
            self.any().find(text).map(|found| found.range())
        }
    }

    /// All places where it matches in a text.
    pub(super) fn find_iter<'t>(&'t self, text: &'t str) -> impl Iterator<Item = Range<usize>> {
        self.any().find_iter(text).map(|found| found.range())
    }

    /// Where its groups match first in a text.
    pub(super) fn captures<'t>(&self, text: &'t str) -> Option<Captures<'t>> {
        self.is_match(text).then(|| self.any().captures(text)).flatten()
    }

    /// All places where its groups match in a text.
    pub(super) fn captures_iter<'t>(&'t self, text: &'t str) -> impl Iterator<Item = Captures<'t>> {
        self.any().captures_iter(text)
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

    /// Patterns as papers are read with.
    const PATTERNS: [&str; 5] = [
        r"^\W*(?:the )?(?:[\w.'’&,-]+ ){1,8}?(?:council|authority)(?:\W+\(.{0,40}\))?\W*$",
        r"\b(?:resolved(?:\s*[:–-]|\s+that)|[–—]k\d{1,2}s)\b",
        r"^[\s,.]{1,3}(?-i:[A-Z])[A-Z]{1,2}\d[^.;]{0,3}$",
        r"(?P<day>\d{1,2})\s?ORD?[-–—/\s]+(?P<month>MONTH)\b",
        r"\bWEEKDAY['’]s?\b|– ",
    ];

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1000))]

        #[test]
        fn small_letters_are_those_of_the_library(text in r"([ -~]{0,3}|[’–£ÉŵΣſK\u{a0}€é½İ]){0,9}") {
            prop_assert_eq!(lower(&text), text.to_lowercase());
        }

        #[test]
        fn a_text_of_ascii_is_matched_as_any_text_is(
            text in r"([ -~\t\n]{0,4}|the |Council|RESOLVED|that|K12s|1st|2|June|Monday's|Kent |[.,(;: –’ſ-]){0,9}",
        ) {
            for written in PATTERNS {
                let pattern = pattern(written);
                let plain = Regex::new(&pattern.written).unwrap();
                prop_assert_eq!(pattern.is_match(&text), plain.is_match(&text));
                prop_assert_eq!(pattern.find(&text), plain.find(&text).map(|found| found.range()));
                let all: Vec<_> = pattern.find_iter(&text).collect();
                prop_assert_eq!(all, plain.find_iter(&text).map(|found| found.range()).collect::<Vec<_>>());
                let groups = |found: Captures<'_>| {
                    found.iter().map(|group| group.map(|group| group.range())).collect::<Vec<_>>()
                };
                prop_assert_eq!(pattern.captures(&text).map(groups), plain.captures(&text).map(groups));
                let all: Vec<_> = pattern.captures_iter(&text).map(groups).collect();
                prop_assert_eq!(all, plain.captures_iter(&text).map(groups).collect::<Vec<_>>());
            }
        }
    }
}
