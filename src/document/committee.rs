//! The names of committees.
//!
//! In comes a line or a sentence; out come the committees named in it, in title case, with their places. Which of them
//! is the one that receives the paper is left to [`metadata`](super::metadata).

use super::{MONTHS, WEEKDAYS, dates, gazetteer::Gazetteer};
use std::ops::Range;

/// A committee named in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Named {
    /// The name in title case.
    pub(super) name: String,
    /// Its bytes in the text.
    pub(super) range: Range<usize>,
}

impl Named {
    /// Whether the name says that the body scrutinises.
    pub(super) fn is_scrutiny(&self) -> bool {
        let name = self.name.to_lowercase();
        ["scrutiny", "craffu", "select committee", "hosc", "policy and accountability", "call-in", "task and finish"]
            .iter()
            .any(|word| name.contains(word))
    }

    /// Whether the name is that of a kind of body that partners have too.
    pub(super) fn is_board(&self) -> bool {
        self.name.ends_with("Board") && !self.is_scrutiny()
    }
}

/// The words that end a committee's name; in Welsh they begin it.
const BODIES: [&str; 10] = [
    "committee",
    "sub-committee",
    "subcommittee",
    "panel",
    "commission",
    "board",
    "cabinet",
    "forum",
    "executive",
    "hosc",
];
/// Words that join others in a name, and stand in lower case there.
const SMALL: [&str; 13] = ["and", "&", "of", "the", "for", "in", "on", "with", "a", "i", "yr", "y", "ar"];
/// Words before which a name begins: they speak of it.
const BEFORE: [&str; 63] = [
    "report",
    "reports",
    "to",
    "from",
    "by",
    "at",
    "minutes",
    "agenda",
    "date",
    "comments",
    "councillor",
    "title",
    "subject",
    "this",
    "update",
    "meeting",
    "meetings",
    "chair",
    "chairman",
    "chairwoman",
    "vice-chair",
    "members",
    "member",
    "notice",
    "reference",
    "terms",
    "programme",
    "item",
    "decision",
    "decisions",
    "when",
    "that",
    "is",
    "was",
    "if",
    "each",
    "any",
    "all",
    "our",
    "their",
    "its",
    "your",
    "summons",
    "supplementary",
    "draft",
    "printed",
    "public",
    "pack",
    "frontsheet",
    "response",
    "recommendations",
    "referral",
    "presentation",
    "briefing",
    "briefed",
    "role",
    "observations",
    "views",
    "findings",
    "conclusions",
    "purpose",
    "remit",
    "evidence",
];
/// Bodies of others whose names end like a committee's.
const OTHERS: [&str; 12] = [
    "care quality commission",
    "law commission",
    "electoral commission",
    "charity commission",
    "boundary commission",
    "parole board",
    "european commission",
    "human rights commission",
    "audit commission",
    "youth justice board",
    "gambling commission",
    "forestry commission",
];
/// Short forms that stay in capitals when a shouted name is set in title case.
const SHORT_FORMS: [&str; 24] = [
    "SEND", "HOSC", "JHOSC", "OSC", "OSPB", "OSMC", "NHS", "BCP", "CYP", "CYPS", "ICT", "HR", "SEN", "ASC", "ICB",
    "ICS", "CCG", "PCC", "LGR", "UK", "II", "III", "CSC", "PAC",
];
/// The longest name, in words.
const LONGEST: usize = 16;

/// The committees named in a text, in order.
pub(super) fn find(text: &str) -> Vec<Named> {
    let words = words(text);
    let mut found = Vec::new();
    let mut next = 0;
    while next < words.len() {
        let Some((first, last)) = phrase(&words, next) else {
            next += 1;
            continue;
        };
        let bracket = text[words[last].range.end..].starts_with(')')
            && words[first..=last].iter().any(|word| word.text.starts_with('('));
        let range = words[first].range.start..words[last].range.end + usize::from(bracket);
        let name = title_case(&text[range.clone()]);
        if !OTHERS.iter().any(|other| name.to_lowercase().ends_with(other)) {
            found.push(Named { name, range });
        }
        next = last + 1;
    }
    found
}

