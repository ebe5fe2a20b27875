//! The measures of the table, each with the bar that scrutineer is held to.

use super::{
    child::{Answered, Piece},
    contestant::REFERENCE,
    results::{Measured, Results},
};
use crate::statistics::{Spread, median, percentile};

/// A row of the table.
#[derive(Debug, Clone, Copy)]
pub struct Measure {
    /// What is measured, and its unit.
    pub name: &'static str,
    /// From seconds, bytes or microseconds to that unit.
    pub scale: f64,
    /// The bar; `None` for a measure that has none.
    pub bar: Option<Bar>,
    piece: Piece,
    value: Value,
}

/// What scrutineer is held to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bar {
    /// No more than this.
    pub most: f64,
    /// Better no more than this.
    pub aim: f64,
    /// To what the value is related.
    pub against: Against,
}

/// To what a bar relates a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Against {
    /// Tuned tantivy's value.
    Reference,
    /// Walk and stat of the tree.
    Walk,
    /// The same contestant's value for the smaller corpus.
    Smaller,
    /// That value by the bytes of the two.
    SmallerByBytes,
    /// The value itself, in its unit.
    Nothing,
}

/// What is taken of a process.
#[derive(Debug, Clone, Copy)]
enum Value {
    Cpu,
    Wall,
    Peak,
    Length,
    Blocks,
    Snippets(u32),
    Plain(u32),
}

const MIB: f64 = 1.0 / (1 << 20) as f64;
const MB: f64 = 1e-6;
const MS: f64 = 1000.0;
const US_TO_MS: f64 = 1e-3;

const fn measure(name: &'static str, piece: Piece, value: Value, scale: f64, bar: Option<Bar>) -> Measure {
    Measure { name, scale, bar, piece, value }
}

const fn to_reference(most: f64, aim: f64) -> Option<Bar> {
    Some(Bar { most, aim, against: Against::Reference })
}

const fn to_smaller(most: f64, by_bytes: bool) -> Option<Bar> {
    Some(Bar { most, aim: 1.0, against: if by_bytes { Against::SmallerByBytes } else { Against::Smaller } })
}

const MEMORY: Option<Bar> = Some(Bar { most: 256.0, aim: 128.0, against: Against::Nothing });
const NOTHING: Option<Bar> = Some(Bar { most: 1.5, aim: 1.1, against: Against::Walk });

/// All measures, in the order of the table.
pub const MEASURES: &[Measure] = &[
    measure("full build, CPU, s", Piece::Build, Value::Cpu, 1.0, to_reference(0.85, 0.65)),
    measure("full build, wall, s", Piece::Build, Value::Wall, 1.0, to_reference(0.80, 0.60)),
    measure("full build, anonymous memory at its peak, MiB", Piece::Build, Value::Peak, MIB, MEMORY),
    measure("index, MB", Piece::Build, Value::Length, MB, to_reference(1.0, 0.8)),
    measure("index, blocks, MB", Piece::Build, Value::Blocks, MB, None),
    measure(
        "query with ten snippets, p50, ms",
        Piece::Queries,
        Value::Snippets(50),
        US_TO_MS,
        to_reference(0.35, 0.20),
    ),
    measure("query with ten snippets, p95, ms", Piece::Queries, Value::Snippets(95), US_TO_MS, None),
    measure(
        "query with ten snippets, p99, ms",
        Piece::Queries,
        Value::Snippets(99),
        US_TO_MS,
        to_reference(0.55, 0.40),
    ),
    measure("query without snippets, p50, ms", Piece::Queries, Value::Plain(50), US_TO_MS, to_reference(1.05, 0.75)),
    measure("query without snippets, p95, ms", Piece::Queries, Value::Plain(95), US_TO_MS, None),
    measure("query without snippets, p99, ms", Piece::Queries, Value::Plain(99), US_TO_MS, None),
    measure("queries, anonymous memory at its peak, MiB", Piece::Queries, Value::Peak, MIB, None),
    measure("cold process, one query, ten snippets, wall, ms", Piece::Once, Value::Wall, MS, to_reference(0.95, 0.75)),
    measure("cold process, CPU, ms", Piece::Once, Value::Cpu, MS, None),
    measure("1 % changed, CPU, s", Piece::Changed, Value::Cpu, 1.0, to_reference(1.5, 1.0)),
    measure("1 % changed, wall, s", Piece::Changed, Value::Wall, 1.0, None),
    measure("1 % changed, index, MB", Piece::Changed, Value::Length, MB, None),
    measure("nothing changed, CPU, ms", Piece::Unchanged, Value::Cpu, MS, NOTHING),
    measure("nothing changed, wall, ms", Piece::Unchanged, Value::Wall, MS, NOTHING),
    measure("larger corpus: full build, CPU, s", Piece::BuildLarger, Value::Cpu, 1.0, to_smaller(1.15, true)),
    measure("larger corpus: full build, wall, s", Piece::BuildLarger, Value::Wall, 1.0, None),
    measure("larger corpus: anonymous memory at its peak, MiB", Piece::BuildLarger, Value::Peak, MIB, MEMORY),
    measure("larger corpus: index, MB", Piece::BuildLarger, Value::Length, MB, None),
    measure(
        "larger corpus: query with ten snippets, p50, ms",
        Piece::QueriesLarger,
        Value::Snippets(50),
        US_TO_MS,
        to_smaller(2.0, false),
    ),
    measure(
        "larger corpus: query without snippets, p50, ms",
        Piece::QueriesLarger,
        Value::Plain(50),
        US_TO_MS,
        to_smaller(2.0, false),
    ),
];

