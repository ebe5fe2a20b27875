//! A paper to read: what it is, how to cite it, its sections and paragraphs, and what a question meets in it.
//!
//! In come what was asked and a reading; out comes a page on which every paragraph has an address, and from each that is
//! a hit a way to the previous and the next.

use super::{
    hits::{about, citation, title},
    layout::{Frame, search_box},
    links::{self, number_anchor, paragraph_anchor, section_anchor},
    parts, results,
    text::{marked, named, shown, untrusted},
};
use crate::{
    Index,
    document::{DateBasis, Paragraph},
    index::SectionRecord,
    query::{HitPaper, Reading, ReadingSection},
    render::words::{BY_MACHINE, counted, page_span},
    serve::http::Parameters,
};
use maud::{Markup, html};
use rustc_hash::FxHashSet;

/// A paper as it is written down, paragraph after paragraph.
struct Writer<'r> {
    reading: &'r Reading,
    /// How the paper is cited.
    cited: String,
    /// The anchors of the hits, in order.
    hits: Vec<String>,
    /// How many of them were written.
    written: usize,
    /// The page that the last paragraph stands on.
    page: Option<u32>,
    /// The names that paragraphs have by their numbers: the first of a number has it.
    numbers: FxHashSet<String>,
    /// The level of the last heading.
    level: usize,
}

/// The page of a paper.
pub(super) fn page(index: &Index, parameters: &Parameters, reading: &Reading) -> String {
    let paper = HitPaper::of(&reading.paper);
    let name = title(&paper);
    let safe = shown(&name);
    let body = Writer::new(reading).sections();
    Frame::new(&safe).around(html! {
        (search_box(html! { "Search the papers" }, &parameters.query, &results::kept(parameters), None))
        @if !parameters.is_empty() {
            p.back { a href=(links::search(parameters)) { span aria-hidden="true" { "← " } "Back to the results" } }
        }
        article.paper {
            header {
                h1 { (untrusted(&name)) }
                (about(&paper))
                (facts(reading, &paper))
                (citation("cite-paper", &reading.paper.citation(), reading.paper.url_at(None).as_deref()))
                (parts::list(index, parameters, reading))
            }
            div.columns {
                (contents(reading))
                div.body {
                    (met(reading))
                    (body)
                }
            }
        }
    })
}

fn facts(reading: &Reading, paper: &HitPaper) -> Markup {
    let date = reading.paper.date.map(|date| {
        let basis = match date.basis {
            DateBasis::Meeting => "of the meeting",
            DateBasis::Letter => "of the letter",
            DateBasis::Published => "of publication",
            DateBasis::Inspection => "the last day of the inspection",
            DateBasis::Document => "in the paper",
        };
        (date.date.long(), basis)
    });
    let pages = reading.sections.iter().filter_map(|section| section.record.section.pages);
    let pages = pages.reduce(|(first, last), (next, end)| (first.min(next), last.max(end)));
    html! {
        dl.facts {
            @if let Some((date, basis)) = date { div { dt { "Date" } dd { (date) " (" (basis) ")" } } }
            @if let Some(pages) = page_span(pages) { div { dt { "Pages" } dd { (pages) } } }
            div { dt { "File" } dd { (untrusted(&paper.path)) } }
            @for path in &reading.paper.other_paths { div { dt { "The same as" } dd { (untrusted(path)) } } }
        }
    }
}

/// What the question meets, and the way to the first of it; nothing where there is nothing to be said.
fn met(reading: &Reading) -> Markup {
    let asked = reading.asked.and_then(|place| reading.sections.get(place));
    let found = found(reading);
    html! {
        @if found.is_some() || asked.is_some() {
            div.met {
                @if let Some(section) = asked {
                    p { a href={ "#" (section_anchor(section.record.ordinal)) } { "Go to the section that was asked for" } }
                }
                @if let Some(found) = found { p { (found) } }
            }
        }
    }
}

