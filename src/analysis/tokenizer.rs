//! The analyzer as tantivy sees it: three tokenizers over the same words, at the same positions.
//!
//! Stems and exact forms live in two fields, because in one they would count twice in a section's length and an exact
//! question could not tell `care` from the stem of `caring`. The third emits acronyms only, at the positions their
//! words have in the other two. Tantivy keeps only names: [`register`] is called after every opening of an index.

use tantivy::tokenizer::{Token, TokenStream, Tokenizer, TokenizerManager};

use super::acronym::acronym_into;
use super::analyzer::Analyzer;
use super::compound::Pieces;

/// Name of the tokenizer that emits stems.
pub const STEM: &str = "scrutineer_stem";
/// Name of the tokenizer that emits exact forms.
pub const EXACT: &str = "scrutineer_exact";
/// Name of the tokenizer that emits acronyms, and nothing for words that are none.
pub const ACRONYM: &str = "scrutineer_acronym";

/// Makes [`STEM`], [`EXACT`] and [`ACRONYM`] known to an index.
///
/// ```
/// use scrutineer::analysis;
///
/// let manager = tantivy::tokenizer::TokenizerManager::default();
/// analysis::register(&manager);
/// assert!(manager.get(analysis::STEM).is_some());
/// ```
pub fn register(manager: &TokenizerManager) {
    for (name, emits) in [(STEM, Emits::Stems), (EXACT, Emits::ExactForms), (ACRONYM, Emits::Acronyms)] {
        manager.register(name, WordTokenizer { emits, analyzer: Analyzer::new(), token: Token::default() });
    }
}

#[derive(Clone, Copy, Debug)]
enum Emits {
    Stems,
    ExactForms,
    Acronyms,
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
        }
    }
}

struct WordStream<'a> {
    emits: Emits,
    analyzer: &'a mut Analyzer,
    token: &'a mut Token,
    text: &'a str,
    pieces: Pieces<'a>,
}

impl TokenStream for WordStream<'_> {
    fn advance(&mut self) -> bool {
        for piece in self.pieces.by_ref() {
            // A new token stands at usize::MAX, so that the first is 0.
            self.token.position = self.token.position.wrapping_add(1);
            let is_emitted = match self.emits {
                Emits::Stems => {
                    self.analyzer.stem_into(self.text, &piece, &mut self.token.text);
                    true
                }
                Emits::ExactForms => {
                    piece.exact_into(self.text, &mut self.token.text);
                    true
                }
                Emits::Acronyms => acronym_into(self.text, &piece, &mut self.token.text),
            };
            if is_emitted {
                self.token.offset_from = piece.range.start;
                self.token.offset_to = piece.range.end;
                return true;
            }
        }
        false
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}
