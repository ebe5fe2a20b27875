//! Where a paragraph of an OpenDocument file stands in its lists, and what is printed before it.

use super::styles::{LEVELS, OUTLINE, Styles};
use crate::corpus::office::{paragraph::Label, xml::Tag};
use rustc_hash::FxHashMap;
use std::rc::Rc;

/// The counts of a list's levels; a level that has not begun has none.
#[derive(Debug, Clone, Copy, Default)]
struct Counts([Option<i64>; LEVELS]);

#[derive(Debug)]
struct Open {
    style: Rc<str>,
    id: Option<String>,
    /// The item that is open: whether its first paragraph is still to come, and its own start.
    fresh: bool,
    start: Option<i64>,
}

/// The lists that are open, and how far others have counted.
#[derive(Debug, Default)]
pub(super) struct Lists {
    open: Vec<Open>,
    counts: Counts,
    by_style: FxHashMap<Rc<str>, Counts>,
    by_id: FxHashMap<String, Counts>,
    outline: Counts,
}

impl Lists {
    /// `text:list` begins.
    pub(super) fn begin(&mut self, tag: &Tag<'_>) {
        let own = |name: &str| tag.get(name).map(|value| value.into_owned());
        // Lists inside others share the name.
        let above = || self.open.last().map(|open| Rc::clone(&open.style));
        let style = tag.get("style-name").map(Rc::from).or_else(above).unwrap_or_else(|| Rc::from(""));
        if self.open.is_empty() {
            let continued = own("continue-list").and_then(|id| self.by_id.get(&id).copied());
            let goes_on = tag.get("continue-numbering").is_some_and(|value| value == "true");
            let before = || if goes_on { self.by_style.get(&style).copied() } else { None };
            self.counts = continued.or_else(before).unwrap_or_default();
        }
        self.open.push(Open { style, id: own("id"), fresh: false, start: None });
    }

    /// `text:list` ends.
    pub(super) fn end(&mut self) {
        let Some(open) = self.open.pop() else { return };
        if self.open.is_empty() {
            self.by_style.insert(open.style, self.counts);
            if let Some(id) = open.id {
                self.by_id.insert(id, self.counts);
            }
        }
    }

    /// `text:list-item` begins.
    pub(super) fn item(&mut self, tag: &Tag<'_>) {
        if let Some(open) = self.open.last_mut() {
            (open.fresh, open.start) = (true, tag.number("start-value"));
        }
    }

    /// What is printed before the paragraph that begins; `None` where it is no item's first.
    pub(super) fn label(&mut self, styles: &Styles) -> Option<Label> {
        let level = self.open.len().checked_sub(1)?.min(LEVELS - 1);
        let open = self.open.last_mut().filter(|open| open.fresh)?;
        open.fresh = false;
        let counts = &mut self.counts;
        let style = Rc::clone(&open.style);
        if styles.level(&style, level).is_none_or(|own| own.bullet) {
            return Some(Label::Bullet(u8::try_from(level).unwrap_or_default()));
        }
        Some(Label::Number(count(counts, styles, &style, level, open.start.take())))
    }

    /// What is printed before a heading in no list, on a level from 0.
    pub(super) fn heading(&mut self, styles: &Styles, level: usize) -> String {
        let level = level.min(LEVELS - 1);
        if styles.level(OUTLINE, level).is_none_or(|own| own.numerals.is_none()) {
            return String::new();
        }
        count(&mut self.outline, styles, OUTLINE, level, None)
    }
}

fn count(counts: &mut Counts, styles: &Styles, list: &str, level: usize, start: Option<i64>) -> String {
    let first = |at: usize| styles.level(list, at).map_or(1, |own| own.start);
    let own = start.unwrap_or_else(|| counts.0[level].map_or(first(level), |count| count.saturating_add(1)));
    counts.0[level] = Some(own);
    for above in 0..level {
        counts.0[above].get_or_insert(first(above));
    }
    counts.0[level + 1..].fill(None);
    styles.print(list, level, &counts.0.map(Option::unwrap_or_default))
}
