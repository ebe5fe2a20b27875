//! BibTeX entries, which BibLaTeX reads too.
//!
//! In come [`Citation`]s; out go entries in UTF-8, as LaTeX has read by default since 2018. What TeX takes for a sign of its
//! own is written as the command that prints it.

use super::{
    citation::{author, genre, heading, item, one_clean_line},
    link,
    words::{long_date, page_span},
};
use crate::{
    document::{DateValue, MONTHS, PaperKind, Precision},
    index::numbered,
    query::Citation,
};
use rustc_hash::FxHashSet;

/// Entries, an empty line between each two: `@techreport` for reports and plans, `@misc` for all else.
///
/// The council is the author, but for letters and inspections, which another body may have written about it. Where the
/// passage stands, with the committee and the day, is the `note`, which every style prints.
pub fn bibtex(citations: &[Citation]) -> String {
    citations.iter().map(entry).collect::<Vec<_>>().join("\n")
}

fn entry(citation: &Citation) -> String {
    let paper = &citation.paper;
    let author = author(citation);
    let is_report = matches!(paper.kind, Some(PaperKind::Report | PaperKind::Plan));
    // A report without its institution is no entry that BibTeX takes.
    let institution = author.filter(|_| is_report);
    let mut fields: Vec<(&str, String)> = Vec::new();
    fields.extend(author.map(|name| ("author", format!("{{{{{}}}}}", escaped(name)))));
    fields.extend(paper.title.as_deref().map(|title| ("title", format!("{{{{{}}}}}", escaped(title)))));
    fields.extend(institution.map(|name| ("institution", format!("{{{}}}", escaped(name)))));
    let kind = genre(citation);
    fields
        .extend(kind.map(|kind| (if institution.is_some() { "type" } else { "howpublished" }, format!("{{{kind}}}"))));
    if let Some(date) = paper.date.as_deref().and_then(DateValue::parse) {
        fields.push(("year", format!("{{{}}}", date.first().year())));
        let month = usize::try_from(date.first().month()).unwrap_or_default().checked_sub(1);
        let month = month.and_then(|month| MONTHS.get(month)).filter(|_| date.precision() != Precision::Year);
        // As BibTeX names them, so that a style can write them in its own way.
        fields.extend(month.map(|month| ("month", month.chars().take(3).collect())));
    }
    let note = note(citation, author.is_none());
    if !note.is_empty() {
        fields.push(("note", format!("{{{}}}", escaped(&note.join(", ")))));
    }
    // Read as it stands, by BibLaTeX and by styles that know addresses: nothing in it is escaped.
    fields.extend(
        citation
            .url
            .as_deref()
            .and_then(link::followed)
            .filter(|url| balanced(url))
            .map(|url| ("url", format!("{{{url}}}"))),
    );
    let kind = if institution.is_some() { "techreport" } else { "misc" };
    let mut text = format!("@{kind}{{{}", citation.key);
    for (name, value) in fields {
        text.push_str(&format!(",\n  {name} = {value}"));
    }
    text.push_str("\n}\n");
    text
}

/// Council where it is not the author, committee, day, item, heading, paragraph, page.
fn note(citation: &Citation, with_council: bool) -> Vec<String> {
    let paper = &citation.paper;
    let mut parts: Vec<String> = Vec::new();
    parts.extend(paper.council_name.clone().filter(|_| with_council));
    parts.extend(paper.committee.clone());
    parts.extend(paper.date.as_deref().map(|date| long_date(Some(date))));
    parts.extend(item(citation));
    parts.extend(heading(citation).map(str::to_owned));
    parts.extend(citation.paragraph.as_deref().map(numbered));
    parts.extend(page_span(citation.pages));
    parts
}

/// BibTeX counts the brackets of a field.
fn balanced(url: &str) -> bool {
    !url.contains(['{', '}', '\\'])
}

/// A text on one line in which TeX finds no signs of its own, written so that pandoc and BibTeX lose none either: a quotation
/// mark and a bar are themselves within brackets. A bracket without its partner is a command, which pandoc does not know:
/// BibTeX counts even one with a backslash before it.
fn escaped(text: &str) -> String {
    let text = one_clean_line(text);
    let partnered = partnered(&text);
    let mut safe = String::with_capacity(text.len() + 8);
    for (place, character) in text.char_indices() {
        match character {
            '{' | '}' if partnered.contains(&place) => safe.extend(['\\', character]),
            '\\' => safe.push_str("\\textbackslash{}"),
            '{' => safe.push_str("\\textbraceleft{}"),
            '}' => safe.push_str("\\textbraceright{}"),
            '~' => safe.push_str("\\textasciitilde{}"),
            '^' => safe.push_str("\\textasciicircum{}"),
            '<' => safe.push_str("\\textless{}"),
            '>' => safe.push_str("\\textgreater{}"),
            // Left alone it is an opening quotation mark.
            '`' => safe.push_str("\\`{}"),
            '$' | '&' | '#' | '%' | '_' => safe.extend(['\\', character]),
            character => safe.push(character),
        }
    }
    safe
}

/// The places of the brackets that open and close.
fn partnered(text: &str) -> FxHashSet<usize> {
    let mut open = Vec::new();
    let mut places = FxHashSet::default();
    for (place, bracket) in text.match_indices(['{', '}']) {
        if bracket == "{" {
            open.push(place);
        } else if let Some(partner) = open.pop() {
            places.extend([partner, place]);
        }
    }
    places
}
