//! What a section says, told from what others say.
//!
//! In comes a record; out comes the hash of its heading and text, wherever it lies. A paper that moves, is built again or
//! attached to another keeps it; a word or figure that changes makes another. How the lines of the text were broken, and
//! where its paragraphs end, tells nothing.

use super::state::Content;
use crate::index::SectionRecord;

/// A text of fewer words is the same only for the same council and date: "RESOLVED that the report be noted" is news at
/// the next meeting, though it says what was said at the last.
const FEWEST_WORDS: usize = 30;

pub(super) fn content(record: &SectionRecord) -> Content {
    let mut hasher = blake3::Hasher::new();
    let heading = record.section.path.last().filter(|_| record.section.heading.is_some());
    add(&mut hasher, heading.map(String::as_str));
    let words = add(&mut hasher, record.section.paragraphs.iter().map(|paragraph| paragraph.text.as_str()));
    if words < FEWEST_WORDS {
        let paper = &record.paper;
        add(&mut hasher, paper.council.as_ref().map(|council| council.slug.as_str()));
        add(&mut hasher, paper.date.map(|date| date.date.to_string()).as_deref());
    }
    let mut first = [0; 8];
    hasher.finalize_xof().fill(&mut first);
    Content(u64::from_be_bytes(first))
}

/// Adds texts word by word and an end that no word is; says how many words they have.
fn add<'t>(hasher: &mut blake3::Hasher, texts: impl IntoIterator<Item = &'t str>) -> usize {
    let mut words = 0;
    for word in texts.into_iter().flat_map(str::split_whitespace) {
        hasher.update(word.as_bytes()).update(b" ");
        words += 1;
    }
    hasher.update(b"\n");
    words
}
