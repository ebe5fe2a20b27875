//! Honest answers where there is little or nothing: what was searched, which word or filter leaves nothing, what may
//! have been meant, and which files could not be read.

use super::{
    answer::Notice,
    compile::Compiler,
    dictionary,
    notices::{Code, counted, listed, notice},
    plan::{Pattern, Plan, Sought},
    syntax::Leaf,
    words,
};
use crate::{Index, Result, analysis::Analyzer, document::DateValue, index::Skipped};
use rustc_hash::FxHashSet;

/// Most words that suggestions are looked for, and most suggestions a word.
const MOST_SUGGESTIONS: usize = 3;
/// Most unread files that are named.
const MOST_FILES: usize = 3;
/// Fewest letters of a word that may have been mistyped.
const SHORTEST_MISTYPED: usize = 4;

/// What is indexed, in a sentence.
fn holdings(index: &Index) -> String {
    let searched = index.manifest().searched();
    let long = |date: &Option<String>| date.as_deref().and_then(DateValue::parse).map(DateValue::long);
    let dates = match (long(&searched.from), long(&searched.until)) {
        (Some(from), Some(until)) if from == until => format!(", {from}"),
        (Some(from), Some(until)) => format!(", {from} to {until}"),
        _ => String::new(),
    };
    let unread = match searched.unreadable {
        0 => String::new(),
        count => format!("; {} could not be read", counted(count, "file", "files")),
    };
    format!(
        "{} with {} of {}{dates}{unread}",
        counted(searched.papers, "paper", "papers"),
        counted(searched.sections, "section", "sections"),
        counted(searched.councils, "council", "councils"),
    )
}

pub(super) fn empty_query(index: &Index) -> Notice {
    notice(Code::EmptyQuery, format!("Nothing was asked. The index holds {}.", holdings(index)))
}

/// Says what was searched and what leaves nothing.
pub(super) fn explain(index: &Index, compiler: &Compiler<'_>, plan: &Plan, notices: &mut Vec<Notice>) -> Result<()> {
    notices.push(notice(Code::NothingFound, format!("Nothing was found. Searched: {}.", holdings(index))));
    let mut counts = Vec::new();
    let mut absent = Vec::new();
    for part in plan.parts().iter().filter(|part| !matches!(part, Plan::Not(_))) {
        let found = compiler.count(&*compiler.by_names_too(part))?;
        if found == 0 {
            absent.push(words::of_plan(part));
        }
        counts.push(format!("{}: {}", words::of_plan(part), counted(found, "section", "sections")));
    }
    if !absent.is_empty() {
        notices.push(notice(Code::NoMatchFor, format!("In no section at all: {}.", listed(&absent, "and"))));
    }
    if absent.len() < counts.len() && counts.len() > 1 {
        notices.push(notice(Code::NoMatchFor, format!("Each alone: {}.", counts.join("; "))));
    }
    Ok(())
}

/// Suggests other words for those that the index does not hold.
pub(super) fn suggestions(
    index: &Index,
    compiler: &Compiler<'_>,
    plan: &Plan,
    notices: &mut Vec<Notice>,
) -> Result<()> {
    let mut looked_for = 0;
    for part in plan.parts() {
        if let Plan::Text(sought) = part
            && looked_for < MOST_SUGGESTIONS
            && compiler.is_absent(sought)?
        {
            looked_for += 1;
            suggest(index, compiler, plan, sought, notices)?;
        }
    }
    Ok(())
}

