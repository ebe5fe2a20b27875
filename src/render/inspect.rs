//! A paper as understood, for people: each value with its evidence, then the outline.

use super::{
    Style,
    words::{BY_MACHINE, counted, page_span},
    wrap::Sheet,
};
use crate::{
    corpus::Skip,
    document::{DateBasis, Evidence, Inferred, Paper, Section},
};

/// Where the values stand.
const VALUES: usize = 13;
/// Paragraphs are short lines here; the text itself is left to `show`.
const OUTLINE: usize = 2;

/// What was understood of a paper, with the evidence and how sure we are.
///
/// The width is in columns; below 20 it counts as 20.
pub fn paper(paper: &Paper, style: &Style, width: usize) -> String {
    let mut sheet = Sheet::new(style, width);
    sheet.set("", 0, &[(style.title, &paper.path)]);
    sheet.set("  id", VALUES, &[(style.text, &paper.id)]);
    if let Some(part) = &paper.part {
        let item = part.item.as_ref().map(|item| format!(", item {item}")).unwrap_or_default();
        let pages = page_span(part.pages).map(|pages| format!(", {pages}")).unwrap_or_default();
        let text = format!("{} of {} of the pack {}{item}{pages}", part.index, part.of, part.pack);
        sheet.set("  part", VALUES, &[(style.text, &text)]);
    }
    value(&mut sheet, "  council", paper.council.as_ref(), |council| council.name.clone());
    if paper.host.is_some() {
        value(&mut sheet, "  host", paper.host.as_ref(), |council| council.name.clone());
    }
    value(&mut sheet, "  committee", paper.committee.as_ref(), |text| text.value.clone());
    value(&mut sheet, "  date", paper.date.as_ref(), |date| format!("{} ({})", date.date.long(), basis(date.basis)));
    value(&mut sheet, "  title", paper.title.as_ref(), |text| text.value.clone());
    value(&mut sheet, "  kind", paper.kind.as_ref(), |kind| kind.value.to_string());
    if !paper.acronyms.is_empty() {
        let acronyms: Vec<String> =
            paper.acronyms.iter().map(|acronym| format!("{} ({})", acronym.short, acronym.long)).collect();
        sheet.set("  short forms", VALUES + 2, &[(style.text, &acronyms.join("; "))]);
    }
    if !paper.pages_without_text.is_empty() {
        let many = paper.pages_without_text.len() > 1;
        let text =
            format!("no text layer: {} {}", if many { "pages" } else { "page" }, runs(&paper.pages_without_text));
        sheet.set("  unread", VALUES, &[(style.note, &text)]);
    }
    if !paper.links.is_empty() {
        sheet.set("  links", VALUES, &[(style.text, &paper.links.len().to_string())]);
        for link in &paper.links {
            sheet.set("", VALUES + OUTLINE, &[(style.text, &link.text), (style.small, &format!(" · {}", link.url))]);
        }
    }
    sheet.set("  sections", VALUES, &[(style.text, &paper.sections.len().to_string())]);
    for section in &paper.sections {
        let depth = section.path.len().saturating_sub(1).min(6);
        let heading = section.path.last().map_or("(before the first heading)", String::as_str);
        let mut parts = vec![section.kind.to_string()];
        parts.push(counted(section.paragraphs.len() as u64, "paragraph", "paragraphs"));
        parts.extend(numbers(section.paragraphs.iter().filter_map(|paragraph| paragraph.number.as_deref())));
        parts.extend(page_span(section.pages));
        parts.extend(by_machine(section));
        parts.extend(section.lines.map(|(first, last)| format!("lines {first}–{last}")));
        let small = format!(" · {}", parts.join(" · "));
        sheet.set("", VALUES + OUTLINE * depth, &[(style.text, heading), (style.small, &small)]);
    }
    sheet.into_text()
}

/// A source, or a line of one, that was not read.
///
/// The width is in columns; below 20 it counts as 20.
pub fn skipped(path: &str, skip: &Skip, style: &Style, width: usize) -> String {
    let mut sheet = Sheet::new(style, width);
    let mut pieces = vec![(style.title, path), (style.note, " not read: "), (style.text, skip.reason.sentence())];
    let detail = format!(" ({})", skip.detail);
    if !skip.detail.is_empty() {
        pieces.push((style.text, &detail));
    }
    sheet.set("", 2, &pieces);
    sheet.into_text()
}

fn value<T>(sheet: &mut Sheet<'_>, label: &str, inferred: Option<&Inferred<T>>, text: impl Fn(&T) -> String) {
    let style = *sheet.style;
    let Some(inferred) = inferred else {
        sheet.set(label, VALUES, &[(style.note, "unknown")]);
        return;
    };
    sheet.set(label, VALUES, &[(style.text, &text(&inferred.value))]);
    let sure = (f64::from(inferred.confidence) * 100.0).round();
    let mut small = format!("from {}, {sure}% sure", source(inferred.source));
    if !inferred.evidence.is_empty() {
        small.push_str(&format!(": {}", inferred.evidence));
    }
    sheet.set("", VALUES, &[(style.small, &small)]);
}

/// `1.1 to 1.9`: the first and last number of a section's paragraphs.
fn numbers<'n>(mut numbers: impl Iterator<Item = &'n str>) -> Option<String> {
    let first = numbers.next()?;
    Some(numbers.last().map_or_else(|| first.to_owned(), |last| format!("{first} to {last}")))
}

/// How many of a section's paragraphs were read by machine; nothing where none was.
fn by_machine(section: &Section) -> Option<String> {
    let all = section.paragraphs.len();
    match section.paragraphs.iter().filter(|paragraph| paragraph.machine_read).count() {
        0 => None,
        read if read == all => Some(BY_MACHINE.to_owned()),
        read => Some(format!("{read} of them {BY_MACHINE}")),
    }
}

/// `3, 5–7`: numbers in order, those that follow on each other as one.
fn runs(numbers: &[u32]) -> String {
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for number in numbers {
        match runs.last_mut().filter(|(_, last)| last.checked_add(1) == Some(*number)) {
            Some((_, last)) => *last = *number,
            None => runs.push((*number, *number)),
        }
    }
    let text = |(first, last): &(u32, u32)| match last - first {
        0 => first.to_string(),
        1 => format!("{first}, {last}"),
        _ => format!("{first}–{last}"),
    };
    runs.iter().map(text).collect::<Vec<_>>().join(", ")
}

fn source(evidence: Evidence) -> &'static str {
    match evidence {
        Evidence::SideFile => "the side-file",
        Evidence::PathRule => "a path rule",
        Evidence::FileName => "the file's name",
        Evidence::Heading => "the heading",
        Evidence::Pack => "the pack",
        Evidence::Body => "the text",
    }
}

fn basis(basis: DateBasis) -> &'static str {
    match basis {
        DateBasis::Meeting => "meeting",
        DateBasis::Letter => "letter",
        DateBasis::Published => "published",
        DateBasis::Inspection => "inspection",
        DateBasis::Document => "document",
    }
}
