//! A question that every contestant is asked, each in its own language.

use anyhow::{Context as _, Result};
use serde::{Deserialize, Serialize};
use std::{fs, path::Path};

/// A question of a real shape, with the filters beside it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// `q001` and so on.
    pub id: String,
    /// What it is a sample of, such as `two-words` or `phrase-common`.
    pub shape: String,
    /// Its words.
    #[serde(flatten)]
    pub form: Form,
    /// Only papers of the council with this slug.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub council: Option<String>,
    /// Only papers of this day, `YYYY-MM-DD`, or later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<String>,
    /// Only papers of this day or earlier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
}

/// How the words of a question are meant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "form", content = "words", rename_all = "kebab-case")]
pub enum Form {
    /// Every one of them in a section.
    All(Vec<String>),
    /// At least one of them.
    Any(Vec<String>),
    /// In this order, side by side.
    Phrase(Vec<String>),
    /// Every one of `all` and none of `none`.
    Without {
        /// What is sought.
        all: Vec<String>,
        /// What must not be there.
        none: Vec<String>,
    },
    /// A whole question as a person types it.
    Question(String),
    /// As [`Form::All`], with one letter of a word wrong.
    Misspelled(Vec<String>),
}

impl Question {
    /// The question in scrutineer's language.
    pub fn scrutineer(&self) -> String {
        let mut text = match &self.form {
            Form::All(words) | Form::Misspelled(words) => words.join(" "),
            Form::Any(words) => words.join(" OR "),
            Form::Phrase(words) => format!("\"{}\"", words.join(" ")),
            Form::Without { all, none } => format!("{} -{}", all.join(" "), none.join(" -")),
            Form::Question(text) => text.clone(),
        };
        let filters = [("council", &self.council), ("since", &self.since), ("until", &self.until)];
        for (field, value) in filters {
            if let Some(value) = value {
                text.push_str(&format!(" {field}:{value}"));
            }
        }
        text
    }

    /// The words that are sought, in order.
    pub fn words(&self) -> Vec<String> {
        match &self.form {
            Form::All(words) | Form::Any(words) | Form::Phrase(words) | Form::Misspelled(words) => words.clone(),
            Form::Without { all, .. } => all.clone(),
            Form::Question(text) => text
                .split(|character: char| !character.is_alphanumeric() && character != '\'')
                .filter(|word| !word.is_empty())
                .map(str::to_lowercase)
                .collect(),
        }
    }
}

/// The questions of a corpus, one JSON object a line.
///
/// # Errors
///
/// Where the file cannot be read or a line is no question.
pub fn read(path: &Path) -> Result<Vec<Question>> {
    let text = fs::read_to_string(path)
        .with_context(|| format!("cannot read {}; `peers generate` makes it", path.display()))?;
    let parse = |(line, text)| {
        serde_json::from_str(text).with_context(|| format!("{}, line {line}: no question", path.display()))
    };
    (1..).zip(text.lines()).map(parse).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_follow_the_words_in_scrutineers_language() {
        let form = Form::Phrase(vec!["overview".into(), "and".into(), "scrutiny".into()]);
        let question = Question {
            id: "q001".into(),
            shape: "phrase-council".into(),
            form,
            council: Some("kent".into()),
            since: Some("2018-01-01".into()),
            until: None,
        };
        assert_eq!(question.scrutineer(), "\"overview and scrutiny\" council:kent since:2018-01-01");
        let line = serde_json::to_string(&question).unwrap_or_default();
        assert_eq!(serde_json::from_str::<Question>(&line).ok(), Some(question));
    }

    #[test]
    fn questions_that_are_not_there_are_told_with_what_to_do() {
        let problem = read(Path::new("none/questions.jsonl")).unwrap_err().to_string();
        assert!(problem.contains("peers generate"), "{problem}");
    }
}
