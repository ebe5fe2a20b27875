//! Saved questions, and what is new to them since they were asked last.
//!
//! In come questions with their ids and a [`WatchState`], which says what was told of them; out comes a [`Watch`]: the sections
//! that match and were not told, and the next state, to be saved when they have been told. What is new is decided by what
//! sections say, not by when a build added them: an index built anew, a paper that moved or was attached to another tells
//! nothing twice, and one that a build missed for a month is told when it comes. `content` says when two sections say the
//! same, `state` keeps what was told, `run` asks, `problems` says which questions cannot be asked, and `feed` finds again
//! what was told of late.

mod content;
mod feed;
mod problems;
mod run;
mod state;

#[cfg(test)]
mod tests;

pub use feed::{Told, WatchFeed};
pub use state::{WatchFile, WatchState};

use super::answer::{Hit, Notice};
use crate::index::Searched;
use jiff::Timestamp;
use serde::Serialize;

/// A saved question.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct SavedQuestion {
    /// By which it is known from run to run.
    pub id: String,
    /// The question, in the query language.
    pub query: String,
    /// Why it cannot be asked, where its line could not be read.
    pub unread: Option<String>,
}

impl SavedQuestion {
    /// A question.
    pub fn new(id: impl Into<String>, query: impl Into<String>) -> Self {
        Self { id: id.into(), query: query.into(), unread: None }
    }

    /// A question that could not be read, such as a line that is not UTF-8; `why` is a sentence. What was told of it is
    /// kept, and it is reported.
    pub fn unread(id: impl Into<String>, why: impl Into<String>) -> Self {
        Self { id: id.into(), query: String::new(), unread: Some(why.into()) }
    }
}

/// Saved questions with the choices of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct WatchRequest {
    /// The questions. Of several with one id the first is asked, and the others are reported.
    pub questions: Vec<SavedQuestion>,
    /// How many new sections of a question are given as hits, the newest first; all count as told. Default: all.
    pub limit: Option<usize>,
    /// Whether what matches is noted as told without telling it. Default: false.
    pub mark_seen: bool,
    /// When this run is. Default: the machine's time.
    pub now: Option<Timestamp>,
}

impl WatchRequest {
    /// Questions with the default choices.
    pub fn new(questions: impl IntoIterator<Item = SavedQuestion>) -> Self {
        Self { questions: questions.into_iter().collect(), limit: None, mark_seen: false, now: None }
    }

    /// Sets how many new sections of a question are given as hits. Default: all.
    #[must_use]
    pub fn limit(mut self, sections: Option<usize>) -> Self {
        self.limit = sections;
        self
    }

    /// Notes what matches as told without telling it. Default: off.
    #[must_use]
    pub fn mark_seen(mut self, yes: bool) -> Self {
        self.mark_seen = yes;
        self
    }

    /// Sets when this run is. Default: the machine's time.
    #[must_use]
    pub fn now(mut self, now: Timestamp) -> Self {
        self.now = Some(now);
        self
    }
}

/// What a run of saved questions gave.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Watch {
    /// The totals.
    pub head: WatchHead,
    /// The questions in their order; behind them those that are no longer saved, by id.
    pub questions: Vec<Watched>,
    /// The state for the next run.
    pub state: WatchState,
}

/// The first object of a run.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "type", rename = "watch")]
#[non_exhaustive]
pub struct WatchHead {
    /// [`WIRE_VERSION`](super::WIRE_VERSION).
    pub version: u32,
    /// When it was, in UTC: `2026-03-18T02:45:00Z`.
    pub at: String,
    /// How many questions there are.
    pub questions: u64,
    /// How many of them have something new.
    pub with_news: u64,
    /// How many sections are new, together; one that is new to two questions counts twice.
    pub new: u64,
    /// How many questions somebody should look at: they were not asked, or are read differently than before.
    pub to_look_at: u64,
    /// How long it took, in milliseconds.
    pub took_ms: f64,
    /// The generation that answered.
    pub generation: String,
    /// What the index holds.
    pub searched: Searched,
}

/// A saved question, and what is new to it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "type", rename = "watched")]
#[non_exhaustive]
pub struct Watched {
    /// Its id.
    pub query_id: String,
    /// As typed; of one that could not be read, as it was typed when it last could.
    pub query: String,
    /// Whether it was asked.
    pub status: WatchStatus,
    /// Whether somebody should look at it.
    pub to_look_at: bool,
    /// What was searched, in words; empty where it was not asked.
    pub read_as: String,
    /// What the user must know, about how it was read and about its state.
    pub notices: Vec<Notice>,
    /// When it was asked the last time before; absent for the first.
    pub since: Option<String>,
    /// How many sections match in full.
    pub total: u64,
    /// How many of them say something that was not told before.
    pub new: u64,
    /// How many came that say what was told before or is told here of another section, such as a letter attached again.
    pub again: u64,
    /// How many were noted as told without telling them.
    pub marked: u64,
    /// The new sections, the newest paper first: as many as were asked for.
    #[serde(skip)]
    pub hits: Vec<Hit>,
}

/// What became of a saved question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum WatchStatus {
    /// It was asked, or nothing can have changed since it was.
    Asked,
    /// It was not asked, as a notice says; what was told of it is kept.
    NotAsked,
    /// It is no longer among the questions; what was told of it is dropped now.
    Gone,
}

impl Watch {
    /// Whether there is nothing to tell of any question.
    pub fn is_quiet(&self) -> bool {
        self.questions.iter().all(Watched::is_quiet)
    }
}

impl Watched {
    /// Whether there is nothing to tell of it: nothing is new, and it was asked as ever.
    pub fn is_quiet(&self) -> bool {
        self.new + self.marked == 0 && self.status == WatchStatus::Asked && self.remarks().next().is_none()
    }

    /// The notices to tell in this run: those about the question's state, and when it is asked for the first time how it was
    /// read.
    pub fn remarks(&self) -> impl Iterator<Item = &Notice> {
        self.notices.iter().filter(|notice| self.since.is_none() || ABOUT_STATE.contains(&notice.code))
    }
}

/// The codes of the notices that only a watch has.
const ABOUT_STATE: [&str; 4] = ["not-asked", "question-changed", "question-gone", "read-differently"];
