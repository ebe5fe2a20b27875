//! Dates as they are written in the UK.
//!
//! In comes a text; out come the days and months that it names, each with its place. Day stands before month, always; a
//! year without month, a season, a quarter and a financial year are no dates, and nothing is taken from today's date.
//! Which date is a paper's own is left to [`metadata`](super::metadata).

use super::{
    DateValue, calendar,
    pattern::{Asked, Found, MONTHS, ORDINALS, Pattern, WEEKDAYS, pattern},
};
use jiff::civil::Date;
use std::{
    ops::{Range, RangeInclusive},
    sync::LazyLock,
};

/// The years in which a paper's date may lie. Scrutiny as we know it began in 2000; a number that reads as a year
/// outside of this window is something else.
pub(crate) const YEARS: RangeInclusive<i16> = 1990..=2035;

/// A date in a text, or a span or pair of days of one event.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct DateMention {
    /// The day or month; of a span or pair, the first.
    pub date: DateValue,
    /// The last day of a span or pair; else the same as `date`.
    pub last: DateValue,
    /// Its bytes in the text, with the day of the week where it stands before.
    pub range: Range<usize>,
    /// Whether the day of the week is named.
    pub weekday: bool,
}

/// `9, 10 and 11 March 2016`, `28 November to 2 December 2016`, `04th-Jun-2026`, `12-Jan-17`.
static DAY_FIRST: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(concat!(
        r"(?:\b(?P<weekday>WEEKDAY)\.?,?\s*(?:the\s+)?)?",
        r"(?:(?P<d0>\d{1,2})\s?ORD?\s*,\s*)?",
        r"(?:(?P<d1>\d{1,2})\s?ORD?(?:[\s-]+(?:of\s+)?(?P<m1>MONTH)\b\.?(?:,?[\s-]*(?P<y1>\d{4}))?)?",
        r"\s*(?P<joiner>,?\s*\band\b|&|\bto\b|\buntil\b|\ba\b|[-–—/])\s*(?:(?:WEEKDAY)\.?,?\s*(?:the\s+)?)?)?",
        r"(?P<d2>\d{1,2})\s?(?:ORD\b)?[\s,]*(?P<dash>-?)(?:of\s+|o\s+)?(?P<m2>MONTH)\.?",
        r"(?:[\s,]*(?P<y2>-?\s*\d{4}|[-/'’]\s?\d{2}))?",
    ))
});

/// `March 6th 2019`, `March 6, 2019`.
static MONTH_FIRST: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(r"(?:\b(?P<weekday>WEEKDAY)\.?,?\s*)?\b(?P<m>MONTH)\.?\s+(?P<d>\d{1,2})\s?ORD?,?\s+(?P<y>\d{4})")
});

/// `October 2015`, `Oct. 2015`.
static MONTH_ONLY: LazyLock<Pattern> = LazyLock::new(|| pattern(r"\b(?P<m>MONTH)\b\.?,?[\s-]*(?P<y>\d{4})"));

/// `12/01/2017`, `12.01.17`, `4-7-22`, `2019-03-06`.
static NUMERIC: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(concat!(
        r"(?:\b(?P<weekday>WEEKDAY)\.?,?\s*)?(?:(?P<y4>\d{4})(?P<s3>[-/.])(?P<m4>\d{2})(?P<s4>[-/.])(?P<d4>\d{2})",
        r"|(?P<d>\d{1,2})(?P<s1>[-/.])(?P<m>\d{1,2})(?P<s2>[-/.])(?P<y>\d{4}|\d{2}))",
    ))
});

/// The dates in a text, in order.
///
/// ```
/// use scrutineer::document::dates;
///
/// let found = dates("Monday 28 November to 2 December 2016");
/// assert_eq!(found[0].date.to_string(), "2016-11-28");
/// assert_eq!(found[0].last.to_string(), "2016-12-02");
/// assert!(dates("at 10.30 am, paragraph 2.2.4, in 2018/19, on 31 February 2019").is_empty());
/// ```
pub fn dates(text: &str) -> Vec<DateMention> {
    let mut mentions = Vec::new();
    if !text.bytes().any(|byte| byte.is_ascii_digit()) {
        return mentions;
    }
    let asked = Asked::about(text);
    for (pattern, read) in READERS {
        // A pattern's own mentions come in order and apart, so only those of earlier patterns can overlap.
        let earlier = mentions.len();
        for found in pattern.captures_all(&asked) {
            for mention in read(text, &found).into_iter().flatten() {
                let known = &mentions[..earlier];
                let next = known.partition_point(|known: &DateMention| known.range.end <= mention.range.start);
                if known.get(next).is_none_or(|known| mention.range.end <= known.range.start) {
                    mentions.push(mention);
                }
            }
        }
        mentions.sort_by_key(|mention| mention.range.start);
    }
    mentions
}

