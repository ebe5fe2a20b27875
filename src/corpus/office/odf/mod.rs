//! OpenDocument texts, presentations and sheets (ODT, ODP, ODS) to blocks.
//!
//! In comes an open container; out come the blocks of its content, with the numbers of lists as LibreOffice prints them, notes
//! after what calls them, slides as pages, sheets as tables. Deletions, comments and tables of contents are left out; heads
//! and feet of pages are furniture.

mod content;
mod heads;
mod lists;
mod styles;

use super::{
    output::{Budget, RunningHeads},
    package::Package,
    xml::{Node, Xml},
};
use crate::corpus::{Block, Skip, SkipReason};
use styles::Styles;

/// The blocks of the document.
///
/// # Errors
///
/// `encrypted` where it has a password, and the reason for which it cannot be read.
pub(super) fn read(package: &mut Package<'_>) -> Result<Vec<Block>, Skip> {
    let limits = package.limits();
    if let Some(manifest) = package.text("META-INF/manifest.xml")? {
        let mut xml = Xml::new(&manifest, limits);
        while let Some(node) = xml.next()? {
            if matches!(&node, Node::Start(tag) if tag.name() == "encryption-data") {
                return Err(Skip::new(SkipReason::Encrypted, String::new()));
            }
        }
    }
    let text = package.needed("content.xml")?;
    let beside = package.text("styles.xml")?;
    let mut styles = Styles::default();
    styles.add(&text, limits)?;
    if let Some(beside) = &beside {
        styles.add(beside, limits)?;
    }
    let mut budget = Budget::new(limits);
    let (mut above, mut below) = (RunningHeads::default(), RunningHeads::default());
    if let Some(beside) = &beside {
        for (is_head, text) in heads::read(beside, &styles, limits, &mut budget)? {
            if is_head { &mut above } else { &mut below }.add(text);
        }
    }
    let mut blocks = above.blocks;
    blocks.extend(content::read(&text, &styles, limits, &mut budget)?);
    blocks.append(&mut below.blocks);
    Ok(blocks)
}
