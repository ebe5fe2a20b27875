//! The measures of one question, each as trec_eval defines it.

use serde::Serialize;

/// One of the measures that are reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Measure {
    /// Normalised discounted cumulative gain of the first ten.
    NdcgAt10,
    /// Average precision; its mean over questions is MAP.
    AveragePrecision,
    /// One by the rank of the first that is relevant; its mean over questions is MRR.
    ReciprocalRank,
    /// The part of what is relevant that is among the first hundred.
    RecallAt100,
    /// The part of the first ten that is relevant.
    PrecisionAt10,
    /// Whether the first is relevant.
    SuccessAt1,
}

impl Measure {
    /// All of them, in the order in which they are reported.
    pub const ALL: [Self; 6] = [
        Self::NdcgAt10,
        Self::AveragePrecision,
        Self::ReciprocalRank,
        Self::RecallAt100,
        Self::PrecisionAt10,
        Self::SuccessAt1,
    ];

    /// Its usual name; of a mean over questions where that has one of its own.
    pub const fn name(self) -> &'static str {
        match self {
            Self::NdcgAt10 => "nDCG@10",
            Self::AveragePrecision => "MAP",
            Self::ReciprocalRank => "MRR",
            Self::RecallAt100 => "recall@100",
            Self::PrecisionAt10 => "P@10",
            Self::SuccessAt1 => "success@1",
        }
    }

    /// Its name on the wire.
    pub const fn key(self) -> &'static str {
        match self {
            Self::NdcgAt10 => "ndcg_at_10",
            Self::AveragePrecision => "map",
            Self::ReciprocalRank => "mrr",
            Self::RecallAt100 => "recall_at_100",
            Self::PrecisionAt10 => "p_at_10",
            Self::SuccessAt1 => "success_at_1",
        }
    }
}

/// The measures of a question, or their means over questions; each from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
#[non_exhaustive]
pub struct Measures {
    /// See [`Measure::NdcgAt10`]; trec_eval's `ndcg_cut_10`.
    pub ndcg_at_10: f64,
    /// See [`Measure::AveragePrecision`]; trec_eval's `map`.
    pub map: f64,
    /// See [`Measure::ReciprocalRank`]; trec_eval's `recip_rank`.
    pub mrr: f64,
    /// See [`Measure::RecallAt100`]; trec_eval's `recall_100`.
    pub recall_at_100: f64,
    /// See [`Measure::PrecisionAt10`]; trec_eval's `P_10`.
    pub p_at_10: f64,
    /// See [`Measure::SuccessAt1`]; trec_eval's `success_1`.
    pub success_at_1: f64,
}

impl Measures {
    /// The measures of a ranking.
    pub fn of(ranking: &Ranking) -> Self {
        Self {
            ndcg_at_10: ranking.ndcg(10),
            map: ranking.average_precision(),
            mrr: ranking.reciprocal_rank(),
            recall_at_100: ranking.recall(100),
            p_at_10: ranking.precision(10),
            success_at_1: ranking.success(1),
        }
    }

    /// One of them.
    pub const fn get(&self, measure: Measure) -> f64 {
        match measure {
            Measure::NdcgAt10 => self.ndcg_at_10,
            Measure::AveragePrecision => self.map,
            Measure::ReciprocalRank => self.mrr,
            Measure::RecallAt100 => self.recall_at_100,
            Measure::PrecisionAt10 => self.p_at_10,
            Measure::SuccessAt1 => self.success_at_1,
        }
    }

    /// The mean of each over questions; 0 where there are none.
    pub fn mean<'m>(of: impl IntoIterator<Item = &'m Self>) -> Self {
        let (mut sum, mut count) = (Self::default(), 0.0);
        for one in of {
            sum.ndcg_at_10 += one.ndcg_at_10;
            sum.map += one.map;
            sum.mrr += one.mrr;
            sum.recall_at_100 += one.recall_at_100;
            sum.p_at_10 += one.p_at_10;
            sum.success_at_1 += one.success_at_1;
            count += 1.0;
        }
        if count > 0.0 {
            for value in [
                &mut sum.ndcg_at_10,
                &mut sum.map,
                &mut sum.mrr,
                &mut sum.recall_at_100,
                &mut sum.p_at_10,
                &mut sum.success_at_1,
            ] {
                *value /= count;
            }
        }
        sum
    }
}

