//! The text of a Word document, in the order of its marks.
//!
//! In come the marks of a part; out come blocks. Nothing recurses: what is open stands on stacks, one each for what holds
//! paragraphs (the body, a cell, a text box, a note), for paragraphs and for tables.

use super::{
    numbering::Numbering,
    paragraph::{Before, Paragraph},
    properties::{self, Head, RunProperties},
    styles::Styles,
};
use crate::corpus::{
    Block, BlockKind, Skip,
    office::{
        output::{Budget, COST, Fields, block},
        symbols,
        table::{self, Cell, Row},
        xml::{Node, Tag, Xml},
    },
};
use rustc_hash::FxHashMap;

/// The notes of a document by the name of their list and their id.
pub(super) type Notes = FxHashMap<(&'static str, String), String>;

/// What is needed to read a part.
pub(super) struct Context<'c> {
    pub(super) styles: &'c mut Styles,
    pub(super) numbering: &'c mut Numbering,
    pub(super) budget: &'c mut Budget,
    pub(super) notes: &'c Notes,
}

/// What a part gives.
#[derive(Default)]
pub(super) struct Part {
    pub(super) blocks: Vec<Block>,
    /// Of a part of notes: their texts.
    pub(super) notes: Vec<(String, String)>,
    /// The heads and feet of its sections.
    pub(super) heads: Vec<Head>,
}

/// What holds paragraphs and tables.
struct Holder {
    blocks: Vec<Block>,
    before: Before,
    /// A paragraph whose end was deleted.
    joined: Option<Paragraph>,
}

impl Holder {
    fn new() -> Self {
        Self { blocks: Vec::new(), before: Before::start(), joined: None }
    }
}

#[derive(Default)]
struct Table {
    rows: Vec<Row>,
    /// Notes called in it, which stand below it.
    notes: Vec<Block>,
    /// Whether the row that is open was deleted.
    deleted: bool,
}

/// Reads a part: the document, its notes, a head or a foot.
pub(super) fn read(xml: &mut Xml<'_>, context: Context<'_>) -> Result<Part, Skip> {
    let mut reading = Reading {
        context,
        part: Part::default(),
        holders: vec![Holder::new()],
        paragraphs: Vec::new(),
        tables: Vec::new(),
        run: RunProperties::default(),
        in_text: false,
        fields: Fields::default(),
        note: None,
        counts: [0, 0],
    };
    while let Some(node) = xml.next()? {
        match node {
            Node::Start(tag) => reading.start(&tag, xml)?,
            Node::End(close) => reading.end(close.name())?,
            Node::Text(text) if reading.in_text => reading.text(&text)?,
            Node::Text(_) => {}
        }
    }
    while reading.holders.len() > 1 {
        reading.leave_holder()?;
    }
    reading.part.blocks = reading.take_holder()?;
    Ok(reading.part)
}

/// Reads the properties of a content control, and passes over its content where that is left out.
fn content_control(xml: &mut Xml<'_>) -> Result<(), Skip> {
    if !properties::content_is_left_out(xml)? {
        return Ok(());
    }
    let depth = xml.depth();
    while xml.depth() >= depth {
        match xml.next()? {
            Some(Node::Start(tag)) if tag.name() == "sdtContent" => return xml.skip(),
            Some(Node::Start(_)) => xml.skip()?,
            Some(_) => {}
            None => break,
        }
    }
    Ok(())
}

struct Reading<'c> {
    context: Context<'c>,
    part: Part,
    holders: Vec<Holder>,
    paragraphs: Vec<Paragraph>,
    tables: Vec<Table>,
    run: RunProperties,
    in_text: bool,
    fields: Fields,
    /// The id of the note that is being read.
    note: Option<String>,
    /// How many footnotes and endnotes were called.
    counts: [usize; 2],
}

