//! `scrutineer inspect`: files in, what is understood of them out. No index is needed.

use crate::{
    cli::{Format, InspectArguments},
    exit::{Exit, Failure},
    extraction,
    output::Screen,
};
use anyhow::{Context as _, Result};
use scrutineer::{
    corpus::{Extraction, RawDocument, Skip, SkipReason, details, source},
    document::{Origin, Paper, Reader, paper_id, record_id},
    render::{json, terminal},
};
use std::{
    fs::File,
    path::{Path, PathBuf},
};

/// The files that make a folder a corpus with settings.
const SETTINGS: [&str; 2] = ["scrutineer.toml", "gazetteer.csv"];

pub(crate) fn run(arguments: &InspectArguments, screen: &Screen) -> Result<Exit> {
    if let Some(missing) = arguments.files.iter().find(|file| !file.exists()) {
        let what = format!("there is no such file: {}", missing.display());
        return Err(Failure::new(what, "Check the name; paths are relative to the present folder.").into());
    }
    let extraction = extraction::in_workers(arguments.ocr.as_deref())?;
    let mut skipped = false;
    for file in &arguments.files {
        // Its place in the corpus is told by comparing paths, so that both must be whole.
        let file = &whole_path(file)?;
        let root = corpus_root(file);
        let reader = match &root {
            Some(root) => Reader::for_corpus(root)?,
            None => Reader::builtin(),
        };
        let mut printer = Printer { screen, format: arguments.format, skipped: false, outcome: Ok(()) };
        inspect(file, root.as_deref(), &reader, &extraction, &mut printer)?;
        printer.outcome?;
        skipped |= printer.skipped;
    }
    Ok(if skipped { Exit::LookAt } else { Exit::Done })
}

/// The nearest folder above the file with settings of a corpus. Where the file lies below the present folder, no folder
/// above that is looked at: what lies in a shared parent, such as a temporary folder, may be a stranger's.
fn corpus_root(file: &Path) -> Option<PathBuf> {
    let present = std::env::current_dir().and_then(|present| present.canonicalize()).ok()?;
    nearest_settings(file, &present)
}

/// The path from the root of the disk, without `..`. A link to a file keeps its own name.
fn whole_path(file: &Path) -> Result<PathBuf> {
    let whole = || match (std::path::absolute(file)?.parent(), file.file_name()) {
        (Some(folder), Some(name)) => Ok(folder.canonicalize()?.join(name)),
        // Such as `..`: a folder, which is told to the user further on.
        _ => file.canonicalize(),
    };
    whole().with_context(|| format!("cannot read {}", file.display()))
}

fn nearest_settings(file: &Path, present: &Path) -> Option<PathBuf> {
    let inside = file.starts_with(present);
    let folders = file.ancestors().skip(1).take_while(|folder| !inside || folder.starts_with(present));
    let mut folders = folders.filter(|folder| SETTINGS.iter().any(|name| folder.join(name).is_file()));
    folders.next().map(Path::to_path_buf)
}

fn inspect(
    file: &Path,
    root: Option<&Path>,
    reader: &Reader,
    extraction: &Extraction,
    printer: &mut Printer<'_>,
) -> Result<()> {
    let source = source(file, root)?;
    let (details, side_file) = match details(&source) {
        Ok(found) => found,
        Err(skip) => {
            printer.skip(&source.path, &skip);
            return Ok(());
        }
    };
    if details.restricted {
        printer.skip(&source.path, &Skip::new(SkipReason::Restricted, ""));
        return Ok(());
    }
    let opened = File::open(&source.file);
    let id = opened.and_then(|bytes| paper_id(bytes, &side_file, &reader.rule_values(&source.path)));
    let id = match id {
        Ok(id) => id,
        Err(error) => {
            printer.skip(&source.path, &Skip::unreadable(&error));
            return Ok(());
        }
    };
    extraction.read(&source, &mut |line: Option<u64>, document: Result<RawDocument, Skip>| {
        let path = line.map_or_else(|| source.path.clone(), |line| format!("{}#{line}", source.path));
        match document {
            Ok(document) if document.details.restricted => printer.skip(&path, &Skip::new(SkipReason::Restricted, "")),
            Ok(mut document) => {
                for (page, skip) in std::mem::take(&mut document.unread_pages) {
                    printer.skip(&format!("{path}#page={page}"), &skip);
                }
                let origin = match line {
                    Some(_) => Origin::new(record_id(&document), path).details(std::mem::take(&mut document.details)),
                    None => Origin::new(&id, path).details(details.clone()),
                };
                for paper in reader.papers(origin, document) {
                    printer.paper(&paper);
                }
            }
            Err(skip) => printer.skip(&path, &skip),
        }
    })?;
    Ok(())
}

/// Prints as papers come; after a failed write it prints no more.
struct Printer<'s> {
    screen: &'s Screen,
    format: Format,
    skipped: bool,
    outcome: Result<()>,
}

impl Printer<'_> {
    fn paper(&mut self, paper: &Paper) {
        let (style, width) = (self.screen.style(), self.screen.width());
        self.print(|| json::paper(paper), || terminal::paper(paper, &style, width));
    }

    fn skip(&mut self, path: &str, skip: &Skip) {
        self.skipped = true;
        let (style, width) = (self.screen.style(), self.screen.width());
        self.print(|| json::skipped(path, skip), || terminal::skipped(path, skip, &style, width));
    }

    fn print(&mut self, json: impl FnOnce() -> scrutineer::Result<String>, text: impl FnOnce() -> String) {
        if self.outcome.is_ok() {
            self.outcome = match self.format {
                Format::Json => json().map_err(Into::into).and_then(|line| self.screen.data(&line).map_err(Into::into)),
                Format::Text => self.screen.text(&text()).map_err(Into::into),
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_above_the_present_folder_are_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let corpus = folder.path().join("corpus");
        let paper = corpus.join("a/x.txt");
        std::fs::create_dir_all(corpus.join("a")).unwrap();
        std::fs::write(folder.path().join("gazetteer.csv"), "").unwrap();
        assert_eq!(nearest_settings(&paper, &corpus), None);
        assert_eq!(nearest_settings(&paper, folder.path()).as_deref(), Some(folder.path()));
        std::fs::write(corpus.join("scrutineer.toml"), "").unwrap();
        assert_eq!(nearest_settings(&paper, &corpus), Some(corpus.clone()));
        // From elsewhere the whole way up is looked at.
        assert_eq!(nearest_settings(&paper, &corpus.join("b")), Some(corpus));
    }
}
