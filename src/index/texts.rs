//! Texts as they are stored: a number for each word.
//!
//! In comes the text of a section; out come its bytes in the store, and the text again. A text is cut into words, which
//! are letters and digits, and what stands between two of them. Each of these pieces has a number in the list of the
//! index ([`Numbering`] while it is built, [`Words`] when it is read), written in one to three bytes; a blank between
//! two words is not written at all, and a piece without a number as it is. That is word-based compression (Moffat,
//! Word-based text compression, 1989) with bytes as code, as in Brisaboa and others, Lightweight natural language text
//! compression, 2007, where the number of a word does not hang on how often it occurs in the end: so texts are packed
//! as they come, each can be unpacked by itself, and those of an earlier build stay as they are. LZ4, which sees 8 kB
//! and not what a whole index says again and again, leaves more than twice as much. How a document is stored around its
//! text is left to tantivy.

use super::varint;

mod known;
mod numbering;
mod pieces;
mod words;

pub(super) use numbering::Numbering;
pub(super) use words::{Words, numbers};

/// The file of a generation with the words in the order of their numbers.
pub(super) const WORDS: &str = "words";

/// What stands before a piece as it is, and before how many bytes it has.
const AS_IT_IS: u8 = 0;
/// The first byte of numbers of two bytes: those below need one, and begin with 1.
const TWO: u8 = 161;
/// The first byte of numbers of three bytes.
const THREE: u8 = 240;
/// What stands before a piece of one byte as it is; the next number stands before one of two, and so on.
const SHORT: u8 = 244;
/// How many numbers have one byte.
const ONE_BYTE: u32 = TWO as u32 - 1;
/// How many have one or two.
const TWO_BYTES: u32 = ONE_BYTE + ((THREE - TWO) as u32) * 256;
/// How many there are.
const NUMBERS: u32 = TWO_BYTES + ((SHORT - THREE) as u32) * 65_536;

/// Bytes that a piece with a number has at most. Of the words of papers fewer than one in a thousand is longer.
const LONGEST: usize = 15;

/// The bytes of the number of a piece, and how many of them it has. Worked out without a choice, as there is no guessing how
/// long the next number is.
fn code(number: u32) -> ([u8; 4], usize) {
    let (has_two, has_three) = (u32::from(number >= ONE_BYTE), u32::from(number >= TWO_BYTES));
    // In the highest bytes, of which so many are taken.
    let one = (number + 1) << 24;
    let two = (number.wrapping_sub(ONE_BYTE).wrapping_add(u32::from(TWO) << 8)) << 16;
    let three = (number.wrapping_sub(TWO_BYTES).wrapping_add(u32::from(THREE) << 16)) << 8;
    let one_or_two = if has_two > 0 { two } else { one };
    let code = if has_three > 0 { three } else { one_or_two };
    (code.to_be_bytes(), (1 + has_two + has_three) as usize)
}

/// What a first byte says: a number, of which the bytes behind it, moved to the right, are the rest; how far; how many bytes there
/// are. None for a piece as it is.
#[derive(Clone, Copy)]
struct First {
    base: u32,
    shift: u32,
    bytes: usize,
}

/// By first byte. Looked up, as there is no guessing how long the next number is.
const FIRSTS: [First; 256] = {
    let mut firsts = [First { base: 0, shift: 16, bytes: 0 }; 256];
    let mut first = 1;
    while first < SHORT as usize {
        let byte = first as u32;
        firsts[first] = if byte < TWO as u32 {
            First { base: byte - 1, shift: 16, bytes: 1 }
        } else if byte < THREE as u32 {
            First { base: ONE_BYTE + ((byte - TWO as u32) << 8), shift: 8, bytes: 2 }
        } else {
            First { base: TWO_BYTES + ((byte - THREE as u32) << 16), shift: 0, bytes: 3 }
        };
        first += 1;
    }
    firsts
};

/// Takes the number of a piece from `packed`; `None` where a piece as it is comes next, or nothing whole.
#[inline]
fn take_number(packed: &mut &[u8]) -> Option<u32> {
    let next = match packed.first_chunk::<3>() {
        Some(next) => *next,
        // At the end zeros stand for what is not there, and are not taken.
        None => std::array::from_fn(|place| packed.get(place).copied().unwrap_or_default()),
    };
    let First { base, shift, bytes } = FIRSTS[usize::from(next[0])];
    if bytes == 0 {
        return None;
    }
    *packed = packed.get(bytes..)?;
    let rest = u32::from(next[1]) << 8 | u32::from(next[2]);
    Some(base + (rest >> shift))
}

/// Writes a piece as it is.
fn put_as_it_is(piece: &[u8], packed: &mut Vec<u8>) {
    match u8::try_from(piece.len()) {
        Ok(length @ 1..) if length <= u8::MAX - SHORT + 1 => packed.push(SHORT - 1 + length),
        _ => {
            packed.push(AS_IT_IS);
            varint::put(piece.len() as u64, packed);
        }
    }
    packed.extend(piece);
}

/// Takes a piece as it is from `packed`; `None` where there is no whole one.
fn take_as_it_is<'p>(packed: &mut &'p [u8]) -> Option<&'p [u8]> {
    let (first, rest) = packed.split_first()?;
    *packed = rest;
    let length = match first.checked_sub(SHORT) {
        Some(length) => usize::from(length) + 1,
        None if *first == AS_IT_IS => take_length(packed)?,
        None => return None,
    };
    let (piece, rest) = packed.split_at_checked(length)?;
    *packed = rest;
    Some(piece)
}

