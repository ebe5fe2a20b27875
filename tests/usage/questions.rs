//! Files of questions: many asked at once, and judged ones measured.

use super::{Place, Said};
use serde::{Deserialize, Serialize};
use std::{fs, io::Read as _, process::Stdio};

/// Four short papers with the index built.
fn place() -> Place {
    let place = Place::new();
    let notes = [
        r#"{"id":"a 1","title":"Gullies","text":"The gullies were emptied in May. A flood followed."}"#,
        r#"{"id":"b","title":"Buses","text":"The bus was late and the gullies were full."}"#,
        r#"{"id":"c","title":"Floods","text":"A flood came down the street."}"#,
        r#"{"id":"d","title":"Libraries","text":"Opening hours were kept."}"#,
    ];
    place.write("papers/notes.jsonl", notes.join("\n"));
    assert_eq!(place.run(&["index", "papers"]).code, 0);
    place.write("q.tsv", "\u{feff}g\tgullies\r\n\r\nbus late\r\nz\tzeppelin\r\nf\tflood street\r\n");
    place.write("judged.qrels", "g 0 a%201 2\ng 0 b 1\nf 0 c 1\nx 0 d 1\n");
    place
}

fn lines(said: &Said) -> Vec<&str> {
    said.out.lines().collect()
}

#[test]
fn a_run_has_one_line_a_paper_with_falling_scores_and_no_blanks_in_names() {
    let place = place();
    let said = place.run(&["search", "--queries", "q.tsv", "--format", "trec"]);
    assert_eq!(said.code, 0);
    assert_eq!(said.err, "note: 1 of 4 questions found nothing: z\n");
    let mut last = (String::new(), 0, f32::INFINITY);
    for line in lines(&said) {
        let columns: Vec<&str> = line.split(' ').collect();
        let &[question, "Q0", _, rank, score, "scrutineer"] = columns.as_slice() else { panic!("{line}") };
        let (rank, score): (u32, f32) = (rank.parse().unwrap(), score.parse().unwrap());
        if last.0 == question {
            assert!(rank == last.1 + 1 && score < last.2, "{line}");
        } else {
            assert_eq!(rank, 1, "{line}");
        }
        last = (question.to_owned(), rank, score);
    }
    assert!(lines(&said)[0].starts_with("g Q0 a%201 1 "), "{}", said.out);
    // `flood street` is met in full by one paper, and the run goes on with what lacks a word.
    assert_eq!(lines(&said).iter().filter(|line| line.starts_with("f ")).count(), 2);
    let lone = place.run(&["search", "gullies", "--format", "trec", "-n", "1"]);
    assert!(lone.out.starts_with("1 Q0 a%201 1 ") && lines(&lone).len() == 1, "{}", lone.out);
}

