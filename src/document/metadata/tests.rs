use super::*;
use crate::{
    corpus::{BlockKind, Place},
    document::opening::{Label, TitleLine},
};
use proptest::prelude::*;

/// Blocks of a plain text: a line each, lines of a running paragraph joined.
pub(in crate::document) fn blocks(text: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut gap = false;
    let mut previous = 0;
    for (index, line) in text.lines().enumerate() {
        let number = index as u32 + 1;
        let words = line.replace(['*', '#', '\u{c}'], "").split_whitespace().collect::<Vec<_>>().join(" ");
        if words.is_empty() {
            gap = true;
            continue;
        }
        let length = words.len();
        match blocks.last_mut() {
            Some(last) if !gap && previous > 60 && last.text.len() < 20_000 => {
                last.text.push(' ');
                last.text.push_str(&words);
                last.place.lines = last.place.lines.map(|(first, _)| (first, number));
            }
            _ => blocks.push(Block {
                kind: BlockKind::Paragraph,
                text: words,
                bold: false,
                furniture: None,
                machine_read: false,
                gap_before: gap,
                place: Place { page: None, lines: Some((number, number)), bytes: 0..0 },
            }),
        }
        previous = length;
        gap = false;
    }
    blocks
}

/// A view with the opening up to the first running paragraph and the first block that is no date or committee as title.
pub(in crate::document) fn view(blocks: &[Block]) -> PartView<'_> {
    let long = |block: &Block| block.text.split_whitespace().count() > 25 || block.text == "Summary";
    let end = blocks.iter().position(long).unwrap_or(blocks.len()).min(40);
    let plain = |block: &Block| {
        dates(&block.text).is_empty() && committee::of_line(&block.text, &Gazetteer::builtin()).is_none()
    };
    let title = blocks[..end].iter().position(plain).map(|index| TitleLine {
        text: blocks[index].text.clone(),
        blocks: index..index + 1,
        confidence: 0.9,
    });
    let labels = blocks[..end].iter().enumerate().filter_map(|(index, block)| {
        let (name, value) = block.text.split_once(": ")?;
        let name = match name {
            "Date" | "Date of meeting" | "Published" => LabelName::Date,
            "Committee" | "To" | "Report to" => LabelName::Committee,
            "Report author" => LabelName::Author,
            _ => return None,
        };
        Some(Label { name, value: value.to_owned(), block: index })
    });
    PartView {
        blocks,
        opening: 0..end,
        title,
        labels: labels.collect(),
        kind: PaperKind::Report,
        kind_evidence: String::new(),
        kind_confidence: 0.5,
        body: end..blocks.len(),
    }
}

pub(in crate::document) fn inferred(text: &str) -> Metadata {
    given(text, "paper.txt", &Details::default(), &Details::default())
}

fn given(text: &str, path: &str, details: &Details, rule: &Details) -> Metadata {
    let blocks = blocks(text);
    infer(&view(&blocks), &Given { path, details, rule }, &Gazetteer::builtin(), None)
}

fn committee_of(metadata: &Metadata) -> Option<&str> {
    metadata.committee.as_ref().map(|committee| committee.value.value.as_str())
}

fn council_of(metadata: &Metadata) -> Option<&str> {
    metadata.council.as_ref().map(|council| council.value.slug.as_str())
}

fn date_of(metadata: &Metadata) -> Option<(String, DateBasis)> {
    metadata.date.as_ref().map(|date| (date.value.date.to_string(), date.value.basis))
}

fn on(date: &str, basis: DateBasis) -> Option<(String, DateBasis)> {
    Some((date.to_owned(), basis))
}

#[test]
fn a_heading_of_committee_and_date_in_capitals_gives_both() {
    let metadata = inferred("CHILDREN AND FAMILIES OVERVIEW AND SCRUTINY PANEL 06 MARCH 2019\n\nCRADLES\n\nSummary\n");
    assert_eq!(committee_of(&metadata), Some("Children and Families Overview and Scrutiny Panel"));
    assert_eq!(date_of(&metadata), on("2019-03-06", DateBasis::Meeting));
    let committee = metadata.committee.unwrap();
    assert_eq!(committee.source, Evidence::Heading);
    assert_eq!(committee.evidence, "CHILDREN AND FAMILIES OVERVIEW AND SCRUTINY PANEL 06 MARCH 2019 (line 1)");
}

