//! Near-copies among many texts, by their signatures alone.
//!
//! In come texts in an order that says which of two copies goes before the other, each with its
//! [signature](super::signature); out come clusters. One text leads each, and every other is near it: so nothing drifts from
//! copy to copy of a copy. The work is linear: texts meet only where a band of their signatures is equal, and each is compared
//! with a bounded number of others. The clusters hang on the texts and their order alone.

use super::signature::{BYTES, Signature, equal_bytes};
use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};
use rustc_hash::FxHashMap;

/// Of two copies so many bytes of the signatures are equal: nearly half of the runs of three words that either has, both
/// have. Texts on one subject share a twentieth; two copies of which every twelfth word was changed share two thirds. The
/// figures are in the tests.
const NEAR: usize = 30;
/// Of copies in papers of different councils, so many: letters to forty councils are written to one pattern, and what one of them
/// says is not said of the others.
const NEAR_ELSEWHERE: usize = 48;
/// Two signatures are compared where a band of this many bytes is equal. Of pairs that share two thirds of their runs, one
/// of a thousand is not met so; of those that share half, one of twenty.
const BAND: usize = 3;
const BANDS: usize = BYTES / BAND;
/// With so many leaders that have a band in common a section is compared: more have it only in papers made to that end.
const MOST_LEADERS: usize = 32;

/// What a text goes by.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Text<'t> {
    /// Its signature.
    pub(crate) signature: &'t Signature,
    /// How many words it has.
    pub(crate) words: u32,
    /// Of texts of one origin less must be the same for them to be copies.
    pub(crate) origin: u64,
}

impl Text<'_> {
    /// How near another is, if it is near.
    pub(crate) fn nearness(&self, other: &Self) -> Option<usize> {
        let equal = equal_bytes(self.signature, other.signature);
        (equal >= if self.origin == other.origin { NEAR } else { NEAR_ELSEWHERE }).then_some(equal)
    }
}

/// The clusters of two texts or more, in the order of their leaders, as places in `texts`; the members of each in their
/// order. `of` tells of a text what it goes by. Who stands first leads.
pub(crate) fn clusters<T>(texts: &[T], of: impl Fn(&T) -> Text<'_>) -> Vec<Vec<u32>> {
    // The same words are met most often, and need no comparing.
    let mut same: FxHashMap<(&Signature, u32), u32> = FxHashMap::default();
    let mut wordings: Vec<Text<'_>> = Vec::new();
    let mut wording_of = Vec::with_capacity(texts.len());
    for text in texts {
        let text = of(text);
        let wording = *same.entry((text.signature, text.words)).or_insert_with(|| {
            wordings.push(text);
            (wordings.len() - 1) as u32
        });
        wording_of.push(wording);
    }
    let leaders = leaders(&wordings);
    let mut members: Vec<Vec<u32>> = vec![Vec::new(); wordings.len()];
    for (place, wording) in (0..).zip(wording_of) {
        members[leaders[wording as usize] as usize].push(place);
    }
    members.retain(|cluster| cluster.len() > 1);
    members
}

/// The leader of each wording: the nearest of those before it that lead and are near, else itself.
fn leaders(wordings: &[Text<'_>]) -> Vec<u32> {
    let shared = shared_bands(wordings);
    let mut leading: Vec<Vec<u32>> = vec![Vec::new(); shared.bands as usize];
    let mut leaders = Vec::with_capacity(wordings.len());
    let mut candidates = Vec::new();
    for (wording, text) in (0..).zip(wordings) {
        let bands = shared.of(wording);
        candidates.clear();
        candidates.extend(bands.iter().flat_map(|band| &leading[*band as usize]).copied());
        candidates.sort_unstable();
        candidates.dedup();
        let nearest = (candidates.iter())
            .filter_map(|leader| Some((text.nearness(&wordings[*leader as usize])?, *leader)))
            .max_by_key(|(equal, leader)| (*equal, std::cmp::Reverse(*leader)));
        leaders.push(nearest.map_or(wording, |(_, leader)| leader));
        if nearest.is_none() {
            for band in bands {
                let leading = &mut leading[*band as usize];
                if leading.len() < MOST_LEADERS {
                    leading.push(wording);
                }
            }
        }
    }
    leaders
}

/// The bands that several wordings have, numbered; those of each.
struct SharedBands {
    bands: u32,
    /// Where the bands of each wording begin in `of`, and where the last end.
    starts: Vec<u32>,
    of: Vec<u32>,
}

impl SharedBands {
    fn of(&self, wording: u32) -> &[u32] {
        &self.of[self.starts[wording as usize] as usize..self.starts[wording as usize + 1] as usize]
    }
}

fn shared_bands(wordings: &[Text<'_>]) -> SharedBands {
    // One band after the other: all at once would take twenty times the memory.
    let shared: Vec<Vec<Vec<u32>>> = (0..BANDS)
        .into_par_iter()
        .map(|band| {
            let value = |text: &Text<'_>| {
                text.signature[band * BAND..][..BAND].iter().fold(0, |value, byte| value << 8 | u64::from(*byte))
            };
            let mut entries: Vec<u64> =
                wordings.iter().zip(0_u64..).map(|(text, wording)| value(text) << 32 | wording).collect();
            entries.sort_unstable();
            let shared = entries.chunk_by(|one, other| one >> 32 == other >> 32).filter(|run| run.len() > 1);
            shared.map(|run| run.iter().map(|entry| *entry as u32).collect()).collect()
        })
        .collect();
    let mut starts = vec![0_u32; wordings.len() + 1];
    for wording in shared.iter().flatten().flatten() {
        starts[*wording as usize + 1] += 1;
    }
    for place in 1..starts.len() {
        starts[place] += starts[place - 1];
    }
    let mut next = starts.clone();
    let mut of = vec![0; starts.last().copied().unwrap_or_default() as usize];
    let mut bands = 0;
    for run in shared.iter().flatten() {
        for wording in run {
            let next = &mut next[*wording as usize];
            of[*next as usize] = bands;
            *next += 1;
        }
        bands += 1;
    }
    SharedBands { bands, starts, of }
}
