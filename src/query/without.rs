//! Why a question finds nothing, and what would find something.
//!
//! In comes a settled question that found nothing; out come sentences: of each word or filter that finds nothing by
//! itself, what the index has instead; of what is left when one part is left out, how much that is and where.

use super::{
    answer::Notice,
    compile::Compiler,
    dates::Days,
    dictionary, facets,
    lexer::MAX_NEAR,
    notices::{Code, counted, listed, notice},
    plan::{Condition, Pattern, Plan, Row, Sought},
    syntax::{Field, Leaf},
    words,
};
use crate::{Index, Result, analysis::Analyzer, document::DateValue};
use std::cmp::Reverse;
use tantivy::query::{AllQuery, Query};

/// Of a question of more parts, no part is left out to see what is left.
const MOST_PARTS: usize = 12;
/// Most sentences on what is left without a part.
const MOST_SENTENCES: usize = 3;
/// Most values of a list that are named.
const MOST_VALUES: usize = 4;
/// From so many letters on, a word with two letters wrong is like another.
const LONG_WORD: usize = 8;

/// Says what leaves nothing.
pub(super) fn what_leaves_nothing(
    index: &Index,
    compiler: &Compiler<'_>,
    plan: &Plan,
    analyzer: &mut Analyzer,
    notices: &mut Vec<Notice>,
) -> Result<()> {
    let mut search = Without { index, compiler, analyzer };
    let parts = plan.parts();
    let mut absent = Vec::new();
    let mut present = Vec::new();
    for part in parts.iter().filter(|part| !matches!(part, Plan::Not(_))) {
        let found = search.count(part)?;
        if found > 0 {
            present.push(format!("{}: {}", words::of_plan(part), counted(found, "section", "sections")));
            continue;
        }
        let reason = match part {
            // Said already, with the nearest name.
            Plan::Filter(Condition::Council { councils, .. }) if councils.is_empty() => continue,
            Plan::Text(sought) => search.why_no_text(sought)?,
            Plan::Filter(condition) => search.why_no_filter(condition)?,
            _ => None,
        };
        match reason {
            Some(reason) => notices.push(notice(Code::NoMatchFor, reason)),
            None => absent.push(words::of_plan(part)),
        }
    }
    if !absent.is_empty() {
        notices.push(notice(Code::NoMatchFor, format!("In no section at all: {}.", listed(&absent, "and"))));
    }
    if let Some(reason) = contradiction(parts) {
        notices.push(notice(Code::NoMatchFor, reason));
    }
    let left = if parts.len() > MOST_PARTS { Vec::new() } else { search.left_without(parts)? };
    let is_left = !left.is_empty();
    notices.extend(left.into_iter().map(|text| notice(Code::FoundWithout, text)));
    if !is_left && present.len() > 1 {
        notices.push(notice(Code::NoMatchFor, format!("Each alone: {}.", present.join("; "))));
    }
    Ok(())
}

struct Without<'s> {
    index: &'s Index,
    compiler: &'s Compiler<'s>,
    analyzer: &'s mut Analyzer,
}

