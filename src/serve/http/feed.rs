//! A search as a feed: what is found, newest first.

use super::{parameters::Parameters, problem::Problem, respond::Reply, route::Ask};
use crate::{
    query::Sort,
    render::atom::{self, Found, SearchFeed},
    serve::page,
};

/// The media type of a feed.
pub(super) const ATOM: &str = "application/atom+xml; charset=utf-8";

pub(super) fn feed(ask: &Ask) -> Result<Reply, Problem> {
    // A section that lacks words is no news.
    let request = ask.parameters.request().today(ask.today).sort(Sort::Newest).all_words(true);
    let answer = ask.index.search(&request)?;
    // However many are shown, it is one feed, and a reader knows the entries again.
    let usual = Parameters::default();
    let asked = Parameters { limit: usual.limit, sort: usual.sort, ..ask.parameters.clone() };
    let question = asked.to_query_string();
    let title = match answer.head.query.trim() {
        "" if ask.parameters.is_empty() => "Nothing was asked".to_owned(),
        // Feeds of one question with other filters stand side by side in a reader, which shows nothing but their titles.
        "" => format!("{}, newest first", answer.head.read_as),
        query if ask.parameters.filters.is_empty() => format!("{query}, newest first"),
        query => format!("{query} ({}), newest first", answer.head.read_as),
    };
    let mut found = Vec::with_capacity(answer.hits.len());
    for hit in &answer.hits {
        found.push(Found {
            content: ask.index.content_of(&hit.section.id)?,
            address: format!("{}{}", ask.base, page::address_of(&ask.index, &asked, hit)),
            hit,
        });
    }
    let feed = SearchFeed {
        question: &question,
        title: &title,
        address: &format!("{}/feed?{}", ask.base, ask.parameters.to_query_string()),
        page: &format!("{}/search?{}", ask.base, asked.with_sort(Sort::Newest).to_query_string()),
        found,
    };
    Ok(Reply::new(ATOM, atom::search(&feed)))
}
