//! Lists of the places where words stand, while a segment grows.
//!
//! In come occurrences of many lists, as texts are read; out go the documents of each list, in order, with the positions
//! there. A list grows in parts, which lie among those of all lists in one stretch of memory. Which list is which word's is
//! left to [`postings`](super::postings).

use super::varint;
use std::hint::black_box;
use tantivy::DocId;

/// What stands where, on its way into its list.
pub(super) struct Occurrence {
    pub(super) list: u32,
    pub(super) document: DocId,
    pub(super) position: u32,
}

/// All lists.
#[derive(Default)]
pub(super) struct Lists {
    lists: Vec<List>,
    parts: Parts,
    part: Vec<u8>,
}

impl Lists {
    /// Begins a list, and says its number.
    pub(super) fn begin(&mut self) -> u32 {
        make_room(&mut self.lists, 1);
        self.lists.push(List::new());
        (self.lists.len() - 1) as u32
    }

    /// Whether there is none.
    pub(super) fn is_empty(&self) -> bool {
        self.lists.is_empty()
    }

    /// In how many documents a list has something.
    pub(super) fn documents(&self, list: u32) -> u32 {
        self.lists[list as usize].documents
    }

    /// About how much memory they take, in bytes. Of what is in reserve nothing was touched yet.
    pub(super) fn bytes(&self) -> u64 {
        (self.lists.len() * size_of::<List>() + self.parts.bytes.len()) as u64
    }

    /// Takes all of these occurrences, which for each list are in order: by lists, so that each is looked at once.
    pub(super) fn take(&mut self, occurrences: &mut Vec<Occurrence>) {
        // Stable: of each list the order stays.
        radsort::sort_by_key(occurrences, |occurrence| occurrence.list);
        for occurrences in occurrences.chunk_by(|one, other| one.list == other.list) {
            let Some(first) = occurrences.first() else { continue };
            let list = &mut self.lists[first.list as usize];
            let before = Some(list.last).filter(|_| list.document != BEFORE_ALL);
            self.part.clear();
            for occurrence in occurrences {
                list.add(occurrence, &mut self.part);
            }
            list.last = self.parts.add(before, &self.part);
        }
        occurrences.clear();
    }
}

/// A list goes through its parts: of each document there is the distance from the one before, and of each place that from
/// the one before in the document, as numbers of seven bits a byte. The lowest bit of a distance says whether it leads to
/// another document.
#[derive(Debug, Clone, Copy)]
struct List {
    /// Where its last part begins.
    last: u32,
    document: DocId,
    position: u32,
    /// How many documents it has.
    documents: u32,
}

/// No document has this number: the first of a list lies one behind it.
const BEFORE_ALL: DocId = DocId::MAX;

impl List {
    fn new() -> Self {
        Self { last: 0, document: BEFORE_ALL, position: 0, documents: 0 }
    }

    /// Adds what stands in it next, as it is written in its last part.
    fn add(&mut self, next: &Occurrence, part: &mut Vec<u8>) {
        if self.document == next.document {
            varint::put(u64::from(next.position - self.position) << 1, part);
        } else {
            varint::put(u64::from(next.document.wrapping_sub(self.document)) << 1 | 1, part);
            varint::put(u64::from(next.position), part);
            self.document = next.document;
            self.documents += 1;
        }
        self.position = next.position;
    }
}

/// So many lists are gone back through side by side.
pub(super) const SIDE_BY_SIDE: usize = 64;

/// The parts of lists of terms that follow one another.
///
/// A part tells where the one before it is, far away in memory. Going back through one list at a time, the processor would
/// wait for each part before it can ask for the next; of many lists it asks for one part each at once.
#[derive(Default)]
pub(super) struct Chains<'p> {
    /// The place of the first of these terms, and that behind the last.
    start: usize,
    pub(super) end: usize,
    chains: Vec<Chain<'p>>,
    /// The lists that have parts left, each with the place of its next.
    going: Vec<(usize, u32)>,
}

impl<'p> Chains<'p> {
    /// Takes the parts of these lists, of terms from the place `start` on, in the place of what it had.
    pub(super) fn fill(&mut self, start: usize, of: impl Iterator<Item = u32>, lists: &'p Lists) {
        let Lists { lists, parts, .. } = lists;
        self.going.extend(of.map(|list| lists[list as usize].last).enumerate());
        (self.start, self.end) = (start, start + self.going.len());
        self.chains.resize_with(self.chains.len().max(self.going.len()), Chain::default);
        self.chains.iter_mut().for_each(|chain| chain.parts.clear());
        while !self.going.is_empty() {
            // Nothing hangs on what is read here, so that all of it is asked for before any is there.
            black_box(self.going.iter().fold(0, |all, (_, place)| all ^ parts.bytes[*place as usize]));
            self.going.retain_mut(|(list, place)| {
                let (before, part) = parts.at(*place);
                self.chains[*list].parts.push(part);
                *place = before.unwrap_or_default();
                before.is_some()
            });
        }
    }

