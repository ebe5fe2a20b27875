//! A paper's links: which of those that a source has are kept, and how many.

use super::paper::PaperLink;
use crate::corpus::{Block, Link};
use rustc_hash::FxHashSet;
use std::ops::Range;

/// The most links of a paper; a list of meetings has some hundreds.
const MOST: usize = 1_000;
/// A longer address is none that anybody follows, in bytes.
const LONGEST: usize = 2_048;

/// The links that begin in these blocks, each once, in order.
pub(super) fn links(links: &[Link], blocks: Range<usize>) -> Vec<PaperLink> {
    let mut seen: FxHashSet<(&str, &str)> = FxHashSet::default();
    let own = links.iter().filter(|link| blocks.contains(&link.block) && leads_elsewhere(&link.url));
    let new = own.filter(|link| seen.insert((&link.text, &link.url)));
    new.take(MOST).map(|link| PaperLink { text: link.text.clone(), url: link.url.clone() }).collect()
}

/// Those of a paper's blocks that are a link and nothing else, counted from its first block.
pub(super) fn lone(links: &[Link], document: &[Block], blocks: Range<usize>) -> FxHashSet<usize> {
    let own = links.iter().filter(|link| blocks.contains(&link.block));
    let lone = own.filter(|link| document.get(link.block).is_some_and(|block| block.text.trim() == link.text.trim()));
    lone.map(|link| link.block - blocks.start).collect()
}

/// Whether an address is of the web, or relative, and no mere place on its own page.
fn leads_elsewhere(url: &str) -> bool {
    // Readers of addresses drop control characters, after which "java\nscript:" is a scheme.
    if url.is_empty() || url.len() > LONGEST || url.starts_with('#') || url.contains(char::is_control) {
        return false;
    }
    let url = url.trim_start();
    match url.find([':', '/', '?', '#']) {
        Some(at) if url[at..].starts_with(':') => {
            ["http", "https"].iter().any(|web| url[..at].eq_ignore_ascii_case(web))
        }
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(text: &str, url: &str, block: usize) -> Link {
        Link { text: text.to_owned(), url: url.to_owned(), block }
    }

    #[test]
    fn addresses_of_the_web_and_relative_ones_are_kept_and_no_others() {
        let kept = [
            "https://hale.example/a",
            "HTTP://hale.example",
            "documents/s1/Roads.pdf",
            "/a:b",
            "?x=1:2",
            "//hale.example",
        ];
        let dropped = [
            "",
            "#AI5",
            "mailto:a@hale.example",
            "javascript:x()",
            " javascript:x()",
            "java\nscript:x()",
            "file:///etc",
            "data:x",
        ];
        assert!(kept.iter().all(|url| leads_elsewhere(url)), "{kept:?}");
        for url in dropped {
            assert!(!leads_elsewhere(url), "{url}");
        }
        assert!(!leads_elsewhere(&"a".repeat(LONGEST + 1)));
    }

    #[test]
    fn links_are_those_of_the_blocks_each_once_and_not_more_than_the_most() {
        let all = [link("Roads", "a", 1), link("Roads", "a", 2), link("Fords", "b", 2), link("Ducks", "c", 3)];
        let found = links(&all, 1..3);
        assert_eq!(found.iter().map(|link| link.url.as_str()).collect::<Vec<_>>(), ["a", "b"]);
        let many: Vec<Link> = (0..2 * MOST).map(|number| link("x", &number.to_string(), 0)).collect();
        assert_eq!(links(&many, 0..1).len(), MOST);
    }
}
