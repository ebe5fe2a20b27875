//! PDF to blocks.
//!
//! In come a file's bytes; out come blocks in reading order, each with its page, and the pages that hold pictures and no
//! text. A PDF says where each character stands and nothing of what it belongs to; that is told here from the places:
//!
//! 1. [`content`] runs a page's drawing operations, with [`state`], [`fonts`] and [`characters`]; [`writer`] makes words
//!    of the glyphs: a [`sheet`] of words and ruled lines. [`streams`] keeps what that costs under the limits.
//! 2. [`grid`] takes out ruled tables, [`lines`] makes lines of the other words, [`columns`] puts them in reading order and
//!    finds tables without lines ([`aligned`]).
//! 3. Over all pages, [`furniture`] finds running heads and feet and [`measure`] what is usual; [`paragraphs`] joins lines,
//!    with [`marker`] and [`hyphens`], and [`blocks`] makes blocks of it all. [`tidy`] joins what pages cut, as for text.
//!
//! Which headings and paragraphs they are is left to [`document`](crate::document). Not read: annotations, forms that are
//! filled in, the tags of tagged files, vertical writing, the named character maps of Chinese, Japanese and Korean.
//!
//! Syntax, encryption and fonts are [hayro](https://github.com/LaurenzV/hayro)'s. It recurses under limits of its own
//! and follows no reference twice; all the same a heavy format is best read in a process of its own, which an
//! [`Extractor`](super::Extractor) says. Why it, and figures of the others, is in `README.md` beside this file.

mod aligned;
mod blocks;
mod characters;
mod columns;
mod content;
mod fonts;
mod furniture;
mod grid;
mod lines;
mod marker;
mod measure;
mod paragraphs;
mod sheet;
mod state;
mod streams;
mod writer;

use super::{Limits, RawDocument, Skip, SkipReason, hyphens, tidy};
use columns::order;
use content::Pages;
use furniture::{Laid, furniture};
use hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use hyphens::Compounds;
use lines::lines;
use memchr::memmem;
use streams::Budget;

/// Reads a PDF.
///
/// # Errors
///
/// `encrypted` where a password is asked for, `malformed` where no page is found, `too-large` where a limit is passed.
pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<RawDocument, Skip> {
    streams::check_containers(bytes, limits)?;
    let pdf = Pdf::new(bytes.to_vec()).map_err(|error| unopened(error, bytes))?;
    let count = pdf.pages().len();
    if count > limits.pages as usize {
        let detail = format!("it has {count} pages, and the limit is {}", limits.pages);
        return Err(Skip::new(SkipReason::TooLarge, detail));
    }
    let mut pages = Pages::new(Budget::new(limits));
    let mut laid = Vec::with_capacity(count);
    let mut compounds = Compounds::default();
    let mut pages_without_text = Vec::new();
    for (page, number) in pdf.pages().iter().zip(1..) {
        let sheet = pages.sheet(page)?;
        if sheet.has_no_text_layer() {
            pages_without_text.push(number);
        }
        let (tables, words) = grid::tables(&sheet, &mut compounds);
        let lines = lines(&sheet, words.into_iter());
        lines.iter().for_each(|line| compounds.note(&line.text));
        let items = order(lines, tables, &compounds);
        laid.push(Laid { items, height: sheet.height });
    }
    let furniture = furniture(&laid);
    let blocks = tidy::tidy(blocks::blocks(&laid, &furniture, &compounds));
    Ok(RawDocument { blocks, pages_without_text, ..RawDocument::default() })
}

fn unopened(error: LoadPdfError, bytes: &[u8]) -> Skip {
    let (reason, detail) = match error {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => {
            (SkipReason::Encrypted, "it asks for a password")
        }
        LoadPdfError::Decryption(_) => (SkipReason::Encrypted, "its encryption is not one that can be read"),
        // What is damaged besides is not told apart.
        LoadPdfError::Invalid if memmem::find(bytes, b"/Encrypt").is_some() => {
            (SkipReason::Encrypted, "it is encrypted and could not be opened")
        }
        LoadPdfError::Invalid => (SkipReason::Malformed, "it has no pages that can be found"),
    };
    Skip::new(reason, detail)
}