    /// That of the term at a place.
    pub(super) fn of(&self, place: usize) -> &Chain<'p> {
        &self.chains[place - self.start]
    }
}

/// The parts of a list, the last one first.
#[derive(Debug, Clone, Default)]
pub(super) struct Chain<'p> {
    parts: Vec<&'p [u8]>,
}

impl<'p> Chain<'p> {
    /// The parts in order, for [`each_document`].
    pub(super) fn parts(&self) -> impl Iterator<Item = &'p [u8]> {
        self.parts.iter().rev().copied()
    }

    /// Adds all the list's places, in order.
    pub(super) fn read_into(&self, places: &mut Vec<Place>) {
        make_room(places, self.parts.iter().map(|part| part.len()).sum());
        let (mut document, mut position) = (BEFORE_ALL, 0);
        for part in self.parts.iter().rev() {
            let mut numbers = Numbers(part);
            while let Some(number) = numbers.next() {
                let distance = (number >> 1) as u32;
                if number & 1 == 0 {
                    position += distance;
                } else {
                    document = document.wrapping_add(distance);
                    position = numbers.next().unwrap_or_default() as u32;
                }
                places.push(Place::new(document, position));
            }
        }
    }
}

/// Tells each of a list's documents, in order, with the positions there, each but the first as its distance from the one
/// before. What `distances` holds is lost.
pub(super) fn each_document<'p>(
    parts: impl Iterator<Item = &'p [u8]>,
    distances: &mut Vec<u32>,
    mut tell: impl FnMut(DocId, &[u32]),
) {
    distances.clear();
    let mut document = BEFORE_ALL;
    for part in parts {
        let mut numbers = Numbers(part);
        while let Some(number) = numbers.next() {
            let mut distance = (number >> 1) as u32;
            if number & 1 == 1 {
                if !distances.is_empty() {
                    tell(document, distances);
                    distances.clear();
                }
                document = document.wrapping_add(distance);
                distance = numbers.next().unwrap_or_default() as u32;
            }
            distances.push(distance);
        }
    }
    if !distances.is_empty() {
        tell(document, distances);
    }
}

/// Makes a list of one part of places in order, and says how many documents it has.
pub(super) fn list_of(places: &[Place], part: &mut Vec<u8>) -> u32 {
    let mut list = List::new();
    for place in places {
        list.add(&Occurrence { list: 0, document: place.document(), position: place.position() }, part);
    }
    list.documents
}

/// The parts of all lists: how far behind the one before it each lies, 0 for the first of a list; its length; what is in it.
#[derive(Default)]
struct Parts {
    bytes: Vec<u8>,
}

/// The most that a part takes beside what is in it: two numbers.
const PART_HEAD: usize = 10;

impl Parts {
    /// Adds a part, and says where it is.
    fn add(&mut self, before: Option<u32>, part: &[u8]) -> u32 {
        make_room(&mut self.bytes, PART_HEAD + part.len());
        let place = self.bytes.len() as u32;
        varint::put(u64::from(before.map_or(0, |before| place - before)), &mut self.bytes);
        varint::put(part.len() as u64, &mut self.bytes);
        self.bytes.extend_from_slice(part);
        place
    }

    /// Where the part before it is, and what is in it.
    fn at(&self, place: u32) -> (Option<u32>, &[u8]) {
        let mut numbers = Numbers(&self.bytes[place as usize..]);
        let distance = numbers.next().unwrap_or_default() as u32;
        let length = numbers.next().unwrap_or_default();
        (Some(place - distance).filter(|_| distance > 0), &numbers.0[..length as usize])
    }
}

/// What is larger than this, in bytes, gets so much room that it lies by itself.
const LARGE: usize = 256 << 10;
/// A stretch of memory that is no smaller, in bytes, is taken from the system by itself, page by page as it is touched, and
/// goes back to it when it is dropped: the usual allocator on Linux has it so for 32 MiB. What grows among others leaves
/// holes behind it, which it never gives back.
const BY_ITSELF: usize = 40 << 20;

/// Makes room for so many more, where room that is not used costs nothing.
pub(super) fn make_room<T>(vector: &mut Vec<T>, more: usize) {
    let needed = (vector.len() + more) * size_of::<T>();
    if cfg!(target_os = "linux") && needed > LARGE && needed > vector.capacity() * size_of::<T>() {
        let room = BY_ITSELF.max(2 * needed) / size_of::<T>();
        vector.reserve_exact(room - vector.len());
    }
}

/// Where a word stands: ordered by documents, and in one by positions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place(u64);

impl Place {
    fn new(document: DocId, position: u32) -> Self {
        Self(u64::from(document) << 32 | u64::from(position))
    }

    pub(super) fn document(self) -> DocId {
        (self.0 >> 32) as DocId
    }

    pub(super) fn position(self) -> u32 {
        self.0 as u32
    }
}

/// The numbers that [`put`](varint::put) put down.
struct Numbers<'a>(&'a [u8]);

impl Iterator for Numbers<'_> {
    type Item = u64;

    fn next(&mut self) -> Option<u64> {
        varint::take(&mut self.0)
    }
}
