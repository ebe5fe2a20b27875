//! scrutineer, through its public API, doing all it does.

use super::contestant::{Built, Contestant, Engine, Found, LIMIT, Snippets};
use crate::question::Question;
use anyhow::{Result, ensure};
use scrutineer::{
    Index,
    index::{Builder, Ending},
    query::Request,
};
use std::path::Path;

/// scrutineer with its default choices.
pub struct Scrutineer;

impl Contestant for Scrutineer {
    fn build(&self, papers: &Path, index: &Path) -> Result<Built> {
        let report = Builder::new(papers, index).build()?;
        let counts = report.papers;
        let touched = counts.new + counts.changed + counts.removed;
        // A build that publishes what was there already would pass for one that finds nothing changed.
        let expected = if touched == 0 { Ending::Unchanged } else { Ending::Published };
        ensure!(report.ending == expected, "{touched} papers were touched, and the build ended as {:?}", report.ending);
        Ok(Built { papers: counts.new + counts.changed + counts.unchanged, sections: report.sections, touched })
    }

    fn open(&self, _: &Path, index: &Path) -> Result<Box<dyn Engine>> {
        Ok(Box::new(Open(Index::open(index)?)))
    }
}

struct Open(Index);

impl Engine for Open {
    fn ask(&mut self, question: &Question, snippets: Snippets) -> Result<Option<Found>> {
        let most = match snippets {
            Snippets::One => 1,
            Snippets::None => 0,
        };
        let request = Request::new(question.scrutineer()).limit(LIMIT).snippets(most);
        let answer = self.0.search(&request)?;
        let passages = answer.hits.iter().flat_map(|hit| &hit.snippets).map(|snippet| snippet.text.len() as u64);
        let first = answer.hits.first();
        Ok(Some(Found {
            hits: answer.head.total,
            relaxed: answer.head.relaxed,
            returned: answer.hits.len() as u64,
            passage_bytes: passages.sum(),
            path: first.map(|hit| hit.paper.path.clone()),
            heading: first.and_then(|hit| hit.section.heading.clone()),
        }))
    }
}
