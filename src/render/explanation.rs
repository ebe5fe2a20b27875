//! Why a hit scored what it did, in words for people.

use super::{
    Style,
    words::{counted, times},
    wrap::Sheet,
};
use crate::query::{ExplainedWord, Explanation, Hit};

/// The lines of an explanation, under its hit.
pub(super) fn explanation(sheet: &mut Sheet<'_>, indent: usize, hit: &Hit, why: &Explanation) {
    let style: Style = *sheet.style;
    let mut line = |label: &str, text: &str| {
        let label = format!("{:indent$}{label:>8}", "");
        sheet.set(&label, indent + 10, &[(style.small, text)]);
    };
    for one in &why.words {
        line(&format!("{:.2}", one.score), &word(one));
    }
    if why.held < 1.0 {
        line("", &format!("(the above at {:.0} %, for what is lacking)", why.held * 100.0));
    }
    if why.side_by_side > 0.0 {
        line(&format!("{:.2}", why.side_by_side), "words of the question side by side");
    }
    if why.as_typed > 0.0 {
        line(&format!("{:.2}", why.as_typed), "in the form that was typed");
    }
    if why.no_text < 1.0 {
        line(&format!("× {:.2}", why.no_text), "hardly any text of its own");
    }
    if why.raised > 1.0 {
        line(&format!("× {:.2}", why.raised), "how close together the words stand, and how many as typed");
    }
    if !why.learned.is_empty() {
        let score: f32 = why.learned.iter().map(|learned| learned.score).sum();
        let stems: Vec<&str> = why.learned.iter().map(|learned| learned.stem.as_str()).collect();
        line(&format!("+ {score:.2}"), &format!("speaks of the same as the first hits: {}", stems.join(", ")));
    }
    line(&format!("= {:.2}", why.sum), "together");
    if (hit.score - why.sum).abs() > 0.005 * why.sum.max(0.01) {
        let text = if hit.score < why.sum {
            "so that what fits in full, and what is no standing text, stays before it"
        } else {
            "so that it stays before those that it orders"
        };
        line(&format!("→ {:.2}", hit.score), text);
    }
}

fn word(word: &ExplainedWord) -> String {
    let mut places = Vec::new();
    for (count, place) in
        [(word.in_text, "in the text"), (word.in_heading, "in the heading"), (word.in_names, "in the names above it")]
    {
        places.extend(count.filter(|count| *count > 0).map(|count| format!("{} {place}", times(count))));
    }
    let mut text = if word.in_text.is_some() { format!("\"{}\"", word.text) } else { word.text.clone() };
    // What stands there may be another way to say it.
    let others: Vec<String> =
        word.stands_as.iter().filter(|other| **other != word.text).map(|other| format!("\"{other}\"")).collect();
    let is_typed = word.stands_as.len() > others.len();
    if !others.is_empty() {
        text = format!("{text} {} {}", if is_typed { "and" } else { "as" }, others.join(" and "));
    }
    if !places.is_empty() {
        text = format!("{text}: {}", places.join(", "));
    }
    if let Some(sections) = word.sections {
        text = format!("{text}; {} it", counted(sections, "section has", "sections have"));
    }
    text
}
