//! Copies: which sections say the same as others, all but the same words.
//!
//! In come the signatures of all living sections; out come groups, written as the file `copies` of a generation and read
//! back as a table from a section to its group. One section leads each group, the best copy to show, and every other is
//! near it: so nothing drifts from copy to copy of a copy. The groups hang on the sections alone, not on the builds that
//! brought them, nor on segments. The work is linear: sections meet only where some of their signature is equal, and a
//! section is compared with a bounded number of others. What is shown of copies is left to [`query`](crate::query).

use super::{
    reader,
    reading::engine,
    signature::{self, BYTES, Signature},
};
use crate::{Error, ErrorKind, Result};
use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use std::path::Path;
use tantivy::{DocAddress, DocId, Searcher, SegmentOrdinal, columnar::Column};

/// Its name in the folder of a generation.
pub(super) const COPIES: &str = "copies";

/// Of two copies so many bytes of the signatures are equal: nearly half of the runs of three words that either has, both
/// have. Texts on one subject share a twentieth; two copies of which every twelfth word was changed share two thirds. The
/// figures are in the tests.
const NEAR: usize = 30;
/// Two signatures are compared where a band of this many bytes is equal. Of pairs that share two thirds of their runs, one
/// of a thousand is not met so; of those that share half, one of twenty.
const BAND: usize = 3;
const BANDS: usize = BYTES / BAND;
/// With so many leaders that have a band in common a section is compared: more have it only in papers made to that end.
const MOST_LEADERS: usize = 32;

/// The groups of near-copies of a generation.
#[derive(Debug, Default)]
pub(crate) struct Copies {
    /// The group of each section, by segment: its number and 1, or 0 for a section without one; empty for a segment in
    /// which no section has one.
    of: Vec<Vec<u32>>,
    /// Members of each group, the best copy to show first.
    groups: Vec<Vec<DocAddress>>,
}

impl Copies {
    /// The group of a section: it has one if there is a near-copy of it.
    pub(crate) fn group(&self, section: DocAddress) -> Option<u32> {
        self.in_segment(section.segment_ord).of(section.doc_id)
    }

    /// The groups of the sections of one segment.
    pub(crate) fn in_segment(&self, segment: SegmentOrdinal) -> CopiesOfSegment<'_> {
        CopiesOfSegment(self.of.get(segment as usize).map_or(&[], Vec::as_slice))
    }

    /// The sections of a group, two or more, the best copy to show first; none of a group that there is not.
    pub(crate) fn members(&self, group: u32) -> &[DocAddress] {
        self.groups.get(group as usize).map_or(&[], Vec::as_slice)
    }

    /// Finds the groups among the living sections of a searcher.
    pub(super) fn find(searcher: &Searcher) -> Result<Self> {
        let sections = sections(searcher).map_err(engine)?;
        Ok(Self::new(searcher, groups(&sections)))
    }

    fn new(searcher: &Searcher, groups: Vec<Vec<DocAddress>>) -> Self {
        let mut of = vec![Vec::new(); searcher.segment_readers().len()];
        for (number, group) in (1..).zip(&groups) {
            for section in group {
                let segment: &mut Vec<u32> = &mut of[section.segment_ord as usize];
                if segment.is_empty() {
                    segment.resize(searcher.segment_reader(section.segment_ord).max_doc() as usize, 0);
                }
                segment[section.doc_id as usize] = number;
            }
        }
        Self { of, groups }
    }

    /// The bytes of the file.
    pub(super) fn to_bytes(&self, searcher: &Searcher) -> Result<Vec<u8>> {
        let segments = searcher.segment_readers().iter().map(|reader| reader.segment_id().uuid_string()).collect();
        let place = |section: &DocAddress| (section.segment_ord, section.doc_id);
        let groups = self.groups.iter().map(|group| group.iter().map(place).collect()).collect();
        postcard::to_stdvec(&File { segments, groups })
            .map_err(|error| Error::new(ErrorKind::Internal, "cannot write the list of copies").caused_by(error))
    }

    /// Reads what a generation has written into `folder`.
    pub(super) fn from_bytes(bytes: &[u8], searcher: &Searcher, folder: &Path) -> Result<Self> {
        let damaged = || reader::damaged(&folder.join(COPIES));
        let file: File = postcard::from_bytes(bytes).map_err(|error| damaged().caused_by(error))?;
        let readers = searcher.segment_readers();
        let ordinal = |name: &String| {
            let ordinal = readers.iter().position(|reader| reader.segment_id().uuid_string() == *name)?;
            Some((ordinal as SegmentOrdinal, readers[ordinal].max_doc()))
        };
        let segments: Vec<_> = file.segments.iter().map(ordinal).collect::<Option<_>>().ok_or_else(damaged)?;
        let address = |(segment, document): (u32, DocId)| {
            let (ordinal, sections) = *segments.get(segment as usize)?;
            (document < sections).then(|| DocAddress::new(ordinal, document))
        };
        let group = |group: Vec<(u32, DocId)>| group.into_iter().map(address).collect::<Option<Vec<_>>>();
        let groups = file.groups.into_iter().map(group).collect::<Option<_>>().ok_or_else(damaged)?;
        Ok(Self::new(searcher, groups))
    }
}

