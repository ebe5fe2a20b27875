//! A run against judgments: the measures of each question, and their means.

use super::{Judgments, Measures, Questions, Ranking, Run};
use rustc_hash::{FxHashMap, FxHashSet};

/// The measures of a run.
///
/// The questions are those of the file of questions that have judgments, in its order; where there is no such file, all
/// that have judgments, in the order of these. A judged question for which the run has nothing counts 0 in every
/// measure, as with trec_eval's `-c`; one without judgments cannot be measured and is left out.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Evaluation {
    /// The mean of each measure over the questions.
    pub mean: Measures,
    /// The questions that were measured.
    pub questions: Vec<Judged>,
    /// The ids of questions that were asked but never judged, in order: they are left out.
    pub unjudged: Vec<String>,
    /// How many questions have judgments but are not among those asked: they are left out too.
    pub not_asked: u64,
}

/// What was measured of one question.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Judged {
    /// Its id.
    pub id: String,
    /// The question, where there is a file of questions.
    pub query: Option<String>,
    /// How many documents were found.
    pub found: u64,
    /// How many documents are relevant.
    pub relevant: u64,
    /// How many of those were found.
    pub relevant_found: u64,
    /// The rank, from 1, of the first relevant document; absent where none was found.
    pub first_relevant: Option<u64>,
    /// The measures.
    pub measures: Measures,
}

impl Evaluation {
    /// Measures a run.
    ///
    /// ```
    /// use scrutineer::relevance::{Evaluation, Judgments, Questions, Run};
    ///
    /// let questions = Questions::parse(b"a\tgullies\nb\tbuses\n", "questions.tsv")?;
    /// let judgments = Judgments::parse(b"a 0 paper 1\nc 0 paper 1\n", "qrels")?;
    /// let evaluation = Evaluation::new(&Run::default(), &judgments, Some(&questions));
    /// assert_eq!((evaluation.questions.len(), evaluation.unjudged.len(), evaluation.not_asked), (1, 1, 1));
    /// # Ok::<(), scrutineer::Error>(())
    /// ```
    pub fn new(run: &Run, judgments: &Judgments, questions: Option<&Questions>) -> Self {
        let mut judged = Vec::new();
        let mut unjudged = Vec::new();
        let mut not_asked = 0;
        match questions {
            Some(questions) => {
                for question in questions {
                    match Judged::new(run, judgments, &question.id) {
                        Some(mut one) => {
                            one.query = Some(question.query.clone());
                            judged.push(one);
                        }
                        None => unjudged.push(question.id.clone()),
                    }
                }
                let asked: FxHashSet<_> = questions.iter().map(|question| super::lines::column(&question.id)).collect();
                not_asked = judgments.questions().filter(|id| !asked.contains(*id)).count() as u64;
            }
            None => {
                judged.extend(judgments.questions().filter_map(|id| Judged::new(run, judgments, id)));
                let without = run.questions().filter(|id| judgments.relevant(id).is_none());
                unjudged.extend(without.map(str::to_owned));
            }
        }
        Self { mean: Measures::mean(judged.iter().map(|one| &one.measures)), questions: judged, unjudged, not_asked }
    }

    /// How many documents were found for all the questions that were measured.
    pub fn found(&self) -> u64 {
        self.questions.iter().map(|one| one.found).sum()
    }

    /// How many documents are relevant to them.
    pub fn relevant(&self) -> u64 {
        self.questions.iter().map(|one| one.relevant).sum()
    }

    /// How many of those were found.
    pub fn relevant_found(&self) -> u64 {
        self.questions.iter().map(|one| one.relevant_found).sum()
    }

    /// Its questions by their ids.
    pub(super) fn by_id(&self) -> FxHashMap<&str, &Judged> {
        self.questions.iter().map(|one| (one.id.as_str(), one)).collect()
    }
}

impl Judged {
    /// Measures one question; none where it has no judgments.
    fn new(run: &Run, judgments: &Judgments, id: &str) -> Option<Self> {
        let relevant = judgments.relevant(id)?;
        let grades = run.documents(id).map(|document| judgments.grade(id, document).unwrap_or_default());
        let ranking = Ranking::new(grades.collect(), relevant);
        Some(Self {
            id: id.to_owned(),
            query: None,
            found: run.documents(id).count() as u64,
            relevant: ranking.relevant() as u64,
            relevant_found: ranking.relevant_found() as u64,
            first_relevant: ranking.first_relevant().map(|rank| rank as u64),
            measures: Measures::of(&ranking),
        })
    }
}
