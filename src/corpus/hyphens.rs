//! Words broken at the ends of lines.
//!
//! A word with a hyphen inside a line is written so; where a line breaks at that hyphen, it stays. Other words that are
//! broken with a hyphen are put together.

use super::text;
use rustc_hash::FxHashSet;

/// Words with hyphens that are remembered; more are not looked at.
const MOST: usize = 50_000;

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
            if inside.contains('-') && inside.len() == word.len() {
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
        let first = whole.rsplit(part).next().unwrap_or_default();
        let second = next.split(part).next().unwrap_or_default();
        self.words.contains(&format!("{first}{second}").to_lowercase())
    }
}
