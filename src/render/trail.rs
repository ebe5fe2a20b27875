//! Mentions council by council along the line of time, for people.
//!
//! Each council has its span and those of its committees, then its mentions: those of one paper stand below its name.
//! Where more than a year passed without one, a line says so.

use super::{
    style::Style,
    terminal::{file, paragraph_and_page, snippet},
    words::{counted, grouped, long_date, page_span},
    wrap::Sheet,
};
use crate::{
    document::DateValue,
    query::{Again, CouncilTrail, Gap, HitPaper, Mention, Per, Span, Step, Trail, TrailHead},
};
use jiff::Unit;

/// How many copies of a mention are named.
const NAMED: usize = 3;

/// A trail: the totals and how the question was read, the notices, then council by council.
///
/// The width is in columns; below 20 it counts as 20.
pub fn trail(trail: &Trail, style: &Style, width: usize) -> String {
    let mut sheet = Sheet::new(style, width);
    let head = &trail.head;
    let totals = if head.mentions == 0 {
        "Never mentioned".to_owned()
    } else {
        let councils = counted(head.councils, "council", "councils");
        let mentions = counted(head.mentions, "mention", "mentions");
        let papers = counted(head.papers, "paper", "papers");
        let dates = dates(head.first.as_deref(), head.last.as_deref(), head.last_again.as_deref());
        format!("{mentions} in {papers} of {councils}{dates}")
    };
    if !head.notices.iter().any(|notice| matches!(notice.code, "empty-query" | "only-exclusions")) {
        sheet.plain(0, &format!("{totals}: {}", head.read_as));
    }
    for notice in &head.notices {
        sheet.set("", 0, &[(style.note, "note: "), (style.text, &notice.text)]);
    }
    for text in [copies_of_mentions(head), mentions_not_shown(head)].into_iter().flatten() {
        sheet.set("", 0, &[(style.note, "note: "), (style.text, &text)]);
    }
    for one in &trail.councils {
        sheet.gap();
        council(&mut sheet, one);
    }
    sheet.into_text()
}

/// How many sections are copies of the mentions; absent where none is.
pub fn copies_of_mentions(head: &TrailHead) -> Option<String> {
    let copies = counted(head.copies, "further section is a copy", "further sections are copies");
    (head.copies > 0).then(|| format!("{copies} of these, told as \"again\"."))
}

/// How many mentions are not shown; absent where all are.
pub fn mentions_not_shown(head: &TrailHead) -> Option<String> {
    let (shown, all) = (grouped(head.shown), grouped(head.mentions));
    let text = match head.shown {
        0 => format!("No mention is shown; for all use -n {}.", head.mentions),
        _ => format!("The latest {shown} of {all} are shown; for all use -n {}.", head.mentions),
    };
    (head.shown < head.mentions).then_some(text)
}

/// `, 6 March 2014 to 7 July 2022, attached again until 4 May 2023`; nothing where none is known.
fn dates(first: Option<&str>, last: Option<&str>, again: Option<&str>) -> String {
    let again = again.map(|again| format!(", attached again until {}", long_date(Some(again)))).unwrap_or_default();
    match (first, last) {
        (Some(first), Some(last)) if first == last => format!(", {}{again}", long_date(Some(first))),
        (Some(first), Some(last)) => format!(", {} to {}{again}", long_date(Some(first)), long_date(Some(last))),
        _ => String::new(),
    }
}

fn council(sheet: &mut Sheet<'_>, council: &CouncilTrail) {
    let style = *sheet.style;
    let name = council.span.council_name.as_deref().unwrap_or("Council unknown");
    sheet.set("", 0, &[(style.heading, name)]);
    sheet.plain(2, &span(&council.span));
    // Of one nameless committee nothing is left to say.
    for one in council.committees.iter().filter(|_| council.committees.iter().any(|one| one.committee.is_some())) {
        let name = one.committee.as_deref().unwrap_or("committee unknown");
        sheet.set("  -", 4, &[(style.title, name), (style.text, ": "), (style.text, &span(one))]);
    }
    let mut paper: Option<&HitPaper> = None;
    if council.left_out > 0 && council.left_out < council.span.mentions {
        sheet.gap();
        let left_out = counted(council.left_out, "mention is not shown", "mentions are not shown");
        sheet.set("", 2, &[(style.note, &format!("({left_out})"))]);
    }
    for step in &council.steps {
        match step {
            Step::Mention(one) => {
                if paper.is_none_or(|paper| paper.id != one.paper.id) {
                    sheet.gap();
                    let mut parts = vec![long_date(one.paper.date.as_deref())];
                    parts.extend(one.paper.committee.clone());
                    sheet.set_parts("", 2, style.title, &parts);
                    sheet.plain(2, one.paper.title.as_deref().unwrap_or_default());
                    sheet.set_parts("", 2, style.small, &file(&one.paper));
                }
                paper = Some(&one.paper);
                mention(sheet, one);
            }
            Step::Gap(gap) => {
                sheet.gap();
                sheet.set("", 2, &[(style.note, &format!("── {} ──", passed(gap)))]);
                paper = None;
            }
        }
    }
}

