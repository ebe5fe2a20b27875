//! `scrutineer mcp`: the tools of an assistant on standard input and output.

use crate::{cli::McpArguments, exit::Exit, index_choice, output::Screen};
use anyhow::Result;
use scrutineer::serve::mcp::Server;

pub(crate) fn run(arguments: &McpArguments, screen: &Screen) -> Result<Exit> {
    let index = index_choice::choose(arguments.index.folder.as_deref()).open_or_build_sample(screen)?;
    Server::new(index).run()?;
    Ok(Exit::Done)
}
