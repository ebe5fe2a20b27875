//! What an index holds and what a build did, for people.

use super::{
    Style,
    words::{counted, grouped, long_date},
    wrap::Sheet,
};
use crate::index::{BuildReport, Coverage, Ending, Manifest, Skipped, Unknown, Verification};

/// How many lines of a list are shown before "and N more".
const LISTED: usize = 10;

/// What an index holds: its generation, totals, dates, papers by council, what was not read and what is unknown; and what
/// the last build did, where its report is given.
///
/// The width is in columns; below 20 it counts as 20.
pub fn status(manifest: &Manifest, last: Option<&BuildReport>, style: &Style, width: usize) -> String {
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
    if let Some(report) = last {
        last_build(&mut sheet, report, &manifest.generation);
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
    unread(&mut sheet, "Not read:", &manifest.skipped, usize::MAX);
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
    let title = match report.ending {
        Ending::Published => format!("Indexed {papers} with {sections} in {:.1} s", report.seconds),
        Ending::Unchanged => {
            format!("Nothing has changed: {papers} with {sections}, looked at in {:.1} s", report.seconds)
        }
        Ending::Failed => format!("The build failed after {:.1} s", report.seconds),
    };
    sheet.set("", 0, &[(style.title, &title)]);
    sheet.plain(0, &states(report));
    sheet.set("", 0, &[(style.small, &format!("generation {}", report.generation))]);
    notes(&mut sheet, report);
    unread(&mut sheet, "Not read:", &report.skipped, LISTED);
    unknown(&mut sheet, &report.unknown, LISTED);
    sheet.into_text()
}

/// What an index covers: the papers of each council by year.
///
/// The width is in columns; below 20 it counts as 20.
pub fn coverage(coverage: &Coverage, style: &Style, width: usize) -> String {
    let mut sheet = Sheet::new(style, width);
    for council in &coverage.councils {
        let name = council.name.as_deref().unwrap_or("Council unknown");
        let mut facts = counted(council.papers, "paper", "papers");
        if council.last.is_some() {
            facts.push_str(&format!(", the last of {}", long_date(council.last.as_deref())));
        }
        sheet.set("", 0, &[(style.title, name), (style.text, &format!(": {facts}"))]);
        let mut years: Vec<String> =
            council.years.iter().map(|(year, papers)| format!("{year} {}", grouped(*papers))).collect();
        if council.undated > 0 {
            years.push(format!("undated {}", grouped(council.undated)));
        }
        sheet.set_parts("", 2, style.small, &years);
    }
    if coverage.councils.is_empty() {
        sheet.plain(0, "There are no papers in the index.");
    }
    if coverage.unread > 0 {
        sheet.gap();
        let files = counted(coverage.unread, "file or record", "files and records");
        let text =
            format!("{files} could not be read and may be of any council and year; `scrutineer status` lists them.");
        sheet.set("", 0, &[(style.note, &text)]);
    }
    sheet.into_text()
}

/// What a check of generations found.
///
/// The width is in columns; below 20 it counts as 20.
pub fn verification(found: &[Verification], style: &Style, width: usize) -> String {
    let mut sheet = Sheet::new(style, width);
    for one in found {
        let files = counted(one.files, "file", "files");
        if one.damaged.is_empty() {
            sheet.plain(0, &format!("Generation {} is whole: {files}, {} bytes.", one.generation, grouped(one.bytes)));
            continue;
        }
        sheet.set("", 0, &[(style.note, &format!("Generation {} is damaged:", one.generation))]);
        for file in &one.damaged {
            sheet.set("  -", 4, &[(style.text, file), (style.text, " is missing or its bytes are not those written.")]);
        }
    }
    sheet.into_text()
}

/// What the last build did, in a line or two.
fn last_build(sheet: &mut Sheet<'_>, report: &BuildReport, generation: &str) {
    let how = match report.ending {
        Ending::Published if report.generation == generation => "published this generation".to_owned(),
        // Somebody has gone back since.
        Ending::Published => format!("published {}", report.generation),
        Ending::Unchanged => "found nothing to do".to_owned(),
        Ending::Failed => "failed".to_owned(),
    };
    let text = format!("The last build began {} and {how}: {}.", report.started, states(report));
    sheet.plain(0, &text);
    notes(sheet, report);
}

fn notes(sheet: &mut Sheet<'_>, report: &BuildReport) {
    let style = *sheet.style;
    for note in &report.notes {
        sheet.set("", 0, &[(style.note, note)]);
    }
}

/// How many papers a build found in which state.
fn states(report: &BuildReport) -> String {
    let counts = &report.papers;
    let states = [
        (counts.new, "new"),
        (counts.changed, "changed"),
        (counts.unchanged, "unchanged"),
        (counts.removed, "removed"),
        (counts.skipped, "skipped"),
    ];
    let states: Vec<String> = states.iter().map(|(count, state)| format!("{} {state}", grouped(*count))).collect();
    states.join(", ")
}

/// The files that were not read, below a title.
pub(super) fn unread(sheet: &mut Sheet<'_>, title: &str, skipped: &[Skipped], most: usize) {
    let style = *sheet.style;
    if skipped.is_empty() {
        return;
    }
    sheet.gap();
    sheet.set("", 0, &[(style.note, title)]);
    for one in skipped.iter().take(most) {
        let path = one.path.as_deref().unwrap_or("(a restricted paper)");
        let mut pieces = vec![(style.text, path), (style.text, ": "), (style.text, one.reason.sentence())];
        let detail = format!(" ({})", one.detail);
        if !one.detail.is_empty() {
            pieces.push((style.small, &detail));
        }
        if one.kept {
            pieces.push((style.note, " Its last good version is still indexed."));
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
