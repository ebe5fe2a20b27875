//! Labels of a paper's beginning: `Date of meeting: 4 June 2019`.
//!
//! In come the blocks of the opening; out comes what each label says, with the blocks it took: a line with a colon, a
//! row of two cells (or of four), a label alone on its line with the value on the next. What the values mean is left to
//! [`metadata`](super::metadata).

use super::opening::{Label, LabelName, lines};
use crate::corpus::{Block, BlockKind};
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// The labels known by name, in lower case without colon or question mark.
static NAMES: LazyLock<FxHashMap<&'static str, LabelName>> = LazyLock::new(|| {
    let mut label = LabelName::Other;
    let mut names = FxHashMap::default();
    for line in include_str!("labels.txt").lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        match line.trim_matches(['[', ']']) {
            name if name == line => drop(names.insert(name, label)),
            "committee" => label = LabelName::Committee,
            "date" => label = LabelName::Date,
            "author" => label = LabelName::Author,
            "title" => label = LabelName::Title,
            "classification" => label = LabelName::Classification,
            "item" => label = LabelName::Item,
            "ward" => label = LabelName::Ward,
            "contact" => label = LabelName::Contact,
            "decision" => label = LabelName::Decision,
            _ => label = LabelName::Other,
        }
    }
    names
});

/// Names that are headings or words of the text as often as labels: they need a colon and a value beside it.
const NEEDS_VALUE: [&str; 18] = [
    "to",
    "by",
    "from",
    "re",
    "key",
    "item",
    "area",
    "tel",
    "contact",
    "service",
    "appendices",
    "background papers",
    "board",
    "panel",
    "status",
    "further information",
    "contact details",
    "chair",
];

/// The label of this name, in any case and with any punctuation.
fn name_of(text: &str) -> Option<(LabelName, String)> {
    if text.len() > 60 {
        return None;
    }
    let trimmed = text.trim_matches(|char: char| char.is_whitespace() || ":;.?*-–|".contains(char));
    let name = trimmed.to_lowercase();
    if name.is_empty() {
        return None;
    }
    NAMES.get(name.as_str()).map(|label| (*label, name))
}

/// What the label at a block says, and how many blocks it takes.
pub(crate) struct Found {
    /// The labels: more than one where a row holds two pairs.
    pub(crate) labels: Vec<Label>,
    /// The blocks taken, from the one asked for.
    pub(crate) taken: usize,
}

/// Reads the label at a block.
pub(crate) fn at(blocks: &[Block], index: usize) -> Option<Found> {
    let block = blocks.get(index)?;
    if let BlockKind::TableRow { cells, .. } = &block.kind {
        let labels = of_row(cells, index);
        return (!labels.is_empty()).then_some(Found { labels, taken: 1 });
    }
    if let Some((name, value)) = beside(&block.text) {
        let value = value.trim().to_owned();
        return Some(Found { labels: vec![Label { name, value, block: index }], taken: 1 });
    }
    let (name, known) = name_of(&block.text)?;
    let colon = block.text.trim_end().ends_with([':', '?']);
    if block.text.len() > 60 || NEEDS_VALUE.contains(&known.as_str()) && !colon {
        return None;
    }
    // The value is on the next line that says anything.
    let next = blocks.iter().enumerate().skip(index + 1).take(4).find(|(_, block)| !lines::is_passing(block))?;
    let (at, value) = (next.0, next.1);
    let fits = !lines::is_row(value) && lines::words(&value.text) <= lines::SHORT && name_of(&value.text).is_none();
    let fits = fits && beside(&value.text).is_none() && !lines::is_section(&value.text);
    // Without a colon, a label is a label because others like it follow, or because its value is of its kind.
    let kind = match name {
        LabelName::Date => !super::dates(&value.text).is_empty(),
        LabelName::Committee => lines::masthead(&value.text).is_some_and(|line| line.committee),
        _ => blocks[at + 1..]
            .iter()
            .filter(|block| !lines::is_passing(block))
            .take(2)
            .any(|block| name_of(&block.text).is_some()),
    };
    let before = || index >= 2 && blocks[index - 2..index].iter().any(|block| name_of(&block.text).is_some());
    (fits && (colon || kind || before()))
        .then(|| Found { labels: vec![Label { name, value: value.text.clone(), block: index }], taken: at - index + 1 })
}

/// Whether a row of a table stands at an index and is a label by name.
pub(crate) fn at_row(blocks: &[Block], index: usize) -> bool {
    blocks.get(index).is_some_and(lines::is_row) && at(blocks, index).is_some()
}

/// `Label: value` on one line.
fn beside(text: &str) -> Option<(LabelName, &str)> {
    let at = text.char_indices().take(60).find(|(_, char)| matches!(char, ':' | '?' | '\t'))?.0;
    let value = text[at + 1..].trim_start_matches([':', '?', '-', '–', '\t', ' ', '*']);
    if value.is_empty() {
        return None;
    }
    name_of(&text[..at]).map(|(name, _)| (name, value))
}

fn of_row(cells: &[String], index: usize) -> Vec<Label> {
    let filled: Vec<&str> = cells.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty()).take(8).collect();
    let label = |name: &str, value: &str| {
        let (name, _) = name_of(name)?;
        // A header row such as "Date | Subject" names columns and says nothing.
        name_of(value).is_none().then(|| Label { name, value: value.to_owned(), block: index })
    };
    match filled.as_slice() {
        [one] => {
            beside(one).map(|(name, value)| Label { name, value: value.to_owned(), block: index }).into_iter().collect()
        }
        [name, value] => match label(name, value) {
            Some(label) => vec![label],
            None => filled
                .iter()
                .filter_map(|cell| beside(cell))
                .map(|(name, value)| Label { name, value: value.to_owned(), block: index })
                .collect(),
        },
        [first, one, second, two] => {
            let both: Option<Vec<Label>> = [label(first, one), label(second, two)].into_iter().collect();
            both.unwrap_or_default()
        }
        _ => Vec::new(),
    }
}

/// Whether a row of a table has two cells, as the rows of a table of labels have.
pub(crate) fn is_pair(block: &Block) -> bool {
    match &block.kind {
        BlockKind::TableRow { cells, .. } => {
            cells.iter().filter(|cell| !cell.trim().is_empty()).take(3).count() <= 2
                && lines::words(&block.text) < lines::SHORT * 2
        }
        _ => false,
    }
}

/// Whether a line has the shape of a label that is not known by name: a few words, a colon, a short value.
pub(crate) fn looks_like_one(text: &str) -> bool {
    text.split_once(": ").is_some_and(|(name, value)| {
        lines::words(name) <= 6
            && lines::words(value) <= 15
            && !lines::is_section(name)
            && lines::numbered(name).is_none()
    })
}
