//! Papers that match beside papers indexed, by council, committee, kind, year and month.
//!
//! In come a [`Request`] and up to three [`Dimension`]s; out comes a [`Tally`]: a [`Cell`] for each combination of
//! values that papers have. Nothing is read of a paper but columns. How a table looks is left to `render`.

use super::{
    answer::{Notice, WIRE_VERSION},
    facets::{self, Facts, Table},
    mentions::{Copies, Mention, copies},
    question::Question,
    request::Request,
};
use crate::{
    Error, ErrorKind, Index, Result,
    document::DateValue,
    index::{Searched, Skipped},
};
use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Serialize, Serializer, ser::SerializeMap as _};
use std::fmt;

/// Most dimensions of a table.
const MOST_DIMENSIONS: usize = 3;
/// Longest run of years or months without papers that has its cells: of more, a date is wrong.
const LONGEST_GAP: usize = 120;

/// What papers can be counted by. Each paper has one value of it, or an unknown one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Dimension {
    /// The council.
    Council,
    /// The committee, of whatever council.
    Committee,
    /// The kind of paper.
    Kind,
    /// The calendar year in which the paper's date begins.
    Year,
    /// The month of the paper's date; unknown where it is a year only.
    Month,
}

impl Dimension {
    /// All of them.
    pub const ALL: &[Self] = &[Self::Council, Self::Committee, Self::Kind, Self::Year, Self::Month];

    /// Its name on the wire: `council`, `committee`, `kind`, `year` or `month`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Council => "council",
            Self::Committee => "committee",
            Self::Kind => "kind",
            Self::Year => "year",
            Self::Month => "month",
        }
    }

    /// The dimension of this name; absent where there is none.
    ///
    /// ```
    /// use scrutineer::query::Dimension;
    ///
    /// assert_eq!(Dimension::parse("year"), Some(Dimension::Year));
    /// assert_eq!(Dimension::parse("years"), None);
    /// ```
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|dimension| dimension.as_str() == name)
    }
}

impl fmt::Display for Dimension {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Dimension {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// Papers that match, counted beside the papers that are indexed.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Tally {
    /// What was counted, and the totals.
    pub head: TallyHead,
    /// A cell for each combination of values that indexed papers have, in the order of the first value, then the second
    /// and third: names by the alphabet, years and months by time, unknown values last. Of one dimension that is a time,
    /// also the years or months between others in which there are no papers. None where the question only leaves out.
    pub cells: Vec<Cell>,
    /// The files that were not read, so that it is not known whether they match. Restricted papers are not named.
    pub unread: Vec<Skipped>,
}

/// The first object of a tally.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "type", rename = "count")]
#[non_exhaustive]
pub struct TallyHead {
    /// [`WIRE_VERSION`].
    pub version: u32,
    /// The question as typed.
    pub query: String,
    /// What papers had to have to be counted as matching, in words.
    pub read_as: String,
    /// Which papers are the denominators, in words: `all papers`, or `papers` with the filters on papers.
    pub of: String,
    /// What the user must know about how the question was read.
    pub notices: Vec<Notice>,
    /// What was counted by.
    pub by: Vec<Dimension>,
    /// All papers together, whatever they are counted by.
    pub totals: Figures,
    /// How many files were not read because they are restricted; they are not named.
    pub restricted: u64,
    /// What the index holds.
    pub searched: Searched,
    /// The generation that answered.
    pub generation: String,
}

/// The figures of a cell, or of all.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Figures {
    /// Papers with a section that matches in full: all of them, those with copies too.
    pub matching: u64,
    /// Papers indexed, of those that the question's filters on papers leave.
    pub indexed: u64,
    /// `matching` as a part of `indexed`, from 0 to 1; absent where none is indexed.
    pub share: Option<f64>,
    /// How many of `matching` have nothing new: each of their sections that match is a near-copy of a better copy in
    /// another of them. Of a cell, better copies in the same cell count; of the totals, those in any, so that the totals
    /// have as many as all cells together or more. 0 where nothing is asked of sections, as where all papers are counted, and
    /// where the request asks for all copies.
    pub copies: u64,
}

impl Figures {
    fn new(matching: u64, indexed: u64, copies: u64) -> Self {
        let share = (indexed > 0).then(|| matching as f64 / indexed as f64);
        Self { matching, indexed, share, copies }
    }

    /// The sum of the figures of two cells. A passage that stands in both is no copy in it.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self::new(self.matching + other.matching, self.indexed + other.indexed, self.copies + other.copies)
    }
}

/// Papers with the same values.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Cell {
    /// A value for each dimension, in their order.
    pub values: Vec<CellValue>,
    /// How many papers.
    pub figures: Figures,
}

