//! The weights of ranking, each with its reason. BM25 does the rest.

/// A word in the section's own paragraphs: the measure of the others.
pub(super) const BODY: f32 = 1.0;

/// A word in the section's own heading. A heading says what a section is about; BM25 already favours so short a field,
/// so a little more is enough: of the judged questions, 1.3 to 1.5 put 42 and 42 of 45 first over the bundled and the real
/// papers, 1.2 put 42 and 41.
pub(super) const HEADING: f32 = 1.4;

/// A word in outer headings, title, committee or council. These are the same for every section of a paper: they tell
/// papers apart, not sections. At 0.6 a word of a title outweighed the same word in a paragraph too often.
pub(super) const NAMES: f32 = 0.4;

/// What is left of the score of a section without text of its own: its heading may fit best, but there is nothing to
/// read or to cite under it, and the sections below it carry the same heading among their names.
pub(super) const EMPTY: f32 = 0.6;

/// Two words of the question side by side in a paragraph: most questions of two words name one thing ("early help").
pub(super) const ADJACENT: f32 = 0.3;

/// How much more the score of a full match may be where all the words of the question stand in one short stretch: what
/// is said of several things together stands in a sentence or two. Of the judged questions with all their words, 1.0 put
/// 40 and 42 of 45 first over the bundled and the real papers, 2.5 put 42 and 42. Further sections are not raised: on
/// the Cranfield questions, which are whole sentences, that cost .03 of nDCG at ten papers (.486 for .514).
pub(super) const CLOSE: f32 = 2.5;

/// Most pairs of neighbours that are looked for: positions cost time, and long questions are no names.
pub(super) const MOST_PAIRS: usize = 6;

/// What of a further section's score hangs on how much of the question it holds. BM25's sum already is such a measure,
/// as each word counts by its rarity. To rank by the part held first, and by score only among equals, was tried on the
/// Cranfield questions and was much worse (nDCG at ten papers .43 against .51; a share of .2 to .5 is a little better
/// than none).
pub(super) const HELD: f32 = 0.3;

/// How rare a word is among `sections` if `found` of them hold it: the idf of BM25.
pub(super) fn idf(found: u64, sections: u64) -> f32 {
    let (found, sections) = (found.min(sections) as f32, sections as f32);
    ((sections - found + 0.5) / (found + 0.5)).ln_1p()
}
