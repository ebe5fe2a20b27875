#![doc = include_str!("words.md")]

mod acronym;
mod analyzer;
mod beginnings;
mod cache;
mod compound;
mod eights;
mod fold;
mod function_words;
mod indexing;
mod segment;
mod shingles;
mod split;
mod stem;
mod terms;
mod tokenizer;

#[cfg(test)]
pub(crate) mod tests;

pub use analyzer::{Analyzer, OwnedToken, Token};
pub(crate) use beginnings::Beginnings;
pub(crate) use eights::{alphanumerics, each, not_alphanumeric};
pub use fold::{MAX_WORD_BYTES, fold};
pub use function_words::is_function_word;
pub(crate) use indexing::{Number, Word, words};
pub use segment::{Segment, segments};
pub(crate) use shingles::{Wording, shingles, spread};
pub use stem::stem;
pub use terms::{MARK, exact_term};
pub(crate) use terms::{
    MOST_DROPPED, are_dropped, before_forms, before_whole_forms, form_of, stems_of, to_form, words_of_one_form,
};
pub use tokenizer::{STEMS, WORDS, register};
