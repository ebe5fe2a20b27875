//! What the control words of RTF build: paragraphs, cells, rows, notes, heads and feet.

use crate::corpus::{
    Block, BlockKind, Skip,
    office::{
        output::{Budget, COST, RunningHeads, block, fold},
        paragraph::{self, Label, Words},
        table::{self, Cell, Row},
    },
};
use rustc_hash::FxHashMap;

/// Properties of a paragraph.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Layout {
    pub(super) style: i32,
    pub(super) outline: Option<u8>,
    pub(super) in_table: bool,
    pub(super) depth: u8,
}

/// A style: its name in lower case, and the level of its headings.
#[derive(Debug, Default)]
pub(super) struct Style {
    pub(super) name: String,
    pub(super) outline: Option<u8>,
    pub(super) bold: bool,
}

impl Style {
    fn heading(&self) -> Option<u8> {
        let named = self.name.strip_prefix("heading ").and_then(|level| level.parse().ok());
        match self.name.as_str() {
            "title" => Some(1),
            _ => named.or(self.outline.map(|level| level + 1)).filter(|level| (1..=9).contains(level)),
        }
    }
}

/// What text is written into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Target {
    Body,
    /// The number or bullet of the paragraph.
    Label,
    Head,
    Foot,
    Footnote,
    Endnote,
}

/// A flow of paragraphs: the body, a head, a note.
#[derive(Debug, Default)]
struct Flow {
    words: Words,
    label: String,
    gap: bool,
    blocks: Vec<Block>,
    /// The cell, the row and the table that are open.
    cell: Vec<Block>,
    row: Row,
    rows: Vec<Row>,
    /// The row of a table inside a cell.
    inner: Vec<String>,
    notes: Vec<Block>,
}

/// A document that is being built.
pub(super) struct Document<'b> {
    budget: &'b mut Budget,
    pub(super) styles: FxHashMap<i32, Style>,
    pub(super) layout: Layout,
    /// For each cell of the row that is open whether it goes on with the one above; whether the row is a header.
    pub(super) go_on: Vec<bool>,
    pub(super) header: bool,
    /// The body, and above it the head or note that is open.
    flows: Vec<(Target, Flow, Layout)>,
    heads: RunningHeads,
    feet: RunningHeads,
    counts: [usize; 2],
}

impl<'b> Document<'b> {
    pub(super) fn new(budget: &'b mut Budget) -> Self {
        let body = (Target::Body, Flow { gap: true, ..Flow::default() }, Layout::default());
        Self {
            budget,
            styles: FxHashMap::default(),
            layout: Layout::default(),
            go_on: Vec::new(),
            header: false,
            flows: vec![body],
            heads: RunningHeads::default(),
            feet: RunningHeads::default(),
            counts: [0, 0],
        }
    }

    /// Adds words of a run.
    pub(super) fn text(&mut self, target: Target, words: &str, bold: bool) -> Result<(), Skip> {
        self.budget.spend(words.len())?;
        let bold = bold || self.styles.get(&self.layout.style).is_some_and(|style| style.bold);
        let Some((_, flow, _)) = self.flows.last_mut() else { return Ok(()) };
        if target == Target::Label {
            flow.label.push_str(words);
            return Ok(());
        }
        flow.words.push(words, bold);
        Ok(())
    }

    /// A head, a foot or a note begins.
    pub(super) fn begin(&mut self, target: Target) {
        let layout = std::mem::take(&mut self.layout);
        self.flows.push((target, Flow::default(), layout));
    }

    /// The head, foot or note that began last ends.
    pub(super) fn end(&mut self, target: Target) -> Result<(), Skip> {
        if self.flows.len() < 2 {
            return Ok(());
        }
        self.paragraph()?;
        self.end_table()?;
        let Some((_, flow, layout)) = self.flows.pop() else { return Ok(()) };
        self.layout = layout;
        let texts = flow.blocks.into_iter().map(|block| block.text);
        let (name, list) = match target {
            Target::Head | Target::Foot => {
                let side = if target == Target::Head { &mut self.heads } else { &mut self.feet };
                texts.for_each(|text| side.add(text));
                return Ok(());
            }
            Target::Endnote => ("Endnote", 1),
            _ => ("Footnote", 0),
        };
        self.counts[list] += 1;
        let text = texts.collect::<Vec<_>>().join(" ");
        if let Some((_, flow, _)) = self.flows.last_mut().filter(|_| !text.is_empty()) {
            let text = format!("{name} {}: {text}", self.counts[list]);
            flow.notes.push(block(BlockKind::Paragraph, text, false, true));
        }
        Ok(())
    }

