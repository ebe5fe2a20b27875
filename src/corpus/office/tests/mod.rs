//! Tests of the readers of office formats, over files that are made here.

mod hostile;
mod legacy;
mod others;
mod package;
mod word;

use super::read_zip;
use crate::corpus::{Block, BlockKind, Limits};

/// The blocks of a container.
fn blocks(bytes: &[u8]) -> Vec<Block> {
    read_zip(bytes, &Limits::default()).unwrap().blocks
}

/// One line a block, with a mark of its kind.
fn lines(blocks: &[Block]) -> Vec<String> {
    let line = |block: &Block| match &block.kind {
        BlockKind::Heading { level } => format!("{} {}", "#".repeat(usize::from(*level)), block.text),
        BlockKind::ListItem { depth } => format!("{}- {}", "  ".repeat(usize::from(*depth)), block.text),
        BlockKind::TableRow { .. } => format!("| {}", block.text),
        BlockKind::PageBreak => format!("--- {}", block.place.page.unwrap_or(0)),
        _ if block.furniture.is_some() => format!("~ {}", block.text),
        _ => block.text.clone(),
    };
    blocks.iter().map(line).collect()
}
