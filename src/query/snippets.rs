//! Snippets: the passages of a section that answer best, with what matched marked.
//!
//! In come a section and what is looked for; out come passages of its paragraphs, text unaltered. Where passages begin
//! and end is `passages`' business. A section that matched by heading or names only shows how it begins.
//!
//! The first choice is the passage worth most: see [`Snippets::value`]. Each further one is the one worth most among those
//! that show a word of the question that no earlier one shows; when there are none left, the one worth most of all, down
//! to two fifths of the first. So as many snippets as the question has words show every word that the section has. Snippets never
//! overlap, and two that are the halves of one sentence become one.
//!
//! A function word is marked where it stands beside another mark, as in `edge of care`, and else only where nothing else
//! was asked.

use super::{
    answer::Snippet,
    matching::{Mark, Matcher},
    passages::Passages,
    plan::{Pattern, Sought},
};
use crate::{
    analysis::Analyzer,
    document::{Paragraph, Role},
};
use std::{cmp::Ordering, ops::Range};

/// What a thing looked for is worth in a passage: a phrase more than a word, a function word next to nothing.
const WORD: f32 = 1.0;
const PHRASE: f32 = 2.0;
const FUNCTION_WORD: f32 = 0.05;
/// Of each further mark of the same thing, up to [`MOST_REPEATS`]; of the other half of a pair, all.
const REPEAT: f32 = 0.08;
const MOST_REPEATS: usize = 4;
/// Of two different things side by side (half a line), at most.
const CLOSE: f32 = 0.5;
/// What standing text loses.
const STANDING: f32 = 0.3;
/// What a row of a table loses: sentences say more.
const ROW: f32 = 0.8;
/// What a passage that shows nothing new must be worth, as a part of the first: of four words, one alone is noise.
const WORTH_A_REPEAT: f32 = 0.4;
/// What a paragraph gains that has the role asked for: it is what the question is after.
const ASKED: f32 = 3.0;

/// Makes the snippets of hits.
pub(super) struct Snippets {
    matcher: Matcher,
    worth: Vec<Worth>,
    /// The roles that the question asks for.
    roles: Vec<Role>,
}

/// What one of the things looked for is worth.
struct Worth {
    weight: f32,
    /// Whether it is two words near each other.
    is_pair: bool,
}

/// A passage that could be shown.
struct Candidate {
    paragraph: usize,
    units: Range<usize>,
    /// Which of the paragraph's marks stand in it.
    marks: Range<usize>,
}

/// A paragraph with its passages and marks.
struct Place<'p> {
    passages: Passages,
    marks: &'p [Mark],
    /// Of each unit, whether something in it is marked, and whether it is shown already.
    marked: Vec<bool>,
    shown: Vec<bool>,
    /// What its passages are worth more or less for what it is.
    factor: f32,
}

impl Snippets {
    pub(super) fn new(sought: &[&Sought], analyzer: Analyzer) -> Self {
        let only_function_words = sought.iter().all(|sought| sought.is_function_word());
        // What is written as one may be several words: `edge-of-care`.
        let is_several = |pattern: &Pattern| match pattern {
            Pattern::Stems(words) | Pattern::Exact(words) => words.len() > 1,
            Pattern::Near(..) => true,
            Pattern::OneOf(_) | Pattern::Acronym(_) => false,
        };
        let weight = |sought: &Sought| match (sought.is_function_word(), is_several(&sought.pattern)) {
            (true, _) if !only_function_words => FUNCTION_WORD,
            (_, true) => PHRASE,
            (_, false) => WORD,
        };
        let worth =
            |sought: &&Sought| Worth { weight: weight(sought), is_pair: matches!(sought.pattern, Pattern::Near(..)) };
        let worth = sought.iter().map(worth).collect();
        Self { matcher: Matcher::new(sought, analyzer), worth, roles: Vec::new() }
    }

    /// The analyzer again, with the stems that it knows.
    pub(super) fn into_analyzer(self) -> Analyzer {
        self.matcher.into_analyzer()
    }

    /// The council of the paper whose sections come next. Default: none.
    pub(super) fn of_council(&mut self, slug: Option<&str>) {
        self.matcher.of_council(slug);
    }

    /// Prefers paragraphs of these roles. Default: none.
    pub(super) fn with_roles(mut self, roles: Vec<Role>) -> Self {
        self.roles = roles;
        self
    }

