//! What a generation was built from: one state a file, with the papers that came of it.
//!
//! In come the outcomes of reading; out comes the file `sources` of a generation, which only builds read, and from which
//! the next one works out what changed and what the manifest says of papers that it does not read again.

use super::{
    forget::Forgotten,
    manifest::{Manifest, Skipped, Unknown},
    reader,
};
use crate::{
    corpus::{Skip, SkipReason},
    document::{CouncilName, DateValue, Paper, PaperKind},
    error::{Error, ErrorKind, Result},
};
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

/// Its name in the folder of a generation.
pub(super) const SOURCES: &str = "sources";

/// The state of all sources, by path.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Sources {
    /// By path; of several places of the same bytes, the first has the papers.
    pub(super) files: BTreeMap<String, SourceState>,
    /// The names of the councils of the papers, by slug.
    pub(super) councils: BTreeMap<String, String>,
    /// How many files must not be indexed; they are counted, not named.
    pub(super) restricted_files: u64,
    /// How many JSON Lines records must not be.
    pub(super) restricted_records: u64,
    /// The generation in which there first were such.
    pub(super) restricted_since: String,
}

/// A file as it was when the generation was built.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct SourceState {
    /// The fingerprint of its bytes, its side-file and the path rule's values; empty where it could not be taken.
    pub(super) fingerprint: String,
    /// The fingerprint of the version whose papers are indexed: an earlier one where the present bytes cannot be read.
    /// Empty where there is none.
    pub(super) indexed: String,
    /// Why the present bytes are not indexed, where they are not.
    pub(super) unread: Option<Box<Skipped>>,
    /// The lines of a JSON Lines file, or the pages of a scan, that are not indexed.
    pub(super) unread_lines: Vec<Skipped>,
    /// Whether it holds a paper a line.
    pub(super) json_lines: bool,
    /// Its papers.
    pub(super) papers: Vec<PaperTally>,
}

/// What is remembered of a paper, to count it without reading it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct PaperTally {
    /// Its id.
    pub(super) id: String,
    /// Of a JSON Lines record: what tells it from an earlier version. Else 0.
    pub(super) sum: u64,
    /// The build that added it.
    pub(super) added: u64,
    /// How many sections it has.
    pub(super) sections: u64,
    /// The slug of its council.
    pub(super) council: Option<String>,
    /// Its date, as [`DateValue`] prints it.
    pub(super) date: Option<String>,
    /// Whether these are unknown.
    pub(super) no_committee: bool,
    /// See `no_committee`.
    pub(super) no_title: bool,
    /// See `no_committee`.
    pub(super) no_kind: bool,
}

impl PaperTally {
    /// What is to be remembered of a paper; `None` for a pack's own object, which is no paper to be found.
    pub(super) fn of(paper: &Paper, sum: u64, added: u64) -> Option<Self> {
        let kind = paper.kind.as_ref().map(|kind| kind.value.value);
        (kind != Some(PaperKind::Pack) || !paper.sections.is_empty()).then(|| Self {
            id: paper.id.clone(),
            sum,
            added,
            sections: paper.sections.len() as u64,
            council: paper.council.as_ref().map(|council| council.value.slug.clone()),
            date: paper.date.as_ref().map(|date| date.value.date.to_string()),
            no_committee: paper.committee.is_none(),
            no_title: paper.title.is_none(),
            no_kind: kind.is_none(),
        })
    }

    fn unknown(&self) -> impl Iterator<Item = &'static str> {
        let fields = [
            ("council", self.council.is_none()),
            ("date", self.date.is_none()),
            ("committee", self.no_committee),
            ("title", self.no_title),
            ("kind", self.no_kind),
        ];
        fields.into_iter().filter(|(_, absent)| *absent).map(|(field, _)| field)
    }
}

impl SourceState {
    /// What of it is not indexed and may be on another day, though its bytes are the same.
    pub(super) fn is_to_be_tried_again(&self) -> bool {
        self.skipped().any(|unread| unread.reason.depends_on_the_machine())
    }

    /// What of it is not indexed.
    pub(super) fn skipped(&self) -> impl Iterator<Item = &Skipped> {
        self.unread.as_deref().into_iter().chain(&self.unread_lines)
    }

    /// The state of a file that could not be read, with what of an earlier version stays indexed.
    pub(super) fn unread(fingerprint: &str, skip: Skipped, earlier: Option<&Self>) -> Self {
        let earlier = earlier.filter(|earlier| !earlier.indexed.is_empty());
        let skip = Skipped { kept: earlier.is_some_and(|earlier| !earlier.papers.is_empty()), ..skip };
        Self {
            fingerprint: fingerprint.to_owned(),
            indexed: earlier.map(|earlier| earlier.indexed.clone()).unwrap_or_default(),
            unread: Some(Box::new(skip)),
            unread_lines: Vec::new(),
            json_lines: earlier.is_some_and(|earlier| earlier.json_lines),
            papers: earlier.map(|earlier| earlier.papers.clone()).unwrap_or_default(),
        }
    }
}

impl Sources {
    /// Counts a paper in with the file that it came from; false for a pack's own object, which is no paper to be found.
    pub(super) fn add(&mut self, path: &str, paper: &Paper, sum: u64, added: u64) -> bool {
        let Some(tally) = PaperTally::of(paper, sum, added) else { return false };
        if let Some(council) = &paper.council {
            self.councils.entry(council.value.slug.clone()).or_insert_with(|| council.value.name.clone());
        }
        self.files.entry(path.to_owned()).or_default().papers.push(tally);
        true
    }

