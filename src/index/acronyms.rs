//! What short forms stand for, over all papers: the file `acronyms` of a generation.
//!
//! In come the definitions that living sections make ([`Acronym`]), each in a column of its section; out comes a table:
//! each short form with its meanings, which council uses which in how many papers, and where each said so first. It hangs
//! on nothing but these sections, so that it is the same after a fresh build and after many that changed a little. What is
//! made of it in a question is left to [`query`](crate::query).

use crate::{
    analysis::Analyzer,
    document::{Acronym, is_small, meaning, singular},
};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize, Serializer};
use std::collections::BTreeMap;
use tantivy::{DocId, Searcher, SegmentReader, directory::OwnedBytes};

/// Its name in the folder of a generation.
pub(super) const ACRONYMS: &str = "acronyms";
/// The name of the column.
pub(super) const DEFINITION: &str = "definition";

/// What short forms stand for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Acronyms {
    /// By short form; of one short form that of most papers first.
    meanings: Vec<Meaning>,
    /// The places of the meanings in the order of the stems that tell them from others.
    by_stems: Vec<u32>,
}

/// What a short form stands for in some papers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Meaning {
    /// The short form in capitals: what it is found by.
    key: String,
    /// The short form as it is written most, in the singular.
    pub(crate) short: String,
    /// The long form as it is written most.
    pub(crate) long: String,
    /// Its stems, with blanks between them.
    stems: String,
    /// How many papers say so.
    papers: u64,
    /// Who says so: most of the table, of which a question needs next to nothing.
    uses: Packed,
}

/// [`Use`]s in bytes, which are read when somebody asks.
#[derive(Debug, Clone)]
struct Packed(OwnedBytes);

impl PartialEq for Packed {
    fn eq(&self, other: &Self) -> bool {
        self.0[..] == other.0[..]
    }
}

impl Eq for Packed {}

impl Serialize for Packed {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&self.0)
    }
}

/// A [`Meaning`] as it stands in the file.
#[derive(Deserialize)]
struct MeaningInFile<'f> {
    key: &'f str,
    short: &'f str,
    long: &'f str,
    stems: &'f str,
    papers: u64,
    uses: &'f [u8],
}

/// The papers of one council that say so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Use {
    /// The council's slug; absent for papers whose council is unknown.
    pub(crate) council: Option<String>,
    /// How many papers.
    pub(crate) papers: u64,
    /// The id of the section that says so first: of the earliest paper, of those of one day that with the first id.
    pub(crate) section: String,
}

impl Meaning {
    /// How many papers say so.
    pub(crate) fn papers(&self) -> u64 {
        self.papers
    }

    /// By council, those of an unknown one first; never none.
    pub(crate) fn uses(&self) -> Vec<Use> {
        // The file is checked when it is first read; of what is damaged later nobody is said to say so.
        postcard::from_bytes(&self.uses.0).unwrap_or_default()
    }

    /// Whether a section's definition is one of these: of the short form, with this meaning.
    pub(crate) fn is_of(&self, definition: &Acronym) -> bool {
        let mut analyzer = Analyzer::new();
        singular(&definition.short).to_uppercase() == self.key
            && meaning(&definition.long, &mut analyzer) == meaning(&self.long, &mut analyzer)
    }

    /// The stems of the long form.
    pub(crate) fn stems(&self) -> Vec<String> {
        self.stems.split(' ').map(str::to_owned).collect()
    }

    /// The stems of the long form that tell it from others, each once, as a question has it: small words do not.
    fn telling(&self) -> impl Iterator<Item = &str> {
        let stems = || self.stems.split(' ');
        let is_first = move |place: usize, stem: &str| !stems().take(place).any(|before| before == stem);
        let telling = stems().enumerate().filter(move |(place, stem)| !is_small(stem) && is_first(*place, stem));
        telling.map(|(_, stem)| stem)
    }

    /// Whether papers of one of these councils say so.
    pub(crate) fn is_used_by(&self, councils: &[String]) -> bool {
        self.uses().iter().any(|of| of.council.as_ref().is_some_and(|council| councils.contains(council)))
    }
}

impl Acronyms {
    /// Reads what a generation has written. Who says what is left in the file, of which it is most.
    pub(super) fn from_file(bytes: OwnedBytes) -> Option<Self> {
        let (meanings, by_stems): (Vec<MeaningInFile<'_>>, Vec<u32>) = postcard::from_bytes(&bytes).ok()?;
        let meaning = |MeaningInFile { key, short, long, stems, papers, uses }: MeaningInFile<'_>| {
            let start = (uses.as_ptr() as usize).checked_sub(bytes.as_ptr() as usize)?;
            let uses = Packed(bytes.slice(start..start.checked_add(uses.len())?));
            let [key, short, long, stems] = [key, short, long, stems].map(str::to_owned);
            Some(Meaning { key, short, long, stems, papers, uses })
        };
        Some(Self { meanings: meanings.into_iter().map(meaning).collect::<Option<_>>()?, by_stems })
    }

