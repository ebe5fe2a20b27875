//! Counts of papers by council, committee, kind, kind of section, year and month.
//!
//! In comes a query; out come the papers that it finds, counted exactly: from columns, without reading a record, and
//! whatever the number of segments. A value has another ordinal in each segment, so segments are put together by the
//! values themselves. Which query is counted is left to `search`.

use crate::{Index, Result, document::DateValue, document::SectionKind};
use jiff::{Span, civil::Date};
use rustc_hash::FxHashMap;
use serde::Serialize;
use std::{cmp::Reverse, io};
use tantivy::{
    DocId, Score, SegmentOrdinal, SegmentReader, TantivyError,
    collector::{Collector, SegmentCollector},
    columnar::{Column, StrColumn},
    query::Query,
};

/// How many of the papers that match have which council, committee, kind, year and month, and how many have matching
/// sections of which kind: the `facets` object of the wire format.
///
/// Each list counts papers, and all but `section` count every paper once: their counts add up to `papers`. Lists are in
/// the order of the counts, largest first, equals by value; `year` and `month` in the order of time. Papers whose value is
/// unknown are counted too, in a [`Count`] without a value; of equals in order, and in time, it comes last.
///
/// A paper is counted in the year and month in which its date begins. Of a paper whose date is a year only, the month is
/// unknown.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename = "facets")]
#[non_exhaustive]
pub struct Facets {
    /// How many papers are counted: [`total_papers`](crate::query::Head::total_papers), unless `relaxed`.
    pub papers: u64,
    /// Whether nothing matches in full, and the papers of the further sections are counted.
    pub relaxed: bool,
    /// By council: slug and name.
    pub council: Vec<Count>,
    /// By committee, of whatever council.
    pub committee: Vec<Count>,
    /// By year: `2019`.
    pub year: Vec<Count>,
    /// By month: `2019-03`, named `March 2019`.
    pub month: Vec<Count>,
    /// By kind of paper.
    pub kind: Vec<Count>,
    /// By kind of the sections that match; a paper with sections of several kinds counts for each.
    pub section: Vec<Count>,
}

/// How many papers have a value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Count {
    /// The value as it is asked for; absent for papers of which it is unknown.
    pub value: Option<String>,
    /// The value for people; absent likewise.
    pub name: Option<String>,
    /// How many papers; never 0.
    pub count: u64,
}

