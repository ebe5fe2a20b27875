//! Papers to disk, and the way back.
//!
//! In come papers from [`document`](crate::document); out goes a folder with one published generation, which an
//! [`Index`] opens for reading. What a question means is left to [`query`](crate::query).
//!
//! On disk:
//!
//! ```text
//! index/
//!   current              the name of the published generation and those of earlier ones; replaced by a rename
//!   lock                 held by the build that is running
//!   stamps               sizes, times and sums of the source files; may be deleted
//!   cache/               what was extracted from PDF and its like, for the owner alone; may be deleted
//!   spool/               papers that are given and not read from a folder, for the owner alone, while a build runs
//!   forgotten.json       sums of what must not be found again
//!   report.json          what the last build did, also where it published nothing
//!   g000012-5f3a9c01/    a generation: tantivy's files, manifest.json, sources, acronyms, copies, words, sums and report.json;
//!                        never written to again
//! ```

mod acronyms;
mod address;
mod bits;
mod blocks;
mod build;
mod builder;
mod clusters;
mod columns;
mod copies;
mod coverage;
mod directory;
mod disk;
mod documents;
mod entry;
#[cfg(test)]
mod faults;
mod field_writer;
mod forget;
mod forgetting;
mod forms;
mod generation;
mod identify;
mod keeping;
mod kept;
mod lists;
mod lock;
mod lookup;
mod manifest;
mod memory;
mod merging;
mod numbers;
mod paragraphs;
mod plan;
mod pointer;
mod postings;
mod read_only;
mod reader;
mod reading;
mod record;
mod report;
mod run;
mod schema;
mod segment;
mod settle;
mod shrink;
mod signature;
mod sources;
mod spilled;
mod spool;
mod stamps;
mod statistics;
mod stored;
mod tables;
mod term_order;
mod texts;
mod varint;
mod vocabulary;
mod writers;
mod writing;

pub use builder::Builder;
pub use coverage::{CouncilCoverage, Coverage, coverage};
pub use forgetting::{Forgot, forget, remember};
pub use identify::Check;
pub use keeping::{Collected, Verification, collect_garbage, generations, rollback, verify, verify_all};
pub use lookup::Lookup;
pub use manifest::{FileSum, Manifest, Searched, Skipped, Unknown};
pub use reader::Index;
pub use record::{PaperSummary, SectionRecord, numbered};
pub use report::{BuildReport, Ending, PaperCounts, Progress, Stage, last_report};
pub use schema::FORMAT_VERSION;

pub(crate) use acronyms::{Acronyms, Meaning};
pub(crate) use bits::next_set;
pub(crate) use clusters::{Likeness, Text, clusters, council_number};
pub(crate) use columns::{OnePaper, SectionColumns};
pub(crate) use copies::Copies;
pub(crate) use forms::{Blocks as PostingBlocks, Entry, List, is_at};
pub(crate) use lock::{Lock, Refused};
pub(crate) use manifest::spelled;
pub(crate) use paragraphs::{PARAGRAPHS, read as read_paragraph};
pub(crate) use record::{day_number, paper_key};
pub(crate) use schema::Fields;
pub(crate) use signature::{FEWEST_WORDS, Signature, of as signature, preference};
pub(crate) use statistics::Counts;
