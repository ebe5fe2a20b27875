//! `scrutineer index`: a folder of papers in, a published index and a report out.

use crate::{
    cli::{Format, IndexArguments},
    exit::Exit,
    index_choice,
    output::Screen,
    progress::Display,
};
use anyhow::Result;
use scrutineer::{
    Index,
    index::{BuildReport, Builder},
    render::{json, terminal},
};

pub(crate) fn run(arguments: &IndexArguments, screen: &Screen) -> Result<Exit> {
    let choice = index_choice::choose(arguments.index.folder.as_deref());
    let display = Display::start(&arguments.folder, &choice.folder, screen);
    // Whether this is the first build: a first build has no papers that are newly skipped. What cannot be opened is
    // built from nothing and counts as absent.
    let before = Index::open(&choice.folder).is_ok();
    let mut builder =
        Builder::new(&arguments.folder, &choice.folder).threads(arguments.threads).progress(display.listener());
    if let Some(memory) = arguments.memory {
        builder = builder.memory(memory);
    }
    let report = match builder.build() {
        Ok(report) => report,
        Err(error) => {
            display.end("The build was given up; the index is as it was.", screen);
            return Err(error.into());
        }
    };
    display.end("The index is published.", screen);
    match arguments.format {
        Format::Text => screen.text(&terminal::build(&report, &screen.style(), screen.width()))?,
        Format::Json => screen.data(&json::build(&report)?)?,
    }
    Ok(if is_short_of_papers(&report, before, arguments.strict) { Exit::Skipped } else { Exit::Done })
}

/// Whether papers were skipped that somebody should hear of.
fn is_short_of_papers(report: &BuildReport, before: bool, strict: bool) -> bool {
    let mut skipped = report.skipped.iter();
    if strict { skipped.next().is_some() } else { before && skipped.any(|one| one.since == report.generation) }
}
