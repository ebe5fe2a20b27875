//! Web pages to blocks.
//!
//! In come a page's bytes; out come the blocks of its main content in reading order, with headings, lists, tables and the
//! links to other documents, and with the name of the site as furniture at the end. Navigation, banners, forms and scripts
//! are left out. [`guard`] parses, [`page`] finds the content, [`walk`] makes the blocks. Which heading is an agenda item
//! and what the page tells of council and date is left to [`document`](crate::document).

mod gather;
pub(super) mod guard;
mod lists;
mod marks;
mod page;
mod site;
pub(super) mod table;
mod walk;
pub(super) mod words;

use super::{Block, BlockKind, Furniture, Limits, Place, RawDocument, Skip, SkipReason, encoding, tidy};
use page::Page;
use site::Site;
use walk::Walk;

/// Reads a web page.
///
/// # Errors
///
/// `malformed` where tags are nested deeper than the limit or have too many attributes, `too-large` where there are too
/// many of them or they make too many blocks.
pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<RawDocument, Skip> {
    let text = encoding::decode(bytes, encoding::declared(bytes));
    let html = guard::page(&text, limits.nesting)?;
    drop(text);
    let page = Page::of(&html);
    let (mut blocks, mut links) = Walk::over(&page);
    if blocks.len() > limits.lines {
        let detail = format!("it makes {} blocks, and the limit is {}", blocks.len(), limits.lines);
        return Err(Skip::new(SkipReason::TooLarge, detail));
    }
    let heading = blocks.iter().find(|block| block.kind == BlockKind::Heading { level: 1 });
    let site = Site::of(&page, heading.map(|block| block.text.as_str()));
    if heading.is_none()
        && let Some(title) = site.title.filter(|title| blocks.first().is_none_or(|first| first.text != *title))
    {
        blocks.insert(0, block(BlockKind::Heading { level: 1 }, title, None));
        links.iter_mut().for_each(|link| link.block += 1);
    }
    tidy::flag_lines(&mut blocks);
    let names = site.names.into_iter().map(|name| block(BlockKind::Paragraph, name, Some(Furniture::Site)));
    // A page without text of its own has nothing to say of its site.
    if !blocks.is_empty() {
        blocks.extend(names);
    }
    Ok(RawDocument { blocks, links, ..RawDocument::default() })
}

fn block(kind: BlockKind, text: String, furniture: Option<Furniture>) -> Block {
    Block { kind, text, bold: false, furniture, machine_read: false, gap_before: true, place: Place::default() }
}

#[cfg(test)]
mod tests;
