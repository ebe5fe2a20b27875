//! The analyzer as tantivy sees it: two tokenizers over the same words, at the same positions.
//!
//! [`WORDS`] gives each word's [terms](super::terms) one after another, so that a text is read once for all of them;
//! [`STEMS`] gives the stems alone, for short fields that filters look into. Tantivy keeps only names: [`register`] is
//! called after every opening of an index.

use tantivy::tokenizer::{Token, TokenStream, Tokenizer, TokenizerManager};

use super::acronym::acronym_into;
use super::analyzer::Analyzer;
use super::compound::{Piece, Pieces};
use super::terms::to_form;

/// Name of the tokenizer that emits of each word the stem, the exact form behind it and [`MARK`](super::MARK) where that is
/// another, and the acronym with its capitals where it is one.
pub const WORDS: &str = "scrutineer_words";
/// Name of the tokenizer that emits stems.
pub const STEMS: &str = "scrutineer_stems";

/// Makes [`WORDS`] and [`STEMS`] known to an index.
///
/// ```
/// use scrutineer::analysis;
///
/// let manager = tantivy::tokenizer::TokenizerManager::default();
/// analysis::register(&manager);
/// assert!(manager.get(analysis::WORDS).is_some());
/// ```
pub fn register(manager: &TokenizerManager) {
    for (name, only_stems) in [(WORDS, false), (STEMS, true)] {
        manager.register(name, WordTokenizer { only_stems, ..WordTokenizer::default() });
    }
}

#[derive(Clone, Debug, Default)]
struct WordTokenizer {
    only_stems: bool,
    analyzer: Analyzer,
    exact: String,
    token: Token,
}

impl Tokenizer for WordTokenizer {
    type TokenStream<'a> = WordStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> WordStream<'a> {
        self.token.reset();
        WordStream { tokenizer: self, text, pieces: Pieces::new(text), word: None }
    }
}

struct WordStream<'a> {
    tokenizer: &'a mut WordTokenizer,
    text: &'a str,
    pieces: Pieces<'a>,
    /// The word whose stem was emitted, and what is to be emitted of it next.
    word: Option<(Piece, Next)>,
}

enum Next {
    Exact,
    Acronym,
}

impl TokenStream for WordStream<'_> {
    fn advance(&mut self) -> bool {
        let WordTokenizer { only_stems, analyzer, exact, token } = &mut *self.tokenizer;
        // What follows the stem keeps its position and its range.
        if let Some((piece, Next::Exact)) = self.word.take_if(|(_, next)| matches!(next, Next::Exact)) {
            to_form(&mut token.text, exact);
            self.word = Some((piece, Next::Acronym));
            return true;
        }
        if let Some((piece, Next::Acronym)) = self.word.take()
            && acronym_into(self.text, &piece, &mut token.text)
        {
            return true;
        }
        let Some(piece) = self.pieces.next() else { return false };
        // A new token stands at usize::MAX, so that the first is 0.
        token.position = token.position.wrapping_add(1);
        token.offset_from = piece.range.start;
        token.offset_to = piece.range.end;
        analyzer.forms_into(self.text, &piece, &mut token.text, exact);
        if !*only_stems {
            self.word = Some((piece, if token.text == *exact { Next::Acronym } else { Next::Exact }));
        }
        true
    }

    fn token(&self) -> &Token {
        &self.tokenizer.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.tokenizer.token
    }
}
