//! Text to words: segments, folding, stems as they are worked out and as they are looked up, and all of it together.
//!
//! All are counted in bytes of the papers, so that they can be compared. Two yardsticks are timed beside them: the words
//! of annex 29 as `unicode-segmentation` finds them, and the least that finds words of letters and digits at all.

use super::papers::Papers;
use criterion::{Criterion, Throughput};
use scrutineer::analysis::{self, Analyzer, Segment, fold, segments, stem};
use std::{collections::HashSet, hint::black_box};
use tantivy::tokenizer::TokenizerManager;
use unicode_segmentation::UnicodeSegmentation;

/// Words of annex 29 in the papers.
const SEGMENTS: usize = 838_760;
/// Their words by the rules of this project.
const WORDS: usize = 840_000;
/// The terms that they are indexed under: stems, exact forms, acronyms.
const TERMS: usize = 1_387_200;
/// The different stems among them.
const STEMS: usize = 2_596;

pub(crate) fn benches(criterion: &mut Criterion, papers: &Papers) {
    let texts = || papers.texts.iter().map(String::as_str);
    let words: Vec<&str> = texts().flat_map(segments).filter_map(word).collect();
    let folded: Vec<String> = words.iter().map(|word| fold(word)).collect();
    let manager = TokenizerManager::default();
    analysis::register(&manager);
    let mut terms = manager.get(analysis::WORDS).unwrap();
    let mut count_terms = || {
        let mut count = 0;
        texts().for_each(|text| terms.token_stream(text).process(&mut |_| count += 1));
        count
    };
    let unicode_words = || texts().map(|text| text.unicode_words().count()).sum::<usize>();
    let mut stems = HashSet::new();
    texts().for_each(|text| Analyzer::new().for_each(text, |token| stems.extend([token.stem.to_owned()])));
    let found = [words.len(), unicode_words(), count_words(&mut Analyzer::new(), papers), count_terms(), stems.len()];
    assert_eq!(found, [SEGMENTS, SEGMENTS, WORDS, TERMS, STEMS]);

    let mut group = criterion.benchmark_group("analysis");
    group.throughput(Throughput::Bytes(papers.bytes));
    group.bench_function("yardstick/unicode-words", |bencher| bencher.iter(unicode_words));
    group.bench_function("yardstick/ascii-words", |bencher| {
        bencher.iter(|| texts().map(count_ascii_words).sum::<usize>());
    });
    group.bench_function("segments", |bencher| {
        bencher.iter(|| texts().map(|text| segments(text).count()).sum::<usize>());
    });
    group.bench_function("fold", |bencher| {
        bencher.iter(|| words.iter().for_each(|word| drop(black_box(fold(word)))));
    });
    group.bench_function("stem", |bencher| {
        bencher.iter(|| folded.iter().for_each(|word| drop(black_box(stem(word)))));
    });
    group.bench_function("words", |bencher| {
        let mut analyzer = Analyzer::new();
        bencher.iter(|| count_words(&mut analyzer, papers));
    });
    group.bench_function("words/new-analyzer-a-paper", |bencher| {
        bencher.iter(|| {
            texts().for_each(|text| {
                Analyzer::new().for_each(text, |token| {
                    black_box(token);
                })
            })
        });
    });
    group.bench_function("terms", |bencher| bencher.iter(&mut count_terms));
    group.finish();
}

fn word<'t>(segment: Segment<'t>) -> Option<&'t str> {
    match segment {
        Segment::Word { text, .. } => Some(text),
        Segment::Gap { .. } => None,
    }
}

fn count_words(analyzer: &mut Analyzer, papers: &Papers) -> usize {
    let mut count = 0;
    papers.texts.iter().for_each(|text| analyzer.for_each(text, |token| count += usize::from(!token.stem.is_empty())));
    count
}

fn count_ascii_words(text: &str) -> usize {
    text.as_bytes().split(|byte| !byte.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).count()
}
