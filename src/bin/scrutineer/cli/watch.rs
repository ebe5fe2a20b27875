//! The arguments of `scrutineer watch`.

use super::IndexFolder;
use clap::{Args, ValueEnum};
use std::path::PathBuf;

pub(crate) const WATCH_EXAMPLES: &str = "\
Examples:
  scrutineer watch questions.tsv --mark-seen     begin: what is there now is known
  scrutineer watch questions.tsv                 what is new since?
  scrutineer watch questions.tsv -n 5            of each question the five newest; all count as told
  scrutineer watch questions.tsv --format atom --output /srv/www/scrutiny.xml
  scrutineer watch questions.tsv > new.txt; test -s new.txt && mail -s \"New scrutiny papers\" office@example.org < new.txt

A line of the file is an id, a tab, the question. A line without a tab is its own id.

What was told is kept beside the file, in questions.tsv.state.json, once it has been printed: a run that is killed before that \
tells it again. A section is new if its heading and text, word for word, were not told of the question before. So nothing is \
told twice when the index is built anew, a file is moved, or a letter is attached again; of the latter their number is told. \
A text that was edited is new. Only sections with all the words count, as with `search --all-words`.

A question that can no longer be asked is kept and reported each time. On a quiet night nothing is printed to standard output.

The feed has what was told within 60 days, whatever the format in which it was told.

Exit codes: 0 something is new, or was noted; 1 nothing new; 2 wrong usage or failure, and nothing counts as told; 3 done, but \
look: a question was not asked, or is read differently than before.";

#[derive(Debug, Args)]
pub(crate) struct WatchArguments {
    /// The questions: an id, a tab, the question, one a line. `-` is standard input, and needs --state.
    #[arg(value_name = "FILE")]
    pub(crate) questions: PathBuf,
    /// Where to keep what was told. Default: FILE.state.json.
    #[arg(long, value_name = "FILE")]
    pub(crate) state: Option<PathBuf>,
    /// How many new sections of a question to show, the newest first; all count as told. Default: all, in text 20.
    #[arg(short = 'n', long, value_name = "SECTIONS")]
    pub(crate) limit: Option<usize>,
    /// Note what matches as told, and do not tell it.
    #[arg(long)]
    pub(crate) mark_seen: bool,
    #[command(flatten)]
    pub(crate) index: IndexFolder,
    /// How to print: for people, JSON Lines, or as a feed.
    #[arg(long, value_enum, default_value_t, help_heading = "Output")]
    pub(crate) format: WatchFormat,
    /// Write to this file, in place of what is there, instead of standard output.
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    pub(crate) output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum WatchFormat {
    #[default]
    Text,
    Json,
    Atom,
}
