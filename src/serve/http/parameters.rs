//! What a request asks: one form of it for programs, pages and feeds.
//!
//! In comes a query string; out come [`Parameters`], or what is wrong with it. They can be written back, so that a page can
//! link to the same question with one thing changed. Which names a route takes is left to `route`.

use super::{
    encoding::{decode_pair, encode},
    parameter::{self, LONGEST_FILTER, Parameter, Takes},
    problem::Problem,
};
use crate::query::{Request, Sort};
use levenshtein_automata::{Distance, LevenshteinAutomatonBuilder};
use std::fmt::Write as _;

/// What a request asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Parameters {
    /// The question; empty where there is none.
    pub(crate) query: String,
    /// Filters as pairs of field and value; `scope` is among them where it is not the default.
    pub(crate) filters: Vec<(&'static str, String)>,
    /// Whether short forms are searched as what they stand for.
    pub(crate) expand: bool,
    /// The order.
    pub(crate) sort: Sort,
    /// How many papers: 0 to 100.
    pub(crate) limit: usize,
    /// How many papers to pass over: 0 to 10,000.
    pub(crate) offset: usize,
    /// Whether only sections with all the words will do.
    pub(crate) all_words: bool,
    /// Whether each copy is a hit of its own.
    pub(crate) all_copies: bool,
    /// How many passages a hit may have: 0 to 10.
    pub(crate) snippets: usize,
    /// Whether hits carry the section's whole text.
    pub(crate) text: bool,
    /// Whether hits say why they stand where they stand.
    pub(crate) explain: bool,
    /// Whether papers are counted.
    pub(crate) facets: bool,
    /// How the answer is written.
    pub(crate) format: Format,
}

/// How an answer is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Format {
    /// One object.
    #[default]
    Json,
    /// An object a line.
    JsonLines,
    /// A table.
    Csv,
}

/// What becomes of names that a route does not know, and of values that are empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Manner {
    /// A program is told of a name that is not known: it was meant to change the answer.
    Strict,
    /// A page passes over it, and over empty values: other sites add names to links, and forms send what was left empty.
    Lenient,
}

impl Default for Parameters {
    fn default() -> Self {
        Self {
            query: String::new(),
            filters: Vec::new(),
            expand: true,
            sort: Sort::Relevance,
            limit: 10,
            offset: 0,
            all_words: false,
            all_copies: false,
            snippets: 1,
            text: false,
            explain: false,
            facets: false,
            format: Format::Json,
        }
    }
}

impl Parameters {
    /// Reads a query string, of which `known` names may stand in it.
    ///
    /// # Errors
    ///
    /// A problem of status 400 that says which name or value is wrong, and what is allowed.
    pub(super) fn read(text: &str, known: &[&'static Parameter], manner: Manner) -> Result<Self, Problem> {
        let mut parameters = Self::default();
        for parameter in known {
            if let Takes::Number { default, .. } = parameter.takes {
                parameters.number(parameter.name, default);
            }
        }
        let mut given: Vec<&'static str> = Vec::new();
        for pair in text.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let (Some(name), Some(value)) = (decode_pair(name), decode_pair(value)) else {
                return Err(Problem::new(400, "not-utf-8", "The address has bytes in it that are not UTF-8.")
                    .hint("Write letters beyond ASCII as the percent-encoded bytes of their UTF-8."));
            };
            let Some(parameter) = known.iter().find(|parameter| parameter.name == name) else {
                match manner {
                    Manner::Strict => return Err(unknown(&name, known)),
                    Manner::Lenient => continue,
                }
            };
            if value.is_empty() && manner == Manner::Lenient {
                continue;
            }
            let times = given.iter().filter(|name| **name == parameter.name).count();
            let most = if let Takes::Filter { most } = parameter.takes { most } else { 1 };
            if times >= most {
                return Err(repeated(parameter, most));
            }
            given.push(parameter.name);
            parameters.set(parameter, value)?;
        }
        Ok(parameters)
    }

