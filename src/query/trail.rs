//! Where and when something was mentioned, first and last, and how long it was not.
//!
//! In comes a [`Request`]; out comes a [`Trail`]: council by council the spans, then the mentions by date with the gaps
//! between them. Summaries are worked out from columns; records are read of the mentions that are shown. How a trail looks
//! is left to `render`.

mod told;

use super::{
    answer::{HitPaper, HitSection, WIRE_VERSION},
    facets::{self, Table},
    mentions::{Copies, Mention as Found, copies},
    nothing,
    question::Question,
    quoting::{Quote, Quoter},
    request::Request,
};
use crate::{Index, Result, document::DateValue, index::day_number};
use jiff::ToSpan as _;
use rustc_hash::{FxHashMap, FxHashSet};
use std::cmp::Reverse;
use tantivy::DocAddress;

/// Most copies of a mention that are named.
const MOST_AGAIN: usize = 20;

pub use told::{Again, CouncilTrail, Gap, Mention, Per, Span, Step, Trail, TrailHead};

impl Index {
    /// Where and when something was mentioned: every section that matches in full, by date, copies folded.
    ///
    /// Papers are those that the filters leave. Of the request, `limit` is how many mentions to give, the latest first to
    /// be given, and `snippets` how many passages of each; the order is always that of time. A date that is a month or a
    /// year stands where it begins.
    ///
    /// # Errors
    ///
    /// [`DamagedIndex`](crate::ErrorKind::DamagedIndex) where the index cannot be read.
    ///
    /// ```
    /// use scrutineer::{Index, document::Gazetteer, query::Request};
    ///
    /// let index = Index::in_memory(&[], Gazetteer::builtin())?;
    /// let trail = index.trail(&Request::new("gullies").limit(100))?;
    /// assert_eq!((trail.head.mentions, trail.head.first), (0, None));
    /// # Ok::<(), scrutineer::Error>(())
    /// ```
    pub fn trail(&self, request: &Request) -> Result<Trail> {
        self.contained(|| self.follow(request))
    }

    fn follow(&self, request: &Request) -> Result<Trail> {
        let mut question = Question::read(self, request)?;
        let found = match &question.plan {
            Some(_) => question.mentions()?,
            None => Vec::new(),
        };
        let (papers, of) = question.papers();
        let table = facets::table(self, &*papers)?;
        question.explain(!found.is_empty(), &request.query)?;
        match &question.plan {
            Some(plan) => {
                let skipped = &self.manifest().skipped;
                nothing::unread_files(skipped, plan, &mut question.analyzer, &mut question.notices);
            }
            None if !question.only_exclusions => question.notices.push(nothing::empty_query(self)),
            None => {}
        }

        let copies = copies(self, &found, request.all_copies)?;
        let matching: FxHashSet<u64> = found.iter().map(|mention| mention.paper).collect();
        let lines = lines(&table, &found, &copies);
        let shown = shown(&lines, request.limit);
        let dates = || lines.iter().flat_map(|line| &line.folded).filter_map(|folded| folded.days());
        let last = dates().max();
        let last_again = lines.iter().filter_map(|line| last_again(&line.items, last)).max();
        let mentions = lines.iter().map(|line| line.folded.len() as u64).sum();
        let head = TrailHead {
            version: WIRE_VERSION,
            query: request.query.clone(),
            read_as: if question.plan.is_none() { "nothing".to_owned() } else { question.read_as() },
            of,
            notices: std::mem::take(&mut question.notices),
            mentions,
            copies: found.len() as u64 - mentions,
            papers: matching.len() as u64,
            councils: lines.len() as u64,
            shown: shown.len() as u64,
            first: dates().min().and_then(written),
            last: last.and_then(written),
            last_again: last_again.and_then(written),
            searched: self.manifest().searched(),
            generation: self.manifest().generation.clone(),
        };
        let mut councils = Vec::with_capacity(lines.len());
        if let Some(plan) = &question.plan {
            let compiler = question.compiler();
            let quoter = Quoter::new(self, &compiler, plan, question.scope, question.analyzer)?;
            let holdings = Holdings::new(&table, &matching);
            let mut follower = Follower { index: self, request, quoter, holdings, table: &table, shown };
            for line in lines {
                councils.push(follower.council(line)?);
            }
        }
        councils.sort_by(|one, other| {
            let key = |council: &CouncilTrail| {
                let Span { council, council_name, .. } = &council.span;
                (council.is_none(), council_name.clone(), council.clone())
            };
            key(one).cmp(&key(other))
        });
        Ok(Trail { head, councils })
    }
}

