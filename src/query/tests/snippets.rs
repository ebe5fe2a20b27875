//! The laws of snippets, over random papers and questions.

use super::{draft, index, marked, texts};
use crate::{
    Index,
    analysis::{Analyzer, OwnedToken},
    document::Paragraph,
    query::{
        Hit, Request, Snippet,
        matching::Matcher,
        passages::WHOLE,
        plan::{Pattern, Plan, Row, Sought, settle},
        sentences::sentences,
        syntax::{Leaf, Node},
    },
};
use proptest::{collection::vec, prelude::*, sample::select};
use std::ops::Range;

const WORDS: [&str; 32] = [
    "care",
    "cares",
    "caring",
    "carer",
    "social",
    "early",
    "help",
    "helped",
    "road",
    "roads",
    "closures",
    "closure",
    "SEND",
    "send",
    "A&E",
    "10:30",
    "the",
    "of",
    "and",
    "panel",
    "inadequate",
    "inadequacies",
    "Ŵyl",
    "children’s",
    "No. 5",
    "e.g.",
    "St. Mary",
    "3.5",
    "officers",
    "families",
    "winter",
    "witnesses",
];

const ENDS: [&str; 9] = [" ", " ", " ", " ", ", ", "; ", ". ", ".\n", " | "];

pub(super) const QUESTIONS: [&str; 30] = [
    "care",
    "roads",
    "early help",
    "social care closures",
    "the panel of families",
    "\"early help\"",
    "\"social care\" help",
    "\"care\" roads",
    "inadeq*",
    "c* roads",
    "helpd~",
    "inadequte~ panel",
    "early NEAR/3 families",
    "\"early help\" NEAR/4 roads",
    "care NEAR/2 care",
    "SEND",
    "SEND panel",
    "A&E",
    "10:30 panel",
    "panel NOT help",
    "care -\"caring\"",
    "roads -closures -early",
    "early OR closures",
    "(care OR roads) (panel OR SEND)",
    "(care -help) OR (roads -panel)",
    "children's wyl",
    "early help roads closures families winter",
    "the of",
    "officers winter -\"early help\"",
    "\"roads closure\" OR panel",
];

pub(super) fn paragraph() -> impl Strategy<Value = String> {
    let words = |most: usize| {
        vec((select(&WORDS[..]), select(&ENDS[..])), 0..most)
            .prop_map(|words| words.into_iter().map(|(word, end)| format!("{word}{end}")).collect::<String>())
    };
    prop_oneof![3 => words(12), 2 => words(120)]
}

fn settled(index: &Index, query: &str) -> Option<Plan> {
    settle(index, &crate::query::parse(query), true, &mut Analyzer::new(), &mut Vec::new()).unwrap()
}

fn is_row(tokens: &[OwnedToken], row: &Row) -> bool {
    let form = |token: &OwnedToken| if row.exact { token.exact.clone() } else { token.stem.clone() };
    tokens.len() == row.words.len() && tokens.iter().zip(&row.words).all(|(token, word)| form(token) == *word)
}

/// Whether a text, read by itself, is what a leaf looks for; of a pair, one of the two.
fn satisfies(text: &str, sought: &Sought) -> bool {
    let tokens = Analyzer::new().tokens(text);
    let row = |words: &Vec<String>, exact| Row { words: words.clone(), exact };
    match &sought.pattern {
        Pattern::Stems(words) => is_row(&tokens, &row(words, false)),
        Pattern::Exact(words) => is_row(&tokens, &row(words, true)),
        Pattern::OneOf(words) => matches!(&tokens[..], [token] if words.contains(&token.exact)),
        Pattern::Acronym(acronym) => matches!(&tokens[..], [token] if token.acronym.as_ref() == Some(acronym)),
        Pattern::Near(left, right, _) => is_row(&tokens, left) || is_row(&tokens, right),
    }
}

/// The plain words that a question leaves out.
fn excluded(node: &Node) -> Vec<String> {
    match node {
        Node::Not(inner) => match &**inner {
            Node::Text(Leaf::Word { stems, .. }) => stems.clone(),
            _ => Vec::new(),
        },
        Node::All(nodes) | Node::Any(nodes) => nodes.iter().flat_map(excluded).collect(),
        Node::Text(_) | Node::Filter(_) => Vec::new(),
    }
}

/// Where a snippet stands: paragraph and bytes. Random texts repeat themselves, so the places are several.
pub(super) fn places(paragraphs: &[Paragraph], snippet: &Snippet) -> Vec<(usize, Range<usize>)> {
    let of = |(number, paragraph): (usize, &Paragraph)| {
        let same = paragraph.number == snippet.paragraph;
        let text = paragraph.text.clone();
        let starts = (0..=text.len())
            .filter(move |start| text[..].get(*start..).is_some_and(|rest| rest.starts_with(&snippet.text)));
        starts.filter(move |_| same).map(|start| (number, start..start + snippet.text.len())).collect::<Vec<_>>()
    };
    paragraphs.iter().enumerate().flat_map(of).collect()
}

