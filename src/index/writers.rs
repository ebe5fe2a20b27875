//! Segments in the making, shared by the reading threads.
//!
//! In come the sections of a paper, on the thread that read it; out go segments. Each thread takes a segment that no other
//! is writing to, or begins one, so that nothing waits to be written and no text goes from thread to thread. When all
//! together take the memory that there is, the largest is written out, by the thread that has it or comes to it next: so
//! they are full one after the other, and each grows larger than its share.

use super::{
    entry::Entry, memory::PeakMemory, reading::engine, schema::Fields, segment::SegmentWriter, texts::Numbering,
};
use crate::Result;
use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};
use std::{
    collections::VecDeque,
    sync::{
        Condvar, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};
use tantivy::Segment;

/// No segment takes more memory, in bytes, whatever it may: places in it are numbers of 32 bits.
const MOST_BYTES: u64 = 1 << 30;
/// Nor is one written out that takes less, whatever it may: there would be thousands. Threads wait for each other sooner.
const LEAST_BYTES: u64 = 16 << 20;

/// See the module.
pub(super) struct Writers<'a> {
    index: &'a tantivy::Index,
    /// How much memory all segments may take before one is written out, in bytes; those that are being written out do not
    /// count.
    most_bytes: u64,
    peak: &'a PeakMemory,
    numbering: &'a Numbering,
    /// How much each takes, by the place that it has, in bytes.
    sizes: Vec<AtomicU64>,
    state: Mutex<State>,
    given_back: Condvar,
}

struct State {
    /// The places that no thread has, with the segments that were begun there: these last, as they are gone on with first.
    idle: VecDeque<(usize, Option<SegmentWriter>)>,
    done: Vec<Segment>,
}

impl<'a> Writers<'a> {
    /// Segments of `index`, one for each of so many threads as far as so many bytes of memory allow.
    pub(super) fn new(
        index: &'a tantivy::Index,
        threads: usize,
        most_bytes: u64,
        peak: &'a PeakMemory,
        numbering: &'a Numbering,
    ) -> Self {
        let most = (most_bytes / LEAST_BYTES).clamp(1, threads.max(1) as u64) as usize;
        let state = State { idle: (0..most).map(|place| (place, None)).collect(), done: Vec::new() };
        let sizes = (0..most).map(|_| AtomicU64::default()).collect();
        Self { index, most_bytes, peak, numbering, sizes, state: Mutex::new(state), given_back: Condvar::new() }
    }