/// First and last day, as `day_number` counts.
type Days = (i64, i64);

/// A section with what decides its place.
#[derive(Debug, Clone, Copy)]
struct Item {
    found: Found,
    days: Option<Days>,
    committee: Option<u64>,
    /// The group of near-copies and its place in it.
    copy: Option<(u32, usize)>,
}

impl Item {
    /// By date, the best copy first; no two sections are equal in it.
    fn order(&self) -> (bool, Option<i64>, usize, u64, u64) {
        let place = self.copy.map_or(0, |(_, place)| place);
        let first = self.days.map(|(first, _)| first);
        (first.is_none(), first, place, self.found.paper, self.found.ordinal)
    }
}

/// A mention: the earliest of its copies, then the others by date.
struct Folded(Vec<Item>);

impl Folded {
    fn days(&self) -> Option<Days> {
        self.0.first().and_then(|item| item.days)
    }

    fn address(&self) -> Option<DocAddress> {
        self.0.first().map(|item| item.found.address)
    }
}

/// The mentions of a council, by date.
struct Line {
    council: Option<u64>,
    /// All sections, in order.
    items: Vec<Item>,
    folded: Vec<Folded>,
}

fn lines(table: &Table, found: &[Found], copies: &Copies) -> Vec<Line> {
    let mut councils: FxHashMap<Option<u64>, Vec<Item>> = FxHashMap::default();
    for found in found {
        let Some(facts) = table.papers.get(&found.paper) else { continue };
        let [council, committee, _] = facts.values;
        let copy = copies.get(&found.address).copied();
        councils.entry(council).or_default().push(Item { found: *found, days: facts.days, committee, copy });
    }
    let line = |(council, mut items): (Option<u64>, Vec<Item>)| {
        items.sort_by_key(Item::order);
        let folded = fold(items.iter().copied());
        Line { council, items, folded }
    };
    councils.into_iter().map(line).collect()
}

/// The last date at which one of these sections stands, where that is later than their last mention.
fn last_again(items: &[Item], last: Option<Days>) -> Option<Days> {
    items.iter().filter_map(|item| item.days).max().filter(|again| last.is_some_and(|last| again.0 > last.0))
}

/// Sections in order as mentions in order.
fn fold(items: impl Iterator<Item = Item>) -> Vec<Folded> {
    let mut folded: Vec<Folded> = Vec::new();
    let mut places: FxHashMap<u32, usize> = FxHashMap::default();
    for item in items {
        let place = item.copy.map(|(group, _)| *places.entry(group).or_insert(folded.len()));
        match place.and_then(|place| folded.get_mut(place)) {
            Some(known) => known.0.push(item),
            None => folded.push(Folded(vec![item])),
        }
    }
    folded
}

/// The mentions that are given: the latest, then those without a date.
fn shown(lines: &[Line], most: usize) -> FxHashSet<DocAddress> {
    let items = lines.iter().flat_map(|line| &line.folded).filter_map(|folded| folded.0.first());
    let mut items: Vec<&Item> = items.collect();
    items.sort_by_key(|item| {
        let (undated, first, ..) = item.order();
        (undated, Reverse(first), item.found.paper, item.found.ordinal)
    });
    items.into_iter().take(most).map(|item| item.found.address).collect()
}

/// The days of papers without a match.
#[derive(Default)]
struct Holding {
    papers: u64,
    /// Of all papers.
    latest: Option<Days>,
    /// The first days of those without a match, in order.
    others: Vec<i64>,
}

impl Holding {
    fn add(&mut self, days: Option<Days>, matches: bool) {
        self.papers += 1;
        if let Some((first, _)) = days {
            self.latest = self.latest.max(days);
            if !matches {
                self.others.push(first);
            }
        }
    }

    /// How many papers without a match begin after a day.
    fn since(&self, day: i64) -> u64 {
        (self.others.len() - self.others.partition_point(|first| *first <= day)) as u64
    }

    fn between(&self, from: i64, until: i64) -> u64 {
        (self.others.partition_point(|first| *first < until) - self.others.partition_point(|first| *first <= from))
            as u64
    }
}

/// What is indexed of each council and committee.
struct Holdings {
    councils: FxHashMap<Option<u64>, Holding>,
    committees: FxHashMap<(Option<u64>, Option<u64>), Holding>,
    none: Holding,
}

