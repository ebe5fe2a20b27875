//! The command: what it prints, where, and how it ends.

use crate::support::project;
use assert_cmd::Command;
use std::{fs, path::Path, process::Output};

struct Scene {
    folder: tempfile::TempDir,
}

impl Scene {
    /// A fresh directory with a small folder of papers.
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let papers = folder.path().join("papers");
        fs::create_dir(&papers).unwrap();
        let text = "Highways Scrutiny Committee\n\n4 July 2022\n\nKENT GULLIES\n\n1. Recommendations\n\n1.1 The Committee is asked to note that A&E staff at 10:30 met the children's team about item 5, the social budget.\n";
        fs::write(papers.join("gullies.txt"), text).unwrap();
        let other = "Highways Scrutiny Committee\n\n5 July 2023\n\nBUSES\n\n1. The bus left at 10 and 30 people got off. Childrens fares rose. A and E roads closed.\n";
        fs::write(papers.join("buses.txt"), other).unwrap();
        Self { folder }
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let mut command = Command::cargo_bin("scrutineer").unwrap();
        command.current_dir(self.folder.path()).env_remove("SCRUTINEER_INDEX").env("NO_COLOR", "1").args(arguments);
        command.output().unwrap()
    }

    fn indexed() -> Self {
        let scene = Self::new();
        let built = scene.run(&["index", "papers"]);
        assert_eq!(built.status.code(), Some(0), "{built:?}");
        scene
    }
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn errors(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[test]
fn a_search_finds_cites_and_ends_with_nought_and_one_when_there_is_nothing() {
    let scene = Scene::indexed();
    let found = scene.run(&["search", "children's", "team"]);
    assert_eq!(found.status.code(), Some(0));
    assert!(out(&found).contains("4 July 2022") && out(&found).contains("para 1.1"), "{}", out(&found));
    let nothing = scene.run(&["search", "zeppelin"]);
    assert_eq!(nothing.status.code(), Some(1));
    assert!(out(&nothing).contains("2 papers"), "{}", out(&nothing));
}

#[test]
fn a_mistyped_index_is_an_error_that_names_it_and_says_what_to_do() {
    let scene = Scene::new();
    let failed = scene.run(&["search", "--index", "nowhere", "gullies"]);
    assert_eq!(failed.status.code(), Some(2));
    assert!(errors(&failed).contains("nowhere") && errors(&failed).contains("scrutineer index"), "{}", errors(&failed));
    assert!(out(&failed).is_empty());
}

#[test]
fn wrong_usage_ends_with_two() {
    let scene = Scene::new();
    assert_eq!(scene.run(&["search", "--limit", "many", "x"]).status.code(), Some(2));
    assert_eq!(scene.run(&["index", "no-such-folder"]).status.code(), Some(2));
    assert_eq!(scene.run(&["inspect", "no-such-file"]).status.code(), Some(2));
}

#[test]
fn the_first_search_beside_the_bundled_papers_builds_their_index_and_says_so() {
    let folder = tempfile::tempdir().unwrap();
    copy(&project("corpus"), &folder.path().join("corpus"));
    let scene = Scene { folder };
    let found = scene.run(&["search", "early help"]);
    assert_eq!(found.status.code(), Some(0), "{}", errors(&found));
    assert!(errors(&found).contains("ndex"), "{}", errors(&found));
    assert!(out(&found).to_lowercase().contains("early help"));
    let councils = ["Northmarch", "Wexbourne", "Aldermere", "Morfawen", "Penrush", "Carrowby"];
    let named = councils.iter().filter(|council| out(&found).contains(**council)).count();
    assert!(named >= 3, "early help should have answers of several councils:\n{}", out(&found));
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

#[test]
fn json_is_one_object_a_line_and_the_first_has_the_version() {
    let scene = Scene::indexed();
    let found = out(&scene.run(&["search", "--format", "json", "gullies"]));
    let objects: Vec<serde_json::Value> = found.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!((objects[0]["type"].as_str(), objects[0]["version"].as_u64()), (Some("search"), Some(1)));
    assert_eq!(objects[1]["type"], "hit");
    let (text, marks) = (objects[1]["snippets"][0]["text"].as_str(), objects[1]["snippets"][0]["marks"].as_array());
    assert!(text.is_some() && marks.is_some());
}

#[test]
fn untidy_questions_are_answered_as_people_mean_them() {
    let scene = Scene::indexed();
    let total = |query: &str| {
        let found = out(&scene.run(&["search", "--all-words", "--format", "json", query]));
        let head: serde_json::Value = serde_json::from_str(found.lines().next().unwrap()).unwrap();
        head["total"].as_u64().unwrap()
    };
    assert_eq!(total("A&E"), 1);
    assert_eq!(total("10:30"), 1);
    assert_eq!(total("(social"), total("social"));
    assert_eq!(total("item 5: budget"), 1);
    assert_eq!((total("children's"), total("children’s"), total("childrens")), (2, 2, 2));
    assert_eq!(total("\""), 0);
    assert_eq!(total(""), 0);
    total(&"%$ (\" AND NOT ~* x:y ".repeat(500));
}

#[test]
fn a_build_without_changes_publishes_nothing_new() {
    let scene = Scene::indexed();
    let first = fs::read_to_string(scene.folder.path().join("index/current")).unwrap();
    let again = scene.run(&["index", "papers"]);
    assert!(out(&again).contains("2 unchanged"), "{}", out(&again));
    assert_eq!(fs::read_to_string(scene.folder.path().join("index/current")).unwrap(), first);
    fs::write(scene.folder.path().join("papers/more.txt"), "Lamps were lit.").unwrap();
    let changed = scene.run(&["index", "papers"]);
    assert!(out(&changed).contains("1 new") && out(&changed).contains("2 unchanged"), "{}", out(&changed));
}

#[test]
fn a_damaged_index_is_named_and_built_again() {
    let scene = Scene::indexed();
    let index = scene.folder.path().join("index");
    let generation = index.join(&scrutineer::index::generations(&index).unwrap()[0]);
    let store = fs::read_dir(&generation).unwrap().map(|entry| entry.unwrap().path());
    let store = store.into_iter().find(|path| path.extension().is_some_and(|extension| extension == "store")).unwrap();
    fs::write(&store, b"torn").unwrap();
    assert!(!scrutineer::index::verify(&index).unwrap().damaged.is_empty());
    assert_eq!(scene.run(&["search", "gullies"]).status.code(), Some(2));
    assert_eq!(scene.run(&["index", "papers"]).status.code(), Some(0));
    assert_eq!(scene.run(&["search", "gullies"]).status.code(), Some(0));
}

#[test]
fn a_hit_is_shown_in_its_context_by_its_id() {
    let scene = Scene::indexed();
    let found = out(&scene.run(&["search", "--format", "json", "children's team"]));
    let hit: serde_json::Value = serde_json::from_str(found.lines().nth(1).unwrap()).unwrap();
    let shown = scene.run(&["show", hit["section"]["id"].as_str().unwrap()]);
    assert_eq!(shown.status.code(), Some(0), "{}", errors(&shown));
    assert!(out(&shown).contains("1.1") && out(&shown).contains("asked to note"), "{}", out(&shown));
    let prefix = &hit["paper"]["id"].as_str().unwrap()[..8];
    assert_eq!(scene.run(&["show", prefix]).status.code(), Some(0));
    assert_eq!(scene.run(&["show", "ffffffffff"]).status.code(), Some(2));
}

#[test]
fn what_is_in_the_index_is_told() {
    let scene = Scene::indexed();
    let status = scene.run(&["status"]);
    assert_eq!(status.status.code(), Some(0));
    assert!(out(&status).contains("2 papers"), "{}", out(&status));
}

#[test]
#[cfg(unix)]
fn a_build_that_is_told_to_end_publishes_nothing_and_ends_with_two() {
    use std::{
        io::{BufRead as _, BufReader},
        process::Stdio,
    };
    let scene = Scene::new();
    for number in 0..1500 {
        let text = format!("DRAINS {number}\n\n1. The drains were cleaned in road {number}.\n").repeat(40);
        fs::write(scene.folder.path().join(format!("papers/{number}.txt")), text).unwrap();
    }
    let mut command = std::process::Command::new(assert_cmd::cargo::cargo_bin!("scrutineer"));
    let command = command.current_dir(scene.folder.path()).args(["index", "papers"]).stderr(Stdio::piped());
    let mut build = command.stdout(Stdio::null()).spawn().unwrap();
    let mut errors = BufReader::new(build.stderr.take().unwrap());
    errors.read_line(&mut String::new()).unwrap();
    assert!(std::process::Command::new("kill").arg(build.id().to_string()).status().unwrap().success());
    let rest: Vec<String> = errors.lines().map(Result::unwrap).collect();
    let code = build.wait().unwrap().code();
    // Where the tests run with these signals ignored, as in the background of a script, the system ends it instead.
    assert!(code.is_none() || code == Some(2) && rest.join(" ").contains("nothing was published"), "{code:?} {rest:?}");
    assert!(!scene.folder.path().join("index/current").exists());
    assert_eq!(scene.run(&["index", "papers"]).status.code(), Some(0));
    assert_eq!(scene.run(&["search", "drains"]).status.code(), Some(0));
}
