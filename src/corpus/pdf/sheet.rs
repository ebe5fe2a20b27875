//! What stands on a page: words and ruled lines with their positions, before anything is made of them.

use std::ops::Range;

/// A page whose text runs one way is read in that way, from left to right and from the top down. Lengths are in points.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    pub(super) width: f32,
    pub(super) height: f32,
    /// The characters of all words.
    pub(super) text: String,
    /// In the order in which they are drawn.
    pub(super) words: Vec<Word>,
    pub(super) rules: Vec<Rule>,
    /// How many characters could be read.
    pub(super) read: usize,
    /// How many characters the fonts give no reading for.
    pub(super) unmapped: usize,
    /// Whether pictures are drawn.
    pub(super) pictures: bool,
    /// The share of the page that the largest of them covers.
    pub(super) largest_picture: f32,
}

/// Characters without white space between them, on one base line, in one font and size.
#[derive(Debug, Clone)]
pub(super) struct Word {
    /// Its characters, in the sheet's text.
    pub(super) text: Range<usize>,
    pub(super) left: f32,
    pub(super) right: f32,
    /// The base line, from the top.
    pub(super) base: f32,
    /// Of the font.
    pub(super) size: f32,
    pub(super) bold: bool,
    /// Whether white space was drawn before it, after another word.
    pub(super) spaced: bool,
    /// Whether the file marks it as part of a page's head or foot.
    pub(super) pagination: bool,
    /// The way it runs, in quarter turns.
    pub(super) turn: Turn,
}

/// The way in which text runs on the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Turn {
    Right,
    Down,
    Left,
    Up,
}

impl Turn {
    /// Of a direction on the page; none where it is aslant.
    pub(super) fn of(x: f64, y: f64) -> Option<Self> {
        let (along, across) = (x.abs(), y.abs());
        if across <= along * 0.05 && along > 0.0 {
            Some(if x > 0.0 { Self::Right } else { Self::Left })
        } else if along <= across * 0.05 && across > 0.0 {
            Some(if y > 0.0 { Self::Down } else { Self::Up })
        } else {
            None
        }
    }

    /// Where a point of the page is when the page is turned so that this way runs to the right.
    pub(super) fn point(self, (x, y): (f64, f64), (width, height): (f64, f64)) -> (f64, f64) {
        match self {
            Self::Right => (x, y),
            Self::Down => (y, width - x),
            Self::Left => (width - x, height - y),
            Self::Up => (height - y, x),
        }
    }
}

/// A line drawn across or down the page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Rule {
    pub(super) left: f32,
    pub(super) top: f32,
    pub(super) right: f32,
    pub(super) bottom: f32,
}

/// A picture that covers this share of a page is the page.
const SCAN: f32 = 0.7;
/// The most words of a stamp.
const MOST_STAMPED: usize = 6;

/// A shape no thicker than this is a line.
const THICKEST_RULE: f32 = 3.5;

impl Rule {
    pub(super) fn new((x, y): (f32, f32), (other_x, other_y): (f32, f32)) -> Self {
        Self { left: x.min(other_x), top: y.min(other_y), right: x.max(other_x), bottom: y.max(other_y) }
    }

    pub(super) fn is_across(&self) -> bool {
        self.bottom - self.top <= THICKEST_RULE && self.right - self.left > THICKEST_RULE
    }

    pub(super) fn is_down(&self) -> bool {
        self.right - self.left <= THICKEST_RULE && self.bottom - self.top > THICKEST_RULE
    }
}

impl Sheet {
    pub(super) fn word(&self, word: &Word) -> &str {
        self.text.get(word.text.clone()).unwrap_or_default()
    }

    /// Whether the page shows something to read and yet no text: a picture, or characters that have no reading. What is
    /// stamped on a scan (`Page 12`, `Agenda Item 5`) is not its text.
    pub(super) fn has_no_text_layer(&self) -> bool {
        match self.words.len() {
            0 => self.pictures || self.unmapped > 0,
            words => words <= MOST_STAMPED && self.largest_picture >= SCAN,
        }
    }

    /// Leaves out the words of a page most of whose characters have no reading: the rest is scraps.
    pub(super) fn drop_scraps(&mut self) {
        if self.unmapped > self.read {
            self.words.clear();
        }
    }

    /// Turns the page so that most of its text runs to the right, and leaves out what does not.
    pub(super) fn turn(&mut self) {
        let characters = |turn: Turn| -> usize {
            self.words.iter().filter(|word| word.turn == turn).map(|word| word.text.len()).sum()
        };
        let mut way = Turn::Right;
        for other in [Turn::Down, Turn::Up, Turn::Left] {
            if characters(other) > characters(way) {
                way = other;
            }
        }
        if way != Turn::Right {
            let size = (f64::from(self.width), f64::from(self.height));
            let point = |x: f32, y: f32| {
                let (x, y) = way.point((f64::from(x), f64::from(y)), size);
                (x as f32, y as f32)
            };
            for rule in &mut self.rules {
                *rule = Rule::new(point(rule.left, rule.top), point(rule.right, rule.bottom));
            }
            if way != Turn::Left {
                (self.width, self.height) = (self.height, self.width);
            }
        }
        let (width, height) = (self.width, self.height);
        self.words.retain(|word| {
            let inside = word.right > 0.0 && word.left < width && word.base > 0.0 && word.base - word.size < height;
            word.turn == way && inside
        });
    }
}
