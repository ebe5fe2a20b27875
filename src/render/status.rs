//! What an index holds and what a build did, for people.

use super::{
    Style,
    words::{counted, grouped, long_date},
    wrap::Sheet,
};
use crate::index::{BuildReport, Manifest, Skipped, Unknown};

/// How many lines of a list are shown before "and N more".
const LISTED: usize = 10;

/// What an index holds: its generation, totals, dates, papers by council, what was not read and what is unknown.
///
/// The width is in columns; below 20 it counts as 20.
pub fn status(manifest: &Manifest, style: &Style, width: usize) -> String {
    let mut sheet = Sheet::new(style, width);
    let papers = counted(manifest.papers, "paper", "papers");
    let sections = counted(manifest.sections, "section", "sections");
    let councils = counted(manifest.councils.len() as u64, "council", "councils");
    sheet.set("", 0, &[(style.title, &format!("{papers}, {sections}, {councils}"))]);
    sheet.set("", 0, &[(style.small, &format!("generation {}, build {}", manifest.generation, manifest.build))]);
    match (manifest.from.as_deref(), manifest.until.as_deref()) {
        (None, None) => sheet.plain(0, "No paper has a date."),
        (from, until) if from == until => sheet.plain(0, &format!("Date: {}", long_date(from))),
        (from, until) => sheet.plain(0, &format!("Dates: {} to {}", long_date(from), long_date(until))),
    }
    if !manifest.councils.is_empty() {
        sheet.gap();
        sheet.plain(0, "Papers by council:");
    }
    for council in &manifest.councils {
        let count = manifest.papers_by_council.get(&council.slug).copied().unwrap_or_default();
        sheet.set(
            &format!("{:>8}", grouped(count)),
            10,
            &[(style.text, &council.name), (style.small, &format!(" council:{}", council.slug))],
        );
    }
    let without_council = manifest.papers.saturating_sub(manifest.papers_by_council.values().sum());
    if without_council > 0 {
        let label = format!("{:>8}", grouped(without_council));
        sheet.set(&label, 10, &[(style.text, "council unknown"), (style.small, " council:unknown")]);
    }
    unread(&mut sheet, &manifest.skipped, usize::MAX);
    unknown(&mut sheet, &manifest.unknown, usize::MAX);
    sheet.into_text()
}

/// What a build did: counts, what was not read, what is unknown, how long it took.
///
/// The width is in columns; below 20 it counts as 20.
pub fn build(report: &BuildReport, style: &Style, width: usize) -> String {
    let mut sheet = Sheet::new(style, width);
    let counts = &report.papers;
    let total = counts.new + counts.changed + counts.unchanged;
    let papers = counted(total, "paper", "papers");
    let sections = counted(report.sections, "section", "sections");
    let title = format!("Indexed {papers} with {sections} in {:.1} s", report.seconds);
    sheet.set("", 0, &[(style.title, &title)]);
    let states = [
        (counts.new, "new"),
        (counts.changed, "changed"),
        (counts.unchanged, "unchanged"),
        (counts.removed, "removed"),
        (counts.skipped, "skipped"),
    ];
    let states: Vec<String> = states.iter().map(|(count, state)| format!("{} {state}", grouped(*count))).collect();
    sheet.plain(0, &states.join(", "));
    sheet.set("", 0, &[(style.small, &format!("generation {}", report.generation))]);
    unread(&mut sheet, &report.skipped, LISTED);
    unknown(&mut sheet, &report.unknown, LISTED);
    sheet.into_text()
}

fn unread(sheet: &mut Sheet<'_>, skipped: &[Skipped], most: usize) {
    let style = *sheet.style;
    if skipped.is_empty() {
        return;
    }
    sheet.gap();
    sheet.set("", 0, &[(style.note, "Not read:")]);
    for one in skipped.iter().take(most) {
        let path = one.path.as_deref().unwrap_or("(a restricted paper)");
        let mut pieces = vec![(style.text, path), (style.text, ": "), (style.text, one.reason.sentence())];
        let detail = format!(" ({})", one.detail);
        if !one.detail.is_empty() {
            pieces.push((style.small, &detail));
        }
        sheet.set("  -", 4, &pieces);
    }
    more(sheet, skipped.len(), most);
}

fn unknown(sheet: &mut Sheet<'_>, unknown: &[Unknown], most: usize) {
    let style = *sheet.style;
    // Titles and kinds are often absent and harm nobody; a council or date that is unknown hides a paper from filters.
    let lines: Vec<(&str, &str)> = unknown
        .iter()
        .filter(|one| matches!(one.field.as_str(), "council" | "date"))
        .map(|one| (one.path.as_str(), one.field.as_str()))
        .collect();
    if lines.is_empty() {
        return;
    }
    sheet.gap();
    sheet.set("", 0, &[(style.note, "Unknown:")]);
    for (path, field) in lines.iter().take(most) {
        sheet.set("  -", 4, &[(style.text, path), (style.text, ": "), (style.text, field)]);
    }
    more(sheet, lines.len(), most);
}

fn more(sheet: &mut Sheet<'_>, lines: usize, most: usize) {
    if lines > most {
        sheet.plain(4, &format!("and {} more", grouped((lines - most) as u64)));
    }
}
