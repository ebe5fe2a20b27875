//! Near-copies among many texts, by their signatures alone.
//!
//! In come texts in an order that says which of two copies goes before the other, each with its
//! [signature](super::signature); out come clusters. One text leads each, and every other resembles it: so nothing drifts from
//! copy to copy of a copy (leader clustering). The work is linear: texts meet only where a band of their signatures is equal
//! (locality-sensitive hashing, Indyk and Motwani, 1998), and each is compared with a bounded number of others. The clusters
//! hang on the texts and their order alone. Before an order is known, those texts can be told that are like no other.

use super::signature::{BYTES, Signature, equal_bytes};
use crate::analysis::spread;
use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};
use rustc_hash::FxHashMap;

/// Of two that resemble each other so many bytes of the signatures are equal: nearly half of the runs of three words that
/// either has, both have. Texts on one subject share a twentieth; two copies of which every twelfth word was changed share two
/// thirds. The figures are in the tests.
const NEAR: usize = 30;
/// So many where less may be a difference that matters, in texts of two councils.
const VERY_NEAR: usize = 48;
/// So many in a short text, where one word more may be a "not": all but the same words.
const SAME: usize = 60;
/// A text of fewer words is short.
const SHORT: u32 = 30;
/// Two signatures are compared where a band of this many bytes is equal. Of pairs that share two thirds of their runs, one
/// of a thousand is not met so; of those that share half, one of twenty.
const BAND: usize = 3;
const BANDS: usize = BYTES / BAND;
/// So many texts with the same band are compared with each other before anything else is learned of them. Of more, all are
/// kept: of these one that is like no other may still take the room of a leader.
const FEW: usize = 8;
const _: () = assert!(FEW <= MOST_LEADERS);
/// With so many leaders that have a band in common a text is compared: more have it only in papers made to that end.
const MOST_LEADERS: usize = 32;

/// What two texts must have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Likeness {
    /// One may be shown for the other: little may differ in short texts, nor in those of two councils, as letters to forty councils are
    /// written to one pattern and what one of them says is not said of the others. Of papers whose council is unknown, nobody knows
    /// whether it is the same.
    Copies,
    /// One was made from the other.
    Repeats,
}

/// A text as it is compared.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Text<'t> {
    /// Its signature.
    pub(crate) signature: &'t Signature,
    /// How many words it has.
    pub(crate) words: u32,
    /// The [number](council_number) of its council, where that is known.
    pub(crate) council: Option<u64>,
}

impl Text<'_> {
    /// How much of another it has, in bytes of their signatures, if they are like each other.
    pub(crate) fn resemblance(&self, other: &Self, likeness: Likeness) -> Option<usize> {
        let same_council = self.council.is_some() && self.council == other.council;
        let needed = match likeness {
            Likeness::Copies if self.words.min(other.words) < SHORT => SAME,
            Likeness::Copies if !same_council => VERY_NEAR,
            Likeness::Copies | Likeness::Repeats => NEAR,
        };
        Some(equal_bytes(self.signature, other.signature)).filter(|equal| *equal >= needed)
    }
}

/// A number that stands for a council.
pub(crate) fn council_number(slug: &str) -> u64 {
    slug.bytes().fold(0, |sum, byte| spread(sum ^ u64::from(byte)))
}

/// The clusters of two texts or more, in the order of their leaders, as places in `texts`; the members of each in their
/// order. `of` tells of a text what it is compared by. Who stands first leads.
pub(crate) fn clusters<T>(texts: &[T], likeness: Likeness, of: impl Fn(&T) -> Text<'_>) -> Vec<Vec<u32>> {
    // The same words are met most often, and need no comparing: the first of each has them for all.
    let firsts = firsts(texts, likeness, &of);
    let mut distinct: Vec<Text<'_>> = Vec::new();
    let mut place_of: Vec<u32> = Vec::with_capacity(texts.len());
    for ((text, first), place) in texts.iter().zip(firsts).zip(0..) {
        if first == place {
            place_of.push(distinct.len() as u32);
            distinct.push(of(text));
        } else {
            place_of.push(place_of[first as usize]);
        }
    }
    let leaders = leaders(&distinct, likeness);
    let mut members: Vec<Vec<u32>> = vec![Vec::new(); distinct.len()];
    for (text, place) in (0..).zip(place_of) {
        members[leaders[place as usize] as usize].push(text);
    }
    members.retain(|cluster| cluster.len() > 1);
    members
}

