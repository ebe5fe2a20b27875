//! The stored fields of a section, as they lie in tantivy's store.
//!
//! In comes the address of a section; out come the bytes of its two stored fields, which lie in an unpacked block and are not
//! copied. tantivy's own way makes a document of them, value by value and byte by byte, which takes longer than to unpack the
//! block. What the bytes say is left to [`record`](super::record).
//!
//! A stored document is, in tantivy 0.27 (`schema/document/se.rs`): how many values there are; of each the number of its field,
//! four bytes, the lowest first; its type, of which 4 is bytes; the length of the value and the value. Numbers without a length
//! told have seven bits a byte, the lowest first, the highest bit of the last set. A test compares what is read here with what
//! tantivy reads.

use super::schema::Fields;
use std::{ops::Range, sync::OnceLock};
use tantivy::{DocAddress, Searcher, TantivyError, directory::OwnedBytes, schema::Field, store::StoreReader};

/// How many blocks of a segment stay unpacked, those that were asked for last.
const BLOCKS: usize = 100;

/// The type of values that are bytes.
const BYTES: u8 = 4;

/// The stores of the segments of a generation, each opened when it is first asked.
pub(super) struct Documents(Vec<OnceLock<StoreReader>>);

/// What is stored of a section.
#[derive(Debug)]
pub(super) struct Stored {
    bytes: OwnedBytes,
    record: Range<usize>,
    text: Range<usize>,
}

impl Stored {
    /// The field `record`.
    pub(super) fn record(&self) -> &[u8] {
        self.bytes.get(self.record.clone()).unwrap_or_default()
    }

    /// The field `text`.
    pub(super) fn text(&self) -> &[u8] {
        self.bytes.get(self.text.clone()).unwrap_or_default()
    }
}

impl Documents {
    pub(super) fn new(searcher: &Searcher) -> Self {
        Self(searcher.segment_readers().iter().map(|_| OnceLock::new()).collect())
    }

    pub(super) fn stored(&self, searcher: &Searcher, address: DocAddress, fields: &Fields) -> tantivy::Result<Stored> {
        let damaged = || TantivyError::InternalError("a stored document cannot be read".to_owned());
        let store = self.0.get(address.segment_ord as usize).ok_or_else(damaged)?;
        let store = match store.get() {
            Some(store) => store,
            None => {
                let opened = searcher.segment_reader(address.segment_ord).get_store_reader(BLOCKS)?;
                store.get_or_init(|| opened)
            }
        };
        let bytes = store.get_document_bytes(address.doc_id)?;
        let find = |field| value(&bytes, field).ok_or_else(damaged);
        let (record, text) = (find(fields.record)?, find(fields.text)?);
        Ok(Stored { record, text, bytes })
    }
}

/// Where the bytes of a field are in a stored document, the first if it has several; of one without the field no bytes. `None`
/// where anything else than bytes is stored.
fn value(document: &[u8], field: Field) -> Option<Range<usize>> {
    let mut rest = document;
    for _ in 0..take(&mut rest)? {
        let (number, after) = rest.split_first_chunk()?;
        let (kind, after) = after.split_first()?;
        rest = after;
        let length = usize::try_from(take(&mut rest).filter(|_| *kind == BYTES)?).ok()?;
        let start = document.len() - rest.len();
        rest = rest.get(length..)?;
        if u32::from_le_bytes(*number) == field.field_id() {
            return Some(start..start + length);
        }
    }
    Some(0..0)
}

/// Takes a number from the beginning.
fn take(bytes: &mut &[u8]) -> Option<u64> {
    let mut number = 0;
    for bits in (0..u64::BITS).step_by(7) {
        let (byte, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= u64::from(byte & 0x7f) << bits;
        if byte & 0x80 != 0 {
            return Some(number);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::{collection::vec, prelude::*};
    use tantivy::{Index, IndexWriter, TantivyDocument, schema::Value as _};

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn the_stored_fields_are_those_that_tantivy_reads(
            documents in vec((vec(any::<u8>(), 0..300), vec(any::<u8>(), 0..40_000), any::<bool>()), 1..6),
        ) {
            let fields = Fields::new();
            let index = Index::create_in_ram(fields.schema.clone());
            Fields::register(&index);
            let mut writer: IndexWriter = index.writer_with_num_threads(1, 15_000_000).unwrap();
            for (record, text, has_text) in &documents {
                let mut document = TantivyDocument::default();
                document.add_bytes(fields.record, record);
                if *has_text {
                    document.add_bytes(fields.text, text);
                }
                writer.add_document(document).unwrap();
            }
            writer.commit().unwrap();
            let searcher = index.reader().unwrap().searcher();
            let stores = Documents::new(&searcher);
            for document in 0..documents.len() as u32 {
                let address = DocAddress::new(0, document);
                let read: TantivyDocument = searcher.doc(address).unwrap();
                let bytes = |field| read.get_first(field).and_then(|value| value.as_bytes()).unwrap_or_default();
                let stored = stores.stored(&searcher, address, &fields).unwrap();
                prop_assert_eq!(stored.record(), bytes(fields.record));
                prop_assert_eq!(stored.text(), bytes(fields.text));
            }
        }

        #[test]
        fn damaged_bytes_are_no_panic(bytes in vec(prop_oneof![Just(0x81_u8), Just(4), Just(0), any::<u8>()], 0..40)) {
            let fields = Fields::new();
            if let Some(range) = value(&bytes, fields.text) {
                prop_assert!(range.end <= bytes.len());
            }
        }
    }
}
