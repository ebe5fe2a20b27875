//! Which of the dates in a paper is its own.
//!
//! In come the paper's opening, labels and last lines; out comes its date with basis and evidence, or nothing where two
//! have an equal claim. Dates in running text are never taken: they tell of something else. What side-files, file
//! names and packs say is left to [`metadata`](super::metadata).

use super::{
    DateBasis, DateValue, Evidence, Inferred, PaperDate, PaperKind, Precision, committee,
    councils::{is_salutation, quote, shortened, where_it_stands},
    dates::{DateMention, dates, parse_human},
    metadata::{is_letter, opening_blocks},
    opening::{LabelName, PartView},
    pattern::{Pattern, pattern},
};
use crate::corpus::{Block, BlockKind};
use std::sync::LazyLock;

/// A candidate and how sure we are of it.
struct Candidate {
    date: DateValue,
    basis: DateBasis,
    confidence: f32,
    evidence: String,
}

/// Two candidates nearer than this in confidence are rivals.
const APART: f32 = 0.04;

/// The longest line that is looked at, in bytes.
const LONGEST_LINE: usize = 400;
/// How many blocks of the opening are near its top.
const NEAR_THE_TOP: usize = 12;

/// The date that the paper states of itself.
pub(super) fn infer(view: &PartView<'_>) -> Option<Inferred<PaperDate>> {
    let mut candidates = Vec::new();
    stated(view, &mut candidates);
    labelled(view, &mut candidates);
    if is_letter(view) {
        of_letter(view, &mut candidates);
    }
    in_opening(view, &mut candidates);
    if candidates.is_empty() {
        at_the_end(view, &mut candidates);
    }
    candidates.sort_by(|left, right| right.confidence.total_cmp(&left.confidence));
    let best = candidates.first()?;
    // A month does not contradict a day in it.
    let agrees = |other: &Candidate| other.date.first() <= best.date.last() && best.date.first() <= other.date.last();
    let rival = |other: &Candidate| other.basis == best.basis && best.confidence - other.confidence < APART;
    if candidates[1..].iter().any(|other| rival(other) && !agrees(other)) {
        return None;
    }
    Some(Inferred {
        value: PaperDate { date: best.date, basis: best.basis },
        source: if best.confidence < 0.75 { Evidence::Body } else { Evidence::Heading },
        confidence: best.confidence,
        evidence: best.evidence.clone(),
    })
}

static INSPECTION: LazyLock<Pattern> =
    LazyLock::new(|| pattern(r"^\W*(?:inspection|visit|focused visit|monitoring visit)\s+dates?\s*[:–-]?\s"));
static PUBLISHED: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(
        r"^\W*(?:report |letter |date )?(?:published|publication|date of publication|publication date|published on|date published)(?: date)?\s*[:–-]?\s",
    )
});
static DECIDED: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(
        r"^\W*(?:date of (?:the )?(?:decision|meeting)|(?:decision|meeting) date|meeting held|dyddiad y cyfarfod)\s*[:–-]?\s",
    )
});
/// A line that tells of its own meeting: `Minutes of a meeting … held on`, `to the meeting of … to be held on`.
static HELD_ON: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(
        r"(?:^\W*(?:draft |record of )?(?:minutes|notes|record|summons|notice) (?:of|to) (?:the |a |an )?.{0,200}?\bheld\b|\bto be held\b|\b(?:to|for) (?:the|a) meeting of\b)",
    )
});
static OF_LAST: LazyLock<Pattern> = LazyLock::new(|| pattern(r"\b(?:last|previous|next)\b"));
static SEASON: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(r"^\W*(?:(?:early|late|mid)\W)?(?:spring|summer|autumn|winter)(?: term| edition)?,?\s+(?P<year>\d{4})\W*$")
});
/// What makes of a date another's than the paper's meeting.
static ANOTHERS: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(concat!(
        r"\b(?:next|previous|last|future|following|forthcoming|deadline|no later than|before|until|since|from|due|expires?|review(?:ed)? (?:on|by|date)",
        r"|born|published|publication|inspection|visit|signed|dated|adopted|effective|version|updated|revised|created|printed|despatch\w*|issued?",
        r"|working days?|minutes of|minutes from|agreed at|approved (?:on|by|at)|implementation|call.in|came? into|year end\w*|period|as (?:at|of)|data)\b",
    ))
});

