//! Parsing under guard: HTML text to a tree, or the reason why it was given up.
//!
//! The parser's work grows with the depth of open tags times their number, with the square of the attributes of one tag,
//! and beyond that where unclosed emphasis is opened again in each paragraph. So the text goes in by small pieces, and after
//! each the parser is asked what it keeps open, instead of a guess at what it will make of the text. What the tree means
//! is left to the other files here.

use crate::corpus::{Skip, SkipReason};
use ego_tree::{NodeId, iter::Edge};
use html5ever::{
    Attribute, QualName, TokenizerResult,
    buffer_queue::BufferQueue,
    local_name, ns,
    tendril::StrTendril,
    tokenizer::{Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts},
    tree_builder::{Tracer, TreeBuilder, TreeBuilderOpts, TreeSink, create_element},
};
use scraper::{Html, HtmlTreeSink};
use std::cell::{Cell, RefCell};

/// How much goes in before the parser is measured, in bytes.
const PIECE: usize = 1024;
/// The most elements and pieces of text; each takes some 200 bytes. A web page has one in 20 to 40 bytes.
const MOST_NODES: usize = 1_000_000;
/// The most attributes of one tag.
const MOST_ATTRIBUTES: u32 = 1000;
/// The document, `html` and `body` stand above whatever a page nests.
const ABOVE: usize = 3;

/// The tree of a page.
///
/// # Errors
///
/// `malformed` where tags are nested deeper than `nesting` or one has too many attributes, `too-large` where there are too
/// many of them.
pub(in crate::corpus) fn page(text: &str, nesting: usize) -> Result<Html, Skip> {
    let sink = HtmlTreeSink::new(Html::new_document());
    parse(TreeBuilder::new(sink, TreeBuilderOpts::default()), text, nesting)
}

/// The tree of a fragment, as it would stand in a page's body.
///
/// # Errors
///
/// As for [`page`].
pub(in crate::corpus) fn fragment(text: &str, nesting: usize) -> Result<Html, Skip> {
    let sink = HtmlTreeSink::new(Html::new_fragment());
    let attributes: Vec<Attribute> = Vec::new();
    let body = create_element(&sink, QualName::new(None, ns!(html), local_name!("body")), attributes);
    parse(TreeBuilder::new_for_fragment(sink, body, None, TreeBuilderOpts::default()), text, nesting)
}

type Builder = TreeBuilder<<HtmlTreeSink as TreeSink>::Handle, HtmlTreeSink>;

/// The tree builder, with a note of whether a token reached it: none does in the middle of a tag.
struct Watched {
    builder: Builder,
    token: Cell<bool>,
}

impl TokenSink for Watched {
    type Handle = <HtmlTreeSink as TreeSink>::Handle;

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<Self::Handle> {
        if !matches!(token, Token::ParseError(_)) {
            self.token.set(true);
        }
        self.builder.process_token(token, line)
    }

    fn end(&self) {
        self.builder.end();
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.builder.adjusted_current_node_present_but_not_in_html_namespace()
    }
}

fn parse(builder: Builder, text: &str, nesting: usize) -> Result<Html, Skip> {
    let watched = Watched { builder, token: Cell::new(false) };
    let parser = Tokenizer::new(watched, TokenizerOpts::default());
    let queue = BufferQueue::default();
    let mut attributes = Attributes::default();
    let mut rest = text;
    while !rest.is_empty() {
        let (piece, after) = rest.split_at(rest.floor_char_boundary(PIECE));
        rest = after;
        if attributes.most_in(piece) > MOST_ATTRIBUTES {
            return Err(malformed(format!("a tag has more than {MOST_ATTRIBUTES} attributes")));
        }
        queue.push_back(StrTendril::from_slice(piece));
        // It stops at scripts, to let them run, and at declarations of the encoding, to let it be changed.
        while !matches!(parser.feed(&queue), TokenizerResult::Done) {}
        if parser.sink.token.take() {
            attributes.tag_ended(piece);
        }
        measure(&parser.sink.builder, nesting)?;
    }
    parser.end();
    let html = parser.sink.builder.sink.finish();
    if depth(&html) > nesting + ABOVE {
        return Err(too_deep(nesting));
    }
    Ok(html)
}

/// The elements that the tree builder holds on to, some of them twice.
#[derive(Default)]
struct Held(RefCell<Vec<NodeId>>);

impl Tracer for Held {
    type Handle = <HtmlTreeSink as TreeSink>::Handle;

    fn trace_handle(&self, node: &Self::Handle) {
        self.0.borrow_mut().push(*node);
    }
}

