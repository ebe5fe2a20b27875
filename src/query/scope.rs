//! Words within one paragraph: a tantivy query over positions.
//!
//! In comes a settled question; out come the sections of which one paragraph alone meets all of it. An ordinary query
//! finds the candidates and their scores; of each the positions of the question's words are read, and the tree is
//! worked out over sets of paragraphs. Which paragraphs these are is told for snippets, too.

use super::{
    compile::{Boxed, Compiler, shape},
    lookups::Lookups,
    near::{near, rows},
    occurrences::Shape,
    plan::{Condition, Plan, Sought},
};
use crate::{
    Index, Result,
    document::Role,
    index::{List, PARAGRAPHS, is_at, read_paragraph},
};
use std::{ops::Range, sync::Arc};
use tantivy::{
    DocAddress, DocId, DocSet, Score, SegmentReader, TERMINATED, Term,
    columnar::Column,
    postings::Postings as _,
    query::{EnableScoring, Explanation, Query, Scorer, Weight},
    schema::IndexRecordOption,
};

/// What is read of postings.
const PLACES: IndexRecordOption = IndexRecordOption::WithFreqsAndPositions;

/// The query of sections with a paragraph that meets all of a question.
pub(super) fn paragraphs(compiler: &Compiler<'_>, plan: &Plan) -> Boxed {
    // What is left out may stand in the section, beside the paragraph.
    let candidates = plan.without_exclusions().map_or_else(|| compiler.everything(), |plan| compiler.sections(&plan));
    Box::new(Within { candidates: candidates.into(), question: Arc::new(Question::new(compiler, plan)) })
}

/// Tells which paragraphs of a section meet all of a question.
pub(super) struct Passages(Weighed);

impl Passages {
    pub(super) fn new(compiler: &Compiler<'_>, plan: &Plan, index: &Index) -> Result<Self> {
        let question = Arc::new(Question::new(compiler, plan));
        let scoring = EnableScoring::disabled_from_searcher(index.searcher());
        Ok(Self(Weighed::new(question, scoring).map_err(|error| index.damage(error))?))
    }

    /// The places of these paragraphs in the section, in order.
    pub(super) fn of(&self, index: &Index, address: DocAddress) -> Result<Vec<usize>> {
        let reader = index.searcher().segment_reader(address.segment_ord);
        let evaluator = self.0.on(reader).map_err(|error| index.damage(error));
        Ok(evaluator?.paragraphs(address.doc_id).into_iter().map(|place| place as usize).collect())
    }
}

/// A question as a tree over parts that are looked up in the index.
#[derive(Debug)]
struct Question {
    tree: Tree,
    parts: Vec<Part>,
    lookups: Lookups,
}

#[derive(Debug)]
enum Tree {
    /// The part of this number.
    Part(usize),
    All(Vec<Tree>),
    Any(Vec<Tree>),
    Not(Box<Tree>),
}

#[derive(Debug)]
enum Part {
    /// Words; `None` for what can stand nowhere.
    Text(Option<Shape>),
    /// Paragraphs of these roles.
    Role(Vec<Role>),
    /// A condition on the section: all of its paragraphs or none.
    Condition(Boxed),
}

impl Question {
    fn new(compiler: &Compiler<'_>, plan: &Plan) -> Self {
        let mut parts = Vec::new();
        let tree = Self::tree(compiler, plan, &mut parts);
        Self { tree, parts, lookups: compiler.lookups.clone() }
    }

    // Recursion is bounded by the depth of the plan.
    fn tree(compiler: &Compiler<'_>, plan: &Plan, parts: &mut Vec<Part>) -> Tree {
        let mut part = |part| {
            parts.push(part);
            Tree::Part(parts.len() - 1)
        };
        match plan {
            Plan::Text(sought) => Self::word(compiler, sought, parts),
            Plan::Filter(Condition::Role(roles)) => part(Part::Role(roles.clone())),
            Plan::Filter(condition) => part(Part::Condition(compiler.condition(condition))),
            Plan::Named(words, council) => {
                let of_council = part(Part::Condition(compiler.of_council(council)));
                let words = words.iter().map(|word| Self::word(compiler, word, parts)).collect();
                Tree::Any(vec![Tree::All(words), of_council])
            }
            Plan::All(plans) => Tree::All(plans.iter().map(|plan| Self::tree(compiler, plan, parts)).collect()),
            Plan::Any(plans) => Tree::Any(plans.iter().map(|plan| Self::tree(compiler, plan, parts)).collect()),
            Plan::Not(plan) => Tree::Not(Box::new(Self::tree(compiler, plan, parts))),
        }
    }

