//! `scrutineer show`: an id in, the text of a section or a paper out.

use crate::{
    cli::{Format, ShowArguments},
    exit::Exit,
    index_choice,
    output::Screen,
};
use anyhow::Result;
use scrutineer::render::{json, terminal};

pub(crate) fn run(arguments: &ShowArguments, screen: &Screen) -> Result<Exit> {
    let index = index_choice::choose(arguments.index.folder.as_deref()).open()?;
    let found = index.lookup(arguments.id.trim())?;
    match arguments.format {
        Format::Text => {
            screen.text(&terminal::sections(&found, arguments.context, &screen.style(), screen.width()))?;
        }
        Format::Json => screen.data(&json::sections(&found, arguments.context)?)?,
    }
    Ok(Exit::Done)
}
