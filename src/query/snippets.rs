//! Snippets: the passages of a section that answer best, cut at sentence ends, with what matched marked.
//!
//! In come a section and what is looked for; out come passages of its paragraphs, text unaltered. A section that matched
//! by heading or names only shows how it begins, without marks.

use super::{
    answer::Snippet,
    matching::{Mark, Matcher},
    plan::Sought,
    sentences::sentences,
};
use crate::{
    analysis::Analyzer,
    document::{Paragraph, Role},
};
use std::ops::Range;

/// About how long a passage is, in bytes.
const AIM: usize = 300;
/// A paragraph or sentence up to this long, in bytes, is given whole.
const WHOLE: usize = 380;
/// How far a cut may move to find the end of a word, in bytes.
const REACH: usize = 120;

/// What a thing looked for is worth in a passage: a phrase more than a word, a function word next to nothing.
const WORD: f32 = 1.0;
const PHRASE: f32 = 2.0;
const FUNCTION_WORD: f32 = 0.05;
/// Of each further mark of the same thing, up to [`MOST_REPEATS`].
const REPEAT: f32 = 0.08;
const MOST_REPEATS: usize = 4;
/// Of two different things side by side (half a line), at most.
const CLOSE: f32 = 0.5;
/// What standing text loses.
const STANDING: f32 = 0.3;
/// What a paragraph gains that has the role asked for: it is what the question is after.
const ASKED: f32 = 3.0;

/// Makes the snippets of hits.
pub(super) struct Snippets {
    matcher: Matcher,
    weights: Vec<f32>,
    /// The roles that the question asks for.
    roles: Vec<Role>,
}

impl Snippets {
    pub(super) fn new(sought: &[&Sought], analyzer: Analyzer) -> Self {
        let weight = |sought: &&Sought| match (sought.is_function_word(), sought.leaf.text().contains(' ')) {
            (true, _) => FUNCTION_WORD,
            (false, true) => PHRASE,
            (false, false) => WORD,
        };
        let weights = sought.iter().map(weight).collect();
        Self { matcher: Matcher::new(sought, analyzer), weights, roles: Vec::new() }
    }

    /// The analyzer again, with the stems that it knows.
    pub(super) fn into_analyzer(self) -> Analyzer {
        self.matcher.into_analyzer()
    }

    /// Prefers paragraphs of these roles. Default: none.
    pub(super) fn with_roles(mut self, roles: Vec<Role>) -> Self {
        self.roles = roles;
        self
    }

