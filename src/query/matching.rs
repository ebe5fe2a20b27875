//! Which words of a section a question meets.
//!
//! In come what is looked for and a section's paragraphs; out come marks: byte ranges into the paragraphs. The words
//! are read again, because the index holds no offsets and reading ten sections takes less time than storing them would.

use super::{
    near::near,
    plan::{Pattern, Row, Sought},
};
use crate::{
    analysis::{Analyzer, Beginnings, Token},
    document::Paragraph,
};
use rustc_hash::FxHashMap;
use std::ops::Range;

/// A place in a paragraph that a pattern meets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mark {
    /// Bytes of the paragraph's text.
    pub(super) range: Range<usize>,
    /// Which of the things looked for.
    pub(super) sought: usize,
}

/// Finds what is looked for in paragraphs.
pub(super) struct Matcher {
    /// Of which of the things looked for, and in the papers of which councils alone; of all where there are none.
    patterns: Vec<(usize, Shape, Vec<String>)>,
    council: Option<String>,
    stems: FxHashMap<String, usize>,
    exact: FxHashMap<String, usize>,
    acronyms: FxHashMap<String, usize>,
    needles: usize,
    /// How words begin that may be one of the needles.
    beginnings: Beginnings,
    /// Whether it matters how many words stand between two.
    counts_words: bool,
    analyzer: Analyzer,
}

/// A pattern with its words as numbers of needles.
enum Shape {
    Row(Vec<usize>),
    OneOf(Vec<usize>),
    Near(Vec<usize>, Vec<usize>, u32),
}

/// A word found: its position in the section, its paragraph and its bytes there.
#[derive(Clone)]
struct Hit {
    position: u32,
    paragraph: usize,
    range: Range<usize>,
}

impl Matcher {
    pub(super) fn into_analyzer(self) -> Analyzer {
        self.analyzer
    }

    pub(super) fn new(sought: &[&Sought], analyzer: Analyzer) -> Self {
        let mut matcher = Self {
            patterns: Vec::with_capacity(sought.len()),
            council: None,
            stems: FxHashMap::default(),
            exact: FxHashMap::default(),
            acronyms: FxHashMap::default(),
            needles: 0,
            beginnings: Beginnings::default(),
            counts_words: false,
            analyzer,
        };
        for (number, sought) in sought.iter().enumerate() {
            let shape = matcher.shape(&sought.pattern);
            matcher.patterns.push((number, shape, Vec::new()));
            for also in &sought.also {
                let shape = matcher.shape(&also.pattern);
                let councils = also.councils.iter().map(|council| council.slug.clone()).collect();
                matcher.patterns.push((number, shape, councils));
            }
        }
        matcher.counts_words = matcher.patterns.iter().any(|(_, shape, _)| matches!(shape, Shape::Near(..)));
        let Self { stems, exact, acronyms, beginnings, .. } = &mut matcher;
        stems.keys().chain(exact.keys()).chain(acronyms.keys()).for_each(|form| beginnings.add(form));
        matcher
    }

    /// The council of the paper that is read from now on. Default: none.
    pub(super) fn of_council(&mut self, slug: Option<&str>) {
        self.council = slug.map(str::to_owned);
    }

    fn shape(&mut self, pattern: &Pattern) -> Shape {
        match pattern {
            Pattern::Stems(words) => Shape::Row(self.row(words, false)),
            Pattern::Exact(words) => Shape::Row(self.row(words, true)),
            Pattern::OneOf(words) => Shape::OneOf(self.row(words, true)),
            Pattern::Acronym(acronym) => Shape::Row(vec![needle(&mut self.acronyms, acronym, &mut self.needles)]),
            Pattern::Near(left, right, words) => {
                let mut row = |row: &Row| self.row(&row.words, row.exact);
                Shape::Near(row(left), row(right), *words)
            }
        }
    }

    fn row(&mut self, words: &[String], exact: bool) -> Vec<usize> {
        let map = if exact { &mut self.exact } else { &mut self.stems };
        words.iter().map(|word| needle(map, word, &mut self.needles)).collect()
    }

