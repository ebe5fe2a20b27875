//! Saved questions over nightly builds: each new section once, whatever happens to the index; and the command.

mod command;

use crate::nightly_corpus::Corpus;
use scrutineer::{
    Index,
    index::{self, Builder, SectionRecord},
    query::{Hit, Request, SavedQuestion, Watch, WatchFile, WatchRequest},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::PathBuf,
};

/// A folder of papers, an index and a state beside it.
struct Scene {
    folder: tempfile::TempDir,
}

impl Scene {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("papers")).unwrap();
        Self { folder }
    }

    fn at(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    fn write(&self, path: &str, text: &str) {
        let file = self.at("papers").join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }

    fn build(&self) -> Index {
        Builder::new(self.at("papers"), self.at("index")).allow_shrink(true).build().unwrap();
        self.open()
    }

    fn open(&self) -> Index {
        Index::open(self.at("index")).unwrap()
    }

    fn watch(&self, queries: &[(&str, &str)]) -> Watch {
        let questions = queries.iter().map(|(id, query)| SavedQuestion::new(*id, *query));
        let mut file = WatchFile::open(self.at("state.json")).unwrap();
        let watch = self.open().watch(&WatchRequest::new(questions), file.state()).unwrap();
        file.save(watch.state.clone()).unwrap();
        watch
    }

    /// New and again, of one question.
    fn news(&self, query: &str) -> (Vec<String>, u64) {
        let watch = self.watch(&[("q", query)]);
        (watch.questions[0].hits.iter().map(|hit| hit.paper.path.clone()).collect(), watch.questions[0].again)
    }
}

/// What a section says, by the rule that the library documents.
fn says(record: &SectionRecord) -> String {
    let texts: Vec<&str> = record.section.paragraphs.iter().map(|paragraph| paragraph.text.as_str()).collect();
    let mut text = texts.join(" ");
    if text.split_whitespace().count() < 30 {
        let date = record.paper.date.map(|date| date.date.to_string());
        text.push_str(&format!(" | {:?} {date:?}", record.paper.council.as_ref().map(|council| &council.slug)));
    }
    format!("{:?} {text}", record.section.path.last())
}

/// Words of a text in small letters.
fn words<'t>(texts: impl Iterator<Item = &'t str>) -> BTreeSet<String> {
    let words = texts.flat_map(|text| text.split(|character: char| !character.is_alphanumeric()));
    words.map(str::to_lowercase).collect()
}

type Matches = fn(&BTreeSet<String>, &BTreeSet<String>, Option<&str>) -> bool;

/// Questions, each with what it asks of a section's own words, of the words above it, and of its council.
const ASKED: [(&str, &str, Matches); 5] = [
    ("one", "\"gully\"", |own, _, _| own.contains("gully")),
    ("both", "\"early\" \"help\"", |own, above, _| {
        let has = |word| own.contains(word) || above.contains(word);
        has("early") && has("help") && (own.contains("early") || own.contains("help"))
    }),
    ("either", "\"foster\" OR \"carers\"", |own, _, _| own.contains("foster") || own.contains("carers")),
    ("without", "\"river\" -\"budget\"", |own, _, _| own.contains("river") && !own.contains("budget")),
    ("kent", "\"council\" council:kent", |own, _, council| own.contains("council") && council == Some("kent")),
];

/// All sections that the index holds.
fn sections(index: &Index) -> Vec<SectionRecord> {
    let all = Request::new("since:1900 OR date:unknown").limit(100_000).all_copies(true).snippets(0);
    let hits = index.search(&all).unwrap().hits;
    assert_eq!(hits.len() as u64, index.manifest().papers);
    hits.iter().flat_map(|hit| index.sections_of(&hit.paper.id).unwrap()).collect()
}

fn matches(record: &SectionRecord, asks: Matches) -> bool {
    let heading = record.section.path.last().filter(|_| record.section.heading.is_some());
    let own = record.section.paragraphs.iter().map(|paragraph| paragraph.text.as_str());
    let own = words(own.chain(heading.map(String::as_str)));
    asks(&own, &words(record.names()), record.paper.council.as_ref().map(|council| council.slug.as_str()))
}

#[test]
fn over_five_nights_each_new_section_is_told_exactly_once() {
    let scene = Scene::new();
    let mut corpus = Corpus::new(60);
    let queries: Vec<(&str, &str)> = ASKED.iter().map(|(id, query, _)| (*id, *query)).collect();
    let mut told: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let mut later = 0;
    for night in 0..=5 {
        if night > 0 {
            corpus.next_night(night);
        }
        corpus.write(&scene.at("papers"));
        if night == 3 {
            fs::remove_dir_all(scene.at("index")).unwrap();
        }
        let index = scene.build();
        let all = sections(&index);
        let watch = scene.watch(&queries);
        for ((id, _, asks), watched) in ASKED.iter().zip(&watch.questions) {
            let told = told.entry(id).or_default();
            let matching = all.iter().filter(|record| matches(record, *asks));
            let expected: BTreeSet<String> = matching.clone().map(says).filter(|text| !told.contains(text)).collect();
            let mut found: Vec<String> =
                watched.hits.iter().map(|hit: &Hit| says(&index.section(&hit.section.id).unwrap())).collect();
            found.sort();
            assert_eq!(found, expected.into_iter().collect::<Vec<_>>(), "night {night}, question {id}");
            assert_eq!((watched.total, watched.new), (matching.count() as u64, found.len() as u64));
            later += if night > 0 { found.len() } else { 0 };
            told.extend(found);
        }
        assert!(scene.watch(&queries).is_quiet(), "a second run the same night tells nothing");
    }
    let first = told.values().map(Vec::len).sum::<usize>() - later;
    println!("{first} sections on the first night, {later} on the five that followed");
    assert!(first > 50 && later > 20, "{first} {later}");
}

