//! Raw tantivy, tuned and as a newcomer uses it.
//!
//! Both keep a section as one document: path, heading and text stored, one text field with positions and the stock
//! English stemmer, council and day from the path. They do the least that could be called the same work: no metadata from
//! the text, no exact forms, no paragraphs, nothing verified, no generations. The tuned one reads and cuts on all cores,
//! gives the writer a large arena, merges once at the end, and counts and ranks in the cheapest way for each shape; the
//! newcomer's reads on one thread, with the writer's and the merge policy's defaults.

use super::{
    contestant::{Built, Contestant, Engine, Found, LIMIT, Snippets},
    sections::{self, Source},
};
use crate::question::{Form, Question};
use anyhow::{Context as _, Result};
use rayon::prelude::*;
use std::{
    ops::Bound,
    path::Path,
    sync::atomic::{AtomicU64, Ordering},
};
use tantivy::{
    DocAddress, Index, IndexSettings, IndexWriter, Searcher, TantivyDocument, Term,
    collector::{Count, TopDocs},
    directory::MmapDirectory,
    indexer::NoMergePolicy,
    query::{BooleanQuery, Occur, PhraseQuery, Query, RangeQuery, TermQuery},
    schema::{FAST, Field, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions, Value as _},
    snippet::SnippetGenerator,
    tokenizer::TextAnalyzer,
};

/// Bytes of arena for each writing thread of the tuned one: more brought nothing.
const ARENA: usize = 400_000_000;
/// Bytes for all writing threads of the newcomer's.
const SMALL_ARENA: usize = 50_000_000;

/// Raw tantivy.
pub struct Tantivy {
    /// Whether it is tuned.
    pub tuned: bool,
}

#[derive(Clone, Copy)]
struct Fields {
    path: Field,
    heading: Field,
    text: Field,
    council: Field,
    day: Field,
}

fn schema() -> (Schema, Fields) {
    let mut builder = Schema::builder();
    let indexing = TextFieldIndexing::default()
        .set_tokenizer("en_stem")
        .set_index_option(IndexRecordOption::WithFreqsAndPositions);
    let fields = Fields {
        path: builder.add_text_field("path", STRING | STORED),
        heading: builder.add_text_field("heading", STORED),
        text: builder.add_text_field("text", TextOptions::default().set_indexing_options(indexing) | STORED),
        council: builder.add_text_field("council", STRING),
        day: builder.add_u64_field("day", FAST),
    };
    (builder.build(), fields)
}

impl Contestant for Tantivy {
    fn build(&self, papers: &Path, folder: &Path) -> Result<Built> {
        let difference = sections::difference(papers, folder)?;
        let papers = difference.now.len() as u64;
        if difference.add.is_empty() && difference.remove.is_empty() {
            return Ok(Built { papers, ..Built::default() });
        }
        let (schema, fields) = schema();
        let fresh = !folder.join("meta.json").exists();
        let index = if fresh {
            Index::create(MmapDirectory::open(folder)?, schema, IndexSettings::default())?
        } else {
            Index::open_in_dir(folder)?
        };
        let mut writer: IndexWriter = if !self.tuned {
            index.writer(SMALL_ARENA)?
        } else if fresh {
            let threads = rayon::current_num_threads();
            index.writer_with_num_threads(threads, threads * ARENA)?
        } else {
            index.writer_with_num_threads(1, ARENA)?
        };
        if self.tuned {
            writer.set_merge_policy(Box::new(NoMergePolicy));
        }
        for path in &difference.remove {
            writer.delete_term(Term::from_field_text(fields.path, path));
        }
        if self.tuned {
            difference.add.par_iter().try_for_each(|source| add(&writer, fields, source))?;
        } else {
            difference.add.iter().try_for_each(|source| add(&writer, fields, source))?;
        }
        writer.commit()?;
        if self.tuned && fresh {
            let segments = index.searchable_segment_ids()?;
            if segments.len() > 1 {
                writer.merge(&segments).wait()?;
            }
            writer.garbage_collect_files().wait()?;
        }
        writer.wait_merging_threads()?;
        sections::keep(folder, &difference.now)?;
        let touched = difference.add.len().max(difference.remove.len()) as u64;
        Ok(Built { papers, sections: count(&index)?, touched })
    }

