//! What all requests share: the open index, the limits, who is told.
//!
//! In comes an open index; out goes the newest generation of it, to whoever asks. A generation that cannot be opened is
//! counted and told, and the one before goes on answering.

use super::{hosts::Hosts, limits::Limits, log::Event, metrics::Metrics};
use crate::Index;
use jiff::Timestamp;
use std::{
    fmt, mem,
    sync::{Arc, Mutex, PoisonError, RwLock, Weak},
    time::Duration,
};
use tokio::sync::Semaphore;

/// How often a newer generation is looked for.
const LOOK: Duration = Duration::from_secs(1);

/// Who is told what happens.
pub(super) type Sink = Arc<dyn Fn(&Event) + Send + Sync>;

pub(super) struct State {
    index: RwLock<Index>,
    /// Why the newer generation could not be opened when it was last looked for; empty where that went well.
    failure: Mutex<String>,
    pub(super) limits: Limits,
    pub(super) hosts: Hosts,
    /// What links in feeds begin with; without it, what the request says.
    pub(super) public_url: Option<String>,
    sink: Sink,
    /// What has been done.
    pub(super) metrics: Metrics,
    /// Room for requests that are worked on or wait.
    pub(super) places: Arc<Semaphore>,
    /// Room for those that are worked on.
    pub(super) work: Arc<Semaphore>,
    /// When this began: an index in memory has no name of its own.
    pub(super) began: Timestamp,
}

impl fmt::Debug for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("State").field("index", &self.index()).field("limits", &self.limits).finish_non_exhaustive()
    }
}

impl State {
    pub(super) fn new(index: Index, limits: Limits, hosts: Hosts, public_url: Option<String>, sink: Sink) -> Self {
        Self {
            index: RwLock::new(index),
            failure: Mutex::default(),
            places: Arc::new(Semaphore::new(
                limits.at_work.max(1).saturating_add(limits.queue).min(Semaphore::MAX_PERMITS),
            )),
            work: Arc::new(Semaphore::new(limits.at_work.clamp(1, Semaphore::MAX_PERMITS))),
            limits,
            hosts,
            public_url,
            sink,
            metrics: Metrics::default(),
            began: Timestamp::now(),
        }
    }

    /// The generation that answers now.
    pub(super) fn index(&self) -> Index {
        self.index.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Tells what happened.
    pub(super) fn tell(&self, event: &Event) {
        (self.sink)(event);
    }

    /// Tells that something went wrong.
    pub(super) fn trouble(&self, what: impl Into<String>) {
        self.tell(&Event::Trouble { at: Timestamp::now(), what: what.into() });
    }

    /// Goes over to the published generation, if it is another.
    fn look(&self) {
        let found = self.index().newer();
        let failure = found.as_ref().err().map(ToString::to_string).unwrap_or_default();
        let before = mem::replace(&mut *self.failure.lock().unwrap_or_else(PoisonError::into_inner), failure.clone());
        match found {
            Ok(None) => {}
            Ok(Some(newer)) => {
                let generation = newer.manifest().generation.clone();
                *self.index.write().unwrap_or_else(PoisonError::into_inner) = newer;
                self.metrics.newer();
                self.tell(&Event::Generation { at: Timestamp::now(), generation });
            }
            Err(_) => {
                self.metrics.failed();
                // What goes on being so is told once, and counted each time.
                if failure != before {
                    self.trouble(format!("the newer generation cannot be opened: {failure}"));
                }
            }
        }
    }
}

/// Looks for newer generations for as long as anybody has the state.
pub(super) async fn follow(state: Weak<State>) {
    let mut clock = tokio::time::interval(LOOK);
    clock.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        clock.tick().await;
        let Some(state) = state.upgrade() else { return };
        // It reads files, and a panic in there ends this look alone.
        if tokio::task::spawn_blocking(move || state.look()).await.is_err_and(|error| error.is_cancelled()) {
            return;
        }
    }
}
