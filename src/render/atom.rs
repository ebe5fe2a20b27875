//! Feeds: Atom 1.0 (RFC 4287), of what was told of saved questions, and of what a search finds.
//!
//! In comes what was told of late or found; out comes one document, the same as long as that is. An entry keeps its id for
//! ever: it is made of the question and what the section says.

use super::{escape::escape, link::followed};
use crate::query::{Hit, WatchFeed};
use jiff::Timestamp;
use std::fmt::Write as _;

/// A feed under a title of the caller's, such as the name of the file of questions.
///
/// ```
/// use scrutineer::{Index, document::Gazetteer, query::WatchState, render::atom};
///
/// let index = Index::in_memory(&[], Gazetteer::builtin())?;
/// let feed = atom::feed(&index.told(&WatchState::default())?, "Our questions");
/// assert!(feed.contains("<title>Our questions</title>"));
/// # Ok::<(), scrutineer::Error>(())
/// ```
pub fn feed(feed: &WatchFeed, title: &str) -> String {
    let begun = feed.begun.unwrap_or(Timestamp::UNIX_EPOCH);
    let updated = feed.told.iter().map(|told| told.at).max().unwrap_or(begun);
    let mut text = begin(&urn(&["feed", &begun.to_string()]), title, &updated.to_string());
    end_of_head(&mut text);
    for told in &feed.told {
        let link = told.hit.citation_url.as_deref().and_then(followed);
        let entry = Entry {
            id: urn(&["told", &told.query_id, &told.content]),
            updated: &told.at.to_string(),
            category: Some((&told.query_id, &told.query)),
            links: [link.map(|url| ("alternate", url)), None],
            hit: &told.hit,
        };
        entry.write(&mut text);
    }
    text.push_str("</feed>\n");
    text
}

/// What a search finds, as a feed.
#[cfg(feature = "serve")]
pub(crate) struct SearchFeed<'f> {
    /// By which the question is known; its feed and its entries keep their ids for as long as it stays.
    pub(crate) question: &'f str,
    /// The title.
    pub(crate) title: &'f str,
    /// The whole address of the feed itself.
    pub(crate) address: &'f str,
    /// The whole address of the page with the same hits.
    pub(crate) page: &'f str,
    /// The hits, in their order.
    pub(crate) found: Vec<Found<'f>>,
}

/// A hit in a feed.
#[cfg(feature = "serve")]
pub(crate) struct Found<'f> {
    /// The hash of what its section says.
    pub(crate) content: String,
    /// The whole address of the page where it is read.
    pub(crate) address: String,
    /// The hit.
    pub(crate) hit: &'f Hit,
}

/// A feed of what a search finds. An entry is dated by the first day of its paper's date, and the feed by its latest entry:
/// Atom knows no entry without a date, so that what is undated has the first day of 1970, and comes last.
#[cfg(feature = "serve")]
pub(crate) fn search(feed: &SearchFeed<'_>) -> String {
    let days: Vec<String> = feed.found.iter().map(|found| day(found.hit)).collect();
    let updated = days.iter().max().cloned().unwrap_or_else(|| Timestamp::UNIX_EPOCH.to_string());
    let mut text = begin(&urn(&["search", feed.question]), feed.title, &updated);
    link(&mut text, 1, "self", feed.address);
    link(&mut text, 1, "alternate", feed.page);
    end_of_head(&mut text);
    for (found, day) in feed.found.iter().zip(&days) {
        let source = found.hit.citation_url.as_deref().and_then(followed);
        let entry = Entry {
            id: urn(&["found", feed.question, &found.content]),
            updated: day,
            category: None,
            links: [Some(("alternate", &found.address)), source.map(|url| ("via", url))],
            hit: found.hit,
        };
        entry.write(&mut text);
    }
    text.push_str("</feed>\n");
    text
}

/// The first moment of the date of a hit's paper.
#[cfg(feature = "serve")]
fn day(hit: &Hit) -> String {
    let date = hit.paper.date.as_deref().and_then(crate::document::DateValue::parse);
    date.map_or_else(|| Timestamp::UNIX_EPOCH.to_string(), |date| format!("{}T00:00:00Z", date.first()))
}

fn begin(id: &str, title: &str, updated: &str) -> String {
    let mut text =
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">\n".to_owned();
    element(&mut text, 1, "id", id);
    element(&mut text, 1, "title", title);
    element(&mut text, 1, "updated", updated);
    text
}

fn end_of_head(text: &mut String) {
    text.push_str("  <author><name>scrutineer</name></author>\n");
    let version = env!("CARGO_PKG_VERSION");
    // Writing to a string does not fail, here and below.
    let _ = writeln!(text, "  <generator version=\"{version}\">scrutineer</generator>");
}

