//! Short forms that a paper explains itself: "Service Improvement Plan (SIP)", "SIP (Service Improvement Plan)", or a line
//! of a glossary, "SIP – Service Improvement Plan".
//!
//! In come the sections of a paper; out comes each short form with what it stands for and the section that says so first.
//! The places are those of Schwartz and Hearst (A simple algorithm for identifying abbreviation definitions in biomedical
//! text, 2003). Their rule, by which letters need only stand somewhere in the long form in order, takes too much for a
//! search that goes by it; here letters are those that words begin with, with few exceptions (see [`Long::ending`]). What
//! short forms mean over a whole corpus is left to `index`.

use super::paper::{Acronym, Section};
use crate::analysis::{Analyzer, fold};
use regex::Regex;
use rustc_hash::FxHashSet;
use std::{
    ops::{Range, RangeInclusive},
    sync::LazyLock,
};

static AFTER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let words = "(?:(?:the|or|hereafter|hereinafter|known as|referred to as|also known as) )*";
    // Another short name may stand before it: (the Combined Authority, WYCA).
    let other = "(?:[^(),;.]{1,60}(?:, | or ))?";
    Regex::new(&format!(r#"\({other}{words}["“‘']?{words}([A-Z][A-Za-z0-9&]{{1,9}})["”’']?\)"#)).ok()
});
static BEFORE: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"\b([A-Z][A-Za-z0-9&]{1,9}) \((\p{Alphabetic}[\p{Alphabetic}’'/ ,&-]+)\)").ok());
static GLOSSARY: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^([A-Z][A-Za-z0-9&]{1,9})\s*[-–—:=|\t]\s*(\p{Alphabetic}[\p{Alphabetic}’'/ ,&-]+)\.?$").ok()
});

/// How long a long form is that these take, in characters: counted in a pattern, it costs more than all the rest.
const LONG: RangeInclusive<usize> = 6..=91;
/// How much text before a bracket is looked at, in bytes.
const WINDOW: usize = 160;
/// Most definitions of a paper: far more than any real one makes.
const MOST: usize = 500;
/// Words that a short form may pass over, and that no name begins with; Welsh ones too.
const SMALL: [&str; 26] = [
    "a", "an", "and", "ar", "as", "at", "by", "dros", "for", "from", "i", "in", "into", "of", "on", "or", "the", "to",
    "upon", "with", "within", "y", "yn", "yng", "yr", "&",
];
/// Parties behind the names of councillors, which may spell them by chance.
const PARTIES: [&str; 8] = ["CON", "CONS", "LAB", "LIB", "IND", "GRN", "UKIP", "LD"];
/// What stands before the name of a person.
const TITLES: [&str; 15] = [
    "alderman",
    "cllr",
    "cllrs",
    "councillor",
    "councillors",
    "cyng",
    "cynghorydd",
    "dr",
    "lord",
    "miss",
    "mr",
    "mrs",
    "ms",
    "professor",
    "sir",
];
/// What a list of people begins with.
const ATTENDANCE: [&str; 7] =
    ["present", "apologies", "attendance", "attendees", "attending", "presennol", "ymddiheuriadau"];
/// Among how many words at the beginning of a paragraph one of these stands: "Also in attendance:".
const ATTENDANCE_AMONG: usize = 4;
/// So many names in a row whose brackets hold their initials are people.
const NAMES_IN_A_ROW: usize = 3;
/// Words that the names of bodies, posts and plans have, and those of people have not.
const OF_BODIES: [&str; 62] = [
    "act",
    "action",
    "adult",
    "adults",
    "agency",
    "area",
    "assessment",
    "assistant",
    "association",
    "authority",
    "board",
    "capital",
    "care",
    "centre",
    "chief",
    "child",
    "children",
    "college",
    "commission",
    "committee",
    "community",
    "council",
    "department",
    "development",
    "director",
    "education",
    "executive",
    "finance",
    "forum",
    "framework",
    "fund",
    "group",
    "head",
    "health",
    "housing",
    "hub",
    "local",
    "manager",
    "national",
    "needs",
    "network",
    "officer",
    "office",
    "panel",
    "partnership",
    "plan",
    "planning",
    "police",
    "policy",
    "programme",
    "project",
    "public",
    "review",
    "safeguarding",
    "scheme",
    "school",
    "service",
    "services",
    "social",
    "strategy",
    "team",
    "trust",
];

