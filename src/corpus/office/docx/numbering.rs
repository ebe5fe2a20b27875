//! Numbers of lists as Word prints them.
//!
//! In comes `numbering.xml`, then the lists and levels of the paragraphs in their order; out comes what is printed before
//! each. Lists that stand on the same definition count on from each other, but where one says that it starts again.

use super::properties;
use crate::corpus::{
    Limits, Skip,
    office::{
        numerals::Numerals,
        paragraph::Label,
        xml::{Node, Tag, Xml},
    },
};
use rustc_hash::{FxHashMap, FxHashSet};

/// Levels of a list.
pub(in crate::corpus::office) const LEVELS: usize = 9;
/// The longest number as printed, in characters; "Recommendation 12.3:" has twenty.
const LONGEST: usize = 60;

/// A level of a list.
#[derive(Debug, Clone)]
pub(in crate::corpus::office) struct Level {
    pub(in crate::corpus::office) start: i64,
    pub(in crate::corpus::office) numerals: Numerals,
    pub(in crate::corpus::office) bullet: bool,
    /// What is printed, with `%1` for the number of the first level.
    pub(in crate::corpus::office) text: String,
    /// Whether numbers of the levels above are decimal, whatever their form is there.
    pub(in crate::corpus::office) legal: bool,
    /// The level, from 1, after which this one starts again; 0 where it never does.
    pub(in crate::corpus::office) restart: Option<usize>,
    /// The paragraph style that stands on this level.
    pub(in crate::corpus::office) style: Option<String>,
}

impl Default for Level {
    fn default() -> Self {
        // A level without a start begins at nought, says the standard; Word always writes one.
        Self {
            start: 0,
            numerals: Numerals::Decimal,
            bullet: false,
            text: String::new(),
            legal: false,
            restart: None,
            style: None,
        }
    }
}

#[derive(Debug, Default)]
struct Definition {
    levels: [Option<Level>; LEVELS],
    /// The list style that this definition is.
    is_style: Option<String>,
    /// The list style that this definition stands for.
    for_style: Option<String>,
}

#[derive(Debug, Default)]
struct List {
    definition: i32,
    starts: [Option<i64>; LEVELS],
    levels: [Option<Level>; LEVELS],
}

/// The lists of a document, and how far each has counted.
#[derive(Debug, Default)]
pub(in crate::corpus::office) struct Numbering {
    definitions: FxHashMap<i32, Definition>,
    lists: FxHashMap<i32, List>,
    counters: FxHashMap<i32, [Option<i64>; LEVELS]>,
    /// Lists and levels that have been used.
    begun: FxHashSet<(i32, usize)>,
}

impl Numbering {
    /// Reads `numbering.xml`.
    pub(in crate::corpus::office) fn read(text: &str, limits: &Limits) -> Result<Self, Skip> {
        let mut numbering = Self::default();
        let mut xml = Xml::new(text, limits);
        while let Some(node) = xml.next()? {
            let Node::Start(tag) = node else { continue };
            match tag.name() {
                "abstractNum" => {
                    let id = tag.number("abstractNumId").unwrap_or(-1);
                    let definition = definition(&mut xml)?;
                    numbering.definitions.entry(id).or_insert(definition);
                }
                "num" => {
                    let id = tag.number("numId").unwrap_or(-1);
                    let list = list(&mut xml)?;
                    numbering.lists.entry(id).or_insert(list);
                }
                "numPicBullet" => xml.skip()?,
                _ => {}
            }
        }
        numbering.link_styles();
        Ok(numbering)
    }

    /// Adds a definition of lists.
    pub(in crate::corpus::office) fn define(&mut self, id: i32, levels: Vec<Level>) {
        let mut definition = Definition::default();
        for (place, level) in definition.levels.iter_mut().zip(levels) {
            *place = Some(level);
        }
        self.definitions.entry(id).or_insert(definition);
    }

    /// Adds a list of a definition, with the levels that start anew in it.
    pub(in crate::corpus::office) fn list(&mut self, id: i32, definition: i32, starts: [Option<i64>; LEVELS]) {
        self.lists.entry(id).or_insert(List { definition, starts, ..List::default() });
    }

    /// Definitions that only name a list style are replaced by that style's.
    fn link_styles(&mut self) {
        let styles: FxHashMap<String, i32> =
            self.definitions.iter().filter_map(|(id, own)| Some((own.is_style.clone()?, *id))).collect();
        let targets: FxHashMap<i32, i32> = self
            .definitions
            .iter()
            .filter_map(|(id, own)| Some((*id, *styles.get(own.for_style.as_ref()?)?)))
            .collect();
        for list in self.lists.values_mut() {
            list.definition = targets.get(&list.definition).copied().unwrap_or(list.definition);
        }
    }

    /// The level of a list on which paragraphs of a style stand.
    pub(in crate::corpus::office) fn level_of_style(&self, list: i32, style: &str) -> Option<usize> {
        let list = self.lists.get(&list)?;
        let definition = self.definitions.get(&list.definition)?;
        definition.levels.iter().position(|level| level.as_ref().is_some_and(|own| own.style.as_deref() == Some(style)))
    }

