//! What a line of a paper's beginning is: committee, date, place, council, author, section heading or title.
//!
//! In comes a block or its text; out come yes and no. Where the opening begins and ends is left to
//! [`opening`](super).

use crate::{
    corpus::{Block, BlockKind, Furniture},
    document::{
        committee,
        dates::dates,
        pattern::{Pattern, pattern},
    },
};
use std::{ops::Range, sync::LazyLock};

/// The most words in a line that may be a title or a part of a heading block.
pub(crate) const SHORT: usize = 32;

/// The number of words, counted no further than needed to tell a line from a text.
pub(crate) fn words(text: &str) -> usize {
    count_words(text, SHORT * 2)
}

/// Whether a text has more words than a line.
pub(crate) fn is_long(text: &str) -> bool {
    // A word and its blank are two bytes at the least.
    text.len() > SHORT * 2 && count_words(text, SHORT + 1) > SHORT
}

/// The number of words, counted up to `most`.
fn count_words(text: &str, most: usize) -> usize {
    // The bytes of a piece are looked at many at once; it has no more words than a byte counts.
    const PIECE: usize = 128;
    let is_blank = |byte: u8| matches!(byte, b'\t'..=b'\r' | b' ');
    let (mut count, mut before) = (0, b' ');
    for (piece, number) in text.as_bytes().chunks(PIECE).zip(0..) {
        if !piece.is_ascii() && has_other_blanks(text, PIECE * number..PIECE * number + piece.len()) {
            return text.split_whitespace().take(most).count();
        }
        let begins = |before: u8, byte: u8| u8::from(is_blank(before) & !is_blank(byte));
        let pairs = piece.iter().zip(&piece[1..]);
        count += usize::from(pairs.fold(begins(before, piece[0]), |count, (one, next)| count + begins(*one, *next)));
        if count >= most {
            return most;
        }
        before = piece[piece.len() - 1];
    }
    count
}

/// Whether blanks beyond ASCII begin among these bytes of a text. Their first bytes are looked for, of which there are four;
/// quotation marks, dashes and signs of money, which is nearly all that is not ASCII, begin with two of them.
fn has_other_blanks(text: &str, bytes: Range<usize>) -> bool {
    let start = bytes.start;
    let bytes = &text.as_bytes()[bytes];
    let begins_one = |at: usize| text[start + at..].starts_with(char::is_whitespace);
    memchr::memchr2_iter(0xc2, 0xe2, bytes).chain(memchr::memchr2_iter(0xe1, 0xe3, bytes)).any(begins_one)
}

/// The first characters of a text.
pub(crate) fn beginning(text: &str, characters: usize) -> &str {
    match text.as_bytes().get(..characters) {
        None => text,
        Some(first) if first.is_ascii() => &text[..characters],
        Some(_) => text.char_indices().nth(characters).map_or(text, |(end, _)| &text[..end]),
    }
}

/// Whether a block is to be passed over: page break, furniture, a letter-spaced stamp, a lone letter.
pub(crate) fn is_passing(block: &Block) -> bool {
    let lone = || {
        let mut parts = block.text.split_whitespace().take(20);
        parts.all(|part| part.chars().filter(|char| char.is_alphanumeric()).take(2).count() <= 1)
    };
    block.furniture.is_some()
        || block.kind == BlockKind::PageBreak
        || block.text.trim().is_empty()
        || (!is_row(block) && lone())
}

/// Whether a block is the furniture of a page that was left blank.
pub(crate) fn is_blank_page(block: &Block) -> bool {
    block.furniture == Some(Furniture::BlankPage)
        || (block.text.len() < 60 && block.text.to_lowercase().contains("intentionally left blank"))
}

/// Whether a block is a row of a table.
pub(crate) fn is_row(block: &Block) -> bool {
    matches!(block.kind, BlockKind::TableRow { .. })
}

/// Words that stand beside dates, committees and places without telling of anything else.
const BESIDE: [&str; 66] = [
    "meeting",
    "meetings",
    "the",
    "of",
    "for",
    "held",
    "at",
    "on",
    "in",
    "to",
    "be",
    "and",
    "a",
    "by",
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
    "city",
    "house",
    "offices",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "virtual",
    "via",
    "online",
    "remote",
    "am",
    "pm",
    "noon",
    "a.m",
    "p.m",
    "commencing",
    "starting",
    "from",
    "draft",
    "report",
    "agenda",
    "special",
    "extraordinary",
    "teams",
    "zoom",
    "ordinary",
    "borough",
    "district",
    "hosted",
    "presentation",
];

