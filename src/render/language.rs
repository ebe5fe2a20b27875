//! The page on the query language, for people.

use super::{style::Style, wrap::Sheet};
use crate::query::LANGUAGE;

/// Where what a question finds begins, in columns.
const COLUMN: usize = 32;

/// The query language, examples first, as one page of text.
///
/// The width is in columns; below 20 it counts as 20. The same as the documentation of [`Parsed`](crate::query::Parsed).
///
/// ```
/// use scrutineer::render::{Style, terminal};
///
/// assert!(terminal::language(&Style::plain(), 80).contains("gullies OR drains"));
/// ```
pub fn language(style: &Style, width: usize) -> String {
    let mut sheet = Sheet::new(style, width);
    let mut paragraph = String::new();
    let mut is_table = false;
    for line in LANGUAGE.lines().chain([""]) {
        let is_fence = line.starts_with("```");
        if !is_table && !is_fence && !line.is_empty() && !line.starts_with("## ") {
            paragraph.push_str(line);
            paragraph.push(' ');
            continue;
        }
        if !paragraph.is_empty() {
            sheet.plain(0, &std::mem::take(&mut paragraph).replace('`', ""));
        }
        if is_fence || line.is_empty() {
            is_table ^= is_fence;
            sheet.gap();
        } else if let Some(title) = line.strip_prefix("## ") {
            sheet.set("", 0, &[(style.heading, title)]);
        } else if let Some((question, finds)) = line.split_once("  ") {
            // Too narrow for two columns: one below the other.
            let (question, finds) = (question.replace('`', ""), finds.replace('`', ""));
            if width >= 2 * COLUMN && question.chars().count() + 3 < COLUMN {
                sheet.set(&format!("  {question}"), COLUMN, &[(style.text, &finds)]);
            } else {
                sheet.plain(2, &question);
                sheet.set("", if width >= 2 * COLUMN { COLUMN } else { 6 }, &[(style.text, &finds)]);
            }
        }
    }
    let mut text = sheet.into_text();
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}
