//! The columns that each question reads of the sections that it finds.
//!
//! In comes a segment; out come its columns, opened once a generation: to find a column by its name in the file of a
//! segment takes longer than to read a hundred values. What is made of them is left to [`query`](crate::query).
//!
//! The key of a paper is a random number of eight bytes, so that the column of keys is the largest, and of the sections
//! found each has its key in another line of memory. What is mostly asked is whether the next section is of the same
//! paper: one bit a section says so, and what is the same for all sections of a paper stands in tables of the papers. These
//! are worked out once as many sections were found as the segment has, so that they never take longer than what they
//! spare; who asks once does without.

use super::bits::Bits;
use rustc_hash::FxHashSet;
use std::sync::{
    Arc, OnceLock,
    atomic::{AtomicU64, Ordering},
};
use tantivy::{
    DocId, Searcher, SegmentOrdinal, SegmentReader,
    columnar::{Column, ColumnIndex},
    fastfield::AliveBitSet,
};

/// The columns of all segments of a generation, once they were asked for.
pub(super) struct Columns {
    of: Vec<OnceLock<Arc<SectionColumns>>>,
    are_whole: OnceLock<bool>,
}

impl Columns {
    pub(super) fn new(searcher: &Searcher) -> Self {
        let of = searcher.segment_readers().iter().map(|_| OnceLock::new()).collect();
        Self { of, are_whole: OnceLock::new() }
    }

    pub(super) fn of_segment(
        &self,
        searcher: &Searcher,
        segment: SegmentOrdinal,
    ) -> tantivy::Result<Arc<SectionColumns>> {
        let known = self.of.get(segment as usize);
        if let Some(columns) = known.and_then(OnceLock::get) {
            return Ok(columns.clone());
        }
        let columns = Arc::new(SectionColumns::open(searcher.segment_reader(segment))?);
        Ok(known.map_or(columns.clone(), |known| known.get_or_init(|| columns).clone()))
    }

    /// Whether it is known that no paper has living sections in two places, so that those of each follow each other.
    pub(super) fn are_whole(&self) -> bool {
        if let Some(are_whole) = self.are_whole.get() {
            return *are_whole;
        }
        let papers: Option<Vec<&Papers>> = self.of.iter().map(|columns| columns.get()?.papers.get()).collect();
        papers.is_some_and(|papers| {
            *self.are_whole.get_or_init(|| {
                let mut met = FxHashSet::default();
                papers.iter().flat_map(|papers| papers.living()).all(|key| met.insert(key))
            })
        })
    }
}

/// What is known of the sections of a segment.
pub(crate) struct SectionColumns {
    paper: Option<Column<u64>>,
    ordinal: Option<Column<u64>>,
    /// Absent where no section of the segment is standing text, as mostly: there is nothing to look up.
    standing: Option<Column<u64>>,
    day: Option<Column<i64>>,
    sections: DocId,
    /// Absent where all sections live.
    alive: Option<AliveBitSet>,
    /// How many sections were found so far.
    found: AtomicU64,
    papers: OnceLock<Papers>,
}

/// The papers of a segment: sections of one that follow each other.
struct Papers {
    /// Where each begins.
    begins: Bits,
    keys: Vec<u64>,
    days: Vec<Option<i32>>,
    /// Whether a section of it lives.
    live: Vec<bool>,
}

impl Papers {
    /// The number of a section's paper.
    fn number(&self, section: DocId) -> usize {
        self.begins.before(section as usize + 1).saturating_sub(1)
    }

    /// The keys of those of which a section lives.
    fn living(&self) -> impl Iterator<Item = u64> {
        self.keys.iter().zip(&self.live).filter(|(_, lives)| **lives).map(|(key, _)| *key)
    }
}

impl SectionColumns {
    fn open(reader: &SegmentReader) -> tantivy::Result<Self> {
        let columns = reader.fast_fields();
        let standing: Option<Column<u64>> = columns.column_opt("standing")?;
        Ok(Self {
            paper: columns.column_opt("paper_key")?,
            ordinal: columns.column_opt("ordinal")?,
            standing: standing.filter(|column| column.max_value() > 0),
            day: columns.column_opt("first_day")?,
            sections: reader.max_doc(),
            alive: reader.alive_bitset().filter(|_| reader.has_deletes()).cloned(),
            found: AtomicU64::new(0),
            papers: OnceLock::new(),
        })
    }

    /// The key of a section's paper; see [`paper_key`](super::paper_key).
    pub(crate) fn paper(&self, section: DocId) -> u64 {
        match self.papers.get() {
            Some(papers) => papers.keys.get(papers.number(section)).copied().unwrap_or_default(),
            None => value(&self.paper, section).unwrap_or_default(),
        }
    }

    /// The key of a section's paper, and the first day of its date, since 1970-01-01.
    pub(crate) fn paper_and_day(&self, section: DocId) -> (u64, Option<i32>) {
        let known = self.papers.get().and_then(|papers| {
            let number = papers.number(section);
            Some((*papers.keys.get(number)?, *papers.days.get(number)?))
        });
        known.unwrap_or_else(|| (self.paper(section), self.day_of(section)))
    }

