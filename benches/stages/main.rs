//! The stages of scrutineer, one by one, over a few megabytes made of the bundled papers.
//!
//! `cargo bench` times them all, `cargo bench -- analysis` some, and `cargo bench -- --test` runs each once. Every answer
//! is asserted in the set-up, so that a wrong one cannot look fast; a change of how papers are read or questions
//! answered changes the numbers there. The figures tell one version from another on one machine and nothing else; beside other engines
//! scrutineer is measured in `benches/peers`.

#![allow(clippy::unwrap_used, missing_docs, reason = "a bench ends where it fails")]

mod analysis;
mod asking;
mod index;
mod papers;
mod reading;
mod snippets;

use criterion::{Criterion, criterion_group, criterion_main};
use std::time::Duration;

fn stages(criterion: &mut Criterion) {
    let papers = papers::Papers::make();
    analysis::benches(criterion, &papers);
    reading::benches(criterion, &papers);
    // The index is built here and asked after.
    index::benches(criterion, &papers);
    asking::benches(criterion, &papers);
    snippets::benches(criterion, &papers);
}

/// Half of the usual samples in less than half of the time: there are many stages.
fn quick() -> Criterion {
    Criterion::default()
        .sample_size(50)
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(2))
}

criterion_group! { name = benches; config = quick(); targets = stages }
criterion_main!(benches);
