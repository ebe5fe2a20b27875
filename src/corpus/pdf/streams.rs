//! What a PDF may cost: inflated bytes, drawing operations, glyphs.
//!
//! A stream of a few kilobytes can inflate to gigabytes, and a page can draw the same form a million times. Everything
//! that is taken out of the file is paid for here, and a file that asks for more than the limits is refused.

use crate::corpus::{Limits, Skip, SkipReason};
use flate2::read::ZlibDecoder;
use hayro_syntax::{Filter, object::Stream};
use memchr::memmem;
use std::io;

/// How many times larger an inflated stream can be than its bytes: 1,032 for Deflate, less than 3,000 for LZW.
const MOST_INFLATION: u64 = 3000;

/// What is left to spend.
pub(super) struct Budget {
    inflated: u64,
    operations: u64,
    glyphs: u64,
    limits: Limits,
}

impl Budget {
    pub(super) fn new(limits: &Limits) -> Self {
        Self { inflated: limits.inflated_bytes, operations: limits.operations, glyphs: limits.glyphs, limits: *limits }
    }

    /// The bytes of a stream; none where it cannot be decoded.
    pub(super) fn decode(&mut self, stream: &Stream<'_>) -> Result<Option<Vec<u8>>, Skip> {
        self.check(stream)?;
        let Ok(bytes) = stream.decoded_data() else { return Ok(None) };
        match self.inflated.checked_sub(bytes.len() as u64) {
            Some(left) => self.inflated = left,
            None => return Err(self.too_large_inflated()),
        }
        Ok(Some(bytes.into_owned()))
    }

    /// Refuses a stream that would inflate to more than is left, before it does.
    pub(super) fn check(&self, stream: &Stream<'_>) -> Result<(), Skip> {
        let raw = stream.raw_data();
        let filters = stream.filters();
        let inflating =
            filters.iter().filter(|filter| matches!(filter, Filter::FlateDecode | Filter::LzwDecode)).count();
        let power = MOST_INFLATION.saturating_pow(u32::try_from(inflating).unwrap_or(u32::MAX));
        let plain = (raw.len() as u64).saturating_mul(if filters.contains(&Filter::RunLengthDecode) { 64 } else { 1 });
        if plain.saturating_mul(power) <= self.inflated {
            return Ok(());
        }
        let counted = match filters.as_slice() {
            [Filter::FlateDecode] => inflated_length(&raw, self.inflated),
            // As ReportLab writes its pages.
            [Filter::Ascii85Decode, Filter::FlateDecode] => inflated_length(&from_ascii_85(&raw), self.inflated),
            _ => None,
        };
        if counted.is_some_and(|length| length <= self.inflated) { Ok(()) } else { Err(self.too_large_inflated()) }
    }

    /// Pays for a stream that the library inflates by itself and keeps.
    pub(super) fn pay(&mut self, stream: &Stream<'_>) -> Result<(), Skip> {
        self.check(stream)?;
        let raw = stream.raw_data();
        let length = match stream.filters().as_slice() {
            [Filter::FlateDecode] => inflated_length(&raw, self.inflated).unwrap_or(raw.len() as u64),
            [Filter::Ascii85Decode, Filter::FlateDecode] => {
                inflated_length(&from_ascii_85(&raw), self.inflated).unwrap_or(raw.len() as u64)
            }
            // Checked as the most that it can be.
            _ => raw.len() as u64,
        };
        self.inflated = self.inflated.checked_sub(length).ok_or_else(|| self.too_large_inflated())?;
        Ok(())
    }

    /// Pays for drawing a form of so many bytes, whatever is in it.
    pub(super) fn form(&mut self, bytes: usize) -> Result<(), Skip> {
        self.operations(100 + bytes as u64 / 16)
    }

    /// Pays for one operation of a page's drawing.
    pub(super) fn operation(&mut self) -> Result<(), Skip> {
        self.operations(1)
    }

    fn operations(&mut self, count: u64) -> Result<(), Skip> {
        match self.operations.checked_sub(count) {
            Some(left) => self.operations = left,
            None => return Err(too_large(format!("its pages draw more than {} operations", self.limits.operations))),
        }
        Ok(())
    }

    /// Pays for the glyphs of a string of `bytes` bytes.
    pub(super) fn glyphs(&mut self, bytes: usize) -> Result<(), Skip> {
        match self.glyphs.checked_sub(bytes as u64) {
            Some(left) => self.glyphs = left,
            None => return Err(too_large(format!("its pages show more than {} characters", self.limits.glyphs))),
        }
        Ok(())
    }

