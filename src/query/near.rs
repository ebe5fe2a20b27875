//! Words near each other: a tantivy query over positions.
//!
//! `PhraseQuery` with slop has an order in mind and counts moves, not distance, and knows two words, not two rows of words;
//! here two rows of words are at most so many words apart, whichever comes first. The two never share a word.

use std::ops::Range;
use tantivy::{
    DocId, DocSet, Score, SegmentReader, TERMINATED, Term,
    fieldnorm::FieldNormReader,
    postings::{Postings, SegmentPostings},
    query::{Bm25Weight, EmptyScorer, EnableScoring, Explanation, Query, Scorer, Weight},
    schema::IndexRecordOption,
};

/// Two rows of words, as terms of one field.
#[derive(Debug, Clone)]
pub(super) struct NearQuery {
    pub(super) left: Vec<Term>,
    pub(super) right: Vec<Term>,
    pub(super) words: u32,
}

impl Query for NearQuery {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let bm25 = match scoring {
            EnableScoring::Enabled { statistics_provider, .. } if !self.left.is_empty() => {
                let mut terms = self.left.clone();
                terms.extend(self.right.iter().cloned());
                Some(Bm25Weight::for_terms(statistics_provider, &terms)?)
            }
            _ => None,
        };
        Ok(Box::new(NearWeight { query: self.clone(), bm25 }))
    }
}

struct NearWeight {
    query: NearQuery,
    bm25: Option<Bm25Weight>,
}

impl Weight for NearWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let mut sides = [Vec::new(), Vec::new()];
        for (side, terms) in sides.iter_mut().zip([&self.query.left, &self.query.right]) {
            for term in terms {
                let inverted = reader.inverted_index(term.field())?;
                match inverted.read_postings(term, IndexRecordOption::WithFreqsAndPositions)? {
                    Some(postings) => side.push(postings),
                    None => return Ok(Box::new(EmptyScorer)),
                }
            }
        }
        if sides.iter().any(Vec::is_empty) {
            return Ok(Box::new(EmptyScorer));
        }
        let norms = match self.query.left.first() {
            Some(term) if self.bm25.is_some() => reader.fieldnorms_readers().get_field(term.field())?,
            _ => None,
        };
        let [left, right] = sides;
        let mut scorer = NearScorer {
            left,
            right,
            words: self.query.words,
            bm25: self.bm25.as_ref().map(|weight| weight.boost_by(boost)),
            norms: norms.unwrap_or_else(|| FieldNormReader::constant(reader.max_doc(), 1)),
            pairs: 0,
            document: 0,
        };
        scorer.document = scorer.settle(0);
        Ok(Box::new(scorer))
    }

    fn explain(&self, reader: &SegmentReader, document: DocId) -> tantivy::Result<Explanation> {
        let mut scorer = self.scorer(reader, 1.0)?;
        if scorer.doc() > document || scorer.seek(document) != document {
            return Err(tantivy::TantivyError::InvalidArgument(format!("document {document} does not match")));
        }
        Ok(Explanation::new("words near each other", scorer.score()))
    }
}

struct NearScorer {
    left: Vec<SegmentPostings>,
    right: Vec<SegmentPostings>,
    words: u32,
    bm25: Option<Bm25Weight>,
    norms: FieldNormReader,
    /// How many of the left rows in the present document have a right row near.
    pairs: u32,
    document: DocId,
}

impl NearScorer {
    /// The first document from `target` on with the words near each other.
    fn settle(&mut self, mut target: DocId) -> DocId {
        while target != TERMINATED {
            match self.align(target) {
                Err(further) => target = further,
                Ok(()) => {
                    self.pairs = near(&rows(&mut self.left), &rows(&mut self.right), self.words).len() as u32;
                    if self.pairs > 0 {
                        return target;
                    }
                    target += 1;
                }
            }
        }
        TERMINATED
    }

    /// Takes all postings to `target`; where one does not have it, the next document that it has.
    fn align(&mut self, target: DocId) -> Result<(), DocId> {
        for postings in self.left.iter_mut().chain(&mut self.right) {
            if postings.doc() < target {
                postings.seek(target);
            }
            if postings.doc() > target {
                return Err(postings.doc());
            }
        }
        Ok(())
    }
}

impl DocSet for NearScorer {
    fn advance(&mut self) -> DocId {
        if self.document != TERMINATED {
            self.document = self.settle(self.document + 1);
        }
        self.document
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.document < target {
            self.document = if target == TERMINATED { TERMINATED } else { self.settle(target) };
        }
        self.document
    }

    fn doc(&self) -> DocId {
        self.document
    }

    fn size_hint(&self) -> u32 {
        self.left.iter().chain(&self.right).map(DocSet::size_hint).min().unwrap_or(0) / 4
    }
}

impl Scorer for NearScorer {
    fn score(&mut self) -> Score {
        let norm = self.norms.fieldnorm_id(self.document);
        self.bm25.as_ref().map_or(1.0, |weight| weight.score(norm, self.pairs))
    }
}

/// Where the words stand in a row, as spans of positions.
fn rows(side: &mut [SegmentPostings]) -> Vec<Range<u32>> {
    let length = side.len() as u32;
    let (mut starts, mut positions) = (Vec::new(), Vec::new());
    for (offset, postings) in side.iter_mut().enumerate() {
        let offset = offset as u32;
        postings.positions(&mut positions);
        if offset == 0 {
            starts.clone_from(&positions);
        } else {
            starts.retain(|start| positions.binary_search(&(start + offset)).is_ok());
        }
    }
    starts.into_iter().map(|start| start..start + length).collect()
}

/// The pairs of rows at most `words` apart: for each of `left` the nearest of `right`. Both in order.
pub(super) fn near(left: &[Range<u32>], right: &[Range<u32>], words: u32) -> Vec<(Range<u32>, Range<u32>)> {
    let mut pairs = Vec::new();
    for row in left {
        let after = right.partition_point(|other| other.start < row.end);
        let before = right.partition_point(|other| other.end <= row.start);
        let following = right.get(after).map(|other| (other.start - row.end + 1, other));
        let preceding =
            before.checked_sub(1).and_then(|place| right.get(place)).map(|other| (row.start - other.end + 1, other));
        let nearest = following.into_iter().chain(preceding).min_by_key(|(distance, _)| *distance);
        if let Some((_, other)) = nearest.filter(|(distance, _)| *distance <= words) {
            pairs.push((row.clone(), other.clone()));
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::{Range, near};

    #[test]
    fn neighbours_are_one_word_apart_in_either_order() {
        let pairs = |left: Range<u32>, right: Range<u32>, words| {
            near(std::slice::from_ref(&left), std::slice::from_ref(&right), words).len()
        };
        assert_eq!(pairs(3..4, 4..5, 1), 1);
        assert_eq!(pairs(4..5, 3..4, 1), 1);
        assert_eq!(pairs(3..4, 5..6, 1), 0);
        assert_eq!(pairs(3..4, 5..6, 2), 1);
        assert_eq!(pairs(3..5, 5..6, 1), 1);
        assert_eq!(pairs(3..4, 3..4, 5), 0);
    }

    #[test]
    fn a_word_is_not_near_itself() {
        let places = [3..4, 6..7];
        assert_eq!(near(&places, &places, 5), [(3..4, 6..7), (6..7, 3..4)]);
    }
}
