//! Words to lines: what stands on one base line without a wide gap.
//!
//! A line of a page in two columns, or of a table, comes out as one [`Line`] for each column. Which of them go on from
//! one another is left to [`columns`](super::columns) and [`paragraphs`](super::paragraphs).

use super::sheet::{Sheet, Word};
use std::cmp::Ordering;

/// Words on one base line with a gap of more than this share of their size stand in different columns, perhaps.
pub(super) const WIDE_GAP: f32 = 1.0;
/// A gap of this share of the size parts words, however they were drawn.
const WORD_GAP: f32 = 0.12;
/// Words whose base lines are within this share of their size are on one line.
const SAME_LINE: f32 = 0.15;
/// A gap of this share of the size is wider than a blank.
const TAB: f32 = 0.75;
/// Raised and lowered characters are within this share of the size of what they stand beside.
const RAISED: f32 = 0.6;
/// They are no longer than this, in bytes.
const LONGEST_RAISED: usize = 4;
/// No line has more of them.
const MOST_RAISED: usize = 200;
/// The sizes of a line's characters that are told apart.
const MOST_SIZES: usize = 8;

/// A line, or the part of it that stands in one column.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub(super) text: String,
    pub(super) left: f32,
    pub(super) right: f32,
    /// The base line, from the top of the page.
    pub(super) base: f32,
    /// The size of most of its characters.
    pub(super) size: f32,
    /// Whether all of it is bold.
    pub(super) bold: bool,
    /// Whether the file marks it as a page's head or foot.
    pub(super) pagination: bool,
    /// How wide the first word is.
    pub(super) first_word: f32,
    /// Where the words after the first begin, where a wider gap than a blank stands before them.
    pub(super) tab: Option<f32>,
    /// The edges of the column that it stands in.
    pub(super) column: (f32, f32),
}

impl Line {
    /// Puts a line that stands to the right behind this one.
    pub(super) fn append(&mut self, other: Self) {
        if !self.text.contains(' ') && self.tab.is_none() {
            self.tab = Some(other.left);
        }
        self.text.push(' ');
        self.text.push_str(&other.text);
        self.right = self.right.max(other.right);
        self.bold &= other.bold;
        self.pagination &= other.pagination;
        if other.text.len() > self.text.len() / 2 {
            self.size = other.size;
            self.base = other.base;
        }
    }
}

/// The lines of some of a page's words, from the top down, and from left to right where they share a base line.
pub(super) fn lines<'w>(sheet: &Sheet, words: impl Iterator<Item = &'w Word>) -> Vec<Line> {
    let mut words: Vec<&Word> = words.collect();
    words.sort_by(|a, b| a.base.total_cmp(&b.base).then(a.left.total_cmp(&b.left)));
    let mut rows: Vec<Vec<&Word>> = Vec::new();
    for word in words {
        match rows.last_mut() {
            Some(row) if row.first().is_some_and(|first| word.base - first.base < SAME_LINE * word.size) => {
                row.push(word)
            }
            _ => rows.push(vec![word]),
        }
    }
    rows.iter_mut().for_each(|row| row.sort_by(|a, b| a.left.total_cmp(&b.left)));
    settle_raised(sheet, &mut rows);
    let mut lines = Vec::new();
    for row in rows {
        end_row(sheet, row, &mut lines);
    }
    lines
}

/// Moves raised and lowered characters, such as the `th` of a date, to the line beside whose words they stand.
fn settle_raised(sheet: &Sheet, rows: &mut [Vec<&Word>]) {
    for at in 0..rows.len() {
        let mut moved: Vec<(usize, &Word)> = Vec::new();
        for word in rows[at].iter().filter(|word| sheet.word(word).len() <= LONGEST_RAISED) {
            let home = (1..=3)
                .flat_map(|step| [at.checked_add(step), at.checked_sub(step)])
                .flatten()
                .find(|other| rows.get(*other).is_some_and(|row| beside(row, word)));
            moved.extend(home.map(|home| (home, *word)));
        }
        moved.truncate(MOST_RAISED);
        let mut gone = moved.iter().map(|(_, word)| *word).peekable();
        rows[at].retain(|word| gone.next_if(|gone| std::ptr::eq(*gone, *word)).is_none());
        for (home, word) in moved {
            let place = rows[home].partition_point(|other| other.left <= word.left);
            rows[home].insert(place, word);
        }
    }
}

