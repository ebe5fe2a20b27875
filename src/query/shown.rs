//! The passages that a page shows already.

use crate::{
    document::Paragraph,
    index::{Likeness, Signature, Text, council_number, signature},
};

/// So many passages are remembered, from the top: pages of more hits are for machines, and comparing each with each would
/// be quadratic.
const MOST: usize = 256;

/// A paragraph as it is compared with others.
#[derive(Debug, Clone)]
pub(super) struct Passage {
    signature: Signature,
    words: u32,
    council: Option<u64>,
}

impl Passage {
    /// A paragraph of a paper of this council; `None` for one of too few words to be anybody's copy.
    pub(super) fn of(paragraph: &Paragraph, council: Option<&str>) -> Option<Self> {
        let (signature, wording) = signature([paragraph.text.as_str()])?;
        Some(Self { signature, words: wording.words, council: council.map(council_number) })
    }

    fn text(&self) -> Text<'_> {
        Text { signature: &self.signature, words: self.words, council: self.council }
    }

    /// Whether one may be shown for the other.
    pub(super) fn is_copy_of(&self, other: &Self) -> bool {
        self.text().resemblance(&other.text(), Likeness::Copies).is_some()
    }

    /// How much of another it has, if one was made from the other.
    pub(super) fn resemblance(&self, other: &Self) -> Option<usize> {
        self.text().resemblance(&other.text(), Likeness::Repeats)
    }
}

/// Passages with the place of the hit that shows each.
#[derive(Default)]
pub(super) struct Shown {
    passages: Vec<(Passage, usize)>,
}

impl Shown {
    /// The place of the hit that shows the first of these passages, if all of them are shown; `None` among them is nobody's
    /// copy.
    pub(super) fn has(&self, passages: &[Option<Passage>]) -> Option<usize> {
        let mut first = None;
        for passage in passages {
            let passage = passage.as_ref()?;
            let (_, place) = self.passages.iter().find(|(known, _)| passage.is_copy_of(known))?;
            first.get_or_insert(*place);
        }
        first
    }

    /// Notes what the hit of a place shows.
    pub(super) fn add(&mut self, passages: &[Option<Passage>], place: usize) {
        if self.passages.len() < MOST {
            self.passages.extend(passages.iter().flatten().map(|passage| (passage.clone(), place)));
        }
    }
}
