//! The parts of an agenda pack.
//!
//! In come the blocks of a source; out come the ranges of the papers in it, with item number and pages as the agenda
//! gives them, or `None` for a source that is one paper. A pack begins with an agenda that lists its items. Where doubt
//! remains, a source is one paper.
//!
//! Where the source has pages and the agenda tells those of its items, papers are cut there ([`pages`]); else they are
//! told by how papers begin: a stamp, a masthead, a letter's head.

mod agenda;
mod pages;

use super::{
    committee, labels,
    opening::{self, lines},
};
use crate::{
    corpus::{Block, BlockKind, Furniture},
    document::opening::LabelName,
};
use rustc_hash::FxHashSet;
use std::ops::Range;

/// How far into a source its agenda may begin.
const FRONT: usize = 200;
/// How far before its greeting a letter's date may stand.
const HEAD: usize = 25;

/// A paper in a pack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PartRange {
    /// Its blocks.
    pub(crate) blocks: Range<usize>,
    /// The number of its item on the agenda, where known.
    pub(crate) item: Option<String>,
    /// Its first and last page: the source's own where it has pages, else as the agenda tells them, where known.
    pub(crate) pages: Option<(u32, u32)>,
}

/// A line of the agenda.
struct Item {
    number: String,
    words: Vec<String>,
    pages: Option<(u32, u32)>,
}

/// Splits a pack into its papers, which together hold all blocks, in order; `None` where the source is one paper.
pub(crate) fn split(blocks: &[Block]) -> Option<Vec<PartRange>> {
    if let Some(parts) = front_sheet(blocks).and_then(|front| pages::split(blocks, &front_committees(&blocks[..front])))
    {
        return Some(parts);
    }
    let agenda = agenda_line(blocks)?;
    let front = front_committees(&blocks[..agenda]);
    let mut starts = starts(blocks, agenda, &front);
    let first = *starts.first()?;
    let items = items(&blocks[agenda..first]);
    // An agenda without items is none, and then nothing says that what follows are its papers.
    if items.len() < 2 {
        return None;
    }
    starts.insert(0, 0);
    let mut parts: Vec<PartRange> = Vec::new();
    for (ordinal, start) in starts.iter().enumerate() {
        let end = starts.get(ordinal + 1).copied().unwrap_or(blocks.len());
        let (item, printed) = match parts.last() {
            None => (None, None),
            Some(before) => placed(&blocks[*start..end], &items, before),
        };
        // The pages to cite are those of the file, where it has any.
        let pages = own_pages(&blocks[*start..end]).or(printed);
        parts.push(PartRange { blocks: *start..end, item, pages });
    }
    Some(parts)
}

/// The number of an agenda item in a cell: "5", "5.", "8(a)", "C2".
pub(crate) fn item_number(cell: &str) -> Option<&str> {
    let number = cell.trim().trim_end_matches(['.', ')', ':']);
    let number = if number.contains('(') { cell.trim().trim_end_matches(['.', ':']) } else { number };
    let digits = number.bytes().filter(u8::is_ascii_digit).count();
    let sound = number.len() <= 6
        && (1..=3).contains(&digits)
        && number.chars().all(|char| char.is_ascii_alphanumeric() || "().".contains(char))
        && number.chars().filter(char::is_ascii_alphabetic).count() <= 2;
    sound.then_some(number)
}

/// Where the agenda's list begins: the last line or header row that says so before the first item.
fn agenda_line(blocks: &[Block]) -> Option<usize> {
    let names_items = |block: &Block| match &block.kind {
        BlockKind::TableRow { cells, headers } => {
            let begins = |cell: &str, word: &str| {
                cell.as_bytes().get(..word.len()).is_some_and(|cell| cell.eq_ignore_ascii_case(word.as_bytes()))
            };
            let has = |word: &str| cells.iter().chain(headers).any(|cell| begins(cell.trim(), word));
            has("item") && (has("subject") || has("page") || has("title"))
        }
        _ => lines::is_agenda_line(&block.text),
    };
    let mut found = None;
    for (index, block) in blocks.iter().enumerate().take(FRONT) {
        // A report's numbered paragraph ends the search: its own table of items is no agenda.
        if found.is_none() && index > 0 && lines::numbered(&block.text).is_some() && lines::is_section(&block.text) {
            return None;
        }
        if names_items(block) {
            let near = &blocks[index..blocks.len().min(index + 8)];
            if found.is_none() || near.iter().any(|block| item(block).is_some()) {
                found = Some(index);
            }
            if lines::is_row(block) {
                break;
            }
        }
    }
    found
}

/// The end of a front sheet that says that an agenda or a pack follows.
fn front_sheet(blocks: &[Block]) -> Option<usize> {
    let says_so = |block: &Block| {
        block.text.len() <= 80 && {
            let lower = block.text.to_lowercase();
            lower.contains("agenda") || lower.contains("document pack") || lower.contains("reports pack")
        }
    };
    let named = blocks.iter().take(FRONT).position(|block| says_so(block) || lines::is_agenda_line(&block.text))?;
    Some(agenda_line(blocks).unwrap_or(named).max(named))
}

