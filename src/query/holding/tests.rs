use super::{Boxed, Excluded, Holding, without};
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
    DocAddress, DocSet as _, TERMINATED,
    collector::TopDocs,
    query::{EnableScoring, Occur, Query, Scorer as _},
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
    let top = TopDocs::with_limit(10_000).order_by_score();
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

/// One of some words, spread over sections as if by chance: the rarer, the later in the list.
fn word(number: u32) -> &'static str {
    let spread = number.wrapping_mul(0x9E37_79B9) >> 8;
    match spread % 1000 {
        0..400 => "roads",
        400..480 => "gullies",
        500..590 => "drains",
        480..490 => "lamps",
        490 => "verges",
        _ => "the",
    }
}

/// An index of so many sections that a few windows hold them, and others go from window to window over empty ones.
fn many() -> Index {
    let paper = |number: u32| {
        let sections = (0..5).fold(draft(&format!("paper{number}")).title(word(number)), |paper, section| {
            let words = [0, 1, 2].map(|place| word(number * 100 + section * 10 + place));
            paper.section(word(number + section), &[&words.join(" ")])
        });
        sections.paper()
    };
    let empty = |number: u32| draft(&format!("empty{number}")).section("", &["nothing"]).paper();
    let papers: Vec<_> = (0..600).map(paper).chain((0..400).map(empty)).chain((600..1000).map(paper)).collect();
    Index::in_memory(&papers, Gazetteer::builtin()).unwrap()
}

/// Whether windows answer in some segment.
fn has_windows(index: &Index, holding: &Holding) -> bool {
    let weight = holding.weighed(scoring(index)).unwrap();
    index.searcher().segment_readers().iter().any(|reader| weight.plain(reader, 1.0).unwrap().is_some())
}

fn scoring(index: &Index) -> EnableScoring<'_> {
    EnableScoring::enabled_from_statistics_provider(index.statistics(), index.searcher())
}

#[test]
fn by_windows_the_same_is_found_with_the_same_scores_as_from_section_to_section() {
    let index = many();
    let compiler = Compiler::new(&index, Scope::Section, Weights::default());
    // Where one of two words is far rarer than the other, sections with both are found sooner from one to the next.
    let questions = [
        ("roads", true),
        ("verges", true),
        ("Roads", true),
        ("gullies drains", true),
        ("gullies OR verges", true),
        ("lamps verges", false),
        ("roads verges", false),
    ];
    for (question, by_windows) in questions {
        let plan = settled(&index, question);
        let (full, _) = compiler.held(&plan).unwrap();
        assert_eq!(has_windows(&index, &full), by_windows, "{question}");
        let some = compiler.holding_some(&plan.loosened()).unwrap().map(|some| Holding { is_all: true, ..some });
        assert!(some.iter().all(|some| has_windows(&index, some)), "{question}");
        let left_out =
            |holding: &Holding| Holding { except: Some(Excluded(Box::new(full.clone()))), ..holding.clone() };
        let rest = some.iter().map(left_out).collect::<Vec<_>>();
        for holding in std::iter::once(full.clone()).chain(some.clone()).chain(rest.clone()) {
            let by_section = Holding { is_all: false, ..holding.clone() };
            assert!(!has_windows(&index, &by_section));
            assert_eq!(found(&index, &holding), found(&index, &by_section), "{question}");
            assert_eq!(compiler.count(&holding).unwrap(), compiler.count(&by_section).unwrap(), "{question}");
        }
        for (some, rest) in some.into_iter().zip(rest) {
            let around = joined(vec![(Occur::Must, Box::new(some) as Boxed), without(Box::new(full.clone()))]);
            assert_eq!(found(&index, &rest), found(&index, &*around), "{question}");
        }
    }
}

#[test]
fn a_seek_comes_to_the_first_section_from_there_on_however_far_it_is() {
    let index = many();
    let compiler = Compiler::new(&index, Scope::Section, Weights::default());
    let (drains, _) = compiler.held(&settled(&index, "drains")).unwrap();
    let (holding, _) = compiler.held(&settled(&index, "gullies OR verges")).unwrap();
    let holding = Holding { except: Some(Excluded(Box::new(drains))), ..holding };
    assert!(has_windows(&index, &holding));
    let by_section = Holding { is_all: false, ..holding.clone() };
    let (windows, by_section) = (holding.weight(scoring(&index)).unwrap(), by_section.weight(scoring(&index)).unwrap());
    for reader in index.searcher().segment_readers() {
        for step in [1, 7, 100, 129, 700, 2048, 3000] {
            let (mut one, mut other) = (windows.scorer(reader, 1.0).unwrap(), by_section.scorer(reader, 1.0).unwrap());
            while one.doc() != TERMINATED {
                assert_eq!((one.doc(), one.score()), (other.doc(), other.score()));
                let target = one.doc() + step;
                assert_eq!(one.seek(target), other.seek(target), "by {step} to {target}");
            }
            assert_eq!(other.doc(), TERMINATED);
            assert_eq!((one.advance(), one.seek(TERMINATED)), (TERMINATED, TERMINATED));
        }
    }
}
