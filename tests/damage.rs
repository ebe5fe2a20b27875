//! An index whose files are damaged: what is asked of it gets an error that names it or the right answer, never a
//! panic and never a wrong answer.

use crate::support::project;
use scrutineer::{
    ErrorKind, Index,
    index::{self, Builder, Check},
    query::Request,
};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// How many bytes of each file are changed, one at a time, spread over the file.
const PLACES: usize = 40;
/// Papers beside the project's own, so that files have many blocks.
const PAPERS: usize = 150;
const QUESTIONS: [&str; 8] = [
    "early help",
    "\"early help\"",
    "inadeq*",
    "counci~",
    "role:recommendation",
    "placements NEAR/5 care",
    "gully77",
    "date:2019 lamps",
];

/// What an index answers, question by question, and in the end what it says of itself.
fn answers(index: &Path) -> Vec<Result<String, scrutineer::Error>> {
    let open = match Index::open(index) {
        Ok(open) => open,
        Err(error) => return vec![Err(error)],
    };
    let asked = QUESTIONS.iter().map(|question| {
        let answer = open.search(&Request::new(*question).limit(20))?;
        let first = answer.hits.first().map(|hit| open.sections_of(&hit.paper.id)).transpose()?;
        let head = (&answer.head.read_as, &answer.head.notices, answer.head.total, &answer.head.searched);
        Ok(format!("{head:?} {:?} {first:?}", answer.hits))
    });
    let ids = open.papers_with_prefix("", 50).map(|ids| format!("{ids:?}"));
    let coverage = index::coverage(index).map(|coverage| format!("{coverage:?}"));
    asked.chain([ids, coverage]).collect()
}

/// An index of some size, and the files that its answers come from.
fn scene(folder: &Path) -> (PathBuf, Vec<PathBuf>) {
    let papers = folder.join("papers");
    fs::create_dir(&papers).unwrap();
    for entry in walkdir::WalkDir::new(project("corpus")) {
        let entry = entry.unwrap();
        let name = entry.path().extension().filter(|_| entry.file_type().is_file()).and(entry.file_name().to_str());
        if let Some(name) = name {
            fs::copy(entry.path(), papers.join(name)).unwrap();
        }
    }
    for number in 0..PAPERS {
        let words: String = (0..400).map(|word| format!("gully{} lamps{word} ", (number * word * 31) % 997)).collect();
        let text = format!("LAMPS AND GULLIES {number}\n\n6 March 2019\n\n1. {words}\n");
        fs::write(papers.join(format!("made-{number}.txt")), text).unwrap();
    }
    let index = folder.join("index");
    let report = Builder::new(&papers, &index).build().unwrap();
    let mut files: Vec<PathBuf> =
        fs::read_dir(index.join(&report.generation)).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.push(index.join("current"));
    files.sort();
    (index, files)
}

#[test]
fn with_a_changed_byte_anywhere_an_answer_is_the_right_one_or_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let (index, files) = scene(folder.path());
    let right: Vec<String> = answers(&index).into_iter().map(Result::unwrap).collect();
    let (mut changed, mut told, mut harmless, mut wrong) = (0, 0, 0, Vec::new());
    for file in files {
        let whole = fs::read(&file).unwrap();
        for place in 0..PLACES.min(whole.len()) {
            let mut damaged = whole.clone();
            let place = place * whole.len() / PLACES.min(whole.len());
            damaged[place] ^= 0x55;
            fs::write(&file, &damaged).unwrap();
            changed += 1;
            for (answer, right) in answers(&index).into_iter().zip(&right) {
                match answer {
                    Ok(answer) if answer == *right => harmless += 1,
                    Ok(_) => wrong.push((file.clone(), place)),
                    Err(error) => {
                        assert_eq!(error.kind(), ErrorKind::DamagedIndex, "{}: {error}", file.display());
                        assert!(error.hint().is_some_and(|hint| hint.contains("scrutineer index")), "{error}");
                        told += 1;
                    }
                }
            }
        }
        fs::write(&file, &whole).unwrap();
    }
    let wrongs = wrong.len();
    println!("{changed} bytes changed, one at a time: {told} errors, {harmless} right answers, {wrongs} wrong ones");
    assert!(wrong.is_empty(), "{wrong:?}");
    assert!(told > 0 && harmless > 0);
}

/// Changes a byte of the file of passages, which it returns; the file keeps its size.
fn damage_passages(files: &[PathBuf]) -> &Path {
    let store = files.iter().find(|file| file.extension().is_some_and(|extension| extension == "store")).unwrap();
    let mut bytes = fs::read(store).unwrap();
    bytes[100] ^= 1;
    fs::write(store, bytes).unwrap();
    store
}

#[test]
fn a_damaged_index_is_built_anew_though_no_paper_changed() {
    let folder = tempfile::tempdir().unwrap();
    let (index, files) = scene(folder.path());
    let store = damage_passages(&files);
    let found = index::verify(&index).unwrap();
    assert_eq!(found.damaged, [store.file_name().unwrap().to_str().unwrap()]);

    let report = Builder::new(folder.path().join("papers"), &index).check(Check::Content).build().unwrap();
    assert!(report.notes.iter().any(|note| note.contains("damaged") && note.contains("anew")), "{:?}", report.notes);
    assert!(index::verify(&index).unwrap().damaged.is_empty());
    assert!(answers(&index).iter().all(Result::is_ok));
}

#[test]
fn what_is_taken_over_by_a_build_is_sound_or_the_index_is_built_anew() {
    let folder = tempfile::tempdir().unwrap();
    let papers = folder.path().join("papers");
    let (index, files) = scene(folder.path());
    let kinds = ["meta.json", "sums", ".term", ".idx", ".pos", ".fast", ".fieldnorm", ".store"];
    for (number, kind) in kinds.iter().enumerate() {
        // Of the generation published now, which the one before this has made.
        let newest = fs::read_dir(&index).unwrap().map(|entry| entry.unwrap().path());
        let newest = newest.filter(|path| path.is_dir()).max().unwrap();
        let named = |path: &PathBuf| path.to_string_lossy().ends_with(kind);
        let file = fs::read_dir(newest).unwrap().map(|entry| entry.unwrap().path()).find(named).unwrap();
        let mut bytes = fs::read(&file).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        fs::write(&file, bytes).unwrap();
        fs::write(papers.join("made-0.txt"), format!("LAMPS\n\n6 March 2019\n\n1. Changed {number} times.\n")).unwrap();
        let report = Builder::new(&papers, &index).check(Check::Content).build().unwrap();
        assert!(report.notes.iter().any(|note| note.contains("damaged")), "{kind}: {:?}", report.notes);
        assert!(index::verify(&index).unwrap().damaged.is_empty(), "{kind}");
        assert!(answers(&index).iter().all(Result::is_ok), "{kind}");
    }
    assert!(files.len() > kinds.len());
}

#[test]
fn a_damaged_index_does_not_let_papers_go_that_a_sound_one_would_keep() {
    let folder = tempfile::tempdir().unwrap();
    let (index, files) = scene(folder.path());
    damage_passages(&files);
    let papers = folder.path().join("papers");
    for number in 0..PAPERS {
        fs::remove_file(papers.join(format!("made-{number}.txt"))).unwrap();
    }
    let error = Builder::new(&papers, &index).build().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Shrunk, "{error}");
    let report = Builder::new(&papers, &index).allow_shrink(true).build().unwrap();
    assert!(report.notes.iter().any(|note| note.contains("damaged")), "{:?}", report.notes);
}