impl Reading<'_> {
    fn start(&mut self, tag: &Tag<'_>, xml: &mut Xml<'_>) -> Result<(), Skip> {
        match tag.name() {
            "p" => {
                let style = self.context.styles.get(None);
                self.paragraphs.push(Paragraph::new(style));
            }
            "pPr" => {
                let found = properties::paragraph(xml)?;
                self.part.heads.extend(found.heads.iter().cloned());
                if let Some(paragraph) = self.paragraphs.last_mut() {
                    paragraph.style = self.context.styles.get(found.style.as_deref());
                    paragraph.properties = found;
                }
            }
            "r" => self.run = RunProperties::default(),
            "rPr" => {
                self.run = properties::run(xml)?;
                if let Some(style) = self.run.style.as_deref().and_then(|id| self.context.styles.of_run(id)) {
                    self.run.bold = self.run.bold.or(style.run.bold);
                    self.run.hidden = self.run.hidden.or(style.run.hidden);
                }
            }
            "t" => self.in_text = true,
            "tab" | "ptab" => self.text("\t")?,
            "cr" => self.text("\n")?,
            "br" => {
                let line = !matches!(tag.get("type").as_deref(), Some("page" | "column"));
                // A new page is a new paragraph.
                self.text(if line { "\n" } else { "\n\n" })?;
            }
            "noBreakHyphen" => self.text("-")?,
            "sym" => self.text(&symbols::word(tag.get("font").as_deref(), tag.get("char").as_deref()))?,
            "fldChar" => match tag.get("fldCharType").as_deref() {
                Some("begin") => self.fields.begin(),
                Some("separate") => self.fields.separate(),
                Some("end") => self.fields.end(),
                _ => {}
            },
            "footnoteReference" => self.call("Footnote", 0, tag)?,
            "endnoteReference" => self.call("Endnote", 1, tag)?,
            // What was deleted or moved away, instructions of fields, readings above characters.
            "del" | "moveFrom" | "delText" | "instrText" | "delInstrText" | "rt" => xml.skip()?,
            "sdtPr" => content_control(xml)?,
            "sectPr" => {
                let heads = properties::section(xml)?;
                self.part.heads.extend(heads);
            }
            "tbl" => self.tables.push(Table::default()),
            "tblPr" | "tblGrid" | "tblPrEx" => xml.skip()?,
            "tr" => {
                self.context.budget.spend(COST)?;
                if let Some(table) = self.tables.last_mut() {
                    table.rows.push(Row::default());
                    table.deleted = false;
                }
            }
            "trPr" => {
                let found = properties::row(xml)?;
                if let Some(table) = self.tables.last_mut() {
                    table.deleted = found.deleted;
                }
                if let Some(row) = self.row() {
                    row.header = found.header;
                    if found.before > 0 {
                        row.cells.push(Cell { spans: found.before - 1, ..Cell::default() });
                    }
                }
            }
            "tc" => {
                self.context.budget.spend(COST)?;
                self.holders.push(Holder::new());
                if let Some(row) = self.row() {
                    row.cells.push(Cell::default());
                }
            }
            "tcPr" => {
                let (spans, goes_on) = properties::cell(xml)?;
                if let Some(cell) = self.row().and_then(|row| row.cells.last_mut()) {
                    (cell.spans, cell.goes_on) = (spans, goes_on);
                }
            }
            "txbxContent" => self.holders.push(Holder::new()),
            "footnote" | "endnote" => {
                if matches!(tag.get("type").as_deref(), None | Some("normal")) {
                    self.note = tag.get("id").map(|id| id.into_owned());
                    self.holders.push(Holder::new());
                } else {
                    xml.skip()?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self, name: &str) -> Result<(), Skip> {
        match name {
            "t" => self.in_text = false,
            "p" => self.end_paragraph()?,
            "tc" => {
                let blocks = self.take_holder()?;
                match self.row().and_then(|row| row.cells.last_mut()) {
                    Some(cell) => cell.blocks = blocks,
                    None => self.add(blocks),
                }
            }
            "tr" => {
                self.context.budget.spend(COST)?;
                if let Some(table) = self.tables.last_mut().filter(|table| table.deleted) {
                    table.rows.pop();
                }
            }
            "tbl" => self.end_table()?,
            "txbxContent" => {
                let blocks = self.take_holder()?;
                match self.paragraphs.last_mut() {
                    Some(paragraph) => paragraph.boxes.extend(blocks),
                    None => self.add(blocks),
                }
            }
            "footnote" | "endnote" => {
                let blocks = self.take_holder()?;
                let text: Vec<String> = blocks.into_iter().map(|block| block.text).collect();
                self.part.notes.extend(self.note.take().map(|id| (id, text.join(" "))));
            }
            _ => {}
        }
        Ok(())
    }

    fn text(&mut self, words: &str) -> Result<(), Skip> {
        let Some(paragraph) = self.paragraphs.last_mut() else { return Ok(()) };
        let hidden = self.run.hidden.or(paragraph.style.run.hidden).unwrap_or(false);
        if hidden || self.fields.is_instruction() {
            return Ok(());
        }
        self.context.budget.spend(words.len())?;
        let bold = self.run.bold.or(paragraph.style.run.bold).unwrap_or(false);
        paragraph.push(words, bold);
        Ok(())
    }

    /// A note is called. Its mark is left out of the text, where it would stand in the middle of a phrase; the note
    /// follows the paragraph, or the table, that calls it.
    fn call(&mut self, name: &'static str, list: usize, tag: &Tag<'_>) -> Result<(), Skip> {
        let Some(id) = tag.get("id") else { return Ok(()) };
        let own_mark = matches!(tag.get("customMarkFollows").as_deref(), Some("1" | "true" | "on"));
        self.counts[list] += usize::from(!own_mark);
        let Some(text) = self.context.notes.get(&(name, id.into_owned())).filter(|text| !text.is_empty()) else {
            return Ok(());
        };
        // One note may be called again and again.
        self.context.budget.spend(text.len() + COST)?;
        let text = if own_mark { format!("{name}: {text}") } else { format!("{name} {}: {text}", self.counts[list]) };
        let note = block(BlockKind::Paragraph, text, false, true);
        match (self.tables.first_mut(), self.paragraphs.last_mut()) {
            (Some(table), _) => table.notes.push(note),
            (None, Some(paragraph)) => paragraph.notes.push(note),
            (None, None) => {}
        }
        Ok(())
    }

    fn row(&mut self) -> Option<&mut Row> {
        self.tables.last_mut()?.rows.last_mut()
    }

    fn end_paragraph(&mut self) -> Result<(), Skip> {
        let Some(mut paragraph) = self.paragraphs.pop() else { return Ok(()) };
        let Some(holder) = self.holders.last_mut() else { return Ok(()) };
        if let Some(first) = holder.joined.take() {
            paragraph = first.join(paragraph);
        }
        if paragraph.properties.joined {
            holder.joined = Some(paragraph);
            return Ok(());
        }
        Self::finish(paragraph, holder, &mut self.context)
    }

    fn finish(paragraph: Paragraph, holder: &mut Holder, context: &mut Context<'_>) -> Result<(), Skip> {
        let blocks = paragraph.blocks(context.numbering, &mut holder.before);
        blocks.iter().try_for_each(|block| context.budget.block(block))?;
        holder.blocks.extend(blocks);
        Ok(())
    }

    fn end_table(&mut self) -> Result<(), Skip> {
        let Some(mut table) = self.tables.pop() else { return Ok(()) };
        let mut blocks = table::blocks(table.rows, self.context.budget)?;
        blocks.append(&mut table.notes);
        blocks.iter().try_for_each(|block| self.context.budget.block(block))?;
        self.add(blocks);
        Ok(())
    }

    /// The blocks of the innermost holder, which ends.
    fn take_holder(&mut self) -> Result<Vec<Block>, Skip> {
        let Some(mut holder) = self.holders.pop() else { return Ok(Vec::new()) };
        if let Some(paragraph) = holder.joined.take() {
            Self::finish(paragraph, &mut holder, &mut self.context)?;
        }
        Ok(holder.blocks)
    }

    fn leave_holder(&mut self) -> Result<(), Skip> {
        let blocks = self.take_holder()?;
        self.add(blocks);
        Ok(())
    }

    /// Adds blocks to the innermost holder.
    fn add(&mut self, blocks: Vec<Block>) {
        if let Some(holder) = self.holders.last_mut() {
            holder.blocks.extend(blocks);
            holder.before = Before::start();
        }
    }
}
