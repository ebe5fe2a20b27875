//! A settled question to tantivy queries.
//!
//! In comes a [`Plan`]; out come the query of full matches, that of further sections, and the small ones that notices
//! are counted with. Weights are in `ranking.rs`.

use super::{
    coverage::Coverage,
    exclude::Excluded,
    near::NearQuery,
    plan::{Condition, Pattern, Plan, Row, Sought},
    ranking,
    rounded::Rounded,
    syntax::{Field as Asked, Leaf},
};
use crate::{
    Index, Result,
    analysis::{exact_term, is_function_word},
    document::{Role, SectionKind},
    index::{Fields, day_number},
};
use std::ops::Bound;
use tantivy::{
    Term,
    query::{
        AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, DisjunctionMaxQuery, EmptyQuery, ExistsQuery, Occur,
        PhraseQuery, Query, RangeQuery, TermQuery,
    },
    schema::{Field, IndexRecordOption},
};

type Boxed = Box<dyn Query>;

/// A word or group of a question that a further section may lack.
pub(super) struct Unit {
    /// As typed.
    pub(super) label: String,
    /// Finds it anywhere.
    pub(super) query: Boxed,
    /// Its part of the question, from 0 to 1.
    pub(super) weight: f32,
}

pub(super) struct Compiler<'i> {
    index: &'i Index,
    fields: &'i Fields,
}

impl<'i> Compiler<'i> {
    pub(super) fn new(index: &'i Index) -> Self {
        Self { index, fields: index.fields() }
    }

    /// The query of full matches: at least one word must stand in the section or its heading.
    pub(super) fn full(&self, plan: &Plan) -> Boxed {
        let mut clauses = vec![(Occur::Must, self.scored(plan))];
        if let Some(clause) = plan.needs_words().then(|| self.any_in_section(plan)).flatten() {
            clauses.push(clause);
        }
        clauses.extend(self.neighbours(plan));
        joined(clauses)
    }

    /// The query of full matches or of one part of a question, with those that match by names alone.
    pub(super) fn by_names_too(&self, plan: &Plan) -> Boxed {
        self.scored(plan)
    }

    /// How many sections a query finds.
    pub(super) fn count(&self, query: &dyn Query) -> Result<u64> {
        let count = query.count(self.index.searcher()).map_err(|error| self.index.damage(error))?;
        Ok(count as u64)
    }

    /// The words and groups that a further section may lack, with the query of such sections. `None` where nothing can
    /// be left out.
    pub(super) fn relaxed(&self, plan: &Plan, full: &dyn Query) -> Result<Option<(Vec<Unit>, Boxed)>> {
        let (mut units, mut clauses) = (Vec::new(), Vec::new());
        let mut in_section = Vec::new();
        let (mut dropped, mut required) = (false, false);
        for part in plan.parts() {
            match self.unit(part)? {
                Some(unit) => {
                    let sought = part.sought();
                    if sought.iter().all(|sought| sought.is_function_word()) {
                        dropped = true;
                    } else {
                        units.push(unit);
                        in_section.extend(sought.into_iter().map(|sought| (Occur::Should, self.in_section(sought))));
                    }
                }
                None => clauses.push(match part {
                    Plan::Not(inner) => without(self.excluded(inner)),
                    part => {
                        required |= part.needs_words();
                        in_section
                            .extend(part.sought().into_iter().map(|sought| (Occur::Should, self.in_section(sought))));
                        (Occur::Must, self.scored(part))
                    }
                }),
            }
        }
        if units.is_empty() || units.len() == 1 && !required && !dropped {
            return Ok(None);
        }
        let all: f32 = units.iter().map(|unit| unit.weight).sum();
        for unit in &mut units {
            unit.weight /= all;
        }
        let coverage = Coverage { units: units.iter().map(|unit| (unit.query.box_clone(), unit.weight)).collect() };
        // Where a phrase is required too, the words beside it may all be lacking.
        clauses.push((if required { Occur::Should } else { Occur::Must }, Box::new(coverage)));
        clauses.push((Occur::Must, silent(joined(in_section))));
        clauses.push(without(full.box_clone()));
        clauses.extend(self.neighbours(plan));
        Ok(Some((units, joined(clauses))))
    }

