//! Papers to disk and back: a whole build, one that finds nothing changed, documents made and indexed without disks, a
//! cold opening, and records read.

use super::papers::Papers;
use criterion::{Criterion, Throughput};
use scrutineer::{
    Index,
    document::Gazetteer,
    index::{Builder, SectionRecord},
};
use std::hint::black_box;

/// What the papers hold; parts of packs are papers.
const PAPERS: u64 = 1_640;
const SECTIONS: u64 = 11_920;

pub(crate) fn benches(criterion: &mut Criterion, papers: &Papers) {
    let (root, built) = (papers.root(), papers.index());
    let report = Builder::new(&root, &built).build().unwrap();
    assert_eq!(report.skipped, []);
    assert_eq!([report.papers.new, report.sections], [PAPERS, SECTIONS]);
    let understood = papers.understood();
    let in_memory = || Index::in_memory(&understood, Gazetteer::builtin()).unwrap();
    assert_eq!(in_memory().manifest().sections, report.sections);

    let mut group = criterion.benchmark_group("index");
    group.sample_size(10).throughput(Throughput::Bytes(papers.bytes));
    group.bench_function("build", |bencher| {
        // The folder is given back, so that to delete the index is not part of building it.
        bencher.iter_with_large_drop(|| {
            let folder = tempfile::tempdir_in(papers.folder.path()).unwrap();
            assert_eq!(Builder::new(&root, folder.path()).build().unwrap().sections, report.sections);
            folder
        });
    });
    group.bench_function("unchanged", |bencher| {
        bencher.iter(|| assert_eq!(Builder::new(&root, &built).build().unwrap().papers.new, 0));
    });
    // One thread, nothing read, nothing synced: making documents, their words, and tantivy's part.
    group.bench_function("in-memory", |bencher| bencher.iter(in_memory));
    group.finish();

    let index = Index::open(&built).unwrap();
    assert_eq!(index.manifest().sections, report.sections);
    let papers_read = index.papers_with_prefix("", usize::MAX).unwrap();
    let records: Vec<SectionRecord> = papers_read.iter().flat_map(|id| index.sections_of(id).unwrap()).collect();
    assert_eq!([papers_read.len() as u64, records.len() as u64], [PAPERS, SECTIONS]);
    let text = |record: &SectionRecord| -> usize {
        record.section.paragraphs.iter().map(|paragraph| paragraph.text.len()).sum()
    };
    let bytes: usize = records.iter().map(text).sum::<usize>();

    let mut group = criterion.benchmark_group("opened");
    group.bench_function("open", |bencher| bencher.iter(|| Index::open(&built).unwrap()));
    group.bench_function("section", |bencher| {
        let mut ids = records.iter().map(|record| record.section.id.as_str()).cycle();
        bencher.iter(|| index.section(ids.next().unwrap()).unwrap());
    });
    group.throughput(Throughput::Bytes(bytes as u64));
    group.bench_function("records", |bencher| {
        bencher.iter(|| papers_read.iter().for_each(|id| drop(black_box(index.sections_of(id).unwrap()))));
    });
    group.finish();
}
