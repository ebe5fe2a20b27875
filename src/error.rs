//! The one error of the public interface: what happened, to which file, the likely cause and what to do.
//!
//! A paper that cannot be read is no error: it is recorded as a [`Skip`](crate::corpus::Skip) and the work goes on.
//! An [`Error`] is what stops the work.

use std::{
    error::Error as StdError,
    fmt, io,
    path::{Path, PathBuf},
};

/// A result whose error is scrutineer's.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why the work could not be done.
///
/// `Display` gives one line with the whole chain of causes, outermost first, joined by colons; it is meant for people
/// and never contains Debug text. [`Error::hint`] says what to do next. To branch on the cause use [`Error::kind`].
///
/// ```
/// use scrutineer::{ErrorKind, Index};
///
/// let folder = tempfile::tempdir()?;
/// let missing = folder.path().join("nowhere");
/// let error = Index::open(&missing).unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::NoIndex);
/// assert!(error.to_string().contains("nowhere"));
/// assert!(error.hint().is_some());
/// # Ok::<(), std::io::Error>(())
/// ```
pub struct Error {
    inner: Box<Inner>,
}

struct Inner {
    kind: ErrorKind,
    what: String,
    path: Option<PathBuf>,
    hint: Option<String>,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

/// The kinds of [`Error`] that a caller may want to tell apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A file or folder could not be read or written.
    Io,
    /// The folder of papers is missing, is no folder, or its settings (`scrutineer.toml`, `gazetteer.csv`) are wrong.
    Corpus,
    /// There is no index in the folder named.
    NoIndex,
    /// The index was written in a format that this version does not read.
    IndexFormat,
    /// The index is damaged: a file is missing or its bytes are not those that were written.
    DamagedIndex,
    /// Another build holds the lock of the index.
    Locked,
    /// A build would lose more papers than one loses by intent, as when a disk is not mounted.
    Shrunk,
    /// What was asked for (a paper, a section) is not in the index.
    NotFound,
    /// An abbreviated id fits more than one thing.
    Ambiguous,
    /// A value given by the caller is out of its range.
    Usage,
    /// The work was stopped on request.
    Cancelled,
    /// A fault inside the search engine, which should not happen.
    Internal,
}

impl Error {
    /// An error of the given kind; `what` is a clause without a full stop, such as `cannot read the folder`.
    pub(crate) fn new(kind: ErrorKind, what: impl Into<String>) -> Self {
        let inner = Inner { kind, what: what.into(), path: None, hint: None, source: None };
        Self { inner: Box::new(inner) }
    }

    /// A failed read or write of `path`.
    pub(crate) fn io(what: impl Into<String>, path: &Path, source: io::Error) -> Self {
        Self::new(ErrorKind::Io, what).at(path).caused_by(source)
    }

    /// Names the file or folder that the error is about.
    pub(crate) fn at(mut self, path: &Path) -> Self {
        self.inner.path = Some(path.to_path_buf());
        self
    }

    /// Says what to do next, as a sentence.
    pub(crate) fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.inner.hint = Some(hint.into());
        self
    }

    /// Keeps the cause.
    pub(crate) fn caused_by(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.inner.source = Some(source.into());
        self
    }

    /// Which kind of error this is.
    pub fn kind(&self) -> ErrorKind {
        self.inner.kind
    }

    /// The file or folder that the error is about, where there is one.
    pub fn path(&self) -> Option<&Path> {
        self.inner.path.as_deref()
    }

    /// What to do next, as a sentence; absent where there is nothing useful to say.
    pub fn hint(&self) -> Option<&str> {
        self.inner.hint.as_deref()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.inner.what)?;
        if let Some(path) = &self.inner.path {
            write!(f, ": {}", path.display())?;
        }
        let mut source = self.source();
        while let Some(cause) = source {
            write!(f, ": {cause}")?;
            source = cause.source();
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("kind", &self.inner.kind)
            .field("message", &self.to_string())
            .field("hint", &self.inner.hint)
            .finish()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.inner.source.as_deref().map(|source| source as _)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_names_the_file_and_the_cause_in_one_line() {
        let cause = io::Error::new(io::ErrorKind::PermissionDenied, "permission denied");
        let error = Error::io("cannot read the folder of papers", Path::new("papers"), cause)
            .with_hint("Check who may read it.");
        assert_eq!(error.to_string(), "cannot read the folder of papers: papers: permission denied");
        assert_eq!(error.hint(), Some("Check who may read it."));
        assert_eq!(error.path(), Some(Path::new("papers")));
    }
}
