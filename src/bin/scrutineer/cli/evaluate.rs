//! The arguments of `scrutineer evaluate`.

use super::IndexFolder;
use clap::{Args, ValueEnum};
use std::path::PathBuf;

pub(crate) const EVALUATE_EXAMPLES: &str = "\
Examples:
  scrutineer evaluate --queries queries.tsv --qrels judged.qrels
  scrutineer evaluate --queries queries.tsv --qrels judged.qrels --per-query
  scrutineer evaluate --queries queries.tsv --qrels judged.qrels --write-run before.run
  scrutineer evaluate --queries queries.tsv --qrels judged.qrels --baseline before.run   what has moved since?
  scrutineer evaluate --queries queries.tsv --qrels judged.qrels --against other/index   which of two indexes is better?
  scrutineer evaluate --run another-engine.run --qrels judged.qrels                      no index is asked

The files:
  questions   id, a tab, the question; one a line
  judgments   TREC qrels: question-id 0 document grade; above 0 is relevant, the higher the better
  runs        TREC runs: question-id Q0 document rank score name
A document is a paper's id, or its path in the folder of papers, with #2 for the second part of a pack; %20 for a blank.

The measures are those of trec_eval, under the names ndcg_cut_10, map, recip_rank, recall_100, P_10 and success_1. A \
judged question for which nothing was found counts 0; a question without judgments is left out.

Exit codes: 0 measured; 1 nothing relevant was found; 2 wrong usage or failure.";

#[derive(Debug, Args)]
pub(crate) struct EvaluateArguments {
    /// The questions: id, a tab, the question; one a line. `-` is standard input.
    #[arg(long, value_name = "FILE", required_unless_present = "run")]
    pub(crate) queries: Option<PathBuf>,
    /// The judgments, as a TREC qrels file.
    #[arg(long, value_name = "FILE")]
    pub(crate) qrels: PathBuf,
    /// Measure this TREC run, of any engine, instead of asking the index.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["index_folder", "limit", "write_run", "against"])]
    pub(crate) run: Option<PathBuf>,
    /// Write what the index found to this file, as a TREC run.
    #[arg(long, value_name = "FILE")]
    pub(crate) write_run: Option<PathBuf>,
    /// Compare with this TREC run.
    #[arg(long, value_name = "FILE")]
    pub(crate) baseline: Option<PathBuf>,
    /// Compare with another index, asked the same.
    #[arg(long, value_name = "DIR", conflicts_with = "baseline")]
    pub(crate) against: Option<PathBuf>,
    /// How many papers to ask for, for each question.
    #[arg(short = 'n', long, default_value_t = 1000, value_name = "PAPERS")]
    pub(crate) limit: usize,
    /// Print a line for each question.
    #[arg(long, help_heading = "Output")]
    pub(crate) per_query: bool,
    #[command(flatten)]
    pub(crate) index: IndexFolder,
    /// How to print: for people, JSON Lines, or for a spreadsheet.
    #[arg(long, value_enum, default_value_t, help_heading = "Output")]
    pub(crate) format: EvaluateFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum EvaluateFormat {
    #[default]
    Text,
    Json,
    Csv,
}
