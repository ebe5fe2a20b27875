//! Judged questions to measures: is this ranking better than that one, and for which questions?
//!
//! In come [`Questions`], [`Judgments`] of what answers them, and a [`Run`]: what an index ([`Run::of`]) or any other
//! engine found. Out come an [`Evaluation`], the measures of trec_eval for each question and on average, and a
//! [`Comparison`] of two. The file formats are those of the Text Retrieval Conference, <https://trec.nist.gov>; how the
//! outcome looks is left to `render`.
//!
//! ```
//! use scrutineer::relevance::{Evaluation, Judgments, Run};
//!
//! let judgments = Judgments::parse(b"q1 0 a 2\nq1 0 b 1\nq2 0 c 1\n", "qrels")?;
//! let run = Run::parse(b"q1 Q0 a 1 9.5 engine\nq1 Q0 x 2 8.0 engine\n", "run")?;
//! let evaluation = Evaluation::new(&run, &judgments, None);
//! assert_eq!(evaluation.questions.len(), 2);
//! // The first question is answered at once; the second was not found and counts 0.
//! assert_eq!(evaluation.mean.mrr, 0.5);
//! # Ok::<(), scrutineer::Error>(())
//! ```

mod comparison;
mod evaluation;
mod judgments;
mod lines;
mod measures;
mod questions;
mod run;

pub use comparison::{Compared, Comparison, Moved};
pub use evaluation::{Evaluation, Judged};
pub use judgments::Judgments;
pub use measures::{Measure, Measures, Ranking};
pub use questions::{Question, Questions};
pub use run::{Run, TAG};
