//! What papers say again, over papers: the letters of inspectors, backgrounds that are taken over, letters that are
//! attached to agendas; over the real papers where they are, and over some written here with their layouts. And that all
//! of it is the same however many nights the index took.

use crate::{
    nightly_corpus::{after_ten_nights_and_fresh, answers, ids, questions, tables},
    support::{index_of, project, real},
};
use scrutineer::{
    Index,
    query::{Hit, Repeat, Request},
};
use std::{fs, path::Path};

/// The passages that stand in several papers and begin so, those of most papers first.
fn repeated(index: &Index, question: &str, beginning: &str) -> Vec<Repeat> {
    let repeats = index.repeats(&Request::new(question).limit(1000), 10).unwrap();
    repeats.passages.into_iter().filter(|passage| passage.text.starts_with(beginning)).collect()
}

fn hits(index: &Index, request: Request) -> Vec<Hit> {
    index.search(&request).unwrap().hits
}

/// In how many papers it stands that a hit shows.
fn papers(hit: &Hit) -> u64 {
    1 + hit.copies.len() as u64 + hit.more_copies
}

const COUNCILS: [&str; 8] = [
    "Knowsley Metropolitan Borough Council",
    "Kent County Council",
    "Leeds City Council",
    "City of York Council",
    "West Sussex County Council",
    "Suffolk County Council",
    "Norfolk County Council",
    "Wiltshire Council",
];
/// What all the letters end with, and what some say instead of its first words.
const STANDING: [&str; 2] = ["What this visit found will be weighed", "All that this visit found will be weighed"];
const STANDING_REST: &str =
    "when the next inspection of your services for children, or the next visit to them, is planned by us";
const REGULATOR: &str = "The inspectorate looks after standards in the care of children and in the teaching of pupils of \
    every age. It visits fostering agencies, nurseries, schools and colleges, and says openly what it has found there.";

/// A paragraph that no other letter has.
fn own(letter: usize, place: usize) -> String {
    const WORDS: [&str; 32] = [
        "caseloads",
        "plans",
        "visits",
        "records",
        "parents",
        "schools",
        "nurses",
        "panels",
        "carers",
        "budgets",
        "hearings",
        "letters",
        "reviews",
        "homes",
        "teams",
        "managers",
        "police",
        "calls",
        "courts",
        "beds",
        "taxis",
        "meals",
        "lessons",
        "brothers",
        "sisters",
        "tutors",
        "doctors",
        "streets",
        "evenings",
        "holidays",
        "files",
        "doors",
    ];
    // By Knuth's linear congruence.
    let mut state = (letter * 10 + place) as u64;
    let mut word = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        WORDS[(state >> 33) as usize % WORDS.len()]
    };
    let words: Vec<&str> = (0..28).map(|_| word()).collect();
    format!("Of {} there are {}: {}.", words[0], letter * 10 + place, words.join(" "))
}

/// Letters to eight councils in each of three years, of six in all.
fn letters(folder: &Path) {
    for letter in 0..24 {
        let (council, year) = (COUNCILS[letter % 8], 2016 + letter % 6);
        let standing = STANDING[usize::from(letter % 5 == 4)];
        let text = format!(
            "Inspectorate\nPiccadilly Gate\nStore Street\nManchester\n\n{} June {year}\n\nMr Hilary Stonebridge\nDirector of \
             Children's Services\n{council}\n\nDear Mr Stonebridge\n\nFocused visit to {council} children's \
             services\n\n{}\n\nFindings\n\n{}\n\n{}\n\nWhat needs to change\n\n{}\n\n{standing} {STANDING_REST}.\n\nYours \
             sincerely\n\nPetra Lindqvist-Moss\nHer Majesty's Inspector\n\n{REGULATOR}\n",
            1 + letter,
            own(letter, 0),
            own(letter, 1),
            own(letter, 2),
            own(letter, 3),
        );
        fs::write(folder.join(format!("letter-{letter:02}.txt")), text).unwrap();
    }
}

