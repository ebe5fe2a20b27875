//! Words anywhere in one paper: which papers hold all of a question, and which of their sections are the hits.
//!
//! In comes a settled question; out comes a query of sections. Two steps: each word gives the set of papers with a
//! section that holds it, and the tree is worked out over these sets; then the sections of those papers that hold any of
//! the words are found and scored. The conditions of the question choose the sections that are looked into.

use super::{
    compile::{Boxed, Compiler, joined, silent, without},
    plan::{Plan, Sought},
    words,
};
use crate::{Index, Result};
use rustc_hash::FxHashSet;
use std::sync::Arc;
use tantivy::{
    DocId, DocSet, Score, SegmentOrdinal, SegmentReader, TERMINATED,
    collector::{Collector, SegmentCollector},
    columnar::Column,
    query::{EnableScoring, Explanation, Occur, Query, Scorer, Weight},
};

/// The query of the sections to show: with `by_names`, also those whose words stand above them only.
pub(super) fn papers(compiler: &Compiler<'_>, index: &Index, plan: &Plan, by_names: bool) -> Result<Boxed> {
    let (conditions, texts): (Vec<&Plan>, Vec<&Plan>) = plan.parts().iter().partition(|part| words::is_condition(part));
    let mut clauses: Vec<(Occur, Boxed)> = Vec::new();
    for condition in conditions {
        clauses.push(match condition {
            Plan::Not(inner) => without(compiler.excluded(inner)),
            condition => (Occur::Must, compiler.by_names_too(condition)),
        });
    }
    let sets = Sets { compiler, index, searched: &clauses };
    let mut keys = Keys::all();
    for part in texts {
        keys = keys.and(sets.of(part, true)?);
    }
    let sought = plan.sought();
    if !sought.is_empty() {
        let occur = if plan.needs_words() { Occur::Must } else { Occur::Should };
        clauses.push((occur, compiler.any_of(&sought)?));
        clauses.extend(compiler.neighbours(plan));
    }
    if !plan.needs_words() {
        clauses.push((Occur::Must, compiler.everything()));
    } else if !by_names {
        clauses.extend(compiler.any_in_section(plan));
    }
    Ok(Box::new(OfPapers { sections: joined(clauses).into(), keys: Arc::new(keys) }))
}

/// Papers by their keys: these, or all but these.
#[derive(Debug)]
struct Keys {
    keys: FxHashSet<u64>,
    without: bool,
}

impl Keys {
    fn all() -> Self {
        Self { keys: FxHashSet::default(), without: true }
    }

    fn not(self) -> Self {
        Self { without: !self.without, ..self }
    }

    fn and(self, other: Self) -> Self {
        let (one, other) = if self.without && !other.without { (other, self) } else { (self, other) };
        let Self { mut keys, without } = one;
        match (without, other.without) {
            (false, _) => keys.retain(|key| other.holds(*key)),
            (true, _) => keys.extend(other.keys),
        }
        Self { keys, without }
    }

    fn or(self, other: Self) -> Self {
        self.not().and(other.not()).not()
    }

    fn holds(&self, key: u64) -> bool {
        self.keys.contains(&key) != self.without
    }
}

/// Finds the papers of each part of a question.
struct Sets<'s> {
    compiler: &'s Compiler<'s>,
    index: &'s Index,
    /// Which sections are looked into.
    searched: &'s [(Occur, Boxed)],
}

impl Sets<'_> {
    /// The papers that meet a part of a question; as elsewhere, names do not count for what is left out.
    // Recursion is bounded by the depth of the plan.
    fn of(&self, plan: &Plan, names: bool) -> Result<Keys> {
        match plan {
            Plan::Text(sought) => self.word(sought, names),
            Plan::Filter(condition) => self.with(self.compiler.condition(condition)),
            Plan::Named(words, council) => {
                let mut named = Keys::all();
                for word in words {
                    named = named.and(self.word(word, names)?);
                }
                Ok(if names { named.or(self.with(self.compiler.of_council(council))?) } else { named })
            }
            Plan::All(plans) => {
                let mut all = Keys::all();
                for plan in plans {
                    all = all.and(self.of(plan, names)?);
                }
                Ok(all)
            }
            Plan::Any(plans) => {
                let mut any = Keys::all().not();
                for plan in plans {
                    any = any.or(self.of(plan, names)?);
                }
                Ok(any)
            }
            Plan::Not(inner) => Ok(self.of(inner, false)?.not()),
        }
    }

    fn word(&self, sought: &Sought, names: bool) -> Result<Keys> {
        self.with(if names { self.compiler.anywhere(sought) } else { self.compiler.in_section(sought) })
    }

    /// The papers with a section that a query finds.
    fn with(&self, query: Boxed) -> Result<Keys> {
        let mut clauses: Vec<(Occur, Boxed)> =
            self.searched.iter().map(|(occur, query)| (*occur, query.box_clone())).collect();
        clauses.push((Occur::Must, silent(query)));
        let found = self.index.searcher().search(&*joined(clauses), &PaperKeys);
        Ok(Keys { keys: found.map_err(|error| self.index.damage(error))?, without: false })
    }
}

