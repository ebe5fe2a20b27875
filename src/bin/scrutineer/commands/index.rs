//! `scrutineer index`: a folder of papers in, a published index and a report out.

use crate::{
    cli::{Format, IndexArguments},
    exit::Exit,
    extraction, index_choice, interrupt,
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
    let extraction = extraction::in_workers()?;
    let cancel = interrupt::flag();
    let display = Display::start(&arguments.folder, &choice.folder, screen);
    // The generation that the report is held against. What cannot be opened is built from nothing and counts as absent.
    let before = Index::open(&choice.folder).ok().map(|index| index.manifest().generation.clone());
    let mut builder = Builder::new(&arguments.folder, &choice.folder).threads(arguments.threads).extraction(extraction);
    builder = builder.progress(display.listener()).cancel(cancel);
    if arguments.no_cache {
        builder = builder.cache(0);
    }
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
    Ok(if is_short_of_papers(&report, before.as_deref(), arguments.strict) { Exit::Skipped } else { Exit::Done })
}

/// Whether papers were skipped that somebody should hear of. A first build has none that are newly skipped; nor has a
/// build that found nothing to do, whose generation is still the one before.
fn is_short_of_papers(report: &BuildReport, before: Option<&str>, strict: bool) -> bool {
    let published_again = before.is_some_and(|before| before != report.generation);
    let mut skipped = report.skipped.iter();
    if strict { skipped.next().is_some() } else { published_again && skipped.any(|one| one.since == report.generation) }
}
