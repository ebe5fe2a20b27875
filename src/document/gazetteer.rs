//! The gazetteer: the UK's councils, with other names, former councils and dates.
//!
//! In come the built-in table and, where a corpus has one, its `gazetteer.csv`; out come councils by slug, by any of
//! their names, by e-mail domain, and the places of a text where they are named. Which of the councils named in a paper
//! is the paper's own is left to [`councils`](super::councils).

mod beginnings;
mod rows;

use self::beginnings::Beginnings;
use crate::{Error, ErrorKind, Result};
use aho_corasick::{AhoCorasick, MatchKind};
use jiff::civil::Date;
use rustc_hash::FxHashMap;
use std::{
    fmt,
    ops::Range,
    sync::{Arc, OnceLock},
};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

const BUILTIN: &str = include_str!("gazetteer.csv");
/// Made when it is first asked for as a whole.
static BUILTIN_TABLE: OnceLock<Gazetteer> = OnceLock::new();
/// What stands behind the place in the domains of councils that need no entry in the table.
const ZONES: [&str; 5] = [".gov.uk", ".gov.wales", ".gov.scot", ".moderngov.co.uk", ".cmis.uk.com"];
/// Longer texts are searched for names in their first bytes only.
const LONGEST_TEXT: usize = 1 << 16;

/// The halls in which county councils meet, as names are compared. They are no names, but tell of a council, too, and are
/// looked for in the same texts.
pub(crate) const HALLS: [&str; 8] = [
    "county hall",
    "shire hall",
    "shirehall",
    "county offices",
    "county buildings",
    "sessions house",
    "endeavour house",
    "woodhatch place",
];

/// A council of the gazetteer.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Council {
    /// The slug, such as `west-sussex`.
    pub slug: String,
    /// The official name, such as `West Sussex County Council`.
    pub name: String,
    /// Other names: former and short official ones, Welsh ones, and the bare place.
    pub aliases: Vec<String>,
    /// The first day, for a council that is not as old as the papers may be.
    pub start: Option<Date>,
    /// The last day, for a former council.
    pub end: Option<Date>,
    /// Domains of its e-mail addresses and web pages, such as `westsussex.gov.uk`. One made of the place written
    /// together before `.gov.uk` needs no entry.
    pub domains: Vec<String>,
}

impl Council {
    /// Whether the council existed on some day of the span; true where its own dates are not known.
    pub fn existed(&self, first: Date, last: Date) -> bool {
        self.start.is_none_or(|start| start <= last) && self.end.is_none_or(|end| first <= end)
    }

    /// The kind of area, as far as the official name says: what "the County Council" can mean.
    pub(crate) fn tier(&self) -> Option<Tier> {
        Tier::ALL.into_iter().find(|tier| self.name.contains(tier.name()))
    }

    /// Whether it is a combined or strategic authority, whose area is no council's name.
    fn is_combined(&self) -> bool {
        self.name.ends_with("Authority")
    }
}

/// What a council calls itself in short.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tier {
    CountyBorough,
    County,
    District,
    City,
    Borough,
}

impl Tier {
    pub(crate) const ALL: [Self; 5] = [Self::CountyBorough, Self::County, Self::District, Self::City, Self::Borough];

    /// The word before "Council".
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::CountyBorough => "County Borough",
            Self::County => "County",
            Self::District => "District",
            Self::City => "City",
            Self::Borough => "Borough",
        }
    }
}

/// A place in a text where one council, or one of several of that name, is named.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Mention {
    /// The councils that the name can mean, as indices for [`Gazetteer::at`]; never empty.
    pub councils: Vec<u32>,
    /// The name's bytes in the text.
    pub range: Range<usize>,
    /// Whether it is a name in full (`Kent County Council`) rather than a bare place (`Kent`).
    pub full: bool,
}

/// The UK's councils. Cheap to clone.
///
/// ```
/// use scrutineer::document::Gazetteer;
///
/// let gazetteer = Gazetteer::builtin();
/// let found = gazetteer.lookup("WEST SUSSEX");
/// assert_eq!(found[0].name, "West Sussex County Council");
/// assert_eq!(gazetteer.get("york").unwrap().name, "City of York Council");
/// assert_eq!(gazetteer.lookup("Newcastle").len(), 2);
/// ```
#[derive(Clone)]
pub struct Gazetteer {
    inner: Arc<Inner>,
}

struct Inner {
    councils: Vec<Council>,
    by_slug: FxHashMap<String, u32>,
    names: FxHashMap<String, Name>,
    by_domain: FxHashMap<String, Vec<u32>>,
    /// By what stands before the [`ZONES`]: the place written together.
    by_label: FxHashMap<String, Vec<u32>>,
    mentioned: OnceLock<Mentioned>,
}

