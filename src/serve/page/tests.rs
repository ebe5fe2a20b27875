//! Pages over small indexes in memory: how they look as text, that they are well formed, and that no text breaks out of them.

use super::{links, text::shown};
use crate::{
    Index,
    document::{Gazetteer, Paper, PaperKind, Part, Role},
    index::Builder,
    query::{Request, Sort, tests::draft},
    serve::http::{Parameters, Problem},
};
use proptest::prelude::*;
use regex::{Captures, Regex};
use scraper::{Html, Selector};

fn asking(query: &str) -> Parameters {
    Parameters { query: query.to_owned(), ..Parameters::default() }
}

fn results(index: &Index, parameters: &Parameters) -> String {
    let answer = index.search(&parameters.request().facets(true).snippets(2)).unwrap();
    super::results(index, parameters, &answer)
}

fn reading(index: &Index, parameters: &Parameters, id: &str) -> String {
    super::paper(index, parameters, &index.reading(id, &parameters.request()).unwrap())
}

fn paper(id: &str) -> crate::query::tests::Draft {
    draft(id).council("northmarch", "Northmarch County Council").committee("Roads Scrutiny Panel")
}

fn roads() -> Index {
    let mut papers = vec![
        paper("gullies-2019")
            .date("2019-03-06")
            .title("Gullies & drains")
            .kind(PaperKind::Report)
            .section("Findings", &["Gullies were cleaned <twice>.", "No drain was."])
            .section("Costs", &["Each gully cost £5.", "Lamps cost more."])
            .paper(),
        paper("lamps-2021").date("2021-05").title("Lamps").section("", &["Lamps near gullies were lit."]).paper(),
        draft("unknown").section("Notes", &["A gully."]).paper(),
    ];
    papers[0].url = Some("https://papers.example/gullies.pdf".to_owned());
    papers[1].url = Some("javascript:alert(1)".to_owned());
    Index::in_memory(&papers, Gazetteer::builtin()).unwrap()
}

/// A page with a line for each element, so that a change of it can be read.
fn lines(page: &str) -> String {
    page.replace("><", ">\n<").replace(env!("CARGO_PKG_VERSION"), "VERSION")
}

