//! The postings of one field while a segment grows.
//!
//! In come words with their documents and positions, or whole values; out go the field's terms with their postings, in
//! order, to tantivy's serializer. A word is one entry in one list, however many terms it has: its stem and its exact form
//! share that list until they are written, when the lists of all the forms of a stem are joined. Which terms a word has is
//! left to [`analysis`](crate::analysis), and the format of the files to tantivy.

use super::vocabulary::Vocabulary;
use crate::analysis::{MARK, Number, Word, words};
use foldhash::fast::RandomState;
use std::{cmp::Ordering, collections::HashMap, hint::black_box, io, ops::Range};
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
    /// The lists of words that a number tells, by its first half where the other is zero: these tables are most of what is
    /// looked at for each word.
    by_short: Vocabulary<[u32; 2]>,
    by_number: Vocabulary<Number>,
    /// Those of other words, of acronyms, and of whole values.
    by_key: HashMap<Box<[u8]>, Entry, RandomState>,
    /// How many bytes these keys have.
    keys: u64,
    lists: Vec<List>,
    parts: Parts,
    /// The terms of each list.
    terms: Vec<Names>,
    names: Vec<u8>,
    /// How many terms were met, each as often as it was.
    tokens: u64,
    /// What stands nowhere but here as yet.
    pending: Vec<Occurrence>,
    key: String,
    part: Vec<u8>,
}

/// Where the terms of a list stand in the names, one behind the other; the second is empty where there is one.
#[derive(Debug, Clone, Copy)]
struct Names {
    start: u32,
    first: u16,
    second: u16,
}

impl Names {
    /// How many terms there are.
    fn count(self) -> usize {
        1 + usize::from(self.second > 0)
    }

    fn name(self, names: &[u8], second: bool) -> &[u8] {
        let (first, rest) = names[self.start as usize..].split_at(usize::from(self.first));
        if second { &rest[..usize::from(self.second)] } else { first }
    }
}

/// A term as terms are put in order.
#[derive(Debug, Clone, Copy)]
struct Term {
    /// The first bytes of its name, with zeros behind a shorter one: they tell nearly all from each other.
    beginning: u128,
    list: u32,
    length: u16,
    is_second: bool,
}

impl Term {
    fn new(name: &[u8], list: u32, is_second: bool) -> Self {
        let mut bytes = [0; size_of::<u128>()];
        bytes.iter_mut().zip(name).for_each(|(byte, of_name)| *byte = *of_name);
        Self { beginning: u128::from_be_bytes(bytes), list, length: name.len() as u16, is_second }
    }

    /// The order of names, which are looked at where their beginnings leave it open.
    fn cmp<'n>(&self, other: &Self, name: impl Fn(&Self) -> &'n [u8]) -> Ordering {
        self.beginning.cmp(&other.beginning).then_with(|| {
            let are_whole = usize::from(self.length.max(other.length)) <= size_of::<u128>();
            if are_whole { self.length.cmp(&other.length) } else { name(self).cmp(name(other)) }
        })
    }
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

/// A word of a text that a number tells, and where it stands: as position and in bytes.
struct Numbered {
    number: Number,
    hash: u64,
    position: u32,
    range: Range<usize>,
}

/// Where a text is being read, and how many terms were found in it.
struct Found {
    document: DocId,
    position: u32,
    terms: u32,
}

/// So many words are put into their lists together: the lists are far apart in memory, where each look costs more than all
/// else, and each part has a few bytes beside what is in it.
const PENDING_WORDS: usize = 120_000;
/// So many values are: there are fewer of them.
const PENDING_VALUES: usize = 1 << 12;
/// So many words are looked up together.
const NUMBERED: usize = 256;
/// About how long a word is with its blank.
const BYTES_OF_A_WORD: usize = 6;

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

impl Postings {
    /// Adds the words of a text, the first of them at a position; says how many terms they have, and the position behind them.
    pub(super) fn add_text(&mut self, document: DocId, first: u32, text: &str, terms: Terms) -> (u32, u32) {
        let mut found = Found { document, position: first, terms: 0 };
        let mut numbered = Vec::with_capacity((text.len() / BYTES_OF_A_WORD).min(NUMBERED));
        for word in words(text) {
            if terms == Terms::All {
                self.add_acronym(&word, &mut found);
            }
            match word.number() {
                Some(number) => {
                    numbered.push(Numbered { number, hash: 0, position: found.position, range: word.range() })
                }
                None => {
                    let mut key = std::mem::take(&mut self.key);
                    word.key_into(&mut key);
                    let entry = self.by_key.get(key.as_bytes()).copied().unwrap_or_else(|| {
                        let entry = self.begin_word(&word, terms);
                        self.insert_key(key.as_bytes(), entry);
                        entry
                    });
                    self.key = key;
                    self.add(entry, &mut found);
                }
            }
            found.position += 1;
            if numbered.len() == NUMBERED {
                self.add_numbered(text, &mut numbered, &mut found, terms);
            }
        }
        self.add_numbered(text, &mut numbered, &mut found, terms);
        self.tokens += u64::from(found.terms);
        (found.terms, found.position)
    }

