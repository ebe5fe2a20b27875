//! Section records: what is stored of a section.
//!
//! In come the bytes of the stored fields of a hit; out comes its record, which knows nothing of tantivy: it is what a hit
//! is made from, and what another engine would be given. It is stored in two fields, a [small part](super::stored) and the
//! paragraphs' texts, [packed](super::texts), so that a hit that shows no text unpacks none. How a paper's sections become
//! documents is left to [`entry`](super::entry), and how the bytes are found to [`documents`](super::documents).

use super::{
    stored::{self, Short},
    texts::Words,
};
use crate::{
    Error, ErrorKind, Result,
    document::{Acronym, CouncilName, DateValue, Inferred, Paper, PaperDate, PaperKind, Paragraph, Part, Section},
};
use jiff::civil::Date;
use rustc_hash::FxHashMap;
use std::borrow::Cow;

/// What is kept of a paper with each of its sections.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct PaperSummary {
    /// Its id.
    pub id: String,
    /// Where it stands in the corpus; the first of several places.
    pub path: String,
    /// The other places where the same bytes stand.
    pub other_paths: Vec<String>,
    /// Set for a part of a pack.
    pub part: Option<Part>,
    /// The council.
    pub council: Option<CouncilName>,
    /// The committee.
    pub committee: Option<String>,
    /// The date and its basis.
    pub date: Option<PaperDate>,
    /// The title.
    pub title: Option<String>,
    /// The kind.
    pub kind: Option<PaperKind>,
    /// The web address.
    pub url: Option<String>,
}

impl PaperSummary {
    /// The summary of a paper.
    pub fn of(paper: &Paper) -> Self {
        fn value<T: Clone>(inferred: &Option<Inferred<T>>) -> Option<T> {
            inferred.as_ref().map(|inferred| inferred.value.clone())
        }
        Self {
            id: paper.id.clone(),
            path: paper.path.clone(),
            other_paths: paper.paths.iter().filter(|path| **path != paper.path).cloned().collect(),
            part: paper.part.clone(),
            council: value(&paper.council),
            committee: value(&paper.committee).map(|text| text.value),
            date: value(&paper.date),
            title: value(&paper.title).map(|text| text.value),
            kind: value(&paper.kind).map(|kind| kind.value),
            url: paper.url.clone(),
        }
    }
}

/// A section as stored: its paper's summary, its place, and its paragraphs.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct SectionRecord {
    /// The paper that it belongs to.
    pub paper: PaperSummary,
    /// The section, with its paragraphs.
    pub section: Section,
    /// The ordinal of the section in its paper, from 0.
    pub ordinal: u64,
    /// How many sections the paper has.
    pub of: u64,
    /// The number of the build that added it.
    pub added: u64,
    /// The short forms that the section explains, those left out that an earlier section of the paper explains so.
    pub definitions: Vec<Acronym>,
}

fn damaged() -> Error {
    Error::new(ErrorKind::DamagedIndex, "a section's stored text does not fit its record")
        .with_hint("Run `scrutineer index` to build the index again.")
}

/// The joint between paragraphs in the stored text.
pub(super) const JOINT: char = '\n';

