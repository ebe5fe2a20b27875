//! Papers to disk and back: a whole build, one that finds nothing changed, a cold opening, and records read.

use super::papers::Papers;
use criterion::{Criterion, Throughput};
use scrutineer::{Index, index::Builder};
use std::hint::black_box;

pub(crate) fn benches(criterion: &mut Criterion, papers: &Papers) {
    let root = papers.root();
    let built = papers.folder.path().join("index");
    let report = Builder::new(&root, &built).build().unwrap();
    assert!(report.sections > 1_500 && report.skipped.is_empty(), "{report:?}");

    let mut group = criterion.benchmark_group("index");
    group.sample_size(10).throughput(Throughput::Bytes(papers.bytes));
    group.bench_function("build", |bencher| {
        bencher.iter(|| {
            let folder = tempfile::tempdir_in(papers.folder.path()).unwrap();
            assert_eq!(Builder::new(&root, folder.path()).build().unwrap().sections, report.sections);
        });
    });
    group.bench_function("unchanged", |bencher| {
        bencher.iter(|| assert_eq!(Builder::new(&root, &built).build().unwrap().papers.new, 0));
    });
    group.finish();

    let mut group = criterion.benchmark_group("opened");
    group.bench_function("open", |bencher| bencher.iter(|| Index::open(&built).unwrap()));
    let index = Index::open(&built).unwrap();
    let ids = index.papers_with_prefix("", 50).unwrap();
    let sections: usize = ids.iter().map(|id| index.sections_of(id).unwrap().len()).sum();
    assert!(ids.len() == 50 && sections > 100);
    group.throughput(Throughput::Elements(sections as u64));
    group.bench_function("records", |bencher| {
        bencher.iter(|| ids.iter().for_each(|id| drop(black_box(index.sections_of(id).unwrap()))));
    });
    group.finish();
}