/// Fails unless a parser of HTML takes the page as it stands: what it has to mend, it writes otherwise.
fn assert_well_formed(page: &str) {
    // The order of attributes and the sign for a quotation mark in text are of no account.
    let tag = Regex::new(r#"<([a-z0-9]+)((?: [^\s=>]+(?:="[^"]*")?)+)>"#).unwrap();
    let attribute = Regex::new(r#" [^\s=>]+(?:="[^"]*")?"#).unwrap();
    let plain = |text: &str| {
        let sorted = tag.replace_all(text, |tag: &Captures<'_>| {
            // An attribute without a value is one with an empty value.
            let attributes = attribute.find_iter(&tag[2]).map(|one| one.as_str());
            let mut attributes: Vec<&str> = attributes.map(|one| one.strip_suffix("=\"\"").unwrap_or(one)).collect();
            attributes.sort_unstable();
            format!("<{}{}>", &tag[1], attributes.concat())
        });
        lines(&sorted.replace("&quot;", "\"").replace("&nbsp;", "\u{a0}"))
    };
    let (parsed, written) = (plain(&Html::parse_document(page).html()), plain(page));
    for (parsed, written) in parsed.lines().zip(written.lines()) {
        assert_eq!(parsed, written);
    }
    assert_eq!(parsed.len(), written.len());
}

fn texts(page: &str, selector: &str) -> Vec<String> {
    let selector = Selector::parse(selector).unwrap();
    Html::parse_document(page).select(&selector).map(|element| element.text().collect()).collect()
}

fn attributes(page: &str, selector: &str, name: &str) -> Vec<String> {
    let selector = Selector::parse(selector).unwrap();
    let page = Html::parse_document(page);
    page.select(&selector).filter_map(|element| element.attr(name)).map(str::to_owned).collect()
}

#[test]
fn pages_look_so_as_text() {
    let index = roads();
    insta::assert_snapshot!("results", lines(&results(&index, &asking("gullies"))));
    insta::assert_snapshot!("paper", lines(&reading(&index, &asking("gullies"), "gullies-2019")));
    insta::assert_snapshot!("home", lines(&super::home(&index).unwrap()));
    insta::assert_snapshot!("nothing", lines(&results(&index, &asking("gulies zebra"))));
    insta::assert_snapshot!("status", lines(&super::status(&index)));
    insta::assert_snapshot!(
        "problem",
        lines(&super::problem(
            &Problem::new(404, "not-found", "There is no such paper.").hint("Copy the id from a hit.")
        ))
    );
}

#[test]
fn every_page_is_well_formed() {
    let index = roads();
    let empty = Index::in_memory(&[], Gazetteer::builtin()).unwrap();
    for index in [&index, &empty] {
        assert_well_formed(&super::home(index).unwrap());
        assert_well_formed(&super::status(index));
        for query in [
            "",
            "gullies",
            "\"gullies were\"",
            "zebra",
            "gulies",
            "gullies zebra lamps drains",
            "-gullies",
            "kind:report",
        ] {
            assert_well_formed(&results(index, &asking(query)));
            assert_well_formed(&results(index, &Parameters { limit: 1, offset: 1, ..asking(query) }));
        }
    }
    for id in ["gullies-2019", "gullies-2019:1", "unknown"] {
        assert_well_formed(&reading(&index, &asking("gullies"), id));
    }
    assert_well_formed(&super::help());
    assert_well_formed(&super::problem(&Problem::new(503, "busy", "Busy").retry_after(1)));
}

#[test]
fn a_title_leads_to_the_paragraph_of_its_first_snippet() {
    let index = roads();
    let page = results(&index, &asking("\"each gully\""));
    assert_eq!(attributes(&page, ".hit h3 a", "href"), ["/papers/gullies-2019?q=%22each+gully%22#para-2.1"]);
    let page = reading(&index, &asking("\"each gully\""), "gullies-2019");
    assert_eq!(texts(&page, "#s2p1 mark"), ["Each gully"]);
    assert_eq!(texts(&page, "#para-2\\.1"), ["2.1"]);
}

#[test]
fn a_hit_whose_number_another_paragraph_has_is_named_by_its_place() {
    let mut repeated = paper("p-1").section("A", &["Gullies.", "Kerbs."]).section("B", &["Lamps.", "Drains."]).paper();
    repeated.sections[1].paragraphs[0].number = Some("1.1".to_owned());
    repeated.sections[1].paragraphs[1].number = None;
    let index = Index::in_memory(&[repeated], Gazetteer::builtin()).unwrap();
    for (query, anchor) in [("gullies", "para-1.1"), ("kerbs", "para-1.2"), ("lamps", "s2p1"), ("drains", "s2p2")] {
        let link = attributes(&results(&index, &asking(query)), ".hit h3 a", "href").remove(0);
        assert_eq!(link, format!("/papers/p-1?q={query}#{anchor}"));
        // There is one place of that name, and it is the paragraph of the hit.
        let page = reading(&index, &asking(query), "p-1");
        assert_eq!(attributes(&page, &format!("[id='{anchor}']"), "id").len(), 1);
        let paragraph = format!(".para:is([id='{anchor}'], :has([id='{anchor}'])) mark");
        assert_eq!(texts(&page, &paragraph).len(), 1, "{anchor}");
    }
}

#[test]
fn filters_that_were_chosen_can_be_taken_away_and_others_added() {
    let chosen = asking("gullies").with_filter("council", "northmarch");
    let page = results(&roads(), &chosen);
    assert_eq!(texts(&page, ".tag bdi"), ["Northmarch County Council"]);
    assert_eq!(attributes(&page, ".tag", "href"), [links::search(&asking("gullies"))]);
    assert_eq!(texts(&page, "#by-council + ul .chosen bdi"), ["Northmarch County Council"]);
    let years = attributes(&page, ".chart a", "href");
    assert_eq!(years, ["2019", "2021"].map(|year| links::search(&chosen.with_filter("date", year))));
    // Who asks again keeps them.
    assert_eq!(attributes(&page, "form input[type=hidden]", "value"), ["northmarch"]);
}

#[test]
fn only_addresses_of_the_web_are_links() {
    let index = roads();
    assert_eq!(
        attributes(&results(&index, &asking("gullies")), "a.source", "href"),
        ["https://papers.example/gullies.pdf#page=1"]
    );
    assert!(attributes(&reading(&index, &asking(""), "lamps-2021"), "a.source", "href").is_empty());
}

#[test]
fn what_comes_near_is_a_link_to_the_question_with_it() {
    let page = results(&roads(), &asking("lamps gulies"));
    let links = attributes(&page, ".inset a", "href");
    assert!(links.contains(&links::search(&asking("lamps gullies"))), "{links:?}");
}

#[test]
fn the_same_is_offered_as_a_table_and_as_a_feed() {
    let page = results(&roads(), &Parameters { sort: Sort::Newest, ..asking("gullies") });
    assert_eq!(
        attributes(&page, ".formats a", "href"),
        [
            "/api/search?q=gullies&sort=newest&limit=100&all_words=true&format=csv",
            "/api/search?q=gullies&sort=newest&limit=100&all_words=true&format=json",
            "/feed?q=gullies"
        ]
    );
    assert_eq!(attributes(&page, "link[rel=alternate]", "href"), ["/feed?q=gullies"]);
}

#[test]
fn a_table_holds_what_has_all_the_words_or_says_that_it_does_not() {
    let data = |page: &str| (texts(page, ".formats a")[0].clone(), attributes(page, ".formats a", "href")[0].clone());
    let index = roads();
    let (name, address) = data(&results(&index, &asking("gullies zebra")));
    assert_eq!(name, "Table (CSV), without some of the words");
    assert_eq!(address, "/api/search?q=gullies+zebra&limit=100&format=csv");
    let papers: Vec<Paper> = (0..101)
        .map(|number| paper(&format!("p-{number}")).section("", &[&format!("Gully {number}.")]).paper())
        .collect();
    let index = Index::in_memory(&papers, Gazetteer::builtin()).unwrap();
    let (name, address) = data(&results(&index, &Parameters { all_copies: true, ..asking("gully") }));
    assert_eq!(name, "Table (CSV), first 100 papers");
    assert_eq!(address, "/api/search?q=gully&limit=100&all_words=true&all_copies=true&format=csv");
    let (name, _) = data(&results(&index, &Parameters { all_copies: true, ..asking("gully zebra") }));
    assert_eq!(name, "Table (CSV), at most 100 papers, without some of the words");
}

#[test]
fn what_a_paper_has_of_a_question_is_told_as_it_is() {
    let index = roads();
    let met = |parameters: &Parameters| {
        let page = reading(&index, parameters, "gullies-2019");
        texts(&page, ".met p").join(" ")
    };
    assert_eq!(
        met(&asking("gullies cleaned")),
        "1 hit in 1 section that matches, for sections with \"gullies\" and \"cleaned\". Go to the first"
    );
    assert_eq!(
        met(&asking("gullies zebra")),
        "No section of this paper has all of what was asked for: sections with \"gullies\" and \"zebra\"; \
         2 paragraphs have some of the words. Go to the first"
    );
    assert_eq!(met(&asking("zebra")), "Nothing is marked in the text of this paper, for sections with \"zebra\".");
    // All of its sections are a council's; nothing is looked for in them.
    assert_eq!(met(&asking("").with_filter("council", "northmarch")), "");
    assert_eq!(met(&asking("kind:report")), "");
    assert_eq!(met(&asking("")), "");
}

#[test]
fn every_paragraph_says_what_a_citation_of_it_adds_to_that_of_the_paper() {
    let page = reading(&roads(), &asking("gullies"), "gullies-2019");
    assert_eq!(texts(&page, "#cite-paper"), ["Northmarch County Council, Roads Scrutiny Panel, 6 March 2019"]);
    let places = attributes(&page, ".para", "data-place");
    assert_eq!(places, ["para 1.1, p. 1", "para 1.2, p. 1", "para 2.1, p. 1", "para 2.2, p. 1"]);
}

#[test]
fn a_number_that_comes_again_names_its_first_paragraph_only() {
    let mut repeated = paper("p-1").section("A", &["Gullies."]).section("B", &["Gullies again."]).paper();
    repeated.sections[1].paragraphs[0].number = Some("1.1".to_owned());
    let index = Index::in_memory(&[repeated], Gazetteer::builtin()).unwrap();
    let page = reading(&index, &asking("gullies"), "p-1");
    assert_eq!(attributes(&page, ".mark-number", "id"), ["para-1.1"]);
    assert_eq!(attributes(&page, ".mark-number a", "href"), ["#para-1.1", "#s2p1"]);
    assert_eq!(attributes(&page, ".neighbours a", "href"), ["#s2p1", "#s1p1"]);
    let mut ids = attributes(&page, "[id]", "id");
    let all = ids.len();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), all, "an id comes twice");
}

