//! Words broken at the ends of lines.
//!
//! A word with a hyphen inside a line is written so; where a line breaks at that hyphen, it stays. Other words that are
//! broken with a hyphen are put together.

use super::text;
use rustc_hash::FxHashSet;

/// Words with hyphens that are remembered; more are not looked at.
const MOST: usize = 50_000;
/// The longest of them, in bytes. What a paragraph of broken lines grows to is no word, and is not looked through again
/// for each line.
const LONGEST: usize = 100;

/// The words that a document writes with a hyphen.
#[derive(Debug, Default)]
pub(in crate::corpus) struct Compounds {
    words: FxHashSet<String>,
}

impl Compounds {
    /// Notes the words of a line.
    pub(in crate::corpus) fn note(&mut self, line: &str) {
        if !line.contains('-') || self.words.len() >= MOST {
            return;
        }
        for word in line.split(|c: char| !c.is_alphanumeric() && c != '-') {
            let inside = word.trim_matches('-');
            if inside.contains('-') && inside.len() == word.len() && word.len() <= LONGEST {
                self.words.insert(word.to_lowercase());
            }
        }
    }

    /// Adds a line to the text that it goes on from. A soft hyphen at a line's end is where a word was broken.
    pub(in crate::corpus) fn join(&self, whole: &mut String, next: &str) {
        if whole.ends_with('\u{ad}') {
            whole.pop();
            whole.push_str(next);
        } else if whole.ends_with('-') && self.keeps(whole, next) {
            whole.push_str(next);
        } else {
            text::join(whole, next);
        }
    }

    fn keeps(&self, whole: &str, next: &str) -> bool {
        let part = |c: char| !c.is_alphanumeric() && c != '-';
        let tail = &whole[whole.floor_char_boundary(whole.len().saturating_sub(LONGEST))..];
        let first = tail.rsplit(part).next().unwrap_or_default();
        let second = next.split(part).next().unwrap_or_default();
        self.words.contains(&format!("{first}{second}").to_lowercase())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_that_is_written_with_a_hyphen_keeps_it_where_a_line_breaks() {
        let mut compounds = Compounds::default();
        compounds.note("an edge-of-care placement");
        for (whole, next, joined) in [
            ("children at the edge-of-", "care team", "children at the edge-of-care team"),
            ("the Edge-of-", "Care team", "the Edge-of-Care team"),
            ("child-", "ren", "children"),
        ] {
            let mut text = whole.to_owned();
            compounds.join(&mut text, next);
            assert_eq!(text, joined);
        }
    }

    #[test]
    fn a_paragraph_of_broken_lines_is_joined_in_one_go() {
        let compounds = Compounds::default();
        let mut text = String::new();
        let line = "é".repeat(30) + "-";
        for _ in 0..40_000 {
            compounds.join(&mut text, &line);
        }
        assert!(text.len() > 40_000 * 59);
    }
}