    /// The sources of a generation in the folder `index`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::DamagedIndex`] where they are not what was written.
    pub(super) fn load(index: &Path, manifest: &Manifest) -> Result<Self> {
        let folder = index.join(&manifest.generation);
        let bytes = reader::read_file(&folder, manifest, SOURCES)?;
        Self::from_bytes(&bytes).ok_or_else(|| reader::damaged(&folder.join(SOURCES)))
    }

    /// Reads what a generation has written.
    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        postcard::from_bytes(bytes).ok()
    }

    /// The bytes of the file `sources`.
    pub(super) fn to_bytes(&self) -> Result<Vec<u8>> {
        postcard::to_stdvec(self)
            .map_err(|error| Error::new(ErrorKind::Internal, "cannot write the list of sources").caused_by(error))
    }

    /// Everything that was not read, in the order of paths.
    pub(super) fn skipped(&self) -> Vec<Skipped> {
        let mut skipped: Vec<Skipped> = self.files.values().flat_map(SourceState::skipped).cloned().collect();
        skipped.extend((0..self.restricted()).map(|_| Skipped {
            since: self.restricted_since.clone(),
            ..Skipped::new(None, Skip::new(SkipReason::Restricted, ""))
        }));
        skipped.sort_by(|a, b| (&a.path, a.reason, &a.detail).cmp(&(&b.path, b.reason, &b.detail)));
        skipped
    }

    /// All papers, each with the path of its file.
    pub(super) fn papers(&self) -> impl Iterator<Item = (&str, &PaperTally)> {
        self.files.iter().flat_map(|(path, state)| state.papers.iter().map(|paper| (path.as_str(), paper)))
    }

    /// Whether there are papers of files that must not be indexed, or papers that are to be forgotten.
    pub(super) fn holds(&self, restricted: &BTreeSet<&str>, forgotten: &Forgotten) -> bool {
        self.files.iter().any(|(path, state)| {
            !state.papers.is_empty()
                && (restricted.contains(path.as_str()) || forgotten.keeps_out(path, &state.indexed))
                || state.papers.iter().any(|paper| forgotten.has_id(&paper.id))
        })
    }

    /// These sources without what is to be forgotten, and the ids of the papers that go. A file of which copies lie
    /// elsewhere leaves with them; the next build reads those again.
    pub(super) fn without(&self, forgotten: &Forgotten, generation: &str) -> (Self, Vec<String>) {
        let versions: BTreeSet<&str> = (self.files.iter())
            .filter(|(path, state)| !state.indexed.is_empty() && forgotten.keeps_out(path, &state.indexed))
            .map(|(_, state)| state.indexed.as_str())
            .collect();
        let mut after = self.clone();
        let mut gone = Vec::new();
        after.files.retain(|path, state| {
            let goes = versions.contains(state.indexed.as_str()) || forgotten.keeps_out(path, &state.indexed);
            let papers = std::mem::take(&mut state.papers);
            let (out, stay) = papers.into_iter().partition(|paper| goes || forgotten.has_id(&paper.id));
            state.papers = stay;
            let out: Vec<PaperTally> = out;
            gone.extend(out.into_iter().map(|paper| paper.id));
            !goes
        });
        if after.restricted() == 0 {
            generation.clone_into(&mut after.restricted_since);
        }
        after.restricted_files += versions.len() as u64;
        after.restricted_records += u64::from(versions.is_empty());
        (after, gone)
    }

    /// How many files and records must not be indexed.
    pub(super) fn restricted(&self) -> u64 {
        self.restricted_files + self.restricted_records
    }

    /// How many files and records were not read.
    pub(super) fn skipped_count(&self) -> u64 {
        let of = |state: &SourceState| state.skipped().count() as u64;
        self.files.values().map(of).sum::<u64>() + self.restricted()
    }

    /// Counts all papers into a manifest.
    pub(super) fn count_into(&self, manifest: &mut Manifest) {
        let (mut from, mut until): (Option<DateValue>, Option<DateValue>) = (None, None);
        for (path, state) in &self.files {
            for paper in &state.papers {
                manifest.papers += 1;
                manifest.sections += paper.sections;
                if let Some(slug) = &paper.council {
                    *manifest.papers_by_council.entry(slug.clone()).or_default() += 1;
                }
                if let Some(value) = paper.date.as_deref().and_then(DateValue::parse) {
                    if from.is_none_or(|from| value.first() < from.first()) {
                        from = Some(value);
                    }
                    if until.is_none_or(|until| value.last() > until.last()) {
                        until = Some(value);
                    }
                }
                manifest
                    .unknown
                    .extend(paper.unknown().map(|field| Unknown { path: path.clone(), field: field.to_owned() }));
            }
        }
        let named =
            |slug: &String| CouncilName { slug: slug.clone(), name: self.councils.get(slug).unwrap_or(slug).clone() };
        manifest.councils = manifest.papers_by_council.keys().map(named).collect();
        manifest.unknown.sort_by(|a, b| (&a.path, &a.field).cmp(&(&b.path, &b.field)));
        manifest.skipped = self.skipped();
        (manifest.from, manifest.until) = (from.map(|date| date.to_string()), until.map(|date| date.to_string()));
    }
}
