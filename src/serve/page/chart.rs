//! Papers by year as a small bar chart whose bars can be followed, and the same as a list.
//!
//! In come counts of years; out come a drawing for who sees and points, and a list for all others.

use super::{
    facets::{papers, unknown},
    links,
};
use crate::{query::Count, render::words::counted, serve::http::Parameters};
use maud::{Markup, html};

/// A drawing is so wide and so high, in its own units; a year is as wide as there is room.
const WIDTH: u64 = 240;
const HEIGHT: u64 = 64;
/// Below it, the first and the last year; they need so much room side by side.
const LABELS: u64 = 18;
const LEAST_WIDTH: u64 = 84;
/// More years than these are not drawn one by one: a date that was misread would squeeze all others.
const MOST_YEARS: usize = 48;
/// The widest bar.
const WIDEST: u64 = 28;

/// The years with their papers.
pub(super) fn years(parameters: &Parameters, counts: &[Count]) -> Markup {
    let known: Vec<(i32, &Count)> = counts.iter().filter_map(|count| Some((year(count)?, count))).collect();
    let undated = counts.iter().find(|count| count.value.is_none());
    let (Some((first, _)), Some((last, _))) = (known.first(), known.last()) else { return html! {} };
    let span = usize::try_from(last - first).unwrap_or_default() + 1;
    // Years between that have no paper are gaps, unless there are too many.
    let columns: Vec<(i32, u64)> = if span <= MOST_YEARS {
        let count =
            |year| known.binary_search_by_key(&year, |(known, _)| *known).map_or(0, |place| known[place].1.count);
        (*first..=*last).map(|year| (year, count(year))).collect()
    } else {
        known[known.len().saturating_sub(MOST_YEARS)..].iter().map(|(year, count)| (*year, count.count)).collect()
    };
    let year_address = |year: i32| links::search(&parameters.with_filter("date", &year.to_string()));
    html! {
        section.list aria-labelledby="by-year" {
            h3 #by-year { "Year" }
            @if columns.len() > 1 { (drawing(&columns, year_address)) }
            details open[columns.len() <= 3] {
                summary { "Years as a list" }
                ul.bare {
                    @for (year, count) in known.iter().rev() {
                        li {
                            @if parameters.values("date").any(|date| date == year.to_string()) {
                                span.chosen { (year) span.hidden-visually { " (chosen)" } }
                            } @else {
                                a href=(year_address(*year)) rel="nofollow" { (year) }
                            }
                            (papers(count.count))
                        }
                    }
                    @if let Some(undated) = undated { (unknown(parameters, "date", undated)) }
                }
            }
        }
    }
}

/// The bars. Who cannot see or point has the list below, so that none of them is met with the keyboard.
fn drawing(columns: &[(i32, u64)], address: impl Fn(i32) -> String) -> Markup {
    let most = columns.iter().map(|(_, count)| *count).max().unwrap_or_default().max(1);
    // In hundredths of a unit, so that all columns fit.
    let step = (WIDTH * 100 / columns.len() as u64).min(WIDEST * 100);
    let width = (step * columns.len() as u64).max(LEAST_WIDTH * 100);
    let units = |hundredths: u64| format!("{}.{:02}", hundredths / 100, hundredths % 100);
    let view = format!("0 0 {} {}", units(width), HEIGHT + LABELS);
    html! {
        div.chart aria-hidden="true" {
            svg viewBox=(view) width=(units(width)) height=(HEIGHT + LABELS) focusable="false" {
                @for (place, (year, count)) in columns.iter().enumerate() {
                    @let x = step * place as u64;
                    // The least bar can still be seen.
                    @let height = if *count == 0 { 0 } else { (count * (HEIGHT - 4) / most).max(3) };
                    @if *count > 0 {
                        a href=(address(*year)) tabindex="-1" rel="nofollow" {
                            title { (year) ": " (counted(*count, "paper", "papers")) }
                            rect.room x=(units(x)) y="0" width=(units(step)) height=(HEIGHT) {}
                            rect.bar x=(units(x + step / 10)) y=(HEIGHT - height) width=(units(step * 8 / 10)) height=(height) {}
                        }
                    }
                }
                rect.ground x="0" y=(HEIGHT) width=(units(width)) height="1" {}
                @if let (Some((first, _)), Some((last, _))) = (columns.first(), columns.last()) {
                    text x="0" y=(HEIGHT + LABELS - 3) { (first) }
                    text x=(units(width)) y=(HEIGHT + LABELS - 3) text-anchor="end" { (last) }
                }
            }
        }
    }
}

fn year(count: &Count) -> Option<i32> {
    count.value.as_deref()?.parse().ok()
}
