//! `scrutineer count`: a question in, a table of papers that match beside papers indexed out.

use crate::{
    cli::{CountArguments, TableFormat},
    exit::Exit,
    index_choice,
    output::Screen,
};
use anyhow::Result;
use scrutineer::{
    query::Tally,
    render::{csv, json, terminal},
};

pub(crate) fn run(arguments: &CountArguments, screen: &Screen) -> Result<Exit> {
    let index = index_choice::choose(arguments.index.folder.as_deref()).open_or_build_sample(screen)?;
    let request = arguments.filters.request(&arguments.query).all_copies(arguments.all_copies);
    let tally = index.count(&request, &arguments.by)?;
    match arguments.format {
        TableFormat::Text => screen.text(&terminal::tally(&tally, &screen.style(), screen.width()))?,
        TableFormat::Json => screen.data(&json::tally(&tally)?)?,
        TableFormat::Csv => {
            complain(&tally, screen);
            screen.data(&csv::tally(&tally)?)?;
        }
    }
    Ok(if tally.head.totals.matching > 0 { Exit::Done } else { Exit::NothingFound })
}

/// Says beside a table of cells what has no place in it.
fn complain(tally: &Tally, screen: &Screen) {
    for notice in &tally.head.notices {
        screen.complain(&format!("note: {}", notice.text));
    }
    let notes = [terminal::papers_with_copies(&tally.head), terminal::not_read(tally)];
    for note in notes.into_iter().flatten() {
        screen.complain(&format!("note: {note}"));
    }
}
