//! Runs: what an engine found for each question, as TREC run files say it.

use super::{Judgments, Questions, lines};
use crate::{
    Index, Result,
    query::{Hit, Request},
};
use rustc_hash::{FxHashMap, FxHashSet};
use std::{cmp::Ordering, fmt::Write as _, path::Path};

/// What scrutineer's own runs are called.
pub const TAG: &str = "scrutineer";

const COLUMNS: &str =
    "A line of a run is: question-id, Q0, document, rank, score, name of the run; with blanks between.";

/// What was found for each question, best first.
///
/// In a file a line is `question Q0 document rank score name`. As in trec_eval the score decides and not the rank
/// column: the order is by score (a 32-bit number), highest first, and of equals the document whose name is last in the
/// order of bytes stands first.
///
/// ```
/// use scrutineer::relevance::Run;
///
/// let run = Run::parse(b"q1 Q0 a 1 2.5 other-engine\nq1 Q0 b 2 7.25 other-engine\n", "other.run")?;
/// assert_eq!(run.documents("q1").collect::<Vec<_>>(), ["b", "a"]);
/// # Ok::<(), scrutineer::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Run {
    questions: Vec<Found>,
    places: FxHashMap<String, usize>,
}

#[derive(Debug, Clone, PartialEq)]
struct Found {
    id: String,
    /// Best first.
    documents: Vec<(String, f32)>,
}

impl Run {
    /// Reads a file.
    ///
    /// # Errors
    ///
    /// [`Io`](crate::ErrorKind::Io) where it cannot be read; otherwise as [`parse`](Self::parse).
    pub fn read(file: impl AsRef<Path>) -> Result<Self> {
        Self::parse(&lines::read(file.as_ref())?, file)
    }

    /// Understands the bytes of a file; errors name it as given.
    ///
    /// # Errors
    ///
    /// [`Usage`](crate::ErrorKind::Usage) where a line has not six columns, its score is no number, or a document stands
    /// twice under one question.
    pub fn parse(bytes: &[u8], file: impl AsRef<Path>) -> Result<Self> {
        let file = file.as_ref();
        let mut run = Self::default();
        let mut lines_of: Vec<FxHashMap<&str, u64>> = Vec::new();
        for (line, text) in lines::numbered(bytes, file)? {
            let columns: Vec<&str> = text.split_whitespace().take(7).collect();
            let &[question, _, document, _, score, _] = columns.as_slice() else {
                let columns = if columns.len() > 6 { "more than six".to_owned() } else { columns.len().to_string() };
                let what = format!("has {columns} columns where a run has six");
                return Err(lines::wrong(file, line, what, COLUMNS));
            };
            // By way of 64 bits, as trec_eval reads it.
            let score = score.parse::<f64>().ok().filter(|score| !score.is_nan()).ok_or_else(|| {
                let what = format!("has the score '{}', which is no number", lines::shown(score));
                lines::wrong(file, line, what, COLUMNS)
            })? as f32;
            let place = run.place(question);
            if lines_of.len() <= place {
                lines_of.push(FxHashMap::default());
            }
            if let Some(earlier) = lines_of[place].insert(document, line) {
                let (document, question) = (lines::shown(document), lines::shown(question));
                let what = format!("has '{document}' for question {question}, which line {earlier} has too");
                return Err(lines::wrong(file, line, what, "A run names a document once a question: delete one."));
            }
            run.questions[place].documents.push((document.to_owned(), score));
        }
        for found in &mut run.questions {
            // No score is NaN; 0 and -0 are equal.
            found.documents.sort_by(|(one, score), (other, higher)| {
                higher.partial_cmp(score).unwrap_or(Ordering::Equal).then_with(|| other.cmp(one))
            });
        }
        Ok(run)
    }

    /// Asks an index each question. What `request` says holds for all of them but for its question; where fewer papers
    /// than its limit match in full, papers that lack some of the words follow ([`Request::fill`]). Papers have the names
    /// that the judgments use, otherwise their ids.
    ///
    /// # Errors
    ///
    /// As [`Index::search`].
    pub fn of(index: &Index, questions: &Questions, request: &Request, judgments: Option<&Judgments>) -> Result<Self> {
        let name =
            |hit: &Hit| judgments.map_or_else(|| hit.paper.id.clone(), |judgments| judgments.name_of(&hit.paper));
        let ask = |query: &str| request.clone().query(query).fill(true).all_copies(true).snippets(0).text(false);
        let answers = index.search_all(questions.iter().map(|question| ask(&question.query)));
        let mut run = Self::default();
        for (question, answer) in questions.iter().zip(answers) {
            run.add(&question.id, &answer?.hits, name);
        }
        Ok(run)
    }

