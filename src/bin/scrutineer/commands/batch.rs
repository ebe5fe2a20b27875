//! `scrutineer search --queries FILE`: many questions in, their answers out in the same order.

use super::search;
use crate::{
    cli::{SearchArguments, SearchFormat},
    exit::{Exit, Failure},
    index_choice,
    output::Screen,
};
use anyhow::{Context as _, Result};
use scrutineer::{
    relevance::{Question, Questions},
    render::{csv, json, terminal, trec},
};
use std::{
    io::{self, Read as _},
    path::Path,
};

/// How many questions that found nothing are named.
const NAMED: usize = 10;

pub(crate) fn run(arguments: &SearchArguments, file: &Path, screen: &Screen) -> Result<Exit> {
    let questions = questions(file)?;
    if arguments.format == SearchFormat::Trec {
        questions.each_once(file)?;
    }
    for (earlier, later) in questions.repeated() {
        let (id, earlier, later) = (&later.id, earlier.line, later.line);
        screen.complain(&format!("note: the id {id} stands on line {earlier} and on line {later}; both are asked."));
    }
    let index = index_choice::choose(arguments.index.folder.as_deref()).open_or_build_sample(screen)?;
    let request = search::request(arguments);
    let asked = questions.iter().map(|question| request.clone().query(&question.query));
    if arguments.format == SearchFormat::Csv {
        screen.data(&if arguments.facets { csv::header_of_facets() } else { csv::header_of_answers() }?)?;
    }
    let mut nothing = Vec::new();
    for (question, answer) in questions.iter().zip(index.search_all(asked)) {
        let answer = answer?;
        if !search::found(&answer) {
            nothing.push(question);
        }
        match arguments.format {
            SearchFormat::Text => {
                screen.text(&terminal::answer_to(question, &answer, &screen.style(), screen.width()))?;
            }
            SearchFormat::Json => screen.data(&json::answer_to(&question.id, &answer)?)?,
            SearchFormat::Csv => {
                for notice in &answer.head.notices {
                    screen.complain(&format!("note on {}: {}", question.id, notice.text));
                }
                screen.data(&match &answer.facets {
                    Some(facets) => csv::facets_of(question, facets)?,
                    None => csv::answer_to(question, &answer)?,
                })?;
            }
            SearchFormat::Trec => screen.data(&trec::answer_to(&question.id, &answer))?,
        }
    }
    // The others say it in their answers.
    if matches!(arguments.format, SearchFormat::Csv | SearchFormat::Trec) && !nothing.is_empty() {
        screen.complain(&said(&nothing, questions.len()));
    }
    Ok(if nothing.len() == questions.len() { Exit::NothingFound } else { Exit::Done })
}

/// The questions of a file, or of standard input where it is `-`.
pub(crate) fn questions(file: &Path) -> Result<Questions> {
    let questions = if file == Path::new("-") {
        let mut bytes = Vec::new();
        io::stdin().lock().read_to_end(&mut bytes).context("cannot read the questions from standard input")?;
        Questions::parse(&bytes, "standard input")?
    } else {
        Questions::read(file)?
    };
    if questions.is_empty() {
        let what = format!("there are no questions in {}", file.display());
        return Err(Failure::new(what, "Write one a line: its id, a tab, the question.").into());
    }
    Ok(questions)
}

fn said(nothing: &[&Question], of: usize) -> String {
    let ids: Vec<&str> = nothing.iter().take(NAMED).map(|question| question.id.as_str()).collect();
    let more = if nothing.len() > NAMED { ", …" } else { "" };
    format!("note: {} of {of} questions found nothing: {}{more}", nothing.len(), ids.join(", "))
}
