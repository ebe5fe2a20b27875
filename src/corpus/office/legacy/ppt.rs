//! PowerPoint presentations from 97 to 2003 (PPT) to blocks.
//!
//! In comes a compound file; out come its slides in order, as pages, with their notes. A file may hold former states of its
//! slides: those that the last one refers to are read. Tables are text boxes in this format.

use super::{
    Compound,
    bytes::{self, index, u16_at, u32_at},
};
use crate::corpus::{
    Block, BlockKind, Limits, Skip, SkipReason,
    office::output::{Budget, block, fold},
};
use rustc_hash::FxHashMap;

/// The marks of records.
const SLIDE_HEAD: u16 = 0x03ef;
const SLIDE_REFERENCE: u16 = 0x03f3;
const LIST: u16 = 0x0ff0;
const LAST_EDIT: u16 = 0x0ff5;
const OUTLINE_REFERENCE: u16 = 0x0f9e;
const TEXT_HEAD: u16 = 0x0f9f;
const TEXT_WIDE: u16 = 0x0fa0;
const TEXT_NARROW: u16 = 0x0fa8;
const DIRECTORY: u16 = 0x1772;
/// The mark of an encrypted file in its stream `Current User`.
const ENCRYPTED: u32 = 0xf3d1_c4df;
/// The most states of a file that are looked through, and the most slides.
const MOST: usize = 10_000;

/// A record: its number among its like, its mark and its inside.
struct Record<'s> {
    instance: u16,
    mark: u16,
    inside: &'s [u8],
}

/// The record at a place, and where the next one is.
fn record(data: &[u8], at: usize) -> Option<(Record<'_>, usize)> {
    let (head, mark, size) = (u16_at(data, at)?, u16_at(data, at + 2)?, index(u32_at(data, at + 4)?));
    let end = at.checked_add(8)?.checked_add(size)?.min(data.len());
    Some((Record { instance: head >> 4, mark, inside: data.get(at + 8..end)? }, end))
}

/// Calls `take` with every record in `data` that holds no others, and with those that do before what is in them.
fn walk<'s>(data: &'s [u8], budget: &mut Budget, mut take: impl FnMut(Record<'s>)) -> Result<(), Skip> {
    let mut at = 0;
    while let Some((record, end)) = record(data, at) {
        // Texts hold nothing but text, whatever they claim, and slides may claim to be one and the same.
        let is_text = matches!(record.mark, TEXT_WIDE | TEXT_NARROW);
        budget.spend(8 + if is_text { record.inside.len() } else { 0 })?;
        let holds = !is_text && data.get(at).is_some_and(|head| head & 0xf == 0xf);
        at = if holds { at + 8 } else { end };
        take(record);
    }
    Ok(())
}

/// The blocks of the presentation.
///
/// # Errors
///
/// `encrypted`, or `malformed` where its directory is.
pub(super) fn read(file: &mut Compound<'_>, limits: &Limits) -> Result<Vec<Block>, Skip> {
    let user = file.needed("Current User")?;
    if u32_at(&user, 12) == Some(ENCRYPTED) {
        return Err(Skip::new(SkipReason::Encrypted, String::new()));
    }
    let data = file.needed("PowerPoint Document")?;
    let malformed = || Skip::new(SkipReason::Malformed, "the directory of its slides cannot be read");
    let (places, document) = directory(&data, u32_at(&user, 16).ok_or_else(malformed)?).ok_or_else(malformed)?;
    let inside = |id: u32| Some(record(&data, index(*places.get(&id)?))?.0.inside);
    let mut budget = Budget::new(limits);
    let (slides, notes) = lists(inside(document).ok_or_else(malformed)?, &mut budget)?;
    let mut blocks = Vec::new();
    for (number, slide) in (1..).zip(&slides) {
        let shown = texts(inside(slide.id).unwrap_or_default(), &mut budget)?;
        let mut found = Vec::new();
        for shape in shown.shapes {
            let text = match shape {
                Shape::Text(text) => Some(text),
                Shape::Outline(at) => slide.texts.get(at).cloned(),
            };
            if let Some(text) = text {
                add(&mut found, text, false, &mut budget)?;
            }
        }
        found.sort_by_key(|own: &Block| !matches!(own.kind, BlockKind::Heading { .. }));
        let notes = shown.notes.and_then(|id| notes.get(&id)).and_then(|id| inside(*id)).unwrap_or_default();
        for shape in texts(notes, &mut budget)?.shapes {
            if let Shape::Text(text) = shape
                && text.kind == 2
            {
                add(&mut found, text, true, &mut budget)?;
            }
        }
        found.push(block(BlockKind::PageBreak, String::new(), false, false));
        for mut own in found {
            own.place.page = Some(number);
            blocks.push(own);
        }
    }
    Ok(blocks)
}

