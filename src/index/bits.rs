//! One bit a section, with how many are set before each.
//!
//! In come the places of the bits that are set; out come whether one is set, which is next, and how many are before it: a
//! table of those alone that are set is then read by a section's number. What the bits say is left to the tables.

/// Bits of a number.
const BITS: usize = u64::BITS as usize;

/// See the module.
#[derive(Debug, Default)]
pub(crate) struct Bits {
    /// As far as the last that is set.
    numbers: Vec<u64>,
    /// Of each number: how many are set in those before it.
    before: Vec<u32>,
}

impl Bits {
    /// Of the places of those that are set, in any order.
    pub(super) fn new(set: impl Iterator<Item = usize> + Clone) -> Self {
        let mut numbers = vec![0_u64; set.clone().map(|place| place / BITS + 1).max().unwrap_or(0)];
        set.for_each(|place| numbers[place / BITS] |= 1 << (place % BITS));
        let mut all = 0;
        let before = numbers.iter().map(|number| {
            let before = all;
            all += number.count_ones();
            before
        });
        Self { before: before.collect(), numbers }
    }

    /// How many are set before a place, if it is set itself.
    pub(super) fn place_of(&self, place: usize) -> Option<usize> {
        let number = *self.numbers.get(place / BITS)?;
        (number >> (place % BITS) & 1 == 1).then(|| self.before(place))
    }

    /// How many are set before a place.
    pub(super) fn before(&self, place: usize) -> usize {
        let (Some(number), Some(before)) = (self.numbers.get(place / BITS), self.before.get(place / BITS)) else {
            let (last, before) = (self.numbers.last(), self.before.last());
            return (before.copied().unwrap_or(0) + last.map_or(0, |last| last.count_ones())) as usize;
        };
        (before + (number & ((1 << (place % BITS)) - 1)).count_ones()) as usize
    }

    /// The first place from `from` on that is set.
    pub(super) fn next(&self, from: usize) -> Option<usize> {
        next_set(&self.numbers, from)
    }
}

/// The place of the first bit that is set, from `from` on.
pub(crate) fn next_set(bits: &[u64], from: usize) -> Option<usize> {
    let mut place = from / BITS;
    let mut number = *bits.get(place)? & (u64::MAX << (from % BITS));
    while number == 0 {
        place += 1;
        number = *bits.get(place)?;
    }
    Some(place * BITS + number.trailing_zeros() as usize)
}

#[cfg(test)]
mod tests {
    use super::{Bits, next_set};
    use proptest::{collection::btree_set, prelude::*};

    proptest! {
        #[test]
        fn bits_say_what_is_set_and_what_before_and_what_next(set in btree_set(0..448_usize, 0..6), place in 0..500_usize) {
            let bits = Bits::new(set.iter().rev().copied());
            let before = set.range(..place).count();
            prop_assert_eq!(bits.before(place), before);
            prop_assert_eq!(bits.place_of(place), set.contains(&place).then_some(before));
            prop_assert_eq!(bits.next(place), set.range(place..).next().copied());
            prop_assert_eq!(next_set(&bits.numbers, place), bits.next(place));
        }
    }
}
