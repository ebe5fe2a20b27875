//! What the index holds after a build: a pure function of what it held, what was planned and what came of it.
//!
//! In come the states of the sources before, the plan, and the outcomes of reading; out come the states of the sources
//! now, the papers that have to go, and how many papers are new, changed and so on. The last good version of a file that
//! cannot be read stays; what vanished goes.

use super::{
    identify::{Found, Identified},
    manifest::Skipped,
    plan::Plan,
    reading::{Outcome, Records},
    report::PaperCounts,
    sources::{PaperTally, SourceState, Sources},
};
use crate::corpus::{Skip, SkipReason};
use std::collections::{BTreeMap, BTreeSet};

/// See the module.
pub(super) struct Settled {
    /// The states of the sources now.
    pub(super) sources: Sources,
    /// The ids of papers that are in the index and must go.
    pub(super) gone: Vec<String>,
    /// How many papers are in which state.
    pub(super) counts: PaperCounts,
    /// How many papers go because somebody wants them to.
    pub(super) meant: u64,
}

/// What a build went by and what came of it.
pub(super) struct Settling<'a> {
    pub(super) before: &'a Sources,
    pub(super) found: &'a Found,
    pub(super) plan: &'a Plan,
    pub(super) outcome: Outcome,
    /// The name of the generation that is being made.
    pub(super) generation: &'a str,
}

