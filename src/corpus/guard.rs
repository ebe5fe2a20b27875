//! Reading on a thread of its own: its stack is large, and a panic costs the file alone.
//!
//! What a panic does not cover (a stack that overflows, an abort, an endless loop) is the business of a
//! [`worker`](super::worker) process.

use super::{Skip, SkipReason};
use std::{any::Any, thread};

/// The stack of the thread that reads, in bytes. Only what is used of it takes memory.
const STACK_BYTES: usize = 64 << 20;
/// The most characters of a panic's message that are kept.
const MESSAGE_CHARACTERS: usize = 200;

/// Runs `read`; a panic in it becomes the reason `crashed`.
pub(super) fn guarded<T: Send>(read: impl FnOnce() -> Result<T, Skip> + Send) -> Result<T, Skip> {
    thread::scope(|scope| {
        let thread = thread::Builder::new().name("extract".to_owned()).stack_size(STACK_BYTES);
        match thread.spawn_scoped(scope, read) {
            Ok(reading) => reading.join().unwrap_or_else(|panic| Err(crashed(panic.as_ref()))),
            Err(error) => {
                let detail = format!("there was no memory for the stack of its reader: {error}");
                Err(Skip::new(SkipReason::MemoryLimit, detail))
            }
        }
    })
}

/// The skip that tells of a panic.
pub(super) fn crashed(panic: &(dyn Any + Send)) -> Skip {
    let message = panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    let detail = match message {
        Some(message) => {
            format!("its reader panicked: {}", message.chars().take(MESSAGE_CHARACTERS).collect::<String>())
        }
        None => "its reader panicked".to_owned(),
    };
    Skip::new(SkipReason::Crashed, detail)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::hint::black_box;

    fn depth(frames: usize) -> usize {
        let frame = black_box([frames; 64]);
        if frames == 0 { frame[0] } else { 1 + depth(frame[7] - 1) }
    }

    #[test]
    fn a_panic_becomes_a_reason_that_names_it() {
        let skip = guarded::<()>(|| panic!("page {} is missing", 3)).unwrap_err();
        assert_eq!(
            (skip.reason, skip.detail.as_str()),
            (SkipReason::Crashed, "its reader panicked: page 3 is missing")
        );
    }

    #[test]
    fn recursion_of_ordinary_depth_does_not_reach_the_end_of_the_stack() {
        assert_eq!(guarded(|| Ok(depth(30_000))).unwrap(), 30_000);
    }
}
