//! The examples, run as somebody would who tries them: over the bundled papers.

use crate::support::project;
use std::{
    env, fs,
    path::PathBuf,
    process::{Command, Output},
};

/// An example as `cargo test` has built it, beside this binary. None where examples were not built, as with
/// `cargo test --test tests`.
fn example(name: &str) -> Option<PathBuf> {
    let deps = env::current_exe().unwrap();
    let built = deps.parent().and_then(|deps| deps.parent()).unwrap().join("examples");
    let program = built.join(format!("{name}{}", env::consts::EXE_SUFFIX));
    if !program.is_file() {
        println!("skipped: {name} is not built (cargo build --examples)");
        return None;
    }
    Some(program)
}

fn run(name: &str, arguments: &[&str]) -> Option<String> {
    let Output { status, stdout, stderr } =
        Command::new(example(name)?).current_dir(project("")).args(arguments).output().unwrap();
    assert!(status.success(), "{name}: {}", String::from_utf8_lossy(&stderr));
    assert_eq!(String::from_utf8_lossy(&stderr), "", "{name}");
    Some(String::from_utf8(stdout).unwrap())
}

#[test]
fn the_example_of_embedding_builds_asks_and_cites() {
    let Some(text) = run("embed", &["corpus", "early help"]) else { return };
    assert!(text.contains(" papers, ") && text.contains("sections with \"early\" and \"help\""), "{text}");
    assert!(text.contains("\n1. ") && text.contains("\n3. "), "{text}");
}

#[test]
fn the_example_of_embedding_reads_what_is_heavy_in_processes_of_its_own() {
    let papers = tempfile::tempdir().unwrap();
    let page = "<!doctype html><html><body><h1>Gullies</h1><p>Six gullies were cleaned.</p></body></html>";
    fs::write(papers.path().join("gullies.html"), page).unwrap();
    let Some(text) = run("embed", &[papers.path().to_str().unwrap(), "gullies"]) else { return };
    assert!(text.contains("1 papers") && text.contains("Six gullies were cleaned."), "{text}");
}

#[test]
fn the_example_of_an_extractor_finds_captions() {
    let Some(text) = run("extractor", &[]) else { return };
    assert!(text.contains("(webcast.vtt)"), "{text}");
}

#[test]
fn the_example_of_own_weights_shows_both_ranks() {
    let Some(text) = run("ranking", &["corpus", "early help"]) else { return };
    let ranks = |text: &str| -> Vec<[String; 2]> {
        let row = |line: &str| {
            let mut words = line.split_whitespace().map(str::to_owned);
            [words.next().unwrap(), words.next().unwrap()]
        };
        text.lines().skip(1).map(row).collect()
    };
    let same = ranks(&text);
    assert!(same.len() > 3 && same.iter().all(|[rank, was]| rank == was), "{text}");
    let own = run("ranking", &["corpus", "early help", "heading=0", "close=0", "names=10"]).unwrap();
    assert!(ranks(&own).iter().any(|[rank, was]| rank != was), "{own}");
    let program = example("ranking").unwrap();
    let refused = Command::new(program).current_dir(project("")).args(["corpus", "x", "close=-1"]).output().unwrap();
    assert!(!refused.status.success());
}

#[test]
fn the_example_of_an_alert_tells_news_once() {
    let folder = tempfile::tempdir().unwrap();
    let (papers, alerts) = (folder.path().join("papers"), folder.path().join("alerts"));
    fs::create_dir_all(&papers).unwrap();
    fs::create_dir_all(&alerts).unwrap();
    fs::write(papers.join("may.txt"), "Gullies\n\nThe gullies were cleaned.\n").unwrap();
    let alert = || run("alert", &[papers.to_str().unwrap(), alerts.to_str().unwrap(), "gullies", "lamps"]);
    let Some(first) = alert() else { return };
    assert!(first.starts_with("gullies: 1 new\n"), "{first}");
    assert_eq!(alert().unwrap(), "");
    fs::write(papers.join("june.txt"), "Gullies\n\nThe gullies were full again.\n").unwrap();
    let third = alert().unwrap();
    assert!(third.contains("gullies: 1 new\n") && !third.contains("lamps"), "{third}");
}