    /// What tells the other sections of a section's paper.
    pub(crate) fn paper_of(&self, section: DocId) -> OnePaper {
        match self.papers.get() {
            Some(papers) => {
                let next = papers.begins.next(section as usize + 1);
                OnePaper::Before(next.map_or(self.sections, |next| next as DocId))
            }
            None => OnePaper::Key(self.paper(section)),
        }
    }

    /// Whether a section is of the same paper as an earlier one, and so are all between them; where these are not known,
    /// they may be another's.
    pub(crate) fn is_of(&self, section: DocId, paper: &OnePaper) -> bool {
        match paper {
            OnePaper::Before(next) => section < *next,
            OnePaper::Key(key) => self.paper(section) == *key,
        }
    }

    /// Notes that a question found so many sections.
    pub(crate) fn note_found(&self, sections: u64) {
        if self.found.fetch_add(sections, Ordering::Relaxed) + sections >= u64::from(self.sections) {
            self.papers.get_or_init(|| self.papers());
        }
    }

    fn papers(&self) -> Papers {
        let (mut begins, mut keys, mut days, mut live) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for section in 0..self.sections {
            let key = value(&self.paper, section).unwrap_or_default();
            let lives = self.alive.as_ref().is_none_or(|alive| alive.is_alive(section));
            if keys.last() == Some(&key) {
                live.last_mut().into_iter().for_each(|before| *before |= lives);
            } else {
                begins.push(section as usize);
                keys.push(key);
                days.push(self.day_of(section));
                live.push(lives);
            }
        }
        Papers { begins: Bits::new(begins.into_iter()), keys, days, live }
    }

    /// The ordinal of a section in its paper.
    pub(crate) fn ordinal(&self, section: DocId) -> u32 {
        // A paper has fewer sections than its segment has.
        value(&self.ordinal, section).unwrap_or_default().try_into().unwrap_or(u32::MAX)
    }

    /// Whether some sections are standing text.
    pub(crate) fn has_standing(&self) -> bool {
        self.standing.is_some()
    }

    /// Whether all of a section is standing text.
    pub(crate) fn is_standing(&self, section: DocId) -> bool {
        value(&self.standing, section) == Some(1)
    }

    fn day_of(&self, section: DocId) -> Option<i32> {
        // No year that a paper may have is beyond these.
        self.day.as_ref().and_then(|column| column.first(section)).and_then(|day| day.try_into().ok())
    }
}

/// The sections of one paper that follow each other from a section on; see [`SectionColumns::paper_of`].
#[derive(Clone, Copy)]
pub(crate) enum OnePaper {
    /// Those before the first of another paper.
    Before(DocId),
    /// Those with this key.
    Key(u64),
}

impl OnePaper {
    /// No section is of it.
    pub(crate) const NONE: Self = Self::Before(0);
}

/// What `Column::first` gives, without a detour where each section has one value.
fn value(column: &Option<Column<u64>>, section: DocId) -> Option<u64> {
    let column = column.as_ref()?;
    match column.index {
        ColumnIndex::Full => Some(column.values.get_val(section)),
        _ => column.first(section),
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        Index,
        document::Gazetteer,
        index::{day_number, paper_key},
        query::tests::draft,
    };
    use tantivy::DocAddress;

    #[test]
    fn columns_say_of_each_section_what_its_record_says() {
        let dated = draft("a").date("2019-03-06").section("", &["lamps"]).section("B", &["verges"]).paper();
        let undated = |id| draft(id).section("", &["lamps"]).paper();
        let batches = [vec![dated, undated("b")], vec![undated("c")]];
        let index = Index::in_memory_of_batches(&batches, &[], Gazetteer::builtin());
        for (segment, reader) in (0..).zip(index.searcher().segment_readers()) {
            let columns = index.section_columns(segment).unwrap();
            let say = || {
                for section in reader.doc_ids_alive() {
                    let record = index.record(DocAddress::new(segment, section)).unwrap();
                    let day = record.paper.date.map(|date| day_number(date.date.first()) as i32);
                    assert_eq!(columns.paper(section), paper_key(&record.paper.id));
                    assert_eq!(u64::from(columns.ordinal(section)), record.ordinal);
                    assert_eq!(columns.paper_and_day(section), (columns.paper(section), day));
                    assert!(!columns.is_standing(section));
                }
            };
            say();
            let ask = || {
                let pairs =
                    (0..reader.max_doc()).flat_map(|one| (one..reader.max_doc()).map(move |other| (one, other)));
                pairs.map(|(one, other)| columns.is_of(other, &columns.paper_of(one))).collect::<Vec<_>>()
            };
            let by_key = ask();
            columns.note_found(reader.max_doc().into());
            assert!(columns.papers.get().is_some());
            assert_eq!(by_key, ask());
            say();
        }
    }
}