/// Whether a line names full Council and nothing else but a date.
pub(super) fn is_full_council(text: &str) -> bool {
    council_of_line(text).is_some()
}

/// Full Council, where a line names nothing else but a date, as it stands.
fn council_of_line(text: &str) -> Option<Named> {
    let mut rest = text.to_owned();
    for mention in dates(text).iter().rev() {
        rest.replace_range(mention.range.clone(), " ");
    }
    let words: Vec<&str> = rest.split(|char: char| !char.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let name = words.join(" ");
    let known = ["council", "full council", "county council", "city council", "borough council", "district council"];
    known.contains(&name.to_lowercase().as_str()).then(|| Named { name: title_case(&name), range: 0..text.len() })
}

/// The committee that a whole line names, apart from a date, time, place or the council's name: a heading's line.
pub(super) fn of_line(text: &str, gazetteer: &Gazetteer) -> Option<Named> {
    let best = find(text).into_iter().max_by_key(|named| (named.is_scrutiny(), named.range.len()));
    let Some(named) = best else { return council_of_line(text) };
    let name = without_council(&named.name, gazetteer).to_owned();
    let named = Named { name, ..named };
    let mut rest = String::with_capacity(text.len());
    rest.push_str(&text[..named.range.start]);
    rest.push(' ');
    rest.push_str(&text[named.range.end..]);
    for mention in dates(&rest.clone()).iter().rev() {
        rest.replace_range(mention.range.clone(), " ");
    }
    for mention in gazetteer.mentions(&rest.clone()).iter().rev() {
        rest.replace_range(mention.range.clone(), " ");
    }
    let other_words = rest
        .split(|char: char| !char.is_alphabetic())
        .filter(|word| word.len() > 2 && !LINE_WORDS.contains(&word.to_lowercase().as_str()))
        .count();
    let own_words = named.name.split(' ').count();
    (other_words <= 1 || other_words * 3 <= own_words).then_some(named)
}

/// What leads up to the committee that a line is for, or by.
const MEANT_BEFORE: [&str; 18] = [
    "meeting of",
    "report to",
    "reports to",
    "minutes of",
    "agenda for",
    "presented to",
    "notes of",
    "record of",
    "members of",
    "comments from",
    "comments of",
    "observations of",
    "observations from",
    "views of",
    "response from",
    "response of",
    "findings of",
    "report of",
];

/// The committee that a line says it is for: `to the meeting of the …`, `Minutes of a meeting of the … held at …`.
pub(super) fn meant_by_line(text: &str, gazetteer: &Gazetteer) -> Option<Named> {
    let named = find(text).into_iter().find(|named| {
        let before = text[..named.range.start].trim_end().to_lowercase();
        let before = before.strip_suffix(" the").unwrap_or(&before);
        MEANT_BEFORE.iter().any(|words| before.ends_with(words))
    })?;
    let name = without_council(&named.name, gazetteer).to_owned();
    Some(Named { name, ..named })
}

/// Words that stand beside a committee's name in a heading without telling of anything else.
const LINE_WORDS: [&str; 35] = [
    "meeting",
    "the",
    "report",
    "agenda",
    "minutes",
    "for",
    "held",
    "item",
    "part",
    "public",
    "time",
    "date",
    "place",
    "venue",
    "council",
    "chamber",
    "room",
    "committee",
    "county",
    "hall",
    "town",
    "civic",
    "centre",
    "guildhall",
    "shire",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "virtual",
    "draft",
    "pack",
];

/// A committee's name without the council's before it, in title case; a name in any words is taken.
pub(super) fn clean(value: &str, gazetteer: &Gazetteer) -> Option<String> {
    let mut value: String = value.chars().filter(|char| !matches!(char, '*' | '#')).collect();
    for mention in dates(&value.clone()).iter().rev() {
        value.replace_range(mention.range.clone(), "");
    }
    let value = without_council(&value, gazetteer);
    let value = value.trim().trim_matches(|char: char| char.is_whitespace() || ",;:–—-|".contains(char));
    let letters = value.chars().filter(|char| char.is_alphabetic()).count();
    let words = value.split_whitespace().count();
    (letters > 2 && words <= LONGEST).then(|| title_case(value))
}

/// The text without a council's name in full at its beginning.
pub(super) fn without_council<'t>(text: &'t str, gazetteer: &Gazetteer) -> &'t str {
    let text = text.trim_start();
    let text = text.strip_prefix("the ").or(text.strip_prefix("The ")).unwrap_or(text);
    let end = match gazetteer.mentions(text).first() {
        Some(mention) if mention.full && mention.range.start == 0 => mention.range.end,
        _ => return text,
    };
    let rest = text[end..].trim_start_matches(|char: char| !char.is_alphanumeric() && char != '(');
    let rest = rest.strip_prefix("s ").unwrap_or(rest);
    if rest.is_empty() { text } else { rest }
}

