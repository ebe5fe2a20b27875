//! Question to results.
//!
//! In comes a [`Request`]; out comes an [`Answer`] with one [`Hit`] a paper, its snippets and its citation, a [`Tally`] of
//! papers, or a [`Trail`] of mentions. How these look on a terminal or on the wire is left to `render`.
//!
//! A question goes through these files in this order: `lexer` and `parser` make the tree that `syntax` describes
//! ([`parse`]); `plan` settles it against an index, with `councils`, `dictionary` and `expansion`; `compile` asks tantivy,
//! with the weights of `ranking` and queries of our own, `fielded` over `occurrences`, `holding` over `windows`, `scope`,
//! `papers`, `coverage` and `exclude`; `collect` groups sections to papers; `closeness` and `feedback` look again at the
//! best, and `explain` says what they did; `matching`, `sentences`, `passages` and `snippets` make passages; `facets`
//! counts; `nothing`, `without` and `notices` say what the user must know. `acronyms` lists what short forms stand for. `search` is the way through them, and `batch`
//! takes many questions along it.
//!
//! `question` is how all ways begin. `count` and `trail` are ways of their own, from the `mentions` of something; `quoting`
//! makes the passages of a hit and of a mention. `repeats` looks for the passages that papers have in common; `folding`,
//! `copies` and `shown` see to it that an answer shows each once. `watch` asks saved questions night after night, and gives
//! what is new.
//!
//! Three questions are about papers that were found: `cite` says what a reference says of one ([`Index::cite`]),
//! `difference` what changed between two ([`Index::difference`]), and `reading` gives one whole with what a question meets in
//! it marked ([`Index::reading`]).
//!
//! [`Index::cite`]: crate::Index::cite
//! [`Index::difference`]: crate::Index::difference
//! [`Index::reading`]: crate::Index::reading

mod acronyms;
mod answer;
mod batch;
mod cite;
mod closeness;
mod collect;
mod compile;
mod copies;
mod councils;
mod count;
mod coverage;
mod dates;
mod dictionary;
mod difference;
mod exclude;
mod expansion;
mod explain;
mod facets;
mod feedback;
mod fielded;
mod fields;
mod filters;
mod folding;
mod holding;
mod lexer;
mod lookups;
mod matching;
mod mentions;
mod near;
mod nothing;
mod notices;
mod occurrences;
mod page;
mod papers;
mod parser;
mod passages;
mod plan;
mod question;
mod quoting;
mod ranking;
mod reading;
mod repeats;
mod request;
mod said_dates;
mod scope;
mod search;
mod sentences;
mod shown;
mod signs;
mod snippets;
mod spans;
mod steps;
mod syntax;
mod trail;
mod tree;
mod watch;
mod windows;
mod without;
mod words;

#[cfg(test)]
pub(crate) mod tests;

pub use acronyms::{AcronymMeaning, AcronymPlace, AcronymUse};
pub use answer::{Answer, Copy, Head, Hit, HitPaper, HitSection, Notice, Snippet, WIRE_VERSION};
pub use cite::Citation;
pub use count::{Cell, CellValue, Dimension, Figures, Tally, TallyHead};
pub use dates::Days;
pub use difference::{
    Change, ChangeKind, Difference, FigureChange, ParagraphCounts, Piece, PieceKind, Place, Side, WordCounts,
};
pub use explain::{ExplainedWord, Explanation, LearnedWord};
pub use facets::{Count, Facets};
#[cfg(feature = "serve")]
pub(crate) use nothing::with_word_replaced;
pub use parser::{parse, parse_on};
pub use ranking::{Weight, Weights};
pub use reading::{Reading, ReadingSection};
pub use repeats::{Repeat, Repeats, RepeatsHead};
pub use request::{Request, Sort};
pub use syntax::{Field, Filter, LANGUAGE, LANGUAGE_VERSION, Leaf, Node, Parsed, Scope};
pub use trail::{Again, CouncilTrail, Gap, Mention, Per, Span, Step, Trail, TrailHead};
pub use watch::{
    SavedQuestion, Told, Watch, WatchFeed, WatchFile, WatchHead, WatchRequest, WatchState, WatchStatus, Watched,
};
