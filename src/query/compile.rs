//! A settled question to tantivy queries.
//!
//! In comes a [`Plan`]; out come the query of full matches, that of further sections, and the small ones that notices
//! are counted with. Weights are in `ranking.rs`.

use super::{
    coverage::Coverage,
    exclude::Excluded,
    expansion::Also,
    fielded::{Area, Fielded},
    holding::{Holding, leads_to_all},
    lookups::Lookups,
    occurrences::Shape,
    papers,
    plan::{Condition, Pattern, Plan, Row, Sought},
    ranking::{self, FieldWeight, UNSCORED, Weight, Weights},
    scope,
    syntax::{Field as Asked, Leaf, Scope},
    words,
};
use crate::{
    Index, Result,
    analysis::exact_term,
    document::{CouncilName, Role, SectionKind},
    index::{Fields, day_number},
};
use std::ops::Bound;
use tantivy::{
    DocAddress, Term,
    query::{
        AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, EmptyQuery, ExistsQuery, Occur, PhraseQuery, Query,
        RangeQuery, TermQuery,
    },
    schema::{Field, IndexRecordOption},
};

pub(super) type Boxed = Box<dyn Query>;

/// A word or group of a question that a further section may lack.
pub(super) struct Unit {
    /// As typed.
    pub(super) label: String,
    /// Finds it anywhere.
    pub(super) query: Boxed,
}

pub(super) struct Compiler<'i> {
    index: &'i Index,
    fields: &'i Fields,
    pub(super) lookups: Lookups,
    scope: Scope,
    weights: Weights,
}

impl<'i> Compiler<'i> {
    pub(super) fn new(index: &'i Index, scope: Scope, weights: Weights) -> Self {
        Self { index, fields: index.fields(), lookups: Lookups::new(index), scope, weights }
    }

    /// The weights that it asks with.
    pub(super) fn weights(&self) -> &Weights {
        &self.weights
    }

    /// The query of full matches in the question's scope.
    pub(super) fn full(&self, plan: &Plan) -> Result<Boxed> {
        match self.scope {
            Scope::Paragraph if plan.has_text() => Ok(scope::paragraphs(self, plan)),
            Scope::Paper if plan.has_text() => papers::papers(self, self.index, plan, false),
            _ => Ok(self.sections(plan)),
        }
    }

    /// The query of full matches with those that match by names alone.
    pub(super) fn full_by_names(&self, plan: &Plan) -> Result<Boxed> {
        match self.scope {
            Scope::Paper => papers::papers(self, self.index, plan, true),
            Scope::Section | Scope::Paragraph => Ok(self.by_names_too(plan)),
        }
    }

    /// The query of sections that match in full: at least one word must stand in the section or its heading.
    pub(super) fn sections(&self, plan: &Plan) -> Boxed {
        self.holding(plan).unwrap_or_else(|| self.tree(plan))
    }

    /// The same as a tree of queries: for questions that are not only words and filters.
    pub(super) fn tree(&self, plan: &Plan) -> Boxed {
        let mut clauses = vec![(Occur::Must, self.scored(plan))];
        if let Some(clause) = plan.needs_words().then(|| self.any_in_section(plan)).flatten() {
            clauses.push(clause);
        }
        clauses.extend(self.neighbours(plan));
        clauses.extend(self.as_typed(plan));
        joined(clauses)
    }