struct Word<'t> {
    text: &'t str,
    lower: String,
    range: Range<usize>,
    /// Whether a stop, colon, bracket or bar stands between this word and the next.
    ends: bool,
}

impl Word<'_> {
    fn is_capital(&self) -> bool {
        self.text.chars().next().is_some_and(char::is_uppercase)
    }

    fn is_small(&self) -> bool {
        SMALL.contains(&self.lower.as_str())
    }

    fn is_body(&self) -> bool {
        self.is_capital() && BODIES.contains(&self.lower.as_str())
    }
}

fn words(text: &str) -> Vec<Word<'_>> {
    let mut words: Vec<Word<'_>> = Vec::new();
    let mut start = 0;
    for piece in text.split_inclusive(char::is_whitespace) {
        let at = start;
        start += piece.len();
        let piece = piece.trim_end();
        let inner = piece.trim_matches(|char: char| !char.is_alphanumeric() && !matches!(char, '&' | '(' | ')'));
        let bare = inner.trim_end_matches(')');
        if bare.is_empty() {
            if let Some(last) = words.last_mut().filter(|_| piece.contains(['|', ':', ';', '•', '—', '–', '-'])) {
                last.ends = true;
            }
            continue;
        }
        let offset = at + piece.find(bare).unwrap_or(0);
        let tail = &text[offset + bare.len()..at + piece.len()];
        let ends = tail.contains(['.', ':', ';', '|', '?', '!', ')', '”', '"']) || tail.starts_with(['\'', '’']);
        words.push(Word { text: bare, lower: bare.to_lowercase(), range: offset..offset + bare.len(), ends });
    }
    words
}

