//! Passages that papers use again, for people.

use super::{
    style::Style,
    words::{counted, grouped, long_date},
    wrap::Sheet,
};
use crate::query::{Repeat, Repeats};

/// How many councils are named.
const COUNCILS: usize = 4;
/// How many of the other papers are named.
const PAPERS: usize = 3;

/// Repeats: the totals and what was looked into, the notices, then passage by passage.
///
/// The width is in columns; below 20 it counts as 20.
pub fn repeats(repeats: &Repeats, style: &Style, width: usize) -> String {
    let mut sheet = Sheet::new(style, width);
    let head = &repeats.head;
    let totals = match head.total {
        0 => "No passage stands in several papers".to_owned(),
        total => counted(total, "passage stands in several papers", "passages stand in several papers"),
    };
    let looked = counted(head.paragraphs, "paragraph", "paragraphs");
    let words = counted(u64::from(head.fewest_words), "word", "words");
    sheet.plain(0, &format!("{totals}, of {looked} of {words} or more: {}", head.read_as));
    let text = |notice: &str, sheet: &mut Sheet<'_>| sheet.set("", 0, &[(style.note, "note: "), (style.text, notice)]);
    for notice in head.notices.iter().filter(|notice| notice.code != "empty-query") {
        text(&notice.text, &mut sheet);
    }
    if repeats.passages.is_empty() && head.total > 0 {
        text("No passages were asked for, or this page lies past the last.", &mut sheet);
    }
    for one in &repeats.passages {
        sheet.gap();
        repeat(&mut sheet, one);
    }
    sheet.into_text()
}

fn repeat(sheet: &mut Sheet<'_>, one: &Repeat) {
    let style = *sheet.style;
    let label = format!("{:>2}.", one.rank);
    let indent = label.len() + 1;
    let mut parts = vec![counted(one.papers, "paper", "papers"), dates(one)];
    parts.extend((one.wordings > 1).then(|| format!("{} wordings", grouped(one.wordings))));
    parts.extend(one.boilerplate.then(|| "standing text".to_owned()));
    parts.retain(|part| !part.is_empty());
    sheet.set_parts(&label, indent, style.title, &parts);
    sheet.plain(indent, &one.text);
    let place = [one.citation.clone(), one.paper.path.clone(), format!("id {}", one.section)];
    sheet.set_parts("", indent, style.small, &place);
    if let [_, _, ..] = one.councils[..] {
        let named = one.councils.iter().take(COUNCILS).cloned().collect::<Vec<_>>().join(", ");
        let more = one.councils.len().saturating_sub(COUNCILS) as u64;
        let more = if more > 0 { format!(" and {} more", grouped(more)) } else { String::new() };
        sheet.set("", indent, &[(style.small, &format!("councils: {named}{more}"))]);
    }
    let named: Vec<String> =
        one.again.iter().take(PAPERS).map(|copy| format!("{} (id {})", copy.citation, copy.section)).collect();
    let more = one.again.len().saturating_sub(PAPERS) as u64 + one.more;
    let more = if more > 0 { format!("; and {}", counted(more, "more paper", "more papers")) } else { String::new() };
    sheet.set("", indent, &[(style.small, &format!("again: {}{more}", named.join("; ")))]);
}

/// Over which time a passage was used: `6 March 2014 to 4 May 2018, in 3 years`.
fn dates(one: &Repeat) -> String {
    let (Some(first), Some(last)) = (&one.first, &one.last) else { return "undated".to_owned() };
    if first == last {
        return long_date(Some(first));
    }
    let years = if one.years > 1 { format!(", in {} years", grouped(one.years)) } else { String::new() };
    format!("{} to {}{years}", long_date(Some(first)), long_date(Some(last)))
}
