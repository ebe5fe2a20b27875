//! What `read_section` answers: a paper's contents, or a section with those round it, in so many bytes.
//!
//! In comes what an id stands for; out come objects that say themselves what was left out for their length, and how to read
//! on. Each paragraph bears its citation.

use crate::{
    document::Paragraph,
    index::{Lookup, Manifest, SectionRecord},
    query::{HitPaper, HitSection, WIRE_VERSION},
    render::{json, link::followed},
};
use serde::Serialize;
use std::borrow::Cow;

/// Most bytes of the sections or contents of an answer, as JSON.
const MOST_BYTES: usize = 60_000;

/// A paper with the list of its sections.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename = "contents")]
pub(super) struct Contents<'l> {
    version: u32,
    generation: &'l str,
    paper: HitPaper,
    citation: String,
    citation_url: Option<String>,
    /// How to read on.
    more: String,
    sections: Vec<Entry>,
}

/// A section in the list.
#[derive(Debug, Serialize)]
struct Entry {
    #[serde(flatten)]
    section: HitSection,
    paragraphs: usize,
}

impl<'l> Contents<'l> {
    pub(super) fn of(found: &'l Lookup, manifest: &'l Manifest) -> Self {
        let entries = found
            .sections
            .iter()
            .map(|record| Entry { section: HitSection::of(record), paragraphs: record.section.paragraphs.len() });
        let sections = fitting(entries, MOST_BYTES);
        let mut more = "Read a section by its id.".to_owned();
        if let (Some(next), Some(last)) = (found.sections.get(sections.len()), found.sections.last()) {
            more = format!(
                "The list ends for its length: the paper goes on with the sections {} to {}. {more}",
                next.section.id, last.section.id
            );
        }
        Self {
            version: WIRE_VERSION,
            generation: &manifest.generation,
            paper: HitPaper::of(&found.paper),
            citation: found.paper.citation(),
            citation_url: web(found.paper.url_at(None)),
            more,
            sections,
        }
    }
}

/// A section, perhaps with those round it.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename = "sections")]
pub(super) struct Reading<'l> {
    version: u32,
    generation: &'l str,
    paper: HitPaper,
    /// What was left out for its length, and how to read on.
    #[serde(skip_serializing_if = "Option::is_none")]
    more: Option<String>,
    sections: Vec<Part<'l>>,
}

#[derive(Debug, Serialize)]
struct Part<'l> {
    section: Shown<'l>,
    citation: String,
    citation_url: Option<String>,
    asked: bool,
}

#[derive(Debug, Serialize)]
struct Shown<'l> {
    #[serde(flatten)]
    section: HitSection,
    paragraphs: Vec<Cited<'l>>,
}

#[derive(Debug, Serialize)]
struct Cited<'l> {
    citation: String,
    #[serde(flatten)]
    paragraph: Cow<'l, Paragraph>,
}

impl<'l> Reading<'l> {
    /// The section at a place of its paper, without its first paragraphs, and up to `context` sections on either side.
    pub(super) fn of(found: &'l Lookup, place: usize, context: usize, skip: usize, manifest: &'l Manifest) -> Self {
        let mut more = Vec::new();
        let mut sections = Vec::new();
        if let Some(record) = found.sections.get(place) {
            let (asked, cut) = asked(record, skip);
            more.extend(cut);
            let mut room = MOST_BYTES.saturating_sub(size(&asked));
            sections.push(asked);
            // The nearest first, for as long as there is room; what is read stays without gaps.
            let (mut first, mut last) = (place, place);
            let (start, end) =
                (place.saturating_sub(context), place.saturating_add(context).min(found.sections.len() - 1));
            let mut fits = |record: &'l SectionRecord| {
                let part = Part::of(record, 0);
                let left = room.checked_sub(size(&part))?;
                room = left;
                Some(part)
            };
            let (mut up, mut down) = (more.is_empty(), more.is_empty());
            while up && first > start || down && last < end {
                if down && last < end {
                    match fits(&found.sections[last + 1]) {
                        Some(part) => {
                            sections.push(part);
                            last += 1;
                        }
                        None => down = false,
                    }
                }
                if up && first > start {
                    match fits(&found.sections[first - 1]) {
                        Some(part) => {
                            sections.insert(0, part);
                            first -= 1;
                        }
                        None => up = false,
                    }
                }
            }
            for left in [found.sections.get(start..first), found.sections.get(last + 1..=end)] {
                if let Some([one, .., other]) = left {
                    let (one, other) = (&one.section.id, &other.section.id);
                    more.push(format!(
                        "The sections {one} to {other} are left out for their length: read them by their ids."
                    ));
                } else if let Some([one]) = left {
                    let id = &one.section.id;
                    more.push(format!("The section {id} is left out for its length: read it by its id."));
                }
            }
        }
        Self {
            version: WIRE_VERSION,
            generation: &manifest.generation,
            paper: HitPaper::of(&found.paper),
            more: (!more.is_empty()).then(|| more.join(" ")),
            sections,
        }
    }
}

