//! The papers that the stages are timed over: the bundled ones some ten times, each time of another year, so that there
//! are a few megabytes and no two files are the same.

use scrutineer::corpus;
use std::{
    fs,
    path::{Path, PathBuf},
};

/// How often each bundled paper is taken.
const TIMES: usize = 12;

/// A folder of papers, their texts, and the index that is built of them.
pub(crate) struct Papers {
    pub(crate) folder: tempfile::TempDir,
    pub(crate) texts: Vec<String>,
    pub(crate) bytes: u64,
}

impl Papers {
    pub(crate) fn make() -> Self {
        let bundled = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("papers");
        let mut texts = Vec::new();
        for source in corpus::walk(&bundled).unwrap().sources {
            let Ok(text) = fs::read_to_string(&source.file) else { continue };
            // JSON Lines are read line by line, and no time is taken of that here.
            if source.path.ends_with(".jsonl") {
                continue;
            }
            for time in 0..TIMES {
                // The years that the bundled papers are of, moved on: dates and file names stay what they are.
                let moved = (2010..2026)
                    .fold(text.clone(), |text, year| text.replace(&year.to_string(), &format!("\u{0}{}", year - time)));
                let moved = moved.replace('\u{0}', "");
                let path = root.join(format!("{time}")).join(&source.path);
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(path, &moved).unwrap();
                texts.push(moved);
            }
        }
        for settings in ["scrutineer.toml", "gazetteer.csv"] {
            fs::copy(bundled.join(settings), root.join(settings)).unwrap();
        }
        let bytes = texts.iter().map(|text| text.len() as u64).sum();
        assert!(texts.len() >= 30 * TIMES && bytes > 1_000_000, "{} papers, {bytes} bytes", texts.len());
        Self { folder, texts, bytes }
    }

    pub(crate) fn root(&self) -> PathBuf {
        self.folder.path().join("papers")
    }
}
