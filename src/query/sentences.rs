//! Where sentences end.
//!
//! In comes a paragraph; out come its sentences as byte ranges, in order, without the blanks between them. Full stops of
//! abbreviations, initials, numbers and times end nothing. Where in doubt, no end: a snippet a little too long is read
//! more easily than half a sentence.

use std::ops::Range;

/// Abbreviations, in small letters without their last point, after which a sentence goes on.
const ABBREVIATIONS: [&str; 52] = [
    "no", "nos", "cllr", "cllrs", "cr", "mr", "mrs", "ms", "dr", "prof", "rev", "hon", "sir", "st", "e.g", "eg", "i.e",
    "ie", "etc", "vs", "v", "cf", "al", "viz", "para", "paras", "p", "pp", "pg", "sec", "s", "ss", "ref", "refs",
    "fig", "figs", "vol", "ch", "app", "approx", "est", "inc", "ltd", "plc", "co", "dept", "tel", "ext", "min", "max",
    "a.m", "p.m",
];

/// The sentences of a paragraph.
pub(super) fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut sentences = Vec::new();
    let mut start = 0;
    let mut characters = text.char_indices().peekable();
    while let Some((place, character)) = characters.next() {
        let end = match character {
            '\n' => place,
            '.' | '!' | '?' | '…' => {
                let mut end = place + character.len_utf8();
                while let Some((closing, mark)) = characters.next_if(|(_, next)| is_closing(*next)) {
                    end = closing + mark.len_utf8();
                }
                if !ends_here(text, start, place, end) {
                    continue;
                }
                end
            }
            _ => continue,
        };
        push(text, start..end, &mut sentences);
        start = end;
    }
    push(text, start..text.len(), &mut sentences);
    sentences
}

fn push(text: &str, range: Range<usize>, sentences: &mut Vec<Range<usize>>) {
    let written = &text[range.clone()];
    let start = range.start + (written.len() - written.trim_start().len());
    let end = range.start + written.trim_end().len();
    if start < end {
        sentences.push(start..end);
    }
}

fn is_closing(character: char) -> bool {
    matches!(character, ')' | ']' | '"' | '”' | '’' | '\'' | '»' | '*' | '_' | '.' | '!' | '?')
}

/// Whether the mark at `place`, with what closes after it up to `end`, ends the sentence that began at `start`.
fn ends_here(text: &str, start: usize, place: usize, end: usize) -> bool {
    let after = &text[end..];
    if after.is_empty() || !after.starts_with(char::is_whitespace) {
        return after.is_empty();
    }
    let next = after.trim_start().chars().next();
    if next.is_none_or(char::is_lowercase) {
        return false;
    }
    if !text[place..].starts_with('.') {
        return true;
    }
    let before =
        text[..place].rsplit(|character: char| character.is_whitespace() || matches!(character, '(' | '[' | '"' | '“'));
    let word = before.into_iter().next().unwrap_or_default();
    // Longer than any abbreviation: no need to fold a hostile word.
    if word.len() > 12 {
        return true;
    }
    let folded = word.to_lowercase();
    let is_initial =
        word.chars().count() == 1 && word.chars().all(|letter| letter.is_uppercase() || letter.is_ascii_digit());
    // "20." and "b." at the start of a sentence are the number of what follows.
    let begins = text[start..place].trim_start().len() == word.len();
    let is_number = begins && word.len() <= 2 && word.bytes().all(|byte| byte.is_ascii_alphanumeric());
    // "no" is a word, too, unless a number follows.
    let is_abbreviation = ABBREVIATIONS.contains(&folded.as_str())
        && (!matches!(folded.as_str(), "no" | "nos" | "min" | "max" | "s" | "p" | "pp" | "ch" | "co" | "al" | "app")
            || next.is_some_and(|next| next.is_numeric() || folded == "co" && next == '&'));
    !(is_initial || is_number || is_abbreviation)
}

#[cfg(test)]
mod tests {
    use super::sentences;

    fn cut(text: &str) -> Vec<&str> {
        sentences(text).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn sentences_end_at_full_stops_and_not_at_abbreviations() {
        let text = "Cllr. Jones asked about No. 4 (see p. 3). Officers met at 10.30 a.m. Tuesday, e.g. at County Hall. \
                    Is that so? It cost £3.5 m. in all.";
        assert_eq!(
            cut(text),
            [
                "Cllr. Jones asked about No. 4 (see p. 3).",
                "Officers met at 10.30 a.m. Tuesday, e.g. at County Hall.",
                "Is that so?",
                "It cost £3.5 m. in all.",
            ]
        );
        assert_eq!(cut("The answer was no. They left."), ["The answer was no.", "They left."]);
        assert_eq!(cut("It grew. 20. Then it fell."), ["It grew.", "20. Then it fell."]);
        assert_eq!(cut("Mr. J. Smith spoke. “Yes.” He sat."), ["Mr. J. Smith spoke.", "“Yes.”", "He sat."]);
    }

    proptest::proptest! {
        #[test]
        fn sentences_stand_in_order_and_leave_out_nothing_but_blanks(text in "[ A-Ca-c.!?\n”é1]{0,60}") {
            let mut end = 0;
            for range in sentences(&text) {
                proptest::prop_assert!(text[end..range.start].trim().is_empty());
                end = range.end;
            }
            proptest::prop_assert!(text[end..].trim().is_empty());
        }
    }
}
