//! The postings of one field while a segment grows.
//!
//! In come words with their documents and positions, or whole values; out go the field's terms with their postings, in
//! order, to tantivy's serializer. A word is one entry in one list, however many terms it has: its stem and its exact form
//! share that list until they are written, when the lists of all the forms of a stem are joined. Which terms a word has is
//! left to [`analysis`](crate::analysis), and the format of the files to tantivy.

use crate::analysis::{Analyzer, MARK, Number, Word, words};
use foldhash::fast::RandomState;
use std::{collections::HashMap, io, ops::Range};
use tantivy::{DocId, fieldnorm::FieldNormReader, postings::InvertedIndexSerializer, schema::Field};

/// Which forms of words are terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Terms {
    /// The stem alone.
    Stems,
    /// The stem, the exact form and the acronym.
    All,
}

/// The lists of one field.
#[derive(Default)]
pub(super) struct Postings {
    /// The lists of words that a number tells.
    by_number: HashMap<Number, Entry, RandomState>,
    /// Those of other words, of acronyms, and of whole values.
    by_key: HashMap<Box<[u8]>, Entry, RandomState>,
    lists: Vec<List>,
    /// The terms of each list, as places in `names`; the second is empty where there is one.
    terms: Vec<[Range<u32>; 2]>,
    names: Vec<u8>,
    /// How many terms were met, each as often as it was.
    tokens: u64,
    /// How much the lists have allocated, in bytes.
    allocated: u64,
    key: String,
    pending: Vec<Occurrence>,
}

/// A list's number, and in the highest bit whether it has a second term.
#[derive(Debug, Clone, Copy)]
struct Entry(u32);

impl Entry {
    fn new(list: usize, has_two_terms: bool) -> Self {
        Self(list as u32 | u32::from(has_two_terms) << 31)
    }

    fn list(self) -> u32 {
        self.0 & (u32::MAX >> 1)
    }

    fn terms(self) -> u32 {
        1 + (self.0 >> 31)
    }
}

/// What stands where, on its way into its list.
struct Occurrence {
    list: u32,
    document: DocId,
    position: u32,
}

/// Where a text is being read, and how many terms were found in it.
struct Found {
    document: DocId,
    position: u32,
    terms: u32,
}

/// So many are put into their lists together: the lists are far apart in memory, where each look costs more than all else.
const MOST_PENDING: usize = 1 << 15;
/// About how long a word is with its blank.
const BYTES_OF_A_WORD: usize = 6;

/// What is in a list: of each document the distance from the one before, and of each place the distance from the one before
/// in the document, as numbers of seven bits a byte. The lowest bit of a distance says whether it leads to another document.
struct List {
    bytes: Vec<u8>,
    document: DocId,
    position: u32,
}

/// No document has this number: the first of a list lies one behind it.
const BEFORE_ALL: DocId = DocId::MAX;

impl Postings {
    /// Adds the words of a text, the first of them at a position; says how many terms they have, and the position behind them.
    pub(super) fn add_text(
        &mut self,
        document: DocId,
        first: u32,
        text: &str,
        terms: Terms,
        analyzer: &mut Analyzer,
    ) -> (u32, u32) {
        let mut found = Found { document, position: first, terms: 0 };
        let mut numbered = Vec::with_capacity(text.len() / BYTES_OF_A_WORD);
        for word in words(text) {
            if terms == Terms::All {
                self.add_acronym(&word, &mut found);
            }
            match word.number() {
                Some(number) => numbered.push((number, found.position, word)),
                None => {
                    let mut key = std::mem::take(&mut self.key);
                    word.key_into(&mut key);
                    let entry = self.by_key.get(key.as_bytes()).copied().unwrap_or_else(|| {
                        let entry = self.begin_word(&word, terms, analyzer);
                        self.by_key.insert(key.as_bytes().into(), entry);
                        entry
                    });
                    self.key = key;
                    self.add(entry, &mut found);
                }
            }
            found.position += 1;
        }
        let end = found.position;
        // By themselves, so that the processor need not wait for one look-up to begin the next.
        for (number, position, word) in &numbered {
            let entry = self.by_number.get(number).copied().unwrap_or_else(|| {
                let entry = self.begin_word(word, terms, analyzer);
                self.by_number.insert(*number, entry);
                entry
            });
            found.position = *position;
            self.add(entry, &mut found);
        }
        self.tokens += u64::from(found.terms);
        if self.pending.len() >= MOST_PENDING {
            self.settle();
        }
        (found.terms, end)
    }

    fn add_acronym(&mut self, word: &Word<'_>, found: &mut Found) {
        let mut acronym = std::mem::take(&mut self.key);
        if word.acronym_into(&mut acronym) {
            // No key of a word has capitals.
            let entry = self.entry(acronym.as_bytes());
            self.add(entry, found);
        }
        self.key = acronym;
    }

    fn add(&mut self, entry: Entry, found: &mut Found) {
        found.terms += entry.terms();
        self.pending.push(Occurrence { list: entry.list(), document: found.document, position: found.position });
    }

    /// Puts what is pending into its lists: by lists, so that each is looked at once.
    fn settle(&mut self) {
        let mut pending = std::mem::take(&mut self.pending);
        // Stable: of each list the order stays.
        pending.sort_by_key(|occurrence| occurrence.list);
        for occurrence in pending.drain(..) {
            self.push(occurrence.list, occurrence.document, occurrence.position);
        }
        self.pending = pending;
    }

    /// Adds a whole value, which is a term: of such a field no positions are written.
    pub(super) fn add_value(&mut self, document: DocId, value: &[u8]) {
        let entry = self.entry(value);
        if self.lists[entry.list() as usize].document != document {
            self.push(entry.list(), document, 0);
        }
        self.tokens += 1;
    }

