//! Dates as people type them in a filter, to spans of days.
//!
//! In comes the value of `date:`, `since:`, `until:`, `before:` or `after:`; out comes the span from its first to its last
//! day, or why there is none. What one date means is left to `spans.rs`.

use super::{
    spans::{self, Ends, Unread},
    syntax::Field,
};
use jiff::{Timestamp, civil::Date, tz::Offset};

/// Longest value that is looked at, in bytes.
const LONGEST: usize = 100;

/// What stands between the two dates of a range.
const JOINTS: [&str; 12] =
    ["..", "…", " to ", " until ", " till ", " through ", " - ", " – ", " — ", " and ", " & ", "→"];

/// A span of days; either end may be open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Days {
    /// The first day; absent where open.
    pub first: Option<Date>,
    /// The last day, inclusive; absent where open.
    pub last: Option<Date>,
}

/// The machine's day, in UTC.
pub(super) fn today() -> Date {
    Offset::UTC.to_datetime(Timestamp::now()).date()
}

/// The days that the value of a field means on the day `today`.
pub(super) fn read(field: Field, value: &str, today: Date) -> Result<Days, Unread> {
    if value.len() > LONGEST {
        return Err(Unread::NoDate);
    }
    let text = value.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ");
    let text = without_stop(text.trim_start_matches([',', ';', ' ']));
    let (field, text) = side(field, text);
    let day = |day: Result<Date, jiff::Error>| day.map(Some).map_err(|_| Unread::NoDate);
    if let Some((from, until)) = two_ends(text) {
        let days = range(from, until, today)?;
        return Ok(match (field, days) {
            (Field::Before, Days { first: Some(first), .. }) => Days { first: None, last: day(first.yesterday())? },
            (Field::After, Days { last: Some(last), .. }) => Days { first: day(last.tomorrow())?, last: None },
            (_, days) => days,
        });
    }
    let (first, last) = spans::read(text, today, field != Field::Date)?;
    Ok(match field {
        Field::Since => Days { first: Some(first), last: None },
        Field::Until => Days { first: None, last: Some(last) },
        Field::After => Days { first: day(last.tomorrow())?, last: None },
        Field::Before => Days { first: None, last: day(first.yesterday())? },
        _ => Days { first: Some(first), last: Some(last) },
    })
}

/// A value without the signs that end a sentence or a bracket after it; the dots of an open range stay.
pub(super) fn without_stop(value: &str) -> &str {
    let mut value = value.trim_end();
    while let Some(shorter) = value.strip_suffix([',', ';', '.', '?', '!', ']', '}'])
        && !value.ends_with("..")
    {
        value = shorter.trim_end();
    }
    value
}

/// Signs and words before a date that say on which side of it the days are.
fn side(field: Field, text: &str) -> (Field, &str) {
    let sides = [
        (">=", Field::Since),
        ("≥", Field::Since),
        (">", Field::After),
        ("<=", Field::Until),
        ("≤", Field::Until),
        ("<", Field::Before),
        ("=", field),
        ("since ", Field::Since),
        ("after ", Field::After),
        ("before ", Field::Before),
        ("until ", Field::Until),
        ("till ", Field::Until),
        ("up to ", Field::Until),
        ("from ", Field::Since),
        ("between ", field),
        ("on ", field),
        ("in ", field),
    ];
    let found = sides.iter().find_map(|(sign, side)| Some((*side, text.strip_prefix(sign)?.trim())));
    found.unwrap_or((field, text))
}

/// The two ends of a range, either of which may be empty where dots stand between them.
fn two_ends(text: &str) -> Option<(&str, &str)> {
    let (joint, (from, until)) = JOINTS.iter().find_map(|joint| Some((*joint, text.split_once(joint)?)))?;
    // `[2018 TO *]` is Lucene's way to leave an end open.
    let (from, until) = (from.trim(), until.trim_start_matches('.').trim());
    let (from, until) = (if from == "*" { "" } else { from }, if until == "*" { "" } else { until });
    let open = matches!(joint, ".." | "…" | " to ");
    (open && !(from.is_empty() && until.is_empty()) || !from.is_empty() && !until.is_empty()).then_some((from, until))
}

fn range(from: &str, until: &str, today: Date) -> Result<Days, Unread> {
    let end = |text: &str| if text.is_empty() { Ok(None) } else { spans::read(text, today, true).map(Some) };
    let last = end(until)?;
    let first: Option<Ends> = match (end(from), last) {
        (Err(why), Some(last)) => Some(completed(from, until, last, today).ok_or(why)?),
        (read, _) => read?,
    };
    Ok(match (first, last) {
        // Typed the wrong way round, a range still means what lies between.
        (Some((first, end)), Some((other, last))) if first > last => Days { first: Some(other), last: Some(end) },
        (first, last) => Days { first: first.map(|(first, _)| first), last: last.map(|(_, last)| last) },
    })
}