    /// All meanings, by short form, that of most papers first.
    pub(crate) fn all(&self) -> &[Meaning] {
        &self.meanings
    }

    /// What a short form stands for, in any case and number, that of most papers first.
    pub(crate) fn of(&self, short: &str) -> &[Meaning] {
        let of_key = |key: &str| {
            let start = self.meanings.partition_point(|meaning| *meaning.key < *key);
            let end = start + self.meanings[start..].partition_point(|meaning| meaning.key == key);
            &self.meanings[start..end]
        };
        let key = short.to_uppercase();
        match (of_key(&key), key.strip_suffix('S')) {
            ([], Some(singular)) => of_key(singular),
            (found, _) => found,
        }
    }

    /// The short forms of a long form with these stems, each once and small words left out.
    pub(crate) fn with_stems<'s>(&'s self, stems: &'s [&str]) -> impl Iterator<Item = &'s Meaning> {
        let of_place = |place: &u32| self.meanings.get(*place as usize);
        let order = move |place: &u32| of_place(place).map(|meaning| meaning.telling().cmp(stems.iter().copied()));
        let start = self.by_stems.partition_point(|place| order(place).is_none_or(std::cmp::Ordering::is_lt));
        self.by_stems[start..]
            .iter()
            .take_while(move |place| order(place).is_some_and(std::cmp::Ordering::is_eq))
            .filter_map(of_place)
    }
}

/// What is kept of a definition in the column of its section.
pub(super) fn value(acronym: &Acronym) -> String {
    let Acronym { short, long, section } = acronym;
    format!("{short}\t{long}\t{section}")
}

/// What is counted of all definitions. There are as many as papers, and few ways to say them.
#[derive(Default)]
struct Tallies {
    /// By short form and [meaning]: the places in `all`.
    places: FxHashMap<(String, String), usize>,
    all: Vec<Tally>,
    /// By short and long form as they are written, a tab between them: the place in `all`, and how many papers.
    wordings: FxHashMap<String, (usize, u64)>,
    /// By council: its number in `slugs`.
    councils: FxHashMap<String, usize>,
    slugs: Vec<String>,
}

/// What is counted of a meaning.
#[derive(Default)]
struct Tally {
    shorts: BTreeMap<String, u64>,
    longs: BTreeMap<String, u64>,
    /// By the number of the council: how many papers, and the first place.
    uses: FxHashMap<Option<usize>, (u64, Place)>,
}

/// Where a definition stands: day, paper, ordinal; and the section's id.
type Place<S = String> = (i64, S, u64, S);

/// The table of what is searched.
pub(super) fn of(searcher: &Searcher) -> tantivy::Result<Acronyms> {
    let mut tallies = Tallies::default();
    let mut analyzer = Analyzer::new();
    for reader in searcher.segment_readers() {
        tallies.count(reader, &mut analyzer)?;
    }
    let mut meanings = tallies.meanings(&mut analyzer);
    meanings.sort_by(|one, other| {
        one.key.cmp(&other.key).then(other.papers().cmp(&one.papers())).then_with(|| one.long.cmp(&other.long))
    });
    let mut by_stems: Vec<u32> = (0..meanings.len() as u32).collect();
    let stems = |place: u32| meanings[place as usize].telling();
    by_stems.sort_by(|one, other| stems(*one).cmp(stems(*other)));
    Ok(Acronyms { meanings, by_stems })
}

impl Tallies {
    /// Counts the definitions of a segment. Values are read in their order: a look-up reads a block for each.
    fn count(&mut self, reader: &SegmentReader, analyzer: &mut Analyzer) -> tantivy::Result<()> {
        let Some(definitions) = reader.fast_fields().str(DEFINITION)? else { return Ok(()) };
        let councils = reader.fast_fields().str("council")?;
        let days = reader.fast_fields().column_opt::<i64>("first_day")?;
        // Each value names its section, so that it is one section's.
        let mut sections: Vec<Option<DocId>> = vec![None; definitions.num_terms()];
        for document in reader.doc_ids_alive() {
            for number in definitions.term_ords(document) {
                if let Some(section) = sections.get_mut(number as usize) {
                    *section = Some(document);
                }
            }
        }
        let mut numbers: FxHashMap<u64, usize> = FxHashMap::default();
        let mut values = definitions.dictionary().stream()?;
        while values.advance() {
            let Some(document) = sections.get(values.term_ord() as usize).copied().flatten() else { continue };
            let definition = std::str::from_utf8(values.key()).ok().and_then(parted);
            let Some((wording, section)) = definition else { continue };
            let place = self.wording(wording, analyzer);
            let council = match councils.as_ref().and_then(|column| Some((column, column.term_ords(document).next()?)))
            {
                Some((column, number)) => Some(match numbers.get(&number) {
                    Some(number) => *number,
                    None => {
                        let mut slug = String::new();
                        column.ord_to_str(number, &mut slug)?;
                        *numbers.entry(number).or_insert(self.council(slug))
                    }
                }),
                None => None,
            };
            // The undated last.
            let day = days.as_ref().and_then(|column| column.first(document)).unwrap_or(i64::MAX);
            let (paper, ordinal) = section.rsplit_once(':').unwrap_or((section, ""));
            self.all[place].add(council, (day, paper, ordinal.parse().unwrap_or(u64::MAX), section));
        }
        Ok(())
    }