/// The first and last page of blocks that have pages.
fn own_pages(blocks: &[Block]) -> Option<(u32, u32)> {
    let mut pages =
        blocks.iter().filter(|block| block.kind != BlockKind::PageBreak).filter_map(|block| block.place.page);
    let first = pages.next()?;
    Some(pages.fold((first, first), |(first, last), page| (first.min(page), last.max(page))))
}

/// The committees that the agenda's front names, in lower case.
fn front_committees(front: &[Block]) -> FxHashSet<String> {
    let heads = front.iter().filter(|block| lines::masthead(&block.text).is_some_and(|line| line.committee));
    heads.flat_map(|block| committee::find(&block.text)).map(|named| named.name.to_lowercase()).collect()
}

fn item(block: &Block) -> Option<Item> {
    match &block.kind {
        BlockKind::TableRow { cells, .. } => {
            let mut filled = cells.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty());
            let number = item_number(filled.next()?)?.to_owned();
            let subject = filled.next()?;
            let pages = filled.next_back().and_then(pages_of);
            let sound = subject.chars().any(char::is_alphabetic);
            sound.then(|| Item { number, words: words_of(subject), pages })
        }
        BlockKind::PageBreak => None,
        _ => {
            let (number, rest) = lines::numbered(&block.text)?;
            let number = item_number(number)?.to_owned();
            let (subject, pages) = match rest.rfind(['(', '\t']).map(|at| rest.split_at(at)) {
                Some((subject, end)) if pages_of(end).is_some() => (subject, pages_of(end)),
                _ => (rest, None),
            };
            Some(Item { number, words: words_of(subject), pages })
        }
    }
}

fn items(blocks: &[Block]) -> Vec<Item> {
    let rows = blocks.iter().any(lines::is_row);
    blocks.iter().filter(|block| !rows || lines::is_row(block)).filter_map(item).collect()
}

/// Pages such as "1 - 8", "(Pages 9 - 14)", "17".
fn pages_of(text: &str) -> Option<(u32, u32)> {
    let lower = text.to_lowercase();
    let text = lower.trim_matches(|char: char| !char.is_ascii_alphanumeric());
    let text = text
        .trim_start_matches("pages")
        .trim_start_matches("page")
        .trim_start_matches("pp")
        .trim_start_matches('.')
        .trim();
    let mut numbers = text.split(['-', '–', '—']).map(|part| part.trim().trim_start_matches('p').parse::<u32>());
    let first = numbers.next()?.ok()?;
    let last = numbers.next().map_or(Some(first), Result::ok)?;
    (numbers.next().is_none() && first > 0 && last >= first).then_some((first, last))
}

/// Where further papers begin, after the agenda's list, ascending.
fn starts(blocks: &[Block], agenda: usize, front: &FxHashSet<String>) -> Vec<usize> {
    let mut found: Vec<usize> = Vec::new();
    let mut stamp: Option<String> = None;
    let mut listed = 0_usize;
    // Whether a page began, with nothing but furniture since.
    let mut fresh = false;
    // The last start with nothing but a heading block since: a stamp, a masthead and a table of labels begin one paper.
    let mut open = false;
    for (index, block) in blocks.iter().enumerate().skip(agenda + 1) {
        let item_of_stamp = lines::item_stamp(&block.text).filter(|_| block.furniture != Some(Furniture::BlankPage));
        let changed = item_of_stamp.is_some_and(|number| stamp.as_deref() != Some(number));
        if let Some(number) = item_of_stamp {
            stamp = Some(number.to_owned());
        }
        if !changed && (lines::is_passing(block) || lines::is_blank_page(block)) {
            fresh |= block.kind == BlockKind::PageBreak || lines::is_blank_page(block);
            continue;
        }
        if found.is_empty() && item(block).is_some() {
            listed += 1;
        }
        let begins = if listed < 2 {
            None
        } else if changed || masthead(blocks, index, front, fresh) || (fresh && label_table(blocks, index)) {
            Some(index)
        } else if lines::is_salutation(&block.text) {
            letter_start(blocks, index, found.last().map_or(agenda + 1, |last| last + 1))
        } else {
            None
        };
        match begins {
            Some(start) if !open => {
                found.push(start);
                // A letter's start lies behind, and its text comes next.
                open = start == index;
            }
            Some(_) => {}
            None => {
                open &= !lines::is_long(&block.text)
                    && !lines::is_section(&block.text)
                    && lines::numbered(&block.text).is_none()
            }
        }
        fresh = false;
    }
    found
}

/// The next block that says anything, at or after an index.
fn next(blocks: &[Block], index: usize) -> Option<(usize, &Block)> {
    blocks
        .iter()
        .enumerate()
        .skip(index)
        .take(6)
        .find(|(_, block)| !lines::is_passing(block) && !lines::is_blank_page(block))
}

