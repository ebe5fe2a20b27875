//! RTF documents to blocks.
//!
//! In come the bytes of a file; out come its blocks: headings by style, lists with the numbers that the program which wrote
//! the file printed, tables, notes after the paragraphs that call them. Written here because the readers that could be had
//! give text alone, without lists, tables and styles.

mod document;
mod tokens;

use super::output::Budget;
use crate::corpus::{Limits, RawDocument, Skip, SkipReason, tidy};
use document::{Document, Layout, Style, Target};
use encoding_rs::{Encoding, WINDOWS_1252};
use rustc_hash::FxHashMap;
use tokens::{Token, Tokens};

/// Reads an RTF document.
///
/// # Errors
///
/// `malformed` where its groups are nested deeper than the limit, `too-large` where more comes out than allowed.
pub(in crate::corpus) fn read(bytes: &[u8], limits: &Limits) -> Result<RawDocument, Skip> {
    let mut budget = Budget::new(limits);
    let mut reading = Reading {
        document: Document::new(&mut budget),
        groups: Vec::new(),
        group: Group { unicode_skip: 1, ..Group::default() },
        code_page: WINDOWS_1252,
        fonts: FxHashMap::default(),
        font: 0,
        style: (0, Style::default()),
        bytes: Vec::new(),
        skip: 0,
        high: None,
        star: false,
        goes_on: false,
    };
    for token in Tokens(bytes) {
        reading.take(token, limits.nesting)?;
    }
    reading.flush()?;
    let mut blocks = reading.document.blocks()?;
    tidy::flag_lines(&mut blocks);
    Ok(RawDocument { blocks, ..RawDocument::default() })
}

/// Where the text of a group goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Destination {
    #[default]
    Text,
    Label,
    Nowhere,
    Fonts,
    Styles,
}

/// What a group has of its own, and gives to those inside it.
#[derive(Debug, Clone, Copy, Default)]
struct Group {
    destination: Destination,
    /// The head or note that begins with this group.
    begins: Option<Target>,
    encoding: Option<&'static Encoding>,
    bold: bool,
    hidden: bool,
    deleted: bool,
    /// How many characters stand in for one that is written as a number.
    unicode_skip: usize,
}

struct Reading<'b> {
    document: Document<'b>,
    groups: Vec<Group>,
    group: Group,
    code_page: &'static Encoding,
    fonts: FxHashMap<i32, &'static Encoding>,
    /// The font and the style that are being defined.
    font: i32,
    style: (i32, Style),
    /// Bytes not yet decoded.
    bytes: Vec<u8>,
    /// Characters that stand in for one already read.
    skip: usize,
    /// The first half of a character beyond the first 65,536.
    high: Option<u32>,
    /// Whether `\*` came last.
    star: bool,
    /// Whether the next cell that is defined goes on with the one above.
    goes_on: bool,
}

