//! JSON Lines: one paper a line, read as a stream.

use super::{Block, BlockKind, Limits, Place, RawDocument, Skip, SkipReason, details, text};
use serde_json::{Map, Value};
use std::io::{self, BufRead};

/// The papers of a JSON Lines file, each with its line number from 1; blank lines are passed over. A line that is
/// longer than the limit is skipped without being held in memory.
pub fn json_lines<R: BufRead>(
    reader: R,
    limits: &Limits,
) -> impl Iterator<Item = (u64, Result<RawDocument, Skip>)> + use<R> {
    Lines { reader, most: limits.record_bytes, number: 0, ended: false }
}

struct Lines<R> {
    reader: R,
    most: u64,
    number: u64,
    ended: bool,
}

impl<R: BufRead> Iterator for Lines<R> {
    type Item = (u64, Result<RawDocument, Skip>);

    fn next(&mut self) -> Option<Self::Item> {
        while !self.ended {
            self.number += 1;
            let mut line = Vec::new();
            let read = io::Read::take(&mut self.reader, self.most + 1).read_until(b'\n', &mut line);
            let document = match read {
                Ok(0) => {
                    self.ended = true;
                    continue;
                }
                Ok(_) if line.len() as u64 > self.most && !line.ends_with(b"\n") => {
                    if let Err(error) = pass_line(&mut self.reader) {
                        self.ended = true;
                        return Some((self.number, Err(broken(&error))));
                    }
                    Err(Skip::new(SkipReason::TooLarge, format!("the line is longer than {} bytes", self.most)))
                }
                Ok(_) => {
                    let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&line).trim_ascii();
                    if line.is_empty() {
                        continue;
                    }
                    json_line(line, self.number)
                }
                Err(error) => {
                    self.ended = true;
                    Err(broken(&error))
                }
            };
            return Some((self.number, document));
        }
        None
    }
}

fn broken(error: &io::Error) -> Skip {
    Skip::new(SkipReason::Malformed, format!("the file could not be read further: {error}"))
}

/// Passes over the rest of a line.
fn pass_line(reader: &mut impl BufRead) -> io::Result<()> {
    loop {
        let buffer = reader.fill_buf()?;
        if buffer.is_empty() {
            return Ok(());
        }
        let end = memchr::memchr(b'\n', buffer);
        let used = end.map_or(buffer.len(), |end| end + 1);
        reader.consume(used);
        if end.is_some() {
            return Ok(());
        }
    }
}

/// One paper of a JSON Lines file: an object with `id`, `title`, `text` and the keys of side-files.
///
/// # Errors
///
/// `malformed` where it is no such object, `empty` where it has neither text nor title.
fn json_line(line: &[u8], number: u64) -> Result<RawDocument, Skip> {
    let object: Map<String, Value> =
        serde_json::from_slice(line).map_err(|error| Skip::new(SkipReason::Malformed, error.to_string()))?;
    let (mut details, unknown) = details::from_object(&object);
    let body = match object.get("text") {
        None | Some(Value::Null) => "",
        Some(Value::String(text)) => text.as_str(),
        Some(_) => return Err(Skip::new(SkipReason::Malformed, "\"text\" is not a string")),
    };
    let id = object.get("id").and_then(|id| match id {
        Value::String(id) => Some(id.clone()).filter(|id| !id.is_empty()),
        Value::Number(id) => Some(id.to_string()),
        _ => None,
    });
    details.title = details.title.map(|title| title.split_whitespace().collect::<Vec<_>>().join(" "));
    let body = without_title(body, details.title.as_deref().unwrap_or_default());
    let place = u32::try_from(number).ok().map(|line| (line, line));
    let mut blocks = Vec::new();
    let mut gap = true;
    for line in body.lines() {
        let (hashes, rest) = text::heading_mark(line);
        let (text, bold) = text::inline(rest);
        if text.is_empty() {
            gap = true;
            continue;
        }
        let kind = if hashes > 0 { BlockKind::Heading { level: hashes } } else { BlockKind::Paragraph };
        let place = Place { page: None, lines: place, bytes: 0..0 };
        blocks.push(Block {
            kind,
            text,
            bold,
            furniture: None,
            machine_read: false,
            gap_before: std::mem::take(&mut gap),
            place,
        });
    }
    if blocks.is_empty() && details.title.is_none() {
        return Err(Skip::new(SkipReason::Empty, "it has neither text nor title"));
    }
    let known = ["id", "text"].iter().filter(|key| object.contains_key(**key)).count();
    Ok(RawDocument { id, details, blocks, plain: true, ignored_keys: unknown - known, ..RawDocument::default() })
}

