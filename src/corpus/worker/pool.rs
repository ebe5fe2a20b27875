//! The workers of an extraction: as many as threads ask at one time, started when they are first needed.

use super::{
    WorkerCommand,
    process::Process,
    protocol::{Answer, Request},
};
use crate::Result;
use std::{
    fmt,
    sync::{Mutex, MutexGuard, PoisonError, atomic::AtomicBool},
};

/// Workers, safe to share between threads.
pub(crate) struct Pool {
    command: WorkerCommand,
    /// Those that wait for a file. One that is reading belongs to the thread that asked it.
    idle: Mutex<Vec<Process>>,
    #[cfg(test)]
    pub(super) started: Mutex<Vec<u32>>,
}

impl Pool {
    /// No worker yet.
    pub(crate) fn new(command: WorkerCommand) -> Self {
        Self {
            command,
            idle: Mutex::default(),
            #[cfg(test)]
            started: Mutex::default(),
        }
    }

    /// Has a file read. A worker that dies of it is gone, and the answer says why.
    ///
    /// # Errors
    ///
    /// Where no worker can be started.
    pub(crate) fn read(&self, request: &Request, cancel: &AtomicBool) -> Result<Answer> {
        let mut process = self.idle_one().map_or_else(|| self.start(), Ok)?;
        loop {
            let fresh = process.fresh;
            match process.ask(request, cancel) {
                Ok(answer) => {
                    if !answer.retire {
                        self.idle().push(process);
                    }
                    return Ok(answer);
                }
                // What a file gives must not hang on which files the worker had read before it.
                Err(loss) if !fresh && loss.may_be_of_earlier_files(&request.limits, request.bytes) => {
                    process = self.start()?;
                }
                Err(loss) => return Ok(Answer::skip(loss.skip(&request.limits, request.bytes))),
            }
        }
    }

    fn idle_one(&self) -> Option<Process> {
        self.idle().pop()
    }

    fn start(&self) -> Result<Process> {
        let process = Process::start(&self.command)?;
        #[cfg(test)]
        self.started.lock().unwrap().push(process.id());
        Ok(process)
    }

    /// The list is changed by single pushes and pops: it is whole whatever became of a thread that held it.
    fn idle(&self) -> MutexGuard<'_, Vec<Process>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Pool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pool").field("command", &self.command).finish_non_exhaustive()
    }
}
