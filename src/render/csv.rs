//! CSV for spreadsheets, with a header row: an answer, one row a hit; its counts; many answers; what a run measures.

use super::escape::drives;
use crate::{
    Error, ErrorKind, Result,
    query::{
        AcronymMeaning, Answer, Dimension, Facets, Hit, HitPaper, HitSection, Repeat, Repeats, Snippet, Step, Tally,
        Trail,
    },
    relevance::{Evaluation, Judged, Measure, Measures, Question},
};
use std::{borrow::Cow, collections::HashMap};

const COLUMNS: [&str; 15] = [
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
    "copies",
];

const ACRONYM_COLUMNS: [&str; 9] = ["short", "long", "council", "name", "papers", "date", "citation", "path", "id"];

const FACET_COLUMNS: [&str; 4] = ["facet", "value", "name", "count"];

/// The hits of an answer as CSV: the council by name, the first snippet with the address of its page, the section's id; an
/// unknown value is empty.
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
    let header = COLUMNS.map(str::to_owned).to_vec();
    table(std::iter::once(header).chain(answer.hits.iter().map(row)))
}

/// The counts of an answer as CSV, one row a count: the list, the value, its name, how many papers. An unknown value is
/// empty.
pub fn facets(facets: &Facets) -> Result<String> {
    let header = FACET_COLUMNS.map(str::to_owned).to_vec();
    table(std::iter::once(header).chain(facet_rows(facets).map(|row| row.to_vec())))
}

/// The header row of the counts of many answers: the question's id and the question before the columns of [`facets`].
pub fn header_of_facets() -> Result<String> {
    table([["query", "question"].iter().chain(&FACET_COLUMNS).map(|name| (*name).to_owned()).collect()])
}

/// The counts of the answer to one of several questions, without a header row.
pub fn facets_of(question: &Question, facets: &Facets) -> Result<String> {
    table(facet_rows(facets).map(|row| {
        let cells = [question.id.clone(), question.query.clone()].into_iter();
        cells.chain(row).collect()
    }))
}

fn facet_rows(facets: &Facets) -> impl Iterator<Item = [String; 4]> {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    facets.lists().into_iter().flat_map(move |(list, counts)| {
        counts.iter().map(move |one| [list.to_owned(), text(&one.value), text(&one.name), one.count.to_string()])
    })
}

/// The header row of many answers: the question's id and the question before the columns of an answer.
pub fn header_of_answers() -> Result<String> {
    table([["query", "question"].iter().chain(&COLUMNS).map(|name| (*name).to_owned()).collect()])
}

/// The hits of the answer to one of several questions, without a header row.
pub fn answer_to(question: &Question, answer: &Answer) -> Result<String> {
    table(answer.hits.iter().map(|hit| {
        let cells = [question.id.clone(), question.query.clone()].into_iter();
        cells.chain(row(hit)).collect()
    }))
}

/// Papers counted as CSV, one row a cell: a column for each dimension, where the council has its name beside it, then
/// `matching`, `indexed`, `share`, which is the one over the other, and `copies`: how many of `matching` only have copies of
/// what others of the same row have. An unknown value is `unknown`; a share of nothing is empty.
pub fn tally(tally: &Tally) -> Result<String> {
    const UNKNOWN: &str = "unknown";
    let mut header = Vec::new();
    for dimension in &tally.head.by {
        header.push(dimension.as_str().to_owned());
        if *dimension == Dimension::Council {
            header.push("council_name".to_owned());
        }
    }
    header.extend(["matching", "indexed", "share", "copies"].map(str::to_owned));
    let rows = tally.cells.iter().map(|cell| {
        let mut row = Vec::with_capacity(header.len());
        for value in &cell.values {
            let known = |text: &Option<String>| text.as_deref().unwrap_or(UNKNOWN).to_owned();
            row.push(known(&value.value));
            if value.dimension == Dimension::Council {
                row.push(known(&value.name));
            }
        }
        let figures = &cell.figures;
        let share = figures.share.map(|share| format!("{share:.4}")).unwrap_or_default();
        row.extend([figures.matching.to_string(), figures.indexed.to_string(), share, figures.copies.to_string()]);
        row
    });
    table(std::iter::once(header.clone()).chain(rows))
}

