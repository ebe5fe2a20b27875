//! Which blocks are headings, and of which kind of section.
//!
//! A heading that the source marks is one. In plain text a heading is told by its form: it is short, ends without a full
//! stop, stands alone, begins with a capital, and something follows that it can head.

use super::{
    dates::dates,
    numbers::{self, Form, Number},
    paper::SectionKind,
};
use crate::corpus::{Block, BlockKind};
use std::{collections::HashMap, sync::LazyLock};

static KINDS: LazyLock<Kinds> = LazyLock::new(|| Kinds::parse(include_str!("headings.tsv")));

#[derive(Default)]
struct Kinds {
    whole: HashMap<&'static str, SectionKind>,
    parts: Vec<(&'static str, SectionKind)>,
}

impl Kinds {
    fn parse(text: &'static str) -> Self {
        let mut kinds = Self::default();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let Some((name, kind)) = line.split_once('\t') else { continue };
            let Some(kind) = SectionKind::parse(kind) else { continue };
            match name.strip_prefix('~') {
                Some(part) => kinds.parts.push((part, kind)),
                None => {
                    kinds.whole.entry(name).or_insert(kind);
                }
            }
        }
        kinds
    }
}

fn plain(heading: &str) -> String {
    heading.trim_end_matches([':', '.', ' ']).replace(['‘', '’'], "'").to_lowercase()
}

/// The kind of section that a heading names; `None` where it says nothing of it.
pub(super) fn kind_of(heading: &str) -> Option<SectionKind> {
    let name = plain(heading);
    let part = || KINDS.parts.iter().find(|(part, _)| name.contains(part)).map(|(_, kind)| *kind);
    KINDS.whole.get(name.as_str()).copied().or_else(part)
}

/// Whether a heading is one of the usual names of a section.
fn is_known(heading: &str) -> bool {
    let name = plain(heading);
    KINDS.whole.contains_key(name.as_str()) || is_of_contacts(heading)
}

/// Whether a short line heads the names of those to ask: "Contact Points", "Specific contact points for this report".
pub(super) fn is_of_contacts(heading: &str) -> bool {
    let name = plain(heading);
    const NAMES: [&str; 6] =
        ["contact point", "contact officer", "contact detail", "contact information", "contact name", "contact person"];
    let short = name.split(' ').count() <= 7 && !name.bytes().any(|byte| byte.is_ascii_digit());
    short && !name.contains(':') && NAMES.iter().any(|contact| name.contains(contact))
}

/// A heading as found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Heading<'b> {
    pub(super) number: Option<Number>,
    pub(super) text: &'b str,
    /// The level of the source's mark-up.
    pub(super) marked: Option<u8>,
}

/// Longest heading, in bytes and in words.
const MOST_BYTES: usize = 140;
const MOST_WORDS: usize = 16;
/// How far to look for what a heading heads, in blocks.
const LOOK_AHEAD: usize = 4;

/// The heading that the block at `at` is, if it is one. `plain` text has none but those that are marked.
///
/// `link` is whether the block is a link and nothing else. `contents` are the paper's own list of contents, as numbers and names: what stands there is a heading whatever its form.
pub(super) fn heading<'b>(
    blocks: &'b [Block],
    at: usize,
    plain: bool,
    contents: &[(String, String)],
    link: bool,
) -> Option<Heading<'b>> {
    let block = blocks.get(at)?;
    if block.furniture.is_some() || !block.text.contains(char::is_alphabetic) {
        return None;
    }
    let (number, text) = match numbers::split(&block.text) {
        Some((number, rest)) => (Some(number), rest),
        None => (None, block.text.as_str()),
    };
    let text = text.trim();
    // Of most blocks their length tells it all: only what is marked may be longer.
    if text.len() > MOST_BYTES && !matches!(block.kind, BlockKind::Heading { .. }) {
        return None;
    }
    if number.is_some() && is_sentence(text) {
        return None;
    }
    if let BlockKind::Heading { level } = block.kind {
        return Some(Heading { number, text, marked: Some(level) });
    }
    if let Some(found) = number.as_ref().filter(|found| is_listed(found, text, contents)) {
        let text = text.trim_end_matches(['.', ':']);
        return Some(Heading { number: Some(found.clone()), text, marked: None });
    }
    let lines = matches!(block.kind, BlockKind::Paragraph | BlockKind::ListItem { .. });
    if plain || link || !lines || !could_head(text) || is_aside(text) {
        return None;
    }
    let found = match (&block.kind, &number) {
        (BlockKind::Paragraph | BlockKind::ListItem { .. }, Some(number)) => numbered(blocks, at, number, text),
        (BlockKind::Paragraph, None) => unnumbered(blocks, at, text),
        _ => false,
    };
    found.then_some(Heading { number, text: text.trim_end_matches(':'), marked: None })
}

