//! A paper to read through, with what a question meets in it marked.
//!
//! In come the id of a paper or of one of its sections and a [`Request`]; out comes a [`Reading`]: all of the paper's
//! sections, the marks of their headings and paragraphs, and which sections match in full. Marks are those of snippets
//! ([`quoting`](super::quoting)), so that who comes from a hit finds the same words marked. How a reading looks is left to
//! whoever shows it.

use super::{answer::Notice, question::Question, quoting::Quoter, request::Request, syntax::Scope};
use crate::{
    Index, Result,
    document::Paragraph,
    index::{PaperSummary, SectionRecord},
};
use rustc_hash::FxHashSet;
use tantivy::DocAddress;

/// A paper with what a question meets in it marked.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Reading {
    /// The paper.
    pub paper: PaperSummary,
    /// All of its sections, in order; never empty.
    pub sections: Vec<ReadingSection>,
    /// The place among them of the section whose id was given; absent where the paper's was.
    pub asked: Option<usize>,
    /// The question as typed.
    pub query: String,
    /// What was looked for, in words; `all papers` where nothing was asked.
    pub read_as: String,
    /// What the user must know about how the question was read.
    pub notices: Vec<Notice>,
    /// How many paragraphs have marks; 0 where nothing was asked.
    pub marked: usize,
    /// How many sections match in full.
    pub matching: usize,
    /// Whether words were looked for, which can be marked. False where nothing was asked, or filters alone.
    pub has_words: bool,
}

/// A section of a paper, with its marks.
///
/// Marks are byte ranges into the text that they stand in: in order, at the bounds of characters, not overlapping.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct ReadingSection {
    /// The section with its paragraphs.
    pub record: SectionRecord,
    /// What of the question stands in the heading ([`Section::heading`](crate::document::Section::heading)).
    pub heading_marks: Vec<(usize, usize)>,
    /// What of it stands in each of the paragraphs, in their order: as many lists as paragraphs.
    pub marks: Vec<Vec<(usize, usize)>>,
    /// Whether the section matches in full. False where nothing was asked.
    pub matches: bool,
}

impl Index {
    /// A paper with what a question meets in it marked. The id is that of a paper or of a section, and may be shortened
    /// as for [`Index::lookup`].
    ///
    /// A phrase is marked as a phrase, an expanded word as the word found, an excluded word never: every mark of the
    /// snippets of a hit is a mark here. Filters mark nothing. Of the request, only the question, the filters and
    /// what changes their reading count: `all_words`, `expand` and `today`.
    ///
    /// # Errors
    ///
    /// Those of [`Index::lookup`].
    ///
    /// ```
    /// use scrutineer::{Index, index::Builder, query::Request};
    ///
    /// let folder = tempfile::tempdir()?;
    /// let (papers, index) = (folder.path().join("papers"), folder.path().join("index"));
    /// std::fs::create_dir(&papers)?;
    /// std::fs::write(papers.join("lamps.jsonl"), r#"{"id":"lamps-2019","title":"Lamps","text":"Lamps were lit."}"#)?;
    /// Builder::new(&papers, &index).build()?;
    ///
    /// let reading = Index::open(&index)?.reading("lamps-2019", &Request::new("lit"))?;
    /// assert_eq!(reading.marked, 1);
    /// assert_eq!(reading.sections[0].marks[0], [(11, 14)]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn reading(&self, id: &str, request: &Request) -> Result<Reading> {
        let found = self.lookup(id)?;
        self.contained(|| {
            let mut question = Question::read(self, request)?;
            let full = if question.plan.is_some() { question.mentions()? } else { Vec::new() };
            let full = full.iter().map(|mention| mention.address).collect();
            let mut reading = Reading {
                paper: found.paper,
                sections: found.sections.into_iter().map(unmarked).collect(),
                asked: found.asked,
                query: request.query.clone(),
                read_as: question.read_as(),
                notices: Vec::new(),
                marked: 0,
                matching: 0,
                has_words: question.plan.as_ref().is_some_and(|plan| !plan.sought().is_empty()),
            };
            if question.plan.is_some() {
                mark(&mut reading, &mut question, &full, request.all_words)?;
            }
            reading.notices = question.notices;
            Ok(reading)
        })
    }
}

fn unmarked(record: SectionRecord) -> ReadingSection {
    let marks = vec![Vec::new(); record.section.paragraphs.len()];
    ReadingSection { record, heading_marks: Vec::new(), marks, matches: false }
}

/// Marks what the question meets.
fn mark(
    reading: &mut Reading,
    question: &mut Question<'_>,
    full: &FxHashSet<DocAddress>,
    all_words: bool,
) -> Result<()> {
    let Some(plan) = &question.plan else { return Ok(()) };
    let (index, scope) = (question.index, question.scope);
    let ids = reading.sections.iter().map(|section| &section.record.section.id);
    let addresses = ids.map(|id| index.address_of(id)).collect::<Result<Vec<_>>>()?;
    let matches = |address: &Option<DocAddress>| address.is_some_and(|address| full.contains(&address));
    // A paper without a full match is found, if at all, by the words of the question taken singly.
    let loosens = !addresses.iter().any(matches) && !all_words && scope != Scope::Paragraph;
    let loose = loosens.then(|| plan.loosened());
    let plan = loose.as_ref().unwrap_or(plan);
    let compiler = question.compiler();
    let mut quoter = Quoter::new(index, &compiler, plan, scope, std::mem::take(&mut question.analyzer))?;
    for (section, address) in reading.sections.iter_mut().zip(&addresses) {
        section.matches = matches(address);
        let Some(address) = *address else { continue };
        section.marks = quoter.marks(address, &section.record)?;
        if let Some(heading) = &section.record.section.heading {
            section.heading_marks = quoter.marks_of_heading(&as_paragraph(heading));
        }
    }
    let sections = &reading.sections;
    reading.marked = sections.iter().flat_map(|section| &section.marks).filter(|marks| !marks.is_empty()).count();
    reading.matching = sections.iter().filter(|section| section.matches).count();
    Ok(())
}

/// A heading as a paragraph, to be marked as one.
fn as_paragraph(heading: &str) -> Paragraph {
    Paragraph {
        number: None,
        role: None,
        page: None,
        lines: None,
        boilerplate: false,
        machine_read: false,
        text: heading.to_owned(),
    }
}
