//! BM25F: what a word, row of words or pair of rows is worth in a section, all fields taken together.
//!
//! In come the fields to look in with their weights; out comes a tantivy query. Adding up one BM25 a field counts a word
//! that stands in heading and text as if it were two words of the question; BM25F (Robertson, Zaragoza and Taylor,
//! "Simple BM25 extension to multiple weighted fields", CIKM 2004) adds up the weighted counts and lets them saturate
//! together. Scores are multiples of one small step: sums of floating-point numbers differ in their last bits with
//! the order in which a segment adds them, and with them the order of sections that are equal, such as copies in two
//! segments; multiples of a step are added without any loss.

use super::{
    lookups::Lookups,
    occurrences::{Occurrences, Shape, explained},
    ranking::{self, FieldWeight, Saturation},
    windows,
};
use crate::index::Counts;
use tantivy::{
    DocId, DocSet, Score, SegmentReader, TERMINATED, Term,
    fieldnorm::FieldNormReader,
    query::{Bm25StatisticsProvider as _, EnableScoring, Explanation, Query, Scorer, Weight},
    schema::{Field, IndexRecordOption},
};

/// Steps in a score of one: sums are exact up to 4096, and with the default weights one word scores hardly more than 50. With
/// far greater ones long sums are rounded, so that the order of nearly equal sections may hang on that of their words.
const STEPS: Score = 4096.0;

/// The least difference of two scores.
pub(super) const STEP: Score = 1.0 / STEPS;

/// A pattern in some fields.
#[derive(Debug, Clone)]
pub(super) struct Fielded {
    pub(super) areas: Vec<Area>,
    /// Where something else stands that says the same. It counts as much as what was asked for would.
    pub(super) others: Vec<Area>,
    pub(super) saturation: Saturation,
    pub(super) lookups: Lookups,
}

/// A pattern in one field.
#[derive(Debug, Clone)]
pub(super) struct Area {
    pub(super) field: Field,
    pub(super) shape: Shape,
    pub(super) weight: FieldWeight,
    /// Terms of which a section must have one; any section will do where there are none.
    pub(super) within: Vec<Term>,
}

impl Area {
    /// Its term, if it is one alone and may stand in any section.
    fn single(&self) -> Option<&Term> {
        match &self.shape {
            Shape::Row(terms) if self.within.is_empty() => match &terms[..] {
                [term] => Some(term),
                _ => None,
            },
            _ => None,
        }
    }

    /// Where it stands in a segment, not yet taken to any section; `None` where it stands in none.
    pub(super) fn open(
        &self,
        lookups: &Lookups,
        reader: &SegmentReader,
        counted: bool,
    ) -> tantivy::Result<Option<Occurrences>> {
        let Some(occurrences) = self.shape.open(lookups, reader, counted)? else { return Ok(None) };
        occurrences.within(lookups, reader, &self.within)
    }
}

impl Fielded {
    pub(super) fn all_areas(&self) -> impl Iterator<Item = &Area> {
        self.areas.iter().chain(&self.others)
    }

    /// The sum of how rare its words are, each in the field where most sections have it. What stands above sections, in the
    /// last area of three, is counted only where nothing else has the word: a word of a council's name stands above all of
    /// its sections, and is rare in their texts all the same.
    pub(super) fn rarity(&self) -> tantivy::Result<f32> {
        let sections = self.lookups.index().statistics().total_num_docs()?;
        let mut most: Vec<u64> = Vec::new();
        for (number, area) in self.areas.iter().enumerate() {
            for (place, term) in area.shape.terms().enumerate() {
                match most.get_mut(place) {
                    Some(most) if number < 2 || *most == 0 => {
                        *most = self.lookups.frequency(term)?.max(*most);
                    }
                    Some(_) => {}
                    None => most.push(self.lookups.frequency(term)?),
                }
            }
        }
        // Words that stand for each other are as rare as all of them together.
        if matches!(self.areas.first(), Some(Area { shape: Shape::Either(_), .. })) {
            return Ok(ranking::idf(most.iter().sum(), sections));
        }
        Ok(most.iter().map(|found| ranking::idf(*found, sections)).sum())
    }

