//! Papers that are no files, put where a build reads them: the folder `spool.next` in that of the index.
//!
//! In come [`PaperSource`]s, one at a time; out comes a [`Walk`] as if a folder had held them, so that all that follows is
//! the same: fingerprints in parallel, worker processes that read files, a file read again when something is damaged. That
//! costs one write and one read of each paper's bytes, and room for all of them while the build runs; memory holds one
//! paper. Files are named by number: a path of somebody else's making never reaches the disk. The folder goes when the
//! build ends; what a killed one leaves, the next one removes.

use super::{
    disk::{Disk, ROOM, Step},
    reading::cancelled,
    report::{Progress, Stage},
};
use crate::{
    Error, ErrorKind, Result,
    corpus::{PaperSource, Source, Stamp, Walk, private_folder},
};
use std::{
    fs,
    path::{Path, PathBuf},
    sync::atomic::{AtomicBool, Ordering},
};

/// Its name in the folder of the index: what ends so there is ours, and unfinished.
const SPOOL: &str = "spool.next";

/// A folder of papers that lives as long as a build.
pub(super) struct Spool<'a> {
    folder: PathBuf,
    disk: &'a Disk,
}

impl Drop for Spool<'_> {
    fn drop(&mut self) {
        // What cannot be removed now is removed by the next build.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Removes what a killed build has left in an index. To be called under its lock.
pub(super) fn clear(index: &Path) -> Result<()> {
    let folder = index.join(SPOOL);
    if !folder.is_dir() {
        return Ok(());
    }
    fs::remove_dir_all(&folder)
        .map_err(|error| Error::io("cannot remove what an earlier build has left", &folder, error))
}

impl<'a> Spool<'a> {
    /// An empty one.
    pub(super) fn begin(index: &Path, disk: &'a Disk) -> Result<Self> {
        clear(index)?;
        let spool = Self { folder: index.join(SPOOL), disk };
        (disk.ask(Step::Folder, &spool.folder).and_then(|()| private_folder(&spool.folder))).map_err(|error| {
            Error::io("cannot write to the folder of the index", &spool.folder, error).with_hint(ROOM)
        })?;
        Ok(spool)
    }

    /// Where it is.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Takes all papers, and gives them as a walk does: sorted by path, each path once.
    pub(super) fn fill(
        &self,
        papers: impl Iterator<Item = Result<PaperSource>>,
        cancel: &AtomicBool,
        tell: &dyn Fn(Progress),
    ) -> Result<Walk> {
        let mut sources = Vec::new();
        for paper in papers {
            if cancel.load(Ordering::Relaxed) {
                return Err(cancelled());
            }
            sources.push(self.put(sources.len(), paper?)?);
            tell(Progress { files: sources.len() as u64, ..Progress::at(Stage::Walking) });
        }
        sources.sort_unstable_by(|one, other| one.path.cmp(&other.path));
        if let Some(twice) = sources.windows(2).find(|pair| pair[0].path == pair[1].path) {
            let error = Error::new(ErrorKind::Usage, format!("two papers have the path '{}'", twice[0].path));
            return Err(error.with_hint("Give each paper a path of its own; the key of a table will do."));
        }
        Ok(Walk { sources, skipped: Vec::new() })
    }

    fn put(&self, number: usize, paper: PaperSource) -> Result<Source> {
        if paper.path.is_empty() {
            let error = Error::new(ErrorKind::Usage, format!("paper {} has an empty path", number + 1));
            return Err(error.with_hint("Give each paper a path of its own; the key of a table will do."));
        }
        // What must not be indexed, or might not, need not lie on the disk either, not even for the time of a build.
        let open = paper.stated().is_ok_and(|details| !details.restricted);
        let file = self.folder.join(format!("{number}"));
        let stamp = self.write(&file, if open { &paper.bytes } else { &[] })?;
        let (side_file, side_stamp) = match &paper.side_file {
            Some(json) => {
                let side_file = self.folder.join(format!("{number}.meta.json"));
                let side_stamp = self.write(&side_file, json)?;
                (Some(side_file), Some(side_stamp))
            }
            None => (None, None),
        };
        Ok(Source { path: paper.path, file, side_file, bytes: stamp.bytes, stamp, side_stamp })
    }

    /// Writes a file, which need not survive the loss of power.
    fn write(&self, file: &Path, bytes: &[u8]) -> Result<Stamp> {
        (self.disk.ask(Step::Write, file).and_then(|()| fs::write(file, bytes)).and_then(|()| fs::metadata(file)))
            .map(|metadata| Stamp::of(&metadata))
            .map_err(|error| Error::io("cannot write to the folder of the index", file, error).with_hint(ROOM))
    }
}
