//! One door for every format: the table of extractors.
//!
//! In come a file's bytes and its media type; out comes a [`RawDocument`], or the reason why not. A new format is a
//! variant of [`Media`], a module with a function like [`Extractor::read`], and a row in [`EXTRACTORS`]. Which type a file
//! is, is [`media`](super::media())'s business; JSON Lines files hold many papers and are read by
//! [`json_lines`](super::json_lines()) instead.

#[cfg(feature = "office")]
use super::office;
use super::{BlockKind, Limits, Media, RawDocument, Skip, SkipReason, check_size, encoding, html, text, tidy};

/// How one format is read.
#[derive(Debug, Clone, Copy)]
pub struct Extractor {
    /// The format.
    pub media: Media,
    /// Raised whenever the same bytes give other blocks, so that what was extracted earlier is not used again.
    pub version: u32,
    /// Whether files of this format are best read in a process of their own: its reader is large, stands on libraries
    /// that hostile files have brought down, or takes much memory.
    pub heavy: bool,
    read: fn(&[u8], &Limits) -> Result<RawDocument, Skip>,
}

impl Extractor {
    /// A row for a table of extractors of the embedder's own; see [`Extraction::extractors`](super::Extraction::extractors).
    pub const fn new(
        media: Media,
        version: u32,
        heavy: bool,
        read: fn(&[u8], &Limits) -> Result<RawDocument, Skip>,
    ) -> Self {
        Self { media, version, heavy, read }
    }

    /// The largest file that is read, in bytes.
    pub fn most_bytes(&self, limits: &Limits) -> u64 {
        match self.media {
            Media::Text | Media::JsonLines | Media::Html => limits.text_bytes,
            _ => limits.file_bytes,
        }
    }

    /// Reads a file that is in memory.
    ///
    /// # Errors
    ///
    /// The reason for which it is not read.
    pub fn read(&self, bytes: &[u8], limits: &Limits) -> Result<RawDocument, Skip> {
        judged(self.read_unjudged(bytes, limits)?)
    }

    /// The same, also where there is no text in it: its pages may be read otherwise yet.
    pub(super) fn read_unjudged(&self, bytes: &[u8], limits: &Limits) -> Result<RawDocument, Skip> {
        check_size(bytes.len() as u64, self.most_bytes(limits))?;
        (self.read)(bytes, limits)
    }
}

/// A document with text in it, or what it is without.
pub(super) fn judged(document: RawDocument) -> Result<RawDocument, Skip> {
    if document.blocks.iter().any(|block| block.text.contains(char::is_alphanumeric)) {
        return Ok(document);
    }
    if document.pages_without_text.is_empty() {
        return Err(Skip::new(SkipReason::Empty, "there is no letter or digit in it"));
    }
    let breaks = document.blocks.iter().filter(|block| block.kind == BlockKind::PageBreak).count();
    let count = (breaks + 1).max(document.pages_without_text.len());
    let mut detail = format!("no text layer: {count} {}", if count == 1 { "page" } else { "pages" });
    if let Some((page, skip)) = document.unread_pages.first() {
        detail.push_str(&format!("; page {page} could not be read by machine: {}", skip.detail));
    }
    Err(Skip::new(SkipReason::NoTextLayer, detail))
}

/// The formats that this build reads, JSON Lines aside. Formats of cargo features that are off are not in it.
pub static EXTRACTORS: &[Extractor] = &[
    Extractor { media: Media::Text, version: 2, heavy: false, read: read_text },
    #[cfg(feature = "pdf")]
    Extractor { media: Media::Pdf, version: 2, heavy: true, read: super::pdf::read },
    #[cfg(feature = "office")]
    Extractor { media: Media::Zip, version: 2, heavy: true, read: office::read_zip },
    #[cfg(feature = "office")]
    Extractor { media: Media::CompoundFile, version: 2, heavy: true, read: office::legacy::read },
    #[cfg(feature = "office")]
    Extractor { media: Media::Rtf, version: 2, heavy: true, read: office::rtf::read },
    #[cfg(feature = "office")]
    Extractor { media: Media::Email, version: 2, heavy: true, read: office::email::read },
    Extractor { media: Media::Html, version: 1, heavy: true, read: html::read },
];

/// The extractor of a format.
///
/// # Errors
///
/// `unsupported` where this build has none; it has none for JSON Lines.
pub fn extractor(media: Media) -> Result<&'static Extractor, Skip> {
    extractor_in(EXTRACTORS, media)
}

/// The extractor of a format in a table, or why there is none.
pub(super) fn extractor_in(table: &'static [Extractor], media: Media) -> Result<&'static Extractor, Skip> {
    table.iter().find(|extractor| extractor.media == media).ok_or_else(|| {
        let mut known: Vec<&str> = table.iter().map(|extractor| extractor.media.name()).collect();
        known.push(Media::JsonLines.name());
        Skip::new(
            SkipReason::Unsupported,
            format!("it is {}; this build reads {}", media.name_with_article(), known.join(", ")),
        )
    })
}

/// Reads a file that is in memory, in this process.
///
/// # Errors
///
/// The reason for which it is not read.
///
/// ```
/// use scrutineer::corpus::{Limits, Media, extract};
///
/// let document = extract(Media::Text, b"GULLIES\n\n1. They were cleaned in May.\n", &Limits::default()).unwrap();
/// assert_eq!(document.blocks.len(), 2);
/// assert!(extract(Media::Text, b"   ", &Limits::default()).is_err());
/// ```
pub fn extract(media: Media, bytes: &[u8], limits: &Limits) -> Result<RawDocument, Skip> {
    extractor(media)?.read(bytes, limits)
}

fn read_text(bytes: &[u8], limits: &Limits) -> Result<RawDocument, Skip> {
    let blocks = tidy::tidy(text::blocks(&encoding::decode(bytes, None), limits)?);
    Ok(RawDocument { blocks, ..RawDocument::default() })
}