    /// What finds it segment by segment, and scores it if `scoring` says so.
    pub(super) fn weighed(&self, scoring: EnableScoring<'_>) -> tantivy::Result<FieldedWeight> {
        let scored = if scoring.is_scoring_enabled() {
            let statistics = self.lookups.index().statistics();
            let counts = |Area { field, weight, .. }: &Area| statistics.counts(*field, weight.weight, weight.length);
            let counts = self.all_areas().map(counts).collect::<tantivy::Result<_>>()?;
            Some(Scored { rarity: self.rarity()?, counts, saturation: self.saturation })
        } else {
            None
        };
        let areas = self.all_areas().cloned().collect();
        Ok(FieldedWeight { areas, scored, lookups: self.lookups.clone() })
    }
}

impl Query for Fielded {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(self.weighed(scoring)?))
    }
}

#[derive(Clone)]
struct Scored {
    rarity: f32,
    /// Of each area.
    counts: Vec<Counts>,
    saturation: Saturation,
}

pub(super) struct FieldedWeight {
    areas: Vec<Area>,
    scored: Option<Scored>,
    lookups: Lookups,
}

impl FieldedWeight {
    /// Where it stands in a segment, not yet taken to any section.
    pub(super) fn open(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<FieldedScorer> {
        let mut streams = Vec::with_capacity(self.areas.len());
        for (place, area) in self.areas.iter().enumerate() {
            let Some(occurrences) = area.open(&self.lookups, reader, self.scored.is_some())? else { continue };
            streams.push(Stream { field: area.field, occurrences, counted: self.counted(place, reader)? });
        }
        Ok(FieldedScorer { streams, worth: self.worth(boost), document: TERMINATED })
    }

    /// In how many sections of a segment each area stands, if all are of [single](Area::single) terms.
    pub(super) fn sizes(&self, reader: &SegmentReader) -> tantivy::Result<Option<Vec<u32>>> {
        let size = |area: &Area| area.single().map(|term| self.lookups.size(reader, term)).transpose();
        self.areas.iter().map(size).collect()
    }

    /// What [`open`](Self::open) gives as lists that are read a block at a time, under the number of a word. Those tell that are
    /// not of the field `above`; none where that is absent. `None` where it cannot be had so, as only
    /// [single](Area::single) terms can.
    pub(super) fn open_plain(
        &self,
        reader: &SegmentReader,
        word: usize,
        above: Option<Field>,
    ) -> tantivy::Result<Option<Vec<windows::Stream>>> {
        let option = if self.scored.is_some() { IndexRecordOption::WithFreqs } else { IndexRecordOption::Basic };
        let mut streams = Vec::with_capacity(self.areas.len());
        for (place, area) in self.areas.iter().enumerate() {
            let Some(term) = area.single() else { return Ok(None) };
            let Some(postings) = self.lookups.blocks(reader, term, option)? else { continue };
            let tells = above.is_some_and(|above| above != area.field);
            streams.push(windows::Stream { postings, word, tells, counted: self.counted(place, reader)? });
        }
        Ok(Some(streams))
    }

    /// What makes its counts a score; `None` where nothing is scored.
    pub(super) fn worth(&self, boost: Score) -> Option<Worth> {
        let worth = |scored: &Scored| Worth { factor: boost * scored.rarity, saturation: scored.saturation };
        self.scored.as_ref().map(worth)
    }

    /// The terms that are looked for in its first field.
    pub(super) fn terms(&self) -> impl Iterator<Item = &Term> {
        self.areas.iter().take(1).flat_map(|area| area.shape.terms())
    }

    /// How long the field of an area is in each section, and what one occurrence counts by that.
    fn counted(&self, place: usize, reader: &SegmentReader) -> tantivy::Result<Option<(FieldNormReader, Counts)>> {
        let Some(scored) = &self.scored else { return Ok(None) };
        let norms = reader.fieldnorms_readers().get_field(self.areas[place].field)?;
        let norms = norms.unwrap_or_else(|| FieldNormReader::constant(reader.max_doc(), 1));
        Ok(Some((norms, scored.counts[place].clone())))
    }
}

impl Weight for FieldedWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let mut scorer = self.open(reader, boost)?;
        scorer.begin();
        Ok(Box::new(scorer))
    }

    fn explain(&self, reader: &SegmentReader, document: DocId) -> tantivy::Result<Explanation> {
        explained("BM25F", &mut *self.scorer(reader, 1.0)?, document)
    }
}