/// What was found for a question, seen through its judgments: the grade of each document in order, and all the grades
/// above 0 that there were to find.
///
/// The measures are those of trec_eval 9 (<https://github.com/usnistgov/trec_eval>), under its names. A question that has
/// nothing relevant scores 0 in all of them. nDCG is that of Järvelin and Kekäläinen, "Cumulated gain-based evaluation of
/// IR techniques", ACM TOIS 20 (2002), in the form of trec_eval's `ndcg_cut`: the gain is the grade itself (not 2 to its
/// power) and the discount the binary logarithm of rank + 1, from the first rank on.
///
/// ```
/// use scrutineer::relevance::Ranking;
///
/// // Found: one that is not relevant, then one of grade 2; another of grade 1 was not found.
/// let ranking = Ranking::new(vec![0, 2], vec![2, 1]);
/// assert_eq!(ranking.reciprocal_rank(), 0.5);
/// assert_eq!(ranking.average_precision(), 0.25);
/// assert_eq!(ranking.recall(100), 0.5);
/// let (found, best) = (2.0 / 3_f64.log2(), 2.0 / 2_f64.log2() + 1.0 / 3_f64.log2());
/// assert_eq!(ranking.ndcg(10), found / best);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ranking {
    /// In the order found; 0 for what is not relevant.
    grades: Vec<i32>,
    /// Highest first, all above 0.
    best: Vec<i32>,
}

impl Ranking {
    /// A ranking of the grades that were found, in order, and all those that were to be found, in any order. Grades of 0
    /// and below are not relevant. Each that was found should be among those to be found.
    pub fn new(found: Vec<i32>, mut to_find: Vec<i32>) -> Self {
        to_find.retain(|grade| *grade > 0);
        to_find.sort_unstable_by(|one, other| other.cmp(one));
        Self { grades: found, best: to_find }
    }

    /// How many are relevant.
    pub fn relevant(&self) -> usize {
        self.best.len()
    }

    /// How many of those were found.
    pub fn relevant_found(&self) -> usize {
        self.relevant_in(usize::MAX)
    }

    /// The rank, from 1, of the first that is relevant.
    pub fn first_relevant(&self) -> Option<usize> {
        self.grades.iter().position(|grade| *grade > 0).map(|place| place + 1)
    }

    fn relevant_in(&self, first: usize) -> usize {
        self.grades.iter().take(first).filter(|grade| **grade > 0).count()
    }

    /// nDCG of the first `k`: trec_eval's `ndcg_cut_k`.
    pub fn ndcg(&self, k: usize) -> f64 {
        let gain = |grades: &[i32]| -> f64 {
            let relevant = grades.iter().take(k).enumerate().filter(|(_, grade)| **grade > 0);
            relevant.map(|(place, grade)| f64::from(*grade) / ((place + 2) as f64).log2()).sum()
        };
        ratio(gain(&self.grades), gain(&self.best))
    }

    /// The mean, over all that are relevant, of the precision at the rank of each; 0 for one that was not found.
    /// trec_eval's `map`.
    pub fn average_precision(&self) -> f64 {
        let ranks = (1..).zip(&self.grades).filter(|(_, grade)| **grade > 0);
        let sum: f64 =
            (1..).zip(ranks).map(|(found, (rank, _)): (u32, (u32, _))| f64::from(found) / f64::from(rank)).sum();
        ratio(sum, self.best.len() as f64)
    }

    /// One by the rank of the first that is relevant, 0 where there is none: trec_eval's `recip_rank`.
    pub fn reciprocal_rank(&self) -> f64 {
        self.first_relevant().map_or(0.0, |rank| 1.0 / rank as f64)
    }

    /// The part of all that are relevant that is among the first `k`: trec_eval's `recall_k`.
    pub fn recall(&self, k: usize) -> f64 {
        ratio(self.relevant_in(k) as f64, self.best.len() as f64)
    }

