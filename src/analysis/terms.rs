//! Which terms a word gives an index: its stem, its exact form, its acronym.
//!
//! All of them stand in one field at the position of the word. Most words are their own stem, and these give that term
//! alone: a word stands where its stem does and no other form of that stem. Any other exact form is a second term, which
//! begins with the stem and [`MARK`], so that all the forms of a stem stand side by side behind it; `care` is `care`, and
//! `caring` is `care` and `care=1ing` (without the last letter of the stem, and with an ending). An acronym has capitals,
//! which the other two have not. The commonest words of English have one form only, and no other word has their stem (see
//! [`stem`](super::stem())). To leave out what can be worked out makes an index smaller by a fifth, and halves its
//! dictionary.
//!
//! Which lists an exact form is read from is told here, too; reading them is left to [`index`](crate::index).

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

use super::stem::{respelled, stem};

/// What an exact form begins with where it is [asked for](exact_term), and what stands behind the stem in a term. No word
/// has it.
pub const MARK: char = '=';

/// What stands behind [`MARK`] in a term that has all of its form there, as it shares too little with its stem.
const WHOLE: char = '~';

/// Most letters that [`are_dropped`].
pub(crate) const MOST_DROPPED: usize = 3;

/// Whether a form may lack these last letters of its stem, without being told as a whole: one, which Snowball replaces; those
/// of `die`, for `dying`; and what begins with the letter that is `s` in British spelling, where a word is so short that it
/// keeps them. The more they may be, the more stems are looked at for a few letters.
pub(crate) fn are_dropped(letters: &[u8]) -> bool {
    match letters {
        [] | [_] | b"ie" => true,
        [b'z', ..] => letters.len() <= MOST_DROPPED,
        _ => false,
    }
}

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

/// What an exact form is asked for by in an index that scrutineer reads. It need not be a term: that of a word that is its
/// own stem, like `care`, stands for the stem without its other forms.
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

/// Makes of a stem the term of one of its forms. The stem itself has no such term.
pub(crate) fn to_form(stem: &mut String, exact: &str) {
    let alike = stem.chars().zip(exact.chars()).take_while(|(one, other)| one == other);
    let shared: usize = alike.map(|(character, _)| character.len_utf8()).sum();
    let dropped = stem.len() - shared;
    let are_dropped = are_dropped(&stem.as_bytes()[shared..]);
    stem.push(MARK);
    match (char::from_digit(dropped as u32, 10), &exact[shared..]) {
        (Some(digit), ending) if are_dropped => {
            stem.push(digit);
            stem.push_str(ending);
        }
        _ => {
            stem.push(WHOLE);
            stem.push_str(exact);
        }
    }
}

/// The exact form that a term stands for, if it is made by [`to_form`].
pub(crate) fn form_of(term: &str) -> Option<String> {
    let (stem, rest) = term.split_once(MARK)?;
    if let Some(exact) = rest.strip_prefix(WHOLE) {
        return Some(exact.to_owned());
    }
    let dropped = rest.chars().next()?.to_digit(10)? as usize;
    let shared = stem.get(..stem.len().checked_sub(dropped)?)?;
    Some(format!("{shared}{}", rest.get(1..)?))
}

/// The terms that begin so are all the forms of a stem but itself.
pub(crate) fn before_forms(stem: &str) -> String {
    format!("{stem}{MARK}")
}

/// The stems that an exact form may have: that of the word, and of what owns something where a possessive is spelled so
/// (`James's`).
pub(crate) fn stems_of(exact: &str) -> impl Iterator<Item = String> {
    let own = stem(exact);
    let owner = exact.strip_suffix('s').map(stem).filter(|owner| *owner != own);
    std::iter::once(own).chain(owner)
}

/// The beginnings of terms that have their form as a whole. Only a stem that `stems.tsv` puts in another's place shares so
/// little with its forms.
pub(crate) fn before_whole_forms() -> impl Iterator<Item = &'static str> {
    static BEFORE: LazyLock<Vec<String>> = LazyLock::new(|| {
        let is_replaced = |(from, to): &(&str, &str)| {
            let shared = from.bytes().zip(to.bytes()).take_while(|(one, other)| one == other).count();
            shared < to.len()
        };
        let mut stems: Vec<&str> = respelled().filter(is_replaced).map(|(_, to)| to).collect();
        stems.sort_unstable();
        stems.dedup();
        stems.into_iter().map(|stem| format!("{stem}{MARK}{WHOLE}")).collect()
    });
    BEFORE.iter().map(String::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{Analyzer, tests::council_text};
    use proptest::prelude::*;

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

    #[test]
    fn a_form_stands_behind_its_stem() {
        let term = |stem: &str, exact: &str| {
            let mut term = stem.to_owned();
            to_form(&mut term, exact);
            term
        };
        assert_eq!(term("care", "caring"), "care=1ing");
        assert_eq!(term("placement", "placements"), "placement=0s");
        assert_eq!(term("inquiri", "enquiry"), "inquiri=~enquiry");
        assert_eq!(["care", "SEND", "care=", "care=x", "care=9s", "é=1"].map(form_of), [const { None }; 6]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1000))]

        #[test]
        fn a_form_is_told_by_its_term_and_its_stems_by_the_form(text in council_text()) {
            for token in Analyzer::new().tokens(&text) {
                prop_assert!(!token.exact.contains(MARK) && !token.stem.contains(MARK), "{:?}", token);
                prop_assert!(stems_of(&token.exact).any(|stem| stem == token.stem), "{:?}", token);
                let mut term = token.stem.clone();
                to_form(&mut term, &token.exact);
                prop_assert!(term.starts_with(&before_forms(&token.stem)));
                prop_assert_eq!(form_of(&term), Some(token.exact));
            }
        }

        /// What is told as a whole is found nowhere else, and so is looked for there.
        #[test]
        fn forms_that_are_told_as_a_whole_have_a_replaced_stem(
            begin in "[a-zλ3]|[a-z]{1,9}|enquir|paediatr|judge|neighbour|sceptic|encyclopaed|d|t|sk|a|sing|ug|on|go|care|organ",
            end in "(y|ies|ied|ying|ise|ised|isation|ment|hood|al|ally|ed|ing|s|es|e|er|ational|fulness|ia|ic|ly|ation)?(s|'s)?",
        ) {
            for token in Analyzer::new().tokens(&format!("{begin}{end}")) {
                let mut term = token.stem.clone();
                to_form(&mut term, &token.exact);
                if term.contains(WHOLE) {
                    prop_assert!(before_whole_forms().any(|before| term.starts_with(before)), "{}", term);
                }
            }
        }
    }
}
