//! Where all the words of a question must stand: in one paragraph, one section, one paper.

use super::{ask, codes, draft, found, index, marked};
use crate::{
    Index,
    document::{PaperKind, Role, SectionKind},
    query::{Request, Scope, parse},
};

fn roads() -> Index {
    index([
        draft("a")
            .council("kent", "Kent County Council")
            .title("Highways plan")
            .section("Gullies", &["The gullies of the county.", "Drains were cleaned, and the road was closed."])
            .section("Costs", &["The budget for drains is small."]),
        draft("b")
            .kind(PaperKind::Minutes)
            .section("", &["Gullies and drains were cleaned.", "Trees were cut."])
            .section("", &["The budget grew."]),
        draft("c").section("", &["Nothing of it.", "", "Trees along the road, and their budget."]),
    ])
}

#[test]
fn each_scope_is_asked_for_in_several_spellings() {
    for (typed, scope) in [
        ("scope:paragraph", Scope::Paragraph),
        ("scope:Paragraphs", Scope::Paragraph),
        ("scope:para", Scope::Paragraph),
        ("scope:\"section\"", Scope::Section),
        ("SCOPE:sections", Scope::Section),
        ("scope:paper", Scope::Paper),
        ("scope:papers", Scope::Paper),
        ("scope:documents", Scope::Paper),
    ] {
        let parsed = parse(&format!("roads {typed} bridges"));
        assert_eq!(parsed.scope, Some(scope), "{typed}");
        assert!(parsed.notices.is_empty(), "{typed}");
        assert_eq!(parsed.tree, parse("roads bridges").tree, "{typed}");
    }
    let parsed = parse("roads scope:line");
    assert_eq!((parsed.scope, parsed.notices[0].code), (None, "unknown-value"));
    assert_eq!(parse("roads scope:paper scope:line").scope, Some(Scope::Paper));
    assert_eq!(parse("-scope:paper roads").to_string(), "\"roads\", all in one paper");
}

#[test]
fn in_a_paragraph_all_the_words_stand_together() {
    let index = roads();
    assert_eq!(found(&index, "gullies drains"), ["a", "b"]);
    assert_eq!(found(&index, "gullies drains scope:paragraph"), ["b"]);
    assert_eq!(found(&index, "(gullies OR road) drains scope:paragraph"), ["a", "b"]);
    assert_eq!(found(&index, "\"were cleaned\" drain* scope:paragraph"), ["a", "b"]);
    assert_eq!(found(&index, "gulies~ drains scope:paragraph"), ["b"]);
    // Headings and names are no paragraphs.
    assert_eq!(found(&index, "highways drains"), ["a"]);
    assert!(found(&index, "highways drains scope:paragraph").is_empty());
    assert!(found(&index, "highways scope:paragraph").is_empty());
}

#[test]
fn in_a_paragraph_words_near_each_other_do_not_reach_over_its_end() {
    let index = roads();
    assert_eq!(found(&index, "county NEAR/3 drains"), ["a"]);
    assert!(found(&index, "county NEAR/3 drains scope:paragraph").is_empty());
    assert_eq!(found(&index, "drains NEAR/3 cleaned scope:paragraph"), ["a", "b"]);
    // The nearest of two may stand in another paragraph than the one that counts.
    let index = super::index([draft("a").section("", &["gullies x x roads", "gullies"])]);
    assert_eq!(found(&index, "gullies NEAR/3 roads scope:paragraph"), ["a"]);
}

#[test]
fn in_a_paragraph_a_word_left_out_leaves_out_the_paragraph_only() {
    let index = roads();
    assert_eq!(found(&index, "drains -gullies"), ["a"]);
    assert_eq!(found(&index, "cleaned -gullies"), Vec::<String>::new());
    assert_eq!(found(&index, "cleaned -gullies scope:paragraph"), ["a"]);
    assert_eq!(found(&index, "trees -road scope:paragraph"), ["b"]);
    assert_eq!(found(&index, "trees -(road cleaned) scope:paragraph"), ["b", "c"]);
}

