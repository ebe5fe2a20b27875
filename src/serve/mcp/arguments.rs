//! What the tools may be asked. The comments are what an assistant reads of them, as JSON Schema.

use crate::{
    Error,
    query::{Dimension, Request, Sort},
};
use schemars::JsonSchema;
use serde::Deserialize;

/// Longest question, in bytes.
const LONGEST_QUERY: usize = 2_000;
/// Most papers of an answer, and how many there are by default.
const MOST_PAPERS: u32 = 50;
const PAPERS: u32 = 10;
/// Most papers to pass over.
const DEEPEST: u32 = 10_000;
/// Most sections before and after one that is read.
const MOST_CONTEXT: u32 = 20;

/// Why nothing was done, in words for the assistant.
pub(super) struct Wrong(pub(super) String);

impl From<Error> for Wrong {
    fn from(error: Error) -> Self {
        let mut text = error.to_string();
        if let Some(hint) = error.hint() {
            text.push_str(". ");
            text.push_str(hint);
        }
        Self(text)
    }
}

/// Which papers are looked into.
#[derive(Debug, Default, Deserialize, JsonSchema)]
pub(super) struct Filters {
    /// Only papers of these councils: slug, name or alias; `unknown` for papers without one.
    #[serde(default)]
    council: Vec<String>,
    /// Only papers of committees with these words in their name.
    #[serde(default)]
    committee: Vec<String>,
    /// Only papers of these kinds: agenda, minutes, report, letter, presentation, plan, form, motion.
    #[serde(default)]
    kind: Vec<String>,
    /// Only sections of these kinds: summary, background, recommendations, findings, options, financial, legal, risk,
    /// equality, consultation, next-steps, contact, appendix.
    #[serde(default)]
    section: Vec<String>,
    /// Only papers of this day, month or year, or later: 2019-03-06, 2019-03, 2019.
    #[serde(default)]
    since: Option<String>,
    /// Only papers of this day, month or year, or earlier.
    #[serde(default)]
    until: Option<String>,
}

impl Filters {
    fn narrow(&self, mut request: Request) -> Request {
        let filters = [
            ("council", self.council.as_slice()),
            ("committee", &self.committee),
            ("kind", &self.kind),
            ("section", &self.section),
            ("since", self.since.as_slice()),
            ("until", self.until.as_slice()),
        ];
        for (field, values) in filters {
            for value in values {
                request = request.filter(field, value.trim());
            }
        }
        request
    }

    fn length(&self) -> usize {
        let many = [&self.council, &self.committee, &self.kind, &self.section];
        let lone = [&self.since, &self.until];
        many.into_iter().flatten().chain(lone.into_iter().flatten()).map(String::len).sum()
    }

    fn of(&self, query: &str) -> Result<Request, Wrong> {
        let length = query.len().max(self.length());
        if length > LONGEST_QUERY {
            return Err(Wrong(format!(
                "The question or its filters have {length} bytes; {LONGEST_QUERY} are the most."
            )));
        }
        Ok(self.narrow(Request::new(query)))
    }
}

/// What to search for.
#[derive(Debug, Deserialize, JsonSchema)]
pub(super) struct Search {
    /// The question, in words or in the query language.
    query: String,
    #[serde(flatten)]
    filters: Filters,
    /// The order: `relevance` (the default), `newest` or `oldest`.
    #[serde(default)]
    sort: Option<Order>,
    /// How many papers to return, at most 50. Default: 10.
    #[serde(default)]
    limit: Option<u32>,
    /// How many papers to pass over first, for a further page. Default: 0.
    #[serde(default)]
    offset: Option<u32>,
}

#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Order {
    Relevance,
    Newest,
    Oldest,
}

impl Search {
    pub(super) fn request(&self) -> Result<Request, Wrong> {
        let limit = most("limit", self.limit.unwrap_or(PAPERS), MOST_PAPERS)?;
        let offset = most("offset", self.offset.unwrap_or_default(), DEEPEST)?;
        let sort = match self.sort {
            None | Some(Order::Relevance) => Sort::Relevance,
            Some(Order::Newest) => Sort::Newest,
            Some(Order::Oldest) => Sort::Oldest,
        };
        Ok(self.filters.of(&self.query)?.sort(sort).limit(limit).offset(offset).snippets(2))
    }
}

/// What to read.
#[derive(Debug, Deserialize, JsonSchema)]
pub(super) struct Read {
    /// The id of a section, such as 1a2b3c4d5e6f7081:5, or of a paper.
    pub(super) id: String,
    /// How many sections before and after it to read too, at most 20. Default: 0.
    #[serde(default)]
    context: Option<u32>,
}

impl Read {
    pub(super) fn context(&self) -> Result<usize, Wrong> {
        most("context", self.context.unwrap_or_default(), MOST_CONTEXT)
    }
}

/// What to count.
#[derive(Debug, Deserialize, JsonSchema)]
pub(super) struct Count {
    /// The question; empty counts all papers.
    #[serde(default)]
    query: String,
    #[serde(flatten)]
    filters: Filters,
    /// By what, up to three: council, committee, kind, year, month. Default: council and year.
    #[serde(default)]
    by: Vec<String>,
}

impl Count {
    pub(super) fn request(&self) -> Result<(Request, Vec<Dimension>), Wrong> {
        let dimension = |name: &String| {
            Dimension::parse(name).ok_or_else(|| {
                let all: Vec<&str> = Dimension::ALL.iter().map(|one| one.as_str()).collect();
                Wrong(format!("Papers cannot be counted by \"{name}\", only by {}.", all.join(", ")))
            })
        };
        let by: Vec<Dimension> = self.by.iter().map(dimension).collect::<Result<_, _>>()?;
        let by = if by.is_empty() { vec![Dimension::Council, Dimension::Year] } else { by };
        Ok((self.filters.of(&self.query)?, by))
    }
}

fn most(name: &str, value: u32, most: u32) -> Result<usize, Wrong> {
    match usize::try_from(value) {
        Ok(number) if value <= most => Ok(number),
        _ => Err(Wrong(format!("`{name}` is {value}; {most} is the most."))),
    }
}
