//! Running heads and feet: lines that stand at one place at the edge of most pages.
//!
//! In come the items of all pages; out comes, for each line, whether it is furniture. What a file itself marks as a
//! page's head or foot is believed where it recurs.

use super::columns::Item;
use rustc_hash::FxHashMap;

/// Lines within this share of the page's height from its edges are looked at.
const EDGE: f32 = 0.13;
/// How many lines at either edge are looked at.
const MOST_LINES: usize = 6;
/// A longer line is no running head, in bytes.
const LONGEST: usize = 200;
/// Heads stand at one height, in points.
const SAME_HEIGHT: f32 = 4.0;

/// One page's items and size.
#[derive(Debug)]
pub(super) struct Laid {
    pub(super) items: Vec<Item>,
    pub(super) height: f32,
}

/// For each page the numbers of those items that are running heads or feet.
pub(super) fn furniture(pages: &[Laid]) -> Vec<Vec<usize>> {
    // By their words and whether at the head: page, place among its items, height.
    type Places = Vec<(usize, usize, f32)>;
    let mut places: FxHashMap<(String, bool), Places> = FxHashMap::default();
    for (number, page) in pages.iter().enumerate() {
        for (at, head, height) in edges(page) {
            if let Item::Line(line) = &page.items[at] {
                places.entry((key(&line.text), head)).or_default().push((number, at, height));
            }
        }
    }
    let mut found: Vec<Vec<usize>> = vec![Vec::new(); pages.len()];
    for ((text, head), places) in places {
        let mut heights: Vec<f32> = places.iter().map(|(.., height)| *height).collect();
        heights.sort_by(f32::total_cmp);
        // The height at which most of them stand.
        let around = |height: f32| {
            let from = heights.partition_point(|other| *other < height - SAME_HEIGHT);
            heights.partition_point(|other| *other <= height + SAME_HEIGHT) - from
        };
        let marked = |number: usize, at: usize| matches!(&pages[number].items[at], Item::Line(line) if line.pagination);
        for (number, at, height) in &places {
            let count = around(*height);
            // Left and right pages may differ, and each chapter may have its own.
            let repeated = count >= 3 && (count * 10 >= pages.len() * 3 || count >= 5);
            let few = pages.len() < 3 && count == pages.len() && text.contains('#');
            let by_mark = marked(*number, *at) && (places.len() >= 2 || text.contains('#') || !head);
            // The head of the first page says what the paper is.
            let title = head && *number == 0 && text.contains(char::is_alphabetic);
            if (repeated || few || by_mark) && !title {
                found[*number].push(*at);
            }
        }
    }
    found.iter_mut().for_each(|found| found.sort_unstable());
    found
}

/// The lines at a page's edges: their places among the items, whether at the head, and their height.
fn edges(page: &Laid) -> Vec<(usize, bool, f32)> {
    let mut lines: Vec<(usize, f32, bool)> = page
        .items
        .iter()
        .enumerate()
        .filter_map(|(at, item)| match item {
            Item::Line(line) if line.text.len() <= LONGEST => Some((at, line.base, line.pagination)),
            _ => None,
        })
        .collect();
    lines.sort_by(|a, b| a.1.total_cmp(&b.1));
    let (top, bottom) = (page.height * EDGE, page.height * (1.0 - EDGE));
    let head = lines.iter().take(MOST_LINES).filter(|(_, base, marked)| *base <= top || (*marked && *base < bottom));
    let foot = lines.iter().rev().take(MOST_LINES).filter(|(_, base, _)| *base >= bottom);
    let head: Vec<_> = head.map(|(at, base, _)| (*at, true, *base)).collect();
    let foot =
        foot.map(|(at, base, _)| (*at, false, *base)).filter(|(at, ..)| head.iter().all(|(other, ..)| other != at));
    let foot: Vec<_> = foot.collect();
    head.into_iter().chain(foot).collect()
}

/// A line without its numbers, which differ from page to page.
fn key(text: &str) -> String {
    let mut key = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_ascii_digit() {
            if !key.ends_with('#') {
                key.push('#');
            }
        } else if !character.is_whitespace() {
            key.extend(character.to_lowercase());
        }
    }
    let roman = !key.is_empty() && key.len() <= 6 && key.chars().all(|c| matches!(c, 'i' | 'v' | 'x'));
    if roman { "#".to_owned() } else { key }
}
