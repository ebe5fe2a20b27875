//! Sections that hold plain words, found a window at a time.
//!
//! In come the postings of words, each in its fields; out come, in order, the sections in which one that tells stands, with
//! which words they hold and how much each counts there. Words that many sections hold are followed side by side from section
//! to section at the cost of a look at each of them for each section; here each list is read on its own, a block at a time,
//! and what it says is added up in a table of the sections of a window. What a section must hold, and what is made of the
//! counts, is left to [`holding`](super::holding).

use crate::index::{Counts, PostingBlocks, next_set};
use tantivy::{DocId, TERMINATED, fieldnorm::FieldNormReader};

/// The sections of a window: as many as fit into the nearest caches of the processor, with the counts of a few words.
pub(super) const MOST: usize = 2048;
/// Those of the first window after a [seek](Windows::seek), which may be followed by another; each further one has four times
/// as many, unless few of the present one are found.
const FEWEST: usize = 128;
/// So many sections of a window are passed over for each that is found, or else the next is smaller.
const PASSED_OVER: usize = 64;
/// Bits of a number.
const BITS: usize = u64::BITS as usize;
/// More words are not told from each other.
pub(super) const MOST_WORDS: usize = u32::BITS as usize;

/// The postings of a word in one field.
pub(super) struct Stream {
    pub(super) postings: PostingBlocks,
    /// Its number, less than [`MOST_WORDS`].
    pub(super) word: usize,
    /// Whether a section in which it stands is found for it.
    pub(super) tells: bool,
    /// How long the field is in each section, and what one occurrence counts by that; `None` where nothing is counted.
    pub(super) counted: Option<(FieldNormReader, Counts)>,
}

/// See the module.
pub(super) struct Windows {
    streams: Vec<(Stream, usize)>,
    /// The first section of the window, and how many it has.
    base: DocId,
    width: usize,
    /// The present section.
    document: DocId,
    /// Which words each section of the window holds, as bits.
    held: Vec<u32>,
    /// Where one stands that tells, as bits.
    told: Vec<u64>,
    counted: Vec<Counted>,
}

/// What a word counts in the sections of a window.
struct Counted {
    /// The places of those that hold it, in no order.
    places: Vec<u16>,
    /// What it counts there, by place; of an earlier window elsewhere.
    counts: Vec<f32>,
}

impl Windows {
    /// At the first section; so many words there are, those among them that stand nowhere.
    pub(super) fn open(streams: Vec<Stream>, words: usize) -> Self {
        let is_counted = |word| streams.iter().any(|stream| stream.word == word && stream.counted.is_some());
        let counts = |word| vec![0.0; if is_counted(word) { MOST } else { 0 }];
        let counted = (0..words).map(|word| Counted { places: Vec::new(), counts: counts(word) }).collect();
        let mut windows = Self {
            streams: streams.into_iter().map(|stream| (stream, 0)).collect(),
            base: 0,
            width: 0,
            document: 0,
            held: vec![0; MOST],
            told: vec![0; MOST / BITS],
            counted,
        };
        windows.settle(0);
        windows
    }

    /// The present section; [`TERMINATED`] after the last.
    pub(super) fn document(&self) -> DocId {
        self.document
    }

    /// Goes to the next section.
    pub(super) fn advance(&mut self) {
        if self.document != TERMINATED {
            self.settle(self.place() + 1);
        }
    }

    /// Goes to the first section from `target` on; never back.
    pub(super) fn seek(&mut self, target: DocId) {
        if self.document >= target {
            return;
        }
        let place = (target - self.base) as usize;
        if place < self.width {
            self.settle(place);
        } else {
            self.width = 0;
            self.fill(target);
            self.settle(0);
        }
    }

    /// In about how many sections the word stands that most have.
    pub(super) fn size_hint(&self) -> u32 {
        self.streams.iter().map(|(stream, _)| stream.postings.size()).max().unwrap_or(0)
    }

    /// The first section of the window.
    pub(super) fn base(&self) -> DocId {
        self.base
    }

    /// How many sections the window has, found or not.
    pub(super) fn width(&self) -> usize {
        self.width
    }

    /// Which words a section of the window holds, as bits.
    pub(super) fn held(&self, place: usize) -> u32 {
        self.held[place]
    }

    /// Hands out the places of the sections of the window that hold a word, in no order, with what it counts there.
    pub(super) fn counts(&self, word: usize) -> impl Iterator<Item = (usize, f32)> {
        let Counted { places, counts } = &self.counted[word];
        places.iter().map(|place| (usize::from(*place), counts[usize::from(*place)]))
    }