/// Words of a line that neither date nor committee nor what stands beside them accounts for.
fn other_words(text: &str) -> usize {
    let beside = |word: &&str| word.len() > 1 && !BESIDE.contains(&word.to_lowercase().trim_end_matches('.'));
    text.split(|char: char| !char.is_alphabetic() && char != '.')
        .map(|word| word.trim_matches('.'))
        .filter(|word| !word.is_empty())
        .filter(beside)
        .count()
}

fn without_dates(text: &str) -> (String, bool) {
    let mut rest = text.to_owned();
    let found = dates(text);
    for mention in found.iter().rev() {
        rest.replace_range(mention.range.clone(), " ");
    }
    (rest, !found.is_empty())
}

/// A line that gives a committee, or a date, or both, and at most a place beside them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Masthead {
    /// It names a committee.
    pub(crate) committee: bool,
    /// It gives a date.
    pub(crate) date: bool,
}

/// Reads a line of a masthead; `None` where it is another line.
pub(crate) fn masthead(text: &str) -> Option<Masthead> {
    static BODY: LazyLock<Pattern> = LazyLock::new(|| {
        pattern(
            r"^(?:the )?(?:full |county |borough |city |district )?(?:council|cabinet|executive|cyngor|cabinet meeting|council meeting)$",
        )
    });
    static SEASON: LazyLock<Pattern> = LazyLock::new(|| {
        pattern(r"^\W*(?:spring|summer|autumn|winter|q[1-4]|quarter [1-4]),? (?:term )?\d{4}(?:[/–-]\d{2,4})?\W*$")
    });
    if words(text) > SHORT || is_minutes_line(text) {
        return None;
    }
    if SEASON.is_match(text) {
        return Some(Masthead { committee: false, date: true });
    }
    let (mut rest, date) = without_dates(text);
    let found = committee::find(&rest);
    let own: usize = found.iter().map(|named| named.name.split(' ').count()).sum();
    for named in found.iter().rev() {
        rest.replace_range(named.range.clone(), " ");
    }
    if is_about(text, &found) {
        return None;
    }
    let other = other_words(&rest);
    let named = !found.is_empty() || BODY.is_match(rest.trim());
    if named && (other <= 1 || other * 3 <= own) {
        return Some(Masthead { committee: true, date });
    }
    // A place of a word or two may stand beside the date: ", County Hall, Worcester".
    (date && other <= 3 && is_dated(text)).then_some(Masthead { committee: false, date: true })
}

/// Whether what follows a committee's name makes the line a paper's title: "Safeguarding Board Annual Report".
fn is_about(text: &str, found: &[committee::Named]) -> bool {
    static ABOUT: LazyLock<Pattern> = LazyLock::new(|| {
        pattern(
            r"^(?:['’]s?)?[\s:–-]*(?:draft )?(?:(?:annual|business|improvement|action|strategic|work|forward|progress|outcome|monitoring|performance|update) ){1,3}(?:report|reviews?|statement|plans?|programmes?|update|strategy)\b",
        )
    });
    found.last().is_some_and(|named| ABOUT.is_match(&text[named.range.end..]))
}

/// Whether a date is most of a line, and not a year in a title.
fn is_dated(text: &str) -> bool {
    static AT_FIRST: LazyLock<Pattern> = LazyLock::new(|| {
        pattern(concat!(
            r"^\W*(?:(?:date|meeting|held|time|on|dated|for|of|the|at)\W+)*(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day\W+)?",
            r"(?:the\W+)?(?:\d{1,2}(?:st|nd|rd|th)?\b|january|february|march|april|may|june|july|august|september|october|november|december|spring|summer|autumn|winter|q[1-4]\b|\d{4}\b)"
        ))
    });
    AT_FIRST.is_match(text) && dates(text).first().is_some_and(|mention| text[..mention.range.start].len() < 40)
}

/// Whether a line is a date and nothing else, as at the head of a letter.
pub(crate) fn is_lone_date(text: &str) -> bool {
    let text = text.trim().trim_end_matches(['.', ',']);
    let text = text.strip_prefix("Date:").unwrap_or(text).trim();
    text.len() < 60
        && matches!(dates(text).as_slice(), [mention] if text.len() - mention.range.len() <= 12 && other_words(&without_dates(text).0) == 0)
}

