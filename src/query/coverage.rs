//! How much of a question a section holds: a tantivy query for further sections.
//!
//! Matches a section that holds any of its units. The score is the sum of the units' scores, less for the weight of
//! those that are lacking; see [`Weight::Held`](super::Weight::Held).

use super::{fielded::stepped, occurrences::explained};
use tantivy::{
    DocId, DocSet, Score, SegmentReader, TERMINATED,
    query::{EnableScoring, Explanation, Query, Scorer, Weight},
};

/// Units with their weights, which add up to at most 1.
#[derive(Debug)]
pub(super) struct Coverage {
    units: Vec<(Box<dyn Query>, f32)>,
    /// How much of the score hangs on how much is held.
    held: f32,
}

impl Coverage {
    /// Of units with their rarities, of any size.
    pub(super) fn new(mut units: Vec<(Box<dyn Query>, f32)>, held: f32) -> Self {
        let all: f32 = units.iter().map(|(_, rarity)| rarity).sum();
        units.iter_mut().for_each(|(_, rarity)| *rarity /= all);
        Self { units, held }
    }
}

impl Clone for Coverage {
    fn clone(&self) -> Self {
        let units = self.units.iter().map(|(query, weight)| (query.box_clone(), *weight)).collect();
        Self { units, held: self.held }
    }
}

impl Query for Coverage {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let units = self.units.iter().map(|(query, weight)| Ok((query.weight(scoring)?, *weight)));
        Ok(Box::new(CoverageWeight { units: units.collect::<tantivy::Result<_>>()?, held: self.held }))
    }
}

struct CoverageWeight {
    units: Vec<(Box<dyn Weight>, f32)>,
    held: f32,
}

impl Weight for CoverageWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let units = self.units.iter().map(|(unit, weight)| Ok((unit.scorer(reader, boost)?, *weight)));
        let mut scorer = CoverageScorer { units: units.collect::<tantivy::Result<_>>()?, held: self.held, document: 0 };
        scorer.document = scorer.least();
        Ok(Box::new(scorer))
    }

    fn explain(&self, reader: &SegmentReader, document: DocId) -> tantivy::Result<Explanation> {
        explained("units held", &mut *self.scorer(reader, 1.0)?, document)
    }
}

struct CoverageScorer {
    units: Vec<(Box<dyn Scorer>, f32)>,
    held: f32,
    document: DocId,
}

impl CoverageScorer {
    fn least(&self) -> DocId {
        self.units.iter().map(|(scorer, _)| scorer.doc()).min().unwrap_or(TERMINATED)
    }
}

impl DocSet for CoverageScorer {
    fn advance(&mut self) -> DocId {
        if self.document != TERMINATED {
            let present = self.document;
            for (scorer, _) in &mut self.units {
                if scorer.doc() == present {
                    scorer.advance();
                }
            }
            self.document = self.least();
        }
        self.document
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.document < target {
            for (scorer, _) in &mut self.units {
                if scorer.doc() < target {
                    scorer.seek(target);
                }
            }
            self.document = self.least();
        }
        self.document
    }

    fn doc(&self) -> DocId {
        self.document
    }

    fn size_hint(&self) -> u32 {
        self.units.iter().map(|(scorer, _)| scorer.size_hint()).max().unwrap_or(0)
    }
}

impl Scorer for CoverageScorer {
    fn score(&mut self) -> Score {
        let (mut held, mut score) = (0.0, 0.0);
        for (scorer, weight) in &mut self.units {
            if scorer.doc() == self.document {
                held += *weight;
                score += scorer.score();
            }
        }
        by_share(score, self.held, held)
    }
}

/// A score of which the part `share` hangs on how much of the question is held, from 0 to 1.
pub(super) fn by_share(score: Score, share: f32, held: f32) -> Score {
    stepped(score * (1.0 - share + share * held))
}
