//! The arguments; the comments are the help that people read.

mod acronyms;
mod cite;
mod count;
mod diff;
mod evaluate;
mod filters;
mod groups;
mod keep;
mod manual;
#[cfg(feature = "mcp")]
mod mcp;
mod repeats;
#[cfg(feature = "serve")]
mod serve;
mod trail;
mod watch;

pub(crate) use acronyms::AcronymsArguments;
pub(crate) use cite::{CitationStyle, CiteArguments};
pub(crate) use count::CountArguments;
pub(crate) use diff::DiffArguments;
pub(crate) use evaluate::{EvaluateArguments, EvaluateFormat};
pub(crate) use filters::FilterArguments;
pub(crate) use groups::command;
pub(crate) use keep::{ForgetArguments, GcArguments, RollbackArguments, VerifyArguments};
pub(crate) use manual::{CompletionsArguments, ManArguments};
#[cfg(feature = "mcp")]
pub(crate) use mcp::McpArguments;
pub(crate) use repeats::RepeatsArguments;
#[cfg(feature = "serve")]
pub(crate) use serve::ServeArguments;
pub(crate) use trail::TrailArguments;
pub(crate) use watch::{WatchArguments, WatchFormat};

use clap::{Args, Parser, Subcommand, ValueEnum};
use scrutineer::index::Check;
use std::{ffi::OsString, path::PathBuf, time::Duration};

const ABOUT: &str = "\
Search the papers that councils put before their scrutiny committees, and get the paragraph, its number and its page.";

const MORE: &str = "Examples and exit codes: --help";
const SEARCH_MORE: &str = "\
Example: scrutineer search early help --council northmarch --since 2018
More of them, and exit codes: --help. How to ask: scrutineer help query";

const EXAMPLES: &str = "\
Examples:
  scrutineer index papers                 read the folder `papers` and build ./index
  scrutineer search early help            where do our papers speak of early help?
  scrutineer show 1a2b3c4d5e6f7081:5      read a section that was found
  scrutineer count early help             how many papers do, by council and year: a table for a report
  scrutineer inspect papers/report.txt    what did scrutineer understand of this paper, and why?
  scrutineer status                       what is indexed, and what did the last build do?
  scrutineer help query                   how to ask

The index is --index DIR, else the folder in SCRUTINEER_INDEX, else ./index.

Exit codes:
  0  found, built or shown
  1  nothing found, nothing new, or no difference
  2  wrong usage, or the work could not be done
  3  done, but look: papers were newly skipped (index: since the last build; inspect: of the files named), or a saved
     question could not be asked (watch)";

const SEARCH_EXAMPLES: &str = "\
Examples:
  scrutineer search \"early help\"                           both words in one section, in any form
  scrutineer search '\"early help\"'                         exactly this phrase
  scrutineer search edge of care placements --since 2018
  scrutineer search agency staff -teachers                 without the word teachers
  scrutineer search 'role:recommendation council:northmarch since:2018'
  scrutineer search 'gullies OR drains' --sort newest -n 5
  scrutineer search Acme Care --format csv > mentions.csv  every mention, for a spreadsheet
  scrutineer search agency staff --facets -n 0             how many papers, by council and year
  scrutineer search --queries questions.tsv --format csv   many questions at once

How to ask, with phrases, fields, dates and all: scrutineer help query

Exit codes: 0 found, 1 nothing found, 2 wrong usage or failure.";