#[test]
fn the_snippet_is_the_paragraph_that_has_it_all() {
    let index =
        index([draft("a").section("", &["drains, drains and drains", "", "a road, and a drain beside it", "road"])]);
    let answer = ask(&index, "road drain scope:paragraph");
    assert_eq!(answer.hits[0].snippets.len(), 1);
    assert_eq!(answer.hits[0].snippets[0].text, "a road, and a drain beside it");
    assert_eq!(answer.hits[0].snippets[0].paragraph.as_deref(), Some("1.3"));
    assert_eq!(marked(&answer), ["road", "drain"]);
    let several = index.search(&Request::new("road drain scope:paragraph").snippets(5)).unwrap();
    assert_eq!(several.hits[0].snippets.len(), 1);
}

#[test]
fn a_role_beside_the_words_is_that_of_the_paragraph() {
    let mut draft = draft("a").section_of(
        SectionKind::Recommendations,
        "",
        &["The budget is too small.", "That the drains be cleaned."],
        Some(Role::Recommendation),
        false,
    );
    draft.paper.sections[0].paragraphs[0].role = None;
    let index = index([draft]);
    assert_eq!(found(&index, "budget role:recommendation"), ["a"]);
    assert!(found(&index, "budget role:recommendation scope:paragraph").is_empty());
    assert_eq!(found(&index, "drains role:recommendation scope:paragraph"), ["a"]);
    assert_eq!(found(&index, "budget -role:recommendation scope:paragraph"), ["a"]);
}

#[test]
fn in_a_paper_each_word_stands_somewhere() {
    let index = roads();
    assert!(found(&index, "gullies budget").is_empty());
    assert_eq!(found(&index, "gullies budget scope:paper"), ["a", "b"]);
    assert_eq!(found(&index, "gullies budget -road scope:paper"), ["b"]);
    assert_eq!(found(&index, "gullies budget kind:minutes scope:paper"), ["b"]);
    assert_eq!(found(&index, "highways budget scope:paper"), ["a"]);
    assert_eq!(found(&index, "(highways OR minutes OR nothing) budget scope:paper"), ["a", "c"]);
    assert_eq!(found(&index, "kind:minutes -trees scope:paper"), Vec::<String>::new());
    assert_eq!(found(&index, "council:kent -trees scope:paper"), ["a"]);
    assert_eq!(found(&index, "highways scope:paper"), ["a"]);
}

#[test]
fn a_hit_of_a_paper_says_which_words_stand_elsewhere_in_it() {
    let answer = ask(&roads(), "gullies budget scope:paper");
    assert_eq!((answer.head.total, answer.head.total_papers, answer.head.relaxed), (4, 2, 0));
    for hit in &answer.hits {
        assert!(hit.missing.is_empty());
        assert_eq!(hit.more_in_paper, 1);
        let (held, elsewhere) = (hit.snippets[0].text.to_lowercase(), &hit.elsewhere[..]);
        assert!(matches!(elsewhere, [word] if !held.contains(word)), "{held}: {elsewhere:?}");
    }
    assert!(ask(&roads(), "gullies drains scope:paper").hits[0].elsewhere.is_empty());
}

#[test]
fn what_was_searched_says_the_scope() {
    let index = roads();
    let read_as = |query: &str| ask(&index, query).head.read_as;
    assert_eq!(read_as("gullies scope:paragraph"), "paragraphs with \"gullies\"");
    assert_eq!(read_as("gullies -road scope:paper"), "papers with \"gullies\" without \"road\"");
    assert_eq!(read_as("gullies kind:minutes scope:paper"), "papers with \"gullies\", of kind minutes");
    assert_eq!(read_as("kind:minutes scope:paper"), "papers of kind minutes");
}

#[test]
fn a_scope_beside_the_question_is_the_same_as_one_in_it_and_goes_before_it() {
    let index = roads();
    let search = |query: &str, scope: &str| index.search(&Request::new(query).filter("scope", scope)).unwrap().head;
    assert_eq!(search("gullies drains", "paragraphs").read_as, "paragraphs with \"gullies\" and \"drains\"");
    assert_eq!(search("gullies drains", "paragraphs").total, 1);
    assert_eq!(search("gullies scope:paper", "paragraph").read_as, "paragraphs with \"gullies\"");
    let head = search("gullies", "line");
    assert_eq!((head.read_as.as_str(), head.notices[0].code), ("sections with \"gullies\"", "unknown-value"));
}