/// Takes how many bytes follow.
fn take_length(packed: &mut &[u8]) -> Option<usize> {
    usize::try_from(varint::take(packed)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::tests::council_text;
    use proptest::prelude::*;
    use tantivy::directory::OwnedBytes;

    #[test]
    fn numbers_of_every_length_come_back() {
        let ends = [0, 1, ONE_BYTE - 1, ONE_BYTE, TWO_BYTES - 1, TWO_BYTES, TWO_BYTES + 255, NUMBERS - 1];
        for (number, bytes) in ends.into_iter().zip([1, 1, 1, 2, 2, 3, 3, 3]) {
            let mut packed = Vec::new();
            let (code, length) = code(number);
            packed.extend(&code[..length]);
            assert_eq!(packed.len(), bytes);
            let mut rest = packed.as_slice();
            assert_eq!(take_number(&mut rest), Some(number));
            assert!(rest.is_empty());
            assert_eq!(take_number(&mut &packed[..bytes - 1]), None);
        }
    }

    #[test]
    fn a_text_said_again_takes_a_third_of_its_bytes() {
        let text =
            "The committee recommended that edge-of-care placements be reviewed; the officers agreed.\n".repeat(9);
        let numbering = Numbering::new();
        let first = numbering.pack(&text);
        let again = numbering.pack(&text);
        assert!(again.len() < first.len() && again.len() * 3 < text.len(), "{} then {}", first.len(), again.len());
        assert_eq!(numbering.words().unwrap().unpack(&first).as_deref(), Some(text.as_str()));
        assert_eq!(numbering.words().unwrap().unpack(&again).as_deref(), Some(text.as_str()));
    }

    #[test]
    fn blanks_at_the_ends_and_several_blanks_are_kept() {
        let numbering = Numbering::new();
        for text in [
            "",
            " ",
            "  ",
            " a",
            "a ",
            "a  b",
            "a b",
            "\0",
            "a\0",
            "a \0",
            "£3m–£4m",
            "naïve  façade\n",
            "ŵy\u{301}l x",
        ] {
            for _ in 0..3 {
                let packed = numbering.pack(text);
                assert_eq!(numbering.words().unwrap().unpack(&packed).as_deref(), Some(text), "{text:?}");
            }
        }
    }

    #[test]
    fn a_list_that_is_read_again_goes_on_where_it_was() {
        let numbering = Numbering::new();
        let text = "Gullies in Wharram were cleaned, gullies in Wharram were not.";
        let packed: Vec<_> = (0..3).map(|_| numbering.pack(text)).collect();
        let later = Numbering::from_bytes(numbering.to_file(|_| true)).unwrap();
        assert_eq!(later.pack(text), packed[2], "words have the numbers that they had");
        later.pack("Lamps in Askrigg, Lamps in Askrigg.");
        let askrigg = later.pack("Lamps in Askrigg");
        assert!(askrigg.len() < 9, "and others get the next");
        let words = later.words().unwrap();
        for packed in packed {
            assert_eq!(words.unpack(&packed).as_deref(), Some(text));
        }
        assert_eq!(words.unpack(&askrigg).as_deref(), Some("Lamps in Askrigg"));
    }

    #[test]
    fn words_that_no_text_has_any_more_are_taken_out_of_the_list() {
        let numbering = Numbering::new();
        let (stays, goes) = ("Gullies gullies gullies Gullies", "Trevelyan Trevelyan");
        numbering.pack(&format!("{goes} {stays}"));
        let packed = numbering.pack(stays);
        let mut used = std::collections::BTreeSet::new();
        numbers(&packed, |number| {
            used.insert(number);
        })
        .unwrap();
        let file = numbering.to_file(|number| used.contains(&number));
        let holds = |word: &str| file.windows(word.len()).any(|bytes| bytes == word.as_bytes());
        assert!(holds("Gullies") && !holds("Trevelyan"));
        let words = Words::from_bytes(OwnedBytes::new(file.clone())).unwrap();
        assert_eq!(words.unpack(&packed).as_deref(), Some(stays));
        assert_eq!(words.unpack(&numbering.pack(goes)), None, "nothing may ask for them");
        // Their numbers stay taken.
        let later = Numbering::from_bytes(file).unwrap();
        assert_eq!(later.pack(stays), packed);
    }

    proptest! {
        #[test]
        fn every_text_comes_back_as_it_was(texts in prop::collection::vec(prop_oneof![council_text(), any::<String>(), "[ a-c.;:é–\\x00]{0,60}"], 0..9)) {
            let numbering = Numbering::new();
            let packed: Vec<_> = texts.iter().chain(&texts).map(|text| (text, numbering.pack(text))).collect();
            let words = numbering.words().unwrap();
            for (text, packed) in packed {
                let unpacked = words.unpack(&packed);
                prop_assert_eq!(unpacked.as_deref(), Some(text.as_str()));
            }
        }

        #[test]
        fn damaged_bytes_are_no_panic(text in council_text(), bytes in prop::collection::vec(any::<u8>(), 0..40), at in any::<prop::sample::Index>()) {
            let numbering = Numbering::new();
            numbering.pack(&text);
            let mut packed = numbering.pack(&text);
            let at = at.index(packed.len());
            packed.truncate(at);
            packed.extend(&bytes);
            let words = numbering.words().unwrap();
            let _ = words.unpack(&packed);
            let _ = words.unpack(&bytes);
            let _ = numbers(&packed, |_| ());
            let _ = Words::from_bytes(OwnedBytes::new(bytes.clone())).map(|words| words.unpack(&packed));
            let _ = Numbering::from_bytes(bytes);
        }
    }
}
