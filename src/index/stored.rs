//! What is stored of a section beside its text: names, numbers, places.
//!
//! In comes what a record has of these; out come bytes, and the record's parts again. There is one for every section, so absent
//! values take a bit, and numbers that are near the one before take one byte. First comes what belongs to the section as a
//! whole, in postcard's format; then its paragraphs, so that whoever needs none reads none. What the parts mean is left to
//! [`record`](super::record).

use super::varint::{put, put_signed, take, take_signed};
use crate::document::{DateBasis, PaperKind, Paragraph, Part, Role, SectionKind};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// What belongs to a section as a whole, borrowed where it is written.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Short<'r> {
    pub(super) paper: Cow<'r, str>,
    pub(super) file: Cow<'r, str>,
    pub(super) other_files: Cow<'r, [String]>,
    pub(super) part: Option<Cow<'r, Part>>,
    pub(super) council: Option<(Cow<'r, str>, Cow<'r, str>)>,
    pub(super) committee: Option<Cow<'r, str>>,
    pub(super) date: Option<(String, DateBasis)>,
    pub(super) title: Option<Cow<'r, str>>,
    pub(super) kind: Option<PaperKind>,
    pub(super) url: Option<Cow<'r, str>>,
    pub(super) ordinal: u64,
    pub(super) of: u64,
    pub(super) added: u64,
    pub(super) number: Option<Cow<'r, str>>,
    pub(super) heading: Option<Cow<'r, str>>,
    pub(super) path: Cow<'r, [String]>,
    pub(super) section_kind: SectionKind,
    pub(super) pages: Option<(u32, u32)>,
    pub(super) lines: Option<(u32, u32)>,
    /// The places among its paragraphs of those that were read by machine, in order; hardly any paper has such.
    pub(super) machine_read: Vec<usize>,
    /// Short forms and long forms.
    pub(super) definitions: Vec<(Cow<'r, str>, Cow<'r, str>)>,
}

impl<'r> Short<'r> {
    /// Its bytes.
    pub(super) fn to_bytes(&self) -> Result<Vec<u8>, postcard::Error> {
        postcard::to_stdvec(self)
    }

    /// Reads it, and gives what follows; `None` where the bytes are damaged.
    pub(super) fn take(bytes: &'r [u8]) -> Option<(Self, &'r [u8])> {
        postcard::take_from_bytes(bytes).ok()
    }
}

/// What a paragraph has, as bits of its first byte; the two lowest are its role.
mod has {
    pub(super) const ROLE: u8 = 0b11;
    pub(super) const NUMBER: u8 = 1 << 2;
    pub(super) const PAGE: u8 = 1 << 3;
    pub(super) const LINES: u8 = 1 << 4;
    pub(super) const BOILERPLATE: u8 = 1 << 5;
}

/// Adds the paragraphs of a section, but for their texts and for which of them were read by machine.
pub(super) fn put_paragraphs(paragraphs: &[Paragraph], bytes: &mut Vec<u8>) {
    put(paragraphs.len() as u64, bytes);
    let (mut last_page, mut last_line) = (0, 0);
    for Paragraph { number, role, page, lines, boilerplate, text, .. } in paragraphs {
        let flag = |is_there, flag| if is_there { flag } else { 0 };
        bytes.push(
            role_bits(*role)
                | flag(number.is_some(), has::NUMBER)
                | flag(page.is_some(), has::PAGE)
                | flag(lines.is_some(), has::LINES)
                | flag(*boilerplate, has::BOILERPLATE),
        );
        put(text.len() as u64, bytes);
        if let Some(number) = number {
            put(number.len() as u64, bytes);
            bytes.extend(number.as_bytes());
        }
        if let Some(page) = page {
            put_signed(i64::from(*page) - last_page, bytes);
            last_page = i64::from(*page);
        }
        if let Some((first, last)) = lines {
            put_signed(i64::from(*first) - last_line, bytes);
            put_signed(i64::from(*last) - i64::from(*first), bytes);
            last_line = i64::from(*last);
        }
    }
}

