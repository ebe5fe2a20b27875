//! Numbers in the forms in which lists print them.

/// A form of numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Numerals {
    /// 1, 2, 3.
    #[default]
    Decimal,
    /// 01, 02, 03.
    Padded,
    /// a, b, c.
    LowerLetter,
    /// A, B, C.
    UpperLetter,
    /// i, ii, iii.
    LowerRoman,
    /// I, II, III.
    UpperRoman,
    /// 1st, 2nd, 3rd.
    Ordinal,
    /// Nothing is printed.
    None,
}

impl Numerals {
    /// A number in this form. Letters go on as aa, bb, cc; what has no letter or Roman form is decimal.
    pub(super) fn print(self, number: i64) -> String {
        match self {
            Self::LowerLetter => letters(number).unwrap_or_else(|| number.to_string()),
            Self::UpperLetter => letters(number).map_or_else(|| number.to_string(), |text| text.to_uppercase()),
            Self::LowerRoman => roman(number).unwrap_or_else(|| number.to_string()),
            Self::UpperRoman => roman(number).map_or_else(|| number.to_string(), |text| text.to_uppercase()),
            Self::Padded => format!("{number:02}"),
            Self::Ordinal => format!("{number}{}", ordinal(number)),
            Self::Decimal => number.to_string(),
            Self::None => String::new(),
        }
    }
}

fn letters(number: i64) -> Option<String> {
    let index = u8::try_from(number).ok().filter(|number| (1..=26 * 5).contains(number))? - 1;
    Some(char::from(b'a' + index % 26).to_string().repeat(usize::from(index / 26) + 1))
}

fn roman(number: i64) -> Option<String> {
    u32::try_from(number).ok().and_then(crate::corpus::roman::roman)
}

fn ordinal(number: i64) -> &'static str {
    match (number % 10, number % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_printed_in_every_form() {
        let of = |numerals: Numerals| [1, 4, 12, 27].map(|number| numerals.print(number)).join(" ");
        assert_eq!(of(Numerals::Decimal), "1 4 12 27");
        assert_eq!(of(Numerals::Padded), "01 04 12 27");
        assert_eq!(of(Numerals::LowerLetter), "a d l aa");
        assert_eq!(of(Numerals::UpperRoman), "I IV XII XXVII");
        assert_eq!(of(Numerals::Ordinal), "1st 4th 12th 27th");
        assert_eq!(Numerals::LowerLetter.print(i64::MAX), i64::MAX.to_string());
        assert_eq!(Numerals::LowerLetter.print(i64::MIN), i64::MIN.to_string());
        assert_eq!(Numerals::UpperLetter.print(130), "ZZZZZ");
        assert_eq!(Numerals::LowerRoman.print(-1), "-1");
    }
}
