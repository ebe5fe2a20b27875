//! The content of an OpenDocument file, in the order of its marks. Nothing recurses: what is open stands on stacks.

use super::{lists::Lists, styles::Styles};
use crate::corpus::{
    Block, BlockKind, Limits, Skip,
    office::{
        output::{Budget, COST, block},
        paragraph::{self, Label, Words},
        sheet::Sheet,
        table::{self, Cell, MOST_COLUMNS, Row},
        xml::{Node, Tag, Xml},
    },
};

/// The blocks of the content.
pub(super) fn read(text: &str, styles: &Styles, limits: &Limits, budget: &mut Budget) -> Result<Vec<Block>, Skip> {
    let mut reading = Reading::new(styles, budget);
    let mut xml = Xml::new(text, limits);
    while let Some(node) = xml.next()? {
        match node {
            Node::Start(tag) => reading.start(&tag, &mut xml)?,
            Node::End(close) => reading.end(close.name())?,
            Node::Text(text) => reading.text(&text)?,
        }
    }
    Ok(reading.holders.drain(..).flatten().collect())
}

struct Paragraph {
    words: Words,
    style: String,
    look: Look,
    /// The level of a heading.
    outline: Option<u8>,
    label: Option<Label>,
    /// Text boxes and notes in it.
    after: Vec<Block>,
}

/// What the styles of text say of it, where they do.
#[derive(Clone, Copy, Default)]
struct Look {
    bold: Option<bool>,
    hidden: Option<bool>,
}

/// A part that is being read.
pub(super) struct Reading<'b> {
    styles: &'b Styles,
    budget: &'b mut Budget,
    /// What holds paragraphs: the body, a cell, a text box, a note.
    pub(super) holders: Vec<Vec<Block>>,
    paragraphs: Vec<Paragraph>,
    tables: Vec<Vec<Row>>,
    /// For each cell that is open how many it adds to its row.
    cells: Vec<usize>,
    /// What the spans that are open say, each with what those around it do.
    spans: Vec<Look>,
    lists: Lists,
    /// Whether blank space stands before the next block.
    gap: bool,
    in_header: bool,
    /// How many cells to come the cell before spans.
    covered: usize,
    /// The sheet that is being read.
    sheet: Option<Sheet>,
    /// The slide, from 1, and where its blocks begin; the purpose of the frame; where its notes begin.
    slide: Option<(u32, usize)>,
    purpose: String,
    notes: Option<usize>,
    is_workbook: bool,
    /// The citation and class of the note that is open.
    note: (String, String),
}

impl<'b> Reading<'b> {
    pub(super) fn new(styles: &'b Styles, budget: &'b mut Budget) -> Self {
        Self {
            styles,
            budget,
            holders: vec![Vec::new()],
            paragraphs: Vec::new(),
            tables: Vec::new(),
            cells: Vec::new(),
            spans: Vec::new(),
            lists: Lists::default(),
            gap: true,
            in_header: false,
            sheet: None,
            covered: 0,
            slide: None,
            purpose: String::new(),
            notes: None,
            is_workbook: false,
            note: Default::default(),
        }
    }

    pub(super) fn start(&mut self, tag: &Tag<'_>, xml: &mut Xml<'_>) -> Result<(), Skip> {
        let own = |name: &str| tag.get(name).unwrap_or_default().into_owned();
        match tag.name() {
            // Deletions, comments, what lists the headings, declarations, descriptions of pictures, styles.
            "tracked-changes"
            | "annotation"
            | "annotation-end"
            | "table-of-content"
            | "alphabetical-index"
            | "illustration-index"
            | "table-index"
            | "forms"
            | "desc"
            | "sequence-decls"
            | "variable-decls"
            | "automatic-styles"
            | "font-face-decls"
            | "scripts"
            | "ruby-text"
            | "hidden-text"
            | "calculation-settings"
            | "named-expressions"
            | "database-ranges"
            | "user-field-decls"
            | "event-listeners"
            | "settings" => xml.skip()?,
            // `svg:title` names a picture.
            "title" if self.paragraphs.is_empty() => xml.skip()?,
            "spreadsheet" => self.is_workbook = true,
            "p" | "h" => self.begin_paragraph(tag),
            "span" => {
                let (around, own) =
                    (self.spans.last().copied().unwrap_or_default(), self.look("text", &own("style-name")));
                self.spans.push(Look { bold: own.bold.or(around.bold), hidden: own.hidden.or(around.hidden) });
            }
            "s" => self.text(" ")?,
            "tab" => self.text("\t")?,
            "line-break" => self.text("\n")?,
            "list" => self.lists.begin(tag),
            "list-item" => self.lists.item(tag),
            "note" => self.note = (String::new(), own("note-class")),
            "note-citation" => {
                self.note.0 = own("label");
                let depth = xml.depth();
                while xml.depth() >= depth {
                    match xml.next()? {
                        Some(Node::Text(text)) if self.note.0.len() < 20 => self.note.0.push_str(text.trim()),
                        Some(_) => {}
                        None => break,
                    }
                }
            }
            "note-body" | "text-box" => self.holders.push(Vec::new()),
            "table" if self.is_workbook && self.tables.is_empty() => {
                if self.styles.is_shown(&own("style-name")) {
                    self.sheet = Some(Sheet::new(&own("name")));
                    self.tables.push(Vec::new());
                } else {
                    xml.skip()?;
                }
            }
            "table" => self.tables.push(Vec::new()),
            "table-header-rows" => self.in_header = true,
            "table-row" => {
                let header = self.in_header;
                if let Some(rows) = self.tables.last_mut() {
                    rows.push(Row { cells: Vec::new(), header });
                }
            }
            "table-cell" | "covered-table-cell" => self.begin_cell(tag)?,
            "page" if !self.is_workbook => {
                let number = self.slide.map_or(1, |(number, _)| number + 1);
                self.slide = Some((number, self.holders.iter().map(Vec::len).sum()));
                self.gap = true;
            }
            "frame" => self.purpose = own("class"),
            // The notes of a slide; elsewhere `text:notes-configuration` has another name.
            "notes" => self.notes = self.holders.last().map(Vec::len),
            _ => {}
        }
        Ok(())
    }

