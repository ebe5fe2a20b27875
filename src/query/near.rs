//! Rows of words, and rows near each other, among positions.

use std::ops::Range;
use tantivy::postings::Postings;

/// Where the words stand in a row, as spans of positions.
pub(super) fn rows(side: &mut [impl Postings]) -> Vec<Range<u32>> {
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

/// How many rows there are where all the words stand, with room to count in.
#[derive(Default)]
pub(super) struct Rows {
    ends: Vec<u32>,
    positions: Vec<u32>,
}

impl Rows {
    /// `order` has the places of the words in the row. Once nothing is left, the positions of the words after are not read.
    pub(super) fn count(&mut self, row: &mut [impl Postings], order: &[usize]) -> u32 {
        let Self { ends, positions } = self;
        for (number, place) in order.iter().enumerate() {
            // Taken on by as many words as follow in the row, each position says where the row would end.
            let following = (row.len() - place) as u32;
            if number == 0 {
                row[*place].positions_with_offset(following, ends);
            } else {
                row[*place].positions_with_offset(following, positions);
                keep_common(ends, positions);
            }
            if ends.is_empty() {
                break;
            }
        }
        ends.len() as u32
    }
}

/// Keeps those of `some` that are among `others`. Both in order.
fn keep_common(some: &mut Vec<u32>, others: &[u32]) {
    let mut next = 0;
    some.retain(|one| {
        while next < others.len() && others[next] < *one {
            next += 1;
        }
        others.get(next) == Some(one)
    });
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
    use super::{Range, Rows, keep_common, near, rows};
    use proptest::prelude::*;
    use std::collections::BTreeSet;
    use tantivy::{
        DocSet as _, Index, IndexWriter, TERMINATED, Term, doc,
        postings::SegmentPostings,
        schema::{IndexRecordOption, Schema, TEXT},
    };

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

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]

        #[test]
        fn rows_are_counted_as_they_are_found(
            sections in prop::collection::vec(prop::collection::vec(0..3_u8, 1..40), 1..4),
            row in prop::collection::vec(0..3_u8, 2..5),
        ) {
            let mut schema = Schema::builder();
            let text = schema.add_text_field("text", TEXT);
            let index = Index::create_in_ram(schema.build());
            let mut writer: IndexWriter = index.writer_with_num_threads(1, 15_000_000).unwrap();
            let word = |number: &u8| format!("word{number}");
            for section in &sections {
                let words: Vec<String> = section.iter().map(word).collect();
                writer.add_document(doc!(text => words.join(" "))).unwrap();
            }
            writer.commit().unwrap();
            let searcher = index.reader().unwrap().searcher();
            let inverted = searcher.segment_reader(0).inverted_index(text).unwrap();
            let open = |number: &u8| {
                let term = Term::from_field_text(text, &word(number));
                inverted.read_postings(&term, IndexRecordOption::WithFreqsAndPositions).unwrap()
            };
            let opened: Option<Vec<SegmentPostings>> = row.iter().map(open).collect();
            let Some(mut postings) = opened else { return Ok(()) };
            let order: Vec<usize> = (0..row.len()).rev().collect();
            let mut counting = Rows::default();
            while postings[0].doc() != TERMINATED {
                let section = postings[0].doc();
                if postings[1..].iter_mut().all(|one| crate::index::is_at(one, section)) {
                    let found = rows(&mut postings).len() as u32;
                    prop_assert_eq!(counting.count(&mut postings, &order), found);
                    let words = &sections[section as usize];
                    prop_assert_eq!(found as usize, words.windows(row.len()).filter(|words| *words == &row[..]).count());
                }
                postings[0].advance();
            }
        }

        #[test]
        fn what_is_common_is_kept(some in any::<BTreeSet<u8>>(), others in any::<BTreeSet<u8>>()) {
            let list = |set: &BTreeSet<u8>| set.iter().map(|one| u32::from(*one)).collect::<Vec<u32>>();
            let mut kept = list(&some);
            keep_common(&mut kept, &list(&others));
            prop_assert_eq!(kept, list(&some.intersection(&others).copied().collect()));
        }
    }
}