impl SectionRecord {
    /// The records of a paper, one a section.
    pub fn of_paper(paper: &Paper, added: u64) -> impl Iterator<Item = Self> + '_ {
        let summary = PaperSummary::of(paper);
        let of = paper.sections.len() as u64;
        let mut definitions: FxHashMap<&str, Vec<Acronym>> = FxHashMap::default();
        for acronym in &paper.acronyms {
            definitions.entry(&acronym.section).or_default().push(acronym.clone());
        }
        paper.sections.iter().zip(0..).map(move |(section, ordinal)| Self {
            paper: summary.clone(),
            section: section.clone(),
            ordinal,
            of,
            added,
            definitions: definitions.remove(section.id.as_str()).unwrap_or_default(),
        })
    }

    fn decode(short: &[u8], text: &str) -> Result<Self> {
        let (short, rest) = Short::take(short).ok_or_else(damaged)?;
        let mut paragraphs = stored::take_paragraphs(rest).ok_or_else(damaged)?;
        let mut start = 0_usize;
        for (place, (length, paragraph)) in paragraphs.iter_mut().enumerate() {
            let end = start.checked_add(*length).ok_or_else(damaged)?;
            text.get(start..end).ok_or_else(damaged)?.clone_into(&mut paragraph.text);
            start = end + JOINT.len_utf8();
            paragraph.machine_read = short.machine_read.binary_search(&place).is_ok();
        }
        let paragraphs = paragraphs.into_iter().map(|(_, paragraph)| paragraph).collect();
        Self::from_short(short, paragraphs)
    }

    fn from_short(short: Short<'_>, paragraphs: Vec<Paragraph>) -> Result<Self> {
        let date = match short.date {
            Some((value, basis)) => Some(PaperDate { date: DateValue::parse(&value).ok_or_else(damaged)?, basis }),
            None => None,
        };
        let id = format!("{}:{}", short.paper, short.ordinal);
        let definition = |(short, long): (Cow<'_, str>, Cow<'_, str>)| Acronym {
            short: short.into_owned(),
            long: long.into_owned(),
            section: id.clone(),
        };
        Ok(Self {
            definitions: short.definitions.into_iter().map(definition).collect(),
            section: Section {
                id: id.clone(),
                number: short.number.map(Cow::into_owned),
                heading: short.heading.map(Cow::into_owned),
                path: short.path.into_owned(),
                kind: short.section_kind,
                pages: short.pages,
                lines: short.lines,
                paragraphs,
            },
            paper: PaperSummary {
                id: short.paper.into_owned(),
                path: short.file.into_owned(),
                other_paths: short.other_files.into_owned(),
                part: short.part.map(Cow::into_owned),
                council: (short.council)
                    .map(|(slug, name)| CouncilName { slug: slug.into_owned(), name: name.into_owned() }),
                committee: short.committee.map(Cow::into_owned),
                date,
                title: short.title.map(Cow::into_owned),
                kind: short.kind,
                url: short.url.map(Cow::into_owned),
            },
            ordinal: short.ordinal,
            of: short.of,
            added: short.added,
        })
    }

    /// What says what the section is about: its heading with its number, or the title that stands for one.
    pub(crate) fn own_heading(&self) -> Option<&str> {
        own_heading(&self.paper, &self.section, self.of)
    }

    /// What stands above the section: outer headings, title, committee, council. The title of a paper that is one section
    /// without a heading stands for its heading, and is not among them.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        names(&self.paper, &self.section, self.of)
    }

    /// Reads a record back from its two stored fields, of which the second is the text.
    pub(super) fn from_stored(short: &[u8], packed: &[u8], words: &Words) -> Result<Self> {
        Self::decode(short, &words.unpack(packed).ok_or_else(damaged)?)
    }

    /// As [`from_stored`](Self::from_stored), without its paragraphs: most of the work.
    pub(super) fn from_stored_without_text(short: &[u8]) -> Result<Self> {
        Self::from_short(Short::take(short).ok_or_else(damaged)?.0, Vec::new())
    }

    /// How the paper is cited, with the paragraph and page where known: council, committee, date, number, page.
    ///
    /// What is unknown is left out; no date reads "undated".
    pub fn citation(&self, paragraph: Option<&Paragraph>) -> String {
        let number = paragraph.and_then(|paragraph| paragraph.number.as_deref()).map(numbered);
        let page = paragraph.and_then(|paragraph| paragraph.page).map(|page| format!("p. {page}"));
        [Some(self.paper.citation()), number, page].into_iter().flatten().collect::<Vec<_>>().join(", ")
    }
}

/// The heading of one `of` so many sections with its number, or the title that stands for one.
pub(super) fn own_heading<'r>(paper: &'r PaperSummary, section: &'r Section, of: u64) -> Option<&'r str> {
    let heading = section.path.last().filter(|_| section.heading.is_some());
    heading.map(String::as_str).or(title_as_heading(paper, section, of))
}

/// The title of a paper that is one section without a heading, such as a note: it says what that section is about, as a
/// heading does, where the title of a longer paper only tells the paper from others.
fn title_as_heading<'r>(paper: &'r PaperSummary, section: &Section, of: u64) -> Option<&'r str> {
    paper.title.as_deref().filter(|_| of == 1 && section.heading.is_none())
}

/// What stands above one `of` so many sections.
pub(super) fn names<'r>(paper: &'r PaperSummary, section: &'r Section, of: u64) -> impl Iterator<Item = &'r str> {
    let own = usize::from(section.heading.is_some());
    let outer = section.path.len().saturating_sub(own);
    (section.path[..outer].iter().map(String::as_str))
        .chain(paper.title.as_deref().filter(|_| title_as_heading(paper, section, of).is_none()))
        .chain(paper.committee.as_deref())
        .chain(paper.council.as_ref().map(|council| council.name.as_str()))
}

