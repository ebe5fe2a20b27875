//! Council, host, committee and date of one paper.
//!
//! In come the paper's opening and body as the structural half sees them, what side-file and path rules say, its path,
//! the gazetteer and, for a part of a pack, what is known of the pack; out come the four values, each with source,
//! confidence and evidence, or unknown.
//!
//! Sources are ranked: side-file, path rule, a file name of a publisher's known pattern, the heading block, the pack, the
//! body. A lower one is asked only where those above are silent. Two rivals of one rank that nothing separates give
//! unknown. A side-file's council that no gazetteer knows is taken at its word, with a slug made of its name: the
//! operator said so.

use super::{
    CouncilName, DateBasis, DateValue, Evidence, Inferred, PaperDate, PaperKind, Text, committee, councils,
    councils::{quote, where_it_stands},
    dates::{dates, parse_human},
    gazetteer::{Gazetteer, slug_of},
    opening::{LabelName, PartView},
    paper_dates,
    publisher_names::{self, FileName},
};
use crate::corpus::{Block, BlockKind, Details};
use rustc_hash::FxHashMap;

/// What is known of a paper besides its text's structure.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Metadata {
    /// The council that it is by or about.
    pub(crate) council: Option<Inferred<CouncilName>>,
    /// The receiving council, where known to be another.
    pub(crate) host: Option<Inferred<CouncilName>>,
    /// The committee, in title case.
    pub(crate) committee: Option<Inferred<Text>>,
    /// Its date.
    pub(crate) date: Option<Inferred<PaperDate>>,
}

/// What was said of a paper from outside.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Given<'a> {
    /// Relative to the corpus root, with `/`.
    pub(crate) path: &'a str,
    /// The side-file, or the keys of a JSON Lines record.
    pub(crate) details: &'a Details,
    /// What the path rules read off the path.
    pub(crate) rule: &'a Details,
}