/// Whether a place begins and ends with sentences, or inside of long ones, and says truly whether more stands about it.
fn is_honest(text: &str, place: &Range<usize>, cut: [bool; 2]) -> bool {
    let all = sentences(text);
    let is_long = |byte: usize| all.iter().any(|one| one.start <= byte && byte <= one.end && one.len() > WHOLE);
    let begins = all.iter().any(|one| one.start == place.start) || is_long(place.start);
    let ends = all.iter().any(|one| one.end == place.end) || is_long(place.end);
    let whole = text.trim().len() <= WHOLE;
    let more = [!text[..place.start].trim().is_empty(), !text[place.end..].trim().is_empty()];
    more == cut && (whole && cut == [false, false] || begins && ends)
}

fn check(index: &Index, query: &str, hit: &Hit, most: usize) -> Result<(), TestCaseError> {
    let plan = settled(index, query).unwrap();
    let sought = plan.sought();
    let record = index.section(&hit.section.id).unwrap();
    let paragraphs = &record.section.paragraphs;
    prop_assert!(hit.snippets.len() <= most);

    let left_out = crate::query::parse(query).tree.map(|tree| excluded(&tree)).unwrap_or_default();
    let is_sought =
        |stem: &String| sought.iter().any(|one| matches!(&one.pattern, Pattern::Stems(stems) if stems.contains(stem)));
    let left_out: Vec<&String> = left_out.iter().filter(|stem| !is_sought(stem)).collect();

    let mut last = (0, 0);
    for snippet in &hit.snippets {
        // The text stands in the paragraph as it is, after the snippet before, and is honest about where it was cut.
        let fits = places(paragraphs, snippet).into_iter().find(|(number, place)| {
            (*number, place.start) >= last && is_honest(&paragraphs[*number].text, place, snippet.cut)
        });
        prop_assert!(fits.is_some(), "{:?} {:?} in {:?}", last, snippet, paragraphs);
        let (number, place) = fits.unwrap();
        last = (number, place.end.max(place.start + 1));
        prop_assert!(snippet.text.len() <= most * (WHOLE + 40), "{}", snippet.text.len());

        let mut end = 0;
        for &(from, to) in &snippet.marks {
            prop_assert!(end <= from && from < to && to <= snippet.text.len());
            let text = snippet.text.get(from..to);
            prop_assert!(text.is_some(), "{:?}", snippet);
            let text = text.unwrap();
            prop_assert!(sought.iter().any(|one| satisfies(text, one)), "{} in {:?}", text, snippet);
            let stems = Analyzer::new().tokens(text);
            prop_assert!(!stems.iter().any(|token| left_out.contains(&&token.stem)), "{}", text);
            end = to;
        }
    }

    // What matched in the text is marked, and as many words are shown as snippets can show.
    let marks = Matcher::new(&sought, Analyzer::new()).marks(paragraphs);
    let only_function_words = sought.iter().all(|one| one.is_function_word());
    let counts = |number: usize| only_function_words || !sought[number].is_function_word();
    let in_text: Vec<usize> = (0..sought.len())
        .filter(|number| counts(*number) && marks.iter().flatten().any(|mark| mark.sought == *number))
        .collect();
    let is_marked = |snippet: &Snippet| !snippet.marks.is_empty();
    prop_assert_eq!(hit.snippets.iter().all(is_marked) && !hit.snippets.is_empty(), !in_text.is_empty() && most > 0);
    let are_words = sought.iter().all(|one| matches!(one.leaf, Leaf::Word { .. }));
    if are_words {
        let shown = in_text.iter().filter(|number| {
            let is_it = |snippet: &Snippet| {
                let mut marks = snippet.marks.iter().map(|&(from, to)| &snippet.text[from..to]);
                marks.any(|text| satisfies(text, sought[**number]))
            };
            hit.snippets.iter().any(is_it)
        });
        let shown = shown.count();
        prop_assert!(shown >= most.min(in_text.len()), "{} of {:?}: {:?}", shown, in_text, hit.snippets);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn snippets_keep_their_laws(
        papers in vec(vec(paragraph(), 1..5), 1..5), query in select(&QUESTIONS[..]), most in 1..5_usize,
    ) {
        let drafts = papers.iter().enumerate().map(|(number, paragraphs)| {
            let texts: Vec<&str> = paragraphs.iter().map(String::as_str).collect();
            draft(&number.to_string()).section("", &texts)
        });
        let index = index(drafts);
        let answer = index.search(&Request::new(query).snippets(most)).unwrap();
        for hit in &answer.hits {
            check(&index, query, hit, most)?;
        }
    }
}

const PADDING: &str =
    "The panel met on Tuesday and heard from many witnesses about the state of things in the county. ";

#[test]
fn several_snippets_of_one_paragraph_show_different_words() {
    let far = PADDING.repeat(5);
    let index = texts(&[&format!("{far}Gullies were full. {far}Verges were cut. {far}Gullies and gullies. {far}")]);
    let answer = index.search(&Request::new("gullies verges").snippets(2)).unwrap();
    let snippets = &answer.hits[0].snippets;
    assert_eq!(snippets.len(), 2);
    assert!(
        snippets[0].text.contains("Verges were cut.") && snippets[1].text.contains("Gullies and gullies."),
        "{snippets:?}"
    );
    assert!(snippets.iter().all(|snippet| snippet.cut == [true, true]));
    let all = index.search(&Request::new("gullies verges").snippets(9)).unwrap();
    assert_eq!(all.hits[0].snippets.len(), 3);
}

#[test]
fn a_further_snippet_shows_a_word_that_the_first_lacks() {
    let index = index([draft("a").section(
        "",
        &["agency staff", "agency staff and agency staff again", "agency staff cost more", "what it may cost"],
    )]);
    let shown = |query: &str, most| {
        let answer = index.search(&Request::new(query).snippets(most)).unwrap();
        answer.hits[0].snippets.iter().map(|snippet| snippet.text.clone()).collect::<Vec<_>>()
    };
    assert_eq!(shown("agency staff cost", 1), ["agency staff cost more"]);
    // Of three words, one again is not worth showing.
    assert_eq!(
        shown("agency staff cost", 4),
        ["agency staff", "agency staff and agency staff again", "agency staff cost more"]
    );
    assert_eq!(shown("agency staff may", 2), ["agency staff and agency staff again", "what it may cost"]);
}

#[test]
fn a_written_word_of_several_counts_as_the_phrase_that_it_is() {
    let hub = "An edge of care hub was opened.";
    let index = index([draft("a").section("", &["Placements fell, and placements rose.", hub])]);
    for question in ["edge-of-care placements", "\"edge of care\" placements"] {
        let answer = index.search(&Request::new(question).snippets(1)).unwrap();
        assert_eq!(answer.hits[0].snippets[0].text, hub, "{question}");
    }
}

#[test]
fn a_sentence_is_shown_before_a_row_of_a_table_that_says_the_same() {
    let row = "Date: 6 March | Issue: road closures | Notes: none";
    let index = index([draft("a").section("", &[row, "The road closures of last winter were looked at again."])]);
    let answer = index.search(&Request::new("road closures")).unwrap();
    assert!(answer.hits[0].snippets[0].text.starts_with("The road closures"));
    assert_eq!(marked(&answer), ["road", "closures"]);
}

#[test]
fn a_section_found_by_its_heading_shows_how_it_begins_though_function_words_stand_in_it() {
    let index = index([draft("a").section("State of libraries", &["All is well here.", "The end of it all."])]);
    let answer = index.search(&Request::new("the libraries")).unwrap();
    assert_eq!(answer.hits[0].snippets[0].text, "All is well here.");
}

#[test]
fn halves_of_a_sentence_are_one_snippet() {
    let clause = "and officers were asked to look at the figures for the winter before last";
    let text = format!("Gullies came up {clause}, {clause}, {clause}, {clause}, {clause}, {clause}, and verges.");
    let answer = texts(&[&text]).search(&Request::new("gullies verges").snippets(2)).unwrap();
    let snippets = &answer.hits[0].snippets;
    assert_eq!(snippets.len(), 1);
    assert_eq!((snippets[0].text.as_str(), snippets[0].cut), (text.as_str(), [false, false]));
}

#[test]
fn function_words_are_marked_beside_others_only() {
    let index = texts(&["The edge of care is where children of the county are, and the edge of a road is not."]);
    let marks = |query: &str| marked(&index.search(&Request::new(query)).unwrap());
    assert_eq!(marks("edge of care"), ["edge", "of", "care", "edge", "of"]);
    assert_eq!(marks("the of").len(), 6);
}

#[test]
fn of_a_pair_both_are_shown() {
    let far = PADDING.repeat(4);
    let text = format!("Gullies here. {far}Verges there. {far}The verges have gullies. {far}");
    let answer = texts(&[&text]).search(&Request::new("gullies NEAR/3 verges")).unwrap();
    assert_eq!(marked(&answer), ["verges", "gullies"]);
}

#[test]
fn a_hit_without_snippets_is_the_one_with_them_but_for_what_the_passage_tells() {
    let index = index([
        draft("a")
            .council("ashford", "Ashford")
            .date("2019-03-06")
            .section("1 Lamps", &["Lamps were lit.", "Gullies."]),
        draft("b").title("Gullies").section("", &["Gullies and lamps."]),
    ]);
    let ask = |snippets| index.search(&Request::new("lamps gullies").snippets(snippets)).unwrap().hits;
    for (with, mut without) in ask(3).into_iter().zip(ask(0)) {
        assert!(!with.snippets.is_empty() && without.snippets.is_empty());
        assert!(with.citation.starts_with(&without.citation), "{} {}", with.citation, without.citation);
        without.snippets = with.snippets.clone();
        without.citation = with.citation.clone();
        without.citation_url = with.citation_url.clone();
        assert_eq!(format!("{with:?}"), format!("{without:?}"));
    }
}
