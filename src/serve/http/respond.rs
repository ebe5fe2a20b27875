//! Answers as HTTP sends them: their headers, what is said of errors, and when nothing need be sent again.

use super::{problem::Problem, route::Manners, state::State};
use crate::{Index, render::json, serve::page};
use axum::{
    body::Body,
    http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode, header},
};
use jiff::civil::Date;
use std::fmt::Write as _;

/// What answers a request.
#[derive(Debug)]
pub(super) struct Reply {
    /// The media type.
    pub(super) content_type: &'static str,
    /// What is sent.
    pub(super) content: Vec<u8>,
}

impl Reply {
    pub(super) fn new(content_type: &'static str, content: impl Into<Vec<u8>>) -> Self {
        Self { content_type, content: content.into() }
    }

    /// A page.
    pub(super) fn html(content: String) -> Self {
        Self::new("text/html; charset=utf-8", content)
    }

    /// An object.
    pub(super) fn json(content: String) -> Self {
        Self::new("application/json", content)
    }
}

/// What every answer says of itself to a browser: nothing of it runs, loads or frames anything from elsewhere.
const EVERYWHERE: [(HeaderName, &str); 7] = [
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; form-action 'self'; \
         base-uri 'none'; frame-ancestors 'none'",
    ),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), geolocation=(), microphone=(), payment=(), usb=(), interest-cohort=()",
    ),
];

/// Adds what every answer says.
pub(super) fn secure(headers: &mut HeaderMap) {
    for (name, value) in EVERYWHERE {
        headers.insert(name, HeaderValue::from_static(value));
    }
}

/// The tag of all that a generation answers on a day: dates such as `last year` hang on the day.
pub(super) fn generation_tag(state: &State, index: &Index, today: Date) -> String {
    let mut tag = format!("W/\"{}-{}-{today}", index.manifest().generation, env!("CARGO_PKG_VERSION"));
    if index.folder().is_none() {
        // Writing to a string does not fail.
        let _ = write!(tag, "-{}", state.began.as_nanosecond());
    }
    tag.push('"');
    tag
}

/// The tag of what changes with its content only.
pub(super) fn content_tag(content: &[u8]) -> String {
    format!("W/\"{}\"", &blake3::hash(content).to_hex()[..16])
}

/// Whether the client has what bears this tag: what it says it has is compared weakly.
pub(super) fn is_known(headers: &HeaderMap, tag: &str) -> bool {
    let opaque = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok()).any(|known| {
        // No tag of ours has a comma in it.
        known.split(',').any(|one| one.trim() == "*" || opaque(one) == opaque(tag))
    })
}

/// An answer in full; without a tag it is kept nowhere.
pub(super) fn full(reply: Reply, tag: Option<&str>) -> Response<Body> {
    let mut response = Response::new(Body::from(reply.content));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(reply.content_type));
    tagged(response.headers_mut(), tag);
    response
}

/// That the client has it already.
pub(super) fn not_modified(tag: &str) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::NOT_MODIFIED;
    tagged(response.headers_mut(), Some(tag));
    response
}

fn tagged(headers: &mut HeaderMap, tag: Option<&str>) {
    match tag.and_then(|tag| HeaderValue::from_str(tag).ok()) {
        Some(tag) => {
            headers.insert(header::ETAG, tag);
            headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
            headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        }
        None => {
            headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        }
    }
}

/// What is wrong, as an object for programs or as a page for people.
pub(super) fn problem(problem: &Problem, manners: Manners) -> Response<Body> {
    let reply = match manners {
        Manners::Page => Reply::html(page::problem(problem)),
        Manners::Program => match json::object(problem) {
            Ok(text) => Reply::json(text),
            Err(_) => Reply::new("text/plain; charset=utf-8", problem.message.as_str()),
        },
    };
    let mut response = full(reply, None);
    *response.status_mut() = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    if let Some(seconds) = problem.retry_after {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    if problem.status == 405 {
        headers.insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_known_among_others_whether_weak_or_not() {
        let known = |values: &[&str]| {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append(header::IF_NONE_MATCH, HeaderValue::from_str(value).unwrap());
            }
            is_known(&headers, "W/\"g1-0.1.0-2026-03-18\"")
        };
        assert!(known(&["W/\"g1-0.1.0-2026-03-18\""]));
        assert!(known(&["\"x\",\"g1-0.1.0-2026-03-18\""]));
        assert!(known(&["\"x\"", "*"]));
        assert!(!known(&[]) && !known(&["g1-0.1.0-2026-03-18"]) && !known(&["\"g1-0.1.0-2026-03-19\"", "\"\""]));
    }
}