/// The whole command line.
#[derive(Debug, Parser)]
#[command(name = "scrutineer", version, about = ABOUT, after_help = MORE, after_long_help = EXAMPLES)]
#[command(disable_help_subcommand = true)]
pub(crate) struct Cli {
    /// When to use colours; NO_COLOR is heeded too.
    #[arg(long, global = true, value_enum, default_value_t, value_name = "WHEN", help_heading = "Output")]
    pub(crate) color: Color,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Find the paragraphs that answer a question
    #[command(after_help = SEARCH_MORE, after_long_help = SEARCH_EXAMPLES)]
    Search(Box<SearchArguments>),
    /// Read a folder of papers: build the index, or bring it up to date
    #[command(after_help = MORE, after_long_help = INDEX_EXAMPLES)]
    Index(IndexArguments),
    /// Print a section or a whole paper from the index
    #[command(after_help = MORE, after_long_help = SHOW_EXAMPLES)]
    Show(ShowArguments),
    /// Cite a section, paragraph or paper, also as Markdown or BibTeX
    #[command(after_help = MORE, after_long_help = cite::CITE_EXAMPLES)]
    Cite(CiteArguments),
    /// Show what changed between two sections or papers, by word
    #[command(after_help = MORE, after_long_help = diff::DIFF_EXAMPLES)]
    Diff(DiffArguments),
    /// Say what is understood of a file, with the evidence; no index
    #[command(after_help = MORE, after_long_help = INSPECT_EXAMPLES)]
    Inspect(InspectArguments),
    /// Say what the index holds, what was not read, and what is unknown
    Status(StatusArguments),
    /// Count the papers that match, by council, year and so on
    #[command(after_help = MORE, after_long_help = count::COUNT_EXAMPLES)]
    Count(Box<CountArguments>),
    /// Say when something was mentioned first, last and between
    #[command(after_help = MORE, after_long_help = trail::TRAIL_EXAMPLES)]
    Trail(Box<TrailArguments>),
    /// Ask saved questions, and give what is new since the last time
    #[command(after_help = MORE, after_long_help = watch::WATCH_EXAMPLES)]
    Watch(WatchArguments),
    /// List the passages that papers use again, and over how many years
    #[command(after_help = MORE, after_long_help = repeats::REPEATS_EXAMPLES)]
    Repeats(Box<RepeatsArguments>),
    /// List the short forms that papers explain, and what they mean
    #[command(after_help = MORE, after_long_help = acronyms::ACRONYMS_EXAMPLES)]
    Acronyms(AcronymsArguments),
    /// Measure rankings by judged questions, and compare them
    #[command(after_help = MORE, after_long_help = evaluate::EVALUATE_EXAMPLES)]
    Evaluate(EvaluateArguments),
    /// Answer in a browser, and over HTTP for programs and feeds
    #[cfg(feature = "serve")]
    #[command(after_help = MORE, after_long_help = serve::SERVE_EXAMPLES)]
    Serve(ServeArguments),
    /// Check that every file of the index is as it was written
    #[command(after_help = MORE, after_long_help = keep::VERIFY_EXAMPLES)]
    Verify(VerifyArguments),
    /// Publish an earlier generation of the index again
    #[command(after_help = MORE, after_long_help = keep::ROLLBACK_EXAMPLES)]
    Rollback(RollbackArguments),
    /// Remove earlier generations, and what killed builds left
    Gc(GcArguments),
    /// Remove a paper from the index at once, and keep it out
    #[command(after_help = MORE, after_long_help = keep::FORGET_EXAMPLES)]
    Forget(ForgetArguments),
    /// Let an assistant search, over the Model Context Protocol
    #[cfg(feature = "mcp")]
    #[command(after_help = MORE, after_long_help = mcp::MCP_EXAMPLES)]
    Mcp(McpArguments),
    /// Explain a command, or how to ask: help query
    Help(HelpArguments),
    /// Print what a shell needs to complete commands and flags
    #[command(after_help = MORE, after_long_help = manual::COMPLETIONS_EXAMPLES)]
    Completions(CompletionsArguments),
    /// Print a manual page, or write all of them
    #[command(after_help = MORE, after_long_help = manual::MAN_EXAMPLES)]
    Man(ManArguments),
}

