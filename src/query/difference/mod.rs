//! What changed between two sections or papers, by word.
//!
//! In come two ids, or the sections of two papers; out comes a [`Difference`]: paragraph by paragraph what is the same, what
//! changed and in which words, what came and what went. How it looks is left to `render`.
//!
//! `tokens` cuts paragraphs into words, `pairing` finds which paragraph of the one text is which of the other, `words` finds
//! the words that differ, and `edits` is the method that both use. The cost grows about as the texts do, whatever is in
//! them, and the outcome is the same every time.

mod edits;
mod pairing;
mod tokens;
mod words;

#[cfg(test)]
mod tests;

use super::{HitPaper, HitSection, WIRE_VERSION};
use crate::{
    Index, Result,
    index::{Lookup, SectionRecord},
};
use serde::Serialize;
use tokens::{Keys, Token};
use words::Words;

/// What changed between two texts; the first object of the `diff` wire format, but for the changes, which follow it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "type", rename = "difference")]
#[non_exhaustive]
pub struct Difference {
    /// [`WIRE_VERSION`].
    pub version: u32,
    /// The text that was given first.
    pub old: Side,
    /// The text that was given second.
    pub new: Side,
    /// Headings and paragraphs, counted by what became of them.
    pub paragraphs: ParagraphCounts,
    /// Words, counted by what became of them.
    pub words: WordCounts,
    /// The figures that changed within paragraphs that are in both texts, in the order of the new one.
    pub figures: Vec<FigureChange>,
    /// What became of each heading and paragraph: in the order of the new text, each that only the old text has where it
    /// stood.
    #[serde(skip)]
    pub changes: Vec<Change>,
}

/// One of the two texts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Side {
    /// The paper.
    pub paper: HitPaper,
    /// The section; absent where it is the whole paper.
    pub section: Option<HitSection>,
}

/// How many headings and paragraphs there are of each kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ParagraphCounts {
    /// The same words in the same order, in the same place.
    pub same: u64,
    /// Some words differ.
    pub changed: u64,
    /// They stand in another place among the others; some words may differ.
    pub moved: u64,
    /// Only in the new text.
    pub added: u64,
    /// Only in the old text.
    pub removed: u64,
}

/// How many words there are of each kind. Punctuation is not counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct WordCounts {
    /// In both texts.
    pub same: u64,
    /// Only in the new text.
    pub added: u64,
    /// Only in the old text.
    pub removed: u64,
}

/// A figure that another one stands in the place of; several with a comma between them where words between them changed, too.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct FigureChange {
    /// As printed in the old text, such as `£1,900` or `12%`.
    pub old: String,
    /// As printed in the new text.
    pub new: String,
}

/// What became of a heading or a paragraph.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename = "change")]
#[non_exhaustive]
pub struct Change {
    /// What became of it.
    pub kind: ChangeKind,
    /// Where it stands in the old text; absent if it is not there.
    pub old: Option<Place>,
    /// Where it stands in the new text; absent if it is not there.
    pub new: Option<Place>,
    /// Its words. Those that are the same and those removed join to the old text of it, those that are the same and those
    /// added to the new one.
    pub pieces: Vec<Piece>,
}

/// What became of a heading or a paragraph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum ChangeKind {
    /// The same words in the same order, in the same place.
    Same,
    /// Some words differ.
    Changed,
    /// It stands in another place among the others; some words may differ.
    Moved,
    /// Only the new text has it.
    Added,
    /// Only the old text has it.
    Removed,
}

/// Where a heading or a paragraph stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Place {
    /// Its place among the headings and paragraphs of its text, from 0.
    pub position: u64,
    /// The id of its section.
    pub section: String,
    /// The heading of its section, with its number.
    pub heading: Option<String>,
    /// Whether it is the heading.
    pub is_heading: bool,
    /// The paragraph's number, or the heading's.
    pub number: Option<String>,
    /// The page where the paragraph begins.
    pub page: Option<u32>,
}

/// Some words of a paragraph, with what stands between them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Piece {
    /// Which text has them.
    pub kind: PieceKind,
    /// The words, as they stand in the text that has them; in the old one where both do.
    pub text: String,
    /// The same words as the new text has them, where blanks, quotation marks, dashes or capitals differ.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new_text: Option<String>,
}

/// Which of two texts has some words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum PieceKind {
    /// Both.
    Same,
    /// Only the old one.
    Removed,
    /// Only the new one.
    Added,
}

impl Index {
    /// What changed between two papers or sections, each given by its id as for [`Index::lookup`]. A section may be held
    /// against a whole paper.
    ///
    /// White space, dashes, the shapes of quotation marks, capitals, accents, and the numbers of headings and paragraphs make
    /// no difference. Figures and other punctuation do.
    ///
    /// # Errors
    ///
    /// Those of [`Index::lookup`].
    ///
    /// ```
    /// use scrutineer::{Index, index::Builder};
    ///
    /// let folder = tempfile::tempdir()?;
    /// let (papers, index) = (folder.path().join("papers"), folder.path().join("index"));
    /// std::fs::create_dir(&papers)?;
    /// let lines = "{\"id\":\"draft-1\",\"title\":\"Lamps\",\"text\":\"In all, 12 lamps were lit.\"}\n\
    ///     {\"id\":\"final-1\",\"title\":\"Lamps\",\"text\":\"In all, 14 lamps were lit.\"}\n";
    /// std::fs::write(papers.join("lamps.jsonl"), lines)?;
    /// Builder::new(&papers, &index).build()?;
    ///
    /// let difference = Index::open(&index)?.difference("draft-1", "final-1")?;
    /// assert_eq!((difference.figures[0].old.as_str(), difference.figures[0].new.as_str()), ("12", "14"));
    /// assert_eq!((difference.words.same, difference.words.removed, difference.words.added), (5, 1, 1));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn difference(&self, old: &str, new: &str) -> Result<Difference> {
        Ok(Difference::between(&self.lookup(old)?, &self.lookup(new)?))
    }
}

