//! What several tests need: fixtures, the real papers where they are, papers as understood, an index of a folder.

use scrutineer::{
    Index,
    corpus::{self, Limits},
    document::{Origin, Paper, Reader},
    index::Builder,
    query::Hit,
};
use std::{
    env, fs,
    path::{Path, PathBuf},
};

/// A file or folder of the project.
pub(crate) fn project(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// A folder of the real papers; says so where it is absent.
pub(crate) fn real(folder: &str) -> Option<PathBuf> {
    let root = env::var_os("SCRUTINEER_DATA").map_or_else(|| project("../shared/data"), PathBuf::from);
    let folder = root.join(folder);
    if folder.is_dir() {
        return Some(folder);
    }
    println!("skipped: the real papers are not at {} (set SCRUTINEER_DATA)", folder.display());
    None
}

/// The papers of a file, as `inspect` understands them.
pub(crate) fn papers(file: &Path) -> Vec<Paper> {
    let source = corpus::source(file, None).unwrap();
    let (details, _) = corpus::details(&source).unwrap();
    let mut papers = Vec::new();
    corpus::read(&source, &Limits::default(), &mut |_, document| {
        let origin = Origin::new("0123456789abcdef", &source.path).details(details.clone());
        papers.extend(Reader::builtin().papers(origin, document.unwrap()));
    });
    papers
}

/// An index of a folder of papers, in a fresh directory.
pub(crate) fn index_of(papers: &Path) -> (tempfile::TempDir, Index) {
    let folder = tempfile::tempdir().unwrap();
    Builder::new(papers, folder.path().join("index")).build().unwrap();
    let index = Index::open(folder.path().join("index")).unwrap();
    (folder, index)
}

/// Whether a hit is the section that holds this line of this file.
pub(crate) fn holds(hit: &Hit, path: &str, line: u32) -> bool {
    hit.paper.path == path && hit.section.lines.is_some_and(|(first, last)| (first..=last).contains(&line))
}

/// Rows of a table of tabs without its first.
pub(crate) fn rows(file: &Path) -> Vec<Vec<String>> {
    let text = fs::read_to_string(file).unwrap();
    text.lines().skip(1).map(|line| line.split('\t').map(str::to_owned).collect()).collect()
}

/// A text without case, emphasis, and kinds of dash and quotation mark.
pub(crate) fn plain(text: &str) -> String {
    let text = text.replace(['’', '‘'], "'").replace(['–', '—'], "-").replace(['“', '”'], "\"").replace('*', "");
    text.trim_end_matches(['.', ':']).trim().to_lowercase()
}
