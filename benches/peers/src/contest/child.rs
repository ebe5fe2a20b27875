//! One piece of the contest, done and measured in this process, and told in one JSON line.
//!
//! The arguments are `PIECE CONTESTANT PAPERS INDEX QUESTIONS NUMBER`. CPU and wall time of the whole process are the
//! parent's to take; a question's own time is taken here.

use super::{
    contestant::{self, Built, Engine, Found, Snippets},
    measure::PeakMemory,
    sections,
};
use crate::{
    question::{self, Question},
    statistics,
};
use anyhow::{Result, bail};
use serde::{Deserialize, Serialize};
use std::{ffi::OsString, hint::black_box, io::Write as _, path::PathBuf, process::ExitCode, time::Instant};

/// What is done in one process.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Piece {
    /// Walking the papers and asking for each file's size and time: the floor of finding that nothing changed.
    Walk,
    /// Reading all papers: the floor of a build.
    Read,
    /// A build from empty.
    Build,
    /// A build with nothing changed.
    Unchanged,
    /// A build after some papers changed.
    Changed,
    /// All questions, warm.
    Queries,
    /// A build from empty of the larger corpus.
    BuildLarger,
    /// All questions of the larger corpus, warm.
    QueriesLarger,
    /// Start, open, one question, ten hits with snippets.
    Once,
}

impl Piece {
    /// Its name on the command line and in results.
    pub fn name(self) -> &'static str {
        match self {
            Self::Walk => "walk",
            Self::Read => "read",
            Self::Build => "build",
            Self::Unchanged => "unchanged",
            Self::Changed => "changed",
            Self::Queries => "queries",
            Self::BuildLarger => "build-larger",
            Self::QueriesLarger => "queries-larger",
            Self::Once => "once",
        }
    }
}

/// What a process tells of itself.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Told {
    /// Of a build.
    pub built: Option<Built>,
    /// Anonymous memory at its peak, in bytes.
    pub peak_anonymous_bytes: u64,
    /// Of questions.
    #[serde(default)]
    pub answers: Vec<Answered>,
    /// Bytes read, or files seen.
    #[serde(default)]
    pub seen: u64,
}

/// One question's answer and times.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Answered {
    /// The question.
    pub id: String,
    /// Its shape.
    pub shape: String,
    /// Median of the repeats with ten snippets, in microseconds.
    pub snippets_us: f64,
    /// Median of the repeats without, in microseconds.
    pub plain_us: f64,
    /// What was found.
    pub found: Found,
}

/// Does the piece that the arguments name; the whole of the tiny binaries.
pub fn main() -> ExitCode {
    let arguments: Vec<OsString> = std::env::args_os().skip(1).collect();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            // A reader of standard error that has gone away need not know.
            let _ = writeln!(std::io::stderr(), "{problem:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[OsString]) -> Result<()> {
    let [piece, name, papers, index, questions, number] = arguments else {
        bail!("this program is started by `peers run`; run that");
    };
    let (papers, index, questions) = (PathBuf::from(papers), PathBuf::from(index), PathBuf::from(questions));
    let number: usize = number.to_string_lossy().parse()?;
    let name = name.to_string_lossy();
    let mut told = Told::default();
    match piece.to_string_lossy().as_ref() {
        "walk" => told.seen = sections::sources(&papers)?.len() as u64,
        "read" => {
            for source in sections::sources(&papers)? {
                told.seen += black_box(std::fs::read(source.file)?).len() as u64;
            }
        }
        "build" | "build-larger" | "unchanged" | "changed" => {
            std::fs::create_dir_all(&index)?;
            let peak = PeakMemory::watch();
            told.built = Some(contestant::named(&name)?.build(&papers, &index)?);
            told.peak_anonymous_bytes = peak.bytes();
        }
        "queries" | "queries-larger" => {
            let questions = question::read(&questions)?;
            let mut engine = contestant::named(&name)?.open(&papers, &index)?;
            let peak = PeakMemory::watch();
            told.answers = ask_all(&mut *engine, &questions, number)?;
            told.peak_anonymous_bytes = peak.bytes();
        }
        "once" => {
            let question = std::fs::read_to_string(&questions)?;
            let question: Question = serde_json::from_str(question.lines().nth(number).unwrap_or_default())?;
            let mut engine = contestant::named(&name)?.open(&papers, &index)?;
            let found = engine.ask(&question, Snippets::One)?.unwrap_or_default();
            told.seen = found.returned;
        }
        piece => bail!("there is no piece '{piece}'"),
    }
    let mut line = serde_json::to_vec(&told)?;
    line.push(b'\n');
    Ok(std::io::stdout().write_all(&line)?)
}

/// Asks each question once to warm up, then all of them again and again in another order each time.
fn ask_all(engine: &mut dyn Engine, questions: &[Question], repeats: usize) -> Result<Vec<Answered>> {
    let mut warm = Vec::with_capacity(questions.len());
    for question in questions {
        warm.push(engine.ask(question, Snippets::One)?);
    }
    let mut times = vec![[Vec::new(), Vec::new()]; questions.len()];
    let mut order: Vec<usize> = (0..questions.len()).filter(|place| warm[*place].is_some()).collect();
    let mut seed = 0x9E37_79B9_7F4A_7C15;
    for _ in 0..repeats {
        for (column, snippets) in [Snippets::One, Snippets::None].into_iter().enumerate() {
            shuffle(&mut order, &mut seed);
            for place in &order {
                let start = Instant::now();
                black_box(engine.ask(&questions[*place], snippets)?);
                times[*place][column].push(start.elapsed().as_secs_f64() * 1e6);
            }
        }
    }
    let asked = questions.iter().zip(warm).zip(times);
    Ok(asked
        .filter_map(|((question, found), [snippets, plain])| {
            Some(Answered {
                id: question.id.clone(),
                shape: question.shape.clone(),
                snippets_us: statistics::median(&snippets)?,
                plain_us: statistics::median(&plain)?,
                found: found?,
            })
        })
        .collect())
}

/// Fisher and Yates' shuffle over xorshift numbers: the same orders for every contestant.
fn shuffle(order: &mut [usize], seed: &mut u64) {
    for last in (1..order.len()).rev() {
        *seed ^= *seed << 13;
        *seed ^= *seed >> 7;
        *seed ^= *seed << 17;
        order.swap(last, (*seed % (last as u64 + 1)) as usize);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shuffled_order_has_every_place_once_and_is_the_same_each_time() {
        let shuffled = |mut seed| {
            let mut order: Vec<usize> = (0..100).collect();
            shuffle(&mut order, &mut seed);
            order
        };
        let mut order = shuffled(7);
        assert_eq!(order, shuffled(7));
        order.sort_unstable();
        assert_eq!(order, (0..100).collect::<Vec<_>>());
    }
}
