//! Words passed over for how they begin: who looks for `placements` need not fold and stem `council`.
//!
//! In come exact forms, stems and acronyms that are looked for, then a text; out come the places where a word may begin
//! that has one of them. A word begins with the first letters of its forms, three of them where the form has a fourth (the
//! `e` of `use` is not of `using`) and two else, but for the spellings of [`RESPELLED`] and for a `y` that is an `i`. Where
//! anything but a letter of ASCII stands among the first characters of a word, it is taken for one that may.

use std::sync::LazyLock;

use super::stem::respelled;

/// Words, and stems of Snowball's, with forms that begin with other letters.
static RESPELLED: LazyLock<Vec<(&str, &str)>> = LazyLock::new(|| {
    let units = [("mn", "million"), ("bn", "billion")];
    let differ = |(word, form): &(&str, &str)| beginning(word, 3) != beginning(form, 3);
    respelled().chain(units).filter(differ).collect()
});

/// How words begin that may have one of the forms looked for.
#[derive(Clone, Debug)]
pub(crate) struct Beginnings {
    /// Of each byte, whether a word may begin with it.
    firsts: [bool; 256],
    /// For each two letters the third ones, as bits.
    thirds: Vec<u32>,
}

/// How many letters there are.
const LETTERS: usize = 26;
/// The bit that tells two letters with which a form begins from those with which none does.
const BEGINS: u32 = 1 << LETTERS;

impl Default for Beginnings {
    /// Of no form.
    fn default() -> Self {
        let firsts = std::array::from_fn(|byte| byte > 0x7f);
        Self { firsts, thirds: vec![0; LETTERS * LETTERS] }
    }
}

impl Beginnings {
    /// Adds an exact form, a stem or an acronym.
    pub(crate) fn add(&mut self, form: &str) {
        self.add_beginning(form.as_bytes());
        for (word, stem) in RESPELLED.iter() {
            if beginning(stem, 2) == beginning(form, 2) {
                self.add_beginning(word.as_bytes());
            }
        }
    }

    fn add_beginning(&mut self, form: &[u8]) {
        match form.first() {
            Some(first) if first.is_ascii_alphabetic() => {
                self.firsts[usize::from(first.to_ascii_lowercase())] = true;
                self.firsts[usize::from(first.to_ascii_uppercase())] = true;
            }
            Some(first) if first.is_ascii_digit() => {
                (b'0'..=b'9').for_each(|digit| self.firsts[usize::from(digit)] = true)
            }
            _ => {}
        }
        let Some(first) = form.first().and_then(letter) else { return };
        let seconds = &mut self.thirds[first * LETTERS..][..LETTERS];
        match form.get(1) {
            // A word whose second character is no letter is taken for one that may, and this is of no other.
            Some(second) => {
                let third = form.get(2).filter(|_| form.len() > 3);
                let thirds = third.map_or(u32::MAX, |third| bits(third) | BEGINS);
                (0..LETTERS)
                    .filter(|letter| bits(second) & (1 << letter) != 0)
                    .for_each(|letter| seconds[letter] |= thirds);
            }
            None => seconds.fill(u32::MAX),
        }
    }

    /// Whether a word that begins so may have one of the forms.
    pub(super) fn may_begin(&self, word: &[u8]) -> bool {
        let Some(first) = word.first().filter(|first| self.firsts[usize::from(**first)]) else { return false };
        let (Some(first), Some(second)) = (letter(first), word.get(1).and_then(letter)) else { return true };
        let thirds = self.thirds[first * LETTERS + second];
        thirds != 0 && word.get(2).and_then(letter).is_none_or(|third| thirds & (1 << third) != 0)
    }

    /// The first place at or after `from` where a word may begin that has one of the forms.
    pub(super) fn next_in(&self, text: &str, from: usize) -> Option<usize> {
        let bytes = text.as_bytes();
        let mut place = from;
        loop {
            place += bytes.get(place..)?.iter().position(|byte| self.firsts[usize::from(*byte)])?;
            let begins = if bytes[place].is_ascii() {
                let inside =
                    place > from && bytes[place].is_ascii_alphabetic() && bytes[place - 1].is_ascii_alphabetic();
                !inside && self.may_begin(&bytes[place..])
            } else {
                text.get(place..).and_then(|rest| rest.chars().next()).is_some_and(char::is_alphanumeric)
            };
            if begins {
                return Some(place);
            }
            place += 1;
        }
    }
}

/// The number of a letter in the alphabet.
fn letter(byte: &u8) -> Option<usize> {
    byte.is_ascii_alphabetic().then(|| usize::from(byte.to_ascii_lowercase() - b'a'))
}

/// The bits of the letters that a word may have where its form has this one; none where that is no letter.
fn bits(byte: &u8) -> u32 {
    match byte.to_ascii_lowercase() {
        b'i' | b'y' => 1 << (b'i' - b'a') | 1 << (b'y' - b'a'),
        _ => letter(byte).map_or(0, |letter| 1 << letter),
    }
}

fn beginning(form: &str, letters: usize) -> &[u8] {
    &form.as_bytes()[..form.len().min(letters)]
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
                analyzer.for_each_that_may(text, &beginnings, |token| {
                    visited.push((token.position, token.range));
                });
                let place = |token: &OwnedToken| visited.iter().position(|(_, range)| *range == token.range);
                for token in tokens.iter().filter(|token| form(token) == Some(wanted)) {
                    prop_assert!(place(token).is_some(), "{:?} for {}", token, wanted);
                }
                // Neighbours, and no others, are neighbours.
                let places: Vec<usize> = visited
                    .iter()
                    .filter_map(|(_, range)| tokens.iter().position(|token| token.range == *range))
                    .collect();
                prop_assert_eq!(places.len(), visited.len());
                for (of_all, of_visited) in places.windows(2).zip(visited.windows(2)) {
                    let apart = of_visited[1].0 - of_visited[0].0;
                    prop_assert_eq!(of_all[1] - of_all[0] == 1, apart == 1);
                    prop_assert!(apart > 0);
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
        let text = "The panel asked of 12 places in parks, and of each PLACEMENT";
        Analyzer::new().for_each_that_may(text, &beginnings, |token| visited.push(token.exact.to_owned()));
        assert_eq!(visited, ["places", "placement"]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(500))]

        #[test]
        fn no_word_is_passed_over_that_has_a_form_looked_for(
            text in "([a-zA-Z]{1,4}(s|ies|ied|ying|y|ise|ing|'s|)[ .&-]|[ -~]{0,4}|[a-z]{2,6}(ility|ational|ization|ously|ely|e|d)[ -]|[éŷßœ’\u{ad}\u{301}ﬁİ½٣я]|[A-Z]{2,3}s? |[0-9](am|mn|bn|k|:30| pm)? ){0,8}"
        ) {
            finds_all(&text)?;
        }
    }
}
