//! PowerPoint presentations (PPTX) to blocks.
//!
//! In comes an open container; out come the slides that are shown, in order, each with its number as its page: its title as a
//! heading, its text, its tables and diagrams, its notes. Dates, feet and numbers of slides are furniture or left out.

use super::{
    numerals::Numerals,
    output::{Budget, COST, block, fold, running_head},
    package::Package,
    paragraph::Words,
    table::{self, Cell, Row},
    xml::{Node, Tag, Xml},
};
use crate::corpus::{Block, BlockKind, Limits, Skip};
use rustc_hash::{FxHashMap, FxHashSet};

/// The blocks of the presentation whose main part is `main`.
///
/// # Errors
///
/// The reason for which it cannot be read.
pub(super) fn read(package: &mut Package<'_>, main: &str) -> Result<Vec<Block>, Skip> {
    let limits = package.limits();
    let mut budget = Budget::new(limits);
    let relations = package.relations(main)?;
    let by_id: FxHashMap<&str, &str> = relations.iter().map(|own| (own.id.as_str(), own.part.as_str())).collect();
    let mut slides: Vec<String> = Vec::new();
    let text = package.needed(main)?;
    let mut xml = Xml::new(&text, limits);
    while let Some(node) = xml.next()? {
        let Node::Start(tag) = node else { continue };
        if tag.name() == "sldId" {
            // `id` is a number, `r:id` names the relation.
            slides.extend(tag.find("id", |value| by_id.get(value)).map(|part| (*part).to_owned()));
        }
    }
    let mut blocks: Vec<Block> = Vec::new();
    let mut feet: FxHashSet<String> = FxHashSet::default();
    for (number, slide) in (1..).zip(&slides) {
        let mut found = read_slide(package, slide, limits, &mut budget)?;
        // A foot that every slide repeats is said once.
        found.retain(|own| own.furniture.is_none() || feet.insert(own.text.clone()));
        found.push(block(BlockKind::PageBreak, String::new(), false, false));
        for mut own in found {
            own.place.page = Some(number);
            blocks.push(own);
        }
    }
    Ok(blocks)
}

fn read_slide(
    package: &mut Package<'_>,
    slide: &str,
    limits: &Limits,
    budget: &mut Budget,
) -> Result<Vec<Block>, Skip> {
    let Some(text) = package.text(slide)? else { return Ok(Vec::new()) };
    let Some(mut blocks) = shapes(&text, limits, budget, false)? else { return Ok(Vec::new()) };
    for relation in package.relations(slide)? {
        if !matches!(relation.kind.as_str(), "diagramData" | "notesSlide") {
            continue;
        }
        let notes = relation.kind == "notesSlide";
        let Some(text) = package.text(&relation.part)? else { continue };
        let mut found = shapes(&text, limits, budget, notes)?.unwrap_or_default();
        if let Some(first) = found.first_mut().filter(|_| notes) {
            first.text = format!("Notes: {}", first.text);
        }
        blocks.extend(found);
    }
    Ok(blocks)
}

/// What a shape is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Title,
    /// The text of the slide, in which paragraphs have bullets.
    Body,
    /// The foot or the date.
    Foot,
    /// The number of the slide, its picture in the notes.
    Nothing,
    Other,
}

impl Place {
    fn of(kind: Option<&str>) -> Self {
        match kind {
            Some("title" | "ctrTitle") => Self::Title,
            None | Some("body" | "obj") => Self::Body,
            Some("ftr" | "dt" | "hdr") => Self::Foot,
            Some("sldNum" | "sldImg") => Self::Nothing,
            Some(_) => Self::Other,
        }
    }
}

#[derive(Default)]
struct Paragraph {
    words: Words,
    level: usize,
    /// What stands before it, where it says so: nothing, a bullet, or numbers of a form with their first.
    mark: Option<Mark>,
}

#[derive(Clone, PartialEq, Eq)]
enum Mark {
    None,
    Bullet,
    Number(String, i64),
}

struct Reading<'b> {
    budget: &'b mut Budget,
    /// Titles stand first, wherever the slide draws them.
    titles: Vec<Block>,
    blocks: Vec<Block>,
    place: Place,
    paragraph: Option<Paragraph>,
    bold: bool,
    in_text: bool,
    table: Option<Vec<Row>>,
    /// How far the numbers of each level have counted in this shape.
    counts: [i64; 9],
}

/// The blocks of a slide's shapes, or of its `notes`; `None` where the slide is hidden.
fn shapes(text: &str, limits: &Limits, budget: &mut Budget, notes: bool) -> Result<Option<Vec<Block>>, Skip> {
    let mut reading = Reading {
        budget,
        titles: Vec::new(),
        blocks: Vec::new(),
        place: Place::Other,
        paragraph: None,
        bold: false,
        in_text: false,
        table: None,
        counts: [0; 9],
    };
    let mut xml = Xml::new(text, limits);
    while let Some(node) = xml.next()? {
        match node {
            Node::Start(tag) if tag.name() == "sld" && matches!(tag.get("show").as_deref(), Some("0" | "false")) => {
                return Ok(None);
            }
            Node::Start(tag) => reading.start(&tag, &mut xml)?,
            Node::End(close) => reading.end(close.name(), notes)?,
            Node::Text(text) if reading.in_text => reading.text(&text)?,
            Node::Text(_) => {}
        }
    }
    let Reading { mut titles, blocks, .. } = reading;
    titles.extend(blocks);
    Ok(Some(titles))
}

