//! The way from a request to an answer.

use super::{
    answer::{Answer, Head, Hit, WIRE_VERSION},
    closeness,
    collect::{BestOfPapers, Found},
    compile::{Compiler, Unit},
    facets::{self, Facets},
    feedback, folding, nothing,
    notices::{self, Code, counted, notice},
    page::Page,
    plan::Plan,
    question::{Question, left_out},
    request::{Request, Sort},
    syntax::Scope,
    words,
};
use crate::{Index, Result, analysis::Analyzer};
use rustc_hash::FxHashSet;
use std::time::Instant;
use tantivy::query::{AllQuery, EmptyQuery, Query};

/// From so many words on, further sections fill the rest of a page.
const LONG_QUESTION: usize = 4;

impl Index {
    /// Answers a question: one hit a paper, best first, each with the passages that matched and how to cite them.
    ///
    /// Any query is answered; what could not be used of it is said in the answer's notices. See
    /// [`Parsed`](crate::query::Parsed) for the language. The same index and request give the same answer, whatever the
    /// number of threads and segments; only the time that it took differs.
    ///
    /// # Errors
    ///
    /// [`DamagedIndex`](crate::ErrorKind::DamagedIndex) where the index cannot be read.
    ///
    /// ```
    /// use scrutineer::{Index, document::Gazetteer, query::Request};
    ///
    /// let index = Index::in_memory(&[], Gazetteer::builtin())?;
    /// let answer = index.search(&Request::new("road closures").limit(5))?;
    /// assert_eq!(answer.head.total, 0);
    /// assert_eq!(answer.head.read_as, r#"sections with "road" and "closures""#);
    /// assert!(answer.hits.is_empty());
    /// # Ok::<(), scrutineer::Error>(())
    /// ```
    pub fn search(&self, request: &Request) -> Result<Answer> {
        // Damage that keeps a file's size makes tantivy panic where it meets it.
        self.contained(|| self.answer(request))
    }

    fn answer(&self, request: &Request) -> Result<Answer> {
        let start = Instant::now();
        let question = Question::read(self, request)?;
        let Question { plan, scope, only_exclusions, notices, analyzer, .. } = question;

        let mut head = Head {
            version: WIRE_VERSION,
            query: request.query.clone(),
            read_as: words::read_as(plan.as_ref(), scope),
            notices,
            total: 0,
            total_papers: 0,
            copies: 0,
            copied_papers: 0,
            named_papers: 0,
            relaxed: 0,
            took_ms: 0.0,
            generation: self.manifest().generation.clone(),
            searched: self.manifest().searched(),
        };
        let (mut hits, mut facets) = (Vec::new(), None);
        match &plan {
            Some(plan) => {
                let compiler = Compiler::new(self, scope, request.weights);
                let search = Search { index: self, request, plan, scope, compiler };
                (hits, facets) = search.run(analyzer, &mut head)?;
            }
            None if !only_exclusions => head.notices.push(nothing::empty_query(self)),
            None => {}
        }
        if plan.is_none() && request.facets {
            let all: Box<dyn Query> = if only_exclusions { Box::new(EmptyQuery) } else { Box::new(AllQuery) };
            facets = Some(facets::count(self, &*all, false)?);
        }
        head.took_ms = start.elapsed().as_secs_f64() * 1000.0;
        Ok(Answer { head, hits, facets })
    }
}

/// What is asked of an index, and how.
pub(super) struct Search<'s> {
    pub(super) index: &'s Index,
    pub(super) request: &'s Request,
    pub(super) plan: &'s Plan,
    pub(super) scope: Scope,
    pub(super) compiler: Compiler<'s>,
}