impl<'a> Given<'a> {
    /// Side-file and path rule, with the confidence that each deserves.
    pub(super) fn sources(&self) -> [(&'a Details, Evidence, f32); 2] {
        [(self.details, Evidence::SideFile, 1.0), (self.rule, Evidence::PathRule, 0.95)]
    }
}

/// How sure we are of the council on whose host a paper stands.
const ADDRESS: f32 = 0.93;
/// From this on, a part's own value stands against the pack's.
const OWN: f32 = 0.75;

/// Works out the metadata of a paper, or of a part of a `pack`.
pub(crate) fn infer(
    view: &PartView<'_>,
    given: &Given<'_>,
    gazetteer: &Gazetteer,
    pack: Option<&Metadata>,
) -> Metadata {
    // What was said from outside was said of the pack, and reaches its parts through it.
    let nothing = Details::default();
    let given = &if pack.is_some() { Given { path: "", details: &nothing, rule: &nothing } } else { *given };
    let file = FileName::of(given.path, gazetteer);
    let date = date(view, given, file.as_ref(), pack);
    let day = date.as_ref().map(|date| date.value.date);
    let mut host = named_council(given, day, gazetteer, |details| details.host.as_deref());
    let council = named_council(given, day, gazetteer, |details| details.council.as_deref())
        .or_else(|| council_of_address(given, file.as_ref(), day, gazetteer))
        .or_else(|| {
            let own = councils::infer(view, day, gazetteer);
            let packs = pack.and_then(|pack| pack.council.as_ref());
            choose(own, packs, |own, packs| {
                // An outside body's letter about one council, received by another.
                if host.is_none() && own.value.slug != packs.value.slug {
                    host = Some(from_pack(packs));
                }
            })
        });
    if host.is_none() {
        host = pack.and_then(|pack| pack.host.as_ref()).map(from_pack);
    }
    let host = host.filter(|host| council.as_ref().is_none_or(|council| council.value.slug != host.value.slug));
    let own_committee = named_committee(given, gazetteer)
        .or_else(|| file.and_then(|file| file.committee))
        .or_else(|| heading_committee(view, gazetteer));
    let committee = own_committee
        .or_else(|| pack.and_then(|pack| pack.committee.as_ref()).map(from_pack))
        .or_else(|| body_committee(view, gazetteer));
    Metadata { council, host, committee, date }
}

/// The part's own value where it is sure, else the pack's, else the part's own.
fn choose<T: Clone>(
    own: Option<Inferred<T>>,
    pack: Option<&Inferred<T>>,
    mut differs: impl FnMut(&Inferred<T>, &Inferred<T>),
) -> Option<Inferred<T>> {
    match (own, pack) {
        (Some(own), Some(pack)) if own.source == Evidence::Heading && own.confidence >= OWN => {
            differs(&own, pack);
            Some(own)
        }
        (_, Some(pack)) => Some(from_pack(pack)),
        (own, None) => own,
    }
}

fn from_pack<T: Clone>(value: &Inferred<T>) -> Inferred<T> {
    Inferred { source: Evidence::Pack, confidence: value.confidence * 0.98, ..value.clone() }
}

/// The council that a side-file or path rule names.
fn named_council(
    given: &Given<'_>,
    day: Option<DateValue>,
    gazetteer: &Gazetteer,
    field: impl Fn(&Details) -> Option<&str>,
) -> Option<Inferred<CouncilName>> {
    given.sources().into_iter().find_map(|(details, source, confidence)| {
        let name = field(details).map(str::trim).filter(|name| !name.is_empty())?;
        let mut found = gazetteer.lookup(name);
        if found.len() > 1
            && let Some(day) = day
        {
            found.retain(|council| council.existed(day.first(), day.last()));
        }
        let value = match found[..] {
            [council] => CouncilName { slug: council.slug.clone(), name: council.name.clone() },
            [] if source == Evidence::SideFile => {
                let slug = slug_of(name);
                if slug.is_empty() {
                    return None;
                }
                CouncilName { slug, name: name.to_owned() }
            }
            _ => return None,
        };
        Some(Inferred { value, source, confidence, evidence: name.to_owned() })
    })
}

/// The council whose site the paper came from: the side-file's address, the file's name, or a folder named after the host.
fn council_of_address(
    given: &Given<'_>,
    file: Option<&FileName>,
    day: Option<DateValue>,
    gazetteer: &Gazetteer,
) -> Option<Inferred<CouncilName>> {
    let address = given.details.url.as_deref().and_then(|url| url.split("://").nth(1));
    let host = address.and_then(|rest| rest.split(['/', '?', '#', ':']).next());
    let of_host = host.and_then(|host| {
        let value = publisher_names::council_of_host(host, day, gazetteer)?;
        Some(Inferred { value, source: Evidence::SideFile, confidence: ADDRESS, evidence: host.to_owned() })
    });
    of_host
        .or_else(|| file.and_then(|file| file.council.clone()))
        .or_else(|| publisher_names::council_of_folder(given.path, day, gazetteer))
}

fn named_committee(given: &Given<'_>, gazetteer: &Gazetteer) -> Option<Inferred<Text>> {
    given.sources().into_iter().find_map(|(details, source, confidence)| {
        let name = details.committee.as_deref()?;
        let value = committee::clean(name, gazetteer)?;
        Some(Inferred { value: Text { value }, source, confidence, evidence: name.trim().to_owned() })
    })
}

/// The committee of the opening: a label, a line of its own, the title.
fn heading_committee(view: &PartView<'_>, gazetteer: &Gazetteer) -> Option<Inferred<Text>> {
    let heading = |value: String, confidence: f32, evidence: String| {
        Some(Inferred { value: Text { value }, source: Evidence::Heading, confidence, evidence })
    };
    for label in view.labels.iter().filter(|label| label.name == LabelName::Committee) {
        let value = first_of(&label.value);
        let named = committee::find(value).into_iter().next().map(|named| named.name);
        // A label may list people; a name that says of itself what it is is trusted at any length.
        let short = || Some(value.to_owned()).filter(|value| value.split(' ').count() <= 6 && !value.contains(','));
        if let Some(name) = named.or_else(short).and_then(|value| committee::clean(&value, gazetteer)) {
            let place = view.blocks.get(label.block).map(|block| where_it_stands(&block.place)).unwrap_or_default();
            return heading(name, 0.95, format!("{}{place}", label.value));
        }
    }
    // An item of a list of committees is one of many.
    let lines = opening_blocks(view)
        .filter(|(_, block)| block.text.len() < 300 && !matches!(block.kind, BlockKind::ListItem { .. }));
    let mut best: Option<Inferred<Text>> = None;
    for (at, block) in lines {
        let named = committee::of_line(&block.text, gazetteer)
            .or_else(|| committee::meant_by_line(&block.text, gazetteer).filter(|_| view.kind != PaperKind::Agenda));
        let Some(named) = named else { continue };
        // "Council" alone heads full Council's papers where a date stands beside it, and else any list or menu.
        if named.name.eq_ignore_ascii_case("council") && !is_dated_near(view, at) {
            continue;
        }
        let confidence = if named.is_scrutiny() { 0.95 } else { 0.85 };
        if best.as_ref().is_none_or(|best| confidence > best.confidence) {
            let evidence = quote(&block.text, &named.range, &block.place);
            best = heading(named.name, confidence, evidence);
        }
    }
    // A name broken over two lines: "CHILDREN AND FAMILIES OVERVIEW" / "AND SCRUTINY PANEL".
    if best.is_none() {
        best = broken_name(view, gazetteer).and_then(|(name, evidence)| heading(name, 0.85, evidence));
    }
    if best.is_some() {
        return best;
    }
    let title = view.title.as_ref()?;
    let named = committee::find(councils::shortened(&title.text, 400))
        .into_iter()
        .find(|named| named.is_scrutiny() || !named.is_board())?;
    let name = committee::clean(&named.name, gazetteer)?;
    let place = view.blocks.get(title.blocks.start).map(|block| where_it_stands(&block.place)).unwrap_or_default();
    heading(name, 0.8 * title.confidence.clamp(0.8, 1.0), format!("{}{place}", title.text))
}

/// Whether a date stands in a block of the opening or in one of the two before or after it.
fn is_dated_near(view: &PartView<'_>, at: usize) -> bool {
    let near = view.blocks.get(at.saturating_sub(2)..(at + 3).min(view.blocks.len())).unwrap_or_default();
    near.iter().any(|block| !dates(councils::shortened(&block.text, 400)).is_empty())
}

/// Of "Cabinet / Scrutiny Committee" or a list, what is said first.
fn first_of(value: &str) -> &str {
    councils::shortened(value.split([';', '|', '\n']).next().unwrap_or(value).trim(), 400)
}

fn broken_name(view: &PartView<'_>, gazetteer: &Gazetteer) -> Option<(String, String)> {
    // Of two items of a list, each is whole.
    let line = |block: &&Block| block.text.len() < 120 && !matches!(block.kind, BlockKind::ListItem { .. });
    let lines: Vec<_> = opening_blocks(view).map(|(_, block)| block).filter(line).collect();
    lines.windows(2).find_map(|pair| {
        let joined = format!("{} {}", pair[0].text, pair[1].text);
        let named = committee::of_line(&joined, gazetteer)?;
        let across = named.range.start < pair[0].text.len() && named.range.end > pair[0].text.len();
        (across && named.is_scrutiny()).then(|| (named.name, format!("{joined}{}", where_it_stands(&pair[0].place))))
    })
}

/// The blocks of the opening with their indices: at least the first two and the title's, at most the first sixty.
pub(super) fn opening_blocks<'v>(view: &'v PartView<'_>) -> impl Iterator<Item = (usize, &'v Block)> {
    let start = view.opening.start.min(view.blocks.len());
    let title = view.title.as_ref().map_or(0, |title| title.blocks.end);
    let end = view.opening.end.max(title).max(start + 2).min(view.blocks.len()).min(start + 60);
    view.blocks[start..end.max(start)].iter().enumerate().map(move |(index, block)| (start + index, block))
}

