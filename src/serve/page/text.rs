//! Untrusted text as HTML.
//!
//! In comes text of a paper, of its metadata or of a question; out comes markup in which it is nothing but text. What would
//! drive a terminal or turn the text around it is shown as a visible escape, as [`escape`] has it; what HTML has no place
//! for, too. Each run of it is set apart, so that letters that are written from right to left move nothing else.

use crate::render::escape;
use maud::{Markup, html};
use std::{borrow::Cow, fmt::Write as _};

/// Untrusted text, set apart from what stands beside it.
pub(super) fn untrusted(text: &str) -> Markup {
    html! { bdi { (shown(text)) } }
}

/// Untrusted text with marks: byte ranges, in order. One that does not fit the text is passed over.
pub(super) fn marked(text: &str, marks: &[(usize, usize)]) -> Markup {
    let mut pieces: Vec<(&str, &str)> = Vec::with_capacity(marks.len());
    let mut end = 0;
    for &(from, to) in marks {
        if let (Some(before), Some(mark)) = (text.get(end..from), text.get(from..to)) {
            pieces.push((before, mark));
            end = to;
        }
    }
    html! {
        @for (before, mark) in pieces { (shown(before)) mark { (shown(mark)) } }
        (shown(text.get(end..).unwrap_or_default()))
    }
}

/// Text as it is shown: blanks for tabs and their like, visible escapes for what may not stand in a page.
pub(super) fn shown(text: &str) -> Cow<'_, str> {
    // White space that other systems end lines with, or set columns apart, is nothing to be warned of.
    let spaced = match text.contains(['\t', '\r', '\u{b}', '\u{c}', '\u{85}']) {
        true => Cow::Owned(text.replace("\r\n", "\n").replace(['\t', '\r', '\u{b}', '\u{c}', '\u{85}'], " ")),
        false => Cow::Borrowed(text),
    };
    let escaped = match &spaced {
        Cow::Borrowed(text) => escape(text),
        Cow::Owned(text) => Cow::Owned(escape(text).into_owned()),
    };
    if !escaped.chars().any(is_no_character) {
        return escaped;
    }
    let mut safe = String::with_capacity(escaped.len() + 16);
    for character in escaped.chars() {
        if is_no_character(character) {
            // Writing to a string does not fail.
            let _ = write!(safe, "\\u{{{:x}}}", u32::from(character));
        } else {
            safe.push(character);
        }
    }
    Cow::Owned(safe)
}

/// What Unicode keeps for no character at all, and HTML calls an error.
fn is_no_character(character: char) -> bool {
    matches!(character, '\u{fdd0}'..='\u{fdef}') || u32::from(character) & 0xfffe == 0xfffe
}

/// A name of the wire format for people: `next-steps` is `Next steps`.
pub(super) fn named(wire: &str) -> String {
    let mut characters = wire.chars();
    let first: String = characters.next().into_iter().flat_map(char::to_uppercase).collect();
    format!("{first}{}", characters.as_str().replace('-', " "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn marks_stay_where_they_are_though_the_text_about_them_is_escaped() {
        let text = "a\u{202e}<b> & care";
        let place = text.find("care").unwrap();
        assert_eq!(
            marked(text, &[(1, 4), (place, place + 4)]).into_string(),
            "a<mark>\\u{202e}</mark>&lt;b&gt; &amp; <mark>care</mark>"
        );
        assert_eq!(marked("Ŵyl", &[(1, 2), (0, 99)]).into_string(), "Ŵyl");
    }

    #[test]
    fn names_of_the_wire_are_written_for_people() {
        assert_eq!(named("next-steps"), "Next steps");
    }

    proptest! {
        #[test]
        fn what_is_shown_holds_nothing_that_turns_text_or_breaks_a_page(text in any::<String>()) {
            let safe = shown(&text);
            prop_assert!(!safe.chars().any(|one| is_no_character(one) || (one.is_control() && one != '\n')));
            prop_assert_eq!(shown(&safe), safe.as_ref());
        }
    }
}
