//! What tesseract tells of a page to blocks.
//!
//! In comes its table of words, one a line with tabs, in its reading order: block, paragraph and line of each, its place in
//! dots from the top left corner, and how sure it is of it, from 0 to 100. Out come the page's blocks. Words that are
//! guesses are left out, lines made of words and paragraphs of lines. Its paragraphs are believed, but that one may run
//! over items and numbered paragraphs. Tables come as lines of text.

use crate::corpus::{Block, BlockKind, Place, hyphens::Compounds, text::begins_with_number};

/// Words of which it is less sure are guesses.
const SURE: f32 = 30.0;
/// Marks without letters or digits are speckles and the edges of pictures, unless it is this sure.
const SURE_OF_MARK: f32 = 70.0;
/// Lines of which it is less sure on average are drawings that were taken for letters.
const SURE_OF_LINE: f32 = 45.0;
/// The level of a row that is a word.
const WORD: &str = "5";
/// A distance of more than this share of a line's height is blank space.
const GAP: f32 = 0.8;
/// A blank has this share of a line's height.
const BLANK: f32 = 0.4;
/// A block of so many lines shows how wide its column is.
const LONG: usize = 3;
/// Blocks that begin within so many heights of a line of each other stand in one column.
const SAME_LEFT: f32 = 2.0;
/// More long blocks than this are not looked at for a short one.
const MOST_BESIDE: usize = 50;
/// What bullets are read as; an `e` stands for one before a capital.
const BULLETS: [&str; 16] = ["•", "●", "▪", "◦", "■", "·", "*", "°", "¢", "©", "®", "«", "»", "-", "–", "—"];

/// Those that may stand without a blank behind them.
const GLUED: [char; 7] = ['•', '●', '▪', '■', '*', '¢', '°'];

/// A line as it stands on the page.
struct Line {
    text: String,
    /// Block and paragraph that it belongs to, and its number there.
    key: [u32; 3],
    left: f32,
    right: f32,
    top: f32,
    bottom: f32,
    /// How wide its first word is.
    first_word: f32,
    /// The sum of how sure it is, by characters, and how many there are.
    sure: (f32, f32),
}

/// The blocks of a page.
pub(super) fn blocks(table: &str, page: u32) -> Vec<Block> {
    let lines = lines(table);
    let mut compounds = Compounds::default();
    lines.iter().for_each(|line| compounds.note(&line.text));
    let edges = right_edges(&lines);
    let mut blocks: Vec<Block> = Vec::new();
    let mut before: Option<(&Line, f32)> = None;
    for (line, edge) in lines.iter().zip(edges) {
        let (bullet, text) = match bullet(&line.text) {
            Some(rest) => (true, rest),
            None => (false, line.text.as_str()),
        };
        let goes_on = before.is_some_and(|(before, edge)| {
            let ended = before.text.ends_with(['.', ':', ';', '?', '!']);
            // Where the first word had fitted on the line above, somebody ended that line.
            let fits = before.right + BLANK * before.height() + line.first_word <= edge && !before.text.ends_with('-');
            let begins = bullet || fits || (ended && begins_with_number(text));
            before.key[..2] == line.key[..2] && !begins
        });
        if let Some(open) = blocks.last_mut().filter(|_| goes_on) {
            compounds.join(&mut open.text, text);
        } else {
            // Where the text jumps up, the next column begins.
            let gap = before
                .is_none_or(|(before, _)| line.top < before.top || line.top - before.bottom > GAP * line.height());
            blocks.push(Block {
                kind: if bullet { BlockKind::ListItem { depth: 0 } } else { BlockKind::Paragraph },
                text: text.to_owned(),
                bold: false,
                furniture: None,
                machine_read: true,
                gap_before: gap,
                place: Place { page: Some(page), ..Place::default() },
            });
        }
        before = Some((line, edge));
    }
    blocks
}

impl Line {
    fn height(&self) -> f32 {
        self.bottom - self.top
    }
}

