//! Papers to disk, and the way back.
//!
//! In come papers from [`document`](crate::document); out goes a folder with one published generation, which an
//! [`Index`] opens for reading. What a question means is left to [`query`](crate::query).
//!
//! On disk:
//!
//! ```text
//! index/
//!   current              the name of the published generation, replaced by a rename
//!   lock                 held by the build that is running
//!   cache/               what was extracted from PDF and its like, for the owner alone; may be deleted
//!   g000012-5f3a9c01/    a generation: tantivy's files and manifest.json; never written to again
//! ```

mod build;
mod generation;
mod identify;
mod kept;
mod lock;
mod manifest;
mod memory;
mod read_only;
mod reader;
mod record;
mod report;
mod schema;

pub use build::Builder;
pub use generation::{Verification, verify};
pub use manifest::{FileSum, Manifest, Searched, Skipped, Unknown};
pub use reader::Index;
pub use record::{PaperSummary, SectionRecord, numbered};
pub use report::{BuildReport, PaperCounts, Progress, Stage};
pub use schema::FORMAT_VERSION;

pub(crate) use record::{day_number, paper_key};
pub(crate) use schema::Fields;