    fn unit(&self, part: &Plan) -> Result<Option<Unit>> {
        let sections = self.index.searcher().num_docs();
        let is_loose =
            |pattern: &Pattern| matches!(pattern, Pattern::Stems(_) | Pattern::OneOf(_) | Pattern::Acronym(_));
        let unit =
            |label: String, found: u64| Unit { label, query: self.scored(part), weight: ranking::idf(found, sections) };
        Ok(match part {
            Plan::Text(sought) if is_loose(&sought.pattern) => {
                Some(unit(sought.leaf.text(), self.found(&sought.pattern)?))
            }
            Plan::Named(words, council) => {
                let label: Vec<String> = words.iter().map(|word| word.leaf.text()).collect();
                let papers = self.index.manifest().papers_by_council.get(&council.slug).copied().unwrap_or(0);
                let share = papers as f64 / self.index.manifest().papers.max(1) as f64;
                Some(unit(label.join(" "), (share * sections as f64) as u64))
            }
            Plan::Any(options) => {
                let (mut labels, mut most) = (Vec::new(), 0);
                for option in options {
                    match option {
                        Plan::Text(sought) if is_loose(&sought.pattern) => {
                            labels.push(sought.leaf.text());
                            most = most.max(self.found(&sought.pattern)?);
                        }
                        _ => return Ok(None),
                    }
                }
                Some(unit(labels.join(" or "), most))
            }
            _ => None,
        })
    }

    /// In about how many sections' paragraphs a pattern stands.
    fn found(&self, pattern: &Pattern) -> Result<u64> {
        let count = |field: Field, word: &String| self.index.frequency(&Term::from_field_text(field, word));
        Ok(match pattern {
            Pattern::Stems(stems) => {
                let counts: Vec<u64> = stems.iter().map(|stem| count(self.fields.body, stem)).collect::<Result<_>>()?;
                counts.into_iter().min().unwrap_or(0)
            }
            Pattern::OneOf(words) => {
                let counts: Vec<u64> =
                    words.iter().map(|word| count(self.fields.body, &exact_term(word))).collect::<Result<_>>()?;
                counts.into_iter().sum()
            }
            Pattern::Acronym(acronym) => count(self.fields.body, acronym)?,
            Pattern::Exact(_) | Pattern::Near(..) => 0,
        })
    }

    // Recursion is bounded by the depth of the plan.
    fn scored(&self, plan: &Plan) -> Boxed {
        match plan {
            Plan::Text(sought) => self.anywhere(sought),
            Plan::Named(words, council) => {
                let as_words = joined(words.iter().map(|word| (Occur::Must, self.anywhere(word))).collect());
                let condition = silent(one(self.fields.council, &council.slug));
                joined(vec![(Occur::Should, as_words), (Occur::Should, condition)])
            }
            Plan::Filter(condition) => silent(self.condition(condition)),
            Plan::Any(plans) => joined(plans.iter().map(|plan| (Occur::Should, self.scored(plan))).collect()),
            Plan::All(plans) => {
                let mut clauses = Vec::with_capacity(plans.len());
                for plan in plans {
                    clauses.push(match plan {
                        Plan::Not(inner) => without(self.excluded(inner)),
                        plan => (Occur::Must, self.scored(plan)),
                    });
                }
                joined(clauses)
            }
            Plan::Not(inner) => joined(vec![without(self.excluded(inner))]),
        }
    }

    /// What is left out: words in text or heading; names do not count.
    fn excluded(&self, plan: &Plan) -> Boxed {
        match plan {
            Plan::Text(sought) => self.in_section(sought),
            Plan::Named(words, _) => joined(words.iter().map(|word| (Occur::Must, self.in_section(word))).collect()),
            Plan::Filter(condition) => self.condition(condition),
            Plan::Any(plans) => joined(plans.iter().map(|plan| (Occur::Should, self.excluded(plan))).collect()),
            Plan::All(plans) => {
                let clauses = plans.iter().map(|plan| match plan {
                    Plan::Not(inner) => without(self.excluded(inner)),
                    plan => (Occur::Must, self.excluded(plan)),
                });
                joined(clauses.collect())
            }
            Plan::Not(inner) => joined(vec![without(self.excluded(inner))]),
        }
    }

