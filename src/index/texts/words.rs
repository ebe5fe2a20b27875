//! The numbers of words in an index that is read.
//!
//! In comes the file `words` of a generation; out come texts, unpacked. The file has sixteen bytes for each piece, in the order
//! of their numbers: the piece, zeros behind its end, and in the last byte its length, with the highest bit set for a word. So
//! one look tells all of it, and each is copied as one of that length, which is quicker than to ask how long it is.

use super::{LONGEST, known::Key, pieces::is_word, take_as_it_is, take_length, take_number};
use tantivy::directory::OwnedBytes;

/// Bytes of a piece in the file.
const ENTRY: usize = LONGEST + 1;
/// The bits of the last byte that are its length.
const LENGTH: u8 = LONGEST as u8;
/// The bit of a word.
const WORD: u8 = 0x80;

/// See the module.
pub(in crate::index) struct Words {
    file: OwnedBytes,
}

/// A piece with what stands behind it, and how many bytes it has.
struct Piece<'w> {
    bytes: &'w [u8; ENTRY],
    length: usize,
    is_word: bool,
}

impl<'w> Piece<'w> {
    #[inline]
    fn of(entry: &'w [u8; ENTRY]) -> Self {
        let last = entry[LONGEST];
        Self { bytes: entry, length: usize::from(last & LENGTH), is_word: last & WORD != 0 }
    }
}

impl Words {
    /// What a file has; `None` where it is none.
    pub(in crate::index) fn from_bytes(file: OwnedBytes) -> Option<Self> {
        file.len().is_multiple_of(ENTRY).then_some(Self { file })
    }

    /// The bytes of a file with those of some pieces that `is_there` tells; the others are left empty.
    pub(super) fn to_bytes(pieces: &[Key], is_there: impl Fn(Key, u32) -> bool) -> Vec<u8> {
        let mut file = Vec::with_capacity(pieces.len() * ENTRY);
        for (piece, number) in pieces.iter().zip(0..) {
            let mut entry = if is_there(*piece, number) { piece.to_le_bytes() } else { [0; ENTRY] };
            let length = entry.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
            let is_word = entry.get(..length).is_some_and(is_word);
            if let Some(last) = entry.last_mut() {
                *last = length as u8 | if is_word { WORD } else { 0 };
            }
            file.extend(entry);
        }
        file
    }

    /// The pieces in the order of their numbers.
    pub(super) fn all(&self) -> impl ExactSizeIterator<Item = &[u8]> {
        self.entries().iter().map(|entry| {
            let piece = Piece::of(entry);
            piece.bytes.get(..piece.length).unwrap_or_default()
        })
    }

    fn entries(&self) -> &[[u8; ENTRY]] {
        self.file.as_chunks().0
    }

    /// The text of packed bytes; `None` where they are damaged, or of another index.
    pub(in crate::index) fn unpack(&self, mut packed: &[u8]) -> Option<String> {
        let (entries, all) = (self.entries(), packed.len());
        let length = take_length(&mut packed)?;
        // No byte stands for more than the longest piece and a blank, so that damage takes no more memory than that.
        (length <= all.checked_mul(LONGEST + 1)?).then_some(())?;
        // Behind the end there is room for the rest of a piece, and for a blank.
        let mut text = vec![0; length + ENTRY + 1];
        let (mut at, mut is_after_word) = (0, false);
        while !packed.is_empty() {
            *text.get_mut(at)? = b' ';
            if let Some(number) = take_number(&mut packed) {
                let Piece { bytes, length, is_word } = Piece::of(entries.get(number as usize)?);
                // One that was taken out of the list is in no text.
                (length > 0).then_some(())?;
                at += usize::from(is_after_word & is_word);
                is_after_word = is_word;
                *text.get_mut(at..)?.first_chunk_mut()? = *bytes;
                at += length;
            } else {
                let piece = take_as_it_is(&mut packed)?;
                let is_word = is_word(piece);
                at += usize::from(is_after_word & is_word);
                is_after_word = is_word;
                let end = at.checked_add(piece.len())?;
                text.get_mut(at..end)?.copy_from_slice(piece);
                at = end;
            }
        }
        (at == length).then_some(())?;
        text.truncate(length);
        String::from_utf8(text).ok()
    }
}

/// Tells the numbers in packed bytes; `None` where they are damaged.
pub(in crate::index) fn numbers(mut packed: &[u8], mut tell: impl FnMut(u32)) -> Option<()> {
    take_length(&mut packed)?;
    while !packed.is_empty() {
        match take_number(&mut packed) {
            Some(number) => tell(number),
            None => _ = take_as_it_is(&mut packed)?,
        }
    }
    Some(())
}
