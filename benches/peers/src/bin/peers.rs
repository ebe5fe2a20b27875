//! The command of the benches beside peers; see benches/README.md.

#![allow(missing_docs, reason = "a program")]

use anyhow::{Context as _, Result};
use clap::{Parser, Subcommand};
use scrutineer_peers::{contest, generate, layouts, pages, same};
use std::path::PathBuf;

/// scrutineer beside its peers
#[derive(Parser)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Make papers and questions
    Generate {
        /// Where; must be empty or not there
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
        /// How much, in megabytes of papers
        #[arg(long, value_name = "MB", default_value_t = 200)]
        megabytes: u64,
        /// The same seed and size give the same bytes
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
    /// Weigh layouts of the index against each other
    Layouts {
        /// A folder that `generate` made
        #[arg(long, value_name = "DIR")]
        corpus: PathBuf,
        /// How often each is measured
        #[arg(long, default_value_t = 3)]
        rounds: usize,
        /// Writing threads
        #[arg(long, default_value_t = 2)]
        threads: usize,
        /// Only these
        names: Vec<String>,
    },
    /// Read PDF beside pdftotext: pages per second of processor time
    Pages {
        /// A folder with PDFs; else the folder that SCRUTINEER_DATA names
        folder: Option<PathBuf>,
        /// How often each file is read
        #[arg(long, default_value_t = 3)]
        rounds: usize,
    },
    /// Run the contest and print its table: makes what papers it needs
    Run(contest::run::Choices),
    /// Print the table of a run again from its raw.jsonl
    Table {
        /// The raw results
        file: PathBuf,
    },
    /// Write the answer to each question, a line each: the same before and after a change that only makes it quicker
    Answers {
        /// An index of the papers
        #[arg(long, value_name = "DIR")]
        index: PathBuf,
        /// A folder that `generate` made
        #[arg(long, value_name = "DIR")]
        corpus: PathBuf,
    },
    /// Write each paper as it is understood, a line each: the same before and after such a change
    Papers {
        /// A folder of papers
        folder: PathBuf,
    },
    /// One PDF, once, in this process
    #[command(hide = true)]
    ReadPdf { file: PathBuf },
    /// One layout, once, in this process
    #[command(hide = true)]
    Layout {
        name: String,
        #[arg(long)]
        corpus: PathBuf,
        #[arg(long)]
        threads: usize,
    },
}

fn main() -> Result<()> {
    match Arguments::parse().command {
        Command::Generate { out, megabytes, seed } => {
            println!("{}", serde_json::to_string_pretty(&generate::generate(&out, megabytes, seed)?)?);
        }
        Command::Layouts { corpus, rounds, threads, names } => {
            let outcomes = layouts::measure_all(&corpus, &names, rounds, threads, |outcome| {
                eprintln!("{}", serde_json::to_string(outcome)?);
                Ok(())
            })?;
            print!("{}", layouts::table(&outcomes));
        }
        Command::Pages { folder, rounds } => {
            let folder = folder.or_else(|| std::env::var_os("SCRUTINEER_DATA").map(PathBuf::from));
            let folder = folder.context("name a folder with PDFs, or set SCRUTINEER_DATA")?;
            print!("{}", pages::measure(&pages::pdfs(&folder)?, rounds)?.0);
        }
        Command::Answers { index, corpus } => {
            same::told(|out| same::answers(&index, &corpus.join("questions.jsonl"), out))?;
        }
        Command::Papers { folder } => same::told(|out| same::papers(&folder, out))?,
        Command::ReadPdf { file } => println!("{}", pages::read_one(&file)?),
        Command::Run(choices) => print!("{}", contest::run::run(&choices)?),
        Command::Table { file } => print!("{}", contest::table::page(&contest::results::Results::read(&file)?)),
        Command::Layout { name, corpus, threads } => {
            let layout = layouts::layouts().iter().find(|layout| layout.name == name).context("no such layout")?;
            println!("{}", serde_json::to_string(&layouts::measure(&corpus, layout, threads)?)?);
        }
    }
    Ok(())
}
