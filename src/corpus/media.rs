//! What kind of file it is, by its content; its name is only a hint between kinds of text.

use super::{Skip, SkipReason};
use encoding_rs::{UTF_16BE, UTF_16LE, WINDOWS_1252};

/// How much of a file's beginning [`media`] wants to see, in bytes.
pub const SNIFF_BYTES: u64 = 8192;

/// The formats that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Media {
    /// Text or Markdown, with or without fragments of HTML.
    Text,
    /// JSON Lines: one paper a line.
    JsonLines,
}

/// Formats that are known by their first bytes and not read by this version.
const KNOWN: [(&[u8], &str); 9] = [
    (b"%PDF-", "a PDF file"),
    (b"PK\x03\x04", "an Office document or a zip archive"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a legacy Office document"),
    (b"{\\rtf", "an RTF document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"%!PS", "a PostScript file"),
];

/// The media type of a file that begins with `start` (its first [`SNIFF_BYTES`] bytes, or all of it).
///
/// # Errors
///
/// The reason for which it is not read: `empty`, `binary`, or `unsupported` with the name of the format.
pub fn media(start: &[u8], name: &str) -> Result<Media, Skip> {
    if start.is_empty() {
        return Err(Skip::new(SkipReason::Empty, "the file has no bytes"));
    }
    if let Some((_, format)) = KNOWN.iter().find(|(magic, _)| start.starts_with(magic)) {
        return Err(unsupported(format));
    }
    if utf_16(start).is_none() && start.iter().filter(|byte| is_binary(**byte)).count() * 100 > start.len() {
        return Err(Skip::new(SkipReason::Binary, "more than one byte in a hundred is a control character"));
    }
    let lower = name.to_ascii_lowercase();
    if lower.ends_with(".jsonl") || lower.ends_with(".ndjson") {
        return Ok(Media::JsonLines);
    }
    let text = String::from_utf8_lossy(start);
    let beginning = text.trim_start_matches('\u{feff}').trim_start().get(..15).unwrap_or_default().to_ascii_lowercase();
    if beginning.starts_with("<!doctype html") || beginning.starts_with("<html") {
        return Err(unsupported("a web page"));
    }
    Ok(Media::Text)
}

fn unsupported(format: &str) -> Skip {
    Skip::new(SkipReason::Unsupported, format!("it is {format}; this version reads text, Markdown and JSON Lines"))
}

/// Control characters that no text has; tab, line ends, form feed and escape aside.
fn is_binary(byte: u8) -> bool {
    matches!(byte, 0..=8 | 14..=26 | 28..=31)
}

/// The text of a file: by its byte-order mark, else UTF-8, else UTF-16 where every other byte is zero, else UTF-8 with
/// a few bytes damaged, else Windows-1252. Damage becomes U+FFFD.
pub(super) fn decode(bytes: &[u8]) -> String {
    if let Some(rest) = bytes.strip_prefix(b"\xef\xbb\xbf") {
        return String::from_utf8_lossy(rest).into_owned();
    }
    if let Some(encoding) = utf_16(bytes) {
        return encoding.decode_with_bom_removal(bytes).0.into_owned();
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => {
            let (mut whole, mut broken) = (0_usize, 0_usize);
            for chunk in bytes.utf8_chunks() {
                whole += chunk.valid().chars().filter(|character| !character.is_ascii()).count();
                broken += usize::from(!chunk.invalid().is_empty());
            }
            if whole > broken {
                String::from_utf8_lossy(bytes).into_owned()
            } else {
                WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned()
            }
        }
    }
}

fn utf_16(bytes: &[u8]) -> Option<&'static encoding_rs::Encoding> {
    if bytes.starts_with(b"\xff\xfe") {
        return Some(UTF_16LE);
    }
    if bytes.starts_with(b"\xfe\xff") {
        return Some(UTF_16BE);
    }
    let sample = &bytes[..bytes.len().min(1000)];
    let zeros = |parity: usize| sample.iter().skip(parity).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let most = sample.len() / 2 * 4 / 5;
    if sample.len() < 8 {
        None
    } else if odd >= most && even == 0 {
        Some(UTF_16LE)
    } else if even >= most && odd == 0 {
        Some(UTF_16BE)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_content_decides_and_not_the_name() {
        assert_eq!(media(b"%PDF-1.4 ...", "a.txt").unwrap_err().reason, SkipReason::Unsupported);
        assert_eq!(media(b"Agenda", "a.pdf").unwrap(), Media::Text);
        assert_eq!(media(b"{\"text\":\"x\"}", "a.jsonl").unwrap(), Media::JsonLines);
        assert_eq!(media(b"", "a.txt").unwrap_err().reason, SkipReason::Empty);
        assert_eq!(media(b"\x00\x01\x02\x03\x04\x05\x06\x07", "a.txt").unwrap_err().reason, SkipReason::Binary);
        assert_eq!(media(b"<!DOCTYPE html><p>", "a.txt").unwrap_err().reason, SkipReason::Unsupported);
        assert_eq!(media(b"<table><tr><td>Committee", "a.txt").unwrap(), Media::Text);
    }

    #[test]
    fn text_of_every_usual_encoding_is_decoded() {
        let text = "Cyngor Ŵyl – ‘£3’";
        let units = || text.encode_utf16();
        let little: Vec<u8> = units().flat_map(u16::to_le_bytes).collect();
        let with_mark: Vec<u8> = [0xfe, 0xff].into_iter().chain(units().flat_map(u16::to_be_bytes)).collect();
        assert_eq!(decode(text.as_bytes()), text);
        assert_eq!(decode(&with_mark), text);
        let plain: Vec<u8> = "Plain words only".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(decode(&plain), "Plain words only");
        assert_eq!(decode(&[b"\xff\xfe".as_slice(), &little].concat()), text);
        assert_eq!(decode(b"caf\xe9 \x96 \xa35"), "café – £5");
        assert_eq!(
            decode("Ŵ Ŷ ’ \u{fffd}".as_bytes().split_last().unwrap().1).chars().filter(|c| *c == '\u{fffd}').count(),
            1
        );
    }
}
