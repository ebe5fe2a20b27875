//! Passages that papers use again: the same words, or nearly the same, in several papers.
//!
//! In comes a [`Request`], whose question and filters say which sections are looked into; out come [`Repeats`]: the
//! paragraphs that most papers have in common, where each was first said, and since when. Near-copies of whole sections
//! are found by builds; paragraphs here, when they are asked for, as all of them would take as much room as the text. The
//! records of all sections that match are read, by all processors, which takes a second for each hundred megabytes of papers or so.

use super::{
    answer::{Copy, HitPaper, Notice, WIRE_VERSION},
    copies::MOST_NAMED,
    mentions::Mention,
    question::Question,
    request::Request,
};
use crate::{
    Index, Result,
    analysis::Wording,
    document::DateValue,
    index::{FEWEST_WORDS, Likeness, Searched, Signature, Text, clusters, preference, signature},
};
use jiff::civil::Date;
use rayon::iter::{IntoParallelRefIterator as _, ParallelIterator as _};
use rustc_hash::FxHashSet;
use serde::Serialize;
use std::{collections::BTreeSet, sync::Arc, time::Instant};
use tantivy::DocAddress;

/// Passages that several papers have in common.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Repeats {
    /// What was looked into, and the totals.
    pub head: RepeatsHead,
    /// The passages, those of most papers first; of as many, the longest.
    pub passages: Vec<Repeat>,
}

/// The first object of repeats.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "type", rename = "repeats")]
#[non_exhaustive]
pub struct RepeatsHead {
    /// [`WIRE_VERSION`].
    pub version: u32,
    /// The question as typed.
    pub query: String,
    /// Which sections were looked into, in words.
    pub read_as: String,
    /// What the user must know about how the question was read.
    pub notices: Vec<Notice>,
    /// How many words a passage has at least.
    pub fewest_words: u32,
    /// How many passages stand in several papers.
    pub total: u64,
    /// How many paragraphs were looked at: those of so many words.
    pub paragraphs: u64,
    /// How long it took, in milliseconds.
    pub took_ms: f64,
    /// The generation that answered.
    pub generation: String,
    /// What the index holds.
    pub searched: Searched,
}

/// A passage that several papers have.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "type", rename = "repeat")]
#[non_exhaustive]
pub struct Repeat {
    /// From 1, counted through all pages.
    pub rank: u64,
    /// How many papers have it; the parts of a pack count each.
    pub papers: u64,
    /// In how many ways it is worded; 1 where all papers have the same words.
    pub wordings: u64,
    /// The slugs of the councils of these papers, in order.
    pub councils: Vec<String>,
    /// The earliest date of these papers: `2019-03-06`, `2015-10` or `2015`. Absent where none has one.
    pub first: Option<String>,
    /// The latest.
    pub last: Option<String>,
    /// In how many calendar years it was used.
    pub years: u64,
    /// Whether it is known as standing text, such as declarations of interest.
    pub boilerplate: bool,
    /// How many words it has.
    pub words: u32,
    /// The passage, as it stands where it was used first.
    pub text: String,
    /// How to cite it there.
    pub citation: String,
    /// The paper where it was used first.
    pub paper: HitPaper,
    /// The section there.
    pub section: String,
    /// A few of the other papers, by date.
    pub again: Vec<Copy>,
    /// How many more papers there are.
    pub more: u64,
}

/// A paragraph that may be used again.
struct Paragraph {
    /// Of two uses the earlier goes before; undated ones last. Of one day, the final before a draft and the paper itself
    /// before a pack. Then the paper, and the places in it.
    order: (bool, Option<(Date, Date)>, u8, u64, u64, usize),
    date: Option<DateValue>,
    address: DocAddress,
    council: Option<Arc<str>>,
    boilerplate: bool,
    wording: Wording,
    signature: Signature,
}

impl Paragraph {
    fn text(&self) -> Text<'_> {
        Text { signature: &self.signature, words: self.wording.words, council: None }
    }

    fn paper(&self) -> u64 {
        self.order.3
    }

    /// Which one it is in its section.
    fn place(&self) -> usize {
        self.order.5
    }
}

