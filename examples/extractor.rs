//! A format that scrutineer does not read: copy this for your own. Here it is WebVTT (<https://www.w3.org/TR/webvtt1/>),
//! the captions of a committee's webcast. Run it with
//! `cargo run --no-default-features --example extractor -- FOLDER "question"`; without arguments it makes a folder to show.
//!
//! Three things are needed: a function from bytes to blocks, a row in a table for it, and the table given to
//! `Extraction::extractors`. Which row reads a file is told by the file's [`Media`]. A format of yours is none of the
//! known ones, and one that is text is [`Media::Text`]: so the row for text here looks whether it has captions before it,
//! and leaves all other text to scrutineer's own extractor. A format that is not text, and has no variant of `Media`,
//! is refused as `binary` before a table is asked.

#![allow(clippy::print_stdout, reason = "an example shows what it found")]

use scrutineer::{
    Index,
    corpus::{
        Block, BlockKind, EXTRACTORS, Extraction, Extractor, Limits, Media, Place, RawDocument, Skip, SkipReason,
        extract,
    },
    index::Builder,
    query::Request,
};
use std::{env, error::Error, fs, path::Path, sync::LazyLock};

/// The table: the row for text, and before the others, of which the first that fits is taken.
///
/// `version` is raised whenever the same bytes give other blocks; `heavy` rows are read in worker processes, where there
/// are some, and their blocks kept in the cache.
static TABLE: LazyLock<Vec<Extractor>> = LazyLock::new(|| {
    let own = Extractor::new(Media::Text, 1, false, captions_or_text);
    [own].into_iter().chain(EXTRACTORS.iter().copied()).collect()
});

/// The row's function: it reads a file that is in memory, and gives the reason where it cannot.
fn captions_or_text(bytes: &[u8], limits: &Limits) -> Result<RawDocument, Skip> {
    match std::str::from_utf8(bytes).map(|text| text.trim_start_matches('\u{feff}')) {
        Ok(text) if text.starts_with("WEBVTT") => captions(text, limits),
        _ => extract(Media::Text, bytes, limits),
    }
}

/// Captions to blocks: each speaker's words are a paragraph, with the lines of the file at which they stand.
fn captions(text: &str, limits: &Limits) -> Result<RawDocument, Skip> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut speaker = String::new();
    let mut in_cue = false;
    let mut passed = false;
    for (line, number) in text.lines().zip(1_u32..) {
        // What is above a file's limits is a reason, and never a panic or an endless wait.
        if blocks.len() >= limits.lines {
            return Err(Skip::new(SkipReason::TooLarge, format!("it has more than {} captions", limits.lines)));
        }
        if line.trim().is_empty() {
            (in_cue, passed) = (false, false);
        } else if line.contains("-->") {
            in_cue = !passed;
        } else if ["WEBVTT", "NOTE", "STYLE", "REGION"].iter().any(|word| line.starts_with(word)) && !in_cue {
            passed = true;
        } else if in_cue {
            let (named, words) = spoken(line);
            let goes_on = named.is_none_or(|named| named == speaker);
            if let Some(named) = named {
                named.clone_into(&mut speaker);
            }
            match blocks.last_mut().filter(|_| goes_on) {
                Some(last) => {
                    last.text.push(' ');
                    last.text.push_str(&words);
                    last.place.lines = last.place.lines.map(|(first, _)| (first, number));
                }
                None => {
                    let text = if speaker.is_empty() { words } else { format!("{speaker}: {words}") };
                    blocks.push(paragraph(text, number));
                }
            }
        }
    }
    Ok(RawDocument::new(blocks))
}

/// Who speaks, where it is said (`<v Councillor Ash>Thank you.`), and the words without tags.
fn spoken(line: &str) -> (Option<&str>, String) {
    let named = line.strip_prefix("<v").and_then(|rest| rest.split_once('>')).map(|(named, _)| {
        // A class may stand before the blank: `<v.loud Councillor Ash>`.
        named.split_once(' ').map_or("", |(_, named)| named.trim())
    });
    let mut words = String::new();
    for (at, piece) in line.split('<').enumerate() {
        let shown = if at == 0 { piece } else { piece.split_once('>').map_or("", |(_, after)| after) };
        words.push_str(shown);
    }
    let words = words.replace("&lt;", "<").replace("&gt;", ">").replace("&nbsp;", " ").replace("&amp;", "&");
    (named.filter(|named| !named.is_empty()), words.trim().to_owned())
}

fn paragraph(text: String, line: u32) -> Block {
    let mut block = Block::new(BlockKind::Paragraph, text, Place::at_lines(line, line));
    block.gap_before = true;
    block
}

/// Indexes a folder with the table, asks, and gives the citations.
fn citations(papers: &Path, question: &str) -> Result<Vec<String>, Box<dyn Error>> {
    let index = tempfile::tempdir()?;
    Builder::new(papers, index.path()).extraction(Extraction::new().extractors(&TABLE)).build()?;
    let answer = Index::open(index.path())?.search(&Request::new(question).limit(3))?;
    Ok(answer.hits.into_iter().map(|hit| format!("{} ({})", hit.citation, hit.paper.path)).collect())
}

const SAMPLE: &str = "WEBVTT - Highways Scrutiny Committee\n\nNOTE made by machine\n\n\
    1\n00:00:04.000 --> 00:00:07.000\n<v Chair>Item 4 is about gullies.\n\n\
    2\n00:00:07.000 --> 00:00:11.000 align:start\n<v Councillor Ash>The lorry came <i>twice</i>\nand left the lids &amp; grates.\n";

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let shown = tempfile::tempdir()?;
    let folder = match arguments.next() {
        Some(folder) => folder.into(),
        None => {
            fs::write(shown.path().join("webcast.vtt"), SAMPLE)?;
            shown.path().to_path_buf()
        }
    };
    let question = arguments.next().unwrap_or_else(|| "gully lorry".to_owned());
    for citation in citations(&folder, &question)? {
        println!("{citation}");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_one_speaker_are_one_paragraph_with_their_lines() {
        let document = captions(SAMPLE, &Limits::default()).unwrap();
        let found: Vec<_> = document.blocks.iter().map(|block| (block.text.as_str(), block.place.lines)).collect();
        let expected = [
            ("Chair: Item 4 is about gullies.", Some((7, 7))),
            ("Councillor Ash: The lorry came twice and left the lids & grates.", Some((11, 12))),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn captions_are_found_beside_papers_of_the_formats_that_are_built_in() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("webcast.vtt"), SAMPLE).unwrap();
        fs::write(folder.path().join("report.txt"), "GULLIES\n\n1. The drains were cleaned.\n").unwrap();
        fs::write(folder.path().join("page.html"), "<!doctype html><html><body><p>The lamps were lit.").unwrap();
        for (question, path) in [("grates", "(webcast.vtt)"), ("drains", "(report.txt)"), ("lamps", "(page.html)")] {
            let found = citations(folder.path(), question).unwrap();
            assert!(found.len() == 1 && found[0].ends_with(path), "{question}: {found:?}");
        }
    }

    #[test]
    fn captions_that_are_cut_anywhere_are_read() {
        for (at, _) in SAMPLE.char_indices() {
            assert!(captions(&SAMPLE[..at], &Limits::default()).is_ok());
        }
    }
}