/// The mentions of a trail as CSV, council by council and by date: the columns of [`answer`] without the rank, and last,
/// in the place of the copies, `again`: how many times it stands again in papers of the council.
pub fn trail(trail: &Trail) -> Result<String> {
    let [_, columns @ .., _] = COLUMNS;
    let header = columns.into_iter().chain(["again"]).map(str::to_owned).collect();
    let steps = trail.councils.iter().flat_map(|council| &council.steps);
    let rows = steps.filter_map(|step| {
        let Step::Mention(mention) = step else { return None };
        let cited = (mention.citation.as_str(), &mention.citation_url);
        let cells = passage(&mention.paper, &mention.section, mention.snippets.first(), cited);
        Some(cells.into_iter().chain([mention.again_total.to_string()]).collect())
    });
    table(std::iter::once(header).chain(rows))
}

/// Passages that papers use again as CSV, one row a passage; those of several councils have their slugs apart by `;`.
pub fn repeats(repeats: &Repeats) -> Result<String> {
    const COLUMNS: [&str; 14] = [
        "rank",
        "papers",
        "wordings",
        "councils",
        "first",
        "last",
        "years",
        "boilerplate",
        "words",
        "passage",
        "citation",
        "path",
        "url",
        "id",
    ];
    let row = |one: &Repeat| {
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        vec![
            one.rank.to_string(),
            one.papers.to_string(),
            one.wordings.to_string(),
            one.councils.join(";"),
            text(&one.first),
            text(&one.last),
            one.years.to_string(),
            one.boilerplate.to_string(),
            one.words.to_string(),
            one.text.clone(),
            one.citation.clone(),
            one.paper.path.clone(),
            text(&one.paper.url),
            one.section.clone(),
        ]
    };
    table(std::iter::once(COLUMNS.map(str::to_owned).to_vec()).chain(repeats.passages.iter().map(row)))
}

/// What a run measures: with `per_query` a row for each question, then one for all, whose id is `all`. The measures of a
/// baseline stand in columns of their own, empty for a question that it does not have.
pub fn evaluation(evaluation: &Evaluation, baseline: Option<&Evaluation>, per_query: bool) -> Result<String> {
    let names = ["query", "question", "found", "relevant", "relevant_found", "first_relevant"].map(str::to_owned);
    let mut header: Vec<String> = names.into_iter().chain(Measure::ALL.map(|one| one.key().to_owned())).collect();
    if baseline.is_some() {
        header.extend(Measure::ALL.map(|one| format!("baseline_{}", one.key())));
    }
    let figures = |measures: Option<&Measures>| {
        Measure::ALL.map(|one| measures.map(|measures| format!("{:.4}", measures.get(one))).unwrap_or_default())
    };
    let of_baseline: HashMap<&str, &Judged> =
        baseline.iter().flat_map(|baseline| &baseline.questions).map(|one| (one.id.as_str(), one)).collect();
    let question = |one: &Judged| {
        let first = one.first_relevant.map(|rank| rank.to_string()).unwrap_or_default();
        let counts = [one.found, one.relevant, one.relevant_found].map(|count| count.to_string());
        let mut cells = vec![one.id.clone(), one.query.clone().unwrap_or_default()];
        cells.extend(counts.into_iter().chain([first]).chain(figures(Some(&one.measures))));
        if baseline.is_some() {
            cells.extend(figures(of_baseline.get(one.id.as_str()).map(|one| &one.measures)));
        }
        cells
    };
    let counts = [evaluation.found(), evaluation.relevant(), evaluation.relevant_found()];
    let mut all = vec!["all".to_owned(), String::new()];
    all.extend(counts.map(|count| count.to_string()).into_iter().chain([String::new()]));
    all.extend(figures(Some(&evaluation.mean)));
    if let Some(baseline) = baseline {
        all.extend(figures(Some(&baseline.mean)));
    }
    let questions = evaluation.questions.iter().filter(|_| per_query).map(question);
    table(std::iter::once(header).chain(questions).chain([all]))
}

