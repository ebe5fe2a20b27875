//! Which council a paper is by or about.
//!
//! In come the blocks of one paper and the gazetteer; out comes the council with its evidence, or nothing where two
//! have an equal claim or none has a good one. What side-files, paths and packs say is left to
//! [`metadata`](super::metadata).
//!
//! Evidence is weighed: a masthead, a title, a letter's subject and a label speak loudest, then an e-mail address, a
//! meeting place and the council called in full, then the bare place said again and again. A name said of a partner, an
//! adviser, a neighbour, a person, a road, a hospital or a university is no evidence at all.

mod context;

use self::context::{Context, Said};
use super::{
    CouncilName, DateValue, Evidence, Inferred,
    gazetteer::{self, Gazetteer, Mention, Tier},
    opening::{LabelName, PartView},
    pattern::{Pattern, pattern},
};
use crate::corpus::{Block, Furniture, Place};
use rustc_hash::FxHashMap;
use std::{ops::Range, sync::LazyLock};

/// How many bytes of the body are looked at: its beginning, its end, and blocks spread evenly between.
const SAMPLE: usize = 160_000;
/// The longest piece of one block that is looked at.
const LONGEST_BLOCK: usize = 8_000;
/// The least evidence that names a council: two bare mentions that speak of the council itself.
const LEAST: f32 = 1.6;
/// How much the best must lead the next, absolutely and as a share of its own evidence.
const LEAD: (f32, f32) = (0.8, 0.15);

/// Where a name stands, which decides how loud it speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Zone {
    /// A letter's subject.
    Subject,
    Title,
    Opening,
    Address,
    Body,
}

impl Zone {
    /// What a name in full and a bare place weigh here.
    fn weights(self) -> (f32, f32) {
        match self {
            Self::Subject => (8.0, 6.0),
            Self::Title => (8.0, 4.0),
            Self::Opening => (6.0, 2.5),
            Self::Address => (6.0, 1.0),
            Self::Body => (1.0, 0.5),
        }
    }
}

/// The kinds of evidence that are counted, so that no kind can outweigh all others by repetition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Count {
    Heading,
    Domain,
    Hall,
    Full,
    Bare,
    Own,
}

impl Count {
    const ALL: [(Self, f32); 6] = [
        (Self::Heading, 24.0),
        (Self::Domain, 7.0),
        (Self::Hall, 5.0),
        (Self::Full, 6.0),
        (Self::Bare, 4.0),
        (Self::Own, 6.0),
    ];
}

#[derive(Debug, Default)]
struct Claim {
    counts: [f32; Count::ALL.len()],
    tier: f32,
    /// How much of it stands in the heading.
    heading: f32,
    /// How much of it other councils of the same name share.
    shared: f32,
    best: f32,
    evidence: String,
}

impl Claim {
    fn add(&mut self, count: Count, weight: f32, zone: Zone, evidence: impl FnOnce() -> String) {
        if zone != Zone::Body {
            self.heading += weight;
        }
        self.counts[count as usize] += weight;
        if weight > self.best {
            self.best = weight;
            self.evidence = evidence();
        }
    }

    fn total(&self) -> f32 {
        let capped = self.counts.iter().zip(Count::ALL).map(|(count, (_, cap))| count.min(cap));
        capped.sum::<f32>() + self.tier
    }
}

/// The council that the paper's own text tells of. `date` leaves out councils that did not exist then.
pub(super) fn infer(
    view: &PartView<'_>,
    date: Option<DateValue>,
    gazetteer: &Gazetteer,
) -> Option<Inferred<CouncilName>> {
    let mut weigher = Weigher { gazetteer, date, claims: FxHashMap::default(), tiers: [0; Tier::ALL.len()] };
    let letter = letter_of(view);
    for (index, block) in sample(view) {
        let zone = zone_of(view, index, letter.as_ref());
        weigher.weigh(block, zone);
    }
    for label in &view.labels {
        if matches!(label.name, LabelName::Committee | LabelName::Author | LabelName::Title)
            && let Some(block) = view.blocks.get(label.block)
            && !view.opening.contains(&label.block)
        {
            weigher.weigh(block, Zone::Opening);
        }
    }
    weigher.decide()
}