    /// The part of the first `k` that is relevant, also where fewer were found: trec_eval's `P_k`.
    pub fn precision(&self, k: usize) -> f64 {
        ratio(self.relevant_in(k) as f64, k as f64)
    }

    /// 1 where one of the first `k` is relevant, else 0: trec_eval's `success_k`.
    pub fn success(&self, k: usize) -> f64 {
        if self.relevant_in(k) > 0 { 1.0 } else { 0.0 }
    }
}

/// A sum of nothing is -0.0, which would be printed so: such a part is 0.0.
fn ratio(part: f64, whole: f64) -> f64 {
    if part > 0.0 && whole > 0.0 { part / whole } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn close(one: f64, other: f64) {
        assert!((one - other).abs() < 1e-12, "{one} {other}");
    }

    #[test]
    fn a_ranking_measures_what_was_worked_out_by_hand() {
        // Ranks 2, 3 and 5 are relevant, and one of grade 1 was missed.
        let ranking = Ranking::new(vec![0, 3, 1, -1, 2], vec![1, 2, 3, 1]);
        close(ranking.average_precision(), (1.0 / 2.0 + 2.0 / 3.0 + 3.0 / 5.0) / 4.0);
        close(ranking.reciprocal_rank(), 0.5);
        close(ranking.recall(100), 0.75);
        close(ranking.recall(2), 0.25);
        close(ranking.precision(10), 0.3);
        close(ranking.success(1), 0.0);
        close(ranking.success(2), 1.0);
        // 3/1.5849625 + 1/2 + 2/2.5849625 by 3/1 + 2/1.5849625 + 1/2 + 1/2.3219281.
        close(ranking.ndcg(10), 3.166_494_875_183_455_6 / 5.192_536_065_216_308);
    }

    #[test]
    fn a_question_with_nothing_relevant_or_nothing_found_scores_nought() {
        assert_eq!(Measures::of(&Ranking::new(vec![0, -2], vec![])), Measures::default());
        let nothing = Measures::of(&Ranking::new(vec![], vec![1]));
        assert_eq!(nothing, Measures::default());
        assert!(Measure::ALL.iter().all(|measure| nothing.get(*measure).is_sign_positive()));
        assert_eq!(Measures::mean([]), Measures::default());
    }

    #[test]
    fn names_and_keys_are_those_of_the_fields() {
        let json = serde_json::to_value(Measures { map: 0.5, ..Measures::default() }).unwrap();
        for measure in Measure::ALL {
            let wanted = if measure == Measure::AveragePrecision { 0.5 } else { 0.0 };
            assert_eq!(json[measure.key()], wanted, "{}", measure.name());
        }
    }

    proptest! {
        #[test]
        fn measures_lie_between_nought_and_one(
            found in proptest::collection::vec(-1_i32..=i32::MAX, 0..150),
            missed in proptest::collection::vec(1_i32..=i32::MAX, 0..20),
        ) {
            let to_find = found.iter().copied().chain(missed).collect();
            let measures = Measures::of(&Ranking::new(found, to_find));
            for measure in Measure::ALL {
                let value = measures.get(measure);
                prop_assert!((0.0..=1.0 + 1e-12).contains(&value), "{} {value}", measure.name());
            }
        }

        #[test]
        fn the_best_order_has_an_ndcg_of_one_and_no_other_has_more(
            grades in proptest::collection::vec(0_i32..9, 1..40).prop_shuffle()
        ) {
            prop_assume!(grades.iter().any(|grade| *grade > 0));
            let mut best = grades.clone();
            best.sort_unstable_by(|one, other| other.cmp(one));
            let ideal = Ranking::new(best.clone(), best.clone());
            prop_assert!((ideal.ndcg(10) - 1.0).abs() < 1e-12);
            prop_assert!((ideal.average_precision() - 1.0).abs() < 1e-12);
            prop_assert!(Ranking::new(grades, best).ndcg(10) <= 1.0 + 1e-12);
        }
    }
}
