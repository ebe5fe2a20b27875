//! What a generation says of itself: `manifest.json` beside the segment files.

use crate::{
    corpus::{Skip, SkipReason},
    document::CouncilName,
};
use rustc_hash::FxHasher;
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, hash::Hasher as _};

/// A source that was not read, or a line of one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Skipped {
    /// Relative to the corpus root; for a line of a JSON Lines file, `PATH#LINE`, for a page of a PDF that was to be read by
    /// machine, `PATH#page=PAGE`. Absent for a restricted paper, which is not named.
    pub path: Option<String>,
    /// The reason.
    pub reason: SkipReason,
    /// What was found, for people.
    pub detail: String,
    /// The generation in which it was first skipped.
    pub since: String,
    /// Whether an earlier version of it, which could be read, is still indexed.
    pub kept: bool,
}

impl Skipped {
    /// A skip of this build; `since` is set when the generation has its name.
    pub(super) fn new(path: Option<String>, skip: Skip) -> Self {
        Self { path, reason: skip.reason, detail: skip.detail, since: String::new(), kept: false }
    }
}

/// A value of a paper that could not be worked out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Unknown {
    /// The paper's path.
    pub path: String,
    /// `council`, `committee`, `date`, `title` or `kind`.
    pub field: String,
}

/// A generation: what is in it, and the files that it is made of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Manifest {
    /// The format version; see [`FORMAT_VERSION`](super::FORMAT_VERSION).
    pub format: u32,
    /// The version of scrutineer that wrote it.
    pub written_by: String,
    /// The generation's name, such as `g000012-5f3a9c01`.
    pub generation: String,
    /// The number of the build, from 1.
    pub build: u64,
    /// How many papers; the parts of a pack count, the pack does not.
    pub papers: u64,
    /// How many sections.
    pub sections: u64,
    /// Papers by council slug.
    pub papers_by_council: BTreeMap<String, u64>,
    /// The councils that the papers name, by slug.
    pub councils: Vec<CouncilName>,
    /// The earliest and latest day, month or year of any paper; absent where none has a date.
    pub from: Option<String>,
    /// See `from`.
    pub until: Option<String>,
    /// What was not read.
    pub skipped: Vec<Skipped>,
    /// What could not be worked out.
    pub unknown: Vec<Unknown>,
    /// BLAKE3, in hexadecimal, over everything that decides the content: sources, settings and format.
    pub fingerprint: String,
    /// The same over the settings and the format alone: where these change, every paper is read again.
    pub settings: String,
    /// How many words its sections have together, by field: ranking hangs on it. Worked out when it is opened where it is
    /// absent.
    #[serde(default)]
    pub lengths: BTreeMap<String, u64>,
    /// The corpus' own `gazetteer.csv`, verbatim; empty where it has none.
    pub gazetteer: String,
    /// The files of the generation with their sizes in bytes and BLAKE3 sums, by name.
    pub files: BTreeMap<String, FileSum>,
}

/// Size and sum of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FileSum {
    /// Size in bytes.
    pub bytes: u64,
    /// BLAKE3 of the content, in hexadecimal.
    pub blake3: String,
}

/// What an index holds, in figures: the `searched` object of the wire format.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Searched {
    /// How many papers.
    pub papers: u64,
    /// How many sections.
    pub sections: u64,
    /// How many councils.
    pub councils: u64,
    /// The earliest date; absent where no paper has one.
    pub from: Option<String>,
    /// The latest date; absent where no paper has one.
    pub until: Option<String>,
    /// How many sources, or lines of one, could not be read.
    pub unreadable: u64,
}

impl Manifest {
    /// What is in the generation, in figures.
    pub fn searched(&self) -> Searched {
        Searched {
            papers: self.papers,
            sections: self.sections,
            councils: self.councils.len() as u64,
            from: self.from.clone(),
            until: self.until.clone(),
            unreadable: self.skipped.len() as u64,
        }
    }

    /// The name of a council whose papers are in the generation; the slug where none has it.
    pub(crate) fn name_of_council<'n>(&'n self, slug: &'n str) -> &'n str {
        let known = self.councils.iter().find(|council| council.slug == slug);
        known.map_or(slug, |council| &council.name)
    }
}

/// A council's name as compared: small letters, hyphens as blanks, no apostrophes.
pub(crate) fn spelled(name: &str) -> impl Iterator<Item = char> {
    name.chars().filter(|character| !matches!(character, '\'' | '’' | ',')).flat_map(char::to_lowercase).map(
        |character| {
            if matches!(character, '-' | '_') { ' ' } else { character }
        },
    )
}

/// A number for a name as [`spelled`]: others may have the same.
pub(super) fn hashed(name: &str) -> u64 {
    let mut hasher = FxHasher::default();
    spelled(name).for_each(|character| hasher.write_u32(character.into()));
    hasher.finish()
}

impl Manifest {
    /// The places of [`councils`](Self::councils) by slug and by name, both [`hashed`], in the order of these.
    pub(super) fn councils_by_name(&self) -> Vec<(u64, usize)> {
        let names = |council: &CouncilName| [hashed(&council.slug), hashed(&council.name)];
        let mut places: Vec<(u64, usize)> = (self.councils.iter().enumerate())
            .flat_map(|(place, council)| names(council).map(|name| (name, place)))
            .collect();
        places.sort_unstable();
        places.dedup();
        places
    }

    /// Whether papers were skipped that may be read on another day though they stay as they are.
    pub(super) fn has_papers_to_try_again(&self) -> bool {
        self.skipped.iter().any(|skipped| skipped.reason.depends_on_the_machine())
    }

    /// A manifest of nothing, in the present format.
    pub(super) fn new() -> Self {
        Self {
            format: super::FORMAT_VERSION,
            written_by: env!("CARGO_PKG_VERSION").to_owned(),
            generation: String::new(),
            build: 0,
            papers: 0,
            sections: 0,
            papers_by_council: BTreeMap::new(),
            councils: Vec::new(),
            from: None,
            until: None,
            skipped: Vec::new(),
            unknown: Vec::new(),
            fingerprint: String::new(),
            settings: String::new(),
            lengths: BTreeMap::new(),
            gazetteer: String::new(),
            files: BTreeMap::new(),
        }
    }
}
