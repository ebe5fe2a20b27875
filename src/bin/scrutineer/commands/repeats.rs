//! `scrutineer repeats`: filters in, the passages that papers use again out.

use crate::{
    cli::{RepeatsArguments, TableFormat},
    exit::Exit,
    index_choice,
    output::Screen,
};
use anyhow::Result;
use scrutineer::render::{csv, json, terminal};

pub(crate) fn run(arguments: &RepeatsArguments, screen: &Screen) -> Result<Exit> {
    let index = index_choice::choose(arguments.index.folder.as_deref()).open_or_build_sample(screen)?;
    let request = arguments.filters.request(&arguments.query).limit(arguments.limit).offset(arguments.offset);
    let repeats = index.repeats(&request, arguments.words)?;
    match arguments.format {
        TableFormat::Text => screen.text(&terminal::repeats(&repeats, &screen.style(), screen.width()))?,
        TableFormat::Json => screen.data(&json::repeats(&repeats)?)?,
        TableFormat::Csv => {
            for notice in &repeats.head.notices {
                screen.complain(&format!("note: {}", notice.text));
            }
            screen.data(&csv::repeats(&repeats)?)?;
        }
    }
    Ok(if repeats.head.total > 0 { Exit::Done } else { Exit::NothingFound })
}
