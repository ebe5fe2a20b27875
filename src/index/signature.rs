//! Signatures: a section in 64 bytes, by which near-copies know each other.
//!
//! In comes a section's entry; out go the numbers of its column: one that says how good a copy it is to show and how
//! many words it has, then its signature. Of two sections, the share of bytes that are equal is about the share of the
//! runs of three words that both have of all that either has (MinHash: Broder, 1997; in one pass over bins, with what
//! stays empty filled from other bins: Shrivastava, Optimal densification for fast and accurate minwise hashing, 2017; the
//! lowest eight bits of each: Li and König, b-bit minwise hashing, 2010). What is made of it is left to
//! [`copies`](super::copies).

use super::{entry::Entry, record::PaperSummary, schema::Fields};
use crate::analysis::{Wording, shingles, spread};
use tantivy::TantivyDocument;

/// How many bytes a signature has. The share of equal bytes is off by .063 at worst (one standard deviation); with twice
/// as many, by .044, which told the pairs of the test no better.
pub(super) const BYTES: usize = 64;
/// A section of fewer words is nobody's copy: "None." stands in every paper and says nothing.
pub(crate) const FEWEST_WORDS: u32 = 8;

/// A section in short.
pub(crate) type Signature = [u8; BYTES];

/// Adds the numbers of a section to its document; none where it has too few words.
pub(super) fn add(entry: &Entry<'_>, fields: &Fields, document: &mut TantivyDocument) {
    let paragraphs = &entry.section.paragraphs;
    let only_standing_text = paragraphs.iter().all(|paragraph| paragraph.boilerplate);
    // That two letters end alike makes neither a copy of the other.
    let texts = paragraphs.iter().filter(|paragraph| only_standing_text || !paragraph.boilerplate);
    let Some((signature, wording)) = of(texts.map(|paragraph| paragraph.text.as_str())) else { return };
    document.add_u64(fields.signature, u64::from(preference(&entry.paper)) << 32 | u64::from(wording.words));
    let (numbers, _) = signature.as_chunks();
    for number in numbers {
        document.add_u64(fields.signature, u64::from_le_bytes(*number));
    }
}

/// The signature of a text and its wording; `None` for one of too few words.
pub(crate) fn of<'t>(paragraphs: impl IntoIterator<Item = &'t str>) -> Option<(Signature, Wording)> {
    const NONE: u64 = u64::MAX;
    let mut least = [NONE; BYTES];
    let wording = shingles(paragraphs, |number| {
        // The highest bits choose the bin, the others are the value.
        let bin = &mut least[(number >> (u64::BITS - BYTES.ilog2())) as usize];
        *bin = (*bin).min(number << BYTES.ilog2());
    });
    if wording.words < FEWEST_WORDS {
        return None;
    }
    let filled = least;
    for (place, value) in least.iter_mut().enumerate().filter(|(_, value)| **value == NONE) {
        // Some bin has a value, and the steps come to every bin: they end.
        let mut steps = (0..).map(|step| spread((place as u64) << 32 | step) as usize % BYTES);
        *value = steps.find_map(|bin| Some(filled[bin]).filter(|value| *value != NONE)).unwrap_or(NONE);
    }
    // The lowest bits were shifted in.
    Some((least.map(|value| (value >> BYTES.ilog2()) as u8), wording))
}

/// How good a copy a section of this paper is to show. Less is better: the final before a draft, the paper itself before a pack.
pub(crate) fn preference(paper: &PaperSummary) -> u8 {
    let named = |name: &str| name.split(|c: char| !c.is_alphanumeric()).any(|word| word.eq_ignore_ascii_case("draft"));
    let file = paper.path.rsplit('/').next().unwrap_or_default();
    let draft = paper.title.as_deref().is_some_and(named) || named(file);
    u8::from(draft) << 1 | u8::from(paper.part.is_some())
}

/// What stands in the column of a section: how good it is to show (less is better), how many words it has, its signature.
pub(super) fn read(mut numbers: impl Iterator<Item = u64>) -> Option<(u8, u32, Signature)> {
    let head = numbers.next()?;
    let mut signature = [0; BYTES];
    let (chunks, _) = signature.as_chunks_mut();
    for chunk in chunks {
        *chunk = numbers.next()?.to_le_bytes();
    }
    Some(((head >> 32) as u8, head as u32, signature))
}

/// Of how many bytes two signatures are equal.
pub(super) fn equal_bytes(one: &Signature, other: &Signature) -> usize {
    one.iter().zip(other).filter(|(one, other)| one == other).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// So the search for a bin with a value ends.
    #[test]
    fn from_every_bin_every_other_is_come_to() {
        for place in 0..BYTES as u64 {
            let mut met = [false; BYTES];
            (0..4096).for_each(|step| met[spread(place << 32 | step) as usize % BYTES] = true);
            assert!(met.iter().all(|met| *met), "{place}");
        }
    }
}