/// Whether a numbered line is in the list of contents; small words differ there as often as not, so that half of the name
/// must be the same.
fn is_listed(number: &Number, text: &str, contents: &[(String, String)]) -> bool {
    let same = |name: &str| {
        let alike = name.chars().flat_map(char::to_lowercase).zip(text.chars().flat_map(char::to_lowercase));
        alike.take_while(|(a, b)| a == b).count() * 2 >= name.chars().count().max(8)
    };
    text.len() <= MOST_BYTES && contents.iter().any(|(printed, name)| *printed == number.printed && same(name))
}

/// Whether the form of a text is a heading's.
fn could_head(text: &str) -> bool {
    if text.len() > MOST_BYTES {
        return false;
    }
    let first = text.trim_start_matches(['‘', '\'', '“', '"', '(']).chars().next();
    let ends =
        text.ends_with(['.', ';', ',', '-', '–']) || (text.ends_with(':') && !is_known(text) && !is_shouted(text));
    text.split(' ').count() <= MOST_WORDS
        && first.is_some_and(|c| c.is_uppercase() || c.is_ascii_digit())
        && text.chars().filter(|c| c.is_alphabetic()).count() >= 3
        && !ends
}

/// Whether a numbered line is a sentence, and so a paragraph however it is marked: many papers set their numbered
/// paragraphs in a style for headings.
fn is_sentence(text: &str) -> bool {
    const VERBS: [&str; 16] = [
        "is", "are", "was", "were", "has", "have", "had", "will", "would", "should", "must", "can", "could", "agreed",
        "noted", "asked",
    ];
    const SUBJECTS: [&str; 16] = [
        "the", "a", "an", "this", "these", "it", "there", "they", "we", "members", "officers", "all", "no", "some",
        "most", "each",
    ];
    // "Children who are looked after", "What we have learnt" name a subject.
    const RELATIVE: [&str; 8] = ["who", "that", "which", "what", "how", "why", "where", "when"];
    let is_of = |word: &str, words: &[&str]| words.iter().any(|known| known.eq_ignore_ascii_case(word));
    let mut words = text.split(' ').take(MOST_WORDS * 4);
    let first = words.next().unwrap_or_default();
    if text.split(' ').nth(3).is_none() || is_of(first, &VERBS) || is_of(first, &RELATIVE) {
        return false;
    }
    let verb = words.find(|word| is_of(word, &VERBS) || is_of(word, &RELATIVE));
    verb.is_some_and(|word| is_of(word, &VERBS)) && (text.ends_with('.') || is_of(first, &SUBJECTS))
}

/// Lines that have a heading's form and are none: addresses, names, greetings, dates, links.
fn is_aside(text: &str) -> bool {
    const STARTS: [&str; 30] = [
        "Dear ",
        "Yours ",
        "Cllr ",
        "Councillor ",
        "Councillors ",
        "Mr ",
        "Mrs ",
        "Ms ",
        "Miss ",
        "Dr ",
        "Tel",
        "Email",
        "E-mail",
        "http",
        "www.",
        "RESOLVED",
        "Resolved",
        "AGREED",
        "NOTED",
        "ACTION",
        "Signed",
        "NB ",
        "Executive Director",
        "Director of ",
        "Assistant Director",
        "Strategic Director",
        "Service Director",
        "Head of ",
        "Chief Executive",
        "Chair of ",
    ];
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let dated = dates(text).first().is_some_and(|date| date.range.len() * 2 > text.len());
    STARTS.iter().any(|start| text.starts_with(start)) || text.contains(['@', '\t']) || digits > 7 || dated
}

fn numbered(blocks: &[Block], at: usize, number: &Number, text: &str) -> bool {
    let block = &blocks[at];
    match number.form {
        Form::Letter | Form::Named => return false,
        // "11. The Panel is asked to:" is a paragraph that leads in.
        _ if text.ends_with(':') => return false,
        Form::Mixed if !block.gap_before && !block.bold => return false,
        _ => {}
    }
    let Some(next) = following(blocks, at) else { return is_known(text) };
    let deeper = numbers::split(&next.text).is_some_and(|(next, _)| depth(&next) > depth(number));
    let alone = block.gap_before && (next.gap_before || deeper);
    // One of a row of short numbered lines is an item of a list.
    let sibling = |other: Option<&Block>| {
        other.is_some_and(|other| {
            numbers::split(&other.text).is_some_and(|(other_number, rest)| {
                depth(&other_number) == depth(number) && could_head(rest) && !other.gap_before
            })
        })
    };
    let listed = sibling(Some(next)) || !block.gap_before;
    deeper || is_known(text) || (alone && !listed && (block.bold || heads(next) || next.bold))
}

fn depth(number: &Number) -> usize {
    match number.form {
        Form::Decimal(depth) => depth,
        Form::Minute | Form::Mixed => 1,
        Form::Letter | Form::Named => 9,
    }
}

