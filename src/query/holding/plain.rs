//! Sections that hold plain words, many of them: by [windows](super::super::windows).
//!
//! What is found and its scores are those of the scorers beside this one; which of them answers is a matter of time alone.

use super::{HoldingWeight, Wanted};
use crate::index::is_at;
use crate::query::{
    coverage::by_share,
    fielded::{FieldedScorer, FieldedWeight, Worth},
    windows::{MOST_WORDS, Windows},
};
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED, query::Scorer};

/// So many postings are read in the time in which one more section of the rarest word is looked for in the lists of the
/// others, with time to spare.
const POSTINGS_A_SECTION: u32 = 5;

impl HoldingWeight {
    /// The sections by windows; `None` where they are found sooner one after the other, or where more is looked for than
    /// single terms.
    pub(super) fn plain(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Option<PlainScorer>> {
        let numbers = self.words.len() + self.bonuses.len();
        if !self.is_all || self.words.is_empty() || numbers > MOST_WORDS || !self.is_worth(reader)? {
            return Ok(None);
        }
        let mut streams = Vec::new();
        for (number, (word, tells)) in self.words.iter().enumerate() {
            let Some(of_word) = word.open_plain(reader, number, tells.then_some(self.above))? else { return Ok(None) };
            streams.extend(of_word);
        }
        let mut bonuses = Vec::with_capacity(self.bonuses.len());
        for (number, (bonus, worth)) in (self.words.len()..).zip(&self.bonuses) {
            let boost = boost * worth;
            bonuses.push(match bonus.open_plain(reader, number, None)? {
                Some(of_bonus) => {
                    streams.extend(of_bonus);
                    Bonus::Counted(number, bonus.worth(boost))
                }
                None => Bonus::LookedFor { needs: self.words_of(bonus), scorer: bonus.open(reader, boost)? },
            });
        }
        let words = ((1_u64 << self.words.len()) - 1) as u32;
        let (needs, shares) = match &self.wanted {
            Wanted::All => (words, None),
            Wanted::Any => (0, None),
            Wanted::Share { shares, held } => (0, Some((shares.clone(), *held))),
        };
        let worths = self.words.iter().map(|(word, _)| word.worth(boost)).collect();
        let except = self.except.as_ref().map(|except| except.scorer(reader, boost)).transpose()?;
        let (windows, scores) = (Windows::open(streams, numbers), Vec::new());
        let mut scorer = PlainScorer { windows, words, worths, needs, except, shares, bonuses, scores };
        scorer.settle();
        Ok(Some(scorer))
    }

    /// Whether to read all postings takes less time than to go from section to section.
    fn is_worth(&self, reader: &SegmentReader) -> tantivy::Result<bool> {
        if !matches!(self.wanted, Wanted::All) || self.words.len() == 1 {
            return Ok(true);
        }
        let (mut postings, mut rarest) = (0_u32, u32::MAX);
        for (word, _) in &self.words {
            let Some(sizes) = word.sizes(reader)? else { return Ok(false) };
            postings = sizes.iter().copied().fold(postings, u32::saturating_add);
            rarest = rarest.min(sizes.into_iter().max().unwrap_or(0));
        }
        Ok(postings <= rarest.saturating_mul(POSTINGS_A_SECTION))
    }

    /// The words, as bits, without which a bonus stands nowhere; none that is not known for certain.
    fn words_of(&self, bonus: &FieldedWeight) -> u32 {
        let of_term = |term| self.words.iter().position(|(word, _)| word.terms().eq([term]));
        bonus.terms().filter_map(of_term).fold(0, |bits, number| bits | 1 << number)
    }
}

/// What raises the score of a section.
enum Bonus {
    /// A single term, with its number among the words.
    Counted(usize, Option<Worth>),
    /// What is looked for where some words stand.
    LookedFor { needs: u32, scorer: FieldedScorer },
}

/// See the module.
pub(super) struct PlainScorer {
    windows: Windows,
    /// The bits of all words.
    words: u32,
    worths: Vec<Option<Worth>>,
    /// The bits of those that must be held.
    needs: u32,
    /// Sections that are left out.
    except: Option<Box<dyn Scorer>>,
    shares: Option<(Vec<f32>, f32)>,
    bonuses: Vec<Bonus>,
    /// Those that were worked out last.
    scores: Vec<Score>,
}

impl PlainScorer {
    /// Hands out all sections with their scores, from the present one on.
    pub(super) fn each(&mut self, take: &mut dyn FnMut(DocId, Score)) {
        let mut places = Vec::new();
        while self.windows.document() != TERMINATED {
            places.clear();
            self.windows.places(|place| {
                if self.windows.held(place) & self.needs == self.needs {
                    places.push(place);
                }
            });
            let base = self.windows.base();
            if let Some(except) = &mut self.except {
                places.retain(|place| !is_at(&mut **except, base + *place as DocId));
            }
            self.score_all(&places);
            for (place, score) in places.iter().zip(&self.scores) {
                take(base + *place as DocId, *score);
            }
            self.windows.leave();
        }
    }

