//! The table of addresses: what each is for, what may be asked there, who answers.
//!
//! The router is made of it, requests are read by it, and the OpenAPI document describes what it says.

use super::{
    api, feed, inside, pages,
    parameter::{self, Parameter},
    parameters::{Manner, Parameters},
    problem::Problem,
    respond::Reply,
    state::State,
};
use crate::{
    Index,
    render::json::{CountsObject, PaperObject, SearchObject, SectionObject, StatusObject},
};
use jiff::civil::Date;
use schemars::{Schema, SchemaGenerator};
use std::sync::Arc;

/// An address, or all addresses of a form.
#[derive(Debug)]
pub(super) struct Route {
    /// The path; `{id}` or `{name}` at its end stands for any text without a slash.
    pub(super) path: &'static str,
    /// What it is for, in a few words.
    pub(super) about: &'static str,
    /// Who asks there.
    pub(super) manners: Manners,
    /// What may stand in the query string.
    pub(super) parameters: &'static [&'static Parameter],
    /// By what an answer is known to be the same.
    pub(super) tag: Tag,
    /// Whether it takes work, for which there must be room.
    pub(super) works: bool,
    /// What it answers with: media types, without their charset, and what stands in them.
    pub(super) media: &'static [(&'static str, Media)],
    /// Who answers.
    pub(super) answer: fn(&Ask) -> Result<Reply, Problem>,
}

/// What stands in an answer.
#[derive(Debug, Clone, Copy)]
pub(super) enum Media {
    /// Text of some kind.
    Text,
    /// An object of this schema.
    Object(fn(&mut SchemaGenerator) -> Schema),
}

/// Who asks: to whom what is wrong is told as an object or as a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Manners {
    /// A program: what it asks and nobody knows is refused.
    Program,
    /// A browser.
    Page,
}

/// By what an answer is known to be the same as one that was sent before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tag {
    /// The generation, the program's version, and the day.
    Generation,
    /// What is sent.
    Content,
    /// Nothing: it is asked for each time.
    None,
}

/// What is asked, read and found to be in order.
#[derive(Debug)]
pub(super) struct Ask {
    /// The generation that answers.
    pub(super) index: Index,
    /// What the query string asks.
    pub(super) parameters: Parameters,
    /// What stands for the last part of the path; empty where the route has none.
    pub(super) name: String,
    /// The day of the request, in UTC.
    pub(super) today: Date,
    /// What addresses that are to be whole begin with, without a slash at the end.
    pub(super) base: String,
    /// What all requests share.
    pub(super) state: Arc<State>,
}

impl Route {
    /// What the query string may hold beyond what is known.
    pub(super) fn manner(&self) -> Manner {
        match self.manners {
            Manners::Program => Manner::Strict,
            Manners::Page => Manner::Lenient,
        }
    }

    /// What stands in a path for the part that is open; `None` where none is. Still encoded.
    pub(super) fn name_in<'p>(&self, path: &'p str) -> Option<&'p str> {
        let (prefix, _) = self.path.split_once('{')?;
        path.strip_prefix(prefix)
    }
}

const PAGE: Route = Route {
    path: "/",
    about: "",
    manners: Manners::Page,
    parameters: &[],
    tag: Tag::Generation,
    works: true,
    media: &[("text/html", Media::Text)],
    answer: pages::home,
};

const PROGRAM: Route = Route { manners: Manners::Program, ..PAGE };

/// All of them.
pub(super) static ROUTES: &[Route] = &[
    Route {
        path: "/api/search",
        about: "Find the sections that answer a question",
        parameters: parameter::SEARCH,
        media: &[
            ("application/json", Media::Object(|schemas| schemas.subschema_for::<SearchObject<'_>>())),
            (api::JSON_LINES, Media::Text),
            ("text/csv", Media::Text),
        ],
        answer: api::search,
        ..PROGRAM
    },
    Route {
        path: "/api/facets",
        about: "Count the papers that match, by council, committee, year, month, kind and section",
        parameters: parameter::COUNTS,
        media: &[
            ("application/json", Media::Object(|schemas| schemas.subschema_for::<CountsObject<'_>>())),
            ("text/csv", Media::Text),
        ],
        answer: api::facets,
        ..PROGRAM
    },
    Route {
        path: "/api/papers/{id}",
        about: "A paper with all its sections, by its id or at least six characters of it",
        media: &[("application/json", Media::Object(|schemas| schemas.subschema_for::<PaperObject<'_>>()))],
        answer: api::paper,
        ..PROGRAM
    },
    Route {
        path: "/api/sections/{id}",
        about: "A section, by its id",
        media: &[("application/json", Media::Object(|schemas| schemas.subschema_for::<SectionObject<'_>>()))],
        answer: api::section,
        ..PROGRAM
    },
    Route {
        path: "/api/status",
        about: "What is indexed, what was not read, and what is unknown",
        media: &[("application/json", Media::Object(|schemas| schemas.subschema_for::<StatusObject<'_>>()))],
        answer: api::status,
        ..PROGRAM
    },
    Route {
        path: "/api/openapi.json",
        about: "This document",
        tag: Tag::Content,
        media: &[("application/json", Media::Text)],
        answer: inside::openapi,
        ..PROGRAM
    },
    Route {
        path: "/feed",
        about: "What a search finds with all its words, newest first, as a feed (Atom 1.0)",
        parameters: parameter::FEED,
        media: &[("application/atom+xml", Media::Text)],
        answer: feed::feed,
        ..PROGRAM
    },
    Route {
        path: "/healthz",
        about: "Whether the server answers",
        tag: Tag::None,
        works: false,
        media: &[("text/plain", Media::Text)],
        answer: inside::health,
        ..PROGRAM
    },
    Route {
        path: "/metrics",
        about: "What the server has done, as Prometheus reads it",
        tag: Tag::None,
        works: false,
        media: &[("text/plain", Media::Text)],
        answer: inside::metrics,
        ..PROGRAM
    },
    Route { about: "The first page", ..PAGE },
    Route { path: "/search", about: "The page of hits", parameters: parameter::PAGE, answer: pages::results, ..PAGE },
    Route {
        path: "/papers/{id}",
        about: "The page of a paper",
        parameters: parameter::PAGE,
        answer: pages::paper,
        ..PAGE
    },
    Route { path: "/help", about: "The page that says how to ask", answer: pages::help, ..PAGE },
    // The report of the last build is in it, which changes also where nothing is published.
    Route { path: "/status", about: "The page of what is indexed", tag: Tag::None, answer: pages::status, ..PAGE },
    Route {
        path: "/assets/{name}",
        about: "A file that the pages need",
        tag: Tag::Content,
        works: false,
        media: &[("*/*", Media::Text)],
        answer: pages::asset,
        ..PAGE
    },
];
