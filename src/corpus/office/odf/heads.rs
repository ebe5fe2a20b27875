//! Heads and feet of pages, which stand among the styles of an OpenDocument file.

use super::{content::Reading, styles::Styles};
use crate::corpus::{
    Limits, Skip,
    office::{
        output::Budget,
        xml::{Node, Xml},
    },
};

/// The lines of the heads (true) and feet (false) of pages, from the styles.
pub(super) fn read(
    text: &str,
    styles: &Styles,
    limits: &Limits,
    budget: &mut Budget,
) -> Result<Vec<(bool, String)>, Skip> {
    let mut reading = Reading::new(styles, budget);
    let mut found = Vec::new();
    let mut xml = Xml::new(text, limits);
    let mut inside = false;
    while let Some(node) = xml.next()? {
        match node {
            Node::Start(tag) => match tag.name() {
                "header" | "footer" | "header-left" | "footer-left" | "header-first" | "footer-first" => inside = true,
                _ if inside => reading.start(&tag, &mut xml)?,
                _ => {}
            },
            Node::Text(text) if inside => reading.text(&text)?,
            Node::Text(_) => {}
            Node::End(close) => match close.name() {
                name @ ("header" | "footer" | "header-left" | "footer-left" | "header-first" | "footer-first") => {
                    let is_head = name.starts_with("header");
                    let blocks = std::mem::replace(&mut reading.holders, vec![Vec::new()]);
                    found.extend(blocks.into_iter().flatten().map(|block| (is_head, block.text)));
                    inside = false;
                }
                name if inside => reading.end(name)?,
                _ => {}
            },
        }
    }
    Ok(found)
}
