//! Two evaluations of the same questions: the differences, how sure they are, and the questions that moved.

use super::{Evaluation, Judged, Measure, Measures};

/// Up to so many questions that differ, every way to flip their signs is tried.
const EXACT: usize = 16;
/// Beyond that so many are drawn, as in the paper that [`Compared::p`] names.
const DRAWS: u32 = 100_000;
/// Differences of means below this are rounding.
const ROUNDING: f64 = 1e-12;

/// A run beside a baseline, over the questions that both were measured for.
///
/// ```
/// use scrutineer::relevance::{Comparison, Evaluation, Judgments, Run};
///
/// let judgments = Judgments::parse(b"q 0 a 1\n", "qrels")?;
/// let of = |text: &str| Run::parse(text.as_bytes(), "run").map(|run| Evaluation::new(&run, &judgments, None));
/// let better = of("q Q0 a 1 2.0 new\n")?;
/// let worse = of("q Q0 b 1 2.0 old\nq Q0 a 2 1.0 old\n")?;
/// let comparison = Comparison::new(&better, &worse);
/// assert_eq!(comparison.measures[0].better, 1);
/// assert_eq!(comparison.moved[0].first_relevant, Some(1));
/// assert_eq!(comparison.moved[0].baseline_first_relevant, Some(2));
/// # Ok::<(), scrutineer::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Comparison {
    /// How many questions both have.
    pub questions: u64,
    /// One for each measure, in the order of [`Measure::ALL`].
    pub measures: Vec<Compared>,
    /// The questions in which any measure differs: those whose nDCG@10 moved most first, then by average precision, then
    /// in their order.
    pub moved: Vec<Moved>,
}

/// One measure of both.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct Compared {
    /// Which.
    pub measure: Measure,
    /// The mean of the run.
    pub value: f64,
    /// The mean of the baseline.
    pub baseline: f64,
    /// The first less the second.
    pub difference: f64,
    /// Questions in which the run is better.
    pub better: u64,
    /// Questions in which it is worse.
    pub worse: u64,
    /// Questions in which it is the same.
    pub same: u64,
    /// How likely a difference at least so large is if the two were equally good: Fisher's paired randomization test,
    /// two-sided. Below 0.05 is usually called significant; 1 where nothing differs.
    ///
    /// For up to 16 questions that differ it is exact; beyond that 100,000 assignments are drawn, always the same ones.
    /// Source: Smucker, Allan and Carterette, "A comparison of statistical significance tests for information retrieval
    /// evaluation", CIKM 2007.
    pub p: f64,
}

/// A question in which the two differ.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Moved {
    /// Its id.
    pub id: String,
    /// The question, where it is known.
    pub query: Option<String>,
    /// Its measures in the run.
    pub measures: Measures,
    /// Its measures in the baseline.
    pub baseline: Measures,
    /// The rank of the first relevant document in the run.
    pub first_relevant: Option<u64>,
    /// The rank of the first relevant document in the baseline.
    pub baseline_first_relevant: Option<u64>,
}

impl Comparison {
    /// Compares a run with a baseline.
    pub fn new(run: &Evaluation, baseline: &Evaluation) -> Self {
        let of_baseline = baseline.by_id();
        let both: Vec<(&Judged, &Judged)> =
            run.questions.iter().filter_map(|one| Some((one, *of_baseline.get(one.id.as_str())?))).collect();
        let compare = |measure: Measure| {
            let differences: Vec<f64> =
                both.iter().map(|(one, other)| one.measures.get(measure) - other.measures.get(measure)).collect();
            let count = |which: fn(f64) -> bool| differences.iter().filter(|one| which(**one)).count() as u64;
            let mean = |of: &dyn Fn(&(&Judged, &Judged)) -> f64| match both.len() {
                0 => 0.0,
                questions => both.iter().map(of).sum::<f64>() / questions as f64,
            };
            let value = mean(&|(one, _)| one.measures.get(measure));
            let baseline = mean(&|(_, other)| other.measures.get(measure));
            Compared {
                measure,
                value,
                baseline,
                difference: value - baseline,
                better: count(|one| one > ROUNDING),
                worse: count(|one| one < -ROUNDING),
                same: count(|one| one.abs() <= ROUNDING),
                p: randomization(&differences),
            }
        };
        Self { questions: both.len() as u64, measures: Measure::ALL.map(compare).to_vec(), moved: moved(&both) }
    }
}