#[test]
fn the_standing_paragraphs_of_letters_over_years_are_grouped() {
    let folder = tempfile::tempdir().unwrap();
    letters(folder.path());
    let (_kept, index) = index_of(folder.path());
    let [passage] = &repeated(&index, "", "")
        .into_iter()
        .filter(|passage| passage.text.contains(STANDING_REST))
        .collect::<Vec<_>>()[..]
    else {
        panic!("one passage, in two wordings")
    };
    assert_eq!((passage.papers, passage.wordings, passage.years), (24, 2, 6));
    assert_eq!(passage.councils.len(), 8);
    assert_eq!((passage.first.as_deref(), passage.last.as_deref()), (Some("2016-06-01"), Some("2021-06-24")));
    assert_eq!(repeated(&index, "", REGULATOR)[0].papers, 24);
    assert_eq!(repeated(&index, "council:kent", STANDING[0])[0].papers, 3);
    assert!(repeated(&index, "", "Of ").is_empty(), "what each letter says of its own");

    // A search for its words shows each wording once, and says of it in how many papers it stands.
    let shown = hits(&index, Request::new(format!("\"{STANDING_REST}\"")).limit(50));
    assert_eq!(shown.iter().map(papers).sum::<u64>(), 24);
    assert!(shown.len() <= 2, "{} hits", shown.len());
    assert_eq!(hits(&index, Request::new(format!("\"{STANDING_REST}\"")).limit(50).all_copies(true)).len(), 24);
}

#[test]
fn the_standing_paragraphs_of_the_real_letters_are_grouped() {
    let Some(folder) = real("ofsted") else { return };
    let (_kept, index) = index_of(&folder);
    let passages = repeated(&index, "", "Ofsted will take the findings");
    println!("{} papers, {} years, {} wordings", passages[0].papers, passages[0].years, passages[0].wordings);
    assert!(passages[0].papers >= 20 && passages[0].years >= 5);
    let request = || Request::new("findings \"into account when planning\"").limit(50);
    let shown = hits(&index, request());
    println!("shown as {} hits of {} papers", shown.len(), shown.iter().map(papers).sum::<u64>());
    assert!(shown.len() <= passages[0].wordings as usize + 1);
    assert!(hits(&index, request().all_copies(true)).len() as u64 >= passages[0].papers);
}

const TAKEN_OVER: &str = "In January 2017 the inspectorate published what it had found in the county's services for children who \
    need help and protection";

/// A report to a panel, with its background.
fn report(date: &str, title: &str, background: &[&str]) -> String {
    let numbered: Vec<String> = background.iter().zip(2..).map(|(text, number)| format!("{number}. {text}")).collect();
    format!(
        "WORCESTERSHIRE COUNTY COUNCIL\n\nCHILDREN AND FAMILIES OVERVIEW AND SCRUTINY PANEL\n\n{date}\n\n{title}\n\nSummary\n\n1. \
         {} is asked to comment on this.\n\nBackground\n\n{}\n\nNext steps\n\n9. {} ends.\n",
        title.to_lowercase(),
        numbered.join("\n\n"),
        title.to_lowercase()
    )
}

#[test]
fn a_background_that_two_reports_share_appears_once_with_its_copy_named() {
    let folder = tempfile::tempdir().unwrap();
    let first = report(
        "24 October 2017",
        "FRONT DOOR IN THE AUTUMN",
        &[
            &format!("{TAKEN_OVER}, and called them inadequate."),
            "The panel has been to the front door since, and heard from those who answer its telephones.",
            "Eight things are to be put right by the summer, of which the first is the number of families to each worker.",
        ],
    );
    let second = report(
        "6 March 2019",
        "LAST OF SEVEN VISITS",
        &[
            &format!("{TAKEN_OVER}, and judged them inadequate."),
            "Inspectors have come seven times and found things a little better on every visit but one.",
            "They will look at everything again in the year that follows, with a new framework and new people.",
        ],
    );
    fs::write(folder.path().join("002.txt"), second).unwrap();
    fs::write(folder.path().join("004.txt"), first).unwrap();
    let (_kept, index) = index_of(folder.path());
    let question = "inspectorate published services help and protection";
    let [hit] = &hits(&index, Request::new(question).all_words(true))[..] else { panic!("one hit") };
    let [copy] = &hit.copies[..] else { panic!("{:?}", hit.copies) };
    let mut cited = [hit.citation.as_str(), copy.citation.as_str()];
    cited.sort();
    let panel = "Worcestershire County Council, Children and Families Overview and Scrutiny Panel";
    assert_eq!(cited, [format!("{panel}, 24 October 2017, para 2"), format!("{panel}, 6 March 2019, para 2")]);
    assert_ne!(hit.paper.id, copy.paper);
    assert_eq!(hits(&index, Request::new(question).all_words(true).all_copies(true)).len(), 2);
    let repeats = repeated(&index, "", TAKEN_OVER);
    assert_eq!((repeats.len(), repeats[0].papers, repeats[0].wordings, repeats[0].years), (1, 2, 2, 2));
    // What each has of its own is shown of each.
    for own in ["answer telephones", "framework"] {
        let [hit] = &hits(&index, Request::new(own).all_words(true))[..] else { panic!("one hit of {own}") };
        assert!(hit.copies.is_empty(), "{:?}", hit.copies);
    }
}

