//! Sections that hold plain words, many of them: by [windows](super::super::windows).
//!
//! What is found and its scores are those of the scorers beside this one; which of them answers is a matter of time alone.

use super::{HoldingWeight, Wanted};
use crate::index::is_at;
use crate::query::{
    coverage::by_share,
    fielded::{FieldedScorer, FieldedWeight, Worth},
    windows::{MOST, MOST_WORDS, Windows},
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
        let windows = Windows::open(streams, numbers);
        let scores = Scores { of: None, places: Vec::new(), totals: vec![0.0; MOST] };
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
    scores: Scores,
}

/// The scores of the sections of a window.
struct Scores {
    /// The first section of the window of which they are.
    of: Option<DocId>,
    /// The places of the sections that hold what they must.
    places: Vec<usize>,
    /// By place.
    totals: Vec<Score>,
}

impl PlainScorer {
    /// Hands out all sections with their scores, from the present one on.
    pub(super) fn each(&mut self, take: &mut dyn FnMut(DocId, Score)) {
        while self.windows.document() != TERMINATED {
            self.score_window(true);
            let base = self.windows.base();
            for place in &self.scores.places {
                take(base + *place as DocId, self.scores.totals[*place]);
            }
            self.windows.leave();
        }
    }

    /// Works out the scores of all sections of the window from the present one on: word by word, for those that hold it.
    fn score_window(&mut self, leaves_out: bool) {
        let Self { windows, scores: Scores { of, places, totals }, .. } = self;
        let base = windows.base();
        *of = Some(base);
        places.clear();
        windows.places(|place| {
            if windows.held(place) & self.needs == self.needs {
                places.push(place);
            }
        });
        if let Some(except) = self.except.as_mut().filter(|_| leaves_out) {
            places.retain(|place| !is_at(&mut **except, base + *place as DocId));
        }
        totals[..windows.width()].fill(0.0);
        for (number, worth) in self.worths.iter().enumerate() {
            let Some(worth) = worth else { continue };
            windows.counts(number).for_each(|(place, counted)| totals[place] += worth.of(counted));
        }
        if let Some((shares, most)) = &self.shares {
            for place in &*places {
                let held = windows.held(*place);
                let share = |(number, share): (usize, &f32)| if held >> number & 1 == 1 { *share } else { 0.0 };
                totals[*place] = by_share(totals[*place], *most, shares.iter().enumerate().map(share).sum());
            }
        }
        // A bonus is for two of the words, unless there is only one.
        let are_several = |bits: u32| bits & bits.wrapping_sub(1) != 0;
        let (words, needs_several) = (self.words, are_several(self.words));
        let may_have = |held: u32| !needs_several || are_several(held & words);
        for bonus in &mut self.bonuses {
            match bonus {
                Bonus::Counted(number, Some(worth)) => {
                    for (place, counted) in windows.counts(*number) {
                        totals[place] += if may_have(windows.held(place)) { worth.of(counted) } else { 0.0 };
                    }
                }
                Bonus::Counted(_, None) => {}
                Bonus::LookedFor { needs, scorer } => {
                    for place in &*places {
                        let held = windows.held(*place);
                        if held & *needs == *needs && may_have(held) {
                            totals[*place] += scorer.score_in(base + *place as DocId);
                        }
                    }
                }
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
        if self.scores.of != Some(self.windows.base()) {
            // Which of them are left out is asked from section to section.
            self.score_window(false);
        }
        self.scores.totals[self.windows.place()]
    }
}
