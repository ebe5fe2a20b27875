//! How to ask: the page on the query language, as HTML.
//!
//! In comes [`LANGUAGE`], which is Markdown of four kinds of line: headings, sentences, fences, and between fences a question
//! with what it finds; out comes a page whose questions can be followed.

use super::{
    layout::{Frame, search_box},
    links,
};
use crate::query::LANGUAGE;
use maud::{Markup, html};

/// A piece of the language's page.
#[derive(Debug, PartialEq, Eq)]
enum Piece {
    Heading(&'static str),
    Sentences(String),
    /// Questions, each with what it finds.
    Table(Vec<(&'static str, &'static str)>),
}

pub(super) fn page() -> String {
    let mut frame = Frame::new("How to ask");
    frame.place = "/help";
    let pieces = pieces(LANGUAGE);
    let headings = pieces.iter().filter_map(|piece| if let Piece::Heading(text) = piece { Some(*text) } else { None });
    frame.around(html! {
        (search_box(html! { "Search the papers" }, "", &[], None))
        h1 { "How to ask" }
        nav.contents-page aria-labelledby="contents" {
            h2 #contents { "On this page" }
            ul { @for heading in headings { li { a href={ "#" (anchor(heading)) } { (heading) } } } }
        }
        div.language { @for piece in &pieces { (markup(piece)) } }
    })
}

fn markup(piece: &Piece) -> Markup {
    html! {
        @match piece {
            Piece::Heading(text) => h2 #(anchor(text)) { (text) },
            Piece::Sentences(text) => p.measure { (with_code(text)) },
            Piece::Table(rows) => table.questions {
                thead.hidden-visually { tr { th scope="col" { "You type" } th scope="col" { "You get" } } }
                tbody {
                    @for (question, finds) in rows {
                        tr {
                            th scope="row" { a href=(links::question(question)) { code { (question) } } }
                            td { (with_code(finds)) }
                        }
                    }
                }
            },
        }
    }
}

/// Text with what stands between backticks as code.
fn with_code(text: &str) -> Markup {
    html! {
        @for (place, part) in text.split('`').enumerate() {
            @if place % 2 == 1 { code { (part) } } @else { (part) }
        }
    }
}

fn anchor(heading: &str) -> String {
    heading.to_lowercase().split(|one: char| !one.is_alphanumeric()).collect::<Vec<_>>().join("-")
}

fn pieces(language: &'static str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut sentences = String::new();
    let mut table: Option<Vec<(&str, &str)>> = None;
    for line in language.lines().chain([""]) {
        let begins_or_ends = line.starts_with("```");
        if let Some(rows) = &mut table {
            if begins_or_ends {
                pieces.extend(table.take().map(Piece::Table));
            } else if let Some((question, finds)) = line.split_once("  ") {
                rows.push((question, finds.trim()));
            }
            continue;
        }
        let heading = line.strip_prefix("## ");
        if (line.is_empty() || begins_or_ends || heading.is_some()) && !sentences.is_empty() {
            pieces.push(Piece::Sentences(std::mem::take(&mut sentences)));
        }
        match heading {
            Some(heading) => pieces.push(Piece::Heading(heading)),
            None if begins_or_ends => table = Some(Vec::new()),
            None if line.is_empty() => {}
            None => {
                sentences.extend((!sentences.is_empty()).then_some(' '));
                sentences.push_str(line);
            }
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_is_read_as_headings_sentences_and_tables() {
        let text = "One\ntwo.\n\n```text\na b   finds `a`\n```\n\n## More on it\n\nThree.\n";
        assert_eq!(
            pieces(text),
            [
                Piece::Sentences("One two.".to_owned()),
                Piece::Table(vec![("a b", "finds `a`")]),
                Piece::Heading("More on it"),
                Piece::Sentences("Three.".to_owned()),
            ]
        );
    }

    #[test]
    fn no_question_of_the_language_is_lost() {
        let fenced = LANGUAGE.split("```").skip(1).step_by(2).flat_map(str::lines).filter(|line| line.contains("  "));
        let rows = |piece: &Piece| if let Piece::Table(rows) = piece { rows.len() } else { 0 };
        assert_eq!(pieces(LANGUAGE).iter().map(rows).sum::<usize>(), fenced.count());
    }
}
