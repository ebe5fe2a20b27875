//! Lines with their places, and whether a document's lines are wrapped at a width.

/// One line of the text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line<'t> {
    /// From 1.
    pub(super) number: u32,
    /// Where it begins, in bytes.
    pub(super) start: usize,
    /// Without its end.
    pub(super) text: &'t str,
    /// The page that it stands on, from 1, counted by form feeds.
    pub(super) page: u32,
    /// Whether a form feed stands before it.
    pub(super) starts_page: bool,
}

/// The lines of a text, whatever ends them: LF, CR LF, CR, or a form feed, which also ends a page.
pub(super) fn lines(text: &str) -> Vec<Line<'_>> {
    let bytes = text.as_bytes();
    let mut lines = Vec::new();
    let (mut start, mut number, mut page, mut starts_page) = (0, 1, 1, false);
    for end in memchr::memchr3_iter(b'\n', b'\r', b'\x0c', bytes) {
        if end < start {
            continue;
        }
        let feed = bytes[end] == b'\x0c';
        // A form feed at the beginning of a line ends the page and no line.
        if !(feed && end == start) {
            lines.push(Line { number, start, text: &text[start..end], page, starts_page });
            starts_page = false;
        }
        if feed {
            page += 1;
            starts_page = true;
        } else {
            number += 1;
        }
        start = end + 1 + usize::from(bytes[end] == b'\r' && bytes.get(end + 1) == Some(&b'\n'));
    }
    if start < text.len() {
        lines.push(Line { number, start, text: &text[start..], page, starts_page });
    }
    lines
}

/// Whether lines are wrapped at a width, as in typewritten text and in text taken out of PDFs, or each is a paragraph.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wrap {
    /// The width in characters; absent where lines are not wrapped.
    width: Option<usize>,
}

/// Lines of a wrapped text are between these lengths, in characters.
const WIDTHS: std::ops::RangeInclusive<usize> = 45..=130;

impl Wrap {
    /// Looks at a document's lines: it is wrapped where few lines are longer than a page is wide and most lines
    /// that are followed by another without a blank line come near the longest.
    pub(super) fn of(lines: &[Line<'_>]) -> Self {
        let mut lengths: Vec<usize> =
            (lines.iter().map(|line| line.text.trim().chars().count())).filter(|length| *length > 20).collect();
        if lengths.len() < 6 {
            return Self { width: None };
        }
        lengths.sort_unstable();
        let width = lengths[lengths.len() * 9 / 10];
        if !WIDTHS.contains(&width) || lengths[lengths.len() * 98 / 100] > width * 3 / 2 {
            return Self { width: None };
        }
        let followed = lines.windows(2).filter(|pair| {
            let plain = |line: &Line<'_>| !line.text.trim().is_empty() && !line.text.contains(['\t', '|']);
            plain(&pair[0]) && plain(&pair[1])
        });
        let (mut near, mut all) = (0, 0);
        for pair in followed {
            all += 1;
            near += usize::from(pair[0].text.trim().chars().count() * 4 >= width * 3);
        }
        Self { width: (near >= 3 && near * 2 >= all).then_some(width) }
    }

    /// Whether `next` goes on where `line` was wrapped.
    pub(super) fn continues(&self, line: &Line<'_>, next: &Line<'_>) -> bool {
        let Some(width) = self.width else { return false };
        let (text, after) = (line.text.trim(), next.text.trim());
        let near = text.chars().count() * 4 >= width * 3;
        let plain = !after.is_empty()
            && !next.starts_page
            && !after.contains(['\t', '|'])
            && !after.starts_with(['#', '<'])
            && super::bullet(next.text).is_none()
            && !super::is_rule(after)
            && !begins_with_number(after);
        let indented_more = indent(next.text) > indent(line.text) + 8;
        near && plain && !indented_more
    }

    /// Adds a line to what it continues. A word broken at the line's end is put together.
    pub(super) fn join(&self, whole: &mut String, next: &str) {
        join(whole, next);
    }
}

/// Adds a continuation to a text: a word that was broken with a hyphen is put together, else a blank stands between.
pub(in crate::corpus) fn join(whole: &mut String, next: &str) {
    let broken = whole.strip_suffix('-').is_some_and(|start| start.ends_with(|c: char| c.is_lowercase()))
        && next.starts_with(|c: char| c.is_lowercase());
    if broken {
        // "well-" and its like keep their hyphen; most words broken at a line's end had none. A longer word is looked at no
        // further than it takes to know that: it may have grown over thousands of lines.
        let letters = whole.chars().rev().skip(1).take_while(|c| c.is_alphanumeric()).take(LONGEST_KEPT + 1);
        let last: Vec<char> = letters.flat_map(char::to_lowercase).collect();
        if !KEEP_HYPHEN.iter().any(|kept| kept.chars().rev().eq(last.iter().copied())) {
            whole.pop();
        }
    } else if !whole.is_empty() && !next.is_empty() {
        whole.push(' ');
    }
    whole.push_str(next);
}

/// First parts of compounds that are written with a hyphen wherever they stand.
const KEEP_HYPHEN: [&str; 28] = [
    "all", "cross", "edge", "ex", "face", "full", "half", "high", "in", "inter", "long", "low", "mid", "multi", "non",
    "on", "one", "out", "part", "post", "pre", "self", "short", "sub", "two", "up", "well", "year",
];

/// The letters of the longest of them.
const LONGEST_KEPT: usize = 5;

/// Whether a line begins with a paragraph's number or letter.
pub(in crate::corpus) fn begins_with_number(text: &str) -> bool {
    let first = text.split_whitespace().next().unwrap_or_default();
    let core = first.trim_start_matches('(').trim_end_matches(['.', ')', ':']);
    if core.is_empty() || core.len() > 8 || first.len() == text.len() {
        return false;
    }
    let marked = core.len() < first.len();
    let dotted = core.contains('.') && core.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let letter_or_number = core.len() <= 4
        && (core.bytes().all(|byte| byte.is_ascii_digit())
            || core.bytes().all(|byte| matches!(byte, b'i' | b'v' | b'x'))
            || core.len() == 1 && core.bytes().all(|byte| byte.is_ascii_alphabetic()));
    (marked && letter_or_number) || dotted
}

fn indent(text: &str) -> usize {
    text.len() - text.trim_start().len()
}