    /// A word, or what else says the same.
    fn word(compiler: &Compiler<'_>, sought: &Sought, parts: &mut Vec<Part>) -> Tree {
        let mut part = |part| {
            parts.push(part);
            Tree::Part(parts.len() - 1)
        };
        let mut options = vec![part(Part::Text(shape(&sought.pattern, compiler.body())))];
        for also in &sought.also {
            let text = part(Part::Text(shape(&also.pattern, compiler.body())));
            options.push(match compiler.of_any_council(&also.councils) {
                Some(councils) => Tree::All(vec![part(Part::Condition(councils)), text]),
                None => text,
            });
        }
        if options.len() > 1 { Tree::Any(options) } else { options.remove(0) }
    }
}

#[derive(Debug, Clone)]
struct Within {
    candidates: Arc<dyn Query>,
    question: Arc<Question>,
}

impl Query for Within {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let question = Weighed::new(Arc::clone(&self.question), scoring)?;
        Ok(Box::new(WithinWeight { candidates: self.candidates.weight(scoring)?, question }))
    }
}

/// A question with the weights of its conditions, in the order of its parts.
struct Weighed {
    question: Arc<Question>,
    conditions: Vec<Option<Box<dyn Weight>>>,
}

impl Weighed {
    fn new(question: Arc<Question>, scoring: EnableScoring<'_>) -> tantivy::Result<Self> {
        let unscored = match scoring.searcher() {
            Some(searcher) => EnableScoring::disabled_from_searcher(searcher),
            None => EnableScoring::disabled_from_schema(scoring.schema()),
        };
        let weight = |part: &Part| match part {
            Part::Condition(query) => query.weight(unscored).map(Some),
            _ => Ok(None),
        };
        let conditions = question.parts.iter().map(weight).collect::<tantivy::Result<_>>()?;
        Ok(Self { question, conditions })
    }

    fn on(&self, reader: &SegmentReader) -> tantivy::Result<Evaluator> {
        let lookups = &self.question.lookups;
        let mut readings = Vec::with_capacity(self.question.parts.len());
        for (part, condition) in self.question.parts.iter().zip(&self.conditions) {
            readings.push(match (part, condition) {
                (Part::Text(None), _) => Reading::Nothing,
                (Part::Text(Some(Shape::Row(terms))), _) => {
                    row(lookups, reader, terms)?.map_or(Reading::Nothing, Reading::Row)
                }
                (Part::Text(Some(Shape::Near(left, right, words))), _) => {
                    match (row(lookups, reader, left)?, row(lookups, reader, right)?) {
                        (Some(left), Some(right)) => Reading::Near(left, right, *words),
                        _ => Reading::Nothing,
                    }
                }
                (Part::Text(Some(Shape::Either(terms))), _) => {
                    let found = terms.iter().map(|term| lookups.postings(reader, term, PLACES));
                    Reading::OneOf(found.filter_map(tantivy::Result::transpose).collect::<tantivy::Result<_>>()?)
                }
                (Part::Role(roles), _) => Reading::Role(roles.clone()),
                (Part::Condition(_), Some(weight)) => Reading::Condition(weight.scorer(reader, 1.0)?),
                (Part::Condition(_), None) => Reading::Nothing,
            });
        }
        let column = reader.fast_fields().column_opt(PARAGRAPHS)?;
        Ok(Evaluator { question: Arc::clone(&self.question), readings, column, paragraphs: Vec::new() })
    }
}

/// `None` where one of the words stands nowhere.
fn row(lookups: &Lookups, reader: &SegmentReader, terms: &[Term]) -> tantivy::Result<Option<Vec<List>>> {
    let row =
        terms.iter().map(|term| lookups.postings(reader, term, PLACES)).collect::<tantivy::Result<Option<Vec<_>>>>()?;
    Ok(row.filter(|row| !row.is_empty()))
}

/// A part, as it is read in one segment.
enum Reading {
    Nothing,
    Row(Vec<List>),
    OneOf(Vec<List>),
    Near(Vec<List>, Vec<List>, u32),
    Role(Vec<Role>),
    Condition(Box<dyn Scorer>),
}

/// Works out which paragraphs of a section meet a question. Sections are asked for in rising order.
struct Evaluator {
    question: Arc<Question>,
    readings: Vec<Reading>,
    column: Option<Column<u64>>,
    /// Of the present section: where each paragraph begins, and its role.
    paragraphs: Vec<(u32, Option<Role>)>,
}

impl Evaluator {
    fn paragraphs(&mut self, document: DocId) -> Vec<u32> {
        self.paragraphs.clear();
        self.paragraphs
            .extend(self.column.iter().flat_map(|column| column.values_for_doc(document)).map(read_paragraph));
        if self.paragraphs.is_empty() {
            self.paragraphs.push((0, None));
        }
        let question = Arc::clone(&self.question);
        self.meeting(&question.tree, document)
    }

