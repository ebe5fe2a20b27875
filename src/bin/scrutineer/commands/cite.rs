//! `scrutineer cite`: ids in, references out.

use crate::{
    cli::{CitationStyle, CiteArguments, Format},
    exit::{Exit, Failure},
    index_choice,
    output::Screen,
};
use anyhow::Result;
use scrutineer::{
    query::Citation,
    render::{citation, json, terminal},
};

pub(crate) fn run(arguments: &CiteArguments, screen: &Screen) -> Result<Exit> {
    let paragraph = arguments.paragraph.as_deref();
    if paragraph.is_some() && arguments.ids.len() > 1 {
        let hint = "Cite them one at a time, or leave out --paragraph.";
        return Err(Failure::new("--paragraph is a paragraph of one paper or section", hint).into());
    }
    if paragraph.is_some_and(|number| number.trim().is_empty()) {
        let hint = "Give it as the paper prints it, such as 2.2.1, or leave out --paragraph.";
        return Err(Failure::new("--paragraph has no number", hint).into());
    }
    let index = index_choice::choose(arguments.index.folder.as_deref()).open()?;
    let cite = |id: &String| index.cite(id.trim(), paragraph);
    // All of them before any is printed: half a bibliography is none.
    let citations = arguments.ids.iter().map(cite).collect::<scrutineer::Result<Vec<Citation>>>()?;
    match (arguments.format, arguments.style) {
        (Format::Json, _) => screen.data(&json::citations(&citations)?)?,
        (Format::Text, CitationStyle::Plain) => screen.text(&terminal::citations(&citations, &screen.style()))?,
        (Format::Text, CitationStyle::Markdown) => {
            let lines: Vec<String> = citations.iter().map(|one| citation::markdown(one) + "\n").collect();
            // A line alone would run on from the one before it.
            screen.data(&lines.join("\n"))?;
        }
        (Format::Text, CitationStyle::CslJson) => screen.data(&citation::csl_json(&citations)?)?,
        (Format::Text, CitationStyle::Bibtex) => screen.data(&citation::bibtex(&citations))?,
    }
    Ok(Exit::Done)
}
