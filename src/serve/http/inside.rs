//! Answers about the server itself, for those who keep it and those who write programs for it.

use super::{metrics::EXPOSITION, openapi, problem::Problem, respond::Reply, route::Ask};
use crate::render::json;

/// That it answers: an index is open for as long as there is a server.
pub(super) fn health(_: &Ask) -> Result<Reply, Problem> {
    Ok(Reply::new("text/plain; charset=utf-8", "ok\n"))
}

/// What it has done.
pub(super) fn metrics(ask: &Ask) -> Result<Reply, Problem> {
    Ok(Reply::new(EXPOSITION, ask.state.metrics.text(ask.index.manifest())))
}

/// What can be asked, for programs that read it.
pub(super) fn openapi(_: &Ask) -> Result<Reply, Problem> {
    Ok(Reply::json(json::object(&openapi::document())?))
}