fn moved(both: &[(&Judged, &Judged)]) -> Vec<Moved> {
    let differs = |(one, other): &&(&Judged, &Judged)| {
        Measure::ALL.iter().any(|measure| (one.measures.get(*measure) - other.measures.get(*measure)).abs() > ROUNDING)
    };
    let mut moved: Vec<Moved> = both
        .iter()
        .filter(differs)
        .map(|(one, other)| Moved {
            id: one.id.clone(),
            query: one.query.clone(),
            measures: one.measures,
            baseline: other.measures,
            first_relevant: one.first_relevant,
            baseline_first_relevant: other.first_relevant,
        })
        .collect();
    let by = |moved: &Moved, measure| (moved.measures.get(measure) - moved.baseline.get(measure)).abs();
    moved.sort_by(|one, other| {
        let compare = |measure| by(other, measure).total_cmp(&by(one, measure));
        compare(Measure::NdcgAt10).then_with(|| compare(Measure::AveragePrecision))
    });
    moved
}

/// The paired randomization test: were the two equally good, each difference could as well have the other sign.
fn randomization(differences: &[f64]) -> f64 {
    let differences: Vec<f64> = differences.iter().copied().filter(|one| one.abs() > ROUNDING).collect();
    if differences.is_empty() {
        return 1.0;
    }
    let observed = differences.iter().sum::<f64>().abs();
    let as_large = |signs: &mut dyn FnMut() -> u64| {
        let mut sum = 0.0;
        for few in differences.chunks(64) {
            let mut bits = signs();
            for difference in few {
                sum += if bits & 1 == 0 { *difference } else { -difference };
                bits >>= 1;
            }
        }
        sum.abs() >= observed - ROUNDING
    };
    if differences.len() <= EXACT {
        let ways = 1_u64 << differences.len();
        let large = (0..ways).filter(|signs| as_large(&mut || *signs)).count();
        return large as f64 / ways as f64;
    }
    let mut random = SplitMix(0x5c72_7574_696e_6565);
    let large = (0..DRAWS).filter(|_| as_large(&mut || random.next())).count();
    // The assignment that was observed is one of them.
    (large as f64 + 1.0) / (f64::from(DRAWS) + 1.0)
}

/// SplitMix64: Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014. A generator of our
/// own, with a fixed seed, so that the same comparison always says the same.
struct SplitMix(u64);

impl SplitMix {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::relevance::{Judgments, Run};
    use proptest::prelude::*;

    fn evaluation(ranks: &[(&str, usize)]) -> Evaluation {
        let mut run = String::new();
        let mut judgments = String::new();
        for (id, rank) in ranks {
            judgments.push_str(&format!("{id} 0 right 1\n"));
            for place in 1..*rank {
                run.push_str(&format!("{id} Q0 wrong{place} {place} {} x\n", 100 - place));
            }
            run.push_str(&format!("{id} Q0 right {rank} {} x\n", 100 - rank));
        }
        let judgments = Judgments::parse(judgments.as_bytes(), "x").unwrap();
        Evaluation::new(&Run::parse(run.as_bytes(), "x").unwrap(), &judgments, None)
    }

    #[test]
    fn questions_are_better_worse_or_the_same_and_those_that_moved_most_come_first() {
        let new = evaluation(&[("a", 1), ("b", 3), ("c", 2), ("d", 1)]);
        let old = evaluation(&[("a", 2), ("b", 1), ("c", 2), ("e", 1)]);
        let comparison = Comparison::new(&new, &old);
        assert_eq!(comparison.questions, 3);
        let first = comparison.measures[0];
        assert_eq!((first.better, first.worse, first.same), (1, 1, 1));
        assert_eq!(comparison.moved.iter().map(|moved| moved.id.as_str()).collect::<Vec<_>>(), ["b", "a"]);
    }

    #[test]
    fn the_test_is_exact_for_few_questions() {
        assert_eq!(randomization(&[]), 1.0);
        assert_eq!(randomization(&[0.0, 0.0]), 1.0);
        // Of the 32 assignments only all plus and all minus are as large.
        assert_eq!(randomization(&[0.1, 0.2, 0.1, 0.3, 0.1]), 2.0 / 32.0);
        assert_eq!(randomization(&[0.5, -0.5]), 1.0);
    }

    #[test]
    fn drawing_comes_close_to_what_is_exact() {
        // Seventeen equal differences, fourteen of one sign: by the binomial, 2 * (1 + 17 + 136 + 680) / 2^17.
        let mut differences = [0.25; 17];
        differences[..3].fill(-0.25);
        let exact = 2.0 * 834.0 / f64::from(1 << 17);
        assert!((randomization(&differences) - exact).abs() < 0.002, "{}", randomization(&differences));
        assert_eq!(randomization(&differences), randomization(&differences));
    }

    proptest! {
        #[test]
        fn a_comparison_turned_round_is_as_sure(differences in proptest::collection::vec(-1.0_f64..1.0, 0..12)) {
            let p = randomization(&differences);
            let turned: Vec<f64> = differences.iter().map(|one| -one).collect();
            prop_assert!((0.0..=1.0).contains(&p));
            prop_assert_eq!(p, randomization(&turned));
        }
    }
}
