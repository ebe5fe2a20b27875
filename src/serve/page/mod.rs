//! The pages: what an index answers, as HTML.
//!
//! In come an index, what was asked and the answer; out goes a whole document as text. Who asked, and how it is sent, is left
//! to `http`.

use super::http::{Parameters, Problem, encode};
use crate::{
    Index, Result,
    query::{Answer, Hit},
};
use maud::{DOCTYPE, html};

/// A file that the pages need: their style, their script, their pictures.
pub(crate) struct Asset {
    /// Its media type.
    pub(crate) content_type: &'static str,
    /// What is in it.
    pub(crate) content: &'static [u8],
}

/// The first page: the box, what one can ask, what is indexed.
pub(crate) fn home(index: &Index) -> String {
    document("scrutineer", &index.manifest().generation)
}

/// The hits of a question.
pub(crate) fn results(_index: &Index, parameters: &Parameters, answer: &Answer) -> String {
    document(&parameters.query, &answer.head.read_as)
}

/// A paper to read, with the marks of a question.
///
/// # Errors
///
/// [`NotFound`](crate::ErrorKind::NotFound) and its like where the id is no paper's.
pub(crate) fn paper(index: &Index, _parameters: &Parameters, id: &str) -> Result<String> {
    let found = index.lookup(id)?;
    Ok(document("paper", &found.paper.citation()))
}

/// Where a hit is read: the page of its paper, at the paragraph of its first snippet, with the question's marks.
pub(crate) fn address_of(parameters: &Parameters, hit: &Hit) -> String {
    let query = parameters.to_query_string();
    let mark = if query.is_empty() { "" } else { "?" };
    let paragraph = hit.snippets.first().and_then(|snippet| snippet.paragraph.as_deref());
    let place = paragraph.map(|number| format!("#para-{}", encode(number))).unwrap_or_default();
    format!("/papers/{}{mark}{query}{place}", encode(&hit.paper.id))
}

/// How to ask.
pub(crate) fn help(_index: &Index) -> String {
    document("help", "")
}

/// What is indexed.
pub(crate) fn status(index: &Index) -> String {
    document("status", &index.manifest().generation)
}

/// What went wrong, and what to do about it.
pub(crate) fn problem(problem: &Problem) -> String {
    document("problem", &problem.message)
}

/// The file of this name.
pub(crate) fn asset(_name: &str) -> Option<Asset> {
    None
}

fn document(title: &str, text: &str) -> String {
    html! {
        (DOCTYPE)
        html lang="en" {
            head { meta charset="utf-8"; title { (title) } }
            body { h1 { (title) } p { (text) } }
        }
    }
    .into_string()
}