impl Difference {
    /// What changed between two papers or sections that were looked up, in one index or in two.
    pub fn between(old: &Lookup, new: &Lookup) -> Self {
        let side = |found: &Lookup| {
            let section = found.asked.and_then(|place| found.sections.get(place));
            Side { paper: HitPaper::of(&found.paper), section: section.map(HitSection::of) }
        };
        let (before, after) = (units(old.records()), units(new.records()));
        let mut difference = Self {
            version: WIRE_VERSION,
            old: side(old),
            new: side(new),
            paragraphs: ParagraphCounts::default(),
            words: WordCounts::default(),
            figures: Vec::new(),
            changes: Vec::new(),
        };
        difference.compare(&before, &after);
        difference
    }

    /// Whether both texts say the same in the same order.
    pub fn is_none(&self) -> bool {
        let ParagraphCounts { changed, moved, added, removed, .. } = self.paragraphs;
        changed + moved + added + removed == 0
    }

    /// How much of both texts is the same, by words, from 0 to 1; 1 where both are empty.
    pub fn likeness(&self) -> f64 {
        let WordCounts { same, added, removed } = self.words;
        let all = 2 * same + added + removed;
        if all == 0 { 1.0 } else { (2 * same) as f64 / all as f64 }
    }

    fn compare(&mut self, old: &[Unit<'_>], new: &[Unit<'_>]) {
        let mut keys = Keys::default();
        let mut tokens = |units: &[Unit<'_>]| units.iter().map(|unit| keys.tokens(unit.text)).collect::<Vec<_>>();
        let (before, after) = (tokens(old), tokens(new));
        for pair in pairing::pairs(&before, &after) {
            let (one, other) = (at(pair.old, old, &before), at(pair.new, new, &after));
            let change = self.change(pair, one, other);
            self.changes.extend(change);
        }
    }

    fn change(
        &mut self,
        pair: pairing::Pair,
        old: Option<(&Unit<'_>, Words<'_>)>,
        new: Option<(&Unit<'_>, Words<'_>)>,
    ) -> Option<Change> {
        let Self { words, figures, paragraphs, .. } = self;
        let (kind, pieces) = match (&old, &new) {
            (None, None) => return None,
            (Some((_, old)), None) => (ChangeKind::Removed, words::whole(PieceKind::Removed, *old, words)),
            (None, Some((_, new))) => (ChangeKind::Added, words::whole(PieceKind::Added, *new, words)),
            (Some((_, old)), Some((_, new))) => {
                let key = |token: &Token| token.key;
                let (kind, pieces) = if old.tokens.iter().map(key).eq(new.tokens.iter().map(key)) {
                    (ChangeKind::Same, words::equal(*old, *new, words))
                } else {
                    (ChangeKind::Changed, words::changed(*old, *new, words, figures))
                };
                (if pair.is_moved { ChangeKind::Moved } else { kind }, pieces)
            }
        };
        let count = match kind {
            ChangeKind::Same => &mut paragraphs.same,
            ChangeKind::Changed => &mut paragraphs.changed,
            ChangeKind::Moved => &mut paragraphs.moved,
            ChangeKind::Added => &mut paragraphs.added,
            ChangeKind::Removed => &mut paragraphs.removed,
        };
        *count += 1;
        let place = |side: Option<(&Unit<'_>, Words<'_>)>, position: Option<usize>| {
            side.map(|(unit, _)| unit.place(position.unwrap_or_default() as u64))
        };
        Some(Change { kind, old: place(old, pair.old), new: place(new, pair.new), pieces })
    }
}

fn at<'u>(place: Option<usize>, units: &'u [Unit<'_>], tokens: &'u [Vec<Token>]) -> Option<(&'u Unit<'u>, Words<'u>)> {
    let place = place?;
    let (unit, tokens) = (units.get(place)?, tokens.get(place)?);
    Some((unit, Words { text: unit.text, tokens }))
}

/// A heading or a paragraph.
struct Unit<'r> {
    record: &'r SectionRecord,
    text: &'r str,
    is_heading: bool,
    number: Option<&'r str>,
    page: Option<u32>,
}

impl Unit<'_> {
    fn place(&self, position: u64) -> Place {
        Place {
            position,
            section: self.record.section.id.clone(),
            heading: self.record.section.heading.as_ref().and_then(|_| self.record.section.path.last()).cloned(),
            is_heading: self.is_heading,
            number: self.number.map(str::to_owned),
            page: self.page,
        }
    }
}

/// The headings and paragraphs of sections, in order.
fn units(records: &[SectionRecord]) -> Vec<Unit<'_>> {
    let mut units = Vec::new();
    for record in records {
        let section = &record.section;
        units.extend(section.heading.as_deref().map(|text| Unit {
            record,
            text,
            is_heading: true,
            number: section.number.as_deref(),
            page: section.pages.map(|(first, _)| first),
        }));
        units.extend(section.paragraphs.iter().map(|paragraph| Unit {
            record,
            text: &paragraph.text,
            is_heading: false,
            number: paragraph.number.as_deref(),
            page: paragraph.page,
        }));
    }
    units
}
