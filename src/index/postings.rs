//! The postings of one field while a segment grows.
//!
//! In come words with their documents and positions, or whole values; out go the field's terms in order, each with where it
//! stands. A word is one entry in one list, however many terms it has: its stem and its exact form
//! share that list until they are written, when the lists of all the forms of a stem are joined. Which terms a word has is
//! left to [`analysis`](crate::analysis), and where the terms go to [`FieldWriter`] and [`spilled`](super::spilled).

use super::{
    field_writer::FieldWriter,
    lists::{Chain, Chains, Lists, Occurrence, Place, SIDE_BY_SIDE, list_of, make_room},
    term_order::{Names, Term, in_order},
    vocabulary::Vocabulary,
};
use crate::analysis::{Number, Word, to_form, words};
use foldhash::fast::RandomState;
use std::{cmp::Ordering, collections::HashMap, hint::black_box, io, ops::Range};
use tantivy::{DocId, postings::InvertedIndexSerializer, schema::Field};

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
    lists: Lists,
    /// The terms of each list.
    terms: Vec<Names>,
    names: Vec<u8>,
    /// How long all is that was met.
    length: u64,
    /// What stands nowhere but here as yet.
    pending: Vec<Occurrence>,
    key: String,
}

/// A list's number, and in the highest bit whether what it is of counts twice in the length of a field: as words do but
/// the commonest, for their stem and their form, whether or not these are one term. Lengths are compared with their mean.
#[derive(Debug, Clone, Copy)]
struct Entry(u32);

impl Entry {
    fn new(list: u32, counts_twice: bool) -> Self {
        Self(list | u32::from(counts_twice) << 31)
    }

    fn list(self) -> u32 {
        self.0 & (u32::MAX >> 1)
    }

    fn counts(self) -> u32 {
        1 + (self.0 >> 31)
    }
}

/// A word of a text that a number tells, and where it stands: as position and in bytes.
struct Numbered {
    number: Number,
    hash: u64,
    position: u32,
    range: Range<usize>,
}

/// Where a text is being read, and how long it is so far.
struct Found {
    document: DocId,
    position: u32,
    length: u32,
}

/// Where a term stands.
pub(super) enum Listed<'a> {
    /// A list as it is, and how many documents it has.
    List(&'a Chain<'a>, u32),
    /// The places of several lists, in order.
    Places(&'a [Place]),
}

impl Listed<'_> {
    /// In how many documents.
    fn documents(&self) -> u32 {
        match self {
            Self::List(_, documents) => *documents,
            Self::Places(places) => places.chunk_by(|one, other| one.document() == other.document()).count() as u32,
        }
    }

    /// Writes it as one part of a list, and says how many documents that has.
    pub(super) fn put(&self, part: &mut Vec<u8>) -> u32 {
        match self {
            Self::List(chain, documents) => {
                chain.parts().for_each(|bytes| part.extend_from_slice(bytes));
                *documents
            }
            Self::Places(places) => list_of(places, part),
        }
    }
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

impl Postings {
    /// Adds the words of a text, the first of them at a position; says how long they are, and the position behind them.
    pub(super) fn add_text(&mut self, document: DocId, first: u32, text: &str, terms: Terms) -> (u32, u32) {
        let mut found = Found { document, position: first, length: 0 };
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
        self.length += u64::from(found.length);
        (found.length, found.position)
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
        found.length += entry.counts();
        self.pending.push(Occurrence { list: entry.list(), document: found.document, position: found.position });
        if self.pending.len() >= PENDING_WORDS {
            self.lists.take(&mut self.pending);
        }
    }

    /// Adds a whole value, which is a term: of such a field no positions are written.
    pub(super) fn add_value(&mut self, document: DocId, value: &[u8]) {
        let list = self.entry(value).list();
        self.pending.push(Occurrence { list, document, position: 0 });
        self.length += 1;
        if self.pending.len() >= PENDING_VALUES {
            self.lists.take(&mut self.pending);
        }
    }

    /// About how much memory it takes, in bytes.
    pub(super) fn memory(&self) -> u64 {
        let keyed = self.by_key.capacity() * (size_of::<(Box<[u8]>, Entry)>() + 1);
        // Of what these have in reserve nothing was touched yet.
        let names = self.terms.len() * size_of::<Names>() + self.names.len();
        let pending = self.pending.capacity() * size_of::<Occurrence>();
        let words = self.by_short.bytes() + self.by_number.bytes() + self.keys;
        words + self.lists.bytes() + (keyed + names + pending) as u64
    }

