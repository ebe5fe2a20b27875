//! The lists of postings that a term is read from, where these are several.
//!
//! In comes a term of a question; out come its postings in a segment. Most terms have one list. An exact form stands where
//! its stem does and no other form of that stem (see [`analysis`](crate::analysis)), so that what is asked for may be one
//! list without some others, and where a possessive is spelled so it stands under two stems. Places of these lists are
//! subtracted and joined here, section by section, as they are read. How many living sections these are is left to
//! [`statistics`](super::statistics).

use crate::analysis::{MARK, before_forms, stems_of, to_form};
use std::{
    io,
    sync::{Arc, OnceLock},
};
use tantivy::{
    DocId, DocSet, InvertedIndexReader, SegmentReader, TERMINATED, Term,
    postings::{BlockSegmentPostings, Postings, SegmentPostings, TermInfo},
    schema::IndexRecordOption,
};

/// A term in the dictionary of a segment.
pub(crate) struct Entry {
    pub(super) inverted: Arc<InvertedIndexReader>,
    /// The lists that it is read from, one at least.
    pub(super) with: Vec<TermInfo>,
    /// Lists of which each place is also in those, and which are left out.
    pub(super) without: Vec<TermInfo>,
    /// What is left of them, once that was asked for.
    counted: OnceLock<Arc<Counted>>,
}

impl Entry {
    /// `None` where the segment has no such term. Of a field that `has_forms`, exact forms are asked for by
    /// [`exact_term`](crate::analysis::exact_term).
    pub(super) fn find(reader: &SegmentReader, term: &Term, has_forms: bool) -> tantivy::Result<Option<Self>> {
        let inverted = reader.inverted_index(term.field())?;
        let value = term.value();
        let exact = value.as_str().filter(|_| has_forms).and_then(|text| text.strip_prefix(MARK));
        let (mut with, mut without) = (Vec::new(), Vec::new());
        match exact {
            None => with.extend(inverted.get_term_info(term)?),
            Some(exact) => {
                let dictionary = inverted.terms();
                for mut stem in stems_of(exact) {
                    if stem != exact {
                        to_form(&mut stem, exact);
                        with.extend(dictionary.get(&stem)?);
                    } else if let Some(all) = dictionary.get(&stem)? {
                        with.push(all);
                        let before = before_forms(&stem);
                        let mut others = dictionary.range().ge(&before).into_stream()?;
                        while others.advance() && others.key().starts_with(before.as_bytes()) {
                            without.push(others.value().clone());
                        }
                    }
                }
            }
        }
        Ok((!with.is_empty()).then(|| Self { inverted, with, without, counted: OnceLock::new() }))
    }

    /// In how many sections of the segment it stands at most, deleted ones among them.
    pub(crate) fn size(&self) -> u32 {
        self.with.iter().fold(0, |size, list| size.saturating_add(list.doc_freq))
    }

    /// Its only list, if it is read from one.
    pub(super) fn only(&self) -> Option<&TermInfo> {
        match (&self.with[..], &self.without[..]) {
            ([only], []) => Some(only),
            _ => None,
        }
    }

    /// Its postings; `None` where nothing is left of them.
    pub(crate) fn postings(&self, option: IndexRecordOption) -> io::Result<Option<List>> {
        if let Some(only) = self.only() {
            return Ok(Some(List::Plain(Box::new(self.inverted.read_postings_from_terminfo(only, option)?))));
        }
        let list = Joined::open(self, option)?;
        Ok((list.document() != TERMINATED).then_some(List::Joined(list)))
    }

    /// The same postings, without positions, to be read a block at a time.
    pub(crate) fn blocks(&self, option: IndexRecordOption) -> io::Result<Blocks> {
        if let Some(only) = self.only() {
            return Ok(Blocks::Plain(Box::new(self.inverted.read_block_postings_from_terminfo(only, option)?)));
        }
        Ok(Blocks::Counted { counted: self.counted()?, is_read: false })
    }

    /// What is left of its lists: for the statistics of a question and for its postings, as these are several.
    pub(super) fn counted(&self) -> io::Result<Arc<Counted>> {
        if let Some(counted) = self.counted.get() {
            return Ok(counted.clone());
        }
        let counted = Arc::new(Counted::read(self)?);
        Ok(self.counted.get_or_init(|| counted).clone())
    }
}

