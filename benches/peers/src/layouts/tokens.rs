//! Tokenizers of the layouts that scrutineer does not have: exact forms among stems, acronyms among exact forms.

use scrutineer::analysis::{Analyzer, MARK};
use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

/// Which tokens a word gives, all at its position.
#[derive(Clone, Copy, Default)]
pub(super) struct Emit {
    pub(super) stem: bool,
    pub(super) exact: bool,
    /// The exact form behind [`MARK`], where it differs from the stem.
    pub(super) marked: bool,
    /// The exact form behind [`MARK`], always.
    pub(super) marked_always: bool,
    pub(super) acronym: bool,
}

/// Analyses a whole text at once and hands out its tokens.
#[derive(Clone, Default)]
pub(super) struct Words {
    emit: Emit,
    analyzer: Analyzer,
    text: String,
    tokens: Vec<(usize, usize)>,
    next: usize,
    token: Token,
}

impl Words {
    pub(super) fn new(emit: Emit) -> Self {
        Self { emit, ..Self::default() }
    }
}

impl Tokenizer for Words {
    type TokenStream<'a> = Stream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Stream<'a> {
        let Self { emit, analyzer, text: pool, tokens, next, token } = self;
        pool.clear();
        tokens.clear();
        *next = 0;
        token.reset();
        analyzer.for_each(text, |word| {
            let mut push = |mark: Option<char>, form: &str| {
                pool.extend(mark);
                pool.push_str(form);
                tokens.push((word.position, pool.len()));
            };
            if emit.stem {
                push(None, word.stem);
            }
            if emit.exact {
                push(None, word.exact);
            }
            if emit.marked_always || emit.marked && word.exact != word.stem {
                push(Some(MARK), word.exact);
            }
            if let Some(acronym) = word.acronym.filter(|_| emit.acronym) {
                push(None, acronym);
            }
        });
        Stream { words: self, start: 0 }
    }
}

pub(super) struct Stream<'a> {
    words: &'a mut Words,
    start: usize,
}

impl TokenStream for Stream<'_> {
    fn advance(&mut self) -> bool {
        let Some(&(position, end)) = self.words.tokens.get(self.words.next) else { return false };
        self.words.next += 1;
        let token = &mut self.words.token;
        token.position = position;
        token.text.clear();
        token.text.push_str(&self.words.text[self.start..end]);
        self.start = end;
        true
    }

    fn token(&self) -> &Token {
        &self.words.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.words.token
    }
}