impl Reading<'_> {
    fn take(&mut self, token: Token<'_>, most: usize) -> Result<(), Skip> {
        let star = std::mem::take(&mut self.star);
        match token {
            Token::Open => {
                self.flush()?;
                if self.groups.len() >= most {
                    return Err(Skip::new(
                        SkipReason::Malformed,
                        format!("its groups are nested deeper than {most} levels"),
                    ));
                }
                self.groups.push(self.group);
                self.group.begins = None;
                self.skip = 0;
            }
            Token::Close => {
                self.flush()?;
                self.skip = 0;
                if let Some(target) = self.group.begins {
                    self.document.end(target)?;
                }
                if self.group.destination == Destination::Styles {
                    self.end_style();
                }
                self.group = self.groups.pop().unwrap_or(Group { unicode_skip: 1, ..Group::default() });
            }
            Token::Symbol(b'*') => self.star = true,
            Token::Symbol(symbol) => {
                let word = match symbol {
                    b'~' => " ",
                    b'_' => "-",
                    b'\\' => "\\",
                    b'{' => "{",
                    b'}' => "}",
                    b'\t' => "\t",
                    _ => return Ok(()),
                };
                self.words(word)?;
            }
            Token::Byte(_) if self.skip > 0 => self.skip -= 1,
            Token::Byte(byte) => self.bytes.push(byte),
            Token::Text(text) => {
                let passed = self.skip.min(text.len());
                self.skip -= passed;
                self.bytes.extend_from_slice(&text[passed..]);
            }
            Token::Word(word, number) => self.word(word, number, star)?,
        }
        Ok(())
    }

    fn word(&mut self, word: &str, number: Option<i32>, star: bool) -> Result<(), Skip> {
        if word != "u" {
            self.flush()?;
        }
        let on = number != Some(0);
        match word {
            "u" => self.unicode(number.unwrap_or(0))?,
            "uc" => {
                self.group.unicode_skip = number.and_then(|number| usize::try_from(number).ok()).unwrap_or(1).min(16)
            }
            "ansicpg" => self.code_page = code_page(number.unwrap_or(1252)),
            "mac" => self.code_page = encoding_rs::MACINTOSH,
            "f" if self.group.destination == Destination::Fonts => self.font = number.unwrap_or(0),
            "f" => self.group.encoding = self.fonts.get(&number.unwrap_or(0)).copied(),
            "fcharset" => {
                if let Some(encoding) = charset(number.unwrap_or(0)) {
                    self.fonts.insert(self.font, encoding);
                }
            }
            "fonttbl" => self.group.destination = Destination::Fonts,
            "stylesheet" => self.group.destination = Destination::Styles,
            "listtext" | "pntext" => self.enter(Destination::Label),
            // Groups that older readers are to pass over, and that hold text.
            "shpinst" | "nesttableprops" => {}
            "header" | "headerl" | "headerr" | "headerf" => self.begin(Target::Head)?,
            "footer" | "footerl" | "footerr" | "footerf" => self.begin(Target::Foot)?,
            "footnote" => self.begin(Target::Footnote)?,
            "ftnalt" => {
                if let Some(Target::Footnote) = self.group.begins {
                    self.group.begins = Some(Target::Endnote);
                }
            }
            "colortbl" | "info" | "pict" | "object" | "fldinst" | "nonshppict" | "shprslt" | "sn" | "sv" | "xe"
            | "tc" | "nonesttables" | "listtable" | "listoverridetable" | "template" | "operator" => {
                self.group.destination = Destination::Nowhere
            }
            _ if star => self.group.destination = Destination::Nowhere,
            _ if self.group.destination == Destination::Styles => self.define(word, number, on),
            _ => self.format(word, number, on)?,
        }
        Ok(())
    }

    fn enter(&mut self, destination: Destination) {
        if self.group.destination == Destination::Text {
            self.group.destination = destination;
        }
    }

    fn begin(&mut self, target: Target) -> Result<(), Skip> {
        if self.group.destination == Destination::Text && self.group.begins.is_none() {
            self.group.begins = Some(target);
            self.document.begin(target);
        }
        Ok(())
    }

    fn define(&mut self, word: &str, number: Option<i32>, on: bool) {
        match word {
            "s" => self.style.0 = number.unwrap_or(0),
            // Styles of characters, sections and tables have numbers of their own.
            "cs" | "ds" | "ts" => self.style.0 = -1,
            "outlinelevel" => {
                self.style.1.outline = number.and_then(|level| u8::try_from(level).ok()).filter(|level| *level < 9)
            }
            "b" => self.style.1.bold = on,
            _ => {}
        }
    }

    fn end_style(&mut self) {
        let (number, mut style) = std::mem::take(&mut self.style);
        let name = style.name.trim().trim_end_matches(';').to_lowercase();
        if !name.is_empty() && number >= 0 {
            style.name = name;
            self.document.styles.insert(number, style);
        }
    }

    fn format(&mut self, word: &str, number: Option<i32>, on: bool) -> Result<(), Skip> {
        let small = number.and_then(|number| u8::try_from(number).ok());
        match word {
            "b" => self.group.bold = on,
            "v" => self.group.hidden = on,
            "deleted" => self.group.deleted = on,
            "plain" => (self.group.bold, self.group.hidden, self.group.deleted) = (false, false, false),
            "tab" => self.words("\t")?,
            // The rest forms paragraphs and tables.
            _ if self.group.destination != Destination::Text => {}
            "par" | "sect" | "page" => self.document.paragraph()?,
            "pard" => self.document.layout = Layout::default(),
            "s" => self.document.layout.style = number.unwrap_or(0),
            "outlinelevel" => self.document.layout.outline = small,
            "ilvl" => self.document.layout.depth = small.unwrap_or(0).min(8),
            "intbl" => self.document.layout.in_table = true,
            "trowd" => (self.document.go_on, self.document.header, self.goes_on) = (Vec::new(), false, false),
            "trhdr" => self.document.header = true,
            "clvmrg" => self.goes_on = true,
            "cellx" => {
                let goes_on = std::mem::take(&mut self.goes_on);
                if self.document.go_on.len() < super::table::MOST_COLUMNS {
                    self.document.go_on.push(goes_on);
                }
            }
            "cell" => self.document.cell()?,
            "row" => self.document.row()?,
            "nestcell" => self.document.inner_cell()?,
            "nestrow" => self.document.inner_row(),
            "line" => self.words("\n")?,
            "emdash" => self.words("—")?,
            "endash" => self.words("–")?,
            "lquote" => self.words("‘")?,
            "rquote" => self.words("’")?,
            "ldblquote" => self.words("“")?,
            "rdblquote" => self.words("”")?,
            "bullet" => self.words("•")?,
            "emspace" | "enspace" | "qmspace" => self.words(" ")?,
            _ => {}
        }
        Ok(())
    }

    fn unicode(&mut self, number: i32) -> Result<(), Skip> {
        self.flush()?;
        // Numbers from 32,768 are written as negative ones.
        let unit = if number < 0 { number.saturating_add(65_536) } else { number };
        let unit = u32::try_from(unit).unwrap_or(0xfffd);
        self.skip = self.group.unicode_skip;
        let high = self.high.take();
        let code = match (high, unit) {
            (_, 0xd800..0xdc00) => {
                self.high = Some(unit);
                return Ok(());
            }
            (Some(high), 0xdc00..0xe000) => 0x10000 + ((high - 0xd800) << 10) + (unit - 0xdc00),
            // Symbol fonts: bullets, as good as always.
            (_, 0xf000..=0xf0ff) => u32::from('•'),
            _ => unit,
        };
        let character = char::from_u32(code).unwrap_or('\u{fffd}');
        self.words(character.encode_utf8(&mut [0; 4]))
    }

    fn flush(&mut self) -> Result<(), Skip> {
        if self.bytes.is_empty() {
            return Ok(());
        }
        let bytes = std::mem::take(&mut self.bytes);
        let encoding = self.group.encoding.unwrap_or(self.code_page);
        let text = encoding.decode_without_bom_handling(&bytes).0;
        self.words(&text)
    }

    fn words(&mut self, words: &str) -> Result<(), Skip> {
        match self.group.destination {
            Destination::Nowhere | Destination::Fonts => {}
            Destination::Styles => {
                if self.style.1.name.len() < 200 {
                    self.style.1.name.push_str(words);
                }
            }
            _ if self.group.hidden || self.group.deleted => {}
            Destination::Label => self.document.text(Target::Label, words, false)?,
            Destination::Text => self.document.text(Target::Body, words, self.group.bold)?,
        }
        Ok(())
    }
}

fn code_page(number: i32) -> &'static Encoding {
    let label = match number {
        10_000 => "macintosh".to_owned(),
        932 => "shift_jis".to_owned(),
        936 => "gbk".to_owned(),
        949 => "euc-kr".to_owned(),
        950 => "big5".to_owned(),
        65_001 => "utf-8".to_owned(),
        number => format!("windows-{number}"),
    };
    Encoding::for_label(label.as_bytes()).unwrap_or(WINDOWS_1252)
}

/// The code page of a font's character set; `None` where the document's holds.
fn charset(number: i32) -> Option<&'static Encoding> {
    let page = match number {
        77 => 10_000,
        128 => 932,
        129 => 949,
        134 => 936,
        136 => 950,
        161 => 1253,
        162 => 1254,
        163 => 1258,
        177 => 1255,
        178 => 1256,
        186 => 1257,
        204 => 1251,
        222 => 874,
        238 => 1250,
        _ => return None,
    };
    Some(code_page(page))
}
