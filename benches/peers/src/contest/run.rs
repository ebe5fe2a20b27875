//! All the pieces, interleaved: in each round each piece is done by every contestant, one after the other, in an order
//! that differs from round to round.

use super::{
    agreement,
    child::Piece,
    contestant::{ENTRIES, Entry, REFERENCE, SUBJECT},
    machine::{Load, Machine},
    results::{Begin, Line, Results, Writer},
    ripgrep, sections,
    spawn::{Binaries, Work},
    table,
    tree::Tree,
};
use crate::{
    generate, pages,
    question::{self, Form, Question},
};
use anyhow::{Result, bail};
use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    thread,
    time::Duration,
};

/// The choices of a run.
#[derive(Debug, Clone, clap::Args)]
pub struct Choices {
    /// The corpus folder, with `papers` and `questions.jsonl`; by default 200 MB that are made in this package's `target`.
    #[arg(long, value_name = "DIR")]
    pub corpus: Option<PathBuf>,
    /// The size of a larger corpus, in megabytes, which is made there too and indexed and asked once, in the end; 0 for none.
    /// By default 2000 beside papers that are made, and none beside others.
    #[arg(long, value_name = "MB")]
    pub larger: Option<u64>,
    /// A folder with PDFs to read beside `pdftotext`; else the folder that SCRUTINEER_DATA names.
    #[arg(long, value_name = "DIR")]
    pub pdfs: Option<PathBuf>,
    /// Rounds.
    #[arg(long, default_value_t = 3)]
    pub rounds: u32,
    /// Where results go; by default `benches/results/<day>/<megabytes>mb`.
    #[arg(long, value_name = "DIR")]
    pub results: Option<PathBuf>,
    /// Where indexes go meanwhile; by default in this package's `target`.
    #[arg(long, value_name = "DIR")]
    pub work: Option<PathBuf>,
    /// Contestants to leave aside.
    #[arg(long, value_name = "NAME")]
    pub without: Vec<String>,
    /// How often each question is asked.
    #[arg(long, default_value_t = 5)]
    pub repeats: usize,
    /// How many cold processes each contestant starts in a round.
    #[arg(long, default_value_t = 20)]
    pub cold: usize,
}

/// The size of the corpus that is made by default, in megabytes.
const MEGABYTES: u64 = 200;
/// The size of the larger one.
const LARGER_MEGABYTES: u64 = 2000;
/// What made papers come from.
const SEED: u64 = 1;
/// How often in a round short pieces are measured.
const SHORT: usize = 3;
/// How long papers rest before a build, as they have at night: scrutineer reads a file again which was touched within
/// two seconds before it was last looked at, because its time may stand still while it is written to. A hard link counts
/// as touching, and no program can set that time back.
const REST: Duration = Duration::from_secs(3);
/// How often ripgrep is asked a question: each is a process.
const RIPGREP_REPEATS: usize = 1;

