//! Word documents (DOCX) to blocks.
//!
//! In comes an open container; out come the blocks of its main part. Headings are told by their styles, lists have the
//! numbers that Word prints, notes follow what calls them, first pages' heads stand first, other heads and feet are
//! furniture. Deletions, comments and tables of contents are left out. A Word file has no pages: they are made anew
//! by every program that prints it.

mod body;
mod numbering;
mod paragraph;
mod properties;
mod styles;

pub(super) use numbering::{LEVELS, Level, Numbering};
pub(super) use paragraph::{Before, Paragraph};
pub(super) use styles::{Role, Style};

use super::{
    output::{Budget, RunningHeads},
    package::{Package, Relation},
    xml::Xml,
};
use crate::corpus::{Block, Skip};
use body::{Context, Notes};
use rustc_hash::{FxHashMap, FxHashSet};
use styles::Styles;

/// The blocks of the document whose main part is `main`.
///
/// # Errors
///
/// The reason for which it cannot be read.
pub(super) fn read(package: &mut Package<'_>, main: &str) -> Result<Vec<Block>, Skip> {
    let limits = package.limits();
    let relations = package.relations(main)?;
    let part = |kind: &str| relations.iter().find(|relation| relation.kind == kind).map(|found| found.part.clone());
    let mut styles = match text_of(package, part("styles"))? {
        Some(text) => Styles::read(&text, limits)?,
        None => Styles::default(),
    };
    let mut numbering = match text_of(package, part("numbering"))? {
        Some(text) => Numbering::read(&text, limits)?,
        None => Numbering::default(),
    };
    let mut budget = Budget::new(limits);
    let mut notes = Notes::default();
    for (kind, name) in [("footnotes", "Footnote"), ("endnotes", "Endnote")] {
        let Some(text) = text_of(package, part(kind))? else { continue };
        let none = Notes::default();
        let context = Context { styles: &mut styles, numbering: &mut numbering, budget: &mut budget, notes: &none };
        let found = body::read(&mut Xml::new(&text, limits), context)?;
        notes.extend(found.notes.into_iter().map(|(id, text)| ((name, id), text)));
    }
    let text = package.needed(main)?;
    let context = Context { styles: &mut styles, numbering: &mut numbering, budget: &mut budget, notes: &notes };
    let found = body::read(&mut Xml::new(&text, limits), context)?;
    let by_id: FxHashMap<&str, &Relation> = relations.iter().map(|own| (own.id.as_str(), own)).collect();
    let (mut first, mut heads, mut feet) = (Vec::new(), RunningHeads::default(), RunningHeads::default());
    let mut seen: FxHashSet<&str> = FxHashSet::default();
    for head in &found.heads {
        let Some(relation) = by_id.get(head.relation.as_str()) else { continue };
        if !seen.insert(&relation.part) {
            continue;
        }
        let Some(text) = package.text(&relation.part)? else { continue };
        let context = Context { styles: &mut styles, numbering: &mut numbering, budget: &mut budget, notes: &notes };
        let blocks = body::read(&mut Xml::new(&text, limits), context)?.blocks;
        if head.first && relation.kind == "header" {
            first.extend(blocks);
            continue;
        }
        let side = if relation.kind == "header" { &mut heads } else { &mut feet };
        blocks.into_iter().for_each(|block| side.add(block.text));
    }
    let mut blocks = heads.blocks;
    blocks.append(&mut first);
    blocks.extend(found.blocks);
    blocks.append(&mut feet.blocks);
    Ok(blocks)
}

fn text_of(package: &mut Package<'_>, part: Option<String>) -> Result<Option<String>, Skip> {
    part.map_or(Ok(None), |part| package.text(&part))
}
