//! Excel workbooks (XLSX, XLSM) to blocks.
//!
//! In comes an open container; out come the sheets that are shown: the name as a heading, rows as rows of tables, numbers and
//! dates nearly as they are printed. Formulas are their last results.

use super::{
    number_format::Format,
    output::{Budget, fold},
    package::Package,
    sheet::{Book, Sheet},
    table::MOST_COLUMNS,
    xml::{Node, Tag, Xml},
};
use crate::corpus::{Block, Limits, Skip};
use rustc_hash::FxHashMap;

/// The blocks of the workbook whose main part is `main`.
///
/// # Errors
///
/// The reason for which it cannot be read.
pub(super) fn read(package: &mut Package<'_>, main: &str) -> Result<Vec<Block>, Skip> {
    let limits = package.limits();
    let mut budget = Budget::new(limits);
    let relations = package.relations(main)?;
    let part = |kind: &str| relations.iter().find(|relation| relation.kind == kind).map(|found| found.part.clone());
    let mut book = Book::default();
    if let Some(text) = part("sharedStrings").map_or(Ok(None), |part| package.text(&part))? {
        book.strings = strings(&text, limits)?;
    }
    if let Some(text) = part("styles").map_or(Ok(None), |part| package.text(&part))? {
        book.styles = styles(&text, limits)?;
    }
    let by_id: FxHashMap<&str, &str> = relations.iter().map(|own| (own.id.as_str(), own.part.as_str())).collect();
    let mut sheets: Vec<(String, String)> = Vec::new();
    let text = package.needed(main)?;
    let mut xml = Xml::new(&text, limits);
    while let Some(node) = xml.next()? {
        let Node::Start(tag) = node else { continue };
        match tag.name() {
            "workbookPr" => book.from_1904 = matches!(tag.get("date1904").as_deref(), Some("1" | "true")),
            "sheet" if tag.get("state").is_none_or(|state| state == "visible") => {
                let name = tag.get("name").unwrap_or_default().into_owned();
                sheets.extend(tag.find("id", |value| by_id.get(value)).map(|part| (name, (*part).to_owned())));
            }
            _ => {}
        }
    }
    let mut blocks = Vec::new();
    for (name, part) in sheets {
        let Some(text) = package.text(&part)? else { continue };
        blocks.extend(sheet(&book, &name, &text, limits, &mut budget)?);
    }
    Ok(blocks)
}

/// A cell that is being read.
#[derive(Default)]
struct Open {
    column: usize,
    kind: String,
    style: usize,
    value: String,
}

fn sheet(book: &Book, name: &str, text: &str, limits: &Limits, budget: &mut Budget) -> Result<Vec<Block>, Skip> {
    let mut sheet = Sheet::new(name);
    let mut row: Vec<(usize, String, bool)> = Vec::new();
    let mut open = Open::default();
    let (mut in_value, mut next_column) = (false, 0);
    let mut xml = Xml::new(text, limits);
    while let Some(node) = xml.next()? {
        match node {
            Node::Start(tag) => match tag.name() {
                "row" => {
                    sheet.gap_to(tag.number("r").unwrap_or(0));
                    (row, next_column) = (Vec::new(), 0);
                }
                "c" => {
                    open = open_cell(&tag, next_column);
                    next_column = open.column.saturating_add(1);
                }
                "v" | "t" => in_value = true,
                // Formulas, and readings above Japanese characters.
                "f" | "rPh" => xml.skip()?,
                _ => {}
            },
            Node::Text(text) if in_value => {
                budget.spend(text.len())?;
                open.value.push_str(&text);
            }
            Node::Text(_) => {}
            Node::End(close) => match close.name() {
                "v" | "t" => in_value = false,
                "c" if open.column < MOST_COLUMNS => {
                    let (text, bold) = print(book, &open);
                    if !text.is_empty() {
                        // A row may ask for one string again and again.
                        budget.spend(text.len())?;
                        row.push((open.column, text, bold));
                    }
                }
                "row" => sheet.row(std::mem::take(&mut row), budget)?,
                "sheetData" => break,
                _ => {}
            },
        }
    }
    sheet.blocks(budget)
}

fn open_cell(tag: &Tag<'_>, next: usize) -> Open {
    let column = tag.get("r").and_then(|reference| column(&reference)).unwrap_or(next);
    let kind = tag.get("t").unwrap_or_default().into_owned();
    Open { column, kind, style: tag.number("s").unwrap_or(0), value: String::new() }
}

/// What a cell prints, and whether it is bold.
fn print(book: &Book, cell: &Open) -> (String, bool) {
    let value = cell.value.trim();
    let text = match cell.kind.as_str() {
        "s" => {
            let string = value.parse::<usize>().ok().and_then(|at| book.strings.get(at));
            string.cloned().unwrap_or_default()
        }
        "str" | "inlineStr" | "d" => fold(value),
        "b" => if value == "1" { "TRUE" } else { "FALSE" }.to_owned(),
        "e" => String::new(),
        _ => value.parse().map_or_else(|_| fold(value), |number| book.number(cell.style, number)),
    };
    (text, book.is_bold(cell.style))
}

/// The column of a reference such as `AB12`, from 0.
fn column(reference: &str) -> Option<usize> {
    let letters = reference.bytes().take_while(u8::is_ascii_alphabetic).take(4);
    let number = letters.fold(0, |number, letter| number * 26 + usize::from(letter.to_ascii_uppercase() - b'A') + 1);
    number.checked_sub(1)
}

fn strings(text: &str, limits: &Limits) -> Result<Vec<String>, Skip> {
    let mut strings: Vec<String> = Vec::new();
    let mut in_text = false;
    let mut xml = Xml::new(text, limits);
    while let Some(node) = xml.next()? {
        match node {
            Node::Start(tag) => match tag.name() {
                "si" => strings.push(String::new()),
                "t" => in_text = true,
                "rPh" => xml.skip()?,
                _ => {}
            },
            Node::End(close) => in_text &= close.name() != "t",
            Node::Text(text) if in_text => {
                if let Some(string) = strings.last_mut() {
                    string.push_str(&text);
                }
            }
            Node::Text(_) => {}
        }
    }
    Ok(strings.into_iter().map(|string| fold(&string)).collect())
}

fn styles(text: &str, limits: &Limits) -> Result<Vec<(Format, bool)>, Skip> {
    let mut codes: FxHashMap<u32, String> = FxHashMap::default();
    let mut bold_fonts: Vec<bool> = Vec::new();
    let mut styles = Vec::new();
    let mut xml = Xml::new(text, limits);
    while let Some(node) = xml.next()? {
        let Node::Start(tag) = node else { continue };
        match tag.name() {
            "numFmt" => {
                codes.insert(
                    tag.number("numFmtId").unwrap_or(0),
                    tag.get("formatCode").unwrap_or_default().into_owned(),
                );
            }
            "font" => bold_fonts.push(false),
            "b" => {
                if let Some(font) = bold_fonts.last_mut() {
                    *font = tag.is_on();
                }
            }
            "cellXfs" => {
                let depth = xml.depth();
                while let Some(tag) = xml.child(depth)? {
                    if tag.name() == "xf" {
                        let id = tag.number("numFmtId").unwrap_or(0);
                        let format = codes.get(&id).map_or_else(|| Format::built_in(id), |code| Format::of(code));
                        let bold = tag.number("fontId").and_then(|font: usize| bold_fonts.get(font).copied());
                        styles.push((format, bold.unwrap_or(false)));
                    }
                }
            }
            "cellStyleXfs" | "dxfs" => xml.skip()?,
            _ => {}
        }
    }
    Ok(styles)
}
