//! Untrusted text made safe to show: what could drive a terminal, or turn text round, becomes a visible escape.

use std::{borrow::Cow, fmt::Write as _};

/// The text with each character that could drive a terminal shown as `\u{202e}`. A line feed stays as it is.
///
/// Those are the control characters (C0, DEL, C1), the marks and overrides of direction, the line and paragraph
/// separators, and the invisible tag characters.
///
/// ```
/// use scrutineer::render::escape;
///
/// assert_eq!(escape("minutes"), "minutes");
/// assert_eq!(escape("\x1b[2J"), "\\u{1b}[2J");
/// ```
pub fn escape(text: &str) -> Cow<'_, str> {
    if !text.chars().any(drives) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        push_escaped(&mut safe, character);
    }
    Cow::Owned(safe)
}

/// Appends one character, escaped where it must be.
pub(super) fn push_escaped(text: &mut String, character: char) {
    if drives(character) {
        // Writing to a string does not fail.
        let _ = write!(text, "\\u{{{:x}}}", u32::from(character));
    } else {
        text.push(character);
    }
}

/// Whether a character could drive a terminal or turn the text around it.
pub(super) fn drives(character: char) -> bool {
    match character {
        '\n' => false,
        '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{2028}' | '\u{2029}' => true,
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => true,
        '\u{e0000}'..='\u{e007f}' => true,
        _ => character.is_control(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn controls_and_turns_of_direction_are_shown_as_escapes() {
        assert_eq!(escape("a\u{202e}b\u{9b}c\u{7f}\rd\n"), "a\\u{202e}b\\u{9b}c\\u{7f}\\u{d}d\n");
        assert_eq!(escape("\u{2028}\u{e0041}\u{61c}"), "\\u{2028}\\u{e0041}\\u{61c}");
        assert!(matches!(escape("Ŵyl £5 – “so”"), Cow::Borrowed(_)));
    }

    proptest! {
        #[test]
        fn nothing_that_drives_a_terminal_is_left(text in any::<String>()) {
            let safe = escape(&text);
            prop_assert!(!safe.chars().any(drives));
            prop_assert_eq!(escape(&safe), safe.as_ref());
        }
    }
}
