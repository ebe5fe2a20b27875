//! How well copies are told from texts on the same subject, and that the groups hang on nothing but the sections.

use super::*;
use crate::{
    Index,
    analysis::spread,
    document::Gazetteer,
    index::{Builder, SectionRecord, numbers, signature::BYTES},
    query::tests::draft,
};
use proptest::prelude::*;

/// Numbers that look random and are the same in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, most: usize) -> usize {
        self.0 = spread(self.0);
        (self.0 % most.max(1) as u64) as usize
    }
}

/// The texts of the sections of the bundled papers of 40 words or more: shorter ones are copies only where they are the same.
fn texts() -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    Builder::new(concat!(env!("CARGO_MANIFEST_DIR"), "/corpus"), folder.path()).build().unwrap();
    let index = Index::open(folder.path()).unwrap();
    let mut texts = Vec::new();
    for record in records(&index) {
        let paragraphs = record.section.paragraphs.iter().filter(|paragraph| !paragraph.boilerplate);
        let text: Vec<&str> = paragraphs.map(|paragraph| paragraph.text.as_str()).collect();
        let text = text.join("\n");
        if text.split_whitespace().count() >= 40 && !texts.contains(&text) {
            texts.push(text);
        }
    }
    texts
}

/// All living sections.
fn records(index: &Index) -> Vec<SectionRecord> {
    let readers = (0..).zip(index.searcher().segment_readers());
    let addresses =
        readers.flat_map(|(segment, reader)| reader.doc_ids_alive().map(move |doc| DocAddress::new(segment, doc)));
    addresses.map(|address| index.record(address).unwrap()).collect()
}

/// The same words, written as another program writes them.
fn rewritten(text: &str) -> String {
    text.replace('\'', "’").replace(" - ", " – ").replace(". ", ".\n").to_uppercase()
}

/// Every so many words one is changed, left out or new.
fn edited(text: &str, every: usize, numbers: &mut Numbers) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut edited = Vec::new();
    for (place, word) in words.iter().enumerate() {
        match (place % every == every / 2, numbers.below(3)) {
            (true, 0) => edited.push("otherwise"),
            (true, 1) => {}
            (true, _) => edited.extend([*word, "indeed"]),
            (false, _) => edited.push(word),
        }
    }
    edited.join(" ")
}

/// The sentences at even and at odd places: one subject, one author, no sentence in common.
fn halves(text: &str) -> [String; 2] {
    let sentences: Vec<&str> = text.split_inclusive(['.', '\n', ';']).collect();
    [0, 1].map(|first| sentences.iter().skip(first).step_by(2).copied().collect())
}

fn are_copies(one: &str, other: &str) -> Option<bool> {
    let texts = [signature::of(one.lines())?, signature::of(other.lines())?];
    Some(
        !clusters(&texts, Likeness::Copies, |(signature, wording)| Text {
            signature,
            words: wording.words,
            council: Some(0),
        })
        .is_empty(),
    )
}

/// Over 400 pairs of four kinds, made from the bundled papers: 95 of 100 that are told to be copies are, and 95 of 100
/// that are copies are told.
#[test]
fn copies_are_told_from_texts_on_the_same_subject() {
    let texts = texts();
    let mut numbers = Numbers(7);
    let mut pairs: Vec<(&str, bool, String, String)> = Vec::new();
    for text in &texts {
        pairs.push(("same", true, text.clone(), rewritten(text)));
        let every = 10 + numbers.below(15);
        pairs.push(("lightly edited", true, text.clone(), edited(text, every, &mut numbers)));
        let [even, odd] = halves(text);
        pairs.push(("same topic", false, even, odd));
        let other = &texts[numbers.below(texts.len())];
        if other != text {
            pairs.push(("unrelated", false, text.clone(), other.clone()));
        }
    }
    let mut table = String::new();
    let [mut right, mut wrong, mut missed, mut all] = [0_u32; 4];
    for kind in ["same", "lightly edited", "same topic", "unrelated"] {
        let [mut told, mut of] = [0_u32; 2];
        for (_, copies, one, other) in pairs.iter().filter(|pair| pair.0 == kind) {
            let Some(are) = are_copies(one, other) else { continue };
            of += 1;
            told += u32::from(are);
            right += u32::from(are && *copies);
            wrong += u32::from(are && !*copies);
            missed += u32::from(!are && *copies);
        }
        all += of;
        table += &format!("{kind}: {told} of {of} told to be copies\n");
    }
    let precision = f64::from(right) / f64::from(right + wrong);
    let recall = f64::from(right) / f64::from(right + missed);
    println!("{table}precision {precision:.3}, recall {recall:.3}");
    assert!(all >= 400, "{all} pairs");
    assert!(precision >= 0.95 && recall >= 0.95, "{table}");
}

