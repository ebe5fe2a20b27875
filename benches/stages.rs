//! The stages of scrutineer over the bundled papers: words, reading, building, asking, with and without snippets.
//!
//! Run with `cargo bench`. Every answer is asserted in the set-up, so that a wrong one cannot look fast. The bundled
//! papers are small: these figures tell one version from another on one machine and nothing else.

#![allow(clippy::unwrap_used, missing_docs, reason = "a bench ends where it fails")]

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use scrutineer::{
    Index,
    analysis::Analyzer,
    corpus::{self, Limits},
    document::{Origin, Reader},
    index::Builder,
    query::Request,
};
use std::{hint::black_box, path::Path};

fn stages(criterion: &mut Criterion) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let sources = corpus::walk(&root).unwrap().sources;
    assert!(sources.len() >= 24);
    let bytes: u64 = sources.iter().map(|source| source.bytes).sum();
    let texts: Vec<String> = sources.iter().map(|source| std::fs::read_to_string(&source.file).unwrap()).collect();

    let mut group = criterion.benchmark_group("corpus");
    group.throughput(Throughput::Bytes(bytes));
    let mut analyzer = Analyzer::new();
    group.bench_function("words", |bencher| {
        bencher.iter(|| {
            let mut words = 0;
            texts.iter().for_each(|text| analyzer.for_each(text, |_| words += 1));
            assert!(words > 20_000);
        });
    });
    let reader = Reader::for_corpus(&root).unwrap();
    group.bench_function("read", |bencher| {
        bencher.iter(|| {
            let mut papers = 0;
            for source in &sources {
                corpus::read(source, &Limits::default(), &mut |_, document| {
                    let origin = Origin::new("0123456789abcdef", &source.path);
                    papers += reader.papers(origin, document.unwrap()).len();
                });
            }
            assert!(papers >= 40);
        });
    });
    let folder = tempfile::tempdir().unwrap();
    group.sample_size(10).bench_function("build", |bencher| {
        bencher.iter(|| {
            let index = tempfile::tempdir_in(folder.path()).unwrap();
            assert!(Builder::new(&root, index.path()).build().unwrap().sections > 100);
        });
    });
    group.finish();

    Builder::new(&root, folder.path().join("index")).build().unwrap();
    let index = Index::open(folder.path().join("index")).unwrap();
    let mut group = criterion.benchmark_group("ask");
    for (name, query) in [("words", "early help"), ("phrase", "\"early help\""), ("filter", "help since:2019")] {
        for snippets in [0, 1] {
            let request = Request::new(query).snippets(snippets);
            assert!(index.search(&request).unwrap().head.total > 3);
            let name = format!("{name}/{}", if snippets == 0 { "bare" } else { "snippets" });
            group.bench_function(name, |bencher| bencher.iter(|| index.search(black_box(&request)).unwrap()));
        }
    }
    group.finish();
}

criterion_group!(benches, stages);
criterion_main!(benches);
