//! Atoms to words: what a council means by one word, where Unicode's rules and its own spelling disagree.
//!
//! In comes a text; out come its words in order, each with its byte range and the way its exact form is written. The
//! rules are the table in `words.md`. One atom of lookahead is enough for all of them, so a text is read once.

use std::ops::Range;
use std::sync::LazyLock;

use super::fold::{fold_into, is_apostrophe};
use super::segment::Words;
use super::split::{Atom, AtomKind, next_atom};

/// How an exact form is made from what is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// Folded.
    Plain,
    /// Folded, without the points: `e.g` is `eg`.
    Abbreviation,
    /// A time of day: `09.30` (before `am`) and `9:30` are `9:30`.
    Clock,
    /// Thousands, without the letter: `2.5k` is `2500`.
    Thousands,
    /// Another word: the `m` of `£3m` is `million`.
    Named(&'static str),
}

/// One word of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) range: Range<usize>,
    pub(super) form: Form,
}

impl Piece {
    /// Writes the exact form into `exact`, whose content is lost. Never empty.
    pub(super) fn exact_into(&self, text: &str, exact: &mut String) {
        let written = &text[self.range.clone()];
        match self.form {
            Form::Plain => fold_into(written, exact),
            Form::Abbreviation => {
                fold_into(written, exact);
                exact.retain(|character| character != '.');
            }
            Form::Clock => {
                exact.clear();
                if let Some((hour, minute)) = written.split_once(['.', ':']) {
                    let significant = hour.trim_start_matches('0');
                    exact.push_str(if significant.is_empty() { "0" } else { significant });
                    exact.push(':');
                    exact.push_str(minute);
                }
            }
            Form::Thousands => {
                exact.clear();
                let number = written.trim_end_matches(['k', 'K']);
                let (whole, decimals) = number.split_once('.').unwrap_or((number, ""));
                exact.extend(whole.chars().filter(char::is_ascii_digit));
                exact.push_str(decimals);
                exact.extend(std::iter::repeat_n('0', 3_usize.saturating_sub(decimals.len())));
            }
            Form::Named(word) => {
                exact.clear();
                exact.push_str(word);
            }
        }
    }

    /// Whether an apostrophe and an `s` end the word: `Ofsted's`.
    pub(super) fn is_possessive(&self, text: &str) -> bool {
        matches!(self.form, Form::Plain | Form::Abbreviation) && without_possessive(&text[self.range.clone()]).is_some()
    }
}

/// What is written before an apostrophe and an `s`, if these end the word.
pub(super) fn without_possessive(written: &str) -> Option<&str> {
    written.strip_suffix(['s', 'S'])?.strip_suffix(is_apostrophe)
}

/// The words of a text, in order.
#[derive(Clone, Debug)]
pub(super) struct Pieces<'t> {
    text: &'t str,
    words: Words<'t>,
    /// What is left of the word that atoms are being taken from.
    rest: Range<usize>,
    peeked: Option<Atom>,
    /// The end of the word before, if that was a number, and whether it was money.
    number_before: Option<(usize, bool)>,
}