/// The places of the texts that may be like another, in order. Without the others the [`clusters`] are the same, whatever the
/// order of the texts. Nearly all texts are like no other, so that whoever has many need learn more of a few of them only.
pub(crate) fn with_company<T: Sync>(texts: &[T], signature: impl Fn(&T) -> &Signature + Sync) -> Vec<u32> {
    let of_band = |band: usize| {
        let (places, lengths) = shared_in(texts.len(), band, |place| signature(&texts[place]));
        let mut company: Vec<u32> = Vec::new();
        let mut rest = &places[..];
        for length in lengths {
            let (run, after) = rest.split_at(length as usize);
            rest = after;
            let signatures = run.iter().map(|place| signature(&texts[*place as usize]));
            // Where many have a band in common, which of them lead hangs on all of them.
            if run.len() > FEW || have_company(&signatures.collect::<Vec<_>>()) {
                company.extend(run);
            }
        }
        company
    };
    let mut company: Vec<u32> = (0..BANDS).into_par_iter().flat_map_iter(of_band).collect();
    company.sort_unstable();
    company.dedup();
    company
}

/// Whether any two are near enough to be like each other, in whatever texts.
fn have_company(signatures: &[&Signature]) -> bool {
    let pairs = signatures.iter().enumerate();
    let mut pairs = pairs.flat_map(|(place, one)| signatures[place + 1..].iter().map(move |other| (one, other)));
    pairs.any(|(one, other)| equal_bytes(one, other) >= NEAR)
}

/// Of each text the first that has the same words and, where councils matter, is of the same council.
fn firsts<T>(texts: &[T], likeness: Likeness, of: &impl Fn(&T) -> Text<'_>) -> Vec<u32> {
    let same = |text: &Text<'_>| (text.words, text.council.filter(|_| likeness == Likeness::Copies), *text.signature);
    // By some bytes of the signature first: a table of all would take a hundred megabytes for a million sections.
    let some = |text: &Text<'_>| text.signature.first_chunk().map_or(0, |bytes| u32::from_be_bytes(*bytes));
    let mut order: Vec<(u32, u32)> = texts.iter().zip(0..).map(|(text, place)| (some(&of(text)), place)).collect();
    order.sort_unstable();
    let mut firsts: Vec<u32> = (0..texts.len() as u32).collect();
    let mut known = FxHashMap::default();
    for run in order.chunk_by(|(one, _), (other, _)| one == other).filter(|run| run.len() > 1) {
        known.clear();
        for (_, place) in run {
            firsts[*place as usize] = *known.entry(same(&of(&texts[*place as usize]))).or_insert(*place);
        }
    }
    firsts
}

/// The leader of each text: of those before it that lead and are like it, the one most like it; else itself.
fn leaders(texts: &[Text<'_>], likeness: Likeness) -> Vec<u32> {
    let mut shared = SharedBands::of(texts);
    let mut leaders = Vec::with_capacity(texts.len());
    let mut candidates = Vec::new();
    for (place, text) in (0..).zip(texts) {
        candidates.clear();
        candidates.extend(shared.bands_of(place).flat_map(|band| shared.leaders_in(band)));
        candidates.sort_unstable();
        candidates.dedup();
        let nearest = (candidates.iter())
            .filter_map(|leader| Some((text.resemblance(&texts[*leader as usize], likeness)?, *leader)))
            .max_by_key(|(equal, leader)| (*equal, std::cmp::Reverse(*leader)));
        leaders.push(nearest.map_or(place, |(_, leader)| leader));
        if nearest.is_none() {
            shared.add_leader(place);
        }
    }
    leaders
}

/// The bands that several texts have, numbered, with the leaders that have each. Flat, as there may be millions.
struct SharedBands {
    /// Where the bands of each text begin in `bands`, and where the last end.
    starts: Vec<u32>,
    bands: Vec<u32>,
    /// Where the room for the leaders of each band begins in `leaders`, and where the last ends.
    rooms: Vec<u32>,
    leaders: Vec<u32>,
    /// How many leaders each band has so far.
    counts: Vec<u8>,
}

impl SharedBands {
    fn of(texts: &[Text<'_>]) -> Self {
        // One band after the other: all at once would take twenty times the memory. Texts that share a band follow each
        // other, and the length of each such run stands in `lengths`.
        let in_band = |band| shared_in(texts.len(), band, |place| texts[place].signature);
        let shared: Vec<(Vec<u32>, Vec<u32>)> = (0..BANDS).into_par_iter().map(in_band).collect();
        let lengths = || shared.iter().flat_map(|(_, lengths)| lengths);
        let mut rooms = vec![0];
        for length in lengths() {
            rooms.push(rooms[rooms.len() - 1] + (*length).min(MOST_LEADERS as u32));
        }
        let mut starts = vec![0_u32; texts.len() + 1];
        for place in shared.iter().flat_map(|(places, _)| places) {
            starts[*place as usize + 1] += 1;
        }
        for place in 1..starts.len() {
            starts[place] += starts[place - 1];
        }
        let mut next = starts.clone();
        let mut bands = vec![0; starts[texts.len()] as usize];
        let places = shared.iter().flat_map(|(places, _)| places);
        let numbers = (0..).zip(lengths()).flat_map(|(band, length)| std::iter::repeat_n(band, *length as usize));
        for (place, band) in places.zip(numbers) {
            let next = &mut next[*place as usize];
            bands[*next as usize] = band;
            *next += 1;
        }
        let (counts, leaders) = (vec![0; rooms.len() - 1], vec![0; rooms[rooms.len() - 1] as usize]);
        Self { starts, bands, rooms, leaders, counts }
    }

    fn bands_of(&self, text: u32) -> impl Iterator<Item = usize> + '_ {
        let bands = self.starts[text as usize] as usize..self.starts[text as usize + 1] as usize;
        self.bands[bands].iter().map(|band| *band as usize)
    }

    fn leaders_in(&self, band: usize) -> impl Iterator<Item = u32> + '_ {
        self.leaders[self.rooms[band] as usize..][..usize::from(self.counts[band])].iter().copied()
    }

    fn add_leader(&mut self, text: u32) {
        for place in self.starts[text as usize] as usize..self.starts[text as usize + 1] as usize {
            let band = self.bands[place] as usize;
            let room = self.rooms[band] as usize + usize::from(self.counts[band]);
            if room < self.rooms[band + 1] as usize {
                self.leaders[room] = text;
                self.counts[band] += 1;
            }
        }
    }
}

