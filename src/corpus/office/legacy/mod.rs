//! Compound files: the documents of Office before 2007, and messages of Outlook.
//!
//! In come the bytes of a file; what it holds is told by the names of its streams. Password-protected new documents are
//! compound files too.

mod bytes;
mod doc;
mod doc_lists;
mod doc_properties;
mod msg;
mod ppt;
mod xls;

use crate::corpus::{Limits, RawDocument, Skip, SkipReason, tidy};
use cfb::CompoundFile;
use std::io::{Cursor, Read};

/// An open compound file.
pub(super) struct Compound<'b> {
    file: CompoundFile<Cursor<&'b [u8]>>,
    most: u64,
}

impl Compound<'_> {
    /// The bytes of a stream; `None` where there is no such stream.
    fn stream(&mut self, name: &str) -> Result<Option<Vec<u8>>, Skip> {
        if !self.file.is_stream(name) {
            return Ok(None);
        }
        let broken = |error: std::io::Error| {
            Skip::new(SkipReason::Malformed, format!("its stream {name} cannot be read: {error}"))
        };
        let stream = self.file.open_stream(name).map_err(broken)?;
        let mut bytes = Vec::new();
        stream.take(self.most + 1).read_to_end(&mut bytes).map_err(broken)?;
        if bytes.len() as u64 > self.most {
            return Err(Skip::new(
                SkipReason::TooLarge,
                format!("its stream {name} is larger than {} bytes", self.most),
            ));
        }
        Ok(Some(bytes))
    }

    fn needed(&mut self, name: &str) -> Result<Vec<u8>, Skip> {
        self.stream(name)?.ok_or_else(|| Skip::new(SkipReason::Malformed, format!("its stream {name} is missing")))
    }
}

/// Reads a compound file.
///
/// # Errors
///
/// `encrypted` where it has a password, `unsupported` where it is of another kind, and what its reader says.
pub(in crate::corpus) fn read(bytes: &[u8], limits: &Limits) -> Result<RawDocument, Skip> {
    let file = CompoundFile::open(Cursor::new(bytes))
        .map_err(|error| Skip::new(SkipReason::Malformed, format!("its directory cannot be read: {error}")))?;
    let mut file = Compound { file, most: limits.part_bytes };
    let has = |file: &Compound<'_>, name: &str| file.file.is_stream(name);
    let mut blocks = if has(&file, "EncryptedPackage") {
        return Err(Skip::new(SkipReason::Encrypted, String::new()));
    } else if has(&file, "WordDocument") {
        doc::read(&mut file, limits)?
    } else if has(&file, "PowerPoint Document") {
        ppt::read(&mut file, limits)?
    } else if has(&file, "Workbook") {
        xls::read(&file.needed("Workbook")?, limits)?
    } else if has(&file, "__properties_version1.0") {
        return msg::read(&mut file, limits);
    } else if has(&file, "Book") {
        return Err(Skip::new(SkipReason::Unsupported, "it is a workbook of Excel 95 or older"));
    } else {
        return Err(Skip::new(SkipReason::Unsupported, "it is a compound file of no kind that is read"));
    };
    tidy::flag_lines(&mut blocks);
    Ok(RawDocument { blocks, ..RawDocument::default() })
}