struct Stream {
    field: Field,
    occurrences: Occurrences,
    counted: Option<(FieldNormReader, Counts)>,
}

/// A pattern in some fields of the sections of a segment.
pub(super) struct FieldedScorer {
    streams: Vec<Stream>,
    worth: Option<Worth>,
    document: DocId,
}

/// What makes counts a score.
#[derive(Debug, Clone, Copy)]
pub(super) struct Worth {
    /// What the saturated count is multiplied by.
    factor: f32,
    saturation: Saturation,
}

impl Worth {
    /// The score of what counts so much.
    pub(super) fn of(self, counted: f32) -> Score {
        stepped(self.factor * self.saturation.of(counted))
    }
}

impl FieldedScorer {
    /// Goes to the first section, from which on [`advance`](Self::advance) and [`seek`](Self::seek) lead.
    pub(super) fn begin(&mut self) {
        self.streams.iter_mut().for_each(|stream| stream.occurrences.begin());
        self.document = self.least();
    }

    /// Whether it stands in a section: for those who ask for one section after another, and not what comes next.
    pub(super) fn stands_in(&mut self, section: DocId) -> bool {
        self.streams.iter_mut().any(|stream| stream.occurrences.stands_in(section))
    }

    /// The same, leaving out a field.
    pub(super) fn stands_beside(&mut self, field: Field, section: DocId) -> bool {
        let mut streams = self.streams.iter_mut().filter(|stream| stream.field != field);
        streams.any(|stream| stream.occurrences.stands_in(section))
    }

    /// What it is worth in a section; 0 where it does not stand there.
    pub(super) fn score_in(&mut self, section: DocId) -> Score {
        let Some(worth) = self.worth else { return 0.0 };
        let mut counted = 0.0;
        for Stream { occurrences, counted: counts, .. } in &mut self.streams {
            if let Some((norms, table)) = counts
                && occurrences.stands_in(section)
            {
                counted += occurrences.count() as f32 * table[usize::from(norms.fieldnorm_id(section))];
            }
        }
        worth.of(counted)
    }

    fn least(&self) -> DocId {
        self.streams.iter().map(|stream| stream.occurrences.doc()).min().unwrap_or(TERMINATED)
    }
}

impl DocSet for FieldedScorer {
    fn advance(&mut self) -> DocId {
        if self.document != TERMINATED {
            for stream in &mut self.streams {
                if stream.occurrences.doc() == self.document {
                    stream.occurrences.advance();
                }
            }
            self.document = self.least();
        }
        self.document
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.document < target {
            for stream in &mut self.streams {
                stream.occurrences.seek(target);
            }
            self.document = self.least();
        }
        self.document
    }

    fn doc(&self) -> DocId {
        self.document
    }

    fn size_hint(&self) -> u32 {
        self.streams.iter().map(|stream| stream.occurrences.size_hint()).max().unwrap_or(0)
    }
}

impl Scorer for FieldedScorer {
    fn score(&mut self) -> Score {
        self.score_in(self.document)
    }
}

/// The nearest multiple of a step, the greater of two that are as near; no score is less than 0. (`round` is a call into the
/// library of the system.)
pub(super) fn stepped(score: Score) -> Score {
    let steps = (score * STEPS).max(0.0);
    // Here only whole numbers are to be had, so that the sum is rounded to one: to the even one of two that are as near.
    let whole = (steps + WHOLE) - WHOLE;
    let nearest = if steps - whole == 0.5 { whole + 1.0 } else { whole };
    (if steps >= WHOLE { steps } else { nearest }) / STEPS
}

/// From here on numbers of this precision have no fractions.
const WHOLE: Score = 8_388_608.0;

#[cfg(test)]
mod tests {
    use super::{STEPS, stepped};

    proptest::proptest! {
        #[test]
        fn a_score_goes_to_the_nearest_step_and_from_between_two_to_the_greater(
            steps in 0..40_000_000_u32,
            part in 0..8_u8,
        ) {
            let steps = steps as f32 + f32::from(part) / 8.0;
            let rounded = (f64::from(steps) + 0.5).floor() as f32;
            proptest::prop_assert_eq!(stepped(steps / STEPS), rounded / STEPS);
        }
    }

    #[test]
    fn what_is_no_score_counts_nothing() {
        assert_eq!([f32::NAN, -1.0, 0.0].map(stepped), [0.0; 3]);
    }
}