    fn any_in_section(&self, plan: &Plan) -> Option<(Occur, Boxed)> {
        let sought = plan.sought();
        let content: Vec<&&Sought> = sought.iter().filter(|sought| !sought.is_function_word()).collect();
        let clauses: Vec<(Occur, Boxed)> = match &content[..] {
            [] => sought.iter().map(|sought| (Occur::Should, self.in_section(sought))).collect(),
            content => content.iter().map(|sought| (Occur::Should, self.in_section(sought))).collect(),
        };
        (!clauses.is_empty()).then(|| (Occur::Must, silent(joined(clauses))))
    }

    /// A small bonus for words of the question that stand side by side.
    fn neighbours(&self, plan: &Plan) -> Vec<(Occur, Boxed)> {
        let Plan::All(parts) = plan else { return Vec::new() };
        let stem = |part: &Plan| match part {
            Plan::Text(Sought { leaf: Leaf::Word { exact, .. }, pattern: Pattern::Stems(stems) }) => {
                let is_content = !exact.iter().all(|word| is_function_word(word));
                stems.first().filter(|_| stems.len() == 1 && is_content).cloned()
            }
            _ => None,
        };
        let pairs = parts.windows(2).filter_map(|pair| Some([stem(&pair[0])?, stem(&pair[1])?]));
        let bonus = |pair: [String; 2]| (Occur::Should, weighted(row(self.fields.body, &pair), ranking::ADJACENT));
        pairs.take(ranking::MOST_PAIRS).map(bonus).collect()
    }

    fn anywhere(&self, sought: &Sought) -> Boxed {
        let fields = self.fields;
        let areas = [(fields.body, ranking::BODY), (fields.heading, ranking::HEADING), (fields.names, ranking::NAMES)];
        let clauses =
            areas.map(|(field, weight)| (Occur::Should, weighted(pattern_in(&sought.pattern, field), weight)));
        joined(clauses.into())
    }

    /// In the paragraphs or the section's own heading; unscored.
    fn in_section(&self, sought: &Sought) -> Boxed {
        let fields = self.fields;
        let areas = [fields.body, fields.heading];
        joined(areas.map(|field| (Occur::Should, pattern_in(&sought.pattern, field))).into())
    }

    fn condition(&self, condition: &Condition) -> Boxed {
        let fields = self.fields;
        let any = |queries: Vec<Boxed>| joined(queries.into_iter().map(|query| (Occur::Should, query)).collect());
        match condition {
            Condition::Council { councils, .. } => {
                any(councils.iter().map(|council| one(fields.council, &council.slug)).collect())
            }
            Condition::CouncilUnknown => absent("council"),
            Condition::Words(field, _, Row { words, exact }) => {
                let field = match field {
                    Asked::Committee => fields.committee_words,
                    Asked::Title => fields.title,
                    _ => fields.heading,
                };
                if *exact {
                    row(field, words)
                } else {
                    joined(words.iter().map(|stem| (Occur::Must, word(field, stem))).collect())
                }
            }
            Condition::Kind(kinds) => any(kinds.iter().map(|kind| one(fields.kind, kind.as_str())).collect()),
            Condition::Section(kinds) => {
                let mut queries: Vec<Boxed> =
                    kinds.iter().map(|kind| one(fields.section_kind, kind.as_str())).collect();
                if kinds.contains(&SectionKind::Recommendations) {
                    queries.push(one(fields.role, Role::Recommendation.as_str()));
                }
                any(queries)
            }
            Condition::Role(roles) => any(roles.iter().map(|role| one(fields.role, role.as_str())).collect()),
            Condition::Date(days) => {
                let day = |field, day| Bound::Included(Term::from_field_i64(field, day_number(day)));
                let mut clauses: Vec<(Occur, Boxed)> = vec![(Occur::Must, Box::new(exists("first_day")))];
                if let Some(last) = days.last {
                    clauses
                        .push((Occur::Must, Box::new(RangeQuery::new(Bound::Unbounded, day(fields.first_day, last)))));
                }
                if let Some(first) = days.first {
                    clauses
                        .push((Occur::Must, Box::new(RangeQuery::new(day(fields.last_day, first), Bound::Unbounded))));
                }
                if clauses.len() > 1 {
                    clauses.remove(0);
                }
                joined(clauses)
            }
            Condition::DateUnknown => absent("first_day"),
            Condition::Added(build) => {
                Box::new(TermQuery::new(Term::from_field_u64(fields.added, *build), IndexRecordOption::Basic))
            }
        }
    }

