//! Why a file, or one line of a JSON Lines file, is not in the index.

use serde::{Deserialize, Serialize};
use std::{fmt, io};

/// The reason for which a source was not read. The names on the wire are those of `Display`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum SkipReason {
    /// There is no text in it.
    Empty,
    /// It is not text and not a known document format.
    Binary,
    /// It is protected by a password.
    Encrypted,
    /// Its pages are pictures without text.
    NoTextLayer,
    /// It is of a known format and breaks that format's rules.
    Malformed,
    /// It is larger than the limit for its format.
    TooLarge,
    /// Reading it took longer than allowed.
    TimeLimit,
    /// Reading it took more memory than allowed.
    MemoryLimit,
    /// Its reader crashed.
    Crashed,
    /// The operating system did not let us read it.
    Permission,
    /// Its side-file says that it must not be indexed.
    Restricted,
    /// Another paper has the same id.
    DuplicateId,
    /// It is of a known format that this build does not read.
    Unsupported,
}

impl SkipReason {
    /// Whether the same bytes may be read on another day, when the machine has more time or memory to spare.
    pub(crate) fn depends_on_the_machine(self) -> bool {
        matches!(self, Self::TimeLimit | Self::MemoryLimit)
    }

    /// Whether the settings decide that bytes which could once be read are not: without the reading of scans, say.
    pub(crate) fn is_by_choice(self) -> bool {
        matches!(self, Self::NoTextLayer | Self::TooLarge | Self::Unsupported)
    }

    /// A sentence for people.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Empty => "There is no text in it.",
            Self::Binary => "It is not text and not a document format that scrutineer knows.",
            Self::Encrypted => "It is protected by a password.",
            Self::NoTextLayer => "Its pages are pictures; there is no text to read.",
            Self::Malformed => "It breaks the rules of its own format.",
            Self::TooLarge => "It is larger than the limit for its format.",
            Self::TimeLimit => "Reading it took longer than allowed.",
            Self::MemoryLimit => "Reading it took more memory than allowed.",
            Self::Crashed => "Its reader crashed.",
            Self::Permission => "The operating system did not allow it to be read.",
            Self::Restricted => "It is marked as restricted.",
            Self::DuplicateId => "Another paper has the same id.",
            Self::Unsupported => "It is in a format that this build of scrutineer does not read.",
        }
    }
}

impl fmt::Display for SkipReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "empty",
            Self::Binary => "binary",
            Self::Encrypted => "encrypted",
            Self::NoTextLayer => "no-text-layer",
            Self::Malformed => "malformed",
            Self::TooLarge => "too-large",
            Self::TimeLimit => "time-limit",
            Self::MemoryLimit => "memory-limit",
            Self::Crashed => "crashed",
            Self::Permission => "permission",
            Self::Restricted => "restricted",
            Self::DuplicateId => "duplicate-id",
            Self::Unsupported => "unsupported",
        })
    }
}

/// A source that was not read: the reason, and what exactly was wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Skip {
    /// The reason.
    pub reason: SkipReason,
    /// What was found, for people, such as `line 3: expected a string`; may be empty.
    pub detail: String,
}

impl Skip {
    /// A skip with its detail.
    pub fn new(reason: SkipReason, detail: impl Into<String>) -> Self {
        Self { reason, detail: detail.into() }
    }

    /// The skip that fits an operating system's refusal: whatever it says, the file may be good.
    pub fn unreadable(error: &io::Error) -> Self {
        Self::new(SkipReason::Permission, error.to_string())
    }
}

impl fmt::Display for Skip {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.detail[..] {
            "" => write!(f, "{}", self.reason),
            detail => write!(f, "{}: {detail}", self.reason),
        }
    }
}

impl std::error::Error for Skip {}
