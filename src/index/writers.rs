//! Segments in the making, shared by the reading threads.
//!
//! In come the sections of a paper, on the thread that read it; out go segments. Each thread takes a segment that no other
//! is writing to, or begins one, so that nothing waits to be written and no text goes from thread to thread. When all
//! together take the memory that there is, the largest goes to the disk as far as it has grown
//! ([`spilled`](super::spilled)), by the thread that has it or comes to it next: so they are full one after the other, and
//! each grows larger than its share.

use super::{
    entry::Entry,
    memory::{PeakMemory, Room},
    reading::engine,
    schema::Fields,
    segment::SegmentWriter,
    texts::Numbering,
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
/// Nor goes one to the disk that takes less, whatever it may: there would be thousands of runs. Threads wait for each other
/// sooner.
const LEAST_BYTES: u64 = 16 << 20;

/// See the module.
pub(super) struct Writers<'a> {
    index: &'a tantivy::Index,
    /// How much memory all segments may take before one goes to the disk; those that are on their way do not count.
    room: Room,
    /// How many papers were written.
    papers: AtomicU64,
    peak: &'a PeakMemory,
    numbering: &'a Numbering,
    /// How much each takes, by the place that it has, in bytes.
    sizes: Vec<AtomicU64>,
    /// The places that no thread has, with the segments that were begun there: these last, as they are gone on with first.
    idle: Mutex<Idle>,
    given_back: Condvar,
}

type Idle = VecDeque<(usize, Option<SegmentWriter>)>;

impl<'a> Writers<'a> {
    /// Segments of `index`, one for each of so many threads as far as there is room for them in the end.
    pub(super) fn new(
        index: &'a tantivy::Index,
        threads: usize,
        room: Room,
        peak: &'a PeakMemory,
        numbering: &'a Numbering,
    ) -> Self {
        let most = (room.last() / LEAST_BYTES).clamp(1, threads.max(1) as u64) as usize;
        let idle = Mutex::new((0..most).map(|place| (place, None)).collect());
        let sizes = (0..most).map(|_| AtomicU64::default()).collect();
        let papers = AtomicU64::default();
        Self { index, room, papers, peak, numbering, sizes, idle, given_back: Condvar::new() }
    }

