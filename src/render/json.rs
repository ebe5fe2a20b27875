//! JSON Lines: the wire formats, version 1.
//!
//! One object a line, each with `type`. Characters that could drive a terminal are written as `\u` escapes, which a
//! reader of JSON turns back: the text is the same, and it is safe to look at.

#[cfg_attr(not(feature = "serve"), allow(dead_code, reason = "for answers of one object"))]
mod objects;

#[cfg(feature = "serve")]
pub(crate) use objects::{CountsObject, PaperObject};
#[cfg(any(feature = "serve", feature = "mcp"))]
pub(crate) use objects::{SearchObject, object};
pub(crate) use objects::{SectionObject, StatusObject};

use super::{citation, csl, escape::drives};
use crate::{
    Error, ErrorKind, Result,
    corpus::Skip,
    document::Paper,
    index::{BuildReport, Coverage, Lookup, Manifest, SectionRecord, Skipped, Verification},
    query::{
        AcronymMeaning, Answer, ChangeKind, Citation, Difference, HitPaper, HitSection, Repeats, Tally, Trail,
        WIRE_VERSION, Watch,
    },
    relevance::{Comparison, Evaluation, Judged, Measures, Moved},
};
use serde::Serialize;
use std::fmt::Write as _;

/// An answer: its head, then its hits, then its counts if they were asked for.
///
/// # Errors
///
/// [`ErrorKind::Internal`] where an object cannot be written, here and below; it should not happen.
///
/// ```
/// use scrutineer::{Index, document::Gazetteer, query::Request, render::json};
///
/// let answer = Index::in_memory(&[], Gazetteer::builtin())?.search(&Request::new("gullies"))?;
/// assert!(json::answer(&answer)?.starts_with(r#"{"type":"search","version":1,"query":"gullies","#));
/// # Ok::<(), scrutineer::Error>(())
/// ```
pub fn answer(answer: &Answer) -> Result<String> {
    let mut text = line(&answer.head)?;
    for hit in &answer.hits {
        text.push_str(&line(hit)?);
    }
    if let Some(facets) = &answer.facets {
        text.push_str(&line(facets)?);
    }
    Ok(text)
}

/// The answer to one of several questions: as [`answer`], each object with the question's id as `query_id`.
pub fn answer_to(id: &str, answer: &Answer) -> Result<String> {
    let mut text = line(&To { object: &answer.head, query_id: id })?;
    for hit in &answer.hits {
        text.push_str(&line(&To { object: hit, query_id: id })?);
    }
    if let Some(facets) = &answer.facets {
        text.push_str(&line(&To { object: facets, query_id: id })?);
    }
    Ok(text)
}

/// What is new to saved questions: `watch`, then a `watched` for each question and its hits, each with its `query_id`.
pub fn watch(watch: &Watch) -> Result<String> {
    let mut text = line(&watch.head)?;
    for one in &watch.questions {
        text.push_str(&line(one)?);
        for hit in &one.hits {
            text.push_str(&line(&To { object: hit, query_id: &one.query_id })?);
        }
    }
    Ok(text)
}

/// An object with the id of the question that it answers.
#[derive(Serialize)]
struct To<'a, T> {
    #[serde(flatten)]
    object: &'a T,
    query_id: &'a str,
}

/// Papers counted: the head, its cells, then the files that were not read, an `unread` each.
pub fn tally(tally: &Tally) -> Result<String> {
    #[derive(Serialize)]
    #[serde(tag = "type", rename = "unread")]
    struct Unread<'t> {
        path: Option<&'t str>,
        reason: crate::corpus::SkipReason,
        detail: &'t str,
        kept: bool,
    }
    let mut text = line(&tally.head)?;
    for cell in &tally.cells {
        text.push_str(&line(cell)?);
    }
    for Skipped { path, reason, detail, kept, .. } in &tally.unread {
        text.push_str(&line(&Unread { path: path.as_deref(), reason: *reason, detail, kept: *kept })?);
    }
    Ok(text)
}

/// Mentions: the head, then for each council its `span` and those of its committees, and each `mention` and `gap` by date.
pub fn trail(trail: &Trail) -> Result<String> {
    let mut text = line(&trail.head)?;
    for council in &trail.councils {
        for span in std::iter::once(&council.span).chain(&council.committees) {
            text.push_str(&line(span)?);
        }
        for step in &council.steps {
            text.push_str(&line(step)?);
        }
    }
    Ok(text)
}

