//! Sources that are not files: what an embedder has from a database or from the web.
//!
//! In come bytes with a path and what is known of them; out comes a [`PaperSource`], which is read as a file with the same
//! bytes, path and side-file would be. How a build takes them is left to [`index`](crate::index).

use super::{
    Details, Limits, Media, RawDocument, SNIFF_BYTES, Skip, SkipReason,
    details::{MOST_BYTES, stated},
    extract,
    guard::guarded,
    json_lines, media,
};
use std::collections::BTreeMap;

/// A source in memory: bytes of any format that is read from files, with a path and what is known of the paper.
///
/// It stands for a file of that path, with the side-file `NAME.meta.json` beside it: the same bytes, side-file and values of
/// path rules are the same paper, with the same id.
///
/// ```
/// use scrutineer::corpus::{Details, PaperSource};
///
/// let details = Details::default().council("kent").meeting_date("2024-03-06").url("https://example.org/gullies");
/// let source = PaperSource::new("reports/7.txt", "GULLIES\n\n1. They were cleaned.\n").details(&details);
/// assert_eq!(
///     source.side_file.as_deref(),
///     Some(&br#"{"council":"kent","meeting_date":"2024-03-06","url":"https://example.org/gullies"}"#[..])
/// );
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct PaperSource {
    /// Its path: what names it in answers and reports, with `/`, and by its end tells formats apart that their bytes do not,
    /// such as JSON Lines (`.jsonl`). Path rules are read from it. Any text but the empty one; each once in a build.
    pub path: String,
    /// Its bytes, as they would be in a file.
    pub bytes: Vec<u8>,
    /// What a side-file would hold: JSON with the keys of [`Details`]. Default: there is none.
    pub side_file: Option<Vec<u8>>,
}

impl PaperSource {
    /// A source without a side-file.
    pub fn new(path: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        Self { path: path.into(), bytes: bytes.into(), side_file: None }
    }

    /// Sets what is known of the paper, in place of a side-file: its keys in alphabetical order, those that are set. Default:
    /// nothing.
    #[must_use]
    pub fn details(self, details: &Details) -> Self {
        let value = serde_json::to_value(details).unwrap_or_default();
        let keys = value.as_object().into_iter().flatten();
        // In an order that hangs on no feature of another crate: the bytes decide the paper's id.
        let stated: BTreeMap<_, _> = keys.filter(|(_, value)| !value.is_null() && **value != false).collect();
        if stated.is_empty() {
            return Self { side_file: None, ..self };
        }
        match serde_json::to_vec(&stated) {
            Ok(json) => self.side_file(json),
            // Strings and a truth value can be written; what cannot be must not lose a restriction.
            Err(_) => self.side_file(*b"{"),
        }
    }

    /// Sets the bytes of the side-file, where there is one already. Default: there is none.
    #[must_use]
    pub fn side_file(mut self, json: impl Into<Vec<u8>>) -> Self {
        self.side_file = Some(json.into());
        self
    }

    /// What the side-file says; default where there is none.
    ///
    /// # Errors
    ///
    /// A side-file that cannot be understood skips its paper, because `restricted` might have been in it.
    pub fn stated(&self) -> Result<Details, Skip> {
        let Some(json) = &self.side_file else { return Ok(Details::default()) };
        let name = format!("{}.meta.json", self.path);
        if json.len() as u64 > MOST_BYTES {
            return Err(Skip::new(SkipReason::TooLarge, format!("its side-file {name} is larger than 1 MiB")));
        }
        stated(json, &name)
    }

    /// Reads it in this process, whatever its format, and hands each document in it to `sink`, with its line for JSON
    /// Lines: as [`read`](super::read()) reads a file. The side-file is not looked at.
    pub fn read(&self, limits: &Limits, sink: &mut dyn FnMut(Option<u64>, Result<RawDocument, Skip>)) {
        let start = usize::try_from(SNIFF_BYTES).unwrap_or(usize::MAX).min(self.bytes.len());
        match media(&self.bytes[..start], &self.path) {
            Ok(Media::JsonLines) => {
                json_lines(&self.bytes[..], limits).for_each(|(line, document)| sink(Some(line), document));
            }
            Ok(media) => sink(None, guarded(|| extract(media, &self.bytes, limits))),
            Err(skip) => sink(None, Err(skip)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn details_come_back_from_the_side_file_that_they_become() {
        let all = Details::default().council("a").host("b").committee("c").meeting_date("d").published_date("e");
        let all = all.title("f").kind("g").item_no("h").item_title("i").url("j").restricted(true);
        assert_eq!(PaperSource::new("x", "").details(&all).stated(), Ok(all));
        let nothing = PaperSource::new("x", "").details(&Details::default());
        assert_eq!(nothing.side_file, None);
        assert_eq!(nothing.stated(), Ok(Details::default()));
    }

    #[test]
    fn a_side_file_that_is_not_understood_skips_its_paper() {
        assert_eq!(PaperSource::new("x", "").side_file("{").stated().unwrap_err().reason, SkipReason::Malformed);
        let long = vec![b' '; MOST_BYTES as usize + 1];
        assert_eq!(PaperSource::new("x", "").side_file(long).stated().unwrap_err().reason, SkipReason::TooLarge);
    }

    #[test]
    fn bytes_are_read_as_a_file_with_them_would_be() {
        let folder = tempfile::tempdir().unwrap();
        let samples: [(&str, &[u8]); 5] = [
            ("a.txt", b"GULLIES\n\n1. They were cleaned.\n"),
            ("b.html", b"<!doctype html><html><body><h1>Lamps</h1><p>They were lit."),
            ("c.jsonl", b"{\"id\":\"1\",\"text\":\"one\"}\n{\"id\":\n{\"id\":\"3\",\"text\":\"three\"}\n"),
            ("d.txt", b""),
            ("e.bin", b"\0\x01\x02"),
        ];
        for (path, bytes) in samples {
            let file = folder.path().join(path);
            std::fs::write(&file, bytes).unwrap();
            let (mut of_file, mut of_bytes) = (Vec::new(), Vec::new());
            let limits = Limits::default();
            super::super::read(&super::super::source(&file, None).unwrap(), &limits, &mut |line, document| {
                of_file.push((line, document));
            });
            PaperSource::new(path, bytes).read(&limits, &mut |line, document| of_bytes.push((line, document)));
            assert_eq!(of_file, of_bytes, "{path}");
        }
    }
}
