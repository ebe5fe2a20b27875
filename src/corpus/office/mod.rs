//! Office documents to blocks: what Word, PowerPoint, Excel, LibreOffice and mail programs write.
//!
//! In come the bytes of a file; out come its blocks, or the reason why not. What a container holds is told by its parts and
//! never by the file's name. Of a container only parts with text are inflated, under limits; macros, pictures and embedded
//! files are not looked at.

mod docx;
pub(super) mod email;
pub(super) mod legacy;
mod number_format;
mod numerals;
mod odf;
mod output;
mod package;
mod paragraph;
mod pptx;
pub(super) mod rtf;
mod sheet;
mod symbols;
mod table;
mod xlsx;
mod xml;

use super::{Limits, RawDocument, Skip, SkipReason, tidy};
use package::Package;
use xml::{Node, Xml};

/// Reads a zip container.
///
/// # Errors
///
/// `unsupported` where it is no office document, and what its reader says.
pub(super) fn read_zip(bytes: &[u8], limits: &Limits) -> Result<RawDocument, Skip> {
    let mut package = Package::open(bytes, limits)?;
    let main = package.relations("")?.into_iter().find(|relation| relation.kind == "officeDocument");
    let main = main.map(|relation| relation.part);
    let kind = match &main {
        Some(part) if part.ends_with(".bin") => {
            return Err(Skip::new(SkipReason::Unsupported, "it is a binary workbook of Excel (XLSB)"));
        }
        // The folders are those of all usual programs, but only the part itself must say what it is.
        Some(part) => match part.split_once('/').map(|(folder, _)| folder) {
            Some(folder @ ("word" | "ppt" | "xl")) => folder,
            _ => kind_of(&mut package, part)?,
        },
        None if package.has("word/document.xml") => "word",
        None if package.has("content.xml") && package.has("META-INF/manifest.xml") => "odf",
        None => "",
    };
    let main = main.as_deref().unwrap_or("word/document.xml");
    let mut blocks = match kind {
        "word" => docx::read(&mut package, main)?,
        "ppt" => pptx::read(&mut package, main)?,
        "xl" => xlsx::read(&mut package, main)?,
        "odf" => odf::read(&mut package)?,
        _ => return Err(Skip::new(SkipReason::Unsupported, "it is a zip archive, and no Office document")),
    };
    tidy::flag_lines(&mut blocks);
    Ok(RawDocument { blocks, ..RawDocument::default() })
}

/// What the main part of a container is, by its first element.
fn kind_of(package: &mut Package<'_>, part: &str) -> Result<&'static str, Skip> {
    let text = package.needed(part)?;
    let mut xml = Xml::new(&text, package.limits());
    while let Some(node) = xml.next()? {
        if let Node::Start(tag) = node {
            return Ok(match tag.name() {
                "document" => "word",
                "presentation" => "ppt",
                "workbook" => "xl",
                _ => "",
            });
        }
    }
    Ok("")
}

#[cfg(test)]
mod tests;
