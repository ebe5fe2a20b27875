//! Styles and lists of an OpenDocument file.

use crate::corpus::{
    Limits, Skip,
    office::{
        numerals::Numerals,
        xml::{Node, Tag, Xml},
    },
};
use rustc_hash::FxHashMap;

/// How many styles are looked at for what one inherits.
const LONGEST_CHAIN: usize = 32;
/// The list style of headings, which has no name of its own.
pub(super) const OUTLINE: &str = "\u{0}outline";
/// Levels of a list.
pub(super) const LEVELS: usize = 10;

#[derive(Debug, Default)]
struct Written {
    above: Option<String>,
    bold: Option<bool>,
    hidden: Option<bool>,
    /// The list style of paragraphs of this style; empty says that they have none.
    list: Option<String>,
    /// Of a table: whether it is shown.
    shown: Option<bool>,
}

/// How a level of a list is numbered.
#[derive(Debug, Clone, Default)]
pub(super) struct Level {
    pub(super) bullet: bool,
    pub(super) numerals: Option<Numerals>,
    prefix: String,
    suffix: String,
    /// How many levels are printed, this one the last.
    shown: usize,
    pub(super) start: i64,
    /// A newer way to say the same: `%1%.%2%`.
    form: Option<String>,
}

/// The styles of a document; those in the content go before those beside it.
#[derive(Debug, Default)]
pub(super) struct Styles {
    written: FxHashMap<String, Written>,
    lists: FxHashMap<String, Vec<Level>>,
}

impl Styles {
    /// Adds the styles of a part; those that are there already stay.
    pub(super) fn add(&mut self, text: &str, limits: &Limits) -> Result<(), Skip> {
        let mut xml = Xml::new(text, limits);
        let mut name = String::new();
        let mut list = String::new();
        while let Some(node) = xml.next()? {
            let Node::Start(tag) = node else { continue };
            match tag.name() {
                "style" => {
                    name = key(&tag.get("family").unwrap_or_default(), &tag.get("name").unwrap_or_default());
                    let owned = |attribute: &str| tag.get(attribute).map(|value| value.into_owned());
                    let written = Written {
                        above: owned("parent-style-name"),
                        list: owned("list-style-name"),
                        ..Written::default()
                    };
                    if self.written.contains_key(&name) {
                        name.clear();
                    } else {
                        self.written.insert(name.clone(), written);
                    }
                }
                "text-properties" => {
                    if let Some(written) = self.written.get_mut(&name) {
                        let weight = tag.get("font-weight");
                        written.bold = weight.map(|weight| matches!(&*weight, "bold" | "600" | "700" | "800" | "900"));
                        written.hidden = tag.get("display").map(|display| display == "none");
                    }
                }
                "table-properties" => {
                    if let Some(written) = self.written.get_mut(&name) {
                        written.shown = tag.get("display").map(|display| display != "false");
                    }
                }
                "list-style" => list = tag.get("name").unwrap_or_default().into_owned(),
                "outline-style" => OUTLINE.clone_into(&mut list),
                "list-level-style-number"
                | "list-level-style-bullet"
                | "list-level-style-image"
                | "outline-level-style" => {
                    let at = tag.number::<usize>("level").unwrap_or(0);
                    let levels = self.lists.entry(list.clone()).or_default();
                    // A level that is there already is one of the content's styles of the same name.
                    if (1..=LEVELS).contains(&at) && levels.len() < at {
                        levels.resize(at - 1, Level::default());
                        levels.push(level(&tag));
                    }
                }
                "body" => xml.skip()?,
                _ => {}
            }
        }
        Ok(())
    }

    fn find<T>(&self, family: &str, name: &str, says: impl Fn(&Written) -> Option<T>) -> Option<T> {
        let mut next = Some(name);
        for _ in 0..LONGEST_CHAIN {
            let written = self.written.get(&key(family, next?))?;
            if let Some(found) = says(written) {
                return Some(found);
            }
            next = written.above.as_deref();
        }
        None
    }

    pub(super) fn is_bold(&self, family: &str, name: &str) -> Option<bool> {
        self.find(family, name, |written| written.bold)
    }

    pub(super) fn is_hidden(&self, family: &str, name: &str) -> Option<bool> {
        self.find(family, name, |written| written.hidden)
    }

    pub(super) fn is_shown(&self, table: &str) -> bool {
        self.find("table", table, |written| written.shown).unwrap_or(true)
    }

    /// The list style of a paragraph style that is in no list in the text: headings have one so.
    pub(super) fn list_of(&self, name: &str) -> Option<String> {
        self.find("paragraph", name, |written| written.list.clone())
    }

    /// Whether a style is, or is made from, the one of this name.
    pub(super) fn is_like(&self, style: &str, name: &str) -> bool {
        let mut next = Some(style);
        for _ in 0..LONGEST_CHAIN {
            let Some(style) = next else { return false };
            if style == name {
                return true;
            }
            next = self.written.get(&key("paragraph", style)).and_then(|written| written.above.as_deref());
        }
        false
    }

    pub(super) fn level(&self, list: &str, level: usize) -> Option<&Level> {
        self.lists.get(list)?.get(level)
    }

    /// The number of a paragraph on a level of a list, as printed, from the counts of all levels.
    pub(super) fn print(&self, list: &str, level: usize, counts: &[i64; LEVELS]) -> String {
        let Some(own) = self.level(list, level) else { return String::new() };
        if own.numerals.is_none() && own.form.is_none() {
            return String::new();
        }
        let number = |at: usize| {
            let numerals = self.level(list, at).and_then(|level| level.numerals)?;
            Some(numerals.print(*counts.get(at)?))
        };
        if let Some(form) = &own.form {
            let mut printed = String::new();
            for (at, part) in form.split('%').enumerate() {
                match part.parse::<usize>() {
                    Ok(place) if at % 2 == 1 => {
                        printed.push_str(&place.checked_sub(1).and_then(number).unwrap_or_default())
                    }
                    _ => printed.push_str(part),
                }
            }
            return printed.trim().to_owned();
        }
        let first = (level + 1).saturating_sub(own.shown.max(1));
        let numbers: Vec<String> = (first..=level).filter_map(number).collect();
        format!("{}{}{}", own.prefix, numbers.join("."), own.suffix).trim().to_owned()
    }
}

/// Names of styles are only unique within their family.
fn key(family: &str, name: &str) -> String {
    format!("{family}\u{0}{name}")
}

fn level(tag: &Tag<'_>) -> Level {
    let short = |name: &str| tag.get(name).filter(|value| value.len() <= 60).map(|value| value.into_owned());
    let numerals = match tag.get("num-format").as_deref() {
        Some("1") => Some(Numerals::Decimal),
        Some("a") => Some(Numerals::LowerLetter),
        Some("A") => Some(Numerals::UpperLetter),
        Some("i") => Some(Numerals::LowerRoman),
        Some("I") => Some(Numerals::UpperRoman),
        Some("") | None => None,
        Some(_) => Some(Numerals::Decimal),
    };
    Level {
        bullet: matches!(tag.name(), "list-level-style-bullet" | "list-level-style-image"),
        numerals,
        prefix: short("num-prefix").unwrap_or_default(),
        suffix: short("num-suffix").unwrap_or_default(),
        shown: tag.number("display-levels").unwrap_or(1),
        start: tag.number("start-value").unwrap_or(1),
        form: short("num-list-format").filter(|_| numerals.is_some()),
    }
}
