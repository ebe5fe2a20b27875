//! A text to tokens: each word with its place, its exact form, its stem and, where it is one, the acronym.
//!
//! Questions and what is shown are read with it. Papers on their way into an index are read by
//! [`indexing`](super::indexing), from the same [`Pieces`], with the same [`base`] and stems; that the two agree is a property
//! test there.

use std::fmt;
use std::ops::Range;

use super::acronym::acronym_into;
use super::beginnings::Beginnings;
use super::cache::StemCache;
use super::compound::{Piece, Pieces, begins_anew};
use super::terms::has_one_form;

/// One word at one position.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token<'a> {
    /// Which word of the text this is, from 0, without holes.
    pub position: usize,
    /// Where the word stands, in bytes of the text given. Ranges rise with positions and never overlap.
    pub range: Range<usize>,
    /// The folded form (see [`fold`](super::fold()) and the table of compounds in this module). Never empty.
    pub exact: &'a str,
    /// The stem: that of [`stem`](super::stem()), from the form without `'s` where the word has one. Never empty.
    pub stem: &'a str,
    /// The word with its capitals, in the singular, if it is an acronym: `SEND`, `A&E`, `EHCP` for `EHCPs`.
    pub acronym: Option<&'a str>,
}

/// [`Token`] with its own strings.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct OwnedToken {
    /// Which word of the text this is, from 0, without holes.
    pub position: usize,
    /// Where the word stands, in bytes of the text given.
    pub range: Range<usize>,
    /// The folded form.
    pub exact: String,
    /// The stem.
    pub stem: String,
    /// The word with its capitals, if it is an acronym.
    pub acronym: Option<String>,
}

/// Reads texts, and remembers the stems of the words it met (a bounded number of them).
///
/// ```
/// use scrutineer::analysis::Analyzer;
///
/// let mut analyzer = Analyzer::new();
/// let tokens = analyzer.tokens("The MASH's referrals");
/// assert_eq!(tokens[1].exact, "mashs");
/// assert_eq!(tokens[1].stem, "mash");
/// assert_eq!(tokens[1].acronym.as_deref(), Some("MASH"));
/// assert_eq!(tokens[2].range, 11..20);
/// ```
#[derive(Clone, Default)]
pub struct Analyzer {
    stems: StemCache,
    exact: String,
    stem: String,
    acronym: String,
}

impl Analyzer {
    /// An analyzer that has met no word yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Visits the words of `text` in order. Takes time in proportion to the text, whatever is in it.
    pub fn for_each(&mut self, text: &str, mut visit: impl FnMut(Token<'_>)) {
        for (position, piece) in Pieces::new(text).enumerate() {
            visit(self.token(text, position, piece));
        }
    }

    /// Visits the words that may have one of the forms looked for, in order, among them all that do. Positions have no holes
    /// between neighbours; where words are passed over, they count for one at least.
    pub(crate) fn for_each_that_may(&mut self, text: &str, have: &Beginnings, mut visit: impl FnMut(Token<'_>)) {
        let mut pieces = Pieces::new(text);
        let (mut position, mut reached) = (0, 0);
        while let Some(place) = have.next_in(text, reached) {
            if let Some(start) = (reached + 2..=place).rev().find(|start| begins_anew(text.as_bytes(), *start)) {
                pieces = Pieces::from(text, start);
                position += 1;
            }
            let mut next = None;
            for piece in pieces.by_ref() {
                position += 1;
                if piece.range.end > place {
                    next = Some(piece);
                    break;
                }
            }
            let Some(piece) = next else { break };
            reached = piece.range.end;
            if have.may_begin(&text.as_bytes()[piece.range.clone()]) {
                visit(self.token(text, position - 1, piece));
            }
        }
    }

    fn token(&mut self, text: &str, position: usize, piece: Piece) -> Token<'_> {
        piece.exact_into(text, &mut self.exact);
        let acronym = acronym_into(text, &piece, &mut self.acronym).then_some(self.acronym.as_str());
        self.stems.stem_into(base(text, &piece, &self.exact), &mut self.stem);
        Token { position, range: piece.range, exact: &self.exact, stem: &self.stem, acronym }
    }

    /// The words of `text` in order, to keep.
    pub fn tokens(&mut self, text: &str) -> Vec<OwnedToken> {
        let mut tokens = Vec::new();
        self.for_each(text, |token| {
            tokens.push(OwnedToken {
                position: token.position,
                range: token.range,
                exact: token.exact.to_owned(),
                stem: token.stem.to_owned(),
                acronym: token.acronym.map(str::to_owned),
            });
        });
        tokens
    }

    /// Writes the stem of one word into `stem` and its exact form into `exact`, whose contents are lost.
    pub(super) fn forms_into(&mut self, text: &str, piece: &Piece, stem: &mut String, exact: &mut String) {
        piece.exact_into(text, exact);
        self.stems.stem_into(base(text, piece, exact), stem);
    }
}

impl fmt::Debug for Analyzer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Analyzer").finish_non_exhaustive()
    }
}

/// What the stem is taken of: the exact form, without the `s` of a possessive (`James's` is `jamess`, but of `James`)
/// unless that leaves one of the commonest words (`who's`) or takes from one (`i's` is `is`).
pub(super) fn base<'e>(text: &str, piece: &Piece, exact: &'e str) -> &'e str {
    let is_common = |owner: &str| has_one_form(owner) || has_one_form(exact);
    match exact.strip_suffix('s') {
        Some(owner) if !owner.is_empty() && piece.is_possessive(text) && !is_common(owner) => owner,
        _ => exact,
    }
}
