//! The contest: scrutineer beside its peers, over the same papers and the same questions.
//!
//! In comes a corpus folder as `peers generate` makes it; out come raw results (one JSON object a measured piece) and a
//! table of ratios. Every piece runs in a fresh process of one of two tiny binaries, which differ in the allocator
//! alone, so that its time, memory and bytes are its own. Making papers and questions is left to `generate` and
//! `question`.
//!
//! 1. [`sections`]: the simple rule by which plain contestants read papers.
//! 2. [`contestant`]: what a contestant can do; `tantivy`, `sqlite`, `ripgrep` and `scrutineer` are the contestants.
//! 3. [`child`]: one piece, measured from within ([`measure`]).
//! 4. [`spawn`] and [`tree`]: one piece, measured from without, over papers of which some change.
//! 5. [`run`]: all the pieces, interleaved, to [`results`].
//! 6. [`agreement`], [`measures`], [`machine`], [`unfair`] and [`table`]: results to a page.

pub mod agreement;
pub mod child;
pub mod contestant;
pub mod machine;
pub mod measure;
pub mod measures;
pub mod results;
pub mod ripgrep;
pub mod run;
pub mod scrutineer;
pub mod sections;
pub mod spawn;
pub mod sqlite;
pub mod table;
pub mod tantivy;
pub mod tree;
pub mod unfair;
