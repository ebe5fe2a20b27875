//! The walk over a page's main content: elements to blocks.
//!
//! In comes a [`Page`]; out come its blocks in reading order and the links in them. Nothing here calls itself: the walk
//! goes from node to node, and what is open is on a stack.

use super::{
    gather::{Gathering, address},
    lists::List,
    marks,
    page::{self, Page},
    table::{self, Allowance},
    words,
};
use crate::corpus::{Block, BlockKind, Link, row_text};
use ego_tree::{NodeRef, iter::Edge};
use scraper::{Node, node::Element};

/// The longest title that is told by its class, in bytes.
const LONGEST_TITLE: usize = 300;
/// The longest cell that is read as a label for the next, in bytes.
const LONGEST_LABEL: usize = 60;
/// The longest text of a link in a row that is kept, in bytes: links may stand in links, and each holds what is in it.
const LONGEST_LINK: usize = 500;

/// A walk under way.
#[derive(Debug, Default)]
pub(super) struct Walk {
    out: Gathering,
    preformatted: usize,
    lists: Vec<List>,
    /// The level of the last heading that is one by its element.
    level: u8,
    allowance: Allowance,
}

impl Walk {
    /// Walks the main content of a page.
    pub(super) fn over(page: &Page<'_>) -> (Vec<Block>, Vec<Link>) {
        let mut walk = Self::default();
        walk.out.gap = true;
        let mut edge = Edge::Open(page.main);
        loop {
            edge = match edge {
                Edge::Open(node) if walk.open(page, node) => node.first_child().map_or(Edge::Close(node), Edge::Open),
                // The main content itself may be what is not walked into: a table of data.
                Edge::Open(node) if node == page.main => break,
                Edge::Open(node) => page::after(node),
                Edge::Close(node) => {
                    walk.close(node);
                    if node == page.main {
                        break;
                    }
                    page::after(node)
                }
            };
        }
        walk.out.end()
    }

    /// Begins a node; says whether what is in it is to be walked.
    fn open(&mut self, page: &Page<'_>, node: NodeRef<'_, Node>) -> bool {
        let element = match node.value() {
            Node::Text(text) => {
                self.text(text);
                return false;
            }
            Node::Element(element) => element,
            Node::Document | Node::Fragment => return true,
            _ => return false,
        };
        if page.drops(node) {
            return false;
        }
        let drops = |node: NodeRef<'_, Node>| page.drops(node);
        match element.name() {
            "br" => self.out.line_break(),
            "hr" => self.out.flush_with_gap(),
            "a" => {
                if is_jump(node, element) {
                    return false;
                }
                self.out.open_link(address(element));
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.out.flush_with_gap();
                self.level = element.name().as_bytes()[1] - b'0';
                self.out.heading = Some((self.level, node.id()));
            }
            "ul" | "ol" | "menu" | "dir" => {
                self.out.flush();
                self.out.gap |= self.lists.is_empty();
                self.lists.push(List::of(element, || node.children().filter(|child| is_item(*child)).count()));
            }
            "li" => self.begin_item(element),
            "table" => {
                self.out.flush_with_gap();
                if !page.is_frame(node) && !table::is_layout(node, &drops) {
                    self.table(page, node);
                    return false;
                }
            }
            "td" | "th" => {
                self.out.flush();
                let start = words::start(node, &drops, LONGEST_LABEL + 1);
                let label = start.ends_with(':') && start.len() <= LONGEST_LABEL;
                if (label || table::is_number(&start)) && node.next_siblings().any(|next| next.value().is_element()) {
                    self.out.put_lead(start);
                    return false;
                }
            }
            "pre" => {
                self.out.flush_with_gap();
                self.preformatted += 1;
                self.out.preformatted = true;
            }
            _ => self.open_other(page, node, element),
        }
        self.out.bold += usize::from(marks::is_bold(element));
        true
    }

    fn open_other(&mut self, page: &Page<'_>, node: NodeRef<'_, Node>, element: &Element) {
        let inline = marks::is_inline(element.name());
        if inline && element.name() != "span" {
            return;
        }
        let level = if element.attr("role") == Some("heading") {
            Some(element.attr("aria-level").and_then(|level| level.trim().parse().ok()).unwrap_or(2))
        } else {
            let depth = marks::title_depth(element).filter(|_| !inline && self.out.heading.is_none());
            depth.filter(|_| is_line(page, node)).map(|depth| self.level + depth)
        };
        if let Some(level) = level {
            self.out.flush_with_gap();
            self.out.heading = Some((level.clamp(1, 6), node.id()));
        } else if !inline {
            self.out.flush();
            self.out.gap |= has_margin(element.name()) && !(element.name() == "p" && self.out.item.is_some());
        }
    }

    fn begin_item(&mut self, element: &Element) {
        self.out.flush();
        self.out.flush_lead();
        let depth = u8::try_from(self.lists.len().saturating_sub(1)).unwrap_or(u8::MAX);
        self.out.item = Some(depth);
        if let Some(number) = self.lists.last_mut().and_then(|list| list.number(element)) {
            self.out.put_lead(number);
        }
    }

