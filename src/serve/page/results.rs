//! The hits of a question, as a page.
//!
//! In come what was asked and the answer; out comes a page that says what was searched, what the reader must know of it, and
//! shows each hit so that it can be read on and cited. An answer without hits is as honest: it says what was searched, what
//! leaves nothing, and what comes near.

use super::{
    facets, hits,
    layout::{Frame, search_box},
    links, notices, pages,
    text::{named, untrusted},
};
use crate::{
    Index,
    query::{Answer, Head, Sort},
    render::words::{counted, grouped},
    serve::http::Parameters,
};
use maud::{Markup, html};

/// The page of an answer.
pub(super) fn page(index: &Index, parameters: &Parameters, answer: &Answer) -> String {
    let head = &answer.head;
    let title = title(parameters, head);
    let feed = links::feed(parameters);
    let mut frame = Frame::new(&title);
    frame.feed = (!parameters.is_empty()).then_some(&*feed);
    let nothing = answer.hits.is_empty();
    frame.around(html! {
        (search_box(html! { "Search the papers" }, &parameters.query, &kept(parameters), None))
        div.answer {
            h1 { (totals(head)) }
            @if !says_nothing_was_asked(head) { p.read-as { "Searched for " (untrusted(&head.read_as)) "." (copies(head)) } }
            (tags(index, parameters))
            (notices::list(parameters, &head.notices))
        }
        @if nothing && head.total + head.relaxed == 0 { (nothing_found(parameters, head)) }
        div.columns {
            @if let Some(counts) = answer.facets.as_ref().filter(|counts| counts.papers > 0) {
                (facets::narrow(parameters, counts))
            }
            div.found {
                @if nothing && head.total + head.relaxed > 0 { (past_the_last(parameters)) }
                @if !nothing {
                    (order(parameters))
                    (hits::list(index, parameters, &answer.hits))
                    (pages::links(parameters, answer))
                }
                @if !parameters.is_empty() { (formats(parameters, head)) }
            }
        }
    })
}

fn title(parameters: &Parameters, head: &Head) -> String {
    let asked = match parameters.query.trim() {
        "" => head.read_as.clone(),
        query => query.to_owned(),
    };
    let asked: String = super::text::shown(&asked).chars().take(LONGEST_TITLE).collect();
    match parameters.limit {
        1.. if parameters.offset > 0 => format!("{asked} (page {})", parameters.offset / parameters.limit + 1),
        _ => asked,
    }
}

/// So many characters of a question stand in the title of its page.
const LONGEST_TITLE: usize = 80;

/// What a new question keeps of the last one: its filters and its choices, not its page.
pub(super) fn kept(parameters: &Parameters) -> Vec<(&'static str, String)> {
    let mut kept: Vec<(&'static str, String)> = parameters.filters.clone();
    kept.extend(sort_value(parameters.sort).map(|sort| ("sort", sort.to_owned())));
    let flags =
        [("all_words", parameters.all_words), ("all_copies", parameters.all_copies), ("no_expand", !parameters.expand)];
    kept.extend(flags.into_iter().filter(|(_, yes)| *yes).map(|(name, _)| (name, "true".to_owned())));
    kept
}

fn sort_value(sort: Sort) -> Option<&'static str> {
    match sort {
        Sort::Relevance => None,
        Sort::Newest => Some("newest"),
        Sort::Oldest => Some("oldest"),
    }
}

fn says_nothing_was_asked(head: &Head) -> bool {
    head.notices.iter().any(|notice| matches!(notice.code, "empty-query" | "only-exclusions"))
}

fn totals(head: &Head) -> String {
    let further = (head.relaxed > 0).then(|| counted(head.relaxed, "further section", "further sections"));
    match (head.total, further) {
        (0, _) if says_nothing_was_asked(head) => "Ask a question".to_owned(),
        (0, None) => "Nothing found".to_owned(),
        (0, Some(_)) => {
            format!("Nothing has it all; {}", counted(head.relaxed, "section has a part", "sections have a part"))
        }
        (total, further) => {
            let found = counted(total, "section", "sections");
            let papers = counted(head.total_papers, "paper", "papers");
            let further = further.map(|further| format!(", and {further}")).unwrap_or_default();
            format!("{found} in {papers}{further}")
        }
    }
}

/// How many papers have no hit of their own, as they say what others say.
fn copies(head: &Head) -> Markup {
    let papers = head.copied_papers + head.named_papers;
    html! {
        @if papers > 0 {
            " " (counted(papers, "paper that says the same is", "papers that say the same are")) " named below others."
        }
    }
}

