//! Lines of a table that somebody else wrote: bytes to numbered lines, and errors that name file and line.
//!
//! A byte-order mark, CRLF and empty lines are tolerated. What the columns mean is left to the readers of the formats.

use crate::{Error, ErrorKind, Result};
use std::{borrow::Cow, fmt::Write as _, fs, path::Path};

/// Characters of a file's own words that an error repeats.
const SHOWN: usize = 60;

/// The bytes of a file.
pub(super) fn read(file: &Path) -> Result<Vec<u8>> {
    fs::read(file).map_err(|error| {
        Error::io("cannot read the file", file, error).with_hint("Check its name and who may read it.")
    })
}

/// The lines that are not blank, each with its number from 1 and without its end.
pub(super) fn numbered<'b>(bytes: &'b [u8], file: &Path) -> Result<impl Iterator<Item = (u64, &'b str)>> {
    let hint = "Save the file as UTF-8 text and try again.";
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return Err(Error::new(ErrorKind::Usage, "the file is UTF-16").at(file).with_hint(hint));
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let line = 1 + memchr::memchr_iter(b'\n', &bytes[..error.valid_up_to()]).count() as u64;
        wrong(file, line, "is not UTF-8", hint)
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    Ok((1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty()))
}

/// A line that cannot be used. `what` goes on from "line 7".
pub(super) fn wrong(file: &Path, line: u64, what: impl AsRef<str>, hint: &str) -> Error {
    Error::new(ErrorKind::Usage, format!("line {line} {}", what.as_ref())).at(file).with_hint(hint)
}

/// A word of the file for an error, cut where it is long.
pub(super) fn shown(word: &str) -> Cow<'_, str> {
    match word.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &word[..end]).into(),
        None => word.into(),
    }
}

/// A name as one column of a TREC file: blanks and control characters of it as `%20` and the like.
pub(super) fn column(name: &str) -> Cow<'_, str> {
    let splits = |character: char| character.is_whitespace() || character.is_control();
    if !name.contains(splits) {
        return name.into();
    }
    let mut column = String::with_capacity(name.len() + 8);
    for character in name.chars() {
        if splits(character) {
            for byte in character.encode_utf8(&mut [0; 4]).bytes() {
                // Writing to a string does not fail.
                let _ = write!(column, "%{byte:02X}");
            }
        } else {
            column.push(character);
        }
    }
    column.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_keep_their_numbers_past_blank_ones() {
        let lines = numbered(b"\xef\xbb\xbfa\r\n \r\n\nb", Path::new("x")).unwrap();
        assert_eq!(lines.collect::<Vec<_>>(), [(1, "a"), (4, "b")]);
    }

    #[test]
    fn what_is_no_utf_8_is_named_by_its_line() {
        let error = numbered(b"a\nb\xff", Path::new("queries.tsv")).map(|_| ()).unwrap_err();
        assert_eq!(error.to_string(), "line 2 is not UTF-8: queries.tsv");
        let error = numbered(b"\xff\xfea\0", Path::new("x")).map(|_| ()).unwrap_err();
        assert!(error.to_string().contains("UTF-16"));
    }

    #[test]
    fn a_name_with_blanks_is_one_column() {
        assert_eq!(column("a b\tc"), "a%20b%09c");
        assert_eq!(column("100%"), "100%");
        assert_eq!(column("x\u{a0}y"), "x%C2%A0y");
    }
}