/// The texts that have a band in common with others, those with the same one after each other, and how many each time.
fn shared_in<'t>(texts: usize, band: usize, signature: impl Fn(usize) -> &'t Signature) -> (Vec<u32>, Vec<u32>) {
    let value = |place: usize| {
        let bands: &[[u8; BAND]] = signature(place).as_chunks().0;
        bands[band].iter().fold(0, |value, byte| value << 8 | u32::from(*byte))
    };
    let values: Vec<u32> = (0..texts).map(value).collect();
    // Nearly all bands are of one text alone, and need not be put in order.
    let mut met = Met::with_room_for(texts);
    values.iter().for_each(|value| met.meet(*value));
    let entries = values.iter().zip(0_u64..).filter(|(value, _)| met.may_be_shared(**value));
    let mut entries: Vec<u64> = entries.map(|(value, place)| u64::from(*value) << 32 | place).collect();
    entries.sort_unstable();
    let (mut places, mut lengths) = (Vec::new(), Vec::new());
    for run in entries.chunk_by(|one, other| one >> 32 == other >> 32).filter(|run| run.len() > 1) {
        places.extend(run.iter().map(|entry| *entry as u32));
        lengths.push(run.len() as u32);
    }
    (places, lengths)
}

/// Which values were met once, and which again: two bits for each slot, of which several values may share one.
struct Met {
    once: Vec<u64>,
    again: Vec<u64>,
    mask: u32,
}

impl Met {
    /// Slots for a value of one [band](BAND): sixteen for each text, so that of those met once one in sixteen is taken for
    /// shared, but no more than there are values.
    fn with_room_for(texts: usize) -> Self {
        let slots = (texts.saturating_mul(16)).next_power_of_two().clamp(64, 1 << (8 * BAND));
        Self { once: vec![0; slots / 64], again: vec![0; slots / 64], mask: slots as u32 - 1 }
    }

    fn slot(&self, value: u32) -> (usize, u64) {
        let slot = value & self.mask;
        ((slot / 64) as usize, 1 << (slot % 64))
    }

    fn meet(&mut self, value: u32) {
        let (place, bit) = self.slot(value);
        self.again[place] |= self.once[place] & bit;
        self.once[place] |= bit;
    }

    /// Whether a value was met more than once, or another of the same slot was.
    fn may_be_shared(&self, value: u32) -> bool {
        let (place, bit) = self.slot(value);
        self.again[place] & bit != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::signature;
    use proptest::prelude::*;

    proptest! {
        /// However many texts have a band in common.
        #[test]
        fn without_the_texts_that_have_no_company_the_clusters_are_the_same(
            texts in proptest::collection::vec(
                (0..4_u8, proptest::collection::vec((0..BYTES, 1..4_u8), 0..40), 0..60_u32),
                2..60,
            ),
        ) {
            let mut number = 0;
            let texts: Vec<(Signature, u32)> = texts
                .iter()
                .map(|(base, changes, words)| {
                    number += 1;
                    // The last are unlike all, but for one band, which all of them have.
                    let mut signature = [*base; BYTES];
                    if *base == 3 {
                        (BAND..BYTES).for_each(|place| signature[place] = spread(number * 100 + place as u64) as u8);
                    }
                    changes.iter().for_each(|(place, byte)| signature[*place] = 100 + byte);
                    (signature, *words)
                })
                .collect();
            fn of((signature, words): &(Signature, u32)) -> Text<'_> {
                Text { signature, words: *words, council: None }
            }
            let all = clusters(&texts, Likeness::Copies, of);
            let company = with_company(&texts, |(signature, _)| signature);
            let few: Vec<(Signature, u32)> = company.iter().map(|place| texts[*place as usize]).collect();
            let of_few = clusters(&few, Likeness::Copies, of);
            let places = |cluster: &Vec<u32>| cluster.iter().map(|place| company[*place as usize]).collect::<Vec<_>>();
            prop_assert_eq!(all, of_few.iter().map(places).collect::<Vec<_>>());
        }

        #[test]
        fn of_values_met_again_none_is_passed_over(values in proptest::collection::vec(0..1_u32 << 24, 1..200)) {
            let mut met = Met::with_room_for(values.len());
            values.iter().for_each(|value| met.meet(*value));
            values.iter().for_each(|value| met.meet(*value));
            prop_assert!(values.iter().all(|value| met.may_be_shared(*value)));
        }
    }

