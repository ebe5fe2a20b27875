//! Files to blocks.
//!
//! In comes a folder of files as they really arrive; out come [`Source`]s in a stable order and, for each, the
//! [`RawDocument`]s in it: blocks of clean text with their places, or a [`Skip`] with its reason. What the blocks mean
//! (headings, numbers, councils, dates) is left to [`document`](crate::document).

mod block;
mod details;
mod encoding;
mod extract;
mod html;
mod json_lines;
mod media;
mod skip;
mod text;
mod tidy;
mod walk;

pub use block::{Block, BlockKind, Furniture, Link, Place, row_text};
pub use details::details;
pub use extract::{EXTRACTORS, Extractor, extract, extractor};
pub use json_lines::json_lines;
pub use media::{Media, SNIFF_BYTES, media};
pub use skip::{Skip, SkipReason};
pub use walk::{Walk, source, walk};

use serde::{Deserialize, Serialize};
use std::{fs, io, path::PathBuf};

/// One file of the corpus.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Relative to the corpus root, with `/`; bytes that are not UTF-8 as `%XX`.
    pub path: String,
    /// Where the file is.
    pub file: PathBuf,
    /// Where its side-file `NAME.meta.json` is, if there is one.
    pub side_file: Option<PathBuf>,
    /// Size in bytes.
    pub bytes: u64,
}

/// What a side-file `NAME.meta.json`, a path rule, or the keys of a JSON Lines record say of a paper.
///
/// Everything is optional; unknown keys are counted and otherwise ignored.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Details {
    /// Slug, name or alias of the council.
    pub council: Option<String>,
    /// Slug, name or alias of the receiving council, where it is another.
    pub host: Option<String>,
    /// The committee's name.
    pub committee: Option<String>,
    /// The day, month or year of the meeting.
    pub meeting_date: Option<String>,
    /// The day of publication, used where there is no meeting date.
    pub published_date: Option<String>,
    /// The title.
    pub title: Option<String>,
    /// One of the kinds of paper.
    pub kind: Option<String>,
    /// The number of the agenda item.
    pub item_no: Option<String>,
    /// The title of the agenda item.
    pub item_title: Option<String>,
    /// The paper's web address.
    pub url: Option<String>,
    /// Whether it must be kept out of the index.
    pub restricted: bool,
}

/// One document as extracted: a whole file, or one line of a JSON Lines file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RawDocument {
    /// The `id` of a JSON Lines record, verbatim; absent for a file.
    pub id: Option<String>,
    /// The other keys of a JSON Lines record; default for a file.
    pub details: Details,
    /// The blocks, in reading order.
    pub blocks: Vec<Block>,
    /// The links in the blocks, in their order; only of formats that have links.
    pub links: Vec<Link>,
    /// Whether headings must be marked to count as headings: true for JSON Lines, whose text is plain paragraphs.
    pub plain: bool,
    /// How many keys of a JSON Lines record were none of those that are known.
    pub ignored_keys: usize,
}

/// The limits that reading is kept under, so that no file can take the build with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// The largest text or Markdown file or web page, in bytes. Default: 16 MiB, some five thousand pages.
    pub text_bytes: u64,
    /// The largest file of any other format, in bytes. Default: 256 MiB; the largest agenda packs have some 100 MiB, most
    /// of it pictures.
    pub file_bytes: u64,
    /// The longest line of a JSON Lines file, in bytes. Default: 16 MiB.
    pub record_bytes: u64,
    /// How deep tags may be nested. Default: 500. Deeper ones make an HTML parser's work grow with their square.
    pub nesting: usize,
    /// The most lines with text in a text or Markdown file. Default: 500,000, ten times the longest agenda packs; each
    /// becomes a block of its own, which takes many times its bytes.
    pub lines: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { text_bytes: 16 << 20, file_bytes: 256 << 20, record_bytes: 16 << 20, nesting: 500, lines: 500_000 }
    }
}

fn check_size(bytes: u64, most: u64) -> Result<(), Skip> {
    if bytes <= most {
        return Ok(());
    }
    Err(Skip::new(SkipReason::TooLarge, format!("it has {bytes} bytes, and the limit is {most}")))
}

/// Reads a source whatever its format, and hands each document in it to `sink`, with its line for a JSON Lines file.
///
/// The side-file is not looked at; see [`details()`].
pub fn read(source: &Source, limits: &Limits, sink: &mut dyn FnMut(Option<u64>, Result<RawDocument, Skip>)) {
    if let Err(skip) = try_read(source, limits, sink) {
        sink(None, Err(skip));
    }
}

fn try_read(
    source: &Source,
    limits: &Limits,
    sink: &mut dyn FnMut(Option<u64>, Result<RawDocument, Skip>),
) -> Result<(), Skip> {
    let unreadable = |error: io::Error| Skip::unreadable(&error);
    let mut file = fs::File::open(&source.file).map_err(unreadable)?;
    let mut bytes = Vec::new();
    io::Read::read_to_end(&mut io::Read::take(&mut file, SNIFF_BYTES), &mut bytes).map_err(unreadable)?;
    let media = media(&bytes, &source.path)?;
    if media == Media::JsonLines {
        let whole = io::BufReader::new(io::Read::chain(&bytes[..], file));
        json_lines(whole, limits).for_each(|(line, document)| sink(Some(line), document));
        return Ok(());
    }
    let most = extractor(media)?.most_bytes(limits);
    check_size(source.bytes, most)?;
    // One byte more than allowed, so that a file which grew since it was found is told.
    io::Read::read_to_end(&mut io::Read::take(&mut file, most + 1), &mut bytes).map_err(unreadable)?;
    sink(None, extract(media, &bytes, limits));
    Ok(())
}