    fn look(&self, family: &str, style: &str) -> Look {
        Look { bold: self.styles.is_bold(family, style), hidden: self.styles.is_hidden(family, style) }
    }

    fn begin_paragraph(&mut self, tag: &Tag<'_>) {
        let style = tag.get("style-name").unwrap_or_default().into_owned();
        let heading = tag.name() == "h";
        let outline = heading.then(|| tag.number::<u8>("outline-level").unwrap_or(1).clamp(1, 9));
        let mut label = self.lists.label(self.styles);
        if let (None, Some(level)) = (&label, outline)
            && self.styles.list_of(&style).is_none_or(|list| !list.is_empty())
            && tag.get("is-list-header").is_none_or(|value| value != "true")
        {
            label = Some(Label::Number(self.lists.heading(self.styles, usize::from(level) - 1)));
        }
        let (look, after) = (self.look("paragraph", &style), Vec::new());
        self.paragraphs.push(Paragraph { words: Words::default(), style, look, outline, label, after });
    }

    fn begin_cell(&mut self, tag: &Tag<'_>) -> Result<(), Skip> {
        self.holders.push(Vec::new());
        self.cells.push(0);
        let spans = tag.number::<usize>("number-columns-spanned").unwrap_or(1).saturating_sub(1);
        let repeated = tag.number::<usize>("number-columns-repeated").unwrap_or(1).clamp(1, MOST_COLUMNS);
        let covered = tag.name() == "covered-table-cell";
        let in_sheet = self.sheet.is_some() && self.tables.len() == 1;
        let Some(row) = self.tables.last_mut().and_then(|rows| rows.last_mut()) else { return Ok(()) };
        // Cells that another covers are written too: those beside it are columns that it spans, those below go on with it.
        let beside = if covered { repeated.min(self.covered) } else { 0 };
        self.covered = if covered { self.covered - beside } else { spans };
        let room = MOST_COLUMNS.saturating_sub(row.cells.len());
        let new = (repeated - beside).min(room);
        if let Some(open) = self.cells.last_mut() {
            *open = new;
        }
        // Rows of a sheet are given up as they are read.
        self.budget.spend(if in_sheet { 0 } else { new * COST })?;
        for _ in 0..new {
            row.cells.push(Cell { blocks: Vec::new(), spans, goes_on: covered });
        }
        Ok(())
    }

    pub(super) fn end(&mut self, name: &str) -> Result<(), Skip> {
        match name {
            "p" | "h" => self.end_paragraph()?,
            "span" => drop(self.spans.pop()),
            "list" => self.lists.end(),
            "note-body" => {
                let text: Vec<String> =
                    self.holders.pop().unwrap_or_default().into_iter().map(|block| block.text).collect();
                let name = if self.note.1 == "endnote" { "Endnote" } else { "Footnote" };
                let text = format!("{name} {}: {}", self.note.0, text.join(" "));
                self.beside(vec![block(BlockKind::Paragraph, text, false, true)]);
            }
            "text-box" => {
                let blocks = self.holders.pop().unwrap_or_default();
                self.beside(blocks);
            }
            "table-header-rows" => self.in_header = false,
            "covered-table-cell" => drop((self.holders.pop(), self.cells.pop())),
            "table-cell" => self.end_cell()?,
            "table-row" => self.end_row()?,
            "table" => {
                let rows = self.tables.pop().unwrap_or_default();
                // A sheet may hold tables of its own.
                let sheet = if self.tables.is_empty() { self.sheet.take() } else { None };
                let blocks = match sheet {
                    Some(sheet) => sheet.blocks(self.budget)?,
                    None => {
                        let blocks = table::blocks(rows, self.budget)?;
                        self.count(&blocks)?;
                        blocks
                    }
                };
                self.add(blocks);
                self.gap = true;
            }
            "frame" => self.purpose.clear(),
            "notes" => {
                let first = self.notes.take();
                if let Some(first) = first.and_then(|at| self.holders.last_mut()?.get_mut(at)) {
                    first.text = format!("Notes: {}", first.text);
                }
            }
            "page" => self.end_slide(),
            _ => {}
        }
        Ok(())
    }

