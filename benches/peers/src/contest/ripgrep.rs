//! ripgrep, if the machine has it: no index, lines in place of sections.
//!
//! Asked are single words and phrases, as fixed strings at the bounds of words, in all papers or in one council's folder.
//! It answers in the order of its threads, so its first file is no best hit.

use super::contestant::{Built, Contestant, Engine, Found, LIMIT, Snippets};
use crate::question::{Form, Question};
use anyhow::Result;
use std::{
    path::{Path, PathBuf},
    process::Command,
};

/// The program `rg`.
pub struct Ripgrep;

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
        let Some(text) = sought(&question.form) else { return Ok(None) };
        let folder = question.council.as_ref().map_or_else(|| self.0.clone(), |council| self.0.join(council));
        if !folder.is_dir() {
            return Ok(Some(Found::default()));
        }
        let mut command = Command::new("rg");
        command.args(["--no-config", "--ignore-case", "--fixed-strings", "--word-regexp", "--with-filename"]);
        match snippets {
            Snippets::None => command.arg("--count"),
            Snippets::One => command.arg("--max-columns=300"),
        };
        let output = command.arg("-e").arg(text).arg(folder).output()?;
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

/// What is looked for; `None` for the questions that ripgrep is not asked.
fn sought(form: &Form) -> Option<String> {
    match form {
        Form::Phrase(words) => Some(words.join(" ")),
        Form::All(words) if words.len() == 1 => words.first().cloned(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_single_words_and_phrases_are_asked() {
        let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        assert_eq!(sought(&Form::All(words(&["road"]))).as_deref(), Some("road"));
        assert_eq!(sought(&Form::Phrase(words(&["edge", "of", "care"]))).as_deref(), Some("edge of care"));
        assert_eq!(sought(&Form::All(words(&["road", "closure"]))), None);
    }
}
