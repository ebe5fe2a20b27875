//! Answers for people: what they ask is looked up here, and how it looks is left to `page`.

use super::{parameters::Parameters, problem::Problem, respond::Reply, route::Ask};
use crate::serve::page;

/// So many passages of a hit fit a page unless more are asked for.
const SNIPPETS: usize = 2;

pub(super) fn home(ask: &Ask) -> Result<Reply, Problem> {
    Ok(Reply::html(page::home(&ask.index)?))
}

pub(super) fn results(ask: &Ask) -> Result<Reply, Problem> {
    let mut parameters = ask.parameters.clone();
    if parameters.limit == 0 {
        // A program may ask for the counts alone; a page without hits would be no answer.
        parameters.limit = Parameters::default().limit;
    }
    let snippets = parameters.snippets.max(SNIPPETS);
    let request = parameters.request().today(ask.today).facets(true).snippets(snippets);
    let answer = ask.index.search(&request)?;
    Ok(Reply::html(page::results(&ask.index, &parameters, &answer)))
}

pub(super) fn paper(ask: &Ask) -> Result<Reply, Problem> {
    let reading = ask.index.reading(&ask.name, &ask.parameters.request().today(ask.today))?;
    Ok(Reply::html(page::paper(&ask.index, &ask.parameters, &reading)))
}

pub(super) fn help(_: &Ask) -> Result<Reply, Problem> {
    Ok(Reply::html(page::help()))
}

pub(super) fn status(ask: &Ask) -> Result<Reply, Problem> {
    Ok(Reply::html(page::status(&ask.index)))
}

pub(super) fn asset(ask: &Ask) -> Result<Reply, Problem> {
    let asset = page::asset(&ask.name).ok_or_else(Problem::no_such_page)?;
    Ok(Reply::new(asset.content_type, asset.content))
}
