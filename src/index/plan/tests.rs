use super::*;
use crate::{
    corpus::{Skip, SkipReason, Source, Stamp},
    index::{manifest::Skipped, sources::SourceState},
};

/// A file with its fingerprint at these places.
fn file(id: &str, paths: &[&str]) -> Identified {
    let source = Source {
        path: paths[0].to_owned(),
        file: paths[0].into(),
        side_file: None,
        bytes: 1,
        stamp: Stamp::default(),
        side_stamp: None,
    };
    let json_lines = paths[0].ends_with(".jsonl");
    let others = paths[1..].iter().map(|path| (*path).to_owned()).collect();
    Identified { source, others, id: id.to_owned(), json_lines }
}

/// What was indexed: path, fingerprint of its bytes, fingerprint of the version that is indexed, reason for which its
/// bytes are not.
fn before(states: &[(&str, &str, &str, Option<SkipReason>)]) -> Sources {
    let mut sources = Sources::default();
    for (path, fingerprint, indexed, reason) in states {
        let state = SourceState {
            fingerprint: (*fingerprint).to_owned(),
            indexed: (*indexed).to_owned(),
            unread: reason.map(|reason| Skipped::new(Some((*path).to_owned()), Skip::new(reason, "")).into()),
            json_lines: path.ends_with(".jsonl"),
            ..SourceState::default()
        };
        sources.files.insert((*path).to_owned(), state);
    }
    sources
}

fn read(before: &Sources, files: &[Identified]) -> Vec<String> {
    let plan = Plan::new(before, files, false);
    assert_eq!(plan.read.len() + plan.keep.len(), files.len());
    plan.read.iter().map(|place| files[*place].source.path.clone()).collect()
}

#[test]
fn what_is_as_it_was_is_not_read() {
    let before = before(&[("a.txt", "1", "1", None), ("b.txt", "2", "2", None)]);
    let files = [file("1", &["a.txt"]), file("2", &["b.txt"])];
    assert!(read(&before, &files).is_empty());
    let plan = Plan::new(&before, &files, false);
    assert!(plan.outdated.is_empty());
    assert_eq!(Plan::new(&before, &files, true).read, [0, 1], "unless the settings changed");
}

#[test]
fn what_is_new_or_changed_is_read_and_what_is_gone_is_outdated() {
    let before = before(&[("a.txt", "1", "1", None), ("b.txt", "2", "2", None), ("c.txt", "3", "3", None)]);
    let files = [file("1", &["a.txt"]), file("22", &["b.txt"]), file("4", &["d.txt"])];
    assert_eq!(read(&before, &files), ["b.txt", "d.txt"]);
    let plan = Plan::new(&before, &files, false);
    assert_eq!(plan.outdated.keys().collect::<Vec<_>>(), ["2", "3"]);
}

#[test]
fn a_paper_that_moved_or_got_a_second_place_is_read_again_and_not_outdated() {
    let before = before(&[("a.txt", "1", "1", None)]);
    for places in [&["z.txt"][..], &["a.txt", "z.txt"][..]] {
        let files = [file("1", places)];
        let plan = Plan::new(&before, &files, false);
        assert_eq!((plan.read.len(), plan.outdated.len()), (1, 0), "{places:?}");
    }
}

#[test]
fn a_file_that_could_not_be_read_is_not_tried_again_before_it_changes() {
    let broken = Some(SkipReason::Malformed);
    let before = before(&[("a.pdf", "1", "", broken), ("b.pdf", "22", "2", broken)]);
    let files = [file("1", &["a.pdf"]), file("22", &["b.pdf"])];
    assert!(read(&before, &files).is_empty());
    assert_eq!(read(&before, &[file("111", &["a.pdf"]), file("22", &["b.pdf"])]), ["a.pdf"]);
    assert!(read(&before, &[file("1", &["a.pdf"]), file("2", &["b.pdf"])]).is_empty(), "the good version is back");
}

#[test]
fn a_file_that_took_too_long_is_tried_again_each_night() {
    let before =
        before(&[("a.pdf", "1", "", Some(SkipReason::TimeLimit)), ("b.pdf", "2", "", Some(SkipReason::Crashed))]);
    assert_eq!(read(&before, &[file("1", &["a.pdf"]), file("2", &["b.pdf"])]), ["a.pdf"]);
}

#[test]
fn json_lines_files_are_read_together_or_not_at_all() {
    let before = before(&[("a.jsonl", "1", "1", None), ("b.jsonl", "2", "2", None), ("c.txt", "3", "3", None)]);
    let same = [file("1", &["a.jsonl"]), file("2", &["b.jsonl"]), file("33", &["c.txt"])];
    assert_eq!(read(&before, &same), ["c.txt"]);
    let changed = [file("1", &["a.jsonl"]), file("22", &["b.jsonl"]), file("3", &["c.txt"])];
    assert_eq!(read(&before, &changed), ["a.jsonl", "b.jsonl"]);
    let gone = [file("1", &["a.jsonl"]), file("3", &["c.txt"])];
    assert_eq!(read(&before, &gone), ["a.jsonl"]);
}
