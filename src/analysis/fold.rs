//! One word to its exact form: the spelling under which it is indexed and asked for.
//!
//! In comes one word as written; out comes the form in which two spellings of one word are equal: case, accents,
//! ligatures, full width, apostrophes, hyphens, soft hyphens and invisible characters make no difference. Where words
//! begin and end is settled before; endings are `stem.rs`'s business.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Longest exact form in bytes. A longer word is cut at a character's end: nobody types it, tantivy refuses terms over
/// 65,530 bytes, and 255 bytes tell any two real words apart.
pub const MAX_WORD_BYTES: usize = 255;

/// How much of a word is looked at: enough for [`MAX_WORD_BYTES`] of exact form unless it is nearly all marks.
const MAX_WRITTEN_BYTES: usize = 4 * MAX_WORD_BYTES;

/// The exact form of one word.
///
/// Letters in lower case and without accents (of the Latin script: in others a mark may be a vowel), digits, and the
/// signs `.` `:` `&` `/` within a word; all else is dropped. At most [`MAX_WORD_BYTES`] bytes; may be empty. Folding
/// twice changes nothing.
///
/// ```
/// use scrutineer::analysis::fold;
///
/// assert_eq!(fold("Children’s"), "childrens");
/// assert_eq!(fold("Llŷs"), "llys");
/// assert_eq!(fold("oﬃcer"), "officer");
/// ```
pub fn fold(word: &str) -> String {
    let mut exact = String::with_capacity(word.len().min(MAX_WORD_BYTES));
    fold_into(word, &mut exact);
    exact
}

/// [`fold`] into a buffer that is used again; what it held is lost.
pub(super) fn fold_into(word: &str, exact: &mut String) {
    exact.clear();
    let word = prefix(word, MAX_WRITTEN_BYTES);
    if word.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        exact.push_str(word);
        exact.make_ascii_lowercase();
    } else if word.is_ascii() {
        exact
            .extend(word.bytes().filter(|byte| is_kept_ascii(*byte)).map(|byte| char::from(byte.to_ascii_lowercase())));
    } else {
        fold_unicode(word, exact);
    }
    if exact.len() > MAX_WORD_BYTES {
        exact.truncate(prefix(exact, MAX_WORD_BYTES).len());
    }
}

/// The longest beginning of `text` that is at most `limit` bytes and ends with a whole character.
fn prefix(text: &str, limit: usize) -> &str {
    &text[..text.floor_char_boundary(limit)]
}

fn is_kept_ascii(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b':' | b'&' | b'/')
}

/// What ½ is written with once it is taken apart.
const FRACTION_SLASH: char = '\u{2044}';

fn fold_unicode(word: &str, exact: &mut String) {
    let mut latin = false;
    let folded = word.nfkd().flat_map(char::to_lowercase).filter(|&character| {
        if is_apostrophe(character) || is_invisible(character) {
            return false;
        }
        if is_combining_mark(character) {
            return !latin;
        }
        let is_kept = match u8::try_from(character) {
            Ok(byte) if byte.is_ascii() => is_kept_ascii(byte),
            _ => character.is_alphanumeric() || character == FRACTION_SLASH,
        };
        if is_kept {
            latin = character.is_ascii_alphanumeric() || is_latin(character);
        }
        is_kept
    });
    for character in folded.nfc() {
        match character {
            'ß' => exact.push_str("ss"),
            'æ' => exact.push_str("ae"),
            'œ' => exact.push_str("oe"),
            'þ' => exact.push_str("th"),
            'ø' => exact.push('o'),
            'ð' | 'đ' => exact.push('d'),
            'ł' => exact.push('l'),
            'ħ' => exact.push('h'),
            'ı' => exact.push('i'),
            'ŋ' => exact.push('n'),
            // The end form of the letter whose capital is the same.
            'ς' => exact.push('σ'),
            FRACTION_SLASH => exact.push('/'),
            other => exact.push(other),
        }
    }
}

fn is_latin(character: char) -> bool {
    matches!(character, '\u{aa}' | '\u{ba}' | '\u{c0}'..='\u{24f}' | '\u{250}'..='\u{2af}' | '\u{1d00}'..='\u{1dbf}' | '\u{1e00}'..='\u{1eff}' | '\u{2c60}'..='\u{2c7f}' | '\u{a722}'..='\u{a7ff}')
}

/// What papers use for an apostrophe: straight, curly, the modifier letters, full width, a prime, accents standing free.
pub(super) fn is_apostrophe(character: char) -> bool {
    matches!(character, '\'' | '‘' | '’' | 'ʼ' | 'ʻ' | '＇' | '′' | '´' | '`')
}

/// Characters that a reader does not see: soft hyphen, joiners, direction marks, variation selectors.
pub(super) fn is_invisible(character: char) -> bool {
    matches!(character,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{e0000}'..='\u{e0fff}')
}
