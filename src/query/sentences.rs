//! Where sentences end.
//!
//! In comes a paragraph; out come its sentences as byte ranges, in order, without the blanks between them. Full stops of
//! abbreviations, initials, numbers and times end nothing. Where in doubt, no end: a snippet a little too long is read
//! more easily than half a sentence.

use std::ops::Range;

/// Abbreviations, in small letters without their last point, after which a sentence goes on.
const ABBREVIATIONS: [&str; 47] = [
    "cllr", "cllrs", "cr", "mr", "mrs", "ms", "dr", "prof", "rev", "revd", "rt", "hon", "sir", "st", "e.g", "eg",
    "i.e", "ie", "vs", "v", "cf", "viz", "para", "paras", "pg", "sec", "ss", "ref", "refs", "reg", "regs", "fig",
    "figs", "vol", "vols", "approx", "est", "inc", "ltd", "plc", "dept", "tel", "ext", "a.m", "p.m", "ph.d", "ed",
];

/// The same before a figure only: they are words, too, or end sentences often.
const BEFORE_FIGURES: [&str; 27] = [
    "no", "nos", "min", "max", "s", "p", "pp", "ch", "cl", "sch", "art", "app", "c", "ca", "al", "jan", "feb", "mar",
    "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec",
];

/// The sentences of a paragraph.
pub(super) fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut sentences = Vec::new();
    let mut start = 0;
    let mut at = 0;
    // By bytes, as most end nothing; that of 0xe2 is the first of `…`, and of others.
    let may_end = |byte: &u8| matches!(byte, b'\n' | b'.' | b'!' | b'?' | 0xe2);
    while let Some(passed) = text.as_bytes()[at..].iter().position(may_end) {
        let place = at + passed;
        let Some(character) = text[place..].chars().next() else { break };
        at = place + character.len_utf8();
        let end = match character {
            '\n' => place,
            '.' | '!' | '?' | '…' => {
                at = text.len() - text[at..].trim_start_matches(is_closing).len();
                match after_footnote(text, start, place, at) {
                    Some(figures) => figures,
                    None if ends_here(text, start, place, at) => at,
                    None => continue,
                }
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
    let sentence = &text[start..place];
    let opens = |character: char| character.is_whitespace() || matches!(character, '(' | '[' | '"' | '“' | '‘');
    let word = sentence.rsplit(opens).next().unwrap_or_default();
    // Longer than any abbreviation: no need to fold a hostile word.
    if word.len() > 12 {
        return true;
    }
    // "20." and "b." at the start of a sentence or of an item of a list are the number of what follows.
    let before = sentence[..sentence.len() - word.len()].trim_end();
    if (before.is_empty() || before.ends_with([':', ';', ',', '–', '•'])) && is_number(word) {
        return false;
    }
    let is_initial = word.chars().count() == 1 && word.chars().all(char::is_uppercase);
    let folded = word.to_lowercase();
    let before_figure = next.is_some_and(char::is_numeric) && BEFORE_FIGURES.contains(&folded.as_str());
    let before_sign = next == Some('&') && folded == "co";
    !(is_initial || ABBREVIATIONS.contains(&folded.as_str()) || before_figure || before_sign)
}

/// Whether a word numbers an item: `20`, `2.2.4`, `b`, `iv`.
fn is_number(word: &str) -> bool {
    let figures = || {
        // A year or a sum ends a sentence.
        word.starts_with(|first: char| first.is_ascii_digit())
            && word.split('.').all(|group| group.len() <= 2 && group.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let letter = || word.len() == 1 && word.bytes().all(|byte| byte.is_ascii_alphabetic());
    let roman = || word.len() <= 5 && word.bytes().all(|byte| matches!(byte, b'i' | b'v' | b'x' | b'I' | b'V' | b'X'));
    !word.is_empty() && (figures() || letter() || roman())
}

/// The end of the number of a footnote that stands at the end of a sentence, as in `improved.12 However`.
fn after_footnote(text: &str, start: usize, place: usize, end: usize) -> Option<usize> {
    if end != place + 1 || !text[place..].starts_with('.') {
        return None;
    }
    let after = &text[end..];
    let figures = after.bytes().take(3).take_while(u8::is_ascii_digit).count();
    let word = text[start..place].chars().rev().take_while(|character| character.is_lowercase()).count();
    let goes_on = after[figures..].trim_start();
    let is_end = after[figures..].starts_with(char::is_whitespace) && goes_on.starts_with(char::is_uppercase);
    ((1..=2).contains(&figures) && word >= 4 && is_end).then_some(end + figures)
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

    #[test]
    fn points_that_end_no_sentence_are_passed_over() {
        for text in [
            "Schools, e.g. St. Mary and St. Anne, were full.",
            "The visit (No. 5) took place in Sept. 2018, as did Nos. 6 and 7.",
            "It grew by 3.5 to 10.2 (see para. 4 and App. 2).",
            "2.2.4. The panel agreed.",
            "iv. The panel agreed.",
            "We ask for: 1. A plan, 2. A date; 3. A name.",
            "The Rt. Hon. J. R. Smith and Ms. Jones, i.e. Members, came.",
            "Smith & Co. & Sons and Acme Ltd. Care came.",
            "Reg. 12 and s. 47 of the Act, cf. Sch. 2, apply.",
            "See www.example.gov.uk/a.b for more.",
            "Version 1.2 came out at 10.30 p.m. Monday.",
        ] {
            assert_eq!(cut(text), [text]);
        }
    }

    #[test]
    fn sentences_that_end_with_short_words_and_figures_end() {
        let text = "There were parks etc. The number rose to 5. It was section 12. Nobody was in. Mar. was cold. He said no. \
                    OK. They left in Dec. Then it was over.";
        assert_eq!(
            cut(text),
            [
                "There were parks etc.",
                "The number rose to 5.",
                "It was section 12.",
                "Nobody was in.",
                "Mar. was cold.",
                "He said no.",
                "OK.",
                "They left in Dec.",
                "Then it was over.",
            ]
        );
    }

    #[test]
    fn a_year_ends_a_sentence_and_the_number_of_an_item_does_not() {
        assert_eq!(
            cut("They met on March 6, 2018. It was wet. Agreed: 2. Gullies."),
            ["They met on March 6, 2018.", "It was wet.", "Agreed: 2. Gullies."]
        );
    }

    #[test]
    fn the_number_of_a_footnote_belongs_to_the_sentence_before() {
        assert_eq!(
            cut("Things improved.12 However, No.5 Lane and v1.2 Beta did not."),
            ["Things improved.12", "However, No.5 Lane and v1.2 Beta did not.",]
        );
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