/// The day, month or year that a whole text names, as a person types it: `6 March 2019`, `06/03/2019`, `2019-03-06`,
/// `March 2019`, `2019`.
///
/// ```
/// use scrutineer::document::parse_human;
///
/// assert_eq!(parse_human("Wednesday, 6 March 2019").unwrap().to_string(), "2019-03-06");
/// assert_eq!(parse_human("March 2019").unwrap().to_string(), "2019-03");
/// assert_eq!(parse_human("2019").unwrap().to_string(), "2019");
/// assert!(parse_human("the meeting of 6 March 2019").is_none());
/// ```
pub fn parse_human(text: &str) -> Option<DateValue> {
    let text = text.trim();
    if let Some(date) = DateValue::parse(text) {
        return in_window(date);
    }
    whole(text).filter(|mention| mention.date == mention.last).map(|mention| mention.date)
}

/// The only date, span or pair of days of a text, if the text is nothing else.
pub(crate) fn whole(text: &str) -> Option<DateMention> {
    // To make the patterns ready takes as long as all else that one question does.
    let found = if may_be_whole(text) { dates(text) } else { Vec::new() };
    <[DateMention; 1]>::try_from(found).ok().map(|[mention]| mention).filter(|mention| mention.range == (0..text.len()))
}

/// Whether a text has no sign and no word but those that stand in dates; others are no [`whole`] dates. A quick look.
fn may_be_whole(text: &str) -> bool {
    const SIGNS: [char; 9] = ['.', ',', '-', '–', '—', '/', '&', '\'', '’'];
    // Split at all that is no letter, the days of the week leave an `s` of a sign, which is one name more and does no harm.
    let names = [MONTHS, WEEKDAYS, ORDINALS].map(|names| names.split(|char: char| !char.is_alphabetic()));
    let is_name = |word: &str| names.iter().cloned().flatten().any(|name| name == word);
    let is_known = |word: &str| {
        let word = word.to_ascii_lowercase();
        // The day of the week and the article may be written together.
        matches!(&*word, "and" | "to" | "until" | "a" | "the" | "of" | "o")
            || is_name(word.strip_suffix("the").unwrap_or(&word))
    };
    // Letters beyond ASCII may be other forms of those of the names.
    text.chars().all(|char| char.is_alphanumeric() || char.is_whitespace() || SIGNS.contains(&char))
        && text
            .split(|char: char| !char.is_alphabetic())
            .all(|word| word.is_empty() || !word.is_ascii() || is_known(word))
}

/// What a match says: nothing, one date, or two that are no span.
type Reader = fn(&str, &Found<'_, '_>) -> [Option<DateMention>; 2];
static READERS: [(&LazyLock<Pattern>, Reader); 4] =
    [(&DAY_FIRST, day_first), (&MONTH_FIRST, month_first), (&NUMERIC, numeric), (&MONTH_ONLY, month_only)];

fn day_first(text: &str, found: &Found<'_, '_>) -> [Option<DateMention>; 2] {
    spans(text, found).unwrap_or_default()
}

fn spans(text: &str, found: &Found<'_, '_>) -> Option<[Option<DateMention>; 2]> {
    let (day, month, year) = (found.name("d2")?, found.name("m2")?, found.name("y2")?);
    let (month, year) = (month_number(month.as_str())?, year_number(year.as_str())?);
    let last = day_value(year, month, day.as_str())?;
    let whole = found.get(0)?;
    if glued_after(text, whole.end()) {
        return None;
    }
    let weekday = found.name("weekday").is_some();
    let alone = DateMention { date: last, last, range: day.start()..whole.end(), weekday: false };
    let Some(earlier) = found.name("d1") else {
        let single = DateMention { range: whole.range(), weekday, ..alone };
        return separate(text, whole.start(), day.start()).then_some([Some(single), None]);
    };
    // The day before the joiner belongs to the date where the two are in order; else it was something else.
    let earlier_month = found.name("m1").and_then(|month| month_number(month.as_str())).unwrap_or(month);
    let earlier_year = match found.name("y1") {
        Some(year) => year_number(year.as_str())?,
        None if earlier_month > month => year - 1,
        None => year,
    };
    let first = found.name("d0").filter(|_| found.name("m1").is_none()).unwrap_or(earlier);
    let date = day_value(earlier_year, earlier_month, first.as_str()).and_then(in_window);
    let Some(date) = date.filter(|_| separate(text, whole.start(), first.start())) else {
        return Some([Some(alone), None]);
    };
    let two_dates = found.name("y1").is_some() && found["joiner"].contains(['a', 'A', '&']);
    let days = (last.first() - date.first()).get_days();
    if (1..=LONGEST_SPAN).contains(&days) && !two_dates {
        return Some([Some(DateMention { date, last, range: whole.range(), weekday }), None]);
    }
    let before =
        found.name("y1").map(|year| DateMention { date, last: date, range: whole.start()..year.end(), weekday });
    Some([before, Some(alone)])
}

fn month_first(text: &str, found: &Found<'_, '_>) -> [Option<DateMention>; 2] {
    let day = || day_value(year_number(&found["y"])?, month_number(&found["m"])?, &found["d"]);
    [day().and_then(|date| plain(text, found, date)), None]
}

