//! Walking: from a folder to its sources, in a stable order.

use super::{Skip, SkipReason, Source, Stamp};
use crate::{Error, ErrorKind, Result};
use std::{
    collections::{BTreeMap, BTreeSet},
    ffi::OsStr,
    fs, io,
    path::{Component, Path, PathBuf},
};

/// What a side-file's name adds to the name of the file that it stands beside.
const SIDE_FILE: &str = ".meta.json";
/// Files at the root that say how to read the corpus and are no papers.
const SETTINGS: [&str; 2] = ["scrutineer.toml", "gazetteer.csv"];

/// What a walk found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Walk {
    /// The files, sorted by path.
    pub sources: Vec<Source>,
    /// What could not be looked at, by path.
    pub skipped: Vec<(String, Skip)>,
}

/// All files below `root`, sorted by path: hidden files and folders aside, side-files with the file that they
/// stand beside, the corpus' own settings aside. Links are followed; a loop of links is passed over.
///
/// # Errors
///
/// [`ErrorKind::Corpus`] where `root` is no folder that can be read. A folder below it that cannot be read is recorded.
pub fn walk(root: &Path) -> Result<Walk> {
    walk_without(root, None)
}

/// As [`walk`], without the folder `aside` should it lie below `root`.
pub(crate) fn walk_without(root: &Path, aside: Option<&Path>) -> Result<Walk> {
    check_folder(root)?;
    let root = Folder {
        file: root.to_path_buf(),
        path: String::new(),
        real: fs::canonicalize(root).unwrap_or_else(|_| root.to_path_buf()),
        outer: None,
    };
    let mut walker = Walker {
        aside: aside.and_then(|aside| fs::canonicalize(aside).ok()),
        entered: Vec::new(),
        to_enter: vec![root],
        found: Walk::default(),
    };
    while let Some(folder) = walker.to_enter.pop() {
        walker.enter(folder)?;
    }
    let mut found = walker.found;
    found.sources.sort_unstable_by(|a, b| a.path.cmp(&b.path));
    found.skipped.sort_by(|a, b| a.0.cmp(&b.0));
    Ok(found)
}

/// A walk under way. It asks for a file by its name in an open folder: asked for by its whole path, as by a walker of
/// general use that follows links, every folder above it is looked up again for every file.
struct Walker {
    /// The folder to leave out, without links.
    aside: Option<PathBuf>,
    entered: Vec<Folder>,
    to_enter: Vec<Folder>,
    found: Walk,
}

struct Folder {
    /// Where it is, as it was reached.
    file: PathBuf,
    /// Its path; empty for the root.
    path: String,
    /// Where it is without links.
    real: PathBuf,
    /// The place among those entered of the folder that it stands in.
    outer: Option<usize>,
}

/// What an entry of a folder is; a link is what it leads to.
enum Entry {
    File(Stamp),
    /// With its place without links.
    Folder(PathBuf),
    /// A socket, a device, a link to a folder that it stands in.
    Other,
}

impl Walker {
    /// Lists a folder. One that cannot be listed is told; of the root's papers nothing is known then.
    fn enter(&mut self, folder: Folder) -> Result<()> {
        self.entered.push(folder);
        let place = self.entered.len() - 1;
        let (sources, folders) = (self.found.sources.len(), self.to_enter.len());
        if let Err(error) = self.list(place) {
            if self.entered[place].outer.is_none() {
                let failed = Error::new(ErrorKind::Corpus, "cannot list the folder of papers");
                let failed = failed.at(&self.entered[place].file).with_hint("Check its disk, and build again.");
                return Err(failed.caused_by(error));
            }
            // Which of its files have a side-file that restricts them, nobody knows.
            self.found.sources.truncate(sources);
            self.to_enter.truncate(folders);
            self.found.skipped.push((self.entered[place].path.clone(), Skip::unreadable(&error)));
        }
        Ok(())
    }

