//! What a reader must know about how a question was read, with what may have been meant as links.
//!
//! In come notices; out come sentences set in. Where one names words that come near, each leads to the question with it.

use super::{
    links,
    text::{shown, untrusted},
};
use crate::{
    query::{Notice, with_word_replaced},
    serve::http::Parameters,
};
use maud::{Markup, html};

/// The notices of an answer.
pub(super) fn list(parameters: &Parameters, notices: &[Notice]) -> Markup {
    if notices.is_empty() {
        return html! {};
    }
    html! {
        div.inset role="note" {
            @for notice in notices { p { (sentence(parameters, notice)) } }
        }
    }
}

fn sentence(parameters: &Parameters, notice: &Notice) -> Markup {
    let text = notice.text.as_str();
    match notice.code {
        "did-you-mean" => meant(parameters, text).unwrap_or_else(|| untrusted(text)),
        "nearest-words" => near(parameters, text),
        _ => untrusted(text),
    }
}

/// `Instead of "gulleys", did you mean "gullies" (3 sections)?`, or of several words a whole question after a colon.
fn meant(parameters: &Parameters, text: &str) -> Option<Markup> {
    const MEANT: &str = "did you mean";
    let (before, after) = text.split_once(MEANT)?;
    if let Some(question) = after.strip_prefix(": ") {
        let (question, count) = question.rsplit_once(" (")?;
        let link = links::search(&Parameters { query: question.to_owned(), ..parameters.with_offset(0) });
        return Some(
            html! { (shown(before)) (MEANT) ": " a href=(link) { bdi { (shown(question)) } } " (" (shown(count)) },
        );
    }
    let typed = before.split('"').nth(1)?;
    Some(html! { (shown(before)) (MEANT) (quoted(after, |word| Some(instead(parameters, typed, word)))) })
}

/// `The index has words that are near: "gullies" is like "gulleys".`
fn near(parameters: &Parameters, text: &str) -> Markup {
    let words: Vec<&str> = text.split('"').skip(1).step_by(2).collect();
    quoted(text, |word| {
        let pair = words.chunks_exact(2).find(|pair| pair[0] == word)?;
        Some(instead(parameters, pair[1], word))
    })
}

/// The question with one word for another.
fn instead(parameters: &Parameters, typed: &str, word: &str) -> String {
    let query = with_word_replaced(&parameters.query, typed, word);
    links::search(&Parameters { query, ..parameters.with_offset(0) })
}

/// A sentence whose words in quotation marks are links, where there is an address for them.
fn quoted(text: &str, address: impl Fn(&str) -> Option<String>) -> Markup {
    html! {
        @for (place, part) in text.split('"').enumerate() {
            @if place % 2 == 0 {
                (shown(part))
            } @else if let Some(address) = address(part) {
                "“" a href=(address) { bdi { (shown(part)) } } "”"
            } @else {
                "“" bdi { (shown(part)) } "”"
            }
        }
    }
}
