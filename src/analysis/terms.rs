//! Which terms a word gives an index: its stem, its exact form, its acronym.
//!
//! All three stand in one field at the position of the word. The exact form begins with [`MARK`], which no word does, so
//! that `care` as written is not taken for the stem of `caring`; an acronym has capitals, which the other two have not.
//! The commonest words of English have one form only, and no other word has their stem (see [`stem`](super::stem())):
//! these give no second term, which makes an index smaller by a tenth.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

/// What an exact form begins with as a term.
pub const MARK: char = '=';

static ONE_FORM: LazyLock<FxHashSet<&str>> = LazyLock::new(|| {
    let lines = include_str!("one_form.txt").lines().filter(|line| !line.starts_with('#'));
    lines.flat_map(str::split_whitespace).collect()
});

/// The words that give one term only, in no order.
pub(crate) fn words_of_one_form() -> impl Iterator<Item = &'static str> {
    ONE_FORM.iter().copied()
}

/// Whether an exact form is its own stem and no other word's.
pub(super) fn has_one_form(exact: &str) -> bool {
    ONE_FORM.contains(exact)
}

/// The term that an exact form stands under in an index.
///
/// ```
/// use scrutineer::analysis::exact_term;
///
/// assert_eq!(exact_term("caring"), "=caring");
/// assert_eq!(exact_term("the"), "the");
/// ```
pub fn exact_term(exact: &str) -> String {
    if has_one_form(exact) { exact.to_owned() } else { format!("{MARK}{exact}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{Analyzer, stem};

    #[test]
    fn words_of_one_form_are_their_own_stems() {
        for word in ONE_FORM.iter() {
            assert_eq!(stem(word), *word);
        }
    }

    #[test]
    fn a_possessive_that_is_spelled_as_a_common_word_has_one_form_too() {
        for written in ["i's", "I'S", "a's", "hi's"] {
            let tokens = Analyzer::new().tokens(written);
            assert_eq!(tokens[0].stem, tokens[0].exact, "{written}");
        }
    }

    #[test]
    fn no_other_word_has_the_stem_of_a_word_of_one_form() {
        let mut analyzer = Analyzer::new();
        for ending in
            ["s", "es", "ed", "ing", "ings", "er", "ers", "ly", "ness", "'s", "’s", "e", "ation", "ise", "ised"]
        {
            for word in ONE_FORM.iter() {
                for token in analyzer.tokens(&format!("{word}{ending}")) {
                    assert!(token.exact == token.stem || !has_one_form(&token.stem), "{token:?}");
                }
            }
        }
    }
}
