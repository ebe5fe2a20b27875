//! Any file at all as input: it is read, or recorded with a reason, and the papers beside it are found.

mod bombs;
mod cycles;
mod made;
mod nested;
mod odd;
mod torn;

use crate::{
    made_docx::Docx,
    made_pdf::{self, LEFT, Page, RIGHT},
    support::index_of,
};
use made::{Bad, Must};
use scrutineer::{Index, corpus::SkipReason, query::Request};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
    process::Command,
};

/// The words by which the good papers are told apart.
const WORDS: [&str; 20] = [
    "anvil", "bagpipe", "cactus", "dolphin", "easel", "falcon", "giraffe", "hammock", "igloo", "jasmine", "kayak",
    "lobster", "mandolin", "nutmeg", "ostrich", "pumpkin", "quartz", "raccoon", "saffron", "trombone",
];

/// Twenty good papers: text, web pages, PDF and Word, five each.
fn good() -> Vec<(String, Vec<u8>)> {
    let of = |(number, word): (usize, &&str)| {
        let text = format!("The gully lorry called {word} came twice in May and was washed by the depot on Mill Lane.");
        let title = "Highways Scrutiny Committee";
        let (extension, bytes) = match number % 4 {
            0 => ("txt", format!("{title}\n\n{} May 2021\n\nGULLIES\n\n1. {text}\n", number + 1).into_bytes()),
            1 => {
                ("html", format!("<!doctype html><html><body><h1>{title}</h1><p>{text}</p></body></html>").into_bytes())
            }
            2 => {
                let mut page = Page::new();
                page.bold(LEFT, 80.0, 16.0, title);
                page.paragraph(LEFT, RIGHT, 120.0, &text);
                ("pdf", made_pdf::pdf(vec![page]))
            }
            _ => ("docx", Docx::default().title(title).text(&text).bytes()),
        };
        (format!("good/{number:02}.{extension}"), bytes)
    };
    WORDS.iter().enumerate().map(of).collect()
}

fn bad() -> Vec<Bad> {
    let classes = [
        torn::truncated(),
        torn::flipped(),
        nested::nested(),
        bombs::flate(),
        bombs::zips(),
        bombs::claims(),
        cycles::cyclic(),
        odd::misnamed(),
        odd::locked(),
        odd::empty(),
        odd::long(),
        odd::no_text(),
    ];
    classes.into_iter().flatten().collect()
}

fn write(root: &Path, name: &str, bytes: &[u8]) {
    let file = root.join(name);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(file, bytes).unwrap();
}

/// What each process of the build may have at most: address space, in bytes, and processor time, in seconds.
const ADDRESS_SPACE: u64 = 2 << 30;
const PROCESSOR_SECONDS: u64 = 120;
/// The most memory that the build itself may take of it, in bytes, where it is told to use 64 MiB.
const MEMORY: u64 = 512 << 20;

/// Runs the command under the limits, which the system holds: workers inherit them.
fn index_under_limits(folder: &Path, more: &[&str]) -> (Option<i32>, serde_json::Value) {
    let script = format!("ulimit -v {} && ulimit -t {PROCESSOR_SECONDS} && exec \"$0\" \"$@\"", ADDRESS_SPACE >> 10);
    let mut command = Command::new("sh");
    command.args(["-c", &script]).arg(assert_cmd::cargo::cargo_bin!("scrutineer"));
    command.args(["index", "papers", "--threads", "2", "--memory", "64M", "--format", "json"]).args(more);
    let output = command.current_dir(folder).env_remove("SCRUTINEER_INDEX").output().unwrap();
    let report = serde_json::from_slice(&output.stdout);
    let report = report.unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)));
    (output.status.code(), report)
}

/// The paths of all papers of an index.
fn indexed(index: &Index) -> BTreeSet<String> {
    let papers = |query: &str| index.search(&Request::new(query).all_copies(true).limit(10_000)).unwrap().hits;
    let hits = ["date:unknown", "since:1000"].into_iter().flat_map(papers);
    hits.map(|hit| hit.paper.path).collect()
}