    fn open(&self, _: &Path, folder: &Path) -> Result<Box<dyn Engine>> {
        let index =
            Index::open_in_dir(folder).with_context(|| format!("{}: build the index first", folder.display()))?;
        let reader = index.reader_builder().reload_policy(tantivy::ReloadPolicy::Manual).try_into()?;
        let (_, fields) = schema();
        Ok(Box::new(Open { fields, analyzer: index.tokenizer_for_field(fields.text)?, searcher: reader.searcher() }))
    }
}

fn add(writer: &IndexWriter, fields: Fields, source: &Source) -> Result<()> {
    let text = String::from_utf8_lossy(&std::fs::read(&source.file)?).into_owned();
    let (council, day) = (sections::council(&source.path), sections::day(&source.path));
    for (heading, section) in sections::cut(&text) {
        let mut document = TantivyDocument::new();
        document.add_text(fields.path, &source.path);
        document.add_text(fields.heading, heading);
        document.add_text(fields.text, section);
        document.add_text(fields.council, council);
        document.add_u64(fields.day, day);
        writer.add_document(document)?;
    }
    Ok(())
}

fn count(index: &Index) -> Result<u64> {
    let sections = AtomicU64::new(0);
    for segment in index.searchable_segment_metas()? {
        sections.fetch_add(u64::from(segment.num_docs()), Ordering::Relaxed);
    }
    Ok(sections.into_inner())
}

struct Open {
    fields: Fields,
    analyzer: TextAnalyzer,
    searcher: Searcher,
}

impl Engine for Open {
    fn ask(&mut self, question: &Question, snippets: Snippets) -> Result<Option<Found>> {
        let filters = self.filters(question);
        let words = self.words(&question.form);
        let Some(mut query) = joined(words, &filters) else { return Ok(Some(Found::default())) };
        let (mut top, hits) = self.search(&*query, question, filters.is_empty())?;
        let mut relaxed = 0;
        // Ten hits of a whole question, if need be of some of its words: ranked, not counted.
        if let Form::Question(text) = &question.form
            && top.len() < LIMIT
        {
            let words = plain_words(text).filter_map(|word| self.phrase(word)).map(|query| (Occur::Should, query));
            let any: Box<dyn Query> = Box::new(BooleanQuery::new(words.collect()));
            if let Some(any) = joined(vec![(Occur::Must, any)], &filters) {
                query = any;
                top = self.searcher.search(&*query, &TopDocs::with_limit(LIMIT).order_by_score())?;
                relaxed = (top.len() as u64).saturating_sub(hits);
            }
        }
        let mut found = Found { hits, relaxed, returned: top.len() as u64, ..Found::default() };
        let generator = match snippets {
            Snippets::One => Some(SnippetGenerator::create(&self.searcher, &*query, self.fields.text)?),
            Snippets::None => None,
        };
        for (place, (_, address)) in top.iter().enumerate() {
            let document: TantivyDocument = self.searcher.doc(*address)?;
            let stored = |field| document.get_first(field).and_then(|value| value.as_str()).map(str::to_owned);
            let (path, heading) = (stored(self.fields.path), stored(self.fields.heading));
            if let Some(generator) = &generator {
                found.passage_bytes += generator.snippet_from_doc(&document).fragment().len() as u64;
            }
            if place == 0 {
                (found.path, found.heading) = (path, heading);
            } else {
                std::hint::black_box((path, heading));
            }
        }
        Ok(Some(found))
    }
}

type Clauses = Vec<(Occur, Box<dyn Query>)>;

