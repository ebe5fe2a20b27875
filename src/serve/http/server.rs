//! The server: its choices, the socket it listens on, and how it is begun and ended.

use super::{
    connection, handle,
    hosts::{self, Hosts, NoBase},
    limits::Limits,
    log::Event,
    route::{Manners, ROUTES},
    state::{self, Sink, State},
};
use crate::{Error, ErrorKind, Index, Result};
use axum::{Router, body::Body, extract::Request, http::Response, middleware, routing::any};
use std::{
    any::Any,
    fmt, io,
    net::{Ipv4Addr, SocketAddr, TcpListener},
    sync::Arc,
    thread::{self, JoinHandle},
    time::Duration,
};
use tokio::sync::oneshot;
use tower_http::{catch_panic::CatchPanicLayer, compression::CompressionLayer};

/// The port by default.
const PORT: u16 = 8017;
/// Threads that carry requests and answers to and fro; the work is done on others.
const CARRIERS: usize = 2;
/// How long work that nobody waits for any more may keep a server from ending.
const LINGER: Duration = Duration::from_millis(500);

/// A server over an index, with its choices.
///
/// It goes over to a newer generation of the index by itself within a second of its publication, a forgotten paper's absence
/// included; where the newer one cannot be opened, it says so and goes on with the one that it has.
pub struct Server {
    index: Index,
    address: SocketAddr,
    public_url: Option<String>,
    limits: Limits,
    sink: Sink,
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { index, address, public_url, limits, .. } = self;
        let mut debug = f.debug_struct("Server");
        debug.field("index", index).field("address", address).field("public_url", public_url);
        debug.field("limits", limits).finish_non_exhaustive()
    }
}

impl Server {
    /// A server with the default choices.
    pub fn new(index: Index) -> Self {
        Self {
            index,
            address: (Ipv4Addr::LOCALHOST, PORT).into(),
            public_url: None,
            limits: Limits::default(),
            sink: Arc::new(|_| {}),
        }
    }

    /// Sets the address to listen on; port 0 takes any that is free. Default: `127.0.0.1:8017`.
    ///
    /// A server on a loopback address answers only requests whose `Host` is `localhost`, a loopback address, or the host of
    /// the public address: otherwise any web page that is open in a browser of the same machine could read the papers. On
    /// another address it answers to those and to any address of an interface where a public address is set, and to any
    /// name where none is.
    #[must_use]
    pub fn address(mut self, address: SocketAddr) -> Self {
        self.address = address;
        self
    }

    /// Sets under which address others reach it, such as `https://papers.example.org`: what links in feeds begin with.
    /// Only requests under its host, or under the machine's own names, are then answered; see [`Server::address`]. Default:
    /// `http` and what the request names as its host.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Usage`] where it is no address of `http` or `https`, or has more behind its host than a slash: links in
    /// pages begin at the root of the host.
    pub fn public_url(mut self, url: &str) -> Result<Self> {
        let base = hosts::base(url).map_err(|why| {
            let error = Error::new(ErrorKind::Usage, format!("'{url}' is no address that links can begin with"));
            error.with_hint(match why {
                NoBase::Malformed => "Write it with http or https and its host, such as https://papers.example.org",
                NoBase::Path => {
                    "Pages link to the root of their host, so that it needs one of its own: leave out the path, and have the \
                     web server pass on all that is asked under that name."
                }
            })
        })?;
        self.public_url = Some(base);
        Ok(self)
    }

    /// Sets what clients may use of the machine. Default: [`Limits::default`].
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Sets who is told what happens; it is told while a request waits, and should not take long. Default: nobody.
    ///
    /// ```
    /// use scrutineer::{Index, document::Gazetteer, serve::http::Server};
    ///
    /// let index = Index::in_memory(&[], Gazetteer::builtin())?;
    /// let server = Server::new(index).log(|event| eprintln!("{event}"));
    /// # Ok::<(), scrutineer::Error>(())
    /// ```
    #[must_use]
    pub fn log(mut self, sink: impl Fn(&Event) + Send + Sync + 'static) -> Self {
        self.sink = Arc::new(sink);
        self
    }

    /// Takes the address to listen on. Clients can connect from now on; they are answered when it runs.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Io`] where it cannot be had, as when another program has it.
    pub fn bind(self) -> Result<Listening> {
        let listener = TcpListener::bind(self.address).and_then(|listener| {
            listener.set_nonblocking(true)?;
            let address = listener.local_addr()?;
            Ok((listener, address))
        });
        let (listener, address) = listener.map_err(|error| cannot_listen(self.address, error))?;
        Ok(Listening { server: Self { address, ..self }, listener })
    }

