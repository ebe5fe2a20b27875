//! The two programs: where they are, what they say, and how they are kept from doing harm.
//!
//! In come a program, its arguments and what it is to read; out comes what it printed, or how it failed. It is started
//! without a shell, in a process group of its own, and killed with that group when its time is over, when it prints more
//! than it may, or when the work is stopped. On Linux the system besides holds it to processor time and memory, lets it
//! write no files and leave no core. The limits are set the moment after it was started: before it starts they could only
//! be set by code that runs between `fork` and `exec`, of which Rust cannot prove anything. Elsewhere its time and its
//! output are limited, and its memory is not.

use crate::corpus::{
    Skip, SkipReason,
    worker::{how, is_signal},
};
use std::{
    env,
    ffi::OsString,
    io::{self, Read, Write as _},
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    sync::{
        atomic::{AtomicBool, Ordering},
        mpsc::{Receiver, RecvTimeoutError, channel},
    },
    thread,
    time::{Duration, Instant},
};

/// How often a waiting thread looks whether it is still wanted.
const LOOK: Duration = Duration::from_millis(20);
/// How long a program whose pipe is closed may take to end.
const ENDING: Duration = Duration::from_secs(5);
/// How much of what it complains of is kept, in bytes.
const COMPLAINT: u64 = 4096;
/// The most characters of a complaint that are repeated.
const REPEATED: usize = 200;

/// A program in the folders of `PATH`. Folders that are told from the present one are passed over: papers may lie there.
pub(super) fn on_path(name: &str) -> Option<PathBuf> {
    let name = format!("{name}{}", env::consts::EXE_SUFFIX);
    let folders = env::var_os("PATH")?;
    let mut found = env::split_paths(&folders).filter(|folder| folder.is_absolute()).map(|folder| folder.join(&name));
    found.find(|program| can_be_run(program))
}

