//! The command `scrutineer`: arguments in, results on standard output, everything else on standard error.
//!
//! Thin: each file in `commands` calls the library and prints what `render` makes of the outcome.

mod cli;
mod commands;
mod exit;
mod extraction;
mod index_choice;
mod interrupt;
mod output;
mod progress;

use clap::FromArgMatches as _;
use cli::{Cli, Command};
use exit::Exit;
use std::{ffi::OsString, process::ExitCode};

fn main() -> ExitCode {
    exit::contained(run)
}

fn run() -> ExitCode {
    let arguments: Vec<OsString> = std::env::args_os().collect();
    if extraction::is_worker(&arguments) {
        return ended(extraction::work(), &output::Screen::new(cli::Color::Never));
    }
    let parsed = cli::command().try_get_matches_from(cli::with_exclusions(arguments));
    let cli = match parsed.and_then(|matches| Cli::from_arg_matches(&matches)) {
        Ok(cli) => cli,
        // Help and the version go to standard output and are no failure; clap knows which.
        Err(error) => {
            let exit = if error.use_stderr() { Exit::Failed } else { Exit::Done };
            return match output::Screen::usage(&error) {
                Ok(()) => exit.into(),
                Err(_) => Exit::Done.into(),
            };
        }
    };
    let screen = output::Screen::new(cli.color);
    let outcome = match &cli.command {
        Command::Search(arguments) => commands::search::run(arguments, &screen),
        Command::Index(arguments) => commands::index::run(arguments, &screen),
        Command::Show(arguments) => commands::show::run(arguments, &screen),
        Command::Cite(arguments) => commands::cite::run(arguments, &screen),
        Command::Diff(arguments) => commands::diff::run(arguments, &screen),
        Command::Inspect(arguments) => commands::inspect::run(arguments, &screen),
        Command::Status(arguments) => commands::status::run(arguments, &screen),
        Command::Count(arguments) => commands::count::run(arguments, &screen),
        Command::Trail(arguments) => commands::trail::run(arguments, &screen),
        Command::Watch(arguments) => commands::watch::run(arguments, &screen),
        Command::Repeats(arguments) => commands::repeats::run(arguments, &screen),
        Command::Acronyms(arguments) => commands::acronyms::run(arguments, &screen),
        Command::Evaluate(arguments) => commands::evaluate::run(arguments, &screen),
        #[cfg(feature = "serve")]
        Command::Serve(arguments) => commands::serve::run(arguments, &screen),
        Command::Verify(arguments) => commands::keep::verify(arguments, &screen),
        Command::Rollback(arguments) => commands::keep::rollback(arguments, &screen),
        Command::Gc(arguments) => commands::keep::gc(arguments, &screen),
        Command::Forget(arguments) => commands::keep::forget(arguments, &screen),
        #[cfg(feature = "mcp")]
        Command::Mcp(arguments) => commands::mcp::run(arguments, &screen),
        Command::Help(arguments) => commands::help::run(arguments, &screen),
        Command::Completions(arguments) => commands::manual::completions(arguments, &screen),
        Command::Man(arguments) => commands::manual::man(arguments, &screen),
    };
    ended(outcome, &screen)
}

fn ended(outcome: anyhow::Result<Exit>, screen: &output::Screen) -> ExitCode {
    match outcome {
        Ok(exit) => exit.into(),
        Err(error) => exit::report(&error, screen).into(),
    }
}