#[derive(Debug, Args)]
pub(crate) struct SearchArguments {
    /// The question; several words need no quotes. Without one, what is indexed is said.
    ///
    /// A word after a dash is left out: -teachers. A word that is a flag too, such as -h, goes behind `--`:
    /// scrutineer search agency -- -h
    pub(crate) query: Vec<String>,
    #[command(flatten)]
    pub(crate) filters: FilterArguments,
    /// The order.
    #[arg(long, value_enum, default_value_t, value_name = "ORDER")]
    pub(crate) sort: SortOrder,
    /// How many papers to show [default: 10, trec: 1000].
    #[arg(short = 'n', long, value_name = "PAPERS")]
    pub(crate) limit: Option<usize>,
    /// How many papers to pass over first.
    #[arg(long, default_value_t = 0, value_name = "PAPERS")]
    pub(crate) offset: usize,
    /// Only sections with all the words; without this, sections that lack some may follow.
    #[arg(long)]
    pub(crate) all_words: bool,
    /// Show each copy of a passage as a hit of its own.
    ///
    /// Otherwise a letter that was put before three meetings, or the background that every report repeats, is shown once,
    /// and the hit says where else it stands.
    #[arg(long)]
    pub(crate) all_copies: bool,
    /// How many passages a paper may show.
    #[arg(long, default_value_t = 1, value_name = "N")]
    pub(crate) snippets: usize,
    /// Show the section's whole text too.
    #[arg(long)]
    pub(crate) text: bool,
    /// Say of each hit why it stands where it stands: what each word counts, and what else.
    #[arg(long)]
    pub(crate) explain: bool,
    /// Count the papers found by council, committee, year, kind and section too.
    ///
    /// Counted are all papers that match, not only those shown, or all papers where nothing is asked. With -n 0, the counts
    /// stand alone; as CSV, they can stand only alone.
    #[arg(long)]
    pub(crate) facets: bool,
    /// Ask the questions of this file: an id, a tab, the question, one a line. `-` is standard input.
    ///
    /// A line without a tab is a question whose id is the number of the line. The flags hold for all of them, and they are
    /// answered in the order of the file. In JSON each object bears the id as `query_id`; in CSV the columns `query`, which
    /// is the id, and `question` come first.
    #[arg(long, value_name = "FILE", conflicts_with = "query")]
    pub(crate) queries: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) index: IndexFolder,
    /// How to print: for people, JSON Lines, for a spreadsheet, or as a TREC run.
    ///
    /// A TREC run has one line a paper, `question-id Q0 paper-id rank score scrutineer`; the id of a question without
    /// --queries is 1. It is filled up to the limit with papers that lack some of the words.
    #[arg(long, value_enum, default_value_t, help_heading = "Output")]
    pub(crate) format: SearchFormat,
}

#[derive(Debug, Args)]
pub(crate) struct HelpArguments {
    /// `query`, which is how to ask, or a command.
    pub(crate) topic: Option<String>,
}

const INDEX_EXAMPLES: &str = "\
Examples:
  scrutineer index papers
  scrutineer index /srv/papers --index /srv/index --memory 512M
  scrutineer index papers --wait 10m --metrics /var/lib/node_exporter/scrutineer.prom
  scrutineer index papers --strict || mail-the-officer    in a nightly job

Only what changed since the last build is read; the rest is taken over. A file that cannot be read tonight keeps its last \
good version in the index. A build that would lose more than a fifth of the papers is refused, as when a disk is not mounted.

A paper that cannot be read is listed with its reason, and the others are indexed. \
While a build runs, and when it fails, searches go on using the index as it was.

Exit codes: 0 built, or nothing to do; 2 wrong usage or failure, with nothing published; 3 built, but papers are newly \
skipped, or newly kept at an older copy; at a first build all that are skipped are new (with --strict: any are skipped).";