    /// Notes the files of a folder, and the folders in it.
    fn list(&mut self, place: usize) -> io::Result<()> {
        let folder = &self.entered[place];
        let first = self.found.sources.len();
        let mut side_files = BTreeMap::new();
        let mut unread_side_files = BTreeSet::new();
        for entry in fs::read_dir(&folder.file)? {
            let entry = entry?;
            let name = entry.file_name();
            if is_hidden(name.as_encoded_bytes()) {
                continue;
            }
            let mut path = folder.path.clone();
            push_name(&mut path, &name);
            match self.look(place, &entry) {
                Ok(Entry::File(stamp)) if path.ends_with(SIDE_FILE) => {
                    side_files.insert(entry.path(), stamp);
                }
                Ok(Entry::File(_)) if SETTINGS.contains(&path.as_str()) => {}
                Ok(Entry::File(stamp)) => self.found.sources.push(Source {
                    path,
                    file: entry.path(),
                    side_file: None,
                    bytes: stamp.bytes,
                    stamp,
                    side_stamp: None,
                }),
                Ok(Entry::Folder(real)) if self.aside.as_ref() == Some(&real) => {}
                Ok(Entry::Folder(real)) => {
                    self.to_enter.push(Folder { file: entry.path(), path, real, outer: Some(place) });
                }
                Ok(Entry::Other) if path.ends_with(SIDE_FILE) => drop(unread_side_files.insert(entry.path())),
                Ok(Entry::Other) => {}
                Err(skip) => {
                    if path.ends_with(SIDE_FILE) {
                        unread_side_files.insert(entry.path());
                    }
                    self.found.skipped.push((path, skip));
                }
            }
        }
        if !unread_side_files.is_empty() {
            // It may say that the paper is restricted.
            for source in self.found.sources.split_off(first) {
                if unread_side_files.contains(&side_file_of(&source.file)) {
                    let skip = Skip::new(SkipReason::Permission, "its side-file cannot be read, and may restrict it");
                    self.found.skipped.push((source.path, skip));
                } else {
                    self.found.sources.push(source);
                }
            }
        }
        if !side_files.is_empty() {
            for source in &mut self.found.sources[first..] {
                let side_file = side_file_of(&source.file);
                source.side_stamp = side_files.get(&side_file).copied();
                source.side_file = source.side_stamp.map(|_| side_file);
            }
        }
        Ok(())
    }

    fn look(&self, place: usize, entry: &fs::DirEntry) -> Result<Entry, Skip> {
        let unreadable = |error: io::Error| Skip::unreadable(&error);
        let kind = entry.file_type().map_err(unreadable)?;
        if kind.is_file() {
            // A file that went away meanwhile is told when it is read.
            let stamp = entry.metadata().map(|metadata| Stamp::of(&metadata)).unwrap_or_default();
            return Ok(Entry::File(stamp));
        }
        if kind.is_dir() {
            return Ok(Entry::Folder(self.entered[place].real.join(entry.file_name())));
        }
        if !kind.is_symlink() {
            return Ok(Entry::Other);
        }
        let metadata = fs::metadata(entry.path()).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => Skip::new(SkipReason::Permission, "it is a link to a file that is not there"),
            _ => unreadable(error),
        })?;
        if metadata.is_file() {
            return Ok(Entry::File(Stamp::of(&metadata)));
        }
        if !metadata.is_dir() {
            return Ok(Entry::Other);
        }
        let real = fs::canonicalize(entry.path()).map_err(unreadable)?;
        let mut within = std::iter::successors(Some(place), |place| self.entered[*place].outer);
        // The target of a looping link is found by its own name.
        let loops = within.any(|place| self.entered[place].real == real);
        Ok(if loops { Entry::Other } else { Entry::Folder(real) })
    }
}

