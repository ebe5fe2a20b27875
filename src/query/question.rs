//! A request read against an index: what it looks for, which papers it looks into, and what the user must know of that.
//!
//! In comes a [`Request`]; out comes a [`Question`], which gives the sections of full matches and a query of the papers that
//! the filters leave, the denominator of a count. `search`, `count`, `trail`, `repeats` and `watch` all begin here; what they make of the
//! sections is left to them.

use super::{
    answer::Notice,
    compile::{Boxed, Compiler},
    councils, dates, facets, filters,
    mentions::{Mention, mentions},
    nothing,
    notices::{self, Code, counted, notice},
    parser,
    plan::{Condition, Plan, settle},
    ranking::Weights,
    request::Request,
    syntax::{Field, Scope},
    words,
};
use crate::{Index, Result, analysis::Analyzer};
use tantivy::query::AllQuery;

/// A request, read.
pub(super) struct Question<'i> {
    pub(super) index: &'i Index,
    /// What is looked for; `None` where nothing was asked.
    pub(super) plan: Option<Plan>,
    pub(super) scope: Scope,
    pub(super) weights: Weights,
    /// Whether nothing was asked but what to leave out, so that nothing is found.
    pub(super) only_exclusions: bool,
    pub(super) notices: Vec<Notice>,
    /// One for all stages, so that each word of the question is stemmed once.
    pub(super) analyzer: Analyzer,
}

impl<'i> Question<'i> {
    pub(super) fn read(index: &'i Index, request: &Request) -> Result<Self> {
        let today = request.today.unwrap_or_else(dates::today);
        let mut analyzer = Analyzer::new();
        let mut parsed = parser::parse_with(&request.query, today, &mut analyzer);
        filters::add(&mut parsed, &request.filters, today, |name| !councils::named(index, name).is_empty());
        let only_exclusions = parser::refuse_lone_exclusions(&mut parsed);
        let mut notices = std::mem::take(&mut parsed.notices);
        let scope = parsed.scope.unwrap_or_default();
        let plan = settle(index, &parsed, request.expand, &mut analyzer, &mut notices)?;
        notices::bounded(&mut notices);
        Ok(Self { index, plan, scope, weights: request.weights, only_exclusions, notices, analyzer })
    }

    pub(super) fn compiler(&self) -> Compiler<'i> {
        Compiler::new(self.index, self.scope, self.weights)
    }

    /// What is looked for, in words.
    pub(super) fn read_as(&self) -> String {
        match &self.plan {
            None if !self.only_exclusions => ALL_PAPERS.to_owned(),
            plan => words::read_as(plan.as_ref(), self.scope),
        }
    }

    /// Whether nothing is asked but which papers, so that all of a paper's sections match or none.
    pub(super) fn is_of_papers(&self) -> bool {
        self.plan.as_ref().is_none_or(is_of_papers_alone)
    }

    /// The sections that match in full; where there are none, those that match by names alone, with a notice. All sections
    /// where nothing was asked.
    pub(super) fn mentions(&mut self) -> Result<Vec<Mention>> {
        let Some(plan) = &self.plan else {
            return if self.only_exclusions { Ok(Vec::new()) } else { mentions(self.index, &AllQuery) };
        };
        let compiler = self.compiler();
        let mut found = mentions(self.index, &*compiler.full(plan)?)?;
        // A paragraph has no names.
        if found.is_empty() && plan.needs_words() && self.scope != Scope::Paragraph {
            found = mentions(self.index, &*compiler.full_by_names(plan)?)?;
            if !found.is_empty() {
                self.notices.push(notices::names_only());
            }
        }
        Ok(found)
    }

    /// The papers that are looked into, as a query and in words: those that the filters on papers leave, whatever the
    /// words, roles and kinds of section.
    pub(super) fn papers(&self) -> (Boxed, String) {
        match self.plan.as_ref().and_then(of_papers) {
            Some(plan) => (self.compiler().sections(&plan), words::read_as(Some(&plan), Scope::Section)),
            None => (Box::new(AllQuery), ALL_PAPERS.to_owned()),
        }
    }

    /// Says what filters leave out because it is unknown, and, of a question that finds nothing, why.
    pub(super) fn explain(&mut self, found: bool, query: &str) -> Result<()> {
        let compiler = self.compiler();
        let Some(plan) = &self.plan else { return Ok(()) };
        left_out(self.index, &compiler, plan, &mut self.notices)?;
        if !found {
            nothing::explain(self.index, &compiler, plan, self.scope, &mut self.analyzer, &mut self.notices)?;
            nothing::suggestions(self.index, &compiler, plan, query, &mut self.notices)?;
        }
        Ok(())
    }
}

