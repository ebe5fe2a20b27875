//! What was told of saved questions: the state between two runs, and its file.
//!
//! In comes the path of the file; out comes the state with a lock on it, and back goes the next state. The file has hashes
//! and ids, no text of a paper, so that what is forgotten is not kept here. What becomes of the state in a run is left to
//! [`run`](super::run).

use crate::{
    Error, ErrorKind, Result,
    index::{Lock, Refused},
};
use jiff::{Timestamp, civil::Date, tz::Offset};
use serde::{Deserialize, Serialize};
use std::{
    collections::BTreeMap,
    ffi::OsString,
    fs::{self, File},
    io::{self, Write as _},
    path::{Path, PathBuf},
    time::Duration,
};

/// The version of the file. 1: the first.
const VERSION: u32 = 1;

/// What was told of each saved question. Empty by default: nothing was asked yet.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WatchState {
    pub(super) version: u32,
    /// When it was begun, by which the feed is known.
    pub(super) begun: Option<Moment>,
    /// By the ids of the questions.
    pub(super) questions: BTreeMap<String, Kept>,
}

/// What is kept of a question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Kept {
    /// As typed.
    pub(super) query: String,
    /// The version of the language in which it was read last.
    pub(super) language: u32,
    /// How it is read without an index, dates such as `last year` reckoned from the day of `first`.
    pub(super) reading: String,
    /// When it was first seen.
    pub(super) first: Moment,
    /// The codes of the notices that it had when it was first asked, in order.
    pub(super) notices: Vec<String>,
    /// What the index made of it when it was asked last, in words.
    pub(super) read_as: String,
    /// When it was asked last; absent where it never could be.
    pub(super) asked: Option<Moment>,
    /// The generation that answered.
    pub(super) generation: String,
    /// How many sections matched.
    pub(super) total: u64,
    /// The contents that were told, each with the number of sections that had it when the question was asked last.
    pub(super) told: BTreeMap<Content, u64>,
    /// What was told of late, for the feed; the latest first.
    pub(super) recent: Vec<Recent>,
}

/// Something that was told of late.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Recent {
    pub(super) content: Content,
    /// A section that has it.
    pub(super) section: String,
    /// When it was told.
    pub(super) told: Moment,
}

/// A time, in UTC and to the second on the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub(super) struct Moment(Timestamp);

impl Moment {
    /// A time, cut to the second.
    pub(super) fn of(time: Timestamp) -> Self {
        // Every second has a time, so that there is nothing to fall back on.
        Self(Timestamp::from_second(time.as_second()).unwrap_or(time))
    }

    pub(super) fn time(self) -> Timestamp {
        self.0
    }

    /// The day, in UTC.
    pub(super) fn day(self) -> Date {
        Offset::UTC.to_datetime(self.0).date()
    }
}

/// `2026-03-18T02:45:00Z`.
impl From<Moment> for String {
    fn from(moment: Moment) -> Self {
        moment.0.to_string()
    }
}

impl TryFrom<String> for Moment {
    type Error = jiff::Error;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse().map(Self::of)
    }
}

/// What a section says, in short: the first eight bytes of a BLAKE3, in hexadecimal on the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub(super) struct Content(pub(super) u64);

impl From<Content> for String {
    fn from(content: Content) -> Self {
        format!("{:016x}", content.0)
    }
}

impl TryFrom<String> for Content {
    type Error = std::num::ParseIntError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        u64::from_str_radix(&text, 16).map(Self)
    }
}

impl WatchState {
    /// Reads a state from the bytes of its file.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Usage`] where they are no state, or one of a later version.
    pub fn parse(bytes: &[u8]) -> Result<Self> {
        #[derive(Deserialize)]
        struct Version {
            version: u32,
        }
        let unreadable = |error| {
            Error::new(ErrorKind::Usage, "the state of the saved questions cannot be read").caused_by(error).with_hint(
                "Put it back from a backup. To begin anew, move it away and run once with --mark-seen, or everything that \
                 matches is told as new.",
            )
        };
        let Version { version } = serde_json::from_slice(bytes).map_err(unreadable)?;
        if version > VERSION {
            return Err(Error::new(ErrorKind::Usage, "the state of the saved questions is of a later version")
                .with_hint("A newer scrutineer wrote it; use that one."));
        }
        serde_json::from_slice(bytes).map_err(unreadable)
    }

    /// The bytes of its file: JSON.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Internal`] where it cannot be written; it should not happen.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        let mut bytes = serde_json::to_vec(&Self { version: VERSION, ..self.clone() }).map_err(|error| {
            Error::new(ErrorKind::Internal, "cannot write the state of the saved questions").caused_by(error)
        })?;
        bytes.push(b'\n');
        Ok(bytes)
    }

    /// The ids of the questions that it knows, in order.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.questions.keys().map(String::as_str)
    }
}

/// The file of a state, locked until this is dropped, so that two runs at once do not tell things twice.
pub struct WatchFile {
    path: PathBuf,
    state: WatchState,
    _lock: Lock,
}

impl WatchFile {
    /// Opens the file; where there is none, the state is empty. The lock is on a file beside it, whose name ends in
    /// `.lock`, and which may be removed at any time.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Locked`] where another run has it, those of [`WatchState::parse`], [`ErrorKind::Io`] where it cannot be
    /// read or the lock cannot be made.
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref().to_path_buf();
        let lock = Lock::take(&beside(&path, ".lock"), Duration::ZERO, &|| false).map_err(|refused| match refused {
            Refused::Held(holder) => {
                let who = if holder.is_empty() { String::new() } else { format!(" ({holder})") };
                Error::new(ErrorKind::Locked, format!("another run asks the saved questions{who}"))
                    .at(&path)
                    .with_hint("Wait until it has ended.")
            }
            Refused::Failed(error) => Error::io("cannot lock the state of the saved questions", &path, error)
                .with_hint(
                    "Check that its folder is there and that you may write to it, or name another with --state.",
                ),
        })?;
        let state = match fs::read(&path) {
            Ok(bytes) => WatchState::parse(&bytes).map_err(|error| error.at(&path))?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => WatchState::default(),
            Err(error) => {
                return Err(Error::io("cannot read the state of the saved questions", &path, error)
                    .with_hint("Check who may read it."));
            }
        };
        Ok(Self { path, state, _lock: lock })
    }

    /// The state as it was when the file was opened or saved.
    pub fn state(&self) -> &WatchState {
        &self.state
    }

    /// Writes the next state in place of this one: beside it, made to survive the loss of power, then renamed. Save it when
    /// what is new has been told: a run that dies before that tells it again.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Io`] where the disk refuses; the file is then as it was.
    pub fn save(&mut self, state: WatchState) -> Result<()> {
        if state == self.state {
            return Ok(());
        }
        let bytes = state.to_bytes()?;
        replace(&self.path, &bytes).map_err(|error| {
            Error::io("cannot write the state of the saved questions", &self.path, error)
                .with_hint("What was told now will be told again. Check the room on the disk and who may write there.")
        })?;
        self.state = state;
        Ok(())
    }
}

fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let next = beside(path, ".next");
    let mut file = File::create(&next)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&next, path)?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder)?.sync_all()
}

/// A path whose name goes on with `end`.
fn beside(path: &Path, end: &str) -> PathBuf {
    let mut name: OsString = path.as_os_str().to_owned();
    name.push(end);
    name.into()
}
