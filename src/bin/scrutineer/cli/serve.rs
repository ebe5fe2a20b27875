//! The arguments of `scrutineer serve`.

use super::{IndexFolder, patience};
use clap::Args;
use std::{net::SocketAddr, time::Duration};

pub(crate) const SERVE_EXAMPLES: &str = "\
Examples:
  scrutineer serve                                 then open http://127.0.0.1:8017 in a browser
  scrutineer serve --index /srv/index --address 127.0.0.1:9000
  scrutineer serve --address 0.0.0.0:8017          for all who can reach this machine: see below
  scrutineer serve --public-url https://papers.example.org 2> access.log
  curl 'http://127.0.0.1:8017/api/search?q=edge+of+care&since=2018'
  curl 'http://127.0.0.1:8017/feed?q=agency+staff' > agency-staff.xml

People open /, programs ask /api/search, /api/facets, /api/papers/ID, /api/sections/ID and /api/status, and feed readers \
/feed?q=QUESTION. /api/openapi.json describes it all; /healthz and /metrics are for those who keep it.

A build that publishes a newer generation, and `scrutineer forget`, show within a second; nothing needs to be restarted.

It listens on this machine alone unless told otherwise, and knows no users: whoever can reach it can read every paper in the \
index. Where others are to reach it, put a web server with TLS before it, and name its address with --public-url: requests \
under other names are then refused, as they may come from a page of somebody else's in a reader's browser. Off this machine \
and without --public-url it knows no name of its own, and answers under any.

The log on standard error has a line for each request, with the question and without the address of who asked.

Ctrl-C and SIGTERM stop it: requests that were begun are answered first.

Exit codes: 0 stopped by a signal, 2 wrong usage or failure.";

#[derive(Debug, Args)]
pub(crate) struct ServeArguments {
    /// The address and port to listen on; port 0 takes any that is free.
    #[arg(long, default_value = "127.0.0.1:8017", value_name = "ADDRESS:PORT")]
    pub(crate) address: SocketAddr,
    /// The address under which others reach it, where a web server stands before it, without a path: links in feeds begin
    /// with it, and requests under other names are refused, but for localhost and addresses of the machine.
    #[arg(long, value_name = "URL")]
    pub(crate) public_url: Option<String>,
    #[command(flatten)]
    pub(crate) index: IndexFolder,
    /// How many requests are worked on at once; 0 is two for each processor.
    #[arg(long, default_value_t = 0, value_name = "N", help_heading = "Limits")]
    pub(crate) at_work: usize,
    /// How many more may wait for their turn.
    #[arg(long, default_value_t = 256, value_name = "N", help_heading = "Limits")]
    pub(crate) queue: usize,
    /// How many connections may be open.
    #[arg(long, default_value_t = 512, value_name = "N", help_heading = "Limits")]
    pub(crate) connections: usize,
    /// How long a request may be worked on: a number with s, m or h.
    #[arg(long, value_parser = patience, default_value = "10s", value_name = "TIME", help_heading = "Limits")]
    pub(crate) time_limit: Duration,
    /// How long a client may take to send its request, and lie idle: a number with s, m or h.
    #[arg(long, value_parser = patience, default_value = "15s", value_name = "TIME", help_heading = "Limits")]
    pub(crate) idle_limit: Duration,
    /// Write no line for each request; what goes wrong is still told.
    #[arg(long, help_heading = "Output")]
    pub(crate) no_log: bool,
    /// Put the address of who asked into the log.
    #[arg(long, conflicts_with = "no_log", help_heading = "Output")]
    pub(crate) log_addresses: bool,
}
