//! Files to papers: blocks, and from blocks the sections with council, committee, date and kind.

use super::papers::Papers;
use criterion::{BatchSize, Criterion, Throughput};
use scrutineer::{
    corpus::{Limits, Media, RawDocument, extract},
    document::{Origin, Paper, Reader},
};

pub(crate) fn benches(criterion: &mut Criterion, papers: &Papers) {
    let limits = Limits::default();
    let reader = Reader::for_corpus(&papers.root()).unwrap();
    let blocks = || -> Vec<RawDocument> {
        papers.texts.iter().map(|text| extract(Media::Text, text.as_bytes(), &limits).unwrap()).collect()
    };
    let read = |documents: Vec<RawDocument>| -> Vec<Paper> {
        let origin = || Origin::new("0123456789abcdef", "paper.txt");
        documents.into_iter().flat_map(|document| reader.papers(origin(), document)).collect()
    };
    let understood = read(blocks());
    let share = |of: usize| of as f64 / understood.len() as f64;
    let with_council = share(understood.iter().filter(|paper| paper.council.is_some()).count());
    let with_date = share(understood.iter().filter(|paper| paper.date.is_some()).count());
    assert!(with_council > 0.8 && with_date > 0.8, "council {with_council}, date {with_date}");
    assert!(understood.iter().map(|paper| paper.sections.len()).sum::<usize>() > 1_500);

    let mut group = criterion.benchmark_group("reading");
    group.sample_size(20).throughput(Throughput::Bytes(papers.bytes));
    group.bench_function("blocks", |bencher| bencher.iter(blocks));
    group.bench_function("papers", |bencher| bencher.iter_batched(blocks, read, BatchSize::LargeInput));
    group.finish();
}