    /// Adds words that numbers tell, by themselves, so that the processor need not wait for one look-up to begin the next.
    fn add_numbered(&mut self, text: &str, numbered: &mut Vec<Numbered>, found: &mut Found, terms: Terms) {
        let end = found.position;
        // Nothing hangs on what is read here, so that all of it is asked for before any is there.
        black_box(numbered.iter_mut().fold(0, |all, word| {
            word.hash = match word.number {
                [one, other, 0, 0] => self.by_short.hash([one, other]),
                number => self.by_number.hash(number),
            };
            all ^ match word.number {
                [.., 0, 0] => self.by_short.ask(word.hash),
                _ => self.by_number.ask(word.hash),
            }
        }));
        for Numbered { number, hash, position, range } in numbered.drain(..) {
            let known = match number {
                [one, other, 0, 0] => self.by_short.get([one, other], hash),
                number => self.by_number.get(number, hash),
            };
            let entry = known.map_or_else(
                || {
                    let entry = self.begin_word(&Word::plain(text, range), terms);
                    match number {
                        [one, other, 0, 0] => self.by_short.insert([one, other], hash, entry.0),
                        number => self.by_number.insert(number, hash, entry.0),
                    }
                    entry
                },
                Entry,
            );
            found.position = position;
            self.add(entry, found);
        }
        found.position = end;
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
        if self.pending.len() >= PENDING_WORDS {
            self.settle();
        }
    }

    /// Adds a whole value, which is a term: of such a field no positions are written.
    pub(super) fn add_value(&mut self, document: DocId, value: &[u8]) {
        let list = self.entry(value).list();
        self.pending.push(Occurrence { list, document, position: 0 });
        self.tokens += 1;
        if self.pending.len() >= PENDING_VALUES {
            self.settle();
        }
    }

    /// Puts what is pending into its lists: by lists, so that each is looked at once.
    fn settle(&mut self) {
        let mut pending = std::mem::take(&mut self.pending);
        // Stable: of each list the order stays.
        radsort::sort_by_key(&mut pending, |occurrence| occurrence.list);
        for occurrences in pending.chunk_by(|one, other| one.list == other.list) {
            let Some(first) = occurrences.first() else { continue };
            let list = &mut self.lists[first.list as usize];
            let before = Some(list.last).filter(|_| list.document != BEFORE_ALL);
            self.part.clear();
            for occurrence in occurrences {
                list.add(occurrence, &mut self.part);
            }
            list.last = self.parts.add(before, &self.part);
        }
        pending.clear();
        self.pending = pending;
    }