    /// The paragraph ends.
    pub(super) fn paragraph(&mut self) -> Result<(), Skip> {
        if !self.layout.in_table {
            self.end_table()?;
        }
        let layout = self.layout;
        let Some((_, flow, _)) = self.flows.last_mut() else { return Ok(()) };
        let words = std::mem::take(&mut flow.words);
        let label = fold(&std::mem::take(&mut flow.label));
        let style = self.styles.get(&layout.style);
        if style.is_some_and(|style| style.name.starts_with("toc ") || style.name == "toc heading") {
            return Ok(());
        }
        let outline = layout.outline.filter(|level| *level < 9).map(|level| level + 1);
        let heading = outline.or_else(|| style.and_then(Style::heading));
        let label = match label {
            _ if label.is_empty() => None,
            _ if label.contains(char::is_alphanumeric) => Some(Label::Number(label)),
            _ => Some(Label::Bullet(layout.depth)),
        };
        let blocks = paragraph::blocks(&words, heading, label.as_ref(), layout.depth, &mut flow.gap);
        blocks.iter().try_for_each(|own| self.budget.block(own))?;
        if layout.in_table { &mut flow.cell } else { &mut flow.blocks }.extend(blocks);
        if !layout.in_table {
            flow.blocks.append(&mut flow.notes);
        }
        Ok(())
    }

    /// The cell ends.
    pub(super) fn cell(&mut self) -> Result<(), Skip> {
        self.budget.spend(COST)?;
        self.layout.in_table = true;
        self.paragraph()?;
        if let Some((_, flow, _)) = self.flows.last_mut() {
            let blocks = std::mem::take(&mut flow.cell);
            flow.row.cells.push(Cell { blocks, ..Cell::default() });
        }
        Ok(())
    }

    /// The row ends.
    pub(super) fn row(&mut self) -> Result<(), Skip> {
        self.budget.spend(COST)?;
        let Some((_, flow, _)) = self.flows.last_mut() else { return Ok(()) };
        let mut row = std::mem::take(&mut flow.row);
        row.header = self.header;
        for (cell, goes_on) in row.cells.iter_mut().zip(&self.go_on) {
            cell.goes_on = *goes_on;
        }
        flow.rows.push(row);
        flow.words = Words::default();
        Ok(())
    }

    /// The cell of a table inside a cell ends.
    pub(super) fn inner_cell(&mut self) -> Result<(), Skip> {
        let Some((_, flow, _)) = self.flows.last_mut() else { return Ok(()) };
        let text = fold(&std::mem::take(&mut flow.words).text);
        self.budget.spend(text.len() + COST)?;
        flow.inner.push(text);
        Ok(())
    }

    /// The row of a table inside a cell ends.
    pub(super) fn inner_row(&mut self) {
        let Some((_, flow, _)) = self.flows.last_mut() else { return };
        let cells = std::mem::take(&mut flow.inner);
        let text = crate::corpus::row_text(&cells, &[]);
        if !text.is_empty() {
            flow.cell.push(block(BlockKind::TableRow { cells, headers: Vec::new() }, text, false, false));
        }
    }

    fn end_table(&mut self) -> Result<(), Skip> {
        let Some((_, flow, _)) = self.flows.last_mut() else { return Ok(()) };
        if flow.rows.is_empty() {
            return Ok(());
        }
        let blocks = table::blocks(std::mem::take(&mut flow.rows), self.budget)?;
        blocks.iter().try_for_each(|own| self.budget.block(own))?;
        flow.blocks.extend(blocks);
        flow.blocks.append(&mut flow.notes);
        flow.gap = true;
        Ok(())
    }

    /// All blocks, at the end.
    pub(super) fn blocks(mut self) -> Result<Vec<Block>, Skip> {
        while let Some((target, ..)) = self.flows.get(1..).and_then(<[_]>::last) {
            let target = *target;
            self.end(target)?;
        }
        self.layout.in_table = false;
        self.paragraph()?;
        let mut blocks = self.heads.blocks;
        for (_, mut flow, _) in self.flows {
            blocks.append(&mut flow.blocks);
            // A table that breaks off.
            blocks.extend(flow.row.cells.into_iter().flat_map(|cell| cell.blocks));
            blocks.append(&mut flow.cell);
            blocks.append(&mut flow.notes);
        }
        blocks.append(&mut self.feet.blocks);
        Ok(blocks)
    }
}
