//! Reading in processes of their own, because the libraries that read PDF and its like can be brought down.
//!
//! A hostile file can make such a library overflow its stack, abort, run for ever or take all memory, and none of these
//! can be caught within a process. So [`Extraction`](super::Extraction) hands files of heavy formats to workers:
//! processes that read one file after the other under limits of processor time, time and memory, and that are killed and
//! started again where one dies. A worker that dies costs its file only.
//!
//! A worker is any program that calls [`run`]. The command `scrutineer` runs itself; an embedder's program does the same:
//!
//! ```no_run
//! use scrutineer::{corpus::{EXTRACTORS, Extraction, Isolation, worker::{self, WorkerCommand}}, index::Builder};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! if std::env::args().nth(1).as_deref() == Some("read-papers") {
//!     worker::run(EXTRACTORS)?;
//!     return Ok(());
//! }
//! let workers = Isolation::Workers(WorkerCommand::this_program()?.arg("read-papers"));
//! Builder::new("papers", "index").extraction(Extraction::new().isolation(workers)).build()?;
//! # Ok(())
//! # }
//! ```
//!
//! What in-process reading risks instead is said at [`Isolation::InProcess`](super::Isolation::InProcess).
//!
//! A worker runs as the same user as its parent and may read what that user may: it is kept from taking the build down,
//! and is no prison for a program that was taken over. It writes no files. It ends when its parent does, because its
//! standard input ends; a file on which it then still works is bounded by its processor time. What it prints goes nowhere.

mod command;
mod confine;
mod death;
mod pool;
mod process;
mod protocol;
mod serve;
#[cfg(test)]
mod tests;

pub use command::WorkerCommand;
pub(super) use death::{how, is_signal};
pub(crate) use {
    pool::Pool,
    protocol::{Answer, Request},
    serve::answer,
};

use super::Extractor;
use std::io;

/// The body of a worker process: serves the parent on standard input and output until that goes away.
///
/// `extractors` are the same as the parent's, [`EXTRACTORS`](super::EXTRACTORS) unless it has some of its own. Limits are
/// set on the whole process, which must do nothing else. What libraries print on standard output goes to standard error,
/// which the parent reads.
///
/// # Errors
///
/// Those of the pipes. When the parent has gone there is nobody to tell, and an exit code that nobody looks at.
pub fn run(extractors: &'static [Extractor]) -> io::Result<()> {
    confine::begin()?;
    serve::serve(io::stdin().lock(), output()?, extractors)
}

/// Standard output for the answers alone: what else is printed there, by whatever library, goes to standard error.
#[cfg(unix)]
fn output() -> io::Result<std::fs::File> {
    use std::os::fd::AsFd as _;
    let output = io::stdout().as_fd().try_clone_to_owned()?;
    rustix::stdio::dup2_stdout(io::stderr())?;
    Ok(output.into())
}

#[cfg(not(unix))]
fn output() -> io::Result<io::Stdout> {
    Ok(io::stdout())
}