#[test]
#[cfg(target_os = "linux")]
fn hundreds_of_hostile_files_are_read_or_listed_with_a_reason_and_good_papers_are_found() {
    let folder = tempfile::tempdir().unwrap();
    let papers = folder.path().join("papers");
    good().iter().for_each(|(name, bytes)| write(&papers, name, bytes));
    let bad = bad();
    bad.iter().for_each(|bad| write(&papers, &bad.name, &bad.bytes));
    assert!(bad.len() >= 200, "{}", bad.len());

    let (code, report) = index_under_limits(folder.path(), &["--strict"]);
    assert_eq!(code, Some(3), "{report}");
    let memory = report["peak_memory_bytes"].as_u64().unwrap();
    assert!(memory < MEMORY, "the build took {memory} bytes");

    // Lines of a file of records stand under its name.
    let mut skipped: BTreeMap<&str, Vec<(&str, &str)>> = BTreeMap::new();
    for skip in report["skipped"].as_array().unwrap() {
        let text = |key: &str| skip[key].as_str().unwrap();
        let path = text("path").split('#').next().unwrap();
        skipped.entry(path).or_default().push((text("reason"), text("detail")));
    }
    let index = Index::open(folder.path().join("index")).unwrap();
    let read = indexed(&index);
    let mut table: BTreeMap<&str, BTreeMap<&str, usize>> = BTreeMap::new();
    let mut wrong = Vec::new();
    for bad in &bad {
        let reasons = skipped.get(bad.name.as_str()).map(Vec::as_slice).unwrap_or_default();
        let is_read = read.contains(&bad.name);
        let end = reasons.first().map_or(if is_read { "read" } else { "LOST" }, |(reason, _)| reason);
        *table.entry(bad.class).or_default().entry(end).or_default() += 1;
        let as_it_must = match bad.must {
            Must::Refuse(allowed) => !reasons.is_empty() && reasons.iter().all(|(reason, _)| allowed.contains(reason)),
            Must::Read => is_read && reasons.is_empty(),
            Must::Either => is_read || !reasons.is_empty(),
        };
        if !as_it_must {
            wrong.push(format!("{}: must be {:?}, {end} {reasons:?}", bad.name, bad.must));
        }
    }
    println!("{} bad files; the build took {} MiB and {} s", bad.len(), memory >> 20, report["seconds"]);
    for (class, ends) in &table {
        let ends: Vec<String> = ends.iter().map(|(end, count)| format!("{count} {end}")).collect();
        println!("{class:>16}: {}", ends.join(", "));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let strangers: Vec<_> = skipped.keys().filter(|path| path.starts_with("good/")).collect();
    assert!(strangers.is_empty(), "{strangers:?}");

    for ((name, _), word) in good().iter().zip(WORDS) {
        let answer = index.search(&Request::new(format!("\"lorry called {word}\""))).unwrap();
        assert_eq!((answer.head.total, answer.hits[0].paper.path.as_str()), (1, name.as_str()));
    }
    let total = |query: &str| index.search(&Request::new(query)).unwrap().head.total_papers;
    assert_eq!((total("\"sixteen bits\""), total("café")), (1, 1));
    assert_eq!(total("root"), 0, "no document makes us read another file");

    // The next night the bad files are known, and nothing else has changed.
    let (code, again) = index_under_limits(folder.path(), &[]);
    assert_eq!((code, &again["generation"]), (Some(0), &report["generation"]));
    assert_eq!(again["skipped"].as_array().map(Vec::len), report["skipped"].as_array().map(Vec::len));
}

#[test]
fn a_broken_or_repeated_record_costs_itself_alone() {
    let folder = tempfile::tempdir().unwrap();
    let lines =
        "{\"id\":\"a\",\"text\":\"Gully lorry in a line.\"}\n{\"id\":\"a\",\"text\":\"Again.\"}\n{broken\n[1]\n";
    fs::write(folder.path().join("lines.jsonl"), lines).unwrap();
    let (_index, index) = index_of(folder.path());
    let skipped = index.manifest().skipped.iter().map(|skip| (skip.path.as_deref().unwrap(), skip.reason));
    let expected = [
        ("lines.jsonl#2", SkipReason::DuplicateId),
        ("lines.jsonl#3", SkipReason::Malformed),
        ("lines.jsonl#4", SkipReason::Malformed),
    ];
    assert_eq!(skipped.collect::<Vec<_>>(), expected);
    assert_eq!(index.search(&Request::new("\"lorry in a line\"")).unwrap().head.total, 1);
}

#[test]
fn a_restricted_paper_is_counted_and_neither_named_nor_found() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("secret.txt"), "The depot is to be sold to Harrow Ltd.").unwrap();
    fs::write(folder.path().join("secret.txt.meta.json"), r#"{"restricted": true}"#).unwrap();
    fs::write(folder.path().join("open.txt"), "The depot is old.").unwrap();
    let (_index, index) = index_of(folder.path());
    assert_eq!(index.search(&Request::new("depot")).unwrap().head.total, 1);
    let skipped = &index.manifest().skipped;
    assert_eq!((skipped.len(), skipped[0].reason, &skipped[0].path), (1, SkipReason::Restricted, &None));
}

#[test]
fn the_same_bytes_in_two_places_are_one_paper() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["b.txt", "a.txt"] {
        fs::write(folder.path().join(name), "The depot is old.").unwrap();
    }
    let (_index, index) = index_of(folder.path());
    let answer = index.search(&Request::new("depot")).unwrap();
    assert_eq!((answer.head.total, answer.hits[0].paper.path.as_str()), (1, "a.txt"));
}
