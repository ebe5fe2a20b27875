//! The arguments of `scrutineer acronyms`.

use super::{IndexFolder, TableFormat};
use clap::Args;

pub(crate) const ACRONYMS_EXAMPLES: &str = "\
Examples:
  scrutineer acronyms                              all that the papers explain
  scrutineer acronyms SIP                          what does SIP stand for, and where is that said first?
  scrutineer acronyms --council northmarch         as this council uses them
  scrutineer acronyms --format csv > acronyms.csv  a glossary, for a spreadsheet

A search for SIP also finds what it stands for, and the other way round; a note says so.

Exit codes: 0 found; 1 no paper explains it; 2 wrong usage or failure.";

#[derive(Debug, Args)]
pub(crate) struct AcronymsArguments {
    /// Only these short forms, in small or capital letters.
    pub(crate) short: Vec<String>,
    /// Only as papers of this council use them: slug, name or alias; `unknown` for papers without one.
    #[arg(long)]
    pub(crate) council: Option<String>,
    #[command(flatten)]
    pub(crate) index: IndexFolder,
    /// How to print: for people, JSON Lines, or for a spreadsheet.
    #[arg(long, value_enum, default_value_t, help_heading = "Output")]
    pub(crate) format: TableFormat,
}
