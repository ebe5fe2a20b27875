//! What was told of late, found again for a feed.
//!
//! In comes a state; out come the sections that were told within the last 60 days, as the index has them now. What has left the
//! index has left the feed too.

use super::{
    WatchState,
    content::content,
    run::hit,
    state::{Kept, Moment},
};
use crate::{
    Index, Result,
    query::{
        answer::Hit,
        question::Question,
        quoting::{Quote, Quoter},
        request::Request,
    },
};
use jiff::Timestamp;

/// What was told of saved questions of late.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct WatchFeed {
    /// By which the feed is known: when its state was begun. Absent where it is empty.
    pub begun: Option<Timestamp>,
    /// The sections, the latest told first.
    pub told: Vec<Told>,
}

/// A section that was told of a saved question.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Told {
    /// The question's id.
    pub query_id: String,
    /// The question.
    pub query: String,
    /// The hash of what the section says: 16 hexadecimal digits. With the question it is the same in every run.
    pub content: String,
    /// When it was told.
    pub at: Timestamp,
    /// The section; without score.
    pub hit: Hit,
}

impl Index {
    /// What was told of saved questions within the last 60 days, of each question the latest 500, as far as the index still
    /// has it.
    ///
    /// # Errors
    ///
    /// [`DamagedIndex`](crate::ErrorKind::DamagedIndex) where the index cannot be read.
    pub fn told(&self, state: &WatchState) -> Result<WatchFeed> {
        self.contained(|| {
            let mut told = Vec::new();
            for (id, kept) in &state.questions {
                self.told_of(id, kept, &mut told)?;
            }
            // The sort is stable.
            told.sort_by_key(|one| std::cmp::Reverse(one.at));
            Ok(WatchFeed { begun: state.begun.map(Moment::time), told })
        })
    }

    /// The hash of what the section with this id says: the same wherever it stands, and in every generation.
    #[cfg(feature = "serve")]
    pub(crate) fn content_of(&self, section: &str) -> Result<String> {
        self.contained(|| Ok(content(&self.record_with_id(section)?).into()))
    }

    fn told_of(&self, id: &str, kept: &Kept, told: &mut Vec<Told>) -> Result<()> {
        let Some(asked) = kept.asked.filter(|_| !kept.recent.is_empty()) else { return Ok(()) };
        let question = Question::read(self, &Request::new(&kept.query).today(asked.day()))?;
        let compiler = question.compiler();
        let mut quoter = match &question.plan {
            Some(plan) => Some(Quoter::new(self, &compiler, plan, question.scope, question.analyzer)?),
            None => None,
        };
        for recent in &kept.recent {
            let Some(address) = self.address_of(&recent.section)? else { continue };
            let record = self.record(address)?;
            if content(&record) != recent.content {
                continue;
            }
            let quote = match &mut quoter {
                Some(quoter) => quoter.quote(address, &record, 1)?,
                None => Quote::of(&record, Vec::new()),
            };
            told.push(Told {
                query_id: id.to_owned(),
                query: kept.query.clone(),
                content: recent.content.into(),
                at: recent.told.time(),
                hit: hit(told.len(), &record, quote),
            });
        }
        Ok(())
    }
}
