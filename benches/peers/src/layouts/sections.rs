//! The sections of a corpus in memory, as scrutineer reads them.

use anyhow::Result;
use rayon::iter::{IntoParallelRefIterator as _, ParallelIterator as _};
use scrutineer::{
    corpus::{self, Limits},
    document::{Origin, Paper, Reader},
};
use std::path::Path;

/// What a layout puts into the index of a section.
pub(super) struct Section {
    pub(super) id: String,
    pub(super) council: Option<String>,
    pub(super) paragraphs: Vec<String>,
    pub(super) heading: Option<String>,
    pub(super) names: Vec<String>,
    /// What a hit needs beside the paragraphs' texts.
    pub(super) record: String,
}

pub(super) fn read(papers: &Path) -> Result<Vec<Section>> {
    let reader = Reader::for_corpus(papers)?;
    let sources = corpus::walk(papers)?.sources;
    let sections = sources.par_iter().map(|source| {
        let mut sections = Vec::new();
        corpus::read(source, &Limits::default(), &mut |_, document| {
            let id = blake3::hash(source.path.as_bytes()).to_hex()[..16].to_owned();
            let papers = document.map(|document| reader.papers(Origin::new(id, &source.path), document));
            for paper in papers.unwrap_or_default() {
                sections.extend(of_paper(&paper));
            }
        });
        sections
    });
    Ok(sections.collect::<Vec<_>>().into_iter().flatten().collect())
}

fn of_paper(paper: &Paper) -> impl Iterator<Item = Section> + '_ {
    paper.sections.iter().map(move |section| {
        let own = usize::from(section.heading.is_some());
        let outer = section.path.len().saturating_sub(own);
        let council = paper.council.as_ref().map(|council| &council.value);
        let mut names: Vec<String> = section.path[..outer].to_vec();
        names.extend(paper.title.iter().map(|title| title.value.value.clone()));
        names.extend(paper.committee.iter().map(|committee| committee.value.value.clone()));
        names.extend(council.iter().map(|council| council.name.clone()));
        let paragraphs = section.paragraphs.iter().map(|paragraph| paragraph.text.clone());
        let places: Vec<_> = section
            .paragraphs
            .iter()
            .map(|paragraph| (&paragraph.number, paragraph.lines, paragraph.text.len()))
            .collect();
        let record = serde_json::json!({
            "p": paper.id, "f": paper.path, "date": paper.date.as_ref().map(|date| date.value.date.to_string()),
            "names": names, "path": section.path, "ps": places,
        });
        Section {
            id: section.id.clone(),
            council: council.map(|council| council.slug.clone()),
            paragraphs: paragraphs.collect(),
            heading: section.path.last().filter(|_| section.heading.is_some()).cloned(),
            names,
            record: record.to_string(),
        }
    })
}
