//! The way from the reading threads to tantivy's writing threads, kept short.
//!
//! In come documents; out come the same, each of which takes its share of the room until it is written and dropped.
//! Tantivy's own queue is of ten thousand documents, whatever their size: readers that are quicker than writers fill it with
//! tens of megabytes of text which nobody needs yet.

use std::{
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tantivy::{TantivyDocument, schema::Document};

/// How long a reader waits for room. The bound is for memory alone: where writers are stuck, or gone, there is no use in it.
const PATIENCE: Duration = Duration::from_secs(5);
/// What a document takes beside its text, in bytes: names, numbers, its record.
const BESIDE_TEXT: u64 = 2 << 10;

/// So much may wait to be written.
#[derive(Debug)]
pub(super) struct Queue {
    most: u64,
    waiting: Mutex<u64>,
    room: Condvar,
}

impl Queue {
    /// A queue for so many bytes, papers' texts counted twice: a document holds its text once to be indexed and once to be
    /// stored.
    pub(super) fn new(most: u64) -> Arc<Self> {
        Arc::new(Self { most, waiting: Mutex::new(0), room: Condvar::new() })
    }

    /// The document with its share of the room, once there is room: at most half of it, however large the document is.
    pub(super) fn put(self: &Arc<Self>, document: TantivyDocument, text_bytes: u64) -> Queued {
        // No more than half, so that a large one need not wait until there is nothing else.
        let bytes = (text_bytes * 2 + BESIDE_TEXT).min(self.most / 2);
        let is_full = |waiting: &mut u64| *waiting + bytes > self.most;
        let waited = self.room.wait_timeout_while(self.lock(), PATIENCE, is_full);
        let (mut waiting, _) = waited.unwrap_or_else(PoisonError::into_inner);
        *waiting += bytes;
        drop(waiting);
        Queued { document, _share: Share { queue: Arc::clone(self), bytes } }
    }

    fn lock(&self) -> MutexGuard<'_, u64> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Gives its room back when it is dropped.
struct Share {
    queue: Arc<Queue>,
    bytes: u64,
}

impl Drop for Share {
    fn drop(&mut self) {
        *self.queue.lock() -= self.bytes;
        self.queue.room.notify_all();
    }
}

/// A document that waits to be written.
pub(super) struct Queued {
    document: TantivyDocument,
    _share: Share,
}

impl Document for Queued {
    type Value<'a> = <TantivyDocument as Document>::Value<'a>;
    type FieldsValuesIter<'a> = <TantivyDocument as Document>::FieldsValuesIter<'a>;

    fn iter_fields_and_values(&self) -> Self::FieldsValuesIter<'_> {
        self.document.iter_fields_and_values()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{sync::mpsc, thread};

    #[test]
    fn who_finds_no_room_waits_until_a_document_is_written() {
        let queue = Queue::new(10_000);
        // Two that are larger than all the room are let in, and no third.
        let large = || queue.put(TantivyDocument::default(), 1 << 20);
        let (first, second) = (large(), large());
        let (sender, receiver) = mpsc::channel();
        let waits = Arc::clone(&queue);
        let third = thread::spawn(move || {
            sender.send("comes").unwrap();
            let queued = waits.put(TantivyDocument::default(), 10);
            sender.send("is in").unwrap();
            queued
        });
        assert_eq!(receiver.recv().unwrap(), "comes");
        assert_eq!(receiver.recv_timeout(Duration::from_millis(100)), Err(mpsc::RecvTimeoutError::Timeout));
        drop(first);
        assert_eq!(receiver.recv().unwrap(), "is in");
        drop((second, third.join().unwrap()));
        assert_eq!(*queue.lock(), 0);
    }
}
