//! A paragraph cut into passages that can be shown.
//!
//! In come a paragraph's text and what is marked in it; out come stretches of it that begin and end with sentences. A
//! sentence too long to be shown whole is cut where it draws breath: at semicolons and dashes, else at commas, else
//! before words such as `and` and `that`, else between words, and never inside a mark. Which of the passages are best is left to `snippets`.

use super::sentences::sentences;
use std::ops::Range;

/// About how long a passage is, in bytes.
const AIM: usize = 300;
/// A paragraph or sentence up to this long, in bytes, is given whole.
pub(super) const WHOLE: usize = 380;
/// The least and the most that a long sentence is cut into, in bytes; the rest of one may be shorter, and a mark longer.
const LEAST_PIECE: usize = 60;
const PIECE: usize = 140;
/// Words that a clause begins with.
const JOINTS: [&str; 18] = [
    "and", "or", "but", "nor", "that", "which", "who", "whose", "where", "when", "while", "whether", "because",
    "although", "so", "if", "with", "as",
];

/// A paragraph, cut.
pub(super) struct Passages {
    units: Vec<Unit>,
}

/// A sentence, or a piece of a long one.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Unit {
    range: Range<usize>,
    /// Whether a sentence begins with it.
    begins: bool,
    /// Whether a sentence ends with it.
    ends: bool,
}

impl Unit {
    fn is_sentence(&self) -> bool {
        self.begins && self.ends
    }
}

impl Passages {
    /// Cuts a paragraph. Marks are in the order of their beginnings; they may overlap.
    pub(super) fn new(text: &str, marks: impl Iterator<Item = Range<usize>>) -> Self {
        let whole = text.trim();
        let start = text.len() - text.trim_start().len();
        if whole.len() <= WHOLE {
            let unit = Unit { range: start..start + whole.len(), begins: true, ends: true };
            return Self { units: if whole.is_empty() { Vec::new() } else { vec![unit] } };
        }
        let blocks = joined(marks);
        let mut units = Vec::new();
        for sentence in uncut(sentences(text), &blocks) {
            if sentence.len() <= WHOLE {
                units.push(Unit { range: sentence, begins: true, ends: true });
            } else {
                pieces(text, sentence, &blocks, &mut units);
            }
        }
        Self { units }
    }

    /// How many units there are.
    pub(super) fn units(&self) -> usize {
        self.units.len()
    }

    /// The bytes of some units.
    pub(super) fn bytes(&self, units: &Range<usize>) -> Range<usize> {
        match (self.units.get(units.start), units.end.checked_sub(1).and_then(|last| self.units.get(last))) {
            (Some(first), Some(last)) => first.range.start..last.range.end,
            _ => 0..0,
        }
    }

    /// Whether a sentence goes on from the units before this one.
    pub(super) fn is_inside(&self, unit: usize) -> bool {
        self.units.get(unit).is_some_and(|unit| !unit.begins)
    }

    /// The unit in which a byte stands.
    pub(super) fn unit_of(&self, byte: usize) -> usize {
        self.units.partition_point(|unit| unit.range.end <= byte)
    }

    /// The passage about a unit: all of its sentence where that fits, else as many of the marked units after it as fit,
    /// with what stands about them; then what follows, then what comes before, as long as it is free.
    pub(super) fn about(
        &self,
        unit: usize,
        is_marked: impl Fn(usize) -> bool,
        is_free: impl Fn(usize) -> bool,
    ) -> Range<usize> {
        let units = &self.units;
        let fits = |first: usize, last: usize, most: usize| units[last].range.end - units[first].range.start <= most;
        let (mut first, mut last) = (unit, unit);
        let after = |last: usize| Some(last + 1).filter(|next| *next < units.len() && is_free(*next));
        let before = |first: usize| first.checked_sub(1).filter(|next| is_free(*next));

        let mut next = last;
        while let Some(further) = after(next).filter(|further| !units[next].ends && fits(first, *further, AIM)) {
            next = further;
            if is_marked(next) {
                last = next;
            }
        }
        // The beginning of the sentence if it can be had, else something to stand before the mark.
        let mut next = first;
        while let Some(further) = before(next).filter(|further| !units[next].begins && fits(*further, last, WHOLE)) {
            next = further;
        }
        if units[next].begins {
            first = next;
        } else if let Some(further) = before(first).filter(|further| !units[first].begins && fits(*further, last, AIM))
        {
            first = further;
        }
        let mut next = last;
        while let Some(further) = after(next).filter(|further| !units[next].ends && fits(first, *further, WHOLE)) {
            next = further;
            if units[next].ends || fits(first, next, AIM) {
                last = next;
            }
        }
        // Other sentences only whole.
        while let Some(further) = after(last)
            .filter(|further| units[last].ends && units[*further].is_sentence() && fits(first, *further, AIM))
        {
            last = further;
        }
        while let Some(further) = before(first)
            .filter(|further| units[first].begins && units[*further].is_sentence() && fits(*further, last, AIM))
        {
            first = further;
        }
        first..last + 1
    }