impl Search<'_> {
    fn run(&self, mut analyzer: Analyzer, head: &mut Head) -> Result<(Vec<Hit>, Option<Facets>)> {
        let mut full_query = self.compiler.full(self.plan)?;
        let mut full = self.find_close(&*full_query)?;
        // A paragraph has no names.
        if full.sections == 0 && self.plan.needs_words() && self.scope != Scope::Paragraph {
            let by_names = self.compiler.full_by_names(self.plan)?;
            let mut found = self.find(&*by_names)?;
            self.fold(&mut found, &FxHashSet::default())?;
            if found.sections > 0 {
                head.notices.push(notices::names_only());
                (full, full_query) = (found, by_names);
            }
        }
        head.total = full.sections;
        head.total_papers = full.papers_with_copies();
        head.copies = full.folded;
        head.copied_papers = full.folded_papers.len() as u64;
        let mut further = None;
        if self.relaxes(&full) {
            further = self.further(&full, &*full_query, head, &mut analyzer)?;
        }
        left_out(self.index, &self.compiler, self.plan, &mut head.notices)?;
        if full.sections == 0 {
            if head.relaxed == 0 {
                let Self { index, plan, scope, .. } = *self;
                nothing::explain(index, &self.compiler, plan, scope, &mut analyzer, &mut head.notices)?;
            }
            // A batch of questions has nobody to read suggestions, which cost more than the search.
            if !self.request.fill {
                nothing::suggestions(self.index, &self.compiler, self.plan, &head.query, &mut head.notices)?;
            }
        }
        nothing::unread_files(&self.index.manifest().skipped, self.plan, &mut analyzer, &mut head.notices);
        let facets = self.request.facets.then(|| self.facets(&*full_query, head)).transpose()?;
        let (hits, named) = Page::new(self).hits(&full, further.as_ref(), analyzer)?;
        head.named_papers = named;
        Ok((hits, facets))
    }

    /// Counts the papers that match in full; where there are none, those of the further sections.
    fn facets(&self, full_query: &dyn Query, head: &Head) -> Result<Facets> {
        if head.total == 0
            && head.relaxed > 0
            && let Some((_, further)) = self.compiler.relaxed(self.plan, full_query)?
        {
            return facets::count(self.index, &*further, true);
        }
        facets::count(self.index, full_query, false)
    }

    /// Finds what matches, with copies not yet folded. A list of papers, which is what filters alone ask for, leaves none out.
    fn find(&self, query: &dyn Query) -> Result<Found> {
        self.find_with(query, false)
    }

    /// As [`Self::find`]; with the leaders, if so wanted.
    fn find_with(&self, query: &dyn Query, leads: bool) -> Result<Found> {
        let folds = !self.request.all_copies && self.plan.needs_words();
        let copies = folds.then(|| self.index.copies().cloned()).transpose()?;
        let fullness = self.request.weights.fullness();
        let collector = BestOfPapers { index: self.index, copies, fullness, leads };
        let (searcher, statistics) = (self.index.searcher(), self.index.statistics());
        let found = searcher.search_with_statistics_provider(query, &collector, statistics);
        found.map_err(|error| self.index.damage(error))
    }

    /// Folds copies; groups in `shown` are shown already.
    fn fold(&self, found: &mut Found, shown: &FxHashSet<u32>) -> Result<()> {
        if !found.copied.is_empty() {
            folding::fold(found, self.index.copies()?, self.sort(), shown);
        }
        Ok(())
    }

    /// As [`Self::find`], with the best raised by how close together the words stand, and folded.
    fn find_close(&self, query: &dyn Query) -> Result<Found> {
        let sought = self.plan.sought();
        let mut found = self.find_with(query, closeness::looks_at(&sought))?;
        // Whatever the order of papers: it tells which of a paper's sections is its hit.
        closeness::raise(&self.compiler.lookups, &sought, &self.request.weights, &mut found)
            .map_err(|error| self.index.damage(error))?;
        self.fold(&mut found, &FxHashSet::default())?;
        Ok(found)
    }

    fn relaxes(&self, full: &Found) -> bool {
        let words = self.plan.sought().len();
        let papers = full.papers.len();
        let page = self.request.offset.saturating_add(self.request.limit);
        !self.request.all_words
            // Who asks for one paragraph asks for less than a section has.
            && self.scope != Scope::Paragraph
            && (full.sections == 0
                || (words >= LONG_QUESTION && papers < self.request.limit)
                || (self.request.fill && papers < page))
    }

    /// Sections that lack some of the words, of papers that have no full match.
    fn further(
        &self,
        full: &Found,
        full_query: &dyn Query,
        head: &mut Head,
        analyzer: &mut Analyzer,
    ) -> Result<Option<Further>> {
        let Some((units, query)) = self.compiler.relaxed(self.plan, full_query)? else { return Ok(None) };
        let mut found = self.find(&*query)?;
        found.leave_out(&full.papers.iter().map(|best| best.paper).chain(full.folded_papers.iter().copied()).collect());
        self.fold(&mut found, &full.groups)?;
        found.sections = found.papers.iter().map(|best| u64::from(best.sections)).sum();
        head.relaxed = found.sections;
        let learned = if units.len() >= LONG_QUESTION && self.request.sort == Sort::Relevance {
            feedback::raise(self.index, &self.compiler, self.plan, full, &mut found, analyzer)?
        } else {
            Vec::new()
        };
        if found.sections > 0 {
            let begin = match (self.scope, full.sections) {
                (Scope::Paper, 0) => "No paper has all of the words.",
                (Scope::Paper, _) => "Few papers have all of the words.",
                (_, 0) => "No section has all of the words.",
                (_, _) => "Few sections have all of the words.",
            };
            let sections =
                counted(found.sections, "section with some of them follows", "sections with some of them follow");
            head.notices
                .push(notice(Code::Relaxed, format!("{begin} {}{}.", &sections[..1].to_uppercase(), &sections[1..])));
            let mut absent = Vec::new();
            for sought in self.plan.sought() {
                if self.compiler.is_absent(sought)? {
                    absent.push(format!("\"{}\"", sought.leaf.text()));
                }
            }
            if !absent.is_empty() {
                let text = format!("In no section at all: {}.", notices::listed(&absent, "and"));
                head.notices.push(notice(Code::NoMatchFor, text));
            }
        }
        Ok(Some(Further { found, units, plan: self.plan.loosened(), learned }))
    }

    /// The order of the hits. Conditions alone have no best: the newest comes first.
    pub(super) fn sort(&self) -> Sort {
        let listing = self.plan.sought().is_empty() && self.request.sort == Sort::Relevance;
        if listing { Sort::Newest } else { self.request.sort }
    }
}

/// Sections that lack some of the words.
pub(super) struct Further {
    pub(super) found: Found,
    /// What they may lack.
    pub(super) units: Vec<Unit>,
    /// The question as they meet it.
    pub(super) plan: Plan,
    /// The words that ordered them, with their worth.
    pub(super) learned: Vec<(String, f32)>,
}
