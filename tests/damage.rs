//! An index whose files are damaged: what is asked of it gets an error that names it or an answer, never a panic.

use crate::support::project;
use scrutineer::{ErrorKind, Index, index::Builder, query::Request};
use std::fs;

/// How many bytes of each file are changed, one at a time, spread over the file.
const PLACES: usize = 40;

#[test]
fn a_changed_byte_anywhere_is_an_error_or_does_no_harm() {
    let folder = tempfile::tempdir().unwrap();
    let index = folder.path().join("index");
    let report = Builder::new(project("corpus"), &index).build().unwrap();
    let generation = index.join(&report.generation);
    let questions =
        ["early help", "\"early help\"", "inadeq*", "counci~", "role:recommendation", "placements NEAR/5 care"];
    let (mut tried, mut told) = (0, 0);
    for entry in fs::read_dir(&generation).unwrap() {
        let file = entry.unwrap().path();
        let whole = fs::read(&file).unwrap();
        for place in 0..PLACES.min(whole.len()) {
            let mut damaged = whole.clone();
            let place = place * whole.len() / PLACES.min(whole.len());
            damaged[place] ^= 0x55;
            fs::write(&file, &damaged).unwrap();
            tried += 1;
            let outcome = Index::open(&index).and_then(|index| {
                questions.iter().try_for_each(|question| index.search(&Request::new(*question)).map(drop))
            });
            if let Err(error) = outcome {
                let kinds = [ErrorKind::DamagedIndex, ErrorKind::IndexFormat, ErrorKind::Corpus];
                assert!(kinds.contains(&error.kind()), "{}: {error}", file.display());
                told += 1;
            }
        }
        fs::write(&file, &whole).unwrap();
    }
    println!("{tried} changed bytes, {told} of them told");
    assert!(told > 0);
}
