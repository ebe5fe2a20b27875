//! CSV of an answer, for spreadsheets: one row a hit, with a header row.

use crate::{
    Error, ErrorKind, Result,
    query::{Answer, Hit},
};
use std::borrow::Cow;

const COLUMNS: [&str; 14] = [
    "rank",
    "council",
    "committee",
    "date",
    "title",
    "kind",
    "heading",
    "paragraph",
    "page",
    "snippet",
    "citation",
    "path",
    "url",
    "id",
];

/// The hits of an answer as CSV: the council by name, the first snippet, the section's id; an unknown value is empty.
///
/// A cell that a spreadsheet would take for a formula gets a `'` before it.
///
/// # Errors
///
/// [`ErrorKind::Internal`] where a row cannot be written; it should not happen.
///
/// ```
/// use scrutineer::{Index, document::Gazetteer, query::Request, render::csv};
///
/// let answer = Index::in_memory(&[], Gazetteer::builtin())?.search(&Request::new("gullies"))?;
/// assert!(csv::answer(&answer)?.starts_with("rank,council,committee,date,"));
/// # Ok::<(), scrutineer::Error>(())
/// ```
pub fn answer(answer: &Answer) -> Result<String> {
    fn internal(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Error {
        Error::new(ErrorKind::Internal, "cannot write CSV").caused_by(error)
    }
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(COLUMNS).map_err(internal)?;
    for hit in &answer.hits {
        let cells = row(hit);
        writer.write_record(cells.iter().map(|cell| no_formula(cell).into_owned())).map_err(internal)?;
    }
    let bytes = writer.into_inner().map_err(|error| internal(error.to_string()))?;
    String::from_utf8(bytes).map_err(internal)
}

fn row(hit: &Hit) -> [String; 14] {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let (paper, snippet) = (&hit.paper, hit.snippets.first());
    [
        hit.rank.to_string(),
        text(&paper.council_name),
        text(&paper.committee),
        text(&paper.date),
        text(&paper.title),
        paper.kind.map(|kind| kind.to_string()).unwrap_or_default(),
        text(&hit.section.heading),
        snippet.and_then(|snippet| snippet.paragraph.clone()).unwrap_or_default(),
        snippet.and_then(|snippet| snippet.page).map(|page| page.to_string()).unwrap_or_default(),
        snippet.map(|snippet| snippet.text.clone()).unwrap_or_default(),
        hit.citation.clone(),
        paper.path.clone(),
        text(&paper.url),
        hit.section.id.clone(),
    ]
}

fn no_formula(cell: &str) -> Cow<'_, str> {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}").into() } else { cell.into() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::tests::answer_to;

    #[test]
    fn the_columns_are_those_of_the_contract() {
        let text = answer(&answer_to("placements")).unwrap();
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let header = reader.headers().unwrap().clone();
        assert_eq!(
            header.iter().collect::<Vec<_>>().join(","),
            "rank,council,committee,date,title,kind,heading,paragraph,page,snippet,citation,path,url,id"
        );
        let row = reader.records().next().unwrap().unwrap();
        let cell = |name: &str| &row[header.iter().position(|column| column == name).unwrap()];
        assert_eq!(cell("council"), "Northmarch County Council");
        assert_eq!(cell("date"), "2019-03-06");
        assert_eq!(cell("paragraph"), "3.2.4");
        assert_eq!(cell("id"), "1a2b3c4d5e6f7081:0");
    }

    #[test]
    fn a_cell_is_never_a_formula() {
        assert_eq!(no_formula("=HYPERLINK(\"x\")"), "'=HYPERLINK(\"x\")");
        assert_eq!(no_formula("a=b"), "a=b");
    }
}