    /// The marks of each paragraph, in order of their places; they may overlap.
    pub(super) fn marks(&mut self, paragraphs: &[Paragraph]) -> Vec<Vec<Mark>> {
        let hits = self.hits(paragraphs);
        let mut marks: Vec<Vec<Mark>> = vec![Vec::new(); paragraphs.len()];
        let mut add = |sought: usize, row: &Found| {
            marks[row.paragraph].push(Mark { range: row.range.clone(), sought });
        };
        for (sought, shape, councils) in &self.patterns {
            let sought = *sought;
            if !councils.is_empty() && !self.council.as_ref().is_some_and(|council| councils.contains(council)) {
                continue;
            }
            match shape {
                Shape::Row(row) => rows(&hits, row).iter().for_each(|row| add(sought, row)),
                Shape::OneOf(words) => {
                    for word in words {
                        rows(&hits, &[*word]).iter().for_each(|row| add(sought, row));
                    }
                }
                Shape::Near(left, right, words) => {
                    let (left, right) = (rows(&hits, left), rows(&hits, right));
                    let spans = |rows: &[Found]| rows.iter().map(|row| row.positions.clone()).collect::<Vec<_>>();
                    for (one, other) in near(&spans(&left), &spans(&right), *words) {
                        let find = |rows: &[Found], span: &Range<u32>| {
                            rows.binary_search_by_key(&span.start, |row| row.positions.start).ok()
                        };
                        if let (Some(one), Some(other)) = (find(&left, &one), find(&right, &other)) {
                            add(sought, &left[one]);
                            add(sought, &right[other]);
                        }
                    }
                }
            }
        }
        for marks in &mut marks {
            marks.sort_by_key(|mark| (mark.range.start, std::cmp::Reverse(mark.range.end), mark.sought));
            marks.dedup();
        }
        marks
    }

    /// The places of each needle, in order.
    fn hits(&mut self, paragraphs: &[Paragraph]) -> Vec<Vec<Hit>> {
        let mut hits: Vec<Vec<Hit>> = vec![Vec::new(); self.needles];
        let mut first = 0_u32;
        for (paragraph, text) in paragraphs.iter().map(|paragraph| paragraph.text.as_str()).enumerate() {
            let mut words = 0;
            let visit = |token: Token<'_>| {
                words = token.position as u32 + 1;
                let position = first + token.position as u32;
                let found = [
                    self.stems.get(token.stem),
                    self.exact.get(token.exact),
                    token.acronym.and_then(|acronym| self.acronyms.get(acronym)),
                ];
                for needle in found.into_iter().flatten() {
                    hits[*needle].push(Hit { position, paragraph, range: token.range.clone() });
                }
            };
            if self.counts_words {
                self.analyzer.for_each(text, visit);
            } else {
                self.analyzer.for_each_that_may(text, &self.beginnings, visit);
            }
            // As the index counts: a paragraph's end is one word.
            first += words + 1;
        }
        hits
    }
}

fn needle(map: &mut FxHashMap<String, usize>, word: &str, needles: &mut usize) -> usize {
    *map.entry(word.to_owned()).or_insert_with(|| {
        *needles += 1;
        *needles - 1
    })
}

/// Words found in a row.
struct Found {
    positions: Range<u32>,
    paragraph: usize,
    range: Range<usize>,
}

/// Where the needles stand one after another. Rows never reach over a paragraph's end, which counts as a word.
fn rows(hits: &[Vec<Hit>], row: &[usize]) -> Vec<Found> {
    let Some((first, rest)) = row.split_first() else { return Vec::new() };
    let mut found = Vec::new();
    for hit in &hits[*first] {
        let mut end = hit.range.end;
        let complete = rest.iter().zip(1..).all(|(needle, offset)| {
            let next = hits[*needle].binary_search_by_key(&(hit.position + offset), |hit| hit.position);
            next.is_ok_and(|place| {
                end = hits[*needle][place].range.end;
                true
            })
        });
        if complete {
            let positions = hit.position..hit.position + row.len() as u32;
            found.push(Found { positions, paragraph: hit.paragraph, range: hit.range.start..end });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::{
        Request,
        plan::settle,
        tests::{draft, index},
    };

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(128))]

        #[test]
        fn a_section_is_found_by_its_text_exactly_if_something_in_it_is_marked(
            paragraphs in proptest::collection::vec("(cares|caring|carer|road|SEND|send|A&E|the| |, |\\. ){0,9}", 1..4),
            query in r#"cares|"cares"|caring road|car\*|raod~|SEND|A&E|"road carer"|road NEAR/3 carer|"caring" NEAR/2 road|road NEAR/1 road|the-road"#,
        ) {
            let texts: Vec<&str> = paragraphs.iter().map(String::as_str).collect();
            let index = index([draft("a").section("", &texts)]);
            let answer = index.search(&Request::new(&query).all_words(true)).unwrap();
            let mut analyzer = Analyzer::new();
            let parsed = crate::query::parse(&query);
            let plan = settle(&index, &parsed, true, &mut analyzer, &mut Vec::new()).unwrap().unwrap();
            let sought = plan.sought();
            let section = &index.sections_of("a").unwrap()[0].section;
            let marks = Matcher::new(&sought, analyzer).marks(&section.paragraphs);
            let met = |number: usize| marks.iter().flatten().any(|mark| mark.sought == number);
            proptest::prop_assert_eq!(answer.head.total == 1, (0..sought.len()).all(met), "{:?}", marks);
        }
    }
}
