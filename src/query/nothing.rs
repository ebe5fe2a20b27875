//! Honest answers where there is little or nothing: what was searched, which word or filter leaves nothing, what may
//! have been meant, and which files could not be read.

use super::{
    answer::Notice,
    compile::Compiler,
    councils, dictionary,
    lexer::bounded,
    notices::{Code, counted, listed, notice},
    plan::{Pattern, Plan, Sought},
    syntax::{Leaf, Scope},
    without,
};
use crate::{Index, Result, analysis::Analyzer, document::DateValue, index::Skipped};
use rustc_hash::FxHashSet;

/// Most councils of one name that are told of.
const MOST_COUNCILS: usize = 3;

/// Most words that suggestions are looked for, and most suggestions a word.
const MOST_SUGGESTIONS: usize = 3;
/// Most words that each of two misspelt ones is tried as, together with the other's.
const MOST_OF_TWO: usize = 3;
/// The same where more are misspelt.
const MOST_OF_MORE: usize = 2;
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
pub(super) fn explain(
    index: &Index,
    compiler: &Compiler<'_>,
    plan: &Plan,
    scope: Scope,
    analyzer: &mut Analyzer,
    notices: &mut Vec<Notice>,
) -> Result<()> {
    notices.push(notice(Code::NothingFound, format!("Nothing was found. Searched: {}.", holdings(index))));
    if scope == Scope::Paragraph {
        let sections = compiler.count(&*compiler.sections(plan))?;
        if sections > 0 {
            let sections = counted(sections, "section has", "sections have");
            let text = format!("In no one paragraph, but {sections} all of it: leave scope:paragraph out to see more.");
            notices.push(notice(Code::WiderScope, text));
            return Ok(());
        }
    }
    without::what_leaves_nothing(index, compiler, plan, analyzer, notices)
}

/// Suggests other words for those that the index does not hold, if the question finds something with them: of one word
/// several, for several words the question with all of them replaced. Where it does not, the nearest words are told.
pub(super) fn suggestions(
    index: &Index,
    compiler: &Compiler<'_>,
    plan: &Plan,
    query: &str,
    notices: &mut Vec<Notice>,
) -> Result<()> {
    let mut absent: Vec<Misspelt<'_>> = Vec::new();
    // With a word that stands nowhere and is like none, or with too many of them, nothing can be found.
    let mut hopeless = false;
    for (place, part) in plan.parts().iter().enumerate() {
        let Plan::Text(sought) = part else { continue };
        if !compiler.is_absent(sought)? {
            continue;
        }
        if let Some(text) = council_without_papers(index, &sought.leaf.text()) {
            notices.push(notice(Code::CouncilWithoutPapers, text));
            hopeless = true;
            continue;
        }
        if absent.len() == MOST_SUGGESTIONS {
            hopeless = true;
            break;
        }
        match Misspelt::read(index, place, sought)? {
            Some(misspelt) => absent.push(misspelt),
            None => hopeless = true,
        }
    }
    let suggestion = if hopeless { None } else { suggestion(compiler, plan, query, &mut absent)? };
    match suggestion {
        Some(text) => notices.push(notice(Code::DidYouMean, text)),
        None if absent.is_empty() => {}
        None => {
            let nearest = absent.iter().filter_map(|misspelt| Some((misspelt, misspelt.similar.first()?)));
            let nearest: Vec<String> =
                nearest.map(|(of, word)| format!("\"{word}\" is like \"{}\"", of.text)).collect();
            let text = format!("The index has words that are near: {}.", listed(&nearest, "and"));
            notices.push(notice(Code::NearestWords, text));
        }
    }
    Ok(())
}

/// Says of a word that no section has that it is the name of councils, of which then no paper is indexed.
fn council_without_papers(index: &Index, word: &str) -> Option<String> {
    let names: Vec<String> = councils::named(index, word).into_iter().map(|council| council.name).collect();
    (1..=MOST_COUNCILS).contains(&names.len()).then(|| {
        let councils = listed(&names, "or");
        format!("\"{word}\" is a council's name, and no paper of {councils} is indexed.")
    })
}