    /// The query of sections that match a question or a part of one, with those that match by names alone.
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
        let (mut dropped, mut required) = (false, false);
        for part in plan.parts() {
            match self.unit(part) {
                Some(_) if part.is_function_words() => dropped = true,
                Some(unit) => units.push(unit),
                None => {
                    required |= part.needs_words();
                    clauses.push(match part {
                        Plan::Not(inner) => without(self.excluded(inner)),
                        part => (Occur::Must, self.scored(part)),
                    });
                }
            }
        }
        if units.is_empty() || units.len() == 1 && !required && !dropped {
            return Ok(None);
        }
        let loose = plan.loosened();
        let held = if required { None } else { self.holding_some(&loose)? };
        match held {
            Some(held) => {
                let is_all = leads_to_all(&clauses);
                let except = is_all.then(|| Excluded(full.box_clone()));
                clauses.extend((!is_all).then(|| without(full.box_clone())));
                clauses.push((Occur::Must, Box::new(Holding { is_all, except, ..held })));
            }
            // Where a phrase is required too, the words beside it may all be lacking.
            None => {
                clauses.extend(self.tree_of_some(&loose, if required { Occur::Should } else { Occur::Must })?);
                clauses.push(without(full.box_clone()));
            }
        }
        Ok(Some((units, joined(clauses))))
    }

    /// Sections that hold some parts of a question, as clauses of a tree of queries.
    pub(super) fn tree_of_some(&self, plan: &Plan, occur: Occur) -> Result<Vec<(Occur, Boxed)>> {
        let (mut any, mut in_section) = (Vec::new(), Vec::new());
        for part in plan.parts().iter().filter(|part| !part.is_function_words()) {
            in_section.extend(part.sought().iter().map(|sought| (Occur::Should, self.in_section(sought))));
            if self.unit(part).is_some() {
                any.push((self.scored(part), self.rarity(part)?));
            }
        }
        let mut clauses = vec![(occur, Box::new(self.coverage(any)) as Boxed)];
        clauses.push((Occur::Must, silent(joined(in_section))));
        clauses.extend(self.neighbours(plan));
        Ok(clauses)
    }

    /// Whether a further section may lack it.
    pub(super) fn is_unit(&self, part: &Plan) -> bool {
        self.unit(part).is_some()
    }

    /// The words and groups that a paper must hold, for the sections of it that lack some.
    pub(super) fn wanted(&self, plan: &Plan) -> Vec<Unit> {
        let wanted = |part: &&Plan| part.sought().iter().any(|sought| !sought.is_function_word());
        let group = |part: &Plan| Unit { label: words::of_plan(part), query: self.scored(part) };
        let unit = |part: &Plan| self.unit(part).unwrap_or_else(|| group(part));
        plan.parts().iter().filter(wanted).map(unit).collect()
    }

    /// The bonus for neighbours, as one query.
    pub(super) fn side_by_side(&self, plan: &Plan) -> Option<Boxed> {
        let clauses = self.neighbours(plan);
        (!clauses.is_empty()).then(|| joined(clauses))
    }

    /// The bonus for the form that was typed.
    pub(super) fn form_as_typed(&self, plan: &Plan) -> Option<Boxed> {
        self.as_typed(plan).map(|(_, query)| query)
    }

    /// How often something that is looked for stands in a section's text, heading and names.
    pub(super) fn counts(&self, sought: &Sought, section: DocAddress) -> tantivy::Result<[u32; 3]> {
        let reader = self.index.searcher().segment_reader(section.segment_ord);
        let mut counts = [0; 3];
        for (count, field) in counts.iter_mut().zip([self.fields.body, self.fields.heading, self.fields.names]) {
            let Some(query) = self.in_fields(sought, &[(field, UNSCORED)]) else { continue };
            for area in query.all_areas() {
                let Some(mut occurrences) = area.open(&self.lookups, reader, true)? else { continue };
                if occurrences.stands_in(section.doc_id) {
                    *count += occurrences.count();
                }
            }
        }
        Ok(counts)
    }

    /// Which of the ways to say something stand in a section, what was typed first.
    pub(super) fn stands_as(&self, sought: &Sought, section: DocAddress) -> tantivy::Result<Vec<String>> {
        let reader = self.index.searcher().segment_reader(section.segment_ord);
        let fields = [self.fields.body, self.fields.heading, self.fields.names].map(|field| (field, UNSCORED));
        let typed = (sought.leaf.text(), &sought.pattern, Vec::new());
        let also = sought.also.iter().map(|also| (also.text.clone(), &also.pattern, self.within(also)));
        let mut found = Vec::new();
        for (text, pattern, within) in std::iter::once(typed).chain(also) {
            for area in self.fielded(pattern, &fields).into_iter().flat_map(|query| query.areas) {
                let area = Area { within: within.clone(), ..area };
                let Some(mut occurrences) = area.open(&self.lookups, reader, false)? else { continue };
                if occurrences.stands_in(section.doc_id) {
                    found.push(text);
                    break;
                }
            }
        }
        Ok(found)
    }

    /// How rare a part of a question is: what it counts for in how much of the question a section holds. Of words that
    /// stand for each other the commonest counts, of words that belong together the rarest.
    pub(super) fn rarity(&self, part: &Plan) -> Result<f32> {
        let mut rarities = Vec::new();
        for sought in part.sought() {
            if let Some(query) = self.areas(sought) {
                rarities.push(query.rarity().map_err(|error| self.index.damage(error))?);
            }
        }
        let rarities = rarities.into_iter();
        let rarity = if matches!(part, Plan::Any(_)) { rarities.reduce(f32::min) } else { rarities.reduce(f32::max) };
        Ok(rarity.unwrap_or(0.0))
    }

    /// In about how many sections' paragraphs something stands that is looked for, or what else says the same.
    pub(super) fn found_anyhow(&self, sought: &Sought) -> Result<Option<u64>> {
        match self.in_fields(sought, &[(self.fields.body, UNSCORED)]) {
            Some(query) if !sought.also.is_empty() => self.count(&query).map(Some),
            _ => self.found(&sought.pattern),
        }
    }

    /// In about how many sections' paragraphs a pattern stands, as far as that can be looked up.
    pub(super) fn found(&self, pattern: &Pattern) -> Result<Option<u64>> {
        let count = |word: &str| self.lookups.sections(&Term::from_field_text(self.fields.body, word));
        Ok(Some(match pattern {
            Pattern::Stems(stems) => {
                let counts: Vec<u64> = stems.iter().map(|stem| count(stem)).collect::<Result<_>>()?;
                counts.into_iter().min().unwrap_or(0)
            }
            Pattern::OneOf(words) => {
                let counts: Vec<u64> = words.iter().map(|word| count(&exact_term(word))).collect::<Result<_>>()?;
                counts.into_iter().sum()
            }
            Pattern::Acronym(acronym) => count(acronym)?,
            Pattern::Exact(words) if words.len() == 1 => count(&exact_term(&words[0]))?,
            Pattern::Exact(_) | Pattern::Near(..) => return Ok(None),
        }))
    }

    /// A part of a question as something that a section may lack; `None` for what must be as asked.
    fn unit(&self, part: &Plan) -> Option<Unit> {
        let is_loose =
            |pattern: &Pattern| matches!(pattern, Pattern::Stems(_) | Pattern::OneOf(_) | Pattern::Acronym(_));
        let text = |part: &Plan| match part {
            Plan::Text(sought) if is_loose(&sought.pattern) => Some(sought.leaf.text()),
            _ => None,
        };
        let label = match part {
            Plan::Named(words, _) => {
                let words: Vec<String> = words.iter().map(|word| word.leaf.text()).collect();
                words.join(" ")
            }
            Plan::Any(options) => options.iter().map(text).collect::<Option<Vec<String>>>()?.join(" or "),
            part => text(part)?,
        };
        Some(Unit { label, query: self.scored(part) })
    }

    // Recursion is bounded by the depth of the plan.
    fn scored(&self, plan: &Plan) -> Boxed {
        match plan {
            Plan::Text(sought) => self.anywhere(sought),
            Plan::Named(words, council) => {
                let as_words = joined(words.iter().map(|word| (Occur::Must, self.anywhere(word))).collect());
                joined(vec![(Occur::Should, as_words), (Occur::Should, silent(self.of_council(council)))])
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
    pub(super) fn excluded(&self, plan: &Plan) -> Boxed {
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

    pub(super) fn any_in_section(&self, plan: &Plan) -> Option<(Occur, Boxed)> {
        let sought = plan.sought();
        let content: Vec<&&Sought> = sought.iter().filter(|sought| !sought.is_function_word()).collect();
        let clauses: Vec<(Occur, Boxed)> = match &content[..] {
            [] => sought.iter().map(|sought| (Occur::Should, self.in_section(sought))).collect(),
            content => content.iter().map(|sought| (Occur::Should, self.in_section(sought))).collect(),
        };
        (!clauses.is_empty()).then(|| (Occur::Must, silent(joined(clauses))))
    }

    fn as_typed(&self, plan: &Plan) -> Option<(Occur, Boxed)> {
        self.form(plan).map(|(form, worth)| (Occur::Should, weighted(Box::new(form), worth)))
    }

    /// A bonus for the form that was typed, where one word is all that is asked: of several words, only the best sections
    /// are looked at for it.
    pub(super) fn form(&self, plan: &Plan) -> Option<(Fielded, f32)> {
        match &plan.sought()[..] {
            [Sought { leaf: Leaf::Word { exact, .. }, pattern: Pattern::Stems(_), .. }] => {
                Some((self.of_section(&Pattern::Exact(exact.clone()))?, self.weights.get(Weight::AsTyped)))
            }
            _ => None,
        }
    }

    pub(super) fn neighbours(&self, plan: &Plan) -> Vec<(Occur, Boxed)> {
        let bonus = |(pair, worth): (Fielded, f32)| (Occur::Should, weighted(Box::new(pair), worth));
        self.pairs(plan).into_iter().map(bonus).collect()
    }

    /// A small bonus for words of the question that stand side by side.
    pub(super) fn pairs(&self, plan: &Plan) -> Vec<(Fielded, f32)> {
        let Plan::All(parts) = plan else { return Vec::new() };
        // Words that say nothing may stand between, and filters: "heat of conduction" asks for the same two.
        let is_beside = |part: &&Plan| matches!(part, Plan::Filter(_) | Plan::Not(_)) || part.is_function_words();
        let content = parts.iter().filter(|part| !is_beside(part));
        let stems: Vec<Option<&String>> = content
            .map(|part| match part {
                Plan::Text(Sought { pattern: Pattern::Stems(stems), .. }) if stems.len() == 1 => stems.first(),
                _ => None,
            })
            .collect();
        let pairs = stems.windows(2).filter_map(|pair| Some([pair[0]?.clone(), pair[1]?.clone()]));
        let worth = self.weights.get(Weight::Adjacent);
        let bonus = |pair: [String; 2]| Some((self.of_section(&Pattern::Stems(pair.into()))?, worth));
        pairs.take(ranking::MOST_PAIRS).filter_map(bonus).collect()
    }

    pub(super) fn anywhere(&self, sought: &Sought) -> Boxed {
        self.areas(sought).map_or_else(|| Box::new(EmptyQuery) as Boxed, |query| Box::new(query))
    }

    /// What is looked for in text, heading and names.
    pub(super) fn areas(&self, sought: &Sought) -> Option<Fielded> {
        let (fields, weights) = (self.fields, self.weights);
        let areas =
            [(fields.body, weights.body()), (fields.heading, weights.heading()), (fields.names, weights.names())];
        self.in_fields(sought, &areas)
    }

    /// A pattern in any of these fields; `None` where it can stand in none.
    fn fielded(&self, pattern: &Pattern, fields: &[(Field, FieldWeight)]) -> Option<Fielded> {
        let area = |(field, weight): &(Field, FieldWeight)| {
            Some(Area { field: *field, shape: shape(pattern, *field)?, weight: *weight, within: Vec::new() })
        };
        let areas = fields.iter().map(area).collect::<Option<Vec<Area>>>()?;
        let (saturation, lookups) = (self.weights.saturation(), self.lookups.clone());
        Some(Fielded { areas, others: Vec::new(), saturation, lookups })
    }

    /// Parts of a question with their rarities, of which a section may lack some.
    fn coverage(&self, units: Vec<(Boxed, f32)>) -> Coverage {
        Coverage::new(units, self.weights.get(Weight::Held))
    }

    /// What is looked for in some fields, with what else says the same.
    fn in_fields(&self, sought: &Sought, fields: &[(Field, FieldWeight)]) -> Option<Fielded> {
        let mut query = self.fielded(&sought.pattern, fields)?;
        for also in &sought.also {
            let within = self.within(also);
            let areas = self.fielded(&also.pattern, fields).into_iter().flat_map(|query| query.areas);
            query.others.extend(areas.map(|area| Area { within: within.clone(), ..area }));
        }
        Some(query)
    }

    /// The terms of the councils in whose papers alone something says the same.
    pub(super) fn within(&self, also: &Also) -> Vec<Term> {
        also.councils.iter().map(|council| Term::from_field_text(self.fields.council, &council.slug)).collect()
    }

    /// In the paragraphs or the section's own heading; unscored.
    pub(super) fn in_section(&self, sought: &Sought) -> Boxed {
        let fields = [(self.fields.body, UNSCORED), (self.fields.heading, UNSCORED)];
        match self.in_fields(sought, &fields) {
            Some(query) => silent(Box::new(query)),
            None => Box::new(EmptyQuery),
        }
    }

    /// A word, by its stem, in the paragraphs or the section's own heading.
    pub(super) fn word_in_section(&self, stem: &str) -> Boxed {
        let query = self.of_section(&Pattern::Stems(vec![stem.to_owned()]));
        query.map_or_else(|| Box::new(EmptyQuery) as Boxed, |query| Box::new(query))
    }

    fn of_section(&self, pattern: &Pattern) -> Option<Fielded> {
        let fields = self.fields;
        self.fielded(pattern, &[(fields.body, self.weights.body()), (fields.heading, self.weights.heading())])
    }

    pub(super) fn condition(&self, condition: &Condition) -> Boxed {
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

    pub(super) fn of_council(&self, council: &CouncilName) -> Boxed {
        one(self.fields.council, &council.slug)
    }

    /// The sections of these councils' papers; `None` where there are no councils.
    pub(super) fn of_any_council(&self, councils: &[CouncilName]) -> Option<Boxed> {
        let clauses: Vec<_> = councils.iter().map(|council| (Occur::Should, self.of_council(council))).collect();
        (!clauses.is_empty()).then(|| joined(clauses))
    }

    /// Every section; unscored.
    pub(super) fn everything(&self) -> Boxed {
        silent(Box::new(AllQuery))
    }

    /// Where what stands above sections is.
    pub(super) fn names(&self) -> Field {
        self.fields.names
    }

    /// Where the words of paragraphs stand.
    pub(super) fn body(&self) -> Field {
        self.fields.body
    }

    /// Sections that hold any of these anywhere, the more of them the better.
    pub(super) fn any_of(&self, sought: &[&Sought]) -> Result<Boxed> {
        let unit = |sought: &&Sought| Ok((self.anywhere(sought), self.rarity(&Plan::Text((*sought).clone()))?));
        Ok(Box::new(self.coverage(sought.iter().map(unit).collect::<Result<_>>()?)))
    }

    /// Whether a plain word stands nowhere in the index.
    pub(super) fn is_absent(&self, sought: &Sought) -> Result<bool> {
        let Pattern::Stems(stems) = &sought.pattern else { return Ok(false) };
        for field in [self.fields.body, self.fields.heading, self.fields.names] {
            for stem in stems {
                if self.lookups.sections(&Term::from_field_text(field, stem))? > 0 {
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

/// How a pattern stands in a field; `None` where it cannot.
pub(super) fn shape(pattern: &Pattern, field: Field) -> Option<Shape> {
    let exact = |words: &[String]| words.iter().map(|word| Term::from_field_text(field, &exact_term(word))).collect();
    let plain = |words: &[String]| words.iter().map(|word| Term::from_field_text(field, word)).collect();
    let shape = match pattern {
        Pattern::Stems(words) => Shape::Row(plain(words)),
        Pattern::Exact(words) => Shape::Row(exact(words)),
        Pattern::OneOf(words) => Shape::Either(exact(words)),
        Pattern::Acronym(acronym) => Shape::Row(plain(std::slice::from_ref(acronym))),
        Pattern::Near(left, right, words) => {
            let terms = |row: &Row| if row.exact { exact(&row.words) } else { plain(&row.words) };
            Shape::Near(terms(left), terms(right), *words)
        }
    };
    let is_empty = shape.terms().next().is_none();
    (!is_empty).then_some(shape)
}

fn weighted(query: Boxed, weight: f32) -> Boxed {
    if weight == 1.0 { query } else { Box::new(BoostQuery::new(query, weight)) }
}

/// A query that matches and adds nothing to the score.
pub(super) fn silent(query: Boxed) -> Boxed {
    Box::new(ConstScoreQuery::new(query, 0.0))
}

pub(super) fn without(query: Boxed) -> (Occur, Boxed) {
    (Occur::MustNot, Box::new(Excluded(query)))
}

/// Clauses as one query. Only exclusions: everything but these. No clause: nothing.
pub(super) fn joined(mut clauses: Vec<(Occur, Boxed)>) -> Boxed {
    if clauses.is_empty() {
        return Box::new(EmptyQuery);
    }
    if clauses.iter().all(|(occur, _)| *occur == Occur::MustNot) {
        clauses.push((Occur::Must, silent(Box::new(AllQuery))));
    }
    match clauses.pop() {
        Some((Occur::Must | Occur::Should, query)) if clauses.is_empty() => query,
        last => {
            clauses.extend(last);
            Box::new(BooleanQuery::new(clauses))
        }
    }
}
