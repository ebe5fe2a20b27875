//! What a build has to do: a pure function of what was indexed and of what there is.
//!
//! In come the sources of the present generation and tonight's files with their fingerprints; out comes which files are
//! to be read, which papers stay as they are, and which earlier versions have nobody left. Whether a file can in fact be
//! read shows only when it is read: until then its last good version stays.

use super::{identify::Identified, sources::Sources};
use std::collections::{BTreeMap, BTreeSet};

/// What has to be done.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Plan {
    /// The files to read, as places in the list that was given, in its order.
    pub(super) read: Vec<usize>,
    /// The files whose papers stay as they are.
    pub(super) keep: Vec<usize>,
    /// The versions whose papers are in the index and that no file has now: fingerprint, then the paths that had it.
    pub(super) outdated: BTreeMap<String, Vec<String>>,
}

impl Plan {
    /// Works out what changed. `again` makes everything be read, as when the settings changed.
    ///
    /// JSON Lines files are all read, or none: which of two records with one id counts depends on all of them.
    pub(super) fn new(before: &Sources, files: &[Identified], again: bool) -> Self {
        let mut places: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (path, state) in &before.files {
            if !state.indexed.is_empty() {
                places.entry(&state.indexed).or_default().push(path);
            }
        }
        let unchanged = |file: &Identified| {
            let same_places = places.get(file.id.as_str()).is_some_and(|paths| file.paths().eq(paths.iter().copied()));
            // One that stopped for lack of time or memory may have better luck tonight.
            let retry = |path: &String| before.files.get(path).is_some_and(|state| state.is_to_be_tried_again());
            let tried = file.paths().all(|path| {
                before.files.get(path).is_some_and(|state| state.fingerprint == file.id && state.unread.is_some())
            });
            !again && (same_places || tried) && !file.paths().any(retry)
        };
        let mut plan = Self::default();
        let (keep, mut read): (Vec<usize>, Vec<usize>) = (0..files.len()).partition(|place| unchanged(&files[*place]));
        plan.keep = keep;
        let present: BTreeSet<&str> = files.iter().map(|file| file.id.as_str()).collect();
        for (id, paths) in &places {
            if !present.contains(id) {
                plan.outdated.insert((*id).to_owned(), paths.iter().map(|path| (*path).to_owned()).collect());
            }
        }
        let was_json_lines = |path: &String| before.files.get(path).is_some_and(|state| state.json_lines);
        let lines_change =
            read.iter().any(|place| files[*place].json_lines) || plan.outdated.values().flatten().any(was_json_lines);
        if lines_change {
            let (lines, keep): (Vec<usize>, Vec<usize>) = plan.keep.iter().partition(|place| files[**place].json_lines);
            plan.keep = keep;
            read.extend(lines);
            read.sort_unstable();
        }
        plan.read = read;
        plan
    }
}

#[cfg(test)]
mod tests;