/// The names that are looked for in texts. Made when a text is first searched: those who only ask have no need of it,
/// and making it takes longer than all else that opening an index does.
struct Mentioned {
    /// Absent only for a table of more names than an automaton holds: gigabytes of them.
    automaton: Option<AhoCorasick>,
    patterns: Vec<Name>,
    beginnings: Beginnings,
}

impl Mentioned {
    fn new(names: &FxHashMap<String, Name>) -> Self {
        let mut mentioned: Vec<_> = names.iter().filter(|(_, name)| name.mentioned).collect();
        mentioned.sort_unstable_by_key(|(key, _)| key.as_str());
        let names = mentioned.iter().map(|(key, name)| (key.as_str(), name.full));
        let beginnings = Beginnings::of(names.chain(HALLS.map(|hall| (hall, true))));
        let patterns: Vec<Name> = mentioned.iter().map(|(_, name)| (*name).clone()).collect();
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .build(mentioned.iter().map(|(key, _)| format!("{key} ")))
            .ok();
        Self { automaton, patterns, beginnings }
    }

    /// Where in a text councils are named.
    fn search(&self, text: &str) -> Vec<Mention> {
        let folded = Folded::of(text);
        let mut mentions = Vec::new();
        for found in self.automaton.iter().flat_map(|automaton| automaton.find_iter(&folded.text)) {
            let starts_word = found.start() == 0 || folded.text.as_bytes()[found.start() - 1] == b' ';
            let Some(name) = self.patterns.get(found.pattern().as_usize()).filter(|_| starts_word) else {
                continue;
            };
            // The pattern ends with the blank after the last word.
            let (mut end, mut full) = (found.end() - 1, name.full);
            if !full && let Some(longer) = institution(&folded.text[found.end()..]) {
                (end, full) = (found.end() + longer, true);
            }
            let range = folded.range(found.start()..end);
            if full || text[range.clone()].chars().next().is_some_and(char::is_uppercase) {
                mentions.push(Mention { councils: name.councils.clone(), range, full });
            }
        }
        mentions
    }
}

#[derive(Clone)]
struct Name {
    councils: Vec<u32>,
    full: bool,
    rank: Rank,
    mentioned: bool,
}

/// How good a claim a council has to a name; only the best claims to a name count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Official,
    Alias,
    Derived,
}

impl fmt::Debug for Gazetteer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Gazetteer").field("councils", &self.inner.councils.len()).finish_non_exhaustive()
    }
}

impl Default for Gazetteer {
    fn default() -> Self {
        Self::builtin()
    }
}

impl Gazetteer {
    /// The built-in table: all councils of the UK that exist, and those that were abolished since 2015.
    pub fn builtin() -> Self {
        BUILTIN_TABLE.get_or_init(|| Self::new(read(BUILTIN).unwrap_or_default())).clone()
    }

    /// This gazetteer with the councils of a corpus' `gazetteer.csv`: columns `slug,name,aliases,start,end,domains`, of
    /// which only `slug` and `name` must be there; `;` between two values in a cell; lines that begin with `#` are
    /// notes. A slug that is known already is replaced.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Corpus`] names the line whose slug, name or date cannot be understood.
    pub fn with_corpus_csv(&self, csv: &str) -> Result<Self> {
        let added = read(csv)?;
        let mut councils = self.inner.councils.clone();
        for council in added {
            match councils.iter_mut().find(|known| known.slug == council.slug) {
                Some(known) => *known = council,
                None => councils.push(council),
            }
        }
        Ok(Self::new(councils))
    }

    /// All councils, in the order of the table.
    pub fn iter(&self) -> impl Iterator<Item = &Council> {
        self.inner.councils.iter()
    }

    /// The council with this slug.
    pub fn get(&self, slug: &str) -> Option<&Council> {
        self.at(*self.inner.by_slug.get(slug)?)
    }

    /// The index of the council with this slug, for [`Gazetteer::at`].
    pub(crate) fn index_of(&self, slug: &str) -> Option<u32> {
        self.inner.by_slug.get(slug).copied()
    }

    /// The council at an index of [`Mention::councils`].
    pub fn at(&self, index: u32) -> Option<&Council> {
        self.inner.councils.get(index as usize)
    }