/// The definitions of a paper: of each short form with each of its meanings the first, in the order of the text.
pub(crate) fn acronyms(sections: &[Section]) -> Vec<Acronym> {
    let mut found = Found { seen: FxHashSet::default(), acronyms: Vec::new(), analyzer: Analyzer::new() };
    for section in sections {
        for paragraph in &section.paragraphs {
            in_text(&paragraph.text, &mut |short, long| found.add(short, long, &section.id));
            if found.acronyms.len() >= MOST {
                return found.acronyms;
            }
        }
    }
    found.acronyms
}

struct Found {
    seen: FxHashSet<(String, String)>,
    acronyms: Vec<Acronym>,
    analyzer: Analyzer,
}

impl Found {
    fn add(&mut self, short: &str, long: &str, section: &str) {
        // In capitals, as the table over all papers has it: a paper counts once for what it writes CiC and CIC.
        let key = (singular(short).to_uppercase(), meaning(long, &mut self.analyzer));
        if self.acronyms.len() < MOST && self.seen.insert(key) {
            let (short, long, section) = (short.to_owned(), long.to_owned(), section.to_owned());
            self.acronyms.push(Acronym { short, long, section });
        }
    }
}

/// Calls `found` with each short form that a text explains, and what it stands for.
fn in_text<'t>(text: &'t str, found: &mut impl FnMut(&'t str, &'t str)) {
    let (Some(after), Some(before), Some(glossary)) = (AFTER.as_ref(), BEFORE.as_ref(), GLOSSARY.as_ref()) else {
        return;
    };
    // Hardly any paragraph has a short form in one of the places: the patterns go over no others.
    let [in_brackets, before_brackets, at_first] = places(text);
    let mut brackets: Vec<Bracket<'t>> = Vec::new();
    for captures in in_brackets.then(|| after.captures_iter(text)).into_iter().flatten() {
        let (Some(whole), Some(short)) = (captures.get(0), captures.get(1)) else { continue };
        let start = text.floor_char_boundary(whole.start().saturating_sub(WINDOW));
        let before = &text[start..whole.start()];
        if let Some(long) = Long::of(short.as_str()).and_then(|wanted| wanted.ending(before)) {
            // It is a part of what stands before the bracket.
            let place = before.rfind(long).map_or(whole.start(), |place| start + place);
            brackets.push(Bracket { short: short.as_str(), long, start: place, end: whole.end() });
        }
    }
    for bracket in without_people(text, brackets) {
        found(bracket.short, bracket.long);
    }
    let before = before_brackets.then(|| before.captures_iter(text)).into_iter().flatten();
    for captures in before.chain(at_first.then(|| glossary.captures(text)).flatten()) {
        let (Some(short), Some(long)) = (captures.get(1), captures.get(2)) else { continue };
        if !LONG.contains(&long.as_str().chars().count()) {
            continue;
        }
        let (short, long) = (short.as_str(), long.as_str().trim_end());
        if Long::of(short).and_then(|wanted| wanted.ending(long)) == Some(long) {
            found(short, long);
        }
    }
}

/// Whether a short form may stand at the end of brackets, right before them, and at the beginning of the text.
fn places(text: &str) -> [bool; 3] {
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'&';
    // One has two capitals at the least and ten letters at the most.
    let ends_short = |text: &str| {
        let letters = text.bytes().rev().take(10).take_while(|byte| is_letter(*byte));
        letters.filter(u8::is_ascii_uppercase).count() >= 2
    };
    let ends = |sign: u8| memchr::memchr_iter(sign, text.as_bytes()).map(|at| &text[..at]);
    let first = text.bytes().take_while(|byte| is_letter(*byte)).count();
    [
        ends(b')').any(|text| ends_short(text.trim_end_matches(['"', '”', '’', '\'']))),
        ends(b'(').any(|text| ends_short(text.trim_end_matches(' '))),
        ends_short(&text[..first]),
    ]
}

/// What a bracket explains.
struct Bracket<'t> {
    short: &'t str,
    long: &'t str,
    /// Where the long form begins, and the bracket ends.
    start: usize,
    end: usize,
}

