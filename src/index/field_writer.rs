//! A field's terms on their way to tantivy's serializer.
//!
//! In come terms in order, each with its lists; out go they to the files of a segment. Where the lists come from is left to
//! [`postings`](super::postings) and [`spilled`](super::spilled), and the format of the files to tantivy.

use super::lists::{Place, each_document};
use std::io;
use tantivy::{
    postings::{FieldSerializer, InvertedIndexSerializer},
    schema::Field,
};

/// See the module.
pub(super) struct FieldWriter<'s> {
    serializer: FieldSerializer<'s>,
    has_positions: bool,
    distances: Vec<u32>,
}

impl<'s> FieldWriter<'s> {
    /// Begins a field, all of which is so long.
    pub(super) fn begin(
        serializer: &'s mut InvertedIndexSerializer,
        field: Field,
        length: u64,
        has_positions: bool,
    ) -> io::Result<Self> {
        let serializer = serializer.new_field(field, length, None)?;
        Ok(Self { serializer, has_positions, distances: Vec::new() })
    }

    /// Begins a term that stands in so many documents.
    pub(super) fn begin_term(&mut self, name: &[u8], documents: u32) -> io::Result<()> {
        let documents = if self.has_positions { documents } else { 0 };
        self.serializer.new_term(name, documents, self.has_positions)
    }

    /// Adds a list to the term, of which these are the parts.
    pub(super) fn add_list<'p>(&mut self, parts: impl Iterator<Item = &'p [u8]>) {
        let Self { serializer, has_positions, distances } = self;
        each_document(parts, distances, |document, distances| {
            // Of a value nothing but the document is written.
            let distances = if *has_positions { distances } else { &[] };
            serializer.write_doc(document, distances.len() as u32, distances);
        });
    }

    /// Adds places in order to the term, which is one of words.
    pub(super) fn add_places(&mut self, places: &[Place]) {
        debug_assert!(self.has_positions);
        for document in places.chunk_by(|one, other| one.document() == other.document()) {
            let Some(first) = document.first() else { continue };
            self.distances.clear();
            let mut before = 0;
            self.distances.extend(document.iter().map(|place| {
                let distance = place.position() - before;
                before = place.position();
                distance
            }));
            self.serializer.write_doc(first.document(), self.distances.len() as u32, &self.distances);
        }
    }

    /// Ends the term.
    pub(super) fn end_term(&mut self) -> io::Result<()> {
        self.serializer.close_term()
    }

    /// Ends the field.
    pub(super) fn close(self) -> io::Result<()> {
        self.serializer.close()
    }
}