/// The value of a cell in one dimension.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct CellValue {
    /// The dimension.
    pub dimension: Dimension,
    /// The value as it is asked for; absent for papers of which it is unknown.
    pub value: Option<String>,
    /// The value for people; absent likewise.
    pub name: Option<String>,
}

impl Serialize for Cell {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("type", "cell")?;
        for CellValue { dimension, value, name } in &self.values {
            map.serialize_entry(dimension.as_str(), value)?;
            if *dimension == Dimension::Council {
                map.serialize_entry("council_name", name)?;
            }
        }
        let Figures { matching, indexed, share, copies } = &self.figures;
        map.serialize_entry("matching", matching)?;
        map.serialize_entry("indexed", indexed)?;
        map.serialize_entry("share", share)?;
        map.serialize_entry("copies", copies)?;
        map.end()
    }
}

impl Index {
    /// Counts the papers that match beside the papers indexed, by up to three dimensions; by none, in all.
    ///
    /// A paper matches if one of its sections matches in full; where nothing is asked, every paper does. The papers
    /// indexed are those that the filters on papers leave (council, committee, kind, title, date, build), whatever the
    /// words. Every paper that matches counts, above the line as below it; how many of them only have copies of what others
    /// have is counted beside: see [`Figures::copies`]. Of the request, what concerns hits is not heeded.
    ///
    /// # Errors
    ///
    /// [`Usage`](crate::ErrorKind::Usage) where a dimension is named twice, or there are more than three;
    /// [`DamagedIndex`](crate::ErrorKind::DamagedIndex) where the index cannot be read.
    ///
    /// ```
    /// use scrutineer::{Index, document::Gazetteer, query::{Dimension, Request}};
    ///
    /// let index = Index::in_memory(&[], Gazetteer::builtin())?;
    /// let tally = index.count(&Request::new("gullies"), &[Dimension::Council, Dimension::Year])?;
    /// assert_eq!((tally.head.totals.matching, tally.head.totals.share), (0, None));
    /// assert!(tally.cells.is_empty());
    /// # Ok::<(), scrutineer::Error>(())
    /// ```
    pub fn count(&self, request: &Request, by: &[Dimension]) -> Result<Tally> {
        check(by)?;
        self.contained(|| self.tally(request, by))
    }

    fn tally(&self, request: &Request, by: &[Dimension]) -> Result<Tally> {
        let mut question = Question::read(self, request)?;
        let (papers, of) = question.papers();
        let table = facets::table(self, &*papers)?;
        let found = question.mentions()?;
        // Papers are no copies of each other where nothing is asked of what stands in them.
        let copies = copies(self, &found, request.all_copies || question.is_of_papers())?;
        let totals = tallies(&table, &found, &copies, &[]).remove(&Key::default()).unwrap_or_default().figures();
        // Of a question that only leaves out it is not known how many papers match.
        let cells = match question.only_exclusions {
            true => Vec::new(),
            false => cells(self, &table, tallies(&table, &found, &copies, by), by),
        };
        question.explain(totals.matching > 0, &request.query)?;
        let skipped = &self.manifest().skipped;
        let unread: Vec<Skipped> = skipped.iter().filter(|skipped| skipped.path.is_some()).cloned().collect();
        let head = TallyHead {
            version: WIRE_VERSION,
            query: request.query.clone(),
            read_as: question.read_as(),
            of,
            notices: question.notices,
            by: by.to_vec(),
            totals,
            restricted: (skipped.len() - unread.len()) as u64,
            searched: self.manifest().searched(),
            generation: self.manifest().generation.clone(),
        };
        Ok(Tally { head, cells, unread })
    }
}

fn check(by: &[Dimension]) -> Result<()> {
    let names: Vec<&str> = Dimension::ALL.iter().map(|dimension| dimension.as_str()).collect();
    let refuse = |what: String| {
        let hint = format!("Name up to {MOST_DIMENSIONS} of {}, each once.", names.join(", "));
        Err(Error::new(ErrorKind::Usage, what).with_hint(hint))
    };
    let twice = by.iter().enumerate().find(|(place, dimension)| by[..*place].contains(dimension));
    match twice {
        Some((_, dimension)) => refuse(format!("papers cannot be counted by {dimension} twice")),
        None if by.len() > MOST_DIMENSIONS => {
            refuse(format!("papers can be counted by {MOST_DIMENSIONS} things at once, not by {}", by.len()))
        }
        None => Ok(()),
    }
}

/// The numbers of a cell's values: of the table's values, of years, or of months since the year 0.
type Key = [Option<i64>; MOST_DIMENSIONS];

#[derive(Default)]
struct Tallied {
    indexed: u64,
    /// The papers that match, and those of them that have a best copy or what has no copies.
    found: FxHashSet<u64>,
    best: FxHashSet<u64>,
}

impl Tallied {
    fn figures(&self) -> Figures {
        let matching = self.found.len() as u64;
        Figures::new(matching, self.indexed, matching - self.best.len() as u64)
    }
}

