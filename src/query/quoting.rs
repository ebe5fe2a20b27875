//! The passages of a section that answer a question, and how to cite the first.

use super::{
    answer::Snippet,
    compile::Compiler,
    plan::{Condition, Plan},
    scope::Passages,
    snippets::Snippets,
    syntax::Scope,
};
use crate::{Index, Result, analysis::Analyzer, document::Role, index::SectionRecord};
use tantivy::DocAddress;

/// Makes the passages of sections.
pub(super) struct Quoter<'i> {
    index: &'i Index,
    snippets: Snippets,
    /// Set where only some paragraphs of a section are what was asked for.
    passages: Option<Passages>,
}

impl<'i> Quoter<'i> {
    pub(super) fn new(
        index: &'i Index,
        compiler: &Compiler<'_>,
        plan: &Plan,
        scope: Scope,
        analyzer: Analyzer,
    ) -> Result<Self> {
        let asks = |role: &Role| {
            plan.has_condition(&|condition| matches!(condition, Condition::Role(roles) if roles.contains(role)))
        };
        let roles = Role::ALL.iter().copied().filter(asks).collect();
        let snippets = Snippets::new(&plan.sought(), analyzer).with_roles(roles);
        let within = scope == Scope::Paragraph && plan.has_text();
        let passages = within.then(|| Passages::new(compiler, plan, index)).transpose()?;
        Ok(Self { index, snippets, passages })
    }

    /// The best passages of a section, at most `most`, and the citation of the first.
    pub(super) fn quote(
        &mut self,
        address: DocAddress,
        record: &SectionRecord,
        most: usize,
    ) -> Result<(Vec<Snippet>, String)> {
        let paragraphs = &record.section.paragraphs;
        let made = match &self.passages {
            Some(passages) => self.snippets.of_these(paragraphs, &passages.of(self.index, address)?, most),
            None => self.snippets.of(paragraphs, most),
        };
        let citation = record.citation(made.first().map(|(paragraph, _)| *paragraph));
        Ok((made.into_iter().map(|(_, snippet)| snippet).collect(), citation))
    }

    /// The analyzer again, with the stems that it knows.
    pub(super) fn into_analyzer(self) -> Analyzer {
        self.snippets.into_analyzer()
    }
}
