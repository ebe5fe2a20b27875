//! Lines of a given width: words in ink, wrapped with a hanging indent.
//!
//! All untrusted text of the terminal goes through [`Sheet`], which escapes it. A word wider than the line stays whole,
//! so that ids, paths and addresses can be copied.

use super::{
    escape::push_escaped,
    link,
    style::{Ink, Style},
};
use unicode_width::UnicodeWidthStr as _;

/// Text being set.
pub(super) struct Sheet<'s> {
    text: String,
    width: usize,
    pub(super) style: &'s Style,
    /// What begins the link that the next paragraph is.
    link: Option<String>,
    links: usize,
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
        Self { text: String::new(), width: width.max(20), style, link: None, links: 0 }
    }

    /// Columns of a line.
    pub(super) fn width(&self) -> usize {
        self.width
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

    /// Makes a link of the next paragraph that is set, if the style has links and the address is one to follow.
    pub(super) fn link(&mut self, url: Option<&str>) {
        self.links += 1;
        self.link = url.filter(|_| self.style.links).and_then(|url| link::begin(url, self.links));
    }

    /// A paragraph in one ink, all of it `indent` columns in.
    pub(super) fn plain(&mut self, indent: usize, text: &str) {
        self.set("", indent, &[(self.style.text, text)]);
    }

    /// A line as it is, with its blanks; it is ours, not untrusted.
    pub(super) fn ruled(&mut self, line: &str, ink: Ink) {
        self.text.extend([ink.on, line.trim_end(), ink.off, "\n"]);
    }

    /// Sets pieces as one paragraph. The label stands at the left of the first line and is ours, not untrusted; the
    /// text begins `indent` columns in. Runs of ASCII white space are one blank; nothing is set where no words are.
    pub(super) fn set(&mut self, label: &str, indent: usize, pieces: &[(Ink, &str)]) {
        self.lay(label, indent, words(pieces));
    }

    /// Sets parts with ` · ` between them, as [`Sheet::set`] does. A part that fits a line is not broken, so that a date
    /// is read at a glance and a path with blanks can be copied.
    pub(super) fn set_parts(&mut self, label: &str, indent: usize, ink: Ink, parts: &[String]) {
        let room = self.width.saturating_sub(indent);
        let mut parts: Vec<Vec<Word>> = parts.iter().map(|part| words(&[(ink, part)])).collect();
        parts.retain(|part| !part.is_empty());
        let last = parts.len().saturating_sub(1);
        let mut row = Vec::new();
        for (place, mut part) in parts.into_iter().enumerate() {
            if let Some(word) = part.last_mut().filter(|_| place < last) {
                word.take(ink, &mut " ·".to_owned());
            }
            if part.iter().map(|word| word.width + 1).sum::<usize>() <= room + 1 {
                row.push(Word::of(ink, part));
            } else {
                row.extend(part);
            }
        }
        self.lay(label, indent, row);
    }

    fn lay(&mut self, label: &str, indent: usize, words: Vec<Word>) {
        let link = self.link.take();
        if words.is_empty() {
            return;
        }
        self.text.push_str(label);
        let mut column = label.width();
        let mut first = true;
        let mut line_is_empty = true;
        for word in words {
            if !line_is_empty && column + 1 + word.width > self.width {
                self.text.push_str(link.as_ref().map_or("", |_| link::END));
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
            if let Some(link) = link.as_deref().filter(|_| line_is_empty) {
                self.text.push_str(link);
            }
            for (ink, piece) in &word.pieces {
                self.text.push_str(ink.on);
                self.text.push_str(piece);
                self.text.push_str(ink.off);
            }
            column += blanks + word.width;
            (first, line_is_empty) = (false, false);
        }
        self.text.push_str(link.as_ref().map_or("", |_| link::END));
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
    /// Several words that stand together, with a blank between them.
    fn of(ink: Ink, words: Vec<Self>) -> Self {
        let mut whole = Self::default();
        for word in words {
            if !whole.pieces.is_empty() {
                whole.take(ink, &mut " ".to_owned());
            }
            whole.width += word.width;
            whole.pieces.extend(word.pieces);
        }
        whole
    }

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
    fn a_part_that_fits_a_line_is_not_broken() {
        let style = Style::plain();
        let mut sheet = Sheet::new(&style, 20);
        let parts = ["A Council", "6 March 2019", "", "id 1a:5", "a name that is too long for it"];
        sheet.set_parts("1.", 3, style.text, &parts.map(str::to_owned));
        assert_eq!(
            sheet.into_text(),
            "1. A Council ·\n   6 March 2019 ·\n   id 1a:5 · a name\n   that is too long\n   for it\n"
        );
    }

    #[test]
    fn a_link_is_closed_at_each_lines_end_and_holds_one_paragraph() {
        let style = Style { links: true, ..Style::plain() };
        let mut sheet = Sheet::new(&style, 20);
        sheet.link(Some("https://x.test/"));
        sheet.plain(2, "a title of several words");
        sheet.plain(2, "text");
        let begin = "\x1b]8;id=1;https://x.test/\x1b\\";
        let end = link::END;
        assert_eq!(sheet.into_text(), format!("  {begin}a title of several{end}\n  {begin}words{end}\n  text\n"));
    }

    #[test]
    fn there_are_no_links_unless_the_style_has_them() {
        let style = Style::ansi();
        let mut sheet = Sheet::new(&style, 20);
        sheet.link(Some("https://x.test/"));
        sheet.plain(0, "title");
        assert_eq!(sheet.into_text(), "title\n");
    }

    #[test]
    fn the_ink_of_a_mark_does_not_run_over_the_blank() {
        let style = Style { mark: Ink { on: "<", off: ">" }, ..Style::plain() };
        let mut sheet = Sheet::new(&style, 80);
        sheet.set("", 0, &[(style.text, "the "), (style.mark, "early help"), (style.text, ".")]);
        assert_eq!(sheet.into_text(), "the <early> <help>.\n");
    }
}
