//! A corpus that changes from night to night, and two hundred questions of it.

use scrutineer::{
    Index,
    index::Builder,
    query::{Dimension, Request},
};
use std::{collections::BTreeMap, fs, path::Path};

const WORDS: [&str; 40] = [
    "gully",
    "lamps",
    "panel",
    "children",
    "placements",
    "recommended",
    "council",
    "officer",
    "budget",
    "savings",
    "review",
    "early",
    "help",
    "foster",
    "carers",
    "school",
    "transport",
    "library",
    "closure",
    "river",
    "flooding",
    "drainage",
    "highway",
    "repairs",
    "inspection",
    "inadequate",
    "improvement",
    "partners",
    "agency",
    "staff",
    "vacancies",
    "social",
    "workers",
    "caseload",
    "quarter",
    "target",
    "housing",
    "repair",
    "waiting",
    "list",
];
const EXPLAINED: [&str; 7] = [
    "gully repair plan (GRP)",
    "group of river partners (GRP)",
    "early help hub (EHH)",
    "Highway Asset Plan (HAP)",
    "housing allocation policy (HAP)",
    "GRP officer",
    "highway asset plans",
];
const COUNCILS: [&str; 4] =
    ["Kent County Council", "City of York Council", "Leeds City Council", "West Sussex County Council"];

/// Papers by path, made of a number that follows from what came before.
pub(crate) struct Corpus {
    state: u64,
    papers: BTreeMap<String, String>,
}

impl Corpus {
    pub(crate) fn new(papers: usize) -> Self {
        let mut corpus = Self { state: 7, papers: BTreeMap::new() };
        for number in 0..papers {
            corpus.add(number);
        }
        corpus
    }

    /// A number below `below`, by Knuth's linear congruence.
    fn next(&mut self, below: usize) -> usize {
        self.state = self.state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.state >> 33) as usize % below
    }

    fn sentence(&mut self) -> String {
        let words = 6 + self.next(10);
        // The smaller of two numbers, so that some words are common and some rare.
        let mut pick = || WORDS[self.next(WORDS.len()).min(self.next(WORDS.len()))];
        let mut text: Vec<&str> = (0..words).map(|_| pick()).collect();
        text.insert(0, "The");
        // Short forms, some of which councils explain in more than one way.
        text.push(EXPLAINED.get(self.next(3 * EXPLAINED.len())).copied().unwrap_or("quarter"));
        text.join(" ") + "."
    }

    fn add(&mut self, number: usize) {
        let council = COUNCILS[self.next(COUNCILS.len())];
        let year = 2012 + self.next(10);
        let mut text = format!("{council}\n\nScrutiny Committee\n\n{} March {year}\n\n", 1 + self.next(28));
        text.push_str(&format!("# Report {} of {}\n", WORDS[self.next(WORDS.len())], WORDS[self.next(WORDS.len())]));
        for section in 1..=2 + self.next(3) {
            text.push_str(&format!("\n## {section} {}\n", WORDS[self.next(WORDS.len())]));
            for paragraph in 1..=1 + self.next(4) {
                text.push_str(&format!("\n{section}.{paragraph} {}\n", self.sentence()));
            }
        }
        if self.next(4) == 0 {
            text.push_str(&self.attached());
        }
        self.papers.insert(format!("{}/{number:04}.md", number % 7), text);
    }

    /// The sections of another paper, as they stand there or lightly edited; nothing where there is no other.
    fn attached(&mut self) -> String {
        let another = self.next(self.papers.len().max(1));
        let Some(text) = self.papers.values().nth(another) else { return String::new() };
        let sections = text.find("\n## ").map_or("", |start| &text[start..]).to_owned();
        match self.next(3) {
            0 => sections.replacen(" the ", " that ", 2).replacen("quarter.", "month.", 1),
            1 => sections.replace("council", "authority"),
            _ => sections,
        }
    }

    /// A tenth of the papers is changed, gone or moved, and some are new.
    pub(crate) fn next_night(&mut self, night: u64) {
        let paths: Vec<String> = self.papers.keys().cloned().collect();
        for path in &paths {
            match self.next(30) {
                0 => drop(self.papers.remove(path)),
                1 => {
                    let sentence = self.sentence();
                    if let Some(text) = self.papers.get_mut(path) {
                        text.push_str(&format!("\n## Later\n\n{sentence}\n"));
                    }
                }
                2 => {
                    let text = self.papers.remove(path).unwrap();
                    self.papers.insert(format!("moved/{night}-{}", path.replace('/', "-")), text);
                }
                _ => {}
            }
        }
        for number in 0..4 {
            self.add(1000 * night as usize + number);
        }
    }

    pub(crate) fn write(&self, folder: &Path) {
        for entry in walkdir::WalkDir::new(folder) {
            let entry = entry.unwrap();
            let path = entry.path().strip_prefix(folder).unwrap().to_str().unwrap();
            if entry.file_type().is_file() && !self.papers.contains_key(path) {
                fs::remove_file(entry.path()).unwrap();
            }
        }
        for (path, text) in &self.papers {
            let file = folder.join(path);
            if fs::read_to_string(&file).ok().as_ref() != Some(text) {
                fs::create_dir_all(file.parent().unwrap()).unwrap();
                fs::write(file, text).unwrap();
            }
        }
    }
}

