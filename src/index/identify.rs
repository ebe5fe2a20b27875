//! The first pass over the corpus: which paper each of its files is.
//!
//! In come the files of a walk. A file's fingerprint is taken over its bytes, its side-file and the values that a path rule reads from its path; that
//! of a file which was not touched since is known from its stamp. Files with one fingerprint are one paper in several
//! places. Files that must not or cannot be read go no further than here.

use super::{
    forget::Forgotten,
    reading::cancelled,
    stamps::{Renewal, Stored},
};
use crate::{
    Result,
    corpus::{self, Extraction, Media, Skip, SkipReason, Source, Walk},
    document::{Reader, paper_id},
};
use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};
use rustc_hash::FxHashMap;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs, io,
    sync::atomic::{AtomicBool, Ordering},
    time::SystemTime,
};

/// How a build finds out whether a file has changed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Check {
    /// By its size and times; its content is summed where they differ from those of the build before.
    #[default]
    Stamps,
    /// By a sum over its content, whatever its size and times.
    Content,
}

/// A file that can be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Identified {
    /// The file; the first of several places.
    pub(super) source: Source,
    /// Its other places, in order.
    pub(super) others: Vec<String>,
    /// The paper's id, and the fingerprint of a JSON Lines file.
    pub(super) id: String,
    /// Whether it holds a paper a line.
    pub(super) json_lines: bool,
}

impl Identified {
    /// A file in one place.
    fn of(source: Source, id: String, json_lines: bool) -> Self {
        Self { source, others: Vec::new(), id, json_lines }
    }

    /// All its places, in order.
    pub(super) fn paths(&self) -> impl Iterator<Item = &String> {
        std::iter::once(&self.source.path).chain(&self.others)
    }
}

/// What the first pass found.
#[derive(Default)]
pub(super) struct Found {
    /// The files to read, by path.
    pub(super) files: Vec<Identified>,
    /// Those that cannot be read, by path.
    pub(super) unread: BTreeMap<String, Skip>,
    /// Those of them that may be folders, whose papers nobody could see.
    pub(super) unlisted: BTreeSet<String>,
    /// Those that must not be: a side-file or a wish to forget keeps them out of the index.
    pub(super) restricted: BTreeMap<String, Source>,
    /// Bytes of all the files to read.
    pub(super) bytes: u64,
    /// The fingerprint of the whole build: sources and settings.
    pub(super) fingerprint: String,
}

impl Found {
    fn fingerprint(&self, settings: &str) -> String {
        let mut hasher = blake3::Hasher::new();
        let mut take = |part: &str| {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part.as_bytes());
        };
        take(settings);
        for file in &self.files {
            take(&file.id);
            file.paths().for_each(|path| take(path));
        }
        for (path, skip) in &self.unread {
            take(path);
            take(&skip.reason.to_string());
        }
        take(&self.restricted.len().to_string());
        hasher.finalize().to_hex().to_string()
    }
}

/// What the first pass goes by.
pub(super) struct Identify<'a> {
    pub(super) reader: &'a Reader,
    pub(super) extraction: &'a Extraction,
    pub(super) forgotten: &'a Forgotten,
    pub(super) settings: &'a str,
    pub(super) check: Check,
    pub(super) cancel: &'a AtomicBool,
}

