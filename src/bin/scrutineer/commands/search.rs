//! `scrutineer search`: a question in, hits out. Many questions are left to `batch`.

use super::batch;
use crate::{
    cli::{SearchArguments, SearchFormat, SortOrder},
    exit::{Exit, Failure},
    index_choice,
    output::Screen,
};
use anyhow::Result;
use scrutineer::{
    query::{Answer, Request, Sort},
    render::{csv, json, terminal, trec},
};

/// The id of a lone question in a TREC run.
const LONE: &str = "1";
/// Papers a question by default, and in a TREC run.
const LIMIT: usize = 10;
const LIMIT_OF_RUN: usize = 1000;

pub(crate) fn run(arguments: &SearchArguments, screen: &Screen) -> Result<Exit> {
    check_facets(arguments)?;
    if let Some(file) = &arguments.queries {
        return batch::run(arguments, file, screen);
    }
    let index = index_choice::choose(arguments.index.folder.as_deref()).open_or_build_sample(screen)?;
    let answer = index.search(&request(arguments))?;
    match arguments.format {
        SearchFormat::Text => screen.text(&terminal::answer(&answer, &screen.style(), screen.width()))?,
        SearchFormat::Json => screen.data(&json::answer(&answer)?)?,
        SearchFormat::Csv => {
            for notice in &answer.head.notices {
                screen.complain(&format!("note: {}", notice.text));
            }
            screen.data(&match &answer.facets {
                Some(facets) => csv::facets(facets)?,
                None => csv::answer(&answer)?,
            })?;
        }
        SearchFormat::Trec => {
            for notice in &answer.head.notices {
                screen.complain(&format!("note: {}", notice.text));
            }
            screen.data(&trec::answer_to(LONE, &answer))?;
        }
    }
    Ok(if found(&answer) { Exit::Done } else { Exit::NothingFound })
}

/// Whether anything was found, on this page or another.
pub(crate) fn found(answer: &Answer) -> bool {
    answer.head.total + answer.head.relaxed > 0 || answer.facets.as_ref().is_some_and(|facets| facets.papers > 0)
}

/// Counts fit into no run, and beside hits into no table.
fn check_facets(arguments: &SearchArguments) -> Result<()> {
    let refuse = |what: &str, hint: &str| Err(Failure::new(what.to_owned(), hint).into());
    match arguments.format {
        SearchFormat::Trec if arguments.facets => refuse(
            "a TREC run has no place for the counts of --facets",
            "Leave out --facets, or print them with --format json.",
        ),
        SearchFormat::Csv if arguments.facets && arguments.limit != Some(0) => refuse(
            "CSV is one table: of hits, or of the counts of --facets",
            "For the counts alone add -n 0; for both together use --format json.",
        ),
        _ => Ok(()),
    }
}

/// What the flags say, for one question or for all.
pub(crate) fn request(arguments: &SearchArguments) -> Request {
    let run = arguments.format == SearchFormat::Trec;
    let snippets = if run { 0 } else { arguments.snippets };
    arguments
        .filters
        .request(&arguments.query)
        .sort(match arguments.sort {
            SortOrder::Relevance => Sort::Relevance,
            SortOrder::Newest => Sort::Newest,
            SortOrder::Oldest => Sort::Oldest,
        })
        .limit(arguments.limit.unwrap_or(if run { LIMIT_OF_RUN } else { LIMIT }))
        .offset(arguments.offset)
        .all_words(arguments.all_words)
        // A run is judged paper by paper, and a copy may have been judged too.
        .all_copies(arguments.all_copies || run)
        .snippets(snippets)
        .text(arguments.text && !run)
        .explain(arguments.explain && !run)
        .facets(arguments.facets)
        .fill(run)
}
