//! The way of a request: is it for us, is it in order, is it known already, is there room; then it is answered.
//!
//! In comes a request without its body, which is never read; out comes an answer, whatever was asked.

use super::{
    encoding::decode,
    hosts,
    log::{Access, Event},
    parameters::Parameters,
    pool,
    problem::Problem,
    respond,
    route::{Ask, Manners, ROUTES, Route, Tag},
    state::State,
};
use crate::Index;
use axum::{
    body::{Body, Bytes},
    extract::{Request, State as Shared},
    http::{HeaderMap, Method, Response, Uri, Version, header, request::Parts},
    middleware::Next,
};
use hyper::body::{Body as HttpBody, Frame, SizeHint};
use jiff::{Timestamp, tz::TimeZone};
use std::{
    any::Any,
    net::SocketAddr,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
    time::{Duration, Instant},
};

/// Most bytes of path and query string together.
const LONGEST_TARGET: usize = 32 << 10;

/// What is told of a client that went before it was answered: the status that other servers write for it.
const GONE: u16 = 499;

/// Who asks, where the server took the connection itself.
#[derive(Debug, Clone, Copy)]
pub(super) struct Client(pub(super) SocketAddr);

/// The name of the generation that an answer is from, for the log.
#[derive(Debug, Clone)]
struct Generation(String);

/// Answers what is asked at a route.
pub(super) async fn at(state: Arc<State>, route: &'static Route, request: Request) -> Response<Body> {
    let (parts, _) = request.into_parts();
    let index = state.index();
    let generation = Generation(index.manifest().generation.clone());
    let mut response = match answer(&state, index, route, &parts).await {
        Ok(response) => response,
        Err(problem) => told(&state, &problem, route.manners),
    };
    response.extensions_mut().insert(route);
    response.extensions_mut().insert(generation);
    response
}

/// Answers what is asked at no route.
pub(super) async fn nowhere(Shared(state): Shared<Arc<State>>, request: Request) -> Response<Body> {
    told(&state, &Problem::no_such_page(), manners_of(request.uri().path()))
}

/// A panic costs the request that met it.
pub(super) fn panicked(state: &State, manners: Manners, panic: &(dyn Any + Send)) -> Response<Body> {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    let text = text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default();
    told(state, &Problem::internal(format!("a panic: {text}")), manners)
}

fn told(state: &State, problem: &Problem, manners: Manners) -> Response<Body> {
    if let Some(cause) = &problem.cause {
        state.trouble(cause.as_str());
    }
    respond::problem(problem, manners)
}

/// Who asks at an address, also one that no route is for: whoever asks at those that begin as it does.
fn manners_of(path: &str) -> Manners {
    let first = |path: &str| path.split('/').nth(1).unwrap_or_default().to_owned();
    let begins_so = ROUTES.iter().find(|route| first(route.path) == first(path));
    begins_so.map_or(Manners::Page, |route| route.manners)
}

async fn answer(
    state: &Arc<State>,
    index: Index,
    route: &'static Route,
    parts: &Parts,
) -> Result<Response<Body>, Problem> {
    let parameters = Parameters::read(parts.uri.query().unwrap_or_default(), route.parameters, route.manner())?;
    let name = match route.name_in(parts.uri.path()) {
        Some(name) => decode(name)
            .ok_or_else(|| Problem::new(400, "not-utf-8", "The address has bytes in it that are not UTF-8."))?,
        None => String::new(),
    };
    let today = Timestamp::now().to_zoned(TimeZone::UTC).date();
    let tag = (route.tag == Tag::Generation).then(|| respond::generation_tag(state, &index, today));
    let known = tag.as_ref().filter(|tag| respond::is_known(&parts.headers, tag));
    // What is asked for by its name may not be there, which `If-None-Match: *` must not hide.
    if let Some(tag) = known.filter(|_| name.is_empty()) {
        return Ok(respond::not_modified(tag));
    }
    let known = known.cloned();
    let base = state.public_url.clone().or_else(|| base_of(&parts.uri, &parts.headers)).unwrap_or_default();
    let ask = Ask { index, parameters, name, today, base, state: Arc::clone(state) };
    let reply = match route.works {
        true => pool::work(state, move || (route.answer)(&ask)).await?,
        false => (route.answer)(&ask)?,
    };
    if route.tag == Tag::Content {
        let tag = respond::content_tag(&reply.content);
        if respond::is_known(&parts.headers, &tag) {
            return Ok(respond::not_modified(&tag));
        }
        return Ok(respond::full(reply, Some(&tag)));
    }
    Ok(match known {
        Some(tag) => respond::not_modified(&tag),
        None => respond::full(reply, tag.as_deref()),
    })
}

