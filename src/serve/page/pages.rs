//! The way from one page of hits to the next.
//!
//! In come what was asked and how much was found; out come links to the pages about this one.

use super::links;
use crate::{query::Answer, serve::http::Parameters};
use maud::{Markup, html};

/// How many papers can be passed over at most.
const FARTHEST: usize = 10_000;

/// Links to the previous and the next page, and to others by number.
pub(super) fn links(parameters: &Parameters, answer: &Answer) -> Markup {
    let Parameters { limit, offset, .. } = *parameters;
    if limit == 0 {
        return html! {};
    }
    let head = &answer.head;
    let present = offset / limit + 1;
    // How many papers further sections come from is not counted.
    let papers = (head.relaxed == 0).then(|| head.total_papers.saturating_sub(head.copied_papers) as usize);
    let last = papers.map(|papers| papers.min(FARTHEST).div_ceil(limit));
    let is_full = answer.hits.len() + head.named_papers as usize >= limit;
    let next = match last {
        Some(last) => present < last,
        None => is_full && offset + limit <= FARTHEST,
    };
    if present == 1 && !next {
        return html! {};
    }
    let to = |page: usize| links::search(&parameters.with_offset((page - 1) * limit));
    html! {
        nav.pages aria-label="Pages" {
            @if present > 1 {
                a.previous rel="prev" href=(to(present - 1)) { span aria-hidden="true" { "← " } "Previous" span.hidden-visually { " page" } }
            }
            ul.bare {
                @for page in numbers(present, last.unwrap_or(present + usize::from(next))) {
                    @match page {
                        Some(page) if page == present => li { a href=(to(page)) aria-current="page" { span.hidden-visually { "Page " } (page) } },
                        Some(page) => li { a href=(to(page)) { span.hidden-visually { "Page " } (page) } },
                        None => li.gap { "…" },
                    }
                }
            }
            @if next {
                a.next rel="next" href=(to(present + 1)) { "Next" span.hidden-visually { " page" } span aria-hidden="true" { " →" } }
            }
        }
    }
}

/// The first page, those about the present one, and the last; nothing where some are left out.
fn numbers(present: usize, last: usize) -> Vec<Option<usize>> {
    let last = last.max(present);
    let mut numbers = Vec::new();
    let mut before = 0;
    for page in (1..=last).filter(|page| *page == 1 || *page == last || page.abs_diff(present) <= 1) {
        match page - before {
            0 | 1 => {}
            2 => numbers.push(Some(page - 1)),
            _ => numbers.push(None),
        }
        numbers.push(Some(page));
        before = page;
    }
    numbers
}

#[cfg(test)]
mod tests {
    use super::numbers;

    #[test]
    fn the_first_the_last_and_the_neighbours_are_named() {
        let written = |present, last| {
            let numbers = numbers(present, last).into_iter();
            numbers.map(|page| page.map_or("…".to_owned(), |page| page.to_string())).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(written(1, 1), "1");
        assert_eq!(written(1, 3), "1 2 3");
        assert_eq!(written(1, 9), "1 2 … 9");
        assert_eq!(written(4, 9), "1 2 3 4 5 … 9");
        assert_eq!(written(6, 12), "1 … 5 6 7 … 12");
        assert_eq!(written(9, 9), "1 … 8 9");
    }
}
