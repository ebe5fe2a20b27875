//! The stages of scrutineer, one by one, over a few megabytes made of the bundled papers.
//!
//! `cargo bench` times them all, `cargo bench -- analysis` some. Every answer is asserted in the set-up, so that a wrong
//! one cannot look fast. The figures tell one version from another on one machine and nothing else; beside other engines
//! scrutineer is measured in `benches/peers`.

#![allow(clippy::unwrap_used, missing_docs, reason = "a bench ends where it fails")]

mod analysis;
mod asking;
mod index;
mod papers;
mod reading;

use criterion::{Criterion, criterion_group, criterion_main};

fn stages(criterion: &mut Criterion) {
    let papers = papers::Papers::make();
    analysis::benches(criterion, &papers);
    reading::benches(criterion, &papers);
    // The index is built here and asked after.
    index::benches(criterion, &papers);
    asking::benches(criterion, &papers);
}

criterion_group!(benches, stages);
criterion_main!(benches);