/// Runs the contest, writes `raw.jsonl`, `differences.jsonl` and `table.md`, and gives the page.
pub fn run(choices: &Choices) -> Result<String> {
    let corpus = match &choices.corpus {
        Some(corpus) => corpus.clone(),
        None => made(MEGABYTES)?,
    };
    let larger = choices.larger.unwrap_or(if choices.corpus.is_none() { LARGER_MEGABYTES } else { 0 });
    let takes_part = !choices.without.iter().any(|name| name == SUBJECT);
    let larger = (larger > 0 && takes_part).then(|| made(larger)).transpose()?;
    let pdfs = choices.pdfs.clone().or_else(|| std::env::var_os("SCRUTINEER_DATA").map(PathBuf::from));
    // Before hours of measuring, not after them.
    let pdfs = pdfs.map(|folder| pages::pdfs(&folder)).transpose()?.unwrap_or_default();
    let questions_file = corpus.join("questions.jsonl");
    let questions = question::read(&questions_file)?;
    for name in &choices.without {
        super::contestant::named(name)?;
    }
    let entries: Vec<Entry> = ENTRIES
        .into_iter()
        .filter(|entry| !choices.without.iter().any(|name| name == entry.name))
        .filter(|entry| entry.name != "ripgrep" || ripgrep::version().is_some())
        .collect();
    let binaries = Binaries::build()?;
    let work = match &choices.work {
        Some(work) => work.clone(),
        None => Path::new(env!("CARGO_MANIFEST_DIR")).join("target/contest"),
    };
    fs::create_dir_all(&work)?;
    let tree = Tree::link(&corpus.join("papers"), &work.join("papers"))?;
    let (files, bytes) = tree.size();
    let load = Load::now();
    let folder = choices.results.clone().unwrap_or_else(|| {
        let results = Path::new(env!("CARGO_MANIFEST_DIR")).join("../results");
        results.join(&load.day).join(format!("{}mb", (bytes as f64 / 1e6).round()))
    });
    fs::create_dir_all(&folder)?;
    let mut writer = Writer::create(&folder.join("raw.jsonl"))?;
    writer.write(Line::Begin(Begin {
        machine: Machine::here(),
        load,
        files,
        bytes,
        larger_bytes: larger.as_ref().map(|larger| sections::bytes(&larger.join("papers"))).transpose()?,
        questions: questions.len() as u64,
        changed: tree.changed(),
    }))?;

    let contest = Contest { choices, entries, binaries, work, tree, questions_file, questions };
    for round in 1..=choices.rounds.max(1) {
        contest.round(round, &mut writer)?;
    }
    if let Some(larger) = &larger {
        contest.larger(larger, &mut writer)?;
    }
    if !pdfs.is_empty()
        && pages::has_pdftotext()?
        && let (_, Some(speeds)) = pages::measure(&pdfs, choices.rounds as usize)?
    {
        writer.write(Line::Pages(speeds))?;
    }
    writer.write(Line::End(Load::now()))?;
    fs::remove_dir_all(&contest.work)?;
    write_page(&writer.results, &folder)
}

/// The folder of a corpus of so many megabytes, which is made where it is not there yet.
fn made(megabytes: u64) -> Result<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("target/corpora/{megabytes}mb"));
    // Written last.
    if !folder.join("about.json").exists() {
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        // Whoever closed standard error wants no progress.
        let _ = writeln!(std::io::stderr(), "making {megabytes} MB of papers");
        generate::generate(&folder, megabytes, SEED)?;
    }
    Ok(folder)
}

/// Writes the page and the list of differences beside the raw results.
fn write_page(results: &Results, folder: &Path) -> Result<String> {
    let mut differences = Vec::new();
    for difference in agreement::compare(results).1 {
        serde_json::to_writer(&mut differences, &difference)?;
        differences.push(b'\n');
    }
    fs::write(folder.join("differences.jsonl"), differences)?;
    let page = table::page(results);
    fs::write(folder.join("table.md"), &page)?;
    Ok(page)
}

struct Contest<'a> {
    choices: &'a Choices,
    entries: Vec<Entry>,
    binaries: Binaries,
    work: PathBuf,
    tree: Tree,
    questions_file: PathBuf,
    questions: Vec<Question>,
}

