//! Styles of a Word document, with what they inherit.
//!
//! Ids of styles are in the language of the program that made them; their names are English for the styles that come with
//! Word, whatever its language.

use super::properties::{self, ParagraphProperties, RunProperties};
use crate::corpus::{
    Limits, Skip,
    office::xml::{Node, Xml},
};
use rustc_hash::FxHashMap;
use std::rc::Rc;

/// How many styles are looked at for what one inherits; Word allows some ten.
const LONGEST_CHAIN: usize = 32;

/// A style with what it inherits.
#[derive(Debug, Clone, Default)]
pub(in crate::corpus::office) struct Style {
    /// Its id.
    pub(in crate::corpus::office) id: String,
    /// What it and those above it say of paragraphs.
    pub(in crate::corpus::office) paragraph: ParagraphProperties,
    /// What it and those above it say of runs.
    pub(in crate::corpus::office) run: RunProperties,
    /// The level of a heading, from 1.
    pub(in crate::corpus::office) heading: Option<u8>,
    pub(in crate::corpus::office) role: Role,
}

/// What the style's name says its paragraphs are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::corpus::office) enum Role {
    #[default]
    Text,
    /// The title of the document.
    Title,
    /// The line below the title.
    Subtitle,
    /// A line of a table of contents, or its heading.
    Contents,
    /// An item with a bullet, in a style that has no list of its own.
    Bullet,
}

#[derive(Debug, Default)]
struct Written {
    name: String,
    above: Option<String>,
    is_paragraph: bool,
    is_default: bool,
    paragraph: ParagraphProperties,
    run: RunProperties,
}

/// The styles of a document.
#[derive(Debug, Default)]
pub(in crate::corpus::office) struct Styles {
    written: FxHashMap<String, Written>,
    default: Option<String>,
    base: Style,
    resolved: FxHashMap<String, Rc<Style>>,
}

impl Styles {
    /// Reads `styles.xml`.
    pub(in crate::corpus::office) fn read(text: &str, limits: &Limits) -> Result<Self, Skip> {
        let mut styles = Self::default();
        let mut xml = Xml::new(text, limits);
        while let Some(node) = xml.next()? {
            let Node::Start(tag) = node else { continue };
            match tag.name() {
                // The document's defaults stand before all styles.
                // Each style has a copy of them: names of other parts are left out.
                "pPr" => {
                    let found = properties::paragraph(&mut xml)?;
                    styles.base.paragraph = ParagraphProperties { style: None, heads: Vec::new(), ..found };
                }
                "rPr" => styles.base.run = RunProperties { style: None, ..properties::run(&mut xml)? },
                "style" => {
                    let id = tag.get("styleId").unwrap_or_default().into_owned();
                    let is_default = matches!(tag.get("default").as_deref(), Some("1" | "true" | "on"));
                    let is_paragraph = tag.get("type").is_none_or(|kind| kind == "paragraph");
                    let written = Written { is_paragraph, is_default, ..style(&mut xml)? };
                    if written.is_default && written.is_paragraph {
                        styles.default = Some(id.clone());
                    }
                    styles.written.entry(id).or_insert(written);
                }
                "latentStyles" => xml.skip()?,
                _ => {}
            }
        }
        Ok(styles)
    }

    /// The style of this id, or the one of paragraphs without a style.
    pub(in crate::corpus::office) fn get(&mut self, id: Option<&str>) -> Rc<Style> {
        let id = id.filter(|id| self.written.contains_key(*id)).or(self.default.as_deref()).unwrap_or_default();
        if let Some(style) = self.resolved.get(id) {
            return Rc::clone(style);
        }
        let style = Rc::new(self.resolve(id));
        self.resolved.insert(id.to_owned(), Rc::clone(&style));
        style
    }

    /// The character style of this id, where there is one.
    pub(in crate::corpus::office) fn of_run(&mut self, id: &str) -> Option<Rc<Style>> {
        self.written.contains_key(id).then(|| self.get(Some(id)))
    }

    fn resolve(&self, id: &str) -> Style {
        let mut chain: Vec<&Written> = Vec::new();
        let mut next = Some(id);
        while let Some(written) = next.and_then(|id| self.written.get(id)).filter(|_| chain.len() < LONGEST_CHAIN) {
            chain.push(written);
            next = written.above.as_deref();
        }
        let mut style = Style { id: id.to_owned(), ..self.base.clone() };
        for written in chain.iter().rev() {
            let (own, run) = (&written.paragraph, &written.run);
            let paragraph = &mut style.paragraph;
            if own.list.is_some() {
                // The level belongs to the list: one that is not named again is the list's first.
                (paragraph.list, paragraph.list_level) = (own.list, own.list_level);
            } else {
                paragraph.list_level = own.list_level.or(paragraph.list_level);
            }
            paragraph.outline = own.outline.or(paragraph.outline);
            paragraph.before = own.before.or(paragraph.before);
            paragraph.after = own.after.or(paragraph.after);
            paragraph.contextual = own.contextual.or(paragraph.contextual);
            style.run.bold = run.bold.or(style.run.bold);
            style.run.hidden = run.hidden.or(style.run.hidden);
            if let Some(level) = heading_level(&written.name) {
                style.heading = Some(level);
            }
            if let Some(outline) = own.outline {
                style.heading = (outline < 9).then_some(outline + 1);
            }
            style.role = role(&written.name, style.role);
        }
        style
    }
}

/// Reads the inside of `w:style`.
fn style(xml: &mut Xml<'_>) -> Result<Written, Skip> {
    let mut found = Written::default();
    let depth = xml.depth();
    while let Some(tag) = xml.child(depth)? {
        match tag.name() {
            "name" => found.name = properties::value(&tag).unwrap_or_default().to_lowercase(),
            "basedOn" => found.above = properties::value(&tag),
            "pPr" => found.paragraph = properties::paragraph(xml)?,
            "rPr" => found.run = properties::run(xml)?,
            // Properties of parts of tables.
            "tblStylePr" => xml.skip()?,
            _ => {}
        }
    }
    Ok(found)
}

fn heading_level(name: &str) -> Option<u8> {
    let level = name.strip_prefix("heading ")?.split([' ', ',']).next()?.parse().ok()?;
    (1..=9).contains(&level).then_some(level)
}

fn role(name: &str, above: Role) -> Role {
    match name {
        "title" => Role::Title,
        "subtitle" => Role::Subtitle,
        "toc heading" | "contents heading" => Role::Contents,
        _ if name.starts_with("toc ") || name.starts_with("contents ") || name == "table of figures" => Role::Contents,
        _ if name.starts_with("list bullet") => Role::Bullet,
        _ if name.starts_with("heading ") => Role::Text,
        _ => above,
    }
}