/// `Inspection dates: 28 November to 2 December 2016`, `Report published: 11 February 2016`.
fn stated(view: &PartView<'_>, candidates: &mut Vec<Candidate>) {
    let start = view.opening.start.min(view.blocks.len());
    let head = &view.blocks[start..view.blocks.len().min(start + 40)];
    for (index, block) in head.iter().enumerate().filter(|(_, block)| block.text.len() < LONGEST_LINE) {
        // The dates may go on in the next line of the same paragraph.
        let text = match head.get(index + 1) {
            Some(next)
                if !next.gap_before && next.text.len() < 60 && dates(&next.text).len() == 1 && continues(block) =>
            {
                format!("{} {}", block.text, next.text)
            }
            _ => block.text.clone(),
        };
        for (pattern, basis, confidence) in [
            (&DECIDED, DateBasis::Meeting, 0.97),
            (&PUBLISHED, DateBasis::Published, 0.92),
            (&INSPECTION, DateBasis::Inspection, 0.86),
        ] {
            for line in text.match_indices('\n').map(|(at, _)| at + 1).chain([0]).map(|at| &text[at..]) {
                if !pattern.is_match(line) {
                    continue;
                }
                let of_line = if line.len() == text.len() { line } else { line.split('\n').next().unwrap_or(line) };
                let last = dates(of_line).into_iter().map(|mention| mention.last).max_by_key(|date| date.last());
                if let Some(date) = last {
                    let evidence = format!("{}{}", of_line.trim(), where_it_stands(&block.place));
                    candidates.push(Candidate { date, basis, confidence, evidence });
                }
            }
        }
    }
}

/// Whether a line of dates breaks off: `28 – 30` and `January 2014` on the next.
fn continues(block: &Block) -> bool {
    let text = block.text.trim_end();
    text.ends_with(['–', '-', ','])
        || text.ends_with(" to")
        || text.ends_with(" and")
        || text.ends_with(|char: char| char.is_ascii_digit())
}

fn labelled(view: &PartView<'_>, candidates: &mut Vec<Candidate>) {
    for label in view.labels.iter().filter(|label| label.name == LabelName::Date) {
        let whole = view.blocks.get(label.block).map_or("", |block| block.text.as_str());
        let name = whole.split(&label.value).next().unwrap_or_default().to_lowercase();
        if ["next", "previous", "last", "review", "decision", "implement", "call"]
            .iter()
            .any(|word| name.contains(word))
        {
            continue;
        }
        let letter = is_letter(view);
        let (basis, confidence) = match () {
            () if name.contains("publi") || name.contains("issue") || name.contains("despatch") => {
                (DateBasis::Published, 0.9)
            }
            () if name.contains("inspection") => (DateBasis::Inspection, 0.86),
            () if letter => (DateBasis::Letter, 0.95),
            () if ["report", "complet", "assessment"].iter().any(|word| name.contains(word)) => {
                (DateBasis::Document, 0.8)
            }
            () => (DateBasis::Meeting, 0.96),
        };
        let place = view.blocks.get(label.block).map(|block| where_it_stands(&block.place)).unwrap_or_default();
        let mentions = dates(shortened(&label.value, LONGEST_LINE));
        // An inspection in two parts ends with the second.
        let mention = match basis {
            DateBasis::Inspection => mentions.iter().max_by_key(|mention| mention.last.last()),
            _ => mentions.first(),
        };
        push(candidates, mention, basis, confidence, format!("{}{place}", label.value));
    }
    // "To: County Council – 13 March 2025".
    for label in view.labels.iter().filter(|label| label.name == LabelName::Committee) {
        let place = view.blocks.get(label.block).map(|block| where_it_stands(&block.place)).unwrap_or_default();
        let evidence = format!("{}{place}", label.value);
        push(candidates, dates(shortened(&label.value, LONGEST_LINE)).first(), DateBasis::Meeting, 0.94, evidence);
    }
}

fn push(
    candidates: &mut Vec<Candidate>,
    mention: Option<&DateMention>,
    basis: DateBasis,
    confidence: f32,
    evidence: String,
) {
    if let Some(mention) = mention {
        let date = if basis == DateBasis::Inspection { mention.last } else { mention.date };
        // A meeting is on a day; a month beside a label says less.
        let confidence = if date.precision() == Precision::Day { confidence } else { confidence - 0.1 };
        candidates.push(Candidate { date, basis, confidence, evidence });
    }
}

/// The date of a letter: alone on a line near the greeting, above it or, where the extraction so orders it, below.
fn of_letter(view: &PartView<'_>, candidates: &mut Vec<Candidate>) {
    let start = view.opening.start.min(view.blocks.len());
    let head = view.blocks[start..].iter().take(60);
    let Some(dear) = head.clone().position(|block| is_salutation(&block.text)) else { return };
    for block in head.take(dear) {
        for line in block.text.split('\n') {
            let line = line.trim().trim_start_matches("Date:").trim_start_matches("Dated").trim();
            let found = dates(line);
            if let [mention] = found.as_slice()
                && line.len() - mention.range.len() <= 3
            {
                let evidence = format!("{line}{}", where_it_stands(&block.place));
                push(candidates, Some(mention), DateBasis::Letter, 0.98, evidence);
            }
        }
    }
}

