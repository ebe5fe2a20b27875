//! One span of days as people name it: a day, a month, a season, a year of some kind, or a time before today.
//!
//! In comes a text in small letters; out come its first and last day. UK order only: the day stands before the month.
//! Dates inside papers are read elsewhere, by rules of their own, which are tried last here.

use crate::document::{DateValue, MONTHS, WEEKDAYS, whole_date};
use jiff::{Span, ToSpan as _, civil::Date};

/// First and last day.
pub(super) type Ends = (Date, Date);

/// Why a text is no date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unread {
    /// Nothing that is known as a date.
    NoDate,
    /// A day or month of an unknown year.
    NoYear,
    /// A quarter, which may be of the calendar or of the financial year.
    Quarter,
}

const NUMBERS: [&str; 12] =
    ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
/// Kinds of year that do not begin in January, with their first month.
const YEARS: [(&str, i8); 8] = [
    ("municipal year", 5),
    ("council year", 5),
    ("civic year", 5),
    ("financial year", 4),
    ("fiscal year", 4),
    ("fy", 4),
    ("academic year", 9),
    ("school year", 9),
];

/// The span that a text names. With `to_the_day`, "6 months ago" is the day six months before `today`; else the month
/// of that day.
pub(super) fn read(text: &str, today: Date, to_the_day: bool) -> Result<Ends, Unread> {
    let text = text.trim().trim_start_matches("the ").trim();
    let whole = |date: DateValue| (date.first(), date.last());
    let found = DateValue::parse(text)
        .map(whole)
        .or_else(|| municipal_year(text))
        .or_else(|| numeric(text).or_else(|| in_words(text)).or_else(|| year_first(text)).map(whole))
        .or_else(|| year_of_a_kind(text, today))
        .or_else(|| season(text, today))
        .or_else(|| decade(text))
        .or_else(|| relative(text, today))
        .or_else(|| ago(text, today, to_the_day))
        .or_else(|| as_in_papers(text));
    // Before the year 1 there is nothing but slips of the finger.
    found.filter(|(first, _)| first.year() > 0).ok_or_else(|| why_not(text))
}

fn why_not(text: &str) -> Unread {
    let words: Vec<&str> = words(text).collect();
    let is_quarter = |word: &&str| {
        matches!(*word, "quarter" | "quarters") || word.strip_prefix('q').is_some_and(|number| small(number).is_some())
    };
    let is_month_of_no_year =
        words.iter().any(|word| month(word).is_some()) && !words.iter().any(|word| number(word, 4).is_some());
    if words.iter().any(is_quarter) {
        Unread::Quarter
    } else if is_month_of_no_year {
        Unread::NoYear
    } else {
        Unread::NoDate
    }
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split([' ', ',', '-', '/', '.', '\u{a0}']).filter(|word| !word.is_empty())
}

/// `2018/19`, `2018-19` (where that is no month) or `2018/2019`: 1 May to 30 April. `2016-2019`: whole years.
fn municipal_year(text: &str) -> Option<Ends> {
    let (year, until) = years(text)?;
    if until == year + 1 { twelve_months(year, 5) } else { Some((whole_year(year)?.0, whole_year(until)?.1)) }
}

/// The two years of `2018/19`; of `2016-2019`, too, but not of `2016/2019`, which means nothing.
fn years(text: &str) -> Option<(i16, i16)> {
    let at = text.find(['/', '-', '–'])?;
    let (from, until) = (&text[..at], text[at..].trim_start_matches(['/', '-', '–']));
    let year: i16 = number(from, 4)?;
    let next = year.checked_add(1)?;
    match until.len() {
        2 => (number(until, 2)? == next.rem_euclid(100)).then_some((year, next)),
        4 => {
            let until = number(until, 4)?;
            (until == next || until > next && !text[at..].starts_with('/')).then_some((year, until))
        }
        _ => None,
    }
}

/// The first year of `18/19`.
fn short_years(text: &str) -> Option<i16> {
    let (from, until) = text.split_once(['/', '-', '–'])?;
    let (year, next) = (short_year(from).filter(|_| from.len() == 2)?, number(until, 2)?);
    ((year + 1).rem_euclid(100) == next).then_some(year)
}

fn whole_year(year: i16) -> Option<Ends> {
    DateValue::year(year).map(|date| (date.first(), date.last()))
}

/// The twelve months from the first of this one on.
fn twelve_months(year: i16, month: i8) -> Option<Ends> {
    months(Date::new(year, month, 1).ok()?, 12)
}

