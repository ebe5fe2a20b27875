//! Runs of words as numbers: what two texts have in common when one was made from the other.
//!
//! In come the paragraphs of a text; out comes a number for each three words in a row (a shingle, after Broder, On the
//! resemblance and containment of documents, 1997). Case, accents, apostrophes, punctuation and the breaks between
//! paragraphs make no difference. Figures make more than words do, as last quarter's report with this quarter's figures is
//! no copy: each has two more numbers of its own. This is no list of terms: words are cut more
//! simply than for the index, as both texts are cut alike and a build reads every word of every paper this way too.
//! What is made of the numbers is left to [`index`](crate::index).

use super::fold::{fold_into, is_apostrophe, is_invisible};

/// How many words a shingle has.
///
/// One changed word takes away as many shingles. Five, as for web pages, leave short paragraphs nothing in common
/// once a word was changed; two are shared by texts on one subject.
const WORDS: usize = 3;

/// How many words a text has, and what tells its wording from any other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Wording {
    /// How many words.
    pub(crate) words: u32,
    /// A number of all words in their order.
    pub(crate) content: u64,
}

/// Calls `take` with the number of each shingle and figure of a text, in order.
///
/// A text of fewer words than a shingle has none, but for its figures. The numbers are spread evenly over all of `u64`, and
/// are the same on every machine: they may be stored.
pub(crate) fn shingles<'t>(paragraphs: impl IntoIterator<Item = &'t str>, mut take: impl FnMut(u64)) -> Wording {
    // Of each run that ends with the last word, of one word and more, what its words make so far.
    let mut runs = [0_u64; WORDS];
    let mut wording = Wording { words: 0, content: 0 };
    let mut folded = String::new();
    for paragraph in paragraphs {
        each_word(paragraph, &mut folded, |word, figure| {
            for longer in (1..WORDS).rev() {
                runs[longer] = spread(runs[longer - 1] ^ word);
            }
            runs[0] = spread(word);
            wording.words = wording.words.saturating_add(1);
            wording.content = spread(wording.content ^ word);
            if wording.words as usize >= WORDS {
                take(runs[WORDS - 1]);
            }
            if figure {
                (1..=FIGURES).for_each(|which| take(spread(word ^ spread(which))));
            }
        });
    }
    wording
}

/// How many numbers a figure has of its own.
const FIGURES: u64 = 2;

/// Calls `take` with a number for each word, and whether there is a digit in it.
fn each_word(text: &str, folded: &mut String, mut take: impl FnMut(u64, bool)) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let start = at;
        // Of letters and digits, digits alone have not the bit of 64.
        let (mut word, mut common) = (EMPTY, u8::MAX);
        while let Some(byte) = bytes.get(at).map(|byte| WRITTEN[usize::from(*byte)]).filter(|byte| *byte != 0) {
            if byte != b'\'' {
                word = add(word, byte);
                common &= byte;
            }
            at += 1;
        }
        let mut figure = common & 64 == 0;
        if bytes.get(at).is_none_or(u8::is_ascii) {
            at += usize::from(at == start);
        } else {
            // Beyond ASCII a word is all that clings together, in the form that it has in the index.
            let rest = &text[start..];
            let clings = |c: char| c.is_alphanumeric() || is_apostrophe(c) || is_invisible(c) || unicode_mark(c);
            let end = rest.find(|c: char| !clings(c)).unwrap_or(rest.len());
            fold_into(&rest[..end], folded);
            word = folded.bytes().fold(EMPTY, add);
            figure = folded.bytes().any(|byte| byte.is_ascii_digit());
            let next = rest[end..].chars().next().map_or(0, char::len_utf8);
            at = start + end + if end == 0 { next } else { 0 };
        }
        if word != EMPTY {
            take(word, figure);
        }
    }
}

/// What is written for a byte of a word, in small letters; 0 for one that ends it.
const WRITTEN: [u8; 256] = {
    let mut written = [0; 256];
    let mut byte = 0;
    while byte < 128 {
        let character = byte as u8;
        if character.is_ascii_alphanumeric() || character == b'\'' {
            written[byte] = character.to_ascii_lowercase();
        }
        byte += 1;
    }
    written
};

fn unicode_mark(character: char) -> bool {
    unicode_normalization::char::is_combining_mark(character)
}

/// The offset basis of FNV-1a, 64 bits.
const EMPTY: u64 = 0xcbf2_9ce4_8422_2325;

/// A step of FNV-1a.
fn add(word: u64, byte: u8) -> u64 {
    (word ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
}

/// The finalizer of SplitMix64 (Steele, Lea and Flood, Fast splittable pseudorandom number generators, 2014): each bit of
/// the result hangs on each bit of `number`.
pub(crate) fn spread(number: u64) -> u64 {
    let number = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(text: &str) -> (Wording, Vec<u64>) {
        let mut numbers = Vec::new();
        let wording = shingles([text], |number| numbers.push(number));
        (wording, numbers)
    }

    #[test]
    fn the_way_of_writing_makes_no_difference() {
        let plain = of("the childrens panel agreed the officers report in full");
        assert_eq!(plain.0.words, 9);
        assert_eq!(plain.1.len(), 7);
        for other in [
            "The children's panel, agreed the oﬃcer’s report: IN FULL.",
            "the children’s panel agreed – the officer's report — in full",
            "  the childrens\npanel agreed\u{a0}the off\u{ad}icers report (in full)",
        ] {
            assert_eq!(of(other), plain, "{other}");
        }
    }

    #[test]
    fn a_figure_counts_for_more_than_a_word() {
        let differing = |one: &str, other: &str| {
            let (one, other) = (of(one).1, of(other).1);
            one.iter().filter(|number| !other.contains(number)).count()
        };
        let text = "the county paid 12 of the invoices in time";
        assert_eq!(differing(text, "the county paid 13 of the invoices in time"), 3 + FIGURES as usize);
        assert_eq!(differing(text, "the county paid 12 of the invoices on time"), 2);
    }

    #[test]
    fn a_shingle_goes_over_the_end_of_a_paragraph() {
        let mut numbers = Vec::new();
        let wording = shingles(["one two", "three four"], |number| numbers.push(number));
        assert_eq!((wording, numbers), of("one two three four"));
        assert_eq!(wording.words, 4);
        assert!(of("one two").1.is_empty());
    }

    proptest! {
        #[test]
        fn the_number_of_a_shingle_is_made_of_its_words_in_their_order(words in prop::collection::vec("[a-zA-Z']{0,5}[a-z]", 0..9)) {
            let number = |word: &String| {
                word.bytes().filter(|byte| *byte != b'\'').map(|byte| byte.to_ascii_lowercase()).fold(EMPTY, add)
            };
            let numbers: Vec<u64> = words.iter().map(number).collect();
            let plain: Vec<u64> =
                numbers.windows(WORDS).map(|words| words.iter().fold(0, |sum, word| spread(sum ^ word))).collect();
            prop_assert_eq!(of(&words.join(" ")).1, plain);
        }

        /// Any text has as many shingles as words, but for the first two, and the numbers of its figures.
        #[test]
        fn any_text_has_a_shingle_for_each_word_from_the_third_on(text in "\\PC{0,200}") {
            let (wording, numbers) = of(&text);
            let shingles = (wording.words as usize).saturating_sub(WORDS - 1);
            prop_assert!(numbers.len() >= shingles);
            prop_assert_eq!((numbers.len() - shingles) % FIGURES as usize, 0);
        }
    }
}