impl Open {
    /// The best ten and the count, each in the cheapest way for the shape: a lone word is counted from the dictionary and
    /// words joined by OR are ranked without looking at all of them; else one pass does both.
    fn search(
        &self,
        query: &dyn Query,
        question: &Question,
        unfiltered: bool,
    ) -> Result<(Vec<(f32, DocAddress)>, u64)> {
        let apart = match &question.form {
            Form::All(words) | Form::Misspelled(words) => words.len() == 1 && unfiltered,
            Form::Any(_) => unfiltered,
            _ => false,
        };
        let top = TopDocs::with_limit(LIMIT).order_by_score();
        if apart {
            return Ok((self.searcher.search(query, &top)?, self.searcher.search(query, &Count)? as u64));
        }
        let (top, hits) = self.searcher.search(query, &(top, Count))?;
        Ok((top, hits as u64))
    }

    fn words(&self, form: &Form) -> Clauses {
        let clauses = |occur: Occur, words: &[String]| -> Clauses {
            words.iter().filter_map(|word| self.phrase(word)).map(|query| (occur, query)).collect()
        };
        match form {
            Form::All(words) | Form::Misspelled(words) => clauses(Occur::Must, words),
            Form::Any(words) => vec![(Occur::Must, Box::new(BooleanQuery::new(clauses(Occur::Should, words))))],
            Form::Phrase(words) => clauses(Occur::Must, &[words.join(" ")]),
            Form::Without { all, none } => {
                let mut both = clauses(Occur::Must, all);
                both.extend(clauses(Occur::MustNot, none));
                both
            }
            Form::Question(text) => {
                let words: Vec<String> = plain_words(text).map(str::to_owned).collect();
                clauses(Occur::Must, &words)
            }
        }
    }

    /// A term, or a phrase where the tokenizer makes several of it.
    fn phrase(&self, text: &str) -> Option<Box<dyn Query>> {
        let mut terms = Vec::new();
        let mut analyzer = self.analyzer.clone();
        let mut tokens = analyzer.token_stream(text);
        while let Some(token) = tokens.next() {
            terms.push((token.position, Term::from_field_text(self.fields.text, &token.text)));
        }
        match terms.len() {
            0 => None,
            1 => Some(Box::new(TermQuery::new(terms.remove(0).1, IndexRecordOption::WithFreqs))),
            _ => Some(Box::new(PhraseQuery::new_with_offset(terms))),
        }
    }

    fn filters(&self, question: &Question) -> Vec<Box<dyn Query>> {
        let mut filters: Vec<Box<dyn Query>> = Vec::new();
        if let Some(council) = &question.council {
            let term = Term::from_field_text(self.fields.council, council);
            filters.push(Box::new(TermQuery::new(term, IndexRecordOption::Basic)));
        }
        let bound = |day: Option<u64>| {
            day.map_or(Bound::Unbounded, |day| Bound::Included(Term::from_field_u64(self.fields.day, day)))
        };
        let since = question.since.as_deref().and_then(sections::day_of);
        let until = question.until.as_deref().and_then(sections::last_day_of);
        if since.is_some() || until.is_some() {
            filters.push(Box::new(RangeQuery::new(bound(since), bound(until))));
        }
        filters
    }
}

fn joined(mut words: Clauses, filters: &[Box<dyn Query>]) -> Option<Box<dyn Query>> {
    if words.is_empty() {
        return None;
    }
    words.extend(filters.iter().map(|filter| (Occur::Must, filter.box_clone())));
    match words.as_slice() {
        [(Occur::Must, query)] => Some(query.box_clone()),
        _ => Some(Box::new(BooleanQuery::new(words))),
    }
}

/// The words of a question that plain contestants look for: all but those that only ask.
pub fn plain_words(question: &str) -> impl Iterator<Item = &str> {
    const ASKING: [&str; 45] = [
        "a", "about", "an", "and", "any", "are", "as", "at", "be", "been", "by", "can", "did", "do", "does", "for",
        "from", "had", "has", "have", "how", "in", "is", "it", "many", "much", "of", "on", "or", "that", "the",
        "there", "they", "this", "to", "was", "we", "were", "what", "when", "where", "which", "who", "why", "with",
    ];
    question
        .split(|character: char| !character.is_alphanumeric() && character != '\'')
        .filter(|word| !word.is_empty() && !ASKING.contains(&word.to_lowercase().as_str()))
}