#[test]
fn what_a_reader_must_know_of_a_paragraph_is_said_in_words() {
    let mut flagged = paper("p-1").section("A", &["The Panel recommends gullies.", "Contact us.", "Gu11ies."]).paper();
    let paragraphs = &mut flagged.sections[0].paragraphs;
    paragraphs[0].role = Some(Role::Recommendation);
    paragraphs[1].boilerplate = true;
    (paragraphs[2].machine_read, paragraphs[2].page) = (true, Some(2));
    let index = Index::in_memory(&[flagged], Gazetteer::builtin()).unwrap();
    let page = reading(&index, &asking("role:recommendation"), "p-1");
    assert_eq!(texts(&page, ".flag"), ["Recommendation", "Standing text", "Read by machine: words may be misread"]);
    assert_eq!(texts(&page, ".page-turn"), ["Page 1", "Page 2"]);
}

#[test]
fn a_part_of_a_pack_leads_to_the_others() {
    let part = |number: u32| {
        let mut paper =
            paper(&format!("abcdef.{number}")).title(&format!("Item {number}")).section("", &["Gullies."]).paper();
        paper.part = Some(Part { index: number, of: 2, pack: "abcdef".to_owned(), item: None, pages: None });
        paper
    };
    let index = Index::in_memory(&[part(1), part(2)], Gazetteer::builtin()).unwrap();
    let page = reading(&index, &asking("gullies"), "abcdef.2");
    assert_eq!(attributes(&page, ".pack a", "href"), ["/papers/abcdef.1?q=gullies"]);
    assert_eq!(texts(&page, ".pack > p"), ["Part 2 of 2 of an agenda pack."]);
}