/// Collects the keys of papers.
struct PaperKeys;

impl Collector for PaperKeys {
    type Fruit = FxHashSet<u64>;
    type Child = KeysOfSegment;

    fn for_segment(&self, _: SegmentOrdinal, reader: &SegmentReader) -> tantivy::Result<KeysOfSegment> {
        Ok(KeysOfSegment { column: reader.fast_fields().column_opt("paper_key")?, keys: FxHashSet::default() })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, fruits: Vec<FxHashSet<u64>>) -> tantivy::Result<FxHashSet<u64>> {
        let both = |mut keys: FxHashSet<u64>, more| {
            keys.extend(more);
            keys
        };
        Ok(fruits.into_iter().reduce(both).unwrap_or_default())
    }
}

struct KeysOfSegment {
    column: Option<Column<u64>>,
    keys: FxHashSet<u64>,
}

impl SegmentCollector for KeysOfSegment {
    type Fruit = FxHashSet<u64>;

    fn collect(&mut self, document: DocId, _: Score) {
        self.keys.extend(self.column.as_ref().and_then(|column| column.first(document)));
    }

    fn harvest(self) -> FxHashSet<u64> {
        self.keys
    }
}

/// Those of the sections that are of certain papers.
#[derive(Debug, Clone)]
struct OfPapers {
    sections: Arc<dyn Query>,
    keys: Arc<Keys>,
}

impl Query for OfPapers {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(OfPapersWeight { sections: self.sections.weight(scoring)?, keys: Arc::clone(&self.keys) }))
    }
}

struct OfPapersWeight {
    sections: Box<dyn Weight>,
    keys: Arc<Keys>,
}

impl Weight for OfPapersWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let sections = self.sections.scorer(reader, boost)?;
        let column = reader.fast_fields().column_opt("paper_key")?;
        let mut scorer = OfPapersScorer { sections, column, keys: Arc::clone(&self.keys) };
        scorer.settle();
        Ok(Box::new(scorer))
    }

    fn explain(&self, reader: &SegmentReader, document: DocId) -> tantivy::Result<Explanation> {
        self.sections.explain(reader, document)
    }
}

struct OfPapersScorer {
    sections: Box<dyn Scorer>,
    column: Option<Column<u64>>,
    keys: Arc<Keys>,
}

impl OfPapersScorer {
    /// Goes on to the first section, the present one included, of one of the papers.
    fn settle(&mut self) -> DocId {
        let key = |document| self.column.as_ref().and_then(|column| column.first(document));
        let mut document = self.sections.doc();
        while document != TERMINATED && !key(document).is_some_and(|key| self.keys.holds(key)) {
            document = self.sections.advance();
        }
        document
    }
}

impl DocSet for OfPapersScorer {
    fn advance(&mut self) -> DocId {
        self.sections.advance();
        self.settle()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.sections.doc() < target {
            self.sections.seek(target);
            self.settle();
        }
        self.sections.doc()
    }

    fn doc(&self) -> DocId {
        self.sections.doc()
    }

    fn size_hint(&self) -> u32 {
        self.sections.size_hint() / 2
    }
}

impl Scorer for OfPapersScorer {
    fn score(&mut self) -> Score {
        self.sections.score()
    }
}

#[cfg(test)]
mod tests {
    use super::Keys;

    proptest::proptest! {
        #[test]
        fn sets_of_papers_are_joined_as_logic_has_it(
            one in proptest::collection::hash_set(0_u64..8, 0..6), other in proptest::collection::hash_set(0_u64..8, 0..6),
            (one_without, other_without) in proptest::prelude::any::<(bool, bool)>(),
        ) {
            let left = || Keys { keys: one.iter().copied().collect(), without: one_without };
            let right = || Keys { keys: other.iter().copied().collect(), without: other_without };
            for key in 0..9 {
                proptest::prop_assert_eq!(left().and(right()).holds(key), left().holds(key) && right().holds(key));
                proptest::prop_assert_eq!(left().or(right()).holds(key), left().holds(key) || right().holds(key));
                proptest::prop_assert_eq!(left().not().holds(key), !left().holds(key));
            }
        }
    }
}