    /// Counts a paragraph of a list, and says what is printed before it; `None` where there is no such list.
    pub(in crate::corpus::office) fn next(&mut self, id: i32, level: usize) -> Option<Label> {
        let level = level.min(LEVELS - 1);
        let list = self.lists.get(&id)?;
        let definition = self.definitions.get(&list.definition)?;
        let at = |level: usize| list.levels[level].as_ref().or(definition.levels[level].as_ref());
        let own = at(level)?;
        let start = |level: usize| list.starts[level].or(at(level).map(|own| own.start)).unwrap_or(1);
        let counters = self.counters.entry(list.definition).or_default();
        let first_use = self.begun.insert((id, level));
        counters[level] = match counters[level] {
            Some(_) if first_use && list.starts[level].is_some() => Some(start(level)),
            Some(count) => Some(count.saturating_add(1)),
            None => Some(start(level)),
        };
        // A level above that has not counted yet does so now: Word prints 1.1, and the next of that level is 2.
        for (above, counter) in counters.iter_mut().enumerate().take(level) {
            counter.get_or_insert(start(above));
        }
        for (below, counter) in counters.iter_mut().enumerate().skip(level + 1) {
            match at(below).and_then(|own| own.restart) {
                Some(0) => {}
                Some(after) if level + 1 > after => {}
                _ => *counter = None,
            }
        }
        if own.bullet {
            return Some(Label::Bullet(u8::try_from(level).unwrap_or_default()));
        }
        let mut printed = String::new();
        let mut text = own.text.chars();
        while let Some(c) = text.next().filter(|_| printed.len() < LONGEST) {
            if c != '%' {
                printed.push(c);
                continue;
            }
            let Some(digit) = text.next() else { break };
            let Some(number) = digit.to_digit(10).and_then(|digit| usize::try_from(digit).ok()) else {
                printed.extend(['%', digit]);
                continue;
            };
            let Some((count, numerals)) = number.checked_sub(1).and_then(|at_level| {
                let numerals = at(at_level).map_or(Numerals::Decimal, |level| level.numerals);
                Some((counters.get(at_level).copied().flatten()?, numerals))
            }) else {
                continue;
            };
            let numerals = if own.legal && numerals != Numerals::None { Numerals::Decimal } else { numerals };
            printed.push_str(&numerals.print(count));
        }
        Some(Label::Number(printed.trim().to_owned()))
    }
}

/// Reads the inside of `w:abstractNum`.
fn definition(xml: &mut Xml<'_>) -> Result<Definition, Skip> {
    let mut found = Definition::default();
    let depth = xml.depth();
    while let Some(tag) = xml.child(depth)? {
        match tag.name() {
            "styleLink" => found.is_style = properties::value(&tag),
            "numStyleLink" => found.for_style = properties::value(&tag),
            "lvl" => {
                let at = tag.number::<usize>("ilvl");
                let level = read_level(xml)?;
                if let Some(place) = at.and_then(|at| found.levels.get_mut(at)) {
                    *place = Some(level);
                }
            }
            _ => {}
        }
    }
    Ok(found)
}

/// Reads the inside of `w:num`.
fn list(xml: &mut Xml<'_>) -> Result<List, Skip> {
    let mut found = List::default();
    let depth = xml.depth();
    let mut at = 0;
    while let Some(tag) = xml.child(depth)? {
        match tag.name() {
            "abstractNumId" => found.definition = tag.number("val").unwrap_or(-1),
            "lvlOverride" => at = tag.number("ilvl").unwrap_or(LEVELS),
            "startOverride" => {
                if let Some(start) = found.starts.get_mut(at) {
                    *start = tag.number("val");
                }
            }
            "lvl" => {
                let level = read_level(xml)?;
                if let Some(place) = found.levels.get_mut(at) {
                    *place = Some(level);
                }
            }
            _ => {}
        }
    }
    Ok(found)
}

/// Reads the inside of `w:lvl`.
fn read_level(xml: &mut Xml<'_>) -> Result<Level, Skip> {
    let mut found = Level::default();
    let depth = xml.depth();
    while let Some(tag) = xml.child(depth)? {
        match tag.name() {
            "start" => found.start = tag.number("val").unwrap_or(1),
            "numFmt" => set_form(&mut found, &tag),
            "lvlText" => found.text = properties::value(&tag).unwrap_or_default(),
            "isLgl" => found.legal = tag.is_on(),
            "lvlRestart" => found.restart = tag.number("val"),
            "pStyle" => found.style = properties::value(&tag),
            "pPr" | "rPr" => xml.skip()?,
            _ => {}
        }
    }
    Ok(found)
}

fn set_form(level: &mut Level, tag: &Tag<'_>) {
    let form = properties::value(tag).unwrap_or_default();
    level.bullet = form == "bullet";
    level.numerals = match form.as_str() {
        "decimalZero" => Numerals::Padded,
        "lowerLetter" => Numerals::LowerLetter,
        "upperLetter" => Numerals::UpperLetter,
        "lowerRoman" => Numerals::LowerRoman,
        "upperRoman" => Numerals::UpperRoman,
        "ordinal" => Numerals::Ordinal,
        "none" => Numerals::None,
        _ => Numerals::Decimal,
    };
}