    fn close(&mut self, node: NodeRef<'_, Node>) {
        let Some(element) = node.value().as_element() else { return };
        let name = element.name();
        // Before all else: any element of a block may have the role of a heading.
        if self.out.heading.is_some_and(|(_, heading)| heading == node.id()) {
            self.out.flush();
            self.out.heading = None;
            self.out.gap = true;
        }
        match name {
            "br" | "hr" | "img" | "wbr" => {}
            "a" => self.out.close_link(),
            "dt" => self.end_label(),
            "ul" | "ol" | "menu" | "dir" => {
                self.out.flush();
                self.out.flush_lead();
                self.lists.pop();
                self.out.item = None;
                self.out.gap |= self.lists.is_empty();
            }
            "li" | "tr" | "dl" | "dd" => {
                self.out.flush();
                if name != "dd" {
                    self.out.flush_lead();
                }
                self.out.item = self.out.item.filter(|_| name != "li");
                self.out.gap |= matches!(name, "dl" | "tr");
            }
            "pre" => {
                self.out.flush_with_gap();
                self.preformatted -= 1;
                self.out.preformatted = self.preformatted > 0;
            }
            _ if !marks::is_inline(name) => {
                self.out.flush();
                self.out.gap |= has_margin(name);
            }
            _ => {}
        }
        self.out.bold -= usize::from(marks::is_bold(element));
    }

    fn text(&mut self, text: &str) {
        if self.preformatted > 0 && text.contains('\n') {
            for (at, line) in text.split('\n').enumerate() {
                if at > 0 {
                    self.out.line_break();
                }
                self.out.words(line);
            }
        } else {
            self.out.words(text);
        }
    }

    /// A term of a list of descriptions stands before its description, as a label does.
    fn end_label(&mut self) {
        let text = self.out.take_line();
        if text.is_empty() {
            return;
        }
        let label = if text.ends_with([':', '?', '.', '–', '-']) { text } else { text + ":" };
        self.out.put_lead(label);
    }

    /// The rows of a table of data.
    fn table(&mut self, page: &Page<'_>, node: NodeRef<'_, Node>) {
        let drops = |node: NodeRef<'_, Node>| page.drops(node);
        self.out.flush_lead();
        self.out.item = None;
        let captions =
            node.children().filter(|child| child.value().as_element().is_some_and(|e| e.name() == "caption"));
        for caption in captions.filter(|caption| !page.drops(*caption)) {
            let text = words::of(caption, &drops);
            let titled = caption.value().as_element().and_then(marks::title_depth);
            if !text.is_empty() {
                let title = titled.filter(|_| text.len() <= LONGEST_TITLE);
                let kind = title
                    .map_or(BlockKind::Paragraph, |depth| BlockKind::Heading { level: (self.level + depth).min(6) });
                self.out.push(kind, text, true);
                self.out.gap = true;
            }
        }
        for row in table::data(node, &drops, &mut self.allowance) {
            let block = self.out.blocks.len();
            let links = row.element.descendants().filter(|node| !page.drops(*node));
            for (link, element) in links.filter_map(|node| node.value().as_element().map(|element| (node, element))) {
                let url = if element.name() == "a" { address(element) } else { String::new() };
                let mut text = if url.is_empty() { String::new() } else { words::start(link, &drops, LONGEST_LINK) };
                text.truncate(text.floor_char_boundary(LONGEST_LINK));
                if !text.is_empty() {
                    self.out.links.push(Link { text, url, block });
                }
            }
            let text = row_text(&row.cells, &row.headers);
            self.out.push(BlockKind::TableRow { cells: row.cells, headers: row.headers }, text, false);
        }
        self.out.gap = true;
    }
}

/// Whether an element has blank space around it on the page.
fn has_margin(name: &str) -> bool {
    matches!(
        name,
        "p" | "blockquote" | "figure" | "figcaption" | "details" | "section" | "article" | "dl" | "fieldset" | "table"
    )
}

fn is_item(node: NodeRef<'_, Node>) -> bool {
    node.value().as_element().is_some_and(|element| element.name() == "li")
}

/// Whether an element holds a short line and no other blocks.
fn is_line(page: &Page<'_>, node: NodeRef<'_, Node>) -> bool {
    let elements = node.descendants().skip(1).take(40).filter_map(|node| node.value().as_element());
    let lines = elements.into_iter().all(|element| marks::is_inline(element.name()) || element.name() == "br");
    lines && words::start(node, &|node| page.drops(node), LONGEST_TITLE + 1).len() <= LONGEST_TITLE
}

/// Whether a link leads to another place of the page and is a mere convenience: "Skip to content", "Back to top".
fn is_jump(node: NodeRef<'_, Node>, element: &Element) -> bool {
    if !element.attr("href").is_some_and(|url| url.starts_with('#')) {
        return false;
    }
    let text = words::start(node, &|_| false, 60).to_lowercase();
    let begins =
        ["skip to", "skip navigation", "back to top", "return to top", "top of page", "back to the top", "neidio i"];
    text.len() < 50 && begins.iter().any(|begin| text.starts_with(begin))
}
