//! `scrutineer search`: a question in, hits out.

use crate::{
    cli::{SearchArguments, SearchFormat, SortOrder},
    exit::Exit,
    index_choice,
    output::Screen,
};
use anyhow::Result;
use scrutineer::{
    query::{Request, Sort},
    render::{csv, json, terminal},
};

pub(crate) fn run(arguments: &SearchArguments, screen: &Screen) -> Result<Exit> {
    let index = index_choice::choose(arguments.index.folder.as_deref()).open_or_build_sample(screen)?;
    let answer = index.search(&request(arguments))?;
    match arguments.format {
        SearchFormat::Text => screen.text(&terminal::answer(&answer, &screen.style(), screen.width()))?,
        SearchFormat::Json => screen.data(&json::answer(&answer)?)?,
        SearchFormat::Csv => {
            for notice in &answer.head.notices {
                screen.complain(&format!("note: {}", notice.text));
            }
            screen.data(&csv::answer(&answer)?)?;
        }
    }
    Ok(if answer.hits.is_empty() { Exit::NothingFound } else { Exit::Done })
}

fn request(arguments: &SearchArguments) -> Request {
    let words: Vec<&str> = arguments.query.iter().map(|word| word.trim()).collect();
    let mut request = Request::new(words.join(" "))
        .sort(match arguments.sort {
            SortOrder::Relevance => Sort::Relevance,
            SortOrder::Newest => Sort::Newest,
            SortOrder::Oldest => Sort::Oldest,
        })
        .limit(arguments.limit)
        .offset(arguments.offset)
        .all_words(arguments.all_words)
        .snippets(arguments.snippets)
        .text(arguments.text);
    // Several values of one field mean any of them: `Request` sees to that.
    let filters = [
        ("council", arguments.council.as_slice()),
        ("committee", &arguments.committee),
        ("kind", &arguments.kind),
        ("section", &arguments.section),
        ("role", &arguments.role),
        ("title", arguments.title.as_slice()),
        ("since", arguments.since.as_slice()),
        ("until", arguments.until.as_slice()),
        ("date", arguments.date.as_slice()),
    ];
    for (field, values) in filters {
        for value in values {
            request = request.filter(field, value.trim());
        }
    }
    request
}