const LETTER: &str = "The inspectors found that the gullies of the borough were not cleaned in the second quarter, as the \
    contractor had no lorry, and they asked that a new lorry be found before the autumn, when the leaves come down.";

fn paper(month: &str, text: &str) -> String {
    format!(
        "Kent County Council\n\nHighways Scrutiny Committee\n\n4 {month} 2022\n\n# A paper\n\n## 1 Gullies\n\n{text}\n"
    )
}

#[test]
fn an_index_built_anew_a_file_that_moves_and_a_letter_attached_again_tell_nothing() {
    let scene = Scene::new();
    scene.write("may.md", &paper("May", LETTER));
    scene.build();
    assert_eq!(scene.news("lorry"), (vec!["may.md".to_owned()], 0));
    fs::rename(scene.at("papers/may.md"), scene.at("papers/moved.md")).unwrap();
    scene.build();
    assert_eq!(scene.news("lorry"), (vec![], 0));
    fs::remove_dir_all(scene.at("index")).unwrap();
    scene.build();
    assert_eq!(scene.news("lorry"), (vec![], 0));
    scene.write("june.md", &paper("June", LETTER));
    scene.build();
    assert_eq!(scene.news("lorry"), (vec![], 1), "attached again");
    scene.write("june.md", &format!("{}\n## 2 More\n\nA correction.\n", paper("June", LETTER)));
    scene.build();
    assert_eq!(scene.news("lorry"), (vec![], 0), "a corrected paper has other ids, and says the same of this");
    scene.write("july.md", &paper("July", &LETTER.replace("second", "third")));
    scene.build();
    assert_eq!(scene.news("lorry"), (vec!["july.md".to_owned()], 0), "a word was edited");
}

#[test]
fn going_back_and_forgetting_tell_nothing_twice_and_lose_nothing() {
    let scene = Scene::new();
    scene.write("may.md", &paper("May", LETTER));
    scene.build();
    scene.news("lorry");
    scene.write("june.md", &paper("June", "A lorry was found."));
    scene.build();
    assert_eq!(scene.news("lorry").0, ["june.md"]);
    index::rollback(&scene.at("index"), None).unwrap();
    assert_eq!(scene.news("lorry"), (vec![], 0));
    // What comes now has the number of a build that there was before.
    scene.write("july.md", &paper("July", "The lorry was lost."));
    scene.build();
    assert_eq!(scene.news("lorry"), (vec!["july.md".to_owned()], 1), "and June is there again");
    index::forget(&scene.at("index"), "june.md").unwrap();
    assert_eq!(scene.news("lorry"), (vec![], 0));
    let state = WatchFile::open(scene.at("state.json")).unwrap();
    let told = scene.open().told(state.state()).unwrap().told;
    let paths: Vec<&str> = told.iter().map(|told| told.hit.paper.path.as_str()).collect();
    assert_eq!(paths.len(), 2, "{paths:?}");
    assert!(!paths.contains(&"june.md"), "what is forgotten has left the feed");
    assert!(!fs::read_to_string(scene.at("state.json")).unwrap().contains("A lorry was found"));
}

#[test]
fn a_night_that_is_missed_is_told_when_the_next_run_comes() {
    let scene = Scene::new();
    scene.write("may.md", &paper("May", LETTER));
    scene.build();
    scene.news("lorry");
    for (name, month) in [("june.md", "June"), ("july.md", "July")] {
        scene.write(name, &paper(month, "A lorry was seen."));
        scene.build();
    }
    assert_eq!(scene.news("lorry").0, ["july.md", "june.md"]);
}

#[test]
fn what_was_added_last_is_that_of_the_last_build_that_added_any() {
    let scene = Scene::new();
    let added = |query: &str| {
        let hits = scene.open().search(&Request::new(query)).unwrap().hits;
        hits.into_iter().map(|hit| hit.paper.path).collect::<Vec<_>>()
    };
    scene.write("may.md", &paper("May", LETTER));
    scene.write("gone.md", &paper("May", "Nothing."));
    scene.write("odd.md", &paper("May", "Odd."));
    scene.build();
    scene.write("june.md", &paper("June", "A lorry was found."));
    let second = scene.build().manifest().build;
    assert_eq!(added("added:last"), ["june.md"]);
    scene.build();
    assert_eq!(added("added:last"), ["june.md"], "nothing was published");
    fs::rename(scene.at("papers/may.md"), scene.at("papers/moved.md")).unwrap();
    fs::remove_file(scene.at("papers/gone.md")).unwrap();
    assert!(scene.build().manifest().build > second);
    assert_eq!(added("added:last"), ["june.md"], "a paper left and one moved; none was added");
    index::forget(&scene.at("index"), "odd.md").unwrap();
    assert_eq!(added("added:last"), ["june.md"]);
    assert_eq!(added(&format!("added:{second}")), ["june.md"]);
    assert_eq!(added("added:1"), ["moved.md"]);
    assert!(added(&format!("added:{}", second + 1)).is_empty());
}