    /// Works out the scores of sections of the window, in order. Word by word, so that nothing hangs on which words the
    /// section before held.
    fn score_all(&mut self, places: &[usize]) {
        let Self { windows, scores, .. } = self;
        scores.clear();
        scores.resize(places.len(), 0.0);
        for (number, worth) in self.worths.iter().enumerate() {
            let Some(worth) = worth else { continue };
            let counted = windows.counted(number);
            for (place, score) in places.iter().zip(&mut *scores) {
                let of_word = worth.of(counted[*place]);
                *score += if windows.held(*place) >> number & 1 == 1 { of_word } else { 0.0 };
            }
        }
        if let Some((shares, most)) = &self.shares {
            for (place, score) in places.iter().zip(&mut *scores) {
                let held = windows.held(*place);
                let share = |(number, share): (usize, &f32)| if held >> number & 1 == 1 { *share } else { 0.0 };
                *score = by_share(*score, *most, shares.iter().enumerate().map(share).sum());
            }
        }
        // A bonus is for two of the words, unless there is only one.
        let are_several = |bits: u32| bits & bits.wrapping_sub(1) != 0;
        let needs_several = are_several(self.words);
        for bonus in &mut self.bonuses {
            for (place, score) in places.iter().zip(&mut *scores) {
                let held = windows.held(*place);
                if needs_several && !are_several(held & self.words) {
                    continue;
                }
                *score += match bonus {
                    Bonus::Counted(number, Some(worth)) if held >> *number & 1 == 1 => {
                        worth.of(windows.counted(*number)[*place])
                    }
                    Bonus::LookedFor { needs, scorer } if held & *needs == *needs => {
                        scorer.score_in(windows.base() + *place as DocId)
                    }
                    Bonus::Counted(..) | Bonus::LookedFor { .. } => 0.0,
                };
            }
        }
    }

    /// Goes on to the first section, the present one included, that holds what it must.
    fn settle(&mut self) -> DocId {
        loop {
            let section = self.windows.document();
            let holds_all = || self.windows.held(self.windows.place()) & self.needs == self.needs;
            let mut is_left_out = || self.except.as_mut().is_some_and(|except| is_at(&mut **except, section));
            if section == TERMINATED || holds_all() && !is_left_out() {
                return section;
            }
            self.windows.advance();
        }
    }
}

impl DocSet for PlainScorer {
    fn advance(&mut self) -> DocId {
        self.windows.advance();
        self.settle()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        self.windows.seek(target);
        self.settle()
    }

    fn doc(&self) -> DocId {
        self.windows.document()
    }

    fn size_hint(&self) -> u32 {
        self.windows.size_hint()
    }
}

impl Scorer for PlainScorer {
    fn score(&mut self) -> Score {
        self.score_all(&[self.windows.place()]);
        self.scores[0]
    }
}