/// Passages that papers use again: `repeats`, then `repeat` for each.
pub fn repeats(repeats: &Repeats) -> Result<String> {
    let mut text = line(&repeats.head)?;
    for passage in &repeats.passages {
        text.push_str(&line(passage)?);
    }
    Ok(text)
}

/// What a run measures: `evaluation`, and with `per_query` a `question` for each question.
pub fn evaluation(evaluation: &Evaluation, per_query: bool) -> Result<String> {
    #[derive(Serialize)]
    #[serde(tag = "type", rename = "evaluation")]
    struct Wire<'e> {
        version: u32,
        questions: usize,
        unjudged: &'e [String],
        not_asked: u64,
        found: u64,
        relevant: u64,
        relevant_found: u64,
        measures: &'e Measures,
    }
    #[derive(Serialize)]
    #[serde(tag = "type", rename = "question")]
    struct Question<'e> {
        id: &'e str,
        query: Option<&'e str>,
        found: u64,
        relevant: u64,
        relevant_found: u64,
        first_relevant: Option<u64>,
        measures: &'e Measures,
    }
    let mut text = line(&Wire {
        version: WIRE_VERSION,
        questions: evaluation.questions.len(),
        unjudged: &evaluation.unjudged,
        not_asked: evaluation.not_asked,
        found: evaluation.found(),
        relevant: evaluation.relevant(),
        relevant_found: evaluation.relevant_found(),
        measures: &evaluation.mean,
    })?;
    for one in evaluation.questions.iter().filter(|_| per_query) {
        let Judged { id, query, found, relevant, relevant_found, first_relevant, measures, .. } = one;
        text.push_str(&line(&Question {
            id,
            query: query.as_deref(),
            found: *found,
            relevant: *relevant,
            relevant_found: *relevant_found,
            first_relevant: *first_relevant,
            measures,
        })?);
    }
    Ok(text)
}

/// Two runs beside each other: `comparison`, then `moved` for each question that differs, those that moved most first.
pub fn comparison(comparison: &Comparison, baseline: &str) -> Result<String> {
    #[derive(Serialize)]
    struct Compared {
        measure: &'static str,
        value: f64,
        baseline: f64,
        difference: f64,
        better: u64,
        worse: u64,
        same: u64,
        p: f64,
    }
    #[derive(Serialize)]
    #[serde(tag = "type", rename = "comparison")]
    struct Wire<'c> {
        version: u32,
        baseline: &'c str,
        questions: u64,
        measures: Vec<Compared>,
    }
    #[derive(Serialize)]
    #[serde(tag = "type", rename = "moved")]
    struct Question<'c> {
        id: &'c str,
        query: Option<&'c str>,
        first_relevant: Option<u64>,
        measures: &'c Measures,
        baseline_first_relevant: Option<u64>,
        baseline: &'c Measures,
    }
    let measures = comparison.measures.iter().map(|one| Compared {
        measure: one.measure.key(),
        value: one.value,
        baseline: one.baseline,
        difference: one.difference,
        better: one.better,
        worse: one.worse,
        same: one.same,
        p: one.p,
    });
    let head = Wire { version: WIRE_VERSION, baseline, questions: comparison.questions, measures: measures.collect() };
    let mut text = line(&head)?;
    for one in &comparison.moved {
        let Moved { id, query, measures, baseline, first_relevant, baseline_first_relevant, .. } = one;
        text.push_str(&line(&Question {
            id,
            query: query.as_deref(),
            first_relevant: *first_relevant,
            measures,
            baseline_first_relevant: *baseline_first_relevant,
            baseline,
        })?);
    }
    Ok(text)
}

/// A paper as understood, with the evidence.
pub fn paper(paper: &Paper) -> Result<String> {
    #[derive(Serialize)]
    #[serde(tag = "type", rename = "paper")]
    struct Wire<'p> {
        version: u32,
        #[serde(flatten)]
        paper: &'p Paper,
    }
    line(&Wire { version: WIRE_VERSION, paper })
}

/// A source, or a line of one, that was not read.
pub fn skipped(path: &str, skip: &Skip) -> Result<String> {
    #[derive(Serialize)]
    #[serde(tag = "type", rename = "skipped")]
    struct Wire<'s> {
        path: &'s str,
        reason: crate::corpus::SkipReason,
        detail: &'s str,
    }
    line(&Wire { path, reason: skip.reason, detail: &skip.detail })
}

