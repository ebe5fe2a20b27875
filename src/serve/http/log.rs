//! What happens, one line each.
//!
//! In comes what happened; out comes an [`Event`] to the caller's sink. As text it is one line that no request can break or
//! drive a terminal with: what a client sent is escaped and stands in quotation marks.

use crate::render::escape;
use jiff::Timestamp;
use std::{fmt, net::SocketAddr, time::Duration};

/// Something that happened. Its text is one line for a log.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Event {
    /// A request was answered.
    Answered(Access),
    /// A newer generation answers from now on.
    Generation {
        /// When.
        at: Timestamp,
        /// The name of the generation.
        generation: String,
    },
    /// Something went wrong that nobody was told of, or not all of it.
    Trouble {
        /// When.
        at: Timestamp,
        /// What, with its causes.
        what: String,
    },
}

/// A request that was answered.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Access {
    /// When its headers had been read.
    pub at: Timestamp,
    /// Who asked; absent where the server did not take the request's connection itself. No part of the text: who asked for
    /// what is nobody's business unless the caller makes it so.
    pub client: Option<SocketAddr>,
    /// The method; as the client sent it.
    pub method: String,
    /// Path and query string; as the client sent them.
    pub target: String,
    /// The status code.
    pub status: u16,
    /// Bytes of the answer's body as sent.
    pub bytes: u64,
    /// From the request's headers to the end of the answer's body.
    pub took: Duration,
    /// The generation that answered; where none was asked, the one that was open.
    pub generation: String,
}

/// Longest target that a line has, in characters.
const LONGEST: usize = 4096;

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Answered(access) => access.fmt(f),
            Self::Generation { at, generation } => {
                write!(f, "{} event=generation generation={}", Time(*at), Word(generation))
            }
            Self::Trouble { at, what } => write!(f, "{} event=trouble what={}", Time(*at), Quoted(what)),
        }
    }
}

impl fmt::Display for Access {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} event=answered method={} target={} status={} bytes={} ms={:.1} generation={}",
            Time(self.at),
            Word(&self.method),
            Quoted(&self.target),
            self.status,
            self.bytes,
            self.took.as_secs_f64() * 1000.0,
            Word(&self.generation),
        )
    }
}

/// To the millisecond.
struct Time(Timestamp);

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.3}", self.0)
    }
}

/// Text without blanks; other text in quotation marks.
struct Word<'t>(&'t str);

impl fmt::Display for Word<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
        if !self.0.is_empty() && self.0.len() <= LONGEST && self.0.bytes().all(plain) {
            f.write_str(self.0)
        } else {
            Quoted(self.0).fmt(f)
        }
    }
}

struct Quoted<'t>(&'t str);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let end = self.0.char_indices().nth(LONGEST).map_or(self.0.len(), |(end, _)| end);
        let shown = self.0[..end].replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
        write!(f, "\"{}{}\"", escape(&shown), if end < self.0.len() { "…" } else { "" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn access(method: &str, target: &str) -> Access {
        Access {
            at: "2026-03-18T02:45:00.5Z".parse().unwrap(),
            client: Some(([192, 0, 2, 1], 4000).into()),
            method: method.to_owned(),
            target: target.to_owned(),
            status: 200,
            bytes: 512,
            took: Duration::from_micros(12_340),
            generation: "g000012-5f3a9c01".to_owned(),
        }
    }

    #[test]
    fn a_line_says_what_was_asked_and_not_who_asked() {
        assert_eq!(
            access("GET", "/search?q=\"care\"").to_string(),
            "2026-03-18T02:45:00.500Z event=answered method=GET target=\"/search?q=\\\"care\\\"\" status=200 bytes=512 \
             ms=12.3 generation=g000012-5f3a9c01"
        );
    }

    proptest! {
        #[test]
        fn no_request_breaks_the_line_or_its_quotation_marks(method in any::<String>(), target in any::<String>()) {
            let line = Event::Answered(access(&method, &target)).to_string();
            prop_assert!(!line.chars().any(char::is_control), "{line:?}");
            let open = line.replace("\\\\", "").replace("\\\"", "").matches('"').count();
            prop_assert_eq!(open % 2, 0, "{}", line);
        }
    }
}
