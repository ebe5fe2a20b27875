//! What of a page is the paper's text.
//!
//! In comes a page's tree; out come the element that holds its main content and a yes or no for each element in it:
//! navigation, banners, share buttons and their kin are no text. Decided by element, role and the words of class and id, as
//! any site may have them, and against the weight of the text: what holds a good part of the page's words stays, whatever
//! it is called. The walk over what is left is [`walk`](super::walk)'s business.

use super::marks::{self, Mark};
use ego_tree::{NodeId, NodeRef, iter::Edge};
use rustc_hash::FxHashSet;
use scraper::{Html, Node, node::Element};

/// A page with its main content and what is to be passed over.
#[derive(Debug)]
pub(super) struct Page<'h> {
    html: &'h Html,
    /// The element that holds the main content; `body` or the root where none is marked.
    pub(super) main: NodeRef<'h, Node>,
    /// Elements that are no text of the paper, with all that is in them.
    dropped: FxHashSet<NodeId>,
    /// Tables that hold another table or a heading, and so are there for the lay-out.
    frames: FxHashSet<NodeId>,
    /// Headings of the first level, wherever they stand; no more than a few.
    pub(super) first_headings: Vec<NodeRef<'h, Node>>,
}

/// How much stands in an element: counted up through the page, so that a difference tells of one element.
#[derive(Debug, Clone, Copy, Default)]
struct Weight {
    /// Characters of text, blanks aside.
    text: usize,
    /// Those in links.
    linked: usize,
    first_headings: usize,
    headings: usize,
    tables: usize,
    mains: usize,
}

impl Weight {
    fn since(self, start: Self) -> Self {
        Self {
            text: self.text - start.text,
            linked: self.linked - start.linked,
            first_headings: self.first_headings - start.first_headings,
            headings: self.headings - start.headings,
            tables: self.tables - start.tables,
            mains: self.mains - start.mains,
        }
    }

    fn own(self) -> usize {
        self.text - self.linked
    }
}

/// An element that waits for a verdict.
struct Candidate<'h> {
    node: NodeRef<'h, Node>,
    mark: Mark,
    weight: Weight,
    /// Whether it stands in an article, a section or the main content.
    inside: bool,
}

/// The most headings of the first level that are remembered.
const MOST_HEADINGS: usize = 20;

impl<'h> Page<'h> {
    /// Weighs a page.
    pub(super) fn of(html: &'h Html) -> Self {
        let mut weighing = Weighing {
            panels: panels(html),
            now: Weight::default(),
            inside: 0,
            links: 0,
            in_heading: 0,
            open: Vec::new(),
            candidates: Vec::new(),
            frames: FxHashSet::default(),
            first_headings: Vec::new(),
            hidden: FxHashSet::default(),
        };
        let root = html.tree.root();
        let mut edge = Edge::Open(root);
        loop {
            edge = match edge {
                Edge::Open(node) if weighing.open(node) => node.first_child().map_or(Edge::Close(node), Edge::Open),
                Edge::Open(node) => after(node),
                Edge::Close(node) => {
                    weighing.close(node);
                    after(node)
                }
            };
            if edge == Edge::Close(root) {
                break;
            }
        }
        let Weighing { now: whole, candidates, frames, first_headings, hidden, .. } = weighing;
        let main = main(&candidates, whole).unwrap_or(root);
        let mut dropped = hidden;
        let decided = candidates.iter().filter(|candidate| candidate.node != main && is_furniture(candidate, whole));
        dropped.extend(decided.map(|candidate| candidate.node.id()));
        Self { html, main, dropped, frames, first_headings }
    }

    /// Whether an element is no text of the paper.
    pub(super) fn drops(&self, node: NodeRef<'_, Node>) -> bool {
        self.dropped.contains(&node.id())
    }

    /// Whether a table holds another table or a heading.
    pub(super) fn is_frame(&self, table: NodeRef<'_, Node>) -> bool {
        self.frames.contains(&table.id())
    }

    /// The tree.
    pub(super) fn html(&self) -> &'h Html {
        self.html
    }
}