/// Whether a line says that minutes follow.
pub(crate) fn is_minutes_line(text: &str) -> bool {
    static MINUTES: LazyLock<Pattern> = LazyLock::new(|| {
        pattern(
            r"^\W*(?:draft |unconfirmed |printed |public )?(?:minutes(?: of (?:the |a |an )?(?:\w+ )?.*(?:meeting|held|proceedings|committee|panel|commission|board).*)?|notes of (?:the|a) meeting.*|cofnodion.*)\W*$",
        )
    });
    words(text) <= 60 && MINUTES.is_match(text)
}

/// Whether a line says that an agenda follows, and no more than that.
pub(crate) fn is_agenda_line(text: &str) -> bool {
    static AGENDA: LazyLock<Pattern> = LazyLock::new(|| {
        pattern(
            r"^\W*(?:supplementary |public |revised )?(?:a ?g ?e ?n ?d ?a)(?:, decisions)?(?:,? and (?:draft |printed )?minutes)?(?: (?:pack|frontsheet|front sheet|and papers|document pack|reports pack))?\W*$",
        )
    });
    text.len() < 60 && AGENDA.is_match(text)
}

/// The number in a stamp such as "Agenda Item 7" or "ITEM NO. 8(a)".
pub(crate) fn item_stamp(text: &str) -> Option<&str> {
    static STAMP: LazyLock<Pattern> = LazyLock::new(|| {
        pattern(r"^\W*(?:agenda )?item(?: no| number)?[.:]? *([a-z]?\d{1,3}(?:[a-z]|\.\d{1,2}| ?\([a-z]{1,3}\))?)\W*$")
    });
    (text.len() < 40)
        .then(|| STAMP.captures(text))
        .flatten()
        .and_then(|found| found.get(1))
        .map(|number| number.as_str())
}

/// Whether a line only marks a paper's place among others: "Paper C", "Appendix A", "Agenda Item 7".
pub(crate) fn is_stamp(text: &str) -> bool {
    static STAMP: LazyLock<Pattern> = LazyLock::new(|| {
        pattern(concat!(
            r"^\W*(?:(?:paper|enclosure|enc|appendix|annexe?|document|attachment|page|slide|version)(?: no| number)?[.:]? *(?:[a-z]|[ivx]+|\d[\d.]*)?|not (?:confidential|exempt)",
            r"|confidential|exempt|public(?: report)?|open(?: report)?|(?:public )?(?:document|reports?) pack|minute item \d{1,3}\w?|restricted|unrestricted|official|draft|for (?:information|decision|discussion|publication)|item|\d{1,3})\W*$"
        ))
    });
    item_stamp(text).is_some() || (text.len() < 40 && STAMP.is_match(text))
}

/// Whether a line is no more than a council's name, such as a masthead begins with.
pub(crate) fn is_council(text: &str) -> bool {
    static COUNCIL: LazyLock<Pattern> = LazyLock::new(|| {
        pattern(concat!(
            r"^\W*(?:the )?(?:[\w.'’&,-]+ ){1,8}?(?:county |city |borough |district |metropolitan |unitary |town )*(?:council|combined authority)(?:\W+\(.{0,40}\))?\W*$",
            r"|^\W*(?:the )?(?:royal |london |metropolitan )*(?:borough|city|county|council)(?: council)? of (?:[\w.'’&,-]+ ?){1,8}\W*$|^\W*cyngor (?:[\w.'’-]+ ?){1,6}\W*$"
        ))
    });
    static TELLS: LazyLock<Pattern> = LazyLock::new(|| {
        pattern(
            r"\b(?:report|update|review|plan|strategy|inspection|by|from|to|with|about|visit|how|what|letter|motion|minutes|on|in)\b",
        )
    });
    words(text) <= 10 && COUNCIL.is_match(text) && !TELLS.is_match(text)
}

/// Whether a line gives a place of meeting.
pub(crate) fn is_place(text: &str) -> bool {
    static PLACE: LazyLock<Pattern> = LazyLock::new(|| {
        pattern(concat!(
            r"^\W*(?:venue\W+|at |in |to be held )?(?:the )?(?:[\w'’.-]+ ){0,3}?(?:(?:county|city|town|shire|village|civic|community) hall|civic centre|guildhall|council (?:chamber|offices|house)|(?:committee|meeting|conference) rooms?|chamber|microsoft teams|zoom)\b",
            r"|^\W*(?:remotely|virtual(?:ly)? meeting|via (?:microsoft )?teams|online|by video|o bell)\b"
        ))
    });
    words(text) <= 14 && !text.ends_with('.') && PLACE.is_match(text)
}

