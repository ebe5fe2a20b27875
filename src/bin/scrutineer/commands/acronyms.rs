//! `scrutineer acronyms`: short forms in, what they stand for and where that was said first out.

use crate::{
    cli::{AcronymsArguments, TableFormat},
    exit::{Exit, Failure},
    index_choice,
    output::Screen,
};
use anyhow::Result;
use scrutineer::render::{csv, json, terminal};

pub(crate) fn run(arguments: &AcronymsArguments, screen: &Screen) -> Result<Exit> {
    if arguments.short.iter().any(|short| short.trim().is_empty()) {
        return Err(Failure::new("an empty word is no short form", "For all of them, name none.").into());
    }
    let index = index_choice::choose(arguments.index.folder.as_deref()).open()?;
    let shorts: Vec<&str> = arguments.short.iter().map(String::as_str).collect();
    let found = index.acronyms(&shorts, arguments.council.as_deref())?;
    match arguments.format {
        TableFormat::Text => screen.text(&terminal::acronyms(&found, &screen.style(), screen.width()))?,
        TableFormat::Json => screen.data(&json::acronyms(&found, index.manifest())?)?,
        TableFormat::Csv => screen.data(&csv::acronyms(&found)?)?,
    }
    if found.is_empty() {
        let of = if arguments.council.is_some() { " of this council" } else { "" };
        let what = match &arguments.short[..] {
            [] => "a short form".to_owned(),
            shorts => shorts.join(" or "),
        };
        screen.complain(&format!("No paper{of} explains {what}."));
        return Ok(Exit::NothingFound);
    }
    Ok(Exit::Done)
}
