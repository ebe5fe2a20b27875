//! What counts as a change, what is taken for one paragraph, and that the pieces join to both texts.

use super::*;
use crate::{
    document::{Gazetteer, Paper},
    query::tests::draft,
};
use proptest::prelude::*;

fn difference_of(old: Paper, new: Paper) -> Difference {
    let index = Index::in_memory(&[old, new], Gazetteer::builtin()).unwrap();
    index.difference("old-paper", "new-paper").unwrap()
}

fn difference(old: &[&str], new: &[&str]) -> Difference {
    difference_of(draft("old-paper").section("", old).paper(), draft("new-paper").section("", new).paper())
}

/// The changes as people mark them.
fn marked(difference: &Difference) -> Vec<String> {
    let piece = |piece: &Piece| match piece.kind {
        PieceKind::Same => piece.text.clone(),
        PieceKind::Removed => format!("[-{}-]", piece.text),
        PieceKind::Added => format!("{{+{}+}}", piece.text),
    };
    let line = |change: &Change| format!("{:?}: {}", change.kind, change.pieces.iter().map(piece).collect::<String>());
    difference.changes.iter().map(line).collect()
}

/// Each text from the pieces of its paragraphs.
fn joined(difference: &Difference) -> [Vec<String>; 2] {
    let mut sides = [Vec::new(), Vec::new()];
    for change in &difference.changes {
        let side = |kind| change.pieces.iter().filter(move |piece| piece.kind == PieceKind::Same || piece.kind == kind);
        let old: String = side(PieceKind::Removed).map(|piece| piece.text.as_str()).collect();
        let new: String =
            side(PieceKind::Added).map(|piece| piece.new_text.as_ref().unwrap_or(&piece.text).as_str()).collect();
        sides[0].extend(change.old.as_ref().map(|place| (place.position, old)));
        sides[1].extend(change.new.as_ref().map(|place| (place.position, new)));
    }
    sides.map(|mut side| {
        side.sort();
        side.into_iter().map(|(_, text)| text).collect()
    })
}

#[test]
fn a_figure_that_changed_is_shown_and_counted() {
    let one = difference(
        &["Placements rose by 12 in the year, and cost £1,900 a week."],
        &["Placements rose by 14 in the year, and cost £2,100 a week."],
    );
    assert_eq!(
        marked(&one),
        ["Changed: Placements rose by [-12 -]{+14 +}in the year, and cost [-£1,900 -]{+£2,100 +}a week."]
    );
    let figures: Vec<(&str, &str)> = one.figures.iter().map(|one| (one.old.as_str(), one.new.as_str())).collect();
    assert_eq!(figures, [("12", "14"), ("£1,900", "£2,100")]);
    assert_eq!(one.words, WordCounts { same: 10, added: 2, removed: 2 });
}

#[test]
fn blanks_quotes_dashes_capitals_and_numbers_of_paragraphs_are_no_change() {
    let mut new = draft("new-paper").section("", &["the 'early help' OFFER – 2018-19", "More."]).paper();
    new.sections[0].paragraphs[0].number = Some("7".into());
    let old = draft("old-paper").section("", &["The “early help”  offer - 2018–19", "More."]).paper();
    let one = difference_of(old, new);
    assert!(one.is_none(), "{:?}", marked(&one));
    assert_eq!((one.paragraphs.same, one.likeness()), (2, 1.0));
    assert_eq!(one.changes[0].new.as_ref().unwrap().number.as_deref(), Some("7"));
    assert_eq!(one.changes[0].pieces[0].new_text.as_deref(), Some("the 'early help' OFFER – 2018-19"));
}

#[test]
fn a_paragraph_that_came_and_one_that_went_stand_where_they_were() {
    let one = difference(
        &["The panel met in March.", "Gullies were cleaned in spring.", "The chair closed the meeting."],
        &["The panel met in March.", "The chair closed the meeting.", "Libraries will open on Sundays."],
    );
    assert_eq!(
        marked(&one),
        [
            "Same: The panel met in March.",
            "Removed: [-Gullies were cleaned in spring.-]",
            "Same: The chair closed the meeting.",
            "Added: {+Libraries will open on Sundays.+}",
        ]
    );
    assert_eq!(one.paragraphs, ParagraphCounts { same: 2, added: 1, removed: 1, ..ParagraphCounts::default() });
}