/// Whether a line names who wrote the paper.
pub(crate) fn is_author(text: &str) -> bool {
    static AUTHOR: LazyLock<Pattern> = LazyLock::new(|| {
        pattern(concat!(
            r"^\W*(?:joint )?(?:(?:covering |progress |update )?report (?:by|of|from|to)(?: the)? .*\b(?:directors?|officers?|heads?|chief|managers?|members?|leader|chair\w*|solicitor|treasurer|secretary|cllr|councillor|committee|panel|board|commission|cabinet|services?|group)\b",
            r"|(?:author|written by|prepared by|presented by|presentation (?:to|by|for)|proposed by|seconded by|by (?:the|mr|mrs|ms|miss|dr|cllr|councillor))\b)"
        ))
    });
    words(text) <= 50 && AUTHOR.is_match(text)
}

/// Headings of sections: none of them is a title.
const SECTIONS: [&str; 74] = [
    "summary",
    "executive summary",
    "summary statement",
    "summary of main issues",
    "purpose",
    "background",
    "introduction",
    "introduction and background",
    "context",
    "contents",
    "table of contents",
    "conclusion",
    "conclusions",
    "conclusion and recommendations",
    "recommendation",
    "recommendations",
    "recommendation(s)",
    "next steps",
    "findings",
    "main findings",
    "main issues",
    "overview",
    "key issues",
    "issues for consideration",
    "the focus for scrutiny",
    "focus for scrutiny",
    "options",
    "proposals",
    "proposal",
    "detail",
    "details",
    "details of the proposal",
    "consultation",
    "financial implications",
    "legal implications",
    "risk implications",
    "risks",
    "appendices",
    "background papers",
    "background information",
    "supporting information",
    "contact",
    "contact points",
    "contacts",
    "present",
    "in attendance",
    "apologies",
    "apologies for absence",
    "declarations of interest",
    "membership",
    "decision",
    "decisions",
    "reason",
    "reasons",
    "reason for decision",
    "policy position",
    "policy context",
    "action required",
    "foreword",
    "preface",
    "glossary",
    "scope",
    "methodology",
    "aims",
    "objectives",
    "key messages",
    "at a glance",
    "main report",
    "report",
    "key points",
    "what is working",
    "corporate priorities",
    "implications",
    "disclosing interests",
];

/// Whether a line is the heading of a section.
pub(crate) fn is_section(text: &str) -> bool {
    static BEGINS: LazyLock<Pattern> = LazyLock::new(|| {
        pattern(concat!(
            r"^(?:purpose of (?:the |this )?report|executive summary|summary and |background to (?:the|this) |what is the purpose|purpose and |recommendations? (?:to|for|from|and)|reasons? for|main considerations|the (?:\w+ ){0,6}(?:committee|panel|board|commission) (?:is|are) (?:being )?(?:asked|recommended|invited|requested)",
            r"|that (?:the|members) )"
        ))
    });
    // Two signs, a number, digits behind it and a mark at the end are five words.
    const LONGEST: usize = 14 + 5;
    if count_words(text, LONGEST + 1) > LONGEST {
        return false;
    }
    let text = numbered(text).map_or(text, |(_, rest)| rest).trim();
    // "1 Summary": a number without a dot is one before the name of a section.
    let text = text.trim_start_matches(|char: char| char.is_ascii_digit() || char == '.').trim_start();
    let text = text.trim_end_matches([':', '.', '-', '–']).trim_end();
    if count_words(text, 15) > 14 {
        return false;
    }
    let text = text.to_lowercase();
    SECTIONS.contains(&text.as_str()) || BEGINS.is_match(&text)
}

/// A line with a number before it, behind so many signs.
static NUMBERED: [LazyLock<Pattern>; 3] = [
    LazyLock::new(|| pattern(&format!(r"^{NUMBER}\s+\S"))),
    LazyLock::new(|| pattern(&format!(r"^\W{NUMBER}\s+\S"))),
    LazyLock::new(|| pattern(&format!(r"^\W\W{NUMBER}\s+\S"))),
];
const NUMBER: &str = r"(?:\d{1,3}[a-z]?(?:\.\d{1,3})+[.)]?|\d{1,3}[a-z]?[.)]|\d{1,4}/\d{2,4}|[a-z]{2,5}/\d{1,4}\.?|[a-z]{2,5}\d{1,4}\.|[a-h][.)]|\([a-z]{1,4}\))";

