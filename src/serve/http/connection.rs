//! Connections: taken one by one, held to their limits, ended in good order.
//!
//! In comes a listening socket; out go requests to the router. Who dawdles, whether with a request or with taking its answer,
//! is cut off, so that nobody keeps a connection from others.

use super::{handle::Client, limits::Limits, state::State};
use axum::Router;
use hyper::{body::Incoming, server::conn::http1};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
    service::TowerToHyperService,
};
use std::{
    io,
    net::SocketAddr,
    pin::{Pin, pin},
    sync::Arc,
    task::{Context, Poll, ready},
    time::Duration,
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::{TcpListener, TcpStream},
    sync::Semaphore,
    task::JoinSet,
    time::{Instant, Sleep, sleep, timeout},
};
use tower::ServiceExt as _;

/// Most bytes of a request's line and headers.
const LONGEST_HEAD: usize = 64 << 10;
/// Most headers of a request.
const MOST_HEADERS: usize = 64;
/// How long to wait where the machine has no more connections to give.
const BREATH: Duration = Duration::from_millis(100);

/// Answers until told to stop, then ends what was begun.
pub(super) async fn serve(
    listener: TcpListener,
    router: Router,
    state: Arc<State>,
    shutdown: impl Future<Output = ()>,
) {
    let limits = state.limits.clone();
    let room = Arc::new(Semaphore::new(limits.connections.clamp(1, Semaphore::MAX_PERMITS)));
    let graceful = GracefulShutdown::new();
    let mut connections = JoinSet::new();
    let mut shutdown = pin!(shutdown);
    loop {
        // The semaphore is never closed.
        let next = async { (Arc::clone(&room).acquire_owned().await, listener.accept().await) };
        let (permit, accepted) = tokio::select! {
            () = &mut shutdown => break,
            // Keeps the set no larger than what is open.
            Some(_) = connections.join_next() => continue,
            next = next => next,
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
        let connection = connection(stream, client, router.clone(), &limits);
        let connection = graceful.watch(connection);
        connections.spawn(async move {
            // A client that breaks off, or sends what is no HTTP, has been told so as far as can be.
            let _ = connection.await;
            drop(permit);
        });
    }
    drop(listener);
    if timeout(limits.stop, graceful.shutdown()).await.is_err() {
        state.trouble("requests that were still going on have been cut off");
    }
    connections.shutdown().await;
}

fn connection(
    stream: TcpStream,
    client: SocketAddr,
    router: Router,
    limits: &Limits,
) -> http1::Connection<
    TokioIo<Patient>,
    impl hyper::service::HttpService<Incoming, ResBody = axum::body::Body, Future: Send> + use<>,
> {
    // Answers are written whole, and are not to wait for more.
    let _ = stream.set_nodelay(true);
    let service = router.map_request(move |mut request: hyper::Request<Incoming>| {
        request.extensions_mut().insert(Client(client));
        request
    });
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.headers)
        .max_buf_size(LONGEST_HEAD)
        .max_headers(MOST_HEADERS)
        .serve_connection(
            TokioIo::new(Patient { stream, patience: limits.stalled, deadline: None }),
            TowerToHyperService::new(service),
        )
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
