//! One worker as its parent sees it: a child process, a thread that reads its answers, a thread that reads what it prints.

use super::{
    WorkerCommand,
    death::Loss,
    protocol::{self, Answer, Hello, Request},
};
use crate::{Error, ErrorKind, Result};
use std::{
    io::{self, Read},
    process::{Child, ChildStderr, ChildStdin, ChildStdout, ExitStatus},
    sync::{
        atomic::{AtomicBool, Ordering},
        mpsc::{Receiver, RecvTimeoutError, Sender, channel},
    },
    thread,
    time::{Duration, Instant},
};

/// How long a program may take to greet.
const GREETING: Duration = Duration::from_secs(60);
/// How often a waiting thread looks whether it is still wanted.
const LOOK: Duration = Duration::from_millis(50);
/// How often it is tried to start a process.
const TRIES: u32 = 20;
/// How long a process whose pipe is closed may take to end.
const ENDING: Duration = Duration::from_secs(2);
/// How much of what a worker prints is kept: the end of it, in bytes.
const LAST_WORDS: usize = 4096;

/// A running worker. Dropped, it is killed and waited for.
pub(super) struct Process {
    child: Child,
    input: ChildStdin,
    /// Asks the reading thread for the next answer, of so many bytes at most.
    wanted: Sender<u64>,
    answers: Receiver<io::Result<Option<Answer>>>,
    words: Receiver<String>,
    /// Whether it has answered yet.
    pub(super) fresh: bool,
}

impl Process {
    /// Starts a worker and waits for its greeting.
    pub(super) fn start(command: &WorkerCommand) -> Result<Self> {
        let failed = |error: io::Error| {
            Error::new(ErrorKind::Io, "cannot start the program that reads documents")
                .at(&command.program())
                .caused_by(error)
                .with_hint("Check that the program is where it was and can be run, and that there is memory for it.")
        };
        let mut child = spawn(command).map_err(failed)?;
        let (Some(input), Some(output), Some(errors)) = (child.stdin.take(), child.stdout.take(), child.stderr.take())
        else {
            return Err(failed(io::Error::other("it has no pipes")));
        };
        let (wanted, wants) = channel();
        let (answer, answers) = channel();
        let (greet, greeting) = channel();
        let (word, words) = channel();
        let mut process = Self { child, input, wanted, answers, words, fresh: true };
        let named = |name: &str| thread::Builder::new().name(name.to_owned());
        named("worker-answers").spawn(move || listen(output, &greet, &wants, &answer)).map_err(failed)?;
        named("worker-words").spawn(move || word.send(last_words(errors))).map_err(failed)?;

        match greeting.recv_timeout(GREETING) {
            Ok(Ok(hello)) if hello == Hello::present() => Ok(process),
            Ok(Ok(hello)) => {
                let version = Hello::present().version;
                let what = format!("it is of version {}, and this is version {version}", hello.version);
                Err(failed(io::Error::other(what)))
            }
            Ok(Err(error)) if error.kind() == io::ErrorKind::UnexpectedEof => {
                let ended = process.ended();
                let how = ended.map_or_else(|| "it fell silent".to_owned(), |status| format!("it ended: {status}"));
                Err(failed(io::Error::other(how)))
            }
            Ok(Err(error)) => Err(failed(error)),
            Err(_) => Err(failed(io::Error::new(io::ErrorKind::TimedOut, "it does not greet"))),
        }
    }

    /// Has it read a file. After a loss it is good for nothing but to be dropped.
    pub(super) fn ask(&mut self, request: &Request, cancel: &AtomicBool) -> Result<Answer, Loss> {
        let deadline = Instant::now() + request.limits.wall_for(request.bytes);
        // A path fits into the pipe, so that this does not wait for the worker to read it.
        if protocol::write(&mut self.input, request).is_err() || self.wanted.send(request.limits.answer_bytes).is_err()
        {
            return Err(self.lost());
        }
        loop {
            if cancel.load(Ordering::Relaxed) {
                return Err(Loss::Cancelled);
            }
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Err(Loss::Late);
            }
            match self.answers.recv_timeout(left.min(LOOK)) {
                Ok(Ok(Some(answer))) => {
                    self.fresh = false;
                    return Ok(answer);
                }
                Ok(Err(error)) if error.kind() == io::ErrorKind::InvalidData => {
                    return Err(Loss::Garbled(error.to_string()));
                }
                Ok(Ok(None) | Err(_)) | Err(RecvTimeoutError::Disconnected) => return Err(self.lost()),
                Err(RecvTimeoutError::Timeout) => {}
            }
        }
    }

    /// What became of a worker that speaks no more.
    fn lost(&mut self) -> Loss {
        let Some(status) = self.ended() else { return Loss::Silent };
        // The end of the process is the end of its pipe, unless it has started others.
        let words = self.words.recv_timeout(ENDING).unwrap_or_default();
        Loss::Ended(status, words)
    }

    /// How it ended; `None` where it lives on. Its pipe is closed a moment before it ends.
    fn ended(&mut self) -> Option<ExitStatus> {
        let deadline = Instant::now() + ENDING;
        loop {
            match self.child.try_wait() {
                Ok(Some(status)) => return Some(status),
                Ok(None) if Instant::now() < deadline => thread::sleep(Duration::from_millis(2)),
                Ok(None) | Err(_) => return None,
            }
        }
    }

    #[cfg(test)]
    pub(super) fn id(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It holds nothing that needs an orderly end. A process that has ended already is only waited for, so that
        // nothing of it stays in the system's table.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Starts the process. What the system has too little of at the moment is asked for again: a long build should not end
/// for it.
fn spawn(command: &WorkerCommand) -> io::Result<Child> {
    let mut tries = 1;
    loop {
        match command.command().spawn() {
            Err(error)
                if tries < TRIES && matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::OutOfMemory) =>
            {
                tries += 1;
                thread::sleep(LOOK);
            }
            outcome => return outcome,
        }
    }
}

/// Reads the greeting, and then an answer whenever one is wanted, until one is missing.
fn listen(
    mut output: ChildStdout,
    greet: &Sender<io::Result<Hello>>,
    wants: &Receiver<u64>,
    answer: &Sender<io::Result<Option<Answer>>>,
) {
    let hello = protocol::read_greeting(&mut output);
    let is_worker = hello.is_ok();
    if greet.send(hello).is_err() || !is_worker {
        return;
    }
    for most in wants {
        let read = protocol::read(&mut output, most);
        let last = !matches!(read, Ok(Some(_)));
        if answer.send(read).is_err() || last {
            return;
        }
    }
}

/// Reads to the end what a worker prints, and keeps the last of it.
fn last_words(mut errors: ChildStderr) -> String {
    let mut kept = Vec::new();
    let mut piece = [0; LAST_WORDS];
    loop {
        match errors.read(&mut piece) {
            Ok(0) => break,
            Ok(read) => {
                kept.extend_from_slice(&piece[..read]);
                kept.drain(..kept.len().saturating_sub(LAST_WORDS));
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(_) => break,
        }
    }
    String::from_utf8_lossy(&kept).into_owned()
}
