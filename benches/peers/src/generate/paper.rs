//! One paper from its number alone: its opening, its sections with their paragraphs, lists and tables.
//!
//! Every section begins with a line that starts with `#`, and no other line does: the plain rule by which contestants
//! that know nothing of papers cut them.

use super::{
    prose::{self, Topic},
    random::Random,
    words,
};
use std::sync::LazyLock;

static COUNCILS: LazyLock<Vec<(&str, &str)>> =
    LazyLock::new(|| words::rows(include_str!("councils.csv")).iter().filter_map(|row| row.split_once(',')).collect());
static COMMITTEES: LazyLock<Vec<&str>> = LazyLock::new(|| words::rows(include_str!("committees.txt")));
static TITLES: LazyLock<Vec<&str>> = LazyLock::new(|| words::rows(include_str!("titles.txt")));
static SUBJECTS: LazyLock<Vec<&str>> = LazyLock::new(|| words::rows(include_str!("subjects.txt")));
static HEADINGS: LazyLock<Vec<&str>> = LazyLock::new(|| words::rows(include_str!("headings.txt")));

/// A share of papers are copies of an earlier one, given to another committee on another day with a few words changed.
const COPIES: f64 = 0.02;
/// How many of a copy's words are changed.
const CHANGED: f64 = 0.004;

/// A generated paper.
pub(crate) struct Paper {
    /// The council's slug.
    pub(crate) council: &'static str,
    /// Year, month, day.
    pub(crate) date: (usize, usize, usize),
    /// Its place below the folder of papers.
    pub(crate) path: String,
    /// The text.
    pub(crate) text: String,
    /// How many sections it has.
    pub(crate) sections: usize,
    /// How many words its sections have.
    pub(crate) words: usize,
    /// Whether it is a near-copy of an earlier one.
    pub(crate) is_copy: bool,
}

/// The paper with a number, counted from 0, of the corpus with a seed.
pub(crate) fn paper(seed: u64, number: u64) -> Paper {
    let mut own = Random::new(seed, number * 2);
    let is_copy = number > 20 && own.chance(COPIES);
    let body_of = if is_copy { number - 1 - own.below(number.min(2000) as usize - 1) as u64 } else { number };
    let mut body = Random::new(seed, body_of * 2 + 1);

    // The council of a copy is its original's.
    let (council, council_name) = *body.pick(&COUNCILS);
    let title = format!("{} {}", body.pick(&TITLES), body.pick(&SUBJECTS));
    let committee = *own.pick(&COMMITTEES);
    // Later years have more papers.
    let year = 2005 + (21.0 * own.unit().max(own.unit())) as usize;
    let date = (year, own.between(1, 12), own.between(1, 28));
    let mut text = opening(&mut own, council_name, committee, date, &title);
    let (sections, words) = sections(&mut body, &mut own, body_of, is_copy, &mut text);
    let slug: String = title.to_lowercase().replace(' ', "-");
    let path = format!("{council}/{:04}-{:02}-{:02}-{number:06}-{slug}.md", date.0, date.1, date.2);
    Paper { council, date, path, text, sections, words, is_copy }
}

fn opening(own: &mut Random, council: &str, committee: &str, date: (usize, usize, usize), title: &str) -> String {
    let (year, month, day) = date;
    let month = prose::month(month);
    let written = match own.below(3) {
        0 => format!("{day} {month} {year}"),
        1 => format!("{} {} {year}, {}.00 am", day, month.to_uppercase(), own.between(9, 11)),
        _ => format!("Date of meeting: {day} {month} {year}"),
    };
    let shown = if own.chance(0.5) { title.to_uppercase() } else { format!("**{title}**") };
    match own.below(3) {
        0 => format!("{council}\n\n{committee}\n\n{written}\n\n{shown}\n\nReport of the Director\n\n"),
        1 => format!("{}\n\n{}\n\n{written}\n\n{shown}\n\n", council.to_uppercase(), committee.to_uppercase()),
        _ => format!(
            "**{council}**\n\n**{committee}**\n\n{written}\n\n{shown}\n\nContact officer: {}\n\n",
            prose::name(own)
        ),
    }
}

fn sections(body: &mut Random, own: &mut Random, number: u64, is_copy: bool, text: &mut String) -> (usize, usize) {
    // About as many words as a mean paper has, for each paper before.
    let vocabulary = words::vocabulary(number * 3_600);
    let count = 4 + (36.0 * body.unit().powi(3)) as usize;
    let of = count.div_ceil(3);
    let mut written = 0;
    for section in 1..=count {
        let heading = match section {
            1 => HEADINGS[0],
            2 => HEADINGS[1],
            _ if section == count => "Recommendations",
            _ => body.pick(&HEADINGS[2..]),
        };
        text.push_str(&format!("## {section} {heading}\n\n"));
        let topic = Topic::new(body, vocabulary);
        let start = text.len();
        let most = body.between(150, 450);
        written += paragraphs(body, &topic, section, heading == "Recommendations", most, text);
        if is_copy {
            change(own, vocabulary, start, text);
        }
        if section % 3 == 0 {
            text.push_str(&format!("Page {} of {of}\n\n", section / 3));
        }
    }
    (count, written)
}

fn paragraphs(
    body: &mut Random,
    topic: &Topic,
    section: usize,
    recommends: bool,
    most: usize,
    text: &mut String,
) -> usize {
    let mut written = 0;
    let mut ordinal = 0;
    while written < most {
        ordinal += 1;
        let kind = body.unit();
        if recommends {
            text.push_str(&format!("{section}.{ordinal} That the Committee recommends that "));
            written += prose::sentence(body, topic, text) + 5;
        } else if kind < 0.04 {
            written += table(body, topic, text);
        } else if kind < 0.12 {
            for _ in 0..body.between(2, 5) {
                text.push_str("- ");
                written += prose::sentence(body, topic, text);
                text.push('\n');
            }
            text.truncate(text.trim_end().len());
        } else {
            if kind < 0.75 {
                text.push_str(&format!("{section}.{ordinal} "));
            }
            let sentences = body.between(2, 6);
            for sentence in 0..sentences {
                written += prose::sentence(body, topic, text);
                if sentence + 1 < sentences {
                    text.push(' ');
                }
            }
        }
        text.push_str("\n\n");
    }
    written
}

fn table(body: &mut Random, topic: &Topic, text: &mut String) -> usize {
    text.push_str("| Measure | Target | Result |\n|---|---|---|\n");
    let rows = body.between(3, 8);
    let mut written = 3;
    for _ in 0..rows {
        let mut measure = String::new();
        written += prose::sentence(body, topic, &mut measure) + 2;
        let measure = measure.trim_end_matches('.');
        text.push_str(&format!("| {measure} | {}% | {}% |\n", body.between(50, 99), body.between(20, 99)));
    }
    text.truncate(text.trim_end().len());
    written
}

/// Changes a few words of what was written from `start` on.
fn change(own: &mut Random, vocabulary: usize, start: usize, text: &mut String) {
    let written = text.split_off(start);
    for (place, word) in written.split(' ').enumerate() {
        if place > 0 {
            text.push(' ');
        }
        let is_word = word.len() > 3 && word.bytes().all(|byte| byte.is_ascii_lowercase());
        if is_word && own.chance(CHANGED) {
            text.push_str(&words::word(words::rank(own, vocabulary)));
        } else {
            text.push_str(word);
        }
    }
}
