//! Sections that hold the words of a question, all of them or any: a tantivy query.
//!
//! In come words, each in all of its fields; out come the sections that hold them, with scores that are the sums of the
//! words' and of some bonuses. What a tree of tantivy's own queries would ask of the postings again and again is asked once
//! here: that one of the words stands in the section itself, and not only above it, is seen by the postings that find the
//! words, and whether words stand side by side is looked at in the sections that are found, nowhere else. Sections are found
//! by going from one to the next, or where many are, by [windows](super::windows), with the same result. Filters and
//! what a question leaves out are left to queries around this one; only full matches are kept from further sections here.

use super::{
    compile::{Boxed, Compiler, joined, silent, without},
    coverage::by_share,
    exclude::Excluded,
    fielded::{Fielded, FieldedScorer, FieldedWeight},
    occurrences::explained,
    plan::Plan,
    ranking,
};
use crate::Result;
use tantivy::{
    DocId, DocSet, Score, SegmentReader, TERMINATED,
    query::{EnableScoring, Exclude, Explanation, Occur, Query, Scorer, Weight},
    schema::Field,
};

/// See the module.
#[derive(Debug, Clone)]
pub(super) struct Holding {
    pub(super) words: Vec<Held>,
    pub(super) wanted: Wanted,
    /// Where a word that [tells](Held::tells) may stand, too, but not alone.
    pub(super) above: Field,
    /// What raises the score where it stands, and by how much.
    pub(super) bonuses: Vec<(Fielded, f32)>,
    /// Whether all sections that hold the words are wanted, and nothing beside leads to few of them; false does no harm.
    pub(super) is_all: bool,
    /// Sections that are left out.
    pub(super) except: Option<Excluded>,
}

/// A word of a [`Holding`].
#[derive(Debug, Clone)]
pub(super) struct Held {
    pub(super) word: Fielded,
    /// Whether it is one of those of which one must stand in the section itself. Some word always is.
    pub(super) tells: bool,
}

/// How many of the words a section must hold.
#[derive(Debug, Clone)]
pub(super) enum Wanted {
    All,
    Any,
    /// Any, and part of the score hangs on how much is held: the shares of the words, which add up to at most 1.
    Share {
        shares: Vec<f32>,
        held: f32,
    },
}

impl Compiler<'_> {
    /// The query of sections that match in full, where words are asked for, and filters beside them; `None` for what is asked
    /// in another way.
    pub(super) fn holding(&self, plan: &Plan) -> Option<Boxed> {
        let (holding, mut clauses) = self.held(plan)?;
        clauses.push((Occur::Must, Box::new(holding)));
        Some(joined(clauses))
    }

    /// The same, with its filters and what it leaves out beside it.
    fn held(&self, plan: &Plan) -> Option<(Holding, Vec<(Occur, Boxed)>)> {
        let (parts, wanted) = match plan {
            Plan::Any(plans) => (&plans[..], Wanted::Any),
            plan => (plan.parts(), Wanted::All),
        };
        let is_any = matches!(wanted, Wanted::Any);
        // Of words that all say nothing each tells.
        let all_tell = plan.is_function_words();
        let (mut words, mut clauses) = (Vec::new(), Vec::new());
        for part in parts {
            match part {
                Plan::Text(sought) => {
                    let tells = all_tell || !sought.is_function_word();
                    words.push(Held { word: self.areas(sought)?, tells });
                }
                Plan::Filter(condition) if !is_any => clauses.push((Occur::Must, silent(self.condition(condition)))),
                Plan::Not(inner) if !is_any => clauses.push(without(self.excluded(inner))),
                _ => return None,
            }
        }
        if words.is_empty() {
            return None;
        }
        let bonuses = self.pairs(plan).into_iter().chain(self.form(plan)).collect();
        let is_all = leads_to_all(&clauses);
        Some((Holding { words, wanted, above: self.names(), bonuses, is_all, except: None }, clauses))
    }

    /// Sections that hold some of the words of a question, apart from its filters; `None` where it has more than words.
    pub(super) fn holding_some(&self, plan: &Plan) -> Result<Option<Holding>> {
        let (mut words, mut shares) = (Vec::new(), Vec::new());
        for part in plan.parts().iter().filter(|part| !part.is_function_words() && !part.sought().is_empty()) {
            let Plan::Text(sought) = part else { return Ok(None) };
            let Some(word) = self.areas(sought) else { return Ok(None) };
            shares.push(self.rarity(part)?);
            words.push(Held { word, tells: true });
        }
        let all: f32 = shares.iter().sum();
        shares.iter_mut().for_each(|share| *share /= all);
        let wanted = Wanted::Share { shares, held: self.weights().get(ranking::Weight::Held) };
        let (above, bonuses) = (self.names(), self.pairs(plan));
        Ok(Some(Holding { words, wanted, above, bonuses, is_all: false, except: None }))
    }
}