    /// Whether a plain word stands nowhere in the index.
    pub(super) fn is_absent(&self, sought: &Sought) -> Result<bool> {
        let Pattern::Stems(stems) = &sought.pattern else { return Ok(false) };
        for field in [self.fields.body, self.fields.heading, self.fields.names] {
            for stem in stems {
                if self.index.frequency(&Term::from_field_text(field, stem))? > 0 {
                    return Ok(false);
                }
            }
        }
        Ok(true)
    }
}

fn exists(field: &str) -> ExistsQuery {
    ExistsQuery::new(field.to_owned(), false)
}

fn absent(field: &str) -> Boxed {
    joined(vec![without(Box::new(exists(field)))])
}

/// A term of a field without positions.
fn one(field: Field, text: &str) -> Boxed {
    Box::new(TermQuery::new(Term::from_field_text(field, text), IndexRecordOption::Basic))
}

fn word(field: Field, text: &str) -> Boxed {
    Box::new(TermQuery::new(Term::from_field_text(field, text), IndexRecordOption::WithFreqs))
}

/// Words in a row.
fn row(field: Field, words: &[String]) -> Boxed {
    match words {
        [] => Box::new(EmptyQuery),
        [single] => word(field, single),
        words => Box::new(PhraseQuery::new(words.iter().map(|word| Term::from_field_text(field, word)).collect())),
    }
}

fn pattern_in(pattern: &Pattern, field: Field) -> Boxed {
    let exact = |words: &[String]| words.iter().map(|word| exact_term(word)).collect::<Vec<String>>();
    match pattern {
        Pattern::Stems(words) => row(field, words),
        Pattern::Exact(words) => row(field, &exact(words)),
        Pattern::OneOf(words) if words.is_empty() => Box::new(EmptyQuery),
        Pattern::OneOf(words) => {
            Box::new(DisjunctionMaxQuery::new(exact(words).iter().map(|text| word(field, text)).collect()))
        }
        Pattern::Acronym(acronym) => word(field, acronym),
        Pattern::Near(left, right, words) => {
            let terms = |row: &Row| {
                let forms = if row.exact { exact(&row.words) } else { row.words.clone() };
                forms.iter().map(|form| Term::from_field_text(field, form)).collect()
            };
            Box::new(NearQuery { left: terms(left), right: terms(right), words: *words })
        }
    }
}

fn weighted(query: Boxed, weight: f32) -> Boxed {
    if weight == 1.0 { query } else { Box::new(BoostQuery::new(query, weight)) }
}

/// A query that matches and adds nothing to the score.
fn silent(query: Boxed) -> Boxed {
    Box::new(ConstScoreQuery::new(query, 0.0))
}

fn without(query: Boxed) -> (Occur, Boxed) {
    (Occur::MustNot, Box::new(Excluded(query)))
}

/// Clauses as one query. Only exclusions: everything but these. No clause: nothing. The scores of three and more that
/// must match are rounded, so that their sum does not hang on the order in which a segment adds them up.
fn joined(mut clauses: Vec<(Occur, Boxed)>) -> Boxed {
    if clauses.is_empty() {
        return Box::new(EmptyQuery);
    }
    if clauses.iter().all(|(occur, _)| *occur == Occur::MustNot) {
        clauses.push((Occur::Must, silent(Box::new(AllQuery))));
    }
    let scored = |(occur, query): &(Occur, Boxed)| *occur == Occur::Must && !query.is::<ConstScoreQuery>();
    if clauses.iter().filter(|clause| scored(clause)).count() > 2 {
        let rounded = |clause| if scored(&clause) { (clause.0, Box::new(Rounded(clause.1)) as Boxed) } else { clause };
        clauses = clauses.into_iter().map(rounded).collect();
    }
    match clauses.pop() {
        Some((Occur::Must | Occur::Should, query)) if clauses.is_empty() => query,
        last => {
            clauses.extend(last);
            Box::new(BooleanQuery::new(clauses))
        }
    }
}