fn month_only(text: &str, found: &Found<'_, '_>) -> [Option<DateMention>; 2] {
    let month = || DateValue::month(year_number(&found["y"])?, month_number(&found["m"])?);
    // "may 2019" is a verb with a number behind it, and "31 February 2019" is no February.
    let verb = !found["m"].starts_with(char::is_uppercase);
    let before = text[..found.get(0).map_or(0, |whole| whole.start())].trim_end_matches([' ', '-']);
    if verb || before.ends_with(|char: char| char.is_ascii_digit()) || ends_with_ordinal(before) {
        return [None, None];
    }
    [month().and_then(|date| plain(text, found, date)), None]
}

fn ends_with_ordinal(text: &str) -> bool {
    let number = ["st", "nd", "rd", "th"].iter().find_map(|suffix| text.strip_suffix(suffix));
    number.is_some_and(|number| number.ends_with(|char: char| char.is_ascii_digit()))
}

fn numeric(text: &str, found: &Found<'_, '_>) -> [Option<DateMention>; 2] {
    [numbers(found).and_then(|date| plain(text, found, date)), None]
}

fn numbers(found: &Found<'_, '_>) -> Option<DateValue> {
    let part = |name: &str| found.name(name).map(|part| part.as_str());
    if let (Some(year), Some(month), Some(day)) = (part("y4"), part("m4"), part("d4")) {
        if part("s3") != part("s4") {
            return None;
        }
        day_value(year_number(year)?, month.parse().ok()?, day)
    } else {
        let (day, month, year) = (part("d")?, part("m")?, part("y")?);
        // 2.2.4 and 12.3.17 are paragraphs; a date with stops has all its digits.
        let short = year.len() == 2 && (day.len() < 2 || month.len() < 2);
        if part("s1") != part("s2") || (part("s1") == Some(".") && short) {
            return None;
        }
        day_value(year_number(year)?, month.parse().ok()?, day)
    }
}

fn plain(text: &str, found: &Found<'_, '_>, date: DateValue) -> Option<DateMention> {
    let whole = found.get(0)?;
    let weekday = found.name("weekday").is_some();
    if glued_after(text, whole.end()) || !separate(text, whole.start(), whole.start()) {
        return None;
    }
    Some(DateMention { date, last: date, range: whole.range(), weekday })
}

/// The longest span of days, first to last, that is read as one event's.
const LONGEST_SPAN: i32 = 120;

fn day_value(year: i16, month: i8, day: &str) -> Option<DateValue> {
    Date::new(year, month, day.parse().ok()?).ok().map(DateValue::day)
}

fn month_number(name: &str) -> Option<i8> {
    let name = name.to_lowercase();
    let number = match name.as_str() {
        "ionawr" => 1,
        "chwefror" => 2,
        "mawrth" | "fawrth" => 3,
        "ebrill" => 4,
        "mai" | "fai" => 5,
        "mehefin" | "fehefin" => 6,
        "gorffennaf" | "orffennaf" => 7,
        "awst" => 8,
        "medi" | "fedi" => 9,
        "hydref" => 10,
        "tachwedd" | "dachwedd" => 11,
        "rhagfyr" | "ragfyr" => 12,
        english => {
            let begins = english.get(..3)?;
            calendar::MONTHS.iter().zip(1..).find(|(month, _)| month.starts_with(begins))?.1
        }
    };
    Some(number)
}

/// A year of four digits, or of two in this century or the last decade of the one before; `None` outside the window.
fn year_number(text: &str) -> Option<i16> {
    let digits = text.trim_start_matches(|char: char| !char.is_ascii_digit());
    let year: i16 = digits.parse().ok()?;
    let year = match digits.len() {
        2 if year >= 90 => 1900 + year,
        2 => 2000 + year,
        _ => year,
    };
    YEARS.contains(&year).then_some(year)
}

fn in_window(date: DateValue) -> Option<DateValue> {
    YEARS.contains(&date.first().year()).then_some(date)
}

/// Whether what begins at `start` is not the rest of a longer number or word; `digits` is where its first digits stand.
fn separate(text: &str, start: usize, digits: usize) -> bool {
    let mut before = text[..start.min(digits)].chars().rev();
    match before.next() {
        None => true,
        Some(char) if char.is_alphanumeric() || matches!(char, '£' | '$' | '€' | '_' | '%') => false,
        Some('.' | '/' | '-' | ':' | ',') => !before.next().is_some_and(|char| char.is_ascii_digit()),
        Some(_) => true,
    }
}

/// Whether what ends at `end` goes on as a longer number or word.
fn glued_after(text: &str, end: usize) -> bool {
    let mut after = text[end..].chars();
    match after.next() {
        Some(char) if char.is_alphanumeric() || char == '_' => true,
        Some('.' | '/' | '-') => after.next().is_some_and(|char| char.is_ascii_digit()),
        _ => false,
    }
}

#[cfg(test)]
mod tests;
