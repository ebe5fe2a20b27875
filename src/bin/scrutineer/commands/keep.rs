//! `scrutineer verify`, `rollback`, `gc` and `forget`: what whoever looks after an index does between builds.

use crate::{
    cli::{ForgetArguments, Format, GcArguments, RollbackArguments, VerifyArguments},
    exit::Exit,
    index_choice,
    output::Screen,
};
use anyhow::Result;
use scrutineer::{
    index,
    render::{json, terminal},
};

pub(crate) fn verify(arguments: &VerifyArguments, screen: &Screen) -> Result<Exit> {
    let folder = index_choice::choose(arguments.index.folder.as_deref()).folder;
    let found = if arguments.all { index::verify_all(&folder)? } else { vec![index::verify(&folder)?] };
    match arguments.format {
        Format::Text => screen.text(&terminal::verification(&found, &screen.style(), screen.width()))?,
        Format::Json => screen.data(&json::verification(&found)?)?,
    }
    let whole = found.iter().all(|generation| generation.damaged.is_empty());
    if !whole {
        screen.complain(
            "Build the index again with `scrutineer index`, or go back with `scrutineer rollback`; the papers are not \
             touched. If it happens again, check the disk.",
        );
    }
    Ok(if whole { Exit::Done } else { Exit::Failed })
}

pub(crate) fn rollback(arguments: &RollbackArguments, screen: &Screen) -> Result<Exit> {
    let folder = index_choice::choose(arguments.index.folder.as_deref()).folder;
    let generation = index::rollback(&folder, arguments.to.as_deref())?;
    screen.complain(&format!("Generation {generation} is published. The next build goes on from it."));
    Ok(Exit::Done)
}

pub(crate) fn gc(arguments: &GcArguments, screen: &Screen) -> Result<Exit> {
    let folder = index_choice::choose(arguments.index.folder.as_deref()).folder;
    let collected = index::collect_garbage(&folder, arguments.keep)?;
    let list = |names: &[String]| if names.is_empty() { "nothing".to_owned() } else { names.join(", ") };
    screen.complain(&format!("Removed: {}. Kept: {}.", list(&collected.removed), list(&collected.kept)));
    Ok(Exit::Done)
}

pub(crate) fn forget(arguments: &ForgetArguments, screen: &Screen) -> Result<Exit> {
    let folder = index_choice::choose(arguments.index.folder.as_deref()).folder;
    if arguments.undo {
        let was = index::remember(&folder, &arguments.what)?;
        screen.complain(if was {
            "It may be found again from the next build on."
        } else {
            "No such id or path was forgotten; give it as it was given then."
        });
        return Ok(if was { Exit::Done } else { Exit::NothingFound });
    }
    let forgot = index::forget(&folder, &arguments.what)?;
    let papers = if forgot.papers == 1 { "1 paper has".to_owned() } else { format!("{} papers have", forgot.papers) };
    let mut text = format!("{papers} left the index (generation {}) and will be kept out of it.", forgot.generation);
    if !forgot.removed.is_empty() {
        text.push_str(&format!(" Removed, because they held it: {}.", forgot.removed.join(", ")));
    }
    screen.complain(&text);
    screen.complain("The file itself is as it was; delete it where it lies, if it should not be there.");
    Ok(Exit::Done)
}
