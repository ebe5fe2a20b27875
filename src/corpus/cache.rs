//! What was extracted earlier, kept so that a change of sectioning or ranking never reads a PDF again.
//!
//! In comes a key: the sum of a file's bytes, its format, the version of its extractor, and the limits that alter what
//! comes out. Out comes what was read of such a file, or why it cannot be read, or nothing. What was read by machine has
//! a key for each page, with the versions and settings of what read it. Entries are files of their own, named by the key:
//!
//! ```text
//! cache/CACHEDIR.TAG                   tells programs that make backups to pass it over
//! cache/5f/5f3a…9c-0123456789abcdef    16 bytes of MAGIC, BLAKE3 of the name and the rest, postcard packed with lz4
//! ```
//!
//! An entry is written under another name and renamed, so that it is whole or absent, also with several processes at
//! work. What is damaged or of other making is passed over and written anew. Everything here may be deleted at any time.
//! Entries hold the text of papers: they are for their owner alone.

use super::{Extractor, Limits, RawDocument, Skip, SkipReason};
use std::{
    collections::HashSet,
    fs::{self, File},
    io::{self, Read as _, Write as _},
    path::{Path, PathBuf},
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, SystemTime},
};

/// Raised when [`RawDocument`] is written in another way: postcard does not say what it holds. A test watches it.
const FORMAT: u32 = 2;
const MAGIC: &[u8; 16] = b"scrutineer cache";
const SUM_BYTES: usize = 32;
/// What the names of files begin with that are not whole yet, and the age at which nobody is writing them any more.
const UNFINISHED: (&str, Duration) = (".unfinished-", Duration::from_secs(24 * 3600));
/// See <https://bford.info/cachedir/>.
const TAG: (&str, &str) = (
    "CACHEDIR.TAG",
    "Signature: 8a477f597d28d172789f06886806bc55\n# What scrutineer has extracted from papers. Safe to delete.\n",
);

/// What was extracted from files of heavy formats, in a folder. Safe to share between threads and processes.
#[derive(Debug)]
pub struct Cache {
    folder: PathBuf,
    most_bytes: u64,
    written: AtomicU64,
    /// The sums of the files that were asked for: those of the present corpus.
    asked: Mutex<HashSet<[u8; 32]>>,
}

/// What an entry is found by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Key {
    content: [u8; 32],
    name: String,
}

impl Key {
    /// The key of a file with the sum `content`.
    pub(super) fn new(content: [u8; 32], extractor: &Extractor, limits: &Limits) -> Self {
        // All but those that decide only whether there is an answer: a limit that is added counts until it is told here.
        let Limits { cpu, cpu_per_mebibyte, wall, wall_per_mebibyte, address_space, .. } = Limits::default();
        let limits = Limits { cpu, cpu_per_mebibyte, wall, wall_per_mebibyte, address_space, ..*limits };
        Self::of(content, &format!("{:?} {} {limits:?}", extractor.media, extractor.version))
    }

    /// The key of what was read off a page of such a file by machine, with these settings.
    pub(super) fn of_page(content: [u8; 32], page: u32, settings: &str) -> Self {
        Self::of(content, &format!("page {page} {settings}"))
    }

    fn of(content: [u8; 32], what: &str) -> Self {
        let hash = blake3::hash(format!("{FORMAT} {what}").as_bytes()).to_hex();
        Self { content, name: format!("{}-{}", hex(&content), &hash[..16]) }
    }

    /// The sum of the file's bytes.
    pub(super) fn content(&self) -> [u8; 32] {
        self.content
    }
}

/// A file's size and time of change: whether it is the same as a moment ago, without reading it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stamp(u64, SystemTime);

impl Stamp {
    /// That of the file now; `None` where the system does not tell.
    pub(super) fn of(file: &Path) -> Option<Self> {
        let metadata = fs::metadata(file).ok()?;
        Some(Self(metadata.len(), metadata.modified().ok()?))
    }
}

/// BLAKE3 of a file, of `most` bytes and one at the most: a larger one is not read.
pub(crate) fn content(file: &Path, most: u64) -> io::Result<[u8; 32]> {
    let mut hasher = blake3::Hasher::new();
    io::copy(&mut File::open(file)?.take(most.saturating_add(1)), &mut hasher)?;
    Ok(*hasher.finalize().as_bytes())
}

impl Cache {
    /// A cache in `folder`, which should hold nothing else and is made when it is first written to. [`trim`](Self::trim)
    /// cuts it down to `most_bytes`; a build does so at its end. Until then it may grow to twice as much.
    pub fn new(folder: impl AsRef<Path>, most_bytes: u64) -> Self {
        let folder = folder.as_ref().to_path_buf();
        Self { folder, most_bytes, written: AtomicU64::new(0), asked: Mutex::default() }
    }

    /// Where it lies.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// What was kept of a file: what it holds, or why it cannot be read.
    pub(super) fn get(&self, key: &Key) -> Option<Result<RawDocument, Skip>> {
        self.asked().insert(key.content);
        let path = self.path(key);
        let document = open_entry(&key.name, &fs::read(&path).ok()?)?;
        // The time of the last use is the file's time of change. Without leave to set it, the entry only looks older.
        let _ = File::options().write(true).open(&path).and_then(|file| file.set_modified(SystemTime::now()));
        Some(document)
    }

    /// Keeps what was read of a file, unless it tells of the machine rather than of the file. A cache that cannot be
    /// written to, on a full disk say, costs time later and nothing now.
    pub(super) fn put(&self, key: &Key, document: &Result<RawDocument, Skip>) {
        if !document.as_ref().err().is_none_or(|skip| is_of_the_bytes(skip.reason)) {
            return;
        }
        let Some(entry) = entry(&key.name, document) else { return };
        let bytes = entry.len() as u64;
        // What does not fit would push out what does, and be pushed out itself in the next round.
        if self.written.fetch_add(bytes, Ordering::Relaxed).saturating_add(bytes) <= self.most_bytes {
            let _ = self.write(key, &entry);
        }
    }

