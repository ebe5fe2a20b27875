//! Builds that are killed at any moment, with a reader asking all the while.

use scrutineer::{Index, index, query::Request};
use std::{
    collections::BTreeSet,
    env, fs,
    path::Path,
    process::{Command, Stdio},
    sync::atomic::{AtomicBool, AtomicU64, Ordering},
    thread,
    time::{Duration, Instant},
};

/// How many builds are killed; with `SCRUTINEER_LONG` set, as many as one would let run over lunch.
const SHORT: u64 = 12;
const LONG: u64 = 300;
const PAPERS: u64 = 15;

/// All papers of an edition.
fn write(papers: &Path, edition: u64) {
    for number in 0..PAPERS {
        let text = format!("LAMP {number}\n\nThe lamp was lit for edition number{edition} by the panel.\n");
        fs::write(papers.join(format!("{number}.txt")), text).unwrap();
    }
}

/// The edition that the index answers from; every answer must be wholly of one.
fn edition(index: &Path) -> String {
    let index = Index::open(index).unwrap();
    let answer = index.search(&Request::new("lamp").limit(100)).unwrap();
    let texts: BTreeSet<&str> = answer.hits.iter().map(|hit| hit.snippets[0].text.as_str()).collect();
    assert_eq!((answer.head.total, texts.len()), (PAPERS, 1), "{texts:?}");
    let word = texts.first().and_then(|text| text.split(' ').find(|word| word.starts_with("number")));
    word.unwrap().to_owned()
}

#[test]
fn a_build_killed_at_any_moment_leaves_the_old_generation_or_the_new_one() {
    let folder = tempfile::tempdir().unwrap();
    let (papers, index) = (folder.path().join("papers"), folder.path().join("index"));
    fs::create_dir(&papers).unwrap();
    let build = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_scrutineer"));
        command.args(["index", "papers", "--threads", "2"]).current_dir(folder.path());
        command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    };
    write(&papers, 0);
    assert!(build().wait().unwrap().success());
    write(&papers, 1);
    let begun = Instant::now();
    assert!(build().wait().unwrap().success());
    let whole = begun.elapsed();

    let rounds = if env::var_os("SCRUTINEER_LONG").is_some() { LONG } else { SHORT };
    let (stop, asked) = (AtomicBool::new(false), AtomicU64::new(0));
    let (mut old, mut new) = (0, 0);
    let mut state: u64 = 11;
    thread::scope(|threads| {
        let reader = threads.spawn(|| {
            while !stop.load(Ordering::Relaxed) {
                edition(&index);
                asked.fetch_add(1, Ordering::Relaxed);
            }
        });
        for round in 2..2 + rounds {
            let before = edition(&index);
            write(&papers, round);
            let mut child = build();
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            // Now and then the build has ended by itself; that is a moment like any other.
            thread::sleep(Duration::from_nanos(whole.as_nanos() as u64 / 1000 * ((state >> 33) % 1100)));
            let _ = child.kill();
            child.wait().unwrap();
            let now = edition(&index);
            if now == before {
                old += 1;
            } else {
                assert_eq!(now, format!("number{round}"));
                new += 1;
            }
            assert!(!reader.is_finished(), "an answer was of two generations");
        }
        stop.store(true, Ordering::Relaxed);
    });
    let asked = asked.load(Ordering::Relaxed);
    println!("{rounds} builds killed: {old} left the old generation, {new} the new one; {asked} answers, each of one");
    assert!(asked > rounds);
    assert!(build().wait().unwrap().success());
    assert_eq!(edition(&index), format!("number{}", 1 + rounds));
    assert!(index::verify_all(&index).unwrap().iter().all(|found| found.damaged.is_empty()));
}