#[derive(Debug, Args)]
pub(crate) struct IndexArguments {
    /// The folder of papers. It is only read, never written to.
    pub(crate) folder: PathBuf,
    #[command(flatten)]
    pub(crate) index: IndexFolder,
    /// How many threads; 0 is one for each processor.
    #[arg(long, default_value_t = 0, value_name = "N")]
    pub(crate) threads: usize,
    /// How much memory to use, about: a number with K, M or G.
    #[arg(long, value_parser = bytes, value_name = "SIZE")]
    pub(crate) memory: Option<u64>,
    /// Read every file anew, and keep nothing of what is extracted from PDF and its like.
    ///
    /// Otherwise that is kept in the folder `cache` of the index, up to 2 GiB, so that the next build is quick. The
    /// folder may be deleted at any time.
    #[arg(long)]
    pub(crate) no_cache: bool,
    /// How to see that a file has changed: by its size and times, or by its content, which reads every file.
    #[arg(long, value_enum, default_value_t, value_name = "HOW")]
    pub(crate) check: CheckBy,
    /// Publish even if more than a fifth of the papers, or all papers of a council, would leave the index.
    #[arg(long)]
    pub(crate) allow_shrink: bool,
    /// How many generations of the index to keep, this one counted, to go back to. They share what did not change.
    #[arg(long, value_name = "N")]
    pub(crate) keep: Option<usize>,
    /// Wait so long for another build of this index to end: a number with s, m or h.
    #[arg(long, value_parser = patience, value_name = "TIME")]
    pub(crate) wait: Option<Duration>,
    /// Write the figures of the build to this file, as Prometheus reads them.
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    pub(crate) metrics: Option<PathBuf>,
    /// Say how far it has come in lines, for people or as JSON. Default: a bar on a terminal, else lines for people.
    #[arg(long, value_enum, value_name = "FORMAT", help_heading = "Output")]
    pub(crate) log_format: Option<LogFormat>,
    /// Read scanned pages by machine, which takes a second or more for each.
    ///
    /// Needs the programs tesseract and pdftoppm (Debian: tesseract-ocr, poppler-utils). The languages are tesseract's,
    /// such as --ocr=eng+cym for English and Welsh. What was read so is marked: words of it may be misread.
    #[arg(long, num_args = 0..=1, require_equals = true, default_missing_value = "eng", value_name = "LANGUAGES")]
    pub(crate) ocr: Option<String>,
    /// Exit with 3 when any paper is skipped, also one that was skipped before.
    #[arg(long)]
    pub(crate) strict: bool,
    /// How to print the report.
    #[arg(long, value_enum, default_value_t, help_heading = "Output")]
    pub(crate) format: Format,
}

const SHOW_EXAMPLES: &str = "\
Examples:
  scrutineer show 1a2b3c4d5e6f7081:5         the section that was found
  scrutineer show 1a2b3c4d5e6f7081:5 -C 1    with the sections before and after it
  scrutineer show 1a2b3c                     the whole paper; six characters do if they fit one paper only

An id stays the same when the index is built again, and when the file is moved or renamed. It changes with the bytes of the \
paper, with its side-file, and where a path rule of the corpus reads another value from its new place.

All parts of an agenda pack begin with the id of the pack, so that a few characters fit every one of them: give the whole id \
with its point and number, 1a2b3c4d5e6f7081.2, and of a section 1a2b3c4d5e6f7081.2:5. Where a short id fits several papers, \
the error names them.";

#[derive(Debug, Args)]
pub(crate) struct ShowArguments {
    /// The id of a section or paper, as a search prints it, or at least six characters of a paper's.
    pub(crate) id: String,
    /// How many sections before and after to show too.
    #[arg(short = 'C', long, default_value_t = 0, value_name = "N")]
    pub(crate) context: usize,
    #[command(flatten)]
    pub(crate) index: IndexFolder,
    /// How to print.
    #[arg(long, value_enum, default_value_t, help_heading = "Output")]
    pub(crate) format: Format,
}

