//! The columns that each question reads of the sections that it finds.
//!
//! In comes a segment; out come its columns, opened once a generation: to find a column by its name in the file of a
//! segment takes longer than to read a hundred values. What is made of them is left to [`query`](crate::query).
//!
//! The key of a paper is a random number of eight bytes, so that the column of keys is the largest, and of the sections
//! found each has its key in another line of memory. What is mostly asked is whether the next section is of the same
//! paper: one bit a section says so. These bits are worked out once as many sections were found as the segment has, so
//! that they never take longer than what they spare; who asks once does without.

use std::sync::{
    OnceLock,
    atomic::{AtomicU64, Ordering},
};
use tantivy::{
    DocId, SegmentReader,
    columnar::{Column, ColumnIndex},
};

/// What is known of the sections of a segment.
pub(crate) struct SectionColumns {
    paper: Option<Column<u64>>,
    ordinal: Option<Column<u64>>,
    /// Absent where no section of the segment is standing text, as mostly: there is nothing to look up.
    standing: Option<Column<u64>>,
    day: Option<Column<i64>>,
    sections: DocId,
    /// How many sections were found so far.
    found: AtomicU64,
    /// A bit for each section: whether it is of another paper than the one before.
    begins: OnceLock<Box<[u64]>>,
}

impl SectionColumns {
    pub(super) fn open(reader: &SegmentReader) -> tantivy::Result<Self> {
        let columns = reader.fast_fields();
        let standing: Option<Column<u64>> = columns.column_opt("standing")?;
        Ok(Self {
            paper: columns.column_opt("paper_key")?,
            ordinal: columns.column_opt("ordinal")?,
            standing: standing.filter(|column| column.max_value() > 0),
            day: columns.column_opt("first_day")?,
            sections: reader.max_doc(),
            found: AtomicU64::new(0),
            begins: OnceLock::new(),
        })
    }

    /// The key of a section's paper; see [`paper_key`](super::paper_key).
    pub(crate) fn paper(&self, section: DocId) -> u64 {
        value(&self.paper, section).unwrap_or_default()
    }

    /// Whether a section is of the same paper as a later one, and so are all between them; where these are not known, they
    /// may be another's.
    pub(crate) fn is_one_paper(&self, section: DocId, later: DocId) -> bool {
        match self.begins.get() {
            Some(begins) => !any_set(begins, section + 1, later),
            None => self.paper(section) == self.paper(later),
        }
    }

    /// Notes that a question found so many sections.
    pub(crate) fn note_found(&self, sections: u64) {
        if self.found.fetch_add(sections, Ordering::Relaxed) + sections >= u64::from(self.sections) {
            self.begins.get_or_init(|| self.begins());
        }
    }

    fn begins(&self) -> Box<[u64]> {
        let mut begins = vec![0; (self.sections as usize).div_ceil(BITS)];
        let mut before = None;
        for section in 0..self.sections {
            let paper = Some(self.paper(section));
            if paper != before {
                begins[section as usize / BITS] |= 1 << (section as usize % BITS);
            }
            before = paper;
        }
        begins.into_boxed_slice()
    }

    /// The ordinal of a section in its paper.
    pub(crate) fn ordinal(&self, section: DocId) -> u64 {
        value(&self.ordinal, section).unwrap_or_default()
    }

    /// Whether all of a section is standing text.
    pub(crate) fn is_standing(&self, section: DocId) -> bool {
        value(&self.standing, section) == Some(1)
    }

    /// The first day of the date of a section's paper.
    pub(crate) fn day(&self, section: DocId) -> Option<i64> {
        self.day.as_ref().and_then(|column| column.first(section))
    }
}

/// Bits of a number.
const BITS: usize = u64::BITS as usize;

/// Whether any bit is set from `first` to `last`, both included; none where `first` is beyond `last`.
fn any_set(bits: &[u64], first: DocId, last: DocId) -> bool {
    if first > last {
        return false;
    }
    let (first, last) = (first as usize, last as usize);
    if first / BITS == last / BITS {
        // As nearly always.
        let between = bits.get(last / BITS).map_or(0, |number| number >> (first % BITS));
        return between & (u64::MAX >> (BITS - 1 - (last - first))) != 0;
    }
    let (from, to) = (first / BITS, (last / BITS).min(bits.len().saturating_sub(1)));
    (from..=to).any(|number| {
        let after = if number == from { u64::MAX << (first % BITS) } else { u64::MAX };
        let before = if number == last / BITS { u64::MAX >> (BITS - 1 - last % BITS) } else { u64::MAX };
        bits[number] & after & before != 0
    })
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
    use super::any_set;
    use crate::{
        Index,
        document::Gazetteer,
        index::{day_number, paper_key},
        query::tests::draft,
    };
    use tantivy::DocAddress;

    proptest::proptest! {
        #[test]
        fn a_bit_is_found_where_one_is_set(
            set in proptest::collection::btree_set(0..400_u32, 0..6),
            first in 0..400_u32,
            length in 0..400_u32,
        ) {
            let mut bits = [0_u64; 7];
            set.iter().for_each(|place| bits[*place as usize / 64] |= 1 << (place % 64));
            let last = (first + length).min(399);
            proptest::prop_assert_eq!(any_set(&bits, first, last), set.range(first..=last).next().is_some());
            proptest::prop_assert!(!any_set(&bits, first + 1, first));
        }
    }

    #[test]
    fn columns_say_of_each_section_what_its_record_says() {
        let dated = draft("a").date("2019-03-06").section("", &["lamps"]).section("B", &["verges"]).paper();
        let undated = |id| draft(id).section("", &["lamps"]).paper();
        let batches = [vec![dated, undated("b")], vec![undated("c")]];
        let index = Index::in_memory_of_batches(&batches, &[], Gazetteer::builtin());
        for (segment, reader) in (0..).zip(index.searcher().segment_readers()) {
            let columns = index.section_columns(segment).unwrap();
            for section in reader.doc_ids_alive() {
                let record = index.record(DocAddress::new(segment, section)).unwrap();
                let day = record.paper.date.map(|date| day_number(date.date.first()));
                assert_eq!(columns.paper(section), paper_key(&record.paper.id));
                assert_eq!(columns.ordinal(section), record.ordinal);
                assert_eq!(columns.day(section), day);
                assert!(!columns.is_standing(section));
            }
            let ask = || {
                let pairs =
                    (0..reader.max_doc()).flat_map(|one| (one..reader.max_doc()).map(move |other| (one, other)));
                pairs.map(|(one, other)| columns.is_one_paper(one, other)).collect::<Vec<_>>()
            };
            let by_key = ask();
            columns.note_found(reader.max_doc().into());
            assert!(columns.begins.get().is_some());
            assert_eq!(by_key, ask());
        }
    }
}