/// The filters that were chosen, each with a link that takes it away.
fn tags(index: &Index, parameters: &Parameters) -> Markup {
    if parameters.filters.is_empty() {
        return html! {};
    }
    html! {
        div.tags {
            h2.hidden-visually { "Filters chosen" }
            ul.bare {
                @for (field, value) in &parameters.filters {
                    li {
                        a.tag href=(links::search(&parameters.without_filter(field, value))) {
                            span.hidden-visually { "Remove the filter " }
                            span.field { (named(field)) } " " (untrusted(&name_of(index, field, value)))
                            span.cross aria-hidden="true" { "×" }
                        }
                    }
                }
            }
        }
    }
}

/// A filter's value for people.
fn name_of(index: &Index, field: &str, value: &str) -> String {
    match field {
        "council" => {
            let known = index.manifest().councils.iter().find(|council| council.slug == value);
            known.map_or_else(|| value.to_owned(), |council| council.name.clone())
        }
        "kind" | "section" | "role" => named(value),
        _ => value.to_owned(),
    }
}

fn order(parameters: &Parameters) -> Markup {
    let orders = [(Sort::Relevance, "best first"), (Sort::Newest, "newest first"), (Sort::Oldest, "oldest first")];
    html! {
        nav.order aria-label="Order" {
            ul.bare {
                @for (sort, name) in orders {
                    li {
                        @if sort == parameters.sort {
                            a href=(links::search(&parameters.with_sort(sort))) aria-current="true" { (name) }
                        } @else {
                            a href=(links::search(&parameters.with_sort(sort))) { (name) }
                        }
                    }
                }
            }
        }
    }
}

/// The same for other programs. What lacks some of the words is left out where something has them all.
fn formats(parameters: &Parameters, head: &Head) -> Markup {
    let has_full = head.total > 0 && !parameters.query.trim().is_empty();
    let bounds = bounds(head);
    html! {
        section.formats aria-labelledby="formats" {
            h2 #formats { "Take this away" }
            ul.bare {
                @if head.total + head.relaxed > 0 {
                    @for (format, name) in [("csv", "Table (CSV)"), ("json", "Data (JSON)")] {
                        li { a href=(links::data(parameters, format, has_full)) { (name) @if let Some(bounds) = &bounds { ", " (bounds) } } }
                    }
                }
                li { a href=(links::feed(parameters)) type="application/atom+xml" { "Feed of what is new (Atom)" } }
            }
        }
    }
}

/// What a reader must know of a table that does not hold all that was found, or holds what only comes near.
fn bounds(head: &Head) -> Option<String> {
    let most = links::MOST as u64;
    match head.total {
        // How many papers further sections come from is not counted.
        0 if head.relaxed > most => Some(format!("at most {most} papers, without some of the words")),
        0 if head.relaxed > 0 => Some("without some of the words".to_owned()),
        _ => (head.total_papers.saturating_sub(head.copied_papers) > most).then(|| format!("first {most} papers")),
    }
}

fn past_the_last(parameters: &Parameters) -> Markup {
    html! {
        div.inset {
            p { "This page lies past the last." }
            p { a href=(links::search(&parameters.with_offset(0))) { "Go to the first page" } }
        }
    }
}

/// What else can be done where nothing was found; what was searched and what leaves nothing is in the notices.
fn nothing_found(parameters: &Parameters, head: &Head) -> Markup {
    html! {
        section.measure {
            h2 { "What you can do" }
            ul {
                @if parameters.query.trim().contains(' ') {
                    li { "Ask for fewer words, or with " code { "OR" } " between them: see " a href="/help" { "how to ask" } "." }
                } @else {
                    li { "Ask with other words: see " a href="/help" { "how to ask" } "." }
                }
                @if !parameters.filters.is_empty() {
                    li {
                        a href=(links::search(&Parameters { filters: Vec::new(), ..parameters.with_offset(0) })) {
                            "Ask the same without the filters"
                        }
                        "."
                    }
                }
                @if head.searched.unreadable > 0 {
                    li {
                        (counted(head.searched.unreadable, "file", "files")) " could not be read, and may say what you look for: see "
                        a href="/status#unread" { "what is not indexed" } "."
                    }
                }
                li { "See " a href="/status" { "what is indexed" } ": " (grouped(head.searched.papers)) " papers so far." }
            }
        }
    }
}
