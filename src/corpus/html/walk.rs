//! The walk over a page's main content: elements to blocks.
//!
//! In comes a [`Page`]; out come its blocks in reading order and the links in them. Nothing here calls itself: the walk
//! goes from node to node, and what is open is on a stack.

use super::{
    lists::List,
    marks,
    page::{self, Page},
    table::{self, Allowance},
    words,
};
use crate::corpus::{
    Block, BlockKind, Link, Place, row_text,
    text::{begins_with_number, bullet},
};
use ego_tree::{NodeId, NodeRef, iter::Edge};
use scraper::{Node, node::Element};

/// The longest title that is told by its class, in bytes.
const LONGEST_TITLE: usize = 300;
/// The longest cell that is read as a label for the next, in bytes.
const LONGEST_LABEL: usize = 60;
/// The longest number or label that is put before the block that follows it, in bytes.
const LONGEST_LEAD: usize = 120;

/// What a walk gathers.
#[derive(Debug, Default)]
pub(super) struct Walk {
    /// The blocks so far.
    pub(super) blocks: Vec<Block>,
    /// The links in them.
    pub(super) links: Vec<Link>,
    line: Line,
    /// Whether blank space stands before the next block.
    gap: bool,
    /// Whether a line break ended the last block.
    broken: bool,
    bold: usize,
    preformatted: usize,
    lists: Vec<List>,
    /// The heading that is open: its level and its element.
    heading: Option<(u8, NodeId)>,
    /// The level of the last heading that is one by its element.
    level: u8,
    /// The depth of the item that the next block begins.
    item: Option<u8>,
    /// A number or label that stands before the next block.
    lead: Option<String>,
    open_links: Vec<OpenLink>,
    allowance: Allowance,
}

/// The text that is being gathered.
#[derive(Debug, Default)]
struct Line {
    text: String,
    bold: bool,
    plain: bool,
}

#[derive(Debug)]
struct OpenLink {
    url: String,
    text: String,
    block: Option<usize>,
}

