//! A paragraph to the words and signs that are compared.
//!
//! In comes a text; out come tokens that together are the text again, each with a key: two tokens with one key are the same
//! word. White space, dashes and invisible characters belong to the token before them and make no difference, nor do case,
//! accents and the shapes of quotation marks. Figures are taken as they are meant: `£1,900` is `£1900` and neither `1,900`
//! nor `-£1,900`, and `2019–20` is one.

use crate::analysis::{MAX_WORD_BYTES, Segment, fold, is_function_word, segments};
use rustc_hash::FxHashMap;
use std::ops::Range;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A word that says something.
    Word,
    /// `the`, `of` and their like.
    Function,
    /// A word with a digit in it, with its sign, currency and percent sign.
    Figure,
    /// A character of punctuation, or a symbol.
    Sign,
}

impl Kind {
    /// Whether it is counted as a word.
    pub(super) fn is_word(self) -> bool {
        self != Self::Sign
    }

    /// Whether two paragraphs that share it share something.
    pub(super) fn is_content(self) -> bool {
        matches!(self, Self::Word | Self::Figure)
    }
}

/// A word or a sign with what follows it up to the next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    /// In bytes of the text.
    pub(super) range: Range<usize>,
    pub(super) key: u32,
    pub(super) kind: Kind,
}

/// The keys given so far.
#[derive(Debug, Default)]
pub(super) struct Keys {
    of: FxHashMap<String, u32>,
}

impl Keys {
    fn key(&mut self, spelling: String) -> u32 {
        let next = self.of.len() as u32;
        *self.of.entry(spelling).or_insert(next)
    }

    /// The tokens of a text; none where nothing but white space and dashes is in it.
    pub(super) fn tokens(&mut self, text: &str) -> Vec<Token> {
        let mut drafts: Vec<Draft> = Vec::new();
        for segment in segments(text) {
            match segment {
                Segment::Word { range, text: word } => take_word(&mut drafts, text, range, word),
                Segment::Gap { range, text: gap } => take_gap(&mut drafts, range.start, gap),
            }
        }
        let ends: Vec<usize> = drafts.iter().skip(1).map(|next| next.range.start).chain([text.len()]).collect();
        let token = |(place, (draft, end)): (usize, (Draft, usize))| Token {
            range: if place == 0 { 0 } else { draft.range.start }..end,
            key: self.key(draft.spelling),
            kind: draft.kind,
        };
        drafts.into_iter().zip(ends).enumerate().map(token).collect()
    }
}

/// A token without what follows it.
struct Draft {
    range: Range<usize>,
    spelling: String,
    kind: Kind,
}

fn take_word(drafts: &mut Vec<Draft>, text: &str, range: Range<usize>, word: &str) {
    if !word.contains(char::is_numeric) {
        let spelling = spelling(word);
        let kind = if is_function_word(&spelling) { Kind::Function } else { Kind::Word };
        drafts.push(Draft { range, spelling, kind });
        return;
    }
    let mut range = range;
    let mut spelling = number(word);
    if word.starts_with(char::is_numeric) {
        let touches = |draft: &&Draft| draft.range.end == range.start && draft.spelling.chars().all(is_currency);
        if let Some(currency) = drafts.last().filter(touches) {
            spelling.insert_str(0, &currency.spelling);
            range.start = currency.range.start;
            drafts.pop();
        }
        if let Some(dash) = minus(&text[..range.start]) {
            spelling.insert(0, '-');
            range.start -= dash.len_utf8();
        }
        let first = drafts.last_mut().filter(|draft| draft.kind == Kind::Figure);
        if let Some(first) = first.filter(|draft| is_range(&text[draft.range.end..range.start])) {
            first.spelling.push('-');
            first.spelling.push_str(&spelling);
            first.range.end = range.end;
            return;
        }
    }
    drafts.push(Draft { range, spelling, kind: Kind::Figure });
}

fn take_gap(drafts: &mut Vec<Draft>, start: usize, gap: &str) {
    for (place, character) in gap.char_indices() {
        if is_passed_over(character) {
            continue;
        }
        let range = start + place..start + place + character.len_utf8();
        match drafts.last_mut() {
            Some(figure) if character == '%' && figure.kind == Kind::Figure && figure.range.end == range.start => {
                figure.spelling.push(character);
                figure.range.end = range.end;
            }
            _ => drafts.push(Draft {
                range,
                spelling: if is_quote(character) { '"' } else { character }.to_string(),
                kind: Kind::Sign,
            }),
        }
    }
}

/// A word without a digit as it is compared. One too long to be folded whole is taken as written.
fn spelling(word: &str) -> String {
    let folded = if word.len() <= MAX_WORD_BYTES { fold(word) } else { String::new() };
    if folded.is_empty() { word.to_owned() } else { folded }
}