/// Reads them, each with the length of its text and without that; `None` where the bytes are damaged.
pub(super) fn take_paragraphs(mut bytes: &[u8]) -> Option<Vec<(usize, Paragraph)>> {
    let bytes = &mut bytes;
    let count = usize::try_from(take(bytes)?).ok()?;
    // Each has two bytes at least: damage takes no memory beyond that.
    (count <= bytes.len()).then_some(())?;
    let mut paragraphs = Vec::with_capacity(count);
    let (mut last_page, mut last_line) = (0_i64, 0_i64);
    let next = |last: i64, bytes: &mut &[u8]| u32::try_from(last.checked_add(take_signed(bytes)?)?).ok();
    for _ in 0..count {
        let (flags, rest) = bytes.split_first()?;
        *bytes = rest;
        let length = usize::try_from(take(bytes)?).ok()?;
        let mut number = None;
        if flags & has::NUMBER != 0 {
            let length = usize::try_from(take(bytes)?).ok()?;
            let (text, rest) = bytes.split_at_checked(length)?;
            *bytes = rest;
            number = Some(str::from_utf8(text).ok()?.to_owned());
        }
        let mut page = None;
        if flags & has::PAGE != 0 {
            let this = next(last_page, bytes)?;
            (page, last_page) = (Some(this), i64::from(this));
        }
        let mut lines = None;
        if flags & has::LINES != 0 {
            let first = next(last_line, bytes)?;
            let last = next(i64::from(first), bytes)?;
            (lines, last_line) = (Some((first, last)), i64::from(last));
        }
        let boilerplate = flags & has::BOILERPLATE != 0;
        let role = role_of(flags & has::ROLE);
        let paragraph = Paragraph { number, role, page, lines, boilerplate, machine_read: false, text: String::new() };
        paragraphs.push((length, paragraph));
    }
    Some(paragraphs)
}

/// A role in two bits.
pub(super) fn role_bits(role: Option<Role>) -> u8 {
    match role {
        None => 0,
        Some(Role::Recommendation) => 1,
        Some(Role::Resolution) => 2,
        Some(Role::Action) => 3,
    }
}

/// The role that has these bits.
pub(super) fn role_of(bits: u8) -> Option<Role> {
    Role::ALL.iter().copied().find(|role| role_bits(Some(*role)) == bits)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn paragraph() -> impl Strategy<Value = Paragraph> {
        let number = prop::option::of(".{0,5}");
        let role = prop::option::of(prop::sample::select(Role::ALL));
        let near = || prop_oneof![0..9_u32, any::<u32>()];
        let lines = prop::option::of((near(), near()));
        (number, role, prop::option::of(near()), lines, any::<bool>(), ".{0,9}").prop_map(
            |(number, role, page, lines, boilerplate, text)| Paragraph {
                number,
                role,
                page,
                lines,
                boilerplate,
                machine_read: false,
                text,
            },
        )
    }

    proptest! {
        #[test]
        fn paragraphs_come_back_with_the_lengths_of_their_texts(paragraphs in prop::collection::vec(paragraph(), 0..9)) {
            let mut bytes = Vec::new();
            put_paragraphs(&paragraphs, &mut bytes);
            let taken = take_paragraphs(&bytes).unwrap();
            prop_assert_eq!(taken.len(), paragraphs.len());
            for ((length, taken), paragraph) in taken.into_iter().zip(paragraphs) {
                prop_assert_eq!(length, paragraph.text.len());
                prop_assert_eq!(taken, Paragraph { text: String::new(), ..paragraph });
            }
        }

        #[test]
        fn damaged_bytes_are_no_panic(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
            let _ = take_paragraphs(&bytes);
            let _ = Short::take(&bytes);
        }
    }
}
