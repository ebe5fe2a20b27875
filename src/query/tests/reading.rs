//! The laws of reading a paper with the marks of a question.

use super::{
    draft, index,
    snippets::{QUESTIONS, paragraph, places},
};
use crate::{
    ErrorKind, Index,
    query::{Reading, Request},
};
use proptest::{collection::vec, prelude::*, sample::select};

/// The marked words of the headings and paragraphs of a reading.
fn marked(reading: &Reading) -> Vec<&str> {
    let mut words = Vec::new();
    for section in &reading.sections {
        let heading = section.record.section.heading.as_deref().unwrap_or_default();
        words.extend(section.heading_marks.iter().map(|(start, end)| &heading[*start..*end]));
        for (paragraph, marks) in section.record.section.paragraphs.iter().zip(&section.marks) {
            words.extend(marks.iter().map(|(start, end)| &paragraph.text[*start..*end]));
        }
    }
    words
}

fn read(index: &Index, query: &str) -> Reading {
    index.reading("lamps-2019", &Request::new(query)).unwrap()
}

fn lamps() -> Index {
    index([draft("lamps-2019")
        .section("Street lamps", &["Lamps were lit early.", "The help was early help, he said."])
        .section("Costs", &["No lamp was dear; helpers were."])])
}

#[test]
fn a_section_is_found_by_its_id_as_it_is_written_and_by_nothing_like_it() {
    let index = lamps();
    let costs = index.section("lamps-2019:1").unwrap();
    assert_eq!((costs.section.id.as_str(), costs.section.heading.as_deref()), ("lamps-2019:1", Some("Costs")));
    for other in ["lamps-2019:01", "lamps-2019:+1", "lamps-2019:2", "lamps-2019:", "lamps-2019", "lamps:1", ":1", ""] {
        assert_eq!(index.section(other).unwrap_err().kind(), ErrorKind::NotFound, "{other:?}");
    }
}

#[test]
fn what_a_question_meets_is_marked_in_headings_and_paragraphs_of_all_sections() {
    let index = lamps();
    let reading = read(&index, "lamps");
    assert_eq!(marked(&reading), ["lamps", "Lamps", "lamp"]);
    assert_eq!((reading.marked, reading.matching), (2, 2));
    assert_eq!(reading.read_as, "sections with \"lamps\"");
    assert_eq!(marked(&read(&index, "\"early help\"")), ["early help"]);
    assert_eq!(marked(&read(&index, "help*")), ["help", "help", "helpers"]);
}

#[test]
fn an_excluded_word_is_never_marked_and_filters_mark_nothing() {
    let index = lamps();
    let reading = read(&index, "lamps -early");
    assert_eq!(marked(&reading), ["lamps", "Lamps", "lamp"]);
    assert_eq!(reading.sections.iter().map(|section| section.matches).collect::<Vec<_>>(), [false, true]);
    assert!(marked(&read(&index, "date:unknown")).is_empty());
}

#[test]
fn nothing_is_marked_where_nothing_was_asked() {
    let reading = read(&lamps(), "");
    assert!(marked(&reading).is_empty());
    assert_eq!((reading.marked, reading.matching, reading.asked), (0, 0, None));
    assert_eq!(reading.read_as, "all papers");
    assert_eq!(reading.sections.len(), 2);
}

#[test]
fn words_are_marked_singly_in_a_paper_that_lacks_some() {
    let reading = read(&lamps(), "lamps gullies");
    assert_eq!(marked(&reading), ["lamps", "Lamps", "lamp"]);
    assert_eq!(reading.matching, 0);
}

#[test]
fn within_a_paragraph_only_those_with_all_the_words_are_marked() {
    assert_eq!(marked(&read(&lamps(), "scope:paragraph help early")), ["help", "early", "help"]);
}

#[test]
fn the_id_of_a_section_leads_to_its_place_in_the_paper_and_an_unknown_one_to_an_error() {
    let index = lamps();
    assert_eq!(index.reading("lamps-:1", &Request::new("")).unwrap().asked, Some(1));
    assert_eq!(index.reading("gullies", &Request::new("")).unwrap_err().kind(), ErrorKind::NotFound);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn marks_lie_within_the_text_in_order_and_hold_all_that_snippets_mark(
        papers in vec(vec(paragraph(), 1..4), 1..4),
        query in select(&QUESTIONS[..]),
        scope in select(vec!["", " scope:paragraph", " scope:paper"]),
    ) {
        let paper = |(place, texts): (usize, &Vec<String>)| {
            let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
            draft(&format!("paper-{place}")).section("Early help", &texts).section("", &texts[..1])
        };
        let index = index(papers.iter().enumerate().map(paper));
        let request = Request::new(format!("{query}{scope}")).snippets(3);
        let answer = index.search(&request).unwrap();
        for hit in &answer.hits {
            let reading = index.reading(&hit.paper.id, &request).unwrap();
            let mut counted = 0;
            for section in &reading.sections {
                let paragraphs = &section.record.section.paragraphs;
                prop_assert_eq!(section.marks.len(), paragraphs.len());
                counted += section.marks.iter().filter(|marks| !marks.is_empty()).count();
                let heading = section.record.section.heading.as_deref().unwrap_or_default();
                let texts = paragraphs.iter().map(|paragraph| paragraph.text.as_str()).chain([heading]);
                for (text, marks) in texts.zip(section.marks.iter().chain([&section.heading_marks])) {
                    let mut end = 0;
                    for (from, to) in marks {
                        prop_assert!(end <= *from && from < to && text.get(*from..*to).is_some(), "{:?}", marks);
                        end = *to;
                    }
                }
            }
            prop_assert_eq!(reading.marked, counted);
            let section = reading.sections.iter().find(|one| one.record.section.id == hit.section.id).unwrap();
            prop_assert!(hit.missing.is_empty() || !section.matches);
            prop_assert!(section.matches || answer.head.relaxed > 0);
            for snippet in &hit.snippets {
                // Beside a cut a function word may stand alone that has a marked neighbour in the whole paragraph.
                let same = places(&section.record.section.paragraphs, snippet).into_iter().any(|(number, place)| {
                    let marks = &section.marks[number];
                    let holds = |(from, to): &(usize, usize)| marks.contains(&(from + place.start, to + place.start));
                    snippet.marks.iter().all(holds)
                        && (snippet.cut != [false, false] || snippet.marks.len() == marks.len())
                });
                prop_assert!(same, "{:?} in {:?}", snippet, section);
            }
        }
    }
}