impl Walk {
    /// Walks the main content of a page.
    pub(super) fn over(page: &Page<'_>) -> Self {
        let mut walk = Self { gap: true, ..Self::default() };
        let mut edge = Edge::Open(page.main);
        loop {
            edge = match edge {
                Edge::Open(node) => {
                    if !walk.open(page, node) {
                        page::after(node)
                    } else {
                        node.first_child().map_or(Edge::Close(node), Edge::Open)
                    }
                }
                Edge::Close(node) => {
                    walk.close(node);
                    if node == page.main {
                        break;
                    }
                    page::after(node)
                }
            };
        }
        walk.flush();
        walk.flush_lead();
        walk
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
            "br" => self.line_break(),
            "hr" => self.flush_with_gap(),
            "a" => {
                if is_jump(node, element) {
                    return false;
                }
                self.open_links.push(OpenLink { url: address(element), text: String::new(), block: None });
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.flush_with_gap();
                self.level = element.name().as_bytes()[1] - b'0';
                self.heading = Some((self.level, node.id()));
            }
            "ul" | "ol" | "menu" | "dir" => {
                self.flush();
                self.gap |= self.lists.is_empty();
                self.lists.push(List::of(element, || node.children().filter(|child| is_item(*child)).count()));
            }
            "li" => self.begin_item(element),
            "table" => {
                self.flush_with_gap();
                if !page.is_frame(node) && !table::is_layout(node, &drops) {
                    self.table(page, node);
                    return false;
                }
            }
            "td" | "th" => {
                self.flush();
                let start = words::start(node, &drops, LONGEST_LABEL + 1);
                let label = start.ends_with(':') && start.len() <= LONGEST_LABEL;
                if (label || table::is_number(&start)) && node.next_siblings().any(|next| next.value().is_element()) {
                    self.put_lead(start);
                    return false;
                }
            }
            "pre" => {
                self.flush_with_gap();
                self.preformatted += 1;
            }
            _ => self.open_other(page, node, element),
        }
        self.bold += usize::from(marks::is_bold(element));
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
            let depth = marks::title_depth(element).filter(|_| !inline && self.heading.is_none());
            depth.filter(|_| is_line(page, node)).map(|depth| self.level + depth)
        };
        if let Some(level) = level {
            self.flush_with_gap();
            self.heading = Some((level.clamp(1, 6), node.id()));
        } else if !inline {
            self.flush();
            self.gap |= has_margin(element.name()) && !(element.name() == "p" && self.item.is_some());
        }
    }

    fn begin_item(&mut self, element: &Element) {
        self.flush();
        self.flush_lead();
        let depth = u8::try_from(self.lists.len().saturating_sub(1)).unwrap_or(u8::MAX);
        self.item = Some(depth);
        if let Some(number) = self.lists.last_mut().and_then(|list| list.number(element)) {
            self.put_lead(number);
        }
    }

    fn close(&mut self, node: NodeRef<'_, Node>) {
        let Some(element) = node.value().as_element() else { return };
        let name = element.name();
        match name {
            "br" | "hr" | "img" | "wbr" => {}
            "a" => self.close_link(),
            "dt" => self.end_label(),
            "ul" | "ol" | "menu" | "dir" => {
                self.flush();
                self.flush_lead();
                self.lists.pop();
                self.item = None;
                self.gap |= self.lists.is_empty();
            }
            "li" | "tr" | "dl" | "dd" => {
                self.flush();
                if name != "dd" {
                    self.flush_lead();
                }
                self.item = self.item.filter(|_| name != "li");
                self.gap |= matches!(name, "dl" | "tr");
            }
            "pre" => {
                self.flush_with_gap();
                self.preformatted -= 1;
            }
            _ if self.heading.is_some_and(|(_, heading)| heading == node.id()) => {
                self.flush();
                self.heading = None;
                self.gap = true;
            }
            _ if !marks::is_inline(name) => {
                self.flush();
                self.gap |= has_margin(name);
            }
            _ => {}
        }
        self.bold -= usize::from(marks::is_bold(element));
    }

    fn text(&mut self, text: &str) {
        if self.preformatted > 0 && text.contains('\n') {
            for (at, line) in text.split('\n').enumerate() {
                if at > 0 {
                    self.line_break();
                }
                self.words(line);
            }
        } else {
            self.words(text);
        }
    }

    fn words(&mut self, text: &str) {
        if text.contains(char::is_alphanumeric) {
            self.line.bold |= self.bold > 0;
            self.line.plain |= self.bold == 0;
        }
        // Of white space alone no more is taken than tells words apart.
        let blank = if text.contains('\u{a0}') { "\u{a0}" } else { " " };
        let text = if text.trim().is_empty() { blank } else { text };
        self.line.text.push_str(text);
        if let Some(link) = self.open_links.last_mut() {
            link.text.push_str(text);
            if link.block.is_none() && !text.trim().is_empty() {
                link.block = Some(self.blocks.len());
            }
        }
    }

    /// A line break: in a heading below the first level, or in an item, a blank; elsewhere the next line is a block that
    /// stands close to this one, as lines of an address or a title do. Two of them part paragraphs.
    fn line_break(&mut self) {
        if self.heading.is_some_and(|(level, _)| level > 1) || (self.item.is_some() && self.preformatted == 0) {
            self.words(" ");
        } else if self.line.text.trim().is_empty() {
            self.gap |= self.broken;
            self.broken = true;
        } else {
            self.flush();
            self.broken = true;
        }
    }

    fn flush_with_gap(&mut self) {
        self.flush();
        self.gap = true;
    }

    /// Ends the block that is being gathered, if there is text in it.
    fn flush(&mut self) {
        let line = std::mem::take(&mut self.line);
        let broken = std::mem::take(&mut self.broken);
        let text = words::fold(&line.text);
        if text.is_empty() {
            // A paragraph of blanks is how editors make space.
            self.gap |= line.text.contains('\u{a0}');
            self.broken = broken && line.text.is_empty();
            return;
        }
        let bold = line.bold && !line.plain;
        let number = self.lead.take();
        if broken && !self.gap && number.is_none() && self.goes_on(&text) {
            return;
        }
        let (kind, text) = match (self.heading, self.item.take()) {
            (Some((level, _)), _) => (BlockKind::Heading { level }, text),
            (None, Some(depth)) => (BlockKind::ListItem { depth }, text),
            (None, None) => match bullet(&text) {
                Some((_, rest)) => (BlockKind::ListItem { depth: 0 }, rest.to_owned()),
                None => (BlockKind::Paragraph, text),
            },
        };
        let text = match number {
            Some(number) if !text.starts_with(&number) => format!("{number} {text}"),
            _ => text,
        };
        self.push(kind, text, bold);
    }

    /// Adds a line to the block above where it goes on in the middle of its sentence; says whether it did.
    fn goes_on(&mut self, text: &str) -> bool {
        let kind = self.heading.map_or(BlockKind::Paragraph, |(level, _)| BlockKind::Heading { level });
        let Some(last) = self.blocks.last_mut().filter(|last| last.kind == kind) else { return false };
        let lower = text.starts_with(char::is_lowercase) && !begins_with_number(text);
        if !lower || last.text.ends_with(['.', ':', ';', '?', '!']) || self.item.is_some() {
            return false;
        }
        last.text.push(' ');
        last.text.push_str(text);
        last.bold = false;
        let (this, above) = (self.blocks.len(), self.blocks.len() - 1);
        let moved = self.links.iter_mut().rev().take_while(|link| link.block == this);
        moved.for_each(|link| link.block = above);
        for link in self.open_links.iter_mut().filter(|link| link.block == Some(this)) {
            link.block = Some(above);
        }
        true
    }

    fn push(&mut self, kind: BlockKind, text: String, bold: bool) {
        let gap_before = std::mem::take(&mut self.gap);
        let place = Place::default();
        self.blocks.push(Block { kind, text, bold, furniture: None, gap_before, place });
    }

    /// Keeps a number for the block that follows; one that is kept already stands before it.
    fn put_lead(&mut self, number: String) {
        let lead = match self.lead.take() {
            Some(before) => format!("{before} {number}"),
            None => number,
        };
        self.lead = Some(lead);
        if self.lead.as_ref().is_some_and(|lead| lead.len() > LONGEST_LEAD) {
            self.flush_lead();
        }
    }

    /// A number or label that nothing follows is a paragraph.
    fn flush_lead(&mut self) {
        if let Some(lead) = self.lead.take() {
            self.push(BlockKind::Paragraph, lead, false);
        }
    }

    /// A term of a list of descriptions stands before its description, as a label does.
    fn end_label(&mut self) {
        let text = words::fold(&std::mem::take(&mut self.line).text);
        if text.is_empty() {
            return;
        }
        let label = if text.ends_with([':', '?', '.', '–', '-']) { text } else { text + ":" };
        self.put_lead(label);
    }

    fn close_link(&mut self) {
        let Some(link) = self.open_links.pop() else { return };
        let text = words::fold(&link.text);
        if let Some(block) = link.block.filter(|_| !link.url.is_empty() && !text.is_empty()) {
            self.links.push(Link { text, url: link.url, block });
        }
    }

    /// The rows of a table of data.
    fn table(&mut self, page: &Page<'_>, node: NodeRef<'_, Node>) {
        let drops = |node: NodeRef<'_, Node>| page.drops(node);
        self.flush_lead();
        self.item = None;
        let captions =
            node.children().filter(|child| child.value().as_element().is_some_and(|e| e.name() == "caption"));
        for caption in captions.filter(|caption| !page.drops(*caption)) {
            let text = words::of(caption, &drops);
            let titled = caption.value().as_element().and_then(marks::title_depth);
            if !text.is_empty() {
                let title = titled.filter(|_| text.len() <= LONGEST_TITLE);
                let kind = title
                    .map_or(BlockKind::Paragraph, |depth| BlockKind::Heading { level: (self.level + depth).min(6) });
                self.push(kind, text, true);
                self.gap = true;
            }
        }
        for row in table::data(node, &drops, &mut self.allowance) {
            let block = self.blocks.len();
            let links = row.element.descendants().filter(|node| !page.drops(*node));
            for (link, element) in links.filter_map(|node| node.value().as_element().map(|element| (node, element))) {
                let url = if element.name() == "a" { address(element) } else { String::new() };
                let text = if url.is_empty() { String::new() } else { words::of(link, &drops) };
                if !text.is_empty() {
                    self.links.push(Link { text, url, block });
                }
            }
            let text = row_text(&row.cells, &row.headers);
            self.push(BlockKind::TableRow { cells: row.cells, headers: row.headers }, text, false);
        }
        self.gap = true;
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

/// The address of a link to another document; empty where it leads to none.
fn address(element: &Element) -> String {
    let url = element.attr("href").unwrap_or_default().trim();
    let scheme = url.split(['/', '?', '#']).next().and_then(|start| start.split_once(':')).map(|(scheme, _)| scheme);
    let document = match scheme {
        Some(scheme) => ["http", "https", "ftp", "file"].iter().any(|known| scheme.eq_ignore_ascii_case(known)),
        None => !url.starts_with('#'),
    };
    if !document {
        return String::new();
    }
    url.chars().filter(|c| !matches!(c, '\r' | '\n' | '\t')).collect::<String>().replace(' ', "%20")
}