/// Where each object of the last state stands, and which one is the document.
fn directory(data: &[u8], last: u32) -> Option<(FxHashMap<u32, u32>, u32)> {
    let mut places = FxHashMap::default();
    let (mut edit, mut document) = (last, None);
    // Each place is named once in a state.
    let mut left = data.len();
    for _ in 0..MOST {
        let (record, _) = record(data, index(edit)).filter(|(record, _)| record.mark == LAST_EDIT)?;
        document = document.or(u32_at(record.inside, 16));
        let (list, _) =
            self::record(data, index(u32_at(record.inside, 12)?)).filter(|(own, _)| own.mark == DIRECTORY)?;
        let mut at = 0;
        while let Some(head) = u32_at(list.inside, at) {
            at += 4;
            left = left.checked_sub(4)?;
            for number in 0..head >> 20 {
                left = left.checked_sub(4)?;
                let Some(place) = u32_at(list.inside, at) else { break };
                // The newest state comes first.
                places.entry((head & 0xf_ffff) + number).or_insert(place);
                at += 4;
            }
        }
        let before = u32_at(record.inside, 8)?;
        // States are written one after the other: anything else is a circle.
        if before == 0 || before >= edit {
            break;
        }
        edit = before;
    }
    Some((places, document?))
}

#[derive(Clone, Default)]
struct Text {
    kind: u32,
    words: String,
}

struct Slide {
    id: u32,
    /// Its texts in the outline.
    texts: Vec<Text>,
}

enum Shape {
    Text(Text),
    /// The number of a text in the outline.
    Outline(usize),
}

#[derive(Default)]
struct Shown {
    shapes: Vec<Shape>,
    notes: Option<u32>,
}

/// The slides in order, and the notes by their own ids.
fn lists(document: &[u8], budget: &mut Budget) -> Result<(Vec<Slide>, FxHashMap<u32, u32>), Skip> {
    let (mut slides, mut notes): (Vec<Slide>, FxHashMap<u32, u32>) = Default::default();
    let (mut list, mut kind) = (None, 0);
    walk(document, budget, |record| match record.mark {
        LIST => list = Some(record.instance),
        SLIDE_REFERENCE => {
            let id = u32_at(record.inside, 0).unwrap_or(0);
            match list {
                Some(0) if slides.len() < MOST => slides.push(Slide { id, texts: Vec::new() }),
                Some(2) => drop(notes.insert(u32_at(record.inside, 12).unwrap_or(0), id)),
                _ => {}
            }
        }
        TEXT_HEAD => {
            kind = u32_at(record.inside, 0).unwrap_or(4);
            if let Some(slide) = slides.last_mut().filter(|_| list == Some(0)) {
                slide.texts.push(Text { kind, words: String::new() });
            }
        }
        TEXT_WIDE | TEXT_NARROW => {
            if let Some(text) = slides.last_mut().filter(|_| list == Some(0)).and_then(|slide| slide.texts.last_mut()) {
                text.words = words(&record);
            }
        }
        _ => {}
    })?;
    Ok((slides, notes))
}

/// The texts of a slide's, or of its notes', shapes.
fn texts(slide: &[u8], budget: &mut Budget) -> Result<Shown, Skip> {
    let mut shown = Shown::default();
    let mut kind = 4;
    walk(slide, budget, |record| match record.mark {
        SLIDE_HEAD => shown.notes = u32_at(record.inside, 16).filter(|id| *id != 0),
        OUTLINE_REFERENCE => shown.shapes.push(Shape::Outline(u32_at(record.inside, 0).map_or(usize::MAX, index))),
        TEXT_HEAD => kind = u32_at(record.inside, 0).unwrap_or(4),
        TEXT_WIDE | TEXT_NARROW => shown.shapes.push(Shape::Text(Text { kind, words: words(&record) })),
        _ => {}
    })?;
    Ok(shown)
}

fn words(record: &Record<'_>) -> String {
    match record.mark {
        TEXT_WIDE => bytes::utf_16(record.inside, 0, record.inside.len() / 2).unwrap_or_default(),
        _ => record.inside.iter().map(|byte| char::from(*byte)).collect(),
    }
}

fn add(blocks: &mut Vec<Block>, text: Text, notes: bool, budget: &mut Budget) -> Result<(), Skip> {
    budget.spend(text.words.len())?;
    let title = matches!(text.kind, 0 | 6);
    if title {
        let words = fold(&text.words);
        if !words.is_empty() {
            let own = block(BlockKind::Heading { level: 1 }, words, false, true);
            budget.block(&own)?;
            blocks.push(own);
        }
        return Ok(());
    }
    let body = matches!(text.kind, 1 | 7 | 8);
    for (at, line) in text.words.split('\r').map(fold).filter(|line| !line.is_empty() && line != "*").enumerate() {
        let line = if notes && at == 0 { format!("Notes: {line}") } else { line };
        let kind = if body { BlockKind::ListItem { depth: 0 } } else { BlockKind::Paragraph };
        let own = block(kind, line, false, at == 0);
        budget.block(&own)?;
        blocks.push(own);
    }
    Ok(())
}