    /// The councils that a slug, official name or other name can mean: none, one, or several. Case, accents,
    /// apostrophes, hyphens, `&` and a leading "the" make no difference.
    pub fn lookup(&self, text: &str) -> Vec<&Council> {
        if let Some(council) = self.get(text.trim()) {
            let same = self.inner.names.get(&key(text)).map_or(0, |name| name.councils.len());
            if same < 2 || text.contains('-') {
                return vec![council];
            }
        }
        let found = self.inner.names.get(&key(text)).map(|name| name.councils.as_slice()).unwrap_or_default();
        found.iter().filter_map(|&index| self.at(index)).collect()
    }

    /// The councils with e-mail addresses or pages at a domain, as indices for [`Gazetteer::at`]: by the table's
    /// domains, else by the rule that the label before `.gov.uk` is the place written together.
    pub(crate) fn by_domain(&self, domain: &str) -> &[u32] {
        let domain = domain.trim_matches('.').to_lowercase();
        let by_rule = |domain: &str| {
            let label = ZONES.iter().find_map(|zone| domain.strip_suffix(zone))?;
            self.inner.by_label.get(label)
        };
        let mut rest = domain.as_str();
        loop {
            if let Some(found) = self.inner.by_domain.get(rest).or_else(|| by_rule(rest)) {
                return found;
            }
            match rest.split_once('.') {
                Some((_, parent)) if parent.contains('.') => rest = parent,
                _ => return &[],
            }
        }
    }

    /// Where in a text councils are named: whole words, the longest name at a place, in any case for names in full, with
    /// a capital for bare places. Only the first 64 KiB are searched.
    pub fn mentions(&self, text: &str) -> Vec<Mention> {
        // Both look at the same text: a name that the cut makes of a longer word stands in both.
        let text = &text[..text.floor_char_boundary(LONGEST_TEXT)];
        if self.may_tell(text) { self.mentions_told(text) } else { Vec::new() }
    }

    /// The [`mentions`](Self::mentions) in a text that [may tell](Self::may_tell) of some.
    pub(crate) fn mentions_told(&self, text: &str) -> Vec<Mention> {
        self.mentioned().search(text)
    }

    /// Whether a council may be named in a text, or one of the [`HALLS`]; where not, none is. A quick look.
    pub(crate) fn may_tell(&self, text: &str) -> bool {
        self.mentioned().beginnings.may_stand_in(text)
    }

    fn mentioned(&self) -> &Mentioned {
        self.inner.mentioned.get_or_init(|| Mentioned::new(&self.inner.names))
    }

    fn new(councils: Vec<Council>) -> Self {
        let mut names: FxHashMap<String, Name> = FxHashMap::default();
        let mut by_domain: FxHashMap<String, Vec<u32>> = FxHashMap::default();
        let mut by_slug = FxHashMap::default();
        for (index, council) in (0u32..).zip(&councils) {
            by_slug.insert(council.slug.clone(), index);
            for (name, rank, full) in names_of(council) {
                claim(&mut names, key(&name), index, rank, full);
            }
            for domain in &council.domains {
                by_domain.entry(domain.to_lowercase()).or_default().push(index);
            }
        }
        let mut by_label: FxHashMap<String, Vec<u32>> = FxHashMap::default();
        for (index, council) in (0u32..).zip(&councils) {
            for label in labels_of(council) {
                let claims = by_label.entry(label).or_default();
                if claims.last() != Some(&index) {
                    claims.push(index);
                }
            }
        }
        Self { inner: Arc::new(Inner { councils, by_slug, names, by_domain, by_label, mentioned: OnceLock::new() }) }
    }
}

fn claim(names: &mut FxHashMap<String, Name>, key: String, index: u32, rank: Rank, full: bool) {
    if key.is_empty() {
        return;
    }
    // Short forms in capitals (BCP, RBKC) are for asking; in a text they are too often something else.
    let mentioned = key.len() > 3 || full;
    let name = names.entry(key).or_insert_with(|| Name { councils: Vec::new(), full, rank, mentioned });
    if rank < name.rank {
        *name = Name { councils: vec![index], full, rank, mentioned };
    } else if rank == name.rank && !name.councils.contains(&index) {
        name.councils.push(index);
    }
}

