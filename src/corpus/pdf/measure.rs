//! What is usual in a document: the size of its text, the distance of its lines, the sizes of its headings.

use super::{columns::Item, furniture::Laid, lines::Line};
use rustc_hash::FxHashMap;

/// Headings are larger than the text by this factor at least, and by [`LARGER_BY`] points.
const LARGER: f32 = 1.06;
const LARGER_BY: f32 = 0.8;
/// Sizes that differ less are one, in points.
const SAME_SIZE: f32 = 0.7;
/// Distances of base lines that can be those of one paragraph, in sizes.
const LEADINGS: std::ops::RangeInclusive<f32> = 0.9..=2.2;

/// The measures of a document.
#[derive(Debug)]
pub(super) struct Measures {
    /// The size of most of its characters, in points.
    pub(super) body: f32,
    /// The usual distance of base lines, in sizes.
    pub(super) leading: f32,
}

impl Measures {
    pub(super) fn of(pages: &[Laid], furniture: &[Vec<usize>]) -> Self {
        let mut sizes: FxHashMap<i32, usize> = FxHashMap::default();
        let mut leadings: FxHashMap<i32, usize> = FxHashMap::default();
        for (page, furniture) in pages.iter().zip(furniture) {
            let mut before: Option<&Line> = None;
            for (at, item) in page.items.iter().enumerate() {
                let Item::Line(line) = item else {
                    before = None;
                    continue;
                };
                if furniture.binary_search(&at).is_ok() {
                    continue;
                }
                *sizes.entry((line.size * 2.0).round() as i32).or_default() += line.text.len();
                if let Some(before) = before.filter(|before| (before.size - line.size).abs() < SAME_SIZE) {
                    let leading = (line.base - before.base) / line.size.max(1.0);
                    if LEADINGS.contains(&leading) {
                        *leadings.entry((leading * 20.0).round() as i32).or_default() += line.text.len();
                    }
                }
                before = Some(line);
            }
        }
        // Of two that are as frequent, the smaller, so that the result is the same each time.
        let most = |counts: FxHashMap<i32, usize>| {
            counts.into_iter().max_by_key(|(value, count)| (*count, -*value)).map(|(value, _)| value as f32)
        };
        Self {
            body: most(sizes).map_or(12.0, |size| size / 2.0),
            leading: most(leadings).map_or(1.2, |leading| leading / 20.0),
        }
    }

    /// Whether text of a size is larger than the document's.
    pub(super) fn is_large(&self, size: f32) -> bool {
        size >= self.body * LARGER && size >= self.body + LARGER_BY
    }

    /// Whether text of a size is that of notes.
    pub(super) fn is_small(&self, size: f32) -> bool {
        size <= self.body * 0.93
    }

    pub(super) fn is_same_size(a: f32, b: f32) -> bool {
        (a - b).abs() < SAME_SIZE
    }
}

/// The ranks of sizes, the largest first.
#[derive(Debug, Default)]
pub(super) struct Ranks {
    sizes: Vec<f32>,
}

impl Ranks {
    pub(super) fn of(mut sizes: Vec<f32>) -> Self {
        sizes.sort_by(|a, b| b.total_cmp(a));
        sizes.dedup_by(|smaller, larger| Measures::is_same_size(*smaller, *larger));
        Self { sizes }
    }

    /// The level of a heading of a size, from 1 to 6.
    pub(super) fn level(&self, size: f32) -> u8 {
        let larger = self.sizes.iter().take_while(|other| **other > size + SAME_SIZE).count();
        u8::try_from(larger + 1).unwrap_or(6).min(6)
    }
}
