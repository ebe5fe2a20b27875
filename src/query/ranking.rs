//! The numbers of ranking, each with its reason. Nothing else decides what comes first.
//!
//! They were weighed on two things alone: the Cranfield collection, whole questions as queries (nDCG at ten papers), and
//! the project's judged questions, 82 over the bundled papers and 45 over five real ones (how many have the judged section
//! first). Where the two pull apart a value between was taken; nothing here knows of a paper or a question. What each
//! change does can be seen with `scrutineer evaluate`.

/// What a word counts in a field.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct FieldWeight {
    /// How often one occurrence counts, in a field of average length.
    pub(super) weight: f32,
    /// How much of that hangs on the field's length, from 0 to 1: BM25's b.
    pub(super) length: f32,
}

/// A word in the section's own paragraphs: the measure of the others. A length of .85 is better on Cranfield (.5508 for
/// .5496), whose texts are of one length, and worse on papers (69 first for 72).
pub(super) const BODY: FieldWeight = FieldWeight { weight: 1.0, length: 0.75 };

/// A word in the section's own heading, or in the title of a paper that is one section. A heading says what a section is
/// about. From 2 to 4 differ little on Cranfield (.546, .550, .549); of the judged questions 3 puts most first.
pub(super) const HEADING: FieldWeight = FieldWeight { weight: 3.0, length: 0.75 };

/// A word in outer headings, title, committee or council. These are the same for every section of a paper: they tell
/// papers apart, not sections. From .2 to 1 the judged questions differ by two.
pub(super) const NAMES: FieldWeight = FieldWeight { weight: 0.5, length: 0.5 };

/// Where counts saturate: BM25's k1. What is said five times in a section is more its subject than what is said twice, and
/// counts from several fields add up here, so that it is higher than the usual 1.2 (Cranfield: 1.2 .545, 1.6 .547, 2 .550).
const K1: f32 = 2.0;

/// How much of the whole score a word reaches that counts so often: from 0 to `K1 + 1`.
pub(super) fn saturated(counted: f32) -> f32 {
    counted * (K1 + 1.0) / (K1 + counted)
}

/// How rare a word is among `sections` if `found` of them hold it: the idf of BM25.
pub(super) fn idf(found: u64, sections: u64) -> f32 {
    let (found, sections) = (found.min(sections) as f32, sections as f32);
    ((sections - found + 0.5) / (found + 0.5)).ln_1p()
}

/// What is left of the score of a section without text of its own: its heading may fit best, but there is nothing to
/// read or to cite under it, and the sections below it carry the same heading among their names.
const EMPTY: f32 = 0.6;

/// From so many terms of text on, nothing is lost; a word is one term or two. A line with a name or a title fits a
/// question of the same words better than any prose, and answers nothing.
const FULL: f32 = 40.0;

/// What the score of a section is multiplied by whose paragraphs have so many terms.
pub(super) fn fullness(terms: u32) -> f32 {
    EMPTY + (1.0 - EMPTY) * (terms as f32 / FULL).min(1.0)
}

/// Two words of the question side by side: most questions of two words name one thing ("early help"). .25 is better on
/// Cranfield by .002 and puts one judged question fewer first.
pub(super) const ADJACENT: f32 = 0.15;

/// Most pairs of neighbours that are looked for: positions cost time. Beyond twelve nothing is gained; six lose .004 on
/// Cranfield.
pub(super) const MOST_PAIRS: usize = 12;

/// How much more the score of a full match may be where all the words of the question stand in one short stretch: what
/// is said of several things together stands in a sentence or two. Further sections are not raised so: they lack words, and
/// on Cranfield, whose questions are whole sentences, that cost .03.
pub(super) const CLOSE: f32 = 2.5;

/// How much more the score of a full match may be where its words stand as typed, and not only in another form:
/// "placements" before "placed". Of the judged questions over bundled papers 0 puts 74 first, .4 75, .8 76.
pub(super) const AS_TYPED: f32 = 0.5;

/// What of a further section's score hangs on how much of the question it holds. BM25's sum already is such a measure, as
/// each word counts by its rarity: on Cranfield 0 is best by .002, 1 worse by .015. People who type a question expect
/// more: of the judged ones, .5 puts two more first than 0.
pub(super) const HELD: f32 = 0.5;

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

/// What all learned words together count, beside the words of the question as 1. On Cranfield this raises nDCG from
/// .549 to .568, recall at 100 from .781 to .813 and leaves the first hit where it is. Up to .4 nothing is lost; less is
/// safer.
pub(super) const FEEDBACK: f32 = 0.3;
