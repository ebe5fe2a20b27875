//! Asking a layout the plain questions, and fetching what ten hits need.

use super::{
    layout::{Exact, Layout},
    write::Fields,
};
use crate::{
    question::{Form, Question},
    statistics::percentile,
};
use anyhow::{Context as _, Result};
use scrutineer::analysis::{Analyzer, MARK, WORDS};
use serde::{Deserialize, Serialize};
use std::{path::Path, time::Instant};
use tantivy::{
    Index, IndexReader, ReloadPolicy, Searcher, TantivyDocument, Term,
    collector::{Count, TopDocs},
    query::{BooleanQuery, BoostQuery, Occur, PhraseQuery, Query, TermQuery},
    schema::{Field, IndexRecordOption, Value as _},
    tokenizer::{TextAnalyzer, TokenStream as _},
};

/// Each question is asked so often; its time is the least of these.
const REPEATS: usize = 5;
/// What weighs on words of a heading and of names, as in scrutineer's ranking.
const WEIGHTS: [f32; 3] = [1.0, 1.2, 0.4];

/// Times in microseconds, over questions.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Times {
    /// The middle one.
    pub p50: f64,
    /// Of a hundred the ninety-ninth.
    pub p99: f64,
    /// Hits of all of them, so that layouts can be seen to answer alike.
    pub hits: u64,
}

/// What asking took.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Asked {
    /// One to five words, all of them sought: score and count, nothing fetched.
    pub words: Times,
    /// Phrases of stems.
    pub phrase: Times,
    /// Phrases of exact forms; nothing where a layout has none.
    pub exact: Times,
    /// Fetching the records and texts of the ten best of the questions in `words`.
    pub fetch: Times,
}

pub(super) fn ask(folder: &Path, layout: &Layout, questions: &[Question]) -> Result<Asked> {
    let index = Index::open_in_dir(folder)?;
    Fields::register(&index, layout);
    let searcher = index.reader()?.searcher();
    let fields = Fields::of(layout);
    let mut analyzer = Analyzer::new();
    let mut terms = index.tokenizers().get(WORDS).context("no tokenizer of words")?;
    let (mut words, mut phrase, mut exact, mut fetch) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for question in questions {
        let mut tokens = |words: &[String]| analyzer.tokens(&words.join(" "));
        match &question.form {
            Form::All(sought) => {
                let stems = tokens(sought).into_iter().map(|token| token.stem);
                let clauses = stems.map(|stem| (Occur::Must, anywhere(&fields.stems, &stem))).collect();
                let query: Box<dyn Query> = Box::new(BooleanQuery::new(clauses));
                words.push(time(&searcher, &*query)?);
                fetch.push(time_fetch(&index, &searcher, &*query, &fields)?);
            }
            Form::Phrase(sought) => {
                let tokens = tokens(sought);
                let stems: Vec<String> = tokens.iter().map(|token| token.stem.clone()).collect();
                phrase.push(time(&searcher, &*row(&fields.stems, &stems))?);
                let exact_forms = tokens.iter().map(|token| match layout.exact {
                    Exact::Terms => form(&mut terms, &token.exact),
                    Exact::Marked if token.exact == token.stem => token.stem.clone(),
                    Exact::Marked | Exact::MarkedAlways => format!("{MARK}{}", token.exact),
                    Exact::Fields | Exact::Nowhere => token.exact.clone(),
                });
                let exact_forms: Vec<String> = exact_forms.collect();
                match layout.exact {
                    Exact::Fields => exact.push(time(&searcher, &*row(&fields.exact, &exact_forms))?),
                    Exact::Nowhere => {}
                    _ => exact.push(time(&searcher, &*row(&fields.stems, &exact_forms))?),
                }
            }
            _ => {}
        }
    }
    Ok(Asked { words: times(&words), phrase: times(&phrase), exact: times(&exact), fetch: times(&fetch) })
}

/// The term of a word's exact form: the stem where that is the word, with which other forms are found as well. To leave those
/// out, as scrutineer does, is no question of tantivy's.
fn form(terms: &mut TextAnalyzer, exact: &str) -> String {
    let mut of_word = Vec::new();
    terms.token_stream(exact).process(&mut |token| of_word.push(token.text.clone()));
    let place = of_word.iter().position(|term| term.contains(MARK)).unwrap_or(0);
    of_word.get(place).cloned().unwrap_or_default()
}

fn anywhere(fields: &[Option<Field>; 3], stem: &str) -> Box<dyn Query> {
    over(fields, |field| Box::new(TermQuery::new(Term::from_field_text(field, stem), IndexRecordOption::WithFreqs)))
}

fn row(fields: &[Option<Field>; 3], words: &[String]) -> Box<dyn Query> {
    over(fields, |field| {
        let terms: Vec<Term> = words.iter().map(|word| Term::from_field_text(field, word)).collect();
        match &terms[..] {
            [term] => Box::new(TermQuery::new(term.clone(), IndexRecordOption::WithFreqs)),
            _ => Box::new(PhraseQuery::new(terms)),
        }
    })
}

fn over(fields: &[Option<Field>; 3], query: impl Fn(Field) -> Box<dyn Query>) -> Box<dyn Query> {
    let mut clauses: Vec<(Occur, Box<dyn Query>)> = Vec::new();
    for (field, weight) in fields.iter().zip(WEIGHTS) {
        if let Some(field) = field {
            clauses.push((Occur::Should, Box::new(BoostQuery::new(query(*field), weight))));
        }
    }
    if clauses.len() == 1 { clauses.remove(0).1 } else { Box::new(BooleanQuery::new(clauses)) }
}

fn time(searcher: &Searcher, query: &dyn Query) -> Result<(f64, u64)> {
    let work = |searcher: &Searcher| {
        let (_, hits) = searcher.search(query, &(TopDocs::with_limit(10).order_by_score(), Count))?;
        Ok(hits as u64)
    };
    least(|| Ok(searcher.clone()), work)
}

fn time_fetch(index: &Index, searcher: &Searcher, query: &dyn Query, fields: &Fields) -> Result<(f64, u64)> {
    let best = searcher.search(query, &TopDocs::with_limit(10).order_by_score())?;
    let work = |searcher: &Searcher| {
        let mut bytes = 0;
        for (_, address) in &best {
            let document: TantivyDocument = searcher.doc(*address)?;
            for field in [fields.record, fields.text] {
                bytes += document.get_first(field).and_then(|value| value.as_str()).map_or(0, str::len);
            }
        }
        Ok(bytes as u64)
    };
    // A searcher keeps the blocks of the store that it has unpacked; each repeat needs one that has unpacked none.
    let fresh = || {
        let reader: IndexReader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        Ok(reader.searcher())
    };
    least(fresh, work)
}

/// The least time of the repeats, in microseconds, and what the work gives. Preparing for it is not counted.
fn least<P>(prepare: impl Fn() -> Result<P>, work: impl Fn(&P) -> Result<u64>) -> Result<(f64, u64)> {
    let (mut least, mut given) = (f64::INFINITY, 0);
    for _ in 0..REPEATS {
        let prepared = prepare()?;
        let start = Instant::now();
        given = work(&prepared)?;
        least = least.min(start.elapsed().as_secs_f64());
    }
    Ok((least * 1e6, given))
}

fn times(measured: &[(f64, u64)]) -> Times {
    let times: Vec<f64> = measured.iter().map(|(time, _)| *time).collect();
    let at = |percent| percentile(&times, percent).unwrap_or(0.0);
    Times { p50: at(50), p99: at(99), hits: measured.iter().map(|(_, hits)| hits).sum() }
}