/// The names of a council, each with how good its claim is and whether it is a name in full.
fn names_of(council: &Council) -> Vec<(String, Rank, bool)> {
    let mut names = vec![(council.name.clone(), Rank::Official, true)];
    let bare_places = council.aliases.iter().filter(|alias| !is_full(alias));
    names.extend(council.aliases.iter().map(|alias| (alias.clone(), Rank::Alias, is_full(alias))));
    if council.is_combined() {
        return names;
    }
    names.push((council.slug.replace('-', " "), Rank::Derived, is_full(&council.slug)));
    let stem = stem(&council.name);
    names.push((stem.to_owned(), Rank::Alias, false));
    let tail = council.name.strip_prefix(stem).unwrap_or_default();
    let initials: String = tail.split_whitespace().filter_map(|word| word.chars().next()).collect();
    let london = council.name.contains("London Borough");
    for place in bare_places.map(String::as_str).chain([stem]) {
        if place.chars().all(|char| char.is_uppercase() || char == '&') {
            continue;
        }
        names.push((format!("{place} Council"), Rank::Derived, true));
        names.push((format!("Council of {place}"), Rank::Derived, true));
        if (2..=4).contains(&initials.len()) {
            names.push((format!("{place} {initials}"), Rank::Derived, true));
        }
        if london || council.name.starts_with("Royal Borough") {
            for form in ["London Borough of {}", "{} London Borough Council", "LB {}", "LB of {}", "{} Borough Council"]
            {
                names.push((form.replace("{}", place), Rank::Derived, true));
            }
        }
    }
    names
}

/// The labels of e-mail domains that follow the rule: the place written together, or with hyphens.
fn labels_of(council: &Council) -> Vec<String> {
    let bare = council.aliases.iter().filter(|alias| !is_full(alias)).map(String::as_str);
    let mut labels = Vec::new();
    for place in bare.chain([stem(&council.name)]) {
        let words = key(place);
        labels.push(words.replace(' ', ""));
        labels.push(words.replace(' ', "-"));
        labels.push(words.replace(" and ", "-").replace(' ', ""));
    }
    labels.retain(|label| label.len() > 2);
    labels
}

/// The place in an official name: `Kent` of `Kent County Council`, `Brent` of `London Borough of Brent`.
fn stem(name: &str) -> &str {
    let mut stem = name.trim();
    if stem.ends_with(" Corporation") {
        return stem;
    }
    for prefix in ["The ", "London Borough of ", "Royal Borough of ", "Borough Council of ", "Borough of "] {
        stem = stem.strip_prefix(prefix).unwrap_or(stem);
    }
    for prefix in ["City and County of ", "City of ", "Council of the "] {
        stem = stem.strip_prefix(prefix).unwrap_or(stem);
    }
    for suffix in [" Council", " and District", " City", " County", " Borough", " District", " Metropolitan"] {
        stem = stem.strip_suffix(suffix).unwrap_or(stem);
    }
    for suffix in [" County", " Metropolitan", " City"] {
        stem = stem.strip_suffix(suffix).unwrap_or(stem);
    }
    stem
}

/// Whether a name says what it names, and does not only give the place.
fn is_full(name: &str) -> bool {
    let key = key(name);
    ["council", "corporation", "authority", "borough of", "cyngor", "comhairle"].iter().any(|word| key.contains(word))
}

/// What ends a name in full.
const COUNCIL: &str = "council";
/// What may stand before that.
const KINDS: [&str; 7] = ["county", "city", "borough", "district", "metropolitan", "london", "unitary"];
/// What says the same in short.
const ABBREVIATIONS: [&str; 6] = ["mbc", "cc", "bc", "dc", "mdc", "cbc"];

/// The bytes of a rest that make a bare place a name in full: ` county council` after `kent `.
fn institution(rest: &str) -> Option<usize> {
    let mut end = 0;
    for (count, word) in rest.split_terminator(' ').take(4).enumerate() {
        end += word.len() + usize::from(count > 0);
        match word {
            COUNCIL => return Some(end),
            word if KINDS.contains(&word) => {}
            word if count == 0 && ABBREVIATIONS.contains(&word) => return Some(end),
            _ => return None,
        }
    }
    None
}

/// A name as it is compared.
fn key(text: &str) -> String {
    let folded = Folded::of(text).text;
    let words = folded.trim();
    words.strip_prefix("the ").unwrap_or(words).to_owned()
}

/// A text as names are compared: lower case, without accents and apostrophes, words with one blank after each. A stop
/// or bracket is a word of its own, so that no name runs across it.
struct Folded {
    text: String,
    /// For each byte of `text`, the byte of the original.
    origin: Vec<u32>,
    end: usize,
}