impl Reading<'_> {
    fn start(&mut self, tag: &Tag<'_>, xml: &mut Xml<'_>) -> Result<(), Skip> {
        match tag.name() {
            "sp" | "graphicFrame" | "pt" => (self.place, self.counts) = (Place::Other, [0; 9]),
            "ph" => self.place = Place::of(tag.get("type").as_deref()),
            "p" => self.paragraph = Some(Paragraph::default()),
            "pPr" => {
                if let Some(paragraph) = &mut self.paragraph {
                    paragraph.level = tag.number("lvl").unwrap_or(0).min(8);
                }
            }
            "buNone" => self.mark(Mark::None),
            "buChar" | "buBlip" => self.mark(Mark::Bullet),
            "buAutoNum" => {
                let form = tag.get("type").unwrap_or_default().into_owned();
                self.mark(Mark::Number(form, tag.number("startAt").unwrap_or(1)));
            }
            "r" => self.bold = false,
            "rPr" => self.bold = matches!(tag.get("b").as_deref(), Some("1" | "true")),
            "t" => self.in_text = true,
            "br" => self.text(" ")?,
            "fld" if tag.get("type").is_some_and(|kind| kind == "slidenum") => xml.skip()?,
            "tbl" => self.table = Some(Vec::new()),
            "tr" => {
                self.budget.spend(COST)?;
                if let Some(rows) = &mut self.table {
                    rows.push(Row::default());
                }
            }
            "tc" => {
                self.budget.spend(COST)?;
                let on = |name: &str| matches!(tag.get(name).as_deref(), Some("1" | "true"));
                let goes_on = on("vMerge");
                // Cells that another spans are written, empty.
                if !on("hMerge")
                    && let Some(row) = self.table.as_mut().and_then(|rows| rows.last_mut())
                {
                    let spans = tag.number::<usize>("gridSpan").unwrap_or(1).saturating_sub(1);
                    row.cells.push(Cell { spans, goes_on, ..Cell::default() });
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self, name: &str, notes: bool) -> Result<(), Skip> {
        match name {
            "t" => self.in_text = false,
            "p" => self.end_paragraph(notes)?,
            "tbl" => {
                let found = table::blocks(self.table.take().unwrap_or_default(), self.budget)?;
                found.iter().try_for_each(|own| self.budget.block(own))?;
                self.blocks.extend(found);
            }
            _ => {}
        }
        Ok(())
    }

    fn mark(&mut self, mark: Mark) {
        if let Some(paragraph) = &mut self.paragraph {
            paragraph.mark = Some(mark);
        }
    }

    fn text(&mut self, words: &str) -> Result<(), Skip> {
        self.budget.spend(words.len())?;
        if let Some(paragraph) = &mut self.paragraph {
            paragraph.words.push(words, self.bold);
        }
        Ok(())
    }

    fn end_paragraph(&mut self, notes: bool) -> Result<(), Skip> {
        let Some(paragraph) = self.paragraph.take() else { return Ok(()) };
        let text = fold(&paragraph.words.text);
        if text.is_empty() {
            return Ok(());
        }
        let bold = paragraph.words.are_bold();
        if let Some(rows) = &mut self.table {
            let own = block(BlockKind::Paragraph, text, bold, false);
            self.budget.block(&own)?;
            if let Some(cell) = rows.last_mut().and_then(|row| row.cells.last_mut()) {
                cell.blocks.push(own);
            }
            return Ok(());
        }
        let first = self.blocks.is_empty();
        let depth = u8::try_from(paragraph.level).unwrap_or_default();
        let own = match (self.place, paragraph.mark) {
            (Place::Nothing, _) => return Ok(()),
            // Of the notes' page only the notes.
            (place, _) if notes && place != Place::Body => return Ok(()),
            (Place::Body, _) if notes => block(BlockKind::Paragraph, text, bold, first),
            (Place::Foot, _) => running_head(text),
            (Place::Title, _) => {
                // A title of two lines is one.
                if let Some(title) = self.titles.first_mut() {
                    title.text.push(' ');
                    title.text.push_str(&text);
                    return Ok(());
                }
                let own = block(BlockKind::Heading { level: 1 }, text, bold, true);
                self.budget.block(&own)?;
                self.titles.push(own);
                return Ok(());
            }
            (_, Some(Mark::Number(form, start))) => {
                let number = self.count(paragraph.level, start);
                block(BlockKind::Paragraph, format!("{} {text}", numbered(&form, number)), bold, first)
            }
            (Place::Body, None) | (_, Some(Mark::Bullet)) => block(BlockKind::ListItem { depth }, text, bold, first),
            (_, None | Some(Mark::None)) => block(BlockKind::Paragraph, text, bold, first),
        };
        self.budget.block(&own)?;
        self.blocks.push(own);
        Ok(())
    }

    fn count(&mut self, level: usize, start: i64) -> i64 {
        self.counts[level + 1..].fill(0);
        let count = &mut self.counts[level];
        *count = if *count == 0 { start } else { count.saturating_add(1) };
        *count
    }
}

/// A number in one of PowerPoint's forms, such as `alphaLcParenBoth`.
fn numbered(form: &str, number: i64) -> String {
    let numerals = match form {
        _ if form.starts_with("alphaLc") => Numerals::LowerLetter,
        _ if form.starts_with("alphaUc") => Numerals::UpperLetter,
        _ if form.starts_with("romanLc") => Numerals::LowerRoman,
        _ if form.starts_with("romanUc") => Numerals::UpperRoman,
        _ => Numerals::Decimal,
    };
    let number = numerals.print(number);
    match form {
        _ if form.ends_with("ParenBoth") => format!("({number})"),
        _ if form.ends_with("ParenR") => format!("{number})"),
        _ if form.ends_with("Period") => format!("{number}."),
        _ => number,
    }
}