/// Where a walk goes on after a node.
pub(super) fn after(node: NodeRef<'_, Node>) -> Edge<'_, Node> {
    match (node.next_sibling(), node.parent()) {
        (Some(next), _) => Edge::Open(next),
        (None, Some(parent)) => Edge::Close(parent),
        (None, None) => Edge::Close(node),
    }
}

/// The ids of what a button or a tab opens: hidden at first, and text all the same.
fn panels(html: &Html) -> FxHashSet<&str> {
    let elements = html.tree.values().filter_map(Node::as_element);
    let targets = elements.flat_map(|element| {
        ["aria-controls", "data-target", "data-bs-target"].into_iter().filter_map(|name| element.attr(name))
    });
    targets.flat_map(str::split_whitespace).map(|id| id.trim_start_matches('#')).collect()
}

struct Weighing<'h> {
    panels: FxHashSet<&'h str>,
    now: Weight,
    inside: usize,
    links: usize,
    /// Headings that are open: what a button says in one is the heading.
    in_heading: usize,
    /// Candidates and tables that are open, with what had been counted when they began.
    open: Vec<(NodeRef<'h, Node>, Option<Mark>, Weight, bool)>,
    candidates: Vec<Candidate<'h>>,
    frames: FxHashSet<NodeId>,
    first_headings: Vec<NodeRef<'h, Node>>,
    hidden: FxHashSet<NodeId>,
}

impl<'h> Weighing<'h> {
    /// Whether what is in the node counts.
    fn open(&mut self, node: NodeRef<'h, Node>) -> bool {
        let element = match node.value() {
            Node::Text(text) => {
                let letters = text.chars().filter(|c| !c.is_whitespace()).count();
                self.now.text += letters;
                self.now.linked += if self.links > 0 { letters } else { 0 };
                return true;
            }
            Node::Element(element) => element,
            Node::Document | Node::Fragment => return true,
            _ => return false,
        };
        let button = element.name() == "button" && self.in_heading > 0;
        if (marks::is_no_text(element.name()) && !button) || self.is_hidden(element) {
            self.hidden.insert(node.id());
            return false;
        }
        let mark = marks::of(element);
        if mark.is_some() || element.name() == "table" {
            self.open.push((node, mark, self.now, self.inside > 0));
        }
        match element.name() {
            "a" => self.links += 1,
            "h1" => {
                self.now.first_headings += 1;
                self.now.headings += 1;
                if self.first_headings.len() < MOST_HEADINGS {
                    self.first_headings.push(node);
                }
            }
            "h2" | "h3" | "h4" | "h5" | "h6" => self.now.headings += 1,
            "table" => self.now.tables += 1,
            "article" | "section" | "main" => self.inside += 1,
            _ => {}
        }
        self.in_heading += usize::from(marks::is_heading(element.name()));
        self.now.mains += usize::from(mark == Some(Mark::Main));
        true
    }

    fn close(&mut self, node: NodeRef<'h, Node>) {
        let Some(element) = node.value().as_element() else { return };
        match element.name() {
            "a" => self.links -= 1,
            "article" | "section" | "main" => self.inside -= 1,
            _ => {}
        }
        self.in_heading -= usize::from(marks::is_heading(element.name()));
        if self.open.last().is_none_or(|(open, ..)| *open != node) {
            return;
        }
        let Some((_, mark, start, inside)) = self.open.pop() else { return };
        let weight = self.now.since(start);
        if element.name() == "table" && (weight.tables > 1 || weight.headings > 0) {
            self.frames.insert(node.id());
        }
        if let Some(mark) = mark {
            self.candidates.push(Candidate { node, mark, weight, inside });
        }
    }

    fn is_hidden(&self, element: &Element) -> bool {
        if marks::has_hidden_class(element) {
            return true;
        }
        let style = element.attr("style").unwrap_or_default();
        let unseen = element.attr("hidden").is_some() || marks::declares(style, "display", &["none"]);
        unseen && !element.id().is_some_and(|id| self.panels.contains(id)) && !marks::is_panel(element)
    }
}

/// The main content: the largest of what is marked most clearly, where it holds a fair part of the page's text.
fn main<'h>(candidates: &[Candidate<'h>], whole: Weight) -> Option<NodeRef<'h, Node>> {
    let holds = |candidate: &&Candidate<'_>| {
        candidate.weight.own() * 4 >= whole.own() || candidate.weight.text * 2 >= whole.text
    };
    let largest = |mark: Mark| {
        let marked = candidates.iter().filter(|candidate| candidate.mark == mark && candidate.weight.text > 0);
        marked.filter(holds).max_by_key(|candidate| candidate.weight.text).map(|candidate| candidate.node)
    };
    [Mark::Main, Mark::Content, Mark::Article, Mark::Body].into_iter().find_map(largest)
}

/// Whether an element is furniture of the site, by its mark and its weight.
fn is_furniture(candidate: &Candidate<'_>, whole: Weight) -> bool {
    let weight = candidate.weight;
    if weight.mains > 0 {
        return false;
    }
    // Few pages have a menu that outweighs their text, and it is made of links.
    let heavy = weight.own() > 300 && weight.own() * 5 > whole.own() * 2;
    let list_of_links = weight.linked * 2 >= weight.text;
    match candidate.mark {
        Mark::Navigation => true,
        Mark::Named => weight.first_headings == 0 && !heavy,
        // A wrapper of the whole page may bear such a word, too: "cookies-accepted".
        Mark::Always => weight.first_headings == 0 && weight.own() * 20 <= whole.own() * 19,
        Mark::Aside => list_of_links,
        Mark::Head => !candidate.inside && weight.first_headings == 0 && !heavy,
        Mark::Foot => {
            if candidate.inside {
                list_of_links && weight.headings == 0
            } else {
                !heavy
            }
        }
        Mark::Main | Mark::Content | Mark::Article | Mark::Body => false,
    }
}
