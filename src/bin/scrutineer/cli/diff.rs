//! The arguments of `scrutineer diff`.

use super::{Format, IndexFolder};
use clap::Args;

pub(crate) const DIFF_EXAMPLES: &str = "\
Examples:
  scrutineer diff 1a2b3c4d5e6f7081:5 5e6f70811a2b3c4d:6    what changed from one section to another?
  scrutineer diff 1a2b3c 5e6f70                            two whole papers: a draft and what was published
  scrutineer diff 1a2b3c 5e6f70 --format json              for a program, piece by piece

Words that only the first has are struck out, or stand in [-these marks-] where there is no colour; those that only the \
second has are underlined, or stand in {+these+}. ~ is a changed paragraph, + an added one, - a removed one, > one that was \
moved. White space, dashes, the shapes of quotation marks, capitals and accents make no difference, nor do the numbers of \
headings and paragraphs; figures and other punctuation do.

All parts of an agenda pack begin with the id of the pack, so that a few characters fit every one of them: give the whole id \
with its point and number, 1a2b3c4d5e6f7081.2, and of a section 1a2b3c4d5e6f7081.2:5. Where a short id fits several papers, \
the error names them.

Exit codes: 0 they differ; 1 they are the same; 2 wrong usage, or an id was not found.";

#[derive(Debug, Args)]
pub(crate) struct DiffArguments {
    /// The older section or paper: its id as a search prints it, or at least six characters of a paper's.
    #[arg(value_name = "ID")]
    pub(crate) old: String,
    /// The newer one.
    #[arg(value_name = "ID")]
    pub(crate) new: String,
    #[command(flatten)]
    pub(crate) index: IndexFolder,
    /// How to print.
    #[arg(long, value_enum, default_value_t, help_heading = "Output")]
    pub(crate) format: Format,
}
