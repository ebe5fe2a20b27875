//! `scrutineer status`: what the index holds.

use crate::{
    cli::{Format, StatusArguments},
    exit::Exit,
    index_choice,
    output::Screen,
};
use anyhow::Result;
use scrutineer::render::{json, terminal};

pub(crate) fn run(arguments: &StatusArguments, screen: &Screen) -> Result<Exit> {
    let index = index_choice::choose(arguments.index.folder.as_deref()).open()?;
    match arguments.format {
        Format::Text => screen.text(&terminal::status(index.manifest(), &screen.style(), screen.width()))?,
        Format::Json => screen.data(&json::status(index.manifest())?)?,
    }
    Ok(Exit::Done)
}
