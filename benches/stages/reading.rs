//! Files to papers: blocks, and from blocks the sections with council, committee, date and kind.
//!
//! Metadata are worked out inside [`Reader::papers`]. What can be timed by itself are the two searches that they stand on,
//! for dates and for councils' names, and papers of which only the beginning is given, which have little else.

use super::papers::Papers;
use criterion::{BatchSize, Criterion, Throughput};
use scrutineer::{
    corpus::{self, Limits, Media, RawDocument, extract},
    document::{Origin, Paper, PaperKind, Reader, dates, paper_id},
};

/// What the papers hold.
const BLOCKS: usize = 57_920;
const DATES: usize = 8_000;
const MENTIONS: usize = 3_600;
const PAPERS: usize = 1_640;
const WITH_COUNCIL: usize = 1_630;
const WITH_DATE: usize = 1_640;
const SECTIONS: usize = 11_800;
/// How many blocks a paper's heading takes at most.
const OPENING: usize = 16;

pub(crate) fn benches(criterion: &mut Criterion, papers: &Papers) {
    let reader = Reader::for_corpus(&papers.root()).unwrap();
    let texts = || papers.texts.iter().map(String::as_str);
    let extracted = || -> Vec<RawDocument> {
        texts().map(|text| extract(Media::Text, text.as_bytes(), &Limits::default()).unwrap()).collect()
    };
    let documents = extracted();
    let openings: Vec<RawDocument> = documents.iter().map(opening).collect();
    let read = |documents: Vec<RawDocument>| -> Vec<Paper> {
        let origin = || Origin::new("0123456789abcdef", "paper.txt");
        documents.into_iter().flat_map(|document| reader.papers(origin(), document)).collect()
    };
    let count_dates = || texts().map(|text| dates(text).len()).sum::<usize>();
    let count_mentions = || texts().map(|text| reader.gazetteer().mentions(text).len()).sum::<usize>();
    let fingerprint = || texts().map(|text| paper_id(text.as_bytes(), b"", "").unwrap().len()).sum::<usize>();

    let understood = read(documents.clone());
    let count = |has: fn(&Paper) -> bool| understood.iter().filter(|paper| has(paper)).count();
    let found = [
        documents.iter().map(|document| document.blocks.len()).sum(),
        count_dates(),
        count_mentions(),
        count(|paper| paper.kind.as_ref().is_none_or(|kind| kind.value.value != PaperKind::Pack)),
        count(|paper| paper.council.is_some()),
        count(|paper| paper.date.is_some()),
        understood.iter().map(|paper| paper.sections.len()).sum(),
    ];
    let expected = [BLOCKS, DATES, MENTIONS, PAPERS, WITH_COUNCIL, WITH_DATE, SECTIONS];
    assert_eq!(found, expected);
    let sources = corpus::walk(&papers.root()).unwrap().sources.len();
    assert_eq!(sources, papers.texts.len());

    let mut group = criterion.benchmark_group("reading");
    group.throughput(Throughput::Bytes(papers.bytes));
    group.bench_function("fingerprint", |bencher| bencher.iter(fingerprint));
    group.bench_function("blocks", |bencher| bencher.iter(extracted));
    group.bench_function("papers", |bencher| {
        bencher.iter_batched(|| documents.clone(), read, BatchSize::LargeInput);
    });
    group.bench_function("dates", |bencher| bencher.iter(count_dates));
    group.bench_function("mentions", |bencher| bencher.iter(count_mentions));
    group.throughput(Throughput::Elements(openings.len() as u64));
    group.bench_function("openings", |bencher| {
        bencher.iter_batched(|| openings.clone(), read, BatchSize::LargeInput);
    });
    group.throughput(Throughput::Elements(sources as u64));
    group.bench_function("walk", |bencher| bencher.iter(|| corpus::walk(&papers.root()).unwrap()));
    group.finish();
}

fn opening(document: &RawDocument) -> RawDocument {
    RawDocument::new(document.blocks.iter().take(OPENING).cloned().collect())
}
