//! A page of hits: the papers found, in their order, each with its best passages.
//!
//! In come the papers of full matches and, where there are such, of further sections; out come hits. A passage that is
//! shown already is not shown again: a paper whose best passage is a near-copy of one above it is shown by another that
//! fits as well, or else it is named below that one. Whole sections that are copies were folded before
//! ([`folding`](super::folding)); this sees the paragraph that one report took over from the last.

use super::{
    answer::{Copy, Hit, HitPaper, HitSection},
    collect::{Best, Found},
    compile::Unit,
    copies::{self, MOST_NAMED},
    explain::Explainer,
    plan::Plan,
    quoting::{Quote, Quoter},
    request::{Request, Sort},
    search::{Further, Search},
    shown::Shown,
    syntax::Scope,
};
use crate::{Index, Result, analysis::Analyzer};
use tantivy::query::EnableScoring;

/// So many papers are fetched beyond those that make up for what was folded.
const AHEAD: usize = 16;

/// A page in the making.
pub(super) struct Page<'s> {
    search: &'s Search<'s>,
    /// Hits so far, those that are passed over for being on earlier pages among them.
    made: usize,
    hits: Vec<Hit>,
    /// The sections of the hits.
    sections: Vec<Best>,
    scores: Falling,
    shown: Shown,
}

impl<'s> Page<'s> {
    pub(super) fn new(search: &'s Search<'s>) -> Self {
        let request = search.request;
        // Passages that nobody sees are no copies of each other.
        let folds = !request.all_copies && request.snippets > 0;
        let scores = Falling::new(search.sort());
        Self { search, made: 0, hits: Vec::new(), sections: Vec::new(), scores, shown: Shown::new(folds) }
    }

    /// The hits: full matches, then further sections, which score below the least full match.
    pub(super) fn hits(mut self, full: &Found, further: Option<&Further>, analyzer: Analyzer) -> Result<Vec<Hit>> {
        let Search { index, scope, compiler, plan, .. } = self.search;
        let mut maker = HitMaker::new(self.search, plan, None, analyzer)?;
        self.add(full, 1.0, &mut maker)?;
        if *scope == Scope::Paper {
            let elsewhere = missing(index, &compiler.wanted(plan), &self.sections)?;
            self.hits.iter_mut().zip(elsewhere).for_each(|(hit, elsewhere)| hit.elsewhere = elsewhere);
        }
        let Some(Further { found, units, plan, learned }) = further else { return Ok(self.hits) };
        let highest = |papers: &[Best], first: f32, pick: fn(f32, f32) -> f32| {
            papers.iter().map(|best| best.score).fold(first, pick)
        };
        let least = highest(&full.papers, f32::INFINITY, f32::min);
        let most = highest(&found.papers, f32::MIN_POSITIVE, f32::max);
        let scale = if least.is_finite() && least <= most { 0.99 * least / most } else { 1.0 };
        let before = self.hits.len();
        let mut maker = HitMaker::new(self.search, plan, Some(learned), maker.quoter.into_analyzer())?;
        self.add(found, scale, &mut maker)?;
        let missing = missing(index, units, &self.sections[before..])?;
        self.hits[before..].iter_mut().zip(missing).for_each(|(hit, missing)| hit.missing = missing);
        Ok(self.hits)
    }

    /// Adds papers until the page is full, their scores multiplied by `scale`.
    fn add(&mut self, found: &Found, scale: f32, maker: &mut HitMaker<'_>) -> Result<()> {
        let Search { index, request, .. } = self.search;
        let Request { offset, limit, .. } = **request;
        let most = if limit == 0 { 0 } else { offset.saturating_add(limit) };
        let mut looked = 0;
        while self.made < most && looked < found.papers.len() {
            let ahead = if looked == 0 { 0 } else { AHEAD };
            let wanted = looked.saturating_add(most - self.made).saturating_add(ahead);
            let first = found.first(index, self.search.sort(), wanted)?;
            for best in &first[looked..] {
                if self.made == most {
                    break;
                }
                let score = self.scores.next(best.score * scale);
                self.add_paper(best, score, maker)?;
            }
            looked = first.len();
        }
        Ok(())
    }

    fn add_paper(&mut self, best: &Best, score: f32, maker: &mut HitMaker<'_>) -> Result<()> {
        let passed_over = self.made < self.search.request.offset;
        if passed_over && !self.shown.folds() {
            self.made += 1;
            return Ok(());
        }
        match maker.make(self.made, best, score, &mut self.shown)? {
            Made::Hit(hit) => {
                self.made += 1;
                if !passed_over {
                    self.hits.push(*hit);
                    self.sections.push(*best);
                }
            }
            Made::Copy { of, copies, more } => {
                // It may be on an earlier page.
                let hit = of.checked_sub(self.search.request.offset).and_then(|place| self.hits.get_mut(place));
                if let Some(hit) = hit {
                    let room = MOST_NAMED.saturating_sub(hit.copies.len());
                    hit.more_copies += copies.len().saturating_sub(room) as u64 + more;
                    hit.copies.extend(copies.into_iter().take(room));
                }
            }
        }
        Ok(())
    }
}

