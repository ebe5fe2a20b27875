//! Questions to answers: reading a question, answering it with and without snippets.

use super::papers::Papers;
use criterion::Criterion;
use scrutineer::{
    Index,
    query::{Answer, Request, parse},
};
use std::hint::black_box;

/// Name, question, the sections that it finds, and the further ones that lack some of its words.
const QUESTIONS: [(&str, &str, u64, u64); 11] = [
    ("one-word", "placements", 600, 0),
    ("two-words", "early help", 880, 0),
    ("or", "gullies OR flooding OR drains", 560, 0),
    ("phrase", "\"edge of care\"", 560, 0),
    ("phrase-common", "\"overview and scrutiny\"", 120, 0),
    ("filters", "help since:2012 role:recommendation", 50, 0),
    ("prefix", "recommend*", 1_080, 0),
    ("fuzzy", "placemnets~", 520, 0),
    ("misspelt", "edge of care placemnets", 0, 1_840),
    ("acronym", "SEND", 320, 0),
    ("whole-question", "what was recommended about edge of care placements since 2010?", 10, 0),
];

pub(crate) fn benches(criterion: &mut Criterion, papers: &Papers) {
    let index = Index::open(papers.index()).unwrap();
    let mut group = criterion.benchmark_group("ask");
    group.bench_function("parse", |bencher| {
        bencher.iter(|| QUESTIONS.iter().for_each(|(_, question, ..)| drop(black_box(parse(question)))));
    });
    for (name, question, total, relaxed) in QUESTIONS {
        for (kind, snippets) in [("bare", 0), ("snippets", 1)] {
            let request = Request::new(question).snippets(snippets);
            let answer = index.search(&request).unwrap();
            assert_eq!([answer.head.total, answer.head.relaxed], [total, relaxed], "{question}");
            assert_eq!(marks(&answer) > 0, snippets > 0 && !answer.hits.is_empty(), "{question}");
            let suggests = answer.head.notices.iter().any(|notice| notice.code == "did-you-mean");
            assert_eq!(suggests, name == "misspelt", "{question}");
            group.bench_function(format!("{name}/{kind}"), |bencher| {
                bencher.iter(|| index.search(black_box(&request)).unwrap());
            });
        }
    }
    group.finish();
}

fn marks(answer: &Answer) -> usize {
    answer.hits.iter().flat_map(|hit| &hit.snippets).map(|snippet| snippet.marks.len()).sum()
}