impl Settling<'_> {
    pub(super) fn settle(mut self) -> Settled {
        let mut sources = Sources { councils: self.before.councils.clone(), ..Sources::default() };
        sources.councils.append(&mut self.outcome.councils);
        for place in &self.plan.keep {
            self.keep(&self.found.files[*place], &mut sources);
        }
        let mut unread: BTreeMap<String, (String, Skip)> = BTreeMap::new();
        for place in &self.plan.read {
            let file = &self.found.files[*place];
            let first = &file.source.path;
            if let Some(skip) = self.outcome.failed.remove(first) {
                // Of a file that changed meanwhile the fingerprint says nothing: it is tried again.
                let id = if self.outcome.changing.contains(first) { String::new() } else { file.id.clone() };
                let each = file.paths().map(|path| (path.clone(), (id.clone(), skip.clone())));
                unread.extend(each);
            } else if let Some(papers) = self.outcome.papers.remove(first) {
                let pages = self.outcome.unread_pages.remove(first).unwrap_or_default();
                let unread =
                    pages.into_iter().map(|(page, skip)| Skipped::new(Some(format!("{first}#page={page}")), skip));
                let unread = unread.map(|skipped| self.dated(skipped)).collect();
                self.read(file, papers, unread, &mut sources);
            } else if let Some(records) = self.outcome.records.remove(first) {
                let (papers, unread) = self.records(file, records);
                self.read(file, papers, unread, &mut sources);
            }
        }
        for (path, skip) in &self.found.unread {
            unread.insert(path.clone(), (String::new(), skip.clone()));
            // What was in a folder that cannot be listed tonight cannot be read either.
            if !self.found.unlisted.contains(path) {
                continue;
            }
            let below = format!("{path}/");
            let inside = self.before.files.range(below.clone()..).take_while(|(path, _)| path.starts_with(&below));
            unread.extend(inside.map(|(path, _)| (path.clone(), (String::new(), skip.clone()))));
        }
        self.unread(unread, &mut sources);
        sources.restricted_files = self.found.restricted.len() as u64;
        let lines_were_read = self.plan.read.iter().any(|place| self.found.files[*place].json_lines);
        sources.restricted_records = match lines_were_read {
            true => self.outcome.restricted,
            false => self.before.restricted_records,
        };
        sources.restricted_since = match (sources.restricted(), self.before.restricted()) {
            (0, _) => String::new(),
            (_, 0) => self.generation.to_owned(),
            _ => self.before.restricted_since.clone(),
        };
        let Sources { files, councils, .. } = &mut sources;
        let papers = files.values().flat_map(|state| &state.papers);
        let used: BTreeSet<&str> = papers.filter_map(|paper| paper.council.as_deref()).collect();
        councils.retain(|slug, _| used.contains(slug.as_str()));
        self.compare(sources)
    }

    /// A file whose papers stay as they are.
    fn keep(&self, file: &Identified, sources: &mut Sources) {
        for path in file.paths() {
            let mut state = self.before.files.get(path).cloned().unwrap_or_default();
            if state.indexed == file.id {
                // A torn copy was here, and the version that is indexed is back.
                state.unread = None;
            }
            state.fingerprint.clone_from(&file.id);
            sources.files.insert(path.clone(), state);
        }
    }

    /// A file that was read.
    fn read(&self, file: &Identified, papers: Vec<PaperTally>, unread: Vec<Skipped>, sources: &mut Sources) {
        let state = SourceState {
            fingerprint: file.id.clone(),
            indexed: file.id.clone(),
            json_lines: file.json_lines,
            ..SourceState::default()
        };
        for path in file.paths() {
            sources.files.insert(path.clone(), state.clone());
        }
        if let Some(first) = sources.files.get_mut(&file.source.path) {
            first.papers = papers;
            first.unread_lines = unread;
        }
    }

    /// The papers of a JSON Lines file and what was not read of it. Where more of its lines are broken than before, the
    /// papers that it no longer has stay: nobody knows which of them the broken lines were.
    fn records(&self, file: &Identified, records: Records) -> (Vec<PaperTally>, Vec<Skipped>) {
        let broken = |reason: SkipReason| !matches!(reason, SkipReason::DuplicateId | SkipReason::Restricted);
        let earlier = self.before.files.get(&file.source.path).filter(|state| state.json_lines);
        let broken_before =
            earlier.map_or(0, |state| state.unread_lines.iter().filter(|skipped| broken(skipped.reason)).count());
        let torn = records.unread.values().filter(|skip| broken(skip.reason)).count() > broken_before;
        let mut papers: Vec<PaperTally> = records.papers.into_values().flatten().collect();
        let mut kept = false;
        if let Some(earlier) = earlier.filter(|_| torn) {
            let present: BTreeSet<&str> = papers.iter().map(|paper| paper.id.as_str()).collect();
            let lost: Vec<PaperTally> =
                earlier.papers.iter().filter(|paper| !present.contains(paper.id.as_str())).cloned().collect();
            kept = !lost.is_empty();
            papers.extend(lost);
        }
        let unread = records.unread.into_iter().map(|(line, skip)| {
            let kept = kept && broken(skip.reason);
            let path = Some(format!("{}#{line}", file.source.path));
            self.dated(Skipped { kept, ..Skipped::new(path, skip) })
        });
        (papers, unread.collect())
    }

    /// Files that could not be read; the last good versions of them stay.
    fn unread(&self, unread: BTreeMap<String, (String, Skip)>, sources: &mut Sources) {
        if unread.is_empty() {
            return;
        }
        let mut versions: BTreeMap<&str, SourceState> = BTreeMap::new();
        for state in self.before.files.values().filter(|state| !state.indexed.is_empty()) {
            let version = versions.entry(&state.indexed).or_default();
            if version.papers.is_empty() {
                *version = state.clone();
            }
        }
        for (path, (fingerprint, skip)) in unread {
            let before = self.before.files.get(&path).map(|state| state.indexed.as_str()).unwrap_or_default();
            let is_same = versions.contains_key(fingerprint.as_str());
            let same = Some(fingerprint.as_str()).filter(|_| is_same && !skip.reason.is_by_choice());
            // The same bytes that somebody no longer wants read are no torn copy.
            let version = same.or_else(|| Some(before).filter(|before| self.plan.outdated.contains_key(*before)));
            let skip = self.dated(Skipped::new(Some(path.clone()), skip));
            let earlier = version.and_then(|version| versions.get_mut(version));
            let state = SourceState::unread(&fingerprint, skip, earlier.as_deref());
            if let Some(earlier) = earlier {
                // They stand once, however many torn copies there are.
                earlier.papers.clear();
            }
            sources.files.insert(path, state);
        }
    }

    /// Since when a source has been skipped for this reason.
    fn dated(&self, skipped: Skipped) -> Skipped {
        let file = skipped.path.as_deref().and_then(|path| {
            let before = &self.before.files;
            before.get(path).or_else(|| before.get(path.rsplit_once('#')?.0))
        });
        let earlier = file.into_iter().flat_map(SourceState::skipped);
        let mut earlier = earlier.filter(|one| one.path == skipped.path && one.reason == skipped.reason);
        let since = earlier.next().map_or_else(|| self.generation.to_owned(), |one| one.since.clone());
        Skipped { since, ..skipped }
    }

    fn compare(self, sources: Sources) -> Settled {
        fn papers(sources: &Sources) -> BTreeMap<&str, (&str, &PaperTally)> {
            sources.papers().map(|(path, paper)| (paper.id.as_str(), (path, paper))).collect()
        }
        let (earlier, now) = (papers(self.before), papers(&sources));
        let mut counts = PaperCounts { skipped: sources.skipped_count(), ..PaperCounts::default() };
        let mut lost: BTreeMap<&str, u64> = BTreeMap::new();
        let mut gone = Vec::new();
        let mut meant = 0;
        for (id, (path, _)) in &earlier {
            if !now.contains_key(id) {
                gone.push((*id).to_owned());
                *lost.entry(path).or_default() += 1;
                meant += u64::from(self.found.restricted.contains_key(*path));
            }
        }
        for (id, (path, paper)) in &now {
            match earlier.get(id) {
                Some((_, earlier)) if earlier.sum == paper.sum => counts.unchanged += 1,
                Some(_) => counts.changed += 1,
                // A paper in the place of one that is gone is that one, changed.
                None => match lost.get_mut(path).filter(|lost| **lost > 0) {
                    Some(lost) => {
                        *lost -= 1;
                        counts.changed += 1;
                    }
                    None => counts.new += 1,
                },
            }
        }
        counts.removed = lost.values().sum();
        Settled { gone, counts, meant, sources }
    }
}
