//! The objects that are made here of several parts, shared by the lines of the command and by those who answer with one object.

use crate::render::link::followed;
use crate::{
    Error, Result,
    document::Section,
    index::{Lookup, Manifest, SectionRecord, Skipped, Unknown},
    query::{Answer, Facets, Head, Hit, HitPaper, WIRE_VERSION},
};
use serde::Serialize;
use std::borrow::Cow;

/// An answer as one object.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "search"))]
pub(crate) struct SearchObject<'a> {
    #[serde(flatten)]
    head: &'a Head,
    /// One hit a paper, best first. A `citation_url` is of `http` or `https`, or absent.
    hits: Cow<'a, [Hit]>,
    /// Counts of the papers that match; only where asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    facets: Option<&'a Facets>,
}

impl<'a> From<&'a Answer> for SearchObject<'a> {
    fn from(answer: &'a Answer) -> Self {
        let mut hits = Cow::Borrowed(answer.hits.as_slice());
        let to_follow = |hit: &Hit| hit.citation_url.as_deref().is_none_or(|url| followed(url).is_some());
        if !hits.iter().all(to_follow) {
            for hit in hits.to_mut().iter_mut().filter(|hit| !to_follow(hit)) {
                hit.citation_url = None;
            }
        }
        Self { head: &answer.head, hits, facets: answer.facets.as_ref() }
    }
}

/// The counts of an answer with its head.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "counts"))]
pub(crate) struct CountsObject<'a> {
    #[serde(flatten)]
    head: &'a Head,
    /// Counts of the papers that match.
    facets: Option<&'a Facets>,
}

impl<'a> From<&'a Answer> for CountsObject<'a> {
    fn from(answer: &'a Answer) -> Self {
        Self { head: &answer.head, facets: answer.facets.as_ref() }
    }
}

/// A section with its paragraphs, its paper and how to cite it.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename = "section")]
pub(crate) struct SectionObject<'r> {
    /// The version of the wire format.
    version: u32,
    /// The paper that it is of.
    paper: HitPaper,
    /// The section itself.
    section: &'r Section,
    /// How to cite it.
    citation: String,
    /// Where it can be read on the web; untrusted, and not always of `http` or `https`.
    citation_url: Option<String>,
    /// Whether it was asked for, or stands beside what was.
    asked: bool,
}

impl<'r> SectionObject<'r> {
    pub(crate) fn new(record: &'r SectionRecord, asked: bool) -> Self {
        Self {
            version: WIRE_VERSION,
            paper: HitPaper::of(&record.paper),
            section: &record.section,
            citation: record.citation(None),
            citation_url: record.url(None),
            asked,
        }
    }

    /// The same for those who make links of addresses without a look: one that is not to be followed is left out.
    pub(crate) fn linked(self) -> Self {
        Self { citation_url: self.citation_url.filter(|url| followed(url).is_some()), ..self }
    }
}

/// A paper with all its sections.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename = "sections")]
pub(crate) struct PaperObject<'l> {
    /// The version of the wire format.
    version: u32,
    /// The generation that answered.
    generation: &'l str,
    /// The paper.
    paper: HitPaper,
    /// How to cite it.
    citation: String,
    /// Where it can be read on the web, if it is of `http` or `https`; untrusted.
    citation_url: Option<String>,
    /// Its sections, in order.
    sections: Vec<&'l Section>,
}

impl<'l> PaperObject<'l> {
    pub(crate) fn new(found: &'l Lookup, manifest: &'l Manifest) -> Self {
        Self {
            version: WIRE_VERSION,
            generation: &manifest.generation,
            paper: HitPaper::of(&found.paper),
            citation: found.paper.citation(),
            citation_url: found.paper.url_at(None).filter(|url| followed(url).is_some()),
            sections: found.sections.iter().map(|record| &record.section).collect(),
        }
    }
}

/// A council of an index.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct StatusCouncil<'m> {
    /// Its slug.
    value: &'m str,
    /// Its name.
    name: &'m str,
    /// How many papers.
    papers: u64,
}

/// What an index holds.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename = "status")]
pub(crate) struct StatusObject<'m> {
    /// The version of the wire format.
    version: u32,
    /// The generation.
    generation: &'m str,
    /// The number of the build that made it.
    build: u64,
    /// How many papers.
    papers: u64,
    /// How many sections.
    sections: u64,
    /// The councils that the papers name.
    councils: Vec<StatusCouncil<'m>>,
    /// The earliest day, month or year of any paper.
    from: Option<&'m str>,
    /// The latest.
    until: Option<&'m str>,
    /// What was not read, and why.
    skipped: &'m [Skipped],
    /// What could not be worked out.
    unknown: &'m [Unknown],
}

impl<'m> From<&'m Manifest> for StatusObject<'m> {
    fn from(manifest: &'m Manifest) -> Self {
        let papers = |slug: &str| manifest.papers_by_council.get(slug).copied().unwrap_or_default();
        let councils = manifest.councils.iter();
        Self {
            version: WIRE_VERSION,
            generation: &manifest.generation,
            build: manifest.build,
            papers: manifest.papers,
            sections: manifest.sections,
            councils: councils
                .map(|council| StatusCouncil {
                    value: &council.slug,
                    name: &council.name,
                    papers: papers(&council.slug),
                })
                .collect(),
            from: manifest.from.as_deref(),
            until: manifest.until.as_deref(),
            skipped: &manifest.skipped,
            unknown: &manifest.unknown,
        }
    }
}

/// Any object, on one line without an end of line.
///
/// # Errors
///
/// As [`answer`](super::answer).
pub(crate) fn object(value: &impl Serialize) -> Result<String, Error> {
    let mut text = super::line(value)?;
    text.truncate(text.len() - 1);
    Ok(text)
}
