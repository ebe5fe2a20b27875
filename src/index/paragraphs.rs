//! Where the paragraphs of a section begin, for questions that look within one paragraph.
//!
//! In comes a section's entry; out goes one number a paragraph for its document: the position of its first word in the
//! field `body`, and its role. A column of numbers rather than terms, so that the lengths of texts and with them the
//! scores stay as they are. A section of one paragraph without a role needs none.

use super::{
    entry::Entry,
    schema::Fields,
    stored::{role_bits, role_of},
};
use crate::document::Role;
use tantivy::TantivyDocument;

/// The name of the column.
pub(crate) const PARAGRAPHS: &str = "paragraphs";
/// How many bits of a number are the role.
const ROLE_BITS: u32 = 2;

/// Adds the places of the paragraphs, of which `firsts` are the positions of their first words.
pub(super) fn add(
    entry: &Entry<'_>,
    fields: &Fields,
    firsts: impl IntoIterator<Item = u32>,
    document: &mut TantivyDocument,
) {
    let paragraphs = &entry.section.paragraphs;
    if paragraphs.len() > 1 || paragraphs.iter().any(|paragraph| paragraph.role.is_some()) {
        for (paragraph, first) in paragraphs.iter().zip(firsts) {
            document.add_u64(fields.paragraphs, u64::from(first) << ROLE_BITS | u64::from(role_bits(paragraph.role)));
        }
    }
}

/// The position of a paragraph's first word, and its role.
pub(crate) fn read(number: u64) -> (u32, Option<Role>) {
    ((number >> ROLE_BITS) as u32, role_of((number & ((1 << ROLE_BITS) - 1)) as u8))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_holds_the_place_and_the_role() {
        for role in [None, Some(Role::Recommendation), Some(Role::Resolution), Some(Role::Action)] {
            assert_eq!(read(70_000 << ROLE_BITS | u64::from(role_bits(role))), (70_000, role));
        }
    }
}
