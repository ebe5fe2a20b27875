//! SQLite FTS5: Porter's stemmer over unicode61, texts in a contents table, one transaction, ranked by bm25.
//!
//! Ranking is FTS5's own, counting is a second statement, filters are columns of the papers. Texts are not compressed.

use super::{
    contestant::{Built, Contestant, Engine, Found, LIMIT, Snippets},
    sections, tantivy,
};
use crate::question::{Form, Question};
use anyhow::{Context as _, Result};
use rusqlite::{Connection, OpenFlags, ToSql, params};
use std::path::{Path, PathBuf};

/// SQLite.
pub struct Sqlite;

const SCHEMA: &str = "
    CREATE TABLE paper(id INTEGER PRIMARY KEY, path TEXT UNIQUE, council TEXT, day INTEGER);
    CREATE TABLE section(id INTEGER PRIMARY KEY, paper INTEGER, heading TEXT, text TEXT);
    CREATE INDEX section_of_paper ON section(paper);
    CREATE VIRTUAL TABLE words USING fts5(text, content='section', content_rowid='id', tokenize='porter unicode61');";

impl Contestant for Sqlite {
    fn build(&self, papers: &Path, folder: &Path) -> Result<Built> {
        let difference = sections::difference(papers, folder)?;
        let papers = difference.now.len() as u64;
        if difference.add.is_empty() && difference.remove.is_empty() {
            return Ok(Built { papers, ..Built::default() });
        }
        let file = database(folder);
        let fresh = !file.exists();
        let mut connection = Connection::open(&file)?;
        connection.pragma_update(None, "cache_size", -65_536)?;
        if fresh {
            connection.execute_batch(SCHEMA)?;
        }
        let transaction = connection.transaction()?;
        {
            let mut forget = transaction.prepare(
                "INSERT INTO words(words, rowid, text)
                 SELECT 'delete', section.id, section.text FROM section JOIN paper ON paper.id = paper WHERE path = ?1",
            )?;
            let mut remove_sections =
                transaction.prepare("DELETE FROM section WHERE paper IN (SELECT id FROM paper WHERE path = ?1)")?;
            let mut remove_paper = transaction.prepare("DELETE FROM paper WHERE path = ?1")?;
            for path in &difference.remove {
                forget.execute([path])?;
                remove_sections.execute([path])?;
                remove_paper.execute([path])?;
            }
            let mut add_paper = transaction.prepare("INSERT INTO paper(path, council, day) VALUES(?1, ?2, ?3)")?;
            let mut add_section =
                transaction.prepare("INSERT INTO section(paper, heading, text) VALUES(?1, ?2, ?3)")?;
            let mut add_words = transaction.prepare("INSERT INTO words(rowid, text) VALUES(?1, ?2)")?;
            for source in &difference.add {
                let text = String::from_utf8_lossy(&std::fs::read(&source.file)?).into_owned();
                let day = sections::day(&source.path) as i64;
                add_paper.execute(params![source.path, sections::council(&source.path), day])?;
                let paper = transaction.last_insert_rowid();
                for (heading, section) in sections::cut(&text) {
                    add_section.execute(params![paper, heading, section])?;
                    add_words.execute(params![transaction.last_insert_rowid(), section])?;
                }
            }
        }
        if fresh {
            transaction.execute("INSERT INTO words(words) VALUES('optimize')", [])?;
        }
        transaction.commit()?;
        sections::keep(folder, &difference.now)?;
        let sections: i64 = connection.query_row("SELECT count(*) FROM section", [], |row| row.get(0))?;
        let touched = difference.add.len().max(difference.remove.len()) as u64;
        Ok(Built { papers, sections: sections as u64, touched })
    }

    fn open(&self, _: &Path, folder: &Path) -> Result<Box<dyn Engine>> {
        let file = database(folder);
        let connection = Connection::open_with_flags(&file, OpenFlags::SQLITE_OPEN_READ_ONLY)
            .with_context(|| format!("{}: build the index first", file.display()))?;
        connection.pragma_update(None, "cache_size", -65_536)?;
        connection.pragma_update(None, "mmap_size", 1_i64 << 33)?;
        Ok(Box::new(Open(connection)))
    }
}

fn database(folder: &Path) -> PathBuf {
    folder.join("papers.sqlite")
}

struct Open(Connection);

