//! The first page: the box, what one can ask, and what is indexed.
//!
//! In comes an index; out comes a page whose examples are of what that index holds, so that each of them finds something.

use super::{
    layout::{Frame, search_box},
    links,
    text::{named, untrusted},
};
use crate::{
    Index, Result,
    query::{Count, Facets, Request},
    render::words::{counted, grouped, long_date},
    serve::http::Parameters,
};
use maud::{Markup, html};

/// What many papers speak of; the first few that the index holds are offered.
const TOPICS: [&str; 10] = [
    "\"early help\"",
    "agency staff",
    "school transport",
    "budget overspend",
    "road safety",
    "waiting times",
    "housing repairs",
    "climate",
    "recommendations",
    "meeting",
];
/// So many topics are offered, and so many councils and years.
const OFFERED: usize = 4;

/// The first page.
pub(super) fn page(index: &Index) -> Result<String> {
    let counts = index.search(&Request::new("").limit(0).facets(true))?.facets.unwrap_or_default();
    let (topics, counts_of_first) = topics(index)?;
    let mut frame = Frame::new("");
    frame.place = "/";
    let hint = html! { "Words, a \"phrase in quotes\", a council, a year. " a href="/help" { "How to ask" } };
    Ok(frame.around(html! {
        div.welcome {
            h1 { "What were the scrutiny committees told?" }
            p.lead { "Search the papers that councils put before them: reports, minutes, action plans, letters from inspectors. Answers come with the paragraph, so that you can cite it." }
            (search_box(html! { "Search " (holdings(index)) }, "", &[], Some(hint)))
        }
        div.offers {
            (offers(&topics, counts_of_first.as_ref().unwrap_or(&counts), &counts))
            (indexed(index, &counts))
        }
    }))
}

fn holdings(index: &Index) -> String {
    let searched = index.manifest().searched();
    let papers = counted(searched.papers, "paper", "papers");
    format!("{papers} of {}", counted(searched.councils, "council", "councils"))
}

/// The topics of which the index has something, and the counts of the first of them.
fn topics(index: &Index) -> Result<(Vec<&'static str>, Option<Facets>)> {
    let (mut found, mut counts) = (Vec::new(), None);
    for topic in TOPICS {
        if found.len() == OFFERED {
            break;
        }
        let answer = index.search(&Request::new(topic).all_words(true).limit(0).facets(found.is_empty()))?;
        if answer.head.total > 0 {
            found.push(topic);
            counts = counts.or(answer.facets);
        }
    }
    Ok((found, counts))
}

fn known(counts: &[Count]) -> impl Iterator<Item = (&str, &str)> {
    counts.iter().filter_map(|count| Some((count.value.as_deref()?, count.name.as_deref()?)))
}

/// Examples, each of which finds something: those with a topic are of a council and a year that speak of it.
fn offers(topics: &[&str], of_topic: &Facets, counts: &Facets) -> Markup {
    let council = known(&of_topic.council).next();
    let years: Vec<&str> = known(&of_topic.year).map(|(year, _)| year).collect();
    let kind = known(&counts.kind).map(|(kind, _)| kind).find(|kind| *kind != "other");
    let has_recommendations = known(&counts.section).any(|(kind, _)| kind == "recommendations");
    let topic = topics.first().copied();
    let (phrases, words): (Vec<&str>, Vec<&str>) = topics.iter().partition(|topic| topic.starts_with('"'));
    // Of a topic, or of all papers where the index holds none of the topics.
    let with_topic = |filter: String| topic.map_or_else(|| filter.clone(), |topic| format!("{topic} {filter}"));
    html! {
        section aria-labelledby="examples" {
            h2 #examples { "What you can ask" }
            dl.examples {
                @if !words.is_empty() { (examples("Words, in any of their forms", &words)) }
                @if !phrases.is_empty() { (examples("Exactly these words, in this order", &phrases)) }
                @if let Some((_, name)) = council {
                    (examples("Of one council", &[&with_topic(format!("council:\"{name}\""))]))
                }
                @if let Some(year) = years.last() {
                    (examples("From a year on", &[&with_topic(format!("since:{}", year_before(year, &years)))]))
                }
                @if has_recommendations { (examples("What was recommended", &["role:recommendation"])) }
                @if let Some(kind) = kind { (examples("Papers of one kind", &[&format!("kind:{kind}")])) }
            }
        }
    }
}

/// The year before the last of which there are papers.
fn year_before<'y>(last: &'y str, years: &[&'y str]) -> &'y str {
    years.len().checked_sub(2).and_then(|place| years.get(place)).copied().unwrap_or(last)
}

fn examples(means: &str, questions: &[&str]) -> Markup {
    html! {
        div {
            dt { (means) }
            dd { @for question in questions { a href=(links::question(question)) { (untrusted(question)) } } }
        }
    }
}

fn indexed(index: &Index, counts: &Facets) -> Markup {
    let searched = index.manifest().searched();
    let nothing = Parameters::default();
    html! {
        section aria-labelledby="indexed" {
            h2 #indexed { "What is indexed" }
            dl.facts {
                div { dt { "Papers" } dd { (grouped(searched.papers)) } }
                div { dt { "Councils" } dd { (grouped(searched.councils)) } }
                @if let (Some(from), Some(until)) = (&searched.from, &searched.until) {
                    div { dt { "Dates" } dd { (long_date(Some(from))) " to " (long_date(Some(until))) } }
                }
                @if searched.unreadable > 0 {
                    div { dt { "Not read" } dd { a href="/status#unread" { (counted(searched.unreadable, "file", "files")) } } }
                }
            }
            @if !counts.council.is_empty() {
                h3 { "Most papers" }
                ul.bare.links {
                    @for (slug, name) in known(&counts.council).take(OFFERED) {
                        li { a href=(links::search(&nothing.with_filter("council", slug))) { (untrusted(name)) } }
                    }
                }
            }
            @let years: Vec<(&str, &str)> = known(&counts.year).collect();
            @if !years.is_empty() {
                h3 { "Latest years" }
                ul.bare.links.in-a-row {
                    @for (year, _) in years.iter().rev().take(OFFERED) {
                        li { a href=(links::search(&nothing.with_filter("date", year))) { (year) } }
                    }
                }
            }
            @if known(&counts.kind).next().is_some() {
                h3 { "Kinds of paper" }
                ul.bare.links.in-a-row {
                    @for (kind, _) in known(&counts.kind).take(OFFERED + 2) {
                        li { a href=(links::search(&nothing.with_filter("kind", kind))) { (named(kind)) } }
                    }
                }
            }
            p { a href="/status" { "All councils, and what could not be read" } }
        }
    }
}
