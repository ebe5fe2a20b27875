//! References in four styles: a line of text, Markdown, CSL-JSON for programs that manage references, BibTeX.
//!
//! In come [`Citation`]s; out goes text. What is unknown is left out, but for a date: a line without one says "undated".

use super::{
    escape::{drives, escape},
    link,
    words::{long_date, page_span},
};
use crate::{
    document::{DateBasis, PaperKind},
    index::numbered,
    query::Citation,
};

pub use super::{bibtex::bibtex, csl::csl_json};

/// A line of text: council, committee, title, date, item of the agenda, heading, paragraph, page, address.
///
/// Made to be pasted: one line however long, and what could drive a terminal in it is escaped.
///
/// ```
/// use scrutineer::{Index, document::Gazetteer, render::citation};
///
/// let index = Index::in_memory(&[], Gazetteer::builtin())?;
/// let texts: Vec<String> = index.cite("1a2b3c4d5e6f7081:5", None).iter().map(citation::plain).collect();
/// assert!(texts.is_empty(), "there is no such paper");
/// # Ok::<(), scrutineer::Error>(())
/// ```
pub fn plain(citation: &Citation) -> String {
    let parts = parts(citation, |text| text, |title| format!("‘{title}’"));
    let address = citation.url.iter().map(|url| escape(url).into_owned());
    parts.into_iter().chain(address).collect::<Vec<_>>().join(", ")
}

/// Markdown: the line without the address, titles in italics, as a link to the address where that is one of the web.
///
/// What Markdown would take for a sign of its own is escaped, so that a title reads as it is printed.
pub fn markdown(citation: &Citation) -> String {
    let text = parts(citation, |text| markdown_escaped(&text), |title| format!("*{title}*")).join(", ");
    match citation.url.as_deref().and_then(link::followed) {
        // An ampersand may begin the name of a character, and a bracket end the address.
        Some(url) => {
            let url = url.replace('&', "&amp;").replace('(', "%28").replace(')', "%29");
            format!("[{text}]({url})")
        }
        None => beginning_escaped(text),
    }
}

/// The parts of a reference that are known, in order, each on one line.
fn parts(citation: &Citation, escaped: impl Fn(String) -> String, title: impl Fn(String) -> String) -> Vec<String> {
    let clean = |text: &str| escaped(one_line(text));
    let paper = &citation.paper;
    let mut parts: Vec<String> = Vec::new();
    parts.extend(paper.council_name.as_deref().map(clean));
    parts.extend(paper.committee.as_deref().map(clean));
    parts.extend(paper.title.as_deref().map(|text| title(clean(text))));
    if parts.is_empty() {
        parts.push(clean(&paper.path));
    }
    parts.push(long_date(paper.date.as_deref()));
    parts.extend(item(citation).map(|item| clean(&item)));
    let heading = heading(citation).filter(|heading| Some(*heading) != paper.title.as_deref());
    parts.extend(heading.map(|heading| title(clean(heading))));
    parts.extend(citation.paragraph.as_deref().map(|number| clean(&numbered(number))));
    parts.extend(page_span(citation.pages));
    parts
}

/// The council, where the paper is surely by it: a letter or a report of an inspection may be another body's about it.
pub(super) fn author(citation: &Citation) -> Option<&str> {
    let by_another = citation.paper.kind == Some(PaperKind::Letter)
        || matches!(citation.date_basis, Some(DateBasis::Letter | DateBasis::Inspection));
    citation.paper.council_name.as_deref().filter(|_| !by_another)
}

/// The kind of the paper as a style prints it.
pub(super) fn genre(citation: &Citation) -> Option<String> {
    let name = citation.paper.kind.filter(|kind| *kind != PaperKind::Other)?.as_str();
    Some(format!("{}{}", name[..1].to_uppercase(), &name[1..]))
}

/// `item 5`: where a part of an agenda pack stands in it.
pub(super) fn item(citation: &Citation) -> Option<String> {
    let item = citation.paper.part.as_ref()?.item.as_deref()?;
    Some(format!("item {item}"))
}

/// The section's own heading with its number.
pub(super) fn heading(citation: &Citation) -> Option<&str> {
    citation.section.as_ref()?.path.last().map(String::as_str)
}

/// A text on one line, with what could drive a terminal shown as an escape.
fn one_line(text: &str) -> String {
    escape(&text.split_whitespace().collect::<Vec<_>>().join(" ")).into_owned()
}

/// A text on one line without what could drive a terminal, for programs that have no sign for such characters.
pub(super) fn one_clean_line(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.contains(drives) { text.chars().filter(|character| !drives(*character)).collect() } else { text }
}

/// The text with a backslash before each sign that Markdown, or a common kind of it, would take for one of its own: those of
/// addresses, superscripts and smileys, too.
fn markdown_escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 8);
    for (place, character) in text.char_indices() {
        let goes_on = text[place + character.len_utf8()..].starts_with(|next: char| !next.is_whitespace());
        let is_sign = match character {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '&' | '~' | '|' | '$' | '^' => true,
            '@' | ':' => goes_on,
            '.' => place.checked_sub(3).and_then(|www| text.get(www..place)).is_some_and(is_www),
            _ => false,
        };
        escaped.extend(is_sign.then_some('\\'));
        escaped.push(character);
        // GitHub looks for names and addresses of mail in what is left when backslashes are gone.
        if character == '@' && goes_on {
            escaped.push_str("<!-- -->");
        }
    }
    escaped
}

fn is_www(text: &str) -> bool {
    text.eq_ignore_ascii_case("www")
}

/// The text with a backslash before what at the beginning of a line were a heading's, a list's or a rule's.
fn beginning_escaped(mut text: String) -> String {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let sign = match text.as_bytes().get(digits) {
        Some(b'.' | b')') if digits > 0 => Some(digits),
        Some(b'#' | b'+' | b'-' | b'=') if digits == 0 => Some(0),
        _ => None,
    };
    if let Some(place) = sign {
        text.insert(place, '\\');
    }
    text
}

#[cfg(test)]
mod tests;
