//! Words of the index that a prefix or a misspelt word may stand for.
//!
//! In come the letters of a question; out come exact forms, the most frequent first. Those that are a stem stand in the
//! dictionaries as they are, the others behind their stem (see [`analysis`](crate::analysis)): an automaton over the
//! letters of forms is led through both.

use crate::{
    Index, Result,
    analysis::{MARK, MOST_DROPPED, are_dropped, before_whole_forms, exact_term, form_of, words_of_one_form},
};
use levenshtein_automata::{DFA, Distance, LevenshteinAutomatonBuilder, SINK_STATE};
use rustc_hash::FxHashMap;
use std::sync::{Arc, LazyLock};
use tantivy::{InvertedIndexReader, Term, schema::Field};
use tantivy_fst::Automaton;

/// Most words that a prefix or a misspelling stands for: more make an answer slow and say little.
pub(super) const MOST_WORDS: usize = 64;

/// Most terms that are looked at in each dictionary: the first in order of spelling.
const MOST_LOOKED_AT: usize = 20_000;

/// Tables to build automata from, by distance, which take far longer to make than an automaton. Swapped letters are one
/// difference.
static ONE_LETTER: LazyLock<LevenshteinAutomatonBuilder> = LazyLock::new(|| LevenshteinAutomatonBuilder::new(1, true));
/// See [`ONE_LETTER`].
static TWO_LETTERS: LazyLock<LevenshteinAutomatonBuilder> = LazyLock::new(|| LevenshteinAutomatonBuilder::new(2, true));

/// The words of the index that begin with `prefix`, most frequent first, and whether there were more.
pub(super) fn with_prefix(index: &Index, prefix: &str) -> Result<(Vec<String>, bool)> {
    fitting(index, &Prefix(prefix.as_bytes()))
}

/// The words of the index that differ from `word` by at most `distance` letters, most frequent first.
pub(super) fn similar(index: &Index, word: &str, distance: u8) -> Result<(Vec<String>, bool)> {
    // The automaton of a long word is large, and no real word is that long.
    if word.chars().count() > 40 {
        return Ok((Vec::new(), false));
    }
    let builder = if distance < 2 { &ONE_LETTER } else { &TWO_LETTERS };
    fitting(index, &builder.build_dfa(word))
}

/// What leads from letter to letter of a word.
trait Letters {
    fn begin(&self) -> u32;
    /// What follows a byte; [`SINK_STATE`] once no word can fit any more.
    fn follow(&self, state: u32, byte: u8) -> u32;
    fn fits(&self, state: u32) -> bool;

    fn fit(&self, word: &str) -> bool {
        self.fits(word.bytes().fold(self.begin(), |state, byte| self.follow(state, byte)))
    }
}

impl Letters for DFA {
    fn begin(&self) -> u32 {
        self.initial_state()
    }

    fn follow(&self, state: u32, byte: u8) -> u32 {
        self.transition(state, byte)
    }

    fn fits(&self, state: u32) -> bool {
        matches!(self.distance(state), Distance::Exact(_))
    }
}

/// Words that begin so: a state is how many of these bytes were met, and one more.
struct Prefix<'p>(&'p [u8]);

impl Letters for Prefix<'_> {
    fn begin(&self) -> u32 {
        SINK_STATE + 1
    }

    fn follow(&self, state: u32, byte: u8) -> u32 {
        match state.checked_sub(self.begin()).map(|met| self.0.get(met as usize)) {
            Some(Some(next)) if *next == byte => state + 1,
            // All of them were met.
            Some(None) => state,
            _ => SINK_STATE,
        }
    }

    fn fits(&self, state: u32) -> bool {
        state > self.0.len() as u32
    }
}

/// The terms of the words that fit: stems that do, and forms by their letters, of which the last of the stem may be
/// others'.
struct Forms<'l, L>(&'l L);

/// What the letters of a stem led to: all of them, and without the last ones that a form may lack.
type States = [u32; MOST_DROPPED + 1];

/// Where an automaton stands in a term.
#[derive(Debug, Clone, Copy)]
enum Place {
    /// In the stem, behind these two bytes.
    Stem(States, [u8; 2]),
    /// Behind the mark.
    Mark(States),
    /// In the ending of a form.
    Ending(u32),
}