    #[test]
    fn of_texts_that_are_unlike_all_others_nothing_more_is_learned() {
        let texts: Vec<Signature> =
            (0..500_u64).map(|text| std::array::from_fn(|place| spread(text << 32 | place as u64) as u8)).collect();
        assert!(with_company(&texts, |signature| signature).is_empty());
        let twice: Vec<Signature> = texts.iter().chain(&texts[7..9]).copied().collect();
        assert_eq!(with_company(&twice, |signature| signature), [7, 8, 500, 501]);
    }

    const ACCEPTED: &str = "The Cabinet did agree to the recommendations of the task group on drains.";
    const REFUSED: &str = "The Cabinet did not agree to the recommendations of the task group on drains.";

    fn are_copies(one: (&str, Option<&str>), other: (&str, Option<&str>)) -> bool {
        let [(one, council), (other, elsewhere)] =
            [one, other].map(|(text, council)| (signature([text]).unwrap(), council.map(council_number)));
        let one = Text { signature: &one.0, words: one.1.words, council };
        let other = Text { signature: &other.0, words: other.1.words, council: elsewhere };
        one.resemblance(&other, Likeness::Copies).is_some()
    }

    #[test]
    fn a_short_text_is_no_copy_of_its_contrary() {
        assert!(!are_copies((ACCEPTED, Some("kent")), (REFUSED, Some("kent"))));
        assert!(are_copies((ACCEPTED, Some("kent")), (ACCEPTED, Some("kent"))));
    }

    #[test]
    fn letters_written_to_one_pattern_are_copies_within_one_council_only() {
        let letter = |[council, weekday, whom, read, judged]: [&str; 5]| {
            format!(
                "Following the visit to {council} on {weekday} of last week, we write to you with what the inspectors found. \
                 They looked at the help that families are given early, spoke to carers, {whom} and social workers, \
                 and read the files of {read}. The service in {council} is {judged} at this time, and plans are in place \
                 to go on from here."
            )
        };
        let one = letter(["Northmarch", "Monday", "children", "a number of children", "improving steadily"]);
        let other = letter(["Wexbourne", "Friday", "schools", "twenty of them", "not improving"]);
        assert!(are_copies((&one, Some("kent")), (&other, Some("kent"))));
        assert!(!are_copies((&one, Some("northmarch")), (&other, Some("wexbourne"))));
        assert!(!are_copies((&one, None), (&other, None)), "of unknown councils nobody knows that they are the same");
        assert!(are_copies((&one, None), (&one, Some("wexbourne"))), "the same letter is the same everywhere");
    }

    #[test]
    fn last_quarters_report_with_other_figures_is_no_copy() {
        let report = |quarter: u32, figures: [u32; 6]| {
            let [a, b, c, d, e, f] = figures;
            format!(
                "In quarter {quarter} there were {a} contacts, of which {b} led to a referral and {c} to an assessment. \
                 At the end of the quarter {d} children were looked after, {e} of them in foster care, and {f} plans were \
                 reviewed on time."
            )
        };
        let (one, other) = (report(1, [514, 120, 88, 402, 311, 97]), report(2, [498, 131, 92, 415, 309, 95]));
        assert!(!are_copies((&one, Some("kent")), (&other, Some("kent"))));
    }

    #[test]
    fn each_member_of_a_cluster_is_like_its_leader_whatever_the_council_of_others_with_the_same_words() {
        let texts: Vec<(Signature, u32, u64)> =
            [("kent", ACCEPTED), ("york", REFUSED), ("kent", REFUSED), ("york", ACCEPTED)]
                .map(|(council, text)| {
                    let (signature, wording) = signature([text]).unwrap();
                    (signature, wording.words, council_number(council))
                })
                .into();
        let made = clusters(&texts, Likeness::Copies, |text| Text {
            signature: &text.0,
            words: text.1,
            council: Some(text.2),
        });
        assert_eq!(made, [[0, 3], [1, 2]]);
    }
}
