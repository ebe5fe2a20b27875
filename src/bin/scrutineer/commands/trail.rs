//! `scrutineer trail`: a question in, its mentions by date out.

use crate::{
    cli::{TableFormat, TrailArguments},
    exit::Exit,
    index_choice,
    output::Screen,
};
use anyhow::Result;
use scrutineer::render::{csv, json, terminal};

pub(crate) fn run(arguments: &TrailArguments, screen: &Screen) -> Result<Exit> {
    let index = index_choice::choose(arguments.index.folder.as_deref()).open_or_build_sample(screen)?;
    let request = arguments.filters.request(&arguments.query).all_copies(arguments.all_copies);
    let request = request.limit(arguments.limit).snippets(arguments.snippets);
    let trail = index.trail(&request)?;
    match arguments.format {
        TableFormat::Text => screen.text(&terminal::trail(&trail, &screen.style(), screen.width()))?,
        TableFormat::Json => screen.data(&json::trail(&trail)?)?,
        TableFormat::Csv => {
            for notice in &trail.head.notices {
                screen.complain(&format!("note: {}", notice.text));
            }
            screen.data(&csv::trail(&trail)?)?;
        }
    }
    Ok(if trail.head.mentions > 0 { Exit::Done } else { Exit::NothingFound })
}
