//! Copies: which sections say the same as others, all but the same words.
//!
//! In come the signatures of all living sections; out come groups, written as the file `copies` of a generation and read
//! back as a table from a section to its group. One section leads each group, the best copy to show, and every other is
//! near it: so nothing drifts from copy to copy of a copy. The groups hang on the sections alone, not on the builds that
//! brought them, nor on segments. The work is linear: sections meet only where some of their signature is equal, and a
//! section is compared with a bounded number of others. What is shown of copies is left to [`query`](crate::query).

use super::{
    bits::Bits,
    clusters::{Likeness, Text, clusters, council_number, with_company},
    numbers::Numbers,
    reading::engine,
    signature::{self, Signature},
};
use crate::Result;
use serde::{Deserialize, Serialize};
use tantivy::{
    DocAddress, DocId, Searcher, SegmentOrdinal, SegmentReader,
    columnar::{Column, StrColumn},
};

/// Its name in the folder of a generation.
pub(super) const COPIES: &str = "copies";

/// The groups of near-copies of a generation.
#[derive(Debug, Default)]
pub(crate) struct Copies {
    /// The groups of the sections, by segment.
    of: Vec<Members>,
    /// Members of all groups, those of one behind the other, the best copy to show first.
    members: Vec<DocAddress>,
    /// Where the members of each group begin, and where the last end.
    starts: Vec<u32>,
}

impl Copies {
    /// The group of a section: it has one if there is a near-copy of it.
    pub(crate) fn group(&self, section: DocAddress) -> Option<u32> {
        self.in_segment(section.segment_ord).of(section.doc_id)
    }

    /// The groups of the sections of one segment.
    pub(crate) fn in_segment(&self, segment: SegmentOrdinal) -> CopiesOfSegment<'_> {
        CopiesOfSegment(self.of.get(segment as usize))
    }

    /// The sections of a group, two or more, the best copy to show first; none of a group that there is not.
    pub(crate) fn members(&self, group: u32) -> &[DocAddress] {
        match self.starts.get(group as usize..).unwrap_or_default() {
            [start, end, ..] => &self.members[*start as usize..*end as usize],
            _ => &[],
        }
    }

    /// Finds the groups among the living sections of a searcher.
    pub(super) fn find(searcher: &Searcher) -> Result<Self> {
        let sections = sections(searcher).map_err(engine)?;
        let clusters = clusters(&sections, Likeness::Copies, |section| Text {
            signature: &section.signed.signature,
            words: section.signed.words,
            council: section.council,
        });
        let sizes: Vec<u32> = clusters.iter().map(|cluster| cluster.len() as u32).collect();
        let members = clusters.iter().flatten().map(|place| sections[*place as usize].signed.address);
        Ok(Self::new(searcher, &sizes, members.collect()))
    }

    /// `sizes` is how many members each group has, one behind the other in `members`.
    fn new(searcher: &Searcher, sizes: &[u32], members: Vec<DocAddress>) -> Self {
        let mut starts = Vec::with_capacity(sizes.len() + 1);
        starts.push(0);
        let mut of: Vec<Vec<(DocId, u32)>> = vec![Vec::new(); searcher.segment_readers().len()];
        let mut left = members.iter();
        for (size, number) in sizes.iter().zip(0..) {
            for section in left.by_ref().take(*size as usize) {
                of[section.segment_ord as usize].push((section.doc_id, number));
            }
            starts.push((members.len() - left.len()) as u32);
        }
        let of = of.iter().map(|sections| Members::of(sections)).collect();
        Self { of, members, starts }
    }

    /// What is written into the file.
    pub(super) fn to_file(&self, searcher: &Searcher) -> CopiesFile {
        let numbers = |of: fn(&DocAddress) -> u32| Numbers(self.members.iter().map(of).collect());
        CopiesFile {
            segments: searcher.segment_readers().iter().map(|reader| reader.segment_id().uuid_string()).collect(),
            sizes: Numbers(self.starts.windows(2).map(|group| group[1] - group[0]).collect()),
            in_segments: numbers(|section| section.segment_ord),
            sections: numbers(|section| section.doc_id),
        }
    }

    /// What a generation has written; `None` where that does not fit its segments.
    pub(super) fn from_file(file: CopiesFile, searcher: &Searcher) -> Option<Self> {
        let readers = searcher.segment_readers();
        let names: Vec<String> = readers.iter().map(|reader| reader.segment_id().uuid_string()).collect();
        let ordinal = |name: &String| {
            let ordinal = names.iter().position(|known| known == name)?;
            Some((ordinal as SegmentOrdinal, readers[ordinal].max_doc()))
        };
        let segments: Vec<_> = file.segments.iter().map(ordinal).collect::<Option<_>>()?;
        let CopiesFile {
            sizes: Numbers(sizes), in_segments: Numbers(in_segments), sections: Numbers(sections), ..
        } = file;
        let total: u64 = sizes.iter().map(|size| u64::from(*size)).sum();
        if [in_segments.len(), sections.len()].iter().any(|length| *length as u64 != total) {
            return None;
        }
        let address = |(segment, document): (&u32, &DocId)| {
            let (ordinal, sections) = *segments.get(*segment as usize)?;
            (*document < sections).then(|| DocAddress::new(ordinal, *document))
        };
        let members = in_segments.iter().zip(&sections).map(address).collect::<Option<_>>()?;
        Some(Self::new(searcher, &sizes, members))
    }
}

