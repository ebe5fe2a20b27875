//! Layouts of the index, weighed against each other: which words stand in which field, how the store is packed, and in
//! how many segments.
//!
//! In comes a corpus; out comes a table with, for each layout, the processor time of writing it, its bytes by kind of
//! file, and the time of the plain keyword questions and of fetching what ten hits need. Sections are read by
//! scrutineer's own reader and words by its own analyzer, so that the layouts differ in nothing else. Each layout is
//! written in a process of its own, which first reads the whole corpus into memory; that part is not counted.

mod ask;
mod layout;
mod sections;
mod tokens;
mod write;

pub use ask::Asked;
pub use layout::{Acronyms, Exact, Layout, Split, Store, layouts};
pub use write::Written;

use crate::statistics;
use anyhow::{Context as _, Result};
use serde::{Deserialize, Serialize};
use std::{
    path::Path,
    process::{Command, Stdio},
};

/// What was measured of one layout in one round.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Outcome {
    /// The layout's name.
    pub layout: String,
    /// Writing it.
    pub written: Written,
    /// Asking it.
    pub asked: Asked,
}

/// Measures one layout in this process.
///
/// # Errors
///
/// Where the corpus or its questions cannot be read, or the index cannot be written.
pub fn measure(corpus: &Path, layout: &Layout, threads: usize) -> Result<Outcome> {
    let sections = sections::read(&corpus.join("papers"))?;
    let folder = tempfile::tempdir()?;
    let written = write::write(&sections, layout, folder.path(), threads)?;
    drop(sections);
    let questions = crate::question::read(&corpus.join("questions.jsonl"))?;
    let asked = ask::ask(folder.path(), layout, &questions)?;
    Ok(Outcome { layout: layout.name.to_owned(), written, asked })
}

/// Measures the layouts by turns, each in a fresh process of the present program, and calls `each` with every outcome.
///
/// # Errors
///
/// Where a process ends badly.
pub fn measure_all(
    corpus: &Path,
    names: &[String],
    rounds: usize,
    threads: usize,
    mut each: impl FnMut(&Outcome) -> Result<()>,
) -> Result<Vec<Outcome>> {
    let program = std::env::current_exe()?;
    let mut outcomes = Vec::new();
    for round in 0..rounds {
        let mut turn: Vec<&Layout> = layouts()
            .iter()
            .filter(|layout| names.is_empty() || names.iter().any(|name| name == layout.name))
            .collect();
        // Every other round backwards: what grows over time then weighs on all alike.
        if round % 2 == 1 {
            turn.reverse();
        }
        for layout in turn {
            let output = Command::new(&program)
                .args(["layout", layout.name, "--threads", &threads.to_string(), "--corpus"])
                .arg(corpus)
                .stderr(Stdio::inherit())
                .output()
                .context("cannot start a process of this program")?;
            anyhow::ensure!(
                output.status.success(),
                "the process for layout {} ended with {}",
                layout.name,
                output.status
            );
            let outcome: Outcome = serde_json::from_slice(&output.stdout)?;
            each(&outcome)?;
            outcomes.push(outcome);
        }
    }
    Ok(outcomes)
}

/// The table of medians, as Markdown. The first layout is the measure of the others.
pub fn table(outcomes: &[Outcome]) -> String {
    let median = |layout: &str, value: &dyn Fn(&Outcome) -> f64| {
        let values: Vec<f64> = outcomes.iter().filter(|outcome| outcome.layout == layout).map(value).collect();
        statistics::median(&values)
    };
    let mut text = String::from(
        "| layout | CPU s | ratio | index MB | ratio | words | postings | store | p50 µs | p99 µs | phrase p50 | exact p50 | ten hits |\n\
         |---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n",
    );
    let mut base = None;
    for layout in layouts() {
        let of = |value: &dyn Fn(&Outcome) -> f64| median(layout.name, value);
        let Some(cpu) = of(&|outcome| outcome.written.cpu_seconds) else { continue };
        let megabytes =
            |value: &dyn Fn(&Written) -> u64| of(&|outcome| value(&outcome.written) as f64 / 1e6).unwrap_or(0.0);
        let micros = |value: &dyn Fn(&Asked) -> f64| of(&|outcome| value(&outcome.asked)).unwrap_or(0.0);
        let bytes = megabytes(&Written::bytes);
        let (first_cpu, first_bytes) = *base.get_or_insert((cpu, bytes));
        text.push_str(&format!(
            "| {} | {cpu:.2} | {:.2} | {bytes:.1} | {:.2} | {:.1} | {:.1} | {:.1} | {:.0} | {:.0} | {:.0} | {:.0} | {:.0} |\n",
            layout.name,
            cpu / first_cpu,
            bytes / first_bytes,
            megabytes(&|written| written.terms),
            megabytes(&|written| written.postings + written.positions),
            megabytes(&|written| written.store),
            micros(&|asked| asked.words.p50),
            micros(&|asked| asked.words.p99),
            micros(&|asked| asked.phrase.p50),
            micros(&|asked| asked.exact.p50),
            micros(&|asked| asked.fetch.p50),
        ));
    }
    text
}