    /// About how much memory it takes, in bytes.
    pub(super) fn memory(&self) -> u64 {
        let numbered = self.by_number.capacity() * (size_of::<(Number, Entry)>() + 1);
        // What the keys themselves hold is no more than what the names do.
        let keyed = self.by_key.capacity() * (size_of::<(Box<[u8]>, Entry)>() + 1) + self.names.len();
        let lists = self.lists.capacity() * size_of::<List>() + self.terms.capacity() * size_of::<[Range<u32>; 2]>();
        let pending = self.pending.capacity() * size_of::<Occurrence>();
        self.allocated + (pending + numbered + keyed + lists + self.names.capacity()) as u64
    }

    /// Writes the field, if it has any term.
    pub(super) fn write(
        mut self,
        field: Field,
        has_positions: bool,
        norms: Option<FieldNormReader>,
        serializer: &mut InvertedIndexSerializer,
    ) -> io::Result<()> {
        self.settle();
        let Self { lists, terms, names, tokens, .. } = self;
        if lists.is_empty() {
            return Ok(());
        }
        let name = |range: &Range<u32>| &names[range.start as usize..range.end as usize];
        let of_list = |(terms, list): (&[Range<u32>; 2], u32)| {
            let [first, second] = terms.each_ref().map(name);
            [Some((first, list)), Some((second, list)).filter(|_| !second.is_empty())]
        };
        let mut order: Vec<(&[u8], u32)> = terms.iter().zip(0..).flat_map(of_list).flatten().collect();
        order.sort_unstable();
        let mut writer = serializer.new_field(field, tokens, norms)?;
        let (mut places, mut distances) = (Vec::new(), Vec::new());
        for group in order.chunk_by(|(one, _), (other, _)| one == other) {
            let Some((term, _)) = group.first() else { continue };
            places.clear();
            for (_, list) in group {
                lists[*list as usize].read_into(&mut places);
            }
            if group.len() > 1 {
                // Each list is in order already, which this sort makes use of.
                places.sort();
            }
            let documents = || places.chunk_by(|one, other| one.document() == other.document());
            writer.new_term(term, if has_positions { documents().count() as u32 } else { 0 }, has_positions)?;
            for document in documents() {
                let Some(first) = document.first() else { continue };
                if !has_positions {
                    writer.write_doc(first.document(), 0, &[]);
                    continue;
                }
                distances.clear();
                let mut before = 0;
                distances.extend(document.iter().map(|place| {
                    let distance = place.position() - before;
                    before = place.position();
                    distance
                }));
                writer.write_doc(first.document(), distances.len() as u32, &distances);
            }
            writer.close_term()?;
        }
        writer.close()
    }

    /// The list of a term that stands alone, begun where there is none.
    fn entry(&mut self, term: &[u8]) -> Entry {
        if let Some(entry) = self.by_key.get(term) {
            return *entry;
        }
        let name = self.name(&[term]);
        let entry = self.begin([name, 0..0]);
        self.by_key.insert(term.into(), entry);
        entry
    }

    fn begin_word(&mut self, word: &Word<'_>, terms: Terms, analyzer: &mut Analyzer) -> Entry {
        let forms = analyzer.forms(word);
        let stem = self.name(&[forms.stem.as_bytes()]);
        let exact = match terms {
            Terms::All if !forms.has_one_form => {
                self.name(&[MARK.encode_utf8(&mut [0; 4]).as_bytes(), forms.exact.as_bytes()])
            }
            _ => 0..0,
        };
        self.begin([stem, exact])
    }

    fn begin(&mut self, terms: [Range<u32>; 2]) -> Entry {
        let entry = Entry::new(self.lists.len(), !terms[1].is_empty());
        self.lists.push(List { bytes: Vec::new(), document: BEFORE_ALL, position: 0 });
        self.terms.push(terms);
        entry
    }

    fn name(&mut self, parts: &[&[u8]]) -> Range<u32> {
        let start = self.names.len() as u32;
        parts.iter().for_each(|part| self.names.extend_from_slice(part));
        start..self.names.len() as u32
    }

    fn push(&mut self, list: u32, document: DocId, position: u32) {
        let list = &mut self.lists[list as usize];
        let before = list.bytes.capacity();
        list.push(document, position);
        self.allocated += (list.bytes.capacity() - before) as u64;
    }
}

impl List {
    fn push(&mut self, document: DocId, position: u32) {
        if self.document == document {
            put(&mut self.bytes, u64::from(position - self.position) << 1);
        } else {
            put(&mut self.bytes, u64::from(document.wrapping_sub(self.document)) << 1 | 1);
            put(&mut self.bytes, u64::from(position));
            self.document = document;
        }
        self.position = position;
    }

    fn read_into(&self, places: &mut Vec<Place>) {
        let mut numbers = Numbers(&self.bytes);
        let (mut document, mut position) = (BEFORE_ALL, 0);
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

/// Where a word stands: ordered by documents, and in one by positions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Place(u64);

impl Place {
    fn new(document: DocId, position: u32) -> Self {
        Self(u64::from(document) << 32 | u64::from(position))
    }

    fn document(self) -> DocId {
        (self.0 >> 32) as DocId
    }

    fn position(self) -> u32 {
        self.0 as u32
    }
}

fn put(bytes: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

/// The numbers that [`put`] put down.
struct Numbers<'a>(&'a [u8]);

impl Iterator for Numbers<'_> {
    type Item = u64;

    fn next(&mut self) -> Option<u64> {
        let (mut number, mut bits) = (0, 0);
        loop {
            let (byte, rest) = self.0.split_first()?;
            self.0 = rest;
            number |= u64::from(byte & 0x7f) << bits;
            if byte & 0x80 == 0 {
                return Some(number);
            }
            bits += 7;
        }
    }
}
