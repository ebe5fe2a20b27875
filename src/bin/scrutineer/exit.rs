//! How the command ends: exit codes, and errors in words.

use crate::output::Screen;
use std::{
    fmt, io,
    panic::{self, AssertUnwindSafe},
    process::ExitCode,
    sync::{Mutex, PoisonError},
};

/// The exit codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// 0: found, built, shown.
    Done,
    /// 1: nothing found.
    NothingFound,
    /// 2: wrong usage, or the work could not be done.
    Failed,
    /// 3: done, but somebody should look: papers were newly skipped, or a saved question could not be asked.
    LookAt,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Done => 0,
            Exit::NothingFound => 1,
            Exit::Failed => 2,
            Exit::LookAt => 3,
        })
    }
}

/// Runs the command. A panic that the library contains is an error in words there and is not printed here; one that
/// nothing contains is a fault of ours, and is said to be.
pub(crate) fn contained(run: impl FnOnce() -> ExitCode) -> ExitCode {
    static PLACE: Mutex<String> = Mutex::new(String::new());
    panic::set_hook(Box::new(|panic| {
        *PLACE.lock().unwrap_or_else(PoisonError::into_inner) = panic.to_string();
    }));
    panic::catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|_| {
        let place = PLACE.lock().unwrap_or_else(PoisonError::into_inner);
        let screen = Screen::new(crate::cli::Color::Never);
        screen.complain(&format!("scrutineer: a fault of scrutineer itself ended it: {place}"));
        screen.complain("Please report it, with the command that you gave. The papers and the index are as they were.");
        Exit::Failed.into()
    })
}

/// A failure of the command itself, with what to do about it.
#[derive(Debug)]
pub(crate) struct Failure {
    what: String,
    hint: String,
}

impl Failure {
    pub(crate) fn new(what: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { what: what.into(), hint: hint.into() }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)
    }
}

impl std::error::Error for Failure {}

/// Says what went wrong and what to do next. A reader that went away, as `head` does, is no failure.
pub(crate) fn report(error: &anyhow::Error, screen: &Screen) -> Exit {
    let broken_pipe = |cause: &(dyn std::error::Error + 'static)| {
        cause.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
    };
    if error.chain().any(broken_pipe) {
        return Exit::Done;
    }
    let own = error.downcast_ref::<scrutineer::Error>();
    // The library's message has the chain of causes in it already.
    let message = own.map_or_else(|| format!("{error:#}"), ToString::to_string);
    screen.complain(&format!("scrutineer: {message}"));
    let hint = own.and_then(scrutineer::Error::hint);
    if let Some(hint) = hint.or_else(|| error.downcast_ref::<Failure>().map(|failure| failure.hint.as_str())) {
        screen.complain(hint);
    }
    Exit::Failed
}
