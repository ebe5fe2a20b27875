//! The arguments of `scrutineer trail`.

use super::{FilterArguments, IndexFolder, TableFormat};
use clap::Args;

pub(crate) const TRAIL_EXAMPLES: &str = "\
Examples:
  scrutineer trail '\"Service Improvement Plan\"'            what happened to it?
  scrutineer trail edge of care --council northmarch
  scrutineer trail edge of care -n 0                       first and last only
  scrutineer trail 'role:recommendation agency staff' --since 2018
  scrutineer trail Acme Care --format csv > mentions.csv

A mention is a section that has it all. Council by council the first and the last are told, and in how many papers since \
it was not mentioned; then each mention by date, and where more than a year passed without one. A letter that is \
attached again is no new mention: it is told below the first, and how long it was attached; the paper that has it again \
is none without a mention.

Exit codes: 0 found, 1 nothing found, 2 wrong usage or failure.";

#[derive(Debug, Args)]
pub(crate) struct TrailArguments {
    /// The question, as for `search`.
    pub(crate) query: Vec<String>,
    #[command(flatten)]
    pub(crate) filters: FilterArguments,
    /// How many mentions to show, the latest; all are counted [default: 100, csv: all].
    #[arg(short = 'n', long, value_name = "MENTIONS")]
    pub(crate) limit: Option<usize>,
    /// Show each copy of a mention at its own date.
    #[arg(long)]
    pub(crate) all_copies: bool,
    /// How many passages a mention may show.
    #[arg(long, default_value_t = 1, value_name = "N")]
    pub(crate) snippets: usize,
    #[command(flatten)]
    pub(crate) index: IndexFolder,
    /// How to print: for people, JSON Lines, or for a spreadsheet, one row a mention.
    #[arg(long, value_enum, default_value_t, help_heading = "Output")]
    pub(crate) format: TableFormat,
}
