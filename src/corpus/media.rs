//! What kind of file it is, by its content; its name is only a hint between kinds of text.

use super::{Skip, SkipReason};
use encoding_rs::{UTF_16BE, UTF_16LE, WINDOWS_1252};
use serde::{Deserialize, Serialize};

/// How much of a file's beginning [`media`] wants to see, in bytes.
pub const SNIFF_BYTES: u64 = 8192;

/// The formats that are told apart. Which of them a build reads is in [`EXTRACTORS`](super::EXTRACTORS).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Media {
    /// Text or Markdown, with or without fragments of HTML.
    Text,
    /// JSON Lines: one paper a line.
    JsonLines,
    /// A web page.
    Html,
    /// PDF.
    Pdf,
    /// A zip container: DOCX, PPTX, XLSX, ODT, or an archive. Which, its entries say.
    Zip,
    /// A compound file: DOC, PPT, XLS, or a saved message of Outlook. Which, its streams say.
    CompoundFile,
    /// RTF.
    Rtf,
    /// A saved e-mail.
    Email,
    /// A picture.
    Picture,
    /// A gzip archive.
    Gzip,
    /// PostScript.
    PostScript,
}

impl Media {
    /// Its name for people.
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text and Markdown",
            Self::JsonLines => "JSON Lines",
            Self::Html => "web pages",
            Self::Pdf => "PDF",
            Self::Zip => "Office documents",
            Self::CompoundFile => "legacy Office documents",
            Self::Rtf => "RTF",
            Self::Email => "e-mails",
            Self::Picture => "pictures",
            Self::Gzip => "gzip archives",
            Self::PostScript => "PostScript",
        }
    }

    /// One of its kind, for people: `a PDF file`.
    pub(super) fn name_with_article(self) -> &'static str {
        match self {
            Self::Text => "a text file",
            Self::JsonLines => "a JSON Lines file",
            Self::Html => "a web page",
            Self::Pdf => "a PDF file",
            Self::Zip => "an Office document or a zip archive",
            Self::CompoundFile => "a legacy Office document",
            Self::Rtf => "an RTF document",
            Self::Email => "a saved e-mail",
            Self::Picture => "a picture",
            Self::Gzip => "a gzip archive",
            Self::PostScript => "a PostScript file",
        }
    }
}

/// Formats that are known by their first bytes.
const MAGIC: [(&[u8], Media); 10] = [
    (b"%PDF-", Media::Pdf),
    (b"PK\x03\x04", Media::Zip),
    (b"PK\x05\x06", Media::Zip),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Media::CompoundFile),
    (b"{\\rtf", Media::Rtf),
    (b"\x89PNG", Media::Picture),
    (b"\xff\xd8\xff", Media::Picture),
    (b"GIF8", Media::Picture),
    (b"\x1f\x8b", Media::Gzip),
    (b"%!PS", Media::PostScript),
];

/// The media type of a file that begins with `start` (its first [`SNIFF_BYTES`] bytes, or all of it). The name tells
/// only between kinds of text.
///
/// # Errors
///
/// The reason for which it cannot be read, `empty` or `binary`. Whether this build reads the type is not asked.
pub fn media(start: &[u8], name: &str) -> Result<Media, Skip> {
    if start.is_empty() {
        return Err(Skip::new(SkipReason::Empty, "the file has no bytes"));
    }
    if let Some((_, media)) = MAGIC.iter().find(|(magic, _)| start.starts_with(magic)) {
        return Ok(*media);
    }
    if utf_16(start).is_none() && start.iter().filter(|byte| is_binary(**byte)).count() * 100 > start.len() {
        return Err(Skip::new(SkipReason::Binary, "more than one byte in a hundred is a control character"));
    }
    let lower = name.to_ascii_lowercase();
    if lower.ends_with(".jsonl") || lower.ends_with(".ndjson") {
        return Ok(Media::JsonLines);
    }
    let text = String::from_utf8_lossy(start);
    if is_email(&text, lower.ends_with(".eml")) {
        return Ok(Media::Email);
    }
    let beginning = text.trim_start_matches('\u{feff}').trim_start().get(..15).unwrap_or_default().to_ascii_lowercase();
    if beginning.starts_with("<!doctype html") || beginning.starts_with("<html") {
        return Ok(Media::Html);
    }
    Ok(Media::Text)
}

