//! Questions to answers: reading a question, and answering it with and without snippets.

use super::papers::Papers;
use criterion::Criterion;
use scrutineer::{
    Index,
    query::{Request, parse},
};
use std::hint::black_box;

/// Name, question, and the least number of sections that it must find.
const QUESTIONS: [(&str, &str, u64); 9] = [
    ("one-word", "placements", 50),
    ("two-words", "early help", 50),
    ("phrase", "\"early help\"", 50),
    ("phrase-common", "\"overview and scrutiny\"", 20),
    ("filter", "help since:2012 role:recommendation", 1),
    ("prefix", "recommend*", 100),
    ("misspelt", "placemnets~", 1),
    ("acronym", "the SEND strategy", 1),
    ("whole-question", "what was recommended about edge of care placements since 2010?", 1),
];

pub(crate) fn benches(criterion: &mut Criterion, papers: &Papers) {
    let index = Index::open(papers.folder.path().join("index")).unwrap();
    let mut group = criterion.benchmark_group("ask");
    group.bench_function("parse", |bencher| {
        bencher.iter(|| QUESTIONS.iter().for_each(|(_, question, _)| drop(black_box(parse(question)))));
    });
    for (name, question, least) in QUESTIONS {
        for (kind, snippets) in [("bare", 0), ("snippets", 1)] {
            let request = Request::new(question).snippets(snippets);
            let answer = index.search(&request).unwrap();
            assert!(answer.head.total + answer.head.relaxed >= least, "{question}: {}", answer.head.total);
            let marked = answer.hits.iter().any(|hit| hit.snippets.iter().any(|snippet| !snippet.marks.is_empty()));
            assert_eq!(marked, snippets > 0, "{question}");
            group.bench_function(format!("{name}/{kind}"), |bencher| {
                bencher.iter(|| index.search(black_box(&request)).unwrap());
            });
        }
    }
    group.finish();
}
