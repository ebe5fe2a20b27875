//! How the command reads papers: heavy formats in workers, which are this program again with an argument of its own.

use crate::exit::Exit;
use anyhow::{Context as _, Result};
use scrutineer::corpus::{
    EXTRACTORS, Extraction, Isolation, Ocr,
    worker::{self, WorkerCommand},
};
use std::ffi::OsString;

/// The argument of a worker, which is no command of a person's: help, completions and manual pages know nothing of it.
const WORKER: &str = "extract-worker";

/// Reading with workers; scans too, where the languages are told that they are in.
pub(crate) fn in_workers(ocr: Option<&str>) -> Result<Extraction> {
    let program = WorkerCommand::this_program().context("cannot find the program of scrutineer itself")?;
    let extraction = Extraction::new().isolation(Isolation::Workers(program.arg(WORKER)));
    Ok(match ocr {
        Some(languages) => extraction.ocr(Ocr::find()?.languages(languages)?),
        None => extraction,
    })
}

/// Whether these are the arguments of a worker.
pub(crate) fn is_worker(arguments: &[OsString]) -> bool {
    matches!(arguments, [_, only] if only == WORKER)
}

/// The body of a worker: it reads files for another process of scrutineer, which speaks on standard input.
pub(crate) fn work() -> Result<Exit> {
    worker::run(EXTRACTORS)?;
    Ok(Exit::Done)
}
