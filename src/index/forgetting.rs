//! Forgetting at once: a paper leaves every generation that is kept, and the cache, without waiting for a build.
//!
//! In comes the id of a paper or the path of its file; out comes a generation without it, and the note
//! ([`forget`](super::forget)) that keeps it out of later builds. Segments that held it are written anew, so that its text
//! leaves the disk; earlier generations that held it are removed, so that nothing can bring it back.

use super::{
    disk::Disk,
    forget::Forgotten,
    generation::{Draft, REPORT, build_of},
    keeping, kept,
    lock::BuildLock,
    manifest::Manifest,
    memory::PeakMemory,
    pointer::{Entry, Pointer},
    reader,
    schema::Fields,
    sources::{SOURCES, Sources},
    spool,
    stamps::STAMPS,
    texts::Numbering,
    writing::{Changes, finish, open_draft},
};
use crate::{Error, ErrorKind, Result, corpus::Extraction};
use std::{collections::BTreeSet, fs, path::Path, time::Duration};

/// The fewest characters of an id that stand for it.
const SHORTEST: usize = 6;

/// What [`forget`] did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Forgot {
    /// How many papers left the published generation.
    pub papers: u64,
    /// The generation that is published now.
    pub generation: String,
    /// The earlier generations that were removed because they held such a paper.
    pub removed: Vec<String>,
}

/// What is to be forgotten.
enum What {
    Path(String),
    Id(String),
}

/// Removes a paper at once from every generation that is kept and from the cache in the folder of the index, and keeps
/// it out of later builds. `what` is the paper's id, at least six characters of it, or the path of its file in the corpus;
/// an id keeps these bytes out wherever they lie, a path whatever lies there.
///
/// The file itself is not touched. [`remember`] takes it back.
///
/// # Errors
///
/// [`ErrorKind::NotFound`] where no kept generation has such a paper, [`ErrorKind::Ambiguous`] where several fit,
/// [`ErrorKind::Locked`] while a build runs, [`ErrorKind::DamagedIndex`] where the published generation is damaged (the
/// paper is kept out of the build that mends it), [`ErrorKind::Io`] where the disk refuses.
///
/// ```
/// use scrutineer::{Index, index::{self, Builder}};
///
/// let folder = tempfile::tempdir()?;
/// let (papers, index) = (folder.path().join("papers"), folder.path().join("index"));
/// std::fs::create_dir(&papers)?;
/// std::fs::write(papers.join("private.txt"), "Lamps\n\nLamps were lit.\n")?;
/// Builder::new(&papers, &index).build()?;
///
/// assert_eq!(index::forget(&index, "private.txt")?.papers, 1);
/// assert_eq!(Index::open(&index)?.manifest().papers, 0);
/// assert_eq!(Builder::new(&papers, &index).build()?.papers.new, 0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn forget(index: &Path, what: &str) -> Result<Forgot> {
    if Pointer::load(index)?.entries.is_empty() {
        return Err(reader::no_index(index));
    }
    let disk = Disk::default();
    let _lock = BuildLock::take(index, Duration::ZERO, &|| false)?;
    let mut pointer = Pointer::load(index)?;
    let generations: Vec<(Entry, Option<Sources>)> = (pointer.entries.iter())
        .map(|entry| {
            let sources = fs::read(index.join(&entry.name).join(SOURCES)).ok();
            (entry.clone(), sources.and_then(|bytes| Sources::from_bytes(&bytes)))
        })
        .collect();
    let known: Vec<&Sources> = generations.iter().filter_map(|(_, sources)| sources.as_ref()).collect();
    let what = resolve(index, &known, what)?;
    let mut forgotten = Forgotten::load(index)?;
    match &what {
        What::Path(path) => forgotten.add_path(path),
        What::Id(id) => forgotten.add_id(id),
    }
    // First of all: whatever fails now, the next build keeps it out.
    forgotten.save(index, &disk)?;

    kept::clear(index, &Extraction::new())?;
    spool::clear(index)?;
    // They name files; the next build makes them again.
    disk.remove_file(&index.join(STAMPS))?;
    disk.remove_file(&index.join(REPORT))?;
    let mut forgot = Forgot::default();
    if let Some((entry, Some(sources))) = generations.first()
        && sources.holds(&BTreeSet::new(), &forgotten)
    {
        forgot.papers = rewrite(index, &pointer, entry, sources, &forgotten, &disk)?;
        pointer = Pointer::load(index)?;
    }
    if !keeping::unname_restricted(index, &mut pointer, &BTreeSet::new(), &forgotten).is_empty() {
        pointer.save(index, &disk)?;
    }
    forgot.removed = keeping::remove_unnamed(index, &pointer, &disk)?;
    forgot.generation = pointer.published().map(|entry| entry.name.clone()).unwrap_or_default();
    Ok(forgot)
}