    /// The place of the present section in the window.
    pub(super) fn place(&self) -> usize {
        (self.document - self.base) as usize
    }

    /// Hands out the places of the present section and of those after it in the window.
    pub(super) fn places(&self, mut take: impl FnMut(usize)) {
        let first = self.place();
        for (number, bits) in self.told[..self.width / BITS].iter().enumerate().skip(first / BITS) {
            let mut left = if number == first / BITS { bits & (u64::MAX << (first % BITS)) } else { *bits };
            while left != 0 {
                take(number * BITS + left.trailing_zeros() as usize);
                left &= left - 1;
            }
        }
    }

    /// Goes to the first section beyond the window.
    pub(super) fn leave(&mut self) {
        if self.document != TERMINATED {
            self.settle(self.width);
        }
    }

    /// Goes to the first section from a place of the window on.
    fn settle(&mut self, place: usize) {
        let mut from = place;
        loop {
            if let Some(place) = next_set(&self.told[..self.width / BITS], from) {
                self.document = self.base + place as DocId;
                return;
            }
            self.fill(self.base.saturating_add(self.width as DocId));
            from = 0;
            if self.width == 0 {
                self.document = TERMINATED;
                return;
            }
        }
    }

    /// Reads the window that begins with the first section from `from` on in which a word stands. It has no sections where there
    /// is no such section.
    fn fill(&mut self, from: DocId) {
        // Lists are not sought in beyond their end.
        let (from, mut base) = (from.min(TERMINATED), TERMINATED);
        for (stream, at) in &mut self.streams {
            if stream.postings.document(*at) < from {
                *at = stream.postings.seek(from);
            }
            base = base.min(stream.postings.document(*at));
        }
        if base == TERMINATED {
            (self.base, self.width) = (TERMINATED, 0);
            return;
        }
        let found: usize = self.told[..self.width / BITS].iter().map(|bits| bits.count_ones() as usize).sum();
        let width = if found * PASSED_OVER < self.width { self.width / 4 } else { self.width * 4 };
        (self.base, self.width) = (base, width.clamp(FEWEST, MOST));
        self.held[..self.width].fill(0);
        self.told[..self.width / BITS].fill(0);
        self.counted.iter_mut().for_each(|counted| counted.places.clear());
        for (stream, at) in &mut self.streams {
            let counted = &mut self.counted[stream.word];
            *at = stream.read(*at, base, &mut self.held[..self.width], &mut self.told, counted);
        }
    }
}

impl Stream {
    /// Adds what its postings say of the sections of a window, from the place `at` in the present block on; gives the place of
    /// the first section beyond.
    fn read(
        &mut self,
        mut at: usize,
        base: DocId,
        held: &mut [u32],
        told: &mut [u64],
        Counted { places, counts }: &mut Counted,
    ) -> usize {
        let bit = 1 << self.word;
        let end = base.saturating_add(held.len() as DocId);
        let place = |section: &DocId| (section - base) as usize;
        loop {
            let sections = &self.postings.documents()[at..];
            let (block, within) = (sections.len(), sections.partition_point(|section| *section < end));
            let sections = &sections[..within];
            if let Some((lengths, worth)) = &self.counted {
                let mut met = places.len();
                places.resize(met + within, 0);
                for (section, times) in sections.iter().zip(&self.postings.counts()[at..]) {
                    let place = place(section);
                    let one = worth[usize::from(lengths.fieldnorm_id(*section))];
                    let is_new = held[place] & bit == 0;
                    counts[place] = if is_new { 0.0 } else { counts[place] } + *times as f32 * one;
                    held[place] |= bit;
                    places[met] = place as u16;
                    met += usize::from(is_new);
                }
                places.truncate(met);
            } else {
                sections.iter().for_each(|section| held[place(section)] |= bit);
            }
            if self.tells {
                tell(sections.iter().map(place), told);
            }
            if within < block || block == 0 {
                return at + within;
            }
            self.postings.advance();
            at = 0;
        }
    }
}

/// Sets bits, in order: those of one number at once.
fn tell(places: impl Iterator<Item = usize>, told: &mut [u64]) {
    let (mut number, mut bits) = (0, 0);
    for place in places {
        if place / BITS != number {
            told[number] |= bits;
            (number, bits) = (place / BITS, 0);
        }
        bits |= 1 << (place % BITS);
    }
    told[number] |= bits;
}