/// Documents in order, and how many times each has a term.
#[derive(Clone, Default)]
pub(crate) struct Counted {
    documents: Vec<DocId>,
    counts: Vec<u32>,
}

impl Counted {
    fn read(entry: &Entry) -> io::Result<Self> {
        let (mut adding, mut all) = (Adding::open(entry)?, Self::default());
        while adding.read(TABLE, &mut all) {}
        Ok(all)
    }

    /// Counts the documents from a place on, and keeps those that are not left out.
    fn keep_what_is_left(&mut self, first: usize, mut count: impl FnMut(DocId) -> u32) {
        let mut kept = first;
        self.counts.resize(self.documents.len(), 0);
        for place in first..self.documents.len() {
            let document = self.documents[place];
            let count = count(document);
            (self.documents[kept], self.counts[kept]) = (document, count);
            kept += usize::from(count > 0);
        }
        self.documents.truncate(kept);
        self.counts.truncate(kept);
    }

    /// The documents, in order.
    pub(super) fn documents(&self) -> &[DocId] {
        &self.documents
    }
}

/// So many documents at once: their counts fit into the nearest cache of the processor.
const TABLE: usize = 1 << 12;

/// Lists without others. What each list says of some documents is added up in a table, so that they are read one after the
/// other.
struct Adding {
    with: Vec<Reading>,
    without: Vec<Reading>,
    /// All zero but while it is added up.
    table: Vec<u32>,
}

impl Adding {
    fn open(entry: &Entry) -> io::Result<Self> {
        let open = |lists: &[TermInfo]| {
            lists.iter().map(|list| Reading::open(entry, list)).collect::<io::Result<Vec<Reading>>>()
        };
        Ok(Self { with: open(&entry.with)?, without: open(&entry.without)?, table: Vec::new() })
    }

    /// Leaves out the documents before `target`.
    fn seek(&mut self, target: DocId) {
        self.with.iter_mut().chain(&mut self.without).for_each(|list| list.seek(target));
    }

    /// Adds what is left of the next `width` documents; none may be. `false` behind the last.
    fn read(&mut self, width: usize, all: &mut Counted) -> bool {
        let Self { with, without, table } = self;
        let base = with.iter().map(Reading::document).min().unwrap_or(TERMINATED);
        if base == TERMINATED {
            return false;
        }
        table.resize(table.len().max(width), 0);
        let (first, end) = (all.documents.len(), base.saturating_add(width as DocId));
        for list in &mut *with {
            list.each_before(end, |document, times| {
                let count = &mut table[(document - base) as usize];
                if *count == 0 {
                    all.documents.push(document);
                }
                *count += times;
            });
        }
        if with.len() > 1 {
            all.documents[first..].sort_unstable();
        }
        for list in without {
            list.each_before(end, |document, times| {
                // No list but a damaged one has a document that those do not have.
                if let Some(count) = table.get_mut(document.wrapping_sub(base) as usize) {
                    *count = count.saturating_sub(times);
                }
            });
        }
        all.keep_what_is_left(first, |document| std::mem::take(&mut table[(document - base) as usize]));
        true
    }
}

/// The place of the first document from `target` on, which is looked for from a place on and mostly near it.
fn sought(documents: &[DocId], from: usize, target: DocId) -> usize {
    let (mut from, mut step) = (from, 1);
    while documents.get(from + step).is_some_and(|document| *document < target) {
        from += step;
        step *= 2;
    }
    let to = documents.len().min(from + step + 1);
    from + documents.get(from..to).unwrap_or_default().partition_point(|document| *document < target)
}

/// A list that is read from block to block.
struct Reading {
    blocks: BlockSegmentPostings,
    /// The place in the present block.
    at: usize,
}

impl Reading {
    fn open(entry: &Entry, list: &TermInfo) -> io::Result<Self> {
        let blocks = entry.inverted.read_block_postings_from_terminfo(list, IndexRecordOption::WithFreqs)?;
        Ok(Self { blocks, at: 0 })
    }

