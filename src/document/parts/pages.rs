//! Packs whose source has pages: the agenda's page ranges, found among the file's own pages.
//!
//! In come the blocks of a source; out come the papers of the pack, cut at pages, or `None` where the agenda's pages and
//! the file's do not agree. The numbers that the agenda tells are printed at the foot of the pack's pages. They are not
//! the file's own: front sheets may not be counted, a supplement counts on from the pack that it belongs to, and papers
//! that are not public are left out of the file and not of the count.
//!
//! How far the two counts are apart is told by the feet, by stamps ("Agenda Item 5") and by titles that are like the
//! items' subjects. An item begins where one of them says so on the page where the count puts it.

use super::{
    PartRange,
    agenda::{self, Entry},
    label_table, likeness, lines, masthead, words_of,
};
use crate::{
    corpus::{Block, BlockKind, Furniture},
    document::pattern::{Asked, Pattern, pattern},
};
use rustc_hash::{FxHashMap, FxHashSet};
use std::{ops::Range, sync::LazyLock};

/// How many pages the agenda's own sheets may take.
const FRONT: u32 = 30;
/// The lines at the head of a page where a stamp and a title are looked for.
const HEAD: usize = 10;
/// The lines at the foot of a page where its number is looked for.
const FOOT: usize = 3;
/// How many distances between the counts are tried.
const TRIES: usize = 6;
/// How many pages may begin with the same words before they tell nothing.
const COMMON: usize = 8;
/// How like an item's subject the title at the head of its first page is.
const ALIKE: f32 = 0.6;

/// Splits a pack at the pages where its agenda says that items begin.
pub(super) fn split(blocks: &[Block], committees: &FxHashSet<String>) -> Option<Vec<PartRange>> {
    let sheets = Sheets::of(blocks)?;
    let mut entries = agenda::entries(&blocks[..sheets.end_of(FRONT)]);
    // What stands on the first item's page or later is text of the papers.
    for _ in 0..3 {
        let begins = shifts(&entries, &sheets).into_iter().filter_map(|shift| at(entries.first()?, shift));
        let first = begins.max().filter(|first| *first <= FRONT)?;
        let kept =
            entries.iter().filter(|entry| blocks[entry.block].place.page.is_some_and(|page| page < first)).count();
        if kept == entries.len() {
            break;
        }
        entries.truncate(kept);
    }
    let agenda_page = entries.iter().filter_map(|entry| blocks[entry.block].place.page).max()?;
    let found = shifts(&entries, &sheets).into_iter().filter_map(|shift| {
        let starts = starts(&entries, &sheets, shift, agenda_page, blocks, committees);
        starts.is_sound(&sheets).then_some(starts)
    });
    let best = found.max_by_key(|starts| (starts.by_head, starts.found.len()))?;
    Some(parts(&best.found, &entries, &sheets, blocks.len()))
}

/// The page of the file where an item begins, where the counts are this far apart.
fn at(entry: &Entry, shift: i64) -> Option<u32> {
    u32::try_from(i64::from(entry.pages.0) + shift).ok().filter(|page| *page > 0)
}

/// The pages of a file.
struct Sheets {
    sheets: Vec<Sheet>,
    /// How many pages have a number at the head or foot that says that it is one.
    named: usize,
}

/// What a page's edges tell.
#[derive(Default)]
struct Sheet {
    /// Its blocks, from the end of the page before.
    blocks: Range<usize>,
    /// The lines at its head, furniture aside.
    head: Vec<Vec<String>>,
    /// The item of the stamp at its head.
    stamp: Option<String>,
    /// The numbers at its edges, and whether they say that they are a page's.
    numbers: Vec<(u32, bool)>,
    /// Whether anything stands on it besides stamps and furniture.
    text: bool,
}