/// A hit with what a feed says of it.
struct Entry<'e> {
    id: String,
    updated: &'e str,
    /// Term and label.
    category: Option<(&'e str, &'e str)>,
    /// What they are to the entry, and where they lead.
    links: [Option<(&'static str, &'e str)>; 2],
    hit: &'e Hit,
}

impl Entry<'_> {
    fn write(&self, text: &mut String) {
        let hit = self.hit;
        let paper = &hit.paper;
        let headings = hit.section.path.iter().map(String::as_str);
        let title = paper.title.as_deref().into_iter().chain(headings).collect::<Vec<_>>().join(" › ");
        let title = if title.trim().is_empty() { hit.citation.clone() } else { title };
        let snippets = hit.snippets.iter().map(|snippet| {
            let [before, after] = snippet.cut.map(|cut| if cut { "… " } else { "" });
            format!("{before}{}{}", snippet.text, if after.is_empty() { "" } else { " …" })
        });
        let summary: Vec<String> = snippets.chain([format!("({}; {})", hit.citation, hit.section.id)]).collect();
        let summary = summary.join("\n");
        text.push_str("  <entry>\n");
        element(text, 2, "id", &self.id);
        element(text, 2, "title", &title);
        element(text, 2, "updated", self.updated);
        if let Some(council) = &paper.council_name {
            let _ = writeln!(text, "    <author><name>{}</name></author>", xml(council));
        }
        if let Some((term, label)) = self.category {
            let _ = writeln!(text, "    <category term=\"{}\" label=\"{}\"/>", xml(term), xml(label));
        }
        element(text, 2, "summary", &summary);
        for (relation, address) in self.links.iter().flatten() {
            link(text, 2, relation, address);
        }
        // What leads nowhere must have content.
        if self.links.iter().all(Option::is_none) {
            element(text, 2, "content", &summary);
        }
        text.push_str("  </entry>\n");
    }
}

fn link(text: &mut String, depth: usize, relation: &str, address: &str) {
    let indent = "  ".repeat(depth);
    let _ = writeln!(text, "{indent}<link rel=\"{relation}\" href=\"{}\"/>", xml(address));
}

fn element(text: &mut String, depth: usize, name: &str, value: &str) {
    let indent = "  ".repeat(depth);
    let _ = writeln!(text, "{indent}<{name}>{}</{name}>", xml(value));
}

/// A name that follows from what it names: a UUID of version 8 (RFC 9562) made of the first bits of a BLAKE3.
fn urn(parts: &[&str]) -> String {
    let mut hasher = blake3::Hasher::new();
    for part in parts {
        hasher.update(&(part.len() as u64).to_le_bytes()).update(part.as_bytes());
    }
    let mut bits = [0; 16];
    hasher.finalize_xof().fill(&mut bits);
    let mut bits = u128::from_be_bytes(bits);
    bits = bits & !(0xf << 76) | 0x8 << 76;
    bits = bits & !(0x3 << 62) | 0x2 << 62;
    let hex = format!("{bits:032x}");
    format!("urn:uuid:{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}

/// Untrusted text between the signs of XML: what XML forbids, and what could turn the text around it, becomes a visible
/// escape.
fn xml(text: &str) -> String {
    let mut safe = String::with_capacity(text.len() + 16);
    for character in escape(text).chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            // All others that XML 1.0 has no place for are control characters, and escaped already.
            '\u{fffe}' | '\u{ffff}' => safe.push(char::REPLACEMENT_CHARACTER),
            character => safe.push(character),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_drives_xml_or_is_forbidden_in_it_is_escaped() {
        assert_eq!(xml("a<b>&\"\u{0}\u{1b}\u{ffff}'"), "a&lt;b&gt;&amp;&quot;\\u{0}\\u{1b}\u{fffd}'");
    }

    #[test]
    fn a_name_follows_from_its_parts() {
        let name = urn(&["told", "q", "0123456789abcdef"]);
        assert_eq!(name, urn(&["told", "q", "0123456789abcdef"]));
        assert_ne!(name, urn(&["told", "q0", "123456789abcdef"]));
        let digits: Vec<&str> = name["urn:uuid:".len()..].split('-').collect();
        assert_eq!(digits.iter().map(|part| part.len()).collect::<Vec<_>>(), [8, 4, 4, 4, 12]);
        assert!(digits[2].starts_with('8') && "89ab".contains(&digits[3][..1]), "{name}");
    }

    proptest! {
        #[test]
        fn only_what_xml_has_a_place_for_is_left(text in any::<String>()) {
            let allowed = |character: char| {
                matches!(character, '\n' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
            };
            let safe = xml(&text);
            prop_assert!(safe.chars().all(allowed));
            prop_assert!(!safe.contains(['<', '>', '"']));
        }
    }
}
