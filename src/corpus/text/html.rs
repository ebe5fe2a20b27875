//! Fragments of HTML inside text: cells, lists and tables that an extractor left as they were.
//!
//! The work of an HTML parser grows with the square of the depth of unclosed tags, so that depth is limited before
//! one sees the text; that happens here and nowhere else.

use super::lines::Line;
use crate::corpus::{
    Skip, SkipReason,
    html::{
        guard,
        table::{self, Allowance},
        words,
    },
};
use std::borrow::Cow;

/// The tags that real papers hold; `<` before anything else is a sign of its own, as in "<5 days".
const TAGS: [&str; 35] = [
    "a",
    "abbr",
    "b",
    "big",
    "blockquote",
    "br",
    "center",
    "col",
    "colgroup",
    "div",
    "em",
    "font",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "img",
    "li",
    "ol",
    "p",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "u",
];
const MORE_TAGS: [&str; 5] = ["tr", "ul", "tfoot", "caption", "s"];
/// Tags that have no end, or whose end may be left out, and so do not nest.
const FLAT: [&str; 11] = ["br", "hr", "img", "col", "p", "li", "td", "th", "tr", "thead", "tbody"];
/// The longest table that is read as one, in lines.
const MOST_TABLE_LINES: usize = 5000;
/// How deep the tags of one line or table may be nested; deeper ones are left as they stand.
const MOST_NESTING: usize = 500;

/// Refuses text whose tags are nested deeper than `most`.
pub(super) fn check_nesting(text: &str, most: usize) -> Result<(), Skip> {
    let mut depth = 0_usize;
    for at in memchr::memchr_iter(b'<', text.as_bytes()) {
        let Some((name, closes)) = tag(&text[at..]) else { continue };
        if FLAT.contains(&name.as_str()) {
            continue;
        }
        depth = if closes { depth.saturating_sub(1) } else { depth + 1 };
        if depth > most {
            return Err(Skip::new(SkipReason::Malformed, format!("its tags are nested deeper than {most} levels")));
        }
    }
    Ok(())
}

/// The name of the known tag that `text` begins with, and whether it closes.
fn tag(text: &str) -> Option<(String, bool)> {
    let rest = text.strip_prefix('<')?;
    let (rest, closes) = rest.strip_prefix('/').map_or((rest, false), |rest| (rest, true));
    let end = rest.bytes().take(12).position(|byte| !byte.is_ascii_alphanumeric())?;
    let ends_well = matches!(rest.as_bytes()[end], b'>' | b' ' | b'/' | b'\t' | b'\n');
    let name = rest[..end].to_ascii_lowercase();
    let known = TAGS.contains(&name.as_str()) || MORE_TAGS.contains(&name.as_str());
    (known && ends_well).then_some((name, closes))
}

/// The level of a line that is an HTML heading as a whole.
pub(super) fn heading(line: &str) -> Option<u8> {
    let line = line.trim();
    let (name, closes) = tag(line)?;
    let level = name.strip_prefix('h').and_then(|level| level.parse().ok())?;
    (!closes && line.ends_with(&format!("</{name}>"))).then_some(level)
}

/// Whether there is a known tag or an entity in it.
pub(super) fn has_markup(text: &str) -> bool {
    memchr::memchr2_iter(b'<', b'&', text.as_bytes()).any(|at| match text.as_bytes()[at] {
        b'<' => tag(&text[at..]).is_some() || text[at..].starts_with("<!--"),
        _ => is_entity(&text[at + 1..]),
    })
}

fn is_entity(rest: &str) -> bool {
    let name = rest.as_bytes();
    let end = name.iter().take(10).position(|byte| *byte == b';');
    end.is_some_and(|end| end > 0 && name[..end].iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'#'))
}

/// Whether a fragment is set in bold as a whole.
pub(super) fn is_bold(fragment: &str) -> bool {
    let fragment = fragment.trim();
    [("<b>", "</b>"), ("<strong>", "</strong>")].iter().any(|(open, close)| {
        fragment.strip_prefix(open).and_then(|rest| rest.strip_suffix(close)).is_some_and(|inner| !inner.contains('<'))
    })
}

/// `<` where no known tag begins, written so that the parser takes it for text.
fn protected(fragment: &str) -> Cow<'_, str> {
    let stray = |at: usize| {
        let rest = &fragment[at..];
        tag(rest).is_none() && !rest.starts_with("<!--")
    };
    if !memchr::memchr_iter(b'<', fragment.as_bytes()).any(stray) {
        return Cow::Borrowed(fragment);
    }
    let mut safe = String::with_capacity(fragment.len() + 16);
    let mut from = 0;
    for at in memchr::memchr_iter(b'<', fragment.as_bytes()).filter(|at| stray(*at)) {
        safe.push_str(&fragment[from..at]);
        safe.push_str("&lt;");
        from = at + 1;
    }
    safe.push_str(&fragment[from..]);
    Cow::Owned(safe)
}

/// The words of a fragment; what stands in blocks of its own is parted by blanks.
pub(super) fn text(fragment: &str) -> String {
    match guard::fragment(&protected(fragment), MOST_NESTING) {
        Ok(html) => words::start(html.tree.root(), &|_| false, usize::MAX),
        Err(_) => fragment.to_owned(),
    }
}

/// How many lines the HTML table takes that begins with the first of them; `None` where none begins or none ends. `endless`
/// keeps up to which byte of the text no table ends, so that no line is looked at for each of many tables.
pub(super) fn table_lines(lines: &[Line<'_>], endless: &mut usize) -> Option<usize> {
    let first = lines.first()?.text.trim_start();
    if !tag(first).is_some_and(|(name, closes)| name == "table" && !closes) {
        return None;
    }
    let ends = |line: &Line<'_>| line.text.to_ascii_lowercase().contains("</table");
    let within = &lines[..lines.len().min(MOST_TABLE_LINES)];
    let known = within.partition_point(|line| line.start < *endless);
    let end = within[known..].iter().position(ends).map(|end| known + end + 1);
    if let (None, Some(last)) = (end, within.last()) {
        *endless = last.start + 1;
    }
    end
}

/// The rows of an HTML table: cells and the header cells above them, as long as the allowance for the document lasts.
pub(super) fn table(fragment: &str, allowance: &mut Allowance) -> Vec<(Vec<String>, Vec<String>)> {
    let Ok(html) = guard::fragment(&protected(fragment), MOST_NESTING) else {
        return vec![(vec![super::inline(fragment).0], Vec::new())];
    };
    let is_table = |node: &ego_tree::NodeRef<'_, scraper::Node>| {
        node.value().as_element().is_some_and(|element| element.name() == "table")
    };
    let outermost = |node: &ego_tree::NodeRef<'_, scraper::Node>| !node.ancestors().any(|above| is_table(&above));
    let tables = html.tree.root().descendants().filter(is_table).filter(outermost);
    let rows = tables.flat_map(|table| table::data(table, &|_| false, allowance));
    let plain = |texts: &[String]| texts.iter().map(|text| super::inline(text).0).collect::<Vec<_>>();
    rows.map(|row| (plain(&row.cells), plain(&row.headers))).collect()
}