    /// The best passages, at most `most` and one a paragraph, in the order of the text, each with its paragraph.
    pub(super) fn of<'p>(&mut self, paragraphs: &'p [Paragraph], most: usize) -> Vec<(&'p Paragraph, Snippet)> {
        if most == 0 {
            return Vec::new();
        }
        let marks = self.matcher.marks(paragraphs);
        let places: Vec<usize> = (0..paragraphs.len()).collect();
        self.passages(paragraphs, &places, &marks, most)
    }

    /// As [`Self::of`], of these paragraphs only, each read for itself.
    pub(super) fn of_these<'p>(
        &mut self,
        paragraphs: &'p [Paragraph],
        places: &[usize],
        most: usize,
    ) -> Vec<(&'p Paragraph, Snippet)> {
        if most == 0 {
            return Vec::new();
        }
        let mut marks: Vec<Vec<Mark>> = vec![Vec::new(); paragraphs.len()];
        for place in places {
            if let Some(paragraph) = paragraphs.get(*place) {
                marks[*place] = self.matcher.marks(std::slice::from_ref(paragraph)).pop().unwrap_or_default();
            }
        }
        self.passages(paragraphs, places, &marks, most)
    }

    fn passages<'p>(
        &self,
        paragraphs: &'p [Paragraph],
        places: &[usize],
        all: &[Vec<Mark>],
        most: usize,
    ) -> Vec<(&'p Paragraph, Snippet)> {
        let mut passages: Vec<(f32, usize, Range<usize>)> = Vec::new();
        for (place, (paragraph, marks)) in paragraphs.iter().zip(all).enumerate() {
            if !marks.is_empty() {
                let (range, value) = self.best_passage(&paragraph.text, marks);
                let value = if paragraph.boilerplate { value * STANDING } else { value };
                passages.push((if self.is_asked(paragraph) { value * ASKED } else { value }, place, range));
            }
        }
        if passages.is_empty() {
            let these = || {
                let paragraphs = places.iter().filter_map(|place| paragraphs.get(*place));
                paragraphs.filter(|paragraph| !paragraph.text.trim().is_empty())
            };
            let first = these().find(|paragraph| self.is_asked(paragraph));
            let first = first.or_else(|| these().find(|paragraph| !paragraph.boilerplate)).or_else(|| these().next());
            let passage = |paragraph: &'p Paragraph| (paragraph, snippet(paragraph, beginning(&paragraph.text), &[]));
            return first.map(passage).into_iter().collect();
        }
        // The best first; of equals, the earlier.
        passages
            .sort_by(|(value, place, _), (other_value, other, _)| other_value.total_cmp(value).then(place.cmp(other)));
        passages.truncate(most);
        passages.sort_by_key(|(_, place, _)| *place);
        let make = |(_, place, range): (f32, usize, Range<usize>)| {
            (&paragraphs[place], snippet(&paragraphs[place], range, &all[place]))
        };
        passages.into_iter().map(make).collect()
    }

    /// Whether a paragraph has a role that the question asks for.
    fn is_asked(&self, paragraph: &Paragraph) -> bool {
        paragraph.role.is_some_and(|role| self.roles.contains(&role))
    }

    fn best_passage(&self, text: &str, marks: &[Mark]) -> (Range<usize>, f32) {
        if text.len() <= WHOLE {
            let whole = text.trim();
            let start = text.len() - text.trim_start().len();
            return (start..start + whole.len(), self.value(marks));
        }
        let sentences = sentences(text);
        let mut best: Option<(Range<usize>, f32)> = None;
        let mut first_mark = 0;
        for (place, sentence) in sentences.iter().enumerate() {
            while marks.get(first_mark).is_some_and(|mark| mark.range.start < sentence.start) {
                first_mark += 1;
            }
            if marks.get(first_mark).is_none_or(|mark| mark.range.start >= sentence.end) {
                continue;
            }
            let range = if sentence.len() > WHOLE {
                self.part_of(text, sentence, &marks[first_mark..])
            } else {
                grown(&sentences, place)
            };
            let inside = marks[first_mark..].iter().take_while(|mark| mark.range.end <= range.end).count();
            let value = self.value(&marks[first_mark..first_mark + inside]);
            if best.as_ref().is_none_or(|(_, most)| value > *most) {
                best = Some((range, value));
            }
        }
        best.unwrap_or_else(|| (beginning(text), 0.0))
    }

    /// What the marks of a passage are worth.
    fn value(&self, marks: &[Mark]) -> f32 {
        let mut counts = vec![0_usize; self.weights.len()];
        let mut value = 0.0;
        let mut before: Option<&Mark> = None;
        for mark in marks {
            let weight = self.weights[mark.sought];
            counts[mark.sought] += 1;
            value += match counts[mark.sought] {
                1 => weight,
                2..=MOST_REPEATS => weight * REPEAT,
                _ => 0.0,
            };
            if let Some(before) = before.filter(|before| before.sought != mark.sought && counts[mark.sought] == 1) {
                let gap = mark.range.start.saturating_sub(before.range.end) as f32;
                value += CLOSE * weight.min(WORD) / (1.0 + gap / 8.0);
            }
            before = Some(mark);
        }
        value
    }

    /// A part of a long sentence: the marks that stand together best, with as much on both sides as fits.
    fn part_of(&self, text: &str, sentence: &Range<usize>, marks: &[Mark]) -> Range<usize> {
        let inside = marks.iter().take_while(|mark| mark.range.start < sentence.end).count();
        let marks = &marks[..inside];
        let mut best = (0..0, -1.0);
        let mut end = 0;
        // A bound on the starts that are tried keeps a paragraph of nothing but matches linear.
        for start in (0..marks.len()).take(64) {
            while end < marks.len() && marks[end].range.end.saturating_sub(marks[start].range.start) <= AIM {
                end += 1;
            }
            let value = self.value(&marks[start..end.max(start + 1)]);
            if value > best.1 {
                best = (marks[start].range.start..marks[end.max(start + 1) - 1].range.end, value);
            }
        }
        let cluster = best.0;
        let spare = AIM.saturating_sub(cluster.len());
        let start = cluster.start.saturating_sub(spare / 3).max(sentence.start);
        let end = (cluster.end + (spare - (cluster.start - start).min(spare))).min(sentence.end);
        let start = if start == sentence.start { start } else { word_start(text, start, cluster.start) };
        let end = if end == sentence.end { end } else { word_end(text, end.max(cluster.end), cluster.end) };
        start..end
    }
}

