//! The first pass over the corpus: which files there are, and which paper each is.
//!
//! A file's fingerprint is taken over its bytes, its side-file and the values that a path rule reads from its path. Files
//! with one fingerprint are one paper in several places. Files that must not or cannot be read go no further than here.

use super::{build::SETTINGS, build::cancelled, manifest::Skipped};
use crate::{
    Result,
    corpus::{self, Details, Extraction, Media, Skip, SkipReason, Source},
    document::{Reader, paper_id},
};
use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};
use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
    sync::atomic::{AtomicBool, Ordering},
};

/// A file that can be read.
pub(super) struct Identified {
    /// The file; the first of several places.
    pub(super) source: Source,
    /// All its places, in order.
    pub(super) paths: Vec<String>,
    /// The paper's id, and the fingerprint of a JSON Lines file.
    pub(super) id: String,
    /// What its side-file says.
    pub(super) details: Details,
    /// Whether it holds a paper a line.
    pub(super) json_lines: bool,
}

/// What the first pass found.
pub(super) struct Found {
    /// The files to read, by path.
    pub(super) files: Vec<Identified>,
    /// Those that will not be read.
    pub(super) skipped: Vec<Skipped>,
    /// Files that a side-file keeps out of the index.
    pub(super) restricted: Vec<PathBuf>,
    /// Bytes of all the files to read.
    pub(super) bytes: u64,
}

impl Found {
    /// The fingerprint of the whole build: sources, settings, format.
    pub(super) fn fingerprint(&self, gazetteer: &str) -> String {
        let mut hasher = blake3::Hasher::new();
        let mut take = |part: &str| {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part.as_bytes());
        };
        take(&format!("{SETTINGS} {}", env!("CARGO_PKG_VERSION")));
        take(gazetteer);
        for file in &self.files {
            take(&file.id);
            file.paths.iter().for_each(|path| take(path));
        }
        for skipped in &self.skipped {
            take(skipped.path.as_deref().unwrap_or(""));
            take(&skipped.reason.to_string());
        }
        hasher.finalize().to_hex().to_string()
    }
}

/// Walks the corpus and takes every file's fingerprint. The index itself may lie inside the corpus; it is left aside.
pub(super) fn identify(
    root: &Path,
    index: &Path,
    reader: &Reader,
    extraction: &Extraction,
    cancel: &AtomicBool,
) -> Result<Found> {
    let walk = corpus::walk(root)?;
    let index = fs::canonicalize(index).ok();
    let inside = |file: &Path| {
        index.as_deref().is_some_and(|index| fs::canonicalize(file).is_ok_and(|file| file.starts_with(index)))
    };
    let results: Vec<(Source, Result<Identified, Skip>)> = (walk.sources.into_par_iter())
        .filter(|source| !inside(&source.file))
        .map(|source| {
            if cancel.load(Ordering::Relaxed) {
                return Err(cancelled());
            }
            let identified = look(&source, reader, extraction);
            Ok((source, identified))
        })
        .collect::<Result<_>>()?;

    let mut skipped: Vec<Skipped> =
        walk.skipped.into_iter().map(|(path, skip)| Skipped::new(Some(path), skip)).collect();
    let mut files: Vec<Identified> = Vec::new();
    let mut restricted = Vec::new();
    let mut place_of: BTreeMap<String, usize> = BTreeMap::new();
    for (source, identified) in results {
        match identified {
            Ok(identified) => match place_of.get(&identified.id).copied() {
                Some(place) => files[place].paths.push(source.path),
                None => {
                    place_of.insert(identified.id.clone(), files.len());
                    files.push(identified);
                }
            },
            Err(skip) if skip.reason == SkipReason::Restricted => {
                restricted.push(source.file);
                skipped.push(Skipped::new(None, skip));
            }
            Err(skip) => skipped.push(Skipped::new(Some(source.path), skip)),
        }
    }
    let bytes = files.iter().map(|file| file.source.bytes).sum();
    Ok(Found { files, skipped, restricted, bytes })
}

fn look(source: &Source, reader: &Reader, extraction: &Extraction) -> Result<Identified, Skip> {
    let (details, side_file) = corpus::details(source)?;
    if details.restricted {
        return Err(Skip::new(SkipReason::Restricted, ""));
    }
    let unreadable = |error: io::Error| Skip::unreadable(&error);
    let mut start = Vec::new();
    let file = fs::File::open(&source.file).map_err(unreadable)?;
    io::Read::read_to_end(&mut io::Read::take(file, corpus::SNIFF_BYTES), &mut start).map_err(unreadable)?;
    let media = corpus::media(&start, &source.path)?;
    if media != Media::JsonLines {
        extraction.extractor(media)?;
    }
    let rule = reader.rule_values(&source.path);
    let file = fs::File::open(&source.file).map_err(unreadable)?;
    let id = paper_id(file, &side_file, &rule).map_err(unreadable)?;
    let json_lines = media == Media::JsonLines;
    Ok(Identified { source: source.clone(), paths: vec![source.path.clone()], id, details, json_lines })
}
