//! `scrutineer status`: what the index holds, and what the last build did.

use crate::{
    cli::{Format, StatusArguments},
    exit::Exit,
    index_choice,
    output::Screen,
};
use anyhow::Result;
use scrutineer::{
    index::{coverage, last_report},
    render::{json, terminal},
};

pub(crate) fn run(arguments: &StatusArguments, screen: &Screen) -> Result<Exit> {
    let choice = index_choice::choose(arguments.index.folder.as_deref());
    if arguments.coverage {
        let coverage = coverage(&choice.folder)?;
        match arguments.format {
            Format::Text => screen.text(&terminal::coverage(&coverage, &screen.style(), screen.width()))?,
            Format::Json => screen.data(&json::coverage(&coverage)?)?,
        }
        return Ok(Exit::Done);
    }
    let index = choice.open()?;
    // A report that cannot be read must not hide what is indexed.
    let report = last_report(&choice.folder).ok().flatten();
    match arguments.format {
        Format::Text => {
            screen.text(&terminal::status(index.manifest(), report.as_ref(), &screen.style(), screen.width()))?;
        }
        Format::Json => {
            screen.data(&json::status(index.manifest())?)?;
            if let Some(report) = &report {
                screen.data(&json::build(report)?)?;
            }
        }
    }
    Ok(Exit::Done)
}