#[test]
fn a_heading_in_either_order_or_on_two_lines_gives_both() {
    for text in [
        "6 March 2019\n\nHousing Scrutiny Panel\n\nDamp\n\nSummary",
        "Housing Scrutiny Panel – 6 March 2019\n\nDamp\n\nSummary",
        "Damp\n\nHOUSING\n\nHOUSING SCRUTINY PANEL\n\nWednesday, 6 March 2019, 10.00 am\nTown Hall\n\nSummary",
        "Report to: Housing Scrutiny Panel\nDate: 6th March 2019\nReport author: Jo Lane\n\nSummary",
        "To: Housing Scrutiny Panel – 6 March 2019\n\nSummary",
        "Report of the Head of Homes to the meeting of the Housing Scrutiny Panel to be held on 6 March 2019\n\nSummary",
        "MINUTES of a meeting of the Housing Scrutiny Panel held at the Town Hall on 6 March 2019 at 6.30 pm\n\nPresent",
    ] {
        let metadata = inferred(text);
        assert_eq!(committee_of(&metadata), Some("Housing Scrutiny Panel"), "{text}");
        assert_eq!(date_of(&metadata), on("2019-03-06", DateBasis::Meeting), "{text}");
    }
}

#[test]
fn dates_of_other_meetings_are_not_taken() {
    let text = "Housing Scrutiny Panel\n\nWednesday, 6 March 2019, 10.00 am\n\nMinutes of the last meeting, 5 February 2019\n\n\
                Date of next meeting: 3 April 2019\n\nSummary\n\nThe roof fell in on 4 January 2018.\n";
    assert_eq!(date_of(&inferred(text)), on("2019-03-06", DateBasis::Meeting));
    let agenda = "Housing Scrutiny Panel\n\nNext meeting: 3 April 2019\n\nSummary\n";
    assert_eq!(date_of(&inferred(agenda)), None);
}

#[test]
fn two_dates_that_nothing_separates_give_none() {
    assert_eq!(
        date_of(&inferred("Housing Scrutiny Panel\n\n12 October 2016\n\n19 October 2016\n\nDamp\n\nSummary\n")),
        None
    );
}

#[test]
fn a_date_in_running_text_is_never_the_papers() {
    assert_eq!(
        date_of(&inferred(
            "Damp\n\nSummary\n\nCabinet on 3 May 2018 agreed that the walls be dried by then, and they were.\n"
        )),
        None
    );
}

#[test]
fn a_lone_last_line_is_the_documents_date() {
    let text =
        "Comments from the Housing Scrutiny Panel – Damp Review\n\nSummary\n\nThe walls are wet.\n\nOctober 2015\n";
    let metadata = inferred(text);
    assert_eq!(date_of(&metadata), on("2015-10", DateBasis::Document));
    assert_eq!(committee_of(&metadata), Some("Housing Scrutiny Panel"));
}

#[test]
fn a_season_gives_its_year_and_no_more() {
    let metadata = inferred("Ferry plan\n\nAutumn 2021\n\nSummary\n\nThe ferry is late.\n");
    assert_eq!(date_of(&metadata), on("2021", DateBasis::Document));
}

#[test]
fn a_letter_bears_the_date_that_stands_alone() {
    let text = "8 June 2018\n\nMs A Reeve\nDirector of Children's Services\nKnowsley Council\nArchway Road\nHuyton\nL36 9UX\n\n\
                Dear Ms Reeve\n\nFocused visit to Knowsley children's services\n\n\
                This letter tells of a visit on 15 and 16 May 2018.\n\nYours sincerely\n";
    let metadata = inferred(text);
    assert_eq!(date_of(&metadata), on("2018-06-08", DateBasis::Letter));
    assert_eq!(council_of(&metadata), Some("knowsley"));
    assert_eq!(metadata.date.unwrap().evidence, "8 June 2018 (line 1)");
}