/// What every request goes through, also those that no route is for: what is refused at once, what every answer says, and
/// the log.
pub(super) async fn around(Shared(state): Shared<Arc<State>>, request: Request, next: Next) -> Response<Body> {
    state.metrics.begun();
    let access = Access {
        at: Timestamp::now(),
        client: request.extensions().get::<Client>().map(|client| client.0),
        method: request.method().as_str().to_owned(),
        target: request.uri().path_and_query().map_or_else(String::new, |target| target.as_str().to_owned()),
        status: GONE,
        bytes: 0,
        took: Duration::ZERO,
        generation: state.index().manifest().generation.clone(),
    };
    // Told however this ends, also where the client goes before it is answered.
    let mut line = Line { state, begun: Instant::now(), path: None, access };
    let mut response = match admitted(&line.state, &request) {
        Ok(()) => next.run(request).await,
        Err(problem) => told(&line.state, &problem, manners_of(request.uri().path())),
    };
    if let Some(Generation(generation)) = response.extensions_mut().remove() {
        line.access.generation = generation;
    }
    respond::secure(response.headers_mut());
    line.access.status = response.status().as_u16();
    line.path = response.extensions().get::<&'static Route>().map(|route| route.path);
    response.map(|body| Body::new(Counted { body, line }))
}

/// Whether a request is one that is looked at further.
fn admitted(state: &State, request: &Request) -> Result<(), Problem> {
    let mut hosts = request.headers().get_all(header::HOST).iter();
    let host = hosts.next().map(|host| host.to_str().unwrap_or_default());
    // RFC 9112, section 3.2. Later versions have the host in the target, and requests that were made within this process
    // need not come over a connection.
    let lacking =
        host.is_none() && request.version() == Version::HTTP_11 && request.extensions().get::<Client>().is_some();
    if lacking || hosts.next().is_some() {
        return Err(Problem::new(400, "no-host", "A request has one header Host, and no more."));
    }
    state.hosts.check(request.uri().authority().map(|authority| authority.as_str()).or(host))?;
    if host.is_some() {
        state.hosts.check(host)?;
    }
    if request.method() != Method::GET && request.method() != Method::HEAD {
        return Err(Problem::new(405, "method", "Only GET and HEAD are answered: nothing can be changed here."));
    }
    let length = request.uri().path_and_query().map_or(0, |target| target.as_str().len());
    if length > LONGEST_TARGET {
        return Err(Problem::new(
            414,
            "address-too-long",
            format!("The address has {length} bytes; at most {LONGEST_TARGET} are read."),
        ));
    }
    Ok(())
}

/// What addresses begin with, as the request has it.
fn base_of(uri: &Uri, headers: &HeaderMap) -> Option<String> {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let host = uri.authority().map(|authority| authority.as_str()).or(host)?;
    hosts::split(host).map(|_| format!("http://{host}"))
}

/// A line of the log, told when the answer is sent or the client has gone.
struct Line {
    state: Arc<State>,
    begun: Instant,
    path: Option<&'static str>,
    access: Access,
}

impl Drop for Line {
    fn drop(&mut self) {
        self.access.took = self.begun.elapsed();
        self.state.metrics.answered(self.path, self.access.status, self.access.took);
        self.state.tell(&Event::Answered(self.access.clone()));
    }
}

/// A body whose bytes are counted as they are sent.
struct Counted {
    body: Body,
    line: Line,
}

impl HttpBody for Counted {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let frame = ready!(Pin::new(&mut self.body).poll_frame(context));
        if let Some(data) = frame.as_ref().and_then(|frame| frame.as_ref().ok()).and_then(Frame::data_ref) {
            self.line.access.bytes += data.len() as u64;
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        document::Gazetteer,
        serve::http::{Limits, hosts::Hosts},
    };
    use std::sync::Mutex;

    #[test]
    fn an_unknown_address_is_answered_as_those_beside_it_are() {
        for path in ["/api", "/api/nothing", "/api/papers/a/b", "/feed/x", "/metrics"] {
            assert_eq!(manners_of(path), Manners::Program, "{path}");
        }
        for path in ["/", "", "*", "/nothing", "/apis/", "/papers/a/b", "//api/search"] {
            assert_eq!(manners_of(path), Manners::Page, "{path}");
        }
    }

    #[test]
    fn a_panic_is_told_as_its_route_tells_things_and_its_words_are_for_the_log() {
        let index = Index::in_memory(&[], Gazetteer::builtin()).unwrap();
        let told = Arc::new(Mutex::new(Vec::new()));
        let sink = Arc::clone(&told);
        let sink = Arc::new(move |event: &Event| sink.lock().unwrap().push(event.to_string()));
        let state = State::new(index, Limits::default(), Hosts::Any, None, sink);
        for (manners, kind) in [(Manners::Page, "text/html; charset=utf-8"), (Manners::Program, "application/json")] {
            let response = panicked(&state, manners, &"a fault");
            assert_eq!(
                (response.status().as_u16(), &response.headers()[header::CONTENT_TYPE]),
                (500, &kind.parse().unwrap())
            );
        }
        assert!(told.lock().unwrap().iter().all(|line| line.contains("a panic: a fault")));
    }
}
