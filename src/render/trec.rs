//! TREC run files: `question Q0 paper-id rank score scrutineer`, one line a paper.

use crate::{query::Answer, relevance::Run};

/// The hits of an answer as lines of a run. Scores fall strictly with rank; a blank in an id is `%20`.
///
/// ```
/// use scrutineer::{Index, document::Gazetteer, query::Request, render::trec};
///
/// let answer = Index::in_memory(&[], Gazetteer::builtin())?.search(&Request::new("gullies").fill(true))?;
/// assert_eq!(trec::answer_to("q1", &answer), "");
/// # Ok::<(), scrutineer::Error>(())
/// ```
pub fn answer_to(id: &str, answer: &Answer) -> String {
    let mut run = Run::default();
    run.add(id, &answer.hits, |hit| hit.paper.id.clone());
    run.to_text()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::tests::answer_to as answer;

    #[test]
    fn scores_fall_strictly_and_names_are_one_column() {
        let mut answer = answer("placements");
        let mut second = answer.hits[0].clone();
        second.paper.id = "notes 2019".into();
        answer.hits[0].score = 1.5;
        second.score = 1.5;
        answer.hits.push(second);
        assert_eq!(
            answer_to("a b", &answer),
            "a%20b Q0 1a2b3c4d5e6f7081 1 1.5 scrutineer\na%20b Q0 notes%202019 2 1.4999999 scrutineer\n"
        );
    }
}