    /// A cell ends: what stands in it stands in each of the cells that it is repeated as.
    fn end_cell(&mut self) -> Result<(), Skip> {
        let blocks = self.holders.pop().unwrap_or_default();
        let new = self.cells.pop().unwrap_or_default();
        let cells = self.tables.last_mut().and_then(|rows| rows.last_mut()).map(|row| row.cells.as_mut_slice());
        let cells = cells.unwrap_or_default();
        let first = cells.len().saturating_sub(new);
        if let Some((last, others)) = cells.get_mut(first..).and_then(<[_]>::split_last_mut) {
            for cell in others {
                blocks.iter().try_for_each(|own| self.budget.spend(own.text.len() + COST))?;
                cell.blocks.clone_from(&blocks);
            }
            last.blocks = blocks;
        }
        Ok(())
    }

    /// Notes that blocks come out. Those in cells come out with their table, and are counted there.
    fn count(&mut self, blocks: &[Block]) -> Result<(), Skip> {
        let in_cell = !self.tables.is_empty();
        blocks
            .iter()
            .try_for_each(|own| if in_cell { self.budget.spend(own.text.len()) } else { self.budget.block(own) })
    }

    fn end_row(&mut self) -> Result<(), Skip> {
        let Some(sheet) = self.sheet.as_mut().filter(|_| self.tables.len() == 1) else { return Ok(()) };
        let Some(row) = self.tables.last_mut().and_then(Vec::pop) else { return Ok(()) };
        let cells = row.cells.into_iter().enumerate().filter(|(_, cell)| !cell.blocks.is_empty());
        let cells = cells.map(|(column, cell)| {
            let bold = cell.blocks.iter().all(|block| block.bold);
            let texts: Vec<String> = cell.blocks.into_iter().map(|block| block.text).collect();
            (column, texts.join(" "), bold)
        });
        sheet.row(cells.collect(), self.budget)
    }

    fn end_slide(&mut self) {
        let Some((number, start)) = self.slide else { return };
        let Some(holder) = self.holders.first_mut() else { return };
        holder.push(block(BlockKind::PageBreak, String::new(), false, false));
        for own in holder.iter_mut().skip(start) {
            own.place.page = Some(number);
        }
        // Titles stand first, wherever the slide draws them.
        let slide = holder.get_mut(start..).unwrap_or_default();
        slide.sort_by_key(|own| !matches!(own.kind, BlockKind::Heading { .. }));
    }

    pub(super) fn text(&mut self, words: &str) -> Result<(), Skip> {
        let Some(paragraph) = self.paragraphs.last_mut() else { return Ok(()) };
        let span = self.spans.last().copied().unwrap_or_default();
        if span.hidden.or(paragraph.look.hidden).unwrap_or(false) {
            return Ok(());
        }
        self.budget.spend(words.len())?;
        paragraph.words.push(words, span.bold.or(paragraph.look.bold).unwrap_or(false));
        Ok(())
    }

    fn end_paragraph(&mut self) -> Result<(), Skip> {
        let Some(paragraph) = self.paragraphs.pop() else { return Ok(()) };
        let title = self.styles.is_like(&paragraph.style, "Title") || (self.purpose == "title" && self.notes.is_none());
        let heading = paragraph.outline.or(title.then_some(1));
        let mut blocks = paragraph::blocks(&paragraph.words, heading, paragraph.label.as_ref(), 0, &mut self.gap);
        blocks.extend(paragraph.after);
        self.count(&blocks)?;
        self.add(blocks);
        Ok(())
    }

    /// Adds what stands beside the paragraph that is open, or where there is none.
    fn beside(&mut self, blocks: Vec<Block>) {
        match self.paragraphs.last_mut() {
            Some(paragraph) => paragraph.after.extend(blocks),
            None => self.add(blocks),
        }
    }

    fn add(&mut self, blocks: Vec<Block>) {
        if let Some(holder) = self.holders.last_mut() {
            holder.extend(blocks);
        }
    }
}
