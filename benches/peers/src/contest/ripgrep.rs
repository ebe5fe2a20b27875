//! ripgrep, if the machine has it: no index, lines in place of sections.
//!
//! Asked are single words, up to three words in one line (in any order) and phrases, in all papers or in one council's
//! folder. It answers in the order of its threads, so its first file is no best hit.

use super::{
    contestant::{Built, Contestant, Engine, Found, LIMIT, Snippets},
};
use anyhow::{Context as _, Result, anyhow, bail};
use crate::question::{Form, Question};
use std::{
    path::{Path, PathBuf},
    process::Command,
};

/// The program `rg`.
pub struct Ripgrep;

/// More words make too many orders.
const MOST_WORDS: usize = 3;

/// What `rg --version` says first; `None` where the machine has none.
pub fn version() -> Option<String> {
    let output = Command::new("rg").arg("--version").output().ok()?;
    String::from_utf8_lossy(&output.stdout).lines().next().map(str::to_owned)
}

impl Contestant for Ripgrep {
    fn build(&self, _: &Path, _: &Path) -> Result<Built> {
        Ok(Built::default())
    }

    fn open(&self, papers: &Path, _: &Path) -> Result<Box<dyn Engine>> {
        Ok(Box::new(Open(papers.to_path_buf())))
    }
}

struct Open(PathBuf);

impl Engine for Open {
    fn ask(&mut self, question: &Question, snippets: Snippets) -> Result<Option<Found>> {
        if question.since.is_some() || question.until.is_some() {
            return Ok(None);
        }
        let Some(pattern) = pattern(&question.form) else { return Ok(None) };
        let folder = question.council.as_ref().map_or_else(|| self.0.clone(), |council| self.0.join(council));
        if !folder.is_dir() {
            return Ok(Some(Found::default()));
        }
        let mut command = Command::new("rg");
        match snippets {
            Snippets::None => command.args(["--ignore-case", "--count", "--no-config"]),
            Snippets::One => command.args(["--ignore-case", "--with-filename", "--max-columns=300", "--no-config"]),
        };
        let output = command.arg("-e").arg(pattern).arg(folder).output()?;
        let (mut found, text) = (Found::default(), String::from_utf8_lossy(&output.stdout));
        for line in text.lines() {
            let parts = match snippets {
                Snippets::None => line.rsplit_once(':'),
                Snippets::One => line.split_once(':'),
            };
            let Some((_, rest)) = parts else { continue };
            found.hits += match snippets {
                Snippets::None => rest.parse().unwrap_or(0),
                Snippets::One => 1,
            };
            if found.returned < LIMIT as u64 {
                found.returned += 1;
                found.passage_bytes += rest.len() as u64;
            }
        }
        Ok(Some(found))
    }
}

/// A regular expression for a question; `None` for those that ripgrep is not asked.
fn pattern(form: &Form) -> Option<String> {
    match form {
        Form::Phrase(words) => Some(format!(r"\b{}\b", words.iter().map(|word| escaped(word)).collect::<Vec<_>>().join(r"\s+"))),
        Form::All(words) if (1..=MOST_WORDS).contains(&words.len()) => {
            let words: Vec<String> = words.iter().map(|word| format!(r"\b{}\b", escaped(word))).collect();
            let orders: Vec<String> = orders(words.len()).into_iter().map(|order| {
                order.into_iter().map(|place| words[place].as_str()).collect::<Vec<_>>().join(".*")
            }).collect();
            Some(orders.join("|"))
        }
        _ => None,
    }
}

fn escaped(word: &str) -> String {
    word.chars().flat_map(|c| (!c.is_alphanumeric() && c.is_ascii()).then_some('\\').into_iter().chain([c])).collect()
}

fn orders(words: usize) -> Vec<Vec<usize>> {
    if words == 0 {
        return vec![Vec::new()];
    }
    let shorter = orders(words - 1);
    shorter.iter().flat_map(|order| (0..words).map(move |at| {
        let mut order = order.clone();
        order.insert(at, words - 1);
        order
    })).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_words_stand_in_one_line_in_any_order() {
        let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        assert_eq!(pattern(&Form::All(words(&["road"]))).unwrap(), r"\broad\b");
        assert_eq!(pattern(&Form::All(words(&["a", "b"]))).unwrap(), r"\bb\b.*\ba\b|\ba\b.*\bb\b");
        assert_eq!(orders(3).len(), 6);
        assert_eq!(pattern(&Form::All(words(&["a", "b", "c", "d"]))), None);
        assert_eq!(pattern(&Form::Phrase(words(&["a.b", "c"]))).unwrap(), r"\ba\.b\s+c\b");
    }
}
