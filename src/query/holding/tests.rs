use crate::{
    Index,
    analysis::Analyzer,
    document::Gazetteer,
    query::{
        compile::{Compiler, joined},
        plan::{Plan, settle},
        ranking::Weights,
        syntax::Scope,
        tests::draft,
    },
};
use proptest::{collection::vec, prelude::*, sample::select};
use std::collections::BTreeMap;
use tantivy::{
    DocAddress,
    collector::TopDocs,
    query::{Occur, Query},
};

const WORDS: [&str; 7] = ["gullies", "roads", "lamps", "lamp", "the", "of", "ROADS"];
const QUESTIONS: [&str; 14] = [
    "gullies",
    "lamps",
    "the of",
    "gullies roads",
    "the gullies of roads",
    "gullies roads lamps",
    "roads-gullies lamps of",
    "gullies OR roads",
    "lamps OR \"the roads\"",
    "\"gullies roads\"",
    "\"gullies roads\" lamps",
    "roads NEAR/3 lamps",
    "lamps -roads kind:report",
    "gulli* lamps~ the",
];

fn text(most: usize) -> impl Strategy<Value = String> {
    vec(select(&WORDS[..]), 0..most).prop_map(|words| words.join(" "))
}

/// The scores of the sections that a query finds.
fn found(index: &Index, query: &dyn Query) -> BTreeMap<DocAddress, f32> {
    let top = TopDocs::with_limit(1000).order_by_score();
    let found = index.searcher().search_with_statistics_provider(query, &top, index.statistics()).unwrap();
    found.into_iter().map(|(score, address)| (address, score)).collect()
}

fn settled(index: &Index, question: &str) -> Plan {
    let parsed = crate::query::parse(question);
    settle(index, &parsed, true, &mut Analyzer::new(), &mut Vec::new()).unwrap().unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn what_holds_the_words_is_what_a_tree_of_queries_finds_with_the_same_scores(
        papers in vec((text(4), vec((text(4), text(12)), 0..4)), 1..8),
        question in select(&QUESTIONS[..]),
    ) {
        let mut drafts = Vec::new();
        for (number, (title, sections)) in papers.iter().enumerate() {
            let paper = draft(&format!("paper{number}")).title(title);
            let paper = sections.iter().fold(paper, |paper, (heading, text)| paper.section(heading, &[text]));
            drafts.push(paper.paper());
        }
        let index = Index::in_memory(&drafts, Gazetteer::builtin()).unwrap();
        let compiler = Compiler::new(&index, Scope::Section, Weights::default());
        let plan = settled(&index, question);
        if let Some(holding) = compiler.holding(&plan) {
            let tree = compiler.tree(&plan);
            prop_assert_eq!(found(&index, &*holding), found(&index, &*tree));
            prop_assert_eq!(compiler.count(&*holding).unwrap(), compiler.count(&*tree).unwrap());
        }
        let loose = plan.loosened();
        if let Some(some) = compiler.holding_some(&loose).unwrap().filter(|some| !some.words.is_empty()) {
            let tree = joined(compiler.tree_of_some(&loose, Occur::Must).unwrap());
            // Of what a question may lack only single words are units, and these alone are asked so.
            if loose.parts().iter().all(|part| part.sought().is_empty() || compiler.is_unit(part)) {
                prop_assert_eq!(found(&index, &some), found(&index, &*tree));
            }
        }
    }
}