/// Two indexes of the same papers in a folder: one of ten nights, and a fresh one.
pub(crate) fn after_ten_nights_and_fresh(folder: &Path, papers: usize) -> [Index; 2] {
    let (files, kept, fresh) = (folder.join("papers"), folder.join("index"), folder.join("fresh"));
    fs::create_dir(&files).unwrap();
    let mut corpus = Corpus::new(papers);
    corpus.write(&files);
    Builder::new(&files, &kept).build().unwrap();
    for night in 1..=10 {
        corpus.next_night(night);
        corpus.write(&files);
        Builder::new(&files, &kept).allow_shrink(true).build().unwrap();
    }
    Builder::new(&files, &fresh).build().unwrap();
    [kept, fresh].map(|index| Index::open(index).unwrap())
}

/// Two hundred questions of every shape.
pub(crate) fn questions() -> Vec<String> {
    let word = |number: usize| WORDS[number % WORDS.len()];
    let mut questions = Vec::new();
    for number in 0..25 {
        let (one, two, three) = (word(number), word(number * 7 + 3), word(number * 11 + 5));
        questions.push(one.to_owned());
        questions.push(format!("{one} {two}"));
        questions.push(format!("\"{one} {two}\""));
        questions.push(format!("{one} NEAR/4 {three}"));
        questions.push(format!("{}* {two}", &one[..3]));
        questions.push(format!("{one} OR {two} -{three}"));
        questions.push(format!("what was said of {one} and {two} and {three} by the panel"));
        questions.push(format!("{}x~ {three} since:{}", &one[..one.len() - 1], 2012 + number % 10));
    }
    questions.extend(
        [
            "council:kent",
            "council:york sort",
            "date:2015",
            "panell",
            "the",
            "",
            "GRP",
            "HAP officer",
            "gully repair plan",
            "highway asset plan budget",
            "hap council:kent",
        ]
        .map(str::to_owned),
    );
    questions
}

/// All that an answer says, but for the time that it took, the generation, and the builds that added papers.
pub(crate) fn answers(index: &Index, question: &str) -> String {
    let answer = index.search(&Request::new(question).limit(30).snippets(2)).unwrap();
    let head = &answer.head;
    let notices: Vec<&str> = head.notices.iter().map(|notice| notice.text.as_str()).collect();
    let mut text = format!(
        "{} | {} {} {} {} {} | {notices:?}\n",
        head.read_as, head.total, head.total_papers, head.copies, head.copied_papers, head.relaxed
    );
    for hit in &answer.hits {
        let snippets: Vec<&str> = hit.snippets.iter().map(|snippet| snippet.text.as_str()).collect();
        text.push_str(&format!(
            "{} {:.6} {} {:?} {} {snippets:?} {} {:?} {}\n",
            hit.section.id,
            hit.score,
            hit.paper.path,
            hit.missing,
            hit.citation,
            hit.more_in_paper,
            hit.copies,
            hit.more_copies
        ));
    }
    text
}

/// The ids of the sections of all papers.
pub(crate) fn ids(index: &Index) -> Vec<String> {
    let answer = index.search(&Request::new("since:2000").limit(10_000).all_copies(true)).unwrap();
    let papers = answer.hits.iter().map(|hit| hit.paper.id.as_str());
    let sections = papers.flat_map(|paper| index.lookup(paper).unwrap().sections);
    let mut ids: Vec<String> = sections.map(|record| record.section.id).collect();
    ids.sort();
    ids
}

/// All that lists and tables say: short forms, passages that are used again, counts, trails.
pub(crate) fn tables(index: &Index) -> String {
    let mut text = format!("{:#?}\n", index.acronyms(&[], None).unwrap());
    for question in ["", "council:leeds", "budget", "since:2017"] {
        let repeats = index.repeats(&Request::new(question).limit(200), 10).unwrap();
        text.push_str(&format!("{} {} {:#?}\n", repeats.head.total, repeats.head.paragraphs, repeats.passages));
    }
    for question in ["", "budget", "GRP", "river flooding", "\"early help\"", "social OR workers council:kent"] {
        for by in [&[Dimension::Council, Dimension::Year][..], &[Dimension::Kind], &[Dimension::Month]] {
            let tally = index.count(&Request::new(question), by).unwrap();
            text.push_str(&format!("{:?} {:#?}\n", tally.head.totals, tally.cells));
        }
        let trail = index.trail(&Request::new(question).limit(1000)).unwrap();
        text.push_str(&format!("{} {} {:#?}\n", trail.head.mentions, trail.head.copies, trail.councils));
    }
    text
}