/// The number before a line, and what follows: "1.", "2.1", "(a)", "33/17", "TVJ24.".
pub(crate) fn numbered(text: &str) -> Option<(&str, &str)> {
    // Up to two signs and five letters before it, one of these is in every number.
    if !text.chars().take(8).any(|char| matches!(char, '0'..='9' | '.' | '/' | ')')) {
        return None;
    }
    // A line is all that is wanted; where a text goes on, its first line tells as much.
    let line = beginning(text, 200);
    let most = if text.starts_with(|char: char| char.is_ascii_alphanumeric()) { 0 } else { 2 };
    let signs = (0..=most).rev().find(|signs| NUMBERED[*signs].is_match(line))?;
    let start = text.char_indices().nth(signs)?.0;
    let end = start + line[start..].find(char::is_whitespace)?;
    let is_line = !line[end..].trim_start().contains('\n');
    is_line.then(|| (&text[start..end], text[end..].trim()))
}

/// Whether a line could be a title by its looks, and how strongly it is marked: 1 to 4.
pub(crate) fn title_strength(block: &Block) -> Option<u8> {
    let text = block.text.trim();
    let count = words(text);
    let letters = text.chars().filter(|char| char.is_alphabetic()).take(3).count();
    if count == 0 || count > SHORT || letters < 3 || is_row(block) || matches!(block.kind, BlockKind::ListItem { .. }) {
        return None;
    }
    if text.ends_with([';', ','])
        || (text.ends_with('.') && count > 8)
        || text.contains('@')
        || text.contains("://")
        || text.contains("www.")
    {
        return None;
    }
    if text.starts_with(char::is_lowercase) {
        return None;
    }
    Some(match block.kind {
        BlockKind::Heading { .. } => 4,
        _ if is_shouted(text) => 3,
        _ if block.bold => 2,
        _ => 1,
    })
}

/// Whether a line is in capitals.
pub(crate) fn is_shouted(text: &str) -> bool {
    let (mut upper, mut lower) = (0_usize, 0_usize);
    for char in text.chars() {
        upper += usize::from(char.is_uppercase());
        lower += usize::from(char.is_lowercase());
    }
    upper > 3 && lower * 8 <= upper
}

/// Whether a line greets the reader of a letter.
pub(crate) fn is_salutation(text: &str) -> bool {
    (text.starts_with("Dear ") || text.starts_with("DEAR ") || text.starts_with("Annwyl ")) && words(text) <= 9
}

/// Whether a line closes a letter.
pub(crate) fn is_valediction(text: &str) -> bool {
    static CLOSE: LazyLock<Pattern> = LazyLock::new(|| {
        pattern(r"^\W*(?:yours (?:sincerely|faithfully|truly)|(?:kind|best|warm) (?:regards|wishes)|yn gywir)\b")
    });
    text.len() < 60 && CLOSE.is_match(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_number_is_the_one_that_a_single_pattern_captures(
            text in r"[ (*_£–]{0,3}[0-9a-jTVJKkſ]{0,6}[./()]{0,2}[0-9a-z]{0,3}[.)]{0,2}[ \t\n]{0,2}(\PC{0,8}|[a-z \n]{190,210})",
        ) {
            let whole = pattern(&format!(r"^\W{{0,2}}({NUMBER})\s+(\S.*)$"));
            let plain = whole.captures(beginning(&text, 200)).map(|found| {
                (found.get(1).unwrap().as_str(), text[found.get(2).unwrap().start()..].trim())
            });
            prop_assert_eq!(numbered(&text), plain);
        }

        #[test]
        fn words_and_characters_are_counted_as_they_are(text in "[a-c –\t\u{a0}\u{b}\n]{0,200}", most in 0_usize..150) {
            prop_assert_eq!(words(&text), text.split_whitespace().take(SHORT * 2).count());
            prop_assert_eq!(is_long(&text), text.split_whitespace().count() > SHORT);
            prop_assert_eq!(beginning(&text, most), text.chars().take(most).collect::<String>());
        }
    }
}