#[test]
fn where_no_paragraph_has_it_all_it_is_said_how_many_sections_have() {
    let index = roads();
    let answer = ask(&index, "gullies closed scope:paragraph");
    assert!(answer.hits.is_empty());
    assert_eq!((answer.head.total, answer.head.relaxed), (0, 0));
    assert_eq!(codes(&answer), ["nothing-found", "wider-scope"]);
    assert!(answer.head.notices[1].text.contains("one section has all of it"), "{:?}", answer.head.notices);
    let answer = ask(&index, "gullies zebra scope:paragraph");
    assert_eq!(codes(&answer), ["nothing-found", "no-match-for", "found-without"]);
}

#[test]
fn where_no_paper_has_it_all_sections_with_some_of_it_follow() {
    let answer = ask(&roads(), "gullies zebra scope:paper");
    assert_eq!(answer.head.total, 0);
    assert_eq!(answer.head.relaxed, 2);
    assert!(answer.head.notices[0].text.starts_with("No paper has all of the words."), "{:?}", answer.head.notices);
    assert!(answer.hits.iter().all(|hit| hit.missing == ["zebra"] && hit.elsewhere.is_empty()));
    assert!(ask(&roads(), "gullies zebra scope:paper -trees").hits.len() < 2);
}

#[test]
fn a_misspelt_word_is_suggested_only_where_the_scope_finds_it() {
    let index = roads();
    let suggestion = |query: &str| {
        let notices = index.search(&Request::new(query).all_words(true)).unwrap().head.notices;
        notices.into_iter().find(|notice| notice.code == "did-you-mean").map(|notice| notice.text)
    };
    assert!(suggestion("gulies cleaned scope:paragraph").unwrap().contains("\"gullies\" (one section)"));
    assert!(suggestion("gulies closed scope:paragraph").is_none());
    assert!(suggestion("gulies budget scope:paper").unwrap().contains("\"gullies\" (4 sections)"));
    assert!(suggestion("gulies budget").is_none());
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(96))]

    #[test]
    fn a_paragraph_is_found_as_if_it_were_a_section(
        paragraphs in proptest::collection::vec("((cares|caring|road|SEND|the|A&E|roads),? ){0,6}", 1..5),
        query in r#"((cares|-"caring"|-road|"road cares"|road NEAR/2 caring|SEND|car\*|-\(road caring\)|\(cares OR -road\)) ){1,3}"#,
    ) {
        let texts: Vec<&str> = paragraphs.iter().map(String::as_str).collect();
        let whole = index([draft("a").section("", &texts)]);
        let split = index([texts.iter().fold(draft("a"), |draft, text| draft.section("", &[text]))]);
        let search = |index: &Index, query: &str| index.search(&Request::new(query).all_words(true).snippets(9)).unwrap();
        let (one, many) = (search(&whole, &format!("{query} scope:paragraph")), search(&split, &query));
        proptest::prop_assert_eq!(one.head.total == 1, many.head.total > 0, "{:?}", texts);
        if let Some(hit) = one.hits.first() {
            for snippet in &hit.snippets {
                let texts: Vec<&str> = texts.iter().map(|text| text.trim()).collect();
                let place = texts.iter().position(|text| *text == snippet.text).unwrap();
                let alone = index([draft("a").section("", &[texts[place]])]);
                proptest::prop_assert_eq!(search(&alone, &query).head.total, 1, "{}", snippet.text);
            }
        }
    }

    #[test]
    fn a_paper_is_found_as_if_all_its_sections_were_one(
        papers in proptest::collection::vec(proptest::collection::vec("((cares|road|SEND|the|bridge) ){0,4}", 1..4), 1..4),
        query in r#"((cares|-"bridge"|-road|SEND|car\*|-\(road cares\)|\(bridge OR road\)|\(cares OR -road\)) ){1,3}"#,
    ) {
        let drafts = |whole: bool| papers.iter().enumerate().map(move |(place, sections)| {
            let texts: Vec<&str> = sections.iter().map(String::as_str).collect();
            let draft = draft(&place.to_string());
            if whole { draft.section("", &texts) } else { texts.iter().fold(draft, |draft, text| draft.section("", &[text])) }
        });
        let (whole, split) = (index(drafts(true)), index(drafts(false)));
        proptest::prop_assert_eq!(found(&whole, &query), found(&split, &format!("{query} scope:paper")));
    }
}
