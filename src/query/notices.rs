//! What a user must know about how a question was read, in sentences.
//!
//! The texts of all notices stand here, but for those that name what only one stage knows; codes are part of the wire
//! format and never change.

use rustc_hash::{FxHashMap, FxHashSet};

use super::{answer::Notice, spans::Unread, syntax::Field};

/// Most notices of one kind.
const MOST_OF_A_KIND: usize = 8;
/// Most characters of what was typed that a notice repeats of one word or value.
const MOST_TYPED: usize = 60;

/// The codes of notices.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Code {
    LongQuery,
    UnbalancedQuote,
    UnbalancedBracket,
    TooDeep,
    OperatorWithoutWords,
    NearWithoutWords,
    FilterBesideOr,
    OnlyExclusions,
    EmptyFilter,
    UnknownField,
    UnknownValue,
    UnknownCouncil,
    AmbiguousCouncil,
    CouncilName,
    CouncilWithoutPapers,
    UnreadableDate,
    SaidDate,
    UnknownDateLeftOut,
    UnknownCouncilLeftOut,
    Wildcard,
    UnusedSign,
    NearDistance,
    Fuzzy,
    Expansion,
    Acronym,
    AlsoSearched,
    QuestionWords,
    NamesOnly,
    Relaxed,
    EmptyQuery,
    NothingFound,
    NoMatchFor,
    FoundWithout,
    NearestWords,
    DidYouMean,
    UnreadFile,
    WiderScope,
    MoreNotices,
}

impl Code {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::LongQuery => "long-query",
            Self::UnbalancedQuote => "unbalanced-quote",
            Self::UnbalancedBracket => "unbalanced-bracket",
            Self::TooDeep => "too-deep",
            Self::OperatorWithoutWords => "operator-without-words",
            Self::NearWithoutWords => "near-without-words",
            Self::FilterBesideOr => "filter-beside-or",
            Self::OnlyExclusions => "only-exclusions",
            Self::EmptyFilter => "empty-filter",
            Self::UnknownField => "unknown-field",
            Self::UnknownValue => "unknown-value",
            Self::UnknownCouncil => "unknown-council",
            Self::AmbiguousCouncil => "ambiguous-council",
            Self::CouncilName => "council-name",
            Self::CouncilWithoutPapers => "council-without-papers",
            Self::UnreadableDate => "unreadable-date",
            Self::SaidDate => "said-date",
            Self::UnknownDateLeftOut => "unknown-date-left-out",
            Self::UnknownCouncilLeftOut => "unknown-council-left-out",
            Self::Wildcard => "wildcard",
            Self::UnusedSign => "unused-sign",
            Self::NearDistance => "near-distance",
            Self::Fuzzy => "fuzzy",
            Self::Expansion => "expansion",
            Self::Acronym => "acronym",
            Self::AlsoSearched => "also-searched",
            Self::QuestionWords => "question-words",
            Self::NamesOnly => "names-only",
            Self::Relaxed => "relaxed",
            Self::EmptyQuery => "empty-query",
            Self::NothingFound => "nothing-found",
            Self::NoMatchFor => "no-match-for",
            Self::FoundWithout => "found-without",
            Self::NearestWords => "nearest-words",
            Self::DidYouMean => "did-you-mean",
            Self::UnreadFile => "unread-file",
            Self::WiderScope => "wider-scope",
            Self::MoreNotices => "more-notices",
        }
    }
}

pub(super) fn notice(code: Code, text: impl Into<String>) -> Notice {
    Notice { code: code.as_str(), text: text.into() }
}

/// Each notice once, and of one kind only the first few, so that no question is answered with a flood of them.
pub(super) fn bounded(notices: &mut Vec<Notice>) {
    let mut seen = FxHashSet::default();
    notices.retain(|notice| seen.insert((notice.code, notice.text.clone())));
    let mut kinds: FxHashMap<&'static str, usize> = FxHashMap::default();
    let all = notices.len();
    notices.retain(|notice| {
        let count = kinds.entry(notice.code).or_default();
        *count += 1;
        *count <= MOST_OF_A_KIND
    });
    if notices.len() < all {
        let more =
            counted((all - notices.len()) as u64, "more note of these kinds was", "more notes of these kinds were");
        notices.push(notice(Code::MoreNotices, format!("{}{} left out.", more[..1].to_uppercase(), &more[1..])));
    }
}

pub(super) fn long_query(limit: String) -> Notice {
    notice(Code::LongQuery, format!("The question is long: what follows after {limit} was left out."))
}

pub(super) fn unknown_field(name: &str) -> Notice {
    let fields: Vec<&str> = Field::ALL.iter().map(|field| field.as_str()).collect();
    let name = shortened(name);
    notice(
        Code::UnknownField,
        format!("\"{name}:\" is no field, so it was read as words. The fields are {}.", fields.join(", ")),
    )
}

pub(super) fn excluded_scope(value: &str) -> Notice {
    let value = shortened(value);
    notice(
        Code::OperatorWithoutWords,
        format!("\"scope:{value}\" says where words stand together; the NOT before it was passed over."),
    )
}

pub(super) fn unreadable_date(field: Field, value: &str, why: Unread) -> Notice {
    let (field, value) = (field.as_str(), shortened(value));
    let text = match why {
        Unread::NoDate => format!(
            "\"{field}:{value}\" is no date that can be read, so it leaves nothing out. Dates look like 2019, 2018/19, \
             2019-03, 06/03/2019, \"6 March 2019\", \"spring 2019\", \"last year\" or 2018..2019."
        ),
        Unread::NoYear => format!("\"{field}:{value}\" has no year, so it leaves nothing out. Write it with its year."),
        Unread::Quarter => format!(
            "\"{field}:{value}\" may be of the calendar or of the financial year, so it leaves nothing out. Write its \
             months, such as \"April to June 2019\"."
        ),
    };
    notice(Code::UnreadableDate, text)
}

/// A date that was said in plain words, and how it was read.
pub(super) fn said_date(word: &str, field: Field, value: &str) -> Notice {
    let typed = if value.contains(' ') { format!("\"{value}\"") } else { value.to_owned() };
    let filter = format!("{}:{typed}", field.as_str());
    let text = match field {
        Field::Since => {
            format!("\"{word} {value}\" was read as {filter}; in quotation marks it is looked for as words.")
        }
        _ => format!("\"{word} {value}\" was looked for as words; {filter} chooses papers by their dates."),
    };
    notice(Code::SaidDate, text)
}

pub(super) fn names_only() -> Notice {
    notice(
        Code::NamesOnly,
        "The words stand only in titles, outer headings or the names of councils and committees, not in the sections \
         themselves.",
    )
}

/// The beginning of what was typed, for a notice.
pub(super) fn shortened(typed: &str) -> String {
    match typed.char_indices().nth(MOST_TYPED) {
        Some((end, _)) => format!("{}…", &typed[..end]),
        None => typed.to_owned(),
    }
}

/// `one paper`, `3 papers`.
pub(super) fn counted(count: u64, one: &str, many: &str) -> String {
    if count == 1 { format!("one {one}") } else { format!("{} {many}", grouped(count)) }
}

/// `12,345`.
pub(super) fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.char_indices() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `a, b and c`.
pub(super) fn listed(items: &[String], joint: &str) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} {joint} {last}", first.join(", ")),
    }
}
