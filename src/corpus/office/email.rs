//! Saved e-mails to blocks.
//!
//! In come the bytes of a message; out come its subject as a heading, a line each for sender, receivers and day, its text, and
//! the names of what is attached. The plain text is taken where there is one, else the web page in it. Attachments are not opened: they are papers of
//! their own.

use super::output::{Budget, block, fold};
use crate::corpus::{Block, BlockKind, Limits, Media, Place, RawDocument, Skip, SkipReason, extractor, text, tidy};
use jiff::civil;
use mail_parser::{Address, DateTime, MessageParser, MimeHeaders, PartType};

/// The longest list of receivers that is kept, in bytes.
const LONGEST_LIST: usize = 2000;

/// Reads a message.
///
/// # Errors
///
/// `malformed` where it has no header, and those of its text.
pub(in crate::corpus) fn read(bytes: &[u8], limits: &Limits) -> Result<RawDocument, Skip> {
    let message = MessageParser::default()
        .parse(bytes)
        .ok_or_else(|| Skip::new(SkipReason::Malformed, "its header cannot be read"))?;
    let mut parts = Letter {
        subject: message.subject().unwrap_or_default().to_owned(),
        from: message.from().map(people).unwrap_or_default(),
        to: message.to().map(people).unwrap_or_default(),
        copied: message.cc().map(people).unwrap_or_default(),
        date: message.date().and_then(day).unwrap_or_default(),
        ..Letter::default()
    };
    for (at, part) in message.text_bodies().enumerate() {
        if let PartType::Html(html) = &part.body
            && let Ok(reader) = extractor(Media::Html)
        {
            // One part without text does not make the message empty.
            parts.html.push(reader.read_unjudged(html.as_bytes(), limits)?);
        } else if let Some(text) = message.body_text(at) {
            parts.text.push_str(&text);
            parts.text.push_str("\n\n");
        }
    }
    let names = message.attachments().filter_map(|attached| attached.attachment_name());
    parts.attached = names.map(str::to_owned).collect();
    parts.document(limits)
}

/// A message, whichever program saved it.
#[derive(Debug, Default)]
pub(super) struct Letter {
    pub(super) subject: String,
    pub(super) from: String,
    pub(super) to: String,
    pub(super) copied: String,
    /// The day, in words.
    pub(super) date: String,
    pub(super) text: String,
    /// What is written as web pages.
    pub(super) html: Vec<RawDocument>,
    pub(super) attached: Vec<String>,
}

impl Letter {
    /// Its blocks.
    ///
    /// # Errors
    ///
    /// Those of its text.
    pub(super) fn document(self, limits: &Limits) -> Result<RawDocument, Skip> {
        let mut budget = Budget::new(limits);
        let mut blocks: Vec<Block> = Vec::new();
        let subject = fold(&self.subject);
        if !subject.is_empty() {
            blocks.push(block(BlockKind::Heading { level: 1 }, subject, false, true));
        }
        for (name, value) in [("From", self.from), ("To", self.to), ("Cc", self.copied), ("Date", self.date)] {
            let value = fold(&value);
            if !value.is_empty() {
                blocks.push(block(BlockKind::Paragraph, format!("{name}: {value}"), false, false));
            }
        }
        let lines = tidy::tidy(text::blocks(&self.text, limits)?);
        // Its lines are not those of the file.
        let pages = self.html.into_iter().flat_map(|page| page.blocks);
        blocks.extend(lines.into_iter().chain(pages).map(|own| Block { place: Place::default(), ..own }));
        for name in self.attached.iter().map(|name| fold(name)).filter(|name| !name.is_empty()) {
            blocks.push(block(BlockKind::Paragraph, format!("Attachment: {name}"), false, false));
        }
        blocks.iter().try_for_each(|own| budget.block(own))?;
        Ok(RawDocument { blocks, ..RawDocument::default() })
    }
}

/// Names with addresses, as far as they fit.
fn people(address: &Address<'_>) -> String {
    let mut list = String::new();
    for person in address.iter() {
        let one = match (person.name(), person.address()) {
            (Some(name), Some(address)) => format!("{name} <{address}>"),
            (Some(one), None) | (None, Some(one)) => one.to_owned(),
            (None, None) => continue,
        };
        if list.len() + one.len() > LONGEST_LIST {
            break;
        }
        if !list.is_empty() {
            list.push_str(", ");
        }
        list.push_str(&one);
    }
    list
}

/// The day on which it was sent, where it was sent; nothing where the header holds none.
fn day(date: &DateTime) -> Option<String> {
    let (year, month, day) =
        (i16::try_from(date.year).ok()?, i8::try_from(date.month).ok()?, i8::try_from(date.day).ok()?);
    Some(civil::Date::new(year, month, day).ok()?.strftime("%-d %B %Y").to_string())
}