    // Recursion is bounded by the depth of the plan.
    fn meeting(&mut self, tree: &Tree, document: DocId) -> Vec<u32> {
        match tree {
            Tree::Part(number) => self.of_part(*number, document),
            Tree::All(trees) => {
                let (excluded, wanted): (Vec<&Tree>, Vec<&Tree>) =
                    trees.iter().partition(|tree| matches!(tree, Tree::Not(_)));
                let mut held = self.all();
                for tree in wanted {
                    if held.is_empty() {
                        break;
                    }
                    let also = self.meeting(tree, document);
                    held.retain(|paragraph| also.binary_search(paragraph).is_ok());
                }
                for tree in excluded {
                    let Tree::Not(tree) = tree else { continue };
                    if !held.is_empty() {
                        let without = self.meeting(tree, document);
                        held.retain(|paragraph| without.binary_search(paragraph).is_err());
                    }
                }
                held
            }
            Tree::Any(trees) => {
                let mut held = Vec::new();
                for tree in trees {
                    held.extend(self.meeting(tree, document));
                }
                held.sort_unstable();
                held.dedup();
                held
            }
            Tree::Not(tree) => {
                let without = self.meeting(tree, document);
                let mut held = self.all();
                held.retain(|paragraph| without.binary_search(paragraph).is_err());
                held
            }
        }
    }

    fn all(&self) -> Vec<u32> {
        (0..self.paragraphs.len() as u32).collect()
    }

    fn of_part(&mut self, number: usize, document: DocId) -> Vec<u32> {
        let Self { readings, paragraphs, .. } = self;
        let all = 0..paragraphs.len() as u32;
        let paragraph_of = |position: u32| paragraph_of(paragraphs, position);
        let mut held: Vec<u32> = match &mut readings[number] {
            Reading::Nothing => Vec::new(),
            Reading::Condition(scorer) => {
                if is_at(scorer.as_mut(), document) {
                    all.collect()
                } else {
                    Vec::new()
                }
            }
            Reading::Role(roles) => {
                let fits = |place: &u32| paragraphs[*place as usize].1.is_some_and(|role| roles.contains(&role));
                all.filter(fits).collect()
            }
            Reading::Row(row) => rows_in(row, document).iter().map(|row| paragraph_of(row.start)).collect(),
            Reading::OneOf(words) => {
                let mut positions = Vec::new();
                for word in words {
                    if is_at(word, document) {
                        word.append_positions_with_offset(0, &mut positions);
                    }
                }
                positions.into_iter().map(paragraph_of).collect()
            }
            Reading::Near(left, right, words) => {
                let (words, left, right) = (*words, rows_in(left, document), rows_in(right, document));
                let same = |one: &Range<u32>, other: &Range<u32>| paragraph_of(one.start) == paragraph_of(other.start);
                // Paragraph by paragraph, as the nearest row may stand in another than one that is near enough.
                let near_in = |left: &[Range<u32>]| {
                    let paragraph = paragraph_of(left[0].start);
                    let first = right.partition_point(|row| paragraph_of(row.start) < paragraph);
                    let after = right.partition_point(|row| paragraph_of(row.start) <= paragraph);
                    (!near(left, &right[first..after], words).is_empty()).then_some(paragraph)
                };
                left.chunk_by(same).filter_map(near_in).collect()
            }
        };
        held.sort_unstable();
        held.dedup();
        held
    }
}

/// The paragraph in which a word stands.
fn paragraph_of(paragraphs: &[(u32, Option<Role>)], position: u32) -> u32 {
    paragraphs.partition_point(|(first, _)| *first <= position).saturating_sub(1) as u32
}

fn rows_in(row: &mut [List], document: DocId) -> Vec<Range<u32>> {
    if row.iter_mut().all(|postings| is_at(postings, document)) { rows(row) } else { Vec::new() }
}

struct WithinWeight {
    candidates: Box<dyn Weight>,
    question: Weighed,
}

impl Weight for WithinWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let candidates = self.candidates.scorer(reader, boost)?;
        let mut scorer = WithinScorer { candidates, evaluator: self.question.on(reader)? };
        scorer.settle();
        Ok(Box::new(scorer))
    }

    fn explain(&self, reader: &SegmentReader, document: DocId) -> tantivy::Result<Explanation> {
        self.candidates.explain(reader, document)
    }
}

struct WithinScorer {
    candidates: Box<dyn Scorer>,
    evaluator: Evaluator,
}

impl WithinScorer {
    /// Goes on to the first candidate, the present one included, with a paragraph that meets the question.
    fn settle(&mut self) -> DocId {
        let mut document = self.candidates.doc();
        while document != TERMINATED && self.evaluator.paragraphs(document).is_empty() {
            document = self.candidates.advance();
        }
        document
    }
}

impl DocSet for WithinScorer {
    fn advance(&mut self) -> DocId {
        self.candidates.advance();
        self.settle()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.candidates.doc() < target {
            self.candidates.seek(target);
            self.settle();
        }
        self.candidates.doc()
    }

    fn doc(&self) -> DocId {
        self.candidates.doc()
    }

    fn size_hint(&self) -> u32 {
        self.candidates.size_hint() / 2
    }
}

impl Scorer for WithinScorer {
    fn score(&mut self) -> Score {
        self.candidates.score()
    }
}
