//! The pages: what an index answers, as HTML for people.
//!
//! In come an index, what was asked and the answer; out goes a whole document as text. Who asked, and how it is sent, is left
//! to `http`. Every page works without script and without style; nothing is loaded from elsewhere, and nothing stands in a
//! page that its content security policy forbids.
//!
//! `layout` has what all pages have, `text` makes untrusted text safe, `links` knows all addresses. Each page is a file:
//! `home`, `results` (with `notices`, `facets`, `chart`, `hits` and `pages`), `paper` (with `parts`), `help`, `status` and
//! `problem`.

mod chart;
mod facets;
mod help;
mod hits;
mod home;
mod layout;
mod links;
mod notices;
mod pages;
mod paper;
mod parts;
mod problem;
mod results;
mod status;
#[cfg(test)]
mod tests;
mod text;

use super::http::{Parameters, Problem};
use crate::{
    Index, Result,
    query::{Answer, Hit, Reading},
};

/// A file that the pages need: their style, their script, their pictures.
pub(crate) struct Asset {
    /// Its media type.
    pub(crate) content_type: &'static str,
    /// What is in it.
    pub(crate) content: &'static [u8],
}

/// The first page: the box, what one can ask, what is indexed.
///
/// # Errors
///
/// [`DamagedIndex`](crate::ErrorKind::DamagedIndex) where the index cannot be read.
pub(crate) fn home(index: &Index) -> Result<String> {
    home::page(index)
}

/// The hits of a question. The answer should have facets, and two snippets a hit.
pub(crate) fn results(index: &Index, parameters: &Parameters, answer: &Answer) -> String {
    results::page(index, parameters, answer)
}

/// A paper to read, with the marks of a question.
pub(crate) fn paper(index: &Index, parameters: &Parameters, reading: &Reading) -> String {
    paper::page(index, parameters, reading)
}

/// Where a hit is read: the page of its paper, at the paragraph of its first snippet, with the question's marks.
pub(crate) fn address_of(index: &Index, parameters: &Parameters, hit: &Hit) -> String {
    links::hit(index, parameters, hit)
}

/// How to ask.
pub(crate) fn help() -> String {
    help::page()
}

/// What is indexed, and what could not be read.
pub(crate) fn status(index: &Index) -> String {
    status::page(index)
}

/// What went wrong, and what to do about it.
pub(crate) fn problem(problem: &Problem) -> String {
    problem::page(problem)
}

/// The file of this name.
pub(crate) fn asset(name: &str) -> Option<Asset> {
    let (content_type, content): (_, &'static [u8]) = match name {
        "scrutineer.css" => ("text/css; charset=utf-8", include_bytes!("scrutineer.css")),
        "scrutineer.js" => ("text/javascript; charset=utf-8", include_bytes!("scrutineer.js")),
        "scrutineer.svg" => ("image/svg+xml", include_bytes!("scrutineer.svg")),
        _ => return None,
    };
    Some(Asset { content_type, content })
}
