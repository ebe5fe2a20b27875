//! A page of hits: some of the papers found, in their order, each with its best passages.
//!
//! In come the papers of full matches and, where there are such, of further sections; out come the hits of a page. A passage
//! that the page shows already is not shown again: a paper whose best passage is a near-copy of one above it is shown by
//! another that fits as well, or else it is named below that one. So each paper of the page is a hit or is named, and a page
//! hangs on no other. Whole sections that are copies were folded before ([`folding`](super::folding)); this sees the
//! paragraph that one report took over from the last.

use super::{
    answer::{Hit, HitPaper, HitSection},
    collect::{Best, Found},
    compile::Unit,
    copies::{Elsewhere, PaperKeys},
    explain::Explainer,
    plan::Plan,
    quoting::{Quote, Quoter},
    request::{Request, Sort},
    search::{Further, Search},
    shown::{Passage, Shown},
    syntax::Scope,
};
use crate::{Index, Result, analysis::Analyzer, document::Paragraph};
use tantivy::query::EnableScoring;

/// A page in the making.
pub(super) struct Page<'s> {
    search: &'s Search<'s>,
    hits: Vec<Hit>,
    /// The sections of the hits.
    sections: Vec<Best>,
    /// The copies of the hits.
    elsewhere: Vec<Elsewhere>,
    scores: Falling,
    shown: Shown,
    /// Opened for the first hit that has copies; most questions have none.
    papers: Option<PaperKeys>,
    /// How many papers are named with hits.
    named: u64,
}

impl<'s> Page<'s> {
    pub(super) fn new(search: &'s Search<'s>) -> Self {
        Self {
            search,
            hits: Vec::new(),
            sections: Vec::new(),
            elsewhere: Vec::new(),
            scores: Falling::new(search.sort()),
            shown: Shown::default(),
            papers: None,
            named: 0,
        }
    }

    /// The hits: full matches, then further sections, which score below the least full match. With them comes how many
    /// papers are named instead.
    pub(super) fn hits(
        mut self,
        full: &Found,
        further: Option<&Further>,
        analyzer: Analyzer,
    ) -> Result<(Vec<Hit>, u64)> {
        let Search { index, request, scope, compiler, plan } = self.search;
        let Request { offset, limit, .. } = **request;
        let most = if limit == 0 { 0 } else { offset.saturating_add(limit) };
        let first = full.first(index, self.search.sort(), most)?;
        let mut maker = HitMaker::new(self.search, plan, None, analyzer)?;
        self.add(&first, 0, 1.0, &mut maker)?;
        if *scope == Scope::Paper {
            let elsewhere = missing(index, &compiler.wanted(plan), &self.sections)?;
            self.hits.iter_mut().zip(elsewhere).for_each(|(hit, elsewhere)| hit.elsewhere = elsewhere);
        }
        if let Some(Further { found, units, plan, learned }) = further {
            let highest = |papers: &[Best], first: f32, pick: fn(f32, f32) -> f32| {
                papers.iter().map(|best| best.score).fold(first, pick)
            };
            let least = highest(&full.papers, f32::INFINITY, f32::min);
            let best = highest(&found.papers, f32::MIN_POSITIVE, f32::max);
            let scale = if least.is_finite() && least <= best { 0.99 * least / best } else { 1.0 };
            let before = self.hits.len();
            let mut maker = HitMaker::new(self.search, plan, Some(learned), maker.quoter.into_analyzer())?;
            let next = found.first(index, self.search.sort(), most - first.len().min(most))?;
            self.add(&next, full.papers.len(), scale, &mut maker)?;
            let missing = missing(index, units, &self.sections[before..])?;
            self.hits[before..].iter_mut().zip(missing).for_each(|(hit, missing)| hit.missing = missing);
        }
        for (hit, elsewhere) in self.hits.iter_mut().zip(self.elsewhere) {
            (hit.copies, hit.more_copies) = elsewhere.read(index)?;
        }
        Ok((self.hits, self.named))
    }

    /// Adds papers in their order, the first of which has `before` papers above it; those above the page are passed over.
    fn add(&mut self, papers: &[Best], before: usize, scale: f32, maker: &mut HitMaker<'_>) -> Result<()> {
        for (place, best) in (before..).zip(papers) {
            let score = self.scores.next(best.score * scale);
            if place >= self.search.request.offset {
                self.add_paper(place, best, score, maker)?;
            }
        }
        Ok(())
    }

