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
mod pptx;
pub(super) mod rtf;
mod sheet;
mod symbols;
mod table;
mod xlsx;
mod xml;

use super::{Limits, RawDocument, Skip, SkipReason, tidy};
use package::Package;

/// Reads a zip container.
///
/// # Errors
///
/// `unsupported` where it is no office document, and what its reader says.
pub(super) fn read_zip(bytes: &[u8], limits: &Limits) -> Result<RawDocument, Skip> {
    let mut package = Package::open(bytes, limits)?;
    let main = package.relations("")?.into_iter().find(|relation| relation.kind == "officeDocument");
    let mut blocks = match main {
        Some(main) if main.part.starts_with("word/") => docx::read(&mut package, &main.part)?,
        Some(main) if main.part.starts_with("ppt/") => pptx::read(&mut package, &main.part)?,
        Some(main) if main.part.starts_with("xl/") => xlsx::read(&mut package, &main.part)?,
        _ if package.has("word/document.xml") => docx::read(&mut package, "word/document.xml")?,
        _ if package.has("content.xml") && package.has("META-INF/manifest.xml") => odf::read(&mut package)?,
        _ => return Err(Skip::new(SkipReason::Unsupported, "it is a zip archive, and no Office document")),
    };
    tidy::flag_lines(&mut blocks);
    Ok(RawDocument { blocks, ..RawDocument::default() })
}

#[cfg(test)]
mod tests;
