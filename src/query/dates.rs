//! Dates as people type them in a filter, to spans of days.
//!
//! In comes the value of `date:`, `since:` or `until:`; out comes the span from its first to its last day. UK order
//! only. Dates inside papers are read elsewhere, by rules of their own.

use crate::document::DateValue;
use jiff::civil::Date;

/// A span of days; either end may be open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Days {
    /// The first day; absent where open.
    pub first: Option<Date>,
    /// The last day, inclusive; absent where open.
    pub last: Option<Date>,
}

/// Reads one date or a range of two with `..` between, either of which may be missing.
pub(super) fn read_range(text: &str) -> Option<Days> {
    let text = text.trim();
    let Some((from, until)) = text.split_once("..").or_else(|| text.split_once('…')) else {
        let (first, last) = read(text)?;
        return Some(Days { first: Some(first), last: Some(last) });
    };
    let (from, until) =
        (from.trim(), until.trim_matches(|character: char| character == '.' || character.is_whitespace()));
    if from.is_empty() && until.is_empty() {
        return None;
    }
    let end = |text: &str| if text.is_empty() { Some(None) } else { read(text).map(Some) };
    let (from, until) = (end(from)?, end(until)?);
    let days = Days { first: from.map(|(first, _)| first), last: until.map(|(_, last)| last) };
    // Typed the wrong way round, a range still means what lies between.
    match (from, until) {
        (Some((first, _)), Some((_, last))) if first > last => {
            Some(Days { first: until.map(|(first, _)| first), last: from.map(|(_, last)| last) })
        }
        _ => Some(days),
    }
}

/// First and last day of `2019`, `2019-03`, `2019-03-06`, `2018/19`, `06/03/2019`, `03/2019`, `6 March 2019`,
/// `March 2019`.
pub(super) fn read(text: &str) -> Option<(Date, Date)> {
    let text = text.trim();
    if let Some(date) = DateValue::parse(text) {
        return Some((date.first(), date.last()));
    }
    municipal_year(text).or_else(|| numeric(text).or_else(|| in_words(text)).map(|date| (date.first(), date.last())))
}

/// `2018/19`, `2018-19` (where that is no month) or `2018/2019`: 1 May to 30 April.
fn municipal_year(text: &str) -> Option<(Date, Date)> {
    let (from, until) = text.split_once(['/', '-', '–'])?;
    let year: i16 = number(from, 4)?;
    let next = year.checked_add(1)?;
    let fits = match until.len() {
        2 => number(until, 2)? == next.rem_euclid(100),
        4 => number(until, 4)? == next,
        _ => false,
    };
    let (first, last) = (Date::new(year, 5, 1).ok()?, Date::new(next, 4, 30).ok()?);
    fits.then_some((first, last))
}

/// `06/03/2019`, `6.3.2019`, `06-03-2019`, `03/2019`.
fn numeric(text: &str) -> Option<DateValue> {
    let parts: Vec<&str> = text.splitn(4, ['/', '.', '-']).collect();
    match parts[..] {
        [day, month, year] => day_of(number(year, 4)?, small(month)?, small(day)?),
        [month, year] => DateValue::month(number(year, 4)?, small(month)?),
        _ => None,
    }
}

/// `6 March 2019`, `Wednesday, 6th March 2019`, `March 2019`, `6-Mar-2019`.
fn in_words(text: &str) -> Option<DateValue> {
    let mut words = text.split([' ', ',', '-', '/', '\u{a0}']).filter(|word| !word.is_empty()).take(6).peekable();
    words.next_if(|word| starts_a_name(word, &WEEKDAYS).is_some());
    let day = match words.next_if(|word| word.starts_with(|first: char| first.is_ascii_digit())) {
        Some(word) => Some(small(word.trim_end_matches(|last: char| last.is_ascii_alphabetic()))?),
        None => None,
    };
    words.next_if_eq(&"of");
    let month = starts_a_name(words.next()?, &MONTHS)? + 1;
    let year = number(words.next()?, 4)?;
    match (words.next(), day) {
        (None, Some(day)) => day_of(year, month, day),
        (None, None) => DateValue::month(year, month),
        _ => None,
    }
}

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
const WEEKDAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// Which of the names the word is, or is the beginning of (three letters or more).
fn starts_a_name(word: &str, names: &[&str]) -> Option<i8> {
    let word = word.trim_end_matches('.').to_lowercase();
    let place = names.iter().position(|name| word.len() >= 3 && name.starts_with(&word))?;
    i8::try_from(place).ok()
}

fn day_of(year: i16, month: i8, day: i8) -> Option<DateValue> {
    Date::new(year, month, day).ok().map(DateValue::day)
}

fn number(text: &str, digits: usize) -> Option<i16> {
    (text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok())?
}

fn small(text: &str) -> Option<i8> {
    (matches!(text.len(), 1..=2) && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_way_of_typing_a_date_gives_its_days() {
        for (typed, first, last) in [
            ("2019", "2019-01-01", "2019-12-31"),
            ("2018/19", "2018-05-01", "2019-04-30"),
            ("2018-19", "2018-05-01", "2019-04-30"),
            ("2018/2019", "2018-05-01", "2019-04-30"),
            ("1999/00", "1999-05-01", "2000-04-30"),
            ("2011-12", "2011-12-01", "2011-12-31"),
            ("2019-03", "2019-03-01", "2019-03-31"),
            ("2019-03-06", "2019-03-06", "2019-03-06"),
            ("06/03/2019", "2019-03-06", "2019-03-06"),
            ("6.3.2019", "2019-03-06", "2019-03-06"),
            ("03/2019", "2019-03-01", "2019-03-31"),
            ("6 March 2019", "2019-03-06", "2019-03-06"),
            ("Wednesday, 6th MARCH 2019", "2019-03-06", "2019-03-06"),
            ("Feb 2020", "2020-02-01", "2020-02-29"),
            ("2018-01..2019-03", "2018-01-01", "2019-03-31"),
            ("2019-03..2018-01", "2018-01-01", "2019-03-31"),
            ("1 May 2018 .. 6 March 2019", "2018-05-01", "2019-03-06"),
        ] {
            let days = read_range(typed).unwrap_or_else(|| panic!("{typed} was not read"));
            assert_eq!(days.first.unwrap().to_string(), first, "{typed}");
            assert_eq!(days.last.unwrap().to_string(), last, "{typed}");
        }
        assert_eq!(read_range("2019..").unwrap().last, None);
        assert_eq!(read_range("..2019").unwrap().first, None);
    }

    #[test]
    fn what_is_no_date_is_not_read_as_one() {
        for typed in
            ["", "..", "soon", "31/02/2019", "2019-13", "2018/20", "13/13/2019", "March", "6 March", "last year"]
        {
            assert_eq!(read_range(typed), None, "{typed}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_or_refused_without_a_panic(text in ".{0,40}") {
            let _ = read_range(&text);
        }
    }
}