/// The groups of the sections of one segment.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CopiesOfSegment<'c>(&'c [u32]);

impl CopiesOfSegment<'_> {
    /// The group of a section.
    pub(crate) fn of(self, section: DocId) -> Option<u32> {
        self.0.get(section as usize)?.checked_sub(1)
    }
}

/// What is in the file.
#[derive(Serialize, Deserialize)]
struct File {
    /// The ids of the segments.
    segments: Vec<String>,
    /// Members of each group: the place of the segment in the list, and the number of the section in it.
    groups: Vec<Vec<(u32, DocId)>>,
}

/// A section that may be a copy of another.
struct Section {
    /// How good it is to show, of two copies: less is better. No two sections are equal in it.
    order: Order,
    address: DocAddress,
    words: u32,
    signature: Signature,
}

/// Whether it is a draft or in a pack; the first day of the paper's date, undated last; the paper and the place in it.
type Order = (u8, bool, Option<i64>, u64, u64);

/// All living sections that may be copies, in their order.
fn sections(searcher: &Searcher) -> tantivy::Result<Vec<Section>> {
    let mut sections = Vec::new();
    for (segment, reader) in (0..).zip(searcher.segment_readers()) {
        let columns = reader.fast_fields();
        let Some(signatures) = columns.column_opt::<u64>("signature")? else { continue };
        let days: Option<Column<i64>> = columns.column_opt("first_day")?;
        let papers: Option<Column<u64>> = columns.column_opt("paper_key")?;
        let ordinals: Option<Column<u64>> = columns.column_opt("ordinal")?;
        let number = |column: &Option<Column<u64>>, document| column.as_ref().and_then(|column| column.first(document));
        for document in reader.doc_ids_alive() {
            let Some((rank, words, signature)) = signature::read(signatures.values_for_doc(document)) else { continue };
            let day = days.as_ref().and_then(|days| days.first(document));
            let paper = number(&papers, document).unwrap_or_default();
            let order = (rank, day.is_none(), day, paper, number(&ordinals, document).unwrap_or_default());
            sections.push(Section { order, address: DocAddress::new(segment, document), words, signature });
        }
    }
    sections.sort_unstable_by_key(|section| section.order);
    Ok(sections)
}

