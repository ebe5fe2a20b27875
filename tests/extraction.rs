//! Heavy formats: read once and kept, in this process or in workers, whatever the files do to their readers.
//!
//! The extractors here are the test's own, which an embedder may have too; the workers are this test binary, run again
//! with [`act_as_worker`] as its only test.

use assert_cmd::Command;
use scrutineer::{
    Index,
    corpus::{
        Block, BlockKind, Extraction, Extractor, Isolation, Limits, Media, Place, RawDocument, Skip, SkipReason,
        worker::{self, WorkerCommand},
    },
    index::{BuildReport, Builder},
    query::Request,
};
use std::{
    env, fs,
    path::{Path, PathBuf},
    process,
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

const WORKER: &str = "SCRUTINEER_TEST_WORKER";

/// The lines of the file as paragraphs; some files say what is to happen to their reader.
fn lines(bytes: &[u8], _: &Limits) -> Result<RawDocument, Skip> {
    let text = String::from_utf8_lossy(bytes);
    let text = text.trim_start_matches("%PDF-");
    match text.trim() {
        "panic" => panic!("no such page"),
        "abort" => process::abort(),
        "loop" => loop {
            std::hint::black_box(());
        },
        "pictures" => return Err(Skip::new(SkipReason::NoTextLayer, "3 pages")),
        _ => {}
    }
    let block = |line: &str| {
        let mut block = Block::new(BlockKind::Paragraph, line, Place::on_page(1));
        block.gap_before = true;
        block
    };
    Ok(RawDocument::new(text.lines().map(block).collect()))
}

static WORKED: &[Extractor] = &[Extractor::new(Media::Pdf, 1, true, lines)];

#[test]
#[ignore = "the body of the workers of the other tests"]
fn act_as_worker() {
    if env::var_os(WORKER).is_some() {
        worker::run(WORKED).unwrap();
        process::exit(0);
    }
}

fn in_workers() -> Extraction {
    let command = WorkerCommand::this_program().unwrap().env(WORKER, "yes").arg("extraction::act_as_worker");
    let arguments = ["--exact", "--ignored", "--nocapture", "--test-threads=1"];
    let command = arguments.iter().fold(command, WorkerCommand::arg);
    let mut limits = Limits::default();
    limits.cpu = Duration::from_secs(1);
    Extraction::new().isolation(Isolation::Workers(command)).extractors(WORKED).limits(limits)
}

/// A corpus and the folder of its index.
struct Scene {
    folder: tempfile::TempDir,
}

impl Scene {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("papers")).unwrap();
        Self { folder }
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.folder.path().join("papers").join(name), text).unwrap();
    }

    fn index(&self) -> PathBuf {
        self.folder.path().join("index")
    }

    fn builder(&self, extraction: Extraction) -> Builder {
        Builder::new(self.folder.path().join("papers"), self.index()).extraction(extraction).threads(2)
    }

    /// A build that reads everything, because the index alone was removed and not the cache.
    fn build_anew(&self, extraction: Extraction) -> BuildReport {
        for entry in fs::read_dir(self.index()).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_file() {
                fs::remove_file(path).unwrap();
            } else if !path.ends_with("cache") {
                fs::remove_dir_all(path).unwrap();
            }
        }
        self.builder(extraction).build().unwrap()
    }

    fn entries(&self) -> Vec<PathBuf> {
        let mut found = Vec::new();
        for folder in fs::read_dir(self.index().join("cache")).into_iter().flatten() {
            let folder = folder.unwrap().path();
            if folder.is_dir() {
                found.extend(fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()));
            }
        }
        found.sort();
        found
    }

    fn total(&self, query: &str) -> u64 {
        Index::open(self.index()).unwrap().search(&Request::new(query)).unwrap().head.total
    }
}

/// Counts how often one test's extractor was called.
macro_rules! counted {
    () => {{
        static CALLS: AtomicUsize = AtomicUsize::new(0);
        static TABLE: &[Extractor] = &[
            Extractor::new(Media::Pdf, 1, true, |bytes, limits| {
                CALLS.fetch_add(1, Ordering::Relaxed);
                lines(bytes, limits)
            }),
            Extractor::new(Media::Text, 1, false, lines),
        ];
        (Extraction::new().extractors(TABLE), || CALLS.swap(0, Ordering::Relaxed))
    }};
}

#[test]
fn what_was_extracted_once_is_not_extracted_again() {
    let (extraction, calls) = counted!();
    let scene = Scene::new();
    scene.write("gullies.pdf", "%PDF-The gullies were cleaned.");
    scene.write("scan.pdf", "%PDF-pictures");
    scene.write("broken.pdf", "%PDF-panic");
    scene.write("plain.txt", "The lamps were lit.");

    let first = scene.build_anew(extraction.clone());
    assert_eq!((first.papers.new, first.papers.skipped, calls()), (2, 2, 3));
    assert_eq!(scene.entries().len(), 2, "the PDF that was read and the one that has no text");
    let second = scene.build_anew(extraction.clone());
    assert_eq!((second.papers.new, second.papers.skipped, calls()), (2, 2, 1), "only the one that crashed");
    assert_eq!(second.skipped, first.skipped);
    assert_eq!((scene.total("gullies"), scene.total("lamps")), (1, 1));

    scene.build_anew(extraction.clone().limits(Limits::default()));
    assert_eq!(calls(), 1);
    scene.write("gullies.pdf", "%PDF-The gullies were swept.");
    scene.builder(extraction.clone()).build().unwrap();
    assert_eq!((calls(), scene.total("swept"), scene.total("cleaned")), (1, 1, 0));
    scene.builder(extraction).cache(0).build().unwrap();
    assert_eq!(calls(), 0, "nothing has changed");
}