#[cfg(unix)]
fn can_be_run(program: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    program.metadata().is_ok_and(|metadata| metadata.is_file() && metadata.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn can_be_run(program: &Path) -> bool {
    program.is_file()
}

/// What a program may take.
#[derive(Debug, Clone, Copy)]
pub(super) struct Allowance {
    pub(super) time: Duration,
    /// Address space, in bytes.
    pub(super) memory: u64,
    /// What it may print on standard output, in bytes.
    pub(super) output: u64,
}

/// Why a program gave no result.
#[derive(Debug)]
pub(super) enum Failure {
    /// The system did not start it.
    NotStarted(io::Error),
    Late(Duration),
    Cancelled,
    /// It printed more than so many bytes.
    Flood(u64),
    /// It closed its output and did not end.
    Silent,
    Ended(ExitStatus, String),
}

impl Failure {
    /// The reason for which a page is not read.
    pub(super) fn skip(&self, program: &str) -> Skip {
        let skip = |reason, what: String| Skip::new(reason, format!("{program} {what}"));
        match self {
            Self::NotStarted(error) => skip(SkipReason::Crashed, format!("could not be started: {error}")),
            Self::Late(time) => skip(SkipReason::TimeLimit, format!("took longer than {} s", time.as_secs_f64())),
            Self::Cancelled => Skip::new(SkipReason::TimeLimit, "the work was stopped"),
            Self::Flood(most) => skip(SkipReason::TooLarge, format!("printed more than {most} bytes")),
            Self::Silent => skip(SkipReason::Crashed, "did not end".to_owned()),
            Self::Ended(status, _) if is_signal(*status, "XCPU") => {
                skip(SkipReason::TimeLimit, "took too much processor time".to_owned())
            }
            Self::Ended(status, complaint) => {
                let complaint = complaint.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or_default();
                let complaint: String = complaint.trim().chars().take(REPEATED).collect();
                let colon = if complaint.is_empty() { "" } else { ": " };
                skip(SkipReason::Crashed, format!("failed ({}){colon}{complaint}", how(*status)))
            }
        }
    }
}

/// What a program printed.
pub(super) struct Printed {
    pub(super) output: Vec<u8>,
    /// The beginning of what stood on standard error.
    pub(super) complaint: String,
}

/// Runs a program to its end. `input` goes to its standard input.
pub(super) fn run(
    program: &Path,
    arguments: &[OsString],
    input: Option<Vec<u8>>,
    allowance: Allowance,
    cancel: &AtomicBool,
) -> Result<Printed, Failure> {
    let deadline = Instant::now() + allowance.time;
    let mut running = Running(spawn(program, arguments, input.is_some()).map_err(Failure::NotStarted)?);
    confine(&running.0, allowance);
    let (Some(stdout), Some(stderr)) = (running.0.stdout.take(), running.0.stderr.take()) else {
        return Err(Failure::NotStarted(io::Error::other("it has no pipes")));
    };
    // The threads end when the pipes do: at the end of the program, or when it is killed with all that it has started.
    let output = on_thread("ocr-output", move || read(stdout, allowance.output)).map_err(Failure::NotStarted)?;
    let complaint = on_thread("ocr-complaint", move || complaint_of(stderr)).map_err(Failure::NotStarted)?;
    if let Some((input, mut pipe)) = input.zip(running.0.stdin.take()) {
        // One that does not read to the end tells more by how it ends.
        on_thread("ocr-input", move || pipe.write_all(&input)).map_err(Failure::NotStarted)?;
    }
    let output = loop {
        if cancel.load(Ordering::Relaxed) {
            return Err(Failure::Cancelled);
        }
        let left = deadline.saturating_duration_since(Instant::now());
        match output.recv_timeout(left.min(LOOK)) {
            Ok(output) => break output,
            Err(RecvTimeoutError::Timeout) if left.is_zero() => return Err(Failure::Late(allowance.time)),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => break Vec::new(),
        }
    };
    if output.len() as u64 > allowance.output {
        return Err(Failure::Flood(allowance.output));
    }
    let status = running.ended().ok_or(Failure::Silent)?;
    let complaint = complaint.recv_timeout(ENDING).unwrap_or_default();
    if status.success() { Ok(Printed { output, complaint }) } else { Err(Failure::Ended(status, complaint)) }
}

fn spawn(program: &Path, arguments: &[OsString], is_fed: bool) -> io::Result<Child> {
    let mut command = Command::new(program);
    command.args(arguments).stdin(if is_fed { Stdio::piped() } else { Stdio::null() });
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    // As many pages are read at one time as there are threads: more threads for each page make all of them slower.
    command.env("OMP_THREAD_LIMIT", "1");
    // A group of its own: Ctrl-C at the terminal is for this process, and what the program starts goes with it.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    command.spawn()
}

fn on_thread<T: Send + 'static>(name: &str, work: impl FnOnce() -> T + Send + 'static) -> io::Result<Receiver<T>> {
    let (sender, receiver) = channel();
    thread::Builder::new().name(name.to_owned()).spawn(move || sender.send(work()))?;
    Ok(receiver)
}

/// All of it, or one byte more than `most`.
fn read(pipe: impl Read, most: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    // A pipe that breaks ends the output; how the program ends tells why.
    let _ = pipe.take(most.saturating_add(1)).read_to_end(&mut bytes);
    bytes
}

/// The beginning; the rest is read and let go, so that the program does not wait for a reader.
fn complaint_of(mut pipe: impl Read) -> String {
    let complaint = read(pipe.by_ref(), COMPLAINT);
    let _ = io::copy(&mut pipe, &mut io::sink());
    String::from_utf8_lossy(&complaint).into_owned()
}

/// A program that runs. Dropped before it has ended, it is killed and waited for.
struct Running(Child);

impl Running {
    /// How it ended; its pipe is closed a moment before.
    fn ended(&mut self) -> Option<ExitStatus> {
        let deadline = Instant::now() + ENDING;
        loop {
            match self.0.try_wait() {
                Ok(Some(status)) => return Some(status),
                Ok(None) if Instant::now() < deadline => thread::sleep(Duration::from_millis(1)),
                Ok(None) | Err(_) => return None,
            }
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // One that has ended was waited for, and its number may be another's by now.
        if matches!(self.0.try_wait(), Ok(None)) {
            #[cfg(unix)]
            let _ = rustix::process::kill_process_group(
                rustix::process::Pid::from_child(&self.0),
                rustix::process::Signal::KILL,
            );
            let _ = self.0.kill();
            let _ = self.0.wait();
        }
    }
}

/// Has the system hold a program to its allowance. One that has ended already needs none.
#[cfg(target_os = "linux")]
fn confine(child: &Child, allowance: Allowance) {
    use rustix::process::{Pid, Resource, Rlimit, prlimit};
    // Its own clock is the last one when this process is killed and cannot kill it.
    let seconds = allowance.time.as_secs().saturating_add(1);
    let limits =
        [(Resource::Cpu, seconds), (Resource::As, allowance.memory), (Resource::Fsize, 0), (Resource::Core, 0)];
    for (resource, limit) in limits {
        let limit = Rlimit { current: Some(limit), maximum: Some(limit) };
        let _ = prlimit(Some(Pid::from_child(child)), resource, limit);
    }
}

#[cfg(not(target_os = "linux"))]
fn confine(_: &Child, _: Allowance) {}
