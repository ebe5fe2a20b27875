//! What a contestant can do, and which there are.
//!
//! A contestant builds an index of a folder of papers, brings it up to date, and opens it; what it opens answers
//! questions. How each does so is left to its own module.

use super::{ripgrep, scrutineer, sqlite, tantivy};
use crate::question::Question;
use anyhow::{Result, bail};
use serde::{Deserialize, Serialize};
use std::path::Path;

/// One way of searching papers.
pub trait Contestant {
    /// Builds the index of `papers` in the folder `index`. What is there already is brought up to date.
    fn build(&self, papers: &Path, index: &Path) -> Result<Built>;

    /// Opens the index in the folder `index`; `papers` is for those that have none.
    fn open(&self, papers: &Path, index: &Path) -> Result<Box<dyn Engine>>;
}

/// An open index.
pub trait Engine {
    /// Answers a question with ten hits; `None` where this contestant cannot ask it.
    fn ask(&mut self, question: &Question, snippets: Snippets) -> Result<Option<Found>>;
}

/// Whether each hit comes with a passage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Snippets {
    /// One a hit.
    One,
    /// None.
    None,
}

/// What a build holds at its end.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Built {
    /// Papers in the index.
    pub papers: u64,
    /// Sections in the index; 0 where the contestant knows none.
    pub sections: u64,
    /// Papers added, changed or removed by this build.
    pub touched: u64,
}

/// What a question found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// Sections that match in full (ripgrep: lines).
    pub hits: u64,
    /// Sections that match in part, where the contestant offers them.
    #[serde(default)]
    pub relaxed: u64,
    /// How many hits were returned.
    pub returned: u64,
    /// Bytes of the passages that came with them.
    pub passage_bytes: u64,
    /// Path of the best hit, relative to the papers.
    pub path: Option<String>,
    /// Its heading, without marks and number.
    pub heading: Option<String>,
}

/// How many hits every contestant returns.
pub const LIMIT: usize = 10;

/// A contestant with the allocator that it runs under.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// Its name in results and tables.
    pub name: &'static str,
    /// Whether its processes use mimalloc; the system's allocator otherwise.
    pub mimalloc: bool,
    /// Whether it has an index to build.
    pub has_index: bool,
}

/// All contestants, the one that ratios refer to first.
pub const ENTRIES: [Entry; 6] = [
    Entry { name: REFERENCE, mimalloc: true, has_index: true },
    Entry { name: SUBJECT, mimalloc: false, has_index: true },
    Entry { name: "scrutineer+mimalloc", mimalloc: true, has_index: true },
    Entry { name: "tantivy-default", mimalloc: false, has_index: true },
    Entry { name: "sqlite", mimalloc: false, has_index: true },
    Entry { name: "ripgrep", mimalloc: false, has_index: false },
];
/// What ratios refer to.
pub const REFERENCE: &str = "tuned";
/// What is measured.
pub const SUBJECT: &str = "scrutineer";

/// The contestant of this name.
pub fn named(name: &str) -> Result<Box<dyn Contestant>> {
    Ok(match name {
        "tuned" => Box::new(tantivy::Tantivy { tuned: true }),
        "tantivy-default" => Box::new(tantivy::Tantivy { tuned: false }),
        "sqlite" => Box::new(sqlite::Sqlite),
        "ripgrep" => Box::new(ripgrep::Ripgrep),
        "scrutineer" | "scrutineer+mimalloc" => Box::new(scrutineer::Scrutineer),
        _ => {
            let names: Vec<&str> = ENTRIES.iter().map(|entry| entry.name).collect();
            bail!("there is no contestant '{name}'; there are {}", names.join(", "));
        }
    })
}
