//! Text to words: segments, folding, stems as they are worked out and as they are looked up, and all of it together.

use super::papers::Papers;
use criterion::{Criterion, Throughput};
use scrutineer::analysis::{Analyzer, Segment, fold, segments, stem};
use std::hint::black_box;

pub(crate) fn benches(criterion: &mut Criterion, papers: &Papers) {
    let mut group = criterion.benchmark_group("analysis");
    let words: Vec<&str> = (papers.texts.iter())
        .flat_map(|text| segments(text))
        .filter_map(|segment| match segment {
            Segment::Word { text, .. } => Some(text),
            Segment::Gap { .. } => None,
        })
        .collect();
    assert!(words.len() > 150_000, "{}", words.len());
    let folded: Vec<String> = words.iter().map(|word| fold(word)).collect();
    assert!(folded.iter().all(|word| !word.bytes().any(|byte| byte.is_ascii_uppercase())));
    assert_eq!(stem("recommendations"), stem("recommendation"));

    group.throughput(Throughput::Bytes(papers.bytes));
    group.bench_function("segments", |bencher| {
        bencher.iter(|| papers.texts.iter().map(|text| segments(text).count()).sum::<usize>());
    });
    group.bench_function("words", |bencher| {
        let mut analyzer = Analyzer::new();
        bencher.iter(|| {
            let mut count = 0;
            papers.texts.iter().for_each(|text| analyzer.for_each(text, |_| count += 1));
            assert!(count > 150_000);
        });
    });
    group.throughput(Throughput::Elements(words.len() as u64));
    group.bench_function("fold", |bencher| {
        bencher.iter(|| words.iter().for_each(|word| drop(black_box(fold(word)))));
    });
    group.bench_function("stem", |bencher| {
        bencher.iter(|| folded.iter().for_each(|word| drop(black_box(stem(word)))));
    });
    group.finish();
}