#[test]
fn a_paragraph_in_another_place_is_said_to_have_moved() {
    let moved = "Officers will report on agency spend for residential placements every quarter";
    let one = difference(
        &[moved, "The first paragraph stays.", "The second paragraph stays as well."],
        &["The first paragraph stays.", "The second paragraph stays as well.", &format!("{moved} from May")],
    );
    assert_eq!(one.paragraphs, ParagraphCounts { same: 2, moved: 1, ..ParagraphCounts::default() });
    let last = one.changes.last().unwrap();
    assert_eq!((last.kind, last.old.as_ref().unwrap().position), (ChangeKind::Moved, 0));
}

#[test]
fn a_clause_written_anew_is_one_change() {
    let one = difference(
        &["The panel asked that the director of children's services report on placements, staffing and cost."],
        &["The panel asked that officers from the finance team report on placements, staffing and cost."],
    );
    assert_eq!(
        marked(&one),
        ["Changed: The panel asked that [-the director of children's services -]{+officers from the finance team \
          +}report on placements, staffing and cost."]
    );
}

#[test]
fn rows_of_figures_are_held_against_their_like() {
    let one = difference(&["Residential 12 14", "Fostering 8 9"], &["Residential 13 15", "Fostering 8 10"]);
    assert_eq!(one.paragraphs.changed, 2, "{:?}", marked(&one));
    assert_eq!(one.figures.len(), 2);
    assert_eq!(one.figures[0], FigureChange { old: "12, 14".into(), new: "13, 15".into() });
}

#[test]
fn years_with_a_dash_are_one_figure() {
    let one = difference(&["The budget of 2019-20 was met."], &["The budget of 2019–21 was met."]);
    assert_eq!(marked(&one), ["Changed: The budget of [-2019-20 -]{+2019–21 +}was met."]);
    assert_eq!(one.figures, [FigureChange { old: "2019-20".into(), new: "2019–21".into() }]);
    assert!(difference(&["In 2019-20."], &["In 2019 – 20."]).is_none());
}

#[test]
fn paragraphs_that_no_word_tells_apart_are_held_against_each_other_in_order() {
    let (town, city) =
        ("Action agreed by the panel for roads in the town.", "Action agreed by the panel for roads in the city.");
    let one = difference(&[town; 24], &[city; 24]);
    assert_eq!(one.paragraphs, ParagraphCounts { changed: 24, ..ParagraphCounts::default() });
    let positions = |change: &Change| (change.old.as_ref().unwrap().position, change.new.as_ref().unwrap().position);
    assert!(one.changes.iter().all(|change| positions(change).0 == positions(change).1));

    // One more, and one that is like none of them.
    let one = difference(&[town; 24], &[city; 25]);
    assert_eq!(one.paragraphs, ParagraphCounts { changed: 24, added: 1, ..ParagraphCounts::default() });
    let mut other = [city; 24];
    other[0] = "Nothing else came up.";
    let one = difference(&[town; 24], &other);
    assert_eq!(one.paragraphs, ParagraphCounts { changed: 23, added: 1, removed: 1, ..ParagraphCounts::default() });
}

#[test]
fn an_insertion_at_the_front_of_a_very_long_paragraph_leaves_the_rest_the_same() {
    let sentences = |from: u64, count: u64| {
        let word = |number: u64| format!("w{}", number * number % 1_009 % 97);
        let sentence = |n: u64| format!("The {} came to {} and {} in turn. ", word(n), word(n + 7), word(n * 3));
        (from..from + count).map(sentence).collect::<String>()
    };
    let text = sentences(0, 10_000);
    let one = difference(&[&text], &[&(sentences(1_000_000, 2_500) + &text)]);
    assert_eq!(one.words, WordCounts { same: 90_000, added: 22_500, removed: 0 });
}

