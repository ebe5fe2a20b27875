//! Whether contestants answer alike, so that a wrong answer cannot look fast.
//!
//! Compared with the reference: the number of hits, and the best hit (its file, and its heading without a number).

use super::{
    child::Answered,
    contestant::{ENTRIES, REFERENCE},
    results::Results,
};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// How far a contestant agrees with the reference on the questions of one shape.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Agreement {
    /// Questions that both were asked.
    pub questions: u64,
    /// With as many hits.
    pub hits: u64,
    /// With the best hit in the same file.
    pub paper: u64,
    /// With the same section as the best hit.
    pub section: u64,
}

/// A question on which a contestant differs from the reference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference<'a> {
    /// The question.
    pub id: &'a str,
    /// Its shape.
    pub shape: &'a str,
    /// Who differs.
    pub contestant: &'a str,
    /// Hits of the contestant, of which in part, and of the reference.
    pub hits: [u64; 3],
    /// The contestant's best hit.
    pub best: Best<'a>,
    /// The reference's.
    pub reference: Best<'a>,
}

/// File and heading of a best hit.
pub type Best<'a> = (Option<&'a str>, Option<&'a str>);

/// By contestant and shape.
pub type Table<'a> = BTreeMap<(&'a str, &'a str), Agreement>;

/// Compares all contestants' answers with the reference's.
pub fn compare(results: &Results) -> (Table<'_>, Vec<Difference<'_>>) {
    let reference = results.answers(REFERENCE);
    let (mut table, mut differences) = (Table::new(), Vec::new());
    for entry in ENTRIES.iter().filter(|entry| entry.name != REFERENCE) {
        for (id, answer) in results.answers(entry.name) {
            let Some(same) = reference.get(id) else { continue };
            let agreement = table.entry((entry.name, answer.shape.as_str())).or_default();
            agreement.add(answer, same);
            if !equal(answer, same) {
                differences.push(Difference {
                    id,
                    shape: &answer.shape,
                    contestant: entry.name,
                    hits: [answer.found.hits, answer.found.relaxed, same.found.hits],
                    best: best(answer),
                    reference: best(same),
                });
            }
        }
    }
    (table, differences)
}

/// The shapes of all questions, in order.
pub fn shapes<'a>(table: &Table<'a>) -> BTreeSet<&'a str> {
    table.keys().map(|(_, shape)| *shape).collect()
}

impl Agreement {
    fn add(&mut self, one: &Answered, other: &Answered) {
        self.questions += 1;
        self.hits += u64::from(one.found.hits == other.found.hits);
        self.paper += u64::from(one.found.path == other.found.path);
        self.section += u64::from(same_section(one, other));
    }
}

fn equal(one: &Answered, other: &Answered) -> bool {
    one.found.hits == other.found.hits && same_section(one, other)
}

fn same_section(one: &Answered, other: &Answered) -> bool {
    let heading = |answer: &Answered| answer.found.heading.as_deref().map(bare);
    let bare_or_none = |answer: &Answered| heading(answer).filter(|heading| !heading.is_empty());
    one.found.path == other.found.path && bare_or_none(one) == bare_or_none(other)
}

fn best(answer: &Answered) -> Best<'_> {
    (answer.found.path.as_deref(), answer.found.heading.as_deref())
}

/// A heading without its number, marks and case: some keep them apart.
fn bare(heading: &str) -> String {
    let number = |character: char| character.is_ascii_digit() || ". #)".contains(character);
    heading.trim_start_matches(number).replace('*', "").trim().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contest::{
        child::{Piece, Told},
        contestant::Found,
        measure::OnDisk,
        results::{Line, Measured},
    };

    fn answers(contestant: &str, answers: &[(&str, u64, &str, &str)]) -> Line {
        let answers = answers.iter().map(|(id, hits, path, heading)| Answered {
            id: (*id).to_owned(),
            shape: "two words".to_owned(),
            snippets_us: 1.0,
            plain_us: 1.0,
            found: Found {
                hits: *hits,
                path: Some((*path).to_owned()),
                heading: Some((*heading).to_owned()),
                ..Found::default()
            },
        });
        Line::Measured(Measured {
            round: 1,
            contestant: contestant.to_owned(),
            piece: Piece::Queries,
            cpu_s: 0.0,
            wall_s: 0.0,
            on_disk: OnDisk::default(),
            told: Told { answers: answers.collect(), ..Told::default() },
        })
    }

    #[test]
    fn hits_and_the_best_hit_are_compared_with_the_reference() {
        let mut results = Results::default();
        results.push(answers("tuned", &[("1", 5, "a", "2.1 Gullies"), ("2", 7, "b", "Roads"), ("3", 1, "c", "")]));
        results.push(answers("scrutineer", &[("1", 5, "a", "Gullies"), ("2", 8, "b", "Drains"), ("4", 1, "c", "")]));
        let (table, differences) = compare(&results);
        let expected = Agreement { questions: 2, hits: 1, paper: 2, section: 1 };
        assert_eq!(table[&("scrutineer", "two words")], expected);
        assert_eq!(differences.len(), 1);
        assert_eq!((differences[0].id, differences[0].hits), ("2", [8, 0, 7]));
        assert_eq!(shapes(&table).into_iter().collect::<Vec<_>>(), ["two words"]);
    }
}
