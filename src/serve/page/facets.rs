//! What was found by council, committee, kind, year and kind of section, each value a link that narrows the question.
//!
//! In come what was asked and the counts; out come lists of links with counts, and the years as a chart.

use super::{
    chart, links,
    text::{named, untrusted},
};
use crate::{
    query::{Count, Facets},
    render::words::grouped,
    serve::http::Parameters,
};
use maud::{Markup, html};

/// So many values of a list are shown at first.
const SHOWN: usize = 5;
/// So many at most: who looks for a council further down types its name.
const MOST: usize = 200;

/// The lists, to narrow a question by.
pub(super) fn narrow(parameters: &Parameters, counts: &Facets) -> Markup {
    html! {
        aside.narrow aria-labelledby="narrow" {
            details {
                summary { "Narrow by council, year and more" }
                div.lists {
                    h2 #narrow { "Narrow the answer" }
                    (list(parameters, "council", "Council", &counts.council, false))
                    (chart::years(parameters, &counts.year))
                    (list(parameters, "kind", "Kind of paper", &counts.kind, true))
                    (list(parameters, "committee", "Committee", &counts.committee, false))
                    (list(parameters, "section", "Kind of section", &counts.section, true))
                }
            }
        }
    }
}

fn list(parameters: &Parameters, field: &'static str, title: &str, counts: &[Count], is_word: bool) -> Markup {
    let known: Vec<&Count> = counts.iter().filter(|count| count.value.is_some()).collect();
    let unknown = counts.iter().find(|count| count.value.is_none());
    if known.is_empty() {
        return html! {};
    }
    // One more than fits is no reason to hide it.
    let shown = if known.len() <= SHOWN + 1 { known.len() } else { SHOWN };
    let (first, rest) = known.split_at(shown);
    let id = format!("by-{field}");
    let entry = |count: &Count| entry(parameters, field, count, is_word);
    html! {
        section.list aria-labelledby=(id) {
            h3 #(id) { (title) }
            ul.bare {
                @for count in first { (entry(count)) }
                @if let Some(unknown) = unknown.filter(|_| rest.is_empty()) { (self::unknown(parameters, field, unknown)) }
            }
            @if !rest.is_empty() {
                details {
                    summary { "Show " (grouped(rest.len() as u64)) " more" span.hidden-visually { ": " (title) } }
                    ul.bare {
                        @for count in rest.iter().take(MOST) { (entry(count)) }
                        @if rest.len() > MOST { li.quiet { "and " (grouped((rest.len() - MOST) as u64)) " more" } }
                        @if let Some(unknown) = unknown { (self::unknown(parameters, field, unknown)) }
                    }
                }
            }
        }
    }
}

fn entry(parameters: &Parameters, field: &str, count: &Count, is_word: bool) -> Markup {
    let value = count.value.as_deref().unwrap_or_default();
    let name = match is_word {
        true => named(value),
        false => count.name.as_deref().unwrap_or(value).to_owned(),
    };
    let chosen = parameters.values(field).any(|known| known == value);
    html! {
        li {
            @if chosen {
                span.chosen { (untrusted(&name)) span.hidden-visually { " (chosen)" } }
            } @else {
                a href=(links::search(&parameters.with_filter(field, value))) rel="nofollow" { (untrusted(&name)) }
            }
            (papers(count.count))
        }
    }
}

/// Papers whose value is unknown: they can be asked for by council and date only.
pub(super) fn unknown(parameters: &Parameters, field: &str, count: &Count) -> Markup {
    let can_be_asked = matches!(field, "council" | "date");
    html! {
        li {
            @if can_be_asked && !parameters.values(field).any(|known| known == "unknown") {
                a href=(links::search(&parameters.with_filter(field, "unknown"))) rel="nofollow" { "Unknown" }
            } @else {
                span { "Unknown" }
            }
            (papers(count.count))
        }
    }
}

/// How many papers, beside a name.
pub(super) fn papers(count: u64) -> Markup {
    html! { " " span.count { (grouped(count)) span.hidden-visually { (if count == 1 { " paper" } else { " papers" }) } } }
}