#[test]
fn the_background_that_two_real_reports_share_appears_once_with_its_copy_named() {
    let Some(folder) = real("scrutiny-papers") else { return };
    let (_kept, index) = index_of(&folder);
    let question = || Request::new("\"On 24 January 2017, Ofsted published\"");
    let [hit] = &hits(&index, question())[..] else { panic!("one hit") };
    let [copy] = &hit.copies[..] else { panic!("{:?}", hit.copies) };
    println!("{}, also in {}", hit.citation, copy.citation);
    let mut dates = [hit.citation.as_str(), copy.citation.as_str()].map(|cited| cited.rsplit(", ").nth(1).unwrap());
    dates.sort();
    assert_eq!(dates, ["24 October 2017", "6 March 2019"]);
    assert_eq!(hits(&index, question().all_copies(true)).len(), 2);
    assert_eq!(repeated(&index, "", "On 24 January 2017")[0].papers, 2);
}

#[test]
fn of_a_letter_and_the_pack_that_it_is_attached_to_the_letter_is_shown() {
    let (_kept, index) = index_of(&project("corpus"));
    let letter = "wexbourne/letters/ofsted-cqc-joint-send-letter-2019.txt";
    let [hit] = &hits(&index, Request::new("\"wait too long\""))[..] else { panic!("one hit") };
    assert_eq!((hit.paper.path.as_str(), hit.copies.len()), (letter, 1));
    let each = hits(&index, Request::new("\"wait too long\"").all_copies(true));
    assert!(each.iter().all(|hit| hit.copies.is_empty()));
    let mut parts: Vec<Option<u32>> = each.iter().map(|hit| hit.paper.part.as_ref().map(|part| part.index)).collect();
    parts.sort();
    assert_eq!(parts, [None, Some(2)]);
    assert_eq!(each.iter().find(|hit| hit.paper.part.is_some()).unwrap().section.id, hit.copies[0].section);
    // Of passages used on one day, too.
    assert!(repeated(&index, "council:wexbourne", "").iter().all(|passage| passage.paper.path == letter));
}

#[test]
fn a_list_of_papers_leaves_none_out_for_being_a_copy() {
    let folder = tempfile::tempdir().unwrap();
    for month in ["May", "June", "July"] {
        let text = format!(
            "Kent County Council\n\nRoads Scrutiny Committee\n\n4 {month} 2019\n\n{REGULATOR}\n\nThe committee noted it, \
             as it did when the last one came.\n"
        );
        fs::write(folder.path().join(month).with_extension("txt"), text).unwrap();
    }
    let (_kept, index) = index_of(folder.path());
    assert_eq!(hits(&index, Request::new("inspectorate")).len(), 1);
    let listed = hits(&index, Request::new("council:kent date:2019"));
    assert_eq!(listed.len(), 3);
    assert!(listed.iter().all(|hit| hit.copies.len() == 2));
}

#[test]
fn copies_counts_trails_and_ids_are_the_same_after_ten_nights_and_after_a_fresh_build() {
    let folder = tempfile::tempdir().unwrap();
    let [kept, fresh] = after_ten_nights_and_fresh(folder.path(), 60);
    assert!(fresh.repeats(&Request::new(""), 10).unwrap().head.total > 10);
    assert!(fresh.acronyms(&[], None).unwrap().len() > 4);
    let shown = hits(&fresh, Request::new("council").limit(500));
    assert!(shown.iter().filter(|hit| !hit.copies.is_empty()).count() > 3);
    assert_eq!(ids(&fresh), ids(&kept));
    assert_eq!(tables(&fresh), tables(&kept));
    for question in questions() {
        assert_eq!(answers(&fresh, &question), answers(&kept, &question), "{question}");
    }
}