/// The groups of two sections or more, in the order of their leaders.
fn groups(sections: &[Section]) -> Vec<Vec<DocAddress>> {
    // The same words are met most often, and need no comparing.
    let mut same: FxHashMap<(&Signature, u32), u32> = FxHashMap::default();
    let mut kinds: Vec<&Section> = Vec::new();
    let mut kind_of = Vec::with_capacity(sections.len());
    for section in sections {
        let kind = *same.entry((&section.signature, section.words)).or_insert_with(|| {
            kinds.push(section);
            (kinds.len() - 1) as u32
        });
        kind_of.push(kind);
    }
    let leaders = leaders(&kinds);
    let mut members: Vec<Vec<DocAddress>> = vec![Vec::new(); kinds.len()];
    for (section, kind) in sections.iter().zip(kind_of) {
        members[leaders[kind as usize] as usize].push(section.address);
    }
    members.retain(|group| group.len() > 1);
    members
}

/// The leader of each kind of section: the nearest of those before it that lead and are near, else itself.
fn leaders(kinds: &[&Section]) -> Vec<u32> {
    let shared = shared_bands(kinds);
    let mut leading: Vec<Vec<u32>> = vec![Vec::new(); shared.bands as usize];
    let mut leaders = Vec::with_capacity(kinds.len());
    let mut candidates = Vec::new();
    for (kind, section) in (0..).zip(kinds) {
        let bands = shared.of(kind);
        candidates.clear();
        candidates.extend(bands.iter().flat_map(|band| &leading[*band as usize]).copied());
        candidates.sort_unstable();
        candidates.dedup();
        let nearest = (candidates.iter())
            .map(|leader| (signature::equal_bytes(&kinds[*leader as usize].signature, &section.signature), *leader))
            .filter(|(equal, _)| *equal >= NEAR)
            .max_by_key(|(equal, leader)| (*equal, std::cmp::Reverse(*leader)));
        leaders.push(nearest.map_or(kind, |(_, leader)| leader));
        if nearest.is_none() {
            for band in bands {
                let leading = &mut leading[*band as usize];
                if leading.len() < MOST_LEADERS {
                    leading.push(kind);
                }
            }
        }
    }
    leaders
}

/// The bands that several kinds of section have, numbered; those of each kind.
struct SharedBands {
    bands: u32,
    /// Where the bands of each kind begin in `of`, and where the last end.
    starts: Vec<u32>,
    of: Vec<u32>,
}

impl SharedBands {
    fn of(&self, kind: u32) -> &[u32] {
        &self.of[self.starts[kind as usize] as usize..self.starts[kind as usize + 1] as usize]
    }
}

fn shared_bands(kinds: &[&Section]) -> SharedBands {
    // One band after the other: all at once would take twenty times the memory.
    let shared: Vec<Vec<Vec<u32>>> = (0..BANDS)
        .into_par_iter()
        .map(|band| {
            let value = |section: &&Section| {
                section.signature[band * BAND..][..BAND].iter().fold(0, |value, byte| value << 8 | u64::from(*byte))
            };
            let mut entries: Vec<u64> =
                kinds.iter().zip(0_u64..).map(|(section, kind)| value(section) << 32 | kind).collect();
            entries.sort_unstable();
            let shared = entries.chunk_by(|one, other| one >> 32 == other >> 32).filter(|run| run.len() > 1);
            shared.map(|run| run.iter().map(|entry| *entry as u32).collect()).collect()
        })
        .collect();
    let mut starts = vec![0_u32; kinds.len() + 1];
    for kind in shared.iter().flatten().flatten() {
        starts[*kind as usize + 1] += 1;
    }
    for place in 1..starts.len() {
        starts[place] += starts[place - 1];
    }
    let mut next = starts.clone();
    let mut of = vec![0; starts.last().copied().unwrap_or_default() as usize];
    let mut bands = 0;
    for run in shared.iter().flatten() {
        for kind in run {
            let next = &mut next[*kind as usize];
            of[*next as usize] = bands;
            *next += 1;
        }
        bands += 1;
    }
    SharedBands { bands, starts, of }
}

#[cfg(test)]
mod tests;
