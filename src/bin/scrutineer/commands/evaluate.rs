//! `scrutineer evaluate`: judged questions in, measures out.

use super::batch;
use crate::{
    cli::{EvaluateArguments, EvaluateFormat},
    exit::{Exit, Failure},
    index_choice,
    output::Screen,
};
use anyhow::{Context as _, Result};
use scrutineer::{
    Index,
    query::Request,
    relevance::{Comparison, Evaluation, Judgments, Questions, Run},
    render::{csv, json, terminal},
};
use std::fs;

pub(crate) fn run(arguments: &EvaluateArguments, screen: &Screen) -> Result<Exit> {
    let judgments = Judgments::read(&arguments.qrels)?;
    let questions = arguments.queries.as_deref().map(batch::questions).transpose()?;
    if let (Some(questions), Some(file)) = (&questions, &arguments.queries) {
        questions.each_once(file)?;
    }
    let measure = |run: &Run| Evaluation::new(run, &judgments, questions.as_ref());
    let ask = |index: &Index, questions: &Questions| {
        Run::of(index, questions, &Request::default().limit(arguments.limit), Some(&judgments))
    };
    let found = match (&arguments.run, &questions) {
        (None, Some(questions)) => {
            let index = index_choice::choose(arguments.index.folder.as_deref()).open()?;
            ask(&index, questions)?
        }
        (Some(file), _) => Run::read(file)?,
        // clap sees to it that one of them is given.
        (None, None) => Run::default(),
    };
    if let Some(file) = &arguments.write_run {
        fs::write(file, found.to_text()).with_context(|| format!("cannot write the run to {}", file.display()))?;
    }
    let evaluation = measure(&found);
    if evaluation.questions.is_empty() {
        let what = format!("no question has judgments in {}", arguments.qrels.display());
        let hint = "The first column of the judgments must be the id of a question.";
        return Err(Failure::new(what, hint).into());
    }
    let baseline = match (&arguments.baseline, &arguments.against, &questions) {
        (Some(file), ..) => Some((file.display().to_string(), measure(&Run::read(file)?))),
        (None, Some(folder), Some(questions)) => {
            let index = index_choice::choose(Some(folder)).open()?;
            Some((folder.display().to_string(), measure(&ask(&index, questions)?)))
        }
        _ => None,
    };
    print(arguments, screen, &evaluation, baseline.as_ref())?;
    Ok(if evaluation.relevant_found() == 0 { Exit::NothingFound } else { Exit::Done })
}

fn print(
    arguments: &EvaluateArguments,
    screen: &Screen,
    evaluation: &Evaluation,
    baseline: Option<&(String, Evaluation)>,
) -> Result<()> {
    let comparison = baseline.map(|(name, baseline)| (name, Comparison::new(evaluation, baseline)));
    match arguments.format {
        EvaluateFormat::Text => {
            let (style, width) = (screen.style(), screen.width());
            let mut text = terminal::evaluation(evaluation, arguments.per_query, &style, width);
            if let Some((name, comparison)) = comparison {
                text.push('\n');
                text.push_str(&terminal::comparison(&comparison, name, &style, width));
            }
            screen.text(&text)?;
        }
        EvaluateFormat::Json => {
            screen.data(&json::evaluation(evaluation, arguments.per_query)?)?;
            if let Some((name, comparison)) = comparison {
                screen.data(&json::comparison(&comparison, name)?)?;
            }
        }
        EvaluateFormat::Csv => {
            let baseline = baseline.map(|(_, baseline)| baseline);
            screen.data(&csv::evaluation(evaluation, baseline, arguments.per_query)?)?;
        }
    }
    Ok(())
}
