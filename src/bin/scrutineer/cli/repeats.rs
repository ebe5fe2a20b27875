//! The arguments of `scrutineer repeats`.

use super::{FilterArguments, IndexFolder, TableFormat};
use clap::Args;

pub(crate) const REPEATS_EXAMPLES: &str = "\
Examples:
  scrutineer repeats                              what do our papers say over and over?
  scrutineer repeats --council northmarch --since 2018
  scrutineer repeats early help --words 30        of sections that speak of early help, long passages only
  scrutineer repeats --format csv > repeats.csv

A passage is a paragraph. It counts once a paper, also where some of its words were changed; `scrutineer diff` shows \
which. It stands as it was used first.

Exit codes: 0 found, 1 nothing found, 2 wrong usage or failure.";

#[derive(Debug, Args)]
pub(crate) struct RepeatsArguments {
    /// Only sections that meet this question, as for `search`. Default: all.
    pub(crate) query: Vec<String>,
    #[command(flatten)]
    pub(crate) filters: FilterArguments,
    /// How many words a passage has at least; less than 8 count as 8.
    #[arg(long, default_value_t = 15, value_name = "N")]
    pub(crate) words: u32,
    /// How many passages to show.
    #[arg(short = 'n', long, default_value_t = 10, value_name = "PASSAGES")]
    pub(crate) limit: usize,
    /// How many passages to pass over first.
    #[arg(long, default_value_t = 0, value_name = "PASSAGES")]
    pub(crate) offset: usize,
    #[command(flatten)]
    pub(crate) index: IndexFolder,
    /// How to print: for people, JSON Lines, or for a spreadsheet, one row a passage.
    #[arg(long, value_enum, default_value_t, help_heading = "Output")]
    pub(crate) format: TableFormat,
}