/// The first end of `March to May 2019` or `1 to 6 March 2019`, which is of the month or year of the last end; where it
/// would be the later one, as in `December to January 2019`, of the year before.
fn completed(from: &str, until: &str, last: Ends, today: Date) -> Option<Ends> {
    let year = until.rsplit_once(' ')?.1;
    let month = until.rmatch_indices(' ').nth(1).map(|(at, _)| &until[at..]);
    let read = |text: String| spans::read(&text, today, true).ok();
    let in_order = |first: &Ends| first.0 <= last.0;
    if let Some(first) = read(format!("{from} {year}")) {
        let before = || read(format!("{from} {:04}", year.parse::<u16>().ok()?.checked_sub(1)?));
        return Some(first).filter(in_order).or_else(|| before().filter(in_order));
    }
    read(format!("{from}{}", month?)).filter(in_order)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: Date = jiff::civil::date(2026, 3, 18);

    fn days(field: Field, typed: &str) -> String {
        let end = |day: Option<Date>| day.map_or_else(String::new, |day| day.to_string());
        match read(field, typed, TODAY) {
            Ok(Days { first, last }) if first == last => end(first),
            Ok(Days { first, last }) => format!("{}..{}", end(first), end(last)),
            Err(why) => format!("{why:?}"),
        }
    }

    #[test]
    fn each_way_of_typing_a_date_gives_its_days() {
        for (typed, expected) in [
            ("2019", "2019-01-01..2019-12-31"),
            ("2018/19", "2018-05-01..2019-04-30"),
            ("2018-19", "2018-05-01..2019-04-30"),
            ("2018/2019", "2018-05-01..2019-04-30"),
            ("1999/00", "1999-05-01..2000-04-30"),
            ("2016-2019", "2016-01-01..2019-12-31"),
            ("2011-12", "2011-12-01..2011-12-31"),
            ("2019-03", "2019-03-01..2019-03-31"),
            ("2019-03-06", "2019-03-06"),
            ("20190306", "2019-03-06"),
            ("2019/03/06", "2019-03-06"),
            ("06/03/2019", "2019-03-06"),
            ("6/3/19", "2019-03-06"),
            ("06.03.19", "2019-03-06"),
            ("6.3.2019", "2019-03-06"),
            ("2019-3-6", "2019-03-06"),
            ("2019/3/6", "2019-03-06"),
            ("2019.3.6", "2019-03-06"),
            ("6/3/1850", "1850-03-06"),
            ("6/3/99", "1999-03-06"),
            ("06/03/99", "1999-03-06"),
            ("6 mar 19", "2019-03-06"),
            ("Mar '19", "2019-03-01..2019-03-31"),
            ("FY18/19", "2018-04-01..2019-03-31"),
            ("6 March 2019.", "2019-03-06"),
            ("2019?", "2019-01-01..2019-12-31"),
            ("03/2019", "2019-03-01..2019-03-31"),
            ("6 March 2019", "2019-03-06"),
            ("Wednesday, 6th MARCH 2019", "2019-03-06"),
            ("March 6, 2019", "2019-03-06"),
            ("6 to 8 March 2019", "2019-03-06..2019-03-08"),
            ("6-8 March 2019", "2019-03-06..2019-03-08"),
            ("Feb 2020", "2020-02-01..2020-02-29"),
            ("Sept. 2020", "2020-09-01..2020-09-30"),
            ("financial year 2018/19", "2018-04-01..2019-03-31"),
            ("2018/19 academic year", "2018-09-01..2019-08-31"),
            ("the municipal year 2018/19", "2018-05-01..2019-04-30"),
            ("spring 2019", "2019-03-01..2019-05-31"),
            ("Summer of 2019", "2019-06-01..2019-08-31"),
            ("autumn 2019", "2019-09-01..2019-11-30"),
            ("winter 2019", "2019-12-01..2020-02-29"),
            ("winter 2018/19", "2018-12-01..2019-02-28"),
            ("2010s", "2010-01-01..2019-12-31"),
        ] {
            assert_eq!(days(Field::Date, typed), expected, "{typed}");
        }
    }

    #[test]
    fn ranges_are_typed_with_dots_or_words_and_in_either_order() {
        for (typed, expected) in [
            ("2018-01..2019-03", "2018-01-01..2019-03-31"),
            ("2019-03..2018-01", "2018-01-01..2019-03-31"),
            ("20180101..20190306", "2018-01-01..2019-03-06"),
            ("1 May 2018 .. 6 March 2019", "2018-05-01..2019-03-06"),
            ("2019..", "2019-01-01.."),
            ("..2019", "..2019-12-31"),
            ("2018...2019", "2018-01-01..2019-12-31"),
            ("2018 to 2019", "2018-01-01..2019-12-31"),
            ("between 2018 and 2019", "2018-01-01..2019-12-31"),
            ("from May 2018 until June 2019", "2018-05-01..2019-06-30"),
            ("2018 – 2019", "2018-01-01..2019-12-31"),
            ("March to May 2019", "2019-03-01..2019-05-31"),
            ("spring 2018 to autumn 2019", "2018-03-01..2019-11-30"),
            ("Dec to Jan 2019", "2018-12-01..2019-01-31"),
            ("winter to spring 2019", "2018-12-01..2019-05-31"),
            ("28 to 3 March 2019", "NoDate"),
            ("2024 to today", "2024-01-01..2026-03-18"),
            ("since 2018", "2018-01-01.."),
            ("before May 2019", "..2019-04-30"),
            (">=2018", "2018-01-01.."),
            (">2018", "2019-01-01.."),
            ("<= 2019", "..2019-12-31"),
            ("<2019", "..2018-12-31"),
        ] {
            assert_eq!(days(Field::Date, typed), expected, "{typed}");
            assert_eq!(days(Field::Since, typed), expected, "since:{typed}");
        }
    }

    #[test]
    fn each_field_takes_its_side_of_a_date() {
        assert_eq!(days(Field::Since, "May 2019"), "2019-05-01..");
        assert_eq!(days(Field::Until, "May 2019"), "..2019-05-31");
        assert_eq!(days(Field::After, "2019"), "2020-01-01..");
        assert_eq!(days(Field::Before, "2019"), "..2018-12-31");
        assert_eq!(days(Field::Before, "2018..2019"), "..2017-12-31");
        assert_eq!(days(Field::After, "2018..2019"), "2020-01-01..");
        assert_eq!(days(Field::Date, ">2018..2019"), "2020-01-01..");
        assert_eq!(days(Field::Date, "before 2018 to 2019"), "..2017-12-31");
    }

    #[test]
    fn times_before_today_are_reckoned_from_it() {
        for (typed, expected) in [
            ("today", "2026-03-18"),
            ("yesterday", "2026-03-17"),
            ("this week", "2026-03-16..2026-03-22"),
            ("last week", "2026-03-09..2026-03-15"),
            ("this month", "2026-03-01..2026-03-31"),
            ("last month", "2026-02-01..2026-02-28"),
            ("this year", "2026-01-01..2026-12-31"),
            ("last year", "2025-01-01..2025-12-31"),
            ("this municipal year", "2025-05-01..2026-04-30"),
            ("last financial year", "2024-04-01..2025-03-31"),
            ("last 6 months", "2025-09-18..2026-03-18"),
            ("in the past two weeks", "2026-03-04..2026-03-18"),
            ("past month", "2026-02-18..2026-03-18"),
            ("the past year", "2025-03-18..2026-03-18"),
            ("6 months ago", "2025-09-01..2025-09-30"),
            ("a year ago", "2025-01-01..2025-12-31"),
            ("3 days ago", "2026-03-15"),
            ("last March", "2025-03-01..2025-03-31"),
            ("last February", "2026-02-01..2026-02-28"),
            ("last summer", "2025-06-01..2025-08-31"),
            ("last winter", "2025-12-01..2026-02-28"),
        ] {
            assert_eq!(days(Field::Date, typed), expected, "{typed}");
        }
        assert_eq!(days(Field::Since, "6 months ago"), "2025-09-18..");
        assert_eq!(days(Field::Since, "last year"), "2025-01-01..");
        assert_eq!(days(Field::Before, "last year"), "..2024-12-31");
    }

    #[test]
    fn what_is_no_date_is_not_read_as_one() {
        for (typed, why) in [
            ("", "NoDate"),
            ("..", "NoDate"),
            ("soon", "NoDate"),
            ("31/02/2019", "NoDate"),
            ("2019-13", "NoDate"),
            ("2018/20", "NoDate"),
            ("13/13/2019", "NoDate"),
            ("early 2019", "NoDate"),
            ("99999 years ago", "NoDate"),
            ("9999 years ago", "NoDate"),
            ("next year", "NoDate"),
            ("March", "NoYear"),
            ("6 March", "NoYear"),
            ("Q1 2019", "Quarter"),
            ("2019-Q1", "Quarter"),
            ("first quarter of 2019", "Quarter"),
            ("last quarter", "Quarter"),
        ] {
            assert_eq!(days(Field::Date, typed), why, "{typed}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_or_refused_without_a_panic(
            text in "(last |since |[0-9]{1,4}|[/. -]|to |\\.\\.|months? ago|spring |fy|march |s)*|.{0,40}",
            year in -9999_i16..=9999,
        ) {
            for field in [Field::Date, Field::Since, Field::Before, Field::After] {
                let _ = read(field, &text, Date::new(year, 1, 1).unwrap());
            }
        }
    }
}
