//! Question to results.
//!
//! In comes a [`Request`]; out comes an [`Answer`] with one [`Hit`] a paper, its snippets and its citation. How an
//! answer looks on a terminal or on the wire is left to [`render`](crate::render).

mod answer;
mod request;

pub use answer::{Answer, Copy, Head, Hit, HitPaper, HitSection, Notice, Snippet, WIRE_VERSION};
pub use request::{Request, Sort};