impl Index {
    /// Finds the passages of `fewest_words` words or more that several papers have in common, all but the same words, in
    /// the sections that meet a request; all sections where nothing is asked. The request's limit and offset count
    /// passages. A passage of less than eight words is never compared.
    ///
    /// # Errors
    ///
    /// [`DamagedIndex`](crate::ErrorKind::DamagedIndex) where the index cannot be read.
    ///
    /// ```
    /// use scrutineer::{Index, index::Builder, query::Request};
    ///
    /// let folder = tempfile::tempdir()?;
    /// let (papers, index) = (folder.path().join("papers"), folder.path().join("index"));
    /// std::fs::create_dir(&papers)?;
    /// for month in ["May", "June"] {
    ///     let text = format!("Gullies\n\n1. The contractor has cleaned the gullies of every street in the borough.\n\n2. {month}.\n");
    ///     std::fs::write(papers.join(month).with_extension("txt"), text)?;
    /// }
    /// Builder::new(&papers, &index).build()?;
    ///
    /// let repeats = Index::open(&index)?.repeats(&Request::new("council:unknown"), 10)?;
    /// assert_eq!(repeats.passages[0].papers, 2);
    /// assert_eq!(repeats.passages[0].text, "The contractor has cleaned the gullies of every street in the borough.");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn repeats(&self, request: &Request, fewest_words: u32) -> Result<Repeats> {
        self.contained(|| self.find_repeats(request, fewest_words))
    }

    fn find_repeats(&self, request: &Request, fewest_words: u32) -> Result<Repeats> {
        let start = Instant::now();
        let fewest_words = fewest_words.max(FEWEST_WORDS);
        let mut question = Question::read(self, request)?;
        let found = question.mentions()?;
        question.explain(!found.is_empty(), &request.query)?;
        let paragraphs = found.par_iter().map(|mention| self.paragraphs_of(mention, fewest_words));
        let mut paragraphs: Vec<Paragraph> = paragraphs.collect::<Result<Vec<_>>>()?.into_iter().flatten().collect();
        paragraphs.sort_unstable_by_key(|paragraph| paragraph.order);
        let mut groups: Vec<(u64, Vec<u32>)> = clusters(&paragraphs, Likeness::Repeats, Paragraph::text)
            .into_iter()
            .map(|group| (papers(&paragraphs, &group), group))
            .filter(|(papers, _)| *papers > 1)
            .collect();
        // The sort is stable: of equals the one that was used first.
        groups.sort_by_key(|(papers, group)| std::cmp::Reverse((*papers, paragraphs[group[0] as usize].wording.words)));
        let head = RepeatsHead {
            version: WIRE_VERSION,
            query: request.query.clone(),
            read_as: question.read_as(),
            notices: question.notices,
            fewest_words,
            total: groups.len() as u64,
            paragraphs: paragraphs.len() as u64,
            took_ms: 0.0,
            generation: self.manifest().generation.clone(),
            searched: self.manifest().searched(),
        };
        let shown = (1..).zip(&groups).skip(request.offset).take(request.limit);
        let passages = shown
            .map(|(rank, (papers, group))| self.repeat(rank, *papers, group, &paragraphs))
            .collect::<Result<Vec<_>>>()?;
        let took_ms = start.elapsed().as_secs_f64() * 1000.0;
        Ok(Repeats { head: RepeatsHead { took_ms, ..head }, passages })
    }

    /// The paragraphs of a section that have so many words.
    fn paragraphs_of(&self, mention: &Mention, fewest_words: u32) -> Result<Vec<Paragraph>> {
        let record = self.record(mention.address)?;
        let date = record.paper.date.map(|date| date.date);
        let days = date.map(|date| (date.first(), date.last()));
        let preference = preference(&record.paper);
        let council: Option<Arc<str>> = record.paper.council.map(|council| council.slug.into());
        let paragraphs = record.section.paragraphs.iter().enumerate().filter_map(|(place, paragraph)| {
            let (signature, wording) = signature([paragraph.text.as_str()])?;
            (wording.words >= fewest_words).then(|| Paragraph {
                order: (date.is_none(), days, preference, mention.paper, mention.ordinal, place),
                date,
                address: mention.address,
                council: council.clone(),
                boilerplate: paragraph.boilerplate,
                wording,
                signature,
            })
        });
        Ok(paragraphs.collect())
    }

    fn repeat(&self, rank: u64, papers: u64, group: &[u32], all: &[Paragraph]) -> Result<Repeat> {
        let members: Vec<&Paragraph> = group.iter().map(|place| &all[*place as usize]).collect();
        let leader = members[0];
        let record = self.record(leader.address)?;
        let paragraph = record.section.paragraphs.get(leader.place());
        let citation = record.citation(paragraph);
        let text = paragraph.map(|paragraph| paragraph.text.clone()).unwrap_or_default();
        let wordings: FxHashSet<Wording> = members.iter().map(|one| one.wording).collect();
        let councils: BTreeSet<&str> = members.iter().filter_map(|one| one.council.as_deref()).collect();
        let dates: Vec<DateValue> = members.iter().filter_map(|one| one.date).collect();
        let years: FxHashSet<i16> = dates.iter().map(|date| date.first().year()).collect();
        let mut seen = FxHashSet::from_iter([leader.paper()]);
        let others = members.iter().filter(|one| seen.insert(one.paper()));
        let again = others.take(MOST_NAMED).map(|one| {
            let record = self.record(one.address)?;
            let citation = record.citation(record.section.paragraphs.get(one.place()));
            Ok(Copy { citation, paper: record.paper.id, section: record.section.id, more_in_paper: 0 })
        });
        let again = again.collect::<Result<Vec<_>>>()?;
        Ok(Repeat {
            rank,
            papers,
            wordings: wordings.len() as u64,
            councils: councils.into_iter().map(str::to_owned).collect(),
            first: dates.first().map(DateValue::to_string),
            last: dates.iter().max_by_key(|date| date.last()).map(DateValue::to_string),
            years: years.len() as u64,
            boilerplate: leader.boilerplate,
            words: leader.wording.words,
            text,
            citation,
            paper: HitPaper::of(&record.paper),
            section: record.section.id,
            more: papers - 1 - again.len() as u64,
            again,
        })
    }
}

/// How many papers a group is of.
fn papers(all: &[Paragraph], group: &[u32]) -> u64 {
    let papers: FxHashSet<u64> = group.iter().map(|place| all[*place as usize].paper()).collect();
    papers.len() as u64
}