/// Lets what [`forget`] was told be found again, from the next build on; `what` is the whole id or path that was named
/// there. Whether it had been forgotten.
///
/// # Errors
///
/// [`ErrorKind::Locked`] while a build runs, [`ErrorKind::Io`] where the disk refuses.
pub fn remember(index: &Path, what: &str) -> Result<bool> {
    if !index.is_dir() {
        return Err(reader::no_index(index));
    }
    let _lock = BuildLock::take(index, Duration::ZERO, &|| false)?;
    let mut forgotten = Forgotten::load(index)?;
    let was = forgotten.remove(what);
    if was {
        forgotten.save(index, &Disk::default())?;
    }
    Ok(was)
}

/// What the words of a person stand for.
fn resolve(index: &Path, known: &[&Sources], what: &str) -> Result<What> {
    let path = what.strip_prefix("./").unwrap_or(what);
    if known.iter().any(|sources| sources.files.contains_key(path)) {
        return Ok(What::Path(path.to_owned()));
    }
    let ids = known.iter().flat_map(|sources| sources.papers()).map(|(_, paper)| paper.id.as_str());
    let ids: BTreeSet<&str> =
        ids.filter(|id| *id == what || (what.len() >= SHORTEST && id.starts_with(what))).collect();
    let not_found = || {
        Error::new(ErrorKind::NotFound, format!("no generation of the index has a paper with the id or path '{what}'"))
            .at(index)
            .with_hint("Copy the id from a hit, or name the path below the folder of papers, as `inspect` shows it.")
    };
    let first = ids.first().ok_or_else(not_found)?;
    // The parts of a pack begin with the id of the pack.
    let whole = first.split('.').next().unwrap_or(first);
    match ids.len() {
        1 => Ok(What::Id((*first).to_owned())),
        _ if ids.contains(what) => Ok(What::Id(what.to_owned())),
        _ if whole == what && ids.iter().all(|id| id.split('.').next() == Some(whole)) => {
            Ok(What::Id(whole.to_owned()))
        }
        _ => {
            let few: Vec<&str> = ids.iter().take(5).copied().collect();
            Err(Error::new(ErrorKind::Ambiguous, format!("'{what}' fits {} papers: {}", ids.len(), few.join(", ")))
                .with_hint("Give more characters of the id."))
        }
    }
}

/// Publishes the present generation without what is forgotten; how many papers that were.
fn rewrite(
    index: &Path,
    pointer: &Pointer,
    entry: &Entry,
    sources: &Sources,
    forgotten: &Forgotten,
    disk: &Disk,
) -> Result<u64> {
    let before = reader::read_manifest(&index.join(&entry.name), &entry.manifest)?;
    let (after, gone) = sources.without(forgotten, &entry.name);
    let newest = pointer.entries.iter().filter_map(|entry| build_of(&entry.name)).max().unwrap_or_default();
    let mut draft = Draft::begin(index, newest + 1, &before.fingerprint, disk)?;
    let fields = Fields::new();
    let numbering = Numbering::load(index, &before)?;
    let engine_index = open_draft(&mut draft, Some(&before), &fields, disk)?;
    let changes = Changes { written: Vec::new(), gone: &gone, purge: true, fresh: false };
    let finished = finish(&engine_index, changes, &fields, &numbering, &PeakMemory::default())?;
    drop(engine_index);
    let mut manifest = Manifest::new();
    after.count_into(&mut manifest);
    manifest.generation = draft.name().to_owned();
    manifest.build = newest + 1;
    manifest.settings = before.settings;
    manifest.lengths = finished.lengths;
    manifest.gazetteer = before.gazetteer;
    for (name, bytes) in &finished.tables {
        draft.write(name, bytes)?;
    }
    draft.write(SOURCES, &after.to_bytes()?)?;
    draft.publish(manifest, &finished.segments, pointer.entries.len() + 1)?;
    Ok(gone.len() as u64)
}