/// Whether a folder of papers can be read.
///
/// # Errors
///
/// [`ErrorKind::Corpus`], with what it is instead and what to do.
pub(crate) fn check_folder(root: &Path) -> Result<()> {
    let Err(error) = fs::read_dir(root) else { return Ok(()) };
    let failed = |what: &str, hint: &str| Error::new(ErrorKind::Corpus, what).at(root).with_hint(hint);
    let is_link = root.is_symlink();
    Err(match error.kind() {
        io::ErrorKind::NotFound if is_link => failed(
            "the folder of papers is a link to a folder that is not there",
            "Mend the link, or name the folder itself.",
        ),
        io::ErrorKind::NotFound => failed(
            "there is no such folder of papers",
            "Name the folder that holds the papers, for example `scrutineer index papers`.",
        ),
        io::ErrorKind::NotADirectory => failed(
            "a folder of papers is wanted, and this is a file",
            "Name the folder that it lies in; `scrutineer inspect FILE` shows how one file is read.",
        ),
        io::ErrorKind::PermissionDenied => {
            failed("cannot read the folder of papers", "Check who may read it, or run this as somebody who may.")
                .caused_by(error)
        }
        _ if is_link => {
            failed("cannot read the folder of papers", "It is a link; name the folder itself.").caused_by(error)
        }
        _ => failed("cannot read the folder of papers", "Check the folder's name and its disk.").caused_by(error),
    })
}

/// One file, named by a user; its path is relative to `root` where it lies in it, else its name.
///
/// # Errors
///
/// [`ErrorKind::Io`] where there is no such file.
pub fn source(file: &Path, root: Option<&Path>) -> Result<Source> {
    let metadata = fs::metadata(file).map_err(|error| {
        Error::io("cannot read the file", file, error).with_hint("Check the file's name and that you may read it.")
    })?;
    if metadata.is_dir() {
        return Err(Error::new(ErrorKind::Usage, "this is a folder, not a file")
            .at(file)
            .with_hint("Name a file in it; a whole folder is read by `scrutineer index FOLDER`."));
    }
    let root = root.filter(|root| file.starts_with(root)).or_else(|| file.parent()).unwrap_or(Path::new(""));
    let stamp = Stamp::of(&metadata);
    let side_file = side_file_of(file);
    let side_stamp = fs::metadata(&side_file).ok().filter(fs::Metadata::is_file).map(|metadata| Stamp::of(&metadata));
    let side_file = side_stamp.map(|_| side_file);
    Ok(Source {
        path: relative(file, root),
        file: file.to_path_buf(),
        side_file,
        bytes: stamp.bytes,
        stamp,
        side_stamp,
    })
}

fn side_file_of(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(SIDE_FILE);
    name.into()
}

fn is_hidden(name: &[u8]) -> bool {
    name.starts_with(b".")
}

/// The path below `root` with `/`, bytes that are not UTF-8 as `%XX`.
fn relative(path: &Path, root: &Path) -> String {
    let below = path.strip_prefix(root).unwrap_or(path);
    let mut text = String::new();
    for component in below.components() {
        if let Component::Normal(name) = component {
            push_name(&mut text, name);
        }
    }
    text
}

