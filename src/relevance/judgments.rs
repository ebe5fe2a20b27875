//! Judgments in a TREC qrels file: `question iteration document grade`, one a line.

use super::lines;
use crate::{Result, query::HitPaper};
use rustc_hash::{FxHashMap, FxHashSet};
use std::path::Path;

const COLUMNS: &str =
    "A line of judgments is: question-id, a column that is not used, document, grade; with blanks between.";

/// Which documents answer a question, and how well.
///
/// A grade is a whole number: above 0 it is relevant, and the higher the better; 0 and below it was looked at and is not
/// relevant. What nobody judged is not relevant either.
///
/// A document is named by the paper's id, or by its path in the corpus, with `#2` behind it for the second part of a
/// pack. A path without a number means the best part of a pack, or the best record of a JSON Lines file. Ids that
/// scrutineer makes change with a paper's content; paths and the ids of JSON Lines do not. Name a paper by one of them
/// in the whole file. A blank in a name is written `%20`.
///
/// ```
/// use scrutineer::relevance::Judgments;
///
/// let judgments = Judgments::parse(b"q1 0 northmarch/hubs.txt 2\nq1 0 1a2b3c4d5e6f7081 0\n", "qrels")?;
/// assert_eq!(judgments.grade("q1", "northmarch/hubs.txt"), Some(2));
/// assert_eq!(judgments.grade("q1", "elsewhere.txt"), None);
/// # Ok::<(), scrutineer::Error>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Judgments {
    questions: Vec<Of>,
    places: FxHashMap<String, usize>,
    documents: FxHashSet<String>,
}

/// The judgments of one question.
#[derive(Debug, Clone)]
struct Of {
    id: String,
    grades: FxHashMap<String, Graded>,
}

#[derive(Debug, Clone, Copy)]
struct Graded {
    grade: i32,
    line: u64,
}

impl Judgments {
    /// Reads a file.
    ///
    /// # Errors
    ///
    /// [`Io`](crate::ErrorKind::Io) where it cannot be read; otherwise as [`parse`](Self::parse).
    pub fn read(file: impl AsRef<Path>) -> Result<Self> {
        Self::parse(&lines::read(file.as_ref())?, file)
    }

    /// Understands the bytes of a file; errors name it as given. The same judgment twice counts once.
    ///
    /// # Errors
    ///
    /// [`Usage`](crate::ErrorKind::Usage) where a line has not four columns, its grade is no whole number, or a document
    /// gets two grades for one question.
    pub fn parse(bytes: &[u8], file: impl AsRef<Path>) -> Result<Self> {
        let file = file.as_ref();
        let mut judgments = Self::default();
        for (line, text) in lines::numbered(bytes, file)? {
            let columns: Vec<&str> = text.split_whitespace().take(5).collect();
            let &[question, _, document, grade] = columns.as_slice() else {
                let what = format!("has {} columns where judgments have four", counted(text));
                return Err(lines::wrong(file, line, what, COLUMNS));
            };
            let grade = grade.parse().map_err(|_| {
                let what = format!("has the grade '{}', which is no whole number", lines::shown(grade));
                lines::wrong(file, line, what, COLUMNS)
            })?;
            judgments.add(question, document, Graded { grade, line }, file)?;
        }
        Ok(judgments)
    }

    fn add(&mut self, question: &str, document: &str, graded: Graded, file: &Path) -> Result<()> {
        let place = match self.places.get(question) {
            Some(place) => *place,
            None => {
                self.places.insert(question.to_owned(), self.questions.len());
                self.questions.push(Of { id: question.to_owned(), grades: FxHashMap::default() });
                self.questions.len() - 1
            }
        };
        self.documents.insert(document.to_owned());
        let earlier = *self.questions[place].grades.entry(document.to_owned()).or_insert(graded);
        if earlier.grade == graded.grade {
            return Ok(());
        }
        let what = format!(
            "gives '{}' the grade {} for question {}, and line {} gives it {}",
            lines::shown(document),
            graded.grade,
            lines::shown(question),
            earlier.line,
            earlier.grade
        );
        Err(lines::wrong(file, graded.line, what, "Decide for one grade and delete the other line."))
    }

    /// How many questions have judgments.
    pub fn len(&self) -> usize {
        self.questions.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.questions.is_empty()
    }

    /// The ids of the questions that have judgments, in the order of the file.
    pub fn questions(&self) -> impl Iterator<Item = &str> {
        self.questions.iter().map(|question| question.id.as_str())
    }

    /// The grade of a document for a question; absent where nobody judged it.
    pub fn grade(&self, question: &str, document: &str) -> Option<i32> {
        Some(self.of(question)?.grades.get(&*lines::column(document))?.grade)
    }