/// Whether a word stands directly beside a larger one of a row, and near its base line.
fn beside(row: &[&Word], word: &Word) -> bool {
    let near = |other: &&Word, gap: f32, most: f32| {
        other.size > word.size * 1.15
            && (other.base - word.base).abs() < RAISED * other.size
            && (-0.2 * word.size..most * other.size).contains(&gap)
    };
    let after = row.partition_point(|other| other.left <= word.left);
    let before = after.checked_sub(1).and_then(|before| row.get(before));
    before.is_some_and(|other| near(other, word.left - other.right, 0.3))
        || row.get(after).is_some_and(|other| near(other, other.left - word.right, 0.6))
}

fn end_row(sheet: &Sheet, mut row: Vec<&Word>, lines: &mut Vec<Line>) {
    row.sort_by(|a, b| a.left.total_cmp(&b.left));
    let mut building: Option<Building<'_>> = None;
    for word in row {
        if let Some(line) = building.as_mut() {
            // A shadow, or a bold that was made by printing twice.
            let same = sheet.word(line.last) == sheet.word(word);
            if same
                && word.left - line.last.left < word.size * 0.3
                && (word.base - line.last.base).abs() < word.size * 0.3
            {
                continue;
            }
            if word.left - line.right <= WIDE_GAP * word.size.max(line.last.size) {
                line.add(sheet, word);
                continue;
            }
        }
        lines.extend(building.replace(Building::new(sheet, word)).map(Building::end));
    }
    lines.extend(building.map(Building::end));
}

struct Building<'w> {
    line: Line,
    last: &'w Word,
    right: f32,
    words: usize,
    /// How many characters each size has.
    sizes: Vec<(f32, usize)>,
    /// Whether a letter or digit stands in the line so far.
    has_letters: bool,
}

impl<'w> Building<'w> {
    fn new(sheet: &Sheet, word: &'w Word) -> Self {
        let text = sheet.word(word);
        let line = Line {
            text: text.to_owned(),
            left: word.left,
            right: word.right,
            base: word.base,
            size: word.size,
            bold: word.bold,
            pagination: word.pagination,
            first_word: word.right - word.left,
            tab: None,
            column: (word.left, word.right),
        };
        Self {
            line,
            last: word,
            right: word.right,
            words: 1,
            sizes: vec![(word.size, word.text.len())],
            has_letters: has_letters(text),
        }
    }

    fn add(&mut self, sheet: &Sheet, word: &'w Word) {
        let text = sheet.word(word);
        let size = word.size.max(self.last.size);
        let gap = word.left - self.right;
        let smaller = word.size < self.last.size * 0.85 && word.base < self.last.base - size * 0.1;
        // The number of a note is no part of the word before it.
        let note = smaller
            && text.bytes().all(|byte| byte.is_ascii_digit())
            && self.line.text.ends_with(|c: char| !c.is_ascii_digit());
        let apart = gap > size * WORD_GAP || (word.spaced && gap > -size * WORD_GAP) || note;
        if apart {
            self.line.text.push(' ');
            self.words += 1;
        }
        if self.words == 1 {
            self.line.first_word = word.right - self.line.left;
        } else if self.words == 2 && apart && gap > size * TAB {
            self.line.tab = Some(word.left);
        }
        self.line.text.push_str(text);
        // A bullet's weight says nothing of the line's.
        if has_letters(text) {
            self.line.bold = word.bold && (self.line.bold || !self.has_letters);
            self.has_letters = true;
        }
        self.line.pagination &= word.pagination;
        let room = self.sizes.len() < MOST_SIZES;
        match self.sizes.iter_mut().find(|(size, _)| (*size - word.size).abs() < 0.3) {
            Some((_, characters)) => *characters += text.len(),
            None if room => self.sizes.push((word.size, text.len())),
            None => {}
        }
        let most = self.sizes.iter().max_by_key(|(_, characters)| *characters).map(|(size, _)| *size);
        if most.is_some_and(|most| (most - word.size).abs() < 0.3) {
            (self.line.size, self.line.base) = (word.size, word.base);
        }
        self.right = self.right.max(word.right);
        self.line.right = self.right;
        self.last = word;
    }

    fn end(mut self) -> Line {
        self.line.column = (self.line.left, self.line.right);
        self.line
    }
}

fn has_letters(text: &str) -> bool {
    text.contains(char::is_alphanumeric)
}

/// From the top down, then from left to right.
pub(super) fn by_place(a: &Line, b: &Line) -> Ordering {
    a.base.total_cmp(&b.base).then(a.left.total_cmp(&b.left))
}