    /// Whether it has no term.
    pub(super) fn is_empty(&self) -> bool {
        self.lists.is_empty()
    }

    /// How long all is that was met.
    pub(super) fn length(&self) -> u64 {
        self.length
    }

    /// Writes the field, if it has any term.
    pub(super) fn write(
        self,
        field: Field,
        has_positions: bool,
        serializer: &mut InvertedIndexSerializer,
    ) -> io::Result<()> {
        if self.is_empty() {
            return Ok(());
        }
        let mut writer = FieldWriter::begin(serializer, field, self.length, has_positions)?;
        self.each_term(|name, listed| {
            writer.begin_term(name, listed.documents())?;
            match listed {
                Listed::List(chain, _) => writer.add_list(chain.parts()),
                Listed::Places(places) => writer.add_places(places),
            }
            writer.end_term()
        })?;
        writer.close()
    }

    /// Tells each of the field's terms, in order, with where it stands.
    pub(super) fn each_term(mut self, mut tell: impl FnMut(&[u8], Listed<'_>) -> io::Result<()>) -> io::Result<()> {
        self.lists.take(&mut self.pending);
        let Self { by_short, by_number, by_key, lists, terms, names, .. } = self;
        // What is written takes memory of its own.
        drop((by_short, by_number, by_key));
        let name = |term: &Term| terms[term.list as usize].name(&names, term.is_second);
        let order = in_order(&terms, &names);
        let (mut places, mut chains) = (Vec::new(), Chains::default());
        let mut end = 0;
        for group in order.chunk_by(|one, other| one.cmp(other, name) == Ordering::Equal) {
            let Some(first) = group.first() else { continue };
            let start = end;
            end += group.len();
            if end > chains.end {
                // What lies far away is asked for by many terms together.
                let ahead = &order[start..order.len().min(start + group.len().max(SIDE_BY_SIDE))];
                chains.fill(start, ahead.iter().map(|term| term.list), &lists);
                // So are the names.
                black_box(ahead.iter().fold(0, |all, term| all ^ name(term).first().copied().unwrap_or_default()));
            }
            if group.len() == 1 {
                tell(name(first), Listed::List(chains.of(start), lists.documents(first.list)))?;
                continue;
            }
            // Words alone share terms: a value has one list.
            places.clear();
            (start..end).for_each(|place| chains.of(place).read_into(&mut places));
            // Each list is in order already, which this sort makes use of.
            places.sort();
            tell(name(first), Listed::Places(&places))?;
        }
        Ok(())
    }

    /// The list of a term that stands alone, begun where there is none.
    fn entry(&mut self, term: &[u8]) -> Entry {
        if let Some(entry) = self.by_key.get(term) {
            return *entry;
        }
        let entry = self.begin(term, &[], false);
        self.insert_key(term, entry);
        entry
    }

    fn insert_key(&mut self, key: &[u8], entry: Entry) {
        self.keys += key.len() as u64;
        self.by_key.insert(key.into(), entry);
    }

    fn begin_word(&mut self, word: &Word<'_>, terms: Terms) -> Entry {
        let forms = word.forms();
        let counts_twice = terms == Terms::All && !forms.has_one_form;
        let mut of_form = String::new();
        if counts_twice && forms.stem != forms.exact {
            of_form.push_str(&forms.stem);
            to_form(&mut of_form, &forms.exact);
        }
        self.begin(forms.stem.as_bytes(), of_form.as_bytes(), counts_twice)
    }

    /// Begins the list of a term and, where it has any bytes, of a second one.
    fn begin(&mut self, first: &[u8], second: &[u8], counts_twice: bool) -> Entry {
        let entry = Entry::new(self.lists.begin(), counts_twice);
        make_room(&mut self.terms, 1);
        make_room(&mut self.names, first.len() + second.len());
        // A term that is longer is no term of tantivy's.
        let (start, [of_first, of_second]) = (self.names.len() as u32, [first, second].map(|name| name.len() as u16));
        self.terms.push(Names { start, first: of_first, second: of_second });
        [first, second].into_iter().for_each(|name| self.names.extend_from_slice(name));
        entry
    }
}