impl<'t> Pieces<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Pieces::from(text, 0)
    }

    /// The words from a place on at which [`begins_anew`] holds.
    pub(super) fn from(text: &'t str, place: usize) -> Self {
        Pieces { text, words: Words::from(text, place), rest: 0..0, peeked: None, number_before: None }
    }

    fn take(&mut self) -> Option<Atom> {
        if let Some(atom) = self.peeked.take() {
            return Some(atom);
        }
        loop {
            if let Some(atom) = next_atom(self.text, self.rest.clone()) {
                self.rest.start = atom.range.end;
                return Some(atom);
            }
            self.rest = self.words.next()?;
        }
    }

    fn peek(&mut self) -> Option<Atom> {
        self.peeked = self.take();
        self.peeked.clone()
    }

    fn written(&self, atom: &Atom) -> &'t str {
        &self.text[atom.range.clone()]
    }

    /// `am`, `pm`, `million` or `billion`, if this is what the letters mean right after a number.
    fn unit(&self, atom: &Atom) -> Option<&'static str> {
        let (end, is_money) = self.number_before?;
        let gap = &self.text[end..atom.range.start];
        if !is_blank(gap) {
            return None;
        }
        let written = self.written(atom);
        let is = |unit: &str| written.eq_ignore_ascii_case(unit);
        match written.len() {
            1 if is("m") && (gap.is_empty() || is_money) => Some("million"),
            2 if is("am") => Some("am"),
            2 if is("pm") => Some("pm"),
            2 if is("mn") => Some("million"),
            2 if is("bn") => Some("billion"),
            3 if is("a.m") => Some("am"),
            3 if is("p.m") => Some("pm"),
            _ => None,
        }
    }

    /// The word that a number begins, and whether the next atom belongs to it.
    fn number(&mut self, atom: &Atom) -> (Form, bool) {
        let written = self.written(atom);
        let Some(next) = self.peek() else {
            return (Form::Plain, false);
        };
        let gap = &self.text[atom.range.end..next.range.start];
        let following = self.written(&next);
        if gap == ":" && next.kind == AtomKind::Number && is_clock(written, following) {
            return (Form::Clock, true);
        }
        let is_meridiem = ["am", "pm", "a.m", "p.m"].iter().any(|meridiem| following.eq_ignore_ascii_case(meridiem));
        if is_meridiem && is_blank(gap) && written.split_once('.').is_some_and(|(hour, minute)| is_clock(hour, minute))
        {
            return (Form::Clock, false);
        }
        if gap.is_empty() && following.eq_ignore_ascii_case("k") && is_decimal(written) {
            return (Form::Thousands, true);
        }
        (Form::Plain, false)
    }

    /// Whether letters, what lies between, and the atom after them are one word: `A&E`, `co-operate`.
    fn joins(&self, atom: &Atom, next: &Atom) -> bool {
        if next.kind != AtomKind::Letters {
            return false;
        }
        let (left, right) = (self.written(atom), self.written(next));
        let gap = &self.text[atom.range.end..next.range.start];
        match gap {
            "-" | "\u{2010}" | "\u{2011}" => is_joined(left, right),
            "&" => is_joined_by_ampersand(left, right),
            _ if gap.len() <= MAX_BLANK && gap.trim() == "&" => is_capital(left) && is_capital(singular(right)),
            _ => false,
        }
    }
}

impl Iterator for Pieces<'_> {
    type Item = Piece;

    #[inline]
    fn next(&mut self) -> Option<Piece> {
        if let Some(range) = self.plain() {
            return Some(Piece { range, form: Form::Plain });
        }
        self.next_by_all_rules()
    }
}

impl Pieces<'_> {
    /// The next word, where all rules leave it as it is; see [`Words::ends_plainly`].
    #[inline]
    fn plain(&mut self) -> Option<Range<usize>> {
        // After a number it may be a unit; before the rest of a word it may be a part.
        if self.number_before.is_some() || !self.rest.is_empty() {
            return None;
        }
        let Some(atom) = &self.peeked else { return self.words.plain() };
        let is_plain = self.text.as_bytes()[atom.range.clone()].iter().all(u8::is_ascii_alphabetic)
            && self.words.ends_plainly(atom.range.end);
        if is_plain { self.peeked.take().map(|atom| atom.range) } else { None }
    }

    #[inline(never)]
    fn next_by_all_rules(&mut self) -> Option<Piece> {
        let mut atom = self.take()?;
        let unit = self.unit(&atom);
        let form = match (unit, atom.kind) {
            (Some(unit), _) => Form::Named(unit),
            (None, AtomKind::Number) => {
                let (form, takes_next) = self.number(&atom);
                if takes_next && let Some(next) = self.take() {
                    atom.range.end = next.range.end;
                }
                form
            }
            (None, AtomKind::Abbreviation) => Form::Abbreviation,
            (None, AtomKind::Mixed) => Form::Plain,
            (None, AtomKind::Letters) => {
                if let Some(next) = self.peek()
                    && self.joins(&atom, &next)
                {
                    self.peeked = None;
                    atom.range.end = next.range.end;
                }
                Form::Plain
            }
        };
        // Unicode lets an apostrophe join two letters, but not a digit and a letter: `KS2's`, `1990's`.
        if matches!(form, Form::Plain | Form::Abbreviation)
            && let Some(next) = self.peek()
            && self.written(&next).eq_ignore_ascii_case("s")
            && let Some(gap) = without_possessive(&self.text[atom.range.end..next.range.end])
            && (gap.is_empty() || gap == "." && form == Form::Abbreviation)
        {
            self.peeked = None;
            atom.range.end = next.range.end;
        }
        self.number_before = (atom.kind == AtomKind::Number).then(|| {
            let is_money = self.text[..atom.range.start].ends_with(['£', '€', '$']);
            (atom.range.end, is_money)
        });
        Some(Piece { range: atom.range, form })
    }
}

