//! Files to blocks.
//!
//! In comes a folder of files as they really arrive; out come [`Source`]s in a stable order and, for each, the
//! [`RawDocument`]s in it: blocks of clean text with their places, or a [`Skip`] with its reason. What the blocks mean
//! (headings, numbers, councils, dates) is left to [`document`](crate::document).
//!
//! [`Extraction`] is the way from a source to its documents: in this process or in [`worker`] processes, under
//! [`Limits`], with or without a [`Cache`] of what was extracted before.

mod block;
mod cache;
mod details;
mod encoding;
mod extract;
mod extraction;
mod given;
mod guard;
mod html;
mod hyphens;
mod json_lines;
mod media;
mod ocr;
#[cfg(feature = "office")]
mod office;
#[cfg(feature = "pdf")]
mod pdf;
mod roman;
mod skip;
mod stamp;
mod text;
mod tidy;
mod walk;
pub mod worker;

pub use block::{Block, BlockKind, Furniture, Link, Place, row_text};
pub use cache::Cache;
pub(crate) use cache::private_folder;
pub use details::details;
pub use extract::{EXTRACTORS, Extractor, extract, extractor};
pub use extraction::{Extraction, Isolation};
pub use given::PaperSource;
pub use json_lines::json_lines;
pub use media::{Media, SNIFF_BYTES, media};
pub use ocr::Ocr;
pub use skip::{Skip, SkipReason};
pub use stamp::Stamp;
pub use walk::{Walk, source, walk};
pub(crate) use walk::{check_folder, walk_without};

use serde::{Deserialize, Serialize};
use std::{path::PathBuf, time::Duration};

/// One file of the corpus.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Source {
    /// Relative to the corpus root, with `/`; bytes that are not UTF-8 as `%XX`.
    pub path: String,
    /// Where the file is.
    pub file: PathBuf,
    /// Where its side-file `NAME.meta.json` is, if there is one.
    pub side_file: Option<PathBuf>,
    /// Size in bytes.
    pub bytes: u64,
    /// What the file system said of the file when it was found.
    pub stamp: Stamp,
    /// The same of its side-file, if there is one.
    pub side_stamp: Option<Stamp>,
}

/// What a side-file `NAME.meta.json`, a path rule, or the keys of a JSON Lines record say of a paper.
///
/// Everything is optional; unknown keys are counted and otherwise ignored.
///
/// ```
/// use scrutineer::corpus::Details;
///
/// let details = Details::default().council("Kent County Council").meeting_date("2024-03-06");
/// assert_eq!(details.council.as_deref(), Some("Kent County Council"));
/// assert!(details.committee.is_none() && !details.restricted);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
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
#[non_exhaustive]
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
    /// The pages, counted from 1, in order, that show pictures and no text, a stamp aside; those that [`Ocr`] has read are not among
    /// them.
    pub pages_without_text: Vec<u32>,
    /// Those of them that [`Ocr`] was to read and did not, and why; one that stands for others says so.
    pub unread_pages: Vec<(u32, Skip)>,
}

impl RawDocument {
    /// A document of these blocks, of which nothing else is known.
    pub fn new(blocks: Vec<Block>) -> Self {
        Self { blocks, ..Self::default() }
    }
}

