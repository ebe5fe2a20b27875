//! Papers that an embedder has in hand: what is built from them is what a folder of them would give.

use crate::support::project;
use scrutineer::{
    ErrorKind, Index,
    corpus::{self, Details, PaperSource},
    document::Reader,
    index::{self, Builder, Ending, Stage},
    query::Request,
};
use std::{
    cell::Cell,
    fs,
    path::Path,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
};

/// The bundled papers, as a table would hold them.
fn bundled() -> Vec<PaperSource> {
    let given = |source: corpus::Source| {
        let paper = PaperSource::new(source.path, fs::read(source.file).unwrap());
        match source.side_file {
            Some(side_file) => paper.side_file(fs::read(side_file).unwrap()),
            None => paper,
        }
    };
    corpus::walk(&project("corpus")).unwrap().sources.into_iter().map(given).collect()
}

/// Papers of one line, named `0` and so on.
fn lines(lines: &[&str]) -> Vec<PaperSource> {
    lines.iter().enumerate().map(|(number, line)| PaperSource::new(number.to_string(), *line)).collect()
}

fn found(index: &Path, question: &str) -> Vec<(String, String, String, u32)> {
    let answer = Index::open(index).unwrap().search(&Request::new(question).limit(50)).unwrap();
    let hits = answer.hits.into_iter();
    hits.map(|hit| (hit.paper.id, hit.paper.path, hit.citation, hit.score.to_bits())).collect()
}

#[test]
fn papers_that_are_given_make_the_index_of_a_folder_with_them() {
    let folder = tempfile::tempdir().unwrap();
    let (walked, given) = (folder.path().join("walked"), folder.path().join("given"));
    let of_folder = Builder::new(project("corpus"), &walked).build().unwrap();
    let mut papers = bundled();
    papers.reverse();
    let of_papers = Builder::new(project("corpus"), &given).build_from(papers).unwrap();
    assert_eq!(of_folder.papers, of_papers.papers);
    assert_eq!(of_folder.skipped, of_papers.skipped);
    assert_eq!(of_folder.bytes_read, of_papers.bytes_read);
    for question in ["early help", "road closures", "committee", "recommendations budget 2024"] {
        assert_eq!(found(&walked, question), found(&given, question), "{question}");
    }
    assert!(!given.join("spool.next").exists());
}

#[test]
fn the_next_build_knows_what_is_new_what_changed_and_what_is_gone() {
    let index = tempfile::tempdir().unwrap();
    let build = |papers: Vec<PaperSource>| Builder::at(index.path()).build_from(papers).unwrap();
    assert_eq!(build(lines(&["gullies", "lamps", "verges"])).papers.new, 3);
    let again = build(lines(&["gullies", "lamps", "verges"]));
    assert_eq!((again.ending, again.papers.unchanged), (Ending::Unchanged, 3));
    let changed = build(lines(&["gullies", "lanterns"]));
    assert_eq!((changed.papers.unchanged, changed.papers.changed, changed.papers.removed), (1, 1, 1));
    assert_eq!(found(index.path(), "gullies").len(), 1);
    assert!(found(index.path(), "verges").is_empty() && found(index.path(), "lamps").is_empty());
}

#[test]
fn a_table_that_comes_empty_is_not_taken_for_one_whose_papers_are_gone() {
    let index = tempfile::tempdir().unwrap();
    let papers: Vec<_> =
        (0..40).map(|number| PaperSource::new(format!("{number}"), format!("gully {number}"))).collect();
    Builder::at(index.path()).build_from(papers).unwrap();
    let error = Builder::at(index.path()).build_from([]).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Shrunk);
    assert_eq!(found(index.path(), "gully").len(), 40);
    Builder::at(index.path()).allow_shrink(true).build_from([]).unwrap();
    assert!(found(index.path(), "gully").is_empty());
}

#[test]
fn a_paper_that_does_not_come_ends_the_build_and_leaves_the_last_one_to_answer() {
    let index = tempfile::tempdir().unwrap();
    Builder::at(index.path()).build_from(lines(&["gullies", "lamps"])).unwrap();
    let mut papers: Vec<Result<PaperSource, &str>> = lines(&["gullies"]).into_iter().map(Ok).collect();
    papers.push(Err("the line went dead"));
    let error = Builder::at(index.path()).try_build_from(papers).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Corpus);
    assert!(error.to_string().ends_with("the line went dead"), "{error}");
    assert_eq!(found(index.path(), "lamps").len(), 1);
    assert!(!index.path().join("spool.next").exists());
    assert_eq!(index::last_report(index.path()).unwrap().unwrap().ending, Ending::Failed);
}

#[test]
fn each_paper_needs_a_path_of_its_own_and_any_other_text_will_do() {
    let index = tempfile::tempdir().unwrap();
    let build = |paths: &[&str]| {
        let papers = paths.iter().zip(0..).map(|(path, number)| PaperSource::new(*path, format!("gullies {number}")));
        Builder::at(index.path()).build_from(papers.collect::<Vec<_>>())
    };
    assert_eq!(build(&["a", "b", "a"]).unwrap_err().to_string(), "two papers have the path 'a'");
    assert_eq!(build(&[""]).unwrap_err().kind(), ErrorKind::Usage);
    let long = "x".repeat(5000);
    let odd = [
        "../../up.txt",
        "/etc/x",
        "a",
        "a/b",
        "a\0b",
        "https://x.example/?id=1&y=2",
        ".hidden",
        "b.txt.meta.json.txt",
        &long,
    ];
    assert_eq!(build(&odd).unwrap().papers.new, odd.len() as u64);
    let mut paths: Vec<_> = found(index.path(), "gullies").into_iter().map(|(_, path, ..)| path).collect();
    paths.sort();
    let mut expected = odd.map(str::to_owned);
    expected.sort();
    assert_eq!(paths, expected);
    let outside = index.path().parent().unwrap();
    assert!(!outside.join("up.txt").exists() && !outside.parent().unwrap().join("up.txt").exists());
}