fn months(first: Date, months: i64) -> Option<Ends> {
    let after = first.checked_add(Span::new().try_months(months).ok()?).ok()?;
    Some((first, after.yesterday().ok()?))
}

/// `financial year 2018/19`, `academic year 2018`, `last municipal year`.
fn year_of_a_kind(text: &str, today: Date) -> Option<Ends> {
    let (rest, first) = YEARS.iter().find_map(|(name, first)| {
        let rest = text.strip_prefix(name).or_else(|| text.strip_suffix(name))?;
        Some((rest.trim(), *first))
    })?;
    let present = if today.month() < first { today.year() - 1 } else { today.year() };
    let year = match rest {
        "this" | "present" | "current" => present,
        "last" | "previous" => present - 1,
        rest => match years(rest) {
            Some((year, next)) if next == year + 1 => year,
            _ => short_years(rest).or_else(|| number(rest, 4))?,
        },
    };
    twelve_months(year, first)
}

/// `spring 2019`, `winter 2018/19`, `winter 2018` (which ends in 2019), `last summer`.
fn season(text: &str, today: Date) -> Option<Ends> {
    let (name, year) = match text.split_once(' ') {
        Some(("last", name)) => (name, None),
        Some((name, year)) => (name, Some(year.trim_start_matches("of ").trim())),
        None => return None,
    };
    let first = match name {
        "spring" => 3,
        "summer" => 6,
        "autumn" | "fall" => 9,
        "winter" => 12,
        _ => return None,
    };
    let of_year = |year: i16| months(Date::new(year, first, 1).ok()?, 3);
    match year {
        Some(text) => match years(text) {
            Some((year, next)) if first == 12 && next == year + 1 => of_year(year),
            Some(_) => None,
            None => of_year(number(text, 4)?),
        },
        // The one that ended last.
        None => (0..3).filter_map(|years| of_year(today.year() - years)).find(|(_, last)| *last < today),
    }
}

/// `2010s`, `1990's`.
fn decade(text: &str) -> Option<Ends> {
    let year = number(text.strip_suffix('s')?.trim_end_matches(['\'', '’']), 4)?;
    (year % 10 == 0).then(|| Some((whole_year(year)?.0, whole_year(year.checked_add(9)?)?.1)))?
}

/// `today`, `last year`, `this month`, `last 6 months`, `past two weeks`, `last March`.
fn relative(text: &str, today: Date) -> Option<Ends> {
    let text = ["in ", "within ", "during ", "over "].iter().find_map(|begin| text.strip_prefix(begin)).unwrap_or(text);
    let text = text.trim_start_matches("the ");
    match text {
        "today" | "now" => return Some((today, today)),
        "yesterday" => return today.yesterday().ok().map(|day| (day, day)),
        _ => {}
    }
    let (which, what) = text.split_once(' ')?;
    let what = what.trim();
    let back = match which {
        "this" | "current" => 0,
        "last" | "past" | "previous" => 1,
        _ => return None,
    };
    if let Some((count, unit)) = count_and_unit(what) {
        return (back == 1).then(|| Some((before(today, count, unit)?, today)))?;
    }
    if back == 1
        && let Some(month) = month(what)
    {
        let of_year = |year: i16| months(Date::new(year, month, 1).ok()?, 1);
        return (0..2).filter_map(|years| of_year(today.year() - years)).find(|(_, last)| *last < today);
    }
    // The past year is the twelve months up to today, last year the one of the calendar.
    if which == "past" {
        return Some((before(today, 1, Unit::parse(what)?)?, today));
    }
    around(before(today, back, Unit::parse(what)?)?, Unit::parse(what)?)
}

/// `6 months ago`, `a year ago`.
fn ago(text: &str, today: Date, to_the_day: bool) -> Option<Ends> {
    let (count, unit) = count_and_unit(text.strip_suffix("ago")?.trim())?;
    let day = before(today, count, unit)?;
    if to_the_day { Some((day, day)) } else { around(day, unit) }
}

#[derive(Debug, Clone, Copy)]
enum Unit {
    Day,
    Week,
    Month,
    Year,
}

impl Unit {
    fn parse(text: &str) -> Option<Self> {
        Some(match text.strip_suffix('s').unwrap_or(text) {
            "day" => Self::Day,
            "week" => Self::Week,
            "month" => Self::Month,
            "year" => Self::Year,
            _ => return None,
        })
    }
}

