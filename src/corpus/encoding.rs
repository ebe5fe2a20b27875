//! Bytes to text, for every format that is text.
//!
//! In come a file's bytes and, for a web page, the encoding that it declares; out comes its text, damage as U+FFFD. What
//! the text means is left to the readers of the formats.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, ISO_8859_14, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// How far into a web page a declaration is looked for, in bytes.
const DECLARATION: usize = 4096;

/// The text of a file: by its byte-order mark, else UTF-16 where every other byte is zero, else UTF-8 where it is valid,
/// else as declared, else UTF-8 with a few bytes damaged, else by a guess.
///
/// Bytes that are valid UTF-8 beyond ASCII are nothing else, whatever is declared: pages are saved anew by programs that
/// leave the declaration as it was.
pub(super) fn decode(bytes: &[u8], declared: Option<&'static Encoding>) -> String {
    if let Some(rest) = bytes.strip_prefix(b"\xef\xbb\xbf") {
        return String::from_utf8_lossy(rest).into_owned();
    }
    if let Some(encoding) = utf_16(bytes) {
        return encoding.decode_with_bom_removal(bytes).0.into_owned();
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return text.to_owned();
    }
    // What could be read as ASCII to find it cannot be UTF-16.
    let declared = declared.filter(|encoding| ![UTF_8, UTF_16LE, UTF_16BE].contains(encoding));
    if declared.is_none() && is_damaged_utf_8(bytes) {
        return String::from_utf8_lossy(bytes).into_owned();
    }
    declared.unwrap_or_else(|| guess(bytes)).decode_without_bom_handling(bytes).0.into_owned()
}

/// The encoding that a web page declares, in an XML declaration or a `meta` tag.
pub(super) fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(DECLARATION)]).to_ascii_lowercase();
    if let Some(declaration) = start.trim_start().strip_prefix("<?xml")
        && let Some(encoding) = labelled(declaration.split("?>").next().unwrap_or_default(), "encoding")
    {
        return Some(encoding);
    }
    start.split("<meta").skip(1).find_map(|tag| labelled(tag.split('>').next().unwrap_or_default(), "charset"))
}

/// The encoding in `charset=utf-8`, `charset = "utf-8"`, or `content="text/html; charset=utf-8"`.
fn labelled(tag: &str, key: &str) -> Option<&'static Encoding> {
    let value = tag.split(key).nth(1)?.trim_start().strip_prefix('=')?;
    let value = value.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '\''));
    let label = value.split(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | ';' | '/')).next()?;
    Encoding::for_label(label.as_bytes())
}

/// Whether more characters beyond ASCII are whole than are broken.
fn is_damaged_utf_8(bytes: &[u8]) -> bool {
    let (mut whole, mut broken) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        whole += chunk.valid().chars().filter(|character| !character.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    whole > broken
}

/// The encoding that the bytes look like.
fn guess(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let encoding = detector.guess(Some(b"uk"), Utf8Detection::Deny);
    // Welsh ŵ and ŷ stand where Windows-1252 has the Icelandic ð and þ, and quotation marks have no place.
    let welsh = encoding == WINDOWS_1252
        && bytes.iter().any(|byte| matches!(byte, 0xf0 | 0xfe | 0xd0 | 0xde))
        && !bytes.iter().any(|byte| matches!(byte, 0x80..=0x9f));
    if welsh { ISO_8859_14 } else { encoding }
}

/// Whether bytes are UTF-16, and which: by their mark, else by the zeros in Western text.
pub(super) fn utf_16(bytes: &[u8]) -> Option<&'static Encoding> {
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
    use proptest::prelude::*;

    fn plain(bytes: &[u8]) -> String {
        decode(bytes, None)
    }

    #[test]
    fn text_of_every_usual_encoding_is_decoded() {
        let text = "Cyngor Ŵyl – ‘£3’";
        let units = || text.encode_utf16();
        let little: Vec<u8> = units().flat_map(u16::to_le_bytes).collect();
        let with_mark: Vec<u8> = [0xfe, 0xff].into_iter().chain(units().flat_map(u16::to_be_bytes)).collect();
        assert_eq!(plain(text.as_bytes()), text);
        assert_eq!(plain(&with_mark), text);
        let ascii: Vec<u8> = "Plain words only".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(plain(&ascii), "Plain words only");
        assert_eq!(plain(&[b"\xff\xfe".as_slice(), &little].concat()), text);
        assert_eq!(plain(b"caf\xe9 \x96 \xa35"), "café – £5");
        assert_eq!(
            plain("Ŵ Ŷ ’ \u{fffd}".as_bytes().split_last().unwrap().1).chars().filter(|c| *c == '\u{fffd}').count(),
            1
        );
    }

    #[test]
    fn what_nothing_declares_is_guessed() {
        assert_eq!(
            plain(b"The council\x92s budget is \xa35m \x96 the d\xe9cor aside"),
            "The council’s budget is £5m – the décor aside"
        );
        assert_eq!(plain(b"Mae\x92r cyngor"), "Mae’r cyngor");
        assert_eq!(plain(b"D\xf0r, t\xfe a ch\xe2n yn \xf0yl"), "Dŵr, tŷ a chân yn ŵyl");
    }

    #[test]
    fn a_declaration_is_read_wherever_a_page_may_have_it() {
        for (page, name) in [
            ("<meta charset=utf-8>", "UTF-8"),
            ("<html><META CHARSET = 'ISO-8859-1' />", "windows-1252"),
            ("<meta http-equiv='Content-Type' content='text/html; charset=iso-8859-14'>", "ISO-8859-14"),
            ("<?xml version=\"1.0\" encoding=\"windows-1250\"?><html>", "windows-1250"),
            ("<meta name=a content=b><meta charset=\"windows-1252\">", "windows-1252"),
        ] {
            assert_eq!(declared(page.as_bytes()).unwrap().name(), name, "{page}");
        }
        for page in ["", "<p>charset=utf-8", "<meta charset>", "<meta charset=wobbly>", "<meta content='charset"] {
            assert!(declared(page.as_bytes()).is_none(), "{page}");
        }
    }

    #[test]
    fn what_is_declared_is_believed_unless_the_bytes_say_otherwise() {
        assert_eq!(decode(b"t\xfe a d\xf0r", Some(ISO_8859_14)), "tŷ a dŵr");
        assert_eq!(decode("tŷ £5".as_bytes(), Some(WINDOWS_1252)), "tŷ £5");
        assert_eq!(decode(b"\xa35", Some(UTF_8)), "£5");
        assert_eq!(decode(b"\xa35", Some(UTF_16LE)), "£5");
    }

    proptest! {
        #[test]
        fn any_bytes_become_text(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = decode(&bytes, declared(&bytes));
        }
    }
}
