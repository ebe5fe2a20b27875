//! Exact forms to stems: English endings taken off, British spelling first.
//!
//! In comes an exact form; out comes what it shares with its inflections. The endings are Snowball's (English, also
//! known as Porter 2). Where Snowball joins what readers of council papers keep apart (`university` and `universal`), or
//! keeps apart what they take for one word (`organise` and `organize`), `stems.tsv` says so word by word, with reasons.

use std::borrow::Cow;
use std::sync::LazyLock;

use frostem::{Algorithm, Stemmer};
use rustc_hash::{FxHashMap, FxHashSet};

use super::terms::has_one_form;

/// The rows of `stems.tsv`.
#[derive(Default)]
struct Rules {
    /// Exact forms whose stem is not Snowball's.
    words: FxHashMap<&'static str, &'static str>,
    /// Stems of Snowball's that are replaced, whichever word they came from.
    stems: FxHashMap<&'static str, &'static str>,
    /// Words in -ise that are no spelling of -ize.
    keep: FxHashSet<&'static str>,
}

static RULES: LazyLock<Rules> = LazyLock::new(|| {
    let mut rules = Rules::default();
    for line in include_str!("stems.tsv").lines().filter(|line| !line.starts_with('#')) {
        let mut cells = line.split('\t');
        match (cells.next(), cells.next(), cells.next()) {
            (Some("word"), Some(words), Some(stem)) => rules.words.extend(words.split(' ').map(|word| (word, stem))),
            (Some("stem"), Some(stems), Some(stem)) => rules.stems.extend(stems.split(' ').map(|from| (from, stem))),
            (Some("keep"), Some(words), None) => rules.keep.extend(words.split(' ')),
            // A test reads every row, so that none is lost here.
            _ => {}
        }
    }
    rules
});

/// The words and stems of the table, each with the stem that it gets.
pub(super) fn respelled() -> impl Iterator<Item = (&'static str, &'static str)> {
    RULES.words.iter().chain(&RULES.stems).map(|(from, to)| (*from, *to))
}

static SNOWBALL: LazyLock<Stemmer> = LazyLock::new(|| Stemmer::new(Algorithm::English));

/// The stem of a folded word. Words with digits, and those in other scripts, are their own stems.
///
/// [`Analyzer`](super::Analyzer) gives the same stems from a cache.
///
/// ```
/// use scrutineer::analysis::stem;
///
/// assert_eq!(stem("organisation"), stem("organizing"));
/// assert_eq!(stem("policing"), stem("police"));
/// assert_ne!(stem("universal"), stem("university"));
/// ```
pub fn stem(exact: &str) -> String {
    if !exact.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return ampersand_singular(exact).unwrap_or(exact).to_owned();
    }
    RULES.words.get(exact).map_or_else(|| without_endings(exact), |stem| (*stem).to_owned())
}

/// The stem by rule: what a word has that is not in the table of words.
pub(super) fn without_endings(exact: &str) -> String {
    let spelled = spelled_with_z(exact);
    let stem = SNOWBALL.stem(&spelled);
    let stem = RULES.stems.get(stem.as_ref()).copied().unwrap_or(&stem);
    let stem = acronym_singular(stem).unwrap_or(stem);
    // `ins` is no more than one `in`: the commonest words stand for nothing but themselves.
    if has_one_form(stem) { exact } else { stem }.to_owned()
}

/// `b&bs` is more than one `b&b`; `m&s` is no plural.
fn ampersand_singular(exact: &str) -> Option<&str> {
    exact.strip_suffix('s').filter(|rest| rest.contains('&') && !rest.ends_with('&'))
}

/// Snowball leaves the s of `mps` and `tas`, as no vowel goes before it with a consonant between. English has hardly a
/// word of this shape (`has`, `was`, `this`, `gas`: in `stems.tsv`); councils have hundreds.
fn acronym_singular(stem: &str) -> Option<&str> {
    let singular = stem.strip_suffix('s').filter(|rest| rest.len() >= 2)?;
    let (inner, last) = singular.split_at(singular.len() - 1);
    (!inner.contains(['a', 'e', 'i', 'o', 'u', 'y']) && !["s", "u", "e", "y"].contains(&last)).then_some(singular)
}

/// The endings of words in -ise, as they follow `is`, longest first.
const ISE_ENDINGS: [&str; 11] =
    ["ationally", "ational", "ations", "ation", "able", "ers", "ing", "er", "es", "ed", "e"];

/// Rewrites -ise and its inflections to -ize, which Snowball takes off, unless the word is one of those that are never
/// written with a z.
fn spelled_with_z(word: &str) -> Cow<'_, str> {
    for ending in ISE_ENDINGS {
        let Some(root) = word.strip_suffix(ending).and_then(|rest| rest.strip_suffix("is")) else {
            continue;
        };
        // `rise`, `noise`, `disable`: too short for a root.
        let is_spelling = root.len() >= 3
            && root.contains(['a', 'e', 'i', 'o', 'u', 'y'])
            && !RULES.keep.contains(format!("{root}ise").as_str());
        return if is_spelling { Cow::Owned(format!("{root}iz{ending}")) } else { Cow::Borrowed(word) };
    }
    Cow::Borrowed(word)
}