    /// How the paragraph begins.
    pub(super) fn beginning(&self) -> Range<usize> {
        if self.units.is_empty() { 0..0 } else { self.bytes(&self.about(0, |_| false, |_| true)) }
    }
}

/// Marks as stretches that do not overlap, in order. A chain of many that do is several: else a text of one word again and
/// again were never cut.
fn joined(marks: impl Iterator<Item = Range<usize>>) -> Vec<Range<usize>> {
    let mut blocks: Vec<Range<usize>> = Vec::new();
    for mark in marks {
        match blocks.last_mut().filter(|last| mark.start < last.end) {
            Some(last) if mark.end <= last.end => {}
            Some(last) if mark.end - last.start <= PIECE => last.end = mark.end,
            Some(last) => {
                let start = last.end;
                blocks.push(start..mark.end);
            }
            None => blocks.push(mark),
        }
    }
    blocks
}

/// Whether a cut at this place goes through a stretch; if so, the stretch.
fn through(blocks: &[Range<usize>], place: usize) -> Option<&Range<usize>> {
    let block = blocks.partition_point(|block| block.end <= place);
    blocks.get(block).filter(|block| block.start < place)
}

/// Sentences, put together where a phrase goes over the end of one.
fn uncut(sentences: Vec<Range<usize>>, blocks: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut whole: Vec<Range<usize>> = Vec::with_capacity(sentences.len());
    for sentence in sentences {
        match whole.last_mut() {
            Some(last) if through(blocks, sentence.start).is_some_and(|block| block.start < last.end) => {
                last.end = sentence.end;
            }
            _ => whole.push(sentence),
        }
    }
    whole
}

/// Cuts a long sentence. Bars at its ends are of no piece, however many there are.
fn pieces(text: &str, sentence: Range<usize>, blocks: &[Range<usize>], units: &mut Vec<Unit>) {
    let inside = text[sentence.clone()].trim_matches(is_between);
    if inside.is_empty() {
        return;
    }
    let leading = text[sentence.clone()].len() - text[sentence.clone()].trim_start_matches(is_between).len();
    let sentence = sentence.start + leading..sentence.start + leading + inside.len();
    let mut start = sentence.start;
    while sentence.end - start > PIECE + LEAST_PIECE {
        let end = cut(text, start, blocks).min(sentence.end);
        let kept = start + text[start..end].trim_end_matches(is_between).len();
        let next = sentence.end - text[end..sentence.end].trim_start_matches(is_between).len();
        if next >= sentence.end {
            break;
        }
        if kept > start {
            units.push(Unit { range: start..kept, begins: start == sentence.start, ends: false });
        }
        start = next;
    }
    units.push(Unit { range: start..sentence.end, begins: start == sentence.start, ends: true });
}

/// Whether a text goes on, after a blank, with a word that a clause begins with.
fn begins_a_clause(text: &str) -> bool {
    let mut characters = text.chars();
    characters.next();
    let word = characters.as_str().split(char::is_whitespace).next().unwrap_or_default();
    JOINTS.contains(&word)
}

/// What stands between pieces and in none: blanks, and the bar between the cells of a row.
fn is_between(character: char) -> bool {
    character.is_whitespace() || character == '|'
}