impl Sheets {
    fn of(blocks: &[Block]) -> Option<Self> {
        let last = blocks.iter().filter_map(|block| block.place.page).max()?;
        let ends = blocks.iter().enumerate().filter(|(_, block)| block.kind == BlockKind::PageBreak);
        let mut sheets: Vec<Sheet> = Vec::new();
        for (end, block) in ends {
            // Pages are counted by their ends; a source that counts otherwise is not cut.
            if block.place.page != u32::try_from(sheets.len() + 1).ok() {
                return None;
            }
            let start = sheets.last().map_or(0, |sheet| sheet.blocks.end);
            sheets.push(Sheet { blocks: start..end + 1, ..Sheet::default() });
        }
        let start = sheets.last().map_or(0, |sheet| sheet.blocks.end);
        sheets.push(Sheet { blocks: start..blocks.len(), ..Sheet::default() });
        if u32::try_from(sheets.len()) != Ok(last) {
            return None;
        }
        // A table that goes on over a page's end comes after the furniture of both, so that a block is told by its page.
        let mut edges: Vec<Vec<usize>> = vec![Vec::new(); sheets.len()];
        for (index, block) in blocks.iter().enumerate().filter(|(_, block)| block.kind != BlockKind::PageBreak) {
            if let Some(edge) = block.place.page.and_then(|page| edges.get_mut(page as usize - 1)) {
                edge.push(index);
            }
        }
        for (sheet, edge) in sheets.iter_mut().zip(&edges) {
            sheet.read(blocks, edge);
        }
        let named = sheets.iter().filter(|sheet| sheet.numbers.iter().any(|(_, named)| *named)).count();
        Some(Self { sheets, named })
    }

    fn get(&self, page: u32) -> Option<&Sheet> {
        self.sheets.get(usize::try_from(page.checked_sub(1)?).ok()?)
    }

    /// The end of a page, or of the last, among the blocks.
    fn end_of(&self, page: u32) -> usize {
        self.get(page).or(self.sheets.last()).map_or(0, |sheet| sheet.blocks.end)
    }

    fn numbered(&self) -> impl Iterator<Item = (u32, &Sheet)> {
        (1..).zip(&self.sheets)
    }
}

impl Sheet {
    fn read(&mut self, blocks: &[Block], edge: &[usize]) {
        for (place, block) in edge.iter().map(|index| &blocks[*index]).enumerate() {
            let near = place < 2 || place + FOOT >= edge.len() || block.furniture == Some(Furniture::RunningHead);
            if near && block.text.len() <= 200 {
                numbers(&block.text, &mut self.numbers);
            }
            if block.furniture == Some(Furniture::BlankPage) || lines::is_blank_page(block) {
                continue;
            }
            if place < HEAD && self.stamp.is_none() {
                self.stamp = lines::item_stamp(&block.text).map(str::to_owned);
            }
            if !lines::is_passing(block) && !lines::is_stamp(&block.text) {
                self.text = true;
                if self.head.len() < HEAD && lines::words(&block.text) <= lines::SHORT && !lines::is_row(block) {
                    self.head.push(words_of(&block.text));
                }
            }
        }
    }

    /// How like a subject a title of one to three lines at its head is.
    fn likeness(&self, subject: &[String]) -> f32 {
        let mut best = 0.0_f32;
        for first in 0..self.head.len() {
            let mut title: Vec<String> = Vec::new();
            for line in self.head[first..].iter().take(3) {
                title.extend_from_slice(line);
                best = best.max(likeness(&title, subject));
            }
        }
        best
    }
}

/// The numbers of pages that a line at the edge of a page may tell: "Page 7", "7", "- 7 -", "Roads report 3 Page 7".
fn numbers(text: &str, found: &mut Vec<(u32, bool)>) {
    static NAMED: LazyLock<Pattern> =
        LazyLock::new(|| pattern(r"\b(?:page|tudalen)\s*[|:]?\s*(\d{1,4})\b(\s*(?:of|/|o)\s*\d)?"));
    let parsed = |digits: &str| digits.parse::<u32>().ok().filter(|number| *number > 0);
    for captures in NAMED.first_captures(&Asked::about(text), 4) {
        if let Some(number) = captures.get(1).and_then(|digits| parsed(digits.as_str())) {
            // "Page 2 of 9" counts a report's own pages as often as not.
            found.push((number, captures.get(2).is_none()));
        }
    }
    let bare = text.trim_matches(|char: char| char.is_whitespace() || "-–—|[]".contains(char));
    if bare.len() <= 4 && bare.bytes().all(|byte| byte.is_ascii_digit()) {
        found.extend(parsed(bare).map(|number| (number, false)));
    }
}

