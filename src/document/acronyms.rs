//! Short forms that a paper explains itself: "Service Improvement Plan (SIP)" or "SIP (Service Improvement Plan)".
//!
//! The rule is that of Schwartz and Hearst (A simple algorithm for identifying abbreviation definitions in biomedical
//! text, 2003): read from the end, each letter of the short form stands in the long form in order, and the first one
//! begins a word.

use super::paper::{Acronym, Section};
use regex::Regex;
use std::{collections::BTreeMap, sync::LazyLock};

static AFTER: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#"\(["“‘']?([A-Z][A-Za-z0-9&]{1,9})["”’']?\)"#).ok());
static BEFORE: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"\b([A-Z][A-Z0-9&]{1,9}) \(([A-Z][A-Za-z’' ,&-]{5,90})\)").ok());
/// How much text before a bracket is looked at, in bytes.
const WINDOW: usize = 160;

/// The short forms of a paper with their long forms as first written, by short form.
pub(super) fn acronyms(sections: &[Section]) -> Vec<Acronym> {
    let mut found: BTreeMap<String, String> = BTreeMap::new();
    let (Some(after), Some(before)) = (AFTER.as_ref(), BEFORE.as_ref()) else { return Vec::new() };
    for paragraph in sections.iter().flat_map(|section| &section.paragraphs) {
        let text = &paragraph.text;
        for captures in after.captures_iter(text) {
            let (Some(whole), Some(short)) = (captures.get(0), captures.get(1)) else { continue };
            let start = floor(text, whole.start().saturating_sub(WINDOW));
            if let Some(long) = long_form(short.as_str(), text[start..whole.start()].trim_end()) {
                found.entry(short.as_str().to_owned()).or_insert_with(|| long.to_owned());
            }
        }
        for captures in before.captures_iter(text) {
            let (Some(short), Some(long)) = (captures.get(1), captures.get(2)) else { continue };
            if long_form(short.as_str(), long.as_str()) == Some(long.as_str()) {
                found.entry(short.as_str().to_owned()).or_insert_with(|| long.as_str().to_owned());
            }
        }
    }
    found.into_iter().map(|(short, long)| Acronym { short, long }).collect()
}

fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// The end of `text` that the short form stands for.
fn long_form<'t>(short: &str, text: &'t str) -> Option<&'t str> {
    let capitals = short.chars().filter(char::is_ascii_uppercase).count();
    // The plural's s is no letter of the name: "Education, Health and Care Plans (EHCPs)".
    let core = short.strip_suffix('s').filter(|core| core.chars().all(|c| c.is_ascii_uppercase())).unwrap_or(short);
    if capitals < 2 {
        return None;
    }
    let most_words = (core.len() + 5).min(core.len() * 2);
    let letters: Vec<char> = core.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
    let mut wanted = letters.len();
    let characters: Vec<(usize, char)> = text.char_indices().collect();
    let mut place = characters.len();
    let mut start = None;
    while wanted > 0 && place > 0 {
        place -= 1;
        let (at, character) = characters[place];
        let begins = place == 0 || !characters[place - 1].1.is_alphanumeric();
        let same = character.to_ascii_lowercase() == letters[wanted - 1];
        // Letters inside of a word count only after the word's own first letter would: "Multi-Agency" yields M and A.
        if same && (begins || wanted > 1) {
            wanted -= 1;
            start = Some((at, begins));
        }
    }
    let (at, begins) = start.filter(|_| wanted == 0)?;
    let long = text[at..].trim();
    let words = long.split_whitespace().count();
    let spells = initials_spell(&letters, long);
    let sensible = begins && (2..=most_words).contains(&words) && !long.contains(['(', ')', ';']) && spells;
    sensible.then_some(long)
}

/// Whether most letters of the short form begin words of the long form: what keeps chance matches out.
fn initials_spell(letters: &[char], long: &str) -> bool {
    let words = long.split(|c: char| !c.is_alphanumeric()).filter_map(|word| word.chars().next());
    let (mut next, mut spelled) = (0, 0);
    for initial in words.map(|initial| initial.to_ascii_lowercase()) {
        // A letter may be passed over that stands inside of a word, as the D of "Scheduled".
        let ahead = letters[next..].iter().take(2).position(|letter| *letter == initial);
        if let Some(ahead) = ahead {
            next += ahead + 1;
            spelled += 1;
        }
    }
    spelled * 3 >= letters.len() * 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_form_is_found_on_either_side_of_its_name() {
        for (short, text, long) in [
            ("SIP", "agreed an eight-point Service Improvement Plan", Some("Service Improvement Plan")),
            ("MASH", "the multi-agency safeguarding hub", Some("multi-agency safeguarding hub")),
            ("SEND", "for Special Educational Needs and Disability", Some("Special Educational Needs and Disability")),
            ("EHCPs", "of Education, Health and Care Plans", Some("Education, Health and Care Plans")),
            ("HMI", "inspected by Her Majesty's Inspector", Some("Her Majesty's Inspector")),
            ("WSCB", "the plan was good", None),
            ("NHS", "with the plan of the day", None),
        ] {
            assert_eq!(long_form(short, text), long, "{short}");
        }
    }
}
