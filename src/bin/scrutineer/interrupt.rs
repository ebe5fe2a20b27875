//! Ctrl-C, and the signals that ask a program to end: the build stops, and nothing is published.

use std::{
    process,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

/// What a shell reports of a program that Ctrl-C has ended.
const INTERRUPTED: i32 = 130;

/// A flag that becomes true at the first of these signals; a second one ends the program at once, which harms nothing.
///
/// Where somebody has set the signals to be ignored, as `nohup` does, they stay so, and the flag false.
pub(crate) fn flag() -> Arc<AtomicBool> {
    let flag = Arc::new(AtomicBool::new(false));
    let raised = Arc::clone(&flag);
    let _ = ctrlc::try_set_handler(move || {
        if raised.swap(true, Ordering::Relaxed) {
            process::exit(INTERRUPTED);
        }
    });
    flag
}
