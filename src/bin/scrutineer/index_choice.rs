//! Which index is meant: `--index DIR`, else `SCRUTINEER_INDEX`, else `./index`.

use crate::{exit::Failure, extraction, interrupt, output::Screen, progress::Display};
use anyhow::Result;
use scrutineer::{ErrorKind, Index, index::Builder};
use std::path::{Path, PathBuf};

const VARIABLE: &str = "SCRUTINEER_INDEX";
const FOLDER: &str = "index";
const SAMPLE: &str = "corpus";

/// The folder of the index, and whether somebody named it.
pub(crate) struct Choice {
    pub(crate) folder: PathBuf,
    source: Source,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Source {
    Flag,
    Variable,
    Default,
}

/// What the flag, the environment or the default says.
pub(crate) fn choose(flag: Option<&Path>) -> Choice {
    let variable = std::env::var_os(VARIABLE).filter(|value| !value.is_empty()).map(PathBuf::from);
    match (flag, variable) {
        (Some(folder), _) => Choice { folder: folder.to_path_buf(), source: Source::Flag },
        (None, Some(folder)) => Choice { folder, source: Source::Variable },
        (None, None) => Choice { folder: FOLDER.into(), source: Source::Default },
    }
}

impl Choice {
    /// Opens the index.
    pub(crate) fn open(&self) -> Result<Index> {
        Index::open(&self.folder).map_err(|error| self.explain(error))
    }

    /// Opens the index; where none was named and the bundled sample stands here, builds it first if need be.
    pub(crate) fn open_or_build_sample(&self, screen: &Screen) -> Result<Index> {
        let error = match Index::open(&self.folder) {
            Ok(index) => return Ok(index),
            Err(error) => error,
        };
        let missing = matches!(error.kind(), ErrorKind::NoIndex | ErrorKind::IndexFormat);
        let sample = Path::new(SAMPLE);
        if !missing || self.source != Source::Default || !is_sample(sample) {
            return Err(self.explain(error));
        }
        screen.complain(match error.kind() {
            ErrorKind::IndexFormat => "The index here is of another version; building it again of the sample papers.",
            _ => "There is no index here yet; building one of the sample papers.",
        });
        let extraction = extraction::in_workers(None)?;
        let cancel = interrupt::flag();
        let display = Display::start(sample, &self.folder, None, screen);
        let builder = Builder::new(sample, &self.folder).extraction(extraction).cancel(cancel);
        let built = builder.progress(display.listener()).build();
        match built {
            Ok(report) => {
                let papers = report.papers.new + report.papers.changed + report.papers.unchanged;
                display.end(&format!("Indexed {papers} papers in {:.1} s.", report.seconds), screen);
            }
            Err(error) => {
                display.end("The build was given up.", screen);
                return Err(error.into());
            }
        }
        self.open()
    }

    /// An error that says where the name of the folder came from.
    fn explain(&self, error: scrutineer::Error) -> anyhow::Error {
        if error.kind() != ErrorKind::NoIndex {
            return error.into();
        }
        let folder = self.folder.display();
        let (what, hint) = match self.source {
            Source::Flag => (
                format!("there is no index in the folder given with --index: {folder}"),
                format!("Check its name, or build one there: scrutineer index FOLDER-OF-PAPERS --index {folder}"),
            ),
            Source::Variable => (
                format!("there is no index in the folder that {VARIABLE} names: {folder}"),
                format!("Check its name, or build one there: scrutineer index FOLDER-OF-PAPERS --index {folder}"),
            ),
            Source::Default => (
                format!("there is no index in ./{FOLDER}"),
                "Build one with `scrutineer index FOLDER-OF-PAPERS`, or name another with --index DIR.".to_owned(),
            ),
        };
        Failure::new(what, hint).into()
    }
}

/// Whether the folder is the sample that comes with scrutineer.
fn is_sample(folder: &Path) -> bool {
    folder.join(".about.md").is_file() && folder.join("gazetteer.csv").is_file()
}