/// Sections with their paragraphs, their paper and how to cite them, one object each: those that were found with
/// `context` before and after them, `asked` false for these.
pub fn sections(found: &Lookup, context: usize) -> Result<String> {
    let asked = found.asked.and_then(|place| found.sections.get(place));
    let wire = |record: &SectionRecord| {
        line(&SectionObject::new(record, asked.is_none_or(|asked| asked.ordinal == record.ordinal)))
    };
    found.around(context).iter().map(wire).collect()
}

/// What references say, one object a citation, with the reference in each style.
pub fn citations(citations: &[Citation]) -> Result<String> {
    #[derive(Serialize)]
    #[serde(tag = "type", rename = "citation")]
    struct Wire<'c> {
        version: u32,
        id: &'c str,
        key: &'c str,
        paper: &'c HitPaper,
        section: Option<&'c HitSection>,
        paragraph: Option<&'c str>,
        pages: Option<(u32, u32)>,
        citation: &'c str,
        url: Option<&'c str>,
        plain: String,
        markdown: String,
        bibtex: String,
        csl: csl::Item,
    }
    let wire = |one: &Citation| {
        line(&Wire {
            version: WIRE_VERSION,
            id: &one.id,
            key: &one.key,
            paper: &one.paper,
            section: one.section.as_ref(),
            paragraph: one.paragraph.as_deref(),
            pages: one.pages,
            citation: &one.citation,
            url: one.url.as_deref(),
            plain: citation::plain(one),
            markdown: citation::markdown(one),
            bibtex: citation::bibtex(std::slice::from_ref(one)),
            csl: csl::Item::of(one),
        })
    };
    citations.iter().map(wire).collect()
}

/// What changed between two texts: its head, then a `change` for each heading and paragraph that is not the same.
pub fn difference(difference: &Difference) -> Result<String> {
    let mut text = line(difference)?;
    for change in difference.changes.iter().filter(|change| change.kind != ChangeKind::Same) {
        text.push_str(&line(change)?);
    }
    Ok(text)
}

/// What an index holds.
pub fn status(manifest: &Manifest) -> Result<String> {
    line(&StatusObject::from(manifest))
}

/// What an index covers, by council and year.
pub fn coverage(coverage: &Coverage) -> Result<String> {
    line(coverage)
}

/// What a check of generations found, one object a generation.
pub fn verification(found: &[Verification]) -> Result<String> {
    #[derive(Serialize)]
    #[serde(tag = "type", rename = "verification")]
    struct Wire<'v> {
        version: u32,
        generation: &'v str,
        files: u64,
        bytes: u64,
        damaged: &'v [String],
    }
    let wire = |one: &Verification| {
        let Verification { generation, files, bytes, damaged, .. } = one;
        line(&Wire { version: WIRE_VERSION, generation, files: *files, bytes: *bytes, damaged })
    };
    found.iter().map(wire).collect()
}

/// The report of a build.
pub fn build(report: &BuildReport) -> Result<String> {
    line(report)
}

/// What short forms stand for: `acronyms`, then an `acronym` for each meaning.
pub fn acronyms(meanings: &[AcronymMeaning], manifest: &Manifest) -> Result<String> {
    #[derive(Serialize)]
    #[serde(tag = "type", rename = "acronyms")]
    struct Wire<'m> {
        version: u32,
        generation: &'m str,
        total: usize,
    }
    #[derive(Serialize)]
    #[serde(tag = "type", rename = "acronym")]
    struct One<'m> {
        #[serde(flatten)]
        meaning: &'m AcronymMeaning,
    }
    let (generation, total) = (manifest.generation.as_str(), meanings.len());
    let mut text = line(&Wire { version: WIRE_VERSION, generation, total })?;
    for meaning in meanings {
        text.push_str(&line(&One { meaning })?);
    }
    Ok(text)
}

fn line(value: &impl Serialize) -> Result<String> {
    let json = serde_json::to_string(value)
        .map_err(|error| Error::new(ErrorKind::Internal, "cannot write JSON").caused_by(error))?;
    Ok(safe(&json) + "\n")
}

/// JSON with what could drive a terminal as escapes: such characters stand only inside strings, where an escape means the
/// same. Line feeds stay, which a pretty one has between its values.
pub(super) fn safe(json: &str) -> String {
    let mut safe = String::with_capacity(json.len() + 1);
    for character in json.chars() {
        if drives(character) {
            for unit in character.encode_utf16(&mut [0; 2]) {
                // Writing to a string does not fail.
                let _ = write!(safe, "\\u{unit:04x}");
            }
        } else {
            safe.push(character);
        }
    }
    safe
}

#[cfg(test)]
mod tests;
