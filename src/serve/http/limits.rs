//! What a client may use of the machine.

use std::{num::NonZero, thread::available_parallelism, time::Duration};

/// How much is done at once, and for how long. What goes beyond is refused with the reason, and with the time after which
/// to ask again.
///
/// ```
/// use scrutineer::serve::http::Limits;
/// use std::time::Duration;
///
/// let limits = Limits::default().connections(64).time(Duration::from_secs(2));
/// assert_eq!(limits.queue, 256);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// How many requests are worked on at once. Default: two for each processor.
    pub at_work: usize,
    /// How many more may wait for their turn. Default: 256.
    pub queue: usize,
    /// How long one may wait for its turn. Default: 5 seconds.
    pub wait: Duration,
    /// How long the work on one may take. Default: 10 seconds.
    pub time: Duration,
    /// How many connections may be open. For further ones, the one that has been idle longest is closed; where all are
    /// busy, they wait until one of them has its answer. Default: 512.
    pub connections: usize,
    /// How long a client may take to send a request's line and headers, and how long a connection may lie idle between
    /// requests. Default: 15 seconds.
    pub headers: Duration,
    /// How long a client may take none of its answer. Default: 30 seconds.
    pub stalled: Duration,
    /// How long requests may go on after the server was told to stop. Default: 10 seconds.
    pub stop: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            at_work: available_parallelism().map_or(2, NonZero::get) * 2,
            queue: 256,
            wait: Duration::from_secs(5),
            time: Duration::from_secs(10),
            connections: 512,
            headers: Duration::from_secs(15),
            stalled: Duration::from_secs(30),
            stop: Duration::from_secs(10),
        }
    }
}

impl Limits {
    /// Sets how many requests are worked on at once, at least one. Default: two for each processor.
    #[must_use]
    pub fn at_work(mut self, requests: usize) -> Self {
        self.at_work = requests.max(1);
        self
    }

    /// Sets how many more may wait for their turn. Default: 256.
    #[must_use]
    pub fn queue(mut self, requests: usize) -> Self {
        self.queue = requests;
        self
    }

    /// Sets how long one may wait for its turn. Default: 5 seconds.
    #[must_use]
    pub fn wait(mut self, time: Duration) -> Self {
        self.wait = time;
        self
    }

    /// Sets how long the work on one may take. Default: 10 seconds.
    #[must_use]
    pub fn time(mut self, time: Duration) -> Self {
        self.time = time;
        self
    }

    /// Sets how many connections may be open, at least one. Default: 512.
    #[must_use]
    pub fn connections(mut self, connections: usize) -> Self {
        self.connections = connections.max(1);
        self
    }

    /// Sets how long a client may take to send a request's headers, and lie idle. Default: 15 seconds.
    #[must_use]
    pub fn headers(mut self, time: Duration) -> Self {
        self.headers = time;
        self
    }

    /// Sets how long a client may take none of its answer. Default: 30 seconds.
    #[must_use]
    pub fn stalled(mut self, time: Duration) -> Self {
        self.stalled = time;
        self
    }

    /// Sets how long requests may go on after the server was told to stop. Default: 10 seconds.
    #[must_use]
    pub fn stop(mut self, time: Duration) -> Self {
        self.stop = time;
        self
    }
}
