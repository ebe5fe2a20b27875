//! The passages that a page shows already.

use crate::{
    analysis::spread,
    document::Paragraph,
    index::{Signature, Text, signature},
};

/// So many passages are remembered, from the top: pages of more hits are for machines, and comparing each with each would
/// be quadratic.
const MOST: usize = 256;

/// Passages with the place of the hit that shows each.
pub(super) struct Shown {
    passages: Vec<Passage>,
    folds: bool,
}

struct Passage {
    signature: Signature,
    words: u32,
    origin: u64,
    place: usize,
}

impl Passage {
    /// `None` for a passage of too few words to be anybody's copy.
    fn of(paragraph: &Paragraph, council: Option<&str>, place: usize) -> Option<Self> {
        let (signature, words) = signature([paragraph.text.as_str()])?;
        let origin = council.unwrap_or_default().bytes().fold(0, |sum, byte| spread(sum ^ u64::from(byte)));
        Some(Self { signature, words, origin, place })
    }

    fn text(&self) -> Text<'_> {
        Text { signature: &self.signature, words: self.words, origin: self.origin }
    }
}

impl Shown {
    /// Nothing is shown yet; with `folds` false nothing ever counts as shown.
    pub(super) fn new(folds: bool) -> Self {
        Self { passages: Vec::new(), folds }
    }

    /// Whether passages that are shown already count as such.
    pub(super) fn folds(&self) -> bool {
        self.folds
    }

    /// The place of the hit that shows the first of these paragraphs, if all of them are shown; each is of a paper of this council.
    pub(super) fn has(&self, paragraphs: &[&Paragraph], council: Option<&str>) -> Option<usize> {
        let mut first = None;
        if self.passages.is_empty() {
            return None;
        }
        for paragraph in paragraphs {
            let passage = Passage::of(paragraph, council, 0)?;
            let known = self.passages.iter().find(|known| known.text().nearness(&passage.text()).is_some())?;
            first.get_or_insert(known.place);
        }
        first
    }

    /// Notes what the hit of a place shows.
    pub(super) fn add(&mut self, paragraphs: &[&Paragraph], council: Option<&str>, place: usize) {
        if self.folds && self.passages.len() < MOST {
            self.passages.extend(paragraphs.iter().filter_map(|paragraph| Passage::of(paragraph, council, place)));
        }
    }
}