    /// The grades above 0 that a question has, the highest first; absent where nobody judged the question.
    pub fn relevant(&self, question: &str) -> Option<Vec<i32>> {
        let mut grades: Vec<i32> =
            self.of(question)?.grades.values().map(|one| one.grade).filter(|grade| *grade > 0).collect();
        grades.sort_unstable_by(|one, other| other.cmp(one));
        Some(grades)
    }

    fn of(&self, question: &str) -> Option<&Of> {
        let place = self.places.get(&*lines::column(question))?;
        self.questions.get(*place)
    }

    /// What these judgments call a paper: its id, or its path with or without the number of the part; its id where they
    /// do not name it.
    pub fn name_of(&self, paper: &HitPaper) -> String {
        let path = lines::column(&paper.path);
        let part = paper.part.as_ref().map(|part| format!("{path}#{}", part.index).into());
        let id = lines::column(&paper.id);
        let names = [Some(id.clone()), part, Some(path)];
        let named = names.into_iter().flatten().find(|name| self.documents.contains(&**name));
        named.unwrap_or(id).into_owned()
    }
}

/// How many columns a line has, in words.
fn counted(text: &str) -> String {
    match text.split_whitespace().take(100).count() {
        100 => "a hundred or more".to_owned(),
        columns => columns.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn refused(text: &str) -> String {
        Judgments::parse(text.as_bytes(), "x.qrels").unwrap_err().to_string()
    }

    #[test]
    fn grades_of_nought_and_below_are_not_relevant() {
        let judgments = Judgments::parse(b"1 0 a 3\n1 0 b -1\n1\t0\tc\t1\r\n1 0 d 0\n", "x").unwrap();
        assert_eq!(judgments.relevant("1"), Some(vec![3, 1]));
        assert_eq!(judgments.grade("1", "b"), Some(-1));
        assert_eq!(judgments.relevant("2"), None);
    }

    #[test]
    fn a_line_that_cannot_be_used_is_named_with_what_is_wrong() {
        assert_eq!(refused("1 0 a 1\n1 a 1\n"), "line 2 has 3 columns where judgments have four: x.qrels");
        assert_eq!(refused("1 0 a good\n"), "line 1 has the grade 'good', which is no whole number: x.qrels");
        assert_eq!(
            refused("1 0 a 1\n1 0 a 1\n1 0 a 2\n"),
            "line 3 gives 'a' the grade 2 for question 1, and line 1 gives it 1: x.qrels"
        );
        assert!(refused(&"a ".repeat(1000)).contains("a hundred or more columns"));
    }

    #[test]
    fn a_paper_goes_by_the_name_that_the_judgments_use() {
        let judgments = Judgments::parse(b"1 0 abc 1\n1 0 in%20a/pack.txt#2 1\n1 0 in%20a/pack.txt 1\n", "x").unwrap();
        let part = |index| crate::document::Part { index, of: 3, pack: "p".into(), item: None, pages: None };
        let paper = |id: &str, path: &str, index: Option<u32>| HitPaper {
            id: id.into(),
            path: path.into(),
            part: index.map(part),
            council: None,
            council_name: None,
            committee: None,
            date: None,
            title: None,
            kind: None,
            url: None,
        };
        assert_eq!(judgments.name_of(&paper("abc", "x.txt", None)), "abc");
        assert_eq!(judgments.name_of(&paper("p.2", "in a/pack.txt", Some(2))), "in%20a/pack.txt#2");
        assert_eq!(judgments.name_of(&paper("p.3", "in a/pack.txt", Some(3))), "in%20a/pack.txt");
        assert_eq!(judgments.name_of(&paper("a b", "y.txt", None)), "a%20b");
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes in any::<Vec<u8>>()) {
            let _ = Judgments::parse(&bytes, "x");
        }

        #[test]
        fn the_order_of_lines_changes_nothing(
            lines in proptest::collection::btree_map(("[ab]", "[a-f]"), -1_i32..4, 1..12)
                .prop_map(|grades| grades.into_iter().map(|((q, d), g)| format!("{q} 0 {d} {g}\n")).collect::<Vec<_>>())
                .prop_shuffle()
        ) {
            let one = Judgments::parse(lines.concat().as_bytes(), "x").unwrap();
            let mut sorted = lines.clone();
            sorted.sort();
            let other = Judgments::parse(sorted.concat().as_bytes(), "x").unwrap();
            prop_assert_eq!(one.relevant("a"), other.relevant("a"));
            prop_assert_eq!(one.grade("b", "c"), other.grade("b", "c"));
        }
    }
}