/// Whether all sections that hold the words are wanted of a [`Holding`] beside these clauses, but for a few: where something
/// else must be, too, it may lead to few sections.
pub(super) fn leads_to_all(clauses: &[(Occur, Boxed)]) -> bool {
    clauses.iter().all(|(occur, _)| *occur == Occur::MustNot)
}

impl Query for Holding {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(self.weighed(scoring)?))
    }
}

impl Holding {
    fn weighed(&self, scoring: EnableScoring<'_>) -> tantivy::Result<HoldingWeight> {
        let (mut words, mut bonuses) = (Vec::new(), Vec::new());
        for Held { word, tells } in &self.words {
            words.push((word.weighed(scoring)?, *tells));
        }
        for (bonus, worth) in self.bonuses.iter().filter(|_| scoring.is_scoring_enabled()) {
            bonuses.push((bonus.weighed(scoring)?, *worth));
        }
        let except = self.except.as_ref().map(|except| except.weight(scoring)).transpose()?;
        let Self { wanted, above, is_all, .. } = self;
        Ok(HoldingWeight { words, wanted: wanted.clone(), above: *above, bonuses, is_all: *is_all, except })
    }
}

struct HoldingWeight {
    words: Vec<(FieldedWeight, bool)>,
    wanted: Wanted,
    above: Field,
    bonuses: Vec<(FieldedWeight, f32)>,
    is_all: bool,
    except: Option<Box<dyn Weight>>,
}

impl Weight for HoldingWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        match self.plain(reader, boost)? {
            Some(scorer) => Ok(Box::new(scorer)),
            None => self.by_section(reader, boost),
        }
    }

    fn for_each(&self, reader: &SegmentReader, callback: &mut dyn FnMut(DocId, Score)) -> tantivy::Result<()> {
        match self.plain(reader, 1.0)? {
            Some(mut scorer) => scorer.each(callback),
            None => each(&mut *self.by_section(reader, 1.0)?, callback),
        }
        Ok(())
    }

    fn explain(&self, reader: &SegmentReader, document: DocId) -> tantivy::Result<Explanation> {
        explained("words held", &mut *self.scorer(reader, 1.0)?, document)
    }
}

/// Hands out all sections of a scorer, with their scores.
fn each(scorer: &mut dyn Scorer, callback: &mut dyn FnMut(DocId, Score)) {
    while scorer.doc() != TERMINATED {
        callback(scorer.doc(), scorer.score());
        scorer.advance();
    }
}

impl HoldingWeight {
    /// The sections, found by going from one to the next.
    fn by_section(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let scorer = self.with_all(reader, boost)?;
        Ok(match &self.except {
            Some(except) => Box::new(Exclude::new(scorer, except.scorer(reader, boost)?)),
            None => scorer,
        })
    }

    /// The same with those that are left out.
    fn with_all(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let words =
            self.words.iter().map(|(word, tells)| Ok(Word { scorer: word.open(reader, boost)?, tells: *tells }));
        let mut words: Vec<Word> = words.collect::<tantivy::Result<_>>()?;
        let bonuses = self.bonuses.iter().map(|(bonus, worth)| bonus.open(reader, boost * worth));
        let found = Found { above: self.above, bonuses: bonuses.collect::<tantivy::Result<_>>()? };
        let wanted = match &self.wanted {
            Wanted::All => {
                // The rarest leads, and the next rarest is asked first.
                words.sort_by_key(|word| word.scorer.size_hint());
                let mut scorer = AllScorer { words, found };
                if let Some(word) = scorer.words.first_mut() {
                    word.scorer.begin();
                }
                scorer.settle();
                return Ok(Box::new(scorer));
            }
            Wanted::Any => None,
            Wanted::Share { shares, held } => Some((shares.clone(), *held)),
        };
        words.iter_mut().for_each(|word| word.scorer.begin());
        let mut scorer = AnyScorer { words, found, shares: wanted, document: 0 };
        scorer.settle();
        Ok(Box::new(scorer))
    }
}