/// The papers of each cell.
fn tallies(table: &Table, found: &[Mention], copies: &Copies, by: &[Dimension]) -> FxHashMap<Key, Tallied> {
    let mut tallies: FxHashMap<Key, Tallied> = FxHashMap::default();
    for facts in table.papers.values() {
        tallies.entry(key(facts, by)).or_default().indexed += 1;
    }
    // The best copy of each group in each cell.
    let mut best: FxHashMap<(Key, u32), usize> = FxHashMap::default();
    let with_key = |paper: u64| table.papers.get(&paper).map(|facts| key(facts, by));
    for mention in found {
        if let (Some((group, place)), Some(key)) = (copies.get(&mention.address), with_key(mention.paper)) {
            best.entry((key, *group)).and_modify(|best| *best = (*best).min(*place)).or_insert(*place);
        }
    }
    for mention in found {
        let Some(key) = with_key(mention.paper) else { continue };
        let is_best = copies.get(&mention.address).is_none_or(|(group, place)| best.get(&(key, *group)) == Some(place));
        let tally = tallies.entry(key).or_default();
        tally.found.insert(mention.paper);
        if is_best {
            tally.best.insert(mention.paper);
        }
    }
    tallies
}

fn key(facts: &Facts, by: &[Dimension]) -> Key {
    let mut key = Key::default();
    for (number, dimension) in key.iter_mut().zip(by) {
        let value = |place: usize| facts.values[place].map(|value| value as i64);
        *number = match dimension {
            Dimension::Council => value(0),
            Dimension::Committee => value(1),
            Dimension::Kind => value(2),
            Dimension::Year => facts.days.and_then(|(first, _)| facets::date(first)).map(|day| i64::from(day.year())),
            Dimension::Month => facts.days.and_then(|(first, last)| {
                let month = |day| facets::date(day).map(|day| i64::from(day.year()) * 12 + i64::from(day.month()) - 1);
                month(first).filter(|first| month(last) == Some(*first))
            }),
        };
    }
    key
}

/// A value in its order: unknown ones last, names by the alphabet, times as they are written on the wire.
type Ordered = (bool, Option<String>, Option<String>);

fn cells(index: &Index, table: &Table, mut tallies: FxHashMap<Key, Tallied>, by: &[Dimension]) -> Vec<Cell> {
    if let [Dimension::Year | Dimension::Month] = by {
        for empty in gaps(tallies.keys().filter_map(|key| key[0]).collect()) {
            tallies.insert([Some(empty), None, None], Tallied::default());
        }
    }
    let councils: FxHashMap<&str, &str> =
        index.manifest().councils.iter().map(|council| (council.slug.as_str(), council.name.as_str())).collect();
    let value = |dimension: Dimension, number: i64| -> Option<(String, String)> {
        let of_table = |place: usize| table.values[place].values.get(number as usize).cloned();
        let same = |value: String| (value.clone(), value);
        match dimension {
            Dimension::Council => of_table(0).map(|slug| {
                let name = councils.get(slug.as_str()).map_or_else(|| slug.clone(), |name| (*name).to_owned());
                (slug, name)
            }),
            Dimension::Committee => of_table(1).map(same),
            Dimension::Kind => of_table(2).map(same),
            Dimension::Year => time(DateValue::year(number as i16)),
            Dimension::Month => time(DateValue::month(number.div_euclid(12) as i16, number.rem_euclid(12) as i8 + 1)),
        }
    };
    let mut cells: Vec<(Vec<Ordered>, Cell)> = Vec::with_capacity(tallies.len());
    for (key, tallied) in tallies {
        let (mut order, mut values) = (Vec::with_capacity(by.len()), Vec::with_capacity(by.len()));
        for (number, dimension) in key.iter().zip(by) {
            let (value, name) = number.and_then(|number| value(*dimension, number)).unzip();
            order.push(match dimension {
                Dimension::Year | Dimension::Month => (value.is_none(), value.clone(), None),
                _ => (value.is_none(), name.clone(), value.clone()),
            });
            values.push(CellValue { dimension: *dimension, value, name });
        }
        cells.push((order, Cell { values, figures: tallied.figures() }));
    }
    cells.sort_by(|(one, _), (other, _)| one.cmp(other));
    cells.into_iter().map(|(_, cell)| cell).collect()
}

fn time(date: Option<DateValue>) -> Option<(String, String)> {
    date.map(|date| (date.to_string(), date.long()))
}

/// The numbers missing between others.
fn gaps(mut numbers: Vec<i64>) -> Vec<i64> {
    numbers.sort_unstable();
    let between = numbers.windows(2).map(|pair| pair[0] + 1..pair[1]);
    between.filter(|gap| gap.clone().count() <= LONGEST_GAP).flatten().collect()
}