impl Identify<'_> {
    /// Takes the fingerprints of the files that were touched since the stamps in `stored` were taken. The walk was begun at
    /// `now`.
    pub(super) fn run(&self, walk: Walk, stored: Stored, now: SystemTime) -> Result<(Found, Renewal)> {
        let before = stored.stamps();
        let (mut known, mut to_look) = (Vec::with_capacity(walk.sources.len()), Vec::new());
        for source in walk.sources {
            match before.of(&source).filter(|_| self.check == Check::Stamps) {
                Some((place, file)) => {
                    known.push((Identified::of(source, file.id.clone(), file.json_lines), Some(place)))
                }
                None => to_look.push(source),
            }
        }
        let looked: Vec<Result<Identified, (Source, Skip)>> = (to_look.into_par_iter())
            .map(|source| {
                if self.cancel.load(Ordering::Relaxed) {
                    return Err(cancelled());
                }
                Ok(match self.look(&source) {
                    Ok((id, json_lines)) => Ok(Identified::of(source, id, json_lines)),
                    Err(skip) => Err((source, skip)),
                })
            })
            .collect::<Result<_>>()?;
        if self.cancel.load(Ordering::Relaxed) {
            return Err(cancelled());
        }

        let unlisted = walk.skipped.iter().map(|(path, _)| path.clone()).collect();
        let mut found = Found { unread: walk.skipped.into_iter().collect(), unlisted, ..Found::default() };
        let mut stamps = Renewal::new(before, now);
        for looked in looked {
            match looked {
                Ok(file) => known.push((file, None)),
                Err((source, skip)) if skip.reason == SkipReason::Restricted => {
                    stamps.pass(&source, true);
                    found.restricted.insert(source.path.clone(), source);
                }
                Err((source, skip)) => {
                    stamps.pass(&source, lasts(skip.reason));
                    found.unread.insert(source.path, skip);
                }
            }
        }
        known.sort_by(|(one, _), (other, _)| one.source.path.cmp(&other.source.path));
        let mut place_of: FxHashMap<String, usize> = FxHashMap::default();
        for (file, known) in known {
            if self.forgotten.keeps_out(&file.source.path, &file.id) {
                stamps.pass(&file.source, true);
                found.restricted.insert(file.source.path.clone(), file.source);
                continue;
            }
            match known {
                Some(place) => stamps.keep(place),
                None => stamps.note(&file.source, &file.id, file.json_lines),
            }
            match place_of.get(&file.id).copied() {
                Some(place) => found.files[place].others.push(file.source.path),
                None => {
                    place_of.insert(file.id.clone(), found.files.len());
                    found.files.push(file);
                }
            }
        }
        found.bytes = found.files.iter().map(|file| file.source.bytes).sum();
        found.fingerprint = found.fingerprint(&format!("{} {}", self.settings, self.forgotten.fingerprint()));
        Ok((found, stamps))
    }

    /// The fingerprint of a file, and whether it holds a paper a line.
    fn look(&self, source: &Source) -> Result<(String, bool), Skip> {
        let (details, side_file) = corpus::details(source)?;
        if details.restricted {
            return Err(Skip::new(SkipReason::Restricted, ""));
        }
        let unreadable = |error: io::Error| Skip::unreadable(&error);
        let mut file = fs::File::open(&source.file).map_err(unreadable)?;
        let mut start = Vec::with_capacity(corpus::SNIFF_BYTES as usize);
        io::Read::read_to_end(&mut io::Read::take(&mut file, corpus::SNIFF_BYTES), &mut start).map_err(unreadable)?;
        let media = corpus::media(&start, &source.path)?;
        if media != Media::JsonLines {
            // A file that is too large is not read for its sum either.
            let extractor = self.extraction.extractor(media)?;
            corpus::check_size(source.bytes, extractor.most_bytes(&self.extraction.limits))?;
        }
        let rule = self.reader.rule_values(&source.path);
        let whole = Stoppable { inner: io::Read::chain(&start[..], file), cancel: self.cancel };
        let id = paper_id(whole, &side_file, &rule).map_err(unreadable)?;
        Ok((id, media == Media::JsonLines))
    }
}

/// Whether a file that was skipped before its text was read will be skipped again for as long as it stays as it is: not
/// where the system had a part in it.
fn lasts(reason: SkipReason) -> bool {
    use SkipReason::{Binary, Empty, Encrypted, TooLarge, Unsupported};
    matches!(reason, Empty | Binary | Encrypted | TooLarge | Unsupported)
}

/// A file of any length that is not read further when the build is stopped.
struct Stoppable<'a, R> {
    inner: R,
    cancel: &'a AtomicBool,
}

impl<R: io::Read> io::Read for Stoppable<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.cancel.load(Ordering::Relaxed) {
            return Err(io::Error::other("the build was stopped"));
        }
        self.inner.read(buffer)
    }
}
