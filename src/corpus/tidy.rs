//! Tidying: what a page did to the text is undone or flagged.
//!
//! In come blocks as extracted; out come the same blocks in the same order, with sentences that a page break cut
//! joined into the block where they begin, and with furniture of the page (stamps, running heads, page numbers, blank
//! pages) flagged. Nothing is dropped: a heading flagged by mistake can still be found.

use super::{
    block::{Block, BlockKind, Furniture},
    text::{begins_with_number, join},
};
use std::collections::HashMap;

/// A running head is no longer than this, in bytes.
const LONGEST_HEAD: usize = 120;
/// A line is furniture where it recurs so often and a sentence runs through it once at least.
const FEWEST_REPEATS: usize = 3;
/// A line at the edge of this share of the pages is furniture, in per cent.
const SHARE_OF_PAGES: usize = 60;

/// See the module.
pub(super) fn tidy(mut blocks: Vec<Block>) -> Vec<Block> {
    flag_lines(&mut blocks);
    flag_page_numbers(&mut blocks);
    flag_running_heads(&mut blocks);
    join_cut(blocks)
}

/// Stamps and blank pages, which a line tells by itself.
pub(super) fn flag_lines(blocks: &mut [Block]) {
    for block in blocks.iter_mut().filter(|block| block.text.len() <= LONGEST_HEAD) {
        let lower = block.text.to_lowercase();
        let blank = lower.contains("intentionally left blank")
            || lower.contains("left intentionally blank")
            || lower.contains("left blank intentionally");
        if blank {
            block.furniture = Some(Furniture::BlankPage);
        } else if is_stamp(&block.text) {
            block.furniture = Some(Furniture::Stamp);
        }
    }
}

/// A letter-spaced word, such as "- D R A F T -", or a stamp's usual word standing alone in capitals.
fn is_stamp(text: &str) -> bool {
    let mut letters = String::new();
    let mut spaced = true;
    for part in text.split_whitespace() {
        let word = part.trim_matches(|c: char| !c.is_alphanumeric());
        spaced &= word.chars().count() <= 1;
        letters.push_str(word);
    }
    let capitals = letters.chars().all(char::is_uppercase);
    capitals && ((spaced && letters.chars().count() >= 4) || matches!(letters.as_str(), "DRAFT" | "CONFIDENTIAL"))
}

/// Page numbers: "Page 3 of 10", "- 3 -", and bare numbers where they count up through the document.
fn flag_page_numbers(blocks: &mut [Block]) {
    let numbers: Vec<(usize, u32, bool)> = blocks
        .iter()
        .enumerate()
        .filter_map(|(at, block)| {
            let plain = matches!(block.kind, BlockKind::Paragraph) && block.furniture.is_none();
            let (number, marked) = page_number(&block.text)?;
            plain.then_some((at, number, marked))
        })
        .collect();
    for (place, (at, number, marked)) in numbers.iter().enumerate() {
        let next_counts = numbers.get(place + 1).is_some_and(|(_, next, _)| *next == number + 1);
        let before_counts = place > 0 && numbers[place - 1].1 + 1 == *number;
        let edge = |block: Option<&Block>| block.is_none_or(|block| block.kind == BlockKind::PageBreak);
        let at_edge = edge(blocks.get(at + 1)) || edge(at.checked_sub(1).and_then(|before| blocks.get(before)));
        let paged = blocks[*at].place.page.is_some();
        if *marked || (numbers.len() >= 3 && (next_counts || before_counts) && (at_edge || !paged)) {
            blocks[*at].furniture = Some(Furniture::RunningHead);
        }
    }
}

/// The number on a line that is nothing else, and whether it says that it is a page's.
fn page_number(text: &str) -> Option<(u32, bool)> {
    if text.len() > 24 {
        return None;
    }
    let lower = text.to_lowercase();
    let named = lower.strip_prefix("page ").or_else(|| lower.strip_prefix("tudalen "));
    let core = named.unwrap_or(&lower).trim_matches(|c: char| matches!(c, '-' | '–' | '|' | ' ' | '[' | ']'));
    let first = core.split_once(" of ").or_else(|| core.split_once('/')).map_or(core, |(first, _)| first);
    let number = first.parse().ok().filter(|number| *number < 5000)?;
    Some((number, named.is_some()))
}