#[test]
fn a_restricted_paper_is_counted_and_its_bytes_never_reach_the_disk() {
    let index = tempfile::tempdir().unwrap();
    let restricted = Details::default().restricted(true);
    let spool = index.path().join("spool.next");
    let papers = (0..2).map(|number| {
        if number == 1 {
            // The first was taken.
            let spooled: Vec<u8> =
                fs::read_dir(&spool).unwrap().flat_map(|entry| fs::read(entry.unwrap().path()).unwrap()).collect();
            assert_eq!(String::from_utf8(spooled).unwrap(), r#"{"restricted":true}"#);
        }
        let paper = PaperSource::new(number.to_string(), "gullies");
        if number == 0 { paper.details(&restricted) } else { paper }
    });
    let report = Builder::at(index.path()).build_from(papers).unwrap();
    assert_eq!((report.papers.new, report.papers.skipped), (1, 1));
    assert_eq!(
        Reader::builtin().read(&lines(&["x"])[0].clone().details(&restricted)).unwrap_err().to_string(),
        "restricted"
    );
}

#[test]
fn what_was_forgotten_stays_out_though_it_is_given_again() {
    let index = tempfile::tempdir().unwrap();
    Builder::at(index.path()).build_from(lines(&["gullies", "lamps"])).unwrap();
    index::forget(index.path(), "0").unwrap();
    let report = Builder::at(index.path()).build_from(lines(&["gullies", "lamps"])).unwrap();
    assert_eq!(report.papers.skipped, 1);
    assert!(found(index.path(), "gullies").is_empty());
    assert_eq!(found(index.path(), "lamps").len(), 1);
}

#[test]
fn a_build_that_is_stopped_takes_no_further_paper_and_publishes_nothing() {
    let index = tempfile::tempdir().unwrap();
    let (cancel, taken) = (Arc::new(AtomicBool::new(false)), Cell::new(0));
    let papers = (0..1000).map(|number| {
        taken.set(number + 1);
        if number == 5 {
            cancel.store(true, Ordering::Relaxed);
        }
        PaperSource::new(number.to_string(), "gullies")
    });
    let error = Builder::at(index.path()).cancel(Arc::clone(&cancel)).build_from(papers).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Cancelled);
    assert_eq!(taken.get(), 6);
    assert_eq!(Index::open(index.path()).unwrap_err().kind(), ErrorKind::NoIndex);
}

#[test]
fn progress_tells_how_many_were_taken_and_then_how_many_were_read() {
    let index = tempfile::tempdir().unwrap();
    let told = Arc::new(Mutex::new(Vec::new()));
    let keep = Arc::clone(&told);
    let builder = Builder::at(index.path()).progress(move |progress| keep.lock().unwrap().push(progress));
    builder.build_from(lines(&["gullies", "lamps"])).unwrap();
    let told = told.lock().unwrap();
    let most = |stage| told.iter().filter(|told| told.stage == stage).map(|told| told.files).max();
    assert_eq!([most(Stage::Walking), most(Stage::Reading)], [Some(2), Some(2)]);
    assert!(told.iter().any(|told| told.stage == Stage::Publishing));
}

#[test]
fn a_builder_without_a_folder_says_so() {
    let index = tempfile::tempdir().unwrap();
    let error = Builder::at(index.path()).build().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Usage);
    assert!(error.hint().unwrap().contains("build_from"));
}

#[test]
fn papers_read_in_memory_have_the_ids_of_a_build() {
    let folder = tempfile::tempdir().unwrap();
    Builder::new(project("corpus"), folder.path()).build().unwrap();
    let index = Index::open(folder.path()).unwrap();
    let reader = Reader::for_corpus(&project("corpus")).unwrap();
    let mut papers = 0;
    for source in bundled() {
        for paper in reader.read(&source).unwrap().into_iter().filter(|paper| !paper.sections.is_empty()) {
            assert!(index.lookup(&paper.id).is_ok(), "{}", paper.path);
            papers += 1;
        }
    }
    assert!(papers > 10);
}

#[test]
fn what_a_killed_build_has_left_is_removed_and_nothing_of_other_people() {
    let index = tempfile::tempdir().unwrap();
    fs::create_dir(index.path().join("spool")).unwrap();
    fs::write(index.path().join("spool/letter.txt"), "mine").unwrap();
    Builder::at(index.path()).build_from(lines(&["gullies"])).unwrap();
    let left = index.path().join("spool.next");
    fs::create_dir(&left).unwrap();
    fs::write(left.join("0"), "gullies").unwrap();
    index::collect_garbage(index.path(), 1).unwrap();
    assert!(!left.exists());
    fs::create_dir(&left).unwrap();
    Builder::at(index.path()).build_from(lines(&["gullies"])).unwrap();
    assert!(!left.exists());
    assert_eq!(fs::read_to_string(index.path().join("spool/letter.txt")).unwrap(), "mine");
}