/// Lines that mail programs write and people do not.
const MACHINE_LINES: [&str; 9] = [
    "received",
    "return-path",
    "delivered-to",
    "message-id",
    "mime-version",
    "content-type",
    "dkim-signature",
    "authentication-results",
    "content-transfer-encoding",
];

/// Whether a text begins with the header of an e-mail (RFC 5322): lines of a name without blanks, a colon and a value, up to
/// an empty line, with a sender and a day or subject among them. Memos begin so too; so two lines must be there that only
/// programs write, where the file's `name` does not say that it is an e-mail.
fn is_email(text: &str, name: bool) -> bool {
    let text = text.trim_start_matches('\u{feff}');
    let (mut from, mut other, mut machine, mut ended) = (false, false, 0, false);
    for (at, line) in text.lines().enumerate() {
        if line.trim().is_empty() {
            ended = true;
            break;
        }
        // A line that goes on, and the separator of a mailbox.
        if at > 0 && line.starts_with([' ', '\t']) || at == 0 && line.starts_with("From ") {
            continue;
        }
        let Some((name, _)) = line.split_once(':') else { break };
        if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
            break;
        }
        let name = name.to_ascii_lowercase();
        from |= name == "from";
        other |= matches!(name.as_str(), "date" | "subject");
        machine += usize::from(MACHINE_LINES.contains(&name.as_str()) || name.starts_with("x-"));
    }
    // A long header may go on beyond what is seen of the file.
    let whole = ended || text.len() as u64 + 4 >= SNIFF_BYTES;
    whole && (from || machine > 3) && (other || machine > 3) && (machine >= 2 || name)
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
        assert_eq!(media(b"%PDF-1.4 ...", "a.txt").unwrap(), Media::Pdf);
        assert_eq!(media(b"Agenda", "a.pdf").unwrap(), Media::Text);
        assert_eq!(media(b"{\"text\":\"x\"}", "a.jsonl").unwrap(), Media::JsonLines);
        assert_eq!(media(b"", "a.txt").unwrap_err().reason, SkipReason::Empty);
        assert_eq!(media(b"\x00\x01\x02\x03\x04\x05\x06\x07", "a.txt").unwrap_err().reason, SkipReason::Binary);
        assert_eq!(media(b"<!DOCTYPE html><p>", "a.txt").unwrap(), Media::Html);
        assert_eq!(media(b"<table><tr><td>Committee", "a.txt").unwrap(), Media::Text);
    }

    #[test]
    fn an_email_is_told_by_its_header_and_a_memo_is_none() {
        let header = b"Return-Path: <a@b.gov.uk>\r\nFrom: A <a@b.gov.uk>\r\nSubject: Gullies\r\n of May\r\nMIME-Version: 1.0\r\n\r\nDear all\r\n";
        assert_eq!(media(header, "a.txt").unwrap(), Media::Email);
        let plain = b"From: A\nTo: B\nDate: 4 May 2021\nSubject: Gullies\n\nText\n";
        assert_eq!(media(plain, "a.txt").unwrap(), Media::Text);
        assert_eq!(media(plain, "a.eml").unwrap(), Media::Email);
        let memo = b"From: Director of Roads\nReport author: A\nSubject: Gullies\n\nText\n";
        assert_eq!(media(memo, "a.eml").unwrap(), Media::Text);
        assert_eq!(media(b"Message-ID: 1\nMIME-Version: 1.0\nText", "a.txt").unwrap(), Media::Text);
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