impl PaperSummary {
    /// How the paper is cited: council, committee, date; by title or path where neither council nor committee is known.
    pub fn citation(&self) -> String {
        let mut parts: Vec<String> = Vec::new();
        parts.extend(self.council.as_ref().map(|council| council.name.clone()));
        parts.extend(self.committee.clone());
        if self.council.is_none() && self.committee.is_none() {
            parts.extend(self.title.clone().or_else(|| Some(self.path.clone())));
        }
        parts.push(self.date.map_or_else(|| "undated".to_owned(), |date| date.date.long()));
        parts.join(", ")
    }
}

/// How a paragraph's number is cited: `para 2.1`; one that says itself what it numbers, such as `Recommendation 3`, as it is.
pub fn numbered(number: &str) -> String {
    if number.contains(' ') { number.to_owned() } else { format!("para {number}") }
}

/// The key that hits of one paper share.
pub(crate) fn paper_key(id: &str) -> u64 {
    let hash = blake3::hash(id.as_bytes());
    let mut key = [0; 8];
    key.copy_from_slice(&hash.as_bytes()[..8]);
    u64::from_le_bytes(key)
}

/// Days since 1970-01-01.
pub(crate) fn day_number(date: Date) -> i64 {
    let epoch = jiff::civil::date(1970, 1, 1);
    i64::from((date - epoch).get_days())
}

#[cfg(test)]
mod tests {
    use super::{
        super::{entry::Entry, schema::Fields, texts::Numbering},
        *,
    };
    use crate::document::{Evidence, SectionKind, Text};
    use tantivy::schema::Value as _;

    fn paper() -> Paper {
        let inferred = |value: &str| Inferred {
            value: Text { value: value.to_owned() },
            source: Evidence::Heading,
            confidence: 0.9,
            evidence: value.to_owned(),
        };
        let paragraph = |number: Option<&str>, text: &str| Paragraph {
            number: number.map(str::to_owned),
            role: None,
            page: Some(4),
            lines: Some((3, 4)),
            boilerplate: false,
            machine_read: false,
            text: text.to_owned(),
        };
        Paper {
            id: "0123456789abcdef".into(),
            path: "a/b.txt".into(),
            part: None,
            council: None,
            host: None,
            committee: Some(inferred("Health Scrutiny Committee")),
            date: None,
            title: Some(inferred("Gullies")),
            kind: None,
            sections: vec![Section {
                id: "0123456789abcdef:0".into(),
                number: Some("2".into()),
                heading: Some("Findings".into()),
                path: vec!["2 Findings".into()],
                kind: SectionKind::Findings,
                pages: Some((4, 4)),
                lines: Some((2, 9)),
                paragraphs: vec![paragraph(Some("2.1"), "Ŵyl\nof two lines"), paragraph(None, "")],
            }],
            acronyms: vec![],
            links: vec![],
            pages_without_text: vec![],
            paths: vec!["a/b.txt".into(), "c.txt".into()],
            url: None,
        }
    }

    #[test]
    fn a_record_comes_back_from_its_document_as_it_went_in() {
        let (fields, numbering) = (Fields::new(), Numbering::new());
        let mut paper = paper();
        paper.sections[0].paragraphs[1].machine_read = true;
        for (entry, record) in Entry::of_paper(&paper, 7).zip(SectionRecord::of_paper(&paper, 7)) {
            let document = entry.to_document(&fields, &numbering).unwrap();
            let words = numbering.words().unwrap();
            let bytes = |field| document.get_first(field).and_then(|value| value.as_bytes()).unwrap();
            let (short, packed) = (bytes(fields.record), bytes(fields.text));
            assert_eq!(SectionRecord::from_stored(short, packed, &words).unwrap(), record);
            let paragraphs = Vec::new();
            let without_text = SectionRecord { section: Section { paragraphs, ..record.section }, ..record };
            assert_eq!(SectionRecord::from_stored_without_text(short).unwrap(), without_text);
        }
    }

    #[test]
    fn a_citation_leaves_out_what_is_unknown_and_says_undated() {
        let record = SectionRecord::of_paper(&paper(), 1).next().unwrap();
        let paragraph = &record.section.paragraphs[0];
        assert_eq!(record.citation(Some(paragraph)), "Health Scrutiny Committee, undated, para 2.1, p. 4");
        assert_eq!(numbered("Recommendation 3"), "Recommendation 3");
        assert_eq!(record.citation(None), "Health Scrutiny Committee, undated");
    }

    #[test]
    fn days_are_counted_from_1970() {
        assert_eq!(day_number(jiff::civil::date(1970, 1, 2)), 1);
        assert_eq!(day_number(jiff::civil::date(1969, 12, 31)), -1);
        assert_eq!(day_number(jiff::civil::date(2019, 3, 6)), 17961);
    }
}