impl<'l> Part<'l> {
    /// A section without its first paragraphs.
    fn of(record: &'l SectionRecord, skip: usize) -> Self {
        let paragraphs = record.section.paragraphs.iter().skip(skip);
        Self::with(record, paragraphs.map(|paragraph| Cited::of(record, paragraph)).collect(), false)
    }

    fn with(record: &'l SectionRecord, paragraphs: Vec<Cited<'l>>, asked: bool) -> Self {
        Self {
            section: Shown { section: HitSection::of(record), paragraphs },
            citation: record.citation(None),
            citation_url: web(record.url(None)),
            asked,
        }
    }
}

impl<'l> Cited<'l> {
    fn of(record: &SectionRecord, paragraph: &'l Paragraph) -> Self {
        Self { citation: record.citation(Some(paragraph)), paragraph: Cow::Borrowed(paragraph) }
    }
}

/// The section that was asked for, and what of it was left out.
fn asked(record: &SectionRecord, skip: usize) -> (Part<'_>, Option<String>) {
    let all = record.section.paragraphs.as_slice();
    let rest = all.get(skip..).unwrap_or_default();
    let mut shown = fitting(rest.iter().map(|paragraph| Cited::of(record, paragraph)), MOST_BYTES);
    let mut more = String::new();
    if let (true, Some(first)) = (shown.is_empty(), rest.first()) {
        // It alone is too long: a part of it is better than nothing, and it is not what anybody cites.
        let end = first.text.floor_char_boundary(MOST_BYTES / 2);
        let cut = Paragraph { text: first.text[..end].to_owned(), ..first.clone() };
        shown.push(Cited { citation: record.citation(Some(first)), paragraph: Cow::Owned(cut) });
        more = format!("Of the first paragraph here, only the first {end} bytes are shown. ");
    }
    let (end, of, id) = (skip.min(all.len()) + shown.len(), all.len(), &record.section.id);
    if end < of {
        more += &format!(
            "The section is cut for its length after {end} of its {of} paragraphs: ask for {id} again with skip_paragraphs {end}."
        );
    } else if rest.is_empty() && skip > 0 {
        more = format!("The section has no more than {of} paragraphs.");
    }
    let more = more.trim_end();
    (Part::with(record, shown, true), (!more.is_empty()).then(|| more.to_owned()))
}

/// The first of them that have room together.
fn fitting<T: Serialize>(all: impl Iterator<Item = T>, mut room: usize) -> Vec<T> {
    let fits = |one: &T| {
        let left = room.checked_sub(size(one));
        room = left.unwrap_or_default();
        left.is_some()
    };
    all.take_while(fits).collect()
}

/// Bytes as they are sent; what cannot be written has no room.
fn size(value: &impl Serialize) -> usize {
    json::object(value).map_or(usize::MAX, |text| text.len())
}

/// An address that may be followed.
fn web(url: Option<String>) -> Option<String> {
    url.filter(|url| followed(url).is_some())
}