impl Without<'_> {
    fn count(&self, plan: &Plan) -> Result<u64> {
        self.compiler.count(&*self.compiler.by_names_too(plan))
    }

    /// Of the parts without which something is found, a sentence each: how many sections, and what they are of. Filters
    /// stand first, and where only leaving out all of them helps, that is said.
    fn left_without(&self, parts: &[Plan]) -> Result<Vec<String>> {
        let is_filter = |part: &Plan| matches!(part, Plan::Filter(_));
        let mut left = Vec::new();
        let mut order: Vec<usize> = (0..parts.len()).collect();
        order.sort_by_key(|place| !is_filter(&parts[*place]));
        let mut without_a_filter = false;
        for place in order {
            if left.len() == MOST_SENTENCES {
                break;
            }
            let part = &parts[place];
            let rest = parts.iter().enumerate().filter(|(other, _)| *other != place).map(|(_, part)| part);
            let Some((sections, rest)) = self.rest(rest)? else { continue };
            without_a_filter |= is_filter(part);
            let matches = matches(sections);
            left.push(match part {
                Plan::Filter(condition) => {
                    let values = values(condition, &facets::count(self.index, &*rest, false)?);
                    let values = values.map(|values| format!(", {values}")).unwrap_or_default();
                    format!("Without the filter ({}), {matches}{values}.", words::of_plan(part))
                }
                Plan::Not(inner) => format!("With {} let in, {matches}.", words::of_plan(inner)),
                part => format!("Without {}, {matches}.", words::of_plan(part)),
            });
        }
        let filters = parts.iter().filter(|part| is_filter(part)).count();
        if !without_a_filter
            && filters > 1
            && let Some((sections, _)) = self.rest(parts.iter().filter(|part| !is_filter(part)))?
        {
            left.insert(0, format!("Without any of the filters, {}.", matches(sections)));
        }
        left.truncate(MOST_SENTENCES);
        Ok(left)
    }

    /// How many sections some parts of a question find, with their query; none where they ask for nothing.
    fn rest<'p>(&self, parts: impl Iterator<Item = &'p Plan>) -> Result<Option<(u64, Box<dyn Query>)>> {
        let parts: Vec<Plan> = parts.cloned().collect();
        let says_something = |part: &Plan| match part {
            Plan::Not(_) => false,
            part => part.sought().is_empty() || part.sought().iter().any(|sought| !sought.is_function_word()),
        };
        if !parts.iter().any(says_something) {
            return Ok(None);
        }
        let query = self.compiler.full(&Plan::All(parts))?;
        let sections = self.compiler.count(&*query)?;
        Ok((sections > 0).then_some((sections, query)))
    }

    /// Why words find nothing, where more is to be said than that they stand nowhere.
    fn why_no_text(&mut self, sought: &Sought) -> Result<Option<String>> {
        let leaf = &sought.leaf;
        Ok(match (&sought.pattern, leaf) {
            (Pattern::OneOf(_), Leaf::Prefix { text, .. }) => {
                Some(format!("No word of the index begins with \"{text}\"."))
            }
            (Pattern::OneOf(_), Leaf::Fuzzy { text, .. }) => Some(format!("No word of the index is like \"{text}\".")),
            (Pattern::Exact(row), _) => Some(self.why_no_phrase(leaf, row)?),
            (Pattern::Near(left, right, words), Leaf::Near { left: one, right: other, .. }) => {
                let sides = [(left, one), (right, other)].map(|(row, leaf)| {
                    let pattern = if row.exact { Pattern::Exact } else { Pattern::Stems }(row.words.clone());
                    Sought::new((**leaf).clone(), pattern)
                });
                if let Some(missing) = self.missing(&sides)? {
                    return Ok(Some(missing));
                }
                let texts = sides.each_ref().map(|side| format!("\"{}\"", side.leaf.text()));
                Some(match self.count(&Plan::All(sides.map(Plan::Text).into()))? {
                    0 => format!("No section has both {}.", listed(&texts, "and")),
                    found => {
                        let sections = capitalised(counted(found, "section has", "sections have"));
                        let wider = if *words < MAX_NEAR { "with a wider NEAR, or " } else { "" };
                        format!(
                            "{sections} both {}, but farther apart: ask {wider}without NEAR.",
                            listed(&texts, "and")
                        )
                    }
                })
            }
            (Pattern::Near(..), _) => None,
            (Pattern::Stems(_) | Pattern::Acronym(_) | Pattern::OneOf(_), _) => None,
        })
    }

    fn why_no_phrase(&mut self, leaf: &Leaf, row: &[String]) -> Result<String> {
        let text = leaf.text();
        if let ([_], stems) = (row, self.stems(&text)) {
            let found = self.count(&Plan::Text(Sought::new(leaf.clone(), Pattern::Stems(stems))))?;
            if found > 0 {
                let sections = counted(found, "section has", "sections have");
                return Ok(format!(
                    "\"{text}\" stands nowhere exactly so, but {sections} other forms of it: ask without quotation marks."
                ));
            }
        }
        let each = |word: &String| {
            let leaf = Leaf::Phrase { text: word.clone(), exact: vec![word.clone()] };
            Sought::new(leaf, Pattern::Exact(vec![word.clone()]))
        };
        let words: Vec<Sought> = row.iter().map(each).collect();
        if let Some(missing) = self.missing(&words)? {
            return Ok(missing);
        }
        Ok(match self.count(&Plan::All(words.into_iter().map(Plan::Text).collect()))? {
            0 => format!("The words of \"{text}\" stand in no section together."),
            found => {
                let sections = capitalised(counted(found, "section has", "sections have"));
                format!(
                    "{sections} all words of \"{text}\", but nowhere in this order, side by side: ask without quotation marks."
                )
            }
        })
    }

    /// Names those of some words that stand nowhere, with the nearest that do.
    fn missing(&mut self, words: &[Sought]) -> Result<Option<String>> {
        let mut missing: Vec<String> = Vec::new();
        for sought in words {
            if missing.len() == MOST_VALUES {
                break;
            }
            if self.count(&Plan::Text(sought.clone()))? == 0 {
                let text = sought.leaf.text();
                let nearest = match &sought.leaf {
                    Leaf::Word { exact, .. } | Leaf::Phrase { exact, .. } if exact.len() == 1 => {
                        self.nearest(&exact[0], |_, _| Ok(true))?
                    }
                    _ => None,
                };
                let nearest = nearest.map(|nearest| format!("; the nearest word is \"{nearest}\"")).unwrap_or_default();
                missing.push(format!("\"{text}\" stands in no section{nearest}."));
            }
        }
        Ok((!missing.is_empty()).then(|| missing.join(" ")))
    }

    /// Why a filter finds nothing, where more is to be said.
    fn why_no_filter(&mut self, condition: &Condition) -> Result<Option<String>> {
        let manifest = self.index.manifest();
        Ok(Some(match condition {
            Condition::Council { .. } => {
                let mut present = manifest.councils.clone();
                let papers = |slug: &str| manifest.papers_by_council.get(slug).copied().unwrap_or_default();
                present.sort_by_key(|council| Reverse(papers(&council.slug)));
                let names: Vec<String> = present.into_iter().map(|council| council.name).collect();
                let has = some_of(&names).map(|names| format!("; it has papers of {names}")).unwrap_or_default();
                format!("The index has no paper {}{has}.", words::of_plan(&Plan::Filter(condition.clone())))
            }
            Condition::CouncilUnknown => "The index has no paper whose council is unknown.".to_owned(),
            Condition::DateUnknown => "The index has no paper whose date is unknown.".to_owned(),
            Condition::Words(field, typed, row) => {
                let nearest = self.nearest_in(*field, typed, row)?;
                let nearest = nearest.map(|word| format!("; with \"{word}\" there are some")).unwrap_or_default();
                match field {
                    Field::Committee => {
                        let all = facets::count(self.index, &AllQuery, false)?;
                        let names: Vec<String> = all.committee.into_iter().filter_map(|count| count.value).collect();
                        match some_of(&names) {
                            None => "The committee of no paper is known.".to_owned(),
                            Some(_) if !nearest.is_empty() => {
                                format!("No committee has \"{typed}\" in its name{nearest}.")
                            }
                            Some(names) => format!("No committee has \"{typed}\" in its name; there are {names}."),
                        }
                    }
                    Field::Title => format!("No paper has \"{typed}\" in its title{nearest}."),
                    _ => format!("No section has \"{typed}\" in its heading{nearest}."),
                }
            }
            Condition::Kind(_) => {
                let all = facets::count(self.index, &AllQuery, false)?;
                let kinds: Vec<String> = all.kind.into_iter().filter_map(|count| count.value).collect();
                let has = some_of(&kinds).map(|kinds| format!("; there are those of kind {kinds}")).unwrap_or_default();
                format!("The index has no paper {}{has}.", words::of_plan(&Plan::Filter(condition.clone())))
            }
            Condition::Date(_) => {
                let long = |date: &Option<String>| date.as_deref().and_then(DateValue::parse).map(DateValue::long);
                let dates = match (long(&manifest.from), long(&manifest.until)) {
                    (Some(from), Some(until)) => format!("; they are dated {from} to {until}"),
                    _ => String::new(),
                };
                format!("The index has no paper {}{dates}.", words::of_plan(&Plan::Filter(condition.clone())))
            }
            Condition::Section(_) | Condition::Role(_) | Condition::Added(_) => return Ok(None),
        }))
    }

    /// A word like the one typed with which a filter on words finds something.
    fn nearest_in(&mut self, field: Field, typed: &str, row: &Row) -> Result<Option<String>> {
        if typed.split_whitespace().count() != 1 {
            return Ok(None);
        }
        self.nearest(&typed.to_lowercase(), |search, word| {
            let words = search.stems(word);
            let row = Row { words, exact: row.exact };
            Ok(search.count(&Plan::Filter(Condition::Words(field, word.to_owned(), row)))? > 0)
        })
    }

    /// The most frequent word of the index that is like this one and fits.
    fn nearest(&mut self, word: &str, mut fits: impl FnMut(&mut Self, &str) -> Result<bool>) -> Result<Option<String>> {
        let most = if word.chars().count() < LONG_WORD { 1 } else { 2 };
        for distance in 1..=most {
            for similar in dictionary::similar(self.index, word, distance)?.0.into_iter().take(MOST_VALUES) {
                if fits(self, &similar)? {
                    return Ok(Some(similar));
                }
            }
        }
        Ok(None)
    }

    fn stems(&mut self, text: &str) -> Vec<String> {
        self.analyzer.tokens(text).into_iter().map(|token| token.stem).collect()
    }
}