/// Adds a name to a path.
fn push_name(path: &mut String, name: &OsStr) {
    if !path.is_empty() {
        path.push('/');
    }
    for chunk in name.as_encoded_bytes().utf8_chunks() {
        path.push_str(chunk.valid());
        chunk.invalid().iter().for_each(|byte| path.push_str(&format!("%{byte:02X}")));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(root: &Path, path: &str) {
        let file = root.join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, "text").unwrap();
    }

    #[test]
    fn a_walk_is_in_the_order_of_paths_with_side_files_beside_their_papers() {
        let root = tempfile::tempdir().unwrap();
        for path in ["b/2.txt", "a.txt", "b/1.txt", "b/1.txt.meta.json", ".hidden/x.txt", "b/.y", "gazetteer.csv"] {
            write(root.path(), path);
        }
        let found = walk(root.path()).unwrap();
        let paths: Vec<_> = found.sources.iter().map(|source| source.path.as_str()).collect();
        assert_eq!(paths, ["a.txt", "b/1.txt", "b/2.txt"]);
        assert!(found.sources[1].side_file.is_some());
        assert!(found.sources[2].side_file.is_none());
    }

    #[cfg(unix)]
    #[test]
    fn a_paper_whose_side_file_cannot_be_read_is_not_taken_for_a_public_one() {
        let root = tempfile::tempdir().unwrap();
        for path in ["open.txt", "secret.txt"] {
            write(root.path(), path);
        }
        std::os::unix::fs::symlink("nowhere", root.path().join("secret.txt.meta.json")).unwrap();
        let found = walk(root.path()).unwrap();
        let paths: Vec<_> = found.sources.iter().map(|source| source.path.as_str()).collect();
        assert_eq!(paths, ["open.txt"]);
        let skipped: Vec<_> = found.skipped.iter().map(|(path, _)| path.as_str()).collect();
        assert_eq!(skipped, ["secret.txt", "secret.txt.meta.json"]);
    }

    #[test]
    fn a_folder_that_is_not_there_is_an_error_that_names_it() {
        let error = walk(Path::new("no/such/folder")).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Corpus);
        assert!(error.to_string().contains("no/such/folder"));
    }

    #[cfg(unix)]
    #[test]
    fn a_name_that_is_not_utf_8_is_shown_with_percent_signs() {
        use std::{ffi::OsStr, os::unix::ffi::OsStrExt as _};
        let root = tempfile::tempdir().unwrap();
        fs::write(root.path().join(OsStr::from_bytes(b"caf\xe9.txt")), "text").unwrap();
        assert_eq!(walk(root.path()).unwrap().sources[0].path, "caf%E9.txt");
    }

    #[cfg(unix)]
    #[test]
    fn a_loop_of_links_is_harmless() {
        let root = tempfile::tempdir().unwrap();
        write(root.path(), "a/1.txt");
        std::os::unix::fs::symlink(root.path(), root.path().join("a/loop")).unwrap();
        assert_eq!(walk(root.path()).unwrap().sources.len(), 1);
        // A loop of two.
        write(root.path(), "b/2.txt");
        std::os::unix::fs::symlink(root.path().join("b"), root.path().join("a/to-b")).unwrap();
        std::os::unix::fs::symlink(root.path().join("a"), root.path().join("b/to-a")).unwrap();
        let found = walk(root.path()).unwrap();
        let paths: Vec<_> = found.sources.iter().map(|source| source.path.as_str()).collect();
        assert_eq!(paths, ["a/1.txt", "a/to-b/2.txt", "b/2.txt", "b/to-a/1.txt"]);
        assert!(found.skipped.is_empty());
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_what_it_leads_to_and_one_that_leads_nowhere_is_told() {
        use std::os::unix::fs::symlink;
        let (root, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        write(other.path(), "papers/1.txt");
        write(other.path(), "papers/1.txt.meta.json");
        symlink(other.path().join("papers"), root.path().join("far")).unwrap();
        symlink(other.path().join("papers/1.txt"), root.path().join("near.txt")).unwrap();
        symlink(other.path().join("gone.txt"), root.path().join("gone.txt")).unwrap();
        symlink("self.txt", root.path().join("self.txt")).unwrap();
        let found = walk(root.path()).unwrap();
        let paths: Vec<_> = found.sources.iter().map(|source| source.path.as_str()).collect();
        assert_eq!(paths, ["far/1.txt", "near.txt"]);
        assert!(found.sources[0].side_file.is_some());
        assert_eq!(found.sources[0].stamp, found.sources[1].stamp, "that of the file, not of the link");
        let skipped: Vec<_> = found.skipped.iter().map(|(path, _)| path.as_str()).collect();
        assert_eq!(skipped, ["gone.txt", "self.txt"]);
    }

    #[test]
    fn the_folder_of_the_index_is_left_aside_wherever_it_lies() {
        let root = tempfile::tempdir().unwrap();
        for path in ["a/1.txt", "a/index/g1/x.txt", "a/index-2.txt"] {
            write(root.path(), path);
        }
        let found = walk_without(root.path(), Some(&root.path().join("a/../a/index"))).unwrap();
        let paths: Vec<_> = found.sources.iter().map(|source| source.path.as_str()).collect();
        assert_eq!(paths, ["a/1.txt", "a/index-2.txt"]);
    }
}