    fn add_paper(&mut self, place: usize, best: &Best, score: f32, maker: &mut HitMaker<'_>) -> Result<()> {
        let index = self.search.index;
        let more = if maker.learned.is_some() { 0 } else { u64::from(best.sections.saturating_sub(1)) };
        let (of, hit) = match maker.make(place, best, score, more, &mut self.shown, self.hits.len())? {
            Made::Hit { hit, passage } => {
                self.hits.push(*hit);
                self.sections.push(*best);
                self.elsewhere.push(Elsewhere::new(best.paper, passage));
                (self.hits.len() - 1, true)
            }
            Made::Copy { of } => (of, false),
        };
        let Some(elsewhere) = self.elsewhere.get_mut(of).filter(|_| !self.search.request.all_copies) else {
            return Ok(());
        };
        if !hit {
            self.named += 1;
            elsewhere.add(best.paper, best.address, more);
        }
        let copies = index.copies()?;
        let Some(group) = copies.group(best.address) else { return Ok(()) };
        let papers = match &mut self.papers {
            Some(papers) => papers,
            none => none.insert(PaperKeys::new(index)?),
        };
        for section in copies.members(group) {
            elsewhere.add(papers.of(*section), *section, 0);
        }
        Ok(())
    }
}

/// What came of a paper.
enum Made {
    /// A hit, and the passage that it shows first.
    Hit { hit: Box<Hit>, passage: Option<Passage> },
    /// It shows nothing that the hit of this place does not.
    Copy { of: usize },
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
        let quoter = match request.snippets {
            0 => Quoter::of_nothing(index, analyzer),
            _ => Quoter::new(index, compiler, plan, *scope, analyzer)?,
        };
        Ok(Self { index, request, quoter, plan, learned: learned.map(Vec::as_slice), explainer })
    }

    /// Makes the hit of a paper with `place` papers above it, which is to be hit `number` of the page, or says of which hit
    /// it is a copy.
    fn make(
        &mut self,
        place: usize,
        best: &Best,
        score: f32,
        more_in_paper: u64,
        shown: &mut Shown,
        number: usize,
    ) -> Result<Made> {
        let most = self.request.snippets;
        let record = match most {
            0 if !self.request.text => self.index.record_without_text(best.address)?,
            _ => self.index.record(best.address)?,
        };
        let mut quote = self.quoter.quote(best.address, &record, most)?;
        let council = record.paper.council.as_ref().map(|council| council.slug.as_str());
        let passages_of = |quote: &Quote<'_>| -> Vec<Option<Passage>> {
            quote.paragraphs.iter().map(|paragraph| Passage::of(paragraph, council)).collect()
        };
        let mut passages = passages_of(&quote);
        // What nothing is marked in is only how a section begins; and who asks for whole texts wants them of each.
        let answers = quote.snippets.iter().any(|snippet| !snippet.marks.is_empty());
        if answers && !self.request.all_copies && !self.request.text {
            if let Some(of) = shown.has(&passages) {
                let is_shown = |paragraph: &Paragraph| shown.has(&[Passage::of(paragraph, council)]).is_some();
                match self.quoter.quote_otherwise(best.address, &record, most, &quote, is_shown)? {
                    Some(other) => {
                        passages = passages_of(&other);
                        quote = other;
                    }
                    None => return Ok(Made::Copy { of }),
                }
            }
            shown.add(&passages, number);
        }
        let passage = passages.into_iter().next().flatten();
        let Quote { snippets, citation, citation_url, .. } = quote;
        let text = self.request.text.then(|| {
            let texts: Vec<&str> = record.section.paragraphs.iter().map(|paragraph| paragraph.text.as_str()).collect();
            texts.join("\n")
        });
        let explain = || self.explainer.explain(self.plan, best, self.learned);
        let explanation = self.request.explain.then(explain).transpose()?;
        let hit = Hit {
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
            copies: Vec::new(),
            more_copies: 0,
            explanation,
            text,
        };
        Ok(Made::Hit { hit: Box::new(hit), passage })
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