    /// The present document; [`TERMINATED`] behind the last.
    fn document(&self) -> DocId {
        self.blocks.docs().get(self.at).copied().unwrap_or(TERMINATED)
    }

    /// Leaves out the documents before `target`.
    fn seek(&mut self, target: DocId) {
        if self.document() < target {
            self.at = self.blocks.seek(target);
        }
    }

    /// Hands out the documents before `end`, with how many times each has the term.
    fn each_before(&mut self, end: DocId, mut take: impl FnMut(DocId, u32)) {
        loop {
            let documents = &self.blocks.docs()[self.at..];
            let before = documents.partition_point(|document| *document < end);
            for (document, times) in documents[..before].iter().zip(&self.blocks.freqs()[self.at..]) {
                take(*document, *times);
            }
            if before < documents.len() || documents.is_empty() {
                self.at += before;
                return;
            }
            self.blocks.advance();
            self.at = 0;
        }
    }
}

/// Takes postings or whatever else to a document, and says whether it is there.
pub(crate) fn is_at(set: &mut (impl DocSet + ?Sized), document: DocId) -> bool {
    if set.doc() < document {
        set.seek(document);
    }
    set.doc() == document
}

/// The postings of a term in a segment.
pub(crate) enum List {
    /// As they are stored.
    Plain(Box<SegmentPostings>),
    /// From several lists.
    Joined(Joined),
}

impl DocSet for List {
    fn advance(&mut self) -> DocId {
        match self {
            Self::Plain(list) => list.advance(),
            Self::Joined(list) => list.advance(),
        }
    }

    fn seek(&mut self, target: DocId) -> DocId {
        match self {
            Self::Plain(list) => list.seek(target),
            Self::Joined(list) => list.seek(target),
        }
    }

    fn doc(&self) -> DocId {
        match self {
            Self::Plain(list) => list.doc(),
            Self::Joined(list) => list.document(),
        }
    }

    fn size_hint(&self) -> u32 {
        match self {
            Self::Plain(list) => list.size_hint(),
            Self::Joined(list) => list.size,
        }
    }
}

impl Postings for List {
    fn term_freq(&self) -> u32 {
        match self {
            Self::Plain(list) => list.term_freq(),
            Self::Joined(list) => list.counted.counts.get(list.place).copied().unwrap_or(0),
        }
    }

    fn append_positions_with_offset(&mut self, offset: u32, output: &mut Vec<u32>) {
        match self {
            Self::Plain(list) => list.append_positions_with_offset(offset, output),
            Self::Joined(list) => list.append_positions(offset, output),
        }
    }
}

/// Lists without others, as one.
pub(crate) struct Joined {
    /// All that is left of them or, where nothing else asked for that, a few documents of it.
    counted: Arc<Counted>,
    /// The place of the present document.
    place: usize,
    /// What is behind those documents, and how many of it are read at once.
    rest: Option<(Adding, usize)>,
    /// In how many documents it stands at most.
    size: u32,
    /// The lists once more, for places alone.
    with: Vec<SegmentPostings>,
    without: Vec<SegmentPostings>,
    left_out: Vec<u32>,
}

/// So many documents are read at once behind one that was looked for.
const FEWEST: usize = 64;

impl Joined {
    /// At the first document.
    fn open(entry: &Entry, option: IndexRecordOption) -> io::Result<Self> {
        let open = |lists: &[TermInfo]| {
            let lists = if option.has_positions() { lists } else { &[] };
            let lists = lists.iter().map(|list| entry.inverted.read_postings_from_terminfo(list, option));
            lists.collect::<io::Result<Vec<_>>>()
        };
        let (with, without) = (open(&entry.with)?, open(&entry.without)?);
        let (counted, rest) = match entry.counted.get() {
            Some(counted) => (counted.clone(), None),
            None => (Arc::default(), Some((Adding::open(entry)?, FEWEST))),
        };
        let mut joined = Self { counted, place: 0, rest, size: entry.size(), with, without, left_out: Vec::new() };
        joined.read_on();
        Ok(joined)
    }

    /// The present document; [`TERMINATED`] behind the last.
    fn document(&self) -> DocId {
        self.counted.documents.get(self.place).copied().unwrap_or(TERMINATED)
    }

