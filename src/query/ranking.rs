//! The numbers of ranking, each with its reason. Nothing else decides what comes first.
//!
//! In come the weights that an embedder chose; out come the [`Weights`] from which `compile`, `collect`, `closeness`,
//! `coverage` and `feedback` take their numbers.
//!
//! The defaults were weighed on two things alone: the Cranfield collection, whole questions as queries (nDCG at ten papers),
//! and the project's judged questions, 82 over the bundled papers and 45 over five real ones (how many have the judged
//! section first). Where the two pull apart a value between was taken; nothing here knows of a paper or a question. What
//! each change does can be seen with `scrutineer evaluate`.

use crate::{Error, ErrorKind, Result};
use std::{fmt, ops::RangeInclusive};
use tantivy::fieldnorm::FieldNormReader;

/// One number of the [`Weights`].
///
/// A section's score is made so: what each word of the question counts in the section's fields is added up, saturates and is
/// multiplied by how rare the word is; these are added up over the words; small bonuses are added; the sum is multiplied by
/// factors. [`Request::explain`](super::Request::explain) shows it for each hit.
///
/// ```
/// use scrutineer::query::Weight;
///
/// for weight in Weight::ALL {
///     assert!(weight.range().contains(&weight.default_value()));
///     assert_eq!(Weight::parse(weight.name()), Some(*weight));
/// }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Weight {
    /// What a word counts in the section's own paragraphs: the measure of the others. Range: 0 to 100. Default: 1.
    Body,
    /// How much of that hangs on how long the paragraphs are, beside the average: BM25's b. Range: 0 to 1. Default: 0.75.
    ///
    /// 0.85 is better on Cranfield (.5508 for .5496), whose texts are of one length, and worse on papers (69 first for 72).
    BodyLength,
    /// What a word counts in the section's own heading, or in the title of a paper that is one section. Range: 0 to 100.
    /// Default: 3.
    ///
    /// A heading says what a section is about. From 2 to 4 differ little on Cranfield (.546, .550, .549); of the judged
    /// questions 3 puts most first.
    Heading,
    /// The same as [`BodyLength`](Self::BodyLength), of headings. Range: 0 to 1. Default: 0.75.
    HeadingLength,
    /// What a word counts in outer headings, title, committee or council. Range: 0 to 100. Default: 0.5.
    ///
    /// These are the same for every section of a paper: they tell papers apart, not sections. From 0.2 to 1 the judged
    /// questions differ by two.
    Names,
    /// The same as [`BodyLength`](Self::BodyLength), of names. Range: 0 to 1. Default: 0.5.
    NamesLength,
    /// How slowly counts saturate: BM25's k1. Near 0 a word that stands once counts as much as one that stands often.
    /// Range: 0.01 to 10. Default: 2.
    ///
    /// What is said five times in a section is more its subject than what is said twice, and counts from several fields add
    /// up here, so that it is higher than the usual 1.2 (Cranfield: 1.2 .545, 1.6 .547, 2 .550).
    Saturation,
    /// What is left of the score of a section without text of its own. Range: 0 to 1; 1 takes nothing away. Default: 0.6.
    ///
    /// Its heading may fit best, but there is nothing to read or to cite under it, and the sections below it carry the same
    /// heading among their names.
    NoText,
    /// From how many terms of text on nothing is lost by [`NoText`](Self::NoText); a word is one term or two. Range: 1 to
    /// 10,000. Default: 40.
    ///
    /// A line with a name or a title fits a question of the same words better than any prose, and answers nothing.
    FullText,
    /// A bonus for two words of the question side by side, beside the words themselves as 1. Range: 0 to 10. Default: 0.15.
    ///
    /// Most questions of two words name one thing ("early help"). 0.25 is better on Cranfield by .002 and puts one judged
    /// question fewer first.
    Adjacent,
    /// How much more the score of a full match may be where all the words of the question stand in one short stretch. Range:
    /// 0 to 10. Default: 2.5, so that the score may be three and a half times as high.
    ///
    /// What is said of several things together stands in a sentence or two. Further sections are not raised so: they lack
    /// words, and on Cranfield, whose questions are whole sentences, that cost .03.
    Close,
    /// How much more the score of a full match may be where its words stand as typed, and not only in another form:
    /// "placements" before "placed". Range: 0 to 10. Default: 0.5.
    ///
    /// Of the judged questions over bundled papers 0 puts 74 first, 0.4 75, 0.8 76.
    AsTyped,
    /// What of the score of a section that lacks words hangs on how much of the question it holds. Range: 0 to 1.
    /// Default: 0.5.
    ///
    /// BM25's sum already is such a measure, as each word counts by its rarity: on Cranfield 0 is best by .002, 1 worse by
    /// .015. People who type a question expect more: of the judged ones, 0.5 puts two more first than 0.
    Held,
    /// What all words that are learned from the first hits count together in a section that lacks words, beside the words of
    /// the question as 1. Range: 0 to 1; 0 learns nothing. Default: 0.3.
    ///
    /// On Cranfield this raises nDCG from .549 to .568, recall at 100 from .781 to .813 and leaves the first hit where it is.
    /// Up to 0.4 nothing is lost; less is safer.
    Learned,
}