    /// About how much memory it takes, in bytes.
    pub(super) fn memory(&self) -> u64 {
        let keyed = self.by_key.capacity() * (size_of::<(Box<[u8]>, Entry)>() + 1);
        // Of what these have in reserve nothing was touched yet.
        let lists = self.lists.len() * size_of::<List>() + self.terms.len() * size_of::<Names>() + self.names.len();
        let pending = self.pending.capacity() * size_of::<Occurrence>();
        let numbered = self.by_short.bytes() + self.by_number.bytes();
        self.keys + numbered + (keyed + lists + pending + self.parts.bytes.len()) as u64
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
        let Self { by_short, by_number, by_key, lists, parts, terms, names, tokens, .. } = self;
        // What is written takes memory of its own.
        drop((by_short, by_number, by_key));
        if lists.is_empty() {
            return Ok(());
        }
        let name = |term: &Term| terms[term.list as usize].name(&names, term.is_second);
        let order = in_order(&terms, &names);
        let mut writer = serializer.new_field(field, tokens, norms)?;
        let (mut places, mut distances, mut chains) = (Vec::new(), Vec::new(), Chains::default());
        let mut end = 0;
        for group in order.chunk_by(|one, other| one.cmp(other, name) == Ordering::Equal) {
            let Some(first) = group.first() else { continue };
            let start = end;
            end += group.len();
            if end > chains.end {
                // What lies far away is asked for by many terms together.
                let ahead = &order[start..order.len().min(start + group.len().max(SIDE_BY_SIDE))];
                chains.fill(start, ahead.iter().map(|term| &lists[term.list as usize]), &parts);
                // So are the names.
                black_box(ahead.iter().fold(0, |all, term| all ^ name(term).first().copied().unwrap_or_default()));
            }
            if group.len() == 1 {
                let documents = if has_positions { lists[first.list as usize].documents } else { 0 };
                writer.new_term(name(first), documents, has_positions)?;
                chains.of(start).each_document(&mut distances, |document, distances| {
                    // Of a value nothing but the document is written.
                    let distances = if has_positions { distances } else { &[] };
                    writer.write_doc(document, distances.len() as u32, distances);
                });
                writer.close_term()?;
                continue;
            }
            // Words alone share terms: a value has one list.
            debug_assert!(has_positions);
            places.clear();
            (start..end).for_each(|place| chains.of(place).read_into(&mut places));
            // Each list is in order already, which this sort makes use of.
            places.sort();
            let documents = || places.chunk_by(|one, other| one.document() == other.document());
            writer.new_term(name(first), documents().count() as u32, has_positions)?;
            for document in documents() {
                let Some(first) = document.first() else { continue };
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
        let entry = self.begin(term, &[]);
        self.insert_key(term, entry);
        entry
    }

    fn insert_key(&mut self, key: &[u8], entry: Entry) {
        self.keys += key.len() as u64;
        self.by_key.insert(key.into(), entry);
    }

    fn begin_word(&mut self, word: &Word<'_>, terms: Terms) -> Entry {
        let forms = word.forms();
        match terms {
            Terms::All if !forms.has_one_form => {
                self.begin(forms.stem.as_bytes(), &[MARK.encode_utf8(&mut [0; 4]).as_bytes(), forms.exact.as_bytes()])
            }
            _ => self.begin(forms.stem.as_bytes(), &[]),
        }
    }

    /// Begins the list of a term and, where it has any parts, of a second one.
    fn begin(&mut self, first: &[u8], second: &[&[u8]]) -> Entry {
        let entry = Entry::new(self.lists.len(), !second.is_empty());
        make_room(&mut self.lists, 1);
        make_room(&mut self.terms, 1);
        make_room(&mut self.names, first.len() + second.iter().map(|part| part.len()).sum::<usize>());
        self.lists.push(List { last: 0, document: BEFORE_ALL, position: 0, documents: 0 });
        // A term that is longer is no term of tantivy's.
        let length = |parts: &[&[u8]]| parts.iter().map(|part| part.len()).sum::<usize>() as u16;
        self.terms.push(Names { start: self.names.len() as u32, first: length(&[first]), second: length(second) });
        [first].iter().chain(second).for_each(|part| self.names.extend_from_slice(part));
        entry
    }
}

/// All terms in the order of their names, those of one name in that of their lists.
fn in_order(terms: &[Names], names: &[u8]) -> Vec<Term> {
    let mut order: Vec<Term> = Vec::new();
    make_room(&mut order, terms.iter().map(|terms| terms.count()).sum());
    for (terms, list) in terms.iter().zip(0..) {
        let which = [false, true].into_iter().take(terms.count());
        order.extend(which.map(|is_second| Term::new(terms.name(names, is_second), list, is_second)));
    }
    let name = |term: &Term| terms[term.list as usize].name(names, term.is_second);
    order.sort_unstable_by(|one, other| one.cmp(other, name).then(one.list.cmp(&other.list)));
    order
}

impl List {
    /// Adds what stands in it next, as it is written in its last part.
    fn add(&mut self, next: &Occurrence, part: &mut Vec<u8>) {
        if self.document == next.document {
            put(part, u64::from(next.position - self.position) << 1);
        } else {
            put(part, u64::from(next.document.wrapping_sub(self.document)) << 1 | 1);
            put(part, u64::from(next.position));
            self.document = next.document;
            self.documents += 1;
        }
        self.position = next.position;
    }
}

/// So many lists are gone back through side by side.
const SIDE_BY_SIDE: usize = 64;

/// The parts of lists of terms that follow one another.
///
/// A part tells where the one before it is, far away in memory. Going back through one list at a time, the processor would
/// wait for each part before it can ask for the next; of many lists it asks for one part each at once.
#[derive(Default)]
struct Chains<'p> {
    /// The place of the first of these terms, and that behind the last.
    start: usize,
    end: usize,
    chains: Vec<Chain<'p>>,
    /// The lists that have parts left, each with the place of its next.
    going: Vec<(usize, u32)>,
}

impl<'p> Chains<'p> {
    /// Takes the parts of these lists, of terms from the place `start` on, in the place of what it had.
    fn fill<'l>(&mut self, start: usize, lists: impl Iterator<Item = &'l List>, parts: &'p Parts) {
        self.going.extend(lists.map(|list| list.last).enumerate());
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
    fn of(&self, place: usize) -> &Chain<'p> {
        &self.chains[place - self.start]
    }
}

/// The parts of a list, the last one first.
#[derive(Debug, Clone, Default)]
struct Chain<'p> {
    parts: Vec<&'p [u8]>,
}

impl Chain<'_> {
    /// Tells each of the list's documents, in order, with the positions there, each but the first as its distance from the
    /// one before. What `distances` holds is lost.
    fn each_document(&self, distances: &mut Vec<u32>, mut tell: impl FnMut(DocId, &[u32])) {
        distances.clear();
        let mut document = BEFORE_ALL;
        for part in self.parts.iter().rev() {
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

    /// Adds all the list's places, in order.
    fn read_into(&self, places: &mut Vec<Place>) {
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
        put(&mut self.bytes, u64::from(before.map_or(0, |before| place - before)));
        put(&mut self.bytes, part.len() as u64);
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
fn make_room<T>(vector: &mut Vec<T>, more: usize) {
    let needed = (vector.len() + more) * size_of::<T>();
    if cfg!(target_os = "linux") && needed > LARGE && needed > vector.capacity() * size_of::<T>() {
        let room = BY_ITSELF.max(2 * needed) / size_of::<T>();
        vector.reserve_exact(room - vector.len());
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