    fn advance(&mut self) -> DocId {
        self.place = (self.place + 1).min(self.counted.documents.len());
        self.read_on();
        self.document()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        self.place = sought(&self.counted.documents, self.place, target);
        if let Some((rest, width)) = self.rest.as_mut().filter(|_| self.place == self.counted.documents.len()) {
            rest.seek(target);
            *width = FEWEST;
            self.read_on();
        }
        self.document()
    }

    /// Reads the next documents if those that were read are passed.
    fn read_on(&mut self) {
        while let Some((rest, width)) = self.rest.as_mut().filter(|_| self.place == self.counted.documents.len()) {
            // No other has it, or there would be no rest.
            let counted = Arc::make_mut(&mut self.counted);
            counted.documents.clear();
            counted.counts.clear();
            self.place = 0;
            if !rest.read(*width, counted) {
                self.rest = None;
            } else {
                *width = (*width * 4).min(TABLE);
            }
        }
    }

    fn append_positions(&mut self, offset: u32, output: &mut Vec<u32>) {
        let (document, start) = (self.document(), output.len());
        let append = |lists: &mut [SegmentPostings], positions: &mut Vec<u32>| {
            let mut read = 0;
            for list in lists.iter_mut().filter_map(|list| is_at(list, document).then_some(list)) {
                list.append_positions_with_offset(offset, positions);
                read += 1;
            }
            read > 1
        };
        if append(&mut self.with, output) {
            output[start..].sort_unstable();
        }
        self.left_out.clear();
        if append(&mut self.without, &mut self.left_out) {
            self.left_out.sort_unstable();
        }
        if !self.left_out.is_empty() {
            let mut end = start;
            for place in start..output.len() {
                if self.left_out.binary_search(&output[place]).is_err() {
                    output[end] = output[place];
                    end += 1;
                }
            }
            output.truncate(end);
        }
    }
}

/// Documents and how many times each has a term, some of them at once.
pub(crate) enum Blocks {
    /// As they are stored.
    Plain(Box<BlockSegmentPostings>),
    /// From several lists: all in one block.
    Counted {
        counted: Arc<Counted>,
        /// Whether the block was passed.
        is_read: bool,
    },
}

impl Blocks {
    /// The documents of the present block; none behind the last.
    #[inline]
    pub(crate) fn documents(&self) -> &[DocId] {
        match self {
            Self::Plain(blocks) => blocks.docs(),
            Self::Counted { is_read: true, .. } => &[],
            Self::Counted { counted, .. } => &counted.documents,
        }
    }

    /// How many times each document of the present block has it.
    #[inline]
    pub(crate) fn counts(&self) -> &[u32] {
        match self {
            Self::Plain(blocks) => blocks.freqs(),
            Self::Counted { counted, .. } => &counted.counts,
        }
    }

    /// The document at a place of the present block; [`TERMINATED`] behind its last.
    pub(crate) fn document(&self, place: usize) -> DocId {
        self.documents().get(place).copied().unwrap_or(TERMINATED)
    }

    /// Goes to the next block.
    pub(crate) fn advance(&mut self) {
        match self {
            Self::Plain(blocks) => blocks.advance(),
            Self::Counted { is_read, .. } => *is_read = true,
        }
    }

    /// Goes to the block of the first document from `target` on, and gives its place there; never back.
    pub(crate) fn seek(&mut self, target: DocId) -> usize {
        match self {
            Self::Plain(blocks) => blocks.seek(target),
            Self::Counted { .. } => self.documents().partition_point(|document| *document < target),
        }
    }

    /// In how many documents it stands.
    pub(crate) fn size(&self) -> u32 {
        match self {
            Self::Plain(blocks) => blocks.doc_freq(),
            Self::Counted { counted, .. } => counted.documents.len() as u32,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Index,
        analysis::{Analyzer, exact_term},
        document::Gazetteer,
        query::tests::draft,
    };
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    /// Sections of a segment with the places of a word.
    fn read(list: &mut List) -> BTreeMap<DocId, Vec<u32>> {
        let (mut found, mut positions) = (BTreeMap::new(), Vec::new());
        while list.doc() != TERMINATED {
            list.positions(&mut positions);
            assert_eq!(positions.len(), list.term_freq() as usize);
            found.insert(list.doc(), positions.clone());
            list.advance();
        }
        found
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(96))]