/// Measures what the parser works on: the elements that are open and the emphasis that is to be opened again. Where the
/// tree grows says nothing of that: after the end of the body, comments and elements go to different places.
fn measure(builder: &Builder, nesting: usize) -> Result<(), Skip> {
    let html = builder.sink.0.borrow();
    if html.tree.values().len() > MOST_NODES {
        let detail = format!("it has more than {MOST_NODES} elements and pieces of text");
        return Err(Skip::new(SkipReason::TooLarge, detail));
    }
    let held = Held::default();
    builder.trace_handles(&held);
    let held = held.0.into_inner();
    // Emphasis that is open counts twice.
    if held.len() > 2 * (nesting + ABOVE) {
        return Err(too_deep(nesting));
    }
    // Attributes of a second `html` or `body` go to the first.
    let elements = held.into_iter().filter_map(|node| html.tree.get(node)?.value().as_element());
    if elements.into_iter().any(|element| element.attrs.len() > MOST_ATTRIBUTES as usize) {
        return Err(malformed(format!("a tag has more than {MOST_ATTRIBUTES} attributes")));
    }
    Ok(())
}

/// How deep a tree is, in nodes from its root.
fn depth(html: &Html) -> usize {
    let (mut depth, mut deepest) = (0, 0);
    for edge in html.tree.root().traverse() {
        match edge {
            Edge::Open(_) => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            Edge::Close(_) => depth -= 1,
        }
    }
    deepest
}

fn too_deep(nesting: usize) -> Skip {
    malformed(format!("its tags are nested deeper than {nesting} levels"))
}

fn malformed(detail: String) -> Skip {
    Skip::new(SkipReason::Malformed, detail)
}

/// How many attributes a tag may have that has not ended yet.
///
/// Which `<` begins a tag depends on all that stands before it. So each that may is followed through the states of the
/// tokenizer, those in the same state together, and the highest count in each state is kept: never too low.
#[derive(Debug, Default)]
struct Attributes {
    /// By state: the attributes counted, plus one; 0 where none is in that state.
    counts: [u32; STATES],
}

const STATES: usize = 10;
const TAG_NAME: usize = 0;
const BEFORE_NAME: usize = 1;
const NAME: usize = 2;
const AFTER_NAME: usize = 3;
const BEFORE_VALUE: usize = 4;
const DOUBLE_QUOTED: usize = 5;
const SINGLE_QUOTED: usize = 6;
const UNQUOTED: usize = 7;
/// After `<`, and after `</`.
const OPEN: usize = 8;
const END_OPEN: usize = 9;

impl Attributes {
    /// Follows the text; the highest count that was met.
    fn most_in(&mut self, text: &str) -> u32 {
        let bytes = text.as_bytes();
        let mut most = 0;
        let mut at = 0;
        while at < bytes.len() {
            if self.counts == [0; STATES] {
                match memchr::memchr(b'<', &bytes[at..]) {
                    Some(ahead) => at += ahead,
                    None => break,
                }
            }
            most = most.max(self.step(bytes[at]));
            at += 1;
        }
        most.saturating_sub(1)
    }

    fn step(&mut self, byte: u8) -> u32 {
        let mut next = [0_u32; STATES];
        let mut most = 0;
        for (state, count) in self.counts.into_iter().enumerate().filter(|(_, count)| *count > 0) {
            let space = byte.is_ascii_whitespace();
            let (to, more) = match (state, byte) {
                (OPEN, b'/') => (END_OPEN, 0),
                (OPEN | END_OPEN, _) if byte.is_ascii_alphabetic() => (TAG_NAME, 0),
                (OPEN | END_OPEN, _) => continue,
                (DOUBLE_QUOTED, b'"') | (SINGLE_QUOTED, b'\'') => (BEFORE_NAME, 0),
                (DOUBLE_QUOTED | SINGLE_QUOTED, _) => (state, 0),
                (BEFORE_VALUE, b'"') => (DOUBLE_QUOTED, 0),
                (BEFORE_VALUE, b'\'') => (SINGLE_QUOTED, 0),
                (_, b'>') => continue,
                (BEFORE_VALUE, _) if space => (BEFORE_VALUE, 0),
                (BEFORE_VALUE, _) => (UNQUOTED, 0),
                (UNQUOTED, _) => (if space { BEFORE_NAME } else { UNQUOTED }, 0),
                (TAG_NAME, _) if space => (BEFORE_NAME, 0),
                (NAME | AFTER_NAME, _) if space => (AFTER_NAME, 0),
                (TAG_NAME | NAME | AFTER_NAME, b'/') => (BEFORE_NAME, 0),
                (NAME | AFTER_NAME, b'=') => (BEFORE_VALUE, 0),
                (TAG_NAME | NAME, _) => (state, 0),
                (BEFORE_NAME, _) if space || byte == b'/' => (BEFORE_NAME, 0),
                _ => (NAME, 1),
            };
            next[to] = next[to].max(count + more);
            most = most.max(count + more);
        }
        if byte == b'<' {
            next[OPEN] = 1;
        }
        self.counts = next;
        most
    }