impl Holdings {
    fn new(table: &Table, matching: &FxHashSet<u64>) -> Self {
        let mut holdings =
            Self { councils: FxHashMap::default(), committees: FxHashMap::default(), none: Holding::default() };
        for (paper, facts) in &table.papers {
            let [council, committee, _] = facts.values;
            let matches = matching.contains(paper);
            holdings.councils.entry(council).or_default().add(facts.days, matches);
            holdings.committees.entry((council, committee)).or_default().add(facts.days, matches);
        }
        let all = holdings.councils.values_mut().chain(holdings.committees.values_mut());
        all.for_each(|holding| holding.others.sort_unstable());
        holdings
    }

    fn council(&self, council: Option<u64>) -> &Holding {
        self.councils.get(&council).unwrap_or(&self.none)
    }

    fn committee(&self, council: Option<u64>, committee: Option<u64>) -> &Holding {
        self.committees.get(&(council, committee)).unwrap_or(&self.none)
    }
}

/// A date at which something is mentioned.
#[derive(Clone, Copy)]
struct Stand {
    days: Days,
    /// Whether by copies of earlier mentions alone.
    is_again: bool,
}

/// Makes the trails of councils.
struct Follower<'i> {
    index: &'i Index,
    request: &'i Request,
    quoter: Quoter<'i>,
    holdings: Holdings,
    table: &'i Table,
    shown: FxHashSet<DocAddress>,
}

