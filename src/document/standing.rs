//! Standing text: what recurs in every paper of a council. It is flagged, never dropped: it ranks last and can be asked for.

use std::{collections::HashSet, sync::LazyLock};

static TABLE: LazyLock<Table> = LazyLock::new(|| Table::parse(include_str!("standing.tsv")));

#[derive(Default)]
struct Table {
    headings: HashSet<&'static str>,
    openings: Vec<&'static str>,
    parts: Vec<&'static str>,
}

impl Table {
    fn parse(text: &'static str) -> Self {
        let mut table = Self::default();
        for (what, words) in text.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t'))
        {
            match what {
                "heading" => {
                    table.headings.insert(words);
                }
                "opening" => table.openings.push(words),
                _ => table.parts.push(words),
            }
        }
        table
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
    let end = text.char_indices().map(|(at, _)| at).take_while(|at| *at <= LOOK).last().unwrap_or_default();
    let start = if text.len() <= LOOK { text } else { &text[..end] };
    let lower = start.to_lowercase();
    TABLE.openings.iter().any(|opening| lower.starts_with(opening))
        || TABLE.parts.iter().any(|part| lower.contains(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guidance_and_contact_lines_are_standing_text_and_findings_are_not() {
        assert!(is_standing("This document can be provided in Welsh."));
        assert!(is_standing("Email: clerk@hale.example"));
        assert!(is_standing_heading("Disclosing Interests"));
        assert!(!is_standing("The interest paid on the loan was disclosed."));
        assert!(!is_standing(&"ŵ".repeat(500)));
    }
}
