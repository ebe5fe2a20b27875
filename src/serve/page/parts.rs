//! The other papers of a pack.
//!
//! In comes a paper that is a part of a pack; out come links to the parts before and after it, and to all of them.

use super::{links, text::untrusted};
use crate::{Index, index::PaperSummary, query::Reading, serve::http::Parameters};
use maud::{Markup, html};

/// So many parts are listed.
const MOST: usize = 60;

/// The parts of the pack that a paper is a part of; nothing for another.
pub(super) fn list(index: &Index, parameters: &Parameters, reading: &Reading) -> Markup {
    let Some(part) = &reading.paper.part else { return html! {} };
    let parts = parts(index, &part.pack);
    html! {
        div.pack {
            p {
                @match &part.item {
                    Some(item) => { "Item " (untrusted(item)) " of an agenda pack, part " (part.index) " of " (part.of) "." },
                    None => { "Part " (part.index) " of " (part.of) " of an agenda pack." },
                }
            }
            @if parts.len() > 1 {
                details {
                    summary { "The other parts of the pack" }
                    ol {
                        @for paper in &parts {
                            li value=[paper.part.as_ref().map(|part| part.index)] {
                                @let name = paper.title.as_deref().unwrap_or("Without a title");
                                @if paper.id == reading.paper.id {
                                    (untrusted(name)) " (this one)"
                                } @else {
                                    a href=(links::paper(parameters, &paper.id)) { (untrusted(name)) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The papers of a pack in their order. What cannot be read is left out: they are an offer, not what was asked for.
fn parts(index: &Index, pack: &str) -> Vec<PaperSummary> {
    let ids = index.papers_with_prefix(&format!("{pack}."), MOST).unwrap_or_default();
    let paper =
        |id: &String| index.contained(|| index.record_with_id(&format!("{id}:0"))).ok().map(|record| record.paper);
    let mut parts: Vec<PaperSummary> = ids.iter().filter_map(paper).collect();
    parts.retain(|paper| paper.part.as_ref().is_some_and(|part| part.pack == pack));
    parts.sort_by_key(|paper| paper.part.as_ref().map(|part| part.index));
    parts
}
