//! Standing text: what councils put into every paper, known by a list (`standing.tsv`). It is flagged, never dropped: it ranks
//! last and can be asked for.

use super::pattern::{Parts, lower};
use std::{collections::HashSet, sync::LazyLock};

static TABLE: LazyLock<Table> = LazyLock::new(|| Table::parse(include_str!("standing.tsv")));

struct Table {
    headings: HashSet<&'static str>,
    openings: Vec<&'static str>,
    parts: Parts,
}

impl Table {
    fn parse(text: &'static str) -> Self {
        let (mut headings, mut openings, mut parts) = (HashSet::new(), Vec::new(), Vec::new());
        for (what, words) in text.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t'))
        {
            match what {
                "heading" => {
                    headings.insert(words);
                }
                "opening" => openings.push(words),
                _ => parts.push(words),
            }
        }
        Self { headings, openings, parts: Parts::new(&parts) }
    }
}

/// A paragraph is judged by its beginning; this is how much of it is looked at, in bytes.
const LOOK: usize = 200;

/// Whether everything under a heading is standing text.
pub(super) fn is_standing_heading(heading: &str) -> bool {
    let plain = heading.trim_end_matches(':').replace(['‘', '’'], "'").to_lowercase();
    TABLE.headings.contains(plain.as_str())
}

/// Whether a paragraph is standing text.
pub(super) fn is_standing(text: &str) -> bool {
    let start = &text[..text.floor_char_boundary(LOOK)];
    let lower = lower(start);
    TABLE.openings.iter().any(|opening| lower.starts_with(opening))
        || TABLE.parts.stand_in(&lower)
        || (start.len() == text.len() && is_contact(text))
}

/// The most words of a line that says how to reach somebody: name, office, number.
const CONTACT_WORDS: usize = 14;

/// Whether a line says how to reach somebody: short, no sentence, with a telephone number of this country or an address
/// of e-mail.
fn is_contact(text: &str) -> bool {
    if !text.bytes().any(|byte| byte == b'@' || byte.is_ascii_digit()) {
        return false;
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    if words.len() > CONTACT_WORDS || text.ends_with(['.', '?']) && words.len() > 4 {
        return false;
    }
    let mail = words.len() <= 6
        && words
            .iter()
            .any(|word| word.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.')));
    mail || has_telephone(text)
}

/// Whether a text has a number of ten or eleven digits that begins with 0, in groups of three or more as telephone numbers
/// are written, or one that begins with +44.
fn has_telephone(text: &str) -> bool {
    let set_off = |char: char| !char.is_ascii_digit() && !matches!(char, ' ' | '-' | '(' | ')' | '+');
    text.split(set_off).any(|run| {
        let groups: Vec<&str> = run.split([' ', '-', '(', ')']).filter(|group| !group.is_empty()).collect();
        groups.iter().enumerate().any(|(first, group)| {
            if group.starts_with("+44") {
                let digits: usize = groups[first..].iter().map(|group| group.len()).sum();
                return (12..=15).contains(&digits);
            }
            let mut digits = 0;
            group.starts_with('0')
                && groups[first..].iter().take(4).take_while(|group| group.len() >= 3).any(|group| {
                    digits += group.len();
                    matches!(digits, 10 | 11)
                })
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guidance_and_contact_lines_are_standing_text_and_findings_are_not() {
        assert!(is_standing("This document can be provided in Welsh."));
        assert!(is_standing("Email: clerk@hale.example"));
        assert!(is_standing_heading("Disclosing Interests"));
        for line in [
            "Hale County Council 01999 555555",
            "Hale Hub: 01999 555 556",
            "A Reed/B Sedge, Scrutiny Officers 01999 555557/555558",
            "+44 (0)20 7946 0000",
            "scrutiny@hale.example",
        ] {
            assert!(is_standing(line), "{line}");
        }
        for line in [
            "The number for gullies, 01999 555555, was called by 12,000 residents in the year to March.",
            "Spending rose from 01 2019 to 12 2020",
            "1 1234567890",
            "Tonnes: 10 200 30 400 50",
            "In 2018/19 there were 1204 560 and 3 120",
        ] {
            assert!(!is_standing(line), "{line}");
        }
        assert!(!is_standing("The interest paid on the loan was disclosed."));
        assert!(!is_standing(&"ŵ".repeat(500)));
    }
}