/// First and last word of the committee's name whose body word stands at `at`.
fn phrase(words: &[Word<'_>], at: usize) -> Option<(usize, usize)> {
    if words[at].lower == "pwyllgor" && words[at].is_capital() {
        return Some((at, right(words, at)));
    }
    let group = words[at].lower == "group"
        && at >= 1
        && words[at].is_capital()
        && matches!(words[at - 1].lower.as_str(), "finish" | "working" | "review" | "inquiry");
    if !words[at].is_body() && !group {
        return None;
    }
    let mut last = at;
    while !words[last].ends && words.get(last + 1).is_some_and(Word::is_body) {
        last += 1;
    }
    let after = words.get(last + 1).filter(|_| !words[last].ends).map_or("", |word| word.lower.as_str());
    let alone = matches!(words[last].lower.as_str(), "cabinet" | "executive");
    let office =
        ["member", "members", "office", "lead", "director", "portfolio", "head", "summary", "officer", "minister"];
    if (alone && office.contains(&after)) || matches!(after, "room" | "suite") {
        return None;
    }
    let mut first = at;
    let mut reach = at;
    while reach > 0 && at - reach < LONGEST {
        let word = &words[reach - 1];
        // An opening bracket belongs to something said before the name.
        let before = BEFORE.contains(&word.lower.as_str()) && !is_within(words, reach - 1);
        if word.ends || before || words[reach].text.starts_with('(') {
            break;
        }
        reach -= 1;
        if word.is_small() {
            continue;
        }
        if !word.is_capital() || matches!(word.lower.as_str(), "committee" | "panel") {
            break;
        }
        first = reach;
    }
    // "What the Committee", "Purpose of the Panel": the body has no name here.
    if first < at && ["the", "this", "that", "of", "a"].contains(&words[at - 1].lower.as_str()) {
        return None;
    }
    // The Executive is a committee; a chief, or the Health and Safety Executive, is none.
    if first < at && words[last].lower == "executive" {
        return None;
    }
    let whole = last > at || first < at;
    if !whole && !matches!(words[at].lower.as_str(), "cabinet" | "executive" | "hosc") {
        return None;
    }
    Some((first, right(words, last)))
}

/// Whether a word that often stands before a name is within one: "Public Protection", "Communities and Public Protection".
fn is_within(words: &[Word<'_>], at: usize) -> bool {
    /// What is public of itself.
    const PUBLIC: [&str; 14] = [
        "protection",
        "health",
        "services",
        "service",
        "realm",
        "safety",
        "transport",
        "accounts",
        "rights",
        "works",
        "engagement",
        "involvement",
        "petitions",
        "spaces",
    ];
    let next = words.get(at + 1).map_or("", |word| word.lower.as_str());
    if words[at].lower == "public" && PUBLIC.contains(&next) {
        return true;
    }
    let joined = at >= 2 && matches!(words[at - 1].lower.as_str(), "and" | "&") && !words[at - 1].ends;
    joined && words[at].is_capital() && {
        let first = &words[at - 2];
        first.is_capital() && !first.ends && !first.is_body() && !BEFORE.contains(&first.lower.as_str())
    }
}

/// The last word of what follows the body's word and is part of the name: `(Children and Families)`, `on Health`.
fn right(words: &[Word<'_>], last: usize) -> usize {
    if words[last].ends {
        return last;
    }
    let rest = &words[last + 1..];
    let Some(next) = rest.first() else { return last };
    let bracket = next.text.starts_with('(');
    let welsh = words[last].lower == "pwyllgor";
    if !bracket && !welsh && !matches!(next.lower.as_str(), "for" | "on") {
        return last;
    }
    let mut end = last;
    for (index, word) in rest.iter().enumerate().take(LONGEST) {
        let inner = word.text.trim_start_matches('(');
        let capital = inner.chars().next().is_some_and(char::is_uppercase);
        if bracket {
            let short_form = index == 0 && word.ends && inner.chars().all(|char| !char.is_lowercase());
            if short_form || (!capital && !word.is_small()) {
                return last;
            }
            if word.ends {
                return last + 1 + index;
            }
        } else if capital && !is_day_or_month(&word.lower) {
            end = last + 1 + index;
            if word.ends {
                break;
            }
        } else if !word.is_small() {
            break;
        }
    }
    if bracket { last } else { end }
}

fn is_day_or_month(word: &str) -> bool {
    MONTHS.contains(&word) || WEEKDAYS.contains(&word)
}

/// A name in title case: small words low, short forms in capitals, words of mixed case as they stand.
pub(super) fn title_case(text: &str) -> String {
    let text: String = text.chars().filter(|char| !matches!(char, '*' | '#')).collect();
    let shouted = !text.chars().any(char::is_lowercase);
    let quiet = !text.chars().any(char::is_uppercase);
    let mut words = Vec::new();
    for (index, word) in text.split_whitespace().enumerate() {
        let lower = word.to_lowercase();
        let letters = word.trim_matches(|char: char| !char.is_alphanumeric());
        words.push(match () {
            () if index > 0 && SMALL.contains(&lower.as_str()) => lower,
            () if !shouted && !quiet => word.to_owned(),
            () if SHORT_FORMS.contains(&letters.to_uppercase().as_str()) => word.to_uppercase(),
            () => capitalised(&lower),
        });
    }
    words.join(" ")
}

/// `children's` to `Children's`, `sub-committee` to `Sub-Committee`.
fn capitalised(word: &str) -> String {
    let mut result = String::with_capacity(word.len());
    let mut start = true;
    for char in word.chars() {
        if start && char.is_alphanumeric() {
            result.extend(char.to_uppercase());
            start = false;
        } else {
            result.push(char);
            start |= matches!(char, '-' | '/' | '(');
        }
    }
    result
}

#[cfg(test)]
mod tests;