/// The committee that the body calls upon: "the Health Scrutiny Panel is asked to".
fn body_committee(view: &PartView<'_>, gazetteer: &Gazetteer) -> Option<Inferred<Text>> {
    const BLOCKS: usize = 400;
    let start = view.body.start.min(view.blocks.len());
    let end = view.body.end.min(view.blocks.len()).max(start);
    let half = BLOCKS / 2;
    let body = &view.blocks[start..end];
    let tail = body.len().saturating_sub(half).max(half.min(body.len()));
    let mut counts: FxHashMap<String, (f32, String)> = FxHashMap::default();
    for block in body[..half.min(body.len())].iter().chain(&body[tail..]).filter(|block| block.furniture.is_none()) {
        let text = councils::shortened(&block.text, 4_000);
        for named in committee::find(text) {
            if named.is_board() || !named.name.contains(' ') {
                continue;
            }
            let Some(name) = committee::clean(&named.name, gazetteer) else { continue };
            let asked = text[named.range.end..].trim_start();
            let weight = if ["is asked", "are asked", "is invited", "is requested", "is recommended"]
                .iter()
                .any(|words| asked.starts_with(words))
            {
                4.0
            } else if named.is_scrutiny() {
                1.0
            } else {
                0.5
            };
            let entry = counts.entry(name).or_insert_with(|| (0.0, quote(text, &named.range, &block.place)));
            entry.0 += weight;
        }
    }
    // "the Scrutiny Panel" is short for the one long name that ends so.
    let mut names: Vec<String> = counts.keys().cloned().collect();
    names.sort_by(|left, right| left.len().cmp(&right.len()).then_with(|| left.cmp(right)));
    for (index, short) in names.iter().enumerate() {
        let ending = format!(" {short}");
        let longer = names[index + 1..].iter().filter(|name| name.ends_with(&ending));
        let Some(long) = longer.clone().next_back() else { continue };
        let one = longer.clone().all(|name| name == long || long.ends_with(&format!(" {name}")));
        if one
            && let Some((weight, _)) = counts.remove(short)
            && let Some(entry) = counts.get_mut(long)
        {
            entry.0 += weight;
        }
    }
    let mut ranked: Vec<_> = counts.into_iter().collect();
    ranked.sort_by(|left, right| right.1.0.total_cmp(&left.1.0).then_with(|| left.0.cmp(&right.0)));
    let (name, (weight, evidence)) = ranked.first()?.clone();
    let next = ranked.get(1).map_or(0.0, |next| next.1.0);
    let sure = weight >= 2.0 && weight >= next * 1.5;
    sure.then_some(Inferred { value: Text { value: name }, source: Evidence::Body, confidence: 0.6, evidence })
}

