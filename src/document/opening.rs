//! The opening of a paper: what stands before its text.
//!
//! In come the blocks of one paper; out come where the opening ends and the body begins, the title, the labels and the
//! kind of paper. The lines are told apart in [`lines`], labels in [`labels`], kinds in [`kind`]. Which council,
//! committee and date the opening tells of is left to [`metadata`](super::metadata), sections to the body's reader.

pub(crate) mod lines;

use super::{PaperKind, kind, labels};
use crate::corpus::{Block, BlockKind};
use std::ops::Range;

/// The blocks that are looked at for an opening.
const LONGEST: usize = 90;
/// Lines of no known use that may stand between two lines of an opening.
const STRANGERS: usize = 3;

/// A title with where it stands.
#[derive(Debug, Clone)]
pub(crate) struct TitleLine {
    /// The words; those of two blocks where the title is broken over two lines.
    pub(crate) text: String,
    /// The blocks that hold it; empty where the title is given or is only the name of the paper's kind.
    pub(crate) blocks: Range<usize>,
    /// From 0 to 1.
    pub(crate) confidence: f32,
}

/// What a label tells of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LabelName {
    /// The body that receives the paper.
    Committee,
    /// A date: of the meeting, the decision, the publication, the inspection.
    Date,
    /// Who wrote the paper.
    Author,
    /// The subject.
    Title,
    /// Whether the paper is public.
    Classification,
    /// The number of the agenda item.
    Item,
    /// Wards or divisions affected.
    Ward,
    /// Whom to ask.
    Contact,
    /// Whether the decision is a key one.
    Decision,
    /// Anything else.
    Other,
}

/// A label with what it says.
#[derive(Debug, Clone)]
pub(crate) struct Label {
    /// What it tells of.
    pub(crate) name: LabelName,
    /// What it says.
    pub(crate) value: String,
    /// The block where the label stands; its value may stand in the next.
    pub(crate) block: usize,
}

/// A paper's blocks with its opening told from its body.
#[derive(Debug)]
pub(crate) struct PartView<'b> {
    /// All blocks of the paper.
    pub(crate) blocks: &'b [Block],
    /// The opening, among `blocks`.
    pub(crate) opening: Range<usize>,
    /// The title; absent where no line is one.
    pub(crate) title: Option<TitleLine>,
    /// The labels of the opening, in order.
    pub(crate) labels: Vec<Label>,
    /// The kind of paper.
    pub(crate) kind: PaperKind,
    /// The words that decided the kind.
    pub(crate) kind_evidence: String,
    /// How sure the kind is, from 0 to 1.
    pub(crate) kind_confidence: f32,
    /// The text proper, among `blocks`.
    pub(crate) body: Range<usize>,
}

/// Reads the opening of a paper. `plain` is for text without lay-out, as in JSON Lines: it has no opening, and no title
/// but the one given; a paragraph at its start that repeats that title is the opening.
pub(crate) fn view<'b>(blocks: &'b [Block], plain: bool, title_given: Option<&str>) -> PartView<'b> {
    let given = title_given.map(str::trim).filter(|title| !title.is_empty());
    let mut read = if plain { Read::default() } else { read(blocks) };
    if let Some(title) = given {
        let own = read.title.take().filter(|own| same(&own.text, title)).map(|own| own.blocks);
        let at = own.or_else(|| blocks.first().filter(|first| same(&first.text, title)).map(|_| 0..1)).unwrap_or(0..0);
        read.end = read.end.max(at.end);
        read.title = Some(TitleLine { text: title.to_owned(), blocks: at, confidence: 1.0 });
    }
    let end = read.end.min(blocks.len());
    let title = read.title.as_ref().map(|title| title.text.as_str());
    let kind = kind::of(blocks, end, title, &read.labels, read.letter);
    if given.is_none() && !plain {
        match kind.value {
            PaperKind::Agenda => read.title = Some(named_by_kind(blocks, "Agenda", lines::is_agenda_line)),
            PaperKind::Minutes => read.title = Some(named_by_kind(blocks, "Minutes", lines::is_minutes_line)),
            _ => {}
        }
    }
    PartView {
        blocks,
        opening: 0..end,
        title: read.title,
        labels: read.labels,
        kind: kind.value,
        kind_evidence: kind.evidence,
        kind_confidence: kind.confidence,
        body: end..blocks.len(),
    }
}

/// What reading an opening gathers.
#[derive(Default)]
struct Read {
    end: usize,
    title: Option<TitleLine>,
    labels: Vec<Label>,
    /// Whether a letter's head was found.
    letter: bool,
}

/// A line that may be the title.
struct Candidate {
    index: usize,
    strength: u8,
    after_masthead: bool,
    like_a_label: bool,
}

