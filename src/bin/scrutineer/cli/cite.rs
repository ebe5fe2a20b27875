//! The arguments of `scrutineer cite`.

use super::{Format, IndexFolder};
use clap::{Args, ValueEnum};

pub(crate) const CITE_EXAMPLES: &str = "\
Examples:
  scrutineer cite 1a2b3c4d5e6f7081:5                          a line to paste
  scrutineer cite 1a2b3c4d5e6f7081:5 --paragraph 2.2.1        of one paragraph
  scrutineer cite 1a2b3c 4d5e6f:0 --style bibtex >> refs.bib  several at once; six characters do if they fit one paper only
  scrutineer cite 1a2b3c:5 --style csl-json > refs.json       for Zotero, Mendeley or pandoc

An id stays the same when the index is built again, and when the file is moved or renamed. It changes with the bytes of the \
paper, with its side-file, and where a path rule of the corpus reads another value from its new place.

All parts of an agenda pack begin with the id of the pack, so that a few characters fit every one of them: give the whole id \
with its point and number, 1a2b3c4d5e6f7081.2, and of a section 1a2b3c4d5e6f7081.2:5. Where a short id fits several papers, \
the error names them.

What is unknown is left out. The address is the one that the paper's side-file gives, with #page= where it leads to a PDF \
and the page is known.

Exit codes: 0 cited; 2 wrong usage, or an id or a paragraph was not found.";

#[derive(Debug, Args)]
pub(crate) struct CiteArguments {
    /// The ids of sections or papers, as a search prints them; at least six characters of a paper's.
    #[arg(required = true, value_name = "ID")]
    pub(crate) ids: Vec<String>,
    /// Cite the paragraph with this number, as printed in the paper: 2.2.1 or 7. For one id.
    #[arg(long, value_name = "NUMBER")]
    pub(crate) paragraph: Option<String>,
    /// How the reference is written.
    #[arg(long, value_enum, default_value_t, value_name = "STYLE")]
    pub(crate) style: CitationStyle,
    #[command(flatten)]
    pub(crate) index: IndexFolder,
    /// How to print: the reference, or JSON Lines with what it is made of and all styles.
    #[arg(long, value_enum, default_value_t, help_heading = "Output")]
    pub(crate) format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum CitationStyle {
    #[default]
    Plain,
    Markdown,
    CslJson,
    Bibtex,
}