/// For each line, how far the lines of its column reach: those of its block, or, where these are few, of the long blocks
/// that begin as far to the left.
fn right_edges(lines: &[Line]) -> Vec<f32> {
    let blocks: Vec<&[Line]> = lines.chunk_by(|a, b| a.key[0] == b.key[0]).collect();
    let right = |block: &[Line]| block.iter().map(|line| line.right).fold(0.0, f32::max);
    let left = |block: &[Line]| block.iter().map(|line| line.left).fold(f32::INFINITY, f32::min);
    // Sorted by where they begin, each with how far it reaches.
    let mut long: Vec<(f32, f32)> =
        blocks.iter().filter(|block| block.len() >= LONG).map(|block| (left(block), right(block))).collect();
    long.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut edges = Vec::with_capacity(lines.len());
    for block in blocks {
        let mut edge = right(block);
        if block.len() < LONG {
            let (left, near) = (left(block), SAME_LEFT * block.first().map_or(0.0, Line::height));
            let from = long.partition_point(|(other, _)| *other < left - near);
            let beside = long[from..].iter().take(MOST_BESIDE).take_while(|(other, _)| *other <= left + near);
            edge = beside.map(|(_, right)| *right).fold(edge, f32::max);
        }
        edges.extend(block.iter().map(|_| edge));
    }
    edges
}

/// The lines of words that it is sure of.
fn lines(table: &str) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for row in table.lines() {
        let Some(word) = Word::of(row) else { continue };
        let characters = word.text.chars().count() as f32;
        match lines.last_mut().filter(|line| line.key == word.key) {
            Some(line) => {
                line.text.push(' ');
                line.text.push_str(&word.text);
                line.right = line.right.max(word.right);
                line.top = line.top.min(word.top);
                line.bottom = line.bottom.max(word.bottom);
                line.sure = (line.sure.0 + word.sure * characters, line.sure.1 + characters);
            }
            None => lines.push(Line {
                text: word.text,
                key: word.key,
                left: word.left,
                right: word.right,
                first_word: word.right - word.left,
                top: word.top,
                bottom: word.bottom,
                sure: (word.sure * characters, characters),
            }),
        }
    }
    lines.retain(|line| line.sure.0 >= SURE_OF_LINE * line.sure.1 && line.text.contains(char::is_alphanumeric));
    lines
}

struct Word {
    text: String,
    key: [u32; 3],
    left: f32,
    right: f32,
    top: f32,
    bottom: f32,
    sure: f32,
}

impl Word {
    /// The word of a row; `None` where it is no word, or one that is not to be believed.
    fn of(row: &str) -> Option<Self> {
        let mut fields = row.splitn(12, '\t');
        let mut next = || fields.next();
        if next()? != WORD {
            return None;
        }
        let mut number = || next()?.parse::<f32>().ok().filter(|number| number.is_finite());
        let [_page, block, paragraph, line, _word] = [number()?, number()?, number()?, number()?, number()?];
        let [left, top, width, height, sure] = [number()?, number()?, number()?, number()?, number()?];
        // White space and controls inside of a word would be those of the page.
        let text: String = next()?.chars().filter(|c| !c.is_control() && !c.is_whitespace()).collect();
        let lettered = text.contains(char::is_alphanumeric);
        let begins_item = BULLETS.contains(&text.as_str());
        let least = if lettered || begins_item { SURE } else { SURE_OF_MARK };
        let key = [block as u32, paragraph as u32, line as u32];
        let (right, bottom) = (left + width, top + height);
        (sure >= least && !text.is_empty()).then_some(Self { text, key, left, right, top, bottom, sure })
    }
}

