//! Asking: judged questions with the section that answers each, and the ways of asking that people rely on.

use crate::support::{index_of, project, real, rows};
use scrutineer::{
    Index,
    query::{Answer, Hit, Request},
};
use std::path::Path;

fn ask(index: &Index, query: &str) -> Answer {
    index.search(&Request::new(query)).unwrap()
}

fn holds(hit: &Hit, path: &str, line: u32) -> bool {
    hit.paper.path == path && hit.section.lines.is_some_and(|(first, last)| (first..=last).contains(&line))
}

/// Asks every question of a file, and says which are not answered first, or are answered though nothing does.
fn judge(index: &Index, questions: &Path) -> (usize, usize, Vec<String>) {
    let (mut answered, mut right, mut wrong) = (0, 0, Vec::new());
    for row in rows(questions) {
        let [id, query, path, line, tags] = &row[..] else { panic!("{row:?}") };
        let answer = ask(index, query);
        if path == "-" {
            if answer.head.total > 0 {
                wrong.push(format!("{id} {query}: nothing answers it, yet {} sections match", answer.head.total));
            }
            continue;
        }
        answered += 1;
        let line = line.parse().unwrap();
        let rank = answer.hits.iter().position(|hit| holds(hit, path, line));
        if rank == Some(0) {
            right += 1;
        } else {
            let got = answer
                .hits
                .first()
                .map(|hit| format!("{} {:?} {:?}", hit.paper.path, hit.section.heading, hit.section.lines));
            wrong.push(format!("{id} {query} ({tags}): {path}:{line} at rank {rank:?}, first {got:?}"));
        }
    }
    (answered, right, wrong)
}

/// The right section must be first for 42 of 45 questions.
fn enough(answered: usize, right: usize, wrong: &[String]) {
    let list = wrong.join("\n");
    println!("{right} of {answered} first\n{list}");
    assert!(answered >= 45 && right * 45 >= answered * 42, "{right} of {answered} first:\n{list}");
    let false_answers: Vec<_> = wrong.iter().filter(|line| line.contains("nothing answers it")).collect();
    assert!(false_answers.is_empty(), "{false_answers:?}");
}

#[test]
fn the_answering_section_comes_first_over_the_bundled_papers() {
    let (_folder, index) = index_of(&project("corpus"));
    let (answered, right, wrong) = judge(&index, &project("tests/fixtures/questions/bundled.tsv"));
    enough(answered, right, &wrong);
}

#[test]
fn the_answering_section_comes_first_over_the_real_papers() {
    let Some(papers) = real("scrutiny-papers") else { return };
    let (_folder, index) = index_of(&papers);
    let (answered, right, wrong) = judge(&index, &project("tests/fixtures/questions/real.tsv"));
    enough(answered, right, &wrong);
}
