//! Two hundred questions of the shapes that people ask in, drawn from the papers themselves.

use super::{
    paper::{Paper, paper},
    prose,
    random::Random,
    words::{COLLOCATIONS, COMMON, FUNCTION_WORDS},
};
use crate::question::{Form, Question};
use std::collections::BTreeMap;

/// How many of each shape; 200 in all. Real questions are short: half of them are plain words.
const SHAPES: [(&str, usize); 16] = [
    ("one-frequent", 10),
    ("one-medium", 10),
    ("one-rare", 10),
    ("two-words", 30),
    ("three-words", 20),
    ("four-words", 10),
    ("five-words", 10),
    ("any-of-two", 10),
    ("without", 10),
    ("phrase-common", 20),
    ("phrase-from-text", 15),
    ("two-words-council", 10),
    ("two-words-dates", 10),
    ("phrase-council-dates", 5),
    ("misspelled", 10),
    ("whole-question", 10),
];

/// The questions of a corpus with so many papers.
pub(super) fn questions(seed: u64, papers: u64) -> Vec<Question> {
    let mut random = Random::new(seed, u64::MAX);
    let shapes = SHAPES.iter().flat_map(|(shape, count)| std::iter::repeat_n(*shape, *count));
    (1..).zip(shapes).map(|(number, shape)| question(&mut random, seed, papers, number, shape)).collect()
}

fn question(random: &mut Random, seed: u64, papers: u64, number: usize, shape: &str) -> Question {
    // A section may have too few words of the kind that is wanted: then another is drawn.
    let (form, source) = loop {
        let source = paper(seed, random.below(papers as usize) as u64);
        let section = section(random, &source);
        if let Some(form) = form(random, &section, number, shape) {
            break (form, source);
        }
    };
    let (year, ..) = source.date;
    let dated = shape.contains("dates");
    Question {
        id: format!("q{number:03}"),
        shape: shape.to_owned(),
        form,
        council: shape.contains("council").then(|| source.council.to_owned()),
        since: dated.then(|| format!("{}-01-01", year - 1)),
        until: dated.then(|| format!("{}-12-31", year + 1)),
    }
}

/// The words of one section, lower case, with those that stand side by side in one sentence kept so.
struct Section {
    sentences: Vec<Vec<String>>,
}

fn section(random: &mut Random, paper: &Paper) -> Section {
    let mut parts: Vec<&str> = paper.text.split("\n## ").skip(1).collect();
    let part = parts.swap_remove(random.below(parts.len()));
    let plain = |word: &str| word.len() > 1 && word.bytes().all(|byte| byte.is_ascii_alphabetic());
    let mut sentences = Vec::new();
    for sentence in part.split(['.', ',', '|', '\n', '(', ')']) {
        let mut row: Vec<String> = Vec::new();
        for word in sentence.split(' ') {
            if plain(word) {
                row.push(word.to_lowercase());
            } else {
                sentences.push(std::mem::take(&mut row));
            }
        }
        sentences.push(row);
    }
    sentences.retain(|row| !row.is_empty());
    Section { sentences }
}

impl Section {
    /// Its different words with their ranks among the common ones; made words come after all of these.
    fn words(&self) -> Vec<(usize, String)> {
        let ranks: BTreeMap<&str, usize> = COMMON.iter().enumerate().map(|(rank, word)| (*word, rank)).collect();
        let mut words: Vec<String> = self.sentences.iter().flatten().cloned().collect();
        words.sort();
        words.dedup();
        let rank = |word: &String| ranks.get(word.as_str()).copied().unwrap_or(COMMON.len());
        words.into_iter().map(|word| (rank(&word), word)).collect()
    }

    fn draw(&self, random: &mut Random, count: usize, ranks: std::ops::Range<usize>) -> Option<Vec<String>> {
        let mut words = self.words();
        words.retain(|(rank, _)| ranks.contains(rank));
        if words.len() < count {
            return None;
        }
        Some((0..count).map(|_| words.swap_remove(random.below(words.len())).1).collect())
    }

    fn row(&self, random: &mut Random, length: usize) -> Option<Vec<String>> {
        let long: Vec<&Vec<String>> = self.sentences.iter().filter(|row| row.len() >= length).collect();
        if long.is_empty() {
            return None;
        }
        let row = random.pick(&long);
        let start = random.below(row.len() - length + 1);
        Some(row[start..start + length].to_vec())
    }
}

fn form(random: &mut Random, section: &Section, number: usize, shape: &str) -> Option<Form> {
    let (content, any) = (FUNCTION_WORDS..COMMON.len() + 1, FUNCTION_WORDS..COMMON.len());
    Some(match shape {
        "one-frequent" => Form::All(section.draw(random, 1, FUNCTION_WORDS..250)?),
        "one-medium" => Form::All(section.draw(random, 1, 400..COMMON.len())?),
        "one-rare" => Form::All(section.draw(random, 1, COMMON.len()..COMMON.len() + 1)?),
        "two-words" | "two-words-council" | "two-words-dates" => Form::All(section.draw(random, 2, content)?),
        "three-words" => Form::All(section.draw(random, 3, content)?),
        "four-words" => Form::All(section.draw(random, 4, content)?),
        "five-words" => Form::All(section.draw(random, 5, content)?),
        "any-of-two" => Form::Any(section.draw(random, 2, content)?),
        "without" => Form::Without {
            all: section.draw(random, 1, any)?,
            none: vec![COMMON[FUNCTION_WORDS + random.below(200)].to_owned()],
        },
        "phrase-common" => {
            let phrase = COLLOCATIONS[number % COLLOCATIONS.len()];
            Form::Phrase(phrase.split(' ').map(str::to_owned).collect())
        }
        "phrase-council-dates" => Form::Phrase(prose::phrase(random).split(' ').map(str::to_owned).collect()),
        "phrase-from-text" => {
            let length = random.between(2, 4);
            Form::Phrase(section.row(random, length)?)
        }
        "misspelled" => {
            let mut words = section.draw(random, 1, 300..COMMON.len())?;
            let word = words.first_mut().filter(|word| word.len() > 5)?;
            // Two letters change places, as they do under quick fingers.
            let place = random.between(1, word.len() - 3);
            let mut letters: Vec<char> = word.chars().collect();
            letters.swap(place, place + 1);
            *word = letters.into_iter().collect();
            Form::Misspelled(words)
        }
        "whole-question" => {
            let words = section.draw(random, 2, any)?;
            let (one, other) = (&words[0], &words[1]);
            Form::Question(match random.below(4) {
                0 => format!("what was recommended about {one} and {other}?"),
                1 => format!("which councils have a problem with {one} {other}?"),
                2 => format!("how is {one} measured in {other} services?"),
                _ => format!("when did the committee last hear about {one} {other}?"),
            })
        }
        _ => return None,
    })
}
