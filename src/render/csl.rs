//! CSL-JSON: references for Zotero, Mendeley, pandoc and their like.
//!
//! In come [`Citation`]s; out goes an array of items by the schema of the Citation Style Language 1.0.2. Nothing is given
//! that the paper does not say: a date has the parts that are known, and no day of access is made up. Texts are on one line,
//! without characters that could drive a terminal: programs print them as they are.

use super::{
    citation::{author, genre, heading, item, one_clean_line},
    link,
};
use crate::{
    Error, ErrorKind, Result,
    document::{DateValue, PaperKind, Precision},
    index::numbered,
    query::Citation,
};
use serde::Serialize;

/// An item, in the fields of the schema.
#[derive(Debug, Serialize)]
pub(super) struct Item {
    id: String,
    r#type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    author: Option<[Name; 1]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    #[serde(rename = "container-title", skip_serializing_if = "Option::is_none")]
    container_title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    genre: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    issued: Option<Issued>,
    #[serde(skip_serializing_if = "Option::is_none")]
    section: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    page: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    #[serde(rename = "URL", skip_serializing_if = "Option::is_none")]
    url: Option<String>,
}

#[derive(Debug, Serialize)]
struct Name {
    literal: String,
}

#[derive(Debug, Serialize)]
struct Issued {
    #[serde(rename = "date-parts")]
    parts: [Vec<i16>; 1],
}

/// An array of items, one a citation.
///
/// Reports and plans are `report`, letters `personal_communication`, presentations `speech`, all else `document`, with the
/// kind of the paper as `genre`. The council is the author, but for letters and inspections, which another body may have
/// written about it: there the `note` names it. The committee is `container-title`; heading and paragraph are `section`.
///
/// # Errors
///
/// [`ErrorKind::Internal`] where an object cannot be written; it should not happen.
pub fn csl_json(citations: &[Citation]) -> Result<String> {
    let items: Vec<Item> = citations.iter().map(Item::of).collect();
    let json = serde_json::to_string_pretty(&items)
        .map_err(|error| Error::new(ErrorKind::Internal, "cannot write JSON").caused_by(error))?;
    Ok(super::json::safe(&json) + "\n")
}

impl Item {
    pub(super) fn of(citation: &Citation) -> Self {
        let paper = &citation.paper;
        let author = author(citation);
        let section: Vec<String> = heading(citation)
            .map(one_clean_line)
            .into_iter()
            .chain(citation.paragraph.as_deref().map(|number| one_clean_line(&numbered(number))))
            .collect();
        let council = paper.council_name.as_ref().filter(|_| author.is_none());
        let note: Vec<String> = council
            .map(|name| format!("Council: {}", one_clean_line(name)))
            .into_iter()
            .chain(item(citation).map(|item| format!("Agenda {}", one_clean_line(&item))))
            .collect();
        let joined = |parts: Vec<String>, joint: &str| (!parts.is_empty()).then(|| parts.join(joint));
        Self {
            id: citation.key.clone(),
            r#type: match paper.kind {
                Some(PaperKind::Report | PaperKind::Plan) => "report",
                Some(PaperKind::Letter) => "personal_communication",
                Some(PaperKind::Presentation) => "speech",
                _ => "document",
            },
            author: author.map(|name| [Name { literal: one_clean_line(name) }]),
            title: paper.title.as_deref().map(one_clean_line),
            container_title: paper.committee.as_deref().map(one_clean_line),
            genre: genre(citation),
            issued: paper.date.as_deref().and_then(DateValue::parse).map(issued),
            section: joined(section, ", "),
            page: citation
                .pages
                .map(|(first, last)| if first == last { first.to_string() } else { format!("{first}-{last}") }),
            note: joined(note, "; "),
            url: citation.url.as_deref().and_then(link::followed).map(str::to_owned),
        }
    }
}

fn issued(date: DateValue) -> Issued {
    let first = date.first();
    let mut parts = vec![first.year()];
    if date.precision() != Precision::Year {
        parts.push(first.month().into());
    }
    if date.precision() == Precision::Day {
        parts.push(first.day().into());
    }
    Issued { parts: [parts] }
}