/// What stands behind a line's bullet.
fn bullet(line: &str) -> Option<&str> {
    if let Some(rest) = line.strip_prefix(GLUED).filter(|rest| rest.starts_with(char::is_alphabetic)) {
        return Some(rest);
    }
    let (first, rest) = line.split_once(' ')?;
    let is_bullet = BULLETS.contains(&first) || (first == "e" && rest.starts_with(char::is_uppercase));
    is_bullet.then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A table of words: line by line, each with block, paragraph, top and how sure.
    fn table(lines: &[(u32, u32, u32, f32, &str)]) -> String {
        let mut table =
            "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n\
                         1\t1\t0\t0\t0\t0\t0\t0\t2480\t3508\t-1\t\n"
                .to_owned();
        for (at, (block, paragraph, top, sure, text)) in lines.iter().enumerate() {
            for word in text.split(' ') {
                table.push_str(&format!("5\t1\t{block}\t{paragraph}\t{at}\t1\t300\t{top}\t90\t40\t{sure}\t{word}\n"));
            }
        }
        table
    }

    fn read(lines: &[(u32, u32, u32, f32, &str)]) -> Vec<Block> {
        blocks(&table(lines), 7)
    }

    fn texts(blocks: &[Block]) -> Vec<&str> {
        blocks.iter().map(|block| block.text.as_str()).collect()
    }

    #[test]
    fn lines_of_a_paragraph_are_joined_and_marked_with_their_page() {
        let blocks = read(&[
            (1, 1, 100, 96.0, "The panel heard of the pro-"),
            (1, 1, 150, 96.0, "gramme of works."),
            (1, 2, 300, 96.0, "It was noted."),
        ]);
        assert_eq!(texts(&blocks), ["The panel heard of the programme of works.", "It was noted."]);
        assert!(blocks.iter().all(|block| block.machine_read && block.place.page == Some(7) && block.gap_before));
    }

    #[test]
    fn items_and_numbered_paragraphs_begin_blocks_of_their_own() {
        let blocks = read(&[
            (1, 1, 100, 96.0, "1.1 The gullies were cleaned."),
            (1, 1, 150, 96.0, "1.2 The drains were not, and"),
            (1, 1, 200, 96.0, "2.4 million pounds are asked for:"),
            (1, 1, 250, 96.0, "*in the north"),
            (1, 1, 300, 96.0, "e In the south"),
        ]);
        let expected = [
            "1.1 The gullies were cleaned.",
            "1.2 The drains were not, and 2.4 million pounds are asked for:",
            "in the north",
            "In the south",
        ];
        assert_eq!(texts(&blocks), expected);
        assert_eq!(blocks[3].kind, BlockKind::ListItem { depth: 0 });
        assert!(!blocks[1].gap_before);
    }

    #[test]
    fn a_line_that_had_room_for_the_next_word_ends_its_paragraph() {
        let word = |block: u32, line: u32, left: u32, width: u32, text: &str| {
            format!("5\t1\t{block}\t1\t{line}\t1\t{left}\t{}\t{width}\t40\t96\t{text}\n", line * 50)
        };
        let table = [
            word(1, 1, 300, 400, "Northmarch"),
            word(1, 2, 300, 300, "Gullies"),
            word(2, 3, 300, 1500, "The"),
            word(2, 4, 305, 1400, "panel"),
            word(2, 5, 300, 600, "met."),
            word(2, 6, 300, 100, "It"),
            word(2, 6, 420, 1380, "then"),
            word(2, 7, 300, 200, "rose."),
        ];
        let blocks = blocks(&table.concat(), 1);
        assert_eq!(texts(&blocks), ["Northmarch", "Gullies", "The panel met.", "It then rose."]);
    }

    #[test]
    fn guesses_speckles_and_drawings_are_left_out() {
        let blocks = read(&[
            (1, 1, 100, 96.0, "It met"),
            (1, 1, 100, 12.0, "Iwqo"),
            (1, 2, 200, 50.0, "| ~ ="),
            (2, 1, 300, 35.0, "oe Ls iy"),
        ]);
        assert_eq!(texts(&blocks), ["It met"]);
    }

    proptest! {
        #[test]
        fn any_table_gives_blocks_with_text(rows in proptest::collection::vec("[0-9\\t.a-z•\u{7}-]{0,60}", 0..30)) {
            for block in blocks(&rows.join("\n"), 1) {
                prop_assert!(!block.text.is_empty() && !block.text.contains(char::is_control));
            }
        }
    }
}
