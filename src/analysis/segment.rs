//! Text to segments: words as Unicode's annex 29 bounds them, and the gaps between them.
//!
//! In comes any text; out come words and gaps by turns, which together are the text again. Nothing is folded, split or
//! joined here: what a council means by `covid19` or `10.30am` is `compound.rs`'s business.
//!
//! `unicode-segmentation` knows the rules. For runs of ASCII, which is nearly all of nearly every paper, a byte scan
//! finds the same bounds several times faster; wherever a byte that is not ASCII could have a say, the library is
//! asked. That the two agree is a property test.

use std::ops::Range;

use super::eights::letters;
use unicode_segmentation::UnicodeSegmentation;

/// A stretch of a text: a word, or what lies between two words.
///
/// Ranges are bytes into the text that was given to [`segments`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Segment<'t> {
    /// A word: a segment of UAX #29 that holds at least one letter or digit.
    Word {
        /// Where the word stands, in bytes.
        range: Range<usize>,
        /// The word as written.
        text: &'t str,
    },
    /// Everything up to the next word: blanks, punctuation, emoji. Never empty; two gaps never meet.
    Gap {
        /// Where the gap stands, in bytes.
        range: Range<usize>,
        /// The gap as written.
        text: &'t str,
    },
}

impl<'t> Segment<'t> {
    /// What is written there.
    pub fn text(&self) -> &'t str {
        match self {
            Segment::Word { text, .. } | Segment::Gap { text, .. } => text,
        }
    }
}

/// Cuts a text into words and gaps. Total: the segments, joined, are the text.
///
/// ```
/// use scrutineer::analysis::{Segment, segments};
///
/// let words: Vec<&str> = segments("“Children’s services”, 2.2.4")
///     .filter_map(|segment| match segment {
///         Segment::Word { text, .. } => Some(text),
///         Segment::Gap { .. } => None,
///     })
///     .collect();
/// assert_eq!(words, ["Children’s", "services", "2.2.4"]);
/// ```
pub fn segments(text: &str) -> impl Iterator<Item = Segment<'_>> {
    let mut words = Words::new(text);
    let mut waiting: Option<Range<usize>> = None;
    let mut position = 0;
    std::iter::from_fn(move || {
        let word = waiting.take().or_else(|| words.next());
        let end = word.as_ref().map_or(text.len(), |word| word.start);
        if position < end {
            let range = position..end;
            position = end;
            waiting = word;
            return Some(Segment::Gap { text: &text[range.clone()], range });
        }
        let range = word?;
        position = range.end;
        Some(Segment::Word { text: &text[range.clone()], range })
    })
}

/// The words of a text as byte ranges, in order.
#[derive(Clone, Debug)]
pub(super) struct Words<'t> {
    text: &'t str,
    position: usize,
}