/// Whether the words from a place on are the same whatever stands before: a blank does between two words of letters, none
/// of which is a letter behind a number (`2.5k m`).
pub(super) fn begins_anew(bytes: &[u8], place: usize) -> bool {
    let around = place.checked_sub(3).and_then(|start| bytes.get(start..=place));
    matches!(around, Some([one, other, b' ', next]) if [one, other, next].iter().all(|byte| byte.is_ascii_alphabetic()))
}

/// Longest gap, in bytes, over which atoms are still one expression.
const MAX_BLANK: usize = 8;

/// Nothing, or a little white space.
fn is_blank(gap: &str) -> bool {
    gap.len() <= MAX_BLANK && gap.chars().all(char::is_whitespace)
}

fn is_clock(hour: &str, minute: &str) -> bool {
    (1..=2).contains(&hour.len())
        && minute.len() == 2
        && hour.parse::<u8>().is_ok_and(|hour| hour <= 24)
        && minute.parse::<u8>().is_ok_and(|minute| minute <= 59)
}

/// A number that thousands can be written out of: `15`, `1,500`, `2.5`.
fn is_decimal(number: &str) -> bool {
    let (whole, decimals) = number.split_once('.').unwrap_or((number, ""));
    whole.len() <= 9
        && decimals.len() <= 3
        && whole.bytes().all(|byte| byte.is_ascii_digit() || byte == b',')
        && decimals.bytes().all(|byte| byte.is_ascii_digit())
}

/// Without the ending of a possessive or, after a capital, of a plural: the `Bs` of `B&Bs`.
fn singular(written: &str) -> &str {
    let plural = || written.strip_suffix('s').filter(|rest| rest.ends_with(|last: char| last.is_ascii_uppercase()));
    without_possessive(written).or_else(plural).unwrap_or(written)
}

fn is_capital(written: &str) -> bool {
    written.len() == 1 && written.bytes().all(|byte| byte.is_ascii_uppercase())
}

/// `O&S`, `SEN&D`, `a&e`: one letter on one side at least, and no more than four on the other.
fn is_joined_by_ampersand(left: &str, right: &str) -> bool {
    let right = singular(right);
    left.is_ascii() && right.is_ascii() && left.len().min(right.len()) == 1 && left.len().max(right.len()) <= 4
}

/// The prefixes and words of `joined.txt`: what stands before the hyphen and, unless any word may, what stands after.
static JOINED: LazyLock<Vec<(&str, Option<&str>)>> = LazyLock::new(|| {
    let rows = include_str!("joined.txt").lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    rows.filter_map(|row| row.split_once('-'))
        .map(|(left, right)| (left, (!right.is_empty()).then_some(right)))
        .collect()
});

/// Whether a hyphen between these two makes no second word.
fn is_joined(left: &str, right: &str) -> bool {
    right.len() > 1
        && JOINED.iter().any(|(first, second)| {
            first.eq_ignore_ascii_case(left) && second.is_none_or(|second| second.eq_ignore_ascii_case(right))
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::tests::council_text;
    use proptest::prelude::*;

    fn by_all_rules(text: &str) -> Vec<Piece> {
        let mut pieces = Pieces::new(text);
        std::iter::from_fn(|| pieces.next_by_all_rules()).collect()
    }

    #[test]
    fn what_stands_around_a_plain_word_may_make_it_another() {
        for text in [
            "A & E",
            "A&E",
            "a\n& b",
            "co-operate",
            "it's",
            "e.g. this",
            "U.K.'s",
            "3 m",
            "£3m x",
            "10.30 am on",
            "9 a.m. x",
            "KS2's",
            "x_y",
            "_x_ y",
            "naïve x",
            "x\u{301} y",
            "x \u{301}y",
            "x. \u{301}y",
            "a.\u{ad}b",
            "x\u{a0}& y",
            "a:b c",
            "a: b",
            "a;b",
            "a,b",
            "Mr. A & B",
            "(x)-y",
            "s's",
            "x 's",
            "x-",
            "x",
            "x.",
            "x,y",
            "x/y",
            "x@y.z",
            "\r\nx\r\ny",
        ] {
            assert_eq!(Pieces::new(text).collect::<Vec<_>>(), by_all_rules(text), "{text}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(3000))]

        /// The quick way to most words is no other way.
        #[test]
        fn plain_words_are_what_all_rules_make_of_them(text in council_text()) {
            prop_assert_eq!(Pieces::new(&text).collect::<Vec<_>>(), by_all_rules(&text));
        }
    }
}
