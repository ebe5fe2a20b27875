//! Words of the index that a prefix or a misspelt word may stand for.

use crate::{Index, Result};
use rustc_hash::FxHashMap;
use tantivy::{Term, query::FuzzyTermQuery, termdict::TermStreamer};

/// Most words that a prefix or a misspelling stands for: more make an answer slow and say little.
pub(super) const MOST_WORDS: usize = 64;

/// Most words of the dictionary that are looked at for one prefix in one segment.
const MOST_LOOKED_AT: usize = 20_000;

/// The words of the index that begin with `prefix`, most frequent first, and whether there were more.
pub(super) fn with_prefix(index: &Index, prefix: &str) -> Result<(Vec<String>, bool)> {
    let mut words = Words::default();
    for (reader, field) in dictionaries(index) {
        let inverted = reader.inverted_index(field).map_err(|error| index.damage(error))?;
        let stream = inverted.terms().range().ge(prefix.as_bytes()).into_stream();
        let mut stream = stream.map_err(|error| index.damage(error.into()))?;
        let mut looked_at = 0;
        while looked_at < MOST_LOOKED_AT && stream.advance() && stream.key().starts_with(prefix.as_bytes()) {
            looked_at += 1;
            words.add(stream.key(), stream.value().doc_freq);
        }
        words.more |= looked_at == MOST_LOOKED_AT;
    }
    Ok(words.most_frequent())
}

/// The words of the index that differ from `word` by at most `distance` letters, most frequent first.
pub(super) fn similar(index: &Index, word: &str, distance: u8) -> Result<(Vec<String>, bool)> {
    let mut words = Words::default();
    // The automaton of a long word is large, and no real word is that long.
    if word.chars().count() > 40 {
        return Ok(words.most_frequent());
    }
    for (reader, field) in dictionaries(index) {
        let fuzzy = FuzzyTermQuery::new(Term::from_field_text(field, word), distance, true);
        let automaton = fuzzy.automaton().map_err(|error| index.damage(error))?;
        let inverted = reader.inverted_index(field).map_err(|error| index.damage(error))?;
        let stream = inverted.terms().search(automaton).into_stream();
        let mut stream: TermStreamer<'_, _> = stream.map_err(|error| index.damage(error.into()))?;
        while stream.advance() {
            words.add(stream.key(), stream.value().doc_freq);
        }
    }
    Ok(words.most_frequent())
}

fn dictionaries(index: &Index) -> impl Iterator<Item = (&tantivy::SegmentReader, tantivy::schema::Field)> {
    let fields = [index.fields().body_exact, index.fields().heading_exact];
    index.searcher().segment_readers().iter().flat_map(move |reader| fields.map(|field| (reader, field)))
}

#[derive(Default)]
struct Words {
    counts: FxHashMap<String, u64>,
    more: bool,
}

impl Words {
    fn add(&mut self, word: &[u8], sections: u32) {
        // Acronyms stand in the same dictionaries; each is there as a folded word, too.
        if word.iter().any(u8::is_ascii_uppercase) {
            return;
        }
        if let Ok(word) = std::str::from_utf8(word) {
            *self.counts.entry(word.to_owned()).or_default() += u64::from(sections);
        }
    }

    fn most_frequent(self) -> (Vec<String>, bool) {
        let more = self.more || self.counts.len() > MOST_WORDS;
        let mut words: Vec<(u64, String)> = self.counts.into_iter().map(|(word, count)| (count, word)).collect();
        words.sort_by(|(count, word), (other_count, other)| other_count.cmp(count).then_with(|| word.cmp(other)));
        words.truncate(MOST_WORDS);
        (words.into_iter().map(|(_, word)| word).collect(), more)
    }
}
