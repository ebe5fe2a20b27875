//! Where a passage can be read on the web: the paper's address with the page.
//!
//! In come the address that a side-file gives and what is known of the page; out comes the address to show with a citation.
//! It is untrusted: what would break out of a link or a line is written as `%1b`, and whether it is one to follow at all is
//! left to whoever makes a link of it.

use super::record::{PaperSummary, SectionRecord};
use crate::document::Paragraph;
use std::fmt::Write as _;

/// Fragments of an address of a PDF that say how it is shown, not where; a page may stand before them.
const MANNERS: [&str; 7] = ["zoom", "view", "toolbar", "navpanes", "scrollbar", "statusbar", "pagemode"];

impl SectionRecord {
    /// Where the section, or a paragraph of it, can be read on the web; absent where no address is known of the paper.
    ///
    /// An address of a PDF leads to the page, if that is known; see [`PaperSummary::url_at`].
    pub fn url(&self, paragraph: Option<&Paragraph>) -> Option<String> {
        let page = match paragraph {
            Some(paragraph) => paragraph.page,
            None => self.section.pages.map(|(first, _)| first),
        };
        self.paper.url_at(page)
    }
}

impl PaperSummary {
    /// The web address of the paper, as its side-file gives it, with `#page=4` where the page is known and a PDF stands
    /// there: the address ends with `.pdf`, or the paper was read from a PDF.
    ///
    /// An address that already leads to a place within the PDF is left as it is. White space, control characters, quotes,
    /// brackets and all that is not ASCII are percent-encoded. Not every address is one to follow: it may be of another scheme
    /// than `http` and `https`, or none at all.
    pub fn url_at(&self, page: Option<u32>) -> Option<String> {
        let url = encoded(self.url.as_deref()?.trim());
        if url.is_empty() {
            return None;
        }
        let (address, fragment) = match url.split_once('#') {
            Some((address, fragment)) => (address, fragment),
            None => (url.as_str(), ""),
        };
        let place = address.split('?').next().unwrap_or_default();
        let page = page.filter(|_| is_pdf(place) || is_pdf(&self.path));
        let manner = |part: &str| part.split_once('=').is_some_and(|(key, _)| MANNERS.contains(&key));
        match page {
            Some(page) if fragment.is_empty() => Some(format!("{address}#page={page}")),
            Some(page) if fragment.split('&').all(manner) => Some(format!("{address}#page={page}&{fragment}")),
            _ => Some(url),
        }
    }
}

fn is_pdf(path: &str) -> bool {
    path.len() >= 4 && path.as_bytes()[path.len() - 4..].eq_ignore_ascii_case(b".pdf")
}

/// The address with all that does not belong into one percent-encoded.
fn encoded(url: &str) -> String {
    let mut safe = String::with_capacity(url.len());
    for character in url.chars() {
        let kept =
            character.is_ascii_graphic() && !matches!(character, '"' | '<' | '>' | '\\' | '^' | '`' | '{' | '|' | '}');
        if kept {
            safe.push(character);
        } else {
            for byte in character.encode_utf8(&mut [0; 4]).bytes() {
                // Writing to a string does not fail.
                let _ = write!(safe, "%{byte:02X}");
            }
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::tests::draft;
    use proptest::prelude::*;

    fn at(url: &str, path: &str, page: Option<u32>) -> Option<String> {
        let mut paper = draft("a").section("", &["a"]).paper();
        paper.url = Some(url.to_owned());
        paper.path = path.to_owned();
        PaperSummary::of(&paper).url_at(page)
    }

    #[test]
    fn an_address_of_a_pdf_leads_to_the_page() {
        let cases = [
            ("https://x.test/a.pdf", "a.txt", "https://x.test/a.pdf#page=4"),
            ("https://x.test/A.PDF?v=2", "a.txt", "https://x.test/A.PDF?v=2#page=4"),
            ("https://x.test/get.aspx?id=7", "a.pdf", "https://x.test/get.aspx?id=7#page=4"),
            ("https://x.test/a.html", "a.txt", "https://x.test/a.html"),
            ("https://x.test/a?name=b.pdf", "a.txt", "https://x.test/a?name=b.pdf"),
        ];
        for (url, path, expected) in cases {
            assert_eq!(at(url, path, Some(4)).as_deref(), Some(expected));
            assert_eq!(at(url, path, None).as_deref(), Some(url));
        }
        assert_eq!(at("", "a.pdf", Some(4)), None);
    }

    #[test]
    fn a_place_that_the_address_names_is_kept() {
        let page = |fragment: &str| at(&format!("https://x.test/a.pdf#{fragment}"), "a", Some(4)).unwrap();
        assert_eq!(page(""), "https://x.test/a.pdf#page=4");
        assert_eq!(page("zoom=100&view=Fit"), "https://x.test/a.pdf#page=4&zoom=100&view=Fit");
        for fragment in ["page=17", "nameddest=item5", "chapter-2", ":~:text=early"] {
            assert_eq!(page(fragment), format!("https://x.test/a.pdf#{fragment}"));
        }
    }

    #[test]
    fn blanks_controls_and_letters_beyond_ascii_are_percent_encoded() {
        assert_eq!(
            at(" https://x.test/a b\u{1b}]\u{7}\u{9c}ŵ\"<>.pdf\n", "a", Some(1)).unwrap(),
            "https://x.test/a%20b%1B]%07%C2%9C%C5%B5%22%3C%3E.pdf#page=1"
        );
    }

    proptest! {
        #[test]
        fn an_address_is_of_visible_ascii_and_the_same_when_made_twice(url in any::<String>(), page in 1..9_u32) {
            let Some(once) = at(&url, "a.pdf", Some(page)) else { return Ok(()) };
            prop_assert!(once.bytes().all(|byte| byte.is_ascii_graphic()));
            prop_assert_eq!(at(&once, "a.pdf", Some(page)), Some(once));
        }
    }
}