/// The text without the title that many collections repeat at its start, in any case and spacing.
fn without_title<'t>(text: &'t str, title: &str) -> &'t str {
    let mut rest = text.trim_start();
    let mut end = rest;
    for word in title.split_whitespace() {
        match rest.get(..word.len()) {
            Some(start) if start.to_lowercase() == word.to_lowercase() => end = &rest[word.len()..],
            _ => return text,
        }
        rest = end.trim_start();
    }
    // The title must end where a line or a sentence does: "Lamps" is no title of "Lamps were lit.", nor of "Lamps.5".
    let gap = &end[..end.len() - rest.len()];
    let mut signs = rest.chars();
    let ends = match signs.next() {
        None => true,
        Some('.' | ':' | ';' | '!' | '?') => signs.next().is_none_or(char::is_whitespace),
        Some('-' | '–' | '—' | '|') => !gap.is_empty(),
        Some(_) => gap.contains('\n') || title.trim_end().ends_with(['.', ':', ';', '!', '?']),
    };
    if ends && !title.trim().is_empty() { rest } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(u64, Result<RawDocument, Skip>)> {
        json_lines(text.as_bytes(), &Limits { record_bytes: 200, ..Limits::default() }).collect()
    }

    #[test]
    fn each_line_is_a_paper_with_its_number() {
        let read = read(
            "{\"id\":7,\"title\":\"Gullies\",\"text\":\"Gullies\\nOne.\\n\\nTwo.\",\"colour\":1}\n\nnonsense\n{\"id\":\"x\"}",
        );
        let first = read[0].1.as_ref().unwrap();
        assert_eq!(first.id.as_deref(), Some("7"));
        assert_eq!(first.blocks.iter().map(|block| block.text.as_str()).collect::<Vec<_>>(), ["One.", "Two."]);
        assert_eq!(first.ignored_keys, 1);
        assert_eq!((read[1].0, read[1].1.as_ref().unwrap_err().reason), (3, SkipReason::Malformed));
        assert_eq!((read[2].0, read[2].1.as_ref().unwrap_err().reason), (4, SkipReason::Empty));
    }

    #[test]
    fn a_title_without_text_is_a_paper() {
        let read = read("{\"title\":\"Closure of the depot\",\"text\":\"\"}");
        let paper = read[0].1.as_ref().unwrap();
        assert_eq!(paper.details.title.as_deref(), Some("Closure of the depot"));
        assert!(paper.blocks.is_empty());
    }

    #[test]
    fn a_line_over_the_limit_is_passed_over_and_the_next_is_read() {
        let text = format!("{{\"text\":\"{}\"}}\n{{\"text\":\"Short.\"}}\n", "x".repeat(5000));
        let read = read(&text);
        assert_eq!(read[0].1.as_ref().unwrap_err().reason, SkipReason::TooLarge);
        assert!(read[1].1.is_ok());
    }

    #[test]
    fn a_title_is_only_taken_off_where_a_line_or_a_sentence_ends() {
        let whole =
            [("Early helpers met.", "Early help"), ("Lamps were lit.", "Lamps"), ("Part 2.1 is new.", "Part 2")];
        for (text, title) in whole.into_iter().chain([("Early-years staff", "Early"), ("One. Two.", "")]) {
            assert_eq!(without_title(text, title), text);
        }
        assert_eq!(without_title("EARLY  help. They met.", "Early help"), ". They met.");
        assert_eq!(without_title("Early help\n\nThey met.", "Early help"), "They met.");
        assert_eq!(without_title("Early help - they met.", "Early help"), "- they met.");
        assert_eq!(without_title("The wing. The flow is", "The wing."), "The flow is");
        assert_eq!(without_title("Early help", "Early help"), "");
    }
}
