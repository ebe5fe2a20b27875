//! The numbers that headings and paragraphs are printed with.
//!
//! In comes the text of a block; out come its number as printed, without trailing dot or bracket, and the rest. A
//! date, a time, a sum or a quantity at the beginning of a sentence is no number.

use super::MONTHS;

/// A number and what it says of depth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Number {
    /// As printed, without trailing dot, colon or brackets.
    pub(super) printed: String,
    /// The kind of number.
    pub(super) form: Form,
}

/// The forms of numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// `2`, `2.`, `2.1`, `2.1.3`: how many levels deep; `2.0` is of depth 1.
    Decimal(usize),
    /// `34/17`: a minute's number.
    Minute,
    /// `2A`, `R1`, `A1`.
    Mixed,
    /// `a`, `(a)`, `ii`: an item's letter or Roman number.
    Letter,
    /// `Recommendation 3`.
    Named,
}

/// Words that are followed by the number of a recommendation or the like.
const NAMED: [&str; 3] = ["Recommendation", "Resolution", "Action"];

/// Splits the number off a text; `None` where it begins with none.
pub(super) fn split(text: &str) -> Option<(Number, &str)> {
    let (first, rest) = text.split_once(' ')?;
    let rest = rest.trim_start();
    if rest.is_empty() {
        return None;
    }
    if NAMED.contains(&first) {
        let (number, after) = rest.split_once(' ')?;
        let core = number.trim_end_matches([':', '.', ')', '-']);
        let plain = !core.is_empty() && core.len() <= 3 && core.bytes().all(|byte| byte.is_ascii_digit());
        let after = after.trim_start_matches([':', '-', '–', ' ']);
        return (plain && !after.is_empty())
            .then(|| (Number { printed: format!("{first} {core}"), form: Form::Named }, after));
    }
    let bracketed = first.starts_with('(') || first.ends_with(')');
    let dotted = first.ends_with(['.', ':']);
    let core = first.trim_start_matches('(').trim_end_matches([')', '.', ':']);
    let form = form(core, bracketed, dotted)?;
    let bare = !bracketed && !dotted;
    if bare && matches!(form, Form::Decimal(1)) && !heads(rest) {
        return None;
    }
    if bare && matches!(form, Form::Decimal(_)) && is_quantity(core, rest) {
        return None;
    }
    Some((Number { printed: core.to_owned(), form }, rest))
}

fn form(core: &str, bracketed: bool, dotted: bool) -> Option<Form> {
    if core.is_empty() || core.len() > 10 {
        return None;
    }
    let digits = |part: &str, most: usize| {
        !part.is_empty() && part.len() <= most && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    if digits(core, 3) {
        return Some(Form::Decimal(1));
    }
    if core.contains('.') {
        let parts: Vec<&str> = core.split('.').collect();
        if !parts.iter().all(|part| digits(part, 3)) || parts.len() > 5 {
            return None;
        }
        let zero = parts.len() == 2 && parts[1].bytes().all(|byte| byte == b'0');
        return Some(Form::Decimal(if zero { 1 } else { parts.len() }));
    }
    if let Some((number, year)) = core.split_once('/') {
        return (digits(number, 3) && digits(year, 2)).then_some(Form::Minute);
    }
    let (head, tail) = core.split_at(core.find(|c: char| c.is_ascii_digit()).unwrap_or(core.len()));
    if head.is_empty() {
        let end = core.trim_end_matches(|c: char| c.is_ascii_uppercase());
        return (core.len() == end.len() + 1 && digits(end, 3)).then_some(Form::Mixed);
    }
    if !tail.is_empty() {
        let capital = head.len() == 1 && head.bytes().all(|byte| byte.is_ascii_uppercase());
        return (capital && digits(tail, 2) && (dotted || bracketed)).then_some(Form::Mixed);
    }
    let marked = bracketed || dotted;
    let letter = core.len() == 1 && core.bytes().all(|byte| byte.is_ascii_alphabetic());
    let roman = core.len() <= 5 && core.bytes().all(|byte| matches!(byte, b'i' | b'v' | b'x'));
    (marked && (letter || roman)).then_some(Form::Letter)
}

/// Whether what follows a bare number reads like a heading or a paragraph: it begins with a capital or a quotation mark.
fn heads(rest: &str) -> bool {
    rest.starts_with(|c: char| c.is_uppercase() || matches!(c, '‘' | '\'' | '“' | '"')) && !begins_with_month(rest)
}

fn begins_with_month(rest: &str) -> bool {
    const FIRST: &[u8] = b"jfmasond";
    if rest.bytes().next().is_some_and(|byte| byte.is_ascii() && !FIRST.contains(&byte.to_ascii_lowercase())) {
        return false;
    }
    let word: String = rest.chars().take_while(|c| c.is_alphabetic()).collect::<String>().to_lowercase();
    word == "sept" || MONTHS.iter().any(|month| *month == word || word.len() == 3 && month.starts_with(&word))
}

/// `10.30 am`, `3.5 per cent`, `2.5 million`, `12 May`.
fn is_quantity(core: &str, rest: &str) -> bool {
    if core.matches('.').count() > 1 {
        return false;
    }
    let word = rest.split([' ', ',', '.']).next().unwrap_or_default();
    let unit = matches!(
        word,
        "am" | "pm"
            | "a"
            | "p"
            | "noon"
            | "per"
            | "percent"
            | "million"
            | "billion"
            | "miles"
            | "hours"
            | "tonnes"
            | "fte"
            | "weeks"
            | "days"
            | "months"
            | "years"
            | "%"
    );
    unit || begins_with_month(rest) || (core.contains('.') && rest.starts_with(|c: char| c.is_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_every_style_are_read_as_printed() {
        for (text, printed, form, rest) in [
            ("2.2.2 A memorandum", "2.2.2", Form::Decimal(3), "A memorandum"),
            ("9.1 A summary", "9.1", Form::Decimal(2), "A summary"),
            ("2.2.4 The depot", "2.2.4", Form::Decimal(3), "The depot"),
            ("7. The depot", "7", Form::Decimal(1), "The depot"),
            ("1.0 Introduction", "1.0", Form::Decimal(1), "Introduction"),
            ("7 Members heard", "7", Form::Decimal(1), "Members heard"),
            ("34/17 Apologies", "34/17", Form::Minute, "Apologies"),
            ("(a) note", "a", Form::Letter, "note"),
            ("iii) agree", "iii", Form::Letter, "agree"),
            ("2A The plan", "2A", Form::Mixed, "The plan"),
            ("R1. That", "R1", Form::Mixed, "That"),
            ("Recommendation 3: That", "Recommendation 3", Form::Named, "That"),
        ] {
            let (number, after) = split(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!((number.printed.as_str(), number.form, after), (printed, form, rest), "{text}");
        }
    }

    #[test]
    fn dates_times_and_quantities_are_no_numbers() {
        for text in [
            "6 September 2018",
            "10.30 am start",
            "12 children were placed",
            "3.5 per cent rose",
            "2018/19 was",
            "£3.1 m",
            "4 May 2021",
            "a note",
            "I agree",
            "2.5 million pounds",
            "1.",
            "Action plan",
        ] {
            assert_eq!(split(text), None, "{text}");
        }
    }
}