#[test]
fn headings_are_compared_without_their_numbers_and_a_section_with_a_paper() {
    let paper = |id: &str| draft(id).section("", &["One."]).section("Findings", &["Two were found."]).paper();
    let index = Index::in_memory(&[paper("old-paper"), paper("new-paper")], Gazetteer::builtin()).unwrap();
    assert!(index.difference("old-paper", "new-paper").unwrap().is_none());
    assert!(index.difference("old-paper:1", "new-paper:1").unwrap().is_none());
    let part = index.difference("old-paper:1", "new-paper").unwrap();
    assert_eq!(part.paragraphs, ParagraphCounts { same: 2, added: 1, ..ParagraphCounts::default() });
    assert!(part.old.section.is_some() && part.new.section.is_none());
    assert!(part.changes[1].new.as_ref().unwrap().is_heading);
    assert!(index.difference("old-paper:2", "new-paper").is_err());
}

#[test]
fn texts_with_nothing_in_common_and_texts_of_one_word_are_compared_in_no_time() {
    let numbered = |word: &str, count: usize| (0..count).map(|n| format!("{word}{n} ")).collect::<String>();
    let (one, other) = (numbered("alpha", 100_000), numbered("beta", 100_000));
    let nothing = difference(&[&one], &[&other]);
    assert_eq!(nothing.words, WordCounts { same: 0, added: 100_000, removed: 100_000 });

    let (same, longer) = ("word ".repeat(200_000), "word ".repeat(200_007));
    let repeated = difference(&[&same], &[&longer]);
    assert_eq!(repeated.words, WordCounts { same: 200_000, added: 7, removed: 0 });

    // Half of the words common, each between two that are not.
    let mixed = |word: &str| (0..50_000).map(|n| format!("common{n} {word}{n} ")).collect::<String>();
    let half = difference(&[&mixed("alpha")], &[&mixed("beta")]);
    assert_eq!(half.words.same, 50_000);

    // Two letters in other orders, and many paragraphs that are all alike.
    let letters = |seed: u64| {
        let mut state = seed;
        let mut next = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            if state >> 63 == 0 { "a " } else { "b " }
        };
        (0..50_000).map(|_| next()).collect::<String>()
    };
    let two = difference(&[&letters(1)], &[&letters(2)]);
    assert!(two.likeness() > 0.5);
    let lines =
        |word: &str| (0..20_000).map(|n| format!("the same words again and again {word}{n}")).collect::<Vec<_>>();
    let (one, other) = (lines("alpha"), lines("beta"));

    let alike = difference(
        &one.iter().map(String::as_str).collect::<Vec<_>>(),
        &other.iter().map(String::as_str).collect::<Vec<_>>(),
    );
    assert_eq!(alike.paragraphs.added + alike.paragraphs.changed + alike.paragraphs.moved, 20_000);
}

proptest! {
    #[test]
    fn the_pieces_join_to_both_texts(
        old in prop::collection::vec("[ a-d0-3£%,.“”–\n-]{0,30}|\\PC{0,12}", 0..8),
        new in prop::collection::vec("[ a-d0-3£%,.“”–\n-]{0,30}|\\PC{0,12}", 0..8),
        taken in prop::collection::vec(0..8_usize, 0..6),
    ) {
        // Some of the old paragraphs are in the new text, too, in any order.
        let new: Vec<&str> = taken.iter().filter_map(|place| old.get(*place)).chain(&new).map(String::as_str).collect();
        let old: Vec<&str> = old.iter().map(String::as_str).collect();
        let one = difference(&old, &new);
        let sides = joined(&one);
        prop_assert_eq!(&sides[0], &old);
        prop_assert_eq!(&sides[1], &new);
        let counts = one.paragraphs;
        prop_assert_eq!(counts.same + counts.changed + counts.moved + counts.removed, old.len() as u64);
        prop_assert_eq!(counts.same + counts.changed + counts.moved + counts.added, new.len() as u64);
    }

    #[test]
    fn a_text_does_not_differ_from_itself(text in prop::collection::vec("\\PC{0,40}", 0..8)) {
        let text: Vec<&str> = text.iter().map(String::as_str).collect();
        let one = difference(&text, &text);
        prop_assert!(one.is_none() && one.figures.is_empty());
    }
}