/// The limits that reading is kept under, so that no file can take the build with it.
///
/// Those of time and memory, and that of the answer, hold for files that are read in a [`worker`] process, and for
/// those alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
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
    /// The most lines with text in a text or Markdown file, and the most blocks of an Office document. Default: 500,000, ten
    /// times the longest agenda packs; each becomes a block of its own, which takes many times its bytes.
    pub lines: usize,
    /// The most pages of a file that has pages. Default: 20,000, ten times the longest agenda packs; a file may claim any
    /// number.
    pub pages: u32,
    /// The processor time that a worker may spend on a file, counted in whole seconds, rounded up. Default: 10 s. On
    /// systems other than Unix only the time that passes is limited.
    pub cpu: Duration,
    /// What is added to [`cpu`](Self::cpu) for each MiB of the file. Default: 5 s.
    pub cpu_per_mebibyte: Duration,
    /// The time that may pass while a worker reads a file. Default: 120 s, so that on a busy machine the processor time
    /// runs out first.
    pub wall: Duration,
    /// What is added to [`wall`](Self::wall) for each MiB of the file. Default: 60 s.
    pub wall_per_mebibyte: Duration,
    /// The most address space of a worker, in bytes, its program and stacks included. Default: 2 GiB. Held on Linux and
    /// where else the system knows such a limit. As many workers run as threads read.
    pub address_space: u64,
    /// The most that may be read out of one file, in bytes of the answer of a worker. Default: 64 MiB, more than 20,000
    /// pages of text.
    pub answer_bytes: u64,
    /// The most drawing operations of a PDF. Default: 200 million; a large map has some millions, a page of text some
    /// thousands.
    pub operations: u64,
    /// The most characters that a PDF's pages show. Default: 50 million, some fifteen thousand full pages.
    pub glyphs: u64,
    /// The most entries of a zip container. Default: 20,000; a report with a thousand pictures has some 1,100.
    pub entries: usize,
    /// How much one part of a zip container may hold once inflated, in bytes. Default: 64 MiB; the text of a report of a
    /// thousand pages has some 10 MiB with its mark-up. Pictures are never inflated.
    pub part_bytes: u64,
    /// How much all that is read of a file may hold once inflated, in bytes, pictures aside: the parts of a zip container,
    /// the streams of a PDF; and how much text may come out of an Office document. Default: 256 MiB.
    pub inflated_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            text_bytes: 16 << 20,
            file_bytes: 256 << 20,
            record_bytes: 16 << 20,
            nesting: 500,
            lines: 500_000,
            pages: 20_000,
            cpu: Duration::from_secs(10),
            cpu_per_mebibyte: Duration::from_secs(5),
            wall: Duration::from_secs(120),
            wall_per_mebibyte: Duration::from_secs(60),
            address_space: 2 << 30,
            answer_bytes: 64 << 20,
            operations: 200_000_000,
            glyphs: 50_000_000,
            entries: 20_000,
            part_bytes: 64 << 20,
            inflated_bytes: 256 << 20,
        }
    }
}

impl Limits {
    /// The processor time for a file of this size.
    pub fn cpu_for(&self, bytes: u64) -> Duration {
        allowance(self.cpu, self.cpu_per_mebibyte, bytes)
    }

    /// The time that may pass for a file of this size.
    pub fn wall_for(&self, bytes: u64) -> Duration {
        allowance(self.wall, self.wall_per_mebibyte, bytes)
    }
}

/// A year stands for no limit: sums of durations must not overflow.
const LONGEST: Duration = Duration::from_secs(365 * 24 * 3600);

fn allowance(base: Duration, per_mebibyte: Duration, bytes: u64) -> Duration {
    let nanoseconds = per_mebibyte.as_nanos().saturating_mul(u128::from(bytes)) >> 20;
    let share = Duration::from_nanos(u64::try_from(nanoseconds).unwrap_or(u64::MAX));
    base.saturating_add(share).min(LONGEST)
}

pub(crate) fn check_size(bytes: u64, most: u64) -> Result<(), Skip> {
    if bytes <= most {
        return Ok(());
    }
    Err(Skip::new(SkipReason::TooLarge, format!("it has {bytes} bytes, and the limit is {most}")))
}

/// Reads a source whatever its format, in this process, and hands each document in it to `sink`, with its line for a
/// JSON Lines file.
///
/// For a file or two that is enough; [`Extraction`] reads many, keeps what it has read, and survives hostile ones. The
/// side-file is not looked at; see [`details()`].
pub fn read(source: &Source, limits: &Limits, sink: &mut dyn FnMut(Option<u64>, Result<RawDocument, Skip>)) {
    let outcome = Extraction::new().limits(*limits).read(source, sink);
    debug_assert!(outcome.is_ok(), "only workers fail to start");
}
