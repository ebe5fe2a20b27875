//! A quick look for the beginnings of names: few texts name a council, and the others need not be searched.
//!
//! In come the names (of councils, and of halls), and texts as they were written; out comes whether a text may hold one, which
//! is no promise. The words of a text are read as [`Folded`](super::Folded) writes them, but for what is rare: letters that
//! are no ASCII and soft hyphens are not unfolded, and a text that has any may hold a name.

use super::{ABBREVIATIONS, COUNCIL, KINDS};
use crate::analysis::alphanumerics;
use rustc_hash::{FxHashMap, FxHashSet};

/// The beginnings of names.
pub(super) struct Beginnings {
    /// What begins with a word.
    words: FxHashMap<u64, Begun>,
    /// The first two words of names of several.
    pairs: FxHashSet<(u64, u64)>,
    /// What makes of a bare place before it a name in full; see [`institution`](super::institution).
    institutions: FxHashSet<u64>,
    /// A bit for each three letters with which the first word of a name begins; see [`three`].
    threes: Box<[u64; 1 << 9]>,
}

/// What names begin with a word.
#[derive(Debug, Clone, Copy, Default)]
struct Begun {
    /// It is a bare place.
    place: bool,
    /// It is a name in full.
    full: bool,
    /// More words follow.
    more: bool,
}

impl Beginnings {
    /// Those of names as they are compared, each with whether it is a name in full.
    pub(super) fn of<'n>(names: impl Iterator<Item = (&'n str, bool)>) -> Self {
        let (mut begun, mut pairs) = (FxHashMap::<u64, Begun>::default(), FxHashSet::default());
        let mut threes = Box::new([0; 1 << 9]);
        for (name, full) in names {
            // Stops are no words here.
            let mut words = name.split(' ').filter(|word| *word != ".");
            let Some(first) = words.next() else { continue };
            if let Some(three) = three(first.as_bytes()) {
                threes[three / 64] |= 1 << (three % 64);
            }
            let (first, mut words) = (hash(first), words.map(hash));
            let begun = begun.entry(first).or_default();
            match words.next() {
                Some(second) => {
                    begun.more = true;
                    pairs.insert((first, second));
                }
                None if full => begun.full = true,
                None => begun.place = true,
            }
        }
        let institutions = KINDS.into_iter().chain(ABBREVIATIONS).chain([COUNCIL]);
        Self { words: begun, pairs, institutions: institutions.map(hash).collect(), threes }
    }

    /// Whether the first word of no name begins as these letters do: most words are passed over with that.
    fn begins_none(&self, letters: &[u8]) -> bool {
        three(letters).is_some_and(|three| self.threes[three / 64] >> (three % 64) & 1 == 0)
    }

    /// Whether the first word of a name begins as these letters do, of which there must be three.
    fn begins_one(&self, letters: &[u8]) -> bool {
        three(letters).is_some() && !self.begins_none(letters)
    }

    /// Whether a name may stand in a text; where not, none does.
    pub(super) fn may_stand_in(&self, text: &str) -> bool {
        let bytes = text.as_bytes();
        let mut reading = Reading { beginnings: self, word: 0, empty: true, capital: false, before: None };
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            at += 1;
            match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => {
                    let start = at - 1;
                    at += alphanumerics(&bytes[at..]);
                    // A word may go on behind an apostrophe, or a letter that is no ASCII.
                    let is_whole = reading.empty && bytes.get(at).is_none_or(|next| next.is_ascii() && *next != b'\'');
                    if !(is_whole && reading.before.is_none() && self.begins_none(&bytes[start..at])) {
                        reading.letters(&bytes[start..at]);
                    }
                }
                b'\'' => {
                    at += possessive(&text[at..]);
                    if reading.is_parted_at(&text[at..]) {
                        return true;
                    }
                }
                b'&' => {
                    if reading.end() {
                        return true;
                    }
                    reading.letters(b"and");
                    if reading.end() {
                        return true;
                    }
                }
                0x80.. => match text[at - 1..].chars().next() {
                    Some(char @ ('’' | '‘' | 'ʼ')) => {
                        at += char.len_utf8() - 1;
                        at += possessive(&text[at..]);
                        if reading.is_parted_at(&text[at..]) {
                            return true;
                        }
                    }
                    Some(char) if super::is_sign(char) => {
                        at += char.len_utf8() - 1;
                        if reading.end() {
                            return true;
                        }
                    }
                    _ => return true,
                },
                _ => {
                    if reading.end() {
                        return true;
                    }
                }
            }
        }
        reading.end()
    }
}

/// The words of a text, one after another.
struct Reading<'b> {
    beginnings: &'b Beginnings,
    word: u64,
    empty: bool,
    /// Whether the word begins with a capital.
    capital: bool,
    /// The word before, if a name begins with it, and what does.
    before: Option<(u64, Begun)>,
}

impl Reading<'_> {
    fn letters(&mut self, letters: &[u8]) {
        if self.empty {
            self.capital = letters.first().is_some_and(u8::is_ascii_uppercase);
        }
        self.word = letters.iter().copied().fold(self.word, with);
        self.empty = false;
    }

    /// Ends the word, if there is one: whether a name may begin with it or the one before.
    fn end(&mut self) -> bool {
        if self.empty {
            return false;
        }
        let known = self.known();
        let may_be = self.may_be_name(known);
        self.before = known.map(|begun| (self.word, begun));
        (self.word, self.empty) = (0, true);
        may_be
    }

    /// What begins with the word as far as it was read.
    fn known(&self) -> Option<Begun> {
        self.beginnings.words.get(&self.word).copied()
    }

    /// Whether a name may begin with the word as far as it was read, or with the one before.
    fn may_be_name(&self, known: Option<Begun>) -> bool {
        let is_name = known.is_some_and(|begun| begun.full || begun.place && self.capital);
        // A place in small letters is a name with the right word behind it.
        let goes_on = self.before.is_some_and(|(before, begun)| {
            begun.more && self.beginnings.pairs.contains(&(before, self.word))
                || begun.place && self.beginnings.institutions.contains(&self.word)
        });
        is_name || goes_on
    }

    /// Whether a name may end or begin at an apostrophe within the word, behind which `rest` goes on: in names it is passed
    /// over, but halls are looked for in the text as it is.
    fn is_parted_at(&self, rest: &str) -> bool {
        let goes_on = !self.empty && rest.starts_with(|next: char| next.is_alphanumeric());
        goes_on && (self.may_be_name(self.known()) || self.beginnings.begins_one(rest.as_bytes()))
    }
}

/// Words of up to nine letters and many longer ones differ in it.
fn hash(word: &str) -> u64 {
    word.bytes().fold(0, with)
}

/// The hash with one more letter, in small letters, or digit.
fn with(hash: u64, byte: u8) -> u64 {
    hash.rotate_left(7) ^ u64::from(byte | 0x20)
}

/// The first three of some ASCII letters, in any case, as a number of fifteen bits; digits may have that of a letter.
fn three(letters: &[u8]) -> Option<usize> {
    let [first, second, third, ..] = *letters else { return None };
    let bits = |byte: u8| usize::from(byte & 0x1f);
    Some(bits(first) << 10 | bits(second) << 5 | bits(third))
}

/// How many bytes an `s` after an apostrophe takes that is no part of a name.
fn possessive(rest: &str) -> usize {
    usize::from(super::is_possessive(rest))
}