    /// Forgets what began before a piece in which a tag ended.
    fn tag_ended(&mut self, piece: &str) {
        *self = Self::default();
        self.most_in(piece);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reason(text: &str) -> SkipReason {
        page(text, 500).map(|_| ()).unwrap_err().reason
    }

    #[test]
    fn tags_without_end_are_given_up_and_void_and_closed_ones_are_not() {
        for tag in ["<div>", "<b>", "<span><div></span>", "<table><tr><td>", "<ul><li>"] {
            assert_eq!(reason(&tag.repeat(20_000)), SkipReason::Malformed, "{tag}");
        }
        for tag in
            ["<br>", "<p>x", "<li>x", "<img src='a>b'>", "<!-- <div> -->", "<script>'<div>'</script>", "<i>a</i>"]
        {
            assert!(page(&tag.repeat(20_000), 500).is_ok(), "{tag}");
        }
    }

    #[test]
    fn tags_without_end_are_given_up_wherever_they_go() {
        let many = "<div>".repeat(30_000);
        for text in [
            format!("<body><p>x</p></body><!--x-->{many}"),
            format!("<body><p>x</p><table>{many}"),
            "<div></body><!--x-->".repeat(30_000),
            "<div></body></html><!--x-->".repeat(30_000),
            "<b></body><!--x-->".repeat(30_000),
            format!("<table><caption>{many}"),
            format!("<template>{many}"),
            "<template>".repeat(30_000),
            format!("<svg>{}", "<g>".repeat(30_000)),
            format!("<select>{}", "<optgroup><div>".repeat(30_000)),
        ] {
            assert!(page(&text, 500).is_err(), "{}", &text[..60]);
        }
    }

    #[test]
    fn no_tree_is_deeper_than_the_limit() {
        let open: String = (0..450).map(|number| format!("<b id={number}>")).collect();
        for text in [
            format!("{open}<div>{}x{}</body><!--x-->", "<i><p>".repeat(40), "</b>".repeat(450)),
            format!("<body><frameset></frameset>{}", "<div>".repeat(30_000)),
            "<p><b><table><td></b>".repeat(300),
            "<a><div>".repeat(200) + &"</a>".repeat(200),
        ] {
            assert!(page(&text, 500).map_or(0, |html| depth(&html)) <= 503, "{}", &text[..60]);
        }
        assert_eq!(page(&"<div>".repeat(500), 500).map(|html| depth(&html)).unwrap(), 503);
        assert!(page(&"<div>".repeat(501), 500).is_err());
    }

    #[test]
    fn attributes_of_later_bodies_are_counted() {
        let bodies: String = (0..50_000).map(|number| format!("<body a{number}></body><!--x-->")).collect();
        assert_eq!(reason(&bodies), SkipReason::Malformed);
    }

    #[test]
    fn emphasis_that_is_opened_again_in_every_paragraph_is_given_up() {
        let open: String = (0..200).map(|number| format!("<font size={number}>")).collect();
        assert_eq!(reason(&format!("<div>{open}</div>{}", "<p>x".repeat(100_000))), SkipReason::TooLarge);
        let one_by_one: String = (0..100_000).map(|number| format!("<p><b id={number}></p>")).collect();
        assert_eq!(reason(&one_by_one), SkipReason::Malformed);
    }

    #[test]
    fn a_tag_with_attributes_without_end_is_given_up() {
        let names = |between: &str| (0..50_000).map(|number| format!("{between}a{number}")).collect::<String>();
        assert_eq!(reason(&format!("<p{}>", names(" "))), SkipReason::Malformed);
        assert_eq!(reason(&format!("<p{}>", names("/"))), SkipReason::Malformed);
        assert_eq!(reason(&format!("<p x='>'{}>", names("=\"\""))), SkipReason::Malformed);
        assert_eq!(reason(&format!("<p =\"{}>", names(" "))), SkipReason::Malformed);
        let bodies: String = (0..50_000).map(|number| format!("<body a{number}>")).collect();
        assert_eq!(reason(&bodies), SkipReason::Malformed);
    }

    #[test]
    fn long_values_scripts_and_comments_are_no_attributes() {
        let long = "word ".repeat(100_000);
        assert!(page(&format!("<p title=\"{long}\">x</p>"), 500).is_ok());
        assert!(page(&format!("<script>if (i <n) {{ {long} }}</script>"), 500).is_ok());
        assert!(page(&format!("<!-- {long} --><p title='{long}'>x</p>"), 500).is_ok());
        assert!(page(&format!("<p>{long}</p>"), 500).is_ok());
    }

    #[test]
    fn a_declaration_of_the_encoding_and_a_script_do_not_end_the_page() {
        let html = page("<meta charset=iso-8859-1><script>a</script><meta charset=utf-8><p>b", 500).unwrap();
        assert_eq!(html.root_element().text().collect::<String>(), "ab");
    }

    #[test]
    fn a_fragment_is_read_as_it_would_stand_in_a_page() {
        let html = fragment("a <b>c</b>", 500).unwrap();
        assert_eq!(html.root_element().text().collect::<String>(), "a c");
        assert!(fragment(&"<div>".repeat(5000), 500).is_err());
    }
}