impl Facets {
    /// The lists with their names on the wire, in the order in which they are written.
    pub fn lists(&self) -> [(&'static str, &[Count]); 6] {
        [
            ("council", &self.council),
            ("committee", &self.committee),
            ("year", &self.year),
            ("month", &self.month),
            ("kind", &self.kind),
            ("section", &self.section),
        ]
    }
}

/// Counts the papers that a query finds.
pub(super) fn count(index: &Index, query: &dyn Query, relaxed: bool) -> Result<Facets> {
    let table = table(index, query)?;
    let [council, committee, kind] = &table.values;
    let name_of_council = |slug: &str| index.manifest().name_of_council(slug).to_owned();
    let papers = || table.papers.values();
    let (year, month) = in_time(papers().map(|facts| facts.days));
    let mut sections = [0; SectionKind::ALL.len()];
    let mut without = 0;
    for facts in papers() {
        without += u64::from(facts.sections == 0);
        for (bit, count) in sections.iter_mut().enumerate() {
            *count += u64::from(facts.sections >> bit & 1);
        }
    }
    let sections = SectionKind::ALL.iter().map(|kind| Some(kind.as_str().to_owned())).zip(sections);
    Ok(Facets {
        papers: table.papers.len() as u64,
        relaxed,
        council: by_count(council.counted(papers().map(|facts| facts.values[0])), name_of_council),
        committee: by_count(committee.counted(papers().map(|facts| facts.values[1])), str::to_owned),
        year,
        month,
        kind: by_count(kind.counted(papers().map(|facts| facts.values[2])), str::to_owned),
        section: by_count(sections.chain([(None, without)]), str::to_owned),
    })
}

/// How many papers a query finds.
pub(super) fn papers(index: &Index, query: &dyn Query) -> Result<u64> {
    Ok(table(index, query)?.papers.len() as u64)
}

/// The papers that a query finds, with what columns say of them.
pub(super) fn table(index: &Index, query: &dyn Query) -> Result<Table> {
    index.searcher().search(query, &Papers).map_err(|error| index.damage(error))
}

fn by_count(counts: impl Iterator<Item = (Option<String>, u64)>, name: impl Fn(&str) -> String) -> Vec<Count> {
    let counts = counts.filter(|(_, count)| *count > 0);
    let mut counts: Vec<Count> =
        counts.map(|(value, count)| Count { name: value.as_deref().map(&name), value, count }).collect();
    counts.sort_by(|one, other| {
        let key = |count: &Count| (Reverse(count.count), count.value.is_none());
        key(one).cmp(&key(other)).then_with(|| one.value.cmp(&other.value))
    });
    counts
}

/// The days of papers by year and by month.
fn in_time(papers: impl Iterator<Item = Option<(i64, i64)>>) -> (Vec<Count>, Vec<Count>) {
    let mut by_days: FxHashMap<Option<(i64, i64)>, u64> = FxHashMap::default();
    for days in papers {
        *by_days.entry(days).or_default() += 1;
    }
    let (mut years, mut months) = (FxHashMap::default(), FxHashMap::default());
    for (days, count) in by_days {
        let first = days.and_then(|(first, _)| date(first));
        let last = days.and_then(|(_, last)| date(last));
        let month = |day: Date| (day.year(), day.month());
        let known = first.filter(|first| last.map(month) == Some(month(*first)));
        *years.entry(first.and_then(|day| DateValue::year(day.year())).map(Moment)).or_default() += count;
        let month = known.and_then(|day| DateValue::month(day.year(), day.month()));
        *months.entry(month.map(Moment)).or_default() += count;
    }
    (in_order(years), in_order(months))
}

/// A year or month, to be a key.
#[derive(PartialEq, Eq, Hash)]
struct Moment(DateValue);

fn in_order(counts: FxHashMap<Option<Moment>, u64>) -> Vec<Count> {
    let mut counts: Vec<(Option<Moment>, u64)> = counts.into_iter().collect();
    counts.sort_by_key(|(moment, _)| moment.as_ref().map_or((true, None), |Moment(date)| (false, Some(date.first()))));
    let count = |(moment, count): (Option<Moment>, u64)| Count {
        value: moment.as_ref().map(|Moment(date)| date.to_string()),
        name: moment.map(|Moment(date)| date.long()),
        count,
    };
    counts.into_iter().map(count).collect()
}

/// The day of a column; see `day_number`.
pub(super) fn date(number: i64) -> Option<Date> {
    let days = Span::new().try_days(number).ok()?;
    jiff::civil::date(1970, 1, 1).checked_add(days).ok()
}

/// What one value a paper is read of, by column.
const COLUMNS: [&str; 3] = ["council", "committee", "kind"];

/// What is known of a paper, its values as numbers, and a bit for each kind of its matching sections.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Facts {
    /// The numbers of its council, committee and kind in [`Table::values`].
    pub(super) values: [Option<u64>; 3],
    /// The first and the last day of its date, as `day_number` counts.
    pub(super) days: Option<(i64, i64)>,
    sections: u32,
}

/// The papers found, whatever their segments.
pub(super) struct Table {
    /// The councils by slug, the committees and the kinds.
    pub(super) values: [Values; 3],
    /// By `paper_key`.
    pub(super) papers: FxHashMap<u64, Facts>,
}

/// Values with their numbers.
#[derive(Default)]
pub(super) struct Values {
    numbers: FxHashMap<String, u64>,
    pub(super) values: Vec<String>,
}

impl Values {
    fn number(&mut self, value: String) -> u64 {
        *self.numbers.entry(value).or_insert_with_key(|value| {
            self.values.push(value.clone());
            self.values.len() as u64 - 1
        })
    }

    fn counted(&self, numbers: impl Iterator<Item = Option<u64>>) -> impl Iterator<Item = (Option<String>, u64)> {
        let mut counts = vec![0_u64; self.values.len()];
        let mut unknown = 0;
        for number in numbers {
            match number.and_then(|number| counts.get_mut(number as usize)) {
                Some(count) => *count += 1,
                None => unknown += 1,
            }
        }
        self.values.iter().cloned().map(Some).chain([None]).zip(counts.into_iter().chain([unknown]))
    }
}

/// Collects the papers of the sections found.
struct Papers;

impl Collector for Papers {
    type Fruit = Table;
    type Child = OfSegment;

