//! The table of what may stand in a query string: names, meaning, what each takes.
//!
//! It is read three times: to read requests, to say what is wrong with one, and to describe it all in the OpenAPI document.
//! The names are those of the command's flags.

/// What may be asked by one name.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Parameter {
    /// The name, as it stands in a query string.
    pub(super) name: &'static str,
    /// What it does, in a sentence or two.
    pub(super) about: &'static str,
    /// What it takes.
    pub(super) takes: Takes,
}

/// What a parameter takes.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Takes {
    /// Text of at most so many characters.
    Text { longest: usize },
    /// A filter: text of at most [`LONGEST_FILTER`] characters; of several, any will do.
    Filter { most: usize },
    /// A number from 0.
    Number { most: usize, default: usize },
    /// `true` or `false`; it is false where it is absent.
    Flag,
    /// One of these words; the first where it is absent.
    OneOf(&'static [&'static str]),
}

/// Most characters of a question.
pub(super) const LONGEST_QUESTION: usize = 2000;
/// Most characters of the value of a filter.
pub(super) const LONGEST_FILTER: usize = 200;
/// How often a filter may be repeated that may be.
const MOST_VALUES: usize = 20;

macro_rules! parameters {
    ($($constant:ident $name:literal $takes:expr, $about:literal;)*) => {
        $(pub(super) const $constant: Parameter = Parameter { name: $name, about: $about, takes: $takes };)*
    };
}

parameters! {
    QUESTION "q" Takes::Text { longest: LONGEST_QUESTION },
        "The question, in the query language. Any text is a question; what could not be used of it is said in the notices.";
    COUNCIL "council" Takes::Filter { most: MOST_VALUES },
        "Only papers of this council: slug, name or alias; `unknown` for papers without one. Of several, any.";
    COMMITTEE "committee" Takes::Filter { most: MOST_VALUES },
        "Only papers of committees with these words in their name. Of several, any.";
    KIND "kind" Takes::Filter { most: MOST_VALUES },
        "Only papers of this kind: agenda, minutes, report, letter, presentation, plan, form, motion. Of several, any.";
    SECTION "section" Takes::Filter { most: MOST_VALUES },
        "Only sections of this kind: summary, recommendations, findings, financial, risk, next-steps and others. Of several, any.";
    ROLE "role" Takes::Filter { most: MOST_VALUES },
        "Only sections with a recommendation, resolution or action. Of several, any.";
    TITLE "title" Takes::Filter { most: 1 },
        "Only papers with these words in their title.";
    SINCE "since" Takes::Filter { most: 1 },
        "Only papers of this day, month or year, or later.";
    UNTIL "until" Takes::Filter { most: 1 },
        "Only papers of this day, month or year, or earlier.";
    DATE "date" Takes::Filter { most: 1 },
        "Only papers of this date: `2019`, `2019-03`, `2018/19`, `2018-01..2019-03`, `unknown`.";
    SCOPE "scope" Takes::OneOf(&["section", "paragraph", "paper"]),
        "Where all the words must stand together.";
    NO_EXPAND "no_expand" Takes::Flag,
        "Do not search short forms that papers explain as what they stand for too, nor the other way round.";
    SORT "sort" Takes::OneOf(&["relevance", "newest", "oldest"]),
        "The order of the hits; undated papers come last.";
    LIMIT "limit" Takes::Number { most: 100, default: 10 },
        "How many papers to return: one hit each.";
    FEED_LIMIT "limit" Takes::Number { most: 100, default: 30 },
        "How many papers to return: one entry each.";
    OFFSET "offset" Takes::Number { most: 10_000, default: 0 },
        "How many papers to pass over first.";
    ALL_WORDS "all_words" Takes::Flag,
        "Only sections with all the words; without this, sections that lack some may follow.";
    ALL_COPIES "all_copies" Takes::Flag,
        "Each copy of a passage as a hit of its own; without this, it is shown once, and the hit says where else it stands.";
    SNIPPETS "snippets" Takes::Number { most: 10, default: 1 },
        "How many passages a hit may have.";
    TEXT "text" Takes::Flag,
        "The section's whole text with each hit.";
    EXPLAIN "explain" Takes::Flag,
        "Why each hit stands where it stands.";
    FACETS "facets" Takes::Flag,
        "Counts of the papers that match, by council, committee, year, month, kind and section. A table of hits has no place \
         for them: /api/facets gives them as one.";
    SEARCH_FORMAT "format" Takes::OneOf(&["json", "jsonl", "csv"]),
        "One object with everything in it, JSON Lines as the command prints them, or a table.";
    FACETS_FORMAT "format" Takes::OneOf(&["json", "csv"]),
        "One object with everything in it, or a table.";
}

/// What narrows a question, in the order in which it is written.
pub(super) const FILTERS: [&Parameter; 11] =
    [&COUNCIL, &COMMITTEE, &KIND, &SECTION, &ROLE, &TITLE, &SINCE, &UNTIL, &DATE, &SCOPE, &NO_EXPAND];

/// The question, what narrows it, and what else an address takes: `N` is how many these are together.
const fn asked<const N: usize>(further: &[&'static Parameter]) -> [&'static Parameter; N] {
    assert!(N == 1 + FILTERS.len() + further.len());
    let mut all = [&QUESTION; N];
    let mut at = 1;
    while at < N {
        all[at] = if at <= FILTERS.len() { FILTERS[at - 1] } else { further[at - 1 - FILTERS.len()] };
        at += 1;
    }
    all
}

/// What a search may be asked for.
pub(super) const SEARCH: &[&Parameter] = &asked::<22>(&[
    &SORT,
    &LIMIT,
    &OFFSET,
    &ALL_WORDS,
    &ALL_COPIES,
    &SNIPPETS,
    &TEXT,
    &EXPLAIN,
    &FACETS,
    &SEARCH_FORMAT,
]);

/// What counts may be asked for.
pub(super) const COUNTS: &[&Parameter] = &asked::<14>(&[&ALL_WORDS, &FACETS_FORMAT]);

/// What a feed may be asked for. Copies are shown once: an entry is known by what its section says.
pub(super) const FEED: &[&Parameter] = &asked::<13>(&[&FEED_LIMIT]);

/// What pages take: all that makes a question and its order, so that links lead back to it.
pub(super) const PAGE: &[&Parameter] = &asked::<18>(&[&SORT, &LIMIT, &OFFSET, &ALL_WORDS, &ALL_COPIES, &SNIPPETS]);
