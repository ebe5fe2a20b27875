//! `scrutineer serve`: an index in, answers over HTTP out, until a signal asks it to stop.

use crate::{cli::ServeArguments, exit::Exit, index_choice, output::Screen};
use anyhow::{Context as _, Result};
use scrutineer::serve::http::{Event, Limits, Server};
use std::io::Write as _;

pub(crate) fn run(arguments: &ServeArguments, screen: &Screen) -> Result<Exit> {
    let index = index_choice::choose(arguments.index.folder.as_deref()).open_or_build_sample(screen)?;
    let (papers, generation) = (index.manifest().papers, index.manifest().generation.clone());
    let mut server = Server::new(index).address(arguments.address).limits(limits(arguments)).log(log(arguments));
    if let Some(url) = &arguments.public_url {
        server = server.public_url(url)?;
    }
    let listening = server.bind()?;
    // Before the address is told, so that who reads it can send a signal.
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().context("cannot wait for signals")?;
    let signal = {
        let _inside = runtime.enter();
        interrupted().context("cannot wait for signals")?
    };
    let running = listening.start()?;
    let address = running.address();
    screen.complain(&format!("Answering from {papers} papers (generation {generation}) at http://{address}"));
    if !address.ip().is_loopback() {
        screen.complain(
            "Whoever can reach this address can read every paper in the index: it knows no users and no TLS.",
        );
    }
    screen.complain("Press Ctrl-C to stop.");
    runtime.block_on(signal);
    screen.complain("Stopping: what was begun is answered.");
    running.stop();
    Ok(Exit::Done)
}

fn limits(arguments: &ServeArguments) -> Limits {
    let limits = Limits::default()
        .queue(arguments.queue)
        .connections(arguments.connections)
        .time(arguments.time_limit)
        .headers(arguments.idle_limit);
    if arguments.at_work == 0 { limits } else { limits.at_work(arguments.at_work) }
}

/// Who writes the log: a line is written whole, and one that nobody can read is no failure.
fn log(arguments: &ServeArguments) -> impl Fn(&Event) + Send + Sync + 'static {
    let (quiet, addresses) = (arguments.no_log, arguments.log_addresses);
    move |event| {
        let line = match event {
            Event::Answered(_) if quiet => return,
            Event::Answered(access) => match access.client.filter(|_| addresses) {
                Some(client) => format!("{event} client={}\n", client.ip()),
                None => format!("{event}\n"),
            },
            event => format!("{event}\n"),
        };
        let _ = std::io::stderr().lock().write_all(line.as_bytes());
    }
}

/// Ends at the first signal that asks a program to stop.
#[cfg(unix)]
fn interrupted() -> std::io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

#[cfg(not(unix))]
fn interrupted() -> std::io::Result<impl Future<Output = ()>> {
    Ok(async {
        let _ = tokio::signal::ctrl_c().await;
    })
}
