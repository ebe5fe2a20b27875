//! Connections: taken one by one, held to their limits, ended in good order.
//!
//! In comes a listening socket; out go requests to the router. Who dawdles, whether with a request or with taking its answer,
//! is cut off; where all connections are taken, idle ones make room: nobody keeps a connection from others.

use super::{handle::Client, limits::Limits, state::State};
use axum::{
    Router,
    http::{HeaderValue, header},
};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use std::{
    convert::Infallible,
    io,
    net::SocketAddr,
    pin::{Pin, pin},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError, Weak,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll, ready},
    time::Duration,
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::{TcpListener, TcpStream},
    sync::{Notify, OwnedSemaphorePermit, Semaphore},
    task::JoinSet,
    time::{Instant, Sleep, sleep, timeout},
};
use tower::ServiceExt as _;

/// Most bytes of a request's line and headers.
const LONGEST_HEAD: usize = 64 << 10;
/// Most headers of a request.
const MOST_HEADERS: usize = 64;
/// How long to wait before asking again for what there is no room for: connections of the machine, places of ours.
const BREATH: Duration = Duration::from_millis(100);

/// How long one that has not asked anything yet is left alone where others wait.
const GRACE: Duration = Duration::from_secs(1);

/// Answers until told to stop, then ends what was begun.
pub(super) async fn serve(
    listener: TcpListener,
    router: Router,
    state: Arc<State>,
    shutdown: impl Future<Output = ()>,
) {
    let limits = state.limits.clone();
    let room = Arc::new(Room::new(limits.connections));
    let mut connections = JoinSet::new();
    let mut all: Vec<Weak<Open>> = Vec::new();
    let mut shutdown = pin!(shutdown);
    loop {
        let accepted = tokio::select! {
            () = &mut shutdown => break,
            // Keeps the set no larger than what is open.
            Some(_) = connections.join_next() => continue,
            accepted = listener.accept() => accepted,
        };
        let (stream, client) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                if !is_of_the_client(&error) {
                    state.trouble(format!("cannot accept a connection: {error}"));
                    sleep(BREATH).await;
                }
                continue;
            }
        };
        all.retain(|open| open.strong_count() > 0);
        let permit = tokio::select! {
            () = &mut shutdown => break,
            permit = room.place(&all) => permit,
        };
        let open = Arc::new(Open::new(Arc::clone(&room)));
        all.push(Arc::downgrade(&open));
        let connection = connection(stream, client, router.clone(), Arc::clone(&open), &limits);
        connections.spawn(async move {
            let mut connection = pin!(connection);
            // A client that breaks off, or sends what is no HTTP, has been told so as far as can be.
            tokio::select! {
                _ = connection.as_mut() => {}
                () = open.end.notified() => {
                    // Where nothing was asked there is nothing to finish.
                    if !open.is_to_make_room() || open.was_asked() {
                        connection.as_mut().graceful_shutdown();
                        let _ = connection.await;
                    }
                }
            }
            drop(permit);
        });
    }
    drop(listener);
    for open in all.iter().filter_map(Weak::upgrade) {
        open.end.notify_one();
    }
    if timeout(limits.stop, async { while connections.join_next().await.is_some() {} }).await.is_err() {
        state.trouble("requests that were still going on have been cut off");
    }
    connections.shutdown().await;
}

/// Room for connections.
#[derive(Debug)]
struct Room {
    places: Arc<Semaphore>,
    /// Whether one that was accepted has no place yet.
    wanted: AtomicBool,
}

impl Room {
    fn new(connections: usize) -> Self {
        let places = Arc::new(Semaphore::new(connections.clamp(1, Semaphore::MAX_PERMITS)));
        Self { places, wanted: AtomicBool::new(false) }
    }

    /// A place for one more. Where there is none, those that are idle make it, the one that has been so longest first:
    /// nobody keeps others out by holding connections.
    async fn place(&self, all: &[Weak<Open>]) -> Option<OwnedSemaphorePermit> {
        if let Ok(permit) = Arc::clone(&self.places).try_acquire_owned() {
            return Some(permit);
        }
        self.wanted.store(true, Ordering::Relaxed);
        loop {
            let idle = all.iter().filter_map(Weak::upgrade).filter_map(|open| Some((open.idle_since()?, open)));
            if let Some((_, longest)) = idle.min_by_key(|(since, _)| *since) {
                longest.make_room();
            }
            if let Ok(permit) = timeout(BREATH, Arc::clone(&self.places).acquire_owned()).await {
                self.wanted.store(false, Ordering::Relaxed);
                // The semaphore is never closed.
                return permit.ok();
            }
        }
    }
}

