//! Hits: whose paper it is, what it says, how to cite it, and where else it stands.
//!
//! In come hits; out come entries of a list, full matches before those that lack some of the words.

use super::{
    links,
    text::{marked, named, untrusted},
};
use crate::{
    Index,
    index::numbered,
    query::{Copy, Hit, HitPaper, Snippet},
    render::words::{BY_MACHINE, counted, grouped, long_date, page_span},
    serve::http::Parameters,
};
use maud::{Markup, html};

/// So many headings of a path are shown from its end.
const HEADINGS: usize = 4;

/// The hits of a page.
pub(super) fn list(index: &Index, parameters: &Parameters, hits: &[Hit]) -> Markup {
    let full = hits.iter().take_while(|hit| hit.missing.is_empty()).count();
    let (full, further) = hits.split_at(full);
    html! {
        @if !full.is_empty() {
            h2.hidden-visually { "Papers found" }
            ol.hits.bare { @for one in full { (hit(index, parameters, one)) } }
        }
        @if !further.is_empty() {
            h2.further { "Further sections, without some of the words" }
            ol.hits.bare { @for one in further { (hit(index, parameters, one)) } }
        }
    }
}

fn hit(index: &Index, parameters: &Parameters, hit: &Hit) -> Markup {
    let address = links::hit(index, parameters, hit);
    html! {
        li.hit {
            article aria-labelledby={ "hit-" (hit.rank) } {
                h3 #{ "hit-" (hit.rank) } { a href=(address) { (untrusted(&title(&hit.paper))) } }
                (about(&hit.paper))
                (path(&hit.section.path))
                @for snippet in &hit.snippets { (passage(snippet)) }
                @if hit.snippets.is_empty() {
                    @if let Some(pages) = page_span(hit.section.pages) { p.quiet { (pages) } }
                }
                @if !hit.missing.is_empty() {
                    p.without { strong { "without:" } " " (words(&hit.missing)) }
                }
                @if !hit.elsewhere.is_empty() {
                    p.without { strong { "elsewhere in the paper:" } " " (words(&hit.elsewhere)) }
                }
                (citation(&format!("cite-{}", hit.rank), &hit.citation, hit.citation_url.as_deref()))
                (more(parameters, hit, &address))
            }
        }
    }
}

/// What a paper is called: its title, else the name of its file.
pub(super) fn title(paper: &HitPaper) -> String {
    let known = paper.title.as_deref().filter(|title| !title.trim().is_empty());
    known.unwrap_or_else(|| paper.path.rsplit('/').next().unwrap_or(&paper.path)).to_owned()
}

/// Council, committee, date and kind, on one line where there is room.
pub(super) fn about(paper: &HitPaper) -> Markup {
    html! {
        p.about {
            @match &paper.council_name {
                Some(council) => span.council { (untrusted(council)) },
                None => span.council { "Council unknown" },
            }
            @if let Some(committee) = &paper.committee { span { (untrusted(committee)) } }
            span {
                @match &paper.date {
                    Some(date) => time datetime=(date) { (long_date(Some(date))) },
                    None => "undated",
                }
            }
            @if let Some(kind) = paper.kind { span { (named(kind.as_str())) } }
        }
    }
}

fn path(headings: &[String]) -> Markup {
    let left_out = headings.len().saturating_sub(HEADINGS);
    html! {
        @if !headings.is_empty() {
            p.path {
                span.hidden-visually { "In the section " }
                @if left_out > 0 { "… › " }
                @for (place, heading) in headings[left_out..].iter().enumerate() {
                    @if place > 0 { " " span aria-hidden="true" { "›" } " " }
                    (untrusted(heading))
                }
            }
        }
    }
}

fn passage(snippet: &Snippet) -> Markup {
    html! {
        figure.passage {
            blockquote {
                p dir="auto" {
                    @if snippet.cut[0] { "… " }
                    (marked(&snippet.text, &snippet.marks))
                    @if snippet.cut[1] { " …" }
                }
            }
            @if let Some(place) = place(snippet) { figcaption { (place) } }
        }
    }
}

/// `para 3.2.4, p. 4`, as far as known, and whether it was read by machine.
fn place(snippet: &Snippet) -> Option<Markup> {
    let number = snippet.paragraph.as_deref().map(numbered);
    if number.is_none() && snippet.page.is_none() && !snippet.machine_read {
        return None;
    }
    Some(html! {
        @if let Some(number) = &number { (untrusted(number)) }
        @if let Some(page) = snippet.page { @if number.is_some() { ", " } "p. " (page) }
        @if snippet.machine_read {
            @if number.is_some() || snippet.page.is_some() { ", " }
            strong { (BY_MACHINE) } ": words may be misread"
        }
    })
}

fn words(words: &[String]) -> Markup {
    html! {
        @for (place, word) in words.iter().enumerate() {
            @if place > 0 { ", " }
            (untrusted(word))
        }
    }
}

/// A citation as text, with a button that copies it where there is script, and the way to the source.
pub(super) fn citation(id: &str, text: &str, url: Option<&str>) -> Markup {
    html! {
        p.cite {
            span.hidden-visually { "Cite as: " }
            span.text #(id) { (untrusted(text)) }
            " "
            button type="button" data-copies=(id) hidden { span.label { "Copy" } span.hidden-visually { " the citation" } }
            @if let Some(url) = url.and_then(crate::render::link::followed) {
                " "
                a.source href=(url) rel="external nofollow noopener noreferrer" { "Source" span.hidden-visually { " of this passage" } }
            }
        }
    }
}

fn more(parameters: &Parameters, hit: &Hit, address: &str) -> Markup {
    let copies = hit.copies.len() as u64 + hit.more_copies;
    html! {
        @if hit.more_in_paper > 0 || copies > 0 {
            div.more {
                @if hit.more_in_paper > 0 {
                    p {
                        a href=(address.split('#').next().unwrap_or_default()) {
                            (grouped(hit.more_in_paper)) " more in this paper"
                        }
                    }
                }
                @if copies > 0 {
                    details {
                        summary { "also in " (counted(copies, "other paper", "other papers")) }
                        ul {
                            @for copy in &hit.copies { (self::copy(parameters, copy)) }
                            @if hit.more_copies > 0 { li { "and " (counted(hit.more_copies, "more", "more")) } }
                        }
                    }
                }
            }
        }
    }
}

fn copy(parameters: &Parameters, copy: &Copy) -> Markup {
    html! {
        li {
            a href=(links::section(parameters, &copy.paper, &copy.section)) { (untrusted(&copy.citation)) }
            @if copy.more_in_paper > 0 { " (" (grouped(copy.more_in_paper)) " more in it)" }
        }
    }
}
