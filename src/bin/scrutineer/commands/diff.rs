//! `scrutineer diff`: two ids in, what changed between them out.

use crate::{
    cli::{DiffArguments, Format},
    exit::Exit,
    index_choice,
    output::Screen,
};
use anyhow::Result;
use scrutineer::render::{json, terminal};

pub(crate) fn run(arguments: &DiffArguments, screen: &Screen) -> Result<Exit> {
    let index = index_choice::choose(arguments.index.folder.as_deref()).open()?;
    let difference = index.difference(arguments.old.trim(), arguments.new.trim())?;
    match arguments.format {
        Format::Text => screen.text(&terminal::difference(&difference, &screen.style(), screen.width()))?,
        Format::Json => screen.data(&json::difference(&difference)?)?,
    }
    Ok(if difference.is_none() { Exit::NothingFound } else { Exit::Done })
}
