//! The numbers that a browser prints before the items of ordered lists.

use super::marks;
use crate::corpus::roman::roman;
use scraper::node::Element;

/// A list that is open.
#[derive(Debug, Clone, Copy)]
pub(super) struct List {
    style: Style,
    next: i64,
    step: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Style {
    /// A bullet, or nothing.
    None,
    Decimal,
    Letters {
        capital: bool,
    },
    Roman {
        capital: bool,
    },
}

impl List {
    /// The list that an element begins; `items` is asked for their number where it counts backwards.
    pub(super) fn of(element: &Element, items: impl FnOnce() -> usize) -> Self {
        let step = if element.attr("reversed").is_some() { -1 } else { 1 };
        let start = element.attr("start").and_then(|start| start.trim().parse().ok());
        let last = |items: usize| i64::try_from(items).unwrap_or(i64::MAX);
        let next = start.unwrap_or_else(|| if step < 0 { last(items()) } else { 1 });
        Self { style: Style::of(element), next, step }
    }

    /// The number of the next item, such as `3.`, `c.` or `iii.`; `None` in a list with bullets.
    pub(super) fn number(&mut self, item: &Element) -> Option<String> {
        let value = item.attr("value").and_then(|value| value.trim().parse().ok()).unwrap_or(self.next);
        self.next = value.saturating_add(self.step);
        let style = match item.attr("type") {
            Some(style) => Style::of_type(style),
            None => self.style,
        };
        style.print(value).map(|number| number + ".")
    }
}

impl Style {
    fn of(element: &Element) -> Self {
        if element.name() != "ol" {
            return Self::None;
        }
        let style = element.attr("style").unwrap_or_default();
        let is = |values: &[&str]| {
            marks::declares(style, "list-style-type", values) || marks::declares(style, "list-style", values)
        };
        match () {
            () if is(&["none", "disc", "circle", "square"]) => Self::None,
            () if is(&["lower-alpha", "lower-latin"]) => Self::Letters { capital: false },
            () if is(&["upper-alpha", "upper-latin"]) => Self::Letters { capital: true },
            () if is(&["lower-roman"]) => Self::Roman { capital: false },
            () if is(&["upper-roman"]) => Self::Roman { capital: true },
            () => element.attr("type").map_or(Self::Decimal, Self::of_type),
        }
    }

    fn of_type(style: &str) -> Self {
        match style.trim() {
            "a" => Self::Letters { capital: false },
            "A" => Self::Letters { capital: true },
            "i" => Self::Roman { capital: false },
            "I" => Self::Roman { capital: true },
            "disc" | "circle" | "square" | "none" => Self::None,
            _ => Self::Decimal,
        }
    }

    fn print(self, value: i64) -> Option<String> {
        let small = |most: i64| u32::try_from(value).ok().filter(|value| *value > 0 && i64::from(*value) <= most);
        let (text, capital) = match self {
            Self::None => return None,
            Self::Decimal => return Some(value.to_string()),
            Self::Letters { capital } => (small(18_278).map(letters), capital),
            Self::Roman { capital } => (small(3999).and_then(roman), capital),
        };
        let text = text.unwrap_or_else(|| value.to_string());
        Some(if capital { text.to_uppercase() } else { text })
    }
}

/// a, b, … z, aa, ab, …
fn letters(mut value: u32) -> String {
    let mut letters = Vec::new();
    while value > 0 {
        value -= 1;
        letters.push(char::from(b'a' + (value % 26) as u8));
        value /= 26;
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_printed_as_a_browser_does() {
        assert_eq!([1, 26, 27, 52, 703].map(letters), ["a", "z", "aa", "az", "aaa"]);
        let printed = [1, 4, 9, 14, 40, 1990, 3999].map(|number| roman(number).unwrap());
        assert_eq!(printed, ["i", "iv", "ix", "xiv", "xl", "mcmxc", "mmmcmxcix"]);
        assert_eq!(Style::Letters { capital: true }.print(0).unwrap(), "0");
        assert_eq!(Style::Roman { capital: true }.print(12).unwrap(), "XII");
        assert_eq!(Style::Decimal.print(i64::MIN).unwrap(), "-9223372036854775808");
    }
}
