//! `scrutineer trail`: a question in, its mentions by date out.

use crate::{
    cli::{TableFormat, TrailArguments},
    exit::Exit,
    index_choice,
    output::Screen,
};
use anyhow::Result;
use scrutineer::render::{csv, json, terminal};

/// How many mentions are shown by default, but as CSV.
const LIMIT: usize = 100;

pub(crate) fn run(arguments: &TrailArguments, screen: &Screen) -> Result<Exit> {
    let index = index_choice::choose(arguments.index.folder.as_deref()).open_or_build_sample(screen)?;
    let request = arguments.filters.request(&arguments.query).all_copies(arguments.all_copies);
    // A table is for counting in: what it lacks is not seen.
    let limit = arguments.limit.unwrap_or(if arguments.format == TableFormat::Csv { usize::MAX } else { LIMIT });
    let request = request.limit(limit).snippets(arguments.snippets);
    let trail = index.trail(&request)?;
    match arguments.format {
        TableFormat::Text => screen.text(&terminal::trail(&trail, &screen.style(), screen.width()))?,
        TableFormat::Json => screen.data(&json::trail(&trail)?)?,
        TableFormat::Csv => {
            for notice in &trail.head.notices {
                screen.complain(&format!("note: {}", notice.text));
            }
            let notes = [terminal::copies_of_mentions(&trail.head), terminal::mentions_not_shown(&trail.head)];
            for note in notes.into_iter().flatten() {
                screen.complain(&format!("note: {note}"));
            }
            screen.data(&csv::trail(&trail)?)?;
        }
    }
    Ok(if trail.head.mentions > 0 { Exit::Done } else { Exit::NothingFound })
}