/// `5 mentions, 6 March 2014 to 4 May 2018; in none of 14 papers since, the latest of 7 July 2022`.
fn span(span: &Span) -> String {
    let mut text = counted(span.mentions, "mention", "mentions");
    text.push_str(&dates(span.first.as_deref(), span.last.as_deref(), span.last_again.as_deref()));
    if span.undated == span.mentions {
        text.push_str(", undated");
    } else if span.undated > 0 {
        text.push_str(&format!(", {} undated", grouped(span.undated)));
    }
    let latest = long_date(span.latest_paper.as_deref());
    match span.papers_since {
        0 if span.last.is_some() && span.per == Per::Council => {
            text.push_str(match span.latest_paper == span.last_again || span.latest_paper == span.last {
                true if span.papers == 1 => "; its one paper",
                true => "; in its latest paper",
                false => "",
            });
        }
        0 => {}
        1 => text.push_str(&format!("; not in the one paper since, of {latest}")),
        papers => text.push_str(&format!("; in none of {} papers since, the latest of {latest}", grouped(papers))),
    }
    text
}

/// What a gap says.
fn passed(gap: &Gap) -> String {
    let time = how_long(&gap.from, &gap.until);
    let (from, until) = (long_date(Some(&gap.from)), long_date(Some(&gap.until)));
    let papers = match (gap.papers, gap.open) {
        (0, _) => "no paper between".to_owned(),
        (1, true) => "not in the one paper since".to_owned(),
        (1, false) => "not in the one paper between".to_owned(),
        (papers, true) => format!("in none of {} papers since", grouped(papers)),
        (papers, false) => format!("in none of {} papers between", grouped(papers)),
    };
    let since = if gap.from_again { ", when one was attached again" } else { "" };
    if gap.open {
        return format!("no mention after {from}{since}: {papers}, over {time} to {until}");
    }
    let after = if gap.from_again { format!(" after {from}{since}") } else { String::new() };
    let end = if gap.until_again { format!("; then one was attached again, {until}") } else { String::new() };
    format!("{time} without a mention{after}, {papers}{end}")
}

/// `2 years and 3 months`.
fn how_long(from: &str, until: &str) -> String {
    let between = |from: DateValue, until: DateValue| from.last().until((Unit::Year, until.first())).ok();
    let span = DateValue::parse(from).zip(DateValue::parse(until)).and_then(|(from, until)| between(from, until));
    let Some(span) = span else { return "more than a year".to_owned() };
    let years = counted(u64::from(span.get_years().unsigned_abs()), "year", "years");
    match span.get_months().unsigned_abs() {
        0 => years,
        months => format!("{years} and {}", counted(u64::from(months), "month", "months")),
    }
}

fn mention(sheet: &mut Sheet<'_>, mention: &Mention) {
    let style = *sheet.style;
    const INDENT: usize = 6;
    sheet.set("", 4, &[(style.heading, &mention.section.path.join(" › "))]);
    let several = mention.snippets.len() > 1;
    for one in &mention.snippets {
        snippet(sheet, INDENT, one, several);
    }
    let mut parts = Vec::new();
    parts.extend(match &mention.snippets[..] {
        [only] => paragraph_and_page(only),
        _ => page_span(mention.section.pages),
    });
    parts.push(format!("id {}", mention.section.id));
    sheet.set_parts("", INDENT, style.small, &parts);
    if mention.again.is_empty() {
        return;
    }
    let again = |again: &Again| {
        let committee = again.committee.as_ref().map(|name| format!(", {name}")).unwrap_or_default();
        format!("{}{committee} (id {})", long_date(again.date.as_deref()), again.section)
    };
    let mut parts: Vec<String> = mention.again.iter().take(NAMED).map(again).collect();
    let more = mention.again_total.saturating_sub(parts.len() as u64);
    parts.extend((more > 0).then(|| format!("{} more", grouped(more))));
    if let Some(first) = parts.first_mut() {
        first.insert_str(0, "again: ");
    }
    sheet.set_parts("", INDENT, style.note, &parts);
}
