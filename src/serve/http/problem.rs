//! What goes wrong with a request, in words.
//!
//! In comes a fault of the request, of the index or of the server; out comes the `error` object of the wire format with the
//! status that it is answered with. What stands in it may be read by anybody: the causes of a failure inside are for the log
//! alone.

use crate::{Error, ErrorKind, query::WIRE_VERSION};
use serde::Serialize;

/// Why a request was not answered: the `error` object of the wire format.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename = "error")]
pub(crate) struct Problem {
    /// The version of the wire format.
    pub(crate) version: u32,
    /// The status code of HTTP.
    pub(crate) status: u16,
    /// What kind of problem, such as `query-too-long`; stable.
    pub(crate) code: &'static str,
    /// What is wrong, as a sentence.
    pub(crate) message: String,
    /// What to do about it, as a sentence.
    pub(crate) hint: Option<String>,
    /// After how many seconds to ask again.
    #[serde(skip)]
    pub(crate) retry_after: Option<u64>,
    /// For the log alone: the error with its causes.
    #[serde(skip)]
    pub(crate) cause: Option<String>,
}

impl Problem {
    pub(crate) fn new(status: u16, code: &'static str, message: impl Into<String>) -> Self {
        let message = message.into();
        Self { version: WIRE_VERSION, status, code, message, hint: None, retry_after: None, cause: None }
    }

    /// Says what to do about it.
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Says when to ask again.
    pub(crate) fn retry_after(mut self, seconds: u64) -> Self {
        self.retry_after = Some(seconds);
        self
    }

    /// Keeps for the log what went wrong inside.
    pub(crate) fn caused_by(mut self, cause: impl Into<String>) -> Self {
        self.cause = Some(cause.into());
        self
    }

    /// Nothing has this address.
    pub(crate) fn no_such_page() -> Self {
        Self::new(404, "not-found", "There is nothing at this address.")
            .hint("Begin at / or, for programs, at /api/openapi.json.")
    }

    /// A fault of ours.
    pub(crate) fn internal(cause: impl Into<String>) -> Self {
        Self::new(500, "internal", "Something went wrong inside; it has been logged.").caused_by(cause)
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        let sentence = |error: &Error| {
            let text = error.to_string();
            let mut characters = text.chars();
            let first: String = characters.next().into_iter().flat_map(char::to_uppercase).collect();
            format!("{first}{}.", characters.as_str().trim_end_matches('.'))
        };
        let asked = |code| {
            let problem = Self::new(404, code, sentence(&error));
            match error.hint() {
                Some(hint) => problem.hint(hint),
                None => problem,
            }
        };
        match error.kind() {
            ErrorKind::NotFound => asked("not-found"),
            ErrorKind::Ambiguous => asked("ambiguous-id"),
            ErrorKind::Usage => asked("no-id"),
            ErrorKind::DamagedIndex | ErrorKind::NoIndex | ErrorKind::IndexFormat => {
                Self::new(500, "damaged-index", "The index could not be read; it has been logged.")
                    .hint("Who keeps the server should run `scrutineer verify`.")
                    .caused_by(error.to_string())
            }
            _ => Self::internal(error.to_string()),
        }
    }
}