/// Whether a paper's masthead begins: committee and date, in one line or two, then a line that may be a title.
fn masthead(blocks: &[Block], index: usize, front: &FxHashSet<String>, fresh: bool) -> bool {
    let block = &blocks[index];
    let set_off = fresh || block.gap_before || matches!(block.kind, BlockKind::Heading { .. });
    if lines::is_row(block) || matches!(block.kind, BlockKind::ListItem { .. }) || !set_off {
        return false;
    }
    let Some(first) = lines::masthead(&block.text) else { return false };
    let ours = |text: &str| committee::find(text).iter().any(|named| front.contains(&named.name.to_lowercase()));
    // A committee of another name begins a paper only at the head of a page.
    if !first.committee || !(fresh || ours(&block.text)) {
        return false;
    }
    let mut dated = first.date;
    let mut at = index + 1;
    for _ in 0..4 {
        let Some((found, line)) = next(blocks, at) else { return false };
        at = found + 1;
        if lines::is_row(line) {
            return false;
        }
        if let Some(more) = lines::masthead(&line.text) {
            dated |= more.date;
        } else if !lines::is_place(&line.text) && !lines::is_stamp(&line.text) {
            return dated && lines::title_strength(line).is_some() && !lines::is_section(&line.text);
        }
    }
    false
}

/// Whether a table or list of labels begins that says whom a paper is for and what it is about.
fn label_table(blocks: &[Block], index: usize) -> bool {
    let mut names = Vec::new();
    let mut at = index;
    for _ in 0..6 {
        match labels::at(blocks, at) {
            Some(found) => {
                at += found.taken;
                names.extend(found.labels.iter().map(|label| label.name));
            }
            None if names.is_empty() => return false,
            None => at += 1,
        }
    }
    names.contains(&LabelName::Title) && (names.contains(&LabelName::Committee) || names.contains(&LabelName::Author))
}

/// Where the letter begins whose greeting stands at `dear`; `None` where no date and address stand before it.
fn letter_start(blocks: &[Block], dear: usize, lowest: usize) -> Option<usize> {
    let lowest = lowest.max(dear.saturating_sub(HEAD));
    let mut address = 0_usize;
    let mut date = None;
    let mut top = dear;
    let mut at_page = false;
    for index in (lowest..dear).rev() {
        let block = &blocks[index];
        if block.kind == BlockKind::PageBreak || lines::is_blank_page(block) {
            at_page = true;
            break;
        }
        if lines::is_passing(block) {
            continue;
        }
        let long = lines::words(&block.text) > 12 || block.text.ends_with('.') || lines::is_row(block);
        if long || matches!(block.kind, BlockKind::ListItem { .. }) {
            break;
        }
        if date.is_none() && lines::is_lone_date(&block.text) {
            date = Some(index);
        } else {
            address += 1;
        }
        top = index;
    }
    let date = date?;
    (address >= 2).then_some(if at_page { top } else { date })
}

/// The item and pages of a part.
fn placed(blocks: &[Block], items: &[Item], before: &PartRange) -> (Option<String>, Option<(u32, u32)>) {
    let view = opening::view(blocks, false, None);
    let stamped =
        blocks.iter().take(6).find_map(|block| lines::item_stamp(&block.text)).map(str::to_owned).or_else(|| {
            let label = view.labels.iter().find(|label| label.name == LabelName::Item)?;
            item_number(&label.value).map(str::to_owned)
        });
    if let Some(number) = stamped {
        let pages = items.iter().find(|item| item.number.eq_ignore_ascii_case(&number)).and_then(|item| item.pages);
        return (Some(number), pages);
    }
    let title = view.title.as_ref().map(|title| words_of(&title.text)).unwrap_or_default();
    let best =
        items.iter().map(|item| (likeness(&title, &item.words), item)).max_by(|left, right| left.0.total_cmp(&right.0));
    match best {
        Some((likeness, item)) if likeness >= 0.6 => (Some(item.number.clone()), item.pages),
        // What comes attached to a paper of an item is of that item.
        _ if view.kind == super::PaperKind::Letter => (before.item.clone(), None),
        _ => (None, None),
    }
}

/// The words of a subject in lower case, at most forty.
fn words_of(text: &str) -> Vec<String> {
    let text = text.to_lowercase().replace(['\'', '’'], "");
    text.split(|char: char| !char.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .take(40)
        .map(str::to_owned)
        .collect()
}

/// How alike two subjects are, from 0 to 1; a title that begins the item's longer text is alike.
fn likeness(title: &[String], item: &[String]) -> f32 {
    if title.is_empty() || item.is_empty() {
        return 0.0;
    }
    if title.len() >= 2 && item.starts_with(title) {
        return 0.99;
    }
    let shared = title.iter().filter(|word| item.contains(word)).count();
    if title == item { 1.0 } else { shared as f32 * 2.0 / (title.len() + item.len()) as f32 * 0.98 }
}

#[cfg(test)]
mod tests;