fn date(
    view: &PartView<'_>,
    given: &Given<'_>,
    file: Option<&FileName>,
    pack: Option<&Metadata>,
) -> Option<Inferred<PaperDate>> {
    let said = |field: fn(&Details) -> Option<&str>, basis| {
        given.sources().into_iter().find_map(|(details, source, confidence)| {
            let text = field(details)?;
            let value = PaperDate { date: parse_human(text)?, basis };
            Some(Inferred { value, source, confidence, evidence: text.trim().to_owned() })
        })
    };
    let meeting = said(|details| details.meeting_date.as_deref(), DateBasis::Meeting);
    if let Some(date) = meeting.or_else(|| file.map(|file| file.date.clone())) {
        return Some(date);
    }
    let own = paper_dates::infer(view);
    // A day of publication dates what was before no meeting.
    let published = said(|details| details.published_date.as_deref(), DateBasis::Published);
    if let Some(published) = published.filter(|_| own.as_ref().is_none_or(|own| own.value.basis != DateBasis::Meeting))
    {
        return Some(published);
    }
    match (own, pack.and_then(|pack| pack.date.as_ref())) {
        // A part's lone month or last line says when it was written; the pack says when it was heard.
        (Some(own), Some(pack)) if own.confidence < OWN || own.value.basis == DateBasis::Document => {
            Some(from_pack(pack))
        }
        (Some(own), _) => Some(own),
        (None, pack) => pack.map(from_pack),
    }
}

/// Whether a paper is a letter, or an outside body's report of an inspection.
pub(super) fn is_letter(view: &PartView<'_>) -> bool {
    view.kind == PaperKind::Letter
        || view.blocks.iter().skip(view.opening.start).take(60).any(|block| councils::is_salutation(&block.text))
}

#[cfg(test)]
pub(super) mod tests;
