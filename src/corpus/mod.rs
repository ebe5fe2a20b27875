//! Files to blocks.
//!
//! In comes a folder of files as they really arrive; out come [`Source`]s in a stable order and, for each, the
//! [`RawDocument`]s in it: blocks of clean text with their places, or a [`Skip`] with its reason. What the blocks mean
//! (headings, numbers, councils, dates) is left to [`document`](crate::document).

mod block;
mod skip;

pub use block::{Block, BlockKind, Furniture, Place, row_text};
pub use skip::{Skip, SkipReason};

use serde::{Deserialize, Serialize};
use std::path::PathBuf;

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
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RawDocument {
    /// The `id` of a JSON Lines record, verbatim; absent for a file.
    pub id: Option<String>,
    /// The other keys of a JSON Lines record; default for a file.
    pub details: Details,
    /// The blocks, in reading order.
    pub blocks: Vec<Block>,
    /// Whether headings must be marked to count as headings: true for JSON Lines, whose text is plain paragraphs.
    pub plain: bool,
}