impl<L: Letters> Automaton for Forms<'_, L> {
    type State = Place;

    fn start(&self) -> Place {
        Place::Stem([self.0.begin(), SINK_STATE, SINK_STATE, SINK_STATE], [0; 2])
    }

    fn is_match(&self, place: &Place) -> bool {
        match place {
            Place::Stem([state, ..], _) | Place::Ending(state) => *state != SINK_STATE && self.0.fits(*state),
            Place::Mark(_) => false,
        }
    }

    fn can_match(&self, place: &Place) -> bool {
        match place {
            Place::Stem(states, _) | Place::Mark(states) => states.iter().any(|state| *state != SINK_STATE),
            Place::Ending(state) => *state != SINK_STATE,
        }
    }

    fn accept(&self, place: &Place, byte: u8) -> Place {
        let follow = |state| if state == SINK_STATE { SINK_STATE } else { self.0.follow(state, byte) };
        match *place {
            Place::Stem(states, _) if byte == MARK as u8 => Place::Mark(states),
            Place::Stem([state, one_less, two_less, _], [last_but_one, last]) => {
                let less = |state, letters: &[u8]| if are_dropped(letters) { state } else { SINK_STATE };
                let two_less = less(two_less, &[last_but_one, last, byte]);
                let one_less = less(one_less, &[last, byte]);
                Place::Stem([follow(state), state, one_less, two_less], [last, byte])
            }
            Place::Mark(states) => {
                let dropped = usize::from(byte.wrapping_sub(b'0'));
                Place::Ending(states.get(dropped).copied().unwrap_or(SINK_STATE))
            }
            Place::Ending(state) => Place::Ending(follow(state)),
        }
    }
}

/// The words of the index that fit, most frequent first, and whether there were more than [`MOST_WORDS`].
fn fitting(index: &Index, letters: &impl Letters) -> Result<(Vec<String>, bool)> {
    let mut words = Words { index, at_most: FxHashMap::default() };
    let (mut terms, mut whole) = (FxHashMap::default(), Vec::new());
    for inverted in dictionaries(index) {
        let inverted = inverted?;
        let stream = inverted.terms().search(Forms(letters)).into_stream();
        let mut stream = stream.map_err(|error| index.damage(error.into()))?;
        let mut looked_at = 0;
        while looked_at < MOST_LOOKED_AT && stream.advance() {
            if let Some(word) = word_of(stream.key()) {
                looked_at += 1;
                let known = terms.entry(stream.key().to_owned()).or_insert_with(|| (word, 0));
                known.1 += u64::from(stream.value().doc_freq);
            }
        }
        for before in before_whole_forms() {
            let stream = inverted.terms().range().ge(before).into_stream();
            let mut stream = stream.map_err(|error| index.damage(error.into()))?;
            while stream.advance() && stream.key().starts_with(before.as_bytes()) {
                let word = word_of(stream.key()).filter(|word| letters.fit(word));
                whole.extend(word.map(|word| (word, u64::from(stream.value().doc_freq))));
            }
        }
    }
    // Each dictionary gave its own first terms, so that the first of all are the same however the sections are spread
    // over segments.
    let mut terms: Vec<(Vec<u8>, (String, u64))> = terms.into_iter().collect();
    if terms.len() > MOST_LOOKED_AT {
        terms.select_nth_unstable_by(MOST_LOOKED_AT, |(one, _), (other, _)| one.cmp(other));
        terms.truncate(MOST_LOOKED_AT);
    }
    terms.into_iter().map(|(_, word)| word).chain(whole).for_each(|(word, sections)| words.add(word, sections));
    for word in words_of_one_form().filter(|word| letters.fit(word)) {
        words.add(word.to_owned(), words.sections(word)?);
    }
    words.most_frequent()
}

/// The word that a term stands for: a stem may be one, an acronym has capitals.
fn word_of(term: &[u8]) -> Option<String> {
    let term = std::str::from_utf8(term).ok()?;
    if term.contains(MARK) {
        return form_of(term);
    }
    (!term.bytes().any(|byte| byte.is_ascii_uppercase())).then(|| term.to_owned())
}

/// The fields whose words are meant; what stands above a section is not among them.
fn fields(index: &Index) -> [Field; 2] {
    [index.fields().body, index.fields().heading]
}

fn dictionaries(index: &Index) -> impl Iterator<Item = Result<Arc<InvertedIndexReader>>> {
    let fields = fields(index);
    let readers = index.searcher().segment_readers().iter();
    readers
        .flat_map(move |reader| fields.map(|field| reader.inverted_index(field).map_err(|error| index.damage(error))))
}

/// Words with the number of sections that hold them at most, counted once for the text and once for the heading: of
/// stems, no one knows yet how many hold the word itself, and deleted ones count.
struct Words<'i> {
    index: &'i Index,
    at_most: FxHashMap<String, u64>,
}