impl Contest<'_> {
    fn round(&self, round: u32, writer: &mut Writer) -> Result<()> {
        let order = self.order(round);
        let indexed: Vec<Entry> = order.iter().copied().filter(|entry| entry.has_index).collect();
        for piece in [Piece::Read, Piece::Walk, Piece::Walk, Piece::Walk] {
            self.measure(None, piece, 0, round, writer)?;
        }
        thread::sleep(REST);
        for entry in &indexed {
            let index = self.index(Some(*entry));
            if index.exists() {
                fs::remove_dir_all(index)?;
            }
            self.measure(Some(*entry), Piece::Build, 0, round, writer)?;
        }
        for _ in 0..SHORT {
            for entry in &indexed {
                self.measure(Some(*entry), Piece::Unchanged, 0, round, writer)?;
            }
        }
        for entry in &order {
            let repeats = if entry.has_index { self.choices.repeats } else { RIPGREP_REPEATS };
            self.measure(Some(*entry), Piece::Queries, repeats, round, writer)?;
        }
        for question in cold_questions(&self.questions, self.choices.cold) {
            for entry in &indexed {
                self.measure(Some(*entry), Piece::Once, question, round, writer)?;
            }
        }
        self.tree.change()?;
        thread::sleep(REST);
        let changed = indexed.iter().try_for_each(|entry| self.measure(Some(*entry), Piece::Changed, 0, round, writer));
        self.tree.restore()?;
        changed
    }

    /// The larger corpus, by scrutineer alone: what it takes by megabyte is compared with the smaller.
    fn larger(&self, corpus: &Path, writer: &mut Writer) -> Result<()> {
        let Some(subject) = self.entries.iter().copied().find(|entry| entry.name == SUBJECT) else { return Ok(()) };
        let index = self.work.join("index-larger");
        if index.exists() {
            fs::remove_dir_all(&index)?;
        }
        let (papers, questions) = (corpus.join("papers"), corpus.join("questions.jsonl"));
        for (piece, number) in [(Piece::BuildLarger, 0), (Piece::QueriesLarger, self.choices.repeats)] {
            let work = Work { papers: &papers, index: &index, questions: &questions, number };
            writer.write(Line::Measured(self.binaries.measure(Some(subject), piece, work, 1)?))?;
        }
        Ok(())
    }

    /// Another contestant begins each round, and every second round goes backwards.
    fn order(&self, round: u32) -> Vec<Entry> {
        let mut order = self.entries.clone();
        let first = (round as usize - 1) % order.len().max(1);
        order.rotate_left(first);
        if round.is_multiple_of(2) {
            order.reverse();
        }
        order
    }

    fn index(&self, entry: Option<Entry>) -> PathBuf {
        self.work.join("index").join(entry.map_or("none", |entry| entry.name))
    }

    fn measure(
        &self,
        entry: Option<Entry>,
        piece: Piece,
        number: usize,
        round: u32,
        writer: &mut Writer,
    ) -> Result<()> {
        let index = self.index(entry);
        let work = Work { papers: &self.tree.papers, index: &index, questions: &self.questions_file, number };
        let measured = self.binaries.measure(entry, piece, work, round)?;
        let touched = measured.told.built.map(|built| built.touched);
        let expected = match piece {
            Piece::Unchanged => Some(0),
            Piece::Changed => Some(self.tree.changed()),
            _ => None,
        };
        if let (Some(touched), Some(expected)) = (touched, expected)
            && touched != expected
        {
            let name = &measured.contestant;
            bail!("{name}: {}: {touched} papers were touched where {expected} had changed", piece.name());
        }
        if piece != Piece::Once {
            let name = entry.map_or("floor", |entry| entry.name);
            // Whoever closed standard error wants no progress.
            let _ = writeln!(
                std::io::stderr(),
                "round {round}: {:9} {name:20} CPU {:8.3} s, wall {:8.3} s",
                piece.name(),
                measured.cpu_s,
                measured.wall_s
            );
        }
        writer.write(Line::Measured(measured))
    }
}

/// The places of so many questions of plain words for the cold processes, evenly from all of them: they stand by shape.
fn cold_questions(questions: &[Question], many: usize) -> Vec<usize> {
    let plain = |question: &Question| matches!(question.form, Form::All(_));
    let places = questions.iter().enumerate().filter(|(_, question)| plain(question)).map(|(place, _)| place);
    let places: Vec<usize> = places.collect();
    (0..many).filter_map(|number| places.get(number * places.len() / many).copied()).collect()
}

/// Whether ratios can be had: the reference takes part.
pub fn has_reference(results: &Results) -> bool {
    results.measured.iter().any(|measured| measured.contestant == REFERENCE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cold_processes_are_asked_questions_of_every_length() {
        let question =
            |form| Question { id: String::new(), shape: String::new(), form, council: None, since: None, until: None };
        let words = |many: usize| vec!["road".to_owned(); many];
        let mut questions: Vec<Question> =
            (1..=5).flat_map(|many| (0..10).map(move |_| many)).map(|many| question(Form::All(words(many)))).collect();
        questions.insert(0, question(Form::Phrase(words(2))));
        assert_eq!(cold_questions(&questions, 5), [1, 11, 21, 31, 41]);
        assert_eq!(cold_questions(&questions[..3], 4), [1, 1, 2, 2]);
        assert!(cold_questions(&questions[..1], 4).is_empty());
        assert!(cold_questions(&questions, 0).is_empty());
    }
}