    fn for_segment(&self, _: SegmentOrdinal, reader: &SegmentReader) -> tantivy::Result<OfSegment> {
        let columns = reader.fast_fields();
        let [council, committee, kind] = COLUMNS;
        let section = columns.str("section_kind")?;
        Ok(OfSegment {
            paper: columns.column_opt("paper_key")?,
            values: [columns.str(council)?, columns.str(committee)?, columns.str(kind)?],
            first_day: columns.column_opt("first_day")?,
            last_day: columns.column_opt("last_day")?,
            bits: section.as_ref().map(bits).transpose()?.unwrap_or_default(),
            section,
            papers: FxHashMap::default(),
            present: None,
        })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, segments: Vec<InSegment>) -> tantivy::Result<Table> {
        let mut table = Table { values: Default::default(), papers: FxHashMap::default() };
        for segment in segments {
            let mut numbers: [FxHashMap<u64, u64>; 3] = Default::default();
            for (paper, mut facts) in segment.papers {
                for (place, value) in facts.values.iter_mut().enumerate() {
                    let (Some(ordinal), Some(column)) = (*value, &segment.values[place]) else { continue };
                    let number = match numbers[place].get(&ordinal) {
                        Some(number) => *number,
                        None => {
                            let number = table.values[place].number(text(column, ordinal)?);
                            numbers[place].insert(ordinal, number);
                            number
                        }
                    };
                    *value = Some(number);
                }
                // The writer may have put sections of one paper into two segments.
                table.papers.entry(paper).or_insert(facts).sections |= facts.sections;
            }
        }
        Ok(table)
    }
}

/// The value with this ordinal in a segment.
fn text(column: &StrColumn, ordinal: u64) -> tantivy::Result<String> {
    let mut text = String::new();
    if column.ord_to_str(ordinal, &mut text)? {
        return Ok(text);
    }
    Err(TantivyError::from(io::Error::new(io::ErrorKind::InvalidData, "a column has no such value")))
}

/// The bit of each kind of section by its ordinal in a segment.
fn bits(column: &StrColumn) -> tantivy::Result<Vec<u32>> {
    let bit = |ordinal| {
        let kind = SectionKind::parse(&text(column, ordinal)?);
        let place = kind.and_then(|kind| SectionKind::ALL.iter().position(|other| *other == kind));
        Ok(place.map_or(0, |place| 1 << place))
    };
    (0..column.num_terms() as u64).map(bit).collect()
}

struct OfSegment {
    paper: Option<Column<u64>>,
    values: [Option<StrColumn>; 3],
    first_day: Option<Column<i64>>,
    last_day: Option<Column<i64>>,
    section: Option<StrColumn>,
    bits: Vec<u32>,
    papers: FxHashMap<u64, Facts>,
    /// The paper of the last section: a paper's sections nearly always stand together.
    present: Option<(u64, Facts)>,
}

/// The papers found in a segment, their values as ordinals, with the columns to read these by.
struct InSegment {
    values: [Option<StrColumn>; 3],
    papers: FxHashMap<u64, Facts>,
}

impl OfSegment {
    fn put_away(&mut self) {
        if let Some((paper, facts)) = self.present.take() {
            self.papers.entry(paper).or_insert(facts).sections |= facts.sections;
        }
    }

    fn facts(&self, document: DocId) -> Facts {
        let ordinal = |column: &Option<StrColumn>| column.as_ref().and_then(|column| column.ords().first(document));
        let day = |column: &Option<Column<i64>>| column.as_ref().and_then(|column| column.first(document));
        Facts {
            values: self.values.each_ref().map(ordinal),
            days: day(&self.first_day).zip(day(&self.last_day)),
            sections: 0,
        }
    }
}

impl SegmentCollector for OfSegment {
    type Fruit = InSegment;

    fn collect(&mut self, document: DocId, _: Score) {
        let paper = self.paper.as_ref().and_then(|column| column.first(document)).unwrap_or_default();
        let kind = self.section.as_ref().and_then(|column| column.ords().first(document));
        let bit = kind.and_then(|ordinal| self.bits.get(ordinal as usize)).copied().unwrap_or_default();
        match &mut self.present {
            Some((present, facts)) if *present == paper => facts.sections |= bit,
            _ => {
                self.put_away();
                self.present = Some((paper, Facts { sections: bit, ..self.facts(document) }));
            }
        }
    }

    fn harvest(mut self) -> InSegment {
        self.put_away();
        InSegment { values: self.values, papers: self.papers }
    }
}