/// For the beginning of a sentence.
fn capitalised(text: String) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

/// `one section matches`.
fn matches(sections: u64) -> String {
    counted(sections, "section matches", "sections match")
}

/// What the papers are of that are found without a filter, as far as it is told by values.
fn values(condition: &Condition, found: &facets::Facets) -> Option<String> {
    let names = |counts: &[facets::Count]| counts.iter().filter_map(|count| count.name.clone()).collect::<Vec<_>>();
    match condition {
        Condition::Council { .. } => some_of(&names(&found.council)).map(|names| format!("of {names}")),
        Condition::Kind(_) => some_of(&names(&found.kind)).map(|names| format!("in papers of kind {names}")),
        Condition::Section(_) => some_of(&names(&found.section)).map(|names| format!("of kind {names}")),
        Condition::Words(Field::Committee, ..) => some_of(&names(&found.committee)).map(|names| format!("of {names}")),
        Condition::Date(_) => match &names(&found.year)[..] {
            [] => None,
            [year] => Some(format!("of {year}")),
            [first, .., last] => Some(format!("of {first} to {last}")),
        },
        _ => None,
    }
}

/// Filters on dates that no day meets together.
fn contradiction(parts: &[Plan]) -> Option<String> {
    let dates = || parts.iter().filter(|part| matches!(part, Plan::Filter(Condition::Date(_))));
    let days =
        || dates().filter_map(|part| if let Plan::Filter(Condition::Date(days)) = part { Some(*days) } else { None });
    let first = days().filter_map(|Days { first, .. }| first).max()?;
    let last = days().filter_map(|Days { last, .. }| last).min()?;
    let filters: Vec<String> = dates().map(words::of_plan).collect();
    (first > last).then(|| format!("No date is both {}.", listed(&filters, "and")))
}

/// `a, b and others`.
fn some_of(values: &[String]) -> Option<String> {
    match values.len() {
        0 => None,
        1..=MOST_VALUES => Some(listed(values, "and")),
        _ => Some(format!("{} and others", values[..MOST_VALUES].join(", "))),
    }
}