    /// Writes the sections of a paper, all into one segment.
    pub(super) fn write<'p>(&self, entries: impl Iterator<Item = Entry<'p>>, fields: &Fields) -> Result<()> {
        let mut taken = self.take();
        self.papers.fetch_add(1, Ordering::Relaxed);
        for entry in entries {
            let mut writer = match taken.writer.take() {
                Some(writer) => writer,
                None => SegmentWriter::begin(self.index).map_err(engine)?,
            };
            writer.add_entry(&entry, fields, self.numbering)?;
            if self.may_grow(taken.place, writer.memory()) {
                taken.writer = Some(writer);
            } else {
                // At once, or another as large would be put on the disk together with it, now and ever after.
                self.sizes[taken.place].store(0, Ordering::Relaxed);
                writer.spill().map_err(engine)?;
                self.sizes[taken.place].store(writer.memory(), Ordering::Relaxed);
                taken.writer = Some(writer);
                self.peak.give_back();
            }
        }
        Ok(())
    }

    /// Writes the segments.
    pub(super) fn finish(self) -> Result<Vec<Segment>> {
        let idle = self.idle.into_inner().unwrap_or_else(PoisonError::into_inner);
        let begun: Vec<SegmentWriter> = idle.into_iter().filter_map(|(_, writer)| writer).collect();
        let is_large = begun.iter().any(SegmentWriter::has_spilled);
        let done = begun.into_par_iter().map(SegmentWriter::finish).collect::<tantivy::Result<_>>().map_err(engine);
        if is_large {
            // Merges may follow, by other threads.
            self.peak.give_back();
        }
        done
    }

    /// Whether the segment at a place, which takes so many bytes now, may take more.
    fn may_grow(&self, place: usize, bytes: u64) -> bool {
        self.sizes[place].store(bytes, Ordering::Relaxed);
        let (all, largest) = self.all_and_largest();
        bytes < LEAST_BYTES || (bytes < MOST_BYTES && (all < self.most_bytes() || bytes < largest))
    }

    /// How much memory all may take now, in bytes.
    fn most_bytes(&self) -> u64 {
        self.room.left(self.papers.load(Ordering::Relaxed))
    }

    /// How much all take, and the largest.
    fn all_and_largest(&self) -> (u64, u64) {
        let sizes = self.sizes.iter().map(|size| size.load(Ordering::Relaxed));
        sizes.fold((0, 0), |(all, largest), size| (all + size, size.max(largest)))
    }

    /// The place that a thread takes next, if any is free.
    fn next(&self, idle: &mut Idle) -> Option<(usize, Option<SegmentWriter>)> {
        let (all, largest) = self.all_and_largest();
        let is_largest = |(place, _): &(usize, _)| self.sizes[*place].load(Ordering::Relaxed) >= largest;
        // Left alone, it would go to the disk when others have come to its size.
        let at = if all < self.most_bytes() { None } else { idle.iter().position(is_largest) };
        at.and_then(|at| idle.remove(at)).or_else(|| idle.pop_back())
    }

    /// A segment that nobody else writes to, or the right to begin one.
    fn take(&self) -> Taken<'_> {
        let mut idle = self.lock();
        loop {
            if let Some((place, writer)) = self.next(&mut idle) {
                return Taken { place, writer, writers: self };
            }
            idle = self.given_back.wait(idle).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Idle> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
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
        let mut idle = self.writers.lock();
        match self.writer.take() {
            None => {
                self.writers.sizes[self.place].store(0, Ordering::Relaxed);
                idle.push_front((self.place, None));
            }
            writer => idle.push_back((self.place, writer)),
        }
        drop(idle);
        self.writers.given_back.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::tests::draft;
    use proptest::prelude::*;
    use std::fs;
    use tantivy::Term;

    const MIB: u64 = 1 << 20;

    #[test]
    fn a_segment_that_is_larger_than_memory_is_one_all_the_same_and_nothing_else_is_left() {
        let folder = tempfile::tempdir().unwrap();
        let fields = Fields::new();
        let index = tantivy::Index::create_in_dir(folder.path(), fields.schema.clone()).unwrap();
        Fields::register(&index);
        let (peak, numbering) = (PeakMemory::default(), Numbering::new());
        let writers = Writers::new(&index, 1, Room::fixed(0), &peak, &numbering);
        let spelled = |number: usize| -> String {
            number.to_string().bytes().map(|digit| char::from(b"bcdfghjklm"[usize::from(digit - b'0')])).collect()
        };
        for number in 0..8 {
            // Words that no other paper has.
            let words: Vec<String> = (0..90_000).map(|word| spelled(1_000_000 * number + word)).collect();
            let paper = draft(&format!("{number}")).section("", &["lamps", &words.join(" ")]).paper();
            writers.write(Entry::of_paper(&paper, 1), &fields).unwrap();
        }
        let runs = || {
            let names = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name());
            names.filter(|name| name.to_string_lossy().contains(".run")).count()
        };
        assert!(runs() > 1, "{} runs", runs());
        let segments = writers.finish().unwrap();
        let found = segments.iter().map(|segment| {
            let reader = tantivy::SegmentReader::open(segment).unwrap();
            let body = reader.inverted_index(fields.body).unwrap();
            let count = |word: &str| body.doc_freq(&Term::from_field_text(fields.body, word)).unwrap();
            (count("lamp"), count(&spelled(7)), count(&spelled(7_089_999)), reader.max_doc())
        });
        assert_eq!(found.collect::<Vec<_>>(), [(8, 1, 1, 8)]);
        assert_eq!(runs(), 0);
    }

    fn index() -> tantivy::Index {
        let index = tantivy::Index::create_in_ram(Fields::new().schema);
        Fields::register(&index);
        index
    }

    #[test]
    fn a_place_is_given_to_the_next_thread_and_a_segment_that_was_begun_before_another_is() {
        let index = index();
        let (peak, numbering) = (PeakMemory::default(), Numbering::new());
        let writers = Writers::new(&index, 2, Room::fixed(64 * MIB), &peak, &numbering);
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
        let places = |bytes| Writers::new(&index, 8, Room::fixed(bytes), &peak, &numbering).sizes.len();
        assert_eq!([0, 40 * MIB, 64 * MIB, 256 * MIB].map(places), [1, 2, 4, 8], "a segment takes 16 MiB at least");
    }

    #[test]
    fn when_all_are_full_the_largest_is_taken_if_it_is_free() {
        let index = index();
        let (peak, numbering) = (PeakMemory::default(), Numbering::new());
        let writers = Writers::new(&index, 3, Room::fixed(64 * MIB), &peak, &numbering);
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
        fn the_largest_goes_to_the_disk_when_all_together_are_full(
            threads in 1_usize..6,
            most in 0_u64..300,
            steps in prop::collection::vec((0_usize..6, 1_u64..9), 0..600),
        ) {
            let index = index();
            let (peak, numbering) = (PeakMemory::default(), Numbering::new());
            let writers = Writers::new(&index, threads, Room::fixed(most * MIB), &peak, &numbering);
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
