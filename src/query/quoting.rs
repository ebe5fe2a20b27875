//! The passages of a section that answer a question, and how to cite the first.

use super::{
    answer::Snippet,
    compile::Compiler,
    plan::{Condition, Plan},
    scope::Passages,
    snippets::Snippets,
    syntax::Scope,
};
use crate::{
    Index, Result,
    analysis::Analyzer,
    document::{Paragraph, Role},
    index::SectionRecord,
};
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

    /// One that is asked for no passages.
    pub(super) fn of_nothing(index: &'i Index, analyzer: Analyzer) -> Self {
        Self { index, snippets: Snippets::new(&[], analyzer), passages: None }
    }

    /// The best passages of a section, at most `most`.
    pub(super) fn quote<'r>(
        &mut self,
        address: DocAddress,
        record: &'r SectionRecord,
        most: usize,
    ) -> Result<Quote<'r>> {
        self.snippets.of_council(record.paper.council.as_ref().map(|council| council.slug.as_str()));
        let paragraphs = &record.section.paragraphs;
        let made = match &self.passages {
            Some(passages) => self.snippets.of_these(paragraphs, &passages.of(self.index, address)?, most),
            None => self.snippets.of(paragraphs, most),
        };
        Ok(Quote::of(record, made))
    }

    /// As [`Self::quote`], of other paragraphs than those that are `shown`; `None` where these show fewer of the things
    /// looked for than `quote` does.
    pub(super) fn quote_otherwise<'r>(
        &mut self,
        address: DocAddress,
        record: &'r SectionRecord,
        most: usize,
        quote: &Quote<'_>,
        shown: impl Fn(&Paragraph) -> bool,
    ) -> Result<Option<Quote<'r>>> {
        let paragraphs = &record.section.paragraphs;
        let mut places: Vec<usize> = match &self.passages {
            Some(passages) => passages.of(self.index, address)?,
            None => (0..paragraphs.len()).collect(),
        };
        places.retain(|place| paragraphs.get(*place).is_some_and(|paragraph| !shown(paragraph)));
        let other = Quote::of(record, self.snippets.of_these(paragraphs, &places, most));
        let mut most_shown = |quote: &Quote<'_>| {
            quote.paragraphs.iter().map(|paragraph| self.snippets.things_in(paragraph)).max().unwrap_or_default()
        };
        let (copied, others) = (most_shown(quote), most_shown(&other));
        Ok((others > 0 && others >= copied).then_some(other))
    }

    /// The marks of each paragraph of a section; where only some paragraphs are what was asked for, of these.
    pub(super) fn marks(&mut self, address: DocAddress, record: &SectionRecord) -> Result<Vec<Vec<(usize, usize)>>> {
        self.snippets.of_council(record.paper.council.as_ref().map(|council| council.slug.as_str()));
        let places = self.passages.as_ref().map(|passages| passages.of(self.index, address)).transpose()?;
        Ok(self.snippets.marks(&record.section.paragraphs, places.as_deref()))
    }

    /// The marks of a heading of the section whose marks were made last.
    pub(super) fn marks_of_heading(&mut self, heading: &Paragraph) -> Vec<(usize, usize)> {
        self.snippets.marks(std::slice::from_ref(heading), None).pop().unwrap_or_default()
    }

    /// The analyzer again, with the stems that it knows.
    pub(super) fn into_analyzer(self) -> Analyzer {
        self.snippets.into_analyzer()
    }
}

/// Passages of a section.
pub(super) struct Quote<'r> {
    /// The passages in the order of the text.
    pub(super) snippets: Vec<Snippet>,
    /// The paragraph of each.
    pub(super) paragraphs: Vec<&'r Paragraph>,
    /// How to cite the first.
    pub(super) citation: String,
    /// Where it can be read on the web.
    pub(super) citation_url: Option<String>,
}

impl<'r> Quote<'r> {
    pub(super) fn of(record: &SectionRecord, made: Vec<(&'r Paragraph, Snippet)>) -> Self {
        let cited = made.first().map(|(paragraph, _)| *paragraph);
        let (citation, citation_url) = (record.citation(cited), record.url(cited));
        let (paragraphs, snippets) = made.into_iter().unzip();
        Self { snippets, paragraphs, citation, citation_url }
    }
}
