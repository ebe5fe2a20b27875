//! The rules of asking, each a sentence.

mod acronyms;
mod answers;
mod copies;
mod count;
mod facets;
mod language;
mod linear;
mod living;
mod nothing;
mod ranking;
mod reading;
mod scope;
mod snippets;
mod trail;

use super::{Answer, Request};
use crate::{
    Index,
    document::{
        CouncilName, DateBasis, DateValue, Evidence, Gazetteer, Inferred, KindValue, Paper, PaperDate, PaperKind,
        Paragraph, Role, Section, SectionKind, Text,
    },
};

/// A paper that says only what a test needs.
pub(crate) struct Draft {
    paper: Paper,
}

pub(crate) fn draft(id: &str) -> Draft {
    Draft {
        paper: Paper {
            id: id.into(),
            path: format!("{id}.txt"),
            part: None,
            council: None,
            host: None,
            committee: None,
            date: None,
            title: None,
            kind: None,
            sections: Vec::new(),
            acronyms: Vec::new(),
            links: Vec::new(),
            pages_without_text: Vec::new(),
            paths: vec![format!("{id}.txt")],
            url: None,
        },
    }
}

fn inferred<T>(value: T) -> Option<Inferred<T>> {
    Some(Inferred { value, source: Evidence::Heading, confidence: 0.9, evidence: String::new() })
}

impl Draft {
    /// The paper so far.
    pub(crate) fn paper(self) -> Paper {
        self.paper
    }
    pub(crate) fn council(mut self, slug: &str, name: &str) -> Self {
        self.paper.council = inferred(CouncilName { slug: slug.into(), name: name.into() });
        self
    }
    pub(crate) fn committee(mut self, name: &str) -> Self {
        self.paper.committee = inferred(Text { value: name.into() });
        self
    }
    pub(crate) fn date(mut self, date: &str) -> Self {
        self.paper.date = inferred(PaperDate { date: DateValue::parse(date).unwrap(), basis: DateBasis::Meeting });
        self
    }
    pub(crate) fn title(mut self, title: &str) -> Self {
        self.paper.title = inferred(Text { value: title.into() });
        self
    }
    pub(crate) fn kind(mut self, kind: PaperKind) -> Self {
        self.paper.kind = inferred(KindValue { value: kind });
        self
    }
    /// A section; an empty heading is none.
    pub(crate) fn section(self, heading: &str, paragraphs: &[&str]) -> Self {
        self.section_of(SectionKind::Other, heading, paragraphs, None, false)
    }
    pub(super) fn section_of(
        mut self,
        kind: SectionKind,
        heading: &str,
        paragraphs: &[&str],
        role: Option<Role>,
        boilerplate: bool,
    ) -> Self {
        let ordinal = self.paper.sections.len();
        let heading = (!heading.is_empty()).then(|| heading.to_owned());
        let paragraph = |(place, text): (usize, &&str)| Paragraph {
            number: Some(format!("{}.{}", ordinal + 1, place + 1)),
            role,
            page: Some(1),
            lines: None,
            boilerplate,
            machine_read: false,
            text: (*text).to_owned(),
        };
        self.paper.sections.push(Section {
            id: format!("{}:{ordinal}", self.paper.id),
            number: None,
            path: heading.iter().cloned().collect(),
            heading,
            kind,
            pages: None,
            lines: None,
            paragraphs: paragraphs.iter().enumerate().map(paragraph).collect(),
        });
        self
    }
}

pub(super) fn index(drafts: impl IntoIterator<Item = Draft>) -> Index {
    let papers: Vec<Paper> = drafts.into_iter().map(|draft| draft.paper).collect();
    Index::in_memory(&papers, Gazetteer::builtin()).unwrap()
}

/// An index of papers with one section of one paragraph each, named `0`, `1` and so on.
pub(super) fn texts(texts: &[&str]) -> Index {
    index(texts.iter().enumerate().map(|(place, text)| draft(&place.to_string()).section("", &[text])))
}

pub(super) fn ask(index: &Index, query: &str) -> Answer {
    index.search(&Request::new(query)).unwrap()
}

/// The ids of the papers that match in full, in order of ids.
pub(super) fn found(index: &Index, query: &str) -> Vec<String> {
    let answer = index.search(&Request::new(query).all_words(true).limit(1000)).unwrap();
    let mut ids: Vec<String> = answer.hits.into_iter().map(|hit| hit.paper.id).collect();
    ids.sort();
    ids
}

/// The ids of the hits in their order.
pub(super) fn ranked(answer: &Answer) -> Vec<&str> {
    answer.hits.iter().map(|hit| hit.paper.id.as_str()).collect()
}

pub(super) fn codes(answer: &Answer) -> Vec<&'static str> {
    answer.head.notices.iter().map(|notice| notice.code).collect()
}

/// The marked words of the first hit.
pub(super) fn marked(answer: &Answer) -> Vec<String> {
    let snippets = answer.hits.first().map(|hit| &hit.snippets[..]).unwrap_or_default();
    let marks =
        snippets.iter().flat_map(|snippet| snippet.marks.iter().map(|(start, end)| &snippet.text[*start..*end]));
    marks.map(str::to_owned).collect()
}