fn unnumbered(blocks: &[Block], at: usize, text: &str) -> bool {
    let block = &blocks[at];
    if !block.gap_before {
        return false;
    }
    let next = following(blocks, at);
    if is_known(text) {
        return next.is_some() || kind_of(text) == Some(SectionKind::Appendix);
    }
    let Some(next) = next else { return false };
    if block.bold || is_shouted(text) {
        return next.gap_before || heads(next);
    }
    let short = text.split(' ').count() <= 12 && text.len() <= 100;
    short && next.gap_before && heads(next)
}

/// Whether a block is what a heading stands above: a sentence, a numbered paragraph, an item, a row.
fn heads(next: &Block) -> bool {
    match next.kind {
        BlockKind::ListItem { .. } | BlockKind::TableRow { .. } => true,
        BlockKind::Paragraph => {
            next.text.ends_with(['.', ':', ';', '?']) || next.text.split(' ').nth(MOST_WORDS).is_some()
        }
        _ => false,
    }
}

fn is_shouted(text: &str) -> bool {
    let letters = text.chars().filter(|c| c.is_alphabetic());
    text.split(' ').any(|word| word.len() > 3)
        && letters.clone().count() >= 4
        && letters.clone().all(|c| !c.is_lowercase())
}

/// The next block that is text of the paper.
fn following(blocks: &[Block], at: usize) -> Option<&Block> {
    let text = |block: &&Block| block.furniture.is_none() && block.kind != BlockKind::PageBreak;
    blocks[at + 1..].iter().take(LOOK_AHEAD).find(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::Place;

    fn blocks(text: &str) -> Vec<Block> {
        let mut gap = true;
        let mut blocks = Vec::new();
        for line in text.lines() {
            if line.is_empty() {
                gap = true;
                continue;
            }
            let (kind, text) = match line.strip_prefix("- ") {
                Some(item) => (BlockKind::ListItem { depth: 0 }, item),
                None => (BlockKind::Paragraph, line),
            };
            let place = Place::default();
            let gap_before = std::mem::take(&mut gap);
            blocks.push(Block {
                kind,
                text: text.into(),
                bold: false,
                furniture: None,
                machine_read: false,
                gap_before,
                place,
            });
        }
        blocks
    }

    fn headings(text: &str) -> Vec<String> {
        let blocks = blocks(text);
        (0..blocks.len())
            .filter_map(|at| heading(&blocks, at, false, &[], false))
            .map(|heading| heading.text.to_owned())
            .collect()
    }

    #[test]
    fn plain_capital_and_numbered_headings_are_found() {
        let text = "Background to the work\n\n1. The road was closed.\n\n2.1 Costs\n\n2.1.1 They rose.\n\nNEXT STEPS\n\nThe board meets.\n\n3. Issues for consideration by the Committee\n\nMembers may ask.";
        assert_eq!(
            headings(text),
            ["Background to the work", "Costs", "NEXT STEPS", "Issues for consideration by the Committee"]
        );
    }

    #[test]
    fn lists_names_addresses_and_sentences_are_no_headings() {
        let text = "The aims are:\n\n1. Roads\n2. Gullies\n3. Bridges\n\nCllr A Holt\n\nThey met.\n\nDear Ms Ash\n\nThank you.\n\n4 June 2021\n\nIt rained.\n\nHill House\nStation Road\nHale\n";
        assert_eq!(headings(text), Vec::<String>::new());
    }

    #[test]
    fn a_line_that_is_only_a_link_and_a_numbered_sentence_are_no_headings() {
        let linked = blocks("Full list of gullies\n\nThe committee looked at the gullies in the town.\n");
        assert!(heading(&linked, 0, false, &[], false).is_some());
        assert!(heading(&linked, 0, false, &[], true).is_none());
        let mut marked = blocks("1. The gullies were cleaned in May.\n\n2. Background.\n\nIt rained.\n");
        for block in &mut marked[..2] {
            block.kind = BlockKind::Heading { level: 2 };
        }
        assert!(heading(&marked, 0, false, &[], false).is_none());
        assert!(heading(&marked, 1, false, &[], false).is_some());
        assert!(is_sentence("The fords were mended") && !is_sentence("Children who are looked after"));
        assert!(!is_sentence("The Children's Trust") && !is_sentence("What is working well"));
    }

    #[test]
    fn contact_points_are_a_section_among_short_lines() {
        let text = "Appendices\n\nAppendix 1 – List\n\nContact Points\n\nCounty Council Contact Points\n\nHale Council: 01999 555555\n";
        assert_eq!(headings(text), ["Appendices", "Contact Points", "County Council Contact Points"]);
        assert_eq!(kind_of("Specific Contact Points for this report"), Some(SectionKind::Contact));
    }

    #[test]
    fn the_kind_of_a_section_is_told_by_its_heading() {
        assert_eq!(kind_of("Financial Implications"), Some(SectionKind::Financial));
        assert_eq!(kind_of("The focus for Scrutiny"), Some(SectionKind::Recommendations));
        assert_eq!(kind_of("Next Steps:"), Some(SectionKind::NextSteps));
        assert_eq!(kind_of("Gullies in Hale"), None);
    }
}
