//! What was told of saved questions as a feed: Atom 1.0 (RFC 4287).
//!
//! In comes what was told of late; out comes one document, the same as long as that is. An entry keeps its id for ever: it
//! is made of the question and what the section says.

use super::{escape::escape, link::followed};
use crate::query::{Told, WatchFeed};
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
    let mut text =
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">\n".to_owned();
    let begun = feed.begun.unwrap_or(Timestamp::UNIX_EPOCH);
    let updated = feed.told.iter().map(|told| told.at).max().unwrap_or(begun);
    element(&mut text, 1, "id", &urn(&["feed", &begun.to_string()]));
    element(&mut text, 1, "title", title);
    element(&mut text, 1, "updated", &updated.to_string());
    text.push_str("  <author><name>scrutineer</name></author>\n");
    let version = env!("CARGO_PKG_VERSION");
    // Writing to a string does not fail, here and below.
    let _ = writeln!(text, "  <generator version=\"{version}\">scrutineer</generator>");
    for told in &feed.told {
        entry(&mut text, told);
    }
    text.push_str("</feed>\n");
    text
}

fn entry(text: &mut String, told: &Told) {
    let hit = &told.hit;
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
    element(text, 2, "id", &urn(&["told", &told.query_id, &told.content]));
    element(text, 2, "title", &title);
    element(text, 2, "updated", &told.at.to_string());
    if let Some(council) = &paper.council_name {
        let _ = writeln!(text, "    <author><name>{}</name></author>", xml(council));
    }
    let (term, label) = (xml(&told.query_id), xml(&told.query));
    let _ = writeln!(text, "    <category term=\"{term}\" label=\"{label}\"/>");
    element(text, 2, "summary", &summary);
    match hit.citation_url.as_deref().and_then(followed) {
        Some(url) => {
            let _ = writeln!(text, "    <link rel=\"alternate\" href=\"{}\"/>", xml(url));
        }
        // What leads nowhere must have content.
        None => element(text, 2, "content", &summary),
    }
    text.push_str("  </entry>\n");
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
