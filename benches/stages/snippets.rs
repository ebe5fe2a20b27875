//! Snippets by themselves.
//!
//! An index of one section, which holds all the paragraphs of the bundled papers: to find it takes no time, to read its
//! record some (timed, too), and what a search takes above that is the reading of its words and the choice of passages.

use super::papers::Papers;
use criterion::{Criterion, Throughput};
use scrutineer::{
    Index,
    document::{Gazetteer, Paper},
    query::Request,
};

/// Passages that a question may have, and marks in them, when twenty are asked for.
const QUESTIONS: [(&str, &str, usize, usize); 3] =
    [("one-word", "placements", 20, 22), ("two-words", "early help", 20, 48), ("phrase", "\"edge of care\"", 15, 16)];
/// The bytes of the section's text.
const BYTES: usize = 110_249;

pub(crate) fn benches(criterion: &mut Criterion, papers: &Papers) {
    let paper = paper_of_one_section(papers);
    let bytes: usize = paper.sections[0].paragraphs.iter().map(|paragraph| paragraph.text.len()).sum();
    assert_eq!(bytes, BYTES);
    let id = paper.sections[0].id.clone();
    let index = Index::in_memory(&[paper], Gazetteer::builtin()).unwrap();

    let mut group = criterion.benchmark_group("snippets");
    group.throughput(Throughput::Bytes(bytes as u64));
    group.bench_function("record", |bencher| bencher.iter(|| index.section(&id).unwrap()));
    for (name, question, passages, marks) in QUESTIONS {
        for most in [0, 1, 20] {
            let request = Request::new(question).snippets(most);
            let answer = index.search(&request).unwrap();
            let snippets = &answer.hits[0].snippets;
            if most == 20 {
                let marked = snippets.iter().map(|snippet| snippet.marks.len()).sum::<usize>();
                assert_eq!([snippets.len(), marked], [passages, marks], "{question}");
            } else {
                assert_eq!(snippets.len(), most, "{question}");
            }
            group.bench_function(format!("{name}/{most}"), |bencher| bencher.iter(|| index.search(&request).unwrap()));
        }
    }
    group.finish();
}

fn paper_of_one_section(papers: &Papers) -> Paper {
    // One copy of the forty: the papers in the first folder.
    let mut understood = papers.understood();
    understood.retain(|paper| paper.path.starts_with("0/") && !paper.sections.is_empty());
    let paragraphs = understood
        .iter_mut()
        .flat_map(|paper| &mut paper.sections)
        .flat_map(|section| section.paragraphs.split_off(0))
        .collect();
    let mut paper = understood.swap_remove(0);
    paper.sections.truncate(1);
    paper.sections[0].paragraphs = paragraphs;
    paper
}
