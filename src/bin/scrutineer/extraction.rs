//! How the command reads papers: heavy formats in workers, which are this program again with a hidden command.

use crate::exit::Exit;
use anyhow::{Context as _, Result};
use scrutineer::corpus::{
    EXTRACTORS, Extraction, Isolation,
    worker::{self, WorkerCommand},
};

/// The name of the hidden command.
pub(crate) const WORKER: &str = "extract-worker";

/// Reading with workers.
pub(crate) fn in_workers() -> Result<Extraction> {
    let program = WorkerCommand::this_program().context("cannot find the program of scrutineer itself")?;
    Ok(Extraction::new().isolation(Isolation::Workers(program.arg(WORKER))))
}

/// The body of a worker.
pub(crate) fn work() -> Result<Exit> {
    worker::run(EXTRACTORS)?;
    Ok(Exit::Done)
}
