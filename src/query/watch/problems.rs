//! Which saved questions cannot be asked, or are no longer what was saved.
//!
//! A question that finds something else than its owner meant is worse than none: a filter that is no longer understood
//! lets everything through. Such a question is kept and reported, and asked again when it can be, or when its text was
//! changed.

use super::super::{answer::Notice, notices::Code, question::Question};

/// What a filter or sign was passed over for, or read as something else for.
const PASSED_OVER: [Code; 16] = [
    Code::LongQuery,
    Code::UnbalancedQuote,
    Code::UnbalancedBracket,
    Code::TooDeep,
    Code::OperatorWithoutWords,
    Code::NearWithoutWords,
    Code::FilterBesideOr,
    Code::EmptyFilter,
    Code::UnknownField,
    Code::UnknownValue,
    Code::UnknownCouncil,
    Code::AmbiguousCouncil,
    Code::UnreadableDate,
    Code::Wildcard,
    Code::UnusedSign,
    Code::NearDistance,
];

/// The codes of what was passed over, in order, so that those of two days can be compared: the texts name what the index
/// holds.
pub(super) fn passed_over(notices: &[Notice]) -> Vec<String> {
    let known = |notice: &&Notice| PASSED_OVER.iter().any(|code| code.as_str() == notice.code);
    let mut codes: Vec<String> = notices.iter().filter(known).map(|notice| notice.code.to_owned()).collect();
    codes.sort_unstable();
    codes
}

/// Why a question cannot be asked; `saved` is what was passed over of it when it was first asked.
pub(super) fn of(question: &Question<'_>, saved: Option<&[String]>) -> Option<String> {
    if question.only_exclusions {
        return Some("It only says what to leave out. Add a word that should be found.".to_owned());
    }
    if question.plan.is_none() {
        return Some("There is nothing in it to look for.".to_owned());
    }
    let mut before = saved?.to_vec();
    let mut texts = Vec::new();
    for notice in &question.notices {
        if passed_over(std::slice::from_ref(notice)).is_empty() {
            continue;
        }
        match before.iter().position(|code| code == notice.code) {
            Some(place) => drop(before.swap_remove(place)),
            None => texts.push(notice.text.clone()),
        }
    }
    (!texts.is_empty())
        .then(|| format!("It is no longer understood as when it was saved. {} Write it anew.", texts.join(" ")))
}
