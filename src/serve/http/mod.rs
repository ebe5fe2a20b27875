//! A server of HTTP/1.1 over one index: an interface for programs, pages for people, feeds for readers.
//!
//! In come requests, which are untrusted to the last byte; out go the objects of the wire format, pages and feeds, each with
//! the generation that it was answered from. It goes over to a newer generation by itself within a second of its publication.
//!
//! `server` listens, `connection` holds each client to its limits, and `handle` takes a request along its way: `hosts` says
//! whether it is for us at all, `route` what its path and its parameters mean (`parameter`, `parameters`), `pool` when there
//! is room to work on it. `api`, `pages`, `feed` and `inside` answer. `respond` makes the answer's headers. `state` holds the
//! open index; `log` and `metrics` tell of it all; `openapi` describes it.
//!
//! ```
//! use scrutineer::{Index, document::Gazetteer, serve::http::Server};
//!
//! let index = Index::in_memory(&[], Gazetteer::builtin())?;
//! let running = Server::new(index).address(([127, 0, 0, 1], 0).into()).bind()?.start()?;
//! println!("Listening on http://{}", running.address());
//! running.stop();
//! # Ok::<(), scrutineer::Error>(())
//! ```

mod api;
mod connection;
mod encoding;
mod feed;
mod handle;
mod hosts;
mod inside;
mod limits;
mod log;
mod metrics;
mod openapi;
mod pages;
mod parameter;
mod parameters;
mod pool;
mod problem;
mod respond;
mod route;
mod server;
mod state;

pub use limits::Limits;
pub use log::{Access, Event};
pub use server::{Listening, Running, Server};

pub(crate) use encoding::encode;
pub(crate) use parameters::Parameters;
pub(crate) use problem::Problem;
