//! What the value of a filter means, as far as no index is needed: dates, kinds, roles.
//!
//! In comes a field with what was typed after its colon; out comes a node, or a notice that says why not.

use super::{
    answer::Notice,
    dates::{self, without_stop},
    notices::{self, Code, shortened},
    syntax::{Field, Filter, Node, Parsed, Scope},
    tree::{all, any},
};
use crate::document::{PaperKind, Role, SectionKind};
use jiff::civil::Date;

/// Most councils between the commas of one filter.
const MAX_COUNCILS: usize = 128;

/// Adds to a question the filters of a request, each as if `field:"value"` had been typed; but several councils may stand
/// in one value where `is_council` says that the whole of it is the name of none.
pub(super) fn add(parsed: &mut Parsed, filters: &[(String, String)], today: Date, is_council: impl Fn(&str) -> bool) {
    let mut nodes: Vec<Node> = parsed.tree.take().into_iter().collect();
    for (field, value) in filters {
        if Field::parse(field) == Some(Field::Scope) {
            parsed.scope = read_scope(value, &mut parsed.notices).or(parsed.scope);
        } else {
            nodes.extend(filter(field, value, today, &is_council, &mut parsed.notices));
        }
    }
    parsed.tree = all(nodes);
}

/// Reads the value of `scope:`.
pub(super) fn read_scope(value: &str, notices: &mut Vec<Notice>) -> Option<Scope> {
    let value = without_stop(value.trim());
    let scope = Scope::parse(value);
    if scope.is_none() {
        notices.push(notices::notice(
            Code::UnknownValue,
            format!("\"scope:{}\" was passed over; it takes paragraph, section or paper.", shortened(value)),
        ));
    }
    scope
}

fn filter(
    field: &str,
    value: &str,
    today: Date,
    is_council: impl Fn(&str) -> bool,
    notices: &mut Vec<Notice>,
) -> Option<Node> {
    let value = value.trim();
    match Field::parse(field) {
        Some(Field::Council) => read_filter(Field::Council, value, is_council(value), today, notices),
        Some(field) => read_filter(field, value, true, today, notices),
        None => {
            notices.push(notices::unknown_field(field));
            None
        }
    }
}

/// `today` is what `last year` is reckoned from.
pub(super) fn read_filter(
    field: Field,
    value: &str,
    quoted: bool,
    today: Date,
    notices: &mut Vec<Notice>,
) -> Option<Node> {
    let value = without_stop(value);
    let unknown = value.eq_ignore_ascii_case("unknown");
    let filter = match field {
        Field::Council if unknown => Filter::CouncilUnknown,
        // Some councils have a comma in their names.
        Field::Council if quoted => Filter::Council(value.to_owned()),
        Field::Council => {
            let mut names = value.split(',').map(str::trim).filter(|name| !name.is_empty());
            let councils = names.by_ref().take(MAX_COUNCILS);
            let council = |name: &str| match name.eq_ignore_ascii_case("unknown") {
                true => Filter::CouncilUnknown,
                false => Filter::Council(name.to_owned()),
            };
            let councils = councils.map(|name| Node::Filter(council(name))).collect();
            if names.next().is_some() {
                notices.push(notices::long_query(format!("{MAX_COUNCILS} councils of one filter")));
            }
            return any(councils);
        }
        Field::Committee | Field::Title | Field::Heading if value.chars().any(char::is_alphanumeric) => {
            if value.contains(['*', '~']) {
                notices.push(notices::notice(
                    Code::Wildcard,
                    format!(
                        "In {}: a star or tilde stands for nothing, and was passed over. Every form of a word is found.",
                        field.as_str()
                    ),
                ));
            }
            let words = |value: &str| Filter::Words(field, value.trim_matches(['*', '~']).to_owned(), quoted);
            // A paper has one committee, so several are any of them; but marks keep a name with a comma together.
            if field == Field::Committee && !quoted && value.contains(',') {
                let names = value.split(',').map(str::trim).filter(|name| name.contains(char::is_alphanumeric));
                return any(names.take(MAX_COUNCILS).map(|name| Node::Filter(words(name))).collect());
            }
            words(value)
        }
        Field::Committee | Field::Title | Field::Heading => return None,
        Field::Kind => Filter::Kind(kinds(field, value, PaperKind::ALL, PaperKind::parse, PaperKind::as_str, notices)?),
        Field::Section => {
            Filter::Section(kinds(field, value, SectionKind::ALL, SectionKind::parse, SectionKind::as_str, notices)?)
        }
        Field::Role => Filter::Role(kinds(field, value, Role::ALL, Role::parse, Role::as_str, notices)?),
        Field::Date if unknown => Filter::DateUnknown,
        Field::Date | Field::Since | Field::Until | Field::Before | Field::After => {
            match dates::read(field, value, today) {
                Ok(days) => Filter::Date(days),
                Err(why) => {
                    notices.push(notices::unreadable_date(field, value, why));
                    return None;
                }
            }
        }
        // It is no part of the tree: see `read_scope`.
        Field::Scope => return None,
        Field::Added if value.eq_ignore_ascii_case("last") => Filter::Added(None),
        Field::Added => match value.parse() {
            Ok(build) => Filter::Added(Some(build)),
            Err(_) => {
                notices.push(notices::notice(
                    Code::UnknownValue,
                    format!(
                        "\"added:{}\" was passed over: it takes \"last\" or the number of a build.",
                        shortened(value)
                    ),
                ));
                return None;
            }
        },
    };
    Some(Node::Filter(filter))
}

/// The kinds or roles that a value names; `None`, with a notice, where it names none.
fn kinds<K: Copy>(
    field: Field,
    value: &str,
    all: &[K],
    parse: impl Fn(&str) -> Option<K>,
    name: impl Fn(K) -> &'static str,
    notices: &mut Vec<Notice>,
) -> Option<Vec<K>> {
    let mut kinds = Vec::new();
    let read = |word: &str| {
        let typed = word.to_lowercase().replace([' ', '_'], "-");
        let singular = typed.strip_suffix('s').unwrap_or(&typed);
        parse(&typed).or_else(|| parse(singular)).or_else(|| parse(&format!("{typed}s")))
    };
    for words in value.split(',').map(str::trim).filter(|words| !words.is_empty()) {
        if let Some(kind) = read(words) {
            kinds.push(kind);
            continue;
        }
        for word in words.split_whitespace() {
            match read(word) {
                Some(kind) => kinds.push(kind),
                None => {
                    let known: Vec<&str> = all.iter().map(|kind| name(*kind)).collect();
                    let (field, word) = (field.as_str(), shortened(word));
                    notices.push(notices::notice(
                        Code::UnknownValue,
                        format!("\"{field}:{word}\" was passed over; it takes {}.", known.join(", ")),
                    ));
                }
            }
        }
    }
    (!kinds.is_empty()).then_some(kinds)
}
