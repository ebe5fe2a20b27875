//! Which segments to write anew at the end of a build.
//!
//! In come the sizes of the segments; out come groups, each to become one segment. A fresh build ends with a few segments
//! at most: it makes one a thread, so that only that of many threads writes something twice. An incremental one keeps to a
//! few of each size, the larger ones more than twice as large as all the smaller ones together, so that a section is
//! written anew when what is smaller has doubled, not every night; and it writes anew a segment of which a fifth was
//! deleted, so that the deleted take no more room than that.

use tantivy::index::SegmentId;

/// Of so many parts of a segment, one may be deleted before it is written anew.
const DELETED_SHARE: u64 = 5;
/// How many times as large as the smaller ones together a segment is that stays.
const STEP: u64 = 2;

/// How many segments a fresh build leaves at most.
const FRESH: usize = 4;

/// A segment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Size<Id = SegmentId> {
    pub(super) id: Id,
    /// Sections that are there, deleted ones included.
    pub(super) all: u64,
    /// Sections that were deleted.
    pub(super) deleted: u64,
    /// Whether what was deleted must be gone from the disk.
    pub(super) must: bool,
}

/// The groups to merge; a group of one is written anew for what was deleted from it.
pub(super) fn groups<Id: Clone>(mut segments: Vec<Size<Id>>, fresh: bool) -> Vec<Vec<Id>> {
    let living = |size: &Size<Id>| size.all - size.deleted.min(size.all);
    if fresh {
        return even(segments, FRESH);
    }
    segments.sort_by_key(|size| (living(size), size.all));
    let (mut sum, mut joined, mut start) = (0, 0, 0);
    for (place, size) in segments.iter().enumerate() {
        // Who is not much larger than all the smaller ones is of their kind.
        if place > 0 && living(size) >= STEP * sum {
            start = place;
        }
        // The smallest join; of larger ones so many may be alike as a fresh build leaves.
        if start == 0 || place - start >= FRESH {
            joined = place + 1;
        }
        sum += living(size);
    }
    let rest = segments.split_off(joined);
    let worn = |size: &Size<Id>| size.must || size.deleted * DELETED_SHARE > size.all;
    let mut groups = Vec::new();
    match &segments[..] {
        [one] if !worn(one) => {}
        [] => {}
        several => groups.push(several.iter().map(|size| size.id.clone()).collect()),
    }
    groups.extend(rest.into_iter().filter(worn).map(|size| vec![size.id]));
    groups
}

/// Groups to become so many segments of about the same size; none where there are no more already.
fn even<Id: Clone>(mut segments: Vec<Size<Id>>, most: usize) -> Vec<Vec<Id>> {
    if segments.len() <= most {
        return Vec::new();
    }
    segments.sort_by_key(|size| std::cmp::Reverse(size.all));
    let mut groups = vec![(0, Vec::new()); most];
    for size in segments {
        if let Some((sum, group)) = groups.iter_mut().min_by_key(|(sum, _)| *sum) {
            *sum += size.all;
            group.push(size.id);
        }
    }
    groups.into_iter().map(|(_, group)| group).filter(|group| group.len() > 1).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn size(id: usize, all: u64, deleted: u64) -> Size<usize> {
        Size { id, all, deleted, must: false }
    }

    #[test]
    fn a_fresh_build_ends_with_four_segments_of_about_the_same_size() {
        let fresh = |sizes: &[u64]| groups(sizes.iter().enumerate().map(|(id, all)| size(id, *all, 0)).collect(), true);
        assert!(fresh(&[10, 1000, 1000, 7]).is_empty());
        assert_eq!(fresh(&[90, 100, 40, 80, 70]), [[4, 2]]);
        assert_eq!(fresh(&[100, 90, 80, 70, 60, 50, 40, 30]), [vec![0, 7], vec![1, 6], vec![2, 5], vec![3, 4]]);
    }

    #[test]
    fn small_segments_join_and_a_large_one_stays() {
        assert_eq!(groups(vec![size(0, 1000, 10), size(1, 10, 0), size(2, 12, 0)], false), [[1, 2]]);
        assert!(groups(vec![size(0, 1000, 10), size(1, 10, 0)], false).is_empty());
    }

    #[test]
    fn those_of_a_fresh_build_stay_until_what_came_later_has_grown() {
        let with = |later: &[u64]| {
            let sizes = [1000, 1001, 600, 601].iter().chain(later);
            groups(sizes.enumerate().map(|(id, all)| size(id, *all, 0)).collect(), false)
        };
        assert_eq!(with(&[10, 7]), [[5, 4]]);
        assert!(with(&[200, 7]).is_empty());
        assert_eq!(with(&[301]), [[4, 2, 3, 0, 1]]);
        // One more that is alike, and there are too many.
        assert_eq!(with(&[602, 7]), [[5, 2, 3, 4, 0, 1]]);
    }

    #[test]
    fn a_worn_segment_is_written_anew_and_so_is_one_that_holds_what_must_go() {
        assert_eq!(groups(vec![size(0, 1000, 201), size(1, 10, 0)], false), [[0]]);
        let must = Size { must: true, ..size(0, 1000, 1) };
        assert_eq!(groups(vec![must, size(1, 10, 0)], false), [[0]]);
    }

    proptest! {
        /// After a merge the segments are few, and none is worn.
        #[test]
        fn a_merge_leaves_few_segments(sizes in prop::collection::vec((1u64..100_000, 0u64..100), 1..60)) {
            let segments: Vec<_> =
                sizes.iter().enumerate().map(|(id, (all, part))| size(id, *all, all * part / 100)).collect();
            let groups = groups(segments.clone(), false);
            let merged: Vec<usize> = groups.iter().flatten().copied().collect();
            let left = segments.iter().filter(|size| !merged.contains(&size.id)).count() + groups.len();
            prop_assert!(left <= 18, "{left} segments for {} sections", sizes.len());
            for size in &segments {
                prop_assert!(merged.contains(&size.id) || size.deleted * 5 <= size.all);
            }
        }
    }
}
