//! Fonts: from character codes to text and widths.
//!
//! In comes a font's dictionary; out comes a [`Face`], which says of each code what it reads, how far it moves on, and of
//! the font whether it is bold. Encodings, glyph names and font programs are the library's business; what each character
//! is worth as text is decided here.

use super::{characters, streams::Budget};
use crate::corpus::Skip;
use hayro_font::{
    CMapResolverFn, Font, FontCache, FontGlyph, FontResolverFn,
    hayro_cmap::{BfString, CMapName},
};
use hayro_syntax::object::{Array, Dict, Name, Object, Stream};
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// The largest number that a code, or the width of a range of codes, may have; the formats end there.
const LARGEST_CODE: f64 = 65_535.0;
/// The most characters that a code may stand for: a ligature has three or four.
const MOST_CHARACTERS: usize = 16;
/// Widths above this are nonsense, in thousandths of the font's size.
const WIDEST: f64 = 20_000.0;

/// What a code shows.
#[derive(Debug, Clone)]
pub(super) struct Glyph {
    /// The text; empty for what shows nothing.
    pub(super) text: Box<str>,
    /// Whether it is white space.
    pub(super) space: bool,
    /// Whether what it reads is unknown.
    pub(super) unmapped: bool,
    /// In thousandths of the font's size.
    pub(super) advance: f64,
}

/// A font as it reads.
pub(super) struct Face<'a> {
    font: Option<Font<'a>>,
    pub(super) bold: bool,
    /// Whether its characters are signs, as those of Wingdings are.
    signs: characters::Signs,
    glyphs: FxHashMap<u32, Glyph>,
}

/// The fonts of a document, each loaded once.
pub(super) struct Fonts<'a> {
    cache: FontCache<'a>,
    resolver: FontResolverFn,
    /// Finds none: the named maps are those of Chinese, Japanese and Korean.
    maps: CMapResolverFn,
    known: FxHashMap<usize, usize>,
    faces: Vec<Face<'a>>,
}

impl<'a> Fonts<'a> {
    pub(super) fn new() -> Self {
        let resolver: FontResolverFn = Arc::new(|query| {
            Some(match query {
                hayro_font::FontQuery::Standard(font) => font.get_font_data(),
                hayro_font::FontQuery::Fallback(query) => query.pick_standard_font().get_font_data(),
            })
        });
        let maps: CMapResolverFn = Arc::new(|_: CMapName<'_>| None);
        Self { cache: FontCache::new(), resolver, maps, known: FxHashMap::default(), faces: Vec::new() }
    }

    /// The face of a font dictionary, as a number for [`face`](Self::face).
    pub(super) fn load(&mut self, dict: &Dict<'a>, budget: &mut Budget) -> Result<usize, Skip> {
        // A dictionary's place in the file is its identity.
        let key = dict.data().as_ptr().addr();
        if let Some(known) = self.known.get(&key) {
            return Ok(*known);
        }
        let font = if is_sane(dict, budget)? { self.cache.font(dict, &self.resolver, &self.maps) } else { None };
        let (name, descriptor) = described(dict);
        self.faces.push(Face {
            font,
            bold: is_bold(&name, descriptor.as_ref()),
            signs: characters::Signs::of(&name),
            glyphs: FxHashMap::default(),
        });
        self.known.insert(key, self.faces.len() - 1);
        Ok(self.faces.len() - 1)
    }

    pub(super) fn face(&mut self, number: usize) -> Option<&mut Face<'a>> {
        self.faces.get_mut(number)
    }
}

