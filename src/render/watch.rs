//! What is new to saved questions, for people: a mail that one reads in the morning.

use super::{
    link::followed,
    style::Style,
    terminal::hit,
    words::{counted, grouped},
    wrap::Sheet,
};
use crate::query::{Watch, WatchStatus, Watched};

/// What is new: the total, the questions that have something new with their hits, those that somebody should look at, and the
/// others in one line.
///
/// The width is in columns; below 20 it counts as 20.
pub fn watch(watch: &Watch, style: &Style, width: usize) -> String {
    let mut sheet = Sheet::new(style, width);
    let head = &watch.head;
    let new = match head.new {
        0 => "Nothing new".to_owned(),
        new => format!("{} new", counted(new, "section is", "sections are")),
    };
    let to = match (head.new, head.questions) {
        (0, questions) | (_, questions @ 1) => counted(questions, "saved question", "saved questions"),
        (_, questions) => format!("{} of {} saved questions", grouped(head.with_news), grouped(questions)),
    };
    sheet.plain(0, &format!("{new} to {to}."));
    for one in watch.questions.iter().filter(|one| !one.is_quiet()) {
        sheet.gap();
        question(&mut sheet, one);
    }
    let rest: Vec<String> =
        watch.questions.iter().filter(|one| one.is_quiet()).map(|one| one.query_id.clone()).collect();
    if !rest.is_empty() && head.new > 0 {
        sheet.gap();
        sheet.set("", 0, &[(style.small, &format!("Nothing new to: {}.", rest.join(", ")))]);
    }
    sheet.into_text()
}

fn question(sheet: &mut Sheet<'_>, one: &Watched) {
    let style = *sheet.style;
    sheet.set("", 0, &[(style.heading, &format!("{}: {}", one.query_id, one.query))]);
    for notice in one.remarks() {
        sheet.set("", 0, &[(style.note, "note: "), (style.text, &notice.text)]);
    }
    if one.status != WatchStatus::Asked {
        return;
    }
    let mut parts = vec![match one.new {
        0 => "nothing new".to_owned(),
        new => counted(new, "new section", "new sections"),
    }];
    if one.marked > 0 {
        parts = vec![format!("{} noted as seen", counted(one.marked, "section is", "sections are"))];
    }
    if one.again > 0 && one.since.is_some() {
        parts.push(counted(one.again, "more has a text that was told", "more have a text that was told"));
    }
    parts.push(format!("{} in all", grouped(one.total)));
    sheet.set("", 0, &[(style.small, &parts.join("; "))]);
    for new in &one.hits {
        sheet.gap();
        hit(sheet, new);
        let indent = format!("{:>2}.", new.rank).len() + 1;
        let mut place = vec![new.citation.clone()];
        place.extend(new.citation_url.as_deref().and_then(followed).map(str::to_owned));
        sheet.set_parts("", indent, style.small, &place);
    }
    let more = one.new.saturating_sub(one.hits.len() as u64);
    if more > 0 {
        sheet.gap();
        // Quotation marks of a shell hold anything but themselves.
        let query = if one.query.contains('\'') { "…".to_owned() } else { format!("'{}'", one.query) };
        let text = format!(
            "… and {} more. For all: scrutineer search --all-words --sort newest -n {} {query}",
            grouped(more),
            one.total
        );
        sheet.set("", 0, &[(style.note, &text)]);
    }
}