/// What came of a paper.
enum Made {
    Hit(Box<Hit>),
    /// It shows nothing that the hit of this place does not.
    Copy {
        of: usize,
        /// The copy, and its own.
        copies: Vec<Copy>,
        more: u64,
    },
}

/// Scores that never rise from hit to hit: standing text stands last though its words may fit best.
struct Falling {
    last: f32,
    sort: Sort,
}

impl Falling {
    fn new(sort: Sort) -> Self {
        Self { last: f32::INFINITY, sort }
    }

    fn next(&mut self, score: f32) -> f32 {
        self.last = if self.sort == Sort::Relevance { score.min(self.last) } else { score };
        self.last
    }
}

/// Makes hits from sections.
struct HitMaker<'s> {
    index: &'s Index,
    request: &'s Request,
    quoter: Quoter<'s>,
    /// The question as these hits meet it.
    plan: &'s Plan,
    /// The words that ordered them; `None` for full matches.
    learned: Option<&'s [(String, f32)]>,
    explainer: Explainer<'s>,
}

impl<'s> HitMaker<'s> {
    fn new(
        search: &'s Search<'_>,
        plan: &'s Plan,
        learned: Option<&'s Vec<(String, f32)>>,
        analyzer: Analyzer,
    ) -> Result<Self> {
        let Search { index, request, scope, compiler, .. } = search;
        let explainer = Explainer { index, compiler, scope: *scope };
        let quoter = Quoter::new(index, compiler, plan, *scope, analyzer)?;
        Ok(Self { index, request, quoter, plan, learned: learned.map(Vec::as_slice), explainer })
    }

    /// Makes the hit of place `place` of a paper, or says of which hit it is a copy.
    fn make(&mut self, place: usize, best: &Best, score: f32, shown: &mut Shown) -> Result<Made> {
        let record = self.index.record(best.address)?;
        let more_in_paper = if self.learned.is_some() { 0 } else { best.sections.saturating_sub(1) };
        let mut quote = self.quoter.quote(best.address, &record, self.request.snippets)?;
        let council = record.paper.council.as_ref().map(|council| council.slug.as_str());
        // What nothing is marked in is only how a section begins.
        let answers = quote.snippets.iter().any(|snippet| !snippet.marks.is_empty());
        if let Some(of) = shown.has(&quote.paragraphs, council).filter(|_| answers) {
            match self.quoter.quote_otherwise(best.address, &record, self.request.snippets, &quote, |paragraph| {
                shown.has(&[paragraph], council).is_some()
            })? {
                Some(other) => quote = other,
                None => {
                    let (mut copies, more) = copies::elsewhere(self.index, best)?;
                    let citation = quote.citation.clone();
                    let (paper, section) = (record.paper.id.clone(), record.section.id.clone());
                    copies.insert(0, Copy { paper, section, citation, more_in_paper });
                    return Ok(Made::Copy { of, copies, more });
                }
            }
        }
        if answers {
            shown.add(&quote.paragraphs, council, place);
        }
        let Quote { snippets, citation, citation_url, .. } = quote;
        let text = self.request.text.then(|| {
            let texts: Vec<&str> = record.section.paragraphs.iter().map(|paragraph| paragraph.text.as_str()).collect();
            texts.join("\n")
        });
        let (copies, more_copies) =
            if self.request.all_copies { Default::default() } else { copies::elsewhere(self.index, best)? };
        let explain = || self.explainer.explain(self.plan, best, self.learned);
        let explanation = self.request.explain.then(explain).transpose()?;
        Ok(Made::Hit(Box::new(Hit {
            rank: place as u64 + 1,
            score,
            missing: Vec::new(),
            elsewhere: Vec::new(),
            paper: HitPaper::of(&record.paper),
            section: HitSection::of(&record),
            snippets,
            citation,
            citation_url,
            more_in_paper,
            copies,
            more_copies,
            explanation,
            text,
        })))
    }
}

/// Which words of a question each of these sections lacks.
fn missing(index: &Index, units: &[Unit], sections: &[Best]) -> Result<Vec<Vec<String>>> {
    let mut missing = vec![Vec::new(); sections.len()];
    // In the order of documents, so that each unit's postings are read once a segment.
    let mut order: Vec<usize> = (0..sections.len()).collect();
    order.sort_by_key(|place| sections[*place].address);
    let scoring = EnableScoring::disabled_from_searcher(index.searcher());
    for unit in units {
        let weight = unit.query.weight(scoring).map_err(|error| index.damage(error))?;
        for of_segment in
            order.chunk_by(|one, other| sections[*one].address.segment_ord == sections[*other].address.segment_ord)
        {
            let reader = index.searcher().segment_reader(sections[of_segment[0]].address.segment_ord);
            let mut scorer = weight.scorer(reader, 1.0).map_err(|error| index.damage(error))?;
            for place in of_segment {
                let document = sections[*place].address.doc_id;
                if scorer.doc() < document {
                    scorer.seek(document);
                }
                if scorer.doc() != document {
                    missing[*place].push(unit.label.clone());
                }
            }
        }
    }
    Ok(missing)
}
