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
#[derive(Debug)]
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

/// One value or several, as assistants write either.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(untagged, expecting = "expected a text or a list of texts")]
#[schemars(inline)]
enum Values {
    One(String),
    Many(Vec<String>),
}

impl Values {
    fn all(values: Option<&Self>) -> &[String] {
        match values {
            None => &[],
            Some(Self::One(value)) => std::slice::from_ref(value),
            Some(Self::Many(values)) => values,
        }
    }
}

/// The arguments of a tool that asks a question: its own, and what narrows the question. They stand in one structure, as
/// serde cannot refuse what is unknown to several in one.
macro_rules! question {
    ($(#[$about:meta])* $name:ident { $($(#[$of:meta])* $field:ident: $type:ty,)* }) => {
        $(#[$about])*
        #[derive(Debug, Deserialize, JsonSchema)]
        #[serde(deny_unknown_fields)]
        pub(super) struct $name {
            $($(#[$of])* $field: $type,)*
            /// Only papers of these councils: slug, name or alias; `unknown` for papers without one.
            #[serde(default)]
            council: Option<Values>,
            /// Only papers of committees with these words in their name.
            #[serde(default)]
            committee: Option<Values>,
            /// Only papers of these kinds: agenda, minutes, report, letter, presentation, plan, form, motion, pack, other.
            #[serde(default)]
            kind: Option<Values>,
            /// Only sections of these kinds: summary, background, recommendations, findings, options, financial, legal,
            /// risk, equality, consultation, next-steps, contact, appendix, procedural, other.
            #[serde(default)]
            section: Option<Values>,
            /// Only sections with a paragraph that does this: recommendation, resolution, action.
            #[serde(default)]
            role: Option<Values>,
            /// Only papers with these words in their title.
            #[serde(default)]
            title: Option<String>,
            /// Only papers of this date: 2019, 2019-03, 2018/19, 2018-01..2019-03, unknown.
            #[serde(default)]
            date: Option<String>,
            /// Only papers of this day, month or year, or later: 2019-03-06, 2019-03, 2019.
            #[serde(default)]
            since: Option<String>,
            /// Only papers of this day, month or year, or earlier.
            #[serde(default)]
            until: Option<String>,
        }

        impl $name {
            fn narrowed(&self) -> Result<Request, Wrong> {
                asked(&self.query, &[
                    ("council", Values::all(self.council.as_ref())),
                    ("committee", Values::all(self.committee.as_ref())),
                    ("kind", Values::all(self.kind.as_ref())),
                    ("section", Values::all(self.section.as_ref())),
                    ("role", Values::all(self.role.as_ref())),
                    ("title", self.title.as_slice()),
                    ("date", self.date.as_slice()),
                    ("since", self.since.as_slice()),
                    ("until", self.until.as_slice()),
                ])
            }
        }
    };
}

/// The question with its filters.
fn asked(query: &str, filters: &[(&str, &[String])]) -> Result<Request, Wrong> {
    let values = || filters.iter().flat_map(|(field, values)| values.iter().map(move |value| (*field, value.trim())));
    let length = query.len().max(values().map(|(_, value)| value.len()).sum());
    if length > LONGEST_QUERY {
        return Err(Wrong(format!("The question or its filters have {length} bytes; {LONGEST_QUERY} are the most.")));
    }
    let given = values().filter(|(_, value)| !value.is_empty());
    Ok(given.fold(Request::new(query), |request, (field, value)| request.filter(field, value)))
}

question! {
    /// What to search for.
    Search {
        /// The question, in words or in the query language.
        query: String,
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
        Ok(self.narrowed()?.sort(sort).limit(limit).offset(offset).snippets(2))
    }
}

/// What to read.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Read {
    /// The id of a section, such as 1a2b3c4d5e6f7081:5, to read it; or of a paper, for the list of its sections.
    pub(super) id: String,
    /// How many sections before and after it to read too, at most 20. Default: 0.
    #[serde(default)]
    context: Option<u32>,
    /// How many paragraphs of the section to pass over first, to go on with one that was cut for its length. Default: 0.
    #[serde(default)]
    skip_paragraphs: Option<u32>,
}

impl Read {
    pub(super) fn context(&self) -> Result<usize, Wrong> {
        most("context", self.context.unwrap_or_default(), MOST_CONTEXT)
    }

    pub(super) fn skip(&self) -> Result<usize, Wrong> {
        most("skip_paragraphs", self.skip_paragraphs.unwrap_or_default(), u32::MAX)
    }
}

question! {
    /// What to count.
    Count {
        /// The question; empty counts all papers.
        #[serde(default)]
        query: String,
        /// By what, up to three: council, committee, kind, year, month. Default: council and year.
        #[serde(default)]
        by: Option<Values>,
    }
}

impl Count {
    pub(super) fn request(&self) -> Result<(Request, Vec<Dimension>), Wrong> {
        let dimension = |name: &String| {
            Dimension::parse(name).ok_or_else(|| {
                let all: Vec<&str> = Dimension::ALL.iter().map(|one| one.as_str()).collect();
                Wrong(format!("Papers cannot be counted by \"{name}\", only by {}.", all.join(", ")))
            })
        };
        let by: Vec<Dimension> = Values::all(self.by.as_ref()).iter().map(dimension).collect::<Result<_, _>>()?;
        let by = if by.is_empty() { vec![Dimension::Council, Dimension::Year] } else { by };
        Ok((self.narrowed()?, by))
    }
}

fn most(name: &str, value: u32, most: u32) -> Result<usize, Wrong> {
    match usize::try_from(value) {
        Ok(number) if value <= most => Ok(number),
        _ => Err(Wrong(format!("`{name}` is {value}; {most} is the most."))),
    }
}