/// A number as it is compared: without the commas of thousands; another comma is a point.
fn number(word: &str) -> String {
    let bytes = word.as_bytes();
    let is_digit = |place: usize| bytes.get(place).is_some_and(u8::is_ascii_digit);
    let thousands = |place: usize| (1..=3).all(|next| is_digit(place + next)) && !is_digit(place + 4);
    let mut plain = String::with_capacity(word.len());
    for (place, character) in word.char_indices() {
        match character {
            ',' if thousands(place) => {}
            ',' => plain.push('.'),
            character => plain.push(character),
        }
    }
    spelling(&plain)
}

/// The dash at the end of what stands before a figure, if it is a minus: what precedes it is no word.
fn minus(before: &str) -> Option<char> {
    let mut characters = before.chars().rev();
    let dash = characters.next().filter(|character| is_dash(*character))?;
    characters.next().is_none_or(|character| character.is_whitespace() || character == '(').then_some(dash)
}

/// Whether what stands between two figures makes a range of them, as in `2019-20` and `2019 – 20`: one dash, and blanks on
/// both sides of it or on none.
fn is_range(between: &str) -> bool {
    let dash = between.strip_prefix(' ').and_then(|rest| rest.strip_suffix(' ')).unwrap_or(between);
    let mut characters = dash.chars();
    characters.next().is_some_and(is_dash) && characters.next().is_none()
}

fn is_currency(character: char) -> bool {
    matches!(character, '£' | '$' | '€')
}

fn is_dash(character: char) -> bool {
    matches!(character, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}')
}

fn is_quote(character: char) -> bool {
    matches!(
        character,
        '"' | '\'' | '`' | '´' | '\u{2018}'
            ..='\u{201f}' | '«' | '»' | '‹' | '›' | '\u{2032}' | '\u{2033}' | '\u{ff02}' | '\u{ff07}'
    )
}

/// Whether a character between two words makes no difference: white space, a dash, or one that nobody sees.
fn is_passed_over(character: char) -> bool {
    character.is_whitespace()
        || character.is_control()
        || is_dash(character)
        || matches!(character, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn keys_of(texts: &[&str]) -> Vec<Vec<u32>> {
        let mut keys = Keys::default();
        texts.iter().map(|text| keys.tokens(text).iter().map(|token| token.key).collect()).collect()
    }

    #[test]
    fn the_shape_of_blanks_quotes_and_dashes_makes_no_difference() {
        let texts = ["The “early-help” team’s plan", "the \"early–help\"  team's\nplan", "The 'EARLY help' teams plan"];
        let keys = keys_of(&texts);
        assert_eq!(keys[0], keys[1]);
        assert_eq!(keys[0], keys[2]);
    }

    #[test]
    fn a_figure_is_what_it_means() {
        for (one, other) in [
            ("£1,900", "£1900"),
            ("12 %", "12 %"),
            ("2018-19", "2018–19"),
            ("2018 – 19", "2018-19"),
            ("3,150,000", "3150000"),
        ] {
            let keys = keys_of(&[one, other]);
            assert_eq!(keys[0], keys[1], "{one} {other}");
        }
        for (one, other) in [
            ("1900", "£1900"),
            ("12", "12%"),
            ("£5", "-£5"),
            ("of 5", "of −5"),
            ("1.5", "15"),
            ("1,5", "15"),
            ("12", "14"),
            ("2018-19", "2018-20"),
            ("2018-19", "2018 19"),
        ] {
            let keys = keys_of(&[one, other]);
            assert_ne!(keys[0], keys[1], "{one} {other}");
        }
        let mut keys = Keys::default();
        let tokens = keys.tokens("rose by -£1.2m (5%) to 7");
        let figures: Vec<&str> = (tokens.iter())
            .filter(|token| token.kind == Kind::Figure)
            .map(|token| &"rose by -£1.2m (5%) to 7"[token.range.clone()])
            .collect();
        assert_eq!(figures, ["-£1.2m ", "5%", "7"]);
    }

    #[test]
    fn figures_joined_by_a_dash_are_one() {
        let figures = |text: &str| {
            let tokens = Keys::default().tokens(text);
            let figures = tokens.iter().filter(|token| token.kind == Kind::Figure);
            figures.map(|token| text[token.range.clone()].trim_end().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(figures("in 2019-20, £10–£15 or 5%–7%"), ["2019-20", "£10–£15", "5%–7%"]);
        assert_eq!(figures("pages 12 – 14 of 20"), ["12 – 14", "20"]);
        assert_eq!(figures("12 -14 3 - - 4 a 5-year plan"), ["12", "-14", "3 - -", "4", "5-"]);
    }

    proptest! {
        #[test]
        fn tokens_together_are_the_text(text in any::<String>(), more in "[ a-c0-9£%,.–-]{0,40}") {
            for text in [text, more] {
                let tokens = Keys::default().tokens(&text);
                let joined: String = tokens.iter().map(|token| &text[token.range.clone()]).collect();
                prop_assert!(joined == text || tokens.is_empty());
            }
        }
    }
}
