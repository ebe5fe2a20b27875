//! What kind of file it is, by its content; its name is only a hint between kinds of text.

use super::{
    Skip, SkipReason,
    encoding::{self, utf_16},
};
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
    let text = encoding::decode(start, None);
    if is_email(&text, lower.ends_with(".eml")) {
        return Ok(Media::Email);
    }
    if is_page(&text, &lower) {
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

/// Whether a text is a web page: by what stands first in it, or by its name and a tag. Fragments of HTML in text are text.
fn is_page(text: &str, lower_name: &str) -> bool {
    let mut rest = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    // A comment says where a page was saved from, a declaration that it is XML too.
    for (begin, end) in [("<?xml", "?>"), ("<!--", "-->"), ("<!--", "-->")] {
        if rest.starts_with(begin) {
            rest = rest.find(end).map_or("", |at| rest[at + end.len()..].trim_start());
        }
    }
    let beginning: String = rest.chars().take(15).flat_map(char::to_lowercase).collect();
    let begins = |tags: &[&str]| tags.iter().any(|tag| beginning.starts_with(tag));
    let named = [".html", ".htm", ".xhtml", ".aspx"].iter().any(|end| lower_name.ends_with(end));
    begins(&["<!doctype html", "<html"]) || (named && begins(&["<", "<!doctype"]))
}

/// Control characters that no text has; tab, line ends, form feed and escape aside.
fn is_binary(byte: u8) -> bool {
    matches!(byte, 0..=8 | 14..=26 | 28..=31)
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
        assert_eq!(media(b"<table><tr><td>Committee", "a.htm").unwrap(), Media::Html);
        assert_eq!(media(b"Committee", "a.htm").unwrap(), Media::Text);
        assert_eq!(media(b"<?xml version='1.0'?>\n<!-- saved --> <html lang='cy'>", "a").unwrap(), Media::Html);
        let wide: Vec<u8> = "\u{feff}<html>".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(media(&wide, "a").unwrap(), Media::Html);
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
}