/// Where a piece that begins at `start` ends best.
fn cut(text: &str, start: usize, blocks: &[Range<usize>]) -> usize {
    let from = text.ceil_char_boundary((start + LEAST_PIECE).min(text.len()));
    let to = text.floor_char_boundary((start + PIECE).min(text.len()));
    let mut best = (0, to);
    let mut before = text[..from].chars().next_back().unwrap_or(' ');
    for (at, character) in text[from..to].char_indices() {
        let place = from + at;
        let (strength, end) = match character {
            // Before what begins an item of a list.
            '•' | '●' | '▪' | '◦' | '\u{f0b7}' => (4, place),
            character if character.is_whitespace() => match before {
                ';' | '–' | '—' | '|' | '.' | '?' | '!' => (4, place),
                ',' | ')' | ':' => (3, place),
                _ if begins_a_clause(&text[place..]) => (2, place),
                _ => (1, place),
            },
            _ => (0, place),
        };
        if strength > 0 && strength >= best.0 && through(blocks, end).is_none() {
            best = (strength, end);
        }
        before = character;
    }
    // A word without end, or a mark, which stays whole.
    through(blocks, best.1).map_or(best.1, |block| block.end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown<'t>(text: &'t str, mark: &str) -> &'t str {
        let start = text.find(mark).unwrap();
        let marks = start..start + mark.len();
        let passages = Passages::new(text, std::iter::once(marks));
        let unit = passages.unit_of(start);
        let about = passages.about(unit, |other| other == unit, |_| true);
        &text[passages.bytes(&about)]
    }

    const SENTENCE: &str = "The panel met on a Tuesday in the winter and heard from a good many witnesses about the state \
                            of the county's roads.";

    #[test]
    fn a_passage_is_sentences_with_those_after_and_before_as_far_as_they_fit() {
        let text = format!("{SENTENCE} {SENTENCE} Gullies came up then. {SENTENCE} {SENTENCE} {SENTENCE}");
        assert_eq!(shown(&text, "Gullies"), format!("Gullies came up then. {SENTENCE} {SENTENCE}"));
        let text = format!("{SENTENCE} {SENTENCE} {SENTENCE} Gullies came up. {SENTENCE}");
        assert_eq!(shown(&text, "Gullies"), format!("{SENTENCE} Gullies came up. {SENTENCE}"));
    }

    #[test]
    fn a_long_sentence_is_cut_where_it_draws_breath() {
        let clause = "officers were asked to look again at the figures for the winter before last";
        let long = format!(
            "First, {clause}; then, {clause}, and {clause}; {clause}; {clause}; the gullies were to be emptied; and {clause}; {clause}."
        );
        let passage = shown(&long, "gullies");
        assert_eq!(passage, format!("{clause}; {clause}; the gullies were to be emptied; and {clause}; {clause}."));
        assert_eq!(shown(&long, "First"), format!("First, {clause}; then, {clause}, and {clause};"));
    }

    #[test]
    fn a_row_of_a_table_is_cut_between_its_cells() {
        let cell = "Update on the plan, with what became of it in each of the areas that were looked at";
        let row = format!(
            "Date: {cell} | Date: {cell} | Issue: {cell} | Place: {cell} | Gullies: {cell} | Notes: {cell} | Last: {cell} | {cell}"
        );
        assert_eq!(shown(&row, "Gullies"), format!("Place: {cell} | Gullies: {cell} | Notes: {cell}"));
    }

    #[test]
    fn a_phrase_over_the_end_of_a_sentence_stays_whole() {
        let text = format!("{SENTENCE} {SENTENCE} {SENTENCE} It was social. Care came next. {SENTENCE}");
        let phrase = "social. Care";
        assert!(shown(&text, phrase).contains("It was social. Care came next."));
    }

    #[test]
    fn a_chain_of_marks_is_cut_nonetheless() {
        let text = "care ".repeat(1000);
        let marks = (0..999).map(|word| word * 5..word * 5 + 9);
        let passages = Passages::new(&text, marks);
        for unit in 0..passages.units() {
            assert!(passages.bytes(&passages.about(unit, |_| true, |_| true)).len() <= WHOLE);
        }
    }

    proptest::proptest! {
        #[test]
        fn units_leave_out_nothing_but_blanks_and_are_never_long(
            words in proptest::collection::vec("(a|wordé|longer-word, |x; |end\\. |\n|• |\\| |[a-z]{0,30}|Ends\\. )", 0..200),
            mark in (0..2000_usize, 1..40_usize),
        ) {
            let text = words.join(" ");
            let start = text.floor_char_boundary(mark.0);
            let end = text.ceil_char_boundary((start + mark.1).min(text.len()));
            let passages = Passages::new(&text, std::iter::once(start..end).filter(|mark| !mark.is_empty()));
            let mut last = 0;
            for unit in &passages.units {
                proptest::prop_assert!(text[last..unit.range.start].chars().all(is_between));
                proptest::prop_assert!(!unit.range.is_empty() && unit.range.len() <= WHOLE + 40, "{:?}", unit);
                last = unit.range.end;
            }
            proptest::prop_assert!(text[last..].trim().is_empty());
            for unit in 0..passages.units() {
                let about = passages.about(unit, |_| true, |_| true);
                proptest::prop_assert!(about.contains(&unit));
                proptest::prop_assert!(passages.bytes(&about).len() <= WHOLE + 40);
            }
        }
    }
}
