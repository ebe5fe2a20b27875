//! Full-text search over the papers that UK councils put before their scrutiny committees, as a library: it reads papers as
//! they really arrive, works out whose they are, when and about what, and answers questions with the paragraph, so that it
//! can be cited.
//!
//! ```
//! use scrutineer::{Builder, Index, Request};
//!
//! # let folder = tempfile::tempdir()?;
//! # let (papers, index) = (folder.path().join("papers"), folder.path().join("index"));
//! # std::fs::create_dir(&papers)?;
//! let report = "Highways Scrutiny Committee\n\n4 July 2022\n\nGULLIES\n\n1. The gullies were cleaned twice.\n";
//! std::fs::write(papers.join("gullies.txt"), report)?;
//!
//! Builder::new(&papers, &index).build()?;
//! let answer = Index::open(&index)?.search(&Request::new("gully cleaning"))?;
//! for hit in &answer.hits {
//!     println!("{}: {}", hit.citation, hit.snippets[0].text);
//! }
//! # assert_eq!(answer.hits[0].citation, "Highways Scrutiny Committee, 4 July 2022, para 1");
//! # assert_eq!(answer.hits[0].snippets[0].text, "The gullies were cleaned twice.");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What you need to know
//!
//! - A [`Builder`] makes an [`Index`] from a folder of papers, or from a [`PaperSource`] each where they lie in a database;
//!   run again, it reads what changed, and gives a [`BuildReport`]. [`Index::in_memory`] is for tests.
//! - An [`Index`] answers a [`Request`] with an [`Answer`]: a [`Hit`] each paper, with its [`Snippet`]s and its citation. It
//!   may be shared between threads, and stays as it was opened; [`Index::newer`] says whether there is a newer one.
//! - An [`Error`] is what stops the work, with its [`ErrorKind`] and a hint. A paper that cannot be read is no error but an
//!   entry of the report, and a question that is odd is answered with a notice.
//! - What is not known is absent: there is no invented date, council or title anywhere.
//! - The library never prints, never ends the process, keeps no state but the folder that it is given, and needs no
//!   network. Nothing that a paper or a question holds makes it panic.
//!
//! | cargo feature | what it adds |
//! | --- | --- |
//! | `pdf` | reading of PDF |
//! | `office` | reading of Word, Excel, PowerPoint, OpenDocument, RTF, saved e-mails |
//! | `cli` | the command `scrutineer`, with both of these |
//! | `serve` | answers over HTTP, and the page |
//! | `mcp` | answers over the Model Context Protocol |
//! | `schema` | JSON Schemas of the objects that answers are made of |
//!
//! All of `cli`, `serve` and `mcp` are on unless `default-features = false`; an embedder wants `pdf` and `office`. Text,
//! Markdown, HTML and JSON Lines are always read.
//!
//! # How it works
//!
//! Data flows through the modules in the order of their names; a module knows only those before it.
//!
//! 1. [`analysis`]: text to words.
//! 2. [`corpus`]: files to blocks of clean text, or the reason why not.
//! 3. [`document`]: blocks to papers with council, committee, date, sections and numbered paragraphs.
//! 4. [`index`]: papers to a published generation on disk; [`Index`] opens one.
//! 5. [`query`]: a [`Request`] to an [`Answer`].
//! 6. [`relevance`]: judged questions to measures, and comparisons of two rankings.
//! 7. [`render`]: all of these to text for a terminal, JSON Lines, CSV or a TREC run.
//! 8. `serve`, with the features `serve` and `mcp`: answers over HTTP, for browsers and programs, and for assistants.
//!
//! The types that most programs need stand here, too. [`guide`] has pages to read at length: [embedding](guide::embedding),
//! [the query language](guide::language), [how papers are read](guide::reading), [questions about the
//! design](guide::questions), [nightly running](guide::nightly), [a page and an address for programs](guide::serving),
//! [from a question to a table](guide::report), and the [readme](guide::readme) for people at the command line.

#![cfg_attr(not(test), warn(clippy::exit, clippy::panic, clippy::unreachable, clippy::mem_forget))]

mod error;

pub mod analysis;
pub mod corpus;
pub mod document;
pub mod guide;
pub mod index;
pub mod query;
pub mod relevance;
pub mod render;
#[cfg(any(feature = "serve", feature = "mcp"))]
pub mod serve;

pub use corpus::PaperSource;
pub use document::{Gazetteer, Paper};
pub use error::{Error, ErrorKind, Result};
pub use index::{BuildReport, Builder, Index};
pub use query::{Answer, Hit, Request, Snippet, Sort, Weights};