    /// How many different things looked for stand in a paragraph, function words aside.
    pub(super) fn things_in(&mut self, paragraph: &Paragraph) -> usize {
        let marks = self.matcher.marks(std::slice::from_ref(paragraph)).pop().unwrap_or_default();
        let mut things: Vec<usize> = marks.iter().map(|mark| mark.sought).collect();
        things.retain(|sought| self.worth[*sought].weight >= WORD);
        things.sort_unstable();
        things.dedup();
        things.len()
    }

    /// The best passages, at most `most`, in the order of the text, each with its paragraph.
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
        let marks = self.found_in(paragraphs, places);
        self.passages(paragraphs, places, &marks, most)
    }

    /// What is marked in each paragraph as a whole; where places are given, in these alone, each read for itself.
    pub(super) fn marks(&mut self, paragraphs: &[Paragraph], places: Option<&[usize]>) -> Vec<Vec<(usize, usize)>> {
        let found = match places {
            Some(places) => self.found_in(paragraphs, places),
            None => self.matcher.marks(paragraphs),
        };
        let shown = |(one, marks): (&Paragraph, &Vec<Mark>)| self.shown(&one.text, 0..one.text.len(), marks);
        paragraphs.iter().zip(&found).map(shown).collect()
    }

    /// What is found in these paragraphs, each read for itself.
    fn found_in(&mut self, paragraphs: &[Paragraph], places: &[usize]) -> Vec<Vec<Mark>> {
        let mut marks: Vec<Vec<Mark>> = vec![Vec::new(); paragraphs.len()];
        for place in places {
            if let Some(paragraph) = paragraphs.get(*place) {
                marks[*place] = self.matcher.marks(std::slice::from_ref(paragraph)).pop().unwrap_or_default();
            }
        }
        marks
    }

    fn passages<'p>(
        &self,
        paragraphs: &'p [Paragraph],
        places: &[usize],
        all: &[Vec<Mark>],
        most: usize,
    ) -> Vec<(&'p Paragraph, Snippet)> {
        let chosen = self.choose(paragraphs, all, most);
        if chosen.is_empty() {
            let these = places.iter().filter_map(|place| Some((paragraphs.get(*place)?, &all[*place])));
            return self.beginning(&these.collect::<Vec<_>>()).into_iter().collect();
        }
        let make = |(paragraph, bytes): (usize, Range<usize>)| {
            (&paragraphs[paragraph], self.snippet(&paragraphs[paragraph], bytes, &all[paragraph]))
        };
        chosen.into_iter().map(make).collect()
    }

    /// Paragraphs and bytes of the best passages, in the order of the text; none where nothing is marked but function words.
    fn choose(&self, paragraphs: &[Paragraph], all: &[Vec<Mark>], most: usize) -> Vec<(usize, Range<usize>)> {
        let mut places: Vec<Place<'_>> =
            paragraphs.iter().zip(all).map(|(one, marks)| self.place(one, marks)).collect();
        let mut candidates: Vec<Candidate> =
            (0..places.len()).flat_map(|place| places[place].candidates(place)).collect();
        candidates.retain(|candidate| self.says_something(&places[candidate.paragraph].marks[candidate.marks.clone()]));
        let mut seen = vec![false; self.worth.len()];
        let mut chosen = Vec::new();
        let mut first = 0.0;
        // What shows new words; every round shows one at least.
        while chosen.len() < most && !candidates.is_empty() {
            let worth = |candidate: &Candidate| {
                let place = &places[candidate.paragraph];
                let marks = &place.marks[candidate.marks.clone()];
                let is_new = marks.iter().any(|mark| !seen[mark.sought] && self.worth[mark.sought].weight >= WORD);
                is_new.then(|| self.value(marks, &seen) * place.factor)
            };
            let Some(best) = best(&candidates, worth) else { break };
            let candidate = candidates.swap_remove(best);
            if chosen.is_empty() {
                first = worth(&candidate).unwrap_or_default();
            }
            let paragraph = candidate.paragraph;
            let place = &mut places[paragraph];
            place.marks[candidate.marks.clone()].iter().for_each(|mark| seen[mark.sought] = true);
            place.shown[candidate.units.clone()].fill(true);
            chosen.push((paragraph, candidate.units));
            // The paragraph's other passages have less room now.
            candidates.retain(|other| other.paragraph != paragraph);
            if chosen.len() < most {
                let rest = places[paragraph].candidates(paragraph).into_iter();
                candidates.extend(rest.filter(|one| self.says_something(&places[paragraph].marks[one.marks.clone()])));
            }
        }
        if chosen.len() == most {
            return in_order(chosen, &places);
        }
        // What shows the same words again.
        let none = vec![false; self.worth.len()];
        let worth = |one: &Candidate| {
            let place = &places[one.paragraph];
            self.value(&place.marks[one.marks.clone()], &none) * place.factor
        };
        let mut rest: Vec<(f32, Candidate)> = candidates.into_iter().map(|one| (worth(&one), one)).collect();
        rest.retain(|(worth, _)| *worth >= first * WORTH_A_REPEAT);
        rest.sort_by(|(worth, one), (other_worth, other)| order(*worth, one, *other_worth, other));
        for (_, candidate) in rest {
            let place = &mut places[candidate.paragraph];
            let shown = &mut place.shown[candidate.units.clone()];
            if chosen.len() < most && !shown.contains(&true) {
                shown.fill(true);
                chosen.push((candidate.paragraph, candidate.units));
            }
        }
        in_order(chosen, &places)
    }

    fn place<'p>(&self, paragraph: &Paragraph, marks: &'p [Mark]) -> Place<'p> {
        // Nothing is shown of a paragraph without marks that say something.
        let text = if self.says_something(marks) { paragraph.text.as_str() } else { "" };
        let passages = Passages::new(text, marks.iter().map(|mark| mark.range.clone()));
        let mut marked = vec![false; passages.units()];
        for mark in marks {
            if let Some(unit) = marked.get_mut(passages.unit_of(mark.range.start)) {
                *unit = true;
            }
        }
        let factors = [
            (paragraph.boilerplate, STANDING),
            (memchr::memmem::find_iter(text.as_bytes(), " | ").take(2).count() == 2, ROW),
            (self.is_asked(paragraph), ASKED),
        ];
        let factor = factors.iter().filter(|(holds, _)| *holds).map(|(_, factor)| factor).product();
        Place { shown: vec![false; marked.len()], passages, marks, marked, factor }
    }

    fn is_asked(&self, paragraph: &Paragraph) -> bool {
        paragraph.role.is_some_and(|role| self.roles.contains(&role))
    }

    /// Whether more than function words is marked.
    fn says_something(&self, marks: &[Mark]) -> bool {
        marks.iter().any(|mark| self.worth[mark.sought].weight >= WORD)
    }

    /// What the marks of a passage are worth: the words and phrases, each once; a little for each time that one comes again
    /// or is seen elsewhere; and something for how close different ones stand.
    fn value(&self, marks: &[Mark], seen: &[bool]) -> f32 {
        let mut counts = vec![0_usize; self.worth.len()];
        let mut value = 0.0;
        let mut before: Option<&Mark> = None;
        for mark in marks {
            let Worth { weight, is_pair } = self.worth[mark.sought];
            counts[mark.sought] += 1;
            let count = counts[mark.sought];
            value += match count {
                _ if seen[mark.sought] && count <= MOST_REPEATS => weight * REPEAT,
                1 => weight,
                2 if is_pair => weight,
                2..=MOST_REPEATS => weight * REPEAT,
                _ => 0.0,
            };
            if let Some(before) = before.filter(|before| before.sought != mark.sought && count == 1) {
                let gap = mark.range.start.saturating_sub(before.range.end) as f32;
                value += CLOSE * weight.min(WORD) / (1.0 + gap / 8.0);
            }
            before = Some(mark);
        }
        value
    }

    /// How a section begins that matched by heading or names: with the paragraph of the role asked for, if it has one.
    fn beginning<'p>(&self, these: &[(&'p Paragraph, &Vec<Mark>)]) -> Option<(&'p Paragraph, Snippet)> {
        let with_text = || these.iter().copied().filter(|(paragraph, _)| !paragraph.text.trim().is_empty());
        let (paragraph, marks) = (with_text().find(|(paragraph, _)| self.is_asked(paragraph)))
            .or_else(|| with_text().find(|(paragraph, _)| !paragraph.boilerplate))
            .or_else(|| with_text().next())?;
        let passages = Passages::new(&paragraph.text, marks.iter().map(|mark| mark.range.clone()));
        Some((paragraph, self.snippet(paragraph, passages.beginning(), marks)))
    }

    /// A passage with the marks in it.
    fn snippet(&self, paragraph: &Paragraph, range: Range<usize>, marks: &[Mark]) -> Snippet {
        let text = &paragraph.text;
        Snippet {
            paragraph: paragraph.number.clone(),
            page: paragraph.page,
            machine_read: paragraph.machine_read,
            cut: [!text[..range.start].trim().is_empty(), !text[range.end..].trim().is_empty()],
            marks: self.shown(text, range.clone(), marks),
            text: text[range].to_owned(),
        }
    }

    /// The marks that are shown in a stretch of a text, from its beginning: of marks that overlap, the first and longest.
    fn shown(&self, text: &str, range: Range<usize>, marks: &[Mark]) -> Vec<(usize, usize)> {
        let mut kept: Vec<&Mark> = Vec::new();
        for mark in marks.iter().filter(|mark| range.start <= mark.range.start && mark.range.end <= range.end) {
            if kept.last().is_none_or(|last| last.range.end <= mark.range.start) {
                kept.push(mark);
            }
        }
        let beside = |one: &&Mark, other: &&Mark| {
            !text[one.range.end..other.range.start].contains(|between: char| !between.is_whitespace())
        };
        let together =
            kept.chunk_by(beside).filter(|marks| marks.iter().any(|mark| self.worth[mark.sought].weight >= WORD));
        together.flatten().map(|mark| (mark.range.start - range.start, mark.range.end - range.start)).collect()
    }
}

