//! Glyphs to words.
//!
//! In come glyphs in the order in which they are drawn; out come words: a blank, a jump, or another font ends one. What
//! stands in a line together is decided later, from the words' places.

use super::{
    fonts::Glyph,
    sheet::{Sheet, Turn, Word},
    state::{Matrix, State},
};

/// A gap of this share of the font's size parts words that no blank parts.
const GAP: f32 = 0.16;
/// Text that stands for what is drawn is taken where it is no longer than this, in bytes: ligatures, hyphens.
const LONGEST_ACTUAL: usize = 16;

/// Marks inside so many others are not looked at.
const DEEPEST_MARK: usize = 32;

/// Writes the words of a page.
pub(super) struct Writer {
    sheet: Sheet,
    open: Option<Word>,
    /// Whether a blank stands after the last word.
    blank: bool,
    marks: Vec<Mark>,
    /// How many marks are open inside those, which are not looked at.
    deeper: usize,
}

struct Mark {
    pagination: bool,
    /// What stands for the next glyph, and whether it has been written: then glyphs read nothing.
    actual: Option<(String, bool)>,
}

/// What the glyphs of one string have in common.
pub(super) struct Run {
    turn: Option<Turn>,
    left: f64,
    base: f32,
    /// From text space to the page.
    scale: f64,
    size: f32,
    bold: bool,
}

impl Writer {
    pub(super) fn new(width: f32, height: f32) -> Self {
        let sheet = Sheet { width, height, ..Sheet::default() };
        Self { sheet, open: None, blank: false, marks: Vec::new(), deeper: 0 }
    }

    pub(super) fn sheet(&mut self) -> &mut Sheet {
        &mut self.sheet
    }

    pub(super) fn end(mut self) -> Sheet {
        self.end_word();
        self.sheet
    }

    /// Begins a string that is shown at the origin of `map`.
    pub(super) fn run(&self, map: &Matrix, state: &State, bold: bool) -> Run {
        let m = map.0;
        let whole = (f64::from(self.sheet.width), f64::from(self.sheet.height));
        let turn =
            if map.is_finite() { Turn::of(m[0] * state.stretch.signum(), m[1] * state.stretch.signum()) } else { None };
        let (left, base) = turn.map_or((0.0, 0.0), |turn| turn.point(map.point(0.0, state.rise), whole));
        Run {
            turn,
            left,
            base: base as f32,
            scale: m[0].hypot(m[1]) * state.stretch.signum(),
            size: (state.size * m[2].hypot(m[3])).abs() as f32,
            bold: bold || state.outlined,
        }
    }

    /// Writes a glyph `moved` after the string's beginning, both lengths in text space.
    pub(super) fn glyph(&mut self, run: &mut Run, glyph: &Glyph, moved: f64, advance: f64) {
        let Some(turn) = run.turn else { return };
        if glyph.space {
            self.end_word();
            self.blank = true;
            return;
        }
        let mut text: &str = &glyph.text;
        let actual;
        if let Some((words, written)) = self.marks.iter_mut().rev().find_map(|mark| mark.actual.as_mut()) {
            actual = if std::mem::replace(written, true) { String::new() } else { words.clone() };
            text = &actual;
        } else if glyph.unmapped {
            self.sheet.unmapped += 1;
        }
        let left = (run.left + moved * run.scale) as f32;
        let right = left + (advance * run.scale) as f32;
        if text.is_empty() {
            // It takes room all the same, so that its neighbours are not torn apart.
            if let Some(word) = &mut self.open {
                word.right = word.right.max(right);
            }
            return;
        }
        self.sheet.read += 1;
        let pagination = self.marks.iter().any(|mark| mark.pagination);
        let goes_on = self.open.as_ref().is_some_and(|word| {
            let gap = left - word.right;
            word.turn == turn
                && word.bold == run.bold
                && word.pagination == pagination
                && (word.base - run.base).abs() < run.size * 0.1
                && (word.size - run.size).abs() < run.size * 0.05
                && gap < run.size * GAP
                && gap > -run.size * 0.5
        });
        if !goes_on {
            self.end_word();
            let start = self.sheet.text.len();
            self.open = Some(Word {
                text: start..start,
                left,
                right,
                base: run.base,
                size: run.size,
                bold: run.bold,
                spaced: std::mem::take(&mut self.blank),
                pagination,
                turn,
            });
        }
        self.sheet.text.push_str(text);
        if let Some(word) = &mut self.open {
            word.right = word.right.max(right);
        }
    }

    fn end_word(&mut self) {
        if let Some(mut word) = self.open.take() {
            word.text.end = self.sheet.text.len();
            self.blank = false;
            self.sheet.words.push(word);
        }
    }

    /// How many marks are open.
    pub(super) fn marks(&self) -> usize {
        self.marks.len()
    }

    /// Begins marked content. `actual` is what stands for it, as a PDF's text string.
    pub(super) fn begin_mark(&mut self, pagination: bool, actual: Option<&[u8]>) {
        if self.marks.len() >= DEEPEST_MARK {
            self.deeper += 1;
            return;
        }
        let actual = actual.filter(|actual| actual.len() <= LONGEST_ACTUAL).map(|actual| (text_string(actual), false));
        self.marks.push(Mark { pagination, actual });
    }

    /// Ends the innermost mark, but none of the first `outer`, which an outer stream began.
    pub(super) fn end_mark(&mut self, outer: usize) {
        if self.deeper > 0 {
            self.deeper -= 1;
        } else if self.marks.len() > outer {
            self.marks.pop();
        }
    }

    /// Ends all marks but the first `outer`.
    pub(super) fn end_marks(&mut self, outer: usize) {
        self.marks.truncate(outer);
        self.deeper = 0;
    }
}

/// A PDF's text string: UTF-16 or UTF-8 with its mark, else Latin.
fn text_string(bytes: &[u8]) -> String {
    if let Some(bytes) = bytes.strip_prefix(b"\xfe\xff") {
        return encoding_rs::UTF_16BE.decode_without_bom_handling(bytes).0.into_owned();
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    std::str::from_utf8(bytes).map_or_else(|_| encoding_rs::WINDOWS_1252.decode(bytes).0.into_owned(), str::to_owned)
}