/// How far the count of the file may be from that of the agenda: the likeliest distances first.
fn shifts(entries: &[Entry], sheets: &Sheets) -> Vec<i64> {
    let mut votes: FxHashMap<i64, usize> = FxHashMap::default();
    let Some((first, last)) = entries.first().zip(entries.last()) else { return Vec::new() };
    let span = first.pages.0..=last.pages.1;
    for (page, sheet) in sheets.numbered() {
        for (number, named) in sheet.numbers.iter().filter(|(number, _)| span.contains(number)) {
            *votes.entry(i64::from(page) - i64::from(*number)).or_default() += if *named { 3 } else { 1 };
        }
    }
    // A stamp or a title at the head of a page is worth more than a number.
    let mut heads: FxHashMap<Vec<String>, Vec<u32>> = FxHashMap::default();
    let key = |words: &[String]| words.iter().take(2).cloned().collect::<Vec<String>>();
    for (page, sheet) in sheets.numbered() {
        for line in sheet.head.iter().filter(|line| !line.is_empty()) {
            heads.entry(key(line)).or_default().push(page);
        }
    }
    let mut stamps: FxHashMap<String, u32> = FxHashMap::default();
    for (page, sheet) in sheets.numbered() {
        if let Some(stamp) = &sheet.stamp {
            stamps.entry(stamp.to_lowercase()).or_insert(page);
        }
    }
    for entry in entries {
        let stamped = entry.number.as_ref().and_then(|number| stamps.get(&number.to_lowercase()));
        let titled = heads.get(&key(&entry.subject)).filter(|pages| pages.len() <= COMMON);
        for page in stamped.into_iter().chain(titled.into_iter().flatten()) {
            *votes.entry(i64::from(*page) - i64::from(entry.pages.0)).or_default() += 6;
        }
    }
    let mut shifts: Vec<(i64, usize)> = votes.into_iter().collect();
    shifts.sort_by_key(|(shift, votes)| (std::cmp::Reverse(*votes), shift.abs(), *shift));
    shifts.into_iter().take(TRIES).map(|(shift, _)| shift).collect()
}

/// Where items were found to begin.
#[derive(Default)]
struct Starts {
    /// Item, by its place among the entries, and page of the file; both ascend.
    found: Vec<(usize, u32)>,
    /// How many of them the head of the page bears out.
    by_head: usize,
    /// How many the foot does.
    by_foot: usize,
    /// How many items should be in the file.
    expected: usize,
}

impl Starts {
    /// Whether enough agrees: two thirds of the items that should be here, one of them by more than its number.
    fn is_sound(&self, sheets: &Sheets) -> bool {
        let feet = sheets.named * 2 >= sheets.sheets.len() && self.by_foot * 2 >= self.found.len();
        !self.found.is_empty()
            && self.found.len() * 3 >= self.expected * 2
            && self.by_head >= 1
            && (feet || self.by_head * 3 >= self.found.len())
    }
}