    fn too_large_inflated(&self) -> Skip {
        too_large(format!("its streams inflate to more than {} bytes", self.limits.inflated_bytes))
    }
}

/// Refuses a file whose object streams and cross-reference streams inflate to more than the limit; the library inflates
/// those by itself.
pub(super) fn check_containers(bytes: &[u8], limits: &Limits) -> Result<(), Skip> {
    let words: Vec<usize> = memmem::find_iter(bytes, b"stream").collect();
    let mut containers: Vec<(&[u8], &[u8])> = Vec::new();
    for (place, start) in words.iter().enumerate() {
        // What stands between the word before and this one holds the dictionary, however long it is.
        let begin = place.checked_sub(1).map_or(0, |before| words[before] + b"stream".len());
        let before = bytes.get(begin..*start).unwrap_or_default();
        let dictionary = &before[memmem::rfind(before, b"obj").unwrap_or(0)..];
        if !before.ends_with(b"end") && is_container(dictionary) {
            let end = words.get(place + 1).copied().unwrap_or(bytes.len());
            let raw = bytes.get(start + b"stream".len()..end).unwrap_or_default().trim_ascii_start();
            containers.push((dictionary, raw));
        }
    }
    let raw: u64 = containers.iter().map(|(_, raw)| raw.len() as u64).sum();
    let mut left = limits.inflated_bytes;
    for (dictionary, container) in containers {
        let filters = |name: &[u8]| memmem::find_iter(dictionary, name).count() as u32;
        let (flate, lzw) = (filters(b"FlateDecode"), filters(b"LZWDecode"));
        let length = match (flate, lzw) {
            // One that is deflated once; all of them are small enough, or each is counted. One that is not deflated, or is
            // encrypted, is as large as it stands.
            (0 | 1, 0) if raw.saturating_mul(MOST_INFLATION) <= limits.inflated_bytes => 0,
            (0 | 1, 0) => inflated_length(container, left).unwrap_or(container.len() as u64),
            // Nobody writes these; what they come to is not counted but feared.
            _ => (container.len() as u64).saturating_mul(MOST_INFLATION.saturating_pow(flate + lzw)),
        };
        left = left.checked_sub(length).ok_or_else(|| {
            too_large(format!("its object streams inflate to more than {} bytes", limits.inflated_bytes))
        })?;
    }
    Ok(())
}

/// Whether a dictionary is that of an object stream or a cross-reference stream. One whose names are written with escapes
/// may be.
fn is_container(dictionary: &[u8]) -> bool {
    [&b"/ObjStm"[..], b"/XRef"].iter().any(|kind| memmem::find(dictionary, kind).is_some())
        || (memmem::find(dictionary, b"/Type").is_some() && dictionary.contains(&b'#'))
}

/// The length of a deflated stream, counted until it is more than `most`; none where it is damaged before that.
fn inflated_length(raw: &[u8], most: u64) -> Option<u64> {
    io::copy(&mut io::Read::take(ZlibDecoder::new(raw), most.saturating_add(1)), &mut io::sink()).ok()
}

/// The bytes that ASCII base-85 stands for (ISO 32000-1, 7.4.3), as far as it is well formed.
fn from_ascii_85(text: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len() / 5 * 4);
    let (mut group, mut digits) = (0u64, 0);
    for byte in text {
        match byte {
            b'z' if digits == 0 => bytes.extend([0; 4]),
            b'!'..=b'u' => {
                group = group * 85 + u64::from(byte - b'!');
                digits += 1;
                if digits == 5 {
                    bytes.extend((group as u32).to_be_bytes());
                    (group, digits) = (0, 0);
                }
            }
            byte if byte.is_ascii_whitespace() || *byte == 0 => {}
            _ => break,
        }
    }
    if digits > 1 {
        for _ in digits..5 {
            group = group * 85 + 84;
        }
        bytes.extend(&(group as u32).to_be_bytes()[..digits - 1]);
    }
    bytes
}

fn too_large(detail: String) -> Skip {
    Skip::new(SkipReason::TooLarge, detail)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base_85_is_read_back() {
        assert_eq!(from_ascii_85(b"87cURD]i,\"Ebo80~>"), b"Hello World!");
        assert_eq!(from_ascii_85(b"87cUR D]i,\n\"Ebo8/~> more"), b"Hello World ");
        assert_eq!(from_ascii_85(b"z8,~>"), b"\0\0\0\0H");
        assert_eq!(from_ascii_85(b""), b"");
        assert_eq!(from_ascii_85(b"uuuuu"), (85u64.pow(5) - 1).to_be_bytes()[4..]);
    }
}