/// What there is to know of a weight: its name, its default, its least and its greatest value.
type Row = (Weight, &'static str, f32, f32, f32);

/// In the order of the variants.
const TABLE: [Row; 14] = [
    (Weight::Body, "body", 1.0, 0.0, 100.0),
    (Weight::BodyLength, "body-length", 0.75, 0.0, 1.0),
    (Weight::Heading, "heading", 3.0, 0.0, 100.0),
    (Weight::HeadingLength, "heading-length", 0.75, 0.0, 1.0),
    (Weight::Names, "names", 0.5, 0.0, 100.0),
    (Weight::NamesLength, "names-length", 0.5, 0.0, 1.0),
    (Weight::Saturation, "saturation", 2.0, 0.01, 10.0),
    (Weight::NoText, "no-text", 0.6, 0.0, 1.0),
    (Weight::FullText, "full-text", 40.0, 1.0, 10_000.0),
    (Weight::Adjacent, "adjacent", 0.15, 0.0, 10.0),
    (Weight::Close, "close", 2.5, 0.0, 10.0),
    (Weight::AsTyped, "as-typed", 0.5, 0.0, 10.0),
    (Weight::Held, "held", 0.5, 0.0, 1.0),
    (Weight::Learned, "learned", 0.3, 0.0, 1.0),
];

impl Weight {
    /// Every weight.
    pub const ALL: &'static [Self] = &{
        let mut all = [Self::Body; TABLE.len()];
        let mut place = 0;
        while place < TABLE.len() {
            all[place] = TABLE[place].0;
            place += 1;
        }
        all
    };

    /// Its name in small letters with hyphens, such as `body-length`.
    pub const fn name(self) -> &'static str {
        TABLE[self as usize].1
    }

    /// The weight of that name; `None` where there is none.
    pub fn parse(name: &str) -> Option<Self> {
        TABLE.iter().find(|row| row.1 == name).map(|row| row.0)
    }

    /// Its value unless told.
    pub const fn default_value(self) -> f32 {
        TABLE[self as usize].2
    }

    /// Which values it may have.
    pub const fn range(self) -> RangeInclusive<f32> {
        let (.., least, greatest) = TABLE[self as usize];
        least..=greatest
    }
}

impl fmt::Display for Weight {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The weights that decide which section comes first. Default: those that scrutineer was measured with.
///
/// They take effect at the question, not in the index: two rankings can be compared on one index. Whatever the weights,
/// full matches stand before sections that lack words, and standing text last.
///
/// ```
/// use scrutineer::query::{Request, Weight, Weights};
///
/// // Headings count less, and words need not stand close together.
/// let weights = Weights::default().with(Weight::Heading, 1.0)?.with(Weight::Close, 0.0)?;
/// assert_eq!(weights.get(Weight::Heading), 1.0);
/// assert_eq!(weights.get(Weight::Body), 1.0);
/// let request = Request::new("road closures").weights(weights);
///
/// let error = Weights::default().with(Weight::Close, -1.0).unwrap_err();
/// assert_eq!(error.to_string(), "the weight 'close' cannot be -1");
/// assert_eq!(error.hint(), Some("It may be from 0 to 10, and is 2.5 unless told."));
/// # Ok::<(), scrutineer::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq)]
pub struct Weights {
    /// In the order of the variants of [`Weight`].
    values: [f32; TABLE.len()],
}

/// No value is ever NaN.
impl Eq for Weights {}

impl Default for Weights {
    fn default() -> Self {
        Self { values: TABLE.map(|(_, _, value, ..)| value) }
    }
}

impl fmt::Debug for Weights {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(TABLE.iter().map(|row| (row.1, self.get(row.0)))).finish()
    }
}

impl Weights {
    /// The same with another value of one weight.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Usage`] for a value outside the weight's [range](Weight::range), and for NaN.
    pub fn with(mut self, weight: Weight, value: f32) -> Result<Self> {
        let range = weight.range();
        if !range.contains(&value) {
            let hint = format!(
                "It may be from {} to {}, and is {} unless told.",
                range.start(),
                range.end(),
                weight.default_value()
            );
            return Err(
                Error::new(ErrorKind::Usage, format!("the weight '{weight}' cannot be {value}")).with_hint(hint)
            );
        }
        self.values[weight as usize] = value;
        Ok(self)
    }