/// Words of the index like one that is not in it, if the question finds something with them.
fn suggest(
    index: &Index,
    compiler: &Compiler<'_>,
    plan: &Plan,
    sought: &Sought,
    notices: &mut Vec<Notice>,
) -> Result<()> {
    let Leaf::Word { text, exact, .. } = &sought.leaf else { return Ok(()) };
    let [word] = &exact[..] else { return Ok(()) };
    let length = word.chars().count();
    if length < SHORTEST_MISTYPED {
        return Ok(());
    }
    let (mut similar, _) = dictionary::similar(index, word, 1)?;
    if similar.is_empty() && length >= 2 * SHORTEST_MISTYPED {
        similar = dictionary::similar(index, word, 2)?.0;
    }
    let mut found = Vec::new();
    for candidate in similar.iter().take(2 * MOST_SUGGESTIONS) {
        let pattern = Pattern::OneOf(vec![candidate.clone()]);
        let other = Sought { pattern, ..sought.clone() };
        let mut parts: Vec<Plan> = plan.parts().to_vec();
        for part in &mut parts {
            if matches!(part, Plan::Text(known) if known == sought) {
                *part = Plan::Text(other.clone());
            }
        }
        let sections = compiler.count(&*compiler.full(&Plan::All(parts)))?;
        if sections > 0 && found.len() < MOST_SUGGESTIONS {
            found.push(format!("\"{candidate}\" ({})", counted(sections, "section", "sections")));
        }
    }
    if !found.is_empty() {
        notices
            .push(notice(Code::DidYouMean, format!("Instead of \"{text}\", did you mean {}?", listed(&found, "or"))));
    }
    Ok(())
}

/// Names the unread files whose names hold the words of the question: all of one or two, two of more.
pub(super) fn unread_files(skipped: &[Skipped], plan: &Plan, notices: &mut Vec<Notice>) {
    let sought = plan.sought();
    let words: Vec<&[String]> = sought
        .iter()
        .filter(|sought| !sought.is_function_word())
        .filter_map(|sought| if let Leaf::Word { stems, .. } = &sought.leaf { Some(&stems[..]) } else { None })
        .collect();
    if words.is_empty() || skipped.is_empty() {
        return;
    }
    let needed = words.len().min(2);
    let mut analyzer = Analyzer::new();
    let mut named = 0;
    for skipped in skipped {
        let Some(path) = &skipped.path else { continue };
        // Most names hold none of the words: found out without reading them properly.
        let small = path.to_lowercase();
        if !words.iter().flat_map(|word| word.iter()).any(|stem| small.contains(beginning(stem))) {
            continue;
        }
        let stems: FxHashSet<String> = analyzer.tokens(path).into_iter().map(|token| token.stem).collect();
        if words.iter().filter(|word| word.iter().all(|stem| stems.contains(stem))).count() < needed {
            continue;
        }
        named += 1;
        if named <= MOST_FILES {
            let text = format!("{path} was not searched. {}", skipped.reason.sentence());
            notices.push(notice(Code::UnreadFile, text));
        }
    }
    if named > MOST_FILES {
        let more = counted((named - MOST_FILES) as u64, "more file", "more files");
        notices.push(notice(Code::UnreadFile, format!("With such names, {more} could not be read.")));
    }
}

/// As much of a stem as every form of the word has, or nearly every one.
fn beginning(stem: &str) -> &str {
    stem.char_indices().nth(3).map_or(stem, |(end, _)| &stem[..end])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{corpus::SkipReason, document::Gazetteer, query::plan::settle};

    #[test]
    fn an_unread_file_is_named_if_its_name_holds_the_words() {
        let skipped = ["minutes/road-closures 2019.pdf", "road.pdf", "libraries.pdf"].map(|path| Skipped {
            path: Some(path.to_owned()),
            reason: SkipReason::Encrypted,
            detail: String::new(),
            since: "g000001-00000000".to_owned(),
            kept: false,
        });
        let index = Index::in_memory(&[], Gazetteer::builtin()).unwrap();
        let mut notices = Vec::new();
        let plan = settle(&index, &crate::query::parse("roads closure"), &mut notices).unwrap().unwrap();
        unread_files(&skipped, &plan, &mut notices);
        let texts: Vec<&str> = notices.iter().map(|notice| notice.text.as_str()).collect();
        assert_eq!(texts, ["minutes/road-closures 2019.pdf was not searched. It is protected by a password."]);
    }
}
