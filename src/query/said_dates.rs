//! Dates said among plain words: `road closures since 2018`.
//!
//! In comes a word such as `since` with what follows it; out comes the field that it means, or a notice. Only what names
//! its year is a date here, as papers say "since last year" of themselves. "Since" is read as the field: no older paper
//! says of anything how it has been since. What was "before 2019" or "until May 2020" stands in later papers too, so that
//! these are left to be words, and a notice says how the field is typed.

use super::{
    dates,
    lexer::{Lexeme, Lexer},
    notices,
    syntax::Field,
};

impl Lexer<'_> {
    /// Reads a date after a word that says on which side of it the papers are. Says whether both are used up.
    pub(super) fn said_date(&mut self, word: &str) -> bool {
        let Some(field) = side(word).filter(|_| self.takes_filter()) else { return false };
        let after = self.position;
        let start = after + self.rest().len() - self.rest().trim_start().len();
        let today = self.today;
        let is_date = |text: &str| names_year(text) && dates::read(field, text, today).is_ok();
        self.position = start;
        let Some(end) = self.reach(start, &is_date).filter(|_| start > after) else {
            self.position = after;
            return false;
        };
        let value = dates::without_stop(&self.text[start..end]);
        self.notices.push(notices::said_date(word, field, value));
        if field != Field::Since {
            self.position = after;
            return false;
        }
        self.position = end;
        self.push(Lexeme::Field(field, value.to_owned(), false));
        true
    }
}

/// The field that is called as the word, or means the same.
fn side(word: &str) -> Option<Field> {
    if word.eq_ignore_ascii_case("till") {
        return Some(Field::Until);
    }
    Field::parse(word).filter(|field| field.is_date() && *field != Field::Date)
}

/// Whether four digits stand together, and no more.
fn names_year(text: &str) -> bool {
    text.split(|character: char| !character.is_ascii_digit()).any(|digits| digits.len() == 4)
}