    fn set(&mut self, parameter: &'static Parameter, value: String) -> Result<(), Problem> {
        let name = parameter.name;
        match parameter.takes {
            Takes::Text { longest } => self.query = bounded(name, value, longest, "query-too-long")?,
            Takes::Filter { .. } => {
                let value = bounded(name, value, LONGEST_FILTER, "value-too-long")?;
                if !value.trim().is_empty() {
                    self.filters.push((name, value.trim().to_owned()));
                }
            }
            Takes::Number { most, .. } => {
                let number = number(&value, most).ok_or_else(|| wrong(parameter, &value))?;
                self.number(name, number);
            }
            Takes::Flag => {
                let yes = match value.as_str() {
                    "true" => true,
                    "false" => false,
                    _ => return Err(wrong(parameter, &value)),
                };
                match name {
                    "all_words" => self.all_words = yes,
                    "all_copies" => self.all_copies = yes,
                    "no_expand" => self.expand = !yes,
                    "text" => self.text = yes,
                    "explain" => self.explain = yes,
                    _ => self.facets = yes,
                }
            }
            Takes::OneOf(words) => {
                let word = words.iter().find(|word| **word == value).ok_or_else(|| wrong(parameter, &value))?;
                match (name, *word) {
                    ("sort", "newest") => self.sort = Sort::Newest,
                    ("sort", "oldest") => self.sort = Sort::Oldest,
                    ("format", "jsonl") => self.format = Format::JsonLines,
                    ("format", "csv") => self.format = Format::Csv,
                    ("scope", "paragraph" | "paper") => self.filters.push((name, value)),
                    _ => {}
                }
            }
        }
        Ok(())
    }

    fn number(&mut self, name: &str, number: usize) {
        match name {
            "limit" => self.limit = number,
            "offset" => self.offset = number,
            _ => self.snippets = number,
        }
    }

    /// The question as the index takes it.
    pub(crate) fn request(&self) -> Request {
        let mut request = Request::new(self.query.trim())
            .sort(self.sort)
            .limit(self.limit)
            .offset(self.offset)
            .all_words(self.all_words)
            .all_copies(self.all_copies)
            .snippets(self.snippets)
            .text(self.text)
            .explain(self.explain)
            .facets(self.facets)
            .expand(self.expand);
        for (field, value) in &self.filters {
            request = request.filter(*field, value.as_str());
        }
        request
    }

    /// The values of a filter, in the order in which they were given.
    pub(crate) fn values<'s>(&'s self, field: &'s str) -> impl Iterator<Item = &'s str> {
        self.filters.iter().filter(move |(name, _)| *name == field).map(|(_, value)| value.as_str())
    }

    /// Whether nothing was asked, neither by words nor by filters.
    pub(crate) fn is_empty(&self) -> bool {
        self.query.trim().is_empty() && self.filters.is_empty()
    }

    /// The query string that asks the same, without `?`. What is as it is where nothing is said is left out.
    pub(crate) fn to_query_string(&self) -> String {
        let mut text = String::new();
        let mut pair = |name: &str, value: &str| {
            let and = if text.is_empty() { "" } else { "&" };
            // Writing to a string does not fail.
            let _ = write!(text, "{and}{name}={}", encode(value).replace("%20", "+"));
        };
        if !self.query.is_empty() {
            pair("q", &self.query);
        }
        for parameter in parameter::FILTERS {
            for value in self.values(parameter.name) {
                pair(parameter.name, value);
            }
        }
        let usual = Self::default();
        match self.sort {
            Sort::Relevance => {}
            Sort::Newest => pair("sort", "newest"),
            Sort::Oldest => pair("sort", "oldest"),
        }
        let numbers = [
            ("limit", self.limit, usual.limit),
            ("offset", self.offset, usual.offset),
            ("snippets", self.snippets, usual.snippets),
        ];
        for (name, value, _) in numbers.into_iter().filter(|(_, value, usual)| value != usual) {
            pair(name, &value.to_string());
        }
        let flags = [
            ("all_words", self.all_words),
            ("all_copies", self.all_copies),
            ("no_expand", !self.expand),
            ("text", self.text),
            ("explain", self.explain),
            ("facets", self.facets),
        ];
        for (name, _) in flags.into_iter().filter(|(_, yes)| *yes) {
            pair(name, "true");
        }
        match self.format {
            Format::Json => {}
            Format::JsonLines => pair("format", "jsonl"),
            Format::Csv => pair("format", "csv"),
        }
        text
    }