impl<'t> Words<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Words::from(text, 0)
    }

    /// The words from a place on at which a segment begins.
    pub(super) fn from(text: &'t str, position: usize) -> Self {
        Words { text, position }
    }

    /// The end of the ASCII word that begins at `start`; `None` where a character beyond ASCII might belong to it.
    fn ascii_word_end(&self, start: usize) -> Option<usize> {
        let bytes = self.text.as_bytes();
        let mut end = start + 1;
        while let Some(&byte) = bytes.get(end) {
            if is_core(byte) {
                end += 1;
                continue;
            }
            let next = bytes.get(end + 1).copied();
            if !byte.is_ascii() || (is_infix_sign(byte) && next.is_some_and(|next| !next.is_ascii())) {
                return None;
            }
            if !next.is_some_and(|next| is_infix(byte, bytes[end - 1], next)) {
                break;
            }
            end += 2;
        }
        Some(end)
    }

    /// The next word, where it is one of ASCII letters, or of digits, that [ends plainly](Self::ends_plainly): most words of
    /// a text are, and are found here in one look at each byte. `None` says nothing, and moves nothing.
    #[inline]
    pub(super) fn plain(&mut self) -> Option<Range<usize>> {
        let bytes = self.text.as_bytes();
        let mut start = self.position;
        while bytes.get(start).is_some_and(|byte| byte.is_ascii() && !is_core(*byte)) {
            start += 1;
        }
        let end = start + letters(&bytes[start..]);
        if end == start {
            return self.plain_number(start);
        }
        if !self.ends_plainly(end) {
            return None;
        }
        self.position = end;
        Some(start..end)
    }

    /// The number at a place, where it is one of digits alone, ends plainly, and is told by no unit behind it.
    fn plain_number(&mut self, start: usize) -> Option<Range<usize>> {
        let bytes = self.text.as_bytes();
        let end = start + bytes[start..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        // `m`, `am`, `pm`, `mn`, `bn` and their like.
        let begins_unit = |byte: &u8| matches!(byte.to_ascii_lowercase(), b'a' | b'b' | b'm' | b'p');
        let may_have_unit =
            bytes.get(end).is_some_and(u8::is_ascii_whitespace) && bytes.get(end + 1).is_some_and(begins_unit);
        if end == start || may_have_unit || !self.ends_plainly(end) {
            return None;
        }
        self.position = end;
        Some(start..end)
    }

    /// Whether a word of letters or digits ends here by all rules, and neither joins what follows nor is changed by it.
    ///
    /// So it is at the end of the text; before a blank and then a letter, digit or sign of ASCII, `&` aside; before a sign
    /// that holds no words together (apostrophes, a hyphen and `&` do), if after `.`, `,`, `;` and `:` follow no letters or digits.
    #[inline]
    pub(super) fn ends_plainly(&self, end: usize) -> bool {
        let bytes = self.text.as_bytes();
        match (bytes.get(end), bytes.get(end + 1)) {
            (None, _) => true,
            (Some(b' ' | b'\n'), next) => next.is_some_and(|next| next.is_ascii_graphic() && *next != b'&'),
            (Some(b'.' | b',' | b';' | b':'), next) => next.is_none_or(|next| next.is_ascii() && !is_core(*next)),
            (Some(b'\'' | b'`' | b'-' | b'&'), _) => false,
            (Some(sign), _) => sign.is_ascii_punctuation() && *sign != b'_',
        }
    }

    /// The end of the segment at `start`, word or not, by the library's rules.
    fn unicode_segment_end(&self, start: usize) -> usize {
        let rest = &self.text[start..];
        start + rest.split_word_bounds().next().map_or(rest.len(), str::len)
    }
}

impl Iterator for Words<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        let bytes = self.text.as_bytes();
        while let Some(&byte) = bytes.get(self.position) {
            let start = self.position;
            if is_core(byte)
                && let Some(end) = self.ascii_word_end(start)
            {
                self.position = end;
                // Underscores alone are no word: nothing in them is a letter or a digit.
                if bytes[start..end].iter().any(u8::is_ascii_alphanumeric) {
                    return Some(start..end);
                }
                continue;
            }
            if byte.is_ascii() && !is_core(byte) {
                // Blanks in a row are one segment, to whose end a combining mark may cling.
                let run =
                    if byte == b' ' { bytes[start..].iter().take_while(|byte| **byte == b' ').count() } else { 1 };
                if bytes.get(start + run).is_none_or(u8::is_ascii) {
                    self.position = start + run;
                    continue;
                }
            }
            let end = self.unicode_segment_end(start);
            self.position = end;
            if self.text[start..end].chars().any(char::is_alphanumeric) {
                return Some(start..end);
            }
        }
        None
    }
}

fn is_core(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

fn is_infix_sign(byte: u8) -> bool {
    matches!(byte, b'.' | b',' | b';' | b':' | b'\'')
}

/// Whether a sign holds its two neighbours together: rules WB6, WB7, WB11 and WB12 for ASCII.
fn is_infix(sign: u8, before: u8, after: u8) -> bool {
    let digits = before.is_ascii_digit() && after.is_ascii_digit();
    let letters = before.is_ascii_alphabetic() && after.is_ascii_alphabetic();
    match sign {
        b'.' | b'\'' => digits || letters,
        b',' | b';' => digits,
        b':' => letters,
        _ => false,
    }
}
