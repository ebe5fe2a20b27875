//! What a paragraph does: recommends, records a resolution, or gives somebody a task.
//!
//! In comes one paragraph after another of a section; a paragraph that leads in ("The Panel is asked to:") gives its
//! role to the items under it.

use super::{
    opening::lines,
    paper::{Role, SectionKind},
    pattern::{Parts, lower},
};
use crate::corpus::{Block, BlockKind};
use std::sync::LazyLock;

/// Reads the paragraphs of one section in order.
pub(super) struct Roles {
    kind: SectionKind,
    lead: Option<Role>,
}

/// Who is asked; what follows is recommended.
const ASKED: [&str; 16] = [
    "is asked to",
    "are asked to",
    "is invited to",
    "are invited to",
    "is requested to",
    "are requested to",
    "is recommended to",
    "are recommended to",
    "be recommended to",
    "recommended that",
    "recommends that",
    "recommend that",
    "recommends to",
    "would wish to receive",
    "would wish to see",
    "is asked whether",
];
/// One of these is in each of the ways of asking.
static ASKING: LazyLock<Parts> =
    LazyLock::new(|| Parts::new(&["asked", "invited", "reque", "recommend", "would wish"]));
/// What people are invited to that is no recommendation.
const NOT_ASKED: [&str; 2] = ["invited to attend", "invited to the "];
const RESOLVED: [&str; 10] = [
    "resolved",
    "it was resolved",
    "agreed:",
    "agreed that",
    "it was agreed",
    "noted:",
    "penderfynwyd",
    "decision:",
    "the committee agreed",
    "the panel agreed",
];

impl Roles {
    /// The reader of a section of this kind.
    pub(super) fn of(kind: SectionKind) -> Self {
        Self { kind, lead: None }
    }

    /// The role of the next paragraph. `item` says whether its number is a letter, as items of a list have it.
    pub(super) fn next(&mut self, block: &Block, text: &str, item: bool, named: Option<&str>) -> Option<Role> {
        let own = self.own(block, text, named);
        let is_item = item || matches!(block.kind, BlockKind::ListItem { .. });
        let role = own.or(self.lead.filter(|_| is_item));
        if own.is_some() {
            // What introduces a list gives it its role.
            self.lead =
                own.filter(|_| text.ends_with([':', '–', '-']) || text.ends_with(" to") || text.ends_with("that"));
        } else if !is_item {
            self.lead = None;
        }
        let asks = self.kind == SectionKind::Recommendations && text.split(' ').nth(3).is_some();
        role.or(asks.then_some(Role::Recommendation))
    }

    fn own(&self, block: &Block, text: &str, named: Option<&str>) -> Option<Role> {
        if let BlockKind::TableRow { headers, cells } = &block.kind {
            let action = headers.iter().position(|header| header.to_lowercase().starts_with("action"));
            let filled = action.and_then(|column| cells.get(column)).is_some_and(|cell| !cell.is_empty());
            return filled.then_some(Role::Action);
        }
        let start = lower(lines::beginning(text, 400));
        if named.is_some_and(|number| number.starts_with("Recommendation")) || start.starts_with("recommend") {
            return Some(Role::Recommendation);
        }
        if RESOLVED.iter().any(|words| start.starts_with(words)) || text.starts_with("RESOLVED") {
            return Some(Role::Resolution);
        }
        let action = start.strip_prefix("action");
        let action = action.map(|rest| rest.strip_prefix('s').unwrap_or(rest).trim_start());
        if action.is_some_and(|rest| rest.starts_with([':', '–', '-'])) {
            return Some(Role::Action);
        }
        let asked = ASKING.stand_in(&start)
            && ASKED.iter().any(|words| start.contains(words))
            && !NOT_ASKED.iter().any(|words| start.contains(words));
        let who = ["committee", "panel", "board", "members", "cabinet", "council", "it is"];
        (asked && who.iter().any(|who| start.contains(who))).then_some(Role::Recommendation)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_way_of_asking_has_a_part_that_is_looked_for_first() {
        for words in ASKED {
            assert!(ASKING.stand_in(words), "{words}");
        }
    }
}