/// What is marked, or which sections match where they have no words to mark: filters of roles and kinds of section. Where all
/// sections match a filter, of a council for one, there is nothing to look for in them.
fn found(reading: &Reading) -> Option<Markup> {
    let read_as = untrusted(&reading.read_as);
    let first = |anchor: &str| html! { a href={ "#" (anchor) } { "Go to the first" } };
    let matching = reading.matching as u64;
    if let Some(anchor) = hits(reading).next() {
        let hits = hits(reading).count() as u64;
        return Some(html! {
            @if matching > 0 {
                (counted(hits, "hit", "hits")) " in " (counted(matching, "section that matches", "sections that match"))
                ", for " (read_as) ". "
            } @else {
                "No section of this paper has all of what was asked for: " (read_as) "; "
                (counted(hits, "paragraph has", "paragraphs have")) " some of the words. "
            }
            (first(&anchor))
        });
    }
    if let Some(section) = first_match(reading) {
        return Some(html! {
            (counted(matching, "section matches", "sections match")) ", for " (read_as) ". "
            (first(&section_anchor(section.record.ordinal)))
        });
    }
    reading.has_words.then(|| html! { "Nothing is marked in the text of this paper, for " (read_as) "." })
}

/// The anchors of the hits, in order.
fn hits(reading: &Reading) -> impl Iterator<Item = String> {
    reading
        .sections
        .iter()
        .flat_map(|section| hits_of(reading, section).map(|place| paragraph_anchor(section.record.ordinal, place)))
}

/// The places of a section's hits: its marked paragraphs. Where sections match, words that stand in others are marked, too,
/// and are no hits.
fn hits_of(reading: &Reading, section: &ReadingSection) -> impl Iterator<Item = usize> {
    let counts = section.matches || reading.matching == 0;
    let marked = section.marks.iter().enumerate().filter(move |(_, marks)| counts && !marks.is_empty());
    marked.map(|(place, _)| place)
}

/// The first of the sections that match, where others do not.
fn first_match(reading: &Reading) -> Option<&ReadingSection> {
    let some = reading.matching < reading.sections.len();
    reading.sections.iter().find(|section| some && section.matches)
}