    /// Writes sections, all into one segment unless that is full.
    pub(super) fn write<'p>(&self, entries: impl Iterator<Item = Entry<'p>>, fields: &Fields) -> Result<()> {
        let mut taken = self.take();
        for entry in entries {
            let mut writer = match taken.writer.take() {
                Some(writer) => writer,
                None => SegmentWriter::begin(self.index).map_err(engine)?,
            };
            writer.add_entry(&entry, fields, self.numbering)?;
            if self.may_grow(taken.place, writer.memory()) {
                taken.writer = Some(writer);
            } else {
                // At once, or another as large would be written out together with it, now and ever after.
                self.sizes[taken.place].store(0, Ordering::Relaxed);
                let segment = writer.finish().map_err(engine)?;
                self.lock().done.push(segment);
                self.peak.give_back();
            }
        }
        Ok(())
    }

    /// Writes out what is still in the making, and gives all segments.
    pub(super) fn finish(self) -> Result<Vec<Segment>> {
        let State { idle, mut done } = self.state.into_inner().unwrap_or_else(PoisonError::into_inner);
        let begun: Vec<SegmentWriter> = idle.into_iter().filter_map(|(_, writer)| writer).collect();
        let last: Vec<Segment> =
            begun.into_par_iter().map(SegmentWriter::finish).collect::<tantivy::Result<_>>().map_err(engine)?;
        if !done.is_empty() {
            // Merges follow, by other threads.
            self.peak.give_back();
        }
        done.extend(last);
        Ok(done)
    }

    /// Whether the segment at a place, which takes so many bytes now, may take more.
    fn may_grow(&self, place: usize, bytes: u64) -> bool {
        self.sizes[place].store(bytes, Ordering::Relaxed);
        let (all, largest) = self.all_and_largest();
        bytes < LEAST_BYTES || (bytes < MOST_BYTES && (all < self.most_bytes || bytes < largest))
    }

    /// How much all take, and the largest.
    fn all_and_largest(&self) -> (u64, u64) {
        let sizes = self.sizes.iter().map(|size| size.load(Ordering::Relaxed));
        sizes.fold((0, 0), |(all, largest), size| (all + size, size.max(largest)))
    }

    /// The place that a thread takes next, if any is free.
    fn next(&self, state: &mut State) -> Option<(usize, Option<SegmentWriter>)> {
        let (all, largest) = self.all_and_largest();
        let is_largest = |(place, _): &(usize, _)| self.sizes[*place].load(Ordering::Relaxed) >= largest;
        // Left alone, it would be written out when others have come to its size.
        let at = if all < self.most_bytes { None } else { state.idle.iter().position(is_largest) };
        at.and_then(|at| state.idle.remove(at)).or_else(|| state.idle.pop_back())
    }

    /// A segment that nobody else writes to, or the right to begin one.
    fn take(&self) -> Taken<'_> {
        let mut state = self.lock();
        loop {
            if let Some((place, writer)) = self.next(&mut state) {
                return Taken { place, writer, writers: self };
            }
            state = self.given_back.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The right to write to a segment, given back when it is dropped, however that comes about: others may wait for it.
struct Taken<'w> {
    place: usize,
    writer: Option<SegmentWriter>,
    writers: &'w Writers<'w>,
}

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        let mut state = self.writers.lock();
        match self.writer.take() {
            None => {
                self.writers.sizes[self.place].store(0, Ordering::Relaxed);
                state.idle.push_front((self.place, None));
            }
            writer => state.idle.push_back((self.place, writer)),
        }
        drop(state);
        self.writers.given_back.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const MIB: u64 = 1 << 20;

    fn index() -> tantivy::Index {
        let index = tantivy::Index::create_in_ram(Fields::new().schema);
        Fields::register(&index);
        index
    }

    #[test]
    fn a_place_is_given_to_the_next_thread_and_a_segment_that_was_begun_before_another_is() {
        let index = index();
        let (peak, numbering) = (PeakMemory::default(), Numbering::new());
        let writers = Writers::new(&index, 2, 64 * MIB, &peak, &numbering);
        let mut taken = writers.take();
        taken.writer = Some(SegmentWriter::begin(&index).unwrap());
        let other = writers.take();
        assert_ne!(other.place, taken.place);
        let begun = taken.place;
        drop(taken);
        drop(other);
        for _ in 0..3 {
            assert_eq!(writers.take().place, begun);
        }
        let places = |bytes| Writers::new(&index, 8, bytes, &peak, &numbering).sizes.len();
        assert_eq!([0, 40 * MIB, 64 * MIB, 256 * MIB].map(places), [1, 2, 4, 8], "a segment takes 16 MiB at least");
    }

    #[test]
    fn when_all_are_full_the_largest_is_taken_if_it_is_free() {
        let index = index();
        let (peak, numbering) = (PeakMemory::default(), Numbering::new());
        let writers = Writers::new(&index, 3, 64 * MIB, &peak, &numbering);
        let mut taken: Vec<_> = (0..3).map(|_| writers.take()).collect();
        let places: Vec<usize> = taken.iter().map(|taken| taken.place).collect();
        for (taken, size) in taken.iter_mut().zip([30, 10, 20]) {
            taken.writer = Some(SegmentWriter::begin(&index).unwrap());
            assert!(writers.may_grow(taken.place, size * MIB));
        }
        drop(taken);
        assert_eq!(writers.take().place, places[2], "not full: the one that was given back last");
        let next = writers.take();
        assert!(writers.may_grow(next.place, 28 * MIB), "full, but not the largest");
        let largest = writers.take();
        assert_eq!(largest.place, places[0]);
        assert!(!writers.may_grow(largest.place, 30 * MIB));
    }

    proptest! {
        #[test]
        fn the_largest_is_written_out_when_all_together_are_full(
            threads in 1_usize..6,
            most in 0_u64..300,
            steps in prop::collection::vec((0_usize..6, 1_u64..9), 0..600),
        ) {
            let index = index();
            let (peak, numbering) = (PeakMemory::default(), Numbering::new());
            let writers = Writers::new(&index, threads, most * MIB, &peak, &numbering);
            let mut sizes = vec![0; writers.sizes.len()];
            for (place, step) in steps {
                let place = place % sizes.len();
                sizes[place] += step;
                let largest = sizes.iter().copied().max().unwrap_or_default();
                let full = sizes.iter().sum::<u64>() >= most && sizes[place] == largest && largest >= 16;
                prop_assert_eq!(writers.may_grow(place, sizes[place] * MIB), !full);
                if full {
                    sizes[place] = 0;
                    writers.sizes[place].store(0, Ordering::Relaxed);
                }
            }
        }
    }
}
