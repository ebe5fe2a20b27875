//! Mark-up inside a line: emphasis, links, code, tags and entities are taken off; the words stay.

use super::html;
use crate::corpus::html::words::fold;
use std::borrow::Cow;

/// The longest text of a link that is looked for, in bytes: bounds the work on a line of brackets.
const LONGEST_LABEL: usize = 300;
/// The longest address of a link.
const LONGEST_ADDRESS: usize = 2000;

/// The words of a line without mark-up, white space folded, and whether all of them are bold.
pub(in crate::corpus) fn inline(line: &str) -> (String, bool) {
    let plain;
    let (line, bold_by_tag) = if html::has_markup(line) {
        let bold = html::is_bold(line);
        plain = html::text(line);
        (plain.as_str(), bold)
    } else {
        (line, false)
    };
    let (text, bold) = markdown(line);
    let text = fold(&text);
    let bold = (bold || bold_by_tag) && !text.is_empty();
    (text, bold)
}

fn markdown(line: &str) -> (Cow<'_, str>, bool) {
    let bytes = line.as_bytes();
    if memchr::memchr3(b'*', b'_', b'[', bytes).or_else(|| memchr::memchr3(b'`', b'\\', b'<', bytes)).is_none() {
        return (Cow::Borrowed(line), false);
    }
    let mut text = String::with_capacity(line.len());
    let (mut bold, mut all_bold, mut any) = (false, true, false);
    let mut at = 0;
    while at < bytes.len() {
        let rest = &line[at..];
        match bytes[at] {
            b'*' if rest.starts_with("**") => {
                bold = !bold;
                at += 2;
            }
            b'*' | b'_' if is_emphasis(line, at) => at += 1,
            b'`' => at += 1,
            b'\\' if bytes.get(at + 1).is_some_and(u8::is_ascii_punctuation) => {
                text.push(char::from(bytes[at + 1]));
                at += 2;
            }
            b'!' if rest.starts_with("![") && link(&rest[1..]).is_some() => at += 1,
            b'[' if let Some((label, length)) = link(rest) => {
                let label = markdown_label(label);
                any |= label.contains(char::is_alphanumeric);
                all_bold &= bold || !label.contains(char::is_alphanumeric);
                text.push_str(&label);
                at += length;
            }
            b'<' if let Some(length) = address(rest) => {
                text.push_str(&rest[1..length - 1]);
                all_bold = false;
                at += length;
            }
            _ => {
                let Some(character) = rest.chars().next() else { break };
                if character.is_alphanumeric() {
                    any = true;
                    all_bold &= bold;
                }
                text.push(character);
                at += character.len_utf8();
            }
        }
    }
    (Cow::Owned(text), any && all_bold)
}

/// The text of a link is words with emphasis at the most.
fn markdown_label(label: &str) -> String {
    label.replace("**", "").replace('`', "")
}

/// Whether the sign at `at` begins or ends emphasis: words on one side only. `snake_case` and `2 * 3` have none.
fn is_emphasis(line: &str, at: usize) -> bool {
    let word = |c: Option<char>| c.is_some_and(|c| !c.is_whitespace());
    let alphanumeric = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let (before, after) = (line[..at].chars().next_back(), line[at + 1..].chars().next());
    let inside = alphanumeric(before) && alphanumeric(after);
    match line.as_bytes()[at] {
        b'_' => !inside && (word(before) || word(after)) && after != Some('_') && before != Some('_'),
        _ => word(before) || word(after),
    }
}

/// `[label](address)` at the beginning of `rest`: the label and the length of the whole.
fn link(rest: &str) -> Option<(&str, usize)> {
    let window = &rest.as_bytes()[..rest.len().min(LONGEST_LABEL)];
    let close = memchr::memchr(b']', window)?;
    let after = rest.as_bytes().get(close + 1..)?;
    if after.first() != Some(&b'(') {
        return None;
    }
    let end = memchr::memchr(b')', &after[..after.len().min(LONGEST_ADDRESS)])?;
    Some((&rest[1..close], close + 1 + end + 1))
}

/// `<https://…>` or `<name@place>` at the beginning of `rest`: its length.
fn address(rest: &str) -> Option<usize> {
    let window = &rest.as_bytes()[..rest.len().min(LONGEST_ADDRESS)];
    let end = memchr::memchr(b'>', window)?;
    let inner = &rest[1..end];
    // The next `<` is looked for first: in a row of them it is near.
    let plain = !inner.contains('<') && !inner.contains(char::is_whitespace);
    (plain && (inner.contains("://") || inner.contains('@') || inner.starts_with("www."))).then_some(end + 1)
}
