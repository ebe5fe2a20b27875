//! What holds for any question whatever, stated once: for the tests of a stable toolchain and for the fuzz targets.

use jiff::civil::Date;
use scrutineer::{
    Index,
    query::{Node, Notice, Parsed, Request, parse_on},
};

/// The day that `last year` is reckoned from.
const TODAY: Date = jiff::civil::date(2026, 3, 18);

/// Most characters of one notice, and most notices of one answer.
const LONGEST: usize = 600;
const MOST: usize = 200;

fn are_bounded(notices: &[Notice]) {
    assert!(notices.len() <= MOST, "{} notices", notices.len());
    for notice in notices {
        let length = notice.text.chars().count();
        assert!(length > 0 && length <= LONGEST, "{}: {}", notice.code, notice.text);
        assert!(notice.code.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'), "{}", notice.code);
    }
}

fn depth(node: &Node) -> usize {
    match node {
        Node::Text(_) | Node::Filter(_) => 1,
        Node::Not(node) => 1 + depth(node),
        Node::All(nodes) | Node::Any(nodes) => 1 + nodes.iter().map(depth).max().unwrap_or(0),
    }
}

/// Any text is a question: it is read the same each time, into a tree of bounded depth, with bounded notices.
pub(crate) fn any_text_is_read(text: &str) {
    let parsed: Parsed = parse_on(text, TODAY);
    assert_eq!(parsed, parse_on(text, TODAY));
    are_bounded(&parsed.notices);
    assert!(parsed.tree.as_ref().map_or(0, depth) <= 64);
    assert_eq!(parsed.tree.is_none(), parsed.to_string().is_empty());
}

/// Any question is answered: what was searched is said, and notices are bounded.
pub(crate) fn any_question_is_answered(index: &Index, text: &str) {
    let answer = index.search(&Request::new(text).today(TODAY).snippets(2)).unwrap();
    assert!(!answer.head.read_as.trim().is_empty());
    are_bounded(&answer.head.notices);
    for hit in &answer.hits {
        for snippet in &hit.snippets {
            let mut end = 0;
            for &(from, to) in &snippet.marks {
                assert!(end <= from && from < to && snippet.text.get(from..to).is_some(), "{:?}", snippet.marks);
                end = to;
            }
        }
    }
}
