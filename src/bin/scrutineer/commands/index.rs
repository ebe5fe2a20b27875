//! `scrutineer index`: a folder of papers in, a published index and a report out.

use crate::{
    cli::{Format, IndexArguments},
    exit::{Exit, Failure},
    extraction, index_choice, interrupt,
    output::{self, Screen},
    progress::Display,
};
use anyhow::Result;
use scrutineer::{
    index::{BuildReport, Builder, Ending, last_report},
    render::{json, metrics, terminal},
};
use std::path::Path;

pub(crate) fn run(arguments: &IndexArguments, screen: &Screen) -> Result<Exit> {
    let choice = index_choice::choose(arguments.index.folder.as_deref());
    let extraction = extraction::in_workers(arguments.ocr.as_deref())?;
    let cancel = interrupt::flag();
    let display = Display::start(&arguments.folder, &choice.folder, arguments.log_format, screen);
    let mut builder = Builder::new(&arguments.folder, &choice.folder)
        .threads(arguments.threads)
        .extraction(extraction)
        .check(arguments.check.into())
        .allow_shrink(arguments.allow_shrink)
        .progress(display.listener())
        .cancel(cancel);
    if let Some(wait) = arguments.wait {
        builder = builder.wait(wait);
    }
    if let Some(keep) = arguments.keep {
        builder = builder.keep(keep);
    }
    if arguments.no_cache {
        builder = builder.cache(0);
    }
    if let Some(memory) = arguments.memory {
        builder = builder.memory(memory);
    }
    let outcome = builder.build();
    if let Some(file) = &arguments.metrics {
        // A build that failed has left a report too.
        let report = outcome.as_ref().ok().cloned().or_else(|| last_report(&choice.folder).ok().flatten());
        if let Some(report) = report {
            write_metrics(file, &report)?;
        }
    }
    let report = match outcome {
        Ok(report) => report,
        Err(error) => {
            display.end("The build was given up; the index is as it was.", screen);
            return Err(error.into());
        }
    };
    display.end(
        match report.ending {
            Ending::Unchanged => "Nothing has changed; the index is as it was.",
            _ => "The index is published.",
        },
        screen,
    );
    match arguments.format {
        Format::Text => screen.text(&terminal::build(&report, &screen.style(), screen.width()))?,
        Format::Json => screen.data(&json::build(&report)?)?,
    }
    Ok(if is_short_of_papers(&report, arguments.strict) { Exit::LookAt } else { Exit::Done })
}

/// Whether papers were skipped, or kept at an older copy, that somebody should hear of: all of them where asked, else
/// those of this build that were not skipped before.
fn is_short_of_papers(report: &BuildReport, strict: bool) -> bool {
    let mut skipped = report.skipped.iter();
    if strict {
        return skipped.next().is_some();
    }
    report.ending == Ending::Published && skipped.any(|one| one.since == report.generation)
}

/// Writes the figures so that who reads the file meanwhile sees the old ones or the new ones.
fn write_metrics(file: &Path, report: &BuildReport) -> Result<()> {
    output::replace(file, &metrics::build(report)).map_err(|error| {
        Failure::new(
            format!("cannot write the figures to {}: {error}", file.display()),
            "Check that the folder of --metrics is there and that you may write to it.",
        )
        .into()
    })
}
