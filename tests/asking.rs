//! Asking: judged questions over the real papers, and the ways of asking that people rely on. The questions over the
//! bundled papers are in `relevance`.

use crate::support::{holds, index_of, project, real, rows};
use scrutineer::{
    Index,
    query::{Answer, Request},
};
use std::path::Path;

fn ask(index: &Index, query: &str) -> Answer {
    index.search(&Request::new(query)).unwrap()
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

/// The right section must be first for nine of ten questions.
fn enough(answered: usize, right: usize, wrong: &[String]) {
    let list = wrong.join("\n");
    println!("{right} of {answered} first\n{list}");
    assert!(answered >= 45 && right * 10 >= answered * 9, "{right} of {answered} first:\n{list}");
    let false_answers: Vec<_> = wrong.iter().filter(|line| line.contains("nothing answers it")).collect();
    assert!(false_answers.is_empty(), "{false_answers:?}");
}

#[test]
fn the_answering_section_comes_first_over_the_real_papers() {
    let Some(papers) = real("scrutiny-papers") else { return };
    let (_folder, index) = index_of(&papers);
    let (answered, right, wrong) = judge(&index, &project("tests/fixtures/questions/real.tsv"));
    enough(answered, right, &wrong);
}

#[test]
fn a_role_is_answered_with_a_paragraph_that_has_it() {
    let (_folder, index) = index_of(&project("tests/fixtures/papers"));
    let answer = ask(&index, "role:recommendation");
    assert!(answer.head.total_papers >= 3);
    for hit in &answer.hits {
        let section = index.section(&hit.section.id).unwrap().section;
        let number = hit.snippets[0].paragraph.as_deref();
        let cited = section
            .paragraphs
            .iter()
            .find(|paragraph| paragraph.number.as_deref() == number && paragraph.text.contains(&hit.snippets[0].text));
        assert!(cited.is_some_and(|paragraph| paragraph.role.is_some()), "{} {number:?}", hit.section.id);
    }
}

#[test]
fn a_phrase_that_a_page_cut_is_found_and_marked_as_one() {
    let real_one = real("scrutiny-papers").map(|papers| (papers, "harm was identified that had not been responded to"));
    let own = (project("tests/fixtures/papers"), "temporary traffic lights that nobody was looking after");
    for (papers, phrase) in [Some(own), real_one].into_iter().flatten() {
        let (_folder, index) = index_of(&papers);
        let answer = ask(&index, &format!("\"{phrase}\""));
        assert!(answer.head.total >= 1, "{phrase}");
        for hit in &answer.hits {
            let snippet = &hit.snippets[0];
            let marked: Vec<&str> = snippet.marks.iter().map(|(start, end)| &snippet.text[*start..*end]).collect();
            assert_eq!(marked, [phrase]);
        }
    }
}

#[test]
fn a_council_filter_and_its_flag_give_the_same_papers_and_never_anothers() {
    let Some(papers) = real("scrutiny-papers") else { return };
    let (_folder, index) = index_of(&papers);
    let typed = ask(&index, "inadequate council:worcestershire since:2017");
    let flags = Request::new("inadequate").filter("council", "worcestershire").filter("since", "2017");
    let flags = index.search(&flags).unwrap();
    let paths = |answer: &Answer| answer.hits.iter().map(|hit| hit.paper.path.clone()).collect::<Vec<_>>();
    assert_eq!(paths(&typed), paths(&flags));
    assert!(["002", "004"].iter().all(|paper| paths(&typed).iter().any(|path| path.starts_with(paper))));
    assert!(!paths(&typed).iter().any(|path| path.starts_with("001")));
}
