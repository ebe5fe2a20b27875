//! The words of a text as an index takes them in: each with what tells its form from others, and its forms when asked for.
//!
//! In comes a text; out come its words in order. Nearly every word of a corpus was met before, and a number tells it: then
//! neither its form nor its stem is written anywhere. Which terms the forms stand under is `terms.rs`'s business.

use super::acronym::acronym_into;
use super::analyzer::base;
use super::compound::{Form, Piece, Pieces};
use super::eights::{self, not_alphanumeric};
use super::stem::stem;
use super::terms::has_one_form;
use std::ops::Range;

/// What tells the forms of most words: up to sixteen bytes of them, and zeros, which no form has.
pub(crate) type Number = [u32; 4];

const NUMBER_BYTES: usize = size_of::<Number>();

/// A word in its place, of which nothing is worked out yet.
#[derive(Debug)]
pub(crate) struct Word<'t> {
    text: &'t str,
    piece: Piece,
}

/// The forms of a word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Forms {
    /// See [`Token::stem`](super::Token::stem).
    pub(crate) stem: String,
    /// See [`Token::exact`](super::Token::exact).
    pub(crate) exact: String,
    /// Whether the exact form is the stem, and no other word's.
    pub(crate) has_one_form: bool,
}

/// The words of a text, in order: those of [`Analyzer::for_each`](super::Analyzer::for_each).
pub(crate) fn words(text: &str) -> impl Iterator<Item = Word<'_>> {
    Pieces::new(text).map(move |piece| Word { text, piece })
}

impl<'t> Word<'t> {
    /// A word that its [number](Self::number) tells, made again from its place.
    pub(crate) fn plain(text: &'t str, range: Range<usize>) -> Self {
        Self { text, piece: Piece { range, form: Form::Plain } }
    }

    /// Where it stands, in bytes.
    pub(crate) fn range(&self) -> Range<usize> {
        self.piece.range.clone()
    }

    fn written(&self) -> &str {
        &self.text[self.piece.range.clone()]
    }

    /// A number that only words with the same forms have: of those that are a few letters and digits of ASCII, which nearly
    /// all are; `None` for others.
    #[inline]
    pub(crate) fn number(&self) -> Option<Number> {
        let range = &self.piece.range;
        if self.piece.form != Form::Plain || range.len() > NUMBER_BYTES || range.is_empty() {
            return None;
        }
        // All of the bytes that a number may have at once, whatever stands behind the word.
        let behind = &self.text.as_bytes()[range.start..];
        let bytes = behind.first_chunk().copied().unwrap_or_else(|| {
            let mut bytes = [0; NUMBER_BYTES];
            bytes[..behind.len()].copy_from_slice(behind);
            bytes
        });
        let (eights, _) = bytes.as_chunks();
        let mut number = [0; NUMBER_BYTES / size_of::<u64>()];
        for ((number, eight), left) in number.iter_mut().zip(eights).zip([range.len(), range.len().saturating_sub(8)]) {
            if left > 0 {
                // All bits of the bytes that are the word's.
                let within = u64::MAX >> (u64::BITS - 8 * left.min(8) as u32);
                let eight = u64::from_le_bytes(*eight);
                if not_alphanumeric(eight) & within != 0 {
                    return None;
                }
                // Digits have the bit that tells small letters from capitals.
                *number = (eight | eights::each(0x20)) & within;
            }
        }
        let [first, second] = number;
        Some([first as u32, (first >> 32) as u32, second as u32, (second >> 32) as u32])
    }

    /// Writes into `key` what only words with the same forms have: the exact form and, where the stem is of less than that,
    /// an apostrophe, which no form has.
    pub(crate) fn key_into(&self, key: &mut String) {
        self.piece.exact_into(self.text, key);
        if base(self.text, &self.piece, key).len() < key.len() {
            key.push('\'');
        }
    }

    /// Writes the acronym that the word is into `acronym`, whose content is lost, and says whether it is one.
    #[inline]
    pub(crate) fn acronym_into(&self, acronym: &mut String) -> bool {
        // Most words are seen to be none by their first letters.
        let may_be = match self.written().as_bytes() {
            [first, second, ..] => first.is_ascii_uppercase() && !second.is_ascii_lowercase(),
            _ => false,
        };
        may_be && acronym_into(self.text, &self.piece, acronym)
    }

    /// Its forms. They are worked out anew: whoever indexes asks for those of a word once.
    pub(crate) fn forms(&self) -> Forms {
        let mut exact = String::new();
        self.piece.exact_into(self.text, &mut exact);
        let base = base(self.text, &self.piece, &exact);
        let has_one_form = has_one_form(base) && base.len() == exact.len();
        Forms { stem: stem(base), has_one_form, exact }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{Analyzer, tests::council_text};
    use proptest::prelude::*;
    use std::collections::HashMap;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1000))]

        #[test]
        fn words_are_the_tokens_and_what_tells_them_tells_their_forms(text in council_text()) {
            let mut analyzer = Analyzer::new();
            let tokens = analyzer.tokens(&text);
            let (mut by_number, mut by_key) = (HashMap::new(), HashMap::new());
            let (mut key, mut acronym) = (String::new(), String::new());
            let mut count = 0;
            for (word, token) in words(&text).zip(&tokens) {
                count += 1;
                let is_acronym = word.acronym_into(&mut acronym);
                prop_assert_eq!(is_acronym.then_some(&acronym), token.acronym.as_ref());
                let forms = word.forms();
                prop_assert_eq!((&forms.stem, &forms.exact), (&token.stem, &token.exact));
                if let Some(number) = word.number() {
                    prop_assert_eq!(by_number.entry(number).or_insert_with(|| forms.clone()), &forms);
                }
                word.key_into(&mut key);
                prop_assert_eq!(by_key.entry(key.clone()).or_insert_with(|| forms.clone()), &forms);
            }
            prop_assert_eq!(count, tokens.len());
        }
    }
}