impl Follower<'_> {
    fn council(&mut self, line: Line) -> Result<CouncilTrail> {
        let Line { council, items, folded } = line;
        let slug = self.value(0, council);
        let name = slug.as_deref().map(|slug| self.index.manifest().name_of_council(slug).to_owned());
        let span = |per, committee, items: &[Item], folded: &[Folded], holding: &Holding| {
            let dated: Vec<Days> = folded.iter().filter_map(Folded::days).collect();
            // A month that was written as such ends later than its first day.
            let last_day = items.iter().filter_map(|item| item.days).map(|(_, last)| last).max();
            Span {
                per,
                council: slug.clone(),
                council_name: name.clone(),
                committee,
                mentions: folded.len() as u64,
                undated: (folded.len() - dated.len()) as u64,
                first: dated.first().copied().and_then(written),
                last: dated.last().copied().and_then(written),
                last_again: last_again(items, dated.last().copied()).and_then(written),
                papers: holding.papers,
                papers_since: last_day.map_or(0, |last| holding.since(last)),
                latest_paper: holding.latest.and_then(written),
            }
        };
        let mut by_committee: FxHashMap<Option<u64>, Vec<Item>> = FxHashMap::default();
        for item in &items {
            by_committee.entry(item.committee).or_default().push(*item);
        }
        let mut committees: Vec<Span> = by_committee
            .into_iter()
            .map(|(committee, items)| {
                let holding = self.holdings.committee(council, committee);
                let folded = fold(items.iter().copied());
                span(Per::Committee, self.value(1, committee), &items, &folded, holding)
            })
            .collect();
        committees.sort_by_key(|span| (span.committee.is_none(), span.committee.clone()));
        let span = span(Per::Council, None, &items, &folded, self.holdings.council(council));
        let (steps, left_out) = self.steps(&items, &folded, council)?;
        Ok(CouncilTrail { span, committees, steps, left_out })
    }

    fn value(&self, place: usize, number: Option<u64>) -> Option<String> {
        self.table.values[place].values.get(usize::try_from(number?).ok()?).cloned()
    }

    /// The mentions that are shown with the gaps before them, and how many are left out.
    fn steps(&mut self, items: &[Item], folded: &[Folded], council: Option<u64>) -> Result<(Vec<Step>, u64)> {
        let (mut steps, mut left_out) = (Vec::new(), 0);
        // The gaps since the last mention: they are told with the next one that is shown.
        let mut gaps: Vec<Gap> = Vec::new();
        let mut before: Option<Stand> = None;
        let mut rest = folded;
        let day = |days: Option<Days>| days.map(|(first, _)| first);
        for of_day in items.chunk_by(|one, other| day(one.days) == day(other.days)) {
            let of_day_days = || of_day.iter().filter_map(|item| item.days);
            let first = of_day.first().and_then(|item| day(item.days));
            // On a day without new mentions, copies of earlier ones stand.
            let new = rest.iter().take_while(|folded| day(folded.days()) == first).count();
            let (mentions, later) = rest.split_at(new);
            rest = later;
            let is_again = mentions.is_empty();
            let until = of_day_days().min();
            if let (Some(before), Some(days)) = (before, until) {
                gaps.extend(self.gap(council, before, Stand { days, is_again }, false));
            } else if let (Some(before), None) = (before.take(), until) {
                self.end(council, before, &mut gaps, &mut steps);
            }
            let shown = self.shown_of(mentions, &mut left_out)?;
            if !shown.is_empty() {
                steps.extend(gaps.drain(..).map(Step::Gap));
                steps.extend(shown.into_iter().map(|mention| Step::Mention(Box::new(mention))));
            } else if !is_again {
                gaps.clear();
            }
            // A month that was written as such ends later than its first day.
            if let Some(days) = of_day_days().max_by_key(|(_, last)| *last)
                && before.is_none_or(|before| before.days.1 <= days.1)
            {
                before = Some(Stand { days, is_again });
            }
        }
        if let Some(before) = before {
            self.end(council, before, &mut gaps, &mut steps);
        }
        Ok((steps, left_out))
    }

    /// Tells the gaps after the last mention that has a date, where that is shown.
    fn end(&self, council: Option<u64>, last: Stand, gaps: &mut Vec<Gap>, steps: &mut Vec<Step>) {
        if steps.iter().any(|step| matches!(step, Step::Mention(_))) {
            steps.extend(gaps.drain(..).map(Step::Gap));
            let latest = self.holdings.council(council).latest;
            let latest = latest.map(|days| Stand { days, is_again: false });
            steps.extend(latest.and_then(|latest| self.gap(council, last, latest, true)).map(Step::Gap));
        }
    }

    /// Those of one day's mentions that are shown: in the order of their papers' ids, which the columns do not have.
    fn shown_of(&mut self, mentions: &[Folded], left_out: &mut u64) -> Result<Vec<Mention>> {
        let mut shown = Vec::new();
        for folded in mentions {
            match folded.address().filter(|address| self.shown.contains(address)) {
                Some(address) => shown.push(self.mention(address, &folded.0[1..])?),
                None => *left_out += 1,
            }
        }
        shown.sort_by_key(|mention| (mention.paper.id.clone(), place_of(&mention.section.id)));
        Ok(shown)
    }

    /// What lies between two dates, if it is more than a year.
    fn gap(&self, council: Option<u64>, from: Stand, until: Stand, open: bool) -> Option<Gap> {
        let after = facets::date(from.days.1)?.checked_add(1.year()).ok()?;
        if until.days.0 <= day_number(after) {
            return None;
        }
        let holding = self.holdings.council(council);
        Some(Gap {
            council: self.value(0, council),
            from: written(from.days)?,
            from_again: from.is_again,
            until: written(until.days)?,
            until_again: until.is_again,
            open,
            papers: if open { holding.since(from.days.1) } else { holding.between(from.days.1, until.days.0) },
        })
    }

    fn mention(&mut self, address: DocAddress, copies: &[Item]) -> Result<Mention> {
        let record = self.index.record(address)?;
        let Quote { snippets, citation, citation_url, .. } =
            self.quoter.quote(address, &record, self.request.snippets)?;
        let again = copies.iter().take(MOST_AGAIN).map(|copy| {
            let record = self.index.record(copy.found.address)?;
            let paper = HitPaper::of(&record.paper);
            let citation = record.citation(None);
            let HitPaper { id, date, committee, .. } = paper;
            Ok(Again { paper: id, section: record.section.id, date, committee, citation })
        });
        Ok(Mention {
            again: again.collect::<Result<_>>()?,
            again_total: copies.len() as u64,
            paper: HitPaper::of(&record.paper),
            section: HitSection::of(&record),
            snippets,
            citation,
            citation_url,
        })
    }
}

/// The ordinal at the end of a section's id.
fn place_of(id: &str) -> u64 {
    id.rsplit(':').next().and_then(|ordinal| ordinal.parse().ok()).unwrap_or_default()
}

/// A date as it was written: the year or month that begins and ends on these days, else the day.
fn written((first, last): Days) -> Option<String> {
    let (first, last) = (facets::date(first)?, facets::date(last)?);
    let whole = [DateValue::year(first.year()), DateValue::month(first.year(), first.month())];
    let whole = whole.into_iter().flatten().find(|date| date.first() == first && date.last() == last);
    Some(whole.unwrap_or_else(|| DateValue::day(first)).to_string())
}