struct Word {
    scorer: FieldedScorer,
    tells: bool,
}

/// What is looked at in a section that holds enough of the words.
struct Found {
    above: Field,
    bonuses: Vec<FieldedScorer>,
}

impl Found {
    /// Whether one of these words that tells stands in the section itself.
    fn tells<'w>(&self, words: impl Iterator<Item = &'w mut Word>, section: DocId) -> bool {
        let mut telling = words.filter(|word| word.tells);
        telling.any(|word| word.scorer.stands_beside(self.above, section))
    }

    fn bonus(&mut self, section: DocId) -> Score {
        self.bonuses.iter_mut().map(|bonus| bonus.score_in(section)).sum()
    }
}

/// Sections with all of the words, of which the first leads.
struct AllScorer {
    words: Vec<Word>,
    found: Found,
}

impl AllScorer {
    /// Goes on to the first section, the present one included, that holds all.
    fn settle(&mut self) -> DocId {
        loop {
            let section = self.doc();
            if section == TERMINATED || self.holds_all(section) {
                return section;
            }
            self.words[0].scorer.advance();
        }
    }

    fn holds_all(&mut self, section: DocId) -> bool {
        self.words[1..].iter_mut().all(|word| word.scorer.stands_in(section))
            && self.found.tells(self.words.iter_mut(), section)
    }
}

impl DocSet for AllScorer {
    fn advance(&mut self) -> DocId {
        if let Some(word) = self.words.first_mut() {
            word.scorer.advance();
        }
        self.settle()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if let Some(word) = self.words.first_mut()
            && word.scorer.doc() < target
        {
            word.scorer.seek(target);
            self.settle();
        }
        self.doc()
    }

    fn doc(&self) -> DocId {
        self.words.first().map_or(TERMINATED, |word| word.scorer.doc())
    }

    fn size_hint(&self) -> u32 {
        self.words.first().map_or(0, |word| word.scorer.size_hint())
    }
}

impl Scorer for AllScorer {
    fn score(&mut self) -> Score {
        let section = self.doc();
        let words: Score = self.words.iter_mut().map(|word| word.scorer.score_in(section)).sum();
        words + self.found.bonus(section)
    }
}

/// Sections with any of the words.
struct AnyScorer {
    words: Vec<Word>,
    found: Found,
    shares: Option<(Vec<f32>, f32)>,
    document: DocId,
}

impl AnyScorer {
    /// Goes on to the first section, where the words stand now or later, that one of them tells of.
    fn settle(&mut self) -> DocId {
        loop {
            let section = self.words.iter().map(|word| word.scorer.doc()).min().unwrap_or(TERMINATED);
            self.document = section;
            if section == TERMINATED {
                return section;
            }
            let here = self.words.iter_mut().filter(|word| word.scorer.doc() == section);
            if self.found.tells(here, section) {
                return section;
            }
            self.leave(section);
        }
    }

    fn leave(&mut self, section: DocId) {
        for word in self.words.iter_mut().filter(|word| word.scorer.doc() == section) {
            word.scorer.advance();
        }
    }
}

impl DocSet for AnyScorer {
    fn advance(&mut self) -> DocId {
        if self.document == TERMINATED {
            return TERMINATED;
        }
        self.leave(self.document);
        self.settle()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.document < target {
            for word in self.words.iter_mut().filter(|word| word.scorer.doc() < target) {
                word.scorer.seek(target);
            }
            self.settle();
        }
        self.document
    }

    fn doc(&self) -> DocId {
        self.document
    }

    fn size_hint(&self) -> u32 {
        self.words.iter().map(|word| word.scorer.size_hint()).max().unwrap_or(0)
    }
}

impl Scorer for AnyScorer {
    fn score(&mut self) -> Score {
        let section = self.document;
        let here = |(_, word): &(usize, &mut Word)| word.scorer.doc() == section;
        let (mut held, mut score, mut words) = (0.0, 0.0, 0);
        for (place, word) in self.words.iter_mut().enumerate().filter(here) {
            held += self.shares.as_ref().map_or(0.0, |(shares, _)| shares[place]);
            score += word.scorer.score_in(section);
            words += 1;
        }
        if let Some((_, share)) = &self.shares {
            score = by_share(score, *share, held);
        }
        // A bonus is for two of the words, unless there is only one.
        if words < self.words.len().min(2) { score } else { score + self.found.bonus(section) }
    }
}

mod plain;
#[cfg(test)]
mod tests;
