//! Dates said among plain words: `road closures since 2018`.
//!
//! In comes a word such as `since` with what follows it; out comes the field that it means, or a notice. Only what names a
//! year that papers may be of is a date here: "since last year" papers say of themselves, too. "Since" is read as the
//! field: no older paper says of anything how it has been since. What was "before 2019" or "until May 2020" stands in later
//! papers too, so that these are left to be words, and a notice says how the field is typed.

use super::{
    dates,
    lexer::{Lexer, is_lower_case},
    notices,
    syntax::Field,
};
use std::ops::RangeInclusive;

/// The first year of papers: scrutiny committees came with the Local Government Act 2000. What has stood "since 1894" is
/// words, as are numbers of other things.
const FIRST_YEAR: i16 = 2000;

impl Lexer<'_> {
    /// Reads a date after a word that is the name of a field. Says whether both are used up.
    pub(super) fn said_date(&mut self, word: &str) -> bool {
        let field = Field::parse(word).filter(|field| field.is_date() && *field != Field::Date);
        let Some(field) = field.filter(|_| self.takes_filter()) else { return false };
        let (today, years) = (self.today, FIRST_YEAR..=self.today.year());
        let is_date = |text: &str| names_year(text, &years) && dates::read(field, text, today).is_ok();
        let after = self.position;
        let start = after + self.rest().len() - self.rest().trim_start().len();
        self.position = start;
        let end = self.reach(start, &is_date);
        self.position = after;
        let Some(end) = end else { return false };
        self.notices.push(notices::said_date(word, field, dates::without_stop(&self.text[start..end])));
        if field != Field::Since {
            return false;
        }
        self.has_lower_case |= is_lower_case(word);
        self.end_value(field, start, end);
        true
    }
}

/// Whether four digits that stand together are one of the years.
fn names_year(text: &str, years: &RangeInclusive<i16>) -> bool {
    let mut numbers = text.split(|character: char| !character.is_ascii_digit()).filter(|digits| digits.len() == 4);
    numbers.any(|digits| digits.parse().is_ok_and(|year| years.contains(&year)))
}
