//! Properties of paragraphs and runs, as they stand in styles, numbering levels and the document alike.

use crate::corpus::{
    Skip,
    office::xml::{Tag, Xml},
};

/// What a paragraph or a style says of paragraphs; what it does not say is its style's business.
#[derive(Debug, Clone, Default)]
pub(in crate::corpus::office) struct ParagraphProperties {
    /// The id of the style.
    pub(in crate::corpus::office) style: Option<String>,
    /// The list, and the level in it; list 0 is none.
    pub(in crate::corpus::office) list: Option<i32>,
    pub(in crate::corpus::office) list_level: Option<usize>,
    /// From 0; 9 is text.
    pub(in crate::corpus::office) outline: Option<u8>,
    /// Space before and after, in twentieths of a point.
    pub(in crate::corpus::office) before: Option<u32>,
    pub(in crate::corpus::office) after: Option<u32>,
    /// Whether there is no space between paragraphs of the same style.
    pub(in crate::corpus::office) contextual: Option<bool>,
    /// Whether the end of the paragraph was deleted or moved away: it goes on with the next.
    pub(in crate::corpus::office) joined: bool,
    /// The heads and feet of the section that ends here.
    pub(in crate::corpus::office) heads: Vec<Head>,
}

/// A head or foot of a section's pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::corpus::office) struct Head {
    /// The relation that names its part.
    pub(in crate::corpus::office) relation: String,
    /// Whether it is for the first page alone.
    pub(in crate::corpus::office) first: bool,
}

/// What a run or a style says of runs.
#[derive(Debug, Clone, Default)]
pub(in crate::corpus::office) struct RunProperties {
    /// The id of the character style.
    pub(in crate::corpus::office) style: Option<String>,
    pub(in crate::corpus::office) bold: Option<bool>,
    pub(in crate::corpus::office) hidden: Option<bool>,
    /// Whether the run, or the end of the paragraph whose mark it is, was deleted or moved away.
    pub(in crate::corpus::office) deleted: bool,
}

/// Reads `w:pPr`, whose start was the last node.
pub(super) fn paragraph(xml: &mut Xml<'_>) -> Result<ParagraphProperties, Skip> {
    let mut found = ParagraphProperties::default();
    let depth = xml.depth();
    while let Some(tag) = xml.child(depth)? {
        match tag.name() {
            "pStyle" => found.style = value(&tag),
            "numId" => found.list = tag.number("val"),
            "ilvl" => found.list_level = tag.number("val"),
            "outlineLvl" => found.outline = tag.number("val"),
            "spacing" => {
                // Space that is worked out by the program is some.
                let auto = |name: &str| matches!(tag.get(name).as_deref(), Some("1" | "true" | "on")).then_some(280);
                found.before = auto("beforeAutospacing").or_else(|| tag.number("before"));
                found.after = auto("afterAutospacing").or_else(|| tag.number("after"));
            }
            "contextualSpacing" => found.contextual = Some(tag.is_on()),
            "rPr" => found.joined = run(xml)?.deleted,
            "sectPr" => found.heads = section(xml)?,
            // Former properties of a tracked change.
            "pPrChange" => xml.skip()?,
            _ => {}
        }
    }
    Ok(found)
}

/// Reads `w:rPr`, whose start was the last node.
pub(super) fn run(xml: &mut Xml<'_>) -> Result<RunProperties, Skip> {
    let mut found = RunProperties::default();
    let depth = xml.depth();
    while let Some(tag) = xml.child(depth)? {
        match tag.name() {
            "rStyle" => found.style = value(&tag),
            "b" => found.bold = Some(tag.is_on()),
            "vanish" => found.hidden = Some(tag.is_on()),
            "del" | "moveFrom" => found.deleted = true,
            "rPrChange" => xml.skip()?,
            _ => {}
        }
    }
    Ok(found)
}

/// Reads `w:sectPr`, whose start was the last node: its heads and feet, those of a first page where it has its own.
pub(super) fn section(xml: &mut Xml<'_>) -> Result<Vec<Head>, Skip> {
    let mut found = Vec::new();
    let mut first_differs = false;
    let depth = xml.depth();
    while let Some(tag) = xml.child(depth)? {
        match tag.name() {
            "headerReference" | "footerReference" => {
                let first = tag.get("type").is_some_and(|kind| kind == "first");
                found.extend(tag.get("id").map(|id| Head { relation: id.into_owned(), first }));
            }
            "titlePg" => first_differs = tag.is_on(),
            "sectPrChange" => xml.skip()?,
            _ => {}
        }
    }
    found.retain(|head: &Head| first_differs || !head.first);
    Ok(found)
}

/// Properties of a row.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct RowProperties {
    /// Whether it comes again on each page.
    pub(super) header: bool,
    /// How many columns before its first cell are empty.
    pub(super) before: usize,
    pub(super) deleted: bool,
}

/// Reads `w:trPr`, whose start was the last node.
pub(super) fn row(xml: &mut Xml<'_>) -> Result<RowProperties, Skip> {
    let mut found = RowProperties::default();
    let depth = xml.depth();
    while let Some(tag) = xml.child(depth)? {
        match tag.name() {
            "tblHeader" => found.header = tag.is_on(),
            "gridBefore" => found.before = tag.number("val").unwrap_or(0),
            "del" => found.deleted = true,
            "trPrChange" => xml.skip()?,
            _ => {}
        }
    }
    Ok(found)
}

/// Reads `w:tcPr`, whose start was the last node: how many further columns the cell spans, and whether it is the lower
/// part of the one above.
pub(super) fn cell(xml: &mut Xml<'_>) -> Result<(usize, bool), Skip> {
    let (mut spans, mut goes_on) = (0, false);
    let depth = xml.depth();
    while let Some(tag) = xml.child(depth)? {
        match tag.name() {
            "gridSpan" => spans = tag.number::<usize>("val").unwrap_or(1).saturating_sub(1),
            "vMerge" => goes_on = tag.get("val").is_none_or(|value| value != "restart"),
            "tcPrChange" => xml.skip()?,
            _ => {}
        }
    }
    Ok((spans, goes_on))
}

/// Reads `w:sdtPr`, whose start was the last node: whether the content of the control is left out, as a placeholder is, and
/// a table of contents, which holds only what the headings say.
pub(super) fn content_is_left_out(xml: &mut Xml<'_>) -> Result<bool, Skip> {
    let mut left_out = false;
    let depth = xml.depth();
    while let Some(tag) = xml.child(depth)? {
        match tag.name() {
            "showingPlcHdr" => left_out |= tag.is_on(),
            "docPartGallery" => left_out |= tag.get("val").is_some_and(|name| name == "Table of Contents"),
            _ => {}
        }
    }
    Ok(left_out)
}

/// The attribute `w:val`.
pub(super) fn value(tag: &Tag<'_>) -> Option<String> {
    tag.get("val").map(|value| value.into_owned())
}
