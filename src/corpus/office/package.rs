//! A zip container under limits: its parts by name, and what each part refers to.
//!
//! In come the bytes of the file; out come the texts of the parts that a reader asks for. Nothing else is inflated, a part is
//! inflated up to the limit for one part, all of them together up to the limit for a file, and a zip inside a zip is never opened.

use super::xml::{Node, Xml};
use crate::corpus::{Limits, Skip, SkipReason, encoding};
use rustc_hash::FxHashMap;
use std::io::{Cursor, Read};
use zip::{ZipArchive, result::ZipError};

/// The mark before each entry of a zip's directory.
const DIRECTORY_ENTRY: &[u8] = b"PK\x01\x02";

/// An open container.
pub(super) struct Package<'b> {
    archive: ZipArchive<Cursor<&'b [u8]>>,
    /// Positions of the entries by name in lower case without a leading `/`: writers differ in both.
    names: FxHashMap<String, usize>,
    limits: &'b Limits,
    /// How many bytes may still be inflated.
    left: u64,
}

impl<'b> Package<'b> {
    /// Opens the container; nothing is inflated yet.
    ///
    /// # Errors
    ///
    /// `malformed` where it is broken off or no zip, `too-large` where it has more entries than allowed.
    pub(super) fn open(bytes: &'b [u8], limits: &'b Limits) -> Result<Self, Skip> {
        // Counted before the directory is read: an entry of 46 bytes there takes several hundred in memory.
        let entries = memchr::memmem::find_iter(bytes, DIRECTORY_ENTRY).take(limits.entries + 1).count();
        if entries > limits.entries {
            return Err(Skip::new(SkipReason::TooLarge, format!("it has more than {} entries", limits.entries)));
        }
        let archive = ZipArchive::new(Cursor::new(bytes))
            .map_err(|error| Skip::new(SkipReason::Malformed, format!("its directory cannot be read: {error}")))?;
        let mut names = FxHashMap::default();
        for (at, name) in archive.file_names().enumerate() {
            if let Ok(name) = name {
                names.entry(key(&name)).or_insert(at);
            }
        }
        Ok(Self { archive, names, limits, left: limits.inflated_bytes })
    }

    pub(super) fn limits(&self) -> &'b Limits {
        self.limits
    }

    /// Whether there is a part of this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.names.contains_key(&key(name))
    }

    /// The text of a part; `None` where there is no such part.
    ///
    /// # Errors
    ///
    /// `too-large` where it inflates beyond the limits, `encrypted` where it has a password, `malformed` where it is damaged.
    pub(super) fn text(&mut self, name: &str) -> Result<Option<String>, Skip> {
        let Some(at) = self.names.get(&key(name)).copied() else { return Ok(None) };
        let broken = |detail: String| Skip::new(SkipReason::Malformed, format!("its part {name} is damaged: {detail}"));
        let entry = self.archive.by_index(at).map_err(|error| match error {
            ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) | ZipError::InvalidPassword => {
                Skip::new(SkipReason::Encrypted, String::new())
            }
            error => broken(error.to_string()),
        })?;
        let most = self.limits.part_bytes.min(self.left);
        let mut bytes = Vec::new();
        entry.take(most + 1).read_to_end(&mut bytes).map_err(|error| broken(error.to_string()))?;
        let read = bytes.len() as u64;
        if read > most {
            return Err(Skip::new(SkipReason::TooLarge, format!("its part {name} inflates to more than {most} bytes")));
        }
        self.left -= read;
        Ok(Some(match String::from_utf8(bytes) {
            Ok(text) => text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text),
            Err(error) => encoding::decode(error.as_bytes(), None),
        }))
    }

    /// The text of a part without which there is no document.
    ///
    /// # Errors
    ///
    /// As [`Package::text`], and `malformed` where it is missing.
    pub(super) fn needed(&mut self, name: &str) -> Result<String, Skip> {
        self.text(name)?.ok_or_else(|| Skip::new(SkipReason::Malformed, format!("its part {name} is missing")))
    }

    /// What a part of an OOXML container refers to; nothing where it refers to nothing.
    ///
    /// # Errors
    ///
    /// As [`Package::text`].
    pub(super) fn relations(&mut self, part: &str) -> Result<Vec<Relation>, Skip> {
        let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
        let slash = if folder.is_empty() { "" } else { "/" };
        let Some(text) = self.text(&format!("{folder}{slash}_rels/{file}.rels"))? else { return Ok(Vec::new()) };
        let mut relations = Vec::new();
        let mut xml = Xml::new(&text, self.limits);
        while let Some(node) = xml.next()? {
            let Node::Start(tag) = node else { continue };
            if tag.name() == "Relationship" && tag.get("TargetMode").as_deref() != Some("External") {
                let value = |name: &str| tag.get(name).unwrap_or_default().into_owned();
                let (id, kind, target) = (value("Id"), value("Type"), value("Target"));
                let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
                relations.push(Relation { id, kind, part: resolve(folder, &target) });
            }
        }
        Ok(relations)
    }
}

/// A reference from one part to another.
pub(super) struct Relation {
    /// Its name in the part that refers.
    pub(super) id: String,
    /// The last word of its type, such as `styles` or `slide`.
    pub(super) kind: String,
    /// The name of the part referred to.
    pub(super) part: String,
}

fn key(name: &str) -> String {
    name.trim_start_matches('/').to_lowercase()
}

/// The name of a part as written from inside `folder`. The result is only looked up among the names of the container.
fn resolve(folder: &str, target: &str) -> String {
    if let Some(absolute) = target.strip_prefix('/') {
        return absolute.to_owned();
    }
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in target.split('/') {
        match part {
            ".." => drop(parts.pop()),
            "." | "" => {}
            name => parts.push(name),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_is_resolved_against_the_folder_of_the_part() {
        assert_eq!(resolve("word", "styles.xml"), "word/styles.xml");
        assert_eq!(resolve("ppt/slides", "../notesSlides/notesSlide1.xml"), "ppt/notesSlides/notesSlide1.xml");
        assert_eq!(resolve("word", "/word/footnotes.xml"), "word/footnotes.xml");
        assert_eq!(resolve("", "../../../etc/passwd"), "etc/passwd");
    }
}