fn read(blocks: &[Block]) -> Read {
    if let Some(dear) = salutation(blocks) {
        return letter(blocks, dear);
    }
    let mut read = Read::default();
    let mut candidates: Vec<Candidate> = Vec::new();
    let mut masthead = false;
    let mut strangers = 0;
    let mut index = 0;
    while index < blocks.len().min(LONGEST) {
        let block = &blocks[index];
        if lines::is_passing(block) {
            index += 1;
            continue;
        }
        if let Some(found) = labels::at(blocks, index) {
            index += found.taken;
            read.end = index;
            strangers = 0;
            take_labels(&mut read, found);
            continue;
        }
        // A row that is no label by name stands among others that are.
        let table = index > 0 && lines::is_row(&blocks[index - 1]) && read.end == index;
        if labels::is_pair(block) && (table || (1..4).any(|ahead| labels::at_row(blocks, index + ahead))) {
            index += 1;
            read.end = index;
            continue;
        }
        let text = block.text.as_str();
        let known = known(blocks, index);
        if known > 0 {
            masthead |= lines::masthead(text).is_some() || known > 1;
            index += known;
            read.end = index;
            strangers = 0;
            continue;
        }
        if is_body(block) || strangers > STRANGERS {
            break;
        }
        let like_a_label =
            labels::looks_like_one(text) && lines::title_strength(block).is_none_or(|strength| strength == 1);
        if like_a_label && read.title.is_some() {
            read.end = index + 1;
            strangers = 0;
        } else {
            strangers += 1;
        }
        if let Some(strength) = lines::title_strength(block).filter(|_| !tidy(text).is_empty()) {
            candidates.push(Candidate { index, strength, after_masthead: masthead, like_a_label });
        }
        index += 1;
    }
    if read.title.is_none() {
        read.title = choose(blocks, &candidates, masthead);
        read.end = read.end.max(read.title.as_ref().map_or(0, |title| title.blocks.end));
    }
    read
}

/// Keeps the labels found; the first that gives the subject gives the title.
fn take_labels(read: &mut Read, found: labels::Found) {
    for label in found.labels {
        if label.name == LabelName::Title && read.title.is_none() && !tidy(&label.value).is_empty() {
            let blocks = label.block..label.block + found.taken;
            read.title = Some(TitleLine { text: tidy(&label.value), blocks, confidence: 0.97 });
        }
        read.labels.push(label);
    }
}

/// How many blocks are taken by a line of known use: masthead, place, council, author, stamp; 0 where it is another.
fn known(blocks: &[Block], index: usize) -> usize {
    let text = blocks[index].text.as_str();
    if lines::is_row(&blocks[index]) {
        return 0;
    }
    let one = lines::masthead(text).is_some()
        || lines::is_council(text)
        || lines::is_place(text)
        || lines::is_author(text)
        || lines::is_stamp(text)
        || lines::is_agenda_line(text)
        || lines::is_minutes_line(text);
    usize::from(one) + if one { 0 } else { 2 * usize::from(broken_committee(blocks, index)) }
}

/// Whether a committee's name is broken over this line and the next.
fn broken_committee(blocks: &[Block], index: usize) -> bool {
    let (this, Some(next)) = (&blocks[index], blocks.get(index + 1)) else { return false };
    if next.gap_before || lines::is_passing(next) || lines::words(&this.text) + lines::words(&next.text) > lines::SHORT
    {
        return false;
    }
    let small = |word: Option<&str>| {
        word.is_some_and(|word| ["and", "&", "of", "for", "the", "overview"].contains(&word.to_lowercase().as_str()))
    };
    (small(this.text.split_whitespace().last()) || small(next.text.split_whitespace().next()))
        && lines::masthead(&format!("{} {}", this.text, next.text)).is_some_and(|line| line.committee)
}

/// Whether a block is text of the body, or its first heading.
fn is_body(block: &Block) -> bool {
    const BEGINS: [&str; 9] = [
        "present:",
        "present :",
        "in attendance",
        "also in attendance",
        "apologies",
        "summary:",
        "recommendation",
        "this council ",
        "purpose:",
    ];
    let begin: String = block.text.chars().take(30).flat_map(char::to_lowercase).collect();
    lines::is_row(block)
        || matches!(block.kind, BlockKind::ListItem { .. })
        || lines::is_long(&block.text)
        || lines::is_section(&block.text)
        || lines::numbered(&block.text).is_some()
        || BEGINS.iter().any(|words| begin.starts_with(words))
}

fn choose(blocks: &[Block], candidates: &[Candidate], masthead: bool) -> Option<TitleLine> {
    let mut sound = candidates.iter().filter(|candidate| !candidate.like_a_label);
    let first = sound.next().or_else(|| candidates.first())?;
    // A directorate's name may stand above the committee's; then the title below it is marked more strongly.
    let stronger = sound.find(|other| other.after_masthead && !first.after_masthead && other.strength > first.strength);
    let chosen = stronger.unwrap_or(first);
    let end = title_end(blocks, chosen);
    let words: Vec<&str> = blocks[chosen.index..end].iter().map(|block| block.text.trim()).collect();
    let confidence = match (chosen.strength, masthead) {
        (3.., true) => 0.92,
        (3.., false) => 0.85,
        (2, true) => 0.88,
        (1, true) => 0.8,
        _ => 0.6,
    };
    Some(TitleLine { text: tidy(&words.join(" ")), blocks: chosen.index..end, confidence })
}

