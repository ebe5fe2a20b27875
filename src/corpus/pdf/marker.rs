//! What a line begins with: a bullet, or a paragraph's number or letter.

use super::lines::Line;
use crate::corpus::text;

/// The bullet and the rest of the line, where a line begins with a bullet.
pub(super) fn bullet(line: &Line) -> Option<(char, &str)> {
    let mark = line.text.chars().next()?;
    let rest = &line.text[mark.len_utf8()..];
    // Dashes and a small o stand in sentences, too: as bullets they have room after them.
    let plain = matches!(mark, '-' | '–' | '—' | 'o' | '*' | '+' | '·');
    if plain && line.tab.is_none() {
        return None;
    }
    let (_, rest) = text::bullet(if plain { &line.text } else { line.text.trim_start() })
        .or_else(|| (mark == 'o' && rest.starts_with(' ')).then_some((0, rest.trim_start())))?;
    Some((mark, rest.trim_start())).filter(|(_, rest)| !rest.is_empty())
}

/// Whether a line is a bullet and nothing else.
pub(super) fn is_bare_bullet(text: &str) -> bool {
    let mut characters = text.chars();
    let mark = characters.next().unwrap_or(' ');
    characters.next().is_none()
        && matches!(mark, '•' | '▪' | '◦' | '‣' | '●' | '■' | '□' | '➢' | '✓' | '-' | '–' | '—' | 'o' | '*' | '·' | '○')
}

/// Whether a word is a paragraph's number or letter: `1.`, `2.1`, `(a)`, `iv)`; with `bare`, also `7`.
pub(super) fn is_marker(word: &str, bare: bool) -> bool {
    is_bare_bullet(word)
        || text::begins_with_number(&format!("{word} x"))
        || (bare && !word.is_empty() && word.len() <= 3 && word.bytes().all(|byte| byte.is_ascii_digit()))
}
