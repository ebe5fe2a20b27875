//! Answers for programs: what they ask is looked up here, in the objects of the wire format.

use super::{parameters::Format, problem::Problem, respond::Reply, route::Ask};
use crate::{
    index::Lookup,
    render::{
        csv,
        json::{self, CountsObject, PaperObject, SearchObject, SectionObject, StatusObject},
    },
};

/// The media type of a table.
pub(super) const CSV: &str = "text/csv; charset=utf-8";
/// The media type of an object a line.
pub(super) const JSON_LINES: &str = "application/jsonl";

pub(super) fn search(ask: &Ask) -> Result<Reply, Problem> {
    let answer = ask.index.search(&ask.parameters.request().today(ask.today))?;
    Ok(match ask.parameters.format {
        Format::Json => Reply::json(json::object(&SearchObject::from(&answer))?),
        Format::JsonLines => Reply::new(JSON_LINES, json::answer(&answer)?),
        Format::Csv => Reply::new(CSV, csv::answer(&answer)?),
    })
}

pub(super) fn facets(ask: &Ask) -> Result<Reply, Problem> {
    let answer = ask.index.search(&ask.parameters.request().today(ask.today).limit(0).facets(true))?;
    Ok(match (ask.parameters.format, &answer.facets) {
        (Format::Csv, Some(facets)) => Reply::new(CSV, csv::facets(facets)?),
        _ => Reply::json(json::object(&CountsObject::from(&answer))?),
    })
}

pub(super) fn paper(ask: &Ask) -> Result<Reply, Problem> {
    let found = ask.index.lookup(&ask.name)?;
    if found.asked.is_some() {
        let problem = Problem::new(404, "not-found", "This is the id of a section, not of a paper.");
        return Err(problem.hint("Ask for it at /api/sections, or leave out what follows the last colon."));
    }
    Ok(Reply::json(json::object(&PaperObject::new(&found, ask.index.manifest()))?))
}

pub(super) fn section(ask: &Ask) -> Result<Reply, Problem> {
    let found: Lookup = ask.index.lookup(&ask.name)?;
    let record = found.asked.and_then(|place| found.sections.get(place)).ok_or_else(|| {
        Problem::new(404, "not-found", "This is the id of a paper, not of a section.")
            .hint("Ask for it at /api/papers, or add a colon and the number of a section.")
    })?;
    Ok(Reply::json(json::object(&SectionObject::new(record, true).linked())?))
}

pub(super) fn status(ask: &Ask) -> Result<Reply, Problem> {
    Ok(Reply::json(json::object(&StatusObject::from(ask.index.manifest()))?))
}
