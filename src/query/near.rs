//! Rows of words, and rows near each other, among positions.

use std::ops::Range;
use tantivy::postings::{Postings as _, SegmentPostings};

/// Where the words stand in a row, as spans of positions.
pub(super) fn rows(side: &mut [SegmentPostings]) -> Vec<Range<u32>> {
    let length = side.len() as u32;
    let (mut starts, mut positions) = (Vec::new(), Vec::new());
    for (offset, postings) in side.iter_mut().enumerate() {
        let offset = offset as u32;
        postings.positions(&mut positions);
        if offset == 0 {
            starts.clone_from(&positions);
        } else {
            starts.retain(|start| positions.binary_search(&(start + offset)).is_ok());
        }
    }
    starts.into_iter().map(|start| start..start + length).collect()
}

/// The pairs of rows at most `words` apart: for each of `left` the nearest of `right`. Both in order.
pub(super) fn near(left: &[Range<u32>], right: &[Range<u32>], words: u32) -> Vec<(Range<u32>, Range<u32>)> {
    let mut pairs = Vec::new();
    for row in left {
        let after = right.partition_point(|other| other.start < row.end);
        let before = right.partition_point(|other| other.end <= row.start);
        let following = right.get(after).map(|other| (other.start - row.end + 1, other));
        let preceding =
            before.checked_sub(1).and_then(|place| right.get(place)).map(|other| (row.start - other.end + 1, other));
        let nearest = following.into_iter().chain(preceding).min_by_key(|(distance, _)| *distance);
        if let Some((_, other)) = nearest.filter(|(distance, _)| *distance <= words) {
            pairs.push((row.clone(), other.clone()));
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::{Range, near};

    #[test]
    fn neighbours_are_one_word_apart_in_either_order() {
        let pairs = |left: Range<u32>, right: Range<u32>, words| {
            near(std::slice::from_ref(&left), std::slice::from_ref(&right), words).len()
        };
        assert_eq!(pairs(3..4, 4..5, 1), 1);
        assert_eq!(pairs(4..5, 3..4, 1), 1);
        assert_eq!(pairs(3..4, 5..6, 1), 0);
        assert_eq!(pairs(3..4, 5..6, 2), 1);
        assert_eq!(pairs(3..5, 5..6, 1), 1);
        assert_eq!(pairs(3..4, 3..4, 5), 0);
    }

    #[test]
    fn a_word_is_not_near_itself() {
        let places = [3..4, 6..7];
        assert_eq!(near(&places, &places, 5), [(3..4, 6..7), (6..7, 3..4)]);
    }
}