impl Face<'_> {
    /// The code at `offset` of a string, what it shows, and its length in bytes.
    pub(super) fn glyph(&mut self, string: &[u8], offset: usize) -> Option<(u32, usize, &Glyph)> {
        let font = self.font.as_ref()?;
        let (code, length) = font.read_code(string, offset);
        let signs = self.signs;
        let glyph = self.glyphs.entry(code).or_insert_with(|| {
            let advance = font.code_advance(code).x;
            let read = match font.glyph(font.map_code(code), code) {
                FontGlyph::Outline(glyph) => glyph.as_unicode(),
                FontGlyph::Type3(glyph) => glyph.as_unicode(),
            };
            let read = match read {
                Some(BfString::Char(c)) => characters::read(&[c], signs),
                Some(BfString::String(text)) => {
                    characters::read(&text.chars().take(MOST_CHARACTERS).collect::<Vec<_>>(), signs)
                }
                None => characters::Read::Unknown,
            };
            let (text, space, unmapped) = match read {
                characters::Read::Text(text) => (text, false, false),
                characters::Read::Space => (String::new(), true, false),
                characters::Read::Nothing => (String::new(), false, false),
                characters::Read::Unknown => (String::new(), false, true),
            };
            let advance = if advance.is_finite() { advance.clamp(-WIDEST, WIDEST) } else { 0.0 };
            Glyph { text: text.into_boxed_str(), space, unmapped, advance }
        });
        Some((code, length.max(1), glyph))
    }
}

/// The name of a font and its descriptor, which a composite font has in its descendant.
fn described<'a>(dict: &Dict<'a>) -> (String, Option<Dict<'a>>) {
    let name = dict.get::<Name<'_>>(b"BaseFont").map(|name| name.as_str().to_owned()).unwrap_or_default();
    (name, descendant(dict).as_ref().unwrap_or(dict).get::<Dict<'_>>(b"FontDescriptor"))
}

fn descendant<'a>(dict: &Dict<'a>) -> Option<Dict<'a>> {
    dict.get::<Array<'_>>(b"DescendantFonts")?.iter::<Dict<'_>>().next()
}

fn is_bold(name: &str, descriptor: Option<&Dict<'_>>) -> bool {
    let name = name.to_ascii_lowercase();
    let by_name = ["bold", "black", "heavy"].iter().any(|weight| name.contains(weight));
    let number = |key: &[u8]| descriptor.and_then(|descriptor| descriptor.get::<f32>(key));
    let flags = descriptor.and_then(|descriptor| descriptor.get::<u32>(b"Flags")).unwrap_or_default();
    by_name || number(b"FontWeight").is_some_and(|weight| weight >= 600.0) || flags & (1 << 18) != 0
}

/// Whether the library can load the font at a bounded cost: it makes a table entry for every code of a range of widths,
/// and inflates font programs and maps whole.
fn is_sane(dict: &Dict<'_>, budget: &mut Budget) -> Result<bool, Skip> {
    let (_, descriptor) = described(dict);
    let programs = [b"FontFile".as_slice(), b"FontFile2", b"FontFile3"];
    let descendant = descendant(dict);
    let streams = (programs.iter().filter_map(|key| descriptor.as_ref()?.get::<Stream<'_>>(*key)))
        .chain(dict.get::<Stream<'_>>(b"ToUnicode"))
        .chain(dict.get::<Stream<'_>>(b"Encoding"))
        .chain(descendant.as_ref().and_then(|font| font.get::<Stream<'_>>(b"CIDToGIDMap")));
    for stream in streams {
        budget.pay(&stream)?;
    }
    let small = |value: Option<f64>| value.is_none_or(|value| (0.0..=LARGEST_CODE).contains(&value));
    let simple = small(dict.get::<f64>(b"FirstChar")) && small(dict.get::<f64>(b"LastChar"));
    let composite = descendant.is_none_or(|font| {
        [b"W".as_slice(), b"W2"]
            .iter()
            .all(|key| font.get::<Array<'_>>(*key).is_none_or(|widths| codes_are_small(&widths)))
    });
    Ok(simple && composite)
}

/// Whether all numbers of an array of widths could be codes, and the codes that it gives a width are not too many:
/// `first [width …]` or `first last width`, repeated.
fn codes_are_small(widths: &Array<'_>) -> bool {
    let (mut numbers, mut codes): (Vec<f64>, f64) = (Vec::new(), 0.0);
    widths.iter::<Object<'_>>().all(|object| {
        match object {
            Object::Number(number) if number.as_f64() <= LARGEST_CODE => numbers.push(number.as_f64()),
            Object::Number(_) => return false,
            Object::Array(listed) => {
                codes += listed.iter::<Object<'_>>().count() as f64;
                numbers.clear();
            }
            _ => {}
        }
        if let [first, last, _] = numbers[..] {
            codes += (last - first).max(0.0) + 1.0;
            numbers.clear();
        }
        codes <= LARGEST_CODE + 1.0
    })
}
