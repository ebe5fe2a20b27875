//! Walking: from a folder to its sources, in a stable order.

use super::{Skip, SkipReason, Source, Stamp};
use crate::{Error, ErrorKind, Result};
use std::{
    collections::BTreeMap,
    fs, io,
    path::{Component, Path, PathBuf},
};
use walkdir::{DirEntry, WalkDir};

/// What a side-file's name adds to the name of the file that it stands beside.
const SIDE_FILE: &str = ".meta.json";
/// Files at the root that say how to read the corpus and are no papers.
const SETTINGS: [&str; 2] = ["scrutineer.toml", "gazetteer.csv"];

/// What a walk found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
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
    let mut found = Walk::default();
    let mut side_files = BTreeMap::new();
    let aside = aside.and_then(|aside| fs::canonicalize(aside).ok());
    let is_aside = |entry: &DirEntry| {
        aside.is_some()
            && entry.file_type().is_dir()
            && fs::canonicalize(entry.path()).is_ok_and(|folder| Some(&folder) == aside.as_ref())
    };
    let entries = WalkDir::new(root).min_depth(1).follow_links(true).into_iter();
    let wanted = |entry: &DirEntry| !is_hidden(entry.file_name().as_encoded_bytes()) && !is_aside(entry);
    for entry in entries.filter_entry(wanted) {
        match entry {
            Ok(entry) if entry.file_type().is_file() => {
                let path = relative(entry.path(), root);
                // A file that went away meanwhile is told when it is read.
                let stamp = entry.metadata().map(|metadata| Stamp::of(&metadata)).unwrap_or_default();
                if path.ends_with(SIDE_FILE) {
                    side_files.insert(entry.into_path(), stamp);
                } else if !SETTINGS.contains(&path.as_str()) {
                    let file = entry.into_path();
                    found.sources.push(Source {
                        path,
                        file,
                        side_file: None,
                        bytes: stamp.bytes,
                        stamp,
                        side_stamp: None,
                    });
                }
            }
            Ok(_) => {}
            // The target of a looping link is found by its own name.
            Err(error) if error.loop_ancestor().is_some() => {}
            Err(error) => {
                let path = error.path().map(|path| relative(path, root)).unwrap_or_default();
                let skip = match error.io_error() {
                    Some(missing)
                        if missing.kind() == io::ErrorKind::NotFound && error.path().is_some_and(Path::is_symlink) =>
                    {
                        Skip::new(SkipReason::Permission, "it is a link to a file that is not there")
                    }
                    Some(error) => Skip::unreadable(error),
                    None => Skip::new(SkipReason::Permission, String::new()),
                };
                found.skipped.push((path, skip));
            }
        }
    }
    for source in &mut found.sources {
        let side_file = side_file_of(&source.file);
        source.side_stamp = side_files.get(&side_file).copied();
        source.side_file = source.side_stamp.map(|_| side_file);
    }
    found.sources.sort_by(|a, b| a.path.cmp(&b.path));
    found.skipped.sort_by(|a, b| a.0.cmp(&b.0));
    Ok(found)
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
    let parts = below.components().filter_map(|component| match component {
        Component::Normal(part) => Some(part.as_encoded_bytes()),
        _ => None,
    });
    let mut text = String::new();
    for part in parts {
        if !text.is_empty() {
            text.push('/');
        }
        for chunk in part.utf8_chunks() {
            text.push_str(chunk.valid());
            chunk.invalid().iter().for_each(|byte| text.push_str(&format!("%{byte:02X}")));
        }
    }
    text
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
    }
}
