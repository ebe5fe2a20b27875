//! The words of a question that say nothing about what is asked: `what is the council doing about …`.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

static FUNCTION_WORDS: LazyLock<FxHashSet<&str>> = LazyLock::new(|| {
    let lines = include_str!("function_words.txt").lines().filter(|line| !line.starts_with('#'));
    lines.flat_map(str::split_whitespace).collect()
});

/// Whether an exact form is one of a small closed list of English function words (`function_words.txt`).
///
/// They are indexed like any other word and count in phrases; this list is for questions typed in full, where they are
/// not what is looked for. Negations (`not`, `no`, `without`) are not on it: they carry meaning.
///
/// ```
/// use scrutineer::analysis::is_function_word;
///
/// assert!(is_function_word("about"));
/// assert!(!is_function_word("council"));
/// ```
pub fn is_function_word(exact: &str) -> bool {
    FUNCTION_WORDS.contains(exact)
}
