//! The analyzer as tantivy sees it: two tokenizers over the same words, at the same positions.
//!
//! Stems and exact forms live in two fields, because in one they would count twice in a section's length and an exact
//! question could not tell `care` from the stem of `caring`. Acronyms stand among the exact forms, at the position of
//! their word: an acronym has a capital and a folded word has none, so that neither is taken for the other. Tantivy
//! keeps only names: [`register`] is called after every opening of an index.

use tantivy::tokenizer::{Token, TokenStream, Tokenizer, TokenizerManager};

use super::acronym::acronym_into;
use super::analyzer::Analyzer;
use super::compound::{Piece, Pieces};

/// Name of the tokenizer that emits stems.
pub const STEM: &str = "scrutineer_stem";
/// Name of the tokenizer that emits exact forms, each followed by the acronym, capitals kept, where the word is one.
pub const EXACT: &str = "scrutineer_exact";

/// Makes [`STEM`] and [`EXACT`] known to an index.
///
/// ```
/// use scrutineer::analysis;
///
/// let manager = tantivy::tokenizer::TokenizerManager::default();
/// analysis::register(&manager);
/// assert!(manager.get(analysis::STEM).is_some());
/// ```
pub fn register(manager: &TokenizerManager) {
    for (name, emits) in [(STEM, Emits::Stems), (EXACT, Emits::ExactForms)] {
        manager.register(name, WordTokenizer { emits, analyzer: Analyzer::new(), token: Token::default() });
    }
}

#[derive(Clone, Copy, Debug)]
enum Emits {
    Stems,
    ExactForms,
}

#[derive(Clone, Debug)]
struct WordTokenizer {
    emits: Emits,
    analyzer: Analyzer,
    token: Token,
}

impl Tokenizer for WordTokenizer {
    type TokenStream<'a> = WordStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> WordStream<'a> {
        self.token.reset();
        WordStream {
            emits: self.emits,
            analyzer: &mut self.analyzer,
            token: &mut self.token,
            text,
            pieces: Pieces::new(text),
            word: None,
        }
    }
}

struct WordStream<'a> {
    emits: Emits,
    analyzer: &'a mut Analyzer,
    token: &'a mut Token,
    text: &'a str,
    pieces: Pieces<'a>,
    /// The word whose exact form was emitted and which may be an acronym, too.
    word: Option<Piece>,
}

impl TokenStream for WordStream<'_> {
    fn advance(&mut self) -> bool {
        // The acronym keeps the position and the range that its exact form had.
        if let Some(word) = self.word.take()
            && acronym_into(self.text, &word, &mut self.token.text)
        {
            return true;
        }
        let Some(piece) = self.pieces.next() else { return false };
        // A new token stands at usize::MAX, so that the first is 0.
        self.token.position = self.token.position.wrapping_add(1);
        self.token.offset_from = piece.range.start;
        self.token.offset_to = piece.range.end;
        match self.emits {
            Emits::Stems => self.analyzer.stem_into(self.text, &piece, &mut self.token.text),
            Emits::ExactForms => {
                piece.exact_into(self.text, &mut self.token.text);
                self.word = Some(piece);
            }
        }
        true
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}
