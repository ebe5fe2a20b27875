//! The arguments of `scrutineer verify`, `rollback`, `gc` and `forget`.

use super::{Format, IndexFolder};
use clap::Args;

pub(crate) const VERIFY_EXAMPLES: &str = "\
Examples:
  scrutineer verify                the generation that is searched
  scrutineer verify --all          and those that are kept

Exit codes: 0 whole; 2 damaged, or there is no index.";

#[derive(Debug, Args)]
pub(crate) struct VerifyArguments {
    /// Check the earlier generations too.
    #[arg(long)]
    pub(crate) all: bool,
    #[command(flatten)]
    pub(crate) index: IndexFolder,
    /// How to print.
    #[arg(long, value_enum, default_value_t, help_heading = "Output")]
    pub(crate) format: Format,
}

pub(crate) const ROLLBACK_EXAMPLES: &str = "\
Examples:
  scrutineer rollback              the generation before this one
  scrutineer rollback g000012      a certain one

It is checked first. Nothing is removed: `scrutineer rollback` with the name of the newest goes forward again. The next \
build goes on from what is published then, and brings what the papers say then.";

#[derive(Debug, Args)]
pub(crate) struct RollbackArguments {
    /// The generation, or the beginning of its name. Default: the newest that is older than the present one.
    pub(crate) to: Option<String>,
    #[command(flatten)]
    pub(crate) index: IndexFolder,
}

#[derive(Debug, Args)]
pub(crate) struct GcArguments {
    /// How many generations to keep, the one that is searched counted.
    #[arg(long, default_value_t = 1, value_name = "N")]
    pub(crate) keep: usize,
    #[command(flatten)]
    pub(crate) index: IndexFolder,
}

pub(crate) const FORGET_EXAMPLES: &str = "\
Examples:
  scrutineer forget 1a2b3c4d5e6f7081                  this paper, wherever the same bytes lie
  scrutineer forget northmarch/2019-03-06-report.pdf  whatever lies there, now and later
  scrutineer forget --undo 1a2b3c4d5e6f7081           let it in again, from the next build on

The paper leaves the index, its earlier generations and the cache at once, and no build brings it back. Its file is not \
touched.";

#[derive(Debug, Args)]
pub(crate) struct ForgetArguments {
    /// The id of the paper, as a search prints it, at least six characters of it, or its path in the folder of papers.
    #[arg(value_name = "ID|PATH")]
    pub(crate) what: String,
    /// Let it in again; give the whole id or path.
    #[arg(long)]
    pub(crate) undo: bool,
    #[command(flatten)]
    pub(crate) index: IndexFolder,
}