/// What short forms stand for, a row for each meaning and council: the short form, the long form, the council's slug and
/// name, how many papers, and where that was said first. An unknown value is empty.
pub fn acronyms(meanings: &[AcronymMeaning]) -> Result<String> {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let rows = meanings.iter().flat_map(|meaning| {
        meaning.councils.iter().map(move |of| {
            let first = &of.first;
            vec![
                meaning.short.clone(),
                meaning.long.clone(),
                text(&of.value),
                text(&of.name),
                of.papers.to_string(),
                text(&first.date),
                first.citation.clone(),
                first.path.clone(),
                first.id.clone(),
            ]
        })
    });
    table(std::iter::once(ACRONYM_COLUMNS.map(str::to_owned).to_vec()).chain(rows))
}

fn table(rows: impl IntoIterator<Item = Vec<String>>) -> Result<String> {
    fn internal(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Error {
        Error::new(ErrorKind::Internal, "cannot write CSV").caused_by(error)
    }
    let mut writer = csv::Writer::from_writer(Vec::new());
    for cells in rows {
        writer.write_record(cells.iter().map(|cell| safe(cell).into_owned())).map_err(internal)?;
    }
    let bytes = writer.into_inner().map_err(|error| internal(error.to_string()))?;
    String::from_utf8(bytes).map_err(internal)
}

fn row(hit: &Hit) -> Vec<String> {
    let cited = (hit.citation.as_str(), &hit.citation_url);
    let cells = passage(&hit.paper, &hit.section, hit.snippets.first(), cited);
    let copies = hit.copies.len() as u64 + hit.more_copies;
    std::iter::once(hit.rank.to_string()).chain(cells).chain([copies.to_string()]).collect()
}

/// All columns but the rank and how many copies there are.
fn passage(
    paper: &HitPaper,
    section: &HitSection,
    snippet: Option<&Snippet>,
    (citation, url): (&str, &Option<String>),
) -> [String; 13] {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    [
        text(&paper.council_name),
        text(&paper.committee),
        text(&paper.date),
        text(&paper.title),
        paper.kind.map(|kind| kind.to_string()).unwrap_or_default(),
        text(&section.heading),
        snippet.and_then(|snippet| snippet.paragraph.clone()).unwrap_or_default(),
        snippet.and_then(|snippet| snippet.page).map(|page| page.to_string()).unwrap_or_default(),
        snippet.map(|snippet| snippet.text.clone()).unwrap_or_default(),
        citation.to_owned(),
        paper.path.clone(),
        text(url),
        section.id.clone(),
    ]
}

/// A cell that neither drives a terminal nor is a formula. Tabs and line feeds stay; other white space that could drive a
/// terminal becomes a blank, and what is left of such characters goes.
fn safe(cell: &str) -> Cow<'_, str> {
    let is_unsafe = |character: char| character != '\t' && drives(character);
    if !cell.contains(is_unsafe) {
        return no_formula(cell);
    }
    let plain = |character: char| match character {
        character if !is_unsafe(character) => Some(character),
        character => character.is_whitespace().then_some(' '),
    };
    let cell: String = cell.chars().filter_map(plain).collect();
    no_formula(cell.trim_start_matches(' ')).into_owned().into()
}

fn no_formula(cell: &str) -> Cow<'_, str> {
    if cell.starts_with(['=', '+', '-', '@', '\t']) { format!("'{cell}").into() } else { cell.into() }
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
            "rank,council,committee,date,title,kind,heading,paragraph,page,snippet,citation,path,url,id,copies"
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
        assert_eq!(safe("\r=x"), "'=x");
        assert_eq!(safe("\u{1b}=x"), "'=x");
    }

    #[test]
    fn no_cell_drives_a_terminal() {
        let rows = [vec!["Kent \u{1b}[31m\u{202e}".to_owned(), "a\tb\nc\r\nd\u{2028}e".to_owned()]];
        assert_eq!(table(rows).unwrap(), "Kent [31m,\"a\tb\nc \nd e\"\n");
    }
}