/// Lines that recur at the edges of pages or through sentences. The first occurrence of one that is not at
/// the edge of a page stays: it is the title.
fn flag_running_heads(blocks: &mut [Block]) {
    let mut places: HashMap<String, Vec<usize>> = HashMap::new();
    for (at, block) in blocks.iter().enumerate() {
        let line = matches!(block.kind, BlockKind::Paragraph | BlockKind::Heading { .. });
        if line && block.furniture.is_none() && block.text.len() <= LONGEST_HEAD {
            places.entry(without_numbers(&block.text)).or_default().push(at);
        }
    }
    let pages = blocks.iter().filter(|block| block.kind == BlockKind::PageBreak).count() + 1;
    let mut flagged: Vec<usize> = Vec::new();
    for at in places.into_values().filter(|at| at.len() >= FEWEST_REPEATS) {
        let edge = |place: usize| {
            let breaks = |range: &[Block]| range.iter().any(|block| block.kind == BlockKind::PageBreak);
            place < 2
                || breaks(&blocks[place.saturating_sub(2)..place])
                || breaks(&blocks[place + 1..(place + 3).min(blocks.len())])
        };
        let at_edges = at.iter().filter(|place| edge(**place)).count();
        let on_most_pages = pages >= FEWEST_REPEATS && at_edges * 100 >= pages * SHARE_OF_PAGES;
        if on_most_pages || at.iter().any(|place| cuts_a_sentence(blocks, *place)) {
            flagged.extend(at.iter().skip(1));
        }
    }
    for at in flagged {
        blocks[at].furniture = Some(Furniture::RunningHead);
    }
}

/// Digits at either end differ from page to page.
fn without_numbers(text: &str) -> String {
    text.trim_matches(|c: char| c.is_ascii_digit() || c.is_whitespace() || c == '|').to_lowercase()
}

fn cuts_a_sentence(blocks: &[Block], at: usize) -> bool {
    let text = |block: &&Block| block.furniture.is_none() && block.kind != BlockKind::PageBreak;
    let before = blocks[..at].iter().rev().take(3).find(text);
    let after = blocks[at + 1..].iter().take(3).find(text);
    before.zip(after).is_some_and(|(before, after)| goes_on(before, after))
}

/// Joins what begins in the middle of a sentence to the block where the sentence begins.
fn join_cut(blocks: Vec<Block>) -> Vec<Block> {
    let mut tidy: Vec<Block> = Vec::with_capacity(blocks.len());
    let mut last_text: Option<usize> = None;
    for block in blocks {
        let aside = block.furniture.is_some() || block.kind == BlockKind::PageBreak;
        if let Some(last) = last_text.filter(|_| !aside).and_then(|last| tidy.get_mut(last))
            && goes_on(last, &block)
        {
            add(last, &block);
            continue;
        }
        if !aside {
            last_text = Some(tidy.len());
        }
        tidy.push(block);
    }
    tidy
}

/// Adds what goes on to the block where its sentence begins.
pub(super) fn add(last: &mut Block, next: &Block) {
    join(&mut last.text, &next.text);
    last.bold &= next.bold;
    last.machine_read |= next.machine_read;
    last.place = last.place.to(&next.place);
}

