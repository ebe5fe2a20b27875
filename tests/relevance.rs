//! Relevance as a test: golden answers to judged questions, the measures of graded ones, and the commands around them.

use crate::support::{holds, index_of, project, real, rows};
use scrutineer::{
    Index,
    query::{Answer, Hit, Request},
    relevance::{Evaluation, Judgments, Measures, Questions, Run},
};
use std::fmt::Write as _;

/// How many hits of each question the golden answers show.
const SHOWN: usize = 3;
/// The part of the questions whose judged section is first, at least.
const RECALL_AT_1: f64 = 0.9;
/// nDCG@10 over Cranfield, whole questions as queries, at least.
const NDCG_OF_CRANFIELD: f64 = 0.55;
/// How far down the judged section is looked for.
const DEEP: usize = 50;

/// One hit in a line: council, date, heading, paragraph.
fn line(hit: &Hit) -> String {
    let paper = &hit.paper;
    let council = paper.council.as_deref().unwrap_or("council unknown");
    let date = paper.date.as_deref().unwrap_or("undated");
    let heading = hit.section.path.last().or(paper.title.as_ref()).map_or("no heading", String::as_str);
    let heading: String = heading.chars().take(60).collect();
    let paragraph = hit.snippets.first().and_then(|snippet| snippet.paragraph.as_deref());
    let paragraph = paragraph.map(|number| format!(", para {number}")).unwrap_or_default();
    let missing = if hit.missing.is_empty() { "" } else { " (lacks words)" };
    format!("{council}, {date}, {heading}{paragraph}{missing}")
}

/// What a question is answered with, as a reviewer wants to read it; and the rank of the judged section.
fn golden(answer: &Answer, row: &[String]) -> (String, Option<usize>) {
    let [id, query, path, judged, tags] = row else { panic!("{row:?}") };
    let rank = judged.parse().ok().and_then(|judged| answer.hits.iter().position(|hit| holds(hit, path, judged)));
    let verdict = match (path.as_str(), rank) {
        ("-", _) if answer.head.total == 0 => "nothing, rightly".to_owned(),
        ("-", _) => format!("{} SECTIONS, AND NOTHING ANSWERS IT", answer.head.total),
        (_, Some(0)) => "first".to_owned(),
        (_, Some(rank)) => format!("RANK {}", rank + 1),
        (_, None) => "NOT FOUND".to_owned(),
    };
    let tags = if tags.is_empty() { String::new() } else { format!(" [{tags}]") };
    let mut text = format!("{id} {query}{tags}: {verdict}\n");
    for (place, hit) in answer.hits.iter().take(SHOWN).enumerate() {
        let mark = if rank == Some(place) { '*' } else { ' ' };
        writeln!(text, "  {mark} {}", line(hit)).unwrap();
    }
    (text, rank)
}

#[test]
fn judged_questions_over_the_bundled_papers_have_golden_answers() {
    let (_folder, index) = index_of(&project("corpus"));
    let rows = rows(&project("tests/fixtures/questions/bundled.tsv"));
    let (mut text, mut judged, mut first, mut reciprocal) = (String::new(), 0.0, 0.0, 0.0);
    let mut false_answers = Vec::new();
    let requests = rows.iter().map(|row| Request::new(&row[1]).limit(DEEP));
    for (row, answer) in rows.iter().zip(index.search_all(requests)) {
        let answer = answer.unwrap();
        let (lines, rank) = golden(&answer, row);
        text.push_str(&lines);
        if row[2] != "-" {
            judged += 1.0;
            reciprocal += rank.map_or(0.0, |rank| 1.0 / (rank as f64 + 1.0));
            first += f64::from(u8::from(rank == Some(0)));
        } else if answer.head.total > 0 {
            false_answers.push(&row[0]);
        }
    }
    let (recall, reciprocal) = (first / judged, reciprocal / judged);
    let head = format!("{first} of {judged} first, recall@1 {recall:.3}, MRR {reciprocal:.3}\n\n");
    insta::assert_snapshot!("golden", format!("{head}{text}"));
    assert!(judged >= 60.0 && recall >= RECALL_AT_1, "{head}");
    assert!(false_answers.is_empty(), "{false_answers:?}");
}

fn measured(index: &Index, questions: &Questions, judgments: &Judgments) -> Evaluation {
    let run = Run::of(index, questions, &Request::default().limit(1000), Some(judgments)).unwrap();
    let evaluation = Evaluation::new(&run, judgments, Some(questions));
    // What is written and read back measures the same.
    let again = Run::parse(run.to_text().as_bytes(), "run").unwrap();
    assert_eq!(Evaluation::new(&again, judgments, Some(questions)), evaluation);
    evaluation
}

#[test]
fn graded_questions_over_the_bundled_papers_measure_what_they_did() {
    let (_folder, index) = index_of(&project("corpus"));
    let questions = Questions::read(project("tests/fixtures/questions/graded.tsv")).unwrap();
    let judgments = Judgments::read(project("tests/fixtures/questions/graded.qrels")).unwrap();
    let evaluation = measured(&index, &questions, &judgments);
    assert_eq!((evaluation.questions.len(), evaluation.unjudged.len(), evaluation.not_asked), (29, 1, 0));
    let text = scrutineer::render::terminal::evaluation(&evaluation, true, &Default::default(), 120);
    insta::assert_snapshot!("graded", text);
}

#[test]
fn every_judged_name_is_a_paper_of_the_bundled_papers() {
    let (_folder, index) = index_of(&project("corpus"));
    let judgments = Judgments::read(project("tests/fixtures/questions/graded.qrels")).unwrap();
    let mut names = std::collections::BTreeSet::new();
    for answer in index.search_all(["since:1900", "date:unknown"].map(|query| Request::new(query).limit(1000))) {
        names.extend(answer.unwrap().hits.iter().map(|hit| judgments.name_of(&hit.paper)));
    }
    let text = std::fs::read_to_string(project("tests/fixtures/questions/graded.qrels")).unwrap();
    for line in text.lines() {
        let name = line.split(' ').nth(2).unwrap();
        assert!(names.contains(name), "{line}");
    }
}

#[test]
fn cranfield_is_answered_as_well_as_it_was() {
    let Some(data) = real("cranfield") else { return };
    let papers = tempfile::tempdir().unwrap();
    std::fs::copy(data.join("docs.jsonl"), papers.path().join("docs.jsonl")).unwrap();
    let (_folder, index) = index_of(papers.path());
    let questions = Questions::read(data.join("queries.tsv")).unwrap();
    let judgments = Judgments::read(data.join("qrels.trec")).unwrap();
    let Measures { ndcg_at_10, map, recall_at_100, .. } = measured(&index, &questions, &judgments).mean;
    println!("nDCG@10 {ndcg_at_10:.4}, MAP {map:.4}, recall@100 {recall_at_100:.4}");
    assert!(ndcg_at_10 >= NDCG_OF_CRANFIELD, "nDCG@10 {ndcg_at_10:.4}");
}
