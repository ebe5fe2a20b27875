//! What went wrong with a request, for people.

use super::{
    layout::{Frame, search_box},
    text::untrusted,
};
use crate::serve::http::Problem;
use maud::html;

/// The page of a problem: what happened, what to do, and the box.
pub(super) fn page(problem: &Problem) -> String {
    let title = match problem.status {
        404 => "Not found",
        400..=499 => "This could not be read",
        503 => "Too much at once",
        _ => "Something went wrong",
    };
    Frame::new(title).around(html! {
        div.problem role="alert" {
            h1 { (title) }
            p { (untrusted(&problem.message)) }
            @if let Some(hint) = &problem.hint {
                @for line in hint.lines() { p { (untrusted(line)) } }
            }
            @if let Some(seconds) = problem.retry_after {
                p { "Try again in " (crate::render::words::counted(seconds, "second", "seconds")) "." }
            }
            p.quiet { "Status " (problem.status) ", " (problem.code) "." }
        }
        div.after { (search_box(html! { "Search the papers" }, "", &[], None)) }
        p { a href="/" { "Begin again" } }
    })
}