/// What may have been meant, if that finds something.
fn suggestion(
    compiler: &Compiler<'_>,
    plan: &Plan,
    query: &str,
    absent: &mut [Misspelt<'_>],
) -> Result<Option<String>> {
    match absent {
        [] => Ok(None),
        [one] => {
            let mut found = Vec::new();
            for candidate in &one.similar {
                if found.len() == MOST_SUGGESTIONS {
                    break;
                }
                let sections = count(compiler, plan, &[(one.place, candidate)])?;
                if sections > 0 {
                    found.push(format!("\"{candidate}\" ({})", counted(sections, "section", "sections")));
                }
            }
            let text = || format!("Instead of \"{}\", did you mean {}?", one.text, listed(&found, "or"));
            Ok((!found.is_empty()).then(text))
        }
        several => {
            let most = if several.len() == 2 { MOST_OF_TWO } else { MOST_OF_MORE };
            several.iter_mut().for_each(|misspelt| misspelt.similar.truncate(most));
            let Some((words, sections)) = together(compiler, plan, several)? else { return Ok(None) };
            let typed: Vec<String> = several.iter().map(|misspelt| format!("\"{}\"", misspelt.text)).collect();
            let mut question = bounded(query, &mut Vec::new()).split_whitespace().collect::<Vec<_>>().join(" ");
            for (misspelt, word) in several.iter().zip(words) {
                question = with_word_replaced(&question, misspelt.text, word);
            }
            let sections = counted(sections, "section", "sections");
            Ok(Some(format!("Instead of {}, did you mean: {question} ({sections})?", listed(&typed, "and"))))
        }
    }
}

/// A word of a question that no section has.
struct Misspelt<'p> {
    /// Which part of the question.
    place: usize,
    /// As typed.
    text: &'p str,
    /// Words of the index like it, most frequent first; never none.
    similar: Vec<String>,
}

impl<'p> Misspelt<'p> {
    /// `None` for what is no single word, or too short to be like others, or like none.
    fn read(index: &Index, place: usize, sought: &'p Sought) -> Result<Option<Self>> {
        let Leaf::Word { text, exact, .. } = &sought.leaf else { return Ok(None) };
        let [word] = &exact[..] else { return Ok(None) };
        let length = word.chars().count();
        if length < SHORTEST_MISTYPED {
            return Ok(None);
        }
        let (mut similar, _) = dictionary::similar(index, word, 1)?;
        if similar.is_empty() && length >= 2 * SHORTEST_MISTYPED {
            similar = dictionary::similar(index, word, 2)?.0;
        }
        similar.truncate(2 * MOST_SUGGESTIONS);
        Ok((!similar.is_empty()).then_some(Self { place, text, similar }))
    }
}

/// How many sections the question finds with these words in these of its parts.
fn count(compiler: &Compiler<'_>, plan: &Plan, words: &[(usize, &String)]) -> Result<u64> {
    let mut parts: Vec<Plan> = plan.parts().to_vec();
    for (place, word) in words {
        if let Some(Plan::Text(sought)) = parts.get_mut(*place) {
            sought.pattern = Pattern::OneOf(vec![(*word).clone()]);
        }
    }
    compiler.count(&*compiler.full(&Plan::All(parts))?)
}

/// A word for each of the misspelt ones with which the question finds something, and how much: the most frequent words
/// that do so, those of the last changed first.
fn together<'m>(
    compiler: &Compiler<'_>,
    plan: &Plan,
    misspelt: &'m [Misspelt<'_>],
) -> Result<Option<(Vec<&'m String>, u64)>> {
    let choices: usize = misspelt.iter().map(|misspelt| misspelt.similar.len()).product();
    for choice in 0..choices {
        let mut rest = choice;
        let mut words: Vec<(usize, &String)> = Vec::with_capacity(misspelt.len());
        for Misspelt { place, similar, .. } in misspelt.iter().rev() {
            words.push((*place, &similar[rest % similar.len()]));
            rest /= similar.len();
        }
        let sections = count(compiler, plan, &words)?;
        if sections > 0 {
            return Ok(Some((words.into_iter().rev().map(|(_, word)| word).collect(), sections)));
        }
    }
    Ok(None)
}

/// A text with a word replaced wherever it is not the part of another.
pub(crate) fn with_word_replaced(text: &str, word: &str, other: &str) -> String {
    let mut replaced = String::with_capacity(text.len());
    let mut copied = 0;
    for (start, _) in text.match_indices(word) {
        let end = start + word.len();
        let is_part = text[..start].ends_with(char::is_alphanumeric) || text[end..].starts_with(char::is_alphanumeric);
        if !is_part {
            replaced.push_str(&text[copied..start]);
            replaced.push_str(other);
            copied = end;
        }
    }
    replaced.push_str(&text[copied..]);
    replaced
}

/// Names the unread files whose names hold the words of the question: all of one or two, two of more.
pub(super) fn unread_files(skipped: &[Skipped], plan: &Plan, analyzer: &mut Analyzer, notices: &mut Vec<Notice>) {
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
    fn a_word_is_replaced_only_where_it_stands_alone() {
        assert_eq!(
            with_word_replaced("lib (lib) libs glib \"lib\"", "lib", "library"),
            "library (library) libs glib \"library\""
        );
        assert_eq!(with_word_replaced("Ŵyl", "yl", "x"), "Ŵyl");
    }

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
        let mut analyzer = Analyzer::new();
        let parsed = crate::query::parse("roads closure");
        let plan = settle(&index, &parsed, true, &mut analyzer, &mut notices).unwrap().unwrap();
        unread_files(&skipped, &plan, &mut analyzer, &mut notices);
        let texts: Vec<&str> = notices.iter().map(|notice| notice.text.as_str()).collect();
        assert_eq!(texts, ["minutes/road-closures 2019.pdf was not searched. It is protected by a password."]);
    }
}