/// A connection that is open.
#[derive(Debug)]
struct Open {
    /// Told when it is to end after what was begun.
    end: Notify,
    /// The room in which it has its place.
    room: Arc<Room>,
    now: Mutex<Now>,
}

/// What goes on over a connection.
#[derive(Debug)]
struct Now {
    /// How many requests are worked on: one or none.
    busy: usize,
    asked: bool,
    to_make_room: bool,
    /// When it was accepted, or the last request was answered.
    since: Instant,
}

impl Open {
    fn new(room: Arc<Room>) -> Self {
        let now = Now { busy: 0, asked: false, to_make_room: false, since: Instant::now() };
        Self { end: Notify::new(), room, now: Mutex::new(now) }
    }

    fn now(&self) -> MutexGuard<'_, Now> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Since when nothing goes on; `None` where something does, where it ends already, and where it has only begun.
    fn idle_since(&self) -> Option<Instant> {
        let now = self.now();
        let begun = now.asked || now.since.elapsed() > GRACE;
        (now.busy == 0 && begun && !now.to_make_room).then_some(now.since)
    }

    fn make_room(&self) {
        self.now().to_make_room = true;
        self.end.notify_one();
    }

    fn is_to_make_room(&self) -> bool {
        self.now().to_make_room
    }

    fn was_asked(&self) -> bool {
        self.now().asked
    }
}

/// A request that is worked on.
struct Busy(Arc<Open>);

impl Busy {
    fn on(open: Arc<Open>) -> Self {
        let mut now = open.now();
        now.busy += 1;
        now.asked = true;
        drop(now);
        Self(open)
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        let mut now = self.0.now();
        now.busy = now.busy.saturating_sub(1);
        now.since = Instant::now();
    }
}

fn connection(
    stream: TcpStream,
    client: SocketAddr,
    router: Router,
    open: Arc<Open>,
    limits: &Limits,
) -> http1::Connection<
    TokioIo<Patient>,
    impl hyper::service::HttpService<Incoming, ResBody = axum::body::Body, Future: Send> + use<>,
> {
    // Answers are written whole, and are not to wait for more.
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |mut request: hyper::Request<Incoming>| {
        request.extensions_mut().insert(Client(client));
        let (router, busy) = (router.clone(), Busy::on(Arc::clone(&open)));
        async move {
            let mut response = router.oneshot(request).await?;
            if busy.0.room.wanted.load(Ordering::Relaxed) {
                // Another waits for a place.
                response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
            }
            Ok::<_, Infallible>(response)
        }
    });
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.headers)
        .max_buf_size(LONGEST_HEAD)
        .max_headers(MOST_HEADERS)
        .serve_connection(TokioIo::new(Patient { stream, patience: limits.stalled, deadline: None }), service)
}

/// Whether it was the client that went away before it was accepted.
fn is_of_the_client(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

/// A stream that waits only so long for its client to take what is written.
#[derive(Debug)]
struct Patient {
    stream: TcpStream,
    patience: Duration,
    /// Until when the client must take something; absent where nothing waits.
    deadline: Option<Pin<Box<Sleep>>>,
}

impl Patient {
    /// What a write gives, or an error where it has waited too long.
    fn patiently<T>(&mut self, context: &mut Context<'_>, written: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if written.is_ready() {
            self.deadline = None;
            return written;
        }
        let patience = self.patience;
        let deadline =
            self.deadline.get_or_insert_with(|| Box::pin(tokio::time::sleep_until(Instant::now() + patience)));
        ready!(deadline.as_mut().poll(context));
        Poll::Ready(Err(io::Error::new(io::ErrorKind::TimedOut, "the client takes nothing of its answer")))
    }
}

impl AsyncRead for Patient {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, into)
    }
}

impl AsyncWrite for Patient {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, from: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, from);
        self.patiently(context, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        from: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, from);
        self.patiently(context, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