/// Whether `next` goes on in the middle of the sentence that `last` begins.
pub(super) fn goes_on(last: &Block, next: &Block) -> bool {
    let running = matches!(last.kind, BlockKind::Paragraph | BlockKind::ListItem { .. });
    if !running || next.kind != BlockKind::Paragraph || last.bold {
        return false;
    }
    // `last` may have grown to the length of a book.
    let words = last.text.split(' ').take(5).count();
    let ended = last.text.ends_with(['.', '?', '!', ':', ';', '"', '”'])
        || last.text.ends_with("; and")
        || last.text.ends_with("; or");
    let has_lower = last.text.contains(|c: char| c.is_lowercase());
    if ended || words < 5 || !has_lower {
        return false;
    }
    let address = ["http", "www.", "e-mail", "email"].iter().any(|start| next.text.starts_with(start));
    let lower = next.text.starts_with(|c: char| c.is_lowercase()) && !begins_with_number(&next.text) && !address;
    // "(dated 21 December" … "2020) which states": a bracket that the next block closes.
    let open = |text: &str| text.rfind('(').is_some_and(|at| !text[at..].contains(')'));
    let closes = next.text.find(')').is_some_and(|at| !next.text[..at].contains('('));
    lower || (closes && open(&last.text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::{Limits, text};

    fn read(source: &str) -> Vec<Block> {
        tidy(text::blocks(source, &Limits::default()).unwrap())
    }

    fn plain(blocks: &[Block]) -> Vec<&str> {
        blocks.iter().filter(|block| block.furniture.is_none()).map(|block| block.text.as_str()).collect()
    }

    #[test]
    fn a_sentence_cut_by_a_page_is_joined_with_its_lines() {
        let blocks =
            read("No case of serious delay was found that had not\n\nbeen reported to the board. It met.\n\nNext.");
        assert_eq!(
            plain(&blocks),
            ["No case of serious delay was found that had not been reported to the board. It met.", "Next."]
        );
        assert_eq!(blocks[0].place.lines, Some((1, 3)));
    }

    #[test]
    fn a_stamp_in_the_middle_of_a_sentence_is_flagged_and_the_sentence_joined() {
        let blocks =
            read("23. The panel heard how the budget would pay for\n\n- D R A F T -\n\nits services and for how long.");
        assert_eq!(plain(&blocks), ["23. The panel heard how the budget would pay for its services and for how long."]);
        assert_eq!(blocks[1].furniture, Some(Furniture::Stamp));
    }

    #[test]
    fn a_bracket_that_stays_open_goes_on_in_the_next_block() {
        let blocks = read("The letter to all of the members (dated 21 May\n\n2020) says so.");
        assert_eq!(plain(&blocks), ["The letter to all of the members (dated 21 May 2020) says so."]);
    }

    #[test]
    fn items_and_headings_are_not_joined() {
        let text = "The plan has these aims for the year\n\n- to mend roads\n\n(b) to keep gullies\n\niii. to any member of the council\n\nBackground\n\nthe rest";
        assert_eq!(read(text).len(), 6);
    }

    #[test]
    fn a_line_that_cuts_sentences_is_a_running_head_but_for_its_first_place() {
        let text = "Hubs for Families\n\nThe report tells how the three hubs\n\nHubs for Families 2\n\nwere opened in the spring of the year.\n\nMore.\n\nHubs for Families 3\n\nEnd.";
        let blocks = read(text);
        assert_eq!(blocks[0].furniture, None);
        assert_eq!(plain(&blocks)[1], "The report tells how the three hubs were opened in the spring of the year.");
        assert_eq!(blocks.iter().filter(|block| block.furniture == Some(Furniture::RunningHead)).count(), 2);
    }

    #[test]
    fn a_heading_that_recurs_between_whole_paragraphs_stays() {
        let text = "Recommendation\n\nDo this.\n\nRecommendation\n\nDo that.\n\nRecommendation\n\nDo more.";
        assert!(read(text).iter().all(|block| block.furniture.is_none()));
    }

    #[test]
    fn page_numbers_and_blank_pages_are_flagged() {
        let blocks =
            read("Text one.\n\nPage 1 of 3\n\nThis page is intentionally left blank\n\nText two.\n\n7\n\nText three.");
        assert_eq!(blocks[1].furniture, Some(Furniture::RunningHead));
        assert_eq!(blocks[2].furniture, Some(Furniture::BlankPage));
        assert_eq!(blocks[4].furniture, None);
    }
}
