//! Names looked for in the rows of the built-in table, before the table is made.
//!
//! In comes what may be the name of a council; out come the councils that it can mean, the same as from the table. Who asks one
//! question needs a name or two, and to make the table takes longer than all else that answering does: so the first names are
//! looked for in the file itself, in the rows that have all words of the name.

use super::{BUILTIN, BUILTIN_TABLE, Council, Folded, Gazetteer, Rank, key, names_of, read};
use rustc_hash::FxHashSet;
use std::sync::LazyLock;

/// The words that names have by the forms that are made of them, such as `LB of Brent` and `Kent CC`: some of them stand
/// nowhere in the table.
const WORDS_OF_FORMS: [&str; 8] = ["bc", "cadc", "cbc", "cc", "dc", "lb", "mbc", "mdc"];
/// Words that a name may have and the row of its council not. No name consists of such words alone.
const WORDS_OF_NO_ROW: [&str; 5] = ["and", "borough", "council", "london", "of"];

impl Gazetteer {
    /// What [`lookup`](Self::lookup) finds in the built-in table. Where `is_early` says that few names were asked for before, it is
    /// not made for this one: to look for the name of a place in the rows takes some thousandths of that.
    pub(crate) fn lookup_builtin(text: &str, is_early: bool) -> Vec<Council> {
        lookup(text, is_early && BUILTIN_TABLE.get().is_none())
    }
}

/// See [`Gazetteer::lookup_builtin`]. `is_early` says that few names were asked for before, and that there is no table yet.
pub(super) fn lookup(text: &str, is_early: bool) -> Vec<Council> {
    if !may_be_name(text, is_early) {
        return Vec::new();
    }
    let table = if is_early { of_rows(text) } else { Gazetteer::builtin() };
    table.lookup(text).into_iter().cloned().collect()
}

/// Whether a text may be a name that the table knows: not if one of its words stands nowhere in the file. Where few names were
/// asked for before, the file is searched for each word; else all of its words are learned once.
pub(super) fn may_be_name(text: &str, is_early: bool) -> bool {
    let stands_in_table = if is_early { Words::look_for } else { Words::know };
    let is_sign = |word: &str| !word.contains(char::is_alphanumeric);
    key(text).split(' ').all(|word| !is_sign(word) && (WORDS_OF_FORMS.contains(&word) || stands_in_table(word)))
}

/// The table of those councils alone of which the text is a name or the slug.
fn of_rows(text: &str) -> Gazetteer {
    let wanted = key(text);
    let is_told = |word: &&str| !WORDS_OF_FORMS.contains(word) && !WORDS_OF_NO_ROW.contains(word);
    let words: Vec<&str> = wanted.split(' ').filter(is_told).collect();
    let mut lines = BUILTIN.lines().zip(Words::table().lines()).filter(|(line, _)| !line.starts_with('#'));
    let columns = lines.next().map(|(line, _)| line);
    let has_words = |folded: &str| !words.is_empty() && words.iter().all(|word| stands_in(folded, word));
    let rows = lines.filter(|(_, folded)| has_words(folded)).map(|(line, _)| line);
    let rows: Vec<&str> = columns.into_iter().chain(rows).collect();
    let mut councils = read(&rows.join("\n")).unwrap_or_default();
    let is_name = |(name, ..): &(String, Rank, bool)| key(name) == wanted;
    councils.retain(|council| council.slug == text.trim() || names_of(council).iter().any(is_name));
    Gazetteer::new(councils)
}

/// Whether a word stands in a text.
fn stands_in(text: &str, word: &str) -> bool {
    let bytes = text.as_bytes();
    let ends = |byte: Option<&u8>| byte.is_none_or(|byte| !byte.is_ascii_alphanumeric());
    let is_whole = |at: usize| ends(bytes[..at].last()) && ends(bytes.get(at + word.len()));
    memchr::memmem::find_iter(bytes, word).any(is_whole)
}

/// The words of the built-in table. The first that are asked about are looked for in the table itself, as a process may ask
/// about no more; learning all of them takes as long as some hundreds of looks, and then each takes next to nothing.
pub(super) struct Words;

impl Words {
    /// The table in small letters, as words are compared, line by line.
    fn table() -> &'static str {
        static TABLE: LazyLock<String> = LazyLock::new(|| {
            let folded = |line: &str| if line.is_ascii() { line.to_ascii_lowercase() } else { Folded::of(line).text };
            BUILTIN.lines().flat_map(|line| [folded(line), "\n".to_owned()]).collect()
        });
        &TABLE
    }

    /// Whether a word stands in the table, by looking through it.
    pub(super) fn look_for(word: &str) -> bool {
        stands_in(Self::table(), word)
    }

    /// The same, by all words that it has.
    pub(super) fn know(word: &str) -> bool {
        static WORDS: LazyLock<FxHashSet<&str>> =
            LazyLock::new(|| Words::table().split(|char: char| !char.is_alphanumeric()).collect());
        WORDS.contains(word)
    }
}
