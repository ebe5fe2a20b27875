//! Questions in a file: `id<TAB>question`, one a line.

use super::lines::{self, column};
use crate::Result;
use rustc_hash::FxHashMap;
use std::{borrow::Cow, path::Path};

/// A question of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Question {
    /// What judgments and runs call it; the number of its line where the line has no tab.
    pub id: String,
    /// The question, in the query language.
    pub query: String,
    /// The line of the file, from 1.
    pub line: u64,
}

/// Questions in the order of their file.
///
/// A line is `id<TAB>question`; columns after these are passed over. A line without a tab is a question whose id is the
/// number of the line. Blank lines, a byte-order mark and CRLF are tolerated, and a first line whose columns are named
/// `id` and `query` is no question.
///
/// ```
/// use scrutineer::relevance::Questions;
///
/// let questions = Questions::parse(b"q1\tedge of care\r\n\r\nroad closures\n", "questions.tsv")?;
/// let questions: Vec<_> = questions.iter().map(|question| (question.id.as_str(), question.query.as_str())).collect();
/// assert_eq!(questions, [("q1", "edge of care"), ("3", "road closures")]);
/// # Ok::<(), scrutineer::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Questions {
    questions: Vec<Question>,
}

impl Questions {
    /// Reads a file.
    ///
    /// # Errors
    ///
    /// [`Io`](crate::ErrorKind::Io) where it cannot be read; [`Usage`](crate::ErrorKind::Usage) where it is not UTF-8.
    pub fn read(file: impl AsRef<Path>) -> Result<Self> {
        Self::parse(&lines::read(file.as_ref())?, file)
    }

    /// Understands the bytes of a file; errors name it as given.
    ///
    /// # Errors
    ///
    /// [`Usage`](crate::ErrorKind::Usage) where the bytes are not UTF-8.
    pub fn parse(bytes: &[u8], file: impl AsRef<Path>) -> Result<Self> {
        let mut questions = Vec::new();
        for (line, text) in lines::numbered(bytes, file.as_ref())? {
            let mut columns = text.split('\t');
            let (first, second) = (columns.next().unwrap_or_default().trim(), columns.next());
            if line == 1 && first.eq_ignore_ascii_case("id") && second.is_some_and(is_header) {
                continue;
            }
            let (id, query) = second.map_or(("", first), |second| (first, second.trim()));
            let id = if id.is_empty() { line.to_string() } else { id.to_owned() };
            questions.push(Question { id, query: query.to_owned(), line });
        }
        Ok(Self { questions })
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.questions.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.questions.is_empty()
    }

    /// The questions in the order of the file.
    pub fn iter(&self) -> std::slice::Iter<'_, Question> {
        self.questions.iter()
    }

    /// The questions whose id an earlier line has, as a run writes it, each with the earlier one.
    pub fn repeated(&self) -> Vec<(&Question, &Question)> {
        let mut seen: FxHashMap<Cow<'_, str>, &Question> = FxHashMap::default();
        let mut repeated = Vec::new();
        for question in &self.questions {
            let earlier = *seen.entry(column(&question.id)).or_insert(question);
            if earlier.line != question.line {
                repeated.push((earlier, question));
            }
        }
        repeated
    }

    /// Holds that no two questions have one id, as a TREC run needs it.
    ///
    /// # Errors
    ///
    /// [`Usage`](crate::ErrorKind::Usage), with the two lines.
    pub fn each_once(&self, file: impl AsRef<Path>) -> Result<()> {
        match self.repeated().first() {
            None => Ok(()),
            Some((earlier, later)) => Err(lines::wrong(
                file.as_ref(),
                later.line,
                format!("has the id '{}', which line {} has too", lines::shown(&later.id), earlier.line),
                "Give each question an id of its own.",
            )),
        }
    }
}

fn is_header(column: &str) -> bool {
    ["query", "question"].iter().any(|name| column.trim().eq_ignore_ascii_case(name))
}

impl<'q> IntoIterator for &'q Questions {
    type Item = &'q Question;
    type IntoIter = std::slice::Iter<'q, Question>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(text: &str) -> Vec<(String, String)> {
        let questions = Questions::parse(text.as_bytes(), "q.tsv").unwrap();
        questions.questions.into_iter().map(|question| (question.id, question.query)).collect()
    }

    fn pair(id: &str, query: &str) -> (String, String) {
        (id.into(), query.into())
    }

    #[test]
    fn a_line_without_a_tab_has_its_number_for_id() {
        assert_eq!(
            of("\u{feff}a\tgullies\r\n\nbus 41\n\tno id\n7\t\n"),
            [pair("a", "gullies"), pair("3", "bus 41"), pair("4", "no id"), pair("7", "")]
        );
    }

    #[test]
    fn names_of_columns_are_no_question_and_further_columns_are_passed_over() {
        assert_eq!(of("id\tquery\tpath\nb01\tbuses\tx.txt\n"), [pair("b01", "buses")]);
        assert_eq!(of("id\tcards\n"), [pair("id", "cards")]);
    }

    #[test]
    fn an_id_that_comes_twice_is_told_with_both_lines() {
        let questions = Questions::parse(b"1\ta\n2\tb\n1\tc\n", "q.tsv").unwrap();
        assert_eq!(questions.repeated().len(), 1);
        let error = questions.each_once("q.tsv").unwrap_err();
        assert_eq!(error.to_string(), "line 3 has the id '1', which line 1 has too: q.tsv");
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes in any::<Vec<u8>>()) {
            if let Ok(questions) = Questions::parse(&bytes, "x") {
                prop_assert!(questions.iter().all(|question| !question.id.is_empty()));
            }
        }
    }
}
