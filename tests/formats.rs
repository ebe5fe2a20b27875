//! Indexes that earlier versions wrote, as they lie on people's disks.

use crate::support::project;
use scrutineer::{
    ErrorKind, Index,
    index::{self, Builder},
    query::Request,
};
use std::fs;

/// An index of the present format is read; one of an earlier format is told, and built anew by the next build. When the
/// format changes, the index of the last one stays here and that of the new one joins it.
#[test]
fn an_index_on_disk_is_read_or_told_by_its_format() {
    let mut formats = Vec::new();
    for entry in fs::read_dir(project("tests/fixtures/indexes")).unwrap() {
        let folder = entry.unwrap().path();
        let name = folder.file_name().unwrap().to_str().unwrap().to_owned();
        let format: u32 = name.strip_prefix("format-").unwrap().parse().unwrap();
        formats.push(format);
        let opened = Index::open(&folder);
        if format == index::FORMAT_VERSION {
            let answer = opened.unwrap().search(&Request::new("\"gullies were cleaned\" council:kent")).unwrap();
            assert_eq!(answer.hits[0].snippets[0].text, "The gullies were cleaned in May.");
            assert!(index::verify(&folder).unwrap().damaged.is_empty());
        } else {
            let error = opened.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::IndexFormat);
            assert!(error.to_string().contains(&format!("earlier format {format}")), "{error}");
        }

        // A build goes on from it or begins anew, and says so.
        let scene = tempfile::tempdir().unwrap();
        let copy = scene.path().join("index");
        for entry in walkdir::WalkDir::new(&folder) {
            let entry = entry.unwrap();
            let to = copy.join(entry.path().strip_prefix(&folder).unwrap());
            if entry.file_type().is_dir() {
                fs::create_dir(to).unwrap()
            } else {
                fs::copy(entry.path(), to).map(|_| ()).unwrap()
            }
        }
        let papers = scene.path().join("papers");
        fs::create_dir(&papers).unwrap();
        fs::write(papers.join("lamps.txt"), "LAMPS\n\nLamps were lit.\n").unwrap();
        let report = Builder::new(&papers, &copy).build().unwrap();
        assert_eq!(report.notes.iter().any(|note| note.contains("earlier format")), format < index::FORMAT_VERSION);
        assert_eq!(Index::open(&copy).unwrap().search(&Request::new("lamps")).unwrap().head.total, 1);
    }
    formats.sort_unstable();
    assert_eq!(formats, (1..=index::FORMAT_VERSION).collect::<Vec<_>>(), "an index of every format belongs here");
}