fn starts(
    entries: &[Entry],
    sheets: &Sheets,
    shift: i64,
    agenda_page: u32,
    blocks: &[Block],
    committees: &FxHashSet<String>,
) -> Starts {
    let mut named: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
    for (page, sheet) in sheets.numbered().filter(|(page, _)| *page > agenda_page) {
        for (number, _) in sheet.numbers.iter().filter(|(_, named)| *named) {
            named.entry(*number).or_default().push(page);
        }
    }
    let all_named = sheets.named * 2 >= sheets.sheets.len();
    let mut starts = Starts::default();
    let mut shift = shift;
    let mut before = agenda_page;
    for (index, entry) in entries.iter().enumerate() {
        let expected = at(entry, shift).filter(|page| *page > before);
        let mut evidence =
            expected.and_then(|page| borne_out(entry, sheets, page, blocks, committees).map(|by| (page, by)));
        if evidence.is_none() {
            // Papers that are not public are missing; those after them are told by their numbers alone.
            let alone = named.get(&entry.pages.0).filter(|pages| pages.len() == 1).and_then(|pages| pages.first());
            let alone = alone.copied().filter(|page| *page > before);
            evidence = alone.and_then(|page| borne_out(entry, sheets, page, blocks, committees).map(|by| (page, by)));
        }
        let inside = expected.is_some_and(|page| sheets.get(page).is_some());
        let absent = all_named && !named.contains_key(&entry.pages.0);
        starts.expected += usize::from(evidence.is_some() || (inside && !absent));
        let Some((page, by)) = evidence else { continue };
        starts.by_head += usize::from(by.head);
        starts.by_foot += usize::from(by.foot);
        starts.found.push((index, page));
        shift = i64::from(page) - i64::from(entry.pages.0);
        before = page;
    }
    starts
}

/// What says that an item begins on a page.
#[derive(Clone, Copy)]
struct By {
    head: bool,
    foot: bool,
}

fn borne_out(
    entry: &Entry,
    sheets: &Sheets,
    page: u32,
    blocks: &[Block],
    committees: &FxHashSet<String>,
) -> Option<By> {
    let sheet = sheets.get(page)?;
    let stamped = match (&sheet.stamp, &entry.number) {
        (Some(stamp), Some(number)) if stamp.eq_ignore_ascii_case(number) => true,
        // "8(a)" stamped on the first paper of item 8.
        (Some(stamp), Some(number)) if within(stamp, number) || within(number, stamp) => true,
        (Some(_), Some(_)) => return None,
        _ => false,
    };
    let foot = sheet.numbers.iter().any(|(number, _)| *number == entry.pages.0);
    let other = !foot && sheet.numbers.iter().any(|(_, named)| *named);
    let titled = || sheet.likeness(&entry.subject) >= ALIKE;
    let begins = || {
        let mut shown = sheet.blocks.clone().filter(|index| !lines::is_passing(&blocks[*index]));
        shown.next().is_some_and(|first| masthead(blocks, first, committees, true) || label_table(blocks, first))
    };
    let head = stamped || (!other && titled()) || (foot && begins());
    (head || foot).then_some(By { head, foot })
}

fn within(part: &str, whole: &str) -> bool {
    let rest = part.get(..whole.len()).filter(|begin| begin.eq_ignore_ascii_case(whole)).map(|_| &part[whole.len()..]);
    rest.is_some_and(|rest| !rest.starts_with(|char: char| char.is_ascii_digit()))
}

/// The front sheets, and the papers of each item.
fn parts(starts: &[(usize, u32)], entries: &[Entry], sheets: &Sheets, blocks: usize) -> Vec<PartRange> {
    let mut cuts: Vec<(Option<String>, u32)> = vec![(None, 1)];
    for (index, page) in starts {
        let entry = &entries[*index];
        // A sheet that only bears the item's stamp belongs to what follows.
        let divides = |page: u32| {
            sheets.get(page).is_some_and(|sheet| !sheet.text && sheet.stamp.is_some() && sheet.stamp == entry.number)
        };
        let after = cuts.last().map_or(1, |(_, page)| *page);
        let first = if *page > after + 1 && divides(page - 1) { page - 1 } else { *page };
        cuts.push((entry.number.clone(), first));
    }
    let last = u32::try_from(sheets.sheets.len()).unwrap_or(u32::MAX);
    let block_at = |page: u32| sheets.get(page).map_or(blocks, |sheet| sheet.blocks.start);
    let ends = cuts.iter().skip(1).map(|(_, page)| *page).chain([last.saturating_add(1)]);
    let part = |((item, first), end): (&(Option<String>, u32), u32)| PartRange {
        blocks: if *first == 1 { 0 } else { block_at(*first) }..block_at(end),
        item: item.clone(),
        pages: Some((*first, end - 1)),
    };
    cuts.iter().zip(ends).map(part).collect()
}