/// What is looked into where no filter leaves papers out.
const ALL_PAPERS: &str = "all papers";

/// What of a question is about papers as wholes: every paper with a section that meets the question meets this. `None`
/// where that is every paper.
// Recursion is bounded by the depth of the plan.
fn of_papers(plan: &Plan) -> Option<Plan> {
    match plan {
        Plan::Filter(condition) => is_of_papers(condition).then(|| plan.clone()),
        Plan::All(plans) => {
            let mut plans: Vec<Plan> = plans.iter().filter_map(of_papers).collect();
            if plans.len() > 1 { Some(Plan::All(plans)) } else { plans.pop() }
        }
        Plan::Any(plans) => plans.iter().map(of_papers).collect::<Option<Vec<Plan>>>().map(Plan::Any),
        Plan::Not(inner) => is_of_papers_alone(inner).then(|| plan.clone()),
        Plan::Text(_) | Plan::Named(..) => None,
    }
}

fn is_of_papers_alone(plan: &Plan) -> bool {
    match plan {
        Plan::Filter(condition) => is_of_papers(condition),
        Plan::All(plans) | Plan::Any(plans) => plans.iter().all(is_of_papers_alone),
        Plan::Not(inner) => is_of_papers_alone(inner),
        Plan::Text(_) | Plan::Named(..) => false,
    }
}

/// Whether a condition holds for all sections of a paper or for none.
fn is_of_papers(condition: &Condition) -> bool {
    match condition {
        Condition::Words(field, ..) => *field != Field::Heading,
        Condition::Section(_) | Condition::Role(_) => false,
        Condition::Council { .. }
        | Condition::CouncilUnknown
        | Condition::Kind(_)
        | Condition::Date(_)
        | Condition::DateUnknown
        | Condition::Added(_) => true,
    }
}

/// Says how many papers a filter leaves out because a value is unknown.
pub(super) fn left_out(index: &Index, compiler: &Compiler<'_>, plan: &Plan, notices: &mut Vec<Notice>) -> Result<()> {
    let is_date = |condition: &Condition| matches!(condition, Condition::Date(_));
    let is_council =
        |condition: &Condition| matches!(condition, Condition::Council { councils, .. } if !councils.is_empty());
    let unknown = |field: &str| index.manifest().unknown.iter().any(|unknown| unknown.field == field);
    let papers = |plan: &Plan| facets::papers(index, &*compiler.full(plan)?);
    let said = |papers| counted(papers, "paper that matches otherwise is", "papers that match otherwise are");
    if unknown("date") && plan.has_condition(&is_date) {
        let plan = plan.with_conditions(&|condition| {
            if is_date(condition) { Condition::DateUnknown } else { condition.clone() }
        });
        let papers = papers(&plan)?;
        if papers > 0 {
            notices.push(notice(
                Code::UnknownDateLeftOut,
                format!("By date, {} left out because the date is unknown; see them with date:unknown.", said(papers)),
            ));
        }
    }
    if unknown("council") && plan.has_condition(&is_council) {
        let plan = plan.with_conditions(&|condition| {
            if is_council(condition) { Condition::CouncilUnknown } else { condition.clone() }
        });
        let papers = papers(&plan)?;
        if papers > 0 {
            notices.push(notice(
                Code::UnknownCouncilLeftOut,
                format!(
                    "By council, {} left out because the council is unknown; see them with council:unknown.",
                    said(papers)
                ),
            ));
        }
    }
    Ok(())
}
