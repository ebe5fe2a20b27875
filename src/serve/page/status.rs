//! What is indexed, and what is not: councils with their papers, dates, files that could not be read.
//!
//! In comes an index; out comes a page. A restricted paper is counted and not named.

use super::{
    layout::{Frame, search_box},
    links,
    text::{named, untrusted},
};
use crate::{
    Index,
    index::{Manifest, Skipped, last_report},
    render::words::{counted, grouped, long_date},
    serve::http::Parameters,
};
use jiff::{SignedDuration, Timestamp};
use maud::{Markup, html};
use std::collections::BTreeMap;

/// So many unread files are listed.
const LISTED: usize = 500;

/// The page of an index' state.
pub(super) fn page(index: &Index) -> String {
    let manifest = index.manifest();
    let mut frame = Frame::new("What is indexed");
    frame.place = "/status";
    frame.around(html! {
        (search_box(html! { "Search the papers" }, "", &[], None))
        h1 { "What is indexed" }
        dl.facts {
            div { dt { "Papers" } dd { (grouped(manifest.papers)) } }
            div { dt { "Sections" } dd { (grouped(manifest.sections)) } }
            div { dt { "Councils" } dd { (grouped(manifest.councils.len() as u64)) } }
            @if let (Some(from), Some(until)) = (&manifest.from, &manifest.until) {
                div { dt { "Dates" } dd { (long_date(Some(from))) " to " (long_date(Some(until))) } }
            }
            @if let Some(time) = published(index) { div { dt { "Published" } dd { (time) } } }
            div { dt { "Build" } dd { (grouped(manifest.build)) } }
            div { dt { "Generation" } dd { code { (manifest.generation) } } }
        }
        (councils(manifest))
        (unknown(manifest))
        (unread(&manifest.skipped))
    })
}

/// When the generation was published, to the minute, as its own report has it; nothing where that is not there, as for an
/// index in memory.
fn published(index: &Index) -> Option<String> {
    let report = last_report(&index.folder()?.join(&index.manifest().generation)).ok()??;
    let begun: Timestamp = report.started.parse().ok()?;
    let done = begun.checked_add(SignedDuration::from_secs(report.seconds as i64)).ok()?;
    Some(done.strftime("%-d %B %Y, %H:%M UTC").to_string())
}

fn councils(manifest: &Manifest) -> Markup {
    let nothing = Parameters::default();
    let without = manifest.papers.saturating_sub(manifest.papers_by_council.values().sum());
    let papers = |slug: &str| manifest.papers_by_council.get(slug).copied().unwrap_or_default();
    html! {
        section aria-labelledby="councils" {
            h2 #councils { "Councils" }
            table.councils {
                thead { tr { th scope="col" { "Council" } th.figure scope="col" { "Papers" } } }
                tbody {
                    @for council in &manifest.councils {
                        tr {
                            th scope="row" { a href=(links::search(&nothing.with_filter("council", &council.slug))) { (untrusted(&council.name)) } }
                            td.figure { (grouped(papers(&council.slug))) }
                        }
                    }
                    @if without > 0 {
                        tr {
                            th scope="row" { a href=(links::search(&nothing.with_filter("council", "unknown"))) { "Unknown" } }
                            td.figure { (grouped(without)) }
                        }
                    }
                }
            }
        }
    }
}

fn unknown(manifest: &Manifest) -> Markup {
    let mut fields: BTreeMap<&str, u64> = BTreeMap::new();
    for unknown in &manifest.unknown {
        *fields.entry(unknown.field.as_str()).or_default() += 1;
    }
    html! {
        @if !fields.is_empty() {
            section aria-labelledby="unknown" {
                h2 #unknown { "What is not known" }
                p.measure { "What a paper does not say is left unknown, never guessed." }
                dl.facts {
                    @for (field, count) in fields { div { dt { (named(field)) } dd { (counted(count, "paper", "papers")) } } }
                }
            }
        }
    }
}

fn unread(skipped: &[Skipped]) -> Markup {
    let named_files = || skipped.iter().filter_map(|one| Some((one.path.as_deref()?, one)));
    let restricted = skipped.iter().filter(|one| one.path.is_none()).count() as u64;
    let files = named_files().count();
    html! {
        section #unread aria-labelledby="unread-heading" {
            h2 #unread-heading { "What could not be read" }
            @if skipped.is_empty() { p { "Every file was read." } }
            @if restricted > 0 { p { (counted(restricted, "restricted paper is", "restricted papers are")) " left out, and not named." } }
            @if files > 0 {
                table.unread {
                    thead { tr { th scope="col" { "File" } th scope="col" { "Why" } } }
                    tbody {
                        @for (path, one) in named_files().take(LISTED) {
                            tr {
                                th scope="row" { (untrusted(path)) }
                                td {
                                    (one.reason.sentence())
                                    @if one.kept { " An earlier version of it is indexed." }
                                }
                            }
                        }
                    }
                }
                @if files > LISTED { p { "And " (counted((files - LISTED) as u64, "more file", "more files")) "." } }
            }
        }
    }
}
