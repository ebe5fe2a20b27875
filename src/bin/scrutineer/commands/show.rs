//! `scrutineer show`: an id in, the text of a section or a paper out.

use crate::{
    cli::{Format, ShowArguments},
    exit::{Exit, Failure},
    index_choice,
    output::Screen,
};
use anyhow::Result;
use scrutineer::{
    Index,
    index::SectionRecord,
    render::{json, terminal},
};

/// The fewest characters of an id that will do.
const SHORTEST: usize = 6;
/// How many papers are named where a short id fits several.
const NAMED: usize = 10;

pub(crate) fn run(arguments: &ShowArguments, screen: &Screen) -> Result<Exit> {
    let index = index_choice::choose(arguments.index.folder.as_deref()).open()?;
    let records = find(&index, arguments.id.trim(), arguments.context)?;
    match arguments.format {
        Format::Text => screen.text(&terminal::sections(&records, &screen.style(), screen.width()))?,
        Format::Json => {
            let mut lines = String::new();
            for record in &records {
                lines.push_str(&json::section(record)?);
            }
            screen.data(&lines)?;
        }
    }
    Ok(Exit::Done)
}

/// The sections of the paper, or the one section with its neighbours.
fn find(index: &Index, id: &str, context: u64) -> Result<Vec<SectionRecord>> {
    let whole = index.sections_of(id)?;
    if !whole.is_empty() {
        return Ok(whole);
    }
    // An id may hold a colon itself, so that only a number after the last one makes it a section's.
    let section = id.rsplit_once(':').and_then(|(paper, ordinal)| Some((paper, ordinal.parse::<u64>().ok()?)));
    let mut records = index.sections_of(&paper(index, section.map_or(id, |(paper, _)| paper))?)?;
    if let Some((_, ordinal)) = section {
        let sections = records.len();
        if !records.iter().any(|record| record.ordinal == ordinal) {
            let what = format!("the paper has no section {ordinal}: {id}");
            let hint = format!("It has {sections}, numbered from 0. Leave out the number to see them all.");
            return Err(Failure::new(what, hint).into());
        }
        let shown = ordinal.saturating_sub(context)..=ordinal.saturating_add(context);
        records.retain(|record| shown.contains(&record.ordinal));
    }
    Ok(records)
}

/// The id of the one paper that a prefix stands for.
fn paper(index: &Index, prefix: &str) -> Result<String> {
    let unknown = || {
        let what = format!("no paper in the index has the id '{prefix}'");
        Failure::new(what, "Copy the id from a hit; ids change when the paper's bytes change.")
    };
    let mut ids = index.papers_with_prefix(prefix, NAMED + 1)?;
    let exact = ids.iter().any(|id| id == prefix);
    if prefix.chars().count() < SHORTEST && !exact {
        let what = format!("'{prefix}' is too short for an id");
        return Err(Failure::new(what, format!("Give at least {SHORTEST} characters of it.")).into());
    }
    match ids.len() {
        0 => Err(unknown().into()),
        1 => Ok(ids.remove(0)),
        _ => {
            let mut hint = "Give more of it. It may be:".to_owned();
            for id in ids.iter().take(NAMED) {
                let sections = index.sections_of(id)?;
                let path = sections.first().map_or("", |record| &record.paper.path);
                hint.push_str(&format!("\n  {id}  {path}"));
            }
            if ids.len() > NAMED {
                hint.push_str("\n  and more");
            }
            Err(Failure::new(format!("'{prefix}' fits more than one paper"), hint).into())
        }
    }
}