fn count_and_unit(text: &str) -> Option<(i64, Unit)> {
    let (count, unit) = text.split_once(' ')?;
    let digits =
        || (count.len() <= 4 && count.bytes().all(|byte| byte.is_ascii_digit())).then(|| count.parse().ok())?;
    let count = match count {
        "a" | "an" => 1,
        _ => NUMBERS.iter().zip(1..).find(|(name, _)| **name == count).map(|(_, number)| number).or_else(digits)?,
    };
    Some((count, Unit::parse(unit.trim())?))
}

fn before(today: Date, count: i64, unit: Unit) -> Option<Date> {
    let span = match unit {
        Unit::Day => Span::new().try_days(count),
        Unit::Week => Span::new().try_weeks(count),
        Unit::Month => Span::new().try_months(count),
        Unit::Year => Span::new().try_years(count),
    };
    today.checked_sub(span.ok()?).ok()
}

/// The day, week (from Monday), month or year that a day is of.
fn around(day: Date, unit: Unit) -> Option<Ends> {
    Some(match unit {
        Unit::Day => (day, day),
        Unit::Week => {
            let monday = day.checked_sub(i64::from(day.weekday().to_monday_zero_offset()).days()).ok()?;
            (monday, monday.checked_add(6.days()).ok()?)
        }
        Unit::Month => (day.first_of_month(), day.last_of_month()),
        Unit::Year => (day.first_of_year(), day.last_of_year()),
    })
}

/// `06/03/2019`, `6.3.2019`, `06-03-2019`, `06/03/19`, `2019/03/06`, `20190306`, `03/2019`.
fn numeric(text: &str) -> Option<DateValue> {
    if text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return day_of(number(&text[..4], 4)?, small(&text[4..6])?, small(&text[6..])?);
    }
    numeric_parts(text)
}

fn numeric_parts(text: &str) -> Option<DateValue> {
    let parts: Vec<&str> = text.splitn(4, ['/', '.', '-']).collect();
    match parts[..] {
        [year, month, day] if year.len() == 4 => day_of(number(year, 4)?, small(month)?, small(day)?),
        [day, month, year] => day_of(short_year(year)?, small(month)?, small(day)?),
        [month, year] => DateValue::month(number(year, 4)?, small(month)?),
        _ => None,
    }
}

/// `6 march 2019`, `wednesday, 6th march 2019`, `march 2019`, `6-mar-2019`.
fn in_words(text: &str) -> Option<DateValue> {
    let mut words = words(text).take(6).peekable();
    words.next_if(|word| starts_a_name(word, &WEEKDAYS).is_some());
    let day = match words.next_if(|word| word.starts_with(|first: char| first.is_ascii_digit())) {
        Some(word) => Some(small(word.trim_end_matches(|last: char| last.is_ascii_alphabetic()))?),
        None => None,
    };
    words.next_if_eq(&"of");
    let month = month(words.next()?)?;
    let typed = words.next()?;
    let year = typed.trim_start_matches(['\'', '’']);
    // `March 19` may be a day of no year.
    let year = if day.is_some() || year.len() < typed.len() { short_year(year)? } else { number(year, 4)? };
    match (words.next(), day) {
        (None, Some(day)) => day_of(year, month, day),
        (None, None) => DateValue::month(year, month),
        _ => None,
    }
}

/// `2019 march`.
fn year_first(text: &str) -> Option<DateValue> {
    let (year, name) = text.split_once(' ')?;
    DateValue::month(number(year, 4)?, month(name)?)
}

/// `march 6, 2019`, `6 to 8 march 2019` and whatever else a paper may say.
fn as_in_papers(text: &str) -> Option<Ends> {
    whole_date(text).map(|mention| (mention.date.first(), mention.last.last()))
}

fn month(word: &str) -> Option<i8> {
    starts_a_name(word, &MONTHS).map(|place| place + 1)
}

/// Which of the names the word is, or is the beginning of (three letters or more).
fn starts_a_name(word: &str, names: &[&str]) -> Option<i8> {
    let place = names.iter().position(|name| word.len() >= 3 && name.starts_with(word))?;
    i8::try_from(place).ok()
}

fn day_of(year: i16, month: i8, day: i8) -> Option<DateValue> {
    Date::new(year, month, day).ok().map(DateValue::day)
}

fn number(text: &str, digits: usize) -> Option<i16> {
    (text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok())?
}

/// A year of four digits, or of two as in papers: the nineties are those of the last century.
fn short_year(text: &str) -> Option<i16> {
    match number(text, 2) {
        Some(year) => Some(if year >= 90 { 1900 + year } else { 2000 + year }),
        None => number(text, 4),
    }
}

fn small(text: &str) -> Option<i8> {
    (matches!(text.len(), 1..=2) && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok())?
}