        #[test]
        fn an_exact_form_stands_where_it_was_written_and_nowhere_else(
            sections in prop::collection::vec(
                prop::collection::vec(
                    prop_oneof![
                        "(care|caring|cares|cared|car|James|James's|jamess|jame|bus|bus's|buses|enquiry|inquiries|the|SEND|naïve)",
                        "(place|serv|agre)(e|ed|ing|s|ment|ments|)",
                    ],
                    1..30,
                ),
                1..12,
            ),
            asked in "(care|caring|cared|jamess|james|jame|bus|buss|buses|enquiry|inquiri|place|placing|placement|serv|serve|agree|agre|the|send|naive)",
            // As many sections as are read at once, and more.
            times in prop_oneof![Just(1), 1..30_usize],
            target in 0..400_u32,
        ) {
            let once: Vec<String> = sections.iter().map(|words| words.join(" ")).collect();
            let texts = vec![once; times].concat();
            let target = target % (texts.len() as u32 + 1);
            let paper = texts.iter().fold(draft("a"), |paper, text| paper.section("", &[text])).paper();
            let index = Index::in_memory_of_batches(&[vec![paper]], &[], Gazetteer::builtin());
            let mut expected = BTreeMap::new();
            for (section, text) in (0..).zip(&texts) {
                let tokens = (0..).zip(Analyzer::new().tokens(text));
                let places: Vec<u32> = tokens.filter(|(_, token)| token.exact == asked).map(|(place, _)| place).collect();
                expected.extend((!places.is_empty()).then_some((section, places)));
            }
            let term = Term::from_field_text(index.fields().body, &exact_term(&asked));
            let entries = index.statistics().entries(&term).unwrap();
            let [entry] = &entries[..] else { unreachable!("one segment") };
            let uncounted = index.statistics().entries(&term).unwrap().remove(0);
            prop_assert_eq!(index.statistics().frequency(&entries).unwrap(), expected.len() as u64);
            let (Some(entry), Some(uncounted)) = (entry, uncounted) else {
                prop_assert!(expected.is_empty());
                return Ok(());
            };
            prop_assert!(entry.size() as usize >= expected.len());
            for option in [IndexRecordOption::Basic, IndexRecordOption::WithFreqs] {
                let list = entry.postings(option).unwrap();
                prop_assert_eq!(list.is_some(), !expected.is_empty());
                let mut blocks = entry.blocks(option).unwrap();
                let sections: Vec<DocId> = expected.keys().copied().collect();
                let mut passed = 0;
                while !blocks.documents().is_empty() {
                    let block = blocks.documents();
                    prop_assert_eq!(block, &sections[passed..][..block.len()]);
                    prop_assert_eq!(blocks.document(block.len() - 1), block[block.len() - 1]);
                    prop_assert_eq!(blocks.document(block.len()), TERMINATED);
                    passed += block.len();
                    blocks.advance();
                }
                prop_assert_eq!((passed, blocks.document(0)), (sections.len(), TERMINATED));
                let mut blocks = entry.blocks(option).unwrap();
                let place = blocks.seek(target);
                let first = sections.iter().copied().find(|section| *section >= target);
                prop_assert_eq!(blocks.document(place), first.unwrap_or(TERMINATED));
            }
            let later: BTreeMap<_, _> = expected.clone().into_iter().filter(|(section, _)| *section >= target).collect();
            for entry in [entry, &uncounted] {
                let open = || entry.postings(IndexRecordOption::WithFreqsAndPositions).unwrap();
                if let Some(mut list) = open() {
                    prop_assert_eq!(read(&mut list), expected.clone());
                }
                if let Some(mut list) = open() {
                    is_at(&mut list, target);
                    prop_assert_eq!(read(&mut list), later.clone());
                }
                for section in expected.keys() {
                    prop_assert!(is_at(&mut open().unwrap(), *section));
                }
            }
            prop_assert!(uncounted.counted.get().is_none());
        }
    }
}
