//! Words of the index that a prefix or a misspelt word may stand for.

use crate::{
    Index, Result,
    analysis::{MARK, words_of_one_form},
};
use levenshtein_automata::{Distance, LevenshteinAutomatonBuilder};
use rustc_hash::FxHashMap;
use std::sync::{Arc, LazyLock};
use tantivy::{
    InvertedIndexReader, Term, postings::TermInfo, query::FuzzyTermQuery, schema::Field, termdict::TermStreamer,
};

/// Most words that a prefix or a misspelling stands for: more make an answer slow and say little.
pub(super) const MOST_WORDS: usize = 64;

/// Most words that are looked at for one prefix: the first in order of spelling.
const MOST_LOOKED_AT: usize = 20_000;

/// Tables to build automata from, by distance, which take far longer to make than an automaton. Swapped letters are one
/// difference.
static ONE_LETTER: LazyLock<LevenshteinAutomatonBuilder> = LazyLock::new(|| LevenshteinAutomatonBuilder::new(1, true));
/// See [`ONE_LETTER`].
static TWO_LETTERS: LazyLock<LevenshteinAutomatonBuilder> = LazyLock::new(|| LevenshteinAutomatonBuilder::new(2, true));

/// The words of the index that begin with `prefix`, most frequent first, and whether there were more.
pub(super) fn with_prefix(index: &Index, prefix: &str) -> Result<(Vec<String>, bool)> {
    let mut words = Words::default();
    let marked = format!("{MARK}{prefix}");
    for dictionary in dictionaries(index) {
        let dictionary = dictionary?;
        let stream = dictionary.inverted.terms().range().ge(marked.as_bytes()).into_stream();
        let mut stream = stream.map_err(|error| index.damage(error.into()))?;
        let mut looked_at = 0;
        while looked_at < MOST_LOOKED_AT && stream.advance() && stream.key().starts_with(marked.as_bytes()) {
            looked_at += usize::from(words.add(index, &dictionary, stream.key(), stream.value())?);
        }
    }
    words.keep_first(MOST_LOOKED_AT);
    words.add_of_one_form(index, |word| word.starts_with(prefix))?;
    Ok(words.most_frequent())
}

/// The words of the index that differ from `word` by at most `distance` letters, most frequent first.
pub(super) fn similar(index: &Index, word: &str, distance: u8) -> Result<(Vec<String>, bool)> {
    let mut words = Words::default();
    // The automaton of a long word is large, and no real word is that long.
    if word.chars().count() > 40 {
        return Ok(words.most_frequent());
    }
    // Only the text of the term counts, which is the same for each field.
    let marked = Term::from_field_text(index.fields().body, &format!("{MARK}{word}"));
    let automaton = FuzzyTermQuery::new(marked, distance, true).automaton().map_err(|error| index.damage(error))?;
    for dictionary in dictionaries(index) {
        let dictionary = dictionary?;
        let stream = dictionary.inverted.terms().search(&automaton).into_stream();
        let mut stream: TermStreamer<'_, _> = stream.map_err(|error| index.damage(error.into()))?;
        while stream.advance() {
            words.add(index, &dictionary, stream.key(), stream.value())?;
        }
    }
    let builder = if distance < 2 { &ONE_LETTER } else { &TWO_LETTERS };
    let automaton = builder.build_dfa(word);
    words.add_of_one_form(index, |word| matches!(automaton.eval(word), Distance::Exact(_)))?;
    Ok(words.most_frequent())
}

/// The fields whose words are meant; what stands above a section is not among them.
fn fields(index: &Index) -> [Field; 2] {
    [index.fields().body, index.fields().heading]
}

/// The words of one field in one segment.
struct Dictionary {
    segment: usize,
    inverted: Arc<InvertedIndexReader>,
}

fn dictionaries(index: &Index) -> impl Iterator<Item = Result<Dictionary>> {
    let fields = fields(index);
    let readers = index.searcher().segment_readers().iter().enumerate();
    readers.flat_map(move |(segment, reader)| {
        fields.map(|field| {
            let inverted = reader.inverted_index(field).map_err(|error| index.damage(error))?;
            Ok(Dictionary { segment, inverted })
        })
    })
}

/// Words with the number of living sections that hold them, counted once for the text and once for the heading.
#[derive(Default)]
struct Words {
    counts: FxHashMap<String, u64>,
}

impl Words {
    /// Adds a term if it is an exact form, as stems and acronyms stand in the same dictionaries, and if a
    /// section that was not deleted has it. Says whether it did.
    fn add(&mut self, index: &Index, dictionary: &Dictionary, term: &[u8], info: &TermInfo) -> Result<bool> {
        let word = std::str::from_utf8(term).ok().and_then(|term| term.strip_prefix(MARK));
        let Some(word) = word else { return Ok(false) };
        let sections = index.statistics().in_segment(dictionary.segment, &dictionary.inverted, info);
        let sections = sections.map_err(|error| index.damage(error.into()))?;
        if sections > 0 {
            *self.counts.entry(word.to_owned()).or_default() += u64::from(sections);
        }
        Ok(sections > 0)
    }

    /// Keeps the first words in order of spelling. Each dictionary gave its own first, so that these are the same
    /// however the sections are spread over segments.
    fn keep_first(&mut self, most: usize) {
        if self.counts.len() > most {
            let mut words: Vec<(String, u64)> = self.counts.drain().collect();
            words.select_nth_unstable_by(most, |(word, _), (other, _)| word.cmp(other));
            words.truncate(most);
            self.counts.extend(words);
        }
    }

    /// Adds those of the words without another form, which stand unmarked among the stems, that `fits`.
    fn add_of_one_form(&mut self, index: &Index, fits: impl Fn(&str) -> bool) -> Result<()> {
        for word in words_of_one_form().filter(|word| fits(word)) {
            for field in fields(index) {
                let found = index.frequency(&Term::from_field_text(field, word))?;
                if found > 0 {
                    *self.counts.entry(word.to_owned()).or_default() += found;
                }
            }
        }
        Ok(())
    }

    fn most_frequent(self) -> (Vec<String>, bool) {
        let more = self.counts.len() > MOST_WORDS;
        let mut words: Vec<(u64, String)> = self.counts.into_iter().map(|(word, count)| (count, word)).collect();
        words.sort_by(|(count, word), (other_count, other)| other_count.cmp(count).then_with(|| word.cmp(other)));
        words.truncate(MOST_WORDS);
        (words.into_iter().map(|(_, word)| word).collect(), more)
    }
}