    /// Adds what was found for a question, in its order, under the names that `name` gives. Where two hits bear one name
    /// the first counts. Scores are lowered where they must be for them to fall strictly from hit to hit.
    pub fn add<'h>(&mut self, question: &str, hits: &'h [Hit], name: impl Fn(&'h Hit) -> String) {
        let place = self.place(&lines::column(question));
        let documents = &mut self.questions[place].documents;
        let mut seen: FxHashSet<String> = documents.iter().map(|(document, _)| document.clone()).collect();
        let mut last = documents.last().map_or(f32::INFINITY, |(_, score)| *score);
        for hit in hits {
            let document = lines::column(&name(hit)).into_owned();
            if seen.insert(document.clone()) {
                last = hit.score.min(last.next_down());
                documents.push((document, last));
            }
        }
    }

    fn place(&mut self, question: &str) -> usize {
        if let Some(place) = self.places.get(question) {
            return *place;
        }
        let place = self.questions.len();
        self.places.insert(question.to_owned(), place);
        self.questions.push(Found { id: question.to_owned(), documents: Vec::new() });
        place
    }

    /// The ids of the questions, in the order in which they came.
    pub fn questions(&self) -> impl Iterator<Item = &str> {
        self.questions.iter().map(|found| found.id.as_str())
    }

    /// The documents of a question, best first; none where the run does not have the question.
    pub fn documents(&self, question: &str) -> impl Iterator<Item = &str> {
        let place = self.places.get(&*lines::column(question));
        let found = place.map(|place| &self.questions[*place]);
        found.into_iter().flat_map(|found| &found.documents).map(|(document, _)| document.as_str())
    }

    /// The run as a file, under the name [`TAG`]. Read back it is the same run, but for questions that found nothing,
    /// which a file cannot name.
    ///
    /// ```
    /// use scrutineer::{Index, document::Gazetteer, query::Request, relevance::Run};
    ///
    /// let answer = Index::in_memory(&[], Gazetteer::builtin())?.search(&Request::new("gullies"))?;
    /// let mut run = Run::default();
    /// run.add("q1", &answer.hits, |hit| hit.paper.id.clone());
    /// assert_eq!(run.to_text(), "");
    /// # Ok::<(), scrutineer::Error>(())
    /// ```
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        for found in &self.questions {
            for (place, (document, score)) in found.documents.iter().enumerate() {
                // Writing to a string does not fail.
                let _ = writeln!(text, "{} Q0 {document} {} {score} {TAG}", found.id, place + 1);
            }
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn refused(text: &str) -> String {
        Run::parse(text.as_bytes(), "x.run").unwrap_err().to_string()
    }

    #[test]
    fn the_score_orders_and_equals_stand_by_name_backwards() {
        let run = Run::parse(b"q Q0 a 1 1.0 t\nq Q0 c 2 1.0 t\nq Q0 b 3 1.0 t\nq Q0 z 4 -3e0 t\nq Q0 y 5 9 t\n", "x");
        assert_eq!(run.unwrap().documents("q").collect::<Vec<_>>(), ["y", "c", "b", "a", "z"]);
    }

    #[test]
    fn a_line_that_cannot_be_used_is_named_with_what_is_wrong() {
        assert_eq!(refused("q Q0 a 1 1.0\n"), "line 1 has 5 columns where a run has six: x.run");
        assert_eq!(refused("\nq Q0 a 1 1.0 t u v\n"), "line 2 has more than six columns where a run has six: x.run");
        assert_eq!(refused("q Q0 a 1 NaN t\n"), "line 1 has the score 'NaN', which is no number: x.run");
        let twice = "q Q0 a 1 1.0 t\nr Q0 a 1 1.0 t\nq Q0 a 2 0.5 t\n";
        assert_eq!(refused(twice), "line 3 has 'a' for question q, which line 1 has too: x.run");
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes in any::<Vec<u8>>()) {
            let _ = Run::parse(&bytes, "x");
        }

        #[test]
        fn the_order_of_lines_changes_nothing_also_among_equals(
            lines in proptest::collection::btree_map("[a-z]{1,2}", 0_u8..3, 0..20)
                .prop_map(|rows| rows.into_iter().map(|(d, s)| format!("q Q0 {d} 1 {s} x\n")).collect::<Vec<_>>())
                .prop_shuffle()
        ) {
            let mut sorted = lines.clone();
            sorted.sort();
            let of = |lines: &[String]| Run::parse(lines.concat().as_bytes(), "x").unwrap();
            prop_assert_eq!(of(&lines), of(&sorted));
        }

        #[test]
        fn a_run_that_is_written_and_read_is_the_same(
            rows in proptest::collection::btree_map(("[ab]", "[a-z]{1,3}"), any::<f32>(), 0..20)
        ) {
            let mut text = String::new();
            for ((question, document), score) in rows.iter().filter(|(_, score)| !score.is_nan()) {
                text.push_str(&format!("{question} Q0 {document} 0 {score} x\n"));
            }
            let run = Run::parse(text.as_bytes(), "x").unwrap();
            prop_assert_eq!(&Run::parse(run.to_text().as_bytes(), "x").unwrap(), &run);
        }
    }
}
