//! Why a worker died, told from how it ended and from its last words.

use crate::corpus::{Limits, Skip, SkipReason};
use std::{process::ExitStatus, time::Duration};

/// What Rust's run time writes before it aborts because there is no memory, and glibc's and Rust's when a stack ends.
const NO_MEMORY: &str = "memory allocation of ";
const STACK_OVERFLOW: &str = "has overflowed its stack";

/// How a worker was lost.
#[derive(Debug)]
pub(super) enum Loss {
    /// It took longer than allowed and was killed.
    Late,
    /// Nobody waits for its answer any more.
    Cancelled,
    /// What it wrote is no answer.
    Garbled(String),
    /// It closed its output and lived on, and was killed.
    Silent,
    /// It ended by itself, or something ended it; with its last words on standard error.
    Ended(ExitStatus, String),
}

impl Loss {
    /// The reason for which the file it was reading is skipped.
    pub(super) fn skip(&self, limits: &Limits, bytes: u64) -> Skip {
        let skip = |reason, detail: String| Skip::new(reason, detail);
        match self {
            Self::Late => {
                let seconds = seconds(limits.wall_for(bytes));
                skip(SkipReason::TimeLimit, format!("it took longer than {seconds} s"))
            }
            Self::Cancelled => skip(SkipReason::TimeLimit, "the work was stopped".to_owned()),
            Self::Garbled(what) => skip(SkipReason::Crashed, format!("its reader gave no answer but {what}")),
            Self::Silent => skip(SkipReason::Crashed, "its reader stopped answering".to_owned()),
            Self::Ended(status, words) => ended(*status, words, limits, bytes),
        }
    }

    /// Whether an earlier file may be to blame, where the worker had read one: memory that was not given back, say. A
    /// fresh worker tells; time is counted for each file alone.
    pub(super) fn may_be_of_earlier_files(&self, limits: &Limits, bytes: u64) -> bool {
        !matches!(self, Self::Cancelled) && self.skip(limits, bytes).reason != SkipReason::TimeLimit
    }
}

fn ended(status: ExitStatus, words: &str, limits: &Limits, bytes: u64) -> Skip {
    let how = how(status);
    if is_signal(status, "XCPU") {
        let seconds = seconds(limits.cpu_for(bytes));
        return Skip::new(SkipReason::TimeLimit, format!("it took more than {seconds} s of processor time"));
    }
    if words.contains(NO_MEMORY) {
        let mebibytes = limits.address_space >> 20;
        let detail = format!("its reader asked for more memory than the {mebibytes} MiB that it may have ({how})");
        return Skip::new(SkipReason::MemoryLimit, detail);
    }
    if words.contains(STACK_OVERFLOW) {
        return Skip::new(SkipReason::Crashed, format!("the stack of its reader overflowed ({how})"));
    }
    if is_signal(status, "KILL") {
        let detail = format!("the system ended its reader ({how}), as it does when memory runs out");
        return Skip::new(SkipReason::MemoryLimit, detail);
    }
    Skip::new(SkipReason::Crashed, format!("its reader died ({how})"))
}

/// To the tenth.
fn seconds(duration: Duration) -> f64 {
    (duration.as_secs_f64() * 10.0).round() / 10.0
}

#[cfg(unix)]
fn signal(status: ExitStatus) -> Option<String> {
    use std::os::unix::process::ExitStatusExt as _;
    let number = status.signal()?;
    let name = rustix::process::Signal::from_named_raw(number).map(|signal| format!("{signal:?}"));
    Some(name.map_or_else(
        || number.to_string(),
        |name| name.rsplit("::").next().unwrap_or(&name).trim_end_matches('"').to_owned(),
    ))
}

#[cfg(not(unix))]
fn signal(_: ExitStatus) -> Option<String> {
    None
}

/// Whether it was ended by the signal of this name, such as `XCPU`.
pub(in crate::corpus) fn is_signal(status: ExitStatus, name: &str) -> bool {
    signal(status).is_some_and(|signal| signal == name)
}

/// How it ended, in a word or two.
pub(in crate::corpus) fn how(status: ExitStatus) -> String {
    match (signal(status), status.code()) {
        (Some(signal), _) => match signal.as_str() {
            "ABORT" => "SIGABRT".to_owned(),
            name => format!("SIG{name}"),
        },
        (None, Some(code)) => format!("exit code {code}"),
        (None, None) => "in an unknown way".to_owned(),
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::process::ExitStatusExt as _;

    fn skip(status: i32, words: &str) -> (SkipReason, String) {
        let loss = Loss::Ended(ExitStatus::from_raw(status), words.to_owned());
        let skip = loss.skip(&Limits::default(), 0);
        (skip.reason, skip.detail)
    }

    #[test]
    fn signals_and_last_words_become_reasons() {
        let abort = 6;
        assert_eq!(skip(24, "").0, SkipReason::TimeLimit);
        assert_eq!(skip(9, "").0, SkipReason::MemoryLimit);
        assert_eq!(skip(abort, "memory allocation of 99 bytes failed\n").0, SkipReason::MemoryLimit);
        assert_eq!(skip(abort, "").1, "its reader died (SIGABRT)");
        assert_eq!(skip(11, "").1, "its reader died (SIGSEGV)");
        assert_eq!(skip(7, "").1, "its reader died (SIGBUS)");
        let overflow = skip(abort, "\nthread 'extract' has overflowed its stack\nfatal runtime error\n");
        assert_eq!(overflow, (SkipReason::Crashed, "the stack of its reader overflowed (SIGABRT)".to_owned()));
        assert_eq!(skip(3 << 8, "").1, "its reader died (exit code 3)");
    }
}
