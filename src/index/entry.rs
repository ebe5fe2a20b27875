//! Entries: how a paper's sections become documents.
//!
//! In comes a paper; out comes, for each of its sections, a document of the index with what is searched and what is stored.
//! Everything is borrowed from the paper until it is written. What is made of the stored fields is left to
//! [`record`](super::record).

use super::{
    acronyms,
    record::{JOINT, PaperSummary, day_number, names, own_heading, paper_key},
    schema::Fields,
    stored::{Short, put_paragraphs},
    texts::Numbering,
};
use crate::{
    Error, ErrorKind, Result,
    document::{Acronym, Paper, Role, Section},
};
use rustc_hash::FxHashMap;
use std::{borrow::Cow, rc::Rc};
use tantivy::TantivyDocument;

/// A section on its way into the index: what [`SectionRecord`](super::SectionRecord) has, borrowed from its paper.
#[derive(Debug)]
pub(super) struct Entry<'p> {
    /// The paper that it belongs to.
    pub(super) paper: Rc<PaperSummary>,
    /// The section, with its paragraphs.
    pub(super) section: &'p Section,
    ordinal: u64,
    of: u64,
    added: u64,
    definitions: Vec<&'p Acronym>,
}

/// What a document takes beside twice its text, in bytes: names, numbers, its record without the paragraphs.
const BESIDE_TEXT: usize = 1 << 10;
/// What the record has of a paragraph, in bytes.
const OF_PARAGRAPH: usize = 48;

impl<'p> Entry<'p> {
    /// The entries of a paper, one a section.
    pub(super) fn of_paper(paper: &'p Paper, added: u64) -> impl Iterator<Item = Self> {
        let summary = Rc::new(PaperSummary::of(paper));
        let of = paper.sections.len() as u64;
        let mut definitions: FxHashMap<&str, Vec<&Acronym>> = FxHashMap::default();
        for acronym in &paper.acronyms {
            definitions.entry(&acronym.section).or_default().push(acronym);
        }
        paper.sections.iter().zip(0..).map(move |(section, ordinal)| Self {
            paper: Rc::clone(&summary),
            section,
            ordinal,
            of,
            added,
            definitions: definitions.remove(section.id.as_str()).unwrap_or_default(),
        })
    }

    /// The small part of what is stored.
    fn short(&self) -> Result<Vec<u8>> {
        let (paper, section) = (&*self.paper, self.section);
        let short = Short {
            paper: (&paper.id).into(),
            file: (&paper.path).into(),
            other_files: (&paper.other_paths).into(),
            part: paper.part.as_ref().map(Cow::Borrowed),
            council: paper.council.as_ref().map(|council| ((&council.slug).into(), (&council.name).into())),
            committee: borrowed(&paper.committee),
            date: paper.date.map(|date| (date.date.to_string(), date.basis)),
            title: borrowed(&paper.title),
            kind: paper.kind,
            url: borrowed(&paper.url),
            ordinal: self.ordinal,
            of: self.of,
            added: self.added,
            number: borrowed(&section.number),
            heading: borrowed(&section.heading),
            path: (&section.path).into(),
            section_kind: section.kind,
            pages: section.pages,
            lines: section.lines,
            machine_read: (section.paragraphs.iter().enumerate())
                .filter_map(|(place, paragraph)| paragraph.machine_read.then_some(place))
                .collect(),
            definitions: (self.definitions.iter())
                .map(|acronym| ((&acronym.short).into(), (&acronym.long).into()))
                .collect(),
        };
        let failed = |error| Error::new(ErrorKind::Internal, "cannot write a section's record").caused_by(error);
        let mut bytes = short.to_bytes().map_err(failed)?;
        put_paragraphs(&section.paragraphs, &mut bytes);
        Ok(bytes)
    }

    /// The entry as a document of the index, its text packed with the words of `numbering`.
    pub(super) fn to_document(&self, fields: &Fields, numbering: &Numbering) -> Result<TantivyDocument> {
        let (paper, section) = (&*self.paper, self.section);
        let joined: usize = section.paragraphs.iter().map(|paragraph| paragraph.text.len() + JOINT.len_utf8()).sum();
        // One that grows is copied each time.
        let bytes = 2 * joined + OF_PARAGRAPH * section.paragraphs.len() + BESIDE_TEXT;
        let mut document = TantivyDocument::with_capacity(bytes);
        document.add_text(fields.paper, &paper.id);
        document.add_u64(fields.paper_key, paper_key(&paper.id));
        document.add_u64(fields.ordinal, self.ordinal);
        document.add_u64(fields.added, self.added);
        if let Some(kind) = paper.kind {
            document.add_text(fields.kind, kind.as_str());
        }
        document.add_text(fields.section_kind, section.kind.as_str());
        for role in Role::ALL {
            if section.paragraphs.iter().any(|paragraph| paragraph.role == Some(*role)) {
                document.add_text(fields.role, role.as_str());
            }
        }
        if let Some(date) = paper.date {
            document.add_i64(fields.first_day, day_number(date.date.first()));
            document.add_i64(fields.last_day, day_number(date.date.last()));
        }
        let standing =
            !section.paragraphs.is_empty() && section.paragraphs.iter().all(|paragraph| paragraph.boilerplate);
        document.add_u64(fields.standing, u64::from(standing));

        for paragraph in &section.paragraphs {
            document.add_text(fields.body, &paragraph.text);
        }
        for definition in &self.definitions {
            document.add_text(fields.definition, acronyms::value(definition));
        }
        if let Some(heading) = own_heading(paper, section, self.of) {
            document.add_text(fields.heading, heading);
        }
        for name in names(paper, section, self.of) {
            document.add_text(fields.names, name);
        }
        if let Some(title) = &paper.title {
            document.add_text(fields.title, title);
        }
        if let Some(council) = &paper.council {
            document.add_text(fields.council, &council.slug);
        }
        if let Some(committee) = &paper.committee {
            document.add_text(fields.committee, committee);
            document.add_text(fields.committee_words, committee);
        }
        document.add_bytes(fields.record, &self.short()?);
        let mut text = String::with_capacity(joined);
        for paragraph in &section.paragraphs {
            text.push_str(&paragraph.text);
            text.push(JOINT);
        }
        document.add_bytes(fields.text, &numbering.pack(&text));
        Ok(document)
    }
}

fn borrowed(text: &Option<String>) -> Option<Cow<'_, str>> {
    text.as_deref().map(Cow::Borrowed)
}