#[test]
fn an_inspection_is_dated_by_its_last_day_unless_published() {
    let text = "Medway Council\nInspection of lending libraries\nInspection dates: 28 November to 2 December 2016\n\nSummary\n";
    assert_eq!(date_of(&inferred(text)), on("2016-12-02", DateBasis::Inspection));
    let text = text.replace("\n\nSummary", "\nReport published: 11 February 2017\n\nSummary");
    assert_eq!(date_of(&inferred(&text)), on("2017-02-11", DateBasis::Published));
}

#[test]
fn a_side_file_stands_above_a_path_rule_and_both_above_the_heading() {
    let text = "Kent County Council\n\nHousing Scrutiny Panel\n\n6 March 2019\n\nDamp\n\nSummary\n";
    let some = |text: &str| Some(text.to_owned());
    let details = Details { council: some("LEEDS"), meeting_date: some("07/03/2019"), ..Details::default() };
    let rule = Details { council: some("york"), committee: some("health scrutiny committee"), ..Details::default() };
    let metadata = given(text, "a.txt", &details, &rule);
    assert_eq!(council_of(&metadata), Some("leeds"));
    assert_eq!(metadata.council.as_ref().map(|council| council.confidence), Some(1.0));
    assert_eq!(committee_of(&metadata), Some("Health Scrutiny Committee"));
    assert_eq!(date_of(&metadata), on("2019-03-07", DateBasis::Meeting));
    assert_eq!(metadata.date.unwrap().source, Evidence::SideFile);
    assert_eq!(metadata.committee.unwrap().source, Evidence::PathRule);
}

#[test]
fn a_side_file_is_taken_at_its_word_and_a_path_only_where_it_is_understood() {
    let details = Details { council: Some("Borset Rural District".into()), ..Details::default() };
    let metadata = given("Damp\n", "a.txt", &details, &Details::default());
    assert_eq!(
        metadata.council.unwrap().value,
        CouncilName { slug: "borset-rural-district".into(), name: "Borset Rural District".into() }
    );
    let rule = Details { council: Some("misc".into()), meeting_date: Some("some day".into()), ..Details::default() };
    let metadata = given("Damp\n", "a.txt", &Details::default(), &rule);
    assert_eq!((metadata.council, metadata.date), (None, None));
}

#[test]
fn an_ambiguous_council_is_told_by_the_papers_date() {
    let details =
        Details { council: Some("Dorset".into()), meeting_date: Some("2022-03-01".into()), ..Details::default() };
    assert_eq!(council_of(&given("Damp\n", "a.txt", &details, &Details::default())), Some("dorset-council"));
    let details = Details { meeting_date: None, ..details };
    assert_eq!(council_of(&given("Damp\n", "a.txt", &details, &Details::default())), None);
}

#[test]
fn publication_dates_a_paper_without_meeting() {
    let details = Details { published_date: Some("1 March 2022".into()), ..Details::default() };
    assert_eq!(date_of(&given("Damp\n", "a.txt", &details, &details)), on("2022-03-01", DateBasis::Published));
}

#[test]
fn a_day_of_publication_does_not_displace_the_meetings() {
    let details = Details { published_date: Some("2022-03-01".into()), ..Details::default() };
    let metadata = given("Housing Scrutiny Panel 9 March 2022\n\nDamp\n", "a.txt", &details, &Details::default());
    assert_eq!(date_of(&metadata), on("2022-03-09", DateBasis::Meeting));
}

#[test]
fn a_publishers_file_name_gives_committee_and_date() {
    for path in [
        "x/Public reports pack 04th-Jun-2026 14.00 Improvement Committee.pdf",
        "Public%20reports%20pack%2004th-Jun-2026%2014.00%20Improvement%20Committee.pdf",
        "Agenda frontsheet 04th-Jun-2026 14.00 Improvement Committee.pdf",
        "Printed minutes 04th-Jun-2026 14.00 Improvement Committee.txt",
        "Printed_draft_minutes_04th-Jun-2026_14.00_Improvement_Committee.txt",
    ] {
        let metadata = given("Damp\n", path, &Details::default(), &Details::default());
        assert_eq!(committee_of(&metadata), Some("Improvement Committee"), "{path}");
        assert_eq!(date_of(&metadata), on("2026-06-04", DateBasis::Meeting), "{path}");
        assert_eq!(metadata.date.unwrap().source, Evidence::FileName);
    }
}

