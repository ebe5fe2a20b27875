//! How the command reads papers: heavy formats in workers, which are this program again with a hidden command.

use crate::exit::Exit;
use anyhow::{Context as _, Result};
use scrutineer::corpus::{
    EXTRACTORS, Extraction, Isolation, Ocr,
    worker::{self, WorkerCommand},
};

/// The name of the hidden command.
pub(crate) const WORKER: &str = "extract-worker";

/// Reading with workers; scans too, where the languages are told that they are in.
pub(crate) fn in_workers(ocr: Option<&str>) -> Result<Extraction> {
    let program = WorkerCommand::this_program().context("cannot find the program of scrutineer itself")?;
    let extraction = Extraction::new().isolation(Isolation::Workers(program.arg(WORKER)));
    Ok(match ocr {
        Some(languages) => extraction.ocr(Ocr::find()?.languages(languages)?),
        None => extraction,
    })
}

/// The body of a worker.
pub(crate) fn work() -> Result<Exit> {
    worker::run(EXTRACTORS)?;
    Ok(Exit::Done)
}
