//! Raw results: one JSON object a line, in the order in which things were measured.

use crate::pages::Speeds;

use super::{
    child::{Answered, Piece, Told},
    machine::{Load, Machine},
    measure::OnDisk,
};
use anyhow::{Context as _, Result};
use serde::{Deserialize, Serialize};
use std::{
    collections::BTreeMap,
    fs::File,
    io::{BufRead as _, BufReader, Write as _},
    path::Path,
};

/// A line of the raw results.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum Line {
    /// First: where and what.
    Begin(Begin),
    /// One process.
    Measured(Measured),
    /// The reading of PDF.
    Pages(Speeds),
    /// Last; absent when the run was broken off.
    End(Load),
}

/// Where and what was measured.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Begin {
    /// The machine and the versions.
    pub machine: Machine,
    /// Its load when the run began.
    pub load: Load,
    /// Files of the corpus.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
    /// The bytes of the larger corpus; absent where there was none.
    #[serde(default)]
    pub larger_bytes: Option<u64>,
    /// Questions.
    pub questions: u64,
    /// Files that the changed build finds changed.
    pub changed: u64,
}

/// What one process took.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Measured {
    /// From 1.
    pub round: u32,
    /// Whose; empty for the floors.
    pub contestant: String,
    /// What was done.
    pub piece: Piece,
    /// User and system time of the whole process, in seconds.
    pub cpu_s: f64,
    /// From its start to its end as the parent saw it, in seconds.
    pub wall_s: f64,
    /// Its index afterwards.
    pub on_disk: OnDisk,
    /// What it told of itself.
    pub told: Told,
}

/// All lines of a run.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Results {
    /// Where and what.
    pub begin: Option<Begin>,
    /// The processes.
    pub measured: Vec<Measured>,
    /// The reading of PDF; absent where there were none, or `pdftotext` was not installed.
    pub pages: Option<Speeds>,
    /// Load at the end.
    pub end: Option<Load>,
}

impl Results {
    /// Reads raw results.
    pub fn read(file: &Path) -> Result<Self> {
        let opened = File::open(file)
            .with_context(|| format!("{}: name the raw.jsonl of a run, which `peers run` writes", file.display()))?;
        let mut results = Self::default();
        for (number, line) in BufReader::new(opened).lines().enumerate() {
            let line =
                serde_json::from_str(&line?).with_context(|| format!("{}: line {}", file.display(), number + 1))?;
            results.push(line);
        }
        Ok(results)
    }

    /// Adds a line.
    pub fn push(&mut self, line: Line) {
        match line {
            Line::Begin(begin) => self.begin = Some(begin),
            Line::Measured(measured) => self.measured.push(measured),
            Line::Pages(speeds) => self.pages = Some(speeds),
            Line::End(load) => self.end = Some(load),
        }
    }

    /// The processes of a contestant that did a piece, by round.
    pub fn rounds(&self, contestant: &str, piece: Piece) -> BTreeMap<u32, Vec<&Measured>> {
        let mut rounds: BTreeMap<u32, Vec<&Measured>> = BTreeMap::new();
        for measured in &self.measured {
            if measured.contestant == contestant && measured.piece == piece {
                rounds.entry(measured.round).or_default().push(measured);
            }
        }
        rounds
    }

    /// The answers of a contestant, from its first round, by question.
    pub fn answers(&self, contestant: &str) -> BTreeMap<&str, &Answered> {
        let rounds = self.rounds(contestant, Piece::Queries);
        let first = rounds.into_values().flatten().next();
        first
            .into_iter()
            .flat_map(|measured| &measured.told.answers)
            .map(|answer| (answer.id.as_str(), answer))
            .collect()
    }
}

/// Writes raw results while they come, so that a run that is broken off loses nothing.
pub struct Writer {
    file: File,
    /// What was written.
    pub results: Results,
}

impl Writer {
    /// Begins a file.
    pub fn create(file: &Path) -> Result<Self> {
        let file = File::create(file).with_context(|| file.display().to_string())?;
        Ok(Self { file, results: Results::default() })
    }

    /// Writes a line.
    pub fn write(&mut self, line: Line) -> Result<()> {
        let mut bytes = serde_json::to_vec(&line)?;
        bytes.push(b'\n');
        self.file.write_all(&bytes)?;
        self.results.push(line);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("raw.jsonl");
        let mut writer = Writer::create(&file).unwrap();
        let measured = Measured {
            round: 1,
            contestant: "tuned".to_owned(),
            piece: Piece::Build,
            cpu_s: 1.5,
            wall_s: 0.75,
            on_disk: OnDisk::default(),
            told: Told::default(),
        };
        writer.write(Line::Measured(measured)).unwrap();
        writer.write(Line::End(Load::default())).unwrap();
        let read = Results::read(&file).unwrap();
        assert_eq!(read, writer.results);
        assert_eq!(read.rounds("tuned", Piece::Build)[&1].len(), 1);
        assert!(read.rounds("tuned", Piece::Walk).is_empty());
    }

    #[test]
    fn results_that_are_not_there_are_told_with_what_to_do() {
        assert!(Results::read(Path::new("none.jsonl")).unwrap_err().to_string().contains("peers run"));
    }
}