    /// The value of a weight.
    pub fn get(&self, weight: Weight) -> f32 {
        self.values[weight as usize]
    }

    /// A word in the section's own paragraphs.
    pub(super) fn body(&self) -> FieldWeight {
        FieldWeight { weight: self.get(Weight::Body), length: self.get(Weight::BodyLength) }
    }

    /// A word in the section's own heading.
    pub(super) fn heading(&self) -> FieldWeight {
        FieldWeight { weight: self.get(Weight::Heading), length: self.get(Weight::HeadingLength) }
    }

    /// A word in what stands above the section.
    pub(super) fn names(&self) -> FieldWeight {
        FieldWeight { weight: self.get(Weight::Names), length: self.get(Weight::NamesLength) }
    }

    /// How counts saturate.
    pub(super) fn saturation(&self) -> Saturation {
        Saturation(self.get(Weight::Saturation))
    }

    /// What short sections lose.
    pub(super) fn fullness(&self) -> Fullness {
        Fullness { empty: self.get(Weight::NoText), full: self.get(Weight::FullText) }
    }
}

/// What a word counts in a field.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct FieldWeight {
    /// How often one occurrence counts, in a field of average length.
    pub(super) weight: f32,
    /// How much of that hangs on the field's length, from 0 to 1: BM25's b.
    pub(super) length: f32,
}

/// What occurrences count where nothing is scored.
pub(super) const UNSCORED: FieldWeight = FieldWeight { weight: 1.0, length: 0.0 };

/// See [`Weight::Saturation`].
#[derive(Debug, Clone, Copy)]
pub(super) struct Saturation(f32);

impl Saturation {
    /// How much of the whole score a word reaches that counts so often: from 0 to k1 and 1.
    pub(super) fn of(self, counted: f32) -> f32 {
        counted * (self.0 + 1.0) / (self.0 + counted)
    }
}

/// See [`Weight::NoText`] and [`Weight::FullText`].
#[derive(Debug, Clone, Copy)]
pub(super) struct Fullness {
    empty: f32,
    full: f32,
}

impl Fullness {
    /// What the score of a section is multiplied by whose paragraphs have so many terms.
    fn of(self, terms: u32) -> f32 {
        self.empty + (1.0 - self.empty) * (terms as f32 / self.full).min(1.0)
    }

    /// The same by the norm of how many they are.
    pub(super) fn of_norms(self) -> [f32; 256] {
        std::array::from_fn(|norm| self.of(FieldNormReader::id_to_fieldnorm(norm as u8)))
    }
}

/// How rare a word is among `sections` if `found` of them hold it: the idf of BM25.
pub(super) fn idf(found: u64, sections: u64) -> f32 {
    let (found, sections) = (found.min(sections) as f32, sections as f32);
    ((sections - found + 0.5) / (found + 0.5)).ln_1p()
}

/// Most pairs of neighbours that are looked for: positions cost time. Beyond twelve nothing is gained; six lose .004 on
/// Cranfield.
pub(super) const MOST_PAIRS: usize = 12;

/// From how many hits the words are learned that order further sections. Of five, the last speak of other things too
/// often (.563 for .568 on Cranfield, ten worse).
pub(super) const SOURCES: usize = 3;

/// How many papers are raised by what was learned, at most: far more than anyone reads, and all that measures look at.
pub(super) const MOST_RAISED: usize = 1000;

/// How many of the best sections are looked at again for how close together their words stand, whatever their papers.
/// What lies beyond can be put below by as much as the factors for it, so that there should be many; each costs a few reads
/// of postings.
pub(super) const LEADERS: usize = 512;

/// How many words are learned; ten and forty do the same within .001.
pub(super) const LEARNED: usize = 20;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_the_order_of_the_variants() {
        for (place, row) in TABLE.iter().enumerate() {
            assert_eq!(row.0 as usize, place, "{}", row.1);
        }
        assert_eq!(Weight::ALL.len(), TABLE.len());
    }

    #[test]
    fn a_value_that_is_no_number_or_out_of_range_is_refused_and_ends_of_a_range_are_not() {
        for weight in Weight::ALL {
            let (least, greatest) = weight.range().into_inner();
            for value in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, least - 0.001, greatest + 1.0] {
                let refused = Weights::default().with(*weight, value).unwrap_err();
                assert_eq!(refused.kind(), ErrorKind::Usage, "{weight} {value}");
            }
            for value in [least, greatest] {
                assert_eq!(Weights::default().with(*weight, value).unwrap().get(*weight), value);
            }
        }
    }

    #[test]
    fn weights_are_shown_by_name() {
        let shown = format!("{:?}", Weights::default());
        assert!(shown.starts_with(r#"{"body": 1.0, "body-length": 0.75, "heading": 3.0"#), "{shown}");
    }
}