#[test]
fn the_site_that_a_paper_came_from_tells_the_council() {
    let details =
        Details { url: Some("https://democracy.kent.gov.uk/documents/s123/Damp.pdf".into()), ..Details::default() };
    assert_eq!(council_of(&given("Damp\n", "a.txt", &details, &Details::default())), Some("kent"));
    let metadata =
        given("Damp\n", "leeds.moderngov.co.uk/documents/s1/Damp.pdf", &Details::default(), &Details::default());
    assert_eq!(council_of(&metadata), Some("leeds"));
    assert_eq!(metadata.council.unwrap().source, Evidence::FileName);
}

#[test]
fn a_part_takes_from_its_pack_what_it_does_not_state() {
    let pack =
        inferred("Kent County Council\n\nHousing Scrutiny Panel\n\nWednesday, 6 March 2019, 10.00 am\n\nAgenda\n");
    let part = |text: &str| {
        let blocks = blocks(text);
        let none = Details::default();
        let given = Given { path: "pack.txt", details: &none, rule: &none };
        infer(&view(&blocks), &given, &Gazetteer::builtin(), Some(&pack))
    };
    let plain = part("Damp\n\nSummary\n\nThe walls are wet.\n\nJune 2018\n");
    assert_eq!(council_of(&plain), Some("kent"));
    assert_eq!(plain.council.as_ref().map(|council| council.source), Some(Evidence::Pack));
    assert_eq!(committee_of(&plain), Some("Housing Scrutiny Panel"));
    assert_eq!(date_of(&plain), on("2019-03-06", DateBasis::Meeting));
    assert_eq!(plain.host, None);
    let letter = part(
        "31 January 2019\n\nDirector of Homes\nMedway Council\n\nDear Director\n\nVisit to Medway Council\n\nThe walls of Medway are dry.\n",
    );
    assert_eq!(council_of(&letter), Some("medway"));
    assert_eq!(letter.host.as_ref().map(|host| host.value.slug.as_str()), Some("kent"));
    assert_eq!(date_of(&letter), on("2019-01-31", DateBasis::Letter));
}

#[test]
fn nothing_known_stays_unknown() {
    assert_eq!(inferred(""), Metadata::default());
    assert_eq!(inferred("A paper of no place\n\nSummary\n\nNothing is said here.\n"), Metadata::default());
}

#[test]
fn the_real_papers_are_placed_and_dated() {
    let folder = std::env::var("SCRUTINEER_DATA").unwrap_or_else(|_| "../shared/data".into()) + "/scrutiny-papers";
    let Ok(files) = std::fs::read_dir(&folder) else {
        println!("skipped: no real papers in {folder}");
        return;
    };
    let children = "Children and Families Overview and Scrutiny Panel";
    let expected = [
        ("000_", "worcestershire", "Overview and Scrutiny Committee", "2018-09-06"),
        ("001_", "west-sussex", "Children and Young People's Services Scrutiny Committee", "2021-01-07"),
        ("002_", "worcestershire", children, "2019-03-06"),
        ("003_", "worcestershire", children, "2015-10"),
        ("004_", "worcestershire", children, "2017-10-24"),
    ];
    for file in files.map(|file| file.unwrap().path()) {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        let Some(expected) = expected.iter().find(|expected| name.starts_with(expected.0)) else { continue };
        let metadata = inferred(&std::fs::read_to_string(&file).unwrap());
        assert_eq!(council_of(&metadata), Some(expected.1), "{name}");
        assert_eq!(committee_of(&metadata), Some(expected.2), "{name}");
        assert_eq!(date_of(&metadata).map(|(date, _)| date).as_deref(), Some(expected.3), "{name}");
        assert_eq!(metadata.host, None, "{name}");
    }
}

proptest! {
    #[test]
    fn any_text_and_path_are_taken(text in "(\\PC|\n|Kent |Dear |[0-9]{1,2} May 2019|Scrutiny Panel|Inspection dates: ){0,60}", path in "\\PC*") {
        given(&text, &path, &Details::default(), &Details::default());
    }
}