impl Place<'_> {
    /// The passages about each marked unit that is free.
    fn candidates(&self, paragraph: usize) -> Vec<Candidate> {
        let mut candidates: Vec<Candidate> = Vec::new();
        let mut first_mark = 0;
        for unit in (0..self.marked.len()).filter(|unit| self.marked[*unit] && !self.shown[*unit]) {
            let units = self.passages.about(unit, |other| self.marked[other], |other| !self.shown[other]);
            // Several sentences may have the same passage about them.
            if candidates.last().is_some_and(|last| last.units == units) {
                continue;
            }
            let bytes = self.passages.bytes(&units);
            // A passage may begin before that of the unit before, if that one was all of a sentence.
            first_mark = first_mark.min(self.marks.len());
            while first_mark > 0 && self.marks[first_mark - 1].range.start >= bytes.start {
                first_mark -= 1;
            }
            while self.marks.get(first_mark).is_some_and(|mark| mark.range.start < bytes.start) {
                first_mark += 1;
            }
            let inside = self.marks[first_mark..].iter().take_while(|mark| mark.range.start < bytes.end).count();
            candidates.push(Candidate { paragraph, units, marks: first_mark..first_mark + inside });
        }
        candidates
    }
}

/// Paragraphs and bytes of passages in the order of the text, the halves of a sentence put together.
fn in_order(mut chosen: Vec<(usize, Range<usize>)>, places: &[Place<'_>]) -> Vec<(usize, Range<usize>)> {
    chosen.sort_by_key(|(paragraph, units)| (*paragraph, units.start));
    let mut joined: Vec<(usize, Range<usize>)> = Vec::with_capacity(chosen.len());
    for (paragraph, units) in chosen {
        match joined.last_mut() {
            Some((last, before))
                if *last == paragraph
                    && before.end == units.start
                    && places[paragraph].passages.is_inside(units.start) =>
            {
                before.end = units.end;
            }
            _ => joined.push((paragraph, units)),
        }
    }
    joined.into_iter().map(|(paragraph, units)| (paragraph, places[paragraph].passages.bytes(&units))).collect()
}

/// The place of the candidate that is worth most; of equals, of the first in the text.
fn best(candidates: &[Candidate], worth: impl Fn(&Candidate) -> Option<f32>) -> Option<usize> {
    let mut best: Option<(f32, usize)> = None;
    for (place, candidate) in candidates.iter().enumerate() {
        let Some(value) = worth(candidate) else { continue };
        if best.is_none_or(|(most, known)| order(value, candidate, most, &candidates[known]) == Ordering::Less) {
            best = Some((value, place));
        }
    }
    best.map(|(_, place)| place)
}

/// Worth most first; of equals, the earlier.
fn order(worth: f32, one: &Candidate, other_worth: f32, other: &Candidate) -> Ordering {
    let place = |candidate: &Candidate| (candidate.paragraph, candidate.units.start);
    other_worth.total_cmp(&worth).then_with(|| place(one).cmp(&place(other)))
}
