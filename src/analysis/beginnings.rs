//! Words passed over for how they begin: who looks for `placements` need not fold and stem `council`.
//!
//! In come exact forms, stems and acronyms that are looked for, then words as written; out comes whether a word may have
//! one of them. A word begins with the two letters that its forms begin with, but for the spellings told of in
//! [`RESPELLED`] and for `dying`. Where anything but a letter stands among the first two characters of a word, the answer
//! is that it may.

use std::sync::LazyLock;

use super::compound::{Form, Piece};
use super::stem::respelled;

/// The first two letters of words that the table of stems gives other ones, and those.
static RESPELLED: LazyLock<Vec<(&[u8], &[u8])>> = LazyLock::new(|| {
    let beginnings = respelled().map(|(word, stem)| (beginning(word), beginning(stem)));
    beginnings.filter(|(word, stem)| word != stem).collect()
});

/// How words begin that may have one of the forms looked for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Beginnings {
    /// For each first letter the second ones, as bits.
    seconds: [u32; 26],
    /// Whether a form begins with a digit.
    digits: bool,
}

impl Beginnings {
    /// Adds an exact form, a stem or an acronym.
    pub(crate) fn add(&mut self, form: &str) {
        self.add_beginning(form.as_bytes());
        let begins = beginning(form);
        RESPELLED.iter().filter(|(_, stem)| *stem == begins).for_each(|(word, _)| self.add_beginning(word));
    }

    fn add_beginning(&mut self, form: &[u8]) {
        let Some(first) = form.first() else { return };
        self.digits |= first.is_ascii_digit();
        if let Some(first) = letter(*first) {
            self.seconds[first] |= match form.get(1).map(|second| letter(*second)) {
                Some(Some(second)) if [I, Y].contains(&second) => 1 << I | 1 << Y,
                Some(Some(second)) => 1 << second,
                // A word with a second letter has another form.
                Some(None) => ANOTHER,
                None => u32::MAX,
            };
        }
    }

    /// Whether a word may have one of the forms.
    pub(super) fn may_begin(&self, text: &str, piece: &Piece) -> bool {
        let written = &text.as_bytes()[piece.range.clone()];
        let Some(first) = written.first() else { return false };
        match letter(*first) {
            Some(first) => {
                let seconds = self.seconds[first];
                // `3mn` begins as `million` does not.
                let second = written.get(1).and_then(|second| letter(*second));
                seconds != 0 && second.is_none_or(|second| seconds & (1 << second) != 0 || is_named(piece))
            }
            None => self.digits || !first.is_ascii_digit(),
        }
    }
}

/// Set where a first letter is that of a form, whatever comes after it.
const ANOTHER: u32 = 1 << 26;
/// `dying` is of `die`.
const I: usize = 8;
const Y: usize = 24;

fn is_named(piece: &Piece) -> bool {
    matches!(piece.form, Form::Named(_))
}

/// The number of a letter in the alphabet.
fn letter(byte: u8) -> Option<usize> {
    byte.is_ascii_alphabetic().then(|| usize::from(byte.to_ascii_lowercase() - b'a'))
}

fn beginning(form: &str) -> &[u8] {
    &form.as_bytes()[..form.len().min(2)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{Analyzer, OwnedToken};
    use proptest::prelude::*;

    /// The words that are visited for each form of each word of `text` are among others those that have it.
    fn finds_all(text: &str) -> Result<(), TestCaseError> {
        let mut analyzer = Analyzer::new();
        let tokens = analyzer.tokens(text);
        for sought in &tokens {
            let forms: [fn(&OwnedToken) -> Option<&str>; 3] =
                [|token| Some(&token.exact), |token| Some(&token.stem), |token| token.acronym.as_deref()];
            for form in forms {
                let Some(wanted) = form(sought) else { continue };
                let mut beginnings = Beginnings::default();
                beginnings.add(wanted);
                let mut visited = Vec::new();
                let words = analyzer.for_each_that_may(text, &beginnings, |token| visited.push(token.position));
                prop_assert_eq!(words, tokens.len());
                for token in tokens.iter().filter(|token| form(token) == Some(wanted)) {
                    prop_assert!(visited.contains(&token.position), "{:?} for {}", token, wanted);
                }
            }
        }
        Ok(())
    }

    #[test]
    fn words_of_the_table_of_stems_are_found_by_their_stems() {
        for (word, stem) in respelled() {
            for word in [word, stem].into_iter().flat_map(|word| [word.to_owned(), format!("{word}s")]) {
                finds_all(&word).unwrap();
                let mut beginnings = Beginnings::default();
                beginnings.add(&crate::analysis::stem(&word));
                let mut visited = 0;
                Analyzer::new().for_each_that_may(&word, &beginnings, |_| visited += 1);
                assert_eq!(visited, 1, "{word}");
            }
        }
    }

    #[test]
    fn irregular_words_are_found_by_their_stems() {
        finds_all("dying lying tying skies ties enquiries paediatrics sceptical is a A&E co-op e.g. £3mn 2 bn 5 pm")
            .unwrap();
        finds_all("09.30 am 9:30 2.5k U.K. SEN&D A & E’s O'Neill's d’Arcy élan ŷs ﬁne n\u{303}o o\u{ad}n 1½ ½")
            .unwrap();
    }

    #[test]
    fn words_that_begin_otherwise_are_passed_over() {
        let mut beginnings = Beginnings::default();
        beginnings.add("placement");
        let mut visited = Vec::new();
        let text = "The panel asked of 12 places, and of each PLACEMENT";
        let words = Analyzer::new().for_each_that_may(text, &beginnings, |token| visited.push(token.exact.to_owned()));
        assert_eq!((words, visited), (10, vec!["places".to_owned(), "placement".to_owned()]));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(500))]

        #[test]
        fn no_word_is_passed_over_that_has_a_form_looked_for(
            text in "([a-zA-Z]{1,4}(s|ies|ied|ying|y|ise|ing|'s|)[ .&-]|[ -~]{0,4}|[éŷßœ’\u{ad}\u{301}ﬁİ½٣я]|[A-Z]{2,3}s? |[0-9](am|mn|bn|k|:30| pm)? ){0,8}"
        ) {
            finds_all(&text)?;
        }
    }
}
