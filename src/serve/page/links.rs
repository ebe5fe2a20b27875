//! Addresses: of a question, of its feed and its tables, of a paper at a paragraph.
//!
//! In come what was asked and where; out come addresses within the site. All that stands in them is percent-encoded.

use crate::{
    Index,
    document::Paragraph,
    index::SectionRecord,
    query::{Hit, Snippet},
    serve::http::{Parameters, encode},
};

/// A question asked afresh.
pub(super) fn question(query: &str) -> String {
    format!("/search?q={}", encode(query).replace("%20", "+"))
}

/// What these parameters ask.
pub(super) fn search(parameters: &Parameters) -> String {
    with_query("/search", &parameters.to_query_string())
}

/// The same for programs, in a format of the interface; with `all_words`, nothing that lacks some of them.
pub(super) fn data(parameters: &Parameters, format: &str, all_words: bool) -> String {
    let all_words = all_words || parameters.all_words;
    let query = Parameters { offset: 0, limit: MOST, all_words, ..parameters.clone() }.to_query_string();
    let and = if query.is_empty() { "" } else { "&" };
    with_query("/api/search", &format!("{query}{and}format={format}"))
}

/// So many papers are in what is taken away as a table.
pub(super) const MOST: usize = 100;

/// The feed of a question, which has an order of its own.
pub(super) fn feed(parameters: &Parameters) -> String {
    let Parameters { query, filters, expand, .. } = parameters.clone();
    let of = Parameters { query, filters, expand, ..Parameters::default() };
    with_query("/feed", &of.to_query_string())
}

/// A paper, or a section by its id, with a question's marks.
pub(super) fn paper(parameters: &Parameters, id: &str) -> String {
    with_query(&format!("/papers/{}", encode(id)), &parameters.to_query_string())
}

/// Where a hit is read: its paper, at the paragraph of its first snippet.
pub(super) fn hit(index: &Index, parameters: &Parameters, hit: &Hit) -> String {
    format!("{}#{}", paper(parameters, &hit.paper.id), place(index, hit))
}

/// A section of a paper.
pub(super) fn section(parameters: &Parameters, paper: &str, section: &str) -> String {
    format!("{}#{}", self::paper(parameters, paper), section_anchor(ordinal(section)))
}

/// The anchor of the paragraph that a hit shows first, by its number where it has that name; of its section where the
/// paragraph cannot be told.
fn place(index: &Index, hit: &Hit) -> String {
    let ordinal = ordinal(&hit.section.id);
    hit.snippets
        .first()
        .and_then(|snippet| anchor_of(index, hit, ordinal, snippet))
        .unwrap_or_else(|| section_anchor(ordinal))
}

fn anchor_of(index: &Index, hit: &Hit, ordinal: u64, snippet: &Snippet) -> Option<String> {
    let record = index.contained(|| index.record_with_id(&hit.section.id)).ok()?;
    let place = paragraph_of(&record, snippet)?;
    let number = snippet.paragraph.as_deref().filter(|_| record.of <= MOST_SECTIONS);
    // Whether another paragraph has the name is told by the sections before this one.
    let is_first = |number: &&str| {
        index.sections_of(&hit.paper.id).is_ok_and(|sections| first_named(&sections, number) == Some((ordinal, place)))
    };
    Some(number.filter(is_first).map_or_else(|| paragraph_anchor(ordinal, place), number_anchor))
}

/// Papers of more sections are not read through for the name of one paragraph.
const MOST_SECTIONS: u64 = 500;

/// The paragraph of a paper that has the name of a number: the first that is shown with it. Its section's ordinal, and its
/// place in that.
fn first_named(sections: &[SectionRecord], number: &str) -> Option<(u64, usize)> {
    let is_it = |paragraph: &Paragraph| {
        let names_it = paragraph.number.as_deref().is_some_and(|other| in_anchor(other).eq(in_anchor(number)));
        names_it && is_shown(paragraph)
    };
    sections.iter().find_map(|record| Some((record.ordinal, record.section.paragraphs.iter().position(is_it)?)))
}

/// Whether a paragraph stands on the page of its paper: one without text does not.
pub(super) fn is_shown(paragraph: &Paragraph) -> bool {
    !paragraph.text.trim().is_empty()
}

/// The place in its section of the paragraph that a snippet is of.
fn paragraph_of(record: &SectionRecord, snippet: &Snippet) -> Option<usize> {
    let paragraphs = &record.section.paragraphs;
    paragraphs.iter().position(|one| one.number == snippet.paragraph && one.text.contains(&snippet.text))
}

/// What a section's id says of its place in the paper.
fn ordinal(section: &str) -> u64 {
    section.rsplit_once(':').and_then(|(_, ordinal)| ordinal.parse().ok()).unwrap_or_default()
}

/// The name of a section within the page of its paper.
pub(super) fn section_anchor(ordinal: u64) -> String {
    format!("s{}", ordinal + 1)
}

/// The name of a paragraph within the page of its paper, whatever its number: `s5p3` is the third of the fifth section.
pub(super) fn paragraph_anchor(ordinal: u64, place: usize) -> String {
    format!("s{}p{}", ordinal + 1, place + 1)
}

/// The name of a paragraph by its number: `para-2.2.3`. What HTML has no place for in a name becomes a hyphen.
pub(super) fn number_anchor(number: &str) -> String {
    format!("para-{}", in_anchor(number).collect::<String>())
}

fn in_anchor(number: &str) -> impl Iterator<Item = char> {
    let kept = |one: char| if one.is_alphanumeric() || matches!(one, '.' | '(' | ')' | '-') { one } else { '-' };
    number.chars().map(kept)
}

fn with_query(path: &str, query: &str) -> String {
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}