impl Folded {
    fn of(original: &str) -> Self {
        let mut end = original.len().min(LONGEST_TEXT);
        while !original.is_char_boundary(end) {
            end -= 1;
        }
        let original = &original[..end];
        let mut folded = Self { text: String::with_capacity(end + 8), origin: Vec::with_capacity(end + 8), end };
        let mut chars = original.char_indices();
        while let Some((at, char)) = chars.next() {
            match char {
                'a'..='z' | '0'..='9' => folded.push(char, at),
                'A'..='Z' => folded.push(char.to_ascii_lowercase(), at),
                '\'' | '’' | '‘' | 'ʼ' | '\u{ad}' => {
                    // The "s" of a possessive is no part of the name; "King's Lynn" loses it in names and texts alike.
                    let possessive = char != '\u{ad}' && is_possessive(&original[at + char.len_utf8()..]);
                    if possessive {
                        chars.next();
                    }
                }
                '&' => {
                    folded.space(at);
                    "and".chars().for_each(|char| folded.push(char, at));
                    folded.space(at);
                }
                '.' => {
                    let stop = folded.text.bytes().rev().take_while(|&byte| byte != b' ').count() > 2;
                    folded.space(at);
                    if stop {
                        folded.push('.', at);
                        folded.space(at);
                    }
                }
                '|' | ';' | ':' | '(' | ')' | '[' | ']' | '?' | '!' | '\n' | '\t' | '@' => {
                    folded.space(at);
                    if !matches!(char, '\n' | '\t') {
                        folded.push('.', at);
                        folded.space(at);
                    }
                }
                _ if char.is_alphanumeric() => {
                    for part in char.nfd().filter(|part| !is_combining_mark(*part)) {
                        part.to_lowercase().for_each(|part| folded.push(part, at));
                    }
                }
                _ if is_sign(char) => folded.space(at),
                _ => {}
            }
        }
        folded.space(end);
        folded
    }

    fn push(&mut self, char: char, at: usize) {
        self.text.push(char);
        self.origin.resize(self.text.len(), at as u32);
    }

    fn space(&mut self, at: usize) {
        if !self.text.is_empty() && !self.text.ends_with(' ') {
            self.push(' ', at);
        }
    }

    /// The original bytes of a range of `text` that begins and ends with a word.
    fn range(&self, range: Range<usize>) -> Range<usize> {
        let start = self.origin.get(range.start).map_or(self.end, |&at| at as usize);
        let end = self.origin.get(range.end).map_or(self.end, |&at| at as usize);
        start..end
    }
}

/// Whether what follows an apostrophe is the `s` of a possessive.
fn is_possessive(rest: &str) -> bool {
    rest.starts_with(['s', 'S']) && rest[1..].chars().next().is_none_or(|next| !next.is_alphanumeric())
}

/// Whether a character parts words.
fn is_sign(char: char) -> bool {
    char != '\u{ad}' && !char.is_alphanumeric() && !is_combining_mark(char)
}

#[derive(serde::Deserialize)]
struct Row {
    slug: String,
    name: String,
    #[serde(default)]
    aliases: String,
    #[serde(default)]
    start: String,
    #[serde(default)]
    end: String,
    #[serde(default)]
    domains: String,
}

fn read(csv: &str) -> Result<Vec<Council>> {
    let mut reader = csv::ReaderBuilder::new()
        .comment(Some(b'#'))
        .trim(csv::Trim::All)
        .flexible(true)
        .from_reader(csv.trim_start_matches('\u{feff}').as_bytes());
    let hint = "The columns are slug,name,aliases,start,end,domains, with ; between two values in a cell.";
    let mut councils = Vec::new();
    for row in reader.deserialize() {
        let row: Row = row.map_err(|cause| {
            Error::new(ErrorKind::Corpus, "a row of the gazetteer cannot be read").caused_by(cause).with_hint(hint)
        })?;
        let wrong = |what: String| Error::new(ErrorKind::Corpus, what).with_hint(hint);
        if row.slug.is_empty() || row.name.is_empty() {
            return Err(wrong(format!(
                "the gazetteer has a council without slug or name ('{}{}')",
                row.slug, row.name
            )));
        }
        let day = |text: &str| match text {
            "" => Ok(None),
            _ => text
                .parse()
                .map(Some)
                .map_err(|_| wrong(format!("the gazetteer's '{text}' for {} is no date such as 2023-04-01", row.slug))),
        };
        let list = |cell: &str| -> Vec<String> {
            cell.split(';').map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
        };
        let (start, end) = (day(&row.start)?, day(&row.end)?);
        let (aliases, domains) = (list(&row.aliases), list(&row.domains));
        councils.push(Council { slug: row.slug, name: row.name, aliases, start, end, domains });
    }
    Ok(councils)
}

/// The slug of a name that no gazetteer knows: lower case, with hyphens.
pub(crate) fn slug_of(name: &str) -> String {
    key(name).split(' ').filter(|word| *word != ".").collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests;
