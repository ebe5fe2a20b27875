//! Words to blocks: what is gathered while a page is walked.
//!
//! In come the words, line breaks and ends of blocks in reading order, with what is open around them; out come the blocks and
//! the links in them. Which element begins and ends what is [`walk`](super::walk)'s business.

use super::words;
use crate::corpus::{
    Block, BlockKind, Link, Place,
    text::{begins_with_number, bullet},
};
use ego_tree::NodeId;
use scraper::node::Element;

/// The longest number or label that is put before the block that follows it, in bytes.
const LONGEST_LEAD: usize = 120;

/// What has been gathered, and what is open.
#[derive(Debug, Default)]
pub(super) struct Gathering {
    /// The blocks so far.
    pub(super) blocks: Vec<Block>,
    /// The links in them.
    pub(super) links: Vec<Link>,
    /// Whether blank space stands before the next block.
    pub(super) gap: bool,
    /// How many elements that set in bold are open.
    pub(super) bold: usize,
    /// Whether lines are kept as they stand.
    pub(super) preformatted: bool,
    /// The heading that is open: its level and its element.
    pub(super) heading: Option<(u8, NodeId)>,
    /// The depth of the item that the next block begins.
    pub(super) item: Option<u8>,
    line: Line,
    /// Whether a line break ended the last block.
    broken: bool,
    /// A number or label that stands before the next block.
    lead: Option<String>,
    open_links: Vec<OpenLink>,
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

impl Gathering {
    pub(super) fn words(&mut self, text: &str) {
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
    pub(super) fn line_break(&mut self) {
        if self.heading.is_some_and(|(level, _)| level > 1) || (self.item.is_some() && !self.preformatted) {
            self.words(" ");
        } else if self.line.text.trim().is_empty() {
            self.gap |= self.broken;
            self.broken = true;
        } else {
            self.flush();
            self.broken = true;
        }
    }

    pub(super) fn flush_with_gap(&mut self) {
        self.flush();
        self.gap = true;
    }

    /// Ends the block that is being gathered, if there is text in it.
    pub(super) fn flush(&mut self) {
        if let Some(link) = self.open_links.last_mut() {
            link.text.push(' ');
        }
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

    pub(super) fn push(&mut self, kind: BlockKind, text: String, bold: bool) {
        let gap_before = std::mem::take(&mut self.gap);
        let place = Place::default();
        self.blocks.push(Block { kind, text, bold, furniture: None, machine_read: false, gap_before, place });
    }

    /// Keeps a number for the block that follows; one that is kept already stands before it.
    pub(super) fn put_lead(&mut self, number: String) {
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
    pub(super) fn flush_lead(&mut self) {
        if let Some(lead) = self.lead.take() {
            self.push(BlockKind::Paragraph, lead, false);
        }
    }

    /// Begins a link; `url` is empty where it leads to no document.
    pub(super) fn open_link(&mut self, url: String) {
        self.open_links.push(OpenLink { url, text: String::new(), block: None });
    }

    pub(super) fn close_link(&mut self) {
        let Some(link) = self.open_links.pop() else { return };
        let text = words::fold(&link.text);
        if let Some(block) = link.block.filter(|_| !link.url.is_empty() && !text.is_empty()) {
            self.links.push(Link { text, url: link.url, block });
        }
    }

    /// The text of the block that is being gathered, taken away as a label.
    pub(super) fn take_line(&mut self) -> String {
        words::fold(&std::mem::take(&mut self.line).text)
    }

    /// Ends what is open.
    pub(super) fn end(mut self) -> (Vec<Block>, Vec<Link>) {
        self.flush();
        self.flush_lead();
        (self.blocks, self.links)
    }
}

/// The address of a link to another document; empty where it leads to none.
pub(super) fn address(element: &Element) -> String {
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
