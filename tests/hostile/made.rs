//! The bad files of the hostile set: what each is, and what may become of it; and the parts that several are made of.

use crate::{
    made_docx::Docx,
    made_pdf::{self, BODY, LEFT, Page, RIGHT},
};
use flate2::{Compress, Compression, FlushCompress};

/// What must become of a file.
#[derive(Debug, Clone, Copy)]
pub(super) enum Must {
    /// It is refused, for one of these reasons.
    Refuse(&'static [&'static str]),
    /// It is read: what is bad about it does not keep its text from being read.
    Read,
    /// It is read, or refused for whatever reason: what is left of it decides.
    Either,
}

/// A bad file.
pub(super) struct Bad {
    /// What is bad about it.
    pub(super) class: &'static str,
    pub(super) name: String,
    pub(super) bytes: Vec<u8>,
    pub(super) must: Must,
}

/// Bad files of one class.
pub(super) struct Class {
    name: &'static str,
    pub(super) files: Vec<Bad>,
}

impl Class {
    pub(super) fn new(name: &'static str) -> Self {
        Self { name, files: Vec::new() }
    }

    /// Adds a file; its name is that of the class and this one.
    pub(super) fn add(&mut self, name: &str, must: Must, bytes: impl Into<Vec<u8>>) {
        let name = format!("{}/{name}", self.name.replace(' ', "-"));
        self.files.push(Bad { class: self.name, name, bytes: bytes.into(), must });
    }
}

/// A sentence for a file that is read.
pub(super) fn sentence(about: &str) -> String {
    format!("The panel heard that the gullies of {about} were cleaned twice in the year and asked for a list of them.")
}

/// A PDF of two pages.
pub(super) fn pdf(about: &str) -> Vec<u8> {
    let pages = (1..3).map(|number| {
        let mut page = Page::new();
        page.bold(LEFT, 80.0, 16.0, &format!("Gullies {number}"));
        page.paragraph(LEFT, RIGHT, 120.0, &sentence(about));
        page.text(LEFT, 800.0, BODY, &format!("Page {number}"));
        page
    });
    made_pdf::pdf(pages.collect())
}

/// A Word report with a heading, a list and a table.
pub(super) fn docx(about: &str) -> Docx {
    Docx::default()
        .title("Gullies")
        .numbered_heading(1, "Purpose")
        .listed(1, 1, &sentence(about))
        .table(&[&["Place", "Cost"], &["Mill Lane", "£300"]])
}

/// A web page with a heading and a table.
pub(super) fn html(about: &str) -> String {
    let text = sentence(about);
    format!(
        "<!doctype html><html><head><title>Gullies</title></head><body><main><h1>Gullies</h1><p>{text}</p>\
         <table><tr><th>Place</th><th>Cost</th></tr><tr><td>Mill Lane</td><td>300</td></tr></table></main></body></html>"
    )
}

/// Rich text with a heading and a group.
pub(super) fn rtf(about: &str) -> String {
    format!("{{\\rtf1\\ansi {{\\b Gullies}}\\par {}\\par {{\\i Mill Lane}}\\par}}", sentence(about))
}

/// Deflated data that holds one byte so many million times (of 1,048,576), made without inflating that much: a piece
/// that refers to nothing outside itself is repeated.
pub(super) fn deflated(byte: u8, mebibytes: usize) -> Vec<u8> {
    let piece = vec![byte; 16 << 20];
    let mut packed = Vec::with_capacity(1 << 20);
    let mut compress = Compress::new(Compression::best(), false);
    compress.compress_vec(&piece, &mut packed, FlushCompress::Full).unwrap();
    assert_eq!(compress.total_in(), piece.len() as u64);
    let mut all = packed.repeat(mebibytes.div_ceil(16));
    // An empty last block.
    all.extend([0x03, 0x00]);
    all
}

/// The same as a zlib stream, as PDF has them; without its sum, which stands at the end that nobody reaches.
pub(super) fn zlib(byte: u8, mebibytes: usize) -> Vec<u8> {
    [&[0x78, 0xda][..], &deflated(byte, mebibytes)].concat()
}

/// An entry of a zip container as it is written, whether true or not.
pub(super) struct Entry<'b> {
    pub(super) name: &'b str,
    /// General purpose bits: the first says that there is a password.
    pub(super) flags: u16,
    pub(super) deflated: bool,
    /// What the file holds; `None` where it is that of the entry before.
    pub(super) data: Option<&'b [u8]>,
    /// How much it says it inflates to.
    pub(super) claim: u32,
}

impl<'b> Entry<'b> {
    pub(super) fn stored(name: &'b str, data: &'b [u8]) -> Self {
        Self { name, flags: 0, deflated: false, data: Some(data), claim: u32::try_from(data.len()).unwrap() }
    }
}

/// A zip container of these entries.
pub(super) fn zip(entries: &[Entry<'_>]) -> Vec<u8> {
    let (mut file, mut directory) = (Vec::new(), Vec::new());
    let (mut at, mut packed, mut sum) = (0, 0_u32, 0_u32);
    for entry in entries {
        if let Some(data) = entry.data {
            let mut crc = flate2::Crc::new();
            crc.update(data);
            (at, packed, sum) = (u32::try_from(file.len()).unwrap(), u32::try_from(data.len()).unwrap(), crc.sum());
        }
        let head = head(entry, sum, packed);
        if let Some(data) = entry.data {
            file.extend(b"PK\x03\x04");
            file.extend(&head);
            file.extend(entry.name.bytes());
            file.extend(data);
        }
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(&head);
        directory.extend([0; 10]);
        directory.extend(at.to_le_bytes());
        directory.extend(entry.name.bytes());
    }
    let start = u32::try_from(file.len()).unwrap();
    let count = u16::try_from(entries.len()).unwrap();
    file.extend(&directory);
    file.extend(b"PK\x05\x06\0\0\0\0");
    file.extend([count.to_le_bytes(), count.to_le_bytes()].concat());
    file.extend(u32::try_from(directory.len()).unwrap().to_le_bytes());
    file.extend(start.to_le_bytes());
    file.extend([0, 0]);
    file
}

/// What stands of an entry both before its data and in the directory: from the version needed to the length of the extra
/// field.
fn head(entry: &Entry<'_>, sum: u32, packed: u32) -> Vec<u8> {
    let mut head = vec![20, 0];
    head.extend(entry.flags.to_le_bytes());
    head.extend(if entry.deflated { [8, 0] } else { [0, 0] });
    head.extend([0; 4]);
    head.extend(sum.to_le_bytes());
    head.extend(packed.to_le_bytes());
    head.extend(entry.claim.to_le_bytes());
    head.extend(u16::try_from(entry.name.len()).unwrap().to_le_bytes());
    head.extend([0, 0]);
    head
}
