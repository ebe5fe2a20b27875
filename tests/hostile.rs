//! Any file at all as input: it is read, or recorded with a reason, and the papers beside it are found.

use crate::support::index_of;
use scrutineer::{corpus::SkipReason, query::Request};
use std::fs;

#[test]
fn files_of_every_hostile_kind_are_recorded_or_read_and_good_papers_are_found() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| fs::write(folder.path().join(name), bytes).unwrap();
    for number in 0..20 {
        let text = format!(
            "Highways Scrutiny Committee\n\n{} May 2021\n\nGULLIES\n\n1. Gully lorry {number} came twice.\n",
            number + 1
        );
        write(&format!("good-{number:02}.txt"), text.as_bytes());
    }
    write("binary.txt", &(0..=255).cycle().take(100_000).collect::<Vec<u8>>());
    write("empty.txt", b"");
    write("blank.txt", b" \n\n\t\n");
    write("one-line.txt", &b"word ".repeat(10 << 20));
    write("long-line.txt", &b"word ".repeat(3 << 20));
    write("long-word.txt", &b"w".repeat(15 << 20));
    write("invalid.txt", b"Gully report \xff\xfe\xfd with caf\xe9.");
    write(
        "utf-16.txt",
        &[0xff, 0xfe]
            .into_iter()
            .chain("Gully lorries in UTF-16.".encode_utf16().flat_map(u16::to_le_bytes))
            .collect::<Vec<u8>>(),
    );
    write("nested.txt", "<b>".repeat(1_000_000).as_bytes());
    write("brackets.txt", "[".repeat(1_000_000).as_bytes());
    write("pipes.txt", "|".repeat(1_000_000).as_bytes());
    write("hashes.txt", "# x\n".repeat(100_000).as_bytes());
    write("numbers.txt", "1. x\n\n".repeat(100_000).as_bytes());
    write("marks.txt", "e\u{301}".repeat(500_000).as_bytes());
    write("paper.pdf", b"%PDF-1.4\n1 0 obj\n");
    write(
        "lines.jsonl",
        b"{\"id\":\"a\",\"text\":\"Gully lorry in a line.\"}\n{\"id\":\"a\",\"text\":\"Again.\"}\n{broken\n[1]\n",
    );

    let (_index, index) = index_of(folder.path());
    let reason = |name: &str| {
        let skipped = index.manifest().skipped.iter().find(|skipped| skipped.path.as_deref() == Some(name));
        skipped.map(|skipped| skipped.reason)
    };
    assert_eq!(reason("binary.txt"), Some(SkipReason::Binary));
    assert_eq!(reason("empty.txt"), Some(SkipReason::Empty));
    assert_eq!(reason("blank.txt"), Some(SkipReason::Empty));
    assert_eq!(reason("one-line.txt"), Some(SkipReason::TooLarge));
    assert_eq!(reason("nested.txt"), Some(SkipReason::Malformed));
    assert_eq!(reason("paper.pdf"), Some(SkipReason::Malformed));
    assert_eq!(reason("lines.jsonl#2"), Some(SkipReason::DuplicateId));
    assert_eq!(reason("lines.jsonl#3"), Some(SkipReason::Malformed));
    assert_eq!(reason("long-line.txt"), None);

    let found = |query: &str| index.search(&Request::new(query)).unwrap();
    for number in 0..20 {
        let answer = found(&format!("\"gully lorry {number} came\""));
        assert_eq!(answer.head.total, 1, "paper {number}");
    }
    assert_eq!(found("lorries UTF").head.total_papers, 1);
    assert_eq!(found("café").head.total_papers, 1);
    assert_eq!(found("\"lorry in a line\"").head.total, 1);
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
