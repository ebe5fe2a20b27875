//! The short forms that papers explain, in the command and over many nights.

use crate::support::{index_of, project};
use assert_cmd::Command;
use scrutineer::{
    Index,
    index::{self, Builder},
    query::AcronymMeaning,
    render::{Style, terminal},
};
use serde::Deserialize;
use std::{fs, path::Path, process::Output};

fn run(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::cargo_bin("scrutineer").unwrap();
    command.current_dir(folder).env_remove("SCRUTINEER_INDEX").env("NO_COLOR", "1").args(arguments);
    command.output().unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn listed(index: &Path) -> Vec<AcronymMeaning> {
    Index::open(index).unwrap().acronyms(&[], None).unwrap()
}

#[test]
fn the_bundled_papers_explain_these_short_forms() {
    let (_folder, index) = index_of(&project("corpus"));
    let found = index.acronyms(&[], None).unwrap();
    insta::assert_snapshot!("acronyms", terminal::acronyms(&found, &Style::plain(), 80));
}

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case", deny_unknown_fields)]
#[allow(dead_code, reason = "that all of it is there is what is tested")]
enum Line {
    Acronyms { version: u32, generation: String, total: usize },
    Acronym { short: String, long: String, papers: u64, councils: Vec<Use> },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(dead_code, reason = "as above")]
struct Use {
    value: Option<String>,
    name: Option<String>,
    papers: u64,
    first: Place,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(dead_code, reason = "as above")]
struct Place {
    id: String,
    citation: String,
    date: Option<String>,
    path: String,
}

#[test]
fn the_command_lists_short_forms_for_people_programs_and_spreadsheets() {
    let folder = tempfile::tempdir().unwrap();
    let papers = folder.path().join("papers");
    fs::create_dir(&papers).unwrap();
    let text = "Kent County Council\n\nHighways Scrutiny Committee\n\n4 July 2022\n\nLAMPS\n\n1. The Lamp Renewal Scheme (LRS) began.\n";
    fs::write(papers.join("lamps.txt"), text).unwrap();
    assert_eq!(run(folder.path(), &["index", "papers"]).status.code(), Some(0));
    let all = run(folder.path(), &["acronyms"]);
    assert_eq!(all.status.code(), Some(0));
    assert!(out(&all).starts_with("LRS Lamp Renewal Scheme · 1 paper\n"), "{}", out(&all));
    assert!(out(&all).contains("4 July 2022"), "{}", out(&all));
    let json = run(folder.path(), &["acronyms", "lrs", "--format", "json"]);
    let lines: Vec<Line> = out(&json).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let [Line::Acronyms { version: 1, total: 1, .. }, Line::Acronym { short, councils, .. }] = &lines[..] else {
        panic!("{}", out(&json))
    };
    assert_eq!((short.as_str(), councils[0].value.as_deref()), ("LRS", Some("kent")));
    let csv = run(folder.path(), &["acronyms", "--format", "csv"]);
    assert!(
        out(&csv).starts_with("short,long,council,name,papers,date,citation,path,id\nLRS,Lamp Renewal Scheme,kent,")
    );
    let nothing = run(folder.path(), &["acronyms", "XYZ"]);
    assert_eq!((nothing.status.code(), out(&nothing).as_str()), (Some(1), ""));
    assert_eq!(String::from_utf8_lossy(&nothing.stderr), "No paper explains XYZ.\n");
    let empty = run(folder.path(), &["acronyms", ""]);
    assert_eq!((empty.status.code(), out(&empty).as_str()), (Some(2), ""));
    let unknown = run(folder.path(), &["acronyms", "--council", "Kemt"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&unknown.stderr).contains("Kent County Council"));

    let found = run(folder.path(), &["search", "LRS"]);
    assert!(out(&found).contains("also searched as"), "{}", out(&found));
    let alone = run(folder.path(), &["search", "--no-expand", "LRS"]);
    assert!(!out(&alone).contains("also searched as"), "{}", out(&alone));
}

#[test]
fn a_paper_that_is_forgotten_explains_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (papers, kept) = (folder.path().join("papers"), folder.path().join("index"));
    fs::create_dir(&papers).unwrap();
    fs::write(papers.join("lamps.txt"), "LAMPS\n\nThe Lamp Renewal Scheme (LRS) began.\n").unwrap();
    fs::write(papers.join("gullies.txt"), "GULLIES\n\nThe Gully Repair Plan (GRP) began.\n").unwrap();
    Builder::new(&papers, &kept).build().unwrap();
    let held = Index::open(&kept).unwrap();
    assert_eq!(index::forget(&kept, "lamps.txt").unwrap().papers, 1);
    let shorts: Vec<String> = listed(&kept).into_iter().map(|meaning| meaning.short).collect();
    assert_eq!(shorts, ["GRP"]);
    // Who had opened it before reads on, though its files are gone.
    assert_eq!(held.acronyms(&[], None).unwrap().len(), 2);
}

#[test]
fn a_damaged_table_is_told_and_harms_no_question_that_needs_none() {
    let folder = tempfile::tempdir().unwrap();
    let (papers, kept) = (folder.path().join("papers"), folder.path().join("index"));
    fs::create_dir(&papers).unwrap();
    fs::write(papers.join("lamps.txt"), "LAMPS\n\nThe Lamp Renewal Scheme (LRS) began.\n").unwrap();
    let report = Builder::new(&papers, &kept).build().unwrap();
    let file = kept.join(&report.generation).join("acronyms");
    let mut bytes = fs::read(&file).unwrap();
    bytes[3] ^= 1;
    fs::write(&file, bytes).unwrap();
    let index = Index::open(&kept).unwrap();
    assert_eq!(index.acronyms(&[], None).unwrap_err().kind(), scrutineer::ErrorKind::DamagedIndex);
    let request = scrutineer::query::Request::new("kind:report");
    assert!(index.search(&request).is_ok());
}