proptest! {
    /// The share of equal bytes is about the share of runs of three words that both have.
    #[test]
    fn a_signature_tells_how_much_two_texts_share(seed in any::<u64>(), own in 0usize..60) {
        let mut numbers = Numbers(seed);
        let mut words = |count: usize| -> Vec<String> {
            (0..count).map(|_| format!("w{}", numbers.below(1 << 40))).collect()
        };
        let (shared, one, other) = (words(60).join(" "), words(own).join(" "), words(own).join(" "));
        let of = |own: &str| signature::of([shared.as_str(), own]).unwrap().0;
        let equal = signature::equal_bytes(&of(&one), &of(&other)) as f64 / BYTES as f64;
        let resemblance = 58.0 / (58 + 2 * own) as f64;
        // Five standard deviations of the estimate, and those of the texts.
        prop_assert!((equal - resemblance).abs() < 0.3, "{equal} for {resemblance}");
    }
}

proptest! {
    #[test]
    fn the_group_of_a_section_is_the_one_that_it_was_given(
        given in proptest::collection::btree_map(0..400_u32, 0..50_u32, 0..60),
    ) {
        let members = Members::of(&given.iter().rev().map(|(section, group)| (*section, *group)).collect::<Vec<_>>());
        for section in 0..500 {
            prop_assert_eq!(members.group(section), given.get(&section).copied());
        }
    }
}

#[test]
fn groups_come_back_from_their_file_and_one_that_does_not_fit_its_segments_is_refused() {
    let letter = "The panel asked that inspectors look at placements again before the winter comes.";
    let paper = |id: &str| draft(id).date("2019-03-06").section("Letter", &[letter]).paper();
    let other = |id: &str| {
        let text = "Less was spent on lamps and on verges than anybody planned.";
        draft(id).date("2019-06-05").section("Budget", &[text]).paper()
    };
    let batches = [vec![paper("a"), other("d"), paper("b")], vec![paper("c"), other("e")]];
    let index = Index::in_memory_of_batches(&batches, &[], Gazetteer::builtin());
    let (searcher, copies) = (index.searcher(), index.copies().unwrap());
    assert_eq!((0..4).map(|group| copies.members(group).len()).collect::<Vec<_>>(), [3, 2, 0, 0]);
    assert!(copies.members(u32::MAX).is_empty());
    let file = || copies.to_file(searcher);
    let read = Copies::from_file(file(), searcher).unwrap();
    for group in 0..2 {
        assert_eq!(read.members(group), copies.members(group));
        assert!(copies.members(group).iter().all(|section| read.group(*section) == Some(group)));
    }

    let numbers = |numbers: &[u32]| numbers::Numbers(numbers.to_vec());
    let mut strange = [file(), file(), file(), file(), file()];
    strange[0].sizes = numbers(&[3, 1]);
    strange[1].sizes = numbers(&[u32::MAX, 6]);
    strange[2].sections.0[1] = 9;
    strange[3].in_segments.0[0] = 2;
    strange[4].segments[0] = "of another generation".to_owned();
    for file in strange {
        assert!(Copies::from_file(file, searcher).is_none());
    }
}
