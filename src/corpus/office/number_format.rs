//! Numbers of a spreadsheet as they are printed, nearly: days, times, shares of a hundred, thousands, decimals and pounds. What
//! a code says beside these is not looked at.

use jiff::{Span, civil};

/// How a cell prints its number.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Format {
    date: bool,
    time: bool,
    percent: bool,
    thousands: bool,
    decimals: Option<usize>,
    currency: Option<char>,
}

/// The largest number that is printed digit by digit.
const LARGEST: f64 = 1e15;

impl Format {
    /// One of the formats that are known by number alone.
    pub(super) fn built_in(id: u32) -> Self {
        match id {
            1 => Self::of("0"),
            2 => Self::of("0.00"),
            3 | 37 | 38 => Self::of("#,##0"),
            4 | 39 | 40 | 43 | 44 => Self::of("#,##0.00"),
            9 => Self::of("0%"),
            10 => Self::of("0.00%"),
            14..=17 => Self::of("d/m/y"),
            18..=21 | 45..=47 => Self::of("h:mm"),
            22 => Self::of("d/m/y h:mm"),
            _ => Self::default(),
        }
    }

    /// The format of a code such as `[$-809]dd mmmm yyyy`.
    pub(super) fn of(code: &str) -> Self {
        let mut plain = String::new();
        let (mut quoted, mut bracketed, mut currency) = (false, false, None);
        let mut characters = code.chars();
        while let Some(c) = characters.next() {
            match c {
                '£' | '€' | '$' if currency.is_none() && (!bracketed || c != '$') => currency = Some(c),
                // The sign of an amount may stand in quotation marks or brackets.
                '"' => quoted = !quoted,
                '[' => bracketed = true,
                ']' => bracketed = false,
                '\\' | '_' | '*' => drop(characters.next()),
                // The first form is that of positive numbers.
                ';' if !quoted => break,
                _ if !quoted && !bracketed => plain.push(c.to_ascii_lowercase()),
                _ => {}
            }
        }
        let general = plain.contains("general");
        let date = !general && (plain.contains('d') || plain.contains('y'));
        let time = !general && plain.contains('h');
        let digits =
            plain.split_once('.').map(|(_, after)| after.chars().take_while(|c| matches!(c, '0' | '#')).count());
        let fixed = plain.contains('0');
        Self {
            date,
            time,
            percent: plain.contains('%'),
            thousands: plain.contains(",#") || plain.contains(",0"),
            decimals: if fixed { Some(digits.unwrap_or(0)) } else { None },
            currency,
        }
    }

    /// A number as printed; `from_1904` where days are counted as old Macintosh programs did.
    pub(super) fn print(&self, number: f64, from_1904: bool) -> String {
        if (self.date || self.time)
            && let Some(text) = self.day_and_time(number, from_1904)
        {
            return text;
        }
        if !number.is_finite() || number.abs() >= LARGEST {
            return number.to_string();
        }
        let value = if self.percent { number * 100.0 } else { number };
        let mut text = match self.decimals {
            Some(decimals) => format!("{:.*}", decimals.min(10), value.abs()),
            // Fifteen digits are what such a program keeps: 0.1 + 0.2 is 0.3.
            None => {
                let text = format!("{:.9}", value.abs());
                text.trim_end_matches('0').trim_end_matches('.').to_owned()
            }
        };
        if self.thousands {
            let whole = text.find('.').unwrap_or(text.len());
            for at in (1..whole).rev().filter(|at| (whole - at) % 3 == 0) {
                text.insert(at, ',');
            }
        }
        let sign = if value < 0.0 && text.contains(|c: char| matches!(c, '1'..='9')) { "-" } else { "" };
        let currency = self.currency.map(String::from).unwrap_or_default();
        let percent = if self.percent { "%" } else { "" };
        format!("{sign}{currency}{text}{percent}")
    }

    fn day_and_time(&self, number: f64, from_1904: bool) -> Option<String> {
        // The last day of the year 9999 is the last that such a program knows.
        if !(0.0..2_958_466.0).contains(&number) {
            return None;
        }
        let minutes = (number * 1440.0).round();
        let (days, minute) = ((minutes / 1440.0).floor(), minutes % 1440.0);
        // Excel believes in a 29 February 1900.
        let first = match (from_1904, days < 60.0) {
            (true, _) => civil::date(1904, 1, 1),
            (false, true) => civil::date(1899, 12, 31),
            (false, false) => civil::date(1899, 12, 30),
        };
        let day = first.checked_add(Span::new().try_days(days as i64).ok()?).ok()?;
        let time = format!("{:02}:{:02}", (minute / 60.0).floor(), minute % 60.0);
        Some(match (self.date, self.time) {
            (true, true) => format!("{} {time}", day.strftime("%-d %B %Y")),
            (true, false) => day.strftime("%-d %B %Y").to_string(),
            _ => time,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_printed_as_their_codes_say() {
        let print = |code: &str, number: f64| Format::of(code).print(number, false);
        assert_eq!(print("General", 0.1 + 0.2), "0.3");
        assert_eq!(print("General", 1500.0), "1500");
        assert_eq!(print("#,##0", 1_234_567.4), "1,234,567");
        assert_eq!(print("\"£\"#,##0.00", 1250.5), "£1,250.50");
        assert_eq!(print("[$£-809]#,##0;[Red]-[$£-809]#,##0", -1250.0), "-£1,250");
        assert_eq!(print("0.0%", 0.153), "15.3%");
        assert_eq!(print("dd/mm/yyyy", 43530.0), "6 March 2019");
        assert_eq!(print("[$-809]dd mmmm yyyy", 43530.0), "6 March 2019");
        assert_eq!(print("d/m/y h:mm", 43530.4375), "6 March 2019 10:30");
        assert_eq!(print("h:mm", 0.75), "18:00");
        assert_eq!(print("dd/mm/yyyy", f64::MAX), f64::MAX.to_string());
        assert_eq!(print("0", f64::NAN), "NaN");
        assert_eq!(Format::built_in(14).print(1.0, false), "1 January 1900");
        assert_eq!(Format::built_in(14).print(0.0, true), "1 January 1904");
    }
}