impl Engine for Open {
    fn ask(&mut self, question: &Question, snippets: Snippets) -> Result<Option<Found>> {
        let Some(expression) = expression(&question.form) else { return Ok(Some(Found::default())) };
        let mut found = Found { hits: self.count(&expression, question)?, ..Found::default() };
        self.top(&expression, question, snippets, &mut found)?;
        if let Form::Question(text) = &question.form
            && found.returned < LIMIT as u64
            && let Some(any) = joined(tantivy::plain_words(text), " OR ")
        {
            let hits = found.hits;
            found = Found { hits, ..Found::default() };
            self.top(&any, question, snippets, &mut found)?;
            found.relaxed = found.returned.saturating_sub(hits);
        }
        Ok(Some(found))
    }
}

impl Open {
    fn count(&self, expression: &str, question: &Question) -> Result<u64> {
        let (conditions, values) = conditions(expression, question);
        let tables = if values.len() == 1 { "words" } else { TABLES };
        let mut statement = self.0.prepare_cached(&format!("SELECT count(*) FROM {tables} WHERE {conditions}"))?;
        let values: Vec<&dyn ToSql> = values.iter().map(|value| &**value).collect();
        Ok(statement.query_row(values.as_slice(), |row| row.get::<_, i64>(0))? as u64)
    }

    fn top(&self, expression: &str, question: &Question, snippets: Snippets, found: &mut Found) -> Result<()> {
        let (conditions, values) = conditions(expression, question);
        let passage = match snippets {
            Snippets::One => "snippet(words, 0, '[', ']', '…', 32)",
            Snippets::None => "''",
        };
        let mut statement = self.0.prepare_cached(&format!(
            "SELECT path, heading, {passage} FROM {TABLES} WHERE {conditions} ORDER BY bm25(words) LIMIT {LIMIT}"
        ))?;
        let values: Vec<&dyn ToSql> = values.iter().map(|value| &**value).collect();
        let mut rows = statement.query(values.as_slice())?;
        while let Some(row) = rows.next()? {
            let (path, heading, passage): (String, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
            found.passage_bytes += passage.len() as u64;
            found.returned += 1;
            if found.returned == 1 {
                (found.path, found.heading) = (Some(path), Some(heading));
            }
        }
        Ok(())
    }
}

const TABLES: &str = "words JOIN section ON section.id = words.rowid JOIN paper ON paper.id = section.paper";

/// The conditions of a question with the values of their places, the expression first.
fn conditions(expression: &str, question: &Question) -> (String, Vec<Box<dyn ToSql>>) {
    let mut conditions = "words MATCH ?1".to_owned();
    let mut values: Vec<Box<dyn ToSql>> = vec![Box::new(expression.to_owned())];
    let mut and = |condition: &str, value: Option<Box<dyn ToSql>>| {
        if let Some(value) = value {
            values.push(value);
            conditions.push_str(&format!(" AND {condition} ?{}", values.len()));
        }
    };
    and("council =", question.council.clone().map(|council| Box::new(council) as Box<dyn ToSql>));
    let since = question.since.as_deref().and_then(sections::day_of);
    let until = question.until.as_deref().and_then(sections::last_day_of);
    and("day >=", since.map(|day| Box::new(day as i64) as Box<dyn ToSql>));
    and("day <=", until.map(|day| Box::new(day as i64) as Box<dyn ToSql>));
    (conditions, values)
}

/// A question in FTS5's language; `None` where nothing is asked.
fn expression(form: &Form) -> Option<String> {
    let strings = |words: &[String], by: &str| joined(words.iter().map(String::as_str), by);
    match form {
        Form::All(words) | Form::Misspelled(words) => strings(words, " AND "),
        Form::Any(words) => strings(words, " OR "),
        Form::Phrase(words) => joined(std::iter::once(words.join(" ").as_str()), ""),
        Form::Without { all, none } => Some(format!("({}) NOT ({})", strings(all, " AND ")?, strings(none, " OR ")?)),
        Form::Question(text) => joined(tantivy::plain_words(text), " AND "),
    }
}

fn joined<'a>(words: impl Iterator<Item = &'a str>, by: &str) -> Option<String> {
    let words: Vec<String> = words.map(|word| format!("\"{}\"", word.replace('"', "\"\""))).collect();
    Some(words.join(by)).filter(|joined| !joined.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_quoted_and_joined() {
        let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        assert_eq!(expression(&Form::All(words(&["road", "children's"]))).unwrap(), "\"road\" AND \"children's\"");
        assert_eq!(expression(&Form::Phrase(words(&["edge", "of", "care"]))).unwrap(), "\"edge of care\"");
        let without = Form::Without { all: words(&["road", "closure"]), none: words(&["bridge"]) };
        assert_eq!(expression(&without).unwrap(), "(\"road\" AND \"closure\") NOT (\"bridge\")");
        assert_eq!(expression(&Form::Question("What is the budget?".to_owned())).unwrap(), "\"budget\"");
        assert_eq!(expression(&Form::All(Vec::new())), None);
    }
}