    /// Counts a wording once more, and gives the place of its meaning.
    fn wording(&mut self, wording: &str, analyzer: &mut Analyzer) -> usize {
        if let Some((place, papers)) = self.wordings.get_mut(wording) {
            *papers += 1;
            return *place;
        }
        let (short, long) = forms(wording);
        let place = *self.places.entry((short.to_uppercase(), meaning(long, analyzer))).or_insert_with(|| {
            self.all.push(Tally::default());
            self.all.len() - 1
        });
        self.wordings.insert(wording.to_owned(), (place, 1));
        place
    }

    /// The number of a council.
    fn council(&mut self, slug: String) -> usize {
        *self.councils.entry(slug).or_insert_with_key(|slug| {
            self.slugs.push(slug.clone());
            self.slugs.len() - 1
        })
    }

    fn meanings(mut self, analyzer: &mut Analyzer) -> Vec<Meaning> {
        for (wording, (place, papers)) in &self.wordings {
            let (short, long) = forms(wording);
            let tally = &mut self.all[*place];
            *tally.shorts.entry(short.to_owned()).or_default() += papers;
            *tally.longs.entry(long.to_owned()).or_default() += papers;
        }
        let Self { places, mut all, slugs, .. } = self;
        let meaning = |((key, _), place): ((String, String), usize)| {
            std::mem::take(&mut all[place]).meaning(key, &slugs, analyzer)
        };
        places.into_iter().map(meaning).collect()
    }
}

/// The wording of a [value], and the id of the section; `None` for what is no value. A paper's id may have any sign in it.
fn parted(value: &str) -> Option<(&str, &str)> {
    let (short, rest) = value.split_once('\t')?;
    let (long, section) = rest.split_once('\t')?;
    Some((&value[..short.len() + 1 + long.len()], section))
}

/// The short form of a wording, in the singular, and the long one.
fn forms(wording: &str) -> (&str, &str) {
    let (short, long) = wording.split_once('\t').unwrap_or((wording, ""));
    (singular(short), long)
}

impl Tally {
    fn add(&mut self, council: Option<usize>, place: Place<&str>) {
        let owned = |(day, paper, ordinal, section): Place<&str>| (day, paper.to_owned(), ordinal, section.to_owned());
        match self.uses.get_mut(&council) {
            Some((papers, first)) => {
                *papers += 1;
                if place < (first.0, &*first.1, first.2, &*first.3) {
                    *first = owned(place);
                }
            }
            None => drop(self.uses.insert(council, (1, owned(place)))),
        }
    }

    fn meaning(self, key: String, slugs: &[String], analyzer: &mut Analyzer) -> Meaning {
        let long = most(self.longs);
        let mut stems = String::with_capacity(long.len());
        analyzer.for_each(&long, |token| {
            if token.position > 0 {
                stems.push(' ');
            }
            stems.push_str(token.stem);
        });
        let uses = self.uses.into_iter().map(|(council, (papers, (.., section)))| Use {
            council: council.map(|number| slugs[number].clone()),
            papers,
            section,
        });
        let mut uses: Vec<Use> = uses.collect();
        uses.sort_unstable_by(|one, other| one.council.cmp(&other.council));
        let papers = uses.iter().map(|of| of.papers).sum();
        // Nothing of it can fail to be written into memory.
        let packed = Packed(OwnedBytes::new(postcard::to_stdvec(&uses).unwrap_or_default()));
        Meaning { key, short: most(self.shorts), long, stems, papers, uses: packed }
    }
}

/// The most frequent; of equals the first by order.
fn most(counts: BTreeMap<String, u64>) -> String {
    let best =
        counts.into_iter().max_by(|(one, count), (other, others)| count.cmp(others).then_with(|| other.cmp(one)));
    best.map(|(text, _)| text).unwrap_or_default()
}