/// The groups of the sections of one segment.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CopiesOfSegment<'c>(Option<&'c Members>);

impl CopiesOfSegment<'_> {
    /// The group of a section.
    pub(crate) fn of(self, section: DocId) -> Option<u32> {
        self.0?.group(section)
    }
}

/// The sections of a segment that have groups. Few have one, and each section that a question finds is asked about: one bit
/// a section says whether there is anything to look up.
#[derive(Debug, Default)]
struct Members {
    are: Bits,
    /// The groups, in the order of the sections.
    groups: Vec<u32>,
}

impl Members {
    /// Sections with their groups, in any order.
    fn of(sections: &[(DocId, u32)]) -> Self {
        let are = Bits::new(sections.iter().map(|(section, _)| *section as usize));
        let mut groups = vec![0; sections.len()];
        for (section, group) in sections {
            groups[are.before(*section as usize)] = *group;
        }
        Self { are, groups }
    }

    fn group(&self, section: DocId) -> Option<u32> {
        self.are.place_of(section as usize).map(|place| self.groups[place])
    }
}

/// What is in the file.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct CopiesFile {
    /// The ids of the segments.
    segments: Vec<String>,
    /// How many members each group has.
    sizes: Numbers,
    /// Of the members of all groups, one behind the other: the place of the segment in the list.
    in_segments: Numbers,
    /// And the number of the section in it.
    sections: Numbers,
}

/// A section that may be a copy of another.
struct Section {
    /// How good it is to show, of two copies: less is better. No two sections are equal in it.
    order: Order,
    /// The number of the council, where it is known.
    council: Option<u64>,
    signed: Signed,
}

/// Whether it is a draft or in a pack; the first day of the paper's date, undated last; the paper and the place in it.
type Order = (u8, bool, Option<i64>, u64, u64);

/// All living sections that may be copies, in their order. Most are left out by their signatures alone, as no other is like
/// them.
fn sections(searcher: &Searcher) -> tantivy::Result<Vec<Section>> {
    let signed = signed(searcher)?;
    let company = with_company(&signed, |section| &section.signature);
    let company: Vec<Signed> = company.into_iter().map(|place| signed[place as usize]).collect();
    drop(signed);
    let mut sections = Vec::with_capacity(company.len());
    for of_segment in company.chunk_by(|one, other| one.address.segment_ord == other.address.segment_ord) {
        let reader = searcher.segment_reader(of_segment[0].address.segment_ord);
        let columns = reader.fast_fields();
        let days: Option<Column<i64>> = columns.column_opt("first_day")?;
        let papers: Option<Column<u64>> = columns.column_opt("paper_key")?;
        let ordinals: Option<Column<u64>> = columns.column_opt("ordinal")?;
        let councils = Councils::of(reader)?;
        let number = |column: &Option<Column<u64>>, document| column.as_ref().and_then(|column| column.first(document));
        for signed in of_segment.iter().copied() {
            let document = signed.address.doc_id;
            let day = days.as_ref().and_then(|days| days.first(document));
            let paper = number(&papers, document).unwrap_or_default();
            let order = (signed.rank, day.is_none(), day, paper, number(&ordinals, document).unwrap_or_default());
            sections.push(Section { order, council: councils.of_section(document), signed });
        }
    }
    sections.sort_unstable_by_key(|section| section.order);
    Ok(sections)
}

/// What stands in the column of signatures of a section.
#[derive(Clone, Copy)]
struct Signed {
    address: DocAddress,
    rank: u8,
    words: u32,
    signature: Signature,
}

/// All living sections that have signatures, those of one segment after each other.
fn signed(searcher: &Searcher) -> tantivy::Result<Vec<Signed>> {
    let mut signed = Vec::with_capacity(searcher.num_docs() as usize);
    for (segment, reader) in (0..).zip(searcher.segment_readers()) {
        let Some(signatures) = reader.fast_fields().column_opt::<u64>("signature")? else { continue };
        let read = |document| {
            let (rank, words, signature) = signature::read(signatures.values_for_doc(document))?;
            Some(Signed { address: DocAddress::new(segment, document), rank, words, signature })
        };
        signed.extend(reader.doc_ids_alive().filter_map(read));
    }
    Ok(signed)
}

/// The councils of the sections of a segment, each as a number that does not hang on the segment.
struct Councils {
    column: Option<StrColumn>,
    numbers: Vec<u64>,
}

impl Councils {
    fn of(reader: &SegmentReader) -> tantivy::Result<Self> {
        let column = reader.fast_fields().str("council")?;
        let mut numbers = Vec::new();
        if let Some(column) = &column {
            let mut slug = String::new();
            for number in 0..column.num_terms() as u64 {
                slug.clear();
                column.ord_to_str(number, &mut slug)?;
                numbers.push(council_number(&slug));
            }
        }
        Ok(Self { column, numbers })
    }

    fn of_section(&self, section: DocId) -> Option<u64> {
        let number = self.column.as_ref().and_then(|column| column.term_ords(section).next());
        number.and_then(|number| self.numbers.get(number as usize)).copied()
    }
}

#[cfg(test)]
mod tests;
