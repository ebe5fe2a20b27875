//! Sentences: words after Zipf, bent towards the subjects of a section, with the phrases, names, numbers, sums, dates and
//! acronyms that such papers have.

use super::{
    random::Random,
    words::{self, COLLOCATIONS},
};
use std::sync::LazyLock;

static GIVENS: LazyLock<Vec<&str>> = LazyLock::new(|| words::rows(include_str!("givens.txt")));

/// What a section is about: some words come far more often than in other sections.
pub(super) struct Topic {
    vocabulary: usize,
    words: Vec<String>,
}

impl Topic {
    pub(super) fn new(random: &mut Random, vocabulary: usize) -> Self {
        let count = random.between(4, 9);
        let mut words = Vec::with_capacity(count);
        while words.len() < count {
            let rank = words::rank(random, vocabulary);
            if rank >= words::FUNCTION_WORDS {
                words.push(words::word(rank));
            }
        }
        Self { vocabulary, words }
    }

    fn word(&self, random: &mut Random) -> String {
        if random.chance(0.12) {
            random.pick(&self.words).clone()
        } else {
            words::word(words::rank(random, self.vocabulary))
        }
    }
}

/// Writes one sentence and says how many words it has.
pub(super) fn sentence(random: &mut Random, topic: &Topic, text: &mut String) -> usize {
    let length = random.between(8, 35);
    let begin = text.len();
    let mut written = 0;
    while written < length {
        if text.len() > begin {
            text.push_str(if random.chance(0.06) { ", " } else { " " });
        }
        let place = random.unit();
        written += match () {
            () if place < 0.02 => push(text, phrase(random)),
            () if place < 0.032 => push(text, &name(random)),
            () if place < 0.047 => push(text, &number(random)),
            () if place < 0.05 => push(text, &date(random)),
            () if place < 0.052 => push(text, &defined(random)),
            () if place < 0.057 => push(text, "the council's"),
            () => push(text, &topic.word(random)),
        };
    }
    if let Some(first) = text[begin..].chars().next().filter(char::is_ascii_lowercase) {
        text.replace_range(begin..=begin, first.to_ascii_uppercase().encode_utf8(&mut [0; 4]));
    }
    text.push('.');
    written
}

fn push(text: &mut String, more: &str) -> usize {
    text.push_str(more);
    more.split(' ').count()
}

/// A fixed phrase; the first of the list come far more often than the last.
pub(super) fn phrase(random: &mut Random) -> &'static str {
    COLLOCATIONS[words::rank(random, COLLOCATIONS.len())]
}

/// A person or a provider.
pub(super) fn name(random: &mut Random) -> String {
    let (first, second) = (*random.pick(&GIVENS), *random.pick(&GIVENS));
    match random.below(3) {
        0 => format!("Councillor {first}"),
        1 => format!("{first} {second}"),
        _ => format!("{first} Trust"),
    }
}

fn number(random: &mut Random) -> String {
    match random.below(5) {
        0 => format!("£{}.{}m", random.between(1, 40), random.below(10)),
        1 => format!("£{},{:03}", random.between(1, 900), random.below(1000)),
        2 => format!("{}%", random.between(1, 99)),
        3 => format!("{}/{:02}", random.between(2005, 2025), random.between(6, 26)),
        _ => random.between(2, 2000).to_string(),
    }
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

fn date(random: &mut Random) -> String {
    format!("{} {} {}", random.between(1, 28), random.pick(&MONTHS), random.between(2004, 2026))
}

/// The name of a month, counted from 1.
pub(super) fn month(number: usize) -> &'static str {
    MONTHS[(number - 1) % 12]
}

/// A plan with the acronym that it goes by.
fn defined(random: &mut Random) -> String {
    const FIRST: [&str; 6] = ["Service", "Family", "Local", "Joint", "Corporate", "Housing"];
    const SECOND: [&str; 6] = ["Improvement", "Support", "Transport", "Delivery", "Recovery", "Prevention"];
    const THIRD: [&str; 4] = ["Plan", "Board", "Team", "Strategy"];
    let words = [*random.pick(&FIRST), *random.pick(&SECOND), *random.pick(&THIRD)];
    let short: String = words.iter().filter_map(|word| word.chars().next()).collect();
    format!("{} ({short})", words.join(" "))
}