impl Measure {
    /// A contestant's value over the rounds, before scaling; within a round the median of its processes.
    pub fn spread(&self, results: &Results, contestant: &str) -> Option<Spread> {
        let rounds = results.rounds(contestant, self.piece).into_values();
        let values: Vec<f64> = rounds
            .filter_map(|processes| {
                median(&processes.into_iter().filter_map(|process| self.of(process)).collect::<Vec<_>>())
            })
            .collect();
        Spread::of(&values)
    }

    /// The ratio that the table shows: to what the bar says, else to the reference.
    pub fn against(&self, results: &Results, contestant: &str) -> Option<f64> {
        let value = self.spread(results, contestant)?.median;
        let base = match self.bar {
            Some(Bar { against: Against::Walk, .. }) => floor(results, Piece::Walk, matches!(self.value, Value::Wall)),
            Some(Bar { against: Against::Smaller, .. }) => self.of_smaller().spread(results, contestant),
            Some(Bar { against: Against::SmallerByBytes, .. }) => {
                let begin = results.begin.as_ref()?;
                let times = begin.larger_bytes? as f64 / begin.bytes as f64;
                let base = self.of_smaller().spread(results, contestant)?.median * times;
                return Some(value / base).filter(|ratio| ratio.is_finite());
            }
            _ => self.spread(results, REFERENCE),
        };
        Some(value / base?.median).filter(|ratio| ratio.is_finite())
    }

    /// What is compared with the bar.
    pub fn held_to_bar(&self, results: &Results, contestant: &str) -> Option<f64> {
        match self.bar?.against {
            Against::Nothing => Some(self.spread(results, contestant)?.median * self.scale),
            Against::Reference | Against::Walk | Against::Smaller | Against::SmallerByBytes => {
                self.against(results, contestant)
            }
        }
    }

    /// The same of the smaller corpus; itself where it is of that.
    fn of_smaller(&self) -> Self {
        let piece = match self.piece {
            Piece::BuildLarger => Piece::Build,
            Piece::QueriesLarger => Piece::Queries,
            piece => piece,
        };
        Self { piece, ..*self }
    }

    fn of(&self, process: &Measured) -> Option<f64> {
        let answers = |percent, time: fn(&Answered) -> f64| {
            percentile(&process.told.answers.iter().map(time).collect::<Vec<_>>(), percent)
        };
        match self.value {
            Value::Cpu => Some(process.cpu_s),
            Value::Wall => Some(process.wall_s),
            Value::Peak => Some(process.told.peak_anonymous_bytes as f64),
            Value::Length => Some(process.on_disk.length_bytes as f64),
            Value::Blocks => Some(process.on_disk.block_bytes as f64),
            Value::Snippets(percent) => answers(percent, |answer| answer.snippets_us),
            Value::Plain(percent) => answers(percent, |answer| answer.plain_us),
        }
    }
}

/// A floor over the rounds, in seconds: wall time or CPU.
pub fn floor(results: &Results, piece: Piece, wall: bool) -> Option<Spread> {
    let value = if wall { Value::Wall } else { Value::Cpu };
    measure("", piece, value, 1.0, None).spread(results, "")
}
