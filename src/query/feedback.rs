//! Pseudo-relevance feedback: what the best sections speak of orders those after them.
//!
//! Where a long question is not met in full, sections that hold some of its words follow, and which words they hold says
//! little of what they are about. In come the sections found and the first few of them; out come the same sections, those
//! after the first few raised by the other words that these use much and most sections do not. No section is added, and
//! the first few keep their places: what is learned from them cannot put them down. The weights are those of relevance
//! model 3 (Abdul-Jaleel and others, "UMass at TREC 2004: novelty and HARD"), over sections that all hold a word of
//! the question.

use super::{
    collect::{Best, Found},
    compile::Compiler,
    fielded::STEP,
    plan::Plan,
    ranking::{self, Weight},
    request::Sort,
};
use crate::{
    Index, Result,
    analysis::{Analyzer, is_function_word},
    index::is_at,
};
use rustc_hash::{FxHashMap, FxHashSet};
use tantivy::{Term, query::EnableScoring};

/// How many words of a section are read: the same as in a piece of text that is read in one go.
const MOST_READ: usize = 600;

/// How many words are weighed by their rarity, each of which is looked up.
const MOST_WEIGHED: usize = 300;

/// In how many sections a word must stand: one that no other section has cannot tell the others apart.
const LEAST_FOUND: u64 = 2;

/// More than floating-point numbers are off.
const SLACK: f32 = 1.001;

/// Raises further sections by what the first hits speak of.
///
/// `full` are those before them, in which all of the question stands. Returns the words that were learned with their worth.
pub(super) fn raise(
    index: &Index,
    compiler: &Compiler<'_>,
    plan: &Plan,
    full: &Found,
    further: &mut Found,
    analyzer: &mut Analyzer,
) -> Result<Vec<(String, f32)>> {
    if compiler.weights().get(Weight::Learned) == 0.0 {
        return Ok(Vec::new());
    }
    let sources = full.first(index, Sort::Relevance, ranking::SOURCES)?;
    let own = further.first(index, Sort::Relevance, ranking::SOURCES - sources.len())?;
    if further.papers.len() <= own.len() {
        return Ok(Vec::new());
    }
    let words = words(index, compiler, plan, &[&sources[..], &own[..]].concat(), analyzer)?;
    let (first, mut others): (Vec<Best>, Vec<Best>) =
        std::mem::take(&mut further.papers).into_iter().partition(|best| own.iter().any(|own| own.paper == best.paper));
    let best_first = |one: &Best, other: &Best| other.score.total_cmp(&one.score).then(one.paper.cmp(&other.paper));
    if others.len() > ranking::MOST_RAISED {
        others.select_nth_unstable_by(ranking::MOST_RAISED - 1, best_first);
    }
    let raised = others.len().min(ranking::MOST_RAISED);
    add(index, compiler, &words, &mut others[..raised]).map_err(|error| index.damage(error))?;
    let highest = others.iter().map(|best| best.score).fold(0.0, f32::max);
    let lowest = first.iter().map(|best| best.score).fold(f32::INFINITY, f32::min);
    // Above, and not only as high: of equals the newest goes first.
    let lift = (highest - lowest + STEP).max(0.0);
    further.papers = others;
    further.papers.extend(first.into_iter().map(|best| Best { score: best.score + lift, ..best }));
    Ok(words)
}

/// The words of the first hits that the question lacks, with what each is worth, which is of the order of one word of the
/// question for all of them together.
fn words(
    index: &Index,
    compiler: &Compiler<'_>,
    plan: &Plan,
    sources: &[Best],
    analyzer: &mut Analyzer,
) -> Result<Vec<(String, f32)>> {
    let sought = plan.sought();
    let asked: FxHashSet<String> = sought.iter().flat_map(|sought| sought.stems()).collect();
    let all: f32 = sources.iter().map(|best| best.score).sum();
    let mut shares: FxHashMap<String, f32> = FxHashMap::default();
    for best in sources {
        let record = index.record(best.address)?;
        let mut counts: FxHashMap<String, u32> = FxHashMap::default();
        let mut read = 0;
        let paragraphs = record.section.paragraphs.iter().map(|paragraph| paragraph.text.as_str());
        for text in record.own_heading().into_iter().chain(paragraphs) {
            if read >= MOST_READ {
                break;
            }
            analyzer.for_each(text, |token| {
                read += 1;
                let is_word = token.stem.chars().all(char::is_alphabetic) && !is_function_word(token.exact);
                if is_word && read <= MOST_READ {
                    match counts.get_mut(token.stem) {
                        Some(count) => *count += 1,
                        None => drop(counts.insert(token.stem.to_owned(), 1)),
                    }
                }
            });
        }
        for (stem, count) in counts {
            *shares.entry(stem).or_default() += best.score / all * count as f32 / read.min(MOST_READ) as f32;
        }
    }
    let mut words: Vec<(String, f32)> = shares.into_iter().filter(|(stem, _)| !asked.contains(stem)).collect();
    let by_weight = |one: &(String, f32), other: &(String, f32)| other.1.total_cmp(&one.1).then(one.0.cmp(&other.0));
    words.sort_unstable_by(by_weight);
    words.truncate(MOST_WEIGHED);
    let sections = index.searcher().num_docs();
    let mut learned: Vec<(String, f32)> = Vec::with_capacity(ranking::LEARNED + 1);
    for (stem, share) in words {
        // Were it of the rarest: what has a smaller share is not looked up where even that could not bring it in.
        let most = share * ranking::idf(LEAST_FOUND, sections) * SLACK;
        if learned.len() == ranking::LEARNED && learned.last().is_some_and(|(_, least)| most < *least) {
            break;
        }
        let found = index.frequency(&Term::from_field_text(index.fields().body, &stem))?;
        if found >= LEAST_FOUND {
            let word = (stem, share * ranking::idf(found, sections));
            let place = learned.partition_point(|other| by_weight(other, &word).is_lt());
            learned.insert(place, word);
            learned.truncate(ranking::LEARNED);
        }
    }
    let mut words = learned;
    let sum: f32 = words.iter().map(|(_, share)| share).sum();
    let scale = compiler.weights().get(Weight::Learned) * sought.len() as f32 / sum;
    words.retain(|(_, share)| *share > 0.0);
    words.iter_mut().for_each(|(_, share)| *share *= scale);
    Ok(words)
}

/// Adds what the words are worth to the scores of sections.
fn add(index: &Index, compiler: &Compiler<'_>, words: &[(String, f32)], sections: &mut [Best]) -> tantivy::Result<()> {
    sections.sort_unstable_by_key(|best| best.address);
    let statistics = index.statistics();
    let scoring = EnableScoring::enabled_from_statistics_provider(statistics, index.searcher());
    for (stem, worth) in words {
        let weight = compiler.word_in_section(stem).weight(scoring)?;
        for of_segment in sections.chunk_by_mut(|one, other| one.address.segment_ord == other.address.segment_ord) {
            let reader = index.searcher().segment_reader(of_segment[0].address.segment_ord);
            let mut scorer = weight.scorer(reader, *worth)?;
            for best in of_segment {
                let document = best.address.doc_id;
                if is_at(&mut *scorer, document) {
                    best.learned += scorer.score();
                }
            }
        }
    }
    sections.iter_mut().for_each(|best| best.score += best.learned);
    Ok(())
}