    fn write(&self, key: &Key, entry: &[u8]) -> io::Result<()> {
        let path = self.path(key);
        let folder = path.parent().unwrap_or(&self.folder);
        private_folder(&self.folder)?;
        let tag = self.folder.join(TAG.0);
        if !tag.exists() {
            fs::write(tag, TAG.1)?;
        }
        private_folder(folder)?;
        // Such files are readable and writable by their owner alone.
        let mut file = tempfile::Builder::new().prefix(UNFINISHED.0).tempfile_in(folder)?;
        file.write_all(entry)?;
        file.persist(path)?;
        Ok(())
    }

    /// Removes everything that was kept.
    ///
    /// # Errors
    ///
    /// Those of reading the folder and of removing files.
    pub fn clear(&self) -> io::Result<()> {
        self.files()?.into_iter().try_for_each(|entry| found(fs::remove_file(entry.path())).map(drop))
    }

    /// Cuts the cache down to its size: files that nobody asked for since this value was made go first, and among them
    /// those whose last use is longest ago. Files that were never finished go too.
    ///
    /// # Errors
    ///
    /// Those of reading the folder and of removing files; what another process has removed meanwhile is none.
    pub fn trim(&self) -> io::Result<()> {
        let mut entries = Vec::new();
        let asked = self.asked();
        for entry in self.files()? {
            let Some(metadata) = found(entry.metadata())? else { continue };
            let used = metadata.modified().unwrap_or(SystemTime::UNIX_EPOCH);
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.starts_with(UNFINISHED.0) {
                if used.elapsed().is_ok_and(|age| age > UNFINISHED.1) {
                    found(fs::remove_file(entry.path()))?;
                }
            } else {
                let is_present = name.get(..64).and_then(unhex).is_some_and(|content| asked.contains(&content));
                entries.push((is_present, used, entry.path(), metadata.len()));
            }
        }
        drop(asked);
        entries.sort();
        let mut bytes: u64 = entries.iter().map(|(.., bytes)| bytes).sum();
        for (_, _, path, size) in entries {
            if bytes <= self.most_bytes {
                break;
            }
            found(fs::remove_file(path))?;
            bytes -= size;
        }
        Ok(())
    }

    /// The files in the folders of the cache.
    fn files(&self) -> io::Result<Vec<fs::DirEntry>> {
        let mut files = Vec::new();
        let Some(folders) = found(fs::read_dir(&self.folder))? else { return Ok(files) };
        for folder in folders {
            let folder = folder?;
            let is_ours = folder.file_name().len() == 2 && folder.file_type()?.is_dir();
            if let Some(entries) = if is_ours { found(fs::read_dir(folder.path()))? } else { None } {
                files.extend(entries.collect::<io::Result<Vec<_>>>()?);
            }
        }
        Ok(files)
    }

    fn path(&self, key: &Key) -> PathBuf {
        self.folder.join(&key.name[..2]).join(&key.name)
    }

    /// The set is changed by single inserts: it is whole whatever became of a thread that held it.
    fn asked(&self) -> MutexGuard<'_, HashSet<[u8; 32]>> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether the reason tells of the file's bytes, and not of the machine on the day or of what this build can do.
fn is_of_the_bytes(reason: SkipReason) -> bool {
    use SkipReason::{Empty, Encrypted, Malformed, NoTextLayer, TooLarge};
    matches!(reason, Empty | Encrypted | Malformed | NoTextLayer | TooLarge)
}

/// The bytes of an entry.
fn entry(name: &str, document: &Result<RawDocument, Skip>) -> Option<Vec<u8>> {
    let packed = lz4_flex::compress_prepend_size(&postcard::to_stdvec(document).ok()?);
    let mut entry = Vec::with_capacity(MAGIC.len() + SUM_BYTES + packed.len());
    entry.extend_from_slice(MAGIC);
    entry.extend_from_slice(&sum(name, &packed));
    entry.extend_from_slice(&packed);
    Some(entry)
}

/// What an entry holds; `None` where it is not one, or not that of `name`.
fn open_entry(name: &str, entry: &[u8]) -> Option<Result<RawDocument, Skip>> {
    let (stated, packed) = entry.strip_prefix(MAGIC)?.split_at_checked(SUM_BYTES)?;
    if stated != sum(name, packed) {
        return None;
    }
    let bytes = lz4_flex::decompress_size_prepended(packed).ok()?;
    match postcard::take_from_bytes(&bytes) {
        Ok((document, [])) => Some(document),
        _ => None,
    }
}

fn sum(name: &str, packed: &[u8]) -> [u8; SUM_BYTES] {
    *blake3::Hasher::new().update(name.as_bytes()).update(packed).finalize().as_bytes()
}

fn hex(bytes: &[u8; 32]) -> String {
    blake3::Hash::from_bytes(*bytes).to_hex().to_string()
}

fn unhex(text: &str) -> Option<[u8; 32]> {
    blake3::Hash::from_hex(text).ok().map(|hash| *hash.as_bytes())
}

/// What is not there any more was removed by another process, or by hand, and is nothing to complain of.
fn found<T>(outcome: io::Result<T>) -> io::Result<Option<T>> {
    match outcome {
        Ok(value) => Ok(Some(value)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Makes a folder that only its owner may look into.
pub(crate) fn private_folder(folder: &Path) -> io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

#[cfg(test)]
mod tests;