/// A letter's address and subject.
struct Letter {
    address: Range<usize>,
    subject: Range<usize>,
}

/// The letter's head, if the paper is one: what stands before "Dear", and the first short line after it.
fn letter_of(view: &PartView<'_>) -> Option<Letter> {
    let start = view.opening.start.min(view.blocks.len());
    let head = view.blocks.iter().enumerate().skip(start).take(60);
    let dear = head.clone().find(|(_, block)| is_salutation(&block.text)).map(|(index, _)| index)?;
    let short = |block: &&Block| block.text.split_whitespace().take(25).count() < 25;
    let lines =
        view.blocks.iter().skip(dear + 1).take(2).take_while(short).take_while(|block| !block.text.ends_with('.'));
    Some(Letter { address: start..dear, subject: dear + 1..dear + 1 + lines.count() })
}

/// Whether a line greets the reader of a letter.
pub(super) fn is_salutation(text: &str) -> bool {
    (text.starts_with("Dear ") || text.starts_with("DEAR ") || text.starts_with("Annwyl ")) && text.len() < 60
}

fn zone_of(view: &PartView<'_>, index: usize, letter: Option<&Letter>) -> Zone {
    match letter {
        Some(letter) if letter.address.contains(&index) => return Zone::Address,
        Some(letter) if letter.subject.contains(&index) => return Zone::Subject,
        _ => {}
    }
    let text = &view.blocks[index].text;
    let running = text.ends_with('.') && text.split(' ').nth(8).is_some();
    if view.title.as_ref().is_some_and(|title| title.blocks.contains(&index)) {
        Zone::Title
    } else if view.opening.contains(&index) && !running {
        Zone::Opening
    } else {
        Zone::Body
    }
}

/// The blocks that are looked at: all of a short paper; of a long one the opening, the beginning, the end, and as many
/// between as fit.
fn sample<'v>(view: &'v PartView<'_>) -> Vec<(usize, &'v Block)> {
    let last = view.body.end.clamp(view.opening.end, view.blocks.len());
    let first = view.opening.start.min(last);
    let weight = |block: &Block| block.text.len().min(LONGEST_BLOCK);
    let total: usize = view.blocks[first..last].iter().map(weight).sum();
    let own = |(_, block): &(usize, &Block)| {
        block.furniture.is_none_or(|kind| matches!(kind, Furniture::RunningHead | Furniture::Site))
    };
    let blocks = view.blocks.iter().enumerate().take(last).skip(first).filter(own);
    if total <= SAMPLE {
        return blocks.collect();
    }
    let step = total / SAMPLE + 1;
    let mut passed = 0;
    let mut chosen = Vec::new();
    for (ordinal, (index, block)) in blocks.enumerate() {
        passed += weight(block);
        let edge = passed < SAMPLE / 3 || passed + SAMPLE / 6 > total;
        if edge || ordinal % (step * 2) == 0 {
            chosen.push((index, block));
        }
    }
    chosen
}

struct Weigher<'g> {
    gazetteer: &'g Gazetteer,
    date: Option<DateValue>,
    claims: FxHashMap<u32, Claim>,
    tiers: [u32; Tier::ALL.len()],
}

