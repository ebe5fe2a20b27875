//! What all pages have: the head, a way past the masthead, the landmarks, and the box.
//!
//! In come a title and what stands in the middle; out goes a whole document.

use super::text::shown;
use maud::{DOCTYPE, Markup, html};

/// A page, but for what stands in its middle.
pub(super) struct Frame<'p> {
    /// What it is called, most particular words first.
    pub(super) title: &'p str,
    /// Its own address, if the masthead leads there.
    pub(super) place: &'p str,
    /// The address of a feed of the same.
    pub(super) feed: Option<&'p str>,
}

impl<'p> Frame<'p> {
    pub(super) fn new(title: &'p str) -> Self {
        Self { title, place: "", feed: None }
    }

    /// The document about `main`.
    pub(super) fn around(&self, main: Markup) -> String {
        let entry = |address: &'static str, name: &'static str| {
            let present = (self.place == address).then_some("page");
            html! { li { a href=(address) aria-current=[present] { (name) } } }
        };
        let title =
            if self.title.is_empty() { "scrutineer".to_owned() } else { format!("{} – scrutineer", self.title) };
        html! {
            (DOCTYPE)
            html lang="en-GB" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    title { (title) }
                    link rel="stylesheet" href="/assets/scrutineer.css";
                    link rel="icon" type="image/svg+xml" href="/assets/scrutineer.svg";
                    @if let Some(feed) = self.feed {
                        link rel="alternate" type="application/atom+xml" title="What this search finds, newest first" href=(feed);
                    }
                    script src="/assets/scrutineer.js" defer {}
                }
                body {
                    a.skip href="#main" { "Skip to the main content" }
                    header.masthead {
                        a.name href="/" aria-current=[(self.place == "/").then_some("page")] { "scrutineer" }
                        nav aria-label="Site" {
                            ul.bare { (entry("/help", "How to ask")) (entry("/status", "What is indexed")) }
                        }
                    }
                    main #main tabindex="-1" { (main) }
                    footer.foot {
                        p { "The papers are the councils’ own. Hold a passage against its source before you rely on it." }
                        p.keys hidden { "Keys: " kbd { "/" } " for the box, " kbd { "n" } " and " kbd { "p" }
                            " for the next and the previous hit in a paper. "
                            button type="button" #keys { "Keys are on" }
                        }
                    }
                    p #said .hidden-visually role="status" {}
                }
            }
        }
        .into_string()
    }
}

/// The box, with what is kept of the last question as hidden fields.
pub(super) fn search_box(label: Markup, query: &str, kept: &[(&str, String)], hint: Option<Markup>) -> Markup {
    let described = hint.is_some().then_some("box-hint");
    html! {
        search {
            form.box action="/search" method="get" {
                label for="q" { (label) }
                div.row {
                    input #q type="search" name="q" value=(shown(query)) dir="auto" autocapitalize="none"
                        autocomplete="off" spellcheck="true" enterkeyhint="search" aria-describedby=[described];
                    button type="submit" { "Search" }
                }
                @for (name, value) in kept { input type="hidden" name=(name) value=(shown(value)); }
                @if let Some(hint) = hint { p.hint #box-hint { (hint) } }
            }
        }
    }
}