/// Without the initials of people: of those with a title before them, and of those in lists.
fn without_people<'t>(text: &'t str, brackets: Vec<Bracket<'t>>) -> Vec<Bracket<'t>> {
    // As of nearly every paragraph.
    if brackets.is_empty() {
        return brackets;
    }
    let mut first = text.split(|character: char| !character.is_alphanumeric()).filter(|word| !word.is_empty());
    let is_list = first.by_ref().take(ATTENDANCE_AMONG).any(|word| ATTENDANCE.contains(&fold_word(word).as_str()));
    // Rows of names with nothing but commas between them: for each bracket its row, and how many names that has.
    let mut rows: Vec<(usize, bool)> = Vec::new();
    let mut row_of = Vec::with_capacity(brackets.len());
    let mut before = 0;
    for bracket in &brackets {
        let title = titled(&text[..bracket.start]);
        let is_name = bracket.is_name();
        let between = text.get(before..bracket.start).unwrap_or_default();
        match rows.last_mut().filter(|(names, _)| is_name && *names > 0 && is_between_names(between)) {
            Some((names, has_title)) => {
                *names += 1;
                *has_title |= title;
            }
            None => rows.push((usize::from(is_name), title)),
        }
        row_of.push((rows.len() - 1, is_name, title));
        before = bracket.end;
    }
    let is_person = |(row, is_name, title): (usize, bool, bool), start: usize| {
        let (names, has_title) = rows[row];
        let is_listed = || names >= NAMES_IN_A_ROW || has_title || is_list && begins_a_name(&text[..start]);
        title || is_name && is_listed()
    };
    let kept = brackets.into_iter().zip(row_of);
    kept.filter(|(bracket, of)| !is_person(*of, bracket.start)).map(|(bracket, _)| bracket).collect()
}

/// Whether a text ends with a person's title.
fn titled(before: &str) -> bool {
    let last = before.trim_end_matches([' ', '.']).rsplit(|character: char| !character.is_alphabetic()).next();
    before.ends_with([' ', '.']) && last.is_some_and(|word| TITLES.contains(&fold_word(word).as_str()))
}

/// Whether nothing but signs, titles and "and" stands between two names of a list.
fn is_between_names(between: &str) -> bool {
    let mut words = between.split(|character: char| !character.is_alphabetic()).filter(|word| !word.is_empty());
    words.all(|word| {
        let word = fold_word(word);
        matches!(word.as_str(), "and" | "a" | "ac") || TITLES.contains(&word.as_str())
    })
}

/// Whether a name may begin after this text of a list, as after a comma; "the" stands before no person's.
fn begins_a_name(before: &str) -> bool {
    let before = before.trim_end();
    before.is_empty() || before.ends_with([',', ';', ':', ')', '\n', '-', '–', '|']) || before.ends_with(" and")
}

impl Bracket<'_> {
    /// Whether it may be a person's name with the initials: two or three words in capitals, each with a letter.
    fn is_name(&self) -> bool {
        let words: Vec<&str> = self.long.split(' ').collect();
        let is_of_body = |word: &&str| OF_BODIES.contains(&fold_word(word).as_str());
        matches!(words.len(), 2 | 3)
            && words.len() == self.short.chars().count()
            && words.iter().all(|word| word.chars().next().is_some_and(char::is_uppercase))
            && !words.iter().any(is_of_body)
    }
}

/// A short form without the s of the plural: `EHCP` for `EHCPs`.
pub(crate) fn singular(short: &str) -> &str {
    let core =
        short.strip_suffix('s').filter(|core| core.len() > 1 && !core.bytes().any(|byte| byte.is_ascii_lowercase()));
    core.unwrap_or(short)
}

/// What tells the meanings of one short form from each other: long forms that differ only in case, plural, hyphens,
/// blanks, small words or the order of their words have the same. These are their letters in order of the alphabet, as
/// `multi-agency` is two words and `multiagency` one.
pub(crate) fn meaning(long: &str, analyzer: &mut Analyzer) -> String {
    let mut letters: Vec<char> = Vec::with_capacity(long.len());
    analyzer.for_each(long, |token| {
        if SMALL.contains(&token.exact) {
            return;
        }
        // Of the plurals without an s, the one that councils write most.
        let exact = if token.exact == "children" { "child" } else { token.exact };
        match (exact.strip_suffix("ies"), exact.strip_suffix('s')) {
            (Some(base), _) => letters.extend(base.chars().chain(['y'])),
            (None, Some(base)) => letters.extend(base.chars()),
            (None, None) => letters.extend(exact.chars()),
        }
    });
    letters.sort_unstable();
    letters.into_iter().collect()
}

/// The letters of a short form, for which a long form is looked for.
struct Long {
    letters: Vec<char>,
}

/// Whether it is a word that no meaning hangs on, folded.
pub(crate) fn is_small(word: &str) -> bool {
    SMALL.contains(&word)
}

/// A word of a text: where it stands, folded.
struct Word {
    range: Range<usize>,
    folded: String,
}

impl Word {
    fn is_small(&self) -> bool {
        is_small(&self.folded)
    }
}