#[test]
fn answers_come_in_the_order_of_the_questions_and_say_whose_they_are() {
    let place = place();
    let said = place.run(&["search", "--queries", "q.tsv", "--format", "json"]);
    let objects: Vec<serde_json::Value> = lines(&said).iter().map(|line| serde_json::from_str(line).unwrap()).collect();
    let heads = objects.iter().filter(|object| object["type"] == "search");
    let ids: Vec<&str> = heads.map(|head| head["query_id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["g", "3", "z", "f"]);
    assert!(objects.iter().all(|object| object["query_id"].is_string()));

    let said = place.run(&["search", "--queries", "q.tsv", "--format", "csv", "-n", "1"]);
    let table = lines(&said);
    assert!(table[0].starts_with("query,question,rank,council,"));
    assert!(table[1].starts_with("g,gullies,1,") && table[2].starts_with("3,bus late,1,"), "{}", said.out);
    assert!(said.err.contains("note on z: "), "{}", said.err);
    let one = place.run(&["search", "gullies", "--format", "csv"]);
    assert!(one.out.starts_with("rank,council,"));

    let said = place.run(&["search", "--queries", "q.tsv"]);
    assert!(said.out.starts_with("g: gullies\n2 sections"), "{}", said.out);
    assert!(said.out.contains("\nz: zeppelin\nNothing found"), "{}", said.out);
}

#[test]
fn questions_are_read_from_standard_input_and_an_id_that_comes_twice_is_told() {
    let place = place();
    let mut command = place.command(&["search", "--queries", "-", "--format", "json"]);
    let output = command.write_stdin("1\tgullies\n1\tbus\n").output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(told, "note: the id 1 stands on line 1 and on line 2; both are asked.\n");

    let mut command = place.command(&["search", "--queries", "-", "--format", "trec"]);
    let output = command.write_stdin("1\tgullies\n1\tbus\n").output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.contains("line 2 has the id '1', which line 1 has too"), "{told}");
}

#[test]
fn a_batch_ends_with_one_only_where_no_question_found_anything() {
    let place = place();
    place.write("none.tsv", "zeppelin\nairship\n");
    assert_eq!(place.run(&["search", "--queries", "none.tsv", "--format", "trec"]).code, 1);
    place.write("empty.tsv", "\n \n");
    let empty = place.run(&["search", "--queries", "empty.tsv"]);
    assert_eq!(empty.code, 2);
    assert!(empty.err.contains("there are no questions in empty.tsv"), "{}", empty.err);
    assert_eq!(place.run(&["search", "--queries", "q.tsv", "gullies"]).code, 2);
    let missing = place.run(&["search", "--queries", "nowhere.tsv"]);
    assert!(missing.code == 2 && missing.err.contains("nowhere.tsv"), "{}", missing.err);
}

#[test]
fn a_reader_that_goes_away_ends_a_batch_quietly() {
    let place = place();
    place.write("many.tsv", "gullies\n".repeat(5000));
    let mut command = std::process::Command::new(assert_cmd::cargo::cargo_bin!("scrutineer"));
    command.current_dir(place.at(".")).args(["search", "--queries", "many.tsv"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut first = [0; 10];
    child.stdout.take().unwrap().read_exact(&mut first).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Measures {
    ndcg_at_10: f64,
    map: f64,
    mrr: f64,
    recall_at_100: f64,
    p_at_10: f64,
    success_at_1: f64,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Compared {
    measure: String,
    value: f64,
    baseline: f64,
    difference: f64,
    better: u64,
    worse: u64,
    same: u64,
    p: f64,
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "lowercase", deny_unknown_fields)]
enum Object {
    Evaluation {
        version: u32,
        questions: u64,
        unjudged: Vec<String>,
        not_asked: u64,
        found: u64,
        relevant: u64,
        relevant_found: u64,
        measures: Measures,
    },
    Question {
        id: String,
        query: Option<String>,
        found: u64,
        relevant: u64,
        relevant_found: u64,
        first_relevant: Option<u64>,
        measures: Measures,
    },
    Comparison {
        version: u32,
        baseline: String,
        questions: u64,
        measures: Vec<Compared>,
    },
    Moved {
        id: String,
        query: Option<String>,
        first_relevant: Option<u64>,
        measures: Measures,
        baseline_first_relevant: Option<u64>,
        baseline: Measures,
    },
}

#[test]
fn judged_questions_are_measured_and_compared_with_another_run() {
    let place = place();
    place.write("old.run", "g Q0 d 1 9 old\ng Q0 a%201 2 8 old\nf Q0 c 1 5 old\n");
    let arguments = ["evaluate", "--queries", "q.tsv", "--qrels", "judged.qrels", "--baseline", "old.run"];
    let said = place.run(&[&arguments[..], &["--write-run", "new.run"]].concat());
    assert_eq!(said.code, 0, "{}", said.err);
    insta::assert_snapshot!("text", said.out);

    let said = place.run(&[&arguments[..], &["--per-query", "--format", "json"]].concat());
    for line in lines(&said) {
        // Nothing but the fields of the contract, and all of them.
        let object: Object = serde_json::from_str(line).unwrap();
        let value: serde_json::Value = serde_json::from_str(line).unwrap();
        assert_eq!(serde_json::to_value(&object).unwrap(), value);
    }
    insta::assert_snapshot!("objects", said.out);

    let said = place.run(&[&arguments[..], &["--per-query", "--format", "csv"]].concat());
    insta::assert_snapshot!("table", said.out);

    // The run that was written measures the same without the index.
    let of = |arguments: &[&str]| place.run(&[&["evaluate", "--qrels", "judged.qrels"], arguments].concat()).out;
    let again = of(&["--run", "new.run", "--queries", "q.tsv", "--format", "csv"]);
    assert_eq!(again, of(&["--queries", "q.tsv", "--format", "csv"]));
    // Another index that is the same one differs in nothing.
    let same = of(&["--queries", "q.tsv", "--against", "index"]);
    assert!(same.contains("nDCG@10 is the same for every question."), "{same}");
}

#[test]
fn what_cannot_be_measured_is_said_with_what_to_do() {
    let place = place();
    let run = |qrels: &str| {
        place.write("x.qrels", qrels);
        place.run(&["evaluate", "--queries", "q.tsv", "--qrels", "x.qrels"])
    };
    assert_eq!(run("g 0 d 1\n").code, 1);
    let said = run("other 0 d 1\n");
    assert_eq!((said.code, said.out.as_str()), (2, ""));
    assert!(said.err.contains("no question has judgments in x.qrels"), "{}", said.err);
    assert!(run("g 0 d\n").err.contains("line 1 has 3 columns where judgments have four: x.qrels"));
    fs::write(place.at("q.tsv"), "g\tgullies\ng\tbus\n").unwrap();
    assert!(run("g 0 d 1\n").err.contains("line 2 has the id 'g', which line 1 has too: q.tsv"));
    let both = ["evaluate", "--qrels", "x.qrels", "--run", "a", "--write-run", "b"];
    assert_eq!(place.run(&both).code, 2);
}
