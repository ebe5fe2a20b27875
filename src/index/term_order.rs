//! The order of a field's terms.
//!
//! In come the terms of all lists, as they were met; out they come in the order of their names, as a dictionary wants them.
//! Of words there are some hundred thousand, most of them told apart by their first bytes.

use super::lists::make_room;
use std::cmp::Ordering;

/// Where the terms of a list stand in the names, one behind the other; the second is empty where there is one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Names {
    pub(super) start: u32,
    pub(super) first: u16,
    pub(super) second: u16,
}

impl Names {
    /// How many terms there are.
    fn count(self) -> usize {
        1 + usize::from(self.second > 0)
    }

    pub(super) fn name(self, names: &[u8], second: bool) -> &[u8] {
        let (first, rest) = names[self.start as usize..].split_at(usize::from(self.first));
        if second { &rest[..usize::from(self.second)] } else { first }
    }
}

/// So many bytes of a name are looked at before the name itself.
const BEGINNING: usize = 16;

/// A term as terms are put in order.
#[derive(Debug, Clone, Copy)]
pub(super) struct Term {
    /// The first bytes of its name, with zeros behind a shorter one: they tell nearly all from each other.
    beginning: [u64; 2],
    pub(super) list: u32,
    length: u16,
    pub(super) is_second: bool,
}

impl Term {
    fn new(name: &[u8], list: u32, is_second: bool) -> Self {
        let mut bytes = [0; BEGINNING];
        let length = name.len().min(BEGINNING);
        bytes[..length].copy_from_slice(&name[..length]);
        let beginning = u128::from_be_bytes(bytes);
        // Two halves, as a whole would lie at every sixteenth byte only.
        let beginning = [(beginning >> u64::BITS) as u64, beginning as u64];
        Self { beginning, list, length: name.len() as u16, is_second }
    }

    /// The order of names, which are looked at where their beginnings leave it open.
    pub(super) fn cmp<'n>(&self, other: &Self, name: impl Fn(&Self) -> &'n [u8]) -> Ordering {
        self.beginning.cmp(&other.beginning).then_with(|| {
            let are_whole = usize::from(self.length.max(other.length)) <= BEGINNING;
            if are_whole { self.length.cmp(&other.length) } else { name(self).cmp(name(other)) }
        })
    }
}

/// All terms in the order of their names, those of one name in that of their lists, and both names of one list as they stand.
pub(super) fn in_order(terms: &[Names], names: &[u8]) -> Vec<Term> {
    let mut order: Vec<Term> = Vec::new();
    make_room(&mut order, terms.iter().map(|terms| terms.count()).sum());
    for (of_list, list) in terms.iter().zip(0..) {
        let which = [false, true].into_iter().take(of_list.count());
        order.extend(which.map(|is_second| Term::new(of_list.name(names, is_second), list, is_second)));
    }
    let name = |term: &Term| terms[term.list as usize].name(names, term.is_second);
    let place = |term: &Term| (term.list, term.is_second);
    order.sort_unstable_by(|one, other| one.cmp(other, name).then_with(|| place(one).cmp(&place(other))));
    order
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::MARK;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn terms_are_in_the_order_of_their_names_and_those_of_one_name_in_that_of_their_lists(
            lists in proptest::collection::vec(
                prop_oneof![
                    3 => (r"[=<>0-9A-Ca-cŵ\u{0}]{0,3}(?:abcdefghijklmnopq)?[ab=]{0,2}", proptest::option::of("[a-c=ŵ]{1,20}")),
                    // Both names of a list may be one.
                    1 => "[ab]".prop_map(|name| (format!("{MARK}{name}"), Some(name))),
                ],
                0..200,
            ),
        ) {
            let (mut terms, mut names, mut expected) = (Vec::new(), Vec::new(), Vec::new());
            for ((first, second), list) in lists.iter().zip(0..) {
                let second = second.as_ref().map(|second| format!("{MARK}{second}")).unwrap_or_default();
                let length = |name: &str| name.len() as u16;
                terms.push(Names { start: names.len() as u32, first: length(first), second: length(&second) });
                names.extend([first.as_bytes(), second.as_bytes()].concat());
                expected.push((first.clone().into_bytes(), list, false));
                expected.extend(Some((second.into_bytes(), list, true)).filter(|(name, ..)| !name.is_empty()));
            }
            expected.sort();
            let name = |term: &Term| terms[term.list as usize].name(&names, term.is_second).to_vec();
            let ordered = in_order(&terms, &names);
            let ordered: Vec<_> = ordered.iter().map(|term| (name(term), term.list, term.is_second)).collect();
            prop_assert_eq!(ordered, expected);
        }
    }
}