impl Long {
    /// `None` for what is no short form.
    fn of(short: &str) -> Option<Self> {
        let core = singular(short);
        if PARTIES.contains(&core) || core.bytes().filter(u8::is_ascii_uppercase).count() < 2 {
            return None;
        }
        let letters = core.chars().filter(|letter| *letter != '&');
        Some(Self { letters: letters.map(|letter| letter.to_ascii_lowercase()).collect() })
    }

    /// The end of `text` that the short form stands for.
    ///
    /// First, each letter begins a word, and only small words are passed over. Else one other word may be passed over, and
    /// a word may give more of its letters, if most letters begin words. Else, as in "mental health needs (MHS)", a last word may
    /// be left out. Of two letters the first rule alone is asked: chance spells them too often.
    fn ending<'t>(&self, text: &'t str) -> Option<&'t str> {
        let words = words(text, clause(text));
        let (last, before) = words.split_last()?;
        let (words, start) = match self.start(&words, 0, 0) {
            Some(start) => (&words[..], start),
            None if self.letters.len() == 2 || last.is_small() => return None,
            None => match self.start(&words, 1, self.letters.len() / 3) {
                Some(start) => (&words[..], start),
                None => (before, self.start(before, 0, 0)?),
            },
        };
        let (first, last) = (words.get(start)?, words.last()?);
        // As many words as Schwartz and Hearst allow.
        let most = (self.letters.len() + 5).min(self.letters.len() * 2);
        let is_sound = words.len() - start <= most && !TITLES.contains(&first.folded.as_str());
        text.get(first.range.start..last.range.end).filter(|_| is_sound)
    }

    /// The place of the word that a long form begins with which ends with the last of `words`; the nearest of several. So
    /// many words that are not small may be passed over, and so many letters may stand inside of words.
    fn start(&self, words: &[Word], skips: usize, inner: usize) -> Option<usize> {
        // Each state is how many letters are still wanted, how many words were passed over, and how many letters stood
        // inside: at most ten letters, so that there are few states however long the text.
        let mut states = FxHashSet::from_iter([(self.letters.len(), 0, 0)]);
        for (place, word) in words.iter().enumerate().rev() {
            let mut next = FxHashSet::default();
            for (wanted, skipped, inside) in states {
                for taken in 1..=wanted.min(inner - inside + 1) {
                    if spells(&word.folded, &self.letters[wanted - taken..wanted]) {
                        next.insert((wanted - taken, skipped, inside + taken - 1));
                    }
                }
                let is_last = place + 1 == words.len();
                if word.is_small() && !is_last {
                    next.insert((wanted, skipped, inside));
                } else if skipped < skips && !is_last {
                    next.insert((wanted, skipped + 1, inside));
                }
            }
            if next.iter().any(|(wanted, ..)| *wanted == 0) && !word.is_small() {
                return Some(place);
            }
            // What began with a small word is no name.
            next.retain(|(wanted, ..)| *wanted > 0);
            states = next;
        }
        None
    }
}

/// Whether a word begins with the first of these letters and has the others after it, in order.
fn spells(word: &str, letters: &[char]) -> bool {
    let mut characters = word.chars();
    characters.next() == letters.first().copied()
        && letters[1..].iter().all(|letter| characters.any(|character| character == *letter))
}

/// Where the last clause of a text begins: a name does not reach over a bracket or the end of a sentence.
fn clause(text: &str) -> usize {
    let sign = text.rfind(['(', ')', '[', ']', ';', ':', '?', '!', '|', '\t', '\n']).map_or(0, |place| place + 1);
    let stop = text.rfind(". ").map_or(0, |place| place + 1);
    sign.max(stop)
}

/// The words of a text from a place on; the parts of a hyphened word are words.
fn words(text: &str, from: usize) -> Vec<Word> {
    let mut words = Vec::new();
    let mut start = from;
    for part in text[from..].split([' ', '-', '–', '/', '\u{a0}']) {
        let sign = |character: char| !character.is_alphanumeric() && character != '&';
        let word = part.trim_matches(sign);
        let begin = start + part.len() - part.trim_start_matches(sign).len();
        if !word.is_empty() {
            words.push(Word { range: begin..begin + word.len(), folded: fold_word(word) });
        }
        start += part.len();
        start += text[start..].chars().next().map_or(0, char::len_utf8);
    }
    words
}

/// Folded, the sign for "and" as itself.
fn fold_word(word: &str) -> String {
    let folded = fold(word);
    if folded.is_empty() { word.to_owned() } else { folded }
}

#[cfg(test)]
mod tests;