#[test]
fn years_are_drawn_with_their_gaps_unless_they_are_too_many() {
    let dated = |years: &[i32]| {
        let paper = |year: &i32| paper(&format!("p-{year}")).date(&year.to_string()).section("", &["Gullies."]).paper();
        let papers: Vec<Paper> = years.iter().map(paper).collect();
        let index = Index::in_memory(&papers, Gazetteer::builtin()).unwrap();
        let page = results(&index, &Parameters { all_copies: true, ..asking("gullies") });
        (texts(&page, ".chart title"), attributes(&page, ".chart .bar", "x"))
    };
    let (titles, bars) = dated(&[2015, 2019]);
    assert_eq!(titles, ["2015: 1 paper", "2019: 1 paper"]);
    assert_eq!(bars, ["2.80", "114.80"]);
    let (_, bars) = dated(&[1901, 2019]);
    assert_eq!(bars, ["2.80", "30.80"]);
}

#[test]
fn the_state_names_what_could_not_be_read_but_nothing_restricted() {
    let folder = tempfile::tempdir().unwrap();
    let (papers, index) = (folder.path().join("papers"), folder.path().join("index"));
    std::fs::create_dir(&papers).unwrap();
    for (name, text) in [
        ("lamps.txt", "Lamps\n\nLamps were lit.\n"),
        ("secret.txt", "Secret\n\nNobody reads this.\n"),
        ("secret.txt.meta.json", r#"{"restricted":true}"#),
        ("<b>torn<b>.docx", "PK\u{3}\u{4}"),
    ] {
        std::fs::write(papers.join(name), text).unwrap();
    }
    Builder::new(&papers, &index).build().unwrap();
    let page = super::status(&Index::open(&index).unwrap());
    assert_well_formed(&page);
    assert!(page.contains("1 restricted paper is left out, and not named."), "{page}");
    assert!(!page.contains("secret"), "{page}");
    assert_eq!(texts(&page, ".unread tbody th"), ["<b>torn<b>.docx"]);
    // When it was published is known of an index in a folder.
    let facts: Vec<String> = texts(&page, ".facts > div");
    let time = Regex::new(r"^Published[0-9]+ [A-Z][a-z]+ [0-9]{4}, [0-9]{2}:[0-9]{2} UTC$").unwrap();
    assert!(facts.iter().any(|fact| time.is_match(fact)), "{facts:?}");
}

#[test]
fn files_of_the_pages_are_had_by_name_and_others_are_not() {
    for name in ["scrutineer.css", "scrutineer.js", "scrutineer.svg"] {
        assert!(super::asset(name).is_some_and(|asset| !asset.content.is_empty()), "{name}");
    }
    assert!(super::asset("../mod.rs").is_none());
}

/// A paper that says `text` in every place that papers have for it.
fn hostile(text: &str) -> Paper {
    let mut paper = draft("hostile")
        .council("northmarch", text)
        .committee(text)
        .title(text)
        .section(&format!("{text} gullies"), &[&format!("{text} gullies {text}"), "gullies"])
        .paper();
    paper.path = format!("{text}/gullies.txt");
    paper.url = Some(text.to_owned());
    paper.sections[0].number = Some(text.to_owned());
    paper.sections[0].paragraphs[0].number = Some(text.to_owned());
    paper
}

/// The names of the elements of a page, in order; and the names of their attributes.
fn skeleton(page: &str) -> Vec<String> {
    let page = Html::parse_document(page);
    let elements = page.tree.nodes().filter_map(|node| node.value().as_element());
    elements
        .map(|element| format!("{} {:?}", element.name(), element.attrs().map(|(name, _)| name).collect::<Vec<_>>()))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_text_stays_text(
        text in prop_oneof![
            any::<String>(),
            "[<>&\"'/=a-z \\u{0}-\\u{1f}\\u{202a}-\\u{202e}]{0,40}",
            Just("</title></textarea></script><script>alert(1)</script><!--".to_owned()),
        ]
    ) {
        // A letter before it, so that what is asked finds it whatever it is, and a title is never empty.
        let text = format!("x {text} y");
        let index = Index::in_memory(&[hostile(&text)], Gazetteer::builtin()).unwrap();
        let plain = Index::in_memory(&[hostile("x y")], Gazetteer::builtin()).unwrap();
        let page = results(&index, &asking("gullies"));
        assert_well_formed(&page);
        prop_assert_eq!(skeleton(&page), skeleton(&results(&plain, &asking("gullies"))));
        prop_assert_eq!(texts(&page, ".hit h3 bdi"), [shown(&text)]);
        prop_assert_eq!(texts(&page, ".hit .council bdi"), [shown(&text)]);

        let read = reading(&index, &asking("gullies"), "hostile");
        assert_well_formed(&read);
        prop_assert_eq!(skeleton(&read), skeleton(&reading(&plain, &asking("gullies"), "hostile")));
        prop_assert_eq!(texts(&read, "h1 bdi"), [shown(&text)]);
        let whole = format!("{text} gullies {text}");
        prop_assert_eq!(texts(&read, "#s1p1 .says > p[dir]"), [shown(&whole)]);
        prop_assert_eq!(texts(&read, "#s1p1 mark"), ["gullies"]);

        let asked = results(&plain, &asking(&text));
        assert_well_formed(&asked);
        prop_assert_eq!(attributes(&asked, "#q", "value"), [shown(&text)]);
        prop_assert!(plain.reading("hostile", &Request::new(&text)).is_ok());
    }
}
