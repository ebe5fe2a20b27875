//! Figures, dates and pages in words.

use crate::document::DateValue;

/// What stands beside text that was read off a picture: words of it may be misread.
pub(crate) const BY_MACHINE: &str = "read by machine";

/// A count with its noun: `1 section`, `1,234 sections`.
pub(crate) fn counted(count: u64, one: &str, many: &str) -> String {
    format!("{} {}", grouped(count), if count == 1 { one } else { many })
}

/// A count with its thousands set apart: `1,234`.
pub(crate) fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `once`, `twice`, `3 times`.
pub(crate) fn times(count: u32) -> String {
    match count {
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        count => format!("{} times", grouped(u64::from(count))),
    }
}

/// A date of the wire as people write it, `6 March 2019`; "undated" where there is none.
pub(crate) fn long_date(date: Option<&str>) -> String {
    match date {
        None => "undated".to_owned(),
        Some(text) => DateValue::parse(text).map_or_else(|| text.to_owned(), DateValue::long),
    }
}

/// `p. 4`, or `pp. 4–5`.
pub(crate) fn page_span(pages: Option<(u32, u32)>) -> Option<String> {
    pages.map(|(first, last)| if first == last { format!("p. {first}") } else { format!("pp. {first}–{last}") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_have_their_thousands_apart_and_the_right_noun() {
        assert_eq!(counted(1, "paper", "papers"), "1 paper");
        assert_eq!(counted(0, "paper", "papers"), "0 papers");
        assert_eq!(counted(1_234_567, "paper", "papers"), "1,234,567 papers");
        assert_eq!(grouped(100), "100");
    }

    #[test]
    fn dates_and_pages_are_written_as_in_print() {
        assert_eq!(long_date(Some("2019-03-06")), "6 March 2019");
        assert_eq!(long_date(Some("2015-10")), "October 2015");
        assert_eq!(long_date(None), "undated");
        assert_eq!(page_span(Some((4, 4))).as_deref(), Some("p. 4"));
        assert_eq!(page_span(Some((4, 6))).as_deref(), Some("pp. 4–6"));
    }
}