impl Words<'_> {
    fn add(&mut self, word: String, sections: u64) {
        *self.at_most.entry(word).or_default() += sections;
    }

    /// In how many living sections a word stands.
    fn sections(&self, word: &str) -> Result<u64> {
        let term = exact_term(word);
        let found = fields(self.index).map(|field| self.index.frequency(&Term::from_field_text(field, &term)));
        found.into_iter().sum()
    }

    /// Those that stand in most sections. Only of as many as it needs is counted how many these are.
    fn most_frequent(self) -> Result<(Vec<String>, bool)> {
        let mut at_most: Vec<(&String, u64)> = self.at_most.iter().map(|(word, sections)| (word, *sections)).collect();
        at_most
            .sort_unstable_by(|(word, most), (other, other_most)| other_most.cmp(most).then_with(|| word.cmp(other)));
        let by_sections = |(word, found): &(&String, u64), (other, other_found): &(&String, u64)| {
            other_found.cmp(found).then_with(|| word.cmp(other))
        };
        let mut words: Vec<(&String, u64)> = Vec::with_capacity(MOST_WORDS + 1);
        let mut more = false;
        for (word, most) in at_most {
            // What is less frequent than the last of them, even if all of its stem is, is at most one more.
            if more && words.last().is_some_and(|(_, least)| most < *least) {
                break;
            }
            let found = (word, self.sections(word)?);
            if found.1 > 0 {
                let place = words.partition_point(|known| by_sections(known, &found).is_lt());
                words.insert(place, found);
                more |= words.len() > MOST_WORDS;
                words.truncate(MOST_WORDS);
            }
        }
        Ok((words.into_iter().map(|(word, _)| word.clone()).collect(), more))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{document::Gazetteer, query::tests::draft};
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn the_words_of_an_index_are_found_by_their_letters(
            sections in prop::collection::vec(
                prop::collection::vec(
                    "(car|pla|enquir|inquir|paediatr|judg|d|j|λ|hop|organ|serv)(e|ed|ing|es|s|y|ies|ying|ise|ise|ian|ement|ames's|)",
                    1..12,
                ),
                1..9,
            ),
            prefix in "(c|ca|car|care|p|e|en|enquiry|d|dy|o|organ|jame|ped|judge)",
            near in "(care|caring|dying|enquiri|placing|serves|hopes|organize|jamess|judgment)",
            distance in 1..3_u8,
        ) {
            let papers: Vec<_> = sections
                .iter()
                .enumerate()
                .map(|(number, words)| draft(&format!("{number}")).section("", &[words.join(" ").as_str()]).paper())
                .collect();
            let half = papers.len() / 2;
            let batches = [papers[..half].to_vec(), papers[half..].to_vec()];
            let removed: &[&str] = if sections.len() > 3 { &["1"] } else { &[] };
            let index = Index::in_memory_of_batches(&batches, removed, Gazetteer::builtin());
            let mut counts = BTreeMap::<String, u64>::new();
            for (number, words) in sections.iter().enumerate().filter(|(number, _)| *number != 1 || removed.is_empty()) {
                let _ = number;
                let mut words: Vec<String> = words.iter().map(|word| word.replace('\'', "")).collect();
                words.sort();
                words.dedup();
                words.into_iter().for_each(|word| *counts.entry(word).or_default() += 1);
            }
            for (word, sections) in &counts {
                let term = Term::from_field_text(index.fields().body, &exact_term(word));
                prop_assert_eq!(index.frequency(&term).unwrap(), *sections, "{}", word);
            }
            let builder = if distance < 2 { &ONE_LETTER } else { &TWO_LETTERS };
            let automaton = builder.build_dfa(&near);
            let expected = |fits: &dyn Fn(&str) -> bool| {
                let mut words: Vec<_> = counts.iter().filter(|(word, _)| fits(word)).collect();
                words.sort_by(|(word, count), (other, other_count)| other_count.cmp(count).then(word.cmp(other)));
                words.into_iter().map(|(word, _)| word.clone()).collect::<Vec<_>>()
            };
            prop_assert_eq!(with_prefix(&index, &prefix).unwrap().0, expected(&|word| word.starts_with(&prefix)));
            let is_near = |word: &str| matches!(automaton.eval(word), Distance::Exact(_));
            prop_assert_eq!(similar(&index, &near, distance).unwrap().0, expected(&is_near));
        }
    }
}