/// A line of the opening that holds a date, and little else than a committee, a time and a place.
fn in_opening(view: &PartView<'_>, candidates: &mut Vec<Candidate>) {
    let letter = is_letter(view);
    let blocks: Vec<(usize, &Block)> = opening_blocks(view)
        .filter(|(_, block)| block.text.len() < LONGEST_LINE && block.furniture.is_none())
        .collect();
    let committees: Vec<usize> =
        blocks.iter().filter(|(_, block)| names_committee(&block.text)).map(|(index, _)| *index).collect();
    for (ordinal, (index, block)) in blocks.iter().enumerate() {
        if let Some(year) = SEASON.captures(&block.text).and_then(|found| parse_human(&found["year"])) {
            let evidence = format!("{}{}", block.text, where_it_stands(&block.place));
            candidates.push(Candidate { date: year, basis: DateBasis::Document, confidence: 0.76, evidence });
        }
        if matches!(block.kind, BlockKind::TableRow { .. }) && view.labels.iter().any(|label| label.block == *index) {
            continue;
        }
        let found = dates(&block.text);
        let [mention] = found.as_slice() else { continue };
        // In an agenda, minutes are an item, and those of the last meeting.
        let own_place = view.kind == PaperKind::Minutes || (ordinal < 4 && view.kind != PaperKind::Agenda);
        let minutes = own_place && HELD_ON.is_match(&block.text) && !OF_LAST.is_match(&block.text);
        if !minutes && (ANOTHERS.is_match(&block.text) || INSPECTION.is_match(&block.text)) {
            continue;
        }
        let others = other_words(&block.text, mention);
        let limit = if minutes { 40 } else { 9 };
        if others > limit {
            continue;
        }
        let near = committees.iter().any(|committee| committee.abs_diff(*index) <= 2);
        let day = mention.date.precision() == Precision::Day;
        let (basis, confidence) = match () {
            () if letter => (DateBasis::Letter, 0.85),
            () if !day => (DateBasis::Document, 0.78),
            () if minutes => (DateBasis::Meeting, 0.96),
            () if committees.contains(index) => (DateBasis::Meeting, 0.96),
            () if near => (DateBasis::Meeting, 0.95),
            () if mention.weekday || HAS_TIME.is_match(&block.text[mention.range.end..]) => (DateBasis::Meeting, 0.93),
            () if !committees.is_empty() => (DateBasis::Meeting, 0.85),
            () => (DateBasis::Document, 0.8),
        };
        // What stands far down an opening may be the next paper's head.
        let confidence = if ordinal < NEAR_THE_TOP { confidence } else { confidence - 2.0 * APART };
        push(candidates, Some(mention), basis, confidence, quote(&block.text, &mention.range, &block.place));
    }
    let Some(title) = view.title.as_ref() else { return };
    let text = shortened(&title.text, LONGEST_LINE);
    if let [mention] = dates(text).as_slice()
        && !ANOTHERS.is_match(text)
        && !committee::find(text).is_empty()
    {
        let place = view.blocks.get(title.blocks.start).map(|block| where_it_stands(&block.place)).unwrap_or_default();
        push(candidates, Some(mention), DateBasis::Meeting, 0.85, format!("{text}{place}"));
    }
}

/// Whether a line names a committee, or full Council and nothing else.
fn names_committee(text: &str) -> bool {
    !committee::find(text).is_empty() || committee::is_full_council(text)
}

static HAS_TIME: LazyLock<Pattern> =
    LazyLock::new(|| pattern(r"\b\d{1,2}[.:]\d{2}\s*(?:[ap]\.?m|hrs|hours)?|\b\d{1,2}\s?[ap]\.?m\b"));

/// The words of a line besides its date and the committee's name.
fn other_words(text: &str, mention: &DateMention) -> usize {
    let mut rest = text.to_owned();
    rest.replace_range(mention.range.clone(), "");
    for named in committee::find(&rest.clone()).iter().rev() {
        rest.replace_range(named.range.clone(), "");
    }
    rest.split_whitespace().filter(|word| word.chars().any(char::is_alphabetic)).count()
}

/// A date alone on one of the last lines.
fn at_the_end(view: &PartView<'_>, candidates: &mut Vec<Candidate>) {
    let end = view.body.end.clamp(view.opening.end.min(view.blocks.len()), view.blocks.len());
    let blocks = view.blocks[..end].iter().rev();
    let lines = blocks.filter(|block| block.furniture.is_none() && block.kind != BlockKind::PageBreak);
    for block in lines.take(3) {
        let text = block.text.trim().trim_end_matches('.');
        if text.len() > 40 {
            continue;
        }
        if let [mention] = dates(text).as_slice()
            && mention.range == (0..text.len())
        {
            let evidence = format!("{text}{}", where_it_stands(&block.place));
            candidates.push(Candidate { date: mention.date, basis: DateBasis::Document, confidence: 0.7, evidence });
            return;
        }
    }
}