const INSPECT_EXAMPLES: &str = "\
Examples:
  scrutineer inspect papers/2019-03-06-report.txt
  scrutineer inspect papers/*.html --format json

Settings of the corpus (scrutineer.toml, gazetteer.csv) are looked for in the file's folder and those above it, \
no higher than the present folder where the file lies below that.

Exit codes: 0 all were read, 2 a file does not exist, 3 some could not be read.";

#[derive(Debug, Args)]
pub(crate) struct InspectArguments {
    /// The files to look at.
    #[arg(required = true)]
    pub(crate) files: Vec<PathBuf>,
    /// Read scanned pages by machine, which takes a second or more for each.
    ///
    /// Needs the programs tesseract and pdftoppm (Debian: tesseract-ocr, poppler-utils). The languages are tesseract's,
    /// such as --ocr=eng+cym for English and Welsh. What was read so is marked: words of it may be misread.
    #[arg(long, num_args = 0..=1, require_equals = true, default_missing_value = "eng", value_name = "LANGUAGES")]
    pub(crate) ocr: Option<String>,
    /// How to print.
    #[arg(long, value_enum, default_value_t, help_heading = "Output")]
    pub(crate) format: Format,
}

#[derive(Debug, Args)]
pub(crate) struct StatusArguments {
    /// Papers by council and year instead.
    #[arg(long)]
    pub(crate) coverage: bool,
    #[command(flatten)]
    pub(crate) index: IndexFolder,
    /// How to print.
    #[arg(long, value_enum, default_value_t, help_heading = "Output")]
    pub(crate) format: Format,
}

#[derive(Debug, Args)]
pub(crate) struct IndexFolder {
    /// The folder of the index; else SCRUTINEER_INDEX, else ./index.
    ///
    /// Where none is named and ./corpus holds the sample papers that come with scrutineer, `search` builds ./index by
    /// itself the first time.
    #[arg(long = "index", id = "index_folder", value_name = "DIR")]
    pub(crate) folder: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum Color {
    #[default]
    Auto,
    Always,
    Never,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum Format {
    #[default]
    Text,
    Json,
}

/// The formats of what is a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum TableFormat {
    #[default]
    Text,
    Json,
    Csv,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum LogFormat {
    #[default]
    Text,
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum CheckBy {
    #[default]
    Stamps,
    Content,
}

impl From<CheckBy> for Check {
    fn from(check: CheckBy) -> Self {
        match check {
            CheckBy::Stamps => Self::Stamps,
            CheckBy::Content => Self::Content,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum SearchFormat {
    #[default]
    Text,
    Json,
    Csv,
    Trec,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum SortOrder {
    #[default]
    Relevance,
    Newest,
    Oldest,
}

/// `512M` in bytes; the letters are powers of 1024.
fn bytes(text: &str) -> Result<u64, String> {
    let wrong = || format!("'{text}' is no size: write a number with K, M or G, such as 512M");
    let upper = text.trim().to_ascii_uppercase();
    let upper = upper.strip_suffix("IB").or_else(|| upper.strip_suffix('B')).unwrap_or(&upper);
    let digits = upper.trim_end_matches(['K', 'M', 'G']);
    let unit: u64 = match &upper[digits.len()..] {
        "" => 1,
        "K" => 1 << 10,
        "M" => 1 << 20,
        "G" => 1 << 30,
        _ => return Err(wrong()),
    };
    digits.parse::<u64>().ok().and_then(|number| number.checked_mul(unit)).ok_or_else(wrong)
}

/// `10m` as a time.
fn patience(text: &str) -> Result<Duration, String> {
    let wrong = || format!("'{text}' is no time: write a number with s, m or h, such as 10m");
    let text = text.trim();
    let (number, unit) = match text.char_indices().last() {
        Some((at, 's')) => (&text[..at], 1),
        Some((at, 'm')) => (&text[..at], 60),
        Some((at, 'h')) => (&text[..at], 3600),
        _ => (text, 1),
    };
    let seconds = number.parse::<u64>().ok().and_then(|number| number.checked_mul(unit));
    seconds.map(Duration::from_secs).ok_or_else(wrong)
}

/// The commands whose words are a question.
const ASKING: [&str; 4] = ["search", "count", "trail", "repeats"];

/// Marks words such as `-teachers` of a question as words, by a blank before them: clap takes them for flags, and where
/// it is told not to, it takes the flags after a word for words.
pub(crate) fn with_exclusions(mut arguments: Vec<OsString>) -> Vec<OsString> {
    // The subcommand is the first argument that is neither a flag nor the value of the one flag that may precede it.
    let mut before = arguments.iter().enumerate().skip(1);
    let command = before
        .find(|(place, argument)| !argument.as_encoded_bytes().starts_with(b"-") && arguments[place - 1] != "--color");
    let Some((asking, _)) = command.filter(|(_, command)| ASKING.iter().any(|asking| *command == asking)) else {
        return arguments;
    };
    for argument in arguments.iter_mut().skip(asking + 1) {
        if argument == "--" {
            break;
        }
        if let Some(word) = argument.to_str().filter(|text| is_exclusion(text)) {
            *argument = format!(" {word}").into();
        }
    }
    arguments
}

/// Whether an argument is a dash with a word and none of the flags of the commands that ask.
fn is_exclusion(argument: &str) -> bool {
    let Some(word) = argument.strip_prefix('-') else { return false };
    let number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let limit = word.strip_prefix('n').is_some_and(|value| number(value.strip_prefix('=').unwrap_or(value)));
    !word.is_empty() && !word.starts_with('-') && !limit && word != "h"
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    fn search(arguments: &[&str]) -> SearchArguments {
        let all = ["scrutineer", "search"].iter().chain(arguments).map(OsString::from).collect();
        match Cli::try_parse_from(with_exclusions(all)).unwrap().command {
            Command::Search(search) => *search,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_arguments_fit_together() {
        Cli::command().debug_assert();
    }

    #[test]
    fn a_word_with_a_dash_is_left_out_and_a_flag_after_it_is_a_flag() {
        let arguments = search(&["agency", "-teachers", "--limit", "5", "-noise", "-C"]);
        assert_eq!(arguments.query, ["agency", " -teachers", " -noise", " -C"]);
        assert_eq!(arguments.limit, Some(5));
        assert_eq!(search(&["-n3", "x"]).limit, Some(3));
        assert_eq!(search(&["-n", "4", "--", "-n"]).query, ["-n"]);
    }

    #[test]
    fn only_the_words_of_a_search_are_marked() {
        let marked = |arguments: &[&str]| with_exclusions(arguments.iter().map(OsString::from).collect());
        let show = ["scrutineer", "show", "search", "-C", "1"];
        assert_eq!(marked(&show), show);
        let search = marked(&["scrutineer", "--color", "never", "search", "-x"]);
        assert_eq!(search, ["scrutineer", "--color", "never", "search", " -x"]);
        assert_eq!(marked(&["scrutineer", "count", "roads", "-x"]), ["scrutineer", "count", "roads", " -x"]);
    }

    #[test]
    fn filters_may_be_given_more_than_once() {
        let arguments = search(&["help", "--council", "northmarch", "--council", "wexbourne", "--kind", "minutes"]);
        assert_eq!(arguments.filters.council, ["northmarch", "wexbourne"]);
        assert_eq!(arguments.filters.kind, ["minutes"]);
        assert!(arguments.filters.role.is_empty());
    }

    #[test]
    fn a_time_has_its_unit() {
        assert_eq!(patience("10m"), Ok(Duration::from_secs(600)));
        assert_eq!(patience("45"), Ok(Duration::from_secs(45)));
        assert_eq!(patience("2h"), Ok(Duration::from_secs(7200)));
        assert!(patience("soon").is_err());
        assert!(patience("m").is_err());
        assert!(patience("-1s").is_err());
    }

    #[test]
    fn a_size_has_its_unit() {
        assert_eq!(bytes("512M"), Ok(512 << 20));
        assert_eq!(bytes("2GiB"), Ok(2 << 30));
        assert_eq!(bytes("1000"), Ok(1000));
        assert!(bytes("much").is_err());
        assert!(bytes("5KM").is_err());
        assert!(bytes("99999999999G").is_err());
    }
}