fn contents(reading: &Reading) -> Markup {
    let has_heading = |section: &&ReadingSection| section.record.section.heading.is_some();
    let entries: Vec<&ReadingSection> = reading.sections.iter().filter(has_heading).collect();
    html! {
        @if entries.len() > 1 {
            nav.narrow.contents aria-labelledby="contents" {
                details {
                    summary { "Contents" }
                    div.lists {
                        h2 #contents { "Contents" }
                        ol.bare {
                            @for section in entries {
                                @let hits = hits_of(reading, section).count() as u64;
                                li.{ "depth-" (section.record.section.path.len().clamp(1, 4)) } {
                                    a href={ "#" (section_anchor(section.record.ordinal)) } { (untrusted(name_of(section))) }
                                    @if hits > 0 { " " span.count { (counted(hits, "hit", "hits")) } }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Number and heading of a section.
fn name_of(section: &ReadingSection) -> &str {
    section.record.section.path.last().map(String::as_str).unwrap_or_default()
}

impl<'r> Writer<'r> {
    fn new(reading: &'r Reading) -> Self {
        let hits = hits(reading).collect();
        let cited = reading.paper.citation();
        Self { reading, cited, hits, written: 0, page: None, numbers: FxHashSet::default(), level: 1 }
    }

    fn sections(mut self) -> Markup {
        let reading = self.reading;
        html! { @for section in &reading.sections { (self.section(section)) } }
    }

    fn section(&mut self, section: &ReadingSection) -> Markup {
        let anchor = section_anchor(section.record.ordinal);
        let is_asked = self.reading.asked.is_some_and(|place| self.reading.sections.get(place) == Some(section));
        let paragraphs = section.record.section.paragraphs.iter().zip(&section.marks).enumerate();
        html! {
            section.part.asked[is_asked] #(anchor) {
                (self.heading(section))
                @for (place, (paragraph, marks)) in paragraphs {
                    @if links::is_shown(paragraph) {
                        (self.paragraph(&section.record, place, paragraph, marks))
                    }
                }
            }
        }
    }

    fn heading(&mut self, section: &ReadingSection) -> Markup {
        let Some(heading) = &section.record.section.heading else { return html! {} };
        // No level is left out on the way down.
        self.level = (section.record.section.path.len() + 1).clamp(2, self.level + 1).min(6);
        let text = html! {
            @if let Some(number) = &section.record.section.number { span.number { (untrusted(number)) } " " }
            bdi { (marked(heading, &section.heading_marks)) }
        };
        html! {
            @match self.level {
                2 => h2 { (text) },
                3 => h3 { (text) },
                4 => h4 { (text) },
                5 => h5 { (text) },
                _ => h6 { (text) },
            }
        }
    }

    fn paragraph(
        &mut self,
        record: &SectionRecord,
        place: usize,
        paragraph: &Paragraph,
        marks: &[(usize, usize)],
    ) -> Markup {
        let anchor = paragraph_anchor(record.ordinal, place);
        let citation = record.citation(Some(paragraph));
        // What its citation adds to the paper's: said once for each paragraph, that may be long.
        let cited_at = citation.strip_prefix(&self.cited).and_then(|rest| rest.strip_prefix(", "));
        let is_hit = self.hits.get(self.written).is_some_and(|next| *next == anchor);
        let turned = paragraph.page.filter(|page| self.page != Some(*page));
        self.page = paragraph.page.or(self.page);
        let number = paragraph.number.as_deref();
        let named_so = number.map(number_anchor).filter(|name| self.numbers.insert(name.clone()));
        let link = named_so.as_deref().unwrap_or(&anchor);
        html! {
            @if let Some(page) = turned { p.page-turn { "Page " (page) } }
            div.para.standing[paragraph.boilerplate].asks[paragraph.role.is_some()].is-hit[is_hit]
                #(anchor) data-place=[cited_at.map(shown)] data-hit[is_hit] tabindex=[is_hit.then_some("-1")]
            {
                p.mark-number id=[named_so.as_deref()] {
                    a href={ "#" (link) } {
                        @match number {
                            Some(number) => (untrusted(number)),
                            None => { span aria-hidden="true" { "¶" } span.hidden-visually { "Address of this paragraph" } },
                        }
                    }
                }
                div.says {
                    (flags(paragraph))
                    p dir="auto" { (marked(&paragraph.text, marks)) }
                    @if is_hit { (self.neighbours()) }
                }
            }
        }
    }

    /// Which of the marked paragraphs this is, with the way to those before and after it.
    fn neighbours(&mut self) -> Markup {
        let place = self.written;
        self.written += 1;
        let before = place.checked_sub(1).and_then(|before| self.hits.get(before));
        let after = self.hits.get(place + 1);
        html! {
            div.neighbours {
                span { "Hit " (place + 1) " of " (self.hits.len()) }
                @if let Some(before) = before { " " a href={ "#" (before) } rel="prev" { "Previous" span.hidden-visually { " hit" } } }
                @if let Some(after) = after { " " a href={ "#" (after) } rel="next" { "Next" span.hidden-visually { " hit" } } }
            }
        }
    }
}

/// What a reader must know of a paragraph before it is cited.
fn flags(paragraph: &Paragraph) -> Markup {
    html! {
        @if paragraph.role.is_some() || paragraph.boilerplate || paragraph.machine_read {
            p.flags {
                @if let Some(role) = paragraph.role { strong.flag { (named(role.as_str())) } " " }
                @if paragraph.machine_read { span.flag { (named(BY_MACHINE)) ": words may be misread" } " " }
                @if paragraph.boilerplate { span.flag { "Standing text" } }
            }
        }
    }
}
