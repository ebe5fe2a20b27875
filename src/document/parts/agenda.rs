//! The items of a pack's agenda that say on which pages of the pack they stand.
//!
//! In come the blocks of the front sheets; out come items with number, subject and pages, as printed. Where those pages
//! are in the file is left to [`pages`](super::pages).

use super::{item_number, pages_of, words_of};
use crate::{
    corpus::{Block, BlockKind},
    document::pattern::{Pattern, pattern},
};
use std::sync::LazyLock;

/// The most items that are looked at.
const MOST: usize = 200;
/// A longer paragraph is no subject of an item, in bytes.
const LONGEST: usize = 600;

/// An item of the agenda that has papers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    /// Its number; absent on an agenda without numbers.
    pub(super) number: Option<String>,
    /// Its subject, as words in lower case.
    pub(super) subject: Vec<String>,
    /// Its first and last page, as printed.
    pub(super) pages: (u32, u32),
    /// The block where the pages are told.
    pub(super) block: usize,
}

/// The items that tell their pages, in order. Their pages ascend: where they no longer do, the agenda has ended.
pub(super) fn entries(blocks: &[Block]) -> Vec<Entry> {
    let lines: Vec<Line> = blocks.iter().enumerate().filter_map(|(at, block)| line(block, at)).collect();
    let numbered = lines.iter().any(|line| line.number.is_some() && line.pages.is_some())
        || lines.windows(2).any(|pair| pair[0].number.is_some() && pair[1].pages.is_some());
    let mut found: Vec<Entry> = Vec::new();
    // The last item whose pages are not known yet: they may stand below its subject, or below what is to be done with it.
    let mut open: Option<(String, Vec<String>)> = None;
    for line in lines {
        let Some(pages) = line.pages else {
            if let Some(number) = line.number {
                open = Some((number, line.subject));
            }
            continue;
        };
        let last = found.last().map(|last| last.pages);
        if found.len() >= MOST || last.is_some_and(|(first, _)| pages.0 < first) {
            break;
        }
        let (number, subject) = match (line.number, open.take()) {
            (Some(number), _) => (Some(number), line.subject),
            (None, Some((number, subject))) => (Some(number), subject),
            (None, None) if numbered => {
                // A further document of the same item.
                if let Some(last) = found.last_mut() {
                    last.pages.1 = last.pages.1.max(pages.1);
                    last.block = line.block;
                }
                continue;
            }
            (None, None) => (None, line.subject),
        };
        found.push(Entry { number, subject, pages, block: line.block });
    }
    found
}

/// A line that has an item's number, or pages, or both.
struct Line {
    number: Option<String>,
    subject: Vec<String>,
    pages: Option<(u32, u32)>,
    block: usize,
}

fn line(block: &Block, at: usize) -> Option<Line> {
    static NUMBER: LazyLock<Pattern> = LazyLock::new(|| {
        pattern(r"^\W{0,2}((?:\d{1,3}[a-z]?|[a-z]\d{1,2})(?:\.\d{1,2}|\([a-z]{1,3}\))?)[.):]?\s+(\S.*)$")
    });
    if block.furniture.is_some() || block.text.len() > LONGEST {
        return None;
    }
    if let BlockKind::TableRow { cells, .. } = &block.kind {
        let filled: Vec<&str> = cells.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty()).collect();
        let number = filled.first().and_then(|cell| item_number(cell)).filter(|_| filled.len() > 1);
        let (number, rest) = match number {
            Some(number) => (Some(number.to_owned()), &filled[1..]),
            None => (None, &filled[..]),
        };
        let (last, before) = rest.split_last()?;
        // A cell of its own needs no word before the numbers.
        let bare = if before.is_empty() { None } else { pages_of(last) };
        let (cut, pages) = match told(last) {
            Some((cut, pages)) => (cut, Some(pages)),
            None => (if bare.is_some() { 0 } else { last.len() }, bare),
        };
        let mut subject = before.join(" ");
        subject.push(' ');
        subject.push_str(&last[..cut]);
        let mut number = number;
        if number.is_none()
            && let Some(found) = NUMBER.captures(&subject.clone())
        {
            number = found.get(1).map(|number| number.as_str().to_owned());
            subject = found.get(2).map(|rest| rest.as_str().to_owned()).unwrap_or_default();
        }
        return sound(number, &subject, pages, at);
    }
    if block.kind == BlockKind::PageBreak {
        return None;
    }
    let (text, pages) = match told(&block.text) {
        Some((cut, pages)) => (&block.text[..cut], Some(pages)),
        None => (block.text.as_str(), None),
    };
    let (number, subject) = match NUMBER.captures(text) {
        Some(found) => (
            found.get(1).map(|number| number.as_str().to_owned()),
            found.get(2).map(|rest| rest.as_str()).unwrap_or_default(),
        ),
        None => (None, text),
    };
    sound(number, subject, pages, at)
}