/// Where a title that is broken over lines ends: lines set alike, with no space between them.
fn title_end(blocks: &[Block], title: &Candidate) -> usize {
    let mut end = title.index + 1;
    while end < title.index + 4 {
        let (last, Some(next)) = (&blocks[end - 1], blocks.get(end)) else { break };
        if next.gap_before || lines::is_passing(next) || lines::is_long(&next.text) {
            break;
        }
        let hangs = last.text.ends_with(['–', '-', ':', ',', '—'])
            || next.text.starts_with(|char: char| char.is_lowercase())
            || last.text.rsplit(' ').next().is_some_and(|word| {
                ["and", "of", "for", "the", "to", "in", "on", "with", "&"].contains(&word.to_lowercase().as_str())
            });
        let alike = last.kind == next.kind && lines::title_strength(next) == Some(title.strength) && title.strength > 1;
        if !(hangs && !matches!(next.kind, BlockKind::ListItem { .. }) || alike)
            || is_body(next)
            || known(blocks, end) > 0
            || labels::at(blocks, end).is_some()
        {
            break;
        }
        end += 1;
    }
    end
}

/// The greeting of a letter, if nothing but short lines stands before it.
fn salutation(blocks: &[Block]) -> Option<usize> {
    for (index, block) in blocks.iter().enumerate().take(LONGEST) {
        if lines::is_passing(block) {
            continue;
        }
        if lines::is_salutation(&block.text) {
            return Some(index);
        }
        let list = matches!(block.kind, BlockKind::ListItem { .. });
        if list
            || lines::is_long(&block.text)
            || (lines::numbered(&block.text).is_some() && !lines::is_lone_date(&block.text))
        {
            return None;
        }
    }
    None
}

/// A letter's opening: its head, the greeting, and its subject below or, with a label, above.
fn letter(blocks: &[Block], dear: usize) -> Read {
    let mut read = Read { end: dear + 1, letter: true, ..Read::default() };
    let mut index = 0;
    while index < dear {
        match labels::at(blocks, index) {
            Some(found) => {
                index += found.taken;
                take_labels(&mut read, found);
            }
            None => index += 1,
        }
    }
    let subject = blocks.iter().enumerate().skip(dear + 1).find(|(_, block)| !lines::is_passing(block));
    let subject =
        subject.filter(|(_, block)| lines::title_strength(block).is_some() && !lines::is_section(&block.text));
    if let Some((index, block)) = subject.filter(|(_, block)| !tidy(&block.text).is_empty()) {
        let candidate = Candidate {
            index,
            strength: lines::title_strength(block).unwrap_or(1).max(2),
            after_masthead: false,
            like_a_label: false,
        };
        let end = title_end(blocks, &candidate);
        let words: Vec<&str> = blocks[index..end].iter().map(|block| block.text.trim()).collect();
        read.title = Some(TitleLine { text: tidy(&words.join(" ")), blocks: index..end, confidence: 0.9 });
        read.end = end;
    }
    read
}

/// The title of an agenda or of minutes: the line that says so, or else the kind's name.
fn named_by_kind(blocks: &[Block], name: &str, says_so: fn(&str) -> bool) -> TitleLine {
    let line = blocks.iter().take(LONGEST).position(|block| !lines::is_row(block) && says_so(&block.text));
    match line {
        Some(index) if name == "Agenda" || lines::words(&blocks[index].text) <= lines::SHORT => {
            TitleLine { text: tidy(&blocks[index].text), blocks: index..index + 1, confidence: 0.9 }
        }
        Some(index) => TitleLine { text: name.to_owned(), blocks: index..index + 1, confidence: 0.8 },
        None => TitleLine { text: name.to_owned(), blocks: 0..0, confidence: 0.7 },
    }
}

/// A title without marks at its ends.
fn tidy(text: &str) -> String {
    let text = text.trim().trim_matches('*').trim();
    let text = ["Re:", "RE:", "Subject:", "Title:"].iter().find_map(|mark| text.strip_prefix(mark)).unwrap_or(text);
    text.trim().trim_end_matches(':').trim_end().to_owned()
}

/// Whether two titles have the same letters and digits, in any case.
fn same(left: &str, right: &str) -> bool {
    fn letters(text: &str) -> impl Iterator<Item = char> {
        text.chars().filter(|char| char.is_alphanumeric()).flat_map(char::to_lowercase)
    }
    letters(left).eq(letters(right))
}

#[cfg(test)]
pub(in crate::document) mod tests;