/// A sentence with those after it, then those before it, as far as they fit.
fn grown(sentences: &[Range<usize>], place: usize) -> Range<usize> {
    let Range { mut start, mut end } = sentences[place].clone();
    for sentence in &sentences[place + 1..] {
        if sentence.end - start > AIM {
            break;
        }
        end = sentence.end;
    }
    for sentence in sentences[..place].iter().rev() {
        if end - sentence.start > AIM {
            break;
        }
        start = sentence.start;
    }
    start..end
}

/// How a paragraph begins.
fn beginning(text: &str) -> Range<usize> {
    let sentences = sentences(text);
    let Some(first) = sentences.first() else { return 0..0 };
    if first.len() <= WHOLE {
        return grown(&sentences, 0);
    }
    first.start..word_end(text, first.start + AIM, first.start + 1)
}

/// The start of a word at or before `place`, else the first after it up to `latest`.
fn word_start(text: &str, place: usize, latest: usize) -> usize {
    let place = text.floor_char_boundary(place);
    let earliest = text.floor_char_boundary(place.saturating_sub(REACH));
    let blank = |(at, character): (usize, char)| at + character.len_utf8();
    let before = text[earliest..place].char_indices().rev().find(|(_, character)| character.is_whitespace()).map(blank);
    let after = || text[place..latest].char_indices().find(|(_, character)| character.is_whitespace()).map(blank);
    match before {
        Some(at) => earliest + at,
        None if earliest == 0 => 0,
        None => after().map_or(latest, |at| place + at),
    }
}

/// The end of a word at or before `place` but not before `earliest`, else the next end.
fn word_end(text: &str, place: usize, earliest: usize) -> usize {
    let place = text.floor_char_boundary(place.min(text.len()));
    let earliest = text.ceil_char_boundary(earliest.min(place));
    if text[place..].chars().next().is_none_or(char::is_whitespace) {
        return place;
    }
    if let Some(blank) = text[earliest..place].rfind(char::is_whitespace) {
        return earliest + text[earliest..earliest + blank].trim_end().len();
    }
    let limit = text.floor_char_boundary((place + REACH).min(text.len()));
    // A word without end is cut: better than returning megabytes.
    text[place..limit].find(char::is_whitespace).map_or(limit, |blank| place + blank)
}

fn snippet(paragraph: &Paragraph, range: Range<usize>, marks: &[Mark]) -> Snippet {
    let text = &paragraph.text;
    let mut kept: Vec<(usize, usize)> = Vec::new();
    for mark in marks {
        let inside = range.start <= mark.range.start && mark.range.end <= range.end;
        let free = kept.last().is_none_or(|(_, end)| *end <= mark.range.start - range.start.min(mark.range.start));
        if inside && free {
            kept.push((mark.range.start - range.start, mark.range.end - range.start));
        }
    }
    Snippet {
        paragraph: paragraph.number.clone(),
        page: paragraph.page,
        machine_read: paragraph.machine_read,
        cut: [!text[..range.start].trim().is_empty(), !text[range.end..].trim().is_empty()],
        text: text[range].to_owned(),
        marks: kept,
    }
}