fn sound(number: Option<String>, subject: &str, pages: Option<(u32, u32)>, block: usize) -> Option<Line> {
    let named = subject.chars().filter(|char| char.is_alphabetic()).take(3).count() == 3;
    let number = number.filter(|_| named);
    (number.is_some() || pages.is_some()).then(|| Line { number, subject: words_of(subject), pages, block })
}

/// The pages that a line tells at its end, "(Pages 9 - 14)", and where that begins.
fn told(text: &str) -> Option<(usize, (u32, u32))> {
    static PAGES: LazyLock<Pattern> = LazyLock::new(|| {
        pattern(
            r"[(\[]?\s*\b(?:pages?|pp\.?|tudalen(?:nau)?)(?: nos?\.?| numbers?)?:?\s*(\d{1,4})(?:\s*(?:-|–|—|to|i)\s*(\d{1,4}))?\s*[)\]]?[\s.]*$",
        )
    });
    let found = PAGES.captures(text)?;
    let first: u32 = found.get(1)?.as_str().parse().ok()?;
    let last = match found.get(2) {
        Some(last) => last.as_str().parse().ok()?,
        None => first,
    };
    (first > 0 && last >= first).then_some((found.get(0)?.start(), (first, last)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::opening::tests::blocks;

    fn read(text: &str) -> Vec<(Option<String>, String, (u32, u32))> {
        let found = entries(&blocks(text));
        found.into_iter().map(|entry| (entry.number, entry.subject.join(" "), entry.pages)).collect()
    }

    fn item(number: &str, subject: &str, pages: (u32, u32)) -> (Option<String>, String, (u32, u32)) {
        (Some(number.to_owned()).filter(|number| !number.is_empty()), subject.to_owned(), pages)
    }

    #[test]
    fn pages_stand_behind_the_subject_below_it_or_in_a_cell() {
        let behind = "1. Apologies\n\n2. Fords and ferries (Pages 5 - 14)\n\n3 WORK PROGRAMME (Page 15)\n";
        let expected = [item("2", "fords and ferries", (5, 14)), item("3", "work programme", (15, 15))];
        assert_eq!(read(behind), expected);
        let below = "1. Apologies\n\n2. Fords and ferries\n\nTo receive the report of the Ferryman.\n\n(Pages 5 to 14)\n\n3. Work programme\n\n(Page 15)\n";
        assert_eq!(read(below), expected);
        let cells = "1.\tApologies\t\n2.\tFords and ferries\t5 - 14\n3.\tWork programme\t15\n";
        assert_eq!(read(cells), expected);
    }

    #[test]
    fn a_further_document_belongs_to_its_item_and_an_agenda_may_have_no_numbers() {
        let further = "2. Fords (Pages 5 - 14)\n\nAppendix A (Pages 15 - 20)\n\n3. Bridges (Pages 21 - 22)\n";
        assert_eq!(read(further), [item("2", "fords", (5, 20)), item("3", "bridges", (21, 22))]);
        let bare = "Fords (Pages 5 - 14)\n\nBridges (Pages 21 - 22)\n";
        assert_eq!(read(bare), [item("", "fords", (5, 14)), item("", "bridges", (21, 22))]);
    }

    #[test]
    fn the_agenda_ends_where_pages_go_back_and_a_year_is_no_page() {
        assert_eq!(read("2. Fords (Pages 5 - 14)\n\n1. See the plan (page 2)\n").len(), 1);
        assert_eq!(read("2. Fords in 2018\n\n3. Bridges, 4 - 6 May 2018\n"), []);
    }
}
