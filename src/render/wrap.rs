//! Lines of a given width: words in ink, wrapped with a hanging indent.
//!
//! All untrusted text of the terminal goes through [`Sheet`], which escapes it. A word wider than the line stays whole,
//! so that ids, paths and addresses can be copied.

use super::{
    escape::push_escaped,
    style::{Ink, Style},
};
use unicode_width::UnicodeWidthStr as _;

/// Text being set.
pub(super) struct Sheet<'s> {
    text: String,
    width: usize,
    pub(super) style: &'s Style,
}

/// A word: pieces that stand together, each in its ink.
#[derive(Default)]
struct Word {
    pieces: Vec<(Ink, String)>,
    width: usize,
}

impl<'s> Sheet<'s> {
    /// An empty sheet; a width below 20 columns counts as 20.
    pub(super) fn new(style: &'s Style, width: usize) -> Self {
        Self { text: String::new(), width: width.max(20), style }
    }

    /// What was set.
    pub(super) fn into_text(self) -> String {
        self.text
    }

    /// An empty line, unless nothing or an empty line stands above.
    pub(super) fn gap(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }

    /// A paragraph in one ink, all of it `indent` columns in.
    pub(super) fn plain(&mut self, indent: usize, text: &str) {
        self.set("", indent, &[(self.style.text, text)]);
    }

    /// Sets pieces as one paragraph. The label stands at the left of the first line and is ours, not untrusted; the
    /// text begins `indent` columns in. Runs of ASCII white space are one blank; nothing is set where no words are.
    pub(super) fn set(&mut self, label: &str, indent: usize, pieces: &[(Ink, &str)]) {
        let words = words(pieces);
        if words.is_empty() {
            return;
        }
        self.text.push_str(label);
        let mut column = label.width();
        let mut first = true;
        let mut line_is_empty = true;
        for word in words {
            if !line_is_empty && column + 1 + word.width > self.width {
                self.text.push('\n');
                column = 0;
                line_is_empty = true;
            }
            let blanks = match (line_is_empty, first) {
                (true, true) => indent.saturating_sub(column).max(usize::from(!label.is_empty())),
                (true, false) => indent,
                (false, _) => 1,
            };
            self.text.extend(std::iter::repeat_n(' ', blanks));
            for (ink, piece) in &word.pieces {
                self.text.push_str(ink.on);
                self.text.push_str(piece);
                self.text.push_str(ink.off);
            }
            column += blanks + word.width;
            (first, line_is_empty) = (false, false);
        }
        self.text.push('\n');
    }
}

fn words(pieces: &[(Ink, &str)]) -> Vec<Word> {
    let mut words = Vec::new();
    let mut word = Word::default();
    for (ink, text) in pieces {
        let mut piece = String::new();
        for character in text.chars() {
            if character.is_ascii_whitespace() {
                word.take(*ink, &mut piece);
                if !word.pieces.is_empty() {
                    words.push(std::mem::take(&mut word));
                }
            } else {
                push_escaped(&mut piece, character);
            }
        }
        word.take(*ink, &mut piece);
    }
    if !word.pieces.is_empty() {
        words.push(word);
    }
    words
}

impl Word {
    fn take(&mut self, ink: Ink, piece: &mut String) {
        if !piece.is_empty() {
            self.width += piece.width();
            self.pieces.push((ink, std::mem::take(piece)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_hang_under_their_first_word_and_long_words_stay_whole() {
        let style = Style::plain();
        let mut sheet = Sheet::new(&style, 20);
        let pieces =
            [(style.text, "one two\nthree "), (style.mark, "four"), (style.text, ", five/six/seven/eight/nine x")];
        sheet.set("1.", 3, &pieces);
        assert_eq!(sheet.into_text(), "1. one two three\n   four,\n   five/six/seven/eight/nine\n   x\n");
    }

    #[test]
    fn the_ink_of_a_mark_does_not_run_over_the_blank() {
        let style = Style { mark: Ink { on: "<", off: ">" }, ..Style::plain() };
        let mut sheet = Sheet::new(&style, 80);
        sheet.set("", 0, &[(style.text, "the "), (style.mark, "early help"), (style.text, ".")]);
        assert_eq!(sheet.into_text(), "the <early> <help>.\n");
    }
}
