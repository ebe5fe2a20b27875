//! Segments in the making, shared by the reading threads.
//!
//! In come the sections of a paper, on the thread that read it; out go segments. Each thread takes a segment that no other
//! is writing to, or begins one, so that nothing waits to be written and no text goes from thread to thread. A segment
//! that has grown to its share of the memory is written out by the thread that made it so.

use super::{entry::Entry, reading::engine, schema::Fields, segment::SegmentWriter};
use crate::Result;
use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use tantivy::Segment;

/// No segment takes more memory, in bytes, whatever it may: places in it are numbers of 32 bits.
const MOST_BYTES: u64 = 1 << 30;
/// Nor is one written out that takes less, whatever it may: there would be thousands. Threads wait for each other sooner.
const LEAST_BYTES: u64 = 16 << 20;

/// See the module.
pub(super) struct Writers<'a> {
    index: &'a tantivy::Index,
    /// How many segments are in the making at a time.
    most: usize,
    /// How much memory a segment may take before it is written out, in bytes.
    most_bytes: u64,
    state: Mutex<State>,
    given_back: Condvar,
}

#[derive(Default)]
struct State {
    idle: Vec<SegmentWriter>,
    taken: usize,
    done: Vec<Segment>,
}

impl<'a> Writers<'a> {
    /// Segments of `index`, one for each of so many threads as far as so many bytes of memory allow.
    pub(super) fn new(index: &'a tantivy::Index, threads: usize, bytes: u64) -> Self {
        let most = (bytes / LEAST_BYTES).clamp(1, threads.max(1) as u64);
        let most_bytes = (bytes / most).clamp(LEAST_BYTES, MOST_BYTES);
        Self { index, most: most as usize, most_bytes, state: Mutex::default(), given_back: Condvar::new() }
    }

    /// Writes sections, all into one segment unless that is full.
    pub(super) fn write<'p>(&self, entries: impl Iterator<Item = Entry<'p>>, fields: &Fields) -> Result<()> {
        let mut taken = self.take();
        for entry in entries {
            let mut writer = match taken.writer.take() {
                Some(writer) => writer,
                None => SegmentWriter::begin(self.index).map_err(engine)?,
            };
            writer.add_entry(&entry, fields)?;
            if writer.memory() < self.most_bytes {
                taken.writer = Some(writer);
            } else {
                let segment = writer.finish().map_err(engine)?;
                self.lock().done.push(segment);
            }
        }
        Ok(())
    }

    /// Writes out what is still in the making, and gives all segments.
    pub(super) fn finish(self) -> Result<Vec<Segment>> {
        let State { idle, mut done, .. } = self.state.into_inner().unwrap_or_else(PoisonError::into_inner);
        let last: Vec<Segment> =
            idle.into_par_iter().map(SegmentWriter::finish).collect::<tantivy::Result<_>>().map_err(engine)?;
        done.extend(last);
        Ok(done)
    }

    /// A segment that nobody else writes to, or the right to begin one.
    fn take(&self) -> Taken<'_> {
        let is_none = |state: &mut State| state.idle.is_empty() && state.taken >= self.most;
        let state = self.given_back.wait_while(self.lock(), is_none);
        let mut state = state.unwrap_or_else(PoisonError::into_inner);
        state.taken += 1;
        Taken { writer: state.idle.pop(), writers: self }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The right to write to a segment, given back when it is dropped, however that comes about: others may wait for it.
struct Taken<'w> {
    writer: Option<SegmentWriter>,
    writers: &'w Writers<'w>,
}

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        let mut state = self.writers.lock();
        state.idle.extend(self.writer.take());
        state.taken -= 1;
        drop(state);
        self.writers.given_back.notify_one();
    }
}