    /// All that is answered, for those who put it into a server of their own. To be called within a runtime of tokio, which
    /// then looks for newer generations until the router is dropped.
    ///
    /// Limits on connections, headers and slow clients are then the caller's, and so is which hosts are answered. Links in
    /// pages begin at the root of the host, so that nothing can stand before them.
    ///
    /// # Panics
    ///
    /// Where there is no runtime, as `tokio::spawn` does.
    ///
    /// ```
    /// use axum::routing::get;
    /// use scrutineer::{Index, document::Gazetteer, serve::http::Server};
    ///
    /// # let runtime = tokio::runtime::Runtime::new()?;
    /// # let _inside = runtime.enter();
    /// let papers = Server::new(Index::in_memory(&[], Gazetteer::builtin())?).router();
    /// let all = papers.route("/about", get(|| async { "Who we are" }));
    /// # drop(all);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn router(self) -> Router {
        self.parts(Hosts::Any).0
    }

    fn parts(self, hosts: Hosts) -> (Router, Arc<State>) {
        let state = Arc::new(State::new(self.index, self.limits, hosts, self.public_url, self.sink));
        tokio::spawn(state::follow(Arc::downgrade(&state)));
        (router(&state), state)
    }
}

fn router(state: &Arc<State>) -> Router {
    let mut router = Router::new();
    for route in ROUTES {
        let shared = Arc::clone(state);
        let answer = move |request: Request| handle::at(Arc::clone(&shared), route, request);
        router = router.route(route.path, any(answer).layer(catching(state, route.manners)));
    }
    router
        .fallback(handle::nowhere)
        .layer(CompressionLayer::new())
        .layer(middleware::from_fn_with_state(Arc::clone(state), handle::around))
        .with_state(Arc::clone(state))
}

/// A panic costs the request that met it, and is told as its route tells things.
fn catching(
    state: &Arc<State>,
    manners: Manners,
) -> CatchPanicLayer<impl FnMut(Box<dyn Any + Send>) -> Response<Body> + Clone + Send + Sync + 'static> {
    let state = Arc::clone(state);
    CatchPanicLayer::custom(move |panic: Box<dyn Any + Send>| handle::panicked(&state, manners, &*panic))
}

fn cannot_listen(address: SocketAddr, error: io::Error) -> Error {
    let hint = match error.kind() {
        io::ErrorKind::AddrInUse => Some(format!(
            "Another program listens there, perhaps a server that you began before. Choose another port: {}:{}, or port 0 for \
             any that is free.",
            address.ip(),
            address.port().checked_add(1).unwrap_or(PORT)
        )),
        io::ErrorKind::PermissionDenied => Some("Ports below 1024 are for the system; choose a higher one.".to_owned()),
        io::ErrorKind::AddrNotAvailable => Some("This machine has no such address; 127.0.0.1 is itself.".to_owned()),
        _ => None,
    };
    let error = Error::new(ErrorKind::Io, format!("cannot listen on {address}")).caused_by(error);
    match hint {
        Some(hint) => error.with_hint(hint),
        None => error,
    }
}

/// A server that has its address.
#[derive(Debug)]
pub struct Listening {
    server: Server,
    listener: TcpListener,
}

impl Listening {
    /// The address that it listens on, with the port that was found where any was asked for.
    pub fn address(&self) -> SocketAddr {
        self.server.address
    }

    /// Answers on the caller's runtime until `shutdown` is there; then takes no more, and ends what was begun.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Io`] where the runtime cannot take the socket.
    pub async fn run(self, shutdown: impl Future<Output = ()>) -> Result<()> {
        let address = self.address();
        let listener =
            tokio::net::TcpListener::from_std(self.listener).map_err(|error| cannot_listen(address, error))?;
        let hosts = Hosts::of(address, self.server.public_url.as_deref());
        let (router, state) = self.server.parts(hosts);
        connection::serve(listener, router, state, shutdown).await;
        Ok(())
    }

    /// Answers on threads of its own until it is stopped.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Io`] where the threads cannot be had.
    pub fn start(self) -> Result<Running> {
        let address = self.address();
        let threads = |error| Error::new(ErrorKind::Io, "cannot start the threads of the server").caused_by(error);
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .worker_threads(CARRIERS)
            // One looks for newer generations, and work that took too long may still go on beside that of others.
            .max_blocking_threads(self.server.limits.at_work.max(1) + 2)
            .thread_name("scrutineer-http")
            .build()
            .map_err(threads)?;
        let (stop, stopped) = oneshot::channel();
        let work = move || {
            let outcome = runtime.block_on(self.run(async {
                // Dropped without a word means the same.
                let _ = stopped.await;
            }));
            runtime.shutdown_timeout(LINGER);
            outcome
        };
        let thread = thread::Builder::new().name("scrutineer-serve".to_owned()).spawn(work).map_err(threads)?;
        Ok(Running { address, stop: Some(stop), thread: Some(thread) })
    }
}

/// A server that answers, until it is stopped or dropped.
#[derive(Debug)]
pub struct Running {
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<Result<()>>>,
}

impl Running {
    /// The address that it listens on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Takes no more connections, ends what was begun within the limit for it, and returns when that is done.
    pub fn stop(self) {}
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            // A panic of it has been told on the way.
            let _ = thread.join();
        }
    }
}
