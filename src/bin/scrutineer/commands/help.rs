//! `scrutineer help`: the help of a command, or the page on how to ask.

use crate::{
    cli::{self, HelpArguments},
    exit::Exit,
    output::Screen,
};
use anyhow::{Result, bail};
use scrutineer::render::terminal;

/// The topic that is no command.
const QUERY: &str = "query";

pub(crate) fn run(arguments: &HelpArguments, screen: &Screen) -> Result<Exit> {
    if arguments.topic.as_deref() == Some(QUERY) {
        screen.text(&terminal::language(&screen.style(), screen.width()))?;
        return Ok(Exit::Done);
    }
    let command = cli::command();
    let topics: Vec<&str> = command.get_subcommands().map(clap::Command::get_name).collect();
    if let Some(topic) = &arguments.topic
        && !topics.contains(&topic.as_str())
    {
        bail!("there is no help on '{topic}': ask for {QUERY}, {}", topics.join(", "));
    }
    // The same as `--help`, which clap takes for an error of its own kind.
    let words = ["scrutineer"].into_iter().chain(arguments.topic.as_deref()).chain(["--help"]);
    match cli::command().try_get_matches_from(words) {
        Err(help) => Screen::usage(&help)?,
        Ok(_) => bail!("there is no help"),
    }
    Ok(Exit::Done)
}