impl Weigher<'_> {
    fn weigh(&mut self, block: &Block, zone: Zone) {
        let text = shortened(&block.text, LONGEST_BLOCK);
        // The same line over and over at the head of pages says no more than once.
        let zone = if block.furniture.is_some() { Zone::Body } else { zone };
        let may_tell = self.gazetteer.may_tell(text);
        let mentions = if may_tell { self.gazetteer.mentions_told(text) } else { Vec::new() };
        for mention in mentions {
            self.weigh_mention(text, &mention, zone, &block.place);
        }
        if may_have_domain(text) {
            for found in DOMAIN.find_all(text) {
                self.weigh_domain(text, found, zone, &block.place);
            }
        }
        if may_tell && let Some(found) = HALL.find(text) {
            self.weigh_hall(text, found, zone, &block.place);
        }
        for at in memchr::memmem::find_iter(text.as_bytes(), " Council") {
            let before = &text[..at];
            for (tier, count) in Tier::ALL.iter().zip(&mut self.tiers) {
                *count += u32::from(before.strip_suffix(tier.name()).is_some_and(|before| before.ends_with("he ")));
            }
        }
    }

    fn weigh_mention(&mut self, text: &str, mention: &Mention, zone: Zone, place: &Place) {
        let context = Context::of(text, mention);
        let (full, bare) = zone.weights();
        let heading = zone != Zone::Body;
        let (count, weight) = match context.speaks_of(mention.full, zone) {
            Said::Nothing => return,
            Said::InPassing => (Count::Full, 0.7),
            Said::ItsOwn => (Count::Own, 3.0f32.max(if mention.full { full } else { bare })),
            Said::Name if heading && mention.full => (Count::Heading, full),
            Said::Name if heading => (Count::Heading, bare),
            Said::Name if mention.full => (Count::Full, full),
            Said::Name => (Count::Bare, bare),
            Said::OfItself => (Count::Bare, 1.5),
        };
        let mut weight = weight;
        for &council in &mention.councils {
            if !self.existed(council) {
                continue;
            }
            let claim = self.claims.entry(council).or_default();
            // The first time a council is named in full says more than the tenth.
            if count == Count::Full && weight >= full && claim.counts[Count::Full as usize] < 1.5 {
                weight = 2.0;
            }
            claim.add(count, weight, zone, || quote(text, &mention.range, place));
            claim.shared += if mention.councils.len() > 1 { weight } else { 0.0 };
        }
    }

    fn weigh_domain(&mut self, text: &str, range: Range<usize>, zone: Zone, place: &Place) {
        let domain = text[range.clone()].rsplit(['@', '/']).next().unwrap_or_default();
        for &council in self.gazetteer.by_domain(domain) {
            if self.existed(council) {
                let claim = self.claims.entry(council).or_default();
                let count = Count::Domain;
                let weight = if claim.counts[count as usize] == 0.0 { 4.0 } else { 1.0 };
                claim.add(count, weight, zone, || quote(text, &range, place));
            }
        }
    }

    fn weigh_hall(&mut self, text: &str, range: Range<usize>, zone: Zone, place: &Place) {
        let hall = text[range.clone()].to_lowercase();
        let after = shortened(&text[range.end..], 80).to_lowercase();
        let found = MEETING_PLACES.iter().find(|(known, town, _)| *known == hall && after.contains(town.as_str()));
        for slug in found.iter().flat_map(|(_, _, slugs)| slugs) {
            if let Some(council) = self.gazetteer.index_of(slug).filter(|&council| self.existed(council)) {
                self.claims.entry(council).or_default().add(Count::Hall, 4.0, zone, || quote(text, &range, place));
            }
        }
    }

    fn existed(&self, council: u32) -> bool {
        let Some(council) = self.gazetteer.at(council) else { return false };
        self.date.is_none_or(|date| council.existed(date.first(), date.last()))
    }

    fn decide(mut self) -> Option<Inferred<CouncilName>> {
        // "the County Council" speaks for a county among those named, and against nobody.
        let most = self.tiers.iter().copied().max().filter(|&most| most > 0);
        if let Some(most) = most {
            for (index, claim) in &mut self.claims {
                let tier = self.gazetteer.at(*index).and_then(|council| council.tier());
                let said = Tier::ALL.iter().position(|known| Some(*known) == tier).map_or(0, |at| self.tiers[at]);
                if said == most {
                    claim.tier = (0.7 * said as f32).min(2.0);
                }
            }
        }
        let mut ranked: Vec<(f32, u32, &Claim)> =
            self.claims.iter().map(|(&index, claim)| (claim.total(), index, claim)).collect();
        ranked.sort_by(|left, right| right.0.total_cmp(&left.0).then(left.1.cmp(&right.1)));
        let &(total, index, claim) = ranked.first()?;
        let next = ranked.get(1).map_or(0.0, |next| next.0);
        // Where all that speaks for the next is a name that both bear, anything that is the best's alone decides.
        let namesakes = ranked.get(1).is_some_and(|(total, _, next)| next.shared >= *total);
        let lead = if namesakes { LEAD.0 } else { LEAD.0.max(LEAD.1 * total) };
        if total < LEAST || total - next < lead {
            return None;
        }
        let council = self.gazetteer.at(index)?;
        let certainty = (1.0 - (-total / 3.0).exp()) * (0.5 + 0.5 * (total - next) / total);
        let heading = claim.heading >= 2.5 && claim.heading * 2.0 >= total.min(8.0);
        let (source, most) = if heading { (Evidence::Heading, 0.97) } else { (Evidence::Body, 0.85) };
        Some(Inferred {
            value: CouncilName { slug: council.slug.clone(), name: council.name.clone() },
            source,
            confidence: certainty.min(most),
            evidence: claim.evidence.clone(),
        })
    }
}

