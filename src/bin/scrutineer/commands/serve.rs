//! `scrutineer serve`: an index in, answers over HTTP out, until a signal asks it to stop.

use crate::{cli::ServeArguments, exit::Exit, index_choice, output::Screen};
use anyhow::{Context as _, Result};
use jiff::Timestamp;
use scrutineer::serve::http::{Event, Limits, Server};
use std::{
    io::Write,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
        mpsc::{Receiver, SyncSender, TrySendError, sync_channel},
    },
    thread,
    time::Duration,
};

/// Most lines of the log that wait to be written.
const WAITING: usize = 4096;
/// How long the end waits for lines that are still to be written.
const LINGER: Duration = Duration::from_secs(1);

pub(crate) fn run(arguments: &ServeArguments, screen: &Screen) -> Result<Exit> {
    let index = index_choice::choose(arguments.index.folder.as_deref()).open_or_build_sample(screen)?;
    let (papers, generation) = (index.manifest().papers, index.manifest().generation.clone());
    let (log, writer) = log(arguments)?;
    let mut server = Server::new(index).address(arguments.address).limits(limits(arguments)).log(log);
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
    // By the writer, as the lines before it: where nobody reads them, this must not wait either.
    writer.lines.write("Stopping: what was begun is answered.\n".to_owned());
    running.stop();
    writer.finish();
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

/// Who writes the log.
fn log(arguments: &ServeArguments) -> Result<(impl Fn(&Event) + Send + Sync + 'static, Writer)> {
    let (quiet, addresses) = (arguments.no_log, arguments.log_addresses);
    let writer = Writer::start(std::io::stderr(), WAITING).context("cannot start the thread that writes the log")?;
    let lines = writer.lines.clone();
    let sink = move |event: &Event| {
        let line = match event {
            Event::Answered(_) if quiet => return,
            Event::Answered(access) => match access.client.filter(|_| addresses) {
                Some(client) => format!("{event} client={}\n", client.ip()),
                None => format!("{event}\n"),
            },
            event => format!("{event}\n"),
        };
        lines.write(line);
    };
    Ok((sink, writer))
}

/// Lines on their way to the log: who has one to write never waits, as it may be a thread that answers requests.
#[derive(Clone)]
struct Lines {
    queue: SyncSender<String>,
    dropped: Arc<AtomicU64>,
}

impl Lines {
    /// Has a line written whole; it is dropped and counted where too many wait already.
    fn write(&self, line: String) {
        if let Err(TrySendError::Full(_)) = self.queue.try_send(line) {
            self.dropped.fetch_add(1, Ordering::Relaxed);
        }
    }
}

/// The thread that writes the log.
struct Writer {
    lines: Lines,
    ended: Receiver<()>,
}

impl Writer {
    fn start(mut to: impl Write + Send + 'static, waiting: usize) -> std::io::Result<Self> {
        let (queue, lines) = sync_channel::<String>(waiting);
        let (end, ended) = sync_channel(1);
        let dropped = Arc::new(AtomicU64::new(0));
        let lost = Arc::clone(&dropped);
        thread::Builder::new().name("scrutineer-log".to_owned()).spawn(move || {
            // A line that cannot be written is no failure: there is nobody to tell.
            for line in lines {
                let _ = to.write_all(line.as_bytes());
                let lost = lost.swap(0, Ordering::Relaxed);
                if lost > 0 {
                    let what = format!("{lost} lines of the log were dropped, as nobody read what stood before them");
                    let _ = writeln!(to, "{}", Event::Trouble { at: Timestamp::now(), what });
                }
            }
            let _ = end.send(());
        })?;
        Ok(Self { lines: Lines { queue, dropped }, ended })
    }

    /// Waits a while for what is on its way. The other senders must be gone, or it waits the whole while.
    fn finish(self) {
        drop(self.lines);
        let _ = self.ended.recv_timeout(LINGER);
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::{Mutex, mpsc::channel};

    /// Takes nothing until it is told to.
    struct Blocked {
        go: Receiver<()>,
        went: bool,
        into: Arc<Mutex<Vec<u8>>>,
    }

    impl Write for Blocked {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            if !self.went {
                let _ = self.go.recv();
                self.went = true;
            }
            self.into.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_log_that_nobody_reads_keeps_nobody_waiting_and_says_later_what_it_lost() {
        let (go, going) = channel();
        let into = Arc::new(Mutex::new(Vec::new()));
        let writer = Writer::start(Blocked { go: going, went: false, into: Arc::clone(&into) }, 4).unwrap();
        for number in 0..100 {
            writer.lines.write(format!("line {number}\n"));
        }
        go.send(()).unwrap();
        writer.finish();
        let text = String::from_utf8(into.lock().unwrap().clone()).unwrap();
        let written = text.lines().filter(|line| line.starts_with("line ")).count();
        assert!((4..=5).contains(&written), "{text}");
        assert!(text.contains(&format!("{} lines of the log were dropped", 100 - written)), "{text}");
    }
}