    /// The same, narrowed by one more value of a filter, from its first page on. A filter that takes one value has the new
    /// one. A name that is no filter changes nothing.
    #[must_use]
    pub(crate) fn with_filter(&self, field: &str, value: &str) -> Self {
        let mut with = self.with_offset(0);
        let Some(parameter) = parameter::FILTERS.iter().find(|parameter| parameter.name == field) else { return with };
        if !matches!(parameter.takes, Takes::Filter { most: 2.. }) {
            with.filters.retain(|(name, _)| *name != field);
        }
        if !with.values(field).any(|known| known == value) {
            with.filters.push((parameter.name, value.to_owned()));
        }
        with
    }

    /// The same without one value of a filter, from its first page on.
    #[must_use]
    pub(crate) fn without_filter(&self, field: &str, value: &str) -> Self {
        let mut without = self.with_offset(0);
        without.filters.retain(|(name, other)| *name != field || other != value);
        without
    }

    /// The same from another place on.
    #[must_use]
    pub(crate) fn with_offset(&self, offset: usize) -> Self {
        Self { offset, ..self.clone() }
    }

    /// The same in another order, from its first page on.
    #[must_use]
    pub(crate) fn with_sort(&self, sort: Sort) -> Self {
        Self { sort, ..self.with_offset(0) }
    }
}

/// A whole number in plain digits, not above `most`.
fn number(text: &str, most: usize) -> Option<usize> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|number| digits && *number <= most)
}

fn bounded(name: &str, value: String, longest: usize, code: &'static str) -> Result<String, Problem> {
    let length = value.chars().count();
    if length <= longest {
        return Ok(value);
    }
    let problem = Problem::new(400, code, format!("`{name}` has {length} characters; at most {longest} are read."));
    Err(problem.hint("Ask for the few words that matter most."))
}

/// What a parameter takes, in words.
fn allowed(parameter: &Parameter) -> String {
    match parameter.takes {
        Takes::Text { longest } => format!("at most {longest} characters"),
        Takes::Filter { .. } => format!("at most {LONGEST_FILTER} characters"),
        Takes::Number { most, .. } => format!("a whole number from 0 to {most}"),
        Takes::Flag => "true or false".to_owned(),
        Takes::OneOf(words) => format!("one of {}", words.join(", ")),
    }
}

fn wrong(parameter: &Parameter, value: &str) -> Problem {
    let value: String = value.chars().take(60).collect();
    let message = format!("`{}` cannot be \"{value}\".", parameter.name);
    Problem::new(400, "wrong-value", message).hint(format!("It takes {}.", allowed(parameter)))
}

fn repeated(parameter: &Parameter, most: usize) -> Problem {
    let times = if most == 1 { "once only".to_owned() } else { format!("at most {most} times") };
    Problem::new(400, "repeated", format!("`{}` can be given {times}.", parameter.name))
}

fn unknown(name: &str, known: &[&Parameter]) -> Problem {
    let short: String = name.chars().take(60).collect();
    let names: Vec<&str> = known.iter().map(|parameter| parameter.name).collect();
    let mut hint = nearest(&short, &names).map(|near| format!("Did you mean `{near}`? ")).unwrap_or_default();
    hint.push_str(&match names.as_slice() {
        [] => "This address takes none.".to_owned(),
        names => format!("Those known here are {}.", names.join(", ")),
    });
    Problem::new(400, "unknown-parameter", format!("There is no parameter \"{short}\" here.")).hint(hint)
}

/// The name that is at most two letters away, if there is one.
fn nearest<'n>(name: &str, names: &[&'n str]) -> Option<&'n str> {
    const AWAY: u8 = 2;
    let automaton = LevenshteinAutomatonBuilder::new(AWAY, true).build_dfa(name);
    let away = |known: &&&str| match automaton.eval(known) {
        Distance::Exact(distance) => Some(distance),
        Distance::AtLeast(_) => None,
    };
    let near = names.iter().filter(|known| away(known).is_some() && known.len() > usize::from(AWAY));
    near.min_by_key(|known| away(known)).copied()
}

#[cfg(test)]
mod tests;