/// Whether there is a sign of a host in a text, without which [`DOMAIN`] finds none.
fn may_have_domain(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_near_stop = |at: usize| {
        let is = |from: Option<usize>, word: &str| {
            let there = from.and_then(|from| bytes.get(from..from + word.len()));
            there.is_some_and(|there| there.eq_ignore_ascii_case(word.as_bytes()))
        };
        is(at.checked_sub(3), "www") || is(Some(at + 1), "gov") || is(Some(at + 1), "llyw")
    };
    memchr::memchr_iter(b'.', bytes).any(is_near_stop)
        || memchr::memchr(b'@', bytes).is_some()
        || memchr::memchr_iter(b':', bytes).any(|at| bytes[at..].starts_with(b"://"))
}

/// The host of an e-mail or web address, with what leads up to it.
static DOMAIN: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(concat!(
        r"(?:(?:[a-z0-9._-]{0,40}@|://|\bwww\.)[a-z0-9][a-z0-9.-]{0,80}\.[a-z]{2,8}",
        r"|\b[a-z0-9][a-z0-9.-]{0,80}\.(?:gov\.uk|gov\.wales|gov\.scot|llyw\.cymru))\b",
    ))
});

static HALL: LazyLock<Pattern> = LazyLock::new(|| pattern(&format!(r"\b({})\b", gazetteer::HALLS.join("|"))));

/// Hall, town, councils.
static MEETING_PLACES: LazyLock<Vec<(String, String, Vec<String>)>> = LazyLock::new(|| {
    let table = include_str!("meeting_places.csv");
    let rows =
        table.lines().filter(|line| !line.starts_with('#')).skip(1).map(|line| line.split(',').collect::<Vec<_>>());
    rows.filter_map(|row| {
        let [hall, town, slugs] = row[..] else { return None };
        Some((hall.to_owned(), town.to_owned(), slugs.split(';').map(str::to_owned).collect()))
    })
    .collect()
});

/// The first bytes of a text, cut between two characters.
pub(super) fn shortened(text: &str, bytes: usize) -> &str {
    let mut end = text.len().min(bytes);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// The words around a piece of evidence, and where they stand: `… (line 7)`.
pub(super) fn quote(text: &str, range: &Range<usize>, place: &Place) -> String {
    const AROUND: usize = 60;
    let mut start = range.start.saturating_sub(AROUND);
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    let mut end = range.end.saturating_add(AROUND).min(text.len());
    while !text.is_char_boundary(end) {
        end += 1;
    }
    if start > 0 {
        start = text[start..range.start].find(' ').map_or(start, |blank| start + blank + 1);
    }
    if end < text.len() {
        end = text[range.end..end].rfind(' ').map_or(end, |blank| range.end + blank);
    }
    let mut quote = String::new();
    quote.push_str(if start > 0 { "… " } else { "" });
    quote.push_str(text[start..end].trim());
    quote.push_str(if end < text.len() { " …" } else { "" });
    quote.push_str(&where_it_stands(place));
    quote
}

/// ` (line 7)`, ` (page 2)`, or nothing where the source has neither.
pub(super) fn where_it_stands(place: &Place) -> String {
    match (place.lines, place.page) {
        (Some((line, _)), _) => format!(" (line {line})"),
        (None, Some(page)) => format!(" (page {page})"),
        (None, None) => String::new(),
    }
}

#[cfg(test)]
mod tests;
