//! The papers that the stages are timed over: the bundled ones forty times, of ten families of councils and four spans
//! of years, so that there are some four megabytes, no two files are the same, and words are as common as they are.

use regex::{Captures, Regex};
use scrutineer::{
    corpus::{self, Limits},
    document::{Origin, Paper, Reader},
};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// How often each bundled paper is taken.
const TIMES: usize = FAMILIES.len() * SPANS;
/// What the names of the bundled councils begin with in each copy.
const FAMILIES: [&str; 10] = ["", "Alder", "Brock", "Cold", "Dun", "Elm", "Farn", "Great", "High", "Inver"];
/// How many spans of years there are; each is four years before the last, so that leap days stay what they are.
const SPANS: usize = 4;
const COUNCILS: [&str; 6] = ["northmarch", "aldermere", "wexbourne", "carrowby", "penrush", "morfawen"];

/// A folder of papers, their texts, and the index that is built of them.
pub(crate) struct Papers {
    pub(crate) folder: tempfile::TempDir,
    /// The papers as written. JSON Lines are left aside: what is timed of them is the same as of other text.
    pub(crate) texts: Vec<String>,
    pub(crate) bytes: u64,
}

impl Papers {
    pub(crate) fn make() -> Self {
        let bundled = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("papers");
        let change = Change::new();
        let mut texts = Vec::new();
        for source in corpus::walk(&bundled).unwrap().sources {
            if source.path.ends_with(".jsonl") {
                continue;
            }
            for time in 0..TIMES {
                let path = root.join(time.to_string()).join(change.apply(&source.path, time));
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                if let Some(side_file) = &source.side_file {
                    let side_file = change.apply(&fs::read_to_string(side_file).unwrap(), time);
                    fs::write(format!("{}.meta.json", path.display()), side_file).unwrap();
                }
                // The last line is for the papers that name neither a council nor a year.
                let text = change.apply(&fs::read_to_string(&source.file).unwrap(), time);
                let text = format!("{text}\nCopy {time}.\n");
                fs::write(path, &text).unwrap();
                texts.push(text);
            }
        }
        fs::write(root.join("scrutineer.toml"), r#"paths = ["{any}/{council}/{committee}/{date}-{title}"]"#).unwrap();
        let councils = fs::read_to_string(bundled.join("gazetteer.csv")).unwrap();
        let (header, rows) = councils.split_once('\n').unwrap();
        let families: String = (0..FAMILIES.len()).map(|family| change.council(rows, FAMILIES[family])).collect();
        fs::write(root.join("gazetteer.csv"), format!("{header}\n{families}")).unwrap();
        let bytes = texts.iter().map(|text| text.len() as u64).sum();
        Self { folder, texts, bytes }
    }

    pub(crate) fn root(&self) -> PathBuf {
        self.folder.path().join("papers")
    }

    /// The papers as they are understood, in the order of their paths.
    pub(crate) fn understood(&self) -> Vec<Paper> {
        let reader = Reader::for_corpus(&self.root()).unwrap();
        let mut understood = Vec::new();
        for (number, source) in corpus::walk(&self.root()).unwrap().sources.into_iter().enumerate() {
            corpus::read(&source, &Limits::default(), &mut |_, document| {
                let origin = Origin::new(format!("{number:016x}"), &source.path);
                understood.extend(reader.papers(origin, document.unwrap()));
            });
        }
        understood
    }

    pub(crate) fn index(&self) -> PathBuf {
        self.folder.path().join("index")
    }
}

/// How a copy differs from the bundled paper: in its councils' names and in its years.
struct Change {
    councils: Regex,
    years: Regex,
}

impl Change {
    fn new() -> Self {
        Self {
            councils: Regex::new(&format!("(?i)({})", COUNCILS.join("|"))).unwrap(),
            years: Regex::new(r"(?-u:\b)20[12][0-9]").unwrap(),
        }
    }

    fn apply(&self, text: &str, time: usize) -> String {
        let earlier = time / FAMILIES.len() * 4;
        let of_family = self.council(text, FAMILIES[time % FAMILIES.len()]);
        let year = |year: &Captures<'_>| (year[0].parse::<usize>().unwrap() - earlier).to_string();
        self.years.replace_all(&of_family, year).into_owned()
    }

    /// Names in capitals, in lower case, and as they are mostly written.
    fn council(&self, text: &str, family: &str) -> String {
        let name = |name: &Captures<'_>| {
            let name = &name[0];
            let second = name.as_bytes()[1];
            match (family.is_empty(), name.as_bytes()[0].is_ascii_uppercase(), second.is_ascii_uppercase()) {
                (true, ..) => name.to_owned(),
                (_, true, true) => family.to_uppercase() + name,
                (_, true, false) => family.to_owned() + &name.to_lowercase(),
                (_, false, _) => family.to_lowercase() + name,
            }
        };
        self.councils.replace_all(text, name).into_owned()
    }
}