#[test]
fn without_a_cache_nothing_is_kept_and_nothing_kept_is_used() {
    let (extraction, calls) = counted!();
    let scene = Scene::new();
    scene.write("gullies.pdf", "%PDF-The gullies were cleaned.");
    scene.builder(extraction.clone()).cache(0).build().unwrap();
    assert!(!scene.index().join("cache").exists());
    scene.build_anew(extraction.clone());
    assert_eq!((calls(), scene.entries().len()), (2, 1));
    fs::remove_file(scene.index().join("current")).unwrap();
    scene.builder(extraction).cache(0).build().unwrap();
    assert_eq!((calls(), scene.entries().len()), (1, 1));
}

#[test]
fn a_damaged_entry_is_healed_and_a_deleted_cache_made_again() {
    let (extraction, calls) = counted!();
    let scene = Scene::new();
    scene.write("gullies.pdf", "%PDF-The gullies were cleaned.");
    scene.build_anew(extraction.clone());
    let entry = scene.entries().remove(0);
    let whole = fs::read(&entry).unwrap();
    fs::write(&entry, &whole[..whole.len() / 2]).unwrap();
    scene.build_anew(extraction.clone());
    assert_eq!((calls(), fs::read(&entry).unwrap()), (2, whole));
    fs::remove_dir_all(scene.index().join("cache")).unwrap();
    scene.build_anew(extraction);
    assert_eq!((calls(), scene.entries(), scene.total("gullies")), (1, vec![entry], 1));
}

#[test]
fn a_cache_is_cut_to_its_size_when_the_build_ends() {
    let (extraction, _) = counted!();
    let scene = Scene::new();
    for number in 0..10 {
        scene.write(&format!("{number}.pdf"), &format!("%PDF-Gully {number} was cleaned."));
    }
    scene.build_anew(extraction.clone());
    let size = |entries: &[PathBuf]| entries.iter().map(|entry| fs::metadata(entry).unwrap().len()).sum::<u64>();
    assert_eq!(scene.entries().len(), 10);
    fs::remove_file(scene.index().join("current")).unwrap();
    scene.builder(extraction).cache(size(&scene.entries()) / 2).build().unwrap();
    assert!((4..=5).contains(&scene.entries().len()));
}

#[test]
fn nothing_of_a_restricted_paper_is_read_or_kept() {
    let (extraction, calls) = counted!();
    let scene = Scene::new();
    scene.write("gullies.pdf", "%PDF-The gullies were cleaned.");
    scene.write("depot.pdf", "%PDF-The depot is to be sold.");
    scene.build_anew(extraction.clone());
    assert_eq!((calls(), scene.entries().len()), (2, 2));
    scene.write("depot.pdf.meta.json", r#"{"restricted": true}"#);
    // Also where that build does without the cache.
    scene.builder(extraction.clone()).cache(0).build().unwrap();
    // Which entries are earlier versions of it, nobody knows.
    assert_eq!((scene.entries().len(), scene.total("depot")), (0, 0));
    calls();
    scene.build_anew(extraction);
    assert_eq!((calls(), scene.entries().len()), (1, 1), "the other paper alone is read");
}

#[test]
fn a_build_with_workers_survives_what_its_files_do_to_their_readers() {
    let scene = Scene::new();
    for number in 0..20 {
        scene.write(&format!("good-{number:02}.pdf"), &format!("%PDF-Gully lorry {number} came twice."));
    }
    for order in ["panic", "abort", "loop", "pictures"] {
        scene.write(&format!("{order}.pdf"), &format!("%PDF-{order}"));
    }
    let report = scene.build_anew(in_workers());
    let skipped: Vec<_> = report.skipped.iter().map(|skip| (skip.path.as_deref().unwrap(), skip.reason)).collect();
    let expected = [
        ("abort.pdf", SkipReason::Crashed),
        ("loop.pdf", SkipReason::TimeLimit),
        ("panic.pdf", SkipReason::Crashed),
        ("pictures.pdf", SkipReason::NoTextLayer),
    ];
    assert_eq!(skipped, expected);
    assert_eq!((report.papers.new, scene.entries().len()), (20, 21));
    assert!((0..20).all(|number| scene.total(&format!("\"lorry {number} came\"")) == 1));
}

#[test]
fn a_worker_that_cannot_be_started_stops_the_build_and_the_index_stays() {
    let (extraction, _) = counted!();
    let scene = Scene::new();
    scene.write("gullies.pdf", "%PDF-The gullies were cleaned.");
    scene.build_anew(extraction.clone());
    scene.write("drains.pdf", "%PDF-The drains were cleaned.");
    let nowhere = Isolation::Workers(WorkerCommand::new(Path::new("/no/such/program")));
    let error = scene.builder(extraction.isolation(nowhere)).build().unwrap_err();
    assert!(error.to_string().contains("/no/such/program"), "{error}");
    assert_eq!(scene.total("gullies"), 1);
}

#[test]
fn the_command_of_the_workers_is_hidden_and_ends_with_its_input() {
    let command = || Command::cargo_bin("scrutineer").unwrap();
    let help = command().arg("--help").output().unwrap();
    assert!(!String::from_utf8_lossy(&help.stdout).contains("worker"));
    let ended = command().arg("extract-worker").write_stdin("").output().unwrap();
    assert_eq!(ended.status.code(), Some(0), "{ended:?}");
}
